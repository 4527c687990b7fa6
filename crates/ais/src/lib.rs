//! Bytes of NMEA 0183 / AIVDM to AIS messages and back.
//!
//! AIS is how ships say who and where they are. Receivers write what they hear as lines such as
//! `!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A`, networks add tag blocks, suffixes and header lines, and on the
//! way much is cut, doubled, mixed and broken. [`Reader`] takes such a feed in chunks of any size and gives back a
//! [`Report`] for every message, with its provenance, and a counted [`Fault`] for everything that could not be read.
//!
//! ```
//! use vigie_ais::{Config, Item, Message, Reader};
//!
//! let feed = b"\\s:rEV02,c:1334337317*58\\!AIVDM,1,1,,B,19NWuLhuRb5QHfCpPcwj`26B0<02,0*5F\r\n\
//!     !AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*00\r\n";
//! let mut reader = Reader::new(Config::default());
//! let mut seen = Vec::new();
//! let mut sink = |item: Item<'_>| match item {
//!     Item::Report(report) => {
//!         if let Message::PositionA(position) = &report.message {
//!             seen.push((position.mmsi, position.lon_deg(), position.sog_kn(), report.time_ms));
//!         }
//!     }
//!     Item::Fault(fault) => assert_eq!(fault.reason.code(), "checksum_wrong"),
//!     Item::Foreign(_) => {}
//! };
//! // Chunks may be cut anywhere; the second argument is the receive time, `None` for an archive.
//! reader.push(&feed[..50], None, &mut sink);
//! reader.push(&feed[50..], None, &mut sink);
//! reader.finish(&mut sink);
//! assert_eq!(seen.len(), 1);
//! assert_eq!(seen[0].0, 636_091_763);
//! assert_eq!(seen[0].3, Some(1_334_337_317_000));
//! assert_eq!(reader.counts().faults_total(), 1);
//! ```
//!
//! And the other way, for simulators and tests:
//!
//! ```
//! use vigie_ais::encode::{SentenceOptions, write_sentences};
//! use vigie_ais::message::{Message, PositionA};
//! use vigie_ais::quantity::{cog_from_deg, fine_from_deg, sog_from_kn};
//!
//! let message = Message::PositionA(PositionA {
//!     mmsi: 431_000_001,
//!     lon: fine_from_deg(-179.99),
//!     lat: fine_from_deg(45.5),
//!     sog: sog_from_kn(9.3),
//!     cog: cog_from_deg(270.0),
//!     ..PositionA::default() // everything else "not available"
//! });
//! let mut out = Vec::new();
//! write_sentences(&message, &SentenceOptions::default(), &mut out);
//! assert_eq!(Message::decode(&message.encode()), Ok(message));
//! ```
//!
//! What to rely on:
//!
//! * All 27 types of ITU-R M.1371-5. A message keeps the integers of the air, spare bits included; its methods give
//!   quantities, `None` for "not available" and for a number out of range. Nothing is clamped.
//! * The parts of a message are joined by station, group, sequence id, channel, talker and time. A message that nobody
//!   sent is worse than one that is lost: what is doubtful is marked, what is ambiguous is not joined.
//! * No input panics, nothing waits for ever, nothing grows without bound: see [`MAX_LINE_BYTES`], [`MAX_OPEN`],
//!   [`MAX_PART_BYTES`], [`MAX_BITS`].
//! * No clock, no threads, no disk, no randomness in here. The same bytes give the same reports, however they are cut.
//! * The payloads of binary messages are kept, and the common ones decoded: see [`asm`].

mod armour;
pub mod asm;
mod assembly;
mod bits;
mod checksum;
mod code;
mod digest;
pub mod encode;
mod fault;
mod feed;
mod group;
mod header;
mod json;
mod layout;
pub mod message;
mod origin;
mod plain;
pub mod quantity;
mod radio;
mod reader;
mod recent;
mod report;
mod sentence;
mod slot;
mod stamp;
mod tag;
mod text;

pub use assembly::{MAX_OPEN, MAX_PART_BYTES};
pub use bits::{Bits, MAX_BITS};
pub use code::{Epfd, NavigationStatus, ShipClass};
pub use fault::{Counts, Fault, FaultReason};
pub use message::Message;
pub use radio::{CommunicationState, SlotContent};
pub use reader::{Config, MAX_LINE_BYTES, Reader};
pub use report::{Flags, Foreign, ForeignKind, Item, Report, Station, TagText, TimeSource};
pub use sentence::ChecksumPolicy;
pub use text::{MAX_CHARS, Text};
