//! The proof of a copy in pieces speaks of the whole: the program and the stand-alone script say so of the released bytes, and
//! of no others.

use std::{path::Path, process::Command};

use serde_json::{Value, json};
use vigie_exchange::{
    channel::{Chunk, Proof, Whole},
    unhex,
};

use crate::{
    exchange::{NOTES, agree_on},
    large::{LISTS, csv, loaded, released},
    node::until,
    side::{PARTIES, Side, agreed},
};

fn program(file: &Path, body: Option<&Path>) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["--json", "verify"]).arg(file);
    if let Some(body) = body {
        command.arg("--body").arg(body);
    }
    said(command, file)
}

fn script(file: &Path, body: Option<&Path>) -> Value {
    let at = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/check_proof.py");
    let mut command = Command::new("python3");
    command.arg(at).arg(file);
    if let Some(body) = body {
        command.arg("--body").arg(body);
    }
    said(command, file)
}

/// What a checker says; its exit code says the same.
fn said(mut command: Command, file: &Path) -> Value {
    let run = command.output().unwrap();
    let out = String::from_utf8_lossy(&run.stdout).into_owned();
    let said: Value = serde_json::from_str(out.trim())
        .unwrap_or_else(|_| panic!("{file:?}: {out} {}", String::from_utf8_lossy(&run.stderr)));
    assert_eq!(said["ok"] == true, run.status.success(), "{said}");
    said
}

/// The released bytes, from the pieces in the proof.
fn whole_in(proof: &Value) -> Vec<u8> {
    let bytes = |value: &Value| unhex(value.as_str().unwrap()).unwrap();
    let mut bodies = vec![bytes(&proof["body"])];
    bodies.extend(
        proof["pieces"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| bytes(&it["body"])),
    );
    let header = Proof::decode(&bytes(&proof["proof"])).unwrap().header;
    let first = Chunk::decode(&bodies[0]).unwrap();
    let whole = Whole::of(&header, &first).unwrap();
    whole.join(&bodies).unwrap()
}

#[test]
fn a_proof_speaks_of_all_of_a_copy_in_pieces() {
    let [mut ca, mut jp] = PARTIES.map(Side::new);
    agreed([&mut ca.client, &mut jp.client]);
    agree_on(&ca.client, &jp.client, 2, [LISTS, NOTES]);
    let text = csv(9_000);
    assert!(text.len() > 300_000);
    let seq = released(&ca.client, &loaded(&ca.client, &text));
    let path = format!("/api/v1/releases/{}/{seq}/proof", PARTIES[1]);
    until(&ca.client, &path, |proof| proof["proof"].is_string());
    let proof = ca.client.get(&format!("{path}?body=true")).body;
    let shown: Value = serde_json::from_slice(&proof).unwrap();
    assert_eq!(shown["form"], "vigie-release-proof/2");
    let pieces = shown["pieces"].as_array().unwrap().len();
    assert!(pieces > 30, "{pieces}");

    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let whole = whole_in(&shown);
    // The last name of the list, far behind the first piece, is in what was released.
    let last = text.lines().last().unwrap();
    assert!(
        whole
            .windows(last.len())
            .any(|found| found == last.as_bytes())
    );
    let mut other = whole.clone();
    let middle = other.len() / 2;
    other[middle] ^= 1;
    let (file, whole_file, other_file) = (
        at("proof.json", &proof),
        at("whole", &whole),
        at("other", &other),
    );
    let told = program(&file, Some(&whole_file));
    assert_eq!(
        (&told["ok"], &told["body_is_given"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        (
            &told["whole"]["joined"],
            &told["whole"]["pieces"],
            &told["whole"]["bytes"]
        ),
        (&json!(true), &json!(pieces + 1), &json!(whole.len()))
    );
    let alone = script(&file, Some(&whole_file));
    assert_eq!(alone["ok"], true, "{alone}");
    for field in ["sha256", "bytes", "pieces"] {
        assert_eq!(alone["whole"][field], told["whole"][field], "{field}");
    }
    // Without the file they say what it is, and other bytes are not it.
    assert_eq!(program(&file, None)["whole"]["joined"], true);
    assert_eq!(script(&file, None)["ok"], true);
    for check in [program, script] {
        assert_eq!(check(&file, Some(&other_file))["code"], "proof-body");
    }

    // A piece that is missing, in another's place or changed is found by both.
    let changed = |name: &str, change: &dyn Fn(&mut Vec<Value>)| {
        let mut proof = shown.clone();
        change(proof["pieces"].as_array_mut().unwrap());
        at(name, &serde_json::to_vec(&proof).unwrap())
    };
    let files = [
        changed("missing", &|pieces| drop(pieces.pop())),
        changed("swapped", &|pieces| pieces.swap(3, 4)),
        changed("twice", &|pieces| pieces[5] = pieces[6].clone()),
        changed("body", &|pieces| {
            let body = pieces[7]["body"].as_str().unwrap();
            let end = if body.ends_with('0') { "1" } else { "0" };
            pieces[7]["body"] = json!(format!("{}{end}", &body[..body.len() - 1]));
        }),
    ];
    for file in &files {
        for check in [program, script] {
            assert_eq!(check(file, None)["ok"], false, "{file:?}");
        }
    }

    // A proof that shows nothing proves the release, and of no bytes that they are it.
    let bare = at("bare.json", &ca.client.get(&path).body);
    for check in [program, script] {
        assert_eq!(check(&bare, None)["ok"], true);
        assert_eq!(
            check(&bare, Some(&whole_file))["code"],
            "proof-body-not-shown"
        );
    }

    // Taken back, the receipt is of all pieces.
    let recall = format!("/api/v1/releases/{}/{seq}/recall", PARTIES[1]);
    let why = json!({"reason": "wrong register"});
    assert_eq!(ca.client.json("POST", &recall, &why).status, 204);
    until(&ca.client, &path, |proof| proof["receipt"].is_string());
    let after = at("after.json", &ca.client.get(&path).body);
    for check in [program, script] {
        assert_eq!(check(&after, None)["ok"], true);
    }
    ca.stop();
    jp.stop();
}
