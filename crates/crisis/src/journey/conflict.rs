//! Contradictions: what two devices say that cannot both be so. Listed, never resolved by a rule.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{EventId, event::hex};
use crate::{DeviceId, LegId, PersonId, PlaceId};

/// Which contradiction: the same for everyone who holds the same events.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConflictId(pub String);

/// What contradicts what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConflictKind {
    /// On board of two legs at once.
    TwoLegs {
        /// The person.
        person: PersonId,
        /// The legs.
        legs: [LegId; 2],
        /// The two boardings.
        events: [EventId; 2],
    },
    /// Seen at two places sooner than one gets from one to the other.
    TwoPlaces {
        /// The person.
        person: PersonId,
        /// The places.
        places: [PlaceId; 2],
        /// The two sightings.
        events: [EventId; 2],
    },
    /// Seen on land after going on board, without leaving the leg.
    AshoreAfterBoarding {
        /// The person.
        person: PersonId,
        /// The leg.
        leg: LegId,
        /// Boarding and sighting.
        events: [EventId; 2],
    },
    /// Scanned aboard, and said not to have come when boarding was closed later: the scan came late, or one of both is wrong.
    NoShowAboard {
        /// The person.
        person: PersonId,
        /// The leg.
        leg: LegId,
        /// Boarding and no-show.
        events: [EventId; 2],
    },
    /// Aboard a leg without being on the manifest that was final when its boarding was closed.
    LateAboard {
        /// The person.
        person: PersonId,
        /// The leg.
        leg: LegId,
        /// The scan, or the arrival by that leg.
        event: EventId,
        /// When boarding was closed, milliseconds since 1970 UTC.
        closed_ms: i64,
    },
    /// Arrived at two places.
    TwoArrivals {
        /// The person.
        person: PersonId,
        /// The places.
        places: [PlaceId; 2],
        /// The two arrivals.
        events: [EventId; 2],
    },
    /// Reported dead, and seen after.
    SeenAfterDeath {
        /// The person.
        person: PersonId,
        /// Report and sighting.
        events: [EventId; 2],
    },
    /// One travel document, two persons.
    SameDocument {
        /// The persons, in order.
        persons: Vec<PersonId>,
        /// A check-in of each.
        events: Vec<EventId>,
    },
    /// A minor on board without the guardian.
    MinorAlone {
        /// The minor.
        person: PersonId,
        /// The guardian, if one is named.
        guardian: Option<PersonId>,
        /// The leg.
        leg: LegId,
    },
    /// More people on board than seats.
    OverCapacity {
        /// The leg.
        leg: LegId,
        /// How many people it can take, sitting or lying.
        seats: u32,
        /// People on board.
        boarded: u32,
    },
    /// Two different events of a device bear one number: it was restored or copied.
    Forked {
        /// The number.
        event: EventId,
    },
    /// An event does not follow the one before it.
    BrokenChain {
        /// The event.
        event: EventId,
    },
    /// The clock of a device went back by more than the tolerance.
    ClockBack {
        /// The device.
        device: DeviceId,
        /// The event after the jump.
        event: EventId,
    },
    /// Merged into two persons, or in a circle.
    MergeUnclear {
        /// The person.
        person: PersonId,
        /// The merges.
        events: Vec<EventId>,
    },
    /// An event about a person whom nobody registered.
    NotRegistered {
        /// The person.
        person: PersonId,
    },
    /// A correction of a correction, or of an event that is not here: it has no effect.
    IdleCorrection {
        /// The correction.
        event: EventId,
    },
}

impl ConflictKind {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TwoLegs { .. } => "two_legs",
            Self::TwoPlaces { .. } => "two_places",
            Self::AshoreAfterBoarding { .. } => "ashore_after_boarding",
            Self::NoShowAboard { .. } => "no_show_aboard",
            Self::LateAboard { .. } => "late_aboard",
            Self::TwoArrivals { .. } => "two_arrivals",
            Self::SeenAfterDeath { .. } => "seen_after_death",
            Self::SameDocument { .. } => "same_document",
            Self::MinorAlone { .. } => "minor_alone",
            Self::OverCapacity { .. } => "over_capacity",
            Self::Forked { .. } => "forked",
            Self::BrokenChain { .. } => "broken_chain",
            Self::ClockBack { .. } => "clock_back",
            Self::MergeUnclear { .. } => "merge_unclear",
            Self::NotRegistered { .. } => "not_registered",
            Self::IdleCorrection { .. } => "idle_correction",
        }
    }

    /// What identifies it: kind and contents. Who is aboard without being on the final manifest is the same contradiction
    /// when they are scanned again or arrive: settled once, it stays settled.
    #[must_use]
    pub fn id(&self) -> ConflictId {
        let mut same = self.clone();
        if let Self::LateAboard { event, .. } = &mut same {
            *event = EventId {
                device: DeviceId::from_number(0),
                seq: 0,
            };
        }
        let text = serde_json::to_string(&same).unwrap_or_default();
        let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        ConflictId(hex(digest.split_at(12).0))
    }
}

/// A contradiction, and whether a person has looked at it and let it stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Conflict {
    /// Id.
    pub id: ConflictId,
    /// What contradicts what.
    #[serde(flatten)]
    pub kind: ConflictKind,
    /// The event that settled it.
    pub settled: Option<EventId>,
}
