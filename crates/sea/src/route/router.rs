//! The way from here to there: the great circle if it is clear, else lazy Theta* and a pulled string.

use serde::{Deserialize, Serialize};

use crate::{Error, Position};

use super::canal::CANALS;
use super::port::End;
use super::pull::pull;
use super::scratch::{Open, Scratch};
use super::vector::{Unit, metres, place, unit};
use super::waters::Waters;

/// What is asked of a route beyond the waters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// How far from navigable water an end may lie, metres: berths, anchorages, the middle of a town.
    pub approach_max_m: f64,
    /// Identifiers of the canals that are closed.
    #[serde(default)]
    pub closed_canals: Vec<String>,
}

impl Default for Crossing {
    fn default() -> Self {
        Self {
            approach_max_m: 25_000.0,
            closed_canals: Vec::new(),
        }
    }
}

/// A way by sea.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeaRoute {
    /// Its corners, both ends included; between them great circles, or the line of a canal.
    pub places: Vec<Position>,
    /// Length, metres.
    pub length_m: f64,
    /// Length at each end that was not tested against the coast, metres; 0 for an end at sea.
    pub approach_m: [f64; 2],
    /// Identifiers of the canals passed, in order.
    pub canals: Vec<String>,
}

/// Asks waters for routes; keeps room and what it found.
#[derive(Debug)]
pub struct Router<'a> {
    pub(super) waters: &'a Waters,
    crossing: Crossing,
    closed: Vec<bool>,
    scratch: Scratch,
}

impl<'a> Router<'a> {
    /// A router over these waters.
    #[must_use]
    pub fn new(waters: &'a Waters, crossing: Crossing) -> Self {
        let closed = CANALS
            .iter()
            .map(|canal| crossing.closed_canals.iter().any(|id| id == canal.id))
            .collect();
        Self {
            waters,
            crossing,
            closed,
            scratch: Scratch::default(),
        }
    }

    /// Whether the great circle between two places is clear of land and closed waters.
    #[must_use]
    pub fn is_clear(&self, from: Position, to: Position) -> bool {
        self.waters.sees(unit(from), unit(to))
    }

    /// The way from one place to another.
    ///
    /// # Errors
    /// An end too far from navigable water of the main ocean; no way while canals and waters are closed.
    pub fn route(&mut self, from: Position, to: Position) -> Result<SeaRoute, Error> {
        if let Some(clear) = self.clear(from, to) {
            return Ok(clear);
        }
        let ends = [self.end(from)?, self.end(to)?];
        self.route_between(&ends[0], &ends[1])
    }

    /// The great circle, if it is clear.
    pub(super) fn clear(&self, from: Position, to: Position) -> Option<SeaRoute> {
        let (a, b) = (unit(from), unit(to));
        let plain = self.waters.dear.is_empty() && self.waters.sees(a, b);
        plain.then(|| SeaRoute {
            places: vec![from, to],
            length_m: metres(a, b),
            approach_m: [0.0; 2],
            canals: Vec::new(),
        })
    }

    pub(super) fn end(&self, position: Position) -> Result<End, Error> {
        self.waters.end(position, self.crossing.approach_max_m)
    }

    pub(super) fn route_between(&mut self, from: &End, to: &End) -> Result<SeaRoute, Error> {
        self.route_within(from, to, f64::INFINITY)
            .ok_or(Error::NoWay)
    }

    /// The way, if its tested part costs less than `bound_m`.
    pub(super) fn route_within(&mut self, from: &End, to: &End, bound_m: f64) -> Option<SeaRoute> {
        let nodes = self.search(from, to, bound_m)?;
        let at = |node: u32| self.place(node, from, to);
        // Between canals the string is pulled; a canal's line is laid as it is.
        let mut path = vec![from.at];
        let mut places = Vec::new();
        let mut canals = Vec::new();
        for pair in nodes.windows(2) {
            let (Some(a), Some(b)) = (pair.first().copied(), pair.last().copied()) else {
                continue;
            };
            let passed = self.waters.leaves.canal(a, b).and_then(|n| CANALS.get(n));
            if let Some(canal) = passed {
                pull(self.waters, &mut path);
                places.append(&mut path);
                let mut line = canal.places();
                if (a - self.waters.leaves.canals) % 2 == 1 {
                    line.reverse();
                }
                places.extend(line.into_iter().skip(1).rev().skip(1).rev().map(unit));
                canals.push(canal.id.to_owned());
            }
            path.push(at(b));
        }
        pull(self.waters, &mut path);
        places.append(&mut path);
        let mut places: Vec<Position> = places.into_iter().map(place).collect();
        let approach_m = [from.approach_m, to.approach_m];
        if let Some(first) = places.first_mut()
            && from.approach_m == 0.0
        {
            *first = from.position;
        } else {
            places.insert(0, from.position);
        }
        if let Some(last) = places.last_mut()
            && to.approach_m == 0.0
        {
            *last = to.position;
        } else {
            places.push(to.position);
        }
        let length_m = places
            .windows(2)
            .filter_map(|w| Some(metres(unit(*w.first()?), unit(*w.last()?))))
            .sum();
        Some(SeaRoute {
            places,
            length_m,
            approach_m,
            canals,
        })
    }

    fn place(&self, node: u32, from: &End, to: &End) -> Unit {
        let count = self.waters.leaves.places.len();
        match (node as usize).checked_sub(count) {
            None => self.waters.leaves.place(node),
            Some(0) => from.at,
            Some(_) => to.at,
        }
    }

    /// Cost of a link.
    fn link_m(&self, a: u32, b: u32, places: [Unit; 2]) -> f64 {
        match self.waters.leaves.canal(a, b).and_then(|n| CANALS.get(n)) {
            Some(canal) => canal.length_m(),
            None => self.waters.cost_m(places[0], places[1]),
        }
    }

    fn is_shut(&self, a: u32, b: u32) -> bool {
        let canal = self.waters.leaves.canal(a, b);
        canal.is_some_and(|n| self.closed.get(n).is_some_and(|closed| *closed))
    }

    /// Lazy Theta*: the nodes of the best path, both ends included. A node takes its parent's parent as
    /// parent unseen; only when it is its turn is the line tested, and if it is not clear the best
    /// neighbour already done takes its place. What cannot cost less than `bound_m` is not looked at.
    #[allow(clippy::cast_possible_truncation, reason = "nodes are below 2^32")]
    fn search(&mut self, from: &End, to: &End, bound_m: f64) -> Option<Vec<u32>> {
        let count = self.waters.leaves.places.len() as u32;
        let (start, goal) = (count, count + 1);
        self.scratch.begin(count as usize + 2);
        for node in &to.links {
            self.scratch.set_sees_goal(*node);
        }
        self.scratch.reach(start, start, 0.0);
        self.scratch.open.push(Open {
            estimate: metres(from.at, to.at),
            node: start,
        });
        while let Some(Open { node, .. }) = self.scratch.open.pop() {
            if self.scratch.is_done(node) {
                continue;
            }
            let here = self.place(node, from, to);
            self.settle(node, here, from, to, start);
            self.scratch.set_done(node);
            if node == goal {
                return self.path(start, goal);
            }
            let parent = self.scratch.parent(node);
            let (origin, cost) = (self.place(parent, from, to), self.scratch.cost(parent));
            let links = if node == start {
                &from.links
            } else {
                self.waters.leaves.links(node)
            };
            let sees_goal = self.scratch.sees_goal(node);
            for next in links.iter().copied().chain(sees_goal.then_some(goal)) {
                if self.scratch.is_done(next) || self.is_shut(node, next) {
                    continue;
                }
                let there = self.place(next, from, to);
                let reach = if self.waters.leaves.canal(node, next).is_some() {
                    (
                        node,
                        self.scratch.cost(node) + self.link_m(node, next, [here, there]),
                    )
                } else {
                    self.straight(node, [origin, here, there], (parent, cost))
                };
                if reach.1 < self.scratch.cost(next) {
                    let estimate = reach.1 + metres(there, to.at);
                    if estimate >= bound_m {
                        continue;
                    }
                    self.scratch.reach(next, reach.0, reach.1);
                    self.scratch.open.push(Open {
                        estimate,
                        node: next,
                    });
                }
            }
        }
        None
    }

    /// The cheaper of the line from the parent and, where some waters cost more than others, the one
    /// through the node itself.
    fn straight(&self, node: u32, places: [Unit; 3], parent: (u32, f64)) -> (u32, f64) {
        let [origin, here, there] = places;
        let direct = (parent.0, parent.1 + self.waters.cost_m(origin, there));
        if self.waters.dear.is_empty() {
            return direct;
        }
        let through = self.scratch.cost(node) + self.waters.cost_m(here, there);
        if through < direct.1 {
            (node, through)
        } else {
            direct
        }
    }

    /// Tests the line to the parent; if it is not clear, the best neighbour that is done becomes parent.
    fn settle(&mut self, node: u32, here: Unit, from: &End, to: &End, start: u32) {
        let parent = self.scratch.parent(node);
        let linked = self.waters.leaves.canal(parent, node).is_some();
        if node == start || linked || self.waters.sees(self.place(parent, from, to), here) {
            return;
        }
        let own: &[u32] = if node == start + 1 {
            &to.links
        } else {
            self.waters.leaves.links(node)
        };
        let first = from.links.contains(&node).then_some(start);
        let mut best = (f64::INFINITY, parent);
        for near in own.iter().copied().chain(first) {
            if self.scratch.is_done(near) && !self.is_shut(near, node) {
                let there = self.place(near, from, to);
                let cost = self.scratch.cost(near) + self.link_m(near, node, [there, here]);
                if cost < best.0 {
                    best = (cost, near);
                }
            }
        }
        self.scratch.reach(node, best.1, best.0);
    }

    fn path(&self, start: u32, goal: u32) -> Option<Vec<u32>> {
        let mut path = vec![goal];
        let mut node = goal;
        while node != start {
            node = self.scratch.parent(node);
            path.push(node);
            if path.len() > 100_000 {
                return None;
            }
        }
        path.reverse();
        Some(path)
    }
}
