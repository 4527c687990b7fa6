//! The sheet of an order: every part, in three languages, with times in UTC and by zone.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie::i18n::{Catalogue, LANGUAGES};
use vigie::order::{Document, FORMATS, Sheet, to_html};
use vigie_patrol::order::{OrderDetails, conflicts, deconfliction, orders};
use vigie_patrol::{Plan, Request};
use vigie_sea::Time;

fn scene() -> (Request, Plan) {
    let request = serde_json::json!({
        "span": { "start": "2026-07-01T00:00:00Z", "end": "2026-07-10T00:00:00Z" },
        "ports": [{ "id": "dutch", "name": "Dutch <Harbor>", "position": [-166.53, 53.9] }],
        "assets": [{
            "id": "q8", "name": "Dash 8", "agency": "ca-ccg", "class": "aircraft", "bases": ["dutch"], "start": { "port": "dutch" },
            "modes": [{ "name": "cruise", "speed_kn": 240.0, "fuel_t_per_h": 1.0 }], "task_speed_kn": 200.0, "task_fuel_t_per_h": 1.0,
            "fuel_capacity_t": 20.0, "fuel_reserve_t": 2.0, "endurance_h": 9.0, "crew": {}, "turn_round_h": 4.0, "altitude_ft": 1500.0,
            "sensors": [{ "name": "radar", "swaths": [{ "sea_state_max": 6, "swath_nm": 20.0 }] }],
            "limits": { "task_sea_state_max": 9, "board_sea_state_max": 0 } }],
        "tasks": [{ "id": "s1", "name": "Squid & fleet", "kind": "search", "area": { "centre": [179.5, 48.0], "radius_nm": 25.0 },
            "target_class": "fishing-large", "steps_max": 2, "owner": "jp-jcg", "value": 30.0, "duration_h": 2.0 }]
    });
    let stop = |what: serde_json::Value, times: [&str; 4], at: [f64; 2]| {
        let mut stop = serde_json::json!({
            "mode": "cruise", "depart": times[0], "arrive": times[1], "begin": times[2], "end": times[3], "position": at, "position_end": at,
            "distance_nm": 600.0, "fuel_used_t": 3.0, "fuel_taken_t": 0.0, "fuel_end_t": 15.0, "value": 9.0, "instrument": "NPFC CMM 2017-09" });
        stop.as_object_mut()
            .unwrap()
            .extend(what.as_object().unwrap().clone());
        stop
    };
    let plan = serde_json::json!({
        "routes": [{ "asset": "q8", "stops": [
            stop(serde_json::json!({ "what": "task", "task": "s1" }), ["2026-07-05T18:00:00Z", "2026-07-05T21:00:00Z", "2026-07-05T21:00:00Z", "2026-07-05T23:00:00Z"], [179.5, 48.0]),
            stop(serde_json::json!({ "what": "port", "port": "dutch" }), ["2026-07-05T23:00:00Z", "2026-07-06T02:00:00Z", "2026-07-06T02:00:00Z", "2026-07-06T02:00:00Z"], [-166.53, 53.9]) ] }],
        "total": { "value": 9.0, "distance_nm": 1200.0, "fuel_t": 6.0, "hours": 8.0, "cost": 0.0, "tasks": 1 } });
    (
        serde_json::from_value(request).unwrap(),
        serde_json::from_value(plan).unwrap(),
    )
}

#[test]
fn a_sheet_has_every_part_in_three_languages() {
    let (request, plan) = scene();
    let details = OrderDetails {
        title: "Op <Nord>".to_owned(),
        number: "7/26".to_owned(),
        ..OrderDetails::default()
    };
    let issued = Time::parse("2026-07-05T06:00:00Z").unwrap();
    let made = orders(&request, &plan, &details, issued, |_, _, _| Vec::new());
    let (itinerary, actions) = &made[0];
    let occupations = deconfliction(&request, &plan);
    let conflicts = conflicts(&request, &occupations);
    let mut sheets = Vec::new();
    for language in LANGUAGES {
        let sheet = Sheet {
            itinerary,
            actions,
            details: &details,
            occupations: &occupations,
            conflicts: &conflicts,
            marking: Some("EXERCISE · EXERCICE · 演習"),
        };
        let html = to_html(&Catalogue::new(language), &sheet);
        // No code where a sentence belongs, nothing unescaped, no variable left open.
        for fault in [
            "order-",
            "pattern-",
            "<Nord>",
            "<Harbor>",
            "Squid & fleet",
            "{$",
        ] {
            assert!(!html.contains(fault), "{language}: {fault}\n{html}");
        }
        for part in [
            "1500 ft",
            "2026-07-05 21:00Z",
            "2026-07-06 09:00 +12",
            "179°30.0′E",
            "NPFC CMM 2017-09",
            "121.500 MHz",
            "EXERCICE",
            "7/26",
        ] {
            assert!(html.contains(part), "{language}: {part}\n{html}");
        }
        assert_eq!(
            html.matches("<h3>").count(),
            9,
            "six parts, waypoints, deconfliction, communications"
        );
        sheets.push(html);
    }
    assert!(sheets[1].contains("Ordre de patrouille") && sheets[2].contains("哨戒命令書"));
    for (format, _) in FORMATS {
        assert!(
            !Document::new(format, itinerary, actions, issued)
                .unwrap()
                .text
                .is_empty()
        );
    }
    assert_eq!(Document::new("docx", itinerary, actions, issued), None);
}

#[test]
fn what_the_planner_set_is_on_the_sheet() {
    let (request, plan) = scene();
    let mut details = OrderDetails {
        coordinator: "MRCC Victoria".to_owned(),
        on_scene_coordinator: "CCGS Laurier".to_owned(),
        airspace: "TSA 12".to_owned(),
        reports_to: "MOC East".to_owned(),
        remarks: "Keep clear of the cable.".to_owned(),
        ..OrderDetails::default()
    };
    details.comms.nets.truncate(1);
    details.comms.nets[0].channel = "8291 kHz USB".to_owned();
    let issued = Time::parse("2026-07-05T06:00:00Z").unwrap();
    let made = orders(&request, &plan, &details, issued, |_, _, _| Vec::new());
    let (itinerary, actions) = &made[0];
    for language in LANGUAGES {
        let catalogue = Catalogue::new(language);
        let sheet = Sheet {
            itinerary,
            actions,
            details: &details,
            occupations: &[],
            conflicts: &[],
            marking: None,
        };
        let html = to_html(&catalogue, &sheet);
        for part in [
            "MRCC Victoria",
            "CCGS Laurier",
            "TSA 12",
            "MOC East",
            "Keep clear of the cable.",
            "8291 kHz USB",
        ] {
            assert!(html.contains(part), "{language}: {part}\n{html}");
        }
        assert!(!html.contains("123.100 MHz"), "{language}");
    }
}
