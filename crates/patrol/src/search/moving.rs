//! Search for a target that moves: forward and backward sweeps (Brown 1980).
//!
//! A plan is optimal exactly when each period's effort is the best still-target effort against "gets
//! here unseen and stays unseen after". From no effort at all the first sweep is the plan of one who
//! looks only at today (the myopic plan), so the result is never below it. As success is concave in
//! effort, the gradient bounds what any other plan could add: that gap is shown with the plan.

use super::effort::{Pool, check};
use super::error::{SearchError, not_negative};
use super::transition::Transition;

/// When to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MovingSearchConfig {
    /// Stop once the certificate shows the plan within this of the optimum, in probability.
    pub gap_max: f64,
    /// Sweeps at most: the budget, in work rather than time, so that a plan is repeatable.
    pub sweeps_max: usize,
}

impl Default for MovingSearchConfig {
    fn default() -> Self {
        Self {
            gap_max: 1e-7,
            sweeps_max: 1_000,
        }
    }
}

/// Effort by period and cell, with how good it is.
#[derive(Debug, Clone, PartialEq)]
pub struct MovingSearch {
    /// `effort[period][cell]`.
    pub effort: Vec<Vec<f64>>,
    /// Probability that the target is found by the end.
    pub success: f64,
    /// The same for the myopic plan.
    pub myopic: f64,
    /// No plan of the same effort can be better than `success` by more than this.
    pub gap: f64,
    /// Sweeps made.
    pub sweeps: usize,
    /// Probability by cell that the target is there unseen at the end, before it moves on.
    pub unseen: Vec<f64>,
}

/// Plans `budget[t]` of effort in each period against a target that is in cell c with `p[c]` in the first
/// period and then moves by `transition`; `rate` is the detection rate of each cell.
///
/// # Errors
/// Lists of different length; values that are no probability, rate or effort.
pub fn search_moving_target(
    p: &[f64],
    rate: &[f64],
    transition: &Transition,
    budget: &[f64],
    config: MovingSearchConfig,
) -> Result<MovingSearch, SearchError> {
    check(p, rate)?;
    if transition.cells() != p.len() {
        return Err(SearchError::Lengths {
            expected: p.len(),
            found: transition.cells(),
        });
    }
    for z in budget {
        not_negative("budget", *z)?;
    }
    let mut sweep = Sweep::new(p, rate, transition, budget);
    let mut success = sweep.run();
    let myopic = success;
    let mut best = success;
    let mut sweeps = 1;
    let mut gap = sweep.gap();
    while gap > config.gap_max && sweeps < config.sweeps_max {
        success = sweep.run();
        sweeps += 1;
        gap = sweep.gap();
        // Within rounding nothing rises any more.
        if success <= best && gap <= 1e-6 {
            break;
        }
        best = best.max(success);
    }
    Ok(MovingSearch {
        unseen: sweep.unseen(),
        effort: sweep.effort,
        success,
        myopic,
        gap,
        sweeps,
    })
}

/// Room for the sweeps.
struct Sweep<'a> {
    rate: &'a [f64],
    transition: &'a Transition,
    budget: &'a [f64],
    effort: Vec<Vec<f64>>,
    /// e^(−a z): how likely a target in the cell stays unseen in the period.
    unseen: Vec<Vec<f64>>,
    /// Probability of being in the cell at the period, unseen before.
    arrive: Vec<Vec<f64>>,
    /// Probability of staying unseen after the period, from the cell.
    after: Vec<Vec<f64>>,
    weighed: Vec<f64>,
    pool: Pool,
}

impl<'a> Sweep<'a> {
    fn new(p: &[f64], rate: &'a [f64], transition: &'a Transition, budget: &'a [f64]) -> Self {
        let table = |value: f64| vec![vec![value; p.len()]; budget.len()];
        let mut arrive = table(0.0);
        if let Some(first) = arrive.first_mut() {
            first.copy_from_slice(p);
        }
        let mut sweep = Self {
            rate,
            transition,
            budget,
            effort: table(0.0),
            unseen: table(1.0),
            arrive,
            after: table(1.0),
            weighed: vec![0.0; p.len()],
            pool: Pool::default(),
        };
        sweep.look_back();
        sweep
    }

    /// One sweep forward against the chances of staying unseen after each period, which are those of no
    /// effort at first and else left by [`Self::gap`]; gives the probability of success.
    fn run(&mut self) -> f64 {
        let periods = self.budget.len();
        let mut success = 0.0;
        for t in 0..periods {
            let (now, later) = self.arrive.split_at_mut(t + 1);
            let (Some(now), Some(after), Some(effort), Some(unseen), Some(budget)) = (
                now.last(),
                self.after.get(t),
                self.effort.get_mut(t),
                self.unseen.get_mut(t),
                self.budget.get(t),
            ) else {
                break;
            };
            for ((w, p), b) in self.weighed.iter_mut().zip(now).zip(after) {
                *w = p * b;
            }
            self.pool.fill(&self.weighed, self.rate, *budget, effort);
            for ((u, z), a) in unseen.iter_mut().zip(effort.iter()).zip(self.rate) {
                *u = if *z > 0.0 { (-a * z).exp() } else { 1.0 };
            }
            for ((w, p), u) in self.weighed.iter_mut().zip(now).zip(unseen.iter()) {
                *w = p * u;
                success += p * (1.0 - u);
            }
            if let Some(next) = later.first_mut() {
                self.transition.forward(&self.weighed, next);
            }
        }
        success
    }

    /// Chances of staying unseen after each period, from the last one backwards.
    fn look_back(&mut self) {
        for t in (1..self.budget.len()).rev() {
            let (before, from) = self.after.split_at_mut(t);
            let (Some(before), Some(after), Some(unseen)) =
                (before.last_mut(), from.first(), self.unseen.get(t))
            else {
                return;
            };
            for ((w, u), b) in self.weighed.iter_mut().zip(unseen).zip(after) {
                *w = u * b;
            }
            self.transition.backward(&self.weighed, before);
        }
    }

    /// What no other plan can add: Σ over periods of Z·max g − Σ g·x, with g the gradient.
    fn gap(&mut self) -> f64 {
        self.look_back();
        let mut gap = 0.0;
        for t in 0..self.budget.len() {
            let (Some(now), Some(after), Some(unseen), Some(effort), Some(budget)) = (
                self.arrive.get(t),
                self.after.get(t),
                self.unseen.get(t),
                self.effort.get(t),
                self.budget.get(t),
            ) else {
                continue;
            };
            let (mut steepest, mut spent) = (0.0_f64, 0.0);
            for ((((p, b), a), u), z) in
                now.iter().zip(after).zip(self.rate).zip(unseen).zip(effort)
            {
                let gradient = p * b * a * u;
                steepest = steepest.max(gradient);
                spent += gradient * z;
            }
            gap += budget * steepest - spent;
        }
        gap.max(0.0)
    }

    fn unseen(&self) -> Vec<f64> {
        match (self.arrive.last(), self.unseen.last()) {
            (Some(p), Some(u)) => p.iter().zip(u).map(|(p, u)| p * u).collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::random::Seeded;
    use super::*;

    fn chain() -> Transition {
        Transition::new(&[
            vec![(0, 0.6), (1, 0.4)],
            vec![(0, 0.2), (1, 0.6), (2, 0.2)],
            vec![(1, 0.4), (2, 0.6)],
        ])
        .unwrap()
    }

    /// The grid of the published values: a point walked three steps from the middle.
    fn grid(n: usize) -> (Vec<f64>, Transition) {
        let transition = Transition::grid(n, n, 0.6, |_| true).unwrap();
        let mut p = vec![0.0; n * n];
        p[(n / 2) * n + n / 2] = 1.0;
        for _ in 0..3 {
            let mut next = vec![0.0; n * n];
            transition.forward(&p, &mut next);
            p = next;
        }
        (p, transition)
    }

    #[test]
    fn golden_chain() {
        let config = MovingSearchConfig {
            gap_max: 1e-9,
            sweeps_max: 100,
        };
        let found =
            search_moving_target(&[0.5, 0.3, 0.2], &[1.0; 3], &chain(), &[1.0; 3], config).unwrap();
        assert!((found.success - 0.681_937_205).abs() < 1e-8, "{found:?}");
        assert!(found.gap <= 1e-8 && found.sweeps < 30);
    }

    #[test]
    fn golden_grids() {
        for (n, periods, budget, wanted, myopic) in [
            (11, 10, 3.0, 0.812_004, Some(0.805_592)),
            (15, 15, 3.0, 0.858_563, Some(0.851_331)),
            (40, 24, 20.0, 0.999_566, None),
        ] {
            let (p, transition) = grid(n);
            let rate = vec![1.0; p.len()];
            let found = search_moving_target(
                &p,
                &rate,
                &transition,
                &vec![budget; periods],
                MovingSearchConfig::default(),
            )
            .unwrap();
            assert!(
                (found.success - wanted).abs() < 1e-6,
                "{n}: {}",
                found.success
            );
            assert!(found.gap <= 1e-5, "{n}: {}", found.gap);
            if let Some(myopic) = myopic {
                assert!(
                    (found.myopic - myopic).abs() < 1e-6,
                    "{n}: {}",
                    found.myopic
                );
            }
            // What is left unseen and what was found are all there is.
            assert!((found.unseen.iter().sum::<f64>() + found.success - 1.0).abs() < 1e-9);
        }
    }

    /// Success of a plan, counted by itself: one cell at a time, forward only.
    fn success(p: &[f64], rate: &[f64], transition: &Transition, effort: &[Vec<f64>]) -> f64 {
        let mut now = p.to_vec();
        let mut found = 0.0;
        for period in effort {
            let left: Vec<f64> = (0..p.len())
                .map(|c| now[c] * (-rate[c] * period[c]).exp())
                .collect();
            found += now.iter().sum::<f64>() - left.iter().sum::<f64>();
            transition.forward(&left, &mut now);
        }
        found
    }

    #[test]
    fn never_below_myopic_and_within_its_own_certificate() {
        for seed in 0..1_000 {
            let mut random = Seeded::new(seed);
            let (columns, rows) = (
                2 + (random.bits() % 5) as usize,
                1 + (random.bits() % 5) as usize,
            );
            let cells = columns * rows;
            let land = random.bits();
            let transition = Transition::grid(columns, rows, random.unit(), |c| {
                c == 0 || (land >> (c % 64)) & 3 != 0
            })
            .unwrap();
            let mut p: Vec<f64> = (0..cells).map(|_| random.unit().powi(3)).collect();
            let whole: f64 = p.iter().sum();
            p.iter_mut().for_each(|v| *v /= whole);
            let rate: Vec<f64> = (0..cells).map(|_| random.between(0.1, 3.0)).collect();
            let budget: Vec<f64> = (0..1 + random.bits() % 8)
                .map(|_| random.between(0.0, 4.0))
                .collect();
            let config = MovingSearchConfig {
                gap_max: 1e-6,
                sweeps_max: 5_000,
            };
            let plan = search_moving_target(&p, &rate, &transition, &budget, config).unwrap();
            assert!(plan.success >= plan.myopic - 1e-12, "seed {seed}: {plan:?}");
            assert!(
                plan.gap <= 1e-5,
                "seed {seed}: gap {} after {}",
                plan.gap,
                plan.sweeps
            );
            let counted = success(&p, &rate, &transition, &plan.effort);
            assert!((counted - plan.success).abs() < 1e-9, "seed {seed}");
            // No random plan of the same effort is better by more than the certificate allows.
            let other: Vec<Vec<f64>> = budget
                .iter()
                .map(|z| {
                    let share: Vec<f64> = (0..cells).map(|_| random.unit().powi(4)).collect();
                    let sum: f64 = share.iter().sum();
                    share.iter().map(|s| s / sum * z).collect()
                })
                .collect();
            let rival = success(&p, &rate, &transition, &other);
            assert!(
                rival <= plan.success + plan.gap + 1e-9,
                "seed {seed}: {rival}"
            );
        }
    }

    #[test]
    fn the_period_without_effort_and_the_empty_sea() {
        let none = search_moving_target(
            &[1.0, 0.0, 0.0],
            &[1.0; 3],
            &chain(),
            &[0.0, 2.0],
            MovingSearchConfig::default(),
        )
        .unwrap();
        assert_eq!(none.effort[0], [0.0; 3]);
        let empty = search_moving_target(
            &[0.0; 3],
            &[1.0; 3],
            &chain(),
            &[1.0],
            MovingSearchConfig::default(),
        )
        .unwrap();
        assert_eq!((empty.success, empty.gap), (0.0, 0.0));
        assert!(
            search_moving_target(
                &[1.0],
                &[1.0; 3],
                &chain(),
                &[1.0],
                MovingSearchConfig::default()
            )
            .is_err()
        );
    }
}
