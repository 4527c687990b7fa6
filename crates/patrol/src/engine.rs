//! The search engine: ruin and recreate under simulated annealing, in lanes that exchange at fixed points.
//!
//! A [`Lane`] works alone for a number of iterations; a caller may run lanes on threads of its own, or one
//! after the other: between two exchanges lanes share nothing, so the bytes are the same. The budget is in
//! iterations, never in time; the caller turns time into iterations.
//!
//! Method: slack induction by string removals (Christiaens & Vanden Berghe, *Transportation Science* 54(2),
//! 2020) with annealing; elites and a pool of routes recombined at exchanges.

use crate::Chance;

/// What is searched. Values are maximised.
pub trait Problem {
    /// A whole solution.
    type Solution: Clone;

    /// Makes a solution of another search of the same problem one of this search.
    fn adopt(&mut self, foreign: &Self::Solution) -> Self::Solution;

    /// A first solution.
    fn first(&mut self, chance: &mut Chance) -> Self::Solution;

    /// How good it is, ties broken.
    fn value(&self, solution: &Self::Solution) -> f64;

    /// Ruins a part of it and recreates it.
    fn change(&mut self, solution: &mut Self::Solution, chance: &mut Chance);

    /// Makes `to` equal to `from`; copies only what differs.
    fn restore(&self, to: &mut Self::Solution, from: &Self::Solution);

    /// Remembers parts of a good solution for [`Self::recombine`].
    fn learn(&mut self, solution: &Self::Solution);

    /// A new solution of remembered parts, if it can make one.
    fn recombine(&mut self, chance: &mut Chance) -> Option<Self::Solution>;

    /// How many recombinations are worth trying at an exchange.
    fn recombinations(&self) -> usize;

    /// Temperature at the beginning of the first cooling.
    fn heat(&self, solution: &Self::Solution) -> f64;
}

/// Iterations that earn one recombination.
const RECOMBINATION_COST: u64 = 20;

/// How a lane cools, and when it exchanges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cooling {
    /// Coolings in the whole budget; each begins hot again.
    pub rounds: u32,
    /// Last temperature as a share of the first.
    pub last: f64,
    /// Iterations without gain after which it goes back to its best.
    pub patience: u64,
    /// First temperature as a share of what the problem says.
    pub heat: f64,
}

impl Default for Cooling {
    fn default() -> Self {
        Self {
            rounds: 4,
            last: 1.0 / 30.0,
            patience: 200_000,
            heat: 1.0,
        }
    }
}

/// One searcher. It starts no thread and reads no clock.
#[derive(Debug, Clone)]
pub struct Lane<P: Problem> {
    problem: P,
    chance: Chance,
    cooling: Cooling,
    budget: u64,
    done: u64,
    /// Iterations made at the last exchange.
    exchanged: u64,
    idle: u64,
    current: P::Solution,
    current_value: f64,
    work: P::Solution,
    best: P::Solution,
    best_value: f64,
    heat: f64,
}

impl<P: Problem> Lane<P> {
    /// A lane with a seed and the iterations it will make in all, from a warm start if one is given.
    pub fn new(
        mut problem: P,
        seed: u64,
        budget: u64,
        cooling: Cooling,
        warm: Option<&P::Solution>,
    ) -> Self {
        let mut chance = Chance::new(seed);
        let current = match warm {
            Some(solution) => problem.adopt(solution),
            None => problem.first(&mut chance),
        };
        let current_value = problem.value(&current);
        let heat = problem.heat(&current) * cooling.heat;
        Self {
            work: current.clone(),
            best: current.clone(),
            best_value: current_value,
            problem,
            chance,
            cooling,
            budget: budget.max(1),
            done: 0,
            exchanged: 0,
            idle: 0,
            current,
            current_value,
            heat,
        }
    }

    /// Sets the iterations in all anew; only before the first one.
    pub fn set_budget(&mut self, budget: u64) {
        if self.done == 0 {
            self.budget = budget.max(1);
        }
    }

    /// Makes so many iterations. The whole of a budget in one call or in many gives the same.
    pub fn step(&mut self, iterations: u64) {
        for _ in 0..iterations {
            self.iterate();
        }
    }

    fn iterate(&mut self) {
        let temperature = self.temperature();
        self.problem.change(&mut self.work, &mut self.chance);
        self.done += 1;
        self.idle += 1;
        let value = self.problem.value(&self.work);
        let threshold = self.current_value + temperature * self.chance.unit().max(1e-300).ln();
        if value > threshold {
            self.problem.restore(&mut self.current, &self.work);
            self.current_value = value;
            if value > self.best_value {
                self.take_best(value);
            }
        } else {
            self.problem.restore(&mut self.work, &self.current);
        }
        if self.idle > self.cooling.patience {
            self.idle = 0;
            self.go_to_best();
        }
    }

    fn take_best(&mut self, value: f64) {
        self.problem.restore(&mut self.best, &self.work);
        self.best_value = value;
        self.idle = 0;
        self.problem.learn(&self.best);
    }

    fn go_to_best(&mut self) {
        self.problem.restore(&mut self.current, &self.best);
        self.problem.restore(&mut self.work, &self.best);
        self.current_value = self.best_value;
    }

    fn temperature(&self) -> f64 {
        let rounds = u64::from(self.cooling.rounds.max(1));
        let round = (self.budget / rounds).max(1);
        let share = (self.done % round) as f64 / round as f64;
        self.heat * self.cooling.last.powf(share)
    }

    /// The best solution so far.
    #[must_use]
    pub fn best(&self) -> &P::Solution {
        &self.best
    }

    /// Its value.
    #[must_use]
    pub fn best_value(&self) -> f64 {
        self.best_value
    }

    /// Iterations made.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done
    }

    /// What it searches.
    #[must_use]
    pub fn problem(&self) -> &P {
        &self.problem
    }

    /// Recombines what it has learnt, at most so many times: one recombination costs as much as many iterations, so a
    /// short search (a re-plan) makes few or none.
    fn recombine(&mut self, times: usize) {
        let earned = (self.done - self.exchanged) / RECOMBINATION_COST;
        let times = times.min(usize::try_from(earned).unwrap_or(usize::MAX));
        self.exchanged = self.done;
        for _ in 0..times {
            let Some(made) = self.problem.recombine(&mut self.chance) else {
                return;
            };
            let value = self.problem.value(&made);
            if value > self.best_value {
                self.problem.restore(&mut self.work, &made);
                self.take_best(value);
                self.go_to_best();
            }
        }
    }
}

/// Lanes tell each other their best, in the order of the slice, and each recombines. The caller calls this
/// after the same number of iterations of each lane, wherever these ran.
pub fn exchange<P: Problem>(lanes: &mut [Lane<P>]) {
    let bests: Vec<P::Solution> = lanes.iter().map(|lane| lane.best.clone()).collect();
    for (index, lane) in lanes.iter_mut().enumerate() {
        for (other, best) in bests.iter().enumerate() {
            if other != index {
                // Each keeps its own way; it only learns the parts.
                lane.problem.learn(best);
            }
        }
        lane.recombine(lane.problem.recombinations());
    }
}

/// The lane with the best solution; the first of equals.
pub fn leader<P: Problem>(lanes: &[Lane<P>]) -> Option<&Lane<P>> {
    lanes.iter().reduce(|best, lane| {
        if lane.best_value > best.best_value {
            lane
        } else {
            best
        }
    })
}
