//! What a watch officer dismisses gives no points any more, now and after a stop; the event itself stays as it was.

use serde_json::{Value, json};

use crate::{
    client::Client,
    node::{Node, recording, settled, until},
};

/// Events behind the reasons of a vessel's place on the list.
fn cited(vessel: &Value) -> Vec<String> {
    let reasons = vessel["reasons"].as_array().into_iter().flatten();
    let ids = reasons.flat_map(|reason| reason["events"].as_array().into_iter().flatten());
    let mut ids: Vec<String> = ids
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

fn of_vessel(list: &Value, mmsi: &Value) -> Option<Value> {
    let all = list["vessels"].as_array()?;
    all.iter().find(|one| one["mmsi"] == *mmsi).cloned()
}

fn say(client: &Client, event: &str, state: &str) {
    let path = format!("/api/v1/events/{event}/review");
    let said = client.json("POST", &path, &json!({"state": state, "note": "a buoy"}));
    assert!(said.status < 300, "{:?}", said.json());
}

#[test]
fn a_dismissed_alert_moves_the_rank_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path());
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("LU RONG 1,30", "ZHE YU LENG 905,70")).unwrap();
    let node = Node::start(folder.path(), &[&path]);
    let client = node.administrator();
    settled(&client);
    let list = until(&client, "/api/v1/list", |list| {
        list["vessels"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    });
    let top = list["vessels"][0].clone();
    let (mmsi, ids) = (top["mmsi"].clone(), cited(&top));
    assert!(!ids.is_empty(), "{top}");
    let event = |client: &Client, id: &str| {
        let card = client.get(&format!("/api/v1/events/{id}")).json();
        card["event"].clone()
    };
    let before: Vec<Value> = ids.iter().map(|id| event(&client, id)).collect();
    for id in &ids {
        say(&client, id, "dismissed");
    }
    let has_none = |list: &Value| {
        let left = of_vessel(list, &mmsi);
        left.is_none_or(|one| cited(&one).iter().all(|id| !ids.contains(id)))
    };
    until(&client, "/api/v1/list", has_none);
    let after: Vec<Value> = ids.iter().map(|id| event(&client, id)).collect();
    assert_eq!(before, after);
    let card = client.get(&format!("/api/v1/vessels/{mmsi}")).json();
    let dismissed = card["dismissed"].as_array().unwrap();
    assert_eq!(dismissed.len(), ids.len(), "{card}");
    assert_eq!(dismissed[0]["user"], "admin");
    assert!(node.stop());

    let node = Node::start(folder.path(), &[&path]);
    let client = node.sign_in("admin");
    settled(&client);
    assert!(has_none(&client.get("/api/v1/list").json()));
    for id in &ids {
        say(&client, id, "open");
    }
    let again = until(&client, "/api/v1/list", |list| {
        of_vessel(list, &mmsi).is_some_and(|one| cited(&one) == ids)
    });
    let again = of_vessel(&again, &mmsi).unwrap();
    assert_eq!(again["score"], top["score"]);
}
