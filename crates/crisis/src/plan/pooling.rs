//! Seats shared between partners so that nobody is ever worse off than alone.
//!
//! Plain sharing lowers the sum and can leave one partner's people waiting longer than if it had kept its seats to itself
//! (up to 5.1 % on the reference). So each partner's stand-alone plan is made first, with its own legs and its share of
//! what is common; its cost becomes a limit in the shared plan; and the plan that results is held against it as whole
//! families, not as a flow. Should it ever fail, the two stand-alone plans together, improved only by moves that make
//! nobody later, are a shared plan by themselves: the rule always holds.

use serde::{Deserialize, Serialize};

use super::bound::Prices;
use super::check::check_plan;
use super::eject;
use super::instance::Instance;
use super::net::{Left, Net, Path};
use super::schedule::{Assignment, Commitment, Plan};
use super::search as way;
use super::solve::{self, Effort};
use crate::{Error, GroupId};

/// What sharing means for one partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerFigure {
    /// Partner.
    pub partner: String,
    /// Weighted minutes of its people alone, and pooled.
    pub alone: u64,
    /// Pooled.
    pub pooled: u64,
    /// People left behind alone.
    pub alone_not_lifted: u64,
    /// Pooled.
    pub pooled_not_lifted: u64,
    /// Its people on others' legs.
    pub seats_received: u64,
    /// Others' people on its legs.
    pub seats_given: u64,
}

/// A shared plan with what it means for each partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pooled {
    /// The plan. Its method says how: `volume` (sharing harmed nobody), `no-harm`, `stand-alone` (nothing better kept the
    /// rule).
    pub plan: Plan,
    /// Per partner.
    pub partners: Vec<PartnerFigure>,
}

/// One partner alone: its groups, its legs, its share of buses, roads and halls by how many people it has there.
#[must_use]
pub fn alone(instance: &Instance, partner: &str) -> Instance {
    let mut out = instance.clone();
    let counted = instance.counted_with();
    let mut with = counted.iter();
    out.groups.retain(|_| with.next() == Some(&partner));
    out.legs.retain(|leg| leg.owner == partner);
    out.vehicles.retain(|it| it.owner == partner);
    let at = instance
        .partners
        .iter()
        .position(|it| it == partner)
        .unwrap_or(0);
    let counts = |here: &dyn Fn(&super::PlanGroup) -> bool| -> Vec<u64> {
        instance
            .partners
            .iter()
            .map(|partner| {
                let own = instance
                    .groups
                    .iter()
                    .zip(&counted)
                    .filter(|(it, with)| *with == partner && here(it));
                own.map(|(it, _)| u64::from(it.size)).sum()
            })
            .collect()
    };
    for place in &mut out.assembly {
        let people = counts(&|group| group.at == place.id);
        place
            .bus_seats
            .iter_mut()
            .for_each(|seats| *seats = share(*seats, &people, at));
    }
    for road in &mut out.roads {
        let people = counts(&|group| group.at == road.from);
        road.people_per_slot = road.people_per_slot.map(|limit| share(limit, &people, at));
    }
    let people = counts(&|_| true);
    for place in &mut out.embarkation {
        place.holding = place.holding.map(|limit| share(limit, &people, at));
    }
    out
}

/// The part of a whole number that falls to one of several; the parts sum to the whole.
fn share(whole: u32, people: &[u64], at: usize) -> u32 {
    let total: u64 = people.iter().sum();
    if total == 0 {
        return 0;
    }
    let until = |end: usize| {
        let sum: u64 = people.iter().take(end).sum();
        (u64::from(whole) * sum + total / 2) / total
    };
    u32::try_from(until(at + 1) - until(at)).unwrap_or(u32::MAX)
}

/// The shared plan under which nobody is worse off than alone.
///
/// # Errors
/// [`Instance::bounded`].
pub fn pooled_plan(
    instance: &Instance,
    committed: &[Commitment],
    known: Option<&Prices>,
    effort: Effort,
) -> Result<Pooled, Error> {
    instance.bounded()?;
    let (net, trips, joint) = solve::scheduled(instance, committed, known, effort);
    let mut alone_plans = Vec::new();
    for partner in &instance.partners {
        let own = alone(instance, partner);
        let own_committed: Vec<Commitment> = committed
            .iter()
            .filter(|kept| own.groups.iter().any(|group| group.id == kept.group))
            .filter(|kept| own.legs.iter().any(|leg| leg.id == kept.leg))
            .copied()
            .collect();
        let plan = solve::best_plan(&own, &own_committed, known, effort)?;
        let verdict = check_plan(&own, &plan, &own_committed);
        alone_plans.push((plan, verdict));
    }
    let limits: Vec<f64> = alone_plans
        .iter()
        .zip(&net.settled_cost)
        .map(|((plan, _), settled)| plan.objective.saturating_sub(*settled) as f64)
        .collect();
    let plain = solve::search(&net, known, &[], effort);
    // Without the rule a plan could be better still: the bound shown is the lower one.
    let prices = joint.unwrap_or_else(|| plain.prices.clone());
    let plan = if harmless(&net, &plain.ways, &limits) {
        solve::finish(&net, committed, &plain.ways, trips, prices, "volume")
    } else if let Some(ways) = held(&net, committed, &plain, &limits, effort) {
        solve::finish(&net, committed, &ways, trips, prices, "no-harm")
    } else {
        let own_trips = alone_plans.iter().flat_map(|(plan, _)| plan.trips.clone());
        let own_trips: Vec<_> = own_trips.collect();
        let net = Net::with_trips(instance, committed, &own_trips);
        let ways = together(&net, &alone_plans);
        solve::finish(&net, committed, &ways, own_trips, prices, "stand-alone")
    };
    let partners = figures(instance, &plan, &alone_plans);
    Ok(Pooled { plan, partners })
}

/// How much more the people of a partner who would be worse off weigh, per mille, one try after the other.
const TILTS: [u64; 6] = [20, 60, 150, 400, 1_000, 3_000];
/// Costs beyond those of the plan without the rule up to this share are not worth another search.
const NEAR: f64 = 0.0005;

/// A plan of whole families within the limits: the plain one with what it costs the harmed partner given back, or one
/// whose prices know the limits, whichever is better.
fn held(
    net: &Net<'_>,
    committed: &[Commitment],
    plain: &solve::Best,
    limits: &[f64],
    effort: Effort,
) -> Option<Vec<Option<Path>>> {
    let first = tilted(net, committed, &plain.ways, limits, effort);
    let aim = solve::cost(net, &plain.ways) as f64 * (1.0 + NEAR);
    if let Some(ways) = first
        .as_ref()
        .filter(|it| solve::cost(net, it) as f64 <= aim)
    {
        return Some(ways.clone());
    }
    let found = solve::search(net, Some(&plain.prices), limits, effort);
    let second = if harmless(net, &found.ways, limits) {
        Some(found.ways)
    } else {
        tilted(net, committed, &found.ways, limits, effort)
    };
    let both = first.into_iter().chain(second);
    both.min_by_key(|ways| solve::cost(net, ways))
}

/// Moves chains of families until no partner is above its limit: those of a partner who is weigh more meanwhile.
fn tilted(
    net: &Net<'_>,
    committed: &[Commitment],
    ways: &[Option<Path>],
    limits: &[f64],
    effort: Effort,
) -> Option<Vec<Option<Path>>> {
    let mut ways = ways.to_vec();
    for tilt in TILTS {
        let costs = solve::partner_costs(net, &ways);
        let harmed: Vec<bool> = costs
            .iter()
            .zip(limits)
            .map(|(cost, limit)| *cost as f64 > *limit)
            .collect();
        if !harmed.contains(&true) {
            return Some(ways);
        }
        let mut other = Net::new(net.instance, committed);
        for unit in &mut other.units {
            let more = if harmed.get(unit.partner) == Some(&true) {
                tilt
            } else {
                0
            };
            unit.weight = unit.weight.saturating_mul(1_000 + more);
        }
        let mut left = net.left.clone();
        for (unit, way) in net.units.iter().zip(&ways) {
            if let Some(path) = way {
                left.take(net, unit, *path);
            }
        }
        // Only as many chains as bring the partner back: on the other side stands another partner.
        let back = |ways: &[Option<Path>]| {
            let costs = solve::partner_costs(net, ways);
            let mut all = costs.iter().zip(limits).zip(&harmed);
            all.all(|((cost, limit), harmed)| !harmed || *cost as f64 <= *limit)
        };
        eject::improve_until(
            &other,
            &mut left,
            &mut ways,
            &|_| true,
            effort.chains,
            &back,
        );
        way::advance(net, &mut left, &mut ways, &|_| true);
    }
    harmless(net, &ways, limits).then_some(ways)
}

fn harmless(net: &Net<'_>, ways: &[Option<Path>], limits: &[f64]) -> bool {
    solve::partner_costs(net, ways)
        .iter()
        .zip(limits)
        .all(|(cost, limit)| *cost as f64 <= *limit)
}

/// The stand-alone plans side by side, then only moves that make nobody later.
fn together(net: &Net<'_>, alone_plans: &[(Plan, super::Verdict)]) -> Vec<Option<Path>> {
    let all: Vec<Assignment> = alone_plans
        .iter()
        .flat_map(|(plan, _)| plan.assignments.clone())
        .collect();
    let mut left: Left = net.left.clone();
    let mut ways = net.paths(&all);
    for (unit, way) in net.units.iter().zip(&mut ways) {
        if let Some(path) = *way {
            if left.fits(net, unit, path) {
                left.take(net, unit, path);
            } else {
                *way = None;
            }
        }
    }
    super::round::complete(net, &mut left, &mut ways, &|_| true);
    way::advance(net, &mut left, &mut ways, &|_| true);
    ways
}

fn figures(
    instance: &Instance,
    plan: &Plan,
    alone_plans: &[(Plan, super::Verdict)],
) -> Vec<PartnerFigure> {
    let counted = instance.counted_with();
    let groups: std::collections::BTreeMap<GroupId, _> = instance
        .groups
        .iter()
        .zip(&counted)
        .rev()
        .map(|(group, with)| (group.id, (group, *with)))
        .collect();
    let legs: std::collections::BTreeMap<_, _> =
        instance.legs.iter().map(|leg| (leg.id, leg)).collect();
    let mut out: Vec<PartnerFigure> = instance
        .partners
        .iter()
        .enumerate()
        .map(|(at, partner)| {
            // Nobody lifted, until the assignments say so.
            let own: Vec<_> = groups
                .values()
                .filter(|(_, with)| with == partner)
                .collect();
            PartnerFigure {
                partner: partner.clone(),
                alone: alone_plans.get(at).map_or(0, |(plan, _)| plan.objective),
                pooled: own
                    .iter()
                    .map(|(group, _)| weighted(instance, group, None))
                    .sum(),
                alone_not_lifted: alone_plans
                    .get(at)
                    .map_or(0, |(_, verdict)| verdict.not_lifted),
                pooled_not_lifted: own.iter().map(|(group, _)| u64::from(group.size)).sum(),
                seats_received: 0,
                seats_given: 0,
            }
        })
        .collect();
    for assignment in &plan.assignments {
        let (Some((group, with)), Some(leg)) =
            (groups.get(&assignment.group), legs.get(&assignment.leg))
        else {
            continue;
        };
        let size = u64::from(group.size);
        for figure in &mut out {
            if figure.partner == *with {
                figure.pooled -= weighted(instance, group, None);
                figure.pooled += weighted(instance, group, Some(leg));
                figure.pooled_not_lifted = figure.pooled_not_lifted.saturating_sub(size);
                figure.seats_received += if leg.owner == *with { 0 } else { size };
            } else if figure.partner == leg.owner {
                figure.seats_given += size;
            }
        }
    }
    out
}

/// Weighted minutes of a group on a leg, or left behind.
fn weighted(instance: &Instance, group: &super::PlanGroup, leg: Option<&crate::Leg>) -> u64 {
    let weights = &instance.weights;
    let weight = weights.of(group.class);
    let minutes = leg.map_or(i64::from(weights.not_lifted_h) * 60, |leg| {
        instance.minute(leg.arrival)
    });
    u64::from(weight) * u64::from(group.size) * u64::try_from(minutes).unwrap_or(0)
}
