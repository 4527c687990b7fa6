//! Which segments of a stream may tell of a ship, and when: a sketch of each segment, so that a trail is read from few of them.
//!
//! A sketch is a Bloom filter of the ships' numbers (B. H. Bloom, Space/time trade-offs in hash coding with allowable errors,
//! CACM 13 (7), 1970): it never misses a ship, and names about one segment in a hundred in vain. It takes ten bits a ship:
//! 72 h of 2,000 vessels, one position each in five minutes, take about 4 MB, where a list of segments a vessel takes 14.

use std::collections::{BTreeMap, BTreeSet};

use vigie_exchange::channel::Segment;

use super::positions::parts_of;

/// Bits of a sketch for each ship, and how many of them one ship sets: one answer in a hundred is a false yes.
const BITS: usize = 10;
const HASHES: u64 = 7;
/// Memory for the sketches of one stream, bytes: 200,000 vessels for eleven hours, one position each in five minutes. Beyond
/// it the oldest segments are in no trail.
const BYTES_MAX: usize = 32 << 20;
/// What a sketch costs beside its bits.
const SKETCH_BYTES: usize = 96;

/// One segment.
#[derive(Debug)]
struct Sketch {
    /// Times of its rows, Unix seconds, both inclusive.
    from_s: i64,
    to_s: i64,
    words: Box<[u64]>,
}

/// Mixes a number (the finaliser of SplitMix64, G. L. Steele and others, 2014).
fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The bits of a ship among so many.
fn bits_of(ship: u64, count: u64) -> impl Iterator<Item = u64> {
    let (first, step) = (mixed(ship), mixed(!ship) | 1);
    (0..HASHES).map(move |n| first.wrapping_add(step.wrapping_mul(n)) % count.max(1))
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "below the length of a slice"
)]
fn word_of(bit: u64) -> (usize, u64) {
    ((bit / 64) as usize, 1 << (bit % 64))
}

impl Sketch {
    /// Nothing of a segment without rows.
    fn of(segment: &Segment) -> Option<Self> {
        let times = segment.rows().iter().map(|row| row.time_s);
        let (from_s, to_s) = (times.clone().min()?, times.max()?);
        let ships = segment.rows().iter().map(|row| parts_of(row.id).0);
        let ships: BTreeSet<u64> = ships.collect();
        let mut words = vec![0; (ships.len() * BITS).div_ceil(64)].into_boxed_slice();
        let count = words.len() as u64 * 64;
        for (at, mask) in ships.iter().flat_map(|it| bits_of(*it, count)).map(word_of) {
            if let Some(word) = words.get_mut(at) {
                *word |= mask;
            }
        }
        Some(Self {
            from_s,
            to_s,
            words,
        })
    }

    fn bytes(&self) -> usize {
        self.words.len() * 8 + SKETCH_BYTES
    }

    fn may_tell_of(&self, number: u32) -> bool {
        let count = self.words.len() as u64 * 64;
        let mut bits = bits_of(u64::from(number), count).map(word_of);
        bits.all(|(at, mask)| self.words.get(at).is_some_and(|word| word & mask != 0))
    }
}

/// The segments of one stream.
#[derive(Debug)]
pub(super) struct Trail {
    sketches: BTreeMap<u64, Sketch>,
    bytes: usize,
    most_bytes: usize,
}

impl Default for Trail {
    fn default() -> Self {
        Self::of(BYTES_MAX)
    }
}

impl Trail {
    fn of(most_bytes: usize) -> Self {
        Self {
            sketches: BTreeMap::new(),
            bytes: 0,
            most_bytes,
        }
    }

    /// A segment is there.
    pub(super) fn note(&mut self, seq: u64, segment: &Segment) {
        let Some(sketch) = Sketch::of(segment) else {
            return;
        };
        self.bytes += sketch.bytes();
        if let Some(before) = self.sketches.insert(seq, sketch) {
            self.bytes -= before.bytes();
        }
        while self.bytes > self.most_bytes
            && let Some((_, oldest)) = self.sketches.pop_first()
        {
            self.bytes -= oldest.bytes();
        }
    }

    /// These are deleted.
    pub(super) fn purged(&mut self, seqs: &BTreeSet<u64>) {
        for seq in seqs {
            if let Some(sketch) = self.sketches.remove(seq) {
                self.bytes -= sketch.bytes();
            }
        }
    }

    /// Segments with rows of these times (Unix seconds, both inclusive) that may tell of a ship, or of any, the newest first.
    pub(super) fn telling(
        &self,
        number: Option<u32>,
        (from_s, to_s): (i64, i64),
    ) -> impl Iterator<Item = u64> {
        let all = self.sketches.iter().rev();
        all.filter(move |(_, sketch)| {
            sketch.from_s <= to_s
                && from_s <= sketch.to_s
                && number.is_none_or(|number| sketch.may_tell_of(number))
        })
        .map(|(seq, _)| *seq)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use vigie_exchange::channel::Fix;

    fn segment(rows: &[(u64, i64)]) -> Segment {
        let fix = |(id, time_s): &(u64, i64)| Fix {
            id: *id,
            time_s: *time_s,
            lat_e5: 0,
            lon_e5: 0,
            sog_dkn: 0,
            cog_ddeg: 0,
        };
        Segment::new(0, rows.iter().map(fix).collect()).unwrap()
    }

    proptest! {
        /// No segment is missed that has a row of the ship in the span, whatever is deleted beside it.
        #[test]
        fn no_segment_of_a_ship_is_missed(
            segments in proptest::collection::vec(proptest::collection::vec((0u64..30, 0i64..100), 0..20), 0..12),
            gone in proptest::collection::btree_set(0u64..12, 0..4), ship in 0u32..30, from in 0i64..100, long in 0i64..40,
        ) {
            let mut trail = Trail::default();
            for (seq, rows) in (0u64..).zip(&segments) {
                trail.note(seq, &segment(rows));
            }
            trail.purged(&gone);
            let span = (from, from + long);
            let found: BTreeSet<u64> = trail.telling(Some(ship), span).collect();
            let any: BTreeSet<u64> = trail.telling(None, span).collect();
            prop_assert!(found.is_subset(&any) && found.is_disjoint(&gone));
            for (seq, rows) in (0u64..).zip(&segments) {
                let tells = rows.iter().any(|(id, at)| *id == u64::from(ship) && (span.0..=span.1).contains(at));
                prop_assert!(!tells || gone.contains(&seq) || found.contains(&seq));
            }
            trail.purged(&(0..12).collect());
            prop_assert_eq!(trail.bytes, 0);
        }
    }

    #[test]
    fn few_segments_are_named_in_vain() {
        let mut trail = Trail::default();
        for seq in 0..200_u64 {
            let rows: Vec<(u64, i64)> =
                (0..500).map(|n| (431_000_000 + seq * 500 + n, 1)).collect();
            trail.note(seq, &segment(&rows));
        }
        let strangers = 500_000_000..500_000_100_u32;
        let vain: usize = strangers
            .map(|ship| trail.telling(Some(ship), (0, 9)).count())
            .sum();
        // Of 20,000 questions; 200 are to be expected.
        assert!(vain < 400, "{vain}");
        let hers = 431_000_007_u32;
        assert!(trail.telling(Some(hers), (0, 9)).any(|seq| seq == 0));
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_go() {
        let mut trail = Trail::of(2_000);
        for seq in 0..100 {
            trail.note(seq, &segment(&[(7, 1), (7 | 2 << 32, 2)]));
        }
        assert!(trail.bytes <= 2_000);
        let found: Vec<u64> = trail.telling(Some(7), (2, 2)).collect();
        assert_eq!(found.first(), Some(&99), "the newest first");
        assert!(found.len() < 30 && !found.contains(&0));
    }
}
