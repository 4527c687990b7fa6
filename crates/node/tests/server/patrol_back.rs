//! What comes back from sea: a dark vessel is reported without a number and compared with the tracks, a vessel inspected
//! falls on the list, orders say who coordinates, and what makes a plan due is said.

use serde_json::{Value, json};

use crate::{
    client::Client,
    node::{Node, recording, settled, until},
    patrol::{equip, one, planned, vigie_plan},
};

const REPORTS: &str = "/api/v1/patrol/reports";

pub(crate) fn points(list: &Value, mmsi: u64) -> (f64, Vec<String>) {
    let vessels = list["vessels"].as_array().unwrap();
    let found = vessels.iter().find(|v| v["mmsi"] == mmsi);
    let found = found.unwrap_or_else(|| panic!("{list}"));
    let reasons = found["reasons"].as_array().unwrap().iter();
    (
        found["score"]["points"].as_f64().unwrap(),
        reasons
            .map(|r| r["code"].as_str().unwrap().to_owned())
            .collect(),
    )
}

#[test]
fn a_dark_vessel_is_reported_without_a_number_and_compared_with_the_tracks() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[&recording(folder.path())]);
    let client = node.administrator();
    settled(&client);
    let time = "2026-03-01T03:02:00Z";
    let nowhere = json!({"kind": "sighting", "time": time, "text": "something"});
    let refused = client.json("POST", REPORTS, &nowhere);
    assert_eq!(
        (refused.status, refused.code()),
        (400, "report-needs-place".to_owned())
    );
    let dark = json!({"kind": "sighting", "time": time, "asset": "laurier", "position": [-178.9, 39.5],
        "uncertainty_m": 1_000.0, "ais_received": false, "text": "no lights"});
    let taken = client.json("POST", REPORTS, &dark);
    assert_eq!(taken.status, 201, "{}", taken.json());
    let told = taken.json();
    assert_eq!(told["sighting"]["outcome"]["dark"], 1, "{told}");
    let events = client.get("/api/v1/events?kind=dark_detection").json();
    assert_eq!(events["events"].as_array().unwrap().len(), 1, "{events}");
    // Beside a squid boat that sends, with her number: it is she.
    let known = json!({"kind": "hail", "time": time, "mmsi": 412_000_001, "position": [179.95, 41.0],
        "uncertainty_m": 300.0, "text": "answered"});
    let told = client.json("POST", REPORTS, &known).json();
    assert_eq!(told["sighting"]["outcome"]["on_ais"], 1, "{told}");
    let far = json!({"kind": "sighting", "time": time, "position": [0.0, 0.0], "uncertainty_m": 1e9, "text": ""});
    assert_eq!(client.json("POST", REPORTS, &far).status, 400);
    let wordless = json!({"kind": "hail", "time": time, "mmsi": 412_000_001, "text": "no answer"});
    let told = client.json("POST", REPORTS, &wordless).json();
    assert_eq!(told["sighting"], Value::Null, "{told}");
    assert!(node.stop());
}

#[test]
fn a_vessel_that_was_inspected_falls_on_the_list_and_stays_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let feed = recording(folder.path());
    let node = Node::start(folder.path(), &[&feed]);
    let client = node.administrator();
    settled(&client);
    let before = client.get("/api/v1/list").json();
    let (old, reasons) = points(&before, 412_000_001);
    assert!(old > 0.0 && !reasons.contains(&"recently-inspected".to_owned()));
    let told = json!({"kind": "outcome", "time": before["event_time"], "task": "board-412000001",
        "outcome": "done", "text": ""});
    let taken = client.json("POST", REPORTS, &told);
    assert_eq!(taken.status, 201, "{}", taken.json());
    let fell = |list: &Value| {
        let (new, reasons) = points(list, 412_000_001);
        new < old && reasons.contains(&"recently-inspected".to_owned())
    };
    until(&client, "/api/v1/list", fell);
    // Of a vessel that nobody looked at nothing is taken.
    let list = client.get("/api/v1/list").json();
    assert_eq!(
        points(&list, 412_000_002).0.to_bits(),
        points(&before, 412_000_002).0.to_bits()
    );
    assert!(node.stop());
    let node = Node::start(folder.path(), &[&feed]);
    let client = node.sign_in("admin");
    settled(&client);
    until(&client, "/api/v1/list", fell);
    assert!(node.stop());
}

/// The same doors from the command line.
fn by_command_line(client: &Client, id: &str, asset: &str) {
    let made = client.json(
        "POST",
        "/api/v1/tokens",
        &json!({"name": "bridge", "role": "watch_officer"}),
    );
    let token = made.json()["token"].as_str().unwrap().to_owned();
    let vigie = |words: &[&str]| vigie_plan(client, &token, &["--json"], words);
    let said = vigie(&["order-status", id, asset, "under-way"]);
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    let card = client.get(&one(id, "")).json();
    assert_eq!(card["orders"][asset]["status"], "under-way");
    let words = [
        "report", "sighting", "--lat", "44.5", "--lon", "-179.95", "--ais", "no",
    ];
    let said = vigie(&words);
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    let told: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(
        (&told["id"], &told["replan_due"]),
        (&json!("report-1"), &json!(true))
    );
    assert_eq!(
        client.get("/api/v1/patrol").json()["replan_due"]["reason"],
        "report"
    );
    let nobody = vigie(&["order-status", id, "nobody", "completed"]);
    assert_eq!(nobody.status.code(), Some(1));
}

#[test]
fn orders_say_who_coordinates_and_due_plans_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    equip(&client);
    let mut settings = client.get("/api/v1/patrol/settings").json();
    settings["orders"]["reports_to"] = json!("MOC East");
    let put = client.json("PUT", "/api/v1/patrol/settings", &settings);
    assert_eq!(put.status, 200, "{}", put.json());
    let (id, card) = planned(&client);
    let ordered = json!({"status": "ordered"});
    let status = client.json("PUT", &one(&id, "/status"), &ordered);
    assert_eq!(status.status, 200, "{}", status.json());
    let terms = client.get(&one(&id, "/terms")).json();
    // What is ordered keeps what was usual then.
    assert_eq!(terms["plan"]["reports_to"], "MOC East", "{terms}");
    let visits = |route: &&Value| {
        let mut stops = route["stops"].as_array().unwrap().iter();
        stops.any(|s| s["what"] == "task")
    };
    let routes = card["plan"]["routes"].as_array().unwrap();
    let route = routes.iter().find(visits).unwrap();
    let asset = route["asset"].as_str().unwrap().to_owned();
    let acknowledged = json!({"status": "acknowledged"});
    let order = one(&id, &format!("/orders/{asset}"));
    assert_eq!(client.json("PUT", &order, &acknowledged).status, 200);

    let mut own = terms["plan"].clone();
    own["coordinator"] = json!("MRCC Victoria");
    own["remarks"] = json!("Keep clear of the cable.");
    own["comms"]["nets"][0]["channel"] = json!("8291 kHz USB");
    own["comms"]["report_every_h"] = json!(6.0);
    let put = client.json("PUT", &one(&id, "/terms"), &own);
    assert_eq!(put.status, 200, "{}", put.json());
    let issued = put.json()["issued"].as_array().unwrap().clone();
    assert!(issued.contains(&json!(asset)), "{issued:?}");
    let card = client.get(&one(&id, "")).json();
    assert_eq!(card["orders"][&asset]["status"], "issued");
    let sheet = client.get(&one(&id, &format!("/orders/{asset}/sheet?lang=en")));
    let text = String::from_utf8(sheet.body).unwrap();
    for part in ["8291 kHz USB", "Keep clear of the cable.", "6 h"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    own["comms"]["report_every_h"] = json!(0.0);
    assert_eq!(client.json("PUT", &one(&id, "/terms"), &own).status, 400);
    assert_eq!(
        client
            .json("PUT", &one("plan-99", "/terms"), &terms["plan"])
            .status,
        404
    );

    // A forecast that closes a visit makes the plan due, one elsewhere does not.
    let due = || client.get("/api/v1/patrol").json()["replan_due"].clone();
    let stops = route["stops"].as_array().unwrap();
    let stop = stops.iter().find(|s| s["what"] == "task").unwrap();
    let span = json!({"start": stop["begin"], "end": stop["end"]});
    let calm =
        json!({"area": {"centre": [0.0, 0.0], "radius_nm": 10.0}, "span": span, "sea_state": 9});
    let put = client.json("PUT", "/api/v1/patrol/weather/calm", &calm);
    assert_eq!((put.status, due()), (200, Value::Null), "{}", put.json());
    let gale = json!({"area": {"centre": stop["position"], "radius_nm": 30.0}, "span": span, "sea_state": 9});
    let put = client.json("PUT", "/api/v1/patrol/weather/gale", &gale);
    assert_eq!(put.status, 200, "{}", put.json());
    assert_eq!(due()["reason"], "weather-closed", "{}", due());
    assert_eq!(due()["weather"], "gale");

    by_command_line(&client, &id, &asset);
    assert!(node.stop());
}

#[test]
fn a_loaded_register_puts_its_assets_into_the_request() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    equip(&client);
    let first = || {
        let request = client.get("/api/v1/patrol/request").json();
        request["assets"][0].clone()
    };
    let id = first()["id"].clone();
    assert_eq!(first()["registers"], Value::Null);
    let list = json!({"source": "npfc.int", "date": "2026-05-01", "assets": [id]});
    let put = client.json("PUT", "/api/v1/patrol/registers/NPFC-HSBI", &list);
    assert_eq!(put.status, 200, "{}", put.json());
    assert_eq!(first()["registers"], json!(["NPFC-HSBI"]));
    let kept = client.get("/api/v1/patrol/registers").json();
    assert_eq!(kept["registers"][0]["value"]["source"], "npfc.int");
    let gone = client.send("DELETE", "/api/v1/patrol/registers/NPFC-HSBI", &[], b"");
    assert_eq!(gone.status, 204);
    assert_eq!(first()["registers"], Value::Null);
    assert!(node.stop());
}
