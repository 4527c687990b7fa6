//! A boarding that a device delivers counts as a look, closes its tasks and makes the ordered plan due, once; corrected it
//! counts as what it says then, withdrawn it counts as nothing.

use std::time::SystemTime;

use serde_json::{Value, json};
use vigie_sea::Time;

use crate::{
    client::Client,
    node::{Node, recording, settled, until},
    patrol::{equip, one, planned, state},
    patrol_back::points,
};

const EDITS: &str = "/api/v1/boarding/edits";
const REPORT: &str = "tablet-1-1";

fn edit(seq: u64, act: &Value) -> Value {
    json!({"id": {"device": "tablet-1", "seq": seq}, "at_ms": 0, "user": "roy", "report": REPORT, "act": act})
}

fn set(seq: u64, field: &str, value: &Value, replaces: &Value) -> Value {
    edit(
        seq,
        &json!({"do": "set", "field": field, "value": value, "replaces": replaces}),
    )
}

/// A boarding that was carried out, as a device writes it.
fn boarding(at_ms: i64, task: Option<&str>) -> Vec<Value> {
    let none = json!([]);
    let begin = json!({"do": "begin", "form": "npfc-hsbi", "subject": "412000001"});
    let mut edits = vec![
        edit(1, &begin),
        set(2, "mmsi", &json!(412_000_001), &none),
        set(3, "boarded_at", &json!(at_ms), &none),
        set(4, "boarding_result", &json!("completed"), &none),
    ];
    if let Some(task) = task {
        edits.push(set(5, "patrol_task", &json!(task), &none));
    }
    edits
}

fn deliver(client: &Client, edits: &[Value]) -> Value {
    let taken = client.json("POST", EDITS, &json!({"edits": edits}));
    assert_eq!(taken.status, 200, "{}", taken.json());
    assert_eq!(taken.json()["refused"], json!([]), "{}", taken.json());
    taken.json()
}

fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    i64::try_from(now.unwrap().as_millis()).unwrap()
}

fn reports(client: &Client) -> Vec<(String, Value)> {
    let found = client.get("/api/v1/patrol/reports").json();
    let each = found["reports"].as_array().unwrap().iter();
    each.map(|r| (r["id"].as_str().unwrap().to_owned(), r["value"].clone()))
        .collect()
}

/// What the node says of the report.
fn told(client: &Client) -> Value {
    client.get("/api/v1/boarding/reports").json()["reports"][0].clone()
}

/// A plan under orders.
fn ordered(client: &Client) -> String {
    equip(client);
    let (id, _) = planned(client);
    order(client, &id);
    id
}

fn order(client: &Client, id: &str) {
    let ordered = client.json("PUT", &one(id, "/status"), &json!({"status": "ordered"}));
    assert_eq!(ordered.status, 200, "{}", ordered.json());
}

#[test]
fn a_delivered_boarding_closes_its_task_and_makes_the_plan_due_once() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    let id = ordered(&client);
    let due = || client.get("/api/v1/patrol").json()["replan_due"].clone();
    assert_eq!(due(), Value::Null);
    let edits = boarding(now_ms(), Some("line"));
    deliver(&client, &edits);
    assert_eq!(
        (&due()["reason"], &due()["report"]),
        (&json!("boarding"), &json!(REPORT)),
        "{}",
        due()
    );
    assert_eq!(state(&client, "line"), "done");
    let names: Vec<String> = reports(&client).into_iter().map(|(name, _)| name).collect();
    // Its own task, the boarding of the vessel, and the look at her.
    assert_eq!(
        names,
        [
            format!("{REPORT}/3"),
            format!("{REPORT}/2"),
            REPORT.to_owned()
        ]
    );
    let said = told(&client);
    assert_eq!(said["patrol"]["boarded"], true, "{said}");
    assert_eq!(said["patrol"]["reports"][0]["task"], "line");
    assert_eq!(said["verified"], false);
    for code in ["form-not-verified", "not-complete", "faults", "no-outcome"] {
        let codes = said["unverified"].as_array().unwrap();
        assert!(codes.contains(&json!(code)), "{code}: {said}");
    }

    // The device delivers again: nothing happens a second time.
    order(&client, &id);
    assert_eq!(due(), Value::Null);
    assert_eq!(deliver(&client, &edits)["taken"], 0);
    let place = set(6, "position", &json!([-179.9, 41.0]), &json!([]));
    deliver(&client, &[place]);
    // A place that came later is told, and no reason for another plan.
    assert_eq!(due(), Value::Null);
    let found = reports(&client);
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].1["position"], json!([-179.9, 41.0]));

    // Withdrawn, it closes nothing any more.
    deliver(
        &client,
        &[edit(
            7,
            &json!({"do": "step", "step": "withdrawn", "note": ""}),
        )],
    );
    assert_eq!(due()["reason"], "boarding-withdrawn", "{}", due());
    assert!(reports(&client).is_empty());
    assert_ne!(state(&client, "line"), "done");
    let said = told(&client);
    assert_eq!(
        (&said["withdrawn"], &said["patrol"]),
        (&json!(true), &json!({"silent": "withdrawn"}))
    );
    let audit = client.get("/api/v1/audit?limit=1000").json().to_string();
    assert_eq!(audit.matches("\"boarding-counted\"").count(), 2, "{audit}");
    assert_eq!(audit.matches("\"boarding-taken-back\"").count(), 1);
    assert!(node.stop());
}

/// Points of the vessel that was boarded, and whether she counts as inspected.
fn standing(list: &Value) -> (f64, bool) {
    let (points, reasons) = points(list, 412_000_001);
    (points, reasons.contains(&"recently-inspected".to_owned()))
}

#[test]
fn a_delivered_boarding_takes_the_vessel_down_the_list_until_it_is_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let feed = recording(folder.path());
    let node = Node::start(folder.path(), &[&feed]);
    let client = node.administrator();
    settled(&client);
    let before = client.get("/api/v1/list").json();
    let (old, inspected) = standing(&before);
    assert!(old > 0.0 && !inspected);
    let time = Time::parse(before["event_time"].as_str().unwrap()).unwrap();
    deliver(&client, &boarding(time.ms(), None));
    let fell = |list: &Value| {
        let (new, inspected) = standing(list);
        new < old && inspected
    };
    until(&client, "/api/v1/list", fell);
    // It is kept: a node that was started again counts it.
    assert!(node.stop());
    let node = Node::start(folder.path(), &[&feed]);
    let client = node.sign_in("admin");
    settled(&client);
    until(&client, "/api/v1/list", fell);
    // She refused after all: then nobody looked at her.
    let heads = json!([{"device": "tablet-1", "seq": 4}]);
    deliver(
        &client,
        &[set(8, "boarding_result", &json!("refused"), &heads)],
    );
    until(&client, "/api/v1/list", |list| {
        let (new, inspected) = standing(list);
        (new - old).abs() < 0.2 && !inspected
    });
    assert!(node.stop());
}
