//! From a flow of people to whole families.
//!
//! Within a commodity and an origin, families in the order in which they are ready take the ways of the flow in the order
//! in which the flow uses them; each way is filled up to its cumulative share, so that what rounding leaves over on one
//! way goes to the next and nothing is lost. Who finds no room takes the earliest way left; then everyone moves forward
//! into what stayed free, highest priority first.

use std::collections::BTreeMap;

use super::commodity::{Commodity, Quota};
use super::net::{Left, Net, Path};
use super::search;

/// Turns quotas into ways of the units that have none; ways that are set stay as they are.
pub(crate) fn round(
    net: &Net<'_>,
    left: &mut Left,
    commodities: &[Commodity],
    quotas: &[Quota],
    ways: &mut [Option<Path>],
) {
    let mut order: Vec<(&Commodity, &Quota)> = quotas
        .iter()
        .filter_map(|quota| Some((commodities.get(quota.commodity)?, quota)))
        .collect();
    // Special needs are the hardest to place: they go first.
    order.sort_by(|(a, _), (b, _)| {
        b.special()
            .cmp(&a.special())
            .then(b.weight.total_cmp(&a.weight))
    });
    for (commodity, quota) in order {
        fill(net, left, commodity, quota, ways);
    }
}

/// Where a unit starts from: its origin, or the port it is at.
fn start(net: &Net<'_>, path: Path) -> Option<(bool, usize)> {
    match path.ride {
        Some((road, _)) => net.roads.get(road).map(|road| (false, road.origin)),
        None => net.legs.get(path.leg).map(|leg| (true, leg.port)),
    }
}

fn fill(
    net: &Net<'_>,
    left: &mut Left,
    commodity: &Commodity,
    quota: &Quota,
    ways: &mut [Option<Path>],
) {
    let mut by_start: BTreeMap<(bool, usize), Vec<(Path, f64)>> = BTreeMap::new();
    for (path, people) in &quota.paths {
        if let Some(start) = start(net, *path) {
            by_start.entry(start).or_default().push((*path, *people));
        }
    }
    for ((at_port, place), mut paths) in by_start {
        paths.sort_by_key(|(path, _)| {
            let arrival_min = net.legs.get(path.leg).map(|leg| leg.arrival_min);
            (path.ride.map(|ride| ride.1), arrival_min, *path)
        });
        let mut waiting: Vec<usize> = commodity
            .units
            .iter()
            .copied()
            .filter(|at| ways.get(*at) == Some(&None))
            .filter(|at| {
                net.units.get(*at).is_some_and(|unit| {
                    if at_port {
                        unit.port == Some(place)
                    } else {
                        unit.origin == Some(place)
                    }
                })
            })
            .collect();
        waiting.sort_by_key(|at| net.units.get(*at).map(|unit| (unit.ready_min, *at)));
        let mut share = 0.0;
        for (path, people) in paths {
            share += people;
            share -= board(net, left, path, share, &mut waiting, ways);
        }
    }
}

/// Puts waiting units on a way while its share lasts; returns how many people went.
fn board(
    net: &Net<'_>,
    left: &mut Left,
    path: Path,
    share: f64,
    waiting: &mut Vec<usize>,
    ways: &mut [Option<Path>],
) -> f64 {
    let cutoff_min = net
        .legs
        .get(path.leg)
        .map_or(i64::MIN, |leg| leg.cutoff_min);
    let mut gone = 0.0;
    let mut index = 0;
    while let Some(at) = waiting.get(index).copied() {
        let Some(unit) = net.units.get(at) else { break };
        let ready = match path.ride {
            Some((_, slot)) => net.departure_min(slot) >= unit.ready_min,
            None => unit.ready_min <= cutoff_min,
        };
        if !ready || share - gone < 0.5 {
            break;
        }
        let size = f64::from(unit.size);
        if share - gone >= size / 2.0 && left.fits(net, unit, path) {
            left.take(net, unit, path);
            if let Some(way) = ways.get_mut(at) {
                *way = Some(path);
            }
            gone += size;
            waiting.remove(index);
        } else {
            index += 1;
        }
    }
    gone
}

/// Gives everyone without a way the earliest that has room, then lets all move forward.
pub(crate) fn complete(
    net: &Net<'_>,
    left: &mut Left,
    ways: &mut [Option<Path>],
    may_move: &dyn Fn(usize) -> bool,
) {
    for at in search::order(net) {
        if let (Some(unit), Some(way @ None)) = (net.units.get(at), ways.get_mut(at)) {
            *way = search::earliest(net, left, unit, net.stay_min);
            if let Some(path) = *way {
                left.take(net, unit, path);
            }
        }
    }
    search::advance(net, left, ways, may_move);
}
