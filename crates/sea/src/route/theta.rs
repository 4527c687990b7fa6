//! Lazy Theta* over the leaves, from one end to one other or to many at once.
//!
//! A node takes its parent's parent as parent unseen; only when it is its turn is the line tested, and if
//! it is not clear the best neighbour already done takes its place.

use std::collections::BTreeMap;

use super::canal::CANALS;
use super::port::End;
use super::router::Router;
use super::scratch::Open;
use super::vector::{Unit, dot, metres};

/// More nodes than any way has.
const PATH_MAX: usize = 100_000;

/// So many goals are not looked at one by one.
const GOALS_MANY: usize = 24;

/// What is searched: the ways from one end to all goals.
pub(super) struct Query<'q> {
    pub(super) from: &'q End,
    pub(super) goals: &'q [&'q End],
}

/// The goals that are not reached yet.
struct Ahead {
    goals: Vec<(u32, Unit)>,
    /// Middle of all goals, and how far the farthest is from it, metres.
    around: (Unit, f64),
}

impl Ahead {
    fn new(goals: Vec<(u32, Unit)>) -> Self {
        let sum = goals.iter().fold([0.0; 3], |sum, (_, goal)| {
            [sum[0] + goal[0], sum[1] + goal[1], sum[2] + goal[2]]
        });
        let length = dot(sum, sum).sqrt();
        // Goals all around the earth have no middle: then nothing is known of what is left.
        let around = if length > 1e-6 {
            let middle = sum.map(|v| v / length);
            let far = goals.iter().map(|(_, goal)| metres(middle, *goal));
            (middle, far.fold(0.0, f64::max))
        } else {
            ([1.0, 0.0, 0.0], f64::INFINITY)
        };
        Self { goals, around }
    }

    /// The least that is left, metres: the great circle to the nearest goal; of many goals the one to the circle around
    /// all of them, as looking at each costs more than it spares.
    fn left_m(&self, there: Unit) -> f64 {
        if self.goals.len() > GOALS_MANY {
            return (metres(there, self.around.0) - self.around.1).max(0.0);
        }
        let nearest = self
            .goals
            .iter()
            .map(|(_, goal)| (dot(*goal, there), *goal));
        nearest
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map_or(0.0, |(_, goal)| metres(there, goal))
    }
}

impl Router<'_> {
    fn count(&self) -> u32 {
        // Leaves are made with numbers of 32 bits.
        u32::try_from(self.waters.leaves.places.len()).unwrap_or(u32::MAX - 1)
    }

    /// Where a node is: after the leaves come the start and the goals.
    pub(super) fn place(&self, node: u32, query: &Query<'_>) -> Unit {
        match (node as usize).checked_sub(self.waters.leaves.places.len()) {
            None => self.waters.leaves.place(node),
            Some(0) => query.from.at,
            Some(goal) => query
                .goals
                .get(goal - 1)
                .map_or(query.from.at, |end| end.at),
        }
    }

    /// The nodes of the best way to each goal, both ends included.
    pub(super) fn search(&mut self, query: &Query<'_>) -> Vec<Option<Vec<u32>>> {
        let start = self.count();
        let mut sight: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        self.scratch.begin(start as usize + 1 + query.goals.len());
        for (goal, end) in (start + 1..).zip(query.goals) {
            for node in &end.links {
                self.scratch.set_sees_goal(*node);
                sight.entry(*node).or_default().push(goal);
            }
        }
        let mut ahead = Ahead::new(
            (start + 1..)
                .zip(query.goals.iter().map(|end| end.at))
                .collect(),
        );
        self.scratch.reach(start, start, 0.0);
        self.scratch.open.push(Open {
            estimate: 0.0,
            node: start,
        });
        while let Some(Open { node, .. }) = self.scratch.open.pop() {
            if ahead.goals.is_empty() {
                break;
            }
            if self.scratch.is_done(node) {
                continue;
            }
            self.settle(node, start, query);
            self.scratch.set_done(node);
            if node > start {
                ahead.goals.retain(|(goal, _)| *goal != node);
            } else {
                let goals = if self.scratch.sees_goal(node) {
                    sight.get(&node)
                } else {
                    None
                };
                self.relax(node, start, goals.map_or(&[], Vec::as_slice), query, &ahead);
            }
        }
        (start + 1..)
            .zip(query.goals)
            .map(|(goal, _)| self.path(start, goal))
            .collect()
    }

    fn relax(&mut self, node: u32, start: u32, goals: &[u32], query: &Query<'_>, ahead: &Ahead) {
        let waters = self.waters;
        let here = self.place(node, query);
        let parent = self.scratch.parent(node);
        let (origin, cost) = (self.place(parent, query), self.scratch.cost(parent));
        let links = if node == start {
            &query.from.links
        } else {
            waters.leaves.links(node)
        };
        for next in links.iter().chain(goals).copied() {
            if self.scratch.is_done(next) || self.is_shut(node, next) {
                continue;
            }
            let there = self.place(next, query);
            let reach = if waters.leaves.canal(node, next).is_some() {
                (
                    node,
                    self.scratch.cost(node) + self.link_m(node, next, [here, there]),
                )
            } else {
                self.straight(node, [origin, here, there], (parent, cost))
            };
            if reach.1 < self.scratch.cost(next) {
                self.scratch.reach(next, reach.0, reach.1);
                self.scratch.open.push(Open {
                    estimate: reach.1 + ahead.left_m(there),
                    node: next,
                });
            }
        }
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
    fn settle(&mut self, node: u32, start: u32, query: &Query<'_>) {
        let here = self.place(node, query);
        let parent = self.scratch.parent(node);
        let linked = self.waters.leaves.canal(parent, node).is_some();
        if node == start || linked || self.waters.sees(self.place(parent, query), here) {
            return;
        }
        let goal = (node as usize).checked_sub(start as usize + 1);
        let own: &[u32] = match goal.and_then(|n| query.goals.get(n)) {
            Some(end) => &end.links,
            None => self.waters.leaves.links(node),
        };
        let first = query.from.links.contains(&node).then_some(start);
        let mut best = (f64::INFINITY, parent);
        for near in own.iter().copied().chain(first) {
            if self.scratch.is_done(near) && !self.is_shut(near, node) {
                let there = self.place(near, query);
                let cost = self.scratch.cost(near) + self.link_m(near, node, [there, here]);
                if cost < best.0 {
                    best = (cost, near);
                }
            }
        }
        self.scratch.reach(node, best.1, best.0);
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

    fn path(&self, start: u32, goal: u32) -> Option<Vec<u32>> {
        if !self.scratch.is_done(goal) {
            return None;
        }
        let mut path = vec![goal];
        let mut node = goal;
        while node != start {
            node = self.scratch.parent(node);
            path.push(node);
            if path.len() > PATH_MAX {
                return None;
            }
        }
        path.reverse();
        Some(path)
    }
}
