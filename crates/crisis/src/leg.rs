//! A transport leg: one departure of one aircraft, ship or convoy that takes people to a safe haven.
//!
//! Seats are small perishable blocks: a leg that left half empty is a failure that no plan repairs. So a leg says exactly
//! who may board, until when, and how many of which kind of place it has.

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::{LegId, PlaceId};

/// What moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Aircraft.
    Air,
    /// Ship.
    Sea,
    /// Bus or convoy across a land border.
    Road,
    /// Train.
    Rail,
}

/// Where a leg stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegStatus {
    /// Asked for, not yet promised by the carrier. It is planned with.
    Planned,
    /// Promised by the carrier.
    Confirmed,
    /// Will not go. Nobody is planned on it.
    Cancelled,
    /// Its boarding is closed: who is aboard goes, nobody else is planned on it.
    Closed,
    /// Under way.
    Departed,
    /// At the safe haven.
    Arrived,
}

/// An amount of money in the smallest unit of its currency (cents, yen).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// ISO 4217 code, such as `CAD` or `JPY`.
    pub currency: String,
    /// Amount in the smallest unit.
    pub minor: i64,
}

/// One leg.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    /// Identifier.
    pub id: LegId,
    /// Flight number, ship's name or convoy.
    pub name: String,
    /// The partner that runs or chartered it, such as `CA`. It alone decides about its seats.
    pub owner: String,
    /// What moves.
    pub mode: Mode,
    /// Embarkation point.
    pub from: PlaceId,
    /// Safe haven.
    pub to: PlaceId,
    /// Check-in closes. Who is at the embarkation point by then may board.
    pub cutoff: Time,
    /// Departure.
    pub departure: Time,
    /// Arrival at the safe haven.
    pub arrival: Time,
    /// Seats.
    pub seats: u32,
    /// Places for people lying down, beside the seats.
    #[serde(default)]
    pub stretchers: u32,
    /// Seats that a person in a wheelchair can take; `None`: any of the seats.
    #[serde(default)]
    pub wheelchairs: Option<u32>,
    /// Whether pets may travel.
    #[serde(default)]
    pub pets: bool,
    /// Partners whose people may board beside the owner's.
    #[serde(default)]
    pub open_to: Vec<String>,
    /// Whether the safe haven lets in only who has a valid travel document.
    #[serde(default)]
    pub document_required: bool,
    /// Cost of the whole leg, to recover from who uses it.
    #[serde(default)]
    pub cost: Option<Money>,
    /// How likely it goes as planned, percent; for the stress test.
    #[serde(default = "certain")]
    pub reliability_pct: u8,
    /// Where it stands.
    #[serde(default = "planned")]
    pub status: LegStatus,
}

fn certain() -> u8 {
    100
}

fn planned() -> LegStatus {
    LegStatus::Planned
}

impl Leg {
    /// Whether people of this partner may board.
    #[must_use]
    pub fn takes(&self, partner: &str) -> bool {
        self.owner == partner || self.open_to.iter().any(|open| open == partner)
    }
}
