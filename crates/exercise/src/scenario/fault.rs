//! What is wrong with a scenario file, where, and why: codes and values, never sentences.

use serde::Serialize;

/// Where a thing stands: file and line, from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mark {
    /// Name of the file, or of the fragment.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
}

/// One fault of a scenario file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ScenarioFault {
    /// Where.
    #[serde(flatten)]
    pub mark: Mark,
    /// Why.
    pub reason: FaultReason,
}

/// Why a scenario file cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
pub enum FaultReason {
    /// Not TOML: what the parser says.
    NotToml {
        /// The parser's words.
        detail: String,
    },
    /// A key that means nothing here.
    UnknownKey {
        /// The key.
        key: String,
        /// Keys that would.
        known: String,
    },
    /// A key that is needed.
    Missing {
        /// The key.
        key: String,
    },
    /// A value of the wrong kind.
    WrongKind {
        /// The key.
        key: String,
        /// What is wanted: `text`, `number`, `place`, …
        wanted: String,
    },
    /// A number outside what can be.
    OutOfRange {
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// What can be.
        range: String,
    },
    /// A word that is none of those known.
    UnknownWord {
        /// The key.
        key: String,
        /// The word.
        word: String,
        /// Words that are.
        known: String,
    },
    /// A name of nothing in the scenario.
    DanglingName {
        /// What it should be: `port`, `area`, `meeting`, …
        what: String,
        /// The name.
        name: String,
    },
    /// Two things of one name.
    DuplicateName {
        /// What they are.
        what: String,
        /// The name.
        name: String,
    },
    /// A fragment that is nowhere.
    FragmentMissing {
        /// Its name.
        name: String,
    },
    /// A fragment that uses itself, by others perhaps.
    FragmentLoop {
        /// Its name.
        name: String,
    },
    /// An area whose border crosses itself.
    AreaCrossesItself {
        /// The area.
        name: String,
    },
    /// An area of fewer than three corners.
    AreaWithoutInside {
        /// The area.
        name: String,
    },
    /// A text without one of the three languages.
    LanguageMissing {
        /// The key.
        key: String,
        /// The language.
        language: String,
    },
    /// Times that go back.
    TimesOutOfOrder {
        /// The thing whose times these are.
        name: String,
    },
    /// Something that begins after the end.
    AfterTheEnd {
        /// The thing.
        name: String,
        /// When, hours from the start.
        at_h: String,
        /// Length of the scenario, hours.
        hours: String,
    },
    /// A behaviour that a ship of this kind cannot have.
    BehaviourCannotBe {
        /// Her gear or trade.
        gear: String,
        /// The behaviour.
        behaviour: String,
    },
    /// Faster than a ship of this kind can go.
    TooFast {
        /// Her gear or trade.
        gear: String,
        /// Wanted, knots.
        kn: String,
        /// At most, knots.
        most_kn: String,
    },
    /// She cannot be there in time.
    CannotArrive {
        /// The meeting or the step.
        name: String,
        /// Hours she needs.
        needs_h: String,
        /// Hours she has.
        has_h: String,
    },
    /// A meeting of other than two ships.
    MeetingNotOfTwo {
        /// The meeting.
        name: String,
        /// How many come.
        ships: usize,
    },
    /// On land, where ships are not.
    OnLand {
        /// The thing.
        name: String,
    },
    /// Two deceits of one ship at once that cannot be both.
    DeceitsOverlap {
        /// The ship.
        name: String,
    },
    /// Nothing happens.
    Empty,
}

impl FaultReason {
    /// The stable code, also part of the Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotToml { .. } => "not-toml",
            Self::UnknownKey { .. } => "unknown-key",
            Self::Missing { .. } => "missing",
            Self::WrongKind { .. } => "wrong-kind",
            Self::OutOfRange { .. } => "out-of-range",
            Self::UnknownWord { .. } => "unknown-word",
            Self::DanglingName { .. } => "dangling-name",
            Self::DuplicateName { .. } => "duplicate-name",
            Self::FragmentMissing { .. } => "fragment-missing",
            Self::FragmentLoop { .. } => "fragment-loop",
            Self::AreaCrossesItself { .. } => "area-crosses-itself",
            Self::AreaWithoutInside { .. } => "area-without-inside",
            Self::LanguageMissing { .. } => "language-missing",
            Self::TimesOutOfOrder { .. } => "times-out-of-order",
            Self::AfterTheEnd { .. } => "after-the-end",
            Self::BehaviourCannotBe { .. } => "behaviour-cannot-be",
            Self::TooFast { .. } => "too-fast",
            Self::CannotArrive { .. } => "cannot-arrive",
            Self::MeetingNotOfTwo { .. } => "meeting-not-of-two",
            Self::OnLand { .. } => "on-land",
            Self::DeceitsOverlap { .. } => "deceits-overlap",
            Self::Empty => "empty",
        }
    }

    /// The values of a sentence about it, by name.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let one = |name, value: &String| (name, value.clone());
        match self {
            Self::NotToml { detail } => vec![one("detail", detail)],
            Self::UnknownKey { key, known } => vec![one("key", key), one("known", known)],
            Self::Missing { key } => vec![one("key", key)],
            Self::WrongKind { key, wanted } => vec![one("key", key), one("wanted", wanted)],
            Self::OutOfRange { key, value, range } => {
                vec![one("key", key), one("value", value), one("range", range)]
            }
            Self::UnknownWord { key, word, known } => {
                vec![one("key", key), one("word", word), one("known", known)]
            }
            Self::DanglingName { what, name } | Self::DuplicateName { what, name } => {
                vec![one("what", what), one("name", name)]
            }
            Self::FragmentMissing { name }
            | Self::FragmentLoop { name }
            | Self::AreaCrossesItself { name }
            | Self::AreaWithoutInside { name }
            | Self::TimesOutOfOrder { name }
            | Self::OnLand { name }
            | Self::DeceitsOverlap { name } => vec![one("name", name)],
            Self::LanguageMissing { key, language } => {
                vec![one("key", key), one("language", language)]
            }
            Self::AfterTheEnd { name, at_h, hours } => {
                vec![one("name", name), one("at_h", at_h), one("hours", hours)]
            }
            Self::BehaviourCannotBe { gear, behaviour } => {
                vec![one("gear", gear), one("behaviour", behaviour)]
            }
            Self::TooFast { gear, kn, most_kn } => {
                vec![one("gear", gear), one("kn", kn), one("most_kn", most_kn)]
            }
            Self::CannotArrive {
                name,
                needs_h,
                has_h,
            } => {
                vec![
                    one("name", name),
                    one("needs_h", needs_h),
                    one("has_h", has_h),
                ]
            }
            Self::MeetingNotOfTwo { name, ships } => {
                vec![one("name", name), ("ships", ships.to_string())]
            }
            Self::Empty => Vec::new(),
        }
    }
}
