//! The built program from end to end, as a person or a script uses it.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const MESSAGE: &str = "!BSVDM,1,1,,B,17PCie0P00:;2MmqtCvQ;OwL0400,0*7C";

fn vigie() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("VIGIE_LANG");
    command
}

fn run(arguments: &[&str]) -> Output {
    vigie().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
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

/// A ship that goes silent for a day far out, then comes back: two tracks of reports at ten minutes.
fn voyage() -> String {
    let mut table = "mmsi,timestamp,lat,lon,speed,course,receiver_type,shipname\n".to_owned();
    for step in (0..200).chain(350..500) {
        let minute = step * 10;
        let (day, hour) = (1 + minute / 1_440, minute % 1_440 / 60);
        let lon = 179.0 + f64::from(step) * 0.01;
        let lon = if lon > 180.0 { lon - 360.0 } else { lon };
        table.push_str(&format!(
            "416000301,2024-07-{day:02}T{hour:02}:{:02}:00Z,40.0,{lon:.4},9.0,90.0,satellite,=SUM(A1)\n",
            minute % 60
        ));
    }
    table
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn decode_gives_a_json_line_for_each_message_whatever_the_packing() {
    let folder = tempfile::tempdir().unwrap();
    let log =
        format!("\u{feff}# a log\r\n\\c:1420030798*54\\{MESSAGE}\r\n{MESSAGE}\r\n\r\n{MESSAGE}");
    let zst = zstd::encode_all(log.as_bytes(), 3).unwrap();
    let two_members = [gzip(&log.as_bytes()[..40]), gzip(&log.as_bytes()[40..])].concat();
    for (name, bytes) in [
        ("log.txt", log.clone().into_bytes()),
        ("log.gz", two_members),
        ("log", zst),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let output = run(&["decode", path.to_str().unwrap()]);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        let lines: Vec<Value> = text(&output.stdout)
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert_eq!(lines.len(), 3, "{name}");
        assert_eq!(lines[0]["mmsi"], 503_640_500);
        assert_eq!(lines[0]["time_ms"], 1_420_030_798_000_i64);
        assert!(lines[1].get("time_ms").is_none());
    }
}

#[test]
fn standard_input_is_a_feed() {
    let mut child = vigie()
        .args(["decode", "-", "--json", "--stats"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(format!("{MESSAGE}\nnoise\n").as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (
            summary["messages"].as_u64(),
            summary["faults"]["not-a-sentence"].as_u64()
        ),
        (Some(1), Some(1))
    );
}

#[test]
fn what_cannot_be_read_is_in_quarantine() {
    let folder = tempfile::tempdir().unwrap();
    let (log, quarantine) = (folder.path().join("log.txt"), folder.path().join("q.tsv"));
    std::fs::write(
        &log,
        format!(
            "{MESSAGE}\n{}\n\u{1}\u{2}garbage\n",
            MESSAGE.replace("7C", "7D")
        ),
    )
    .unwrap();
    let output = run(&[
        "decode",
        log.to_str().unwrap(),
        "--quarantine",
        quarantine.to_str().unwrap(),
    ]);
    assert_eq!(code(&output), 0);
    let kept = std::fs::read_to_string(&quarantine).unwrap();
    let rows: Vec<Vec<&str>> = kept
        .lines()
        .skip(1)
        .map(|l| l.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows[0][1..4],
        [log.to_str().unwrap(), "2", "checksum-wrong"]
    );
    assert_eq!(rows[0][4], MESSAGE.replace("7C", "7D"));
    assert_eq!(rows[1][2..5], ["3", "not-a-sentence", "\\x01\\x02garbage"]);
}

#[test]
fn nothing_read_is_a_failure_and_never_a_silent_success() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("noise"), "!AIVDM,1,1,,A,xx,0*00\n".repeat(9)).unwrap();
    std::fs::write(path("empty"), "").unwrap();
    std::fs::write(path("table.csv"), "id,lat,lon,time\n1,2,3,2024-01-01\n").unwrap();
    let (noise, empty, missing, table) = (
        path("noise"),
        path("empty"),
        path("missing"),
        path("table.csv"),
    );
    let cases = [
        (vec!["decode", &noise], 1, "nothing-read"),
        (vec!["decode", &empty], 1, "feeds-empty"),
        (vec!["decode", &missing], 3, "file-not-found"),
        (vec!["decode", &table], 1, "column-missing"),
        (vec!["decode", "ftp://x:1"], 2, "feed-address-unknown"),
        (
            vec!["watch", &noise, "--out", "list.doc"],
            2,
            "list-format-unknown",
        ),
        (
            vec!["watch", &noise, "--rules", &table],
            5,
            "rules-unreadable",
        ),
        (
            vec!["watch", &noise, "--from", "noon"],
            2,
            "time-unreadable",
        ),
    ];
    for (mut arguments, exit, id) in cases {
        arguments.push("--json");
        let output = run(&arguments);
        assert_eq!(
            code(&output),
            exit,
            "{arguments:?}: {}",
            text(&output.stderr)
        );
        let told: Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(told["error"]["code"], id, "{told}");
        assert_eq!(told["error"]["exit"], exit);
        let message = told["error"]["message"].as_str().unwrap();
        assert!(
            !message.starts_with("error-") && message.len() > 20,
            "{message}"
        );
    }
    let columns = run(&["decode", &path("table.csv")]);
    assert!(
        text(&columns.stderr).contains("id, lat, lon, time")
            && text(&columns.stderr).contains("--map")
    );
    assert_eq!(code(&run(&["decode"])), 2);
}

#[test]
fn errors_speak_the_users_language() {
    let told: Vec<String> = ["en", "fr", "ja_JP.UTF-8"]
        .into_iter()
        .map(|lang| {
            text(
                &vigie()
                    .args(["decode", "/no/such"])
                    .env("LANG", lang)
                    .output()
                    .unwrap()
                    .stderr,
            )
        })
        .collect();
    assert!(told[0].contains("does not exist"), "{}", told[0]);
    assert!(told[1].contains("n’existe pas"), "{}", told[1]);
    assert!(told[2].contains("ありません"), "{}", told[2]);
    assert!(text(&run(&["--lang", "ja", "watch", "--help"]).stdout).contains("区域ファイル"));
}

#[test]
fn watch_writes_the_list_in_every_format_from_rows_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let table = voyage();
    let (header, rows) = table.split_once('\n').unwrap();
    let backwards: Vec<&str> = rows.lines().rev().collect();
    std::fs::write(
        path("in.csv"),
        format!("{header}\n{}\n", backwards.join("\n")),
    )
    .unwrap();
    std::fs::write(path("sorted.csv"), &table).unwrap();
    let mut events = Vec::new();
    for input in ["in.csv", "sorted.csv"] {
        let output = run(&[
            "watch",
            &path(input),
            "--out",
            &path("list.csv"),
            "--out",
            &path("list.json"),
            "--out",
            &path("list.geojson"),
            "--out",
            &path("list.xlsx"),
            "--events",
            &path("events.ndjson"),
            "--presence",
            &path("presence.csv"),
            "--json",
        ]);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(told["counts"]["accepted"], 350);
        events.push(std::fs::read_to_string(path("events.ndjson")).unwrap());
    }
    assert_eq!(events[0], events[1], "the order of rows changes nothing");
    let first: Value = serde_json::from_str(events[0].lines().next().unwrap()).unwrap();
    assert_eq!(first["event"]["kind"], "gap");
    let json: Value =
        serde_json::from_str(&std::fs::read_to_string(path("list.json")).unwrap()).unwrap();
    assert_eq!(json["vessels"][0]["mmsi"], 416_000_301);
    let csv = std::fs::read_to_string(path("list.csv")).unwrap();
    assert!(
        csv.starts_with("rank,mmsi,track,name,") && csv.contains(",'=SUM(A1),"),
        "{csv}"
    );
    let points: Value =
        serde_json::from_str(&std::fs::read_to_string(path("list.geojson")).unwrap()).unwrap();
    let lon = points["features"][0]["geometry"]["coordinates"][0]
        .as_f64()
        .unwrap();
    assert!((-180.0..-170.0).contains(&lon), "east of 180°: {lon}");
    assert!(std::fs::read(path("list.xlsx")).unwrap().starts_with(b"PK"));
    let presence = std::fs::read_to_string(path("presence.csv")).unwrap();
    assert!(presence.starts_with("area,flag,gear,presence_h,") && presence.lines().count() >= 2);
    assert!(
        !names(folder.path())
            .iter()
            .any(|name| name.ends_with(".part"))
    );
}

#[test]
fn ctrl_c_leaves_no_partial_file_and_the_old_one_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (list, events) = (
        folder.path().join("list.csv"),
        folder.path().join("events.ndjson"),
    );
    std::fs::write(&list, "old").unwrap();
    let mut child = vigie()
        .args([
            "watch",
            "-",
            "--out",
            list.to_str().unwrap(),
            "--events",
            events.to_str().unwrap(),
        ])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(voyage().as_bytes()).unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while names(folder.path()).len() < 2 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(
        names(folder.path())
            .iter()
            .any(|name| name.ends_with(".part")),
        "it writes beside"
    );
    // The signal listener starts before the feeds, which start after the event file.
    std::thread::sleep(Duration::from_millis(500));
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let status = child.wait().unwrap();
    drop(input);
    assert_eq!(status.code(), Some(130));
    assert_eq!(names(folder.path()), ["list.csv"]);
    assert_eq!(std::fs::read_to_string(&list).unwrap(), "old");
}

#[test]
fn a_reader_that_goes_away_ends_decode_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.txt");
    std::fs::write(&log, format!("{MESSAGE}\n").repeat(200_000)).unwrap();
    let mut child = vigie()
        .args(["decode", "-q", log.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), text(&output.stderr)),
        (Some(0), String::new())
    );
}

#[test]
fn vms_reports_and_ais_are_watched_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("ais.csv"), voyage()).unwrap();
    std::fs::write(path("vms.naf"), "//SR//FR/PAN//TM/POS//RC/HP4077//NA/MEGA//FS/PAN//DA/20240701//TI/0010//LT/40.5//LG/-179.9//SP/85//ER//\n").unwrap();
    std::fs::write(
        path("list-20240101.csv"),
        "name,ircs,mmsi\nMEGA,HP4077,351000000\n",
    )
    .unwrap();
    let output = run(&[
        "watch",
        &path("ais.csv"),
        &format!("naf@{}", path("vms.naf")),
        "--authorised",
        &path("list-20240101.csv"),
        "--json",
    ]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["counts"]["tracks"], 2);
    assert_eq!(told["input"]["feeds"][1]["messages"], 1);
}

#[test]
fn a_log_without_times_can_be_watched_and_says_how() {
    let Some(log) = shared("nmea/amsa/ais.txt.gz") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.csv");
    let output = run(&[
        "watch",
        log.to_str().unwrap(),
        "--out",
        list.to_str().unwrap(),
        "--json",
    ]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["input"]["messages"].as_u64().unwrap() > 33_000);
    assert!(told["counts"]["accepted"].as_u64().unwrap() > 10_000);
    assert!(told["input"]["notes"]["time-derived"].as_u64().unwrap() > 30_000);
    assert!(
        told["as_of"]
            .as_str()
            .unwrap()
            .starts_with("2012-01-27T11:5"),
        "{}",
        told["as_of"]
    );
    assert!(std::fs::read_to_string(&list).unwrap().starts_with("rank,"));
}

#[test]
fn real_tables_and_lists_are_read() {
    let Some(data) = shared("gap-casestudy/gap_positions_gfw.csv.gz") else {
        return;
    };
    let root = data.parent().unwrap().parent().unwrap();
    let path = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let output = run(&[
        "watch",
        data.to_str().unwrap(),
        "--json",
        "--quiet",
        "--reception",
        &path("ref-rasters-1deg/gfw_reception_quality.csv.gz"),
        "--shore",
        &path("ref-rasters-1deg/gfw_static_spatial_measures.csv.gz"),
        "--iuu",
        &path("iuu-list/IUUList-20251108.csv"),
        "--ports",
        &path("ref-ports/UpdatedPub150.csv.gz"),
        "--area",
        &path("ref-rfmo/NPFC/RFB_NPFC.shp"),
    ]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["vessels"][0]["mmsi"], 416_000_301);
    let reasons = told["vessels"][0]["reasons"].as_array().unwrap();
    assert!(
        reasons.iter().any(|r| r["code"] == "disabling-supported"),
        "{reasons:?}"
    );
    assert_eq!(
        code(&run(&[
            "list",
            "check",
            &path("iuu-list/IUUList-20251108.csv")
        ])),
        0
    );
    assert_eq!(
        code(&run(&["area", "list", &path("ref-rfmo/NPFC/RFB_NPFC.shp")])),
        0
    );
}

#[test]
fn a_folder_a_span_and_a_file_cut_short() {
    let folder = tempfile::tempdir().unwrap();
    let days = folder.path().join("days");
    std::fs::create_dir(&days).unwrap();
    let table = voyage();
    let (header, rows) = table.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    for (name, part) in [("2.csv.gz", &rows[200..]), ("1.csv.gz", &rows[..200])] {
        std::fs::write(
            days.join(name),
            gzip(format!("{header}\n{}\n", part.join("\n")).as_bytes()),
        )
        .unwrap();
    }
    std::fs::write(days.join("README"), "where it came from").unwrap();
    let days = days.to_str().unwrap();
    let span = [
        "--from",
        "2024-07-01T01:00:00Z",
        "--to",
        "2024-07-01T02:00:00Z",
    ];
    let output = run(&[&["watch", days, "--json"], &span[..]].concat());
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["counts"]["accepted"], 6);
    assert_eq!(
        told["counts"]["identities"], 1,
        "told inside the span, once"
    );
    assert_eq!(told["input"]["notes"]["outside-span"], 344);
    assert_eq!(told["input"]["faults"]["feed-format-unclear"], 1);

    let packed = gzip(table.as_bytes());
    let short = folder.path().join("short.gz");
    std::fs::write(&short, &packed[..packed.len() - 40]).unwrap();
    let output = run(&["decode", short.to_str().unwrap(), "--stats", "--json"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["faults"]["compressed-cut-short"], 1);
    assert!(told["messages"].as_u64().unwrap() > 100);
}

#[test]
fn areas_are_converted_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let feature = |ring: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"name":"Box"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        )
    };
    let good = feature("[[170,30],[200,30],[200,50],[170,50],[170,30]]");
    std::fs::write(path("a.geojson"), &good).unwrap();
    assert_eq!(code(&run(&["area", "check", &path("a.geojson")])), 0);
    assert_eq!(
        code(&run(&[
            "area",
            "convert",
            &path("a.geojson"),
            "--out",
            &path("clean.geojson")
        ])),
        0
    );
    let clean: Value =
        serde_json::from_str(&std::fs::read_to_string(path("clean.geojson")).unwrap()).unwrap();
    assert_eq!(clean["features"][0]["geometry"]["type"], "MultiPolygon");
    assert_eq!(clean["features"][0]["properties"]["name"], "Box");
    let listed: Value =
        serde_json::from_slice(&run(&["area", "list", "--json", &path("clean.geojson")]).stdout)
            .unwrap();
    assert_eq!(
        (listed[0]["name"].as_str(), listed[0]["polygons"].as_u64()),
        (Some("Box"), Some(2))
    );
    let both = format!(
        r#"{{"type":"FeatureCollection","features":[{good},{}]}}"#,
        feature("[[0,0],[1,1]]")
    );
    std::fs::write(path("b.geojson"), both).unwrap();
    assert_eq!(code(&run(&["area", "check", &path("b.geojson")])), 1);
    std::fs::write(path("c.geojson"), "{").unwrap();
    assert_eq!(code(&run(&["area", "list", &path("c.geojson")])), 5);
}

#[test]
fn the_small_commands_work() {
    let rules = run(&["rules"]);
    assert!(text(&rules.stdout).contains("version = "));
    let json: Value = serde_json::from_slice(&run(&["rules", "--json"]).stdout).unwrap();
    assert!(json["gap"].is_object());
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(text(&run(&["completions", shell]).stdout).contains("vigie"));
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&run(&["man", folder.path().to_str().unwrap()])), 0);
    assert!(names(folder.path()).contains(&"vigie-watch.1".to_owned()));
    let data = folder.path().join("data");
    let doctor = run(&[
        "doctor",
        "--json",
        "--data",
        data.to_str().unwrap(),
        "--listen",
        "127.0.0.1:0",
    ]);
    assert_eq!(code(&doctor), 0, "{}", text(&doctor.stdout));
    assert!(!data.exists(), "looking changes nothing");
}
