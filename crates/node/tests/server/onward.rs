//! A partner's copy is passed on only as its originator allows, and is taken back from everybody who has it.

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{agree, invite, policy, start},
    node::{recording, settled, until},
};

/// An officer gives single vessels; what the partner may do with them is for the originator to say.
fn vessels(onward: &str) -> String {
    format!(
        "[kind.vessel]\nrelease = \"fields\"\napproval = true\nlevel_max = \"community\"\nonward = \"{onward}\"\n\
         [kind.vessel.fields]\nmmsi = \"keep\"\nname = \"keep\"\nplace = \"keep\"\nseen_ms = \"keep\"\n\n\
         [kind.note]\nrelease = \"whole\"\nlevel_max = \"community\"\n"
    )
}

fn copies(client: &Client) -> Vec<Value> {
    let shared = client.get("/api/v1/shared?kind=vessel&state=shown").json();
    shared["copies"].as_array().unwrap().clone()
}

fn links_are_up(client: &Client, count: usize) {
    until(client, "/api/v1/partners", |it| {
        let partners = it["partners"].as_array().unwrap();
        partners.len() == count && partners.iter().all(|one| one["link"]["state"] == "up")
    });
}

#[test]
fn a_copy_goes_on_only_with_its_originators_word_and_comes_back_with_it() {
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let feed = recording(folders[0].path());
    let canada = start(folders[0].path(), "ca-ccg", &[&feed]);
    let japan = start(folders[1].path(), "jp-jcg", &[]);
    let korea = start(folders[2].path(), "kr-kcg", &[]);
    let (ca, jp, kr) = (
        canada.administrator(),
        japan.administrator(),
        korea.administrator(),
    );
    settled(&ca);
    for (one, other) in [(&ca, &jp), (&ca, &kr), (&jp, &kr)] {
        invite(one, other);
        invite(other, one);
    }
    links_are_up(&ca, 2);
    links_are_up(&jp, 2);
    for (from, to, names, onward) in [
        (&ca, &jp, ("ca-ccg", "jp-jcg"), "ask"),
        (&jp, &ca, ("jp-jcg", "ca-ccg"), "none"),
        (&jp, &kr, ("jp-jcg", "kr-kcg"), "none"),
        (&kr, &jp, ("kr-kcg", "jp-jcg"), "none"),
    ] {
        agree(
            from,
            to,
            names,
            &policy(names.0, names.1, 1, &vessels(onward)),
        );
    }
    let list = ca.get("/api/v1/vessels").json();
    let mmsi = list["vessels"][0]["mmsi"].to_string();
    let wish = json!({"party": "jp-jcg", "kind": "vessel", "id": mmsi, "purpose": "fisheries"});
    let released = ca.json("POST", "/api/v1/releases", &wish);
    assert_eq!(released.status, 201, "{:?}", released.json());
    let seq = released.json()["seq"].as_u64().unwrap();
    let shared = until(&jp, "/api/v1/shared?kind=vessel", |it| {
        it["copies"][0]["state"] == "shown"
    });
    let copy = &shared["copies"][0];
    assert_eq!(
        (&copy["onward"], &copy["onward_to"]),
        (&json!("ask"), &json!([]))
    );

    // Without its originator's word it goes nowhere, whoever asks.
    let id = format!("ca-ccg/{}", copy["seq"]);
    let onward = json!({"party": "kr-kcg", "kind": "copy", "id": id, "purpose": "fisheries"});
    let preview = jp.json("POST", "/api/v1/releases/preview", &onward).json();
    assert_eq!(preview["decision"], "deny", "{preview}");
    assert_eq!(preview["rule"]["code"], "release-originator", "{preview}");
    let refused = jp.json("POST", "/api/v1/releases", &onward);
    assert_eq!(refused.code(), "release-denied");
    // The consent is for one object and one agency.
    let consent = format!("/api/v1/releases/jp-jcg/{seq}/consent");
    let wish = json!({"to": "kr-kcg"});
    assert!(ca.json("POST", &consent, &wish).status < 300);
    until(&jp, "/api/v1/shared?kind=vessel", |it| {
        it["copies"][0]["onward_to"] == json!(["kr-kcg"])
    });
    assert!(copies(&kr).is_empty());
    let gone = jp.json("POST", "/api/v1/releases", &onward);
    assert_eq!(gone.status, 201, "{:?}", gone.json());
    let there = until(&kr, "/api/v1/shared?kind=vessel", |it| {
        it["copies"][0]["state"] == "shown"
    });
    let there = &there["copies"][0];
    assert_eq!(
        (&there["originator"], &there["party"]),
        (&json!("ca-ccg"), &json!("jp-jcg"))
    );
    assert_eq!(there["onward"], "none");

    // What is taken back is taken back from both, and each signs for it.
    let recall = format!("/api/v1/releases/jp-jcg/{seq}/recall");
    let why = json!({"reason": "given in error"});
    assert_eq!(ca.json("POST", &recall, &why).status, 204);
    until(&kr, "/api/v1/shared?kind=vessel", |it| {
        it["copies"] == json!([])
    });
    until(&jp, "/api/v1/releases?party=kr-kcg", |it| {
        let mut rows = it["releases"].as_array().unwrap().iter();
        rows.any(|row| {
            row["id"] == json!(id) && row["state"] == "purged" && row["receipt"].is_string()
        })
    });
    // Hidden is as absent: it cannot be passed on any more.
    let late = jp.json("POST", "/api/v1/releases", &onward);
    assert_eq!(late.code(), "object-unknown");
    assert!(canada.stop() && japan.stop() && korea.stop());
}
