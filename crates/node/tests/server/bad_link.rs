//! A bad link of the scenario: what one partner says comes late by the clock of the story, the other direction is not
//! touched, and control's page shows it.

use serde_json::{Value, json};

use crate::client::Client;
use crate::conduct::Exercise;
use crate::node::until;
use crate::one_ship::{seated, world};

const LINK: &str = r#"
[[link]]
from = "ca"
to = "jp"
from_h = 8
hours = 12
delay_s = 600
rate_kbit_s = 256
"#;

fn note(from: &Client, to: &str, text: &str) {
    let note =
        json!({"object": format!("partner:{to}"), "text": text, "language": "en", "to": [to]});
    for _try in 0..600 {
        // Right after pairing the agreement may not be in force yet.
        if from.json("POST", "/api/v1/notes", &note).status == 201 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    panic!("{text}");
}

fn path(from: &str) -> String {
    format!("/api/v1/notes?limit=100&object=partner:{from}")
}

fn hears(client: &Client, from: &str, text: &str) {
    until(client, &path(from), |notes| {
        notes.to_string().contains(text)
    });
}

fn link<'a>(now: &'a Value, from: &str) -> &'a Value {
    let all = now["links"].as_array().unwrap();
    all.iter().find(|one| one["from"] == from).unwrap()
}

fn step(exercise: &Exercise, seconds: i64) {
    let (status, answer) = exercise.clock(&json!({"do": "step", "seconds": seconds}));
    assert_eq!(status, 200, "{answer}");
}

#[test]
fn what_is_said_over_a_bad_link_comes_late_in_the_story() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (
        folder.path().join("strait.toml"),
        folder.path().join("data"),
    );
    std::fs::write(&file, world("strait-link", 24) + LINK).unwrap();
    std::fs::create_dir(&data).unwrap();
    let world = file.display().to_string();
    let exercise = Exercise::start(&data, &["--world", &world]);
    assert_eq!(exercise.clock(&json!({"do": "pause"})).0, 200);
    let now = seated(&exercise);
    assert_eq!(link(&now, "ca-ccg")["state"], "good");
    note(&exercise.canada, "jp-jcg", "said before");
    hears(&exercise.japan, "ca-ccg", "said before");
    note(&exercise.japan, "ca-ccg", "answered before");
    hears(&exercise.canada, "jp-jcg", "answered before");

    // Wherever the clock was: between eight and twenty hours.
    step(&exercise, 8 * 3_600 + 1_800);
    let now = exercise.standing(|now| link(now, "ca-ccg")["state"] == "bad");
    assert_eq!(link(&now, "ca-ccg")["delay_s"], 600.0);
    assert!(link(&now, "ca-ccg")["until"].is_string());
    assert_eq!(link(&now, "jp-jcg")["state"], "good");
    until(&exercise.canada, "/api/v1/conduct/inbox", |inbox| {
        inbox["clock"]["link_bad"]["delay_s"] == 600.0
    });
    let japan = exercise.japan.get("/api/v1/conduct/inbox").json();
    assert!(japan["clock"]["link_bad"].is_null(), "{japan}");
    note(&exercise.canada, "jp-jcg", "said over the bad link");
    note(&exercise.japan, "ca-ccg", "said the other way");
    hears(&exercise.canada, "jp-jcg", "said the other way");
    let notes = exercise.japan.get(&path("ca-ccg")).json().to_string();
    assert!(
        !notes.contains("said over the bad link"),
        "the clock stands"
    );
    step(&exercise, 900);
    hears(&exercise.japan, "ca-ccg", "said over the bad link");
    assert!(exercise.stop());
}
