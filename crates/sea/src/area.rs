//! Areas: polygons with holes that may lie across 180°, tested at every position.
//!
//! Edges are straight in longitude and latitude, as GeoJSON (RFC 7946) defines them. A ring may be
//! given in any of the ways found in practice: longitudes running past 180 (143 to 198), or jumping
//! from 179 to −179. Each ring is unwrapped along its shorter steps; a ring that goes once round a
//! pole is closed over that pole.
//!
//! To be completed: reading GeoJSON, sets with an index, dates.

use serde::{Deserialize, Serialize};

use crate::Position;

/// One polygon: an outer ring and holes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Polygon {
    rings: Vec<Vec<[f64; 2]>>,
}

/// A named area with its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Stable identifier.
    pub id: String,
    polygons: Vec<Polygon>,
}

/// Many areas with an index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AreaSet {
    areas: Vec<Area>,
}

impl AreaSet {
    /// Indexes of the areas that hold `position`, ascending.
    #[must_use]
    pub fn at(&self, _position: Position) -> Vec<usize> {
        Vec::new()
    }
}
