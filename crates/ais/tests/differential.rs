//! Every message of the real logs through two other decoders, field by field.
//!
//! `aivdm` 0.3.0 and `nmea-0183-rs` 0.9.6 are the two public decoders that get nearly all fields right. Where they
//! differ from this one, `EXPLAINED` says why, by decoder, type and field; each entry must be met.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use vigie_ais::{Config, Item, Message, Reader, Report};

/// Fields of a message by name, as text.
type Facts = BTreeMap<&'static str, String>;

macro_rules! facts {
    ($($name:literal: $value:expr),* $(,)?) => {
        Facts::from([$(($name, format!("{:?}", $value))),*])
    };
}

include!("peers/aivdm_facts.rs");
include!("peers/nmea_0183_facts.rs");

fn logs() -> Vec<PathBuf> {
    let dir = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/nmea"
    ));
    let Ok(folders) = std::fs::read_dir(dir) else {
        eprintln!("skipped: no data at {}", dir.display());
        return Vec::new();
    };
    let mut out: Vec<PathBuf> = folders
        .flat_map(|folder| {
            std::fs::read_dir(folder.unwrap().path())
                .into_iter()
                .flatten()
        })
        .map(|file| file.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            !["chk", "json", "csv"].iter().any(|end| name.ends_with(end))
        })
        .collect();
    out.sort();
    out
}

fn text_of(path: &Path) -> String {
    let mut bytes = std::fs::read(path).unwrap();
    if path.extension().is_some_and(|end| end == "gz") {
        let packed = std::mem::take(&mut bytes);
        flate2::read::GzDecoder::new(&packed[..])
            .read_to_end(&mut bytes)
            .unwrap();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The payloads of a log, with fill bits: single sentences, and parts that stand on consecutive lines. Joined by the
/// test itself, so that assembly plays no role here.
fn payloads(text: &str, out: &mut BTreeSet<(String, u8)>) {
    let mut open: Option<(String, Vec<String>)> = None;
    for line in text.lines() {
        let Some(at) = line.find('!') else { continue };
        let Some((body, rest)) = line[at + 1..].split_once('*') else {
            continue;
        };
        let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
        if rest
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            != Some(sum)
        {
            continue;
        }
        let fields: Vec<&str> = body.split(',').collect();
        let [kind, total, number, sequence, channel, payload, fill] = fields[..] else {
            continue;
        };
        let Ok(fill) = fill.parse::<u8>() else {
            continue;
        };
        if !kind.contains("VD") || fill > 5 || payload.is_empty() {
            continue;
        }
        let key = format!("{kind} {total} {sequence} {channel}");
        if number == "1" {
            open = Some((key.clone(), Vec::new()));
        }
        let Some((wanted, pieces)) = &mut open else {
            continue;
        };
        if *wanted != key || number != (pieces.len() + 1).to_string() {
            open = None;
            continue;
        }
        pieces.push(payload.to_owned());
        if number == total {
            out.insert((pieces.concat(), fill));
            open = None;
        }
    }
}

/// One payload in one sentence, whatever its length.
fn sentence(payload: &str, fill: u8) -> String {
    let body = format!("AIVDM,1,1,,A,{payload},{fill}");
    format!(
        "!{body}*{:02X}",
        body.bytes().fold(0, |sum, byte| sum ^ byte)
    )
}

fn ours(line: &str) -> Option<Report> {
    let mut out = None;
    let mut reader = Reader::new(Config {
        mark_heard_before: false,
        ..Config::default()
    });
    reader.push(line.as_bytes(), None, &mut |item| {
        if let Item::Report(report) = item {
            out = Some(report.clone());
        }
    });
    reader.finish(&mut |item| {
        if let Item::Report(report) = item {
            out = Some(report.clone());
        }
    });
    out
}

struct Explained {
    peer: &'static str,
    types: &'static [u8],
    /// Field, or `*` for a message one side refuses.
    field: &'static str,
    why: &'static str,
    /// Ours, theirs.
    applies: fn(&Report, &str, &str) -> bool,
}

include!("peers/explained.rs");

#[derive(Default)]
struct Tally {
    met: BTreeSet<usize>,
    compared: BTreeMap<&'static str, usize>,
    failures: BTreeMap<String, (usize, String)>,
}

impl Tally {
    fn compare(
        &mut self,
        peer: &'static str,
        line: &str,
        report: &Report,
        ours: &Facts,
        theirs: &Facts,
    ) {
        for (field, theirs) in theirs {
            let mine = ours.get(field).map_or("absent", String::as_str);
            *self.compared.entry(peer).or_default() += 1;
            if mine != theirs {
                self.explain(peer, field, line, report, mine, theirs);
            }
        }
    }

    fn explain(
        &mut self,
        peer: &'static str,
        field: &str,
        line: &str,
        report: &Report,
        ours: &str,
        theirs: &str,
    ) {
        let type_id = report.message.type_id();
        let found = EXPLAINED.iter().position(|entry| {
            entry.peer == peer
                && entry.field == field
                && entry.types.contains(&type_id)
                && (entry.applies)(report, ours, theirs)
        });
        match found {
            Some(at) => drop(self.met.insert(at)),
            None => {
                let key = format!("{peer} type {type_id} {field}");
                let example = format!("ours {ours}, theirs {theirs}, {line}");
                self.failures.entry(key).or_insert((0, example)).0 += 1;
            }
        }
    }
}

impl Tally {
    /// A payload that only the peer reads. The first armour character is the message type.
    fn refused_by_ours(&mut self, peer: &'static str, line: &str, type_id: u8) {
        let found = EXPLAINED.iter().position(|entry| {
            entry.peer == peer && entry.field == "refused by ours" && entry.types.contains(&type_id)
        });
        match found {
            Some(at) => drop(self.met.insert(at)),
            None => {
                let key = format!("{peer} type {type_id} refused by ours");
                self.failures.entry(key).or_insert((0, line.to_owned())).0 += 1;
            }
        }
    }
}

#[test]
fn every_disagreement_is_explained() {
    let mut all = BTreeSet::new();
    for path in logs() {
        payloads(&text_of(&path), &mut all);
    }
    if all.is_empty() {
        return;
    }
    let mut tally = Tally::default();
    for (payload, fill) in &all {
        let line = sentence(payload, *fill);
        let report = ours(&line);
        let aivdm = aivdm::decode_payload(payload.as_bytes(), *fill).ok();
        let nmea = nmea_0183(&line);
        let Some(report) = report else {
            for (peer, accepted) in [("aivdm", aivdm.is_some()), ("nmea-0183-rs", nmea.is_some())] {
                if accepted {
                    tally.refused_by_ours(peer, &line, payload.as_bytes()[0] - b'0');
                }
            }
            continue;
        };
        match aivdm {
            Some(message) => {
                let (mine, theirs) = (facts_for_aivdm(&report.message), aivdm_facts(&message));
                tally.compare("aivdm", &line, &report, &mine, &theirs);
            }
            None => tally.explain("aivdm", "*", &line, &report, "read", "refused"),
        }
        match nmea {
            Some(message) => {
                let (mine, theirs) = (
                    facts_for_nmea_0183(&report.message),
                    nmea_0183_facts(&message),
                );
                tally.compare("nmea-0183-rs", &line, &report, &mine, &theirs);
            }
            None => tally.explain("nmea-0183-rs", "*", &line, &report, "read", "refused"),
        }
    }
    println!(
        "{} payloads, fields compared: {:?}",
        all.len(),
        tally.compared
    );
    let failures: Vec<String> = tally
        .failures
        .iter()
        .map(|(key, (count, example))| format!("{count} x {key}: {example}"))
        .collect();
    assert!(failures.is_empty(), "unexplained:\n{}", failures.join("\n"));
    for (at, entry) in EXPLAINED.iter().enumerate() {
        assert!(
            tally.met.contains(&at),
            "never met: {} {:?} {}: {}",
            entry.peer,
            entry.types,
            entry.field,
            entry.why
        );
    }
    assert!(all.len() > 30_000);
    assert!(
        tally.compared.values().all(|count| *count > 400_000),
        "{:?}",
        tally.compared
    );
}
