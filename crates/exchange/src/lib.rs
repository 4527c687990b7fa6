//! Sharing between agencies of different countries: signed records, labels, release policy, channels to partners.
//!
//! Invariants:
//! - Nothing here reads a clock, a disk, a network or a random source: `now`, seeds and random bytes are arguments.
//! - What is precious is a signed [`Record`] in its agency's append-only log; the realm is inside the signed bytes.
//! - What arrives is `Envelope<Unverified>` until a [`Keyring`] says otherwise.
//! - What leaves is [`Released`], and only the release decision makes one. Any error denies.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        reason = "tests"
    )
)]

#[cfg(test)]
extern crate self as vigie_exchange;

mod act;
mod agreement;
mod area;
mod beyond;
pub mod cbor;
mod cedar;
pub mod channel;
mod compare;
mod copies;
pub mod edge;
mod error;
mod handover;
mod id;
mod key;
mod keyring;
mod label;
mod log;
mod mark;
mod memory;
#[cfg(test)]
mod mutants;
mod narrow;
mod notice;
mod policy;
mod realm;
mod receipt;
mod record;
mod redact;
mod release;
mod released;
mod seal;
pub mod shape;
mod subject;
mod time;
mod value;

pub use act::{APPROVAL, Approval, CONSENT, Consent, PATROL, Patrol};
pub use agreement::{Agreement, Proposal, Seal};
pub use area::{Area, CORNERS_MAX};
pub use cedar::CEDAR_SCHEMA;
pub use compare::{Change, difference};
pub use copies::{
    ACCOUNT_BYTES_ACTS, ACCOUNT_BYTES_MAX, Copies, CopyState, CopyTerms, HOLD, HOLD_LIFTED, Hold,
    REASON_BYTES_MAX, RECALL, Ranges, Recall, ranges,
};
pub use error::{Codec, Error};
pub use handover::{Handover, SignedHandover};
pub use id::{
    Caveat, Digest, Field, KeyId, Kind, NAME_BYTES_MAX, ObjectId, PartyId, PolicyId, Profile,
    Purpose, Scope, is_name, unhex,
};
pub use key::{Domain, PublicKey, SecretKey, Signature};
pub use keyring::{
    KEY_CREATED, KEY_REVOKED, KEY_ROTATED, KEYS_MAX, KeySpan, Keyring, key_created, key_revoked,
    key_rotated,
};
pub use label::{Audience, HoldRule, LABEL_ENTRIES_MAX, Label, Level, Onward, Purposes};
pub use log::{Head, Log, LogFault, SignedHead};
pub use mark::{LABEL_MARK, Mark};
pub use notice::{Notice, count, notify};
pub use policy::{
    COUNT_MIN, Form, LevelMax, POLICY_BYTES_MAX, Policy, PolicyFile, Rule, ScopeWindow, Terms, VMS,
    VMS_ALERT,
};
pub use realm::Realm;
pub use receipt::{Parties, RECEIPT, Receipt, SignedReceipt, StreamHead};
pub use record::{
    AUTHOR_BYTES_MAX, Content, Draft, Envelope, Expect, FUTURE_TOLERANCE_MS, RECORD_BYTES_MAX,
    RECORD_SCHEMA, Record, Unverified, Verified,
};
pub use redact::{Pseudonyms, Treatment};
pub use release::{
    Circumstances, Decision, Outcome, Reason, decide, explain, preview, releasable, release,
};
pub use released::{ASSERTION_BYTES_MAX, ASSERTION_SCHEMA, Assertion, Released};
pub use seal::{SealKey, Sealed};
pub use subject::Subject;
pub use time::{Time, Validity};
pub use value::{Body, Value};
