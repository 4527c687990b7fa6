//! Two desks, the messages between them moved by hand: a large copy in pieces through cuts, kills, recalls and a partner that
//! does not keep to the form.
#![allow(clippy::unwrap_used, reason = "tests")]

use serde_json::json;
use vigie_exchange::{HoldRule, Purpose, channel::UNFINISHED_MAX};
use vigie_store::ReleaseRow;

use super::*;
use crate::partner::tests::pair::{Pair, SMALL, outline};

const TERMS: CopyTerms = CopyTerms {
    not_after: None,
    purge_at: None,
    hold: HoldRule::Investigation,
};

#[test]
fn a_large_copy_survives_cuts_and_kills_and_goes_as_one() {
    let mut pair = Pair::new();
    let text = outline(1, 400_000);
    let row = pair.share("islands", &text);
    let (ca, jp) = (pair.ca.party.clone(), pair.jp.party.clone());
    let numbers = pair.ca.peer(&jp).given_pieces.together(row.seq);
    let count = numbers.end - numbers.start;
    assert_eq!(numbers.start, row.seq);
    assert!((40..80).contains(&count), "{count}");

    // Both are killed in between; nothing half is shown.
    let mut said = pair.talk(6);
    assert!(pair.shown().is_empty());
    pair.jp.kill();
    assert_eq!(pair.jp.peer(&ca).pieces.unfinished().0, 1);
    pair.connect();
    said += pair.talk(6);
    pair.ca.kill();
    pair.connect();
    assert!(pair.shown().is_empty() && pair.kept(numbers.clone()) > 10);
    assert_eq!(pair.ca.desk().release_shown(&row)["state"], "waiting");
    said += pair.talk(usize::MAX);
    // What was acknowledged did not go again: at each cut no more than what was under way.
    let packed = usize::try_from(count).unwrap() * 4_096;
    let under_way = usize::try_from(SMALL.window_bytes).unwrap();
    assert!(
        said < packed + packed / 8 + 2 * under_way,
        "{said} {packed}"
    );

    for _ in 0..2 {
        let shown = pair.shown();
        assert_eq!(shown.len(), 1, "one object");
        let copy = &shown[0];
        let of = ["seq", "kind", "state", "left_out"].map(|name| copy[name].clone());
        let wanted = [
            json!(row.seq),
            json!("area"),
            json!("shown"),
            json!(["geojson"]),
        ];
        assert_eq!(of, wanted);
        let whole = pair.jp.desk().copy_whole(&ca, row.seq, "x").unwrap();
        assert_eq!(whole["body"]["geojson"], text);
        // The same after a start.
        pair.jp.kill();
        pair.connect();
    }
    pair.settle();
    assert_eq!(pair.ca.desk().release_shown(&row)["state"], "acknowledged");

    let keys = pair.jp.keys(&ca, numbers.clone().step_by(9));
    assert!(keys.len() > 3 && keys.iter().all(|key| pair.jp.holds(key)));
    let done = pair
        .ca
        .desk()
        .whole(|desk| desk.recall(&jp, row.seq, "wrong outline", "roy"));
    done.unwrap();
    pair.talk(usize::MAX);
    assert_eq!(pair.shown()[0]["state"], "hidden");
    pair.settle();
    assert!(pair.shown().is_empty());
    assert_eq!(pair.kept(numbers.clone()), 0);
    assert!(keys.iter().all(|key| !pair.jp.holds(key)), "no key is left");
    assert_eq!(pair.ca.desk().release_shown(&row)["state"], "purged");
    pair.jp.kill();
    assert!(pair.shown().is_empty());
}

#[test]
fn what_is_recalled_before_it_is_whole_goes_and_the_rest_never_leaves() {
    let mut pair = Pair::new();
    let row = pair.share("islands", &outline(2, 600_000));
    let jp = pair.jp.party.clone();
    let numbers = pair.ca.peer(&jp).given_pieces.together(row.seq);
    pair.talk(8);
    assert!(pair.kept(numbers.clone()) > 3);
    let done = pair
        .ca
        .desk()
        .whole(|desk| desk.recall(&jp, row.seq, "wrong outline", "roy"));
    done.unwrap();
    let said = pair.talk(usize::MAX);
    let under_way = usize::try_from(SMALL.window_bytes).unwrap();
    assert!(said < 2 * under_way, "{said} bytes after the recall");
    pair.settle();
    assert!(pair.shown().is_empty());
    assert_eq!(pair.kept(numbers), 0);
    let ca = pair.ca.party.clone();
    assert_eq!(pair.jp.peer(&ca).pieces.unfinished(), (0, 0));
    assert_eq!(pair.ca.desk().release_shown(&row)["state"], "purged");
    // The stream goes on.
    let next = pair.share("harbour", &outline(3, 300_000));
    pair.talk(usize::MAX);
    assert_eq!(pair.shown()[0]["seq"], next.seq);
}

#[test]
fn a_hold_keeps_all_pieces_of_a_copy_until_it_is_lifted() {
    let mut pair = Pair::new();
    let row = pair.share("islands", &outline(4, 400_000));
    let (ca, jp) = (pair.ca.party.clone(), pair.jp.party.clone());
    let numbers = pair.ca.peer(&jp).given_pieces.together(row.seq);
    pair.settle();
    let all = pair.kept(numbers.clone());
    let held = pair
        .jp
        .desk()
        .whole(|desk| desk.hold(&ca, row.seq, "case 7", "tanaka"));
    held.unwrap();
    pair.settle();
    let done = pair
        .ca
        .desk()
        .whole(|desk| desk.recall(&jp, row.seq, "wrong outline", "roy"));
    done.unwrap();
    pair.settle();
    assert_eq!(pair.kept(numbers.clone()), all);
    assert_eq!(pair.shown()[0]["state"], "hidden");
    pair.jp.kill();
    pair.connect();
    assert_eq!(pair.shown()[0]["hold"]["reason"], "case 7");
    let whole = pair.jp.desk().copy_whole(&ca, row.seq, "tanaka").unwrap();
    assert_eq!(whole["state"], "held");
    let lifted = pair
        .jp
        .desk()
        .whole(|desk| desk.lift(&ca, row.seq, "tanaka"));
    lifted.unwrap();
    pair.settle();
    assert_eq!(pair.kept(numbers), 0);
    assert!(pair.shown().is_empty());
}

fn cut(whole: &[u8], terms: CopyTerms, size: usize) -> Vec<Vec<u8>> {
    let pieces = Chunk::cut(whole, terms, size);
    pieces.iter().map(Chunk::encode).collect()
}

#[test]
fn pieces_that_are_no_copy_or_end_otherwise_than_it_says_are_refused_and_destroyed() {
    let mut pair = Pair::new();
    let noise = outline(5, 2_000).into_bytes();
    let as_chunks = |bodies: Vec<Vec<u8>>, object: Option<[u8; 16]>| {
        let all = bodies.into_iter();
        all.map(|body| (Form::Chunk, object, body))
            .collect::<Vec<_>>()
    };
    let sent = pair.push(as_chunks(cut(&noise, TERMS, 100), Some([9; 16])));
    pair.talk(usize::MAX);
    assert!(sent.len() > 3 && pair.kept(sent) == 0);
    assert_eq!(pair.refused("exchange-codec-trailing"), 1);

    // A real copy, but its pieces say that no hold may keep it; then that it is about something else.
    let to = pair.jp.party.clone();
    let desk = pair.ca.desk();
    let matter = desk.speaker().area("bank", "chart", "{}").unwrap();
    let purpose = Purpose::new("fisheries").unwrap();
    let released = desk.decide(&to, &matter, &purpose).unwrap().unwrap();
    let object = Some(released.assertion().object.0);
    let right = CopyTerms::of(released.assertion());
    let other = CopyTerms {
        hold: HoldRule::Never,
        ..right
    };
    for (terms, object) in [(other, object), (right, Some([9; 16]))] {
        let before = pair.refused("refusal-malformed");
        let sent = pair.push(as_chunks(cut(released.bytes(), terms, 50), object));
        pair.talk(usize::MAX);
        assert_eq!(pair.kept(sent), 0);
        assert_eq!(pair.refused("refusal-malformed"), before + 1);
    }
    assert!(pair.shown().is_empty());
    pair.push(as_chunks(cut(released.bytes(), right, 50), object));
    pair.talk(usize::MAX);
    assert_eq!(pair.shown().len(), 1);
}

#[test]
fn pieces_that_have_ended_before_they_come_are_never_put_together() {
    let mut pair = Pair::new();
    let ended = CopyTerms {
        purge_at: Some(moment().plus_ms(-1_000)),
        ..TERMS
    };
    let bodies = cut(&outline(6, 2_000).into_bytes(), ended, 100).into_iter();
    let sent = pair.push(bodies.map(|body| (Form::Chunk, None, body)).collect());
    pair.talk(usize::MAX);
    let ca = pair.ca.party.clone();
    assert_eq!(pair.jp.peer(&ca).pieces.unfinished(), (0, 0));
    pair.settle();
    assert_eq!(pair.kept(sent.clone()), 0);
    // Japan says so in its receipt.
    let jp = pair.jp.party.clone();
    let receipts = &pair.ca.peer(&jp).receipts;
    let last = receipts.last().unwrap().claimed();
    assert!(sent.iter().all(|seq| last.says_purged(*seq)));
}

#[test]
fn a_partner_that_finishes_nothing_is_bounded_and_what_it_began_is_deleted() {
    let mut pair = Pair::new();
    let mut bodies = Vec::new();
    for n in 0..=UNFINISHED_MAX as u64 {
        let first = cut(&outline(n + 10, 2_000).into_bytes(), TERMS, 1_900).remove(0);
        assert_eq!(Chunk::decode(&first).unwrap().thing.count, 1);
        let first = cut(&outline(n + 10, 2_000).into_bytes(), TERMS, 700).remove(0);
        assert_eq!(Chunk::decode(&first).unwrap().thing.count, 2);
        bodies.push((Form::Chunk, None, first));
        // In the place of its second piece.
        bodies.push((Form::Unknown(77), None, vec![1]));
    }
    let sent = pair.push(bodies);
    pair.talk(usize::MAX);
    let ca = pair.ca.party.clone();
    assert_eq!(pair.jp.peer(&ca).pieces.unfinished().0, UNFINISHED_MAX);
    assert_eq!(pair.refused("refusal-busy"), 1);
    // All numbers have come: these will never be whole.
    pair.settle();
    assert_eq!(pair.jp.peer(&ca).pieces.unfinished(), (0, 0));
    assert_eq!(pair.kept(sent), 0);
}

#[test]
fn what_is_taken_back_before_it_left_leaves_no_key_here_and_is_in_no_receipt() {
    let mut pair = Pair::new();
    let jp = pair.jp.party.clone();
    let take_back = |pair: &mut Pair, row: &ReleaseRow| {
        let jp = pair.jp.party.clone();
        let desk = pair.ca.desk();
        let done = desk.whole(|desk| desk.recall(&jp, row.seq, "wrong outline", "roy"));
        done.unwrap();
    };
    let before = pair.share("harbour", &outline(7, 300_000));
    pair.settle();
    take_back(&mut pair, &before);
    pair.settle();
    let shown = pair.ca.desk().release_shown(&before);
    assert_eq!(shown["state"], "purged");
    assert!(shown["receipt"].is_string(), "{shown}");

    let row = pair.share("islands", &outline(8, 400_000));
    let numbers = pair.ca.peer(&jp).given_pieces.together(row.seq);
    let key = pair.ca.peer(&jp).line.out_key().clone();
    let ledger = &pair.ca.desk().ledger;
    let rows = numbers
        .step_by(9)
        .map(|seq| ledger.entry(&key, seq).unwrap());
    let keys: Vec<Vec<u8>> = rows.flatten().filter_map(|row| row.key).collect();
    assert!(keys.len() > 3 && keys.iter().all(|key| pair.ca.holds(key)));
    take_back(&mut pair, &row);
    pair.ca.desk().round();
    assert!(keys.iter().all(|key| !pair.ca.holds(key)), "no key is left");
    // The partner never had it: its receipt of the copy before says nothing of this one.
    let shown = pair.ca.desk().release_shown(&row);
    assert_eq!(shown["state"], "purged");
    assert!(shown["receipt"].is_null(), "{shown}");
}

#[test]
fn of_a_copy_that_is_refused_no_key_is_left() {
    let mut pair = Pair::new();
    let noise = outline(9, 100_000).into_bytes();
    let bodies = cut(&noise, TERMS, 4_096).into_iter();
    let pieces = bodies.map(|body| (Form::Chunk, Some([9; 16]), body));
    let sent = pair.push(pieces.collect());
    pair.talk(2);
    let ca = pair.ca.party.clone();
    let keys = pair.jp.keys(&ca, sent.clone());
    assert!((2..sent.len()).contains(&keys.len()), "{}", keys.len());
    assert!(keys.iter().all(|key| pair.jp.holds(key)));
    pair.talk(usize::MAX);
    assert_eq!(pair.kept(sent), 0);
    pair.jp.desk().round();
    assert!(keys.iter().all(|key| !pair.jp.holds(key)), "no key is left");
}

#[test]
fn a_parcel_is_never_larger_than_what_is_taken_and_the_rest_goes_with_the_next() {
    let mut pair = Pair::new();
    let (ca, jp) = (pair.ca.party.clone(), pair.jp.party.clone());
    let row = pair.share("islands", &outline(10, 400_000));
    let (most, mut parcels) = (30_000, 0);
    while pair.shown().is_empty() && parcels < 40 {
        pair.connect();
        let file = pair.ca.desk().pack(&jp, most).unwrap();
        assert!(file.len() <= most, "{}", file.len());
        let back = pair.jp.desk().take_parcel(&ca, &file).unwrap();
        pair.ca.desk().take_parcel(&jp, &back).unwrap();
        parcels += 1;
    }
    assert!(parcels > 3, "{parcels}");
    assert_eq!(pair.shown()[0]["seq"], row.seq);
}
