//! A plan under orders stays what it was told to be while drafts follow it; looks are asked for again when there is news;
//! a letter takes no side.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    time::SystemTime,
};

use serde_json::{Value, json};
use vigie_patrol::trial;
use vigie_sea::Time;

use crate::{
    client::Client,
    node::{Node, recording, settled, until},
};

/// Places around which the Canadian ships and aircraft of the trial have work.
const TASKS: [(&str, f64, f64); 4] = [
    ("near-kodiak", 55.0, -155.0),
    ("line", 44.0, 179.9),
    ("off-vancouver", 49.0, -130.0),
    ("gulf", 52.0, -140.0),
];

pub(crate) fn equip(client: &Client) {
    let lent = trial::north_pacific(0);
    let own = client.get("/api/v1/patrol").json()["agency"].clone();
    let put = |path: String, body: Value| {
        let answer = client.json("PUT", &path, &body);
        assert_eq!(answer.status, 200, "{path}: {}", answer.json());
    };
    for port in &lent.ports {
        put(format!("/api/v1/patrol/ports/{}", port.id), json!(port));
    }
    for mut asset in lent.assets.into_iter().filter(|a| a.agency == "CA") {
        own.as_str().unwrap().clone_into(&mut asset.agency);
        asset.windows.clear();
        put(format!("/api/v1/patrol/assets/{}", asset.id), json!(asset));
    }
    for (id, lat, lon) in TASKS {
        let task = json!({"name": id, "kind": "visit", "position": [lon, lat], "value": 50.0, "duration_h": 2.0});
        put(format!("/api/v1/patrol/tasks/{id}"), task);
    }
}

pub(crate) fn one(id: &str, rest: &str) -> String {
    format!("/api/v1/patrol/plans/{id}{rest}")
}

pub(crate) fn at_version(client: &Client, id: &str, version: u64) -> Value {
    until(client, &one(id, ""), |card| {
        assert_ne!(card["state"], "failed", "{}", card["fault"]);
        card["state"] == "ready" && card["version"] == version
    })
}

/// What each asset that has work is told: its stops, without what an order does not hold.
fn told(card: &Value) -> Vec<(String, Value)> {
    let routes = card["plan"]["routes"].as_array().unwrap().iter();
    let routes = routes.filter(|r| !r["stops"].as_array().unwrap().is_empty());
    routes
        .map(|route| {
            let mut stops = route["stops"].clone();
            for stop in stops.as_array_mut().unwrap() {
                let stop = stop.as_object_mut().unwrap();
                stop.remove("frozen");
                stop.remove("value");
            }
            (route["asset"].as_str().unwrap().to_owned(), stops)
        })
        .collect()
}

/// A plan of twenty days with its first version, and its name.
pub(crate) fn planned(client: &Client) -> (String, Value) {
    let ask = json!({"title": "North", "days": 20.0, "iterations": 200});
    let asked = client.json("POST", "/api/v1/patrol/plans", &ask);
    assert_eq!(asked.status, 202, "{}", asked.json());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    let card = at_version(client, &id, 1);
    (id, card)
}

/// Where a task stands.
pub(crate) fn state(client: &Client, task: &str) -> Value {
    let tasks = client.get("/api/v1/patrol/tasks").json();
    let mut all = tasks["tasks"].as_array().unwrap().iter();
    let found = all.find(|t| t["value"]["id"] == task);
    found.unwrap_or_else(|| panic!("{task}: {tasks}"))["state"].clone()
}

/// `vigie OPTIONS plan WORDS` at the client's node.
pub(crate) fn vigie_plan(client: &Client, token: &str, options: &[&str], words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(options).arg("plan").args(words);
    command
        .arg("--node")
        .arg(format!("http://127.0.0.1:{}", client.port));
    command.env("VIGIE_TOKEN", token).output().unwrap()
}

fn order(client: &Client, id: &str, wish: &Value) -> (u16, Value) {
    let answer = client.json("PUT", &one(id, "/status"), wish);
    (answer.status, answer.json())
}

#[test]
fn a_newer_version_is_a_draft_until_it_is_ordered() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    equip(&client);
    let (id, first) = planned(&client);
    let ordered = told(&first);
    assert!(!ordered.is_empty(), "{}", first["plan"]);
    assert_eq!(
        (&first["status"], &first["ordered_version"]),
        (&json!("draft"), &Value::Null)
    );
    // What was told to nobody is acknowledged by nobody.
    let asset = ordered[0].0.clone();
    let path = one(&id, &format!("/orders/{asset}"));
    let acknowledged = json!({"status": "acknowledged"});
    assert_eq!(client.json("PUT", &path, &acknowledged).status, 404);
    let unknown = json!({"status": "ordered", "version": 9});
    assert_eq!(order(&client, &id, &unknown).0, 404);
    let (status, answer) = order(&client, &id, &json!({"status": "ordered"}));
    assert_eq!((status, &answer["version"]), (200, &json!(1)), "{answer}");
    for (asset, _) in &ordered {
        let path = one(&id, &format!("/orders/{asset}"));
        assert_eq!(client.json("PUT", &path, &acknowledged).status, 200);
    }
    let sheet = one(&id, &format!("/orders/{asset}/csv"));
    let before = rows(&client, &sheet);
    assert!(before.len() > 1, "{before:?}");

    // One of its tasks is taken from the plan: the stops of some asset change.
    let task = stop_of(&first, &asset);
    let amend = json!({"add": [{"rule": "forbid", "task": task}], "remove": []});
    let asked = client.json("POST", &one(&id, "/amend"), &amend);
    assert_eq!(asked.status, 202, "{}", asked.json());
    let second = at_version(&client, &id, 2);
    assert_eq!(
        (&second["status"], &second["ordered_version"]),
        (&json!("draft"), &json!(1))
    );
    assert_eq!(second["versions"][0]["status"], "ordered");
    let first = client.get(&one(&id, "?version=1")).json();
    assert_eq!(first["status"], "ordered");
    let list = client.get("/api/v1/patrol/plans").json();
    assert_eq!(
        (
            &list["plans"][0]["status"],
            &list["plans"][0]["ordered_version"]
        ),
        (&json!("draft"), &json!(1))
    );
    let desk = client.get("/api/v1/patrol").json();
    assert_eq!(
        (&desk["ordered"], &desk["ordered_version"]),
        (&json!(id), &json!(1))
    );
    // The order handed out is that of the version under orders.
    assert_eq!(rows(&client, &sheet), before);
    let planned = client.get("/api/v1/patrol/tasks").json();
    let planned = planned["tasks"].as_array().unwrap().iter();
    let mut planned = planned.filter(|t| t["state"] == "planned");
    assert!(planned.any(|t| t["value"]["id"] == json!(task)));

    // Ordered: new orders for whose stops changed, and for no other.
    let (status, answer) = order(&client, &id, &json!({"status": "ordered", "version": 2}));
    assert_eq!(status, 200, "{answer}");
    let card = client.get(&one(&id, "")).json();
    assert_eq!(
        (&card["status"], &card["ordered_version"]),
        (&json!("ordered"), &json!(2))
    );
    let now = told(&card);
    for (asset, stops) in &now {
        let same = ordered.iter().any(|(a, s)| a == asset && s == stops);
        let stands = if same { "acknowledged" } else { "issued" };
        assert_eq!(card["orders"][asset]["status"], stands, "{asset}");
    }
    assert_eq!(card["orders"].as_object().unwrap().len(), now.len());
    assert_ne!(now, ordered);

    let (status, _) = order(&client, &id, &json!({"status": "withdrawn"}));
    assert_eq!(status, 200);
    let card = client.get(&one(&id, "")).json();
    assert_eq!(
        (&card["status"], &card["ordered_version"], &card["orders"]),
        (&json!("withdrawn"), &Value::Null, &json!({}))
    );
    new_plans_have_numbers_of_their_own(&client, &id);
}

/// The rows of an order as a table, without the moment at which it was written.
pub(crate) fn rows(client: &Client, path: &str) -> Vec<String> {
    let answer = client.get(path);
    assert_eq!(answer.status, 200, "{path}");
    let text = String::from_utf8(answer.body).unwrap();
    let rows = text.lines().map(|line| {
        let cells = line.split(',').enumerate();
        let lasting = cells.filter(|(column, _)| *column != 1).map(|(_, c)| c);
        lasting.collect::<Vec<_>>().join(",")
    });
    rows.collect()
}

/// A task of an asset in a plan.
fn stop_of(card: &Value, asset: &str) -> String {
    let mut routes = card["plan"]["routes"].as_array().unwrap().iter();
    let route = routes.find(|r| r["asset"] == json!(asset)).unwrap();
    let mut stops = route["stops"].as_array().unwrap().iter();
    let task = stops.find_map(|s| s["task"].as_str());
    task.unwrap_or_else(|| panic!("{route}")).to_owned()
}

/// A re-plan that runs is of a plan that has its number already.
fn new_plans_have_numbers_of_their_own(client: &Client, id: &str) {
    let amend = json!({"add": [], "remove": [], "seconds": 4.0});
    assert_eq!(client.json("POST", &one(id, "/amend"), &amend).status, 202);
    let ask = json!({"days": 20.0, "iterations": 10});
    let asked = client.json("POST", "/api/v1/patrol/plans", &ask);
    assert_eq!(asked.json()["id"], "plan-2", "{}", asked.json());
    at_version(client, "plan-2", 1);
    client.send("POST", &one(id, "/stop"), &[], b"");
    at_version(client, id, 3);
    let asked = client.json("POST", "/api/v1/patrol/plans", &ask);
    assert_eq!(asked.json()["id"], "plan-3", "{}", asked.json());
}

fn now_s() -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    i64::try_from(now.unwrap().as_secs()).unwrap()
}

/// The recording as if it had ended an hour ago.
fn lately(folder: &Path) -> PathBuf {
    let text = std::fs::read_to_string(recording(folder)).unwrap();
    let shift_s = now_s() - 49 * 3_600 - 1_772_323_200;
    let moved = text.lines().map(|line| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if let Ok(time) = Time::parse(&cells[1]) {
            cells[1] = time.plus_ms(shift_s * 1_000).to_string();
        }
        cells.join(",") + "\n"
    });
    let path = folder.join("lately.csv");
    std::fs::write(&path, moved.collect::<String>()).unwrap();
    path
}

#[test]
fn a_look_is_asked_for_again_when_there_is_news_of_the_vessel() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[&lately(folder.path())]);
    let client = node.administrator();
    settled(&client);
    let mut settings = client.get("/api/v1/patrol/settings").json();
    settings["points_min"] = json!(0.0);
    let put = client.json("PUT", "/api/v1/patrol/settings", &settings);
    assert_eq!(put.status, 200, "{}", put.json());
    let look = "look-412000001";
    let state = || state(&client, look);
    let looked = |hours_ago: i64| {
        let time = Time::from_s(now_s() - hours_ago * 3_600);
        let told = json!({"kind": "outcome", "time": time, "task": look, "outcome": "done"});
        let answer = client.json("POST", "/api/v1/patrol/reports", &told);
        assert_eq!(answer.status, 201, "{}", answer.json());
    };
    assert_eq!(state(), "open");
    // What happened after a look is not settled by it.
    looked(48);
    assert_eq!(state(), "open");
    looked(0);
    assert_eq!(state(), "done");
}

#[test]
fn no_letter_is_made_of_a_report_that_contradicts_itself() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    let edit = |device: &str, seq: u64, report: &str, act: Value| json!({"id": {"device": device, "seq": seq}, "at_ms": 0, "user": "roy", "report": report, "act": act});
    let begin = json!({"do": "begin", "form": "npfc-hsbi", "subject": "412000001"});
    let master = |name: &str, replaces: Value| json!({"do": "set", "field": "master_name", "value": name, "replaces": replaces});
    let edits = [
        edit("a", 1, "ours", begin.clone()),
        edit("a", 2, "ours", master("Wang", json!([]))),
        edit("b", 1, "ours", master("Li", json!([]))),
        edit("a", 3, "other", begin),
        edit("a", 4, "other", master("Canary", json!([]))),
        edit("b", 2, "other", master("Wren", json!([]))),
    ];
    let take = |edits: &[Value]| {
        let taken = client.json("POST", "/api/v1/boarding/edits", &json!({"edits": edits}));
        assert_eq!(taken.json()["refused"], json!([]), "{}", taken.json());
    };
    take(&edits);
    let opened = client.json(
        "POST",
        "/api/v1/cases",
        &json!({"title": "Master", "mmsi": 412_000_001}),
    );
    let case = opened.json()["id"].as_str().unwrap().to_owned();
    let add = json!({"do": "add", "item": {"kind": "report", "id": "ours"}, "note": ""});
    let entries = format!("/api/v1/cases/{case}/entries");
    assert_eq!(client.json("POST", &entries, &add).status, 204);
    let letter = format!("/api/v1/cases/{case}/letter.pdf");
    let refused = client.get(&letter);
    assert_eq!(
        (refused.status, refused.code()),
        (409, "letter-contested".to_owned())
    );
    // The sheet is printed, marked; what is contested in another report does not go into this one's package.
    let paper = client.get("/api/v1/boarding/reports/ours/paper.pdf");
    assert!(paper.status == 200 && paper.body.starts_with(b"%PDF"));
    let heads = json!([{"device": "a", "seq": 2}, {"device": "b", "seq": 1}]);
    take(&[edit("a", 5, "ours", master("Wang", heads))]);
    let made = client.get(&letter);
    assert!(made.status == 200 && made.body.starts_with(b"%PDF"));
}
