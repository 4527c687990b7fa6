//! A model of movement learnt from an own archive, used by the matching of detections; and columns of an own preset.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod program;

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use vigie_sea::Time;

use program::{json, vigie};

/// 2026-03-01T00:00:00Z.
const START_S: i64 = 1_772_323_200;

/// The stable code of a refusal.
fn refusal(arguments: &[&str]) -> String {
    let output = vigie(arguments);
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().last().unwrap_or_default();
    let told: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{text}"));
    told["error"]["code"].as_str().unwrap().to_owned()
}

/// Five ships that go east across 180° at 10 knots, heard every five minutes for twelve hours.
fn feed(folder: &Path) -> String {
    let mut csv = "mmsi,time,lat,lon,speed,course,length\n".to_owned();
    for step in 0..144 {
        let time = Time::from_s(START_S + step * 300);
        let run = step as f64 / 12.0 * 10.0 / 60.0 / 40.0_f64.to_radians().cos();
        for ship in 0..5 {
            let lon = 179.0 + run + f64::from(ship) * 0.1;
            let lon = if lon > 180.0 { lon - 360.0 } else { lon };
            let (mmsi, lat) = (431_000_001 + ship, 40.0 + 0.2 * f64::from(ship));
            writeln!(csv, "{mmsi},{time},{lat},{lon:.5},10.0,90,90").unwrap();
        }
    }
    let path = folder.join("feed.csv");
    std::fs::write(&path, csv).unwrap();
    path.to_str().unwrap().to_owned()
}

/// One look at 02:02:30, with one of the ships and something alone.
fn look(folder: &Path, header: &str) -> String {
    let lon = 179.0 + (2.0 + 2.5 / 60.0) * 10.0 / 60.0 / 40.0_f64.to_radians().cos();
    let csv = format!(
        "{header}\na,S,2026-03-01T02:02:30Z,40.0005,{lon:.5},88\nb,S,2026-03-01T02:02:30Z,43.5,-178.5,35\n"
    );
    let path = folder.join("scene.csv");
    std::fs::write(&path, csv).unwrap();
    path.to_str().unwrap().to_owned()
}

const PLAIN: &str = "id,scene,time,lat,lon,length_m";

#[test]
fn movement_is_learnt_from_an_archive_and_used_and_the_same_archive_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let feed = feed(folder.path());
    let scene = format!("plain@{}", look(folder.path(), PLAIN));
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (archive, out, again) = (place("archive"), place("motion.json"), place("again.json"));
    json(&["archive", "import", "--archive", &archive, &feed, "--json"]);
    let train = |out: &str| {
        json(&[
            "train",
            "--motion",
            "--archive",
            &archive,
            "--out",
            out,
            "--made-by",
            "CCG",
            "--json",
        ])
    };
    let told = train(&out);
    assert_eq!(told["vessels"], 5, "{told}");
    assert!(told["cells"].as_u64().unwrap() > 5, "{told}");
    let sheet = told["data_sheet"].as_str().unwrap();
    assert!(
        sheet.contains("5 vessels") && sheet.contains("CCG"),
        "{sheet}"
    );
    train(&again);
    assert_eq!(std::fs::read(&out).unwrap(), std::fs::read(&again).unwrap());
    let watch = |more: &[&str]| {
        let line: [&str; 5] = ["watch", &feed, "--detections", &scene, "--json"];
        let told = json(&[&line[..], more].concat());
        let seen = told["detections"]["scenes"][0]["detections"][0].clone();
        assert_eq!(seen["assigned"], "431000001-1", "{seen}");
        seen["candidates"][0]["density_per_km2"].as_f64().unwrap()
    };
    let (builtin, own) = (watch(&[]), watch(&["--motion-model", &out]));
    // Ships that hold their course are better known than the built-in model's.
    assert!(own > builtin, "{own} {builtin}");
    assert_eq!(
        refusal(&["watch", &feed, "--motion-model", &feed, "--json"]),
        "motion-unusable"
    );
    let none = place("nothing");
    std::fs::create_dir(&none).unwrap();
    let line: [&str; 7] = [
        "train",
        "--motion",
        "--archive",
        &none,
        "--out",
        &again,
        "--json",
    ];
    assert_eq!(refusal(&line), "archive-empty");
}

#[test]
fn a_file_of_columns_stands_where_the_name_of_a_preset_does() {
    let folder = tempfile::tempdir().unwrap();
    let feed = feed(folder.path());
    let own = folder.path().join("agency.toml");
    let columns = "name = \"agency\"\nsensor = \"optical\"\ntime = \"seen at\"\nlat = \"Breite\"\nlon = \"Länge\"\nscene = \"picture\"\nlength_m = \"LOA\"\n";
    std::fs::write(&own, columns).unwrap();
    let scene = look(folder.path(), "nr,picture,seen at,Breite,Länge,LOA");
    let named = format!("{}@{scene}", own.display());
    let told = json(&["watch", &feed, "--detections", &named, "--json"]);
    let shown = &told["detections"]["scenes"][0];
    assert_eq!(shown["sensor"], "optical", "{told}");
    assert_eq!(shown["detections"][0]["length_m"], 88.0);
    std::fs::write(&own, "name = \"agency\"\nsensor = \"periscope\"\n").unwrap();
    let line: [&str; 5] = ["watch", &feed, "--detections", &named, "--json"];
    assert_eq!(refusal(&line), "preset-unreadable");
}
