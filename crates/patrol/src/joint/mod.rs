//! The joint solver: one plan for all assets of all agencies over the full model.
//!
//! A plan is the orders of stops; times follow from the orders (see `voyage`). The same engine as for the core
//! problem ruins and recreates these orders. It is anytime: [`Solver::plan`] gives the best so far.

mod ability;
mod bound;
#[cfg(test)]
mod exact;
mod explain;
mod first;
mod habit;
mod insert;
mod outline;
mod recreate;
mod report;
mod ruin;
mod search;
mod shift;
mod slack;
mod stop;
mod thaw;
mod voyage;
mod world;
mod worth;

use std::sync::Arc;

pub use ability::Block;
pub use explain::{Choice, Explanation, LeftOut, Obstacle};
pub use first::first_plan;
pub use outline::Outline;
pub use search::Search;

use crate::engine::{Cooling, Lane, exchange, leader};
use crate::{Error, Legs, Plan, Request};
use world::World;

/// How long and how the solver searches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// The seed: the same seed and iterations give the same plan.
    pub seed: u64,
    /// Iterations of each lane in all.
    pub iterations: u64,
    /// Lanes, 1 to 8; the plan depends on their number, not on the threads that run them.
    pub lanes: usize,
    /// How hot the search begins, as a share of the usual; 0 only improves.
    pub heat: f64,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            seed: 1,
            iterations: 2_000,
            lanes: 2,
            heat: 1.0,
        }
    }
}

/// Exchanges in one whole search.
pub const EXCHANGES: u64 = 8;

/// A search for a joint plan.
pub struct Solver<'a> {
    world: Arc<World<'a>>,
    /// The searchers; a caller may run each on a thread of its own between exchanges.
    pub lanes: Vec<Lane<Search<'a>>>,
    effort: Effort,
}

impl<'a> Solver<'a> {
    /// Prepares a search; `warm` are plans of which the orders are tried first, besides the plan before.
    ///
    /// # Errors
    /// A request that makes no sense.
    pub fn new(
        request: &'a Request,
        legs: &'a dyn Legs,
        effort: Effort,
        warm: &[Plan],
    ) -> Result<Self, Error> {
        request.examine()?;
        let world = Arc::new(World::new(request, legs));
        let mut taken = vec![false; world.task_of.len()];
        let frozen = world.frozen(&mut taken).ok_or_else(|| Error::Range {
            field: "start",
            place: "asset".to_owned(),
        })?;
        let plans = request.before.iter().chain(warm);
        let orders = world.orders_of(plans.flat_map(|p| &p.routes), &mut taken);
        let lanes = (0..effort.lanes.clamp(1, 8) as u64)
            .map(|number| {
                let search = Search::new(Arc::clone(&world), frozen.clone(), orders.clone());
                let cooling = Cooling {
                    rounds: 2,
                    last: 0.02,
                    patience: 4_000,
                    heat: effort.heat,
                };
                let seed = effort.seed.wrapping_add(0x9e37_79b9 * number);
                Lane::new(search, seed, effort.iterations, cooling, None)
            })
            .collect();
        Ok(Self {
            world,
            lanes,
            effort,
        })
    }

    /// Sets the iterations of each lane anew; only before the first one.
    pub fn set_iterations(&mut self, iterations: u64) {
        self.effort.iterations = iterations;
        for lane in &mut self.lanes {
            lane.set_budget(iterations);
        }
    }

    /// Makes so many iterations of every lane, one lane after the other.
    pub fn step(&mut self, iterations: u64) {
        for lane in &mut self.lanes {
            lane.step(iterations);
        }
    }

    /// Lanes learn from each other. Call it after the same iterations of each.
    pub fn exchange(&mut self) {
        exchange(&mut self.lanes);
    }

    /// The whole search, on the caller's thread.
    pub fn run(&mut self) {
        for _ in 0..EXCHANGES {
            self.step(self.effort.iterations / EXCHANGES);
            self.exchange();
        }
    }

    fn best(&self) -> Option<&Outline> {
        leader(&self.lanes).map(Lane::best)
    }

    /// The best plan so far.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.best()
            .map_or_else(Plan::default, |outline| report::plan(&self.world, outline))
    }

    /// What the best plan so far is worth with wishes and weights, points.
    #[must_use]
    pub fn points(&self) -> f64 {
        self.best().map_or(0.0, |outline| outline.points)
    }

    /// A value that no plan can exceed, points.
    #[must_use]
    pub fn bound(&self) -> f64 {
        bound::bound(&self.world)
    }

    /// Why each task of the best plan is done by whom, and why the others are not done.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let Some(outline) = self.best() else {
            return Explanation::default();
        };
        let empty = self
            .world
            .frozen(&mut vec![false; self.world.task_of.len()]);
        let bare = empty.unwrap_or_else(|| outline.clone());
        explain::explain(&self.world, outline, &bare)
    }
}
