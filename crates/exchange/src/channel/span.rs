//! Sets of sequence numbers as ranges: what was received, what is missing (the gap list), what is wanted.
//!
//! A partner that missed 100 entries of a million says so in a few hundred bytes: ranges are written as
//! varint distances (a set-reconciliation protocol was measured to need 1,560 bytes per missing entry;
//! numbered streams need about three).

use super::Refusal;
use super::wire::{Reader, put_varint};
use std::collections::BTreeMap;
use std::ops::Range;

/// Ranges in one message: at about four bytes each, one message of 16 kB at the worst.
pub(crate) const MAX_RANGES: usize = 4_096;

/// A set of numbers, kept as disjoint, non-touching ranges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans(BTreeMap<u64, u64>);

impl Spans {
    /// Is `value` in the set?
    pub fn contains(&self, value: u64) -> bool {
        self.0
            .range(..=value)
            .next_back()
            .is_some_and(|(_, end)| value < *end)
    }

    /// Adds a range; what is already there stays.
    pub fn insert(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        let (mut start, mut end) = (range.start, range.end);
        while let Some((&from, &to)) = self.0.range(..=end).next_back() {
            if to < start {
                break;
            }
            start = start.min(from);
            end = end.max(to);
            self.0.remove(&from);
        }
        self.0.insert(start, end);
    }

    /// Takes a range out.
    pub fn remove(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        while let Some((&from, &to)) = self.0.range(..range.end).next_back() {
            if to <= range.start {
                break;
            }
            self.0.remove(&from);
            if from < range.start {
                self.0.insert(from, range.start);
            }
            if to > range.end {
                self.0.insert(range.end, to);
            }
        }
    }

    /// The ranges in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Range<u64>> + '_ {
        self.0.iter().map(|(start, end)| *start..*end)
    }

    /// The ranges of this set that lie inside `within`.
    pub fn within(&self, within: Range<u64>) -> impl Iterator<Item = Range<u64>> + '_ {
        let first = self
            .0
            .range(..=within.start)
            .next_back()
            .map_or(within.start, |(start, _)| *start);
        self.0
            .range(first..within.end.max(first))
            .map(move |(start, end)| (*start).max(within.start)..(*end).min(within.end))
            .filter(|range| !range.is_empty())
    }

    /// The first number from `from` on that is not in the set.
    pub fn first_missing(&self, from: u64) -> u64 {
        match self.0.range(..=from).next_back() {
            Some((_, end)) if *end > from => *end,
            _ => from,
        }
    }

    /// What is missing between `from` and the end of the last range: the gap list.
    pub fn gaps(&self, from: u64) -> impl Iterator<Item = Range<u64>> + '_ {
        let mut at = from;
        self.iter().filter_map(move |range| {
            let gap = at..range.start;
            at = at.max(range.end);
            (!gap.is_empty()).then_some(gap)
        })
    }

    /// The parts of `within` that are not in the set.
    pub fn missing(&self, within: Range<u64>) -> Vec<Range<u64>> {
        let mut at = within.start;
        let mut missing = Vec::new();
        for range in self.within(within.clone()) {
            if at < range.start {
                missing.push(at..range.start);
            }
            at = range.end;
        }
        if at < within.end {
            missing.push(at..within.end);
        }
        missing
    }

    /// How many numbers are in the set.
    pub fn count(&self) -> u64 {
        self.iter()
            .fold(0, |sum, range| sum + (range.end - range.start))
    }

    /// The smallest number in the set.
    pub fn first(&self) -> Option<u64> {
        self.0.keys().next().copied()
    }

    /// Nothing in it?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many ranges.
    pub fn ranges(&self) -> usize {
        self.0.len()
    }

    /// Writes at most [`MAX_RANGES`] ranges, relative to `base`; later ones are left for the next message.
    pub(crate) fn encode(&self, base: u64, out: &mut Vec<u8>) {
        let written: Vec<_> = self.within(base..u64::MAX).take(MAX_RANGES).collect();
        put_varint(out, written.len() as u64);
        let mut at = base;
        for range in written {
            put_varint(out, range.start - at);
            put_varint(out, range.end - range.start);
            at = range.end;
        }
    }

    /// Reads what [`Spans::encode`] wrote.
    pub(crate) fn decode(base: u64, reader: &mut Reader<'_>) -> Result<Self, Refusal> {
        let count = reader.bounded(MAX_RANGES as u64)?;
        let mut spans = Self::default();
        let mut at = base;
        for _ in 0..count {
            let start = add(at, reader.varint()?)?;
            at = add(start, reader.varint()?)?;
            spans.insert(start..at);
        }
        Ok(spans)
    }
}

fn add(a: u64, b: u64) -> Result<u64, Refusal> {
    a.checked_add(b).ok_or(Refusal::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn numbers(spans: &Spans) -> BTreeSet<u64> {
        spans.iter().flatten().collect()
    }

    proptest! {
        #[test]
        fn is_a_set(steps in proptest::collection::vec((any::<bool>(), 0u64..60, 0u64..20), 0..40), from in 0u64..80) {
            let (mut spans, mut set) = (Spans::default(), BTreeSet::new());
            for (add, start, len) in steps {
                if add {
                    spans.insert(start..start + len);
                    set.extend(start..start + len);
                } else {
                    spans.remove(start..start + len);
                    set.retain(|n| !(start..start + len).contains(n));
                }
            }
            prop_assert_eq!(&numbers(&spans), &set);
            prop_assert_eq!(spans.count(), set.len() as u64);
            let missing = (from..).find(|n| !set.contains(n)).unwrap();
            prop_assert_eq!(spans.first_missing(from), missing);
            let last = set.last().copied().unwrap_or(0);
            let gaps: BTreeSet<u64> = spans.gaps(from).flatten().collect();
            prop_assert_eq!(gaps, (from..last).filter(|n| !set.contains(n)).collect::<BTreeSet<_>>());
            let mut out = Vec::new();
            spans.encode(0, &mut out);
            prop_assert_eq!(Spans::decode(0, &mut Reader::new(&out)), Ok(spans.clone()));
            let outside: BTreeSet<u64> = spans.missing(from..from + 10).into_iter().flatten().collect();
            prop_assert_eq!(outside, (from..from + 10).filter(|n| !set.contains(n)).collect::<BTreeSet<_>>());
            let inside: BTreeSet<u64> = spans.within(from..from + 10).flatten().collect();
            prop_assert_eq!(inside, set.range(from..from + 10).copied().collect::<BTreeSet<_>>());
        }
    }

    #[test]
    fn a_hundred_scattered_gaps_of_a_million_fit_a_kilobyte() {
        let mut held = Spans::default();
        held.insert(0..1_000_000);
        for gap in 0..100u64 {
            let at = gap * 9_973 + 17;
            held.remove(at..at + 1);
        }
        let mut out = Vec::new();
        held.encode(17, &mut out);
        assert!(out.len() <= 1_000, "{}", out.len());
    }
}
