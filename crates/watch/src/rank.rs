//! The ranked list: which vessels are worth a look first, and why.
//!
//! A vessel's rank is a sum of named points. Each reason is bounded, cites its events and has a low and
//! a high value, because the evidence is uncertain; the list also says what evidence would change it.
//! Points are never a verdict: they order the work of a patrol.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::{EndPoint, EventKind};

/// One reason why a vessel is on the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable code, such as `disabling-supported`.
    pub code: String,
    /// Points given.
    pub points: f64,
    /// Points this reason can give at most.
    pub max_points: f64,
    /// Points if the evidence is read in the vessel's favour.
    pub low: f64,
    /// Points if the evidence is read against it.
    pub high: f64,
    /// Identifiers of the events behind it, the heaviest first.
    pub events: Vec<String>,
    /// Numbers that explain it, units in their names.
    pub numbers: BTreeMap<String, f64>,
}

/// A sum of points with its uncertainty, 0 to 100.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Points.
    pub points: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
}

/// Evidence that would raise or lower the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WouldChange {
    /// Stable code, such as `vms-report-in-gap`.
    pub code: String,
    /// Points the score would change by, negative when it would fall.
    pub effect_points: f64,
}

/// One vessel of the ranked list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Place in the whole list, from 1, before limit and offset.
    pub rank: usize,
    /// MMSI as sent.
    pub mmsi: u32,
    /// Track of that MMSI, `MMSI-n`.
    pub track: String,
    /// Name, if sent.
    pub name: Option<String>,
    /// Call sign, if sent.
    pub call_sign: Option<String>,
    /// IMO number, if sent.
    pub imo: Option<u32>,
    /// Flag (ISO 3166 alpha-3), if known.
    pub flag: Option<String>,
    /// Gear or vessel class from a registry, if known.
    pub gear: Option<String>,
    /// AIS ship type, if sent.
    pub ship_type: Option<u8>,
    /// Last known time and place.
    pub last: EndPoint,
    /// Points.
    pub score: Score,
    /// Reasons, the heaviest first.
    pub reasons: Vec<Reason>,
    /// What would change the score, the greatest effect first.
    pub would_change: Vec<WouldChange>,
    /// Codes of what is not known and could matter, such as `authorisation-unknown`.
    pub unknowns: Vec<String>,
}

/// What to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RankQuery {
    /// Moment the list is for; event time reached when absent.
    pub as_of: Option<Time>,
    /// Only these flags (ISO 3166 alpha-3); empty means all.
    pub flags: Vec<String>,
    /// Only vessels whose gear or role has one of these words; empty means all.
    pub gears: Vec<String>,
    /// Only these AIS ship types; empty means all.
    pub ship_types: Vec<u8>,
    /// Only vessels with an event of one of these kinds; empty means all.
    pub kinds: Vec<EventKind>,
    /// Only vessels with at least so many points.
    pub points_min: f64,
    /// Only vessels last seen in, or with an event that starts or ends in, this area (its index).
    pub area: Option<usize>,
    /// Only vessels whose MMSI, IMO, call sign or name contains this text.
    pub text: Option<String>,
    /// Places to skip.
    pub offset: usize,
    /// Places to give; absent means all.
    pub limit: Option<usize>,
}
