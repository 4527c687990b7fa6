//! Training, and scores with whole tracks held out.

use serde::{Deserialize, Serialize};

use super::features::{FishingPoint, Variant};
use super::fit::{Prepared, Standing, fit, prepare};
use super::model::{DataSheet, FishingModel, FishingProbability, by_band};
use super::score::score;
use crate::gear::Gear;

/// Groups of vessels or trips that are held out together at most.
const FOLDS: usize = 20;
/// Trees of an ensemble at most.
pub const ROUNDS_MAX: usize = 5_000;

/// Whether the user asked to stop; it is asked between two trees, and what was once answered with yes stays yes.
pub type Stop<'a> = &'a dyn Fn() -> bool;

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
    /// Trees, from 1 to [`ROUNDS_MAX`].
    pub rounds: usize,
    /// Share of each tree's answer that is taken.
    pub rate: f64,
    /// Depth of the trees.
    pub depth: usize,
    /// Ensembles whose mean is taken, each on vessels weighed anew by chance; half as many for each share of support tried.
    pub bags: usize,
    /// Seed of all choices.
    pub seed: u64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            rounds: 120,
            rate: 0.1,
            depth: 3,
            bags: 10,
            seed: 1,
        }
    }
}

/// Labels of other fleets. They are learnt from as far as that helps on the fleet's own vessels, and never scored.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Support {
    /// Of the same gear.
    pub same_gear: Vec<LabelledTrack>,
    /// Of other gears that are worked slowly too; all together count at most as much as the fleet's own.
    pub other_gears: Vec<LabelledTrack>,
}

impl Support {
    fn prepared(&self, variant: Variant) -> Vec<Prepared<'_>> {
        let same = self.same_gear.iter().map(|t| (t, Standing::SameGear));
        let other = self.other_gears.iter().map(|t| (t, Standing::OtherGear));
        same.chain(other)
            .map(|(track, standing)| prepare(track, variant, standing))
            .collect()
    }
}

impl LabelledTrack {
    /// What is held out as a whole: the vessel, else the trip.
    pub(super) fn unit(&self) -> (&str, &str) {
        (&self.fleet, self.vessel.as_deref().unwrap_or(&self.track))
    }
}

/// The vessels or trips of a fleet, dealt to groups that are held out together.
pub(super) struct Folds<'a> {
    units: Vec<(&'a str, &'a str)>,
    most: usize,
}

impl<'a> Folds<'a> {
    /// At most so many groups.
    pub(super) fn of(tracks: &'a [LabelledTrack], most: usize) -> Self {
        let mut units: Vec<(&str, &str)> = tracks.iter().map(LabelledTrack::unit).collect();
        units.sort_unstable();
        units.dedup();
        Self { units, most }
    }

    pub(super) fn count(&self) -> usize {
        self.units.len().min(self.most)
    }

    /// The group of a track; `None` if its vessel or trip is none of the fleet's.
    pub(super) fn group(&self, track: &LabelledTrack) -> Option<usize> {
        let number = self.units.binary_search(&track.unit()).ok()?;
        Some(number % self.most)
    }
}

/// Trains a model for one gear. Deterministic: the same tracks in the same order and the same seed give the
/// same model. `None` without any fishing or without anything else among the own tracks.
#[must_use]
pub fn train(
    gear: Gear,
    variant: Variant,
    tracks: &[LabelledTrack],
    support: &Support,
    sources: &str,
    config: &TrainConfig,
) -> Option<FishingModel> {
    train_until(gear, variant, tracks, support, sources, config, &|| false)
}

/// As [`train`]; `None` too once asked to stop.
#[must_use]
pub fn train_until(
    gear: Gear,
    variant: Variant,
    tracks: &[LabelledTrack],
    support: &Support,
    sources: &str,
    config: &TrainConfig,
    stop: Stop<'_>,
) -> Option<FishingModel> {
    let mut model = unscored(gear, variant, tracks, support, config, stop)?;
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
        support_tracks: support.same_gear.len() + support.other_gears.len(),
        support_share: model.data_sheet.support_share,
        ..DataSheet::default()
    };
    let told = held_out_until(gear, variant, tracks, support, config, stop);
    if stop() {
        return None;
    }
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
    support: &Support,
    config: &TrainConfig,
) -> Option<FishingModel> {
    unscored(gear, variant, tracks, support, config, &|| false)
}

fn unscored(
    gear: Gear,
    variant: Variant,
    tracks: &[LabelledTrack],
    support: &Support,
    config: &TrainConfig,
    stop: Stop<'_>,
) -> Option<FishingModel> {
    let own = |t| prepare(t, variant, Standing::Own);
    let mut prepared: Vec<Prepared> = tracks.iter().map(own).collect();
    prepared.extend(support.prepared(variant));
    let parts: Vec<&Prepared> = prepared.iter().collect();
    fit(gear, variant, &parts, config, stop)
}

/// The answers of model and speed band for each own track, both trained on all tracks of *other* vessels (of other
/// trips, where no vessel is named); with the label. A track of the same vessel or trip among the support is held
/// out too. Of more than 20 vessels or trips several are held out together. Empty with fewer than two vessels or trips of
/// the fleet's own; without those whose absence leaves labels of one kind only.
#[must_use]
pub fn held_out(
    gear: Gear,
    variant: Variant,
    tracks: &[LabelledTrack],
    support: &Support,
    config: &TrainConfig,
) -> Vec<Vec<(FishingProbability, FishingProbability, bool)>> {
    held_out_until(gear, variant, tracks, support, config, &|| false)
}

fn held_out_until(
    gear: Gear,
    variant: Variant,
    tracks: &[LabelledTrack],
    support: &Support,
    config: &TrainConfig,
    stop: Stop<'_>,
) -> Vec<Vec<(FishingProbability, FishingProbability, bool)>> {
    let own = |t| prepare(t, variant, Standing::Own);
    let own: Vec<Prepared> = tracks.iter().map(own).collect();
    let support = support.prepared(variant);
    let folds = Folds::of(tracks, FOLDS);
    let mut told = Vec::new();
    for fold in 0..folds.count() {
        if stop() {
            break;
        }
        let is_out = |p: &&Prepared| folds.group(p.track) == Some(fold);
        let others: Vec<&Prepared> = own.iter().chain(&support).filter(|p| !is_out(p)).collect();
        let Some(model) = fit(gear, variant, &others, config, stop) else {
            continue;
        };
        for (number, out) in own.iter().enumerate().filter(|(_, p)| is_out(p)) {
            let by_model = model.judge(&out.track.points);
            let with_band = out
                .speeds
                .iter()
                .map(|kn| by_band(&model.band, model.band_shares, *kn));
            let each = by_model.into_iter().zip(with_band);
            let answers = each.zip(&out.track.fishing).map(|((m, b), t)| (m, b, *t));
            told.push((number, answers.collect()));
        }
    }
    told.sort_by_key(|(number, _)| *number);
    told.into_iter().map(|(_, answers)| answers).collect()
}
