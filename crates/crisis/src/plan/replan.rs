//! A new plan when the world changed: what happened stays, and as few families as possible are told something new.
//!
//! Who boarded is committed; who is on a bus or at an embarkation point is where the bus goes; everyone else is where they
//! are known to be ([`replan_known`]) or, in a rehearsal, where the old plan left them ([`replan`]). First a plan that
//! keeps every way that still exists is made, and only those who lost theirs get new ones. If that is proven to be near
//! enough the best, it is the plan. Else families are set free in order of how much they lose under the new prices by
//! staying with their way, and as few as needed.
//!
//! No partner is worse off for it than alone: what each could still do with its own legs and people as they are now is the
//! limit ([`super::pooling`]). Nothing is owed for what was before: that is in the ledger of seats.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::alone::{PartnerFigure, figures, limits, stand_alone};
use super::bound::Prices;
use super::check::check_plan;
use super::instance::{Instance, PlanVehicle};
use super::known::{Known, freeze_known};
use super::net::{Net, Path};
use super::pooling::Hold;
use super::schedule::{Commitment, Plan, Ride, Trip};
use super::search;
use super::solve::{self, Effort};
use crate::leg::LegStatus;
use crate::{Error, GroupId, PlaceId};

/// The world at the moment of the new plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// Groups are where they are now, and ready from now on.
    pub instance: Instance,
    /// Who boarded.
    pub committed: Vec<Commitment>,
    /// Buses that are on the road with people of whom nothing is known since: the new plan still names them, so that the
    /// next one knows where these people are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub riding: BTreeMap<GroupId, Ride>,
}

/// A new plan and whom it concerns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replan {
    /// The world it was made for.
    pub frozen: Frozen,
    /// The plan; its method as in [`super::Pooled`].
    pub plan: Plan,
    /// What sharing means for each partner from now on.
    #[serde(default)]
    pub partners: Vec<PartnerFigure>,
    /// The stand-alone plan of each partner, in their order, for what it is alone ([`super::Alone`]).
    #[serde(default)]
    pub alone: Vec<Plan>,
    /// Groups whose way is gone: they must be told something new whatever the plan.
    pub disrupted: Vec<GroupId>,
    /// Groups who are told something new, the disrupted included: another bus, another leg, or none.
    pub changed: Vec<GroupId>,
}

/// Applies what has happened by `now` if everyone went as planned: for rehearsals. What a register knows goes into
/// [`freeze_known`]. `instance` holds the new facts: legs cancelled, places closed.
#[must_use]
pub fn freeze(instance: &Instance, plan: &Plan, now: Time) -> Frozen {
    let old = plan.assignments.as_slice();
    let mut out = instance.clone();
    for vehicle in &mut out.vehicles {
        moved(vehicle, instance, &plan.trips, now);
    }
    let legs: BTreeMap<_, _> = instance.legs.iter().map(|leg| (leg.id, leg)).collect();
    let old: BTreeMap<_, _> = old.iter().map(|it| (it.group, it)).collect();
    let mut committed = Vec::new();
    for group in &mut out.groups {
        if let Some(assignment) = old.get(&group.id)
            && let Some(leg) = legs.get(&assignment.leg)
        {
            let arrival = assignment
                .ride
                .filter(|ride| ride.departure <= now)
                .map(|ride| {
                    let travel_ms = instance.travel_ms(ride.from, ride.to).unwrap_or(0);
                    (ride.to, ride.departure.plus_ms(travel_ms))
                });
            if let Some((place, arrival)) = arrival {
                group.at = place;
                group.ready = arrival;
            }
            let there = arrival.is_some() || assignment.ride.is_none();
            let gone = leg.departure <= now
                || matches!(leg.status, LegStatus::Departed | LegStatus::Arrived);
            let boarded = gone || (leg.cutoff <= now && !instance.is_shut(leg));
            if there && boarded && leg.status != LegStatus::Cancelled {
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
        riding: BTreeMap::new(),
    }
}

/// Where a vehicle is after the trips it has begun, and from when it is free there. An entry that speaks of later than a
/// trip knows better.
pub(super) fn moved(vehicle: &mut PlanVehicle, instance: &Instance, trips: &[Trip], now: Time) {
    let begun = trips.iter().filter(|trip| {
        trip.vehicle == vehicle.id && trip.departure <= now && trip.departure >= vehicle.from
    });
    if let Some(last) = begun.max_by_key(|trip| trip.departure) {
        (vehicle.at, vehicle.from) = end(last, vehicle, instance);
    }
}

/// Where a trip ends, and from when its vehicle is free there.
fn end(trip: &Trip, vehicle: &PlanVehicle, instance: &Instance) -> (PlaceId, Time) {
    let travel_ms = instance.travel_ms(trip.from, trip.to).unwrap_or(0);
    let unload_ms = i64::from(vehicle.unload_min) * 60_000;
    (trip.to, trip.departure.plus_ms(travel_ms + unload_ms))
}

/// Trips that have begun, of the vehicles that they brought where they are: a plan that forgot them would have its
/// successor believe that these vehicles never left.
fn begun_trips(instance: &Instance, old: &[Trip], now: Time) -> Vec<Trip> {
    let mut begun = Vec::new();
    for vehicle in &instance.vehicles {
        let own = old.iter().copied();
        let own = own.filter(|trip| trip.vehicle == vehicle.id && trip.departure <= now);
        let last = own.clone().max_by_key(|trip| trip.departure);
        let brought = last.filter(|last| {
            let (at, from) = end(last, vehicle, instance);
            (at, from) == (vehicle.at, vehicle.from) && from > last.departure
        });
        if brought.is_some() {
            begun.extend(own);
        }
    }
    begun
}

/// Trips that lie ahead and can still be made, vehicle by vehicle: people were told of them.
fn kept_trips(frozen: &Frozen, old: &[Trip], now: Time) -> Vec<Trip> {
    let mut kept = Plan {
        assignments: Vec::new(),
        trips: Vec::new(),
        standby: Vec::new(),
        objective: 0,
        bound: 0.0,
        prices: Prices::default(),
        method: String::new(),
    };
    let mut empty = frozen.instance.clone();
    empty.groups.clear();
    let mut ahead: Vec<&Trip> = old.iter().filter(|trip| trip.departure > now).collect();
    ahead.sort_unstable();
    for trip in ahead {
        kept.trips.push(*trip);
        if !check_plan(&empty, &kept, &[]).violations.is_empty() {
            kept.trips.pop();
        }
    }
    kept.trips
}

/// The new plan if everyone went as planned until `now`: for rehearsals, where nobody is out there to be seen.
///
/// # Errors
/// [`Instance::bounded`].
pub fn replan(
    instance: &Instance,
    plan: &Plan,
    now: Time,
    effort: Effort,
) -> Result<Replan, Error> {
    instance.bounded()?;
    Ok(anew(freeze(instance, plan, now), plan, now, effort))
}

/// The new plan for people where they are known to be.
///
/// # Errors
/// [`Instance::bounded`].
pub fn replan_known(
    instance: &Instance,
    plan: &Plan,
    known: &Known,
    now: Time,
    effort: Effort,
) -> Result<Replan, Error> {
    instance.bounded()?;
    let frozen = freeze_known(instance, Some(plan), known, now);
    Ok(anew(frozen, plan, now, effort))
}

/// Vehicles keep the trips of the old plan that have begun, and those that can still be made, together and alone; prices
/// begin from the old ones. The bound shown is over all trips that vehicles could make from where they are.
fn anew(frozen: Frozen, plan: &Plan, now: Time, effort: Effort) -> Replan {
    let (old, known) = (plan.assignments.as_slice(), Some(&plan.prices));
    let mut trips = kept_trips(&frozen, &plan.trips, now);
    let net = Net::with_trips(&frozen.instance, &frozen.committed, &trips);
    let known_ways = net.paths(old);
    let planned: BTreeSet<GroupId> = old.iter().map(|it| it.group).collect();
    let told: Vec<bool> = net
        .units
        .iter()
        .map(|unit| head(&net, &unit.groups).is_some_and(|id| planned.contains(&id)))
        .collect();
    let disrupted: Vec<usize> = (0..net.units.len())
        .filter(|at| told[*at] && known_ways[*at].is_none())
        .collect();
    let (instance, committed) = (&frozen.instance, frozen.committed.as_slice());
    let standing = stand_alone(instance, committed, Some(&trips), known, brief(effort));
    let limits = limits(&net, &standing);
    let best = solve::search(&net, known, &[], effort);
    let settled: u64 = net.settled_cost.iter().sum();
    let allowed =
        (best.bound + settled as f64) * (1.0 + FEWEST_WITHIN_PCT / 100.0) - settled as f64;
    let most: Allowed<'_> = (allowed, limits.as_slice());
    let first = fewest(&net, &known_ways, &best, most, effort);
    let hold = Hold {
        net: &net,
        committed,
        standing: &standing,
        limits: &limits,
        effort: brief(effort),
    };
    let (mut ways, method) = hold.keep(first, &best, allowed);
    // What was moved for the rule moved too many.
    restore(&net, &known_ways, &mut ways, most);
    let changed = changed(&net, &known_ways, &ways, &told);
    let ids = |list: &[usize]| -> Vec<GroupId> {
        list.iter()
            .filter_map(|at| net.units.get(*at))
            .flat_map(|unit| {
                unit.groups
                    .iter()
                    .filter_map(|at| net.instance.groups.get(*at))
            })
            .map(|group| group.id)
            .collect()
    };
    let (disrupted, changed) = (ids(&disrupted), ids(&changed));
    // With vehicles the prices that prove something are those under which they choose freely.
    let (_, _, joint) = solve::scheduled(instance, committed, known, effort);
    let prices = joint.unwrap_or(best.prices);
    trips.extend(begun_trips(instance, &plan.trips, now));
    trips.sort_unstable();
    let mut plan = solve::finish(&net, committed, &ways, trips, prices, method);
    let partners = figures(instance, committed, &mut plan, &standing);
    drop(net);
    for way in plan.assignments.iter_mut().filter(|it| it.ride.is_none()) {
        way.ride = frozen.riding.get(&way.group).copied();
    }
    Replan {
        frozen,
        plan,
        partners,
        alone: standing.into_iter().map(|it| it.plan).collect(),
        disrupted,
        changed,
    }
}

/// For stand-alone plans and for what the rule needs beside the search itself: a new plan has seconds. A stand-alone plan
/// found in fewer rounds is a looser limit, not a wrong one.
fn brief(effort: Effort) -> Effort {
    /// Small instances take as many rounds as they are given.
    const ROUNDS_LEAST: (usize, usize) = (400, 200);
    let least = |part: usize, whole: usize, least: usize| part.max(whole.min(least));
    Effort {
        rounds_max: least(effort.rounds_max / 16, effort.rounds_max, ROUNDS_LEAST.0),
        rounds_each: least(effort.rounds_each / 4, effort.rounds_each, ROUNDS_LEAST.1),
        chains: effort.chains / 4,
        ..effort
    }
}

/// A plan with fewer changes may be this much above the bound, percent.
pub const FEWEST_WITHIN_PCT: f64 = 0.5;

fn head(net: &Net<'_>, groups: &[usize]) -> Option<GroupId> {
    groups
        .first()
        .and_then(|at| net.instance.groups.get(*at))
        .map(|group| group.id)
}

/// Units that are told something new.
fn changed(
    net: &Net<'_>,
    known: &[Option<Path>],
    ways: &[Option<Path>],
    told: &[bool],
) -> Vec<usize> {
    (0..net.units.len())
        .filter(|at| told[*at] && (known[*at] != ways[*at] || known[*at].is_none()))
        .collect()
}

/// Most that a plan may cost, and the choosing units of each partner.
type Allowed<'a> = (f64, &'a [f64]);

/// Sets free as few as needed to come within what all may cost. Partners' limits are kept where old ways are given back
/// only; what else they need is seen to after ([`Hold`]).
fn fewest(
    net: &Net<'_>,
    known: &[Option<Path>],
    best: &solve::Best,
    allowed: Allowed<'_>,
    effort: Effort,
) -> Vec<Option<Path>> {
    /// Halvings of the number set free.
    const HALVINGS: usize = 7;
    let order = regret(net, known, best);
    let mut chosen = best.ways.clone();
    let (mut low, mut high) = (0, order.len());
    // First nobody, then half of those who would gain, and so on.
    for step in 0..=HALVINGS {
        let count = if step == 0 {
            0
        } else {
            usize::midpoint(low, high)
        };
        let ways = with_free(net, known, &order[..count], best, effort);
        if solve::cost(net, &ways) as f64 <= allowed.0 {
            chosen = ways;
            high = count;
        } else {
            low = count + 1;
        }
        if low >= high {
            break;
        }
    }
    restore(net, known, &mut chosen, allowed);
    chosen
}

/// Units with a way, the one that loses most by keeping it first.
fn regret(net: &Net<'_>, known: &[Option<Path>], best: &solve::Best) -> Vec<usize> {
    let mut order: Vec<(i64, usize)> = (0..net.units.len())
        .filter(|at| known[*at].is_some() && known[*at] != best.ways[*at])
        .map(|at| {
            let cost = |way: Option<Path>| net.cost(&net.units[at], way.map(|path| path.leg));
            let (old, new) = (cost(known[at]), cost(best.ways[at]));
            // Those who come later in the best plan make room for others: they count as much.
            (-(old.abs_diff(new).min(i64::MAX as u64) as i64), at)
        })
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, at)| at).collect()
}

/// Everyone keeps a way that exists, but for those set free; these and the disrupted choose anew.
fn with_free(
    net: &Net<'_>,
    known: &[Option<Path>],
    free: &[usize],
    best: &solve::Best,
    effort: Effort,
) -> Vec<Option<Path>> {
    let mut left = net.left.clone();
    let mut ways = known.to_vec();
    free.iter().for_each(|at| ways[*at] = None);
    for at in search::order(net) {
        if let Some(path) = ways[at] {
            if left.fits(net, &net.units[at], path) {
                left.take(net, &net.units[at], path);
            } else {
                ways[at] = None;
            }
        }
    }
    let open: Vec<bool> = ways.iter().map(Option::is_none).collect();
    if free.is_empty() {
        solve::polish(net, &mut left, &mut ways, &|at| open[at], effort.chains / 4);
        return ways;
    }
    // The best plan's way first, where it is still there.
    for at in search::order(net).into_iter().filter(|at| open[*at]) {
        if let Some(path) = best.ways[at]
            && left.fits(net, &net.units[at], path)
        {
            left.take(net, &net.units[at], path);
            ways[at] = Some(path);
        }
    }
    solve::polish(net, &mut left, &mut ways, &|at| open[at], effort.chains / 4);
    ways
}

/// Gives families their old way back while the plan stays within what is allowed, and each partner within its limit.
fn restore(
    net: &Net<'_>,
    known: &[Option<Path>],
    ways: &mut [Option<Path>],
    (allowed, limits): Allowed<'_>,
) {
    let mut left = net.left.clone();
    for (unit, way) in net.units.iter().zip(ways.iter()) {
        if let Some(path) = way {
            left.take(net, unit, *path);
        }
    }
    let mut cost = solve::cost(net, ways) as f64;
    let mut costs = solve::partner_costs(net, ways);
    for at in search::order(net).into_iter().rev() {
        let (Some(old), unit) = (known[at], &net.units[at]) else {
            continue;
        };
        if ways[at] == Some(old) {
            continue;
        }
        let now = net.cost(unit, ways[at].map(|path| path.leg));
        let then = net.cost(unit, Some(old.leg));
        let own = costs.get(unit.partner).copied().unwrap_or(0);
        let own_then = (own + then).saturating_sub(now);
        let own_limit = limits.get(unit.partner).copied().unwrap_or(f64::INFINITY);
        let cost_then = cost - now as f64 + then as f64;
        if cost_then > allowed.max(cost) || own_then as f64 > own_limit.max(own as f64) {
            continue;
        }
        if let Some(path) = ways[at] {
            left.give(net, unit, path);
        }
        if left.fits(net, unit, old) {
            left.take(net, unit, old);
            ways[at] = Some(old);
            cost = cost_then;
            if let Some(sum) = costs.get_mut(unit.partner) {
                *sum = own_then;
            }
        } else if let Some(path) = ways[at] {
            left.take(net, unit, path);
        }
    }
}
