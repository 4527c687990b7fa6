//! Places, roads, trips of vehicles and legs as numbers, each with how much it holds.

use std::collections::{BTreeMap, BTreeSet};

use super::{Net, NetLeg, NetPort, NetRoad, Origin, UNLIMITED};
use crate::leg::LegStatus;
use crate::plan::schedule::{Commitment, Trip};
use crate::{GroupId, VehicleId};

impl Net<'_> {
    pub(super) fn places(&mut self) {
        let mut seen = BTreeSet::new();
        for place in self
            .instance
            .assembly
            .iter()
            .filter(|it| seen.insert(it.id))
        {
            self.origins.push(Origin {
                place: place.id,
                roads: Vec::new(),
            });
            let mut seats: Vec<i64> = place
                .bus_seats
                .iter()
                .map(|seats| i64::from(*seats))
                .collect();
            seats.resize(self.slots, 0);
            self.left.bus.push(seats);
        }
        let mut seen = BTreeSet::new();
        for place in self
            .instance
            .embarkation
            .iter()
            .filter(|it| seen.insert(it.id))
        {
            self.ports.push(NetPort {
                place: place.id,
                limited: place.holding.is_some(),
                legs: Vec::new(),
                cutoffs_min: Vec::new(),
            });
        }
    }

    pub(super) fn roads(&mut self) {
        let mut seen = BTreeSet::new();
        for road in &self.instance.roads {
            let (Some(origin), Some(port)) = (self.origin(road.from), self.port(road.to)) else {
                continue;
            };
            if !seen.insert((origin, port)) {
                continue;
            }
            let travel_min = i64::from(road.travel_min);
            let open = (0..self.slots)
                .map(|slot| {
                    let departure_min = self.departure_min(slot);
                    let from = self.instance.time(departure_min);
                    let to = self.instance.time(departure_min + travel_min);
                    !road
                        .closed
                        .iter()
                        .any(|span| span.start <= to && from < span.end)
                })
                .collect();
            if let Some(origin) = self.origins.get_mut(origin) {
                origin.roads.push(self.roads.len());
            }
            self.left.spare.push(vec![0; self.slots]);
            self.left.road.push(vec![
                road.people_per_slot.map_or(UNLIMITED, i64::from);
                self.slots
            ]);
            self.roads.push(NetRoad {
                origin,
                port,
                travel_min,
                limited: road.people_per_slot.is_some(),
                open,
            });
        }
    }

    pub(super) fn trips(&mut self, trips: &[Trip]) {
        let seats: BTreeMap<VehicleId, (i64, vigie_sea::Time)> = self
            .instance
            .vehicles
            .iter()
            .map(|it| (it.id, (i64::from(it.seats), it.from)))
            .collect();
        for trip in trips {
            // What is behind a vehicle takes nobody any more.
            let seats = seats.get(&trip.vehicle);
            let seats = seats.filter(|(_, from)| trip.departure >= *from);
            let (origin, port) = (self.origin(trip.from), self.port(trip.to));
            let road = self
                .roads
                .iter()
                .position(|it| Some(it.origin) == origin && Some(it.port) == port);
            let slot = self
                .instance
                .minute(trip.departure)
                .div_euclid(self.slot_min);
            let row = road.and_then(|road| self.left.spare.get_mut(road));
            let cell = row.and_then(|row| row.get_mut(usize::try_from(slot).ok()?));
            if let (Some(cell), Some((seats, _))) = (cell, seats) {
                *cell += *seats;
            }
        }
    }

    pub(super) fn legs(&mut self, committed: &BTreeMap<GroupId, &Commitment>) {
        let used: BTreeSet<_> = committed.values().map(|kept| kept.leg).collect();
        let bad = self.instance.faulty("leg");
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (source, leg) in self.instance.legs.iter().enumerate() {
            let Some(port) = self.port(leg.from) else {
                continue;
            };
            let planned = matches!(leg.status, LegStatus::Planned | LegStatus::Confirmed);
            let closed = self.instance.is_shut(leg);
            let usable = planned && !closed && !bad.contains(&leg.id.to_string());
            if (usable || used.contains(&leg.id)) && seen.insert(leg.id) {
                found.push((
                    port,
                    self.instance.minute(leg.cutoff),
                    leg.id,
                    source,
                    usable,
                ));
            }
        }
        found.sort_unstable();
        let mut usable_legs = Vec::new();
        for (port, cutoff_min, _, source, usable) in found {
            let (Some(leg), Some(at)) = (self.instance.legs.get(source), self.ports.get_mut(port))
            else {
                continue;
            };
            let index = self.legs.len();
            self.legs.push(NetLeg {
                source,
                port,
                rank: at.legs.len(),
                cutoff_min,
                arrival_min: self.instance.minute(leg.arrival).max(0),
                wheelchairs_limited: leg.wheelchairs.is_some(),
            });
            at.legs.push(index);
            at.cutoffs_min.push(cutoff_min);
            usable_legs.push(usable);
            self.left.seat.push(i64::from(leg.seats));
            self.left.stretcher.push(i64::from(leg.stretchers));
            self.left
                .wheelchair
                .push(leg.wheelchairs.map_or(UNLIMITED, i64::from));
        }
        for (at, port) in self.ports.iter().enumerate() {
            let place = self
                .instance
                .embarkation
                .iter()
                .find(|it| it.id == port.place);
            debug_assert_eq!(self.left.hall.len(), at);
            let holding = place.and_then(|it| it.holding).map_or(UNLIMITED, i64::from);
            self.left.hall.push(vec![holding; port.legs.len()]);
        }
        self.may = vec![usable_legs];
    }
}
