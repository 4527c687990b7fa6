//! Legs: how far it is from place to place, for craft on the water and in the air.

use vigie_sea::route::{Crossing, Passages, SharedWaters, Waters};
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

    /// Told before the questions of a request: its ports, and places near which ways will be asked for.
    fn prepare(&self, ports: &[Position], places: &[Position]) {
        let _nothing_to_do = (ports, places);
    }

    /// By how much two good answers about one way may differ, as a share of it: none if the way is exact.
    fn tolerance(&self) -> f64 {
        0.0
    }
}

impl<L: Legs + ?Sized> Legs for &L {
    fn distance_nm(&self, medium: Medium, from: Position, to: Position) -> Option<f64> {
        (**self).distance_nm(medium, from, to)
    }

    fn way(&self, medium: Medium, from: Position, to: Position) -> Vec<Position> {
        (**self).way(medium, from, to)
    }

    fn prepare(&self, ports: &[Position], places: &[Position]) {
        (**self).prepare(ports, places);
    }

    fn tolerance(&self) -> f64 {
        (**self).tolerance()
    }
}

/// Legs as they are, with the chart they have or without one: nobody tells them of the places of a request, which takes
/// long.
pub struct UntoldLegs<L>(pub L);

impl<L: Legs> Legs for UntoldLegs<L> {
    fn distance_nm(&self, medium: Medium, from: Position, to: Position) -> Option<f64> {
        self.0.distance_nm(medium, from, to)
    }

    fn way(&self, medium: Medium, from: Position, to: Position) -> Vec<Position> {
        self.0.way(medium, from, to)
    }

    fn tolerance(&self) -> f64 {
        self.0.tolerance()
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

/// Ways over charts of different requests differ by no more than this share.
const TOLERANCE: f64 = 0.02;

/// By sea around land for craft on the water, the great circle for those in the air.
///
/// The miles depend on the two places and on the request for which it was prepared: the checker of a partner finds the
/// same, and of a plan that was made for a request a little different it finds them within [`Legs::tolerance`].
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
    /// Legs over these waters, borrowed or shared.
    #[must_use]
    pub fn new(waters: impl Into<SharedWaters<'a>>, crossing: Crossing) -> Self {
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

    fn prepare(&self, ports: &[Position], places: &[Position]) {
        self.passages.prepare(ports, places);
    }

    fn tolerance(&self) -> f64 {
        TOLERANCE
    }
}
