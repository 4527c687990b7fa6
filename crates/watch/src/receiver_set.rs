//! Where receivers are, as far as an operator knows: shore stations, and the points below satellites.

use std::collections::BTreeMap;

use vigie_sea::{Position, Time, interpolate};

/// Moments kept of one satellite, the newest; a point a minute is a week and more.
const PASSES_MAX: usize = 16_384;

/// Places of receivers, by the receiver number of observations.
#[derive(Debug, Clone, Default)]
pub struct ReceiverSet {
    stations: BTreeMap<u32, Position>,
    satellites: BTreeMap<u32, BTreeMap<Time, Position>>,
}

impl ReceiverSet {
    /// A shore station stands here.
    pub fn station(&mut self, receiver: u32, place: Position) {
        self.stations.insert(receiver, place);
    }

    /// At this time the satellite was above this place.
    pub fn satellite(&mut self, receiver: u32, time: Time, below: Position) {
        let passes = self.satellites.entry(receiver).or_default();
        passes.insert(time, below);
        if passes.len() > PASSES_MAX {
            passes.pop_first();
        }
    }

    /// Where a shore station stands.
    #[must_use]
    pub fn station_at(&self, receiver: u32) -> Option<Position> {
        self.stations.get(&receiver).copied()
    }

    /// The point below a satellite at this time, between two known points at most `between_s` seconds apart.
    #[must_use]
    pub fn below(&self, receiver: u32, time: Time, between_s: f64) -> Option<Position> {
        let passes = self.satellites.get(&receiver)?;
        let (before, from) = passes.range(..=time).next_back()?;
        let (after, to) = passes.range(time..).next()?;
        let seconds = after.since_s(*before);
        if seconds > between_s {
            return None;
        }
        let share = if seconds > 0.0 {
            time.since_s(*before) / seconds
        } else {
            0.0
        };
        Some(interpolate(*from, *to, share))
    }
}
