//! Two nodes that each opened the same emergency before they met make one crisis of it: proposed by one, accepted by the
//! other, planned as one, ended, and nothing of either side is renamed or lost.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    client::Client,
    crisis_joint::{add, deed, hour, id, leg, open, share, transport, two},
    node::until,
};

/// What Japan wrote down on its own: its ids, slots of two hours that begin an hour later, one more assembly point.
fn japans(school: &str) -> Value {
    let (clark, naha, baguio) = (id(12), id(13), id(14));
    let mut leg = leg(8, "JP", 10, &["CA"]);
    (leg["from"], leg["to"]) = (json!(clark), json!(naha));
    json!({"own": "JP", "instance": {
        "start": hour(1), "slot_min": 120, "slots": 30, "partners": ["JP", "CA"],
        "assembly": [
            {"id": school, "name": "マニラ学校", "position": [121.001, 14.601], "bus_seats": vec![10; 30]},
            {"id": baguio, "name": "Baguio hall", "position": [120.59, 16.41], "bus_seats": vec![10; 30]},
        ],
        "embarkation": [{"id": clark, "name": "Clark", "position": [120.6, 15.2], "holding": 60}],
        "havens": [{"id": naha, "name": "Naha", "position": [127.6, 26.2]}],
        "roads": [{"from": school, "to": clark, "travel_min": 95}, {"from": baguio, "to": clark, "travel_min": 240}],
        "legs": [leg], "groups": [],
    }})
}

fn unite(port: u16, token: &str, rest: &[&str]) -> Value {
    let done = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(["--json", "crisis", "unite"])
        .args([
            "--node",
            &format!("http://127.0.0.1:{port}"),
            "--token",
            token,
        ])
        .args(rest)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    serde_json::from_slice(&done.stdout).unwrap()
}

fn kinds(look: &Value) -> Vec<String> {
    let all = look["differences"].as_array().unwrap().iter();
    all.map(|it| it["what"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one story from two crises to one plan and back"
)]
fn two_crises_opened_apart_are_made_one_and_nothing_is_lost() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (canada, japan, ca, jp) = two(here.path(), there.path());
    let (a, school) = open(&ca, "Luzon earthquake", ("Manila school", [121.0, 14.6]));
    let (b, gakko) = open(&jp, "ルソン島地震", ("マニラ学校", [121.001, 14.601]));
    let of_a = |rest: &str| format!("/api/v1/crises/{a}/{rest}");
    let of_b = |rest: &str| format!("/api/v1/crises/{b}/{rest}");
    let ours = transport(&school, &[leg(7, "CA", 6, &["JP"])]);
    assert_eq!(ca.json("PUT", &of_a("transport"), &ours).status, 200);
    assert_eq!(
        jp.json("PUT", &of_b("transport"), &japans(&gakko)).status,
        200
    );
    add(&ca, &a, &school, "TREMBLAY", ("CAN", "AB123456"));
    add(&ca, &a, &school, "GAGNON", ("CAN", "GH000001"));
    let sato = add(&jp, &b, &gakko, "SATO", ("JPN", "TK1234567"));
    add(&jp, &b, &id(14), "ITO", ("JPN", "TK7654321"));
    share(&ca, &a, "jp-jcg", "frame");
    share(&jp, &b, "ca-ccg", "frame");
    until(&ca, "/api/v1/crises/offered", |it| {
        it["crises"][0]["crisis"] == json!(b)
    });
    until(&jp, "/api/v1/crises/offered", |it| {
        it["crises"][0]["crisis"] == json!(a)
    });

    // Only looked at: which places are the same, what both say differently. Nothing leaves.
    let wish = |dry: bool| json!({"party": "jp-jcg", "theirs": b, "purpose": "evacuation", "buses": "together", "dry": dry});
    let look = ca.json("POST", &of_a("unions"), &wish(true));
    assert_eq!(look.status, 200, "{}", look.code());
    let look = look.json();
    assert_eq!(look["pairs"].as_array().unwrap().len(), 3, "{look}");
    assert_eq!(
        (&look["blocked"], &look["denied"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(look["their_places"][0]["name"], "Baguio hall");
    let found = kinds(&look);
    for wanted in ["slots", "name", "holding", "bus-seats"] {
        assert!(found.iter().any(|it| it == wanted), "{wanted} in {found:?}");
    }
    assert_eq!(
        jp.get(&of_b("unions")).json(),
        json!({"unions": [], "waiting": []})
    );
    let viewer = canada.sign_in("admin");
    assert_eq!(
        viewer.json("POST", &of_a("unions"), &wish(false)).status,
        403
    );
    // Pairs of different kinds, or of what is not there, are refused.
    let mut bad = wish(false);
    bad["pairs"] = json!([{"theirs": id(12), "ours": id(3)}]);
    assert_eq!(
        ca.json("POST", &of_a("unions"), &bad).code(),
        "crisis-union-pairs"
    );

    // Proposed by one; until the other accepts, both are apart.
    assert_eq!(ca.json("POST", &of_a("unions"), &wish(false)).status, 200);
    let waiting = until(&jp, &of_b("unions"), |it| {
        it["waiting"][0]["theirs"] == json!(a)
    });
    assert_eq!(waiting["waiting"][0]["name"], "Luzon earthquake");
    assert_eq!(
        waiting["waiting"][0]["look"]["pairs"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(ca.get(&of_a("partners")).json()["partners"], json!([]));
    assert_eq!(
        ca.get(&of_a("unions")).json()["unions"][0]["state"],
        "proposed"
    );

    // Accepted from the command line, by an officer's token.
    let made = japan.sign_in("admin").json(
        "POST",
        "/api/v1/tokens",
        &json!({"name": "cli", "role": "consular"}),
    );
    let token = made.json()["token"].as_str().unwrap_or_default().to_owned();
    let listed = unite(jp.port, &token, &[&b]);
    assert_eq!(listed["waiting"][0]["party"], "ca-ccg", "{listed}");
    let said = unite(jp.port, &token, &[&b, "ca-ccg", &a, "--accept"]);
    assert_eq!(said["state"], "in-force");
    until(&ca, &of_a("unions"), |it| {
        it["unions"][0]["state"] == "in-force"
    });
    assert_eq!(ca.get("/api/v1/crises/offered").json()["crises"], json!([]));
    assert_eq!(jp.get("/api/v1/crises/offered").json()["crises"], json!([]));
    assert_eq!(
        ca.json("POST", &of_a("unions"), &wish(false)).code(),
        "crisis-union-there"
    );
    let places = until(&ca, &of_a("board"), |it| {
        it["all_places"].as_array().unwrap().len() == 4
    });
    assert!(places.to_string().contains("Baguio hall"));
    assert_eq!(ca.get(&of_a("board")).json()["register"], 2, "nobody moved");
    assert_eq!(jp.get(&of_b("board")).json()["register"], 2, "nobody moved");

    // One plan on both: everyone of both, on legs of both, at places that each side knows by its own ids.
    share(&jp, &b, "ca-ccg", "groups");
    share(&ca, &a, "jp-jcg", "groups");
    let told = until(&ca, &of_a("partners"), |it| {
        it["partners"][0]["groups"]["people"] == 2
    });
    assert_eq!(told["partners"][0]["code"], "JP");
    let made = ca.json("POST", &of_a("plan"), &json!({}));
    assert_eq!(made.status, 201, "{}", made.code());
    let plan = made.json();
    assert_eq!(
        (&plan["lifted"], &plan["violations"]),
        (&json!(4), &json!([])),
        "{plan}"
    );
    share(&ca, &a, "jp-jcg", "plan");
    until(&jp, &of_b("partners"), |it| {
        it["partners"][0]["plan"]["lifted"] == 4
    });
    let adopted = jp.json("POST", &of_b("plan/adopt"), &json!({"party": "ca-ccg"}));
    assert_eq!(adopted.status, 201, "{}", adopted.code());
    let adopted = adopted.json();
    assert_eq!(
        (&adopted["lifted"], &adopted["violations"]),
        (&json!(4), &json!([]))
    );
    assert_eq!(
        adopted["objective"], plan["objective"],
        "one instance on both sides"
    );
    let named = |officer: &Client, path: String| officer.get(&path).json().to_string();
    let all = named(&jp, of_b(&format!("manifests/{}", id(7))))
        + &named(&jp, of_b(&format!("manifests/{}", id(8))));
    assert!(all.contains("SATO") && all.contains("ITO") && !all.contains("GAGNON"));
    assert!(
        all.contains(&gakko) && all.contains(&id(12)) && !all.contains(&school),
        "places under our own ids: {all}"
    );
    let held = named(&ca, of_a(&format!("manifests/{}", id(7))))
        + &named(&ca, of_a(&format!("manifests/{}", id(8))));
    assert!(held.contains("TREMBLAY") && held.contains("GAGNON") && !held.contains("SATO"));

    // Seats over the link, each under its own crisis.
    let offer = json!({"leg": id(7), "to": "JP", "seats": 2, "expires": hour(5)});
    let book = ca.json("POST", &of_a("offers"), &offer);
    assert_eq!(book.status, 201, "{}", book.code());
    until(&jp, &of_b("partners"), |it| {
        it["partners"][0]["offers"][0]["open"] == json!([2, 0])
    });
    let claim = json!({"party": "ca-ccg", "leg": id(7), "offer": 1, "seats": 1});
    let asked = jp.json("POST", &of_b("own-claims"), &claim);
    assert_eq!(asked.status, 201, "{}", asked.code());
    until(&jp, &of_b("partners"), |it| {
        it["claims"][0]["state"] == "confirmed"
    });
    // Names of who has a seat on their leg, as with a crisis that was joined.
    deed(&jp, &b, &sato, &json!({"act": "offered", "leg": id(7)}));
    deed(&jp, &b, &sato, &json!({"act": "accepted", "leg": id(7)}));
    let names =
        json!({"party": "ca-ccg", "what": "manifest", "leg": id(7), "purpose": "evacuation"});
    assert_eq!(
        jp.json("POST", &of_b("share"), &names).json()["released"],
        1
    );
    until(&ca, &of_a("partners"), |it| it["partners"][0]["lines"] == 1);

    let after = named(&ca, of_a(&format!("manifests/{}", id(7))));
    assert!(
        after.contains("SATO") || held.contains(&id(8)) && !after.contains("ITO"),
        "{after}"
    );

    // Ended by one: both are as before, with what they had.
    let over = json!({"party": "ca-ccg", "theirs": a, "purpose": "evacuation"});
    assert_eq!(
        jp.json("POST", &of_b("unions/end"), &over).json()["state"],
        "ended"
    );
    until(&ca, &of_a("unions"), |it| {
        it["unions"][0]["state"] == "ended"
    });
    assert_eq!(ca.get(&of_a("partners")).json()["partners"], json!([]));
    for (officer, board) in [(&ca, of_a("board")), (&jp, of_b("board"))] {
        assert_eq!(officer.get(&board).json()["register"], 2);
    }
    let kept = jp.get(&of_b("transport")).json();
    assert_eq!(
        kept["transport"]["instance"]["slot_min"], 120,
        "own data were never rewritten"
    );
    for (node, wanted) in [
        (
            &canada,
            [
                "crisis-union-proposed",
                "crisis-union-in-force",
                "crisis-union-ended",
            ],
        ),
        (
            &japan,
            [
                "crisis-union-accepted",
                "crisis-union-ended",
                "evacuation-adopted",
            ],
        ),
    ] {
        let audit = node
            .sign_in("admin")
            .get("/api/v1/audit?limit=1000")
            .json()
            .to_string();
        for action in wanted {
            assert!(audit.contains(action), "{action}");
        }
    }
    // Two proposals that cross are an agreement.
    let back = json!({"party": "ca-ccg", "theirs": a, "purpose": "evacuation"});
    assert_eq!(ca.json("POST", &of_a("unions"), &wish(false)).status, 200);
    assert_eq!(jp.json("POST", &of_b("unions"), &back).status, 200);
    let one = until(&ca, &of_a("unions"), |it| {
        it["unions"][0]["state"] == "in-force"
    });
    let two = until(&jp, &of_b("unions"), |it| {
        it["unions"][0]["state"] == "in-force"
    });
    assert_ne!(
        one["unions"][0]["lead"], two["unions"][0]["lead"],
        "one leads"
    );
    assert_eq!(one["unions"][0]["buses"], two["unions"][0]["buses"]);
    assert!(canada.stop() && japan.stop());
}
