//! Pairs that another service scored, assigned all at once.

use serde::{Deserialize, Serialize};

use super::assign::likeliest;
use super::marginal::{Pair, marginals};

/// Odds are taken to be at most this.
const ODDS_MAX: f64 = 1e30;

/// A pair that another service scored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredPair {
    /// Id of the track.
    pub track: String,
    /// Id of the detection.
    pub detection: String,
    /// Its score, a density per km².
    pub score: f64,
}

/// What a table of scores says of one detection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredResult {
    /// Id of the detection.
    pub detection: String,
    /// Track in the likeliest assignment of the whole table; `None` = not on AIS.
    pub assigned: Option<String>,
    /// Probability that none of the tracks is it, if `alone` is the density of stray detections.
    pub dark: f64,
}

/// The joint assignment over pairs that another service scored. A pair stands if its score is above
/// `alone`, the score at which "no match" is as likely (2.5e-5 per km² in Kroodsma et al. 2022). Pairs
/// without a positive score do not compete; their detections are told as alone.
#[must_use]
pub fn match_scores(scored: &[ScoredPair], alone: f64) -> Vec<ScoredResult> {
    let tracks = sorted_once(scored.iter().map(|p| p.track.as_str()).collect());
    let detections = sorted_once(scored.iter().map(|p| p.detection.as_str()).collect());
    let pairs: Vec<Pair> = scored
        .iter()
        .filter(|p| p.score.is_finite() && p.score > 0.0)
        .filter_map(|p| {
            Some(Pair {
                track: tracks.binary_search(&p.track.as_str()).ok()?,
                detection: detections.binary_search(&p.detection.as_str()).ok()?,
                // Far beyond any doubt; sums of larger ones would overflow.
                odds: (p.score / alone.max(1e-12)).min(ODDS_MAX),
            })
        })
        .collect();
    let held = marginals(&pairs, tracks.len(), detections.len());
    let mut dark = vec![1.0; detections.len()];
    for (pair, probability) in pairs.iter().zip(held) {
        if let Some(left) = dark.get_mut(pair.detection) {
            *left -= probability;
        }
    }
    let chosen = likeliest(&pairs, tracks.len(), detections.len());
    let of = |((detection, chosen), dark): ((&&str, Option<usize>), f64)| ScoredResult {
        detection: (*detection).to_owned(),
        assigned: chosen
            .and_then(|c| tracks.get(pairs.get(c)?.track))
            .map(|t| (*t).to_owned()),
        dark: dark.clamp(0.0, 1.0),
    };
    detections.iter().zip(chosen).zip(dark).map(of).collect()
}

fn sorted_once(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]
    use super::*;

    #[test]
    fn scores_beyond_measure_make_no_nonsense() {
        let pair = |track: &str, detection: &str, score| ScoredPair {
            track: track.to_owned(),
            detection: detection.to_owned(),
            score,
        };
        for alone in [2.5e-5, 0.0, f64::NAN] {
            let scored = [
                pair("T1", "D1", 1e300),
                pair("T2", "D1", f64::MAX),
                pair("T2", "D2", 1e300),
                pair("T3", "D3", f64::NAN),
                pair("T3", "D4", f64::INFINITY),
            ];
            let told = match_scores(&scored, alone);
            assert_eq!(told.len(), 4);
            assert!(told.iter().all(|one| one.dark.is_finite()), "{told:?}");
            assert!(told[0].dark < 0.01 && told[1].dark < 0.01, "{told:?}");
            assert!(told[2].dark > 0.99 && told[3].dark > 0.99, "{told:?}");
            assert!(told[0].assigned.is_some() && told[2].assigned.is_none());
        }
    }
}
