//! Nationals in an emergency abroad: who they are, where they are, and how they get out together.
//!
//! Invariant: nothing here reads a clock, a disk or a network, or draws a random number; times, seeds and new
//! identifiers come in. What is known of a journey is a set of events; the state is a fold over it, and merging what two
//! devices know is the union of their sets.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::too_many_lines,
        reason = "tests"
    )
)]

mod error;
mod id;
mod leg;
pub mod plan;
pub mod seat;

pub use error::Error;
pub use id::{CrisisId, DeviceId, GroupId, LegId, PersonId, PlaceId};
pub use leg::{Leg, LegStatus, Mode, Money};
