//! Detections from GeoJSON: points with the producer's properties, footprints as polygons.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cells::Form;
use super::producers::also_called;
use super::reader::{ColumnPreset, DetectionFault, DetectionRead, read_table};
use crate::Error;

/// Reads a GeoJSON feature collection by the property names of a preset. A `Point` is a detection; a `Polygon` is
/// the footprint of the scene that its scene property names, or of all scenes if it names none. Lines of faults are
/// numbers of features, from 1.
///
/// # Errors
/// [`Error::Json`] if the text is no whole JSON; [`Error::Column`] if it is no feature collection.
pub fn read_detections_geojson(text: &str, preset: &ColumnPreset) -> Result<DetectionRead, Error> {
    let missing = || Error::Column {
        column: "features".to_owned(),
    };
    let whole: Value = serde_json::from_str(text).map_err(|broken| Error::Json {
        line: broken.line(),
        column: broken.column(),
    })?;
    let features = whole
        .get("features")
        .and_then(Value::as_array)
        .ok_or_else(missing)?;
    let mut columns: Vec<&str> = vec![
        &preset.time,
        &preset.time_end,
        &preset.id,
        &preset.scene,
        &preset.length_m,
        &preset.confidence,
        &preset.kind,
        &preset.satellite,
        &preset.recall,
        &preset.mmsi,
        &preset.matched,
    ];
    columns.extend(preset.eye.names());
    columns.retain(|c| !c.is_empty());
    let footprints = footprints(features, preset);
    let mut table = csv::Writer::from_writer(Vec::new());
    let header = columns
        .iter()
        .copied()
        .chain([&*preset.lat, &*preset.lon, "footprint"]);
    let mut written = table.write_record(header);
    let mut numbers = vec![0];
    let mut faults = Vec::new();
    for (number, feature) in (1_u64..).zip(features) {
        let kind = feature.pointer("/geometry/type").and_then(Value::as_str);
        if kind == Some("Polygon") {
            continue;
        }
        let place = feature
            .pointer("/geometry/coordinates")
            .and_then(Value::as_array);
        let axis = |n: usize| place?.get(n)?.as_f64();
        let (Some("Point"), Some(lon), Some(lat)) = (kind, axis(0), axis(1)) else {
            let reason = "geometry-unusable".to_owned();
            faults.push(DetectionFault {
                line: number,
                reason,
                used: false,
            });
            continue;
        };
        let property = |name: &str| told(feature.get("properties")?, preset, name).map(text_of);
        let scene = property(&preset.scene).unwrap_or_default();
        let footprint = footprints
            .get(&scene)
            .or_else(|| footprints.get(""))
            .cloned();
        let row = columns.iter().map(|c| property(c).unwrap_or_default());
        let row = row.chain([
            lat.to_string(),
            lon.to_string(),
            footprint.unwrap_or_default(),
        ]);
        written = written.and_then(|()| table.write_record(row));
        numbers.push(number);
    }
    let bytes = written
        .ok()
        .and_then(|()| table.into_inner().ok())
        .ok_or_else(missing)?;
    let with_footprint = ColumnPreset {
        footprint: "footprint".to_owned(),
        ..preset.clone()
    };
    let mut read = read_table(&bytes, &with_footprint, Form::PLAIN)?;
    for fault in &mut read.faults {
        // Row n of the table is its line n + 1.
        let at = usize::try_from(fault.line.saturating_sub(1)).unwrap_or(0);
        fault.line = numbers.get(at).copied().unwrap_or(fault.line);
    }
    read.faults.extend(faults);
    read.faults.sort_by_key(|f| f.line);
    Ok(read)
}

/// A property by its name, or by another that it usually has.
fn told<'a>(properties: &'a Value, preset: &ColumnPreset, name: &str) -> Option<&'a Value> {
    let others = also_called(&preset.name, name).iter();
    std::iter::once(name)
        .chain(others.copied())
        .find_map(|name| member(properties, name))
}

/// A property by its name; `attributes.length` is one inside another.
fn member<'a>(properties: &'a Value, name: &str) -> Option<&'a Value> {
    let inside = || {
        name.split('.')
            .try_fold(properties, |value, part| value.get(part))
    };
    properties.get(name).or_else(inside)
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Footprints by scene, as the well-known text that the table reader takes.
fn footprints(features: &[Value], preset: &ColumnPreset) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for feature in features {
        if feature.pointer("/geometry/type").and_then(Value::as_str) != Some("Polygon") {
            continue;
        }
        let rings = feature
            .pointer("/geometry/coordinates")
            .and_then(Value::as_array);
        let point = |p: &Value| Some(format!("{} {}", p.get(0)?.as_f64()?, p.get(1)?.as_f64()?));
        let ring = |r: &Value| {
            let points: Option<Vec<String>> = r.as_array()?.iter().map(point).collect();
            Some(format!("({})", points?.join(", ")))
        };
        let rings: Option<Vec<String>> = rings.and_then(|r| r.iter().map(ring).collect());
        let scene = feature
            .get("properties")
            .and_then(|p| told(p, preset, &preset.scene))
            .map(text_of);
        if let Some(rings) = rings {
            found.insert(
                scene.unwrap_or_default(),
                format!("POLYGON ({})", rings.join(", ")),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn points_are_detections_and_polygons_footprints() {
        let text = r#"{"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"scene": "S"}, "geometry": {"type": "Polygon",
                "coordinates": [[[179, 9], [181, 9], [181, 11], [179, 11], [179, 9]]]}},
            {"type": "Feature", "properties": {"scene": "S", "time": "2024-02-29T23:59:59Z", "id": 7,
                "length_m": 42.5}, "geometry": {"type": "Point", "coordinates": [-179.5, 10]}},
            {"type": "Feature", "properties": {"scene": "S", "time": "soon"},
                "geometry": {"type": "Point", "coordinates": [180, 10]}},
            {"type": "Feature", "properties": {}, "geometry": null}]}"#;
        let preset = ColumnPreset::builtin("plain").unwrap();
        let read = read_detections_geojson(text, &preset).unwrap();
        let [scene] = read.scenes.as_slice() else {
            panic!("one scene")
        };
        assert_eq!(
            (scene.id.as_str(), scene.detections[0].id.as_str()),
            ("S", "7")
        );
        assert_eq!(scene.detections[0].length_m, Some(42.5));
        assert!(
            scene
                .footprint
                .as_ref()
                .unwrap()
                .contains(scene.detections[0].position)
        );
        let faults: Vec<(u64, &str)> = read
            .faults
            .iter()
            .map(|f| (f.line, f.reason.as_str()))
            .collect();
        assert_eq!(faults, [(3, "time-unreadable"), (4, "geometry-unusable")]);
        assert!(read_detections_geojson("{}", &preset).is_err());
    }

    #[test]
    fn detections_of_one_form_are_told_apart_by_their_satellite() {
        let text = r#"{"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [179.99, 45]}, "properties": {
                "source": "sentinel2", "score": 0.93, "ts": "2024-08-01T00:11:12.500000+00:00", "scene_id": "S2B_MSIL1C_x",
                "longitude": 179.99, "latitude": 45, "attributes": {"length": 61.5, "width": null}}},
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-179.99, 45]}, "properties": {
                "source": "sentinel1", "score": 0.8, "ts": "2024-08-01T00:11:12+00:00", "scene_id": "S1A_IW_y",
                "attributes": null}}]}"#;
        let read = |name: &str| {
            let preset = ColumnPreset::builtin(name).unwrap();
            read_detections_geojson(text, &preset).unwrap()
        };
        let optical = read("skylight-optical");
        let [scene] = optical.scenes.as_slice() else {
            panic!("one scene")
        };
        let seen = &scene.detections[0];
        assert_eq!(
            (scene.id.as_str(), optical.passed_over),
            ("S2B_MSIL1C_x", 1)
        );
        assert_eq!((seen.length_m, seen.confidence), (Some(61.5), Some(0.93)));
        assert_eq!(seen.time.to_string(), "2024-08-01T00:11:12.5Z");
        let radar = read("skylight-radar");
        assert_eq!(radar.scenes[0].detections[0].length_m, None);
        assert_eq!(radar.scenes[0].platform, "S1A");
    }
}
