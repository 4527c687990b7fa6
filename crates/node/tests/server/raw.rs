//! The bytes of feeds as they were received: kept over a kill, cited by each position of a package, checked by both
//! verifiers, purged by a recall, held for a court.

use std::{
    io::Write as _,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Command, Output},
    sync::OnceLock,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};
use vigie_ais::{
    Message,
    encode::{SentenceOptions, sentences},
    message::PositionA,
};

use crate::{
    client::Client,
    node::{Node, member, recording, settled, until},
};

const SHIP: u32 = 412_000_001;

fn start(folder: &Path, feed: &str) -> Node {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder);
    command.args(["--party", "can", "--partner-listen", "127.0.0.1:0"]);
    command.args(["--feed", feed]);
    Node::run(command, folder)
}

fn verify(arguments: &[&str]) -> (Output, Value) {
    let out = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["--json", "verify"])
        .args(arguments)
        .output()
        .unwrap();
    let shown = serde_json::from_slice(&out.stdout).unwrap_or_default();
    (out, shown)
}

/// What the program says of a package, and the stand-alone script.
fn verdicts(folder: &Path, package: &[u8]) -> (Value, bool, String) {
    let path = folder.join("package.zip");
    std::fs::write(&path, package).unwrap();
    let (_, shown) = verify(&[path.to_str().unwrap()]);
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../scripts/verify_package.py"
    );
    let alone = Command::new("python3")
        .arg(script)
        .arg(&path)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&alone.stdout).into_owned();
    (shown, alone.status.success(), told)
}

/// Two hours ago: a package holds the last sixty days, and some lines here have no time but that of receipt.
fn start_s() -> i64 {
    static START_S: OnceLock<i64> = OnceLock::new();
    *START_S.get_or_init(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        i64::try_from(now.as_secs()).unwrap() - 7_200
    })
}

/// A position of one of two ships, with its line end; every third one has no time of its own.
fn line(n: i64) -> String {
    let message = Message::PositionA(PositionA {
        type_id: 1,
        mmsi: SHIP + u32::try_from(n % 2).unwrap(),
        lon: 107_400_000 + i32::try_from(n).unwrap() * 600,
        lat: 24_600_000 - i32::try_from(n).unwrap(),
        sog: 85,
        cog: 901,
        ..PositionA::default()
    });
    let options = SentenceOptions {
        station: Some("rEV02"),
        time_s: (n % 3 != 0).then_some(start_s() + n * 60),
        ..SentenceOptions::default()
    };
    sentences(&message, &options)[0].clone() + "\r\n"
}

fn case_of(client: &Client, mmsi: u32) -> String {
    let wish = json!({"title": "Nets", "mmsi": mmsi});
    let opened = client.json("POST", "/api/v1/cases", &wish);
    assert_eq!(opened.status, 201, "{}", opened.json());
    opened.json()["id"].as_str().unwrap().to_owned()
}

fn package(client: &Client, case: &str) -> Vec<u8> {
    let made = client.get(&format!("/api/v1/cases/{case}/package"));
    assert_eq!(made.status, 200);
    made.body
}

fn heard(client: &Client, messages: u64) {
    until(client, "/api/v1/feeds", |it| {
        it["feeds"][0]["messages"].as_u64() >= Some(messages)
    });
}

/// Until the log has so many bytes of the first feed.
fn kept(client: &Client, bytes: usize) -> Value {
    let shown = until(client, "/api/v1/raw", |it| {
        it["feeds"][0]["bytes"].as_u64() >= Some(bytes as u64)
    });
    shown["feeds"][0].clone()
}

fn connected(listener: &TcpListener, text: &str) -> TcpStream {
    let (mut socket, _) = listener.accept().unwrap();
    // In pieces that end inside lines.
    for piece in text.as_bytes().chunks(50) {
        socket.write_all(piece).unwrap();
        socket.flush().unwrap();
    }
    socket
}

#[test]
fn each_position_of_a_package_cites_the_bytes_it_came_from_also_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let feed = format!("nmea@tcp://{}", listener.local_addr().unwrap());
    let node = start(at, &feed);
    let can = node.administrator();
    let text: String = (0..40).map(line).collect();
    let socket = connected(&listener, &text);
    heard(&can, 40);
    let log = kept(&can, text.len());
    assert_eq!((&log["vms"], &log["fault"]), (&json!(false), &Value::Null));
    // Killed with everything in the segment that was being written.
    node.kill();
    drop(socket);
    let node = start(at, &feed);
    let can = node.sign_in("admin");
    let socket = connected(&listener, &line(40));
    heard(&can, 1);
    let case = case_of(&can, SHIP);
    let made = package(&can, &case);
    let (shown, alone, told) = verdicts(at, &made);
    assert!(shown["ok"] == true && alone, "{shown} {told}");
    let rows = &shown["checked"]["raw"];
    // Twenty before the kill and one after it, each by its own line, those by time of receipt too.
    assert_eq!(
        (&rows["whole"], &rows["lines"]),
        (&json!(21), &json!(21)),
        "{rows}"
    );
    assert_eq!(
        (&rows["without"], &rows["present"]),
        (&json!({}), &json!(0)),
        "{rows}"
    );
    assert!(told.contains("21 with their time"), "{told}");
    let bytes = String::from_utf8_lossy(&made);
    for wanted in [
        line(0).as_str(),
        line(40).as_str(),
        "data/raw/feed-1.nmea",
        "rEV02",
    ] {
        assert!(bytes.contains(wanted), "{wanted}");
    }
    assert!(!bytes.contains(&line(1)), "the line of another ship");
    drop(socket);
    assert!(node.stop());
    let data = at.to_str().unwrap();
    let (out, shown) = verify(&["--data", data]);
    assert!(out.status.success(), "{shown}");
    assert!(shown["raw"]["segments"].as_u64() >= Some(2), "{shown}");
    let segment = at.join("live/raw/00001/0000000001.zst");
    let mut changed = std::fs::read(&segment).unwrap();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    std::fs::write(&segment, changed).unwrap();
    let (out, shown) = verify(&["--data", data]);
    assert_eq!(out.status.code(), Some(1));
    assert_eq!(shown["findings"][0]["what"], "raw", "{shown}");
}

#[test]
fn a_recorded_file_is_named_by_its_sum_and_positions_cite_its_lines() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let file = recording(at);
    let node = start(at, file.to_str().unwrap());
    let can = node.administrator();
    settled(&can);
    until(&can, "/api/v1/raw", |it| it["feeds"][0]["files"] == 1);
    let case = case_of(&can, SHIP);
    let made = package(&can, &case);
    let (shown, alone, told) = verdicts(at, &made);
    assert!(shown["ok"] == true && alone, "{shown} {told}");
    let rows = &shown["checked"]["raw"];
    assert_eq!(
        (&rows["whole"], &rows["without"]),
        (&json!(576), &json!({})),
        "{rows}"
    );
    // The header line, and one line for each position.
    assert_eq!(rows["lines"], 577);
    let sum = vigie_case::package::sha256_hex(&std::fs::read(&file).unwrap());
    assert!(String::from_utf8_lossy(&made).contains(&sum));
    let mut text = std::fs::read(&file).unwrap();
    text.push(b'\n');
    std::fs::write(&file, text).unwrap();
    let (shown, alone, told) = verdicts(at, &package(&can, &case));
    assert!(shown["ok"] == true && alone, "{shown} {told}");
    let without = &shown["checked"]["raw"]["without"];
    assert_eq!(without, &json!({"file-changed": 576}));
    assert!(
        told.contains("576 positions without a raw line: file-changed"),
        "{told}"
    );
    assert!(node.stop());
}

const VMS: &str = "//SR//FR/PAN//TM/POS//RC/HP4077//NA/MEGA//MM/412000009//DA/20260301//TI/0010//LT/40.5//LG/179.9//SP/85//CO/90//ER//";

#[test]
fn a_recall_purges_the_bytes_of_vms_unless_a_hold_keeps_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let node = start(at, &format!("naf@tcp://{}", listener.local_addr().unwrap()));
    let admin = node.administrator();
    let later = VMS.replace("TI/0010", "TI/0110");
    let _socket = connected(&listener, &format!("{VMS}{later}"));
    heard(&admin, 2);
    kept(&admin, VMS.len());
    until(&admin, "/api/v1/status", |it| {
        it["event_time"] == "2026-03-01T01:10:00Z"
    });
    let case = case_of(&admin, 412_000_009);
    let (shown, alone, told) = verdicts(at, &package(&admin, &case));
    assert!(shown["ok"] == true && alone, "{shown} {told}");
    assert_eq!(shown["checked"]["raw"]["whole"], 2, "{shown}");
    let log = until(&admin, "/api/v1/raw", |it| it["feeds"][0]["vms"] == true);
    assert_eq!(
        log["rule"],
        json!({"days": 30, "mb": 4_096, "vms_days": 14})
    );

    let officer = member(&node, &admin, "watch_officer");
    let viewer = member(&node, &admin, "viewer");
    let purge = |client: &Client, why: &str| {
        client.json("POST", "/api/v1/raw/1/purge", &json!({"why": why}))
    };
    assert_eq!(purge(&viewer, "NPFC recall").status, 403);
    assert_eq!(purge(&officer, " ").code(), "raw-why-needed");
    let other = officer.json("POST", "/api/v1/raw/9/purge", &json!({"why": "x"}));
    assert_eq!(other.status, 404);
    let hold = |on: bool| {
        let deed = json!({"do": "hold", "on": on, "note": "court order"});
        let path = format!("/api/v1/cases/{case}/entries");
        assert_eq!(admin.json("POST", &path, &deed).status, 204);
    };
    hold(true);
    let kept_back = purge(&officer, "NPFC recall").json();
    assert_eq!(kept_back["segments"], 0);
    assert!(kept_back["held"].as_u64() >= Some(1), "{kept_back}");
    hold(false);
    let gone = purge(&officer, "NPFC recall").json();
    assert!(gone["segments"].as_u64() >= Some(1), "{gone}");
    assert_eq!(gone["held"], 0);
    let left: Vec<String> = std::fs::read_dir(at.join("live/raw/00001"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".zst"))
        .collect();
    assert_eq!(left, [""; 0]);
    let (shown, alone, told) = verdicts(at, &package(&admin, &case));
    assert!(shown["ok"] == true && alone, "{shown} {told}");
    assert_eq!(
        shown["checked"]["raw"]["without"],
        json!({"purged": 2}),
        "{shown}"
    );
    let audit = admin.get("/api/v1/audit?limit=50").json().to_string();
    assert!(audit.contains("raw-purged") && audit.contains("NPFC recall"));

    let rule = json!({"days": 7, "mb": 100, "vms_days": 1});
    assert_eq!(officer.json("PUT", "/api/v1/raw", &rule).status, 403);
    assert_eq!(admin.json("PUT", "/api/v1/raw", &rule).json(), rule);
    assert_eq!(admin.get("/api/v1/raw").json()["rule"], rule);
    let long = json!({"days": 99_999, "mb": 100, "vms_days": 1});
    assert_eq!(
        admin.json("PUT", "/api/v1/raw", &long).code(),
        "retention-too-long"
    );
    assert!(node.stop());
    let (out, shown) = verify(&["--data", at.to_str().unwrap()]);
    assert!(out.status.success(), "{shown}");
    assert!(shown["raw"]["gone"].as_u64() >= Some(1), "{shown}");
}
