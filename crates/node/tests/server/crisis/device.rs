//! Records of walk-ins: one bad one keeps nothing else back, and what an officer dropped stays dropped.

use serde_json::{Value, json};
use vigie_crisis::{Act, DeviceId, PersonId, Source};

use super::{enrolled, member, open_crisis};
use crate::node::Node;

const NOON_MS: i64 = 1_772_600_000_000;

fn walk_in() -> Act {
    Act::Registered {
        source: Source::WalkIn,
    }
}

fn record(person: PersonId, family: &str, birth: Value) -> Value {
    json!({"id": person, "names": [{"script": "latin", "family": family, "given": ""}], "birth": birth, "source": "walk_in"})
}

#[test]
fn a_bad_record_is_named_and_keeps_no_event_and_no_other_record_back() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let [desk, officer] = ["desk", "consular"].map(|role| member(&node, &administrator, role));
    let (crisis, _) = open_crisis(&officer);
    let at = |path: &str| format!("/api/v1/crises/{crisis}/{path}");
    let mut device = enrolled(&desk, &at("devices"), 7);
    let person = |number: u128| PersonId::from_number(100 + number);
    let mut events: Vec<Value> = (0..5)
        .map(|n| device.note(NOON_MS, person(n), walk_in()))
        .collect();
    events.push(device.note(NOON_MS, person(0), Act::Deceased));
    let mut claims = record(person(4), "Gagnon", Value::Null);
    claims["eligibility"] = json!("citizen");
    let persons = json!([
        record(person(0), "Roy", json!("1984-02-30")),
        record(person(1), " ", Value::Null),
        "Roy",
        record(person(3), "Roy", json!("1984-02-29")),
        claims,
        record(person(9), "Nobody", Value::Null),
    ]);
    let delivery = json!({"now_ms": NOON_MS, "events": events, "persons": persons});
    let answer = desk.json("POST", &at("events"), &delivery).json();
    assert_eq!(
        (&answer["taken"], &answer["walk_ins"]),
        (&json!(5), &json!(2)),
        "{answer}"
    );
    assert_eq!(answer["refused"], json!([[5, "crisis-act-not-desk"]]));
    assert_eq!(
        answer["persons_refused"],
        json!([
            [0, "crisis-date"],
            [1, "crisis-name-missing"],
            [2, "crisis-record-unreadable"],
            [5, "crisis-record-unregistered"],
        ])
    );
    // An officer sees that there was a note, whom it is about and why it counts nowhere, and puts it away.
    let looked = officer.get(&at("devices")).json();
    let refused = &looked["refused"][0];
    assert_eq!(
        (
            &looked["refused_in_all"],
            &refused["refused"],
            &refused["event"]["act"]
        ),
        (&json!(1), &json!("crisis-act-not-desk"), &json!("deceased")),
        "{looked}"
    );
    assert_eq!(desk.get(&at("board")).json()["refused"], 1);
    let decide = at(&format!("devices/{}/aside", device.id));
    let taken = json!({"take": true, "refused": true});
    assert_eq!(officer.json("POST", &decide, &taken).status, 400);
    let seen = json!({"take": false, "refused": true});
    assert_eq!(officer.json("POST", &decide, &seen).json()["notes"], 1);
    assert_eq!(desk.get(&at("board")).json()["refused"], 0);
    let card = officer.get(&at(&format!("persons/{}", person(4)))).json();
    assert_eq!(
        card["person"]["eligibility"], "unknown",
        "an officer decides"
    );
    assert!(node.stop());
}

#[test]
fn a_walk_in_whom_an_officer_dropped_does_not_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let [desk, officer] = ["desk", "consular"].map(|role| member(&node, &administrator, role));
    let (crisis, _) = open_crisis(&officer);
    let at = |path: &str| format!("/api/v1/crises/{crisis}/{path}");
    let mut lost = enrolled(&desk, &at("devices"), 7);
    let [early, invented, waiting] = [1, 2, 3].map(PersonId::from_number);
    let send = |desk: &crate::client::Client, events: Value, persons: Value| {
        let delivery = json!({"now_ms": NOON_MS, "events": events, "persons": persons});
        desk.json("POST", &at("events"), &delivery).json()
    };
    // The note of one walk-in is taken while the device is trusted; the record comes after it was revoked.
    let before = lost.note(NOON_MS, early, walk_in());
    assert_eq!(send(&desk, json!([before]), json!([]))["taken"], 1);
    let revoke = at(&format!("devices/{}/revoke", lost.id));
    assert_eq!(officer.json("POST", &revoke, &json!({})).status, 200);
    let late = record(early, "Late", Value::Null);
    let answer = send(&desk, json!([]), json!([late]));
    assert_eq!(
        answer["persons_refused"],
        json!([[0, "crisis-record-unregistered"]])
    );
    let answer = send(&desk, json!([before]), json!([late]));
    assert_eq!(
        (
            &answer["known"],
            &answer["walk_ins"],
            &answer["persons_refused"]
        ),
        (&json!(1), &json!(0), &json!([])),
        "{answer}"
    );
    let decide = at(&format!("devices/{}/aside", lost.id));
    let done = officer.json("POST", &decide, &json!({"take": true})).json();
    assert_eq!(done["persons"], 1, "an officer took it in: {done}");

    // A record that comes in a later delivery than its note waits with it, and goes with it.
    let note = lost.note(NOON_MS, invented, walk_in());
    let noted = send(&desk, json!([note]), json!([]));
    assert_eq!(noted["aside"], 1, "{noted}");
    let false_one = record(invented, "Nobody", Value::Null);
    let answer = send(&desk, json!([]), json!([false_one]));
    assert_eq!(
        (&answer["walk_ins"], &answer["persons_refused"]),
        (&json!(0), &json!([])),
        "{answer}"
    );
    let looked = officer.get(&at("devices")).json();
    assert_eq!(looked["aside"][0]["names"][0]["family"], "Nobody");
    let dropped = json!({"take": false, "reason": "invented"});
    assert_eq!(officer.json("POST", &decide, &dropped).json()["notes"], 1);
    let refused = json!([[0, "crisis-record-dropped"]]);
    for events in [json!([]), json!([note])] {
        let answer = send(&desk, events, json!([false_one]));
        assert_eq!(answer["persons_refused"], refused, "{answer}");
    }
    assert!(node.stop());

    let node = Node::start(folder.path(), &[]);
    let desk = node.sign_in("desk");
    let answer = send(&desk, json!([note]), json!([false_one]));
    assert_eq!(answer["persons_refused"], refused, "after a restart");
    // Nor by another device, which anyone at a desk can enrol.
    let mut other = enrolled(&desk, &at("devices"), 8);
    assert_eq!(other.id, DeviceId::from_number(8));
    let again = other.note(NOON_MS, invented, walk_in());
    let answer = send(&desk, json!([again]), json!([false_one]));
    assert_eq!(answer["persons_refused"], refused, "{answer}");
    let mut wait = || other.note(NOON_MS, waiting, walk_in());
    let good = record(waiting, "Roy", Value::Null);
    assert_eq!(send(&desk, json!([wait()]), json!([good]))["walk_ins"], 1);
    assert!(node.stop());
}
