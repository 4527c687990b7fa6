//! Fits one model: trees on own labels and, as far as it helps, on those of other fleets; then the stack, on answers that
//! were held out.

use super::around::{ANSWERS, averaged, heard};
use super::boost::{Binned, BoostConfig, Ensemble, boost, chance, logistic};
use super::features::{FEATURES, FishingPoint, Variant, features, speeds_kn};
use super::model::{DataSheet, FishingMethod, FishingModel, LEAST_HEARD, by_band};
use super::stack::{Evidence, Held, Stack, best_band, depth};
use super::train::{LabelledTrack, ROUNDS_MAX, Stop, TrainConfig};
use crate::band::Band;
use crate::gear::Gear;

/// Where the own labels are too few to choose: all that others have.
const THIN: Share = Share {
    same_gear: 1.0,
    other_gears: 1.0,
};
/// How much support may count where the own labels are enough to choose: other fleets of the gear not at all, at less, in full.
const SUPPORT: [Share; 3] = [
    Share {
        same_gear: 0.0,
        other_gears: 0.0,
    },
    Share {
        same_gear: 0.3,
        other_gears: 0.0,
    },
    Share {
        same_gear: 1.0,
        other_gears: 0.0,
    },
];
/// One vessel heard for longer than this, hours, is enough to choose by its own stretches.
const ENOUGH_H: f64 = 24.0;
/// So many own vessels or trips are enough to calibrate on them alone.
const ENOUGH_UNITS: usize = 3;
/// Folds at most.
const FOLDS: usize = 6;
/// Stretches of each track where there are too few vessels or trips to hold out.
const STRETCHES: usize = 4;
/// Positions closer in time than this, minutes, say nothing new: they are judged, not learnt from.
const LEARN_EVERY_MIN: f64 = 0.25;
/// Positions of one track that are learnt from, about; of a longer one they are farther apart.
const LEARN_MOST: usize = 4_000;
/// Share of the features that one tree may use: many trees of few views each.
const COLUMNS: f64 = 0.15;
/// The least weight of a vessel in a bag; what chance adds has mean 1.
const LEAST_IN_BAG: f64 = 0.25;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Share {
    same_gear: f64,
    other_gears: f64,
}

/// What a track is in a training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Of the fleet that the model is for.
    Own,
    /// Of another fleet.
    SameGear,
    /// Of another gear.
    OtherGear,
}

/// A track with its features, ready for training.
pub(super) struct Prepared<'a> {
    pub(super) track: &'a LabelledTrack,
    pub(super) speeds: Vec<f64>,
    rows: Vec<[f32; FEATURES]>,
    standing: Standing,
    /// Weight of each position: its time, all of a track together at most as much as any other track.
    weights: Vec<f64>,
    hours: f64,
    variant: Variant,
    /// Positions heard in the hour around each.
    heard: Vec<usize>,
}

pub(super) fn prepare(track: &LabelledTrack, variant: Variant, standing: Standing) -> Prepared<'_> {
    let mut every_min = LEARN_EVERY_MIN;
    let mut weights = spread(&track.points, every_min);
    loop {
        let learnt = weights.iter().filter(|w| **w > 0.0).count();
        if learnt <= LEARN_MOST {
            break;
        }
        #[allow(clippy::cast_precision_loss, reason = "counts of positions")]
        let more = learnt as f64 / LEARN_MOST as f64;
        every_min *= more.max(1.1);
        weights = spread(&track.points, every_min);
    }
    let whole: f64 = weights.iter().sum();
    // Twice the time counts once and a half: long tracks say more, but not in proportion.
    let scale = 100.0 * whole.max(1.0).powf(0.6) / 600.0_f64.powf(0.6) / whole.max(1.0);
    weights.iter_mut().for_each(|w| *w *= scale);
    Prepared {
        track,
        rows: features(&track.points, variant),
        speeds: speeds_kn(&track.points),
        standing,
        weights,
        hours: whole / 60.0,
        variant,
        heard: heard(&track.points, variant),
    }
}

/// Minutes that each position counts for; nothing, where it comes sooner after the last one that does.
fn spread(points: &[FishingPoint], every_min: f64) -> Vec<f64> {
    let mut before = None;
    let weight = |p: &FishingPoint| {
        let minutes = before.map_or(1.0, |b| p.time.since_s(b) / 60.0);
        if before.is_some() && minutes < every_min {
            return 0.0;
        }
        before = Some(p.time);
        minutes.clamp(0.1, 15.0)
    };
    points.iter().map(weight).collect()
}

/// A piece of a track: its number and the positions from one to before another.
type Piece = (usize, usize, usize);

fn units<'a>(parts: &[&'a Prepared]) -> Vec<(&'a str, &'a str)> {
    let mut units = Vec::new();
    for part in parts {
        if !units.contains(&part.track.unit()) {
            units.push(part.track.unit());
        }
    }
    units
}

/// Folds of whole vessels or trips; where the own are one, or all fewer than three, folds of long stretches of each.
fn folds(parts: &[&Prepared], own_units: usize) -> Vec<Vec<Piece>> {
    let whole = |number: usize| (number, 0, parts.get(number).map_or(0, |p| p.rows.len()));
    let units = units(parts);
    let long: f64 = own(parts).map(|p| p.hours).sum();
    if units.len() >= 3 && (own_units > 1 || long < ENOUGH_H) {
        let count = units.len().min(FOLDS);
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
                (number, length * k / STRETCHES, length * (k + 1) / STRETCHES)
            })
            .collect()
    };
    (0..STRETCHES).map(fold).collect()
}

fn in_fold(fold: &[Piece], number: usize, at: usize) -> bool {
    fold.iter()
        .any(|(n, from, to)| *n == number && (*from..*to).contains(&at))
}

fn own<'a, 'b>(parts: &'b [&'a Prepared<'a>]) -> impl Iterator<Item = &'b &'a Prepared<'a>> {
    parts.iter().filter(|p| p.standing == Standing::Own)
}

#[derive(Default)]
struct Rows {
    rows: Vec<[f32; FEATURES]>,
    truth: Vec<bool>,
    weights: Vec<f64>,
    /// Number of the vessel or trip.
    units: Vec<usize>,
    /// Of own tracks: speed, label, weight.
    speeds: Vec<(f64, bool, f64)>,
}

impl Rows {
    /// Whether some fish and some do not.
    fn has_both(&self) -> bool {
        self.truth.iter().any(|t| *t) && self.truth.iter().any(|t| !*t)
    }
}

/// The weight of each track of these parts, by number.
fn factors(parts: &[&Prepared], share: Share) -> Vec<f64> {
    let sum = |standing: Standing| -> f64 {
        let of = parts.iter().filter(|p| p.standing == standing);
        of.flat_map(|p| &p.weights).sum()
    };
    let cap = (sum(Standing::Own) / sum(Standing::OtherGear).max(1e-9)).min(1.0);
    let factor = |p: &&Prepared| match p.standing {
        Standing::Own => 1.0,
        Standing::SameGear => share.same_gear,
        Standing::OtherGear => share.other_gears * cap,
    };
    parts.iter().map(factor).collect()
}

/// All rows that count, or those outside of a fold.
fn collect(parts: &[&Prepared], factors: &[f64], without: &[Piece]) -> Rows {
    let units = units(parts);
    let mut all = Rows::default();
    for (number, (part, factor)) in parts.iter().zip(factors).enumerate() {
        if *factor <= 0.0 {
            continue;
        }
        let unit = units.iter().position(|u| *u == part.track.unit());
        let each = part.rows.iter().zip(&part.track.fishing).zip(&part.weights);
        for (at, (((row, truth), weight), kn)) in each.zip(&part.speeds).enumerate() {
            if *weight <= 0.0 || in_fold(without, number, at) {
                continue;
            }
            all.rows.push(*row);
            all.truth.push(*truth);
            all.weights.push(*weight * factor);
            all.units.push(unit.unwrap_or(0));
            if part.standing == Standing::Own {
                all.speeds.push((*kn, *truth, *weight));
            }
        }
    }
    all
}

/// The mean of several ensembles; in each every vessel or trip weighs as chance has it (Rubin's Bayesian bootstrap,
/// Annals of Statistics 9, 1981), so that no single one decides.
fn trees(rows: &Rows, config: &TrainConfig, stop: Stop<'_>) -> Option<Ensemble> {
    if !rows.has_both() || stop() {
        return None;
    }
    let count = rows.units.iter().max().map_or(0, |last| last + 1);
    let bags = config.bags.clamp(1, 64);
    let binned = Binned::of(&rows.rows);
    let bag = |number: usize| {
        let mut seed = config
            .seed
            .wrapping_add((number as u64).wrapping_mul(1_000_003));
        let luck: Vec<f64> = (0..count)
            .map(|_| {
                let drawn = -(1.0 - chance(&mut seed)).max(1e-9).ln();
                if bags == 1 { 1.0 } else { LEAST_IN_BAG + drawn }
            })
            .collect();
        let weights: Vec<f64> = rows
            .weights
            .iter()
            .zip(&rows.units)
            .map(|(w, unit)| w * luck.get(*unit).copied().unwrap_or(1.0))
            .collect();
        let config = BoostConfig {
            rounds: config.rounds.clamp(1, ROUNDS_MAX),
            rate: config.rate,
            depth: config.depth.clamp(1, 8),
            l2: 2.0,
            least: 0.01,
            columns: COLUMNS,
            seed,
        };
        boost(&binned, &rows.truth, &weights, &config, stop)
    };
    Some(Ensemble::mean((0..bags).map(bag).collect()))
}

/// An answer on a vessel, trip or stretch that was held out.
struct Answer {
    held: Held,
    fold: usize,
    own: bool,
}

/// Answers on vessels, trips or stretches that were held out: the same positions in the same order for each share of
/// support. `None` if a fold cannot be learnt without.
fn answers(
    parts: &[&Prepared],
    share: Share,
    folds: &[Vec<Piece>],
    config: &TrainConfig,
    stop: Stop<'_>,
) -> Option<Vec<Answer>> {
    let factors = factors(parts, share);
    // Absolute speeds of other fleets say nothing of these vessels.
    let alone = own(parts).count() == parts.len();
    let mut told = Vec::new();
    for (number, fold) in folds.iter().enumerate() {
        let rest = collect(parts, &factors, fold);
        let ensemble = trees(&rest, config, stop);
        if ensemble.is_none() && alone {
            continue;
        }
        let ensemble = ensemble?;
        let band = best_band(&rest.speeds);
        for (of, from, to) in fold {
            let Some(part) = parts.get(*of) else {
                continue;
            };
            let rows = part.rows.get(*from..*to).unwrap_or_default();
            let odds: Vec<f64> = rows.iter().map(|row| ensemble.log_odds(row)).collect();
            let points = part.track.points.get(*from..*to).unwrap_or_default();
            let around = averaged(points, &odds, part.variant);
            let factor = factors.get(*of).copied().unwrap_or(0.0);
            let each = part.track.fishing.iter().zip(&part.weights);
            let each = each.zip(&part.speeds).skip(*from);
            for (((fishing, weight), kn), (trees, around)) in each.zip(odds.iter().zip(around)) {
                if *weight <= 0.0 {
                    continue;
                }
                let evidence = Evidence {
                    trees: *trees,
                    around,
                    band: if alone { depth(&band, *kn) } else { 0.0 },
                };
                let held = Held {
                    evidence,
                    fishing: *fishing,
                    weight: *weight * factor,
                };
                told.push(Answer {
                    held,
                    fold: number,
                    own: part.standing == Standing::Own,
                });
            }
        }
    }
    Some(told)
}

/// Mean logarithmic loss on own positions in each fold that has any.
fn losses(answers: &[Answer], folds: usize) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); folds];
    for Answer { held, fold, .. } in answers.iter().filter(|a| a.own) {
        let p = logistic(held.evidence.trees).clamp(1e-4, 1.0 - 1e-4);
        if let Some(sum) = sums.get_mut(*fold) {
            sum.0 -= held.weight * if held.fishing { p.ln() } else { (1.0 - p).ln() };
            sum.1 += held.weight;
        }
    }
    let heard = sums.iter().filter(|s| s.1 > 0.0);
    heard.map(|(loss, weight)| loss / weight).collect()
}

/// Whether these losses are no worse than the best by more than chance: two standard errors of the difference.
fn as_good(losses: &[f64], best: &[f64]) -> bool {
    let apart: Vec<f64> = losses.iter().zip(best).map(|(a, b)| a - b).collect();
    #[allow(clippy::cast_precision_loss, reason = "a handful of folds")]
    let n = apart.len().max(1) as f64;
    let mean = apart.iter().sum::<f64>() / n;
    let square = apart.iter().map(|d| (d - mean).powi(2)).sum::<f64>();
    mean <= 2.0 * (square / (n - 1.0).max(1.0) / n).sqrt()
}

/// The shares of support that are tried.
fn candidates(parts: &[&Prepared], own_units: usize) -> &'static [Share] {
    let has = |standing: Standing| parts.iter().any(|p| p.standing == standing);
    let hours: f64 = own(parts).map(|p| p.hours).sum();
    let enough = own_units > 1 || hours >= ENOUGH_H;
    match (enough, has(Standing::SameGear), has(Standing::OtherGear)) {
        (true, true, _) => &SUPPORT,
        (false, true, _) | (false, _, true) => std::slice::from_ref(&THIN),
        _ => SUPPORT.first().map_or(&[], std::slice::from_ref),
    }
}

/// The shares that are as good as the best on own vessels held out, and the mean of their answers.
fn choose(
    parts: &[&Prepared],
    own_units: usize,
    candidates: &[Share],
    config: &TrainConfig,
    stop: Stop<'_>,
) -> Option<(Vec<Share>, Vec<Held>)> {
    let folds = folds(parts, own_units);
    let tried: Vec<(Share, Vec<Answer>, Vec<f64>)> = candidates
        .iter()
        .filter_map(|share| {
            let answers = answers(parts, *share, &folds, config, stop)?;
            let losses = losses(&answers, folds.len());
            Some((*share, answers, losses))
        })
        .collect();
    let sum = |losses: &[f64]| losses.iter().sum::<f64>();
    let best = tried
        .iter()
        .min_by(|a, b| sum(&a.2).total_cmp(&sum(&b.2)))?;
    let kept: Vec<&(Share, Vec<Answer>, Vec<f64>)> =
        tried.iter().filter(|t| as_good(&t.2, &best.2)).collect();
    #[allow(clippy::cast_precision_loss, reason = "at most three")]
    let share = 1.0 / kept.len().max(1) as f64;
    let mut held: Vec<Held> = best.1.iter().map(|a| a.held).collect();
    for (at, one) in held.iter_mut().enumerate() {
        let of = |pick: fn(&Held) -> f64| {
            let each = kept.iter().filter_map(|t| t.1.get(at));
            each.map(|a| pick(&a.held)).sum::<f64>() * share
        };
        let mut around = [0.0; ANSWERS];
        for (number, mean) in around.iter_mut().enumerate() {
            let each = kept.iter().filter_map(|t| t.1.get(at));
            let one = each.filter_map(|a| a.held.evidence.around.get(number));
            *mean = one.sum::<f64>() * share;
        }
        one.weight = of(|h| h.weight);
        one.evidence.trees = of(|h| h.evidence.trees);
        one.evidence.around = around;
    }
    // Trust and cut are those of the own vessels, where they are enough to tell.
    if own_units >= ENOUGH_UNITS {
        let mut own = best.1.iter().map(|a| a.own);
        held.retain(|_| own.next().unwrap_or(false));
    }
    Some((kept.iter().map(|t| t.0).collect(), held))
}

pub(super) fn fit(
    gear: Gear,
    variant: Variant,
    parts: &[&Prepared],
    config: &TrainConfig,
    stop: Stop<'_>,
) -> Option<FishingModel> {
    let own_parts: Vec<&Prepared> = own(parts).copied().collect();
    let own_rows = collect(&own_parts, &vec![1.0; own_parts.len()], &[]);
    if !own_rows.has_both() {
        return None;
    }
    let own_units = units(&own_parts).len();
    let candidates = candidates(parts, own_units);
    // Several shares are several ensembles already.
    let config = &TrainConfig {
        bags: match candidates {
            [_] => config.bags,
            _ => config.bags.div_ceil(2),
        },
        ..*config
    };
    // What cannot count is not looked at.
    let counts = |s: &Share| s.same_gear > 0.0 || s.other_gears > 0.0;
    let parts = if candidates.iter().any(counts) {
        parts
    } else {
        own_parts.as_slice()
    };
    // Where nothing can be held out with both kinds of labels left, the most that may count does.
    let (shares, held) = choose(parts, own_units, candidates, config, stop)
        .unwrap_or_else(|| (candidates.last().copied().into_iter().collect(), Vec::new()));
    let ensembles: Vec<Ensemble> = shares
        .iter()
        .filter_map(|share| trees(&collect(parts, &factors(parts, *share), &[]), config, stop))
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "at most three")]
    let support_share =
        shares.iter().map(|s| s.same_gear).sum::<f64>() / shares.len().max(1) as f64;
    let sheet = DataSheet {
        support_share,
        ..DataSheet::default()
    };
    let band = best_band(&own_rows.speeds);
    let mut model = FishingModel::of(gear, variant, sheet, Ensemble::mean(ensembles), band);
    model.stack = Stack::fit(&held);
    model.cut = best_cut(&held, model.stack);
    model.band_shares = band_shares(&own_rows.speeds, &model.band);
    model.least_heard = least_heard(&own_parts);
    // A training cut short gives no model.
    (!stop()).then_some(model)
}

/// From how many positions in the hour around the model answers: four, or as many as half of the own positions have where
/// they are reported less often. What it did not learn from is left to the band.
fn least_heard(own: &[&Prepared]) -> usize {
    let mut all: Vec<usize> = own.iter().flat_map(|p| &p.heard).copied().collect();
    all.sort_unstable();
    let middle = all.get(all.len() / 2).copied().unwrap_or(LEAST_HEARD);
    middle.clamp(1, LEAST_HEARD)
}

/// The probability at which yes and no have the best F1 on held-out answers, drawn half way to 0.5: with few
/// tracks the best cut is mostly chance.
fn best_cut(held: &[Held], stack: Stack) -> f64 {
    let mut sorted: Vec<(f64, bool, f64)> = held
        .iter()
        .map(|h| (stack.probability(&h.evidence), h.fishing, h.weight))
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
fn band_shares(speeds: &[(f64, bool, f64)], band: &Band) -> [f64; 2] {
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
