//! Legs: how far it is from place to place, for craft on the water and in the air.

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
}

/// Legs along great circles, land or not.
#[derive(Debug, Clone, Copy, Default)]
pub struct GreatCircle;

impl Legs for GreatCircle {
    fn distance_nm(&self, _medium: Medium, from: Position, to: Position) -> Option<f64> {
        Some(distance_m(from, to) / METRES_PER_NM)
    }
}
