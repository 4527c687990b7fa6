//! Missions for unmanned craft: MAVLink mission items as a waypoint list (`QGC WPL 110`) and as a plan
//! file of a ground station.
//!
//! An autopilot flies straight from item to item, so a long leg is given in pieces along its great circle. What flies
//! takes off, lands in each port, at sea level for no plan knows the height of a field, and waits there until its next
//! sortie; a craft on the water waits in port. The approach is the operator's to add.

use std::fmt::Write as _;

use serde_json::{Value, json};
use vigie_sea::{MPS_PER_KN, Position, distance_m, interpolate};

use super::itinerary::{Itinerary, Waypoint, WaypointKind};

/// `MAV_CMD_NAV_WAYPOINT`.
const NAV_WAYPOINT: u16 = 16;
/// `MAV_CMD_NAV_LOITER_TIME`: first parameter is seconds.
const NAV_LOITER_TIME: u16 = 19;
/// `MAV_CMD_NAV_LAND`.
const NAV_LAND: u16 = 21;
/// `MAV_CMD_NAV_TAKEOFF`: first parameter is the least pitch, degrees.
const NAV_TAKEOFF: u16 = 22;
/// `MAV_CMD_NAV_DELAY`: first parameter is seconds before the next item.
const NAV_DELAY: u16 = 93;
/// `MAV_CMD_DO_CHANGE_SPEED`: parameters are type (1 = ground speed), metres a second, throttle.
const DO_CHANGE_SPEED: u16 = 178;
/// `MAV_FRAME_GLOBAL`: height above mean sea level.
const FRAME_GLOBAL: u8 = 0;
/// `MAV_FRAME_MISSION`: no place.
const FRAME_MISSION: u8 = 2;
/// Longest piece, metres.
const PIECE_M: f64 = 50_000.0;
const METRES_PER_FT: f64 = 0.3048;
/// Least pitch of a take-off, degrees.
const CLIMB_DEG: f64 = 15.0;
/// Nearer than this is the same place, metres.
const SAME_M: f64 = 10.0;

struct Item {
    frame: u8,
    command: u16,
    parameters: [f64; 4],
    place: [f64; 3],
}

/// A mission as it is put together. Heights are metres above the sea: the order's height, 0 for craft on the water.
struct Mission {
    items: Vec<Item>,
    flies: bool,
    height_m: f64,
    speed_kn: Option<f64>,
    /// Where the craft is, once it is under way.
    here: Option<Position>,
    /// Landed: it must take off before it goes on.
    landed: bool,
}

impl Mission {
    fn push(&mut self, command: u16, parameters: [f64; 4], place: Position) {
        self.push_at(command, parameters, place, self.height_m);
    }

    fn push_at(&mut self, command: u16, parameters: [f64; 4], place: Position, height_m: f64) {
        self.items.push(Item {
            frame: FRAME_GLOBAL,
            command,
            parameters,
            place: [place.lat_deg(), place.lon_deg(), height_m],
        });
    }

    fn push_without_place(&mut self, command: u16, parameters: [f64; 4]) {
        self.items.push(Item {
            frame: FRAME_MISSION,
            command,
            parameters,
            place: [0.0; 3],
        });
    }

    /// From the place before to the last piece before this one.
    fn go_towards(&mut self, to: Position, speed_kn: Option<f64>) {
        let Some(from) = self.here else { return };
        if std::mem::take(&mut self.landed) {
            self.push(NAV_TAKEOFF, [CLIMB_DEG, 0.0, 0.0, 0.0], from);
        }
        if speed_kn.is_some() && speed_kn != self.speed_kn {
            self.speed_kn = speed_kn;
            let mps = (speed_kn.unwrap_or(0.0) * MPS_PER_KN * 100.0).round() / 100.0;
            self.push_without_place(DO_CHANGE_SPEED, [1.0, mps, -1.0, 0.0]);
        }
        let steps = (distance_m(from, to) / PIECE_M).ceil();
        let mut n = 1.0;
        while n < steps {
            self.push(NAV_WAYPOINT, [0.0; 4], interpolate(from, to, n / steps));
            n += 1.0;
        }
    }

    /// A stay in port: what flies lands, and takes off when it goes on.
    fn call_at(&mut self, waypoint: &Waypoint, stay_s: f64, last: bool) {
        let port = waypoint.position;
        let lies_there = self.landed && self.here.is_some_and(|h| distance_m(h, port) < SAME_M);
        if !lies_there {
            self.go_towards(port, waypoint.speed_kn);
            if self.flies {
                self.push_at(NAV_LAND, [0.0; 4], port, 0.0);
                self.landed = true;
            } else {
                self.push(NAV_WAYPOINT, [0.0; 4], port);
            }
        }
        if stay_s > 0.0 && !last {
            self.push_without_place(NAV_DELAY, [stay_s, 0.0, 0.0, 0.0]);
        }
        self.here = Some(port);
    }

    /// A place at sea, where it stays until it is time to leave.
    fn be_at(&mut self, waypoint: &Waypoint, stay_s: f64) {
        self.go_towards(waypoint.position, waypoint.speed_kn);
        if stay_s > 0.0 {
            self.push(NAV_LOITER_TIME, [stay_s, 0.0, 0.0, 0.0], waypoint.position);
        } else {
            self.push(NAV_WAYPOINT, [0.0; 4], waypoint.position);
        }
        self.here = Some(waypoint.position);
    }
}

fn items(itinerary: &Itinerary) -> Vec<Item> {
    let flies = itinerary.class.is_some_and(crate::AssetClass::flies);
    let height_m = itinerary.altitude_ft.unwrap_or(0.0) * METRES_PER_FT;
    let mut mission = Mission {
        items: Vec::new(),
        flies,
        height_m: (height_m * 10.0).round() / 10.0,
        speed_kn: None,
        here: None,
        landed: false,
    };
    for (n, waypoint) in itinerary.waypoints.iter().enumerate() {
        let next = itinerary.waypoints.get(n + 1);
        let stay_s = stay_s(waypoint, next);
        let docks = waypoint.stop.as_ref().is_some_and(|s| s.kind.in_port());
        if docks {
            mission.call_at(waypoint, stay_s, next.is_none());
        } else if flies && n == 0 && waypoint.kind == WaypointKind::Departure {
            // The mission begins here: it takes off when it leaves for the next place.
            mission.here = Some(waypoint.position);
            mission.landed = true;
        } else {
            mission.be_at(waypoint, stay_s);
        }
    }
    mission.items
}

/// Seconds from when a place is reached until it is left: waiting before the work and after it count too.
fn stay_s(waypoint: &Waypoint, next: Option<&Waypoint>) -> f64 {
    let Some(arrives) = waypoint
        .eta
        .or_else(|| waypoint.stop.as_ref().map(|s| s.arrive))
    else {
        return 0.0;
    };
    let stop = waypoint.stop.as_ref();
    let mut leaves = waypoint.etd.or_else(|| stop.map(|s| s.end));
    // A search goes on along its pattern, whatever an older document says.
    if let Some(stop) = stop
        && next.is_some_and(|w| w.kind == WaypointKind::Search)
    {
        leaves = leaves.map(|l| l.min(stop.begin));
    }
    leaves.map_or(0.0, |l| l.since_s(arrives).max(0.0))
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
        "fileType": "Plan", "version": 1, "groundStation": "QGroundControl", "title": itinerary.title,
        "geoFence": { "circles": [], "polygons": [], "version": 2 },
        "rallyPoints": { "points": [], "version": 2 },
        "mission": {
            "version": 2, "firmwareType": 12, "vehicleType": vehicle, "cruiseSpeed": speed,
            "hoverSpeed": speed, "plannedHomePosition": home, "items": items,
        },
    })
    .to_string()
}
