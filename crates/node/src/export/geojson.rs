//! The list as GeoJSON (RFC 7946): one point a vessel, at its last known place.
//!
//! Longitudes are in −180 to 180, so no point needs cutting at 180°; the bounding box of a list on both
//! sides of 180° has its west edge east of its east edge, as the standard says.

use serde_json::{Map, Value, json};
use vigie_sea::lon_delta_deg;
use vigie_watch::Ranked;

use super::list::{COLUMNS, Cell, Heading, row};
use crate::i18n::Catalogue;

/// The whole list.
#[must_use]
pub fn feature_collection(list: &[Ranked], heading: &Heading, catalogue: &Catalogue) -> Value {
    let features: Vec<Value> = list
        .iter()
        .map(|one| feature(one, heading, catalogue))
        .collect();
    let mut whole = json!({ "type": "FeatureCollection", "features": features });
    let places: Vec<[f64; 2]> = list.iter().map(|one| one.last.position.into()).collect();
    if let (Some(bbox), Some(members)) = (bounding_box(&places), whole.as_object_mut()) {
        members.insert("bbox".to_owned(), json!(bbox));
    }
    whole
}

fn feature(one: &Ranked, heading: &Heading, catalogue: &Catalogue) -> Value {
    let mut properties = Map::new();
    for (name, cell) in COLUMNS.iter().zip(row(one, heading, catalogue)) {
        let value = match cell {
            Cell::Empty => Value::Null,
            Cell::Text(text) => text.into(),
            Cell::Number(number) => whole_or_real(number),
        };
        properties.insert((*name).to_owned(), value);
    }
    let place: [f64; 2] = one.last.position.into();
    json!({
        "type": "Feature",
        "id": one.track,
        "geometry": { "type": "Point", "coordinates": place },
        "properties": properties,
    })
}

/// `416000301` and not `416000301.0`.
#[allow(
    clippy::cast_possible_truncation,
    reason = "checked to be whole and small"
)]
fn whole_or_real(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

/// West, south, east, north: the narrowest box, over 180° if that is narrower.
pub(super) fn bounding_box(places: &[[f64; 2]]) -> Option<[f64; 4]> {
    let mut lons: Vec<f64> = places.iter().map(|[lon, _]| *lon).collect();
    lons.sort_by(f64::total_cmp);
    let (first, last) = (*lons.first()?, *lons.last()?);
    let mut widest = (first + 360.0 - last, first, last);
    for (a, b) in lons.iter().zip(lons.iter().skip(1)) {
        if b - a > widest.0 {
            widest = (b - a, *b, *a);
        }
    }
    let south = places
        .iter()
        .map(|[_, lat]| *lat)
        .fold(f64::INFINITY, f64::min);
    let north = places
        .iter()
        .map(|[_, lat]| *lat)
        .fold(f64::NEG_INFINITY, f64::max);
    debug_assert!(
        places
            .iter()
            .all(|[lon, _]| lon_delta_deg(0.0, *lon).abs() <= 180.0)
    );
    Some([widest.1, south, widest.2, north])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::list::tests::sample;
    use super::*;

    #[test]
    fn a_list_on_both_sides_of_180_has_a_narrow_box() {
        assert_eq!(
            bounding_box(&[[179.0, 1.0], [-178.0, 2.0]]),
            Some([179.0, 1.0, -178.0, 2.0])
        );
        assert_eq!(
            bounding_box(&[[-10.0, 1.0], [20.0, -2.0]]),
            Some([-10.0, -2.0, 20.0, 1.0])
        );
        assert_eq!(bounding_box(&[[5.0, 5.0]]), Some([5.0, 5.0, 5.0, 5.0]));
        assert_eq!(bounding_box(&[]), None);
    }

    #[test]
    fn properties_are_the_columns() {
        let whole = feature_collection(&[sample()], &Heading::default(), &Catalogue::new("en"));
        let feature = &whole["features"][0];
        assert_eq!(feature["id"], "416000301-1");
        assert_eq!(feature["properties"]["mmsi"], json!(416_000_301));
        assert_eq!(feature["properties"]["imo"], Value::Null);
        assert_eq!(feature["geometry"]["coordinates"][0], json!(-180.0));
        assert_eq!(
            feature["properties"].as_object().unwrap().len(),
            COLUMNS.len()
        );
    }
}
