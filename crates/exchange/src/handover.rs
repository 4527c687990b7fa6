//! The handover of keys, as partners and courts see it: an agency's old key and its new key both say that the new one
//! takes over. The record of it is in the agency's own log; this is the copy that travels.

use crate::{
    Domain, Error, PartyId, PublicKey, Realm, SecretKey, Signature, Value,
    cbor::{self, Limits},
    record::check_schema,
    shape::{Fields, uint_value},
};

const HANDOVER_SCHEMA: i64 = 1;

/// What an agency says when its key changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The realm.
    pub realm: Realm,
    /// The agency.
    pub party: PartyId,
    /// First record of its log that the new key may sign.
    pub number: u64,
    /// The key that goes.
    pub old: PublicKey,
    /// The key that comes.
    pub new: PublicKey,
    /// The new sealing key.
    pub seal: [u8; 32],
}

/// A handover that both keys signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHandover {
    handover: Handover,
    by_old: Signature,
    by_new: Signature,
}

impl Handover {
    fn payload(&self) -> Value {
        Value::List(vec![
            Value::Int(HANDOVER_SCHEMA),
            Value::Text(self.realm.to_string()),
            Value::text(self.party.as_str()),
            uint_value(self.number),
            Value::Bytes(self.old.to_bytes().to_vec()),
            Value::Bytes(self.new.to_bytes().to_vec()),
            Value::Bytes(self.seal.to_vec()),
        ])
    }

    /// Signs it with both keys.
    ///
    /// # Errors
    /// `exchange-key` when a key is not the one named.
    pub fn sign(self, old: &SecretKey, new: &SecretKey) -> Result<SignedHandover, Error> {
        if old.public() != self.old || new.public() != self.new || self.old == self.new {
            return Err(Error::Key);
        }
        let message = cbor::encode(&self.payload());
        Ok(SignedHandover {
            by_old: old.sign(Domain::KeyProof, &message),
            by_new: new.sign(Domain::KeyProof, &message),
            handover: self,
        })
    }
}

impl SignedHandover {
    /// What it claims; nothing is believed yet.
    #[must_use]
    pub fn claimed(&self) -> &Handover {
        &self.handover
    }

    /// Canonical bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(&Value::List(vec![
            Value::Int(HANDOVER_SCHEMA),
            self.handover.payload(),
            Value::Bytes(self.by_old.0.to_vec()),
            Value::Bytes(self.by_new.0.to_vec()),
        ]))
    }

    /// From canonical bytes; nothing is believed yet.
    ///
    /// # Errors
    /// `exchange-codec-*`, `exchange-shape`, `exchange-schema`, `exchange-key`.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let value = cbor::decode(bytes, &Limits::default())?;
        check_schema(&value, "handover", HANDOVER_SCHEMA)?;
        let mut outer = Fields::of(value, "handover", 4)?;
        outer.int()?;
        let payload = outer.value()?;
        check_schema(&payload, "handover", HANDOVER_SCHEMA)?;
        let mut fields = Fields::of(payload, "handover", 7)?;
        fields.int()?;
        let handover = Handover {
            realm: fields.parse()?,
            party: fields.parse()?,
            number: fields.uint()?,
            old: PublicKey::from_bytes(&fields.array()?)?,
            new: PublicKey::from_bytes(&fields.array()?)?,
            seal: fields.array()?,
        };
        Ok(Self {
            handover,
            by_old: Signature(outer.array()?),
            by_new: Signature(outer.array()?),
        })
    }

    /// The handover, when it is of this party and realm, from this key, and both keys signed it.
    ///
    /// # Errors
    /// `exchange-realm`, `exchange-party`, `exchange-key-chain`, `exchange-signature`.
    pub fn verify(
        &self,
        realm: &Realm,
        party: &PartyId,
        from: &PublicKey,
    ) -> Result<&Handover, Error> {
        let said = &self.handover;
        if said.realm != *realm {
            let (found, expected) = (said.realm.clone(), realm.clone());
            return Err(Error::Realm { found, expected });
        }
        if said.party != *party {
            let (found, expected) = (said.party.clone(), party.clone());
            return Err(Error::Party { found, expected });
        }
        if said.old != *from || said.new == said.old {
            let party = party.clone();
            return Err(Error::KeyChain { party });
        }
        let message = cbor::encode(&said.payload());
        for (key, signature) in [(&said.old, &self.by_old), (&said.new, &self.by_new)] {
            key.verify(Domain::KeyProof, "handover", &message, signature)?;
        }
        Ok(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    #[test]
    fn no_byte_of_a_handover_may_change() {
        let key = |seed: u8| SecretKey::from_random(&Zeroizing::new([seed; 32]));
        let (old, new) = (key(1), key(2));
        let party = PartyId::new("ca-ccg").unwrap();
        let handover = Handover {
            realm: Realm::Live,
            party: party.clone(),
            number: 7,
            old: old.public(),
            new: new.public(),
            seal: [3; 32],
        };
        assert!(handover.clone().sign(&new, &old).is_err());
        let signed = handover.clone().sign(&old, &new).unwrap();
        let bytes = signed.encode();
        let read = |bytes: &[u8]| {
            let signed = SignedHandover::decode(bytes)?;
            signed.verify(&Realm::Live, &party, &old.public()).cloned()
        };
        assert_eq!(read(&bytes), Ok(handover));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(read(&changed).is_err(), "byte {at}");
        }
        assert!(signed.verify(&Realm::Live, &party, &new.public()).is_err());
    }
}
