//! Positions for the systems that a partner runs beside its node: what leaves as NAF, FLUX, NIEM-M and CISE, and what stays.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{NOTES, agree_on, meet, nodes},
    node::{recording, settled, until},
    sharing::hours_ahead,
};

/// Broadcast positions may be passed on; those of the monitoring system are given for a patrol.
const FREE: &str = r#"
[kind.position]
release = "whole"
level_max = "community"
onward = "allowed"

[kind.vms-position]
release = "whole"
level_max = "enforcement"
patrol_place = "place"
"#;

/// The same positions, for two days and not to be passed on.
const BOUND: &str = r#"
[kind.position]
release = "fields"
level_max = "community"
retain_h = 48
[kind.position.fields]
mmsi = "keep"
place = "keep"
seen_ms = "keep"
"#;

const FORMATS: [&str; 4] = ["naf", "flux", "niem", "cise"];

/// Reports of one vessel of the monitoring system.
fn monitored(folder: &Path) -> std::path::PathBuf {
    let report = |hour: u32| {
        format!(
            "//SR//FR/PAN//TM/POS//RC/HP4077//NA/SECRET MARU//DA/20260302//TI/{hour:02}00//LT/40.5//LG/179.9//SP/5//ER//\n"
        )
    };
    let path = folder.join("vms.naf");
    std::fs::write(&path, (0..24).map(report).collect::<String>()).unwrap();
    path
}

fn wish(format: &str) -> Value {
    let nations = if format == "niem" { "JPN" } else { "XNW" };
    match format {
        "cise" => json!({"format": format, "purpose": "fisheries"}),
        _ => json!({"format": format, "purpose": "fisheries", "from": "CAN", "to": nations}),
    }
}

fn written(client: &Client, wish: &Value) -> Value {
    let answer = client.json("POST", "/api/v1/partners/jp-jcg/positions", wish);
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    answer.json()
}

fn count(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

#[test]
fn broadcast_positions_leave_and_monitored_ones_stay() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let feed = recording(here.path());
    let (_canada, _japan, ca, jp) = nodes(here.path(), there.path(), &[&feed]);
    settled(&ca);
    until(&ca, "/api/v1/list", |it| {
        it.to_string().contains("LU RONG 1")
    });
    // After the recording, whose names would come too late for a clock that these reports set.
    let wish_of = json!({"address": monitored(here.path()), "format": "naf"});
    let begun = ca.json("POST", "/api/v1/feeds", &wish_of);
    assert_eq!(begun.status, 201, "{:?}", begun.json());
    meet(&ca, &jp);
    let path = "/api/v1/partners/jp-jcg/positions";
    let early = ca.json("POST", path, &wish("naf"));
    assert_eq!(early.status, 409, "no agreement: {:?}", early.json());
    agree_on(&ca, &jp, 1, [FREE, NOTES]);
    let ring = json!([[160.0, 30.0], [-170.0, 30.0], [-170.0, 50.0], [160.0, 50.0]]);
    let patrol = json!({"party": "jp-jcg", "ring": ring, "until": hours_ahead(6)});
    assert_eq!(ca.json("POST", "/api/v1/patrols", &patrol).status, 201);
    let limit = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while count(&written(&ca, &wish("cise"))["withheld"]) == 0 {
        assert!(
            std::time::Instant::now() < limit,
            "no report of the monitoring system"
        );
        std::thread::sleep(std::time::Duration::from_millis(200));
    }

    for format in FORMATS {
        let said = written(&ca, &wish(format));
        assert!(count(&said["released"]) >= 9, "{format}: {said}");
        let withheld = json!([{"vessel": said["withheld"][0]["vessel"], "code": "edge-mark-lost"}]);
        assert_eq!(said["withheld"], withheld, "{format}");
        let text = said["messages"].to_string();
        assert!(
            text.contains("LU RONG 1") && !text.contains("SECRET MARU"),
            "{format}: {text}"
        );
        assert_eq!(said["next"], Value::Null);
    }
    // The numbers of reports go on, and a page is followed by the rest.
    let first =
        json!({"format": "naf", "purpose": "fisheries", "from": "CAN", "to": "XNE", "limit": 2});
    let one = written(&ca, &first);
    let mut more = first.clone();
    more["after"] = one["next"].clone();
    let two = written(&ca, &more);
    let text = |said: &Value| said["messages"][0]["text"].as_str().unwrap().to_owned();
    assert_eq!(text(&one).lines().count(), 2);
    assert!(text(&one).contains("//SQ/2//") && text(&two).contains("//SQ/3//"));
    assert!(text(&one).contains("//MS/SOURCE AIS//"), "{one}");
    assert_ne!(one["released"][0], two["released"][0]);

    for (format, from) in [("naf", "Canada"), ("flux", ""), ("gpx", "CAN")] {
        let mut unfit = wish("naf");
        (unfit["format"], unfit["from"]) = (json!(format), json!(from));
        assert_eq!(ca.json("POST", path, &unfit).status, 400, "{format} {from}");
    }
    let audit = ca.get("/api/v1/audit?limit=50").json().to_string();
    assert!(
        audit.contains("positions-reported") && audit.contains("cise"),
        "{audit}"
    );

    // What an officer took back from the stream does not leave in a file, and a new agreement is a new word.
    let is_position = |row: &&Value| row["kind"] == "position";
    let row_of = |it: &Value| it["releases"].as_array()?.iter().find(is_position).cloned();
    let all = until(&ca, "/api/v1/releases", |it| row_of(it).is_some());
    let recall = format!(
        "/api/v1/releases/jp-jcg/{}/recall",
        row_of(&all).unwrap()["seq"]
    );
    let why = json!({"reason": "a source is at risk"});
    assert_eq!(ca.json("POST", &recall, &why).status, 204);
    for format in FORMATS {
        let said = written(&ca, &wish(format));
        assert_eq!(count(&said["released"]), 0, "{format}: {said}");
        let codes = said["withheld"].as_array().unwrap().iter();
        let stopped = codes.filter(|it| it["code"] == "release-stopped");
        assert!(stopped.count() >= 9, "{format}: {said}");
    }

    // What may not be passed on stays, but for the format that says so.
    agree_on(&ca, &jp, 2, [BOUND, NOTES]);
    for format in FORMATS {
        let said = written(&ca, &wish(format));
        if format == "cise" {
            let text = said["messages"][0]["text"].as_str().unwrap();
            assert!(text.contains("<InformationSensitivity>Amber<"), "{text}");
            assert!(text.contains("<RetentionPeriod>") && !text.contains("LU RONG 1"));
        } else {
            assert_eq!(count(&said["released"]), 0, "{format}: {said}");
            let codes = said["withheld"].as_array().unwrap().iter();
            assert!(
                codes.filter(|it| it["code"] == "edge-mark-lost").count() >= 9,
                "{format}"
            );
        }
    }
}
