//! Why an exercise cannot be held.

use crate::scenario::ScenarioFault;

/// Errors of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
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
}

impl Error {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scenario { .. } => "scenario-faults",
            Self::UnknownScenario { .. } => "scenario-unknown",
            Self::Order { reason, .. } => reason,
            Self::NoSnapshot => "snapshot-missing",
        }
    }
}
