//! Detections of satellites at the node: taken in, matched, shown, weighed again, remembered.

use std::process::Command;

use serde_json::Value;

use crate::client::Client;
use crate::node::{Node, recording, settled, until};

/// A look at the squid boats of the recording, and at empty water.
const SCENE: &str = "id,scene,time,lat,lon,length_m,footprint\n\
    one,S1,2026-03-01T03:02:00Z,41.0,179.95,45,\"POLYGON ((178 39, 182 39, 182 42.5, 178 42.5, 178 39))\"\n\
    alone,S1,2026-03-01T03:02:00Z,39.5,-178.9,30,\n\
    bad,S1,2026-03-01T03:02:00Z,91,0,30,\n";

fn dark(events: &Value) -> Vec<&Value> {
    events["events"].as_array().unwrap().iter().collect()
}

#[test]
fn a_file_of_detections_becomes_events_with_their_working_and_stays_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[&recording(folder.path())]);
    let administrator = node.administrator();
    settled(&administrator);
    let path = "/api/v1/scenes?preset=plain&name=look.csv";
    let answer = administrator.send(
        "POST",
        path,
        &[("content-type", "text/csv")],
        SCENE.as_bytes(),
    );
    assert_eq!(
        answer.status,
        201,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    let told = answer.json();
    assert_eq!(told["faults"][0]["reason"], "position-out-of-range");
    assert_eq!(told["scenes"][0]["outcome"]["on_ais"], 1, "{told}");
    assert_eq!(told["scenes"][0]["outcome"]["dark"], 1, "{told}");
    let scene = administrator.get("/api/v1/scenes/S1").json();
    assert_eq!(scene["detections"][0]["assigned"], "412000001-1", "{scene}");
    let events = administrator
        .get("/api/v1/events?kind=dark_detection")
        .json();
    assert_eq!(dark(&events).len(), 1, "{events}");
    let id = dark(&events)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(dark(&events)[0]["evidence"]["codes"]["detection"], "alone");
    let card = administrator.get(&format!("/api/v1/events/{id}")).json();
    assert_eq!(card["event"]["kind"], "dark_detection");
    let audit = administrator.get("/api/v1/audit").json().to_string();
    assert!(audit.contains("detections-taken"), "{audit}");
    what_no_track_explains_is_offered_to_the_planner(&administrator, &id);
    // What cannot be used is refused with its reason.
    let refused = administrator.send(
        "POST",
        "/api/v1/scenes?preset=unheard-of",
        &[],
        SCENE.as_bytes(),
    );
    assert_eq!(
        (refused.status, refused.code()),
        (400, "preset-unknown".to_owned())
    );
    let refused = administrator.send("POST", "/api/v1/scenes", &[], b"time,lat,lon\nnever,1,2\n");
    assert_eq!(
        (refused.status, refused.code()),
        (400, "nothing-detected".to_owned())
    );
    assert!(node.stop());

    let node = Node::start(folder.path(), &[&recording(folder.path())]);
    let again = crate::node::sign_in(node.port, "admin");
    settled(&again);
    let events = again.get("/api/v1/events?kind=dark_detection").json();
    assert_eq!(
        (dark(&events).len(), &dark(&events)[0]["state"]),
        (1, &"closed".into()),
        "{events}"
    );
    assert_eq!(dark(&events)[0]["revision"], 1);
}

/// It is a task like those of listed vessels, until an officer dismisses it.
fn what_no_track_explains_is_offered_to_the_planner(client: &Client, event: &str) {
    let tasks = client.get("/api/v1/patrol/tasks").json();
    let of_event = |tasks: &Value| -> Option<Value> {
        let all = tasks["tasks"].as_array().unwrap().clone();
        all.into_iter()
            .find(|t| t["events"] == serde_json::json!([event]))
    };
    let task = of_event(&tasks).unwrap_or_else(|| panic!("{tasks}"));
    assert_eq!(task["state"], "open", "{task}");
    let value = task["value"]["value"].as_f64().unwrap();
    assert!((15.0..=30.0).contains(&value), "{task}");
    let targets = tasks["targets"].as_array().unwrap();
    let target = targets.iter().find(|t| t["id"] == task["value"]["target"]);
    let target = target.unwrap_or_else(|| panic!("{tasks}"));
    assert_eq!(
        target["track"][0]["position"],
        serde_json::json!([-178.9, 39.5])
    );
    assert!(
        target["uncertainty_nm"].as_f64().unwrap() >= 1.0,
        "{target}"
    );
    // A plan is asked for with it.
    let request = client.get("/api/v1/patrol/request").json();
    let asked = request["tasks"].as_array().unwrap();
    assert!(
        asked.iter().any(|t| t["id"] == task["value"]["id"]),
        "{request}"
    );
    let path = format!("/api/v1/events/{event}/review");
    let review = serde_json::json!({"state": "dismissed", "note": "an iceberg"});
    let said = client.json("POST", &path, &review);
    assert!(said.status < 300, "{:?}", said.json());
    assert_eq!(of_event(&client.get("/api/v1/patrol/tasks").json()), None);
}

/// One of the squid boats by name, something alone, and something that a caller tells of, away from every track.
const SEEN: &str = "id,time,lat,lon,observer,means,what,uncertainty_m,name,verified\n\
    P1,2026-03-01T03:02:00Z,41.0,179.95,PL EXAMPLE,ship-visual,squid_jigger,250,LU-RONG 1,yes\n\
    P2,2026-03-01T03:02:00Z,39.5,-178.9,PL EXAMPLE,ship-radar,,1000,,yes\n\
    ,2026-03-01T03:02:00Z,37.0,-178.9,Mrs Example,,lights at night,,,\n";

#[test]
fn what_people_saw_is_matched_like_other_detections_and_misses_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[&recording(folder.path())]);
    let administrator = node.administrator();
    settled(&administrator);
    let path = "/api/v1/scenes?preset=sighting&name=seen.csv";
    let csv = [("content-type", "text/csv")];
    let answer = administrator.send("POST", path, &csv, SEEN.as_bytes());
    assert_eq!(answer.status, 201);
    let told = answer.json();
    let sum = |what: &str| -> u64 {
        let scenes = told["scenes"].as_array().unwrap().iter();
        scenes
            .map(|s| s["outcome"][what].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(
        (sum("on_ais"), sum("dark"), sum("uncertain"), sum("missed")),
        (1, 1, 1, 0),
        "{told}"
    );
    let one = administrator
        .get("/api/v1/scenes/sighting-2026-03-01T03:02:00Z-P1")
        .json();
    let seen = &one["detections"][0];
    assert_eq!(seen["assigned"], "412000001-1", "{one}");
    assert_eq!(seen["candidates"][0]["identity_factor"], 20.0, "{one}");
    assert_eq!(seen["witness"]["observer"], "PL EXAMPLE");
    // Of the ships that nobody reported nothing is said.
    let tracks = one["tracks"].as_array().unwrap();
    assert!(
        !tracks.is_empty() && tracks.iter().all(|t| t["missed"] == 0.0),
        "{one}"
    );
    let events = administrator
        .get("/api/v1/events?kind=dark_detection")
        .json();
    let of = |report: &str| {
        let all = dark(&events);
        let found = all
            .into_iter()
            .find(|e| e["evidence"]["codes"]["report"] == report);
        found.unwrap_or_else(|| panic!("{events}")).clone()
    };
    assert_eq!(dark(&events).len(), 2, "{events}");
    assert!(
        !events.to_string().contains("Mrs Example"),
        "who called stays here"
    );
    // Both are offered to the planner, the unverified one for less.
    let tasks = administrator.get("/api/v1/patrol/tasks").json();
    let worth = |event: &Value| {
        let all = tasks["tasks"].as_array().unwrap().iter();
        let mut found = all.filter(|t| t["events"] == serde_json::json!([event["id"]]));
        let task = found.next().unwrap_or_else(|| panic!("{tasks}"));
        task["value"]["value"].as_f64().unwrap()
    };
    assert!(worth(&of("verified")) > 25.0, "{tasks}");
    assert!((15.0..18.1).contains(&worth(&of("unverified"))), "{tasks}");
    assert!(node.stop());
}

#[test]
fn a_watched_folder_is_taken_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("inbox");
    std::fs::create_dir(&inbox).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command
        .arg(folder.path())
        .arg("--feed")
        .arg(recording(folder.path()));
    command
        .arg("--detections")
        .arg(format!("plain@{}", inbox.display()));
    let node = Node::run(command, folder.path());
    let administrator = node.administrator();
    settled(&administrator);
    std::fs::write(inbox.join("look.csv"), SCENE).unwrap();
    let scenes = until(&administrator, "/api/v1/scenes", |v| {
        v["scenes"].as_array().is_some_and(|s| !s.is_empty())
    });
    assert_eq!(scenes["scenes"][0]["id"], "S1");
    // The scene is kept before the watch has made events of it.
    let path = "/api/v1/events?kind=dark_detection";
    until(&administrator, path, |events| dark(events).len() == 1);
    // A ship is inside the footprint: what the look did not show of it is told of the track.
    let scene = administrator.get("/api/v1/scenes/S1").json();
    let tracks = scene["tracks"].as_array().unwrap();
    assert!(tracks.iter().any(|t| t["outcome"] == "detected"), "{scene}");
}

/// Three looks at one boat that sends nothing, six hours apart and eight knots eastward over 180°.
fn boat(looks: &[(&str, &str, f64)]) -> String {
    let mut csv = "id,scene,time,lat,lon,length_m,footprint\n".to_owned();
    for (scene, time, lon) in looks {
        csv.push_str(&format!(
            "x,{scene},{time},33.0,{lon},45,\"POLYGON ((177 31, 183 31, 183 34.5, 177 34.5, 177 31))\"\n"
        ));
    }
    csv
}

#[test]
fn what_is_seen_again_is_a_vessel_of_the_list_with_a_card_a_way_and_a_task() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[&recording(folder.path())]);
    let client = node.administrator();
    settled(&client);
    let looks = [
        ("D1", "2026-02-28T15:00:00Z", 179.2),
        ("D2", "2026-02-28T21:00:00Z", -179.877),
        ("D3", "2026-03-01T03:00:00Z", -178.954),
    ];
    let path = "/api/v1/scenes?preset=plain&name=boat.csv";
    let answer = client.send("POST", path, &[], boat(&looks).as_bytes());
    assert_eq!(answer.status, 201, "{}", answer.json());
    let events = client.get("/api/v1/events?kind=dark_vessel").json();
    assert_eq!(dark(&events).len(), 1, "{events}");
    let event = dark(&events)[0].clone();
    assert_eq!(event["evidence"]["numbers"]["sightings"], 3.0, "{event}");
    let speed = event["evidence"]["numbers"]["implied_speed_kn"].as_f64();
    assert!((speed.unwrap() - 8.0).abs() < 0.5, "{event}");
    let number = event["vessels"][0]["mmsi"].as_u64().unwrap();
    let name = event["evidence"]["codes"]["dark_name"].as_str().unwrap();
    assert!(number >= 1 << 31 && name.starts_with("D-"), "{event}");
    // On the list, by its name.
    let listed = |list: &Value| {
        let all = list["vessels"].as_array().unwrap();
        all.iter().any(|v| v["identity"]["name"] == name)
    };
    until(&client, "/api/v1/list?kind=dark_vessel", listed);
    let card = client.get(&format!("/api/v1/vessels/{number}")).json();
    assert_eq!(card["identity"]["name"], name, "{card}");
    assert_eq!(card["events"][0]["id"], event["id"], "{card}");
    let way = client
        .get(&format!("/api/v1/vessels/{number}/track"))
        .json();
    let points = way["tracks"][0]["points"].as_array().unwrap();
    let lons: Vec<f64> = points.iter().map(|p| p[0].as_f64().unwrap()).collect();
    assert_eq!(lons, [179.2, -179.877, -178.954]);
    // One task ahead of its sightings, not three where it was.
    let tasks = client.get("/api/v1/patrol/tasks").json();
    let all = tasks["tasks"].as_array().unwrap();
    let about = |id: &Value| all.iter().filter(|t| t["events"][0] == *id).count();
    assert_eq!(about(&event["id"]), 1, "{tasks}");
    let members = event["evidence"]["codes"]["members"].as_str().unwrap();
    for member in members.split(' ') {
        assert_eq!(about(&Value::from(member)), 0, "{tasks}");
    }
    let id = format!("dark_vessel-{name}");
    let targets = tasks["targets"].as_array().unwrap();
    let target = targets.iter().find(|t| t["id"] == id.as_str());
    let target = target.unwrap_or_else(|| panic!("{tasks}"));
    assert_eq!(target["name"], name);
    assert!(target["speed_kn"].as_f64().unwrap() > 7.0, "{target}");
    // It stays after a restart, as it was.
    assert!(node.stop());
    let node = Node::start(folder.path(), &[&recording(folder.path())]);
    let again = node.sign_in("admin");
    settled(&again);
    let events = again.get("/api/v1/events?kind=dark_vessel").json();
    assert_eq!(dark(&events)[0]["id"], event["id"]);
    assert_eq!(dark(&events)[0]["state"], "closed");
    until(&again, "/api/v1/list?kind=dark_vessel", listed);
    // An officer dismisses a sighting: the vessel is told anew without it, under another name.
    let first = members.split(' ').next().unwrap();
    let review = serde_json::json!({"state": "dismissed", "note": "a platform"});
    let said = again.json("POST", &format!("/api/v1/events/{first}/review"), &review);
    assert!(said.status < 300, "{}", said.json());
    let answer = again.send("POST", path, &[], boat(&looks).as_bytes());
    assert_eq!(answer.status, 201);
    let old = again
        .get(&format!("/api/v1/events/{}", event["id"].as_str().unwrap()))
        .json();
    assert_eq!(old["event"]["state"], "retracted", "{old}");
    assert_eq!(old["event"]["retraction"]["reason"], "sighting-dismissed");
}

#[test]
fn own_columns_come_by_the_api_too_and_stay_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[&recording(folder.path())]);
    let client = node.administrator();
    settled(&client);
    let columns =
        "name = \"agency\"\nsensor = \"rf\"\ntime = \"heard\"\nlat = \"y\"\nlon = \"x\"\n";
    let encoded: String = columns.bytes().map(|b| format!("%{b:02X}")).collect();
    let csv = "heard,y,x\n2026-03-01T03:02:00Z,39.5,-178.9\n";
    let path = format!("/api/v1/scenes?columns={encoded}&name=heard.csv");
    let answer = client.send("POST", &path, &[], csv.as_bytes());
    assert_eq!(answer.status, 201, "{}", answer.json());
    assert_eq!(answer.json()["scenes"][0]["sensor"], "rf");
    let audit = client.get("/api/v1/audit").json().to_string();
    assert!(audit.contains("agency"), "{audit}");
    // What the operator knows of the sensor stays with the look, and is told by the list.
    let known = "/api/v1/scenes?preset=plain&recall=0.6";
    assert_eq!(
        client.send("POST", known, &[], SCENE.as_bytes()).status,
        201
    );
    let list = client.get("/api/v1/scenes").json();
    let all = list["scenes"].as_array().unwrap();
    let radar = all.iter().find(|scene| scene["id"] == "S1").unwrap();
    assert_eq!((all.len(), &radar["detections"]), (2, &2.into()), "{list}");
    assert_eq!(radar["traits"]["seen_most"], 0.6, "{radar}");
    let refused = |path: &str| {
        let answer = client.send("POST", path, &[], csv.as_bytes());
        (answer.status, answer.code())
    };
    assert_eq!(
        refused("/api/v1/scenes?preset=plain&recall=2"),
        (400, "preset-unreadable".to_owned())
    );
    assert_eq!(
        refused(&format!("{path}&preset=plain")),
        (400, "columns-and-preset".to_owned())
    );
    assert_eq!(
        refused("/api/v1/scenes?columns=sensor"),
        (400, "preset-unreadable".to_owned())
    );
    let long = "x".repeat(5_000);
    assert_eq!(
        refused(&format!("/api/v1/scenes?columns={long}")),
        (400, "columns-too-long".to_owned())
    );
}
