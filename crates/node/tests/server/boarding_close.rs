//! The door of a leg over HTTP: closed with what partners' people were counted, told to the partner, opened again; safe havens
//! that take so many; places renamed and removed.

use serde_json::{Value, json};

use crate::{
    client::Client,
    crisis_joint::{add, deed, hour, id, leg, open, share, transport, two},
    node::{Node, member, until},
};

/// A crisis with one leg of Canada's and the people of these names, all with a seat by the plan.
fn planned(officer: &Client, families: &[&str]) -> (String, Vec<String>) {
    let (crisis, place) = open(officer, "Luzon", ("Manila school", [121.0, 14.6]));
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let legs = [leg(7, "CA", 6, &["JP"])];
    let kept = officer.json("PUT", &at("transport"), &transport(&place, &legs));
    assert_eq!(kept.status, 200, "{}", kept.code());
    let number = |at: usize| format!("AB00000{at}");
    let people = families.iter().enumerate();
    let people = people.map(|(at, name)| add(officer, &crisis, &place, name, ("CAN", &number(at))));
    let people: Vec<String> = people.collect();
    let made = officer.json("POST", &at("plan"), &json!({}));
    assert_eq!(made.status, 201, "{}", made.code());
    assert_eq!(made.json()["not_lifted"], 0);
    (crisis, people)
}

fn names(lines: &Value) -> Vec<&str> {
    let lines = lines.as_array().unwrap().iter();
    let mut all: Vec<&str> = lines
        .filter_map(|it| it["names"][0]["family"].as_str())
        .collect();
    all.sort_unstable();
    all
}

/// When boarding of the leg was closed, as a check-in device is told.
fn shut_ms(client: &Client, crisis: &str) -> Value {
    let pack = client.get(&format!("/api/v1/crises/{crisis}/pack")).json();
    assert_eq!(pack["realm"], "live");
    let mut legs = pack["legs"].as_array().unwrap().iter();
    let leg = legs.find(|it| it["id"] == id(7));
    let leg = leg.unwrap_or_else(|| panic!("{pack}"));
    assert!(leg.get("boarding_closed_ms").is_some(), "{leg}");
    leg["boarding_closed_ms"].clone()
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one story from the first scan to the accounts"
)]
fn boarding_is_closed_no_shows_are_planned_again_and_unused_seats_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let viewer = member(&node, &administrator, "viewer");
    let (crisis, people) = planned(&officer, &["TREMBLAY", "GAGNON", "ROY"]);
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let door = |rest: &str| at(&format!("manifests/{}/{rest}", id(7)));
    // A partner holds two of three seats that it was offered.
    let offer = json!({"leg": id(7), "to": "JP", "seats": 3, "expires": hour(5)});
    assert_eq!(officer.json("POST", &at("offers"), &offer).status, 201);
    let claim =
        json!({"from": "JP", "number": 1, "leg": id(7), "offer": 1, "seats": 2, "stretchers": 0});
    officer.json("POST", &at("claims"), &claim);
    for person in &people[..2] {
        deed(
            &officer,
            &crisis,
            person,
            &json!({"act": "boarded", "leg": id(7)}),
        );
    }
    for seen in ["boarding", "close", "reopen"] {
        let asked = match seen {
            "boarding" => viewer.get(&door(seen)),
            _ => viewer.json("POST", &door(seen), &json!({"reason": "x"})),
        };
        assert_eq!(asked.status, 403, "{seen}");
    }
    assert_eq!(shut_ms(&officer, &crisis), Value::Null);
    let before = officer.get(&door("boarding")).json();
    assert_eq!(names(&before["aboard"]), ["GAGNON", "TREMBLAY"]);
    assert_eq!(names(&before["waiting"]), ["ROY"]);
    assert_eq!(before["partners"]["JP"]["held"], json!([2, 0]));
    assert_eq!(
        (&before["closing"], &before["families"]),
        (&Value::Null, &json!([]))
    );
    let refused = |wish: &Value| officer.json("POST", &door("close"), wish).code();
    assert_eq!(refused(&json!({"at": hour(1)})), "boarding-close-time");
    assert_eq!(
        refused(&json!({"partners": {"XX": [1, 0]}})),
        "boarding-partner-unknown"
    );
    let reopened = json!({"reason": "one more at the gate"});
    let early = officer.json("POST", &door("reopen"), &reopened);
    assert_eq!(
        (early.status, early.code().as_str()),
        (409, "boarding-not-closed")
    );

    let closed = officer.json("POST", &door("close"), &json!({"partners": {"JP": [1, 0]}}));
    assert_eq!(closed.status, 200, "{}", closed.code());
    let closed = closed.json();
    let paper = &closed["closing"];
    assert_eq!(names(&paper["aboard"]), ["GAGNON", "TREMBLAY"]);
    assert_eq!(names(&paper["absent"]), ["ROY"]);
    assert_eq!(
        (&paper["empty"], &paper["intact"]),
        (&json!([3, 0]), &json!(true))
    );
    let back: u64 = closed["back"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["seats"].as_u64())
        .sum();
    assert_eq!(
        back, 2,
        "one that nobody claimed, one that nobody used: {closed}"
    );
    let book = officer.get(&at("offers")).json()["books"][0].clone();
    assert_eq!(
        (&book["own"], &book["held"]["JP"], &book["free"]),
        (&json!([2, 0]), &json!([1, 0]), &json!([3, 0]))
    );
    assert_eq!(book["offers"][0]["offer"]["state"], "released");
    assert_eq!(
        officer.json("POST", &at("offers"), &offer).code(),
        "seat-not-free"
    );
    assert_eq!(refused(&json!({})), "boarding-is-closed");
    // Devices that come by learn it, and warn at the leg.
    assert_eq!(shut_ms(&officer, &crisis), paper["closed_ms"]);
    // Who holds a seat until the door shuts answers for it; carried is who went.
    let line = viewer.get(&at("accounts")).json()["lines"][0].clone();
    assert_eq!(
        (&line["held"], &line["carried"]),
        (&json!(2), &json!(1)),
        "{line}"
    );

    // The no-show counts as nobody known and is left for another leg, of which there is none.
    let board = viewer.get(&at("board")).json();
    assert_eq!(
        (
            &board["funnel"]["embarked"],
            &board["funnel"]["unaccounted"]
        ),
        (&json!(2), &json!(1))
    );
    let plan = officer.json("POST", &at("plan"), &json!({})).json();
    assert_eq!(
        (&plan["lifted"], &plan["not_lifted"], &plan["violations"]),
        (&json!(2), &json!(1), &json!([])),
        "{plan}"
    );
    assert_eq!(plan["legs"][0]["status"], "closed");

    // The final manifest is on the sheet and in the table.
    let manifest = officer.get(&at(&format!("manifests/{}", id(7)))).json();
    assert_eq!(manifest["closing"]["digest"], paper["digest"]);
    let told = officer.get(&door("manifest.csv"));
    let table = String::from_utf8_lossy(&told.body).into_owned();
    assert_eq!(
        table.lines().filter(|it| it.ends_with(",aboard")).count(),
        2,
        "{table}"
    );

    // A scan that comes late is kept, and said with both times.
    deed(
        &officer,
        &crisis,
        &people[2],
        &json!({"act": "boarded", "leg": id(7)}),
    );
    let late = officer.get(&door("boarding")).json()["late"].clone();
    assert_eq!(
        (names(&late), &late[0]["kind"]),
        (vec!["ROY"], &json!("late_aboard"))
    );
    assert!(
        late[0]["scanned_ms"].as_i64() >= late[0]["closed_ms"].as_i64(),
        "{late}"
    );
    assert_eq!(viewer.get(&at("board")).json()["conflicts_open"], 1);
    let again = officer.json("POST", &door("reopen"), &reopened);
    assert_eq!(again.status, 200, "{}", again.code());
    assert_eq!(viewer.get(&at("board")).json()["conflicts_open"], 0);
    assert_eq!(shut_ms(&officer, &crisis), Value::Null);
    let again = officer
        .json("POST", &door("close"), &json!({"partners": {"JP": [1, 0]}}))
        .json();
    assert_eq!(
        names(&again["closing"]["aboard"]),
        ["GAGNON", "ROY", "TREMBLAY"]
    );
    assert_eq!(
        again["closing"]["undone"][0]["reopened"]["reason"],
        "one more at the gate"
    );
    let noted = administrator
        .get("/api/v1/audit?limit=1000")
        .json()
        .to_string();
    for action in ["boarding-seen", "boarding-closed", "boarding-reopened"] {
        assert!(noted.contains(action), "{action}");
    }
    assert!(node.stop());
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one story from the frame to the partner's own closing"
)]
fn the_partner_hears_of_its_own_people_and_closes_for_them() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, ca, jp) = two(here.path(), there.path());
    let (crisis, place) = open(&ca, "Luzon", ("Manila school", [121.0, 14.6]));
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let door = |rest: &str| at(&format!("manifests/{}/{rest}", id(7)));
    let legs = [leg(7, "CA", 6, &["JP"])];
    ca.json("PUT", &at("transport"), &transport(&place, &legs));
    share(&ca, &crisis, "jp-jcg", "frame");
    until(&jp, "/api/v1/crises/offered", |it| {
        it["crises"][0]["name"] == "Luzon"
    });
    let join = json!({"party": "ca-ccg", "crisis": crisis});
    assert_eq!(jp.json("POST", "/api/v1/crises/join", &join).status, 201);
    let gagnon = add(&ca, &crisis, &place, "GAGNON", ("CAN", "GH000001"));
    let sato = add(&jp, &crisis, &place, "SATO", ("JPN", "TK1234567"));
    let ito = add(&jp, &crisis, &place, "ITO", ("JPN", "TK7654321"));
    share(&jp, &crisis, "ca-ccg", "frame");
    share(&jp, &crisis, "ca-ccg", "groups");
    until(&ca, &at("partners"), |it| {
        it["partners"][0]["groups"]["people"] == 2 && it["partners"][0]["code"] == "JP"
    });
    share(&ca, &crisis, "jp-jcg", "groups");
    assert_eq!(ca.json("POST", &at("plan"), &json!({})).json()["lifted"], 3);
    share(&ca, &crisis, "jp-jcg", "plan");
    until(&jp, &at("partners"), |it| {
        it["partners"][0]["plan"]["lifted"] == 3
    });
    let adopted = jp.json("POST", &at("plan/adopt"), &json!({"party": "ca-ccg"}));
    assert_eq!(adopted.status, 201, "{}", adopted.code());
    for person in [&sato, &ito] {
        deed(
            &jp,
            &crisis,
            person,
            &json!({"act": "accepted", "leg": id(7)}),
        );
    }
    deed(
        &jp,
        &crisis,
        &sato,
        &json!({"act": "boarded", "leg": id(7)}),
    );
    deed(
        &ca,
        &crisis,
        &gagnon,
        &json!({"act": "boarded", "leg": id(7)}),
    );
    let names_told =
        json!({"party": "ca-ccg", "what": "manifest", "leg": id(7), "purpose": "evacuation"});
    assert_eq!(
        jp.json("POST", &at("share"), &names_told).json()["released"],
        2
    );
    let told = until(&ca, &door("boarding"), |it| {
        it["partners"]["JP"]["told"] == 2
    });
    assert_eq!(told["partners"]["JP"]["embarked"], json!([1, 0]), "{told}");
    // Whose leg it is closes it first.
    assert_eq!(
        jp.json("POST", &door("close"), &json!({})).code(),
        "boarding-owner-first"
    );
    let closed = ca.json("POST", &door("close"), &json!({}));
    assert_eq!(closed.status, 200, "{}", closed.code());
    let closed = closed.json();
    assert_eq!(
        (&closed["partners_told"], &closed["partners_untold"]),
        (&json!(1), &json!(0)),
        "{closed}"
    );
    assert_eq!(closed["closing"]["partners"]["JP"]["aboard"], json!([1, 0]));
    let heard = until(&jp, &door("boarding"), |it| {
        it["told"]["closing"]["open"] == false
    });
    let word = &heard["told"]["closing"];
    assert_eq!(word["digest"], closed["closing"]["digest"]);
    assert_eq!(word["people"].as_array().unwrap().len(), 2);
    assert!(
        !heard["told"].to_string().contains("GAGNON"),
        "nobody of the owner's is told"
    );
    // Its devices warn by the owner's word, before it says its own.
    assert_eq!(shut_ms(&jp, &crisis), closed["closing"]["closed_ms"]);
    // What Japan plans from now on uses no seat of it, and its own no-show is its own to say.
    let own = jp.json("POST", &door("close"), &json!({}));
    assert_eq!(own.status, 200, "{}", own.code());
    let own = own.json();
    assert_eq!(
        (
            names(&own["closing"]["aboard"]),
            names(&own["closing"]["absent"])
        ),
        (vec!["SATO"], vec!["ITO"])
    );
    assert_eq!(
        own["closing"]["closed_ms"], closed["closing"]["closed_ms"],
        "by the owner's word"
    );
    let plan = jp.json("POST", &at("plan"), &json!({})).json();
    assert_eq!(plan["violations"], json!([]), "{plan}");
    let of_leg = plan["legs"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == id(7));
    assert_eq!(of_leg.unwrap()["status"], "closed");
    assert!(canada.stop() && japan.stop());
}

#[test]
fn a_safe_haven_takes_so_many_and_more_beds_are_what_would_help() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let (crisis, people) = planned(&officer, &["TREMBLAY", "GAGNON", "ROY"]);
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let mut kept = officer.get(&at("transport")).json()["transport"].clone();
    kept["instance"]["havens"][0]["beds"] = json!(2);
    let put = officer.json("PUT", &at("transport"), &kept);
    assert_eq!((put.status, &put.json()["faults"]), (200, &json!([])));
    let plan = officer.json("POST", &at("plan"), &json!({})).json();
    assert_eq!(
        (&plan["lifted"], &plan["not_lifted"], &plan["violations"]),
        (&json!(2), &json!(1), &json!([])),
        "{plan}"
    );
    let naha = &plan["reception"][0];
    assert_eq!(
        (&naha["name"], &naha["beds"], &naha["most"]),
        (&json!("Naha"), &json!(2), &json!(2))
    );
    let helps = plan["helps"].as_array().unwrap();
    assert!(
        helps
            .iter()
            .any(|it| it["code"] == "evac-help-bed" && it["place"] == "Naha"),
        "{plan}"
    );
    // Who has come takes a bed, whatever is planned for others.
    let haven = id(3);
    deed(
        &officer,
        &crisis,
        &people[0],
        &json!({"act": "boarded", "leg": id(7)}),
    );
    deed(
        &officer,
        &crisis,
        &people[0],
        &json!({"act": "arrived", "place": haven}),
    );
    let plan = officer.json("POST", &at("plan"), &json!({})).json();
    assert_eq!(
        (&plan["lifted"], &plan["not_lifted"]),
        (&json!(1), &json!(1)),
        "{plan}"
    );
    assert_eq!(plan["reception"][0]["most"], 2, "with who came before");
    kept["instance"]["havens"][0]["stay_h"] = json!(1);
    officer.json("PUT", &at("transport"), &kept);
    let plan = officer.json("POST", &at("plan"), &json!({})).json();
    assert_eq!(
        plan["not_lifted"], 0,
        "by then the first has gone on: {plan}"
    );
    assert!(node.stop());
}

#[test]
fn a_place_has_another_name_and_goes_when_nothing_points_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let viewer = member(&node, &administrator, "viewer");
    let (crisis, _) = planned(&officer, &["ROY"]);
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let wish = json!({"name": "Makati hall", "kind": "assembly"});
    let hall = officer.json("POST", &at("places"), &wish).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let hall = at(&format!("places/{hall}"));
    let naha = at(&format!("places/{}", id(3)));
    assert_eq!(viewer.json("PUT", &hall, &json!({"name": "x"})).status, 403);
    assert_eq!(viewer.json("DELETE", &hall, &json!({})).status, 403);
    assert_eq!(
        officer.json("PUT", &hall, &json!({"name": " "})).code(),
        "crisis-name-unfit"
    );
    let named = officer.json("PUT", &naha, &json!({"name": "Naha airport"}));
    assert_eq!(
        (named.status, &named.json()["name"]),
        (200, &json!("Naha airport"))
    );
    let kept = officer.get(&at("transport")).json();
    assert_eq!(
        kept["transport"]["instance"]["havens"][0]["name"],
        "Naha airport"
    );
    let used = officer.json("DELETE", &naha, &json!({}));
    assert_eq!(
        (used.status, used.code().as_str()),
        (409, "crisis-place-used")
    );
    assert_eq!(used.json()["detail"], "transport, plan");
    assert_eq!(officer.json("DELETE", &hall, &json!({})).status, 204);
    assert_eq!(officer.json("DELETE", &hall, &json!({})).status, 404);
    let places = viewer.get(&at("board")).json()["all_places"].to_string();
    assert!(
        places.contains("Naha airport") && !places.contains("Makati hall"),
        "{places}"
    );
    let noted = administrator
        .get("/api/v1/audit?limit=1000")
        .json()
        .to_string();
    assert!(noted.contains("crisis-place-renamed") && noted.contains("crisis-place-removed"));
    assert!(node.stop());
}
