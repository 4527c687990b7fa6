//! Families as groups of a plan, whole and in the parts in which they really are.
#![allow(clippy::unwrap_used, reason = "tests")]
use vigie_crisis::{NameForm, Reply, Script, Source};

use super::part::part_aboard;
use super::*;
use crate::crisis::{Desk, readings, testing};
use crate::live::now;

const SCHOOL: PlaceId = PlaceId::from_number(1);
const AIRPORT: PlaceId = PlaceId::from_number(2);
const FAMILY: GroupId = GroupId::from_number(70);
const LEG: LegId = LegId::from_number(7);

fn id(number: u128) -> PersonId {
    PersonId::from_number(number)
}

/// A mother (1), a father (2) and two children (3, 4) of one group, all known to be near the school.
fn with_family(test: impl FnOnce(&mut Desk<'_>) -> Result<(), Problem>) {
    let folder = tempfile::tempdir().unwrap();
    let (room, crisis) = (testing::room(folder.path(), 0, None), testing::CRISIS);
    room.with(crisis, |desk| {
        for number in 1..=4_u128 {
            let name = NameForm {
                script: Script::Latin,
                family: "Sato".to_owned(),
                given: number.to_string(),
            };
            let mut person = Person::named(id(number), name, Source::WalkIn);
            (person.group, person.place) = (Some(FAMILY), Some(SCHOOL));
            person.needs.minor = number > 2;
            person.guardian = (number > 2).then_some(id(1));
            let new = [(person.id, person.source)];
            desk.register
                .put_person(desk.ledger, desk.vault, readings(), person)?;
            desk.register
                .note_registered(desk.ledger, &new, "mika", now().ms())?;
        }
        test(desk)
    })
    .unwrap();
}

fn note(desk: &mut Desk<'_>, number: u128, act: Act) -> Result<(), Problem> {
    desk.register
        .note(desk.ledger, id(number), act, "mika", now().ms())?;
    Ok(())
}

fn check_in(desk: &mut Desk<'_>, number: u128, place: PlaceId) -> Result<(), Problem> {
    let act = Act::CheckedIn {
        place,
        document: None,
    };
    note(desk, number, act)
}

#[test]
fn a_family_of_which_one_answered_is_planned_whole() {
    with_family(|desk| {
        assert!(leavers(desk.register, "JP", now()).groups.is_empty());
        let reply = Reply::WantsOut;
        note(desk, 1, Act::Replied { reply })?;
        let found = leavers(desk.register, "JP", now());
        let sizes: Vec<_> = found.groups.iter().map(|it| (it.id, it.size)).collect();
        assert_eq!(sizes, [(FAMILY, 4)]);
        assert_eq!((found.groups[0].minors, found.groups[0].guardians), (2, 2));
        assert!(found.seen.is_empty(), "nobody has met them");
        note(desk, 2, Act::Declined { leg: None })?;
        assert_eq!(leavers(desk.register, "JP", now()).groups[0].size, 3);
        Ok(())
    });
}

#[test]
fn one_who_boarded_alone_commits_one_and_the_others_are_planned() {
    with_family(|desk| {
        for number in 1..=4 {
            check_in(desk, number, SCHOOL)?;
        }
        note(desk, 2, Act::Boarded { leg: LEG })?;
        let found = leavers(desk.register, "JP", now());
        let part = part_aboard(FAMILY, LEG);
        assert_eq!(
            found.committed,
            [Commitment {
                group: part,
                leg: LEG
            }]
        );
        let size = |id: GroupId| found.groups.iter().find(|it| it.id == id).map(|it| it.size);
        assert_eq!((size(part), size(FAMILY)), (Some(1), Some(3)));
        assert!(found.seen.contains_key(&FAMILY));
        assert_eq!(found.apart.minors_apart, 0, "their mother is with them");
        Ok(())
    });
}

#[test]
fn a_family_met_at_two_places_is_planned_from_both_and_no_minor_alone() {
    with_family(|desk| {
        let at = |found: &Leavers| {
            let groups = found.groups.iter();
            let mut at: Vec<(PlaceId, u16, u16)> =
                groups.map(|it| (it.at, it.size, it.minors)).collect();
            at.sort();
            at
        };
        // The mother at the airport, a child at the school; the others are said to be at the school.
        check_in(desk, 1, AIRPORT)?;
        check_in(desk, 3, SCHOOL)?;
        let found = leavers(desk.register, "JP", now());
        assert_eq!(at(&found), [(SCHOOL, 3, 2), (AIRPORT, 1, 0)]);
        assert_eq!((found.apart.elsewhere, found.apart.minors_apart), (1, 0));
        assert!(found.groups.iter().all(|it| it.escorted_by.is_none()));
        // The father came too: nobody waits at the school with the child, which counts with its parents.
        check_in(desk, 2, AIRPORT)?;
        check_in(desk, 4, AIRPORT)?;
        let found = leavers(desk.register, "JP", now());
        assert_eq!(at(&found), [(AIRPORT, 4, 2)]);
        assert_eq!(found.groups[0].id, FAMILY);
        assert_eq!((found.apart.elsewhere, found.apart.minors_apart), (1, 1));
        check_in(desk, 3, AIRPORT)?;
        let found = leavers(desk.register, "JP", now());
        assert_eq!(at(&found), [(AIRPORT, 4, 2)]);
        assert_eq!(found.apart, Apart::default());
        Ok(())
    });
}

#[test]
fn each_part_of_a_family_goes_by_what_is_planned_for_it() {
    with_family(|desk| {
        check_in(desk, 1, AIRPORT)?;
        check_in(desk, 2, SCHOOL)?;
        let found = leavers(desk.register, "JP", now());
        let [mother, father] = [1, 2].map(|it| found.group_of[&id(it)]);
        assert_ne!(mother, father);
        let person = |desk: &Desk<'_>, number| desk.register.persons[&id(number)].clone();
        let people = [1, 2, 3].map(|number| person(desk, number));
        let of = |desk: &mut Desk<'_>, plan: Option<&PlanPaper>| {
            let seating = Seating::read(desk.register, plan, now());
            people.each_ref().map(|it| seating.group(it))
        };
        // The children are where most of the family is.
        let mut paper = paper(found.groups);
        let want = [Some(mother), Some(father), Some(father)];
        assert_eq!(of(desk, Some(&paper)), want);
        // A plan from before they parted, and none: the family's.
        paper.instance.groups.retain(|it| it.id == FAMILY);
        assert_eq!(of(desk, Some(&paper)), [Some(FAMILY); 3]);
        assert_eq!(of(desk, None), [Some(FAMILY); 3]);
        note(desk, 1, Act::Declined { leg: None })?;
        assert_eq!(of(desk, Some(&paper))[0], None, "who stays has no seat");
        Ok(())
    });
}

#[test]
fn who_left_is_on_the_leg_where_the_plan_had_a_seat_for_them() {
    with_family(|desk| {
        check_in(desk, 1, AIRPORT)?;
        check_in(desk, 2, SCHOOL)?;
        let found = leavers(desk.register, "JP", now());
        let mother = found.group_of[&id(1)];
        let later = LegId::from_number(8);
        let mut paper = paper(found.groups);
        let seat = |group, leg| vigie_crisis::plan::Assignment {
            group,
            ride: None,
            leg,
        };
        paper.plan.assignments = vec![seat(mother, LEG), seat(FAMILY, later)];
        // Aboard she is a part that no plan knew.
        note(desk, 1, Act::Boarded { leg: LEG })?;
        let seating = Seating::read(desk.register, Some(&paper), now());
        assert_eq!(seating.part_on(FAMILY, LEG), Some(mother));
        assert_eq!(seating.part_on(FAMILY, later), Some(FAMILY));
        Ok(())
    });
}

/// A plan for these groups, in which nobody goes.
fn paper(groups: Vec<PlanGroup>) -> PlanPaper {
    let instance = Instance {
        start: now(),
        slot_min: 60,
        slots: 1,
        partners: vec!["JP".to_owned()],
        assembly: vec![],
        embarkation: vec![],
        havens: vec![],
        roads: vec![],
        legs: vec![],
        vehicles: vec![],
        groups,
        weights: vigie_crisis::plan::Weights::default(),
    };
    let plan = Plan {
        assignments: vec![],
        trips: vec![],
        standby: vec![],
        objective: 0,
        bound: 0.0,
        prices: vigie_crisis::plan::Prices::default(),
        method: String::new(),
    };
    PlanPaper {
        version: 1,
        made_ms: 0,
        by: "mika".to_owned(),
        instance,
        committed: vec![],
        plan,
        partners: vec![],
        changed: vec![],
        disrupted: vec![],
        apart: Apart::default(),
    }
}

#[test]
fn children_whose_parents_boarded_without_them_are_told_of_and_follow() {
    with_family(|desk| {
        for number in 1..=4 {
            check_in(desk, number, AIRPORT)?;
        }
        for number in 1..=2 {
            note(desk, number, Act::Boarded { leg: LEG })?;
        }
        let found = leavers(desk.register, "JP", now());
        let rest = found.groups.iter().find(|it| it.id == FAMILY).unwrap();
        assert_eq!((rest.size, rest.minors, rest.at), (2, 2, AIRPORT));
        assert_eq!(rest.escorted_by, Some(part_aboard(FAMILY, LEG)));
        assert_eq!(found.apart.minors_apart, 2);
        for number in 3..=4 {
            note(desk, number, Act::Boarded { leg: LEG })?;
        }
        let found = leavers(desk.register, "JP", now());
        assert_eq!(
            found.committed,
            [Commitment {
                group: FAMILY,
                leg: LEG
            }]
        );
        assert_eq!((found.groups.len(), found.apart.minors_apart), (1, 0));
        Ok(())
    });
}

#[test]
fn who_did_not_come_to_a_leg_is_planned_again_and_counts_as_nobody_known() {
    with_family(|desk| {
        for number in 1..=4 {
            check_in(desk, number, AIRPORT)?;
        }
        for number in 1..=4 {
            note(desk, number, Act::NoShow { leg: LEG })?;
        }
        let found = leavers(desk.register, "JP", now());
        let groups: Vec<_> = found
            .groups
            .iter()
            .map(|it| (it.id, it.size, it.at))
            .collect();
        assert_eq!(
            groups,
            [(FAMILY, 4, AIRPORT)],
            "from where they were seen last"
        );
        assert_eq!(found.committed, []);
        assert_eq!(crate::crisis::work::accounted(desk.register).0, 0);
        // Said to be missing, nobody keeps a seat for them.
        for number in 1..=4 {
            note(desk, number, Act::NotReached)?;
        }
        assert!(leavers(desk.register, "JP", now()).groups.is_empty());
        Ok(())
    });
}
