//! Beds of safe havens as rows: at a moment at which somebody comes, those who came so shortly before that they are still
//! there may be no more than there are beds; likewise for those received in the 24 hours up to it.
//!
//! More moments need no row: how many are there only grows when somebody comes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use vigie_sea::Time;

use super::Net;
use crate::PlaceId;
use crate::plan::instance::{DAY_MS, SafeHaven};

/// One row.
pub(crate) struct BedRow {
    pub(crate) place: PlaceId,
    /// Received in a day; else there at once.
    pub(crate) daily: bool,
    pub(crate) at: Time,
}

/// All rows, and which of them who comes by a leg takes.
#[derive(Default)]
pub(crate) struct Beds {
    pub(crate) rows: Vec<BedRow>,
    /// Per leg: rows of beds, then rows of a day; both run on.
    pub(crate) of_leg: Vec<[Range<usize>; 2]>,
}

impl Beds {
    /// Whether any safe haven has a limit.
    pub(crate) fn is_limited(&self) -> bool {
        !self.rows.is_empty()
    }

    pub(crate) fn rows_of(&self, leg: usize) -> impl Iterator<Item = usize> + '_ {
        let ranges = self.of_leg.get(leg).into_iter().flatten();
        ranges.flat_map(|range| range.clone())
    }

    pub(crate) fn takes(&self, leg: usize, row: usize) -> bool {
        let mut ranges = self.of_leg.get(leg).into_iter().flatten();
        ranges.any(|range| range.contains(&row))
    }
}

impl Net<'_> {
    /// Rows for the legs as they stand, less who came before.
    pub(super) fn beds(&mut self) {
        let mut beds = Beds {
            rows: Vec::new(),
            of_leg: vec![[0..0, 0..0]; self.legs.len()],
        };
        let mut by_haven: BTreeMap<PlaceId, Vec<(i64, usize)>> = BTreeMap::new();
        for (at, leg) in self.legs.iter().enumerate() {
            if let Some(leg) = self.instance.legs.get(leg.source) {
                let legs = by_haven.entry(leg.to).or_default();
                legs.push((leg.arrival.ms(), at));
            }
        }
        let mut seen = BTreeSet::new();
        for haven in self.instance.havens.iter().filter(|it| seen.insert(it.id)) {
            let Some(legs) = by_haven.get(&haven.id) else {
                continue;
            };
            for (kind, limit, stay_ms) in [
                (0, haven.beds, haven.stay_ms()),
                (1, haven.per_day, Some(DAY_MS)),
            ] {
                let Some(limit) = limit else { continue };
                let base = beds.rows.len();
                let moments = moments(haven, legs, stay_ms);
                for at_ms in &moments {
                    let before = came_before(haven, *at_ms, stay_ms);
                    self.left
                        .bed
                        .push(i64::from(limit).saturating_sub(before).max(0));
                    beds.rows.push(BedRow {
                        place: haven.id,
                        daily: kind == 1,
                        at: Time::from_ms(*at_ms),
                    });
                }
                for (arrival_ms, leg) in legs {
                    let first = moments.partition_point(|it| it < arrival_ms);
                    let last = stay_ms.map_or(moments.len(), |stay_ms| {
                        let gone_ms = arrival_ms.saturating_add(stay_ms);
                        moments.partition_point(|it| *it < gone_ms)
                    });
                    let cell = beds.of_leg.get_mut(*leg);
                    if let Some(range) = cell.and_then(|ranges| ranges.get_mut(kind)) {
                        *range = base + first..base + last.max(first);
                    }
                }
            }
        }
        self.beds = beds;
    }
}

/// The moments at which somebody comes while somebody who comes by a leg is there; where all stay, the last says it all.
fn moments(haven: &SafeHaven, legs: &[(i64, usize)], stay_ms: Option<i64>) -> Vec<i64> {
    let arrivals = legs.iter().map(|(arrival_ms, _)| *arrival_ms);
    let came = haven.received.iter().map(|it| it.at.ms());
    let all: BTreeSet<i64> = arrivals.clone().chain(came).collect();
    let Some(stay_ms) = stay_ms else {
        return all.last().copied().into_iter().collect();
    };
    let legs: BTreeSet<i64> = arrivals.collect();
    let there = |at_ms: &i64| {
        let since_ms = at_ms.saturating_sub(stay_ms).saturating_add(1);
        legs.range(since_ms..=*at_ms).next().is_some()
    };
    all.into_iter().filter(there).collect()
}

/// Who came before and is there at a moment.
fn came_before(haven: &SafeHaven, at_ms: i64, stay_ms: Option<i64>) -> i64 {
    let there = haven.received.iter().filter(|it| {
        let since_ms = stay_ms.map_or(i64::MIN, |stay_ms| at_ms.saturating_sub(stay_ms));
        it.at.ms() <= at_ms && it.at.ms() > since_ms
    });
    there.map(|it| i64::from(it.people)).sum()
}
