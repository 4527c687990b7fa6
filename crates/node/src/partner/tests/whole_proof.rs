//! The proof of a copy in pieces, and what it says of bytes that are held beside it.

use serde_json::Value as Json;

use super::pair::{Pair, outline};
use crate::partner::{piece::copy_of, proof::check};

/// The released bytes of a copy of Canada's.
fn released(pair: &mut Pair, seq: u64) -> Vec<u8> {
    let jp = pair.jp.party.clone();
    let key = pair.ca.peer(&jp).line.out_key().clone();
    let ledger = &pair.ca.desk().ledger;
    let row = ledger.entry(&key, seq).unwrap().unwrap();
    let entry = crate::partner::kept::entry_of(row).unwrap().unwrap();
    copy_of(ledger, &key, entry).unwrap().unwrap().body
}

fn proof(pair: &mut Pair, seq: u64, with_body: bool) -> Vec<u8> {
    let jp = pair.jp.party.clone();
    pair.ca.desk().proof(&jp, seq, with_body).unwrap()
}

#[test]
fn a_proof_speaks_of_the_whole_of_a_copy_in_pieces_and_of_nothing_else() {
    let mut pair = Pair::new();
    let row = pair.share("islands", &outline(31, 300_000));
    pair.settle();
    let whole = released(&mut pair, row.seq);
    let file = proof(&mut pair, row.seq, true);
    let proven = check(&file).unwrap();
    let shown = proven.shown();
    assert_eq!(shown["whole"]["joined"], true, "{shown}");
    assert_eq!(shown["whole"]["bytes"], whole.len());
    assert_eq!(proven.is_of(&whole), Ok(()));
    let mut other = whole.clone();
    other[whole.len() - 1] ^= 1;
    for wrong in [&other[..], &whole[..whole.len() - 1], b""] {
        assert_eq!(proven.is_of(wrong), Err("proof-body"));
    }

    // A file that lacks a piece, or has one twice, is none.
    let pieces = |change: &dyn Fn(&mut Vec<Json>)| {
        let mut shown: Json = serde_json::from_slice(&file).unwrap();
        change(shown["pieces"].as_array_mut().unwrap());
        check(&serde_json::to_vec(&shown).unwrap()).map(|_| ())
    };
    assert_eq!(pieces(&|_| {}), Ok(()));
    assert_eq!(pieces(&|all| drop(all.pop())), Err("proof-pieces"));
    assert_eq!(pieces(&|all| all.swap(0, 1)), Err("proof-pieces"));
    assert_eq!(pieces(&|all| all[0] = all[1].clone()), Err("proof-pieces"));

    // Without a body it says nothing of bytes.
    let bare = check(&proof(&mut pair, row.seq, false)).unwrap();
    assert_eq!(bare.is_of(&whole), Err("proof-body-not-shown"));
    assert!(bare.shown()["whole"].is_null());
}

#[test]
fn a_first_piece_alone_names_the_whole_and_a_receipt_is_of_all_pieces() {
    let mut pair = Pair::new();
    let jp = pair.jp.party.clone();
    let row = pair.share("islands", &outline(32, 300_000));
    pair.settle();
    let whole = released(&mut pair, row.seq);
    // As programs of before made it: the first piece and its path.
    let file = proof(&mut pair, row.seq, true);
    let first: serde_json::Map<String, Json> = serde_json::from_slice(&file).unwrap();
    let rest = first.into_iter().filter(|(name, _)| name != "pieces");
    let mut first = Json::Object(rest.collect());
    first["form"] = "vigie-release-proof/1".into();
    let named = check(&serde_json::to_vec(&first).unwrap()).unwrap();
    assert_eq!(named.shown()["whole"]["joined"], false);
    assert_eq!(named.is_of(&whole), Ok(()), "by its sum");
    assert_eq!(named.is_of(&whole[1..]), Err("proof-body"));

    let desk = pair.ca.desk();
    desk.whole(|desk| desk.recall(&jp, row.seq, "wrong outline", "roy"))
        .unwrap();
    pair.settle();
    let after = check(&proof(&mut pair, row.seq, true)).unwrap();
    assert!(after.shown()["receipt"].is_object());
    assert_eq!(
        after.is_of(&whole),
        Err("proof-body-not-shown"),
        "its bytes are gone here too"
    );
}

#[test]
fn of_an_entry_by_itself_the_body_is_what_was_released() {
    let mut pair = Pair::new();
    let row = pair.share("bank", "{}");
    pair.settle();
    let body = released(&mut pair, row.seq);
    let proven = check(&proof(&mut pair, row.seq, true)).unwrap();
    assert_eq!(proven.is_of(&body), Ok(()));
    assert_eq!(proven.is_of(b"{}"), Err("proof-body"));
    assert!(proven.shown()["whole"].is_null());
}
