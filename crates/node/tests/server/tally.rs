//! A partner that gets numbers only: how many vessels are on the list, rounded, and nothing of any of them.

use serde_json::json;

use crate::{
    exchange::{NOTES, agree_on, holds, meet, nodes},
    node::{recording, settled, until},
};

const NUMBERS: &str = r#"
[kind.vessel]
release = "count"
count_min = 3
level_max = "community"
"#;

#[test]
fn a_partner_that_gets_numbers_hears_how_many_and_no_names() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let feed = recording(here.path());
    let (canada, japan, ca, jp) = nodes(here.path(), there.path(), &[&feed]);
    settled(&ca);
    let list = ca.get("/api/v1/list?limit=1000").json();
    let listed = list["vessels"].as_array().unwrap().len();
    let told = if listed >= 3 {
        json!({"at_least": listed - listed % 3})
    } else {
        json!({"fewer_than": 3})
    };
    meet(&ca, &jp);
    agree_on(&ca, &jp, 1, [NUMBERS, NOTES]);
    let shared = until(&jp, "/api/v1/shared?kind=vessel", |it| {
        it["copies"][0]["state"] == "shown"
    });
    assert_eq!(shared["copies"][0]["body"], told, "{shared}");
    assert_eq!(shared["copies"][0]["beyond"], json!([]), "{shared}");
    // Once in an hour, and accounted for.
    std::thread::sleep(std::time::Duration::from_secs(5));
    let rows = ca.get("/api/v1/releases").json();
    let rows = rows["releases"].as_array().unwrap();
    let counts = rows.iter().filter(|row| row["id"] == "count/vessel");
    assert!((1..=2).contains(&counts.count()), "{rows:?}");
    assert!(canada.stop() && japan.stop());
    assert!(holds(here.path(), "LU RONG") && !holds(there.path(), "LU RONG"));
}
