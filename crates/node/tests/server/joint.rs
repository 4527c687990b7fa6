//! A joint plan between two real nodes: proposed, amended, agreed, declined, re-planned after an aircraft drops out; what is
//! not offered does not leave; both nodes come to the same, also after a kill and when both spoke at once.

use std::path::Path;

use serde_json::{Value, json};
use vigie_patrol::trial;

use crate::{
    client::Client,
    exchange::{NOTES, agree_on, holds, link_is, meet, nodes, start},
    node::{Node, sign_in, until},
};

const JOINT: &str = r#"
[kind.note]
release = "whole"
level_max = "community"

[kind.joint-plan]
release = "whole"
approval = true
level_max = "protected"

[kind.joint-answer]
release = "whole"
level_max = "protected"

[kind.order-status]
release = "whole"
level_max = "protected"
"#;

/// Gives a node the made-up ships and aircraft of an agency, and tasks at places.
fn equip(client: &Client, from: &str, agency: &str, tasks: &[(&str, f64, f64)]) -> Vec<String> {
    let lent = trial::north_pacific(0);
    for port in &lent.ports {
        let put = client.json(
            "PUT",
            &format!("/api/v1/patrol/ports/{}", port.id),
            &json!(port),
        );
        assert_eq!(put.status, 200, "{:?}", put.json());
    }
    let mut ids = Vec::new();
    for mut asset in lent.assets.into_iter().filter(|a| a.agency == from) {
        agency.clone_into(&mut asset.agency);
        asset.windows.clear();
        let path = format!("/api/v1/patrol/assets/{}", asset.id);
        let put = client.json("PUT", &path, &json!(asset));
        assert_eq!(put.status, 200, "{:?}", put.json());
        ids.push(asset.id);
    }
    for (id, lat, lon) in tasks {
        let task = json!({"name": id, "kind": "visit", "position": [lon, lat], "value": 50.0, "duration_h": 2.0});
        let put = client.json("PUT", &format!("/api/v1/patrol/tasks/{id}"), &task);
        assert_eq!(put.status, 200, "{:?}", put.json());
    }
    ids
}

const CA_TASKS: [(&str, f64, f64); 4] = [
    ("ca-near-kodiak", 55.0, -155.0),
    ("ca-line", 44.0, 179.9),
    ("ca-far-west", 41.0, 152.0),
    ("ca-secret-canary", 50.0, -140.0),
];
const JP_TASKS: [(&str, f64, f64); 3] = [
    ("jp-near", 42.0, 148.0),
    ("jp-line", 44.5, -179.8),
    ("jp-far-east", 52.0, -150.0),
];

struct Pair {
    canada: Node,
    japan: Node,
    ca: Client,
    jp: Client,
    ships: Vec<String>,
    theirs: Vec<String>,
}

fn pair(here: &Path, there: &Path) -> Pair {
    let (canada, japan, ca, jp) = nodes(here, there, &[]);
    meet(&ca, &jp);
    let ships = equip(&ca, "CA", "ca-ccg", &CA_TASKS);
    let theirs = equip(&jp, "JP", "jp-jcg", &JP_TASKS);
    Pair {
        canada,
        japan,
        ca,
        jp,
        ships,
        theirs,
    }
}

fn picks(assets: &[String], tasks: &[&str]) -> Value {
    let assets: Vec<Value> = assets.iter().map(|id| json!({"id": id})).collect();
    json!({"assets": assets, "tasks": tasks})
}

fn one(id: &str) -> String {
    format!("/api/v1/patrol/joint/{id}")
}

/// Waits for the draft of a version.
fn drafted(client: &Client, id: &str, number: u64) -> Value {
    until(client, &format!("{}?version=draft", one(id)), |card| {
        assert_ne!(card["state"], "failed", "{}", card["fault"]);
        card["state"] == "ready" && card["version"] == number
    })
}

fn step(client: &Client, id: &str, number: u64, wish: &Value) -> Value {
    let asked = client.json("POST", &format!("{}/amend", one(id)), wish);
    assert_eq!(asked.status, 202, "{:?}", asked.json());
    let draft = drafted(client, id, number);
    assert_eq!(draft["findings"], json!([]), "{}", draft["findings"]);
    let sent = client.json("POST", &format!("{}/send", one(id)), &json!({}));
    assert_eq!(sent.status, 201, "{:?}", sent.json());
    draft
}

fn at_version(client: &Client, id: &str, number: u64) -> Value {
    until(client, "/api/v1/patrol/joint", |list| {
        let mut plans = list["plans"].as_array().unwrap().iter();
        plans.any(|p| p["id"] == json!(id) && p["version"] == number)
    });
    client.get(&one(id)).json()
}

fn say(client: &Client, id: &str, card: &Value, word: &str, reason: &str) -> (u16, Value) {
    let wish = json!({"version": card["joint"]["head_digest"], "word": word, "reason": reason});
    let answer = client.json("POST", &format!("{}/answer", one(id)), &wish);
    (answer.status, answer.json())
}

fn orders(client: &Client, id: &str) -> Vec<String> {
    let card = client.get(&one(id)).json();
    card["orders"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

/// Without a rule for it, nothing of a plan leaves, whatever an officer wants.
fn nothing_without_a_rule(pair: &Pair) {
    let wish =
        json!({"party": "jp-jcg", "picks": picks(&pair.ships, &["ca-line"]), "seconds": 0.3});
    let early = pair.ca.json("POST", "/api/v1/patrol/joint", &wish);
    assert_eq!(early.code(), "no-agreement");
    agree_on(&pair.ca, &pair.jp, 1, [NOTES; 2]);
    let asked = pair.ca.json("POST", "/api/v1/patrol/joint", &wish);
    assert_eq!(asked.status, 202, "{:?}", asked.json());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    drafted(&pair.ca, &id, 1);
    let preview = pair.ca.get(&format!("{}/preview", one(&id))).json();
    assert_eq!(preview["decision"], "deny", "{preview}");
    let sent = pair
        .ca
        .json("POST", &format!("{}/send", one(&id)), &json!({}));
    assert_eq!(sent.code(), "release-denied");
    let dropped = pair
        .ca
        .send("DELETE", &format!("{}/draft", one(&id)), &[], b"");
    assert_eq!(dropped.status, 204);
    agree_on(&pair.ca, &pair.jp, 2, [JOINT; 2]);
}

#[test]
fn a_joint_plan_is_made_amended_agreed_and_recovers() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let pair = pair(here.path(), there.path());
    nothing_without_a_rule(&pair);
    let (ca, jp) = (&pair.ca, &pair.jp);

    // Proposed: without the boarding team and without the task that stays at home.
    let offered: Vec<&str> = CA_TASKS[..3].iter().map(|t| t.0).collect();
    let mut wish = json!({"party": "jp-jcg", "title": "NPG 26", "days": 30.0, "seconds": 1.0, "purpose": "fisheries",
        "picks": picks(&pair.ships, &offered)});
    wish["picks"]["assets"][0]["without"] = json!(["boarding-team", "authorities"]);
    let unknown = json!({"party": "jp-jcg", "picks": {"assets": [{"id": "no-such-ship"}]}});
    assert_eq!(
        ca.json("POST", "/api/v1/patrol/joint", &unknown).code(),
        "id-unknown"
    );
    let asked = ca.json("POST", "/api/v1/patrol/joint", &wish);
    assert_eq!(asked.status, 202, "{:?}", asked.json());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    drafted(ca, &id, 1);
    an_alternative_becomes_the_draft(ca, &id);
    let preview = ca.get(&format!("{}/preview", one(&id))).json();
    assert_eq!(preview["decision"], "hold", "{preview}");
    assert!(!preview.to_string().contains("canary"), "{preview}");
    assert_eq!(jp.get("/api/v1/patrol/joint").json()["plans"], json!([]));
    let sent = ca.json("POST", &format!("{}/send", one(&id)), &json!({}));
    assert_eq!(sent.status, 201, "{:?}", sent.json());

    // What the partner sees is what was offered.
    let first = at_version(jp, &id, 1);
    assert_eq!(first["joint"]["standing"], "proposed");
    assert_eq!(first["request"]["assets"][0]["boarding_team"], false);
    assert_eq!(first["request"]["tasks"].as_array().unwrap().len(), 3);
    assert_eq!(first["findings"], json!([]));
    assert!(holds(here.path(), "ca-secret-canary") && !holds(there.path(), "ca-secret-canary"));
    // Nobody orders alone what is for two, nor agrees to his own.
    let alone = jp.json(
        "PUT",
        &format!("/api/v1/patrol/plans/{id}/status"),
        &json!({"status": "ordered"}),
    );
    assert_eq!(alone.code(), "plan-is-joint");
    assert_eq!(say(ca, &id, &ca.get(&one(&id)).json(), "agreed", "").0, 409);

    it_is_amended_and_agreed(&pair, &id);
    orders_are_told(&pair, &id);
    an_aircraft_drops_out(&pair, &id);

    // A kill in between changes nothing: the same is folded from what was kept.
    let before = jp.get(&one(&id)).json();
    pair.japan.kill();
    let japan = start(there.path(), "jp-jcg", &[]);
    let jp = sign_in(japan.port, "admin");
    let after = jp.get(&one(&id)).json();
    assert_eq!(after["joint"]["versions"], before["joint"]["versions"]);
    assert_eq!(after["orders"], before["orders"]);
    for client in [ca, &jp] {
        let audit = client.get("/api/v1/audit?limit=500").json().to_string();
        for action in [
            "joint-plan-received",
            "joint-plan-agreed",
            "joint-plan-drafted",
            "joint-plan-sent",
        ] {
            assert!(audit.contains(action), "{action}");
        }
    }
    assert!(pair.canada.stop() && japan.stop());
}

/// Who is where, when.
fn stops(plan: &Value) -> Vec<String> {
    let routes = plan["routes"].as_array().unwrap().iter();
    let of = |route: &Value| {
        let stops = route["stops"].as_array().unwrap().iter();
        let told = stops.map(|s| {
            format!(
                "{} {} {} {}",
                route["asset"], s["what"], s["task"], s["begin"]
            )
        });
        told.collect::<Vec<_>>()
    };
    routes.flat_map(of).collect()
}

/// Before anything leaves, the same offers with other emphases are looked at side by side, and one is chosen.
fn an_alternative_becomes_the_draft(ca: &Client, id: &str) {
    let choose = |emphasis: &str| {
        let wish = json!({"emphasis": emphasis});
        ca.json("PUT", &format!("{}/draft", one(id)), &wish)
    };
    assert_eq!(choose("risk").code(), "alternative-unknown");
    let path = format!("/api/v1/patrol/plans/{id}/alternatives?version=draft");
    let asked = ca.json("POST", &path, &json!({"seconds": 0.3}));
    assert_eq!(asked.status, 202, "{:?}", asked.json());
    let found = until(ca, &path, |found| found["state"] == "ready");
    let all = found["alternatives"].as_array().unwrap();
    assert_eq!((all.len(), &found["version"]), (5, &json!(1)));
    for one in all {
        let share = &one["shares"][0];
        assert_eq!(share["agency"], "ca-ccg");
        assert_eq!(share["alone"], found["alone"]["ca-ccg"]["value"]);
        assert!(share["gives"]["fuel_t"].is_number() && one["at_risk"].is_number());
    }
    // What nobody drafted is not chosen; what is chosen is the draft, and another may be chosen after it.
    let nobody = ca.json(
        "PUT",
        &format!("{}/draft", one("joint-none")),
        &json!({"emphasis": "risk"}),
    );
    assert_eq!(nobody.code(), "joint-draft-unknown");
    for (n, emphasis) in [(4, "risk"), (0, "value")] {
        assert_eq!(all[n]["emphasis"], emphasis);
        let chosen = choose(emphasis);
        assert_eq!(chosen.status, 200, "{:?}", chosen.json());
        let draft = drafted(ca, id, 1);
        assert_eq!(stops(&draft["plan"]), stops(&all[n]["plan"]));
        assert_eq!(draft["findings"], json!([]));
        let hasty = draft["request"]["weights"]["per_haste"].as_f64().unwrap();
        assert_eq!(hasty > 0.0, emphasis == "risk", "{hasty}");
    }
}

/// The partner adds its own and a rule; what both agree to is ordered by each for its own.
fn it_is_amended_and_agreed(pair: &Pair, id: &str) {
    let (ca, jp) = (&pair.ca, &pair.jp);
    // Amended: own ships and tasks, and a rule.
    let forbid = json!({"rule": "forbid", "task": "ca-far-west", "asset": pair.ships[0]});
    let jp_tasks: Vec<&str> = JP_TASKS.iter().map(|t| t.0).collect();
    step(
        jp,
        id,
        2,
        &json!({"picks": picks(&pair.theirs, &jp_tasks), "add": [forbid], "seconds": 1.0, "reason": "ours too"}),
    );
    let second = at_version(ca, id, 2);
    let version = &second["joint"]["versions"][1];
    assert_eq!(
        (&version["by"], &version["reason"]),
        (&json!("jp-jcg"), &json!("ours too"))
    );
    assert_eq!(
        version["changes"]["assets_added"].as_array().unwrap().len(),
        pair.theirs.len()
    );
    assert_eq!(version["changes"]["rules_added"][0]["by"], "jp-jcg");
    assert_eq!(
        second["request"]["assets"].as_array().unwrap().len(),
        pair.ships.len() + pair.theirs.len()
    );
    let shares = second["shares"].as_array().unwrap();
    let joint: f64 = shares.iter().map(|s| s["gains"].as_f64().unwrap()).sum();
    let separate: f64 = shares.iter().map(|s| s["alone"].as_f64().unwrap()).sum();
    assert!(
        shares.len() == 2 && joint + 1e-6 >= separate,
        "{joint} {separate}"
    );
    assert!(orders(ca, id).is_empty() && orders(jp, id).is_empty());

    // Agreed: each node orders its own assets and no other.
    let (status, _) = say(ca, id, &second, "agreed", "");
    assert_eq!(status, 200);
    until(jp, &one(id), |card| card["joint"]["in_force"] == 2);
    let (ours, theirs) = (orders(ca, id), orders(jp, id));
    assert!(
        !ours.is_empty() && ours.iter().all(|a| pair.ships.contains(a)),
        "{ours:?}"
    );
    assert!(
        !theirs.is_empty() && theirs.iter().all(|a| pair.theirs.contains(a)),
        "{theirs:?}"
    );
    for format in ["rtz", "gpx", "csv", "geojson", "sheet"] {
        let paper = |client: &Client, asset: &str| {
            client
                .get(&format!(
                    "/api/v1/patrol/plans/{id}/orders/{asset}/{format}"
                ))
                .status
        };
        assert_eq!(
            (paper(ca, &ours[0]), paper(ca, &theirs[0])),
            (200, 404),
            "{format}"
        );
        assert_eq!(
            (paper(jp, &theirs[0]), paper(jp, &ours[0])),
            (200, 404),
            "{format}"
        );
    }
}

/// Each sees how the other's orders stand, and no note that was for its own eyes.
fn orders_are_told(pair: &Pair, id: &str) {
    let (ca, jp) = (&pair.ca, &pair.jp);
    let asset = &orders(ca, id)[0];
    let standing = |status: &str| {
        let told = until(jp, "/api/v1/shared?kind=order-status", |it| {
            let mut copies = it["copies"].as_array().unwrap().iter();
            copies.any(|copy| {
                let body = &copy["body"];
                body["plan"] == id && body["asset"] == **asset && body["status"] == status
            })
        });
        told["copies"].to_string()
    };
    standing("issued");
    let put = ca.json(
        "PUT",
        &format!("/api/v1/patrol/plans/{id}/orders/{asset}"),
        &json!({"status": "acknowledged", "note": "engine trouble"}),
    );
    assert_eq!(put.status, 200, "{:?}", put.json());
    assert!(!standing("acknowledged").contains("engine trouble"));
}

/// The plan recovers: as little as possible changes, the partner sees it, declines, gets another, agrees.
fn an_aircraft_drops_out(pair: &Pair, id: &str) {
    let (ca, jp) = (&pair.ca, &pair.jp);
    let ordered = orders(ca, id);
    let lost = ordered.first().unwrap();
    let out = json!({"in_service": false, "note": "engine"});
    let told = ca.json(
        "PUT",
        &format!("/api/v1/patrol/assets/{lost}/service"),
        &out,
    );
    assert_eq!(told.status, 200);
    assert_eq!(
        ca.get("/api/v1/patrol").json()["replan_due"]["reason"],
        "asset-out"
    );
    let draft = step(
        ca,
        id,
        3,
        &json!({"replan": true, "reason": "engine", "seconds": 1.0}),
    );
    assert_eq!(draft["cause"]["kind"], "replanned");
    assert!(
        draft["plan"]["routes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["asset"] != json!(lost) || r["stops"] == json!([]))
    );
    let third = at_version(jp, id, 3);
    assert_eq!(
        (&third["joint"]["in_force"], &third["joint"]["standing"]),
        (&json!(2), &json!("proposed"))
    );
    let changes = &third["joint"]["versions"][2]["changes"];
    assert_eq!(changes["assets_removed"], json!([lost]));
    assert_eq!(say(jp, id, &third, "declined", "fuel").0, 200);
    let declined = until(ca, &one(id), |card| card["joint"]["standing"] == "declined");
    assert_eq!(
        declined["joint"]["versions"][2]["answers"][0]["reason"],
        "fuel"
    );
    assert_eq!(
        declined["joint"]["in_force"], 2,
        "a declined proposal ends nothing"
    );
    step(ca, id, 4, &json!({"reason": "less fuel", "seconds": 0.5}));
    let fourth = at_version(jp, id, 4);
    assert_eq!(say(jp, id, &fourth, "agreed", "").0, 200);
    until(ca, &one(id), |card| card["joint"]["in_force"] == 4);
    assert!(!orders(ca, id).contains(lost));
    assert_eq!(ca.get("/api/v1/patrol").json()["replan_due"], Value::Null);
    let stale = json!({"version": third["joint"]["head_digest"], "word": "agreed"});
    let late = jp.json("POST", &format!("{}/answer", one(id)), &stale);
    assert_eq!(late.code(), "joint-plan-moved");
}

#[test]
fn when_both_speak_at_once_both_nodes_keep_the_same_version() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let pair = pair(here.path(), there.path());
    agree_on(&pair.ca, &pair.jp, 1, [JOINT; 2]);
    let (ca, jp) = (&pair.ca, &pair.jp);
    let wish = json!({"party": "jp-jcg", "title": "both", "days": 20.0, "iterations": 20,
        "picks": picks(&pair.ships, &["ca-line", "ca-near-kodiak"])});
    let id = ca.json("POST", "/api/v1/patrol/joint", &wish).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    drafted(ca, &id, 1);
    assert_eq!(
        ca.json("POST", &format!("{}/send", one(&id)), &json!({}))
            .status,
        201
    );
    at_version(jp, &id, 1);
    let link = |party: &str, cut: bool, client: &Client| {
        let path = format!("/api/v1/partners/{party}/link");
        assert_eq!(client.json("PUT", &path, &json!({"cut": cut})).status, 200);
    };
    link("jp-jcg", true, ca);
    link_is(jp, "down");
    step(
        jp,
        &id,
        2,
        &json!({"picks": picks(&pair.theirs, &["jp-near"]), "iterations": 20, "reason": "theirs"}),
    );
    step(
        ca,
        &id,
        2,
        &json!({"add": [{"rule": "forbid", "task": "ca-line"}], "iterations": 20, "reason": "ours"}),
    );
    link("jp-jcg", false, ca);
    // The version of the agency that began stands; the other is told that its own lost its place, and makes it anew.
    let lost = until(jp, &one(&id), |card| {
        card["joint"]["displaced"].as_array().unwrap().len() == 1
    });
    assert_eq!(lost["joint"]["displaced"][0]["by"], "jp-jcg");
    let same = |client: &Client| client.get(&one(&id)).json()["joint"]["head_digest"].clone();
    until(ca, &one(&id), |card| {
        card["joint"]["displaced"].as_array().unwrap().len() == 1
    });
    assert_eq!(same(ca), same(jp));
    assert_eq!(lost["joint"]["versions"][1]["reason"], "ours");
    step(
        jp,
        &id,
        3,
        &json!({"picks": picks(&pair.theirs, &["jp-near"]), "iterations": 20, "reason": "again"}),
    );
    let third = at_version(ca, &id, 3);
    assert_eq!(say(ca, &id, &third, "agreed", "").0, 200);
    until(jp, &one(&id), |card| card["joint"]["in_force"] == 3);
    assert!(pair.canada.stop() && pair.japan.stop());
}
