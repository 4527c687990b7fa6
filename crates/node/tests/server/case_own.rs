//! A case by an agency's own forms and holidays: what is cited that no file has, links, what is overdue, and what of an
//! alert's grounds goes into the package.

use std::{path::Path, process::Command};

use serde_json::{Value, json};
use vigie_case::{form::BUILTIN_FORMS, holiday::BUILTIN_HOLIDAYS, package::sha256_hex};

use crate::{
    client::Client,
    node::{Node, recording, settled, until},
};

const AREA: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"np-test","properties":{"id":"np-test","name":"Test box"},
    "geometry":{"type":"Polygon","coordinates":[[[178,39],[179.99,39],[179.99,42],[178,42],[178,39]]]}}]}"#;
const SCENE: &str = "id,scene,time,lat,lon,length_m,footprint\n\
    alone,S1,2026-03-01T03:02:00Z,39.5,-178.9,30,\"POLYGON ((178 39, 182 39, 182 42.5, 178 42.5, 178 39))\"\n";

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder);
    command.args(["--party", "can", "--partner-listen", "127.0.0.1:0"]);
    command
}

/// Writes the agency's files: the first measure compared with its text, all years of holidays too.
fn own_files(folder: &Path) -> (String, String) {
    let forms = BUILTIN_FORMS
        .replacen("version = \"", "version = \"own-", 1)
        .replacen("verified = false", "verified = true", 1);
    let days = BUILTIN_HOLIDAYS.replace("verified = false", "verified = true");
    std::fs::write(folder.join("own-forms.toml"), &forms).unwrap();
    std::fs::write(folder.join("own-days.toml"), &days).unwrap();
    std::fs::write(folder.join("area.geojson"), AREA).unwrap();
    (forms, days)
}

fn opened(client: &Client, title: &str) -> String {
    let wish = json!({"title": title, "mmsi": 412_000_001});
    let opened = client.json("POST", "/api/v1/cases", &wish);
    assert_eq!(opened.status, 201, "{}", opened.json());
    opened.json()["id"].as_str().unwrap().to_owned()
}

/// Left on 1 March 2026, with one violation of the file and one that no file has: refused, so nobody was aboard.
fn report(client: &Client) {
    let cited = json!([{"measure": "NPFC CMM 2017-09", "paragraph": "38", "note": ""},
        {"measure": "other", "paragraph": "CMM 2022-04, salmon retained", "note": "20 t"}]);
    let acts = [
        json!({"do": "begin", "form": "npfc-hsbi", "subject": "412000001"}),
        json!({"do": "set", "field": "left_at", "value": 1_772_409_600_000_i64, "replaces": []}),
        json!({"do": "set", "field": "boarding_result", "value": "refused", "replaces": []}),
        json!({"do": "set", "field": "violations", "value": cited, "replaces": []}),
    ];
    let edits: Vec<Value> = (1..)
        .zip(acts)
        .map(|(seq, act)| json!({"id": {"device": "t", "seq": seq}, "at_ms": 1, "user": "roy", "report": "t-1", "act": act}))
        .collect();
    let taken = client.json("POST", "/api/v1/boarding/edits", &json!({"edits": edits}));
    assert_eq!(taken.json()["taken"], 4, "{}", taken.json());
    let state = client.get("/api/v1/boarding/reports").json();
    let one = &state["reports"][0];
    assert_eq!(one["overdue"], true, "{one}");
    let faults = one["faults"].to_string();
    assert!(!faults.contains("field-violations"), "{faults}");
    assert!(
        !faults.contains("master_name") && faults.contains("refusal_reason"),
        "{faults}"
    );
    // Holidays of all years were compared; whose days a scheme means too.
    assert_eq!(one["due"]["marks"], json!([]), "{one}");
}

/// The first alert of a kind.
fn alert(client: &Client, kind: &str) -> Value {
    let path = format!("/api/v1/events?kind={kind}");
    let found = until(client, &path, |it| {
        it["events"].as_array().is_some_and(|all| !all.is_empty())
    });
    found["events"][0].clone()
}

#[test]
#[allow(clippy::too_many_lines, reason = "one scenario from files to package")]
fn a_case_by_own_forms_takes_the_grounds_of_its_alerts_into_the_package() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (forms, days) = own_files(at);
    let mut start = command(at);
    for (option, file) in [
        ("--forms", "own-forms.toml"),
        ("--holidays", "own-days.toml"),
        ("--area", "area.geojson"),
    ] {
        start.arg(option).arg(at.join(file));
    }
    start.arg("--feed").arg(recording(at));
    let node = Node::run(start, at);
    let can = node.administrator();
    settled(&can);
    let shown = can.get("/api/v1/forms").json();
    assert_eq!(shown["sha256"], sha256_hex(forms.as_bytes()).as_str());
    assert!(shown["version"].as_str().unwrap().starts_with("own-"));
    assert_eq!(
        shown["calendar"]["sha256"],
        sha256_hex(days.as_bytes()).as_str()
    );

    report(&can);
    let counts = can.get("/api/v1/boarding/statistics").json();
    assert_eq!(
        counts["rows"][0]["unverified"],
        json!(["other § CMM 2022-04, salmon retained"]),
        "{counts}"
    );
    assert_eq!(
        counts["forms_sha256"],
        sha256_hex(forms.as_bytes()).as_str()
    );

    let preset = "/api/v1/scenes?preset=plain&name=look.csv";
    assert_eq!(can.send("POST", preset, &[], SCENE.as_bytes()).status, 201);
    let (dark, visit) = (alert(&can, "dark_detection"), alert(&can, "area_visit"));
    let (id, other) = (opened(&can, "Nets"), opened(&can, "Fins"));
    let entries = format!("/api/v1/cases/{id}/entries");
    let enter = |deed: &Value| can.json("POST", &entries, deed);
    for (kind, item) in [
        ("event", dark["id"].as_str().unwrap()),
        ("event", visit["id"].as_str().unwrap()),
        ("track", "412000001"),
        ("report", "t-1"),
    ] {
        let add = json!({"do": "add", "item": {"kind": kind, "id": item}, "note": ""});
        assert_eq!(enter(&add).status, 204, "{kind}");
    }
    let wrong = json!({"do": "add", "item": {"kind": "ship", "id": "1"}, "note": ""});
    assert_eq!(enter(&wrong).code(), "case-item-unfit");
    let link = |to: &str, on: bool| json!({"do": "link", "case": to, "why": "master", "on": on});
    assert_eq!(enter(&link("nowhere", true)).code(), "case-link-unfit");
    assert_eq!(enter(&link(&id, true)).code(), "case-link-unfit");
    assert_eq!(enter(&link(&other, true)).status, 204);
    let back = can.get(&format!("/api/v1/cases/{other}")).json();
    assert_eq!(
        back["linked"],
        json!([{"case": id, "why": "master", "back": true, "title": "Nets"}])
    );
    let task = json!({"do": "task", "task": "t1", "text": "Call", "to": "roy", "due_ms": 86_400_000, "done": false});
    assert_eq!(enter(&task).status, 204);
    let refer =
        json!({"do": "stage", "stage": "referred", "note": "CHN", "reply_due_ms": 86_400_000});
    assert_eq!(enter(&refer).status, 204);
    let cases = can.get("/api/v1/cases").json();
    let all = cases["cases"].as_array().unwrap();
    let brief = all.iter().find(|one| one["id"] == id.as_str()).unwrap();
    assert_eq!(
        brief["overdue"],
        json!({"reply": true, "tasks": 1, "reports": 1})
    );

    let made = can.get(&format!("/api/v1/cases/{id}/package"));
    assert_eq!(made.status, 200);
    let text = String::from_utf8_lossy(&made.body).into_owned();
    let sum = sha256_hex(SCENE.as_bytes());
    let area = visit["evidence"]["codes"]["area"].as_str().unwrap();
    for wanted in [
        "data/feeds.json",
        "data/detections/index.json",
        &format!("data/detections/{sum}"),
        &format!("data/areas/{area}"),
        "data/receivers.json",
        "data/holidays.toml",
        "data/summary.en.pdf",
        "data/summary.fr-CA.pdf",
        "data/summary.ja.pdf",
        "recording.csv",
        "Test box",
        SCENE,
        days.as_str(),
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    let path = at.join("package.zip");
    std::fs::write(&path, &made.body).unwrap();
    let program = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .arg("verify")
        .arg(&path)
        .output()
        .unwrap();
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../scripts/verify_package.py"
    );
    let alone = Command::new("python3")
        .arg(script)
        .arg(&path)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&alone.stdout);
    assert!(program.status.success() && alone.status.success(), "{told}");
    assert!(node.stop());
}

#[test]
fn files_that_cannot_be_used_keep_the_node_from_starting_and_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (forms, _) = own_files(folder.path());
    let wrong = folder.path().join("wrong.toml");
    std::fs::write(
        &wrong,
        forms.replacen("\"vessel_name!\"", "\"vesel_name!\"", 1),
    )
    .unwrap();
    for option in ["--forms", "--holidays"] {
        let ended = command(folder.path())
            .arg(option)
            .arg(&wrong)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(5), "{told}");
        assert!(told.contains("wrong.toml"), "{told}");
    }
}
