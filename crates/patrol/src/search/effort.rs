//! Where a still target is best looked for: water-filling (Koopman 1946; Charnes and Cooper 1958).
//!
//! P = Σ p (1 − e^(−a z)) over cells, Σ z = Z. The best z is max(0, ln(p a / λ)) / a: effort is poured
//! in until the last hour is worth λ in each cell that gets any. ln λ is found by Newton's steps on a
//! convex, piecewise linear function from its left: a finite number of passes, and exact.

use super::error::{SearchError, not_negative, positive};

/// Passes are bounded by the number of cells; in practice about ten.
const PASSES_MAX: usize = 10_000;

/// Effort by cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// Effort z in each cell, in the unit of the budget.
    pub effort: Vec<f64>,
    /// What one more unit of effort would add to the probability of success, at the margin.
    pub marginal: f64,
    /// Probability of success Σ p (1 − e^(−a z)).
    pub success: f64,
}

/// Spreads `budget` over cells with probability `p` and detection rate `rate` (a, one per unit of
/// effort: sweep width × speed ÷ cell area).
///
/// # Errors
/// Lists of different length, a rate that is not above 0, a probability or budget below 0.
pub fn water_fill(p: &[f64], rate: &[f64], budget: f64) -> Result<Allocation, SearchError> {
    check(p, rate)?;
    not_negative("budget", budget)?;
    let mut pool = Pool::default();
    let mut effort = vec![0.0; p.len()];
    let level = pool.fill(p, rate, budget, &mut effort);
    let success = p
        .iter()
        .zip(rate)
        .zip(&effort)
        .map(|((p, a), z)| -p * libm::expm1(-a * z))
        .sum();
    Ok(Allocation {
        effort,
        marginal: level.map_or(0.0, f64::exp),
        success,
    })
}

/// Refuses lists that are no probabilities and rates.
pub(super) fn check(p: &[f64], rate: &[f64]) -> Result<(), SearchError> {
    if p.len() != rate.len() {
        return Err(SearchError::Lengths {
            expected: p.len(),
            found: rate.len(),
        });
    }
    for value in p {
        not_negative("probability", *value)?;
    }
    for value in rate {
        positive("detection-rate", *value)?;
    }
    Ok(())
}

/// Room that is used again in each water-filling: the cells still in play.
#[derive(Debug, Default)]
pub(super) struct Pool {
    active: Vec<Active>,
}

/// A cell that may get effort: ln(p a) and 1/a.
#[derive(Debug)]
struct Active {
    cell: usize,
    value: f64,
    inverse: f64,
}

impl Pool {
    /// Fills `effort` and gives ln λ; `None` if there is nothing to find or nothing to spend.
    pub(super) fn fill(
        &mut self,
        p: &[f64],
        rate: &[f64],
        budget: f64,
        effort: &mut [f64],
    ) -> Option<f64> {
        effort.fill(0.0);
        self.active.clear();
        let cells = p
            .iter()
            .zip(rate)
            .enumerate()
            .filter(|(_, (p, _))| **p > 0.0);
        self.active.extend(cells.map(|(cell, (p, a))| Active {
            cell,
            value: (p * a).ln(),
            inverse: 1.0 / a,
        }));
        let level = self.level(budget)?;
        for active in &self.active {
            if let Some(z) = effort.get_mut(active.cell) {
                *z = (active.value - level).max(0.0) * active.inverse;
            }
        }
        Some(level)
    }

    fn level(&mut self, budget: f64) -> Option<f64> {
        if budget <= 0.0 || self.active.is_empty() {
            return None;
        }
        let mut level = f64::NEG_INFINITY;
        for _ in 0..PASSES_MAX {
            let (mut sum, mut weight) = (0.0, 0.0);
            for active in &self.active {
                sum += active.value * active.inverse;
                weight += active.inverse;
            }
            let next = (sum - budget) / weight;
            if next <= level {
                break;
            }
            level = next;
            let before = self.active.len();
            self.active.retain(|active| active.value > level);
            if self.active.len() == before {
                break;
            }
        }
        Some(level)
    }
}

/// What is believed after a search that found nothing: the target's probabilities by cell, and the
/// probability that it is anywhere in these cells. `outside` is the part believed to be elsewhere.
///
/// # Errors
/// Lists of different length; values that are no probability, rate or effort.
pub fn after_empty_search(
    p: &[f64],
    rate: &[f64],
    effort: &[f64],
    outside: f64,
) -> Result<(Vec<f64>, f64), SearchError> {
    check(p, rate)?;
    if effort.len() != p.len() {
        return Err(SearchError::Lengths {
            expected: p.len(),
            found: effort.len(),
        });
    }
    not_negative("outside", outside)?;
    let mut left = Vec::with_capacity(p.len());
    for ((p, a), z) in p.iter().zip(rate).zip(effort) {
        left.push(p * (-a * not_negative("effort", *z)?).exp());
    }
    let inside: f64 = left.iter().sum();
    let whole = positive("probability", inside + outside)?;
    for value in &mut left {
        *value /= whole;
    }
    Ok((left, inside / whole))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_cells_by_hand() {
        let found = water_fill(&[0.7, 0.3], &[1.0, 1.0], 1.0).unwrap();
        let first = f64::midpoint(1.0, (7.0_f64 / 3.0).ln());
        assert!((found.effort[0] - first).abs() < 1e-12);
        assert!((found.effort[1] - 0.076_351_0).abs() < 1e-6);
        assert!((found.success - 0.444_105).abs() < 1e-6);
        // The margin is the same in both.
        assert!((found.marginal - 0.7 * (-first).exp()).abs() < 1e-12);
    }

    #[test]
    fn circular_normal_matches_the_closed_form() {
        const SIGMA: f64 = 10.0;
        const CELL: f64 = 0.25;
        const SIDE: i32 = 480;
        let middle = |n: i32| (f64::from(n) + 0.5) * CELL - 60.0;
        let scale = SIGMA * std::f64::consts::TAU.sqrt();
        let density = |x: f64| (-0.5 * (x / SIGMA).powi(2)).exp() / scale;
        let strip: Vec<f64> = (0..SIDE).map(|n| density(middle(n)) * CELL).collect();
        let p: Vec<f64> = strip
            .iter()
            .flat_map(|x| strip.iter().map(move |y| x * y))
            .collect();
        let rate = vec![1.0 / (CELL * CELL); p.len()];
        for (h, wanted) in [(1.0, 0.264_241), (2.0, 0.593_994), (3.0, 0.800_852)] {
            let budget = std::f64::consts::PI * SIGMA * SIGMA * h * h;
            let found = water_fill(&p, &rate, budget).unwrap();
            let closed = 1.0 - (1.0 + h) * f64::exp(-h);
            assert!((closed - wanted).abs() < 1e-6);
            assert!(
                (found.success - closed).abs() < 1e-6,
                "{h}: {}",
                found.success
            );
            assert!((found.effort.iter().sum::<f64>() - budget).abs() < 1e-6 * budget);
        }
    }

    #[test]
    fn nothing_to_spend_or_nothing_to_find() {
        assert_eq!(water_fill(&[0.5], &[1.0], 0.0).unwrap().effort, [0.0]);
        assert_eq!(water_fill(&[0.0], &[1.0], 5.0).unwrap().effort, [0.0]);
        assert_eq!(water_fill(&[], &[], 5.0).unwrap().success, 0.0);
        assert!(water_fill(&[0.5], &[0.0], 1.0).is_err());
        assert!(water_fill(&[f64::NAN], &[1.0], 1.0).is_err());
    }

    #[test]
    fn an_empty_search_moves_belief_elsewhere() {
        let (left, inside) =
            after_empty_search(&[0.4, 0.4], &[1.0, 1.0], &[2.0, 0.0], 0.2).unwrap();
        assert!(left[0] < 0.1 && left[1] > 0.5, "{left:?}");
        assert!((left.iter().sum::<f64>() - inside).abs() < 1e-12);
        let whole = 0.4 * f64::exp(-2.0) + 0.4 + 0.2;
        assert!((left[1] - 0.4 / whole).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn no_exchange_of_effort_between_cells_is_better(
            cells in prop::collection::vec((0.0..1.0f64, 0.05..5.0f64), 1..30), budget in 0.0..50.0f64,
        ) {
            let (p, rate): (Vec<f64>, Vec<f64>) = cells.into_iter().unzip();
            let found = water_fill(&p, &rate, budget).unwrap();
            let some = p.iter().any(|p| *p > 0.0);
            let spent: f64 = found.effort.iter().sum();
            prop_assert!(!some || (spent - budget).abs() < 1e-9 * (1.0 + budget));
            for ((p, a), z) in p.iter().zip(&rate).zip(&found.effort) {
                let marginal = p * a * (-a * z).exp();
                prop_assert!(marginal <= found.marginal * (1.0 + 1e-9) || budget == 0.0);
                prop_assert!(*z == 0.0 || (marginal - found.marginal).abs() < 1e-9 * found.marginal);
            }
        }
    }
}
