//! What an officer adds to the label of one object binds every release of it from then on, and no later word widens it.

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{NOTES, agree_on, meet, nodes, start},
    node::until,
};

const AREAS: &str = r#"
[kind.area]
release = "whole"
level_max = "protected"
"#;

fn area(client: &Client, name: &str) -> String {
    let ring = json!([[[170.0, 40.0], [171.0, 40.0], [171.0, 41.0], [170.0, 40.0]]]);
    let feature = json!({"type": "Feature", "properties": {"name": name, "kind": "closed"},
        "geometry": {"type": "Polygon", "coordinates": ring}});
    let body = feature.to_string();
    let kind = [("content-type", "application/geo+json")];
    let added = client.send("POST", "/api/v1/areas?source=test", &kind, body.as_bytes());
    assert_eq!(added.status, 201, "{:?}", added.json());
    added.json()["added"][0].as_str().unwrap().to_owned()
}

fn decided(client: &Client, id: &str) -> (Value, Value) {
    let wish = json!({"party": "jp-jcg", "kind": "area", "id": id, "purpose": "fisheries"});
    let preview = client.json("POST", "/api/v1/releases/preview", &wish);
    let preview = preview.json();
    (preview["decision"].clone(), preview["rule"]["code"].clone())
}

fn mark(client: &Client, id: &str, mark: &Value) -> Value {
    let wish = json!({"kind": "area", "id": id, "mark": mark});
    let marked = client.json("PUT", "/api/v1/releases/label", &wish);
    assert_eq!(marked.status, 200, "{:?}", marked.json());
    marked.json()
}

#[test]
fn a_mark_on_one_object_holds_it_back_and_outlives_a_restart() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, mut ca, jp) = nodes(here.path(), there.path(), &[]);
    meet(&ca, &jp);
    agree_on(&ca, &jp, 1, [&format!("{AREAS}{NOTES}"), NOTES]);
    let ids = ["free", "caveat", "nobody", "over", "scope"].map(|name| area(&ca, name));
    let [free, caveat, nobody, over, scope] = &ids;
    let released = (json!("release"), json!("released"));
    for id in &ids {
        assert_eq!(decided(&ca, id), released, "{id}");
    }
    let unfit = json!({"kind": "area", "id": free, "mark": {"levels": "public"}});
    let refused = ca.json("PUT", "/api/v1/releases/label", &unfit);
    assert_eq!(refused.status, 400, "{:?}", refused.json());
    let unknown = json!({"kind": "area", "id": "none", "mark": {}});
    let refused = ca.json("PUT", "/api/v1/releases/label", &unknown);
    assert_eq!(refused.code(), "object-unknown");

    mark(&ca, caveat, &json!({"caveats": ["officers-only"]}));
    mark(&ca, nobody, &json!({"releasable_to": []}));
    let past = json!({"not_after": "2026-01-01T00:00:00Z"});
    mark(&ca, over, &past);
    let inside = json!({"level": "public", "releasable_to": ["jp-jcg", "kr-kcg"]});
    let shown = mark(
        &ca,
        scope,
        &json!({"releasable_to": [], "scopes": {"storm": inside}}),
    );
    // Inside the scope not beyond what the label said without the mark.
    let storm = json!({"level": "community", "releasable_to": ["jp-jcg"]});
    assert_eq!(shown["scopes"]["storm"], storm, "{shown}");
    // A later word does not take an earlier one back.
    mark(
        &ca,
        nobody,
        &json!({"releasable_to": ["jp-jcg"], "level": "public"}),
    );
    mark(&ca, over, &json!({"not_after": "2036-01-01T00:00:00Z"}));

    let denied = |client: &Client| {
        let deny = |id: &str, code: &str| {
            assert_eq!(decided(client, id), (json!("deny"), json!(code)), "{id}");
        };
        deny(caveat, "release-caveat");
        deny(nobody, "release-audience");
        deny(over, "release-expired");
        deny(scope, "release-audience");
        assert_eq!(decided(client, free), released);
    };
    denied(&ca);
    assert!(canada.stop());
    let canada = start(here.path(), "ca-ccg", &[]);
    ca = canada.sign_in("admin");
    until(&ca, "/api/v1/status", |_| true);
    denied(&ca);
    assert!(canada.stop() && japan.stop());
}
