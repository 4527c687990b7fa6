//! A photograph of a case held together: nothing goes that no officer gave, what goes arrives byte for byte, and taken back it
//! leaves no byte and no key.

use serde_json::{Value, json};
use vigie_case::package::sha256_hex;

use crate::{
    case::case_kinds,
    client::Client,
    exchange::agree_on,
    large::{holds, keys},
    node::until,
    side::{PARTIES, Side, agreed, verified},
};

/// A photograph that does not pack, of so many bytes.
fn photograph(seed: u64, bytes: usize) -> Vec<u8> {
    let mut state = seed;
    let mut noise = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    let mut picture = b"\xff\xd8\xff\xe0".to_vec();
    picture.resize_with(bytes, &mut noise);
    picture
}

/// Two pictures and a file that is too large, in a report of a case; one more that no device delivered. Gives the case.
fn case_of(ca: &Client, files: &[&[u8]], lost: &str) -> String {
    let edit = |seq: usize, act: Value| {
        json!({"id": {"device": "tablet-1", "seq": seq}, "at_ms": 1_772_400_000_000_i64, "user": "roy",
            "report": "tablet-1-1", "act": act})
    };
    let begin = json!({"do": "begin", "form": "npfc-hsbi", "subject": "412000001"});
    let mut edits = vec![edit(1, begin)];
    let attach = |sum: &str, size: usize| {
        json!({"do": "attach", "kind": "photo", "caption": "Nets", "sha256": sum, "size": size,
            "media": "image/jpeg", "place": [-179.95, 41.0]})
    };
    for bytes in files {
        edits.push(edit(
            edits.len() + 1,
            attach(&sha256_hex(bytes), bytes.len()),
        ));
    }
    edits.push(edit(edits.len() + 1, attach(lost, 9)));
    let taken = ca.json("POST", "/api/v1/boarding/edits", &json!({"edits": edits}));
    assert_eq!(taken.json()["taken"], edits.len(), "{}", taken.json());
    for bytes in files {
        let path = format!("/api/v1/attachments/{}", sha256_hex(bytes));
        assert_eq!(ca.send("PUT", &path, &[], bytes).status, 204);
    }
    let title = json!({"title": "Nets at night", "mmsi": 412_000_001});
    let opened = ca.json("POST", "/api/v1/cases", &title);
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let add = json!({"do": "add", "item": {"kind": "report", "id": "tablet-1-1"}, "note": ""});
    let entries = format!("/api/v1/cases/{id}/entries");
    assert_eq!(ca.json("POST", &entries, &add).status, 204);
    id
}

fn given(sum: &str, on: bool) -> Value {
    json!({"do": "share_photo", "sha256": sum, "party": PARTIES[1], "on": on})
}

/// How one of our pictures stands with the partner.
fn stands(all: &Value, sum: &str) -> Value {
    let own = all["own"].as_array().unwrap();
    let one = own.iter().find(|it| it["sha256"] == sum).unwrap();
    one["given"][0]["state"].clone()
}

#[test]
#[allow(clippy::too_many_lines, reason = "one scenario of two nodes")]
fn a_photograph_goes_when_an_officer_gives_it_and_leaves_nothing_when_it_is_taken_back() {
    let [mut ca, mut jp] = PARTIES.map(Side::new);
    agreed([&mut ca.client, &mut jp.client]);
    let kinds = case_kinds();
    agree_on(&ca.client, &jp.client, 2, [&kinds, &kinds]);
    let (nets, face, film) = (
        photograph(1, 300_000),
        photograph(2, 200_000),
        photograph(3, 9 << 20),
    );
    let lost = sha256_hex(b"never delivered");
    let id = case_of(&ca.client, &[&nets[..], &face[..], &film[..]], &lost);
    let (nets_sum, face_sum) = (sha256_hex(&nets), sha256_hex(&face));
    let entries = format!("/api/v1/cases/{id}/entries");
    let photos = format!("/api/v1/cases/{id}/photos");
    let enter = |deed: &Value| ca.client.json("POST", &entries, deed);

    // Nothing goes before the case is shared, nor by the sharing itself.
    let early = enter(&given(&nets_sum, true));
    assert_eq!(
        (early.status, early.code().as_str()),
        (409, "photo-case-not-shared")
    );
    let share = json!({"do": "share", "party": PARTIES[1], "purpose": "fisheries", "on": true});
    assert_eq!(enter(&share).status, 204);
    until(&jp.client, &format!("/api/v1/cases/{id}"), |it| {
        it["partner_reports"]
            .as_array()
            .is_some_and(|all| all.len() == 1)
    });
    assert_eq!(jp.client.get(&photos).json()["theirs"], json!([]));

    // What is too large, and what is not here, is said plainly.
    let shown = ca.client.get(&photos).json();
    let own = shown["own"].as_array().unwrap();
    assert_eq!(own.len(), 4);
    let large: Vec<bool> = own.iter().map(|it| it["too_large"] == true).collect();
    assert_eq!(large.iter().filter(|large| **large).count(), 1);
    let too_large = enter(&given(&sha256_hex(&film), true));
    assert_eq!(
        (too_large.status, too_large.code().as_str()),
        (413, "photo-too-large")
    );
    for sum in [lost.as_str(), &sha256_hex(b"of no case")] {
        assert_eq!(enter(&given(sum, true)).code(), "photo-not-here");
    }
    // An analyst adds entries and gives no picture.
    let wish = json!({"user": "tan", "password": crate::node::PASSWORD, "role": "analyst"});
    assert_eq!(ca.client.json("POST", "/api/v1/users", &wish).status, 201);
    let analyst = crate::node::sign_in(ca.client.port, "tan");
    let refused = analyst.json("POST", &entries, &given(&nets_sum, true));
    assert_eq!(refused.code(), "role-too-low");

    // One is given: it arrives, and the other does not.
    assert_eq!(enter(&given(&nets_sum, true)).status, 204);
    let held = until(&jp.client, &photos, |it| it["theirs"] != json!([]));
    assert_eq!(held["theirs"].as_array().unwrap().len(), 1);
    let one = &held["theirs"][0];
    assert_eq!(
        (&one["sha256"], &one["caption"], &one["size"]),
        (&json!(nets_sum), &json!("Nets"), &json!(300_000))
    );
    assert!(one["purge_ms"].is_i64(), "it has an end: {one}");
    let address = |sum: &str| format!("{photos}/{}/{sum}", PARTIES[0]);
    let picture = jp.client.get(&address(&nets_sum));
    assert_eq!(picture.header("content-type"), Some("image/jpeg"));
    assert!(picture.body == nets, "every byte");
    assert_eq!(ca.client.get(&address(&nets_sum)).body, nets);
    assert_eq!(jp.client.get(&address(&face_sum)).code(), "photo-unknown");
    until(&ca.client, &photos, |it| {
        stands(it, &nets_sum) == "acknowledged"
    });
    // A list of copies tells nothing of it, and the proof of its release does not show it.
    let copies = jp.client.get("/api/v1/shared?kind=case-photo").json();
    let copies = copies["copies"].as_array().unwrap();
    assert!(!copies.is_empty() && copies.iter().all(|copy| copy["body"] == json!({})));
    let rows = ca.client.get("/api/v1/releases").json();
    let rows = rows["releases"].as_array().unwrap().iter();
    let row = rows
        .clone()
        .find(|row| row["kind"] == "case-photo")
        .unwrap();
    let proof = format!(
        "/api/v1/releases/{}/{}/proof?body=true",
        PARTIES[1], row["seq"]
    );
    assert_eq!(ca.client.get(&proof).code(), "proof-personal");

    // The bytes are nowhere but sealed: they stand in no file of the partner's, nor in the ledger here.
    let inside = &nets[100_000..100_032];
    assert!(!holds(jp.folder(), inside));
    let sealed = keys(jp.folder());
    assert!(sealed.len() > 60 && sealed.iter().all(|key| holds(jp.folder(), key)));

    // Killed, it is still there; taken back, it is gone with every key.
    jp.kill();
    jp.start();
    assert!(jp.client.get(&address(&nets_sum)).body == nets);
    assert_eq!(enter(&given(&nets_sum, false)).status, 204);
    until(&jp.client, &photos, |it| it["theirs"] == json!([]));
    assert_eq!(jp.client.get(&address(&nets_sum)).code(), "photo-unknown");
    until(&ca.client, &photos, |it| stands(it, &nets_sum) == "purged");
    jp.stop();
    assert!(sealed.iter().all(|key| !holds(jp.folder(), key)));
    assert!(!holds(jp.folder(), inside));
    jp.start();
    assert_eq!(jp.client.get(&photos).json()["theirs"], json!([]));

    // Given again it comes again, as a copy of its own.
    assert_eq!(enter(&given(&nets_sum, true)).status, 204);
    until(&jp.client, &photos, |it| it["theirs"] != json!([]));
    assert!(jp.client.get(&address(&nets_sum)).body == nets);
    // What the partner sees of the case tells who gave what, and nothing was refused on the way.
    let told = jp.client.get(&format!("/api/v1/cases/{id}")).json();
    assert!(told["entries"].to_string().contains("share_photo"));
    for side in [&ca, &jp] {
        verified(side.folder());
    }
    ca.stop();
    jp.stop();
}
