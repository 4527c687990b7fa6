//! The way of an order: times rise along it, each leg begins where the work before ended, and a mission stays, lands
//! and follows as the plan says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::{Value, json};
use vigie_patrol::joint::{Effort, Solver};
use vigie_patrol::order::{
    Itinerary, OrderDetails, WaypointKind, orders, to_plan_json, to_waypoint_list,
};
use vigie_patrol::{AssetClass, GreatCircle, Plan, Request, Stop, trial};
use vigie_sea::{METRES_PER_NM, Position, Time, distance_m};

fn made(request: &Request, plan: &Plan) -> Vec<Itinerary> {
    let details = OrderDetails::default();
    let issued = request.span.start;
    orders(request, plan, &details, issued, |_, _, _| Vec::new())
        .into_iter()
        .map(|(itinerary, _)| itinerary)
        .collect()
}

fn at(hour: u32, minute: u32) -> Time {
    Time::parse(&format!("2026-07-01T{hour:02}:{minute:02}:00Z")).unwrap()
}

/// A craft that waits for a place to open, calls at its base, and escorts a ship round a corner; then searches.
fn scene(class: &str, altitude_ft: Option<f64>) -> (Request, Plan) {
    let request: Request = serde_json::from_value(json!({
        "span": { "start": "2026-07-01T00:00:00Z", "end": "2026-07-03T00:00:00Z" },
        "ports": [{ "id": "base", "name": "Base", "position": [-5.0, 48.0] }],
        "assets": [{
            "id": "own", "agency": "fr", "class": class, "bases": ["base"], "start": { "port": "base" },
            "modes": [{ "name": "cruise", "speed_kn": 20.0, "fuel_t_per_h": 0.1 }], "task_speed_kn": 18.0,
            "task_fuel_t_per_h": 0.1, "fuel_capacity_t": 50.0, "fuel_reserve_t": 1.0, "endurance_h": 90.0, "crew": {},
            "turn_round_h": 2.0, "altitude_ft": altitude_ft,
            "sensors": [{ "name": "radar", "swaths": [{ "sea_state_max": 6, "swath_nm": 4.0 }] }],
            "limits": { "task_sea_state_max": 6, "board_sea_state_max": 0 },
        }],
        "targets": [{ "id": "tug", "track": [
            { "time": "2026-07-01T19:00:00Z", "position": [-5.2, 48.2] },
            { "time": "2026-07-01T21:00:00Z", "position": [-5.2, 48.4] },
            { "time": "2026-07-01T23:00:00Z", "position": [-5.0, 48.4] },
        ] }],
        "tasks": [
            { "id": "v", "kind": "visit", "position": [-5.0, 48.3], "owner": "fr", "value": 1.0, "duration_h": 2.0 },
            { "id": "e", "name": "Tow", "kind": "escort", "target": "tug", "owner": "fr", "value": 1.0, "duration_h": 3.0 },
            { "id": "s", "kind": "search", "area": { "centre": [-5.2, 48.1], "radius_nm": 8.0 }, "target_class": "any",
              "steps_max": 1, "owner": "fr", "value": 1.0, "duration_h": 4.0 },
        ],
    }))
    .unwrap();
    let stop = |what: Value, times: [Time; 4], from: Position, to: Position| {
        let mut stop = json!({
            "mode": "cruise", "depart": times[0], "arrive": times[1], "begin": times[2], "end": times[3],
            "position": from, "position_end": to, "distance_nm": 18.0,
            "fuel_used_t": 0.0, "fuel_taken_t": 0.0, "fuel_end_t": 50.0, "value": 0.0,
        });
        let what = what.as_object().unwrap().clone();
        stop.as_object_mut().unwrap().extend(what);
        stop
    };
    let base = Position::new(48.0, -5.0).unwrap();
    let place = Position::new(48.3, -5.0).unwrap();
    let tug = |t: Time| request.targets[0].position_at(t).unwrap();
    let port = || json!({ "what": "port", "port": "base" });
    let task = |id: &str| json!({ "what": "task", "task": id });
    let centre = Position::new(48.1, -5.2).unwrap();
    let (begin, end) = (at(19, 30), at(22, 30));
    let next_day = |h: i64| request.span.start.plus_ms((24 + h) * 3_600_000);
    let stops = vec![
        stop(
            task("v"),
            [at(4, 0), at(5, 0), at(8, 0), at(10, 0)],
            place,
            place,
        ),
        stop(
            port(),
            [at(12, 0), at(13, 0), at(13, 0), at(15, 0)],
            base,
            base,
        ),
        stop(
            task("e"),
            [at(18, 0), at(19, 0), begin, end],
            tug(begin),
            tug(end),
        ),
        stop(
            task("s"),
            [end, at(23, 30), next_day(1), next_day(5)],
            centre,
            centre,
        ),
        stop(
            port(),
            [next_day(6), next_day(8), next_day(8), next_day(8)],
            base,
            base,
        ),
    ];
    let plan = json!({
        "routes": [{ "asset": "own", "stops": stops }],
        "total": { "value": 0.0, "distance_nm": 0.0, "fuel_t": 0.0, "hours": 0.0, "cost": 0.0, "tasks": 3 },
    });
    let plan = serde_json::from_value(plan).unwrap();
    (request, plan)
}

/// Times along the way, in the order in which they are met.
fn times(itinerary: &Itinerary) -> Vec<Time> {
    let both = itinerary.waypoints.iter().flat_map(|w| [w.eta, w.etd]);
    both.flatten().collect()
}

fn assert_connected(itinerary: &Itinerary) {
    let times = times(itinerary);
    assert!(
        times.windows(2).all(|t| t[0] <= t[1]),
        "{}: {times:?}",
        itinerary.asset
    );
    let mut last: Option<&Stop> = None;
    for pair in itinerary.waypoints.windows(2) {
        let [before, next] = pair else { continue };
        let Some(stop) = &next.stop else { continue };
        assert_eq!(before.etd, Some(stop.depart), "{}", next.name);
        assert_eq!(next.eta, Some(stop.arrive), "{}", next.name);
        let left = last.map_or(before.position, |s| s.position_end);
        // A pattern ends somewhere in its area.
        if before.kind != WaypointKind::Search {
            assert!(distance_m(before.position, left) < 190.0, "{}", next.name);
        }
        last = Some(stop);
    }
}

#[test]
fn times_rise_and_legs_are_joined_along_every_route_of_the_trials() {
    for seed in 0..40 {
        let request = trial::small(seed);
        let effort = Effort {
            iterations: 120,
            lanes: 1,
            ..Effort::default()
        };
        let mut solver = Solver::new(&request, &GreatCircle, effort, &[]).unwrap();
        solver.run();
        let plan = solver.plan();
        for itinerary in made(&request, &plan) {
            assert_connected(&itinerary);
            let mut last: Option<Position> = None;
            for waypoint in &itinerary.waypoints {
                let Some(stop) = &waypoint.stop else { continue };
                let from = last.unwrap_or(itinerary.waypoints[0].position);
                let nm = distance_m(from, stop.position) / METRES_PER_NM;
                assert!((nm - stop.distance_nm).abs() < 0.2, "{}", waypoint.name);
                last = Some(stop.position_end);
            }
        }
    }
}

#[test]
fn an_escort_goes_along_the_track_and_a_search_is_left_from_its_pattern() {
    let (request, plan) = scene("ship", None);
    let itinerary = &made(&request, &plan)[0];
    assert_connected(itinerary);
    let points = &itinerary.waypoints;
    let met = points.iter().position(|w| w.name == "Tow").unwrap();
    assert_eq!(points[met].etd, Some(at(19, 30)));
    // The corner of the track, then the place where the escort ends.
    assert_eq!(points[met + 1].kind, WaypointKind::Via);
    assert_eq!(points[met + 1].eta, Some(at(21, 0)));
    assert_eq!(
        points[met + 1].position,
        request.targets[0].track[1].position
    );
    let end = &points[met + 2];
    assert_eq!(
        (end.name.as_str(), end.eta, end.etd),
        ("Tow", Some(at(22, 30)), Some(at(22, 30)))
    );
    assert_eq!(end.position, plan.routes[0].stops[2].position_end);
    assert!(points[met + 1].speed_kn.unwrap() < 8.0 && end.speed_kn.unwrap() < 8.0);
    // The search waits for its begin at the middle, and the last corner of the pattern is left when the plan says.
    let middle = &points[met + 3];
    assert_eq!(
        (middle.name.as_str(), middle.etd),
        ("s", Some(plan.routes[0].stops[3].begin))
    );
    let corner = &points[points.len() - 2];
    assert_eq!(
        (corner.kind, corner.etd),
        (WaypointKind::Search, Some(plan.routes[0].stops[4].depart))
    );
}

/// Command, first parameter and height of each mission item, without changes of speed.
fn mission(itinerary: &Itinerary) -> Vec<(u16, f64, f64)> {
    to_waypoint_list(itinerary)
        .lines()
        .skip(2)
        .map(|row| {
            let cells: Vec<&str> = row.split('\t').collect();
            let number = |n: usize| cells[n].parse::<f64>().unwrap();
            (cells[3].parse().unwrap(), number(4), number(10))
        })
        .filter(|(command, _, _)| *command != 178)
        .collect()
}

const WAYPOINT: u16 = 16;
const LOITER: u16 = 19;
const LAND: u16 = 21;
const TAKEOFF: u16 = 22;
const DELAY: u16 = 93;

#[test]
fn a_drone_waits_until_it_leaves_lands_between_sorties_and_follows_the_escort() {
    let (request, plan) = scene("drone", Some(3_000.0));
    let itinerary = &made(&request, &plan)[0];
    let items = mission(itinerary);
    let up = 914.4;
    let head = [
        (TAKEOFF, 15.0, up),
        // From 05:00 to 12:00, though the work is from 08:00 to 10:00.
        (LOITER, 25_200.0, up),
        (LAND, 0.0, 0.0),
        (DELAY, 18_000.0, 0.0),
        (TAKEOFF, 15.0, up),
        // At the meeting place until the escort begins, then along the track.
        (LOITER, 1_800.0, up),
        (WAYPOINT, 0.0, up),
        (WAYPOINT, 0.0, up),
        // The search begins at 01:00.
        (LOITER, 5_400.0, up),
    ];
    assert_eq!(items[..head.len()], head);
    let [corner, home] = items[items.len() - 2..] else {
        panic!("{items:?}")
    };
    // An hour at the end of the pattern, then home to stay.
    assert_eq!((corner, home), ((LOITER, 3_600.0, up), (LAND, 0.0, 0.0)));
    assert_eq!(items.iter().filter(|i| i.0 == LAND).count(), 2);
    let json: Value = serde_json::from_str(&to_plan_json(itinerary)).unwrap();
    let listed = json["mission"]["items"].as_array().unwrap();
    assert_eq!(listed.iter().filter(|i| i["command"] == LAND).count(), 2);
    assert_eq!(itinerary.class, Some(AssetClass::Drone));
}

#[test]
fn a_boat_waits_in_port_and_takes_no_flight() {
    let (request, plan) = scene("unmanned-vessel", None);
    let items = mission(&made(&request, &plan)[0]);
    let head = [
        (WAYPOINT, 0.0, 0.0),
        (LOITER, 25_200.0, 0.0),
        (WAYPOINT, 0.0, 0.0),
        (DELAY, 18_000.0, 0.0),
        (LOITER, 1_800.0, 0.0),
    ];
    assert_eq!(items[..head.len()], head);
    assert!(items.iter().all(|i| i.0 != LAND && i.0 != TAKEOFF));
    assert_eq!(items.last(), Some(&(WAYPOINT, 0.0, 0.0)));
}
