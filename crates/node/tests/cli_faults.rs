//! What the built program says and gives back when something is wrong.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const MESSAGE: &str = "!BSVDM,1,1,,B,17PCie0P00:;2MmqtCvQ;OwL0400,0*7C";
const TABLE: &str =
    "mmsi,timestamp,lat,lon,speed,course\n416000301,2024-07-01T00:00:00Z,40,179,9,90\n";

fn vigie(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command
        .args(arguments)
        .env("LANG", "C")
        .env_remove("LC_ALL");
    command.env_remove("LC_MESSAGES").env_remove("VIGIE_LANG");
    command
}

fn run(arguments: &[&str]) -> Output {
    vigie(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_wrong_command_line_is_told_as_json_to_who_asks_for_it() {
    for arguments in [
        vec!["decode", "--no-such-option", "--json"],
        vec!["--json", "watch"],
        vec!["--json", "serve", "--listen", "nowhere"],
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let told: Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(told["error"]["code"], "command-line");
        assert_eq!(told["error"]["exit"], 2);
        let message = told["error"]["message"].as_str().unwrap();
        assert!(message.starts_with("error:"), "{message}");
    }
    let plain = run(&["decode", "--no-such-option", "--", "--json"]);
    assert!(text(&plain.stderr).starts_with("error:"));
    let help = run(&["--json", "decode", "--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(text(&help.stdout).contains("--stats"));
}

#[test]
fn a_table_that_cannot_be_written_is_told_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("in.csv"), TABLE).unwrap();
    let (list, presence) = (path("list.csv"), path("none/presence.csv"));
    let output = run(&[
        "watch",
        &path("in.csv"),
        "--out",
        &list,
        "--presence",
        &presence,
    ]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("presence.csv"));
    assert!(!folder.path().join("list.csv").exists());
}

#[test]
fn a_replay_whose_line_breaks_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.txt");
    std::fs::write(&log, format!("{MESSAGE}\n").repeat(200_000)).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = format!("tcp://{}", listener.local_addr().unwrap());
    let child = vigie(&["replay", log.to_str().unwrap(), "--to", &to, "--json"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(listener.accept().unwrap());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("socket-unavailable"));
}
