//! Missions for unmanned craft: MAVLink mission items as a waypoint list (`QGC WPL 110`) and as a plan
//! file of a ground station.
//!
//! An autopilot flies straight from item to item, so a long leg is given in pieces along its great circle.

use std::fmt::Write as _;

use serde_json::{Value, json};
use vigie_sea::{MPS_PER_KN, Position, distance_m, interpolate};

use super::itinerary::{Itinerary, WaypointKind};

/// `MAV_CMD_NAV_WAYPOINT`.
const NAV_WAYPOINT: u16 = 16;
/// `MAV_CMD_NAV_LOITER_TIME`: first parameter is seconds.
const NAV_LOITER_TIME: u16 = 19;
/// `MAV_CMD_DO_CHANGE_SPEED`: parameters are type (1 = ground speed), metres a second, throttle.
const DO_CHANGE_SPEED: u16 = 178;
/// `MAV_FRAME_GLOBAL`: height above mean sea level.
const FRAME_GLOBAL: u8 = 0;
/// `MAV_FRAME_MISSION`: no place.
const FRAME_MISSION: u8 = 2;
/// Longest piece, metres.
const PIECE_M: f64 = 50_000.0;
const METRES_PER_FT: f64 = 0.3048;

struct Item {
    frame: u8,
    command: u16,
    parameters: [f64; 4],
    place: [f64; 3],
}

/// Heights are metres above the sea: the order's height, 0 for craft on the water.
fn items(itinerary: &Itinerary) -> Vec<Item> {
    let height = itinerary.altitude_ft.unwrap_or(0.0) * METRES_PER_FT;
    let at = |p: Position| [p.lat_deg(), p.lon_deg(), (height * 10.0).round() / 10.0];
    let go = |p: Position| Item {
        frame: FRAME_GLOBAL,
        command: NAV_WAYPOINT,
        parameters: [0.0; 4],
        place: at(p),
    };
    let mut items = Vec::new();
    let mut here: Option<Position> = None;
    let mut speed = None;
    for waypoint in &itinerary.waypoints {
        if waypoint.speed_kn.is_some() && waypoint.speed_kn != speed {
            speed = waypoint.speed_kn;
            let mps = (speed.unwrap_or(0.0) * MPS_PER_KN * 100.0).round() / 100.0;
            items.push(Item {
                frame: FRAME_MISSION,
                command: DO_CHANGE_SPEED,
                parameters: [1.0, mps, -1.0, 0.0],
                place: [0.0; 3],
            });
        }
        if let Some(from) = here {
            let steps = (distance_m(from, waypoint.position) / PIECE_M).ceil();
            let mut n = 1.0;
            while n < steps {
                items.push(go(interpolate(from, waypoint.position, n / steps)));
                n += 1.0;
            }
        }
        let stay = waypoint
            .stop
            .as_ref()
            .map_or(0.0, |s| s.end.since_s(s.begin));
        let searches = waypoint.kind == WaypointKind::Stop
            && stay > 0.0
            && !followed_by_pattern(itinerary, waypoint);
        items.push(if searches {
            Item {
                frame: FRAME_GLOBAL,
                command: NAV_LOITER_TIME,
                parameters: [stay, 0.0, 0.0, 0.0],
                place: at(waypoint.position),
            }
        } else {
            go(waypoint.position)
        });
        here = Some(waypoint.position);
    }
    items
}

fn followed_by_pattern(itinerary: &Itinerary, waypoint: &super::itinerary::Waypoint) -> bool {
    let after = itinerary
        .waypoints
        .iter()
        .skip_while(|w| !std::ptr::eq(*w, waypoint))
        .nth(1);
    after.is_some_and(|w| w.kind == WaypointKind::Search)
}

/// The mission as a waypoint list; its first line is home.
#[must_use]
pub fn to_waypoint_list(itinerary: &Itinerary) -> String {
    let mut out = String::from("QGC WPL 110\n");
    let home = itinerary.waypoints.first().map(|w| w.position);
    let home = home.map(|p| Item {
        frame: FRAME_GLOBAL,
        command: NAV_WAYPOINT,
        parameters: [0.0; 4],
        place: [p.lat_deg(), p.lon_deg(), 0.0],
    });
    for (number, item) in home.into_iter().chain(items(itinerary)).enumerate() {
        let [a, b, c, d] = item.parameters;
        let [lat, lon, height] = item.place;
        let current = u8::from(number == 0);
        let _infallible = writeln!(
            out,
            "{number}\t{current}\t{}\t{}\t{a}\t{b}\t{c}\t{d}\t{lat:.7}\t{lon:.7}\t{height}\t1",
            item.frame, item.command
        );
    }
    out
}

/// The mission as a plan file (JSON) of a ground station.
#[must_use]
pub fn to_plan_json(itinerary: &Itinerary) -> String {
    let home = itinerary.waypoints.first().map_or([0.0; 3], |w| {
        [w.position.lat_deg(), w.position.lon_deg(), 0.0]
    });
    let speed = itinerary
        .waypoints
        .iter()
        .find_map(|w| w.speed_kn)
        .unwrap_or(10.0)
        * MPS_PER_KN;
    let items: Vec<Value> = items(itinerary)
        .iter()
        .zip(1..)
        .map(|(item, number)| {
            let [a, b, c, d] = item.parameters;
            let [lat, lon, height] = item.place;
            json!({
                "type": "SimpleItem", "autoContinue": true, "doJumpId": number, "frame": item.frame,
                "command": item.command, "params": [a, b, c, d, lat, lon, height],
                "Altitude": height, "AltitudeMode": 2, "AMSLAltAboveTerrain": null,
            })
        })
        .collect();
    // 1: fixed wing, 11: boat (MAV_TYPE).
    let vehicle = if itinerary.class.is_some_and(crate::AssetClass::flies) {
        1
    } else {
        11
    };
    json!({
        "fileType": "Plan", "version": 1, "groundStation": "QGroundControl",
        "geoFence": { "circles": [], "polygons": [], "version": 2 },
        "rallyPoints": { "points": [], "version": 2 },
        "mission": {
            "version": 2, "firmwareType": 12, "vehicleType": vehicle, "cruiseSpeed": speed,
            "hoverSpeed": speed, "plannedHomePosition": home, "items": items,
        },
    })
    .to_string()
}
