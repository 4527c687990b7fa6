//! Areas and harbours of an exercise: invented, or places of the World Port Index, all marked EXERCISE.
//!
//! An area is a ring of corners joined by straight lines on the plain chart (longitude against latitude), as GeoJSON
//! has it, right across 180°. Rings that hold a pole are not for exercises.

use serde_json::{Value, json};
use vigie_sea::lon_delta_deg;

use crate::chart::Place;
use crate::routine::off_nm;

/// An area of the exercise.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Zone {
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    /// Name in three languages with the mark.
    name: String,
    /// Corners: degrees east of the first one, latitude.
    ring: Vec<[f64; 2]>,
    origin_deg: f64,
    low: [f64; 2],
    high: [f64; 2],
}

impl Zone {
    pub(crate) fn new(id: &str, kind: &'static str, name: String, corners: &[Place]) -> Self {
        let origin_deg = corners.first().map_or(0.0, |c| c.lon_deg);
        let mut ring: Vec<[f64; 2]> = Vec::new();
        for corner in corners {
            // Each corner by the short way from the one before.
            let before = ring.last().map_or(0.0, |at: &[f64; 2]| at[0]);
            let east = before + lon_delta_deg(origin_deg + before, corner.lon_deg);
            ring.push([east, corner.lat_deg]);
        }
        let edge = |of: usize, pick: fn(f64, f64) -> f64| {
            ring.iter().map(|c| c[of]).reduce(pick).unwrap_or(0.0)
        };
        Self {
            id: id.to_owned(),
            kind,
            name,
            origin_deg,
            low: [edge(0, f64::min), edge(1, f64::min)],
            high: [edge(0, f64::max), edge(1, f64::max)],
            ring,
        }
    }

    pub(crate) fn holds(&self, place: Place) -> bool {
        let lat = place.lat_deg;
        if lat < self.low[1] || lat >= self.high[1] {
            return false;
        }
        let east = lon_delta_deg(self.origin_deg, place.lon_deg);
        [east, east + 360.0, east - 360.0]
            .iter()
            .any(|e| *e >= self.low[0] && *e <= self.high[0] && self.inside(*e, lat))
    }

    /// Even-odd rule.
    fn inside(&self, east: f64, lat: f64) -> bool {
        let crossed = self.sides().filter(|[a, b]| {
            (a[1] > lat) != (b[1] > lat)
                && east < a[0] + (lat - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        });
        crossed.count() % 2 == 1
    }

    fn sides(&self) -> impl Iterator<Item = [[f64; 2]; 2]> + '_ {
        let next = self.ring.iter().cycle().skip(1);
        self.ring.iter().zip(next).map(|(a, b)| [*a, *b])
    }

    /// Whether two sides that are not neighbours meet.
    pub(crate) fn crosses_itself(&self) -> bool {
        let sides: Vec<[[f64; 2]; 2]> = self.sides().collect();
        let count = sides.len();
        for (i, one) in sides.iter().enumerate() {
            for (j, other) in sides.iter().enumerate().skip(i + 2) {
                let neighbours = i == 0 && j + 1 == count;
                if !neighbours && meet(*one, *other) {
                    return true;
                }
            }
        }
        false
    }

    /// As a GeoJSON feature; longitudes count on past 180 so that no side is cut.
    pub(crate) fn feature(&self) -> Value {
        let point = |c: &[f64; 2]| json!([rounded(self.origin_deg + c[0]), rounded(c[1])]);
        let ring: Vec<Value> = self
            .ring
            .iter()
            .chain(self.ring.first())
            .map(point)
            .collect();
        json!({
            "type": "Feature",
            "properties": {"id": self.id, "name": self.name, "kind": self.kind, "source": "EXERCISE, invented"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        })
    }
}

fn rounded(deg: f64) -> f64 {
    libm::round(deg * 1e7) / 1e7
}

fn meet([a, b]: [[f64; 2]; 2], [c, d]: [[f64; 2]; 2]) -> bool {
    let side = |p: [f64; 2], q: [f64; 2], r: [f64; 2]| {
        (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    };
    let apart = |x: f64, y: f64| (x > 0.0 && y > 0.0) || (x < 0.0 && y < 0.0);
    let one = [side(a, b, c), side(a, b, d)];
    let two = [side(c, d, a), side(c, d, b)];
    if one == [0.0, 0.0] {
        // On one line: do they overlap?
        return (0..2)
            .all(|i| a[i].min(b[i]) <= c[i].max(d[i]) && c[i].min(d[i]) <= a[i].max(b[i]));
    }
    !apart(one[0], one[1]) && !apart(two[0], two[1])
}

/// Where a port is and how one comes to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Harbour {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) anchorage: bool,
    pub(crate) place: Place,
    /// Direction of open water.
    pub(crate) seaward_deg: f64,
}

impl Harbour {
    /// Open water 7 nm off.
    pub(crate) fn gate(&self) -> Place {
        off_nm(self.place, self.seaward_deg, 7.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(corners: &[[f64; 2]]) -> Zone {
        let corners: Vec<Place> = corners
            .iter()
            .map(|[lat, lon]| Place::new(*lat, *lon))
            .collect();
        Zone::new("EX", "closed", String::new(), &corners)
    }

    #[test]
    fn an_area_across_180_holds_both_sides() {
        let area = zone(&[[39.6, 178.8], [39.6, 181.4], [40.9, -178.6], [40.9, 178.8]]);
        for (lon, inside) in [
            (179.999, true),
            (-179.999, true),
            (-178.5, false),
            (178.7, false),
        ] {
            assert_eq!(area.holds(Place::new(40.0, lon)), inside, "{lon}");
        }
        assert!(!area.holds(Place::new(41.0, 180.0)));
        assert!(!area.crosses_itself());
        let text = area.feature().to_string();
        assert!(text.contains("181.4") && !text.contains("-178.6"), "{text}");
    }

    #[test]
    fn a_bow_tie_crosses_itself() {
        assert!(zone(&[[0.0, 0.0], [0.0, 2.0], [2.0, 0.0], [2.0, 2.0]]).crosses_itself());
        assert!(!zone(&[[0.0, 0.0], [0.0, 2.0], [2.0, 2.0]]).crosses_itself());
        assert!(
            zone(&[[0.0, 0.0], [0.0, 2.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.5]]).crosses_itself()
        );
    }
}
