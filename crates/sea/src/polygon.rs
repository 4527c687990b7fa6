//! A polygon: an outer ring and holes, with an index that answers "inside?" in a fraction of a
//! microsecond even for a boundary of tens of thousands of points.

use crate::Position;
use crate::bands::Bands;
use crate::ring::{DEGREE, Edge, HALF_TURN, Ring, home, place_in_billionths};

/// Metres in one degree of a great circle, on the mean sphere.
const METRES_PER_DEGREE: f64 = crate::EARTH_RADIUS_M * std::f64::consts::PI / 180.0;

/// An outer ring and holes, right across 180° and over the poles.
#[derive(Debug, Clone, PartialEq)]
pub struct Polygon {
    pub(crate) rings: Vec<Ring>,
    pub(crate) edges: Vec<Edge>,
    bands: Bands,
}

impl Polygon {
    /// Makes a polygon of rings as given in a file, `[lon, lat]` in degrees: the outer ring, then the
    /// holes. Rings may be closed or not, and drawn across 180° in any of the usual ways.
    ///
    /// # Errors
    /// The stable code of what is wrong, such as `ring-too-short`.
    pub fn new(given: &[Vec<[f64; 2]>]) -> Result<Self, &'static str> {
        if given.is_empty() {
            return Err("polygon-without-ring");
        }
        let rings = given
            .iter()
            .map(|r| Ring::new(r))
            .collect::<Result<Vec<_>, _>>()?;
        let edges: Vec<Edge> = rings
            .iter()
            .zip(0..)
            .flat_map(|(ring, number)| ring.edges(number))
            .collect();
        let west = rings.first().map_or(0.0, |r| r.lon_range().0);
        let bands = Bands::new(&edges, west);
        Ok(Self {
            rings,
            edges,
            bands,
        })
    }

    /// Whether `place` is inside the outer ring and in no hole. A place on a line that two polygons
    /// share is in exactly one of them.
    #[must_use]
    pub fn contains(&self, place: Position) -> bool {
        let (lon, lat) = place_in_billionths(place);
        self.contains_exact(lon, lat)
    }

    pub(crate) fn contains_exact(&self, lon: f64, lat: f64) -> bool {
        let mut ring = 0;
        let mut inside = self.begins_inside(0);
        for &entry in self.bands.at(lon) {
            let Some(edge) = self.edges.get(entry as usize) else {
                continue;
            };
            if edge.ring != ring {
                // The ring before is done: outside the outer ring, or inside a hole, ends the test.
                if inside != (ring == 0) {
                    return false;
                }
                ring = edge.ring;
                inside = self.begins_inside(ring);
            }
            inside ^= edge.is_north_of(lon, lat);
        }
        inside == (ring == 0)
    }

    fn begins_inside(&self, ring: u32) -> bool {
        self.rings
            .get(ring as usize)
            .is_some_and(|r| r.holds_north_pole)
    }

    /// Rings in unwrapped longitudes, the outer one first: `[lon, lat]` in degrees, the first point
    /// not repeated at the end.
    #[must_use]
    pub fn rings(&self) -> Vec<Vec<[f64; 2]>> {
        let in_degrees = |r: &Ring| r.points.iter().map(|p| p.map(|v| v / DEGREE)).collect();
        self.rings.iter().map(in_degrees).collect()
    }

    /// Number of points in all rings.
    #[must_use]
    pub fn point_count(&self) -> usize {
        self.rings.iter().map(|r| r.points.len()).sum()
    }

    /// Whether the border comes within `distance_m` of the place. Meant for tens of kilometres at
    /// most: measured on a plane that touches the earth at the place.
    #[must_use]
    pub fn border_within(&self, place: Position, distance_m: f64) -> bool {
        let (lon, lat) = place_in_billionths(place);
        let east_scale = (lat / DEGREE).to_radians().cos().max(1e-6);
        let reach = distance_m / METRES_PER_DEGREE * DEGREE;
        let reach_east = (reach / east_scale).min(HALF_TURN);
        let near = self
            .bands
            .across(home((lon - reach_east).round()), 2.0 * reach_east);
        near.filter_map(|n| self.edges.get(n as usize)).any(|edge| {
            let ([x1, y1], [x2, y2]) = edge.ends_seen_from(lon);
            let (a, b) = ([x1 * east_scale, y1 - lat], [x2 * east_scale, y2 - lat]);
            distance_from_origin(a, b) <= reach
        })
    }

    /// Whether the straight way (in longitude and latitude) from `a` to `b`, the short way round, passes
    /// the border. An end that only touches it does not.
    #[must_use]
    pub fn border_crossed(&self, a: Position, b: Position) -> bool {
        let (lon, lat) = place_in_billionths(a);
        let (to_lon, to_lat) = place_in_billionths(b);
        let east = home(to_lon - lon);
        let (west, width) = if east < 0.0 {
            (to_lon, -east)
        } else {
            (lon, east)
        };
        self.bands
            .across(west, width)
            .filter_map(|n| self.edges.get(n as usize))
            .any(|edge| {
                let (p, q) = edge.ends_seen_from(lon + east / 2.0);
                let half = east / 2.0;
                passes([-half, lat], [half, to_lat], p, q)
            })
    }
}

/// Distance of the segment from (0, 0).
fn distance_from_origin(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length2 = dx * dx + dy * dy;
    let along = if length2 > 0.0 {
        (-(a[0] * dx + a[1] * dy) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (a[0] + along * dx).hypot(a[1] + along * dy)
}

/// Whether the edge from `p` to `q` passes between `a` and `b`. An end of the way that only touches the
/// edge does not pass it; a corner that the way goes through belongs to one of its two edges.
fn passes(a: [f64; 2], b: [f64; 2], p: [f64; 2], q: [f64; 2]) -> bool {
    let side = |o: [f64; 2], u: [f64; 2], v: [f64; 2]| {
        (u[0] - o[0]) * (v[1] - o[1]) - (u[1] - o[1]) * (v[0] - o[0])
    };
    let apart = side(p, q, a) * side(p, q, b) < 0.0;
    apart && (side(a, b, p) >= 0.0) != (side(a, b, q) >= 0.0)
}
