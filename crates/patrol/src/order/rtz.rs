//! Route exchange with bridges: RTZ 1.2 (IEC 61174 edition 4, annex S).
//!
//! Legs are great circles (`Orthodrome`); the schedule holds times and speeds; the stops of the plan ride
//! in the extensions, which an ECDIS keeps or drops.

use std::fmt::Write as _;

use vigie_sea::{Position, Time};

use super::error::OrderError;
use super::itinerary::{Itinerary, Waypoint, WaypointKind};
use super::stop_json::{NAMESPACE, read, write};
use super::xml::{self, Element, escaped};
use crate::AssetClass;

const FORMAT: &str = "rtz";

/// The itinerary as an RTZ document.
#[must_use]
pub fn to_rtz(itinerary: &Itinerary) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _infallible = write_route(&mut out, itinerary);
    out
}

fn write_route(out: &mut String, itinerary: &Itinerary) -> std::fmt::Result {
    writeln!(
        out,
        "<route xmlns=\"http://www.cirm.org/RTZ/1/2\" xmlns:vigie=\"{NAMESPACE}\" version=\"1.2\">"
    )?;
    write!(
        out,
        "  <routeInfo routeName=\"{}\" routeAuthor=\"{}\" vesselName=\"{}\" routeStatus=\"planned\"",
        escaped(&itinerary.title),
        escaped(&itinerary.agency),
        escaped(&itinerary.name)
    )?;
    if let Some((from, to)) = itinerary.span() {
        write!(
            out,
            " validityPeriodStart=\"{from}\" validityPeriodStop=\"{to}\""
        )?;
    }
    writeln!(out, "/>\n  <waypoints>")?;
    for (n, waypoint) in itinerary.waypoints.iter().enumerate() {
        writeln!(
            out,
            "    <waypoint id=\"{}\" revision=\"0\" name=\"{}\">\n      <position lat=\"{}\" lon=\"{}\"/>",
            n + 1,
            escaped(&waypoint.name),
            waypoint.position.lat_deg(),
            waypoint.position.lon_deg()
        )?;
        if n > 0 {
            writeln!(out, "      <leg geometryType=\"Orthodrome\"/>")?;
        }
        write!(
            out,
            "      <extensions>\n        <extension manufacturer=\"Vigie\" name=\"waypoint\" version=\"1\">\
             <vigie:waypoint kind=\"{}\"",
            waypoint.kind.code()
        )?;
        match &waypoint.stop {
            Some(stop) => write!(out, ">{}</vigie:waypoint>", escaped(&write(stop)))?,
            None => write!(out, "/>")?,
        }
        writeln!(out, "</extension>\n      </extensions>\n    </waypoint>")?;
    }
    writeln!(
        out,
        "  </waypoints>\n  <schedules>\n    <schedule id=\"1\" name=\"order\">\n      <manual>"
    )?;
    for (n, waypoint) in itinerary.waypoints.iter().enumerate() {
        write!(out, "        <scheduleElement waypointId=\"{}\"", n + 1)?;
        if let Some(etd) = waypoint.etd {
            write!(out, " etd=\"{etd}\"")?;
        }
        if let Some(eta) = waypoint.eta {
            write!(out, " eta=\"{eta}\"")?;
        }
        if let Some(speed) = waypoint.speed_kn {
            write!(out, " speed=\"{speed}\"")?;
        }
        writeln!(out, "/>")?;
    }
    writeln!(
        out,
        "      </manual>\n    </schedule>\n  </schedules>\n  <extensions>"
    )?;
    write!(
        out,
        "    <extension manufacturer=\"Vigie\" name=\"order\" version=\"1\"><vigie:order asset=\"{}\"",
        escaped(&itinerary.asset)
    )?;
    if let Some(class) = itinerary.class {
        write!(out, " class=\"{}\"", class.code())?;
    }
    if let Some(altitude) = itinerary.altitude_ft {
        write!(out, " altitudeFt=\"{altitude}\"")?;
    }
    if let Some(issued) = itinerary.issued {
        write!(out, " issued=\"{issued}\"")?;
    }
    writeln!(out, "/></extension>\n  </extensions>\n</route>")
}

/// Reads an RTZ document of version 1.0 to 1.2, ours or a bridge's.
///
/// # Errors
/// What is no RTZ, with its line; a route without waypoints.
pub fn from_rtz(text: &str) -> Result<Itinerary, OrderError> {
    let route = xml::read(FORMAT, text)?;
    let fault = |line: usize, reason: &str| OrderError::Unreadable {
        format: FORMAT,
        line,
        reason: reason.to_owned(),
    };
    if route.name != "route" {
        return Err(fault(route.line, "route expected"));
    }
    let mut waypoints = Vec::new();
    let mut numbers = Vec::new();
    for element in route
        .child("waypoints")
        .into_iter()
        .flat_map(|w| w.all("waypoint"))
    {
        let position = element
            .child("position")
            .and_then(position)
            .ok_or_else(|| fault(element.line, "position"))?;
        let own = extension(element, "waypoint");
        waypoints.push(Waypoint {
            name: element.attribute("name").unwrap_or_default().to_owned(),
            kind: own
                .and_then(|e| WaypointKind::from_code(e.attribute("kind")?))
                .unwrap_or(WaypointKind::Via),
            position,
            eta: None,
            etd: None,
            speed_kn: None,
            stop: own.and_then(|e| read(&e.text)),
        });
        numbers.push(element.attribute("id").unwrap_or_default().to_owned());
    }
    if waypoints.is_empty() {
        return Err(OrderError::Empty { format: FORMAT });
    }
    for element in schedule(&route) {
        let number = numbers
            .iter()
            .position(|n| Some(n.as_str()) == element.attribute("waypointId"));
        let Some(waypoint) = number.and_then(|n| waypoints.get_mut(n)) else {
            continue;
        };
        let time = |name: &str| match element.attribute(name) {
            Some(text) => Time::parse(text)
                .map(Some)
                .map_err(|_bad| fault(element.line, name)),
            None => Ok(None),
        };
        waypoint.eta = time("eta")?.or(waypoint.eta);
        waypoint.etd = time("etd")?.or(waypoint.etd);
        waypoint.speed_kn = element
            .attribute("speed")
            .and_then(number_of)
            .or(waypoint.speed_kn);
    }
    let info = route.child("routeInfo");
    let said = |name: &str| {
        info.and_then(|i| i.attribute(name))
            .unwrap_or_default()
            .to_owned()
    };
    let order = extension(&route, "order");
    let of_order = |name: &str| order.and_then(|o| o.attribute(name));
    Ok(Itinerary {
        asset: of_order("asset").map_or_else(|| said("vesselName"), str::to_owned),
        name: said("vesselName"),
        agency: said("routeAuthor"),
        class: of_order("class").and_then(class_of),
        altitude_ft: of_order("altitudeFt").and_then(number_of),
        title: said("routeName"),
        issued: of_order("issued").and_then(|t| Time::parse(t).ok()),
        waypoints,
    })
}

fn schedule(route: &Element) -> Vec<&Element> {
    let first = route.child("schedules").and_then(|s| s.child("schedule"));
    // What the planner set, then what a bridge computed from it.
    let parts = ["manual", "calculated"]
        .into_iter()
        .filter_map(|part| first?.child(part));
    parts.flat_map(|part| part.all("scheduleElement")).collect()
}

fn extension<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    let all = element.child("extensions")?.all("extension");
    all.filter(|e| e.attribute("manufacturer") == Some("Vigie"))
        .find_map(|e| e.child(name))
}

fn position(element: &Element) -> Option<Position> {
    let degrees = |name: &str| element.attribute(name).and_then(number_of);
    Position::new(degrees("lat")?, degrees("lon")?).ok()
}

pub(super) fn number_of(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|n| n.is_finite())
}

pub(super) fn class_of(code: &str) -> Option<AssetClass> {
    [
        AssetClass::Ship,
        AssetClass::Aircraft,
        AssetClass::Helicopter,
        AssetClass::Drone,
        AssetClass::UnmannedVessel,
    ]
    .into_iter()
    .find(|class| class.code() == code)
}
