//! From a boarding written without a network to a package that a stand-alone verifier accepts.

use std::process::Command;

use serde_json::{Value, json};
use vigie_case::package::sha256_hex;

use crate::{
    client::Client,
    exchange::{agree_on, meet, nodes},
    node::{Node, recording, settled, until},
};

fn edit(device: &str, seq: u64, act: Value) -> Value {
    json!({"id": {"device": device, "seq": seq}, "at_ms": 1_772_400_000_000_i64 + i64::try_from(seq).unwrap(),
        "user": "roy", "report": "tablet-1-1", "act": act})
}

fn set(device: &str, seq: u64, field: &str, value: Value, replaces: Value) -> Value {
    edit(
        device,
        seq,
        json!({"do": "set", "field": field, "value": value, "replaces": replaces}),
    )
}

fn started(folder: &std::path::Path, party: &str) -> (Node, Client) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder);
    command.args(["--party", party, "--partner-listen", "127.0.0.1:0"]);
    command.arg("--feed").arg(recording(folder));
    let node = Node::run(command, folder);
    let administrator = node.administrator();
    settled(&administrator);
    (node, administrator)
}

/// Two tablets without a network; edits arrive twice, out of order; one field conflicts until a person decides.
fn boarding(can: &Client) -> String {
    // What the form can be filled with from the vessel card.
    let fill = can
        .get("/api/v1/boarding/fill?form=npfc-hsbi&mmsi=412000001")
        .json();
    assert_eq!(fill["fields"]["vessel_name"], "LU RONG 1");
    assert_eq!(fill["fields"]["flag"], "CHN");
    let photo = b"\xff\xd8 a photograph".to_vec();
    let sum = sha256_hex(&photo);
    let begin = json!({"do": "begin", "form": "npfc-hsbi", "subject": "412000001"});
    let edits = [
        edit("tablet-1", 1, begin),
        set("tablet-1", 2, "crew_count", json!(24), json!([])),
        set("tablet-2", 1, "crew_count", json!(25), json!([])),
        set(
            "tablet-1",
            3,
            "left_at",
            json!(1_772_409_600_000_i64),
            json!([]),
        ),
        edit(
            "tablet-2",
            2,
            json!({"do": "attach", "kind": "photo", "caption": "Nets", "sha256": sum,
            "size": photo.len(), "media": "image/jpeg", "place": [-179.95, 41.0]}),
        ),
        edit(
            "tablet-1",
            4,
            json!({"do": "step", "step": "aboard", "note": ""}),
        ),
    ];
    let backwards: Vec<&Value> = edits.iter().rev().collect();
    let first = can.json(
        "POST",
        "/api/v1/boarding/edits",
        &json!({"edits": backwards[..4]}),
    );
    assert_eq!(first.json()["taken"], 4, "{}", first.json());
    let again = can.json("POST", "/api/v1/boarding/edits", &json!({"edits": edits}));
    assert_eq!(
        (again.json()["taken"].clone(), again.json()["known"].clone()),
        (json!(2), json!(4))
    );
    let put = can.send("PUT", &format!("/api/v1/attachments/{sum}"), &[], &photo);
    assert_eq!(put.status, 204);
    let wrong = can.send(
        "PUT",
        &format!("/api/v1/attachments/{sum}"),
        &[],
        b"another",
    );
    assert_eq!(wrong.code(), "attachment-changed");
    let state = can.get("/api/v1/boarding/reports").json();
    assert_eq!(state["conflicts"].as_array().unwrap().len(), 1);
    let report = &state["reports"][0];
    // Left on Sunday 1 March 2026, 24:00 UTC: three full working days end with Thursday 5 March.
    assert_eq!(report["due"]["ms"], report["due_ms"]);
    assert!(report["due"]["plain_ms"].as_i64() <= report["due_ms"].as_i64());
    assert!(
        report["due"]["marks"]
            .to_string()
            .contains("holidays-not-verified"),
        "{report}"
    );
    assert_eq!(state["calendar"]["id"], "can");
    let heads = report["heads"]["crew_count"].clone();
    let settle = set("tablet-1", 5, "crew_count", json!(25), heads);
    can.json(
        "POST",
        "/api/v1/boarding/edits",
        &json!({"edits": [settle]}),
    );
    let state = can.get("/api/v1/boarding/reports").json();
    assert_eq!(state["conflicts"], json!([]));
    let lacking = can
        .get("/api/v1/boarding/edits?known=tablet-1:5,tablet-2:1")
        .json();
    assert_eq!(lacking["edits"].as_array().unwrap().len(), 1);
    let paper = can.get("/api/v1/boarding/reports/tablet-1-1/paper.pdf?lang=ja");
    assert!(paper.body.starts_with(b"%PDF"));
    sum
}

/// A film, the master's signature on the glass and a photograph of the signed paper, announced by a tablet and delivered
/// later; one more picture that never arrives. Gives the sums of the three and of the one.
fn films(can: &Client) -> (Vec<String>, String) {
    let film: Vec<u8> = (0..5_000_000_u32)
        .map(|n| (n * 7 + n / 251) as u8)
        .collect();
    let files = [
        ("video", "video/mp4", "Hauling at night", film),
        (
            "signature",
            "image/png",
            "Wang Wei",
            b"\x89PNG the master".to_vec(),
        ),
        (
            "signature",
            "image/jpeg",
            "A. Roy",
            b"\xff\xd8 a signed paper".to_vec(),
        ),
    ];
    let lost = sha256_hex(b"never delivered");
    let attach = |kind: &str, media: &str, caption: &str, sum: &str, size: usize| json!({"do": "attach", "kind": kind, "caption": caption, "sha256": sum, "size": size, "media": media, "place": [179.95, 41.0]});
    let mut acts: Vec<Value> = files
        .iter()
        .map(|(kind, media, caption, bytes)| {
            attach(kind, media, caption, &sha256_hex(bytes), bytes.len())
        })
        .collect();
    acts.push(attach("photo", "image/jpeg", "Nets", &lost, 15));
    let sums: Vec<String> = files.iter().map(|file| sha256_hex(&file.3)).collect();
    for (field, sum) in [
        ("master_signature", &sums[1]),
        ("inspector_signature", &sums[2]),
    ] {
        acts.push(json!({"do": "set", "field": field, "value": sum, "replaces": []}));
    }
    let edits: Vec<Value> = (1..)
        .zip(acts)
        .map(|(seq, act)| edit("tablet-3", seq, act))
        .collect();
    let taken = can.json("POST", "/api/v1/boarding/edits", &json!({"edits": edits}));
    assert_eq!(taken.json()["taken"], 6, "{}", taken.json());
    for (sum, (.., bytes)) in sums.iter().zip(&files) {
        let path = format!("/api/v1/attachments/{sum}");
        assert_eq!(can.send("PUT", &path, &[], bytes).status, 204);
        assert_eq!(&can.get(&path).body, bytes, "as it was taken");
    }
    (sums, lost)
}

/// A case of report, vessel and event, with an outcome, closed.
fn case(can: &Client) -> String {
    let opened = can.json(
        "POST",
        "/api/v1/cases",
        &json!({"title": "Meeting at night", "mmsi": 412_000_001}),
    );
    assert_eq!(opened.status, 201, "{}", opened.json());
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let events = can.get("/api/v1/events").json();
    let event = events["events"][0]["id"].as_str().unwrap().to_owned();
    let entries = format!("/api/v1/cases/{id}/entries");
    for (kind, item) in [
        ("report", "tablet-1-1"),
        ("event", event.as_str()),
        ("vessel", "412000002"),
    ] {
        let add = json!({"do": "add", "item": {"kind": kind, "id": item}, "note": ""});
        assert_eq!(can.json("POST", &entries, &add).status, 204);
    }
    let outcome = json!({"do": "outcome", "event": event, "rule": "gap/1", "verdict": "held", "report": "tablet-1-1",
        "user": "somebody", "at_ms": 0});
    assert_eq!(can.json("POST", &entries, &outcome).status, 204);
    let rates = can.get("/api/v1/outcomes").json();
    assert_eq!(rates["rules"]["gap/1"]["held"], 1);
    let step =
        |stage: &str| json!({"do": "stage", "stage": stage, "note": "", "reply_due_ms": null});
    assert_eq!(can.json("POST", &entries, &step("closed")).status, 204);
    assert_eq!(
        can.json("POST", &entries, &step("referred")).code(),
        "case-step"
    );
    id
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one scenario from boarding to package"
)]
fn a_boarding_becomes_a_case_and_a_package_that_two_agencies_sign() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (_canada, can) = started(folders[0].path(), "can");
    let (_japan, jpn) = started(folders[1].path(), "jpn");

    let sum = boarding(&can);
    let (films, lost) = films(&can);
    let id = case(&can);

    // The letter to the flag State, and the counts of the year.
    for language in ["en", "fr-CA", "ja"] {
        let letter = can.get(&format!("/api/v1/cases/{id}/letter.pdf?lang={language}"));
        assert!(letter.status == 200 && letter.body.starts_with(b"%PDF"));
    }
    let none = can.get(&format!("/api/v1/cases/{id}/letter.pdf?report=other"));
    assert_eq!(none.code(), "letter-no-report");
    let year = "/api/v1/boarding/statistics?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z";
    let counts = can.get(year).json();
    assert_eq!(
        (&counts["rows"][0]["scheme"], &counts["rows"][0]["reports"]),
        (&json!("npfc"), &json!(1)),
        "{counts}"
    );
    let csv = can.get(&format!("{year}&format=csv"));
    assert!(String::from_utf8_lossy(&csv.body).starts_with("scheme,flag,reports"));

    // The package, signed by one, then by both.
    let made = can.get(&format!("/api/v1/cases/{id}/package?with=jpn"));
    assert_eq!(made.status, 200);
    let half = can
        .send("POST", "/api/v1/packages/check", &[], &made.body)
        .json();
    assert_eq!(half["sound"], false);
    assert_eq!(
        half["checked"]["faults"],
        json!([{"path": "signatures/jpn.txt", "code": "package-signature-missing"}])
    );
    let whole = jpn.send("POST", "/api/v1/packages/countersign", &[], &made.body);
    assert_eq!(
        whole.status,
        200,
        "{:?}",
        String::from_utf8_lossy(&whole.body)
    );
    let checked = jpn
        .send("POST", "/api/v1/packages/check", &[], &whole.body)
        .json();
    assert_eq!(checked["sound"], true, "{checked}");
    assert_eq!(checked["checked"]["signers"].as_array().unwrap().len(), 2);

    // By the command, and by the script that needs no Vigie; a changed copy is refused by both.
    let path = folders[0].path().join("package.zip");
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../scripts/verify_package.py"
    );
    let verdicts = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let program = Command::new(env!("CARGO_BIN_EXE_vigie"))
            .arg("verify")
            .arg(&path)
            .output()
            .unwrap();
        let alone = Command::new("python3")
            .arg(script)
            .arg(&path)
            .output()
            .unwrap();
        (
            program.status.success(),
            alone.status.success(),
            String::from_utf8_lossy(&alone.stdout).into_owned(),
        )
    };
    let (program, alone, told) = verdicts(&whole.body);
    assert!(program && alone, "{told}");
    let text = String::from_utf8_lossy(&whole.body).into_owned();
    for wanted in [
        "data/tracks/412000001.csv",
        "data/reports/tablet-1-1.ja.pdf",
        "data/ro-crate-metadata.json",
        "data/summary.ja.pdf",
        "data/feeds.json",
        &sum,
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    for film in &films {
        assert!(text.contains(&format!("data/attachments/{film}")), "{film}");
    }
    // What was announced and never came is said, and is no file.
    assert!(
        text.contains("attachments_missing") && !text.contains(&format!("data/attachments/{lost}"))
    );
    assert!(
        text.contains("holidays-not-verified"),
        "the date of the report says what it rests on"
    );
    let mut changed = whole.body.clone();
    let at = changed.len() / 2;
    changed[at] ^= 1;
    let (program, alone, _) = verdicts(&changed);
    assert!(!program && !alone);
    let refused = can.send("POST", "/api/v1/packages/countersign", &[], &changed);
    assert_eq!(refused.code(), "package-unsound");
}

/// What both let through of cases.
pub(crate) fn case_kinds() -> String {
    let all = include_str!("../../src/partner/exercise_policy.toml");
    let at = all.find("# Cases that officers").unwrap();
    all[at..].to_owned()
}

#[test]
#[allow(clippy::too_many_lines, reason = "one scenario of two nodes")]
fn a_case_is_held_together_and_each_side_adds_only_its_own() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let feed = recording(here.path());
    let (canada, japan, can, jpn) = nodes(here.path(), there.path(), &[&feed]);
    settled(&can);
    meet(&can, &jpn);
    agree_on(&can, &jpn, 1, [&case_kinds(); 2]);
    boarding(&can);
    let id = case(&can);
    let entries = format!("/api/v1/cases/{id}/entries");
    // Nothing has left.
    assert_eq!(jpn.get("/api/v1/cases").json()["cases"], json!([]));
    let note = json!({"do": "note", "text": "mine alone?"});
    assert_eq!(jpn.json("POST", &entries, &note).status, 404);
    let share = json!({"do": "share", "party": "jp-jcg", "purpose": "fisheries", "on": true});
    assert_eq!(can.json("POST", &entries, &share).status, 204);
    let path = format!("/api/v1/cases/{id}");
    let seen = until(&jpn, &path, |it| {
        it["partner_reports"]
            .as_array()
            .is_some_and(|all| all.len() == 1)
    });
    assert_eq!(seen["case"]["title"], "Meeting at night");
    assert_eq!(seen["shared_by"], json!(["ca-ccg"]));
    assert_eq!(seen["partner_reports"][0]["fields"]["crew_count"], 25);
    assert_eq!(seen["entries"][0]["user"], "", "who wrote it was withheld");
    let list = jpn.get("/api/v1/cases").json();
    assert_eq!(list["cases"][0]["with"], json!(["ca-ccg"]));
    // The partner reopens nothing by itself, but adds its own and shares back.
    let add = json!({"do": "note", "text": "Seen by PL TSUGARU on 3 March"});
    assert_eq!(jpn.json("POST", &entries, &add).status, 204);
    let back = json!({"do": "share", "party": "ca-ccg", "purpose": "fisheries", "on": true});
    assert_eq!(jpn.json("POST", &entries, &back).status, 204);
    let both = until(&can, &path, |it| it.to_string().contains("PL TSUGARU"));
    let theirs = both["entries"].as_array().unwrap().iter();
    let theirs: Vec<&Value> = theirs.filter(|it| it["party"] == "jp-jcg").collect();
    assert_eq!(theirs.len(), 2, "{both}");
    assert_eq!(both["case"]["shares"], json!({"jp-jcg": "fisheries"}));
    // An entry made afterwards goes by itself; both see the same state.
    let reopen = json!({"do": "stage", "stage": "open", "note": "", "reply_due_ms": null});
    assert_eq!(can.json("POST", &entries, &reopen).status, 204);
    let after = until(&jpn, &path, |it| it["case"]["stage"] == "open");
    assert_eq!(
        after["case"]["items"],
        can.get(&path).json()["case"]["items"]
    );
    // The package holds both, and both sign it.
    let made = can.get(&format!("/api/v1/cases/{id}/package?with=jp-jcg"));
    assert!(String::from_utf8_lossy(&made.body).contains("PL TSUGARU"));
    let signed = jpn.send("POST", "/api/v1/packages/countersign", &[], &made.body);
    assert_eq!(signed.status, 200);
    for side in [&can, &jpn] {
        let checked = side
            .send("POST", "/api/v1/packages/check", &[], &signed.body)
            .json();
        assert_eq!(checked["sound"], true, "{checked}");
        let signers = checked["checked"]["signers"].as_array().unwrap();
        let parties: Vec<&str> = signers
            .iter()
            .map(|s| s["party"].as_str().unwrap())
            .collect();
        assert_eq!(parties, ["ca-ccg", "jp-jcg"]);
    }
    // After it is no longer shared, nothing new leaves.
    let end = json!({"do": "share", "party": "jp-jcg", "purpose": "fisheries", "on": false});
    assert_eq!(can.json("POST", &entries, &end).status, 204);
    let last = json!({"do": "note", "text": "for us only"});
    assert_eq!(can.json("POST", &entries, &last).status, 204);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert!(!jpn.get(&path).json().to_string().contains("for us only"));
    assert!(canada.stop() && japan.stop());
}
