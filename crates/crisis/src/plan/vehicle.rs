//! Vehicles that choose their own trips: the best rotation under given gains, and trips for a whole fleet from a flow.
//!
//! In the market every vehicle takes the rotation that earns most under the prices of seats (a longest path back in time);
//! what people then ask for and what vehicles bring meet in the running mean. From the mean whole trips are made, one
//! vehicle after the other, each by what is still wanted.

use std::collections::BTreeMap;

use super::bound::Prices;
use super::commodity::commodities;
use super::instance::{Instance, PlanVehicle};
use super::market::Market;
use super::net::Net;
use super::price::Bargain;
use super::schedule::Trip;
use super::solve::Effort;
use crate::VehicleId;

/// Vehicles that differ in nothing but their ids.
pub(crate) struct Kind {
    pub(crate) ids: Vec<VehicleId>,
    pub(crate) seats: f64,
    /// Where and when it can first leave loaded: origin, slot.
    start: Vec<(usize, usize)>,
    /// How it moves: shared by all that load and unload alike.
    pub(crate) motion: usize,
}

/// Origins and slots.
type Stands = Vec<(usize, usize)>;

/// How some vehicles move.
pub(crate) struct Motion {
    /// Per road and slot, if the trip can be made: where and when it can leave loaded again.
    after: Vec<Vec<Option<Stands>>>,
}

/// All vehicles of an instance.
#[derive(Default)]
pub(crate) struct Fleet {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) motions: Vec<Motion>,
}

/// Trips of a fleet.
pub(crate) struct Schedule {
    pub(crate) trips: Vec<Trip>,
    /// Prices that prove a bound over all schedules.
    pub(crate) prices: Prices,
}

/// The sound vehicles of an instance.
pub(crate) fn fleet(net: &Net<'_>) -> Fleet {
    let faulty = net.instance.faulty("vehicle");
    let mut same: BTreeMap<_, Vec<&PlanVehicle>> = BTreeMap::new();
    let all = net.instance.vehicles.iter();
    for one in all.filter(|it| !faulty.contains(&it.id.to_string())) {
        let moves = (one.until, one.load_min, one.unload_min);
        let key = (moves, one.at, one.from, one.seats);
        same.entry(key).or_default().push(one);
    }
    let mut out = Fleet::default();
    let mut known = None;
    for ((moves, ..), list) in same {
        let Some(head) = list.first() else { continue };
        if known != Some(moves) {
            known = Some(moves);
            out.motions.push(motion(net, head));
        }
        out.kinds.push(Kind {
            ids: list.iter().map(|it| it.id).collect(),
            seats: f64::from(head.seats),
            start: start(net, head),
            motion: out.motions.len() - 1,
        });
    }
    out
}

fn loaded(net: &Net<'_>, it: &PlanVehicle, ready_min: i64) -> usize {
    net.slot_from(ready_min.saturating_add(i64::from(it.load_min)))
}

/// Where it can be loaded again after it is free at an embarkation point.
fn back(
    net: &Net<'_>,
    it: &PlanVehicle,
    port: usize,
    free_min: i64,
    least: usize,
) -> Vec<(usize, usize)> {
    let roads = net.roads.iter().filter(|road| road.port == port);
    let mut out: Vec<(usize, usize)> = roads
        .filter_map(|road| {
            let there_min = net
                .drive_min(road, free_min)
                .saturating_add(road.travel_min);
            let at = loaded(net, it, there_min).max(least);
            (at < net.slots).then_some((road.origin, at))
        })
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn start(net: &Net<'_>, it: &PlanVehicle) -> Vec<(usize, usize)> {
    let from_min = net.instance.minute(it.from).max(0);
    let mut start: Vec<(usize, usize)> = Vec::new();
    start.extend(
        net.origin(it.at)
            .map(|origin| (origin, loaded(net, it, from_min))),
    );
    if let Some(port) = net.port(it.at) {
        start.extend(back(net, it, port, from_min, 0));
    }
    start.retain(|it| it.1 < net.slots);
    start
}

fn motion(net: &Net<'_>, it: &PlanVehicle) -> Motion {
    let until_min = it.until.map_or(i64::MAX, |it| net.instance.minute(it));
    let after = net.roads.iter().map(|road| {
        (0..net.slots)
            .map(|slot| {
                let off_min = net.departure_min(slot) + road.travel_min + i64::from(it.unload_min);
                let fits = road.open.get(slot) == Some(&true) && off_min <= until_min;
                fits.then(|| back(net, it, road.port, off_min, slot + 1))
            })
            .collect()
    });
    Motion {
        after: after.collect(),
    }
}

/// Room for the search of one rotation.
#[derive(Default)]
pub(crate) struct Rounds {
    best: Vec<f64>,
    /// Road taken, or none: wait.
    road: Vec<usize>,
    then: Vec<(usize, usize)>,
}

const WAIT: usize = usize::MAX;

fn cell(net: &Net<'_>, origin: usize, slot: usize) -> usize {
    origin * (net.slots + 1) + slot
}

/// What is gained at most from every place and slot on. `gain`: of a trip.
pub(crate) fn look_ahead(
    net: &Net<'_>,
    motion: &Motion,
    gain: &dyn Fn(usize, usize) -> f64,
    room: &mut Rounds,
) {
    let (origins, slots) = (net.origins.len(), net.slots);
    room.best.clear();
    room.best.resize(origins * (slots + 1), 0.0);
    room.road.clear();
    room.road.resize(origins * (slots + 1), WAIT);
    room.then.clear();
    room.then.resize(origins * (slots + 1), (WAIT, WAIT));
    for slot in (0..slots).rev() {
        for (at, origin) in net.origins.iter().enumerate() {
            let mut best = room.best[cell(net, at, slot + 1)];
            let (mut taken, mut then) = (WAIT, (WAIT, WAIT));
            for road in origin.roads.iter().copied() {
                let Some(after) = motion.after[road][slot].as_ref() else {
                    continue;
                };
                let mut next = (0.0, (WAIT, WAIT));
                for (origin, slot) in after {
                    let value = room.best[cell(net, *origin, *slot)];
                    if value > next.0 {
                        next = (value, (*origin, *slot));
                    }
                }
                let value = gain(road, slot) + next.0;
                if value > best {
                    (best, taken, then) = (value, road, next.1);
                }
            }
            let here = cell(net, at, slot);
            (room.best[here], room.road[here], room.then[here]) = (best, taken, then);
        }
    }
}

/// The rotation that gains most, after [`look_ahead`]: `(road, slot)` of each trip, in order, and the gain.
pub(crate) fn follow(net: &Net<'_>, kind: &Kind, room: &Rounds) -> (f64, Vec<(usize, usize)>) {
    let first = kind.start.iter().copied();
    let first = first.max_by(|a, b| {
        room.best[cell(net, a.0, a.1)]
            .total_cmp(&room.best[cell(net, b.0, b.1)])
            .then(b.cmp(a))
    });
    let Some(mut at) = first else {
        return (0.0, Vec::new());
    };
    let value = room.best[cell(net, at.0, at.1)];
    let mut trips = Vec::new();
    while at.0 != WAIT && at.1 < net.slots {
        let here = cell(net, at.0, at.1);
        if room.road[here] == WAIT {
            at.1 += 1;
        } else {
            trips.push((room.road[here], at.1));
            at = room.then[here];
        }
    }
    (value, trips)
}

/// Rounds of prices before trips are made of the mean.
const ROUNDS: usize = 3_000;

/// Trips for all vehicles of an instance, and prices that prove how good any plan with any trips can be. `None`: there are
/// no vehicles.
pub(crate) fn schedule(
    instance: &Instance,
    net: &Net<'_>,
    above: f64,
    known: Option<&Prices>,
    effort: Effort,
) -> Option<Schedule> {
    let fleet = fleet(net);
    if fleet.kinds.is_empty() {
        return None;
    }
    let free: Vec<usize> = (0..net.units.len()).collect();
    let commodities = commodities(net, &free, false);
    let market = Market::with_vehicles(net, &commodities, &fleet);
    let mut bargain = Bargain::new(&market, known);
    bargain.run(above, ROUNDS.min(effort.rounds_max));
    let prices = bargain.prices();
    let (mut wanted, worth) = bargain.wanted();
    // What nobody pays for may still be of use.
    let some = worth.iter().flatten().fold(0.0_f64, |a, b| a.max(*b)) * 1e-3 + 1.0;
    let mut trips = Vec::new();
    let mut room = Rounds::default();
    let mut order: Vec<&Kind> = fleet.kinds.iter().collect();
    order.sort_by(|a, b| b.seats.total_cmp(&a.seats));
    for kind in order {
        for id in &kind.ids {
            let gain = |road: usize, slot: usize| {
                let people = wanted[road][slot].min(kind.seats).max(0.0);
                people * (worth[road][slot] + some)
            };
            look_ahead(net, &fleet.motions[kind.motion], &gain, &mut room);
            let (_, taken) = follow(net, kind, &room);
            for (road, slot) in taken {
                wanted[road][slot] -= kind.seats;
                let way = &net.roads[road];
                trips.push(Trip {
                    vehicle: *id,
                    departure: instance.time(net.departure_min(slot)),
                    from: net.origins[way.origin].place,
                    to: net.ports[way.port].place,
                });
            }
        }
    }
    trips.sort_unstable();
    Some(Schedule { trips, prices })
}
