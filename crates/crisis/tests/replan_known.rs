//! New plans from what is known of people and not from what was planned for them: who missed a bus or a leg is not gone,
//! who boarded another leg is on that one, who is on a bus stays on it.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use vigie_crisis::plan::{
    AssemblyPoint, Assignment, Commitment, Effort, EmbarkationPoint, Instance, Known, Plan,
    PlanGroup, Replan, Road, Rule, SafeHaven, Weights, best_plan, check_plan, freeze_known,
    replan_known, stranded,
};
use vigie_crisis::{GroupId, Leg, LegId, LegStatus, Mode, PlaceId};
use vigie_sea::{Position, Time};

const QUICK: Effort = Effort {
    gap_pct: 0.5,
    rounds_max: 400,
    rounds_each: 200,
    chains: 5_000,
};

const SCHOOL: PlaceId = PlaceId::from_number(1);
const AIRPORT: PlaceId = PlaceId::from_number(2);
const HAVEN: PlaceId = PlaceId::from_number(3);

fn start() -> Time {
    Time::parse("2028-03-01T06:00:00Z").unwrap()
}

fn hour(hours: i64) -> Time {
    start().plus_ms(hours * 3_600_000)
}

fn minute(minutes: i64) -> Time {
    start().plus_ms(minutes * 60_000)
}

/// Check-in closes at `hours`, departure an hour later.
fn leg(number: u128, hours: i64, seats: u32) -> Leg {
    Leg {
        id: LegId::from_number(number),
        name: format!("JP{number}"),
        owner: "JP".into(),
        mode: Mode::Air,
        from: AIRPORT,
        to: HAVEN,
        cutoff: hour(hours),
        departure: hour(hours + 1),
        arrival: hour(hours + 4),
        seats,
        stretchers: 0,
        wheelchairs: None,
        pets: false,
        open_to: vec![],
        document_required: false,
        cost: None,
        reliability_pct: 100,
        status: LegStatus::Confirmed,
    }
}

fn family(number: u128, size: u16) -> PlanGroup {
    PlanGroup {
        id: GroupId::from_number(number),
        partner: "JP".into(),
        at: SCHOOL,
        ready: start(),
        class: 1,
        size,
        stretchers: 0,
        wheelchairs: 0,
        minors: 0,
        guardians: size,
        escorted_by: None,
        pets: false,
        documents: true,
        havens: None,
    }
}

/// One school, an hour by bus from one airport.
fn world(legs: Vec<Leg>, groups: Vec<PlanGroup>) -> Instance {
    let position = Position::new(15.0, 121.0).unwrap();
    Instance {
        start: start(),
        slot_min: 60,
        slots: 30,
        partners: vec!["JP".into()],
        assembly: vec![AssemblyPoint {
            id: SCHOOL,
            name: "School".into(),
            position,
            bus_seats: vec![20; 30],
        }],
        embarkation: vec![EmbarkationPoint {
            id: AIRPORT,
            name: "Airport".into(),
            position,
            code: String::new(),
            holding: Some(20),
            closed: vec![],
        }],
        havens: vec![SafeHaven::new(HAVEN, "Haven".into(), position)],
        roads: vec![Road {
            from: SCHOOL,
            to: AIRPORT,
            travel_min: 60,
            people_per_slot: None,
            closed: vec![],
        }],
        legs,
        vehicles: vec![],
        groups,
        weights: Weights::default(),
    }
}

fn first(instance: &Instance) -> Plan {
    best_plan(instance, &[], None, QUICK).unwrap()
}

fn way(plan: &Plan, number: u128) -> Option<&Assignment> {
    let id = GroupId::from_number(number);
    plan.assignments.iter().find(|it| it.group == id)
}

fn leg_of(plan: &Plan, number: u128) -> Option<LegId> {
    way(plan, number).map(|it| it.leg)
}

fn kept(group: u128, leg: u128) -> Commitment {
    Commitment {
        group: GroupId::from_number(group),
        leg: LegId::from_number(leg),
    }
}

/// Seen where the entry says, at a moment.
fn seen(number: u128, at: Time) -> Known {
    Known {
        aboard: vec![],
        seen: BTreeMap::from([(GroupId::from_number(number), at)]),
    }
}

fn anew(instance: &Instance, plan: &Plan, known: &Known, now: Time) -> Replan {
    let new = replan_known(instance, plan, known, now, QUICK).unwrap();
    let verdict = check_plan(&new.frozen.instance, &new.plan, &new.frozen.committed);
    assert_eq!(verdict.objective, new.plan.objective);
    assert!(new.plan.bound <= new.plan.objective as f64 + 0.5);
    let broken: Vec<_> = verdict.violations.iter().map(|it| it.rule).collect();
    assert!(
        broken.iter().all(|it| *it == Rule::Seats),
        "{:?}",
        verdict.violations
    );
    new
}

#[test]
fn who_missed_the_bus_and_the_leg_is_planned_anew_and_told() {
    let instance = world(vec![leg(1, 5, 4), leg(2, 12, 4)], vec![family(1, 4)]);
    let old = first(&instance);
    assert_eq!(leg_of(&old, 1), Some(LegId::from_number(1)));
    let id = GroupId::from_number(1);
    // The leg left an hour ago, and the register has the family at the school still.
    let new = anew(&instance, &old, &seen(1, start()), hour(7));
    assert_eq!(new.frozen.committed, []);
    assert_eq!((new.disrupted, new.changed), (vec![id], vec![id]));
    let second = way(&new.plan, 1).unwrap();
    assert_eq!(second.leg, LegId::from_number(2));
    assert!(second.ride.unwrap().departure >= hour(7));
    // When that is gone too and nobody says that they boarded, they are left behind, and counted so.
    let last = anew(&instance, &new.plan, &Known::default(), hour(14));
    assert_eq!(leg_of(&last.plan, 1), None);
    assert_eq!(last.changed, [id]);
    let frozen = &last.frozen;
    let left = stranded(&frozen.instance, &last.plan, &frozen.committed);
    assert_eq!(left.iter().map(|it| it.group).collect::<Vec<_>>(), [id]);
}

#[test]
fn who_boarded_another_leg_takes_places_there_and_none_where_they_were_planned() {
    let legs = vec![leg(1, 5, 4), leg(2, 6, 8), leg(3, 12, 8)];
    let instance = world(legs, vec![family(1, 4), family(2, 6)]);
    let old = first(&instance);
    assert_eq!(leg_of(&old, 1), Some(LegId::from_number(1)));
    assert_eq!(leg_of(&old, 2), Some(LegId::from_number(2)));
    let known = Known {
        aboard: vec![kept(1, 2)],
        seen: BTreeMap::new(),
    };
    let new = anew(&instance, &old, &known, minute(-30));
    assert_eq!(new.frozen.committed, [kept(1, 2)]);
    assert_eq!(leg_of(&new.plan, 1), Some(LegId::from_number(2)));
    // Four of eight seats are left there, and the other family is six.
    assert_eq!(leg_of(&new.plan, 2), Some(LegId::from_number(3)));
    assert_eq!(new.changed, [GroupId::from_number(2)]);
}

#[test]
fn who_is_on_a_bus_stays_on_it_until_it_must_have_arrived_or_they_are_seen_elsewhere() {
    let instance = world(vec![leg(1, 5, 4), leg(2, 12, 4)], vec![family(1, 4)]);
    let old = first(&instance);
    let ride = way(&old, 1).unwrap().ride.unwrap();
    let after = |minutes: i64| ride.departure.plus_ms(minutes * 60_000);
    let (id, boarding) = (GroupId::from_number(1), Known::default());
    let on_the_road = anew(&instance, &old, &boarding, after(30));
    assert_eq!(on_the_road.changed, []);
    assert_eq!(on_the_road.frozen.committed, []);
    assert_eq!(on_the_road.frozen.instance.groups[0].at, AIRPORT);
    // The next plan knows it too, although the register still has them at the school.
    let again = anew(&instance, &on_the_road.plan, &boarding, after(70));
    assert_eq!(again.changed, []);
    assert_eq!(way(&again.plan, 1).unwrap().ride, Some(ride));
    let late = anew(&instance, &again.plan, &boarding, after(121));
    assert_eq!(late.disrupted, [id], "nobody has met them");
    let stayed = anew(&instance, &on_the_road.plan, &seen(1, after(5)), after(40));
    assert_eq!(stayed.disrupted, [id], "seen at the school after it left");
    assert!(way(&stayed.plan, 1).unwrap().ride.unwrap().departure >= after(40));
}

#[test]
fn who_is_at_the_gate_keeps_the_seat_until_the_leg_leaves_without_them() {
    let instance = world(vec![leg(1, 5, 4), leg(2, 12, 4)], vec![family(1, 4)]);
    let old = first(&instance);
    let mut there = instance.clone();
    there.groups[0].at = AIRPORT;
    let gate = anew(&there, &old, &seen(1, hour(4)), minute(330));
    assert_eq!(gate.frozen.committed, [kept(1, 1)]);
    let gone = anew(&there, &gate.plan, &seen(1, hour(4)), hour(6));
    assert_eq!(gone.frozen.committed, []);
    assert_eq!(leg_of(&gone.plan, 1), Some(LegId::from_number(2)));
    assert_eq!(gone.changed, [GroupId::from_number(1)]);
    let known = Known {
        aboard: vec![kept(1, 1)],
        seen: BTreeMap::new(),
    };
    let aboard = anew(&there, &gate.plan, &known, hour(6));
    assert_eq!(leg_of(&aboard.plan, 1), Some(LegId::from_number(1)));
    assert_eq!(aboard.changed, []);
}

#[test]
fn a_leg_with_more_people_than_seats_proves_no_bound_above_the_plan() {
    let legs = vec![leg(1, 5, 2), leg(2, 6, 4), leg(3, 12, 4)];
    let groups = vec![family(1, 4), family(2, 2), family(3, 2), family(4, 3)];
    let instance = world(legs, groups);
    let old = first(&instance);
    let known = Known {
        aboard: vec![kept(1, 1)],
        seen: BTreeMap::new(),
    };
    let new = anew(&instance, &old, &known, start());
    assert_eq!(leg_of(&new.plan, 1), Some(LegId::from_number(1)));
    for number in 2..=4 {
        assert_ne!(leg_of(&new.plan, number), Some(LegId::from_number(1)));
    }
}

#[test]
fn children_follow_their_family_aboard_while_they_can_and_go_on_no_other_leg() {
    let mut child = family(2, 1);
    (child.minors, child.guardians) = (1, 0);
    child.escorted_by = Some(GroupId::from_number(1));
    child.at = AIRPORT;
    let mut instance = world(vec![leg(1, 5, 5), leg(2, 12, 5)], vec![family(1, 3), child]);
    let known = Known {
        aboard: vec![kept(1, 1)],
        seen: BTreeMap::new(),
    };
    let frozen = freeze_known(&instance, None, &known, hour(4));
    let plan = best_plan(&frozen.instance, &frozen.committed, None, QUICK).unwrap();
    assert_eq!(leg_of(&plan, 2), Some(LegId::from_number(1)));
    let verdict = check_plan(&frozen.instance, &plan, &frozen.committed);
    assert_eq!(verdict.violations, []);
    // After it left they wait: alone on the next leg they would have nobody.
    let new = anew(&instance, &plan, &known, hour(7));
    assert_eq!(leg_of(&new.plan, 2), None);
    assert_eq!(new.frozen.committed, [kept(1, 1)]);
    // A leg that the transport no longer names: who is aboard it needs no place here.
    instance.legs.remove(0);
    let gone = freeze_known(&instance, None, &known, hour(7));
    assert_eq!(gone.committed, []);
    assert_eq!(gone.instance.groups.len(), 1);
}
