//! Orders: what goes out comes back equal, across 180°, with all parts an officer expects.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_patrol::order::{
    Itinerary, OrderDetails, Waypoint, WaypointKind, conflicts, deconfliction, from_csv, from_gpx,
    from_rtz, orders, to_cot, to_csv, to_geojson, to_gpx, to_kml, to_plan_json, to_rtz,
    to_waypoint_list,
};
use vigie_patrol::{AssetClass, Medium, Plan, Request};
use vigie_sea::route::{Crossing, Router, Waters};
use vigie_sea::{Position, Time, distance_m};

const REQUEST: &str = r#"{
  "title": "Garde <nord> & 北",
  "span": { "start": "2026-07-01T00:00:00Z", "end": "2026-07-10T00:00:00Z" },
  "ports": [
    { "id": "kushiro", "name": "釧路", "position": [144.37, 42.98], "fuel": true },
    { "id": "dutch", "name": "Dutch Harbor", "position": [-166.53, 53.9], "fuel": true }
  ],
  "assets": [
    { "id": "laurier", "name": "CCGS Sir Wilfrid Laurier", "agency": "ccg", "class": "ship", "bases": ["kushiro", "dutch"],
      "start": { "port": "kushiro" }, "modes": [{ "name": "cruise", "speed_kn": 14, "fuel_t_per_h": 0.5 }],
      "task_speed_kn": 10, "task_fuel_t_per_h": 0.3, "fuel_capacity_t": 500, "fuel_reserve_t": 50, "endurance_h": 900,
      "crew": {}, "turn_round_h": 12, "boarding_team": true,
      "sensors": [{ "name": "radar", "swaths": [{ "sea_state_max": 6, "swath_nm": 12 }] }],
      "limits": { "task_sea_state_max": 6, "board_sea_state_max": 4 } },
    { "id": "q4", "agency": "ccg", "class": "aircraft", "bases": ["dutch"], "start": { "port": "dutch" },
      "modes": [{ "name": "cruise", "speed_kn": 240, "fuel_t_per_h": 1 }], "task_speed_kn": 200, "task_fuel_t_per_h": 1,
      "fuel_capacity_t": 20, "fuel_reserve_t": 2, "endurance_h": 9, "crew": {}, "turn_round_h": 4, "altitude_ft": 1500,
      "sensors": [{ "name": "radar", "swaths": [{ "sea_state_max": 6, "swath_nm": 20 }] }],
      "limits": { "task_sea_state_max": 9, "board_sea_state_max": 0 } },
    { "id": "gulfstream", "agency": "jcg", "class": "aircraft", "bases": ["kushiro"], "start": { "port": "kushiro" },
      "modes": [{ "name": "cruise", "speed_kn": 400, "fuel_t_per_h": 1 }], "task_speed_kn": 250, "task_fuel_t_per_h": 1,
      "fuel_capacity_t": 20, "fuel_reserve_t": 2, "endurance_h": 9, "crew": {}, "turn_round_h": 4, "altitude_ft": 2000,
      "limits": { "task_sea_state_max": 9, "board_sea_state_max": 0 } }
  ],
  "tasks": [
    { "id": "t1", "name": "Look, \"twice\"", "kind": "visit", "position": [179.5, 47.0], "owner": "ccg", "value": 10, "duration_h": 1 },
    { "id": "s1", "name": "Squid fleet", "kind": "search", "area": { "centre": [-179.8, 48.0], "radius_nm": 25 },
      "target_class": "fishing-large", "steps_max": 2, "owner": "jcg", "value": 30, "duration_h": 6 }
  ]
}"#;

fn stop(what: &str, depart: &str, arrive: &str, begin: &str, end: &str, at: &str) -> String {
    format!(
        r#"{{ {what}, "mode": "cruise", "depart": "{depart}", "arrive": "{arrive}", "begin": "{begin}", "end": "{end}",
        "position": {at}, "position_end": {at}, "distance_nm": 1489.0625, "fuel_used_t": 53.2, "fuel_taken_t": 0.1,
        "fuel_end_t": 446.7999, "value": 9.875, "instrument": "NPFC CMM 2017-09, par. 5" }}"#
    )
}

fn scene() -> (Request, Plan) {
    let request: Request = serde_json::from_str(REQUEST).unwrap();
    let laurier = [
        stop(
            r#""what": "task", "task": "t1""#,
            "2026-07-01T06:00:00Z",
            "2026-07-05T17:30:30Z",
            "2026-07-05T18:00:00Z",
            "2026-07-05T19:00:00Z",
            "[179.5, 47.0]",
        ),
        stop(
            r#""what": "task", "task": "s1""#,
            "2026-07-05T19:00:00Z",
            "2026-07-06T00:00:00Z",
            "2026-07-06T00:00:00Z",
            "2026-07-06T06:00:00Z",
            "[-179.8, 48.0]",
        ),
        stop(
            r#""what": "port", "port": "dutch""#,
            "2026-07-06T06:00:00Z",
            "2026-07-08T18:00:00Z",
            "2026-07-08T18:00:00Z",
            "2026-07-08T18:00:00Z",
            "[-166.53, 53.9]",
        ),
    ];
    let air = |end: &str, port: &str| {
        [
            stop(
                r#""what": "task", "task": "s1""#,
                "2026-07-05T22:00:00Z",
                "2026-07-06T00:30:00Z",
                "2026-07-06T00:30:00Z",
                "2026-07-06T03:00:00Z",
                "[-179.8, 48.0]",
            ),
            stop(
                &format!(r#""what": "port", "port": "{end}""#),
                "2026-07-06T03:00:00Z",
                "2026-07-06T06:00:00Z",
                "2026-07-06T06:00:00Z",
                "2026-07-06T06:00:00Z",
                port,
            ),
        ]
        .join(",")
    };
    let plan = format!(
        r#"{{ "routes": [ {{ "asset": "laurier", "stops": [{}] }}, {{ "asset": "q4", "stops": [{}] }}, {{ "asset": "gulfstream", "stops": [{}] }} ],
        "total": {{ "value": 0, "distance_nm": 0, "fuel_t": 0, "hours": 0, "cost": 0, "tasks": 0 }} }}"#,
        laurier.join(","),
        air("dutch", "[-166.53, 53.9]"),
        air("kushiro", "[144.37, 42.98]")
    );
    (request, serde_json::from_str(&plan).unwrap())
}

fn all() -> (
    Plan,
    Vec<(Itinerary, Vec<vigie_patrol::order::SearchAction>)>,
) {
    let (request, plan) = scene();
    let mut router = Router::new(Waters::open(), Crossing::default());
    let details = OrderDetails {
        title: "Op «Nord» <1> & 北".to_owned(),
        coordinator: "JRCC Victoria".to_owned(),
        ..OrderDetails::default()
    };
    let issued = Time::parse("2026-06-30T12:00:00Z").unwrap();
    let made = orders(
        &request,
        &plan,
        &details,
        issued,
        |medium, from, to| match medium {
            Medium::Air => Vec::new(),
            Medium::Water => router.route(from, to).map(|r| r.places).unwrap_or_default(),
        },
    );
    (plan, made)
}

#[test]
fn document_to_plan_to_document_is_equal() {
    let (plan, made) = all();
    assert_eq!(made.len(), 3);
    for (itinerary, _) in &made {
        for (write, read) in [
            (
                to_rtz as fn(&Itinerary) -> String,
                from_rtz as fn(&str) -> Result<Itinerary, _>,
            ),
            (to_gpx, from_gpx),
            (to_csv, from_csv),
        ] {
            let document = write(itinerary);
            let back = read(&document).unwrap();
            assert_eq!(&back, itinerary, "{document}");
            assert_eq!(write(&back), document);
            // The plan in it is the plan that was ordered.
            assert_eq!(Some(&back.route()), plan.route(&itinerary.asset));
            let mut other = Plan::default();
            back.amend(&mut other);
            assert_eq!(other.route(&itinerary.asset), plan.route(&itinerary.asset));
        }
    }
}

#[test]
fn the_way_goes_round_land_and_keeps_its_times() {
    let (_, made) = all();
    let ship = &made[0].0;
    assert!(
        ship.waypoints.iter().any(|w| w.kind == WaypointKind::Via),
        "Kushiro lies in a bay"
    );
    let times: Vec<Time> = ship
        .waypoints
        .iter()
        .flat_map(|w| {
            [
                w.eta,
                if w.kind == WaypointKind::Departure {
                    w.etd
                } else {
                    None
                },
            ]
        })
        .flatten()
        .collect();
    assert!(times.windows(2).all(|t| t[0] <= t[1]), "{times:?}");
    for leg in ship.waypoints.windows(2) {
        let Some((eta, speed)) = leg[1].eta.zip(leg[1].speed_kn) else {
            continue;
        };
        assert!(speed < 30.0, "{speed} kn to {} at {eta}", leg[1].name);
    }
    let flown = &made[1].0;
    assert!(flown.waypoints.iter().all(|w| w.kind != WaypointKind::Via));
}

#[test]
fn a_search_is_ordered_with_all_six_parts() {
    let (_, made) = all();
    let action = &made[0].1[0];
    assert_eq!(
        (
            action.situation.task.as_str(),
            action.situation.target_class.as_str()
        ),
        ("s1", "fishing-large")
    );
    assert_eq!(action.areas.corners.len(), 4);
    assert!((action.areas.area_nm2 / (std::f64::consts::PI * 625.0) - 1.0).abs() < 1e-6);
    // Six hours at ten knots cannot be passed.
    let flown_nm = action.execution.pattern.length_m() / 1_852.0;
    assert!(flown_nm <= 60.0 && flown_nm > 20.0, "{flown_nm}");
    assert!(distance_m(action.execution.commence, action.areas.centre) < 45.0 * 1_852.0);
    assert_eq!(action.coordination.coordinator, "JRCC Victoria");
    assert!(action.coordination.pod > 0.1 && action.coordination.pod < 1.0);
    assert!(action.communications.nets.len() >= 5);
    assert_eq!(
        action
            .reports
            .at
            .first()
            .map(ToString::to_string)
            .as_deref(),
        Some("2026-07-06T00:00:00Z")
    );
    assert_eq!(
        action.reports.at.last().map(ToString::to_string).as_deref(),
        Some("2026-07-06T06:00:00Z")
    );
    // An aircraft's says how high.
    assert_eq!(made[1].1[0].execution.altitude_ft, Some(1_500.0));
}

#[test]
fn aircraft_at_the_same_height_are_told_apart() {
    let (request, plan) = scene();
    let table = deconfliction(&request, &plan);
    assert_eq!(table.len(), 4);
    assert!(table.windows(2).all(|w| w[0].span.start <= w[1].span.start));
    // 500 ft apart over the same area; the ship below is no conflict.
    let found = conflicts(&request, &table);
    assert_eq!(found.len(), 1);
    let mut apart = request;
    apart.assets[2].altitude_ft = Some(2_500.0);
    assert!(conflicts(&apart, &deconfliction(&apart, &plan)).is_empty());
}

#[test]
fn other_formats_are_cut_at_180_and_well_formed() {
    let (_, made) = all();
    let (ship, actions) = &made[0];
    let map: serde_json::Value = serde_json::from_str(&to_geojson(ship, actions)).unwrap();
    let lines = map["features"][0]["geometry"]["coordinates"]
        .as_array()
        .unwrap();
    assert!(lines.len() > 1, "cut at 180");
    for line in lines {
        for pair in line.as_array().unwrap().windows(2) {
            let east = pair[1][0].as_f64().unwrap() - pair[0][0].as_f64().unwrap();
            assert!(east.abs() < 10.0, "no line runs round the globe");
        }
    }
    assert!(
        map["features"]
            .as_array()
            .unwrap()
            .iter()
            .any(|f| f["properties"]["kind"] == "search-area")
    );
    assert!(to_kml(ship).matches("<LineString>").count() > 1);
    let cot = to_cot(ship, Time::parse("2026-06-30T12:00:00Z").unwrap());
    assert!(
        cot.contains("type=\"b-m-r\"") && cot.matches("<link uid").count() == ship.waypoints.len()
    );
    assert!(cot.contains("stale=\"2026-07-08T19:00:00Z\""));
    let list = to_waypoint_list(&made[1].0);
    let mut rows = list.lines();
    assert_eq!(rows.next(), Some("QGC WPL 110"));
    for (number, row) in rows.enumerate() {
        let cells: Vec<&str> = row.split('\t').collect();
        assert_eq!(cells.len(), 12, "{row}");
        assert_eq!(cells[0], number.to_string());
        assert!(
            cells[3] != "16" || number == 0 || cells[10] == "457.2",
            "{row}"
        );
    }
    let mission: serde_json::Value = serde_json::from_str(&to_plan_json(&made[1].0)).unwrap();
    assert_eq!(mission["fileType"], "Plan");
}

#[test]
fn routes_of_bridges_and_plotters_are_read() {
    let rtz = r#"<?xml version="1.0"?><route version="1.0" xmlns="http://www.cirm.org/RTZ/1/0"><routeInfo routeName="A" vesselName="Erimo"/>
      <waypoints><waypoint id="7" name="A"><position lat="43.0" lon="144.0"/></waypoint>
      <waypoint id="9"><position lat="44.5" lon="-179.5"/><leg speedMax="15"/></waypoint></waypoints>
      <schedules><schedule id="1"><calculated><scheduleElement waypointId="9" eta="2026-07-02T00:00:00+09:00"/></calculated></schedule></schedules></route>"#;
    let read = from_rtz(rtz).unwrap();
    assert_eq!(read.name, "Erimo");
    assert_eq!(
        read.waypoints[1].eta.unwrap().to_string(),
        "2026-07-01T15:00:00Z"
    );
    let gpx = r#"<gpx version="1.1"><rte><name>R</name><rtept lat="1" lon="180"><time>2026-01-01T00:00:00Z</time></rtept></rte></gpx>"#;
    assert_eq!(
        from_gpx(gpx).unwrap().waypoints[0].position.lon_deg(),
        -180.0
    );
    let csv = "\u{FEFF}lon_deg,lat_deg\n-179.5,44.5\n";
    assert_eq!(from_csv(csv).unwrap().waypoints.len(), 1);
    assert_eq!(
        from_csv("lat_deg,lon_deg\n91,0\n").unwrap_err().to_string(),
        "order-unreadable: csv: line 2: lat_deg"
    );
    assert_eq!(
        from_rtz("<route><waypoints/></route>").unwrap_err().code(),
        "order-empty"
    );
    for bomb in [
        "<!DOCTYPE a [<!ENTITY b \"c\">]><route/>",
        "<route>&b;</route>",
        "<route><a></route>",
        "",
        "<gpx/>",
    ] {
        assert_eq!(
            from_rtz(bomb).unwrap_err().code(),
            "order-unreadable",
            "{bomb}"
        );
    }
}

proptest! {
    #[test]
    fn any_itinerary_comes_back(
        title in "\\PC{0,20}", name in "[^\r\n\t\u{0}-\u{1f}]{0,12}", agency in "[a-z]{0,5}",
        places in prop::collection::vec((-90.0..=90.0f64, -180.0..180.0f64, prop::option::of(0..2_000_000_000i64), prop::option::of(0.0..99.0f64)), 1..20),
        altitude in prop::option::of(0.0..60_000.0f64),
    ) {
        let waypoints = places.iter().map(|(lat, lon, eta, speed)| Waypoint {
            name: name.trim().to_owned(),
            kind: WaypointKind::Search,
            position: Position::new(*lat, *lon).unwrap(),
            eta: eta.map(Time::from_s),
            etd: eta.map(|t| Time::from_s(t + 60)),
            speed_kn: *speed,
            stop: None,
        }).collect();
        let itinerary = Itinerary {
            asset: "a".to_owned(), name: name.trim().to_owned(), agency, class: Some(AssetClass::Drone), altitude_ft: altitude,
            title: title.trim().to_owned(), issued: None, waypoints,
        };
        prop_assert_eq!(&from_rtz(&to_rtz(&itinerary)).unwrap(), &itinerary);
        prop_assert_eq!(&from_gpx(&to_gpx(&itinerary)).unwrap(), &itinerary);
        prop_assert_eq!(&from_csv(&to_csv(&itinerary)).unwrap(), &itinerary);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,200}", tail in "[<>/&;a-z =\"]{0,80}") {
        for read in [from_rtz, from_gpx, from_csv] {
            let _any = read(&text);
            let _any = read(&format!("<route><waypoints><waypoint {tail}"));
        }
    }
}

/// A search is run as its task says: by this pattern, in this rectangle.
#[test]
fn a_search_is_ordered_by_the_pattern_and_in_the_rectangle_of_its_task() {
    for (pattern, first, creeps) in [
        ("parallel-sweep", "PS01", true),
        ("creeping-line", "CS01", true),
        ("expanding-square", "SS01", false),
        ("sector", "VS01", false),
    ] {
        let text = REQUEST.replace(
            r#""steps_max": 2"#,
            &format!(
                r#""steps_max": 2, "pattern": "{pattern}", "rectangle": {{ "length_nm": 60, "width_nm": 30, "axis_deg": 40 }}"#
            ),
        );
        let request = Request::read(&text).unwrap();
        let plan = scene().1;
        let made = orders(
            &request,
            &plan,
            &OrderDetails::default(),
            Time::from_s(0),
            |_, _, _| Vec::new(),
        );
        // Six hours at ten knots.
        let (itinerary, actions) = made.iter().find(|(i, _)| i.asset == "laurier").unwrap();
        let action = &actions[0];
        assert_eq!(action.execution.pattern.pattern.code(), pattern);
        assert_eq!(action.execution.creep_deg.is_some(), creeps, "{pattern}");
        let flown_nm = action.execution.pattern.length_m() / 1_852.0;
        assert!((20.0..60.1).contains(&flown_nm), "{pattern}: {flown_nm}");
        assert!(action.areas.area_nm2 <= 1_800.0 + 1e-6, "{pattern}");
        assert!(
            itinerary.waypoints.iter().any(|w| w.name == first),
            "{pattern}"
        );
        assert!((0.01..1.0).contains(&action.coordination.pod), "{pattern}");
        if creeps {
            // The long side points where the task says.
            let box_nm = action.areas.area_nm2;
            assert!((box_nm - 1_800.0).abs() < 1e-6, "{box_nm}");
        }
    }
    let line = REQUEST.replace(
        r#""steps_max": 2"#,
        r#""steps_max": 2, "pattern": "track-line""#,
    );
    assert_eq!(
        Request::read(&line).unwrap_err().code(),
        "value-out-of-range"
    );
}
