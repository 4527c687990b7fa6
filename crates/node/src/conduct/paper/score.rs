//! Scores and objectives.

use vigie_exercise::report::AfterAction;

use super::{
    kilometres, party, points, section, share,
    tongues::{Tongues, safe},
};
use crate::moment::minute;

#[allow(
    clippy::too_many_lines,
    reason = "one table after the other, as they are printed"
)]
pub(super) fn scores(report: &AfterAction, tongues: &Tongues, out: &mut String) {
    let rows: Vec<Vec<String>> = report
        .party_scores
        .iter()
        .map(|row| {
            let counts = [row.met, row.partial, row.failed, row.expired, row.open]
                .map(|count| count.to_string());
            let mut cells = vec![
                party(tongues, &row.party),
                format!("{} / {}", points(row.score), points(row.score_max)),
            ];
            cells.extend(counts);
            cells
        })
        .collect();
    let heads = [
        "aar-party",
        "aar-score",
        "verdict-met",
        "verdict-partial",
        "verdict-failed",
        "verdict-expired",
        "aar-open",
    ];
    let mut body = tongues.table("aar-party-scores", &heads, &rows);
    body.push_str(&format!("<h3>{}</h3>", tongues.say("aar-watch-scores")));
    let mut rows = Vec::new();
    for watch in &report.scores.watch {
        for kind in &watch.score.rows {
            rows.push(vec![
                safe(&watch.partner),
                tongues.word("event", kind.code),
                share(kind.precision),
                share(kind.recall),
                kind.median_detect_s
                    .map_or_else(|| "–".to_owned(), |s| format!("{:.0} min", s / 60.0)),
                kind.p90_detect_s
                    .map_or_else(|| "–".to_owned(), |s| format!("{:.0} min", s / 60.0)),
                format!("{} / {} / {}", kind.matched, kind.missed, kind.false_alarms),
            ]);
        }
    }
    let heads = [
        "aar-party",
        "aar-kind",
        "aar-precision",
        "aar-recall",
        "aar-median",
        "aar-p90",
        "aar-counts",
    ];
    body.push_str(&tongues.table("aar-watch-scores", &heads, &rows));
    body.push_str(&format!("<h3>{}</h3>", tongues.say("aar-pictures")));
    let pictures = report.scores.pictures_side_by_side();
    let rows: Vec<Vec<String>> = pictures
        .map(|(own, fused)| {
            vec![
                safe(&own.partner),
                tongues.word("aar-against", &own.against),
                own.moments.to_string(),
                kilometres(own.mean_ospa_m),
                kilometres(fused.and_then(|one| one.mean_ospa_m)),
                own.identity_errors.to_string(),
                fused.map_or_else(|| "–".to_owned(), |one| one.identity_errors.to_string()),
            ]
        })
        .collect();
    let heads = [
        "aar-party",
        "aar-against",
        "aar-moments",
        "aar-ospa",
        "aar-ospa-fused",
        "aar-identity-errors",
        "aar-identity-errors-fused",
    ];
    body.push_str(&tongues.table("aar-pictures", &heads, &rows));
    body.push_str(&format!("<h3>{}</h3>", tongues.say("aar-sharing")));
    let rows: Vec<Vec<String>> = report
        .scores
        .sharing
        .iter()
        .map(|one| {
            let delay = one.delay_s.as_ref().map_or_else(
                || "–".to_owned(),
                |spread| format!("{:.0} s", spread.median),
            );
            vec![
                format!("{} → {}", safe(&one.from), safe(&one.to)),
                safe(&one.class),
                one.arrived.to_string(),
                one.never.to_string(),
                delay,
            ]
        })
        .collect();
    let heads = [
        "aar-direction",
        "aar-class",
        "aar-arrived",
        "aar-never",
        "aar-delay",
    ];
    body.push_str(&tongues.table("aar-sharing", &heads, &rows));
    people(report, tongues, &mut body);
    plans(report, tongues, &mut body);
    breaches(report, tongues, &mut body);
    section(out, tongues, "aar-scores", &body);
}

fn hours(seconds: Option<f64>) -> String {
    seconds.map_or_else(|| "–".to_owned(), |s| format!("{:.1} h", s / 3_600.0))
}

fn people(report: &AfterAction, tongues: &Tongues, body: &mut String) {
    body.push_str(&format!("<h3>{}</h3>", tongues.say("aar-people")));
    let rows: Vec<Vec<String>> = report
        .scores
        .people
        .iter()
        .map(|one| {
            vec![
                safe(&one.partner),
                format!("{} / {}", one.unaccounted, one.people),
                hours(one.half_s),
                hours(one.nine_tenths_s),
                hours(one.all_s),
                format!("{:.0}", one.person_hours_unaccounted),
                curve(one),
            ]
        })
        .collect();
    let heads = [
        "aar-party",
        "aar-unaccounted",
        "aar-half",
        "aar-nine-tenths",
        "aar-all",
        "aar-person-hours",
        "aar-curve",
    ];
    body.push_str(&tongues.table("aar-people", &heads, &rows));
}

/// How many are unaccounted for at some moments: all changes if they are few, else each that is a tenth lower.
fn curve(one: &vigie_exercise::PeopleScore) -> String {
    const SHOWN: usize = 8;
    let step = one.people.div_ceil(SHOWN).max(1);
    let mut next = usize::MAX;
    let mut shown = Vec::new();
    for (at, left) in &one.curve {
        if *left <= next || *left == 0 {
            shown.push(format!("{} {left}", minute(*at)));
            next = left.saturating_sub(step);
        }
    }
    shown.join("<br>")
}

fn plans(report: &AfterAction, tongues: &Tongues, body: &mut String) {
    body.push_str(&format!("<h3>{}</h3>", tongues.say("aar-plans")));
    let rows: Vec<Vec<String>> = report
        .scores
        .plans
        .iter()
        .map(|one| {
            let unseen: Vec<&str> = one.unseen.iter().take(10).map(String::as_str).collect();
            vec![
                safe(&one.plan),
                points(one.achieved),
                points(one.clairvoyant),
                points(one.regret),
                share(one.regret_share),
                safe(&unseen.join(" ")),
            ]
        })
        .collect();
    let heads = [
        "aar-plan",
        "aar-achieved",
        "aar-clairvoyant",
        "aar-regret",
        "aar-regret-share",
        "aar-unseen",
    ];
    body.push_str(&tongues.table("aar-plans", &heads, &rows));
    body.push_str(&format!(
        "<p class=\"none\">{}</p>",
        tongues.say("aar-plans-lead")
    ));
}

fn breaches(report: &AfterAction, tongues: &Tongues, body: &mut String) {
    let scores = &report.scores;
    // None gathered is not none committed.
    let found = match (scores.releases_checked, scores.policy_breaches.len()) {
        (0, 0) => tongues.say("aar-breaches-not-gathered"),
        (looked, count) => format!(
            "<strong>{count}</strong> ({} {looked})",
            tongues.say("aar-breaches-looked")
        ),
    };
    body.push_str(&format!("<p>{} {found}</p>", tongues.say("aar-breaches")));
    let items: String = scores
        .policy_breaches
        .iter()
        .map(|one| format!("<li><code>{}</code></li>", safe(one)))
        .collect();
    if !items.is_empty() {
        body.push_str(&format!("<ul>{items}</ul>"));
    }
}

pub(super) fn objectives(report: &AfterAction, tongues: &Tongues, out: &mut String) {
    let rows: Vec<Vec<String>> = report
        .objectives
        .iter()
        .map(|one| {
            let ratings: Vec<String> = one
                .ratings
                .iter()
                .map(|(party, (rating, note))| {
                    format!(
                        "{}: <strong>{}</strong> {}",
                        safe(party),
                        rating.code(),
                        safe(note)
                    )
                })
                .collect();
            vec![
                safe(&one.id),
                tongues.words(&one.text),
                format!("{} / {}", points(one.score), points(one.score_max)),
                ratings.join("<br>"),
            ]
        })
        .collect();
    let heads = ["aar-objective", "aar-text", "aar-score", "aar-rating"];
    let body = format!(
        "{}<p class=\"none\">{}</p>",
        tongues.table("aar-objectives", &heads, &rows),
        tongues.say("aar-psmu")
    );
    section(out, tongues, "aar-objectives", &body);
}
