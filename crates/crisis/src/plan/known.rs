//! What the register and the partners say of where groups are, beside what was planned for them.
//!
//! A plan and a clock say where people should be. Who is counted as gone although nobody saw them board is left behind
//! and looked for by nobody; so a group is aboard when somebody said so, and on a bus only as long as the bus can be.

use std::collections::BTreeMap;

use vigie_sea::Time;

use super::instance::{Instance, PlanGroup};
use super::replan::{Frozen, moved};
use super::schedule::{Assignment, Commitment, Plan, Ride};
use crate::leg::{Leg, LegStatus};
use crate::{GroupId, LegId};

/// So much later than planned a bus may come and its people be counted, minutes. Until then a group that nobody saw
/// elsewhere is taken to be on it: to plan the people of every late bus anew would send them back to where they left.
pub const BUS_LATE_MAX_MIN: i64 = 60;

/// What is known of groups at the moment of a plan. Where they are is in their entries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// Who is aboard which leg, as the register or a partner says.
    pub aboard: Vec<Commitment>,
    /// When a group was last seen where its entry says it is; without a time only somebody said so.
    pub seen: BTreeMap<GroupId, Time>,
}

/// The world as it is known at `now`. `plan`: the one in force, if there is one.
///
/// Committed is who is aboard, to the leg they are aboard, whatever was planned; and who was planned on a leg that is
/// boarding behind a closed check-in and is at its place. When it has left, only who was said to be aboard is. Who is
/// aboard a leg that the instance does not hold is left out: they need no place in it.
#[must_use]
pub fn freeze_known(instance: &Instance, plan: Option<&Plan>, known: &Known, now: Time) -> Frozen {
    let mut out = instance.clone();
    let trips = plan.map_or(&[][..], |it| it.trips.as_slice());
    for vehicle in &mut out.vehicles {
        moved(vehicle, instance, trips, now);
    }
    let legs: BTreeMap<LegId, &Leg> = instance.legs.iter().map(|leg| (leg.id, leg)).collect();
    let ways: BTreeMap<GroupId, &Assignment> = plan
        .iter()
        .flat_map(|it| &it.assignments)
        .map(|it| (it.group, it))
        .collect();
    let aboard: BTreeMap<GroupId, LegId> =
        known.aboard.iter().map(|it| (it.group, it.leg)).collect();
    out.groups.retain(|group| {
        aboard
            .get(&group.id)
            .is_none_or(|leg| legs.contains_key(leg))
    });
    let mut committed = Vec::new();
    let mut riding = BTreeMap::new();
    for group in &mut out.groups {
        if let Some(leg) = aboard.get(&group.id).and_then(|leg| legs.get(leg)) {
            group.at = leg.from;
            // Who boarded a leg that will not go is ashore again.
            if leg.status != LegStatus::Cancelled {
                committed.push(Commitment {
                    group: group.id,
                    leg: leg.id,
                });
                continue;
            }
        } else if let Some(way) = ways.get(&group.id) {
            let seen = known.seen.get(&group.id).copied();
            if let Some(ride) = way.ride
                && let Some(arrival) = due(instance, group, ride, seen, now)
            {
                group.at = ride.to;
                group.ready = arrival;
                riding.insert(group.id, ride);
            }
            if let Some(leg) = legs.get(&way.leg)
                && group.at == leg.from
                && is_boarding(instance, leg, now)
            {
                committed.push(Commitment {
                    group: group.id,
                    leg: leg.id,
                });
                continue;
            }
        }
        group.ready = group.ready.max(now);
    }
    Frozen {
        instance: out,
        committed,
        riding,
    }
}

/// When a bus that has left with a group is due; `None` when the group is not on it: it has not left, they were seen where
/// it left from after that or are known elsewhere, or it must have arrived and nobody has met them.
fn due(
    instance: &Instance,
    group: &PlanGroup,
    ride: Ride,
    seen: Option<Time>,
    now: Time,
) -> Option<Time> {
    let left_without = seen.is_some_and(|seen| seen > ride.departure);
    if ride.departure > now || group.at != ride.from || left_without {
        return None;
    }
    let arrival = ride
        .departure
        .plus_ms(instance.travel_ms(ride.from, ride.to)?);
    (now < arrival.plus_ms(BUS_LATE_MAX_MIN * 60_000)).then_some(arrival)
}

/// Between the end of check-in and departure: who is there may be at the gate, and keeps the seat.
fn is_boarding(instance: &Instance, leg: &Leg, now: Time) -> bool {
    let goes = matches!(leg.status, LegStatus::Planned | LegStatus::Confirmed);
    goes && !instance.is_shut(leg) && leg.cutoff <= now && now < leg.departure
}
