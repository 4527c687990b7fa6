//! A chart of corners: the few places around which ships turn, for many questions about the same waters.
//!
//! A shortest way is made of straight lines between corners of the land. From some of the given places one search each
//! goes out; the corners of the ways that it finds are kept, and those that see each other are linked. A way is then the
//! shortest over this visibility graph (Lozano-Pérez and Wesley 1979), found without another search of the water.

use std::collections::BinaryHeap;
use std::f64::consts::FRAC_PI_2;

use super::canal::CANALS;
use super::port::End;
use super::router::{Router, SeaRoute};
use super::scratch::Open;
use super::theta::Query;
use super::vector::{Unit, Way, dot, metres, unit};
use super::waters::Waters;

/// Corners nearer to each other than this are one if both see the same corners beside them, metres.
const SAME_M: f64 = 6_000.0;
/// Corners so near to each other are one in any case, metres: rounding, and the places of canals.
const EXACT_M: f64 = 1.0;
/// Corners of a chart at most: their links grow with the square.
const CORNERS_MAX: usize = 1_500;
/// Ways behind one corner whose directions there differ by less than this are one: its cosine (20°).
const SAME_DIRECTION: f64 = 0.94;
/// A way so much longer than the great circle makes another search worth while.
const LONG: f64 = 1.04;
/// No corner.
const NONE: u32 = u32::MAX;

/// Corners, and which see each other.
#[derive(Debug, Default)]
pub(super) struct Chart {
    corners: Vec<Unit>,
    /// Corners seen from each, and how far they are, metres.
    links: Vec<Vec<(u32, f64)>>,
    /// Canals whose lines are among the corners.
    canals: Vec<usize>,
    /// Lines of these canals that are not linked yet: ways that no test of sight finds.
    lines: Vec<[u32; 2]>,
}

/// The ways from one place to all corners.
#[derive(Debug)]
pub(super) struct Origin {
    at: Unit,
    /// For each corner the length of the way, metres, and the corner before it.
    reached: Vec<(f64, u32)>,
    /// Corners that the place sees.
    seen: Vec<u32>,
}

impl Origin {
    /// Length of the shortest way over corners to another place, metres.
    pub(super) fn way_length_m(&self, to: &Self) -> Option<f64> {
        let over = |n: &u32| {
            let (to, from) = (to.reached.get(*n as usize)?, self.reached.get(*n as usize)?);
            Some(to.0 + from.0)
        };
        let least = to
            .seen
            .iter()
            .filter_map(over)
            .fold(f64::INFINITY, f64::min);
        least.is_finite().then_some(least)
    }
}

impl Chart {
    /// A chart from which the ways between these places are found. One search each goes out from the first `first` of
    /// them, and from so many others that lie `apart`, the farthest from all before; then from as many `more` from which
    /// the most ways still seem long.
    pub(super) fn new(
        router: &mut Router<'_>,
        ends: &[End],
        [first, apart, more]: [usize; 3],
    ) -> Self {
        let (mut chart, hidden, searched) = Self::found(router, ends, [first, apart]);
        chart.link(router.waters, 0);
        if more > 0 {
            let found = chart.doubtful(router.waters, ends, &hidden, &searched);
            let known = chart.corners.len();
            for source in found.into_iter().take(more) {
                chart.search(router, ends, source, &hidden);
            }
            chart.link(router.waters, known);
        }
        chart
    }

    /// Only the corners, without links: of ways from the first `first` of the places and `apart` others.
    pub(super) fn corners(router: &mut Router<'_>, ends: &[End], sources: [usize; 2]) -> Vec<Unit> {
        Self::found(router, ends, sources).0.corners
    }

    /// A chart without links, what each place does not see, and from which ways were searched.
    fn found(
        router: &mut Router<'_>,
        ends: &[End],
        [first, apart]: [usize; 2],
    ) -> (Self, Vec<Vec<u32>>, Vec<bool>) {
        let mut chart = Self::default();
        let hidden = hidden(router.waters, ends);
        let mut searched: Vec<bool> = (0..ends.len()).map(|n| n < first).collect();
        add_apart(ends, &hidden, apart, &mut searched);
        for (source, _) in searched.iter().enumerate().filter(|(_, s)| **s) {
            chart.search(router, ends, source, &hidden);
        }
        (chart, hidden, searched)
    }

    /// Searches the ways from one of the places to all that it does not see, and keeps their corners.
    fn search(
        &mut self,
        router: &mut Router<'_>,
        ends: &[End],
        source: usize,
        hidden: &[Vec<u32>],
    ) {
        let (Some(end), Some(hidden)) = (ends.get(source), hidden.get(source)) else {
            return;
        };
        let goals: Vec<&End> = hidden
            .iter()
            .filter_map(|n| ends.get(*n as usize))
            .collect();
        if goals.is_empty() {
            return;
        }
        for way in router.ways_to(end, &goals) {
            for id in &way.canals {
                if let Some(canal) = CANALS.iter().position(|c| c.id == id) {
                    self.add_canal(router.waters, canal);
                }
            }
            // An approach is no part of the way between corners.
            let [before, after] = way.approach_m.map(|m| usize::from(m > 0.0));
            let tested = before..way.places.len().saturating_sub(after);
            let tested = way.places.get(tested).unwrap_or_default();
            let tested: Vec<Unit> = tested.iter().map(|p| unit(*p)).collect();
            self.add(router.waters, &tested);
        }
    }

    /// Keeps the corners of a way. One that is near a known corner is left out only if the way is as clear past that.
    fn add(&mut self, waters: &Waters, way: &[Unit]) {
        let Some(mut before) = way.first().copied() else {
            return;
        };
        for pair in way.get(1..).unwrap_or_default().windows(2) {
            let [corner, next] = pair else { continue };
            let far = |known: &&Unit| metres(**known, *corner);
            let mut near: Vec<&Unit> = self.corners.iter().filter(|c| far(c) < SAME_M).collect();
            near.sort_by(|a, b| far(a).total_cmp(&far(b)));
            let clear = |known: &&&Unit| {
                far(known) < EXACT_M
                    || waters.sees(before, ***known) && waters.sees(***known, *next)
            };
            before = match near.iter().find(clear) {
                Some(known) => **known,
                None => *corner,
            };
            if near.iter().all(|known| **known != before) && self.corners.len() < CORNERS_MAX {
                self.corners.push(before);
            }
        }
    }

    /// Keeps the line of a canal and the fairways to it, as they are.
    fn add_canal(&mut self, waters: &Waters, canal: usize) {
        let lines = waters.canal_lines(canal);
        if self.canals.contains(&canal) || self.corners.len() + 2 * lines.len() > CORNERS_MAX {
            return;
        }
        self.canals.push(canal);
        for line in lines {
            let ends = line.map(|end| {
                let known = self.corners.iter().position(|corner| *corner == end);
                let number = known.unwrap_or_else(|| {
                    self.corners.push(end);
                    self.corners.len() - 1
                });
                u32::try_from(number).unwrap_or(NONE)
            });
            self.lines.push(ends);
        }
    }

    fn at(&self, corner: u32) -> Unit {
        let known = self.corners.get(corner as usize).copied();
        known.unwrap_or([1.0, 0.0, 0.0])
    }

    /// Links corners from number `known` on with all before them.
    #[allow(clippy::cast_possible_truncation, reason = "corners are few")]
    fn link(&mut self, waters: &Waters, known: usize) {
        self.links.resize(self.corners.len(), Vec::new());
        for n in known..self.corners.len() {
            for m in 0..n {
                if waters.sees(self.corners[m], self.corners[n]) {
                    self.tie([m as u32, n as u32]);
                }
            }
        }
        // A line that is seen as well is linked twice, which does no harm.
        for line in std::mem::take(&mut self.lines) {
            self.tie(line);
        }
    }

    /// Links two corners.
    fn tie(&mut self, [a, b]: [u32; 2]) {
        let far = metres(self.at(a), self.at(b));
        for (one, other) in [(a, b), (b, a)] {
            if let Some(links) = self.links.get_mut(one as usize) {
                links.push((other, far));
            }
        }
    }

    /// Places from which the most ways are long or not found at all, the worst first.
    fn doubtful(
        &self,
        waters: &Waters,
        ends: &[End],
        hidden: &[Vec<u32>],
        searched: &[bool],
    ) -> Vec<usize> {
        let origins: Vec<Origin> = ends.iter().map(|end| self.origin(waters, end.at)).collect();
        let mut doubts: Vec<(f64, usize)> = Vec::new();
        for (a, of) in hidden.iter().enumerate() {
            if searched.get(a) != Some(&false) {
                continue;
            }
            let mut doubt = 0.0;
            for b in of {
                let (Some(from), Some(to)) = (origins.get(a), origins.get(*b as usize)) else {
                    continue;
                };
                if searched.get(*b as usize) == Some(&true) {
                    continue;
                }
                let straight = metres(from.at, to.at);
                let way = from.way_length_m(to);
                doubt += way.map_or(1.0, |m| (m / straight.max(1.0) - LONG).clamp(0.0, 1.0));
            }
            if doubt > 0.0 {
                doubts.push((doubt, a));
            }
        }
        doubts.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        doubts.into_iter().map(|d| d.1).collect()
    }

    /// The ways from a place to all corners.
    #[allow(clippy::cast_possible_truncation, reason = "corners are few")]
    pub(super) fn origin(&self, waters: &Waters, at: Unit) -> Origin {
        let mut reached = vec![(f64::INFINITY, NONE); self.corners.len()];
        let mut seen = Vec::new();
        let mut open = BinaryHeap::new();
        for (n, corner) in self.corners.iter().enumerate() {
            if waters.sees(at, *corner) {
                let far = metres(at, *corner);
                reached[n] = (far, NONE);
                seen.push(n as u32);
                open.push(Open {
                    estimate: far,
                    node: n as u32,
                });
            }
        }
        while let Some(Open { estimate, node }) = open.pop() {
            if estimate > reached[node as usize].0 {
                continue;
            }
            for (next, far) in self.links.get(node as usize).into_iter().flatten() {
                let length = estimate + far;
                if length < reached[*next as usize].0 {
                    reached[*next as usize] = (length, node);
                    open.push(Open {
                        estimate: length,
                        node: *next,
                    });
                }
            }
        }
        Origin { at, reached, seen }
    }
}

/// Chooses places that lie far from those chosen before and do not see all others.
fn add_apart(ends: &[End], hidden: &[Vec<u32>], count: usize, chosen: &mut [bool]) {
    let far = |n: usize, chosen: &[bool]| {
        let mut least = f64::INFINITY;
        for (end, _) in ends.iter().zip(chosen).filter(|(_, c)| **c) {
            least = least.min(metres(end.at, ends[n].at));
        }
        least
    };
    for _ in 0..count {
        let open = (0..ends.len()).filter(|n| !chosen[*n] && !hidden[*n].is_empty());
        let farthest = open
            .map(|n| (far(n, chosen), n))
            .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
        let Some((_, n)) = farthest else { return };
        chosen[n] = true;
    }
}

/// For each place those that it does not see.
#[allow(clippy::cast_possible_truncation, reason = "places are few")]
fn hidden(waters: &Waters, ends: &[End]) -> Vec<Vec<u32>> {
    let mut hidden = vec![Vec::new(); ends.len()];
    for (b, to) in ends.iter().enumerate() {
        for (a, from) in ends.iter().enumerate().take(b) {
            if !waters.sees(from.at, to.at) {
                hidden[a].push(b as u32);
                hidden[b].push(a as u32);
            }
        }
    }
    hidden
}

impl Router<'_> {
    /// Ways from one end to many, found together. Of ways that turn at the same last corner into nearly the same
    /// direction one is enough: only the corners are wanted.
    fn ways_to(&mut self, from: &End, goals: &[&End]) -> Vec<SeaRoute> {
        let found = self.search(&Query { from, goals });
        // The last corner, and the direction from there.
        let mut known: Vec<(u32, Unit)> = Vec::new();
        let mut ways = Vec::new();
        for (nodes, goal) in found.into_iter().zip(goals) {
            let Some(nodes) = nodes else { continue };
            let Some(corner) = nodes.iter().rev().nth(1).copied() else {
                continue;
            };
            let ahead = Way::new(self.waters.leaves.place(corner), goal.at).at(FRAC_PI_2);
            if known
                .iter()
                .any(|(other, way)| *other == corner && dot(*way, ahead) > SAME_DIRECTION)
            {
                continue;
            }
            known.push((corner, ahead));
            ways.push(self.laid(from, goal, &nodes));
        }
        ways
    }
}

impl Waters {
    /// The lines of a canal and of the fairways to its ends: those of a way that are not tested against the coast.
    pub(super) fn canal_lines(&self, canal: usize) -> Vec<[Unit; 2]> {
        let places: Vec<Unit> = CANALS
            .get(canal)
            .map(|c| c.places().into_iter().map(unit).collect())
            .unwrap_or_default();
        let mut lines: Vec<[Unit; 2]> = places
            .windows(2)
            .filter_map(|w| <[Unit; 2]>::try_from(w).ok())
            .collect();
        for side in 0..2 {
            let Some(end) = u32::try_from(2 * canal + side)
                .ok()
                .map(|n| self.leaves.canals + n)
            else {
                continue;
            };
            for near in self.leaves.links(end) {
                let line = [self.leaves.place(end), self.leaves.place(*near)];
                if self.leaves.canal(end, *near).is_none() && !self.sees(line[0], line[1]) {
                    lines.push(line);
                }
            }
        }
        lines
    }
}
