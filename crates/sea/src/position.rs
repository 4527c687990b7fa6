//! A place on the earth.

use serde::{Deserialize, Serialize};

use crate::Error;

/// A place: latitude and longitude in degrees on WGS 84, longitude in −180 ≤ λ < 180.
///
/// As JSON it is `[lon, lat]`, the order of GeoJSON.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(into = "[f64; 2]", try_from = "[f64; 2]")]
pub struct Position {
    lat_deg: f64,
    lon_deg: f64,
}

impl Position {
    /// Makes a position; any longitude within two turns is brought into −180 ≤ λ < 180.
    ///
    /// # Errors
    /// A latitude outside ±90° or a longitude that is not finite or beyond ±720°.
    pub fn new(lat_deg: f64, lon_deg: f64) -> Result<Self, Error> {
        if !(-90.0..=90.0).contains(&lat_deg) {
            return Err(Error::Latitude { lat_deg });
        }
        if !(-720.0..=720.0).contains(&lon_deg) {
            return Err(Error::Longitude { lon_deg });
        }
        Ok(Self {
            lat_deg,
            lon_deg: normalise_lon_deg(lon_deg),
        })
    }

    /// Makes a position from 1e-7 degrees, clamping a latitude past the pole and wrapping longitude.
    #[must_use]
    pub fn from_e7(lat_e7: i32, lon_e7: i32) -> Self {
        Self::clamped(f64::from(lat_e7) / 1e7, f64::from(lon_e7) / 1e7)
    }

    /// For results of arithmetic that rounding may push past a pole.
    pub(crate) fn clamped(lat_deg: f64, lon_deg: f64) -> Self {
        Self {
            lat_deg: lat_deg.clamp(-90.0, 90.0),
            lon_deg: normalise_lon_deg(lon_deg),
        }
    }

    /// Latitude, degrees, north positive.
    #[must_use]
    pub fn lat_deg(self) -> f64 {
        self.lat_deg
    }

    /// Longitude, degrees, east positive, −180 ≤ λ < 180.
    #[must_use]
    pub fn lon_deg(self) -> f64 {
        self.lon_deg
    }

    /// Latitude and longitude as whole 1e-7 degrees (about 1 cm).
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "±1.8e9 fits i32")]
    pub fn to_e7(self) -> (i32, i32) {
        (
            (self.lat_deg * 1e7).round() as i32,
            (self.lon_deg * 1e7).round() as i32,
        )
    }
}

impl From<Position> for [f64; 2] {
    fn from(p: Position) -> Self {
        [p.lon_deg, p.lat_deg]
    }
}

impl TryFrom<[f64; 2]> for Position {
    type Error = Error;
    fn try_from([lon, lat]: [f64; 2]) -> Result<Self, Error> {
        Self::new(lat, lon)
    }
}

/// Brings a finite longitude into −180 ≤ λ < 180.
#[must_use]
pub fn normalise_lon_deg(lon_deg: f64) -> f64 {
    if (-180.0..180.0).contains(&lon_deg) {
        return lon_deg;
    }
    // Exact within two turns: no digit of a longitude is lost by writing it past 180.
    let turned = lon_deg - 360.0 * (lon_deg / 360.0).round();
    if turned >= 180.0 { -180.0 } else { turned }
}

/// The short way from longitude `from` to `to`, degrees, −180 ≤ Δ < 180, east positive.
#[must_use]
pub fn lon_delta_deg(from_deg: f64, to_deg: f64) -> f64 {
    normalise_lon_deg(to_deg - from_deg)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn longitude_past_180_comes_home() {
        let p = Position::new(40.0, 198.0).unwrap();
        assert!((p.lon_deg() + 162.0).abs() < 1e-12);
        assert_eq!(Position::new(0.0, 180.0).unwrap().lon_deg(), -180.0);
        assert!(Position::new(90.1, 0.0).is_err());
        assert!(Position::new(f64::NAN, 0.0).is_err());
        assert!(Position::new(0.0, f64::INFINITY).is_err());
    }

    proptest! {
        #[test]
        fn delta_is_the_short_way(a in -180.0..180.0f64, b in -180.0..180.0f64) {
            let d = lon_delta_deg(a, b);
            prop_assert!((-180.0..180.0).contains(&d));
            prop_assert!((normalise_lon_deg(a + d) - b).abs() < 1e-9
                || (normalise_lon_deg(a + d) - b).abs() > 359.999);
        }
    }
}
