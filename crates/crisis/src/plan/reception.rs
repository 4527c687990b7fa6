//! How full safe havens get: for the checker, which shares nothing here with the planner, and for the people who run them.
//!
//! A sweep over the moments at which people come and go on. The planner works with rows of windows instead
//! (`net/bed.rs`); that both agree is a property test.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::instance::{DAY_MS, Instance, SafeHaven};
use super::rule::{Rule, Violation};
use super::schedule::Assignment;
use crate::{GroupId, LegId, PlaceId};

/// People who come to a safe haven together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrival {
    pub(super) at: Time,
    pub(super) people: u64,
    /// A plan sends them; without it nothing could be done about them any more.
    pub(super) planned: bool,
}

/// How full one safe haven gets by a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reception {
    /// The safe haven.
    pub haven: PlaceId,
    /// People who come by the plan, who are aboard already included.
    pub people: u64,
    /// Most people there at once, who came before included, and from when.
    pub most: u64,
    /// `None` when nobody comes.
    pub most_at: Option<Time>,
    /// Most people received within 24 hours.
    pub most_per_day: u64,
}

/// How full each safe haven that has a limit gets.
#[must_use]
pub fn reception(instance: &Instance, assignments: &[Assignment]) -> Vec<Reception> {
    let sizes: BTreeMap<GroupId, u16> = instance
        .groups
        .iter()
        .rev()
        .map(|it| (it.id, it.size))
        .collect();
    let legs: BTreeMap<LegId, _> = instance.legs.iter().rev().map(|it| (it.id, it)).collect();
    let ways = assignments.iter().filter_map(|way| {
        let leg = legs.get(&way.leg)?;
        let arrival = Arrival {
            at: leg.arrival,
            people: u64::from(*sizes.get(&way.group)?),
            planned: true,
        };
        Some((leg.to, arrival))
    });
    let arrivals: Vec<(PlaceId, Arrival)> = ways.collect();
    limited(instance)
        .map(|haven| {
            let coming = coming(haven, &arrivals);
            let (most, most_at) = peak(&coming, haven.stay_ms(), false);
            let planned = arrivals.iter().filter(|it| it.0 == haven.id);
            Reception {
                haven: haven.id,
                people: planned.map(|it| it.1.people).sum(),
                most,
                most_at,
                most_per_day: peak(&coming, Some(DAY_MS), false).0,
            }
        })
        .collect()
}

/// Rules that the arrivals of a plan break.
pub(super) fn broken(instance: &Instance, arrivals: &[(PlaceId, Arrival)]) -> Vec<Violation> {
    let mut out = Vec::new();
    for haven in limited(instance) {
        let coming = coming(haven, arrivals);
        for (rule, limit, stay_ms) in [
            (Rule::Beds, haven.beds, haven.stay_ms()),
            (Rule::Received, haven.per_day, Some(DAY_MS)),
        ] {
            let Some(limit) = limit.map(u64::from) else {
                continue;
            };
            let used = peak(&coming, stay_ms, true).0;
            if used > limit {
                out.push(Violation {
                    rule,
                    subject: haven.id.to_string(),
                    used,
                    limit,
                });
            }
        }
    }
    out
}

fn limited(instance: &Instance) -> impl Iterator<Item = &SafeHaven> {
    let mut seen = BTreeSet::new();
    let first = instance.havens.iter().filter(move |it| seen.insert(it.id));
    first.filter(|it| it.beds.is_some() || it.per_day.is_some())
}

/// All who come to one place, and who came before.
fn coming(haven: &SafeHaven, arrivals: &[(PlaceId, Arrival)]) -> Vec<Arrival> {
    let before = haven.received.iter().map(|it| Arrival {
        at: it.at,
        people: u64::from(it.people),
        planned: false,
    });
    let here = arrivals.iter().filter(|it| it.0 == haven.id);
    before.chain(here.map(|it| it.1)).collect()
}

/// Most people there at once when each stays so long, and the moment from which they are. `judged`: only moments at which
/// somebody is there whom a plan sends.
fn peak(arrivals: &[Arrival], stay_ms: Option<i64>, judged: bool) -> (u64, Option<Time>) {
    let mut moves: Vec<(Time, bool, u64, bool)> = Vec::with_capacity(arrivals.len() * 2);
    for one in arrivals.iter().filter(|it| it.people > 0) {
        moves.push((one.at, true, one.people, one.planned));
        if let Some(stay_ms) = stay_ms {
            moves.push((one.at.plus_ms(stay_ms), false, one.people, one.planned));
        }
    }
    // At the same moment those who go on leave before others come.
    moves.sort_unstable();
    let (mut inside, mut planned) = (0_u64, 0_u64);
    let mut most = (0, None);
    for (at, comes, people, by_plan) in moves {
        if !comes {
            inside = inside.saturating_sub(people);
            planned = planned.saturating_sub(if by_plan { people } else { 0 });
            continue;
        }
        inside = inside.saturating_add(people);
        planned = planned.saturating_add(if by_plan { people } else { 0 });
        if inside > most.0 && (planned > 0 || !judged) {
            most = (inside, Some(at));
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(hour: i64, people: u64, planned: bool) -> Arrival {
        Arrival {
            at: Time::from_s(hour * 3_600),
            people,
            planned,
        }
    }

    #[test]
    fn who_goes_on_leaves_the_bed_to_who_comes_in_the_same_moment() {
        let all = [
            arrival(0, 5, true),
            arrival(10, 7, true),
            arrival(12, 4, true),
        ];
        let (ten_h, long_h) = (Some(10 * 3_600_000), Some(11 * 3_600_000));
        assert_eq!(peak(&all, ten_h, true), (11, Some(all[2].at)));
        assert_eq!(peak(&all, long_h, true).0, 12);
        assert_eq!(peak(&all, None, true), (16, Some(all[2].at)));
    }

    #[test]
    fn who_is_aboard_already_breaks_no_rule_of_a_plan() {
        let all = [arrival(0, 50, false), arrival(30, 5, true)];
        assert_eq!(peak(&all, Some(DAY_MS), true).0, 5);
        assert_eq!(peak(&all, Some(DAY_MS), false).0, 50);
        assert_eq!(peak(&all, None, true).0, 55);
    }
}
