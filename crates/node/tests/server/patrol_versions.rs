//! What a planner asks of one version of a plan is of that version: its table, its orders' documents, its alternatives.

use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    node::{Node, until},
    patrol::{at_version, equip, one, planned, rows, vigie_plan},
};

/// A task that some asset does, with the asset.
fn done(card: &Value) -> (String, String) {
    let routes = card["plan"]["routes"].as_array().unwrap().iter();
    let mut stops = routes.flat_map(|route| {
        let stops = route["stops"].as_array().unwrap().iter();
        stops.map(|stop| (route["asset"].clone(), stop["task"].clone()))
    });
    let (asset, task) = stops.find(|(_, task)| task.is_string()).unwrap();
    (
        asset.as_str().unwrap().to_owned(),
        task.as_str().unwrap().to_owned(),
    )
}

fn text(answer: &Answer) -> String {
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    String::from_utf8(answer.body.clone()).unwrap()
}

/// What the command line writes, with a token of a watch officer.
fn vigie(client: &Client, token: &str, words: &[&str]) -> String {
    let said = vigie_plan(client, token, &["--lang", "en"], words);
    let err = String::from_utf8_lossy(&said.stderr);
    assert_eq!(said.status.code(), Some(0), "{words:?}: {err}");
    String::from_utf8(said.stdout).unwrap()
}

#[test]
fn documents_and_alternatives_are_of_the_version_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    equip(&client);
    let (id, first) = planned(&client);
    let (_, task) = done(&first);
    let ordered = json!({"status": "ordered"});
    let put = client.json("PUT", &one(&id, "/status"), &ordered);
    assert_eq!(put.status, 200, "{}", put.json());
    let forbid = json!({"add": [{"rule": "forbid", "task": task}], "remove": []});
    let asked = client.json("POST", &one(&id, "/amend"), &forbid);
    assert_eq!(asked.status, 202, "{}", asked.json());
    let (asset, _) = done(&at_version(&client, &id, 2));

    // The table: the newest unless a version is named.
    let table = |version: &str| client.get(&one(&id, &format!("/plan.csv{version}")));
    let (first, newest) = (table("?version=1"), table(""));
    let visit = format!(",task,{task},");
    assert!(text(&first).contains(&visit) && !text(&newest).contains(&visit));
    assert_eq!(text(&table("?version=2")), text(&newest));
    let name = |answer: &Answer| answer.header("content-disposition").unwrap().to_owned();
    assert!(
        name(&first).contains(&format!("{id}-1.csv")),
        "{}",
        name(&first)
    );
    assert!(
        name(&newest).contains(&format!("{id}-2.csv")),
        "{}",
        name(&newest)
    );
    for unknown in ["?version=9", "?version=draft", "?version=0"] {
        assert_eq!(table(unknown).status, 404, "{unknown}");
    }

    // Orders: of what is under orders unless a version is named, and then the sheet says that nobody was told so.
    let order_path = |rest: &str| one(&id, &format!("/orders/{asset}/{rest}"));
    let order = |rest: &str| client.get(&order_path(rest));
    let draft = order("sheet?version=2");
    assert!(text(&draft).contains("This version is not under orders."));
    assert!(text(&draft).contains(&format!("{id}-2")));
    assert!(name(&order("gpx?version=2")).contains(&format!("{id}-2-{asset}.gpx")));
    let first_told = order("sheet?version=1");
    if first_told.status == 200 {
        assert!(!text(&first_told).contains("not under orders"));
        let unnamed = rows(&client, &order_path("csv"));
        assert_eq!(rows(&client, &order_path("csv?version=1")), unnamed);
    }
    assert_eq!(order("gpx?version=9").status, 404);

    let wish = json!({"name": "planner", "role": "watch_officer"});
    let made = client.json("POST", "/api/v1/tokens", &wish).json();
    let token = made["token"].as_str().unwrap();
    let written = vigie(&client, token, &["table", &id, "--version", "1"]);
    assert_eq!(written, text(&first));
    let written = vigie(
        &client,
        token,
        &["export", &id, &asset, "csv", "--version", "2"],
    );
    let draft = rows(&client, &order_path("csv?version=2"));
    assert!(written.lines().count() == draft.len() && written.contains(&asset));

    // Alternatives: of the version they were asked of, and of no other.
    let path = one(&id, "/alternatives?version=1");
    let asked = client.json("POST", &path, &json!({"seconds": 0.2}));
    assert_eq!(asked.status, 202, "{}", asked.json());
    let found = until(&client, &path, |found| found["state"] == "ready");
    assert_eq!(found["version"], 1);
    assert_eq!(found["alternatives"].as_array().unwrap().len(), 5);
    assert_eq!(found["alternatives"][0].get("origin"), None);
    let other = client.get(&one(&id, "/alternatives?version=2")).json();
    assert_eq!(other["state"], "none", "{other}");
    let told = vigie(
        &client,
        token,
        &["compare", &id, "--version", "2", "--seconds", "0.2"],
    );
    assert!(
        told.contains("few miles: value ") && told.contains(": cost "),
        "{told}"
    );
    assert!(node.stop());
}
