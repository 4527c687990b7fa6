//! The append-only log of one agency: each record names the digest of the one before, and the head is signed.
//!
//! A changed byte, a record missing, added or in another place breaks the chain where it happened. A log that was cut
//! short or set back is whole in itself: only a head remembered elsewhere (the own backup, a partner) shows it.

use crate::{
    Digest, Domain, Draft, Envelope, Error, KeyId, Keyring, PartyId, PublicKey, Realm, Record,
    SecretKey, Signature, Time, Unverified, Value, Verified,
    cbor::{self, Limits},
    record::check_schema,
    shape::{Fields, uint_value},
};

/// What does not fit in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogFault {
    /// The record itself is refused: not canonical, wrong signature, unknown key, wrong realm.
    Record(Box<Error>),
    /// It has the number of another place: something was removed, added or moved.
    Number {
        /// The number it has.
        found: u64,
    },
    /// It names another record as the one before it.
    Previous,
    /// A remembered head covers more records than there are: the log was cut or set back.
    Truncated {
        /// Records that the remembered head covers.
        remembered: u64,
    },
    /// A remembered head names another record here: the log was rewritten, or there are two of it.
    Forked,
}

impl LogFault {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Record(error) => error.code(),
            Self::Number { .. } => "exchange-log-number",
            Self::Previous => "exchange-log-previous",
            Self::Truncated { .. } => "exchange-log-truncated",
            Self::Forked => "exchange-log-forked",
        }
    }

    fn at(self, at: u64) -> Error {
        Error::Log { at, fault: self }
    }
}

/// How far a log has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The realm of the log.
    pub realm: Realm,
    /// Whose log.
    pub party: PartyId,
    /// Records in it.
    pub count: u64,
    /// Digest of the last one.
    pub last: Digest,
}

/// A head with the signature of its agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// The head.
    pub head: Head,
    /// When it was signed, by the signer's clock.
    pub at: Time,
    /// The key that signed it.
    pub key: KeyId,
    /// The signature.
    pub signature: Signature,
}

const HEAD_SCHEMA: i64 = 1;
/// A head is a few names and numbers.
const HEAD_BYTES_MAX: usize = 1_024;

impl Head {
    /// Signs it.
    #[must_use]
    pub fn sign(self, at: Time, key: &SecretKey) -> SignedHead {
        let id = key.public().id();
        let signature = key.sign(Domain::Head, &cbor::encode(&self.payload(at, id)));
        SignedHead {
            head: self,
            at,
            key: id,
            signature,
        }
    }

    fn payload(&self, at: Time, key: KeyId) -> Value {
        Value::List(vec![
            Value::Int(HEAD_SCHEMA),
            Value::Text(self.realm.to_string()),
            Value::text(self.party.as_str()),
            uint_value(self.count),
            Value::Bytes(self.last.0.to_vec()),
            Value::Int(at.ms()),
            Value::Bytes(key.0.to_vec()),
        ])
    }
}

impl SignedHead {
    /// Checks the signature against the keys of the party.
    ///
    /// # Errors
    /// `exchange-key-unknown`, `exchange-key-revoked`, `exchange-signature`.
    pub fn verify(&self, keys: &Keyring) -> Result<(), Error> {
        let message = cbor::encode(&self.head.payload(self.at, self.key));
        keys.verify(
            &self.head.party,
            self.key,
            Domain::Head,
            "head",
            &message,
            &self.signature,
        )
    }

    /// Canonical bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(&Value::List(vec![
            Value::Int(HEAD_SCHEMA),
            self.head.payload(self.at, self.key),
            Value::Bytes(self.signature.0.to_vec()),
        ]))
    }

    /// From canonical bytes; the signature is not checked.
    ///
    /// # Errors
    /// `exchange-codec-*`, `exchange-shape`, `exchange-schema`.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let value = cbor::decode(
            bytes,
            &Limits {
                bytes: HEAD_BYTES_MAX,
                ..Limits::default()
            },
        )?;
        check_schema(&value, "head", HEAD_SCHEMA)?;
        let mut outer = Fields::of(value, "head", 3)?;
        outer.int()?;
        let payload = outer.value()?;
        check_schema(&payload, "head", HEAD_SCHEMA)?;
        let mut fields = Fields::of(payload, "head", 7)?;
        fields.int()?;
        let head = Head {
            realm: fields.parse()?,
            party: fields.parse()?,
            count: fields.uint()?,
            last: Digest(fields.array()?),
        };
        Ok(Self {
            head,
            at: fields.time()?,
            key: KeyId(fields.array()?),
            signature: Signature(outer.array()?),
        })
    }
}

/// The end of a log, with the keys as they stand there: what is needed to add the next record or to check it.
#[derive(Debug, Clone)]
pub struct Log {
    realm: Realm,
    party: PartyId,
    keys: Keyring,
    count: u64,
    last: Digest,
}

impl Log {
    /// An empty log of an agency whose first key is known.
    ///
    /// # Errors
    /// None in practice; the key of a new party is always accepted.
    pub fn new(realm: Realm, party: PartyId, first_key: PublicKey) -> Result<Self, Error> {
        let mut keys = Keyring::default();
        keys.pin(&party, first_key, 0)?;
        Ok(Self {
            realm,
            party,
            keys,
            count: 0,
            last: Digest::ZERO,
        })
    }

    /// A log that was verified up to here before. `keys` are those of the whole log.
    #[must_use]
    pub fn resume(head: Head, keys: Keyring) -> Self {
        let Head {
            realm,
            party,
            count,
            last,
        } = head;
        Self {
            realm,
            party,
            keys,
            count,
            last,
        }
    }

    /// Checks a whole log against the heads that others remember.
    ///
    /// # Errors
    /// `exchange-log-*` and the faults of records, with the place of the first that does not fit. A remembered head
    /// whose signature does not verify under the keys of this log is an error too.
    pub fn verify<'a>(
        mut self,
        records: impl IntoIterator<Item = &'a [u8]>,
        remembered: &[SignedHead],
    ) -> Result<Self, Error> {
        for bytes in records {
            self.push(bytes)?;
            self.check_remembered(remembered)?;
        }
        for head in remembered {
            if head.head.count > self.count {
                return Err(LogFault::Truncated {
                    remembered: head.head.count,
                }
                .at(self.count));
            }
            head.verify(&self.keys)?;
        }
        Ok(self)
    }

    fn check_remembered(&self, remembered: &[SignedHead]) -> Result<(), Error> {
        let other = |head: &&SignedHead| head.head.count == self.count && head.head != self.head();
        match remembered.iter().find(other) {
            Some(_) => Err(LogFault::Forked.at(self.count.saturating_sub(1))),
            None => Ok(()),
        }
    }

    /// Checks the next record as it was stored or received.
    ///
    /// # Errors
    /// `exchange-log-*` and the faults of records, with the place. The log is unchanged then.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Envelope<Verified>, Error> {
        let at = self.count;
        let refuse = |error: Error| LogFault::Record(Box::new(error)).at(at);
        let envelope = Envelope::<Unverified>::decode(bytes).map_err(refuse)?;
        let record = envelope.record();
        if record.number != at {
            return Err(LogFault::Number {
                found: record.number,
            }
            .at(at));
        }
        if record.previous != self.last {
            return Err(LogFault::Previous.at(at));
        }
        self.check_place(record).map_err(refuse)?;
        let key = self
            .keys
            .key_at(&self.party, at, record.key)
            .map_err(refuse)?;
        envelope.check_signature(key).map_err(refuse)?;
        let envelope = envelope.trust();
        self.advance(&envelope).map_err(refuse)?;
        Ok(envelope)
    }

    fn check_place(&self, record: &Record) -> Result<(), Error> {
        if record.realm != self.realm {
            return Err(Error::Realm {
                found: record.realm.clone(),
                expected: self.realm.clone(),
            });
        }
        if record.originator != self.party {
            let (found, expected) = (record.originator.clone(), self.party.clone());
            return Err(Error::Party { found, expected });
        }
        Ok(())
    }

    fn advance(&mut self, envelope: &Envelope<Verified>) -> Result<(), Error> {
        self.keys.apply(envelope)?;
        self.count = self.count.saturating_add(1);
        self.last = envelope.digest();
        Ok(())
    }

    /// Signs the next record. The caller stores its bytes before it acts on it.
    ///
    /// # Errors
    /// `exchange-key-unknown` and `exchange-key-revoked` when the key is not the agency's here; those of [`Record::sign`].
    pub fn append(&mut self, draft: Draft, key: &SecretKey) -> Result<Envelope<Verified>, Error> {
        let id = key.public().id();
        self.keys.key_at(&self.party, self.count, id)?;
        let record = Record {
            realm: self.realm.clone(),
            originator: self.party.clone(),
            key: id,
            number: self.count,
            previous: self.last,
            draft,
        };
        let envelope = record.sign(key)?;
        self.advance(&envelope)?;
        Ok(envelope)
    }

    /// How far it has come.
    #[must_use]
    pub fn head(&self) -> Head {
        Head {
            realm: self.realm.clone(),
            party: self.party.clone(),
            count: self.count,
            last: self.last,
        }
    }

    /// The keys of the agency as its log says.
    #[must_use]
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }
}
