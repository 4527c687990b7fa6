//! A running exercise of two nodes is set back: control, both nodes, what they said to each other; and a branch that was left
//! is come back to.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::client::Client;
use crate::conduct::{Exercise, find, inbox};
use crate::node::until;

/// Both players' nodes are seated and answer.
fn seated(exercise: &Exercise) {
    let began = Instant::now();
    for above in [0, 10] {
        while TcpStream::connect(("127.0.0.1", exercise.port + above)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(120), "node {above}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    exercise.standing(|now| {
        let seats = now["seats"].as_array().unwrap();
        seats.iter().all(|seat| seat["connected"] == true)
    });
}

fn linked(client: &Client) {
    until(client, "/api/v1/partners", |all| {
        all["partners"][0]["link"]["state"] == "up"
    });
}

fn note(from: &Client, to: &str, text: &str) {
    let note =
        json!({"object": format!("partner:{to}"), "text": text, "language": "en", "to": [to]});
    let began = Instant::now();
    // Right after pairing the agreement may not be in force yet.
    while from.json("POST", "/api/v1/notes", &note).status != 201 {
        assert!(began.elapsed() < Duration::from_secs(120), "{text}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn notes(client: &Client, from: &str) -> Vec<String> {
    let path = format!("/api/v1/notes?limit=100&object=partner:{from}");
    let notes = client.get(&path).json();
    let mut texts: Vec<String> = notes["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["text"].as_str().unwrap().to_owned())
        .collect();
    texts.sort();
    texts
}

fn hears(client: &Client, from: &str, text: &str) {
    let path = format!("/api/v1/notes?limit=100&object=partner:{from}");
    until(client, &path, |notes| notes.to_string().contains(text));
}

fn set_back(exercise: &Exercise, id: &str) -> Value {
    let path = format!("/api/v1/conduct/checkpoints/{id}/restore");
    let answer = exercise.control.json("POST", &path, &json!({}));
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    seated(exercise);
    answer.json()
}

/// What control's door says to a node of Japan that says it is on a branch.
fn door(folder: &Path, port: u16, branch: u32) -> String {
    let key = std::fs::read_to_string(folder.join("control/jp-jcg.key")).unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port + 21)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let hello = json!({"say": "hello", "party": "jp-jcg", "key": key.trim(), "branch": branch});
    writeln!(stream, "{hello}").unwrap();
    let mut line = String::new();
    drop(BufReader::new(stream).read_line(&mut line));
    line
}

#[test]
fn a_running_exercise_goes_back_and_branches() {
    let folder = tempfile::tempdir().unwrap();
    let exercise = Exercise::start(folder.path(), &[]);
    seated(&exercise);
    assert_eq!(exercise.clock(&json!({"do": "pause"})).0, 200);
    assert_eq!(
        exercise.clock(&json!({"do": "step", "seconds": 1_800})).0,
        200
    );
    let before = exercise.standing(|now| find(&now["injects"], "I-010")["sent"].is_string());
    for client in [&exercise.canada, &exercise.japan] {
        until(client, "/api/v1/conduct/inbox", |inbox| {
            inbox["injects"].as_array().unwrap().len() == 1
        });
        linked(client);
    }
    note(&exercise.canada, "jp-jcg", "a before");
    hears(&exercise.japan, "ca-ccg", "a before");
    let kept = exercise.control.json(
        "POST",
        "/api/v1/conduct/checkpoints",
        &json!({"name": "calm"}),
    );
    assert_eq!(kept.status, 201, "{:?}", kept.json());
    assert_eq!(
        (&kept.json()["id"], &kept.json()["at"]),
        (&json!("C001"), &before["clock"]["now"])
    );
    on_the_first_branch(&exercise);

    let back = set_back(&exercise, "C001");
    assert_eq!(back["branch"], 1);
    assert_eq!(
        back["clock"]["now"], before["clock"]["now"],
        "exactly there"
    );
    assert_eq!(back["clock"]["running"], false);
    as_it_was(&exercise);
    assert_eq!(
        door(folder.path(), exercise.port, 0),
        "",
        "a node that was left behind is refused"
    );
    on_the_second_branch(&exercise);

    let list = exercise.control.get("/api/v1/conduct/checkpoints").json();
    let left = find(&list["checkpoints"], "C002");
    assert_eq!((&left["left"], &left["branch"]), (&json!(true), &json!(0)));
    let rewind = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["exercise", "rewind", "C002", "--json", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(rewind.status.success(), "{rewind:?}");
    seated(&exercise);
    assert_eq!(notes(&exercise.japan, "ca-ccg"), ["a before", "b left"]);
    let now = exercise.standing(|now| find(&now["injects"], "I-020")["status"] == "acknowledged");
    assert_eq!(now["branch"], 2);
    assert_eq!(find(&now["expectations"], "E2")["verdict"], "met");
    let unknown = "/api/v1/conduct/checkpoints/C999/restore";
    let refused = exercise.control.json("POST", unknown, &json!({}));
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "conduct-checkpoint-unknown")
    );
    seated(&exercise);
    assert!(exercise.stop());
}

/// An inject, its acknowledgement, a note: all of it will not have happened.
fn on_the_first_branch(exercise: &Exercise) {
    assert_eq!(exercise.inject("I-020", &json!({"do": "send"})), 204);
    until(&exercise.japan, "/api/v1/conduct/inbox", |inbox| {
        inbox["injects"].as_array().unwrap().len() == 2
    });
    let seen = "/api/v1/conduct/inbox/I-020/seen";
    assert_eq!(exercise.japan.json("POST", seen, &json!({})).status, 204);
    exercise.standing(|now| find(&now["expectations"], "E2")["verdict"] == "met");
    note(&exercise.canada, "jp-jcg", "b left");
    hears(&exercise.japan, "ca-ccg", "b left");
}

fn as_it_was(exercise: &Exercise) {
    assert_eq!(inbox(&exercise.japan), ["I-010"]);
    assert_eq!(notes(&exercise.japan, "ca-ccg"), ["a before"]);
    assert_eq!(notes(&exercise.canada, "jp-jcg"), ["a before"]);
    let now = exercise.control.get("/api/v1/conduct").json();
    let one = find(&now["injects"], "I-020");
    assert!(one["sent"].is_null() && one["acknowledged"] == json!([]));
    assert!(find(&now["injects"], "I-010")["sent"].is_string());
    assert_eq!(find(&now["expectations"], "E2")["verdict"], "waiting");
    for client in [&exercise.canada, &exercise.japan] {
        let audit = client.get("/api/v1/audit?limit=200").json();
        let entries = audit["entries"].as_array().unwrap();
        let with = |action: &str| entries.iter().filter(|one| one["action"] == action).count();
        assert_eq!(
            (with("exercise-branch"), with("inject-acknowledged")),
            (1, 0)
        );
    }
}

/// It is played on, and the nodes hear each other.
fn on_the_second_branch(exercise: &Exercise) {
    for client in [&exercise.canada, &exercise.japan] {
        linked(client);
    }
    note(&exercise.canada, "jp-jcg", "c after");
    hears(&exercise.japan, "ca-ccg", "c after");
    assert_eq!(notes(&exercise.japan, "ca-ccg"), ["a before", "c after"]);
    assert_eq!(exercise.inject("I-020", &json!({"do": "send"})), 204);
    until(&exercise.japan, "/api/v1/conduct/inbox", |inbox| {
        inbox["injects"].as_array().unwrap().len() == 2
    });
    assert_eq!(
        exercise.clock(&json!({"do": "step", "seconds": 600})).0,
        200
    );
    let at = exercise.standing(|now| now["clock"]["running"] == false)["clock"]["now"].clone();
    let at = vigie_sea::Time::parse(at.as_str().unwrap()).unwrap();
    // The sensors of the new branch are heard up to where the clock stands, the watch's delays aside.
    exercise.standing(|now| {
        let seats = now["seats"].as_array().unwrap();
        seats.iter().all(|seat| {
            let fed = seat["fed"]
                .as_str()
                .and_then(|t| vigie_sea::Time::parse(t).ok());
            fed.is_some_and(|fed| fed >= at)
        })
    });
}
