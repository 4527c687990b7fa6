//! Which key spoke for which agency, at which place of its log.
//!
//! A partner's first key is pinned by an operator after its fingerprint was read aloud. From there its own records rotate
//! and revoke keys; what an old key signed while it was valid stays verifiable.

use std::collections::BTreeMap;

use crate::{Domain, Envelope, Error, KeyId, PartyId, PublicKey, Signature, Verified};

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

/// Takes over the key records of a party's log.
#[allow(dead_code, reason = "used by the log")]
pub(crate) fn is_key_record(envelope: &Envelope<Verified>) -> bool {
    envelope.record().draft.kind.as_str().starts_with("key-")
}
