//! The built-in exercise: over a real socket, marked as one, apart from real life, and exact over a kill.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    client::Client,
    node::{Node, until},
};

fn start(folder: &std::path::Path) -> Node {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command
        .args(["serve", "--exercise", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder);
    Node::run(command, folder)
}

#[test]
fn the_exercise_fills_the_list_and_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let node = start(folder.path());
    let client = node.administrator();
    let list = until(&client, "/api/v1/list", |list| {
        list["total"].as_u64() >= Some(3)
    });
    assert!(list["vessels"][0]["score"]["points"].as_f64() > Some(0.0));
    let status = client.get("/api/v1/status").json();
    assert_eq!(status["realm"], json!({"exercise": "north-pacific-watch"}));
    assert!(status["speed"].as_f64() > Some(1.0));
    let positions = client.get("/api/v1/positions").body;
    assert!(
        positions.chunks(24).all(|record| record[22] & 8 == 8),
        "every record is marked"
    );
    let wish = json!({"address": "tcp://127.0.0.1:9", "format": "nmea"});
    let refused = client.json("POST", "/api/v1/feeds", &wish);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "exercise-takes-no-feeds")
    );
    let name = client.get("/api/v1/list.csv");
    assert!(
        name.header("content-disposition")
            .unwrap()
            .contains("EXERCISE")
    );
    let before = client.get("/api/v1/status").json()["event_time"]
        .as_str()
        .unwrap()
        .to_owned();
    node.kill();

    let node = start(folder.path());
    let client = node.sign_in("admin");
    let after = until(&client, "/api/v1/status", |status| {
        status["event_time"]
            .as_str()
            .is_some_and(|time| time >= before.as_str())
    });
    assert!(after["vessels"].as_u64() >= Some(100), "{after}");
    let replayed = node
        .log()
        .lines()
        .find(|l| l.contains("archive replayed"))
        .unwrap()
        .to_owned();
    assert!(
        replayed.contains("\"different\":0") && replayed.contains("\"vanished\":0"),
        "{replayed}"
    );
    assert!(node.stop());
    let names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        names.iter().any(|n| n.starts_with("exercise-")) && !names.contains(&"live".to_owned())
    );
}

/// Positions that came through the VMS feed so far.
pub(crate) fn by_vms(feeds: &Value) -> u64 {
    let all = feeds["feeds"].as_array().unwrap();
    let naf = all.iter().find(|feed| feed["format"] == "naf");
    naf.map_or(0, |feed| feed["positions"].as_u64().unwrap())
}

fn told(client: &Client) -> Vec<String> {
    let tables = client.get("/api/v1/conduct/told").json();
    let Some(name) = tables["tables"][0]["name"].as_str() else {
        return Vec::new();
    };
    let file = client.get(&format!("/api/v1/conduct/told/{name}"));
    let disposition = file.header("content-disposition").unwrap().to_owned();
    assert!(disposition.contains("EXERCISE"), "{disposition}");
    let text = String::from_utf8(file.body).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_other_sensors_say_enters_by_the_doors_of_real_life_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let node = start(folder.path());
    let client = node.administrator();
    until(&client, "/api/v1/feeds", |feeds| by_vms(feeds) > 10_000);
    let scenes = until(&client, "/api/v1/scenes", |it| {
        it["scenes"].as_array().is_some_and(|all| all.len() >= 4)
    });
    // What crews see is weighed as well.
    until(&client, "/api/v1/scenes", |it| {
        let all = it["scenes"].as_array();
        all.is_some_and(|all| all.iter().any(|scene| scene["sensor"] == "sighting"))
    });
    // The story has four meetings and two conflicts; a ship that two systems hear is one ship.
    let events = client.get("/api/v1/events?limit=1000").json();
    let count = |kind: &str| {
        let all = events["events"].as_array().unwrap().iter();
        all.filter(|e| e["kind"] == kind && e["state"] != "retracted")
            .count()
    };
    assert!(count("encounter") <= 12, "{}", count("encounter"));
    assert!(
        count("identity_conflict") <= 4,
        "{}",
        count("identity_conflict")
    );
    until(&client, "/api/v1/events?kind=dark_detection", |it| {
        it["events"].as_array().is_some_and(|all| !all.is_empty())
    });
    until(&client, "/api/v1/conduct/told", |it| {
        it["tables"][0]["rows"].as_u64() > Some(1)
    });
    let before = told(&client);
    node.kill();

    let node = start(folder.path());
    let client = node.sign_in("admin");
    until(&client, "/api/v1/feeds", |feeds| by_vms(feeds) > 100);
    let after = told(&client);
    assert_eq!(after[..before.len()], before[..], "kept, and nothing twice");
    let mut once = after.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), after.len());
    let again = client.get("/api/v1/scenes").json();
    let ids = |it: &Value| {
        let all = it["scenes"].as_array().unwrap().iter();
        all.map(|scene| scene["id"].to_string()).collect::<Vec<_>>()
    };
    assert!(ids(&scenes).iter().all(|id| ids(&again).contains(id)));
    assert!(node.stop());
}
