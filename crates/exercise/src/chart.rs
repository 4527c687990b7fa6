//! Short-range chart work on the sphere, with sines from `libm` so that every machine gets the same bits.
//!
//! Distances and courses are by middle-latitude sailing (a rhumb line, as ships steer): exact to
//! better than 0.1 % below 300 nm at these latitudes. A long leg is corrected at every step.

use crate::trig::{cos_deg, sin_cos_deg};
use libm::{atan2, sqrt};
use vigie_sea::{EARTH_RADIUS_M, lon_delta_deg, normalise_lon_deg};

/// Metres of one degree of latitude on the mean sphere.
pub(crate) const METRES_PER_DEG: f64 = EARTH_RADIUS_M * core::f64::consts::PI / 180.0;

/// A place as plain numbers: latitude and longitude in degrees, longitude −180 ≤ λ < 180.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    pub(crate) lat_deg: f64,
    pub(crate) lon_deg: f64,
}

/// Metres (or metres per second) east and north.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Offset {
    pub(crate) east: f64,
    pub(crate) north: f64,
}

impl Offset {
    #[inline]
    pub(crate) fn new(east: f64, north: f64) -> Self {
        Self { east, north }
    }

    /// By direction (degrees true) and length.
    pub(crate) fn polar(direction_deg: f64, length: f64) -> Self {
        let (sine, cosine) = sin_cos_deg(direction_deg);
        Self::new(length * sine, length * cosine)
    }

    #[inline]
    pub(crate) fn length(self) -> f64 {
        sqrt(self.east * self.east + self.north * self.north)
    }

    /// Direction, degrees true, 0 ≤ β < 360.
    pub(crate) fn direction_deg(self) -> f64 {
        let angle = atan2(self.east, self.north).to_degrees();
        if angle < 0.0 { angle + 360.0 } else { angle }
    }

    #[inline]
    pub(crate) fn plus(self, other: Self) -> Self {
        Self::new(self.east + other.east, self.north + other.north)
    }

    #[inline]
    pub(crate) fn minus(self, other: Self) -> Self {
        Self::new(self.east - other.east, self.north - other.north)
    }

    #[inline]
    pub(crate) fn times(self, factor: f64) -> Self {
        Self::new(self.east * factor, self.north * factor)
    }

    /// The same direction, no longer than `most`.
    #[inline]
    pub(crate) fn at_most(self, most: f64) -> Self {
        let length = self.length();
        if length > most {
            self.times(most / length)
        } else {
            self
        }
    }
}

impl Place {
    #[inline]
    pub(crate) fn new(lat_deg: f64, lon_deg: f64) -> Self {
        Self {
            lat_deg: lat_deg.clamp(-89.9, 89.9),
            lon_deg: if (-180.0..180.0).contains(&lon_deg) {
                lon_deg
            } else {
                normalise_lon_deg(lon_deg)
            },
        }
    }

    /// East and north metres from here to `other`, the short way round.
    #[inline]
    pub(crate) fn to(self, other: Self) -> Offset {
        let north_deg = other.lat_deg - self.lat_deg;
        let middle_deg = self.lat_deg + north_deg / 2.0;
        let straight_deg = other.lon_deg - self.lon_deg;
        let east_deg = if (-180.0..180.0).contains(&straight_deg) {
            straight_deg
        } else {
            lon_delta_deg(self.lon_deg, other.lon_deg)
        };
        Offset::new(
            east_deg * METRES_PER_DEG * cos_deg(middle_deg),
            north_deg * METRES_PER_DEG,
        )
    }

    /// The place so many metres away.
    #[inline]
    pub(crate) fn moved(self, by: Offset) -> Self {
        let north_deg = by.north / METRES_PER_DEG;
        let middle_deg = self.lat_deg + north_deg / 2.0;
        let east_deg = by.east / (METRES_PER_DEG * cos_deg(middle_deg));
        Self::new(self.lat_deg + north_deg, self.lon_deg + east_deg)
    }

    #[inline]
    pub(crate) fn distance_m(self, other: Self) -> f64 {
        self.to(other).length()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_sea::{Position, bearing_deg, distance_m};

    #[test]
    fn agrees_with_the_great_circle_at_short_range_across_180() {
        let from = Place::new(42.0, 179.9);
        let to = Place::new(42.3, -179.8);
        let way = from.to(to);
        let position =
            |p: Place| Position::from_e7((p.lat_deg * 1e7) as i32, (p.lon_deg * 1e7) as i32);
        let exact_m = distance_m(position(from), position(to));
        assert!((way.length() / exact_m - 1.0).abs() < 1e-4);
        let exact_deg = bearing_deg(position(from), position(to));
        assert!((way.direction_deg() - exact_deg).abs() < 0.3);
        let there = from.moved(way);
        assert!(there.distance_m(to) < 0.01, "{there:?}");
    }
}
