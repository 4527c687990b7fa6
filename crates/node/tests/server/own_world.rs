//! An exercise of one's own scenario: players hear its ships, control knows its truth, who plays another world is refused, and
//! a restart needs none of the files it came from. A recorded day is played with its own clock.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::client::Client;
use crate::conduct::Exercise;
use crate::node::until;

const SCENARIO: &str = r#"code = "strait-watch"
hours = 12
start = 2024-02-29T23:30:00Z
satellites = 0
use = ["near"]
title = { en = "Strait watch", "fr-CA" = "Veille du détroit", ja = "海峡監視" }
situation = { en = "Three jiggers.", "fr-CA" = "Trois turluttiers.", ja = "いか釣り漁船3隻。" }

[[fleet]]
id = "jiggers"
gear = "squid_jigger"
flags = ["CHN"]
count = 3
centre = [42.6, 146.3]
columns = 3
spacing_nm = [2, 2]
"#;

const NEAR: &str = r#"[[sensor]]
id = "EXNORTH"
kind = "shore_ais"
partner = "ca"
mmsi = 3669999
at = [42.65, 146.3]

[[sensor]]
id = "EXSOUTH"
kind = "shore_ais"
partner = "jp"
mmsi = 4319999
at = [42.55, 146.3]
"#;

const LIST: &str = r#"[exercise]
id = "strait"
title = { en = "Strait", fr = "Détroit", ja = "海峡" }
scenario = "own/strait.toml"
parties = ["ca-ccg", "jp-jcg"]
ends = "T+12:00"
"#;

fn vessels(client: &Client) -> u64 {
    let status = client.get("/api/v1/status").json();
    status["vessels"].as_u64().unwrap_or_default()
}

fn all_there(now: &Value) -> bool {
    let seats = now["seats"].as_array().unwrap();
    seats.iter().all(|seat| seat["connected"] == true)
}

/// What control's door says first to a node of Japan that says it plays a world.
fn door(folder: &Path, port: u16, world: &str) -> String {
    let key = std::fs::read_to_string(folder.join("control/jp-jcg.key")).unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port + 21)).unwrap();
    let wait = Some(Duration::from_secs(20));
    stream.set_read_timeout(wait).unwrap();
    let hello = json!({"say": "hello", "party": "jp-jcg", "key": key.trim(), "world": world});
    writeln!(stream, "{hello}").unwrap();
    let mut line = String::new();
    drop(BufReader::new(stream).read_line(&mut line));
    line
}

/// The same command again, on the same port; ended at the end of the test.
struct Again(Child);

impl Again {
    fn start(data: &Path, port: u16, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        command
            .args(["exercise", "--port", &port.to_string(), "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }
}

impl Drop for Again {
    fn drop(&mut self) {
        let pid = self.0.id().to_string();
        drop(Command::new("kill").args(["-TERM", &pid]).status());
        drop(self.0.wait());
    }
}

fn told_by_command(data: &Path) -> Value {
    let told = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["exercise", "status", "--json", "--data"])
        .arg(data)
        .output()
        .unwrap();
    serde_json::from_slice(&told.stdout).unwrap_or_default()
}

#[test]
fn ones_own_scenario_is_played_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (files, data) = (folder.path().join("files"), folder.path().join("data"));
    std::fs::create_dir_all(files.join("own")).unwrap();
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(files.join("own/strait.toml"), SCENARIO).unwrap();
    std::fs::write(files.join("own/near.toml"), NEAR).unwrap();
    std::fs::write(files.join("list.toml"), LIST).unwrap();
    let list = files.join("list.toml").display().to_string();
    let exercise = Exercise::start(&data, &["--scenario", &list]);
    let begins = exercise.standing(all_there);
    assert_eq!(begins["scenario"], "strait-watch");
    assert!(
        begins["start"]
            .as_str()
            .unwrap()
            .starts_with("2024-02-29T23:30"),
        "its own clock: {begins}"
    );
    assert_eq!(exercise.clock(&json!({"do": "pause"})).0, 200);
    let (status, _) = exercise.clock(&json!({"do": "step", "seconds": 3_600}));
    assert_eq!(status, 200);
    for client in [&exercise.canada, &exercise.japan] {
        let status = until(client, "/api/v1/status", |now| {
            now["vessels"].as_u64() >= Some(3)
        });
        let realm = status["realm"]["exercise"].as_str().unwrap();
        assert!(realm.starts_with("own-strait-watch-"), "{realm}");
    }
    exercise.standing(|now| now["truth_known"] == true);
    let report = exercise.control.get("/api/v1/conduct/report/json");
    assert!(report.json().to_string().contains("strait-watch"));
    let refused = door(&data.join("strait"), exercise.port, "another");
    let said: Value = serde_json::from_str(&refused).unwrap();
    assert_eq!(
        said,
        json!({"say": "refused", "code": "conduct-other-world"})
    );
    let port = exercise.port;
    assert!(exercise.stop());

    std::fs::remove_dir_all(files.join("own")).unwrap();
    let _again = Again::start(&data, port, &["--scenario", &list]);
    let began = Instant::now();
    loop {
        let now = told_by_command(&data);
        let fed = |seat: &Value| seat["connected"] == true && seat["event_time"].is_string();
        if now["scenario"] == "strait-watch" && now["seats"].as_array().unwrap().iter().all(fed) {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{now}");
        std::thread::sleep(Duration::from_millis(300));
    }
}

#[test]
fn a_recorded_day_is_played_with_its_clock() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut csv = "mmsi,time,lat,lon,speed,course,name,ship_type,class\n".to_owned();
    for step in 0..60 {
        let (hour, minute) = (step / 6, step % 6 * 10);
        let lon = 178.0 + f64::from(step) * 0.02;
        csv += &format!(
            "431123456,2024-03-01T{hour:02}:{minute:02}:00Z,41.0,{lon:.4},5.5,90,REAL NAME MARU,70,A\n"
        );
    }
    std::fs::write(path("real.csv"), csv).unwrap();
    let recorded = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["scenario", "record", &path("real.csv"), "--out"])
        .arg(path("day.toml"))
        .output()
        .unwrap();
    assert!(recorded.status.success(), "{recorded:?}");
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    let exercise = Exercise::start(&data, &["--world", &path("day.toml")]);
    let begins = exercise.standing(all_there);
    assert_eq!(begins["scenario"], "recorded-2024-03-01");
    assert_eq!(begins["start"], "2024-03-01T00:00:00Z");
    assert_eq!(exercise.clock(&json!({"do": "pause"})).0, 200);
    let (status, _) = exercise.clock(&json!({"do": "step", "seconds": 32_400}));
    assert_eq!(status, 200);
    // Satellites alone hear her: odd ones are Canada's, even ones Japan's.
    let began = Instant::now();
    while vessels(&exercise.canada) + vessels(&exercise.japan) == 0 {
        assert!(began.elapsed() < Duration::from_secs(120));
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(data.join("own-day/world-1/scenario.main.toml").is_file());
    assert!(exercise.stop());
}
