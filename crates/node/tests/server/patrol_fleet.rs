//! A planner brings a fleet to an empty node by the command line, plans with it, and takes it away as a file again.

use std::path::Path;

use serde_json::{Value, json};
use vigie_patrol::trial;

use crate::{
    client::Client,
    node::Node,
    patrol::{at_version, vigie_plan},
};

/// A command that ends with this code, and what it tells.
fn told(client: &Client, token: &str, code: i32, words: &[&str]) -> Value {
    let said = vigie_plan(client, token, &["--lang", "en", "--json"], words);
    let (out, err) = (
        String::from_utf8_lossy(&said.stdout).into_owned(),
        String::from_utf8_lossy(&said.stderr).into_owned(),
    );
    assert_eq!(said.status.code(), Some(code), "{words:?}: {out}{err}");
    serde_json::from_str(&out).unwrap_or(Value::Null)
}

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn count(client: &Client, table: &str) -> usize {
    let found = client.get(&format!("/api/v1/patrol/{table}")).json();
    found[table].as_array().unwrap().len()
}

#[test]
fn a_fleet_is_loaded_planned_with_and_taken_away_as_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    let wish = json!({"name": "planner", "role": "watch_officer"});
    let made = client.json("POST", "/api/v1/tokens", &wish).json();
    let token = made["token"].as_str().unwrap().to_owned();
    let own = client.get("/api/v1/patrol").json()["agency"].clone();

    let lent = trial::north_pacific(0);
    let mut assets: Vec<Value> = Vec::new();
    for mut asset in lent.assets.into_iter().filter(|a| a.agency == "CA") {
        own.as_str().unwrap().clone_into(&mut asset.agency);
        asset.windows.clear();
        assets.push(json!(asset));
    }
    let (ports, ships) = (lent.ports.len(), assets.len());
    let mut stray = assets[0].clone();
    stray["id"] = json!("stray");
    stray["bases"] = json!(["nowhere"]);
    assets.push(stray);
    // The assets stand before the ports that they need.
    let fleet = json!({"assets": assets, "ports": lent.ports, "settings": {"days": 20.0}});
    let path = file(folder.path(), "fleet.json", &fleet.to_string());

    let would = told(&client, &token, 1, &["load", &path, "--dry-run"]);
    assert_eq!(would["tables"]["assets"]["new"], ships, "{would}");
    assert_eq!(would["faults"][0]["entry"], "stray", "{would}");
    assert_eq!((count(&client, "assets"), count(&client, "ports")), (0, 0));

    let done = told(&client, &token, 1, &["load", &path]);
    assert_eq!(done["tables"]["ports"]["new"], ports, "{done}");
    assert_eq!(done["tables"]["assets"]["new"], ships, "{done}");
    assert_eq!(done["tables"]["settings"]["changed"], 1, "{done}");
    assert_eq!(done["faults"].as_array().unwrap().len(), 1, "{done}");
    assert_eq!(done["faults"][0]["code"], "id-unknown", "{done}");
    assert_eq!(count(&client, "assets"), ships);
    let settings = client.get("/api/v1/patrol/settings").json();
    assert_eq!(
        (&settings["days"], &settings["points_min"]),
        (&json!(20.0), &json!(15.0))
    );

    let low = "[[weather]]\nid = \"low-1\"\nsea_state = 7\narea = { centre = [179.9, 20], radius_nm = 50 }\n\
        span = { start = 2020-07-02T00:00:00Z, end = 2020-07-03T00:00:00Z }\n";
    let path = file(folder.path(), "low.toml", low);
    let done = told(&client, &token, 0, &["load", &path]);
    assert_eq!(
        done["tables"],
        json!({"weather": {"new": 1, "changed": 0, "same": 0, "faults": 0}})
    );

    // What is taken away is what is there: loaded again it changes nothing.
    let out = folder.path().join("saved.json");
    let out = out.to_str().unwrap();
    told(&client, &token, 0, &["fleet", "--out", out]);
    let before = client.get("/api/v1/patrol/assets").json();
    let done = told(&client, &token, 0, &["load", out]);
    assert_eq!(done["changes"], json!([]), "{done}");
    assert_eq!(done["tables"]["assets"]["same"], ships, "{done}");
    assert_eq!(client.get("/api/v1/patrol/assets").json(), before);

    // And a plan is made with it, in the sea that was asked for.
    for (id, lat, lon) in [("near-kodiak", 55.0, -155.0), ("line", 44.0, 179.9)] {
        let task = json!({"name": id, "kind": "visit", "position": [lon, lat], "value": 50.0, "duration_h": 2.0});
        let put = client.json("PUT", &format!("/api/v1/patrol/tasks/{id}"), &task);
        assert_eq!(put.status, 200, "{}", put.json());
    }
    let plans = "/api/v1/patrol/plans";
    let rough = client.json("POST", plans, &json!({"sea_state": 10}));
    assert_eq!(
        (rough.status, rough.code()),
        (400, "value-out-of-range".to_owned())
    );
    let long = client.json("POST", plans, &json!({"days": 400.0}));
    assert_eq!(
        (long.status, long.code()),
        (400, "days-out-of-range".to_owned())
    );
    let ask = json!({"title": "Loaded", "iterations": 200, "sea_state": 2});
    let asked = client.json("POST", plans, &ask);
    assert_eq!(asked.status, 202, "{}", asked.json());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    let card = at_version(&client, &id, 1);
    assert_eq!(card["request"]["sea_state"], 2);
    let routes = card["plan"]["routes"].as_array().unwrap().iter();
    let mut stops = routes.flat_map(|route| route["stops"].as_array().unwrap());
    let tasked = stops.any(|stop| stop["task"].is_string());
    assert!(tasked, "{}", card["plan"]);
    assert!(node.stop());
}

#[test]
fn the_node_reads_a_fleet_in_both_forms_gives_it_in_both_and_says_which_field_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    crate::patrol::equip(&client);
    let path = "/api/v1/patrol/fleet";
    let kind = [("content-type", "text/plain")];
    let read = |text: &str| client.send("POST", path, &kind, text.as_bytes());
    let toml = "[[ports]]\nid = \"wake-island\"\nposition = [-177.36, 28.2]\n\n[[riders]]\nid = \"inspector\"\n\
        agency = \"jp-jcg\"\nserves = [\"ca-ccg\"]\nport = \"nowhere\"\naboard_max_h = 24\n\n[settings]\ndays = 20\n";
    let json = json!({"ports": [{"id": "wake-island", "position": [-177.36, 28.2]}], "settings": {"days": 20},
        "riders": [{"id": "inspector", "agency": "jp-jcg", "serves": ["ca-ccg"], "port": "nowhere", "aboard_max_h": 24}]});
    for text in [toml.to_owned(), json.to_string()] {
        let found = read(&text);
        assert_eq!(found.status, 200, "{}", found.json());
        let found = found.json();
        let entries = found["entries"].as_array().unwrap();
        assert_eq!(
            (entries.len(), &entries[0]["change"]),
            (1, &json!("new")),
            "{found}"
        );
        assert_eq!(found["settings"]["change"], "changed");
        assert_eq!(found["settings"]["value"]["points_min"], 15.0);
        // An officer at a port that nobody knows is told before anything is sent.
        assert_eq!(found["faults"][0]["code"], "id-unknown", "{found}");
    }
    assert!(
        !client
            .get("/api/v1/patrol/ports")
            .json()
            .to_string()
            .contains("wake-island")
    );
    let broken = read("[[ports]]\nid = \"wake-island\"\nposition = [\n");
    assert_eq!(
        (broken.status, broken.code()),
        (400, "fleet-file-unreadable".to_owned())
    );
    assert!(
        broken.json()["line"].as_u64().unwrap() >= 3,
        "{}",
        broken.json()
    );

    let nothing = read(" \n");
    assert_eq!(
        (nothing.status, nothing.code()),
        (400, "fleet-file-unreadable".to_owned())
    );
    for format in ["", "xml"] {
        assert_eq!(client.get(&format!("{path}?format={format}")).status, 400);
    }

    for format in ["json", "toml"] {
        let saved = client.get(&format!("{path}?format={format}"));
        assert_eq!(saved.status, 200);
        let again = read(std::str::from_utf8(&saved.body).unwrap()).json();
        let entries = again["entries"].as_array().unwrap();
        assert!(
            entries.len() > 5 && entries.iter().all(|one| one["change"] == "same"),
            "{again}"
        );
        assert_eq!(
            (&again["settings"]["change"], &again["faults"]),
            (&json!("same"), &json!([]))
        );
    }
    assert_eq!(
        client.get(&format!("{path}?format=xml")).code(),
        "fleet-format-unknown"
    );

    let assets = client.get("/api/v1/patrol/assets").json();
    let mut asset = assets["assets"][0]["value"].clone();
    let id = asset["id"].as_str().unwrap().to_owned();
    asset["endurance_h"] = json!(-1.0);
    let refused = client.json("PUT", &format!("/api/v1/patrol/assets/{id}"), &asset);
    assert_eq!(refused.code(), "value-out-of-range");
    let told = refused.json();
    assert_eq!(
        (&told["field"], &told["about"]),
        (&json!("endurance_h"), &json!(id))
    );
    assert!(node.stop());
}
