//! What cannot be read or done in an exercise, with the data of the case; sentences are in the catalogues.

use thiserror::Error as ThisError;

use crate::scenario::ScenarioFault;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, ThisError)]
pub enum Error {
    /// The scenario has faults; the world does not begin.
    #[error("scenario-faults: {}", faults.len())]
    Scenario {
        /// All of them, by file and line.
        faults: Vec<ScenarioFault>,
    },
    /// No scenario of this name in the library.
    #[error("scenario-unknown: {name}")]
    UnknownScenario {
        /// The name asked for.
        name: String,
    },
    /// An order that an asset cannot follow.
    #[error("order-refused: {asset}: {reason}")]
    Order {
        /// Name of the asset.
        asset: String,
        /// Stable code of the reason: `order-unknown-asset`, `order-no-waypoint`, `order-times-back`, `order-endurance`.
        reason: &'static str,
    },
    /// A branch of a moment that has not been.
    #[error("snapshot-missing")]
    NoSnapshot,
    /// Not a time of the list such as `T+02:30`.
    #[error("msel-offset: {text}")]
    Offset {
        /// What was there.
        text: String,
    },
    /// Not a length of time such as `1h30min`.
    #[error("msel-lapse: {text}")]
    Lapse {
        /// What was there.
        text: String,
    },
    /// A word that is none of those a field takes.
    #[error("msel-word: {field}: {text}")]
    Word {
        /// The field.
        field: &'static str,
        /// What was there.
        text: String,
    },
    /// Not a trigger.
    #[error("msel-trigger: {text}")]
    Trigger {
        /// What was there.
        text: String,
    },
    /// Not an expectation.
    #[error("expectation-unreadable: {text}: {reason}")]
    Expectation {
        /// What was there.
        text: String,
        /// Code of what is wrong with it.
        reason: &'static str,
    },
    /// A field that must be there is not.
    #[error("msel-missing: {field}")]
    Missing {
        /// The field.
        field: &'static str,
    },
    /// A value that is not of its column's kind.
    #[error("msel-value: {column}: {text}")]
    Value {
        /// The user's column.
        column: String,
        /// What was there.
        text: String,
    },
    /// Not an effect on the world.
    #[error("msel-effect: {text}")]
    Effect {
        /// What was there.
        text: String,
    },
    /// A file that is not of its form at all.
    #[error("msel-file: {form}: {detail}")]
    File {
        /// `toml`, `csv` or `xlsx`.
        form: &'static str,
        /// What the reader said.
        detail: String,
    },
    /// Text that the form cannot hold: too long, or with control characters.
    #[error("msel-text: {field}")]
    Text {
        /// The field.
        field: String,
    },
    /// More of something than a list may have.
    #[error("msel-too-many: {what}: {most}")]
    TooMany {
        /// What.
        what: &'static str,
        /// Most of it.
        most: usize,
    },
    /// A file that is not attached to an inject.
    #[error("attachment-refused: {name}: {reason}")]
    Attachment {
        /// Its name.
        name: String,
        /// Stable code of the reason: `attachment-name`, `attachment-kind`, `attachment-size`, `attachment-content`.
        reason: &'static str,
    },
    /// A deed that does not fit where the conduct of the exercise stands.
    #[error("conduct-refused: {reason}")]
    Conduct {
        /// Code of why.
        reason: &'static str,
    },
}

impl Error {
    /// Stable code, also the Fluent id of its sentence.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scenario { .. } => "scenario-faults",
            Self::UnknownScenario { .. } => "scenario-unknown",
            Self::Order { reason, .. } => reason,
            Self::NoSnapshot => "snapshot-missing",
            Self::Offset { .. } => "msel-offset",
            Self::Lapse { .. } => "msel-lapse",
            Self::Word { .. } => "msel-word",
            Self::Trigger { .. } => "msel-trigger",
            Self::Expectation { .. } => "expectation-unreadable",
            Self::Missing { .. } => "msel-missing",
            Self::Value { .. } => "msel-value",
            Self::Effect { .. } => "msel-effect",
            Self::File { .. } => "msel-file",
            Self::Text { .. } => "msel-text",
            Self::TooMany { .. } => "msel-too-many",
            Self::Attachment { reason, .. } | Self::Conduct { reason } => reason,
        }
    }
}
