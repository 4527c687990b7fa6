//! The signed record: one thing that an agency said, once, unchangeable, in its own log.
//!
//! The bytes that are signed hold everything: schema version, realm, originator, key, place in the log, hash of the record
//! before, object, label, body. Nobody edits another's record; a new version of an object is a new record.

use std::marker::PhantomData;

use crate::{
    Body, Digest, Domain, Error, KeyId, Keyring, Kind, Label, ObjectId, PartyId, Realm, Sealed,
    SecretKey, Signature, Time, Validity, Value,
    cbor::{self, Limits},
    shape::{Fields, time_value, uint_value},
};

/// The schema of the bytes of a record that this program writes and knows.
pub const RECORD_SCHEMA: i64 = 1;
/// Largest record in bytes. What is larger leaves as a copy in pieces, see [`crate::ASSERTION_BYTES_MAX`].
pub const RECORD_BYTES_MAX: usize = 256 * 1_024;
/// Longest author in bytes.
pub const AUTHOR_BYTES_MAX: usize = 128;
/// How far a record may lie in the future of the reader: clocks of ships drift, and some are set by hand.
pub const FUTURE_TOLERANCE_MS: i64 = 10 * 60 * 1_000;

/// The body of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// In clear.
    Open(Body),
    /// Sealed with the object's own key: destroying that key erases it, and the signature stays verifiable.
    Sealed(Sealed),
}

/// What a caller says about an object; the log adds originator, key, number and hash.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The object.
    pub object: ObjectId,
    /// What it is.
    pub kind: Kind,
    /// Version of the object, from 1.
    pub version: u32,
    /// When it was said.
    pub made_at: Time,
    /// Who said it (an officer's user name, or `vigie` for the node itself).
    pub author: String,
    /// What may be done with it.
    pub label: Label,
    /// When it is true.
    pub valid: Validity,
    /// What it says.
    pub content: Content,
}

/// A record as it is signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Where it is true.
    pub realm: Realm,
    /// The agency whose log it is in.
    pub originator: PartyId,
    /// The key that signs it.
    pub key: KeyId,
    /// Its place in the originator's log, from 0.
    pub number: u64,
    /// Digest of the record before it, [`Digest::ZERO`] for the first.
    pub previous: Digest,
    /// What it says.
    pub draft: Draft,
}

impl Record {
    /// The canonical bytes that are signed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let draft = &self.draft;
        cbor::encode(&Value::List(vec![
            Value::Int(RECORD_SCHEMA),
            Value::Text(self.realm.to_string()),
            Value::text(self.originator.as_str()),
            Value::Bytes(self.key.0.to_vec()),
            uint_value(self.number),
            Value::Bytes(self.previous.0.to_vec()),
            Value::Bytes(draft.object.0.to_vec()),
            Value::text(draft.kind.as_str()),
            Value::from(draft.version),
            Value::Int(draft.made_at.ms()),
            Value::text(draft.author.as_str()),
            draft.label.to_value(),
            time_value(draft.valid.from),
            time_value(draft.valid.until),
            match &draft.content {
                Content::Open(body) => Value::Map(body.clone()),
                Content::Sealed(sealed) => Value::Bytes(sealed.0.clone()),
            },
        ]))
    }

    /// The record of canonical bytes. Says nothing about who signed it.
    ///
    /// # Errors
    /// `exchange-codec-*`, `exchange-shape`, `exchange-schema`, `exchange-too-large`, `exchange-personal-open`.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let value = cbor::decode(bytes, &record_limits())?;
        check_schema(&value, "record", RECORD_SCHEMA)?;
        let mut fields = Fields::of(value, "record", 15)?;
        fields.int()?;
        let record = Self {
            realm: fields.parse()?,
            originator: fields.parse()?,
            key: KeyId(fields.array()?),
            number: fields.uint()?,
            previous: Digest(fields.array()?),
            draft: draft(&mut fields)?,
        };
        record.check()?;
        Ok(record)
    }

    /// What holds for every record, whoever made it.
    fn check(&self) -> Result<(), Error> {
        let author = self.draft.author.len();
        if author > AUTHOR_BYTES_MAX {
            return Err(Error::TooLarge {
                what: "author",
                found: author,
                max: AUTHOR_BYTES_MAX,
            });
        }
        self.draft.label.check_size()?;
        match self.draft.content {
            Content::Open(_) if self.draft.label.personal => Err(Error::PersonalOpen),
            _ => Ok(()),
        }
    }

    /// Signs it.
    ///
    /// # Errors
    /// `exchange-key-unknown` when the key is not the one the record names; otherwise those of [`Record::decode`].
    pub fn sign(self, key: &SecretKey) -> Result<Envelope<Verified>, Error> {
        if key.public().id() != self.key {
            return Err(Error::KeyUnknown {
                party: self.originator,
                key: self.key,
            });
        }
        self.check()?;
        let payload = self.encode();
        if cbor::decode(&payload, &record_limits())? == Value::Null {
            return Err(Error::Shape { what: "record" });
        }
        let signature = key.sign(Domain::Record, &payload);
        let bytes = cbor::encode(&Value::List(vec![
            Value::Bytes(payload),
            Value::Bytes(signature.0.to_vec()),
        ]));
        Ok(Envelope {
            digest: Digest::of(&bytes),
            record: self,
            signature,
            bytes,
            state: PhantomData,
        })
    }
}

fn record_limits() -> Limits {
    Limits {
        bytes: RECORD_BYTES_MAX,
        ..Limits::default()
    }
}

/// Refuses a schema that this program does not know before anything else of the structure is read.
pub(crate) fn check_schema(value: &Value, what: &'static str, known: i64) -> Result<(), Error> {
    let first = value.as_list().and_then(|list| list.first());
    match first.and_then(Value::as_int) {
        Some(found) if found == known => Ok(()),
        Some(found) => Err(Error::Schema { found }),
        None => Err(Error::Shape { what }),
    }
}

fn draft(fields: &mut Fields) -> Result<Draft, Error> {
    Ok(Draft {
        object: ObjectId(fields.array()?),
        kind: fields.parse()?,
        version: fields.uint()?,
        made_at: fields.time()?,
        author: fields.text()?,
        label: Label::from_value(fields.value()?)?,
        valid: Validity {
            from: fields.time_opt()?,
            until: fields.time_opt()?,
        },
        content: match fields.value()? {
            Value::Map(body) => Content::Open(body),
            Value::Bytes(bytes) => Content::Sealed(Sealed(bytes)),
            _ => return Err(Error::Shape { what: "record" }),
        },
    })
}

/// Mark of an envelope whose signature nobody has checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unverified;

/// Mark of an envelope that a keyring has verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified;

/// A record with its signature and its bytes. Only [`Envelope::verify`] and [`Record::sign`] make a verified one.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope<S> {
    record: Record,
    signature: Signature,
    bytes: Vec<u8>,
    digest: Digest,
    state: PhantomData<S>,
}

impl<S> Envelope<S> {
    /// The bytes that are stored and sent.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the bytes: what the next record of the log names.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The record. Of an unverified envelope: only what it claims.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    pub(crate) fn check_signature(&self, key: &crate::PublicKey) -> Result<(), Error> {
        key.verify(
            Domain::Record,
            "record",
            &self.record.encode(),
            &self.signature,
        )
    }

    pub(crate) fn trust(self) -> Envelope<Verified> {
        let Self {
            record,
            signature,
            bytes,
            digest,
            ..
        } = self;
        Envelope {
            record,
            signature,
            bytes,
            digest,
            state: PhantomData,
        }
    }
}

/// What a reader expects of what arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// The reader's realm.
    pub realm: Realm,
    /// The reader's time.
    pub now: Time,
}

impl Expect {
    /// Whether realm and time of something that arrived fit the reader.
    ///
    /// # Errors
    /// `exchange-realm`, `exchange-future`.
    pub fn check(&self, realm: &Realm, made_at: Time) -> Result<(), Error> {
        if *realm != self.realm {
            return Err(Error::Realm {
                found: realm.clone(),
                expected: self.realm.clone(),
            });
        }
        if made_at > self.now.plus_ms(FUTURE_TOLERANCE_MS) {
            return Err(Error::Future {
                made_at,
                now: self.now,
            });
        }
        Ok(())
    }
}

impl Envelope<Unverified> {
    /// Takes bytes apart without believing them.
    ///
    /// # Errors
    /// Those of [`Record::decode`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let mut fields = Fields::of(cbor::decode(bytes, &record_limits())?, "envelope", 2)?;
        let payload = fields.bytes()?;
        let signature = Signature(fields.array()?);
        Ok(Self {
            record: Record::decode(&payload)?,
            signature,
            bytes: bytes.to_vec(),
            digest: Digest::of(bytes),
            state: PhantomData,
        })
    }

    /// Believes it when the originator's key at that place of its log signed it, in this realm, not in the future.
    ///
    /// # Errors
    /// `exchange-realm`, `exchange-future`, `exchange-key-unknown`, `exchange-key-revoked`, `exchange-signature`.
    pub fn verify(self, keys: &Keyring, expect: &Expect) -> Result<Envelope<Verified>, Error> {
        let record = &self.record;
        expect.check(&record.realm, record.draft.made_at)?;
        let key = keys.key_at(&record.originator, record.number, record.key)?;
        self.check_signature(key)?;
        Ok(self.trust())
    }
}
