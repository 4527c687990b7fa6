//! Who is erased here is erased at the partner: what it was told of that person is taken back in one exchange, its signed
//! receipt comes back, and neither node keeps a byte of it. Who takes a consent back is as erased there.

use std::{collections::BTreeMap, path::Path, time::Instant};

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::{
    client::Client,
    crisis_joint::{deed, id, leg, share, transport, two},
    exchange::{link_is, start},
    node::{Node, until},
};

/// Bodies that are kept of what travelled, as they lie in the file, by number. 0: sent, 1: got.
fn bodies(folder: &Path, way: i64) -> BTreeMap<u64, Vec<u8>> {
    let file = folder.join("live/ledger.sqlite");
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sql = "SELECT seq, sealed FROM stream_entries WHERE way = ?1 AND sealed NOT NULL";
    let mut query = db.prepare(sql).unwrap();
    let rows = query.query_map([way], |row| {
        let seq: i64 = row.get(0)?;
        Ok((u64::try_from(seq).unwrap(), row.get(1)?))
    });
    rows.unwrap().map(|row| row.unwrap()).collect()
}

fn holds(folder: &Path, wanted: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, wanted);
        }
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(wanted.len()).any(|w| w == wanted)
    })
}

fn add(officer: &Client, crisis: &str, place: &str, family: &str) -> String {
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let person = json!({
        "id": id(0), "names": [{"script": "latin", "family": family, "given": "Ken"}], "place": place, "source": "walk_in",
        "consents": [{"to": "reunification", "given": true, "at_ms": 0}],
    });
    let made = officer.json("POST", &at("persons"), &person);
    assert_eq!(made.status, 201, "{}", made.code());
    let person = made.json()["id"].as_str().unwrap().to_owned();
    for act in [
        json!({"act": "replied", "reply": "wants_out"}),
        json!({"act": "offered", "leg": id(7)}),
        json!({"act": "accepted", "leg": id(7)}),
    ] {
        deed(officer, crisis, &person, &act);
    }
    person
}

/// Numbers of what the partner deleted and gave a receipt for.
fn purged(releases: &Value) -> Vec<u64> {
    let rows = releases["releases"].as_array().unwrap().iter();
    let rows = rows.filter(|row| row["state"] == "purged" && row["receipt"].is_string());
    rows.map(|row| row["seq"].as_u64().unwrap()).collect()
}

/// Two nodes in one crisis, the second of which told the first of two persons: a line of a manifest and a record each.
struct Told {
    canada: Node,
    japan: Node,
    ca: Client,
    jp: Client,
    crisis: String,
    /// SATO; the other is YAMADA.
    sato: String,
}

fn told(here: &Path, there: &Path) -> Told {
    let (canada, japan, ca, jp) = two(here, there);
    let wish = json!({"name": "Luzon", "places": [{"name": "Manila school", "kind": "assembly", "position": [121.0, 14.6]}]});
    let crisis = ca.json("POST", "/api/v1/crises", &wish).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let place = ca.get(&at("board")).json()["all_places"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let legs = [leg(7, "CA", 6, &["JP"])];
    let told = ca.json("PUT", &at("transport"), &transport(&place, &legs));
    assert_eq!(told.status, 200);
    share(&ca, &crisis, "jp-jcg", "frame");
    until(&jp, "/api/v1/crises/offered", |it| {
        it["crises"][0]["name"] == "Luzon"
    });
    let join = json!({"party": "ca-ccg", "crisis": crisis});
    assert_eq!(jp.json("POST", "/api/v1/crises/join", &join).status, 201);
    share(&jp, &crisis, "ca-ccg", "frame");
    let sato = add(&jp, &crisis, &place, "SATO");
    add(&jp, &crisis, &place, "YAMADA");
    let names =
        json!({"party": "ca-ccg", "what": "manifest", "leg": id(7), "purpose": "evacuation"});
    assert_eq!(jp.json("POST", &at("share"), &names).json()["released"], 2);
    assert_eq!(
        share(&jp, &crisis, "ca-ccg", "reunification")["released"],
        2
    );
    until(&ca, &at("partners"), |it| {
        it["partners"][0]["lines"] == 2 && it["partners"][0]["records"] == 2
    });
    Told {
        canada,
        japan,
        ca,
        jp,
        crisis,
        sato,
    }
}

#[test]
fn who_takes_a_consent_back_is_deleted_at_the_partner_and_lives_on_here() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let told = told(here.path(), there.path());
    let Told { ca, jp, crisis, .. } = &told;
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let card = at(&format!("persons/{}", told.sato));
    let say = |to: &str, at_ms: i64| {
        let mut person = jp.get(&card).json()["person"].clone();
        let word = json!({"to": to, "given": false, "at_ms": at_ms});
        person["consents"].as_array_mut().unwrap().push(word);
        let kept = jp.json("PUT", &card, &person);
        assert_eq!(kept.status, 200, "{}", kept.code());
    };
    say("reunification", 1);
    until(ca, &at("partners"), |it| {
        it["partners"][0]["lines"] == 2 && it["partners"][0]["records"] == 1
    });
    let records = ca.get(&at("partners/records")).json().to_string();
    assert!(records.contains("YAMADA") && !records.contains("SATO"));
    // The seat stands; the name of its holder is for here only.
    say("partner", 2);
    until(ca, &at("partners"), |it| {
        it["partners"][0]["lines"] == 1 && it["partners"][0]["records"] == 1
    });
    let admin = told.japan.sign_in("admin");
    until(&admin, "/api/v1/releases", |it| purged(it).len() == 2);
    assert_eq!(jp.get(&card).json()["standing"]["state"], "accepted");
    assert!(told.canada.stop() && told.japan.stop());
}

#[test]
fn who_is_erased_is_deleted_at_the_partner_with_its_receipt() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let Told {
        canada,
        japan,
        ca: _,
        jp,
        crisis,
        sato: gone,
    } = told(here.path(), there.path());
    let at = |rest: &str| format!("/api/v1/crises/{crisis}/{rest}");
    let (got, sent) = (bodies(here.path(), 1), bodies(there.path(), 0));

    // The partner's node stands still while the person is erased.
    assert!(canada.stop());
    let erased = jp.send("DELETE", &at(&format!("persons/{gone}")), &[], b"");
    assert_eq!(
        (erased.status, &erased.json()["recalled"]),
        (200, &json!(2)),
        "{}",
        erased.code()
    );
    let began = Instant::now();
    let canada = start(here.path(), "ca-ccg", &[]);
    let ca = canada.sign_in("consul");
    let admin = japan.sign_in("admin");
    link_is(&admin, "up");
    let linked = Instant::now();
    until(&ca, &at("partners"), |it| {
        it["partners"][0]["lines"] == 1 && it["partners"][0]["records"] == 1
    });
    let told = until(&admin, "/api/v1/releases", |it| purged(it).len() == 2);
    println!(
        "deleted with receipt {:.1} s after the link was up, {:.1} s after the start",
        linked.elapsed().as_secs_f64(),
        began.elapsed().as_secs_f64()
    );
    let records = ca.get(&at("partners/records")).json().to_string();
    assert!(records.contains("YAMADA") && !records.contains("SATO"));

    // Both write the log back; then no file holds the bytes, and those of the other person are where they were.
    let numbers = purged(&told);
    until(&admin, "/api/v1/status", |_| {
        numbers
            .iter()
            .all(|seq| !holds(there.path(), &sent[seq]) && !holds(here.path(), &got[seq]))
    });
    let rows = told["releases"].as_array().unwrap().iter();
    let kept = rows.filter(|row| row["state"] == "acknowledged" && row["kind"] == "manifest-line");
    let kept: Vec<u64> = kept.map(|row| row["seq"].as_u64().unwrap()).collect();
    assert_eq!(kept.len(), 1, "{told}");
    assert!(holds(here.path(), &got[&kept[0]]));
    // Erased once is taken back once.
    let again = jp.send("DELETE", &at(&format!("persons/{gone}")), &[], b"");
    assert_eq!(again.status, 404);
    assert!(canada.stop() && japan.stop());
}
