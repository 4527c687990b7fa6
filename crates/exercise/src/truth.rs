//! What really happened: the labelled intervals that controllers see and detectors are scored against.
//!
//! Truth is taken from the world (true places, switches, papers), never from what was emitted: it is the
//! same whether anyone listened or not. Players never see it.

use serde::{Deserialize, Serialize};
use vigie_sea::{Span, Time};
use vigie_watch::EventKind;

/// Kind of truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TruthKind {
    /// Transponder switched off where ships around are heard.
    IntentionalGap,
    /// Silence explained by poor reception or an outage of the feed.
    InnocentGap,
    /// Two ships within 500 m, below 2 kn.
    Encounter,
    /// A carrier or bunker below 2 kn for at least 8 h, away from ports.
    Loitering,
    /// Gear in the water.
    Fishing,
    /// In port, stopped.
    PortVisit,
    /// At an anchorage, stopped.
    AnchorageVisit,
    /// Inside a closed area.
    AreaVisit,
    /// Positions sent with a constant error.
    ShiftedPosition,
    /// Positions sent on a circle elsewhere.
    CirclingPosition,
    /// Another name or call sign under the same MMSI.
    IdentityChange,
    /// Two hulls under one MMSI.
    SharedMmsi,
    /// On the exercise's IUU list.
    IuuListed,
    /// Positions of an earlier voyage, played again.
    ReplayedPosition,
    /// One and the same position sent again and again, perhaps on land.
    FrozenPosition,
    /// Gear in the water without a licence for it.
    UnauthorisedFishing,
    /// Steaming from one place to another, for at least an hour.
    Transit,
    /// Sailed as a real ship once did: claims about her are not judged.
    Recorded,
}

impl TruthKind {
    /// All kinds, in order.
    pub const ALL: [Self; 18] = [
        Self::IntentionalGap,
        Self::InnocentGap,
        Self::Encounter,
        Self::Loitering,
        Self::Fishing,
        Self::PortVisit,
        Self::AnchorageVisit,
        Self::AreaVisit,
        Self::ShiftedPosition,
        Self::CirclingPosition,
        Self::IdentityChange,
        Self::SharedMmsi,
        Self::IuuListed,
        Self::ReplayedPosition,
        Self::FrozenPosition,
        Self::UnauthorisedFishing,
        Self::Transit,
        Self::Recorded,
    ];

    /// Stable code, as in JSON; `truth-…` with hyphens is the sentence of the catalogue.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::IntentionalGap => "intentional_gap",
            Self::InnocentGap => "innocent_gap",
            Self::Encounter => "encounter",
            Self::Loitering => "loitering",
            Self::Fishing => "fishing",
            Self::PortVisit => "port_visit",
            Self::AnchorageVisit => "anchorage_visit",
            Self::AreaVisit => "area_visit",
            Self::ShiftedPosition => "shifted_position",
            Self::CirclingPosition => "circling_position",
            Self::IdentityChange => "identity_change",
            Self::SharedMmsi => "shared_mmsi",
            Self::IuuListed => "iuu_listed",
            Self::ReplayedPosition => "replayed_position",
            Self::FrozenPosition => "frozen_position",
            Self::UnauthorisedFishing => "unauthorised_fishing",
            Self::Transit => "transit",
            Self::Recorded => "recorded",
        }
    }

    /// Whether a watch wants to know of it; fishing, port calls, transits and innocent silence are daily business.
    #[must_use]
    pub fn is_incident(self) -> bool {
        !matches!(
            self,
            Self::Fishing
                | Self::PortVisit
                | Self::AnchorageVisit
                | Self::InnocentGap
                | Self::Transit
                | Self::Recorded
        )
    }

    /// The kind of event that should report it; `None` for what is nobody's fault (a transit, real traffic) and for what has a row of
    /// its own in the score (unauthorised fishing: an event of fishing by a ship without a licence).
    #[must_use]
    pub fn event_kind(self) -> Option<EventKind> {
        Some(match self {
            Self::IntentionalGap | Self::InnocentGap => EventKind::Gap,
            Self::Encounter => EventKind::Encounter,
            Self::Loitering => EventKind::Loitering,
            Self::Fishing => EventKind::Fishing,
            Self::PortVisit => EventKind::PortVisit,
            Self::AnchorageVisit => EventKind::AnchorageVisit,
            Self::AreaVisit => EventKind::AreaVisit,
            Self::ShiftedPosition
            | Self::CirclingPosition
            | Self::ReplayedPosition
            | Self::FrozenPosition => EventKind::ImplausiblePosition,
            Self::IdentityChange => EventKind::IdentityConflict,
            Self::SharedMmsi => EventKind::SharedMmsi,
            Self::IuuListed => EventKind::ListMatch,
            Self::UnauthorisedFishing | Self::Transit | Self::Recorded => return None,
        })
    }
}

/// One labelled interval.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TruthEvent {
    /// Beginning.
    pub start: Time,
    /// End.
    pub end: Time,
    /// Kind.
    pub kind: TruthKind,
    /// Ships concerned, ascending.
    pub mmsis: Vec<u32>,
    /// Stable code of what it is, such as `carrier-across-midnight`.
    pub note: String,
}

impl TruthEvent {
    pub(crate) fn new(kind: TruthKind, mut mmsis: Vec<u32>, span: Span, note: &str) -> Self {
        mmsis.sort_unstable();
        mmsis.dedup();
        Self {
            start: span.start,
            end: span.end,
            kind,
            mmsis,
            note: note.to_owned(),
        }
    }

    /// Its time.
    #[must_use]
    pub fn span(&self) -> Span {
        Span {
            start: self.start,
            end: self.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_json() {
        for kind in TruthKind::ALL {
            assert_eq!(serde_json::json!(kind), serde_json::json!(kind.code()));
        }
        // A kind that is nobody's event is no incident, but for the one that has a row of its own in the score.
        for kind in TruthKind::ALL {
            let silent = kind.event_kind().is_none() && kind != TruthKind::UnauthorisedFishing;
            assert!(!silent || !kind.is_incident(), "{kind:?}");
        }
    }
}
