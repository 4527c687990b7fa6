//! Records that officers write: nobody writes over what they did not see, one decision counts everywhere, and a file or a
//! report says where people are in the names of the crisis' places.

use serde_json::{Value, json};

use super::{Client, member, open_crisis, query};
use crate::node::Node;

/// Another place than the one a crisis of these tests has, 90 km north of it.
const OTHER: [f64; 2] = [121.0, 15.4];

fn id_of(answer: &Value) -> String {
    answer["id"].as_str().unwrap().to_owned()
}

fn file(officer: &Client, crisis: &str, asked: &str, text: &str) -> (u16, Value) {
    let path = format!("/api/v1/crises/{crisis}/import?source=file{asked}");
    let kind = [("content-type", "text/csv")];
    let answer = officer.send("POST", &path, &kind, text.as_bytes());
    (answer.status, answer.json())
}

#[test]
fn what_another_officer_wrote_is_not_written_over_and_one_decision_counts_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let (crisis, place) = open_crisis(&officer);
    let at = |path: &str| format!("/api/v1/crises/{crisis}/{path}");
    let record = json!({"id": "0".repeat(32), "names": [{"script": "latin", "family": "Roy", "given": "Ann"}],
        "source": "walk_in", "place": place, "eligibility": "citizen"});
    let made = officer.json("POST", &at("persons"), &record);
    assert_eq!(made.status, 201, "{}", made.code());
    let one = at(&format!("persons/{}", id_of(&made.json())));
    let card = || officer.get(&one).json();
    let first = card();
    assert_eq!(first["standing"]["eligibility"], "citizen", "{first}");
    let from = first["revision"].as_str().unwrap().to_owned();
    let mut changed = first["person"].clone();
    changed["language"] = json!("fr");
    let put = |record: &Value| officer.json("PUT", &format!("{one}?from={from}"), record);
    assert_eq!(put(&changed).status, 200);
    changed["language"] = json!("ja");
    let refused = put(&changed);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "crisis-person-newer")
    );
    assert_eq!(card()["person"]["language"], "fr");

    let deed = |deed: Value| {
        let told = json!({"person": first["person"]["id"], "deed": deed});
        let answer = officer.json("POST", &at("deeds"), &told);
        assert_eq!(answer.status, 201, "{}", answer.code());
        answer.json()["event"].clone()
    };
    let stands = || {
        let card = card();
        let of = |part: &str| card[part]["eligibility"].as_str().unwrap().to_owned();
        (of("person"), of("standing"))
    };
    let alike = |word: &str| (word.to_owned(), word.to_owned());
    let wrong = deed(json!({"act": "eligible", "eligibility": "no"}));
    assert_eq!(stands(), alike("no"));
    deed(json!({"act": "corrected", "of": wrong}));
    assert_eq!(
        stands(),
        alike("citizen"),
        "taken back, and what was before counts"
    );
    assert!(node.stop());
}

#[test]
fn headings_that_nobody_knows_are_shown_and_can_be_said() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let (crisis, place) = open_crisis(&officer);
    let text =
        "Who,Meets at,Said,Seat\nTremblay Luc,manila school,wants out,citizen\nRoy Ann,Nowhere,,\n";
    let (status, trial) = file(&officer, &crisis, "&dry=true", text);
    assert_eq!((status, trial["read"].as_u64()), (200, Some(0)), "{trial}");
    assert_eq!(trial["fault"], "crisis-name-missing");
    assert_eq!(
        trial["headings"],
        json!(["Who", "Meets at", "Said", "Seat"])
    );
    let columns = trial["columns"].as_array().unwrap();
    assert!(columns.contains(&json!("place")) && columns.contains(&json!("reply")));
    let (status, refused) = file(&officer, &crisis, "", text);
    assert_eq!(
        (status, refused["code"].as_str()),
        (400, Some("crisis-name-missing"))
    );
    let mapping =
        json!({"full_name": "Who", "place": "Meets at", "reply": "Said", "eligibility": "Seat"});
    let asked = format!("&mapping={}", query(&mapping.to_string()));
    let (_, done) = file(&officer, &crisis, &asked, text);
    assert_eq!(
        (done["added"].as_u64(), done["fault"].is_null()),
        (Some(1), true),
        "{done}"
    );
    assert_eq!(done["quarantine"][0]["reason"], "crisis-import-place");
    let found = officer
        .get(&format!(
            "/api/v1/crises/{crisis}/persons?state=wants_to_leave"
        ))
        .json();
    assert_eq!(found["persons"][0]["place"], json!(place), "{found}");
    let (_, again) = file(&officer, &crisis, &asked, text);
    assert_eq!(
        (again["changed"].as_u64(), again["same"].as_u64()),
        (Some(0), Some(1))
    );
    assert!(node.stop());
}

#[test]
fn a_report_that_says_where_is_planned_for_and_its_answer_says_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let officer = member(&node, &administrator, "consular");
    let (crisis, school) = open_crisis(&officer);
    let added = officer.json(
        "POST",
        &format!("/api/v1/crises/{crisis}/places"),
        &json!({"name": "Tarlac hall", "kind": "assembly", "position": OTHER}),
    );
    let hall = id_of(&added.json());
    let report = |family: &str, said: Value| {
        let mut told = json!({"crisis": crisis, "reply": "wants_out", "family": family});
        for (name, value) in said.as_object().unwrap() {
            told[name] = value.clone();
        }
        node.anyone().json("POST", "/api/v1/report", &told)
    };
    for (family, said, place) in [
        (
            "Named",
            json!({"whereabouts": " tarlac HALL "}),
            json!(hall),
        ),
        ("Near", json!({"position": [121.05, 14.7]}), json!(school)),
        ("Far", json!({"position": [125.0, 8.0]}), Value::Null),
        (
            "Silent",
            json!({"whereabouts": "with friends"}),
            Value::Null,
        ),
    ] {
        let answer = report(family, said);
        assert_eq!(
            (answer.status, answer.json()),
            (202, json!({"received": true})),
            "{family}"
        );
        let found = officer
            .get(&format!("/api/v1/crises/{crisis}/persons?q={family}"))
            .json();
        assert_eq!(found["persons"][0]["place"], place, "{family}: {found}");
    }
    assert_eq!(
        report("Wrong", json!({"position": [0.0, 91.0]})).status,
        400
    );
    assert!(node.stop());
}

#[test]
fn the_rule_of_retention_can_be_changed_and_the_audit_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &[]);
    let administrator = node.administrator();
    let [viewer, officer] = ["viewer", "consular"].map(|role| member(&node, &administrator, role));
    let (crisis, _) = open_crisis(&officer);
    let path = format!("/api/v1/crises/{crisis}/retention");
    let rule = json!({"after_return_days": 7, "after_close_days": 30, "unreviewed_days": 3});
    assert_eq!(viewer.json("POST", &path, &rule).status, 403);
    assert_eq!(officer.json("POST", &path, &rule).json()["retention"], rule);
    let board = officer
        .get(&format!("/api/v1/crises/{crisis}/board"))
        .json();
    assert_eq!(board["crisis"]["retention"], rule);
    let audit = administrator.get("/api/v1/audit?limit=1000").json();
    assert!(audit.to_string().contains("crisis-retention-set"));
    let half = json!({"after_return_days": 7});
    assert_eq!(officer.json("POST", &path, &half).code(), "body-unreadable");
    assert!(node.stop());
}
