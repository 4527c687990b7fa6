//! How well weights do on vessels that they did not learn from.

use super::fit::{Scale, fit_scale, fit_weights};
use super::{Gain, RankScore, RefitConfig, Row, WEIGHTS, fit_whole, probability};

/// The vessels of one fold, by number.
pub(crate) type Fold = Vec<usize>;

/// Strengths tried, from weak to strong; the last leaves the present weights nearly as they are.
const PENALTIES: [f64; 8] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 1_024.0];

/// A chain of numbers from a seed (splitmix64, Steele et al. 2014).
struct Chain(u64);

impl Chain {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `bound`; the bias of the remainder is far below what folds and draws could show.
    fn below(&mut self, bound: usize) -> usize {
        let bound = bound.max(1) as u64;
        usize::try_from(self.next() % bound).unwrap_or(0)
    }
}

/// Vessels dealt into folds at random.
pub(crate) fn folds(vessels: usize, count: usize, seed: u64) -> Vec<Fold> {
    let (mut chain, mut order) = (Chain(seed), (0..vessels).collect::<Vec<_>>());
    for at in (1..order.len()).rev() {
        let other = chain.below(at + 1);
        order.swap(at, other);
    }
    let count = count.max(2);
    let mut out = vec![Fold::new(); count];
    for (at, vessel) in order.into_iter().enumerate() {
        if let Some(fold) = out.get_mut(at % count) {
            fold.push(vessel);
        }
    }
    out
}

fn split<'a>(rows: &[&'a Row], fold: &Fold) -> (Vec<&'a Row>, Vec<&'a Row>) {
    rows.iter().partition(|row| !fold.contains(&row.vessel))
}

fn loss(probability: f64, held: bool) -> f64 {
    let right = if held { probability } else { 1.0 - probability };
    -right.clamp(1e-9, 1.0).ln()
}

/// The penalty with the least loss on folds inside these rows; of equals the stronger.
pub(crate) fn choose_penalty(
    rows: &[&Row],
    present: &[f64; WEIGHTS],
    free: &[bool; WEIGHTS],
    folds: &[Fold],
) -> f64 {
    let parts: Vec<(Vec<&Row>, Vec<&Row>, Scale)> = folds
        .iter()
        .map(|fold| split(rows, fold))
        .filter(|(learn, ask)| !learn.is_empty() && !ask.is_empty())
        .map(|(learn, ask)| {
            let scale = fit_scale(&learn, present);
            (learn, ask, scale)
        })
        .collect();
    let total = |penalty: f64| -> f64 {
        let of = |(learn, ask, scale): &(Vec<&Row>, Vec<&Row>, Scale)| -> f64 {
            let (scale, weights) = fit_weights(learn, present, free, *scale, penalty);
            let told = ask
                .iter()
                .map(|row| loss(probability(scale, row.points(&weights)), row.held));
            told.sum()
        };
        parts.iter().map(of).sum()
    };
    let mut best = (f64::INFINITY, 1_024.0);
    for penalty in PENALTIES.into_iter().rev() {
        let found = total(penalty);
        if found < best.0 - 1e-12 {
            best = (found, penalty);
        }
    }
    best.1
}

/// One label, judged by weights that did not know its vessel.
struct Told {
    vessel: usize,
    held: bool,
    present: f64,
    refitted: f64,
}

/// Present and refitted weights on vessels held out, and the gains with their intervals.
pub(crate) fn judge(
    rows: &[Row],
    present: &[f64; WEIGHTS],
    free: &[bool; WEIGHTS],
    outer: &[Fold],
    config: &RefitConfig,
) -> ((RankScore, RankScore), (Gain, Gain)) {
    let all: Vec<&Row> = rows.iter().collect();
    let mut told = Vec::with_capacity(rows.len());
    for fold in outer {
        let (learn, ask) = split(&all, fold);
        if learn.is_empty() {
            continue;
        }
        let scale = fit_scale(&learn, present);
        // The penalty too is chosen without the vessels held out.
        let (penalty, _) = fit_whole(&learn, present, free, config);
        let (fitted, weights) = fit_weights(&learn, present, free, scale, penalty);
        told.extend(ask.into_iter().map(|row| Told {
            vessel: row.vessel,
            held: row.held,
            present: probability(scale, row.points(present)),
            refitted: probability(fitted, row.points(&weights)),
        }));
    }
    let everyone: Vec<&Told> = told.iter().collect();
    let scores = (
        score(&everyone, |t| t.present),
        score(&everyone, |t| t.refitted),
    );
    (scores, intervals(&told, scores, config))
}

fn score(told: &[&Told], of: impl Fn(&Told) -> f64) -> RankScore {
    #[allow(clippy::cast_precision_loss, reason = "a number of labels")]
    let count = told.len().max(1) as f64;
    let losses: f64 = told.iter().map(|t| loss(of(t), t.held)).sum();
    RankScore {
        log_loss: losses / count,
        auc: auc(told, of),
    }
}

/// Share of pairs in the right order (Mann–Whitney), ties half; one half where a side is missing.
#[allow(clippy::cast_precision_loss, reason = "ranks of labels")]
fn auc(told: &[&Told], of: impl Fn(&Told) -> f64) -> f64 {
    let mut order: Vec<(f64, bool)> = told.iter().map(|t| (of(t), t.held)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut sum, mut held, mut at) = (0.0, 0_usize, 0);
    while at < order.len() {
        let here = order.get(at).map_or(0.0, |o| o.0);
        let ties = order.iter().skip(at).take_while(|o| o.0 == here).count();
        let with = order.iter().skip(at).take(ties).filter(|o| o.1).count();
        // The mean rank of equals, from 1.
        sum += with as f64 * (at as f64 + (ties as f64 + 1.0) / 2.0);
        held += with;
        at += ties;
    }
    let (held, other) = (held as f64, (order.len() - held) as f64);
    if held == 0.0 || other == 0.0 {
        return 0.5;
    }
    (sum - held * (held + 1.0) / 2.0) / (held * other)
}

/// Gains with the 2.5 and 97.5 percentiles of draws of whole vessels.
fn intervals(told: &[Told], scores: (RankScore, RankScore), config: &RefitConfig) -> (Gain, Gain) {
    let vessels = told.iter().map(|t| t.vessel + 1).max().unwrap_or(0);
    let mut by_vessel: Vec<Vec<&Told>> = vec![Vec::new(); vessels];
    for one in told {
        if let Some(of) = by_vessel.get_mut(one.vessel) {
            of.push(one);
        }
    }
    let mut chain = Chain(config.seed ^ 0xD1CE);
    let (mut losses, mut aucs) = (Vec::new(), Vec::new());
    for _ in 0..config.draws.max(1) {
        let mut drawn: Vec<&Told> = Vec::with_capacity(told.len());
        for _ in 0..vessels {
            let chosen = by_vessel.get(chain.below(vessels));
            drawn.extend(chosen.into_iter().flatten());
        }
        let (present, refitted) = (score(&drawn, |t| t.present), score(&drawn, |t| t.refitted));
        losses.push(present.log_loss - refitted.log_loss);
        aucs.push(refitted.auc - present.auc);
    }
    let gain = |gain: f64, mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        let at = |per_mille: usize| {
            let last = all.len().saturating_sub(1);
            all.get(last * per_mille / 1_000).copied().unwrap_or(gain)
        };
        Gain {
            gain,
            low: at(25),
            high: at(975),
        }
    };
    (
        gain(scores.0.log_loss - scores.1.log_loss, losses),
        gain(scores.1.auc - scores.0.auc, aucs),
    )
}
