//! The earliest time at which everyone can be out.

use serde::{Deserialize, Serialize};

use super::combine::{Combined, combine};
use super::fleet::{Clearing, Rotation};
use super::relax::tightest;
use super::route::{Choice, choices, limited, undominated};
use crate::Error;

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RotationEffort {
    /// Most combinations kept at a time.
    pub labels: usize,
    /// Most states of one vehicle.
    pub states: usize,
}

impl Default for RotationEffort {
    /// Some seconds.
    fn default() -> Self {
        Self {
            labels: 20_000,
            states: 400_000,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cleared {
    /// Trips, by vehicle and time.
    pub rotations: Vec<Rotation>,
    /// When the last person is safe, minutes from the start; infinite when some cannot be fetched at all.
    pub makespan_min: f64,
    /// It cannot be done before this.
    pub bound_min: f64,
}

impl Cleared {
    /// Whether the two are one: nothing is earlier.
    #[must_use]
    pub fn proven(&self) -> bool {
        self.makespan_min.is_finite() && self.makespan_min - self.bound_min < 1e-6
    }

    /// How far above the bound, percent.
    #[must_use]
    pub fn gap_pct(&self) -> f64 {
        (self.makespan_min / self.bound_min.max(1e-9) - 1.0).max(0.0) * 100.0
    }
}

/// Finds rotations that bring everyone out as early as it can, with a bound below which nothing is possible.
///
/// Where a haven is limited, a load counts as full there: exact when loads are (one bus load as the unit), else on the safe
/// side, and then nothing is proven by it.
///
/// # Errors
/// [`Clearing::bounded`].
pub fn clear(clearing: &Clearing, effort: RotationEffort) -> Result<Cleared, Error> {
    clearing.bounded()?;
    if clearing.total() == 0 {
        return Ok(Cleared {
            rotations: Vec::new(),
            makespan_min: 0.0,
            bound_min: 0.0,
        });
    }
    let greedy = greedy(clearing);
    let never = || Cleared {
        rotations: Vec::new(),
        makespan_min: f64::INFINITY,
        bound_min: 0.0,
    };
    // With limited havens the first way found may lead into a corner: time is then sought upwards.
    let mut by_min = match &greedy {
        Some(rotations) => end(rotations),
        None => longest(clearing),
    };
    let mut best = greedy;
    let Some(all) = every_choice(clearing, &mut by_min, effort.states) else {
        return Ok(best.map_or_else(never, |rotations| Cleared {
            makespan_min: end(&rotations),
            rotations,
            bound_min: 0.0,
        }));
    };
    let mut times: Vec<f64> = all.iter().flatten().map(|it| it.end_min).collect();
    times.retain(|it| *it <= by_min + 1e-9);
    times.sort_by(f64::total_cmp);
    times.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
    let limits: Vec<u32> = limited(clearing)
        .iter()
        .filter_map(|at| clearing.havens.get(*at).copied().flatten())
        .collect();
    let whole = limits.is_empty() || loads_are_whole(clearing);
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(clearing.vehicles.get(*at).map_or(0, |it| it.seats)));
    let places = clearing.people.len();
    let fleet_by = |by_min: f64| -> Vec<Vec<&Choice>> {
        let lists = order.iter().filter_map(|at| all.get(*at));
        lists
            .map(|list| {
                let timely = list.iter().filter(|it| it.end_min <= by_min + 1e-9);
                undominated(timely, places)
            })
            .collect()
    };
    // Below `never_at` it cannot be done; from `done_at` on it can.
    let relaxed = |at: usize| {
        let fleet = fleet_by(times[at]);
        tightest(clearing, &fleet).1 >= -1e-9
    };
    let mut low = 0;
    let mut high = times.len();
    while low < high {
        let middle = usize::midpoint(low, high);
        if relaxed(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let mut proven_below = low;
    let mut high = times.len();
    while low < high {
        let middle = usize::midpoint(low, high);
        let fleet = fleet_by(times[middle]);
        let (weights, _) = tightest(clearing, &fleet);
        match combine(clearing, &fleet, &limits, &weights, effort.labels) {
            Combined::Done(picked) => {
                let chosen = order.iter().zip(&picked).zip(&fleet);
                let chosen = chosen
                    .filter_map(|((vehicle, pick), list)| Some((*vehicle, *list.get(*pick)?)));
                let rotations = written(clearing, chosen.collect());
                if best.as_ref().is_none_or(|it| end(&rotations) < end(it)) {
                    best = Some(rotations);
                }
                high = middle;
            }
            Combined::Never => {
                if whole && middle + 1 > proven_below {
                    proven_below = middle + 1;
                }
                low = middle + 1;
            }
            Combined::Unknown => low = middle + 1,
        }
    }
    let bound_min = times.get(proven_below).copied();
    Ok(best.map_or_else(never, |rotations| {
        let makespan_min = end(&rotations);
        Cleared {
            makespan_min,
            rotations,
            // Everything in the list was excluded: nothing is before the time up to which all was listed.
            bound_min: bound_min.unwrap_or(by_min).min(makespan_min),
        }
    }))
}

/// All choices of all vehicles up to a time. Too many states: a shorter time has fewer, and may still do.
fn every_choice(clearing: &Clearing, by_min: &mut f64, states: usize) -> Option<Vec<Vec<Choice>>> {
    for _ in 0..4 {
        let lists = clearing.vehicles.iter();
        let lists = lists.map(|it| choices(clearing, it, *by_min, states));
        if let Some(lists) = lists.collect::<Option<Vec<_>>>() {
            return Some(lists);
        }
        *by_min *= 0.8;
    }
    None
}

/// Whether all vehicles carry the same and everyone waits in full loads.
fn loads_are_whole(clearing: &Clearing) -> bool {
    let seats = clearing.vehicles.first().map_or(1, |it| it.seats);
    let same = clearing.vehicles.iter().all(|it| it.seats == seats);
    let whole = |count: &u32| count.is_multiple_of(seats.max(1));
    same && clearing.people.iter().all(whole)
}

fn end(rotations: &[Rotation]) -> f64 {
    rotations.iter().map(|it| it.to_min).fold(0.0, f64::max)
}

/// Longer than any sensible plan: every load one after the other by the slowest.
fn longest(clearing: &Clearing) -> f64 {
    let slowest = clearing
        .vehicles
        .iter()
        .flat_map(|it| {
            it.next_min
                .iter()
                .flatten()
                .flatten()
                .chain(it.first_min.iter().flatten())
        })
        .copied()
        .filter(|it| it.is_finite())
        .fold(1.0, f64::max);
    let seats = clearing
        .vehicles
        .iter()
        .map(|it| it.seats)
        .min()
        .unwrap_or(1);
    let loads: u32 = clearing.people.iter().map(|it| it.div_ceil(seats)).sum();
    let fleet = u32::try_from(clearing.vehicles.len().max(1)).unwrap_or(1);
    let ready = clearing.vehicles.iter().map(|it| it.available_min);
    ready.fold(0.0, f64::max) + slowest * f64::from(loads.div_ceil(fleet) + 1)
}

/// Whoever can be back first with someone goes; the first plan.
fn greedy(clearing: &Clearing) -> Option<Vec<Rotation>> {
    let mut left = clearing.people.clone();
    let mut room = clearing.havens.clone();
    let mut at: Vec<(f64, Option<usize>)> = clearing
        .vehicles
        .iter()
        .map(|it| (it.available_min, None))
        .collect();
    let mut out = Vec::new();
    while left.iter().any(|it| *it > 0) {
        let mut best: Option<Rotation> = None;
        for (number, (vehicle, (now_min, place))) in clearing.vehicles.iter().zip(&at).enumerate() {
            let table = match place {
                None => Some(&vehicle.first_min),
                Some(haven) => vehicle.next_min.get(*haven),
            };
            for (pickup, waiting) in left.iter().enumerate().filter(|it| *it.1 > 0) {
                for (haven, room) in room.iter().enumerate() {
                    let trip_min = table.and_then(|it| it.get(pickup)?.get(haven)).copied();
                    let to_min = now_min + trip_min.unwrap_or(f64::INFINITY);
                    let people = vehicle.seats.min(*waiting);
                    let fits = room.is_none_or(|room| room >= vehicle.seats);
                    let sooner = best.as_ref().is_none_or(|it| to_min < it.to_min);
                    if to_min.is_finite() && fits && sooner {
                        best = Some(Rotation {
                            vehicle: number,
                            pickup,
                            haven,
                            people,
                            from_min: *now_min,
                            to_min,
                        });
                    }
                }
            }
        }
        let trip = best?;
        if let Some(waiting) = left.get_mut(trip.pickup) {
            *waiting -= trip.people;
        }
        if let Some(Some(room)) = room.get_mut(trip.haven) {
            *room = room.saturating_sub(clearing.vehicles.get(trip.vehicle)?.seats);
        }
        if let Some(cell) = at.get_mut(trip.vehicle) {
            *cell = (trip.to_min, Some(trip.haven));
        }
        out.push(trip);
    }
    Some(ordered(out))
}

fn ordered(mut rotations: Vec<Rotation>) -> Vec<Rotation> {
    rotations.sort_by(|a, b| {
        let times = a.from_min.total_cmp(&b.from_min);
        a.vehicle.cmp(&b.vehicle).then(times)
    });
    rotations
}

/// Trips with their times, people put on the earliest; trips at the end of a vehicle's that nobody needs are left out.
fn written(clearing: &Clearing, chosen: Vec<(usize, &Choice)>) -> Vec<Rotation> {
    let mut trips: Vec<Rotation> = Vec::new();
    for (number, choice) in chosen {
        let Some(vehicle) = clearing.vehicles.get(number) else {
            continue;
        };
        let (mut now_min, mut place) = (vehicle.available_min, None);
        for (pickup, haven) in &choice.trips {
            let table = match place {
                None => Some(&vehicle.first_min),
                Some(haven) => vehicle.next_min.get::<usize>(haven),
            };
            let trip_min = table.and_then(|it| it.get(*pickup)?.get(*haven)).copied();
            let to_min = now_min + trip_min.unwrap_or(f64::INFINITY);
            trips.push(Rotation {
                vehicle: number,
                pickup: *pickup,
                haven: *haven,
                people: 0,
                from_min: now_min,
                to_min,
            });
            (now_min, place) = (to_min, Some(*haven));
        }
    }
    trips.sort_by(|a, b| {
        a.to_min
            .total_cmp(&b.to_min)
            .then(a.vehicle.cmp(&b.vehicle))
    });
    let mut left = clearing.people.clone();
    for trip in &mut trips {
        let seats = clearing.vehicles.get(trip.vehicle).map_or(0, |it| it.seats);
        if let Some(waiting) = left.get_mut(trip.pickup) {
            trip.people = seats.min(*waiting);
            *waiting -= trip.people;
        }
    }
    let mut trips = ordered(trips);
    let mut at = trips.len();
    let mut needed = usize::MAX;
    while at > 0 {
        at -= 1;
        let Some(trip) = trips.get(at) else { break };
        if trip.people > 0 {
            needed = trip.vehicle;
        } else if needed != trip.vehicle {
            trips.remove(at);
        }
    }
    trips
}
