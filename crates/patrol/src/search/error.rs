use thiserror::Error as ThisError;

/// What can be wrong with a search problem.
#[derive(Debug, Clone, PartialEq, ThisError)]
pub enum SearchError {
    /// Two lists that must be equally long are not.
    #[error("search-lengths-differ: {expected} and {found}")]
    Lengths {
        /// Entries wanted.
        expected: usize,
        /// Entries given.
        found: usize,
    },
    /// A number that must be finite and not negative, or positive, is not.
    #[error("search-value-invalid: {what} {value}")]
    Value {
        /// Code of the quantity, such as `probability`.
        what: &'static str,
        /// The number given.
        value: f64,
    },
    /// A pattern that needs more legs than anyone could order.
    #[error("search-pattern-too-long: {legs}")]
    TooManyLegs {
        /// Legs it would take.
        legs: f64,
    },
    /// Nothing to search, or nobody to search it.
    #[error("search-empty")]
    Empty,
}

impl SearchError {
    /// The stable code of this error, also its Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lengths { .. } => "search-lengths-differ",
            Self::Value { .. } => "search-value-invalid",
            Self::TooManyLegs { .. } => "search-pattern-too-long",
            Self::Empty => "search-empty",
        }
    }
}

/// Refuses a number that is not finite and at least 0.
pub(super) fn not_negative(what: &'static str, value: f64) -> Result<f64, SearchError> {
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(SearchError::Value { what, value })
    }
}

/// Refuses a number that is not finite and above 0.
pub(super) fn positive(what: &'static str, value: f64) -> Result<f64, SearchError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(SearchError::Value { what, value })
    }
}
