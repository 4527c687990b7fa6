//! Vehicles that choose their own trips: whatever is planned with them keeps the rules and stays above its bound.

#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_crisis::VehicleId;
use vigie_crisis::plan::{
    Commitment, Effort, Instance, Known, LuzonSize, Plan, PlanVehicle, Rule, Trip, best_plan,
    bound, check_plan, first_plan, luzon, pooled_plan, replan, replan_known,
};

const QUICK: Effort = Effort {
    gap_pct: 0.3,
    rounds_max: 600,
    rounds_each: 300,
    chains: 4_000,
};

/// The earthquake in small, with most of its buses turned into vehicles.
fn driven(seed: u64, vehicles: usize, keep_every: usize) -> Instance {
    let size = LuzonSize {
        people: 300,
        assembly: 6,
        legs: 24,
        slot_min: 180,
        days: 4,
    };
    let mut it = luzon(size, seed).unwrap();
    for place in &mut it.assembly {
        for (slot, seats) in place.bus_seats.iter_mut().enumerate() {
            if keep_every == 0 || slot % keep_every != 0 {
                *seats = 0;
            }
        }
    }
    let spots: Vec<_> = it.assembly.iter().map(|place| place.id).collect();
    let ports: Vec<_> = it.embarkation.iter().map(|place| place.id).collect();
    for number in 0..vehicles {
        let at = if number % 3 == 2 {
            ports[number % ports.len()]
        } else {
            spots[number % spots.len()]
        };
        it.vehicles.push(PlanVehicle {
            id: VehicleId::from_number(number as u128 + 1),
            name: format!("bus {number}"),
            owner: if number % 2 == 0 { "CA" } else { "JP" }.to_owned(),
            seats: 12 + 8 * (number as u32 % 4),
            at,
            from: it.start.plus_ms(number as i64 % 5 * 3_600_000),
            until: (number % 7 == 0).then(|| it.start.plus_ms(60 * 3_600_000)),
            load_min: 15,
            unload_min: 10,
        });
    }
    it
}

fn holds(instance: &Instance, plan: &Plan, committed: &[Commitment]) {
    let verdict = check_plan(instance, plan, committed);
    assert_eq!(verdict.violations, []);
    assert_eq!(verdict.objective, plan.objective);
    let proven = bound(instance, committed, &plan.prices);
    assert!((proven - plan.bound).abs() < 1.0, "{proven} {}", plan.bound);
    assert!(
        plan.bound <= plan.objective as f64 + 1.0,
        "bound above the plan"
    );
}

#[test]
fn vehicles_go_out_and_back_and_every_rule_is_kept() {
    for seed in 1..=5 {
        let instance = driven(seed, 3 + seed as usize, [0, 3, 5][seed as usize % 3]);
        let first = first_plan(&instance, &[]).unwrap();
        holds(&instance, &first, &[]);
        let best = best_plan(&instance, &[], None, QUICK).unwrap();
        holds(&instance, &best, &[]);
        assert!(best.bound >= first.bound - 1.0);
        // Somebody goes more than once.
        let most = instance
            .vehicles
            .iter()
            .map(|it| {
                best.trips
                    .iter()
                    .filter(|trip| trip.vehicle == it.id)
                    .count()
            })
            .max();
        assert!(most >= Some(2), "seed {seed}: {:?}", best.trips);
        let again = best_plan(&instance, &[], None, QUICK).unwrap();
        assert_eq!(again, best, "the same input gives the same plan");
        let pooled = pooled_plan(&instance, &[], None, QUICK).unwrap();
        holds(&instance, &pooled.plan, &[]);
        for it in &pooled.partners {
            assert!(it.pooled <= it.alone, "seed {seed}: {it:?}");
        }
    }
}

#[test]
fn the_bound_is_below_every_schedule_of_a_fleet() {
    // With every single vehicle alone, and with all: more vehicles never raise a proven bound above a plan of fewer.
    for seed in 1..=2 {
        let all = driven(seed, 6, 0);
        let best = best_plan(&all, &[], None, QUICK).unwrap();
        for gone in 0..all.vehicles.len() {
            let mut fewer = all.clone();
            fewer.vehicles.remove(gone);
            let plan = best_plan(&fewer, &[], None, QUICK).unwrap();
            holds(&fewer, &plan, &[]);
            assert!(
                best.bound <= plan.objective as f64 + 1.0,
                "seed {seed} without {gone}"
            );
        }
    }
}

#[test]
fn the_checker_knows_where_a_vehicle_is() {
    let instance = driven(4, 8, 3);
    let plan = best_plan(&instance, &[], None, QUICK).unwrap();
    let rules = |change: &dyn Fn(&mut Vec<Trip>)| -> Vec<Rule> {
        let mut other = plan.clone();
        change(&mut other.trips);
        let verdict = check_plan(&instance, &other, &[]);
        verdict.violations.iter().map(|it| it.rule).collect()
    };
    assert!(
        rules(&|trips| trips[0].vehicle = VehicleId::from_number(999)).contains(&Rule::Vehicle)
    );
    assert!(
        rules(&|trips| trips.clear()).contains(&Rule::Bus),
        "people without a vehicle"
    );
    assert!(
        rules(&|trips| {
            let two: Vec<usize> = (1..trips.len())
                .filter(|at| trips[*at].vehicle == trips[*at - 1].vehicle)
                .collect();
            trips[two[0]].departure = trips[two[0] - 1].departure;
        })
        .contains(&Rule::Vehicle),
        "not back yet"
    );
    assert!(
        rules(&|trips| trips[0].departure = trips[0].departure.plus_ms(60_000))
            .contains(&Rule::Slot)
    );
    let mut late = instance.clone();
    for it in &mut late.vehicles {
        it.until = Some(instance.start);
    }
    let verdict = check_plan(&late, &plan, &[]);
    assert!(verdict.violations.iter().any(|it| it.rule == Rule::Vehicle));
}

#[test]
fn a_new_plan_keeps_the_trips_that_still_can_be_made() {
    for seed in 1..=4 {
        let instance = driven(seed, 9, 4);
        let plan = best_plan(&instance, &[], None, QUICK).unwrap();
        let now = instance.start.plus_ms(30 * 3_600_000);
        let mut closed = instance.clone();
        closed.embarkation[0].closed.push(vigie_sea::Span {
            start: now,
            end: instance.start.plus_ms(30 * 86_400_000),
        });
        closed.roads[3].closed.push(vigie_sea::Span {
            start: now,
            end: now.plus_ms(20 * 3_600_000),
        });
        let new = replan(&closed, &plan, now, QUICK).unwrap();
        let verdict = check_plan(&new.frozen.instance, &new.plan, &new.frozen.committed);
        assert_eq!(verdict.violations, [], "seed {seed}");
        assert!(new.plan.bound <= new.plan.objective as f64 + 1.0);
        for trip in &new.plan.trips {
            assert!(plan.trips.contains(trip), "{trip:?}");
        }
    }
}

/// Of each vehicle: where it stands, and since when.
fn stands(instance: &Instance) -> Vec<(vigie_crisis::PlaceId, vigie_sea::Time)> {
    let vehicles = instance.vehicles.iter();
    vehicles.map(|it| (it.at, it.from)).collect()
}

#[test]
fn a_trip_that_has_begun_stays_in_every_plan_that_follows() {
    let mut went = 0;
    for seed in 1..=4 {
        let instance = driven(seed, 9, 4);
        let plan = best_plan(&instance, &[], None, QUICK).unwrap();
        let now = instance.start.plus_ms(30 * 3_600_000);
        let trips = plan.trips.iter().copied();
        let begun: Vec<Trip> = trips.filter(|it| it.departure <= now).collect();
        went += begun.len();
        let anew = |before: &Plan, now: vigie_sea::Time| {
            let new = replan_known(&instance, before, &Known::default(), now, QUICK).unwrap();
            let verdict = check_plan(&new.frozen.instance, &new.plan, &new.frozen.committed);
            let mut rules = verdict.violations.iter().map(|it| it.rule);
            assert!(
                rules.all(|it| it != Rule::Vehicle && it != Rule::Bus),
                "seed {seed}: {:?}",
                verdict.violations
            );
            new
        };
        let first = anew(&plan, now);
        assert!(begun.iter().all(|it| first.plan.trips.contains(it)));
        // A moment later nothing else has left: the vehicles are where they were.
        let second = anew(&first.plan, now.plus_ms(60_000));
        assert_eq!(
            stands(&second.frozen.instance),
            stands(&first.frozen.instance),
            "seed {seed}"
        );
        assert!(begun.iter().all(|it| second.plan.trips.contains(it)));

        // A trip that is behind its vehicle has to have brought it where it is, and takes nobody.
        let mut other = first.clone();
        if let Some(trip) = begun.iter().max_by_key(|it| it.departure) {
            let stood = other.frozen.instance.vehicles.iter_mut();
            for vehicle in stood.filter(|it| it.id == trip.vehicle) {
                vehicle.from = vehicle.from.plus_ms(1);
            }
            let verdict = check_plan(&other.frozen.instance, &other.plan, &[]);
            let rules: Vec<Rule> = verdict.violations.iter().map(|it| it.rule).collect();
            assert!(rules.contains(&Rule::Vehicle), "seed {seed}");
        }
    }
    assert!(went > 0);
}
