//! What a node remembers: the SQLite ledger (events, lists, areas, accounts, audit) and the archive of
//! positions (an append-only spool that is rolled into Parquet).
//!
//! Invariant: what [`Archive::append`] and the ledger's writing calls have acknowledged survives a kill or
//! a power cut at any moment, exactly once. Nothing here judges what a vessel does.

mod archive;
mod area;
mod attachment;
mod audit;
mod checksum;
mod column;
mod crisis;
mod document;
mod error;
mod event;
mod feed;
mod identity_file;
mod kept;
mod ledger;
mod list;
mod note;
mod partner;
mod patrol;
mod position_file;
mod raw;
mod raw_reader;
mod raw_ring;
mod raw_segment;
mod reader;
mod receiver;
mod record;
mod release;
mod review;
mod roll;
mod schema;
mod session;
mod setting;
mod silence;
mod spool;
mod stream;
mod token;
mod user;
mod vessel;

pub use archive::{Archive, Opened};
pub use area::AreaRow;
pub use attachment::Attachments;
pub use audit::{AuditEntry, AuditPage, AuditVerdict};
pub use crisis::{CrisisPart, CrisisRow, JourneyRow, PersonRow};
pub use document::DocumentRow;
pub use error::Error;
pub use event::{EventChange, EventFilter, EventPage, EventRow};
pub use feed::FeedRow;
pub use kept::{Content, Identity, Kept, NO_CLOCK, Place, RELEASED, Row};
pub use ledger::{Ledger, Whole};
pub use list::ListRow;
pub use note::NoteRow;
pub use partner::PartnerRow;
pub use patrol::PatrolRow;
pub use raw::{RawFeed, RawHeard, RawLog};
pub use raw_reader::{RawFinding, RawReader, RawVerdict, raw_feeds, raw_folder};
pub use raw_ring::{RAW_RING, RawGone, RawRing, RawSegment};
pub use raw_segment::{
    RawFile, RawFound, RawHeader, RawKind, RawPiece, RawSession, raw_chain, raw_link,
};
pub use reader::ArchiveReader;
pub use receiver::{BaseRow, ReceiverFactRow, ReceiverRow};
pub use record::RecordRow;
pub use release::ReleaseRow;
pub use review::Review;
pub use roll::{RollSummary, SealedSegment, roll};
pub use session::SessionRow;
pub use setting::{RawRule, Retention};
pub use silence::SilenceRow;
pub use stream::{Purged, SkipRow, StreamKey, StreamRow, StreamState, Way};
pub use token::TokenRow;
pub use user::UserRow;
pub use vessel::VesselRow;
