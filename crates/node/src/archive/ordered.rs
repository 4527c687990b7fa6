//! The rows of an archive in order of time, in bounded memory.
//!
//! Rolls that lie one after the other in time are read one at a time, and the buckets of a roll, each in order of time, merged. Feeds overlap a little where one roll ends
//! and the next begins: the rows after that moment wait for the next roll. Where too many would wait (an archive imported
//! vessel by vessel) the rolls go together through the sorter, which spills to the disk.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::path::Path;

use vigie_sea::Time;
use vigie_store::{ArchiveReader, RollSummary};
use vigie_watch::{Observation, canonical};

use super::{Error, file_fault};
use crate::feed::Sorter;
use crate::keeping;

/// Rows of rolls that may lie in memory at once: about 64 bytes each, doubled while they are read.
const TOGETHER_ROWS: u64 = 3_000_000;

/// Gives every observation to `each` in canonical order; `each` says whether to go on.
pub(crate) fn in_order(
    positions: &Path,
    each: impl FnMut(Observation) -> bool,
) -> Result<(), Error> {
    in_order_within(positions, TOGETHER_ROWS, each)
}

fn in_order_within(
    positions: &Path,
    together_rows: u64,
    mut each: impl FnMut(Observation) -> bool,
) -> Result<(), Error> {
    let reader = ArchiveReader::new(positions);
    for group in groups(reader.rolls()?) {
        let mut waiting: Vec<Observation> = Vec::new();
        for (at, roll) in group.iter().enumerate() {
            let count = roll.end.saturating_sub(roll.first);
            if waiting.len() as u64 + count > together_rows && at > 0 {
                let rest = group.get(at..).unwrap_or_default();
                if !together(&reader, waiting, rest, positions, &mut each)? {
                    return Ok(());
                }
                break;
            }
            let mut runs = Runs::default();
            runs.add(waiting);
            reader.roll_rows(roll, |row| runs.push(keeping::observation_of(row)))?;
            // What precedes all of the next roll, and so of those after it, waits no longer.
            let next = group.get(at + 1);
            let until = next.map_or(Time::from_ms(i64::MAX), |r| Time::from_ms(r.time_min_ms));
            let mut merged = runs.merged();
            while let Some(row) = merged.next_before(until, next.is_none()) {
                if !each(row) {
                    return Ok(());
                }
            }
            waiting = merged.collect();
        }
    }
    Ok(())
}

/// Rows by time in several runs.
#[derive(Default)]
struct Runs {
    whole: Vec<Vec<Observation>>,
    newest: Vec<Observation>,
}

impl Runs {
    /// Takes the next row: it goes on with the run before, or begins one.
    fn push(&mut self, row: Observation) {
        if self.newest.last().is_some_and(|last| row.time < last.time) {
            let run = std::mem::take(&mut self.newest);
            self.add(run);
        }
        self.newest.push(row);
    }

    /// Takes a run whose times do not go back, and puts equal times in canonical order.
    fn add(&mut self, mut run: Vec<Observation>) {
        for some in run.chunk_by_mut(|a, b| a.time == b.time) {
            if some.len() > 1 {
                some.sort_by(canonical);
            }
        }
        self.whole.push(run);
    }

    fn merged(mut self) -> Merged {
        let run = std::mem::take(&mut self.newest);
        self.add(run);
        let runs: Vec<_> = self.whole.into_iter().map(Vec::into_iter).collect();
        let head = |(number, run): (usize, &std::vec::IntoIter<Observation>)| {
            let first = run.as_slice().first()?;
            Some(Reverse((first.time, first.mmsi, number)))
        };
        Merged {
            heads: runs.iter().enumerate().filter_map(head).collect(),
            runs,
            same: Vec::new(),
        }
    }
}

/// Runs on their way into one.
struct Merged {
    runs: Vec<std::vec::IntoIter<Observation>>,
    /// Time and MMSI that each run goes on with.
    heads: BinaryHeap<Reverse<(Time, u32, usize)>>,
    /// Rows of one time and MMSI that came from several runs, the next one last.
    same: Vec<Observation>,
}

impl Merged {
    /// The next row if it is of an earlier time, or any.
    fn next_before(&mut self, until: Time, any: bool) -> Option<Observation> {
        let next = self.same.last().map(|row| row.time);
        let next = next.or_else(|| self.heads.peek().map(|Reverse((time, ..))| *time))?;
        (any || next < until).then(|| self.next())?
    }

    /// The first row of the run that is ahead.
    fn pop(&mut self) -> Option<Observation> {
        let mut ahead = self.heads.peek_mut()?;
        let Reverse((.., number)) = *ahead;
        let run = self.runs.get_mut(number)?;
        let row = run.next()?;
        match run.as_slice().first() {
            Some(next) => *ahead = Reverse((next.time, next.mmsi, number)),
            None => {
                PeekMut::pop(ahead);
            }
        }
        Some(row)
    }
}

impl Iterator for Merged {
    type Item = Observation;

    fn next(&mut self) -> Option<Observation> {
        if let Some(row) = self.same.pop() {
            return Some(row);
        }
        let row = self.pop()?;
        let is_same = |Reverse((time, mmsi, _)): &Reverse<(Time, u32, usize)>| {
            (*time, *mmsi) == (row.time, row.mmsi)
        };
        if !self.heads.peek().is_some_and(is_same) {
            return Some(row);
        }
        let key = (row.time, row.mmsi);
        self.same.push(row);
        while let Some(Reverse((time, mmsi, _))) = self.heads.peek()
            && (*time, *mmsi) == key
        {
            let row = self.pop()?;
            self.same.push(row);
        }
        self.same.sort_by(|a, b| canonical(b, a));
        self.same.pop()
    }
}

fn together(
    reader: &ArchiveReader,
    waiting: Vec<Observation>,
    rolls: &[RollSummary],
    positions: &Path,
    each: &mut impl FnMut(Observation) -> bool,
) -> Result<bool, Error> {
    let mut sorter = Sorter::default();
    sorter.push(waiting).map_err(file_fault(positions))?;
    for one in rolls {
        let mut rows: Vec<Observation> = Vec::new();
        reader.roll_rows(one, |row| rows.push(keeping::observation_of(row)))?;
        sorter.push(rows).map_err(file_fault(positions))?;
    }
    let mut goes_on = true;
    let sorted = sorter.finish(|observation| {
        goes_on = each(observation);
        goes_on
    });
    sorted.map_err(file_fault(positions))?;
    Ok(goes_on)
}

/// Rolls by time, those that overlap together.
fn groups(mut rolls: Vec<RollSummary>) -> Vec<Vec<RollSummary>> {
    rolls.sort_by_key(|r| (r.time_min_ms, r.first));
    let mut groups: Vec<Vec<RollSummary>> = Vec::new();
    let mut latest = i64::MIN;
    for roll in rolls {
        let begins = roll.time_min_ms > latest;
        latest = latest.max(roll.time_max_ms);
        match groups.last_mut() {
            Some(group) if !begins => group.push(roll),
            _ => groups.push(vec![roll]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rolls_that_touch_in_time_go_together() {
        let roll = |first: u64, from: i64, to: i64| RollSummary {
            first,
            end: first + 1,
            positions: 1,
            identities: 0,
            time_min_ms: from,
            time_max_ms: to,
        };
        let found = groups(vec![
            roll(0, 100, 200),
            roll(1, 0, 50),
            roll(2, 200, 300),
            roll(3, 301, 400),
        ]);
        let firsts: Vec<Vec<u64>> = found
            .iter()
            .map(|g| g.iter().map(|r| r.first).collect())
            .collect();
        assert_eq!(firsts, [vec![1], vec![0, 2], vec![3]]);
    }

    #[test]
    fn runs_merge_into_canonical_order_and_what_is_later_waits() {
        use vigie_watch::{PositionReport, Reception, Report, SourceKind};
        let row = |ms: i64, mmsi: u32, lat_e7: i32| Observation {
            time: Time::from_ms(ms),
            mmsi,
            source: SourceKind::Ais,
            feed: 1,
            receiver: 0,
            reception: Reception::Unknown,
            report: Report::Position(PositionReport {
                lat_e7,
                ..PositionReport::default()
            }),
        };
        let mut all: Vec<Observation> = (0..4_000_u32)
            .map(|n| {
                let mixed = n.wrapping_mul(2_654_435_761) >> 12;
                row(i64::from(mixed % 97), mixed % 7, (mixed % 3) as i32)
            })
            .collect();
        let mut runs = Runs::default();
        // Some runs by time, some rows in no order at all.
        for some in all.chunks_mut(700) {
            some.sort_by_key(|o| o.time);
        }
        all.extend((0..50_u32).map(|n| row(i64::from(n * 37 % 90), n % 7, 1)));
        all.iter().for_each(|o| runs.push(o.clone()));
        let (mut merged, until) = (runs.merged(), Time::from_ms(40));
        let mut given = Vec::new();
        given.extend(std::iter::from_fn(|| merged.next_before(until, false)));
        assert!(given.iter().all(|o| o.time < until));
        let waiting: Vec<Observation> = merged.collect();
        assert!(!waiting.is_empty() && waiting.iter().all(|o| o.time >= until));
        let mut again = Runs::default();
        again.add(waiting);
        let mut merged = again.merged();
        given.extend(std::iter::from_fn(|| merged.next_before(until, true)));
        all.sort_by(canonical);
        assert!(given == all);
    }
}
