//! Chains of moves: a family takes the place of another that loses less by going some other way.
//!
//! Rounding leaves single seats here and there, and a family of five on the quay. One move cannot mend that; a chain of
//! two or three can (ejection chains; Glover 1996). Only chains that lower the cost are kept.

use super::net::{Left, Net, Path, Unit};
use super::search;

/// How many others one family may push on, in a row.
const DEPTH_MAX: usize = 3;
/// Others tried per leg, first the least urgent: later ones rarely help.
const TRIED_MAX: [usize; DEPTH_MAX] = [24, 8, 4];
/// Legs tried per family and depth.
const LEGS_MAX: [usize; DEPTH_MAX] = [usize::MAX, 24, 8];

/// The plan under change.
pub(crate) struct Chains<'a, 'n> {
    net: &'a Net<'n>,
    left: &'a mut Left,
    ways: &'a mut [Option<Path>],
    may_move: &'a dyn Fn(usize) -> bool,
    /// Units per leg.
    aboard: Vec<Vec<usize>>,
    /// Units that leave an origin in a slot.
    bus: Vec<Vec<Vec<usize>>>,
    /// What was done, to undo it.
    done: Vec<(usize, Option<Path>)>,
    /// Tries left.
    budget: usize,
}

impl<'a, 'n> Chains<'a, 'n> {
    pub(crate) fn new(
        net: &'a Net<'n>,
        left: &'a mut Left,
        ways: &'a mut [Option<Path>],
        may_move: &'a dyn Fn(usize) -> bool,
        budget: usize,
    ) -> Self {
        let mut chains = Self {
            net,
            left,
            ways,
            may_move,
            aboard: vec![Vec::new(); net.legs.len()],
            bus: vec![vec![Vec::new(); net.slots]; net.origins.len()],
            done: Vec::new(),
            budget,
        };
        for at in 0..chains.ways.len() {
            if let Some(path) = chains.ways[at] {
                chains.list(at, path, true);
            }
        }
        chains
    }

    fn list(&mut self, at: usize, path: Path, put: bool) {
        let change = |list: &mut Vec<usize>| {
            if put {
                list.push(at);
            } else {
                list.retain(|it| *it != at);
            }
        };
        if let Some(list) = self.aboard.get_mut(path.leg) {
            change(list);
        }
        if let Some((road, slot)) = path.ride {
            let origin = self
                .net
                .roads
                .get(road)
                .map_or(usize::MAX, |road| road.origin);
            if let Some(list) = self.bus.get_mut(origin).and_then(|row| row.get_mut(slot)) {
                change(list);
            }
        }
    }

    fn set(&mut self, at: usize, way: Option<Path>) {
        let Some(unit) = self.net.units.get(at) else {
            return;
        };
        let before = self.ways.get(at).copied().flatten();
        if let Some(path) = before {
            self.left.give(self.net, unit, path);
            self.list(at, path, false);
        }
        if let Some(path) = way {
            self.left.take(self.net, unit, path);
            self.list(at, path, true);
        }
        if let Some(cell) = self.ways.get_mut(at) {
            *cell = way;
        }
        self.done.push((at, before));
    }

    fn undo(&mut self, mark: usize) {
        while self.done.len() > mark {
            if let Some((at, before)) = self.done.pop() {
                self.set(at, before);
                self.done.pop();
            }
        }
    }

    fn cost(&self, at: usize) -> i64 {
        let way = self.ways.get(at).copied().flatten();
        let cost = self
            .net
            .units
            .get(at)
            .map_or(0, |unit| self.net.cost(unit, way.map(|path| path.leg)));
        i64::try_from(cost).unwrap_or(i64::MAX / 4)
    }

    /// Tries to bring one unit forward, pushing others on. Returns whether the cost fell.
    pub(crate) fn improve(&mut self, at: usize) -> bool {
        let before = self.cost(at);
        self.done.clear();
        let found = self.place(at, before, 0);
        if !found {
            self.undo(0);
        }
        self.done.clear();
        found
    }

    /// Puts a unit on a leg, at most `spend` of cost in all for it and whomever it pushes on; strictly below.
    fn place(&mut self, at: usize, spend: i64, depth: usize) -> bool {
        let net = self.net;
        let Some(unit) = net.units.get(at) else {
            return false;
        };
        if self.budget == 0 {
            return false;
        }
        self.budget -= 1;
        let before_min = spend.div_euclid(i64::try_from(unit.weight.max(1)).unwrap_or(1)) + 1;
        if depth > 0
            && let Some(path) = search::earliest(net, self.left, unit, before_min.min(net.stay_min))
        {
            let cost = i64::try_from(net.cost(unit, Some(path.leg))).unwrap_or(i64::MAX);
            if cost < spend {
                self.set(at, Some(path));
                return true;
            }
        }
        if depth >= DEPTH_MAX {
            return false;
        }
        let board = net.boards.get(unit.board).map_or(&[][..], Vec::as_slice);
        for (legs, leg) in board.iter().enumerate() {
            let cost = i64::try_from(net.cost(unit, Some(*leg))).unwrap_or(i64::MAX);
            if cost >= spend || legs >= LEGS_MAX[depth] {
                break;
            }
            if self.push(at, unit, *leg, spend - cost, depth) {
                return true;
            }
        }
        false
    }

    /// Tries one leg: whom to push on so that the unit fits.
    fn push(&mut self, at: usize, unit: &Unit, leg: usize, spend: i64, depth: usize) -> bool {
        let net = self.net;
        let mark = self.done.len();
        let mut tried = 0;
        let crowded = net.beds.is_limited() && self.crowd(at, unit, leg).is_some();
        for other in self.others(at, unit, leg) {
            if tried >= TRIED_MAX[depth] || self.budget == 0 {
                break;
            }
            let worth = self.cost(other);
            let old = self.ways.get(at).copied().flatten();
            self.set(other, None);
            // Where beds are short, those it has already are its own.
            if crowded {
                self.set(at, None);
            }
            let way = search::way_to(net, self.left, unit, leg);
            if let Some(way) = way {
                tried += 1;
                self.set(at, Some(way));
                if old.is_none() || Some(way) != old {
                    if self.place(other, worth + spend, depth + 1) {
                        return true;
                    }
                    // Or nobody takes the other: it stays behind.
                    let stays = self.cost(other);
                    if stays < worth + spend {
                        return true;
                    }
                }
            }
            self.undo(mark);
        }
        false
    }

    /// Who stands in the way: on the leg if its seats are short, else on the buses that would make it.
    fn others(&self, at: usize, unit: &Unit, leg: usize) -> Vec<usize> {
        let net = self.net;
        let short = i64::from(unit.seats) - self.left.seat.get(leg).copied().unwrap_or(0);
        let lying = i64::from(unit.stretchers) - self.left.stretcher.get(leg).copied().unwrap_or(0);
        let mut out: Vec<usize> = Vec::new();
        // Whoever weighs as much would lose as much as the unit gains.
        let free = |other: &usize| {
            *other != at
                && (self.may_move)(*other)
                && net
                    .units
                    .get(*other)
                    .is_some_and(|it| it.weight < unit.weight)
        };
        if short > 0 || lying > 0 {
            let enough = |other: &usize| {
                net.units.get(*other).is_some_and(|it| {
                    i64::from(it.seats) >= short && i64::from(it.stretchers) >= lying
                })
            };
            out.extend(
                self.aboard
                    .get(leg)
                    .into_iter()
                    .flatten()
                    .filter(|it| free(it) && enough(it)),
            );
        } else if let Some(crowd) = self.crowd(at, unit, leg) {
            out.extend(crowd.into_iter().filter(free));
        } else if let (Some(origin), Some(entry)) = (unit.origin, net.legs.get(leg)) {
            for road in net.origins.get(origin).map_or(&[][..], |it| &it.roads) {
                let Some(road) = net.roads.get(*road).filter(|road| road.port == entry.port) else {
                    continue;
                };
                let last_min = entry.cutoff_min - road.travel_min;
                if last_min < 0 {
                    continue;
                }
                let last = usize::try_from(last_min / net.slot_min)
                    .unwrap_or(0)
                    .min(net.slots.saturating_sub(1));
                for slot in (net.slot_from(unit.ready_min)..=last).rev().take(6) {
                    let left = self
                        .left
                        .bus
                        .get(origin)
                        .and_then(|row| row.get(slot))
                        .copied()
                        .unwrap_or(0);
                    let list = self
                        .bus
                        .get(origin)
                        .and_then(|row| row.get(slot))
                        .map_or(&[][..], Vec::as_slice);
                    out.extend(list.iter().filter(|it| {
                        free(it)
                            && net
                                .units
                                .get(**it)
                                .is_some_and(|it| i64::from(it.size) + left >= i64::from(unit.size))
                    }));
                }
            }
        }
        out.sort_by_key(|it| {
            net.units
                .get(*it)
                .map(|it| (it.weight / u64::from(it.size.max(1)), it.size))
        });
        out
    }
}

impl Chains<'_, '_> {
    /// Who has the beds that a unit lacks on a leg, each of them enough; `None` when none are short.
    fn crowd(&self, at: usize, unit: &Unit, leg: usize) -> Option<Vec<usize>> {
        let beds = &self.net.beds;
        let own = self.ways.get(at).copied().flatten().map(|path| path.leg);
        let short = |row: &usize| -> i64 {
            let mine = own.is_some_and(|own| beds.takes(own, *row));
            let left = self.left.bed.get(*row).copied().unwrap_or(0);
            i64::from(unit.beds) * i64::from(!mine) - left
        };
        let full: Vec<usize> = beds.rows_of(leg).filter(|row| short(row) > 0).collect();
        let need = full.iter().map(short).max()?;
        let has = |other: &usize| {
            let other = self.net.units.get(*other);
            other.is_some_and(|it| i64::from(it.beds) >= need)
        };
        let legs = self.aboard.iter().enumerate();
        let there = legs.filter(|(other, _)| full.iter().all(|row| beds.takes(*other, *row)));
        let all = there.flat_map(|(_, list)| list.iter().copied());
        Some(all.filter(has).collect())
    }
}

/// Rounds of chains; later ones find next to nothing.
const ROUNDS_MAX: usize = 4;

/// Runs chains for everyone, the most urgent first, until none helps. `budget`: tries in all. Returns how many helped.
pub(crate) fn improve(
    net: &Net<'_>,
    left: &mut Left,
    ways: &mut [Option<Path>],
    may_move: &dyn Fn(usize) -> bool,
    budget: usize,
) -> usize {
    improve_until(net, left, ways, may_move, budget, &|_| false)
}

/// The same, and stops as soon as what came of a chain is enough.
pub(crate) fn improve_until(
    net: &Net<'_>,
    left: &mut Left,
    ways: &mut [Option<Path>],
    may_move: &dyn Fn(usize) -> bool,
    budget: usize,
    enough: &dyn Fn(&[Option<Path>]) -> bool,
) -> usize {
    let order = search::order(net);
    let mut chains = Chains::new(net, left, ways, may_move, budget);
    let mut moved = 0;
    for _ in 0..ROUNDS_MAX {
        let before = moved;
        for at in order.iter().copied().filter(|at| may_move(*at)) {
            if chains.improve(at) {
                moved += 1;
                if enough(chains.ways) {
                    return moved;
                }
            }
        }
        if moved == before || chains.budget == 0 {
            break;
        }
    }
    moved
}
