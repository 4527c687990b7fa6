//! What one vehicle can do by when: for every number of loads from each place (and to each haven that fills up), the least
//! time in which it is done.

use std::collections::BTreeMap;

use super::fleet::{Clearing, Vehicle};

/// A rotation plan of one vehicle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    /// People fetched from each place if every load is full, at most those who wait there; then loads brought to each haven
    /// that is limited, as people.
    pub(crate) counts: Vec<u32>,
    /// When it is done, minutes.
    pub(crate) end_min: f64,
    /// Pickup and haven of each trip.
    pub(crate) trips: Vec<(usize, usize)>,
}

/// Which havens are limited.
pub(crate) fn limited(clearing: &Clearing) -> Vec<usize> {
    let havens = clearing.havens.iter().enumerate();
    havens.filter(|it| it.1.is_some()).map(|it| it.0).collect()
}

type Key = (Vec<u16>, usize);
/// When, from where, and by which trip.
type Entry = (f64, Option<Key>, (usize, usize));

/// All choices that end by `by_min`, none of them worse than another in everything. `None`: more than `most` states.
pub(crate) fn choices(
    clearing: &Clearing,
    vehicle: &Vehicle,
    by_min: f64,
    most: usize,
) -> Option<Vec<Choice>> {
    let places = clearing.people.len();
    let limited = limited(clearing);
    let loads_max: Vec<u32> = clearing
        .people
        .iter()
        .map(|people| people.div_ceil(vehicle.seats))
        .chain(
            limited
                .iter()
                .map(|at| clearing.havens.get(*at).copied().flatten().unwrap_or(0) / vehicle.seats),
        )
        .collect();
    let mut known: BTreeMap<Key, Entry> = BTreeMap::new();
    let mut front: Vec<Key> = Vec::new();
    let none: Key = (vec![0; loads_max.len()], usize::MAX);
    known.insert(none.clone(), (vehicle.available_min, None, (0, 0)));
    front.push(none.clone());
    // Every trip adds a load, so states of one round are final before the next begins.
    while !front.is_empty() {
        let mut next: Vec<Key> = Vec::new();
        for key in front {
            let Some((at_min, _, _)) = known.get(&key).cloned() else {
                continue;
            };
            let table = match key.1 {
                usize::MAX => Some(&vehicle.first_min),
                haven => vehicle.next_min.get(haven),
            };
            for pickup in 0..places {
                for haven in 0..clearing.havens.len() {
                    let trip_min = table
                        .and_then(|it| it.get(pickup))
                        .and_then(|row| row.get(haven));
                    let end_min = at_min + trip_min.copied().unwrap_or(f64::INFINITY);
                    if end_min > by_min + 1e-9 {
                        continue;
                    }
                    let mut loads = key.0.clone();
                    let used = limited.iter().position(|it| *it == haven);
                    let cells = [Some(pickup), used.map(|at| places + at)];
                    let full = cells.iter().flatten().any(|cell| {
                        u32::from(loads.get(*cell).copied().unwrap_or(0))
                            >= loads_max.get(*cell).copied().unwrap_or(0)
                    });
                    if full {
                        continue;
                    }
                    for cell in cells.iter().flatten() {
                        if let Some(count) = loads.get_mut(*cell) {
                            *count += 1;
                        }
                    }
                    let new = (loads, haven);
                    let better = known.get(&new).is_none_or(|it| end_min < it.0 - 1e-12);
                    if better {
                        let entry = (end_min, Some(key.clone()), (pickup, haven));
                        if known.insert(new.clone(), entry).is_none() {
                            next.push(new);
                        }
                        if known.len() > most {
                            return None;
                        }
                    }
                }
            }
        }
        front = next;
    }
    // For each number of loads the haven where it ends does not matter: the earliest.
    let mut best: BTreeMap<&[u16], (f64, &Key)> = BTreeMap::new();
    for (key, (end_min, _, _)) in &known {
        let cell = best.entry(key.0.as_slice()).or_insert((f64::INFINITY, key));
        if *end_min < cell.0 {
            *cell = (*end_min, key);
        }
    }
    let out = best.into_values().map(|(end_min, key)| {
        let counts = key.0.iter().enumerate().map(|(cell, loads)| {
            let people = u32::from(*loads) * vehicle.seats;
            match clearing.people.get(cell) {
                Some(waiting) => people.min(*waiting),
                None => people,
            }
        });
        Choice {
            counts: counts.collect(),
            end_min,
            trips: trips_to(&known, key),
        }
    });
    Some(out.collect())
}

/// The trips that lead to a state.
fn trips_to(known: &BTreeMap<Key, Entry>, key: &Key) -> Vec<(usize, usize)> {
    let mut trips = Vec::new();
    let mut at = Some(key);
    while let Some((_, before, trip)) = at.and_then(|key| known.get(key)) {
        if before.is_some() {
            trips.push(*trip);
        }
        at = before.as_ref();
    }
    trips.reverse();
    trips
}

/// Drops what another choice does as well everywhere: at least as many fetched, at most as many brought to each limited
/// haven. All end in time.
pub(crate) fn undominated<'a>(
    list: impl Iterator<Item = &'a Choice>,
    places: usize,
) -> Vec<&'a Choice> {
    let mut list: Vec<&Choice> = list.collect();
    let sum = |it: &Choice| -> u64 {
        let fetched = it.counts.iter().take(places);
        fetched.map(|count| u64::from(*count)).sum()
    };
    list.sort_by(|a, b| {
        sum(b)
            .cmp(&sum(a))
            .then(a.end_min.total_cmp(&b.end_min))
            .then(a.counts.cmp(&b.counts))
    });
    let mut kept: Vec<&Choice> = Vec::new();
    for one in list {
        let mut better = kept.iter();
        if !better.any(|it| does_as_well(&it.counts, &one.counts, places)) {
            kept.push(one);
        }
    }
    kept
}

/// At least as many fetched from each place, at most as many brought to each limited haven.
pub(crate) fn does_as_well(kept: &[u32], new: &[u32], places: usize) -> bool {
    let mut cells = kept.iter().zip(new).enumerate();
    cells.all(|(cell, (kept, new))| {
        if cell < places {
            kept >= new
        } else {
            kept <= new
        }
    })
}
