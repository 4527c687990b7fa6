//! Turning points: the corners of a chart, and the shortest ways over them.
//!
//! A way is the shortest over the visibility graph of the corners (Lozano-Pérez and Wesley 1979), found by a lazy A*: a
//! line is tested only when its end is next in the order of length (Cohen, Phillips and Likhachev 2014), and only corners
//! that can lie on a way short enough are looked at. What was seen between two corners is kept. The answer depends on the
//! two places, the corners and the waters alone, never on what was asked before.

use std::collections::BinaryHeap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use rustc_hash::FxHashMap;

use crate::EARTH_RADIUS_M;

use super::canal::CANALS;
use super::scratch::Open;
use super::vector::{Unit, angle};
use super::waters::Waters;

/// Side of a box of corners, in parts of the earth's radius: some 600 km.
const BOX: f64 = 0.1;
/// Ways up to this many times the great circle are looked for first, then longer ones.
const REACHES: [f64; 5] = [1.03, 1.15, 1.6, 3.0, 1e9];
/// And so much more, metres.
const REACH_M: f64 = 15_000.0;
/// No node.
const NONE: u32 = u32::MAX;

/// What is known of a line between two corners.
const UNKNOWN: u8 = 0;
const CLEAR: u8 = 1;
const BLOCKED: u8 = 2;

/// Corners in a part of the sea.
#[derive(Debug)]
struct Nearby {
    middle: Unit,
    /// No member is farther from the middle, radians.
    radius: f64,
    members: Vec<u32>,
}

/// The turning points, and what they see of each other.
#[derive(Debug, Default)]
pub(super) struct Turns {
    at: Vec<Unit>,
    boxes: Vec<Nearby>,
    /// Lines of canals and their fairways, which no test of sight finds: from each end, the other and the canal.
    lines: FxHashMap<u32, Vec<(u32, usize)>>,
    seen: Vec<AtomicU8>,
    /// Corners that each sees, and how far they are, radians; made when a place is first asked about often.
    links: OnceLock<Vec<Vec<(u32, f64)>>>,
}

/// The ways from one place to all corners.
#[derive(Debug)]
pub(super) struct Origin {
    at: Unit,
    /// For each corner the length of the way, radians, and the corner before it.
    reached: Vec<(f64, u32)>,
}

/// A node of one question: a corner that may lie on the way.
struct Candidate {
    turn: u32,
    at: Unit,
    /// Straight to the goal, radians.
    left: f64,
    /// Straight from the start, radians.
    from: f64,
    cost: f64,
    parent: u32,
}

/// A way over corners: its length in metres and its places, both ends included.
pub(super) type Turned = (f64, Vec<Unit>);

impl Turns {
    /// These corners, and the lines of all canals: a byte for each pair of them.
    pub(super) fn new(waters: &Waters, mut at: Vec<Unit>) -> Self {
        let mut lines: FxHashMap<u32, Vec<(u32, usize)>> = FxHashMap::default();
        for canal in 0..CANALS.len() {
            for line in waters.canal_lines(canal) {
                let [a, b] = line.map(|end| {
                    let known = at.iter().position(|turn| *turn == end);
                    let number = known.unwrap_or_else(|| {
                        at.push(end);
                        at.len() - 1
                    });
                    u32::try_from(number).unwrap_or(NONE)
                });
                lines.entry(a).or_default().push((b, canal));
                lines.entry(b).or_default().push((a, canal));
            }
        }
        let mut boxes: FxHashMap<[i32; 3], Vec<u32>> = FxHashMap::default();
        for (n, turn) in (0..).zip(&at) {
            boxes.entry(box_of(*turn, BOX)).or_default().push(n);
        }
        let mut boxes: Vec<Nearby> = boxes
            .into_values()
            .map(|members| nearby(&at, members))
            .collect();
        boxes.sort_by_key(|b| b.members.first().copied());
        let pairs = at.len() * at.len().saturating_sub(1) / 2;
        Self {
            boxes,
            lines,
            seen: (0..pairs).map(|_| AtomicU8::new(UNKNOWN)).collect(),
            links: OnceLock::new(),
            at,
        }
    }

    /// The ways from a place to all corners: worth it for a place about which is asked many times.
    pub(super) fn origin(&self, waters: &Waters, closed: &[bool], at: Unit) -> Origin {
        let links = self.links.get_or_init(|| self.all_links(waters));
        let mut reached = vec![(f64::INFINITY, NONE); self.at.len()];
        let mut open = BinaryHeap::new();
        for (n, (corner, reached)) in (0..).zip(self.at.iter().zip(&mut reached)) {
            if waters.sees(at, *corner) {
                *reached = (angle(at, *corner), NONE);
                open.push(Open {
                    estimate: reached.0,
                    node: n,
                });
            }
        }
        while let Some(Open { estimate, node }) = open.pop() {
            if reached.get(node as usize).is_none_or(|r| estimate > r.0) {
                continue;
            }
            let seen = links.get(node as usize).into_iter().flatten().copied();
            let here = self.at.get(node as usize).copied().unwrap_or(at);
            let lines = self.lines.get(&node).into_iter().flatten();
            let lines = lines
                .filter(|(_, canal)| closed.get(*canal) != Some(&true))
                .filter_map(|(other, _)| {
                    let there = self.at.get(*other as usize)?;
                    Some((*other, angle(here, *there)))
                });
            for (next, far) in seen.chain(lines) {
                let length = estimate + far;
                if let Some(known) = reached.get_mut(next as usize)
                    && length < known.0
                {
                    *known = (length, node);
                    open.push(Open {
                        estimate: length,
                        node: next,
                    });
                }
            }
        }
        Origin { at, reached }
    }

    fn all_links(&self, waters: &Waters) -> Vec<Vec<(u32, f64)>> {
        let mut links = vec![Vec::new(); self.at.len()];
        for (high, there) in (0..).zip(&self.at) {
            for (low, here) in (0..high).zip(&self.at) {
                if self.sees(waters, low, high) {
                    let far = angle(*here, *there);
                    for (one, other) in [(low, high), (high, low)] {
                        if let Some(links) = links.get_mut(one as usize) {
                            links.push((other, far));
                        }
                    }
                }
            }
        }
        links
    }

    /// The shortest way from an origin to a place that it does not see; none if no corner helps.
    pub(super) fn way_from(&self, waters: &Waters, origin: &Origin, to: Unit) -> Option<Turned> {
        let corners = self.at.iter().zip(&origin.reached);
        let mut corners: BinaryHeap<Open> = (0..)
            .zip(corners)
            .filter(|(_, (_, reached))| reached.0.is_finite())
            .map(|(node, (corner, reached))| Open {
                estimate: reached.0 + angle(*corner, to),
                node,
            })
            .collect();
        while let Some(Open { estimate, node }) = corners.pop() {
            if !waters.sees(to, *self.at.get(node as usize)?) {
                continue;
            }
            let mut way = vec![to];
            let mut corner = node;
            while corner != NONE && way.len() <= self.at.len() + 1 {
                way.push(*self.at.get(corner as usize)?);
                corner = origin.reached.get(corner as usize)?.1;
            }
            way.push(origin.at);
            way.reverse();
            return Some((estimate * EARTH_RADIUS_M, way));
        }
        None
    }

    /// The shortest way over corners between two places that do not see each other; none if no corner helps.
    pub(super) fn way(
        &self,
        waters: &Waters,
        closed: &[bool],
        from: Unit,
        to: Unit,
    ) -> Option<Turned> {
        let straight = angle(from, to);
        let mut limit = 0.0;
        for reach in REACHES {
            limit = (straight * reach + REACH_M / EARTH_RADIUS_M).max(limit);
            if let Some((length, way)) = self.within(waters, closed, [from, to], limit) {
                return Some((length * EARTH_RADIUS_M, way));
            }
        }
        None
    }

    /// The shortest way of at most this length, radians. No corner of it can lie where both ends are too far.
    fn within(
        &self,
        waters: &Waters,
        closed: &[bool],
        [from, to]: [Unit; 2],
        limit: f64,
    ) -> Option<(f64, Vec<Unit>)> {
        let mut nodes: Vec<Candidate> = Vec::new();
        let mut local: FxHashMap<u32, u32> = FxHashMap::default();
        for near in &self.boxes {
            let least = angle(from, near.middle) + angle(near.middle, to) - 2.0 * near.radius;
            if least > limit {
                continue;
            }
            for turn in &near.members {
                let Some(at) = self.at.get(*turn as usize).copied() else {
                    continue;
                };
                let ends = [angle(from, at), angle(at, to)];
                if ends[0] + ends[1] <= limit {
                    if self.lines.contains_key(turn) {
                        local.insert(*turn, u32::try_from(nodes.len()).unwrap_or(NONE));
                    }
                    nodes.push(Candidate {
                        turn: *turn,
                        at,
                        left: ends[1],
                        from: ends[0],
                        cost: f64::INFINITY,
                        parent: NONE,
                    });
                }
            }
        }
        let mut search = Lazy {
            turns: self,
            waters,
            closed,
            limit,
            open: BinaryHeap::new(),
            parents: Vec::new(),
            local,
            nodes,
        };
        search.run([from, to])
    }

    /// Whether two corners see each other.
    fn sees(&self, waters: &Waters, a: u32, b: u32) -> bool {
        let (low, high) = (a.min(b) as usize, a.max(b) as usize);
        let known = self.seen.get(high * high.saturating_sub(1) / 2 + low);
        match known.map(|k| k.load(Ordering::Relaxed)) {
            Some(CLEAR) => return true,
            Some(BLOCKED) => return false,
            _ => {}
        }
        let (Some(p), Some(q)) = (self.at.get(low), self.at.get(high)) else {
            return false;
        };
        // Every thread finds the same, so it does not matter which of them keeps it.
        let clear = waters.sees(*p, *q);
        if let Some(known) = known {
            known.store(if clear { CLEAR } else { BLOCKED }, Ordering::Relaxed);
        }
        clear
    }

    fn known_blocked(&self, a: u32, b: u32) -> bool {
        let (low, high) = (a.min(b) as usize, a.max(b) as usize);
        let known = self.seen.get(high * high.saturating_sub(1) / 2 + low);
        known.is_some_and(|k| k.load(Ordering::Relaxed) == BLOCKED)
    }
}

/// One question.
struct Lazy<'t> {
    turns: &'t Turns,
    waters: &'t Waters,
    closed: &'t [bool],
    limit: f64,
    nodes: Vec<Candidate>,
    /// Number among the candidates of corners on canals.
    local: FxHashMap<u32, u32>,
    /// Lines that wait: by the least length of a way over them. Node is the number in `parents`.
    open: BinaryHeap<Open>,
    /// Node reached, the node before it (none is the start), length so far, and whether the line is a canal's.
    parents: Vec<(u32, u32, f64, bool)>,
}

impl Lazy<'_> {
    fn run(&mut self, [from, to]: [Unit; 2]) -> Option<(f64, Vec<Unit>)> {
        let goal = u32::try_from(self.nodes.len()).ok()?;
        for n in 0..goal {
            let node = self.nodes.get(n as usize)?;
            let (cost, left) = (node.from, node.left);
            self.push(n, NONE, cost, left, false);
        }
        while let Some(Open { node: line, .. }) = self.open.pop() {
            let (n, parent, cost, is_canal) = *self.parents.get(line as usize)?;
            if n == goal {
                // Whatever leads to the goal was seen already, or is seen now.
                let last = self.nodes.get(parent as usize)?;
                if self.waters.sees(last.at, to) {
                    return Some((cost, self.path([from, to], parent)));
                }
                continue;
            }
            let node = self.nodes.get(n as usize)?;
            if node.cost.is_finite() {
                continue;
            }
            let clear = is_canal
                || match self.nodes.get(parent as usize) {
                    Some(before) => self.turns.sees(self.waters, before.turn, node.turn),
                    None => self.waters.sees(from, node.at),
                };
            if clear {
                self.settle(n, parent, cost, goal)?;
            }
        }
        None
    }

    fn push(&mut self, node: u32, parent: u32, cost: f64, left: f64, is_canal: bool) {
        if cost + left <= self.limit
            && let Ok(line) = u32::try_from(self.parents.len())
        {
            self.parents.push((node, parent, cost, is_canal));
            self.open.push(Open {
                estimate: cost + left,
                node: line,
            });
        }
    }

    /// The way to a node is known: lines go on from it.
    fn settle(&mut self, n: u32, parent: u32, cost: f64, goal: u32) -> Option<()> {
        let node = self.nodes.get_mut(n as usize)?;
        (node.cost, node.parent) = (cost, parent);
        let (here, turn, left) = (node.at, node.turn, node.left);
        self.push(goal, n, cost + left, 0.0, false);
        for next in 0..goal {
            let there = self.nodes.get(next as usize)?;
            if there.cost.is_finite() {
                continue;
            }
            let reached = cost + angle(here, there.at);
            let left = there.left;
            if reached + left <= self.limit && !self.turns.known_blocked(turn, there.turn) {
                self.push(next, n, reached, left, false);
            }
        }
        let lines = self.turns.lines.get(&turn);
        for (other, canal) in lines.into_iter().flatten() {
            if self.closed.get(*canal) == Some(&true) {
                continue;
            }
            if let Some(next) = self.local.get(other).copied() {
                let there = self.nodes.get(next as usize)?;
                let (reached, left) = (cost + angle(here, there.at), there.left);
                if !there.cost.is_finite() {
                    self.push(next, n, reached, left, true);
                }
            }
        }
        Some(())
    }

    fn path(&self, [from, to]: [Unit; 2], last: u32) -> Vec<Unit> {
        let mut path = vec![to];
        let mut n = last;
        while let Some(node) = self.nodes.get(n as usize)
            && path.len() <= self.nodes.len() + 1
        {
            path.push(node.at);
            n = node.parent;
        }
        path.push(from);
        path.reverse();
        path
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a few thousands")]
fn box_of(at: Unit, side: f64) -> [i32; 3] {
    at.map(|v| (v / side).floor() as i32)
}

fn nearby(at: &[Unit], members: Vec<u32>) -> Nearby {
    let places = || members.iter().filter_map(|n| at.get(*n as usize));
    let sum = places().fold([0.0; 3], |s, p| [s[0] + p[0], s[1] + p[1], s[2] + p[2]]);
    let length = (sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]).sqrt();
    let middle = sum.map(|v| v / length.max(1e-12));
    let radius = places().map(|p| angle(middle, *p)).fold(0.0, f64::max);
    Nearby {
        middle,
        radius,
        members,
    }
}
