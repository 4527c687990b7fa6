//! Cells of a tenth of a degree, row by row from the south pole and 180° W.

use crate::normalise_lon_deg;

/// Cells in a row.
pub(super) const COLUMNS: usize = 3_600;
/// Rows.
pub(super) const ROWS: usize = 1_800;
/// Side of a cell, degrees.
pub(super) const CELL_DEG: f64 = 0.1;
/// Cells on the globe.
pub(super) const CELLS: usize = COLUMNS * ROWS;

/// Column of a longitude; any number of turns.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 3,600"
)]
pub(super) fn column(lon_deg: f64) -> usize {
    (((normalise_lon_deg(lon_deg) + 180.0) / CELL_DEG).max(0.0) as usize).min(COLUMNS - 1)
}

/// Row of a latitude.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 1,800"
)]
pub(super) fn row(lat_deg: f64) -> usize {
    (((lat_deg + 90.0) / CELL_DEG).max(0.0) as usize).min(ROWS - 1)
}

/// Number of the cell that holds a place.
pub(super) fn cell(lon_deg: f64, lat_deg: f64) -> usize {
    row(lat_deg) * COLUMNS + column(lon_deg)
}

/// South-west corner of a cell, degrees.
#[allow(clippy::cast_precision_loss, reason = "thousands")]
pub(super) fn corner(cell: usize) -> [f64; 2] {
    let (x, y) = (cell % COLUMNS, cell / COLUMNS);
    [-180.0 + x as f64 * CELL_DEG, -90.0 + y as f64 * CELL_DEG]
}

/// The cell `dx` columns east and `dy` rows north; `None` beyond a pole.
pub(super) fn beside(cell: usize, dx: isize, dy: isize) -> Option<usize> {
    let row = (cell / COLUMNS)
        .checked_add_signed(dy)
        .filter(|r| *r < ROWS)?;
    let east = dx.rem_euclid(COLUMNS.cast_signed()).cast_unsigned();
    Some(row * COLUMNS + (cell % COLUMNS + east) % COLUMNS)
}

/// Every cell that a box in degrees touches; longitudes may pass 180°.
pub(super) fn touched(west: f64, south: f64, east: f64, north: f64) -> impl Iterator<Item = usize> {
    let first = column(west);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 3,600"
    )]
    let wide = (((east + 180.0) / CELL_DEG).floor() - ((west + 180.0) / CELL_DEG).floor())
        .clamp(0.0, 3_599.0) as usize;
    (row(south)..=row(north))
        .flat_map(move |y| (0..=wide).map(move |x| y * COLUMNS + (first + x) % COLUMNS))
}
