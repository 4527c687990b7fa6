//! Distances for planners: the same waters asked about thousands of times, from places that move a little each time.
//!
//! A clear great circle is the answer, as always. Where something lies in between, both places are tied to the nearest
//! node of the water that they see; the way between two nodes is searched and pulled once, and kept; then its first and
//! last corners are left out as far as the places themselves see. The answer depends on the two places alone, never on
//! what was asked before, and is the same both ways: whoever asks again, on whatever node, gets the same miles.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use crate::Position;

use super::cell::cell;
use super::fan::Fan;
use super::port::End;
use super::router::{Crossing, Router};
use super::vector::{Unit, metres, place, unit};
use super::waters::Waters;

/// Answers that are kept; then all are forgotten. A plan of two thousand tasks asks fewer.
const ANSWERS_MAX: usize = 2_000_000;
/// Ports of which all ways are kept, 2 MB each.
const FANS_MAX: usize = 100;
/// Routers that are kept ready: threads that search at once.
const ROUTERS_MAX: usize = 4;

/// Two places in a fixed order.
type Pair = [i32; 4];
/// The corners between two nodes, both included; none where there is no way.
type Corners = Option<Arc<[Unit]>>;

/// Distances and ways by sea, for many threads at once.
#[derive(Debug)]
pub struct Passages<'a> {
    waters: &'a Waters,
    crossing: Crossing,
    routers: Mutex<Vec<Router<'a>>>,
    ends: RwLock<FxHashMap<[i32; 2], Option<Arc<End>>>>,
    between: RwLock<FxHashMap<(u32, u32), Corners>>,
    fans: RwLock<FxHashMap<[i32; 2], Arc<Fan>>>,
    answers: RwLock<FxHashMap<Pair, Option<f64>>>,
}

impl<'a> Passages<'a> {
    /// Passages over these waters.
    #[must_use]
    pub fn new(waters: &'a Waters, crossing: Crossing) -> Self {
        Self {
            waters,
            crossing,
            routers: Mutex::default(),
            ends: RwLock::default(),
            between: RwLock::default(),
            fans: RwLock::default(),
            answers: RwLock::default(),
        }
    }

    /// Distance by sea, metres; `None` if an end is too far from navigable water, or no way is open.
    #[must_use]
    pub fn distance_m(&self, from: Position, to: Position) -> Option<f64> {
        let (key, [low, high]) = ordered(from, to);
        let (a, b) = (unit(low), unit(high));
        if self.waters.dear.is_empty() && self.waters.sees(a, b) {
            return Some(metres(a, b));
        }
        let known = read(&self.answers).get(&key).copied();
        if let Some(known) = known {
            return known;
        }
        let found = self.around(low, high).map(|path| length_m(&path));
        let mut answers = write(&self.answers);
        if answers.len() >= ANSWERS_MAX {
            answers.clear();
        }
        answers.insert(key, found);
        found
    }

    /// The corners of that way, both ends included; empty if there is none.
    #[must_use]
    pub fn way(&self, from: Position, to: Position) -> Vec<Position> {
        let (_, [low, high]) = ordered(from, to);
        let (a, b) = (unit(low), unit(high));
        if self.waters.dear.is_empty() && self.waters.sees(a, b) {
            return vec![from, to];
        }
        let Some(path) = self.around(low, high) else {
            return Vec::new();
        };
        let mut way: Vec<Position> = path.into_iter().map(place).collect();
        // The ends are what was asked, to the last digit.
        if let Some(first) = way.first_mut() {
            *first = low;
        }
        if let Some(last) = way.last_mut() {
            *last = high;
        }
        if low != from {
            way.reverse();
        }
        way
    }

    /// Searches all ways from these ports, once: questions about them are then quick. Asked of the same ports, any node
    /// gives the same answers; a place that was once a port stays one.
    pub fn prepare(&self, ports: &[Position]) {
        for port in ports {
            let known = read(&self.fans);
            if known.contains_key(&key(*port)) || known.len() >= FANS_MAX {
                continue;
            }
            drop(known);
            let Some(end) = self.end(*port) else { continue };
            let fan = self.with_router(|router| router.fan(&end));
            write(&self.fans).insert(key(*port), Arc::new(fan));
        }
    }

    /// The way from a port, if one of the two places is one.
    fn from_port(&self, from: Position, to: Position) -> Option<Vec<Unit>> {
        let fan = |port: Position| read(&self.fans).get(&key(port)).cloned();
        let (fan, away, turned) = match (fan(from), fan(to)) {
            (Some(fan), _) => (fan, to, false),
            (None, Some(fan)) => (fan, from, true),
            (None, None) => return None,
        };
        let mut path = self.with_router(|router| fan.way_to(router, unit(away)));
        if path.is_none() {
            let end = self.end(away)?;
            path = self.with_router(|router| fan.way_to(router, end.at));
            if let Some(path) = &mut path
                && end.approach_m > 0.0
            {
                path.push(unit(away));
            }
        }
        let mut path = path?;
        if turned {
            path.reverse();
        }
        Some(path)
    }

    fn search_all(&self, node: u32, wanted: &[u32]) {
        if wanted.is_empty() {
            return;
        }
        let start = self.at_node(node);
        let goals: Vec<End> = wanted.iter().map(|n| self.at_node(*n)).collect();
        let goals: Vec<&End> = goals.iter().collect();
        let found = self.with_router(|router| router.routes_to(&start, &goals));
        let mut between = write(&self.between);
        for (goal, route) in wanted.iter().zip(found) {
            let mut corners: Option<Vec<Unit>> =
                route.map(|route| route.places.into_iter().map(unit).collect());
            if node > *goal
                && let Some(corners) = &mut corners
            {
                corners.reverse();
            }
            between.insert((node.min(*goal), node.max(*goal)), corners.map(Arc::from));
        }
    }

    /// The way where the great circle is not clear.
    fn around(&self, from: Position, to: Position) -> Option<Vec<Unit>> {
        if let Some(path) = self.from_port(from, to) {
            return Some(path);
        }
        let (start, end) = (self.end(from)?, self.end(to)?);
        let mut path = vec![start.at];
        if !self.waters.sees(start.at, end.at) {
            let (a, b) = (*start.links.first()?, *end.links.first()?);
            let corners = self.between(a.min(b), a.max(b))?;
            if a <= b {
                path.extend(corners.iter().copied());
            } else {
                path.extend(corners.iter().rev().copied());
            }
        }
        path.push(end.at);
        self.cut_ends(&mut path);
        if start.approach_m > 0.0 {
            path.insert(0, unit(from));
        }
        if end.approach_m > 0.0 {
            path.push(unit(to));
        }
        Some(path)
    }

    /// Leaves out corners next to both ends as far as the ends see.
    fn cut_ends(&self, path: &mut Vec<Unit>) {
        for _ in 0..2 {
            while let [first, _, third, ..] = path.as_slice()
                && self.waters.sees(*first, *third)
            {
                path.remove(1);
            }
            path.reverse();
        }
    }

    /// Where a track from a position begins and the nodes it sees: the nodes around it, if they see it, else as a berth.
    fn end(&self, position: Position) -> Option<Arc<End>> {
        let known = read(&self.ends).get(&key(position)).cloned();
        if let Some(known) = known {
            return known;
        }
        let found = match self.at_sea(position) {
            Some(end) => Some(end),
            None => self.waters.end(position, self.crossing.approach_max_m).ok(),
        };
        let found = found.map(Arc::new);
        let mut ends = write(&self.ends);
        if ends.len() >= ANSWERS_MAX {
            ends.clear();
        }
        ends.insert(key(position), found.clone());
        found
    }

    fn at_sea(&self, position: Position) -> Option<End> {
        let at = unit(position);
        let leaves = &self.waters.leaves;
        let own = leaves.in_cell(cell(position.lon_deg(), position.lat_deg()));
        let mut near: Vec<(f64, u32)> = own
            .flat_map(|n| leaves.links(n).iter().copied().chain([n]))
            .filter(|n| leaves.ocean.get(*n as usize) == Some(&true))
            .map(|n| (metres(at, leaves.place(n)), n))
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let seen = near
            .into_iter()
            .find(|(_, n)| self.waters.sees(at, leaves.place(*n)))?;
        Some(End {
            position,
            at,
            links: vec![seen.1],
            approach_m: 0.0,
        })
    }

    /// The way between two nodes, the lower number first.
    fn between(&self, a: u32, b: u32) -> Corners {
        if a == b {
            return Some(Arc::from([self.waters.leaves.place(a)]));
        }
        let known = read(&self.between).get(&(a, b)).cloned();
        if let Some(known) = known {
            return known;
        }
        self.search_all(a, &[b]);
        read(&self.between).get(&(a, b)).cloned().flatten()
    }

    fn at_node(&self, node: u32) -> End {
        let at = self.waters.leaves.place(node);
        End {
            position: place(at),
            at,
            links: vec![node],
            approach_m: 0.0,
        }
    }

    fn with_router<T>(&self, work: impl FnOnce(&mut Router<'a>) -> T) -> T {
        let kept = lock(&self.routers).pop();
        let mut router = kept.unwrap_or_else(|| Router::new(self.waters, self.crossing.clone()));
        let done = work(&mut router);
        let mut routers = lock(&self.routers);
        if routers.len() < ROUTERS_MAX {
            routers.push(router);
        }
        done
    }
}

fn key(position: Position) -> [i32; 2] {
    let (lat, lon) = position.to_e7();
    [lat, lon]
}

fn ordered(a: Position, b: Position) -> (Pair, [Position; 2]) {
    let ((a1, a2), (b1, b2)) = (a.to_e7(), b.to_e7());
    if [a1, a2] <= [b1, b2] {
        ([a1, a2, b1, b2], [a, b])
    } else {
        ([b1, b2, a1, a2], [b, a])
    }
}

fn length_m(path: &[Unit]) -> f64 {
    path.windows(2)
        .filter_map(|w| Some(metres(*w.first()?, *w.last()?)))
        .sum()
}

fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
