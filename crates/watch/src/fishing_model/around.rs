//! What stands around a position: how densely it was heard there, and what the trees say of the positions near it.

use super::features::{FishingPoint, OWN_H, Variant, around, spoken_h, window};

/// Windows over which the answers of the trees are averaged, hours.
const ANSWERS_H: [f64; ANSWERS] = [1.0 / 6.0, 0.5, 2.0];
/// Number of these windows.
pub(super) const ANSWERS: usize = 3;
/// The span in which positions are counted, hours.
const HEARD_H: f64 = 1.0;

/// How many positions an hour each one is heard with: a thin track is judged by the band.
pub(super) fn heard(points: &[FishingPoint], variant: Variant) -> Vec<usize> {
    (0..points.len())
        .map(|at| heard_at(points, at, variant))
        .collect()
}

/// The positions in the hour around one. Where the track begins or ends within it, as many as the hour would hold if it went
/// on like this: the first minutes of a trip are not thin.
pub(super) fn heard_at(points: &[FishingPoint], at: usize, variant: Variant) -> usize {
    let (back_h, ahead_h) = around(HEARD_H, variant);
    let (from, to) = window(points, at, back_h, ahead_h);
    let of = |number: usize| points.get(number).map(|p| p.time);
    let apart_h = |a: usize, b: usize| {
        let both = of(a).zip(of(b));
        both.map(|(a, b)| b.since_s(a) / 3_600.0)
    };
    // What lies a day away is another track: the memory of a live one ends there.
    let other = |a: usize, b: usize| apart_h(a, b).is_none_or(|h| h > OWN_H);
    let begins = from.checked_sub(1).is_none_or(|before| other(before, at));
    let ends = other(at, to + 1);
    let known = |cut: bool, all_h: f64, span_h: Option<f64>| {
        if cut { span_h.unwrap_or(0.0) } else { all_h }
    };
    let span_h = known(begins, back_h, apart_h(from, at)) + known(ends, ahead_h, apart_h(at, to));
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of positions, held below a million"
    )]
    let steps = ((to - from) as f64 * HEARD_H / span_h.max(1e-3) + 1e-9).min(1e6) as usize;
    if to == from && span_h <= 0.0 {
        // Alone, and nothing says that it was silent.
        return usize::MAX;
    }
    1 + steps
}

/// Sum of the trees' answers up to a position: hours, and hours times log odds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AnswerSum {
    hours: f64,
    odds: f64,
}

impl AnswerSum {
    pub(super) fn and(self, hours: f64, odds: f64) -> Self {
        Self {
            hours: self.hours + hours,
            odds: self.odds + hours * odds,
        }
    }
}

/// The mean answer of the trees over the windows around each position, or behind it: fishing goes on for a while, and one
/// position alone says little.
pub(super) fn averaged(
    points: &[FishingPoint],
    odds: &[f64],
    variant: Variant,
) -> Vec<[f64; ANSWERS]> {
    let mut sums = vec![AnswerSum::default()];
    let (mut last, mut before) = (AnswerSum::default(), None);
    for (p, odds) in points.iter().zip(odds) {
        last = last.and(spoken_h(before, p.time), *odds);
        sums.push(last);
        before = Some(p.time);
    }
    (0..points.len())
        .map(|at| answers_at(points, &sums, at, variant))
        .collect()
}

pub(super) fn answers_at(
    points: &[FishingPoint],
    sums: &[AnswerSum],
    at: usize,
    variant: Variant,
) -> [f64; ANSWERS] {
    ANSWERS_H.map(|hours| {
        let (back_h, ahead_h) = around(hours, variant);
        let (from, to) = window(points, at, back_h, ahead_h);
        let (a, b) = (sums.get(from), sums.get(to + 1));
        let (a, b) = (
            a.copied().unwrap_or_default(),
            b.copied().unwrap_or_default(),
        );
        (b.odds - a.odds) / (b.hours - a.hours).max(1e-12)
    })
}
