//! The proof that a plan is near the best: prices, and the bound that follows from them by weak duality.
//!
//! Put any price, not below zero, on each scarce thing: a bus seat of a slot, a seat or stretcher place of a leg, a place
//! in a hall. Let each group choose the way that costs it least, prices included, as if it were alone. No plan can cost
//! less than the sum of these choices minus what all scarce things together would earn: people of a plan pay for no more
//! than there is. So anyone can recheck the bound without trusting the solver that found the prices.
//! (Lagrangian relaxation; Geoffrion 1974.)
//!
//! A bed of a safe haven has a price at any moments: who comes so shortly before one that they are still there pays it.
//!
//! A vehicle that chooses its own trips is one more thing that earns: at most what the best of its rotations would.
//!
//! The same prices say what would help most: the price of a bus seat is how many weighted minutes one more would save.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::instance::{DAY_MS, Instance, PlanGroup, PlanVehicle};
use super::schedule::Commitment;
use crate::leg::{Leg, LegStatus};
use crate::{LegId, PlaceId};

/// Prices in weighted minutes for one unit of each scarce thing. What is not listed is free.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// Bus seats: assembly point, slot, price.
    pub bus: Vec<(PlaceId, u32, f64)>,
    /// A person on a road: from, to, slot of departure, price.
    pub road: Vec<(PlaceId, PlaceId, u32, f64)>,
    /// A seat in a vehicle that chooses its own trips: from, to, slot of departure, price.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trip: Vec<(PlaceId, PlaceId, u32, f64)>,
    /// Seats of a leg.
    pub seat: Vec<(LegId, f64)>,
    /// Stretcher places of a leg.
    pub stretcher: Vec<(LegId, f64)>,
    /// Wheelchair places of a leg.
    pub wheelchair: Vec<(LegId, f64)>,
    /// A place in the hall while check-in of this leg closes.
    pub hall: Vec<(LegId, f64)>,
    /// A bed of a safe haven at a moment: for who came before and is there still.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bed: Vec<(PlaceId, Time, f64)>,
    /// To be received at a safe haven within the 24 hours up to a moment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub day: Vec<(PlaceId, Time, f64)>,
    /// No-harm rows: partner, price of its limit, limit in weighted minutes.
    pub partner: Vec<(String, f64, u64)>,
}

/// The bound that these prices prove, weighted minutes; never above the cost of any plan that keeps the rules.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    reason = "weighted minutes stay far below 2^53"
)]
pub fn bound(instance: &Instance, committed: &[Commitment], prices: &Prices) -> f64 {
    let book = Book::new(instance, prices);
    let faulty = instance.faulty("group");
    let committed: BTreeMap<_, _> = committed.iter().map(|it| (it.group, it)).collect();
    let mut seen = BTreeSet::new();
    let mut taken: BTreeMap<LegId, [u32; 3]> = BTreeMap::new();
    let mut sum = 0.0;
    for group in instance.groups.iter().filter(|group| seen.insert(group.id)) {
        sum += if let Some(kept) = committed.get(&group.id) {
            let [seats, stretchers, wheelchairs] = taken.entry(kept.leg).or_default();
            *seats += u32::from(group.size.saturating_sub(group.stretchers));
            *stretchers += u32::from(group.stretchers);
            *wheelchairs += u32::from(group.wheelchairs);
            book.aboard(group, kept.leg)
        } else if faulty.contains(&group.id.to_string()) {
            book.stay(group)
        } else {
            book.least(group)
        };
    }
    sum - book.earned(&taken) - book.beds(&taken) - book.vehicles()
}

/// Whether who came at one moment counts at another: later ones do not, and who has gone on does not.
fn counts(came: Time, at: Time, stay_ms: Option<i64>) -> bool {
    came <= at && stay_ms.is_none_or(|stay_ms| at < came.plus_ms(stay_ms))
}

struct Stop<'a> {
    leg: &'a Leg,
    cutoff_min: i64,
    arrival_min: i64,
    usable: bool,
    seat: f64,
    stretcher: f64,
    wheelchair: f64,
    hall: f64,
    /// Of a bed where it ends, for a person.
    bed: f64,
}

/// A bus on an open road: the same for every group, so it is worked out once.
struct Ride {
    departure_min: i64,
    /// For a person.
    price: f64,
    /// The first check-in it makes.
    stop: usize,
}

struct Book<'a> {
    instance: &'a Instance,
    prices: &'a Prices,
    stops: BTreeMap<PlaceId, Vec<Stop<'a>>>,
    /// Rides of each road from a place, with the place they lead to.
    roads: BTreeMap<PlaceId, Vec<(PlaceId, Vec<Ride>)>>,
    bus: BTreeMap<(PlaceId, u32), f64>,
    road: BTreeMap<(PlaceId, PlaceId, u32), f64>,
    /// Seats in vehicles; a ride takes what is cheaper, a bus seat or one of these.
    trip: BTreeMap<(PlaceId, PlaceId, u32), f64>,
    factor: BTreeMap<&'a str, f64>,
}

fn table<K: Ord + Copy>(prices: &[(K, f64)]) -> BTreeMap<K, f64> {
    prices
        .iter()
        .map(|(key, price)| (*key, price.max(0.0)))
        .collect()
}

impl<'a> Book<'a> {
    fn new(instance: &'a Instance, prices: &'a Prices) -> Self {
        let (seat, stretcher) = (table(&prices.seat), table(&prices.stretcher));
        let (wheelchair, hall) = (table(&prices.wheelchair), table(&prices.hall));
        let of = |table: &BTreeMap<LegId, f64>, id| table.get(&id).copied().unwrap_or(0.0);
        let mut stops: BTreeMap<PlaceId, Vec<Stop<'_>>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for leg in instance.legs.iter().filter(|leg| seen.insert(leg.id)) {
            let place = instance.embarkation.iter().find(|it| it.id == leg.from);
            let closed =
                place.is_none_or(|it| it.closed.iter().any(|it| it.contains(leg.departure)));
            stops.entry(leg.from).or_default().push(Stop {
                leg,
                cutoff_min: instance.minute(leg.cutoff),
                arrival_min: instance.minute(leg.arrival).max(0),
                usable: !closed
                    && matches!(leg.status, LegStatus::Planned | LegStatus::Confirmed)
                    && leg.cutoff <= leg.departure
                    && leg.departure <= leg.arrival,
                seat: of(&seat, leg.id),
                stretcher: of(&stretcher, leg.id),
                wheelchair: of(&wheelchair, leg.id),
                hall: of(&hall, leg.id),
                bed: bed_of(instance, prices, leg),
            });
        }
        for list in stops.values_mut() {
            list.sort_by_key(|stop| (stop.cutoff_min, stop.leg.id));
        }
        let mut book = Self {
            instance,
            prices,
            stops,
            roads: BTreeMap::new(),
            bus: prices
                .bus
                .iter()
                .map(|(at, slot, price)| ((*at, *slot), price.max(0.0)))
                .collect(),
            road: prices
                .road
                .iter()
                .map(|(from, to, slot, price)| ((*from, *to, *slot), price.max(0.0)))
                .collect(),
            trip: prices
                .trip
                .iter()
                .map(|(from, to, slot, price)| ((*from, *to, *slot), price.max(0.0)))
                .collect(),
            factor: prices
                .partner
                .iter()
                .map(|(partner, price, _)| (partner.as_str(), price.max(0.0)))
                .collect(),
        };
        for road in &instance.roads {
            let rides = book.rides(road);
            book.roads
                .entry(road.from)
                .or_default()
                .push((road.to, rides));
        }
        book
    }

    fn rides(&self, road: &super::instance::Road) -> Vec<Ride> {
        let stops = self.stops.get(&road.to).map_or(&[][..], Vec::as_slice);
        let mut rides = Vec::new();
        for slot in 0..self.instance.slots {
            let departure_min = i64::from(slot) * i64::from(self.instance.slot_min);
            let arrival_min = departure_min + i64::from(road.travel_min);
            let (from, to) = (
                self.instance.time(departure_min),
                self.instance.time(arrival_min),
            );
            let closed = road
                .closed
                .iter()
                .any(|span| span.start <= to && from < span.end);
            if !closed {
                let bus = self.bus.get(&(road.from, slot)).copied();
                let trip = self.trip.get(&(road.from, road.to, slot)).copied();
                let way = self.road.get(&(road.from, road.to, slot));
                // A seat is one of the place's buses or one in a vehicle; what has no price is free.
                let pool = self.pool(road.from, slot).then_some(bus.unwrap_or(0.0));
                let any = !self.instance.vehicles.is_empty();
                let aboard = any.then_some(trip.unwrap_or(0.0));
                let seats = pool.into_iter().chain(aboard);
                let Some(seat) = seats.reduce(f64::min) else {
                    continue;
                };
                rides.push(Ride {
                    departure_min,
                    price: seat + way.copied().unwrap_or(0.0),
                    stop: stops.partition_point(|stop| stop.cutoff_min < arrival_min),
                });
            }
        }
        rides
    }

    /// Whether any bus seat leaves a place in a slot.
    fn pool(&self, from: PlaceId, slot: u32) -> bool {
        let at = self.instance.assembly.iter().find(|it| it.id == from);
        let seats = at.and_then(|it| it.bus_seats.get(slot as usize));
        seats.copied().unwrap_or(0) > 0
    }

    /// What all vehicles together earn at most, each by the best of its rotations.
    fn vehicles(&self) -> f64 {
        let faulty = self.instance.faulty("vehicle");
        let mut known: BTreeMap<(PlaceId, Time, Option<Time>, u32, u32), f64> = BTreeMap::new();
        let sound = self.instance.vehicles.iter();
        let sound = sound.filter(|it| !faulty.contains(&it.id.to_string()));
        sound
            .map(|it| {
                let key = (it.at, it.from, it.until, it.load_min, it.unload_min);
                let one = known.entry(key).or_insert_with(|| self.best_earned(it));
                *one * f64::from(it.seats)
            })
            .sum()
    }

    /// What one seat of a vehicle earns on the best rotation.
    fn best_earned(&self, vehicle: &PlanVehicle) -> f64 {
        let instance = self.instance;
        let slots = instance.slots as usize;
        let minute = |time: Time| instance.minute(time);
        let until_min = vehicle.until.map_or(i64::MAX, minute);
        let load_min = i64::from(vehicle.load_min);
        let slot_min = i64::from(instance.slot_min.max(1));
        // Best earnings of a vehicle that stands loaded at an assembly point at each slot.
        let mut best: BTreeMap<PlaceId, Vec<f64>> = instance
            .assembly
            .iter()
            .map(|it| (it.id, vec![0.0; slots + 1]))
            .collect();
        let first_slot = |loaded_min: i64| {
            let up = loaded_min.max(0) + slot_min - 1;
            usize::try_from(up / slot_min).unwrap_or(usize::MAX)
        };
        let from_port =
            |best: &BTreeMap<PlaceId, Vec<f64>>, port: PlaceId, free_min: i64, least: usize| {
                let roads = instance.roads.iter().filter(|road| road.to == port);
                roads.fold(0.0_f64, |top, road| {
                    let back_min = drive(instance, road, free_min) + i64::from(road.travel_min);
                    let slot = first_slot(back_min.saturating_add(load_min)).max(least);
                    let there = best.get(&road.from).and_then(|row| row.get(slot));
                    top.max(there.copied().unwrap_or(0.0))
                })
            };
        for slot in (0..slots).rev() {
            let leaves_min = i64::try_from(slot).unwrap_or(0) * slot_min;
            for road in &instance.roads {
                let travel_min = i64::from(road.travel_min);
                let off_min = leaves_min + travel_min + i64::from(vehicle.unload_min);
                if drive(instance, road, leaves_min) != leaves_min || off_min > until_min {
                    continue;
                }
                let at = u32::try_from(slot).unwrap_or(u32::MAX);
                let price = self.trip.get(&(road.from, road.to, at)).copied();
                let then = from_port(&best, road.to, off_min, slot + 1);
                if let Some(cell) = best.get_mut(&road.from).and_then(|row| row.get_mut(slot)) {
                    *cell = cell.max(price.unwrap_or(0.0) + then);
                }
            }
            for row in best.values_mut() {
                let later = row.get(slot + 1).copied().unwrap_or(0.0);
                if let Some(cell) = row.get_mut(slot) {
                    *cell = cell.max(later);
                }
            }
        }
        let from_min = minute(vehicle.from).max(0);
        let here = best
            .get(&vehicle.at)
            .and_then(|row| row.get(first_slot(from_min.saturating_add(load_min))));
        here.copied()
            .unwrap_or(0.0)
            .max(from_port(&best, vehicle.at, from_min, 0))
    }

    fn weight(&self, group: &PlanGroup) -> f64 {
        let weight = self.instance.weights.of(group.class);
        let factor = self
            .factor
            .get(group.partner.as_str())
            .copied()
            .unwrap_or(0.0);
        f64::from(weight) * f64::from(group.size) * (1.0 + factor)
    }

    fn stay(&self, group: &PlanGroup) -> f64 {
        self.weight(group) * f64::from(self.instance.weights.not_lifted_h) * 60.0
    }

    /// Who is aboard pays for nothing: their places are no longer among what is scarce.
    fn aboard(&self, group: &PlanGroup, leg: LegId) -> f64 {
        let mut stops = self.stops.values().flatten();
        match stops.find(|stop| stop.leg.id == leg) {
            Some(stop) => self.weight(group) * stop.arrival_min as f64,
            None => self.stay(group),
        }
    }

    fn least(&self, group: &PlanGroup) -> f64 {
        let ready_min = (group.ready.ms() - self.instance.start.ms()).div_euclid(60_000)
            + i64::from((group.ready.ms() - self.instance.start.ms()).rem_euclid(60_000) > 0);
        let mut best = self.stay(group);
        let tail = self.tail(group, group.at);
        best = best.min(self.from(&tail, group.at, ready_min));
        for (to, rides) in self.roads.get(&group.at).into_iter().flatten() {
            let tail = self.tail(group, *to);
            let first = rides.partition_point(|ride| ride.departure_min < ready_min);
            for ride in rides.get(first..).unwrap_or_default() {
                let way = tail.get(ride.stop).copied().unwrap_or(f64::INFINITY);
                best = best.min(ride.price * f64::from(group.size) + way);
            }
        }
        best
    }

    /// For each stop of a place: the least cost of whoever is in the hall when its check-in closes.
    fn tail(&self, group: &PlanGroup, place: PlaceId) -> Vec<f64> {
        let stops = self.stops.get(&place).map_or(&[][..], Vec::as_slice);
        let mut best = f64::INFINITY;
        let mut out = vec![f64::INFINITY; stops.len()];
        for (stop, cell) in stops.iter().zip(out.iter_mut()).rev() {
            if stop.usable && may_board(group, stop.leg) {
                let lying = f64::from(group.stretchers);
                let board = self.weight(group) * stop.arrival_min as f64
                    + stop.seat * (f64::from(group.size) - lying)
                    + stop.stretcher * lying
                    + stop.wheelchair * f64::from(group.wheelchairs)
                    + stop.bed * f64::from(group.size);
                best = best.min(board);
            }
            best += stop.hall * f64::from(group.size);
            *cell = best;
        }
        out
    }

    /// The least cost from a moment at a place.
    fn from(&self, tail: &[f64], place: PlaceId, from_min: i64) -> f64 {
        let stops = self.stops.get(&place).map_or(&[][..], Vec::as_slice);
        let first = stops.partition_point(|stop| stop.cutoff_min < from_min);
        tail.get(first).copied().unwrap_or(f64::INFINITY)
    }

    /// What all beds together would earn, those of who came before and of who is aboard left out.
    fn beds(&self, taken: &BTreeMap<LegId, [u32; 3]>) -> f64 {
        let instance = self.instance;
        let aboard: Vec<(&Leg, u32)> = self
            .stops
            .values()
            .flatten()
            .filter_map(|stop| {
                let [seats, stretchers, _] = taken.get(&stop.leg.id)?;
                Some((stop.leg, seats.saturating_add(*stretchers)))
            })
            .collect();
        let (bed, day) = (self.prices.bed.iter(), self.prices.day.iter());
        let all = bed.map(|it| (it, false)).chain(day.map(|it| (it, true)));
        let mut sum = 0.0;
        for ((place, at, price), daily) in all.filter(|it| it.0.2 > 0.0) {
            let haven = instance.havens.iter().find(|it| it.id == *place);
            let limit = haven.and_then(|it| if daily { it.per_day } else { it.beds });
            let (Some(haven), Some(limit)) = (haven, limit) else {
                // A price on what is not limited proves nothing.
                return f64::INFINITY;
            };
            let stay_ms = if daily { Some(DAY_MS) } else { haven.stay_ms() };
            let before = haven.received.iter().map(|it| (it.at, it.people));
            let here = aboard.iter().filter(|(leg, _)| leg.to == *place);
            let others = before.chain(here.map(|(leg, people)| (leg.arrival, *people)));
            let there = others.filter(|(came, _)| counts(*came, *at, stay_ms));
            let used = there.fold(0_u32, |sum, it| sum.saturating_add(it.1));
            sum += price * f64::from(limit.saturating_sub(used));
        }
        sum
    }

    /// What all scarce things together would earn. `taken`: seats, stretcher places and wheelchair places of who is aboard.
    fn earned(&self, taken: &BTreeMap<LegId, [u32; 3]>) -> f64 {
        let mut sum = 0.0;
        for ((place, slot), price) in &self.bus {
            let at = self.instance.assembly.iter().find(|it| it.id == *place);
            let seats = at.and_then(|it| it.bus_seats.get(*slot as usize)).copied();
            sum += price * f64::from(seats.unwrap_or(0));
        }
        for ((from, to, _), price) in &self.road {
            let road = self
                .instance
                .roads
                .iter()
                .find(|it| it.from == *from && it.to == *to);
            sum += match road.and_then(|road| road.people_per_slot) {
                Some(people) => price * f64::from(people),
                None if *price > 0.0 => f64::INFINITY,
                None => 0.0,
            };
        }
        for (place, stops) in &self.stops {
            let hall = self
                .instance
                .embarkation
                .iter()
                .find(|it| it.id == *place)
                .and_then(|it| it.holding);
            for stop in stops {
                let [seats, stretchers, wheelchairs] =
                    taken.get(&stop.leg.id).copied().unwrap_or_default();
                sum += stop.seat * f64::from(stop.leg.seats.saturating_sub(seats));
                sum += stop.stretcher * f64::from(stop.leg.stretchers.saturating_sub(stretchers));
                let wheels = stop
                    .leg
                    .wheelchairs
                    .map(|it| it.saturating_sub(wheelchairs));
                for (price, limit) in [(stop.wheelchair, wheels), (stop.hall, hall)] {
                    sum += match limit {
                        Some(limit) => price * f64::from(limit),
                        // A price on what is not limited proves nothing.
                        None if price > 0.0 => f64::INFINITY,
                        None => 0.0,
                    };
                }
            }
        }
        for (_, price, limit) in &self.prices.partner {
            sum += price.max(0.0) * *limit as f64;
        }
        sum
    }
}

/// What a person who comes by a leg pays for a bed, and for being received.
fn bed_of(instance: &Instance, prices: &Prices, leg: &Leg) -> f64 {
    let Some(haven) = instance.havens.iter().find(|it| it.id == leg.to) else {
        return 0.0;
    };
    let paid = |list: &[(PlaceId, Time, f64)], stay_ms: Option<i64>| -> f64 {
        let here = list.iter().filter(|it| it.0 == haven.id);
        let there = here.filter(|it| counts(leg.arrival, it.1, stay_ms));
        there.map(|it| it.2.max(0.0)).sum()
    };
    paid(&prices.bed, haven.stay_ms()) + paid(&prices.day, Some(DAY_MS))
}

/// The first minute from which a vehicle can drive a road without meeting a closure.
fn drive(instance: &Instance, road: &super::instance::Road, from_min: i64) -> i64 {
    let mut at_min = from_min;
    for _ in 0..=road.closed.len() {
        let (from, to) = (
            instance.time(at_min),
            instance.time(at_min.saturating_add(i64::from(road.travel_min))),
        );
        let closed = road
            .closed
            .iter()
            .find(|it| it.start <= to && from < it.end);
        let Some(closed) = closed else {
            return at_min;
        };
        let end_ms = closed.end.ms() - instance.start.ms();
        at_min = end_ms.div_euclid(60_000) + i64::from(end_ms.rem_euclid(60_000) > 0);
    }
    i64::MAX / 4
}

fn may_board(group: &PlanGroup, leg: &Leg) -> bool {
    leg.takes(&group.partner)
        && group
            .havens
            .as_ref()
            .is_none_or(|havens| havens.contains(&leg.to))
        && (group.documents || !leg.document_required)
        && (leg.pets || !group.pets)
}
