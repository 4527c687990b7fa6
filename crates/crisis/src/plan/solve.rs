//! Making a plan: bound by the linear program, families by rounding, the better of that and greedy.

use super::bound::{self, Prices};
use super::flow::{Flow, NoHarm};
use super::instance::Instance;
use super::lp::{self, LpBackend};
use super::net::{Net, Path};
use super::schedule::{Commitment, Plan, Standby};
use super::{round, search};
use crate::Error;

/// The first plan: greedy, within a second, with the bound that needs no solver (everyone as if alone).
///
/// # Errors
/// [`Instance::bounded`].
pub fn first_plan(instance: &Instance, committed: &[Commitment]) -> Result<Plan, Error> {
    instance.bounded()?;
    let net = Net::new(instance, committed);
    let mut left = net.left.clone();
    let ways = search::greedy(&net, &mut left);
    Ok(finish(
        &net,
        committed,
        &ways,
        Prices::default(),
        None,
        "greedy",
    ))
}

/// The optimised plan, all seats shared as [`crate::Leg::open_to`] says.
///
/// # Errors
/// [`Instance::bounded`], [`Error::Solver`].
pub fn best_plan(
    instance: &Instance,
    committed: &[Commitment],
    backend: &dyn LpBackend,
) -> Result<Plan, Error> {
    instance.bounded()?;
    solve(instance, committed, backend, None)
}

/// With or without limits of the partners' costs.
pub(crate) fn solve(
    instance: &Instance,
    committed: &[Commitment],
    backend: &dyn LpBackend,
    no_harm: Option<&NoHarm>,
) -> Result<Plan, Error> {
    let net = Net::new(instance, committed);
    let free: Vec<usize> = (0..net.units.len()).collect();
    let flow = Flow::new(&net, &free, no_harm);
    if flow.lp.rows.len() > lp::ROWS_MAX {
        return Err(Error::TooMany {
            what: "row",
            count_max: lp::ROWS_MAX,
        });
    }
    let found = backend.solve(&flow.lp)?;
    let prices = found
        .price
        .as_ref()
        .map(|price| flow.prices(&net, price))
        .unwrap_or_default();
    let settled: u64 = net.settled_cost.iter().sum();
    let optimum = found.objective * 60.0 + settled as f64;
    let mut left = net.left.clone();
    let mut ways: Vec<Option<Path>> = vec![None; net.units.len()];
    round::round(&net, &mut left, &flow.quotas(&net, &found.x), &mut ways);
    round::complete(&net, &mut left, &mut ways, &|_| true);
    let optimum = found.price.is_none().then_some(optimum);
    Ok(finish(
        &net,
        committed,
        &ways,
        prices,
        optimum,
        backend.name(),
    ))
}

/// Writes the plan down. `optimum`: the solver's own word for the bound, where it tells no prices.
pub(crate) fn finish(
    net: &Net<'_>,
    committed: &[Commitment],
    ways: &[Option<Path>],
    prices: Prices,
    optimum: Option<f64>,
    backend: &str,
) -> Plan {
    let cost: u64 = net
        .units
        .iter()
        .zip(ways)
        .map(|(unit, way)| net.cost(unit, way.map(|path| path.leg)))
        .sum();
    let proven = bound::bound(net.instance, committed, &prices);
    Plan {
        assignments: net.assignments(ways),
        standby: standby(net, ways),
        objective: cost + net.settled_cost.iter().sum::<u64>(),
        bound: optimum.map_or(proven, |optimum| optimum.max(proven)),
        prices,
        backend: backend.to_owned(),
    }
}

/// Most groups called for one leg's empty seats.
const STANDBY_MAX: u32 = 20;

/// Who is in the hall when check-in of a leg closes and goes later: by priority, then by how long they wait.
fn standby(net: &Net<'_>, ways: &[Option<Path>]) -> Vec<Standby> {
    let mut by_port: Vec<Vec<(u64, i64, usize, usize)>> = vec![Vec::new(); net.ports.len()];
    for (at, (unit, way)) in net.units.iter().zip(ways).enumerate() {
        let Some(path) = way else { continue };
        let (port, _, rank) = net.ranks(unit, *path);
        let per_person = unit.weight / u64::from(unit.size.max(1));
        if let Some(list) = by_port.get_mut(port) {
            list.push((
                u64::MAX - per_person,
                net.at_port_min(unit, *path),
                rank,
                at,
            ));
        }
    }
    let mut out = Vec::new();
    for (port, mut list) in net.ports.iter().zip(by_port) {
        list.sort_unstable();
        for (rank, leg) in port.legs.iter().enumerate() {
            let Some(entry) = net.legs.get(*leg) else {
                continue;
            };
            let Some(leg_id) = net.instance.legs.get(entry.source).map(|it| it.id) else {
                continue;
            };
            let mut called = 0;
            for (_, _, _, at) in list
                .iter()
                .filter(|it| it.1 <= entry.cutoff_min && it.2 > rank)
            {
                let Some(unit) = net.units.get(*at) else {
                    continue;
                };
                let may = net.may.get(unit.board).and_then(|may| may.get(*leg)) == Some(&true);
                if !may || unit.groups.len() > 1 || unit.stretchers > 0 {
                    continue;
                }
                let Some(group) = unit
                    .groups
                    .first()
                    .and_then(|it| net.instance.groups.get(*it))
                else {
                    continue;
                };
                called += 1;
                out.push(Standby {
                    leg: leg_id,
                    group: group.id,
                    rank: called,
                });
                if called >= STANDBY_MAX {
                    break;
                }
            }
        }
    }
    out
}
