//! A plan: for each asset, its stops in order with times, miles, fuel and who is aboard.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

/// What is done at a stop.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum StopKind {
    /// A task.
    Task {
        /// Its identifier.
        task: String,
    },
    /// A stay in port: fuel, rest, endurance anew.
    Port {
        /// The port.
        port: String,
    },
    /// Fuel from a tanker at sea.
    Tanker {
        /// The tanker.
        tanker: String,
    },
    /// An officer of a partner embarks in port. It is a stay in port too.
    Embark {
        /// The officer.
        rider: String,
    },
}

impl StopKind {
    /// The identifier of what is done.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Task { task } => task,
            Self::Port { port } => port,
            Self::Tanker { tanker } => tanker,
            Self::Embark { rider } => rider,
        }
    }

    /// Whether it is a stay in port.
    #[must_use]
    pub fn in_port(&self) -> bool {
        matches!(self, Self::Port { .. } | Self::Embark { .. })
    }
}

/// One stop of an asset, with the leg that leads to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// What is done.
    #[serde(flatten)]
    pub kind: StopKind,
    /// Name of the speed mode of the leg.
    pub mode: String,
    /// When it leaves the place before.
    pub depart: Time,
    /// When it is there.
    pub arrive: Time,
    /// When the work begins.
    pub begin: Time,
    /// When the work ends.
    pub end: Time,
    /// Where the work begins.
    pub position: Position,
    /// Where the work ends.
    pub position_end: Position,
    /// Length of the leg, nautical miles.
    pub distance_nm: f64,
    /// Fuel burnt since the stop before, tonnes.
    pub fuel_used_t: f64,
    /// Fuel taken here, tonnes.
    pub fuel_taken_t: f64,
    /// Fuel aboard at the end, tonnes.
    pub fuel_end_t: f64,
    /// Value earned here, points.
    pub value: f64,
    /// Instrument of the authority used, if one is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Already ordered or done: a new plan may not change it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub frozen: bool,
}

/// What one asset does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// The asset.
    pub asset: String,
    /// Its stops in order; the last is a port. Empty if it stays where it is.
    pub stops: Vec<Stop>,
}

/// What a plan or a part of it amounts to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Value of the tasks, points.
    pub value: f64,
    /// Miles run.
    pub distance_nm: f64,
    /// Fuel burnt, tonnes.
    pub fuel_t: f64,
    /// Hours away from port.
    pub hours: f64,
    /// Cost, in the agencies' units.
    pub cost: f64,
    /// Visits made to tasks.
    pub tasks: usize,
}

/// A joint plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// One for each asset, in the order of the request.
    pub routes: Vec<Route>,
    /// What it amounts to.
    pub total: Measures,
}

impl Plan {
    /// The route of an asset.
    #[must_use]
    pub fn route(&self, asset: &str) -> Option<&Route> {
        self.routes.iter().find(|r| r.asset == asset)
    }

    /// All stops with their asset.
    pub fn stops(&self) -> impl Iterator<Item = (&str, &Stop)> {
        self.routes
            .iter()
            .flat_map(|r| r.stops.iter().map(|s| (r.asset.as_str(), s)))
    }
}
