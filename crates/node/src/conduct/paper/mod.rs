//! The after-action report as one HTML file: no network, print style, three languages switchable, for people without a login.
//!
//! Every sentence stands in the file in all three languages; a choice at the top shows one of them. Without scripts the
//! file shows English, and the map strip its table.

mod known;
mod play;
mod score;
mod strip;
mod tongues;

use vigie_exercise::{Marking, report::AfterAction};
use vigie_sea::Time;

use self::{
    known::knowledge,
    play::{expectations, injects, remarks, timeline},
    score::{objectives, scores},
    strip::strip,
    tongues::{Tongues, safe},
};
use crate::{
    i18n::{Catalogue, LANGUAGES},
    moment::minute,
};

pub(super) use self::known::steps_told;

const STYLE: &str = include_str!("../paper.css");
const SCRIPT: &str = include_str!("../paper.js");

pub(super) fn maybe(time: Option<Time>) -> String {
    time.map_or_else(|| "–".to_owned(), minute)
}

pub(crate) fn points(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Metres as kilometres.
pub(crate) fn kilometres(metres: Option<f64>) -> String {
    metres.map_or_else(|| "–".to_owned(), |m| format!("{:.1} km", m / 1_000.0))
}

pub(crate) fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}

/// The whole file; `language` is shown first.
pub(crate) fn html(report: &AfterAction, language: &str) -> String {
    let tongues = Tongues(LANGUAGES.iter().map(|one| Catalogue::new(one)).collect());
    let first = Catalogue::new(language).language();
    let mark = Marking::LINE;
    let title = report.setting.title.in_language(first);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{first}\" data-show=\"{first}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{mark} · {}</title><style>{STYLE}</style></head><body>\n\
         <div class=\"mark\" role=\"note\"><strong>{mark}</strong></div><main>\n",
        safe(title)
    );
    head(report, &tongues, first, &mut out);
    for part in [
        scores,
        objectives,
        expectations,
        injects,
        remarks,
        knowledge,
        strip,
        timeline,
    ] {
        part(report, &tongues, &mut out);
    }
    out.push_str(&format!("</main><div class=\"mark foot\" aria-hidden=\"true\">{mark}</div>\n<script>{SCRIPT}</script></body></html>\n"));
    out
}

fn head(report: &AfterAction, tongues: &Tongues, first: &str, out: &mut String) {
    out.push_str(&format!(
        "<header><h1>{}: {}</h1>",
        tongues.say("aar-title"),
        tongues.words(&report.setting.title)
    ));
    out.push_str(
        "<fieldset class=\"choice\"><legend class=\"hidden\">Language / Langue / 言語</legend>",
    );
    for (code, name) in LANGUAGES.iter().zip(["English", "Français", "日本語"]) {
        let checked = if *code == first { " checked" } else { "" };
        out.push_str(&format!(
            "<label lang=\"{code}\" class=\"keep\"><input type=\"radio\" name=\"language\" value=\"{code}\"{checked}> {name}</label>"
        ));
    }
    out.push_str("</fieldset><dl>");
    let setting = &report.setting;
    for (name, value) in [
        (
            "aar-scenario",
            format!("{} ({})", safe(&setting.scenario), setting.seed),
        ),
        ("aar-from", minute(report.start)),
        ("aar-until", minute(report.until)),
        ("aar-branch", report.branch.to_string()),
        ("aar-parties", safe(&report.parties.join(", "))),
        (
            "aar-made",
            format!("{} · {}", minute(setting.made), safe(&setting.software)),
        ),
    ] {
        out.push_str(&format!(
            "<div><dt>{}</dt><dd>{value}</dd></div>",
            tongues.say(name)
        ));
    }
    out.push_str("</dl></header>\n");
}

fn section(out: &mut String, tongues: &Tongues, id: &str, body: &str) {
    out.push_str(&format!(
        "<section><h2>{}</h2>{body}</section>\n",
        tongues.say(id)
    ));
}

fn party(tongues: &Tongues, code: &str) -> String {
    if code == "*" {
        tongues.say("aar-any-party")
    } else {
        safe(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_truth_has_its_sentence_in_every_language() {
        let mut seen = std::collections::BTreeSet::new();
        for language in LANGUAGES {
            let catalogue = Catalogue::new(language);
            for kind in vigie_exercise::TruthKind::ALL {
                let id = format!("truth-{}", kind.code().replace('_', "-"));
                let text = catalogue.find(&id, &[]);
                assert!(
                    text.is_some_and(|text| seen.insert(text)),
                    "{language} {id}"
                );
            }
        }
    }
}
