//! What control and players' nodes say to each other: one JSON object a line.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use vigie_exercise::{LinkQuality, PatrolOrder, expectation::Seen, msel::Words};
use vigie_sea::Time;
use vigie_watch::Change;

use super::{
    attached::{Attached, Written},
    pictures::Shown,
};
use crate::drill::door::Sensed;

/// Longest line, bytes: a picture of 100,000 ships stays below.
pub(crate) const LINE_BYTES_MAX: usize = 8 << 20;

/// Why a node that plays another world than control is refused.
pub(crate) const OTHER_WORLD: &str = "conduct-other-world";

/// From a player's node to control.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub(crate) enum ToControl {
    /// The first line.
    Hello {
        party: String,
        key: String,
        /// The branch its folder is on.
        #[serde(default)]
        branch: u32,
        /// Number of the last report of a sensor that it has.
        #[serde(default)]
        sensed: u64,
        /// Digest of the world it plays: texts, seed and start of the scenario.
        #[serde(default)]
        world: String,
    },
    /// Changes of the watch's events, in order; `seq` is the number of the last.
    Changes { changes: Vec<Change>, seq: u64 },
    /// What people did; `cursor` is how far the log was read.
    Observed { events: Vec<Seen>, cursor: Value },
    /// Where the watch shows ships: MMSI, latitude, longitude, degrees; and places that partners shared, newer than these or of
    /// other ships.
    Picture {
        at: Time,
        ships: Vec<Shown>,
        #[serde(default)]
        shared: Vec<Shown>,
    },
    /// Assets of this partner were ordered somewhere.
    Ordered { orders: Vec<PatrolOrder> },
    /// An inject was seen.
    Acknowledged { inject: String, by: String },
    /// Real life came first.
    NoDuff { title: String, by: String },
    /// How far the watch is.
    Alive { event_time: Option<Time> },
}

/// An inject as the players get it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Delivered {
    pub(crate) id: String,
    pub(crate) number: u32,
    pub(crate) branch: u32,
    pub(crate) kind: String,
    pub(crate) channel: String,
    pub(crate) title: Words,
    pub(crate) body: Words,
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) attachments: Vec<String>,
    /// Those of them that go with it.
    #[serde(default)]
    pub(crate) files: Vec<Attached>,
    pub(crate) at: Time,
}

/// The clock as players may know it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct ClockTold {
    pub(crate) now: Time,
    pub(crate) speed: f64,
    pub(crate) running: bool,
    pub(crate) frozen: bool,
    pub(crate) over: bool,
    pub(crate) branch: u32,
    /// The link between the partners is cut by an effect or a blackout of the scenario.
    pub(crate) link_cut: bool,
    /// What the scenario does to what this partner says to others now.
    #[serde(default)]
    pub(crate) link_bad: Option<LinkQuality>,
}

/// From control to a player's node.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub(crate) enum ToPlayer {
    /// Where the sensors' lines come from, and how far control knows this node's log.
    Welcome {
        feed: String,
        cursor: Value,
        changes: u64,
    },
    /// This node cannot play here: why, as a code.
    Refused { code: String },
    /// The clock.
    Clock(ClockTold),
    /// A file that the next inject names.
    File(Box<Written>),
    /// An inject.
    Inject(Box<Delivered>),
    /// What a sensor besides AIS said.
    Sensed(Box<Sensed>),
}
