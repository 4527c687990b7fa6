//! Where a vessel can be while nobody looks, and the grid of cells around that.

use std::collections::BTreeMap;

use vigie_sea::{METRES_PER_NM, Position, Span, bearing_deg, distance_m};

use super::ask::{SearchRequest, hours, within};
use super::dark_vessel::DarkVessel;
use super::error::SearchError;
use super::moving::MovingSearch;
use super::pattern::SearchBox;
use super::plan::{SearchEffort, pass};
use super::transition::Transition;

/// Most cells of the grid.
pub const SEARCH_CELLS_MAX: usize = 3_600;
/// Cells along the longer side of the grid, unless their side is said.
const CELLS_ALONG: f64 = 40.0;
/// Smallest cell that is chosen, nautical miles.
const CELL_MIN_NM: f64 = 0.25;
/// Share of the particles that may lie beyond each side of the grid.
const BEYOND: f64 = 0.005;
/// Cells with less belief and no effort are not told.
const TOLD_MIN: f64 = 1e-5;

/// Where the particles are at the beginning of each period and at the end, if nobody looks.
pub(super) struct Cloud {
    weights: Vec<f64>,
    places: Vec<Vec<Position>>,
}

impl Cloud {
    pub(super) fn new(
        vessel: &DarkVessel,
        periods: &[Span],
        water: &impl Fn(Position) -> bool,
    ) -> Self {
        let mut moved = vessel.clone();
        let now = |v: &DarkVessel| v.particles().iter().map(|p| p.position).collect();
        let mut places: Vec<Vec<Position>> = vec![now(&moved)];
        for period in periods {
            pass(&mut moved, hours(*period), water);
            places.push(now(&moved));
        }
        Self {
            weights: vessel.particles().iter().map(|p| p.weight).collect(),
            places,
        }
    }
}

/// Square cells around the cloud, in metres east and north of the last fix.
pub(super) struct Grid {
    origin: Position,
    west_m: f64,
    south_m: f64,
    /// Side of a cell, nautical miles.
    pub(super) cell_nm: f64,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// Metres east and north of a place.
fn offset(origin: Position, place: Position) -> [f64; 2] {
    let reach = distance_m(origin, place);
    let course = bearing_deg(origin, place).to_radians();
    [reach * libm::sin(course), reach * libm::cos(course)]
}

/// All but the outermost values.
fn bulk(mut values: Vec<f64>) -> [f64; 2] {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let beyond = (values.len() as f64 * BEYOND) as usize;
    let at = |n: usize| values.get(n).copied().unwrap_or(0.0);
    [at(beyond.min(last)), at(last.saturating_sub(beyond))]
}

impl Grid {
    pub(super) fn around(request: &SearchRequest, cloud: &Cloud) -> Result<Self, SearchError> {
        let origin = request.fix.position;
        let offsets: Vec<[f64; 2]> = cloud
            .places
            .iter()
            .flatten()
            .map(|place| offset(origin, *place))
            .collect();
        let side = |n: usize| bulk(offsets.iter().filter_map(|o| o.get(n)).copied().collect());
        let ([west, east], [south, north]) = (side(0), side(1));
        let longer_nm = (east - west).max(north - south) / METRES_PER_NM;
        let cell_nm = request
            .cell_nm
            .unwrap_or((longer_nm / CELLS_ALONG).max(CELL_MIN_NM));
        let cell_m = cell_nm * METRES_PER_NM;
        let count = |low: f64, high: f64| ((high - low) / cell_m).ceil().max(1.0);
        let (columns, rows) = (count(west, east), count(south, north));
        within("cells", columns * rows, 1.0, SEARCH_CELLS_MAX as f64)?;
        Ok(Self {
            origin,
            west_m: west,
            south_m: south,
            cell_nm,
            columns: columns as usize,
            rows: rows as usize,
        })
    }

    pub(super) fn cells(&self) -> usize {
        self.columns * self.rows
    }

    /// The cell of a place; the number after the last one stands for all that lies beyond.
    pub(super) fn cell(&self, place: Position) -> usize {
        let [east, north] = offset(self.origin, place);
        let cell_m = self.cell_nm * METRES_PER_NM;
        let (x, y) = (
            ((east - self.west_m) / cell_m).floor(),
            ((north - self.south_m) / cell_m).floor(),
        );
        let inside =
            (0.0..self.columns as f64).contains(&x) && (0.0..self.rows as f64).contains(&y);
        if inside {
            y as usize * self.columns + x as usize
        } else {
            self.cells()
        }
    }

    pub(super) fn middle(&self, cell: usize) -> Position {
        let cell_m = self.cell_nm * METRES_PER_NM;
        let (x, y) = (cell % self.columns, cell / self.columns);
        let east = self.west_m + (x as f64 + 0.5) * cell_m;
        let north = self.south_m + (y as f64 + 0.5) * cell_m;
        let upright = SearchBox {
            centre: self.origin,
            length_m: cell_m,
            width_m: cell_m,
            axis_deg: 0.0,
        };
        upright.at(north, east)
    }

    /// Belief by cell when the search begins, and the chances of going from cell to cell in a period, as the cloud goes.
    pub(super) fn chain(&self, cloud: &Cloud) -> Result<(Vec<f64>, Transition), SearchError> {
        let numbers: Vec<Vec<usize>> = cloud
            .places
            .iter()
            .map(|places| places.iter().map(|place| self.cell(*place)).collect())
            .collect();
        let mut p = vec![0.0; self.cells() + 1];
        for (cell, weight) in numbers.iter().take(1).flatten().zip(&cloud.weights) {
            if let Some(sum) = p.get_mut(*cell) {
                *sum += weight;
            }
        }
        let mut moves: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); self.cells() + 1];
        for pair in numbers.windows(2) {
            let [from, to] = pair else { continue };
            for ((from, to), weight) in from.iter().zip(to).zip(&cloud.weights) {
                if let Some(row) = moves.get_mut(*from) {
                    *row.entry(*to).or_default() += weight;
                }
            }
        }
        let rows: Vec<Vec<(usize, f64)>> = moves
            .into_iter()
            .enumerate()
            .map(|(cell, row)| {
                let whole: f64 = row.values().sum();
                if whole <= 0.0 {
                    return vec![(cell, 1.0)];
                }
                row.into_iter().map(|(to, w)| (to, w / whole)).collect()
            })
            .collect();
        Ok((p, Transition::new(&rows)?))
    }

    /// From the fix to the middle of the belief at the end.
    pub(super) fn drift_deg(&self, cloud: &Cloud) -> f64 {
        let [mut east, mut north] = [0.0; 2];
        for (place, weight) in cloud
            .places
            .iter()
            .rev()
            .take(1)
            .flatten()
            .zip(&cloud.weights)
        {
            let at = offset(self.origin, *place);
            east += at[0] * weight;
            north += at[1] * weight;
        }
        libm::atan2(east, north).to_degrees().rem_euclid(360.0)
    }

    pub(super) fn told(&self, p: &[f64], free: &MovingSearch) -> Vec<SearchEffort> {
        (0..self.cells())
            .filter_map(|cell| {
                let probability = p.get(cell).copied()?;
                let effort = |of: &Vec<f64>| of.get(cell).copied().unwrap_or(0.0);
                let effort_nm2: Vec<f64> = free.effort.iter().map(effort).collect();
                let worth = probability >= TOLD_MIN || effort_nm2.iter().any(|z| *z > 0.0);
                worth.then(|| SearchEffort {
                    position: self.middle(cell),
                    probability,
                    effort_nm2,
                })
            })
            .collect()
    }
}
