//! Earliest way out for one unit among what is left, and the plan that follows when everyone takes theirs in turn.
//!
//! Greedy earliest arrival with reservations (CCRP; Lu, George, Shekhar 2005): by priority, then by how long they have
//! been ready, each unit reserves its earliest way. A plan within a second, the baseline the optimised plan is shown
//! against, and the way every gap that opens later is filled.

use super::net::{Left, Net, Path, Unit};

/// The earliest way that has room and arrives before `before_min`. Among buses for one leg, the last that makes check-in:
/// it leaves earlier seats to others and the hall empty.
pub(crate) fn earliest(net: &Net<'_>, left: &Left, unit: &Unit, before_min: i64) -> Option<Path> {
    let board = net.boards.get(unit.board)?;
    for leg in board {
        let entry = net.legs.get(*leg)?;
        if entry.arrival_min >= before_min {
            return None;
        }
        let room = left.seat.get(*leg).copied().unwrap_or(0) >= i64::from(unit.seats)
            && left.stretcher.get(*leg).copied().unwrap_or(0) >= i64::from(unit.stretchers);
        if room && let Some(path) = way_to(net, left, unit, *leg) {
            return Some(path);
        }
    }
    None
}

/// A way with room to this leg.
pub(crate) fn way_to(net: &Net<'_>, left: &Left, unit: &Unit, leg: usize) -> Option<Path> {
    let entry = net.legs.get(leg)?;
    if unit.port == Some(entry.port) && unit.ready_min <= entry.cutoff_min {
        let path = Path { ride: None, leg };
        if left.fits(net, unit, path) {
            return Some(path);
        }
    }
    let origin = net.origins.get(unit.origin?)?;
    for road in &origin.roads {
        let road_entry = net.roads.get(*road)?;
        if road_entry.port != entry.port {
            continue;
        }
        let last_min = entry.cutoff_min - road_entry.travel_min;
        if last_min < 0 {
            continue;
        }
        let last = usize::try_from(last_min / net.slot_min)
            .unwrap_or(0)
            .min(net.slots.saturating_sub(1));
        let first = net.slot_from(unit.ready_min);
        for slot in (first..=last).rev() {
            let path = Path {
                ride: Some((*road, slot)),
                leg,
            };
            if road_entry.open.get(slot) == Some(&true) && left.fits(net, unit, path) {
                return Some(path);
            }
        }
    }
    None
}

/// Units in the order in which they choose: scarce needs first within a class, then class weight per person, then ready
/// time, then size (large families are hard to place late).
pub(crate) fn order(net: &Net<'_>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..net.units.len()).collect();
    order.sort_by_key(|at| {
        net.units.get(*at).map(|unit| {
            let per_person = unit.weight * 1_000 / u64::from(unit.size.max(1));
            (
                std::cmp::Reverse(per_person),
                unit.stretchers == 0,
                unit.ready_min,
                std::cmp::Reverse(unit.size),
                *at,
            )
        })
    });
    order
}

/// The greedy plan.
pub(crate) fn greedy(net: &Net<'_>, left: &mut Left) -> Vec<Option<Path>> {
    let mut ways = vec![None; net.units.len()];
    for at in order(net) {
        if let (Some(unit), Some(way)) = (net.units.get(at), ways.get_mut(at)) {
            *way = earliest(net, left, unit, net.stay_min);
            if let Some(path) = *way {
                left.take(net, unit, path);
            }
        }
    }
    ways
}

/// Moves units to earlier ways while any is left free, a few rounds at most. Returns how many moved.
pub(crate) fn advance(
    net: &Net<'_>,
    left: &mut Left,
    ways: &mut [Option<Path>],
    may_move: &dyn Fn(usize) -> bool,
) -> usize {
    /// Later rounds gain next to nothing.
    const ROUNDS_MAX: usize = 4;
    let order = order(net);
    let mut moved = 0;
    for _ in 0..ROUNDS_MAX {
        let before = moved;
        for at in order.iter().copied().filter(|at| may_move(*at)) {
            let (Some(unit), Some(way)) = (net.units.get(at), ways.get_mut(at)) else {
                continue;
            };
            let arrival_min = way
                .and_then(|path| net.legs.get(path.leg))
                .map_or(net.stay_min, |leg| leg.arrival_min);
            if let Some(path) = *way {
                left.give(net, unit, path);
            }
            let better = earliest(net, left, unit, arrival_min);
            if better.is_some() {
                *way = better;
                moved += 1;
            }
            if let Some(path) = *way {
                left.take(net, unit, path);
            }
        }
        if moved == before {
            break;
        }
    }
    moved
}
