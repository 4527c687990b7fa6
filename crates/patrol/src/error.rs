use thiserror::Error as ThisError;

/// What can be wrong with a request for a plan, or with a benchmark file.
#[derive(Debug, Clone, PartialEq, ThisError)]
pub enum Error {
    /// A request that is not readable as TOML or JSON.
    #[error("request-unreadable: line {line}: {detail}")]
    Unreadable {
        /// Line in the text, from 1; 0 if unknown.
        line: usize,
        /// What the reader found, in the file's own terms.
        detail: String,
    },
    /// Two things of one kind with the same identifier.
    #[error("id-twice: {kind} {id}")]
    Twice {
        /// Kind of thing, such as `asset`.
        kind: &'static str,
        /// The identifier.
        id: String,
    },
    /// A reference to something that the request does not hold.
    #[error("id-unknown: {kind} {id} in {place}")]
    Unknown {
        /// Kind of thing sought, such as `port`.
        kind: &'static str,
        /// The identifier.
        id: String,
        /// What refers to it.
        place: String,
    },
    /// A number outside its sensible range, or a list that must not be empty.
    #[error("value-out-of-range: {field} of {place}")]
    Range {
        /// The field, as in the request.
        field: &'static str,
        /// What has it.
        place: String,
    },
    /// A limit of the planner is exceeded.
    #[error("too-many: {kind} {count} of {max}")]
    TooMany {
        /// Kind of thing.
        kind: &'static str,
        /// How many there are.
        count: usize,
        /// How many may be.
        max: usize,
    },
    /// A line of a benchmark file that cannot be read.
    #[error("benchmark-unreadable: line {line}: {reason}")]
    Benchmark {
        /// Line, from 1.
        line: usize,
        /// Stable code of the reason.
        reason: &'static str,
    },
}

impl Error {
    /// The stable code of this error, also its Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "request-unreadable",
            Self::Twice { .. } => "id-twice",
            Self::Unknown { .. } => "id-unknown",
            Self::Range { .. } => "value-out-of-range",
            Self::TooMany { .. } => "too-many",
            Self::Benchmark { .. } => "benchmark-unreadable",
        }
    }
}
