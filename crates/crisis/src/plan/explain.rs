//! Why someone cannot be reached, and what would help most.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fault::FaultCode;
use super::instance::Instance;
use super::net::{Net, Unit};
use super::schedule::{Commitment, Plan};
use crate::{GroupId, LegId, PlaceId};

/// Why a group has no way out. The first that applies, from what the group itself can mend to what the plan lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// Its entry makes no sense; see the faults of the instance.
    Entry,
    /// No leg takes its partner's people, its documents, its pets, or ends where it may enter.
    NoLeg,
    /// No open road leads to an embarkation point of a leg it may board.
    NoRoad,
    /// All buses and legs it may take leave before it is ready.
    TooLate,
    /// No leg it can reach has so many stretcher places at all.
    NoStretcher,
    /// No leg it can reach has so many wheelchair places at all.
    NoWheelchair,
    /// No safe haven it can reach has so many beds left.
    NoBed,
    /// It is larger than any leg or bus it can reach.
    TooLarge,
    /// Others with more urgency fill what it could take.
    Full,
}

impl Obstacle {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Entry => "evac-obstacle-entry",
            Self::NoLeg => "evac-obstacle-no-leg",
            Self::NoRoad => "evac-obstacle-no-road",
            Self::TooLate => "evac-obstacle-too-late",
            Self::NoStretcher => "evac-obstacle-no-stretcher",
            Self::NoWheelchair => "evac-obstacle-no-wheelchair",
            Self::NoBed => "evac-obstacle-no-bed",
            Self::TooLarge => "evac-obstacle-too-large",
            Self::Full => "evac-obstacle-full",
        }
    }
}

/// A group that is not lifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stranded {
    /// The group.
    pub group: GroupId,
    /// How many they are.
    pub size: u16,
    /// Where.
    pub at: PlaceId,
    /// Why.
    pub obstacle: Obstacle,
    /// What is wrong with its entry, if that is why.
    pub fault: Option<FaultCode>,
}

/// A scarce thing and what more of it would save.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Help {
    /// What.
    pub resource: Resource,
    /// Weighted minutes saved by the first unit more; less by later ones.
    pub saves: f64,
}

/// A scarce thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Resource {
    /// A bus seat from this assembly point, leaving in this slot.
    BusSeat {
        /// From.
        at: PlaceId,
        /// Slot.
        slot: u32,
    },
    /// Room for a person on this road, leaving in this slot.
    Road {
        /// From.
        from: PlaceId,
        /// To.
        to: PlaceId,
        /// Slot.
        slot: u32,
    },
    /// A seat in a vehicle on this road, leaving in this slot.
    VehicleSeat {
        /// From.
        from: PlaceId,
        /// To.
        to: PlaceId,
        /// Slot.
        slot: u32,
    },
    /// A seat on this leg.
    Seat {
        /// Leg.
        leg: LegId,
    },
    /// A stretcher place on this leg.
    Stretcher {
        /// Leg.
        leg: LegId,
    },
    /// A wheelchair place on this leg.
    Wheelchair {
        /// Leg.
        leg: LegId,
    },
    /// Room for a person in the hall while check-in of this leg closes.
    Hall {
        /// Place.
        at: PlaceId,
        /// Leg.
        leg: LegId,
    },
    /// A bed at this safe haven.
    Bed {
        /// Safe haven.
        at: PlaceId,
    },
    /// One more person received within any 24 hours at this safe haven.
    Received {
        /// Safe haven.
        at: PlaceId,
    },
}

impl Resource {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BusSeat { .. } => "evac-help-bus-seat",
            Self::Road { .. } => "evac-help-road",
            Self::VehicleSeat { .. } => "evac-help-vehicle-seat",
            Self::Seat { .. } => "evac-help-seat",
            Self::Stretcher { .. } => "evac-help-stretcher",
            Self::Wheelchair { .. } => "evac-help-wheelchair",
            Self::Hall { .. } => "evac-help-hall",
            Self::Bed { .. } => "evac-help-bed",
            Self::Received { .. } => "evac-help-received",
        }
    }
}

/// What would help most, the dearest first.
#[must_use]
pub fn helps(instance: &Instance, plan: &Plan, count_max: usize) -> Vec<Help> {
    let prices = &plan.prices;
    let mut out: Vec<Help> = Vec::new();
    let mut say = |resource, saves| out.push(Help { resource, saves });
    for (at, slot, price) in &prices.bus {
        say(
            Resource::BusSeat {
                at: *at,
                slot: *slot,
            },
            *price,
        );
    }
    for (from, to, slot, price) in &prices.road {
        say(
            Resource::Road {
                from: *from,
                to: *to,
                slot: *slot,
            },
            *price,
        );
    }
    for (from, to, slot, price) in &prices.trip {
        say(
            Resource::VehicleSeat {
                from: *from,
                to: *to,
                slot: *slot,
            },
            *price,
        );
    }
    for (leg, price) in &prices.seat {
        say(Resource::Seat { leg: *leg }, *price);
    }
    for (leg, price) in &prices.stretcher {
        say(Resource::Stretcher { leg: *leg }, *price);
    }
    for (leg, price) in &prices.wheelchair {
        say(Resource::Wheelchair { leg: *leg }, *price);
    }
    let from: BTreeMap<_, _> = instance.legs.iter().map(|leg| (leg.id, leg.from)).collect();
    for (leg, price) in &prices.hall {
        if let Some(at) = from.get(leg) {
            say(Resource::Hall { at: *at, leg: *leg }, *price);
        }
    }
    out.extend(bed_helps(plan));
    out.retain(|help| help.saves >= 1.0);
    out.sort_by(|a, b| {
        b.saves
            .total_cmp(&a.saves)
            .then(a.resource.cmp(&b.resource))
    });
    out.truncate(count_max);
    out
}

/// One bed more is there at every moment: it saves what it is worth at all of them.
fn bed_helps(plan: &Plan) -> Vec<Help> {
    let mut worth: BTreeMap<Resource, f64> = BTreeMap::new();
    for (at, _, price) in &plan.prices.bed {
        *worth.entry(Resource::Bed { at: *at }).or_default() += price;
    }
    for (at, _, price) in &plan.prices.day {
        *worth.entry(Resource::Received { at: *at }).or_default() += price;
    }
    let all = worth.into_iter();
    all.map(|(resource, saves)| Help { resource, saves })
        .collect()
}

/// Who is not lifted, and why.
#[must_use]
pub fn stranded(instance: &Instance, plan: &Plan, committed: &[Commitment]) -> Vec<Stranded> {
    let net = Net::with_trips(instance, committed, &plan.trips);
    let lifted: BTreeSet<GroupId> = plan.assignments.iter().map(|it| it.group).collect();
    let faults = instance.faulty_with_code("group");
    let units: BTreeMap<usize, &Unit> = net
        .units
        .iter()
        .flat_map(|unit| unit.groups.iter().map(move |group| (*group, unit)))
        .collect();
    let mut seen = BTreeSet::new();
    instance
        .groups
        .iter()
        .enumerate()
        .filter(|(_, group)| !lifted.contains(&group.id) && seen.insert(group.id))
        .map(|(index, group)| {
            let fault = faults.get(&group.id.to_string()).copied();
            let obstacle = match units.get(&index) {
                Some(unit) if fault.is_none() => obstacle(&net, unit),
                _ => Obstacle::Entry,
            };
            Stranded {
                group: group.id,
                size: group.size,
                at: group.at,
                obstacle,
                fault,
            }
        })
        .collect()
}

fn obstacle(net: &Net<'_>, unit: &Unit) -> Obstacle {
    let board = net.boards.get(unit.board).map_or(&[][..], Vec::as_slice);
    let legs: Vec<_> = board
        .iter()
        .filter_map(|at| Some((*at, net.legs.get(*at)?)))
        .collect();
    if legs.is_empty() {
        return Obstacle::NoLeg;
    }
    let roads: Vec<_> = unit
        .origin
        .and_then(|at| net.origins.get(at))
        .map_or(&[][..], |origin| &origin.roads)
        .iter()
        .filter_map(|at| net.roads.get(*at))
        .collect();
    let here = |port: usize| unit.port == Some(port);
    let by_road = |port: usize| {
        roads
            .iter()
            .any(|road| road.port == port && road.open.iter().any(|open| *open))
    };
    if !legs
        .iter()
        .any(|(_, leg)| here(leg.port) || by_road(leg.port))
    {
        return Obstacle::NoRoad;
    }
    let in_time: Vec<_> = legs
        .iter()
        .filter(|(_, leg)| {
            let direct = here(leg.port) && unit.ready_min <= leg.cutoff_min;
            direct
                || roads
                    .iter()
                    .filter(|road| road.port == leg.port)
                    .any(|road| {
                        (net.slot_from(unit.ready_min)..net.slots).any(|slot| {
                            road.open.get(slot) == Some(&true)
                                && net.departure_min(slot) + road.travel_min <= leg.cutoff_min
                        })
                    })
        })
        .collect();
    if in_time.is_empty() {
        return Obstacle::TooLate;
    }
    let place = |leg: usize| {
        net.legs
            .get(leg)
            .and_then(|it| net.instance.legs.get(it.source))
    };
    let any = |has: &dyn Fn(&crate::Leg) -> bool| {
        in_time.iter().any(|(at, _)| place(*at).is_some_and(has))
    };
    if !any(&|leg| leg.stretchers >= unit.stretchers) {
        Obstacle::NoStretcher
    } else if !any(&|leg| leg.wheelchairs.is_none_or(|it| it >= unit.wheelchairs)) {
        Obstacle::NoWheelchair
    } else if !in_time.iter().any(|(at, _)| has_beds(net, unit, *at)) {
        Obstacle::NoBed
    } else if !any(&|leg| leg.seats >= unit.seats && leg.stretchers >= unit.stretchers)
        || small_buses(net, unit)
    {
        Obstacle::TooLarge
    } else {
        Obstacle::Full
    }
}

/// Whether a leg ends where so many beds are left by who came before and who is aboard.
fn has_beds(net: &Net<'_>, unit: &Unit, leg: usize) -> bool {
    let left = |row: usize| net.left.bed.get(row).copied().unwrap_or(0);
    let mut rows = net.beds.rows_of(leg);
    rows.all(|row| left(row) >= i64::from(unit.beds))
}

/// Whether no bus of the origin has so many seats at all.
fn small_buses(net: &Net<'_>, unit: &Unit) -> bool {
    let seats = unit.origin.and_then(|at| net.left.bus.get(at));
    let vehicle = net
        .instance
        .vehicles
        .iter()
        .map(|it| i64::from(it.seats))
        .max();
    let size = i64::from(unit.size) - vehicle.unwrap_or(0);
    unit.port.is_none() && seats.is_none_or(|row| row.iter().all(|it| *it < size))
}
