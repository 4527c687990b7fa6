//! A package whose positions are not what its raw lines say is refused by the program and by the stand-alone script, though
//! every byte is as it was signed.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

use vigie_case::package::Info;
use vigie_exchange::SecretKey;
use vigie_sea::Time;
use vigie_store::raw_link;
use zeroize::Zeroizing;

use super::{
    pack::{File, pack},
    raw_decode::{Fit, Line, Told, fit, plain_setting},
    raw_pack::{Pack, Place, Unit},
    verify::verify,
};
use crate::feed::{Delivery, Format, reader_of};

const LINES: [&str; 2] = [
    "\\s:rEV02,c:1334337317*58\\!AIVDM,1,1,,B,19NWuLhuRb5QHfCpPcwj`26B0<02,0*5F\r\n",
    "!AIVDM,1,1,,A,17P@<J?P00blFWmjG@5a5?v62<10,0*27",
];

fn unit(n: usize) -> Unit {
    Unit {
        bytes: LINES[n].as_bytes().to_vec(),
        received: Some(Time::from_s(1_334_337_400)),
        place: Place::Segment(4, 100 * n as u64),
        source: Some(0),
        format: Format::Nmea,
    }
}

/// What a line says when it is read alone.
fn told(unit: &Unit) -> Told {
    let mut reader = reader_of(unit.format, plain_setting(), None);
    let mut out = Delivery::default();
    for bytes in [&unit.bytes[..], b"\n"] {
        reader.push(bytes, unit.received, &mut out).unwrap();
    }
    let mut rows = out.observations.iter().map(crate::keeping::row_of);
    rows.find_map(|row| Told::of(&row)).unwrap()
}

fn row(told: &Told, cell: &str) -> String {
    let tenth =
        |v: Option<u16>| v.map_or_else(String::new, |v| format!("{:.1}", f64::from(v) / 10.0));
    format!(
        "{},{:.7},{:.7},{},{},ais,3,0,7,{cell}\n",
        Time::from_ms(told.time_ms),
        f64::from(told.lat_e7) / 1e7,
        f64::from(told.lon_e7) / 1e7,
        tenth(told.sog_dkn),
        tenth(told.cog_ddeg),
    )
}

/// The files of raw lines, and a track of one position that cites them as given.
fn files(cell: &str) -> Vec<(String, Vec<u8>)> {
    let mut raw = Pack::default();
    let of_feed = raw.feeds.entry(3).or_default();
    of_feed.source(9, "192.0.2.1:5000");
    let (before, sum) = ("0".repeat(64), "1".repeat(64));
    let chain = raw_link(&before, &sum).unwrap();
    of_feed.before = before;
    of_feed.chain.push((4, sum, chain));
    let first = told(&unit(0));
    for (n, arrival) in [(0, 7), (1, 8)] {
        raw.cite(3, arrival, &[&unit(n)], Fit::Whole, 0);
    }
    let raw = raw.finish();
    assert_eq!(
        (raw.cells[&7].as_str(), raw.cells[&8].as_str()),
        ("3:1", "3:2")
    );
    let head = "time,lat_deg,lon_deg,sog_kn,cog_deg,source,feed,receiver,arrival,raw\n";
    let track = format!("{head}{}", row(&first, cell));
    let path = format!("data/tracks/{}.csv", first.mmsi);
    let mut all = raw.files;
    all.push((path, track.into_bytes()));
    all
}

/// Codes of what the program finds, whether the script is content, and what it says.
fn verdict(files: Vec<(String, Vec<u8>)>) -> (Vec<&'static str>, bool, String) {
    let info = Info {
        case: "NP-1".to_owned(),
        party: "can".to_owned(),
        made_at: "2026-07-01T00:00:00Z".to_owned(),
        realm: "live".to_owned(),
        software: "vigie".to_owned(),
        signers: vec!["can".to_owned()],
    };
    let key = SecretKey::from_random(&Zeroizing::new([7; 32]));
    let made = files
        .into_iter()
        .map(|(path, bytes)| File::made(path, bytes));
    let mut out = Vec::new();
    pack(made.collect(), &info, &key, &mut out).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("package.zip");
    std::fs::write(&path, out).unwrap();
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../scripts/verify_package.py"
    );
    let alone = Command::new("python3")
        .arg(script)
        .arg(&path)
        .output()
        .unwrap();
    let faults = verify(&path).unwrap().faults;
    (
        faults.iter().map(|fault| fault.code).collect(),
        alone.status.success(),
        String::from_utf8_lossy(&alone.stdout).into_owned(),
    )
}

#[test]
fn both_verifiers_hold_a_position_to_the_lines_that_it_cites() {
    let sound: [&str; 5] = ["3:1", "3:1~", "3:1?", "3:2+1", "none:beyond-ring"];
    for cell in sound {
        let (codes, alone, said) = verdict(files(cell));
        assert_eq!((codes, alone), (vec![], true), "{cell}: {said}");
    }
    for (cell, code) in [
        ("3:2", "package-raw-differs"),
        ("3:2~", "package-raw-differs"),
        ("3:3", "package-raw-cite"),
        ("3:0", "package-raw-cite"),
        ("3:", "package-raw-cite"),
        ("4:1", "package-raw-cite"),
        ("none:lost", "package-raw-cite"),
        ("", "package-raw-cite"),
    ] {
        let (codes, alone, said) = verdict(files(cell));
        assert_eq!((codes, alone), (vec![code], false), "{cell}: {said}");
    }
}

/// A package of one line, as its feed wrote it, and the position that it says.
fn alone(format: Format, line: &str) -> (Vec<&'static str>, bool, String) {
    let unit = Unit {
        bytes: line.as_bytes().to_vec(),
        format,
        ..unit(0)
    };
    let mut raw = Pack::default();
    let of_feed = raw.feeds.entry(3).or_default();
    let (before, sum) = ("0".repeat(64), "1".repeat(64));
    let chain = raw_link(&before, &sum).unwrap();
    of_feed.before = before;
    of_feed.chain.push((4, sum, chain));
    raw.cite(3, 7, &[&unit], Fit::Whole, 0);
    let said = told(&unit);
    let head = "time,lat_deg,lon_deg,sog_kn,cog_deg,source,feed,receiver,arrival,raw\n";
    let source = if said.vms { ",vms,3," } else { ",ais,3," };
    let row = row(&said, "3:1").replace(",ais,3,", source);
    let mut all = raw.finish().files;
    let path = format!("data/tracks/{}.csv", said.mmsi);
    all.push((path, format!("{head}{row}").into_bytes()));
    verdict(all)
}

#[test]
fn both_verifiers_read_what_feeds_write_oddly() {
    let naf = |place: &str, time: &str| {
        format!("//SR//TM/POS//RC/HP4077//FS/PAN//{time}//{place}//SP/25//CO/90//ER//\n")
    };
    let usual = "DA/20260301//TI/0010";
    for line in [
        naf("LA/N554530//LO/W0123015", usual),
        naf("LA/N5545.5//LO/W01230", usual),
        naf("LT/-20,860//LG/-100,274", usual),
        naf("LT/+54.1//LG/-179.5//LT/10", usual),
        naf("LT/ //LG/ //LA/N5545//LO/E01230", usual),
        naf("LT/54.1//LG/179.5", "DA/ //TI/ //RD/20260301//RT/0010"),
    ] {
        let (codes, sound, said) = alone(Format::Naf, &line);
        assert_eq!((codes, sound), (vec![], true), "{line}: {said}");
    }
    // Sequence, channel and fill bits as no standard has them.
    let payload = "19NWuLhuRb5QHfCpPcwj`26B0<02";
    for (sequence, channel, fill) in [
        ("12", "A", "0"),
        ("", "AB", "0"),
        ("", "B", ""),
        ("", "B", "9"),
    ] {
        let body = format!("AIVDM,1,1,{sequence},{channel},{payload},{fill}");
        let sum = body.bytes().fold(0_u8, |sum, byte| sum ^ byte);
        let line = format!("!{body}*{sum:02X}\r\n");
        let (codes, sound, said) = alone(Format::Nmea, &line);
        assert_eq!((codes, sound), (vec![], true), "{line}: {said}");
    }
}

#[test]
fn both_verifiers_check_index_sums_and_chain() {
    let with = |part: &str, from: &str, to: &str| {
        let mut all = files("none:no-log");
        for (path, bytes) in &mut all {
            if path.ends_with(part) {
                let text = String::from_utf8(bytes.clone()).unwrap();
                assert!(text.contains(from), "{from} in {text}");
                *bytes = text.replacen(from, to, 1).into_bytes();
            }
        }
        verdict(all)
    };
    for (part, from, to, code) in [
        (".nmea", "17P@", "17P!", "package-raw-index"),
        (".nmea", "*27", "*27\n!", "package-raw-index"),
        ("feed-3.csv", "\n2,", "\n3,", "package-raw-index"),
        ("feed-3.csv", ",4,100,", ",5,100,", "package-raw-index"),
        ("feed-3.csv", "line,at", "at,line", "package-raw-index"),
        (".json", "1111", "1112", "package-raw-chain"),
        (".json", "feed-3.nmea", "feed-4.nmea", "package-raw-index"),
    ] {
        let (codes, alone, said) = with(part, from, to);
        assert_eq!((codes, alone), (vec![code], false), "{from}: {said}");
    }
}

#[test]
fn a_line_that_needs_another_says_so() {
    let (first, second) = (unit(0), unit(1));
    let alone = Line {
        bytes: &second.bytes,
        received: second.received,
    };
    let both = [
        Line {
            bytes: &first.bytes,
            received: None,
        },
        alone,
    ];
    let wanted = told(&second);
    assert_eq!(
        fit(Format::Nmea, &plain_setting(), &both, &wanted),
        Fit::Whole
    );
    let untimed = [Line {
        received: None,
        ..alone
    }];
    assert_eq!(
        fit(Format::Nmea, &plain_setting(), &untimed, &wanted),
        Fit::Other
    );
}
