//! The search space: solutions, what changes them, and the pool of routes.

use super::Instance;
use super::route::{NOWHERE, Route, Spot};
use crate::Chance;
use crate::engine::Problem;

/// On no route.
pub(super) const UNSERVED: u8 = u8::MAX;
/// Most routes kept in the pool.
const POOL_MAX: usize = 400;

/// Routes, with who is on which.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    pub(super) routes: Vec<Route>,
    pub(super) place: Vec<u8>,
}

impl Solution {
    /// Sum of scores.
    #[must_use]
    pub fn score(&self) -> i64 {
        self.routes.iter().map(|r| r.score).sum()
    }

    /// The customers of each route, in order.
    #[must_use]
    pub fn routes(&self) -> Vec<Vec<u16>> {
        self.routes.iter().map(|r| r.customers().to_vec()).collect()
    }
}

/// Cached places of a customer in a route.
#[derive(Debug, Clone, Copy)]
struct Cached {
    version: u64,
    spot: Spot,
}

/// The instance with everything that the search keeps.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    pub(super) instance: &'a Instance,
    pub(super) m: usize,
    /// Neighbours of each customer, nearest first, itself at the head.
    pub(super) near: Vec<Vec<u16>>,
    /// Customers that some route could serve.
    pub(super) reachable: Vec<u16>,
    pub(super) distance_max: i32,
    version: u64,
    cache: Vec<Cached>,
    pub(super) order: Vec<u64>,
    pool: Vec<(i64, Vec<u16>)>,
    tie: f64,
}

/// Ways of the cache: versions of one route that are kept at a time.
const WAYS: usize = 4;

impl<'a> Search<'a> {
    /// A search for `m` routes (1 to 200).
    #[must_use]
    pub fn new(instance: &'a Instance, m: usize) -> Self {
        let m = m.clamp(1, 200);
        let empty = Route::empty(instance);
        let all = 1..u16::try_from(instance.n).unwrap_or(u16::MAX);
        let reachable: Vec<u16> = all
            .filter(|&k| empty.spot(instance, k, u16::MAX) != NOWHERE)
            .collect();
        let near = (0..instance.n)
            .map(|c| {
                let mut others = reachable.clone();
                others.sort_by_key(|&k| (instance.d(c as u16, k), k));
                others
            })
            .collect();
        let distance_max = instance.distance.iter().copied().max().unwrap_or(1).max(1);
        Self {
            instance,
            m,
            near,
            reachable,
            distance_max,
            version: 1,
            cache: vec![
                Cached {
                    version: 0,
                    spot: NOWHERE
                };
                instance.n * m * WAYS
            ],
            order: Vec::new(),
            pool: Vec::new(),
            tie: 0.5 / (4.0 * m as f64 * f64::from(distance_max)),
        }
    }

    /// A version that no route has had.
    pub(super) fn next_version(&mut self) -> u64 {
        self.version += 1;
        self.version
    }

    /// The cheapest place, from the cache if the route has not changed.
    #[inline]
    pub(super) fn spot(&mut self, k: u16, r: usize, route: &Route) -> Spot {
        let way = (route.version as usize) % WAYS;
        let slot = (usize::from(k) * self.m + r) * WAYS + way;
        let cached = &mut self.cache[slot];
        if cached.version != route.version {
            *cached = Cached {
                version: route.version,
                spot: route.spot(self.instance, k, u16::MAX),
            };
        }
        cached.spot
    }

    pub(super) fn rebuild(&mut self, route: &mut Route) {
        route.rebuild(self.instance);
        route.version = self.next_version();
    }

    fn empty(&mut self) -> Solution {
        let routes = (0..self.m)
            .map(|_| {
                let mut route = Route::empty(self.instance);
                route.version = self.next_version();
                route
            })
            .collect();
        Solution {
            routes,
            place: vec![UNSERVED; self.instance.n],
        }
    }

    /// A solution of these customers in this order, without those that do not fit.
    fn assemble(&mut self, chosen: &[Vec<u16>]) -> Solution {
        let mut solution = self.empty();
        for (r, customers) in chosen.iter().enumerate().take(self.m) {
            let mut route = std::mem::take(&mut solution.routes[r]);
            route.visits.clear();
            route.visits.push(0);
            for &k in customers {
                if solution.place[usize::from(k)] == UNSERVED {
                    solution.place[usize::from(k)] = r as u8;
                    route.visits.push(k);
                }
            }
            route.visits.push(0);
            self.rebuild(&mut route);
            solution.routes[r] = route;
        }
        solution
    }
}

impl Problem for Search<'_> {
    type Solution = Solution;

    fn first(&mut self, chance: &mut Chance) -> Solution {
        let mut solution = self.empty();
        self.recreate(&mut solution, chance);
        solution
    }

    fn adopt(&mut self, foreign: &Solution) -> Solution {
        self.assemble(&foreign.routes())
    }

    fn value(&self, solution: &Solution) -> f64 {
        let (mut score, mut travel) = (0, 0);
        for route in &solution.routes {
            score += route.score;
            travel += route.travel;
        }
        score as f64 - self.tie * travel as f64
    }

    fn change(&mut self, solution: &mut Solution, chance: &mut Chance) {
        self.ruin(solution, chance);
        self.recreate(solution, chance);
    }

    fn restore(&self, to: &mut Solution, from: &Solution) {
        for (old, new) in to.routes.iter().zip(&from.routes) {
            if old.version != new.version {
                for &k in old.customers() {
                    to.place[usize::from(k)] = UNSERVED;
                }
            }
        }
        for (r, (old, new)) in to.routes.iter_mut().zip(&from.routes).enumerate() {
            if old.version != new.version {
                old.copy_from(new);
            }
            // A customer may have left a route that did not change for one that did, never the reverse.
            for &k in old.customers() {
                to.place[usize::from(k)] = r as u8;
            }
        }
    }

    fn learn(&mut self, solution: &Solution) {
        for route in &solution.routes {
            let customers = route.customers().to_vec();
            if customers.is_empty() || self.pool.iter().any(|(_, known)| *known == customers) {
                continue;
            }
            if self.pool.len() >= POOL_MAX {
                self.pool.remove(0);
            }
            self.pool.push((route.score, customers));
        }
    }

    fn recombine(&mut self, chance: &mut Chance) -> Option<Solution> {
        if self.m < 2 || self.pool.len() <= self.m {
            return None;
        }
        let mut covered = vec![false; self.instance.n];
        let mut chosen = Vec::with_capacity(self.m);
        for _ in 0..self.m {
            let noise = chance.between(0.0, 0.1);
            let mut best = (f64::NEG_INFINITY, 0);
            for (index, (_, customers)) in self.pool.iter().enumerate() {
                let fresh: i64 = customers
                    .iter()
                    .filter(|k| !covered[usize::from(**k)])
                    .map(|k| self.instance.score[usize::from(*k)])
                    .sum();
                let value = fresh as f64 * (1.0 - noise * chance.unit());
                if value > best.0 {
                    best = (value, index);
                }
            }
            let customers = self.pool[best.1].1.clone();
            for &k in &customers {
                covered[usize::from(k)] = true;
            }
            chosen.push(customers);
        }
        let mut made = self.assemble(&chosen);
        self.recreate(&mut made, chance);
        for _ in 0..200 {
            let before = self.value(&made);
            let mut tried = made.clone();
            self.change(&mut tried, chance);
            if self.value(&tried) >= before {
                made = tried;
            }
        }
        Some(made)
    }

    fn recombinations(&self) -> usize {
        40
    }

    fn heat(&self, _solution: &Solution) -> f64 {
        let sum: i64 = self.instance.score.iter().sum();
        0.6 * sum as f64 / self.instance.customers().max(1) as f64
    }
}

/// Checks routes against an instance from its rules alone, and returns their score.
///
/// # Errors
/// The stable code of the first rule broken.
pub fn verify(instance: &Instance, m: usize, routes: &[Vec<u16>]) -> Result<i64, &'static str> {
    if routes.len() > m {
        return Err("too-many-routes");
    }
    let mut seen = vec![false; instance.n];
    let mut score = 0;
    for route in routes.iter().filter(|r| !r.is_empty()) {
        let (mut at, mut clock) = (0_usize, 0_i64);
        for &k in route.iter().chain(&[0]) {
            let c = usize::from(k);
            if c >= instance.n {
                return Err("customer-unknown");
            }
            if k != 0 && std::mem::replace(&mut seen[c], true) {
                return Err("customer-twice");
            }
            clock += i64::from(instance.service[at] + instance.distance[at * instance.n + c]);
            if clock > i64::from(instance.close[c]) {
                return Err("late");
            }
            clock = clock.max(i64::from(instance.open[c]));
            score += if k == 0 { 0 } else { instance.score[c] };
            at = c;
        }
    }
    Ok(score)
}
