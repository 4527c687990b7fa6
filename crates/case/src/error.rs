//! Why something cannot be taken.

use thiserror::Error as ThisError;

/// An error with its stable code.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum Error {
    /// The file of forms and measures cannot be read.
    #[error("forms-unreadable: {detail}")]
    Forms {
        /// Line and reason.
        detail: String,
    },
    /// The file of holidays cannot be read.
    #[error("holidays-unreadable: {detail}")]
    Holidays {
        /// What is wrong.
        detail: String,
    },
    /// An edit that no device makes: empty names, too large.
    #[error("edit-unfit: {what}")]
    Edit {
        /// What is unfit.
        what: &'static str,
    },
    /// A case may not go from one state to the other.
    #[error("case-step: {from} to {to}")]
    Step {
        /// State now.
        from: &'static str,
        /// State wanted.
        to: &'static str,
    },
    /// A path or name that cannot be in a package.
    #[error("package-path: {path}")]
    Path {
        /// The path.
        path: String,
    },
    /// The package is larger than its format holds.
    #[error("package-too-large")]
    TooLarge,
    /// The archive is not one that Vigie writes.
    #[error("zip-{reason} at byte {at}")]
    Zip {
        /// What is wrong.
        reason: &'static str,
        /// Where.
        at: u64,
    },
}

impl Error {
    /// Stable code, also the id of its sentence.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Forms { .. } => "forms-unreadable",
            Self::Holidays { .. } => "holidays-unreadable",
            Self::Edit { .. } => "edit-unfit",
            Self::Step { .. } => "case-step",
            Self::Path { .. } => "package-path",
            Self::TooLarge => "package-too-large",
            Self::Zip { .. } => "package-zip",
        }
    }
}
