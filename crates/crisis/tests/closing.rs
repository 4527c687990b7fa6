//! Boarding closed: families in two parts are decided by a person, scans that come late contradict and merge, seats come back.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use vigie_crisis::seat::{
    Answer, Claim, Entry, EntryState, Escrow, Manifest, MinorAlone, OfferState, SplitDecision,
};
use vigie_crisis::{
    Act, ClosedBoarding, ConflictKind, Event, Facts, FunnelState, GroupId, Journal, JourneyConfig,
    Leg, LegId, LegStatus, Mode, PersonId, PlaceId, Reply, Source,
};
use vigie_sea::Time;

use support::{Chance, Device};

const LEG: LegId = LegId::from_number(1);
const CLOSED_MS: i64 = 1_000_000;

fn person(number: u128) -> PersonId {
    PersonId::from_number(number)
}

fn entry(number: u128, family: u128, minor: bool, state: EntryState) -> Entry {
    Entry {
        person: person(number),
        group: GroupId::from_number(family),
        partner: "JP".to_owned(),
        stretcher: false,
        minor,
        guardian: !minor,
        standby: None,
        state,
    }
}

/// Family 1: two adults and a child, one adult aboard. Family 2 whole aboard. Family 3 on standby, one of two aboard.
fn door() -> Manifest {
    use EntryState::{Boarded, Expected, Standby};
    Manifest {
        leg: LEG,
        places: (10, 0),
        closed: false,
        entries: vec![
            entry(1, 1, false, Boarded),
            entry(2, 1, false, Expected),
            entry(3, 1, true, Expected),
            entry(4, 2, false, Boarded),
            entry(5, 3, false, Boarded),
            entry(6, 3, false, Standby),
            entry(7, 4, false, Expected),
        ],
    }
}

#[test]
fn a_family_in_two_parts_is_named_and_goes_by_what_is_decided() {
    let families = [1, 3].map(GroupId::from_number);
    let mut manifest = door();
    assert_eq!(manifest.split(), families);
    assert_eq!(
        manifest.decide(families[0], SplitDecision::Part),
        Ok(vec![])
    );
    let off = manifest.decide(families[1], SplitDecision::Together);
    assert_eq!(off, Ok(vec![person(5)]));
    assert_eq!(manifest.split(), [families[0]]);
    let closing = manifest.close();
    assert_eq!(closing.carried["JP"], 2);
    let absent: BTreeSet<PersonId> = closing.no_show.into_iter().collect();
    assert_eq!(
        absent,
        BTreeSet::from([2, 3, 7].map(person)),
        "who stood by or got off is no no-show"
    );
    assert_eq!(closing.empty, (8, 0));
}

#[test]
fn no_decision_leaves_a_minor_without_an_adult_of_the_family() {
    let family = GroupId::from_number(1);
    let mut manifest = door();
    // Both adults aboard, the child ashore; then the other way round.
    manifest.entries[1].state = EntryState::Boarded;
    assert_eq!(
        manifest.decide(family, SplitDecision::Part),
        Err(MinorAlone)
    );
    for entry in &mut manifest.entries[..3] {
        entry.state = match entry.state {
            EntryState::Boarded => EntryState::Expected,
            _ => EntryState::Boarded,
        };
    }
    assert!(manifest.parts_minor(family));
    let off = manifest.decide(family, SplitDecision::Together);
    assert_eq!(
        off,
        Ok(vec![person(3)]),
        "the child gets off to its parents"
    );
}

/// What several devices and the node noted of four people around the closing.
fn story() -> Vec<Event> {
    let (mut node, mut gate, mut far) = (Device::new(1), Device::new(2), Device::new(3));
    let mut all = Vec::new();
    for number in 1..=4 {
        let source = Source::Roca;
        all.push(node.note(0, person(number), Act::Registered { source }));
        let reply = Reply::WantsOut;
        all.push(node.note(1, person(number), Act::Replied { reply }));
    }
    let boarded = Act::Boarded { leg: LEG };
    all.push(gate.note(CLOSED_MS - 900, person(1), boarded.clone()));
    // The node closes: of 2 and 3 it has seen no scan.
    for number in [2, 3] {
        all.push(node.note(CLOSED_MS, person(number), Act::NoShow { leg: LEG }));
    }
    // A device without a network scanned 2 before, and 4, who was on no list, after.
    all.push(far.note(CLOSED_MS - 500, person(2), boarded.clone()));
    all.push(far.note(CLOSED_MS + 500, person(4), boarded));
    all
}

fn facts() -> Facts {
    let closed = ClosedBoarding {
        closed_ms: CLOSED_MS,
        aboard: [person(1)].into(),
    };
    Facts {
        closed: BTreeMap::from([(LEG, closed)]),
        ..Facts::default()
    }
}

#[test]
fn scans_that_come_late_contradict_the_closing_in_any_order_and_nothing_is_lost() {
    let all = story();
    let mut digests = BTreeSet::new();
    for seed in 0..20 {
        let mut order = all.clone();
        order.extend(all.iter().take(4).cloned());
        Chance(seed).shuffle(&mut order);
        let mut journal = Journal::default();
        for event in order {
            journal.take(event);
        }
        assert_eq!(journal.len(), all.len());
        digests.insert(journal.fold(&facts(), &JourneyConfig::default()).digest());
    }
    assert_eq!(digests.len(), 1);
    let journal: Journal = all.iter().cloned().collect();
    let board = journal.fold(&facts(), &JourneyConfig::default());
    let states = [1, 2, 3, 4].map(|number| board.persons[&person(number)].state);
    use FunnelState::{Embarked, Unaccounted};
    assert_eq!(states, [Embarked, Unaccounted, Unaccounted, Embarked]);
    let missed = [1, 2, 3, 4].map(|number| board.persons[&person(number)].no_show);
    assert_eq!(missed, [None, Some(LEG), Some(LEG), None]);
    let kinds: Vec<&ConflictKind> = board.conflicts.iter().map(|it| &it.kind).collect();
    let of = |number: u128, act: &Act| {
        let mut events = all.iter();
        events
            .find(|it| it.person == person(number) && it.act == *act)
            .unwrap()
            .id
    };
    let (boarded, absent) = (Act::Boarded { leg: LEG }, Act::NoShow { leg: LEG });
    assert!(kinds.contains(&&ConflictKind::NoShowAboard {
        person: person(2),
        leg: LEG,
        events: [of(2, &boarded), of(2, &absent)],
    }));
    assert!(kinds.contains(&&ConflictKind::LateAboard {
        person: person(4),
        leg: LEG,
        event: of(4, &boarded),
        closed_ms: CLOSED_MS,
    }));
    assert_eq!(kinds.len(), 2, "{kinds:?}");
}

#[test]
fn who_did_not_come_is_looked_for_until_seen_and_a_correction_takes_it_back() {
    let all = story();
    let mut journal: Journal = all.iter().cloned().collect();
    let mut desk = Device::new(9);
    let place = PlaceId::from_number(4);
    let document = None;
    journal.take(desk.note(
        CLOSED_MS + 900,
        person(3),
        Act::CheckedIn { place, document },
    ));
    // The closing was undone: the no-show of 2 counts no more, the scan does.
    let absent = all
        .iter()
        .find(|it| it.person == person(2) && it.act == Act::NoShow { leg: LEG });
    let of = absent.unwrap().id;
    journal.take(desk.note(CLOSED_MS + 950, person(2), Act::Corrected { of }));
    let board = journal.fold(&Facts::default(), &JourneyConfig::default());
    let of = |number| &board.persons[&person(number)];
    assert_eq!(
        (of(3).state, of(3).no_show),
        (FunnelState::AtAssemblyPoint, None)
    );
    assert_eq!((of(2).state, of(2).no_show), (FunnelState::Embarked, None));
    assert_eq!(board.conflicts, []);
}

#[test]
fn who_came_late_and_was_settled_stays_settled_when_they_arrive() {
    let mut journal: Journal = story().into_iter().collect();
    let mut desk = Device::new(9);
    let late = |journal: &Journal| {
        let board = journal.fold(&facts(), &JourneyConfig::default());
        let mut conflicts = board.conflicts.into_iter();
        conflicts
            .find(|it| it.kind.code() == "late_aboard")
            .unwrap()
    };
    let conflict = late(&journal).id;
    journal.take(desk.note(CLOSED_MS + 900, person(4), Act::Settled { conflict }));
    assert!(late(&journal).settled.is_some());
    let place = PlaceId::from_number(2);
    journal.take(desk.note(CLOSED_MS + 950, person(4), Act::Arrived { place }));
    assert!(late(&journal).settled.is_some());
}

fn leg() -> Leg {
    let at = |minute: i64| Time::from_s(minute * 60);
    Leg {
        id: LEG,
        name: "CA1".to_owned(),
        owner: "CA".to_owned(),
        mode: Mode::Air,
        from: PlaceId::from_number(1),
        to: PlaceId::from_number(2),
        cutoff: at(100),
        departure: at(130),
        arrival: at(400),
        seats: 20,
        stretchers: 2,
        wheelchairs: None,
        pets: false,
        open_to: vec!["JP".to_owned()],
        document_required: false,
        cost: None,
        reliability_pct: 100,
        status: LegStatus::Confirmed,
    }
}

#[test]
fn what_nobody_used_comes_back_once_and_nothing_is_offered_behind_a_closed_door() {
    let at = |minute: i64| Time::from_s(minute * 60);
    let mut book = Escrow::new(&leg());
    book.use_own((6, 0)).unwrap();
    book.offer("JP", (8, 2), "", at(1), at(99)).unwrap();
    book.offer("JP", (4, 0), "", at(2), at(99)).unwrap();
    let claim = |number, offer, seats, stretchers| Claim {
        from: "JP".to_owned(),
        number,
        leg: LEG,
        offer,
        seats,
        stretchers,
    };
    assert_eq!(book.claim(&claim(1, 1, 5, 1), at(3)), Answer::Confirmed);
    assert_eq!(book.claim(&claim(2, 2, 3, 0), at(3)), Answer::Confirmed);
    // Five of eight seats were used, and no stretcher place.
    let used = BTreeMap::from([("JP".to_owned(), (5, 0))]);
    let back = book.close((7, 0), &used, at(90));
    let told: Vec<_> = back
        .iter()
        .map(|it| (it.offer, it.seats, it.stretchers))
        .collect();
    assert_eq!(told, [(1, 3, 1), (2, 1, 0), (2, 3, 0), (1, 0, 1)]);
    assert_eq!((book.held()["JP"], book.free()), ((5, 0), (8, 2)));
    assert!(
        book.offers
            .iter()
            .all(|it| it.state == OfferState::Released)
    );
    assert_eq!(
        book.close((7, 0), &used, at(91)),
        [],
        "closing again gives nothing more"
    );
    let shut = book.clone();
    assert!(book.offer("JP", (1, 0), "", at(92), at(99)).is_err());
    assert_ne!(book.claim(&claim(3, 2, 1, 0), at(92)), Answer::Confirmed);
    book = shut;
    book.reopen();
    book.offer("JP", (1, 0), "", at(92), at(99)).unwrap();
    // A book of before, without the mark, reads as open.
    let mut text = serde_json::to_value(&book).unwrap();
    assert!(text.get("closed").is_none());
    text["closed"] = serde_json::Value::Null;
    assert_eq!(serde_json::from_value::<Escrow>(text).unwrap().closed, None);
}
