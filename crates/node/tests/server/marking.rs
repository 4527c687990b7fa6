//! EXERCISE / EXERCICE / 演習 on every file that leaves the node of an exercise: in its name, and in what it holds where
//! its form can hold text.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    node::{Node, PASSWORD, until},
};

const LINE: &str = "EXERCISE · EXERCICE · 演習";
/// `EXERCISE-EXERCICE-演習-` as RFC 8187 writes it.
const NAME: &str = "EXERCISE-EXERCICE-%E6%BC%94%E7%BF%92-";
/// Places with work, near ports on both sides of the ocean.
const TASKS: [(&str, f64, f64); 6] = [
    ("near-kodiak", 55.0, -155.0),
    ("off-vancouver", 49.0, -130.0),
    ("gulf", 52.0, -140.0),
    ("line", 44.0, 179.9),
    ("off-kushiro", 42.0, 146.0),
    ("off-sanriku", 39.0, 144.0),
];

fn named(answer: &Answer, path: &str) {
    assert_eq!(answer.status, 200, "{path}");
    let name = answer.header("content-disposition").unwrap_or_default();
    assert!(name.contains(NAME), "{path}: {name}");
}

fn holds_the_words(answer: &Answer, path: &str) {
    let text = String::from_utf8_lossy(&answer.body);
    assert!(text.contains(LINE), "{path}: {text}");
}

/// A plan of an asset that has work, and that asset.
fn planned(client: &Client) -> (String, String) {
    for (id, lat, lon) in TASKS {
        let task = json!({"name": id, "kind": "visit", "position": [lon, lat], "value": 500.0, "duration_h": 1.0});
        let path = format!("/api/v1/patrol/tasks/{id}");
        assert_eq!(client.json("PUT", &path, &task).status, 200, "{path}");
    }
    let ask = json!({"title": "North watch", "days": 12.0, "iterations": 100});
    let asked = client.json("POST", "/api/v1/patrol/plans", &ask);
    assert_eq!(asked.status, 202, "{}", asked.json());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    let card = until(client, &format!("/api/v1/patrol/plans/{id}"), |card| {
        assert_ne!(card["state"], "failed", "{}", card["fault"]);
        card["state"] == "ready"
    });
    let mut routes = card["plan"]["routes"].as_array().unwrap().iter();
    let busy = routes.find(|route| !route["stops"].as_array().unwrap().is_empty());
    let asset = busy.unwrap_or_else(|| panic!("{}", card["plan"]))["asset"].as_str();
    (id, asset.unwrap().to_owned())
}

#[test]
fn every_file_of_an_exercise_carries_the_three_words() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command
        .args(["serve", "--exercise", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path());
    let node = Node::run(command, folder.path());
    told_to_everyone(
        &node,
        &json!({"user": null, "setup_needed": true, "realm": "exercise"}),
    );
    let client = node.administrator();
    told_to_everyone(
        &node,
        &json!({"user": null, "setup_needed": false, "realm": "exercise"}),
    );
    assert_eq!(client.get("/api/v1/session").json()["realm"], "exercise");
    until(&client, "/api/v1/list", |list| {
        list["total"].as_u64() >= Some(1)
    });
    orders(&client);
    for path in [
        "/api/v1/list.csv",
        "/api/v1/list.geojson",
        "/api/v1/list.xlsx",
        "/api/v1/list.parquet",
        "/api/v1/quarantine.log",
    ] {
        named(&client.get(path), path);
    }
    for path in [
        "/api/v1/report/presence.csv?step=week",
        "/api/v1/boarding/statistics?format=csv",
    ] {
        let answer = client.get(path);
        named(&answer, path);
        holds_the_words(&answer, path);
    }
    register(&node, &client);
    assert!(node.stop());
}

/// Screens before the sign-in carry the mark too: that it is an exercise is public, its name is not.
fn told_to_everyone(node: &Node, session: &Value) {
    let anyone = node.anyone();
    assert_eq!(&anyone.get("/api/v1/session").json(), session);
    let report = anyone.get("/api/v1/report").json();
    assert_eq!(report["realm"], "exercise", "{report}");
    assert_eq!(report.as_object().unwrap().len(), 2, "{report}");
}

fn orders(client: &Client) {
    let (plan, asset) = planned(client);
    let table = format!("/api/v1/patrol/plans/{plan}/plan.csv");
    let answer = client.get(&table);
    named(&answer, &table);
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.lines().all(|row| row.contains(LINE)), "{text}");
    for format in ["rtz", "gpx", "csv", "geojson", "kml", "cot", "plan"] {
        let path = format!("/api/v1/patrol/plans/{plan}/orders/{asset}/{format}");
        let answer = client.get(&path);
        named(&answer, &path);
        holds_the_words(&answer, &path);
        assert!(String::from_utf8_lossy(&answer.body).contains("North watch"));
    }
    // A waypoint list is numbers only: the name has to say it.
    let path = format!("/api/v1/patrol/plans/{plan}/orders/{asset}/waypoints");
    named(&client.get(&path), &path);
    let path = format!("/api/v1/patrol/plans/{plan}/orders/{asset}/sheet");
    holds_the_words(&client.get(&path), &path);
}

fn register(node: &Node, administrator: &Client) {
    let user = json!({"user": "consul", "password": PASSWORD, "role": "consular"});
    let added = administrator.json("POST", "/api/v1/users", &user);
    assert_eq!(added.status, 201);
    let consul = node.sign_in("consul");
    let wish = json!({
        "name": "Luzon earthquake", "self_report": true,
        "places": [{"name": "Manila school", "kind": "assembly", "position": [121.0, 14.6]}],
    });
    let opened = consul.json("POST", "/api/v1/crises", &wish);
    assert_eq!(opened.status, 201, "{}", opened.json());
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let pack = consul.get(&format!("/api/v1/crises/{id}/pack")).json();
    assert_eq!(pack["realm"], "exercise", "check-in devices keep the mark");
    let path = format!("/api/v1/crises/{id}/reunification.pfif");
    named(&consul.get(&path), &path);
}
