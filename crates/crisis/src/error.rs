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
    /// More of something than a plan holds.
    #[error("{}: more than {count_max} of {what}", self.code())]
    TooMany {
        /// What.
        what: &'static str,
        /// Most.
        count_max: usize,
    },
    /// Slots or weights of a plan out of range.
    #[error("{}", self.code())]
    Slot,
    /// Seats that are not free, or an offer that makes no sense.
    #[error("{}", self.code())]
    Seats,
    /// A position that is not on the earth.
    #[error("{}", self.code())]
    Place,
}

impl Error {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Id { .. } => "crisis-id",
            Self::TooMany { .. } => "evac-too-many",
            Self::Slot => "evac-slot",
            Self::Seats => "seat-not-free",
            Self::Place => "evac-place",
        }
    }
}
