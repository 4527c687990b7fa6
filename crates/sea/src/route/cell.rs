//! Cells of a tenth of a degree, row by row from the south pole and 180° W.

use std::f64::consts::{FRAC_PI_2, PI, TAU};
use std::sync::LazyLock;

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

/// How far a place may lie outside the cell that [`cell_near`] says, radians: 70 m.
pub(super) const CELL_NEAR_ERROR: f64 = 1.1e-5;
/// Parts of the polar axis in the table of rows.
const PARTS: usize = 4_096;

/// For each part of the polar axis the row of its south end, and where on the axis each row begins.
#[derive(Debug)]
struct Rows {
    first: Vec<u16>,
    begin: Vec<f64>,
}

static ROW_TABLE: LazyLock<Rows> = LazyLock::new(|| {
    #[allow(clippy::cast_precision_loss, reason = "thousands")]
    let begin: Vec<f64> = (0..=ROWS)
        .map(|row| (row as f64 * CELL_DEG - 90.0).to_radians().sin())
        .collect();
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "rows are 1,800"
    )]
    let row_of = |part: usize| {
        let z = part as f64 * 2.0 / PARTS as f64 - 1.0;
        (begin.partition_point(|b| *b <= z).saturating_sub(1)).min(ROWS - 1) as u16
    };
    Rows {
        first: (0..=PARTS).map(row_of).collect(),
        begin,
    }
});

/// The cell of a place given as a unit vector, or one that it misses by at most [`CELL_NEAR_ERROR`]: without an arc
/// sine or tangent.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "0 to 3,600"
)]
pub(super) fn cell_near([x, y, z]: [f64; 3]) -> usize {
    let rows = &*ROW_TABLE;
    let part = ((z + 1.0) * (PARTS as f64 / 2.0)).max(0.0) as usize;
    let mut row = usize::from(rows.first.get(part).copied().unwrap_or(0));
    while row + 1 < ROWS && rows.begin.get(row + 1).is_some_and(|begin| *begin <= z) {
        row += 1;
    }
    // Arc tangent by a polynomial in the smaller over the larger: Abramowitz and Stegun 4.4.49, within 1e-5.
    let (near, far) = (x.abs().min(y.abs()), x.abs().max(y.abs()));
    let r = near / far.max(1e-300);
    let r2 = r * r;
    let arc = r
        * (0.999_866_0
            + r2 * (-0.330_299_5 + r2 * (0.180_141_0 + r2 * (-0.085_133_0 + r2 * 0.020_835_1))));
    let arc = if y.abs() > x.abs() {
        FRAC_PI_2 - arc
    } else {
        arc
    };
    let arc = if x < 0.0 { PI - arc } else { arc };
    let lon = if y < 0.0 { -arc } else { arc };
    let column = ((lon + PI) * (COLUMNS as f64 / TAU)).max(0.0) as usize;
    row * COLUMNS + column.min(COLUMNS - 1)
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
    // Both ends by one reckoning: normalised apart, -241.6 and 118.4 may fall on two sides of a border.
    let [from, to] = [west, east].map(|lon| ((lon + 180.0) / CELL_DEG).floor());
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "0 to 3,600"
    )]
    let (first, wide) = (
        from.rem_euclid(COLUMNS as f64) as usize,
        (to - from).clamp(0.0, 3_599.0) as usize,
    );
    (row(south)..=row(north))
        .flat_map(move |y| (0..=wide).map(move |x| y * COLUMNS + (first + x) % COLUMNS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_quick_cell_is_missed_by_metres_at_most(lat in -90.0..=90.0f64, lon in -180.0..=180.0f64) {
            let said = corner(cell_near(crate::chord_tree::unit_vector(lon, lat)));
            let east = crate::lon_delta_deg(said[0] + CELL_DEG / 2.0, lon).abs() - CELL_DEG / 2.0;
            let north = (lat - said[1] - CELL_DEG / 2.0).abs() - CELL_DEG / 2.0;
            prop_assert!(north.to_radians() < 1e-9, "{north}");
            prop_assert!(east.to_radians() < CELL_NEAR_ERROR, "{east}");
        }
    }
}
