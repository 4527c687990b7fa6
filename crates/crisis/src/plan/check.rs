//! The independent checker: reads the instance as it came and a plan, and knows nothing of how the plan was made.
//!
//! It shares no index, no capacity table and no path search with the planner, so that a mistake there cannot hide here.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_sea::{Span, Time};

use super::instance::{Instance, PlanGroup, PlanVehicle};
use super::reception::{self, Arrival};
use super::rule::{Rule, Violation};
use super::schedule::{Assignment, Commitment, Plan, Trip};
use crate::leg::{Leg, LegStatus};
use crate::{GroupId, PlaceId, VehicleId};

/// What the checker says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Broken rules; none for a plan that may be shown.
    pub violations: Vec<Violation>,
    /// Weighted minutes, computed anew.
    pub objective: u64,
    /// Weighted minutes per partner, in the order of the instance. Minors count with the partner whose group escorts them,
    /// because the two travel together.
    pub partner_objective: Vec<u64>,
    /// People lifted.
    pub lifted: u64,
    /// People not lifted.
    pub not_lifted: u64,
}

/// Checks a plan. `committed` says who had boarded when it was made: they must still be on that leg and take its places.
/// How they came aboard, who let them in and what closed behind them does not matter: no plan can change it.
#[must_use]
pub fn check(instance: &Instance, assignments: &[Assignment], committed: &[Commitment]) -> Verdict {
    check_ways(instance, assignments, &[], committed)
}

/// Checks a plan with the trips of its vehicles: each must be where its next trip begins, in time to be loaded.
#[must_use]
pub fn check_plan(instance: &Instance, plan: &Plan, committed: &[Commitment]) -> Verdict {
    check_ways(instance, &plan.assignments, &plan.trips, committed)
}

fn check_ways(
    instance: &Instance,
    assignments: &[Assignment],
    trips: &[Trip],
    committed: &[Commitment],
) -> Verdict {
    let mut checker = Checker::new(instance, committed);
    checker.ways(assignments);
    checker.kept(assignments);
    checker.guardians();
    checker.legs();
    checker.vehicles(trips);
    checker.buses(trips);
    checker.holding();
    checker.reception();
    checker.verdict()
}

struct Way<'a> {
    group: &'a PlanGroup,
    leg: &'a Leg,
    ride: Option<(super::schedule::Ride, Time)>,
}

struct Checker<'a> {
    instance: &'a Instance,
    groups: BTreeMap<GroupId, &'a PlanGroup>,
    committed: BTreeMap<GroupId, &'a Commitment>,
    ways: BTreeMap<GroupId, Way<'a>>,
    violations: Vec<Violation>,
}

/// Whether a vehicle stands where a trip let people off, from that moment on.
fn brought(instance: &Instance, vehicle: &PlanVehicle, trip: &Trip) -> bool {
    let mut roads = instance.roads.iter();
    let road = roads.find(|it| it.from == trip.from && it.to == trip.to);
    let takes_min = road.map_or(0, |it| i64::from(it.travel_min)) + i64::from(vehicle.unload_min);
    vehicle.at == trip.to && vehicle.from == trip.departure.plus_ms(takes_min * 60_000)
}

fn overlaps(span: &Span, from: Time, to: Time) -> bool {
    span.start <= to && from < span.end
}

impl<'a> Checker<'a> {
    fn new(instance: &'a Instance, committed: &'a [Commitment]) -> Self {
        let mut groups = BTreeMap::new();
        for group in &instance.groups {
            groups.entry(group.id).or_insert(group);
        }
        Self {
            instance,
            groups,
            committed: committed.iter().map(|kept| (kept.group, kept)).collect(),
            ways: BTreeMap::new(),
            violations: Vec::new(),
        }
    }

    fn broken(&mut self, rule: Rule, subject: impl ToString) {
        self.over(rule, subject, 0, 0);
    }

    fn over(&mut self, rule: Rule, subject: impl ToString, used: u64, limit: u64) {
        self.violations.push(Violation {
            rule,
            subject: subject.to_string(),
            used,
            limit,
        });
    }

    fn ways(&mut self, assignments: &[Assignment]) {
        let mut legs = BTreeMap::new();
        for leg in &self.instance.legs {
            legs.entry(leg.id).or_insert(leg);
        }
        for assignment in assignments {
            let found = self
                .groups
                .get(&assignment.group)
                .zip(legs.get(&assignment.leg));
            let Some((group, leg)) = found else {
                self.broken(Rule::Unknown, assignment.group);
                continue;
            };
            let (group, leg) = (*group, *leg);
            if self.ways.contains_key(&group.id) {
                self.broken(Rule::GroupTwice, group.id);
                continue;
            }
            let arrival = self.ride(group, assignment);
            self.way(group, leg, assignment, arrival);
            let ride = assignment.ride_ahead(group).zip(arrival);
            self.ways.insert(group.id, Way { group, leg, ride });
        }
    }

    /// Arrival of the bus; `None` when there is none ahead or its road is unknown.
    fn ride(&mut self, group: &PlanGroup, assignment: &Assignment) -> Option<Time> {
        let ride = assignment.ride_ahead(group)?;
        let road = self
            .instance
            .roads
            .iter()
            .find(|road| road.from == ride.from && road.to == ride.to);
        let Some(road) = road else {
            self.broken(Rule::Road, group.id);
            return None;
        };
        let arrival = ride.departure.plus_ms(i64::from(road.travel_min) * 60_000);
        if road
            .closed
            .iter()
            .any(|span| overlaps(span, ride.departure, arrival))
        {
            self.broken(Rule::Road, group.id);
        }
        if ride.departure < group.ready {
            self.broken(Rule::NotReady, group.id);
        }
        let slot_ms = i64::from(self.instance.slot_min) * 60_000;
        let since_ms = ride.departure.ms() - self.instance.start.ms();
        if slot_ms == 0
            || since_ms % slot_ms != 0
            || since_ms < 0
            || since_ms / slot_ms >= i64::from(self.instance.slots)
        {
            self.broken(Rule::Slot, group.id);
        }
        Some(arrival)
    }

    fn aboard(&self, group: &PlanGroup, leg: &Leg) -> bool {
        let kept = self.committed.get(&group.id);
        kept.is_some_and(|kept| kept.leg == leg.id)
    }

    fn way(
        &mut self,
        group: &PlanGroup,
        leg: &Leg,
        assignment: &Assignment,
        arrival: Option<Time>,
    ) {
        if leg.status == LegStatus::Cancelled {
            self.broken(Rule::LegCancelled, group.id);
        }
        if self.aboard(group, leg) {
            return;
        }
        if leg.status == LegStatus::Closed {
            self.broken(Rule::LegClosed, group.id);
        }
        let joined = match assignment.ride_ahead(group) {
            Some(ride) => ride.from == group.at && ride.to == leg.from,
            None => group.at == leg.from,
        };
        if !joined {
            self.broken(Rule::Route, group.id);
        }
        if arrival.unwrap_or(group.ready) > leg.cutoff {
            self.broken(Rule::Cutoff, group.id);
        }
        let closed = self.instance.embarkation.iter().any(|place| {
            place.id == leg.from && place.closed.iter().any(|it| it.contains(leg.departure))
        });
        if closed {
            self.broken(Rule::PlaceClosed, group.id);
        }
        if !leg.takes(&group.partner) {
            self.broken(Rule::Partner, group.id);
        }
        if group
            .havens
            .as_ref()
            .is_some_and(|havens| !havens.contains(&leg.to))
        {
            self.broken(Rule::Haven, group.id);
        }
        if leg.document_required && !group.documents {
            self.broken(Rule::Document, group.id);
        }
        if group.pets && !leg.pets {
            self.broken(Rule::Pets, group.id);
        }
    }

    fn kept(&mut self, assignments: &[Assignment]) {
        let planned: BTreeMap<_, _> = assignments.iter().map(|it| (it.group, it.leg)).collect();
        let broken: Vec<GroupId> = self
            .committed
            .values()
            .filter(|kept| planned.get(&kept.group) != Some(&kept.leg))
            .map(|kept| kept.group)
            .collect();
        for group in broken {
            self.broken(Rule::Commitment, group);
        }
    }

    fn guardians(&mut self) {
        let mut out = Vec::new();
        // Minors who are aboard without their guardian are a contradiction of the register: no plan brings them back.
        let ashore = self.ways.values();
        for way in ashore.filter(|it| !self.aboard(it.group, it.leg)) {
            let group = way.group;
            match group.escorted_by {
                Some(escort) => {
                    let together = self.ways.get(&escort).is_some_and(|other| {
                        other.leg.id == way.leg.id && other.group.guardians > 0
                    });
                    if !together {
                        out.push((Rule::GuardianApart, group.id));
                    }
                }
                None if group.minors > 0 && group.guardians == 0 => {
                    out.push((Rule::MinorAlone, group.id));
                }
                None => {}
            }
        }
        for (rule, group) in out {
            self.broken(rule, group);
        }
    }

    fn legs(&mut self) {
        let mut used: BTreeMap<_, [u64; 3]> = BTreeMap::new();
        let mut limits = BTreeMap::new();
        for way in self.ways.values() {
            let group = way.group;
            let counts = used.entry(way.leg.id).or_default();
            let [seats, stretchers, wheelchairs] = counts;
            *seats += u64::from(group.size.saturating_sub(group.stretchers));
            *stretchers += u64::from(group.stretchers);
            *wheelchairs += u64::from(group.wheelchairs);
            limits.insert(way.leg.id, way.leg);
        }
        for (id, [seats, stretchers, wheelchairs]) in used {
            let Some(leg) = limits.get(&id).copied() else {
                continue;
            };
            for (rule, used, limit) in [
                (Rule::Seats, seats, Some(leg.seats)),
                (Rule::Stretchers, stretchers, Some(leg.stretchers)),
                (Rule::Wheelchairs, wheelchairs, leg.wheelchairs),
            ] {
                if let Some(limit) = limit.map(u64::from)
                    && used > limit
                {
                    self.over(rule, id, used, limit);
                }
            }
        }
    }

    /// Drives every vehicle along its trips. Trips from before a vehicle's entry are behind it: the last of them has to end
    /// where the entry begins.
    fn vehicles(&mut self, trips: &[Trip]) {
        let instance = self.instance;
        let slot_ms = i64::from(instance.slot_min.max(1)) * 60_000;
        let mut by_vehicle: BTreeMap<VehicleId, Vec<&Trip>> = BTreeMap::new();
        for trip in trips {
            by_vehicle.entry(trip.vehicle).or_default().push(trip);
        }
        for (id, mut own) in by_vehicle {
            let Some(vehicle) = instance.vehicles.iter().find(|it| it.id == id) else {
                self.broken(Rule::Vehicle, id);
                continue;
            };
            own.sort_by_key(|trip| trip.departure);
            let (behind, ahead) =
                own.split_at(own.partition_point(|trip| trip.departure < vehicle.from));
            if behind
                .last()
                .is_some_and(|it| !brought(instance, vehicle, it))
            {
                self.broken(Rule::Vehicle, id);
            }
            let (mut place, mut free) = (vehicle.at, vehicle.from.max(instance.start));
            for trip in ahead {
                let road = |from: PlaceId, to: PlaceId| {
                    instance
                        .roads
                        .iter()
                        .find(|it| it.from == from && it.to == to)
                };
                let Some(out) = road(trip.from, trip.to) else {
                    self.broken(Rule::Road, id);
                    break;
                };
                let here = if place == trip.from {
                    Some(free)
                } else {
                    // Empty, back along the road on which it can be there first open.
                    road(trip.from, place).map(|back| {
                        let takes_ms = i64::from(back.travel_min) * 60_000;
                        let mut leaves = free;
                        let mut closed: Vec<&Span> = back.closed.iter().collect();
                        closed.sort_by_key(|span| span.start);
                        for span in closed {
                            if overlaps(span, leaves, leaves.plus_ms(takes_ms)) {
                                leaves = span.end;
                            }
                        }
                        leaves.plus_ms(takes_ms)
                    })
                };
                let loaded = here.map(|it| it.plus_ms(i64::from(vehicle.load_min) * 60_000));
                if loaded.is_none_or(|it| it > trip.departure) {
                    self.broken(Rule::Vehicle, id);
                }
                let since_ms = trip.departure.ms() - instance.start.ms();
                let slots = i64::from(instance.slots);
                if since_ms < 0 || since_ms % slot_ms != 0 || since_ms / slot_ms >= slots {
                    self.broken(Rule::Slot, id);
                }
                let arrival = trip.departure.plus_ms(i64::from(out.travel_min) * 60_000);
                if out
                    .closed
                    .iter()
                    .any(|it| overlaps(it, trip.departure, arrival))
                {
                    self.broken(Rule::Road, id);
                }
                free = arrival.plus_ms(i64::from(vehicle.unload_min) * 60_000);
                place = trip.to;
                if vehicle.until.is_some_and(|until| free > until) {
                    self.broken(Rule::Vehicle, id);
                }
            }
        }
    }

    fn buses(&mut self, trips: &[Trip]) {
        let mut aboard: BTreeMap<(PlaceId, PlaceId, Time), u64> = BTreeMap::new();
        for trip in trips {
            let vehicle = self
                .instance
                .vehicles
                .iter()
                .find(|it| it.id == trip.vehicle);
            *aboard
                .entry((trip.from, trip.to, trip.departure))
                .or_default() += vehicle
                .filter(|it| trip.departure >= it.from)
                .map_or(0, |it| u64::from(it.seats));
        }
        let mut buses: BTreeMap<(PlaceId, Time), u64> = BTreeMap::new();
        let mut roads: BTreeMap<(PlaceId, PlaceId, Time), u64> = BTreeMap::new();
        for way in self.ways.values() {
            if let Some((ride, _)) = way.ride {
                let size = u64::from(way.group.size);
                *roads
                    .entry((ride.from, ride.to, ride.departure))
                    .or_default() += size;
            }
        }
        // Who finds no seat in a vehicle on that road sits in the buses of the place.
        for ((from, to, departure), used) in &roads {
            let seats = aboard.get(&(*from, *to, *departure)).copied();
            *buses.entry((*from, *departure)).or_default() +=
                used.saturating_sub(seats.unwrap_or(0));
        }
        let slot_ms = i64::from(self.instance.slot_min.max(1)) * 60_000;
        for ((from, departure), used) in buses {
            let slot = (departure.ms() - self.instance.start.ms()).div_euclid(slot_ms);
            let seats = self
                .instance
                .assembly
                .iter()
                .find(|place| place.id == from)
                .and_then(|place| place.bus_seats.get(usize::try_from(slot).ok()?));
            let limit = u64::from(seats.copied().unwrap_or(0));
            if used > limit {
                self.over(Rule::Bus, from, used, limit);
            }
        }
        for ((from, to, _), used) in roads {
            let road = self
                .instance
                .roads
                .iter()
                .find(|road| road.from == from && road.to == to);
            if let Some(limit) = road.and_then(|road| road.people_per_slot).map(u64::from)
                && used > limit
            {
                self.over(Rule::RoadCapacity, from, used, limit);
            }
        }
    }

    /// Sweeps each embarkation point: people come with their bus and are in the hall until check-in of their leg closes.
    /// Who is aboard is there no more.
    fn holding(&mut self) {
        let mut moves: BTreeMap<PlaceId, Vec<(Time, bool, i64)>> = BTreeMap::new();
        let ashore = self.ways.values();
        for way in ashore.filter(|it| !self.aboard(it.group, it.leg)) {
            let from = way.ride.map_or(way.group.ready, |(_, arrival)| arrival);
            let until = way.leg.cutoff.max(from);
            let size = i64::from(way.group.size);
            let at = moves.entry(way.leg.from).or_default();
            at.push((from, false, size));
            at.push((until, true, -size));
        }
        for place in &self.instance.embarkation {
            let (Some(limit), Some(mut at)) = (place.holding, moves.remove(&place.id)) else {
                continue;
            };
            // At the same minute those who come are counted before those who leave.
            at.sort_unstable();
            let (mut inside, mut most) = (0_i64, 0_i64);
            for (_, _, change) in at {
                inside += change;
                most = most.max(inside);
            }
            if most > i64::from(limit) {
                self.over(
                    Rule::Holding,
                    place.id,
                    most.unsigned_abs(),
                    u64::from(limit),
                );
            }
        }
    }

    /// Sweeps each safe haven. Who is aboard already takes a bed, and comes whatever is planned: only where a plan sends
    /// somebody into a full place is a rule broken.
    fn reception(&mut self) {
        let ways = self.ways.values();
        let arrivals: Vec<(PlaceId, Arrival)> = ways
            .map(|way| {
                let arrival = Arrival {
                    at: way.leg.arrival,
                    people: u64::from(way.group.size),
                    planned: !self.aboard(way.group, way.leg),
                };
                (way.leg.to, arrival)
            })
            .collect();
        let broken = reception::broken(self.instance, &arrivals);
        self.violations.extend(broken);
    }

    fn verdict(self) -> Verdict {
        let weights = &self.instance.weights;
        let mut partner_objective = vec![0; self.instance.partners.len()];
        let (mut objective, mut lifted, mut not_lifted) = (0_u64, 0, 0);
        let mut seen = BTreeSet::new();
        for group in self.instance.groups.iter().filter(|it| seen.insert(it.id)) {
            let weight = weights.class.get(usize::from(group.class)).copied();
            let people = u64::from(group.size);
            let way = self.ways.get(&group.id);
            let minutes = match way {
                Some(way) => self.instance.minute(way.leg.arrival),
                None => i64::from(weights.not_lifted_h) * 60,
            };
            if way.is_some() {
                lifted += people;
            } else {
                not_lifted += people;
            }
            let cost =
                u64::from(weight.unwrap_or(0)) * people * u64::try_from(minutes).unwrap_or(0);
            objective += cost;
            let escort = group.escorted_by.and_then(|id| self.groups.get(&id));
            let with = escort.map_or(&group.partner, |it| &it.partner);
            let partner = self.instance.partners.iter().position(|it| it == with);
            if let Some(sum) = partner.and_then(|at| partner_objective.get_mut(at)) {
                *sum += cost;
            }
        }
        Verdict {
            violations: self.violations,
            objective,
            partner_objective,
            lifted,
            not_lifted,
        }
    }
}
