//! The after-action report as one HTML file: no network, print style, three languages switchable, for people without a login.
//!
//! Every sentence stands in the file in all three languages; a choice at the top shows one of them. Without scripts the
//! file shows English, and the map strip its table.

use serde_json::json;
use vigie_exercise::{
    conduct::{RemarkKind, Subject},
    msel::Words,
    report::AfterAction,
};
use vigie_sea::Time;

use crate::i18n::{Catalogue, LANGUAGES};

const STYLE: &str = include_str!("paper.css");
const SCRIPT: &str = include_str!("paper.js");

/// Text made safe for HTML.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

struct Tongues(Vec<Catalogue>);

impl Tongues {
    /// A sentence in all languages.
    fn say(&self, id: &str) -> String {
        let one = |catalogue: &Catalogue| {
            format!(
                "<span lang=\"{}\">{}</span>",
                catalogue.language(),
                safe(&catalogue.text(id, &[]))
            )
        };
        self.0.iter().map(one).collect()
    }

    /// A sentence if there is one of this id, else the code as it is.
    fn word(&self, family: &str, code: &str) -> String {
        let id = format!("{family}-{}", code.replace(['_', '.'], "-"));
        match self.0.first().and_then(|first| first.find(&id, &[])) {
            Some(_) => self.say(&id),
            None => safe(code),
        }
    }

    fn words(&self, words: &Words) -> String {
        let one = |catalogue: &Catalogue| {
            let text = words.in_language(catalogue.language());
            format!(
                "<span lang=\"{}\">{}</span>",
                catalogue.language(),
                safe(text)
            )
        };
        self.0.iter().map(one).collect()
    }

    /// A table with headings and rows of HTML.
    fn table(&self, caption: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
        if rows.is_empty() {
            return format!("<p class=\"none\">{}</p>", self.say("aar-none"));
        }
        let mut out =
            String::from("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
        let name: Vec<String> = self
            .0
            .iter()
            .map(|one| safe(&one.text(caption, &[])))
            .collect();
        out.push_str(&format!("{}\"><table><thead><tr>", name.join(" / ")));
        for head in heads {
            out.push_str(&format!("<th scope=\"col\">{}</th>", self.say(head)));
        }
        out.push_str("</tr></thead><tbody>");
        for row in rows {
            out.push_str("<tr>");
            for (index, cell) in row.iter().enumerate() {
                let tag = if index == 0 { "th scope=\"row\"" } else { "td" };
                let end = if index == 0 { "th" } else { "td" };
                out.push_str(&format!("<{tag}>{cell}</{end}>"));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></div>");
        out
    }
}

/// A moment to the minute, UTC.
pub(crate) fn minute(time: Time) -> String {
    let text = time.to_string();
    let (day, clock) = text.split_at_checked(10).unwrap_or((&text, ""));
    format!("{day} {}Z", clock.get(1..6).unwrap_or_default())
}

fn maybe(time: Option<Time>) -> String {
    time.map_or_else(|| "–".to_owned(), minute)
}

pub(crate) fn points(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}

/// The whole file; `language` is shown first.
pub(crate) fn html(report: &AfterAction, language: &str) -> String {
    let tongues = Tongues(LANGUAGES.iter().map(|one| Catalogue::new(one)).collect());
    let first = Catalogue::new(language).language();
    let mark = format!(
        "{} · {} · {}",
        report.marking.en, report.marking.fr, report.marking.ja
    );
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

#[allow(
    clippy::too_many_lines,
    reason = "one table after the other, as they are printed"
)]
fn scores(report: &AfterAction, tongues: &Tongues, out: &mut String) {
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
    let pictures = report
        .scores
        .pictures
        .iter()
        .chain(&report.scores.divergence);
    let rows: Vec<Vec<String>> = pictures
        .map(|one| {
            let km = one
                .mean_ospa_m
                .map_or_else(|| "–".to_owned(), |m| format!("{:.1} km", m / 1_000.0));
            vec![
                safe(&one.partner),
                tongues.word("aar-against", &one.against),
                one.moments.to_string(),
                km,
                one.identity_errors.to_string(),
            ]
        })
        .collect();
    let heads = [
        "aar-party",
        "aar-against",
        "aar-moments",
        "aar-ospa",
        "aar-identity-errors",
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
    // None gathered is not none committed.
    let breaches = match report.scores.policy_breaches.len() {
        0 => tongues.say("aar-breaches-not-gathered"),
        count => format!("<strong>{count}</strong>"),
    };
    body.push_str(&format!(
        "<p>{} {breaches}</p>",
        tongues.say("aar-breaches")
    ));
    section(out, tongues, "aar-scores", &body);
}

fn objectives(report: &AfterAction, tongues: &Tongues, out: &mut String) {
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

fn expectations(report: &AfterAction, tongues: &Tongues, out: &mut String) {
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

fn injects(report: &AfterAction, tongues: &Tongues, out: &mut String) {
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

fn remarks(report: &AfterAction, tongues: &Tongues, out: &mut String) {
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

fn knowledge(report: &AfterAction, tongues: &Tongues, out: &mut String) {
    let mut rows = Vec::new();
    for row in &report.matrix {
        let about = match &row.subject {
            Subject::Incident(one) => {
                let ships: Vec<String> =
                    one.mmsis.iter().map(|mmsi| format!("{mmsi:09}")).collect();
                format!(
                    "{} {} <small>{}</small>",
                    tongues.word("truth", code_of(one.kind)),
                    ships.join(" "),
                    minute(one.start)
                )
            }
            Subject::Inject { id, sent } => format!(
                "{} {} <small>{}</small>",
                tongues.say("aar-inject"),
                safe(id),
                minute(*sent)
            ),
        };
        let mut cells = vec![about];
        for party in &report.parties {
            let known = row.parties.get(party).cloned().unwrap_or_default();
            let steps = [
                ("know-alerted", known.alerted),
                ("know-confirmed", known.confirmed),
                ("know-received", known.received),
                ("know-released", known.released),
                ("know-tasked", known.tasked),
                ("know-delivered", known.delivered),
                ("know-acknowledged", known.acknowledged),
            ];
            let told: Vec<String> = steps
                .into_iter()
                .filter_map(|(id, at)| at.map(|at| format!("{} {}", tongues.say(id), minute(at))))
                .collect();
            cells.push(if told.is_empty() {
                format!(
                    "<span class=\"none\">{}</span>",
                    tongues.say("know-nothing")
                )
            } else {
                told.join("<br>")
            });
        }
        rows.push(cells);
    }
    let mut table = tongues.table("aar-knowledge", &["aar-what"], &[]);
    if !rows.is_empty() {
        let mut heads = format!("<th scope=\"col\">{}</th>", tongues.say("aar-what"));
        for party in &report.parties {
            heads.push_str(&format!("<th scope=\"col\">{}</th>", safe(party)));
        }
        let lines: String = rows
            .iter()
            .map(|row| {
                let cells: String = row
                    .iter()
                    .enumerate()
                    .map(|(n, cell)| {
                        if n == 0 {
                            format!("<th scope=\"row\">{cell}</th>")
                        } else {
                            format!("<td>{cell}</td>")
                        }
                    })
                    .collect();
                format!("<tr>{cells}</tr>")
            })
            .collect();
        table = format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"matrix\"><table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
        );
    }
    section(out, tongues, "aar-knowledge", &table);
}

/// The stable code of a kind of truth, as in JSON.
pub(crate) fn code_of(kind: vigie_exercise::TruthKind) -> &'static str {
    use vigie_exercise::TruthKind as Kind;
    match kind {
        Kind::IntentionalGap => "intentional_gap",
        Kind::InnocentGap => "innocent_gap",
        Kind::Encounter => "encounter",
        Kind::Loitering => "loitering",
        Kind::Fishing => "fishing",
        Kind::PortVisit => "port_visit",
        Kind::AnchorageVisit => "anchorage_visit",
        Kind::AreaVisit => "area_visit",
        Kind::ShiftedPosition => "shifted_position",
        Kind::CirclingPosition => "circling_position",
        Kind::IdentityChange => "identity_change",
        Kind::SharedMmsi => "shared_mmsi",
        Kind::IuuListed => "iuu_listed",
        _ => "other",
    }
}

/// The map strip: the true world over time, with a slider; ships in an incident as squares with their number.
fn strip(report: &AfterAction, tongues: &Tongues, out: &mut String) {
    if report.frames.is_empty() {
        section(
            out,
            tongues,
            "aar-strip",
            &format!("<p class=\"none\">{}</p>", tongues.say("aar-none")),
        );
        return;
    }
    let frames: Vec<serde_json::Value> = report
        .frames
        .iter()
        .map(|frame| {
            let round = |degrees: f64| (degrees * 100.0).round() / 100.0;
            let ships: Vec<_> = frame
                .ships
                .iter()
                .map(|(mmsi, lat, lon, hot)| {
                    json!([if *hot { *mmsi } else { 0 }, round(*lat), round(*lon)])
                })
                .collect();
            json!([minute(frame.at), ships])
        })
        .collect();
    // In a script element only `</` could end it.
    let data = serde_json::Value::from(frames)
        .to_string()
        .replace("</", "<\\/");
    let last = report.frames.len() - 1;
    let labels: Vec<String> = tongues
        .0
        .iter()
        .map(|one| safe(&one.text("aar-strip-when", &[])))
        .collect();
    let label = labels.join(" / ");
    let body = format!(
        "<p>{}</p><canvas id=\"strip\" width=\"1200\" height=\"480\" role=\"img\" aria-label=\"{label}\" aria-describedby=\"strip-ships\"></canvas>\
         <p class=\"slide\"><label>{} <input id=\"when\" type=\"range\" min=\"0\" max=\"{last}\" value=\"{last}\"></label> \
         <button type=\"button\" id=\"play\">{}</button> <output id=\"at\" for=\"when\"></output></p>\
         <p id=\"strip-ships\" class=\"mono\"></p><script type=\"application/json\" id=\"frames\">{data}</script>",
        tongues.say("aar-strip-lead"),
        tongues.say("aar-strip-when"),
        tongues.say("aar-strip-play"),
    );
    section(out, tongues, "aar-strip", &body);
}

fn timeline(report: &AfterAction, tongues: &Tongues, out: &mut String) {
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
