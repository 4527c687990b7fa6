//! The built-in exercise: over a real socket, marked as one, apart from real life, and exact over a kill.

use std::process::Command;

use serde_json::json;

use crate::node::{Node, until};

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
