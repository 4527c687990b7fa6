//! Making a plan: bound by prices, families by rounding, and on until the two are near enough.

use super::bound::{self, Prices};
use super::commodity::commodities;
use super::eject;
use super::instance::Instance;
use super::market::Market;
use super::net::{Left, Net, Path};
use super::price::Bargain;
use super::schedule::{Commitment, Plan};
use super::standby::standby;
use super::{round, search};
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
    /// A quarter of a percent, or some seconds.
    fn default() -> Self {
        Self {
            gap_pct: 0.25,
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
    let net = Net::new(instance, committed);
    let mut left = net.left.clone();
    let ways = search::greedy(&net, &mut left);
    Ok(finish(&net, committed, &ways, Prices::default(), "greedy"))
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
    let net = Net::new(instance, committed);
    let best = search(&net, known, &[], effort);
    Ok(finish(&net, committed, &best.ways, best.prices, "volume"))
}

/// What a search found.
pub(crate) struct Best {
    pub(crate) ways: Vec<Option<Path>>,
    pub(crate) prices: Prices,
    /// Bound of the units that choose.
    pub(crate) bound: f64,
}

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
    while rounds < effort.rounds_max {
        let each = effort.rounds_each.min(effort.rounds_max - rounds).max(1);
        bargain.run(best.1.min(first) as f64, each);
        rounds += each;
        let mut left = net.left.clone();
        let mut tried: Vec<Option<Path>> = vec![None; net.units.len()];
        round::round(net, &mut left, &commodities, &bargain.quotas(), &mut tried);
        polish(net, &mut left, &mut tried, &|_| true, effort.chains);
        let found = (over(net, &tried, limits), cost(net, &tried));
        if found < best {
            best = found;
            ways = tried;
        }
        let settled: u64 = net.settled_cost.iter().sum();
        let bound = bargain.bound() + settled as f64;
        if best.0 == 0 && (best.1 + settled) as f64 - bound <= bound * effort.gap_pct / 100.0 {
            break;
        }
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
    prices: Prices,
    method: &str,
) -> Plan {
    Plan {
        assignments: net.assignments(ways),
        standby: standby(net, ways),
        objective: cost(net, ways) + net.settled_cost.iter().sum::<u64>(),
        bound: bound::bound(net.instance, committed, &prices),
        prices,
        method: method.to_owned(),
    }
}
