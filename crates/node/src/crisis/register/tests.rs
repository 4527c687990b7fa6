//! What a register believes of a device, and when it heard of it.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use ed25519_dalek::{Signer as _, SigningKey};
use vigie_crisis::{
    Act, ConflictId, DeviceId, Eligibility, ErasureReason, Event, EventId, FunnelState, NameForm,
    Person, PersonId, PlaceId, Script, Source,
};
use vigie_store::Ledger;

use crate::{
    auth::hex,
    crisis::{
        CrisisRoom, DevicePaper, readings,
        testing::{self, CRISIS},
    },
    live::now,
};

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;
const NOON_MS: i64 = 1_772_600_000_000;

fn person(number: u128) -> PersonId {
    PersonId::from_number(number)
}

fn room(folder: &Path, opened_ms: i64) -> CrisisRoom {
    testing::room(folder, opened_ms, None)
}

struct Tablet {
    key: SigningKey,
    id: DeviceId,
    last: Option<Event>,
}

impl Tablet {
    /// One that is enrolled until the room is opened anew.
    fn enrolled(room: &CrisisRoom) -> Self {
        let key = SigningKey::from_bytes(&[7; 32]);
        let id = DeviceId::from_number(7);
        let paper = DevicePaper {
            id,
            name: "Desk 7".to_owned(),
            public: hex(&key.verifying_key().to_bytes()),
            enrolled_ms: 0,
            enrolled_by: "desk".to_owned(),
            revoked_ms: None,
            revoked_by: None,
            revoked_why: String::new(),
        };
        room.with(CRISIS, |desk| {
            desk.register.devices.insert(id, paper);
            Ok(())
        })
        .unwrap();
        Self {
            key,
            id,
            last: None,
        }
    }

    fn note(&mut self, at_ms: i64, person: PersonId, act: Act) -> (String, String) {
        let before = self.last.as_ref().map(|it| it.hash().unwrap());
        let event = Event {
            id: EventId {
                device: self.id,
                seq: self.last.as_ref().map_or(1, |it| it.id.seq + 1),
            },
            before: before.unwrap_or_default(),
            at_ms,
            by: "Desk 7".to_owned(),
            person,
            act,
        };
        let text = event.text().unwrap();
        let signature = hex(&self.key.sign(text.as_bytes()).to_bytes());
        self.last = Some(event);
        (text, signature)
    }
}

fn checked_in() -> Act {
    Act::CheckedIn {
        place: PlaceId::from_number(3),
        document: None,
    }
}

#[test]
fn a_device_notes_what_a_desk_may_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(folder.path(), 0);
    let mut tablet = Tablet::enrolled(&room);
    let device = tablet.id;
    let of_officers = [
        Act::Merged { into: person(2) },
        Act::Corrected {
            of: EventId { device, seq: 1 },
        },
        Act::Settled {
            conflict: ConflictId("00".to_owned()),
        },
        Act::Deceased,
        Act::Closed,
        Act::Eligible {
            eligibility: Eligibility::Citizen,
        },
        Act::ClockNoted {
            device,
            from_seq: 1,
            add_ms: 1,
        },
        Act::Registered {
            source: Source::Roca,
        },
    ];
    let mut events = vec![tablet.note(NOON_MS, person(1), checked_in())];
    for act in of_officers {
        events.push(tablet.note(NOON_MS, person(1), act));
    }
    let delivery = room
        .with(CRISIS, |desk| {
            desk.register
                .deliver(desk.ledger, &events, NOON_MS, NOON_MS)
        })
        .unwrap();
    assert_eq!(delivery.taken, 1);
    let want: Vec<_> = (1..events.len())
        .map(|at| (at, "crisis-act-not-desk"))
        .collect();
    assert_eq!(delivery.refused, want);
}

#[test]
fn what_is_refused_is_set_aside_once_with_its_reason_until_it_is_good_or_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(folder.path(), 0);
    let mut tablet = Tablet::enrolled(&room);
    let (first, last) = (
        tablet.note(NOON_MS, person(1), checked_in()),
        tablet.note(NOON_MS, person(2), Act::Deceased),
    );
    let false_one = (first.0.clone(), last.1.clone());
    let unreadable = ("Roy, passport AB123456".to_owned(), String::new());
    let deliver = |room: &CrisisRoom, events: &[(String, String)]| {
        room.with(CRISIS, |desk| {
            let register = &mut *desk.register;
            register.deliver(desk.ledger, events, NOON_MS, NOON_MS)
        })
        .unwrap()
    };
    let waiting = |room: &CrisisRoom| {
        room.with(CRISIS, |desk| {
            let notes = desk.register.waiting_refused();
            let mut notes: Vec<(u64, String, bool)> = notes
                .map(|it| (it.seq, it.refused.clone().unwrap(), it.text.is_empty()))
                .collect();
            notes.sort();
            Ok((notes, desk.register.waiting_aside().count()))
        })
        .unwrap()
    };
    // The first note comes with a false signature before it comes with its own.
    for _again in 0..2 {
        let all = [unreadable.clone(), false_one.clone(), last.clone()];
        assert_eq!(deliver(&room, &all).taken, 0);
    }
    let want = [
        (0, "crisis-event", true),
        (1, "crisis-event-signature", false),
        (2, "crisis-act-not-desk", false),
    ];
    let want: Vec<_> = want
        .map(|(seq, why, empty)| (seq, why.to_owned(), empty))
        .into();
    assert_eq!(waiting(&room), (want.clone(), 0));
    assert_eq!(deliver(&room, std::slice::from_ref(&first)).taken, 1);
    assert_eq!(waiting(&room).0, want, "the false copy hides no true note");
    drop(room);

    // Opened anew, the node does not know the device; then it does, and what waited for that is taken.
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "live").unwrap();
    let room = CrisisRoom::open(folder.path(), ledger).unwrap();
    let third = tablet.note(NOON_MS, person(3), checked_in());
    assert_eq!(
        deliver(&room, std::slice::from_ref(&third)).refused,
        [(0, "crisis-device-unknown")]
    );
    assert_eq!(waiting(&room).0.len(), 4);
    Tablet::enrolled(&room);
    assert_eq!(deliver(&room, &[third]).taken, 1);
    assert_eq!(waiting(&room).0, want);
    let seen = room
        .with(CRISIS, |desk| {
            let device = tablet.id;
            crate::crisis::work::dismiss_refused(desk, device, Some(&[1, 2]), "seen", "mika")
        })
        .unwrap();
    assert_eq!((seen, waiting(&room).0.len()), (2, 1));
    let unknown = DeviceId([0; 16]);
    room.with(CRISIS, |desk| {
        crate::crisis::work::dismiss_refused(desk, unknown, None, "", "mika")
    })
    .unwrap();
    assert_eq!(deliver(&room, &[last, unreadable]).refused.len(), 2);
    assert_eq!(waiting(&room), (Vec::new(), 0), "looked at once is enough");
}

#[test]
fn no_device_says_that_a_time_of_retention_began_before_the_node_heard_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let later_ms = now().ms() + 100 * DAY_MS;
    for (opened_ms, heard_ms, begins_ms) in [(0, NOON_MS, NOON_MS), (later_ms, NOON_MS, later_ms)] {
        let folder = folder.path().join(opened_ms.to_string());
        std::fs::create_dir(&folder).unwrap();
        let room = room(&folder, opened_ms);
        let mut tablet = Tablet::enrolled(&room);
        let place = PlaceId::from_number(3);
        // Its clock stood at the beginning of time, and says at the delivery that it is right.
        let events = [tablet.note(0, person(1), Act::Arrived { place })];
        let due = |room: &CrisisRoom| {
            room.with(CRISIS, |desk| {
                let standing = desk.register.board().persons.get(&person(1)).cloned();
                let standing = standing.unwrap();
                assert_eq!(standing.state, FunnelState::Arrived);
                Ok(desk.register.erasure_due(&standing).unwrap().at_ms)
            })
            .unwrap()
        };
        room.with(CRISIS, |desk| {
            desk.register
                .deliver(desk.ledger, &events, heard_ms, heard_ms)
        })
        .unwrap();
        assert_eq!(due(&room), begins_ms + 31 * DAY_MS);
        drop(room);
        let ledger = Ledger::open(&folder.join("ledger.sqlite"), "live").unwrap();
        let again = CrisisRoom::open(&folder, ledger).unwrap();
        assert_eq!(due(&again), begins_ms + 31 * DAY_MS, "after a restart");
    }
}

#[test]
fn a_clock_that_was_put_right_is_noted_as_one_that_went_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(folder.path(), 0);
    let mut tablet = Tablet::enrolled(&room);
    let device = tablet.id;
    // The clock of the device is ahead, still ahead, right, and right still.
    for (number, ahead_ms) in [(1, HOUR_MS), (2, HOUR_MS), (3, 1_000), (4, 0)] {
        let event = tablet.note(NOON_MS + ahead_ms, person(number), checked_in());
        room.with(CRISIS, |desk| {
            desk.register
                .deliver(desk.ledger, &[event], NOON_MS + ahead_ms, NOON_MS)
        })
        .unwrap();
    }
    let (noted, since) = room
        .with(CRISIS, |desk| {
            let events = desk.register.journal.events();
            let noted: Vec<(u64, i64)> = events
                .filter_map(|event| match event.act {
                    Act::ClockNoted {
                        device: of,
                        from_seq,
                        add_ms,
                    } if of == device => Some((from_seq, add_ms)),
                    _ => None,
                })
                .collect();
            let board = desk.register.board();
            let since: Vec<i64> = board.persons.values().map(|it| it.since_ms).collect();
            Ok((noted, since))
        })
        .unwrap();
    assert_eq!(noted, [(1, -HOUR_MS), (3, 0)]);
    assert_eq!(since, [NOON_MS, NOON_MS, NOON_MS + 1_000, NOON_MS + 1_000]);
}

#[test]
fn an_event_that_cannot_be_read_back_is_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(folder.path(), 0);
    for at_ms in [i64::MIN, i64::MAX] {
        let refused = room.with(CRISIS, |desk| {
            desk.register
                .note(desk.ledger, person(1), Act::NotReached, "mika", at_ms)
        });
        assert_eq!(refused.unwrap_err().code, "crisis-event");
    }
    drop(room);
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "live").unwrap();
    let room = CrisisRoom::open(folder.path(), ledger).unwrap();
    let seq = room
        .with(CRISIS, |desk| {
            desk.register
                .note(desk.ledger, person(1), Act::NotReached, "mika", NOON_MS)
        })
        .unwrap()
        .seq;
    assert_eq!(seq, 1, "the register opens, and no number was lost");
}

#[test]
fn what_an_officer_enters_later_keeps_its_own_time() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(folder.path(), 0);
    let mut tablet = Tablet::enrolled(&room);
    let seen = [tablet.note(NOON_MS - 3 * HOUR_MS, person(1), checked_in())];
    let (state, back) = room
        .with(CRISIS, |desk| {
            desk.register
                .deliver(desk.ledger, &seen, NOON_MS, NOON_MS)?;
            let source = Source::SelfReport;
            let (register, ledger) = (&mut *desk.register, &mut *desk.ledger);
            register.note(ledger, person(2), Act::Registered { source }, "m", NOON_MS)?;
            let at_eight = NOON_MS - 4 * HOUR_MS;
            register.note(ledger, person(1), Act::NotReached, "m", at_eight)?;
            let board = register.board();
            let conflicts = board.conflicts.iter();
            let back = conflicts.filter(|it| it.kind.code() == "clock_back");
            Ok((
                board.persons.get(&person(1)).map(|it| it.state),
                back.count(),
            ))
        })
        .unwrap();
    assert_eq!((state, back), (Some(FunnelState::AtAssemblyPoint), 0));
}

#[test]
fn who_is_erased_is_erased_beside_a_note_that_waits_too() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(folder.path(), 0);
    let mut tablet = Tablet::enrolled(&room);
    let source = Source::WalkIn;
    let note = tablet.note(NOON_MS, person(5), Act::Registered { source });
    let name = NameForm {
        script: Script::Latin,
        family: "Roy".to_owned(),
        given: "Ann".to_owned(),
    };
    let record = Person::named(person(5), name, source);
    let sealed = || {
        room.with(CRISIS, |desk| {
            let mut waits = desk.register.waiting_aside();
            Ok(waits.any(|it| it.record.is_some()))
        })
        .unwrap()
    };
    room.with(CRISIS, |desk| {
        let (register, ledger) = (&mut *desk.register, &mut *desk.ledger);
        for device in register.devices.values_mut() {
            device.revoked_ms = Some(NOON_MS);
        }
        let delivery = register.deliver(ledger, &[note], NOON_MS, NOON_MS)?;
        let records = vec![serde_json::to_value(&record).unwrap()];
        register.take_records(ledger, desk.vault, records, &delivery, NOON_MS)?;
        Ok(())
    })
    .unwrap();
    assert!(sealed());
    room.with(CRISIS, |desk| {
        let (register, ledger) = (&mut *desk.register, &mut *desk.ledger);
        register.put_person(ledger, desk.vault, readings(), record.clone())?;
        register.note_registered(ledger, &[(person(5), source)], "mika", NOON_MS)?;
        let reason = ErasureReason::Asked;
        register.erase(ledger, person(5), reason, NOON_MS)?;
        Ok(())
    })
    .unwrap();
    assert!(!sealed());
}
