//! Keys over time, proofs that a stranger can check, commands without a network, and what tampering leaves behind.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};

use crate::{
    client::Client,
    exchange::{KINDS, agree, agree_both_ways, holds, meet, nodes, policy, start},
    node::{Node, recording, settled, until},
};

fn vigie(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["--lang", "en"]).args(arguments);
    command.output().unwrap()
}

/// A command that must end with this code; gives its JSON.
fn told(code: i32, arguments: &[&str]) -> Value {
    let output = vigie(&[&["--json"], arguments].concat());
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    assert_eq!(
        output.status.code(),
        Some(code),
        "{arguments:?}: {out}{err}"
    );
    let text = if out.trim().is_empty() { err } else { out };
    serde_json::from_str(text.lines().last().unwrap_or("null")).unwrap_or(Value::Null)
}

struct Pair {
    folders: (tempfile::TempDir, tempfile::TempDir),
    nodes: (Node, Node),
    ca: Client,
    jp: Client,
}

fn pair() -> Pair {
    let folders = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let feed = recording(folders.0.path());
    let (canada, japan, ca, jp) = nodes(folders.0.path(), folders.1.path(), &[&feed]);
    settled(&ca);
    meet(&ca, &jp);
    agree_both_ways(&ca, &jp);
    Pair {
        folders,
        nodes: (canada, japan),
        ca,
        jp,
    }
}

impl Pair {
    fn data(&self) -> (&str, &str) {
        let path =
            |folder: &tempfile::TempDir| folder.path().to_str().unwrap().to_owned().leak() as &str;
        (path(&self.folders.0), path(&self.folders.1))
    }

    /// Releases the event of this place in the list; gives its number.
    fn release(&self, at: usize) -> u64 {
        let events = self.ca.get("/api/v1/events?limit=1000").json();
        let id = events["events"][at]["id"].clone();
        let wish = json!({"party": "jp-jcg", "kind": "event", "id": id, "purpose": "fisheries"});
        let released = self.ca.json("POST", "/api/v1/releases", &wish);
        assert_eq!(released.status, 201, "{:?}", released.json());
        released.json()["seq"].as_u64().unwrap()
    }

    fn arrives(&self, seq: u64) {
        let has = |list: &Value| {
            let copies = list["copies"].as_array().unwrap();
            copies
                .iter()
                .any(|copy| copy["seq"] == seq && copy["state"] == "shown")
        };
        until(&self.jp, "/api/v1/shared", has);
    }

    fn proof(&self, seq: u64, more: &str) -> Vec<u8> {
        let path = format!("/api/v1/releases/jp-jcg/{seq}/proof{more}");
        until(&self.ca, &path, |proof| proof["proof"].is_string());
        self.ca.get(&path).body
    }
}

fn checker() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/check_proof.py")
}

/// Both checkers on many changed copies: the program and the stand-alone script say the same of each.
const BOTH: &str = r#"
import importlib.util, json, subprocess, sys, pathlib
spec = importlib.util.spec_from_file_location("check_proof", sys.argv[1])
checker = importlib.util.module_from_spec(spec); spec.loader.exec_module(checker)
data = pathlib.Path(sys.argv[3]).read_bytes()
assert checker.check(data)["seq"] == json.loads(data)["seq"]
folder = pathlib.Path(sys.argv[4]); paths = []
for at in range(0, len(data), int(sys.argv[5])):
    for bit in ((1, 0x20) if at % 40 == 0 else (1,)):
        changed = bytearray(data); changed[at] ^= bit
        try:
            checker.check(bytes(changed))
            sys.exit(f"byte {at} bit {bit}: taken by the script")
        except checker.Wrong:
            pass
        path = folder / f"{at}-{bit}.json"; path.write_bytes(changed); paths.append(str(path))
for cut in (0, 1, len(data) // 2, len(data) - 1):
    path = folder / f"cut-{cut}.json"; path.write_bytes(b"{" + data[1:cut]); paths.append(str(path))
path = folder / "more.json"; path.write_bytes(data + b"\n"); paths.append(str(path))
for start in range(0, len(paths), 500):
    some = paths[start:start + 500]
    out = subprocess.run([sys.argv[2], "--json", "verify", *some], capture_output=True, text=True)
    told = [json.loads(line) for line in out.stdout.splitlines()]
    assert out.returncode == 1 and len(told) == len(some), (out.returncode, len(told), out.stderr)
    taken = [one["file"] for one in told if one["ok"]]
    assert not taken, f"taken by the program: {taken}"
print(len(paths))
"#;

fn both_refuse_changes(proof: &[u8], step: usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("proof.json");
    std::fs::write(&path, proof).unwrap();
    let shown = told(0, &["verify", path.to_str().unwrap()]);
    assert_eq!(
        (&shown["ok"], &shown["from"]),
        (&json!(true), &json!("ca-ccg"))
    );
    let script = Command::new("python3")
        .arg(checker())
        .arg(&path)
        .output()
        .unwrap();
    let said: Value = serde_json::from_slice(&script.stdout).unwrap();
    for field in [
        "from",
        "to",
        "from_fingerprint",
        "to_fingerprint",
        "seq",
        "body_shown",
    ] {
        assert_eq!(said[field], shown[field], "{field}");
    }
    let run = Command::new("python3")
        .args(["-c", BOTH])
        .arg(checker())
        .arg(env!("CARGO_BIN_EXE_vigie"))
        .arg(&path)
        .arg(folder.path())
        .arg(step.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let count: usize = said.trim().parse().unwrap();
    assert!(count * step >= proof.len());
}

#[test]
fn keys_rotate_and_are_revoked_and_a_stranger_can_check_the_proofs() {
    let pair = pair();
    let before = pair.release(0);
    pair.arrives(before);
    pair.proof(before, "");

    // A new key takes over; the partner learns of it and the streams go on.
    let keys = pair.ca.get("/api/v1/keys").json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1, "{keys}");
    assert_eq!(
        pair.jp
            .json("POST", "/api/v1/keys/rotate", &json!({}))
            .status,
        200
    );
    let rotated = pair.ca.json("POST", "/api/v1/keys/rotate", &json!({}));
    assert_eq!(rotated.status, 200, "{:?}", rotated.json());
    let done = |keys: &Value| {
        let keys = keys["keys"].as_array().unwrap();
        keys.len() == 2 && keys[0]["spoken_to_by"] == json!([]) && keys[1]["state"] == "current"
    };
    let keys = until(&pair.ca, "/api/v1/keys", done);
    until(&pair.jp, "/api/v1/keys", done);
    let new = keys["keys"][1]["fingerprint"].clone();
    until(&pair.jp, "/api/v1/partners", |p| {
        p["partners"][0]["fingerprint"] == new
    });
    let after = pair.release(1);
    pair.arrives(after);
    let audit = pair.jp.get("/api/v1/audit").json().to_string();
    assert!(audit.contains("partner-key-changed"), "{audit}");

    // Recalled: the proof then has the partner's receipt, signed by its new key.
    let recall = format!("/api/v1/releases/jp-jcg/{before}/recall");
    let why = json!({"reason": "sent in error"});
    assert_eq!(pair.ca.json("POST", &recall, &why).status, 204);
    let path = format!("/api/v1/releases/jp-jcg/{before}/proof");
    until(&pair.ca, &path, |proof| proof["receipt"].is_string());
    both_refuse_changes(&pair.proof(before, ""), 1);
    let with_body = pair.proof(after, "?body=true");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.json");
    std::fs::write(&file, &with_body).unwrap();
    assert_eq!(
        told(0, &["verify", file.to_str().unwrap()])["body_shown"],
        true
    );
    let script = Command::new("python3")
        .arg(checker())
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        script.status.success(),
        "{}",
        String::from_utf8_lossy(&script.stdout)
    );
    both_refuse_changes(&with_body, 29);

    // Everything that is kept is as it was written, also beside the running node.
    for data in [pair.data().0, pair.data().1] {
        let report = told(0, &["verify", "--data", data]);
        assert_eq!(report["findings"], json!([]), "{report}");
        assert!(report["entries"].as_u64() > Some(4), "{report}");
    }
    a_revoked_key_ends_what_rests_on_it(&pair, &keys);
}

fn a_revoked_key_ends_what_rests_on_it(pair: &Pair, keys: &Value) {
    let current = keys["keys"][1]["id"].as_str().unwrap();
    let path = format!("/api/v1/keys/{current}/revoke");
    let revoked = pair.ca.json("POST", &path, &json!({}));
    assert_eq!(revoked.status, 200, "{:?}", revoked.json());
    assert_eq!(
        pair.ca.json("POST", &path, &json!({})).code(),
        "key-revoked-already"
    );
    until(&pair.jp, "/api/v1/partners", |p| {
        p["partners"][0]["state"] == "suspended"
    });
    let agreement = pair.ca.get("/api/v1/partners/jp-jcg/agreement").json();
    assert_eq!(agreement["in_force"], Value::Null, "{agreement}");
    // What is said meanwhile waits; after the new fingerprint was compared, it arrives and the agreement is signed anew.
    let invitation = pair
        .ca
        .json("POST", "/api/v1/partners/invitation", &json!({}))
        .json();
    let met = pair.jp.json("POST", "/api/v1/partners", &invitation);
    assert_eq!(met.status, 201, "{:?}", met.json());
    until(&pair.ca, "/api/v1/keys", |keys| {
        keys["keys"][1]["spoken_to_by"] == json!([])
    });
    let text = policy("ca-ccg", "jp-jcg", 2, KINDS);
    agree(&pair.ca, &pair.jp, ("ca-ccg", "jp-jcg"), &text);
    let seq = pair.release(2);
    pair.arrives(seq);
    // A restart changes nothing of it.
    let (here, there) = (pair.data().0.to_owned(), pair.data().1.to_owned());
    for data in [&here, &there] {
        let report = told(0, &["verify", "--data", data]);
        assert_eq!(report["findings"], json!([]), "{report}");
    }
}

#[test]
fn an_old_text_does_not_come_back_and_what_narrows_needs_no_second_officer() {
    let pair = pair();
    let path = "/api/v1/partners/jp-jcg/agreement";
    let put = |version: u32, kinds: &str| {
        let text = json!({"text": policy("ca-ccg", "jp-jcg", version, kinds)["text"]});
        pair.ca.json("PUT", path, &text)
    };
    assert_eq!(put(1, KINDS).code(), "agreement-version");
    assert_eq!(put(0, KINDS).code(), "agreement-version");
    let narrower = put(2, &KINDS.replace("retain_h = 48", "retain_h = 24")).json();
    assert_eq!(
        (&narrower["drafted"], &narrower["proposed"]["version"]),
        (&Value::Null, &json!(2))
    );
    let wider = put(3, &KINDS.replace("retain_h = 48", "retain_h = 72")).json();
    assert_eq!(
        (&wider["drafted"]["version"], &wider["proposed"]["version"]),
        (&json!(3), &json!(2))
    );
}

#[test]
fn partners_meet_by_command_without_a_network() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (ca, jp) = (at("ca"), at("jp"));
    assert_eq!(
        told(3, &["partner", "list", "--data", &ca])["error"]["code"],
        "folder-without-node"
    );
    for (data, party, file) in [(&ca, "ca-ccg", at("ca.txt")), (&jp, "jp-jcg", at("jp.txt"))] {
        told(
            0,
            &[
                "partner",
                "invite",
                "--data",
                data,
                "--party",
                party,
                "--partner-address",
                "https://192.0.2.1:8751",
                "--out",
                &file,
            ],
        );
    }
    let missing = told(1, &["partner", "accept", "--data", &jp, &at("ca.txt")]);
    assert_eq!(missing["error"]["code"], "fingerprint-missing");
    let fingerprint = missing["error"]["values"]["fingerprint"]
        .as_str()
        .unwrap()
        .to_owned();
    let wrong = told(
        1,
        &[
            "partner",
            "accept",
            "--data",
            &jp,
            &at("ca.txt"),
            "--fingerprint",
            "12345",
        ],
    );
    assert_eq!(wrong["error"]["values"]["code"], "fingerprint-differs");
    told(
        0,
        &[
            "partner",
            "accept",
            "--data",
            &jp,
            &at("ca.txt"),
            "--fingerprint",
            &fingerprint,
        ],
    );
    let roll = told(0, &["partner", "list", "--data", &jp]);
    assert_eq!(roll["partners"][0]["fingerprint"], fingerprint, "{roll}");
    let words = String::from_utf8(vigie(&["partner", "list", "--data", &jp]).stdout).unwrap();
    assert!(
        words.contains("ca-ccg") && words.contains(&fingerprint),
        "{words}"
    );

    // A rotation is a record, and the new key is what is shown from then on.
    let keys = told(0, &["key", "rotate", "--data", &ca]);
    assert_eq!(keys["keys"][1]["state"], "current", "{keys}");
    let gone = keys["keys"][0]["id"].as_str().unwrap();
    let keys = told(0, &["key", "revoke", "--data", &ca, gone]);
    assert_eq!(keys["keys"][0]["state"], "revoked", "{keys}");
    told(1, &["key", "revoke", "--data", &ca, gone]);
    let report = told(0, &["verify", "--data", &ca]);
    assert_eq!(report["records"], 4 - 1, "{report}");

    told(0, &["partner", "remove", "--data", &jp, "ca-ccg"]);
    let roll = told(0, &["partner", "list", "--data", &jp]);
    assert_eq!(roll["partners"][0]["state"], "removed", "{roll}");
    told(1, &["partner", "remove", "--data", &jp, "ca-ccg"]);
    told(1, &["partner", "remove", "--data", &jp, "xx-none"]);
    assert_eq!(told(0, &["verify", "--data", &jp])["ok"], true);

    // While the node runs the folder is its own; checking goes beside it.
    let node = start(Path::new(&jp), "jp-jcg", &[]);
    let refused = told(4, &["key", "rotate", "--data", &jp]);
    assert_eq!(refused["error"]["code"], "node-runs", "{refused}");
    assert_eq!(told(0, &["verify", "--data", &jp])["ok"], true);
    assert!(node.stop());
}

/// Where some bytes lie in the ledger's file.
fn places(file: &[u8], wanted: &[u8]) -> Vec<usize> {
    let found = file.windows(wanted.len()).enumerate();
    found
        .filter(|(_, window)| *window == wanted)
        .map(|(at, _)| at)
        .collect()
}

#[test]
fn every_byte_of_the_log_and_of_a_parcel_counts() {
    let pair = pair();
    let seq = pair.release(0);
    pair.arrives(seq);
    let cut = json!({"cut": true});
    assert_eq!(
        pair.ca
            .json("PUT", "/api/v1/partners/jp-jcg/link", &cut)
            .status,
        200
    );
    let note = json!({"object": "partner:jp-jcg", "text": "to be carried by hand", "language": "en", "to": ["jp-jcg"]});
    assert_eq!(pair.ca.json("POST", "/api/v1/notes", &note).status, 201);
    let parcel = pair.ca.get("/api/v1/partners/jp-jcg/parcel").body;
    let (here, there) = (pair.data().0.to_owned(), pair.data().1.to_owned());
    let Pair { nodes, folders, .. } = pair;
    assert!(nodes.0.stop() && nodes.1.stop());
    a_parcel_is_checked_by_both_sides(&parcel, &[&here, &there]);

    // The write-ahead log was written back at the stop. Now every byte of one record, one body and one audit line.
    let path = Path::new(&here).join("live/ledger.sqlite");
    let whole = std::fs::read(&path).unwrap();
    assert_eq!(told(0, &["verify", "--data", &here])["ok"], true);
    // The kind as it stands inside the signed bytes: a CBOR text of eight bytes.
    let signed = b"\x68approval";
    let at = *places(&whole, signed).iter().max().unwrap();
    let audit = *places(&whole, b"agreement-seconded").iter().max().unwrap();
    let spots = (at - 120..at + 200).step_by(7).chain(audit..audit + 60);
    let mut missed = Vec::new();
    for spot in spots {
        let mut changed = whole.clone();
        changed[spot] ^= 1;
        std::fs::write(&path, &changed).unwrap();
        let code = vigie(&["--json", "verify", "--data", &here]).status.code();
        if code == Some(0) {
            missed.push(spot);
        }
    }
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(missed, Vec::<usize>::new(), "near {at} and {audit}");
    assert!(!holds(folders.1.path(), "LU RONG"));
}

fn a_parcel_is_checked_by_both_sides(parcel: &[u8], sides: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("parcel.vigie");
    for data in sides {
        std::fs::write(&file, parcel).unwrap();
        let told = told(0, &["verify", "--data", data, file.to_str().unwrap()]);
        assert!(told["messages"].as_u64() >= Some(1), "{told}");
    }
    let mut files = Vec::new();
    for at in 0..parcel.len() {
        let mut changed = parcel.to_vec();
        changed[at] ^= 1;
        let path = folder.path().join(format!("{at}.vigie"));
        std::fs::write(&path, changed).unwrap();
        files.push(path.to_str().unwrap().to_owned());
    }
    for some in files.chunks(200) {
        let mut arguments = vec!["--json", "verify", "--data", sides[1]];
        arguments.extend(some.iter().map(String::as_str));
        let output = vigie(&arguments);
        let lines = String::from_utf8(output.stdout).unwrap();
        let taken = lines
            .lines()
            .filter(|line| line.contains("\"ok\":true"))
            .count();
        assert_eq!(
            (output.status.code(), taken, lines.lines().count()),
            (Some(1), 0, some.len())
        );
    }
}

#[test]
fn a_log_that_was_set_back_is_found_when_a_partner_is_met() {
    let pair = pair();
    let (here, there) = (pair.data().0.to_owned(), pair.data().1.to_owned());
    // The head is told on a new link: after a restart again, with what was said meanwhile.
    until(&pair.jp, "/api/v1/partners", |p| {
        p["partners"][0]["log_records"].as_u64() > Some(1)
    });
    let Pair {
        nodes, folders, jp, ..
    } = pair;
    assert!(nodes.0.stop());
    let canada = start(Path::new(&here), "ca-ccg", &[]);
    let records =
        canada.sign_in("admin").get("/api/v1/partners").json()["own"]["log"]["records"].clone();
    until(&jp, "/api/v1/partners", |p| {
        p["partners"][0]["log_records"] == records
    });
    assert!(canada.stop() && nodes.1.stop());
    let path = Path::new(&here).join("live/ledger.sqlite");
    let script = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('DROP TRIGGER records_are_not_deleted'); db.execute('DELETE FROM records WHERE number = (SELECT max(number) FROM records)'); db.commit()";
    let cut = Command::new("python3")
        .args(["-c", script])
        .arg(&path)
        .status()
        .unwrap();
    assert!(cut.success());
    // The log fits itself; only who remembers it can tell.
    assert_eq!(told(0, &["verify", "--data", &here])["ok"], true);
    let canada = start(Path::new(&here), "ca-ccg", &[]);
    let japan = start(Path::new(&there), "jp-jcg", &[]);
    let (ca, jp) = (canada.sign_in("admin"), japan.sign_in("admin"));
    until(&jp, "/api/v1/partners", |p| {
        p["partners"][0]["log_fault"] == "log-set-back"
    });
    let own = until(&ca, "/api/v1/partners", |p| {
        p["own"]["log"]["fault"] == "log-set-back"
    });
    assert!(own["own"]["log"]["records"].as_u64() < records.as_u64());
    let note = json!({"object": "partner:jp-jcg", "text": "x", "language": "en", "to": ["jp-jcg"]});
    drop(ca.json("POST", "/api/v1/notes", &note));
    let rotate = ca.json("POST", "/api/v1/keys/rotate", &json!({}));
    assert_eq!(
        (rotate.status, rotate.code().as_str()),
        (409, "log-set-back")
    );
    assert!(canada.stop() && japan.stop());
    // What the partner remembers can be given by hand too.
    let roll = told(0, &["partner", "list", "--data", &there]);
    let head = roll["partners"][0]["log_head"].as_str().unwrap();
    let report = told(1, &["verify", "--data", &here, "--head", head]);
    assert_eq!(
        report["findings"][0]["code"], "exchange-log-truncated",
        "{report}"
    );
    drop(folders);
}
