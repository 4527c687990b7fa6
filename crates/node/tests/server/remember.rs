//! What the node remembers: over a stop, over a kill, with areas, lists, reviews and settings.

use serde_json::{Value, json};

use crate::{
    client::Client,
    node::{Node, recording, settled, until},
};

const AREA: &str = r#"{"type":"Feature","properties":{"id":"box","name":"Box","kind":"watch"},
"geometry":{"type":"Polygon","coordinates":[[[179,40],[181,40],[181,42],[179,42],[179,40]]]}}"#;

fn everything(client: &Client) -> Value {
    let events = client.get("/api/v1/events?limit=1000").json();
    let list = client.get("/api/v1/list?limit=1000").json();
    json!({
        "events": events, "list": list["vessels"],
        "areas": client.get("/api/v1/areas").json(), "lists": client.get("/api/v1/lists").json(),
        "settings": client.get("/api/v1/settings").json(),
        "track": client.get("/api/v1/vessels/412000001/track").json(),
    })
}

fn prepare(client: &Client) {
    let list = "name,imo,mmsi,flag\nHAI YU 3,,416000003,TWN\n";
    let path = "/api/v1/lists?kind=iuu&name=Test%20list&date=2026-01-01&source=test";
    let added = client.send(
        "POST",
        path,
        &[("content-type", "text/csv")],
        list.as_bytes(),
    );
    assert_eq!(added.status, 201, "{:?}", added.json());
    let added = client.send("POST", "/api/v1/areas?source=test", &[], AREA.as_bytes());
    assert_eq!(added.json()["added"], json!(["box"]), "{:?}", added.json());
    let wish = json!({"positions_days": 90, "events_days": 0, "quarantine_mb": 10});
    assert_eq!(client.json("PUT", "/api/v1/settings", &wish).status, 200);
}

#[test]
fn a_stop_and_a_kill_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let recording = recording(folder.path());
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    prepare(&administrator);
    assert!(node.stop());

    let node = Node::start(folder.path(), &[&recording]);
    let client = node.sign_in("admin");
    let status = settled(&client);
    assert!(status["vessels"].as_u64().unwrap() >= 9, "{status}");
    let before = everything(&client);
    assert!(
        before["events"]["total"].as_u64().unwrap() > 0,
        "the recording makes events"
    );
    let id = before["events"]["events"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let review = json!({"state": "confirmed", "note": "確認"});
    let path = format!("/api/v1/events/{id}/review");
    assert_eq!(client.json("POST", &path, &review).status, 200);
    assert!(node.stop());

    for kill in [true, false] {
        let node = Node::start(folder.path(), &[&recording]);
        let client = node.sign_in("admin");
        settled(&client);
        assert_eq!(everything(&client), before, "kill: {kill}");
        let card = client.get(&format!("/api/v1/events/{id}")).json();
        assert_eq!(card["review"]["note"], "確認");
        assert_eq!(
            card["history"].as_array().unwrap().last(),
            Some(&card["event"])
        );
        assert!(node.log().contains("\"different\":0,"), "{}", node.log());
        assert!(node.log().contains("\"vanished\":0"), "{}", node.log());
        if kill {
            node.kill()
        } else {
            assert!(node.stop())
        }
    }
}

/// Retention deletes events sooner than positions; a start that replays the positions must not bring them back.
#[test]
fn what_retention_forgot_does_not_come_back_with_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let recording = recording(folder.path());
    let node = Node::start(folder.path(), &[&recording]);
    let client = node.administrator();
    settled(&client);
    let total = |client: &Client| client.get("/api/v1/events").json()["total"].clone();
    let before = total(&client).as_u64().unwrap();
    let wish = json!({"positions_days": 90, "events_days": 1, "quarantine_mb": 10});
    assert_eq!(client.json("PUT", "/api/v1/settings", &wish).status, 200);
    assert!(node.stop());

    // The first look at retention comes with the start.
    let node = Node::start(folder.path(), &[&recording]);
    let client = node.sign_in("admin");
    settled(&client);
    let rest = until(&client, "/api/v1/events", |page| {
        page["total"].as_u64().unwrap() < before
    });
    assert!(node.stop());

    let node = Node::start(folder.path(), &[&recording]);
    let client = node.sign_in("admin");
    settled(&client);
    assert_eq!(total(&client), rest["total"]);
    let log = node.log();
    assert!(!log.contains("changes of events were missing"), "{log}");
    assert!(log.contains("\"added\":0,"), "{log}");
}

/// Killed again and again in the middle of a recording: at the end it knows what a node knows that was never killed.
#[test]
fn kills_in_the_middle_of_the_work_lose_and_double_nothing() {
    let whole = tempfile::tempdir().unwrap();
    let path = recording(whole.path());
    let node = Node::start(whole.path(), &[&path]);
    let administrator = node.administrator();
    settled(&administrator);
    let wanted = (
        administrator.get("/api/v1/events?limit=1000").json(),
        administrator.get("/api/v1/vessels/412000001/track").json(),
    );
    let positions = administrator.get("/api/v1/status").json()["positions"].clone();

    let killed = tempfile::tempdir().unwrap();
    let mut accounts = false;
    for pause_ms in [30, 120, 60, 250, 10] {
        let node = Node::start(killed.path(), &[&path]);
        if !accounts {
            node.administrator();
            accounts = true;
        }
        std::thread::sleep(std::time::Duration::from_millis(pause_ms));
        node.kill();
    }
    let node = Node::start(killed.path(), &[&path]);
    let client = node.sign_in("admin");
    settled(&client);
    assert_eq!(
        client.get("/api/v1/vessels/412000001/track").json(),
        wanted.1
    );
    assert_eq!(client.get("/api/v1/events?limit=1000").json(), wanted.0);
    assert_eq!(client.get("/api/v1/status").json()["positions"], positions);
}

#[test]
fn one_folder_one_node_one_realm() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let mut second = std::process::Command::new(env!("CARGO_BIN_EXE_vigie"));
    second
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path());
    let refused = second.output().unwrap();
    assert!(!refused.status.success());
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(text.contains("another node works in it"), "{text}");
    drop(node);
}

#[test]
fn vessels_are_found_and_have_a_card() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path());
    let node = Node::start(folder.path(), &[&path]);
    let client = node.administrator();
    settled(&client);
    let found = client.get("/api/v1/vessels?q=hai%20yu").json();
    assert_eq!(found["vessels"][0]["mmsi"], 416_000_003);
    let card = client.get("/api/v1/vessels/416000003").json();
    assert_eq!(card["identity"]["name"], "HAI YU 3");
    assert_eq!(
        (card["flag"].as_str(), card["authorisation"].as_str()),
        (Some("TWN"), Some("unknown"))
    );
    assert_eq!(card["tracks"][0]["track"], "416000003-1");
    assert_eq!(card["sources"][0]["feed"], "1");
    let points = client.get("/api/v1/vessels/412000002/track?max=100").json();
    let points = points["tracks"][0]["points"].as_array().unwrap();
    assert!((50..=101).contains(&points.len()), "{}", points.len());
    assert_eq!(client.get("/api/v1/vessels/987").status, 404);
    for (path, kind) in [
        ("/api/v1/list.csv", "text/csv; charset=utf-8"),
        ("/api/v1/list.geojson", "application/geo+json"),
    ] {
        assert_eq!(client.get(path).header("content-type"), Some(kind));
    }
    assert!(client.get("/api/v1/list.xlsx").body.starts_with(b"PK"));
    assert!(client.get("/api/v1/list.parquet").body.starts_with(b"PAR1"));
    let tagged = client.get("/api/v1/rules");
    let tag = tagged.header("etag").unwrap();
    let same = client.send("GET", "/api/v1/rules", &[("if-none-match", tag)], b"");
    assert_eq!((same.status, same.body.len()), (304, 0));
    let packed = client.send("GET", "/api/v1/rules", &[("accept-encoding", "gzip")], b"");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.body.starts_with(&[0x1f, 0x8b]));
    until(&client, "/api/v1/status", |status| {
        status["event_time"].is_string()
    });
}

#[test]
fn the_report_of_presence_counts_hours() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path());
    let node = Node::start(folder.path(), &[&path]);
    let client = node.administrator();
    settled(&client);
    let report = client.get("/api/v1/report/presence?by=flag").json();
    let hours = |flag: &str| -> f64 {
        let rows = report["rows"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["flag"] == flag);
        rows.map(|row| row["presence_h"].as_f64().unwrap()).sum()
    };
    // Two squid boats for two days less one interval, six Japanese vessels as long.
    assert!((hours("CHN") - 2.0 * 47.9).abs() < 0.5, "{report}");
    assert!((hours("JPN") - 6.0 * 47.9).abs() < 1.0, "{report}");
    // No area says when it is closed: of closures nothing is known, and nought is not told.
    let nothing = |total: &Value, rows: &str| {
        ["closed_presence_h", "closed_fishing_h", rows]
            .iter()
            .all(|name| total[name] == Value::Null)
    };
    assert!(nothing(&report["total"], "closed_visits"), "{report}");
    assert!(nothing(&report["rows"][0], "closed_entries"), "{report}");
    // A closed area that nobody was in.
    let far = AREA
        .replace("\"watch\"", "\"closed\"")
        .replace("40", "-40")
        .replace("42", "-42");
    let far = far.replace(
        "\"kind\"",
        "\"season_start\":\"01-01\",\"season_end\":\"12-31\",\"kind\"",
    );
    let added = client.send("POST", "/api/v1/areas?source=test", &[], far.as_bytes());
    assert_eq!(added.json()["added"], json!(["box"]), "{:?}", added.json());
    let report = client.get("/api/v1/report/presence?by=flag").json();
    assert_eq!(report["total"]["closed_visits"], 0, "{report}");
    let table = client.get("/api/v1/report/presence.csv?step=week");
    let text = String::from_utf8(table.body).unwrap();
    assert!(
        text.starts_with("period,flag,gear,vessels,vessel_days,presence_h"),
        "{text}"
    );
    assert_eq!(
        client.get("/api/v1/report/presence?area=nowhere").code(),
        "area-unknown"
    );
    assert_eq!(
        client.get("/api/v1/report/presence?step=hour").code(),
        "step-unknown"
    );
}
