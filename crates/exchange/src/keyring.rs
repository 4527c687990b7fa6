//! Which key spoke for which agency, at which place of its log.
//!
//! A partner's first key is pinned by an operator after its fingerprint was read aloud. From there its own records rotate
//! and revoke keys; what an old key signed while it was valid stays verifiable.

use std::collections::BTreeMap;

use crate::{
    Body, Content, Domain, Envelope, Error, KeyId, PartyId, PublicKey, Record, SecretKey,
    Signature, Value, Verified,
};

/// Kind of the record that begins a log with the agency's first key.
pub const KEY_CREATED: &str = "key-created";
/// Kind of the record by which an old key hands over to a new one.
pub const KEY_ROTATED: &str = "key-rotated";
/// Kind of the record that says from which place on a key is not to be believed.
pub const KEY_REVOKED: &str = "key-revoked";

/// Most keys of one party: one a month for a decade, and still small enough to search.
pub const KEYS_MAX: usize = 128;

/// The keys of one party over its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeySpan {
    /// The key.
    pub key: PublicKey,
    /// First record number it may sign.
    pub from_number: u64,
    /// First record number it may no longer sign, when it was rotated or revoked.
    pub until_number: Option<u64>,
    /// Whether it was revoked: then it signs nothing any more, in no channel.
    pub revoked: bool,
}

/// The keys of all known parties.
#[derive(Debug, Clone, Default)]
pub struct Keyring {
    parties: BTreeMap<PartyId, Vec<KeySpan>>,
}

impl Keyring {
    /// Trusts a party's key from a place of its log on: an operator's act, after the fingerprint was compared.
    ///
    /// Ends the party's key before it, as a recovery after the loss of all keys needs.
    ///
    /// # Errors
    /// `exchange-key-chain` when the place lies before the start of the newest key, or the party has too many keys.
    pub fn pin(&mut self, party: &PartyId, key: PublicKey, from_number: u64) -> Result<(), Error> {
        let spans = self.parties.entry(party.clone()).or_default();
        if let Some(last) = spans.last_mut() {
            if last.key == key && last.from_number == from_number {
                return Ok(());
            }
            if from_number <= last.from_number
                || last.until_number.is_some_and(|until| until > from_number)
            {
                return Err(Error::KeyChain {
                    party: party.clone(),
                });
            }
            last.until_number.get_or_insert(from_number);
        }
        if spans.len() >= KEYS_MAX || spans.iter().any(|span| span.key == key) {
            return Err(Error::KeyChain {
                party: party.clone(),
            });
        }
        spans.push(KeySpan {
            key,
            from_number,
            until_number: None,
            revoked: false,
        });
        Ok(())
    }

    /// Stops believing a party's key, in every channel: what its owner said by another way than its log.
    ///
    /// # Errors
    /// `exchange-key-unknown`.
    pub fn revoke(&mut self, party: &PartyId, key: KeyId) -> Result<(), Error> {
        let spans = self.parties.get_mut(party);
        let mut spans = spans.into_iter().flatten();
        let span = spans.find(|span| span.key.id() == key);
        let span = span.ok_or_else(|| Error::KeyUnknown {
            party: party.clone(),
            key,
        })?;
        span.until_number.get_or_insert(span.from_number);
        span.revoked = true;
        Ok(())
    }

    /// Trusts another key of a party after its fingerprint was compared again; the keys before are not believed any more.
    ///
    /// # Errors
    /// Those of [`Keyring::pin`].
    pub fn renew(&mut self, party: &PartyId, key: PublicKey) -> Result<(), Error> {
        let last = self.spans(party).last().map(|span| span.from_number);
        self.pin(party, key, last.map_or(0, |last| last.saturating_add(1)))?;
        let spans = self.parties.get_mut(party).into_iter().flatten();
        for span in spans.filter(|span| span.key != key) {
            span.revoked = true;
        }
        Ok(())
    }

    /// The keys of a party in the order of its log.
    #[must_use]
    pub fn spans(&self, party: &PartyId) -> &[KeySpan] {
        self.parties.get(party).map_or(&[], Vec::as_slice)
    }

    /// The key that a party signs with now, unless it was revoked.
    #[must_use]
    pub fn current(&self, party: &PartyId) -> Option<&PublicKey> {
        let last = self.spans(party).last()?;
        (last.until_number.is_none() && !last.revoked).then_some(&last.key)
    }

    /// The key, when it was the party's at that place of its log.
    ///
    /// # Errors
    /// `exchange-key-unknown`, `exchange-key-revoked`.
    pub fn key_at(&self, party: &PartyId, number: u64, key: KeyId) -> Result<&PublicKey, Error> {
        let span = self.span(party, key)?;
        let inside =
            span.from_number <= number && span.until_number.is_none_or(|until| number < until);
        match (inside, span.revoked) {
            (true, _) => Ok(&span.key),
            (false, true) => Err(Error::KeyRevoked {
                party: party.clone(),
                key,
            }),
            (false, false) => Err(Error::KeyUnknown {
                party: party.clone(),
                key,
            }),
        }
    }

    fn span(&self, party: &PartyId, key: KeyId) -> Result<&KeySpan, Error> {
        let found = self
            .spans(party)
            .iter()
            .rev()
            .find(|span| span.key.id() == key);
        found.ok_or(Error::KeyUnknown {
            party: party.clone(),
            key,
        })
    }

    /// Verifies something outside the log (checkpoint, bundle, receipt, agreement) with a key of the party that was not
    /// revoked. A rotated key still verifies what it signed.
    ///
    /// # Errors
    /// `exchange-key-unknown`, `exchange-key-revoked`, `exchange-signature`.
    pub fn verify(
        &self,
        party: &PartyId,
        key: KeyId,
        domain: Domain,
        what: &'static str,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), Error> {
        let span = self.span(party, key)?;
        if span.revoked {
            return Err(Error::KeyRevoked {
                party: party.clone(),
                key,
            });
        }
        span.key.verify(domain, what, message, signature)
    }
}

/// Body of the first record of a log.
#[must_use]
pub fn key_created(key: &PublicKey) -> Body {
    Body::from([("public".to_owned(), Value::Bytes(key.to_bytes().to_vec()))])
}

/// Body of a rotation at a place of the log: the new key with its own word that it takes over there.
#[must_use]
pub fn key_rotated(party: &PartyId, number: u64, old: KeyId, new: &SecretKey) -> Body {
    let proof = new.sign(Domain::KeyProof, &proof_message(party, number, old));
    let mut body = key_created(&new.public());
    body.insert("proof".to_owned(), Value::Bytes(proof.0.to_vec()));
    body
}

/// Body of a revocation: what the key signed from that place of the log on is not to be believed.
#[must_use]
pub fn key_revoked(key: KeyId, from_number: u64) -> Body {
    Body::from([
        ("key".to_owned(), Value::Bytes(key.0.to_vec())),
        (
            "from_number".to_owned(),
            crate::shape::uint_value(from_number),
        ),
    ])
}

fn proof_message(party: &PartyId, number: u64, old: KeyId) -> Vec<u8> {
    let parts: [&[u8]; 3] = [party.as_str().as_bytes(), &number.to_be_bytes(), &old.0];
    crate::Digest::of_parts(b"key-proof", &parts).0.to_vec()
}

impl Keyring {
    /// Takes over what a verified record of the party's log says about its keys; other kinds change nothing.
    ///
    /// # Errors
    /// `exchange-key-chain`, `exchange-key`, `exchange-key-unknown`, `exchange-signature`, `exchange-shape`.
    pub fn apply(&mut self, envelope: &Envelope<Verified>) -> Result<(), Error> {
        self.apply_record(envelope.record())
    }

    pub(crate) fn apply_record(&mut self, record: &Record) -> Result<(), Error> {
        let kind = record.draft.kind.as_str();
        if !matches!(kind, KEY_CREATED | KEY_ROTATED | KEY_REVOKED) {
            return Ok(());
        }
        let Content::Open(body) = &record.draft.content else {
            return Err(Error::Shape { what: "key" });
        };
        match kind {
            KEY_CREATED => self.apply_created(record, body),
            KEY_ROTATED => self.apply_rotated(record, body),
            _ => self.apply_revoked(record, body),
        }
    }

    /// The first key was pinned before; its record only has to say the same.
    fn apply_created(&self, record: &Record, body: &Body) -> Result<(), Error> {
        let key = PublicKey::from_bytes(&bytes(body, "public")?)?;
        if record.number == 0 && key.id() == record.key {
            Ok(())
        } else {
            Err(Error::KeyChain {
                party: record.originator.clone(),
            })
        }
    }

    fn apply_rotated(&mut self, record: &Record, body: &Body) -> Result<(), Error> {
        let party = &record.originator;
        let new = PublicKey::from_bytes(&bytes(body, "public")?)?;
        let proof = Signature(bytes(body, "proof")?);
        let message = proof_message(party, record.number, record.key);
        new.verify(Domain::KeyProof, "key", &message, &proof)?;
        if self.current(party).map(PublicKey::id) != Some(record.key) {
            return Err(Error::KeyChain {
                party: party.clone(),
            });
        }
        self.pin(party, new, record.number.saturating_add(1))
    }

    fn apply_revoked(&mut self, record: &Record, body: &Body) -> Result<(), Error> {
        let party = &record.originator;
        let key = KeyId(bytes(body, "key")?);
        let from = body.get("from_number").and_then(Value::as_int);
        let from = from.and_then(|from| u64::try_from(from).ok());
        let from = from.ok_or(Error::Shape { what: "key" })?;
        let spans = self
            .parties
            .get_mut(party)
            .map_or(&mut [][..], Vec::as_mut_slice);
        let span = spans.iter_mut().find(|span| span.key.id() == key);
        let span = span.ok_or_else(|| Error::KeyUnknown {
            party: party.clone(),
            key,
        })?;
        span.until_number = Some(span.until_number.map_or(from, |until| until.min(from)));
        span.revoked = true;
        Ok(())
    }
}

fn bytes<const N: usize>(body: &Body, name: &str) -> Result<[u8; N], Error> {
    let found = body.get(name).and_then(Value::as_bytes);
    found
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(Error::Shape { what: "key" })
}
