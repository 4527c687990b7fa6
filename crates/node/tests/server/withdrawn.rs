//! An alert that an officer released and that late data withdraws or changes: the partner that holds it must not go on
//! accusing, whatever the agreement lets be said.

use std::{fmt::Write as _, path::Path};

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{KINDS, NOTES, agree, agree_on, meet, nodes, policy},
    node::{Node, recording, settled, until},
};

const SILENT: u64 = 416_000_003;

/// What an officer approves, with these fields more.
fn kinds(more: &str) -> String {
    KINDS.replace("event = \"keep\"", &format!("event = \"keep\"\n{more}"))
}

/// Canada has released the silence of one boat, from hour 6 to 40, to Japan.
struct Told {
    canada: Node,
    japan: Node,
    ca: Client,
    jp: Client,
    wish: Value,
}

fn told(here: &Path, there: &Path, kinds: &str) -> Told {
    let feed = recording(here);
    let (canada, japan, ca, jp) = nodes(here, there, &[&feed]);
    settled(&ca);
    meet(&ca, &jp);
    agree_on(&ca, &jp, 1, [kinds, NOTES]);
    let events = ca.get("/api/v1/events?limit=1000").json();
    let mut events = events["events"].as_array().unwrap().iter();
    let silence = events.find(|event| {
        event["vessels"][0]["mmsi"] == SILENT && event["kind"].as_str().unwrap().contains("gap")
    });
    let id = silence.expect("the silence is told")["id"].clone();
    let waiting = ca.get("/api/v1/releases/waiting").json();
    let waits = |waiting: &Value| {
        let mut all = waiting["waiting"].as_array().unwrap().iter();
        all.any(|one| one["id"] == id && one["party"] == "jp-jcg")
    };
    assert!(waits(&waiting), "{waiting}");
    let wish = json!({"party": "jp-jcg", "kind": "event", "id": id, "purpose": "fisheries"});
    assert_eq!(ca.json("POST", "/api/v1/releases", &wish).status, 201);
    let waiting = ca.get("/api/v1/releases/waiting").json();
    assert!(!waits(&waiting), "{waiting}");
    until(&jp, "/api/v1/shared?kind=alert", |it| {
        it["copies"][0]["state"] == "shown"
    });
    Told {
        canada,
        japan,
        ca,
        jp,
        wish,
    }
}

impl Told {
    /// Positions of the silent boat from this hour on arrive by another way.
    fn late(&self, folder: &Path, hour: i64) {
        let mut text = "mmsi,time,lat,lon,speed,course,name,ship_type,class\n".to_owned();
        for minute in 0..64 {
            let s = hour * 3_600 + minute * 60;
            let time = vigie_sea::Time::from_s(1_772_323_200 + s);
            let lon = 170.0 + s as f64 * 2e-6;
            writeln!(text, "{SILENT},{time},38.00000,{lon:.5},8,90,HAI YU 3,30,A").unwrap();
        }
        let path = folder.join("late.csv");
        std::fs::write(&path, text).unwrap();
        let wish = json!({"address": path.to_str().unwrap(), "format": "csv"});
        let started = self.ca.json("POST", "/api/v1/feeds", &wish);
        assert_eq!(started.status, 201, "{:?}", started.json());
        let id = self.wish["id"].as_str().unwrap();
        until(&self.ca, &format!("/api/v1/events/{id}"), |card| {
            card["history"].as_array().unwrap().len() > 1
                && (card["event"]["state"] == "retracted"
                    || card["event"]["evidence"]["codes"]["edited"].is_string())
        });
    }

    fn is_gone(&self) {
        until(&self.jp, "/api/v1/shared?kind=alert", |it| {
            it["copies"] == json!([])
        });
        // Nothing of it comes again.
        std::thread::sleep(std::time::Duration::from_secs(5));
        let left = self.jp.get("/api/v1/shared?kind=alert").json();
        assert_eq!(left["copies"], json!([]), "{left}");
    }

    fn stop(self) {
        assert!(self.canada.stop() && self.japan.stop());
    }
}

#[test]
fn a_partner_hears_that_what_an_officer_released_is_withdrawn() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let told = told(here.path(), there.path(), &kinds("state = \"keep\""));
    told.late(here.path(), 10);
    let heard = until(&told.jp, "/api/v1/shared?kind=alert", |it| {
        it["copies"][0]["body"]["state"] == "retracted"
    });
    assert_eq!(heard["copies"][0]["body"]["event"], told.wish["id"]);
    // Said once, and not as something that still waits for the officer.
    std::thread::sleep(std::time::Duration::from_secs(5));
    let rows = told.ca.get("/api/v1/releases").json();
    let rows = rows["releases"].as_array().unwrap();
    let alerts: Vec<&Value> = rows.iter().filter(|row| row["kind"] == "alert").collect();
    let by: Vec<&Value> = alerts.iter().map(|row| &row["by"]).collect();
    assert_eq!(by, [&json!("vigie"), &json!("admin")]);
    assert!(
        alerts.iter().all(|row| row["changed"] == false),
        "{alerts:?}"
    );
    told.stop();
}

#[test]
fn copies_that_cannot_say_that_they_are_withdrawn_are_taken_back() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let told = told(here.path(), there.path(), KINDS);
    told.late(here.path(), 10);
    told.is_gone();
    told.stop();
}

#[test]
fn copies_approved_under_another_agreement_are_taken_back_when_withdrawn() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let stated = kinds("state = \"keep\"");
    let told = told(here.path(), there.path(), &stated);
    let shorter = stated.replace("retain_h = 48", "retain_h = 24");
    let text = policy("ca-ccg", "jp-jcg", 2, &shorter);
    agree(&told.ca, &told.jp, ("ca-ccg", "jp-jcg"), &text);
    told.late(here.path(), 10);
    told.is_gone();
    told.stop();
}

#[test]
fn an_officer_sees_what_changed_since_the_release_and_sends_it_again() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let more = "state = \"keep\"\nuntil_ms = \"keep\"";
    let told = told(here.path(), there.path(), &kinds(more));
    let changed = || {
        let rows = told.ca.get("/api/v1/releases").json();
        let rows = rows["releases"].as_array().unwrap();
        let alerts = rows.iter().filter(|row| row["kind"] == "alert");
        alerts.map(|row| row["changed"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(changed(), [json!(false)]);
    let until_ms =
        told.jp.get("/api/v1/shared?kind=alert").json()["copies"][0]["body"]["until_ms"].clone();
    told.late(here.path(), 20);
    // It was longer than the boat was silent; the partner has what it was given, and the officer is told.
    assert_eq!(changed(), [json!(true)]);
    assert_eq!(
        told.ca.json("POST", "/api/v1/releases", &told.wish).status,
        201
    );
    until(&told.jp, "/api/v1/shared?kind=alert", |it| {
        let now = it["copies"][0]["body"]["until_ms"].as_i64();
        now.is_some() && now < until_ms.as_i64()
    });
    assert_eq!(changed(), [json!(false), json!(false)]);
    told.stop();
}
