//! Areas and vessel lists go to a partner as they were loaded, stand there beside its own, and are nobody's own until
//! somebody takes them over.

use serde_json::json;

use crate::{
    exchange::{NOTES, agree_on, meet, nodes},
    node::until,
};

const MATERIAL: &str = r#"
[kind.area]
release = "whole"
level_max = "community"

[kind.vessel-list]
release = "whole"
level_max = "protected"
"#;

#[test]
fn areas_and_lists_are_given_and_taken_over_by_hand_only() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, ca, jp) = nodes(here.path(), there.path(), &[]);
    meet(&ca, &jp);
    agree_on(&ca, &jp, 1, [MATERIAL, NOTES]);
    let ring = json!([[[170.0, 40.0], [171.0, 40.0], [171.0, 41.0], [170.0, 40.0]]]);
    let area = json!({"type": "Feature", "properties": {"name": "Seamount", "kind": "closed"},
        "geometry": {"type": "Polygon", "coordinates": ring}});
    let area = area.to_string();
    let kind = [("content-type", "application/geo+json")];
    let added = ca.send("POST", "/api/v1/areas?source=chart", &kind, area.as_bytes());
    assert_eq!(added.status, 201, "{:?}", added.json());
    let area = added.json()["added"][0].clone();
    let csv = "mmsi,name\n412000001,LU RONG 1\n";
    let kind = [("content-type", "text/csv")];
    let path = "/api/v1/lists?name=register&kind=iuu&source=office";
    let added = ca.send("POST", path, &kind, csv.as_bytes());
    assert_eq!(added.status, 201, "{:?}", added.json());
    let list = added.json()["list"]["id"].clone();
    let release = |kind: &str, id: &serde_json::Value| {
        let wish = json!({"party": "jp-jcg", "kind": kind, "id": id, "purpose": "fisheries"});
        ca.json("POST", "/api/v1/releases", &wish)
    };
    assert_eq!(
        release("vessel-list", &json!("none")).code(),
        "object-unknown"
    );
    for (kind, id) in [("area", &area), ("vessel-list", &list)] {
        let released = release(kind, id);
        assert_eq!(released.status, 201, "{:?}", released.json());
    }

    let shown = until(&jp, "/api/v1/shared/areas", |it| {
        !it["features"].as_array().unwrap().is_empty()
    });
    let properties = &shown["features"][0]["properties"];
    let said = ["party", "name", "source"].map(|name| properties[name].clone());
    assert_eq!(said, [json!("ca-ccg"), json!("Seamount"), json!("chart")]);
    assert_eq!(shown["features"][0]["geometry"]["type"], "Polygon");
    let told = until(&jp, "/api/v1/shared?kind=vessel-list", |it| {
        it["copies"][0]["state"] == "shown"
    });
    let body = &told["copies"][0]["body"];
    assert_eq!(
        (&body["csv"], &body["kind"]),
        (&json!(csv), &json!("iuu")),
        "{body}"
    );
    // Neither is Japan's own.
    assert_eq!(jp.get("/api/v1/areas").json()["features"], json!([]));
    assert_eq!(jp.get("/api/v1/lists").json()["lists"], json!([]));

    // Taken back, the area is on the partner's chart no more.
    let seq = properties["seq"].as_u64().unwrap();
    let rows = ca.get("/api/v1/releases").json();
    let mut rows = rows["releases"].as_array().unwrap().iter();
    assert!(rows.any(|row| row["seq"] == seq && row["kind"] == "area"));
    let recall = format!("/api/v1/releases/jp-jcg/{seq}/recall");
    let why = json!({"reason": "wrong corner"});
    assert_eq!(ca.json("POST", &recall, &why).status, 204);
    until(&jp, "/api/v1/shared/areas", |it| {
        it["features"] == json!([])
    });
    assert!(canada.stop() && japan.stop());
}
