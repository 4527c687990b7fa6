//! What the command line tells at the end: all events, whoever was forgotten since; refused rows in words; feeds that
//! cannot be read.

#![allow(clippy::unwrap_used, reason = "tests")]

mod program;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use vigie_sea::Time;

use program::{json, vigie};

/// 2026-03-01T00:00:00Z.
const START_S: i64 = 1_772_323_200;
/// 2026-06-01T12:00:00Z, three months later.
const LATER_S: i64 = 1_780_315_200;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn write(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A carrier waits at 180° and a jigger stays beside her for six hours on 1 March; in June one other ship reports twice.
fn years() -> String {
    let mut table = "mmsi,time,lat,lon,speed,course,name,ship_type,class\n".to_owned();
    for step in 0..288_i64 {
        let time = Time::from_s(START_S + step * 300);
        let hour = f64::from(i32::try_from(step).unwrap()) / 12.0;
        let apart = 0.002 + 0.15 * (12.0 - hour).max(hour - 18.0).clamp(0.0, 4.0);
        let lat = 41.0 + apart;
        writeln!(
            table,
            "412000001,{time},41.0,179.999,0.5,90,ZHE YU LENG 905,70,A"
        )
        .unwrap();
        writeln!(
            table,
            "412000002,{time},{lat:.5},179.999,0.5,90,LU RONG 2,30,A"
        )
        .unwrap();
    }
    for minute in [0, 10] {
        let time = Time::from_s(LATER_S + minute * 60);
        writeln!(table, "416000301,{time},30.0,-179.9,9,90,FAR,70,A").unwrap();
    }
    table
}

/// How many events of each kind stand at the end of a log of changes.
fn standing(log: &str) -> BTreeMap<String, u64> {
    let mut last: BTreeMap<String, Value> = BTreeMap::new();
    for line in std::fs::read_to_string(log).unwrap().lines() {
        let mut change: Value = serde_json::from_str(line).unwrap();
        let event = change["event"].take();
        last.insert(event["id"].as_str().unwrap().to_owned(), event);
    }
    let mut counts = BTreeMap::new();
    for event in last.values().filter(|e| e["state"] != "retracted") {
        *counts
            .entry(event["kind"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    counts
}

#[test]
fn events_of_vessels_forgotten_since_are_counted_and_who_is_left_out_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let feed = write(folder.path(), "in.csv", &years());
    let log = folder.path().join("events.ndjson");
    let log = log.to_str().unwrap();
    let told = json(&["watch", &feed, "--events", log, "--json"]);
    let counts: BTreeMap<String, u64> = serde_json::from_value(told["events"].clone()).unwrap();
    assert_eq!(counts, standing(log));
    assert!(counts["encounter"] >= 1, "{told}");
    assert_eq!(
        (&told["total"], &told["left_out"]["vessels"]),
        (&0.into(), &2.into())
    );
    let before = told["left_out"]["heard_before"].as_str().unwrap();
    assert!(before.starts_with("2026-04-17T12:"), "{before}");

    let said = vigie(&["watch", &feed]);
    let (list, told_so) = (text(&said.stdout), text(&said.stderr));
    assert!(!list.contains("no event gave any points"), "{list}");
    assert!(list.contains("last heard too long ago"), "{list}");
    assert!(
        told_so.contains("2 vessels with events were last heard before 2026-04-17 12:"),
        "{told_so}"
    );
    // In time, nobody is left out and both are listed.
    let march = json(&["watch", &feed, "--to", "2026-03-03T00:00:00Z", "--json"]);
    assert_eq!(march["left_out"]["vessels"], 0, "{march}");
    assert!(march["total"].as_u64().unwrap() >= 1, "{march}");

    // The archive counts the same.
    let archive = folder.path().join("archive");
    let archive = archive.to_str().unwrap();
    json(&["archive", "import", "--archive", archive, &feed, "--json"]);
    let scanned = json(&["archive", "scan", "--archive", archive, "--json"]);
    assert_eq!(scanned["events"], told["events"]);
    let lines = std::fs::read_to_string(scanned["file"].as_str().unwrap()).unwrap();
    assert_eq!(scanned["total"], lines.lines().count());
    let sum: u64 = counts.values().sum();
    assert_eq!(
        scanned["total"].as_u64().unwrap(),
        sum + scanned["withdrawn"].as_u64().unwrap()
    );
}

#[test]
fn ships_of_vms_that_no_list_ties_to_an_mmsi_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let report = "//SR//FR/PAN//TM/POS//RC/HP4077//NA/MEGA//DA/20240701//TI/0010//LT/40.5//LG/179.9//SP/85//ER//\n";
    let feed = write(folder.path(), "vms.naf", report);
    let list = write(
        folder.path(),
        "list-20240101.csv",
        "name,call_sign,mmsi\nMEGA,HP4077,351000000\n",
    );
    let told = json(&["watch", &feed, "--json"]);
    assert_eq!(told["vms_without_mmsi"], 1);
    let said = text(&vigie(&["watch", &feed]).stderr);
    assert!(said.contains("1 ship of VMS reports has no MMSI"), "{said}");
    assert!(said.contains("--authorised"), "{said}");
    let tied = json(&["watch", &feed, "--authorised", &list, "--json"]);
    assert_eq!(tied["vms_without_mmsi"], 0);
}

#[test]
fn refused_rows_are_told_in_the_words_of_the_reader_and_for_programs_as_codes() {
    let folder = tempfile::tempdir().unwrap();
    let feed = write(folder.path(), "in.csv", &years());
    let mut csv = "id,scene,time,lat,lon\na,S,2026-03-01T12:00:00Z,41,179.5\n".to_owned();
    for row in 0..25 {
        writeln!(csv, "b{row},S,soon,41,179.5").unwrap();
    }
    let looks = format!("plain@{}", write(folder.path(), "looks.csv", &csv));
    let said = |more: &[&str]| {
        let line = [&["watch", &feed, "--detections", &looks][..], more].concat();
        text(&vigie(&line).stderr)
    };
    let english = said(&[]);
    assert!(
        english.contains(", line 3: Time cannot be read"),
        "{english}"
    );
    assert!(english.contains("and 5 more rows"), "{english}");
    let french = said(&["--lang", "fr-CA"]);
    assert!(french.contains(", ligne 3 : Heure illisible"), "{french}");
    assert!(french.contains("et 5 autres lignes"), "{french}");
    let codes = said(&["--json"]);
    assert!(codes.contains(", line 3: time-unreadable"), "{codes}");

    let labels = "track,time,lat,lon,speed,gear,fishing\nA,soon,45,179,3,OTB,1\n\
        A,2026-03-01T00:00:00Z,45,179,3,OTB,perhaps so\n";
    let labels = write(folder.path(), "labels.csv", labels);
    let said = text(&vigie(&["train", &labels, "--lang", "ja"]).stderr);
    assert!(!said.contains("time-unreadable"), "{said}");
    assert!(!said.contains("label-unreadable"), "{said}");
}

#[test]
fn rows_of_notices_are_told_by_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "id,notified_at,from,until,donor_mmsi,receiver_mmsi\n\
        B,soon,2026-03-01,,412000002,\nC,2026-02-01,2026-03-01,,,\n";
    let file = write(folder.path(), "notices.csv", rows);
    let said = vigie(&["notices", "check", &file]);
    assert_eq!(said.status.code(), Some(1));
    let said = text(&said.stdout);
    assert!(
        said.contains(", line 2, column notified_at: date that cannot be read\n"),
        "{said}"
    );
    assert!(
        said.contains(", line 3: row without name or number\n"),
        "{said}"
    );
}

#[test]
fn a_bare_year_month_or_day_is_the_whole_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let feed = write(folder.path(), "in.csv", &years());
    let header = "id,notified_at,from,until,donor_mmsi,receiver_mmsi\n";
    let notices = write(folder.path(), "none.csv", header);
    let log = folder.path().join("events.ndjson");
    let log = log.to_str().unwrap();
    let mut line = vec!["watch", &feed, "--notices", &notices, "--events", log];
    for period in ["2026", "2026-03", "2026-03-01"] {
        let whole = [&line[..], &["--notices-complete", period]].concat();
        let output = vigie(&whole);
        assert!(
            output.status.success(),
            "{period}: {}",
            text(&output.stderr)
        );
        let told = std::fs::read_to_string(log).unwrap();
        if period != "2026-03-01" {
            assert!(told.contains("\"not-notified\""), "{period}: {told}");
        }
    }
    line.extend(["--notices-complete", "May"]);
    let refused = vigie(&line);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("“May” is no period"));
}

#[test]
fn a_feed_that_cannot_be_read_is_told_and_the_others_are_imported() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(folder.path(), "good.csv", &years());
    let odd = write(
        folder.path(),
        "odd.csv",
        "track,time,lat,lon\nA,2026-03-01T00:00:00Z,40,179\n",
    );
    let gone = folder.path().join("gone.csv");
    let gone = gone.to_str().unwrap();
    let archive = folder.path().join("archive");
    let archive = archive.to_str().unwrap();
    let import = ["archive", "import", "--archive", archive];
    let alone = vigie(&[&import[..], &[gone]].concat());
    assert_eq!(alone.status.code(), Some(3), "{}", text(&alone.stderr));
    assert!(!Path::new(archive).exists());
    let all = vigie(&[&import[..], &[gone, &odd, &good]].concat());
    assert_eq!(all.status.code(), Some(1));
    let said = text(&all.stderr);
    assert!(said.contains("gone.csv does not exist"), "{said}");
    // Labels have no MMSI: what to do is said.
    assert!(said.contains("--map track=vessel_id"), "{said}");
    assert!(said.contains("2 of 3; not begun after them: 0"), "{said}");
    assert!(text(&all.stdout).contains("rows imported"));
    // What was in already is no fault; the others are told again.
    let again = vigie(&[&import[..], &[gone, &good, "--json"]].concat());
    assert_eq!(again.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(
        (&told["rows"], &told["feeds_known"], &told["feeds_unread"]),
        (&0.into(), &1.into(), &1.into())
    );
    let last = text(&again.stderr);
    let last: Value = serde_json::from_str(last.lines().next_back().unwrap()).unwrap();
    assert_eq!(last["error"]["code"], "archive-feeds-unread");
    // Read as the error says, the labels are tracks.
    let mapped = vigie(&["decode", &odd, "--map", "track=vessel_id"]);
    assert!(mapped.status.success(), "{}", text(&mapped.stderr));
}

#[test]
fn ctrl_c_says_that_what_an_import_kept_stays() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let mut child = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["archive", "import", "--archive", archive.to_str().unwrap()])
        .args(["-", "--lang", "en"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let input = child.stdin.take().unwrap();
    let begun = || {
        let journal = std::fs::read_to_string(archive.join("journal.jsonl"));
        journal.is_ok_and(|text| !text.is_empty())
    };
    for _look in 0..1_000 {
        if begun() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(begun());
    let asked = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    let output = child.wait_with_output().unwrap();
    drop(input);
    assert_eq!(output.status.code(), Some(130));
    let said = text(&output.stderr);
    assert!(
        said.contains("What was kept stays in the archive"),
        "{said}"
    );
    assert!(!said.contains("removed"), "{said}");
}
