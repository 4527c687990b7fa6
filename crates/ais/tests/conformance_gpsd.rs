//! Every field of every message that gpsd 3.22 prints for its own test logs, against ours.
//!
//! The expected values are evidence, not truth: each difference is in `DEVIATIONS` with the clause that decides it,
//! and each entry must be met at least once, so the list cannot rot.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use vigie_ais::asm::Application;
use vigie_ais::{Bits, Config, Item, Message, Reader, Report};

/// Log, expected values, whether they are scaled.
const SETS: &[(&str, &str, bool)] = &[
    ("sample.aivdm", "sample.aivdm.js.chk", true),
    ("sample.aivdm", "sample.aivdm.ju.chk", false),
    (
        "ais-nmea-type6-fid55.log",
        "ais-nmea-type6-fid55.log.chk",
        false,
    ),
    ("ais-nmea.log", "ais-nmea.log.chk", false),
    ("ais_unpack_sixbit.log", "ais_unpack_sixbit.log.chk", false),
    ("ait250.log", "ait250.log.chk", false),
    ("saab-r4.log", "saab-r4.log.chk", false),
];

/// Members that are gpsd's own words or bookkeeping, not something received.
const NOT_COMPARED: &[&str] = &[
    "class",
    "device",
    "scaled",
    "status_text",
    "epfd_text",
    "shiptype_text",
    "aid_type_text",
    "stationtype_text",
    "racon_text",
    "light_text",
    "hazard_text",
    "loaded_text",
    "preciptype_text",
    "ice_text",
];

struct Deviation {
    name: &'static str,
    clause: &'static str,
    applies: fn(&Case<'_>) -> bool,
}

/// One member of one message, expected and ours.
struct Case<'a> {
    key: &'a str,
    expected: &'a Value,
    ours: Option<&'a Value>,
    report: &'a Report,
    scaled: bool,
}

fn data_dir() -> Option<PathBuf> {
    let dir = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/nmea/gpsd"
    ));
    if dir.is_dir() {
        return Some(dir);
    }
    eprintln!("skipped: no data at {}", dir.display());
    None
}

fn reports(log: &[u8]) -> Vec<Report> {
    let mut out = Vec::new();
    let mut reader = Reader::new(Config::default());
    let mut sink = |item: Item<'_>| {
        if let Item::Report(report) = item {
            out.push(report.clone());
        }
    };
    reader.push(log, None, &mut sink);
    reader.finish(&mut sink);
    out
}

include!("peers/gpsd_form.rs");
include!("peers/gpsd_deviations.rs");

fn same(expected: &Value, ours: &Value) -> bool {
    match (expected.as_f64(), ours.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 6e-7,
        _ => expected == ours,
    }
}

#[test]
fn every_field_agrees_or_the_standard_says_why() {
    let Some(dir) = data_dir() else { return };
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    let mut compared = 0;
    let mut copies = 0;
    let mut failures = Vec::new();
    let mut left: Vec<(&str, u8)> = Vec::new();
    for (log, expected, scaled) in SETS {
        let reports = reports(&std::fs::read(dir.join(log)).unwrap());
        let expected = std::fs::read_to_string(dir.join(expected)).unwrap();
        let mut heard = Heard::of(&reports);
        let mut seen = BTreeSet::new();
        for line in expected
            .lines()
            .filter(|line| line.contains("\"class\":\"AIS\""))
        {
            let want: Map<String, Value> = serde_json::from_str(line).unwrap();
            let key = (
                want["type"].as_u64().unwrap(),
                want["mmsi"].as_u64().unwrap(),
            );
            let Some((report, name)) = heard.next(key) else {
                // The same two sentences of the same station and moment once more: counted as duplicate parts
                // (IEC 61162-1, 8.3: the sequence id names one message), which gpsd delivers a second time.
                if seen.contains(line) {
                    copies += 1;
                } else {
                    failures.push(format!("{log}: never delivered: {line}"));
                }
                continue;
            };
            seen.insert(line);
            let ours = gpsd_form(&report.message, *scaled, &name);
            for (key, value) in &want {
                if NOT_COMPARED.contains(&key.as_str()) {
                    continue;
                }
                compared += 1;
                let found = ours.get(key);
                if found.is_some_and(|found| same(value, found)) {
                    continue;
                }
                let case = Case {
                    key,
                    expected: value,
                    ours: found,
                    report,
                    scaled: *scaled,
                };
                match DEVIATIONS
                    .iter()
                    .find(|deviation| (deviation.applies)(&case))
                {
                    Some(deviation) => *met.entry(deviation.name).or_default() += 1,
                    None => failures.push(format!(
                        "{log} line {}: {key}: gpsd {value}, ours {found:?} in {line}",
                        report.line_number
                    )),
                }
            }
        }
        left.extend(
            heard
                .left()
                .into_iter()
                .map(|report| (*log, report.message.type_id())),
        );
    }
    assert!(
        failures.is_empty(),
        "{} differences:\n{}",
        failures.len(),
        failures.join("\n")
    );
    for deviation in DEVIATIONS {
        assert!(
            met.contains_key(deviation.name),
            "never met: {} ({})",
            deviation.name,
            deviation.clause
        );
    }
    // gpsd waits for both parts of a type 24 and then prints one line; a part alone vanishes there.
    assert!(
        left.iter().all(|(_, type_id)| *type_id == 24),
        "not in the expected output: {left:?}"
    );
    assert!(!left.is_empty());
    assert_eq!(copies, 4, "messages delivered twice by gpsd");
    assert!(compared > 20_000, "only {compared} members compared");
}

/// The reports by type and sender, each list in the order of the log. gpsd reports a type 24 pair at its part B only,
/// so a part A is not listed but lends its name.
#[derive(Default)]
struct Heard<'a> {
    by_sender: BTreeMap<(u64, u64), VecDeque<(&'a Report, String)>>,
}

impl<'a> Heard<'a> {
    fn of(reports: &'a [Report]) -> Self {
        let mut out = Self::default();
        let mut names: BTreeMap<u32, String> = BTreeMap::new();
        for report in reports {
            if let Message::StaticPartA(part) = &report.message {
                names.insert(part.mmsi, shown(part.name.raw()));
                continue;
            }
            let mmsi = report.message.mmsi();
            let name = names.get(&mmsi).cloned().unwrap_or_default();
            let key = (u64::from(report.message.type_id()), u64::from(mmsi));
            out.by_sender
                .entry(key)
                .or_default()
                .push_back((report, name));
        }
        out
    }

    fn next(&mut self, key: (u64, u64)) -> Option<(&'a Report, String)> {
        self.by_sender.get_mut(&key)?.pop_front()
    }

    fn left(&self) -> Vec<&'a Report> {
        self.by_sender
            .values()
            .flatten()
            .map(|(report, _)| *report)
            .collect()
    }
}
