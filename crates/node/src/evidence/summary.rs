//! The case on a few sheets, in one language: what happened when, what each alert claims, how sure it is, and what would
//! refute it. For a reader who opens one file of a package; everything in it stands in the package's data too.

use serde_json::Value;
use vigie_case::{
    case::{Case, Deed, Entry},
    form::Forms,
    package::sha256_hex,
};
use vigie_sea::Time;

use super::{
    gather::{Material, foot},
    paper::dashed,
    raw_words::raw_lines,
    sheet::{Line, pdf},
};
use crate::i18n::Catalogue;

/// The summary of a case.
pub(super) fn summary(
    material: &Material,
    case: &Case,
    forms: &Forms,
    catalogue: &Catalogue,
) -> Vec<u8> {
    let exercise = material.realm != "live";
    let text = |id: &str| catalogue.text(id, &[]);
    let mut lines = Vec::new();
    if exercise {
        lines.push(Line::Text(vigie_exercise::Marking::LINE.to_owned()));
    }
    lines.push(Line::Text(text("summary-lead")));
    lines.push(Line::Heading(text("case-standing")));
    let mut pair = |id: &str, value: String| lines.push(Line::Pair(text(id), value));
    pair("letter-reference", material.case.clone());
    pair("case-title-label", case.title.clone());
    pair("letter-from", material.party.clone());
    pair("summary-made", material.made_at.clone());
    let mut stage = text(&format!("case-stage-{}", case.stage.code()));
    if case.hold {
        stage = format!("{stage}, {}", text("case-held"));
    }
    pair("col-state", stage);
    let vessel = case.mmsi.map_or_else(dash, |mmsi| mmsi.to_string());
    pair("case-vessel", vessel);
    let due = case.reply_due_ms.map_or_else(dash, time);
    pair("case-reply-due", due);
    lines.push(Line::Heading(text("case-items")));
    for item in &case.items {
        let kind = word("case-item", &item.kind, catalogue);
        lines.push(Line::Pair(kind, item.id.clone()));
    }
    for (other, why) in &case.links {
        let why = word("case-link", why, catalogue);
        lines.push(Line::Pair(text("case-do-link"), format!("{other}: {why}")));
    }
    lines.push(Line::Heading(text("summary-events")));
    if material.events.is_empty() {
        lines.push(Line::Text(text("summary-events-none")));
    }
    for (id, shown) in &material.events {
        lines.extend(event_lines(
            id,
            shown.get("event").unwrap_or(shown),
            catalogue,
        ));
    }
    lines.push(Line::Text(text("card-not-a-verdict")));
    lines.push(Line::Heading(text("case-timeline")));
    for entry in &material.entries {
        let head = format!("{}  {} {}", time(entry.at_ms), entry.party, entry.user);
        lines.push(Line::Pair(
            head.trim_end().to_owned(),
            told(entry, catalogue),
        ));
    }
    lines.extend(raw_lines(material, catalogue));
    lines.push(Line::Gap);
    lines.extend(versions(material, forms, catalogue));
    let sum = sha256_hex(material.case.as_bytes());
    let name = format!("{}  {}", material.case, sum.get(..8).unwrap_or_default());
    pdf(&text("summary-title"), &lines, &foot(&name, exercise))
}

fn dash() -> String {
    "–".to_owned()
}

fn time(ms: i64) -> String {
    Time::from_ms(ms).to_string()
}

/// The sentence of a code, or the code.
fn word(family: &str, code: &str, catalogue: &Catalogue) -> String {
    let id = format!("{family}-{}", dashed(code).to_lowercase());
    catalogue.find(&id, &[]).unwrap_or_else(|| code.to_owned())
}

/// Which rules, forms and holidays what is told rests on.
fn versions(material: &Material, forms: &Forms, catalogue: &Catalogue) -> [Line; 3] {
    let file = |name: &str, version: &str, text: &str| {
        let sha256 = sha256_hex(text.as_bytes());
        Line::Text(catalogue.text(
            "summary-file",
            &[
                ("name", name.to_owned().into()),
                ("version", version.to_owned().into()),
                ("sha256", sha256.into()),
            ],
        ))
    };
    let days = &material.calendar.version;
    let days = if days.is_empty() { "–" } else { days };
    [
        file("rules.toml", "–", &material.rules),
        file("forms.toml", &forms.version, &material.forms),
        file("holidays.toml", days, &material.holidays),
    ]
}

/// One alert: what it claims, where and when, by which rule, how sure, and what would refute it.
fn event_lines(id: &str, event: &Value, catalogue: &Catalogue) -> Vec<Line> {
    let text = |name: &str| catalogue.text(name, &[]);
    let said = |path: &str| event.pointer(path).and_then(Value::as_str);
    let end = |name: &str| {
        let at = said(&format!("/{name}/time"))?;
        let place = event.pointer(&format!("/{name}/position"));
        let degrees = |n: usize| place.and_then(|p| p.get(n)).and_then(Value::as_f64);
        let place = degrees(1).zip(degrees(0));
        let place = place.map_or_else(String::new, |(lat, lon)| format!("  {lat:.5}, {lon:.5}"));
        Some(format!("{at}{place}"))
    };
    let kind = word("event", said("/kind").unwrap_or_default(), catalogue);
    let state = word("state", said("/state").unwrap_or_default(), catalogue);
    let vessels = event.get("vessels").and_then(Value::as_array);
    let vessels = vessels.into_iter().flatten();
    let vessels: Vec<String> = vessels
        .filter_map(|one| one.get("mmsi")?.as_u64())
        .map(|mmsi| mmsi.to_string())
        .collect();
    let sure = event.get("confidence").and_then(Value::as_f64);
    let sure = sure.map_or_else(dash, |sure| format!("{:.0} %", sure * 100.0));
    let rule = format!(
        "{} {}",
        said("/rule/name").unwrap_or_default(),
        said("/rule/version").unwrap_or_default()
    );
    let refuted = event.get("refuted_by").and_then(Value::as_array);
    let refuted: Vec<String> = refuted
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|code| word("refute", code, catalogue))
        .collect();
    let refuted = match refuted.is_empty() {
        true => text("event-refuted-none"),
        false => refuted.join("\n"),
    };
    let mut lines = vec![
        Line::Gap,
        Line::Pair(format!("{kind} ({state})"), id.to_owned()),
        Line::Pair(text("case-item-vessel"), vessels.join(", ")),
        Line::Pair(text("event-start"), end("start").unwrap_or_else(dash)),
        Line::Pair(text("event-end"), end("end").unwrap_or_else(dash)),
        Line::Pair(text("event-rule"), rule),
        Line::Pair(text("event-confidence"), sure),
        Line::Pair(text("event-refuted-by"), refuted),
    ];
    if let Some(reason) = said("/retraction/reason") {
        let at = said("/retraction/at").unwrap_or_default().to_owned();
        let head = catalogue.text("event-retracted", &[("at", at.into())]);
        lines.push(Line::Pair(head, word("retract", reason, catalogue)));
    }
    lines
}

/// An entry in words.
fn told(entry: &Entry, catalogue: &Catalogue) -> String {
    let text = |id: &str| catalogue.text(id, &[]);
    let item = |item: &vigie_case::case::Item| {
        format!("{} {}", word("case-item", &item.kind, catalogue), item.id)
    };
    let (code, parts): (&str, Vec<String>) = match &entry.deed {
        Deed::Open { title, .. } => ("open", vec![title.clone()]),
        Deed::Add { item: of, note } => ("add", vec![item(of), note.clone()]),
        Deed::Remove { item: of, note } => ("remove", vec![item(of), note.clone()]),
        Deed::Link { case, why, on } => {
            let ended = if *on {
                String::new()
            } else {
                text("case-link-end")
            };
            let why = word("case-link", why, catalogue);
            ("link", vec![case.clone(), why, ended])
        }
        Deed::Task {
            text: what,
            to,
            due_ms,
            done,
            ..
        } => {
            let due = due_ms.map_or_else(String::new, time);
            let done = if *done {
                text("case-task-done")
            } else {
                String::new()
            };
            ("task", vec![what.clone(), to.clone(), due, done])
        }
        Deed::Note { text: said } => ("note", vec![said.clone()]),
        Deed::Stage { stage, note, .. } => {
            let stage = text(&format!("case-stage-{}", stage.code()));
            ("stage", vec![stage, note.clone()])
        }
        Deed::Hold { on, note } => {
            let id = if *on {
                "case-hold-set"
            } else {
                "case-hold-lift"
            };
            ("hold", vec![text(id), note.clone()])
        }
        Deed::Share { party, purpose, on } => {
            let ended = if *on {
                String::new()
            } else {
                text("case-share-end")
            };
            ("share", vec![party.clone(), purpose.clone(), ended])
        }
        Deed::SharePhoto { sha256, party, on } => {
            let ended = if *on {
                String::new()
            } else {
                text("case-photo-end")
            };
            ("share_photo", vec![party.clone(), sha256.clone(), ended])
        }
        Deed::Outcome(of) => {
            let code = serde_json::to_value(of.verdict).unwrap_or_default();
            let verdict = word("case-outcome", code.as_str().unwrap_or_default(), catalogue);
            ("outcome", vec![of.event.clone(), verdict, of.rule.clone()])
        }
    };
    let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    format!(
        "{}: {}",
        text(&format!("case-do-{code}")),
        parts.join(" · ")
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::i18n::LANGUAGES;
    use serde_json::json;

    fn entry(deed: Value) -> Entry {
        serde_json::from_value(
            json!({"at_ms": 1_772_400_000_000_i64, "user": "roy", "party": "can", "deed": deed}),
        )
        .unwrap()
    }

    #[test]
    fn every_entry_and_every_alert_is_told_in_words_in_three_languages() {
        let item = json!({"kind": "event", "id": "gap-1"});
        let entries = [
            json!({"do": "open", "title": "Nets at night", "mmsi": null}),
            json!({"do": "add", "item": item, "note": ""}),
            json!({"do": "remove", "item": item, "note": "another ship"}),
            json!({"do": "link", "case": "can-2", "why": "sister_ship", "on": false}),
            json!({"do": "task", "task": "t", "text": "Call", "to": "roy", "due_ms": 5, "done": true}),
            json!({"do": "note", "text": "Seen again"}),
            json!({"do": "stage", "stage": "referred", "note": "CHN", "reply_due_ms": null}),
            json!({"do": "hold", "on": false, "note": "court"}),
            json!({"do": "share", "party": "jpn", "purpose": "fisheries", "on": false}),
            json!({"do": "share_photo", "sha256": "ab", "party": "jpn", "on": false}),
            json!({"do": "outcome", "event": "gap-1", "rule": "gap/1", "verdict": "refuted", "report": "", "user": "", "at_ms": 0}),
        ]
        .map(entry);
        let event = json!({"kind": "gap", "state": "retracted", "vessels": [{"mmsi": 412_000_001}], "confidence": 0.62,
            "start": {"time": "2026-03-01T00:00:00Z", "position": [179.95, 41.0]}, "end": null,
            "rule": {"name": "gap.disabling", "version": "2026.1"}, "refuted_by": ["vms-report-in-gap"],
            "retraction": {"reason": "late-positions-inside", "at": "2026-03-02T00:00:00Z"}});
        for language in LANGUAGES {
            let catalogue = Catalogue::new(language);
            for one in &entries {
                let words = told(one, &catalogue);
                assert!(!words.contains("case-"), "{language}: {words}");
            }
            let lines = event_lines("gap-1", &event, &catalogue);
            let words = format!("{lines:?}");
            for wanted in [
                "412000001",
                "62 %",
                "41.00000, 179.95000",
                "gap.disabling 2026.1",
            ] {
                assert!(words.contains(wanted), "{language}: {wanted} in {words}");
            }
            for code in [
                "vms-report-in-gap",
                "late-positions-inside",
                "event-",
                "state-",
            ] {
                assert!(!words.contains(code), "{language}: {code} in {words}");
            }
            let material = Material {
                case: "can-1".to_owned(),
                realm: "live".to_owned(),
                entries: entries.to_vec(),
                events: vec![("gap-1".to_owned(), json!({"event": event, "history": []}))],
                ..Material::default()
            };
            let case = Case::fold(&material.entries);
            let forms = Forms::read(vigie_case::form::BUILTIN_FORMS).unwrap();
            assert!(summary(&material, &case, &forms, &catalogue).starts_with(b"%PDF"));
        }
    }
}
