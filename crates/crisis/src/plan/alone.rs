//! What a partner would reach alone: with its own legs and vehicles, its people where they are now, and its share of what
//! is common. Its cost is the limit that sharing must keep.
//!
//! A stand-alone plan is a plan that could really be carried out, so the limit is never tighter than what can be kept. It
//! may be looser than it should be: the search is bounded by rounds, and the partner might do better still. How much
//! better at most is proven by the bound under the stand-alone plan, which is shown beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::bound::Prices;
use super::check::{Verdict, check_plan};
use super::instance::{Instance, PlanGroup};
use super::net::Net;
use super::schedule::{Commitment, Plan, Trip};
use super::solve::{self, Effort};
use crate::{GroupId, LegId, PlaceId};

/// The method of a plan that makes somebody worse off than alone, because nothing that keeps the rule was found.
pub const NOT_HELD: &str = "not-held";

/// What sharing means for one partner, by the independent checker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerFigure {
    /// Partner.
    pub partner: String,
    /// Weighted minutes of its people alone, and pooled.
    pub alone: u64,
    /// No stand-alone plan of it can be below this: how far the one it is held against may be from its best.
    #[serde(default)]
    pub alone_bound: u64,
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

impl PartnerFigure {
    /// Whether its people wait longer than they would alone.
    #[must_use]
    pub fn is_harmed(&self) -> bool {
        self.pooled > self.alone
    }
}

/// One partner alone, as things stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Alone {
    /// Its groups, its legs less what others who are aboard take, and its share of buses, roads, halls and beds by how
    /// many people it has there. Of other partners only the legs that its people are aboard, with no place for anybody else.
    pub instance: Instance,
    /// Its people who are aboard.
    pub committed: Vec<Commitment>,
}

/// One partner alone. `committed`: who is aboard, of all partners: nobody gets off because partners do not share.
#[must_use]
pub fn alone(instance: &Instance, committed: &[Commitment], partner: &str) -> Alone {
    let mut out = instance.clone();
    let counted = instance.counted_with();
    let aboard: BTreeMap<GroupId, LegId> = committed.iter().map(|it| (it.group, it.leg)).collect();
    let (taken, own) = taken(instance, &counted, &aboard, partner);
    let mut with = counted.iter();
    out.groups.retain(|_| with.next() == Some(&partner));
    out.legs.retain_mut(|leg| {
        if leg.owner == partner {
            let others = taken.get(&(leg.id, false)).copied();
            let [seats, stretchers, wheelchairs] = others.unwrap_or_default();
            leg.seats = leg.seats.saturating_sub(seats);
            leg.stretchers = leg.stretchers.saturating_sub(stretchers);
            leg.wheelchairs = leg.wheelchairs.map(|it| it.saturating_sub(wheelchairs));
            return true;
        }
        let Some([seats, stretchers, wheelchairs]) = taken.get(&(leg.id, true)).copied() else {
            return false;
        };
        (leg.seats, leg.stretchers, leg.wheelchairs) = (seats, stretchers, Some(wheelchairs));
        true
    });
    out.vehicles.retain(|it| it.owner == partner);
    let at = instance
        .partners
        .iter()
        .position(|it| it == partner)
        .unwrap_or(0);
    let counts = |here: &dyn Fn(&PlanGroup) -> bool| -> Vec<u64> {
        instance
            .partners
            .iter()
            .map(|partner| {
                let own = instance.groups.iter().zip(&counted).filter(|(it, with)| {
                    *with == partner && here(it) && !aboard.contains_key(&it.id)
                });
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
    for haven in &mut out.havens {
        if haven.beds.is_none() && haven.per_day.is_none() {
            continue;
        }
        let coming = under_way(instance, &counted, &aboard, haven.id);
        let part = |limit: u32| hall_share(limit, &coming, &people, at);
        (haven.beds, haven.per_day) = (haven.beds.map(part), haven.per_day.map(part));
        for one in &mut haven.received {
            one.people = share(one.people, &people, at);
        }
    }
    for place in &mut out.embarkation {
        let inside = counts(&|group| group.at == place.id);
        place.holding = place
            .holding
            .map(|limit| hall_share(limit, &inside, &people, at));
    }
    let legs: BTreeSet<LegId> = out.legs.iter().map(|leg| leg.id).collect();
    let kept = committed.iter();
    let kept = kept.filter(|it| own.contains(&it.group) && legs.contains(&it.leg));
    Alone {
        committed: kept.copied().collect(),
        instance: out,
    }
}

/// People of each partner who are aboard legs that end at a safe haven.
fn under_way(
    instance: &Instance,
    counted: &[&str],
    aboard: &BTreeMap<GroupId, LegId>,
    haven: PlaceId,
) -> Vec<u64> {
    let legs = instance.legs.iter().filter(|leg| leg.to == haven);
    let legs: BTreeSet<LegId> = legs.map(|leg| leg.id).collect();
    let comes = |group: &PlanGroup| aboard.get(&group.id).is_some_and(|leg| legs.contains(leg));
    let of = |partner: &String| {
        let own = instance.groups.iter().zip(counted);
        let own = own.filter(|(it, with)| *with == partner && comes(it));
        own.map(|(it, _)| u64::from(it.size)).sum()
    };
    instance.partners.iter().map(of).collect()
}

/// Seats, stretcher and wheelchair places.
type Places = [u32; 3];

/// What people who are aboard take of each leg, own people and others apart; and which groups are own.
fn taken(
    instance: &Instance,
    counted: &[&str],
    aboard: &BTreeMap<GroupId, LegId>,
    partner: &str,
) -> (BTreeMap<(LegId, bool), Places>, BTreeSet<GroupId>) {
    let mut taken: BTreeMap<(LegId, bool), Places> = BTreeMap::new();
    let (mut seen, mut own) = (BTreeSet::new(), BTreeSet::new());
    for (group, with) in instance.groups.iter().zip(counted) {
        if !seen.insert(group.id) {
            continue;
        }
        let is_own = *with == partner;
        if is_own {
            own.insert(group.id);
        }
        if let Some(leg) = aboard.get(&group.id) {
            let [seats, stretchers, wheelchairs] = taken.entry((*leg, is_own)).or_default();
            *seats = seats.saturating_add(u32::from(group.size.saturating_sub(group.stretchers)));
            *stretchers = stretchers.saturating_add(u32::from(group.stretchers));
            *wheelchairs = wheelchairs.saturating_add(u32::from(group.wheelchairs));
        }
    }
    (taken, own)
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

/// The part of a hall: room for the people who are in it, and a share of what is left. The parts sum to the whole.
fn hall_share(holding: u32, inside: &[u64], people: &[u64], at: usize) -> u32 {
    let rest = u64::from(holding).checked_sub(inside.iter().sum());
    match rest.and_then(|rest| u32::try_from(rest).ok()) {
        Some(rest) => {
            let here = inside.get(at).copied().unwrap_or(0);
            let here = u32::try_from(here).unwrap_or(u32::MAX);
            here.saturating_add(share(rest, people, at))
        }
        None => share(holding, inside, at),
    }
}

/// A stand-alone plan and what the checker says of it.
pub(super) struct Standing {
    pub(super) plan: Plan,
    pub(super) verdict: Verdict,
}

/// The stand-alone plan of each partner, in their order. `trips`: what vehicles do; `None`: their owners choose.
pub(super) fn stand_alone(
    instance: &Instance,
    committed: &[Commitment],
    trips: Option<&[Trip]>,
    known: Option<&Prices>,
    effort: Effort,
) -> Vec<Standing> {
    let plan = |partner: &String| {
        let own = alone(instance, committed, partner);
        let (net, trips, joint) = match trips {
            None => solve::scheduled(&own.instance, &own.committed, known, effort),
            Some(trips) => {
                let vehicles = &own.instance.vehicles;
                let mine = trips.iter().copied();
                let mine = mine.filter(|trip| vehicles.iter().any(|it| it.id == trip.vehicle));
                let mine: Vec<Trip> = mine.collect();
                let net = Net::with_trips(&own.instance, &own.committed, &mine);
                (net, mine, None)
            }
        };
        let best = solve::search(&net, known, &[], effort);
        let prices = joint.unwrap_or(best.prices);
        let plan = solve::finish(&net, &own.committed, &best.ways, trips, prices, "volume");
        let verdict = check_plan(&own.instance, &plan, &own.committed);
        Standing { plan, verdict }
    };
    instance.partners.iter().map(plan).collect()
}

/// Most that the choosing units of each partner may cost, weighted minutes.
pub(super) fn limits(net: &Net<'_>, standing: &[Standing]) -> Vec<f64> {
    standing
        .iter()
        .zip(&net.settled_cost)
        .map(|(it, settled)| it.verdict.objective.saturating_sub(*settled) as f64)
        .collect()
}

/// What a shared plan means for each partner, beside its stand-alone plan. Where somebody is worse off, the plan says so
/// whatever it was called before.
pub(super) fn figures(
    instance: &Instance,
    committed: &[Commitment],
    plan: &mut Plan,
    standing: &[Standing],
) -> Vec<PartnerFigure> {
    let counted = instance.counted_with();
    let groups: BTreeMap<GroupId, _> = instance
        .groups
        .iter()
        .zip(&counted)
        .rev()
        .map(|(group, with)| (group.id, (group, *with)))
        .collect();
    let legs: BTreeMap<_, _> = instance.legs.iter().map(|leg| (leg.id, leg)).collect();
    let verdict = check_plan(instance, plan, committed);
    let costs = instance.partners.iter().zip(&verdict.partner_objective);
    let mut out: Vec<PartnerFigure> = costs
        .zip(standing)
        .map(|((partner, pooled), alone)| {
            // Nobody lifted, until the assignments say so.
            let own = groups.values().filter(|(_, with)| with == partner);
            PartnerFigure {
                partner: partner.clone(),
                alone: alone.verdict.objective,
                alone_bound: alone.plan.bound.max(0.0).floor() as u64,
                pooled: *pooled,
                alone_not_lifted: alone.verdict.not_lifted,
                pooled_not_lifted: own.map(|(group, _)| u64::from(group.size)).sum(),
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
                figure.pooled_not_lifted = figure.pooled_not_lifted.saturating_sub(size);
                figure.seats_received += if leg.owner == *with { 0 } else { size };
            } else if figure.partner == leg.owner {
                figure.seats_given += size;
            }
        }
    }
    if out.iter().any(PartnerFigure::is_harmed) {
        plan.method = NOT_HELD.to_owned();
    }
    out
}
