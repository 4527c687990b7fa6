//! From what the release decision let go to what a stream carries. There is no other way into a stream.

use super::Refusal;
use super::chunk::{Chunk, PIECE_BYTES};
use super::entry::{BODY_BYTES_MAX, Form, Priority};
use super::position::{fix_of, is_under};
use super::segment::Segment;
use crate::{Assertion, CopyTerms, Digest, Released, Time};

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

    /// A released copy as a record, or in pieces if it is too large for one. Pieces go last of all, whatever the copy is:
    /// a record takes a moment, a large copy the better part of an hour on a thin link. They are not replaced by newer ones.
    pub fn of(released: &Released, priority: Priority, key: Option<u64>, at: Time) -> Vec<Self> {
        if released.bytes().len() <= BODY_BYTES_MAX {
            return vec![Self::record(released, priority, key, at)];
        }
        let assertion = released.assertion();
        let terms = CopyTerms::of(assertion);
        let pieces = Chunk::cut(released.bytes(), terms, PIECE_BYTES).into_iter();
        pieces
            .map(|piece| Self {
                priority: Priority::History,
                form: Form::Chunk,
                object: Some(assertion.object.0),
                key: None,
                released_ms: at.ms(),
                expires_ms: terms.not_after.map(Time::ms),
                body: piece.encode(),
            })
            .collect()
    }

    /// Released positions as one segment. `terms` are those of [`Released::position_terms`], which went into the same
    /// stream as number `seq` before: the receiver applies their label to each position. Of [`Priority::History`] they are
    /// [history](Segment::into_history).
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when a position is under other terms, may be kept for less long than they say, or holds
    /// more than a segment can say: send that one as a record. [`Refusal::Oversized`] for too many.
    pub fn positions(
        terms: &Released,
        seq: u64,
        rows: &[Released],
        priority: Priority,
        at: Time,
    ) -> Result<Self, Refusal> {
        let fits = |row: &&Released| {
            row.to() == terms.to() && is_under(row.assertion(), terms.assertion())
        };
        if !rows.iter().all(|row| fits(&row)) {
            return Err(Refusal::Malformed);
        }
        let fixes = rows
            .iter()
            .map(|row| fix_of(&row.assertion().body))
            .collect::<Result<_, _>>()?;
        let segment = Segment::new(seq, fixes)?;
        let segment = match priority {
            Priority::History => segment.into_history(),
            _ => segment,
        };
        Ok(Self {
            priority,
            form: Form::Segment,
            object: None,
            key: None,
            released_ms: at.ms(),
            expires_ms: terms.assertion().label.not_after.map(Time::ms),
            body: segment.encode(),
        })
    }

    /// Bytes of its body.
    pub fn body_bytes(&self) -> usize {
        self.body.len()
    }

    /// The positions, if it is a segment.
    pub fn segment(&self) -> Option<Segment> {
        let is_one = self.form == Form::Segment;
        is_one.then(|| Segment::decode(&self.body).ok()).flatten()
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

#[cfg(test)]
mod tests {
    use super::super::{COG_UNKNOWN, Fix};
    use super::*;
    use crate::{Body, Kind, Label, ObjectId, PartyId, Purpose, Realm, Validity, Value};

    fn released(mmsi: i64, fields: &[(&str, Value)]) -> Released {
        let mut body: Body = [
            ("mmsi", Value::Int(mmsi)),
            ("place", Value::place(44.123_456, -179.999_99)),
            ("seen_ms", Value::Int(1_793_000_000_999)),
            ("sog_kn", Value::Float(10.24)),
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
            released(2, &[("cog_deg", Value::Float(359.9))]),
        ];
        let terms = rows[0].position_terms().unwrap();
        assert_eq!(
            terms.assertion().object,
            rows[1].position_terms().unwrap().assertion().object
        );
        let draft = Draft::positions(&terms, 7, &rows, Priority::Latest, Time::from_ms(5)).unwrap();
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
        assert!(!segment.is_history());
        let late = Draft::positions(&terms, 7, &rows, Priority::History, Time::from_ms(5)).unwrap();
        assert!(late.segment().unwrap().is_history(), "told late");
    }

    #[test]
    fn a_position_under_other_terms_or_with_more_to_say_is_not_squeezed_in() {
        let terms = released(1, &[]).position_terms().unwrap();
        let more = released(1, &[("name", Value::text("EXAMPLE MARU"))]);
        let mut other = released(1, &[]).assertion().clone();
        other.purpose = Purpose::new("search-and-rescue").unwrap();
        let other = Released::new(terms.to().clone(), other);
        // Nothing of the position itself is in the terms.
        let said = terms.bytes();
        assert!(
            !said
                .windows(4)
                .any(|w| *w == 44.123_456_f64.to_be_bytes()[..4])
        );
        assert!(more.position_terms().is_none());
        let mut sooner = released(1, &[]).assertion().clone();
        sooner.label.purge_at = Some(Time::from_ms(9));
        let sooner = Released::new(terms.to().clone(), sooner);
        let coarse = [("lat", 44.0), ("lon", 1.0)].map(|(n, v)| (n.to_owned(), Value::Float(v)));
        let mut coarse = Body::from(coarse);
        coarse.insert("within_m".to_owned(), Value::Int(5_000));
        let coarse = released(1, &[("place", Value::Map(coarse))]);
        for row in [more, other, sooner, coarse] {
            let draft = Draft::positions(&terms, 0, &[row], Priority::Latest, Time::from_ms(0));
            assert_eq!(draft, Err(Refusal::Malformed));
        }
    }

    #[test]
    fn a_copy_goes_in_pieces_when_it_is_too_large_for_a_record_and_keeps_its_end() {
        let mut state = 7_u64;
        let mut noise = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as u8
        };
        let photo: Vec<u8> = (0..300_000).map(|_| noise()).collect();
        let mut large = released(1, &[("photo", Value::Bytes(photo))])
            .assertion()
            .clone();
        large.label.not_after = Some(Time::from_ms(1_000));
        large.label.purge_at = Some(Time::from_ms(2_000));
        let large = Released::new(PartyId::new("jp-jcg").unwrap(), large);
        let drafts = Draft::of(&large, Priority::Distress, Some(3), Time::from_ms(5));
        assert!(drafts.len() > 70);
        for draft in &drafts {
            assert_eq!(
                (draft.priority, draft.form, draft.key, draft.expires_ms),
                (Priority::History, Form::Chunk, None, Some(1_000))
            );
            let terms = Chunk::decode(&draft.body).unwrap().thing.terms;
            assert_eq!(terms, CopyTerms::of(large.assertion()));
        }
        let small = released(1, &[]);
        let drafts = Draft::of(&small, Priority::Alert, Some(3), Time::from_ms(5));
        assert_eq!(
            drafts,
            [Draft::record(
                &small,
                Priority::Alert,
                Some(3),
                Time::from_ms(5)
            )]
        );
    }

    #[test]
    fn a_row_says_to_the_receiver_what_was_released() {
        let second = released(
            431_000_001,
            &[("track", Value::Int(2)), ("cog_deg", Value::Float(12.5))],
        );
        let terms = second.position_terms().unwrap();
        let rows = std::slice::from_ref(&second);
        let draft = Draft::positions(&terms, 0, rows, Priority::Latest, Time::from_ms(0)).unwrap();
        let fix: Fix = Segment::decode(&draft.body).unwrap().rows()[0];
        let body = terms.assertion().position(&fix).unwrap();
        assert_eq!(body["mmsi"], Value::Int(431_000_001));
        assert_eq!(
            (&body["track"], &body["cog_deg"]),
            (&Value::Int(2), &Value::Float(12.5))
        );
        assert_eq!(body["place"].as_place(), Some((44.12346, -179.99999)));
        assert_eq!(body["seen_ms"], Value::Int(1_793_000_000_000));
        assert!(second.assertion().position(&fix).is_none(), "no terms");
        // A label that ends sooner is good for rows that may be kept longer, not the other way round.
        let mut short = terms.assertion().clone();
        short.label.purge_at = Some(Time::from_ms(9));
        let short = Released::new(terms.to().clone(), short);
        assert!(Draft::positions(&short, 0, rows, Priority::Latest, Time::from_ms(0)).is_ok());
    }
}
