//! Who may do what: every route of the table with every role, and the ways in.

use std::{io::Read as _, time::Duration};

use serde_json::json;

use crate::{
    client::Client,
    node::{Node, PASSWORD},
};

const ROLES: [&str; 4] = ["viewer", "analyst", "watch_officer", "administrator"];

/// Method, path, least role (0 viewer to 3 administrator). A request that is let in may still be refused for its
/// content; it must not be refused for the role.
const ROUTES: &[(&str, &str, usize)] = &[
    ("GET", "/metrics", 0),
    ("GET", "/api/v1/openapi.json", 0),
    ("GET", "/api/v1/status", 0),
    ("GET", "/api/v1/list", 0),
    ("GET", "/api/v1/list.csv", 0),
    ("GET", "/api/v1/list.geojson", 0),
    ("GET", "/api/v1/list.xlsx", 0),
    ("GET", "/api/v1/list.parquet", 0),
    ("GET", "/api/v1/vessels", 0),
    ("GET", "/api/v1/vessels/1", 0),
    ("GET", "/api/v1/vessels/1/track", 0),
    ("GET", "/api/v1/events", 0),
    ("GET", "/api/v1/events/none", 0),
    ("GET", "/api/v1/positions", 0),
    ("GET", "/api/v1/areas", 0),
    ("GET", "/api/v1/lists", 0),
    ("GET", "/api/v1/feeds", 0),
    ("GET", "/api/v1/quarantine", 0),
    ("GET", "/api/v1/quarantine.log", 0),
    ("GET", "/api/v1/report/presence", 0),
    ("GET", "/api/v1/report/presence.csv", 0),
    ("GET", "/api/v1/rules", 0),
    ("GET", "/api/v1/settings", 0),
    ("GET", "/api/v1/outcomes", 0),
    ("GET", "/api/v1/outcomes/labels", 1),
    ("GET", "/api/v1/rules/changes", 0),
    ("GET", "/api/v1/rules/changes/none", 0),
    ("POST", "/api/v1/rules/changes", 1),
    ("POST", "/api/v1/rules/changes/none/answer", 2),
    ("GET", "/api/v1/patrol", 0),
    ("GET", "/api/v1/patrol/assets", 0),
    ("GET", "/api/v1/patrol/tasks", 0),
    ("GET", "/api/v1/patrol/plans", 0),
    ("GET", "/api/v1/patrol/plans/none", 0),
    ("GET", "/api/v1/patrol/plans/none/sailed", 0),
    ("GET", "/api/v1/patrol/plans/none/sailed.csv", 0),
    ("GET", "/api/v1/patrol/tracks", 0),
    ("PUT", "/api/v1/patrol/assets/none/mmsi", 1),
    ("PUT", "/api/v1/patrol/assets/none/tracks/none", 1),
    ("DELETE", "/api/v1/patrol/assets/none/tracks/none", 1),
    ("GET", "/api/v1/patrol/reports", 0),
    ("PUT", "/api/v1/patrol/assets/none", 1),
    ("DELETE", "/api/v1/patrol/tasks/none", 1),
    ("POST", "/api/v1/patrol/plans/none/amend", 1),
    ("POST", "/api/v1/patrol/plans/none/stop", 1),
    ("POST", "/api/v1/patrol/reports", 1),
    ("POST", "/api/v1/patrol/searches", 1),
    ("PUT", "/api/v1/patrol/settings", 2),
    ("PUT", "/api/v1/patrol/assets/none/service", 2),
    ("POST", "/api/v1/patrol/plans/none/replan", 2),
    ("PUT", "/api/v1/patrol/plans/none/status", 2),
    ("PUT", "/api/v1/patrol/plans/none/orders/none", 2),
    ("GET", "/api/v1/patrol/plans/none/terms", 0),
    ("PUT", "/api/v1/patrol/plans/none/terms", 2),
    ("DELETE", "/api/v1/patrol/plans/none/terms", 2),
    ("GET", "/api/v1/patrol/fleet", 0),
    ("POST", "/api/v1/patrol/fleet", 1),
    ("PUT", "/api/v1/patrol/joint/none/draft", 1),
    ("GET", "/api/v1/patrol/registers", 0),
    ("PUT", "/api/v1/patrol/registers/none", 1),
    ("GET", "/ogc", 0),
    ("GET", "/ogc/collections/vessels/items", 0),
    ("GET", "/api/v1/warnings", 0),
    ("GET", "/api/v1/warnings/none", 0),
    ("GET", "/api/v1/threats", 0),
    ("GET", "/api/v1/threats/none", 0),
    ("GET", "/taxii2/", 0),
    ("POST", "/api/v1/areas", 1),
    ("POST", "/api/v1/threats", 1),
    ("POST", "/taxii2/vigie/collections/none/objects/", 1),
    ("GET", "/api/v1/taxii/sources", 1),
    ("POST", "/api/v1/taxii/pulled", 1),
    ("POST", "/api/v1/partners/none/positions", 2),
    ("POST", "/api/v1/taxii/outgoing", 2),
    ("DELETE", "/api/v1/areas/none", 1),
    ("POST", "/api/v1/lists?kind=iuu", 1),
    ("DELETE", "/api/v1/lists/none", 1),
    ("GET", "/api/v1/notices", 0),
    ("GET", "/api/v1/report/notices", 0),
    ("POST", "/api/v1/notices", 1),
    ("DELETE", "/api/v1/notices/none", 1),
    ("POST", "/api/v1/events/none/review", 2),
    ("POST", "/api/v1/feeds", 2),
    ("POST", "/api/v1/warnings", 2),
    ("DELETE", "/api/v1/feeds/99", 2),
    ("GET", "/api/v1/users", 3),
    ("POST", "/api/v1/users", 3),
    ("PATCH", "/api/v1/users/none", 3),
    ("GET", "/api/v1/tokens", 3),
    ("DELETE", "/api/v1/tokens/99", 3),
    ("GET", "/api/v1/audit", 3),
    ("PUT", "/api/v1/settings", 3),
    ("GET", "/api/v1/partners", 0),
    ("GET", "/api/v1/releases", 0),
    ("GET", "/api/v1/releases/waiting", 2),
    ("PUT", "/api/v1/releases/label", 2),
    ("GET", "/api/v1/shared", 0),
    ("GET", "/api/v1/shared/areas", 0),
    ("GET", "/api/v1/shared/none/1", 0),
    ("GET", "/api/v1/declared", 0),
    ("POST", "/api/v1/releases/jp-jcg/1/consent", 2),
    ("POST", "/api/v1/patrols", 2),
    ("DELETE", "/api/v1/patrols/none", 2),
    ("GET", "/api/v1/matches", 2),
    ("POST", "/api/v1/matches", 2),
    ("POST", "/api/v1/matches/none/answer", 2),
    ("DELETE", "/api/v1/partners/jp-jcg", 3),
    ("PUT", "/api/v1/scopes/storm", 3),
    ("GET", "/api/v1/keys", 3),
    ("POST", "/api/v1/keys/rotate", 3),
    ("POST", "/api/v1/keys/link", 3),
    ("POST", "/api/v1/keys/none/revoke", 3),
];

fn token(administrator: &Client, role: &str) -> Client {
    let answer = administrator.json(
        "POST",
        "/api/v1/tokens",
        &json!({"name": role, "role": role}),
    );
    assert_eq!(answer.status, 201);
    let token = answer.json()["token"].as_str().unwrap().to_owned();
    Client {
        port: administrator.port,
        token: Some(token),
        ..Client::default()
    }
}

#[test]
fn every_route_asks_for_its_role() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let holders = ROLES.map(|role| token(&administrator, role));
    for &(method, path, least) in ROUTES {
        let nobody = node.anyone().send(method, path, &[], b"");
        assert_eq!(
            (nobody.status, nobody.code().as_str()),
            (401, "sign-in-needed"),
            "{method} {path}"
        );
        for (rank, holder) in holders.iter().enumerate() {
            let answer = holder.send(method, path, &[], b"");
            if rank < least {
                assert_eq!(answer.status, 403, "{method} {path} {}", ROLES[rank]);
                assert_eq!(answer.code(), "role-too-low");
            } else {
                assert!(
                    ![401, 403].contains(&answer.status),
                    "{method} {path} {}",
                    ROLES[rank]
                );
            }
        }
    }
    assert!(node.stop(), "a polite stop ends well");
}

#[test]
fn the_set_up_link_works_once_and_nothing_works_before() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let session = node.anyone().get("/api/v1/session").json();
    assert_eq!(
        session,
        json!({"user": null, "setup_needed": true, "realm": "live"})
    );
    let wrong = json!({"token": "0".repeat(64), "user": "eve", "password": PASSWORD});
    assert_eq!(
        node.anyone().json("POST", "/api/v1/setup", &wrong).code(),
        "setup-token-wrong"
    );
    let weak = json!({"token": node.setup.clone().unwrap(), "user": "admin", "password": "short"});
    assert_eq!(
        node.anyone().json("POST", "/api/v1/setup", &weak).code(),
        "password-too-weak"
    );
    let administrator = node.administrator();
    let again = json!({"token": node.setup.clone().unwrap(), "user": "eve", "password": PASSWORD});
    assert_eq!(
        node.anyone().json("POST", "/api/v1/setup", &again).status,
        403
    );
    let session = administrator.get("/api/v1/session").json();
    assert_eq!(
        (session["user"].as_str(), session["role"].as_str()),
        (Some("admin"), Some("administrator"))
    );
    let log = node.log();
    assert!(!log.contains(PASSWORD) && !log.contains(node.setup.as_deref().unwrap()));
}

#[test]
fn a_page_from_elsewhere_can_do_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let user = json!({"user": "u", "password": PASSWORD, "role": "viewer"});
    let without_csrf = Client {
        csrf: None,
        ..administrator.clone()
    };
    assert_eq!(
        without_csrf.json("POST", "/api/v1/users", &user).code(),
        "csrf-missing"
    );
    let foreign = [
        ("content-type", "application/json"),
        ("origin", "http://evil.example"),
    ];
    let body = user.to_string();
    let answer = administrator.send("POST", "/api/v1/users", &foreign, body.as_bytes());
    assert_eq!(answer.code(), "origin-foreign");
    let rebound = node
        .anyone()
        .send("GET", "/api/v1/session", &[("host", "evil.example")], b"");
    assert_eq!(
        (rebound.status, rebound.code().as_str()),
        (421, "host-unknown")
    );
    let page = node.anyone().get("/");
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("default-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(node.anyone().get("/api/v1/nothing").status, 404);
    assert_eq!(node.anyone().get("/%2e%2e/ledger.sqlite").status, 404);
}

#[test]
fn accounts_sessions_and_tokens_end_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let user = json!({"user": "渡辺", "password": PASSWORD, "role": "viewer"});
    assert_eq!(
        administrator.json("POST", "/api/v1/users", &user).status,
        201
    );
    assert_eq!(
        administrator.json("POST", "/api/v1/users", &user).status,
        409
    );
    let viewer = node.sign_in("渡辺");
    assert_eq!(viewer.get("/api/v1/status").status, 200);
    let path = "/api/v1/users/%E6%B8%A1%E8%BE%BA";
    let disabled = administrator.json("PATCH", path, &json!({"disabled": true}));
    assert_eq!(disabled.status, 200);
    assert_eq!(viewer.get("/api/v1/status").status, 401);
    let last = administrator.json("PATCH", "/api/v1/users/admin", &json!({"role": "viewer"}));
    assert_eq!(
        (last.status, last.code().as_str()),
        (409, "last-administrator")
    );
    let holder = token(&administrator, "viewer");
    assert_eq!(holder.get("/api/v1/status").status, 200);
    assert_eq!(
        administrator
            .send("DELETE", "/api/v1/tokens/1", &[], b"")
            .status,
        204
    );
    assert_eq!(holder.get("/api/v1/status").status, 401);
    assert_eq!(
        administrator
            .send("DELETE", "/api/v1/session", &[], b"")
            .status,
        204
    );
    assert_eq!(administrator.get("/api/v1/status").status, 401);
    let audit = node.sign_in("admin").get("/api/v1/audit").json();
    assert_eq!(audit["intact"], true);
    let actions: Vec<&str> = audit["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["action"].as_str().unwrap())
        .collect();
    for action in [
        "setup-done",
        "user-added",
        "user-changed",
        "token-added",
        "token-removed",
        "signed-out",
    ] {
        assert!(actions.contains(&action), "{action} in {actions:?}");
    }
}

#[test]
fn guessing_a_password_has_to_wait() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    node.administrator();
    let wrong = json!({"user": "admin", "password": "not the one"});
    for _ in 0..5 {
        let answer = node.anyone().json("POST", "/api/v1/session", &wrong);
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "sign-in-wrong")
        );
    }
    let answer = node.anyone().json("POST", "/api/v1/session", &wrong);
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (429, "too-many-tries")
    );
    assert!(answer.header("retry-after").is_some());
}

#[test]
fn guesses_sent_all_at_once_wait_too() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    node.administrator();
    let wrong = json!({"user": "admin", "password": "not the one"});
    let tries: Vec<_> = (0..60)
        .map(|_| {
            let (anyone, wrong) = (node.anyone(), wrong.clone());
            std::thread::spawn(move || anyone.json("POST", "/api/v1/session", &wrong).status)
        })
        .collect();
    let answers: Vec<u16> = tries.into_iter().map(|t| t.join().unwrap()).collect();
    let count = |status| answers.iter().filter(|s| **s == status).count();
    assert_eq!(count(401) + count(429), 60, "{answers:?}");
    assert!(count(401) < 20, "{answers:?}");
}

#[test]
fn who_is_disabled_while_the_password_changes_stays_disabled() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    for round in 0..8 {
        let name = format!("user{round}");
        let user = json!({"user": name, "password": PASSWORD, "role": "viewer"});
        assert_eq!(
            administrator.json("POST", "/api/v1/users", &user).status,
            201
        );
        let path = format!("/api/v1/users/{name}");
        let (other, there) = (administrator.clone(), path.clone());
        let slow = std::thread::spawn(move || {
            let wish = json!({"password": "a quite new one"});
            other.json("PATCH", &there, &wish).status
        });
        std::thread::sleep(Duration::from_millis(4));
        let disabled = administrator.json("PATCH", &path, &json!({"disabled": true}));
        assert_eq!((disabled.status, slow.join().unwrap()), (200, 200));
        let users = administrator.get("/api/v1/users").json();
        let all = users["users"].as_array().unwrap();
        let row = all.iter().find(|u| u["user"] == name.as_str()).unwrap();
        assert_eq!(row["disabled"], true, "round {round}");
    }
}

#[test]
fn a_stream_ends_with_the_token_that_opened_it() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let holder = token(&administrator, "viewer");
    let mut streams = ["/api/v1/stream", "/api/v1/positions/stream"].map(|p| holder.stream(p, &[]));
    let removed = administrator.send("DELETE", "/api/v1/tokens/1", &[], b"");
    assert_eq!(removed.status, 204);
    for stream in &mut streams {
        // Within a beat of fifteen seconds; reading gives up after sixty.
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
    }
}

#[test]
fn a_browser_keeps_neither_names_nor_the_value_of_changes() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    for path in ["/api/v1/session", "/api/v1/crises"] {
        let answer = administrator.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("etag"), None, "{path}");
    }
    let rules = administrator.get("/api/v1/rules");
    assert_eq!(rules.header("cache-control"), Some("private, no-cache"));
}

/// Keys and registers are no feed: what cannot be read of a feed is shown to everyone.
#[test]
fn the_nodes_own_files_are_no_feed() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let own = folder.path().join("live");
    for place in [own.join("ledger.sqlite"), own, folder.path().to_owned()] {
        let wish = json!({"address": place.to_str().unwrap(), "format": "nmea"});
        let answer = administrator.json("POST", "/api/v1/feeds", &wish);
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "feed-address-unknown"),
            "{}",
            place.display()
        );
    }
    let feeds = administrator.get("/api/v1/feeds").json();
    assert_eq!(feeds["feeds"], json!([]));
}
