//! What an annual report to a scheme counts: inspections by flag, refusals, apparent violations by measure. Counted from the
//! reports as they stand; what a report does not say is counted as not said, never guessed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::{
    form::{Forms, cited, is_empty},
    journal::Report,
};

/// One flag under one scheme.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FlagRow {
    /// Scheme, such as `npfc`.
    pub scheme: String,
    /// Flag, ISO 3166-1 alpha-3; empty where the report says none.
    pub flag: String,
    /// Reports.
    pub reports: u32,
    /// Boardings or inspections carried out.
    pub completed: u32,
    /// Refused by the master.
    pub refused: u32,
    /// Cancelled, interrupted, or with no result said.
    pub other: u32,
    /// Sightings: nobody boarded or inspected, nor meant to.
    pub sightings: u32,
    /// With at least one apparent violation.
    pub with_violations: u32,
    /// Apparent violations by measure and paragraph, `NPFC CMM 2024-03 § 2`.
    pub violations: BTreeMap<String, u32>,
    /// Those of them that nobody compared with the text in force.
    pub unverified: BTreeSet<String>,
}

/// The time by which a report counts: when the team left, boarded, inspected, or sighted.
fn time_of(report: &Report) -> Option<i64> {
    let fields = [
        "left_at",
        "boarded_at",
        "inspected_until",
        "inspected_from",
        "sighted_at",
    ];
    fields
        .iter()
        .find_map(|name| report.fields.get(*name)?.as_i64())
}

/// Counts reports whose time is in `from_ms..until_ms`, milliseconds since 1970 UTC, by scheme and flag. Reports without a
/// time or of no known form are given back by name: they are in no count.
#[must_use]
pub fn statistics<'a>(
    reports: impl IntoIterator<Item = &'a Report>,
    forms: &Forms,
    from_ms: i64,
    until_ms: i64,
) -> (Vec<FlagRow>, Vec<String>) {
    let mut rows: BTreeMap<(String, String), FlagRow> = BTreeMap::new();
    let mut left_out = Vec::new();
    for report in reports {
        let (Some(form), Some(time_ms)) = (forms.form(&report.form), time_of(report)) else {
            left_out.push(report.report.clone());
            continue;
        };
        if !(from_ms..until_ms).contains(&time_ms) {
            continue;
        }
        let text = |name: &str| {
            report
                .fields
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let key = (form.scheme.clone(), text("flag").to_owned());
        let row = rows
            .entry(key)
            .or_insert_with_key(|(scheme, flag)| FlagRow {
                scheme: scheme.clone(),
                flag: flag.clone(),
                ..FlagRow::default()
            });
        row.reports += 1;
        let asks = |name: &str| form.fields().any(|(field, _)| field == name);
        let says = |name: &str| report.fields.get(name).is_some_and(|it| !is_empty(it));
        // A port inspection has no result field: it took place. A form with neither is a sighting, and no inspection.
        match text("boarding_result") {
            _ if !asks("boarding_result") && !asks("inspected_from") => row.sightings += 1,
            "completed" => row.completed += 1,
            "" if says("inspected_from") => row.completed += 1,
            "refused" => row.refused += 1,
            _ => row.other += 1,
        }
        let violations = report.fields.get("violations").and_then(Value::as_array);
        let found = violations.into_iter().flatten().map(|one| {
            let part = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
            cited(part("measure"), part("paragraph"))
        });
        let before = row.violations.values().sum::<u32>();
        for one in found {
            *row.violations.entry(one).or_default() += 1;
        }
        row.with_violations += u32::from(row.violations.values().sum::<u32>() > before);
        row.unverified.extend(forms.unverified(&report.fields));
    }
    left_out.sort();
    (rows.into_values().collect(), left_out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::form::BUILTIN_FORMS;
    use proptest::prelude::*;
    use serde_json::json;

    fn report(name: &str, form: &str, fields: &Value) -> Report {
        Report {
            report: name.to_owned(),
            form: form.to_owned(),
            fields: serde_json::from_value(fields.clone()).unwrap(),
            ..Report::default()
        }
    }

    #[test]
    fn a_year_of_reports_is_counted_by_scheme_and_flag() {
        let forms = Forms::read(BUILTIN_FORMS).unwrap();
        let two = json!([{"measure": "NPFC CMM 2024-03", "paragraph": "2", "note": ""}, {"measure": "NPFC CMM 2024-12", "paragraph": "1", "note": ""}]);
        let all = [
            report(
                "a",
                "npfc-hsbi",
                &json!({"flag": "CHN", "left_at": 5, "boarding_result": "completed", "violations": two}),
            ),
            report(
                "b",
                "npfc-hsbi",
                &json!({"flag": "CHN", "left_at": 9, "boarding_result": "refused"}),
            ),
            report(
                "c",
                "wcpfc-hsbi",
                &json!({"flag": "CHN", "left_at": 9, "boarding_result": "completed"}),
            ),
            report(
                "d",
                "fao-psma-c",
                &json!({"flag": "PAN", "inspected_from": 7, "inspected_until": 8}),
            ),
            report(
                "e",
                "npfc-hsbi",
                &json!({"flag": "CHN", "left_at": 10, "boarding_result": "completed"}),
            ),
            report("f", "npfc-hsbi", &json!({"flag": "CHN"})),
            report("g", "no-form", &json!({"left_at": 5})),
            report(
                "h",
                "stateless-sighting",
                &json!({"sighted_at": 5, "flag_flown": "none"}),
            ),
            // Begun, and the time of its beginning taken back.
            report(
                "i",
                "fao-psma-c",
                &json!({"flag": "PER", "inspected_from": null, "inspected_until": 8}),
            ),
        ];
        let (rows, left_out) = statistics(&all, &forms, 0, 10);
        assert_eq!(left_out, ["f", "g"]);
        let mut boarded = rows.iter().filter(|row| row.flag == "CHN");
        let npfc = boarded.find(|row| row.scheme == "npfc").unwrap();
        assert_eq!(
            (
                npfc.reports,
                npfc.completed,
                npfc.refused,
                npfc.with_violations
            ),
            (2, 1, 1, 1)
        );
        assert_eq!(npfc.violations["NPFC CMM 2024-03 § 2"], 1);
        assert!(npfc.unverified.iter().eq(npfc.violations.keys()));
        let of = |flag: &str| rows.iter().find(|row| row.flag == flag).unwrap();
        assert_eq!((of("").sightings, of("").other), (1, 0));
        assert_eq!((of("PER").completed, of("PER").other), (0, 1));
        assert_eq!(rows.iter().map(|row| row.completed).sum::<u32>(), 3);
    }

    proptest! {
        #[test]
        fn nothing_is_counted_twice_and_nothing_lost(kinds in proptest::collection::vec((0usize..3, 0i64..20, 0usize..4), 0..40)) {
            let forms = Forms::read(BUILTIN_FORMS).unwrap();
            let results = ["completed", "refused", "cancelled", "interrupted"];
            let all: Vec<Report> = kinds.iter().map(|(flag, at, result)| {
                let flag = ["CHN", "TWN", ""][*flag];
                report("x", "npfc-hsbi", &json!({"flag": flag, "left_at": at, "boarding_result": results[*result]}))
            }).collect();
            let (rows, left_out) = statistics(&all, &forms, 5, 15);
            let within = kinds.iter().filter(|(_, at, _)| (5..15).contains(at)).count();
            prop_assert!(left_out.is_empty());
            prop_assert_eq!(rows.iter().map(|row| row.reports as usize).sum::<usize>(), within);
            prop_assert!(rows.iter().all(|row| row.completed + row.refused + row.other + row.sightings == row.reports));
        }
    }
}
