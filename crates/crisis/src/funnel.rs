//! The funnel: how far each person is on the way out. Each person is in exactly one state, so the counts add up to the
//! register, per place and class too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How far a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunnelState {
    /// In the register, nothing done yet.
    Registered,
    /// A message went out, or they answered that they are safe or need help where they are.
    Contacted,
    /// Wants to leave with help.
    WantsToLeave,
    /// Has the offer of a seat.
    Offered,
    /// Accepted it.
    Accepted,
    /// At an assembly or embarkation point.
    AtAssemblyPoint,
    /// On board.
    Embarked,
    /// At the safe haven or at home.
    Arrived,
    /// Declined help, or leaves on their own.
    Declined,
    /// Dead.
    Deceased,
    /// Could not be reached, is reported missing, or did not come to the leg.
    Unaccounted,
}

impl FunnelState {
    /// All states in the order of the way out.
    pub const ALL: [Self; 11] = [
        Self::Registered,
        Self::Contacted,
        Self::WantsToLeave,
        Self::Offered,
        Self::Accepted,
        Self::AtAssemblyPoint,
        Self::Embarked,
        Self::Arrived,
        Self::Declined,
        Self::Deceased,
        Self::Unaccounted,
    ];

    /// Stable code, also in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Contacted => "contacted",
            Self::WantsToLeave => "wants_to_leave",
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::AtAssemblyPoint => "at_assembly_point",
            Self::Embarked => "embarked",
            Self::Arrived => "arrived",
            Self::Declined => "declined",
            Self::Deceased => "deceased",
            Self::Unaccounted => "unaccounted",
        }
    }

    /// On the way out or there already.
    #[must_use]
    pub fn has_left(self) -> bool {
        matches!(self, Self::Embarked | Self::Arrived)
    }
}

/// How many people are in each state; a state without anyone is not named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Funnel(pub BTreeMap<FunnelState, u32>);

impl Funnel {
    /// Counts one more.
    pub fn count(&mut self, state: FunnelState) {
        let known = self.0.entry(state).or_default();
        *known = known.saturating_add(1);
    }

    /// How many are in a state.
    #[must_use]
    pub fn of(&self, state: FunnelState) -> u32 {
        self.0.get(&state).copied().unwrap_or(0)
    }

    /// All people.
    #[must_use]
    pub fn sum(&self) -> u32 {
        self.0.values().fold(0, |sum, n| sum.saturating_add(*n))
    }
}
