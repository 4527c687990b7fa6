//! The instance as numbers: what is left of each scarce thing once commitments are taken out, and who still chooses.

use std::collections::{BTreeMap, BTreeSet};

use super::instance::Instance;
use super::schedule::{Assignment, Commitment, Ride};
use crate::leg::LegStatus;
use crate::{GroupId, PlaceId};

/// A place buses leave from.
pub(crate) struct Origin {
    pub(crate) place: PlaceId,
    /// Roads from here.
    pub(crate) roads: Vec<usize>,
}

pub(crate) struct NetRoad {
    pub(crate) origin: usize,
    pub(crate) port: usize,
    pub(crate) travel_min: i64,
    pub(crate) limited: bool,
    /// Per slot: whether a bus may be on it.
    pub(crate) open: Vec<bool>,
}

pub(crate) struct NetPort {
    pub(crate) place: PlaceId,
    pub(crate) limited: bool,
    /// Legs by the time check-in closes.
    pub(crate) legs: Vec<usize>,
    /// Those times, minutes.
    pub(crate) cutoffs_min: Vec<i64>,
}

pub(crate) struct NetLeg {
    /// Index in the instance.
    pub(crate) source: usize,
    pub(crate) port: usize,
    /// Place among the legs of its port.
    pub(crate) rank: usize,
    pub(crate) cutoff_min: i64,
    pub(crate) arrival_min: i64,
    pub(crate) wheelchairs_limited: bool,
}

/// People who choose one way together: a group, with the groups it escorts.
pub(crate) struct Unit {
    /// Indices in the instance; the escort first.
    pub(crate) groups: Vec<usize>,
    pub(crate) origin: Option<usize>,
    pub(crate) port: Option<usize>,
    /// When all of them can leave.
    pub(crate) ready_min: i64,
    /// From when the first of them is in the hall, if they are at an embarkation point.
    pub(crate) hall_min: i64,
    /// Class weight times people.
    pub(crate) weight: u64,
    pub(crate) size: u32,
    pub(crate) seats: u32,
    pub(crate) stretchers: u32,
    pub(crate) wheelchairs: u32,
    pub(crate) partner: usize,
    /// Index of the set of legs it may board.
    pub(crate) board: usize,
}

/// One way out: a bus ride (road, slot) or none, then a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Path {
    pub(crate) ride: Option<(usize, usize)>,
    pub(crate) leg: usize,
}

/// What is left of everything scarce.
#[derive(Clone)]
pub(crate) struct Left {
    /// Origin, slot.
    pub(crate) bus: Vec<Vec<i64>>,
    /// Road, slot.
    pub(crate) road: Vec<Vec<i64>>,
    /// Port, rank of the leg.
    pub(crate) hall: Vec<Vec<i64>>,
    pub(crate) seat: Vec<i64>,
    pub(crate) stretcher: Vec<i64>,
    pub(crate) wheelchair: Vec<i64>,
}

pub(crate) struct Net<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) slot_min: i64,
    pub(crate) slots: usize,
    pub(crate) stay_min: i64,
    pub(crate) origins: Vec<Origin>,
    pub(crate) roads: Vec<NetRoad>,
    pub(crate) ports: Vec<NetPort>,
    pub(crate) legs: Vec<NetLeg>,
    pub(crate) units: Vec<Unit>,
    /// Sets of legs that units may board, each by arrival.
    pub(crate) boards: Vec<Vec<usize>>,
    /// The same as flags per leg.
    pub(crate) may: Vec<Vec<bool>>,
    pub(crate) left: Left,
    /// Ways that are settled.
    pub(crate) settled: Vec<Assignment>,
    /// Weighted minutes of who does not choose: settled, or left out with a fault. Per partner.
    pub(crate) settled_cost: Vec<u64>,
}

/// A capacity that never binds.
pub(crate) const UNLIMITED: i64 = i64::MAX / 4;

impl<'a> Net<'a> {
    pub(crate) fn new(instance: &'a Instance, committed: &[Commitment]) -> Self {
        let mut net = Self {
            instance,
            slot_min: i64::from(instance.slot_min.max(1)),
            slots: instance.slots as usize,
            stay_min: i64::from(instance.weights.not_lifted_h) * 60,
            origins: Vec::new(),
            roads: Vec::new(),
            ports: Vec::new(),
            legs: Vec::new(),
            units: Vec::new(),
            boards: Vec::new(),
            may: Vec::new(),
            left: Left {
                bus: Vec::new(),
                road: Vec::new(),
                hall: Vec::new(),
                seat: Vec::new(),
                stretcher: Vec::new(),
                wheelchair: Vec::new(),
            },
            settled: Vec::new(),
            settled_cost: vec![0; instance.partners.len()],
        };
        let committed: BTreeMap<GroupId, &Commitment> =
            committed.iter().map(|kept| (kept.group, kept)).collect();
        net.places();
        net.roads();
        net.legs(&committed);
        net.units(&committed);
        net
    }

    fn places(&mut self) {
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

    pub(crate) fn origin(&self, place: PlaceId) -> Option<usize> {
        self.origins.iter().position(|it| it.place == place)
    }

    pub(crate) fn port(&self, place: PlaceId) -> Option<usize> {
        self.ports.iter().position(|it| it.place == place)
    }

    fn roads(&mut self) {
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

    fn legs(&mut self, committed: &BTreeMap<GroupId, &Commitment>) {
        let used: BTreeSet<_> = committed.values().map(|kept| kept.leg).collect();
        let bad: BTreeSet<String> = self
            .instance
            .faults()
            .into_iter()
            .filter(|fault| fault.what == "leg")
            .map(|fault| fault.id)
            .collect();
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (source, leg) in self.instance.legs.iter().enumerate() {
            let Some(port) = self.port(leg.from) else {
                continue;
            };
            let planned = matches!(leg.status, LegStatus::Planned | LegStatus::Confirmed);
            let closed = self.instance.embarkation.iter().any(|it| {
                it.id == leg.from && it.closed.iter().any(|it| it.contains(leg.departure))
            });
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

    fn units(&mut self, committed: &BTreeMap<GroupId, &Commitment>) {
        let faulty: BTreeSet<String> = self
            .instance
            .faults()
            .into_iter()
            .filter(|fault| fault.what == "group")
            .map(|fault| fault.id)
            .collect();
        let usable = self.may.pop().unwrap_or_default();
        let mut sets: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
        let mut wards: BTreeMap<GroupId, Vec<usize>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut heads = Vec::new();
        let counted = self.instance.counted_with();
        let partners: Vec<Option<usize>> = counted
            .iter()
            .map(|with| self.instance.partners.iter().position(|it| it == with))
            .collect();
        for (index, group) in self.instance.groups.iter().enumerate() {
            let partner = partners.get(index).copied().flatten();
            if !seen.insert(group.id) {
                continue;
            }
            if faulty.contains(&group.id.to_string()) {
                self.settle(index, partner, None);
            } else if let Some(kept) = committed.get(&group.id) {
                self.keep(index, partner, kept);
            } else if let Some(escort) = group.escorted_by {
                wards.entry(escort).or_default().push(index);
            } else {
                heads.push(index);
            }
        }
        for head in heads {
            let Some(group) = self.instance.groups.get(head) else {
                continue;
            };
            let mut members = vec![head];
            members.extend(wards.remove(&group.id).unwrap_or_default());
            self.unit(members, &usable, &mut sets);
        }
        // Wards whose escort is already aboard or left out: they cannot follow any more.
        for index in wards.into_values().flatten() {
            let partner = partners.get(index).copied().flatten();
            self.settle(index, partner, None);
        }
    }

    /// A group that does not choose.
    fn settle(&mut self, group: usize, partner: Option<usize>, leg: Option<usize>) {
        let Some(group) = self.instance.groups.get(group) else {
            return;
        };
        let minutes = leg
            .and_then(|leg| self.legs.get(leg))
            .map_or(self.stay_min, |leg| leg.arrival_min);
        let weight = self
            .instance
            .weights
            .class
            .get(usize::from(group.class))
            .copied();
        let cost = u64::from(weight.unwrap_or(0)) * u64::from(group.size) * minutes.unsigned_abs();
        if let Some(sum) = partner.and_then(|at| self.settled_cost.get_mut(at)) {
            *sum += cost;
        }
    }

    /// A group that is aboard: takes its places, whatever was planned.
    fn keep(&mut self, index: usize, partner: Option<usize>, kept: &Commitment) {
        let Some(group) = self.instance.groups.get(index) else {
            return;
        };
        let leg = self
            .legs
            .iter()
            .position(|leg| self.instance.legs.get(leg.source).map(|it| it.id) == Some(kept.leg));
        self.settle(index, partner, leg);
        let Some(leg) = leg else {
            return;
        };
        self.settled.push(Assignment {
            group: group.id,
            ride: None,
            leg: kept.leg,
        });
        let unit = Unit {
            groups: vec![index],
            origin: None,
            port: self.legs.get(leg).map(|leg| leg.port),
            ready_min: self.ready_min(group.ready),
            hall_min: self.instance.minute(group.ready),
            weight: 0,
            size: u32::from(group.size),
            seats: u32::from(group.size.saturating_sub(group.stretchers)),
            stretchers: u32::from(group.stretchers),
            wheelchairs: u32::from(group.wheelchairs),
            partner: 0,
            board: 0,
        };
        let mut left = std::mem::replace(&mut self.left, Left::empty());
        left.take(self, &unit, Path { ride: None, leg });
        self.left = left;
    }

    /// The first whole minute at or after a moment.
    fn ready_min(&self, ready: vigie_sea::Time) -> i64 {
        let ms = ready.ms() - self.instance.start.ms();
        ms.div_euclid(60_000) + i64::from(ms.rem_euclid(60_000) > 0)
    }

    fn unit(
        &mut self,
        members: Vec<usize>,
        usable: &[bool],
        sets: &mut BTreeMap<Vec<bool>, usize>,
    ) {
        let instance = self.instance;
        let groups: Vec<_> = members
            .iter()
            .filter_map(|it| instance.groups.get(*it))
            .collect();
        let Some(head) = groups.first() else { return };
        let may: Vec<bool> = self
            .legs
            .iter()
            .zip(usable)
            .map(|(leg, usable)| {
                *usable
                    && instance.legs.get(leg.source).is_some_and(|leg| {
                        groups.iter().all(|group| {
                            leg.takes(&group.partner)
                                && group.havens.as_ref().is_none_or(|it| it.contains(&leg.to))
                                && (group.documents || !leg.document_required)
                                && (leg.pets || !group.pets)
                        })
                    })
            })
            .collect();
        let board = *sets.entry(may).or_insert_with_key(|may| {
            let mut legs: Vec<usize> = (0..may.len())
                .filter(|at| may.get(*at) == Some(&true))
                .collect();
            legs.sort_by_key(|at| {
                self.legs
                    .get(*at)
                    .map(|leg| (leg.arrival_min, leg.cutoff_min))
            });
            self.boards.push(legs);
            self.may.push(may.clone());
            self.boards.len() - 1
        });
        let weight = |class: u8| {
            u64::from(
                instance
                    .weights
                    .class
                    .get(usize::from(class))
                    .copied()
                    .unwrap_or(0),
            )
        };
        let ready_min = groups
            .iter()
            .map(|group| self.ready_min(group.ready))
            .max()
            .unwrap_or(0);
        let sum = |of: fn(&super::instance::PlanGroup) -> u16| -> u32 {
            groups.iter().map(|group| u32::from(of(group))).sum()
        };
        let (size, stretchers) = (sum(|it| it.size), sum(|it| it.stretchers));
        let unit = Unit {
            origin: self.origin(head.at),
            port: self.port(head.at),
            ready_min,
            hall_min: groups
                .iter()
                .map(|group| instance.minute(group.ready))
                .min()
                .unwrap_or(0),
            weight: groups
                .iter()
                .map(|group| weight(group.class) * u64::from(group.size))
                .sum(),
            size,
            seats: size - stretchers,
            stretchers,
            wheelchairs: sum(|it| it.wheelchairs),
            partner: instance
                .partners
                .iter()
                .position(|it| *it == head.partner)
                .unwrap_or(0),
            board,
            groups: members,
        };
        self.units.push(unit);
    }

    pub(crate) fn departure_min(&self, slot: usize) -> i64 {
        i64::try_from(slot).unwrap_or(i64::MAX / 4_000) * self.slot_min
    }

    /// The first slot that leaves at or after a minute.
    pub(crate) fn slot_from(&self, minute: i64) -> usize {
        let up = minute.max(0) + self.slot_min - 1;
        usize::try_from(up / self.slot_min).unwrap_or(usize::MAX)
    }

    /// When a unit on this way is at the embarkation point.
    pub(crate) fn at_port_min(&self, unit: &Unit, path: Path) -> i64 {
        match path.ride {
            Some((road, slot)) => {
                let travel_min = self.roads.get(road).map_or(0, |road| road.travel_min);
                self.departure_min(slot) + travel_min
            }
            None => unit.ready_min,
        }
    }

    /// Ranks of the check-ins that close while a unit on this way is in the hall, its own included.
    pub(crate) fn ranks(&self, unit: &Unit, path: Path) -> (usize, usize, usize) {
        let Some(leg) = self.legs.get(path.leg) else {
            return (0, 1, 0);
        };
        let at_min = match path.ride {
            Some(_) => self.at_port_min(unit, path),
            None => unit.hall_min,
        };
        let first = self.ports.get(leg.port).map_or(0, |port| {
            port.cutoffs_min.partition_point(|cutoff| *cutoff < at_min)
        });
        (leg.port, first.min(leg.rank), leg.rank)
    }

    /// Weighted minutes of a unit on a leg.
    pub(crate) fn cost(&self, unit: &Unit, leg: Option<usize>) -> u64 {
        let minutes = leg
            .and_then(|leg| self.legs.get(leg))
            .map_or(self.stay_min, |leg| leg.arrival_min);
        unit.weight * minutes.unsigned_abs()
    }

    /// Ways of the units in a list of assignments; `None` where a unit has none or one that is gone.
    pub(crate) fn paths(&self, assignments: &[Assignment]) -> Vec<Option<Path>> {
        let legs: BTreeMap<_, usize> = self
            .legs
            .iter()
            .enumerate()
            .filter_map(|(at, leg)| Some((self.instance.legs.get(leg.source)?.id, at)))
            .collect();
        let by_group: BTreeMap<_, _> = assignments.iter().map(|it| (it.group, it)).collect();
        self.units
            .iter()
            .map(|unit| {
                let head = self.instance.groups.get(*unit.groups.first()?)?;
                let old = by_group.get(&head.id)?;
                let leg = *legs.get(&old.leg)?;
                if self.may.get(unit.board)?.get(leg) != Some(&true) {
                    return None;
                }
                let ride = match old.ride {
                    None => None,
                    // The ride is behind them: they are at the embarkation point.
                    Some(ride) if unit.port.is_some() && self.port(ride.to) == unit.port => None,
                    Some(ride) => Some(self.ride(unit, &ride)?),
                };
                let path = Path { ride, leg };
                let entry = self.legs.get(leg)?;
                let at_min = self.at_port_min(unit, path);
                let joined = match ride {
                    Some((road, _)) => self.roads.get(road)?.port == entry.port,
                    None => unit.port == Some(entry.port),
                };
                (joined && at_min <= entry.cutoff_min).then_some(path)
            })
            .collect()
    }

    /// A ride as road and slot, if it can still be taken.
    fn ride(&self, unit: &Unit, ride: &Ride) -> Option<(usize, usize)> {
        let origin = self
            .origin(ride.from)
            .filter(|at| unit.origin == Some(*at))?;
        let port = self.port(ride.to)?;
        let road = self
            .roads
            .iter()
            .position(|it| it.origin == origin && it.port == port)?;
        let minute = self.instance.minute(ride.departure);
        let slot = usize::try_from(minute / self.slot_min).ok()?;
        let fine = minute % self.slot_min == 0 && minute >= unit.ready_min;
        (fine && self.roads.get(road)?.open.get(slot) == Some(&true)).then_some((road, slot))
    }

    /// Writes ways as assignments, settled ones included, in order of groups.
    pub(crate) fn assignments(&self, ways: &[Option<Path>]) -> Vec<Assignment> {
        let mut out = self.settled.clone();
        for (unit, path) in self.units.iter().zip(ways) {
            let Some(path) = path else { continue };
            let Some(leg) = self
                .legs
                .get(path.leg)
                .and_then(|leg| self.instance.legs.get(leg.source))
            else {
                continue;
            };
            let ride = match path.ride {
                Some((road, slot)) => self.roads.get(road).and_then(|road| {
                    Some(Ride {
                        from: self.origins.get(road.origin)?.place,
                        to: self.ports.get(road.port)?.place,
                        departure: self.instance.time(self.departure_min(slot)),
                    })
                }),
                None => None,
            };
            for group in unit
                .groups
                .iter()
                .filter_map(|at| self.instance.groups.get(*at))
            {
                out.push(Assignment {
                    group: group.id,
                    ride,
                    leg: leg.id,
                });
            }
        }
        out.sort_by_key(|it| it.group);
        out
    }
}

impl Left {
    fn empty() -> Self {
        Self {
            bus: Vec::new(),
            road: Vec::new(),
            hall: Vec::new(),
            seat: Vec::new(),
            stretcher: Vec::new(),
            wheelchair: Vec::new(),
        }
    }

    /// Whether a way has room for the unit.
    pub(crate) fn fits(&self, net: &Net<'_>, unit: &Unit, path: Path) -> bool {
        let size = i64::from(unit.size);
        let has = |table: &[i64], at: usize, need: u32| {
            need == 0 || table.get(at).is_some_and(|it| *it >= i64::from(need))
        };
        if !has(&self.seat, path.leg, unit.seats)
            || !has(&self.stretcher, path.leg, unit.stretchers)
            || !has(&self.wheelchair, path.leg, unit.wheelchairs)
        {
            return false;
        }
        if let Some((road, slot)) = path.ride {
            let Some(origin) = net.roads.get(road).map(|road| road.origin) else {
                return false;
            };
            let cell = |table: &[Vec<i64>], at: usize| {
                table
                    .get(at)
                    .and_then(|row| row.get(slot))
                    .copied()
                    .unwrap_or(0)
            };
            if cell(&self.bus, origin) < size || cell(&self.road, road) < size {
                return false;
            }
        }
        let (port, first, last) = net.ranks(unit, path);
        self.hall
            .get(port)
            .and_then(|row| row.get(first..=last))
            .is_some_and(|row| row.iter().all(|it| *it >= size))
    }

    /// Takes a way.
    pub(crate) fn take(&mut self, net: &Net<'_>, unit: &Unit, path: Path) {
        self.change(net, unit, path, -1);
    }

    /// Gives a way back.
    pub(crate) fn give(&mut self, net: &Net<'_>, unit: &Unit, path: Path) {
        self.change(net, unit, path, 1);
    }

    fn change(&mut self, net: &Net<'_>, unit: &Unit, path: Path, sign: i64) {
        let size = sign * i64::from(unit.size);
        for (table, need) in [
            (&mut self.seat, unit.seats),
            (&mut self.stretcher, unit.stretchers),
            (&mut self.wheelchair, unit.wheelchairs),
        ] {
            if let Some(cell) = table.get_mut(path.leg) {
                *cell += sign * i64::from(need);
            }
        }
        if let Some((road, slot)) = path.ride {
            let origin = net.roads.get(road).map_or(usize::MAX, |road| road.origin);
            for (table, at) in [(&mut self.bus, origin), (&mut self.road, road)] {
                if let Some(cell) = table.get_mut(at).and_then(|row| row.get_mut(slot)) {
                    *cell += size;
                }
            }
        }
        let (port, first, last) = net.ranks(unit, path);
        if let Some(row) = self
            .hall
            .get_mut(port)
            .and_then(|row| row.get_mut(first..=last))
        {
            row.iter_mut().for_each(|cell| *cell += size);
        }
    }
}
