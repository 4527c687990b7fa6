//! Notices of transshipment on a node: loaded, compared with a meeting, kept over a stop, taken away, each told in the audit.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{
    client::Client,
    node::{Node, recording, settled},
};

const HEADER: &str = "id,notified_at,from,until,donor_mmsi,receiver_mmsi,observer\n";

/// The recording, with a carrier for one of the two that meet on 1 March 2026 from 12:00 to 18:00.
fn with_carrier(folder: &Path) -> PathBuf {
    let path = recording(folder);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("LU RONG 1,30", "ZHE YU LENG 905,70")).unwrap();
    path
}

fn load(client: &Client, query: &str, rows: &str) -> Value {
    let path = format!("/api/v1/notices?name=NPFC%20March&source=NPFC{query}");
    let body = format!("{HEADER}{rows}");
    let added = client.send(
        "POST",
        &path,
        &[("content-type", "text/csv")],
        body.as_bytes(),
    );
    assert_eq!(added.status, 201, "{:?}", added.json());
    added.json()
}

fn meeting(client: &Client) -> Value {
    let page = client.get("/api/v1/events?kind=encounter&limit=100").json();
    let all = page["events"].as_array().unwrap();
    let found = all.iter().find(|e| {
        e["evidence"]["codes"]["pair"] == "carrier-fishing"
            && e["evidence"]["codes"]["preset"] == "standard"
    });
    found.unwrap_or_else(|| panic!("{page}")).clone()
}

#[test]
fn notices_are_compared_with_a_meeting_kept_and_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let recording = with_carrier(folder.path());
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let told = load(
        &administrator,
        "&complete=2026-03-01/2026-03-02",
        "A,2026-02-20,2026-03-01,,412000002,412000001,yes\nB,never,,,,,\nC,2026-02-20,2026-03-01,,416000009,416000008,\n",
    );
    assert_eq!(told["file"]["id"], "npfc-march");
    assert_eq!(told["file"]["rows"], 2);
    assert_eq!(told["faults"][0]["line"], 3);
    assert_eq!(told["faults"][0]["reason"], "date-unreadable");
    let bad = administrator.send(
        "POST",
        "/api/v1/notices?complete=May",
        &[],
        HEADER.as_bytes(),
    );
    assert_eq!(
        (bad.status, bad.code()),
        (400, "notices-complete-unreadable".to_owned())
    );
    assert!(node.stop());

    let node = Node::start(folder.path(), &[&recording]);
    let client = node.sign_in("admin");
    settled(&client);
    let event = meeting(&client);
    let codes = &event["evidence"]["codes"];
    assert_eq!(codes["notice"], "notified", "{codes}");
    assert_eq!(codes["notice_id"], "A");
    assert_eq!(codes["notice_observer"], "yes");
    assert_eq!(codes["notice_carrier_permit"], "unknown");

    let report = client.get("/api/v1/report/notices?from=2026-03-01").json();
    assert_eq!(report["total"], 2);
    let line = |id: &str| {
        let lines = report["notices"].as_array().unwrap();
        lines.iter().find(|l| l["id"] == id).unwrap().clone()
    };
    assert_eq!(line("A")["event"], event["id"]);
    assert_eq!(line("A")["donor_heard"], true);
    assert_eq!(line("C")["event"], Value::Null);
    assert_ne!(line("C")["donor_heard"], true);
    assert_eq!(
        client.get("/api/v1/report/notices?from=2026-04-01").json()["total"],
        0
    );

    let files = client.get("/api/v1/notices").json();
    assert_eq!(
        files["files"][0]["complete"][0]["from"],
        "2026-03-01T00:00:00Z"
    );
    let lists = client.get("/api/v1/lists").json();
    assert_eq!(lists["lists"], json!([]), "notices are no vessel list");
    assert!(node.stop());

    let node = Node::start(folder.path(), &[&recording]);
    let client = node.sign_in("admin");
    settled(&client);
    assert_eq!(client.get("/api/v1/notices").json(), files);
    assert_eq!(meeting(&client), event);
    assert!(node.log().contains("\"different\":0,"), "{}", node.log());
    let gone = client.send("DELETE", "/api/v1/notices/npfc-march", &[], b"");
    assert_eq!(gone.status, 204);
    let again = client.send("DELETE", "/api/v1/notices/npfc-march", &[], b"");
    assert_eq!(again.status, 404);
    assert_eq!(client.get("/api/v1/notices").json()["files"], json!([]));
    let audit = client.get("/api/v1/audit").json().to_string();
    assert!(audit.contains("notices-added") && audit.contains("notices-removed"));
}

#[test]
fn a_meeting_that_a_complete_file_does_not_name_is_told_without_a_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let recording = with_carrier(folder.path());
    let node = Node::start(folder.path(), &[]);
    load(&node.administrator(), "&complete=2026-03-01/2026-03-02", "");
    assert!(node.stop());
    let node = Node::start(folder.path(), &[&recording]);
    let client = node.sign_in("admin");
    settled(&client);
    let event = meeting(&client);
    assert_eq!(event["evidence"]["codes"]["notice"], "not-notified");
    assert_eq!(event["evidence"]["codes"]["notice_observer"], "unknown");
}
