//! Heard: how often a vessel was heard in the hours before it fell silent, by kind of reception.
//!
//! Each position is four bytes, and at most [`LOG_MAX`] are remembered per track: the rules ask for
//! tens, and a shore station may hear thousands in twelve hours.

use std::collections::VecDeque;

use vigie_sea::Time;

use crate::{Evidence, Reception};

/// Positions remembered per track; more are counted as "at least".
const LOG_MAX: usize = 1_024;

/// Positions heard in the hours before a silence, by kind of reception.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) unknown: u32,
    pub(crate) terrestrial: u32,
    pub(crate) satellite: u32,
    pub(crate) dynamic: u32,
    /// More were heard than are remembered.
    pub(crate) at_least: bool,
}

impl Heard {
    pub(crate) fn all(&self) -> u32 {
        self.unknown + self.terrestrial + self.satellite + self.dynamic
    }

    pub(crate) fn write(heard: Option<Self>, evidence: &mut Evidence) {
        let number = |n: fn(&Self) -> u32| heard.as_ref().map(|h| f64::from(n(h)));
        evidence.maybe("positions_before", number(Self::all));
        evidence.maybe("positions_before_satellite", number(|h| h.satellite));
        evidence.maybe("positions_before_terrestrial", number(|h| h.terrestrial));
        evidence.maybe("positions_before_dynamic", number(|h| h.dynamic));
        evidence.maybe("positions_before_unknown", number(|h| h.unknown));
        if heard.is_some_and(|h| h.at_least) {
            evidence.code("positions_before", "at-least");
        }
    }
}

/// The log of one track.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    /// Seconds since `base_s` and, in the two lowest bits, the kind of reception; ascending.
    entries: VecDeque<u32>,
    base_s: i64,
    at_least: bool,
}

impl Log {
    /// Adds a position; what lies more than `before_s` before the newest is dropped.
    pub(crate) fn add(&mut self, time: Time, reception: Reception, before_s: i64) {
        if self.entries.is_empty() {
            self.base_s = time.s();
        }
        let kind = match reception {
            Reception::Unknown => 0,
            Reception::Terrestrial => 1,
            Reception::Satellite => 2,
            Reception::Dynamic => 3,
        };
        // 30 bits are 34 years.
        let since_s = time.s().saturating_sub(self.base_s).clamp(0, (1 << 30) - 1);
        let entry = (u32::try_from(since_s).unwrap_or(0) << 2) | kind;
        let newest = self.entries.back().copied().unwrap_or(0).max(entry);
        if newest >> 2 == entry >> 2 {
            self.entries.push_back(entry);
        } else {
            let place = self.entries.partition_point(|e| *e >> 2 <= entry >> 2);
            self.entries.insert(place, entry);
        }
        self.drop_before(i64::from(newest >> 2) - before_s);
        if self.entries.len() > LOG_MAX {
            self.entries.pop_front();
            self.at_least = true;
        }
    }

    /// Time goes on without a position: what lies more than `before_s` before it is dropped.
    pub(crate) fn pass(&mut self, time: Time, before_s: i64) {
        self.drop_before(time.s().saturating_sub(self.base_s) - before_s);
    }

    fn drop_before(&mut self, oldest_s: i64) {
        while self
            .entries
            .front()
            .is_some_and(|e| i64::from(*e >> 2) < oldest_s)
        {
            self.entries.pop_front();
            self.at_least = false;
        }
    }

    /// The oldest and the newest entry mixed, for looking at them.
    pub(crate) fn edges(&self) -> u32 {
        let edges = [self.entries.front(), self.entries.back()];
        edges
            .into_iter()
            .flatten()
            .fold(0, |seen, entry| seen ^ entry)
    }

    pub(crate) fn counts(&self) -> Heard {
        let mut counts = [0_u32; 4];
        for entry in &self.entries {
            if let Some(count) = counts.get_mut((entry & 3) as usize) {
                *count += 1;
            }
        }
        let [unknown, terrestrial, satellite, dynamic] = counts;
        Heard {
            unknown,
            terrestrial,
            satellite,
            dynamic,
            at_least: self.at_least,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_twelve_hours_by_kind() {
        let mut log = Log::default();
        for hour in 0..20 {
            let kind = if hour % 2 == 0 {
                Reception::Satellite
            } else {
                Reception::Terrestrial
            };
            log.add(Time::from_s(hour * 3_600), kind, 12 * 3_600);
        }
        // 19 h back to 7 h, both included.
        let heard = log.counts();
        assert_eq!(
            (heard.satellite, heard.terrestrial, heard.all()),
            (6, 7, 13)
        );
        log.add(Time::from_s(10 * 3_600 + 5), Reception::Dynamic, 12 * 3_600);
        assert_eq!((log.counts().dynamic, log.counts().all()), (1, 14));
        assert!(!log.counts().at_least);
        // Heard by other means ten hours later: of AIS the last two hours are left.
        log.pass(Time::from_s(29 * 3_600), 12 * 3_600);
        assert_eq!(log.counts().all(), 3);
    }

    #[test]
    fn is_bounded() {
        let mut log = Log::default();
        for s in 0..10_000 {
            log.add(Time::from_s(s), Reception::Unknown, 12 * 3_600);
        }
        assert!(log.counts().at_least);
        assert_eq!(log.counts().unknown, 1_024);
    }
}
