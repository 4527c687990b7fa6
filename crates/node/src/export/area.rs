//! Areas as clean GeoJSON: valid for every reader, cut at 180° as RFC 7946 (3.1.9) asks.
//!
//! Inside the program a ring runs on past 180°, which few readers draw. Here each ring is cut along
//! the meridian (Sutherland and Hodgman's clipping, exact for a straight cut) into parts that each lie
//! within −180 to 180.

use serde_json::{Map, Value, json};
use vigie_sea::{Area, Polygon};

/// A ring of `[lon, lat]`.
type Ring = Vec<[f64; 2]>;

/// The areas as a FeatureCollection.
#[must_use]
pub fn area_collection(areas: &[Area]) -> Value {
    let features: Vec<Value> = areas.iter().map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features })
}

fn feature(area: &Area) -> Value {
    let mut properties: Map<String, Value> = area.properties.clone();
    properties.insert("id".to_owned(), area.id.as_str().into());
    properties.insert("name".to_owned(), area.name.as_str().into());
    properties.insert("kind".to_owned(), area.kind.code().into());
    properties.insert("source".to_owned(), area.source.as_str().into());
    json!({ "type": "Feature", "id": area.id, "properties": properties, "geometry": cut_geometry(area) })
}

/// The geometry of an area, cut at 180°.
pub(crate) fn cut_geometry(area: &Area) -> Value {
    let parts: Vec<Vec<Ring>> = area.polygons.iter().flat_map(parts).collect();
    match <[Vec<Ring>; 1]>::try_from(parts) {
        Ok([one]) => json!({ "type": "Polygon", "coordinates": one }),
        Err(many) => json!({ "type": "MultiPolygon", "coordinates": many }),
    }
}

/// The parts of a polygon, each within −180 to 180, rings closed, outer ring anticlockwise.
fn parts(polygon: &Polygon) -> Vec<Vec<Ring>> {
    let rings = polygon.rings();
    let lons = || rings.iter().flatten().map(|[lon, _]| *lon);
    let west = lons().fold(f64::INFINITY, f64::min);
    let east = lons().fold(f64::NEG_INFINITY, f64::max);
    if !(west.is_finite() && east.is_finite()) {
        return Vec::new();
    }
    let mut turn = ((west + 180.0) / 360.0).floor() * 360.0;
    let mut out = Vec::new();
    while turn - 180.0 < east {
        let mut cut: Vec<Ring> = Vec::new();
        for (index, ring) in rings.iter().enumerate() {
            match within(ring, turn) {
                Some(part) => cut.push(wound(part, index == 0)),
                // No outer ring in this turn, so no holes either.
                None if index == 0 => break,
                None => {}
            }
        }
        if !cut.is_empty() {
            out.push(cut);
        }
        turn += 360.0;
    }
    out
}

/// The part of a ring between `turn` − 180 and `turn` + 180, moved home.
fn within(ring: &Ring, turn: f64) -> Option<Ring> {
    let east_of = clip(ring, |lon| lon - (turn - 180.0), turn - 180.0);
    let mut part = clip(&east_of, |lon| (turn + 180.0) - lon, turn + 180.0);
    part.iter_mut().for_each(|point| point[0] -= turn);
    part.dedup();
    let has_width = part
        .iter()
        .any(|p| part.first().is_some_and(|f| (p[0] - f[0]).abs() > 1e-12));
    (part.len() >= 3 && has_width).then_some(part)
}

/// What lies on the side where `inside` is not negative; the cut is at longitude `edge`.
fn clip(ring: &Ring, inside: impl Fn(f64) -> f64, edge: f64) -> Ring {
    let mut out = Ring::new();
    let next = ring.iter().cycle().skip(1);
    for (a, b) in ring.iter().zip(next) {
        let (from, to) = (inside(a[0]), inside(b[0]));
        if from >= 0.0 {
            out.push(*a);
        }
        if (from < 0.0) != (to < 0.0) && from != 0.0 && to != 0.0 {
            let share = from / (from - to);
            out.push([edge, a[1] + (b[1] - a[1]) * share]);
        }
    }
    out
}

/// Closes a ring and gives it the direction that RFC 7946 asks for.
fn wound(mut ring: Ring, outer: bool) -> Ring {
    let next = ring.iter().cycle().skip(1);
    let doubled: f64 = ring
        .iter()
        .zip(next)
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum();
    if (doubled > 0.0) != outer {
        ring.reverse();
    }
    ring.extend(ring.first().copied());
    ring
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use vigie_sea::{AreaSet, Position};

    fn converted(ring: &str) -> (AreaSet, AreaSet, Value) {
        let text = format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
        let (before, _) = AreaSet::from_geojson(&text, "test").unwrap();
        let value = area_collection(before.areas());
        let (after, faults) = AreaSet::from_geojson(&value.to_string(), "test").unwrap();
        assert!(faults.is_empty(), "{faults:?}");
        (before, after, value)
    }

    #[test]
    fn an_area_across_180_is_cut_there() {
        let (_, after, value) = converted("[[170,30],[200,30],[200,50],[170,50],[170,30]]");
        let parts = value["features"][0]["geometry"]["coordinates"]
            .as_array()
            .unwrap();
        assert_eq!(parts.len(), 2);
        for point in parts.iter().flat_map(|p| p[0].as_array().unwrap()) {
            assert!((-180.0..=180.0).contains(&point[0].as_f64().unwrap()));
        }
        let at = |lat, lon| after.areas()[0].contains(Position::new(lat, lon).unwrap());
        assert!(at(40.0, 179.0) && at(40.0, -179.0) && at(40.0, -161.0) && !at(40.0, -159.0));
    }

    #[test]
    fn an_area_on_one_side_stays_one_polygon() {
        let (_, _, value) = converted("[[0,0],[0,10],[10,10],[10,0],[0,0]]");
        let geometry = &value["features"][0]["geometry"];
        assert_eq!(geometry["type"], "Polygon");
        assert_eq!(geometry["coordinates"][0].as_array().unwrap().len(), 5);
    }

    proptest! {
        #[test]
        fn cutting_moves_no_place_in_or_out(
            west in 100.0..260.0f64, width in 1.0..150.0f64, south in -60.0..0.0f64, height in 1.0..60.0f64,
            lat in -70.0..70.0f64, lon in -180.0..180.0f64,
        ) {
            let (east, north) = (west + width, south + height);
            let middle = west + width / 2.0;
            let ring = format!("[[{west},{south}],[{east},{south}],[{middle},{}],[{east},{north}],[{west},{north}]]", south + height / 3.0);
            let (before, after, _) = converted(&ring);
            // Places on the meridian itself belong to one side or the other.
            prop_assume!(lon.abs() < 179.999_999);
            let place = Position::new(lat, lon).unwrap();
            prop_assert_eq!(before.areas()[0].contains(place), after.areas()[0].contains(place));
        }
    }
}
