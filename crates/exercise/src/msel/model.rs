//! The list and its parts.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::span::{Lapse, Offset};
use crate::error::Error;
use crate::expectation::Expectation;

/// A text in the three languages of the watch. An empty one is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// English.
    #[serde(default)]
    pub en: String,
    /// French (Canada).
    #[serde(default)]
    pub fr: String,
    /// Japanese.
    #[serde(default)]
    pub ja: String,
}

impl Words {
    /// The text in a language (`en`, `fr-CA`, `ja`), else in English, else whichever there is.
    #[must_use]
    pub fn in_language(&self, language: &str) -> &str {
        let wanted = match language.get(..2) {
            Some("fr") => &self.fr,
            Some("ja") => &self.ja,
            _ => &self.en,
        };
        [wanted, &self.en, &self.fr, &self.ja]
            .into_iter()
            .find(|text| !text.is_empty())
            .map_or("", String::as_str)
    }

    /// Languages in which it is missing.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let all = [("en", &self.en), ("fr", &self.fr), ("ja", &self.ja)];
        let empty = all.into_iter().filter(|(_, text)| text.trim().is_empty());
        empty.map(|(code, _)| code).collect()
    }

    /// The three texts, English first.
    #[must_use]
    pub fn all(&self) -> [&str; 3] {
        [&self.en, &self.fr, &self.ja]
    }
}

/// A closed set of words, each with its stable code.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $field:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Stable code, as it is written in the list.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.code())
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                let word = text.trim();
                let found = Self::ALL.iter().find(|one| one.code().eq_ignore_ascii_case(word));
                found.copied().ok_or_else(|| Error::Word { field: $field, text: text.to_owned() })
            }
        }
    };
}

codes! {
    /// What an entry of the list is.
    InjectKind, "kind" {
        /// Given to players to make them act.
        Inject = "inject",
        /// Given only when the expected action did not come.
        Contingency = "contingency",
        /// For the players to know; nothing is expected.
        Information = "information",
        /// For controllers: what they do themselves.
        Facilitation = "facilitation",
        /// A change of the simulated world; nobody is told.
        WorldEffect = "world-effect",
    }
}

codes! {
    /// By what means it reaches the players.
    Channel, "channel" {
        /// The sensors: it comes in by the feeds.
        Sensor = "sensor",
        /// A message like a mail.
        Message = "message",
        /// Read out on the telephone by a controller.
        Phone = "phone",
        /// A message of a partner's node.
        Federation = "federation",
        /// News of press or social media.
        News = "news",
    }
}

codes! {
    /// How far an entry has come.
    Status, "status" {
        /// Being written.
        Draft = "draft",
        /// Read by a second person.
        Reviewed = "reviewed",
        /// May be played.
        Approved = "approved",
        /// Given to the players.
        Sent = "sent",
        /// Every addressee said that it was seen.
        Acknowledged = "acknowledged",
        /// Dealt with.
        Closed = "closed",
    }
}

codes! {
    /// Kind of a user's column.
    ColumnKind, "column" {
        /// Any text.
        Text = "text",
        /// A whole number.
        Integer = "integer",
        /// A number.
        Number = "number",
        /// `yes` or `no`.
        Checkbox = "checkbox",
        /// A moment, ISO 8601 UTC.
        Time = "time",
        /// A partner.
        Party = "party",
        /// An address.
        Link = "link",
    }
}

codes! {
    /// What turn of an expectation sets off an entry.
    Turn, "trigger" {
        /// It was met, in full or in part.
        Met = "met",
        /// What must not happen happened, or the evaluator said so.
        Failed = "failed",
        /// Its time ran out.
        Expired = "expired",
    }
}

/// When an entry is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// At a time of the exercise: `at T+02:30`.
    At(Offset),
    /// After an expectation turned out so, at once or a while later: `after E3 expired +30min`.
    After {
        /// The expectation.
        expectation: String,
        /// How it turned out.
        turn: Turn,
        /// How much later.
        delay: Option<Lapse>,
    },
    /// When a ship enters an area in truth: `entry AREA` for any ship, `entry AREA 412000001` for one.
    Entry {
        /// The area's id.
        area: String,
        /// The ship, or any.
        mmsi: Option<u32>,
    },
    /// When the controller says so: `manual`.
    Manual,
}

impl fmt::Display for Trigger {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(offset) => write!(out, "at {offset}"),
            Self::After {
                expectation,
                turn,
                delay,
            } => {
                write!(out, "after {expectation} {turn}")?;
                delay.map_or(Ok(()), |lapse| write!(out, " +{lapse}"))
            }
            Self::Entry { area, mmsi } => {
                write!(out, "entry {area}")?;
                mmsi.map_or(Ok(()), |mmsi| write!(out, " {mmsi:09}"))
            }
            Self::Manual => out.write_str("manual"),
        }
    }
}

impl FromStr for Trigger {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let unreadable = || Error::Trigger {
            text: text.to_owned(),
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["manual"] => Ok(Self::Manual),
            ["at", offset] => Ok(Self::At(offset.parse()?)),
            ["after", expectation, turn, rest @ ..] => {
                let delay = match rest {
                    [] => None,
                    [delay] => {
                        let lapse = delay.strip_prefix('+').ok_or_else(unreadable)?;
                        Some(lapse.parse()?)
                    }
                    _ => return Err(unreadable()),
                };
                Ok(Self::After {
                    expectation: (*expectation).to_owned(),
                    turn: turn.parse()?,
                    delay,
                })
            }
            ["entry", area] => Ok(Self::Entry {
                area: (*area).to_owned(),
                mmsi: None,
            }),
            ["entry", area, mmsi] => {
                let number = mmsi.parse().ok().filter(|n| *n < 1_000_000_000);
                let mmsi = Some(number.ok_or_else(unreadable)?);
                Ok(Self::Entry {
                    area: (*area).to_owned(),
                    mmsi,
                })
            }
            _ => Err(unreadable()),
        }
    }
}

/// What the exercise wants to find out or to train.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Objective {
    /// Its id, such as `O1`.
    pub id: String,
    /// What it says.
    pub text: Words,
}

/// A phase of the exercise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Move {
    /// Number, from 1.
    pub number: u32,
    /// When it begins.
    pub at: Offset,
    /// Its name.
    pub title: Words,
    /// The situation as it is then.
    pub situation: Words,
}

/// A column that the planners added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, as the heading of the sheet.
    pub name: String,
    /// What it takes.
    pub kind: ColumnKind,
}

/// One entry of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Inject {
    /// Stable id, such as `I-010`.
    pub id: String,
    /// Number by which entries are called on the day; they are played in this order.
    pub number: u32,
    /// The move it belongs to.
    pub in_move: Option<u32>,
    /// When it is due.
    pub trigger: Trigger,
    /// What it is.
    pub kind: InjectKind,
    /// Its heading.
    pub title: Words,
    /// What the players read, or what the controller reads out.
    pub body: Words,
    /// Who sends it, in the story.
    pub from: String,
    /// For whom: a partner, or a role of one as `ca-ccg/watch_officer`.
    pub to: Vec<String>,
    /// By what means.
    pub channel: Channel,
    /// Parameters: of a world effect the effect, else what goes with it.
    pub payload: String,
    /// Names of files that go with it.
    pub attachments: Vec<String>,
    /// Who plays it.
    pub controller: String,
    /// The objective it serves.
    pub objective: Option<String>,
    /// The critical task it tests.
    pub task: String,
    /// What is expected in return.
    pub expectations: Vec<Expectation>,
    /// What the evaluator looks at.
    pub evaluator: String,
    /// How far it has come.
    pub status: Status,
    /// Partners who may see it: one side can surprise the other. Empty: controllers only.
    pub visible: Vec<String>,
    /// Values of the users' columns, as text of the column's kind; empty ones are left out.
    pub fields: BTreeMap<String, String>,
    /// Line or row where it was read, from 1; 0 if it was made here. Not a part of what it says.
    pub line: usize,
}

impl Inject {
    /// The partner of an addressee.
    #[must_use]
    pub fn party_of(to: &str) -> &str {
        to.split('/').next().unwrap_or_default()
    }

    /// Partners who get it: addressed, and allowed to see it.
    #[must_use]
    pub fn receivers(&self) -> Vec<&str> {
        let mut parties: Vec<&str> = self
            .to
            .iter()
            .map(|to| Self::party_of(to))
            .filter(|party| self.visible.iter().any(|one| one == party))
            .collect();
        parties.sort_unstable();
        parties.dedup();
        parties
    }

    /// Whether it is something that players read and acknowledge.
    #[must_use]
    pub fn is_for_players(&self) -> bool {
        !matches!(
            self.kind,
            InjectKind::Facilitation | InjectKind::WorldEffect
        )
    }
}

/// A whole list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Msel {
    /// Its id.
    pub id: String,
    /// Name of the exercise.
    pub title: Words,
    /// Code of the scenario it is written for.
    pub scenario: String,
    /// Partners who play.
    pub parties: Vec<String>,
    /// How long the exercise lasts.
    pub ends: Offset,
    /// Objectives.
    pub objectives: Vec<Objective>,
    /// Moves, by number.
    pub moves: Vec<Move>,
    /// Users' columns, in order.
    pub columns: Vec<Column>,
    /// Entries, in the order of the file.
    pub injects: Vec<Inject>,
}

impl Msel {
    /// The entry of that id.
    #[must_use]
    pub fn inject(&self, id: &str) -> Option<&Inject> {
        self.injects.iter().find(|inject| inject.id == id)
    }

    /// Every expectation with its entry, in order.
    pub fn expectations(&self) -> impl Iterator<Item = (&Inject, &Expectation)> {
        self.injects
            .iter()
            .flat_map(|inject| inject.expectations.iter().map(move |one| (inject, one)))
    }

    /// The same list without where its parts were read.
    #[must_use]
    pub fn without_lines(mut self) -> Self {
        for inject in &mut self.injects {
            inject.line = 0;
        }
        self
    }
}
