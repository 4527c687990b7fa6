//! A whole exercise of two nodes and control, started by the one command: what each side sees and does not see, the clock,
//! injects and their acknowledgement, verdicts from what people really did, NO DUFF, the report, and the end.

use std::{
    io::{BufRead as _, BufReader},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use serde_json::{Value, json};

use crate::client::Client;
use crate::node::{PASSWORD, until};

/// The three nodes of an exercise.
pub(crate) struct Exercise {
    child: Child,
    pub(crate) port: u16,
    pub(crate) control: Client,
    pub(crate) canada: Client,
    pub(crate) japan: Client,
}

/// A port with those above it free that an exercise takes.
fn free_port() -> u16 {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    let start = TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    (0..200)
        .map(|n| 20_000 + (start.wrapping_add(n * 37) % 30_000))
        .find(|port| {
            [0, 1, 10, 11, 20, 21]
                .iter()
                .all(|above| free(port + above))
        })
        .unwrap()
}

fn administrator(port: u16, token: &str) -> Client {
    let anyone = Client {
        port,
        ..Client::default()
    };
    let wish = json!({"token": token, "user": "admin", "password": PASSWORD});
    let answer = anyone.json("POST", "/api/v1/setup", &wish);
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    let cookie = answer
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let csrf = answer.json()["csrf"].as_str().unwrap().to_owned();
    Client {
        port,
        cookie: Some(cookie),
        csrf: Some(csrf),
        token: None,
    }
}

impl Exercise {
    pub(crate) fn start(folder: &Path, more: &[&str]) -> Self {
        let port = free_port();
        let log = std::fs::File::create(folder.join("log.jsonl")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_vigie"))
            .args([
                "exercise",
                "--port",
                &port.to_string(),
                "--speed",
                "60",
                "--data",
            ])
            .arg(folder)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            out.lines()
                .map_while(Result::ok)
                .for_each(|line| drop(sender.send(line)))
        });
        let mut found = std::collections::BTreeMap::new();
        while found.len() < 3 {
            let line = lines
                .recv_timeout(Duration::from_secs(120))
                .unwrap_or_else(|_| panic!("{found:?}"));
            if let Some(token) = line.split("token=").nth(1) {
                let who = line.split_whitespace().next().unwrap().to_owned();
                found.insert(who, token.to_owned());
            }
        }
        Self {
            child,
            port,
            control: administrator(port + 20, &found["control"]),
            canada: administrator(port, &found["ca-ccg"]),
            japan: administrator(port + 10, &found["jp-jcg"]),
        }
    }

    pub(crate) fn clock(&self, wish: &Value) -> (u16, Value) {
        let answer = self.control.json("POST", "/api/v1/conduct/clock", wish);
        (answer.status, answer.json())
    }

    pub(crate) fn inject(&self, id: &str, wish: &Value) -> u16 {
        self.control
            .json("POST", &format!("/api/v1/conduct/injects/{id}"), wish)
            .status
    }

    pub(crate) fn standing(&self, fits: impl Fn(&Value) -> bool) -> Value {
        until(&self.control, "/api/v1/conduct", fits)
    }

    /// Ends the one process that was started; gives whether it ended well.
    pub(crate) fn stop(mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        let well = self.child.wait().unwrap().success();
        for above in [0, 10, 20] {
            assert!(
                TcpStream::connect(("127.0.0.1", self.port + above)).is_err(),
                "{above} still answers"
            );
        }
        well
    }
}

impl Drop for Exercise {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            drop(
                Command::new("kill")
                    .args(["-TERM", &self.child.id().to_string()])
                    .status(),
            );
            drop(self.child.wait());
        }
    }
}

pub(crate) fn find<'a>(list: &'a Value, id: &str) -> &'a Value {
    list.as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == id)
        .unwrap_or(&Value::Null)
}

pub(crate) fn inbox(client: &Client) -> Vec<String> {
    let inbox = client.get("/api/v1/conduct/inbox").json();
    assert_eq!(inbox["part"], "player");
    inbox["injects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["inject"]["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn two_nodes_play_and_control_conducts() {
    let folder = tempfile::tempdir().unwrap();
    let exercise = Exercise::start(folder.path(), &["--live", "http://127.0.0.1:9"]);
    exercise.standing(|now| {
        now["seats"]
            .as_array()
            .unwrap()
            .iter()
            .all(|seat| seat["connected"] == true)
    });
    clock_and_injects(&exercise);
    players_see_only_their_own(&exercise);
    edits_and_lists(&exercise);
    people_are_judged_by_what_they_did(&exercise);
    real_life_comes_first(&exercise);
    the_report_stands_alone(&exercise);
    commands_reach_control(folder.path());
    assert!(
        exercise.stop(),
        "the one command ends all three nodes, and well"
    );
}

fn clock_and_injects(exercise: &Exercise) {
    assert_eq!(exercise.clock(&json!({"do": "pause"})).0, 200);
    let before = exercise.standing(|now| now["clock"]["running"] == false)["clock"]["now"].clone();
    let still = exercise.control.get("/api/v1/conduct").json();
    assert_eq!(still["clock"]["now"], before, "a pause stands");
    let (status, answer) = exercise.clock(&json!({"do": "step", "seconds": 1_800}));
    assert_eq!(status, 200);
    let time = |value: &Value| vigie_sea::Time::parse(value.as_str().unwrap()).unwrap();
    let gone = time(&answer["clock"]["now"]).ms() - time(&before).ms();
    assert_eq!(gone, 1_800_000, "a step is exact");
    let now = exercise.standing(|now| find(&now["injects"], "I-010")["sent"].is_string());
    assert_eq!(find(&now["injects"], "I-010")["how"], "planned");
    assert!(
        find(&now["injects"], "I-050")["sent"].is_null(),
        "nothing comes before its time"
    );
    for (wish, code) in [
        (
            json!({"do": "run", "speed": 5_000.0}),
            "conduct-speed-unfit",
        ),
        (json!({"do": "step", "seconds": 0}), "conduct-step-unfit"),
        (json!({"do": "resume"}), "conduct-not-frozen"),
    ] {
        let (status, answer) = exercise.clock(&wish);
        assert_eq!((status, answer["code"].as_str().unwrap()), (409, code));
    }
}

fn players_see_only_their_own(exercise: &Exercise) {
    assert_eq!(exercise.inject("I-020", &json!({"do": "send"})), 204);
    assert_eq!(
        exercise.inject("I-020", &json!({"do": "send"})),
        409,
        "once is enough"
    );
    until(&exercise.japan, "/api/v1/conduct/inbox", |inbox| {
        inbox["injects"].as_array().unwrap().len() == 2
    });
    until(&exercise.canada, "/api/v1/conduct/inbox", |inbox| {
        inbox["injects"].as_array().unwrap().len() == 1
    });
    for client in [&exercise.canada, &exercise.japan] {
        until(client, "/api/v1/feeds", |feeds| {
            crate::exercise::by_vms(feeds) > 100
        });
    }
    assert_eq!(inbox(&exercise.japan), ["I-010", "I-020"]);
    assert_eq!(
        inbox(&exercise.canada),
        ["I-010"],
        "the other side's injects stay hidden"
    );
    for client in [&exercise.canada, &exercise.japan] {
        for path in [
            "",
            "/truth",
            "/matrix",
            "/injects/I-050",
            "/list/toml",
            "/report/json",
        ] {
            let answer = client.get(&format!("/api/v1/conduct{path}"));
            assert_eq!(
                answer.status, 404,
                "a player's node has no {path}, whoever asks"
            );
        }
    }
    until(&exercise.control, "/api/v1/conduct/truth", |truth| {
        truth["ships"].as_array().unwrap().len() > 100
            && !truth["incidents"].as_array().unwrap().is_empty()
    });
    let answer = exercise
        .japan
        .json("POST", "/api/v1/conduct/inbox/I-020/seen", &json!({}));
    assert_eq!(answer.status, 204);
    assert_eq!(
        exercise
            .canada
            .json("POST", "/api/v1/conduct/inbox/I-020/seen", &json!({}))
            .status,
        404
    );
    let now = exercise.standing(|now| find(&now["injects"], "I-020")["status"] == "acknowledged");
    assert_eq!(
        find(&now["injects"], "I-020")["acknowledged"][0]["by"],
        "admin"
    );
    assert_eq!(find(&now["expectations"], "E2")["verdict"], "met");
}

fn edits_and_lists(exercise: &Exercise) {
    let control = &exercise.control;
    assert_eq!(exercise.inject("I-050", &json!({"do": "hold"})), 204);
    let entry = control.get("/api/v1/conduct/injects/I-050").json()["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let changed = entry.replace("News: protest at sea", "News: a protest");
    assert_eq!(
        control
            .json(
                "PUT",
                "/api/v1/conduct/injects/I-050",
                &json!({"text": changed})
            )
            .status,
        204
    );
    let unreadable = entry.replace("at T+62:00", "at noon");
    let refused = control.json(
        "PUT",
        "/api/v1/conduct/injects/I-050",
        &json!({"text": unreadable}),
    );
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "msel-offset")
    );
    let sent = control.get("/api/v1/conduct/injects/I-020").json()["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let refused = control.json(
        "PUT",
        "/api/v1/conduct/injects/I-020",
        &json!({"text": sent}),
    );
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "conduct-already-sent")
    );
    let now = control.get("/api/v1/conduct").json();
    let held = find(&now["injects"], "I-050");
    assert_eq!(
        (&held["title"]["en"], &held["held"], &held["edited"]),
        (&json!("News: a protest"), &json!(true), &json!(true))
    );
    let book = control.get("/api/v1/conduct/list/xlsx");
    assert!(
        book.body.starts_with(b"PK")
            && book
                .header("content-disposition")
                .unwrap()
                .contains("EXERCISE")
    );
    let checked = control
        .send(
            "POST",
            "/api/v1/conduct/list/check",
            &[("content-type", "application/octet-stream")],
            &book.body,
        )
        .json();
    assert_eq!(checked["faults"], json!([]));
    assert_eq!(checked["injects"], now["injects"].as_array().unwrap().len());
    let broken = control.send(
        "PUT",
        "/api/v1/conduct/list",
        &[("content-type", "application/octet-stream")],
        b"[exercise]\nid = 1\n",
    );
    assert_eq!((broken.status, broken.code().as_str()), (400, "msel-file"));
}

fn people_are_judged_by_what_they_did(exercise: &Exercise) {
    assert_eq!(exercise.inject("I-050", &json!({"do": "send"})), 204);
    let events = until(
        &exercise.canada,
        "/api/v1/events?kind=list_match&limit=5",
        |page| !page["events"].as_array().unwrap().is_empty(),
    );
    let event = events["events"][0]["id"].as_str().unwrap().to_owned();
    let wish = json!({"state": "confirmed", "note": "on the list"});
    assert_eq!(
        exercise
            .canada
            .json("POST", &format!("/api/v1/events/{event}/review"), &wish)
            .status,
        200
    );
    let now = exercise.standing(|now| find(&now["expectations"], "E4")["verdict"] == "met");
    assert_eq!(
        find(&now["expectations"], "E5")["verdict"],
        "pending",
        "Japan did nothing"
    );
    assert_eq!(find(&now["expectations"], "E4")["score"], 10.0);
    let rows = until(&exercise.control, "/api/v1/conduct/matrix", |matrix| {
        matrix["rows"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["parties"]["ca-ccg"]["confirmed"].is_string())
    });
    let knows = |party: &str, step: &str| {
        rows["rows"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["parties"][party][step].is_string())
    };
    assert!(
        knows("jp-jcg", "alerted")
            && knows("jp-jcg", "acknowledged")
            && !knows("jp-jcg", "confirmed")
    );
    let control = &exercise.control;
    assert_eq!(exercise.inject("I-080", &json!({"do": "send"})), 204);
    let rating = json!({"rating": "S", "note": "late but sound", "expectation": "E10"});
    assert_eq!(
        control
            .json("POST", "/api/v1/conduct/ratings", &rating)
            .status,
        204
    );
    let rating = json!({"rating": "P", "note": "", "objective": "O2", "party": "jp-jcg"});
    assert_eq!(
        control
            .json("POST", "/api/v1/conduct/ratings", &rating)
            .status,
        204
    );
    let remark = json!({"kind": "improvement", "text": "Say it sooner <b>", "owner": "RCC Kushiro", "due": "2026-12-01"});
    assert_eq!(
        control
            .json("POST", "/api/v1/conduct/remarks", &remark)
            .status,
        201
    );
    let now = exercise.standing(|now| find(&now["expectations"], "E10")["verdict"] == "partial");
    assert_eq!(find(&now["expectations"], "E10")["rating"], "S");
}

fn real_life_comes_first(exercise: &Exercise) {
    let wish =
        json!({"title": "Man overboard & more", "place": "42°N 145°E", "text": "Real casualty"});
    let answer = exercise
        .canada
        .json("POST", "/api/v1/conduct/no-duff", &wish)
        .json();
    let live = answer["live"].as_str().unwrap();
    assert!(
        live.starts_with("http://127.0.0.1:9/#/incident?title=Man%20overboard%20%26%20more&"),
        "{live}"
    );
    let now = exercise.standing(|now| now["clock"]["frozen"] == true);
    until(&exercise.japan, "/api/v1/conduct/inbox", |inbox| {
        inbox["frozen"] == true
    });
    let (status, refused) = exercise.clock(&json!({"do": "run", "speed": 60.0}));
    assert_eq!(
        (status, refused["code"].as_str().unwrap()),
        (409, "conduct-frozen")
    );
    let later = exercise.control.get("/api/v1/conduct").json();
    assert_eq!(later["clock"]["now"], now["clock"]["now"]);
    let audit = exercise.canada.get("/api/v1/audit?limit=50").json();
    assert!(
        audit["entries"]
            .as_array()
            .unwrap()
            .iter()
            .any(|entry| entry["action"] == "no-duff")
    );
    assert_eq!(exercise.clock(&json!({"do": "resume"})).0, 200);
    until(&exercise.japan, "/api/v1/conduct/inbox", |inbox| {
        inbox["frozen"] == false
    });
}

fn the_report_stands_alone(exercise: &Exercise) {
    let control = &exercise.control;
    let html = control.get("/api/v1/conduct/report/html?lang=fr-CA");
    let text = String::from_utf8(html.body).unwrap();
    assert!(text.starts_with("<!doctype html>") && text.contains("EXERCISE · EXERCICE · 演習"));
    for word in [
        "Compte rendu après action",
        "After-action report",
        "事後報告書",
        "RCC Kushiro",
        "2026-12-01",
        "late but sound",
    ] {
        assert!(text.contains(word), "{word}");
    }
    assert!(
        text.contains("Say it sooner &lt;b&gt;") && !text.contains("sooner <b>"),
        "what people write is text"
    );
    assert!(
        !text.contains("http://") && !text.contains("https://") && !text.contains("src="),
        "no network"
    );
    let report = control.get("/api/v1/conduct/report/json").json();
    assert_eq!(report["marking"]["ja"], "演習");
    let party = |code: &str| {
        report["party_scores"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["party"] == code)
            .unwrap()
            .clone()
    };
    assert!(
        party("ca-ccg")["met"].as_u64() >= Some(1)
            && party("ca-ccg")["partial"].as_u64() >= Some(1)
    );
    assert_eq!(report["scores"]["policy_breaches"], json!([]));
    let watch = report["scores"]["watch"].as_array().unwrap();
    assert_eq!(watch.len(), 2, "both watches are scored against the truth");
    assert!(
        report["timeline"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["code"] == "no-duff")
    );
    let pdf = control.get("/api/v1/conduct/report/pdf?lang=ja");
    assert!(pdf.body.starts_with(b"%PDF-"));
    let csv = String::from_utf8(control.get("/api/v1/conduct/report/csv").body).unwrap();
    assert!(
        csv.lines()
            .all(|line| line.contains("EXERCISE · EXERCICE · 演習"))
            && csv.contains("expectation,")
    );
}

fn commands_reach_control(folder: &Path) {
    let vigie = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        command
            .arg("exercise")
            .args(words)
            .arg("--data")
            .arg(folder)
            .output()
            .unwrap()
    };
    let status = vigie(&["status", "--json"]);
    let now: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!(now["seats"].as_array().unwrap().len(), 2);
    assert!(vigie(&["speed", "120"]).status.success());
    let paused = vigie(&["pause", "--json"]);
    let now: Value = serde_json::from_slice(&paused.stdout).unwrap();
    assert_eq!(
        (&now["clock"]["running"], &now["clock"]["speed"]),
        (&json!(false), &json!(120.0))
    );
    assert!(!vigie(&["inject", "I-999"]).status.success());
    let out = folder.join("report.html");
    assert!(
        vigie(&["report", "html", "--out", out.to_str().unwrap()])
            .status
            .success()
    );
    assert!(std::fs::read_to_string(out).unwrap().contains("演習"));
    use std::os::unix::fs::PermissionsExt as _;
    let pass = std::fs::metadata(folder.join("exercise-control.json")).unwrap();
    assert_eq!(
        pass.permissions().mode() & 0o777,
        0o600,
        "only its owner reads the pass"
    );
    let library = vigie(&["list", "--json"]);
    let lists: Value = serde_json::from_slice(&library.stdout).unwrap();
    assert!(lists["lists"].as_array().unwrap().len() >= 4);
    let (book, back) = (folder.join("list.xlsx"), folder.join("list.toml"));
    std::fs::write(
        folder.join("in.toml"),
        vigie_exercise::msel::library::LISTS[0].1,
    )
    .unwrap();
    let from = folder.join("in.toml");
    assert!(
        vigie(&["convert", from.to_str().unwrap(), book.to_str().unwrap()])
            .status
            .success()
    );
    assert!(
        vigie(&["convert", book.to_str().unwrap(), back.to_str().unwrap()])
            .status
            .success()
    );
    let read = |path: &Path| {
        vigie_exercise::msel::Msel::from_toml(&std::fs::read_to_string(path).unwrap())
            .unwrap()
            .msel
            .without_lines()
    };
    assert_eq!(
        read(&from),
        read(&back),
        "nothing is lost through the workbook"
    );
}
