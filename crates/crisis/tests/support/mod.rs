//! Devices that note events by their own clocks, and chance that repeats itself.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by tests that each use a part"
)]

use vigie_crisis::{Act, DeviceId, Event, EventId, PersonId};

/// A small generator (SplitMix64): the same seed, the same chance.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// A device that keeps its own chain.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) id: DeviceId,
    seq: u64,
    before: String,
}

impl Device {
    pub(crate) fn new(number: u128) -> Self {
        Self {
            id: DeviceId::from_number(number),
            seq: 0,
            before: String::new(),
        }
    }

    pub(crate) fn note(&mut self, clock_ms: i64, person: PersonId, act: Act) -> Event {
        self.seq += 1;
        let event = Event {
            id: EventId {
                device: self.id,
                seq: self.seq,
            },
            before: self.before.clone(),
            at_ms: clock_ms,
            by: "desk".to_owned(),
            person,
            act,
        };
        self.before = event.hash().unwrap();
        event
    }
}
