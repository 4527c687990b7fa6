//! Water cut into leaves of a quadtree, and which of them see each other.
//!
//! Leaves of open water are up to 1.6° wide; a cell with shore in it gives up to four nodes, each where
//! its quarter is navigable. Two neighbours are linked only if the line between them is clear, so no
//! path rests on a line that was not tested.

use super::canal::CANALS;
use super::cell::{CELL_DEG, CELLS, COLUMNS, ROWS, beside, corner};
use super::land::Kind;
use super::vector::{Unit, degrees, metres};
use super::waters::Waters;

/// No node here.
pub(super) const NONE: u32 = u32::MAX;
/// Cells on the side of the largest leaf.
const LARGEST: usize = 16;
/// A node keeps a little more than the offing, so that its links are not lost to rounding.
const MORE_OFFING_M: f64 = 50.0;
/// Middles of the quarters of a cell, degrees from its corner.
const QUARTERS: [(f64, f64); 4] = [
    (0.025, 0.025),
    (0.075, 0.025),
    (0.025, 0.075),
    (0.075, 0.075),
];
/// Where a navigable place is looked for around the middle of a quarter, degrees.
const AROUND_MIDDLE: [(f64, f64); 5] = [
    (0.0, 0.0),
    (-0.015, -0.015),
    (0.015, -0.015),
    (-0.015, 0.015),
    (0.015, 0.015),
];
/// Fairways lead from a canal's end to open water at most this far, metres.
const FAIRWAY_M: f64 = 40_000.0;

/// Nodes and links.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    pub(super) places: Vec<Unit>,
    /// South-west cell and side, in cells, of each node's leaf.
    pub(super) cells: Vec<(u32, u8)>,
    /// First node in each cell.
    pub(super) node_of: Vec<u32>,
    /// Where the links of each node begin; one more than there are nodes.
    begin: Vec<u32>,
    links: Vec<u32>,
    /// Side of the largest leaf, degrees.
    largest_deg: f64,
    /// First node that is the end of a canal; two for each.
    pub(super) canals: u32,
    /// Whether a node belongs to the ocean that all others do.
    pub(super) ocean: Vec<bool>,
}

impl Leaves {
    #[allow(clippy::cast_possible_truncation, reason = "millions of nodes at most")]
    pub(super) fn new(waters: &Waters, largest_deg: f64) -> Self {
        let mut leaves = Self {
            node_of: vec![NONE; CELLS],
            largest_deg,
            ..Self::default()
        };
        for y in (0..ROWS).step_by(LARGEST) {
            for x in (0..COLUMNS).step_by(LARGEST) {
                leaves.cut(waters, x, y, LARGEST);
            }
        }
        leaves.canals = leaves.places.len() as u32;
        let mut pairs = leaves.neighbours(waters);
        leaves.ocean = seas(leaves.places.len(), &pairs);
        leaves.add_canals(waters, &mut pairs);
        leaves.ocean = ocean(leaves.places.len(), &pairs);
        leaves.index(&pairs);
        leaves
    }

    pub(super) fn links(&self, node: u32) -> &[u32] {
        let begin = |n: u32| self.begin.get(n as usize).map_or(0, |b| *b as usize);
        self.links
            .get(begin(node)..begin(node + 1))
            .unwrap_or_default()
    }

    /// The canal between two nodes, if they are its ends.
    pub(super) fn canal(&self, a: u32, b: u32) -> Option<usize> {
        let number = a.checked_sub(self.canals)? / 2;
        let same = b.checked_sub(self.canals)? / 2 == number && a != b;
        same.then_some(number as usize)
            .filter(|n| *n < CANALS.len())
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "cells and nodes are below 2^32"
    )]
    fn add(&mut self, place: Unit, cell: usize, side: usize) {
        let node = self.places.len() as u32;
        self.places.push(place);
        self.cells.push((cell as u32, side as u8));
        for y in 0..side {
            for x in 0..side {
                if let Some(first) = self.node_of.get_mut(cell + y * COLUMNS + x)
                    && *first == NONE
                {
                    *first = node;
                }
            }
        }
    }

    fn cut(&mut self, waters: &Waters, x: usize, y: usize, side: usize) {
        let first = y * COLUMNS + x;
        let same = |cell: usize| {
            waters.kind.get(cell) == waters.kind.get(first)
                && waters.dear.get(cell) == waters.dear.get(first)
        };
        #[allow(clippy::cast_precision_loss, reason = "16 at most")]
        let wide = side as f64 * CELL_DEG;
        let small = side == 1 || wide <= self.largest_deg;
        let whole = small
            && y + side <= ROWS
            && (0..side).all(|dy| (0..side).all(|dx| same(first + dy * COLUMNS + dx)));
        match waters.kind.get(first) {
            Some(Kind::Open) if whole => {
                let [west, south] = corner(first);
                let half = wide / 2.0;
                self.add(
                    crate::chord_tree::unit_vector(west + half, south + half),
                    first,
                    side,
                );
            }
            Some(Kind::Shut) if whole => {}
            Some(Kind::Shore) if side == 1 => self.add_shore(waters, first),
            _ if side > 1 => {
                let half = side / 2;
                for (dx, dy) in [(0, 0), (half, 0), (0, half), (half, half)] {
                    if y + dy < ROWS {
                        self.cut(waters, x + dx, y + dy, half);
                    }
                }
            }
            _ => {}
        }
    }

    /// Nodes of a cell with shore: the clearest place of its quarters, and one more for each quarter
    /// whose water does not see a node before it.
    fn add_shore(&mut self, waters: &Waters, cell: usize) {
        let [west, south] = corner(cell);
        let offing = waters.offing_m + MORE_OFFING_M;
        let mut places: Vec<(f64, Unit)> = QUARTERS
            .iter()
            .filter_map(|(x, y)| clearest(waters, [west + x, south + y], offing))
            .collect();
        places.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut kept: Vec<Unit> = Vec::new();
        for (_, place) in places {
            if !kept.iter().any(|k| waters.sees(*k, place)) {
                kept.push(place);
                self.add(place, cell, 1);
            }
        }
    }

    /// Pairs of nodes of neighbouring leaves that see each other, the lower number first.
    #[allow(clippy::cast_possible_truncation, reason = "nodes are below 2^32")]
    fn neighbours(&self, waters: &Waters) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let mut near = Vec::new();
        for (node, place) in self.places.iter().enumerate() {
            let (cell, side) = self.cells.get(node).copied().unwrap_or((0, 1));
            near.clear();
            for beside in around(cell as usize, isize::from(side)) {
                near.extend(self.in_cell(beside));
            }
            near.extend(self.in_cell(cell as usize));
            near.sort_unstable();
            near.dedup();
            for other in near.iter().copied().filter(|n| *n > node as u32) {
                let there = self.places.get(other as usize).copied().unwrap_or(*place);
                if waters.sees(*place, there) {
                    pairs.push((node as u32, other));
                }
            }
        }
        pairs
    }

    pub(super) fn in_cell(&self, cell: usize) -> std::ops::Range<u32> {
        let first = self.node_of.get(cell).copied().unwrap_or(NONE);
        let cell_of = |n: u32| self.cells.get(n as usize);
        let mut end = first;
        while first != NONE && cell_of(end).is_some() && cell_of(end) == cell_of(first) {
            end += 1;
        }
        first..end
    }

    /// Ends of canals as nodes, linked to the ocean near them and to each other.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "cells and nodes are below 2^32"
    )]
    fn add_canals(&mut self, waters: &Waters, pairs: &mut Vec<(u32, u32)>) {
        for end in Waters::canal_ends() {
            let node = self.places.len() as u32;
            let mut near = self.ocean_near(end, FAIRWAY_M);
            near.retain({
                let mut blind = 0;
                let clear: Vec<bool> = near
                    .iter()
                    .map(|(_, n)| waters.sees(end, self.place(*n)))
                    .collect();
                let any = clear.contains(&true);
                let mut clear = clear.into_iter();
                move |_| {
                    let sees = clear.next().unwrap_or(false);
                    // Without sight of any, the fairway leads to the nearest.
                    blind += 1;
                    sees || (!any && blind == 1)
                }
            });
            pairs.extend(near.into_iter().take(8).map(|(_, other)| (other, node)));
            if (node - self.canals) % 2 == 1 {
                pairs.push((node - 1, node));
            }
            self.places.push(end);
            self.cells.push((NONE, 1));
            self.ocean.push(false);
        }
    }

    pub(super) fn place(&self, node: u32) -> Unit {
        self.places
            .get(node as usize)
            .copied()
            .unwrap_or([1.0, 0.0, 0.0])
    }

    /// Nodes of the ocean within a distance, the nearest first.
    pub(super) fn ocean_near(&self, at: Unit, within_m: f64) -> Vec<(f64, u32)> {
        let [lon, lat] = degrees(at);
        let reach = within_m / super::edge_grid::METRES_PER_DEG;
        let wide = (reach / at[0].hypot(at[1]).max(1e-3)).min(179.0);
        let mut near: Vec<u32> =
            super::cell::touched(lon - wide, lat - reach, lon + wide, lat + reach)
                .flat_map(|cell| self.in_cell(cell))
                .filter(|n| self.ocean.get(*n as usize).is_some_and(|o| *o))
                .collect();
        near.sort_unstable();
        near.dedup();
        let mut near: Vec<(f64, u32)> = near
            .into_iter()
            .map(|n| (metres(at, self.place(n)), n))
            .filter(|(d, _)| *d <= within_m)
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        near
    }

    #[allow(clippy::cast_possible_truncation, reason = "links are below 2^32")]
    fn index(&mut self, pairs: &[(u32, u32)]) {
        let mut both: Vec<(u32, u32)> = pairs
            .iter()
            .flat_map(|(a, b)| [(*a, *b), (*b, *a)])
            .collect();
        both.sort_unstable();
        let mut next = 0;
        for node in 0..=self.places.len() {
            while both
                .get(next)
                .is_some_and(|(from, _)| (*from as usize) < node)
            {
                next += 1;
            }
            self.begin.push(next as u32);
        }
        self.links = both.into_iter().map(|(_, to)| to).collect();
    }
}

/// The middle of a quarter of a cell if it keeps the offing, else the clearest of a few places near it.
fn clearest(waters: &Waters, middle: [f64; 2], offing: f64) -> Option<(f64, Unit)> {
    let mut best = (offing, None);
    for (dx, dy) in AROUND_MIDDLE {
        let at = [middle[0] + dx, middle[1] + dy];
        if waters.land.on_land(at) {
            continue;
        }
        let clear = waters.land.shore.nearest_m(at, offing + 2_500.0);
        if clear > best.0 {
            best = (clear, Some(crate::chord_tree::unit_vector(at[0], at[1])));
            if dx == 0.0 {
                break;
            }
        }
    }
    Some((best.0, best.1?))
}

/// Cells around a square of cells.
fn around(cell: usize, side: isize) -> impl Iterator<Item = usize> {
    let rows = (-1..=side).flat_map(move |y| [(-1, y), (side, y)]);
    let columns = (0..side).flat_map(move |x| [(x, -1), (x, side)]);
    rows.chain(columns)
        .filter_map(move |(x, y)| beside(cell, x, y))
}

/// Waters smaller than this are ponds to a canal, in nodes.
const SEA_NODES: usize = 40;

/// Which nodes belong to the largest set that is linked.
fn ocean(count: usize, pairs: &[(u32, u32)]) -> Vec<bool> {
    let sizes = sizes(count, pairs);
    let largest = sizes.iter().copied().max();
    sizes
        .into_iter()
        .map(|size| Some(size) == largest)
        .collect()
}

/// Which nodes belong to any large set, such as the Black Sea.
fn seas(count: usize, pairs: &[(u32, u32)]) -> Vec<bool> {
    sizes(count, pairs)
        .into_iter()
        .map(|size| size >= SEA_NODES)
        .collect()
}

/// How many nodes are linked with each, itself included.
fn sizes(count: usize, pairs: &[(u32, u32)]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..count).collect();
    for (a, b) in pairs {
        let (a, b) = (
            root(&mut parent, *a as usize),
            root(&mut parent, *b as usize),
        );
        if let Some(up) = parent.get_mut(a.max(b)) {
            *up = a.min(b);
        }
    }
    let roots: Vec<usize> = (0..count).map(|n| root(&mut parent, n)).collect();
    let mut size = vec![0_usize; count];
    for root in &roots {
        if let Some(size) = size.get_mut(*root) {
            *size += 1;
        }
    }
    roots
        .into_iter()
        .map(|root| size.get(root).copied().unwrap_or(0))
        .collect()
}

fn root(parent: &mut [usize], mut n: usize) -> usize {
    while let Some(up) = parent.get(n).copied().filter(|up| *up != n) {
        let above = parent.get(up).copied().unwrap_or(up);
        if let Some(own) = parent.get_mut(n) {
            *own = above;
        }
        n = above;
    }
    n
}
