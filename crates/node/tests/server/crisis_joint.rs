//! One evacuation by two nodes: a common frame, groups without names, one plan that both have, seats offered and claimed over
//! the link, names only of those with a seat on the partner's leg, registers compared and not shown.

use std::path::Path;

use serde_json::{Value, json};
use vigie_sea::Time;

use crate::{
    client::Client,
    exchange::{agree, holds, meet, nodes, policy},
    node::{Node, PASSWORD, until},
};

/// What the built-in exercise lets through, of crises.
fn kinds() -> String {
    let all = include_str!("../../src/partner/exercise_policy.toml");
    let at = all.find("# Between crisis rooms").unwrap();
    all[at..].to_owned()
}

pub(crate) fn officer(node: &Node, administrator: &Client) -> Client {
    let user = json!({"user": "consul", "password": PASSWORD, "role": "consular"});
    let made = administrator.json("POST", "/api/v1/users", &user);
    assert_eq!(made.status, 201);
    node.sign_in("consul")
}

pub(crate) fn id(number: u128) -> String {
    format!("{number:032x}")
}

pub(crate) fn hour(hours: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap().as_secs()).unwrap();
    Time::from_s(now + hours * 3_600).to_string()
}

pub(crate) fn leg(number: u128, owner: &str, hours: i64, open_to: &[&str]) -> Value {
    json!({
        "id": id(number), "name": format!("{owner}{number}"), "owner": owner, "mode": "air", "from": id(2), "to": id(3),
        "cutoff": hour(hours), "departure": hour(hours + 1), "arrival": hour(hours + 4), "seats": 6,
        "open_to": open_to, "cost": {"currency": "JPY", "minor": 600_000},
    })
}

pub(crate) fn transport(assembly: &str, legs: &[Value]) -> Value {
    json!({"own": "CA", "instance": {
        "start": hour(0), "slot_min": 60, "slots": 24, "partners": ["CA", "JP"],
        "assembly": [{"id": assembly, "name": "Manila school", "position": [121.0, 14.6], "bus_seats": vec![20; 24]}],
        "embarkation": [{"id": id(2), "name": "Clark", "position": [120.6, 15.2], "holding": 40}],
        "havens": [{"id": id(3), "name": "Naha", "position": [127.6, 26.2]}],
        "roads": [{"from": assembly, "to": id(2), "travel_min": 90}],
        "legs": legs, "groups": [],
    }})
}

pub(crate) fn add(
    officer: &Client,
    crisis: &str,
    place: &str,
    family: &str,
    passport: (&str, &str),
) -> String {
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let person = json!({
        "id": id(0), "names": [{"script": "latin", "family": family, "given": "Ann"}], "place": place, "source": "walk_in",
        "documents": [{"kind": "passport", "issuer": passport.0, "number": passport.1}],
    });
    let made = officer.json("POST", &at("persons"), &person);
    assert_eq!(made.status, 201, "{}", made.code());
    let person = made.json()["id"].as_str().unwrap().to_owned();
    deed(
        officer,
        crisis,
        &person,
        &json!({"act": "replied", "reply": "wants_out"}),
    );
    person
}

pub(crate) fn deed(officer: &Client, crisis: &str, person: &str, deed: &Value) {
    let wish = json!({"person": person, "deed": deed});
    let done = officer.json("POST", &format!("/api/v1/crises/{crisis}/deeds"), &wish);
    assert!(done.status < 300, "{}", done.code());
}

pub(crate) fn share(officer: &Client, crisis: &str, party: &str, what: &str) -> Value {
    let wish = json!({"party": party, "what": what, "purpose": "evacuation"});
    let done = officer.json("POST", &format!("/api/v1/crises/{crisis}/share"), &wish);
    assert_eq!(done.status, 200, "{what}: {}", done.code());
    done.json()
}

/// Two nodes whose agreement is about crises, each with an officer.
pub(crate) fn two(here: &Path, there: &Path) -> (Node, Node, Client, Client) {
    let (canada, japan, admin, other) = nodes(here, there, &[]);
    meet(&admin, &other);
    for (from, to, names) in [
        (&admin, &other, ("ca-ccg", "jp-jcg")),
        (&other, &admin, ("jp-jcg", "ca-ccg")),
    ] {
        let mut text = policy(names.0, names.1, 1, &kinds());
        let wider = text["text"]
            .as_str()
            .unwrap()
            .replace("\"fisheries\"", "\"evacuation\"");
        text["text"] = json!(wider);
        agree(from, to, names, &text);
    }
    let (ca, jp) = (officer(&canada, &admin), officer(&japan, &other));
    (canada, japan, ca, jp)
}

/// Opens a crisis with one assembly point; gives the ids of both.
pub(crate) fn open(officer: &Client, name: &str, place: (&str, [f64; 2])) -> (String, String) {
    let wish = json!({"name": name, "places": [{"name": place.0, "kind": "assembly", "position": place.1}]});
    let made = officer.json("POST", "/api/v1/crises", &wish).json();
    let crisis = made["id"].as_str().unwrap().to_owned();
    let board = officer.get(&format!("/api/v1/crises/{crisis}/board"));
    let place = board.json()["all_places"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    (crisis, place)
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one story from the frame to the manifest"
)]
fn two_nodes_plan_one_evacuation_and_only_names_on_the_partners_leg_leave() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, ca, jp) = two(here.path(), there.path());
    // Canada opens the crisis and says what carries people; Japan joins it with the same places.
    let (crisis, place) = open(&ca, "Luzon", ("Manila school", [121.0, 14.6]));
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let legs = [leg(7, "CA", 6, &["JP"])];
    assert_eq!(
        ca.json("PUT", &at("transport"), &transport(&place, &legs))
            .status,
        200
    );
    // What would leave is shown before it does.
    let look = json!({"party": "jp-jcg", "what": "frame", "purpose": "evacuation", "dry": true});
    let look = ca.json("POST", &at("share"), &look).json();
    assert_eq!(
        (&look["records"], &look["denied"]),
        (&json!(1), &json!(0)),
        "{look}"
    );
    assert_eq!(jp.get("/api/v1/crises/offered").json()["crises"], json!([]));
    share(&ca, &crisis, "jp-jcg", "frame");
    let offered = until(&jp, "/api/v1/crises/offered", |it| {
        it["crises"][0]["name"] == "Luzon"
    });
    assert_eq!(offered["crises"][0]["party"], "ca-ccg");
    let join = json!({"party": "ca-ccg", "crisis": crisis});
    let joined = jp.json("POST", "/api/v1/crises/join", &join);
    assert_eq!(joined.status, 201, "{}", joined.code());
    assert_eq!(
        jp.json("POST", "/api/v1/crises/join", &join).code(),
        "crisis-known"
    );
    assert_eq!(
        jp.get(&at("board")).json()["all_places"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    let told = jp.get(&at("transport")).json()["transport"].clone();
    assert_eq!(told["own"], "JP");

    // People of both, one of them registered by both.
    let tremblay = add(&ca, &crisis, &place, "TREMBLAY", ("CAN", "AB123456"));
    add(&ca, &crisis, &place, "GAGNON", ("CAN", "GH000001"));
    let sato = add(&jp, &crisis, &place, "SATO", ("JPN", "TK1234567"));
    add(&jp, &crisis, &place, "TREMBLAY-ITO", ("CAN", "AB 123456"));
    let wish = json!({"party": "jp-jcg"});
    let run = ca.json("POST", &at("matches"), &wish);
    assert_eq!(run.status, 201, "{}", run.code());
    let waiting = until(&jp, &at("matches"), |m| {
        m["matches"][0]["state"] == "waiting"
    });
    let answer = at(&format!(
        "matches/{}/answer",
        waiting["matches"][0]["id"].as_str().unwrap()
    ));
    assert_eq!(
        jp.json("POST", &answer, &json!({"answer": true})).status,
        204
    );
    let done = until(&ca, &at("matches"), |m| m["matches"][0]["state"] == "done");
    assert_eq!(done["matches"][0]["persons"], json!([tremblay]), "{done}");
    assert_eq!(done["matches"][0]["common"], 1);

    // Who has no document in both registers is found by name and date of birth, in any writing and order.
    let named = |script: &str, family: &str, given: &str, birth: &str| json!({"id": id(0), "names": [{"script": script, "family": family, "given": given}], "birth": birth, "source": "walk_in"});
    let register = |officer: &Client, person: &Value| {
        let made = officer.json("POST", &at("persons"), person);
        assert_eq!(made.status, 201, "{}", made.code());
        made.json()["id"].as_str().unwrap().to_owned()
    };
    let yuko = register(&ca, &named("mrz", "OHNO", "YUKO", "1984-02-29"));
    let roy = register(&ca, &named("latin", "Roy", "Ann Louise", "1990-05-01"));
    register(&ca, &named("latin", "Gagnon", "Marc", "1990-05-01"));
    register(&jp, &named("kana", "おおの", "ゆうこ", "1984-02-29"));
    register(&jp, &named("latin", "ANN", "ROY", "1990-05-01"));
    register(&jp, &named("latin", "Gagnon", "Marc", "1990-05-02"));
    let wish = json!({"party": "jp-jcg", "by": "names"});
    let run = ca.json("POST", &at("matches"), &wish);
    assert_eq!(run.status, 201, "{}", run.code());
    let waiting = until(&jp, &at("matches"), |m| {
        m["matches"][0]["state"] == "waiting" && m["matches"][0]["kind"] == "name-birth"
    });
    let answer = at(&format!(
        "matches/{}/answer",
        waiting["matches"][0]["id"].as_str().unwrap()
    ));
    let said = jp.json("POST", &answer, &json!({"answer": true}));
    assert_eq!(said.status, 204);
    let done = until(&ca, &at("matches"), |m| m["matches"][0]["state"] == "done");
    let found = done["matches"][0]["persons"].as_array().unwrap();
    assert_eq!(found.len(), 2, "{done}");
    assert!(found.contains(&json!(yuko)) && found.contains(&json!(roy)));
    assert!(!holds(there.path(), "OHNO") && !holds(here.path(), "YUKO"));
    // An erased person is in no comparison any more.
    let erased = ca.send("DELETE", &at(&format!("persons/{yuko}")), &[], b"");
    assert_eq!(erased.status, 200, "{}", erased.code());
    let left = ca.get(&at("matches")).json();
    assert_eq!(
        (
            &left["matches"][0]["persons"],
            &left["matches"][0]["common"]
        ),
        (&json!([roy]), &json!(1)),
        "{left}"
    );

    // Groups without names, then one plan for both.
    share(&jp, &crisis, "ca-ccg", "groups");
    until(&ca, &at("partners"), |it| {
        it["partners"].as_array().is_some_and(|all| all.is_empty())
            || it["partners"][0]["groups"].is_object()
    });
    share(&jp, &crisis, "ca-ccg", "frame");
    until(&ca, &at("partners"), |it| {
        it["partners"][0]["groups"]["people"] == 2 && it["partners"][0]["code"] == "JP"
    });
    share(&ca, &crisis, "jp-jcg", "groups");
    let made = ca.json("POST", &at("plan"), &json!({}));
    assert_eq!(made.status, 201, "{}", made.code());
    let plan = made.json();
    assert_eq!(
        (&plan["lifted"], &plan["violations"]),
        (&json!(4), &json!([])),
        "{plan}"
    );
    assert_eq!(plan["legs"][0]["partners"], json!({"CA": 2, "JP": 2}));
    share(&ca, &crisis, "jp-jcg", "plan");
    until(&jp, &at("partners"), |it| {
        it["partners"][0]["plan"]["lifted"] == 4
    });
    let adopted = jp.json("POST", &at("plan/adopt"), &json!({"party": "ca-ccg"}));
    assert_eq!(adopted.status, 201, "{}", adopted.code());
    assert_eq!(
        (&adopted.json()["lifted"], &adopted.json()["violations"]),
        (&json!(4), &json!([]))
    );
    let manifest = jp.get(&at(&format!("manifests/{}", id(7)))).json();
    assert!(manifest.to_string().contains("SATO") && !manifest.to_string().contains("GAGNON"));
    // A check-in desk over there can board them on it.
    let pack = jp.get(&at("pack")).json();
    let legs = pack["legs"].as_array().unwrap();
    assert!(
        legs.iter().any(|leg| leg["id"] == json!(id(7))),
        "{}",
        pack["legs"]
    );

    // Canada's manifest knows Japan's people as groups only, until Japan tells the names of those with a seat.
    let before = ca
        .get(&at(&format!("manifests/{}", id(7))))
        .json()
        .to_string();
    assert!(before.contains("TREMBLAY") && !before.contains("SATO"));
    let names =
        json!({"party": "ca-ccg", "what": "manifest", "leg": id(7), "purpose": "evacuation"});
    assert_eq!(
        jp.json("POST", &at("share"), &names).json()["released"],
        0,
        "nobody has a seat yet"
    );
    deed(
        &jp,
        &crisis,
        &sato,
        &json!({"act": "offered", "leg": id(7)}),
    );
    deed(
        &jp,
        &crisis,
        &sato,
        &json!({"act": "accepted", "leg": id(7)}),
    );
    assert_eq!(jp.json("POST", &at("share"), &names).json()["released"], 1);
    until(&ca, &at("partners"), |it| it["partners"][0]["lines"] == 1);
    let after = ca.get(&at(&format!("manifests/{}", id(7)))).json();
    let theirs = after["groups"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["partner"] == "JP");
    let told: Vec<&Value> = theirs.filter(|it| it["members"][0].is_object()).collect();
    assert_eq!(told.len(), 1, "{after}");
    assert_eq!(told[0]["members"][0]["names"][0]["family"], "SATO");
    // The watch floor sees that something of persons came, and no name; no proof shows one.
    let admin = canada.sign_in("admin");
    let shared = admin.get("/api/v1/shared").json();
    let copies = shared["copies"].as_array().unwrap();
    // Of all kinds that an evacuation shares, nothing is more than the agreement says.
    let beyond = copies.iter().filter(|it| it["beyond"] != json!([]));
    assert_eq!(beyond.collect::<Vec<_>>(), Vec::<&Value>::new());
    let line = copies.iter().find(|it| it["kind"] == "manifest-line");
    assert_eq!(line.unwrap()["body"], json!({}));
    assert!(!shared.to_string().contains("SATO"));
    for name in ["TREMBLAY-ITO", "GAGNON"] {
        let folder = if name == "GAGNON" {
            there.path()
        } else {
            here.path()
        };
        assert!(!holds(folder, name), "{name} never left");
    }
    // Names are sealed on both disks.
    assert!(!holds(here.path(), "SATO") && !holds(there.path(), "SATO"));
    assert!(!holds(here.path(), "AB123456") && !holds(there.path(), "AB123456"));

    // Seats over the link: offered, claimed, confirmed, given back, and what was not claimed comes back to the owner.
    let free = 6 - 2;
    let offer = json!({"leg": id(7), "to": "JP", "seats": free, "expires": hour(5)});
    let book = ca.json("POST", &at("offers"), &offer);
    assert_eq!(book.status, 201, "{}", book.code());
    assert_eq!(book.json()["told"], 1, "{:?}", book.json());
    until(&jp, &at("partners"), |it| {
        it["partners"][0]["offers"][0]["open"] == json!([free, 0])
    });
    let claim = json!({"party": "ca-ccg", "leg": id(7), "offer": 1, "seats": 3});
    let asked = jp.json("POST", &at("own-claims"), &claim);
    assert_eq!(asked.status, 201, "{}", asked.code());
    until(&jp, &at("partners"), |it| {
        it["claims"][0]["state"] == "confirmed"
    });
    until(&jp, &at("partners"), |it| {
        it["partners"][0]["offers"][0]["open"] == json!([free - 3, 0])
    });
    let more = json!({"party": "ca-ccg", "leg": id(7), "offer": 1, "seats": 2});
    assert_eq!(
        jp.json("POST", &at("own-claims"), &more).code(),
        "seat-refused-too-many"
    );
    let back = json!({"party": "ca-ccg", "leg": id(7), "number": 1, "seats": 2});
    assert_eq!(
        jp.json("POST", &at("own-claims/give-back"), &back).status,
        200
    );
    until(&ca, &at("offers"), |it| {
        it["books"][0]["held"]["JP"] == json!([1, 0])
    });
    let accounts = ca.get(&at("accounts")).json();
    assert_eq!(accounts["balances"][0]["from"], "JP", "{accounts}");
    assert!(canada.stop() && japan.stop());
}

#[test]
fn a_contingency_plan_has_versions_and_is_compared_with_the_partners() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, ca, jp) = two(here.path(), there.path());
    let plan = "/api/v1/plan-book/PH-LUZON";
    let entry = |key: &str, quantity: u32, lon: f64| json!({"kind": "embarkation", "key": key, "name": key, "owner": "PH", "position": [lon, 14.5], "quantity": quantity});
    let wish = |from: u32, entries: Vec<Value>| json!({"name": "Luzon", "country": "PH", "entries": entries, "from": from});
    let viewer = canada.sign_in("admin");
    assert_eq!(viewer.json("PUT", plan, &wish(0, vec![])).status, 403);
    let first = ca.json("PUT", plan, &wish(0, vec![entry("RPLL", 500, 121.0)]));
    assert_eq!(first.status, 201, "{}", first.code());
    let twice = ca.json(
        "PUT",
        plan,
        &wish(1, vec![entry("A", 1, 0.0), entry("A", 2, 0.0)]),
    );
    assert_eq!(twice.status, 400);
    assert_eq!(
        ca.json("PUT", plan, &wish(0, vec![])).code(),
        "plan-book-newer"
    );
    let pledge =
        json!({"kind": "pledge", "key": "bus", "name": "Buses", "owner": "CA", "quantity": 5});
    let second = ca.json(
        "PUT",
        plan,
        &wish(1, vec![entry("RPLL", 400, 121.0), pledge]),
    );
    assert_eq!(
        (second.status, &second.json()["pledged"][0]["sum"]),
        (201, &json!(5))
    );
    let own = viewer.get(&format!("{plan}/difference?right=1")).json();
    assert_eq!(own["differences"].as_array().unwrap().len(), 2, "{own}");
    let wanted = json!({"party": "jp-jcg", "purpose": "evacuation"});
    let shared = ca.json("POST", &format!("{plan}/share"), &wanted);
    assert_eq!(shared.status, 200, "{}", shared.code());
    let told = until(&jp, "/api/v1/plan-book", |it| {
        it["partners"][0]["version"] == 2
    });
    assert_eq!(told["partners"][0]["by"], "");
    assert_eq!(
        jp.json("PUT", plan, &wish(0, vec![entry("RPLL", 400, 121.5)]))
            .status,
        201
    );
    let between = jp.get(&format!("{plan}/difference?party=ca-ccg")).json();
    let what: Vec<&Value> = between["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["what"])
        .collect();
    assert_eq!(
        what,
        [&json!("position"), &json!("only-right")],
        "{between}"
    );
    assert!(canada.stop() && japan.stop());
}
