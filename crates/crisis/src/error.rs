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
    /// A vehicle whose table of trips does not fit the places, or runs backwards.
    #[error("{}: {name:?}", self.code())]
    Rotation {
        /// Name of the vehicle.
        name: String,
    },
    /// Seats that are not free, or an offer that makes no sense.
    #[error("{}", self.code())]
    Seats,
    /// A key of the plan book that is empty, too long, or used twice.
    #[error("{}: {key:?}", self.code())]
    BookKey {
        /// The key.
        key: String,
    },
    /// A position that is not on the earth.
    #[error("{}", self.code())]
    Place,
    /// A date that does not exist or is not written year-month-day.
    #[error("{}: {text:?}", self.code())]
    Date {
        /// As given.
        text: String,
    },
    /// A record of a person without a name.
    #[error("{}", self.code())]
    NameMissing,
    /// More than the limit of what is named.
    #[error("{}: {what} {found} > {max}", self.code())]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// How large.
        found: usize,
        /// How large it may be.
        max: usize,
    },
    /// An event that cannot be read, or is not in its one form.
    #[error("{}: {reason}", self.code())]
    Event {
        /// What the reader says, or the field.
        reason: String,
    },
    /// Lines that are no machine-readable zone by number and length.
    #[error("{}: {lines:?}", self.code())]
    MrzLength {
        /// Characters of each line.
        lines: Vec<usize>,
    },
    /// A heading that the file does not have.
    #[error("{}: {heading:?}", self.code())]
    Heading {
        /// As the mapping names it.
        heading: String,
    },
    /// Not a state that issues documents.
    #[error("{}: {text:?}", self.code())]
    State {
        /// As given.
        text: String,
    },
    /// A text that is no wristband code.
    #[error("{}", self.code())]
    Wristband,
}

impl Error {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Id { .. } => "crisis-id",
            Self::TooMany { .. } => "evac-too-many",
            Self::Slot => "evac-slot",
            Self::Rotation { .. } => "evac-rotation",
            Self::Seats => "seat-not-free",
            Self::BookKey { .. } => "book-key",
            Self::Place => "evac-place-fault",
            Self::Date { .. } => "crisis-date",
            Self::NameMissing => "crisis-name-missing",
            Self::TooLarge { .. } => "crisis-too-large",
            Self::Event { .. } => "crisis-event",
            Self::MrzLength { .. } => "crisis-mrz-length",
            Self::Heading { .. } => "crisis-import-heading",
            Self::State { .. } => "crisis-state",
            Self::Wristband => "crisis-wristband",
        }
    }
}
