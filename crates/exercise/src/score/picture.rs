//! How good a picture of the sea is: OSPA and GOSPA of the vessels a partner shows against those that are there, and
//! the divergence of two partners' pictures from each other.
//!
//! Method:
//! - OSPA, order p = 1 (Schuhmacher, Vo, Vo 2008, IEEE Trans. Signal Processing 56(8)): with the larger picture of n
//!   vessels, (1/n)·(Σ distances of the best pairing + cut-off for every vessel without partner). 0 is perfect, the
//!   cut-off is "nothing right".
//! - GOSPA, p = 1, α = 2 (Rahmathullah, García-Fernández, Svensson 2017, FUSION): Σ distances + cut-off/2 for each
//!   missed and each false vessel. Its parts add up, so one sees what is wrong.
//! - An identity error is a pair that both sides name, by different MMSIs.
//!
//! Distances are great circles, so a pair across 180° is as near as it is at sea. Cut-off: 20 km, about what a ship at
//! 12 kn makes between two usual satellite passes of 55 min (design; [`PictureRule`]). Order of vessels is of no account.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

use super::assign::assign;
use super::spread::Spread;

/// A vessel in a picture, or in the truth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PictureVessel {
    /// Who it is said to be; `None` for an unidentified contact.
    pub mmsi: Option<u32>,
    /// Where.
    pub at: Position,
}

/// Pictures of one moment: what is there and what each partner shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureMoment {
    /// When.
    pub time: Time,
    /// What is there.
    pub truth: Vec<PictureVessel>,
    /// What each partner shows, by the partner's code.
    pub shown: Vec<(String, Vec<PictureVessel>)>,
}

/// How far apart two vessels may be to count as the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PictureRule {
    /// Cut-off of OSPA and GOSPA, metres.
    pub cutoff_m: f64,
}

impl Default for PictureRule {
    fn default() -> Self {
        Self { cutoff_m: 20_000.0 }
    }
}

/// One picture against another (the truth, or a partner's).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PictureDistance {
    /// OSPA, metres: 0 to the cut-off.
    pub ospa_m: f64,
    /// GOSPA, metres: grows with the number of vessels that are wrong.
    pub gospa_m: f64,
    /// GOSPA's part for vessels in the wrong place, metres.
    pub localisation_m: f64,
    /// Vessels paired.
    pub paired: usize,
    /// In the first picture (the truth) only.
    pub missed: usize,
    /// In the second picture only.
    pub false_vessels: usize,
    /// Pairs named by different MMSIs.
    pub identity_errors: usize,
}

/// Distance of `shown` from `truth`.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of vessels")]
pub fn picture_distance(
    truth: &[PictureVessel],
    shown: &[PictureVessel],
    rule: PictureRule,
) -> PictureDistance {
    let (truth, shown) = (ordered(truth), ordered(shown));
    let places = |all: &[PictureVessel]| all.iter().map(|v| v.at).collect::<Vec<_>>();
    let cutoff_m = rule.cutoff_m.max(1.0);
    let pairs = assign(&places(&truth), &places(&shown), cutoff_m, |d| d);
    let localisation_m: f64 = pairs.iter().map(|p| p.2).sum();
    let (missed, false_vessels) = (truth.len() - pairs.len(), shown.len() - pairs.len());
    let most = truth.len().max(shown.len());
    let unpaired_m = cutoff_m * (most - pairs.len()) as f64;
    let named = |all: &[PictureVessel], index: usize| all.get(index).and_then(|v| v.mmsi);
    let mistaken = |p: &&(usize, usize, f64)| {
        let names = named(&truth, p.0).zip(named(&shown, p.1));
        names.is_some_and(|(a, b)| a != b)
    };
    PictureDistance {
        ospa_m: if most == 0 {
            0.0
        } else {
            (localisation_m + unpaired_m) / most as f64
        },
        gospa_m: localisation_m + cutoff_m / 2.0 * (missed + false_vessels) as f64,
        localisation_m,
        paired: pairs.len(),
        missed,
        false_vessels,
        identity_errors: pairs.iter().filter(mistaken).count(),
    }
}

/// The same vessels in one order, whatever order they came in.
fn ordered(vessels: &[PictureVessel]) -> Vec<PictureVessel> {
    let mut all = vessels.to_vec();
    let key = |v: &PictureVessel| (v.mmsi, v.at.to_e7());
    all.sort_by_key(key);
    all
}

/// A picture over the whole exercise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PictureScore {
    /// Whose picture.
    pub partner: String,
    /// Against what: `truth`, or another partner's code (divergence).
    pub against: String,
    /// Moments looked at.
    pub moments: usize,
    /// Mean OSPA, metres.
    pub mean_ospa_m: Option<f64>,
    /// Mean GOSPA, metres.
    pub mean_gospa_m: Option<f64>,
    /// Median, 90th percentile and worst OSPA, metres.
    pub ospa_m: Option<Spread>,
    /// Identity errors, all moments together.
    pub identity_errors: usize,
    /// Each moment, in order of time.
    pub over_time: Vec<(Time, PictureDistance)>,
}

/// Each partner's picture against the truth.
#[must_use]
pub fn picture_scores(moments: &[PictureMoment], rule: PictureRule) -> Vec<PictureScore> {
    let one = |partner: &String| {
        let distances = moments.iter().filter_map(|m| {
            let shown = m.shown_by(partner)?;
            Some((m.time, picture_distance(&m.truth, shown, rule)))
        });
        summed(partner, "truth", distances.collect())
    };
    partners(moments).iter().map(one).collect()
}

/// How far the partners' pictures are from each other, for every two of them.
#[must_use]
pub fn divergence_scores(moments: &[PictureMoment], rule: PictureRule) -> Vec<PictureScore> {
    let partners = partners(moments);
    let mut scores = Vec::new();
    for (index, one) in partners.iter().enumerate() {
        for other in partners.iter().skip(index + 1) {
            let distances = moments.iter().filter_map(|m| {
                let (a, b) = m.shown_by(one).zip(m.shown_by(other))?;
                Some((m.time, picture_distance(a, b, rule)))
            });
            scores.push(summed(one, other, distances.collect()));
        }
    }
    scores
}

impl PictureMoment {
    fn shown_by(&self, partner: &str) -> Option<&[PictureVessel]> {
        let found = self.shown.iter().find(|(code, _)| code == partner);
        found.map(|(_, vessels)| vessels.as_slice())
    }
}

fn partners(moments: &[PictureMoment]) -> Vec<String> {
    let all = moments
        .iter()
        .flat_map(|m| m.shown.iter().map(|(code, _)| code.clone()));
    let set: std::collections::BTreeSet<String> = all.collect();
    set.into_iter().collect()
}

#[allow(clippy::cast_precision_loss, reason = "counts of moments")]
fn summed(
    partner: &str,
    against: &str,
    mut over_time: Vec<(Time, PictureDistance)>,
) -> PictureScore {
    over_time.sort_by_key(|(time, _)| *time);
    let moments = over_time.len();
    let mean = |value: fn(&PictureDistance) -> f64| {
        let sum: f64 = over_time.iter().map(|(_, d)| value(d)).sum();
        (moments > 0).then(|| sum / moments as f64)
    };
    let mut ospa: Vec<f64> = over_time.iter().map(|(_, d)| d.ospa_m).collect();
    PictureScore {
        partner: partner.to_owned(),
        against: against.to_owned(),
        moments,
        mean_ospa_m: mean(|d| d.ospa_m),
        mean_gospa_m: mean(|d| d.gospa_m),
        ospa_m: Spread::of(&mut ospa),
        identity_errors: over_time.iter().map(|(_, d)| d.identity_errors).sum(),
        over_time,
    }
}
