//! One asset's order in any format that leaves the node.

use vigie_patrol::order::{
    Itinerary, SearchAction, to_cot, to_csv, to_geojson, to_gpx, to_kml, to_plan_json, to_rtz,
    to_waypoint_list,
};
use vigie_sea::Time;

/// Formats by their code in addresses and on the command line, with the media type.
pub const FORMATS: [(&str, &str); 8] = [
    ("rtz", "application/xml"),
    ("gpx", "application/gpx+xml"),
    ("csv", "text/csv; charset=utf-8"),
    ("geojson", "application/geo+json"),
    ("kml", "application/vnd.google-earth.kml+xml"),
    ("cot", "application/xml"),
    ("waypoints", "text/plain; charset=utf-8"),
    ("plan", "application/json"),
];

/// A document with its media type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its media type.
    pub media_type: &'static str,
    /// Its text.
    pub text: String,
}

impl Document {
    /// The order in this format; `None` if there is no such format.
    #[must_use]
    pub fn new(
        format: &str,
        itinerary: &Itinerary,
        actions: &[SearchAction],
        now: Time,
    ) -> Option<Self> {
        let (_, media_type) = FORMATS.into_iter().find(|(code, _)| *code == format)?;
        let text = match format {
            "rtz" => to_rtz(itinerary),
            "gpx" => to_gpx(itinerary),
            "csv" => to_csv(itinerary),
            "geojson" => to_geojson(itinerary, actions),
            "kml" => to_kml(itinerary),
            "cot" => to_cot(itinerary, now),
            "waypoints" => to_waypoint_list(itinerary),
            _ => to_plan_json(itinerary),
        };
        Some(Self { media_type, text })
    }
}
