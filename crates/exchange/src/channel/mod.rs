//! The channel to a partner: numbered one-way streams with a Merkle tree, and the carriers for thin links.
//!
//! ```text
//!  release ─► Outbox ─► bundle ─► carrier ─► Inbox ─► store ─► commit
//!               ▲                                        │
//!               └────────────── acknowledgement ◄────────┘
//! ```
//! Everything is sans-I/O: bytes and `now_ms` in, bytes and values out. Nothing here reads a clock, a
//! disk, a network or a source of randomness. No order depends on a time.

#![allow(unreachable_pub, reason = "bounds are documented where they stand")]

mod ack;
mod bundle;
mod checkpoint;
mod chunk;
mod datagram;
mod draft;
mod entry;
mod evidence;
mod handshake;
mod inbox;
mod lane;
mod merkle;
mod outbox;
mod pipe;
mod position;
mod profile;
pub mod psi;
mod queue;
mod refusal;
mod rekey;
mod seal;
mod segment;
mod span;
mod stream;
mod thin;
mod wire;

pub use ack::check_message;
#[cfg(feature = "bench")]
pub use bundle::close_raw;
pub use bundle::{
    BUNDLE_OVERHEAD_BYTES, Bundle, Envelope, MessageKind, PAYLOAD_BYTES_MAX, Signed, Skip,
};
pub use checkpoint::{Checkpoint, Countersigned};
pub use chunk::{
    Assembly, Chunk, PIECE_BYTES, PIECES_MAX, Thing, UNFINISHED_BYTES_MAX, UNFINISHED_MAX, Whole,
};
pub use datagram::Datagram;
pub use draft::Draft;
pub use entry::{BODY_BYTES_MAX, Entry, Form, Header, Lane, Priority, SALT_BYTES, commit};
pub use evidence::{Evidence, Proof};
pub use inbox::{AHEAD_MAX, Inbox, Intake, Row};
pub use merkle::{
    Frontier, Hash, MemoryNodes, NoNodes, Nodes, aligned, consistency_proof, empty_root,
    inclusion_proof, leaf_hash, node_hash, root_at, verify_consistency, verify_inclusion,
};
pub use outbox::{Acked, OUTSTANDING_MAX, Outbox, Source};
pub use pipe::{Pipe, PipeConfig};
pub use position::POSITION;
pub use profile::Profile;
pub use refusal::{Counts, REFUSALS, Refusal};
pub use rekey::Rekeying;
pub use seal::{Seal, sealing_public};
pub use segment::{COG_UNKNOWN, Fix, Picture, ROWS_MAX, SOG_UNKNOWN, Segment, thin};
pub use span::Spans;
pub use stream::{Signer, Stream};
pub use thin::{IP_UDP_BYTES, Thin, ThinConfig};
