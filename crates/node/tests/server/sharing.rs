//! What officers declare and releases hang on: the North Pacific VMS rule, and lists that are compared and not shown.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{NOTES, agree_on, holds, meet, nodes, policy},
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

fn pair(
    here: &Path,
    there: &Path,
    kinds: &str,
) -> (crate::node::Node, crate::node::Node, Client, Client) {
    let feed = recording(here);
    let (canada, japan, ca, jp) = nodes(here, there, &[&feed]);
    settled(&ca);
    meet(&ca, &jp);
    agree_on(&ca, &jp, 1, [kinds, NOTES]);
    (canada, japan, ca, jp)
}

/// A time so many hours from now.
pub(crate) fn hours_ahead(hours: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now_s = i64::try_from(now.unwrap().as_secs()).unwrap();
    vigie_sea::Time::from_s(now_s + hours * 3_600).to_string()
}

fn shown(client: &Client) -> usize {
    let copies = client.get("/api/v1/shared?state=shown").json();
    copies["copies"].as_array().unwrap().len()
}

#[test]
fn a_vessel_that_left_by_itself_is_listed_and_taken_back() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let anywhere = PATROL.replace("patrol_place = \"place\"\n", "");
    let (canada, japan, ca, jp) = pair(here.path(), there.path(), &anywhere);
    let shown = "/api/v1/shared?kind=vessel&state=shown";
    until(&jp, shown, |it| {
        !it["copies"].as_array().unwrap().is_empty()
    });
    let listed = until(&ca, "/api/v1/releases?conflated=true", |it| {
        it["releases"][0]["state"] == "acknowledged"
    });
    let rows = listed["releases"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["kind"] == "vessel"), "{listed}");
    let one = &rows[0];
    let recall = format!("/api/v1/releases/jp-jcg/{}/recall", one["seq"]);
    let why = json!({"reason": "sent by mistake"});
    assert_eq!(ca.json("POST", &recall, &why).status, 204);
    until(&jp, shown, |it| {
        !it.to_string().contains(one["object"].as_str().unwrap())
    });
    // Nor does it come again by itself.
    std::thread::sleep(std::time::Duration::from_secs(5));
    let left = jp.get(shown).json();
    assert!(
        !left.to_string().contains(one["object"].as_str().unwrap()),
        "{left}"
    );
    assert!(canada.stop() && japan.stop());
}

#[test]
fn what_hangs_on_a_patrol_is_held_only_while_it_is_open() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, ca, jp) = pair(here.path(), there.path(), PATROL);
    // Two rounds of the desk: without a patrol nothing leaves.
    std::thread::sleep(std::time::Duration::from_secs(5));
    assert_eq!(shown(&jp), 0);
    let elsewhere = json!([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]);
    // Across 180 degrees.
    let ring = json!([[160.0, 30.0], [-170.0, 30.0], [-170.0, 50.0], [160.0, 50.0]]);
    let wish = |ring: &Value, until: &str| json!({"party": "jp-jcg", "ring": ring, "until": until});
    let past = ca.json("POST", "/api/v1/patrols", &wish(&ring, &hours_ahead(-1)));
    assert_eq!(past.code(), "patrol-time-unfit");
    let none = ca.json(
        "POST",
        "/api/v1/patrols",
        &json!({"party": "xx-none", "ring": ring, "until": hours_ahead(1)}),
    );
    assert_eq!(none.status, 404);
    assert_eq!(
        ca.json(
            "POST",
            "/api/v1/patrols",
            &wish(&elsewhere, &hours_ahead(9))
        )
        .status,
        201
    );
    let until_end = hours_ahead(6);
    let opened = ca.json("POST", "/api/v1/patrols", &wish(&ring, &until_end));
    assert_eq!(opened.status, 201, "{:?}", opened.json());
    let shared = until(&jp, "/api/v1/shared", |s| {
        s["copies"].as_array().unwrap().len() >= 2
    });
    for copy in shared["copies"].as_array().unwrap() {
        assert_eq!(copy["beyond"], json!([]), "{copy}");
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
        (&json!(kept), &json!("hidden"))
    );
    assert_eq!(left["copies"][0]["hold"]["reason"], "case 2026-17");
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
    let (canada, japan, ca, jp) = pair(here.path(), there.path(), NOTES);
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

/// VMS positions, and what is told from them, leave for a patrol only, without the ship's name.
const VMS: &str = r#"
[kind.alert]
release = "whole"
level_max = "enforcement"

[kind.vms-alert]
release = "fields"
approval = true
level_max = "enforcement"
patrol_place = "place"
hold = "investigation"
[kind.vms-alert.fields]
kind = "keep"
place = "keep"
from_ms = "keep"

[kind.vms-position]
release = "fields"
level_max = "enforcement"
patrol_place = "place"
hold = "investigation"
[kind.vms-position.fields]
call_sign = "keep"
place = "keep"
seen_ms = "keep"

[kind.vessel]
release = "fields"
level_max = "community"
[kind.vessel.fields]
mmsi = "keep"
place = "keep"
seen_ms = "keep"
sog_kn = "keep"
points = "keep"

[kind.position]
release = "whole"
level_max = "community"

[kind.note]
release = "whole"
level_max = "community"
"#;

/// Reports of three vessels in the North Pacific: two lie together on 180 degrees, one is outside the patrol.
fn reports(folder: &Path) -> std::path::PathBuf {
    let report = |sign: &str, name: &str, minute: u32, lat: f64, lon: f64| {
        let (hour, minute) = (minute / 60, minute % 60);
        format!(
            "//SR//FR/PAN//TM/POS//RC/{sign}//NA/{name}//DA/20260703//TI/{hour:02}{minute:02}//LT/{lat}//LG/{lon}//SP/5//ER//\n"
        )
    };
    let text = (0..30).map(|step| {
        [
            report("HP4077", "SECRET MARU", step * 10, 40.5, 179.999),
            report("HP4078", "HIDDEN WAVE", step * 10, 40.502, -179.999),
            report("HP4079", "QUIET STAR", step * 10, 10.0, 150.0),
        ]
        .concat()
    });
    let path = folder.join("vms.naf");
    std::fs::write(&path, text.collect::<String>()).unwrap();
    path
}

#[test]
#[allow(clippy::too_many_lines, reason = "one story, told in order")]
fn vms_positions_are_given_for_a_patrol_and_taken_back_at_its_end() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let feed = reports(here.path());
    let (canada, japan, ca, jp) = nodes(here.path(), there.path(), &[&feed]);
    settled(&ca);
    meet(&ca, &jp);
    // A rule that would give VMS data without a patrol is no rule.
    let open = VMS.replace("patrol_place = \"place\"\n", "");
    let wish = json!({"text": policy("ca-ccg", "jp-jcg", 1, &open)["text"]});
    let refused = ca.json("PUT", "/api/v1/partners/jp-jcg/agreement", &wish);
    assert_eq!(refused.status, 400, "{:?}", refused.json());
    agree_on(&ca, &jp, 1, [VMS, NOTES]);
    // Other kinds would give places, and no VMS position leaves under their names.
    std::thread::sleep(std::time::Duration::from_secs(5));
    let other = jp.get("/api/v1/shared?state=shown").json();
    for copy in other["copies"].as_array().unwrap() {
        let body = &copy["body"];
        let is_placeless = ["place", "seen_ms", "sog_kn"]
            .iter()
            .all(|name| body[name].is_null());
        assert!(copy["kind"] == "vessel" && is_placeless, "{copy}");
    }
    // Nor does what was told from them leave as an alert, though alerts leave whole.
    let events = ca.get("/api/v1/events?kind=encounter").json();
    let event = &events["events"][0];
    assert_eq!(event["evidence"]["codes"]["rests_on"], "vms", "{events}");
    let told =
        json!({"party": "jp-jcg", "kind": "event", "id": event["id"], "purpose": "fisheries"});
    let refused = ca.json("POST", "/api/v1/releases", &told);
    assert_eq!(refused.code(), "release-denied", "{:?}", refused.json());
    let end = hours_ahead(6);
    let ring = json!([[160.0, 30.0], [-170.0, 30.0], [-170.0, 50.0], [160.0, 50.0]]);
    let wish = json!({"party": "jp-jcg", "ring": ring, "until": end});
    let opened = ca.json("POST", "/api/v1/patrols", &wish);
    assert_eq!(opened.status, 201, "{:?}", opened.json());
    let shared = until(&jp, "/api/v1/shared?kind=vms-position", |s| {
        s["copies"].as_array().unwrap().len() == 2
    });
    let copies = shared["copies"].as_array().unwrap();
    for copy in copies {
        assert_eq!(copy["purge"].as_str().unwrap()[..16], end[..16], "{copy}");
        assert!(
            copy["body"]["name"].is_null() && copy["body"]["mmsi"].is_null(),
            "{copy}"
        );
        assert_eq!(copy["onward"], "none");
    }
    let seen = jp.get("/api/v1/shared/vessels").json();
    assert_eq!(seen["features"].as_array().unwrap().len(), 2);
    assert_eq!(ca.json("POST", "/api/v1/releases", &told).status, 201);
    let alerts = until(&jp, "/api/v1/shared?kind=alert,vms-alert", |s| {
        s["copies"][0]["state"] == "shown"
    });
    let alert = &alerts["copies"][0];
    assert_eq!(
        (&alert["kind"], &alert["onward"]),
        (&json!("vms-alert"), &json!("none"))
    );
    assert_eq!(alert["purge"].as_str().unwrap()[..16], end[..16], "{alert}");
    // A case keeps one of them.
    let kept = copies[0]["seq"].as_u64().unwrap();
    let hold = format!("/api/v1/shared/ca-ccg/{kept}/hold");
    let why = json!({"reason": "case 2026-18"});
    assert_eq!(jp.json("POST", &hold, &why).status, 204);
    until(&ca, "/api/v1/releases", |it| {
        it["releases"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["held"].is_object())
    });
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let began = std::time::Instant::now();
    let closed = ca.send("DELETE", &format!("/api/v1/patrols/{id}"), &[], b"");
    assert_eq!(closed.json()["recalled"], 3, "{:?}", closed.json());
    until(&jp, "/api/v1/shared/vessels", |it| {
        it["features"] == json!([])
    });
    let took = began.elapsed();
    println!(
        "VMS positions were hidden {:.1} s after the patrol ended",
        took.as_secs_f64()
    );
    assert!(took.as_secs() < 10, "{took:?}");
    // The receipt says which is deleted and which a case holds.
    let told = until(&ca, "/api/v1/releases", |it| {
        let rows = it["releases"].as_array().unwrap().iter();
        rows.filter(|row| row["kind"] == "vms-position")
            .filter(|row| row["state"] == "purged" && row["receipt"].is_string())
            .count()
            == 1
    });
    let mut rows = told["releases"].as_array().unwrap().iter();
    let held = rows.find(|row| row["seq"] == kept).unwrap();
    assert_eq!(held["held"]["reason"], "case 2026-18", "{held}");
    assert_eq!(jp.send("DELETE", &hold, &[], b"").status, 204);
    until(&jp, "/api/v1/shared?kind=vms-position", |s| {
        s["copies"] == json!([])
    });
    until(&ca, "/api/v1/releases", |it| {
        let mut rows = it["releases"].as_array().unwrap().iter();
        rows.all(|row| row["state"] == "purged" || row["kind"] == "vessel")
    });
    assert_eq!(
        jp.get("/api/v1/shared?kind=vms-alert").json()["copies"],
        json!([])
    );
    // Neither what was withheld nor what was given for the patrol is in any file of the partner.
    assert!(holds(here.path(), "SECRET MARU"));
    assert!(canada.stop() && japan.stop());
    for withheld in [
        "SECRET MARU",
        "HIDDEN WAVE",
        "QUIET STAR",
        "HP4077",
        "HP4078",
        "HP4079",
    ] {
        assert!(!holds(there.path(), withheld), "{withheld}");
    }
}
