//! `vigie scenario` from end to end: the library, faults with file and line, and a world written to files that the program's
//! own readers take.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("VIGIE_LANG");
    command.args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_library_is_listed_in_three_languages() {
    let all = json(&run(&["--json", "scenario", "list"]));
    assert!(all.as_array().unwrap().len() >= 8);
    for (language, word) in [
        ("en", "Squid fleet at 180°"),
        ("fr-CA", "turluttiers"),
        ("ja", "いか釣り"),
    ] {
        let text = out(&run(&["--lang", language, "scenario", "list"]));
        assert!(text.contains(word), "{text}");
    }
    let one = json(&run(&[
        "--json",
        "scenario",
        "show",
        "earthquake-evacuation",
    ]));
    assert_eq!(
        (&one["nationals"], &one["marking"]["ja"]),
        (&Value::from(2_400), &Value::from("演習"))
    );
    let text = out(&run(&["scenario", "show", "zone-incursion"]));
    assert!(
        text.contains("EX-EEZ-AKITSU") && text.contains("trawlers"),
        "{text}"
    );
    let unknown = run(&["scenario", "show", "no-such"]);
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn lint_tells_file_line_and_reason_and_finds_fragments_beside_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let toml = out(&run(&["scenario", "show", "squid-fleet-180", "--toml"]));
    let own = folder.path().join("own.toml");
    let fragment = "[[area]]\nid = \"EX-OWN\"\nkind = \"closed\"\nring = [[40, 179], [40, 181], [41, 179], [41, 181]]\n\
                    name = { en = \"a\", \"fr-CA\" = \"b\", ja = \"c\" }\n";
    std::fs::write(folder.path().join("own-area.toml"), fragment).unwrap();
    std::fs::write(
        &own,
        toml.replace("use = [", "use = [\"own-area\", ")
            .replace("hours = 72", "hours = 72\nwrong = 1"),
    )
    .unwrap();
    let found = run(&["--json", "scenario", "lint", own.to_str().unwrap()]);
    assert_eq!(found.status.code(), Some(1));
    let faults: Value = serde_json::from_slice(&found.stdout).unwrap();
    let codes: Vec<&str> = faults
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["unknown-key", "area-crosses-itself"]);
    assert_eq!(
        (&faults[0]["line"], &faults[1]["file"]),
        (&Value::from(4), &Value::from("own-area"))
    );
    let text = out(&run(&[
        "--lang",
        "ja",
        "scenario",
        "lint",
        own.to_str().unwrap(),
    ]));
    assert!(text.contains("4行目") && text.contains("交差"), "{text}");
    let refused = run(&[
        "scenario",
        "run",
        own.to_str().unwrap(),
        "--out",
        folder.path().join("x").to_str().unwrap(),
    ]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!folder.path().join("x").exists());
}

fn file(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn a_world_in_files_is_repeatable_and_the_feeds_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        let done = json(&run(&[
            "--json",
            "scenario",
            "run",
            "squid-fleet-180",
            "--days",
            "0.3",
            "--out",
            path.to_str().unwrap(),
        ]));
        (path, done)
    };
    let (one, first) = write("one");
    let (two, second) = write("two");
    assert_eq!(first, second);
    assert_eq!(first["start"], "2026-07-20T00:00:00Z");
    for name in [
        "observations/ais.nmea",
        "truth/truth.jsonl",
        "truth/state.jsonl",
        "papers/receivers.csv",
    ] {
        assert!(file(&one, name) == file(&two, name), "{name} differs");
    }
    assert_eq!(file(&one, "truth/state.jsonl").lines().count(), 7);
    // A folder that is not empty is not touched.
    let again = run(&[
        "scenario",
        "run",
        "squid-fleet-180",
        "--out",
        one.to_str().unwrap(),
    ]);
    assert_eq!(again.status.code(), Some(2));
    let ais = one.join("observations/ais.nmea");
    let stats = json(&run(&[
        "--json",
        "decode",
        "--stats",
        ais.to_str().unwrap(),
    ]));
    assert!(stats["messages"].as_u64() > Some(1_000), "{stats}");
    let (naf, list) = (
        one.join("observations/vms-EXVMS.naf"),
        folder.path().join("list.json"),
    );
    let watched = run(&[
        "--json",
        "watch",
        ais.to_str().unwrap(),
        &format!("naf@{}", naf.display()),
        "--area",
        one.join("papers/areas.geojson").to_str().unwrap(),
        "--ports",
        one.join("papers/ports.csv").to_str().unwrap(),
        "--iuu",
        one.join("papers/iuu.csv").to_str().unwrap(),
        "--authorised",
        one.join("papers/authorised.csv").to_str().unwrap(),
        "--receivers",
        one.join("papers/receivers.csv").to_str().unwrap(),
        "--reception",
        one.join("papers/reception.csv").to_str().unwrap(),
        "--out",
        list.to_str().unwrap(),
    ]);
    assert!(
        watched.status.success(),
        "{}",
        String::from_utf8_lossy(&watched.stderr)
    );
    let rows: Value = serde_json::from_slice(&std::fs::read(&list).unwrap()).unwrap();
    assert!(rows.to_string().contains("EX "), "{rows}");
}

/// What sensors say is read by the readers of real life: VMS line by line, alerts as CAP.
#[test]
fn naf_and_cap_are_read_without_faults() {
    use vigie_exercise::{ReportFormat, Scenario, Settings};
    use vigie_sea::Time;
    let start = Time::parse("2026-10-05T00:00:00Z").unwrap();
    for name in ["earthquake-evacuation", "cyber-blackout"] {
        let scenario = Scenario::from_library(name, Settings { seed: 1, start }).unwrap();
        let mut world = scenario.world();
        world.step_until(start.plus_ms(18 * 3_600_000), &mut |_| {});
        let (mut naf, mut cap) = (0, 0);
        for report in world.reports() {
            match report.format {
                ReportFormat::Naf => {
                    let read = vigie::feed::read_naf(report.body.as_bytes()).unwrap();
                    assert!(
                        read.position.is_some() && read.kind == "POS" && read.time < report.at,
                        "{}",
                        report.body
                    );
                    naf += 1;
                }
                ReportFormat::Cap => {
                    let alerts = vigie_exchange::edge::cap::read(report.body.as_bytes()).unwrap();
                    assert_eq!((alerts.len(), alerts[0].infos.len()), (1, 3));
                    assert!(alerts[0].flaws().is_empty(), "{:?}", alerts[0].flaws());
                    let text = format!("{alerts:?}");
                    assert!(text.contains("Exercise") && text.contains("演習"), "{text}");
                    cap += 1;
                }
                ReportFormat::Csv => {}
            }
        }
        assert!(
            cap >= 1 && (naf > 100 || name != "cyber-blackout"),
            "{name}: {naf} {cap}"
        );
    }
}

/// Real traffic becomes the base of an exercise, under other numbers; its world is what players' readers take.
#[test]
fn a_recorded_day_is_the_base_of_an_exercise() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut csv = "mmsi,time,lat,lon,speed,course,name,ship_type,class\n".to_owned();
    for step in 0..60 {
        let (hour, minute) = (step / 6, step % 6 * 10);
        let lon = 179.5 + f64::from(step) * 0.02;
        let lon = if lon >= 180.0 { lon - 360.0 } else { lon };
        csv += &format!(
            "431123456,2026-03-01T{hour:02}:{minute:02}:00Z,41.0,{lon:.4},5.5,90,REAL NAME MARU,70,A\n"
        );
    }
    std::fs::write(path("real.csv"), csv).unwrap();
    let told = json(&run(&[
        "--json",
        "scenario",
        "record",
        &path("real.csv"),
        "--out",
        &path("day.toml"),
    ]));
    assert_eq!(
        (&told["vessels"], &told["use"]),
        (&Value::from(1), &Value::from("day"))
    );
    let base = r#"code = "on-a-real-day"
hours = 12
start = 2026-07-06T00:00:00Z
use = ["day", "stations-north-pacific"]
title = { en = "Real day", "fr-CA" = "Jour réel", ja = "実日" }
situation = { en = "s", "fr-CA" = "s.", ja = "状" }
"#;
    std::fs::write(path("base.toml"), base).unwrap();
    assert!(
        run(&["scenario", "lint", &path("base.toml")])
            .status
            .success()
    );
    let ran = run(&[
        "scenario",
        "run",
        &path("base.toml"),
        "--out",
        &path("world"),
    ]);
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let lines = std::fs::read_to_string(folder.path().join("world/observations/ais.nmea")).unwrap();
    assert!(lines.lines().count() > 10, "{lines}");
    let feed = path("world/observations/ais.nmea");
    let decoded = out(&run(&["decode", &feed]));
    assert!(
        decoded.contains("43199") && decoded.contains("EX "),
        "{decoded}"
    );
    for real in ["431123456", "REAL NAME"] {
        assert!(!decoded.contains(real) && !out(&ran).contains(real));
    }
    let refused = run(&[
        "scenario",
        "record",
        &path("real.csv"),
        "--out",
        &path("x.toml"),
        "--area",
        "1,2",
    ]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("south,west,north,east"), "{said}");
}
