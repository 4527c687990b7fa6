//! Order: observations come from many receivers late, twice and with wrong clocks; detectors get
//! them in one canonical order, so that the same data give the same events however they arrived.
//!
//! Method (own). Arrivals are judged in blocks. The *head* is how far event time has come: the
//! highest median of a block, or the live clock. The median is used, not the maximum, so that a
//! minority of wrong clocks cannot push time forward and make everyone else's data late. What lies
//! more than `future_min` ahead of the head is set aside; if the next whole block does not bring
//! the head near it, it is dropped and counted. What lies less than `lateness_min` behind the head
//! is sorted into place; what is older goes to the late path. Nothing is released before it can no
//! longer be overtaken inside the tolerance. Bounded: the buffer holds one tolerance window, the
//! pen for times ahead one block.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use vigie_sea::Time;

use crate::{Observation, Report};

/// Arrivals judged together; a wrong clock needs more than half of a block to move time.
pub(crate) const BLOCK: usize = 32;
/// Width of a sorting bucket, ms. The watermark moves in these steps.
pub(crate) const BUCKET_MS: i64 = 1_000;
/// The first block may reach back so far behind its median: a lone ship's daily reports. What is
/// older is a clock that lost its date.
pub(crate) const FIRST_REACH_MS: i64 = 366 * 86_400_000;
/// Most observations held in the pen for times ahead; more is one broken feed, dropped and counted.
const AHEAD_MAX: usize = 4_096;
/// Alone so far ahead at the end of an archive, nothing can confirm it: a broken date. Wrong dates
/// are off by years (GPS week roll-over: 1,024 weeks).
const LONE_AHEAD_MS: i64 = 366 * 86_400_000;
/// Spare bucket buffers kept for reuse.
const SPARE_MAX: usize = 1_024;

/// The canonical order: time, MMSI, then the whole content; equal means an exact duplicate.
#[must_use]
pub fn canonical(a: &Observation, b: &Observation) -> Ordering {
    (a.time, a.mmsi, a.source)
        .cmp(&(b.time, b.mmsi, b.source))
        .then_with(|| match (&a.report, &b.report) {
            (Report::Identity(x), Report::Identity(y)) => x.cmp(y),
            (Report::Identity(_), Report::Position(_)) => Ordering::Less,
            (Report::Position(_), Report::Identity(_)) => Ordering::Greater,
            (Report::Position(x), Report::Position(y)) => x.cmp(y),
        })
        .then_with(|| (a.reception, a.receiver, a.feed).cmp(&(b.reception, b.receiver, b.feed)))
}

/// What judging a block left over.
#[derive(Debug, Default)]
pub(crate) struct Leftover {
    /// Older than the watermark.
    pub(crate) late: Vec<Observation>,
    /// Times no clock of the others comes near.
    pub(crate) far_future: u64,
}

/// The reorder buffer.
#[derive(Debug)]
pub(crate) struct Order {
    lateness_ms: i64,
    future_ms: i64,
    block: Vec<Observation>,
    ahead: Vec<Observation>,
    buckets: BTreeMap<i64, Vec<Observation>>,
    spare: Vec<Vec<Observation>>,
    head_ms: Option<i64>,
    watermark_ms: i64,
}

impl Order {
    pub(crate) fn new(lateness_ms: i64, future_ms: i64) -> Self {
        Self {
            lateness_ms,
            future_ms,
            block: Vec::with_capacity(BLOCK),
            ahead: Vec::new(),
            buckets: BTreeMap::new(),
            spare: Vec::new(),
            head_ms: None,
            watermark_ms: i64::MIN,
        }
    }

    /// Takes one arrival; true when a block is full and wants [`Self::judge`].
    pub(crate) fn push(&mut self, observation: Observation) -> bool {
        self.block.push(observation);
        self.block.len() >= BLOCK
    }

    /// Judges a full block by its own median.
    pub(crate) fn judge(&mut self) -> Leftover {
        let mut left = Leftover::default();
        let Some(median_ms) = median_ms(&self.block) else {
            return left;
        };
        if self.head_ms.is_none() {
            self.watermark_ms = median_ms.saturating_sub(FIRST_REACH_MS);
        }
        let head_ms = self.head_ms.map_or(median_ms, |h| h.max(median_ms));
        self.head_ms = Some(head_ms);
        let waiting = std::mem::take(&mut self.ahead);
        for observation in waiting {
            if observation.time.ms() > head_ms.saturating_add(self.future_ms) {
                left.far_future += 1;
            } else {
                self.place(observation, &mut left);
            }
        }
        self.sort_in(head_ms, &mut left);
        self.watermark_ms = self.watermark_ms.max(mark_ms(head_ms, self.lateness_ms));
        left
    }

    /// Judges what has come by a live clock, which knows better than any median.
    pub(crate) fn judge_at(&mut self, clock: Time) -> Leftover {
        let mut left = Leftover::default();
        let head_ms = self.head_ms.map_or(clock.ms(), |h| h.max(clock.ms()));
        if self.head_ms.is_none() {
            self.watermark_ms = head_ms.saturating_sub(FIRST_REACH_MS);
        }
        self.head_ms = Some(head_ms);
        let waiting = std::mem::take(&mut self.ahead);
        self.block.extend(waiting);
        self.sort_in(head_ms, &mut left);
        left.far_future += self.ahead.len() as u64;
        self.ahead.clear();
        self.watermark_ms = self.watermark_ms.max(mark_ms(head_ms, self.lateness_ms));
        left
    }

    /// The data ended: everything not contradicted by later arrivals is released.
    pub(crate) fn judge_last(&mut self) -> Leftover {
        let mut left = Leftover::default();
        if self.head_ms.is_none()
            && let Some(median_ms) = median_ms(&self.block)
        {
            self.watermark_ms = median_ms.saturating_sub(FIRST_REACH_MS);
        }
        let mut rest = std::mem::take(&mut self.ahead);
        rest.append(&mut self.block);
        let (kept, dropped) = uncontradicted(rest, |o| o.time.ms(), self.future_ms);
        left.far_future += dropped.len() as u64;
        for observation in kept {
            let ms = observation.time.ms();
            self.head_ms = Some(self.head_ms.map_or(ms, |h| h.max(ms)));
            self.place(observation, &mut left);
        }
        // Nothing comes any more that could overtake what was sorted in ahead of the head.
        let sorted_in = self.buckets.last_key_value().map(|(_, bucket)| bucket);
        let newest = sorted_in.and_then(|bucket| bucket.iter().map(|o| o.time.ms()).max());
        if let (Some(head_ms), Some(newest_ms)) = (self.head_ms, newest) {
            self.head_ms = Some(head_ms.max(newest_ms));
        }
        self.watermark_ms = self.head_ms.map_or(self.watermark_ms, |h| {
            self.watermark_ms
                .max(mark_ms(h, 0).saturating_add(BUCKET_MS))
        });
        left
    }

    fn sort_in(&mut self, head_ms: i64, left: &mut Leftover) {
        let mut block = std::mem::take(&mut self.block);
        for observation in block.drain(..) {
            if observation.time.ms() <= head_ms.saturating_add(self.future_ms) {
                self.place(observation, left);
            } else if self.ahead.len() < AHEAD_MAX {
                self.ahead.push(observation);
            } else {
                left.far_future += 1;
            }
        }
        self.block = block;
    }

    fn place(&mut self, observation: Observation, left: &mut Leftover) {
        let ms = observation.time.ms();
        if ms < self.watermark_ms {
            left.late.push(observation);
            return;
        }
        let spare = &mut self.spare;
        self.buckets
            .entry(ms.div_euclid(BUCKET_MS))
            .or_insert_with(|| spare.pop().unwrap_or_default())
            .push(observation);
    }

    /// The next bucket that can no longer be overtaken, sorted.
    pub(crate) fn next_ready(&mut self) -> Option<Vec<Observation>> {
        let first = self.buckets.first_entry()?;
        if first.key().saturating_add(1).saturating_mul(BUCKET_MS) > self.watermark_ms {
            return None;
        }
        let mut bucket = first.remove();
        bucket.sort_unstable_by(canonical);
        Some(bucket)
    }

    /// Gives an emptied bucket back for reuse.
    pub(crate) fn give_back(&mut self, mut bucket: Vec<Observation>) {
        if self.spare.len() < SPARE_MAX {
            bucket.clear();
            self.spare.push(bucket);
        }
    }

    /// Event time before which everything has been released.
    pub(crate) fn watermark(&self) -> Option<Time> {
        self.head_ms.map(|_| Time::from_ms(self.watermark_ms))
    }

    /// Observations held, for the memory bound and for showing the newest.
    pub(crate) fn held(&self) -> impl Iterator<Item = &Observation> {
        self.buckets.values().flatten().chain(&self.block)
    }
}

/// The latest watermark that leaves room for the lateness, on a bucket's edge.
pub(crate) fn mark_ms(head_ms: i64, lateness_ms: i64) -> i64 {
    head_ms
        .saturating_sub(lateness_ms)
        .div_euclid(BUCKET_MS)
        .saturating_mul(BUCKET_MS)
}

/// Where the median stands among so many in order.
pub(crate) fn middle(count: usize) -> Option<usize> {
    Some(count.checked_sub(1)? / 2)
}

fn median_ms(block: &[Observation]) -> Option<i64> {
    let mut times: Vec<i64> = block.iter().map(|o| o.time.ms()).collect();
    let middle = middle(times.len())?;
    let (_, median, _) = times.select_nth_unstable(middle);
    Some(*median)
}

/// Parts what may stay from what at least three later arrivals contradict by lying far before it, and from a lone
/// arrival more than a year ahead of everyone.
pub(crate) fn uncontradicted<T>(
    arrivals: Vec<T>,
    ms_of: impl Fn(&T) -> i64,
    future_ms: i64,
) -> (Vec<T>, Vec<T>) {
    let times: Vec<i64> = arrivals.iter().map(ms_of).collect();
    let mut sorted = times.clone();
    sorted.sort_unstable();
    let (mut kept, mut dropped) = (Vec::with_capacity(arrivals.len()), Vec::new());
    for (index, (arrival, ms)) in arrivals.into_iter().zip(times.iter().copied()).enumerate() {
        let against = times
            .iter()
            .skip(index + 1)
            .filter(|t| ms.saturating_sub(**t) > future_ms)
            .count();
        let before = sorted.partition_point(|t| ms.saturating_sub(*t) > LONE_AHEAD_MS);
        let alone = before > 0 && sorted.len() - before < 3 && before >= 3;
        if against >= 3 || alone {
            dropped.push(arrival);
        } else {
            kept.push(arrival);
        }
    }
    (kept, dropped)
}
