//! Boarding closed at one node: who did not come is planned again, late scans contradict, families are decided by a person.
#![allow(clippy::unwrap_used, reason = "tests")]

use serde_json::json;
use vigie_crisis::plan::{Assignment, Plan, Prices, Standby};
use vigie_crisis::{DeviceId, Event, FunnelState, NameForm, Person, PlaceId, Script, Source};

use super::*;
use crate::crisis::{
    evacuation::{Apart, PlanPaper, Transport, leavers},
    joint::{Frame, Partner},
    readings, testing,
};

const PORT: PlaceId = PlaceId::from_number(2);
const HOUR_MS: i64 = 3_600_000;
const LEG: LegId = LegId::from_number(7);
const FAMILY: GroupId = GroupId::from_number(70);

fn id(number: u128) -> PersonId {
    PersonId::from_number(number)
}

/// One alone: a group of their own.
fn alone(number: u128) -> GroupId {
    GroupId(id(number).0)
}

fn transport() -> Transport {
    let at = |hours: i64| now().plus_ms(hours * HOUR_MS).to_string();
    let id = |number: u8| format!("{number:032x}");
    serde_json::from_value(json!({"own": "JP", "instance": {
        "start": at(-1), "slot_min": 60, "slots": 24, "partners": ["CA", "JP"], "assembly": [], "roads": [], "groups": [],
        "embarkation": [{"id": id(2), "name": "Clark", "position": [120.6, 15.2]}],
        "havens": [{"id": id(3), "name": "Naha", "position": [127.6, 26.2]}],
        "legs": [{
            "id": id(7), "name": "JAL 1", "owner": "JP", "mode": "air", "from": id(2), "to": id(3),
            "cutoff": at(1), "departure": at(2), "arrival": at(5), "seats": 8, "open_to": ["CA"],
        }],
    }}))
    .unwrap()
}

/// At the port a family of two adults (1, 2) and two children (3, 4) and one alone (6) have seats; another (5) stands by.
fn at_the_gate(test: impl FnOnce(&mut Desk<'_>) -> Result<(), Problem>) {
    let folder = tempfile::tempdir().unwrap();
    let (room, crisis) = (testing::room(folder.path(), 0, None), testing::CRISIS);
    room.with(crisis, |desk| {
        let kept = transport();
        kept.keep(desk.ledger, crisis)?;
        for number in 1..=6_u128 {
            let name = NameForm {
                script: Script::Latin,
                family: "Sato".to_owned(),
                given: number.to_string(),
            };
            let mut person = Person::named(id(number), name, Source::WalkIn);
            (person.group, person.place) = ((number < 5).then_some(FAMILY), Some(PORT));
            person.needs.minor = number == 3 || number == 4;
            person.guardian = person.needs.minor.then_some(id(1));
            let new = [(person.id, person.source)];
            desk.register
                .put_person(desk.ledger, desk.vault, readings(), person)?;
            desk.register
                .note_registered(desk.ledger, &new, "mika", now().ms() - 2 * HOUR_MS)?;
            let document = None;
            let act = Act::CheckedIn {
                place: PORT,
                document,
            };
            let at_ms = now().ms() - HOUR_MS;
            desk.register
                .note(desk.ledger, id(number), act, "gate", at_ms)?;
        }
        let seat = |group| Assignment {
            group,
            ride: None,
            leg: LEG,
        };
        let mut instance = kept.instance;
        instance.groups = leavers(desk.register, "JP", now()).groups;
        let paper = PlanPaper {
            version: 4,
            made_ms: 0,
            by: "mika".to_owned(),
            instance,
            committed: Vec::new(),
            plan: Plan {
                assignments: vec![seat(FAMILY), seat(alone(6))],
                trips: Vec::new(),
                standby: vec![Standby {
                    leg: LEG,
                    group: alone(5),
                    rank: 1,
                }],
                objective: 0,
                bound: 0.0,
                prices: Prices::default(),
                method: String::new(),
            },
            partners: Vec::new(),
            changed: Vec::new(),
            disrupted: Vec::new(),
            apart: Apart::default(),
        };
        paper.keep(desk.ledger, crisis)?;
        test(desk)
    })
    .unwrap();
}

fn note(desk: &mut Desk<'_>, number: u128, act: Act) -> Result<(), Problem> {
    desk.register
        .note(desk.ledger, id(number), act, "gate", now().ms())?;
    Ok(())
}

fn board(desk: &mut Desk<'_>, numbers: &[u128]) -> Result<(), Problem> {
    for number in numbers {
        note(desk, *number, Act::Boarded { leg: LEG })?;
    }
    Ok(())
}

fn close(desk: &mut Desk<'_>, families: &[(GroupId, SplitDecision)]) -> Result<Done, Problem> {
    let wish = CloseWish {
        families: families.iter().copied().collect(),
        ..CloseWish::default()
    };
    desk.close_boarding(LEG, &wish, &Partners::new(), "mika")
}

fn states(desk: &mut Desk<'_>) -> Vec<FunnelState> {
    let board = desk.register.board();
    (1..=6)
        .map(|number| board.persons[&id(number)].state)
        .collect()
}

fn people(lines: &[FinalLine]) -> Vec<PersonId> {
    let mut all: Vec<PersonId> = lines.iter().map(|it| it.person).collect();
    all.sort_unstable();
    all
}

#[test]
fn who_was_not_scanned_is_a_no_show_and_late_scans_are_said() {
    use FunnelState::{AtAssemblyPoint, Embarked, Unaccounted};
    at_the_gate(|desk| {
        board(desk, &[1, 2, 3, 4])?;
        let done = close(desk, &[])?;
        let crisis = desk.register.paper.id;
        assert_eq!(people(&done.paper.aboard), [1, 2, 3, 4].map(id));
        assert_eq!(
            people(&done.paper.absent),
            [id(6)],
            "who stands by is no no-show"
        );
        assert_eq!((done.paper.version, done.paper.empty), (4, (4, 0)));
        assert_eq!(done.paper.digest, done.paper.digest_of(crisis));
        let before = states(desk);
        assert_eq!(before[4..], [AtAssemblyPoint, Unaccounted]);
        assert_eq!(close(desk, &[]).unwrap_err().code, "boarding-is-closed");
        // The next plan looks for a seat for both, and not on this leg.
        let found = leavers(desk.register, "JP", now());
        let again: BTreeSet<GroupId> = found.groups.iter().map(|it| it.id).collect();
        assert!(again.contains(&alone(5)) && again.contains(&alone(6)));
        let mut instance = transport().instance;
        close_legs(
            &mut instance,
            &closings(desk.ledger, crisis)?,
            &Partners::new(),
        );
        assert_eq!(instance.legs[0].status, LegStatus::Closed);
        // A scan that comes late is kept, counts, and contradicts the final manifest.
        board(desk, &[5])?;
        let found: Vec<&str> = desk
            .register
            .board()
            .open_conflicts()
            .map(|it| it.kind.code())
            .collect();
        assert_eq!(found, ["late_aboard"]);
        assert_eq!(states(desk)[4], Embarked);
        let again = desk.reopen_boarding(LEG, " ", &Partners::new(), "mika");
        assert_eq!(again.unwrap_err().code, "crisis-reason-unfit");
        desk.reopen_boarding(LEG, "the door opened again", &Partners::new(), "mika")?;
        assert_eq!(states(desk)[5], AtAssemblyPoint, "expected again");
        assert_eq!(desk.register.board().open_conflicts().count(), 0);
        let twice = desk.reopen_boarding(LEG, "again", &Partners::new(), "mika");
        assert_eq!(twice.unwrap_err().code, "boarding-not-closed");
        let done = close(desk, &[])?;
        let stood_by = done.paper.aboard.iter().find(|it| it.person == id(5));
        assert!(stood_by.is_some_and(|it| it.standby));
        assert_eq!(done.paper.empty, (3, 0), "the standby seat is theirs");
        assert_eq!(done.paper.undone.len(), 1);
        assert_eq!(
            done.paper.undone[0].reopened.reason,
            "the door opened again"
        );
        Ok(())
    });
}

#[test]
fn a_family_in_two_parts_stops_the_closing_until_somebody_decides() {
    use FunnelState::{AtAssemblyPoint, Embarked, Unaccounted};
    at_the_gate(|desk| {
        board(desk, &[1, 6])?;
        let asked = close(desk, &[]).unwrap_err();
        assert_eq!(
            (asked.code, asked.detail.as_str()),
            ("boarding-families-split", "1")
        );
        assert_eq!(states(desk)[1], AtAssemblyPoint, "nothing was noted");
        let done = close(desk, &[(FAMILY, SplitDecision::Part)])?;
        assert_eq!(people(&done.paper.absent), [2, 3, 4].map(id));
        assert_eq!(states(desk)[..2], [Embarked, Unaccounted]);
        Ok(())
    });
    at_the_gate(|desk| {
        board(desk, &[1, 2, 6])?;
        let alone = close(desk, &[(FAMILY, SplitDecision::Part)]).unwrap_err();
        assert_eq!(alone.code, "boarding-minor-alone");
        let done = close(desk, &[(FAMILY, SplitDecision::Together)])?;
        assert_eq!((people(&done.paper.aboard), done.off), (vec![id(6)], 2));
        assert_eq!(people(&done.paper.absent), [3, 4].map(id));
        assert_eq!(states(desk)[..2], [AtAssemblyPoint; 2]);
        let found = leavers(desk.register, "JP", now());
        let family = found.groups.iter().find(|it| it.id == FAMILY).unwrap();
        assert_eq!(
            (family.size, found.committed.len()),
            (4, 1),
            "planned together"
        );
        Ok(())
    });
}

#[test]
fn a_scan_of_before_the_closing_that_comes_after_it_is_a_contradiction() {
    at_the_gate(|desk| {
        board(desk, &[1, 2, 3, 4])?;
        let done = close(desk, &[])?;
        // A device without a network scanned before, and delivers now.
        let event = Event {
            id: EventId {
                device: DeviceId::from_number(99),
                seq: 1,
            },
            before: String::new(),
            at_ms: done.paper.closed_ms - 60_000,
            by: "gate".to_owned(),
            person: id(6),
            act: Act::Boarded { leg: LEG },
        };
        desk.register.take(desk.ledger, event, None, now().ms())?;
        let board = desk.register.board();
        let kinds: Vec<&str> = board.open_conflicts().map(|it| it.kind.code()).collect();
        assert_eq!(kinds, ["no_show_aboard"]);
        let of = &board.persons[&id(6)];
        let told = (of.state, of.no_show);
        assert_eq!(
            told,
            (FunnelState::Unaccounted, Some(LEG)),
            "nobody is held for lifted"
        );
        desk.reopen_boarding(
            LEG,
            "the gate had scanned one more",
            &Partners::new(),
            "mika",
        )?;
        let again = close(desk, &[])?;
        assert_eq!(again.paper.absent, []);
        assert_eq!(people(&again.paper.aboard), [1, 2, 3, 4, 6].map(id));
        Ok(())
    });
}

/// A device whose clock is a minute ahead, which is not put right, scans people.
fn scan_ahead(desk: &mut Desk<'_>, numbers: &[u128]) -> Result<(), Problem> {
    for number in numbers {
        let event = Event {
            id: EventId {
                device: DeviceId::from_number(90 + *number),
                seq: 1,
            },
            before: String::new(),
            at_ms: now().ms() + 60_000,
            by: "gate".to_owned(),
            person: id(*number),
            act: Act::Boarded { leg: LEG },
        };
        desk.register.take(desk.ledger, event, None, now().ms())?;
    }
    Ok(())
}

#[test]
fn who_was_scanned_by_a_clock_that_is_ahead_is_aboard_when_it_is_closed_now() {
    at_the_gate(|desk| {
        board(desk, &[1, 2, 3, 4])?;
        scan_ahead(desk, &[6])?;
        let done = close(desk, &[])?;
        assert_eq!(people(&done.paper.aboard), [1, 2, 3, 4, 6].map(id));
        assert_eq!((done.paper.absent.len(), done.paper.empty), (0, (3, 0)));
        assert_eq!(desk.register.board().open_conflicts().count(), 0);
        Ok(())
    });
    at_the_gate(|desk| {
        scan_ahead(desk, &[1, 2])?;
        board(desk, &[6])?;
        let done = close(desk, &[(FAMILY, SplitDecision::Together)])?;
        assert_eq!((people(&done.paper.aboard), done.off), (vec![id(6)], 2));
        // They got off after that scan, and not before it.
        assert_eq!(states(desk)[..2], [FunnelState::AtAssemblyPoint; 2]);
        Ok(())
    });
}

/// A partner of this code that says of a leg of its own that its boarding was closed, at an unbelievable time.
fn partner(code: &str, leg: LegId) -> Partners {
    let mut instance = transport().instance;
    for it in &mut instance.legs {
        (it.id, it.owner) = (leg, code.to_owned());
    }
    let word = TheirClosing {
        crisis: testing::CRISIS,
        leg,
        closed_ms: i64::MIN,
        open: false,
        said_ms: 1,
        digest: String::new(),
        held: (0, 0),
        aboard: (0, 0),
        people: Vec::new(),
    };
    let frame = Frame {
        crisis: testing::CRISIS,
        name: String::new(),
        own: code.to_owned(),
        instance,
    };
    let partner = Partner {
        frame: Some(frame),
        closings: vec![word],
        ..Partner::default()
    };
    Partners::from([("ca-ccg".to_owned(), partner)])
}

#[test]
fn a_partner_closes_its_own_legs_only_and_not_before_the_crisis() {
    let mut instance = transport().instance;
    close_legs(&mut instance, &[], &partner("CA", LEG));
    assert_eq!(
        instance.legs[0].status,
        LegStatus::Planned,
        "ours, whoever has one of the same id"
    );
    let theirs = LegId::from_number(8);
    let partners = partner("CA", theirs);
    let mut told = transport().instance;
    (told.legs[0].id, told.legs[0].owner) = (theirs, "CA".to_owned());
    close_legs(&mut told, &[], &partners);
    assert_eq!(told.legs[0].status, LegStatus::Closed);
    at_the_gate(|desk| {
        let done = desk.close_boarding(theirs, &CloseWish::default(), &partners, "mika")?;
        let opened_ms = desk.register.paper.opened_ms;
        assert_eq!(done.paper.closed_ms, opened_ms);
        Ok(())
    });
}
