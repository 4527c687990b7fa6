//! How far a place is from shore: one rule's "50 miles from shore" for every detector.
//!
//! Two sources. The coast inside the program ([`Coast`]) measures to its drawn shore, within about
//! 5 km; islets are missing from it. A raster of one degree, as published with studies of fishing
//! effort, gives the mean distance of the sea in each cell. A cell is up to 111 km wide, so one number
//! cannot place a vessel near 20 or 50 miles: it only bounds. Some sea of the cell is as near as the
//! mean and some as far, and going d metres changes the distance by d at most, so the distance at a
//! place lies between the mean less and plus the way to the cell's farthest corner; the cell and its
//! eight neighbours are all asked. Where only a raster is loaded the lower bound is given: a rule that
//! needs "far from shore" then never fires on a guess. With both, the coast's figure is given unless
//! the raster proves that some shore is nearer.

use vigie_sea::{Coast, Position, distance_m};

use crate::Error;

const COLUMNS: usize = 360;
const ROWS: usize = 180;
const LAT: &str = "lat";
const LON: &str = "lon";
const DISTANCE: &str = "distance_from_shore_m";
/// Farther than any sea is from shore (Point Nemo, 2,690 km), metres: beyond it a value is a fault.
const DISTANCE_M_MAX: f64 = 3_000_000.0;

/// Distance from shore; `Default` knows nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShoreMap {
    coast: Option<&'static Coast>,
    raster: Option<Raster>,
}

/// Mean distance of each cell's sea from shore, metres; cells begin at whole degrees, south-west.
#[derive(Debug, Clone, PartialEq)]
struct Raster {
    cells: Vec<Option<f32>>,
    faults: usize,
}

impl ShoreMap {
    /// The coarse coast that comes with the program.
    #[must_use]
    pub fn builtin() -> Self {
        Self {
            coast: Some(Coast::builtin()),
            raster: None,
        }
    }

    /// A raster alone: CSV with a header that has at least `lat`, `lon` and `distance_from_shore_m`;
    /// latitude and longitude name the cell's south-west corner in whole degrees (measured on the
    /// published raster: only that reading agrees with the drawn coast).
    ///
    /// # Errors
    /// A needed column is missing.
    pub fn from_csv(csv: &[u8]) -> Result<Self, Error> {
        Self::default().with_raster(csv)
    }

    /// This map with a raster added, or replaced.
    ///
    /// # Errors
    /// A needed column is missing.
    pub fn with_raster(self, csv: &[u8]) -> Result<Self, Error> {
        Ok(Self {
            raster: Some(Raster::read(csv)?),
            ..self
        })
    }

    /// Rows of the raster that could not be read.
    #[must_use]
    pub fn raster_faults(&self) -> usize {
        self.raster.as_ref().map_or(0, |r| r.faults)
    }

    /// Distance from shore, metres, 0 on land; `None` where not known.
    #[must_use]
    pub fn shore_distance_m(&self, position: Position) -> Option<f64> {
        let bounds = self.raster.as_ref().and_then(|r| r.bounds_m(position));
        let drawn = self.coast.and_then(|c| c.shore_distance_m(position));
        match (drawn, bounds) {
            (Some(drawn), Some((_, at_most))) => Some(drawn.min(at_most)),
            (Some(drawn), None) => Some(drawn),
            (None, Some((at_least, _))) => Some(at_least),
            (None, None) => None,
        }
    }

    /// Whether the place is on land; `None` where not known (a raster cannot tell).
    #[must_use]
    pub fn on_land(&self, position: Position) -> Option<bool> {
        self.coast.map(|c| c.on_land(position))
    }
}

impl Raster {
    fn read(csv: &[u8]) -> Result<Self, Error> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
        let header = reader.byte_headers().cloned().unwrap_or_default();
        let column = |name: &str| {
            let found = header
                .iter()
                .position(|h| h.trim_ascii().eq_ignore_ascii_case(name.as_bytes()));
            found.ok_or_else(|| Error::Column {
                column: name.to_owned(),
            })
        };
        let (lat, lon, distance) = (column(LAT)?, column(LON)?, column(DISTANCE)?);
        let mut raster = Self {
            cells: vec![None; COLUMNS * ROWS],
            faults: 0,
        };
        let mut row = csv::ByteRecord::new();
        loop {
            match reader.read_byte_record(&mut row) {
                Ok(false) => return Ok(raster),
                Ok(true) => {
                    let number = |n: usize| {
                        std::str::from_utf8(row.get(n)?)
                            .ok()?
                            .trim()
                            .parse::<f64>()
                            .ok()
                    };
                    let read = raster.take(number(lat), number(lon), number(distance));
                    raster.faults += usize::from(read.is_none());
                }
                Err(_unreadable_row) => raster.faults += 1,
            }
        }
    }

    fn take(&mut self, lat: Option<f64>, lon: Option<f64>, distance_m: Option<f64>) -> Option<()> {
        let distance_m = distance_m.filter(|d| (0.0..=DISTANCE_M_MAX).contains(d))?;
        let (lat, lon) = (lat?, lon?);
        if lat.fract() != 0.0 || lon.fract() != 0.0 {
            return None;
        }
        let corner = Position::new(lat, lon).ok()?;
        let (row, column) = cell_of(corner);
        #[allow(
            clippy::cast_possible_truncation,
            reason = "an f32 holds 3,000 km to 0.25 m"
        )]
        let kept = distance_m as f32;
        *self.cells.get_mut(row * COLUMNS + column)? = Some(kept);
        Some(())
    }

    /// Least and greatest distance from shore that the raster allows at a place.
    fn bounds_m(&self, position: Position) -> Option<(f64, f64)> {
        let (row, column) = cell_of(position);
        self.cells.get(row * COLUMNS + column).copied().flatten()?;
        let (mut at_least, mut at_most) = (0.0_f64, f64::INFINITY);
        for near_row in row.saturating_sub(1)..=(row + 1).min(ROWS - 1) {
            for turn in [COLUMNS - 1, 0, 1] {
                let near_column = (column + turn) % COLUMNS;
                let mean = self
                    .cells
                    .get(near_row * COLUMNS + near_column)
                    .copied()
                    .flatten();
                let Some(mean_m) = mean.map(f64::from) else {
                    continue;
                };
                let way_m = farthest_corner_m(position, near_row, near_column);
                at_least = at_least.max(mean_m - way_m);
                at_most = at_most.min(mean_m + way_m);
            }
        }
        Some((at_least, at_most.max(at_least)))
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within −90…90 and −180…180"
)]
fn cell_of(position: Position) -> (usize, usize) {
    let row = (position.lat_deg() + 90.0).floor() as usize;
    let column = (position.lon_deg() + 180.0).floor() as usize;
    (row.min(ROWS - 1), column.min(COLUMNS - 1))
}

#[allow(clippy::cast_precision_loss, reason = "at most 360")]
fn farthest_corner_m(position: Position, row: usize, column: usize) -> f64 {
    let (south, west) = (row as f64 - 90.0, column as f64 - 180.0);
    [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
        .into_iter()
        .filter_map(|(north, east)| Position::new(south + north, west + east).ok())
        .map(|corner| distance_m(position, corner))
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::io::Read;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    #[test]
    fn nothing_known_is_said_so() {
        let map = ShoreMap::default();
        assert_eq!(
            (
                map.shore_distance_m(at(0.0, 0.0)),
                map.on_land(at(0.0, 0.0))
            ),
            (None, None)
        );
    }

    #[test]
    fn a_raster_bounds_and_never_overstates() {
        let csv = b"lat,lon,elevation_m,distance_from_port_m,distance_from_shore_m\n\
            40,179,-5000,1,400000\n40,-180,-5000,1,300000\n41,179,x,1,nonsense\n";
        let map = ShoreMap::from_csv(csv).unwrap();
        assert_eq!(map.raster_faults(), 1);
        // 0.4 degrees west of 180 the eastern neighbour's 300 km also counts.
        let near = map.shore_distance_m(at(40.5, 179.6)).unwrap();
        assert!((300_000.0..400_000.0).contains(&near), "{near}");
        assert_eq!(map.shore_distance_m(at(41.5, 179.6)), None);
        assert_eq!(map.on_land(at(40.5, 179.6)), None);
        let missing = ShoreMap::from_csv(b"lat,lon\n1,2\n").unwrap_err();
        assert_eq!(
            missing,
            Error::Column {
                column: DISTANCE.to_owned()
            }
        );
    }

    #[test]
    fn a_raster_can_bring_shore_nearer_to_the_drawn_coast() {
        let place = at(40.5, 179.5);
        let drawn = ShoreMap::builtin().shore_distance_m(place).unwrap();
        let csv = b"lat,lon,distance_from_shore_m\n40,179,20000\n";
        let both = ShoreMap::builtin().with_raster(csv).unwrap();
        let nearer = both.shore_distance_m(place).unwrap();
        assert!(
            drawn > 1_000_000.0 && nearer < 120_000.0,
            "{drawn} {nearer}"
        );
        let far = b"lat,lon,distance_from_shore_m\n40,179,2900000\n";
        let both = ShoreMap::builtin().with_raster(far).unwrap();
        assert_eq!(both.shore_distance_m(place), Some(drawn));
    }

    #[test]
    fn a_published_raster_agrees_with_the_drawn_coast() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/data/ref-rasters-1deg/gfw_static_spatial_measures.csv.gz"
        );
        let Ok(file) = std::fs::File::open(path) else {
            eprintln!("skipped: no {path}");
            return;
        };
        let mut csv = Vec::new();
        flate2::read::GzDecoder::new(file)
            .read_to_end(&mut csv)
            .unwrap();
        let raster = ShoreMap::from_csv(&csv).unwrap();
        assert_eq!(raster.raster_faults(), 0);
        // Where they differ, an islet (St Peter and St Paul, Rockall, Sala y Gómez) is in the coast and
        // not in the raster: the reason why the nearer of the two is given.
        let coast = ShoreMap::builtin();
        let (mut asked, mut contradicted) = (0, 0);
        for lat in -70..75 {
            for lon in -180..180 {
                let place = at(f64::from(lat) + 0.3, f64::from(lon) + 0.7);
                let Some(at_least) = raster.shore_distance_m(place) else {
                    continue;
                };
                let drawn = coast.shore_distance_m(place).unwrap();
                asked += 1;
                contradicted += i32::from(at_least > drawn + vigie_sea::COAST_ERROR_M);
            }
        }
        eprintln!("{contradicted} of {asked} cells contradict the drawn coast");
        assert!(
            asked > 30_000 && contradicted * 40 < asked,
            "{contradicted} of {asked}"
        );
    }
}
