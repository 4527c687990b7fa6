//! Archives from end to end: imported once, resumed after a kill, the same events as one watch, exported.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use vigie_sea::Time;

const START_S: i64 = 1_772_323_200;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .env_remove("VIGIE_LANG")
        .args(arguments);
    command
}

fn json(arguments: &[&str]) -> Value {
    let output: Output = command(arguments).arg("--json").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|fault| panic!("{fault}: {said}"))
}

/// Three days of ships around 180° in two files, one a day and a half each, the second one earlier: meetings across
/// buckets, silences, visits; every fifth ship sends who it is.
fn feeds(folder: &Path, ships: u32) -> Vec<String> {
    let mut files = [String::new(), String::new()];
    for file in &mut files {
        file.push_str("mmsi,time,lat,lon,speed,course,name,ship_type\n");
    }
    for ship in 0..ships {
        let mmsi = 412_000_000 + ship * 7_919;
        for step in 0..432_i64 {
            let s = step * 600 + i64::from(ship);
            if ship % 4 == 3 && (60..180).contains(&step) {
                continue;
            }
            // Pairs lie beside each other for half a day.
            let pair = f64::from(ship / 2);
            let apart = if ship % 2 == 1 {
                0.003 + 0.02 * (step - 200).abs().saturating_sub(36).max(0) as f64
            } else {
                0.0
            };
            let lon = 179.5 + pair * 0.11 + step as f64 * 0.0005;
            let lon = if lon > 180.0 { lon - 360.0 } else { lon };
            let (time, lat) = (Time::from_s(START_S + s), 40.0 + pair * 0.07 + apart);
            let half = usize::from(step < 216);
            writeln!(
                files[half],
                "{mmsi},{time},{lat:.5},{lon:.5},1.0,90,SHIP {ship},30"
            )
            .unwrap();
        }
    }
    let written = files.iter().zip(["b.csv", "a.csv"]).map(|(text, name)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    });
    written.collect()
}

/// The last state of each event, as one watch over all feeds tells it.
fn live(feeds: &[String], folder: &Path) -> BTreeMap<String, String> {
    live_with(feeds, folder, &[])
}

fn live_with(feeds: &[String], folder: &Path, options: &[&str]) -> BTreeMap<String, String> {
    let log = folder.join("live.jsonl");
    let mut arguments = vec!["watch", "--events", log.to_str().unwrap()];
    arguments.extend(options);
    arguments.extend(feeds.iter().map(String::as_str));
    json(&arguments);
    let mut last = BTreeMap::new();
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        let (_, event) = line.split_once("\"event\":").unwrap();
        let event = event.strip_suffix('}').unwrap();
        let id = serde_json::from_str::<Value>(event).unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        last.insert(id, event.to_owned());
    }
    last
}

fn text_of(events: &BTreeMap<String, String>) -> String {
    events.values().map(|e| format!("{e}\n")).collect()
}

#[test]
fn the_events_of_an_archive_are_byte_for_byte_those_of_one_watch() {
    let folder = tempfile::tempdir().unwrap();
    let feeds = feeds(folder.path(), 24);
    let archive = folder.path().join("archive");
    let archive = archive.to_str().unwrap();
    let mut line = vec!["archive", "import", "--archive", archive];
    line.extend(feeds.iter().map(String::as_str));
    let first = json(&line);
    assert!(first["rows"].as_u64().unwrap() > 9_000, "{first}");
    let again = json(&line);
    assert_eq!(
        (&again["rows"], &again["feeds_known"]),
        (&0.into(), &2.into())
    );
    let out = folder.path().join("events.jsonl");
    let out_text = out.to_str().unwrap();
    let scanned = json(&[
        "archive",
        "scan",
        "--archive",
        archive,
        "--out",
        out_text,
        "--jobs",
        "2",
    ]);
    assert_eq!(
        (&scanned["groups_done"], &scanned["passes"]),
        (&4.into(), &1.into())
    );
    assert!(
        scanned["events"]["encounter"].as_u64().unwrap() >= 12,
        "{scanned}"
    );
    assert!(scanned["events"]["gap"].as_u64().unwrap() >= 6, "{scanned}");
    let live = live(&feeds, folder.path());
    assert!(
        std::fs::read_to_string(&out).unwrap() == text_of(&live),
        "events differ"
    );
    // Done is done.
    let known = json(&["archive", "scan", "--archive", archive, "--out", out_text]);
    assert_eq!(
        (&known["groups_known"], &known["groups_done"]),
        (&4.into(), &0.into())
    );
    assert!(
        std::fs::read_to_string(&out).unwrap() == text_of(&live),
        "events differ"
    );
    // Positions come out again, each once, by time.
    let csv = folder.path().join("out.csv");
    let mmsi = (412_000_000 + 7_919).to_string();
    let told = json(&[
        "archive",
        "export",
        "--archive",
        archive,
        "--mmsi",
        &mmsi,
        "--out",
        csv.to_str().unwrap(),
    ]);
    assert_eq!(told["positions"], 432);
    let text = std::fs::read_to_string(&csv).unwrap();
    let times: Vec<&str> = text
        .lines()
        .skip(1)
        .map(|l| l.split(',').nth(1).unwrap())
        .collect();
    assert!(times.is_sorted() && times.len() == 432);
}

#[test]
fn an_import_killed_anywhere_goes_on_and_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let feeds = feeds(folder.path(), 400);
    let archive = folder.path().join("archive");
    let archive = archive.to_str().unwrap();
    let mut line = vec!["archive", "import", "--archive", archive, "-q"];
    line.extend(feeds.iter().map(String::as_str));
    let mut kills = 0;
    for round in 0..40_u64 {
        let mut child = command(&line).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + round * 60));
        if child
            .try_wait()
            .unwrap()
            .is_some_and(|status| status.success())
        {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    let told = json(&line);
    let written: u64 = feeds
        .iter()
        .map(|f| std::fs::read_to_string(f).unwrap().lines().count() as u64 - 1)
        .sum();
    // A row of the table is a position, and with a name an identity report: both are counted the same in one run.
    let whole = folder.path().join("whole");
    let mut once = vec!["archive", "import", "--archive", whole.to_str().unwrap()];
    once.extend(feeds.iter().map(String::as_str));
    let expected = json(&once);
    assert!(expected["total_rows"].as_u64().unwrap() >= written);
    assert_eq!(
        told["total_rows"], expected["total_rows"],
        "after {kills} kills"
    );
}

/// Imports what comes by standard input.
fn piped(archive: &str, text: &str) -> Value {
    let mut child = command(&["archive", "import", "--archive", archive, "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(text.as_bytes()).unwrap();
    drop(stdin);
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn what_comes_by_standard_input_is_never_taken_for_known() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let archive = archive.to_str().unwrap();
    let day = |day: u32| format!("mmsi,time,lat,lon\n412000001,2026-03-0{day}T00:00:00Z,40,179\n");
    assert_eq!(piped(archive, &day(1))["rows"], 1);
    let second = piped(archive, &day(2));
    assert_eq!(
        (&second["rows"], &second["total_rows"]),
        (&1.into(), &2.into())
    );
}

#[test]
fn rows_left_in_the_spool_are_exported_and_a_list_given_for_something_else_is_another_scan() {
    let folder = tempfile::tempdir().unwrap();
    let feeds = feeds(folder.path(), 2);
    let archive = folder.path().join("archive");
    let archive_text = archive.to_str().unwrap();
    json(&["archive", "import", "--archive", archive_text, &feeds[0]]);
    // A kill, or a full disk, after the last feed was in and before its rows were rolled.
    let (mut store, _) = vigie_store::Archive::open(&archive.join("positions")).unwrap();
    let left = vigie_store::Row {
        time_ms: (START_S - 86_400) * 1_000,
        mmsi: 431_000_001,
        source: 0,
        feed: 1,
        receiver: 0,
        reception: 0,
        class: 0,
        content: vigie_store::Content::Place(vigie_store::Place::default()),
    };
    store.append(vigie_store::NO_CLOCK, &[left]).unwrap();
    drop(store);
    let csv = folder.path().join("out.csv");
    let told = json(&[
        "archive",
        "export",
        "--archive",
        archive_text,
        "--mmsi",
        "431000001",
        "--out",
        csv.to_str().unwrap(),
    ]);
    assert_eq!(told["positions"], 1);
    let list = folder.path().join("list-20260101.csv");
    std::fs::write(&list, "name,mmsi\nSHIP 0,412000000\n").unwrap();
    let scan = |option: &str| {
        let list = list.to_str().unwrap();
        json(&["archive", "scan", "--archive", archive_text, option, list])
    };
    assert_eq!(scan("--iuu")["events"]["list_match"], 1);
    let permitted = scan("--authorised");
    assert_eq!(permitted["groups_known"], 0);
    assert_eq!(permitted["events"].get("list_match"), None, "{permitted}");
}

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(path);
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn real_logs_give_the_same_events_by_archive_and_by_watch() {
    let named = [
        "gap-casestudy/position_messages.csv.gz",
        "nmea/amsa/exact-earth-augmented-3.txt",
        "nmea/amsa/exact-earth-with-tag-block.txt",
        "nmea/dma/AisLib-stream_example.txt",
    ];
    let mut feeds: Vec<String> = named
        .iter()
        .filter_map(|n| shared(n))
        .map(|p| p.to_str().unwrap().to_owned())
        .collect();
    // Only what the watch reads by itself.
    feeds.retain(|f| {
        command(&["decode", "--stats", f, "-q"])
            .output()
            .unwrap()
            .status
            .success()
    });
    if feeds.is_empty() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let archive = archive.to_str().unwrap();
    let mut line = vec!["archive", "import", "--archive", archive];
    line.extend(feeds.iter().map(String::as_str));
    json(&line);
    let out = folder.path().join("events.jsonl");
    json(&[
        "archive",
        "scan",
        "--archive",
        archive,
        "--out",
        out.to_str().unwrap(),
    ]);
    let live = live(&feeds, folder.path());
    assert!(!live.is_empty());
    assert!(
        std::fs::read_to_string(&out).unwrap() == text_of(&live),
        "events differ"
    );
}

#[test]
fn boardings_become_labels_of_fishing_with_their_origin() {
    let folder = tempfile::tempdir().unwrap();
    let mut feed = String::from("mmsi,time,lat,lon,speed,course\n");
    let mut labels = Vec::new();
    for ship in 0..16_i64 {
        let (mmsi, trawls) = (412_000_000 + ship, ship % 2 == 0);
        for step in 0..120_i64 {
            // Trawlers turn to and fro at 3 kn; the others steam past at 11.
            let kn = if trawls { 3.0 } else { 11.0 } + (step % 5) as f64 * 0.1;
            let way = (step as f64) * kn / 60.0 / 6.0;
            let lon = 179.9 + if trawls { way % 0.2 } else { way };
            let lon = if lon >= 180.0 { lon - 360.0 } else { lon };
            let at = Time::from_s(START_S + step * 600);
            let lat = 40.0 + ship as f64;
            writeln!(feed, "{mmsi},{at},{lat:.5},{lon:.5},{kn:.1},90").unwrap();
        }
        let verdict = if trawls { "held" } else { "refuted" };
        let (from_ms, to_ms) = (START_S * 1_000, (START_S + 119 * 600) * 1_000);
        labels.push(json!({
            "case": format!("c{ship}"), "party": "can", "event": format!("fishing-{mmsi}"), "rule": "fishing/2026.1",
            "verdict": verdict, "report": "r", "user": "u", "at_ms": ship,
            "stretch": {"mmsi": mmsi, "from_ms": from_ms, "to_ms": to_ms, "gear": "trawl"},
        }));
    }
    // Of another detector; without a stretch; of a ship that the archive does not know; and one that could not be told.
    let mut other = labels[0].clone();
    other["rule"] = "gap/2026.1".into();
    let mut without = labels[0].clone();
    (without["event"], without["stretch"]) = ("fishing-x".into(), Value::Null);
    let mut unknown = labels[1].clone();
    (unknown["event"], unknown["stretch"]["mmsi"]) = ("fishing-y".into(), 999.into());
    let mut open = labels[0].clone();
    (open["event"], open["verdict"]) = ("fishing-z".into(), "open".into());
    labels.extend([other, without, unknown, open]);
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (csv, archive, outcomes) = (place("feed.csv"), place("archive"), place("labels.json"));
    std::fs::write(&csv, feed).unwrap();
    json(&["archive", "import", "--archive", &archive, &csv]);
    let train = |labels: &[Value], out: &str| {
        std::fs::write(&outcomes, json!({"labels": labels}).to_string()).unwrap();
        let line = [
            "train",
            "--outcomes",
            &outcomes,
            "--archive",
            &archive,
            "--rounds",
            "20",
            "--out",
            out,
        ];
        json(&line)
    };
    let told = train(&labels, &place("one.json"));
    let boardings = &told["boardings"];
    assert_eq!(
        (
            &boardings["held"],
            &boardings["refuted"],
            &boardings["unusable"]
        ),
        (&8.into(), &8.into(), &2.into())
    );
    let sheet = &told["data_sheet"];
    assert_eq!(
        (&sheet["tracks"], &sheet["positions"]),
        (&16.into(), &1_920.into())
    );
    let sources = sheet["sources"].as_str().unwrap();
    let digest = boardings["labels_sha256"].as_str().unwrap();
    assert!(
        sources.contains("8 alerts found true, 8 untrue") && sources.contains(digest),
        "{sources}"
    );
    // Whole vessels are held out, and so plain a question is learnt.
    assert!(sheet["held_out"]["auc"].as_f64().unwrap() > 0.95, "{sheet}");
    labels.reverse();
    train(&labels, &place("two.json"));
    assert_eq!(
        std::fs::read(place("one.json")).unwrap(),
        std::fs::read(place("two.json")).unwrap()
    );
    // A second thought turns a label.
    let mut second = labels.last().unwrap().clone();
    (second["verdict"], second["at_ms"]) = ("refuted".into(), 99.into());
    labels.push(second);
    assert_eq!(train(&labels, &place("three.json"))["boardings"]["held"], 7);
}

/// Looks at a boat that sends nothing, eight knots eastward over 180°, 120 nautical miles from all others, and at one ship that sends.
fn looks(folder: &Path) -> String {
    let mut csv = "id,scene,time,lat,lon,length_m,footprint\n".to_owned();
    let boats = [(15, 179.2), (21, -179.785), (27, -178.77)];
    for (hour, lon) in boats {
        let time = Time::from_s(START_S + hour * 3_600);
        let ring = "POLYGON ((177 28, 183 28, 183 41, 177 41, 177 28))";
        writeln!(csv, "boat,D{hour},{time},38.0,{lon},45,\"{ring}\"").unwrap();
        let ship_lon = 179.5 + f64::from(i32::try_from(hour).unwrap()) * 6.0 * 0.0005;
        writeln!(csv, "ship,D{hour},{time},40.0,{ship_lon:.4},60,").unwrap();
    }
    let path = folder.join("looks.csv");
    std::fs::write(&path, csv).unwrap();
    format!("plain@{}", path.to_str().unwrap())
}

#[test]
fn looks_weighed_against_an_archive_tell_what_one_watch_tells() {
    let folder = tempfile::tempdir().unwrap();
    let feeds = feeds(folder.path(), 12);
    let archive = folder.path().join("archive");
    let archive = archive.to_str().unwrap();
    let mut line = vec!["archive", "import", "--archive", archive];
    line.extend(feeds.iter().map(String::as_str));
    json(&line);
    let (looks, out) = (looks(folder.path()), folder.path().join("events.jsonl"));
    let scan = |more: &[&str]| {
        let mut line = vec!["archive", "scan", "--archive", archive];
        line.extend(["--detections", &looks, "--out", out.to_str().unwrap()]);
        line.extend(more);
        json(&line)
    };
    let scanned = scan(&["--jobs", "2"]);
    assert_eq!(scanned["looks"], 3, "{scanned}");
    assert_eq!(scanned["events"]["dark_vessel"], 1, "{scanned}");
    assert!(scanned["events"]["dark_detection"].as_u64().unwrap() >= 3);
    let text = std::fs::read_to_string(&out).unwrap();
    let live = live_with(&feeds, folder.path(), &["--detections", &looks]);
    assert!(text == text_of(&live), "events differ");
    // Done is done: nothing is read again.
    let known = scan(&[]);
    assert_eq!(
        (&known["groups_known"], &known["passes"]),
        (&4.into(), &0.into())
    );
    assert!(std::fs::read_to_string(&out).unwrap() == text);
    // Other looks are another scan.
    let without = json(&["archive", "scan", "--archive", archive]);
    assert_eq!(without["looks"], 0);
    assert_eq!(without["events"]["dark_vessel"], Value::Null, "{without}");
}

/// Exit code, and the code of what is told on the error stream.
fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let output: Output = command(arguments).arg("--json").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let told = said.lines().rev().find(|line| line.starts_with('{'));
    let told: Value = serde_json::from_str(told.unwrap_or(&said)).unwrap_or_default();
    let code = told["error"]["code"].as_str().unwrap_or(&said);
    (output.status.code(), code.to_owned())
}

#[test]
fn a_folder_without_an_archive_is_told_and_stays_empty() {
    let folder = tempfile::tempdir().unwrap();
    let (bare, out) = (folder.path().join("bare"), folder.path().join("out"));
    std::fs::create_dir(&bare).unwrap();
    let (bare_text, out) = (bare.to_str().unwrap(), out.to_str().unwrap());
    for line in [
        vec!["archive", "scan", "--archive", bare_text],
        vec!["archive", "export", "--archive", bare_text, "--out", out],
        vec!["fishing", "--archive", bare_text, "--out", out],
        vec!["train", "--motion", "--archive", bare_text, "--out", out],
    ] {
        assert_eq!(
            refused(&line),
            (Some(1), "archive-empty".into()),
            "{line:?}"
        );
        assert_eq!(std::fs::read_dir(&bare).unwrap().count(), 0, "{line:?}");
    }
    assert!(!Path::new(out).exists());
}

#[test]
fn what_gives_nothing_is_told_and_what_works_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let feeds = feeds(folder.path(), 2);
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (archive, out, empty) = (place("archive"), place("out.csv"), place("empty.nmea"));
    std::fs::write(&empty, "").unwrap();
    let import = ["archive", "import", "--archive", &archive, &empty];
    let nothing = (Some(1), "nothing-to-watch".to_owned());
    assert_eq!(refused(&import), nothing);
    json(&["archive", "import", "--archive", &archive, &feeds[0]]);
    // The same into a filled archive; and again, when the file is known.
    assert_eq!(refused(&import), nothing);
    let export = ["archive", "export", "--archive", &archive, "--out", &out];
    for more in [["--mmsi", "1"], ["--from", "2030-01-01T00:00:00Z"]] {
        let line = [&export[..], &more[..]].concat();
        assert_eq!(refused(&line), (Some(1), "archive-none-of-these".into()));
        assert!(!Path::new(&out).exists());
    }
    // As an import has it while it runs.
    let journal = Path::new(&archive).join("journal.jsonl");
    let held = std::fs::File::options().append(true).open(journal).unwrap();
    held.lock().unwrap();
    let scan = ["archive", "scan", "--archive", &archive];
    for line in [&scan[..], &export, &import] {
        assert_eq!(refused(line), (Some(3), "archive-in-use".into()));
    }
    drop(held);
    json(&scan);
}

#[test]
fn a_feed_is_known_by_another_spelling_and_an_old_file_of_events_is_replaced_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = feeds(folder.path(), 2).remove(0);
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (archive, out, old) = (place("archive"), place("events.jsonl"), place("old.jsonl"));
    let import = |feed: &str| {
        let mut line = command(&["archive", "import", "--archive", &archive, feed, "--json"]);
        let output = line.current_dir(folder.path()).output().unwrap();
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        (told["feeds_known"].clone(), told["total_rows"].clone())
    };
    let (known, total) = import("b.csv");
    assert_eq!(known, 0);
    for other in ["./b.csv", "archive/../b.csv", path.as_str()] {
        assert_eq!(import(other), (1.into(), total.clone()), "{other}");
    }
    assert_eq!(import("a.csv").0, 0);
    // Who has the old file open goes on reading the old one: it is never overwritten in place.
    std::fs::write(&out, "old").unwrap();
    std::fs::hard_link(&out, &old).unwrap();
    let told = json(&["archive", "scan", "--archive", &archive, "--out", &out]);
    assert_eq!(std::fs::read_to_string(&old).unwrap(), "old");
    assert!(told["total"].as_u64().unwrap() > 0, "{told}");
    assert_eq!(
        std::fs::read(&out).unwrap(),
        std::fs::read(told["file"].as_str().unwrap()).unwrap()
    );
    assert_eq!(
        command(&[
            "archive",
            "scan",
            "--archive",
            &archive,
            "--out",
            "/dev/full"
        ])
        .output()
        .unwrap()
        .status
        .code(),
        Some(3)
    );
}
