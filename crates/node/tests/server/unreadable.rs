//! Requests that cannot be read: each is answered with problem details, and none ends a connection without an answer.

use serde_json::json;

use crate::node::Node;

/// The framework would say these as plain text.
#[test]
fn a_path_that_cannot_be_read_is_a_problem_like_all_others() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    for (method, path) in [
        ("GET", "/api/v1/vessels/soon"),
        ("GET", "/api/v1/vessels/4294967296/track"),
        ("GET", "/api/v1/events/%FF"),
        ("DELETE", "/api/v1/tokens/1.5"),
    ] {
        let answer = administrator.send(method, path, &[], b"");
        assert_eq!(answer.status, 400, "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{path}"
        );
        assert_eq!(answer.code(), "path-unreadable", "{path}");
    }
}

/// A list has no field `id` to be set: the handler must not fall over it.
#[test]
fn a_thing_of_the_planner_that_is_no_object_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    for kind in ["assets", "ports", "tankers", "riders"] {
        for body in [json!([null, null]), json!("x"), json!(7)] {
            let path = format!("/api/v1/patrol/{kind}/a");
            let answer = administrator.json("PUT", &path, &body);
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (400, "body-unreadable")
            );
        }
    }
}

/// As its description has it: whoever made a token need not list all of them to know when.
#[test]
fn a_new_token_says_who_made_it_and_when() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let wish = json!({"name": "display", "role": "viewer"});
    let made = administrator.json("POST", "/api/v1/tokens", &wish).json();
    let listed = administrator.get("/api/v1/tokens").json()["tokens"][0].clone();
    for field in ["id", "name", "role", "created_by", "created", "expires"] {
        assert_eq!(made[field], listed[field], "{field}: {made}");
    }
    assert!(made["created_by"].is_string() && made["token"].is_string());
}
