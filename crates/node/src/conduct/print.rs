//! The after-action report on paper: PDF in one language, marked on every page.

use vigie_exercise::{Marking, conduct::RemarkKind, report::AfterAction};

use super::{paper::points, printed};
use crate::{
    evidence::sheet::{Line, pdf},
    i18n::Catalogue,
    moment::minute,
};

/// Lines of the timeline on paper: people's deeds; the JSON has everything.
const TIMELINE_MAX: usize = 400;

/// The file.
#[allow(
    clippy::too_many_lines,
    reason = "one part of the sheet after the other"
)]
pub(crate) fn print(report: &AfterAction, language: &str) -> Vec<u8> {
    let catalogue = Catalogue::new(language);
    let say = |id: &str| catalogue.text(id, &[]);
    let word = |family: &str, code: &str| {
        let id = format!("{family}-{}", code.replace(['_', '.'], "-"));
        catalogue.find(&id, &[]).unwrap_or_else(|| code.to_owned())
    };
    let mark = Marking::LINE;
    let title = report.setting.title.in_language(catalogue.language());
    let mut lines = vec![
        Line::Pair(
            say("aar-scenario"),
            format!("{} ({})", report.setting.scenario, report.setting.seed),
        ),
        Line::Pair(say("aar-from"), minute(report.start)),
        Line::Pair(say("aar-until"), minute(report.until)),
        Line::Pair(say("aar-parties"), report.parties.join(", ")),
        Line::Pair(
            say("aar-made"),
            format!(
                "{} · {}",
                minute(report.setting.made),
                report.setting.software
            ),
        ),
        Line::Heading(say("aar-party-scores")),
    ];
    for row in &report.party_scores {
        let name = if row.party == "*" {
            say("aar-any-party")
        } else {
            row.party.clone()
        };
        lines.push(Line::Pair(
            name,
            format!("{} / {}", points(row.score), points(row.score_max)),
        ));
    }
    lines.extend(printed::scores(report, &catalogue));
    lines.push(Line::Heading(say("aar-people")));
    for one in &report.scores.people {
        let hours =
            |s: Option<f64>| s.map_or_else(|| "–".to_owned(), |s| format!("{:.1} h", s / 3_600.0));
        lines.push(Line::Pair(
            one.partner.clone(),
            format!(
                "{} {} / {}  {} {}  {} {:.0}",
                say("aar-unaccounted"),
                one.unaccounted,
                one.people,
                say("aar-nine-tenths"),
                hours(one.nine_tenths_s),
                say("aar-person-hours"),
                one.person_hours_unaccounted
            ),
        ));
    }
    lines.push(Line::Heading(say("aar-plans")));
    for one in &report.scores.plans {
        lines.push(Line::Pair(
            one.plan.clone(),
            format!(
                "{} / {}  {} {}",
                points(one.achieved),
                points(one.clairvoyant),
                say("aar-regret"),
                points(one.regret)
            ),
        ));
    }
    let scores = &report.scores;
    lines.push(Line::Pair(
        say("aar-breaches"),
        match scores.releases_checked {
            0 => say("aar-breaches-not-gathered"),
            looked => format!(
                "{} ({} {looked})",
                scores.policy_breaches.len(),
                say("aar-breaches-looked")
            ),
        },
    ));
    lines.push(Line::Heading(say("aar-objectives")));
    for one in &report.objectives {
        let ratings: Vec<String> = one
            .ratings
            .iter()
            .map(|(party, (rating, note))| format!("{party}: {} {note}", rating.code()))
            .collect();
        lines.push(Line::Text(format!(
            "{}  {}  ({} / {})  {}",
            one.id,
            one.text.in_language(catalogue.language()),
            points(one.score),
            points(one.score_max),
            ratings.join("; ")
        )));
    }
    lines.push(Line::Heading(say("aar-expectations")));
    for row in &report.expectations {
        let one = &row.judged;
        let verdict = word("verdict", one.judgement.verdict.code());
        let rating = one.rating.map_or("", |rating| rating.code());
        lines.push(Line::Pair(
            format!("{} {}", one.id, one.who),
            format!(
                "{verdict}  {} / {}  {rating} {}",
                points(one.judgement.score),
                points(one.score_max),
                one.what
            ),
        ));
    }
    lines.push(Line::Heading(say("aar-injects")));
    for row in &report.injects {
        let time = |time: Option<vigie_sea::Time>| time.map_or_else(|| "–".to_owned(), minute);
        lines.push(Line::Pair(
            format!("{} {}", row.number, row.id),
            format!(
                "{}  {} → {}  {}",
                row.title.in_language(catalogue.language()),
                time(row.planned),
                time(row.sent),
                word("inject-status", row.status.code())
            ),
        ));
    }
    for (kind, id) in [
        (RemarkKind::Strength, "aar-strengths"),
        (RemarkKind::Improvement, "aar-improvements"),
        (RemarkKind::Lesson, "aar-lessons"),
        (RemarkKind::Note, "aar-notes"),
    ] {
        lines.push(Line::Heading(say(id)));
        for (_, user, remark) in report.remarks_of(kind) {
            let who: Vec<&str> = [&remark.owner, &remark.due]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
            lines.push(Line::Text(format!(
                "{}  ({user}) {}",
                remark.text,
                who.join(" · ")
            )));
        }
        if report.remarks_of(kind).next().is_none() {
            lines.push(Line::Text(say("aar-none")));
        }
    }
    lines.extend(printed::knowledge(report, &catalogue));
    lines.push(Line::Heading(say("aar-timeline")));
    for row in report
        .timeline
        .iter()
        .filter(|row| row.code != "seen-alert")
        .take(TIMELINE_MAX)
    {
        lines.push(Line::Text(format!(
            "{}  {}  {}  {}",
            minute(row.at),
            row.party,
            word("aar-line", &row.code),
            row.about
        )));
    }
    pdf(
        &format!("{mark}  {}: {title}", say("aar-title")),
        &lines,
        mark,
    )
}
