//! The rows of an archive in order of time, in bounded memory.
//!
//! Rolls that lie one after the other in time are read and sorted one at a time. Feeds overlap a little where one roll ends
//! and the next begins: the rows after that moment wait for the next roll. Where too many would wait (an archive imported
//! vessel by vessel) the rolls go together through the sorter, which spills to the disk.

use std::path::Path;

use vigie_store::{ArchiveReader, RollSummary};
use vigie_watch::{Observation, canonical};

use super::{Error, file_fault};
use crate::feed::Sorter;
use crate::keeping;

/// Rows of rolls that may lie in memory at once: about 64 bytes each, doubled while they are sorted.
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
            // What precedes all of this roll, and so of those after it, waits no longer.
            let before = waiting.partition_point(|o| o.time.ms() < roll.time_min_ms);
            if !waiting.drain(..before).all(&mut each) {
                return Ok(());
            }
            if waiting.len() as u64 + roll.end.saturating_sub(roll.first) > together_rows && at > 0
            {
                let rest = group.get(at..).unwrap_or_default();
                let waited = std::mem::take(&mut waiting);
                if !together(&reader, waited, rest, positions, &mut each)? {
                    return Ok(());
                }
                break;
            }
            let count = roll.end.saturating_sub(roll.first);
            waiting.reserve(usize::try_from(count.min(together_rows)).unwrap_or(0));
            reader.roll_rows(roll, |row| waiting.push(keeping::observation_of(row)))?;
            // A stable sort finds the runs that buckets are; equal rows are the same to the last bit.
            waiting.sort_by(canonical);
        }
        if !waiting.into_iter().all(&mut each) {
            return Ok(());
        }
    }
    Ok(())
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
}
