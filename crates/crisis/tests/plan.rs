//! Plans against the independent checker: on random instances, on the seeded Luzon ones, pooled, and made anew.
#![allow(clippy::unwrap_used, clippy::too_many_lines, reason = "tests")]

mod random;

use std::collections::BTreeSet;

use vigie_crisis::plan::{
    AssemblyPoint, Assignment, Commitment, Effort, EmbarkationPoint, Instance, LuzonSize, Obstacle,
    PlanGroup, Ride, Road, Rule, SafeHaven, alone, best_plan, bound, check, fairness, first_plan,
    helps, luzon, pooled_plan, stranded, stress,
};
use vigie_crisis::{GroupId, Leg, LegId, LegStatus, Mode};
use vigie_sea::{Position, Span};

use random::{QUICK, place, random, replanned, sound};

#[test]
fn a_thousand_random_instances_break_no_rule_and_stay_above_their_bound() {
    let (mut lifted, mut people) = (0, 0);
    for seed in 0..1_000 {
        let instance = random(seed);
        for plan in [
            first_plan(&instance, &[]).unwrap(),
            best_plan(&instance, &[], None, QUICK).unwrap(),
        ] {
            let verdict = sound(&instance, &plan, &[], seed);
            lifted += verdict.lifted;
            people += verdict.lifted + verdict.not_lifted;
            assert_eq!(verdict.lifted + verdict.not_lifted, instance.people());
        }
    }
    // The instances are hard, and not so hard that nothing is tested.
    assert!(lifted * 5 > people, "{lifted} of {people}");
}

#[test]
fn a_new_plan_breaks_no_rule_and_touches_nobody_who_boarded() {
    for seed in 0..200 {
        let (old, new) = replanned(random(seed), seed);
        let changed: BTreeSet<_> = new.changed.iter().collect();
        for kept in &new.frozen.committed {
            assert!(!changed.contains(&kept.group));
            assert!(
                new.plan
                    .assignments
                    .iter()
                    .any(|it| it.group == kept.group && it.leg == kept.leg)
            );
        }
        assert!(new.disrupted.iter().all(|group| changed.contains(group)));
        for old in &old.assignments {
            let same = new.plan.assignments.iter().any(|it| {
                it.group == old.group
                    && it.leg == old.leg
                    && (it.ride == old.ride || it.ride.is_none())
            });
            assert!(
                same || changed.contains(&old.group),
                "seed {seed}: somebody is not told"
            );
        }
    }
}

#[test]
fn pooling_never_makes_a_partner_worse_off() {
    for seed in 0..120 {
        let instance = random(seed);
        let pooled = pooled_plan(&instance, &[], None, QUICK).unwrap();
        assert_eq!(
            check(&instance, &pooled.plan.assignments, &[]).violations,
            [],
            "seed {seed}"
        );
        for figure in &pooled.partners {
            assert!(figure.pooled <= figure.alone, "seed {seed}: {figure:?}");
        }
    }
}

#[test]
fn shares_of_what_is_common_sum_to_the_whole() {
    for seed in 0..50 {
        let instance = random(seed);
        let parts: Vec<_> = instance
            .partners
            .iter()
            .map(|partner| alone(&instance, &[], partner).instance)
            .collect();
        for (at, place) in instance.embarkation.iter().enumerate() {
            if let Some(holding) = place.holding.filter(|_| instance.people() > 0) {
                assert_eq!(
                    parts
                        .iter()
                        .map(|part| part.embarkation[at].holding.unwrap())
                        .sum::<u32>(),
                    holding
                );
            }
        }
        assert_eq!(
            parts.iter().map(|part| part.legs.len()).sum::<usize>(),
            instance.legs.len()
        );
    }
}

#[test]
fn the_small_luzon_plan_is_within_half_a_percent_and_every_figure_agrees() {
    let instance = luzon(LuzonSize::MEASURED[0], 3).unwrap();
    let first = first_plan(&instance, &[]).unwrap();
    let plan = best_plan(&instance, &[], None, Effort::default()).unwrap();
    let verdict = check(&instance, &plan.assignments, &[]);
    assert_eq!(verdict.violations, []);
    let gap_pct = (verdict.objective as f64 / bound(&instance, &[], &plan.prices) - 1.0) * 100.0;
    assert!(gap_pct <= 0.5, "{gap_pct}");
    assert!(plan.objective < first.objective);
    let figures = fairness(&instance, &plan.assignments);
    assert_eq!(figures.all.people, instance.people());
    assert_eq!(
        figures.partner.values().map(|it| it.lifted).sum::<u64>(),
        verdict.lifted
    );
    let left = stranded(&instance, &plan, &[]);
    assert_eq!(
        left.iter().map(|it| u64::from(it.size)).sum::<u64>(),
        verdict.not_lifted
    );
    assert!(!helps(&instance, &plan, 10).is_empty());
    let found = stress(&instance, &plan, &[], 5, 20).unwrap();
    assert_eq!(found, stress(&instance, &plan, &[], 5, 20).unwrap());
    assert!(found.not_lifted_mean >= verdict.not_lifted as f64 && found.extra_mean >= 0.0);
}

#[test]
fn the_same_input_gives_the_same_plan() {
    let instance = random(17);
    assert_eq!(
        best_plan(&instance, &[], None, QUICK).unwrap(),
        best_plan(&instance, &[], None, QUICK).unwrap()
    );
    assert_eq!(
        luzon(LuzonSize::MEASURED[0], 9).unwrap(),
        luzon(LuzonSize::MEASURED[0], 9).unwrap()
    );
    let text = serde_json::to_string(&instance).unwrap();
    assert_eq!(serde_json::from_str::<Instance>(&text).unwrap(), instance);
}

/// One family, one bus, one leg: each broken in turn, and the checker must say so.
fn simple() -> (Instance, Vec<Assignment>) {
    let mut instance = random(1);
    let minute = |minute: i64| instance.start.plus_ms(minute * 60_000);
    let (start, at) = (instance.start, Position::new(0.0, 0.0).unwrap());
    let leg = Leg {
        id: LegId::from_number(7),
        name: "L".into(),
        owner: "CA".into(),
        mode: Mode::Sea,
        from: place(2, 0),
        to: place(3, 0),
        cutoff: minute(300),
        departure: minute(330),
        arrival: minute(600),
        seats: 4,
        stretchers: 1,
        wheelchairs: Some(1),
        pets: true,
        open_to: vec!["JP".into()],
        document_required: true,
        cost: None,
        reliability_pct: 100,
        status: LegStatus::Confirmed,
    };
    let group = PlanGroup {
        id: GroupId::from_number(1),
        partner: "JP".into(),
        at: place(1, 0),
        ready: minute(60),
        class: 0,
        size: 4,
        stretchers: 1,
        wheelchairs: 1,
        minors: 1,
        guardians: 1,
        escorted_by: None,
        pets: true,
        documents: true,
        havens: Some(vec![place(3, 0)]),
    };
    let ride = Ride {
        from: place(1, 0),
        to: place(2, 0),
        departure: minute(120),
    };
    let assignment = Assignment {
        group: group.id,
        ride: Some(ride),
        leg: leg.id,
    };
    instance.slot_min = 60;
    instance.slots = 8;
    instance.partners = vec!["CA".into(), "JP".into()];
    instance.assembly = vec![AssemblyPoint {
        id: place(1, 0),
        name: "A".into(),
        position: at,
        bus_seats: vec![4; 8],
    }];
    instance.embarkation = vec![EmbarkationPoint {
        id: place(2, 0),
        name: "P".into(),
        position: at,
        code: String::new(),
        holding: Some(4),
        closed: vec![],
    }];
    instance.havens = vec![SafeHaven::new(place(3, 0), "H".into(), at)];
    instance.roads = vec![Road {
        from: place(1, 0),
        to: place(2, 0),
        travel_min: 180,
        people_per_slot: Some(4),
        closed: vec![],
    }];
    instance.legs = vec![leg];
    instance.groups = vec![group];
    assert_eq!(start, instance.start);
    (instance, vec![assignment])
}

#[test]
fn the_checker_names_each_broken_rule() {
    type Break = fn(&mut Instance, &mut Vec<Assignment>);
    let cases: [(Rule, Break); 25] = [
        (Rule::Unknown, |_, ways| {
            ways[0].leg = LegId::from_number(99)
        }),
        (Rule::GroupTwice, |_, ways| ways.push(ways[0].clone())),
        (Rule::LegCancelled, |it, _| {
            it.legs[0].status = LegStatus::Cancelled
        }),
        (Rule::LegClosed, |it, _| {
            it.legs[0].status = LegStatus::Closed
        }),
        (Rule::PlaceClosed, |it, _| {
            it.embarkation[0].closed.push(Span {
                start: it.start,
                end: it.start.plus_ms(86_400_000),
            })
        }),
        (Rule::Route, |it, _| it.groups[0].at = place(2, 0)),
        (Rule::Road, |it, _| {
            it.roads[0].closed.push(Span {
                start: it.start.plus_ms(200 * 60_000),
                end: it.start.plus_ms(201 * 60_000),
            })
        }),
        (Rule::Slot, |_, ways| {
            ways[0].ride.as_mut().unwrap().departure =
                ways[0].ride.unwrap().departure.plus_ms(-60_000)
        }),
        (Rule::NotReady, |it, _| {
            it.groups[0].ready = it.start.plus_ms(121 * 60_000)
        }),
        (Rule::Cutoff, |it, _| it.roads[0].travel_min = 181),
        (Rule::Partner, |it, _| it.legs[0].open_to.clear()),
        (Rule::Haven, |it, _| it.groups[0].havens = Some(vec![])),
        (Rule::Document, |it, _| it.groups[0].documents = false),
        (Rule::Pets, |it, _| it.legs[0].pets = false),
        (Rule::MinorAlone, |it, _| it.groups[0].guardians = 0),
        (Rule::GuardianApart, |it, _| {
            it.groups[0].escorted_by = Some(GroupId::from_number(5))
        }),
        (Rule::Seats, |it, _| it.legs[0].seats = 2),
        (Rule::Stretchers, |it, _| it.legs[0].stretchers = 0),
        (Rule::Wheelchairs, |it, _| it.legs[0].wheelchairs = Some(0)),
        (Rule::Bus, |it, _| it.assembly[0].bus_seats[2] = 3),
        (Rule::RoadCapacity, |it, _| {
            it.roads[0].people_per_slot = Some(3)
        }),
        (Rule::Holding, |it, _| it.embarkation[0].holding = Some(3)),
        (Rule::Beds, |it, _| it.havens[0].beds = Some(3)),
        (Rule::Received, |it, _| it.havens[0].per_day = Some(3)),
        (Rule::Commitment, |_, ways| ways.clear()),
    ];
    let (instance, ways) = simple();
    assert_eq!(check(&instance, &ways, &[]).violations, []);
    // Vehicles have tests of their own.
    assert_eq!(cases.len() + 1, Rule::ALL.len());
    for (rule, breaks) in cases {
        let (mut instance, mut ways) = simple();
        breaks(&mut instance, &mut ways);
        let committed = if rule == Rule::Commitment {
            vec![Commitment {
                group: GroupId::from_number(1),
                leg: LegId::from_number(7),
            }]
        } else {
            vec![]
        };
        let found: Vec<_> = check(&instance, &ways, &committed)
            .violations
            .iter()
            .map(|it| it.rule)
            .collect();
        assert!(found.contains(&rule), "{rule:?}: {found:?}");
    }
}

#[test]
fn a_stranded_family_is_told_why() {
    type Break = fn(&mut Instance);
    let cases: [(Obstacle, Break); 9] = [
        (Obstacle::Entry, |it| it.groups[0].guardians = 0),
        (Obstacle::NoLeg, |it| it.legs[0].open_to.clear()),
        (Obstacle::NoRoad, |it| it.roads.clear()),
        (Obstacle::TooLate, |it| {
            it.groups[0].ready = it.start.plus_ms(121 * 60_000)
        }),
        (Obstacle::NoStretcher, |it| it.legs[0].stretchers = 0),
        (Obstacle::NoWheelchair, |it| {
            it.legs[0].wheelchairs = Some(0)
        }),
        (Obstacle::NoBed, |it| it.havens[0].per_day = Some(3)),
        (Obstacle::TooLarge, |it| it.assembly[0].bus_seats.fill(3)),
        (Obstacle::Full, |it| {
            let mut other = it.groups[0].clone();
            other.id = GroupId::from_number(0);
            it.groups.push(other);
        }),
    ];
    for (obstacle, breaks) in cases {
        let (mut instance, _) = simple();
        breaks(&mut instance);
        let plan = best_plan(&instance, &[], None, QUICK).unwrap();
        let left = stranded(&instance, &plan, &[]);
        assert_eq!(left.len(), 1, "{obstacle:?}");
        assert_eq!(left[0].obstacle, obstacle);
    }
}
