//! The closed areas of the exercise: invented, marked EXERCISE, one of them across 180°.

use vigie_sea::lon_delta_deg;

use crate::chart::Place;

/// The areas as shipped with the scenario.
pub(crate) const GEOJSON: &str = include_str!("../data/north-pacific-watch/areas.geojson");

/// A closed area bounded by two parallels and two meridians.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClosedArea {
    pub(crate) id: &'static str,
    south_deg: f64,
    north_deg: f64,
    west_deg: f64,
    /// Degrees of longitude eastwards from `west_deg`.
    width_deg: f64,
}

/// The same areas as in the GeoJSON (a test compares them).
pub(crate) const CLOSED_AREAS: [ClosedArea; 2] = [
    ClosedArea {
        id: "EX-CLOSED-180",
        south_deg: 39.6,
        north_deg: 40.9,
        west_deg: 178.8,
        width_deg: 2.6,
    },
    ClosedArea {
        id: "EX-CLOSED-WEST",
        south_deg: 39.6,
        north_deg: 40.6,
        west_deg: 160.6,
        width_deg: 2.2,
    },
];

impl ClosedArea {
    pub(crate) fn holds(&self, place: Place) -> bool {
        let east_deg = lon_delta_deg(self.west_deg, place.lon_deg);
        (self.south_deg..self.north_deg).contains(&place.lat_deg)
            && (0.0..self.width_deg).contains(&east_deg)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_file_and_the_truth_draw_the_same_lines_and_say_exercise() {
        let file: serde_json::Value = serde_json::from_str(GEOJSON).unwrap();
        let features = file["features"].as_array().unwrap();
        assert_eq!(features.len(), CLOSED_AREAS.len());
        for (feature, area) in features.iter().zip(CLOSED_AREAS) {
            assert_eq!(feature["properties"]["id"], area.id);
            let name = feature["properties"]["name"].as_str().unwrap();
            assert!(
                ["EXERCISE", "EXERCICE", "演習"]
                    .iter()
                    .all(|mark| name.contains(mark))
            );
            for corner in feature["geometry"]["coordinates"][0].as_array().unwrap() {
                let lon = corner[0].as_f64().unwrap();
                let lat = corner[1].as_f64().unwrap();
                assert!((lat - area.south_deg).abs() < 1e-9 || (lat - area.north_deg).abs() < 1e-9);
                let east = lon_delta_deg(area.west_deg, lon);
                assert!(east.abs() < 1e-9 || (east - area.width_deg).abs() < 1e-9);
            }
        }
        assert!(CLOSED_AREAS[0].holds(Place::new(40.0, 179.999)));
        assert!(CLOSED_AREAS[0].holds(Place::new(40.0, -179.999)));
        assert!(!CLOSED_AREAS[0].holds(Place::new(40.0, -178.5)));
    }
}
