//! The evacuation plan: who goes on which bus to which leg, as early as possible by priority, with its own proof.
//!
//! Prices of everything scarce prove a bound below which no plan can be ([`bound`]), rounding keeps families whole, and a
//! checker that shares nothing with the planner ([`check`]) says whether a rule is broken and recomputes the cost.

mod alone;
mod bound;
mod chance;
mod check;
mod commodity;
mod eject;
mod explain;
mod fairness;
mod fault;
mod instance;
mod known;
mod luzon;
mod market;
mod net;
mod pooling;
mod price;
mod reception;
mod replan;
mod round;
mod rule;
mod schedule;
mod search;
mod solve;
mod standby;
mod stress;
mod union;
mod vehicle;

pub use alone::{Alone, NOT_HELD, PartnerFigure, alone};
pub use bound::{Prices, bound};
pub use check::{Verdict, check, check_plan};
pub use explain::{Help, Obstacle, Resource, Stranded, helps, stranded};
pub use fairness::{Fairness, Waiting, fairness};
pub use fault::{Fault, FaultCode};
pub use instance::{
    AssemblyPoint, CLASSES, EmbarkationPoint, GROUP_SIZE_MAX, GROUPS_MAX, Instance, LEGS_MAX,
    PARTNERS_MAX, PLACES_MAX, PlanGroup, PlanVehicle, RECEIVED_MAX, ROADS_MAX, Received, Road,
    SLOTS_MAX, SafeHaven, VEHICLES_MAX, Weights,
};
pub use known::{BUS_LATE_MAX_MIN, Known, freeze_known};
pub use luzon::{LuzonSize, luzon};
pub use pooling::{Pooled, pooled_plan};
pub use reception::{Reception, reception};
pub use replan::{FEWEST_WITHIN_PCT, Frozen, Replan, freeze, replan, replan_known};
pub use rule::{Rule, Violation};
pub use schedule::{Assignment, Commitment, Plan, Ride, Standby, Trip};
pub use solve::{Effort, best_plan, first_plan};
pub use stress::{RUNS_MAX, Stress, stress};
pub use union::{
    Buses, Difference, DifferenceKind, PlacePair, Union, differences, regrid, suggest_pairs,
};
