//! Feeds: how reports enter the watch. Files, folders, standard input and sockets; NMEA, position
//! tables (CSV) and VMS messages (NAF). An exercise, a replay and real life all come in through here.
//!
//! Reading never fails on content: what cannot be read is counted by reason and quarantined.

mod delivery;
mod error;
mod fault;
mod spec;

pub use delivery::{Delivery, FeedState, Running, start};
pub use error::Error;
pub use fault::{Fault, Tally};
pub use spec::{ColumnMap, FeedOptions, FeedSpec, Format, Place, Preset, TimePolicy};
