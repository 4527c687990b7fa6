//! How good are probabilities of fishing?

use serde::{Deserialize, Serialize};

/// Scores of probabilities against labels.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct FishingScore {
    /// Positions judged.
    pub positions: usize,
    /// Chance that a fishing position ranks above another, ties half; a half where there are none of one kind.
    pub auc: f64,
    /// F1 of the answers yes and no.
    pub f1: f64,
    /// Expected calibration error over ten bins of probability.
    pub calibration_error: f64,
    /// Mean squared error of the probability.
    pub brier: f64,
}

/// Scores probabilities, the answers made of them, and the labels.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of positions")]
pub fn score(told: &[(f64, bool, bool)]) -> FishingScore {
    let whole = told.len().max(1) as f64;
    let mut sorted: Vec<(f64, bool)> = told.iter().map(|(p, _, truth)| (*p, *truth)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut ranks, mut done) = (0.0, 0.0);
    for ties in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let middle = done + (ties.len() as f64 + 1.0) / 2.0;
        ranks += ties.iter().filter(|t| t.1).count() as f64 * middle;
        done += ties.len() as f64;
    }
    let fishing = sorted.iter().filter(|t| t.1).count() as f64;
    let other = sorted.len() as f64 - fishing;
    let auc = if fishing * other > 0.0 {
        (ranks - fishing * (fishing + 1.0) / 2.0) / (fishing * other)
    } else {
        0.5
    };
    let hit = told.iter().filter(|t| t.1 && t.2).count() as f64;
    let wrong = told.iter().filter(|t| t.1 != t.2).count() as f64;
    let mut bins = [(0.0, 0.0); 10];
    for (p, _, truth) in told {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 10"
        )]
        let at = (p.clamp(0.0, 1.0) * 10.0) as usize;
        if let Some(bin) = bins.get_mut(at.min(9)) {
            bin.0 += p;
            bin.1 += f64::from(*truth);
        }
    }
    FishingScore {
        positions: told.len(),
        auc,
        f1: 2.0 * hit / (2.0 * hit + wrong).max(1.0),
        calibration_error: bins.iter().map(|(p, t)| (p - t).abs()).sum::<f64>() / whole,
        brier: told
            .iter()
            .map(|(p, _, t)| (p - f64::from(*t)).powi(2))
            .sum::<f64>()
            / whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let told = [
            (0.9, true, true),
            (0.6, true, false),
            (0.6, true, true),
            (0.1, false, false),
        ];
        let s = score(&told);
        assert!((s.auc - 0.875).abs() < 1e-12);
        assert!((s.f1 - 0.8).abs() < 1e-12);
        // |0.9 − 1|, |1.2 − 1| and |0.1 − 0| over four.
        assert!((s.calibration_error - 0.1).abs() < 1e-12);
        for one_sided in [&told[..3], &told[3..], &[]] {
            let s = score(
                &one_sided
                    .iter()
                    .map(|t| (t.0, t.1, true))
                    .collect::<Vec<_>>(),
            );
            assert!((s.auc - 0.5).abs() < 1e-12);
        }
    }
}
