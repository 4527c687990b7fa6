//! Bits heard a short time before: networks deliver one transmission once for each station that heard it. All are
//! kept and the copies are marked; which one counts is for the track to decide.

use crate::bits::Bits;

/// Places in the table of bits heard a short time before: some seconds of a busy regional feed, 64 kB.
const RECENT_PLACES: usize = 4096;

/// How long the same bits count as heard before. Satellite and shore networks deliver copies within seconds; a moored
/// ship repeats a whole message only after minutes.
const RECENT_MS: i64 = 30_000;

/// The same limit in sentences, for feeds without any time.
const RECENT_SENTENCES: u64 = 2000;

/// One place of the table of bits heard before.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    digest: u64,
    time_ms: Option<i64>,
    index: u64,
}

/// The table of bits heard before. A newer message takes the place of an older one with the same digest, so the table
/// may forget early on a busy feed, but it never grows.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    places: Vec<Place>,
}

impl Recent {
    /// Whether these bits were heard before, and remembers them.
    #[inline(always)]
    pub(crate) fn heard(&mut self, bits: &Bits, time_ms: Option<i64>, index: u64) -> bool {
        if self.places.is_empty() {
            self.places = vec![Place::default(); RECENT_PLACES];
        }
        let digest = bits.digest().max(1);
        let Some(place) = self.places.get_mut(digest as usize % RECENT_PLACES) else {
            return false;
        };
        let near = match (place.time_ms, time_ms) {
            (Some(then), Some(now)) => now.abs_diff(then) <= RECENT_MS.unsigned_abs(),
            (None, None) => index - place.index <= RECENT_SENTENCES,
            _ => false,
        };
        let heard = near && place.digest == digest;
        *place = Place {
            digest,
            time_ms,
            index,
        };
        heard
    }
}
