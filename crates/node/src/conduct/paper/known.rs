//! Who knew what.

use vigie_exercise::{
    conduct::{Knowledge, Subject},
    report::AfterAction,
};

use super::{
    section,
    tongues::{Tongues, safe},
};
use crate::moment::minute;

/// The steps that a partner's knowledge reached, each with its moment; `say` gives the word of a step.
pub(in crate::conduct) fn steps_told(
    known: &Knowledge,
    say: impl Fn(&str) -> String,
) -> Vec<String> {
    let steps = [
        ("know-alerted", known.alerted),
        ("know-confirmed", known.confirmed),
        ("know-received", known.received),
        ("know-released", known.released),
        ("know-tasked", known.tasked),
        ("know-delivered", known.delivered),
        ("know-acknowledged", known.acknowledged),
    ];
    steps
        .into_iter()
        .filter_map(|(id, at)| at.map(|at| format!("{} {}", say(id), minute(at))))
        .collect()
}

pub(super) fn knowledge(report: &AfterAction, tongues: &Tongues, out: &mut String) {
    let mut rows = Vec::new();
    for row in &report.matrix {
        let about = match &row.subject {
            Subject::Incident(one) => {
                let ships: Vec<String> =
                    one.mmsis.iter().map(|mmsi| format!("{mmsi:09}")).collect();
                format!(
                    "{} {} <small>{}</small>",
                    tongues.word("truth", one.kind.code()),
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
            let told = steps_told(&known, |id| tongues.say(id));
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
