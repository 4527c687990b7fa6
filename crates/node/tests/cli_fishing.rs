//! `vigie fishing`: probabilities position by position, from feeds and from an archive, with their origin.

#![allow(clippy::unwrap_used, reason = "tests")]

mod noise;
mod program;

use std::fmt::Write as _;
use std::path::Path;

use vigie_sea::{Position, Time, destination};

use noise::noise;
use program::{json, vigie};

/// 2026-03-01T00:00:00Z.
const START_S: i64 = 1_772_323_200;

/// A trip across 180°: out at 9 kn, hauls that wander at 3 kn, home.
fn trip(seed: u64) -> Vec<(i64, Position, f64, bool)> {
    let mut noise = noise(seed);
    let mut place = Position::new(45.0, 179.8).unwrap();
    let (mut rows, mut course) = (Vec::new(), 80.0);
    for minute in (0..720).step_by(4) {
        let hauls = (120..600).contains(&minute) && minute % 120 < 80;
        let kn = if hauls { 3.0 } else { 9.0 } + noise();
        course += if hauls { noise() * 60.0 } else { noise() * 2.0 };
        rows.push((START_S + minute * 60, place, kn, hauls));
        place = destination(place, course, kn * 1_852.0 / 15.0);
    }
    rows
}

fn model(folder: &Path, variant: &str) -> String {
    let mut csv = "track,time,lat,lon,speed,gear,fishing\n".to_owned();
    for seed in 1..=4_u64 {
        for (s, p, kn, fishing) in trip(seed) {
            let (time, lat, lon) = (Time::from_s(s), p.lat_deg(), p.lon_deg());
            let fishing = u8::from(fishing);
            writeln!(
                csv,
                "t{seed},{time},{lat:.5},{lon:.5},{kn:.2},OTB,{fishing}"
            )
            .unwrap();
        }
    }
    let file = folder.join("fleet.csv");
    std::fs::write(&file, csv).unwrap();
    let out = folder.join(format!("{variant}.json"));
    let out = out.to_str().unwrap().to_owned();
    let file = file.to_str().unwrap();
    json(&[
        "train",
        file,
        "--variant",
        variant,
        "--rounds",
        "15",
        "--out",
        &out,
        "--json",
    ]);
    out
}

/// A trawler, a jigger, a vessel that fishes with something unknown, and a tanker.
fn feed(folder: &Path) -> String {
    let mut csv = "mmsi,time,lat,lon,speed,gear,shiptype\n".to_owned();
    for (number, (mmsi, gear, kind)) in [
        (316_000_001, "trawlers", "30"),
        (431_000_002, "squid_jigger", "30"),
        (431_000_003, "", "30"),
        (538_000_004, "", "80"),
    ]
    .into_iter()
    .enumerate()
    {
        for (s, p, kn, _) in trip(70 + number as u64) {
            let (time, lat, lon) = (Time::from_s(s), p.lat_deg() + number as f64, p.lon_deg());
            writeln!(csv, "{mmsi},{time},{lat:.5},{lon:.5},{kn:.1},{gear},{kind}").unwrap();
        }
    }
    let path = folder.join("feed.csv");
    std::fs::write(&path, csv).unwrap();
    path.to_str().unwrap().to_owned()
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.starts_with(
        "mmsi,track,time,lat,lon,sog_kn,gear,gear_source,probability,fishing,method,model,validated\n"
    ));
    let row = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().skip(1).map(row).collect()
}

#[test]
fn each_position_has_its_probability_by_the_centred_model_and_says_what_is_unvalidated() {
    let folder = tempfile::tempdir().unwrap();
    let (past, centred) = (
        model(folder.path(), "past"),
        model(folder.path(), "centred"),
    );
    let feed = feed(folder.path());
    let out = folder.path().join("positions.csv");
    let line = [
        "fishing",
        &feed,
        "--fishing-model",
        &centred,
        "--fishing-model",
        &past,
        "--out",
        out.to_str().unwrap(),
        "--json",
    ];
    let told = json(&line);
    assert_eq!(told["models"][0]["variant"], "centred", "{told}");
    let rows = rows(&out);
    assert_eq!(told["positions"], rows.len());
    let of = |mmsi: &'static str| rows.iter().filter(move |r| r[0] == mmsi);
    // The tanker is not judged.
    assert_eq!(of("538000004").count(), 0);
    assert_eq!(of("316000001").count(), 180);
    let truth = trip(70);
    let right = of("316000001")
        .zip(&truth)
        .filter(|(row, (_, _, _, fishes))| (row[9] == "1") == *fishes)
        .count();
    assert!(right > 165, "{right}");
    let middle = of("316000001").nth(90).unwrap();
    assert_eq!(
        middle[6..8].to_vec().join(" ") + " " + &middle[10..].join(" "),
        "trawl told model trawl-centred-4-1 partly"
    );
    for (mmsi, gear, source) in [
        ("431000002", "squid_jigger", "told"),
        ("431000003", "other", "ship-type"),
    ] {
        let row = of(mmsi).nth(90).unwrap();
        assert_eq!((row[6].as_str(), row[7].as_str()), (gear, source));
        assert_eq!(row[10..].join(" "), "speed-band  no");
    }
    assert_eq!(told["unvalidated"], 360);
}

#[test]
fn an_archive_gives_the_same_table_as_the_feed_and_a_gear_can_be_given() {
    let folder = tempfile::tempdir().unwrap();
    let (model, feed) = (model(folder.path(), "centred"), feed(folder.path()));
    let place = |name: &str| folder.path().join(name);
    let archive = place("archive").to_str().unwrap().to_owned();
    json(&["archive", "import", "--archive", &archive, &feed, "--json"]);
    let write = |from: &[&str], out: &Path| {
        let mut line = vec!["fishing"];
        line.extend(from);
        line.extend([
            "--fishing-model",
            &model,
            "--gear",
            "OTB",
            "--json",
            "--out",
        ]);
        line.push(out.to_str().unwrap());
        json(&line)
    };
    let (one, two) = (place("one.csv"), place("two.csv"));
    write(&[&feed], &one);
    let told = write(&["--archive", &archive], &two);
    assert_eq!(
        std::fs::read(&one).unwrap(),
        std::fs::read(&two).unwrap(),
        "{told}"
    );
    let given = rows(&one)
        .into_iter()
        .find(|r| r[0] == "431000003")
        .unwrap();
    assert_eq!((given[6].as_str(), given[7].as_str()), ("trawl", "given"));
    let live = vigie(&[
        "fishing",
        "udp://127.0.0.1:0",
        "--out",
        place("no.csv").to_str().unwrap(),
        "--json",
    ]);
    assert_eq!(live.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&live.stderr).contains("fishing-live"));
    assert!(!place("no.csv").exists());
}

/// The watch forgets who is silent for 45 days; few ships give few observations in that time.
#[test]
fn a_vessel_that_was_silent_long_before_the_end_is_in_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let mut csv = "mmsi,time,lat,lon,speed,gear,shiptype\n".to_owned();
    for (s, p, kn, _) in trip(70) {
        let (time, lat, lon) = (Time::from_s(s), p.lat_deg(), p.lon_deg());
        writeln!(
            csv,
            "316000001,{time},{lat:.5},{lon:.5},{kn:.1},trawlers,30"
        )
        .unwrap();
    }
    for quarter in 0..4 * 80_i64 {
        let time = Time::from_s(START_S + quarter * 21_600 + 30);
        writeln!(csv, "431000002,{time},40.0,170.0,0.2,squid_jigger,30").unwrap();
    }
    let feed = folder.path().join("feed.csv");
    std::fs::write(&feed, csv).unwrap();
    let out = folder.path().join("positions.csv");
    let told = json(&[
        "fishing",
        feed.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--json",
    ]);
    let found = rows(&out).iter().filter(|r| r[0] == "316000001").count();
    assert_eq!(found, 180, "{told}");
}

/// A short log, and one two years later: what waited to be put in order when the watch forgot everyone is in the table too.
#[test]
fn a_short_log_long_before_another_is_in_the_table_by_feeds_and_by_archive() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let log = |name: &str, mmsi: u32, after_s: i64, count: i64| {
        let mut csv = "mmsi,time,lat,lon,speed,gear,shiptype\n".to_owned();
        for step in 0..count {
            let time = Time::from_s(START_S + after_s + step * 15);
            let lon = 179.9 + step as f64 * 0.0003;
            writeln!(csv, "{mmsi},{time},45.0,{lon:.5},3.0,trawlers,30").unwrap();
        }
        std::fs::write(place(name), csv).unwrap();
        place(name)
    };
    let first = log("first.csv", 316_000_001, 0, 20);
    let second = log("second.csv", 431_000_002, 2 * 366 * 86_400, 100);
    let (archive, one, two) = (place("archive"), place("one.csv"), place("two.csv"));
    let told = json(&["fishing", &first, &second, "--out", &one, "--json"]);
    assert_eq!(
        (&told["positions"], &told["tracks"]),
        (&120.into(), &2.into())
    );
    let mut import = vec!["archive", "import", "--archive", &archive];
    import.extend([first.as_str(), &second, "--json"]);
    json(&import);
    json(&["fishing", "--archive", &archive, "--out", &two, "--json"]);
    assert_eq!(std::fs::read(&one).unwrap(), std::fs::read(&two).unwrap());
    assert_eq!(rows(Path::new(&one)).len(), 120);
}

#[test]
fn where_nobody_fishes_nothing_is_written_and_that_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (feed, out) = (folder.path().join("a.csv"), folder.path().join("out.csv"));
    let mut csv = "mmsi,time,lat,lon,speed,shiptype\n".to_owned();
    for (s, p, kn, _) in trip(70) {
        let (time, lat, lon) = (Time::from_s(s), p.lat_deg(), p.lon_deg());
        writeln!(csv, "538000004,{time},{lat:.5},{lon:.5},{kn:.1},80").unwrap();
    }
    std::fs::write(&feed, csv).unwrap();
    let output = vigie(&[
        "fishing",
        feed.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("nothing was written"), "{said}");
    assert!(!out.exists());
}
