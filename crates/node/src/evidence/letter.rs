//! The letter to the flag State: a draft from what case and report say, in any of the three languages, for a person to sign.

use serde_json::Value;
use vigie_case::{case::Case, clock::Calendar, form::Forms, journal::Report};
use vigie_sea::Time;

use super::{
    gather::foot,
    paper::{due_lines, forms_line, label_of, shown},
    sheet::{Line, pdf},
};
use crate::i18n::Catalogue;

/// What a letter is made from.
#[derive(Debug)]
pub(crate) struct Referral<'a> {
    pub(crate) id: &'a str,
    pub(crate) case: &'a Case,
    pub(crate) report: &'a Report,
    pub(crate) forms: &'a Forms,
    pub(crate) calendar: &'a Calendar,
    /// Name of the agency that writes.
    pub(crate) from: &'a str,
    pub(crate) at: Time,
    pub(crate) exercise: bool,
}

/// Fields of the report, in the order of the letter.
const VESSEL: [&str; 8] = [
    "vessel_name",
    "flag",
    "call_sign",
    "imo",
    "mmsi",
    "rfmo_id",
    "master_name",
    "owner",
];
/// What was found; what the report does not say is left out.
const FACTS: [&str; 10] = [
    "boarded_at",
    "left_at",
    "sighted_at",
    "inspected_from",
    "position",
    "port",
    "boarding_result",
    "activity_seen",
    "findings",
    "description",
];
const ANSWERS: [&str; 2] = ["measures_taken", "master_comments"];

/// The draft as a sheet.
pub(crate) fn letter(of: &Referral<'_>, catalogue: &Catalogue) -> Vec<u8> {
    let text = |id: &str| catalogue.text(id, &[]);
    let with =
        |id: &str, name: &str, value: &str| catalogue.text(id, &[(name, value.to_owned().into())]);
    let field = |name: &str| {
        let value = of
            .report
            .fields
            .get(name)
            .filter(|value| **value != Value::Null);
        value.map_or_else(
            || "–".to_owned(),
            |value| shown(name, value, of.forms, catalogue),
        )
    };
    let pair = |name: &str| Line::Pair(label_of(name, catalogue), field(name));
    let day = |time: Time| time.to_string().chars().take(10).collect::<String>();
    let mut lines = Vec::new();
    if of.exercise {
        lines.push(Line::Text(vigie_exercise::Marking::LINE.to_owned()));
    }
    lines.push(Line::Text(text("letter-draft")));
    lines.push(Line::Gap);
    lines.push(Line::Pair(text("letter-from"), of.from.to_owned()));
    lines.push(Line::Pair(
        text("letter-to"),
        with("letter-authority", "flag", &field("flag")),
    ));
    lines.push(Line::Pair(text("letter-date"), day(of.at)));
    lines.push(Line::Pair(text("letter-reference"), of.id.to_owned()));
    lines.push(Line::Gap);
    let scheme = of
        .forms
        .form(&of.report.form)
        .map(|form| form.scheme.to_uppercase());
    lines.push(Line::Text(with(
        "letter-opening",
        "scheme",
        &scheme.unwrap_or_default(),
    )));
    lines.push(Line::Heading(text("letter-vessel")));
    lines.extend(VESSEL.into_iter().map(pair));
    lines.push(Line::Heading(text("letter-facts")));
    let told = |name: &&str| of.report.fields.contains_key(*name);
    lines.extend(FACTS.into_iter().filter(told).map(pair));
    lines.push(Line::Heading(text("letter-violations")));
    let cited = of
        .report
        .fields
        .get("violations")
        .and_then(Value::as_array)
        .is_some_and(|all| !all.is_empty());
    match cited {
        true => lines.push(Line::Text(field("violations"))),
        false => lines.push(Line::Text(text("letter-no-violations"))),
    }
    lines.extend(ANSWERS.into_iter().map(pair));
    lines.push(Line::Gap);
    lines.push(Line::Text(with(
        "letter-enclosed",
        "package",
        &format!("{}.zip", of.id),
    )));
    let due = of.case.reply_due_ms.map(|ms| day(Time::from_ms(ms)));
    match due {
        Some(due) => lines.push(Line::Text(with("letter-reply-by", "date", &due))),
        None => lines.push(Line::Text(text("letter-reply"))),
    }
    lines.push(Line::Gap);
    lines.push(Line::Text(text("letter-signed")));
    lines.push(Line::Gap);
    let form = of.forms.form(&of.report.form);
    lines.extend(due_lines(of.report, form, of.calendar, catalogue));
    lines.push(forms_line(of.forms, catalogue));
    pdf(&text("letter-title"), &lines, &foot(of.id, of.exercise))
}
