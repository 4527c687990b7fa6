//! The tables to which the program and the page for boarding teams are both held: `web/test/boarding.test.mjs` reads the
//! same files.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};
use vigie_case::{
    clock::Calendar,
    form::{BUILTIN_FORMS, Fault, Forms, filled},
    journal::{Edit, Journal},
};

fn table(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn rules() -> Value {
    table(include_str!("rules.json"))
}

/// Writes out what stands for a long value.
fn long(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let times = |pair: &Value| usize::try_from(pair[1].as_u64().unwrap()).unwrap();
            if let Some(pair) = map.get("$repeat") {
                return json!(pair[0].as_str().unwrap().repeat(times(pair)));
            }
            if let Some(pair) = map.get("$rows") {
                return Value::Array(vec![pair[0].clone(); times(pair)]);
            }
            map.iter()
                .map(|(name, part)| (name.clone(), long(part)))
                .collect::<Map<_, _>>()
                .into()
        }
        Value::Array(parts) => parts.iter().map(long).collect(),
        other => other.clone(),
    }
}

fn fields(value: &Value) -> BTreeMap<String, Value> {
    value.as_object().unwrap().clone().into_iter().collect()
}

#[test]
fn every_kind_of_field_takes_good_values_and_refuses_bad_ones() {
    let forms = Forms::read(BUILTIN_FORMS).unwrap();
    let mut kinds = HashSet::new();
    for (field, cases) in rules()["values"].as_object().unwrap() {
        kinds.extend(forms.fields.get(field).map(std::mem::discriminant));
        for good in cases["good"].as_array().unwrap() {
            assert_eq!(forms.fault_of(field, &long(good)), None, "{field} {good}");
        }
        for pair in cases["bad"].as_array().unwrap() {
            let (bad, code) = (long(&pair[0]), pair[1].as_str());
            assert_eq!(forms.fault_of(field, &bad), code, "{field} {bad}");
        }
    }
    assert_eq!(kinds.len(), 12, "every kind has its cases");
}

#[test]
fn whole_reports_have_the_faults_of_the_table() {
    let forms = Forms::read(BUILTIN_FORMS).unwrap();
    let rules = rules();
    for case in rules["reports"].as_array().unwrap() {
        let form = forms.form(case["form"].as_str().unwrap()).unwrap();
        let mut report = fields(&rules["complete"]);
        report.extend(fields(&case["change"]));
        let found: Vec<Value> = forms
            .faults(form, &report)
            .iter()
            .map(|Fault { field, code }| json!([field, code]))
            .collect();
        assert_eq!(json!(found), case["faults"], "{case}");
    }
}

#[test]
fn forms_are_filled_as_in_the_table() {
    let forms = Forms::read(BUILTIN_FORMS).unwrap();
    for case in rules()["fills"].as_array().unwrap() {
        let form = forms.form(case["form"].as_str().unwrap()).unwrap();
        let found = filled(&forms, form, case["known"].as_object().unwrap());
        assert_eq!(json!(found), case["fields"]);
    }
}

#[test]
fn deadlines_are_those_of_the_table() {
    for case in rules()["deadlines"].as_array().unwrap() {
        let calendar = Calendar {
            offset_min: i32::try_from(case["offset_min"].as_i64().unwrap()).unwrap(),
            holidays: serde_json::from_value(case["holidays"].clone()).unwrap(),
            ..Calendar::default()
        };
        let count = u32::try_from(case["count"].as_u64().unwrap()).unwrap();
        let found = calendar.deadline_ms(case["end_ms"].as_i64().unwrap(), count);
        assert_eq!(json!(found), case["deadline_ms"], "{case}");
    }
}

#[test]
fn dates_and_their_marks_are_those_of_the_table() {
    for case in rules()["dues"].as_array().unwrap() {
        let calendar: Calendar = serde_json::from_value(case["calendar"].clone()).unwrap();
        let count = u32::try_from(case["count"].as_u64().unwrap()).unwrap();
        let scheme = case["scheme"].as_str().unwrap();
        let found = calendar.due(scheme, case["end_ms"].as_i64().unwrap(), count);
        assert_eq!(json!(found), case["due"], "{case}");
    }
}

#[test]
fn edits_make_the_reports_and_conflicts_of_the_table() {
    for case in table(include_str!("folds.json")).as_array().unwrap() {
        let says = case["says"].as_str().unwrap();
        let mut journal = Journal::default();
        let edits: Vec<Edit> = serde_json::from_value(case["edits"].clone()).unwrap();
        for edit in edits.into_iter().rev() {
            journal.take(edit).unwrap();
        }
        let (reports, conflicts) = journal.fold();
        let (mut values, mut heads) = (Map::new(), Map::new());
        for (name, report) in &reports {
            values.insert(name.clone(), json!(report.fields));
            let ids = report.heads.iter().map(|(field, ids)| {
                let ids: Vec<Value> = ids.iter().map(|id| json!([id.device, id.seq])).collect();
                (field.clone(), json!(ids))
            });
            heads.insert(name.clone(), ids.collect::<Map<_, _>>().into());
        }
        assert_eq!(Value::Object(values), case["fields"], "{says}");
        assert_eq!(Value::Object(heads), case["heads"], "{says}");
        assert_eq!(json!(conflicts), case["conflicts"], "{says}");
    }
}
