//! Acceptance A9: twelve devices, 72 hours apart from each other, clocks that are wrong, copies and any order.
//!
//! Whatever the order in which the devices meet, all hold the same, nothing is lost, and what was made to contradict is
//! listed, all of it and nothing else.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use support::{Chance, Device};
use vigie_crisis::{
    Act, ConflictKind, Event, Facts, FunnelState, Journal, JourneyConfig, LegId, PersonId, PlaceId,
    Source,
};

const DEVICES: usize = 12;
const CHECK_INS: usize = 2_000;
const HOUR_MS: i64 = 3_600_000;
const START_MS: i64 = 1_772_600_000_000;

/// Which contradictions were made, by kind and person.
type Injected = BTreeSet<(&'static str, PersonId)>;

struct Story {
    /// Events by device; the node is device 0.
    devices: Vec<Vec<Event>>,
    injected: Injected,
}

fn person(number: usize) -> PersonId {
    PersonId::from_number(1_000 + number as u128)
}

fn place(device: usize) -> PlaceId {
    PlaceId::from_number(device as u128)
}

/// What the clock of a device shows: three of the twelve are wrong.
fn clock_ms(device: usize, true_ms: i64) -> i64 {
    match device {
        3 => true_ms + 2 * HOUR_MS,
        7 => true_ms - 24 * HOUR_MS,
        9 if true_ms > START_MS + 36 * HOUR_MS => true_ms - 5 * HOUR_MS,
        _ => true_ms,
    }
}

/// One thing that happens at a true time.
struct Deed {
    true_ms: i64,
    device: usize,
    person: PersonId,
    act: Act,
}

fn check_in(true_ms: i64, device: usize, person: PersonId) -> Deed {
    let act = Act::CheckedIn {
        place: place(device),
        document: None,
    };
    Deed {
        true_ms,
        device,
        person,
        act,
    }
}

fn other(chance: &mut Chance, device: usize) -> usize {
    1 + (device + chance.below(DEVICES - 1)) % DEVICES
}

/// Contradictions of five kinds, each for its own persons.
fn contradict(
    chance: &mut Chance,
    deeds: &mut Vec<Deed>,
    number: usize,
    device: usize,
    true_ms: i64,
    injected: &mut Injected,
) {
    let who = person(number);
    let minute = 60_000;
    let second = other(chance, device);
    let deed = |true_ms, device, act| Deed {
        true_ms,
        device,
        person: who,
        act,
    };
    let leg = |n: u128| LegId::from_number(n);
    match number % 100 {
        1 => {
            deeds.push(check_in(true_ms + 10 * minute, second, who));
            injected.insert(("two_places", who));
        }
        2 => {
            deeds.push(deed(
                true_ms + 40 * minute,
                device,
                Act::Boarded { leg: leg(1) },
            ));
            deeds.push(deed(
                true_ms + 45 * minute,
                second,
                Act::Boarded { leg: leg(2) },
            ));
            injected.insert(("two_legs", who));
        }
        3 => {
            deeds.push(deed(
                true_ms + 40 * minute,
                device,
                Act::Boarded { leg: leg(1) },
            ));
            deeds.push(check_in(true_ms + 90 * minute, second, who));
            injected.insert(("ashore_after_boarding", who));
        }
        4 => {
            deeds.push(deed(true_ms - 30 * minute, second, Act::Deceased));
            injected.insert(("seen_after_death", who));
        }
        5 => {
            let walk_in = PersonId::from_number(900_000 + number as u128);
            let read = || Act::CheckedIn {
                place: place(device),
                document: Some(format!("tag-{number}")),
            };
            let mut double = deed(
                true_ms + 50 * minute,
                second,
                Act::Registered {
                    source: Source::WalkIn,
                },
            );
            double.person = walk_in;
            deeds.push(double);
            let mut again = deed(true_ms + 51 * minute, second, read());
            again.person = walk_in;
            deeds.push(again);
            deeds.push(deed(true_ms + 52 * minute, device, read()));
            injected.insert(("same_document", who));
        }
        _ => {}
    }
}

fn story(seed: u64) -> Story {
    let mut chance = Chance(seed);
    let mut node = Device::new(100);
    let mut by_device: Vec<Vec<Event>> = vec![Vec::new(); DEVICES + 1];
    let mut deeds = Vec::new();
    let mut injected = Injected::new();
    for number in 0..DEVICES * CHECK_INS {
        let source = Source::Roca;
        by_device[0].push(node.note(START_MS, person(number), Act::Registered { source }));
        let device = 1 + number % DEVICES;
        let true_ms = START_MS + HOUR_MS + i64::from(chance.below(70 * 3_600) as u32) * 1_000;
        deeds.push(check_in(true_ms, device, person(number)));
        contradict(
            &mut chance,
            &mut deeds,
            number,
            device,
            true_ms,
            &mut injected,
        );
    }
    deeds.sort_by_key(|deed| (deed.true_ms, deed.device, deed.person));
    let mut devices: Vec<Device> = (0..=DEVICES)
        .map(|n| Device::new(200 + n as u128))
        .collect();
    let (mut jump_seq, mut copied) = (None, None);
    for deed in deeds {
        let shown = clock_ms(deed.device, deed.true_ms);
        if deed.device == 9 && shown < deed.true_ms && jump_seq.is_none() {
            jump_seq = Some(by_device[9].len() as u64 + 1);
        }
        if deed.device == 11 && by_device[11].len() == 1_000 {
            copied = Some(devices[11].clone());
        }
        let event = devices[deed.device].note(shown, deed.person, deed.act);
        by_device[deed.device].push(event);
    }
    // A backup of device 11 was restored for a moment and noted one event of its own.
    let twin = copied.unwrap().note(
        START_MS + 40 * HOUR_MS,
        person(0),
        Act::Contacted {
            channel: vigie_crisis::Channel::Phone,
        },
    );
    by_device[11].push(twin);
    injected.insert(("forked", person(0)));
    injected.insert(("clock_back", person(0)));
    // When a device meets the node, the node compares clocks.
    for (device, from_seq, add_ms) in [
        (3, 1, -2 * HOUR_MS),
        (7, 1, 24 * HOUR_MS),
        (9, jump_seq.unwrap(), 5 * HOUR_MS),
    ] {
        let device = devices[device].id;
        let act = Act::ClockNoted {
            device,
            from_seq,
            add_ms,
        };
        by_device[0].push(node.note(START_MS + 73 * HOUR_MS, person(0), act));
    }
    Story {
        devices: by_device,
        injected,
    }
}

/// What a conflict is called in the list of the injected.
fn names(kind: &ConflictKind) -> (&'static str, PersonId) {
    let who = match kind {
        ConflictKind::TwoLegs { person, .. }
        | ConflictKind::TwoPlaces { person, .. }
        | ConflictKind::AshoreAfterBoarding { person, .. }
        | ConflictKind::SeenAfterDeath { person, .. } => *person,
        ConflictKind::SameDocument { persons, .. } => persons[0],
        _ => person(0),
    };
    (kind.code(), who)
}

#[test]
fn twelve_devices_apart_for_three_days_lose_nothing_and_list_every_contradiction() {
    let story = story(17);
    let all: Vec<Event> = story.devices.iter().flatten().cloned().collect();
    let distinct: BTreeSet<&Event> = all.iter().collect();
    let mut digests = BTreeSet::new();
    for seed in 0..4u64 {
        let mut chance = Chance(seed);
        // Each order is another one, a tenth of the events comes twice, and devices hand over in parts.
        let mut order = all.clone();
        let again: Vec<Event> = (0..all.len() / 10)
            .map(|_| chance.pick(&all).clone())
            .collect();
        order.extend(again);
        chance.shuffle(&mut order);
        let parts: Vec<Journal> = order
            .chunks(5_000)
            .map(|part| part.iter().cloned().collect())
            .collect();
        let mut journal = Journal::default();
        for part in &parts {
            journal.merge(part);
            journal.merge(part);
        }
        assert_eq!(
            journal.len(),
            distinct.len(),
            "no event is lost, none twice"
        );
        assert!(journal.missing().is_empty(), "{:?}", journal.missing());
        let board = journal.fold(&Facts::default(), &JourneyConfig::default());
        digests.insert(board.digest());
        let listed: Injected = board.conflicts.iter().map(|c| names(&c.kind)).collect();
        // The clock that jumped back is told of only until the node has noted by how much.
        let mut want = story.injected.clone();
        want.remove(&("clock_back", person(0)));
        let wrong: Vec<_> = listed.symmetric_difference(&want).take(5).collect();
        assert!(wrong.is_empty(), "listed and injected differ: {wrong:?}");
        assert_eq!(board.funnel().sum() as usize, board.persons.len());
        let walk_ins = DEVICES * CHECK_INS / 100;
        assert_eq!(board.persons.len(), DEVICES * CHECK_INS + walk_ins);
    }
    assert_eq!(digests.len(), 1, "the same state on every node");
}

#[test]
fn a_clock_that_jumps_back_is_told_of_before_anyone_compared_it() {
    let story = story(17);
    let journal: Journal = story
        .devices
        .iter()
        .flatten()
        .filter(|event| !matches!(event.act, Act::ClockNoted { .. }))
        .cloned()
        .collect();
    let board = journal.fold(&Facts::default(), &JourneyConfig::default());
    let codes: BTreeSet<&str> = board.conflicts.iter().map(|c| c.kind.code()).collect();
    assert!(codes.contains("clock_back"), "{codes:?}");
}

#[test]
fn a_lost_event_is_missed_by_its_number() {
    let story = story(5);
    let mut journal = Journal::default();
    for event in story.devices.iter().flatten() {
        if !(event.id.device == story.devices[4][0].id.device && (10..13).contains(&event.id.seq)) {
            journal.take(event.clone());
        }
    }
    let missing = journal.missing();
    assert_eq!(missing.len(), 1);
    assert_eq!((missing[0].from_seq, missing[0].to_seq), (10, 12));
}

#[test]
fn a_clock_that_was_put_right_is_corrected_no_more() {
    let (mut tablet, mut node) = (Device::new(1), Device::new(2));
    let mut journal = Journal::default();
    let seen = |n: usize| Act::CheckedIn {
        place: place(n),
        document: None,
    };
    let first = tablet.note(START_MS + HOUR_MS, person(1), seen(1));
    let second = tablet.note(START_MS + 60_000, person(2), seen(1));
    let noted = |from_seq, add_ms| Act::ClockNoted {
        device: first.id.device,
        from_seq,
        add_ms,
    };
    for event in [
        node.note(START_MS, person(0), noted(1, -HOUR_MS)),
        node.note(START_MS, person(0), noted(2, 0)),
        first.clone(),
        second.clone(),
    ] {
        journal.take(event);
    }
    assert_eq!(journal.clock_offset_ms(first.id), -HOUR_MS);
    assert_eq!(journal.clock_offset_ms(second.id), 0);
    let board = journal.fold(&Facts::default(), &JourneyConfig::default());
    let since_ms = |number| board.persons[&person(number)].since_ms;
    assert_eq!((since_ms(1), since_ms(2)), (START_MS, START_MS + 60_000));
    let codes: BTreeSet<&str> = board.conflicts.iter().map(|c| c.kind.code()).collect();
    assert!(!codes.contains("clock_back"), "{codes:?}");
}

#[test]
fn what_people_enter_later_may_have_happened_earlier() {
    let (mut node, mut tablet) = (Device::new(1), Device::new(2));
    let mut journal = Journal::default();
    let source = Source::Roca;
    journal.take(node.note(START_MS, person(1), Act::Registered { source }));
    let at_nine = START_MS + HOUR_MS;
    journal.take(tablet.note(
        at_nine,
        person(1),
        Act::CheckedIn {
            place: place(1),
            document: None,
        },
    ));
    // Entered at noon, after another note of noon: nobody had reached the person at eight.
    journal.take(node.note(
        START_MS + 4 * HOUR_MS,
        person(2),
        Act::Registered { source },
    ));
    journal.take(node.note(START_MS, person(1), Act::NotReached));
    let fold = |by_hand| {
        let config = JourneyConfig {
            by_hand,
            ..JourneyConfig::default()
        };
        let board = journal.fold(&Facts::default(), &config);
        let is_back = |kind: &ConflictKind| matches!(kind, ConflictKind::ClockBack { .. });
        let back = board.conflicts.iter().filter(|c| is_back(&c.kind)).count();
        (board.persons[&person(1)].state, back)
    };
    assert_eq!(fold(Some(node.id)), (FunnelState::AtAssemblyPoint, 0));
    assert_eq!(
        fold(None),
        (FunnelState::Unaccounted, 1),
        "of a device it is a clock that went back"
    );
}
