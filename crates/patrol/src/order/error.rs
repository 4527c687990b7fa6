use thiserror::Error as ThisError;

/// What can be wrong with an order or a route document.
#[derive(Debug, Clone, PartialEq, ThisError)]
pub enum OrderError {
    /// The plan has no such asset, or it has nothing to do.
    #[error("order-asset-unknown: {asset}")]
    Asset {
        /// The asset asked for.
        asset: String,
    },
    /// A document that is not of the format it should be.
    #[error("order-unreadable: {format}: line {line}: {reason}")]
    Unreadable {
        /// Format, such as `rtz`.
        format: &'static str,
        /// Line in the document, from 1; 0 if unknown.
        line: usize,
        /// What is wrong, in the format's own terms.
        reason: String,
    },
    /// A document without any waypoint.
    #[error("order-empty: {format}")]
    Empty {
        /// Format, such as `gpx`.
        format: &'static str,
    },
}

impl OrderError {
    /// The stable code of this error, also its Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Asset { .. } => "order-asset-unknown",
            Self::Unreadable { .. } => "order-unreadable",
            Self::Empty { .. } => "order-empty",
        }
    }
}
