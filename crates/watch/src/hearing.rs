//! Hearing: whether the feed itself was alive. When nobody was heard, nobody was silent.
//!
//! Method (own): positions and different vessels per hour in blocks of 10°. A silence of one vessel
//! is an outage of the feed when, in the blocks around it or on the whole feed, the others would have
//! been heard many times at the rate of the hours before, and were not. A feed that carries only one
//! vessel cannot say anything about itself.

use vigie_sea::{Position, Time};

const LON_BLOCKS: usize = 36;
const LAT_BLOCKS: usize = 18;
/// Hours remembered: six weeks, the longest silence judged.
const HOURS: usize = 1_024;
const HOUR_MS: i64 = 3_600_000;

/// One hour of one block: how many positions, and which vessels as bits of a hash.
#[derive(Debug, Clone, Copy, Default)]
struct Hour {
    hour: i64,
    positions: u32,
    vessels: u64,
}

type Ring = Vec<Hour>;

/// What was heard where, hour by hour.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hearing {
    blocks: Vec<Ring>,
    all: Ring,
}

/// The feed around a silence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Feed {
    /// Positions of other vessels expected during the silence, at the rate before it.
    pub(crate) expected: f64,
    /// Positions heard during the whole hours of the silence.
    pub(crate) heard: f64,
    /// Other vessels heard before it, about.
    pub(crate) others: u32,
}

/// What is asked: a silence and the vessel's own part in what was heard before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question {
    pub(crate) start: Time,
    pub(crate) end: Time,
    pub(crate) place: Position,
    pub(crate) before_h: i64,
    pub(crate) own_positions: f64,
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 35 and 0 to 17"
)]
fn block(place: Position) -> (usize, usize) {
    let row = ((place.lat_deg() + 90.0) / 10.0).floor() as usize;
    let column = ((place.lon_deg() + 180.0) / 10.0).floor() as usize;
    (row.min(LAT_BLOCKS - 1), column.min(LON_BLOCKS - 1))
}

fn note(ring: &mut Ring, hour: i64, bit: u64) {
    if ring.is_empty() {
        ring.resize(
            HOURS,
            Hour {
                hour: i64::MIN,
                ..Hour::default()
            },
        );
    }
    let index = usize::try_from(hour.rem_euclid(HOURS as i64)).unwrap_or(0);
    let Some(place) = ring.get_mut(index) else {
        return;
    };
    if place.hour != hour {
        *place = Hour {
            hour,
            ..Hour::default()
        };
    }
    place.positions = place.positions.saturating_add(1);
    place.vessels |= bit;
}

fn sum(ring: &Ring, hours: std::ops::Range<i64>) -> (f64, u64) {
    let mut positions = 0.0;
    let mut vessels = 0;
    if ring.is_empty() {
        return (0.0, 0);
    }
    for hour in hours {
        let index = usize::try_from(hour.rem_euclid(HOURS as i64)).unwrap_or(0);
        if let Some(h) = ring.get(index).filter(|h| h.hour == hour) {
            positions += f64::from(h.positions);
            vessels |= h.vessels;
        }
    }
    (positions, vessels)
}

impl Hearing {
    /// A position of any vessel was heard.
    pub(crate) fn fix(&mut self, mmsi: u32, time: Time, place: Position) {
        let hour = time.ms().div_euclid(HOUR_MS);
        let bit = 1_u64 << (mmsi.wrapping_mul(0x9E37_79B1) >> 26);
        let (row, column) = block(place);
        if self.blocks.is_empty() {
            self.blocks.resize(LON_BLOCKS * LAT_BLOCKS, Ring::new());
        }
        if let Some(ring) = self.blocks.get_mut(row * LON_BLOCKS + column) {
            note(ring, hour, bit);
        }
        note(&mut self.all, hour, bit);
    }

    /// The feed in the nine blocks around the silence, and the whole feed.
    pub(crate) fn around(&self, question: &Question) -> [Feed; 2] {
        let (row, column) = block(question.place);
        let mut rings = Vec::with_capacity(9);
        for r in row.saturating_sub(1)..=(row + 1).min(LAT_BLOCKS - 1) {
            for step in [LON_BLOCKS - 1, 0, 1] {
                let c = (column + step) % LON_BLOCKS;
                rings.extend(self.blocks.get(r * LON_BLOCKS + c));
            }
        }
        [feed(&rings, question), feed(&[&self.all], question)]
    }
}

#[allow(clippy::cast_precision_loss, reason = "hours")]
fn feed(rings: &[&Ring], question: &Question) -> Feed {
    let first = question.start.ms().div_euclid(HOUR_MS);
    let last = question.end.ms().div_euclid(HOUR_MS);
    let inside = (first + 1)..last.min(first + HOURS as i64);
    let hours = (inside.end - inside.start).max(0) as f64;
    let (mut before, mut vessels, mut heard) = (0.0, 0, 0.0);
    for ring in rings {
        let (positions, bits) = sum(ring, first - question.before_h..first);
        before += positions;
        vessels |= bits;
        heard += sum(ring, inside.clone()).0;
    }
    let others = (before - question.own_positions).max(0.0);
    Feed {
        expected: others / (question.before_h.max(1) as f64) * hours,
        heard,
        others: vessels.count_ones().saturating_sub(1),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn tells_an_outage_from_a_silence_across_180() {
        let mut hearing = Hearing::default();
        let west = Position::new(45.0, 179.0).unwrap();
        let east = Position::new(45.0, -179.0).unwrap();
        for minute in 0..(12 * 60) {
            for mmsi in 1..6 {
                hearing.fix(mmsi, Time::from_s(minute * 60), east);
            }
        }
        let question = Question {
            start: Time::from_s(12 * 3_600),
            end: Time::from_s(30 * 3_600),
            place: west,
            before_h: 12,
            own_positions: 720.0,
        };
        let [near, all] = hearing.around(&question);
        assert_eq!(near, all);
        assert_eq!(near.heard, 0.0);
        assert!((near.expected - 240.0 * 17.0).abs() < 1e-9, "{near:?}");
        assert!(near.others >= 3);
        hearing.fix(2, Time::from_s(20 * 3_600), east);
        assert_eq!(hearing.around(&question).map(|f| f.heard), [1.0, 1.0]);
    }
}
