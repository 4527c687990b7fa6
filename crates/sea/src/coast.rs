//! The coarse coast that comes with the program: how far from shore a place is, and whether it is land.
//!
//! At sea, "more than 50 miles from shore" decides what a silence or a meeting can mean. The coast is
//! Natural Earth's land at 1:10,000,000 (public domain), thinned by at most 0.25 km by
//! `data/make-coast.mjs`. Taken here to lie within 5 km of the true shore; islets and rocks are not
//! drawn at all. Good for rules in tens of miles, never for navigation, and no boundary of anything.
//!
//! Distances are found in space, as chords between unit vectors: the poles and 180° are places like
//! any other there.

use std::sync::OnceLock;

use crate::chord_tree::{ChordTree, unit_vector};
use crate::ring::{DEGREE, HALF_TURN, Ring};
use crate::{Area, AreaKind, AreaSet, EARTH_RADIUS_M, Polygon, Position, Validity};

/// How far the drawn shore may lie from the true one, metres; islets that are not drawn aside.
pub const COAST_ERROR_M: f64 = 5_000.0;

const BUILTIN: &[u8] = include_bytes!("../../../data/coast.bin");
/// Longer pieces are cut, so that a chord stays within 50 m of the line on the chart.
const PIECE_DEG_MAX: f64 = 0.4;
/// Edges on 180° and around the pole are the source's seams, not shore.
const SEAM_LON: f64 = HALF_TURN - 0.002 * DEGREE;
const SEAM_LAT: f64 = -89.9 * DEGREE;
/// More numbers than any real file holds: a torn file cannot ask for much memory.
const COUNT_MAX: u64 = 10_000_000;

/// Shore lines and land.
#[derive(Debug, Clone, PartialEq)]
pub struct Coast {
    land: AreaSet,
    shore: ChordTree,
}

impl Coast {
    /// The coast inside the program, made on first use.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static COAST: OnceLock<Coast> = OnceLock::new();
        COAST.get_or_init(|| Self::from_bytes(BUILTIN).unwrap_or_else(|| Self::new(Vec::new())))
    }

    /// Reads the layout that `data/make-coast.mjs` writes; `None` if it is not that.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = Numbers(bytes.strip_prefix(b"VGCO\x01")?);
        let mut polygons = Vec::new();
        for _ in 0..rest.count()? {
            let mut rings = Vec::new();
            for _ in 0..rest.count()? {
                rings.push(rest.ring()?);
            }
            // A ring too small to hold land is no fault of the file.
            polygons.extend(Polygon::new(&rings).ok());
        }
        Some(Self::new(polygons))
    }

    fn new(polygons: Vec<Polygon>) -> Self {
        let pieces = polygons
            .iter()
            .flat_map(|p| &p.rings)
            .flat_map(shore_pieces)
            .collect();
        let land = Area {
            id: "land".to_owned(),
            name: "land".to_owned(),
            source: "Natural Earth 1:10m".to_owned(),
            kind: AreaKind::Watch,
            validity: Some(Validity::default()),
            properties: serde_json::Map::new(),
            polygons,
        };
        Self {
            land: AreaSet::new(vec![land]),
            shore: ChordTree::new(pieces),
        }
    }

    /// Great-circle distance to the nearest drawn shore, metres, on land too; `None` without any shore.
    #[must_use]
    pub fn shore_line_m(&self, place: Position) -> Option<f64> {
        let from = unit_vector(place.lon_deg(), place.lat_deg());
        let (_, chord) = self.shore.nearest_within(from, f64::INFINITY)?;
        Some(2.0 * EARTH_RADIUS_M * (chord / 2.0).min(1.0).asin())
    }

    /// Distance from shore, metres; 0 on land.
    #[must_use]
    pub fn shore_distance_m(&self, place: Position) -> Option<f64> {
        if self.on_land(place) {
            Some(0.0)
        } else {
            self.shore_line_m(place)
        }
    }

    pub(crate) fn polygons(&self) -> impl Iterator<Item = &Polygon> {
        self.land.areas().iter().flat_map(|area| &area.polygons)
    }

    /// Whether the place is on drawn land.
    #[must_use]
    pub fn on_land(&self, place: Position) -> bool {
        let mut land = false;
        self.land.for_each_at(place, |_| land = true);
        land
    }
}

/// The ring's edges that are shore, cut into short pieces as pairs of unit vectors.
fn shore_pieces(ring: &Ring) -> Vec<[[f64; 3]; 2]> {
    let on_seam = |p: &[f64; 2]| p[0].abs() >= SEAM_LON && p[0].abs() <= 2.0 * HALF_TURN - SEAM_LON;
    let mut pieces = Vec::new();
    for (a, b) in ring.steps() {
        let seam = (on_seam(&a) && on_seam(&b)) || a[1] < SEAM_LAT || b[1] < SEAM_LAT;
        if seam {
            continue;
        }
        let [from, to] = [a, b].map(|p| p.map(|v| v / DEGREE));
        let (east, north) = (to[0] - from[0], to[1] - from[1]);
        // Nearly all are short by any measure.
        let parts = if east.abs() + north.abs() <= PIECE_DEG_MAX {
            1.0
        } else {
            let east = east * (from[1].abs().min(to[1].abs())).to_radians().cos();
            (east.hypot(north) / PIECE_DEG_MAX).ceil().max(1.0)
        };
        let at = |part: f64| {
            let along = part / parts;
            unit_vector(from[0] + east * along, from[1] + north * along)
        };
        let mut part = 0.0;
        while part < parts {
            pieces.push([at(part), at(part + 1.0)]);
            part += 1.0;
        }
    }
    pieces
}

/// The rest of a coast file.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn next(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..56).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn count(&mut self) -> Option<u64> {
        self.next().filter(|n| *n <= COUNT_MAX)
    }

    fn signed(&mut self) -> Option<i64> {
        let value = i64::try_from(self.next()?).ok()?;
        Some((value >> 1) ^ -(value & 1))
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "thousandths of a degree, checked by the ring"
    )]
    fn ring(&mut self) -> Option<Vec<[f64; 2]>> {
        let (mut lon, mut lat) = (0_i64, 0_i64);
        let mut points = Vec::new();
        for _ in 0..self.count()? {
            lon = lon.checked_add(self.signed()?)?;
            lat = lat.checked_add(self.signed()?)?;
            points.push([lon as f64 / 1e3, lat as f64 / 1e3]);
        }
        Some(points)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    #[test]
    fn land_and_sea_where_naive_files_fail() {
        let coast = Coast::builtin();
        for (lon, lat) in [
            (-175.0, 66.5),
            (-179.0, 71.2),
            (179.5, 71.2),
            (179.9, 68.95),
            (10.0, -89.5),
        ] {
            assert!(coast.on_land(at(lat, lon)), "{lon} {lat}");
        }
        for (lon, lat) in [(-150.0, 40.0), (-178.0, 60.0), (-10.0, 66.5), (-65.0, 71.2)] {
            assert!(!coast.on_land(at(lat, lon)), "{lon} {lat}");
        }
    }

    #[test]
    fn distances_known_from_the_chart() {
        let coast = Coast::builtin();
        // Off Cape Erimo (41.925 N 143.246 E), due south of it.
        let erimo = coast.shore_distance_m(at(41.0, 143.246)).unwrap();
        assert!((erimo - 102_800.0).abs() < COAST_ERROR_M, "{erimo}");
        // The seam at 180 is no shore: Wrangel Island lies between 178.5 E and 177.4 W.
        let wrangel = coast.shore_line_m(at(71.25, 180.0)).unwrap();
        assert!(wrangel > 15_000.0, "{wrangel}");
        // The south pole is far from any shore; so is the middle of the North Pacific.
        assert!(coast.shore_line_m(at(-90.0, 0.0)).unwrap() > 400_000.0);
        let middle = coast.shore_distance_m(at(40.0, 180.0)).unwrap();
        assert!((1_000_000.0..1_500_000.0).contains(&middle), "{middle}");
        assert_eq!(coast.shore_distance_m(at(43.5, 143.0)), Some(0.0));
    }

    proptest! {
        #[test]
        fn distance_is_as_smooth_as_the_sea(
            lat in -89.0..89.0f64, lon in -180.0..180.0f64, bearing in 0.0..360.0f64,
            d in 1.0..300_000.0f64,
        ) {
            // Going d metres changes the distance from shore by d at most.
            let coast = Coast::builtin();
            let (a, b) = (at(lat, lon), crate::destination(at(lat, lon), bearing, d));
            let change = coast.shore_line_m(a).unwrap() - coast.shore_line_m(b).unwrap();
            prop_assert!(change.abs() <= d + 1.0);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut whole = b"VGCO\x01".to_vec();
            whole.extend(bytes);
            let _read = Coast::from_bytes(&whole);
        }
    }
}
