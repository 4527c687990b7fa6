//! What a node logged that an expectation can be about: a plain value, made by the node from its real log.

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

/// Something that happened at a partner's node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// When, by the exercise's clock.
    pub at: Time,
    /// At whose node; `truth` for the simulated world itself.
    pub party: String,
    /// What.
    #[serde(flatten)]
    pub seen: Seen,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "seen", rename_all = "snake_case")]
pub enum Seen {
    /// The watch raised an event or gave it new life.
    Alert {
        /// Id of the event.
        event: String,
        /// Code of its kind.
        kind: String,
        /// Ships.
        mmsis: Vec<u32>,
        /// Area concerned.
        area: Option<String>,
    },
    /// An officer confirmed an event.
    Confirmed {
        /// Id of the event.
        event: String,
        /// Code of its kind.
        kind: String,
        /// Ships.
        mmsis: Vec<u32>,
        /// Area concerned.
        area: Option<String>,
    },
    /// An officer dismissed an event.
    Dismissed {
        /// Id of the event.
        event: String,
        /// Ships.
        mmsis: Vec<u32>,
    },
    /// The node first held a track of a ship.
    Track {
        /// The ship.
        mmsi: u32,
    },
    /// An object went to a partner.
    Released {
        /// The partner.
        to: String,
        /// Kind of the object.
        class: String,
        /// Its id on this node.
        object: String,
        /// Ships it is about.
        mmsis: Vec<u32>,
    },
    /// An object came from a partner.
    Received {
        /// The partner.
        from: String,
        /// Kind of the object.
        class: String,
        /// Its id, as the partner's node calls it.
        object: String,
        /// Ships it is about.
        mmsis: Vec<u32>,
        /// What of it the partner's agreement does not explain.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        beyond: Vec<String>,
    },
    /// A patrol or evacuation plan was made or changed.
    Planned {
        /// The plan.
        plan: String,
        /// Ships it goes for.
        mmsis: Vec<u32>,
        /// Areas it covers.
        areas: Vec<String>,
    },
    /// An order went out.
    Tasked {
        /// The plan or order.
        order: String,
        /// Ships it is about.
        mmsis: Vec<u32>,
        /// Areas it is about.
        areas: Vec<String>,
    },
    /// A boarding was reported.
    Boarded {
        /// The report.
        report: String,
        /// The ship, if the report names her.
        mmsis: Vec<u32>,
    },
    /// How many persons of a crisis are accounted for.
    Accounted {
        /// The crisis.
        crisis: String,
        /// Accounted for.
        accounted: u64,
        /// Registered.
        registered: u64,
    },
    /// Players said that they saw an inject.
    Acknowledged {
        /// The inject.
        inject: String,
        /// Who.
        user: String,
    },
    /// A ship entered an area, in truth.
    Entered {
        /// The area.
        area: String,
        /// The ship.
        mmsi: u32,
    },
}

impl Seen {
    /// Ships it is about.
    #[must_use]
    pub fn mmsis(&self) -> &[u32] {
        match self {
            Self::Alert { mmsis, .. }
            | Self::Confirmed { mmsis, .. }
            | Self::Dismissed { mmsis, .. }
            | Self::Released { mmsis, .. }
            | Self::Received { mmsis, .. }
            | Self::Planned { mmsis, .. }
            | Self::Tasked { mmsis, .. }
            | Self::Boarded { mmsis, .. } => mmsis,
            Self::Track { mmsi } | Self::Entered { mmsi, .. } => std::slice::from_ref(mmsi),
            Self::Accounted { .. } | Self::Acknowledged { .. } => &[],
        }
    }

    /// Whether it is about an area.
    #[must_use]
    pub fn is_in(&self, wanted: &str) -> bool {
        match self {
            Self::Alert { area, .. } | Self::Confirmed { area, .. } => {
                area.as_deref() == Some(wanted)
            }
            Self::Planned { areas, .. } | Self::Tasked { areas, .. } => {
                areas.iter().any(|one| one == wanted)
            }
            Self::Entered { area, .. } => area == wanted,
            _ => false,
        }
    }
}
