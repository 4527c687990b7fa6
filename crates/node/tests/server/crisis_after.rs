//! Before and after a crisis: contingency plans at onset, a crisis opened from one, and the report that names nobody.

use serde_json::{Value, json};

use crate::node::{Node, member};

fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap().as_millis()).unwrap()
}

fn quake(onset_ms: i64) -> Value {
    let properties = json!({"mag": 7.8, "place": "Luzon", "time": onset_ms, "alert": "red"});
    let geometry = json!({"type": "Point", "coordinates": [121.0, 14.6, 10.0]});
    json!({"type": "FeatureCollection", "features": [{"id": "us1", "properties": properties, "geometry": geometry}]})
}

fn contingency() -> Value {
    let placed = |kind: &str, key: &str, lon: f64, lat: f64, quantity: u32| json!({"kind": kind, "key": key, "name": key, "owner": "JP", "position": [lon, lat], "quantity": quantity});
    let plain = |kind: &str, key: &str, quantity: u32| json!({"kind": kind, "key": key, "name": key, "owner": "JP", "quantity": quantity});
    json!({"name": "Luzon", "country": "PH", "from": 0, "entries": [
        placed("assembly", "school", 121.0, 14.6, 400), placed("embarkation", "RPLL", 121.02, 14.5, 500), placed("haven", "ROAH", 127.6, 26.2, 900),
        plain("route", "school-RPLL", 90), plain("route", "NAIA-road", 90), plain("provider", "JAL", 180), plain("pledge", "bus", 5), plain("assembly", "hall", 50),
        {"kind": "trigger", "key": "severe-quake", "name": "Strong earthquake", "note": "call the embassy"},
        {"kind": "trigger", "key": "volcano", "name": "Eruption", "position": [123.7, 13.2]},
    ]})
}

#[test]
fn an_alert_touches_contingency_plans_and_a_crisis_begins_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let viewer = member(&node, &administrator, "viewer");
    let kept = officer.json("PUT", "/api/v1/plan-book/PH-LUZON", &contingency());
    assert_eq!(kept.status, 201, "{}", kept.code());
    let read = officer.json("POST", "/api/v1/hazards", &quake(0)).json();
    let shown = &viewer.get("/api/v1/hazards").json()["hazards"][0];
    assert_eq!(shown, &read["hazards"][0]);
    assert_eq!(shown["touched"], json!({"places": 0, "people": 0}));
    let plan = &shown["plans"][0];
    assert_eq!(
        (&plan["key"], &plan["party"]),
        (&json!("PH-LUZON"), &Value::Null)
    );
    assert_eq!(
        (&plan["assembly"], &plan["holds"], &plan["embarkation"]),
        (&json!(1), &json!(400), &json!(1)),
        "nobody is registered, and the plan says where they gather"
    );
    let met =
        json!([{"key": "severe-quake", "name": "Strong earthquake", "note": "call the embassy"}]);
    assert_eq!(plan["triggers"], met);

    let mut wish = json!({"name": "Luzon", "alert": shown["id"], "plan": "PH-LUZON"});
    let without = officer.json("POST", "/api/v1/crises", &wish);
    assert_eq!(without.code(), "crisis-own-code");
    wish["own"] = json!("JP");
    let opened = officer.json("POST", "/api/v1/crises", &wish);
    assert_eq!(opened.status, 201, "{}", opened.code());
    let draft = opened.json()["draft"].clone();
    assert_eq!(
        (&draft["places"], &draft["roads"]),
        (&json!(4), &json!(1)),
        "{draft}"
    );
    assert_eq!(draft["carriers"][0]["key"], json!("JAL"));
    assert_eq!(draft["unplaced"][0]["key"], json!("hall"));
    assert_eq!(draft["unread"][0]["key"], json!("NAIA-road"));
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let at = |rest: &str| format!("/api/v1/crises/{id}/{rest}");
    let transport = viewer.get(&at("transport")).json()["transport"].clone();
    assert_eq!(transport["own"], json!("JP"));
    assert_eq!(
        transport["instance"]["legs"],
        json!([]),
        "no leg is made up"
    );
    let road = &transport["instance"]["roads"][0];
    let school = &transport["instance"]["assembly"][0];
    assert_eq!(road["from"], school["id"]);
    let board = viewer.get(&at("board")).json();
    let places = board["all_places"].as_array().unwrap();
    let found = places.iter().find(|it| it["id"] == school["id"]).unwrap();
    assert_eq!(found["position"], json!([121.0, 14.6]));
    wish["plan"] = json!("none");
    assert_eq!(officer.json("POST", "/api/v1/crises", &wish).status, 404);
}

#[test]
fn the_report_counts_from_the_onset_and_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let viewer = member(&node, &administrator, "viewer");
    let onset_ms = now_ms() - 3 * 3_600_000;
    let quake = quake(onset_ms);
    let read = officer.json("POST", "/api/v1/hazards", &quake).json();
    let wish = json!({"name": "Luzon", "alert": read["hazards"][0]["id"]});
    let opened = officer.json("POST", "/api/v1/crises", &wish).json();
    let id = opened["id"].as_str().unwrap().to_owned();
    let at = |rest: &str| format!("/api/v1/crises/{id}/{rest}");
    for n in 0..9 {
        let (family, nationality, lies) = match n {
            0..6 => (format!("Tremblay{n}"), "CAN", false),
            _ => (format!("Sato{n}"), "JPN", true),
        };
        let person = json!({
            "id": format!("{:032x}", 0), "names": [{"script": "latin", "family": family, "given": "A"}], "nationalities": [nationality],
            "needs": {"stretcher": lies}, "source": "walk_in",
        });
        let made = officer.json("POST", &at("persons"), &person);
        assert_eq!(made.status, 201, "{}", made.code());
        let person = made.json()["id"].clone();
        let deed = json!({"person": person, "deed": {"act": "contacted", "channel": "phone"}, "at_ms": onset_ms + 7_200_000});
        let noted = officer.json("POST", &at("deeds"), &deed);
        assert!(noted.status < 300, "{}", noted.code());
    }
    let answer = viewer.get(&at("report"));
    let report = answer.json();
    assert_eq!(
        (&report["from"], &report["from_ms"], &report["people"]),
        (&json!("onset"), &json!(onset_ms), &json!(9))
    );
    let contacted = &report["steps"]["contacted"];
    assert_eq!(
        contacted,
        &json!({"people": 9, "median_h": 2.0, "p90_h": 2.0})
    );
    for table in ["classes", "nationalities"] {
        for line in report[table].as_array().unwrap() {
            assert_eq!(line["people"], Value::Null, "nine less six is three");
        }
    }
    assert_eq!(report["devices"]["missing"], json!(0));
    let table = viewer.get(&at("report.csv"));
    assert_eq!(
        table.header("content-type"),
        Some("text/csv; charset=utf-8")
    );
    let text = String::from_utf8(table.body.clone()).unwrap();
    assert!(text.contains("all,,,contacted,9,2,2"), "{text}");
    for text in [text, report.to_string()] {
        assert!(!text.contains("Tremblay") && !text.contains("Sato"));
    }
}
