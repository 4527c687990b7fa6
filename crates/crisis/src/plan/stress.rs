//! What the plan is worth when legs fail: a Monte-Carlo test with a passed seed.
//!
//! In each run every leg that has not left goes or does not, by its reliability. Who was planned on a leg that does not go
//! takes the earliest way left, everyone else keeps theirs, who is aboard arrives. A leg whose failure costs most is where
//! a spare is worth having.

use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::instance::Instance;
use super::net::Net;
use super::schedule::{Commitment, Plan};
use super::{search, solve};
use crate::leg::LegStatus;
use crate::{Error, LegId};

/// Most runs.
pub const RUNS_MAX: u32 = 10_000;

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stress {
    /// Runs.
    pub runs: u32,
    /// People not lifted: mean, nine runs in ten below, worst.
    pub not_lifted_mean: f64,
    /// Nine runs in ten have no more than this.
    pub not_lifted_p90: u64,
    /// Worst run.
    pub not_lifted_worst: u64,
    /// Weighted minutes above the plan: mean.
    pub extra_mean: f64,
    /// Legs by mean extra weighted minutes of the runs in which they fail, dearest first, and in how many they failed.
    pub critical: Vec<(LegId, f64, u32)>,
}

/// Runs the test.
///
/// # Errors
/// [`Instance::bounded`]; [`Error::TooMany`] runs.
pub fn stress(
    instance: &Instance,
    plan: &Plan,
    committed: &[Commitment],
    seed: u64,
    runs: u32,
) -> Result<Stress, Error> {
    instance.bounded()?;
    if runs > RUNS_MAX {
        return Err(Error::TooMany {
            what: "run",
            count_max: RUNS_MAX as usize,
        });
    }
    let mut net = Net::with_trips(instance, committed, &plan.trips);
    let planned = net.paths(&plan.assignments);
    let base = solve::cost(&net, &planned);
    let whole = net.left.clone();
    let may = net.may.clone();
    let boards = net.boards.clone();
    let mut chance = Chance::new(seed);
    let mut behind = Vec::new();
    let mut extra_sum = 0.0;
    let mut by_leg = vec![(0.0, 0_u32); net.legs.len()];
    for _ in 0..runs {
        let failed: Vec<bool> = net
            .legs
            .iter()
            .map(|leg| {
                let leg = instance.legs.get(leg.source);
                let ahead =
                    leg.filter(|it| matches!(it.status, LegStatus::Planned | LegStatus::Confirmed));
                chance.below(100) >= ahead.map_or(100, |it| u64::from(it.reliability_pct))
            })
            .collect();
        let goes = |leg: usize| failed.get(leg) == Some(&false);
        for (board, all) in net.boards.iter_mut().zip(&boards) {
            board.clear();
            board.extend(all.iter().copied().filter(|leg| goes(*leg)));
        }
        let mut left = whole.clone();
        let mut ways: Vec<_> = planned
            .iter()
            .map(|way| way.filter(|path| goes(path.leg)))
            .collect();
        for (unit, way) in net.units.iter().zip(&ways) {
            if let Some(path) = way {
                left.take(&net, unit, *path);
            }
        }
        for at in search::order(&net) {
            if let (Some(unit), Some(way @ None)) = (net.units.get(at), ways.get_mut(at)) {
                *way = search::earliest(&net, &left, unit, net.stay_min);
                if let Some(path) = *way {
                    left.take(&net, unit, path);
                }
            }
        }
        let extra = solve::cost(&net, &ways) as f64 - base as f64;
        extra_sum += extra;
        let stay = net.units.iter().zip(&ways).filter(|it| it.1.is_none());
        behind.push(stay.map(|(unit, _)| u64::from(unit.size)).sum::<u64>());
        for ((sum, count), failed) in by_leg.iter_mut().zip(&failed) {
            if *failed {
                *sum += extra;
                *count += 1;
            }
        }
    }
    net.may = may;
    Ok(summary(&net, runs, behind, extra_sum, &by_leg))
}

fn summary(
    net: &Net<'_>,
    runs: u32,
    mut behind: Vec<u64>,
    extra_sum: f64,
    by_leg: &[(f64, u32)],
) -> Stress {
    behind.sort_unstable();
    let count = f64::from(runs.max(1));
    let mut critical: Vec<(LegId, f64, u32)> = net
        .legs
        .iter()
        .zip(by_leg)
        .filter(|(_, (_, count))| *count > 0)
        .filter_map(|(leg, (sum, count))| {
            Some((
                net.instance.legs.get(leg.source)?.id,
                sum / f64::from(*count),
                *count,
            ))
        })
        .collect();
    critical.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Stress {
        runs,
        not_lifted_mean: behind.iter().sum::<u64>() as f64 / count,
        not_lifted_p90: behind
            .get(behind.len().saturating_mul(9) / 10)
            .copied()
            .unwrap_or(0),
        not_lifted_worst: behind.last().copied().unwrap_or(0),
        extra_mean: extra_sum / count,
        critical,
    }
}
