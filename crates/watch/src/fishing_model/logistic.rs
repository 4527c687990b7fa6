//! The published logistic model of fishing, as a baseline: the same measures and the same form, with the published
//! numbers read from their file or fitted to labels.
//!
//! Method: `vessel-scoring` of Global Fishing Watch: over the 0.5, 1, 3, 6, 12 and 24 hours before a position the mean
//! of one minus a seventeenth of the speed (knots), its standard deviation and that of the course (sum of those of cosine
//! and sine over the root of two); a logistic regression on the first six powers of these 18 measures.

use serde::Deserialize;
use vigie_sea::bearing_deg;

use super::boost::logistic;
use super::features::{FishingPoint, speeds_kn, window};
use super::train::{Folds, LabelledTrack};
use crate::Error;

const WINDOWS_S: [f64; 6] = [1_800.0, 3_600.0, 10_800.0, 21_600.0, 43_200.0, 86_400.0];
pub(super) const MEASURES: usize = 3 * WINDOWS_S.len();
const POWERS: usize = 6;
const TERMS: usize = MEASURES * POWERS;
/// Penalty on the square of each weight where they are fitted, in positions: the fit of the published software.
const PENALTY: f64 = 1.0;
/// Newton steps of the fit.
const STEPS: usize = 25;
/// Positions that a fit looks at, spread evenly: more do not change 109 numbers.
const ROWS_MAX: usize = 8_000;
/// Groups of vessels or trips that are held out together at most.
const FOLDS: usize = 10;

type Terms = [f64; TERMS];

/// A logistic model of this form.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticModel {
    weights: Vec<f64>,
    intercept: f64,
}

#[derive(Deserialize)]
struct File {
    args: Arguments,
}

#[derive(Deserialize)]
struct Arguments {
    coef: Vec<Vec<f64>>,
    intercept: Vec<f64>,
    order: usize,
    #[serde(default)]
    cross: usize,
}

impl LogisticModel {
    /// Reads a published model (`Logistic.json`, `Logistic--Trawler.json`, `Logistic--Longliner.json`).
    ///
    /// # Errors
    /// [`Error::Model`] if the text is no such model: other measures, powers or products of measures (as that for purse
    /// seines has).
    pub fn from_published_json(text: &str) -> Result<Self, Error> {
        let fault = |detail: String| Error::Model { detail };
        let file: File = serde_json::from_str(text).map_err(|e| fault(e.to_string()))?;
        let Arguments {
            coef,
            intercept,
            order,
            cross,
        } = file.args;
        match (coef.as_slice(), intercept.as_slice()) {
            ([weights], [intercept]) if order == POWERS && cross == 0 && weights.len() == TERMS => {
                Ok(Self {
                    weights: weights.clone(),
                    intercept: *intercept,
                })
            }
            _ => Err(fault(format!("logistic order {order} cross {cross}"))),
        }
    }

    /// Fits the form to labels, every position counting alike; `None` without both kinds of labels.
    #[must_use]
    pub fn fit(tracks: &[LabelledTrack]) -> Option<Self> {
        let mut rows: Vec<(Terms, bool)> = Vec::new();
        for track in tracks {
            let terms = terms(track);
            rows.extend(terms.into_iter().zip(track.fishing.iter().copied()));
        }
        let both = rows.iter().any(|r| r.1) && rows.iter().any(|r| !r.1);
        let step = rows.len().div_ceil(ROWS_MAX).max(1);
        let rows: Vec<(Terms, bool)> = rows.into_iter().step_by(step).collect();
        both.then(|| newton(&rows))
    }

    /// Probability, answer (above a half) and label at each position, the form fitted without the vessel (the trip,
    /// where none is named). Empty with fewer than two of them.
    #[must_use]
    pub fn held_out(tracks: &[LabelledTrack]) -> Vec<(f64, bool, bool)> {
        let folds = Folds::of(tracks, FOLDS);
        let mut told = Vec::new();
        for fold in 0..folds.count() {
            let is_out = |t: &&LabelledTrack| folds.group(t) == Some(fold);
            let others = tracks.iter().filter(|t| !is_out(t));
            let others: Vec<LabelledTrack> = others.cloned().collect();
            let Some(model) = Self::fit(&others) else {
                continue;
            };
            for out in tracks.iter().filter(is_out) {
                let each = model.judge(out).into_iter().zip(&out.fishing);
                told.extend(each.map(|(p, is)| (p, p > 0.5, *is)));
            }
        }
        told
    }

    /// Probability of fishing at each position.
    #[must_use]
    pub fn judge(&self, track: &LabelledTrack) -> Vec<f64> {
        terms(track)
            .iter()
            .map(|row| self.probability(row))
            .collect()
    }

    fn probability(&self, row: &Terms) -> f64 {
        let sum: f64 = self.weights.iter().zip(row).map(|(w, x)| w * x).sum();
        logistic((sum + self.intercept).clamp(-100.0, 100.0))
    }
}

/// Two thirds of the sum of the measures of one hour, at most 1: the published heuristic.
#[must_use]
pub fn heuristic(track: &LabelledTrack) -> Vec<f64> {
    // The measures of the second window come fourth to sixth.
    terms(track)
        .iter()
        .map(|row| (row.iter().skip(3).take(3).sum::<f64>() * 2.0 / 3.0).clamp(0.0, 1.0))
        .collect()
}

#[derive(Clone, Copy, Default)]
struct Sums {
    count: f64,
    slow: [f64; 2],
    cos: [f64; 2],
    sin: [f64; 2],
}

/// First the measures, then their squares, and so on.
fn terms(track: &LabelledTrack) -> Vec<Terms> {
    let row = |measures: [f64; MEASURES]| {
        let mut row = [0.0; TERMS];
        for (number, measure) in measures.into_iter().enumerate() {
            let mut power = 1.0;
            for order in 0..POWERS {
                power *= measure;
                if let Some(cell) = row.get_mut(order * MEASURES + number) {
                    *cell = power;
                }
            }
        }
        row
    };
    let back = measures(&track.points, (1.0, 0.0));
    back.into_iter().map(row).collect()
}

/// The measures of each window at each position; `ways` are the shares of a window that lie before and after.
pub(super) fn measures(points: &[FishingPoint], ways: (f64, f64)) -> Vec<[f64; MEASURES]> {
    let mut sums = vec![Sums::default()];
    let mut last = Sums::default();
    let mut course = 0.0_f64;
    for (at, kn) in speeds_kn(points).iter().enumerate() {
        let here = points.get(at);
        let before = at.checked_sub(1).and_then(|b| points.get(b));
        if let Some((before, here)) = before.zip(here)
            && before.position != here.position
        {
            course = bearing_deg(before.position, here.position).to_radians();
        }
        let slow = 1.0 - (kn / 17.0).min(1.0);
        let root = std::f64::consts::SQRT_2;
        let (cos, sin) = (course.cos() / root, course.sin() / root);
        last.count += 1.0;
        for (sum, x) in [
            (&mut last.slow, slow),
            (&mut last.cos, cos),
            (&mut last.sin, sin),
        ] {
            let [first, second] = sum;
            *first += x;
            *second += x * x;
        }
        sums.push(last);
    }
    let spread = |a: [f64; 2], b: [f64; 2], n: f64| {
        let mean = (b[0] - a[0]) / n;
        ((b[1] - a[1]) / n - mean * mean).max(0.0).sqrt()
    };
    let row = |at: usize| {
        let mut row = [0.0; MEASURES];
        for (cells, seconds) in row.chunks_exact_mut(3).zip(WINDOWS_S) {
            let hours = seconds / 3_600.0;
            let (from, to) = window(points, at, hours * ways.0, hours * ways.1);
            let (Some(a), Some(b)) = (sums.get(from), sums.get(to + 1)) else {
                continue;
            };
            let n = (b.count - a.count).max(1.0);
            cells.copy_from_slice(&[
                (b.slow[0] - a.slow[0]) / n,
                spread(a.slow, b.slow, n),
                spread(a.cos, b.cos, n) + spread(a.sin, b.sin, n),
            ]);
        }
        row
    };
    (0..points.len()).map(row).collect()
}

/// Newton steps on the penalised loss; the intercept is not penalised.
fn newton(rows: &[(Terms, bool)]) -> LogisticModel {
    const N: usize = TERMS + 1;
    let mut at = [0.0; N];
    for _ in 0..STEPS {
        let mut slope = [0.0; N];
        let mut curve = vec![[0.0; N]; N];
        for (row, truth) in rows {
            let mut x = [1.0; N];
            x.iter_mut().zip(row).for_each(|(x, r)| *x = *r);
            let sum: f64 = at.iter().zip(&x).map(|(w, x)| w * x).sum();
            let p = logistic(sum.clamp(-100.0, 100.0));
            let (off, bend) = (p - f64::from(*truth), (p * (1.0 - p)).max(1e-9));
            for ((slope, line), xi) in slope.iter_mut().zip(&mut curve).zip(&x) {
                *slope += off * xi;
                let scaled = bend * xi;
                line.iter_mut()
                    .zip(&x)
                    .for_each(|(c, xj)| *c += scaled * xj);
            }
        }
        for (i, weight) in at.iter().enumerate().take(TERMS) {
            if let (Some(s), Some(c)) = (
                slope.get_mut(i),
                curve.get_mut(i).and_then(|line| line.get_mut(i)),
            ) {
                *s += PENALTY * weight;
                *c += PENALTY;
            }
        }
        if let Some(c) = curve.last_mut().and_then(|line| line.last_mut()) {
            *c += 1e-6;
        }
        let step = solve(curve, slope);
        let length = step.iter().fold(0.0_f64, |most, s| most.max(s.abs()));
        at.iter_mut().zip(&step).for_each(|(w, s)| *w -= s);
        if length < 1e-6 {
            break;
        }
    }
    let [weights @ .., intercept] = at;
    LogisticModel {
        weights: weights.to_vec(),
        intercept,
    }
}

/// Solves a symmetric system with positive eigenvalues by elimination.
#[allow(
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "all indices run below the length of the square, in several lines at once"
)]
pub(super) fn solve<const N: usize>(mut m: Vec<[f64; N]>, mut v: [f64; N]) -> [f64; N] {
    for k in 0..N {
        let pivot = m[k][k];
        if pivot.abs() < 1e-12 {
            continue;
        }
        let line = m[k];
        let value = v[k];
        for i in k + 1..N {
            let factor = m[i][k] / pivot;
            for j in k..N {
                m[i][j] -= factor * line[j];
            }
            v[i] -= factor * value;
        }
    }
    for k in (0..N).rev() {
        let mut sum = v[k];
        for j in k + 1..N {
            sum -= m[k][j] * v[j];
        }
        v[k] = if m[k][k].abs() < 1e-12 {
            0.0
        } else {
            sum / m[k][k]
        };
    }
    v
}
