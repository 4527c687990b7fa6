//! Puts trees and speed band together: a logistic regression on answers that were held out.

use serde::{Deserialize, Serialize};

use super::boost::logistic;
use crate::band::{Band, Validation};

/// Weights of the trees' log odds and of the band's answer, and what is added.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Stack {
    pub(super) trees: f64,
    pub(super) band: f64,
    pub(super) offset: f64,
}

impl Default for Stack {
    fn default() -> Self {
        Self {
            trees: 1.0,
            band: 0.0,
            offset: 0.0,
        }
    }
}

impl Stack {
    pub(super) fn probability(&self, trees: f64, band: f64) -> f64 {
        logistic(self.trees * trees + self.band * band + self.offset)
    }

    /// Fits by Newton steps, held near the trees alone by a prior worth ten positions.
    pub(super) fn fit(held: &[Held]) -> Self {
        let prior = Self::default();
        let mut at = prior;
        for _ in 0..30 {
            let mut g = [0.0; 3];
            let mut h = [[0.0; 3]; 3];
            for one in held {
                let x = [one.trees, one.band, 1.0];
                let p = at.probability(one.trees, one.band);
                for (i, xi) in x.iter().enumerate() {
                    if let Some(gi) = g.get_mut(i) {
                        *gi += one.weight * (p - f64::from(one.fishing)) * xi;
                    }
                    for (j, xj) in x.iter().enumerate() {
                        if let Some(hij) = h.get_mut(i).and_then(|row| row.get_mut(j)) {
                            *hij += one.weight * p * (1.0 - p) * xi * xj;
                        }
                    }
                }
            }
            let off = [at.trees - prior.trees, at.band, at.offset];
            for (i, off) in off.iter().enumerate() {
                if let (Some(gi), Some(hii)) =
                    (g.get_mut(i), h.get_mut(i).and_then(|r| r.get_mut(i)))
                {
                    *gi += 10.0 * off;
                    *hii += 10.0;
                }
            }
            let step = solve(h, g);
            at.trees = (at.trees - step[0]).clamp(0.0, 3.0);
            at.band = (at.band - step[1]).clamp(0.0, 5.0);
            at.offset = (at.offset - step[2]).clamp(-5.0, 5.0);
        }
        at
    }
}

/// An answer that was held out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) trees: f64,
    pub(super) band: f64,
    pub(super) fishing: bool,
    pub(super) weight: f64,
}

/// Solves three equations by Cramer's rule; the prior keeps them regular.
fn solve(m: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    let det = |[a, b, c]: [[f64; 3]; 3]| {
        a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
            + a[2] * (b[0] * c[1] - b[1] * c[0])
    };
    let [r, s, t] = m;
    let whole = det(m);
    if whole.abs() < 1e-12 {
        return [0.0; 3];
    }
    [
        det([[v[0], r[1], r[2]], [v[1], s[1], s[2]], [v[2], t[1], t[2]]]) / whole,
        det([[r[0], v[0], r[2]], [s[0], v[1], s[2]], [t[0], v[2], t[2]]]) / whole,
        det([[r[0], r[1], v[0]], [s[0], s[1], v[1]], [t[0], t[1], v[2]]]) / whole,
    ]
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
