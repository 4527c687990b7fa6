//! The edges: what Vigie says to, and hears from, systems that partners already run.
//!
//! One file per format, pure encoders and decoders: bytes in, typed values out, and back. Nothing here reads a clock
//! or a socket; the node moves the bytes.
//!
//! An edge is weaker than a channel: the format carries part of a label at best, and nothing on the other side is bound
//! to obey it. So an object whose protection depends on a marking that the edge loses is refused, with the reason
//! ([`marking::clear`]); an encoder takes only what passed ([`Cleared`]). What an edge brings in is a claim: a marking
//! read from it is what the sender said, not what was verified.

pub mod cap;
pub mod cap_signature;
mod cap_write;
pub mod cise;
pub mod cot;
pub mod fault;
pub mod flux;
pub mod gdacs;
pub mod geojson;
pub mod instant;
pub mod item;
pub mod marking;
pub mod naf;
pub mod niem;
pub mod pattern;
pub mod place;
pub mod report;
pub mod stix;
pub mod stix_report;
pub mod symbol;
pub mod tak;
pub mod taxii;
pub mod taxii_client;
pub mod threat;
pub mod usgs;
pub mod warning;
pub mod xml;

pub use fault::Fault;
pub use marking::{Cleared, Format, Handling, Marking, Onward, Outgoing, Refusal};
pub use place::Place;
