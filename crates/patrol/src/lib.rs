//! Joint patrol plans for ships, aircraft and drones of several agencies.
//!
//! The list says who is worth a look; the plan says who looks, when and how.

pub mod search;
