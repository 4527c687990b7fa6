//! What was read and what could not be read, in words or as JSON.

use fluent_bundle::FluentValue;
use serde_json::{Value, json};

use super::console::Console;
use super::intake::Intake;
use crate::feed::Tally;

/// The summary for programs.
pub(crate) fn as_json(intake: &Intake<'_>) -> Value {
    let feeds: Vec<Value> = intake
        .summaries
        .iter()
        .map(|summary| {
            let mut feed = tally_json(&summary.tally);
            if let Some(members) = feed.as_object_mut() {
                members.insert("name".to_owned(), summary.name.as_str().into());
            }
            feed
        })
        .collect();
    let mut whole = tally_json(&intake.total());
    if let Some(members) = whole.as_object_mut() {
        members.insert("elapsed_s".to_owned(), round3(intake.elapsed_s()).into());
        members.insert("feeds".to_owned(), feeds.into());
    }
    whole
}

fn round3(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

fn tally_json(tally: &Tally) -> Value {
    json!({
        "bytes": tally.bytes,
        "lines": tally.lines,
        "messages": tally.messages,
        "observations": tally.observations,
        "faults_total": tally.faults_total(),
        "faults": tally.faults,
        "notes": tally.notes,
    })
}

/// The summary for people, one line each.
pub(crate) fn as_lines(console: &Console, intake: &Intake<'_>) -> Vec<String> {
    let total = intake.total();
    let number = |n: u64| grouped(n).into();
    let mut lines = vec![console.text(
        "summary-read",
        &[
            ("lines", number(total.lines)),
            ("messages", number(total.messages)),
            ("seconds", format!("{:.1}", intake.elapsed_s()).into()),
        ],
    )];
    if !total.faults.is_empty() {
        lines.push(console.text("summary-faults", &[("count", number(total.faults_total()))]));
        lines.extend(counted(console, "fault", &total.faults));
    }
    if !total.notes.is_empty() {
        lines.push(console.text("summary-notes", &[]));
        lines.extend(counted(console, "note", &total.notes));
    }
    lines
}

fn counted(
    console: &Console,
    prefix: &str,
    counts: &std::collections::BTreeMap<&'static str, u64>,
) -> Vec<String> {
    let mut sorted: Vec<(&&str, &u64)> = counts.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let line = |(code, count): (&&str, &u64)| {
        let id = format!("{prefix}-{code}");
        let words = console
            .catalogue
            .find(&id, &[])
            .unwrap_or_else(|| (*code).to_owned());
        format!("  {:>12}  {words}", grouped(*count))
    };
    sorted.into_iter().map(line).collect()
}

/// A count by which a language chooses its form: below a thousand the number itself, above as text in groups.
pub(crate) fn plural(count: u64) -> FluentValue<'static> {
    if count < 1_000 {
        count.into()
    } else {
        grouped(count).into()
    }
}

/// A count with a thin grouping that every language reads: 1 234 567.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567).replace('\u{202f}', " "), "1 234 567");
    }
}
