//! Boardings teach: outcomes become labels with their origin, weights are fitted to them by a command, and a new rule file is
//! in force only after two others accepted it.

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use crate::{
    client::Client,
    node::{Node, PASSWORD, recording, settled},
};

fn vigie(arguments: &[&str]) -> (bool, Value, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(arguments)
        .arg("--json")
        .output()
        .unwrap();
    let told = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), told, said)
}

fn token(administrator: &Client, role: &str) -> String {
    let wish = json!({"name": format!("t-{role}"), "role": role});
    let made = administrator.json("POST", "/api/v1/tokens", &wish);
    made.json()["token"].as_str().unwrap().to_owned()
}

fn officer(node: &Node, administrator: &Client, name: &str) -> Client {
    let user = json!({"user": name, "password": PASSWORD, "role": "watch_officer"});
    assert_eq!(
        administrator.json("POST", "/api/v1/users", &user).status,
        201
    );
    node.sign_in(name)
}

#[test]
fn an_outcome_is_a_label_with_the_place_on_the_list_and_few_of_them_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let feed = recording(folder.path());
    let node = Node::start(folder.path(), &[&feed]);
    let client = node.administrator();
    settled(&client);
    let opened = client.json(
        "POST",
        "/api/v1/cases",
        &json!({"title": "Gap", "mmsi": null}),
    );
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let listed = client.get("/api/v1/list").json()["vessels"][0].clone();
    let event = listed["reasons"][0]["events"][0].as_str().unwrap();
    let enter = |event: &str| {
        let outcome = json!({"do": "outcome", "event": event, "rule": "", "verdict": "held", "report": "", "user": "x", "at_ms": 0});
        client.json("POST", &format!("/api/v1/cases/{id}/entries"), &outcome)
    };
    assert_eq!(enter("no-such-event").code(), "outcome-rule-unknown");
    assert_eq!(enter(event).status, 204);
    let labels = client.get("/api/v1/outcomes/labels").json();
    let label = &labels["labels"][0];
    let card = client.get(&format!("/api/v1/events/{event}")).json();
    let rule = &card["event"]["rule"];
    let name = format!(
        "{}/{}",
        rule["name"].as_str().unwrap(),
        rule["version"].as_str().unwrap()
    );
    assert_eq!(
        (label["rule"].as_str(), &label["user"]),
        (Some(name.as_str()), &json!("admin"))
    );
    assert_eq!(label["case"], json!(id));
    let code = listed["reasons"][0]["code"].as_str().unwrap();
    let share = label["standing"]["shares"][code].as_f64().unwrap();
    let told = listed["reasons"][0]["points"].as_f64().unwrap()
        / listed["reasons"][0]["max_points"].as_f64().unwrap();
    // The list moves on between the two looks; a share is rounded.
    assert!(
        share > 0.0 && share <= 1.0 && (share - told).abs() < 0.2,
        "{share} {told}"
    );
    assert_eq!(
        (
            labels["boardings"].as_u64(),
            labels["without_place"].as_u64()
        ),
        (Some(1), Some(0))
    );

    // By the command, at the node and from the exported file: too few, and nothing is written.
    let token = token(&client, "analyst");
    let address = format!("http://127.0.0.1:{}", client.port);
    let out = folder.path().join("new.toml");
    let (ok, told, said) = vigie(&[
        "refit",
        "--node",
        &address,
        "--token",
        &token,
        "--out",
        out.to_str().unwrap(),
        "--propose",
    ]);
    assert!(ok, "{said}");
    assert_eq!(
        (told["refit"].as_str(), told["boardings"].as_u64()),
        (Some("too_few"), Some(1))
    );
    let file = folder.path().join("labels.json");
    std::fs::write(&file, labels.to_string()).unwrap();
    let (ok, again, _) = vigie(&[
        "refit",
        "--labels",
        file.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(ok && again == told, "{again}");
    assert!(!out.exists());
    assert_eq!(
        client.get("/api/v1/rules/changes").json()["changes"],
        json!([])
    );
}

/// Labels of a made-up world in which loitering tells much and silence nothing.
fn world(path: &Path) {
    let mut state = 7_u64;
    let mut number = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 31)
    };
    let labels: Vec<Value> = (0..300)
        .map(|n| {
            let (loitering, gap) = (number(), number());
            let held = number() < 1.0 / (1.0 + (-6.0 * (loitering - 0.5)).exp());
            json!({"case": format!("c{n}"), "party": "can", "event": format!("e{n}"), "rule": "loitering/2026.3",
                "verdict": if held { "held" } else { "refuted" }, "report": "", "user": "roy", "at_ms": n,
                "standing": {"mmsi": 412_000_000 + n / 2, "as_of_ms": n, "rules": "2026.3",
                    "shares": {"loitering": loitering, "disabling-supported": gap}}})
        })
        .collect();
    std::fs::write(path, json!({"labels": labels}).to_string()).unwrap();
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one scenario from labels to rules in force"
)]
fn fitted_weights_become_a_new_file_that_two_others_accept_before_it_is_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let (labels, out) = (
        folder.path().join("labels.json"),
        folder.path().join("new.toml"),
    );
    world(&labels);
    let run = |out: &Path| {
        vigie(&[
            "refit",
            "--labels",
            labels.to_str().unwrap(),
            "--seed",
            "3",
            "--out",
            out.to_str().unwrap(),
        ])
    };
    let (ok, told, said) = run(&out);
    assert!(ok, "{said}");
    let fit = &told["fit"];
    assert_eq!(fit["better"], true, "{fit}");
    assert!(fit["log_loss_gain"]["low"].as_f64().unwrap() > 0.0);
    assert!(fit["refitted"]["auc"].as_f64().unwrap() > fit["present"]["auc"].as_f64().unwrap());
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains(told["labels_sha256"].as_str().unwrap()));
    // Again: the same file, and never over one that is there.
    let (ok, _, said) = run(&out);
    assert!(!ok && said.contains("refit-file-exists"), "{said}");
    let second = folder.path().join("again.toml");
    assert!(run(&second).0);
    assert_eq!(std::fs::read_to_string(&second).unwrap(), text);

    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let node = Node::start(&data, &[]);
    let administrator = node.administrator();
    let before = administrator.get("/api/v1/rules").json();
    let bring = |who: &Client, toml: &str| {
        who.json(
            "POST",
            "/api/v1/rules/changes",
            &json!({"toml": toml, "note": "labels of July"}),
        )
    };
    assert_eq!(bring(&administrator, "[gap\n").code(), "rules-unreadable");
    assert_eq!(
        bring(&administrator, "[rank.points]\nloitering = 101\n").code(),
        "rule-out-of-range"
    );
    assert_eq!(
        bring(&administrator, "version = \"other\"\n").code(),
        "rule-change-nothing"
    );
    assert_eq!(
        bring(&administrator, "[rank.points]\nloitering = 13\n").code(),
        "rule-change-version"
    );
    let [roy, sato, lee] = ["roy", "sato", "lee"].map(|name| officer(&node, &administrator, name));
    let made = bring(&roy, &text);
    assert_eq!(made.status, 201, "{}", made.json());
    assert_eq!(bring(&sato, &text).code(), "rule-change-version");
    let path = format!(
        "/api/v1/rules/changes/{}",
        made.json()["id"].as_str().unwrap()
    );
    let shown = roy.get(&path).json();
    let keys: Vec<&str> = shown["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["key"].as_str().unwrap())
        .collect();
    assert!(
        keys.contains(&"rank.points.loitering") && keys.contains(&"version"),
        "{keys:?}"
    );
    assert!(
        keys.iter()
            .all(|key| *key == "version" || key.starts_with("rank.points.")),
        "{keys:?}"
    );
    let yes = |who: &Client| {
        who.json(
            "POST",
            &format!("{path}/answer"),
            &json!({"accept": true, "note": "read"}),
        )
    };
    assert_eq!(yes(&roy).code(), "rule-change-own");
    let program = Client {
        token: Some(token(&administrator, "watch_officer")),
        port: administrator.port,
        ..Client::default()
    };
    assert_eq!(yes(&program).code(), "rule-change-person");
    assert_eq!(yes(&sato).json()["state"], "open");
    assert_eq!(yes(&sato).code(), "rule-change-own");
    assert_eq!(yes(&lee).json()["state"], "accepted");
    assert_eq!(yes(&administrator).code(), "rule-change-over");
    // Nothing changes while the node runs.
    assert_eq!(administrator.get("/api/v1/rules").json(), before);
    let audit = administrator.get("/api/v1/audit").json().to_string();
    for action in ["rule-change-proposed", "rule-change-accepted"] {
        assert!(audit.contains(action), "{action}");
    }
    assert!(node.stop());

    let node = Node::start(&data, &[]);
    let administrator = node.sign_in("admin");
    let now = administrator.get("/api/v1/rules").json();
    assert_eq!(
        (&now["version"], &now["toml"]),
        (&told["version"], &json!(text))
    );
    assert_eq!(administrator.get(&path).json()["in_force"], true);
    // One refusal ends a change.
    let other = bring(
        &administrator,
        "version = \"x\"\n[rank.points]\nloitering = 1\n",
    )
    .json();
    let path = format!("/api/v1/rules/changes/{}", other["id"].as_str().unwrap());
    let no = json!({"accept": false, "note": "too few boardings"});
    let sato = node.sign_in("sato");
    assert_eq!(
        sato.json("POST", &format!("{path}/answer"), &no).json()["state"],
        "refused"
    );
    assert!(node.stop());
    let node = Node::start(&data, &[]);
    assert_eq!(
        node.sign_in("admin").get("/api/v1/rules").json()["version"],
        told["version"]
    );
}
