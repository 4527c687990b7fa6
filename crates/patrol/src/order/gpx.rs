//! GPX 1.1 routes: what plotters, hand-held receivers and charts on a table read.

use std::fmt::Write as _;

use vigie_sea::{Position, Time};

use super::error::OrderError;
use super::itinerary::{Itinerary, Waypoint, WaypointKind};
use super::rtz::{class_of, number_of};
use super::stop_json::{NAMESPACE, read, write};
use super::xml::{self, Element, escaped};

const FORMAT: &str = "gpx";

/// The itinerary as a GPX document with one route.
#[must_use]
pub fn to_gpx(itinerary: &Itinerary) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _infallible = write_gpx(&mut out, itinerary);
    out
}

fn write_gpx(out: &mut String, itinerary: &Itinerary) -> std::fmt::Result {
    writeln!(
        out,
        "<gpx xmlns=\"http://www.topografix.com/GPX/1/1\" xmlns:vigie=\"{NAMESPACE}\" version=\"1.1\" \
         creator=\"Vigie\">\n  <metadata>\n    <name>{}</name>",
        escaped(&itinerary.title)
    )?;
    if let Some(issued) = itinerary.issued {
        writeln!(out, "    <time>{issued}</time>")?;
    }
    write!(
        out,
        "  </metadata>\n  <rte>\n    <name>{}</name>\n    <extensions>\n      <vigie:order asset=\"{}\" agency=\"{}\"",
        escaped(&itinerary.name),
        escaped(&itinerary.asset),
        escaped(&itinerary.agency)
    )?;
    if let Some(class) = itinerary.class {
        write!(out, " class=\"{}\"", class.code())?;
    }
    if let Some(altitude) = itinerary.altitude_ft {
        write!(out, " altitudeFt=\"{altitude}\"")?;
    }
    writeln!(out, "/>\n    </extensions>")?;
    for waypoint in &itinerary.waypoints {
        let place = waypoint.position;
        writeln!(
            out,
            "    <rtept lat=\"{}\" lon=\"{}\">",
            place.lat_deg(),
            place.lon_deg()
        )?;
        if let Some(time) = waypoint.eta.or(waypoint.etd) {
            writeln!(out, "      <time>{time}</time>")?;
        }
        write!(
            out,
            "      <name>{}</name>\n      <type>{}</type>\n      <extensions>\n        <vigie:waypoint",
            escaped(&waypoint.name),
            waypoint.kind.code()
        )?;
        for (name, time) in [("eta", waypoint.eta), ("etd", waypoint.etd)] {
            if let Some(time) = time {
                write!(out, " {name}=\"{time}\"")?;
            }
        }
        if let Some(speed) = waypoint.speed_kn {
            write!(out, " speedKn=\"{speed}\"")?;
        }
        match &waypoint.stop {
            Some(stop) => writeln!(out, ">{}</vigie:waypoint>", escaped(&write(stop)))?,
            None => writeln!(out, "/>")?,
        }
        writeln!(out, "      </extensions>\n    </rtept>")?;
    }
    writeln!(out, "  </rte>\n</gpx>")
}

/// Reads the first route of a GPX document, ours or a plotter's.
///
/// # Errors
/// What is no GPX, with its line; a document without route points.
pub fn from_gpx(text: &str) -> Result<Itinerary, OrderError> {
    let gpx = xml::read(FORMAT, text)?;
    let fault = |line: usize, reason: &str| OrderError::Unreadable {
        format: FORMAT,
        line,
        reason: reason.to_owned(),
    };
    if gpx.name != "gpx" {
        return Err(fault(gpx.line, "gpx expected"));
    }
    let route = gpx
        .child("rte")
        .ok_or(OrderError::Empty { format: FORMAT })?;
    let mut waypoints = Vec::new();
    for point in route.all("rtept") {
        waypoints.push(waypoint(point).ok_or_else(|| fault(point.line, "rtept"))?);
    }
    if waypoints.is_empty() {
        return Err(OrderError::Empty { format: FORMAT });
    }
    let order = route.child("extensions").and_then(|e| e.child("order"));
    let of_order = |name: &str| order.and_then(|o| o.attribute(name));
    let metadata = gpx.child("metadata");
    let name = route.text_of("name").unwrap_or_default();
    Ok(Itinerary {
        asset: of_order("asset").unwrap_or(name).to_owned(),
        name: name.to_owned(),
        agency: of_order("agency").unwrap_or_default().to_owned(),
        class: of_order("class").and_then(class_of),
        altitude_ft: of_order("altitudeFt").and_then(number_of),
        title: metadata
            .and_then(|m| m.text_of("name"))
            .unwrap_or_default()
            .to_owned(),
        issued: metadata
            .and_then(|m| m.text_of("time"))
            .and_then(|t| Time::parse(t).ok()),
        waypoints,
    })
}

fn waypoint(point: &Element) -> Option<Waypoint> {
    let degrees = |name: &str| point.attribute(name).and_then(number_of);
    let own = point.child("extensions").and_then(|e| e.child("waypoint"));
    let said = |name: &str| own.and_then(|o| o.attribute(name));
    let time = |text: Option<&str>| text.and_then(|t| Time::parse(t).ok());
    let plain = point.text_of("time").filter(|_| own.is_none());
    Some(Waypoint {
        name: point.text_of("name").unwrap_or_default().to_owned(),
        kind: point
            .text_of("type")
            .and_then(WaypointKind::from_code)
            .unwrap_or(WaypointKind::Via),
        position: Position::new(degrees("lat")?, degrees("lon")?).ok()?,
        eta: time(said("eta").or(plain)),
        etd: time(said("etd")),
        speed_kn: said("speedKn").and_then(number_of),
        stop: own.and_then(|o| read(&o.text)),
    })
}
