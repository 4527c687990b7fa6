//! Acceptance A10: after every event the states add up to the register, whatever happens to whom.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use support::{Chance, Device};
use vigie_crisis::{
    Act, Channel, Event, EventId, Facts, FunnelState, Journal, JourneyConfig, LegId, PersonId,
    PlaceId, Reply, Source,
};

fn act(kind: u8, n: u128, of: EventId) -> Act {
    let leg = LegId::from_number(n % 3);
    let place = PlaceId::from_number(n % 3);
    match kind % 18 {
        0 | 1 => Act::Registered {
            source: Source::SelfReport,
        },
        2 => Act::Contacted {
            channel: Channel::Sms,
        },
        3 => Act::NotReached,
        4 => Act::Replied { reply: Reply::Safe },
        5 => Act::Replied {
            reply: Reply::WantsOut,
        },
        6 => Act::Replied {
            reply: Reply::OwnWay,
        },
        7 => Act::Offered { leg },
        8 => Act::Accepted { leg },
        9 => Act::Declined { leg: Some(leg) },
        10 => Act::CheckedIn {
            place,
            document: None,
        },
        11 => Act::Boarded { leg },
        12 => Act::Offloaded { leg },
        13 => Act::NoShow { leg },
        14 => Act::Arrived { place },
        15 => Act::Deceased,
        16 => Act::Merged {
            into: PersonId::from_number(n % 7),
        },
        _ => Act::Corrected { of },
    }
}

/// Who must be in the register, by another way than the fold's: people with an event that stands, merged ones under the
/// id that remains.
fn register(events: &[Event]) -> BTreeSet<PersonId> {
    let here: BTreeMap<EventId, &Act> = events.iter().map(|e| (e.id, &e.act)).collect();
    let void: BTreeSet<EventId> = events
        .iter()
        .filter_map(|e| match e.act {
            Act::Corrected { of } => here
                .get(&of)
                .filter(|act| !matches!(act, Act::Corrected { .. }))
                .map(|_| of),
            _ => None,
        })
        .collect();
    let stands: Vec<&Event> = events.iter().filter(|e| !void.contains(&e.id)).collect();
    let mut into: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
    for event in &stands {
        if let Act::Merged { into: to } = event.act {
            into.entry(event.person).or_default().insert(to);
        }
    }
    let remaining = |person: PersonId| {
        let mut at = person;
        for _ in 0..20 {
            match into.get(&at) {
                Some(to) if to.len() == 1 => at = *to.first().unwrap(),
                _ => return at,
            }
        }
        person
    };
    stands
        .iter()
        .filter(|e| !matches!(e.act, Act::Merged { .. } | Act::Corrected { .. }))
        .map(|e| remaining(e.person))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_states_add_up_to_the_register_after_every_event(
        steps in proptest::collection::vec((any::<u8>(), 0u128..7, 0u128..100, 0usize..3, 0i64..100_000), 1..60),
    ) {
        let mut devices = [Device::new(1), Device::new(2), Device::new(3)];
        let mut events: Vec<Event> = Vec::new();
        let mut journal = Journal::default();
        for (kind, person, n, device, at_s) in steps {
            let of = events.get(n as usize % events.len().max(1)).map_or(EventId { device: devices[0].id, seq: 9_999 }, |e| e.id);
            let event = devices[device].note(at_s * 1_000, PersonId::from_number(person), act(kind, n, of));
            events.push(event.clone());
            journal.take(event);
            let board = journal.fold(&Facts::default(), &JourneyConfig::default());
            let want = register(&events);
            let by_state: u32 = FunnelState::ALL.iter().map(|s| board.funnel().of(*s)).sum();
            prop_assert_eq!(by_state as usize, want.len());
            prop_assert_eq!(board.persons.keys().copied().collect::<BTreeSet<_>>(), want);
        }
    }

    #[test]
    fn the_order_of_arrival_and_copies_change_nothing(
        steps in proptest::collection::vec((any::<u8>(), 0u128..7, 0u128..100, 0usize..3, 0i64..100_000), 1..60),
        seed in any::<u64>(),
    ) {
        let mut devices = [Device::new(1), Device::new(2), Device::new(3)];
        let mut events: Vec<Event> = Vec::new();
        for (kind, person, n, device, at_s) in steps {
            let of = events.get(n as usize % events.len().max(1)).map_or(EventId { device: devices[0].id, seq: 1 }, |e| e.id);
            events.push(devices[device].note(at_s * 1_000, PersonId::from_number(person), act(kind, n, of)));
        }
        let fold = |events: &[Event]| {
            let mut journal = Journal::default();
            for event in events {
                journal.take(event.clone());
            }
            journal.fold(&Facts::default(), &JourneyConfig::default())
        };
        let want = fold(&events);
        let mut chance = Chance(seed);
        let mut other = events.clone();
        other.extend(events.iter().take(5).cloned());
        chance.shuffle(&mut other);
        prop_assert_eq!(fold(&other), want);
    }
}

fn story(steps: &[(i64, Act)]) -> vigie_crisis::Board {
    let mut device = Device::new(1);
    let mut journal = Journal::default();
    for (at_s, act) in steps {
        journal.take(device.note(at_s * 1_000, PersonId::from_number(1), act.clone()));
    }
    journal.fold(&Facts::default(), &JourneyConfig::default())
}

#[test]
fn the_way_out_step_by_step() {
    let leg = LegId::from_number(1);
    let place = PlaceId::from_number(1);
    let way = [
        (
            Act::Registered {
                source: Source::Roca,
            },
            FunnelState::Registered,
        ),
        (
            Act::Contacted {
                channel: Channel::Email,
            },
            FunnelState::Contacted,
        ),
        (Act::NotReached, FunnelState::Unaccounted),
        (
            Act::Replied {
                reply: Reply::WantsOut,
            },
            FunnelState::WantsToLeave,
        ),
        (Act::Offered { leg }, FunnelState::Offered),
        (Act::Declined { leg: Some(leg) }, FunnelState::WantsToLeave),
        (Act::Offered { leg }, FunnelState::Offered),
        (Act::Accepted { leg }, FunnelState::Accepted),
        (
            Act::CheckedIn {
                place,
                document: None,
            },
            FunnelState::AtAssemblyPoint,
        ),
        (Act::Boarded { leg }, FunnelState::Embarked),
        (
            Act::Contacted {
                channel: Channel::Sms,
            },
            FunnelState::Embarked,
        ),
        (Act::Replied { reply: Reply::Safe }, FunnelState::Embarked),
        (Act::Arrived { place }, FunnelState::Arrived),
        (Act::NotReached, FunnelState::Arrived),
        (Act::HandedOver, FunnelState::Arrived),
        (Act::Closed, FunnelState::Arrived),
    ];
    for n in 1..=way.len() {
        let steps: Vec<(i64, Act)> = way[..n]
            .iter()
            .zip(0..)
            .map(|((act, _), t)| (t * 3_600, act.clone()))
            .collect();
        let board = story(&steps);
        assert_eq!(
            board.persons[&PersonId::from_number(1)].state,
            way[n - 1].1,
            "after {n}"
        );
        assert!(
            board.conflicts.is_empty(),
            "after {n}: {:?}",
            board.conflicts
        );
    }
}

#[test]
fn a_contradiction_stays_listed_until_a_person_settles_it_or_corrects_an_event() {
    let mut device = Device::new(1);
    let person = PersonId::from_number(1);
    let leg = LegId::from_number(1);
    let place = PlaceId::from_number(1);
    let mut journal = Journal::default();
    let mut note = |journal: &mut Journal, at_s: i64, act: Act| {
        let event = device.note(at_s * 1_000, person, act);
        journal.take(event.clone());
        event.id
    };
    note(
        &mut journal,
        0,
        Act::Registered {
            source: Source::Roca,
        },
    );
    note(&mut journal, 10, Act::Boarded { leg });
    let seen = note(
        &mut journal,
        20,
        Act::CheckedIn {
            place,
            document: None,
        },
    );
    let fold = |journal: &Journal| journal.fold(&Facts::default(), &JourneyConfig::default());
    let board = fold(&journal);
    assert_eq!(board.conflicts.len(), 1);
    assert_eq!(
        board.persons[&person].state,
        FunnelState::AtAssemblyPoint,
        "nobody is left behind"
    );

    let mut let_stand = journal.clone();
    let conflict = board.conflicts[0].id.clone();
    note(&mut let_stand, 30, Act::Settled { conflict });
    let settled = fold(&let_stand);
    assert_eq!(settled.open_conflicts().count(), 0);
    assert_eq!(settled.conflicts.len(), 1, "it stays in the list");

    note(&mut journal, 30, Act::Corrected { of: seen });
    let corrected = fold(&journal);
    assert!(
        corrected
            .conflicts
            .iter()
            .all(|c| c.kind.code() != "ashore_after_boarding")
    );
    assert_eq!(corrected.persons[&person].state, FunnelState::Embarked);
}

#[test]
fn minors_alone_and_full_legs_are_listed() {
    let mut device = Device::new(1);
    let (child, mother) = (PersonId::from_number(1), PersonId::from_number(2));
    let leg = LegId::from_number(1);
    let mut journal = Journal::default();
    for person in [child, mother] {
        journal.take(device.note(
            0,
            person,
            Act::Registered {
                source: Source::Roca,
            },
        ));
    }
    journal.take(device.note(1, child, Act::Boarded { leg }));
    let facts = Facts {
        minors: BTreeMap::from([(child, Some(mother))]),
        seats: BTreeMap::from([(leg, 1)]),
        ..Facts::default()
    };
    let codes = |journal: &Journal| -> Vec<&'static str> {
        let board = journal.fold(&facts, &JourneyConfig::default());
        board.conflicts.iter().map(|c| c.kind.code()).collect()
    };
    assert_eq!(codes(&journal), ["minor_alone"]);
    journal.take(device.note(2, mother, Act::Boarded { leg }));
    assert_eq!(codes(&journal), ["over_capacity"]);
}

#[test]
fn who_was_met_on_board_or_at_home_needs_no_help_where_they_were() {
    let (person, leg, place) = (
        PersonId::from_number(1),
        LegId::from_number(1),
        PlaceId::from_number(1),
    );
    for met in [
        Act::Boarded { leg },
        Act::Arrived { place },
        Act::HandedOver,
        Act::Deceased,
    ] {
        let mut device = Device::new(1);
        let source = Source::SelfReport;
        let help = Act::Replied {
            reply: Reply::NeedsHelp,
        };
        let acts = [Act::Registered { source }, help.clone(), met.clone(), help];
        let mut journal = Journal::default();
        let mut needs = Vec::new();
        for (at_ms, act) in (0..).zip(acts) {
            journal.take(device.note(at_ms, person, act));
            let board = journal.fold(&Facts::default(), &JourneyConfig::default());
            needs.push(board.persons[&person].needs_help);
        }
        assert_eq!(needs, [false, true, false, true], "{met:?}");
    }
}
