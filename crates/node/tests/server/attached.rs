//! Files that go with injects: from the list's folder or given at control, to the inbox of those who get the inject and to
//! nobody else, under a marked name, and by name through the workbook.

use serde_json::{Value, json};

use crate::client::Client;
use crate::conduct::Exercise;
use crate::node::until;
use crate::one_ship::{seated, world};

const LIST: &str = r#"[exercise]
id = "files"
title = { en = "Files", fr = "Fichiers", ja = "添付" }
scenario = "strait.toml"
parties = ["ca-ccg", "jp-jcg"]
ends = "T+12:00"

[[inject]]
id = "I-010"
number = 10
when = "manual"
kind = "inject"
title = { en = "A tip", fr = "Un renseignement", ja = "情報" }
body = { en = "EXERCISE. See the note.", fr = "EXERCICE. Voir la note.", ja = "演習。添付参照。" }
from = "Fishing master"
to = ["ca-ccg"]
channel = "message"
controller = "Controller"
attachments = ["tip.txt", "chart.png"]
status = "approved"
visible = ["ca-ccg"]
"#;

const TIP: &str = "EXERCISE. Two lights bearing 045.";
const CHART: &[u8] = b"\x89PNG\r\n\x1a\n and some pixels";

fn file(client: &Client, name: &str) -> (u16, Vec<u8>, String) {
    let answer = client.get(&format!("/api/v1/conduct/inbox/I-010/files/{name}"));
    let disposition = answer.header("content-disposition").unwrap_or_default();
    let disposition = disposition.to_owned();
    (answer.status, answer.body, disposition)
}

/// The inject as Canada has it, with so many files.
fn with_files(exercise: &Exercise, count: usize) -> Value {
    let inbox = until(&exercise.canada, "/api/v1/conduct/inbox", |inbox| {
        let files = inbox["injects"][0]["inject"]["files"].as_array();
        files.is_some_and(|files| files.len() == count)
    });
    inbox["injects"][0]["inject"].clone()
}

fn put(client: &Client, name: &str, bytes: &[u8]) -> (u16, String) {
    let path = format!("/api/v1/conduct/files/{name}");
    let answer = client.send("PUT", &path, &[], bytes);
    let code = if answer.status < 300 {
        String::new()
    } else {
        answer.code()
    };
    (answer.status, code)
}

#[test]
fn files_go_with_their_inject_and_to_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let (files, data) = (folder.path().join("files"), folder.path().join("data"));
    for made in [&files, &data] {
        std::fs::create_dir(made).unwrap();
    }
    std::fs::write(files.join("strait.toml"), world("strait-files", 12)).unwrap();
    std::fs::write(files.join("list.toml"), LIST).unwrap();
    std::fs::write(files.join("tip.txt"), TIP).unwrap();
    let list = files.join("list.toml").display().to_string();
    let exercise = Exercise::start(&data, &["--scenario", &list]);
    let now = seated(&exercise);
    let listed = |name: &str, bytes: Value| {
        let all = now["files"].as_array().unwrap();
        let one = all.iter().find(|one| one["name"] == name).unwrap();
        assert_eq!(
            (&one["bytes"], &one["injects"]),
            (&bytes, &json!(["I-010"]))
        );
    };
    listed("tip.txt", json!(TIP.len()));
    listed("chart.png", Value::Null);
    assert_eq!(exercise.inject("I-010", &json!({"do": "send"})), 204);
    let inject = with_files(&exercise, 1);
    assert_eq!(inject["attachments"], json!(["tip.txt", "chart.png"]));
    let (status, bytes, disposition) = file(&exercise.canada, "tip.txt");
    assert_eq!((status, bytes.as_slice()), (200, TIP.as_bytes()));
    assert!(disposition.contains("EXERCISE"), "{disposition}");
    assert_eq!(file(&exercise.canada, "chart.png").0, 404);
    assert_eq!(file(&exercise.japan, "tip.txt").0, 404);
    // A player's node is no control.
    assert_eq!(put(&exercise.canada, "tip.txt", b"other").0, 404);

    let control = &exercise.control;
    let refused = |name: &str, bytes: &[u8]| put(control, name, bytes);
    assert_eq!(
        refused("chart.png", b"<html>"),
        (400, "attachment-content".to_owned())
    );
    assert_eq!(
        refused("page.html", b"<html>"),
        (400, "attachment-kind".to_owned())
    );
    assert_eq!(put(control, "chart.png", CHART).0, 200);
    with_files(&exercise, 2);
    let (status, bytes, _) = file(&exercise.canada, "chart.png");
    assert_eq!((status, bytes.as_slice()), (200, CHART));
    let kept = control.get("/api/v1/conduct/files/chart.png");
    assert_eq!((kept.status, kept.body.as_slice()), (200, CHART));

    // By name through the workbook.
    let workbook = control.get("/api/v1/conduct/list/xlsx").body;
    let taken = control.send("PUT", "/api/v1/conduct/list", &[], &workbook);
    assert_eq!(taken.status, 200, "{:?}", taken.json());
    let after = control.get("/api/v1/conduct").json();
    assert_eq!(after["files"].as_array().unwrap().len(), 2);
    let text = control.get("/api/v1/conduct/injects/I-010").json();
    let text = text["text"].as_str().unwrap();
    assert!(
        text.contains("tip.txt") && text.contains("chart.png"),
        "{text}"
    );
    assert!(exercise.stop());
}
