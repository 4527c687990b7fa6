//! Nationals in an emergency abroad: who they are, where they are, and how they get out together.
//!
//! Invariant: nothing here reads a clock, a disk or a network, or draws a random number; times, seeds and new
//! identifiers come in. What is known of a journey is a set of events; the state is a fold over it, and merging what two
//! devices know is the union of their sets.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::too_many_lines,
        reason = "tests"
    )
)]

mod after;
pub mod alert;
pub mod book;
pub mod draft;
mod duplicate;
mod error;
mod funnel;
mod id;
mod import;
mod journey;
mod leg;
pub mod mrz;
mod name;
pub mod onset;
mod person;
mod pfif;
pub mod plan;
mod retention;
pub mod rotation;
pub mod seat;
mod view;
mod wristband;

pub use after::{AfterLine, AfterReport, Contradictions, Reached, Traits, after};
pub use duplicate::{Twin, TwinReason, twins};
pub use error::Error;
pub use funnel::{Funnel, FunnelState};
pub use id::{CrisisId, DeviceId, GroupId, LegId, PersonId, PlaceId, VehicleId};
pub use import::{
    Column, Imported, Mapping, PlaceNames, Purpose, Quarantined, Table, import, read_date,
};
pub use journey::{
    Act, Board, Channel, ClosedBoarding, Config as JourneyConfig, Conflict, ConflictId,
    ConflictKind, Event, EventId, Facts, Journal, Missing, Moments, Reply, Standing, Step, Taken,
};
pub use leg::{Leg, LegStatus, Mode, Money};
pub use name::{
    FORMS_MAX, HITS_MAX, Hit, NameIndex, NameKeys, Readings, comparison_forms, folded, to_mrz,
};
pub use person::{
    BirthDate, Class, Consent, ConsentGiven, Contact, DeskView, Document, DocumentKind,
    Eligibility, Group, NameForm, Needs, Person, Script, Source,
};
pub use pfif::{PfifSource, write_pfif};
pub use retention::{Due, ErasureReason, ErasureReceipt, RetentionRule};
pub use view::{
    CELL_LEAST, Cell, ConsentRecord, Counts, MANIFEST_DAYS, ManifestLine, PlaceCounts,
    PseudonymousGroup, pseudonym,
};
pub use wristband::Wristband;

pub(crate) use journey::journey_hex;
