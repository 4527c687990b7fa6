//! The hard rules of a plan, and how a broken one is told.

use serde::{Deserialize, Serialize};

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// Whom or what: a group, leg or place.
    pub subject: String,
    /// How much is used, where the rule is a capacity.
    pub used: u64,
    /// How much there is, where the rule is a capacity.
    pub limit: u64,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// The hard rules of a plan.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Rule { $($(#[$doc])* $name,)* }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Stable code: the Fluent id of the sentence.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
        }
    };
}

rules! {
    /// The group or leg is not in the instance, or its entry makes no sense.
    Unknown = "evac-rule-unknown",
    /// A group has two ways out: a family would be split.
    GroupTwice = "evac-rule-group-twice",
    /// The leg is cancelled.
    LegCancelled = "evac-rule-leg-cancelled",
    /// Boarding of the leg is closed, and the group is not aboard.
    LegClosed = "evac-rule-leg-closed",
    /// The embarkation point is closed at departure.
    PlaceClosed = "evac-rule-place-closed",
    /// The way does not join: bus from elsewhere, or to another place than the leg leaves from.
    Route = "evac-rule-route",
    /// There is no such road, or it is closed while the bus is on it.
    Road = "evac-rule-road",
    /// The bus does not leave at the start of a slot.
    Slot = "evac-rule-slot",
    /// Before the group is ready.
    NotReady = "evac-rule-not-ready",
    /// Too late for check-in.
    Cutoff = "evac-rule-cutoff",
    /// The leg does not take this partner's people.
    Partner = "evac-rule-partner",
    /// The safe haven does not let them in.
    Haven = "evac-rule-haven",
    /// A travel document is missing.
    Document = "evac-rule-document",
    /// A pet where none may travel.
    Pets = "evac-rule-pets",
    /// A minor without guardian.
    MinorAlone = "evac-rule-minor-alone",
    /// A minor's guardian is on another leg or not on any.
    GuardianApart = "evac-rule-guardian-apart",
    /// More people than seats.
    Seats = "evac-rule-seats",
    /// More people lying down than places for them.
    Stretchers = "evac-rule-stretchers",
    /// More wheelchairs than the leg takes.
    Wheelchairs = "evac-rule-wheelchairs",
    /// A vehicle that is not there, is elsewhere, or cannot be loaded and there so early.
    Vehicle = "evac-rule-vehicle",
    /// More people than bus seats.
    Bus = "evac-rule-bus",
    /// More people on a road than it carries.
    RoadCapacity = "evac-rule-road-capacity",
    /// More people waiting at an embarkation point than it holds.
    Holding = "evac-rule-holding",
    /// More people at a safe haven at once than it has beds.
    Beds = "evac-rule-beds",
    /// More people come to a safe haven within 24 hours than it receives.
    Received = "evac-rule-received",
    /// A commitment was not kept.
    Commitment = "evac-rule-commitment",
}
