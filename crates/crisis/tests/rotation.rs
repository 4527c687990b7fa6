//! Rotations: the optimum of small fleets is that of trying everything, the bound is never above it, the checker agrees.

#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_crisis::rotation::{
    Clearing, Rotation, RotationEffort, RotationFault, Vehicle, check_rotations, clear,
};

/// Two buses of one seat, two places, two shelters: the bus evacuation problem in small.
fn buses(
    people: Vec<u32>,
    room: Vec<u32>,
    first: &[f64],
    way: &[Vec<f64>],
    count: usize,
) -> Clearing {
    let places = people.len();
    let trip = |from: &dyn Fn(usize) -> f64| -> Vec<Vec<f64>> {
        (0..places)
            .map(|p| way[p].iter().map(|out| from(p) + out).collect())
            .collect()
    };
    let vehicle = |number: usize| Vehicle {
        name: format!("bus {number}"),
        seats: 1,
        available_min: 0.0,
        first_min: trip(&|p| first[p]),
        next_min: (0..room.len()).map(|h| trip(&|p| way[p][h])).collect(),
    };
    Clearing {
        people,
        havens: room.iter().copied().map(Some).collect(),
        vehicles: (0..count).map(vehicle).collect(),
    }
}

/// Tries every next trip of every vehicle.
fn everything(clearing: &Clearing) -> f64 {
    fn go(
        clearing: &Clearing,
        left: &mut Vec<u32>,
        room: &mut Vec<Option<u32>>,
        at: &mut Vec<(f64, Option<usize>)>,
        first: usize,
        best: &mut f64,
    ) {
        let now = at.iter().map(|it| it.0).fold(0.0, f64::max);
        if now >= *best {
            return;
        }
        if left.iter().all(|it| *it == 0) {
            let used = at.iter().filter(|it| it.1.is_some()).map(|it| it.0);
            *best = best.min(used.fold(0.0, f64::max));
            return;
        }
        // Vehicles take their trips one vehicle after the other: the order between vehicles does not matter.
        for v in first..clearing.vehicles.len() {
            let vehicle = &clearing.vehicles[v];
            let (time, place) = at[v];
            for p in 0..left.len() {
                if left[p] == 0 {
                    continue;
                }
                for h in 0..room.len() {
                    let takes =
                        place.map_or(vehicle.first_min[p][h], |from| vehicle.next_min[from][p][h]);
                    let people = vehicle.seats.min(left[p]);
                    if !takes.is_finite() || room[h].is_some_and(|room| room < vehicle.seats) {
                        continue;
                    }
                    let (old_room, old_at) = (room[h], at[v]);
                    left[p] -= people;
                    room[h] = room[h].map(|it| it - vehicle.seats);
                    at[v] = (time + takes, Some(h));
                    go(clearing, left, room, at, v, best);
                    left[p] += people;
                    (room[h], at[v]) = (old_room, old_at);
                }
            }
        }
    }
    let mut best = f64::INFINITY;
    let mut at = clearing
        .vehicles
        .iter()
        .map(|it| (it.available_min, None))
        .collect();
    go(
        clearing,
        &mut clearing.people.clone(),
        &mut clearing.havens.clone(),
        &mut at,
        0,
        &mut best,
    );
    best
}

#[test]
fn nobody_to_fetch_nobody_who_can_and_tables_that_do_not_fit() {
    let none = buses(
        vec![0, 0],
        vec![5, 5],
        &[1.0, 2.0],
        &[vec![3.0, 4.0], vec![5.0, 6.0]],
        2,
    );
    assert_eq!(
        clear(&none, RotationEffort::default())
            .unwrap()
            .makespan_min,
        0.0
    );
    let full = buses(vec![3], vec![2], &[1.0], &[vec![2.0]], 2);
    let found = clear(&full, RotationEffort::default()).unwrap();
    assert!(found.makespan_min.is_infinite() && !found.proven());
    let mut bad = none;
    bad.vehicles[0].next_min.pop();
    assert!(clear(&bad, RotationEffort::default()).is_err());
}

#[test]
fn the_checker_names_each_broken_rule() {
    let clearing = buses(
        vec![2, 1],
        vec![2, 1],
        &[1.0, 2.0],
        &[vec![3.0, 4.0], vec![5.0, 6.0]],
        2,
    );
    let found = clear(&clearing, RotationEffort::default()).unwrap();
    assert_eq!(
        check_rotations(&clearing, &found.rotations),
        (vec![], found.makespan_min)
    );
    let with = |change: &dyn Fn(&mut Vec<Rotation>)| {
        let mut trips = found.rotations.clone();
        change(&mut trips);
        check_rotations(&clearing, &trips).0
    };
    assert!(with(&|t| t[0].to_min -= 1.0).contains(&RotationFault::Time));
    assert!(with(&|t| t[0].people = 2).contains(&RotationFault::Seats));
    assert!(with(&|t| t.truncate(t.len() - 1)).contains(&RotationFault::People));
    assert!(with(&|t| t[0].vehicle = 9).contains(&RotationFault::Unknown));
    assert!(with(&|t| t.iter_mut().for_each(|it| it.haven = 1)).contains(&RotationFault::Haven));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn small_fleets_are_optimal(
        people in prop::collection::vec(0_u32..4, 1..4), seed in any::<u64>(), havens in 1_usize..3, vehicles in 1_usize..4, limits in any::<bool>(),
    ) {
        let mut state = seed | 1;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let places = people.len();
        let limits = limits && people.iter().sum::<u32>() <= 6;
        // Points on a grid: a detour is never shorter.
        let mut point = || (next(12) as f64, next(12) as f64);
        let pickup: Vec<_> = (0..places).map(|_| point()).collect();
        let haven: Vec<_> = (0..havens).map(|_| point()).collect();
        let start: Vec<_> = (0..vehicles).map(|_| point()).collect();
        let away = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() + (a.1 - b.1).abs();
        let barred: Vec<Vec<bool>> = (0..vehicles).map(|_| (0..places).map(|_| next(8) == 0).collect()).collect();
        let table = |vehicle: usize, from: (f64, f64)| -> Vec<Vec<f64>> {
            let row = |p: usize| haven.iter().map(|home| match barred[vehicle][p] {
                true => f64::INFINITY,
                false => 1.0 + away(from, pickup[p]) + away(pickup[p], *home),
            }).collect();
            (0..places).map(row).collect()
        };
        let fleet = (0..vehicles).map(|number| Vehicle {
            name: number.to_string(),
            seats: if limits { 1 } else { 1 + number as u32 % 2 },
            available_min: number as f64,
            first_min: table(number, start[number]),
            next_min: haven.iter().map(|home| table(number, *home)).collect(),
        });
        let vehicles: Vec<Vehicle> = fleet.collect();
        let total: u32 = people.iter().sum();
        let room = (0..havens).map(|_| limits.then_some(total / 2 + (seed % 3) as u32)).collect();
        let clearing = Clearing { people, havens: room, vehicles };
        let found = clear(&clearing, RotationEffort::default()).unwrap();
        let best = everything(&clearing);
        if best.is_finite() && total > 0 {
            prop_assert!(found.bound_min <= best + 1e-6, "bound {} above {best}", found.bound_min);
            prop_assert!((found.makespan_min - best).abs() < 1e-6, "{} instead of {best}", found.makespan_min);
            prop_assert!(found.proven(), "{found:?}");
            let (faults, end) = check_rotations(&clearing, &found.rotations);
            prop_assert!(faults.is_empty(), "{faults:?}");
            prop_assert!((end - found.makespan_min).abs() < 1e-6);
        } else if total > 0 {
            prop_assert!(found.makespan_min.is_infinite());
        }
    }

    #[test]
    fn a_larger_fleet_keeps_its_bound(seed in any::<u64>(), labels in 1_usize..200) {
        let mut state = seed | 1;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let way: Vec<Vec<f64>> = (0..3).map(|_| (0..2).map(|_| 1.0 + next(20) as f64).collect()).collect();
        let people: Vec<u32> = (0..3).map(|_| next(60) as u32).collect();
        let mut clearing = buses(people, vec![0, 0], &[3.0, 4.0, 5.0], &way, 6);
        clearing.havens = vec![None, None];
        for (number, it) in clearing.vehicles.iter_mut().enumerate() {
            it.seats = 3 + number as u32;
        }
        // However little is kept, the answer is a plan and the bound is a bound.
        let rough = clear(&clearing, RotationEffort { labels, states: 100_000 }).unwrap();
        let fine = clear(&clearing, RotationEffort::default()).unwrap();
        prop_assert!(check_rotations(&clearing, &rough.rotations).0.is_empty());
        prop_assert!(rough.bound_min <= fine.makespan_min + 1e-6);
        prop_assert!(fine.makespan_min <= rough.makespan_min + 1e-6);
    }
}
