//! Areas that a policy names: rings of places, right across the antimeridian.
//!
//! This crate knows no charts. An edge runs the shorter way round between its two places, straight in degrees; a ring must
//! not contain a pole. That is enough to say in which convention area a position lies.

use crate::{Error, Value, shape::Fields};

/// Most corners of an area in all its rings: convention areas have some dozens.
pub const CORNERS_MAX: usize = 2_000;

/// Rings of corners (latitude, longitude in degrees), each closed by its first corner.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Area {
    rings: Vec<Vec<(f64, f64)>>,
}

impl Area {
    /// From rings of at least three corners.
    ///
    /// # Errors
    /// `exchange-shape` for a ring of fewer corners, a corner off the earth; `exchange-too-large`.
    pub fn new(rings: Vec<Vec<(f64, f64)>>) -> Result<Self, Error> {
        let found = rings.iter().map(Vec::len).sum();
        if found > CORNERS_MAX {
            return Err(Error::TooLarge {
                what: "area",
                found,
                max: CORNERS_MAX,
            });
        }
        let on_earth = |(lat, lon): &(f64, f64)| {
            (-90.0..=90.0).contains(lat) && (-180.0..=180.0).contains(lon)
        };
        if rings
            .iter()
            .any(|ring| ring.len() < 3 || !ring.iter().all(on_earth))
        {
            return Err(Error::Shape { what: "area" });
        }
        Ok(Self { rings })
    }

    /// Its rings of corners (latitude, longitude in degrees).
    #[must_use]
    pub fn rings(&self) -> &[Vec<(f64, f64)>] {
        &self.rings
    }

    /// Whether the place lies in one of the rings.
    #[must_use]
    pub fn contains(&self, lat_deg: f64, lon_deg: f64) -> bool {
        self.rings
            .iter()
            .any(|ring| ring_contains(ring, lat_deg, lon_deg))
    }

    pub(crate) fn to_value(&self) -> Value {
        let corner = |(lat, lon): &(f64, f64)| [Value::Float(*lat), Value::Float(*lon)];
        let ring = |ring: &Vec<(f64, f64)>| Value::List(ring.iter().flat_map(corner).collect());
        Value::List(self.rings.iter().map(ring).collect())
    }

    pub(crate) fn from_value(value: Value) -> Result<Self, Error> {
        let mut fields = Fields::of(Value::List(vec![value]), "area", 1)?;
        let ring = |value: &Value| -> Option<Vec<(f64, f64)>> {
            let list = value.as_list()?;
            let corner =
                |pair: &[Value]| Some((pair.first()?.as_number()?, pair.get(1)?.as_number()?));
            list.chunks(2).map(corner).collect()
        };
        let rings: Option<Vec<_>> = fields.list()?.iter().map(ring).collect();
        Self::new(rings.ok_or(Error::Shape { what: "area" })?)
    }
}

/// Degrees of longitude from the place, the shorter way.
fn east_of(lon_deg: f64, of_deg: f64) -> f64 {
    let turn = libm::fmod(lon_deg - of_deg, 360.0);
    if turn > 180.0 {
        turn - 360.0
    } else if turn <= -180.0 {
        turn + 360.0
    } else {
        turn
    }
}

/// Even-odd rule along the meridian north of the place. Longitudes are counted from the ring's first corner on, edge by
/// edge, so a ring across the antimeridian is one piece.
fn ring_contains(ring: &[(f64, f64)], lat_deg: f64, lon_deg: f64) -> bool {
    let Some(&first) = ring.first() else {
        return false;
    };
    let mut x = 0.0;
    let mut inside = [false; 3];
    // The place as seen from the first corner, and one turn to either side of it.
    let place = east_of(lon_deg, first.1);
    let places = [place - 360.0, place, place + 360.0];
    let ends = ring.iter().skip(1).chain(std::iter::once(&first));
    for (from, to) in ring.iter().zip(ends) {
        let next = x + east_of(to.1, from.1);
        for (inside, place) in inside.iter_mut().zip(places) {
            *inside ^= crosses((x, from.0), (next, to.0), place, lat_deg);
        }
        x = next;
    }
    inside.contains(&true)
}

fn crosses(from: (f64, f64), to: (f64, f64), x: f64, y: f64) -> bool {
    (from.0 > x) != (to.0 > x) && y < from.1 + (to.1 - from.1) * (x - from.0) / (to.0 - from.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_across_the_antimeridian_is_one_piece() {
        let area = Area::new(vec![vec![
            (30.0, 170.0),
            (30.0, -170.0),
            (45.0, -170.0),
            (45.0, 170.0),
        ]])
        .unwrap();
        for (lon, inside) in [
            (175.0, true),
            (180.0, true),
            (-180.0, true),
            (-175.0, true),
            (165.0, false),
            (-165.0, false),
            (0.0, false),
        ] {
            assert_eq!(area.contains(40.0, lon), inside, "{lon}");
        }
        assert!(!area.contains(50.0, 180.0) && !area.contains(20.0, 180.0));
        assert_eq!(Area::from_value(area.to_value()).unwrap(), area);
    }

    #[test]
    fn a_line_is_no_area() {
        assert!(Area::new(vec![vec![(0.0, 0.0), (1.0, 1.0)]]).is_err());
        assert!(!Area::default().contains(0.0, 0.0));
    }
}
