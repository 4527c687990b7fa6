//! After a crisis: times come from what stands, and no figure says what a few people did.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use support::Device;
use vigie_crisis::{
    Act, AfterLine, AfterReport, CELL_LEAST, Channel, Class, Facts, FunnelState, Journal,
    JourneyConfig, LegId, PersonId, PlaceId, Reached, Source, Step, Traits, after,
};

const HOUR_MS: i64 = 3_600_000;
const ONSET_MS: i64 = 1_772_600_000_000;
const LEG: LegId = LegId::from_number(7);
const PLACE: PlaceId = PlaceId::from_number(3);

fn at(hours: i64) -> i64 {
    ONSET_MS + hours * HOUR_MS
}

fn report(journal: &Journal, traits: &BTreeMap<PersonId, Traits>) -> AfterReport {
    let config = JourneyConfig::default();
    let board = journal.fold(&Facts::default(), &config);
    after(&board, &journal.moments(&config), traits, ONSET_MS)
}

fn registered() -> Act {
    Act::Registered {
        source: Source::Roca,
    }
}

fn contacted() -> Act {
    Act::Contacted {
        channel: Channel::Phone,
    }
}

fn checked_in() -> Act {
    Act::CheckedIn {
        place: PLACE,
        document: None,
    }
}

/// Each person noted by a device of their own, so that numbers and times agree.
fn note_all(journal: &mut Journal, number: u128, acts: &[(i64, Act)]) -> Device {
    let mut device = Device::new(number);
    for (hours, act) in acts {
        let person = PersonId::from_number(number);
        journal.take(device.note(at(*hours), person, act.clone()));
    }
    device
}

/// Six people who were called after 1, 2 … 6 hours, boarded after 10 and arrived after 20.
fn six() -> (Journal, Vec<Device>) {
    let mut journal = Journal::default();
    let one = |n: u128| {
        let hours = i64::try_from(n).unwrap();
        let acts = [
            (0, registered()),
            (hours, contacted()),
            (8, checked_in()),
            (10, Act::Boarded { leg: LEG }),
            (20, Act::Arrived { place: PLACE }),
        ];
        note_all(&mut journal, n, &acts)
    };
    let devices = (1..=6).map(one).collect();
    (journal, devices)
}

fn figures(reached: Reached) -> (Option<u32>, Option<f64>, Option<f64>) {
    (reached.people, reached.median_h, reached.p90_h)
}

#[test]
fn times_run_from_the_onset_and_count_who_made_the_step() {
    let (journal, _) = six();
    let told = report(&journal, &BTreeMap::new());
    assert_eq!((told.people, told.open), (Some(6), Some(0)));
    assert_eq!(told.states[&FunnelState::Arrived], Some(6));
    assert_eq!(
        figures(told.steps[&Step::Contacted]),
        (Some(6), Some(3.0), Some(6.0))
    );
    assert_eq!(
        figures(told.steps[&Step::Arrived]),
        (Some(6), Some(20.0), Some(20.0))
    );
    assert_eq!(figures(told.steps[&Step::Offered]), (Some(0), None, None));
}

#[test]
fn what_was_undone_or_corrected_is_no_step() {
    let (mut journal, mut devices) = six();
    // The first call is taken back: five remain, and one who was not called is too few to be told.
    let called = journal
        .events()
        .find(|event| event.act == contacted())
        .unwrap()
        .id;
    let person = PersonId::from_number(1);
    let wrong = devices[0].note(at(21), person, Act::Corrected { of: called });
    journal.take(wrong);
    // All leave the ship again before it goes.
    for (device, n) in devices.iter_mut().zip(1..) {
        let person = PersonId::from_number(n);
        journal.take(device.note(at(22), person, Act::Boarded { leg: LEG }));
        journal.take(device.note(at(23), person, Act::Offloaded { leg: LEG }));
    }
    let told = report(&journal, &BTreeMap::new());
    assert_eq!(
        figures(told.steps[&Step::Contacted]),
        (None, Some(4.0), Some(6.0))
    );
    assert_eq!(figures(told.steps[&Step::Embarked]), (Some(0), None, None));
    assert_eq!(figures(told.steps[&Step::Arrived]), (Some(0), None, None));
    assert_eq!(told.open, Some(6));
}

#[test]
fn a_small_class_is_withheld_and_cannot_be_subtracted() {
    let (mut journal, _) = six();
    for n in 11..=13 {
        note_all(&mut journal, n, &[(0, registered()), (1, contacted())]);
    }
    let class = |n: u128, class| (PersonId::from_number(n), Some(class));
    let traits: BTreeMap<PersonId, Traits> = (1..=6)
        .map(|n| class(n, Class::General))
        .chain((11..=13).map(|n| class(n, Class::Stretcher)))
        .map(|(person, class)| {
            let nationality = Some("CAN".to_owned());
            (
                person,
                Traits {
                    class,
                    nationality,
                    place: None,
                },
            )
        })
        .collect();
    let told = report(&journal, &traits);
    assert_eq!(told.people, Some(9));
    let people: Vec<_> = told.classes.iter().map(|line| line.people).collect();
    assert_eq!(people, [None, None], "nine less six is three");
    let arrived = |line: &AfterLine| line.steps[&Step::Arrived].people;
    assert!(told.classes.iter().all(|line| arrived(line).is_none()));
    assert_eq!(told.nationalities[0].people, Some(9));
    // Three of nine are not out: neither they nor who is out is told.
    assert_eq!(told.steps[&Step::Arrived].people, None);
    assert_eq!(told.states[&FunnelState::Contacted], None);
    assert_eq!(
        (told.states[&FunnelState::Arrived], told.open),
        (None, None)
    );
}

/// Whether a table says of a few people what they did: in a row, or by the total less the other rows.
fn gives_away(told: &AfterReport, rows: &[AfterLine], real: &[(u32, [u32; 6])]) -> bool {
    let small = |n: u32| (1..CELL_LEAST).contains(&n);
    Step::ALL.iter().zip(0..).any(|(step, nth): (_, usize)| {
        let mut hidden = Vec::new();
        for (row, (people, steps)) in rows.iter().zip(real) {
            let came = steps[nth];
            match row.steps[step].people {
                Some(shown) if shown != came || small(came) || small(people - came) => return true,
                Some(_) => {}
                None => hidden.push((came, people - came)),
            }
        }
        let sum = |of: fn(&(u32, u32)) -> u32| hidden.iter().map(of).sum::<u32>();
        let is_total = told.steps[step].people.is_some();
        is_total
            && !hidden.is_empty()
            && (hidden.len() == 1 || small(sum(|it| it.0)) || small(sum(|it| it.1)))
    })
}

proptest! {
    #[test]
    fn nobody_can_work_out_what_a_few_people_did(
        classes in proptest::collection::vec((0_u32..14, 0_u32..14), 4)
    ) {
        let mut journal = Journal::default();
        let mut traits = BTreeMap::new();
        let (mut number, mut real) = (0_u128, Vec::new());
        for (class, (people, came)) in Class::ALL.iter().zip(&classes) {
            let came = (*came).min(*people);
            for n in 0..*people {
                number += 1;
                let more = (n < came).then_some((2, contacted()));
                let acts: Vec<(i64, Act)> = std::iter::once((0, registered())).chain(more).collect();
                note_all(&mut journal, number, &acts);
                let known = Traits { class: Some(*class), ..Traits::default() };
                traits.insert(PersonId::from_number(number), known);
            }
            if *people > 0 {
                real.push((class.code(), (*people, [came, 0, 0, 0, 0, 0])));
            }
        }
        // Rows are in the order of their names.
        real.sort_by_key(|it| it.0);
        let real: Vec<(u32, [u32; 6])> = real.into_iter().map(|it| it.1).collect();
        let told = report(&journal, &traits);
        prop_assert_eq!(told.classes.len(), real.len());
        prop_assert!(!gives_away(&told, &told.classes, &real), "{:?}", told);
        let of_total = told.steps[&Step::Contacted].people;
        let came: u32 = real.iter().map(|it| it.1[0]).sum();
        prop_assert!(of_total.is_none_or(|n| n == came));
        if let Some(open) = told.open {
            prop_assert_eq!(u128::from(open), number);
        }
    }
}
