//! Learnt models of fishing and looks of satellites on the command line: train, use, match.

#![allow(clippy::unwrap_used, reason = "tests")]

mod noise;
mod program;

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use vigie_sea::{Position, Time, destination};

use noise::noise;
use program::{json, vigie};

/// 2026-03-01T00:00:00Z.
const START_S: i64 = 1_772_323_200;

/// A trip of a trawler across 180°: hauls near 3.5 kn that wander, passages at 9 kn, and one slow straight passage
/// at hauling speed, which a speed band takes for fishing.
fn trip(seed: u64) -> Vec<(i64, Position, f64, bool)> {
    let mut noise = noise(seed);
    let mut place = Position::new(45.0, 179.8).unwrap();
    let (mut rows, mut course) = (Vec::new(), 80.0);
    for minute in (0..720).step_by(3) {
        let hauls = (200..640).contains(&minute) && minute % 120 < 80;
        let slow = (20..160).contains(&minute);
        let kn = if hauls || slow { 3.5 } else { 9.0 } + noise();
        course += if hauls { noise() * 60.0 } else { noise() * 2.0 };
        rows.push((START_S + minute * 60, place, kn, hauls));
        place = destination(place, course, kn * 1_852.0 / 20.0);
    }
    rows
}

fn labels(folder: &Path) -> String {
    let mut csv = "vessel,track,time,lat,lon,speed,gear,fishing\n".to_owned();
    for seed in 1..=6_u64 {
        for (s, p, kn, fishing) in trip(seed) {
            let (time, vessel) = (Time::from_s(s), seed.div_ceil(2));
            writeln!(
                csv,
                "v{vessel},t{seed},{time},{:.5},{:.5},{kn:.2},OTB,{}",
                p.lat_deg(),
                p.lon_deg(),
                u8::from(fishing)
            )
            .unwrap();
        }
    }
    csv.push_str("v9,t9,yesterday,45,180,3,OTB,1\n");
    let path = folder.join("fleet.csv");
    std::fs::write(&path, csv).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_model_is_trained_told_and_used_and_the_same_seed_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let file = labels(folder.path());
    let (first, second) = (folder.path().join("a.json"), folder.path().join("b.json"));
    let train = |out: &Path| {
        let out = out.to_str().unwrap();
        json(&[
            "train",
            &file,
            "--rounds",
            "40",
            "--out",
            out,
            "--made-by",
            "CCG",
            "--json",
        ])
    };
    let told = train(&first);
    assert_eq!(told["gear"], "trawl");
    assert_eq!(
        (&told["refused"], &told["data_sheet"]["tracks"]),
        (&1.into(), &6.into())
    );
    assert_eq!(told["data_sheet"]["made_by"], "CCG");
    let gaps = told["data_sheet"]["not_validated"].as_array().unwrap();
    assert!(gaps.contains(&"other-fleets".into()), "{gaps:?}");
    let of = |name: &str, what: &str| told["scores"][name][what].as_f64().unwrap();
    // The slow passage deceives the bands; the model has seen that hauls wander.
    assert!(of("model", "f1") > of("band-learnt", "f1") + 0.05, "{told}");
    assert!(
        of("model", "f1") > of("band-built-in", "f1") + 0.05,
        "{told}"
    );
    assert!(of("model", "auc") > 0.95, "{told}");
    train(&second);
    assert_eq!(
        std::fs::read(&first).unwrap(),
        std::fs::read(&second).unwrap()
    );

    let feed = folder.path().join("feed.csv");
    let mut csv = "mmsi,time,lat,lon,speed,gear\n".to_owned();
    for (s, p, kn, _) in trip(77) {
        writeln!(
            csv,
            "316000001,{},{:.5},{:.5},{kn:.2},trawlers",
            Time::from_s(s),
            p.lat_deg(),
            p.lon_deg()
        )
        .unwrap();
    }
    std::fs::write(&feed, csv).unwrap();
    let feed = feed.to_str().unwrap();
    let fishing = |more: &[&str]| {
        let events = folder.path().join("events.jsonl");
        let mut line = vec![
            "watch",
            feed,
            "--events",
            events.to_str().unwrap(),
            "--json",
        ];
        line.extend(more);
        json(&line);
        let text = std::fs::read_to_string(&events).unwrap();
        let changes = text
            .lines()
            .map(|l| serde_json::from_str::<Value>(l).unwrap());
        let kept = changes
            .filter(|c| c["event"]["kind"] == "fishing")
            .map(|c| c["event"].clone());
        kept.collect::<Vec<Value>>()
    };
    let by_band = fishing(&[]);
    assert!(
        by_band
            .iter()
            .all(|e| e["evidence"]["codes"]["method"] == "speed-band")
    );
    let by_model = fishing(&["--fishing-model", first.to_str().unwrap()]);
    let last = by_model.last().unwrap();
    assert_eq!(last["rule"]["name"], "fishing.model");
    assert_eq!(last["evidence"]["codes"]["model"], "trawl-past-6-1");
    assert!(
        last["evidence"]["numbers"]["probability_mean"]
            .as_f64()
            .unwrap()
            > 0.5
    );
    // The slow passage before the hauls is fishing for the band and not for the model.
    let early = |events: &[Value]| {
        let start = |e: &Value| {
            Time::parse(e["start"]["time"].as_str().unwrap())
                .unwrap()
                .s()
                - START_S
        };
        events.iter().map(start).min().unwrap()
    };
    assert!(early(&by_band) < 60 * 60, "{}", early(&by_band));
    assert!(early(&by_model) > 120 * 60, "{}", early(&by_model));
}

#[test]
fn a_centred_model_is_not_for_the_watch_and_faults_have_their_codes() {
    let folder = tempfile::tempdir().unwrap();
    let file = labels(folder.path());
    let out = folder.path().join("c.json");
    let out = out.to_str().unwrap();
    let done = vigie(&[
        "train",
        &file,
        "--rounds",
        "5",
        "--variant",
        "centred",
        "--out",
        out,
    ]);
    assert!(done.status.success());
    assert!(String::from_utf8_lossy(&done.stdout).contains("held out"));
    let code = |arguments: &[&str]| {
        let output = vigie(arguments);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let line = text
            .lines()
            .rev()
            .find(|l| l.starts_with('{'))
            .unwrap_or_default()
            .to_owned();
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{text}"));
        told["error"]["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        code(&["watch", &file, "--fishing-model", out, "--json"]),
        "model-unusable"
    );
    assert_eq!(
        code(&["train", &file, "--columns", "unheard-of", "--json"]),
        "train-columns-unknown"
    );
    assert_eq!(
        code(&["train", &file, "--gear", "spoon", "--json"]),
        "train-gear-unknown"
    );
    assert_eq!(
        code(&["watch", &file, "--detections", "unheard-of@x.csv", "--json"]),
        "preset-unknown"
    );
}

/// Four ships across 180°: two that radar sees, one inside that it misses, one far outside.
fn feed(folder: &Path) -> String {
    let mut csv = "mmsi,time,lat,lon,speed,course,length\n".to_owned();
    for step in 0..48 {
        let time = Time::from_s(START_S + step * 600);
        let east = |lon: f64| if lon > 180.0 { lon - 360.0 } else { lon };
        let run = step as f64 / 6.0 * 10.0 / 60.0 / 40.0_f64.to_radians().cos();
        for (mmsi, lat, lon) in [
            (431_000_001, 40.0, 179.0),
            (431_000_002, 40.3, 179.1),
            (431_000_003, 40.6, 179.2),
            (431_000_004, 20.0, 150.0),
        ] {
            writeln!(csv, "{mmsi},{time},{lat},{:.5},10.0,90,90", east(lon + run)).unwrap();
        }
    }
    let path = folder.join("feed.csv");
    std::fs::write(&path, csv).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn what_no_track_explains_is_told_with_its_working_and_what_the_sensor_missed_too() {
    let folder = tempfile::tempdir().unwrap();
    let feed = feed(folder.path());
    // At 04:05 each ship has gone 4.083 h × 10 kn; the look falls between two pings.
    let gone = 4.0 + 5.0 / 60.0;
    let lon = |start: f64| start + gone * 10.0 / 60.0 / 40.0_f64.to_radians().cos();
    let wkt = "\"POLYGON ((178 39, 182 39, 182 42, 178 42, 178 39))\"";
    let csv = format!(
        "id,scene,time,lat,lon,length_m,confidence,footprint\n\
         seen-1,S,2026-03-01T04:05:00Z,40.0005,{:.5},88,0.9,{wkt}\n\
         seen-2,S,2026-03-01T04:05:00Z,40.3005,{:.5},95,0.9,\n\
         alone,S,2026-03-01T04:05:00Z,41.5,-178.5,35,0.8,\n\
         bad,S,never,41.5,-178.5,35,0.8,\n",
        lon(179.0),
        lon(179.1),
    );
    let detections = folder.path().join("scene.csv");
    std::fs::write(&detections, csv).unwrap();
    let events = folder.path().join("events.jsonl");
    let named = format!("plain@{}", detections.display());
    let told = json(&[
        "watch",
        &feed,
        "--detections",
        &named,
        "--events",
        events.to_str().unwrap(),
        "--json",
    ]);
    let looks = &told["detections"];
    assert_eq!(looks["refused"], 1);
    assert_eq!(
        looks["outcome"],
        serde_json::json!({"dark": 1, "on_ais": 2, "uncertain": 0, "missed": 1})
    );
    let scene = &looks["scenes"][0];
    assert_eq!(scene["detections"][0]["assigned"], "431000001-1");
    assert_eq!(scene["detections"][2]["assigned"], Value::Null);
    let missed: Vec<&str> = scene["tracks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|t| t["outcome"] == "missed-by-the-sensor")
        .map(|t| t["track"].as_str().unwrap())
        .collect();
    assert_eq!(missed, ["431000003-1"]);
    let text = std::fs::read_to_string(&events).unwrap();
    let told = |kind: &str| -> Vec<Value> {
        let events = text
            .lines()
            .map(|l| serde_json::from_str::<Value>(l).unwrap());
        let events = events.map(|change| change["event"].clone());
        events.filter(|e| e["kind"] == kind).collect()
    };
    // The one that radar should have shown: a lead about her positions, of little confidence.
    // (Positions as even as these are an event of their own.)
    let mut unseen = told("implausible_position");
    unseen.retain(|e| e["evidence"]["codes"]["check"] == "not-seen");
    assert_eq!(unseen.len(), 1, "{unseen:?}");
    assert_eq!(unseen[0]["vessels"][0]["mmsi"], 431_000_003);
    assert!(unseen[0]["confidence"].as_f64().unwrap() <= 0.2);
    let dark = told("dark_detection");
    assert_eq!(dark.len(), 1);
    assert_eq!(dark[0]["evidence"]["codes"]["detection"], "alone");
    assert_eq!(dark[0]["evidence"]["codes"]["assignment"], "not-on-ais");
    assert!(
        dark[0]["evidence"]["numbers"]["dark_probability"]
            .as_f64()
            .unwrap()
            > 0.9
    );
    assert_eq!(dark[0]["vessels"], serde_json::json!([]));
}

/// Elements of a satellite at 800 km that is some 400 to 800 km aside of a place at a moment.
fn elements_over(place: Position, at: Time) -> String {
    let sum = |line: String| {
        let digits = line.bytes().map(|b| match b {
            b'0'..=b'9' => u32::from(b - b'0'),
            b'-' => 1,
            _ => 0,
        });
        format!("{line}{}", digits.sum::<u32>() % 10)
    };
    let line1 =
        sum("1 32382U 07061A   26060.00000000  .00000000  00000-0  00000-0 0  999".to_owned());
    for node in 0..72 {
        for along in 0..72 {
            let (node_deg, along_deg) = (5.0 * f64::from(node), 5.0 * f64::from(along));
            let line2 = sum(format!(
                "2 32382  98.5750 {node_deg:8.4} 0001200   0.0000 {along_deg:8.4} 14.2992190061315"
            ));
            let text = format!("RS2\n{line1}\n{line2}\n");
            let (all, _) = vigie_watch::detection::Satellites::from_elements(&text);
            let Some(track) = all.track_at("RS2", at) else {
                continue;
            };
            if (400e3..800e3).contains(&vigie_sea::distance_m(track.below, place)) {
                return text;
            }
        }
    }
    panic!("no orbit found");
}

/// Radar shows a ship that goes away from it behind its place along the satellite's path. With the path known the echo is the
/// ship's; without, it lies off it.
#[test]
fn the_path_of_the_satellite_puts_a_shifted_echo_back_on_its_ship() {
    let folder = tempfile::tempdir().unwrap();
    let feed = feed(folder.path());
    let gone = 4.0 + 5.0 / 60.0;
    let lon = 179.0 + gone * 10.0 / 60.0 / 40.0_f64.to_radians().cos();
    let true_place = Position::new(40.0, lon).unwrap();
    let look = Time::parse("2026-03-01T04:05:00Z").unwrap();
    let elements = elements_over(true_place, look);
    let (satellites, _) = vigie_watch::detection::Satellites::from_elements(&elements);
    let track = satellites.track_at("RS2", look).unwrap();
    let shown = track.shown_at(true_place, 10.0, 90.0);
    let shift_m = track.shift_m(true_place, 10.0, 90.0);
    assert!(shift_m.abs() > 100.0, "{shift_m}");
    let scene = folder.path().join("scene.csv");
    let rows = format!(
        "id,scene,time,lat,lon,length_m\necho,RS2_1,{look},{:.5},{:.5},90\n",
        shown.lat_deg(),
        shown.lon_deg()
    );
    std::fs::write(&scene, rows).unwrap();
    let orbits = folder.path().join("orbits.tle");
    std::fs::write(&orbits, &elements).unwrap();
    let named = format!("plain@{}", scene.display());
    let weighed = |more: &[&str]| {
        let mut line = vec!["watch", &feed, "--detections", &named, "--json"];
        line.extend(more);
        json(&line)["detections"]["scenes"][0].clone()
    };
    let offset_m = |scene: &Value| {
        let nearest = &scene["detections"][0]["candidates"][0];
        (
            nearest["offset_m"].as_f64().unwrap(),
            nearest["azimuth_shift_m"].as_f64().unwrap(),
        )
    };
    let plain = weighed(&[]);
    assert_eq!(plain["satellite"], Value::Null);
    let corrected = weighed(&["--satellites", orbits.to_str().unwrap()]);
    assert!(corrected["satellite"]["height_m"].as_f64().unwrap() > 7e5);
    let ((off_m, none), (left_m, applied_m)) = (offset_m(&plain), offset_m(&corrected));
    assert_eq!(none, 0.0);
    assert!(
        (applied_m - shift_m).abs() < 0.2 * shift_m.abs(),
        "{applied_m} {shift_m}"
    );
    assert!(left_m < 0.3 * off_m, "{left_m} of {off_m}");
}

#[test]
fn the_built_in_incursions_show_boats_without_ais_under_radar() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("world");
    let run = vigie(&[
        "scenario",
        "run",
        "zone-incursion",
        "--days",
        "3",
        "-q",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let said = out.join("observations");
    let ais = said.join("ais.nmea");
    let radar = format!("plain@{}", said.join("sar-EXSAR.csv").display());
    let lights = format!("eog-viirs@{}", said.join("viirs-EXVIIRS.csv").display());
    let events = folder.path().join("events.jsonl");
    let told = json(&[
        "watch",
        ais.to_str().unwrap(),
        "--detections",
        &radar,
        "--detections",
        &lights,
        "--events",
        events.to_str().unwrap(),
        "--json",
    ]);
    let looks = &told["detections"];
    assert_eq!(looks["refused"], 0);
    // Most of what radar sees there sends no AIS; the lit fleet outside does.
    let of = |sensor: &str, verdict: &str| {
        let scenes = looks["scenes"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|s| s["sensor"] == sensor);
        scenes
            .map(|s| s["outcome"][verdict].as_u64().unwrap())
            .sum::<u64>()
    };
    assert!(
        of("sar", "dark") >= 6 && of("sar", "dark") > of("sar", "on_ais"),
        "{}",
        looks["outcome"]
    );
    assert!(
        of("viirs", "on_ais") > of("viirs", "dark"),
        "{}",
        looks["outcome"]
    );
    let text = std::fs::read_to_string(&events).unwrap();
    let dark = text
        .lines()
        .filter(|l| l.contains("\"kind\":\"dark_detection\""))
        .count() as u64;
    assert!(dark >= of("sar", "dark") + of("viirs", "dark"), "{dark}");
}
