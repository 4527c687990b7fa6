//! A ship that is on no ranked list: an officer releases her all the same, and the partner sees that it knows her by another
//! name.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use serde_json::json;

use crate::{
    exchange::{NOTES, agree_on, meet, start},
    node::{settled, until},
};

const VESSELS: &str = r#"
[kind.vessel]
release = "fields"
approval = true
level_max = "community"
[kind.vessel.fields]
mmsi = "keep"
name = "keep"
place = "keep"
seen_ms = "keep"
"#;

/// A ship that goes her way at 12 knots for an hour: nothing to tell of.
fn sailing(folder: &Path, name: &str) -> PathBuf {
    let mut text = "mmsi,time,lat,lon,speed,course,name,ship_type,class\n".to_owned();
    for step in 0..12 {
        let time = vigie_sea::Time::from_s(1_772_323_200 + step * 300);
        let lon = 178.0 + step as f64 * 0.020_35;
        writeln!(text, "431000010,{time},35.00000,{lon:.5},12,90,{name},70,A").unwrap();
    }
    let path = folder.join("sailing.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn an_unranked_ship_is_released_and_compared_by_the_partner() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // Japan hears the same ship under another name.
    let canada = start(here.path(), "ca-ccg", &[&sailing(here.path(), "MARU")]);
    let japan = start(there.path(), "jp-jcg", &[&sailing(there.path(), "OTHER")]);
    let (ca, jp) = (canada.administrator(), japan.administrator());
    settled(&ca);
    settled(&jp);
    let ranked = |client: &crate::client::Client| {
        let card = client.get("/api/v1/vessels/431000010").json();
        card["ranked"].clone()
    };
    assert!(ranked(&ca).is_null() && ranked(&jp).is_null());
    meet(&ca, &jp);
    agree_on(&ca, &jp, 1, [VESSELS, NOTES]);
    let wish =
        json!({"party": "jp-jcg", "kind": "vessel", "id": "431000010", "purpose": "fisheries"});
    let preview = ca.json("POST", "/api/v1/releases/preview", &wish);
    assert_eq!(preview.json()["decision"], "hold", "{:?}", preview.json());
    let released = ca.json("POST", "/api/v1/releases", &wish);
    assert_eq!(released.status, 201, "{:?}", released.json());
    let none =
        json!({"party": "jp-jcg", "kind": "vessel", "id": "431999999", "purpose": "fisheries"});
    let refused = ca.json("POST", "/api/v1/releases", &none);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (404, "object-unknown")
    );
    let said = until(&jp, "/api/v1/shared?mmsi=431000010", |it| {
        it["copies"][0]["state"] == "shown"
    });
    let copy = &said["copies"][0];
    assert_eq!(copy["own"], json!({"mmsi": 431_000_010}), "{copy}");
    let differs = json!([{"field": "name", "own": "OTHER", "theirs": "MARU"}]);
    assert_eq!(copy["differences"], differs, "{copy}");
    let other = jp.get("/api/v1/shared?mmsi=431000011").json();
    assert_eq!(other["copies"], json!([]));
    assert!(canada.stop() && japan.stop());
}
