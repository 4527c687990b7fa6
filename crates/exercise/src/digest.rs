//! The hash of a world's true state: determinism is then one line of a test, and two machines can tell that they hold the
//! same exercise.
//!
//! BLAKE3 over time and, for each ship in order, key, MMSI, place, velocity, turn and task: the bits of every number, so a
//! difference of the last digit shows.

use core::fmt;

use serde::{Serialize, Serializer};
use vigie_sea::Time;

use crate::hull::Hull;
use crate::ship::Ship;

/// A hash of 256 bits; shown as hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateHash([u8; 32]);

impl StateHash {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for StateHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for StateHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

pub(crate) fn state_hash(now: Time, ships: &[Ship], hulls: &[Hull]) -> StateHash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&now.ms().to_le_bytes());
    for (ship, hull) in ships.iter().zip(hulls) {
        let pose = &hull.pose;
        let words = [
            ship.key,
            u64::from(ship.mmsi),
            pose.time.ms().cast_unsigned(),
            pose.place.lat_deg.to_bits(),
            pose.place.lon_deg.to_bits(),
            pose.velocity.east.to_bits(),
            pose.velocity.north.to_bits(),
            pose.turn_deg_min.to_bits(),
            hull.task as u64,
        ];
        for word in words {
            hasher.update(&word.to_le_bytes());
        }
    }
    StateHash(*hasher.finalize().as_bytes())
}
