//! Every field of every form with good and bad values, made from the file of forms itself: a field or a kind that is new
//! has none until they are written here, and then this fails.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use vigie_case::form::{BUILTIN_FORMS, Fault, Form, Forms, Kind, OTHER_MEASURE};

/// Values that a field takes, and values that it refuses with their codes.
struct Samples {
    good: Vec<Value>,
    bad: Vec<(Value, &'static str)>,
}

#[allow(clippy::too_many_lines, reason = "a table of values")]
fn samples(kind: &Kind, forms: &Forms) -> Samples {
    let all = |values: Vec<Value>, code: &'static str| -> Vec<(Value, &'static str)> {
        values.into_iter().map(|value| (value, code)).collect()
    };
    let (good, bad) = match kind {
        Kind::Text { max, .. } => (
            vec![
                json!("底刺し網"),
                json!("x".repeat(*max)),
                json!("𠮷".repeat(*max)),
            ],
            all(
                vec![
                    json!("x".repeat(max + 1)),
                    json!("𠮷".repeat(max + 1)),
                    json!(7),
                    json!(["x"]),
                ],
                "field-too-long",
            ),
        ),
        Kind::Flag { .. } => (
            vec![json!("JPN"), json!("CAN")],
            all(
                vec![json!("jpn"), json!("JP"), json!("日本国"), json!(392)],
                "field-flag",
            ),
        ),
        Kind::CallSign { .. } => (
            vec![json!("ABC"), json!("7JAB"), json!("ABCDEFGHIJ")],
            all(
                vec![
                    json!("AB"),
                    json!("7jab"),
                    json!("AB CD"),
                    json!("ABCDEFGHIJK"),
                    json!(7),
                ],
                "field-call-sign",
            ),
        ),
        Kind::Imo { .. } => (
            vec![json!(9_074_729), json!(1_000_019)],
            all(
                vec![
                    json!(9_074_728),
                    json!("9074729"),
                    json!(-1),
                    json!(907_472),
                ],
                "field-imo",
            ),
        ),
        Kind::Mmsi { .. } => (
            vec![json!(431_000_001), json!(1_000_000), json!(999_999_999)],
            all(
                vec![
                    json!(999_999),
                    json!(1_000_000_000),
                    json!("431000001"),
                    json!(1.5),
                ],
                "field-mmsi",
            ),
        ),
        Kind::Choice { choices } => {
            let mut bad: Vec<Value> = choices.iter().map(|c| json!(c.to_uppercase())).collect();
            bad.extend([json!("submarine"), json!(0)]);
            (
                choices.iter().map(|c| json!(c)).collect(),
                all(bad, "field-choice"),
            )
        }
        Kind::Number {
            min, max, whole, ..
        } => {
            let mut bad = vec![
                json!(min - 0.01),
                json!(max + 0.01),
                json!(min.to_string()),
                json!(true),
            ];
            let mut good = vec![json!(min), json!(max)];
            let half = (min + max) / 2.0 + 0.25;
            if *whole {
                bad.push(json!(half));
            } else {
                good.push(json!(half));
            }
            (good, all(bad, "field-number"))
        }
        Kind::Place { .. } => (
            vec![
                json!([180.0, -90.0]),
                json!([-180.0, 90.0]),
                json!([-179.99, 41.0]),
            ],
            all(
                vec![
                    json!([180.1, 0]),
                    json!([0, 90.1]),
                    json!([0]),
                    json!([0, 0, 0]),
                    json!("41N"),
                ],
                "field-place",
            ),
        ),
        Kind::Time {} => (
            vec![json!(1), json!(1_772_323_200_000_i64)],
            all(
                vec![json!(0), json!(-5), json!("today"), json!(1.5)],
                "field-time",
            ),
        ),
        Kind::Catch {} => (
            vec![
                json!([{"species": "SAP", "kg": 0}]),
                json!([{"species": "SQJ", "kg": 5e6, "state": "frozen"}]),
            ],
            all(
                vec![
                    json!([{"species": "sap", "kg": 1}]),
                    json!([{"species": "SAP", "kg": -1}]),
                    json!([{"species": "SAP", "kg": 5_000_001}]),
                    json!([{"species": "SAP"}]),
                    json!(vec![json!({"species": "SAP", "kg": 1}); 201]),
                    json!("fish"),
                ],
                "field-catch",
            ),
        ),
        Kind::Violations {} => {
            let cited = |measure: &str, paragraph: &str, note: &str| json!([{"measure": measure, "paragraph": paragraph, "note": note}]);
            let good = forms.measures.iter().flat_map(|m| {
                let paragraphs = m.paragraphs.iter();
                paragraphs.map(|p| cited(&m.id, p, &"x".repeat(1_000)))
            });
            let any = forms.measures[0].id.as_str();
            let other = [cited(OTHER_MEASURE, &"鮭".repeat(200), "")];
            (
                good.chain(other).collect(),
                all(
                    vec![
                        cited("NPFC CMM 1066-01", "1", ""),
                        cited(any, " ", ""),
                        cited(OTHER_MEASURE, " ", "x"),
                        cited(OTHER_MEASURE, &"鮭".repeat(201), ""),
                        cited(any, "1", &"x".repeat(1_001)),
                        json!(["1"]),
                        json!("none"),
                    ],
                    "field-violations",
                ),
            )
        }
        Kind::Attachment {} => (
            vec![json!("ab".repeat(32))],
            all(
                vec![
                    json!("AB".repeat(32)),
                    json!("ab".repeat(31)),
                    json!("signed"),
                    json!(1),
                ],
                "field-attachment",
            ),
        ),
    };
    Samples { good, bad }
}

/// A report of this form in which every field holds something good.
fn filled_in(form: &Form, forms: &Forms) -> BTreeMap<String, Value> {
    let mut fields: BTreeMap<String, Value> = form
        .fields()
        .map(|(name, _)| {
            (
                name.to_owned(),
                samples(&forms.fields[name], forms).good[0].clone(),
            )
        })
        .collect();
    // Times in their order, so that no rule between fields speaks.
    let order = [
        "sighted_at",
        "hailed_at",
        "boarded_at",
        "arrived_at",
        "inspected_from",
        "inspected_until",
        "left_at",
    ];
    for (n, name) in (1..).zip(order) {
        if let Some(value) = fields.get_mut(name) {
            *value = json!(1_000 * n);
        }
    }
    fields
}

#[test]
fn every_field_of_every_form_takes_good_values_and_refuses_bad_ones() {
    let forms = Forms::read(BUILTIN_FORMS).unwrap();
    let (mut tried, mut values) = (BTreeSet::new(), 0);
    for form in &forms.forms {
        let whole = filled_in(form, &forms);
        assert_eq!(forms.faults(form, &whole), [], "{}", form.id);
        for (name, needed) in form.fields() {
            let kind = &forms.fields[name];
            let samples = samples(kind, &forms);
            assert!(
                !samples.good.is_empty() && !samples.bad.is_empty(),
                "{name} has no samples"
            );
            tried.insert(name.to_owned());
            let with = |value: &Value| {
                let mut fields = whole.clone();
                fields.insert(name.to_owned(), value.clone());
                forms.faults(form, &fields)
            };
            for good in &samples.good {
                assert_eq!(
                    forms.fault_of(name, good),
                    None,
                    "{} {name} {good}",
                    form.id
                );
                let own: Vec<Fault> = with(good).into_iter().filter(|f| f.field == name).collect();
                // A time that is good by itself may still come before the step that precedes it.
                let only_order = own.iter().all(|f| f.code == "field-before-the-earlier");
                assert!(
                    only_order && (own.is_empty() || *kind == Kind::Time {}),
                    "{own:?}"
                );
                values += 1;
            }
            for (bad, code) in &samples.bad {
                let found = with(bad);
                let fault = Fault {
                    field: name.to_owned(),
                    code,
                };
                assert!(
                    found.contains(&fault),
                    "{} {name} {bad}: {found:?}",
                    form.id
                );
                values += 1;
            }
            let missing = Fault {
                field: name.to_owned(),
                code: "field-missing",
            };
            for empty in [Value::Null, json!(""), json!("  "), json!([])] {
                assert_eq!(
                    with(&empty).contains(&missing),
                    needed || asked_by_another(&whole, name),
                    "{} {name}",
                    form.id
                );
                values += 1;
            }
        }
    }
    let all: BTreeSet<String> = forms.fields.keys().cloned().collect();
    assert_eq!(tried, all, "every field of the file is on some form");
    assert!(values > 1_500, "{values}");
}

/// A boarding that was carried out has its time, whatever the form marks as needed.
fn asked_by_another(whole: &BTreeMap<String, Value>, name: &str) -> bool {
    name == "boarded_at" && whole.get("boarding_result") == Some(&json!("completed"))
}
