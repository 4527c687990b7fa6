//! From a boarding at sea to a case that stands up.
//!
//! On the high seas nobody is arrested: the flag State prosecutes, and the product of a patrol is an evidence package.
//! - [`journal`]: what was written on several devices without a network; merging is set union, conflicts are shown.
//! - [`form`]: reports of the inspection schemes, their fields and rules, from a versioned file.
//! - [`clock`]: working days; [`holiday`]: those of an authority, from a versioned file.
//! - [`case`]: what belongs to a case, and its way from open to closed.
//! - [`package`]: the evidence package, and its check.
//! - [`outcome`]: what boardings teach about detectors.
//! - [`statistics`]: what an annual report counts.
//!
//! Nothing here reads a clock, a disk or a network.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "tests"
    )
)]

pub mod case;
pub mod clock;
mod error;
pub mod form;
pub mod holiday;
pub mod journal;
pub mod outcome;
pub mod package;
pub mod statistics;
pub mod zip;

pub use error::Error;
