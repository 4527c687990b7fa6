//! The evacuation plan: who goes on which bus to which leg, as early as possible by priority, with its own proof.
//!
//! Prices of everything scarce prove a bound below which no plan can be ([`bound`]), rounding keeps families whole, and a
//! checker that shares nothing with the planner ([`check`]) says whether a rule is broken and recomputes the cost.

mod bound;
mod chance;
mod check;
mod commodity;
mod eject;
mod fault;
mod instance;
mod luzon;
mod market;
mod net;
mod price;
mod round;
mod schedule;
mod search;
mod solve;
mod standby;

pub use bound::{Prices, bound};
pub use check::{Rule, Verdict, Violation, check};
pub use fault::{Fault, FaultCode};
pub use instance::{
    AssemblyPoint, CLASSES, EmbarkationPoint, GROUP_SIZE_MAX, GROUPS_MAX, Instance, LEGS_MAX,
    PARTNERS_MAX, PLACES_MAX, PlanGroup, ROADS_MAX, Road, SLOTS_MAX, SafeHaven, Weights,
};
pub use luzon::{LuzonSize, luzon};
pub use schedule::{Assignment, Commitment, Plan, Ride, Standby};
pub use solve::{Effort, best_plan, first_plan};
