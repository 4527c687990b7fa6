//! Orders for tactical displays: a Cursor on Target route event (`b-m-r`).

use std::fmt::Write as _;

use vigie_sea::Time;

use super::itinerary::{Itinerary, WaypointKind, uid_safe};
use super::xml::escaped;

/// Unknown height and errors, as Cursor on Target writes them.
const UNKNOWN: &str = "9999999.0";

/// The way as one route event, stale when the order ends; `now` is its time.
#[must_use]
pub fn to_cot(itinerary: &Itinerary, now: Time) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    let _infallible = write_cot(&mut out, itinerary, now);
    out
}

fn write_cot(out: &mut String, itinerary: &Itinerary, now: Time) -> std::fmt::Result {
    let stale = itinerary
        .span()
        .map_or(now, |(_, to)| to.max(now))
        .plus_ms(3_600_000);
    let uid = format!("vigie.order.{}", uid_safe(&itinerary.asset));
    let hae = itinerary
        .altitude_ft
        .map_or_else(|| "0.0".to_owned(), |ft| format!("{:.1}", ft * 0.3048));
    let Some(first) = itinerary.waypoints.first() else {
        return Ok(());
    };
    writeln!(
        out,
        "<event version=\"2.0\" uid=\"{uid}\" type=\"b-m-r\" how=\"h-g-i-g-o\" time=\"{now}\" start=\"{now}\" \
         stale=\"{stale}\">\n  <point lat=\"{}\" lon=\"{}\" hae=\"{hae}\" ce=\"{UNKNOWN}\" le=\"{UNKNOWN}\"/>\n  <detail>",
        first.position.lat_deg(),
        first.position.lon_deg()
    )?;
    for (n, waypoint) in itinerary.waypoints.iter().enumerate() {
        // Check points are shown and spoken, control points only bend the line.
        let (kind, shown) = match waypoint.kind {
            WaypointKind::Via => ("b-m-p-c", ""),
            _ => ("b-m-p-w", waypoint.name.as_str()),
        };
        writeln!(
            out,
            "    <link uid=\"{uid}.{}\" type=\"{kind}\" callsign=\"{}\" point=\"{},{},{hae}\" relation=\"c\" remarks=\"{}\"/>",
            n + 1,
            escaped(shown),
            waypoint.position.lat_deg(),
            waypoint.position.lon_deg(),
            waypoint
                .eta
                .or(waypoint.etd)
                .map_or_else(String::new, |t| t.to_string())
        )?;
    }
    writeln!(
        out,
        "    <link_attr method=\"{}\" direction=\"Infil\" routetype=\"Primary\" order=\"Ascending Check Points\"/>\n    \
         <contact callsign=\"{}\"/>\n    <remarks>{}</remarks>\n  </detail>\n</event>",
        if itinerary.class.is_some_and(crate::AssetClass::flies) {
            "Flying"
        } else {
            "Watercraft"
        },
        escaped(&itinerary.name),
        escaped(&itinerary.title)
    )
}
