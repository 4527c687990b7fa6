//! Orders for globes: KML 2.2.

use std::fmt::Write as _;

use super::itinerary::{Itinerary, WaypointKind};
use super::line::parts;
use super::xml::escaped;

/// The way and its stops as a KML document.
#[must_use]
pub fn to_kml(itinerary: &Itinerary) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _infallible = write_kml(&mut out, itinerary);
    out
}

fn write_kml(out: &mut String, itinerary: &Itinerary) -> std::fmt::Result {
    writeln!(
        out,
        "<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n  <name>{}</name>\n  <Placemark>\n    \
         <name>{}</name>\n    <MultiGeometry>",
        escaped(&itinerary.title),
        escaped(&itinerary.name)
    )?;
    for part in parts(itinerary) {
        write!(
            out,
            "      <LineString><tessellate>1</tessellate><coordinates>"
        )?;
        for [lon, lat] in part {
            write!(out, "{lon},{lat},0 ")?;
        }
        writeln!(out, "</coordinates></LineString>")?;
    }
    writeln!(out, "    </MultiGeometry>\n  </Placemark>")?;
    for waypoint in itinerary
        .waypoints
        .iter()
        .filter(|w| w.kind != WaypointKind::Via)
    {
        write!(
            out,
            "  <Placemark>\n    <name>{}</name>\n",
            escaped(&waypoint.name)
        )?;
        if let Some(time) = waypoint.eta.or(waypoint.etd) {
            writeln!(out, "    <TimeStamp><when>{time}</when></TimeStamp>")?;
        }
        let place = waypoint.position;
        writeln!(
            out,
            "    <Point><coordinates>{},{},0</coordinates></Point>\n  </Placemark>",
            place.lon_deg(),
            place.lat_deg()
        )?;
    }
    writeln!(out, "</Document>\n</kml>")
}
