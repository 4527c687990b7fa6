//! The crisis room as officers, desks and the public meet it: sealed, audited, merged, erased.

mod device;
mod record;

use std::path::Path;

use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use vigie_crisis::{Act, DeviceId, Event, EventId, PersonId, PlaceId};

use crate::{
    client::Client,
    node::{Node, member},
};

const ROSTER: &str = "登録番号,姓,名,セイ,メイ,生年月日,国籍,旅券番号,世帯番号,電話番号\n\
1,佐藤,裕子,サトウ,ユウコ,1984-02-29,JPN,TK1234567,A,+81 90 1234 5678\n\
2,佐藤,蓮,サトウ,レン,2016-04-01,JPN,TK7654321,A,\n\
3,,,,,1980-01-01,JPN,,,\n\
4,Tremblay,Émilie,,,1990-05-01,CAN,GA302922,,+1 613 555 0142\n";
/// What must be in no file and no log.
const SECRETS: [&str; 6] = [
    "佐藤",
    "サトウ",
    "Tremblay",
    "TK1234567",
    "GA302922",
    "555 0142",
];

fn open_crisis(officer: &Client) -> (String, String) {
    let wish = json!({
        "name": "Luzon earthquake", "self_report": true,
        "places": [{"name": "Manila school", "kind": "assembly", "position": [121.0, 14.6]}],
    });
    let answer = officer.json("POST", "/api/v1/crises", &wish);
    assert_eq!(answer.status, 201, "{}", answer.code());
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let board = officer.get(&format!("/api/v1/crises/{id}/board")).json();
    let place = board["all_places"][0]["id"].as_str().unwrap().to_owned();
    (id, place)
}

fn import(officer: &Client, crisis: &str) -> Value {
    let path = format!("/api/v1/crises/{crisis}/import?source=tabi_regi");
    let answer = officer.send(
        "POST",
        &path,
        &[("content-type", "text/csv")],
        ROSTER.as_bytes(),
    );
    assert_eq!(answer.status, 200, "{}", answer.code());
    answer.json()
}

/// Files of the data folder that hold a text.
fn holders(folder: &Path, wanted: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path)
                .unwrap_or_default()
                .windows(wanted.len())
                .any(|w| w == wanted.as_bytes())
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

fn query(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn a_register_is_found_in_any_writing_sealed_on_the_disk_and_erased_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let (crisis, _) = open_crisis(&officer);
    let first = import(&officer, &crisis);
    assert_eq!(
        (first["added"].as_u64(), first["quarantined"].as_u64()),
        (Some(3), Some(1))
    );
    assert_eq!(first["quarantine"][0]["line"], 4);
    assert_eq!(first["quarantine"][0]["reason"], "crisis-name-missing");
    let again = import(&officer, &crisis);
    assert_eq!(
        (again["added"].as_u64(), again["same"].as_u64()),
        (Some(0), Some(3))
    );
    let persons = format!("/api/v1/crises/{crisis}/persons");
    let find = |text: &str| officer.get(&format!("{persons}?q={}", query(text))).json();
    for text in [
        "SATOH YUKO",
        "Yūko Satō",
        "さとう ゆうこ",
        "佐藤裕子",
        "SATO<<YUKO",
    ] {
        let hit = &find(text)["persons"][0];
        assert_eq!(hit["birth"], "1984-02-29", "{text}");
    }
    let emilie = find("emilie tremblay")["persons"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let card = officer.get(&format!("{persons}/{emilie}")).json();
    assert_eq!(card["person"]["documents"][0]["number"], "GA302922");
    let board = officer
        .get(&format!("/api/v1/crises/{crisis}/board"))
        .json();
    assert_eq!(
        (
            board["register"].as_u64(),
            board["funnel"]["registered"].as_u64()
        ),
        (Some(3), Some(3))
    );

    let audit = administrator
        .get("/api/v1/audit?limit=1000")
        .json()
        .to_string();
    for action in [
        "register-searched",
        "person-viewed",
        "register-imported",
        "crisis-opened",
    ] {
        assert!(audit.contains(action), "{action}");
    }
    for secret in SECRETS {
        assert!(!audit.contains(secret), "{secret} in the audit");
        assert_eq!(holders(folder.path(), secret), [""; 0], "{secret}");
        assert!(!node.log().contains(secret), "{secret} in the log");
    }

    let erased = officer
        .send("DELETE", &format!("{persons}/{emilie}"), &[], b"")
        .json();
    assert_eq!(erased["receipt"]["reason"], "asked");
    assert_eq!(
        erased["receipt"]["sealed_sha256"].as_str().map(str::len),
        Some(64)
    );
    assert_eq!(erased["log_emptied"], true);
    assert_eq!(officer.get(&format!("{persons}/{emilie}")).status, 404);
    assert_eq!(find("emilie tremblay")["total"], 0);
    let board = officer
        .get(&format!("/api/v1/crises/{crisis}/board"))
        .json();
    assert_eq!(
        (board["register"].as_u64(), board["erased"].as_u64()),
        (Some(3), Some(1)),
        "the sum holds"
    );
    let after = import(&officer, &crisis);
    assert_eq!(
        after["added"], 0,
        "an older file does not bring back who was erased"
    );
    assert!(node.stop());

    let node = Node::start(folder.path(), &[]);
    let officer = node.sign_in("consular");
    let hit = officer
        .get(&format!("{persons}?q={}", query("SATOH YUKO")))
        .json();
    assert_eq!(
        hit["persons"][0]["birth"], "1984-02-29",
        "the register opens after a restart"
    );
    assert!(node.stop());
}

#[test]
fn names_are_for_consular_officers_only() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let [viewer, desk, officer] =
        ["viewer", "desk", "consular"].map(|role| member(&node, &administrator, role));
    let (crisis, _) = open_crisis(&officer);
    import(&officer, &crisis);
    let at = |path: &str| format!("/api/v1/crises/{crisis}/{path}");
    for (path, may) in [
        ("board", [true, true, true, true]),
        ("counts", [true, true, true, true]),
        ("conflicts", [false, false, true, true]),
        ("pack", [false, false, true, true]),
        ("persons", [false, false, false, true]),
        ("twins", [false, false, false, true]),
        ("receipts", [false, false, false, true]),
        ("reunification.pfif", [false, false, false, true]),
    ] {
        for (who, may) in [&administrator, &viewer, &desk, &officer].iter().zip(may) {
            let status = who.get(&at(path)).status;
            assert_eq!(status, if may { 200 } else { 403 }, "{path}");
        }
    }
    let counts = viewer.get(&at("counts")).json();
    assert_eq!(
        counts["places"][0]["total"],
        Value::Null,
        "three people are not told"
    );
    let pack = desk.get(&at("pack")).json().to_string();
    assert!(pack.contains("佐藤"), "a desk calls people by name");
    for secret in ["TK1234567", "GA302922", "+81 90", "555 0142"] {
        assert!(!pack.contains(secret), "{secret} is not for a desk");
    }
    assert!(node.stop());
}

#[test]
fn a_self_report_is_answered_alike_whoever_is_registered() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let (crisis, _) = open_crisis(&officer);
    import(&officer, &crisis);
    let open = node.anyone().get("/api/v1/report").json();
    assert_eq!(open["crises"][0]["name"], "Luzon earthquake");
    assert_eq!(open["realm"], "live");
    let report = |family: &str, given: &str, birth: &str| {
        let told = json!({"crisis": crisis, "reply": "wants_out", "family": family, "given": given, "birth": birth, "nationality": "CAN"});
        node.anyone().json("POST", "/api/v1/report", &told)
    };
    let known = report("Tremblay", "Émilie", "1990-05-01");
    let unknown = report("Nobody", "At All", "1991-06-02");
    assert_eq!((known.status, unknown.status), (202, 202));
    assert_eq!(known.json(), unknown.json());
    let told = |answer: &crate::client::Answer| {
        let mut headers = answer.headers.clone();
        headers.retain(|(name, _)| name != "date");
        headers
    };
    assert_eq!(told(&known), told(&unknown));
    let board = officer
        .get(&format!("/api/v1/crises/{crisis}/board"))
        .json();
    assert_eq!(board["funnel"]["wants_to_leave"], 2);
    let twins = officer
        .get(&format!("/api/v1/crises/{crisis}/twins"))
        .json();
    assert_eq!(
        twins["twins"].as_array().map(Vec::len),
        Some(1),
        "the officer is shown the pair"
    );
    for (change, status, code) in [
        (json!({"nationality": "QQQ"}), 400, "crisis-state"),
        (
            json!({"family": " ", "given": ""}),
            400,
            "crisis-name-missing",
        ),
        (json!({"crisis": "0".repeat(32)}), 404, "not-found"),
        (json!({"family": "x".repeat(600)}), 400, "crisis-too-large"),
    ] {
        let mut told = json!({"crisis": crisis, "reply": "safe", "family": "A", "given": "B"});
        for (name, value) in change.as_object().unwrap() {
            told[name] = value.clone();
        }
        let answer = node.anyone().json("POST", "/api/v1/report", &told);
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
    }
    let mut refused = 0;
    for _ in 0..40 {
        let told = json!({"crisis": "0".repeat(32), "reply": "safe", "family": "A"});
        refused += usize::from(node.anyone().json("POST", "/api/v1/report", &told).status == 429);
        if refused > 0 {
            break;
        }
    }
    assert!(refused > 0, "one address cannot flood the page");
    officer.json(
        "POST",
        &format!("/api/v1/crises/{crisis}/close"),
        &json!({}),
    );
    assert_eq!(
        node.anyone().get("/api/v1/report").json()["crises"],
        json!([])
    );
    assert!(node.stop());
}

struct Device {
    key: SigningKey,
    id: DeviceId,
    last: Option<Event>,
}

impl Device {
    fn note(&mut self, at_ms: i64, person: PersonId, act: Act) -> Value {
        let seq = self.last.as_ref().map_or(1, |event| event.id.seq + 1);
        let before = self.last.as_ref().map(|event| event.hash().unwrap());
        let event = Event {
            id: EventId {
                device: self.id,
                seq,
            },
            before: before.unwrap_or_default(),
            at_ms,
            by: "Desk 2".to_owned(),
            person,
            act,
        };
        let text = event.text().unwrap();
        let signature = self.key.sign(text.as_bytes()).to_bytes();
        let signature: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        self.last = Some(event);
        json!({"text": text, "signature": signature})
    }
}

#[test]
fn a_device_that_was_away_delivers_once_and_only_what_it_signed() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let [desk, officer] = ["desk", "consular"].map(|role| member(&node, &administrator, role));
    let (crisis, place) = open_crisis(&officer);
    import(&officer, &crisis);
    let at = |path: &str| format!("/api/v1/crises/{crisis}/{path}");
    let mut device = Device {
        key: SigningKey::from_bytes(&[7; 32]),
        id: DeviceId::from_number(7),
        last: None,
    };
    let public: String = device
        .key
        .verifying_key()
        .to_bytes()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let enrol = json!({"id": device.id, "name": "Desk 2", "public": public});
    assert_eq!(desk.json("POST", &at("devices"), &enrol).status, 201);
    let other = json!({"id": device.id, "name": "Eve", "public": "5866666666666666666666666666666666666666666666666666666666666666"});
    assert_eq!(
        desk.json("POST", &at("devices"), &other).code(),
        "crisis-device-taken"
    );
    let pack = desk.get(&at("pack")).json();
    let yuko: PersonId = pack["persons"]
        .as_array()
        .unwrap()
        .iter()
        .find(|person| person["birth_year"] == 1984)
        .unwrap()["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let place: PlaceId = place.parse().unwrap();
    let now_ms = 1_772_600_000_000;
    let good = device.note(
        now_ms,
        yuko,
        Act::CheckedIn {
            place,
            document: None,
        },
    );
    let walk_in = PersonId::from_number(99);
    let source = vigie_crisis::Source::WalkIn;
    let second = device.note(now_ms + 1, walk_in, Act::Registered { source });
    let mut forged = good.clone();
    forged["text"] = json!(good["text"].as_str().unwrap().replace("Desk 2", "Desk 3"));
    let record = json!({"id": walk_in, "names": [{"script": "latin", "family": "Roy", "given": "Marc"}], "source": "roca"});
    let delivery = json!({"now_ms": now_ms, "events": [good, second, forged], "persons": [record]});
    let answer = desk.json("POST", &at("events"), &delivery).json();
    assert_eq!(
        (answer["taken"].as_u64(), answer["walk_ins"].as_u64()),
        (Some(2), Some(1)),
        "{answer}"
    );
    assert_eq!(answer["refused"], json!([[2, "crisis-event-signature"]]));
    let again = desk.json("POST", &at("events"), &delivery).json();
    assert_eq!(
        (again["taken"].as_u64(), again["known"].as_u64()),
        (Some(0), Some(2))
    );
    let board = desk.get(&at("board")).json();
    assert_eq!(
        (
            board["register"].as_u64(),
            board["funnel"]["at_assembly_point"].as_u64()
        ),
        (Some(4), Some(1))
    );
    assert_eq!(board["missing"], json!([]));
    let events = desk.get(&at("events")).json()["events"].to_string();
    assert!(
        events.contains("clock_noted"),
        "the device's clock was months off, and that is noted"
    );
    assert!(node.stop());
}

fn enrolled(desk: &Client, path: &str, number: u8) -> Device {
    let device = Device {
        key: SigningKey::from_bytes(&[number; 32]),
        id: DeviceId::from_number(u128::from(number)),
        last: None,
    };
    let public = device.key.verifying_key().to_bytes();
    let public: String = public.iter().map(|b| format!("{b:02x}")).collect();
    let enrol = json!({"id": device.id, "name": format!("Desk {number}"), "public": public});
    assert_eq!(desk.json("POST", path, &enrol).status, 201);
    device
}

#[test]
#[allow(clippy::too_many_lines, reason = "one story, told in order")]
fn what_a_revoked_device_delivers_is_set_aside_until_an_officer_takes_it_in() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let [viewer, desk, officer] =
        ["viewer", "desk", "consular"].map(|role| member(&node, &administrator, role));
    let (crisis, place) = open_crisis(&officer);
    import(&officer, &crisis);
    let at = |path: &str| format!("/api/v1/crises/{crisis}/{path}");
    let place: PlaceId = place.parse().unwrap();
    let mut lost = enrolled(&desk, &at("devices"), 7);
    enrolled(&desk, &at("devices"), 8);
    let pack = desk.get(&at("pack")).json();
    let persons: Vec<PersonId> = pack["persons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|person| person["id"].as_str().unwrap().parse().unwrap())
        .collect();
    let document = || None;
    let checked_in = |device: &mut Device, person: PersonId| {
        let document = document();
        device.note(
            1_772_600_000_000,
            person,
            Act::CheckedIn { place, document },
        )
    };
    let early = checked_in(&mut lost, persons[0]);
    let send = |events: &[&Value], walk_ins: Value| {
        let delivery =
            json!({"now_ms": 1_772_600_000_000_i64, "events": events, "persons": walk_ins});
        desk.json("POST", &at("events"), &delivery).json()
    };
    assert_eq!(send(&[&early], json!([]))["taken"], 1);

    let revoke = at(&format!("devices/{}/revoke", lost.id));
    let why = json!({"reason": "left in a taxi"});
    assert_eq!(desk.json("POST", &revoke, &why).status, 403);
    let revoked = officer.json("POST", &revoke, &why);
    assert_eq!(revoked.status, 200, "{}", revoked.code());
    assert_eq!(
        revoked.json()["devices"][0]["revoked_why"],
        "left in a taxi"
    );
    assert_eq!(
        officer
            .json(
                "POST",
                &at(&format!("devices/{}/revoke", "9".repeat(32))),
                &why
            )
            .status,
        404
    );

    // Afterwards: a check-in, a walk-in with a record, and the early note again. Nothing of it changes the board.
    let before = desk.get(&at("board")).json();
    let late = checked_in(&mut lost, persons[1]);
    let stranger = PersonId::from_number(99);
    let source = vigie_crisis::Source::WalkIn;
    let walk_in = lost.note(1_772_600_000_001, stranger, Act::Registered { source });
    let record = json!([{"id": stranger, "names": [{"script": "latin", "family": "Roy", "given": "Marc"}], "source": "walk_in"}]);
    let mut forged = late.clone();
    forged["text"] = json!(late["text"].as_str().unwrap().replace("Desk 2", "Desk 3"));
    let answer = send(&[&early, &late, &walk_in, &forged], record);
    assert_eq!(
        [
            &answer["taken"],
            &answer["known"],
            &answer["aside"],
            &answer["walk_ins"]
        ],
        [&json!(0), &json!(1), &json!(2), &json!(0)],
        "{answer}"
    );
    assert_eq!(answer["refused"], json!([[3, "crisis-event-signature"]]));
    assert_eq!(send(&[&late], json!([]))["aside"], 1);
    let after = desk.get(&at("board")).json();
    assert_eq!(
        (&after["digest"], &after["register"], &after["aside"]),
        (&before["digest"], &before["register"], &json!(2))
    );
    assert!(node.stop());

    // It is kept, shown to a desk and not to everyone, and the key of the device is still told, as revoked.
    let node = Node::start(folder.path(), &[]);
    let desk = node.sign_in("desk");
    let shown = desk.get(&at("devices")).json();
    assert_eq!(
        (&shown["devices"][0]["noted"], &shown["devices"][0]["aside"]),
        (&json!(1), &json!(2)),
        "{shown}"
    );
    assert_eq!(shown["aside"][0]["event"]["person"], json!(stranger));
    assert_eq!(node.sign_in("viewer").get(&at("devices")).status, 403);
    drop(viewer);
    let keys = desk.get(&at("pack")).json()["devices"].clone();
    assert_eq!(
        (&keys[0]["revoked"], &keys[1]["revoked"]),
        (&json!(true), &json!(false))
    );
    // An officer sees whom the notes are about, and takes them in: the walk-in comes into the register with its record.
    assert!(!shown.to_string().contains("Roy"), "a desk sees no name");
    let officer = node.sign_in("consular");
    let looked = officer.get(&at("devices")).json();
    assert_eq!(looked["aside"][0]["names"][0]["family"], "Roy", "{looked}");
    assert!(
        !crate::exchange::holds(folder.path(), "Roy"),
        "sealed on the disk"
    );
    let decide = at(&format!("devices/{}/aside", lost.id));
    let seqs: Vec<u64> = looked["aside"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["seq"].as_u64().unwrap())
        .collect();
    let wish =
        json!({"take": true, "seqs": seqs, "reason": "the desk officer had it in her hands"});
    assert_eq!(desk.json("POST", &decide, &wish).status, 403);
    let done = officer.json("POST", &decide, &wish);
    assert_eq!(done.status, 200, "{}", done.code());
    assert_eq!(
        done.json(),
        json!({"notes": 2, "taken": 2, "persons": 1, "without_record": 0})
    );
    let board = desk.get(&at("board")).json();
    let count = before["register"].as_u64().unwrap();
    assert_eq!(
        (board["register"].as_u64(), &board["aside"]),
        (Some(count + 1), &json!(0))
    );
    let card = officer.get(&at(&format!("persons/{stranger}"))).json();
    assert_eq!(card["person"]["names"][0]["family"], "Roy", "{card}");
    assert_eq!(card["person"]["source"], "walk_in");
    // The same notes again are known; what an officer drops is gone with its record.
    let send = |events: &[&Value], walk_ins: Value| {
        let delivery =
            json!({"now_ms": 1_772_600_000_000_i64, "events": events, "persons": walk_ins});
        desk.json("POST", &at("events"), &delivery).json()
    };
    assert_eq!(send(&[&late, &walk_in], json!([]))["known"], 2);
    let other = PersonId::from_number(98);
    let second = lost.note(1_772_600_000_002, other, Act::Registered { source });
    let record = json!([{"id": other, "names": [{"script": "latin", "family": "Nobody", "given": "Real"}], "source": "walk_in"}]);
    assert_eq!(send(&[&second], record)["aside"], 1);
    let wish = json!({"take": false, "reason": "invented"});
    assert_eq!(officer.json("POST", &decide, &wish).json()["notes"], 1);
    assert_eq!(send(&[&second], json!([]))["aside"], 1);
    let board = desk.get(&at("board")).json();
    assert_eq!(
        (board["register"].as_u64(), &board["aside"]),
        (Some(count + 1), &json!(0))
    );
    assert_eq!(officer.get(&at(&format!("persons/{other}"))).status, 404);
    let audit = node.sign_in("admin").get("/api/v1/audit?limit=1000").json();
    assert!(
        audit.to_string().contains("crisis-device-revoked"),
        "{audit}"
    );
    for action in [
        "crisis-aside-seen",
        "crisis-aside-taken",
        "crisis-aside-dropped",
    ] {
        assert!(audit.to_string().contains(action), "{action}");
    }
    assert!(node.stop());
}

#[test]
fn a_legal_hold_suspends_erasure_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let [desk, officer] = ["desk", "consular"].map(|role| member(&node, &administrator, role));
    let (crisis, _) = open_crisis(&officer);
    import(&officer, &crisis);
    let at = |path: &str| format!("/api/v1/crises/{crisis}/{path}");
    let person = officer.get(&at("persons?q=tremblay")).json()["persons"][0]["id"].clone();
    let person = at(&format!("persons/{}", person.as_str().unwrap()));
    let hold = |reason: Value| officer.json("POST", &at("hold"), &json!({"reason": reason}));
    assert_eq!(hold(json!(" ")).code(), "crisis-reason-unfit");
    let why = json!({"reason": "inquest"});
    assert_eq!(desk.json("POST", &at("hold"), &why).status, 403);
    let held = hold(json!("inquest")).json();
    assert_eq!(
        (&held["hold"]["reason"], &held["hold"]["by"]),
        (&json!("inquest"), &json!("consular"))
    );
    let refused = officer.send("DELETE", &person, &[], b"");
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "crisis-held")
    );
    let card = officer.get(&person).json();
    assert_eq!(
        (&card["held"], &card["erasure_due"]),
        (&json!(true), &Value::Null)
    );
    assert!(node.stop());

    let node = Node::start(folder.path(), &[]);
    let officer = node.sign_in("consular");
    let board = officer.get(&at("board")).json();
    assert_eq!(board["crisis"]["hold"]["reason"], "inquest");
    let lifted = officer.json("POST", &at("hold"), &json!({}));
    assert_eq!(lifted.json()["hold"], Value::Null);
    assert_eq!(officer.send("DELETE", &person, &[], b"").status, 200);
    let audit = node.sign_in("admin").get("/api/v1/audit?limit=1000").json();
    let audit = audit.to_string();
    for action in ["crisis-hold-set", "crisis-hold-lifted"] {
        assert!(audit.contains(action), "{action}");
    }
    assert!(node.stop());
}

#[test]
fn a_workbook_and_a_text_of_the_same_people_make_the_same_register() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let (crisis, _) = open_crisis(&officer);
    import(&officer, &crisis);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Register").unwrap();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (line, row) in (0..).zip(ROSTER.lines()) {
        for (column, cell) in (0..).zip(row.split(',')) {
            match rust_xlsxwriter::ExcelDateTime::parse_from_str(cell) {
                Ok(day) if cell.len() == 10 && line > 0 => sheet
                    .write_datetime_with_format(line, column, &day, &date)
                    .map(|_| ()),
                _ => sheet.write_string(line, column, cell).map(|_| ()),
            }
            .unwrap();
        }
    }
    let failed = rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!");
    sheet.write_number(5, 0, 5).unwrap();
    sheet.write_string(5, 1, "Gagnon").unwrap();
    sheet.write_string(5, 5, "03/04/1980").unwrap();
    sheet.write_string(6, 0, "6").unwrap();
    sheet.write_formula(6, 1, failed).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let path = format!("/api/v1/crises/{crisis}/import?source=tabi_regi");
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let read = |bytes: &[u8]| officer.send("POST", &path, &[("content-type", kind)], bytes);
    let answer = read(&bytes).json();
    assert_eq!(
        (&answer["added"], &answer["same"], &answer["sheet"]),
        (&json!(0), &json!(3), &json!("Register")),
        "{answer}"
    );
    let cells: Vec<&Value> = answer["quarantine"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["cell"])
        .collect();
    assert_eq!(
        cells,
        [&Value::Null, &json!("Register!F6"), &json!("Register!B7")],
        "{answer}"
    );
    assert_eq!(read(b"PK\x03\x04 and nothing").code(), "crisis-import-book");
    let other = format!("{path}&sheet=Other");
    let answer = officer.send("POST", &other, &[("content-type", kind)], &bytes);
    assert_eq!(answer.code(), "crisis-import-sheet");
    assert!(node.stop());
}
