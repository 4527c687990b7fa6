//! What a person said about releases, as records: approvals, consents of originators, patrols.
//!
//! Each is read from a verified record of the party that may say it; the body has one form.

use crate::{
    Area, Assertion, Body, Content, Digest, Envelope, Error, ObjectId, PartyId, Time, Value,
    Verified,
    shape::{time_value, uint_value},
};

/// Kind of the record by which an officer releases one object to one partner.
pub const APPROVAL: &str = "approval";
/// Kind of the record by which an originator lets a receiver pass its object on.
pub const CONSENT: &str = "consent";
/// Kind of the record that says that a party patrols an area.
pub const PATROL: &str = "patrol-window";

/// An officer's word that one version of an object may go to one partner under one version of the agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The object.
    pub object: ObjectId,
    /// Its version.
    pub version: u32,
    /// The partner.
    pub to: PartyId,
    /// The agreement that was in force when the officer looked.
    pub agreement: Digest,
    /// The officer.
    pub by: String,
}

impl Approval {
    /// The body of its record.
    #[must_use]
    pub fn body(&self) -> Body {
        fields([
            ("object", Value::Bytes(self.object.0.to_vec())),
            ("version", Value::from(self.version)),
            ("to", Value::text(self.to.as_str())),
            ("agreement", Value::Bytes(self.agreement.0.to_vec())),
        ])
    }

    /// From an own record; the officer is its author.
    ///
    /// # Errors
    /// `exchange-party` for a record of another agency, `exchange-shape`.
    pub fn of(envelope: &Envelope<Verified>, own: &PartyId) -> Result<Self, Error> {
        let body = said_by(envelope, own, APPROVAL)?;
        Ok(Self {
            object: ObjectId(body.array("object")?),
            version: u32::try_from(body.int("version")?).or(Err(SHAPE))?,
            to: body.party("to")?,
            agreement: Digest(body.array("agreement")?),
            by: envelope.record().draft.author.clone(),
        })
    }
}

/// An originator's word that a receiver may pass its object on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The originator.
    pub originator: PartyId,
    /// The object.
    pub object: ObjectId,
    /// To whom.
    pub to: PartyId,
    /// Until when; for good when absent.
    pub until: Option<Time>,
}

impl Consent {
    /// The body of its record.
    #[must_use]
    pub fn body(&self) -> Body {
        fields([
            ("object", Value::Bytes(self.object.0.to_vec())),
            ("to", Value::text(self.to.as_str())),
            ("until", time_value(self.until)),
        ])
    }

    /// From what the originator's own stream brought.
    ///
    /// # Errors
    /// `exchange-party` when `sender`, whose bundle it was in, is not its originator; `exchange-shape`.
    pub fn received(assertion: &Assertion, sender: &PartyId) -> Result<Self, Error> {
        if assertion.originator != *sender {
            let (found, expected) = (assertion.originator.clone(), sender.clone());
            return Err(Error::Party { found, expected });
        }
        if assertion.kind.as_str() != CONSENT {
            return Err(SHAPE);
        }
        let body = Said(&assertion.body);
        Ok(Self {
            originator: sender.clone(),
            object: ObjectId(body.array("object")?),
            to: body.party("to")?,
            until: body.time_opt("until")?,
        })
    }
}

/// A party's presence in an area for a time: what the North Pacific VMS rule hangs on.
#[derive(Debug, Clone, PartialEq)]
pub struct Patrol {
    /// The member that patrols.
    pub party: PartyId,
    /// Where.
    pub area: Area,
    /// From this moment on.
    pub from: Time,
    /// Before this moment.
    pub until: Time,
}

impl Patrol {
    /// The body of its record.
    #[must_use]
    pub fn body(&self) -> Body {
        fields([
            ("party", Value::text(self.party.as_str())),
            ("area", self.area.to_value()),
            ("from", Value::Int(self.from.ms())),
            ("until", Value::Int(self.until.ms())),
        ])
    }

    /// From an own record: the releasing agency says which patrols it knows of.
    ///
    /// # Errors
    /// `exchange-party` for a record of another agency, `exchange-shape`.
    pub fn of(envelope: &Envelope<Verified>, own: &PartyId) -> Result<Self, Error> {
        let body = said_by(envelope, own, PATROL)?;
        Ok(Self {
            party: body.party("party")?,
            area: Area::from_value(body.get("area")?.clone())?,
            from: Time::checked(body.int("from")?)?,
            until: Time::checked(body.int("until")?)?,
        })
    }

    /// Whether the party is there at that moment.
    #[must_use]
    pub fn covers(&self, party: &PartyId, now: Time, place: (f64, f64)) -> bool {
        self.party == *party
            && self.from <= now
            && now < self.until
            && self.area.contains(place.0, place.1)
    }
}

pub(crate) const SHAPE: Error = Error::Shape { what: "act" };

pub(crate) fn fields<const N: usize>(fields: [(&str, Value); N]) -> Body {
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

/// The body of a record that a party said.
pub(crate) struct Said<'a>(pub(crate) &'a Body);

fn said_by<'a>(
    envelope: &'a Envelope<Verified>,
    party: &PartyId,
    kind: &str,
) -> Result<Said<'a>, Error> {
    let record = envelope.record();
    if record.originator != *party {
        let (found, expected) = (record.originator.clone(), party.clone());
        return Err(Error::Party { found, expected });
    }
    match &record.draft.content {
        Content::Open(body) if record.draft.kind.as_str() == kind => Ok(Said(body)),
        _ => Err(SHAPE),
    }
}

impl<'a> Said<'a> {
    pub(crate) fn get(&self, name: &str) -> Result<&'a Value, Error> {
        self.0.get(name).ok_or(SHAPE)
    }

    pub(crate) fn array<const N: usize>(&self, name: &str) -> Result<[u8; N], Error> {
        let bytes = self.get(name)?.as_bytes().ok_or(SHAPE)?;
        bytes.try_into().or(Err(SHAPE))
    }

    pub(crate) fn int(&self, name: &str) -> Result<i64, Error> {
        self.get(name)?.as_int().ok_or(SHAPE)
    }

    pub(crate) fn text(&self, name: &str) -> Result<&'a str, Error> {
        self.get(name)?.as_text().ok_or(SHAPE)
    }

    pub(crate) fn party(&self, name: &str) -> Result<PartyId, Error> {
        self.text(name)?.parse()
    }

    pub(crate) fn time_opt(&self, name: &str) -> Result<Option<Time>, Error> {
        match self.get(name)? {
            Value::Null => Ok(None),
            value => Time::checked(value.as_int().ok_or(SHAPE)?).map(Some),
        }
    }

    /// Ranges of stream numbers, each `[first, last]`, rising and apart.
    pub(crate) fn ranges(&self, name: &str) -> Result<Vec<(u64, u64)>, Error> {
        ranges_of(self.get(name)?)
    }
}

/// Most ranges in one act: a partner that lost every second of a thousand still fits.
pub(crate) const RANGES_MAX: usize = 10_000;

pub(crate) fn ranges_value(ranges: &[(u64, u64)]) -> Value {
    Value::List(
        ranges
            .iter()
            .flat_map(|(a, b)| [uint_value(*a), uint_value(*b)])
            .collect(),
    )
}

pub(crate) fn ranges_of(value: &Value) -> Result<Vec<(u64, u64)>, Error> {
    let list = value.as_list().ok_or(SHAPE)?;
    if list.len() > RANGES_MAX * 2 {
        return Err(Error::TooLarge {
            what: "ranges",
            found: list.len() / 2,
            max: RANGES_MAX,
        });
    }
    let number = |value: Option<&Value>| {
        value
            .and_then(Value::as_int)
            .and_then(|int| u64::try_from(int).ok())
            .ok_or(SHAPE)
    };
    let mut ranges: Vec<(u64, u64)> = Vec::with_capacity(list.len() / 2);
    for pair in list.chunks(2) {
        let range = (number(pair.first())?, number(pair.get(1))?);
        if range.0 > range.1
            || ranges
                .last()
                .is_some_and(|last| last.1.saturating_add(1) >= range.0)
        {
            return Err(SHAPE);
        }
        ranges.push(range);
    }
    Ok(ranges)
}
