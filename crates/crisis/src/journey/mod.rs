//! Journeys: what devices and nodes saw of each person, as a set of events that only grows.
//!
//! An event names a person by an id that says nothing, never by name. The state of everyone is a fold over the set
//! ([`Journal::fold`]); merging what two devices know is the union of their sets; so the order in which devices meet,
//! duplicates and late arrivals change nothing. A contradiction is listed ([`Conflict`]) until a person settles it.

mod conflict;
mod event;
mod fold;
mod journal;
mod moment;
mod walk;

pub use conflict::{Conflict, ConflictId, ConflictKind};
pub use event::{Act, Channel, Event, EventId, Reply};
pub use fold::{Board, ClosedBoarding, Config, Facts, Standing};
pub use journal::{Journal, Missing, Taken};
pub use moment::{Moments, Step};

pub(crate) use event::hex as journey_hex;
