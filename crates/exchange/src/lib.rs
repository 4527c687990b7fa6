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

pub mod cbor;
mod error;
mod id;
mod key;
mod keyring;
mod label;
mod log;
mod realm;
mod record;
mod released;
mod seal;
pub mod shape;
mod time;
mod value;

pub use error::{Codec, Error};
pub use id::{
    Caveat, Digest, Field, KeyId, Kind, NAME_BYTES_MAX, ObjectId, PartyId, PolicyId, Profile,
    Purpose, Scope, is_name,
};
pub use key::{Domain, PublicKey, SecretKey, Signature};
pub use keyring::{
    KEY_CREATED, KEY_REVOKED, KEY_ROTATED, KEYS_MAX, KeySpan, Keyring, key_created, key_revoked,
    key_rotated,
};
pub use label::{Audience, HoldRule, LABEL_ENTRIES_MAX, Label, Level, Onward, Purposes};
pub use log::{Head, Log, LogFault, SignedHead};
pub use realm::Realm;
pub use record::{
    AUTHOR_BYTES_MAX, Content, Draft, Envelope, Expect, FUTURE_TOLERANCE_MS, RECORD_BYTES_MAX,
    RECORD_SCHEMA, Record, Unverified, Verified,
};
pub use released::{ASSERTION_BYTES_MAX, ASSERTION_SCHEMA, Assertion, Released};
pub use seal::{SealKey, Sealed};
pub use time::{Time, Validity};
pub use value::{Body, Value};
