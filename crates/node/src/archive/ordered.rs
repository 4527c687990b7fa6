//! The rows of an archive in order of time, in bounded memory.
//!
//! Rolls that lie one after the other in time are read and sorted one at a time. Rolls that overlap (an archive imported
//! vessel by vessel) go together through the sorter, which spills to the disk.

use std::path::Path;

use vigie_store::{ArchiveReader, RollSummary};
use vigie_watch::{Observation, canonical};

use super::{Error, file_fault};
use crate::feed::Sorter;
use crate::keeping;

/// Gives every observation to `each` in canonical order; `each` says whether to go on.
pub(crate) fn in_order(
    positions: &Path,
    mut each: impl FnMut(Observation) -> bool,
) -> Result<(), Error> {
    let reader = ArchiveReader::new(positions);
    for group in groups(reader.rolls()?) {
        let goes_on = match group.as_slice() {
            [one] => {
                let mut rows: Vec<Observation> = Vec::new();
                reader.roll_rows(one, |kept| rows.push(keeping::observation_of(kept.row)))?;
                rows.sort_unstable_by(canonical);
                rows.into_iter().all(&mut each)
            }
            many => together(&reader, many, positions, &mut each)?,
        };
        if !goes_on {
            break;
        }
    }
    Ok(())
}

fn together(
    reader: &ArchiveReader,
    rolls: &[RollSummary],
    positions: &Path,
    each: &mut impl FnMut(Observation) -> bool,
) -> Result<bool, Error> {
    let mut sorter = Sorter::default();
    for one in rolls {
        let mut rows: Vec<Observation> = Vec::new();
        reader.roll_rows(one, |kept| rows.push(keeping::observation_of(kept.row)))?;
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
