//! A ring: the closed line around an area or a hole in it.
//!
//! Edges are straight in longitude and latitude, as GeoJSON (RFC 7946) has it. Rings come drawn in
//! several ways: longitudes running past 180 (143 to 198), longitudes jumping from 179 to −179, and
//! rings that go once round a pole. All become one form: each step is taken the short way round, and
//! a ring that ends one whole turn from where it began holds the nearer pole.
//!
//! Whether a place is inside is asked along its meridian: count the edges between the place and the
//! North Pole. That needs no cut at 180° and no copies. Coordinates are held as whole billionths of a
//! degree (0.1 mm), so that adding a turn is exact and a place on a line shared by two rings belongs
//! to exactly one of them, on either side of 180° alike.

use crate::Position;

/// One degree, in the whole billionths that coordinates are held in.
pub(crate) const DEGREE: f64 = 1e9;
/// One whole turn, in billionths of a degree.
pub(crate) const TURN: f64 = 360.0 * DEGREE;
/// Half a turn.
pub(crate) const HALF_TURN: f64 = 180.0 * DEGREE;

/// A longitude in whole billionths of a degree. The turn is taken off first, which is exact, so that
/// a place written as 179.5 and as −180.5 rounds the same way.
pub(crate) fn lon_in_billionths(lon_deg: f64) -> f64 {
    let turns = (lon_deg / 360.0).round();
    in_billionths(lon_deg - 360.0 * turns) + TURN * turns
}

/// A latitude, or a longitude within half a turn, in whole billionths of a degree.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "two turns are 720e9, far below 2^53; by way of an integer as that is one instruction"
)]
pub(crate) fn in_billionths(deg: f64) -> f64 {
    let exact = deg * DEGREE;
    (exact + 0.5_f64.copysign(exact)) as i64 as f64
}

/// Brings a longitude into −180° ≤ λ < 180°; exact.
pub(crate) fn home(lon: f64) -> f64 {
    if (-HALF_TURN..HALF_TURN).contains(&lon) {
        return lon;
    }
    let turned = lon - TURN * (lon / TURN).round();
    if turned >= HALF_TURN {
        turned - TURN
    } else {
        turned
    }
}

/// Longitude and latitude of a place in billionths; a place at the North Pole is taken one step south
/// of it, so that an area drawn up to 90° holds the pole.
pub(crate) fn place_in_billionths(place: Position) -> (f64, f64) {
    let lon = home(lon_in_billionths(place.lon_deg()));
    (lon, in_billionths(place.lat_deg()).min(90.0 * DEGREE - 1.0))
}

/// A closed line in unwrapped longitudes; the last point is joined to the first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ring {
    /// `[lon, lat]` in billionths of a degree; longitudes continue past 180° where the ring does.
    pub(crate) points: Vec<[f64; 2]>,
    /// Whole turns eastwards along the ring: 0, or ±1 for a ring round a pole.
    pub(crate) turns: i8,
    /// Whether the North Pole is inside.
    pub(crate) holds_north_pole: bool,
}

/// One edge, from west to east, beginning in −180° ≤ λ < 180°, in billionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    pub(crate) west_lon: f64,
    pub(crate) width: f64,
    pub(crate) west_lat: f64,
    pub(crate) east_lat: f64,
    /// Number of the ring in its polygon; 0 is the outer one.
    pub(crate) ring: u32,
}

impl Edge {
    /// Whether this edge passes north of the place, on the place's own meridian.
    pub(crate) fn is_north_of(&self, lon: f64, lat: f64) -> bool {
        let mut east = lon - self.west_lon;
        if east < 0.0 {
            east += TURN;
        }
        if east >= self.width {
            return false;
        }
        let (low, high) = if self.west_lat < self.east_lat {
            (self.west_lat, self.east_lat)
        } else {
            (self.east_lat, self.west_lat)
        };
        if lat < low {
            return true;
        }
        lat < high && lat < self.west_lat + (self.east_lat - self.west_lat) * (east / self.width)
    }
}

impl Edge {
    /// Both ends with longitudes counted from the meridian `lon`, whichever way round brings the
    /// edge's middle nearer.
    pub(crate) fn ends_seen_from(&self, lon: f64) -> ([f64; 2], [f64; 2]) {
        let middle = self.west_lon + self.width / 2.0 - lon;
        let west = self.west_lon - lon - TURN * (middle / TURN).round();
        ([west, self.west_lat], [west + self.width, self.east_lat])
    }
}

impl Ring {
    /// Unwraps and checks a ring as given in a file, `[lon, lat]`, closed or not.
    ///
    /// # Errors
    /// The stable code of what is wrong.
    pub(crate) fn new(given: &[[f64; 2]]) -> Result<Self, &'static str> {
        let given = tidy(given)?;
        let mut points = Vec::with_capacity(given.len());
        let mut lon = given.first().ok_or("ring-too-short")?[0];
        for (n, point) in given.iter().enumerate() {
            points.push([lon, point[1]]);
            lon += step_to_next(&given, n);
        }
        let start = points.first().ok_or("ring-too-short")?[0];
        let turns = ((lon - start) / TURN).round();
        if turns.abs() > 1.0 {
            return Err("ring-winds-twice");
        }
        let mean_lat = points.iter().map(|p| p[1]).sum::<f64>();
        let ring = Self {
            points,
            turns: if turns > 0.0 {
                1
            } else {
                -i8::from(turns < 0.0)
            },
            holds_north_pole: turns != 0.0 && mean_lat > 0.0,
        };
        if ring.turns == 0 && ring.doubled_area() == 0.0 {
            return Err("ring-without-area");
        }
        Ok(ring)
    }

    /// Twice the area in square billionths, positive when counter-clockwise.
    pub(crate) fn doubled_area(&self) -> f64 {
        let [x, y] = self.points.first().copied().unwrap_or([0.0; 2]);
        self.steps()
            .map(|(a, b)| (a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y))
            .sum()
    }

    /// The ring's edges as drawn, the closing one included; it ends `turns` whole turns further on.
    pub(crate) fn steps(&self) -> impl Iterator<Item = ([f64; 2], [f64; 2])> + '_ {
        let closing = self
            .points
            .first()
            .map(|p| [p[0] + TURN * f64::from(self.turns), p[1]]);
        self.points
            .iter()
            .copied()
            .zip(self.points.iter().skip(1).copied().chain(closing))
    }

    /// The edges, each from west to east, as the index holds them.
    pub(crate) fn edges(&self, ring: u32) -> impl Iterator<Item = Edge> + '_ {
        self.steps().map(move |(a, b)| {
            let (west, east) = if a[0] < b[0] { (a, b) } else { (b, a) };
            Edge {
                west_lon: home(west[0]),
                width: east[0] - west[0],
                west_lat: west[1],
                east_lat: east[1],
                ring,
            }
        })
    }

    /// Least and greatest unwrapped longitude.
    pub(crate) fn lon_range(&self) -> (f64, f64) {
        let turned = f64::from(self.turns) * TURN;
        let first = self.points.first().map_or(0.0, |p| p[0]) + turned;
        self.points
            .iter()
            .fold((first, first), |(a, b), p| (a.min(p[0]), b.max(p[0])))
    }

    /// Least and greatest latitude inside, a pole included.
    pub(crate) fn lat_range(&self) -> (f64, f64) {
        let (mut low, mut high) = self
            .points
            .iter()
            .fold((90.0 * DEGREE, -90.0 * DEGREE), |(a, b), p| {
                (a.min(p[1]), b.max(p[1]))
            });
        if self.turns != 0 {
            if self.holds_north_pole {
                high = 90.0 * DEGREE
            } else {
                low = -90.0 * DEGREE
            }
        }
        (low, high)
    }
}

/// Coordinates checked and in billionths, without repeated points and the closing one.
fn tidy(given: &[[f64; 2]]) -> Result<Vec<[f64; 2]>, &'static str> {
    let mut points: Vec<[f64; 2]> = Vec::with_capacity(given.len());
    for &[lon, lat] in given {
        if !(-90.0..=90.0).contains(&lat) {
            return Err("latitude-out-of-range");
        }
        if !(-720.0..=720.0).contains(&lon) {
            return Err("longitude-out-of-range");
        }
        let point = [lon_in_billionths(lon), in_billionths(lat)];
        if points.last() != Some(&point) {
            points.push(point);
        }
    }
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    if points.len() < 3 {
        Err("ring-too-short")
    } else {
        Ok(points)
    }
}

/// Longitude step from point `n` to the next. A step of more than half a turn is the file's jump at
/// 180° and is taken the short way. A step of exactly one turn is a jump too if the line runs on in
/// its direction, else it is an edge along a whole parallel, as in a belt from −180 to 180.
fn step_to_next(given: &[[f64; 2]], n: usize) -> f64 {
    let at = |i: usize| given.get(i % given.len()).copied().unwrap_or([0.0; 2]);
    let (from, to) = (at(n), at(n + 1));
    let step = to[0] - from[0];
    if step.abs() <= HALF_TURN {
        return step;
    }
    if step.abs() == TURN && from[1] == to[1] {
        let before = from[0] - at(n + given.len() - 1)[0];
        let after = at(n + 2)[0] - to[0];
        if before == 0.0 && after == 0.0 {
            return step;
        }
    }
    step - TURN * (step / TURN).round()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn home_is_exact() {
        assert_eq!(home(180.0 * DEGREE), -180.0 * DEGREE);
        assert_eq!(home(-180.0 * DEGREE), -180.0 * DEGREE);
        assert_eq!(home(540.0 * DEGREE), -180.0 * DEGREE);
        assert_eq!(home(180.407_322_7 * DEGREE), in_billionths(-179.592_677_3));
    }

    #[test]
    fn a_half_rounds_the_same_way_on_both_sides_of_180() {
        let lon_deg = 180.0 - 0.525_376_654_500_003_6;
        let (west, east) = (
            lon_in_billionths(lon_deg),
            lon_in_billionths(lon_deg - 360.0),
        );
        assert_eq!(west, east + TURN);
    }

    #[test]
    fn three_ways_to_draw_the_same_box() {
        let past =
            Ring::new(&[[170.0, 30.0], [198.0, 30.0], [198.0, 50.0], [170.0, 50.0]]).unwrap();
        let jump =
            Ring::new(&[[170.0, 30.0], [-162.0, 30.0], [-162.0, 50.0], [170.0, 50.0]]).unwrap();
        let west = Ring::new(&[
            [-190.0, 30.0],
            [-162.0, 30.0],
            [-162.0, 50.0],
            [-190.0, 50.0],
        ])
        .unwrap();
        assert_eq!(past.points, jump.points);
        assert_eq!(
            past.edges(0).collect::<Vec<_>>(),
            west.edges(0).collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_ring_round_a_pole_turns_once() {
        let ring = Ring::new(&[[0.0, 70.0], [120.0, 72.0], [-120.0, 68.0]]).unwrap();
        assert_eq!((ring.turns, ring.holds_north_pole), (1, true));
        let ring = Ring::new(&[[0.0, -70.0], [-120.0, -72.0], [120.0, -68.0]]).unwrap();
        assert_eq!((ring.turns, ring.holds_north_pole), (-1, false));
    }

    #[test]
    fn a_belt_from_minus_180_to_180_is_whole() {
        let ring = Ring::new(&[
            [-180.0, -60.0],
            [180.0, -60.0],
            [180.0, 60.0],
            [-180.0, 60.0],
        ]);
        assert_eq!(ring.unwrap().lon_range(), (-HALF_TURN, HALF_TURN));
    }

    #[test]
    fn a_doubled_point_at_180_is_a_jump() {
        let ring = Ring::new(&[
            [179.0, 60.0],
            [180.0, 60.0],
            [-180.0, 60.0],
            [-179.0, 60.0],
            [-179.0, 61.0],
            [179.0, 61.0],
        ]);
        assert_eq!(ring.unwrap().lon_range(), (179.0 * DEGREE, 181.0 * DEGREE));
    }

    #[test]
    fn bad_rings_say_why() {
        for (ring, why) in [
            (vec![[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]], "ring-too-short"),
            (
                vec![[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]],
                "ring-without-area",
            ),
            (
                vec![[0.0, 0.0], [1.0, 91.0], [2.0, 0.0]],
                "latitude-out-of-range",
            ),
            (
                vec![[0.0, 0.0], [f64::NAN, 1.0], [2.0, 0.0]],
                "longitude-out-of-range",
            ),
        ] {
            assert_eq!(Ring::new(&ring), Err(why));
        }
    }
}
