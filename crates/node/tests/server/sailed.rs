//! A plan beside what was sailed: a track that is brought turns what is unknown into what was done, by page, command line
//! and table.

use std::process::Command;
use std::time::SystemTime;

use serde_json::{Value, json};
use vigie_sea::{Position, Time, destination, interpolate};

use crate::{
    client::Client,
    node::Node,
    patrol::{at_version, equip, one},
};

/// A plan that began thirty days ago, under orders.
fn ordered(client: &Client) -> (String, Value) {
    equip(client);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now_s = i64::try_from(now.unwrap().as_secs()).unwrap();
    let from = Time::from_s(now_s - 30 * 86_400);
    let ask = json!({"title": "North", "from": from, "days": 20.0, "iterations": 200});
    let asked = client.json("POST", "/api/v1/patrol/plans", &ask);
    assert_eq!(asked.status, 202, "{}", asked.json());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    let card = at_version(client, &id, 1);
    let ordered = client.json("PUT", &one(&id, "/status"), &json!({"status": "ordered"}));
    assert_eq!(ordered.status, 200, "{}", ordered.json());
    (id, card)
}

fn time(value: &Value) -> Time {
    Time::parse(value.as_str().unwrap()).unwrap()
}

fn place(value: &Value) -> Position {
    serde_json::from_value(value.clone()).unwrap()
}

/// A track that keeps to the plan, a fix every five minutes, as a table.
fn track(route: &Value) -> String {
    let mut rows = vec!["time,lat,lon".to_owned()];
    let stops = route["stops"].as_array().unwrap();
    let mut here = destination(place(&stops[0]["position"]), 0.0, 100.0 * 1_852.0);
    let mut go = |from: Time, to: Time, target: Position| {
        let parts = (to.since_s(from) / 300.0).ceil().max(1.0);
        let mut n = 0.0;
        while n <= parts {
            let at = interpolate(here, target, n / parts);
            let ms = to.since_s(from) * 1_000.0 * n / parts;
            let time = from.plus_ms(ms.round() as i64);
            rows.push(format!("{time},{},{}", at.lat_deg(), at.lon_deg()));
            n += 1.0;
        }
        here = target;
    };
    for stop in stops {
        go(
            time(&stop["depart"]),
            time(&stop["arrive"]),
            place(&stop["position"]),
        );
        go(
            time(&stop["arrive"]),
            time(&stop["end"]),
            place(&stop["position_end"]),
        );
    }
    rows.join("\n")
}

fn of<'v>(found: &'v Value, asset: &Value) -> &'v Value {
    let mut assets = found["assets"].as_array().unwrap().iter();
    assets.find(|one| one["asset"] == *asset).unwrap()
}

#[test]
fn a_track_that_is_brought_tells_what_was_sailed_of_a_plan() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    let (id, card) = ordered(&client);
    let routes = card["plan"]["routes"].as_array().unwrap();
    let visits = |route: &&Value| {
        let mut stops = route["stops"].as_array().unwrap().iter();
        stops.any(|stop| stop["what"] == "task")
    };
    let route = routes.iter().find(visits).unwrap();
    let (asset, path) = (&route["asset"], one(&id, "/sailed"));
    let before = client.get(&path).json();
    assert_eq!(before["version"], 1, "{before}");
    for visit in of(&before, asset)["visits"].as_array().unwrap() {
        assert_eq!(visit["state"], "unknown", "{visit}");
    }
    let assets = format!("/api/v1/patrol/assets/{}", asset.as_str().unwrap());
    let door = format!("{assets}/tracks/july");
    let put = |body: &str| {
        client.send(
            "PUT",
            &door,
            &[("content-type", "text/csv")],
            body.as_bytes(),
        )
    };
    let wrong = put("a,b\n1,2\n");
    assert_eq!(
        (wrong.status, wrong.code()),
        (400, "track-unreadable".to_owned())
    );
    let text = track(route);
    let kept = put(&text);
    assert_eq!(kept.status, 200, "{}", kept.json());
    assert!(kept.json()["fixes"].as_u64().unwrap() > 10 && kept.json()["refused"] == 0);
    let found = client.get(&path).json();
    let sailed = of(&found, asset);
    let task = sailed["visits"].as_array().unwrap();
    let task = task.iter().find(|visit| visit["what"] == "task").unwrap();
    assert_eq!(
        (&task["came"], &task["state"]),
        (&json!("reached"), &json!("reached")),
        "{task}"
    );
    assert!(
        task["nearest"]["distance_nm"].as_f64().unwrap() < 1.0,
        "{task}"
    );
    assert!(task["late_h"].as_f64().unwrap() < 0.1, "{task}");
    assert!(sailed["sailed_nm"].as_f64().unwrap() > 90.0, "{sailed}");
    assert!(!sailed["way"].as_array().unwrap().is_empty());

    // Who reported the task decides; who reported another plan's does not.
    let name = task["task"].clone();
    let report = json!({"kind": "outcome", "time": task["end"], "task": name, "outcome": "not-possible", "text": "gale"});
    assert_eq!(
        client
            .json("POST", "/api/v1/patrol/reports", &report)
            .status,
        201
    );
    let found = client.get(&path).json();
    let visits = of(&found, asset)["visits"].as_array().unwrap();
    let task = visits.iter().find(|visit| visit["task"] == name).unwrap();
    assert_eq!(
        (&task["came"], &task["state"]),
        (&json!("reached"), &json!("not-done")),
        "{task}"
    );
    let table = client.get(&one(&id, "/sailed.csv"));
    let table = String::from_utf8(table.body).unwrap();
    assert!(table.starts_with("asset,what,id,name"), "{table}");
    assert!(
        table
            .lines()
            .any(|row| row.contains("not-done") && row.contains("reached")),
        "{table}"
    );
    by_command_line(&client, folder.path(), &id, asset.as_str().unwrap(), &text);
    assert_eq!(client.send("DELETE", &door, &[], b"").status, 204);
    assert_eq!(client.send("DELETE", &door, &[], b"").status, 404);
    for bad in [json!({"mmsi": 12}), json!({})] {
        let bad = client.json("PUT", &format!("{assets}/mmsi"), &bad);
        assert_eq!(bad.status, 400);
    }
    assert_eq!(client.get(&one(&id, "/sailed?late_h=-1")).status, 400);
    assert_eq!(client.get(&one("plan-99", "/sailed")).status, 404);
    assert!(node.stop());
}

fn by_command_line(client: &Client, folder: &std::path::Path, id: &str, asset: &str, text: &str) {
    let wish = json!({"name": "ops", "role": "analyst"});
    let made = client.json("POST", "/api/v1/tokens", &wish);
    let token = made.json()["token"].as_str().unwrap().to_owned();
    let file = folder.join("august 2026.csv");
    std::fs::write(&file, text).unwrap();
    let vigie = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        command.args(["--json", "plan"]).args(words).arg("--node");
        command.arg(format!("http://127.0.0.1:{}", client.port));
        let said = command.env("VIGIE_TOKEN", &token).output().unwrap();
        let fault = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.status.success(), "{words:?}: {fault}");
        said.stdout
    };
    let brought = vigie(&[
        "track",
        asset,
        file.to_str().unwrap(),
        "--mmsi",
        "316001234",
    ]);
    let brought: Value = serde_json::from_slice(&brought).unwrap();
    assert_eq!(brought["track"]["name"], "august-2026", "{brought}");
    let known = client.get("/api/v1/patrol/tracks").json();
    assert_eq!(
        known["assets"],
        json!([{"asset": asset, "mmsi": 316_001_234}]),
        "{known}"
    );
    assert_eq!(known["tracks"].as_array().unwrap().len(), 2, "{known}");
    let found: Value = serde_json::from_slice(&vigie(&["sailed", id])).unwrap();
    assert_eq!(of(&found, &json!(asset))["mmsi"], 316_001_234, "{found}");
    let table = vigie(&["sailed", id, "--csv"]);
    assert!(table.starts_with(b"asset,what,id,name"));
    vigie(&["track", asset, "--remove", "august-2026"]);
    let known = client.get("/api/v1/patrol/tracks").json();
    assert_eq!(known["tracks"].as_array().unwrap().len(), 1, "{known}");
}
