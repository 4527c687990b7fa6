//! The instance as numbers: what is left of each scarce thing once commitments are taken out, and who still chooses.

mod bed;
mod left;
mod scarce;
mod unit;
mod way;

use std::collections::BTreeMap;

use super::instance::Instance;
use super::schedule::{Assignment, Commitment, Trip};
use crate::{GroupId, PlaceId};

pub(crate) use bed::Beds;
pub(crate) use left::Left;

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
    /// Beds they take at the safe haven.
    pub(crate) beds: u32,
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

pub(crate) struct Net<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) slot_min: i64,
    pub(crate) slots: usize,
    pub(crate) stay_min: i64,
    pub(crate) origins: Vec<Origin>,
    pub(crate) roads: Vec<NetRoad>,
    pub(crate) ports: Vec<NetPort>,
    pub(crate) legs: Vec<NetLeg>,
    pub(crate) beds: Beds,
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
        Self::with_trips(instance, committed, &[])
    }

    /// With the trips of vehicles as they are scheduled.
    pub(crate) fn with_trips(
        instance: &'a Instance,
        committed: &[Commitment],
        trips: &[Trip],
    ) -> Self {
        let mut net = Self {
            instance,
            slot_min: i64::from(instance.slot_min.max(1)),
            slots: instance.slots as usize,
            stay_min: i64::from(instance.weights.not_lifted_h) * 60,
            origins: Vec::new(),
            roads: Vec::new(),
            ports: Vec::new(),
            legs: Vec::new(),
            beds: Beds::default(),
            units: Vec::new(),
            boards: Vec::new(),
            may: Vec::new(),
            left: Left::empty(),
            settled: Vec::new(),
            settled_cost: vec![0; instance.partners.len()],
        };
        let committed: BTreeMap<GroupId, &Commitment> =
            committed.iter().map(|kept| (kept.group, kept)).collect();
        net.places();
        net.roads();
        net.trips(trips);
        net.legs(&committed);
        net.beds();
        net.units(&committed);
        net
    }

    pub(crate) fn origin(&self, place: PlaceId) -> Option<usize> {
        self.origins.iter().position(|it| it.place == place)
    }

    pub(crate) fn port(&self, place: PlaceId) -> Option<usize> {
        self.ports.iter().position(|it| it.place == place)
    }

    pub(crate) fn departure_min(&self, slot: usize) -> i64 {
        i64::try_from(slot).unwrap_or(i64::MAX / 4_000) * self.slot_min
    }

    /// The first minute from which a road can be driven without meeting a closure.
    pub(crate) fn drive_min(&self, road: &NetRoad, from_min: i64) -> i64 {
        let places = (
            self.origins.get(road.origin).map(|it| it.place),
            self.ports.get(road.port).map(|it| it.place),
        );
        let entry = self
            .instance
            .roads
            .iter()
            .find(|it| (Some(it.from), Some(it.to)) == places);
        let closed = entry.map_or(&[][..], |it| it.closed.as_slice());
        let mut spans: Vec<(i64, i64)> = closed
            .iter()
            .map(|span| {
                let ms = |time: vigie_sea::Time| time.ms() - self.instance.start.ms();
                let end_ms = ms(span.end);
                let end_min = end_ms.div_euclid(60_000) + i64::from(end_ms.rem_euclid(60_000) > 0);
                (ms(span.start).div_euclid(60_000), end_min)
            })
            .collect();
        spans.sort_unstable();
        let mut at_min = from_min;
        for (start_min, end_min) in spans {
            if start_min <= at_min + road.travel_min && at_min < end_min {
                at_min = end_min;
            }
        }
        at_min
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
}
