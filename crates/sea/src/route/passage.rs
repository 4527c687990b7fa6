//! Distances for planners: the same waters asked about thousands of times, from places that move a little each time.
//!
//! A clear great circle is the answer, as always. Where something lies in between, the way leads over a chart of the
//! corners between the places that were told before. A place that no corner sees is tied to the nearest node of the
//! water that it sees; the way between two nodes is searched and pulled once, and kept. The answer depends on the two
//! places and on what was told, never on what was asked before, and is the same both ways: whoever asks again, on
//! whatever node, gets the same miles.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::Position;

use super::canal::CANALS;
use super::cell::cell;
use super::chart::Chart;
use super::land::Kind;
use super::port::End;
use super::router::{Crossing, Router};
use super::scratch::Scratch;
use super::turn::{Origin, Turned, Turns};
use super::vector::{Unit, metres, place, unit};
use super::waters::SharedWaters;

/// Answers that are kept; then all are forgotten: some 30 MB.
const ANSWERS_MAX: usize = 500_000;
/// Bases from which ways are searched at most, and other places.
const BASES_MAX: usize = 8;
const OTHERS: usize = 2;
/// A charted way so much longer than the great circle is compared with one that is searched: share and metres.
const LONG: f64 = 1.2;
const LONG_M: f64 = 10_000.0;
/// Rooms for searches that are kept ready: threads that search at once.
const ROOMS_MAX: usize = 4;

/// Two places in a fixed order.
type Pair = [i32; 4];
/// The corners between two nodes, both included; none where there is no way.
type Corners = Option<Arc<[Unit]>>;

/// Distances and ways by sea, for many threads at once.
#[derive(Debug)]
pub struct Passages<'a> {
    waters: SharedWaters<'a>,
    crossing: Crossing,
    /// Canals that are closed, by number.
    closed: Vec<bool>,
    rooms: Mutex<Vec<Scratch>>,
    ends: RwLock<FxHashMap<[i32; 2], Option<Arc<End>>>>,
    between: RwLock<FxHashMap<(u32, u32), Corners>>,
    told: RwLock<Told>,
    answers: RwLock<FxHashMap<Pair, Option<f64>>>,
}

impl<'a> Passages<'a> {
    /// Passages over these waters, borrowed or shared.
    #[must_use]
    pub fn new(waters: impl Into<SharedWaters<'a>>, crossing: Crossing) -> Self {
        let closed = CANALS
            .iter()
            .map(|canal| crossing.closed_canals.iter().any(|id| id == canal.id))
            .collect();
        Self {
            waters: waters.into(),
            crossing,
            closed,
            rooms: Mutex::default(),
            ends: RwLock::default(),
            between: RwLock::default(),
            told: RwLock::default(),
            answers: RwLock::default(),
        }
    }

    /// Distance by sea, metres; `None` if an end is too far from navigable water, or no way is open.
    #[must_use]
    pub fn distance_m(&self, from: Position, to: Position) -> Option<f64> {
        let (key, [low, high]) = ordered(from, to);
        if key[..2] == key[2..] {
            // Who lies in port and stays need not go out to the track and back.
            return self.berth(low).map(|_berth| 0.0);
        }
        let known = read(&self.answers).get(&key).copied();
        if let Some(known) = known {
            return known;
        }
        let (a, b) = (unit(low), unit(high));
        let found = if self.waters.dear.is_empty() && self.waters.sees(a, b) {
            Some(metres(a, b))
        } else {
            self.length_around_m(low, high)
        };
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
        let (key, [low, high]) = ordered(from, to);
        let (a, b) = (unit(low), unit(high));
        if key[..2] == key[2..] {
            let there = self.berth(low).map(|_berth| vec![from, to]);
            return there.unwrap_or_default();
        }
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

    /// Makes the chart for these places, once: questions about ways between them, and near them, are then quick. Of
    /// bases ways are asked most often. Who tells the same places in the same order gets the same answers.
    pub fn prepare(&self, bases: &[Position], places: &[Position]) {
        let keys: Vec<[i32; 2]> = bases.iter().chain(places).map(|p| key(*p)).collect();
        if read(&self.told).keys == keys || !self.waters.dear.is_empty() {
            return;
        }
        let all = bases.iter().chain(places);
        let mut ends: Vec<End> = Vec::new();
        for end in all.filter_map(|place| self.end(*place)) {
            if !ends.iter().any(|known| known.at == end.at) {
                ends.push(End::clone(&end));
            }
        }
        let first = bases.len().min(BASES_MAX);
        let corners = self.with_router(|router| Chart::corners(router, &ends, [first, OTHERS]));
        let told = Told {
            fixed: ends.iter().map(|end| key_of(end.at)).collect(),
            bases: ends.iter().take(first).map(|end| key_of(end.at)).collect(),
            turns: Arc::new(Turns::new(&self.waters, corners)),
            origins: FxHashMap::default(),
            keys,
        };
        *write(&self.told) = told;
        write(&self.answers).clear();
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

    /// Its length.
    fn length_around_m(&self, from: Position, to: Position) -> Option<f64> {
        let ((start, before), (end, after)) = (self.berth(from)?, self.berth(to)?);
        Some(before + self.found([start, end], [from, to])?.0 + after)
    }

    /// The way where the great circle is not clear.
    fn around(&self, from: Position, to: Position) -> Option<Vec<Unit>> {
        let ((start, before), (end, after)) = (self.berth(from)?, self.berth(to)?);
        let mut path = self.found([start, end], [from, to])?.1;
        if before > 0.0 {
            path.insert(0, unit(from));
        }
        if after > 0.0 {
            path.push(unit(to));
        }
        Some(path)
    }

    /// The way between the tested ends of two places and its length, metres. Where the chart has none, or a long one,
    /// the water itself is searched.
    fn found(&self, [start, end]: [Unit; 2], places: [Position; 2]) -> Option<Turned> {
        let straight = metres(start, end);
        // Over dear waters the straight way may not be the best one.
        if self.waters.dear.is_empty() && self.waters.sees(start, end) {
            return Some((straight, vec![start, end]));
        }
        let turns = {
            let told = read(&self.told);
            (!told.keys.is_empty()).then(|| Arc::clone(&told.turns))
        };
        let Some(turns) = turns else {
            return self.single(places);
        };
        let charted = self.charted(&turns, start, end);
        if let Some((length, _)) = &charted
            && (*length < straight * LONG + LONG_M || self.was_searched(start, end))
        {
            return charted;
        }
        let ends = self.end(places[0]).zip(self.end(places[1]));
        let tied = ends.and_then(|(from, to)| self.tied(&from, &to));
        match (charted, tied.map(|path| (length_m(&path), path))) {
            (Some(charted), Some(tied)) if tied.0 < charted.0 => Some(tied),
            (None, tied) => tied,
            (charted, _) => charted,
        }
    }

    /// The way searched for itself, as nobody told of any places yet.
    fn single(&self, [from, to]: [Position; 2]) -> Option<Turned> {
        let route = self.with_router(|router| {
            let ends = [router.end(from).ok()?, router.end(to).ok()?];
            router.route_between(&ends[0], &ends[1]).ok()
        })?;
        // The approaches are counted by who asks.
        let [before, after] = route.approach_m.map(|m| usize::from(m > 0.0));
        let tested = before..route.places.len().saturating_sub(after);
        let way: Vec<Unit> = route.places.get(tested)?.iter().map(|p| unit(*p)).collect();
        Some((length_m(&way), way))
    }

    /// The way over the chart. It begins at a place that was told, if one was: its ways to all corners are kept.
    fn charted(&self, turns: &Turns, low: Unit, high: Unit) -> Option<Turned> {
        let (turned, from, to, known) = {
            let told = read(&self.told);
            let [fixed, other] = [low, high].map(|end| told.fixed.contains(&key_of(end)));
            if !fixed && !other {
                return turns.way(&self.waters, &self.closed, low, high);
            }
            let (from, to) = if fixed { (low, high) } else { (high, low) };
            let known = told.origins.get(&key_of(from)).map(Arc::clone);
            (!fixed, from, to, known)
        };
        let origin = known.unwrap_or_else(|| {
            let made = Arc::new(turns.origin(&self.waters, &self.closed, from));
            let mut told = write(&self.told);
            // Unless other places were told meanwhile.
            if std::ptr::eq(&raw const *told.turns, turns) {
                told.origins.insert(key_of(from), Arc::clone(&made));
            }
            made
        });
        let (length, mut way) = turns.way_from(&self.waters, &origin, to)?;
        if turned {
            way.reverse();
        }
        Some((length, way))
    }

    /// Whether the way between two places that were told was searched for the chart.
    fn was_searched(&self, a: Unit, b: Unit) -> bool {
        let told = read(&self.told);
        let (a, b) = (key_of(a), key_of(b));
        let from = told.bases.contains(&a) || told.bases.contains(&b);
        from && told.fixed.contains(&a) && told.fixed.contains(&b)
    }

    /// Where the tested track of a place begins, and the length of the approach to it, metres.
    fn berth(&self, position: Position) -> Option<(Unit, f64)> {
        let number = cell(position.lon_deg(), position.lat_deg());
        if self.waters.kind.get(number) == Some(&Kind::Open) {
            return Some((unit(position), 0.0));
        }
        let end = self.end(position)?;
        Some((end.at, end.approach_m))
    }

    /// The way by the nodes that both ends are tied to.
    fn tied(&self, start: &End, end: &End) -> Option<Vec<Unit>> {
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

    fn with_router<T>(&self, work: impl FnOnce(&mut Router<'_>) -> T) -> T {
        let kept = lock(&self.rooms).pop();
        let mut router = Router::new(&self.waters, self.crossing.clone());
        router.scratch = kept.unwrap_or_default();
        let done = work(&mut router);
        let mut rooms = lock(&self.rooms);
        if rooms.len() < ROOMS_MAX {
            rooms.push(router.scratch);
        }
        done
    }
}

/// What was told, and the chart of it.
#[derive(Debug, Default)]
struct Told {
    keys: Vec<[i32; 2]>,
    turns: Arc<Turns>,
    fixed: FxHashSet<[u64; 3]>,
    /// Those from which ways to all others were searched.
    bases: FxHashSet<[u64; 3]>,
    /// Ways from places that were told, made when first asked about.
    origins: FxHashMap<[u64; 3], Arc<Origin>>,
}

fn key_of(at: Unit) -> [u64; 3] {
    at.map(f64::to_bits)
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
