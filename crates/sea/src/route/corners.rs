//! Corners that ways turn at, found by searches and used again.
//!
//! Ways from one sea to another turn at the same capes. Each search leaves the corners of its way and the
//! lines between them; the next pair first asks what these make of it. If both its first and its last
//! corner were confirmed by a search from that end, the answer stands; otherwise a search looks only for
//! something better by more than [`BETTER`].

use std::collections::BTreeSet;

use crate::Position;

use super::port::End;
use super::router::Router;
use super::vector::{Unit, metres, unit};

/// A way must be shorter by this part to count as another one.
const BETTER: f64 = 0.002;
/// A corner is taken for one known if the detour over that is not longer than this part.
const SAME: f64 = 0.0002;

#[derive(Debug)]
pub(super) struct Corners {
    ends: Vec<Option<End>>,
    places: Vec<Unit>,
    /// Lines from each corner: to which, and how long.
    lines: Vec<Vec<(usize, f64)>>,
    /// (end, corner) that a search confirmed.
    confirmed: BTreeSet<(usize, usize)>,
    from: Reach,
}

/// How far all corners are from one end.
#[derive(Debug, Default)]
struct Reach {
    end: Option<usize>,
    /// Lines when it was made.
    lines: usize,
    to: Vec<Reached>,
    /// Whether the end sees the corner, for those tested.
    seen: Vec<bool>,
}

#[derive(Debug, Clone, Copy)]
struct Reached {
    cost: f64,
    /// First corner on the way.
    first: usize,
    done: bool,
}

/// A way over known corners.
#[derive(Debug, Clone, Copy)]
struct Composed {
    cost: f64,
    first: usize,
    last: usize,
}

impl Corners {
    pub(super) fn new(router: &Router<'_>, places: &[Position]) -> Self {
        Self {
            ends: places.iter().map(|place| router.end(*place).ok()).collect(),
            places: Vec::new(),
            lines: Vec::new(),
            confirmed: BTreeSet::new(),
            from: Reach::default(),
        }
    }

    /// Distance between two ends that do not see each other, metres.
    pub(super) fn distance_m(
        &mut self,
        router: &mut Router<'_>,
        a: usize,
        b: usize,
    ) -> Option<f64> {
        let from = self.ends.get(a)?.clone()?;
        let to = self.ends.get(b)?.clone()?;
        if !router.waters.dear.is_empty() {
            return router
                .route_between(&from, &to)
                .ok()
                .map(|route| route.length_m);
        }
        let approach = from.approach_m + to.approach_m;
        self.spread(router, a, &from);
        let Some(known) = self.composed(router, &to) else {
            let route = router.route_between(&from, &to).ok()?;
            self.learn(router, &route.places, [a, b], [&from, &to]);
            return Some(route.length_m);
        };
        let ends = [(a, known.first), (b, known.last)];
        if ends.iter().all(|end| self.confirmed.contains(end)) {
            return Some(known.cost + approach);
        }
        match router.route_within(&from, &to, known.cost * (1.0 - BETTER)) {
            Some(route) => {
                self.learn(router, &route.places, [a, b], [&from, &to]);
                Some(route.length_m.min(known.cost + approach))
            }
            None => {
                self.confirmed.extend(ends);
                Some(known.cost + approach)
            }
        }
    }

    /// Makes `from` the reach of this end, unless it still is.
    fn spread(&mut self, router: &Router<'_>, end: usize, from: &End) {
        let lines = self.lines.iter().map(Vec::len).sum();
        let same = self.from.end == Some(end);
        if same && self.from.to.len() == self.places.len() && self.from.lines == lines {
            return;
        }
        let mut seen = if same {
            std::mem::take(&mut self.from.seen)
        } else {
            Vec::new()
        };
        let untested = self.places.get(seen.len()..).unwrap_or_default();
        seen.extend(
            untested
                .iter()
                .map(|place| router.waters.sees(from.at, *place)),
        );
        let begin = self
            .places
            .iter()
            .zip(&seen)
            .enumerate()
            .map(|(n, (place, seen))| Reached {
                cost: if *seen {
                    metres(from.at, *place)
                } else {
                    f64::INFINITY
                },
                first: n,
                done: false,
            });
        let mut to: Vec<Reached> = begin.collect();
        // Dijkstra without a heap: a few hundred corners.
        loop {
            let open = to
                .iter()
                .enumerate()
                .filter(|(_, r)| !r.done && r.cost.is_finite());
            let Some(n) = open
                .min_by(|a, b| a.1.cost.total_cmp(&b.1.cost))
                .map(|(n, _)| n)
            else {
                break;
            };
            let Some(here) = to.get_mut(n).map(|r| {
                r.done = true;
                *r
            }) else {
                break;
            };
            for (next, length) in self.lines.get(n).into_iter().flatten() {
                if let Some(there) = to.get_mut(*next)
                    && here.cost + length < there.cost
                {
                    there.cost = here.cost + length;
                    there.first = here.first;
                }
            }
        }
        self.from = Reach {
            end: Some(end),
            lines,
            to,
            seen,
        };
    }

    /// The shortest way over known corners.
    fn composed(&self, router: &Router<'_>, to: &End) -> Option<Composed> {
        let mut order: Vec<Composed> = self
            .places
            .iter()
            .zip(&self.from.to)
            .enumerate()
            .filter(|(_, (_, r))| r.cost.is_finite())
            .map(|(n, (place, r))| Composed {
                cost: r.cost + metres(*place, to.at),
                first: r.first,
                last: n,
            })
            .collect();
        order.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let sees = |n: usize| {
            self.places
                .get(n)
                .is_some_and(|place| router.waters.sees(*place, to.at))
        };
        order.into_iter().find(|way| sees(way.last))
    }

    /// Keeps the corners of a way and its lines.
    fn learn(
        &mut self,
        router: &Router<'_>,
        way: &[Position],
        numbers: [usize; 2],
        ends: [&End; 2],
    ) {
        let mut way: Vec<Unit> = way.iter().copied().map(unit).collect();
        if ends[0].approach_m > 0.0 {
            way.remove(0);
        }
        if ends[1].approach_m > 0.0 {
            way.pop();
        }
        let mut before: Option<usize> = None;
        for at in 1..way.len().saturating_sub(1) {
            let three =
                [way.get(at - 1), way.get(at), way.get(at + 1)].map(Option::<&Unit>::copied);
            let [Some(previous), Some(place), Some(next)] = three else {
                continue;
            };
            let corner = self
                .known(router, [previous, place, next])
                .unwrap_or_else(|| {
                    self.places.push(place);
                    self.lines.push(Vec::new());
                    self.places.len() - 1
                });
            let known = self.places.get(corner).copied().unwrap_or(place);
            if let Some(slot) = way.get_mut(at) {
                *slot = known;
            }
            match before {
                Some(before) if before != corner => {
                    self.line(before, corner, metres(previous, known));
                    self.line(corner, before, metres(previous, known));
                }
                Some(_) => {}
                None => {
                    self.confirmed.insert((numbers[0], corner));
                }
            }
            before = Some(corner);
        }
        if let Some(last) = before {
            self.confirmed.insert((numbers[1], last));
        }
    }

    fn line(&mut self, from: usize, to: usize, length: f64) {
        if let Some(lines) = self.lines.get_mut(from)
            && !lines.iter().any(|(n, _)| *n == to)
        {
            lines.push((to, length));
        }
    }

    /// A corner known that serves as well as the middle one of three.
    fn known(&self, router: &Router<'_>, [a, p, b]: [Unit; 3]) -> Option<usize> {
        let direct = metres(a, p) + metres(p, b);
        let serves = |k: Unit| {
            metres(a, k) + metres(k, b) <= direct * (1.0 + SAME)
                && router.waters.sees(a, k)
                && router.waters.sees(k, b)
        };
        self.places.iter().position(|k| serves(*k))
    }
}
