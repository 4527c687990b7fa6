//! Where a ship can go: the coast with an offing, waters closed or dear, cut into leaves of a quadtree
//! that see each other.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::{Area, Polygon, Time};

use super::canal::CANALS;
use super::cell::{CELLS, COLUMNS, ROWS, corner};
use super::edge_grid::EdgeGrid;
use super::land::{Kind, Land};
use super::leaf::Leaves;
use super::vector::{Unit, metres, unit};

/// Waters that cost more than their length, such as ice or a claimed zone.
#[derive(Debug, Clone, PartialEq)]
pub struct CostLayer {
    /// Where.
    pub polygons: Vec<Polygon>,
    /// What a mile there counts, at least 1.
    pub factor: f64,
}

/// What a ship must keep from.
#[derive(Debug, Clone, PartialEq)]
pub struct WatersConfig {
    /// How far from drawn shore a track stays, metres; 0 to 3,000.
    pub offing_m: f64,
    /// Waters that must not be entered: ice, exercise or closed areas.
    pub closed: Vec<Polygon>,
    /// Waters that should be avoided.
    pub costs: Vec<CostLayer>,
    /// Side of the largest leaf of open water, degrees: 1.6 is usual, 0.1 is a slow reference to judge by.
    pub leaf_max_deg: f64,
}

impl Default for WatersConfig {
    fn default() -> Self {
        Self {
            offing_m: 500.0,
            closed: Vec::new(),
            costs: Vec::new(),
            leaf_max_deg: 1.6,
        }
    }
}

impl WatersConfig {
    /// Closes the areas that are in force at `time`; those whose dates could not be read are closed too.
    pub fn close<'a>(&mut self, areas: impl IntoIterator<Item = &'a Area>, time: Time) {
        for area in areas {
            if area.validity.as_ref().is_none_or(|v| v.holds(time)) {
                self.closed.extend(area.polygons.iter().cloned());
            }
        }
    }
}

/// Tracks keep at most this far off, as cells near the poles are narrow.
const OFFING_MAX_M: f64 = 3_000.0;
/// Most that a mile can cost.
const FACTOR_MAX: f64 = 100.0;

/// Where a ship can go, ready for questions.
#[derive(Debug)]
pub struct Waters {
    pub(super) land: &'static Land,
    pub(super) closed: EdgeGrid,
    pub(super) offing_m: f64,
    pub(super) kind: Vec<Kind>,
    /// Cells to the nearest one that is not open, diagonal steps as straight ones.
    pub(super) clearance: Vec<u8>,
    /// What a mile costs by cell, less 1, in hundredths; empty where all cost the same.
    pub(super) dear: Vec<u16>,
    pub(super) leaves: Leaves,
}

/// Waters that are borrowed, or owned together with others: those of one request are let go when it is.
#[derive(Debug, Clone)]
pub enum SharedWaters<'a> {
    /// Somebody else keeps them.
    Borrowed(&'a Waters),
    /// Kept as long as anybody holds them.
    Shared(Arc<Waters>),
}

impl Deref for SharedWaters<'_> {
    type Target = Waters;

    fn deref(&self) -> &Waters {
        match self {
            Self::Borrowed(waters) => waters,
            Self::Shared(waters) => waters,
        }
    }
}

impl<'a> From<&'a Waters> for SharedWaters<'a> {
    fn from(waters: &'a Waters) -> Self {
        Self::Borrowed(waters)
    }
}

impl From<Arc<Waters>> for SharedWaters<'_> {
    fn from(waters: Arc<Waters>) -> Self {
        Self::Shared(waters)
    }
}

impl Waters {
    /// All waters open, with the usual offing; made on first use, in about a second.
    #[must_use]
    pub fn open() -> &'static Self {
        static OPEN: OnceLock<Waters> = OnceLock::new();
        OPEN.get_or_init(|| Self::new(&WatersConfig::default()))
    }

    /// The waters of this configuration; takes about a second.
    #[must_use]
    pub fn new(config: &WatersConfig) -> Self {
        let land = Land::builtin();
        let closed = EdgeGrid::new(config.closed.iter());
        let mut kind = land.kind.clone();
        let within = |polygons: &[Polygon], cell: usize| {
            let [west, south] = corner(cell);
            let middle = crate::Position::clamped(south + 0.05, west + 0.05);
            polygons.iter().any(|p| p.contains(middle))
        };
        for cell in cells_of(&config.closed) {
            if let Some(kind) = kind.get_mut(cell)
                && (!closed.at(cell).is_empty() || within(&config.closed, cell))
            {
                *kind = Kind::Shut;
            }
        }
        let mut dear = vec![0_u16; if config.costs.is_empty() { 0 } else { CELLS }];
        for layer in &config.costs {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 9,900"
            )]
            let more = ((layer.factor.clamp(1.0, FACTOR_MAX) - 1.0) * 100.0).round() as u16;
            for cell in cells_of(&layer.polygons) {
                if let Some(cost) = dear.get_mut(cell)
                    && *cost < more
                    && within(&layer.polygons, cell)
                {
                    *cost = more;
                }
            }
        }
        let clearance = clearance(&kind);
        let offing_m = if config.offing_m.is_finite() {
            config.offing_m.clamp(0.0, OFFING_MAX_M)
        } else {
            0.0
        };
        let mut waters = Self {
            land,
            closed,
            offing_m,
            kind,
            clearance,
            dear,
            leaves: Leaves::default(),
        };
        waters.leaves = Leaves::new(&waters, config.leaf_max_deg);
        waters
    }

    /// Ends of the passages, two for each of [`CANALS`], in order.
    pub(super) fn canal_ends() -> Vec<Unit> {
        CANALS
            .iter()
            .flat_map(|canal| {
                let places = canal.places();
                [places.first().copied(), places.last().copied()]
            })
            .flatten()
            .map(unit)
            .collect()
    }

    /// Number of nodes of the search, for the curious.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.leaves.places.len()
    }

    /// What the way costs, metres times the factors of the waters it goes through.
    pub(super) fn cost_m(&self, a: Unit, b: Unit) -> f64 {
        let length = metres(a, b);
        if self.dear.is_empty() {
            return length;
        }
        length * self.mean_factor(a, b)
    }
}

/// Cells that the boxes around these polygons touch.
fn cells_of(polygons: &[Polygon]) -> Vec<usize> {
    let mut cells = Vec::new();
    for ring in polygons.iter().filter_map(|p| p.rings.first()) {
        let ((west, east), (south, north)) = (ring.lon_range(), ring.lat_range());
        let [west, east, south, north] =
            [west, east, south, north].map(|v| v / crate::ring::DEGREE);
        cells.extend(super::cell::touched(west, south, east, north));
    }
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// Cells to the nearest one that is not open: two sweeps, done twice for the seam at 180°.
fn clearance(kind: &[Kind]) -> Vec<u8> {
    let mut clear: Vec<u8> = kind
        .iter()
        .map(|kind| if *kind == Kind::Open { u8::MAX } else { 0 })
        .collect();
    for _ in 0..2 {
        for y in 0..ROWS {
            relax_row(&mut clear, y, y.checked_sub(1), false);
        }
        for y in (0..ROWS).rev() {
            relax_row(&mut clear, y, Some(y + 1).filter(|y| *y < ROWS), true);
        }
    }
    clear
}

fn relax_row(clear: &mut [u8], y: usize, other: Option<usize>, backwards: bool) {
    let at = |clear: &[u8], y: usize, x: usize| clear.get(y * COLUMNS + x).copied().unwrap_or(0);
    for n in 0..COLUMNS {
        let x = if backwards { COLUMNS - 1 - n } else { n };
        let (west, east) = ((x + COLUMNS - 1) % COLUMNS, (x + 1) % COLUMNS);
        let mut least = at(clear, y, if backwards { east } else { west });
        if let Some(other) = other {
            for side in [west, x, east] {
                least = least.min(at(clear, other, side));
            }
        }
        if let Some(own) = clear.get_mut(y * COLUMNS + x) {
            *own = (*own).min(least.saturating_add(1));
        }
    }
}
