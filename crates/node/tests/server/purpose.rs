//! A purpose is proposed to an officer because it fits what would leave, never because it is first in an agreement.

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{KINDS, NOTES, agree, agree_on, meet, nodes, policy},
    node::{recording, settled},
};

/// An agreement for these purposes.
fn purposes(version: u32, names: &str) -> Value {
    let mut agreed = policy("ca-ccg", "jp-jcg", version, KINDS);
    let text = agreed["text"].as_str().unwrap();
    let named = text.replace("[\"fisheries\"]", names);
    assert_ne!(named, text);
    agreed["text"] = json!(named);
    agreed
}

fn waiting(client: &Client) -> Vec<Value> {
    let found = client.get("/api/v1/releases/waiting").json();
    let all = found["waiting"].as_array().unwrap().clone();
    assert!(!all.is_empty(), "alerts wait for a word");
    all
}

fn joint_plan(client: &Client) -> String {
    let wish = json!({"party": "jp-jcg", "title": "NPG 26", "picks": {}});
    client.json("POST", "/api/v1/patrol/joint", &wish).code()
}

#[test]
fn an_alert_waits_with_the_purpose_that_fits_it_or_with_none() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let feed = recording(here.path());
    let (canada, japan, ca, jp) = nodes(here.path(), there.path(), &[&feed]);
    settled(&ca);
    meet(&ca, &jp);
    agree_on(&ca, &jp, 1, [KINDS, NOTES]);

    let names = ("ca-ccg", "jp-jcg");
    agree(
        &ca,
        &jp,
        names,
        &purposes(2, "[\"evacuation\", \"fisheries\"]"),
    );
    for one in waiting(&ca) {
        assert_eq!(one["purpose"], "fisheries", "{one}");
        // What is proposed is what an officer may approve.
        let wish = json!({"party": "jp-jcg", "kind": one["kind"], "id": one["id"], "purpose": one["purpose"]});
        let preview = ca.json("POST", "/api/v1/releases/preview", &wish).json();
        assert_eq!(preview["decision"], "hold", "{preview}");
    }

    agree(
        &ca,
        &jp,
        names,
        &purposes(3, "[\"evacuation\", \"safety\"]"),
    );
    for one in waiting(&ca) {
        assert_eq!(one["purpose"], Value::Null, "{one}");
    }
    assert_eq!(joint_plan(&ca), "purpose-needed");
    assert!(canada.stop() && japan.stop());
}
