//! The TAXII client of the command line: from one node's server into another, and to a partner's, as far as policy lets.

use std::{os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{NOTES, agree, agree_on, meet, nodes, policy},
    node::until,
};

const HELD: &str = "6f0c2a52-6a4c-4c39-9d64-0a8d7f6a2c11";
const INBOX: &str = "6f0c2a52-6a4c-4c39-9d64-0a8d7f6a2c12";
const REPORT: &str = include_str!("../../../exchange/tests/edge/report.stix.json");

fn token(administrator: &Client) -> String {
    let wish = json!({"name": "taxii", "role": "administrator"});
    let made = administrator.json("POST", "/api/v1/tokens", &wish);
    assert_eq!(made.status, 201, "{:?}", made.json());
    made.json()["token"].as_str().unwrap().to_owned()
}

fn taxii(node: (u16, &str), arguments: &[&str]) -> (bool, Value, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.env("VIGIE_TOKEN", node.1);
    let place = format!("http://127.0.0.1:{}", node.0);
    let output = command
        .args(["--json", "taxii"])
        .args(arguments)
        .args(["--node", &place])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let faults = String::from_utf8_lossy(&output.stderr).into_owned();
    let said = serde_json::from_str(&text).unwrap_or_default();
    (output.status.success(), said, faults + &text)
}

fn secret(folder: &Path, token: &str) -> String {
    let path = folder.join("secret");
    std::fs::write(&path, format!("Bearer {token}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

const KINDS: &str = r#"
[kind.threat-report]
release = "fields"
level_max = "protected"
[kind.threat-report.fields]
report = "keep"
name = "keep"
published_ms = "keep"
source = "keep"
indicators = "keep"

[kind.note]
release = "whole"
level_max = "community"
"#;

#[test]
#[allow(clippy::too_many_lines, reason = "one story, told in order")]
fn reports_come_from_a_server_and_go_to_one_as_policy_lets() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, ca, jp) = nodes(here.path(), there.path(), &[]);
    let (ca_token, jp_token) = (token(&ca), token(&jp));
    let root = format!("http://127.0.0.1:{}/taxii2/vigie/", ca.port);
    let auth = secret(there.path(), &ca_token);
    let stix = [("content-type", "application/stix+json;version=2.1")];
    assert_eq!(
        ca.send("POST", "/api/v1/threats", &stix, REPORT.as_bytes())
            .status,
        201
    );

    // Page by page, and only once.
    let pull = [
        "pull",
        &root,
        "--collection",
        HELD,
        "--auth",
        &auth,
        "--limit",
        "2",
    ];
    let (ok, said, all) = taxii((jp.port, &jp_token), &pull);
    assert!(ok, "{all}");
    assert!(
        said["pages"].as_u64() > Some(1) && said["reports"] == 1,
        "{said}"
    );
    assert_eq!(said["unreadable"], 0);
    assert!(!all.contains(&ca_token));
    let threats = jp.get("/api/v1/threats").json();
    assert_eq!(threats["threats"][0]["received"], true, "{threats}");
    assert_eq!(
        threats["threats"][0]["handling"], "TLP:AMBER",
        "the mark came along"
    );
    let (ok, again, all) = taxii((jp.port, &jp_token), &pull);
    assert!(ok, "{all}");
    assert_eq!(
        (&again["objects"], &again["added_after"]),
        (&json!(0), &said["added_after"])
    );
    let sources = jp.get("/api/v1/taxii/sources").json();
    assert_eq!(sources["sources"][0]["source"], json!(root), "{sources}");

    // Nobody can name what the server does not show, and what cannot be read is set aside, not lost.
    let wrong = ["pull", &root, "--collection", INBOX, "--auth", &auth];
    assert!(!taxii((jp.port, &jp_token), &wrong).0);
    let odd = json!({"source": "s", "collection": "c", "added_after": null, "objects": [{"type": "odd"}, 7]});
    let kept = jp.json("POST", "/api/v1/taxii/pulled", &odd).json();
    assert_eq!(kept, json!({"reports": 0, "aside": 2}));

    // To the partner's server: not without an agreement, and not before this node stands by it.
    let id = threats["threats"][0]["id"].as_str().unwrap().to_owned();
    let push = |more: &[&str]| {
        let mut all = vec!["push", &root, "--collection", INBOX, "--auth", &auth];
        all.extend(["--party", "ca-ccg", "--purpose", "fisheries"]);
        all.extend(more);
        taxii((jp.port, &jp_token), &all)
    };
    assert!(!push(&[]).0, "no partner yet");
    meet(&ca, &jp);
    agree_on(&ca, &jp, 1, [NOTES; 2]);
    let over = format!("/api/v1/threats/{id}/take-over");
    assert_eq!(jp.json("POST", &over, &json!({})).status, 204);
    let (ok, said, all) = push(&[]);
    assert!(ok, "{all}");
    assert_eq!(
        (&said["objects"], &said["withheld"][0]["code"]),
        (&json!(0), &json!("release-kind"))
    );
    agree(
        &jp,
        &ca,
        ("jp-jcg", "ca-ccg"),
        &policy("jp-jcg", "ca-ccg", 2, KINDS),
    );
    let (ok, said, all) = push(&[]);
    assert!(ok, "{all}");
    assert_eq!(
        (&said["reports"], &said["failed"]),
        (&json!([id]), &json!(0)),
        "{said}"
    );
    assert!(said["taken"].as_u64() > Some(2), "{said}");
    let got = until(&ca, "/api/v1/threats", |it| {
        it["threats"].as_array().is_some_and(|all| !all.is_empty())
    });
    assert_eq!(
        got["threats"].as_array().unwrap().len(),
        1,
        "the same report is not there twice"
    );
    let audit = jp.get("/api/v1/audit").json().to_string();
    assert!(
        audit.contains("threats-told") && audit.contains("taxii-pulled"),
        "{audit}"
    );
    assert!(!audit.contains(&ca_token));
    assert!(canada.stop() && japan.stop());
}
