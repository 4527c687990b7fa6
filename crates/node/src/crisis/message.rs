//! Messages to nationals: a template in the language of each person, put where a gateway takes it.
//!
//! The gateway that ships is a folder ([`super::outbox`]): one file of JSON lines per sending and channel, whole and once, for
//! its owner only. Whatever sends text messages or mail in an agency reads it, sends it and deletes it; what
//! became of a message comes back as a deed (*contacted*, *not reached*).

use std::{collections::BTreeMap, sync::OnceLock};

use serde::{Deserialize, Serialize};
use serde_json::json;
use vigie_crisis::{Channel, Contact, LegId, Person, PersonId, PlaceId};
use vigie_sea::Time;

use super::cap_message::{Sending, alert};
use crate::i18n::{Catalogue, LANGUAGES};

/// Alerts of one sending: one for each leg and bus.
const ALERTS_MAX: usize = 2_000;
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
    #[cfg(test)]
    pub(crate) const ALL: [Self; 6] = [
        Self::Ask,
        Self::Seat,
        Self::Changed,
        Self::Gather,
        Self::Over,
        Self::Words,
    ];

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
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
    /// Alerts: as many as different texts.
    pub(crate) cap: usize,
    #[serde(skip)]
    pub(crate) reached: Vec<(PersonId, Channel)>,
    #[serde(skip)]
    lines: BTreeMap<&'static str, Vec<String>>,
    #[serde(skip)]
    alerts: Vec<Vec<u8>>,
}

/// Makes the lines for the gateway, and the alert that says the same.
pub(crate) fn compose(template: Template, to: &[Addressee<'_>], sending: &Sending<'_>) -> Written {
    let exercise = sending.exercise;
    let mut out = Written::default();
    let mut said: BTreeMap<&Filling, usize> = BTreeMap::new();
    // Many are told the same in the same language.
    let mut bodies: BTreeMap<(usize, Vec<&str>), String> = BTreeMap::new();
    for one in to {
        let next = said.len();
        let number = *said.entry(&one.fill).or_insert(next);
        if number == out.alerts.len() && number < ALERTS_MAX {
            out.alerts.push(alert(template, &one.fill, sending, number));
            out.cap = out.alerts.len();
        }
        let spoken = languages(one.person);
        let body = bodies.entry((number, spoken.clone())).or_insert_with(|| {
            let texts = spoken.iter();
            let texts = texts.map(|language| text(template, &one.fill, language, exercise));
            texts.collect::<Vec<String>>().join("\n\n")
        });
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
            let line = json!({
                "id": format!("{}.{channel}.{reference}", sending.id), "to": to, "text": body, "subject": one.fill.crisis, "reference": reference, "exercise": exercise,
                "cap": (number < ALERTS_MAX).then(|| cap_file(sending.id, number)),
            });
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

/// The file of an alert.
fn cap_file(id: &str, number: usize) -> String {
    format!("{id}.{number}.cap.xml")
}

impl Written {
    /// The files for the gateway, the alerts first: a line names the file of its alert.
    pub(crate) fn files(&self, id: &str) -> Vec<(String, Vec<u8>)> {
        let alerts = self.alerts.iter().enumerate();
        let alerts = alerts.map(|(number, alert)| (cap_file(id, number), alert.clone()));
        let lines = self.lines.iter().map(|(channel, lines)| {
            let mut bytes = lines.join("\n");
            bytes.push('\n');
            (format!("{id}.{channel}.jsonl"), bytes.into_bytes())
        });
        alerts.chain(lines).collect()
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
        let sending = Sending {
            id: "2026-03-01-a",
            at: Time::from_s(1_772_360_000),
            exercise: true,
        };
        let written = compose(Template::Seat, &to, &sending);
        assert_eq!((written.sms, written.email, written.no_contact), (2, 1, 1));
        // All four are told the same: one alert, which its own reader takes and finds nothing wrong with.
        assert_eq!(written.cap, 1);
        let alerts = vigie_exchange::edge::cap::read(&written.alerts[0]).unwrap();
        assert!(alerts[0].flaws().is_empty(), "{:?}", alerts[0].flaws());
        assert_eq!(alerts[0].infos.len(), 3);
        assert_eq!(alerts[0].status.word(), "Exercise");
        let cap = String::from_utf8(written.alerts[0].clone()).unwrap();
        assert!(
            cap.contains("autobus") && cap.contains("バス") && !cap.contains("Roy"),
            "{cap}"
        );
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
        assert!(sms.contains("2026-03-01-a.0.cap.xml"), "{sms}");
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
        let ours = |template: &Template| *template != Template::Words;
        for template in Template::ALL.into_iter().filter(ours) {
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
