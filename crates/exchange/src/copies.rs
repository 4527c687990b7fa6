//! The copies that one agency gave another: which are visible, hidden, held, to be deleted, deleted.
//!
//! The same fold runs on both sides of a stream: the giver knows what it must get a receipt for, the holder what it must do.
//! A recall hides at once. A hold is a signed act with a reason that the giver sees; it suspends the deletion only where
//! the label allows it, and only when it was made before the deletion was due. It never makes a hidden copy visible to
//! anyone but those who hold it. A receipt is the holder's signed word; a hostile partner can still have copied.

use std::collections::BTreeMap;

use crate::{
    Assertion, Body, Digest, Domain, Error, HoldRule, KeyId, Keyring, ObjectId, PartyId, PublicKey,
    SecretKey, Signature, Time, Value,
    act::{SHAPE, Said, fields, ranges_of, ranges_value},
    cbor::{self, Limits},
    record::check_schema,
    shape::{Fields, uint_value},
};

/// Kind of the record and notice that takes copies back.
pub const RECALL: &str = "recall";
/// Kind of the record and notice that suspends deletion for an investigation.
pub const HOLD: &str = "hold";
/// Kind of the record and notice that ends a hold.
pub const HOLD_LIFTED: &str = "hold-lifted";
/// Kind of the record and notice that carries a receipt.
pub const RECEIPT: &str = "purge-receipt";

/// Longest reason in bytes: a case number and a sentence.
pub const REASON_BYTES_MAX: usize = 1_024;

/// Stream numbers as ranges `(first, last)`, rising and apart.
pub type Ranges = Vec<(u64, u64)>;

/// Rising numbers as ranges.
#[must_use]
pub fn ranges(numbers: impl IntoIterator<Item = u64>) -> Ranges {
    let mut out: Ranges = Vec::new();
    for number in numbers {
        match out.last_mut() {
            Some(last) if last.1.checked_add(1) == Some(number) => last.1 = number,
            _ => out.push((number, number)),
        }
    }
    out
}

fn covers(ranges: &[(u64, u64)], number: u64) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= number);
    after
        .checked_sub(1)
        .and_then(|at| ranges.get(at))
        .is_some_and(|(_, last)| number <= *last)
}

/// One copy in the stream to a partner, and what its label says about its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyTerms {
    /// The object as the partner knows it.
    pub object: ObjectId,
    /// Hidden from this moment on.
    pub not_after: Option<Time>,
    /// Deleted at this moment.
    pub purge_at: Option<Time>,
    /// Whether a hold suspends the deletion.
    pub hold: HoldRule,
}

impl CopyTerms {
    /// What the label of a released copy says.
    #[must_use]
    pub fn of(assertion: &Assertion) -> Self {
        let label = &assertion.label;
        Self {
            object: assertion.object,
            not_after: label.not_after,
            purge_at: label.purge_at,
            hold: label.hold,
        }
    }
}

/// Takes copies back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// The copies, by their numbers in the stream.
    pub numbers: Ranges,
    /// When they are deleted at the latest; they are hidden at once.
    pub purge_at: Time,
    /// Why, for the partner to read.
    pub reason: String,
}

/// Suspends the deletion of copies for an investigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Names the hold.
    pub id: ObjectId,
    /// The copies.
    pub numbers: Ranges,
    /// The case, for the giver to read.
    pub reason: String,
    /// The officer who ordered it.
    pub by: String,
    /// When.
    pub made_at: Time,
}

fn reason(said: &Said<'_>) -> Result<String, Error> {
    let text = said.text("reason")?;
    if text.trim().is_empty() {
        return Err(SHAPE);
    }
    match text.len() {
        found if found > REASON_BYTES_MAX => Err(Error::TooLarge {
            what: "reason",
            found,
            max: REASON_BYTES_MAX,
        }),
        _ => Ok(text.to_owned()),
    }
}

impl Recall {
    /// The body of its record and notice.
    #[must_use]
    pub fn body(&self) -> Body {
        fields([
            ("numbers", ranges_value(&self.numbers)),
            ("purge_ms", Value::Int(self.purge_at.ms())),
            ("reason", Value::text(self.reason.as_str())),
        ])
    }

    /// From a body.
    ///
    /// # Errors
    /// `exchange-shape` (also for an empty reason), `exchange-too-large`, `exchange-time`.
    pub fn from_body(body: &Body) -> Result<Self, Error> {
        let said = Said(body);
        let purge_at = Time::checked(said.int("purge_ms")?)?;
        Ok(Self {
            numbers: said.ranges("numbers")?,
            purge_at,
            reason: reason(&said)?,
        })
    }
}

impl Hold {
    /// The body of its record and notice.
    #[must_use]
    pub fn body(&self) -> Body {
        fields([
            ("id", Value::Bytes(self.id.0.to_vec())),
            ("numbers", ranges_value(&self.numbers)),
            ("reason", Value::text(self.reason.as_str())),
            ("by", Value::text(self.by.as_str())),
            ("made_ms", Value::Int(self.made_at.ms())),
        ])
    }

    /// From a body.
    ///
    /// # Errors
    /// `exchange-shape` (also for an empty reason), `exchange-too-large`, `exchange-time`.
    pub fn from_body(body: &Body) -> Result<Self, Error> {
        let said = Said(body);
        Ok(Self {
            id: ObjectId(said.array("id")?),
            numbers: said.ranges("numbers")?,
            reason: reason(&said)?,
            by: said.text("by")?.to_owned(),
            made_at: Time::checked(said.int("made_ms")?)?,
        })
    }
}

/// How a copy stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyState {
    /// The holder may show and use it.
    Visible,
    /// Recalled or expired: not shown, not yet to be deleted.
    Hidden,
    /// A hold suspends its deletion.
    Held {
        /// The hold.
        hold: ObjectId,
        /// Whether it is hidden from everyone but the investigation.
        hidden: bool,
    },
    /// To be deleted now: body and key.
    Due,
    /// A receipt says that it is deleted.
    Purged,
}

/// All copies of one stream, folded from what was released, recalled, held and deleted.
#[derive(Debug, Clone, Default)]
pub struct Copies {
    copies: BTreeMap<u64, CopyTerms>,
    recalls: Vec<Recall>,
    holds: BTreeMap<ObjectId, Hold>,
    purged: BTreeMap<u64, Time>,
}

impl Copies {
    /// A copy was released under this number.
    pub fn released(&mut self, number: u64, terms: CopyTerms) {
        self.copies.entry(number).or_insert(terms);
    }

    /// Copies were taken back.
    pub fn recalled(&mut self, recall: Recall) {
        self.recalls.push(recall);
    }

    /// A hold was ordered. A second one of the same name changes nothing.
    pub fn held(&mut self, hold: Hold) {
        self.holds.entry(hold.id).or_insert(hold);
    }

    /// A hold was lifted: what is due is deleted.
    pub fn lifted(&mut self, hold: ObjectId) {
        self.holds.remove(&hold);
    }

    /// The holder deleted a copy (on its own side), or a receipt said so (on the giver's).
    pub fn purged(&mut self, number: u64, at: Time) {
        self.purged.entry(number).or_insert(at);
    }

    /// When the copy must be deleted.
    #[must_use]
    pub fn due_at(&self, number: u64) -> Option<Time> {
        let own = self.copies.get(&number)?.purge_at;
        let recalls = self
            .recalls
            .iter()
            .filter(|recall| covers(&recall.numbers, number));
        own.into_iter()
            .chain(recalls.map(|recall| recall.purge_at))
            .min()
    }

    /// How a copy stands; nothing for a number that was never released.
    #[must_use]
    pub fn state(&self, number: u64, now: Time) -> Option<CopyState> {
        let terms = self.copies.get(&number)?;
        if self.purged.contains_key(&number) {
            return Some(CopyState::Purged);
        }
        let due = self.due_at(number);
        let is_due = due.is_some_and(|due| due <= now);
        let recalled = self
            .recalls
            .iter()
            .any(|recall| covers(&recall.numbers, number));
        let expired = terms.not_after.is_some_and(|end| end <= now);
        let hidden = recalled || expired || is_due;
        Some(match self.hold_of(number, terms, due) {
            Some(hold) => CopyState::Held { hold, hidden },
            None if is_due => CopyState::Due,
            None if hidden => CopyState::Hidden,
            None => CopyState::Visible,
        })
    }

    /// The first hold that may keep the copy: allowed by its label and made before the deletion was due.
    fn hold_of(&self, number: u64, terms: &CopyTerms, due: Option<Time>) -> Option<ObjectId> {
        let allowed = terms.hold == HoldRule::Investigation;
        let in_time = |hold: &&Hold| due.is_none_or(|due| hold.made_at < due);
        let mut holds = self
            .holds
            .values()
            .filter(|hold| covers(&hold.numbers, number));
        holds
            .find(|hold| allowed && in_time(hold))
            .map(|hold| hold.id)
    }

    /// Every copy with how it stands.
    pub fn states(&self, now: Time) -> impl Iterator<Item = (u64, CopyState)> + '_ {
        self.copies
            .keys()
            .filter_map(move |number| Some((*number, self.state(*number, now)?)))
    }

    /// The copies to be deleted now.
    #[must_use]
    pub fn due(&self, now: Time) -> Ranges {
        let due = |(number, state)| (state == CopyState::Due).then_some(number);
        ranges(self.states(now).filter_map(due))
    }

    /// What a receipt can say now: all deleted copies, and each held one with its hold.
    #[must_use]
    pub fn receipt(&self, parties: Parties, head: StreamHead, now: Time) -> Receipt {
        let mut held: BTreeMap<ObjectId, Vec<u64>> = BTreeMap::new();
        for (number, state) in self.states(now) {
            if let CopyState::Held { hold, .. } = state {
                held.entry(hold).or_default().push(number);
            }
        }
        let held = held
            .into_iter()
            .map(|(hold, numbers)| (hold, ranges(numbers)))
            .collect();
        Receipt {
            parties,
            purged: ranges(self.purged.keys().copied()),
            held,
            head,
            at: now,
        }
    }

    /// Takes over a receipt whose signature was checked. Gives what should have been deleted by the receipt's own
    /// account of time and is neither deleted nor held by a hold that counts.
    pub fn settle(&mut self, receipt: &Receipt) -> Ranges {
        let said: Vec<u64> = self
            .copies
            .keys()
            .copied()
            .filter(|number| covers(&receipt.purged, *number))
            .collect();
        for number in said {
            self.purged(number, receipt.at);
        }
        self.due(receipt.at)
    }
}

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
