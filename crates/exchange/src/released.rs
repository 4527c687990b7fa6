//! What a partner gets, and the only type that may leave.

use crate::{
    Body, CopyTerms, Digest, Error, Kind, Label, ObjectId, PartyId, Purpose, Realm, Time, Validity,
    Value, cbor,
};
use crate::{
    cbor::Limits,
    record::{Expect, check_schema},
    shape::{Fields, time_value},
};

/// The schema of the bytes of an assertion.
pub const ASSERTION_SCHEMA: i64 = 1;
/// Largest assertion in bytes. What does not fit a record goes in pieces; this much takes two and a half hours at 9,600 bit/s.
pub const ASSERTION_BYTES_MAX: usize = 8 * 1_024 * 1_024;
/// Most values in an assertion: a joint plan of two thousand tasks fits. While it is read it takes up to 350 MB in memory if a
/// partner means harm (maps of one value each); how much may be held of it is bounded by [`Assertion::heap_bytes`].
const VALUES_MAX: usize = 500_000;

/// Bounds of what a partner may send as one copy.
const LIMITS: Limits = Limits {
    bytes: ASSERTION_BYTES_MAX,
    values: VALUES_MAX,
    depth: cbor::DEPTH_MAX,
};

/// Whether a receiver would take an assertion of these bytes. What is no larger than a record has too few values to be refused.
pub(crate) fn fits(bytes: &[u8]) -> bool {
    bytes.len() <= crate::record::RECORD_BYTES_MAX || cbor::decode(bytes, &LIMITS).is_ok()
}

/// An object as one partner may see it: a redacted copy, with the label that binds the receiver.
///
/// Author, place in the log and hash of the originator's record are not in it: they would tell what was withheld.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// Where it is true.
    pub realm: Realm,
    /// The agency that said it (not always the one that passes it on).
    pub originator: PartyId,
    /// The object, or its pseudonym for this partner.
    pub object: ObjectId,
    /// What it is.
    pub kind: Kind,
    /// Version of the object.
    pub version: u32,
    /// When it was said, as coarse as the agreement wants.
    pub made_at: Time,
    /// When it is true, as coarse as the agreement wants.
    pub valid: Validity,
    /// What the receiver may do with it.
    pub label: Label,
    /// The purpose it was released for.
    pub purpose: Purpose,
    /// The version of the agreement that released it.
    pub agreement_version: u32,
    /// The fields that are released.
    pub body: Body,
}

impl Assertion {
    /// The canonical bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(&Value::List(vec![
            Value::Int(ASSERTION_SCHEMA),
            Value::Text(self.realm.to_string()),
            Value::text(self.originator.as_str()),
            Value::Bytes(self.object.0.to_vec()),
            Value::text(self.kind.as_str()),
            Value::from(self.version),
            Value::Int(self.made_at.ms()),
            time_value(self.valid.from),
            time_value(self.valid.until),
            self.label.to_value(),
            Value::text(self.purpose.as_str()),
            Value::from(self.agreement_version),
            Value::Map(self.body.clone()),
        ]))
    }

    /// The same as it ends on a clock that stands otherwise than the giver's, see [`CopyTerms::ending_by`].
    #[must_use]
    pub fn ending_by(mut self, released: Time, received: Time) -> Self {
        let terms = CopyTerms::of(&self).ending_by(released, received);
        (self.label.not_after, self.label.purge_at) = (terms.not_after, terms.purge_at);
        self
    }

    /// The assertion of canonical bytes that arrived in a verified bundle of a partner.
    ///
    /// # Errors
    /// `exchange-codec-*`, `exchange-shape`, `exchange-schema`, `exchange-realm`, `exchange-future`.
    pub fn decode(bytes: &[u8], expect: &Expect) -> Result<Self, Error> {
        let value = cbor::decode(bytes, &LIMITS)?;
        check_schema(&value, "assertion", ASSERTION_SCHEMA)?;
        let mut fields = Fields::of(value, "assertion", 13)?;
        fields.int()?;
        let assertion = Self {
            realm: fields.parse()?,
            originator: fields.parse()?,
            object: ObjectId(fields.array()?),
            kind: fields.parse()?,
            version: fields.uint()?,
            made_at: fields.time()?,
            valid: Validity {
                from: fields.time_opt()?,
                until: fields.time_opt()?,
            },
            label: Label::from_value(fields.value()?)?,
            purpose: fields.parse()?,
            agreement_version: fields.uint()?,
            body: fields.map()?,
        };
        expect.check(&assertion.realm, assertion.made_at)?;
        Ok(assertion)
    }
}

/// The one exit type: made by the release decision alone, for one partner. Every writer that faces a partner takes this.
#[derive(Debug, Clone, PartialEq)]
pub struct Released {
    to: PartyId,
    assertion: Assertion,
    bytes: Vec<u8>,
    digest: Digest,
}

impl Released {
    pub(crate) fn new(to: PartyId, assertion: Assertion) -> Self {
        let bytes = assertion.encode();
        Self {
            to,
            digest: Digest::of(&bytes),
            assertion,
            bytes,
        }
    }

    /// The partner it is for.
    #[must_use]
    pub fn to(&self) -> &PartyId {
        &self.to
    }

    /// What the partner sees.
    #[must_use]
    pub fn assertion(&self) -> &Assertion {
        &self.assertion
    }

    /// The canonical bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the bytes.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }
}
