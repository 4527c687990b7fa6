//! Two nodes: agreement, release, recall and proof, over a real link that is cut and healed, and what must not leave.

use std::{path::Path, process::Command, time::Duration};

use serde_json::{Value, json};

use crate::{
    client::Client,
    node::{Node, PASSWORD, recording, settled, sign_in, until},
};

pub(crate) fn start(folder: &Path, party: &str, feeds: &[&Path]) -> Node {
    start_with(folder, party, feeds, &[])
}

pub(crate) fn start_with(folder: &Path, party: &str, feeds: &[&Path], more: &[&str]) -> Node {
    Node::run(serving(folder, party, feeds, more), folder)
}

/// The command that serves a partner's node.
pub(crate) fn serving(folder: &Path, party: &str, feeds: &[&Path], more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder);
    command.args(["--party", party, "--partner-listen", &place(folder)]);
    command.arg("--feed-folder").arg(folder);
    for feed in feeds {
        command.arg("--feed").arg(feed);
    }
    command.args(more);
    command
}

/// Canada with these feeds, and Japan, each with its administrator; not partners yet.
pub(crate) fn nodes(here: &Path, there: &Path, feeds: &[&Path]) -> (Node, Node, Client, Client) {
    let canada = start(here, "ca-ccg", feeds);
    let japan = start(there, "jp-jcg", &[]);
    let (ca, jp) = (canada.administrator(), japan.administrator());
    (canada, japan, ca, jp)
}

/// Where partners reach the node of this folder: the same after a restart, for the invitation names it.
pub(crate) fn place(folder: &Path) -> String {
    let known = folder.join("partner-place");
    if let Ok(place) = std::fs::read_to_string(&known) {
        return place;
    }
    std::fs::create_dir_all(folder).unwrap();
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = socket.local_addr().unwrap().to_string();
    std::fs::write(known, &place).unwrap();
    place
}

pub(crate) fn invite(from: &Client, to: &Client) {
    let invitation = from.json("POST", "/api/v1/partners/invitation", &json!({}));
    assert_eq!(invitation.status, 200, "{:?}", invitation.json());
    let mut wrong = invitation.json();
    let right = wrong["fingerprint"].as_str().unwrap().to_owned();
    let last = if right.ends_with('0') { "1" } else { "0" };
    wrong["fingerprint"] = json!(format!("{}{last}", &right[..right.len() - 1]));
    let refused = to.json("POST", "/api/v1/partners", &wrong);
    assert_eq!(refused.code(), "fingerprint-differs");
    let accepted = to.json("POST", "/api/v1/partners", &invitation.json());
    assert_eq!(accepted.status, 201, "{:?}", accepted.json());
}

/// Both invite the other; comes back when the link is up, as both see it.
pub(crate) fn meet(one: &Client, other: &Client) {
    invite(one, other);
    invite(other, one);
    link_is(one, "up");
    link_is(other, "up");
}

pub(crate) fn policy(from: &str, to: &str, version: u32, kinds: &str) -> Value {
    let text = format!(
        "[agreement]\nfrom = \"{from}\"\nto = \"{to}\"\nversion = {version}\nrealm = \"live\"\n\
         valid_from = \"2026-01-01T00:00:00Z\"\nvalid_until = \"2036-01-01T00:00:00Z\"\n\
         purposes = [\"fisheries\"]\n\n{kinds}"
    );
    json!({"text": text, "version": version})
}

/// Vessels leave without call sign and with a coarse place; alerts wait for an officer.
pub(crate) const KINDS: &str = r#"
[kind.alert]
release = "fields"
approval = true
level_max = "protected"
hold = "investigation"
retain_h = 48
[kind.alert.fields]
event = "keep"
kind = "keep"
mmsis = "keep"
from_ms = "keep"
place = { place_m = 20000 }

[kind.note]
release = "whole"
level_max = "community"
"#;

/// Who gives nothing but notes.
pub(crate) const NOTES: &str = "[kind.note]\nrelease = \"whole\"\nlevel_max = \"community\"\n";

/// A second administrator of the same node.
pub(crate) fn second(first: &Client) -> Client {
    let wish = json!({"user": "second", "password": PASSWORD, "role": "administrator"});
    let made = first.json("POST", "/api/v1/users", &wish);
    assert!(
        made.status == 201 || made.status == 409,
        "{:?}",
        made.json()
    );
    sign_in(first.port, "second")
}

pub(crate) fn agree(from: &Client, to: &Client, names: (&str, &str), text: &Value) {
    let path = |party: &str| format!("/api/v1/partners/{party}/agreement");
    let wish = json!({"text": text["text"]});
    let proposed = from.json("PUT", &path(names.1), &wish);
    assert_eq!(proposed.status, 200, "{:?}", proposed.json());
    // What widens waits for a second own officer, and is not sent before.
    let drafted = proposed.json()["drafted"].clone();
    if drafted.is_object() {
        let word = json!({"digest": drafted["digest"]});
        let by = format!("{}/second", path(names.1));
        assert_eq!(
            from.json("POST", &by, &word).code(),
            "second-officer-needed"
        );
        let seconded = second(from).json("POST", &by, &word);
        assert_eq!(seconded.status, 200, "{:?}", seconded.json());
    }
    let version = text["version"].clone();
    let waiting = until(to, &path(names.0), |a| a["theirs"]["proposed"].is_object());
    let digest = json!({"digest": waiting["theirs"]["proposed"]["digest"]});
    let accepted = to.json("POST", &format!("{}/accept", path(names.0)), &digest);
    assert_eq!(accepted.status, 200, "{:?}", accepted.json());
    until(from, &path(names.1), |a| {
        a["in_force"]["version"] == version
    });
}

pub(crate) fn agree_both_ways(ca: &Client, jp: &Client) {
    agree_on(ca, jp, 1, [KINDS; 2]);
}

/// What Canada gives Japan, and Japan Canada.
pub(crate) fn agree_on(ca: &Client, jp: &Client, version: u32, kinds: [&str; 2]) {
    let (there, back) = (("ca-ccg", "jp-jcg"), ("jp-jcg", "ca-ccg"));
    let ways = [(ca, jp, there), (jp, ca, back)];
    for ((from, to, names), kinds) in ways.into_iter().zip(kinds) {
        agree(from, to, names, &policy(names.0, names.1, version, kinds));
    }
}

pub(crate) fn holds(folder: &Path, wanted: &str) -> bool {
    let mut found = false;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found |= if path.is_dir() {
            holds(&path, wanted)
        } else {
            let bytes = std::fs::read(&path).unwrap();
            bytes.windows(wanted.len()).any(|w| w == wanted.as_bytes())
        };
    }
    found
}

pub(crate) fn link_is(client: &Client, state: &str) {
    until(client, "/api/v1/partners", |p| {
        p["partners"][0]["link"]["state"] == state
    });
}

#[test]
fn agreement_release_recall_and_proof_between_two_nodes() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let feed = recording(here.path());
    let (canada, japan, ca, jp) = nodes(here.path(), there.path(), &[&feed]);
    settled(&ca);
    meet(&ca, &jp);

    // Before there is an agreement nothing leaves.
    let events = ca.get("/api/v1/events?limit=1000").json();
    let encounter = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["kind"] == "encounter")
        .unwrap();
    let wish =
        json!({"party": "jp-jcg", "kind": "alert", "id": encounter["id"], "purpose": "fisheries"});
    let refused = ca.json("POST", "/api/v1/releases/preview", &wish);
    assert_eq!(refused.code(), "no-agreement");

    let wrong = policy("ca-ccg", "jp-jcg", 1, "[kind.alert]\nrelease = \"all\"\n");
    let wrong = json!({"text": wrong["text"]});
    let fault = ca.json("PUT", "/api/v1/partners/jp-jcg/agreement", &wrong);
    assert_eq!(fault.status, 400);
    assert_eq!(fault.json()["line"], 11, "{}", fault.json());
    agree_both_ways(&ca, &jp);

    // What the preview shows is what arrives, and nothing else.
    let preview = ca.json("POST", "/api/v1/releases/preview", &wish).json();
    assert_eq!(preview["decision"], "hold", "{preview}");
    let state = |name: &str| {
        let fields = preview["fields"].as_array().unwrap();
        fields.iter().find(|f| f["name"] == name).unwrap()["state"].clone()
    };
    assert_eq!(
        (state("place"), state("evidence")),
        (json!("coarse"), json!("withheld"))
    );
    let denied =
        json!({"party": "jp-jcg", "kind": "alert", "id": encounter["id"], "purpose": "tourism"});
    let denied = ca.json("POST", "/api/v1/releases", &denied);
    assert_eq!(denied.code(), "release-denied");
    let released = ca.json("POST", "/api/v1/releases", &wish);
    assert_eq!(released.status, 201, "{:?}", released.json());
    let seq = released.json()["seq"].as_u64().unwrap();
    let shared = until(&jp, "/api/v1/shared", |s| {
        s["copies"][0]["state"] == "shown"
    });
    let copy = &shared["copies"][0];
    assert_eq!(copy["body"]["event"], encounter["id"]);
    assert!(copy["body"].get("evidence").is_none() && copy["body"].get("vessels").is_none());
    assert!(copy["purge"].is_string());
    // When it came is not when it was released.
    let at = |name: &str| -> vigie_exchange::Time {
        copy[name]
            .as_str()
            .and_then(|t| t.parse().ok())
            .expect(name)
    };
    assert!(at("received") >= at("released"), "{copy}");
    // The names of the ships were withheld: they are in none of the partner's files.
    assert!(holds(here.path(), "LU RONG"));
    assert!(!holds(there.path(), "LU RONG"));

    a_cut_link_loses_nothing(&ca, &jp);

    // A proof for third parties, as soon as the partner countersigned.
    let path = format!("/api/v1/releases/jp-jcg/{seq}/proof");
    let proof = until(&ca, &path, |p| p["proof"].is_string());
    assert!(proof["proof"].as_str().unwrap().len() / 2 <= 1_500);

    // Recall: hidden and deleted over there, with a signed receipt; a kill in between changes nothing.
    let recall = format!("/api/v1/releases/jp-jcg/{seq}/recall");
    let why = json!({"reason": "patrol ended"});
    assert_eq!(ca.json("POST", &recall, &why).status, 204);
    let list = until(&ca, "/api/v1/releases", |r| {
        let rows = r["releases"].as_array().unwrap();
        rows.iter()
            .any(|r| r["seq"] == seq && r["state"] == "purged" && r["receipt"].is_string())
    });
    drop(list);
    let shared = jp.get("/api/v1/shared?kind=alert").json();
    assert_eq!(shared["copies"], json!([]), "{shared}");
    canada.kill();
    japan.kill();
    it_stays_deleted(here.path(), there.path(), seq);
}

#[test]
fn a_hold_suspends_deletion_and_is_seen_by_the_giver() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let feed = recording(here.path());
    let (canada, japan, ca, jp) = nodes(here.path(), there.path(), &[&feed]);
    settled(&ca);
    meet(&ca, &jp);
    agree_both_ways(&ca, &jp);
    let events = ca.get("/api/v1/events?limit=1000").json();
    let id = events["events"][0]["id"].clone();
    let wish = json!({"party": "jp-jcg", "kind": "event", "id": id, "purpose": "fisheries"});
    let seq = ca.json("POST", "/api/v1/releases", &wish).json()["seq"]
        .as_u64()
        .unwrap();
    let shared = until(&jp, "/api/v1/shared", |s| {
        s["copies"][0]["state"] == "shown"
    });
    let theirs = shared["copies"][0]["seq"].as_u64().unwrap();
    let hold = format!("/api/v1/shared/ca-ccg/{theirs}/hold");
    assert_eq!(
        jp.json("POST", &hold, &json!({"reason": " "})).code(),
        "reason-unfit"
    );
    assert_eq!(
        jp.json("POST", &hold, &json!({"reason": "case 2026-17"}))
            .status,
        204
    );
    until(&ca, "/api/v1/releases", |r| {
        r["releases"][0]["held"]["reason"] == "case 2026-17"
    });
    let recall = format!("/api/v1/releases/jp-jcg/{seq}/recall");
    assert_eq!(
        ca.json("POST", &recall, &json!({"reason": "patrol ended"}))
            .status,
        204
    );
    std::thread::sleep(Duration::from_secs(5));
    let copy = jp.get("/api/v1/shared").json()["copies"][0].clone();
    // Hidden from all; the officer who holds it reads it on, and the giver sees that it was recalled and waits.
    assert_eq!(
        (&copy["state"], &copy["body"], &copy["hold"]["reason"]),
        (&json!("hidden"), &json!({}), &json!("case 2026-17")),
        "{copy}"
    );
    let whole = jp.get(&format!("/api/v1/shared/ca-ccg/{theirs}")).json();
    assert!(
        whole["state"] == "held" && whole["body"]["event"].is_string(),
        "{whole}"
    );
    let release = ca.get("/api/v1/releases").json()["releases"][0].clone();
    assert_eq!(release["state"], "recalled", "{release}");
    assert_eq!(jp.send("DELETE", &hold, &[], b"").status, 204);
    until(&ca, "/api/v1/releases", |r| {
        r["releases"][0]["state"] == "purged"
    });
    assert_eq!(jp.get("/api/v1/shared").json()["copies"], json!([]));
    assert!(canada.stop() && japan.stop());
}

#[test]
fn a_parcel_carried_by_hand_does_the_same() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, ca, jp) = nodes(here.path(), there.path(), &[]);
    invite(&ca, &jp);
    invite(&jp, &ca);
    for (client, party) in [(&ca, "jp-jcg"), (&jp, "ca-ccg")] {
        let path = format!("/api/v1/partners/{party}/link");
        assert_eq!(client.json("PUT", &path, &json!({"cut": true})).status, 200);
    }
    let text = json!({"text": policy("ca-ccg", "jp-jcg", 1, KINDS)["text"]});
    let drafted = ca.json("PUT", "/api/v1/partners/jp-jcg/agreement", &text);
    assert_eq!(drafted.status, 200);
    let word = json!({"digest": drafted.json()["drafted"]["digest"]});
    let by = "/api/v1/partners/jp-jcg/agreement/second";
    assert_eq!(second(&ca).json("POST", by, &word).status, 200);
    let parcel = ca.get("/api/v1/partners/jp-jcg/parcel");
    assert_eq!(parcel.status, 200);
    assert!(!parcel.body.windows(9).any(|w| w == b"fisheries"), "sealed");
    let take = |client: &Client, party: &str, bytes: &[u8]| {
        let path = format!("/api/v1/partners/{party}/parcel");
        client.send(
            "POST",
            &path,
            &[("content-type", "application/octet-stream")],
            bytes,
        )
    };
    let unreadable = take(&jp, "ca-ccg", b"hello");
    assert_eq!(unreadable.code(), "parcel-unreadable");
    let cut = take(&jp, "ca-ccg", &parcel.body[..50]);
    assert_eq!(cut.code(), "parcel-cut");
    let answer = take(&jp, "ca-ccg", &parcel.body);
    assert_eq!(answer.status, 200);
    let twice = take(&jp, "ca-ccg", &parcel.body);
    assert_eq!(twice.status, 200);
    let agreement = jp.get("/api/v1/partners/ca-ccg/agreement").json();
    assert_eq!(agreement["theirs"]["proposed"]["version"], 1, "{agreement}");
    assert_eq!(take(&ca, "jp-jcg", &answer.body).status, 200);
    let partners = ca.get("/api/v1/partners").json();
    assert_eq!(
        partners["partners"][0]["sent"]["acknowledged"], 1,
        "{partners}"
    );
    assert!(canada.stop() && japan.stop());
}

fn a_cut_link_loses_nothing(ca: &Client, jp: &Client) {
    // The link is cut; what is written meanwhile arrives when it is healed.
    assert_eq!(
        ca.json("PUT", "/api/v1/partners/jp-jcg/link", &json!({"cut": true}))
            .status,
        200
    );
    link_is(ca, "cut");
    link_is(jp, "down");
    let note = json!({"object": "partner:jp-jcg", "text": "合同哨戒は明朝0600Z", "language": "ja", "to": ["jp-jcg"]});
    assert_eq!(ca.json("POST", "/api/v1/notes", &note).status, 201);
    std::thread::sleep(Duration::from_millis(300));
    let empty = jp.get("/api/v1/notes?object=partner:ca-ccg").json();
    assert_eq!(empty["notes"], json!([]));
    assert_eq!(
        ca.json(
            "PUT",
            "/api/v1/partners/jp-jcg/link",
            &json!({"cut": false})
        )
        .status,
        200
    );
    let notes = until(jp, "/api/v1/notes?object=partner:ca-ccg", |n| {
        n["notes"][0].is_object()
    });
    assert_eq!(notes["notes"][0]["text"], "合同哨戒は明朝0600Z");
    assert_eq!(notes["notes"][0]["party"], "ca-ccg");
    // A word that is taken back is gone from the talk too.
    let releases = ca.get("/api/v1/releases").json();
    let mut rows = releases["releases"].as_array().unwrap().iter();
    let note = rows.find(|row| row["kind"] == "note").unwrap();
    let recall = format!("/api/v1/releases/jp-jcg/{}/recall", note["seq"]);
    let why = json!({"reason": "sent by mistake"});
    assert_eq!(ca.json("POST", &recall, &why).status, 204);
    until(jp, "/api/v1/notes?object=partner:ca-ccg", |it| {
        it["notes"] == json!([])
    });
    let own = ca.get("/api/v1/notes?object=partner:jp-jcg").json();
    assert_eq!(own["notes"][0]["text"], "合同哨戒は明朝0600Z");
}

fn it_stays_deleted(here: &Path, there: &Path, seq: u64) {
    let canada = start(here, "ca-ccg", &[]);
    let japan = start(there, "jp-jcg", &[]);
    let (ca, jp) = (canada.sign_in("admin"), japan.sign_in("admin"));
    let rows = ca.get("/api/v1/releases").json();
    let row = rows["releases"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["seq"] == seq)
        .unwrap()
        .clone();
    assert_eq!(row["state"], "purged", "{row}");
    assert_eq!(
        jp.get("/api/v1/shared?kind=alert").json()["copies"],
        json!([])
    );
    assert!(canada.stop() && japan.stop());
}
