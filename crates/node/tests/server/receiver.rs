//! Where receivers are: said by an officer or by the station itself, kept over restarts; positions out of reach told.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vigie_ais::{
    Message,
    encode::{SentenceOptions, sentences},
    message::{PositionA, StationReport},
};

use crate::{
    client::Client,
    node::{Node, settled},
};

const START_S: i64 = 1_772_323_200;
const PLACES: &str = "name,kind,lat,lon\nADAK,terrestrial,51.88,-176.65\nX,radio,1,1\n";

/// A day of three receivers: one reports its own place (VDO), one is only named, one carries a base station's
/// MMSI in its name. Each hears a ship near it and, at the end, one that claims to be off Hawaii.
fn recording(folder: &Path) -> PathBuf {
    let mut lines: Vec<(i64, String)> = Vec::new();
    let mut put = |s: i64, station: &str, own_ship: bool, message: &Message| {
        let options = SentenceOptions {
            own_ship,
            station: Some(station),
            time_s: Some(START_S + s),
            ..SentenceOptions::default()
        };
        lines.extend(sentences(message, &options).into_iter().map(|l| (s, l)));
    };
    let units = |deg: f64| (deg * 600_000.0).round() as i32;
    let ship = |mmsi, lat: f64, lon: f64| {
        Message::PositionA(PositionA {
            mmsi,
            sog: 80,
            cog: 900,
            lat: units(lat),
            lon: units(lon),
            ..PositionA::default()
        })
    };
    let base = |mmsi, lat: f64, lon: f64| {
        Message::StationReport(StationReport {
            mmsi,
            lat: units(lat),
            lon: units(lon),
            ..StationReport::default()
        })
    };
    let stations = [
        ("ADAK", 51.9, -176.7),
        ("OWN", 43.0, 144.4),
        ("b004310001", 35.0, 139.8),
    ];
    for (n, (name, lat, lon)) in (0_u32..).zip(stations) {
        for step in 0..300_i64 {
            let s = step * 60 + i64::from(n);
            if name != "ADAK" {
                let mmsi = if name == "OWN" { 4_310_099 } else { 4_310_001 };
                put(s, name, name == "OWN", &base(mmsi, lat, lon));
            }
            put(
                s + 5,
                name,
                false,
                &ship(431_000_010 + n, lat + 0.2, lon + step as f64 * 1e-4),
            );
            if step > 280 {
                let away = step as f64 * 4e-3;
                put(
                    s + 10,
                    name,
                    false,
                    &ship(431_000_020 + n, 21.0, -158.0 + away),
                );
            }
        }
    }
    lines.sort();
    let mut text = String::new();
    lines
        .iter()
        .for_each(|(_, line)| writeln!(text, "{line}\r").unwrap());
    let path = folder.join("receivers.nmea");
    std::fs::write(&path, text).unwrap();
    path
}

/// Vessels told of as out of a receiver's range.
fn told(client: &Client) -> Vec<u64> {
    let events = client
        .get("/api/v1/events?kind=implausible_position&limit=1000")
        .json();
    let events = events["events"].as_array().unwrap().clone();
    let of_range = events
        .iter()
        .filter(|e| e["evidence"]["codes"]["check"] == "receiver-range");
    let mut mmsis: Vec<u64> = of_range
        .map(|e| e["vessels"][0]["mmsi"].as_u64().unwrap())
        .collect();
    mmsis.sort_unstable();
    mmsis
}

fn receiver(client: &Client, name: &str) -> Value {
    let all = client.get("/api/v1/receivers").json();
    let all = all["receivers"].as_array().unwrap().clone();
    all.into_iter()
        .find(|r| r["name"] == name)
        .unwrap_or(Value::Null)
}

#[test]
fn places_are_said_kept_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path());
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    let said = client.send(
        "POST",
        "/api/v1/receivers?source=test",
        &[],
        PLACES.as_bytes(),
    );
    assert_eq!(said.status, 201, "{:?}", said.json());
    assert_eq!(
        said.json(),
        json!({"added": ["ADAK"], "faults": [{"line": 3, "reason": "kind-unknown"}]})
    );
    assert_eq!(
        receiver(&client, "ADAK")["number"],
        Value::Null,
        "not heard yet"
    );
    assert!(node.stop());

    let mut before = Value::Null;
    for _ in 0..3 {
        let node = Node::start(folder.path(), &[&path]);
        let client = node.sign_in("admin");
        settled(&client);
        assert_eq!(told(&client), [431_000_020, 431_000_021, 431_000_022]);
        assert_eq!(receiver(&client, "ADAK")["place_from"], "said");
        assert_eq!(receiver(&client, "OWN")["place_from"], "reported");
        let base = receiver(&client, "b004310001");
        assert_eq!(
            (&base["place_from"], &base["kind"]),
            (&json!("reported"), &json!("terrestrial"))
        );
        let all = client.get("/api/v1/receivers").json();
        assert!(before.is_null() || before == all, "{before} {all}");
        before = all;
        assert!(node.log().contains("\"different\":0,"), "{}", node.log());
        node.kill();
    }

    let node = Node::start(folder.path(), &[]);
    let client = node.sign_in("admin");
    let gone = client.json("DELETE", "/api/v1/receivers/ADAK", &json!({}));
    assert_eq!(gone.status, 204);
    assert_eq!(
        client
            .json("DELETE", "/api/v1/receivers/ADAK", &json!({}))
            .status,
        404
    );
    assert_eq!(receiver(&client, "ADAK")["place_from"], "learned");
    let audit = client.get("/api/v1/audit").json().to_string();
    assert!(audit.contains("receiver-said") && audit.contains("receiver-withdrawn"));
}

/// The same by a file on the command line, without a node.
#[test]
fn a_file_of_receivers_serves_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path());
    let places = folder.path().join("places.csv");
    std::fs::write(&places, PLACES).unwrap();
    let run = |with: bool| {
        let events = folder.path().join("events.ndjson");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vigie"));
        command.arg("watch").arg(&path).arg("--events").arg(&events);
        if with {
            command.arg("--receivers").arg(&places);
        }
        let done = command.output().unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let text = std::fs::read_to_string(events).unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        (
            [20, 21, 22].map(|n| text.contains(&format!("implausible_position-4310000{n}"))),
            said,
        )
    };
    let (found, said) = run(true);
    assert_eq!(found, [true; 3]);
    assert!(said.contains("kind"), "the bad row is told: {said}");
    assert_eq!(run(false).0, [false, true, true]);
}
