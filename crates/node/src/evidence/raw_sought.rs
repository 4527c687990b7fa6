//! The rows whose raw lines are looked for, and why some have none.

use std::collections::{BTreeMap, VecDeque};

use vigie_store::{Kept, RawRing, RawSegment, Row};

use super::raw_decode::Told;

/// A row can be older than its receipt by so much: VMS and satellites come late.
const LATE_MS: i64 = 3_600_000;

/// Why a row may have no raw line.
pub(super) const REASONS: [&str; 9] = [
    "no-log",
    "before-log",
    "beyond-ring",
    "purged",
    "not-found",
    "file-changed",
    "file-gone",
    "file-too-large",
    "too-many",
];

/// Who, when, where, from which kind of source, heard by whom.
pub(super) type Key = (u32, i64, i32, i32, u8, u32);

/// The rows of one feed that are looked for.
pub(super) struct Sought<'a> {
    pub(super) feed: u16,
    /// Arrival numbers, in order: the same report may have come twice.
    by_key: BTreeMap<Key, VecDeque<u64>>,
    /// First and last time of each vessel.
    spans: BTreeMap<u32, (i64, i64)>,
    pub(super) rows: Vec<&'a Kept>,
}

pub(super) fn key_of(row: &Row) -> Option<Key> {
    let told = Told::of(row)?;
    let (who, place) = (told.mmsi, (told.lat_e7, told.lon_e7));
    Some((
        who,
        told.time_ms,
        place.0,
        place.1,
        row.source,
        row.receiver,
    ))
}

impl<'a> Sought<'a> {
    pub(super) fn new(feed: u16, rows: Vec<&'a Kept>) -> Self {
        let mut sought = Self {
            feed,
            by_key: BTreeMap::new(),
            spans: BTreeMap::new(),
            rows,
        };
        for kept in &sought.rows {
            let Some(key) = key_of(&kept.row) else {
                continue;
            };
            sought
                .by_key
                .entry(key)
                .or_default()
                .push_back(kept.arrival);
            let span = sought.spans.entry(key.0).or_insert((key.1, key.1));
            *span = (span.0.min(key.1), span.1.max(key.1));
        }
        sought
    }

    pub(super) fn is_done(&self) -> bool {
        self.by_key.is_empty()
    }

    /// Whether a segment may have a row that is looked for.
    pub(super) fn may_be_in(&self, segment: &RawSegment) -> bool {
        self.spans
            .iter()
            .any(|(mmsi, (from, to))| segment.may_hold(*mmsi) && segment.may_say(*from, *to))
    }

    /// Whether a row was not found.
    pub(super) fn is_left(&self, kept: &Kept) -> bool {
        let left = key_of(&kept.row).and_then(|key| self.by_key.get(&key));
        left.is_some_and(|all| all.contains(&kept.arrival))
    }

    /// Takes the row that this one is, if it is looked for.
    pub(super) fn take(&mut self, row: &Row) -> Option<(u64, Told)> {
        let key = key_of(row)?;
        let arrivals = self.by_key.get_mut(&key)?;
        let arrival = arrivals.pop_front();
        if arrivals.is_empty() {
            self.by_key.remove(&key);
        }
        Some((arrival?, Told::of(row)?))
    }
}

/// Why a row has no line in a log that there is.
pub(super) fn reason(
    time_ms: i64,
    source: u8,
    ring: &RawRing,
    first_ms: Option<i64>,
    else_why: &'static str,
) -> &'static str {
    let is_gone = ring.dropped + ring.purged > 0 && time_ms <= ring.up_to_ms;
    if is_gone && ring.purged > 0 && (source == 1 || ring.dropped == 0) {
        "purged"
    } else if is_gone {
        "beyond-ring"
    } else if else_why == "not-found"
        && first_ms.is_none_or(|first| time_ms < first.saturating_sub(LATE_MS))
    {
        "before-log"
    } else {
        else_why
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_store::{Content, Place};

    fn kept(arrival: u64, mmsi: u32, time_ms: i64) -> Kept {
        Kept {
            arrival,
            clock_ms: 0,
            row: Row {
                time_ms,
                mmsi,
                source: 0,
                feed: 3,
                receiver: 1,
                reception: 0,
                class: 1,
                content: Content::Place(Place::default()),
            },
        }
    }

    #[test]
    fn the_same_report_twice_is_two_rows_and_each_is_taken_once() {
        let all = [kept(7, 1, 5), kept(9, 1, 5), kept(11, 2, 6)];
        let mut sought = Sought::new(3, all.iter().collect());
        let take = |sought: &mut Sought<'_>, n: usize| {
            sought.take(&all[n].row).map(|(arrival, _)| arrival)
        };
        assert_eq!(take(&mut sought, 0), Some(7));
        assert!(!sought.is_left(&all[0]) && sought.is_left(&all[1]));
        assert_eq!(take(&mut sought, 0), Some(9));
        assert_eq!(take(&mut sought, 0), None);
        assert!(!sought.is_done());
        let segment = |mmsis, time| RawSegment {
            mmsis,
            time_min_ms: Some(time),
            time_max_ms: Some(time),
            ..RawSegment::default()
        };
        assert!(sought.may_be_in(&segment(Some(vec![2]), 6)));
        assert!(!sought.may_be_in(&segment(Some(vec![2]), 7)));
        assert!(sought.may_be_in(&segment(None, 7)));
        assert_eq!(take(&mut sought, 2), Some(11));
        assert!(sought.is_done());
    }

    #[test]
    fn the_reason_says_what_became_of_the_bytes() {
        let gone = |dropped, purged| RawRing {
            dropped,
            purged,
            up_to_ms: 100,
            ..RawRing::default()
        };
        let ask = |time_ms, source, ring: &RawRing, first| {
            reason(time_ms, source, ring, first, "not-found")
        };
        assert_eq!(ask(50, 0, &gone(1, 0), Some(200)), "beyond-ring");
        assert_eq!(ask(50, 1, &gone(1, 1), Some(200)), "purged");
        assert_eq!(ask(50, 0, &gone(0, 1), None), "purged");
        let late = 100 + LATE_MS;
        assert_eq!(ask(99, 0, &gone(0, 0), Some(late)), "before-log");
        assert_eq!(ask(101, 0, &gone(0, 0), Some(late)), "not-found");
        assert_eq!(
            reason(99, 0, &gone(0, 0), Some(late), "file-gone"),
            "file-gone"
        );
    }
}
