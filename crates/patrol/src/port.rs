//! Where assets turn round, take fuel, and where officers of a partner embark.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Span};

/// A port, airfield or anchorage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Port {
    /// Identifier, unique in the request.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Where, `[lon, lat]`.
    pub position: Position,
    /// Whether it gives fuel.
    #[serde(default)]
    pub fuel: bool,
}

/// A ship that gives fuel at sea, at a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tanker {
    /// Identifier, unique in the request.
    pub id: String,
    /// Agency that owns it.
    pub agency: String,
    /// Agencies it serves besides its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<String>,
    /// Where it waits, `[lon, lat]`.
    pub position: Position,
    /// When it is there; empty means always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Span>,
    /// Fuel it can give in the whole plan, tonnes.
    pub fuel_t: f64,
    /// Hours alongside.
    pub duration_h: f64,
}

impl Tanker {
    /// Whether it gives fuel to assets of an agency.
    #[must_use]
    pub fn gives_to(&self, agency: &str) -> bool {
        self.agency == agency || self.serves.iter().any(|a| a == agency)
    }
}

/// An officer who may embark on a partner's asset (a ship-rider), and with whom authority comes aboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rider {
    /// Identifier, unique in the request.
    pub id: String,
    /// Agency of the officer.
    pub agency: String,
    /// Agencies on whose assets the officer may embark.
    pub serves: Vec<String>,
    /// Port where the officer waits.
    pub port: String,
    /// When the officer may embark; empty means any time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Span>,
    /// How long the officer stays aboard, hours; then the authority ends.
    pub aboard_max_h: f64,
}
