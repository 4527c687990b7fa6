//! Training, and scores with whole tracks held out.

use serde::{Deserialize, Serialize};

use super::boost::{BoostConfig, Ensemble, boost};
use super::features::{FEATURES, FishingPoint, Variant, features, speeds_kn};
use super::model::{DataSheet, FishingMethod, FishingModel, FishingProbability, by_band};
use super::score::score;
use super::stack::{Held, Stack, best_band, depth};
use crate::gear::Gear;

/// One labelled track: a vessel, or a trip of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelledTrack {
    /// The set of labels it is of.
    pub fleet: String,
    /// Id of the vessel or trip; nothing of it is ever on both sides of a test.
    pub track: String,
    /// Vessel of the trip, if the labels say so: then all trips of a vessel are held out together.
    #[serde(default)]
    pub vessel: Option<String>,
    /// Positions in order of time.
    pub points: Vec<FishingPoint>,
    /// Whether each of them fishes.
    pub fishing: Vec<bool>,
}

/// Settings of the training.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TrainConfig {
    /// Trees.
    pub rounds: usize,
    /// Share of each tree's answer that is taken.
    pub rate: f64,
    /// Depth of the trees.
    pub depth: usize,
    /// Seed of the choice of features per tree.
    pub seed: u64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            rounds: 120,
            rate: 0.06,
            depth: 3,
            seed: 1,
        }
    }
}

impl LabelledTrack {
    /// What is held out as a whole: the vessel, else the trip.
    fn unit(&self) -> (&str, &str) {
        (&self.fleet, self.vessel.as_deref().unwrap_or(&self.track))
    }
}

/// A track with its features, ready for training.
struct Prepared<'a> {
    track: &'a LabelledTrack,
    rows: Vec<[f32; FEATURES]>,
    speeds: Vec<f64>,
    /// Weight of each position: its time, all of a track together at most as much as any other track.
    weights: Vec<f64>,
}

fn prepare(track: &LabelledTrack, variant: Variant) -> Prepared<'_> {
    let mut weights = Vec::with_capacity(track.points.len());
    let mut before = None;
    for p in &track.points {
        let minutes = before.map_or(1.0, |b| p.time.since_s(b) / 60.0);
        weights.push(minutes.clamp(0.1, 15.0));
        before = Some(p.time);
    }
    let whole: f64 = weights.iter().sum();
    // Twice the time counts once and a half: long tracks say more, but not in proportion.
    let scale = 100.0 * whole.max(1.0).powf(0.6) / 600.0_f64.powf(0.6) / whole.max(1.0);
    weights.iter_mut().for_each(|w| *w *= scale);
    Prepared {
        track,
        rows: features(&track.points, variant),
        speeds: speeds_kn(&track.points),
        weights,
    }
}

/// Trains a model for one gear. Deterministic: the same tracks in the same order and the same seed give the
/// same model. `None` without any fishing or without anything else.
#[must_use]
pub fn train(
    gear: Gear,
    variant: Variant,
    tracks: &[LabelledTrack],
    sources: &str,
    config: &TrainConfig,
) -> Option<FishingModel> {
    let mut model = train_unscored(gear, variant, tracks, config)?;
    let fleets: std::collections::BTreeSet<&str> =
        tracks.iter().map(|t| t.fleet.as_str()).collect();
    let positions: usize = tracks.iter().map(|t| t.points.len()).sum();
    let fishing = tracks
        .iter()
        .flat_map(|t| &t.fishing)
        .filter(|f| **f)
        .count();
    #[allow(clippy::cast_precision_loss, reason = "counts of positions")]
    let fishing_share = fishing as f64 / positions.max(1) as f64;
    model.data_sheet = DataSheet {
        sources: sources.to_owned(),
        fleets: fleets.len(),
        tracks: tracks.len(),
        positions,
        fishing_share,
        seed: config.seed,
        ..DataSheet::default()
    };
    let told = held_out(gear, variant, tracks, config);
    if !told.is_empty() {
        let of =
            |pick: fn(&(FishingProbability, FishingProbability, bool)) -> FishingProbability| {
                let all: Vec<(f64, bool, bool)> = told
                    .iter()
                    .flatten()
                    .map(|t| (pick(t).probability, pick(t).fishing, t.2))
                    .collect();
                score(&all)
            };
        model.data_sheet.held_out = Some(of(|t| t.0));
        model.data_sheet.band_held_out = Some(of(|t| t.1));
    }
    model.data_sheet.note_gaps(gear);
    Some(model)
}

/// As [`train`], without scores and data sheet: for evaluations that hold out by their own rule.
#[must_use]
pub fn train_unscored(
    gear: Gear,
    variant: Variant,
    tracks: &[LabelledTrack],
    config: &TrainConfig,
) -> Option<FishingModel> {
    let prepared: Vec<Prepared> = tracks.iter().map(|t| prepare(t, variant)).collect();
    let parts: Vec<&Prepared> = prepared.iter().collect();
    fit(gear, variant, &parts, config)
}

/// The answers of model and speed band for each track, both trained on all tracks of *other* vessels (of other
/// trips, where no vessel is named); with the label. Empty with fewer than two of them.
#[must_use]
pub fn held_out(
    gear: Gear,
    variant: Variant,
    tracks: &[LabelledTrack],
    config: &TrainConfig,
) -> Vec<Vec<(FishingProbability, FishingProbability, bool)>> {
    let prepared: Vec<Prepared> = tracks.iter().map(|t| prepare(t, variant)).collect();
    let mut told = Vec::new();
    for out in &prepared {
        let others: Vec<&Prepared> = prepared
            .iter()
            .filter(|p| p.track.unit() != out.track.unit())
            .collect();
        let Some(model) = fit(gear, variant, &others, config) else {
            continue;
        };
        let by_model = model.judge(&out.track.points);
        let with_band = out
            .speeds
            .iter()
            .map(|kn| by_band(&model.band, model.band_shares, *kn));
        told.push(
            by_model
                .into_iter()
                .zip(with_band)
                .zip(&out.track.fishing)
                .map(|((m, b), truth)| (m, b, *truth))
                .collect(),
        );
    }
    told
}

/// A piece of a track: its number and the positions from one to before another.
type Piece = (usize, usize, usize);

/// Folds of whole vessels or trips; with fewer than three of them, folds of long pieces of each.
fn folds(parts: &[&Prepared]) -> Vec<Vec<Piece>> {
    let whole = |number: usize| (number, 0, parts.get(number).map_or(0, |p| p.rows.len()));
    let mut units: Vec<(&str, &str)> = Vec::new();
    for part in parts {
        if !units.contains(&part.track.unit()) {
            units.push(part.track.unit());
        }
    }
    if units.len() >= 3 {
        let count = units.len().min(6);
        let fold = |k: usize| {
            (0..parts.len())
                .filter(|n| {
                    let unit = parts.get(*n).map(|p| p.track.unit());
                    units.iter().position(|u| Some(*u) == unit).unwrap_or(0) % count == k
                })
                .map(whole)
                .collect()
        };
        return (0..count).map(fold).collect();
    }
    let fold = |k: usize| {
        (0..parts.len())
            .map(|number| {
                let (_, _, length) = whole(number);
                (number, length * k / 4, length * (k + 1) / 4)
            })
            .collect()
    };
    (0..4).map(fold).collect()
}

fn in_fold(fold: &[Piece], number: usize, at: usize) -> bool {
    fold.iter()
        .any(|(n, from, to)| *n == number && (*from..*to).contains(&at))
}

struct Rows {
    rows: Vec<[f32; FEATURES]>,
    truth: Vec<bool>,
    weights: Vec<f64>,
    speeds: Vec<(f64, bool, f64)>,
}

/// All rows, or those outside of a fold.
fn collect(parts: &[&Prepared], without: &[Piece]) -> Rows {
    let mut all = Rows {
        rows: Vec::new(),
        truth: Vec::new(),
        weights: Vec::new(),
        speeds: Vec::new(),
    };
    for (number, part) in parts.iter().enumerate() {
        let each = part.rows.iter().zip(&part.track.fishing).zip(&part.weights);
        for (at, (((row, truth), weight), kn)) in each.zip(&part.speeds).enumerate() {
            if in_fold(without, number, at) {
                continue;
            }
            all.rows.push(*row);
            all.truth.push(*truth);
            all.weights.push(*weight);
            all.speeds.push((*kn, *truth, *weight));
        }
    }
    all
}

fn trees(rows: &Rows, config: &TrainConfig) -> Option<Ensemble> {
    let both = rows.truth.iter().any(|t| *t) && rows.truth.iter().any(|t| !*t);
    let config = BoostConfig {
        rounds: config.rounds.clamp(1, 2_000),
        rate: config.rate,
        depth: config.depth.clamp(1, 8),
        l2: 2.0,
        least: 0.01,
        columns: 0.5,
        seed: config.seed,
    };
    both.then(|| boost(&rows.rows, &rows.truth, &rows.weights, &config))
}

fn fit(
    gear: Gear,
    variant: Variant,
    parts: &[&Prepared],
    config: &TrainConfig,
) -> Option<FishingModel> {
    let all = collect(parts, &[]);
    let ensemble = trees(&all, config)?;
    let mut model = FishingModel::of(
        gear,
        variant,
        DataSheet::default(),
        ensemble,
        best_band(&all.speeds),
    );
    let mut held = Vec::new();
    for fold in folds(parts) {
        let rest = collect(parts, &fold);
        let Some(ensemble) = trees(&rest, config) else {
            continue;
        };
        let band = best_band(&rest.speeds);
        for (number, from, to) in fold {
            let Some(part) = parts.get(number) else {
                continue;
            };
            let each = part.rows.iter().zip(&part.track.fishing).zip(&part.weights);
            for (((row, fishing), weight), kn) in each
                .zip(&part.speeds)
                .skip(from)
                .take(to.saturating_sub(from))
            {
                held.push(Held {
                    trees: ensemble.log_odds(row),
                    band: depth(&band, *kn),
                    fishing: *fishing,
                    weight: *weight,
                });
            }
        }
    }
    model.stack = Stack::fit(&held);
    model.cut = best_cut(&held, model.stack);
    model.band_shares = shares(&all.speeds, &model.band);
    Some(model)
}

/// The probability at which yes and no have the best F1 on held-out answers, drawn half way to 0.5: with few
/// tracks the best cut is mostly chance.
fn best_cut(held: &[Held], stack: Stack) -> f64 {
    let mut sorted: Vec<(f64, bool, f64)> = held
        .iter()
        .map(|h| (stack.probability(h.trees, h.band), h.fishing, h.weight))
        .collect();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let fishing: f64 = sorted.iter().filter(|s| s.1).map(|s| s.2).sum();
    let (mut hit, mut said, mut best, mut cut) = (0.0, 0.0, -1.0, 0.5);
    for (p, truth, weight) in sorted {
        said += weight;
        hit += if truth { weight } else { 0.0 };
        let f1 = 2.0 * hit / (said + fishing).max(1e-9);
        if f1 > best && (0.15..=0.85).contains(&p) {
            (best, cut) = (f1, p);
        }
    }
    f64::midpoint(cut, 0.5)
}

/// Share of fishing inside the band and outside.
fn shares(speeds: &[(f64, bool, f64)], band: &crate::band::Band) -> [f64; 2] {
    let mut sums = [(1.0, 2.0), (1.0, 2.0)];
    for (kn, fishing, weight) in speeds {
        let told = by_band(band, [1.0, 0.0], *kn);
        debug_assert_eq!(told.method, FishingMethod::SpeedBand);
        let [inside, outside] = &mut sums;
        let sum = if told.fishing { inside } else { outside };
        sum.0 += if *fishing { *weight } else { 0.0 };
        sum.1 += weight;
    }
    sums.map(|(fishing, all)| fishing / all)
}
