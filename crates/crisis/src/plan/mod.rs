//! The evacuation plan: who goes on which bus to which leg, as early as possible by priority, with its own proof.
//!
//! A linear program over time bounds every plan ([`bound`]), rounding keeps families whole, and a checker that shares
//! nothing with the planner ([`check`]) says whether a rule is broken and recomputes cost and bound.

mod bound;
mod chance;
mod check;
mod fault;
mod flow;
mod instance;
mod lp;
mod luzon;
mod net;
mod round;
mod schedule;
mod search;
mod solve;

pub use bound::{Prices, bound};
pub use check::{Rule, Verdict, Violation, check};
pub use fault::{Fault, FaultCode};
pub use instance::{
    AssemblyPoint, CLASSES, EmbarkationPoint, GROUP_SIZE_MAX, GROUPS_MAX, Instance, LEGS_MAX,
    PARTNERS_MAX, PLACES_MAX, PlanGroup, ROADS_MAX, Road, SLOTS_MAX, SafeHaven, Weights,
};
#[cfg(feature = "highs")]
pub use lp::Highs;
pub use lp::{Lp, LpBackend, LpSolution, Microlp, best_backend};
pub use luzon::{LuzonSize, luzon};
pub use schedule::{Assignment, Commitment, Plan, Ride, Standby};
pub use solve::{best_plan, first_plan};
