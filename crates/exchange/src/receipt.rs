//! The holder's signed word about the copies that it deleted and those that a hold keeps.

use std::collections::BTreeMap;

use crate::{
    Digest, Domain, Error, KeyId, Keyring, ObjectId, PartyId, PublicKey, Ranges, SecretKey,
    Signature, Time, Value,
    act::{SHAPE, ranges_of, ranges_value},
    cbor::{self, Limits},
    copies::covers,
    record::check_schema,
    shape::{Fields, uint_value},
};

/// Kind of the record and notice that carries a receipt.
pub const RECEIPT: &str = "purge-receipt";

/// Who gives a receipt to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    /// The holder of the copies, who signs.
    pub holder: PartyId,
    /// The giver.
    pub giver: PartyId,
}

/// How far the stream had come, so that the receipt speaks of one history only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamHead {
    /// Entries in the stream.
    pub size: u64,
    /// Root of its tree.
    pub root: Digest,
}

/// The holder's word about what it deleted and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Who gives it to whom.
    pub parties: Parties,
    /// The copies deleted, body and key.
    pub purged: Ranges,
    /// The copies kept, by the hold that keeps them.
    pub held: BTreeMap<ObjectId, Ranges>,
    /// How far the stream had come.
    pub head: StreamHead,
    /// When, by the holder's clock.
    pub at: Time,
}

const RECEIPT_SCHEMA: i64 = 1;

/// A receipt with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedReceipt {
    receipt: Receipt,
    key: KeyId,
    signature: Signature,
}

impl Receipt {
    /// Whether it says that the copy of this number is deleted.
    #[must_use]
    pub fn says_purged(&self, number: u64) -> bool {
        covers(&self.purged, number)
    }

    fn payload(&self) -> Value {
        let held = self
            .held
            .iter()
            .flat_map(|(hold, numbers)| [Value::Bytes(hold.0.to_vec()), ranges_value(numbers)]);
        Value::List(vec![
            Value::Int(RECEIPT_SCHEMA),
            Value::text(self.parties.holder.as_str()),
            Value::text(self.parties.giver.as_str()),
            ranges_value(&self.purged),
            Value::List(held.collect()),
            uint_value(self.head.size),
            Value::Bytes(self.head.root.0.to_vec()),
            Value::Int(self.at.ms()),
        ])
    }

    fn from_payload(value: Value) -> Result<Self, Error> {
        check_schema(&value, "receipt", RECEIPT_SCHEMA)?;
        let mut fields = Fields::of(value, "receipt", 8)?;
        fields.int()?;
        Ok(Self {
            parties: Parties {
                holder: fields.parse()?,
                giver: fields.parse()?,
            },
            purged: ranges_of(&fields.value()?)?,
            held: held_of(&fields.list()?)?,
            head: StreamHead {
                size: fields.uint()?,
                root: Digest(fields.array()?),
            },
            at: fields.time()?,
        })
    }

    /// Signs it.
    #[must_use]
    pub fn sign(self, key: &SecretKey) -> SignedReceipt {
        let signature = key.sign(Domain::Receipt, &cbor::encode(&self.payload()));
        SignedReceipt {
            receipt: self,
            key: key.public().id(),
            signature,
        }
    }
}

fn held_of(list: &[Value]) -> Result<BTreeMap<ObjectId, Ranges>, Error> {
    let mut held = BTreeMap::new();
    for pair in list.chunks(2) {
        let (Some(Value::Bytes(id)), Some(numbers)) = (pair.first(), pair.get(1)) else {
            return Err(SHAPE);
        };
        let id = ObjectId::from_slice(id)?;
        if held.last_key_value().is_some_and(|(last, _)| *last >= id) {
            return Err(SHAPE);
        }
        held.insert(id, ranges_of(numbers)?);
    }
    Ok(held)
}

impl SignedReceipt {
    /// What it claims; nothing is believed yet.
    #[must_use]
    pub fn claimed(&self) -> &Receipt {
        &self.receipt
    }

    /// Whether this key signed it.
    #[must_use]
    pub fn is_by(&self, key: &PublicKey) -> bool {
        let message = cbor::encode(&self.receipt.payload());
        let signed = key.verify(Domain::Receipt, "receipt", &message, &self.signature);
        key.id() == self.key && signed.is_ok()
    }

    /// Canonical bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(&Value::List(vec![
            Value::Int(RECEIPT_SCHEMA),
            self.receipt.payload(),
            Value::Bytes(self.key.0.to_vec()),
            Value::Bytes(self.signature.0.to_vec()),
        ]))
    }

    /// From canonical bytes; nothing is believed yet.
    ///
    /// # Errors
    /// `exchange-codec-*`, `exchange-shape`, `exchange-schema`.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let value = cbor::decode(bytes, &Limits::default())?;
        check_schema(&value, "receipt", RECEIPT_SCHEMA)?;
        let mut fields = Fields::of(value, "receipt", 4)?;
        fields.int()?;
        let receipt = Receipt::from_payload(fields.value()?)?;
        Ok(Self {
            receipt,
            key: KeyId(fields.array()?),
            signature: Signature(fields.array()?),
        })
    }

    /// The receipt, when the holder signed it and it is from that holder to that giver.
    ///
    /// # Errors
    /// `exchange-party`, `exchange-key-unknown`, `exchange-key-revoked`, `exchange-signature`.
    pub fn verify(&self, parties: &Parties, keys: &Keyring) -> Result<&Receipt, Error> {
        let found = &self.receipt.parties;
        for (found, expected) in [
            (&found.holder, &parties.holder),
            (&found.giver, &parties.giver),
        ] {
            if found != expected {
                return Err(Error::Party {
                    found: found.clone(),
                    expected: expected.clone(),
                });
            }
        }
        let message = cbor::encode(&self.receipt.payload());
        keys.verify(
            &found.holder,
            self.key,
            Domain::Receipt,
            "receipt",
            &message,
            &self.signature,
        )?;
        Ok(&self.receipt)
    }
}
