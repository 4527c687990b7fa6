//! The coast in cells: which are open water, which hold shore, which are land.

use std::sync::OnceLock;

use crate::ring::DEGREE;
use crate::{Coast, Position};

use super::cell::{CELL_DEG, CELLS, COLUMNS, ROWS, cell, corner};
use super::edge_grid::{EdgeGrid, METRES_PER_DEG, crosses, seen_from};

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// Water, no shore in it.
    Open,
    /// Shore goes through it.
    Shore,
    /// Land, or closed waters.
    Shut,
}

/// The place of each cell of which it is known whether it is land: a little inside its south-west
/// corner, off the thousandths of a degree in which the coast is drawn.
const WITNESS: [f64; 2] = [0.000_37, 0.000_41];

/// The coast in cells.
#[derive(Debug)]
pub(super) struct Land {
    pub(super) shore: EdgeGrid,
    pub(super) kind: Vec<Kind>,
    /// Whether the witness of each shore cell is on land.
    witness: Vec<bool>,
}

impl Land {
    /// The coast inside the program.
    pub(super) fn builtin() -> &'static Self {
        static LAND: OnceLock<Land> = OnceLock::new();
        LAND.get_or_init(|| Self::new(Coast::builtin()))
    }

    pub(super) fn new(coast: &Coast) -> Self {
        let shore = EdgeGrid::new(coast.polygons());
        let witness = witnesses(coast);
        let mut kind: Vec<Kind> = witness
            .iter()
            .map(|land| if *land { Kind::Shut } else { Kind::Open })
            .collect();
        for n in shore.cells() {
            if let Some(kind) = kind.get_mut(n) {
                *kind = Kind::Shore;
            }
        }
        Self {
            shore,
            kind,
            witness,
        }
    }

    /// Whether a place, degrees, is on land.
    pub(super) fn on_land(&self, at: [f64; 2]) -> bool {
        let number = cell(at[0], at[1]);
        match self.kind.get(number) {
            Some(Kind::Open) | None => false,
            Some(Kind::Shut) => true,
            Some(Kind::Shore) => {
                let [west, south] = corner(number);
                let from = [west + WITNESS[0], south + WITNESS[1]];
                let scale = [METRES_PER_DEG, METRES_PER_DEG];
                let east = crate::lon_delta_deg(from[0], at[0]);
                let to = [east * scale[0], (at[1] - from[1]) * scale[1]];
                let met = self.shore.at(number).iter().filter(|piece| {
                    let [p, q] = seen_from(from, piece, scale);
                    crosses(to, p, q)
                });
                self.witness.get(number).is_some_and(|land| *land) != (met.count() % 2 == 1)
            }
        }
    }
}

/// Whether each cell's witness is on land, by rows: the first of a row is asked, each shore line on the
/// way east changes the answer.
fn witnesses(coast: &Coast) -> Vec<bool> {
    let mut rows: Vec<Vec<f64>> = vec![Vec::new(); ROWS];
    for (a, b) in coast
        .polygons()
        .flat_map(|p| &p.rings)
        .flat_map(crate::ring::Ring::steps)
    {
        let [a, b] = [a, b].map(|p| p.map(|v| v / DEGREE));
        let (low, high) = if a[1] < b[1] { (a, b) } else { (b, a) };
        let mut n = ((low[1] + 90.0 - WITNESS[1]) / CELL_DEG).ceil().max(0.0);
        loop {
            let lat = -90.0 + n * CELL_DEG + WITNESS[1];
            if lat >= high[1] {
                break;
            }
            let lon = low[0] + (high[0] - low[0]) * (lat - low[1]) / (high[1] - low[1]);
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 1,800"
            )]
            if let Some(row) = rows.get_mut(n as usize) {
                // East of the row's first witness, 0 to 360 degrees.
                row.push((lon + 180.0 - WITNESS[0]).rem_euclid(360.0));
            }
            n += 1.0;
        }
    }
    let mut witness = Vec::with_capacity(CELLS);
    for (row, mut met) in rows.into_iter().enumerate() {
        met.sort_by(f64::total_cmp);
        let [west, south] = corner(row * COLUMNS);
        let first = Position::clamped(south + WITNESS[1], west + WITNESS[0]);
        let mut land = coast.on_land(first);
        let mut next = met.into_iter().peekable();
        for x in 0..COLUMNS {
            #[allow(clippy::cast_precision_loss, reason = "thousands")]
            let east = x as f64 * CELL_DEG;
            while next.next_if(|lon| *lon <= east && east > 0.0).is_some() {
                land = !land;
            }
            witness.push(land);
        }
    }
    witness
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every cell that holds shore, so that no border of cells is left to chance: a coast that touched one was lost there.
    #[test]
    fn every_cell_of_shore_agrees_with_the_polygons() {
        let land = Land::builtin();
        for (n, number) in land.shore.cells().enumerate() {
            let [west, south] = corner(number);
            #[allow(clippy::cast_precision_loss, reason = "thousands")]
            let (x, y) = (
                (n as f64 * 0.618_034).fract() * CELL_DEG,
                (n as f64 * 0.754_878).fract() * CELL_DEG,
            );
            let at = [west + x, south + y];
            let place = Position::clamped(at[1], at[0]);
            assert_eq!(
                land.on_land(at),
                Coast::builtin().on_land(place),
                "{number} {at:?}"
            );
        }
        let quemoy = [118.433_513_364_328_85, 24.662_197_986_860_456];
        assert!(!land.on_land(quemoy));
    }

    proptest! {
        #[test]
        fn cells_agree_with_the_polygons(lat in -85.0..85.0f64, lon in -180.0..180.0f64) {
            let place = Position::clamped(lat, lon);
            prop_assert_eq!(Land::builtin().on_land([lon, lat]), Coast::builtin().on_land(place));
        }

        #[test]
        fn also_near_the_shore(seed in 0..500_000_usize, x in 0.0..0.1f64, y in 0.0..0.1f64) {
            let land = Land::builtin();
            let cells: Vec<usize> = land.shore.cells().collect();
            let [west, south] = corner(cells[seed % cells.len()]);
            let at = [west + x, south + y];
            prop_assert_eq!(land.on_land(at), Coast::builtin().on_land(Position::clamped(at[1], at[0])));
        }
    }
}
