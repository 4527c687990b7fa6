//! The same message as CAP 1.2, for gateways and apps that take alerts: one alert for everyone who is told the same, in
//! three languages, naming nobody. Its scope is *Restricted*: it is for the nationals it was sent to.

use vigie_exchange::edge::cap::{
    self, Alert, Category, Certainty, Info, MsgType, ResponseType, Scope, Severity, Status, Urgency,
};
use vigie_sea::Time;

use super::message::{Filling, Template, text};
use crate::i18n::LANGUAGES;

/// How long a message holds at least, milliseconds: a day.
const HOLDS_MS: i64 = 86_400_000;

/// Who sends what, and when.
#[derive(Debug, Clone)]
pub(crate) struct Sending<'a> {
    /// Of the message, unique on this node.
    pub(crate) id: &'a str,
    pub(crate) at: Time,
    pub(crate) exercise: bool,
}

/// A name as the standard wants senders and identifiers: without blanks, commas, `<`, `&`.
fn token(text: &str) -> String {
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.chars().filter(fits).collect()
}

/// The alert of one filling; `number` tells apart those of one sending.
pub(crate) fn alert(
    template: Template,
    fill: &Filling,
    sending: &Sending<'_>,
    number: usize,
) -> Vec<u8> {
    let sent_ms = sending.at.ms();
    let departure_ms = fill.departure.map_or(0, Time::ms);
    let (response, urgency) = match template {
        Template::Ask => (ResponseType::Assess, Urgency::Immediate),
        Template::Seat | Template::Changed => (ResponseType::Evacuate, Urgency::Expected),
        Template::Gather => (ResponseType::Execute, Urgency::Immediate),
        Template::Over => (ResponseType::AllClear, Urgency::Past),
        Template::Words => (ResponseType::Monitor, Urgency::Unknown),
    };
    let info = |language: &str| {
        let (severity, certainty) = (Severity::Unknown, Certainty::Observed);
        let mut info = Info::new(Category::Rescue, &fill.crisis, urgency, severity, certainty);
        info.language = Some(language.to_owned());
        info.responses = vec![response];
        info.expires_ms = Some(departure_ms.max(sent_ms.saturating_add(HOLDS_MS)));
        info.headline = Some(fill.crisis.clone());
        info.instruction = Some(text(template, fill, language, sending.exercise));
        info
    };
    let alert = Alert {
        identifier: token(&format!("{}-{number}", sending.id)),
        sender: "vigie".to_owned(),
        sent_ms,
        status: match sending.exercise {
            true => Status::Exercise,
            false => Status::Actual,
        },
        msg_type: MsgType::Alert,
        source: None,
        scope: Scope::Restricted,
        restriction: Some(format!("Nationals: {}", fill.crisis)),
        addresses: None,
        codes: Vec::new(),
        // The standard wants an exercise to be named.
        note: sending
            .exercise
            .then(|| "EXERCISE EXERCICE 演習".to_owned()),
        references: None,
        incidents: None,
        infos: LANGUAGES.into_iter().map(info).collect(),
        signed: false,
    };
    cap::write(&alert)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// What the schema of CAP 1.2 (OASIS, 2010) allows in what we write, in its order: element, how often at least and at most, its words.
    type Rule = (&'static str, usize, usize, &'static [&'static str]);
    const ALERT: &[Rule] = &[
        ("identifier", 1, 1, &[]),
        ("sender", 1, 1, &[]),
        ("sent", 1, 1, &["time"]),
        (
            "status",
            1,
            1,
            &["Actual", "Exercise", "System", "Test", "Draft"],
        ),
        (
            "msgType",
            1,
            1,
            &["Alert", "Update", "Cancel", "Ack", "Error"],
        ),
        ("source", 0, 1, &[]),
        ("scope", 1, 1, &["Public", "Restricted", "Private"]),
        ("restriction", 0, 1, &[]),
        ("addresses", 0, 1, &[]),
        ("code", 0, 99, &[]),
        ("note", 0, 1, &[]),
        ("references", 0, 1, &[]),
        ("incidents", 0, 1, &[]),
        ("info", 0, 99, &[]),
    ];
    const INFO: &[Rule] = &[
        ("language", 0, 1, &["en", "fr-CA", "ja"]),
        ("category", 1, 99, &["Rescue"]),
        ("event", 1, 1, &[]),
        (
            "responseType",
            0,
            99,
            &["Evacuate", "Execute", "Monitor", "Assess", "AllClear"],
        ),
        (
            "urgency",
            1,
            1,
            &["Immediate", "Expected", "Future", "Past", "Unknown"],
        ),
        (
            "severity",
            1,
            1,
            &["Extreme", "Severe", "Moderate", "Minor", "Unknown"],
        ),
        (
            "certainty",
            1,
            1,
            &["Observed", "Likely", "Possible", "Unlikely", "Unknown"],
        ),
        ("effective", 0, 1, &["time"]),
        ("onset", 0, 1, &["time"]),
        ("expires", 0, 1, &["time"]),
        ("senderName", 0, 1, &[]),
        ("headline", 0, 1, &[]),
        ("description", 0, 1, &[]),
        ("instruction", 0, 1, &[]),
    ];

    /// `2026-03-01T13:00:00+00:00`: a zone is wanted, `Z` is none.
    fn is_time(text: &str) -> bool {
        let form = "dddd-dd-ddTdd:dd:ddsdd:dd";
        text.len() == form.len()
            && text.chars().zip(form.chars()).all(|(c, want)| match want {
                'd' => c.is_ascii_digit(),
                's' => matches!(c, '-' | '+'),
                other => c == other,
            })
    }

    /// Name and text.
    type Children = Vec<(String, String)>;

    fn keeps(rules: &[Rule], children: &[(String, String)]) {
        let mut at = 0;
        for (name, least, most, words) in rules {
            let run = children.iter().skip(at);
            let run: Vec<_> = run.take_while(|(child, _)| child == name).collect();
            assert!(
                (*least..=*most).contains(&run.len()),
                "{name}: {} in {children:?}",
                run.len()
            );
            for (_, text) in &run {
                let fits = match *words {
                    [] => !text.is_empty(),
                    ["time"] => is_time(text),
                    words => words.contains(&text.as_str()),
                };
                assert!(fits, "{name}: {text}");
            }
            at += run.len();
        }
        assert_eq!(
            at,
            children.len(),
            "not in the order of the schema: {children:?}"
        );
    }

    /// Children of the document's element, and of each `info`.
    fn children(document: &str) -> (Children, Vec<Children>) {
        let (mut alert, mut infos, mut inside) = (Vec::new(), Vec::new(), false);
        for tag in document.split('<').skip(1) {
            let (head, text) = tag.split_once('>').unwrap();
            let name = head.split_whitespace().next().unwrap();
            match name {
                "?xml" | "alert" | "/alert" => {}
                "info" => {
                    alert.push((name.to_owned(), "-".to_owned()));
                    infos.push(Vec::new());
                    inside = true;
                }
                "/info" => inside = false,
                name if name.starts_with('/') => {}
                name if inside => infos
                    .last_mut()
                    .unwrap()
                    .push((name.to_owned(), text.to_owned())),
                name => alert.push((name.to_owned(), text.to_owned())),
            }
        }
        (alert, infos)
    }

    /// `VIGIE_CAP_FOLDER` gets the documents, for a check against the schema itself (`scripts/check_cap.py`).
    #[test]
    fn every_alert_keeps_to_the_schema() {
        let folder = std::env::var_os("VIGIE_CAP_FOLDER").map(std::path::PathBuf::from);
        for template in Template::ALL {
            for exercise in [false, true] {
                let fill = Filling {
                    crisis: "Séisme <Luzon> & 地震".to_owned(),
                    leg: Some("CFC 4087".to_owned()),
                    place: Some("Clark".to_owned()),
                    departure: Some(Time::from_s(1_772_390_000)),
                    words: LANGUAGES
                        .map(|it| (it.to_owned(), "\"<a>\" & b".to_owned()))
                        .into(),
                    ..Filling::default()
                };
                let sending = Sending {
                    id: "2026-03-01-a",
                    at: Time::from_s(1_772_360_000),
                    exercise,
                };
                let bytes = alert(template, &fill, &sending, 0);
                let text = String::from_utf8(bytes.clone()).unwrap();
                assert!(text.contains("\"urn:oasis:names:tc:emergency:cap:1.2\""));
                let (head, infos) = children(&text);
                keeps(ALERT, &head);
                assert_eq!(infos.len(), LANGUAGES.len());
                infos.iter().for_each(|info| keeps(INFO, info));
                if let Some(folder) = &folder {
                    let name = format!("{template:?}-{exercise}.cap.xml");
                    std::fs::write(folder.join(name), bytes).unwrap();
                }
            }
        }
    }
}
