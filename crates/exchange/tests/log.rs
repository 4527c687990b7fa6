//! A log shows every change that somebody made to it, and where.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use proptest::prelude::*;
use support::{at, draft, key, log, party};
use vigie_exchange::*;

fn written(count: u8) -> (Log, Vec<Vec<u8>>) {
    let (mut log, key) = log("ca-ccg", 1);
    let first = draft(0, KEY_CREATED, Label::default(), &[]);
    let first = Draft {
        content: Content::Open(key_created(&key.public())),
        ..first
    };
    let mut bytes = vec![log.append(first, &key).unwrap().bytes().to_vec()];
    for number in 1..count {
        let note = draft(
            number,
            "note",
            Label::default(),
            &[("text", Value::text("fog"))],
        );
        bytes.push(log.append(note, &key).unwrap().bytes().to_vec());
    }
    (log, bytes)
}

fn verify(records: &[Vec<u8>], remembered: &[SignedHead]) -> Result<Log, Error> {
    let empty = Log::new(Realm::Live, party("ca-ccg"), key(1).public()).unwrap();
    empty.verify(records.iter().map(Vec::as_slice), remembered)
}

fn fault(result: Result<Log, Error>) -> (u64, String) {
    match result.expect_err("the change is found") {
        Error::Log { at, fault } => (at, fault.code().to_owned()),
        other => panic!("{other}"),
    }
}

#[test]
fn an_untouched_log_is_whole() {
    let (log, records) = written(6);
    let remembered = log.head().sign(at(1), &key(1));
    assert_eq!(verify(&records, &[remembered]).unwrap().head(), log.head());
}

#[test]
fn every_changed_bit_of_a_small_log_is_found_where_it_is() {
    let (_, records) = written(4);
    for place in 0..records.len() {
        for byte in 0..records[place].len() {
            for bit in 0..8 {
                let mut changed = records.clone();
                changed[place][byte] ^= 1 << bit;
                let (at, code) = fault(verify(&changed[..=place], &[]));
                assert_eq!(at as usize, place, "byte {byte} bit {bit}: {code}");
            }
        }
    }
}

#[test]
fn every_byte_dropped_or_added_is_found() {
    let (_, records) = written(2);
    for byte in 0..records[1].len() {
        let mut short = records.clone();
        short[1].remove(byte);
        assert_eq!(fault(verify(&short, &[])).0, 1);
        let mut long = records.clone();
        long[1].insert(byte, 0);
        assert_eq!(fault(verify(&long, &[])).0, 1);
    }
}

#[test]
fn a_cut_or_set_back_log_is_found_by_a_remembered_head() {
    let (log, records) = written(6);
    let remembered = log.head().sign(at(1), &key(1));
    assert!(verify(&records[..4], &[]).is_ok(), "whole in itself");
    let found = fault(verify(&records[..4], &[remembered]));
    assert_eq!(found, (4, "exchange-log-truncated".to_owned()));
}

#[test]
fn a_rewritten_log_is_found_although_its_owner_signed_it() {
    let (log, records) = written(6);
    let remembered = log.head().sign(at(1), &key(1));
    let (mut other, mut forged) = (Vec::new(), verify(&records[..3], &[]).unwrap());
    for number in 3..9 {
        let note = draft(
            number,
            "note",
            Label::default(),
            &[("text", Value::text("clear"))],
        );
        other.push(forged.append(note, &key(1)).unwrap().bytes().to_vec());
    }
    let forged = [&records[..3], &other].concat();
    assert!(verify(&forged, &[]).is_ok());
    assert_eq!(
        fault(verify(&forged, &[remembered])),
        (5, "exchange-log-forked".to_owned())
    );
}

#[test]
fn a_head_that_another_key_signed_is_no_head() {
    let (log, records) = written(3);
    let forged = log.head().sign(at(1), &key(2));
    assert_eq!(
        verify(&records, &[forged]).unwrap_err().code(),
        "exchange-key-unknown"
    );
    let mut bytes = log.head().sign(at(1), &key(1)).encode();
    assert_eq!(SignedHead::decode(&bytes).unwrap().encode(), bytes);
    for byte in 0..bytes.len() {
        bytes[byte] ^= 1;
        let refused = SignedHead::decode(&bytes).and_then(|head| verify(&records, &[head]));
        assert!(refused.is_err(), "byte {byte}");
        bytes[byte] ^= 1;
    }
}

#[test]
fn records_of_another_realm_or_agency_do_not_enter() {
    let (_, records) = written(1);
    let drill = Realm::Exercise(Scope::new("north-2026").unwrap());
    let mut other = Log::new(drill, party("ca-ccg"), key(1).public()).unwrap();
    let refused = other.push(&records[0]).unwrap_err();
    assert_eq!(refused.code(), "exchange-realm");
    let mut other = Log::new(Realm::Live, party("jp-jcg"), key(1).public()).unwrap();
    assert_eq!(
        other.push(&records[0]).unwrap_err().code(),
        "exchange-party"
    );
}

#[test]
fn keys_are_handed_over_and_revoked_and_old_records_stay_verifiable() {
    let (mut log, mut records) = written(3);
    let (old, new) = (key(1), key(9));
    let body = key_rotated(&party("ca-ccg"), log.head().count, old.public().id(), &new);
    let rotate = draft(50, KEY_ROTATED, Label::default(), &[]);
    let rotate = Draft {
        content: Content::Open(body),
        ..rotate
    };
    records.push(log.append(rotate, &old).unwrap().bytes().to_vec());

    let note = || draft(51, "note", Label::default(), &[]);
    assert_eq!(
        log.append(note(), &old).unwrap_err().code(),
        "exchange-key-unknown"
    );
    records.push(log.append(note(), &new).unwrap().bytes().to_vec());

    let revoke = draft(52, KEY_REVOKED, Label::default(), &[]);
    let revoke = Draft {
        content: Content::Open(key_revoked(old.public().id(), 2)),
        ..revoke
    };
    records.push(log.append(revoke, &new).unwrap().bytes().to_vec());

    let whole = verify(&records, &[]).unwrap();
    let ca = party("ca-ccg");
    assert!(whole.keys().key_at(&ca, 1, old.public().id()).is_ok());
    let doubted = whole.keys().key_at(&ca, 2, old.public().id()).unwrap_err();
    assert_eq!(doubted.code(), "exchange-key-revoked");
    assert_eq!(whole.keys().current(&ca), Some(&new.public()));
}

#[test]
fn a_rotation_without_the_new_keys_word_is_refused() {
    let (mut log, _) = written(1);
    let mut body = key_rotated(&party("ca-ccg"), 1, key(1).public().id(), &key(9));
    body.insert(
        "public".to_owned(),
        Value::Bytes(key(8).public().to_bytes().to_vec()),
    );
    let rotate = draft(50, KEY_ROTATED, Label::default(), &[]);
    let rotate = Draft {
        content: Content::Open(body),
        ..rotate
    };
    assert_eq!(
        log.append(rotate, &key(1)).unwrap_err().code(),
        "exchange-signature"
    );
}

#[test]
fn what_arrives_is_checked_for_realm_time_and_schema() {
    let (log, records) = written(2);
    let check = |realm: Realm, hours| {
        let expect = Expect {
            realm,
            now: at(hours),
        };
        let envelope = Envelope::<Unverified>::decode(&records[1]).unwrap();
        envelope
            .verify(log.keys(), &expect)
            .map(|_| ())
            .map_err(|error| error.code())
    };
    assert_eq!(check(Realm::Live, 0), Ok(()));
    assert_eq!(check(Realm::Live, -1), Err("exchange-future"));
    let drill = Realm::Exercise(Scope::new("north-2026").unwrap());
    assert_eq!(check(drill, 0), Err("exchange-realm"));
    let unknown = cbor::encode(&Value::List(vec![Value::Int(2), Value::Null]));
    assert_eq!(
        Record::decode(&unknown).unwrap_err(),
        Error::Schema { found: 2 }
    );
    let huge = vec![0; RECORD_BYTES_MAX + 1];
    assert_eq!(
        Record::decode(&huge).unwrap_err().code(),
        "exchange-codec-large"
    );
}

#[test]
fn personal_data_is_never_signed_in_clear() {
    let (mut log, key) = log("ca-ccg", 1);
    let label = Label {
        personal: true,
        ..Label::default()
    };
    let open = draft(1, "person", label, &[("name", Value::text("A"))]);
    assert_eq!(log.append(open, &key).unwrap_err(), Error::PersonalOpen);
}

/// Edits to try: 400, or as many as `VIGIE_EDITS` says.
fn edits() -> u32 {
    let wish = std::env::var("VIGIE_EDITS").ok();
    wish.and_then(|n| n.parse().ok()).unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(edits()))]
    #[test]
    fn any_edit_of_a_larger_log_is_found(
        place in 0_usize..120, byte in any::<prop::sample::Index>(), flip in 1_u8.., other in 0_usize..120, edit in 0..4,
    ) {
        static LOG: std::sync::OnceLock<(Vec<Vec<u8>>, SignedHead)> = std::sync::OnceLock::new();
        let (records, remembered) = LOG.get_or_init(|| {
            let (log, records) = written(120);
            (records, log.head().sign(at(1), &key(1)))
        });
        let mut changed = records.clone();
        match edit {
            0 => { let byte = byte.index(changed[place].len()); changed[place][byte] ^= flip; }
            1 => { changed.remove(place); }
            2 => { let copy = changed[other].clone(); changed.insert(place, copy); }
            _ if place == other => changed.truncate(place),
            _ => changed.swap(place, other),
        }
        let found = verify(&changed, std::slice::from_ref(remembered));
        prop_assert!(matches!(found, Err(Error::Log { .. })), "{found:?}");
    }
}
