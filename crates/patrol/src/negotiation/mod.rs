//! A joint plan between two agencies that keep their data: what each offers, versions that follow one another, answers.
//!
//! Nobody edits what another said. A [`Version`] carries the offer of its author alone (assets, tasks, targets that it
//! chose to show) and a plan made of both offers; the partner answers it or follows it with one of its own. Both nodes
//! fold the same versions and answers into the same [`Thread`], in whatever order they came, without a clock: of two
//! versions on the same base the one of the agency that began stands, and the other must be made anew.
//!
//! The library sees offers and answers only; digests, keys, rounds and clocks are the node's.

mod assemble;
mod change;
mod offer;
mod thread;
mod version;

pub use assemble::assemble;
pub use change::{Delta, changed};
pub use offer::{AssetPick, Capability, Offer, Picks};
pub use thread::{Standing, Thread};
pub use version::{Answer, Cause, SetRule, Version, Word};
