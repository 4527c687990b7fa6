//! Whole reports, unverified paragraphs, filling, broken files.
use super::*;
use proptest::prelude::*;
use serde_json::json;

fn forms() -> Forms {
    Forms::read(BUILTIN_FORMS).unwrap()
}

fn complete() -> BTreeMap<String, Value> {
    let fields = json!({"inspection_vessel_id": "CCG-1", "inspectors": "A. Roy", "vessel_name": "LU RONG 1", "flag": "CHN",
        "mmsi": 412_000_001, "vessel_type": "squid_jigger", "master_name": "Wang", "position": [179.95, 41.0],
        "sighted_at": 1_000, "hailed_at": 2_000, "boarded_at": 3_000, "left_at": 4_000, "boarding_result": "completed",
        "activity_seen": "fishing", "vms_working": "yes", "authorisation_valid": "yes", "logbook_checked": "agrees",
        "findings": "None.", "inspector_signature": "ab".repeat(32)});
    fields.as_object().unwrap().clone().into_iter().collect()
}

#[test]
fn a_complete_report_passes_and_each_missing_or_contradicting_part_is_named() {
    let forms = forms();
    let form = forms.form("npfc-hsbi").unwrap();
    assert_eq!(forms.faults(form, &complete()), []);
    for (field, needed) in form.fields() {
        if needed {
            let mut fields = complete();
            fields.remove(field);
            let faults = forms.faults(form, &fields);
            assert!(
                faults.contains(&Fault {
                    field: field.to_owned(),
                    code: "field-missing"
                }),
                "{field}"
            );
        }
    }
    let with = |field: &str, value: Value| {
        let mut fields = complete();
        fields.insert(field.to_owned(), value);
        forms
            .faults(form, &fields)
            .iter()
            .map(|f| (f.field.clone(), f.code))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        with("boarding_result", json!("refused")),
        [("refusal_reason".to_owned(), "field-missing")]
    );
    assert_eq!(
        with("left_at", json!(2_500)),
        [("left_at".to_owned(), "field-before-the-earlier")]
    );
    assert_eq!(
        with("boarded_at", Value::Null),
        [("boarded_at".to_owned(), "field-missing")]
    );
    assert_eq!(
        with("mmsi", Value::Null),
        [("call_sign".to_owned(), "field-no-identifier")]
    );
}

#[test]
fn no_paragraph_passes_for_verified_that_nobody_verified() {
    let mut forms = forms();
    assert!(!forms.is_verified("NPFC CMM 2021-09", "38(m)"));
    let found = forms
        .measures
        .iter_mut()
        .find(|m| m.id == "NPFC CMM 2021-09");
    found.unwrap().verified = true;
    assert!(forms.is_verified("NPFC CMM 2021-09", "38(m)"));
    assert!(!forms.is_verified("NPFC CMM 2021-09", "99"));
}

#[test]
fn a_paragraph_is_verified_by_itself_and_another_measure_never() {
    let one = BUILTIN_FORMS.replacen(
        "verified = false\nparagraphs = [\"38(m)\"]",
        "verified = false\nparagraphs = [\"38(m)\", \"39\"]\nverified_paragraphs = [\"39\"]",
        1,
    );
    let forms = Forms::read(&one).unwrap();
    assert!(forms.is_verified("NPFC CMM 2021-09", "39"));
    assert!(!forms.is_verified("NPFC CMM 2021-09", "38(m)"));
    let fins = json!([{"measure": OTHER_MEASURE, "paragraph": "CMM 2022-04, shark fins without carcasses", "note": ""}]);
    assert_eq!(forms.fault_of("violations", &fins), None);
    let fields = BTreeMap::from([("violations".to_owned(), fins)]);
    assert_eq!(
        forms.unverified(&fields),
        ["other § CMM 2022-04, shark fins without carcasses"]
    );
    assert_eq!(forms.sha256, sha256_hex(one.as_bytes()));
    assert_ne!(forms.sha256, self::forms().sha256);
}

/// On the water, with the master at the rail: nobody knows his name, nor whether the VMS works.
#[test]
fn a_boarding_that_did_not_take_place_is_complete_without_what_only_a_team_aboard_can_tell() {
    let forms = forms();
    for id in ["npfc-hsbi", "wcpfc-hsbi"] {
        let form = forms.form(id).unwrap();
        let mut fields = complete();
        for field in form.aboard.iter().chain(&["boarded_at".to_owned()]) {
            fields.remove(field);
        }
        for (result, left) in [
            ("completed", form.aboard.len() + 1),
            ("interrupted", form.aboard.len()),
            ("cancelled", 0),
            ("refused", 1),
        ] {
            fields.insert("boarding_result".to_owned(), json!(result));
            let faults = forms.faults(form, &fields);
            assert_eq!(faults.len(), left, "{id} {result}: {faults:?}");
        }
        fields.insert("refusal_reason".to_owned(), json!("None given"));
        assert_eq!(forms.faults(form, &fields), []);
        // Who signs, and what happened, is asked of everybody.
        fields.remove("findings");
        assert_eq!(forms.faults(form, &fields).len(), 1);
    }
}

#[test]
fn data_names_each_paragraph_that_nobody_verified() {
    let mut forms = forms();
    let row = |paragraph: &str| json!({"measure": "NPFC CMM 2021-09", "paragraph": paragraph});
    let rows = json!([row("38(m)"), row("12"), row("12"), 5]);
    let fields = BTreeMap::from([("violations".to_owned(), rows)]);
    let [other, named] = ["NPFC CMM 2021-09 § 12", "NPFC CMM 2021-09 § 38(m)"];
    assert_eq!(forms.unverified(&fields), [other, named]);
    for measure in &mut forms.measures {
        measure.verified = true;
    }
    assert_eq!(forms.unverified(&fields), [other]);
}

#[test]
fn a_form_is_filled_with_what_is_known_and_fits() {
    let forms = forms();
    let known = json!({"vessel.name": "LU RONG 1", "vessel.flag": "CHN", "vessel.call_sign": "B J",
        "vessel.imo": 9_074_728, "vessel.mmsi": 412_000_001, "vessel.place": [-179.9, 41.0]});
    let filled = filled(
        &forms,
        forms.form("wcpfc-hsbi").unwrap(),
        known.as_object().unwrap(),
    );
    assert_eq!(filled["vessel_name"], "LU RONG 1");
    assert_eq!(filled["position"], json!([-179.9, 41.0]));
    assert!(!filled.contains_key("call_sign") && !filled.contains_key("imo"));
}

#[test]
fn a_broken_file_says_where() {
    let wrong = BUILTIN_FORMS.replace("\"vessel_name!\"", "\"vesel_name!\"");
    assert_eq!(Forms::read(&wrong).unwrap_err().code(), "forms-unreadable");
    assert!(Forms::read("version = 1").is_err());
    for (from, to) in [
        ("version = \"2026.3\"", "version = \" \""),
        ("id = \"UNGA 46/215\"", "id = \"FAO PSMA\""),
        ("id = \"UNGA 46/215\"", "id = \"other\""),
        ("id = \"wcpfc-hsbi\"", "id = \"npfc-hsbi\""),
        ("due_from = \"left_at\"", "due_from = \"port\""),
        ("due_source = \"FAO PSMA\"", "due_source = \"FAO\""),
        ("aboard = [\"vessel_type\"", "aboard = [\"port\""),
        (
            "\"report_no\", \"inspecting",
            "\"inspectors\", \"inspecting",
        ),
        (
            "paragraphs = [\"38(m)\"]",
            "paragraphs = [\"38(m)\"]\nverified_paragraphs = [\"5\"]",
        ),
        ("version =", "sha256 = \"ab\"\nversion ="),
    ] {
        let wrong = BUILTIN_FORMS.replacen(from, to, 1);
        assert_ne!(wrong, BUILTIN_FORMS, "{from}");
        let fault = Forms::read(&wrong).unwrap_err();
        assert_eq!(fault.code(), "forms-unreadable", "{to}");
    }
}

proptest! {
    #[test]
    fn any_wrong_digit_of_an_imo_number_is_seen(number in 100_000..1_000_000_u64, place in 0..7_u32, by in 1..10_u64) {
        let check = (0..6).map(|n| number / 10_u64.pow(n) % 10 * (u64::from(n) + 2)).sum::<u64>() % 10;
        let imo = number * 10 + check;
        prop_assert!(is_imo(imo));
        let digit = imo / 10_u64.pow(place) % 10;
        let wrong = imo - digit * 10_u64.pow(place) + (digit + by) % 10 * 10_u64.pow(place);
        // Weights 2, 4, 5 and 6 share a factor with 10, so some changes cannot be seen: that is the standard.
        let weight = if place == 0 { 1 } else { u64::from(place) + 1 };
        let seen = (weight * by) % 10 != 0 || wrong < 1_000_000;
        prop_assert_eq!(!is_imo(wrong), seen);
    }

    #[test]
    fn no_value_makes_it_panic(text in "\\PC{0,40}", number in any::<f64>()) {
        let forms = forms();
        for field in forms.fields.keys() {
            for value in [json!(text), json!(number), json!([text, number]), json!([{"measure": text}]), Value::Null] {
                prop_assert!(forms.fault_of(field, &value).is_none_or(|code| code.starts_with("field-")));
            }
        }
    }
}
