//! What the agency's other systems get: the picture as Cursor on Target and AIVDM, warnings as CAP, threats over TAXII.

use std::{
    io::Read as _,
    net::{TcpListener, TcpStream},
    process::Command,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::node::{Node, recording, settled};

/// Reads until the text holds what is wanted.
fn hear(stream: &mut TcpStream, wanted: &[&str]) -> String {
    stream
        .set_read_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    let (mut got, mut buffer) = (Vec::new(), [0; 65_536]);
    let began = Instant::now();
    loop {
        if let Ok(count) = stream.read(&mut buffer) {
            got.extend_from_slice(&buffer[..count]);
        }
        let text = String::from_utf8_lossy(&got);
        if wanted.iter().all(|one| text.contains(one)) {
            return text.into_owned();
        }
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{wanted:?} in {} bytes",
            got.len()
        );
    }
}

#[test]
fn the_picture_goes_to_a_tak_server_and_to_a_bridge_display() {
    let folder = tempfile::tempdir().unwrap();
    let tak = TcpListener::bind("127.0.0.1:0").unwrap();
    let bridge = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder.path());
    command.arg("--feed").arg(recording(folder.path()));
    command
        .arg("--outlet")
        .arg(format!("cot@tcp://{}", tak.local_addr().unwrap()));
    command
        .arg("--outlet")
        .arg(format!("nmea@tcp-listen://{bridge}"));
    let node = Node::run(command, folder.path());
    let administrator = node.administrator();
    settled(&administrator);
    let (mut stream, _) = tak.accept().unwrap();
    let text = hear(
        &mut stream,
        &["MMSI-412000001", "MMSI-412000002", "LU RONG 1"],
    );
    let event = text
        .split("</event>")
        .find(|one| one.contains("MMSI-412000001"));
    let event = format!("{}</event>", event.unwrap());
    let start = event.find("<event").unwrap();
    let event = vigie_exchange::edge::cot::read(&event.as_bytes()[start..]).unwrap();
    assert!((event.point.lat_deg - 41.0).abs() < 1e-4 && event.access == "TLP:GREEN");
    let mut display = TcpStream::connect(bridge).unwrap();
    let text = hear(&mut display, &["!AIVDM"]);
    assert!(
        text.lines()
            .all(|line| line.is_empty() || line.contains("!AIVDM"))
    );
    drop(stream);
    assert!(node.stop());
}

#[test]
fn an_outlet_in_plain_to_another_machine_is_refused_unless_vouched_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder.path());
    command.args(["--outlet", "cot@tcp://192.0.2.7:8087"]);
    let output = command.output().unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("cot@tcp://192.0.2.7:8087") && told.contains("--outlet-plain"),
        "{told}"
    );
}

/// A distress from the agency's TAK server rings until an officer has seen it, over a kill too; what is of an exercise does not ring
/// in real life.
#[test]
fn a_distress_from_tak_rings_until_it_is_seen() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let tak = TcpListener::bind("127.0.0.1:0").unwrap();
    let alert = |uid: &str, kind: &str, more: &str| {
        format!(
            "<event version='2.0' uid='{uid}' type='{kind}' how='m-g' {more} time='2026-11-25T09:30:00Z' \
             start='2026-11-25T09:30:00Z' stale='2026-11-25T09:45:00Z'><point lat='48.5' lon='-179.95' hae='0' ce='10' \
             le='9999999.0'/><detail><contact callsign='ORCA 1'/><remarks>Man over board</remarks></detail></event>"
        )
    };
    let said = [
        alert("A-9-1-1", "b-a-o-tbl", ""),
        alert("B-9-1-1", "b-a-o-tbl", "opex='e-drill'"),
    ]
    .concat();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder.path());
    let feed = format!("cot@tcp://{}", tak.local_addr().unwrap());
    command.args(["--feed", &feed]);
    let node = Node::run(command, folder.path());
    let administrator = node.administrator();
    let (mut stream, _) = tak.accept().unwrap();
    stream.write_all(said.as_bytes()).unwrap();
    let marks = || {
        let began = Instant::now();
        loop {
            let marks = administrator.get("/api/v1/marks").json()["marks"].clone();
            if marks.as_array().is_some_and(|all| !all.is_empty()) {
                return marks;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "no mark came");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let found = marks();
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    let mark = &found[0];
    assert_eq!(
        (mark["urgent"].as_bool(), mark["seen_by"].as_str()),
        (Some(true), None)
    );
    assert_eq!(
        (mark["title"].as_str(), mark["text"].as_str()),
        (Some("ORCA 1"), Some("Man over board"))
    );
    assert_eq!(mark["places"], json!([[-179.95, 48.5]]));
    let id = mark["id"].as_str().unwrap();
    let seen = administrator.json("POST", &format!("/api/v1/marks/{id}/seen"), &json!({}));
    assert_eq!(
        (seen.status, seen.json()["version"].as_u64()),
        (200, Some(1))
    );
    assert!(seen.json()["seen_by"].is_string());
    let absent = administrator.json("POST", "/api/v1/marks/none/seen", &json!({}));
    assert_eq!(absent.status, 404);
    // The same again is no news; a changed position is, and rings again.
    stream.write_all(said.as_bytes()).unwrap();
    stream
        .write_all(said.replace("48.5", "48.6").as_bytes())
        .unwrap();
    let began = Instant::now();
    let moved = loop {
        let mark = marks()[0].clone();
        if mark["version"] == 2 {
            break mark;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{mark}");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(moved["seen_by"].is_null() && moved["places"] == json!([[-179.95, 48.6]]));
    let audit = administrator.get("/api/v1/audit").json().to_string();
    assert!(audit.contains("mark-seen"));
    assert!(node.stop());
}

fn words(headline: &str) -> Value {
    json!({"event": "Drifting nets", "headline": headline, "description": "", "instruction": "",
        "area": "North Pacific, near 180°", "sender_name": ""})
}

#[test]
fn a_warning_is_kept_as_cap_in_three_languages_and_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let mut wish = json!({"sender": "watch@agency.example", "category": "Safety", "response": "Avoid",
        "urgency": "Immediate", "severity": "Severe", "certainty": "Observed", "expires": "2099-01-01T00:00:00Z",
        "circle": {"lat_deg": 41.5, "lon_deg": -179.9, "radius_nm": 12.0},
        "words": {"en": words("Keep clear"), "fr-CA": words("Évitez la zone"), "ja": words("接近禁止")}});
    let sent = administrator.json("POST", "/api/v1/warnings", &wish);
    assert_eq!(sent.status, 201, "{:?}", sent.json());
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    let file = administrator.get(&format!("/api/v1/warnings/{id}"));
    assert_eq!(file.header("content-type"), Some("application/cap+xml"));
    let alerts = vigie_exchange::edge::cap::read(&file.body).unwrap();
    assert_eq!(alerts[0].infos.len(), 3);
    assert_eq!(alerts[0].infos[2].headline.as_deref(), Some("接近禁止"));
    assert!(alerts[0].flaws().is_empty());
    wish["replaces"] = json!(id);
    wish["cancels"] = json!(true);
    let cancelled = administrator.json("POST", "/api/v1/warnings", &wish);
    assert_eq!(cancelled.status, 201, "{:?}", cancelled.json());
    let list = administrator.get("/api/v1/warnings").json();
    let kinds: Vec<&str> = list["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"Cancel") && kinds.contains(&"Alert"),
        "{list}"
    );
    wish["words"]["ja"]["headline"] = json!(" ");
    let refused = administrator.json("POST", "/api/v1/warnings", &wish);
    assert_eq!(refused.code(), "warning-text-missing");
    let audit = administrator.get("/api/v1/audit").json().to_string();
    assert!(audit.contains("warning-sent"));
}

const REPORT: &str = r#"{"objects":[
 {"type":"identity","spec_version":"2.1","id":"identity--2c7d7a9e-9f3a-4a6e-8f43-0b5f8f0b3a01","created":"2026-03-01T00:00:00.000Z","modified":"2026-03-01T00:00:00.000Z","name":"Partner CSIRT"},
 {"type":"indicator","spec_version":"2.1","id":"indicator--2c7d7a9e-9f3a-4a6e-8f43-0b5f8f0b3a02","created":"2026-03-01T00:00:00.000Z","modified":"2026-03-01T00:00:00.000Z","name":"Bad update server","pattern":"[domain-name:value = 'chart-updates.example']","pattern_type":"stix","valid_from":"2026-03-01T00:00:00Z","object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]},
 {"type":"report","spec_version":"2.1","id":"report--2c7d7a9e-9f3a-4a6e-8f43-0b5f8f0b3a03","created_by_ref":"identity--2c7d7a9e-9f3a-4a6e-8f43-0b5f8f0b3a01","created":"2026-03-01T00:00:00.000Z","modified":"2026-03-01T00:00:00.000Z","published":"2026-03-01T00:00:00Z","name":"False chart updates","object_refs":["indicator--2c7d7a9e-9f3a-4a6e-8f43-0b5f8f0b3a02"],"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}]}"#;

#[test]
fn a_threat_report_comes_in_over_taxii_and_is_served_once_an_analyst_takes_it_over() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let taxii = "application/taxii+json;version=2.1";
    let root = administrator.send(
        "GET",
        "/taxii2/vigie/collections/",
        &[("accept", taxii)],
        b"",
    );
    assert_eq!(root.status, 200);
    let collections = root.json();
    let id_of = |title: &str| {
        let all = collections["collections"].as_array().unwrap();
        let found = all.iter().find(|one| one["title"] == title).unwrap();
        found["id"].as_str().unwrap().to_owned()
    };
    let (held, inbox) = (id_of("Held"), id_of("Inbox"));
    let put = administrator.send(
        "POST",
        &format!("/taxii2/vigie/collections/{inbox}/objects/"),
        &[("accept", taxii), ("content-type", taxii)],
        REPORT.as_bytes(),
    );
    assert_eq!(put.status, 202, "{}", String::from_utf8_lossy(&put.body));
    let served = || {
        let path = format!("/taxii2/vigie/collections/{held}/objects/");
        administrator
            .send("GET", &path, &[("accept", taxii)], b"")
            .json()
            .to_string()
    };
    assert!(
        !served().contains("False chart updates"),
        "a claim is not served"
    );
    let threats = administrator.get("/api/v1/threats").json();
    assert_eq!(threats["threats"][0]["received"], true);
    let id = threats["threats"][0]["id"].as_str().unwrap();
    let over = administrator.json(
        "POST",
        &format!("/api/v1/threats/{id}/take-over"),
        &json!({}),
    );
    assert_eq!(over.status, 204);
    assert!(served().contains("False chart updates"));
    let threats = administrator.get("/api/v1/threats").json();
    assert_eq!(threats["threats"].as_array().unwrap().len(), 1);
    assert_eq!(threats["threats"][0]["received"], false);
}
