//! Orders on any map: GeoJSON (RFC 7946), cut at 180°.

use serde_json::{Value, json};
use vigie_sea::Polygon;

use super::action::SearchAction;
use super::itinerary::Itinerary;
use super::line::parts;

/// The way, its waypoints and its search areas.
#[must_use]
pub fn to_geojson(itinerary: &Itinerary, actions: &[SearchAction]) -> String {
    let mut features = vec![json!({
        "type": "Feature",
        "properties": {
            "kind": "route", "asset": itinerary.asset, "name": itinerary.name, "agency": itinerary.agency,
            "class": itinerary.class.map(|c| c.code()), "title": itinerary.title,
        },
        "geometry": { "type": "MultiLineString", "coordinates": parts(itinerary) },
    })];
    features.extend(
        itinerary
            .waypoints
            .iter()
            .zip(1..)
            .map(|(waypoint, number)| {
                json!({
                    "type": "Feature",
                    "properties": {
                        "kind": waypoint.kind.code(), "number": number, "name": waypoint.name,
                        "eta": waypoint.eta, "etd": waypoint.etd, "speed_kn": waypoint.speed_kn,
                        "what": waypoint.stop.as_ref().map(|s| s.kind.id()),
                        "instrument": waypoint.stop.as_ref().and_then(|s| s.instrument.as_deref()),
                    },
                    "geometry": { "type": "Point", "coordinates": waypoint.position },
                })
            }),
    );
    features.extend(actions.iter().filter_map(area));
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

fn area(action: &SearchAction) -> Option<Value> {
    let ring = action
        .areas
        .corners
        .iter()
        .map(|p| [p.lon_deg(), p.lat_deg()])
        .collect();
    let polygon = Polygon::new(&[ring]).ok()?;
    let geometry = vigie_sea::geometry(&[polygon]);
    Some(json!({
        "type": "Feature",
        "properties": {
            "kind": "search-area", "task": action.situation.task,
            "pattern": action.execution.pattern.pattern.code(),
            "from": action.coordination.on_scene_from, "to": action.coordination.on_scene_to,
        },
        "geometry": geometry,
    }))
}
