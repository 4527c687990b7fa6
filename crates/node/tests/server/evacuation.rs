//! From people who want to leave to a plan, manifests, offers and accounts, over HTTP.

use serde_json::{Value, json};
use vigie_sea::Time;

use crate::node::{Node, member, until};

fn id(kind: u128) -> String {
    format!("{kind:032x}")
}

/// Starts now: one assembly point with buses each hour, one airport, one leg of ours and one of the partner's.
fn transport(assembly: &str) -> Value {
    let now = Time::from_s(
        i64::try_from(
            std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap()
                .as_secs(),
        )
        .unwrap(),
    );
    let hour = |hours: i64| now.plus_ms(hours * 3_600_000).to_string();
    let leg = |number: u128, owner: &str, hours: i64| {
        json!({
            "id": id(number), "name": format!("{owner}{number}"), "owner": owner, "mode": "air", "from": id(2), "to": id(3),
            "cutoff": hour(hours), "departure": hour(hours + 1), "arrival": hour(hours + 4), "seats": 6,
            "open_to": ["CA", "JP"], "cost": {"currency": "JPY", "minor": 600_001},
        })
    };
    json!({"own": "JP", "instance": {
        "start": now.to_string(), "slot_min": 60, "slots": 24, "partners": ["CA", "JP"],
        "assembly": [{"id": assembly, "name": "Manila school", "position": [121.0, 14.6], "bus_seats": vec![5; 24]}],
        "embarkation": [{"id": id(2), "name": "Clark", "position": [120.6, 15.2], "holding": 20}],
        "havens": [{"id": id(3), "name": "Naha", "position": [127.6, 26.2]}],
        "roads": [{"from": assembly, "to": id(2), "travel_min": 90}],
        "legs": [leg(7, "JP", 6), leg(8, "CA", 10)],
        "groups": [{"id": id(99), "partner": "CA", "at": assembly, "ready": now.to_string(), "class": 1, "size": 3}],
    }})
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one story from register to spare seats"
)]
fn people_who_want_to_leave_get_a_plan_and_spare_seats_are_offered_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let viewer = member(&node, &administrator, "viewer");
    let wish = json!({"name": "Luzon", "places": [{"name": "Manila school", "kind": "assembly", "position": [121.0, 14.6]}]});
    let crisis = officer.json("POST", "/api/v1/crises", &wish).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let place = officer.get(&at("board")).json()["all_places"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        officer.json("POST", &at("plan"), &json!({})).code(),
        "evacuation-no-transport"
    );
    for name in ["佐藤", "鈴木"] {
        let person = json!({"id": id(0), "names": [{"script": "kanji", "family": name, "given": "花"}], "place": place, "source": "walk_in"});
        let made = officer.json("POST", &at("persons"), &person);
        assert_eq!(made.status, 201, "{}", made.code());
        let person = made.json()["id"].as_str().unwrap().to_owned();
        let deed = json!({"person": person, "deed": {"act": "replied", "reply": "wants_out"}});
        assert!(officer.json("POST", &at("deeds"), &deed).status < 300);
    }
    assert_eq!(
        viewer
            .json("PUT", &at("transport"), &transport(&place))
            .status,
        403
    );
    let kept = officer.json("PUT", &at("transport"), &transport(&place));
    assert_eq!(kept.status, 200, "{}", kept.code());
    assert_eq!(kept.json()["faults"], json!([]));

    let made = officer.json("POST", &at("plan"), &json!({}));
    assert_eq!(made.status, 201, "{}", made.code());
    let plan = viewer.get(&at("plan")).json()["plan"].clone();
    assert_eq!(
        (
            plan["version"].clone(),
            plan["lifted"].clone(),
            plan["not_lifted"].clone()
        ),
        (json!(1), json!(5), json!(0))
    );
    assert_eq!(plan["violations"], json!([]));
    assert!(plan["bound"].as_f64().unwrap() <= plan["objective"].as_f64().unwrap() + 0.5);
    assert!(!plan.to_string().contains("佐藤"), "a plan names nobody");

    let manifest = officer.get(&at(&format!("manifests/{}", id(7)))).json();
    let names = manifest.to_string();
    assert!(names.contains("佐藤") && names.contains("鈴木"), "{names}");
    assert_eq!(viewer.get(&at(&format!("manifests/{}", id(7)))).status, 403);
    let table = at(&format!("manifests/{}/manifest.csv", id(7)));
    assert_eq!(viewer.get(&table).status, 403);
    let told = officer.get(&table);
    assert_eq!(told.status, 200);
    let text = String::from_utf8_lossy(&told.body).into_owned();
    assert!(
        text.contains("family_name") && text.contains("佐藤"),
        "{text}"
    );
    let noted = administrator
        .get("/api/v1/audit?limit=1000")
        .json()
        .to_string();
    assert!(noted.contains("manifest-seen") && noted.contains("manifest-exported"));

    assert_eq!(
        viewer
            .json("POST", &at("plan/stress"), &json!({"runs": 5}))
            .status,
        403
    );
    let tried = officer.json("POST", &at("plan/stress"), &json!({"runs": 5}));
    assert_eq!(tried.status, 200, "{}", tried.code());
    let tried = tried.json();
    // Nobody said that a leg may fail.
    assert_eq!(
        (
            tried["runs"].clone(),
            tried["uncertain"].clone(),
            tried["not_lifted_worst"].clone(),
            tried["critical"].clone()
        ),
        (json!(5), json!(0), json!(0), json!([]))
    );

    let expires = Time::parse(plan["legs"][0]["cutoff"].as_str().unwrap())
        .unwrap()
        .plus_ms(-3_600_000);
    let free = 6 - plan["legs"][0]["partners"]["JP"].as_u64().unwrap();
    let offer = |seats: u64| json!({"leg": id(7), "to": "CA", "seats": seats, "expires": expires.to_string()});
    assert_eq!(
        officer.json("POST", &at("offers"), &offer(free + 1)).code(),
        "seat-not-free"
    );
    let book = officer.json("POST", &at("offers"), &offer(free));
    assert_eq!(book.status, 201, "{}", book.code());
    let claim = |number: u64, seats: u64| json!({"from": "CA", "number": number, "leg": id(7), "offer": 1, "seats": seats, "stretchers": 0});
    let answer = officer.json("POST", &at("claims"), &claim(1, 2)).json();
    assert_eq!(answer["answer"]["answer"], json!("confirmed"));
    let again = officer.json("POST", &at("claims"), &claim(1, 2)).json();
    assert_eq!(
        again["answer"], answer["answer"],
        "the same claim, the same answer"
    );
    assert_eq!(
        officer.json("POST", &at("claims"), &claim(2, free)).json()["refusal"],
        json!("seat-refused-too-many")
    );
    let accounts = viewer.get(&at("accounts")).json();
    assert_eq!(accounts["balances"][0]["from"], json!("CA"));
    assert_eq!(
        accounts["balances"][0]["amounts"][0]["minor"],
        json!(200_000),
        "two of six seats, whole yen"
    );
    let back = json!({"leg": id(7), "from": "CA", "number": 1, "seats": 2});
    assert_eq!(
        officer.json("POST", &at("claims/give-back"), &back).status,
        200
    );
    let withdrawn = officer.json(
        "POST",
        &at("offers/withdraw"),
        &json!({"leg": id(7), "number": 1}),
    );
    assert_eq!(withdrawn.json()["free"][0], json!(free));
    assert_eq!(
        officer
            .json(
                "POST",
                &at("offers/withdraw"),
                &json!({"leg": id(7), "number": 1})
            )
            .code(),
        "seat-offer-not-open"
    );

    let quake = json!({"type": "FeatureCollection", "features": [{"id": "us1", "properties": {"mag": 7.8, "place": "Luzon", "time": 0, "alert": "red"}, "geometry": {"type": "Point", "coordinates": [121.0, 15.0, 10]}}]});
    assert_eq!(viewer.json("POST", "/api/v1/hazards", &quake).status, 403);
    let read = officer.json("POST", "/api/v1/hazards", &quake).json();
    assert_eq!(
        (
            read["hazards"][0]["touched"]["people"].clone(),
            read["hazards"][0]["hazard"]["proof"].clone()
        ),
        (json!(2), json!("unverified"))
    );

    // What a feed puts into the folder is read, kept once, and moved; a crisis is opened from it in one step.
    std::fs::create_dir_all(folder.path().join("live/alerts")).unwrap();
    let flood = quake
        .to_string()
        .replace("us1", "us2")
        .replace("7.8", "6.1");
    for (name, bytes) in [
        ("b.json", flood.as_bytes()),
        ("c.json", b"no feed".as_slice()),
    ] {
        std::fs::write(folder.path().join("live/alerts").join(name), bytes).unwrap();
    }
    let all = until(&viewer, "/api/v1/hazards", |it| {
        it["hazards"].as_array().unwrap().len() == 2
    });
    assert_eq!(
        all["hazards"][0]["hazard"]["event"], "M 7.8",
        "the worse first"
    );
    let gone = |name: &str| folder.path().join("live/alerts").join(name).exists();
    until(&viewer, "/api/v1/hazards", |_| {
        gone("read/b.json") && gone("refused/c.json")
    });
    let wish = json!({"name": "Luzon again", "alert": all["hazards"][1]["id"]});
    assert_eq!(viewer.json("POST", "/api/v1/crises", &wish).status, 403);
    let opened = officer.json("POST", "/api/v1/crises", &wish);
    assert_eq!(
        (opened.status, &opened.json()["alert"]["event"]),
        (201, &json!("M 6.1"))
    );
    let wish = json!({"name": "x", "alert": "none"});
    assert_eq!(
        officer.json("POST", "/api/v1/crises", &wish).code(),
        "alert-unknown"
    );

    let again = officer.json("POST", &at("plan"), &json!({}));
    assert_eq!(
        (
            again.status,
            again.json()["version"].clone(),
            again.json()["changed"].clone()
        ),
        (201, json!(2), json!(0)),
        "nothing changed, nobody is told anything"
    );
    // A new plan is held against what each would reach alone from now on, by figures of its own.
    let again = again.json();
    let method = again["method"].as_str().unwrap();
    assert!(
        ["volume", "no-harm", "stand-alone"].contains(&method),
        "{method}"
    );
    let figures = again["partners"].as_array().unwrap();
    assert_eq!(figures.len(), 2);
    for figure in figures {
        assert!(
            figure["pooled"].as_u64() <= figure["alone"].as_u64(),
            "{figure}"
        );
    }
    let sum: u64 = figures.iter().filter_map(|it| it["pooled"].as_u64()).sum();
    assert_eq!(json!(sum), again["objective"]);
}
