//! One asset's way: waypoints with times, and the stops of the plan among them.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

use crate::{AssetClass, Plan, Route, Stop};

/// What a waypoint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaypointKind {
    /// Where the order begins.
    Departure,
    /// A corner of the way around land or closed waters.
    Via,
    /// A stop of the plan: a task, a port, a tanker.
    Stop,
    /// A corner of a search pattern.
    Search,
}

impl WaypointKind {
    /// The stable code, as in documents and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Departure => "departure",
            Self::Via => "via",
            Self::Stop => "stop",
            Self::Search => "search",
        }
    }

    /// The kind of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Departure, Self::Via, Self::Stop, Self::Search]
            .into_iter()
            .find(|k| k.code() == code)
    }
}

/// A place on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waypoint {
    /// Name as the bridge will see it.
    pub name: String,
    /// What it is for.
    pub kind: WaypointKind,
    /// Where.
    pub position: Position,
    /// When it is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<Time>,
    /// When it is left, if not at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etd: Option<Time>,
    /// Speed of the leg that leads to it, knots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_kn: Option<f64>,
    /// The stop of the plan, at a stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<Stop>,
}

/// One asset's way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Itinerary {
    /// Identifier of the asset.
    pub asset: String,
    /// Its name.
    pub name: String,
    /// Its agency.
    pub agency: String,
    /// What it is; none if the document did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<AssetClass>,
    /// Height at which it works, feet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altitude_ft: Option<f64>,
    /// Title of the order.
    pub title: String,
    /// When it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Time>,
    /// Its waypoints in order.
    pub waypoints: Vec<Waypoint>,
}

impl Itinerary {
    /// The asset's route in the plan, out of the stops among the waypoints.
    #[must_use]
    pub fn route(&self) -> Route {
        Route {
            asset: self.asset.clone(),
            stops: self
                .waypoints
                .iter()
                .filter_map(|w| w.stop.clone())
                .collect(),
        }
    }

    /// Puts the asset's route into a plan in place of the one it has there.
    pub fn amend(&self, plan: &mut Plan) {
        let route = self.route();
        match plan.routes.iter_mut().find(|r| r.asset == route.asset) {
            Some(old) => *old = route,
            None => plan.routes.push(route),
        }
    }

    /// First and last moment.
    #[must_use]
    pub fn span(&self) -> Option<(Time, Time)> {
        let times = || self.waypoints.iter().flat_map(|w| [w.eta, w.etd]).flatten();
        Some((times().min()?, times().max()?))
    }
}

/// Letters, digits and hyphens only: what any system takes as an identifier.
#[must_use]
pub(super) fn uid_safe(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '-'
            }
        })
        .collect()
}
