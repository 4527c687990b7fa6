//! What officers declare and releases hang on: the North Pacific VMS rule, and lists that are compared and not shown.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{agree, holds, invite, link_is, policy, start},
    node::{recording, settled, until},
};

/// Vessels leave only during a patrol of the partner, in its area, and are deleted at its end.
const PATROL: &str = r#"
[kind.vessel]
release = "fields"
level_max = "community"
patrol_place = "place"
hold = "investigation"
[kind.vessel.fields]
mmsi = "keep"
name = "keep"
place = "keep"
seen_ms = "keep"

[kind.note]
release = "whole"
level_max = "community"
"#;

const AGREE: &str = "[kind.note]\nrelease = \"whole\"\nlevel_max = \"community\"\n";

fn pair(
    here: &Path,
    there: &Path,
    kinds: &str,
) -> (crate::node::Node, crate::node::Node, Client, Client) {
    let feed = recording(here);
    let canada = start(here, "ca-ccg", &[&feed]);
    let japan = start(there, "jp-jcg", &[]);
    let (ca, jp) = (canada.administrator(), japan.administrator());
    settled(&ca);
    invite(&ca, &jp);
    invite(&jp, &ca);
    link_is(&ca, "up");
    let text = policy("ca-ccg", "jp-jcg", 1, kinds);
    agree(&ca, &jp, ("ca-ccg", "jp-jcg"), &text);
    let text = policy("jp-jcg", "ca-ccg", 1, AGREE);
    agree(&jp, &ca, ("jp-jcg", "ca-ccg"), &text);
    (canada, japan, ca, jp)
}

fn shown(client: &Client) -> usize {
    let copies = client.get("/api/v1/shared?state=shown").json();
    copies["copies"].as_array().unwrap().len()
}

#[test]
fn what_hangs_on_a_patrol_is_held_only_while_it_is_open() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, ca, jp) = pair(here.path(), there.path(), PATROL);
    // Two rounds of the desk: without a patrol nothing leaves.
    std::thread::sleep(std::time::Duration::from_secs(5));
    assert_eq!(shown(&jp), 0);
    let hour = |hours: i64| {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        vigie_sea::Time::from_s(i64::try_from(now.as_secs()).unwrap() + hours * 3_600).to_string()
    };
    let elsewhere = json!([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]);
    // Across 180 degrees.
    let ring = json!([[160.0, 30.0], [-170.0, 30.0], [-170.0, 50.0], [160.0, 50.0]]);
    let wish = |ring: &Value, until: &str| json!({"party": "jp-jcg", "ring": ring, "until": until});
    let past = ca.json("POST", "/api/v1/patrols", &wish(&ring, &hour(-1)));
    assert_eq!(past.code(), "patrol-time-unfit");
    let none = ca.json(
        "POST",
        "/api/v1/patrols",
        &json!({"party": "xx-none", "ring": ring, "until": hour(1)}),
    );
    assert_eq!(none.status, 404);
    assert_eq!(
        ca.json("POST", "/api/v1/patrols", &wish(&elsewhere, &hour(9)))
            .status,
        201
    );
    let until_end = hour(6);
    let opened = ca.json("POST", "/api/v1/patrols", &wish(&ring, &until_end));
    assert_eq!(opened.status, 201, "{:?}", opened.json());
    let shared = until(&jp, "/api/v1/shared", |s| {
        s["copies"].as_array().unwrap().len() >= 2
    });
    for copy in shared["copies"].as_array().unwrap() {
        assert_eq!(
            copy["purge"].as_str().unwrap()[..16],
            until_end[..16],
            "{copy}"
        );
    }
    assert!(holds(there.path(), "LU RONG") || shared.to_string().contains("LU RONG"));
    // A case keeps one of them; the patrol ends early.
    let kept = shared["copies"][0]["seq"].as_u64().unwrap();
    let hold = format!("/api/v1/shared/ca-ccg/{kept}/hold");
    assert_eq!(
        jp.json("POST", &hold, &json!({"reason": "case 2026-17"}))
            .status,
        204
    );
    until(&ca, "/api/v1/declared", |d| {
        d["patrols"].as_array().unwrap().len() == 2
    });
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let closed = ca.send("DELETE", &format!("/api/v1/patrols/{id}"), &[], b"");
    assert!(
        closed.json()["recalled"].as_u64() >= Some(2),
        "{:?}",
        closed.json()
    );
    let left = until(&jp, "/api/v1/shared", |s| {
        s["copies"].as_array().unwrap().len() == 1
    });
    assert_eq!(
        (&left["copies"][0]["seq"], &left["copies"][0]["state"]),
        (&json!(kept), &json!("held"))
    );
    assert_eq!(
        ca.send("DELETE", &format!("/api/v1/patrols/{id}"), &[], b"")
            .status,
        404
    );
    // Nothing more comes, and once the case is over the last copy goes too.
    std::thread::sleep(std::time::Duration::from_secs(5));
    assert_eq!(shown(&jp), 0);
    assert_eq!(jp.send("DELETE", &hold, &[], b"").status, 204);
    until(&jp, "/api/v1/shared", |s| s["copies"] == json!([]));
    until(&ca, "/api/v1/status", |_| !holds(there.path(), "LU RONG"));
    assert!(canada.stop() && japan.stop());
}

#[test]
fn two_lists_are_compared_and_neither_is_shown() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, ca, jp) = pair(here.path(), there.path(), AGREE);
    let csv = "mmsi,name\n412000001,SEEN OVER THERE\n431000011,MARU\n273000123,UNKNOWN HERE\n";
    let put = jp.send(
        "POST",
        "/api/v1/lists?name=register&kind=iuu",
        &[("content-type", "text/csv")],
        csv.as_bytes(),
    );
    assert_eq!(put.status, 201, "{:?}", put.json());
    let list = put.json()["list"]["id"].as_str().unwrap().to_owned();
    let wish = |kind: &str| json!({"party": "jp-jcg", "kind": kind, "list": "watch"});
    assert_eq!(
        ca.json("POST", "/api/v1/matches", &wish("name")).code(),
        "match-kind-unfit"
    );
    assert_eq!(
        ca.json("POST", "/api/v1/matches", &wish("imo")).code(),
        "match-nothing"
    );
    let asked = ca.json("POST", "/api/v1/matches", &wish("mmsi"));
    assert_eq!(asked.status, 201, "{:?}", asked.json());
    let waiting = until(&jp, "/api/v1/matches", |m| {
        m["matches"][0]["state"] == "waiting" && m["matches"][0]["asked"].as_u64() > Some(0)
    });
    let id = waiting["matches"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(json!(id), asked.json()["id"]);
    let answer = format!("/api/v1/matches/{id}/answer");
    let done = jp.json("POST", &answer, &json!({"list": list}));
    assert_eq!(done.status, 200, "{:?}", done.json());
    let known = until(&ca, "/api/v1/matches", |m| {
        m["matches"][0]["state"] == "done"
    });
    let found = &known["matches"][0];
    // Whatever of our ranked list is on theirs, and nothing else.
    let ours = ca.get("/api/v1/list?limit=1000").json();
    let ours = ours["vessels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["mmsi"].to_string());
    let common: Vec<String> = ours.filter(|m| csv.contains(m.as_str())).collect();
    let mut said: Vec<String> = serde_json::from_value(found["common"].clone()).unwrap();
    let mut want = common;
    said.sort();
    want.sort();
    assert_eq!(said, want);
    assert!(!want.is_empty());
    assert_eq!(found["listed"], 3, "{found}");
    // The asker's files know nothing of the rest of the list, the answerer's nothing of what was asked.
    assert!(!holds(here.path(), "273000123") && !holds(here.path(), "UNKNOWN HERE"));
    assert!(!holds(there.path(), "416000003"));
    assert_eq!(
        jp.json("POST", &answer, &json!({"list": null})).code(),
        "match-unknown"
    );
    // Both logs have the counts; the quota ends the questions.
    for client in [&ca, &jp] {
        assert!(
            client
                .get("/api/v1/audit")
                .json()
                .to_string()
                .contains("list-match-")
        );
    }
    for _ in 0..6 {
        ca.json("POST", "/api/v1/matches", &wish("mmsi"));
    }
    let six = |m: &Value| {
        let all = m["matches"].as_array().unwrap();
        all.iter()
            .filter(|m| m["state"] == "waiting" && m["asked"].as_u64() > Some(0))
            .count()
            == 6
    };
    let questions = until(&jp, "/api/v1/matches", six);
    let mut codes = Vec::new();
    for question in questions["matches"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|m| m["state"] == "waiting")
    {
        let path = format!(
            "/api/v1/matches/{}/answer",
            question["id"].as_str().unwrap()
        );
        let answer = jp.json("POST", &path, &json!({"list": list}));
        codes.push((
            answer.status,
            if answer.status == 200 {
                String::new()
            } else {
                answer.code()
            },
        ));
    }
    assert_eq!(codes.last().unwrap().0, 409, "{codes:?}");
    assert_eq!(codes.iter().filter(|(status, _)| *status == 200).count(), 5);
    assert!(canada.stop() && japan.stop());
}
