//! When each person came how far: what is asked after a crisis.
//!
//! A step counts from the first time it was noted and stands. Who went aboard and left the leg again, or was seen on land
//! after, is not out, so the boarding counts no more; a correction takes an event out as in the state ([`Journal::fold`]).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Act, Config, Journal,
    fold::{Timed, journeys},
};
use crate::{LegId, PersonId, PlaceId};

/// A step of the way out, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A message went out, a call was made, or the person answered.
    Contacted,
    /// A seat was offered.
    Offered,
    /// The seat was accepted.
    Accepted,
    /// Seen at an assembly or embarkation point.
    AtAssemblyPoint,
    /// Went on board, and stayed there.
    Embarked,
    /// Arrived at the safe haven or at home, or was handed over there.
    Arrived,
}

impl Step {
    /// All steps in order.
    pub const ALL: [Self; 6] = [
        Self::Contacted,
        Self::Offered,
        Self::Accepted,
        Self::AtAssemblyPoint,
        Self::Embarked,
        Self::Arrived,
    ];

    /// Stable code, also in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Contacted => "contacted",
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::AtAssemblyPoint => "at_assembly_point",
            Self::Embarked => "embarked",
            Self::Arrived => "arrived",
        }
    }
}

/// One person's steps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moments {
    /// When each step that stands was first noted, milliseconds since 1970 UTC, by corrected clocks.
    pub steps: BTreeMap<Step, i64>,
    /// The first place the person was seen at.
    pub place: Option<PlaceId>,
}

impl Journal {
    /// When each person came how far. Who was merged counts as the one who remains.
    #[must_use]
    pub fn moments(&self, config: &Config) -> BTreeMap<PersonId, Moments> {
        let journeys = journeys(self, config, &mut BTreeSet::new());
        let all = journeys.of.into_iter();
        all.map(|(person, journey)| (person, moments(&journey)))
            .collect()
    }
}

fn moments(journey: &[Timed<'_>]) -> Moments {
    let mut out = Moments::default();
    let mut aboard: Option<LegId> = None;
    for one in journey {
        let mut first = |step: Step| {
            out.steps.entry(step).or_insert(one.at_ms);
        };
        match one.event.act {
            Act::Contacted { .. } | Act::Replied { .. } => first(Step::Contacted),
            Act::Offered { .. } => first(Step::Offered),
            Act::Accepted { .. } => first(Step::Accepted),
            Act::CheckedIn { place, .. } | Act::Moved { place } => {
                first(Step::AtAssemblyPoint);
                out.place.get_or_insert(place);
                out.steps.remove(&Step::Embarked);
                out.steps.remove(&Step::Arrived);
                aboard = None;
            }
            Act::Boarded { leg } => {
                first(Step::Embarked);
                out.steps.remove(&Step::Arrived);
                aboard = Some(leg);
            }
            Act::Offloaded { leg } | Act::NoShow { leg } if aboard == Some(leg) => {
                out.steps.remove(&Step::Embarked);
                aboard = None;
            }
            Act::Arrived { .. } | Act::HandedOver => {
                first(Step::Arrived);
                aboard = None;
            }
            // What is noted of them later is a contradiction that somebody has to look at.
            Act::Deceased => break,
            _ => {}
        }
    }
    out
}
