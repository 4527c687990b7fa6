//! Hearing: whether the feed itself was alive. When nobody was heard, nobody was silent.
//!
//! Method (own): positions and different vessels per hour in blocks of 10°. A silence of one vessel
//! is an outage of the feed when, in the blocks around it or on the whole feed, the others would have
//! been heard many times at the rate of the hours before, and were not. The same is asked of every run
//! of hours inside the silence: hours in which the feed was dead say nothing about the vessel, whatever
//! was heard before and after them. The blocks asked are those around where the ship may have been at each hour. A
//! feed that carries only one vessel cannot say anything about itself.

use std::ops::Range;

use vigie_sea::{Position, Time};

use crate::gap::Way;

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
    /// Whole hours of the silence in runs during which the feed was dead.
    pub(crate) dead_h: f64,
}

/// What is asked: a silence and the vessel's own part in what was heard before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) start: Time,
    pub(crate) end: Time,
    /// Where it fell silent.
    pub(crate) place: Position,
    /// The way it may have gone, if it did not stay there.
    pub(crate) way: Option<&'a Way>,
    pub(crate) before_h: i64,
    pub(crate) own_positions: f64,
    /// A run of hours is dead if so many positions of others were expected in it…
    pub(crate) dead_expected: f64,
    /// …and in none of its hours more than this share was heard.
    pub(crate) dead_share: f64,
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

fn sum(ring: &Ring, hours: Range<i64>) -> (f64, u64) {
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

    /// The feed in the nine blocks around the silent ship, hour by hour, and the whole feed.
    pub(crate) fn around(&self, question: &Question<'_>) -> [Feed; 2] {
        let inside = question.inside();
        let mut near = Part::default();
        let mut hour = inside.start;
        loop {
            let centre = block(question.place_at(hour));
            let mut until = hour + 1;
            while until < inside.end && block(question.place_at(until)) == centre {
                until += 1;
            }
            let own = is_beside(centre, block(question.place));
            let hours = hour..until.min(inside.end);
            near.add(part(&self.nine(centre), question, hours, own));
            hour = until;
            if hour >= inside.end {
                break;
            }
        }
        let all = part(&[&self.all], question, inside, true);
        [near.feed(), all.feed()]
    }

    /// A block and its neighbours.
    fn nine(&self, (row, column): (usize, usize)) -> Vec<&Ring> {
        let mut rings = Vec::with_capacity(9);
        for r in row.saturating_sub(1)..=(row + 1).min(LAT_BLOCKS - 1) {
            for step in [LON_BLOCKS - 1, 0, 1] {
                let c = (column + step) % LON_BLOCKS;
                rings.extend(self.blocks.get(r * LON_BLOCKS + c));
            }
        }
        rings
    }
}

impl Question<'_> {
    /// The whole hours of the silence.
    fn inside(&self) -> Range<i64> {
        let first = self.start.ms().div_euclid(HOUR_MS);
        let last = self.end.ms().div_euclid(HOUR_MS);
        (first + 1)..last.min(first + HOURS as i64)
    }

    #[allow(clippy::cast_precision_loss, reason = "hours of weeks")]
    fn place_at(&self, hour: i64) -> Position {
        let since_ms = (hour * HOUR_MS + HOUR_MS / 2).saturating_sub(self.start.ms());
        let since_h = since_ms as f64 / HOUR_MS as f64;
        self.way
            .and_then(|way| way.at_h(since_h))
            .unwrap_or(self.place)
    }
}

/// Whether the nine blocks around one hold the other.
fn is_beside(a: (usize, usize), b: (usize, usize)) -> bool {
    let apart = a.1.abs_diff(b.1);
    a.0.abs_diff(b.0) <= 1 && apart.min(LON_BLOCKS - apart) <= 1
}

/// What was expected and heard in some hours of a silence, at one place.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    expected: f64,
    heard: f64,
    vessels: u64,
    dead_h: f64,
}

impl Part {
    fn add(&mut self, other: Self) {
        self.expected += other.expected;
        self.heard += other.heard;
        self.vessels |= other.vessels;
        self.dead_h += other.dead_h;
    }

    fn feed(&self) -> Feed {
        Feed {
            expected: self.expected,
            heard: self.heard,
            others: self.vessels.count_ones().saturating_sub(1),
            dead_h: self.dead_h,
        }
    }
}

/// Some hours of a silence; `own`: the ship itself was among those heard here before.
#[allow(clippy::cast_precision_loss, reason = "hours")]
fn part(rings: &[&Ring], question: &Question<'_>, inside: Range<i64>, own: bool) -> Part {
    let first = question.start.ms().div_euclid(HOUR_MS);
    let hours = (inside.end - inside.start).max(0) as f64;
    let (mut before, mut vessels, mut heard) = (0.0, 0, 0.0);
    for ring in rings {
        let (positions, bits) = sum(ring, first - question.before_h..first);
        before += positions;
        vessels |= bits;
        heard += sum(ring, inside.clone()).0;
    }
    let of_itself = if own { question.own_positions } else { 0.0 };
    let expected_per_h = (before - of_itself).max(0.0) / (question.before_h.max(1) as f64);
    Part {
        expected: expected_per_h * hours,
        heard,
        vessels,
        dead_h: dead_hours(rings, inside, expected_per_h, question),
    }
}

/// Hours in runs that are too quiet for a living feed.
#[allow(clippy::cast_precision_loss, reason = "hours")]
fn dead_hours(
    rings: &[&Ring],
    inside: Range<i64>,
    expected_per_h: f64,
    question: &Question<'_>,
) -> f64 {
    let (mut dead, mut run) = (0_i64, 0_i64);
    let count = |run: i64| {
        let enough = run as f64 * expected_per_h >= question.dead_expected;
        if enough { run } else { 0 }
    };
    for hour in inside {
        let heard: f64 = rings.iter().map(|ring| sum(ring, hour..hour + 1).0).sum();
        if heard <= question.dead_share * expected_per_h {
            run += 1;
        } else {
            dead += count(run);
            run = 0;
        }
    }
    (dead + count(run)) as f64
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
            way: None,
            before_h: 12,
            own_positions: 720.0,
            dead_expected: 20.0,
            dead_share: 0.02,
        };
        let [near, all] = hearing.around(&question);
        assert_eq!(near, all);
        assert_eq!(near.heard, 0.0);
        assert!((near.expected - 240.0 * 17.0).abs() < 1e-9, "{near:?}");
        assert!(near.others >= 3);
        assert_eq!(near.dead_h, 17.0);
        hearing.fix(2, Time::from_s(20 * 3_600), east);
        assert_eq!(hearing.around(&question).map(|f| f.heard), [1.0, 1.0]);
        // One position in an hour is less than 2 % of 240: the feed is still dead. Ten are not.
        assert_eq!(hearing.around(&question).map(|f| f.dead_h), [17.0, 17.0]);
        for minute in 0..10 {
            hearing.fix(2, Time::from_s(20 * 3_600 + 60 * minute), east);
        }
        assert_eq!(hearing.around(&question).map(|f| f.dead_h), [16.0, 16.0]);
    }
}
