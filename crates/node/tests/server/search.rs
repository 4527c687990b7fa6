//! A search for a vessel that went silent: asked of the node, made tasks of, planned and ordered as it was laid; and ships
//! that keep from the waters that were closed to them.

use serde_json::{Value, json};

use crate::node::{Node, until};

fn request() -> Value {
    json!({
        "title": "Dark",
        "fix": {"position": [179.6, 44.0], "time": "2026-07-01T00:00:00Z", "sigma_nm": 2.0, "course_deg": 80.0, "speed_kn": 6.0},
        "start": "2026-07-01T12:00:00Z", "hours": 12.0, "period_h": 6.0,
        "assets": [{"id": "ship", "speed_kn": 12.0, "sweep_nm": 8.0, "pattern": "expanding-square"}],
    })
}

fn ship() -> Value {
    json!({
        "agency": "local", "class": "ship", "bases": ["base"], "start": {"position": [178.0, 43.0]},
        "modes": [{"name": "cruise", "speed_kn": 16.0, "fuel_t_per_h": 0.5}], "task_speed_kn": 12.0, "task_fuel_t_per_h": 0.3,
        "fuel_capacity_t": 500.0, "fuel_reserve_t": 50.0, "endurance_h": 900.0, "crew": {}, "turn_round_h": 12.0,
        "sensors": [{"name": "radar", "swaths": [{"sea_state_max": 6, "swath_nm": 8.0}]}],
        "limits": {"task_sea_state_max": 6, "board_sea_state_max": 4},
    })
}

#[test]
#[allow(clippy::too_many_lines, reason = "one story")]
fn a_search_is_planned_made_tasks_of_and_ordered_as_it_was_laid() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let client = node.administrator();
    let asked = client.json("POST", "/api/v1/patrol/searches", &request());
    assert_eq!(asked.status, 200, "{}", asked.json());
    let plan = asked.json();
    assert_eq!(plan["periods"].as_array().unwrap().len(), 2);
    assert!(plan["gap"].as_f64().unwrap() < 1e-3 && plan["pos"].as_f64().unwrap() > 0.05);
    let unfit = json!({"fix": {"position": [0, 0], "time": "2026-07-01T00:00:00Z"}, "start": "2026-07-01T00:00:00Z", "hours": 1, "assets": []});
    let refused = client.json("POST", "/api/v1/patrol/searches", &unfit);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "search-empty")
    );

    // Its tasks are tasks like others, of this agency, and their pattern is the one that is ordered.
    let own = client.get("/api/v1/patrol").json()["agency"].clone();
    let put = |path: &str, body: &Value| {
        let answer = client.json("PUT", path, body);
        assert_eq!(answer.status, 200, "{path}: {}", answer.json());
    };
    put(
        "/api/v1/patrol/ports/base",
        &json!({"position": [-166.53, 53.9], "fuel": true}),
    );
    let mut asset = ship();
    asset["agency"] = own.clone();
    put("/api/v1/patrol/assets/ship", &asset);
    let tasks = plan["tasks"].as_array().unwrap();
    for task in tasks {
        assert_eq!(task["owner"], own);
        put(
            &format!("/api/v1/patrol/tasks/{}", task["id"].as_str().unwrap()),
            task,
        );
    }
    let ask =
        json!({"title": "Find", "from": "2026-07-01T06:00:00Z", "days": 10.0, "iterations": 20});
    let asked = client.json("POST", "/api/v1/patrol/plans", &ask);
    assert_eq!(asked.status, 202, "{}", asked.json());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/patrol/plans/{id}");
    let card = until(&client, &path, |card| {
        card["state"] == "ready" && card["version"] == 1
    });
    assert_eq!(card["findings"], json!([]));
    assert!(
        card["plan"]["total"]["tasks"].as_u64().unwrap() > 0,
        "{card}"
    );
    let csv = client.get(&format!("{path}/orders/ship/csv"));
    assert_eq!(csv.status, 200);
    assert!(
        String::from_utf8_lossy(&csv.body).contains("SS01"),
        "an expanding square"
    );

    // Waters in between are closed to ships: the next plan goes round, and a canal that is none is refused.
    let ring = json!([
        [179.0, 46.0],
        [190.0, 46.0],
        [190.0, 51.0],
        [179.0, 51.0],
        [179.0, 46.0]
    ]);
    let area = json!({"type": "Feature", "properties": {"name": "Danger", "kind": "no-go"}, "geometry": {"type": "Polygon", "coordinates": [ring]}});
    let kind = [("content-type", "application/geo+json")];
    let loaded = client.send(
        "POST",
        "/api/v1/areas?source=test",
        &kind,
        area.to_string().as_bytes(),
    );
    assert_eq!(loaded.status, 201, "{}", loaded.json());
    let made = until(&client, "/api/v1/patrol/request", |request| {
        request["waters"]["closed"].is_array()
    });
    assert_eq!(made["waters"]["closed"].as_array().unwrap().len(), 1);
    let asked = client.json("POST", "/api/v1/patrol/plans", &ask);
    assert_eq!(asked.status, 202, "{}", asked.json());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/patrol/plans/{id}");
    let round = until(&client, &path, |card| {
        card["state"] == "ready" && card["version"] == 1
    });
    assert_eq!(round["findings"], json!([]));
    let miles = |card: &Value| card["plan"]["total"]["distance_nm"].as_f64().unwrap();
    assert!(
        miles(&round) > miles(&card) + 20.0,
        "{} {}",
        miles(&round),
        miles(&card)
    );
    let mut settings = client.get("/api/v1/patrol/settings").json();
    settings["canals_closed"] = json!(["northwest"]);
    let refused = client.json("PUT", "/api/v1/patrol/settings", &settings);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "canal-unknown")
    );
    settings["canals_closed"] = json!(["kanmon"]);
    assert_eq!(
        client
            .json("PUT", "/api/v1/patrol/settings", &settings)
            .status,
        200
    );
    let made = client.get("/api/v1/patrol/request").json();
    assert_eq!(made["waters"]["canals_closed"], json!(["kanmon"]));
}
