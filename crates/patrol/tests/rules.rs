//! Rules of daylight, officers and airspace: the solver keeps them, the checker finds what breaks them, and the order's
//! own table says the same.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use serde_json::{Value, json};
use vigie_patrol::joint::{Effort, Solver};
use vigie_patrol::order::{conflicts, deconfliction};
use vigie_patrol::{GreatCircle, Legs, Medium, Plan, Request, StopKind, check};
use vigie_sea::{Position, Time};

const HOUR_MS: i64 = 3_600_000;

fn asset(id: &str, class: &str, altitude_ft: Option<f64>) -> Value {
    let speed_kn = if class == "ship" { 15.0 } else { 240.0 };
    json!({
        "id": id, "agency": "fr", "class": class, "bases": ["port"], "start": { "port": "port" },
        "modes": [{ "name": "cruise", "speed_kn": speed_kn, "fuel_t_per_h": 0.5 }],
        "task_speed_kn": 10.0, "task_fuel_t_per_h": 0.1, "fuel_capacity_t": 500.0, "fuel_reserve_t": 5.0,
        "endurance_h": 200.0, "crew": {}, "turn_round_h": 1.0, "boarding_team": true,
        "sensors": [{ "name": "radar", "swaths": [{ "sea_state_max": 9, "swath_nm": 20.0 }] }],
        "limits": { "task_sea_state_max": 9, "board_sea_state_max": 9 }, "altitude_ft": altitude_ft,
    })
}

fn request(start: &str, end: &str, port: [f64; 2], assets: &[Value], tasks: &[Value]) -> Request {
    let request = json!({
        "span": { "start": start, "end": end },
        "ports": [{ "id": "port", "position": port, "fuel": true }],
        "assets": assets, "tasks": tasks,
    });
    serde_json::from_value(request).unwrap()
}

fn solved(request: &Request) -> Plan {
    let effort = Effort {
        iterations: 60,
        lanes: 1,
        ..Effort::default()
    };
    let mut solver = Solver::new(request, &GreatCircle, effort, &[]).unwrap();
    solver.run();
    solver.plan()
}

fn codes(request: &Request, plan: &Plan) -> Vec<&'static str> {
    check(request, &GreatCircle, plan)
        .iter()
        .map(|f| f.violation.code())
        .collect()
}

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

/// Six hours of daylight work at 58° N 0° on 20 June: the sun sets at 21:08 and rises at 02:57.
fn midsummer(from: &str, until: &str) -> Request {
    let task = json!({
        "id": "t", "kind": "visit", "position": [0.0, 58.0], "owner": "fr", "value": 50.0, "duration_h": 6.0,
        "windows": [{ "start": from, "end": until }], "needs": { "daylight": true },
    });
    request(
        "2026-06-20T00:00:00Z",
        "2026-06-23T00:00:00Z",
        [0.0, 57.5],
        &[asset("ship", "ship", None)],
        &[task],
    )
}

#[test]
fn daylight_holds_from_begin_to_end_and_not_only_at_both() {
    // The sun is up at 21:00 and at 03:00, and down between.
    let night = midsummer("2026-06-20T20:59:00Z", "2026-06-20T21:06:00Z");
    assert_eq!(solved(&night).total.tasks, 0);
    let day = midsummer("2026-06-20T14:00:00Z", "2026-06-20T21:06:00Z");
    let mut plan = solved(&day);
    assert_eq!(plan.total.tasks, 1);
    assert_eq!(codes(&day, &plan), Vec::<&str>::new());
    let stop = &mut plan.routes[0].stops[0];
    assert!(stop.end < time("2026-06-20T21:09:00Z"));
    stop.begin = time("2026-06-20T21:00:00Z");
    stop.end = time("2026-06-21T03:00:00Z");
    assert!(codes(&night, &plan).contains(&"no-daylight"));
}

#[test]
fn an_end_ages_away_is_judged_at_once() {
    let day = midsummer("2026-06-20T14:00:00Z", "2026-06-20T21:06:00Z");
    let mut plan = solved(&day);
    plan.routes[0].stops[0].end = time("9000-01-01T00:00:00Z");
    assert!(codes(&day, &plan).contains(&"no-daylight"));
}

/// An officer embarks at noon, having been waited for since 06:00; the ship leaves for the task at `leaves`.
fn embarked(leaves: &str, turn_round_h: f64) -> Vec<&'static str> {
    let task = json!({
        "id": "t", "kind": "visit", "position": [0.0, 57.6], "owner": "fr", "value": 50.0, "duration_h": 1.0,
        "needs": { "officers": ["jp"] },
    });
    let mut request = request(
        "2026-06-20T00:00:00Z",
        "2026-06-23T00:00:00Z",
        [0.0, 57.5],
        &[asset("ship", "ship", None)],
        &[task],
    );
    request.assets[0].turn_round_h = turn_round_h;
    let rider = json!({ "id": "officer", "agency": "jp", "serves": ["fr"], "port": "port", "aboard_max_h": 100.0 });
    request.riders = vec![serde_json::from_value(rider).unwrap()];
    let stop = |what: Value, times: [&str; 4], at: [f64; 2], nm: f64| {
        let mut stop = json!({
            "mode": "cruise", "depart": times[0], "arrive": times[1], "begin": times[2], "end": times[3],
            "position": at, "position_end": at, "distance_nm": nm,
            "fuel_used_t": 0.0, "fuel_taken_t": 0.0, "fuel_end_t": 500.0, "value": 0.0,
        });
        let what = what.as_object().unwrap().clone();
        stop.as_object_mut().unwrap().extend(what);
        stop
    };
    let [six, noon, one, two, ten] =
        [6, 12, 13, 14, 22].map(|h| format!("2026-06-20T{h:02}:00:00Z"));
    let plan = json!({
        "routes": [{ "asset": "ship", "stops": [
            stop(json!({ "what": "embark", "rider": "officer" }), [&six, &six, &noon, &noon], [0.0, 57.5], 0.0),
            stop(json!({ "what": "task", "task": "t" }), [leaves, &one, &one, &two], [0.0, 57.6], 6.0),
            stop(json!({ "what": "port", "port": "port" }), [&two, &ten, &ten, &ten], [0.0, 57.5], 6.0),
        ] }],
        "total": { "value": 0.0, "distance_nm": 0.0, "fuel_t": 0.0, "hours": 0.0, "cost": 0.0, "tasks": 1 },
    });
    codes(&request, &serde_json::from_value(plan).unwrap())
}

#[test]
fn no_ship_leaves_before_its_officer_is_aboard() {
    let early = embarked("2026-06-20T08:00:00Z", 1.0);
    assert!(early.contains(&"times-disordered"), "{early:?}");
    let sound = embarked("2026-06-20T12:00:00Z", 1.0);
    assert!(!sound.contains(&"times-disordered") && !sound.contains(&"stay-too-short"));
    // In port long enough for the officer, but not for the crew.
    let tired = embarked("2026-06-20T12:00:00Z", 9.0);
    assert!(!tired.contains(&"times-disordered") && tired.contains(&"stay-too-short"));
}

fn search(n: usize, lon: f64, radius_nm: f64) -> Value {
    json!({
        "id": format!("s{n}"), "kind": "search", "area": { "centre": [lon, 58.0], "radius_nm": radius_nm },
        "target_class": "any", "steps_max": 1, "owner": "fr", "value": 50.0, "duration_h": 3.0,
        "windows": [{ "start": "2026-06-20T08:00:00Z", "end": "2026-06-20T10:00:00Z" }],
    })
}

/// One search for each aircraft, at stated hours.
fn flown(areas: &[(f64, f64)], heights: &[Option<f64>], hours: &[i64]) -> (Request, Plan) {
    let assets: Vec<Value> = (0..heights.len())
        .map(|n| asset(&format!("a{n}"), "aircraft", heights[n]))
        .collect();
    let tasks: Vec<Value> = (0..areas.len())
        .map(|n| search(n, areas[n].0, areas[n].1))
        .collect();
    let request = request(
        "2026-06-20T00:00:00Z",
        "2026-06-21T00:00:00Z",
        [0.0, 57.5],
        &assets,
        &tasks,
    );
    let routes: Vec<Value> = (0..hours.len())
        .map(|n| {
            let begin = request.span.start.plus_ms(hours[n] * HOUR_MS);
            let at = [areas[n].0, 58.0];
            json!({ "asset": format!("a{n}"), "stops": [{
                "what": "task", "task": format!("s{n}"), "mode": "cruise", "depart": begin, "arrive": begin,
                "begin": begin, "end": begin.plus_ms(3 * HOUR_MS), "position": at, "position_end": at,
                "distance_nm": 0.0, "fuel_used_t": 0.0, "fuel_taken_t": 0.0, "fuel_end_t": 0.0, "value": 0.0,
            }] })
        })
        .collect();
    let plan = json!({
        "routes": routes,
        "total": { "value": 0.0, "distance_nm": 0.0, "fuel_t": 0.0, "hours": 0.0, "cost": 0.0, "tasks": 0 },
    });
    (request, serde_json::from_value(plan).unwrap())
}

/// Conflicts that the checker finds, and those that the order's table prints.
fn too_close(request: &Request, plan: &Plan) -> (usize, usize) {
    let found = codes(request, plan);
    let found = found.iter().filter(|c| **c == "air-conflict").count();
    (
        found,
        conflicts(request, &deconfliction(request, plan)).len(),
    )
}

#[test]
fn areas_are_compared_and_an_unknown_height_is_any_height() {
    // At 58° N a degree of longitude is 31.8 nautical miles: middles 55 apart, edges 5; then 62 and 12.
    let near = [(0.0, 25.0), (55.0 / 31.8, 25.0)];
    let far = [(0.0, 25.0), (62.0 / 31.8, 25.0)];
    let same = [Some(1_500.0), Some(1_500.0)];
    let at = |areas: &[(f64, f64)], heights: &[Option<f64>], hours: &[i64]| {
        let (request, plan) = flown(areas, heights, hours);
        too_close(&request, &plan)
    };
    assert_eq!(at(&near, &same, &[8, 9]), (1, 1));
    assert_eq!(at(&far, &same, &[8, 9]), (0, 0));
    assert_eq!(at(&near, &same, &[8, 11]), (0, 0));
    assert_eq!(at(&near, &[Some(1_500.0), Some(9_000.0)], &[8, 9]), (0, 0));
    assert_eq!(at(&near, &[None, Some(9_000.0)], &[8, 9]), (1, 1));
    assert_eq!(at(&near, &[None, None], &[8, 9]), (1, 1));
    assert_eq!(at(&far, &[None, None], &[8, 9]), (0, 0));
}

#[test]
fn the_solver_keeps_areas_apart() {
    // Both searches must begin between 08:00 and 10:00, so they overlap: only one of them can be flown.
    let near = [(0.0, 25.0), (55.0 / 31.8, 25.0)];
    for (heights, tasks) in [
        ([Some(1_500.0), Some(1_500.0)], 1),
        ([None, Some(9_000.0)], 1),
        ([Some(1_500.0), Some(9_000.0)], 2),
    ] {
        let (request, _) = flown(&near, &heights, &[]);
        let plan = solved(&request);
        assert_eq!(plan.total.tasks, tasks, "{heights:?}");
        assert_eq!(codes(&request, &plan), Vec::<&str>::new());
        assert_eq!(too_close(&request, &plan), (0, 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_the_solver_plans_by_day_is_by_day(
        lat in 45.0..74.0f64, month in prop::sample::select(vec![1, 3, 5, 6, 7, 9, 12]), day in 1..25u32,
        duration_h in 0.1..30.0f64, from_h in 0..40i64, open_h in 1..24i64, escort in any::<bool>(), course_deg in 0.0..360.0f64,
    ) {
        let start = time(&format!("2026-{month:02}-{day:02}T00:00:00Z"));
        let (from, until) = (start.plus_ms(from_h * HOUR_MS), start.plus_ms((from_h + open_h) * HOUR_MS));
        let mut task = json!({
            "id": "t", "kind": "visit", "position": [0.0, lat], "owner": "fr", "value": 50.0, "duration_h": duration_h,
            "windows": [{ "start": from, "end": until }], "needs": { "daylight": true },
        });
        if escort {
            let fields = task.as_object_mut().unwrap();
            fields.insert("kind".to_owned(), json!("escort"));
            fields.insert("target".to_owned(), json!("ship"));
            fields.remove("position");
        }
        let end = start.plus_ms(96 * HOUR_MS);
        let mut request = request(
            &start.to_string(), &end.to_string(), [0.0, lat - 0.5], &[asset("own", "ship", None)], &[task],
        );
        let target = json!({
            "id": "ship", "track": [{ "time": start, "position": [0.0, lat] }], "course_deg": course_deg, "speed_kn": 8.0,
        });
        request.targets = vec![serde_json::from_value(target).unwrap()];
        let plan = solved(&request);
        prop_assert!(!codes(&request, &plan).contains(&"no-daylight"));
        // And by an eye that looks every minute.
        for (_, stop) in plan.stops().filter(|(_, s)| matches!(s.kind, StopKind::Task { .. })) {
            let mut at = stop.begin;
            while at <= stop.end {
                let place = if escort { request.targets[0].position_at(at).unwrap() } else { stop.position };
                prop_assert!(vigie_patrol::sun_altitude_deg(at, place) > vigie_patrol::SUNRISE_DEG, "{}", at);
                at = at.plus_ms(60_000);
            }
        }
    }

    #[test]
    fn the_table_prints_what_the_checker_finds(
        areas in prop::collection::vec((-3.0..3.0f64, 0.1..60.0f64), 4),
        heights in prop::collection::vec(prop::option::of(0.0..4_000.0f64), 4),
        hours in prop::collection::vec(0..20i64, 4),
    ) {
        let (request, plan) = flown(&areas, &heights, &hours);
        let (found, printed) = too_close(&request, &plan);
        prop_assert_eq!(found, printed);
    }

    #[test]
    fn a_plan_without_findings_prints_no_conflict(
        areas in prop::collection::vec((-3.0..3.0f64, 0.1..60.0f64), 3),
        heights in prop::collection::vec(prop::option::of(0.0..4_000.0f64), 3),
    ) {
        let (request, _) = flown(&areas, &heights, &[]);
        let plan = solved(&request);
        prop_assert_eq!(too_close(&request, &plan), (0, 0));
    }
}

/// A headland that reaches far out: what lies on its other side is a long way round.
struct Headland {
    lon: f64,
    round_nm: f64,
}

impl Legs for Headland {
    fn distance_nm(&self, medium: Medium, from: Position, to: Position) -> Option<f64> {
        let straight_nm = GreatCircle.distance_nm(medium, from, to)?;
        let parted = (from.lon_deg() < self.lon) != (to.lon_deg() < self.lon);
        Some(straight_nm + if parted { self.round_nm } else { 0.0 })
    }
}

#[test]
fn a_ship_that_passes_behind_land_as_it_is_met_is_met_on_the_other_side() {
    let task = json!({ "id": "t", "kind": "intercept", "target": "tug", "locate_h": 0.2, "owner": "fr", "value": 50.0, "duration_h": 0.5 });
    let mut request = request(
        "2026-06-20T00:00:00Z",
        "2026-06-23T00:00:00Z",
        [0.0, 57.5],
        &[asset("ship", "ship", None)],
        &[task],
    );
    let tug = json!({
        "id": "tug", "course_deg": 90.0, "speed_kn": 8.0,
        "track": [{ "time": "2026-06-20T00:00:00Z", "position": [0.4, 57.7] }],
    });
    request.targets = vec![serde_json::from_value(tug).unwrap()];
    let open = solved(&request);
    let met = &open.routes[0].stops[0];
    // The land begins a hand's breadth west of where the ship is at the whole second after she is met.
    let legs = Headland {
        lon: met.position.lon_deg() - 1e-6,
        round_nm: 12.0,
    };
    let effort = Effort {
        iterations: 60,
        lanes: 1,
        ..Effort::default()
    };
    let mut solver = Solver::new(&request, &legs, effort, &[]).unwrap();
    solver.run();
    let plan = solver.plan();
    let stop = &plan.routes[0].stops[0];
    assert!(stop.begin > met.begin, "{} {}", stop.begin, met.begin);
    let found: Vec<_> = check(&request, &legs, &plan);
    assert!(found.is_empty(), "{found:?}");
}

/// A presence whose middle is in the open and whose edge is in closed waters.
#[test]
fn work_that_reaches_into_closed_waters_is_planned_by_no_ship() {
    let presence = |radius_nm: f64| {
        json!({ "id": "t", "kind": "presence", "area": { "centre": [0.0, 57.9], "radius_nm": radius_nm },
            "scale_h": 10.0, "steps_max": 1, "owner": "fr", "value": 50.0, "duration_h": 4.0 })
    };
    let made = |radius_nm: f64, closed: bool| {
        let mut request = request(
            "2026-06-20T00:00:00Z",
            "2026-06-23T00:00:00Z",
            [0.0, 57.5],
            &[asset("ship", "ship", None)],
            &[presence(radius_nm)],
        );
        if closed {
            let ring = vec![[-1.0, 58.2], [1.0, 58.2], [1.0, 58.6], [-1.0, 58.6]];
            request.waters.closed.push(vec![ring]);
        }
        request
    };
    let free = made(30.0, false);
    let plan = solved(&free);
    assert_eq!(plan.total.tasks, 1);
    let shut = made(30.0, true);
    assert_eq!(solved(&shut).total.tasks, 0);
    assert!(codes(&shut, &plan).contains(&"no-way"));
    let small = made(10.0, true);
    let plan = solved(&small);
    assert_eq!(plan.total.tasks, 1);
    assert_eq!(codes(&small, &plan), Vec::<&str>::new());
}
