//! Making a plan: bound by prices, families by rounding, and on until the two are near enough.

use super::bound::{self, Prices};
use super::commodity::commodities;
use super::eject;
use super::instance::Instance;
use super::market::Market;
use super::net::{Left, Net, Path};
use super::price::Bargain;
use super::schedule::{Commitment, Plan, Trip};
use super::standby::standby;
use super::{round, search, vehicle};
use crate::Error;

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Stop when the plan is proven to be this near the best, percent.
    pub gap_pct: f64,
    /// Stop after this many rounds of prices.
    pub rounds_max: usize,
    /// Rounds between two tries to make a plan of them.
    pub rounds_each: usize,
    /// Tries to exchange families, for each plan made.
    pub chains: usize,
}

impl Default for Effort {
    /// Three tenths of a percent, or some seconds.
    fn default() -> Self {
        Self {
            gap_pct: 0.3,
            rounds_max: 16_000,
            rounds_each: 2_000,
            chains: 400_000,
        }
    }
}

/// The first plan: greedy, within a second. Its bound is the trivial one, everyone as if alone.
///
/// # Errors
/// [`Instance::bounded`].
pub fn first_plan(instance: &Instance, committed: &[Commitment]) -> Result<Plan, Error> {
    instance.bounded()?;
    let (net, trips, _) = scheduled(instance, committed, None, QUICK);
    let mut left = net.left.clone();
    let ways = search::greedy(&net, &mut left);
    let prices = Prices::default();
    Ok(finish(&net, committed, &ways, trips, prices, "greedy"))
}

/// The optimised plan, seats shared as [`crate::Leg::open_to`] says. `known`: prices of an earlier plan to start from.
///
/// # Errors
/// [`Instance::bounded`].
pub fn best_plan(
    instance: &Instance,
    committed: &[Commitment],
    known: Option<&Prices>,
    effort: Effort,
) -> Result<Plan, Error> {
    instance.bounded()?;
    let (net, trips, joint) = scheduled(instance, committed, known, effort);
    let best = search(&net, known, &[], effort);
    let prices = joint.unwrap_or(best.prices);
    Ok(finish(&net, committed, &best.ways, trips, prices, "volume"))
}

/// A schedule of vehicles for the first plan.
const QUICK: Effort = Effort {
    gap_pct: 1.0,
    rounds_max: 300,
    rounds_each: 300,
    chains: 0,
};

/// The net with its vehicles scheduled, their trips, and prices that prove a bound over all schedules; no prices where
/// there are no vehicles.
pub(crate) fn scheduled<'a>(
    instance: &'a Instance,
    committed: &[Commitment],
    known: Option<&Prices>,
    effort: Effort,
) -> (Net<'a>, Vec<Trip>, Option<Prices>) {
    let net = Net::new(instance, committed);
    if instance.vehicles.is_empty() {
        return (net, Vec::new(), None);
    }
    let mut left = net.left.clone();
    let above = cost(&net, &search::greedy(&net, &mut left)) as f64;
    match vehicle::schedule(instance, &net, above, known, effort) {
        None => (net, Vec::new(), None),
        Some(found) => {
            let net = Net::with_trips(instance, committed, &found.trips);
            (net, found.trips, Some(found.prices))
        }
    }
}

/// What a search found.
pub(crate) struct Best {
    pub(crate) ways: Vec<Option<Path>>,
    pub(crate) prices: Prices,
    /// Bound of the units that choose.
    pub(crate) bound: f64,
}

/// Below this gap, percent, the search ends when a turn wins less than [`STEP_PCT`].
const ENOUGH_PCT: f64 = 0.4;
const STEP_PCT: f64 = 0.03;

/// Weighted minutes of all units that choose.
pub(crate) fn cost(net: &Net<'_>, ways: &[Option<Path>]) -> u64 {
    net.units
        .iter()
        .zip(ways)
        .map(|(unit, way)| net.cost(unit, way.map(|path| path.leg)))
        .sum()
}

/// Prices and plans in turn. `limits`: most that each partner's choosing units may cost; empty for no such rule. A plan
/// within the limits is preferred to any other.
pub(crate) fn search(
    net: &Net<'_>,
    known: Option<&Prices>,
    limits: &[f64],
    effort: Effort,
) -> Best {
    let free: Vec<usize> = (0..net.units.len()).collect();
    let mut left = net.left.clone();
    let mut ways = search::greedy(net, &mut left);
    let first = cost(net, &ways);
    let mut best = (over(net, &ways, limits), first);
    let commodities = commodities(net, &free, !limits.is_empty());
    let market = Market::new(net, &commodities, limits);
    let mut bargain = Bargain::new(&market, known);
    let mut rounds = 0;
    let mut gap_before = f64::INFINITY;
    while rounds < effort.rounds_max {
        let each = effort.rounds_each.min(effort.rounds_max - rounds).max(1);
        bargain.run(best.1.min(first) as f64, each);
        rounds += each;
        let mut left = net.left.clone();
        let mut tried: Vec<Option<Path>> = vec![None; net.units.len()];
        round::round(net, &mut left, &commodities, &bargain.quotas(), &mut tried);
        round::complete(net, &mut left, &mut tried, &|_| true);
        let settled: u64 = net.settled_cost.iter().sum();
        let bound = bargain.bound() + settled as f64;
        let gap_of = |cost: u64| ((cost + settled) as f64 - bound) / bound.max(1.0) * 100.0;
        // Chains cost most of the time of a large plan: only what is not good enough is mended by them.
        let mut found = (over(net, &tried, limits), cost(net, &tried));
        if found.0 > 0 || gap_of(found.1) > effort.gap_pct {
            let before = tried.clone();
            mend(net, &mut left, &mut tried, &|_| true, effort.chains);
            let mended = (over(net, &tried, limits), cost(net, &tried));
            // Chains lower the sum; a partner's limit may have been kept only before them.
            if mended > found {
                tried = before;
            }
            found = found.min(mended);
        }
        if found < best {
            best = found;
            ways = tried;
        }
        let gap_pct = gap_of(best.1);
        let stuck = gap_pct <= ENOUGH_PCT && gap_before - gap_pct < STEP_PCT;
        if best.0 == 0 && (gap_pct <= effort.gap_pct || stuck) {
            break;
        }
        gap_before = gap_pct;
    }
    Best {
        ways,
        prices: bargain.prices(),
        bound: bargain.bound(),
    }
}

/// Everyone without a way takes the earliest left, then chains of exchanges, then all move forward.
pub(crate) fn polish(
    net: &Net<'_>,
    left: &mut Left,
    ways: &mut [Option<Path>],
    may_move: &dyn Fn(usize) -> bool,
    chains: usize,
) {
    round::complete(net, left, ways, may_move);
    mend(net, left, ways, may_move, chains);
}

/// Chains of exchanges, then all move forward.
fn mend(
    net: &Net<'_>,
    left: &mut Left,
    ways: &mut [Option<Path>],
    may_move: &dyn Fn(usize) -> bool,
    chains: usize,
) {
    if eject::improve(net, left, ways, may_move, chains) > 0 {
        search::advance(net, left, ways, may_move);
    }
}

/// By how much the partners' limits are exceeded, weighted minutes.
fn over(net: &Net<'_>, ways: &[Option<Path>], limits: &[f64]) -> u64 {
    let costs = partner_costs(net, ways);
    limits
        .iter()
        .zip(costs)
        .map(|(limit, cost)| (cost as f64 - limit).max(0.0).round() as u64)
        .sum()
}

/// Weighted minutes of the units that choose, per partner.
pub(crate) fn partner_costs(net: &Net<'_>, ways: &[Option<Path>]) -> Vec<u64> {
    let mut out = vec![0; net.instance.partners.len()];
    for (unit, way) in net.units.iter().zip(ways) {
        if let Some(sum) = out.get_mut(unit.partner) {
            *sum += net.cost(unit, way.map(|path| path.leg));
        }
    }
    out
}

/// Writes the plan down, its bound recomputed from the prices by ids.
pub(crate) fn finish(
    net: &Net<'_>,
    committed: &[Commitment],
    ways: &[Option<Path>],
    trips: Vec<Trip>,
    prices: Prices,
    method: &str,
) -> Plan {
    Plan {
        trips,
        assignments: net.assignments(ways),
        standby: standby(net, ways),
        objective: cost(net, ways) + net.settled_cost.iter().sum::<u64>(),
        bound: bound::bound(net.instance, committed, &prices),
        prices,
        method: method.to_owned(),
    }
}
