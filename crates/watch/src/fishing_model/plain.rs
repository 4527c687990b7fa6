//! Plain boosted trees, as a baseline: what anybody would try first on the labels of one fleet.
//!
//! One ensemble of 150 trees of at most 16 leaves (rate 0.08, L2 penalty 1) on the measures of the published logistic
//! model over 0.5 to 24 hours, every position counting alike; no support, no calibration, cut at a half.

use super::boost::{Binned, BoostConfig, Ensemble, boost, logistic};
use super::features::{FEATURES, Variant, put, speeds_kn};
use super::logistic::{MEASURES, measures};
use super::train::{Folds, LabelledTrack, Stop};

/// Groups of vessels or trips that are held out together at most.
const FOLDS: usize = 10;
/// Least curvature of a leaf: some ten positions that are not sure yet.
const LEAST: f64 = 2.0;

/// Probability, answer (above a half) and label at each position, learnt without its vessel (its trip, where none is
/// named). Empty with fewer than two of them.
#[must_use]
pub fn plain_trees_held_out(variant: Variant, tracks: &[LabelledTrack]) -> Vec<(f64, bool, bool)> {
    plain_trees_until(variant, tracks, &|| false)
}

/// As [`plain_trees_held_out`]; cut short, and of no use, once asked to stop.
#[must_use]
pub fn plain_trees_until(
    variant: Variant,
    tracks: &[LabelledTrack],
    stop: Stop<'_>,
) -> Vec<(f64, bool, bool)> {
    let rows: Vec<Vec<[f32; FEATURES]>> = tracks.iter().map(|t| rows(t, variant)).collect();
    let folds = Folds::of(tracks, FOLDS);
    let mut told = Vec::new();
    for fold in 0..folds.count() {
        if stop() {
            break;
        }
        let (mut known, mut truth) = (Vec::new(), Vec::new());
        for (track, rows) in tracks.iter().zip(&rows) {
            if folds.group(track) != Some(fold) {
                known.extend_from_slice(rows);
                truth.extend_from_slice(&track.fishing);
            }
        }
        if !truth.contains(&true) || !truth.contains(&false) {
            continue;
        }
        let trees = learnt(&known, &truth, stop);
        for (track, rows) in tracks.iter().zip(&rows) {
            if folds.group(track) == Some(fold) {
                let each = rows.iter().zip(&track.fishing);
                told.extend(each.map(|(row, is)| {
                    let p = logistic(trees.log_odds(row));
                    (p, p > 0.5, *is)
                }));
            }
        }
    }
    told
}

/// As [`plain_trees_held_out`], learnt from some tracks and asked of others; empty without both kinds of labels to learn from.
#[must_use]
pub fn plain_trees_taught(
    variant: Variant,
    known: &[LabelledTrack],
    asked: &[LabelledTrack],
) -> Vec<(f64, bool, bool)> {
    let truth: Vec<bool> = known.iter().flat_map(|t| t.fishing.clone()).collect();
    if !truth.contains(&true) || !truth.contains(&false) {
        return Vec::new();
    }
    let known: Vec<[f32; FEATURES]> = known.iter().flat_map(|t| rows(t, variant)).collect();
    let trees = learnt(&known, &truth, &|| false);
    let each = |track: &LabelledTrack| {
        let rows = rows(track, variant).into_iter();
        let told = rows.zip(track.fishing.clone()).map(|(row, is)| {
            let p = logistic(trees.log_odds(&row));
            (p, p > 0.5, is)
        });
        told.collect::<Vec<_>>()
    };
    asked.iter().flat_map(each).collect()
}

fn learnt(known: &[[f32; FEATURES]], truth: &[bool], stop: Stop<'_>) -> Ensemble {
    let weights = vec![1.0; known.len()];
    #[allow(clippy::cast_precision_loss, reason = "counts of positions")]
    let config = BoostConfig {
        rounds: 150,
        rate: 0.08,
        depth: 4,
        l2: 1.0,
        least: 4.0 * LEAST / known.len().max(1) as f64,
        columns: 1.0,
        seed: 1,
    };
    boost(&Binned::of(known), truth, &weights, &config, stop)
}

fn rows(track: &LabelledTrack, variant: Variant) -> Vec<[f32; FEATURES]> {
    let points = &track.points;
    let back = measures(points, (1.0, 0.0));
    let around = match variant {
        Variant::Past => None,
        Variant::Centred => Some(measures(points, (0.5, 0.5))),
    };
    let speeds = speeds_kn(points);
    let row = |at: usize| {
        let mut row = [0.0_f32; FEATURES];
        put(&mut row, 0, speeds.get(at).copied().unwrap_or(0.0));
        for (way, all) in [Some(&back), around.as_ref()]
            .into_iter()
            .flatten()
            .enumerate()
        {
            for (number, value) in all.get(at).into_iter().flatten().enumerate() {
                put(&mut row, 1 + way * MEASURES + number, *value);
            }
        }
        row
    };
    (0..points.len()).map(row).collect()
}
