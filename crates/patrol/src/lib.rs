//! Joint patrol plans for ships, aircraft and drones of several agencies.
//!
//! The list says who is worth a look; the plan says who looks, when and how.
//!
//! A [`Request`] holds everything that the planner may know; a [`Plan`] is what comes back; [`check`]
//! derives every time, mile, tonne, authority and meeting of a plan anew and shares nothing with the
//! solver but the model.
//!
//! Invariant: nothing here reads a clock, a disk or a network, starts a thread or draws a number that the
//! caller's seed does not decide. Same request, seed and iterations: same plan, byte for byte.

mod asset;
mod authority;
mod chance;
mod check;
pub mod compare;
pub mod engine;
mod error;
mod intercept;
pub mod joint;
mod legs;
pub mod negotiation;
pub mod order;
mod plan;
mod port;
mod request;
pub mod sailed;
pub mod search;
mod target;
mod task;
pub mod toptw;
pub mod trial;
mod waters;
mod weather;

pub use asset::{
    Asset, AssetClass, AssetStart, CrewLimits, Sensor, SpeedMode, Swath, WeatherLimits,
};
pub use authority::{Action, Authority, AuthorityNeed, Within};
pub use chance::Chance;
pub use check::{Finding, Violation, check};
pub use error::Error;
pub use intercept::{intercept_time, meeting_s};
pub use legs::{GreatCircle, Legs, Medium, SeaLegs, UntoldLegs};
pub use plan::{Measures, Plan, Route, Stop, StopKind};
pub use port::{Port, Rider, Tanker};
pub use request::{ASSETS_MAX, DAYS_MAX, Request, Rule, Separation, TASKS_MAX, Weights, Wish};
pub use target::{Fix, Target};
pub use task::{Circle, Decay, Meet, Needs, Rectangle, Repeat, Task, TaskKind};
pub use waters::{
    CORNERS_MAX, DearWaters, FACTOR_MAX, LimitedLegs, LimitedWaters, POLYGONS_MAX, Rings, SeaLimits,
};
pub use weather::{SUNRISE_DEG, Weather, sea_state, sun_altitude_deg};
