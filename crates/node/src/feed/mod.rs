//! Feeds: how reports enter the watch. Files, folders, standard input and sockets; NMEA, position
//! tables (CSV) and VMS messages (NAF). An exercise, a replay and real life all come in through here.
//!
//! Reading never fails on content: what cannot be read is counted by reason and quarantined.

mod again;
mod bytes;
mod cell;
mod column;
mod cot;
mod delivery;
mod error;
mod fault;
mod handover;
mod line;
mod live;
mod log_clock;
mod mark;
mod moment;
mod naf;
mod nmea;
mod number;
mod pace;
mod quarantine;
mod raw_tap;
mod reach;
mod reader;
mod recorded;
mod recording;
mod row;
mod secret;
mod sniff;
mod sorter;
mod spec;
mod station;
mod table;
pub(crate) mod unnumbered;
mod vms;
mod word;

pub(crate) use again::{read_again, unit_end};
pub use bytes::{files, read_whole};
pub use delivery::{DELIVERIES_WAITING_MAX, Delivery, FeedState, Running, start};
pub use error::Error;
pub use fault::{FAULT_BYTES_MAX, Fault, Tally};
pub use handover::now;
pub use mark::Mark;
pub use naf::{NafReport, read as read_naf};
pub use quarantine::{QUARANTINE_BYTES_MAX, Quarantine};
pub use raw_tap::{RawTap, RawTold};
pub use reach::Reach;
pub(crate) use reader::{Reader, Setting};
pub use recorded::read_pieces;
pub use recording::Recording;
pub(crate) use sniff::{reader_of, sniff};
pub use sorter::Sorter;
pub use spec::{ColumnMap, FeedOptions, FeedSpec, Format, Place, Preset, TimePolicy};
pub use station::Stations;
pub use unnumbered::Unnumbered;
