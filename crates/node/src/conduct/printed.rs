//! The parts of the printed report that are tables on the page: watches, pictures, delay of sharing, who knew what.

use vigie_exercise::{conduct::Subject, report::AfterAction};

use super::paper::{kilometres, share, steps_told};
use crate::{evidence::sheet::Line, i18n::Catalogue, moment::minute};

fn word(catalogue: &Catalogue, family: &str, code: &str) -> String {
    let id = format!("{family}-{}", code.replace(['_', '.'], "-"));
    catalogue.find(&id, &[]).unwrap_or_else(|| code.to_owned())
}

fn none_if_empty(mut lines: Vec<Line>, catalogue: &Catalogue) -> Vec<Line> {
    if lines.is_empty() {
        lines.push(Line::Text(catalogue.text("aar-none", &[])));
    }
    lines
}

/// What the watches found, how good the pictures were, how soon the partner knew.
pub(super) fn scores(report: &AfterAction, catalogue: &Catalogue) -> Vec<Line> {
    let parts = [
        ("aar-watch-scores", watches(report, catalogue)),
        ("aar-pictures", pictures(report, catalogue)),
        ("aar-sharing", sharing(report, catalogue)),
    ];
    let parts = parts.into_iter().flat_map(|(heading, lines)| {
        let heading = Line::Heading(catalogue.text(heading, &[]));
        std::iter::once(heading).chain(none_if_empty(lines, catalogue))
    });
    parts.collect()
}

fn watches(report: &AfterAction, catalogue: &Catalogue) -> Vec<Line> {
    let say = |id: &str| catalogue.text(id, &[]);
    let minutes =
        |s: Option<f64>| s.map_or_else(|| "–".to_owned(), |s| format!("{:.0} min", s / 60.0));
    let mut lines = Vec::new();
    for watch in &report.scores.watch {
        for kind in &watch.score.rows {
            let name = format!("{} {}", watch.partner, word(catalogue, "event", kind.code));
            let value = format!(
                "{} {}  {} {}  {} {}  {} {}  {} {} / {} / {}",
                say("aar-precision"),
                share(kind.precision),
                say("aar-recall"),
                share(kind.recall),
                say("aar-median"),
                minutes(kind.median_detect_s),
                say("aar-p90"),
                minutes(kind.p90_detect_s),
                say("aar-counts"),
                kind.matched,
                kind.missed,
                kind.false_alarms
            );
            lines.push(Line::Pair(name, value));
        }
    }
    lines
}

fn pictures(report: &AfterAction, catalogue: &Catalogue) -> Vec<Line> {
    let say = |id: &str| catalogue.text(id, &[]);
    let pictures = report.scores.pictures_side_by_side();
    let lines = pictures.map(|(own, fused)| {
        let name = format!(
            "{} – {}",
            own.partner,
            word(catalogue, "aar-against", &own.against)
        );
        let errors = fused.map_or_else(|| "–".to_owned(), |one| one.identity_errors.to_string());
        let value = format!(
            "{} {}  {} {}  {} {}  {} {} / {errors}",
            say("aar-moments"),
            own.moments,
            say("aar-ospa"),
            kilometres(own.mean_ospa_m),
            say("aar-ospa-fused"),
            kilometres(fused.and_then(|one| one.mean_ospa_m)),
            say("aar-identity-errors"),
            own.identity_errors
        );
        Line::Pair(name, value)
    });
    lines.collect()
}

fn sharing(report: &AfterAction, catalogue: &Catalogue) -> Vec<Line> {
    let say = |id: &str| catalogue.text(id, &[]);
    let rows = report.scores.sharing.iter();
    let lines = rows.map(|one| {
        let delay = one.delay_s.map_or_else(
            || "–".to_owned(),
            |spread| format!("{:.0} s", spread.median),
        );
        let value = format!(
            "{}  {} {}  {} {}  {} {delay}",
            one.class,
            say("aar-arrived"),
            one.arrived,
            say("aar-never"),
            one.never,
            say("aar-delay")
        );
        Line::Pair(format!("{} → {}", one.from, one.to), value)
    });
    lines.collect()
}

/// Who knew what, and when: one line a partner below each subject.
pub(super) fn knowledge(report: &AfterAction, catalogue: &Catalogue) -> Vec<Line> {
    let say = |id: &str| catalogue.text(id, &[]);
    let mut lines = Vec::new();
    for row in &report.matrix {
        let about = match &row.subject {
            Subject::Incident(one) => {
                let ships: Vec<String> =
                    one.mmsis.iter().map(|mmsi| format!("{mmsi:09}")).collect();
                let kind = word(catalogue, "truth", one.kind.code());
                format!("{kind} {}  {}", ships.join(" "), minute(one.start))
            }
            Subject::Inject { id, sent } => {
                format!("{} {id}  {}", say("aar-inject"), minute(*sent))
            }
        };
        lines.push(Line::Text(about));
        for party in &report.parties {
            let known = row.parties.get(party).cloned().unwrap_or_default();
            let told = steps_told(&known, say);
            let told = if told.is_empty() {
                say("know-nothing")
            } else {
                told.join("  ")
            };
            lines.push(Line::Pair(party.clone(), told));
        }
    }
    let heading = Line::Heading(say("aar-knowledge"));
    std::iter::once(heading)
        .chain(none_if_empty(lines, catalogue))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::LANGUAGES;
    use vigie_exercise::{
        PictureMoment, PictureVessel, ScoreInput, Shared,
        conduct::Conduct,
        msel::{Msel, Words},
        report::{Setting, after_action},
        scores as all_scores,
    };
    use vigie_sea::Time;

    /// A report with a watch that found nothing, two pictures, and one thing shared late.
    fn report() -> Option<AfterAction> {
        let at = Time::from_s;
        let place = |lat| vigie_sea::Position::new(lat, 179.9).ok();
        let ship = |mmsi, lat| {
            Some(PictureVessel {
                mmsi: Some(mmsi),
                at: place(lat)?,
            })
        };
        let truth = vec![ship(1, 40.0)?, ship(2, 42.0)?];
        let moment = |shown: &[PictureVessel]| PictureMoment {
            time: at(0),
            truth: truth.clone(),
            shown: vec![("ca-ccg".to_owned(), shown.to_vec())],
        };
        let (own, fused) = ([moment(truth.get(..1)?)], [moment(&truth)]);
        let shared = [Shared {
            id: "e".to_owned(),
            class: "event".to_owned(),
            from: "jp-jcg".to_owned(),
            to: "ca-ccg".to_owned(),
            known: at(0),
            received: Some(at(90)),
        }];
        let incident = vigie_exercise::TruthEvent {
            kind: vigie_exercise::TruthKind::IntentionalGap,
            mmsis: vec![412_000_001],
            start: at(10),
            end: at(20),
            note: String::new(),
        };
        let truths = [incident];
        let scored = all_scores(&ScoreInput {
            truth: &truths,
            watches: vec![("ca-ccg".to_owned(), &[][..])],
            moments: &own,
            fused: &fused,
            shared: &shared,
            ..ScoreInput::default()
        });
        let msel = Msel {
            parties: vec!["ca-ccg".to_owned(), "jp-jcg".to_owned()],
            ..Msel::default()
        };
        let conduct = Conduct::new(msel, at(0), &truths);
        let setting = Setting {
            title: Words::default(),
            scenario: "x".to_owned(),
            seed: 1,
            software: "vigie".to_owned(),
            made: at(0),
        };
        let made = after_action(&conduct, setting, &truths, &[], at(60), scored, Vec::new());
        Some(made)
    }

    /// The printed report holds what the page holds: watches, both pictures, delay, matrix, in every language.
    #[test]
    fn paper_holds_the_scores_that_the_page_holds() {
        let report = report().unwrap_or_else(|| panic!("made by hand"));
        for language in LANGUAGES {
            let catalogue = Catalogue::new(language);
            let mut lines = scores(&report, &catalogue);
            lines.extend(knowledge(&report, &catalogue));
            let text: String = lines
                .iter()
                .map(|line| match line {
                    Line::Heading(text) | Line::Text(text) => format!("{text}\n"),
                    Line::Pair(name, value) => format!("{name}: {value}\n"),
                    Line::Gap => "\n".to_owned(),
                })
                .collect();
            let ids = [
                "aar-precision",
                "aar-recall",
                "aar-median",
                "aar-ospa-fused",
                "aar-knowledge",
                "know-nothing",
            ];
            for wanted in ids
                .map(|id| catalogue.text(id, &[]))
                .into_iter()
                .chain(["10.0 km", "0.0 km", "90 s", "jp-jcg → ca-ccg"].map(str::to_owned))
            {
                assert!(text.contains(&wanted), "{language} {wanted}\n{text}");
            }
        }
    }
}
