//! The weights of the ranked list, fitted anew to what boardings found.
//!
//! A label is one boarding: the share of each reason when the vessel was chosen (0 to 1: its points over its bound) and
//! whether the boarding found it so. The points p = Σ weight × share enter a logistic regression, logit P(held) = a + k·p.
//! First a and k are fitted with the present weights; then a and the weights, with a quadratic penalty on each weight's
//! relative change (ridge regression towards a point, le Cessie & van Houwelingen 1992), inside the bounds of the rule
//! file, by coordinate descent. The strength of the penalty is chosen by cross-validation. Folds and draws go by vessel,
//! so that no vessel is judged by its own boardings.
//!
//! What takes points off (a permit, a look of an own patrol not long ago) has a share too, with its sign: a vessel that was
//! boarded again soon after an inspection was chosen in spite of it, and what that boarding found says whether the look
//! takes off too much or too little.
//!
//! A choice of what to board is no sample of the sea: the weights learn to order what was worth boarding among what was
//! chosen, no more.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::reason::{Points, code, tenth};
use crate::rules::POINTS_MAX;

mod fit;
mod held_out;
#[cfg(test)]
mod tests;

use fit::{Scale, fit_scale, fit_weights};
use held_out::{Fold, choose_penalty, folds, judge};

/// Codes of the reasons with a weight, in the order of the rule file.
pub const WEIGHTED: [&str; 18] = [
    code::IUU,
    code::NOT_AUTHORISED,
    code::DISABLING,
    code::GAP,
    code::MET_LISTED,
    code::CARRIER,
    code::ENCOUNTER,
    code::NOT_NOTIFIED,
    code::LOITERING,
    code::FISHING_CLOSED,
    code::CLOSED,
    code::IMPLAUSIBLE,
    code::IDENTITY,
    code::SHARED,
    code::VMS,
    code::FISHING,
    code::AUTHORISED,
    code::INSPECTED,
];
/// Of them, those that take points off.
const TAKEN_OFF: [&str; 2] = [code::AUTHORISED, code::INSPECTED];
/// How many weights there are.
pub(crate) const WEIGHTS: usize = WEIGHTED.len();
/// A weight is fitted relative to its present value, but at least to this, points: a weight of nothing may still grow.
const SPREAD_MIN: f64 = 4.0;

/// What a boarding said of a vessel that the list had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankLabel {
    /// The vessel: boardings of one vessel are held out together.
    pub vessel: String,
    /// Whether at least one of its alerts was found true.
    pub held: bool,
    /// Share of each reason when it was chosen, 0 to 1, by code. Unknown codes count nothing.
    pub shares: BTreeMap<String, f64>,
}

/// How to fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefitConfig {
    /// Seed of folds and draws.
    pub seed: u64,
    /// Folds of the cross-validation.
    pub folds: usize,
    /// Boardings needed in all.
    pub labels_min: usize,
    /// Boardings needed that held, and that did not.
    pub each_min: usize,
    /// Vessels needed.
    pub vessels_min: usize,
    /// A reason that fewer boardings had keeps its weight.
    pub seen_min: usize,
    /// Draws of the interval.
    pub draws: usize,
}

impl Default for RefitConfig {
    fn default() -> Self {
        Self {
            seed: 1,
            folds: 5,
            labels_min: 40,
            each_min: 10,
            vessels_min: 20,
            seen_min: 8,
            draws: 1_000,
        }
    }
}

/// What there is of labels, and what is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LabelCount {
    /// Boardings.
    pub labels: usize,
    /// Of them, that held.
    pub held: usize,
    /// Vessels.
    pub vessels: usize,
}

/// How well an order of vessels fits what boardings found, on vessels that were held out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RankScore {
    /// Mean log loss; smaller is better.
    pub log_loss: f64,
    /// Share of pairs, one that held and one that did not, in the right order; one half is chance.
    pub auc: f64,
}

/// A difference of two scores with its 95 % interval from draws of whole vessels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gain {
    /// Refitted is better by so much.
    pub gain: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// One weight, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeightChange {
    /// Reason, such as `disabling-supported`.
    pub reason: String,
    /// Its key in the rule file.
    pub key: String,
    /// Points now.
    pub before: f64,
    /// Points fitted.
    pub after: f64,
    /// Boardings that had it.
    pub seen: usize,
}

/// The fit with its proof.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refitted {
    /// What it was made from.
    pub count: LabelCount,
    /// Every weight.
    pub weights: Vec<WeightChange>,
    /// Strength of the penalty.
    pub penalty: f64,
    /// Present weights on vessels held out, calibrated on the others: the baseline.
    pub present: RankScore,
    /// Refitted weights on vessels held out.
    pub refitted: RankScore,
    /// By how much the log loss is smaller.
    pub log_loss_gain: Gain,
    /// By how much the AUC is greater.
    pub auc_gain: Gain,
    /// The whole interval of the log loss lies above nothing: the new weights are shown to be better.
    pub better: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "refit", rename_all = "snake_case")]
pub enum Refit {
    /// Too little to learn from: nothing changes.
    TooFew(LabelCount),
    /// Fitted.
    Done(Refitted),
}

/// The key of a reason in `[rank.points]`.
fn key_of(reason: &str) -> String {
    reason.replace('-', "_")
}

/// A label as numbers: shares with their sign in the order of [`WEIGHTED`].
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) x: [f64; WEIGHTS],
    pub(crate) held: bool,
    pub(crate) vessel: usize,
}

impl Row {
    pub(crate) fn points(&self, weights: &[f64; WEIGHTS]) -> f64 {
        self.x.iter().zip(weights).map(|(x, w)| x * w).sum()
    }
}

fn rows(labels: &[RankLabel]) -> Vec<Row> {
    let names: BTreeSet<&str> = labels.iter().map(|l| l.vessel.as_str()).collect();
    let numbers: BTreeMap<&str, usize> = names.into_iter().zip(0..).collect();
    let share = |label: &RankLabel, reason: &str| {
        let found = label.shares.get(reason).copied().unwrap_or(0.0);
        let share = if found.is_finite() {
            found.clamp(0.0, 1.0)
        } else {
            0.0
        };
        if TAKEN_OFF.contains(&reason) {
            -share
        } else {
            share
        }
    };
    // What notices take off is a part of what the meeting gave, with no weight of its own.
    let left = |label: &RankLabel, reason: &str| match reason {
        code::CARRIER => (share(label, reason) - share(label, code::NOTIFIED)).max(0.0),
        _ => share(label, reason),
    };
    labels
        .iter()
        .map(|label| Row {
            x: WEIGHTED.map(|reason| left(label, reason)),
            held: label.held,
            vessel: numbers.get(label.vessel.as_str()).copied().unwrap_or(0),
        })
        .collect()
}

/// Fits the weights to labels. The same labels in any order, the same seed: the same weights.
#[must_use]
pub fn refit(points: &Points, labels: &[RankLabel], config: &RefitConfig) -> Refit {
    let mut labels = labels.to_vec();
    labels.sort_by(|a, b| {
        let shares = |l: &RankLabel| -> Vec<(String, u64)> {
            let bits = |(name, share): (&String, &f64)| (name.clone(), share.to_bits());
            l.shares.iter().map(bits).collect()
        };
        (&a.vessel, a.held, shares(a)).cmp(&(&b.vessel, b.held, shares(b)))
    });
    let rows = rows(&labels);
    let held = rows.iter().filter(|row| row.held).count();
    let vessels = rows.iter().map(|row| row.vessel + 1).max().unwrap_or(0);
    let count = LabelCount {
        labels: rows.len(),
        held,
        vessels,
    };
    let enough = rows.len() >= config.labels_min
        && held.min(rows.len() - held) >= config.each_min
        && vessels >= config.vessels_min.max(config.folds);
    if !enough {
        return Refit::TooFew(count);
    }
    let all: Vec<&Row> = rows.iter().collect();
    let present = WEIGHTED.map(|reason| points.of(reason));
    let free = free(&all, config.seen_min);
    let (penalty, fitted) = fit_whole(&all, &present, &free, config);
    let outer = folds(vessels, config.folds, config.seed);
    let (scores, gains) = judge(&rows, &present, &free, &outer, config);
    let seen = |n: usize| all.iter().filter(|row| is_seen(row, n)).count();
    let weights = WEIGHTED
        .iter()
        .zip(present.iter().zip(&fitted))
        .enumerate()
        .map(|(n, (reason, (before, after)))| WeightChange {
            reason: (*reason).to_owned(),
            key: key_of(reason),
            before: *before,
            after: tenth(*after).clamp(0.0, POINTS_MAX),
            seen: seen(n),
        })
        .collect();
    Refit::Done(Refitted {
        count,
        weights,
        penalty,
        present: scores.0,
        refitted: scores.1,
        log_loss_gain: gains.0,
        auc_gain: gains.1,
        better: gains.0.low > 0.0,
    })
}

fn is_seen(row: &Row, n: usize) -> bool {
    row.x.get(n).is_some_and(|x| x.abs() > 0.0)
}

/// Which weights enough labels speak of.
fn free(rows: &[&Row], seen_min: usize) -> [bool; WEIGHTS] {
    std::array::from_fn(|n| rows.iter().filter(|row| is_seen(row, n)).count() >= seen_min)
}

/// Chooses the penalty inside these rows, then fits to all of them.
fn fit_whole(
    rows: &[&Row],
    present: &[f64; WEIGHTS],
    free: &[bool; WEIGHTS],
    config: &RefitConfig,
) -> (f64, [f64; WEIGHTS]) {
    let vessels: BTreeSet<usize> = rows.iter().map(|row| row.vessel).collect();
    let most = vessels.iter().max().map_or(0, |most| most + 1);
    let inner: Vec<Fold> = folds(most, config.folds, config.seed ^ 0x5EED);
    let penalty = choose_penalty(rows, present, free, &inner);
    let scale = fit_scale(rows, present);
    let (_, weights) = fit_weights(rows, present, free, scale, penalty);
    (penalty, weights)
}

/// A number as probability by a scale.
pub(crate) fn probability(scale: Scale, points: f64) -> f64 {
    1.0 / (1.0 + (-(scale.offset + scale.per_point * points)).exp())
}
