//! A plan: who goes on which bus to which leg, and what it is worth.

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::bound::Prices;
use super::instance::PlanGroup;
use crate::{GroupId, LegId, PlaceId, VehicleId};

/// A bus ride from an assembly point to an embarkation point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ride {
    /// From where.
    pub from: PlaceId,
    /// To where.
    pub to: PlaceId,
    /// Departure: the start of a slot.
    pub departure: Time,
}

/// One trip of a vehicle with people aboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trip {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Departure: the start of a slot.
    pub departure: Time,
    /// From where.
    pub from: PlaceId,
    /// To where.
    pub to: PlaceId,
}

/// One group's way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The group, whole.
    pub group: GroupId,
    /// The bus; `None` for who is at the embarkation point already. Of who is under way on one, the bus they are on.
    pub ride: Option<Ride>,
    /// The leg.
    pub leg: LegId,
}

impl Assignment {
    /// The bus that still lies ahead of a group. A group that is where the bus goes, and ready only since the bus left, is
    /// on it or got off it.
    #[must_use]
    pub fn ride_ahead(&self, group: &PlanGroup) -> Option<Ride> {
        self.ride
            .filter(|ride| ride.to != group.at || ride.departure > group.ready)
    }
}

/// A group that boarded: nothing about it can change any more.
///
/// Who is on a bus or waits at an embarkation point needs no commitment: the group's entry says where it is, and from when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// The group.
    pub group: GroupId,
    /// The leg it boarded.
    pub leg: LegId,
}

/// Who takes a seat that stays empty on a leg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standby {
    /// The leg.
    pub leg: LegId,
    /// The group, present at its embarkation point by check-in and planned on a later leg from there.
    pub group: GroupId,
    /// 1 is called first.
    pub rank: u32,
}

/// A plan with its own proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Who goes how.
    pub assignments: Vec<Assignment>,
    /// What each vehicle that chooses its own trips does, by vehicle and time; of a new plan also what it has begun.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trips: Vec<Trip>,
    /// Who is called when a seat stays empty.
    pub standby: Vec<Standby>,
    /// Weighted minutes until everyone is safe: class weight times minutes from the start to arrival, for each person;
    /// who is not lifted counts [`super::Weights::not_lifted_h`].
    pub objective: u64,
    /// No plan can be below this, weighted minutes.
    pub bound: f64,
    /// Prices of seats, buses and halls that prove the bound.
    pub prices: Prices,
    /// What made it: `greedy`, `volume`, or how it was pooled.
    pub method: String,
}

impl Plan {
    /// How far above the bound the plan may be, percent of the bound.
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        reason = "weighted minutes stay far below 2^53"
    )]
    pub fn gap_pct(&self) -> f64 {
        if self.objective == 0 {
            return 0.0;
        }
        (self.objective as f64 - self.bound).max(0.0) / self.bound.max(1.0) * 100.0
    }
}
