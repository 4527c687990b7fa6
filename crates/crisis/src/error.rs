//! What can be refused, with the data that names it. Sentences live in the catalogue under [`Error::code`].

use thiserror::Error as ThisError;

/// A refusal of this crate.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// An identifier that is not 32 hexadecimal digits.
    #[error("{}: {what}", self.code())]
    Id {
        /// What it should identify.
        what: &'static str,
    },
}

impl Error {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Id { .. } => "crisis-id",
        }
    }
}
