//! Notices of transshipment on the command line: checked, and compared with meetings by the watch and the archive alike.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const HEADER: &str = "id,notified_at,from,until,lat,lon,donor_mmsi,receiver_mmsi,status\n";

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command
        .args(arguments)
        .env("LANG", "C")
        .env_remove("LC_ALL");
    command.env_remove("LC_MESSAGES").env_remove("VIGIE_LANG");
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A carrier waits at 180°; a jigger comes, stays from 12:00 to 18:00 on 1 March 2026, and goes.
fn positions() -> String {
    let mut table = "mmsi,time,lat,lon,speed,course,name,ship_type,class\n".to_owned();
    for step in 0..288_i64 {
        let time = vigie_sea::Time::from_s(1_772_323_200 + step * 300);
        let hour = f64::from(i32::try_from(step).unwrap()) / 12.0;
        let apart = 0.002 + 0.15 * (12.0 - hour).max(hour - 18.0).clamp(0.0, 4.0);
        table.push_str(&format!(
            "412000001,{time},41.0,179.999,0.5,90,ZHE YU LENG 905,70,A\n412000002,{time},{:.5},179.999,0.5,90,LU RONG 2,30,A\n",
            41.0 + apart
        ));
    }
    table
}

fn meeting(path: &Path) -> Value {
    let told = std::fs::read_to_string(path).unwrap();
    let events = told.lines().map(|line| {
        let value: Value = serde_json::from_str(line).unwrap();
        value.get("event").cloned().unwrap_or(value)
    });
    let mut standard = events.filter(|e| e["id"].as_str().unwrap().starts_with("encounter-"));
    standard.next_back().unwrap()
}

#[test]
fn watch_and_archive_say_the_same_of_a_meeting() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("in.csv"), positions()).unwrap();
    let notice = "A,2026-02-20,2026-03-01,,41.0,-179.9,412000002,412000001,\n";
    std::fs::write(path("one.csv"), format!("{HEADER}{notice}")).unwrap();
    std::fs::write(path("none.csv"), HEADER).unwrap();
    let imported = run(&[
        "archive",
        "import",
        &path("in.csv"),
        "--archive",
        &path("a"),
    ]);
    assert!(imported.status.success(), "{}", text(&imported.stderr));
    for (file, outcome) in [("one.csv", "notified"), ("none.csv", "not-notified")] {
        let notices = path(file);
        let given = [
            "--notices",
            notices.as_str(),
            "--notices-complete",
            "2026-02-28/2026-03-02",
        ];
        let mut watch = vec!["watch", "--json"];
        let (input, log, scanned) = (path("in.csv"), path("events.ndjson"), path("scan.jsonl"));
        watch.extend([input.as_str(), "--events", log.as_str()]);
        watch.extend(given);
        let output = run(&watch);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let live = meeting(Path::new(&log));
        assert_eq!(live["evidence"]["codes"]["notice"], outcome, "{live}");
        let archive = path("a");
        let mut scan = vec![
            "archive",
            "scan",
            "--archive",
            archive.as_str(),
            "--out",
            scanned.as_str(),
        ];
        scan.extend(given);
        let output = run(&scan);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let scanned = meeting(Path::new(&scanned));
        assert_eq!(scanned["evidence"]["codes"], live["evidence"]["codes"]);
    }
}

#[test]
fn files_of_notices_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notices.csv");
    let name = path.to_str().unwrap();
    let rows =
        "A,2026-02-20,2026-03-01,,,,412000002,,\nA,2026-02-21,2026-03-01,,,,412000002,,cancelled\n";
    std::fs::write(&path, format!("{HEADER}{rows}")).unwrap();
    let good = run(&["notices", "check", name, "--json"]);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stderr));
    let told: Value = serde_json::from_slice(&good.stdout).unwrap();
    assert_eq!(
        (told[0]["rows"].as_u64(), told[0]["notices"].as_u64()),
        (Some(2), Some(1))
    );
    assert_eq!(told[0]["cancelled"], 1);
    std::fs::write(&path, format!("{HEADER}B,soon,2026-03-01,,,,412000002,,\n")).unwrap();
    let bad = run(&["notices", "check", name]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(text(&bad.stdout).contains("date that cannot be read"));
    std::fs::write(&path, "name\nX\n").unwrap();
    assert_eq!(run(&["notices", "check", name]).status.code(), Some(5));
}

#[test]
fn a_claim_that_cannot_be_read_is_told_before_anything_is_watched() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("in.csv"), positions()).unwrap();
    std::fs::write(path("none.csv"), HEADER).unwrap();
    let output = run(&[
        "watch",
        &path("in.csv"),
        "--notices",
        &path("none.csv"),
        "--notices-complete",
        "May",
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("2026-05-01/2026-05-31"));
}
