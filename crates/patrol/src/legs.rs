//! Legs: how far it is from place to place, for craft on the water and in the air.

use vigie_sea::route::{Crossing, Passages, Waters};
use vigie_sea::{METRES_PER_NM, Position, distance_m};

/// What a leg goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Medium {
    /// On the water: around land.
    Water,
    /// In the air.
    Air,
}

/// An oracle of distances. It must answer the same for the same question, and be symmetric.
pub trait Legs: Sync {
    /// Length of the way, nautical miles; none if there is no way.
    fn distance_nm(&self, medium: Medium, from: Position, to: Position) -> Option<f64>;

    /// Corners of the way, both ends included; less than two mean the great circle.
    fn way(&self, medium: Medium, from: Position, to: Position) -> Vec<Position> {
        let _great_circle = (medium, from, to);
        Vec::new()
    }

    /// Told before the questions of a request: ways from these ports will be asked for often.
    fn prepare(&self, ports: &[Position]) {
        let _nothing_to_do = ports;
    }
}

/// Legs along great circles, land or not.
#[derive(Debug, Clone, Copy, Default)]
pub struct GreatCircle;

impl Legs for GreatCircle {
    fn distance_nm(&self, _medium: Medium, from: Position, to: Position) -> Option<f64> {
        Some(distance_m(from, to) / METRES_PER_NM)
    }
}

/// By sea around land for craft on the water, the great circle for those in the air.
///
/// The miles depend on the two places alone: the checker of a partner finds the same.
#[derive(Debug)]
pub struct SeaLegs<'a> {
    passages: Passages<'a>,
}

impl SeaLegs<'static> {
    /// Legs over open waters; the first use of these takes a second or two.
    #[must_use]
    pub fn open() -> Self {
        Self::new(Waters::open(), Crossing::default())
    }
}

impl<'a> SeaLegs<'a> {
    /// Legs over these waters.
    #[must_use]
    pub fn new(waters: &'a Waters, crossing: Crossing) -> Self {
        Self {
            passages: Passages::new(waters, crossing),
        }
    }
}

impl Legs for SeaLegs<'_> {
    fn distance_nm(&self, medium: Medium, from: Position, to: Position) -> Option<f64> {
        match medium {
            Medium::Air => GreatCircle.distance_nm(medium, from, to),
            Medium::Water => Some(self.passages.distance_m(from, to)? / METRES_PER_NM),
        }
    }

    fn way(&self, medium: Medium, from: Position, to: Position) -> Vec<Position> {
        match medium {
            Medium::Air => Vec::new(),
            Medium::Water => self.passages.way(from, to),
        }
    }

    fn prepare(&self, ports: &[Position]) {
        self.passages.prepare(ports);
    }
}
