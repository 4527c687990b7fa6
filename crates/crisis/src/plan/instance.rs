//! What a plan is made from: places, roads, buses, legs and the groups that want to leave.
//!
//! Times are moments in UTC; a plan counts in whole minutes from [`Instance::start`]. Buses leave at the start of each
//! slot; everything else happens at its exact minute.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Span, Time};

use crate::leg::Leg;
use crate::{Error, GroupId, PlaceId, VehicleId};

/// Most partners in one plan.
pub const PARTNERS_MAX: usize = 16;
/// Most groups in one plan: a register of 108,000 people has about 35,000.
pub const GROUPS_MAX: usize = 200_000;
/// Most legs in one plan.
pub const LEGS_MAX: usize = 5_000;
/// Most places of one kind.
pub const PLACES_MAX: usize = 2_000;
/// Most roads.
pub const ROADS_MAX: usize = 20_000;
/// Most bus slots: 14 days of hours.
pub const SLOTS_MAX: u32 = 336;
/// Most vehicles that choose their own trips.
pub const VEHICLES_MAX: usize = 2_000;
/// Most moments at which people came to one safe haven before.
pub const RECEIVED_MAX: usize = 10_000;
/// Largest group that travels together.
pub const GROUP_SIZE_MAX: u16 = 60;
/// Number of priority classes.
pub const CLASSES: usize = 4;

/// A place people leave from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssemblyPoint {
    /// Identifier.
    pub id: PlaceId,
    /// Name.
    pub name: String,
    /// Where it is.
    pub position: Position,
    /// Bus seats that leave in each slot, from slot 0; slots beyond the list have none.
    pub bus_seats: Vec<u32>,
}

/// An airport or a harbour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbarkationPoint {
    /// Identifier. The same as an assembly point's where buses leave from here too.
    pub id: PlaceId,
    /// Name.
    pub name: String,
    /// Where it is.
    pub position: Position,
    /// ICAO code or UN/LOCODE.
    #[serde(default)]
    pub code: String,
    /// Most people waiting here for check-in to close; `None`: no limit.
    #[serde(default)]
    pub holding: Option<u32>,
    /// When nothing departs from here.
    #[serde(default)]
    pub closed: Vec<Span>,
}

/// Where a leg ends and people are safe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SafeHaven {
    /// Identifier.
    pub id: PlaceId,
    /// Name.
    pub name: String,
    /// Where it is.
    pub position: Position,
    /// Most people who can be there at once, who came before included; `None`: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beds: Option<u32>,
    /// Hours after which who came has gone on and leaves the bed to others, at least 1; `None`: they stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stay_h: Option<u32>,
    /// Most people received within any 24 hours; `None`: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_day: Option<u32>,
    /// Who came before and is in no group any more: they count with those who are planned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub received: Vec<Received>,
}

/// People who came to a safe haven at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// When.
    pub at: Time,
    /// How many.
    pub people: u32,
}

/// Within this time a safe haven receives [`SafeHaven::per_day`] people at most, milliseconds: any 24 hours, so that no
/// calendar and no midnight matters.
pub(super) const DAY_MS: i64 = 86_400_000;

impl SafeHaven {
    /// One without limits.
    #[must_use]
    pub fn new(id: PlaceId, name: String, position: Position) -> Self {
        Self {
            id,
            name,
            position,
            beds: None,
            stay_h: None,
            per_day: None,
            received: Vec::new(),
        }
    }

    /// How long who came is there, milliseconds; `None`: to the end.
    pub(super) fn stay_ms(&self) -> Option<i64> {
        self.stay_h.map(|hours| i64::from(hours.max(1)) * 3_600_000)
    }

    /// Takes over what another description of the same place says more strictly. Which of the two says so does not matter:
    /// both partners plan with the same.
    pub fn tighten(&mut self, other: &Self) {
        let least = |one: Option<u32>, other: Option<u32>| one.into_iter().chain(other).min();
        self.stay_h = match (self.beds, other.beds) {
            // Who stays to the end stays longest.
            (Some(_), Some(_)) => self.stay_h.zip(other.stay_h).map(|(a, b)| a.max(b)),
            (None, Some(_)) => other.stay_h,
            (_, None) => self.stay_h,
        };
        self.beds = least(self.beds, other.beds);
        self.per_day = least(self.per_day, other.per_day);
    }
}

/// A road from an assembly point to an embarkation point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Road {
    /// Assembly point.
    pub from: PlaceId,
    /// Embarkation point.
    pub to: PlaceId,
    /// Travel time by bus, minutes.
    pub travel_min: u32,
    /// Most people on it who leave in one slot; `None`: as many as there are bus seats.
    #[serde(default)]
    pub people_per_slot: Option<u32>,
    /// When no bus may be on it.
    #[serde(default)]
    pub closed: Vec<Span>,
}

/// A bus that goes out and back as often as it can: which road it takes when is for the plan to say.
///
/// It leaves an assembly point at the start of a slot, drives to an embarkation point, lets people off, and drives back
/// empty by any road. Its seats on a trip add to the bus seats of that slot, on that road only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanVehicle {
    /// Identifier.
    pub id: VehicleId,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// The partner that sends it; its seats are for everyone.
    pub owner: String,
    /// How many it carries.
    pub seats: u32,
    /// Where it stands: an assembly point or an embarkation point.
    pub at: PlaceId,
    /// From when it can be loaded or leave.
    pub from: Time,
    /// When its last passengers must be off; `None`: no limit.
    #[serde(default)]
    pub until: Option<Time>,
    /// Minutes it takes to load.
    #[serde(default)]
    pub load_min: u32,
    /// Minutes it takes to let people off.
    #[serde(default)]
    pub unload_min: u32,
}

/// People who travel together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanGroup {
    /// Identifier.
    pub id: GroupId,
    /// The partner that answers for them, such as `JP`.
    pub partner: String,
    /// Where they are: an assembly point, or an embarkation point they already reached.
    pub at: PlaceId,
    /// From when they can leave.
    pub ready: Time,
    /// Priority class, 0 (first) to 3.
    pub class: u8,
    /// How many they are.
    pub size: u16,
    /// How many of them lie down.
    #[serde(default)]
    pub stretchers: u16,
    /// How many of them sit in wheelchairs.
    #[serde(default)]
    pub wheelchairs: u16,
    /// How many of them are minors.
    #[serde(default)]
    pub minors: u16,
    /// How many of them are guardians of the minors.
    #[serde(default)]
    pub guardians: u16,
    /// The group whose guardian answers for the minors here: both travel on the same leg.
    #[serde(default)]
    pub escorted_by: Option<GroupId>,
    /// Whether a pet must travel along.
    #[serde(default)]
    pub pets: bool,
    /// Whether all of them hold valid travel documents.
    #[serde(default = "yes")]
    pub documents: bool,
    /// Safe havens that let them in; `None`: all.
    #[serde(default)]
    pub havens: Option<Vec<PlaceId>>,
}

fn yes() -> bool {
    true
}

/// What counts how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Weight of an hour of a person, per priority class.
    pub class: [u32; CLASSES],
    /// Hours counted for a person who is not lifted.
    pub not_lifted_h: u32,
}

impl Weights {
    /// Weight of an hour of a person of a class; nothing for a class that there is not.
    pub(crate) fn of(&self, class: u8) -> u32 {
        self.class.get(usize::from(class)).copied().unwrap_or(0)
    }
}

impl Default for Weights {
    /// 8, 8, 3, 1 and ten days: the medically urgent and families with small children before others, and nobody left
    /// behind to make a line shorter.
    fn default() -> Self {
        Self {
            class: [8, 8, 3, 1],
            not_lifted_h: 240,
        }
    }
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// Minute 0.
    pub start: Time,
    /// Length of a bus slot, minutes.
    pub slot_min: u32,
    /// Number of bus slots.
    pub slots: u32,
    /// Partners, such as `CA` and `JP`.
    pub partners: Vec<String>,
    /// Where people leave from.
    pub assembly: Vec<AssemblyPoint>,
    /// Where legs leave from.
    pub embarkation: Vec<EmbarkationPoint>,
    /// Where legs end.
    pub havens: Vec<SafeHaven>,
    /// Roads.
    pub roads: Vec<Road>,
    /// Legs of all partners.
    pub legs: Vec<Leg>,
    /// Vehicles that choose their own trips.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<PlanVehicle>,
    /// Who wants to leave.
    pub groups: Vec<PlanGroup>,
    /// What counts how much.
    #[serde(default)]
    pub weights: Weights,
}

impl Instance {
    /// How long the road from one place to another takes, milliseconds; `None` when there is none.
    pub(super) fn travel_ms(&self, from: PlaceId, to: PlaceId) -> Option<i64> {
        let road = self.roads.iter().find(|it| (it.from, it.to) == (from, to));
        road.map(|it| i64::from(it.travel_min) * 60_000)
    }

    /// Whether the place that a leg leaves from is closed then.
    pub(super) fn is_shut(&self, leg: &Leg) -> bool {
        let shut = |spans: &[Span]| spans.iter().any(|it| it.contains(leg.departure));
        let mut places = self.embarkation.iter();
        places.any(|it| it.id == leg.from && shut(&it.closed))
    }

    /// Minutes from the start, rounded down; negative before it.
    #[must_use]
    pub fn minute(&self, time: Time) -> i64 {
        (time.ms() - self.start.ms()).div_euclid(60_000)
    }

    /// The moment of a minute.
    #[must_use]
    pub fn time(&self, minute: i64) -> Time {
        self.start.plus_ms(minute.saturating_mul(60_000))
    }

    /// The partner in whose plan each group counts, in the order of the groups: its own, or the one of the group that
    /// escorts its minors, because the two travel together.
    #[must_use]
    pub fn counted_with(&self) -> Vec<&str> {
        let partners: std::collections::BTreeMap<GroupId, &str> = self
            .groups
            .iter()
            .rev()
            .map(|group| (group.id, group.partner.as_str()))
            .collect();
        self.groups
            .iter()
            .map(|group| {
                let escort = group.escorted_by.and_then(|id| partners.get(&id).copied());
                escort.unwrap_or(&group.partner)
            })
            .collect()
    }

    /// People in all groups.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.groups.iter().map(|group| u64::from(group.size)).sum()
    }

    /// Refuses what no plan can be made from: too many of something, or a slot of no length.
    ///
    /// A single leg or group that makes no sense does not stop the plan: [`Instance::faults`] names it and the planner
    /// leaves it out.
    ///
    /// # Errors
    /// [`Error::TooMany`], [`Error::Slot`].
    pub fn bounded(&self) -> Result<(), Error> {
        let counts = [
            ("partner", self.partners.len(), PARTNERS_MAX),
            ("assembly", self.assembly.len(), PLACES_MAX),
            ("embarkation", self.embarkation.len(), PLACES_MAX),
            ("haven", self.havens.len(), PLACES_MAX),
            ("road", self.roads.len(), ROADS_MAX),
            ("leg", self.legs.len(), LEGS_MAX),
            ("vehicle", self.vehicles.len(), VEHICLES_MAX),
            ("group", self.groups.len(), GROUPS_MAX),
        ];
        let received = self
            .havens
            .iter()
            .map(|it| ("received", it.received.len(), RECEIVED_MAX));
        for (what, count, count_max) in counts.into_iter().chain(received) {
            if count > count_max {
                return Err(Error::TooMany { what, count_max });
            }
        }
        if self.slot_min == 0
            || self.slot_min > 1_440
            || self.slots == 0
            || self.slots > SLOTS_MAX
            || self.weights.not_lifted_h == 0
            || self.weights.not_lifted_h > 10_000
            || self.weights.class.iter().any(|weight| *weight > 1_000)
        {
            return Err(Error::Slot);
        }
        Ok(())
    }
}
