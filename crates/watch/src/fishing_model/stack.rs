//! Puts trees and speed band together: a logistic regression on answers that were held out.

use serde::{Deserialize, Serialize};

use super::around::ANSWERS;
use super::boost::logistic;
use super::logistic::solve;
use crate::band::{Band, Validation};

/// What a position's probability is made of: the trees, how their means around differ, the band, and one.
const TERMS: usize = ANSWERS + 3;
/// How firmly the weights are held near the trees alone, in positions.
const PRIOR: f64 = 10.0;

/// What is said of a position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence {
    /// Log odds by the trees.
    pub(super) trees: f64,
    /// Their means over the windows around.
    pub(super) around: [f64; ANSWERS],
    /// The band's answer.
    pub(super) band: f64,
}

impl Evidence {
    fn terms(&self) -> [f64; TERMS] {
        let mut terms = [1.0; TERMS];
        let around = self.around.iter().map(|mean| mean - self.trees);
        let all = std::iter::once(self.trees).chain(around);
        for (term, value) in terms.iter_mut().zip(all.chain([self.band])) {
            *term = value;
        }
        terms
    }
}

/// Weights of these terms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Stack([f64; TERMS]);

impl Default for Stack {
    fn default() -> Self {
        Self([1.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    }
}

impl Stack {
    /// Least and greatest weights.
    const RANGE: [(f64, f64); TERMS] = [
        (0.0, 3.0),
        (-3.0, 3.0),
        (-3.0, 3.0),
        (-3.0, 3.0),
        (0.0, 5.0),
        (-5.0, 5.0),
    ];

    pub(super) fn probability(&self, evidence: &Evidence) -> f64 {
        let terms = evidence.terms();
        logistic(self.0.iter().zip(&terms).map(|(w, x)| w * x).sum())
    }

    /// Fits by Newton steps, held near the trees alone by a prior worth ten positions.
    pub(super) fn fit(held: &[Held]) -> Self {
        let prior = Self::default();
        let mut at = prior;
        for _ in 0..30 {
            let mut slope = [0.0; TERMS];
            let mut curve = vec![[0.0; TERMS]; TERMS];
            for one in held {
                let x = one.evidence.terms();
                let p = at.probability(&one.evidence);
                let (off, bend) = (p - f64::from(one.fishing), p * (1.0 - p));
                for ((slope, line), xi) in slope.iter_mut().zip(&mut curve).zip(&x) {
                    *slope += one.weight * off * xi;
                    let scaled = one.weight * bend * xi;
                    let cells = line.iter_mut().zip(&x);
                    cells.for_each(|(c, xj)| *c += scaled * xj);
                }
            }
            let off = at.0.iter().zip(&prior.0).map(|(w, p)| w - p);
            for (number, (slope, off)) in slope.iter_mut().zip(off).enumerate() {
                *slope += PRIOR * off;
                if let Some(c) = curve.get_mut(number).and_then(|l| l.get_mut(number)) {
                    *c += PRIOR;
                }
            }
            let step = solve(curve, slope);
            for ((weight, step), (low, high)) in at.0.iter_mut().zip(&step).zip(&Self::RANGE) {
                *weight = (*weight - step).clamp(*low, *high);
            }
        }
        at
    }
}

/// An answer that was held out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) evidence: Evidence,
    pub(super) fishing: bool,
    pub(super) weight: f64,
}

/// The band's answer: from −1 (far out of it) to 1 (well inside).
pub(super) fn depth(band: &Band, kn: f64) -> f64 {
    let inside_kn = (kn - band.low_kn).min(band.high_kn - kn);
    if band.low_kn <= 0.0 {
        return ((band.high_kn - kn) / 0.5).clamp(-1.0, 1.0);
    }
    (inside_kn / 0.5).clamp(-1.0, 1.0)
}

/// The band with the best F1 on a grid of half knots; weights count.
pub(super) fn best_band(speeds: &[(f64, bool, f64)]) -> Band {
    // Weight of fishing and of others by quarter knots up to 15 kn.
    let mut bins = [(0.0, 0.0); 32];
    for (kn, fishing, weight) in speeds {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 31"
        )]
        let at = ((kn.clamp(0.0, 15.5) * 2.0) as usize).min(31);
        if let Some(bin) = bins.get_mut(at) {
            if *fishing {
                bin.0 += weight;
            } else {
                bin.1 += weight;
            }
        }
    }
    let fishing: f64 = bins.iter().map(|b| b.0).sum();
    let (mut best, mut found) = (-1.0, (0, 9));
    for low in 0..20 {
        let (mut hit, mut false_hit) = (0.0, 0.0);
        for (high, bin) in bins.iter().enumerate().skip(low) {
            hit += bin.0;
            false_hit += bin.1;
            let f1 = 2.0 * hit / (fishing + hit + false_hit).max(1e-9);
            if f1 > best {
                (best, found) = (f1, (low, high + 1));
            }
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "below 64")]
    let kn = |half: usize| half as f64 / 2.0;
    Band {
        low_kn: kn(found.0),
        high_kn: kn(found.1),
        night: false,
        validated: Validation::Partly,
    }
}
