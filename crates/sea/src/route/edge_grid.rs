//! Lines of the vector coast, or of closed areas, in the cells they touch.

use crate::Polygon;
use crate::ring::DEGREE;

use super::cell::{CELL_DEG, CELLS, touched};

/// Metres in one degree of a great circle.
pub(super) const METRES_PER_DEG: f64 = crate::EARTH_RADIUS_M * std::f64::consts::PI / 180.0;

/// A short straight piece in longitude and latitude: x, y of both ends, degrees. Not in 32 bits: two metres off, a line passes a
/// witness on the wrong side.
pub(super) type Piece = [f64; 4];

/// Pieces by cell.
#[derive(Debug, Clone, Default)]
pub(super) struct EdgeGrid {
    /// For each 64 cells: which of them hold pieces, and how many cells with pieces there are before.
    held: Vec<(u64, u32)>,
    /// Cells with pieces, in order, and where their pieces begin.
    cells: Vec<(u32, u32)>,
    pieces: Vec<Piece>,
}

impl EdgeGrid {
    /// All rings of these polygons.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "cells and pieces are far below 2^32"
    )]
    pub(super) fn new<'a>(polygons: impl Iterator<Item = &'a Polygon>) -> Self {
        let mut list: Vec<(u32, Piece)> = Vec::new();
        for (a, b) in polygons
            .flat_map(|p| &p.rings)
            .flat_map(crate::ring::Ring::steps)
        {
            let [a, b] = [a, b].map(|p| p.map(|v| v / DEGREE));
            let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
            let parts = (dx.abs().max(dy.abs()) / CELL_DEG).ceil().max(1.0);
            let mut part = 0.0;
            while part < parts {
                let at = |n: f64| [a[0] + dx * n / parts, a[1] + dy * n / parts];
                let ([x0, y0], [x1, y1]) = (at(part), at(part + 1.0));
                let piece = [x0, y0, x1, y1];
                let (west, east) = (x0.min(x1), x0.max(x1));
                for cell in touched(west, y0.min(y1), east, y0.max(y1)) {
                    list.push((cell as u32, piece));
                }
                part += 1.0;
            }
        }
        list.sort_by_key(|(cell, _)| *cell);
        let mut grid = Self::default();
        for (cell, piece) in list {
            if grid.cells.last().is_none_or(|(last, _)| *last != cell) {
                grid.cells.push((cell, grid.pieces.len() as u32));
            }
            grid.pieces.push(piece);
        }
        grid.held = vec![
            (0, 0);
            if grid.cells.is_empty() {
                0
            } else {
                CELLS.div_ceil(64)
            }
        ];
        for (cell, _) in &grid.cells {
            if let Some(held) = grid.held.get_mut(*cell as usize / 64) {
                held.0 |= 1 << (cell % 64);
            }
        }
        let mut before = 0;
        for held in &mut grid.held {
            held.1 = before;
            before += held.0.count_ones();
        }
        grid
    }

    /// Pieces in a cell.
    pub(super) fn at(&self, cell: usize) -> &[Piece] {
        let Some((bits, before)) = self.held.get(cell / 64) else {
            return &[];
        };
        let bit = 1_u64 << (cell % 64);
        if bits & bit == 0 {
            return &[];
        }
        let number = (before + (bits & (bit - 1)).count_ones()) as usize;
        let first = self.cells.get(number).map_or(0, |c| c.1 as usize);
        let end = self
            .cells
            .get(number + 1)
            .map_or(self.pieces.len(), |c| c.1 as usize);
        self.pieces.get(first..end).unwrap_or_default()
    }

    /// Cells that have pieces.
    pub(super) fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        self.cells.iter().map(|(cell, _)| *cell as usize)
    }

    /// Whether the straight piece of track from `a` to `b` (degrees, a few miles long) comes within
    /// `margin_m` of any line.
    pub(super) fn blocks(&self, a: [f64; 2], b: [f64; 2], margin_m: f64) -> bool {
        let scale = [
            METRES_PER_DEG * a[1].to_radians().cos().max(1e-6),
            METRES_PER_DEG,
        ];
        let reach = [(margin_m / scale[0]).min(90.0), margin_m / scale[1]];
        let low = [a[0].min(b[0]) - reach[0], a[1].min(b[1]) - reach[1]];
        let high = [a[0].max(b[0]) + reach[0], a[1].max(b[1]) + reach[1]];
        let to = [(b[0] - a[0]) * scale[0], (b[1] - a[1]) * scale[1]];
        touched(low[0], low[1], high[0], high[1]).any(|cell| {
            self.at(cell).iter().any(|piece| {
                let [p, q] = seen_from(a, piece, scale);
                let apart = |n: usize| {
                    p[n].min(q[n]) > to[n].max(0.0) + margin_m
                        || p[n].max(q[n]) < to[n].min(0.0) - margin_m
                };
                !apart(0)
                    && !apart(1)
                    && (crosses(to, p, q)
                        || (margin_m > 0.0 && apart2(to, p, q) < margin_m * margin_m))
            })
        })
    }

    /// Distance from a place to the nearest line in its own and the neighbouring cells, metres.
    pub(super) fn nearest_m(&self, at: [f64; 2], within_m: f64) -> f64 {
        let scale = [
            METRES_PER_DEG * at[1].to_radians().cos().max(1e-6),
            METRES_PER_DEG,
        ];
        let reach = [(within_m / scale[0]).min(90.0), within_m / scale[1]];
        let mut best = within_m * within_m;
        for cell in touched(
            at[0] - reach[0],
            at[1] - reach[1],
            at[0] + reach[0],
            at[1] + reach[1],
        ) {
            for piece in self.at(cell) {
                let [p, q] = seen_from(at, piece, scale);
                best = best.min(to_segment2([0.0; 2], p, q));
            }
        }
        best.sqrt()
    }
}

/// Both ends of a piece in metres east and north of `origin`.
pub(super) fn seen_from(origin: [f64; 2], piece: &Piece, scale: [f64; 2]) -> [[f64; 2]; 2] {
    let [x0, y0, x1, y1] = *piece;
    let east = x0 - origin[0];
    let turn = if east > 180.0 {
        360.0
    } else if east < -180.0 {
        -360.0
    } else {
        0.0
    };
    [[x0, y0], [x1, y1]].map(|p| {
        [
            (p[0] - turn - origin[0]) * scale[0],
            (p[1] - origin[1]) * scale[1],
        ]
    })
}

fn cross(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

fn minus(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

/// Whether the segment from the origin to `to` meets the one from `p` to `q`.
pub(super) fn crosses(to: [f64; 2], p: [f64; 2], q: [f64; 2]) -> bool {
    let (sp, sq) = (cross(to, p), cross(to, q));
    if (sp > 0.0) == (sq > 0.0) {
        return false;
    }
    let way = minus(q, p);
    let (so, st) = (cross(way, minus([0.0; 2], p)), cross(way, minus(to, p)));
    (so > 0.0) != (st > 0.0)
}

fn to_segment2(from: [f64; 2], p: [f64; 2], q: [f64; 2]) -> f64 {
    let (way, off) = (minus(q, p), minus(from, p));
    let length2 = way[0] * way[0] + way[1] * way[1];
    let part = if length2 > 0.0 {
        ((off[0] * way[0] + off[1] * way[1]) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let left = [off[0] - part * way[0], off[1] - part * way[1]];
    left[0] * left[0] + left[1] * left[1]
}

/// Squared distance of two segments that do not cross.
fn apart2(to: [f64; 2], p: [f64; 2], q: [f64; 2]) -> f64 {
    let origin = [0.0; 2];
    to_segment2(origin, p, q)
        .min(to_segment2(to, p, q))
        .min(to_segment2(p, origin, to))
        .min(to_segment2(q, origin, to))
}
