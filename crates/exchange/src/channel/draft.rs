//! From what the release decision let go to what a stream carries. There is no other way into a stream.

use super::entry::{BODY_BYTES_MAX, Form, Priority};
use super::segment::{COG_UNKNOWN, Fix, SOG_UNKNOWN, Segment};
use super::{Chunk, Refusal};
use crate::{Assertion, Body, Digest, Released, Time};

/// The fields that a compact position can hold. A released position with any other goes as a record.
const MMSI: &str = "mmsi";
const PLACE: &str = "place";
const SEEN: &str = "seen_ms";
const SPEED: &str = "sog_kn";
const COURSE: &str = "cog_deg";

/// What is to be put into a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub(super) priority: Priority,
    pub(super) form: Form,
    pub(super) object: Option<[u8; 16]>,
    pub(super) key: Option<u64>,
    pub(super) released_ms: i64,
    pub(super) expires_ms: Option<i64>,
    pub(super) body: Vec<u8>,
}

impl Draft {
    /// A released copy as a record. Of [`Priority::Latest`], the newest of a `key` replaces those unsent; without a key,
    /// the newest of an object.
    pub fn record(released: &Released, priority: Priority, key: Option<u64>, at: Time) -> Self {
        let assertion = released.assertion();
        let key = key.or_else(|| (priority == Priority::Latest).then(|| key_of(assertion)));
        Self {
            priority,
            form: Form::Record,
            object: Some(assertion.object.0),
            key,
            released_ms: at.ms(),
            expires_ms: assertion.label.not_after.map(Time::ms),
            body: released.bytes().to_vec(),
        }
    }

    /// A released copy, in pieces when it is larger than `piece_bytes`: an alert passes between them.
    pub fn pieces(
        released: &Released,
        priority: Priority,
        at: Time,
        piece_bytes: usize,
    ) -> Vec<Self> {
        let whole = Self::record(released, priority, None, at);
        let piece_bytes = piece_bytes.clamp(64, BODY_BYTES_MAX - 64);
        if whole.body.len() <= piece_bytes {
            return vec![whole];
        }
        let mut thing = [0; 16];
        thing
            .iter_mut()
            .zip(released.digest().0)
            .for_each(|(to, from)| *to = from);
        let pieces = Chunk::cut(thing, released.bytes(), piece_bytes).into_iter();
        // Pieces are not replaced one by one.
        pieces
            .map(|piece| Self {
                form: Form::Chunk,
                key: None,
                body: piece.encode(),
                ..whole.clone()
            })
            .collect()
    }

    /// Released positions as one segment. They share label, kind, purpose and originator with `terms`, the
    /// released record that went into the same stream as number `seq` before them: the receiver applies its
    /// label to each position.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when a position is under other terms or holds more than a segment can say: send
    /// that one as a record. [`Refusal::Oversized`] for too many.
    pub fn positions(
        terms: &Released,
        seq: u64,
        rows: &[Released],
        priority: Priority,
        at: Time,
    ) -> Result<Self, Refusal> {
        let fits = |row: &&Released| {
            row.to() == terms.to() && same_terms(row.assertion(), terms.assertion())
        };
        if !rows.iter().all(|row| fits(&row)) {
            return Err(Refusal::Malformed);
        }
        let fixes = rows
            .iter()
            .map(|row| fix_of(&row.assertion().body))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            priority,
            form: Form::Segment,
            object: None,
            key: None,
            released_ms: at.ms(),
            expires_ms: terms.assertion().label.not_after.map(Time::ms),
            body: Segment::new(seq, fixes)?.encode(),
        })
    }

    /// Words of the agreement itself, a proposal or a seal, about which no policy can decide yet. Nothing else leaves
    /// by this door: it carries no label, and the receiver reads it as nothing but a paper of the agreement.
    pub fn paper(priority: Priority, body: Vec<u8>, at: Time) -> Self {
        Self {
            priority,
            form: Form::Paper,
            object: None,
            key: None,
            released_ms: at.ms(),
            expires_ms: None,
            body,
        }
    }

    /// For measurements and tests of the channel alone, which have no policy.
    #[cfg(feature = "bench")]
    pub fn unreleased(
        priority: Priority,
        form: Form,
        object: Option<[u8; 16]>,
        key: Option<u64>,
        released_ms: i64,
        body: Vec<u8>,
    ) -> Self {
        Self {
            priority,
            form,
            object,
            key,
            released_ms,
            expires_ms: None,
            body,
        }
    }
}

/// Names an object of a kind among those that replace each other.
fn key_of(assertion: &Assertion) -> u64 {
    let digest = Digest::of_parts(
        b"vigie/latest/1",
        &[
            assertion.kind.as_str().as_bytes(),
            assertion.object.as_bytes(),
        ],
    );
    digest
        .0
        .first_chunk()
        .copied()
        .map_or(0, u64::from_be_bytes)
}

fn same_terms(a: &Assertion, b: &Assertion) -> bool {
    (
        &a.realm,
        &a.originator,
        &a.kind,
        &a.label,
        &a.purpose,
        a.agreement_version,
    ) == (
        &b.realm,
        &b.originator,
        &b.kind,
        &b.label,
        &b.purpose,
        b.agreement_version,
    )
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded before the cast"
)]
fn fix_of(body: &Body) -> Result<Fix, Refusal> {
    let known = [MMSI, PLACE, SEEN, SPEED, COURSE];
    if body.keys().any(|field| !known.contains(&field.as_str())) {
        return Err(Refusal::Malformed);
    }
    let id = body
        .get(MMSI)
        .and_then(|value| value.as_int())
        .and_then(|id| u64::try_from(id).ok());
    let place = body.get(PLACE).and_then(|value| value.as_place());
    let seen_ms = body.get(SEEN).and_then(|value| value.as_int());
    let ((lat, lon), id, seen_ms) = place
        .zip(id)
        .zip(seen_ms)
        .map(|((place, id), ms)| (place, id, ms))
        .ok_or(Refusal::Malformed)?;
    let tenths = |field: &str, none: u16| {
        let value = body
            .get(field)
            .and_then(|value| value.as_number())
            .map(|value| (value * 10.0).round());
        value
            .filter(|value| (0.0..f64::from(none)).contains(value))
            .map_or(none, |value| value as u16)
    };
    Ok(Fix {
        id,
        time_s: seen_ms.div_euclid(1_000),
        lat_e5: (lat * 1e5).round() as i32,
        lon_e5: (lon * 1e5).round() as i32,
        sog_dkn: tenths(SPEED, SOG_UNKNOWN),
        cog_ddeg: tenths(COURSE, COG_UNKNOWN),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Label, ObjectId, PartyId, Purpose, Realm, Validity, Value};

    fn released(mmsi: i64, fields: &[(&str, Value)]) -> Released {
        let mut body: Body = [
            (MMSI, Value::Int(mmsi)),
            (PLACE, Value::place(44.123_456, -179.999_99)),
            (SEEN, Value::Int(1_793_000_000_999)),
            (SPEED, Value::Float(10.24)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        body.extend(
            fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone())),
        );
        let party = PartyId::new("ca-ccg").unwrap();
        let assertion = Assertion {
            realm: Realm::Live,
            originator: party.clone(),
            object: ObjectId([mmsi as u8; 16]),
            kind: Kind::new("position").unwrap(),
            version: 1,
            made_at: Time::from_ms(0),
            valid: Validity {
                from: None,
                until: None,
            },
            label: Label::default(),
            purpose: Purpose::new("fisheries").unwrap(),
            agreement_version: 1,
            body,
        };
        Released::new(party, assertion)
    }

    #[test]
    fn released_positions_become_a_segment_under_one_label() {
        let rows = [
            released(1, &[]),
            released(2, &[(COURSE, Value::Float(359.9))]),
        ];
        let draft =
            Draft::positions(&rows[0], 7, &rows, Priority::Latest, Time::from_ms(5)).unwrap();
        let segment = Segment::decode(&draft.body).unwrap();
        assert_eq!(segment.terms(), 7);
        let fix = segment.rows()[0];
        assert_eq!(
            (fix.id, fix.lat_e5, fix.lon_e5, fix.time_s),
            (1, 4_412_346, -17_999_999, 1_793_000_000)
        );
        assert_eq!(
            (fix.sog_dkn, fix.cog_ddeg, segment.rows()[1].cog_ddeg),
            (102, COG_UNKNOWN, 3_599)
        );
    }

    #[test]
    fn a_position_under_other_terms_or_with_more_to_say_is_not_squeezed_in() {
        let terms = released(1, &[]);
        let more = released(1, &[("name", Value::text("EXAMPLE MARU"))]);
        let mut other = released(1, &[]).assertion().clone();
        other.purpose = Purpose::new("search-and-rescue").unwrap();
        let other = Released::new(terms.to().clone(), other);
        for row in [more, other] {
            let draft = Draft::positions(&terms, 0, &[row], Priority::Latest, Time::from_ms(0));
            assert_eq!(draft, Err(Refusal::Malformed));
        }
    }

    #[test]
    fn a_large_copy_goes_in_pieces_and_comes_back_whole() {
        let large = released(1, &[("photo", Value::Bytes(vec![7; 5_000]))]);
        let drafts = Draft::pieces(&large, Priority::History, Time::from_ms(0), 700);
        assert!(drafts.len() > 7);
        let mut assembly = super::super::Assembly::default();
        let whole = drafts
            .iter()
            .find_map(|draft| assembly.take(Chunk::decode(&draft.body).unwrap()).unwrap());
        assert_eq!(whole.as_deref(), Some(large.bytes()));
    }
}
