//! The tape of a running exercise: snapshots every ten minutes of the story, so that a director can go back at once.

use std::collections::BTreeMap;

use vigie_sea::Time;

use crate::error::Error;
use crate::world::{Snapshot, World};

/// Simulated time between two snapshots.
const EVERY_MS: i64 = 600_000;
/// Most snapshots kept: two days at full density; beyond that every second old one is dropped, so that memory stays bounded
/// and going far back costs at most some more seconds of replay.
const MOST: usize = 288;

/// Snapshots of one world, in order of time.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    kept: BTreeMap<Time, Snapshot>,
}

impl Tape {
    /// An empty tape.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many snapshots are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether nothing is kept yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Keeps this moment if the last one kept is ten minutes of the story old; call it before the first step and after each.
    pub fn record(&mut self, world: &World) {
        let due = self
            .kept
            .last_key_value()
            .is_none_or(|(time, _)| world.now().ms() - time.ms() >= EVERY_MS);
        if due {
            self.kept.insert(world.now(), world.snapshot());
        }
        if self.kept.len() > MOST {
            let old: Vec<Time> = self
                .kept
                .keys()
                .copied()
                .take(MOST / 2)
                .skip(1)
                .step_by(2)
                .collect();
            for time in old {
                self.kept.remove(&time);
            }
        }
    }

    /// The world as it was at `time`: the last snapshot before, moved on in silence. What was after is forgotten.
    ///
    /// # Errors
    /// [`Error::NoSnapshot`] if nothing that old was recorded.
    pub fn rewind(&mut self, time: Time) -> Result<World, Error> {
        let found = self.kept.range(..=time).next_back();
        let mut world = found.map(|(_, s)| s.restore()).ok_or(Error::NoSnapshot)?;
        world.step_until(time, &mut |_| {});
        let _heard_already = world.reports();
        self.kept.retain(|at, _| *at <= time);
        Ok(world)
    }
}
