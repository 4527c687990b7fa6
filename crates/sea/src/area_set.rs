//! Many areas, asked at every position.
//!
//! A grid of one degree knows for most of the sea at once which areas hold it whole; only in cells
//! that a border crosses is the polygon itself asked.

use std::collections::BTreeSet;

use crate::ring::{DEGREE, Edge, HALF_TURN, home, place_in_billionths};
use crate::{Area, Polygon, Position};

const COLUMNS: usize = 360;
const ROWS: usize = 180;

/// Areas with an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AreaSet {
    areas: Vec<Area>,
    /// Where the entries of each cell begin; empty without areas.
    begins: Vec<u32>,
    entries: Vec<Entry>,
}

/// One polygon in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    area: u32,
    polygon: u32,
    /// The whole cell is inside; otherwise a border passes.
    whole: bool,
}

impl AreaSet {
    /// Makes a set. An id already taken gets `-2`, `-3`… so that each area can be named.
    #[must_use]
    pub fn new(areas: Vec<Area>) -> Self {
        let mut set = Self {
            areas,
            ..Self::default()
        };
        set.rebuild();
        set
    }

    /// Adds areas.
    pub fn extend(&mut self, areas: impl IntoIterator<Item = Area>) {
        self.areas.extend(areas);
        self.rebuild();
    }

    /// Removes the area of this id and gives it back.
    pub fn remove(&mut self, id: &str) -> Option<Area> {
        let at = self.areas.iter().position(|a| a.id == id)?;
        let area = self.areas.remove(at);
        self.rebuild();
        Some(area)
    }

    /// The areas; their order is their numbers.
    #[must_use]
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The area of this number.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<&Area> {
        self.areas.get(number)
    }

    /// The area of this id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&Area> {
        self.areas.iter().find(|a| a.id == id)
    }

    /// How many areas.
    #[must_use]
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// Calls `found` with the number of each area that holds `place`, ascending, each once.
    pub fn for_each_at(&self, place: Position, mut found: impl FnMut(usize)) {
        if self.areas.is_empty() {
            return;
        }
        let (lon, lat) = place_in_billionths(place);
        let mut last = u32::MAX;
        for entry in self.cell(cell_of(lon, lat)) {
            if entry.area != last
                && (entry.whole
                    || self
                        .polygon(entry)
                        .is_some_and(|p| p.contains_exact(lon, lat)))
            {
                last = entry.area;
                found(entry.area as usize);
            }
        }
    }

    /// Numbers of the areas that hold `place`, ascending.
    #[must_use]
    pub fn at(&self, place: Position) -> Vec<usize> {
        let mut numbers = Vec::new();
        self.for_each_at(place, |number| numbers.push(number));
        numbers
    }

    /// Calls `found` with the number of each area whose border lies across the straight way
    /// from `a` to `b`, the short way round; numbers may come in any order and more than once. Nothing is found
    /// for ways longer than a few degrees: they say nothing of where the vessel was.
    pub fn for_each_border_crossed(&self, a: Position, b: Position, mut found: impl FnMut(usize)) {
        if self.areas.is_empty() {
            return;
        }
        let (a_lon, a_lat) = place_in_billionths(a);
        let (b_lon, b_lat) = place_in_billionths(b);
        let east = home(b_lon - a_lon);
        let west = if east < 0.0 { b_lon } else { a_lon };
        let columns = column_count(west, east.abs());
        let (low, high) = (row_of(a_lat.min(b_lat)), row_of(a_lat.max(b_lat)));
        if columns * (high - low + 1) > CELLS_PER_WAY_MAX {
            return;
        }
        for step in 0..columns {
            let column = (column_of(west) + step) % COLUMNS;
            for row in low..=high {
                for entry in self
                    .cell(row * COLUMNS + column)
                    .iter()
                    .filter(|e| !e.whole)
                {
                    if self.polygon(entry).is_some_and(|p| p.border_crossed(a, b)) {
                        found(entry.area as usize);
                    }
                }
            }
        }
    }

    fn polygon(&self, entry: &Entry) -> Option<&Polygon> {
        self.areas
            .get(entry.area as usize)?
            .polygons
            .get(entry.polygon as usize)
    }

    fn cell(&self, cell: usize) -> &[Entry] {
        let begin = self.begins.get(cell).copied().unwrap_or(0) as usize;
        let end = self.begins.get(cell + 1).copied().unwrap_or(0) as usize;
        self.entries.get(begin..end).unwrap_or(&[])
    }

    fn rebuild(&mut self) {
        self.name_apart();
        let mut found: Vec<(u32, Entry)> = Vec::new();
        for (area, a) in (0_u32..).zip(&self.areas) {
            for (polygon, p) in (0_u32..).zip(&a.polygons) {
                cells_of(p, |cell, whole| {
                    found.push((
                        cell,
                        Entry {
                            area,
                            polygon,
                            whole,
                        },
                    ))
                });
            }
        }
        found.sort_unstable();
        self.begins = if self.areas.is_empty() {
            Vec::new()
        } else {
            vec![0; COLUMNS * ROWS + 1]
        };
        for (cell, _) in &found {
            if let Some(size) = self.begins.get_mut(*cell as usize + 1) {
                *size += 1;
            }
        }
        let mut total = 0;
        for begin in &mut self.begins {
            total += *begin;
            *begin = total;
        }
        self.entries = found.into_iter().map(|(_, entry)| entry).collect();
    }

    fn name_apart(&mut self) {
        let mut taken = BTreeSet::new();
        for area in &mut self.areas {
            let mut id = area.id.clone();
            let mut n = 2;
            while !taken.insert(id.clone()) {
                id = format!("{}-{n}", area.id);
                n += 1;
            }
            area.id = id;
        }
    }
}

/// Cells a way between two positions may touch: about 15° each way. Longer ways are gaps.
const CELLS_PER_WAY_MAX: usize = 256;

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held within the grid"
)]
fn column_of(lon: f64) -> usize {
    (((lon + HALF_TURN) / DEGREE) as usize).min(COLUMNS - 1)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held within the grid"
)]
fn row_of(lat: f64) -> usize {
    (((lat + HALF_TURN / 2.0) / DEGREE) as usize).min(ROWS - 1)
}

fn cell_of(lon: f64, lat: f64) -> usize {
    row_of(lat) * COLUMNS + column_of(lon)
}

/// Columns that a stretch of longitude touches, the one it ends in included.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a width of at most one turn"
)]
fn column_count(west_lon: f64, width: f64) -> usize {
    let west = (west_lon + HALF_TURN) / DEGREE;
    let east = (west_lon + HALF_TURN + width) / DEGREE;
    (east as usize - west as usize + 1).min(COLUMNS)
}

/// Calls `found` with each cell a polygon touches and whether the cell is wholly inside.
fn cells_of(polygon: &Polygon, mut found: impl FnMut(u32, bool)) {
    let Some(outer) = polygon.rings.first() else {
        return;
    };
    let (west, east) = outer.lon_range();
    let (south, north) = outer.lat_range();
    let rows = row_of(south - CELL_MARGIN)..=row_of(north + CELL_MARGIN);
    let first_column = column_of(home(west));
    let columns = column_count(home(west), east - west);
    let border = border_cells(polygon);
    for column in (0..columns).map(|step| (first_column + step) % COLUMNS) {
        let mut inside = None;
        for row in rows.clone() {
            let cell = row * COLUMNS + column;
            #[allow(clippy::cast_possible_truncation, reason = "64,800 cells")]
            let number = cell as u32;
            if border.binary_search(&cell).is_ok() {
                inside = None;
                found(number, false);
            } else if *inside.get_or_insert_with(|| holds_middle(polygon, row, column)) {
                found(number, true);
            }
        }
    }
}

/// The cells that any edge of the polygon passes, in order.
fn border_cells(polygon: &Polygon) -> Vec<usize> {
    let mut border = Vec::new();
    for edge in &polygon.edges {
        let first = column_of(edge.west_lon);
        for step in 0..column_count(edge.west_lon, edge.width) {
            let (low, high) = lat_span(edge, step);
            for row in row_of(low - CELL_MARGIN)..=row_of(high + CELL_MARGIN) {
                let cell = row * COLUMNS + (first + step) % COLUMNS;
                // Most edges lie in the cell of the edge before.
                if border.last() != Some(&cell) {
                    border.push(cell);
                }
            }
        }
    }
    border.sort_unstable();
    border.dedup();
    border
}

/// Borders this near a cell's rim count as in it, against rounding: two billionths of a degree.
const CELL_MARGIN: f64 = 2.0;

/// Latitudes an edge runs through in its column number `step`, counted from its west end.
#[allow(clippy::cast_precision_loss, reason = "at most 360")]
fn lat_span(edge: &Edge, step: usize) -> (f64, f64) {
    let rim = step as f64 * DEGREE - (edge.west_lon + HALF_TURN) % DEGREE;
    let lat_at = |east: f64| {
        if edge.width > 0.0 {
            let along = (east / edge.width).clamp(0.0, 1.0);
            edge.west_lat + (edge.east_lat - edge.west_lat) * along
        } else {
            edge.west_lat
        }
    };
    let ends = if edge.width > 0.0 {
        (lat_at(rim), lat_at(rim + DEGREE))
    } else {
        (edge.west_lat, edge.east_lat)
    };
    (ends.0.min(ends.1), ends.0.max(ends.1))
}

#[allow(clippy::cast_precision_loss, reason = "at most 360")]
fn holds_middle(polygon: &Polygon, row: usize, column: usize) -> bool {
    polygon.contains_exact(
        (column as f64 - 179.5) * DEGREE,
        (row as f64 - 89.5) * DEGREE,
    )
}
