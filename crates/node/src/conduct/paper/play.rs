//! What was played: expectations, the list against what happened, what evaluators wrote, the timeline.

use vigie_exercise::{conduct::RemarkKind, report::AfterAction};

use super::{
    maybe, party, points, section,
    tongues::{Tongues, safe},
};
use crate::moment::minute;

pub(super) fn expectations(report: &AfterAction, tongues: &Tongues, out: &mut String) {
    let rows: Vec<Vec<String>> = report
        .expectations
        .iter()
        .map(|row| {
            let one = &row.judged;
            let rating = one.rating.map_or_else(String::new, |rating| {
                format!("<strong>{}</strong> ", rating.code())
            });
            vec![
                safe(&one.id),
                safe(&one.inject),
                party(tongues, &one.who),
                format!("<code>{}</code>", safe(&one.what)),
                format!(
                    "<span class=\"verdict {0}\">{1}</span>",
                    one.judgement.verdict.code(),
                    tongues.word("verdict", one.judgement.verdict.code())
                ),
                maybe(one.judgement.due),
                maybe(one.judgement.at),
                format!(
                    "{} / {}",
                    points(one.judgement.score),
                    points(one.score_max)
                ),
                format!("{rating}{}", safe(&one.note)),
            ]
        })
        .collect();
    let heads = [
        "aar-id",
        "aar-inject",
        "aar-party",
        "aar-expected",
        "aar-verdict",
        "aar-due",
        "aar-at",
        "aar-score",
        "aar-rating",
    ];
    section(
        out,
        tongues,
        "aar-expectations",
        &tongues.table("aar-expectations", &heads, &rows),
    );
}

pub(super) fn injects(report: &AfterAction, tongues: &Tongues, out: &mut String) {
    let rows: Vec<Vec<String>> = report
        .injects
        .iter()
        .map(|row| {
            let seen: Vec<String> = row
                .acknowledged
                .iter()
                .map(|(party, at)| format!("{} {}", safe(party), minute(*at)))
                .collect();
            let edited = if row.edited {
                format!(" ({})", tongues.say("aar-edited"))
            } else {
                String::new()
            };
            vec![
                row.number.to_string(),
                safe(&row.id),
                format!("{}{edited}", tongues.words(&row.title)),
                tongues.word("inject-kind", row.kind),
                maybe(row.planned),
                maybe(row.sent),
                row.delay_min
                    .map_or_else(|| "–".to_owned(), |minutes| format!("{minutes} min")),
                tongues.word("inject-status", row.status.code()),
                seen.join("<br>"),
            ]
        })
        .collect();
    let heads = [
        "aar-number",
        "aar-id",
        "aar-inject-title",
        "aar-kind",
        "aar-planned",
        "aar-sent",
        "aar-delay",
        "aar-status",
        "aar-acknowledged",
    ];
    section(
        out,
        tongues,
        "aar-injects",
        &tongues.table("aar-injects", &heads, &rows),
    );
}

pub(super) fn remarks(report: &AfterAction, tongues: &Tongues, out: &mut String) {
    let mut body = String::new();
    for (kind, id) in [
        (RemarkKind::Strength, "aar-strengths"),
        (RemarkKind::Lesson, "aar-lessons"),
        (RemarkKind::Note, "aar-notes"),
    ] {
        body.push_str(&format!("<h3>{}</h3>", tongues.say(id)));
        let items: Vec<String> = report
            .remarks_of(kind)
            .map(|(at, user, remark)| {
                let about: Vec<&str> = [&remark.party, &remark.objective, &remark.expectation]
                    .into_iter()
                    .flatten()
                    .map(String::as_str)
                    .collect();
                format!(
                    "<li>{} <small>{} · {} {}</small></li>",
                    safe(&remark.text),
                    minute(*at),
                    safe(user),
                    safe(&about.join(" · "))
                )
            })
            .collect();
        match items.is_empty() {
            true => body.push_str(&format!(
                "<p class=\"none\">{}</p>",
                tongues.say("aar-none")
            )),
            false => body.push_str(&format!("<ul>{}</ul>", items.concat())),
        }
        if kind == RemarkKind::Strength {
            body.push_str(&format!("<h3>{}</h3>", tongues.say("aar-improvements")));
            let rows: Vec<Vec<String>> = report
                .remarks_of(RemarkKind::Improvement)
                .map(|(_, _, remark)| {
                    let text = |text: &Option<String>| {
                        text.as_deref().map_or_else(|| "–".to_owned(), safe)
                    };
                    vec![
                        safe(&remark.text),
                        text(&remark.party),
                        text(&remark.objective),
                        text(&remark.owner),
                        text(&remark.due),
                    ]
                })
                .collect();
            let heads = [
                "aar-improvement",
                "aar-party",
                "aar-objective",
                "aar-owner",
                "aar-by-when",
            ];
            body.push_str(&tongues.table("aar-improvements", &heads, &rows));
        }
    }
    section(out, tongues, "aar-findings", &body);
}

pub(super) fn timeline(report: &AfterAction, tongues: &Tongues, out: &mut String) {
    let rows: Vec<Vec<String>> = report
        .timeline
        .iter()
        .map(|row| {
            vec![
                minute(row.at),
                party(tongues, &row.party),
                tongues.word("aar-line", &row.code),
                safe(&row.about),
                safe(&row.user),
            ]
        })
        .collect();
    let heads = [
        "aar-at",
        "aar-party",
        "aar-happened",
        "aar-about",
        "aar-user",
    ];
    let mut body = tongues.table("aar-timeline", &heads, &rows);
    if report.timeline_left_out > 0 {
        body.push_str(&format!(
            "<p class=\"none\">{} {}</p>",
            tongues.say("aar-left-out"),
            report.timeline_left_out
        ));
    }
    section(out, tongues, "aar-timeline", &body);
}
