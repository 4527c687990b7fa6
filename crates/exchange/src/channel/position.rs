//! Released positions as rows of a segment and back, and the terms that all rows of a segment are under.
//!
//! A row says who, when, where, how fast; what a label says is said once, by a released record of the same stream that
//! carries the label and no position: the terms. Whoever reads a row applies the label of its terms. A row holds no more
//! than these fields; a released position with any other goes as a record.

use std::collections::BTreeSet;

use super::Refusal;
use super::segment::{COG_UNKNOWN, Fix, SOG_UNKNOWN};
use crate::{Assertion, Body, Digest, Label, ObjectId, Released, Value, cbor};

/// Kind of a position of the live picture.
pub const POSITION: &str = "position";
/// Number of the vessel, below 2^32.
const MMSI: &str = "mmsi";
/// Which ship of that number, from 2; absent for the only or first one.
const TRACK: &str = "track";
/// Where: `lat` and `lon`, degrees, and `within_m` when it is coarse.
const PLACE: &str = "place";
/// When, ms of Unix time.
const SEEN: &str = "seen_ms";
/// Speed over ground, kn.
const SPEED: &str = "sog_kn";
/// Course over ground, degrees.
const COURSE: &str = "cog_deg";
/// Body of the terms: the fields that rows may have.
const FIELDS: &str = "fields";
/// How coarse a place is, m.
const WITHIN: &str = "within_m";
const KNOWN: [&str; 6] = [MMSI, TRACK, PLACE, SEEN, SPEED, COURSE];
const TRACK_SHIFT: u32 = 32;
const TRACK_MAX: u64 = 255;

impl Released {
    /// The terms under which this position can stand in a segment; `None` when it says more than a row can. They hold
    /// nothing that the position itself does not say, and are one object as long as only their end changes.
    #[must_use]
    pub fn position_terms(&self) -> Option<Self> {
        let row = self.assertion();
        fix_of(&row.body).ok()?;
        let fields = KNOWN.iter().map(|name| Value::text(*name)).collect();
        let mut body = Body::from([(FIELDS.to_owned(), Value::List(fields))]);
        if let Some(within) = within_m(&row.body) {
            body.insert(WITHIN.to_owned(), Value::Int(within));
        }
        let lasting = Label {
            not_after: None,
            purge_at: None,
            ..row.label.clone()
        };
        let about = cbor::encode(&Value::List(vec![
            lasting.to_value(),
            Value::text(row.purpose.as_str()),
            Value::from(row.agreement_version),
            Value::Map(body.clone()),
        ]));
        let about = Digest::of_parts(b"vigie/position-terms/1", &[&about]);
        let terms = Assertion {
            object: ObjectId::derive(&row.originator, &row.kind, &about.0),
            version: 1,
            body,
            ..row.clone()
        };
        Some(Self::new(self.to().clone(), terms))
    }
}

impl Assertion {
    /// Whether this is the terms of segments and not a position itself.
    #[must_use]
    pub fn is_position_terms(&self) -> bool {
        self.body
            .get(FIELDS)
            .is_some_and(|it| it.as_list().is_some())
            && self
                .body
                .keys()
                .all(|name| name == FIELDS || name == WITHIN)
    }

    /// What a row under these terms says, as the body of a position. `None` when these are no terms.
    #[must_use]
    pub fn position(&self, fix: &Fix) -> Option<Body> {
        if !self.is_position_terms() {
            return None;
        }
        let mut place = Value::place(f64::from(fix.lat_e5) / 1e5, f64::from(fix.lon_e5) / 1e5);
        if let (Value::Map(map), Some(within)) = (&mut place, self.body.get(WITHIN)) {
            map.insert(WITHIN.to_owned(), within.clone());
        }
        let mmsi = i64::from(fix.id as u32);
        let seen_ms = fix.time_s.saturating_mul(1_000);
        let mut body = Body::from([
            (MMSI.to_owned(), Value::Int(mmsi)),
            (PLACE.to_owned(), place),
            (SEEN.to_owned(), Value::Int(seen_ms)),
        ]);
        let track = (fix.id >> TRACK_SHIFT) as i64;
        if track > 0 {
            body.insert(TRACK.to_owned(), Value::Int(track));
        }
        for (name, tenths, none) in [
            (SPEED, fix.sog_dkn, SOG_UNKNOWN),
            (COURSE, fix.cog_ddeg, COG_UNKNOWN),
        ] {
            if tenths < none {
                body.insert(name.to_owned(), Value::Float(f64::from(tenths) / 10.0));
            }
        }
        Some(body)
    }
}

/// Whether a row may stand under these terms: the same in all but the end, which the terms must not set later.
pub(super) fn is_under(row: &Assertion, terms: &Assertion) -> bool {
    let sooner = |terms: Option<crate::Time>, row: Option<crate::Time>| match (terms, row) {
        (_, None) => true,
        (Some(terms), Some(row)) => terms <= row,
        (None, Some(_)) => false,
    };
    let lasting = |of: &Assertion| Label {
        not_after: None,
        purge_at: None,
        ..of.label.clone()
    };
    let frame = |of: &Assertion| {
        (
            of.realm.clone(),
            of.originator.clone(),
            of.kind.clone(),
            of.purpose.clone(),
            of.agreement_version,
        )
    };
    let within = terms.body.get(WITHIN).and_then(Value::as_int);
    terms.is_position_terms()
        && frame(row) == frame(terms)
        && lasting(row) == lasting(terms)
        && sooner(terms.label.not_after, row.label.not_after)
        && sooner(terms.label.purge_at, row.label.purge_at)
        && within_m(&row.body) == within
}

fn within_m(body: &Body) -> Option<i64> {
    body.get(PLACE)?.as_map()?.get(WITHIN)?.as_int()
}

/// The row of a released position.
///
/// # Errors
/// [`Refusal::Malformed`] when the body says more, or less, than a row.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded before the cast"
)]
pub(super) fn fix_of(body: &Body) -> Result<Fix, Refusal> {
    let known: BTreeSet<&str> = KNOWN.into();
    if body.keys().any(|field| !known.contains(field.as_str())) {
        return Err(Refusal::Malformed);
    }
    let int = |name: &str| body.get(name).and_then(Value::as_int);
    let mmsi = int(MMSI).and_then(|mmsi| u32::try_from(mmsi).ok());
    let track = match body.get(TRACK) {
        None => Some(0),
        Some(track) => {
            let track = track.as_int().and_then(|track| u64::try_from(track).ok());
            track.filter(|track| *track <= TRACK_MAX)
        }
    };
    let place = body.get(PLACE).and_then(Value::as_place);
    let all = mmsi.zip(track).zip(place).zip(int(SEEN));
    let (((mmsi, track), (lat, lon)), seen_ms) = all.ok_or(Refusal::Malformed)?;
    let tenths = |field: &str, none: u16| {
        let value = body.get(field).and_then(Value::as_number);
        let value = value.map(|value| libm::round(value * 10.0));
        value
            .filter(|value| (0.0..f64::from(none)).contains(value))
            .map_or(none, |value| value as u16)
    };
    Ok(Fix {
        id: u64::from(mmsi) | track << TRACK_SHIFT,
        time_s: seen_ms.div_euclid(1_000),
        lat_e5: libm::round(lat * 1e5) as i32,
        lon_e5: libm::round(lon * 1e5) as i32,
        sog_dkn: tenths(SPEED, SOG_UNKNOWN),
        cog_ddeg: tenths(COURSE, COG_UNKNOWN),
    })
}
