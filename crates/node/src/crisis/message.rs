//! Messages to nationals: a template in the language of each person, put where a gateway takes it.
//!
//! The gateway that ships is a folder: one file of JSON lines per sending and channel, whole and onto the disk before it has
//! its name, for its owner only. Whatever sends text messages or mail in an agency reads it, sends it and deletes it; what
//! became of a message comes back as a deed (*contacted*, *not reached*).

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use serde::{Deserialize, Serialize};
use serde_json::json;
use vigie_crisis::{Channel, Contact, LegId, Person, PersonId, PlaceId};
use vigie_sea::Time;

use crate::{
    http::Problem,
    i18n::{Catalogue, LANGUAGES},
    partner::own::write_whole,
};

/// Longest text of an officer, characters: four joined text messages.
pub(crate) const WORDS_MAX: usize = 600;

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Template {
    /// Are you safe, and do you want to leave?
    Ask,
    /// A seat on a leg, and how to get there.
    Seat,
    /// The way changed.
    Changed,
    /// Come to this place.
    Gather,
    /// It is over.
    Over,
    /// An officer's own words.
    Words,
}

impl Template {
    fn code(self) -> &'static str {
        match self {
            Self::Ask => "message-ask",
            Self::Seat => "message-seat",
            Self::Changed => "message-changed",
            Self::Gather => "message-gather",
            Self::Over => "message-over",
            Self::Words => "message-words",
        }
    }
}

/// What a template is filled with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Filling {
    pub(crate) crisis: String,
    pub(crate) leg: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) bus: Option<Time>,
    pub(crate) cutoff: Option<Time>,
    pub(crate) departure: Option<Time>,
    /// The officer's words by language.
    pub(crate) words: BTreeMap<String, String>,
}

fn catalogues() -> &'static [Catalogue; 3] {
    static ALL: OnceLock<[Catalogue; 3]> = OnceLock::new();
    ALL.get_or_init(|| LANGUAGES.map(Catalogue::new))
}

/// The minute of a time, as everyone reads it.
fn minute(time: Option<Time>) -> String {
    let text = time.map(|it| it.to_string()).unwrap_or_default();
    let text: String = text.chars().take(16).collect();
    text.replace('T', " ")
}

/// The text in one language of [`LANGUAGES`].
pub(crate) fn text(template: Template, fill: &Filling, language: &str, exercise: bool) -> String {
    let catalogue = catalogues().iter().find(|it| it.language() == language);
    let [english, ..] = catalogues();
    let catalogue = catalogue.unwrap_or(english);
    let words = fill.words.get(language).cloned().unwrap_or_default();
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let code = match (template, fill.bus, &fill.leg) {
        (Template::Seat | Template::Changed, Some(_), _) => format!("{}-bus", template.code()),
        (Template::Changed, None, None) => format!("{}-none", template.code()),
        _ => template.code().to_owned(),
    };
    let text = catalogue.text(
        &code,
        &[
            ("crisis", fill.crisis.clone().into()),
            ("leg", some(&fill.leg).into()),
            ("place", some(&fill.place).into()),
            ("bus", minute(fill.bus).into()),
            ("cutoff", minute(fill.cutoff).into()),
            ("departure", minute(fill.departure).into()),
            ("words", words.clone().into()),
        ],
    );
    let text = match (template, words.is_empty()) {
        (Template::Words, _) | (_, true) => text,
        (_, false) => format!("{text} {words}"),
    };
    match exercise {
        true => format!("EXERCISE EXERCICE 演習 {text} EXERCISE EXERCICE 演習"),
        false => text,
    }
}

/// The language to speak to a person in; none known: all three.
fn languages(person: &Person) -> Vec<&'static str> {
    let wanted = person.language.as_deref().unwrap_or_default();
    let primary = wanted.split(['-', '_']).next().unwrap_or_default();
    let known = LANGUAGES
        .into_iter()
        .find(|it| it.split('-').next() == Some(primary));
    known.map_or_else(|| LANGUAGES.to_vec(), |one| vec![one])
}

/// One person to be told.
#[derive(Debug)]
pub(crate) struct Addressee<'a> {
    pub(crate) person: &'a Person,
    pub(crate) fill: Filling,
}

/// What was written.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Written {
    pub(crate) sms: usize,
    pub(crate) email: usize,
    /// Nobody knows how to reach them.
    pub(crate) no_contact: usize,
    #[serde(skip)]
    pub(crate) reached: Vec<(PersonId, Channel)>,
    #[serde(skip)]
    lines: BTreeMap<&'static str, Vec<String>>,
}

/// Makes the lines for the gateway.
pub(crate) fn compose(template: Template, to: &[Addressee<'_>], exercise: bool) -> Written {
    let mut out = Written::default();
    for one in to {
        let texts: Vec<String> = languages(one.person)
            .iter()
            .map(|language| text(template, &one.fill, language, exercise))
            .collect();
        let body = texts.join("\n\n");
        let mut contacts = one.person.contacts.iter();
        let phone = contacts.find_map(|it| match it {
            Contact::Phone { number } => Some(number),
            _ => None,
        });
        let mut contacts = one.person.contacts.iter();
        let mail = contacts.find_map(|it| match it {
            Contact::Email { address } => Some(address),
            _ => None,
        });
        let reference = one.person.id.to_string();
        let mut put = |channel: &'static str, to: &str| {
            let line = json!({"to": to, "text": body, "subject": one.fill.crisis, "reference": reference, "exercise": exercise});
            out.lines.entry(channel).or_default().push(line.to_string());
        };
        if let Some(number) = phone {
            put("sms", number);
            out.sms += 1;
            out.reached.push((one.person.id, Channel::Sms));
        }
        if let Some(address) = mail {
            put("email", address);
            out.email += 1;
            out.reached.push((one.person.id, Channel::Email));
        }
        if phone.is_none() && mail.is_none() {
            out.no_contact += 1;
        }
    }
    out
}

impl Written {
    /// Puts the files where the gateway takes them.
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn deliver(&self, folder: &Path, id: &str) -> Result<Vec<PathBuf>, Problem> {
        use std::os::unix::fs::DirBuilderExt as _;
        let fault = |source: std::io::Error| Problem::internal("messages-not-written", source);
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(fault)?;
        let mut files = Vec::new();
        for (channel, lines) in &self.lines {
            let path = folder.join(format!("{id}.{channel}.jsonl"));
            let mut bytes = lines.join("\n");
            bytes.push('\n');
            write_whole(&path, bytes.as_bytes(), false)
                .map_err(|source| Problem::internal("messages-not-written", source))?;
            files.push(path);
        }
        Ok(files)
    }
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Audience {
    /// Everyone who is not out, not dead and did not decline.
    All,
    /// Of whom nothing is known since they were registered.
    Silent,
    /// People at a place.
    Place { place: PlaceId },
    /// With a seat by the plan in force, on one leg or on any.
    Plan { leg: Option<LegId> },
    /// Told something new by the plan in force.
    Changed,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_crisis::{NameForm, Script, Source};

    fn person(language: Option<&str>, contacts: Vec<Contact>) -> Person {
        let name = NameForm {
            script: Script::Latin,
            family: "Roy".to_owned(),
            given: String::new(),
        };
        let mut person = Person::named(PersonId::from_number(1), name, Source::WalkIn);
        person.language = language.map(str::to_owned);
        person.contacts = contacts;
        person
    }

    #[test]
    fn each_is_told_in_their_language_and_nobody_is_named() {
        let fill = Filling {
            crisis: "Luzon".to_owned(),
            leg: Some("CFC 4087".to_owned()),
            place: Some("Clark".to_owned()),
            bus: Some(Time::from_s(1_772_370_000)),
            cutoff: Some(Time::from_s(1_772_380_000)),
            departure: Some(Time::from_s(1_772_390_000)),
            words: BTreeMap::new(),
        };
        let phone = Contact::Phone {
            number: "+63 2 5555 0100".to_owned(),
        };
        let all = [
            person(Some("fr-CA"), vec![phone.clone()]),
            person(Some("ja"), vec![phone]),
            person(None, vec![]),
            person(
                None,
                vec![Contact::Email {
                    address: "a@example.org".to_owned(),
                }],
            ),
        ];
        let to: Vec<Addressee<'_>> = all
            .iter()
            .map(|person| Addressee {
                person,
                fill: fill.clone(),
            })
            .collect();
        let written = compose(Template::Seat, &to, true);
        assert_eq!((written.sms, written.email, written.no_contact), (2, 1, 1));
        let sms = written.lines["sms"].join("\n");
        assert!(
            sms.contains("2026-03-01 13:00")
                && sms.contains("CFC 4087")
                && !sms.contains("message-"),
            "{sms}"
        );
        assert!(
            sms.contains("autobus") && sms.contains("バス") && !sms.contains("bus leaves"),
            "{sms}"
        );
        let mail = written.lines["email"].join("\n");
        assert!(
            mail.contains("bus leaves") && mail.contains("autobus") && mail.contains("バス"),
            "{mail}"
        );
        assert!(!format!("{sms}{mail}").contains("Roy"));
        assert_eq!(sms.matches("EXERCISE EXERCICE 演習").count(), 4);
    }

    #[test]
    fn every_template_speaks_three_languages() {
        for template in [
            Template::Ask,
            Template::Seat,
            Template::Changed,
            Template::Gather,
            Template::Over,
        ] {
            for leg in [None, Some("X1".to_owned())] {
                for bus in [None, Some(Time::from_s(0))] {
                    let fill = Filling {
                        leg: leg.clone(),
                        bus,
                        crisis: "C".to_owned(),
                        place: Some("P".to_owned()),
                        ..Filling::default()
                    };
                    let texts = LANGUAGES.map(|language| text(template, &fill, language, false));
                    assert!(
                        texts
                            .iter()
                            .all(|it| !it.contains("message-") && !it.contains('{')),
                        "{texts:?}"
                    );
                    assert!(texts[0] != texts[1] && texts[1] != texts[2], "{texts:?}");
                }
            }
        }
    }
}
