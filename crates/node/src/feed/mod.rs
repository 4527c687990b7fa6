//! Feeds: how reports enter the watch. Files, folders, standard input and sockets; NMEA, position
//! tables (CSV) and VMS messages (NAF). An exercise, a replay and real life all come in through here.
//!
//! Reading never fails on content: what cannot be read is counted by reason and quarantined.

mod bytes;
mod column;
mod delivery;
mod error;
mod fault;
mod line;
mod moment;
mod naf;
mod number;
mod reader;
mod spec;
mod station;
mod table;
mod unnumbered;
mod vms;
mod word;

pub use delivery::{Delivery, FeedState, Running, start};
pub use error::Error;
pub use fault::{Fault, Tally};
pub use spec::{ColumnMap, FeedOptions, FeedSpec, Format, Place, Preset, TimePolicy};
pub use naf::{NafReport, read as read_naf};
pub use station::Stations;
pub use unnumbered::{UNNUMBERED_MIN, Unnumbered, is_unnumbered};
