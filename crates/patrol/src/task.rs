//! Tasks: what the plan may do, what each is worth, when, and what it needs.
//!
//! Value falls with age (half-life), with a double visit (factor), and grows concavely with effort on an
//! area: V (1 − exp(−Σ a·h)), with a = sweep width × speed / area an hour (Koopman's random search). An
//! intercept is worth its value times the chance to find the ship in the circle where it is predicted.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Span, Time};

use crate::search::Pattern;
use crate::{AssetClass, AuthorityNeed};

/// A round area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circle {
    /// Its centre, `[lon, lat]`.
    pub centre: Position,
    /// Its radius, nautical miles.
    pub radius_nm: f64,
}

/// A rectangle, by its sides and where the long one points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rectangle {
    /// Long side, nautical miles.
    pub length_nm: f64,
    /// Short side, nautical miles.
    pub width_nm: f64,
    /// Where the long side points, degrees true.
    pub axis_deg: f64,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TaskKind {
    /// Go and look at a place.
    Visit {
        /// Where.
        position: Position,
    },
    /// Meet a moving ship, look for it in the circle of its uncertainty, and identify it.
    Intercept {
        /// The ship.
        target: String,
        /// Hours spent looking for it, part of the duration.
        locate_h: f64,
    },
    /// Board a ship, moving or lying at a place.
    Board {
        /// The ship.
        target: String,
        /// Hours spent looking for it, part of the duration.
        locate_h: f64,
    },
    /// Stay with a moving ship; the asset ends where the ship is then.
    Escort {
        /// The ship.
        target: String,
    },
    /// Search an area, in steps of the task's duration.
    Search {
        /// Where.
        area: Circle,
        /// Class of what is sought, for the sweep width.
        target_class: String,
        /// Most steps in the whole plan.
        steps_max: u8,
        /// How it is run; none means parallel sweeps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pattern: Option<Pattern>,
        /// The rectangle around the centre that is searched, as large as the circle; none lays one twice as long as wide
        /// along the way of who comes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rectangle: Option<Rectangle>,
    },
    /// Be seen in an area, in steps of the task's duration.
    Presence {
        /// Where.
        area: Circle,
        /// Hours after which 63 % of the deterrence is reached.
        scale_h: f64,
        /// Most steps in the whole plan.
        steps_max: u8,
    },
    /// Call at a port.
    PortCall {
        /// Which.
        port: String,
    },
    /// Check an event of the watch where it happened.
    Event {
        /// Where.
        position: Position,
        /// When.
        time: Time,
    },
    /// Be there to exploit what a satellite shows: the task may begin when the picture is there.
    SatellitePass {
        /// Middle of the picture.
        position: Position,
        /// When the satellite passes.
        time: Time,
        /// Hours from the pass to the picture in hand.
        latency_h: f64,
        /// Hours after the pass at which the picture is worth nothing.
        useful_h: f64,
    },
}

/// How value falls with age.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decay {
    /// Until when the full value stands.
    pub from: Time,
    /// Hours in which it halves.
    pub half_life_h: f64,
    /// Share of the value below which it does not fall, 0 to 1.
    #[serde(default)]
    pub floor: f64,
}

/// Whether it is worth coming back.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// Most visits in the whole plan, the first included.
    pub visits_max: u8,
    /// Worth of each further visit as a share of the one before, 0 to 1.
    pub factor: f64,
    /// Shortest time between beginnings of two visits, hours.
    #[serde(default)]
    pub gap_h: f64,
}

/// What a task needs of an asset.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Needs {
    /// Classes of asset that may do it; empty means any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<AssetClass>,
    /// Sensor that must be carried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensor: Option<String>,
    /// Authority that must be held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<AuthorityNeed>,
    /// Agencies of which an officer must be aboard.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub officers: Vec<String>,
    /// Whether a boarding team must be carried.
    pub boarding_team: bool,
    /// Whether the sun must be up from begin to end.
    pub daylight: bool,
}

/// Tasks that meet: all are done or none, by different assets, beginning together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meet {
    /// Name of the meeting; tasks of the same name meet.
    pub group: String,
    /// How far apart they may begin, minutes.
    #[serde(default)]
    pub within_min: f64,
}

/// Something the plan may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Identifier, unique in the request.
    pub id: String,
    /// Name for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What is to be done.
    #[serde(flatten)]
    pub kind: TaskKind,
    /// Agency that wants it done.
    pub owner: String,
    /// Agencies that may know of it and do it besides the owner; empty means the owner alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub releasable_to: Vec<String>,
    /// What it is worth, in points of the watch's rank.
    pub value: f64,
    /// When it may begin; empty means any time of the plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Span>,
    /// How long it takes, hours; for an area, one step.
    pub duration_h: f64,
    /// How its value falls with age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decay: Option<Decay>,
    /// Whether it is worth coming back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// What it needs.
    #[serde(default)]
    pub needs: Needs,
    /// Which meeting it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meet: Option<Meet>,
}

impl TaskKind {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Visit { .. } => "visit",
            Self::Intercept { .. } => "intercept",
            Self::Board { .. } => "board",
            Self::Escort { .. } => "escort",
            Self::Search { .. } => "search",
            Self::Presence { .. } => "presence",
            Self::PortCall { .. } => "port-call",
            Self::Event { .. } => "event",
            Self::SatellitePass { .. } => "satellite-pass",
        }
    }

    /// Where it is, if that is known beforehand; a port call is where its port is.
    #[must_use]
    pub fn fixed_place(&self) -> Option<Position> {
        match self {
            Self::Visit { position }
            | Self::Event { position, .. }
            | Self::SatellitePass { position, .. } => Some(*position),
            Self::Search { area, .. } | Self::Presence { area, .. } => Some(area.centre),
            _ => None,
        }
    }

    /// The moving ship, if it is about one.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Intercept { target, .. }
            | Self::Board { target, .. }
            | Self::Escort { target } => Some(target),
            _ => None,
        }
    }
}

impl Task {
    /// Whether an agency may know of it and do it.
    #[must_use]
    pub fn released_to(&self, agency: &str) -> bool {
        self.owner == agency || self.releasable_to.iter().any(|a| a == agency)
    }

    /// Most times it may be done in the whole plan.
    #[must_use]
    pub fn visits_max(&self) -> u8 {
        match &self.kind {
            TaskKind::Search { steps_max, .. } | TaskKind::Presence { steps_max, .. } => *steps_max,
            _ => self.repeat.map_or(1, |r| r.visits_max),
        }
    }

    /// Share of the value that is left at a moment, 0 to 1.
    #[must_use]
    pub fn freshness(&self, time: Time) -> f64 {
        self.decay.map_or(1.0, |decay| {
            let age_h = time.since_s(decay.from).max(0.0) / 3_600.0;
            (-age_h / decay.half_life_h).exp2().max(decay.floor)
        })
    }
}
