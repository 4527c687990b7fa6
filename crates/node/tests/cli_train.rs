//! `vigie train` on tables unlike those it was made with: it learns from them, or says why not.

#![allow(clippy::unwrap_used, reason = "tests")]

mod noise;
mod program;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use vigie_sea::{Position, Time, destination};

use noise::noise;
use program::{json, vigie};

/// A day's trip that steams at 9 kn and works at 3 kn in turns: time, place and whether it works.
fn trip(seed: u64) -> Vec<(Time, Position, bool)> {
    let mut noise = noise(seed);
    let mut place = Position::new(45.0, 179.8).unwrap();
    let (mut rows, mut course) = (Vec::new(), 80.0);
    for minute in (0..600).step_by(5) {
        let works = minute % 120 >= 60;
        let kn = if works { 3.0 } else { 9.0 } + noise();
        course += if works { noise() * 60.0 } else { noise() * 2.0 };
        let time = Time::from_s(1_772_323_200 + i64::from(minute) * 60);
        rows.push((time, place, works));
        place = destination(place, course, kn * 1_852.0 / 12.0);
    }
    rows
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Columns of an observer programme, parted by semicolons, decimals with commas, no speeds, words for labels.
fn observers(folder: &Path, label: impl Fn(u64, bool) -> &'static str) -> String {
    let mut csv = "BOAT_ID;TRIP_ID;DATE_TIME;LONGITUDE;LATITUDE;GEAR;STATUS\n".to_owned();
    for seed in 1..=4_u64 {
        for (time, p, works) in trip(seed) {
            let [lon, lat] =
                [p.lon_deg(), p.lat_deg()].map(|x| format!("{x:.5}").replace('.', ","));
            let label = label(seed, works);
            writeln!(csv, "V{seed};7;{time};{lon};{lat};FPO;{label}").unwrap();
        }
    }
    write(folder, "observers.csv", &csv)
}

#[test]
fn a_table_of_other_columns_words_and_separators_is_scored_beside_all_baselines() {
    let folder = tempfile::tempdir().unwrap();
    let file = observers(
        folder.path(),
        |_, works| if works { "Hauling" } else { "Not_Fishing" },
    );
    let told = json(&["train", &file, "--rounds", "20", "--json"]);
    assert_eq!(
        (&told["gear"], &told["refused"]),
        (&"pots".into(), &0.into())
    );
    assert_eq!(told["data_sheet"]["held_out"]["positions"], 480);
    for row in [
        "model",
        "band-learnt",
        "logistic",
        "trees",
        "band-built-in",
        "always",
    ] {
        for figure in ["auc", "f1", "calibration_error", "brier"] {
            assert!(
                told["scores"][row][figure].is_f64(),
                "{row} {figure}: {told}"
            );
        }
    }
    assert!(
        told["scores"]["model"]["auc"].as_f64().unwrap() > 0.95,
        "{told}"
    );
    let words = vigie(&["train", &file, "--rounds", "20"]);
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    for row in [
        "model, on vessels and trips held out",
        "speed band of the other tracks",
        "published logistic form",
        "plain boosted trees",
    ] {
        assert!(words.contains(row), "{words}");
    }
}

#[test]
fn labels_of_one_kind_on_some_vessels_are_told_and_scores_are_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let file = observers(folder.path(), |seed, works| {
        if works && seed == 1 {
            "setting"
        } else {
            "transit"
        }
    });
    let told = json(&["train", &file, "--rounds", "5", "--json"]);
    let gaps = told["data_sheet"]["not_validated"].as_array().unwrap();
    assert!(gaps.contains(&"part-held-out".into()), "{told}");
    assert_eq!(told["scores"]["model"]["auc"], 0.5);
    let words = vigie(&["train", &file, "--rounds", "5"]);
    assert!(String::from_utf8_lossy(&words.stdout).contains("could not be held out"));
}

#[test]
fn a_table_that_cannot_be_learnt_from_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let code = |file: &str| {
        let output = vigie(&["train", file, "--rounds", "5", "--json"]);
        assert!(!output.status.success());
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let line = text
            .lines()
            .rev()
            .find(|l| l.starts_with('{'))
            .unwrap_or_default();
        let told: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{text}"));
        told["error"]["code"].as_str().unwrap().to_owned()
    };
    let header = "track,time,lat,lon,speed,gear,fishing\n";
    let row = "a,2026-03-01T00:00:00Z,45,180,3,FPO,1\n";
    for (name, text, expected) in [
        ("empty.csv", String::new(), "column-missing"),
        ("other.csv", "a,b,c\n1,2,3\n".to_owned(), "column-missing"),
        (
            "binary.csv",
            "PK\u{3}\u{4}\u{0}\u{0}".to_owned(),
            "column-missing",
        ),
        ("header.csv", header.to_owned(), "train-no-labels"),
        (
            "unlabelled.csv",
            format!("{header}a,2026-03-01T00:00:00Z,45,180,3,FPO,NA\n"),
            "train-no-labels",
        ),
        (
            "unreadable.csv",
            format!("{header}a,1st of March,45,180,3,FPO,1\n"),
            "train-no-labels",
        ),
        ("one.csv", format!("{header}{row}"), "train-one-sided"),
    ] {
        assert!(
            code(&write(folder.path(), name, &text)).ends_with(expected),
            "{name}"
        );
    }
}

#[test]
fn a_number_of_trees_that_is_none_or_no_end_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = observers(
        folder.path(),
        |_, works| {
            if works { "Hauling" } else { "Not_Fishing" }
        },
    );
    let out = folder.path().join("model.json");
    for rounds in ["0", "5001", "100000000"] {
        let line = ["train", &file, "--rounds", rounds, "--out"];
        let output = vigie(&[&line[..], &[out.to_str().unwrap()]].concat());
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("from 1 to 5000"), "{said}");
        assert!(!out.exists());
    }
}

/// Whether a process has a handler for SIGINT by now.
fn listens(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|l| l.strip_prefix("SigCgt:"));
    caught.is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).unwrap_or(0) & 2 != 0)
}

#[test]
fn ctrl_c_ends_a_training_and_writes_no_model() {
    let folder = tempfile::tempdir().unwrap();
    let file = observers(
        folder.path(),
        |_, works| {
            if works { "Hauling" } else { "Not_Fishing" }
        },
    );
    let out = folder.path().join("model.json");
    let mut child = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["train", &file, "--rounds", "5000", "--out"])
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    while !listens(child.id()) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    // The training itself is cut short, not only what comes before.
    std::thread::sleep(Duration::from_millis(500));
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}
