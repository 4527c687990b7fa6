//! Rows that are in canonical order already: an archive, or some vessels of one.
//!
//! The reorder buffer ([`crate::order`]) leaves out two things of rows in order, both at their ends: clocks that lost their
//! date before the first block, and a lone row or two more than a year after all others. [`Bounds`] tells from the
//! first and last rows of the whole archive what that is, so that a watch over any share of it leaves out the same rows and
//! ends at the same moment; what is between needs no buffer.

use std::collections::VecDeque;

use vigie_sea::Time;

use super::{Watch, ms_of};
use crate::order::{BLOCK, BUCKET_MS, FIRST_REACH_MS, canonical, mark_ms, middle, uncontradicted};
use crate::{Observation, WatchConfig, Whereabouts};

/// First rows of an archive that [`Bounds::of`] asks for.
pub const FIRST_ROWS: usize = BLOCK;
/// Rows looked at together before they are taken.
const AHEAD: usize = 32;
/// Last rows of an archive that [`Bounds::of`] asks for.
pub const LAST_ROWS: usize = 2 * BLOCK;

/// Which rows of an archive in canonical order a watch takes, and when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Earliest time taken, ms since 1970 UTC.
    pub from_ms: i64,
    /// Latest time taken, ms since 1970 UTC.
    pub to_ms: i64,
    /// Event time at the end, ms since 1970 UTC: timers up to here fire.
    pub end_ms: i64,
}

impl Bounds {
    /// Bounds of `rows` rows in canonical order, duplicates counted, of which the times (ms since 1970 UTC) of the
    /// first [`FIRST_ROWS`] and the last [`LAST_ROWS`] are given, or all where there are fewer. `None` without rows.
    #[must_use]
    pub fn of(first: &[i64], last: &[i64], rows: u64, config: &WatchConfig) -> Option<Self> {
        let future_ms = ms_of(config.future_min * 60.0);
        let from_ms = from_ms(first.get(..first.len().min(BLOCK))?)?;
        let after = usize::try_from(rows % BLOCK as u64).unwrap_or(0);
        let rest: Vec<i64> = if rows < BLOCK as u64 {
            last.to_vec()
        } else {
            // What lies ahead of the last whole block, and what came after it.
            let whole = last.len().checked_sub(after + BLOCK)?;
            let head_ms = *last.get(whole + middle(BLOCK)?)?;
            let tail = last.get(whole..)?;
            let ahead =
                |(n, ms): &(usize, &i64)| *n >= BLOCK || **ms > head_ms.saturating_add(future_ms);
            let rest = tail.iter().enumerate().filter(ahead).map(|(_, ms)| *ms);
            rest.collect()
        };
        let (_, alone) = uncontradicted(rest, |ms| *ms, future_ms);
        let to_ms = alone.into_iter().min().map_or(i64::MAX, |ms| ms - 1);
        let end_ms = *last.iter().rev().find(|ms| **ms <= to_ms)?;
        Some(Self {
            from_ms,
            to_ms,
            end_ms: mark_ms(end_ms, 0).saturating_add(BUCKET_MS),
        })
    }

    /// Whether a row of this time is taken.
    #[must_use]
    pub fn hold(&self, time: Time) -> bool {
        (self.from_ms..=self.to_ms).contains(&time.ms())
    }
}

/// Earliest time taken, by the middle one of the times of the first block; `None` without any.
fn from_ms(first: &[i64]) -> Option<i64> {
    let median_ms = first.get(middle(first.len())?)?;
    Some(median_ms.saturating_sub(FIRST_REACH_MS))
}

/// The two ends of rows that come one by one in canonical order: what is between goes through, the last
/// [`LAST_ROWS`] wait until it is known that they are the last.
#[derive(Debug, Default)]
pub struct Ends {
    first: Vec<i64>,
    held: VecDeque<Observation>,
    rows: u64,
}

impl Ends {
    /// Takes the next row; gives the one that counts for sure by now, if any.
    pub fn push(&mut self, observation: Observation) -> Option<Observation> {
        self.rows += 1;
        if self.first.len() < FIRST_ROWS {
            self.first.push(observation.time.ms());
        }
        self.held.push_back(observation);
        if self.held.len() <= LAST_ROWS {
            return None;
        }
        let from_ms = from_ms(&self.first).unwrap_or(i64::MIN);
        self.held.pop_front().filter(|o| o.time.ms() >= from_ms)
    }

    /// The rows ended: the bounds of all of them, and those held back that lie within; `None` without rows.
    #[must_use]
    pub fn finish(self, config: &WatchConfig) -> Option<(Bounds, Vec<Observation>)> {
        let last: Vec<i64> = self.held.iter().map(|o| o.time.ms()).collect();
        let bounds = Bounds::of(&self.first, &last, self.rows, config)?;
        let rest = self.held.into_iter().filter(|o| bounds.hold(o.time));
        Some((bounds, rest.collect()))
    }
}

impl Watch {
    /// Takes the next of observations that come in canonical order ([`crate::canonical`]) and within the
    /// [`Bounds`] of their archive; the events are those of [`Watch::push`]. The two are not to be mixed.
    pub fn push_in_order(&mut self, observation: Observation) {
        let before = self.newest_in_order.take();
        self.take_in_order(&observation, before.as_ref());
        self.newest_in_order = Some(observation);
    }

    /// Takes the next observations as [`Watch::push_in_order`] does each of them.
    pub fn push_all_in_order(&mut self, observations: &[Observation]) {
        let before = self.newest_in_order.take();
        let mut before = before.as_ref();
        for some in observations.chunks(AHEAD) {
            self.look_ahead(some);
            for observation in some {
                self.take_in_order(observation, before);
                before = Some(observation);
            }
        }
        self.newest_in_order = before.cloned();
    }

    fn take_in_order(&mut self, observation: &Observation, before: Option<&Observation>) {
        self.counts.pushed += 1;
        if before.is_some_and(|before| canonical(observation, before).is_eq()) {
            self.counts.duplicates += 1;
        } else {
            self.process(observation);
        }
    }

    /// Looks at what is remembered of the vessels heard next. In order of time each row is of another vessel and nearly each look at
    /// a vessel waits for memory; here many wait together.
    fn look_ahead(&self, next: &[Observation]) {
        let mut slots = [u32::MAX; AHEAD];
        for (slot, observation) in slots.iter_mut().zip(next) {
            *slot = self
                .segmenter
                .likely_slot(observation.mmsi)
                .unwrap_or(*slot);
        }
        let mut seen = 0_u64;
        for slot in &slots {
            if let Some(Some(vessel)) = self.vessels.get(*slot as usize) {
                seen ^= vessel.positions;
            }
        }
        for detector in &self.detectors {
            seen ^= detector.look_ahead(&slots);
        }
        // Nobody needs it: only that it was looked at.
        std::hint::black_box(seen);
    }

    /// Where ships were since the call before, at ten-minute moments. From the first call on (make it before the first
    /// observation) meetings are not judged: for [`crate::Company`], which finds who came near whom.
    pub fn drain_whereabouts(&mut self) -> Vec<Whereabouts> {
        let mut out = Vec::new();
        for detector in &mut self.detectors {
            detector.tell_whereabouts(&mut out);
        }
        out
    }

    /// Ends what [`Watch::push_in_order`] began, at [`Bounds::end_ms`].
    pub fn finish_in_order(&mut self, end: Time) {
        if self.now.is_some() {
            self.reach(end);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;
    use crate::order::Order;
    use crate::{AisClass, PositionReport, Reception, Report, Rules, SourceKind};

    fn row(ms: i64, mmsi: u32) -> Observation {
        Observation {
            time: Time::from_ms(ms),
            mmsi,
            source: SourceKind::Ais,
            feed: 1,
            receiver: 0,
            reception: Reception::Unknown,
            report: Report::Position(PositionReport {
                class: AisClass::A,
                ..PositionReport::default()
            }),
        }
    }

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn a_feed_that_ends_with_a_whole_block_loses_no_row() {
        let mut watch = Watch::new(Rules::builtin(), crate::Context::default());
        for n in 0..2 * BLOCK {
            watch.push(row(1_700_000_000_000 + n as i64 * 60_000, 1));
        }
        watch.finish();
        let counts = watch.counts();
        assert_eq!(counts.accepted + counts.no_position, 2 * BLOCK as u64);
        assert_eq!(
            watch.now().map(Time::ms),
            Some(1_700_000_000_000 + (2 * BLOCK as i64 - 1) * 60_000 + BUCKET_MS)
        );
    }

    proptest! {
        /// The reorder buffer, fed in order, lets through what the bounds hold, and ends where they say.
        #[test]
        fn bounds_are_what_the_buffer_does(
            steps in proptest::collection::vec(
                prop_oneof![
                    8 => 0..90_000i64, 2 => Just(0i64), 1 => 0..3 * 3_600_000i64, 1 => 200 * DAY_MS..500 * DAY_MS,
                ],
                1..150,
            ),
        ) {
            let config = Rules::builtin().watch;
            let times: Vec<i64> = steps.iter().scan(1_700_000_000_123, |at, step| { *at += step; Some(*at) }).collect();
            let mut order = Order::new(ms_of(config.lateness_min * 60.0), ms_of(config.future_min * 60.0));
            let mut through = Vec::new();
            let take = |order: &mut Order, through: &mut Vec<i64>| {
                while let Some(bucket) = order.next_ready() {
                    through.extend(bucket.iter().map(|o| o.time.ms()));
                }
            };
            for (n, ms) in times.iter().enumerate() {
                if order.push(row(*ms, u32::try_from(n).unwrap() + 1)) {
                    order.judge();
                    take(&mut order, &mut through);
                }
            }
            order.judge_last();
            take(&mut order, &mut through);
            let last = &times[times.len().saturating_sub(LAST_ROWS)..];
            let first = &times[..times.len().min(FIRST_ROWS)];
            let bounds = Bounds::of(first, last, times.len() as u64, &config).unwrap();
            let held: Vec<i64> = times.iter().copied().filter(|ms| bounds.hold(Time::from_ms(*ms))).collect();
            prop_assert_eq!(&held, &through);
            let mut ends = Ends::default();
            let mut one_by_one: Vec<i64> =
                times.iter().filter_map(|ms| ends.push(row(*ms, 1))).map(|o| o.time.ms()).collect();
            let (same, rest) = ends.finish(&config).unwrap();
            one_by_one.extend(rest.iter().map(|o| o.time.ms()));
            prop_assert_eq!((bounds, held), (same, one_by_one));
            prop_assert_eq!(Some(Time::from_ms(bounds.end_ms)), order.watermark());
        }
    }
}
