//! The earth as Vigie sees it: positions, times, great circles, areas and units.
//!
//! Invariant: nothing here reads a clock, a disk or a network. Every geometry is right across 180°,
//! at the poles and at midnight UTC.
//!
//! ```
//! use vigie_sea::{Position, distance_m};
//! let west = Position::new(45.0, 179.99)?;
//! let east = Position::new(45.0, -179.99)?;
//! assert!(distance_m(west, east) < 1_600.0);
//! # Ok::<(), vigie_sea::Error>(())
//! ```

mod area;
mod area_set;
mod bands;
mod chord_tree;
mod coast;
mod cut;
mod error;
mod geojson;
mod great_circle;
mod place_index;
mod polygon;
mod position;
mod ring;
pub mod route;
mod season;
mod shapefile;
mod time;

pub use area::{Area, AreaKind, Closure};
pub use area_set::AreaSet;
pub use coast::{COAST_ERROR_M, Coast};
pub use error::Error;
pub use geojson::geometry;
pub use great_circle::{
    EARTH_RADIUS_M, bearing_deg, cross_track_m, destination, distance_m, interpolate, midpoint,
};
pub use place_index::PlaceIndex;
pub use polygon::Polygon;
pub use position::{Position, lon_delta_deg, normalise_lon_deg};
pub use season::{Season, Validity, YearDay};
pub use time::{Span, Time};

/// Metres in one nautical mile (exact, by definition).
pub const METRES_PER_NM: f64 = 1_852.0;

/// Metres per second in one knot (exact, by definition).
pub const MPS_PER_KN: f64 = 1_852.0 / 3_600.0;
