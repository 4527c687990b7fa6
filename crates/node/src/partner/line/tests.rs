//! Two ends of a line over real ledgers, the messages between them moved by hand.
#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::partner::{bond::PeerKeys, kept::entry_of};
use vigie_exchange::{
    PartyId, Realm,
    channel::{Form, Priority},
};

struct Side {
    folder: tempfile::TempDir,
    ledger: Ledger,
    own: Own,
}

impl Side {
    fn new(party: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        let party = PartyId::new(party).unwrap();
        let own = Own::open(folder.path(), party, String::new(), Realm::Live).unwrap();
        Self {
            folder,
            ledger,
            own,
        }
    }

    fn keys(&self) -> PeerKeys {
        PeerKeys {
            sign: self.own.public().to_bytes(),
            seal: self.own.seal_public(),
        }
    }

    fn line(&self, with: &Self) -> Line {
        let party = with.own.party.as_str();
        let bond = Bond::new(&self.own, with.keys());
        Line::open(&self.ledger, &self.own, party, &bond, Profile::LAN).unwrap()
    }
}

fn draft(n: u8, priority: Priority) -> Draft {
    let key = (priority == Priority::Latest).then_some(7);
    let at_ms = 1_000 + i64::from(n);
    Draft::unreleased(
        priority,
        Form::Record,
        Some([n; 16]),
        key,
        at_ms,
        vec![n; 40],
    )
}

/// Moves messages until nothing more comes; every `lose`th is lost.
fn talk(
    a: (&mut Side, &mut Line),
    b: (&mut Side, &mut Line),
    lose: usize,
    now: &mut i64,
) -> Vec<Entry> {
    let (mut got, mut count) = (Vec::new(), 0);
    a.1.connect(Profile::LAN).unwrap();
    b.1.connect(Profile::LAN).unwrap();
    for _ in 0..40 {
        *now += 60;
        for message in a.1.poll(&a.0.ledger, *now, Room::of(8)).unwrap() {
            count += 1;
            if lose == 0 || count % lose != 0 {
                got.extend(
                    b.1.take(&mut b.0.ledger, &message.bytes, *now)
                        .unwrap()
                        .entries,
                );
            }
        }
        for message in b.1.poll(&b.0.ledger, *now, Room::of(8)).unwrap() {
            a.1.take(&mut a.0.ledger, &message.bytes, *now).unwrap();
        }
    }
    got
}

#[test]
fn a_line_survives_restarts_and_losses_and_conflates() {
    let (mut a, mut b) = (Side::new("ca-ccg"), Side::new("jp-jcg"));
    let (mut line_a, mut line_b) = (a.line(&b), b.line(&a));
    let mut now = 1_000_000;
    let sent: Vec<Draft> = (0..20).map(|n| draft(n, Priority::Alert)).collect();
    let numbers = line_a.push(&mut a.ledger, sent).unwrap();
    assert_eq!(numbers, (0..20).collect::<Vec<u64>>());
    // Killed before anything was sent, and again after half of it.
    line_a = a.line(&b);
    let mut got = talk((&mut a, &mut line_a), (&mut b, &mut line_b), 2, &mut now);
    line_a = a.line(&b);
    line_b = b.line(&a);
    let more = (20..30).map(|n| draft(n, Priority::Latest)).collect();
    line_a.push(&mut a.ledger, more).unwrap();
    got.extend(talk(
        (&mut a, &mut line_a),
        (&mut b, &mut line_b),
        0,
        &mut now,
    ));
    let mut bodies: Vec<u8> = got.iter().map(|entry| entry.body[0]).collect();
    bodies.sort_unstable();
    let alerts: Vec<u8> = (0..20).collect();
    assert_eq!(bodies[..20], alerts, "each once");
    assert_eq!(bodies[20..], [29], "of the latest only the newest");
    assert_eq!(line_b.inbox().head(), 30);
    assert_eq!(line_a.outbox().acked(), 30);
    // After one more restart both still know where they are.
    let (line_a, line_b) = (a.line(&b), b.line(&a));
    assert_eq!((line_a.outbox().size(), line_b.inbox().head()), (30, 30));
    let row = b.ledger.entry(line_b.in_key(), 3).unwrap().unwrap();
    assert!(
        !row.sealed
            .clone()
            .unwrap()
            .windows(40)
            .any(|w| w == [3; 40])
    );
    assert_eq!(entry_of(row).unwrap().unwrap().body, vec![3; 40]);
    drop(b.folder);
}

#[test]
fn over_a_thin_link_no_carrier_gets_a_bundle_that_takes_minutes() {
    for (carrier, thin_links) in [
        (Carrier::Thin, false),
        (Carrier::Https, true),
        (Carrier::Quic, true),
    ] {
        let (mut a, mut b) = (Side::new("ca-ccg"), Side::new("jp-jcg"));
        let (mut line_a, mut line_b) = (a.line(&b), b.line(&a));
        let profile = profile_of(carrier, thin_links);
        assert_eq!(profile, Profile::THIN, "{carrier:?}");
        line_a.connect(profile).unwrap();
        line_b.connect(profile).unwrap();
        let alerts = (0..200).map(|n| draft(n, Priority::Alert)).collect();
        line_a.push(&mut a.ledger, alerts).unwrap();
        let mut now = 1_000_000;
        for _ in 0..20 {
            now += 6_000;
            for message in line_a.poll(&a.ledger, now, Room::ENDLESS).unwrap() {
                // At 9,600 bit/s two seconds, with its envelope.
                assert!(message.bytes.len() < 2_400, "{}", message.bytes.len());
                line_b.take(&mut b.ledger, &message.bytes, now).unwrap();
            }
            for message in line_b.poll(&b.ledger, now, Room::ENDLESS).unwrap() {
                line_a.take(&mut a.ledger, &message.bytes, now).unwrap();
            }
        }
    }
    assert_eq!(profile_of(Carrier::Https, false), Profile::LAN);
    assert_eq!(profile_of(Carrier::Quic, false), Profile::LAN);
}

#[test]
fn lanes_that_share_a_queue_never_get_more_than_it_holds() {
    let (mut a, mut b) = (Side::new("ca-ccg"), Side::new("jp-jcg"));
    let (mut line_a, mut line_b) = (a.line(&b), b.line(&a));
    let mut now = 1_000_000;
    drop(talk(
        (&mut a, &mut line_a),
        (&mut b, &mut line_b),
        0,
        &mut now,
    ));
    // More of every lane than the queue of the link has places for.
    let lanes = [Priority::Distress, Priority::Alert, Priority::Plan];
    let drafts = (0..60).map(|n| draft(n, lanes[usize::from(n) % 3]));
    line_a.push(&mut a.ledger, drafts.collect()).unwrap();
    for all in [0, 1, 2, 5] {
        let room = Room { all, lanes: [3; 3] };
        let given = line_a.poll(&a.ledger, now, room).unwrap();
        assert!(given.len() <= all, "{} into {all}", given.len());
    }
    // The receiver's acknowledgement takes a place too, and waits where there is none.
    let alert = vec![draft(61, Priority::Alert)];
    line_b.push(&mut b.ledger, alert).unwrap();
    for message in line_a.poll(&a.ledger, now, Room::ENDLESS).unwrap() {
        line_b.take(&mut b.ledger, &message.bytes, now).unwrap();
    }
    now += 60_000;
    assert!(line_b.poll(&b.ledger, now, Room::of(0)).unwrap().is_empty());
    assert_eq!(line_b.poll(&b.ledger, now, Room::of(1)).unwrap().len(), 1);
    // What did not fit was not lost: all of it arrives.
    drop(talk(
        (&mut a, &mut line_a),
        (&mut b, &mut line_b),
        0,
        &mut now,
    ));
    assert_eq!(line_b.inbox().head(), line_a.outbox().size());
}

#[test]
fn received_entries_that_someone_cuts_off_are_missed() {
    let (mut a, mut b) = (Side::new("ca-ccg"), Side::new("jp-jcg"));
    let (mut line_a, mut line_b) = (a.line(&b), b.line(&a));
    let drafts = (0..9).map(|n| draft(n, Priority::Alert)).collect();
    line_a.push(&mut a.ledger, drafts).unwrap();
    let mut now = 1_000_000;
    drop(talk(
        (&mut a, &mut line_a),
        (&mut b, &mut line_b),
        0,
        &mut now,
    ));
    assert_eq!(line_b.inbox().verified().unwrap().size, 9);
    let (party, bond) = (a.own.party.as_str(), Bond::new(&b.own, a.keys()));
    let open = |ledger: &Ledger| Line::open(ledger, &b.own, party, &bond, Profile::LAN);
    assert!(open(&b.ledger).is_ok());
    let path = b.folder.path().join("l.sqlite");
    let db = rusqlite::Connection::open(&path).unwrap();
    let gone = db.execute("DELETE FROM stream_entries WHERE way = 1 AND seq = 8", []);
    let gone = gone.unwrap();
    assert_eq!(gone, 1);
    assert_eq!(open(&b.ledger).err().map(|f| f.code()), Some("stream-cut"));
}

#[test]
fn a_stranger_is_refused_and_changes_nothing() {
    let (mut a, mut b, mut c) = (Side::new("ca-ccg"), Side::new("jp-jcg"), Side::new("xx"));
    let (mut line_b, mut line_c) = (b.line(&a), c.line(&b));
    line_c.connect(Profile::LAN).unwrap();
    line_c
        .push(&mut c.ledger, vec![draft(1, Priority::Alert)])
        .unwrap();
    let bytes = line_c
        .poll(&c.ledger, 5, Room::of(8))
        .unwrap()
        .remove(0)
        .bytes;
    assert!(line_b.take(&mut b.ledger, &bytes, 5).is_err());
    let mut line_a = a.line(&b);
    line_a.connect(Profile::LAN).unwrap();
    line_a
        .push(&mut a.ledger, vec![draft(1, Priority::Alert)])
        .unwrap();
    for message in line_a.poll(&a.ledger, 5, Room::of(8)).unwrap() {
        for at in (0..message.bytes.len()).step_by(11) {
            let mut changed = message.bytes.clone();
            changed[at] ^= 1;
            assert!(
                line_b.take(&mut b.ledger, &changed, 5).is_err(),
                "byte {at}"
            );
        }
    }
    assert_eq!(line_b.inbox().head(), 0);
}
