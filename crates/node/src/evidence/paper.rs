//! A report on paper, in one language: fields in words, contradictions, by when it is due, and what of it nobody verified.

use serde_json::Value;
use vigie_case::{
    clock::Calendar,
    form::{Form, Forms, Kind, OTHER_MEASURE, is_empty},
    journal::{Conflict, Report},
    package::sha256_hex,
};
use vigie_sea::Time;

use super::{
    gather::{contested, foot},
    sheet::{Line, pdf},
};
use crate::{http::due, i18n::Catalogue};

/// A report with its own conflicts as a sheet in one language.
pub(crate) fn report_sheet(
    (report, conflicts): (&Report, &[Conflict]),
    form: &Form,
    forms: &Forms,
    calendar: &Calendar,
    realm: &str,
    catalogue: &Catalogue,
) -> Vec<u8> {
    let text = |id: &str| catalogue.text(id, &[]);
    let mut lines = Vec::new();
    if realm != "live" {
        lines.push(Line::Text(vigie_exercise::Marking::LINE.to_owned()));
    }
    lines.extend(conflict_lines(conflicts, catalogue));
    for section in &form.sections {
        lines.push(Line::Heading(text(&format!(
            "section-{}",
            dashed(&section.id)
        ))));
        for field in &section.fields {
            let field = field.trim_end_matches('!');
            let label = label_of(field, catalogue);
            let marked = contested_field(field, conflicts, forms, catalogue);
            let told =
                marked.unwrap_or_else(|| told(field, report.fields.get(field), forms, catalogue));
            lines.push(Line::Pair(label, told));
        }
    }
    lines.push(Line::Gap);
    // A date reckoned from one of two times would take a side too.
    let from = form.due_from.as_deref();
    if from.is_none_or(|field| !contested(conflicts).contains(&field)) {
        lines.extend(due_lines(report, Some(form), calendar, catalogue));
    }
    if !form.verified {
        lines.push(Line::Text(format!("[{}]", text("form-not-verified"))));
    }
    lines.push(forms_line(forms, catalogue));
    let sum = sha256_hex(report.report.as_bytes());
    let name = format!("{}  {}", report.report, sum.get(..8).unwrap_or_default());
    let foot = foot(&name, realm != "live");
    pdf(&text(&format!("form-{}", form.id)), &lines, &foot)
}

/// The forms that a paper was made by: version, and SHA-256 of the file.
pub(super) fn forms_line(forms: &Forms, catalogue: &Catalogue) -> Line {
    Line::Text(catalogue.text(
        "report-forms-version",
        &[
            ("version", forms.version.as_str().into()),
            ("sha256", forms.sha256.as_str().into()),
        ],
    ))
}

/// The name of a field on a paper. The pages of the watch room call some things otherwise: a last position is not where a
/// vessel was boarded. One that an agency's own file brought is called by its id.
pub(super) fn label_of(field: &str, catalogue: &Catalogue) -> String {
    let name = dashed(field);
    let find = |family: &str| catalogue.find(&format!("{family}-{name}"), &[]);
    let found = find("paper").or_else(|| find("field"));
    found.unwrap_or_else(|| field.replace('_', " "))
}

/// A value of a field in words, or that there is none.
fn told(field: &str, value: Option<&Value>, forms: &Forms, catalogue: &Catalogue) -> String {
    let value = value.filter(|value| !is_empty(value));
    value.map_or_else(
        || "–".to_owned(),
        |value| shown(field, value, forms, catalogue),
    )
}

/// All values of a field that devices wrote differently, with the entries they are from: a sheet takes no side.
pub(super) fn contested_field(
    field: &str,
    conflicts: &[Conflict],
    forms: &Forms,
    catalogue: &Catalogue,
) -> Option<String> {
    let values = conflicts.iter().find_map(|conflict| match conflict {
        Conflict::Field {
            field: of, values, ..
        } if of == field => Some(values),
        _ => None,
    })?;
    let values: Vec<String> = values
        .iter()
        .map(|(id, value)| {
            let words = told(field, Some(value), forms, catalogue);
            format!("{words} ({} {})", id.device, id.seq)
        })
        .collect();
    let values = values.join("; ");
    Some(catalogue.text("report-contested", &[("values", values.into())]))
}

/// Contradictions that are of no single field.
fn conflict_lines(conflicts: &[Conflict], catalogue: &Catalogue) -> Vec<Line> {
    let text = |conflict: &Conflict| match conflict {
        Conflict::Field { .. } => None,
        Conflict::Begin { report } => Some(catalogue.text(
            "boarding-conflict-begin",
            &[("report", report.as_str().into())],
        )),
        Conflict::Twin { id } => {
            let id = format!("{} {}", id.device, id.seq);
            Some(catalogue.text("boarding-conflict-twin", &[("id", id.into())]))
        }
    };
    conflicts.iter().filter_map(text).map(Line::Text).collect()
}

/// By when a report is due, by whose holidays, and what is not certain of the date.
pub(super) fn due_lines(
    report: &Report,
    form: Option<&Form>,
    calendar: &Calendar,
    catalogue: &Catalogue,
) -> Vec<Line> {
    let (Some(due), Some(form)) = (due(report, form, calendar), form) else {
        return Vec::new();
    };
    let time = |ms| Time::from_ms(ms).to_string();
    let days = form.due_working_days.unwrap_or_default();
    let mut lines = vec![Line::Text(catalogue.text(
        "due-line",
        &[
            ("time", time(due.ms).into()),
            ("days", days.into()),
            ("plain", time(due.plain_ms).into()),
        ],
    ))];
    if !calendar.id.is_empty() {
        lines.push(Line::Text(catalogue.text(
            "due-calendar",
            &[
                ("id", calendar.id.as_str().into()),
                ("version", calendar.version.as_str().into()),
                ("source", calendar.source.as_str().into()),
                ("date", calendar.date.as_str().into()),
            ],
        )));
    }
    for mark in &due.marks {
        let year = mark.year.map_or_else(String::new, |year| year.to_string());
        let told = catalogue.text(&format!("due-{}", mark.code), &[("year", year.into())]);
        lines.push(Line::Text(format!("[{told}]")));
    }
    lines
}

pub(super) fn dashed(code: &str) -> String {
    code.replace('_', "-")
}

/// A value in words.
pub(super) fn shown(field: &str, value: &Value, forms: &Forms, catalogue: &Catalogue) -> String {
    let rows = || value.as_array().cloned().unwrap_or_default();
    let part = |row: &Value, name: &str| match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    match forms.fields.get(field) {
        Some(Kind::Time {}) => value
            .as_i64()
            .map_or_else(String::new, |ms| Time::from_ms(ms).to_string()),
        Some(Kind::Choice { .. }) => {
            let code = value.as_str().unwrap_or_default();
            let id = format!("choice-{}", dashed(code));
            catalogue.find(&id, &[]).unwrap_or_else(|| code.to_owned())
        }
        Some(Kind::Place { .. }) => {
            let at = |n: usize| value.get(n).and_then(Value::as_f64).unwrap_or_default();
            format!("{:.5}, {:.5}", at(1), at(0))
        }
        Some(Kind::Catch {}) => rows()
            .iter()
            .map(|row| {
                format!(
                    "{} {} kg {}",
                    part(row, "species"),
                    part(row, "kg"),
                    part(row, "state")
                )
            })
            .collect::<Vec<_>>()
            .join("\n"),
        Some(Kind::Violations {}) => rows()
            .iter()
            .map(|row| {
                let (measure, paragraph) = (part(row, "measure"), part(row, "paragraph"));
                // A paragraph that nobody has compared with the text in force says so.
                let mark = if forms.is_verified(&measure, &paragraph) {
                    String::new()
                } else {
                    format!(" [{}]", catalogue.text("measure-not-verified", &[]))
                };
                let cited = if measure == OTHER_MEASURE {
                    catalogue.text("measure-other-cited", &[("words", paragraph.into())])
                } else {
                    format!("{measure} § {paragraph}")
                };
                format!("{cited}{mark} {}", part(row, "note"))
            })
            .collect::<Vec<_>>()
            .join("\n"),
        _ => match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        },
    }
}
