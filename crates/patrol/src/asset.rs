//! Assets: ships, aircraft and drones that an agency offers to a plan.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Span, Time};

use crate::Authority;

/// What kind of craft it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetClass {
    /// A ship.
    Ship,
    /// A fixed-wing aircraft.
    Aircraft,
    /// A helicopter.
    Helicopter,
    /// An unmanned aircraft.
    Drone,
    /// An unmanned surface vessel.
    UnmannedVessel,
}

impl AssetClass {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ship => "ship",
            Self::Aircraft => "aircraft",
            Self::Helicopter => "helicopter",
            Self::Drone => "drone",
            Self::UnmannedVessel => "unmanned-vessel",
        }
    }

    /// Whether it goes over land.
    #[must_use]
    pub fn flies(self) -> bool {
        matches!(self, Self::Aircraft | Self::Helicopter | Self::Drone)
    }
}

/// A point of the fuel curve: a speed at which legs may be made, and what it burns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeedMode {
    /// Name, such as `economical` or `sprint`.
    pub name: String,
    /// Speed, knots.
    pub speed_kn: f64,
    /// Fuel burnt, tonnes an hour.
    pub fuel_t_per_h: f64,
}

/// How wide a sensor sweeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sensor {
    /// Name, such as `radar` or `eo-ir`.
    pub name: String,
    /// Sweep widths, each for a class of target up to a sea state.
    pub swaths: Vec<Swath>,
}

/// Sweep width of a sensor against a class of target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Swath {
    /// Class of target, such as `fishing-large`; empty means any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target_class: String,
    /// Highest sea state (Douglas, 0 to 9) for which it holds.
    pub sea_state_max: u8,
    /// Sweep width, nautical miles.
    pub swath_nm: f64,
}

/// What people can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrewLimits {
    /// Longest sortie, hours; none means only the endurance counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sortie_max_h: Option<f64>,
    /// Shortest rest in port between sorties, hours.
    #[serde(default)]
    pub rest_min_h: f64,
    /// Most hours away from port in the whole plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_max_h: Option<f64>,
}

/// Highest sea state in which it still does something (Douglas, 0 to 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeatherLimits {
    /// On any task.
    pub task_sea_state_max: u8,
    /// Launching a boat to board.
    pub board_sea_state_max: u8,
}

/// Where an asset is when the plan starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetStart {
    /// Port it lies in; else `position`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// Place at sea, `[lon, lat]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// When it is there; none means the start of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// Fuel aboard, tonnes; none means full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel_t: Option<f64>,
    /// When it left port, if at sea; none means now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_sea_since: Option<Time>,
    /// Hours already away from port in this plan, before the sortie now running.
    #[serde(default)]
    pub hours_used: f64,
    /// Agencies that have an officer aboard besides its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub officers: Vec<String>,
}

/// A ship, aircraft or drone offered to the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Identifier, unique in the request.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Agency that owns it.
    pub agency: String,
    /// What it is.
    pub class: AssetClass,
    /// Ports it may use; it must end its plan in one of them.
    pub bases: Vec<String>,
    /// Where it is when the plan starts.
    pub start: AssetStart,
    /// When it may be away from port; each sortie lies in one of them. Empty means always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Span>,
    /// Speeds for legs, the usual one first.
    pub modes: Vec<SpeedMode>,
    /// Speed while searching or present, knots.
    pub task_speed_kn: f64,
    /// Fuel burnt on task or waiting at sea, tonnes an hour.
    pub task_fuel_t_per_h: f64,
    /// Fuel when full, tonnes.
    pub fuel_capacity_t: f64,
    /// Fuel that must never be touched, tonnes.
    pub fuel_reserve_t: f64,
    /// Longest time between ports, hours.
    pub endurance_h: f64,
    /// What its people can do.
    pub crew: CrewLimits,
    /// Shortest stay in a port between sorties, hours.
    pub turn_round_h: f64,
    /// What it sees with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sensors: Vec<Sensor>,
    /// Whether it carries a boarding team.
    #[serde(default)]
    pub boarding_team: bool,
    /// Under what it may act.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorities: Vec<Authority>,
    /// Registers of inspection vessels on which it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registers: Vec<String>,
    /// In what weather it works.
    pub limits: WeatherLimits,
    /// Height at which it works, feet; none for craft on the water.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altitude_ft: Option<f64>,
    /// What an hour away from port costs its agency, in units of its own choice.
    #[serde(default)]
    pub cost_per_h: f64,
}

impl Asset {
    /// Longest sortie, hours: the shorter of endurance and crew limit.
    #[must_use]
    pub fn sortie_max_h(&self) -> f64 {
        self.crew
            .sortie_max_h
            .map_or(self.endurance_h, |crew| crew.min(self.endurance_h))
    }

    /// Shortest stay in port, hours: the longer of turn-round and rest.
    #[must_use]
    pub fn port_stay_h(&self) -> f64 {
        self.turn_round_h.max(self.crew.rest_min_h)
    }

    /// Widest sweep against a class of target in a sea state, nautical miles; zero if it sees none.
    /// With a sensor named, that sensor only.
    #[must_use]
    pub fn swath_nm(&self, sensor: Option<&str>, target_class: &str, sea_state: u8) -> f64 {
        self.sensors
            .iter()
            .filter(|s| sensor.is_none_or(|name| name == s.name))
            .filter_map(|s| s.swath_nm(target_class, sea_state))
            .fold(0.0, f64::max)
    }
}

impl Sensor {
    /// Sweep width for a class in a sea state: the entry with the lowest limit that still holds, the
    /// class itself before "any".
    #[must_use]
    pub fn swath_nm(&self, target_class: &str, sea_state: u8) -> Option<f64> {
        self.swaths
            .iter()
            .filter(|s| s.target_class.is_empty() || s.target_class == target_class)
            .filter(|s| sea_state <= s.sea_state_max)
            .min_by_key(|s| (s.target_class.is_empty(), s.sea_state_max))
            .map(|s| s.swath_nm)
    }
}
