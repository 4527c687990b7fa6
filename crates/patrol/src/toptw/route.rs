//! A route with, at each stop, the earliest departure and the latest begin, so that an insertion is judged in
//! a few additions.

use super::Instance;

/// A route from depot to depot.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Route {
    /// The depot, the customers in order, the depot.
    pub(super) visits: Vec<u16>,
    /// Earliest end of service at each.
    pub(super) leave: Vec<i32>,
    /// Latest begin of service at each.
    pub(super) latest: Vec<i32>,
    /// Changes whenever the visits change; equal versions mean equal visits.
    pub(super) version: u64,
    pub(super) score: i64,
    pub(super) travel: i64,
}

/// The cheapest place for a customer in a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) cost: i32,
    /// It goes after the stop with this number.
    pub(super) after: u16,
}

/// No place.
pub(super) const NOWHERE: Spot = Spot {
    cost: i32::MAX,
    after: 0,
};

impl Route {
    pub(super) fn empty(instance: &Instance) -> Self {
        let mut route = Self {
            visits: vec![0, 0],
            ..Self::default()
        };
        route.rebuild(instance);
        route
    }

    pub(super) fn copy_from(&mut self, from: &Self) {
        self.visits.clone_from(&from.visits);
        self.leave.clone_from(&from.leave);
        self.latest.clone_from(&from.latest);
        self.version = from.version;
        self.score = from.score;
        self.travel = from.travel;
    }

    pub(super) fn customers(&self) -> &[u16] {
        &self.visits[1..self.visits.len() - 1]
    }

    /// Derives times, score and travel of the visits.
    pub(super) fn rebuild(&mut self, instance: &Instance) {
        let len = self.visits.len();
        self.leave.resize(len, 0);
        self.latest.resize(len, 0);
        (self.score, self.travel) = (0, 0);
        let (mut before, mut leave) = (0_u16, 0);
        for (stop, &k) in self.visits.iter().enumerate().skip(1) {
            let way = instance.d(before, k);
            let c = usize::from(k);
            leave = (leave + way).max(instance.open[c]) + instance.service[c];
            self.leave[stop] = leave;
            self.travel += i64::from(way);
            self.score += instance.score[c];
            before = k;
        }
        let mut latest = instance.close[0];
        self.latest[len - 1] = latest;
        for stop in (0..len - 1).rev() {
            let (k, next) = (self.visits[stop], self.visits[stop + 1]);
            let c = usize::from(k);
            latest = (latest - instance.d(k, next) - instance.service[c]).min(instance.close[c]);
            self.latest[stop] = latest;
        }
    }

    /// The cheapest place for a customer, by added travel and a quarter of added waiting; never after the stop
    /// `except`.
    #[inline]
    pub(super) fn spot(&self, instance: &Instance, k: u16, except: u16) -> Spot {
        let c = usize::from(k);
        let (open, close, service) = (instance.open[c], instance.close[c], instance.service[c]);
        let row = &instance.distance[c * instance.n..(c + 1) * instance.n];
        // Only the ways out of the depot and into it may differ; between customers both directions are alike.
        let mut from = instance.d(0, k);
        let mut best = NOWHERE;
        let stops = self
            .visits
            .windows(2)
            .zip(&self.leave)
            .zip(&self.latest[1..]);
        for (after, ((pair, &leave), &latest)) in (0_u16..).zip(stops) {
            let (i, j) = (pair[0], pair[1]);
            let to = std::mem::replace(&mut from, row[usize::from(j)]);
            let arrive = leave + to;
            if arrive > close {
                // Rounding bends the triangle inequality by a unit a stop at most.
                if arrive > close + 64 {
                    break;
                }
                continue;
            }
            let begin = arrive.max(open);
            if begin + service + from > latest {
                continue;
            }
            let cost = to + from - instance.d(i, j) + (begin - arrive) / 4;
            if cost < best.cost && after != except {
                best = Spot { cost, after };
            }
        }
        best
    }
}
