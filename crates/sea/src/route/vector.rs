//! Places as unit vectors: the poles and 180° are places like any other there.

use crate::{EARTH_RADIUS_M, Position};

/// A unit vector from the middle of the earth.
pub(super) type Unit = [f64; 3];

pub(super) fn unit(place: Position) -> Unit {
    crate::chord_tree::unit_vector(place.lon_deg(), place.lat_deg())
}

pub(super) fn place(v: Unit) -> Position {
    let [lon, lat] = degrees(v);
    Position::clamped(lat, lon)
}

/// Longitude and latitude, degrees.
pub(super) fn degrees(v: Unit) -> [f64; 2] {
    [
        v[1].atan2(v[0]).to_degrees(),
        v[2].clamp(-1.0, 1.0).asin().to_degrees(),
    ]
}

pub(super) fn dot(a: Unit, b: Unit) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Angle between two places, radians; exact for near ones.
pub(super) fn angle(a: Unit, b: Unit) -> f64 {
    let off = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    2.0 * (dot(off, off).sqrt() / 2.0).min(1.0).asin()
}

pub(super) fn metres(a: Unit, b: Unit) -> f64 {
    angle(a, b) * EARTH_RADIUS_M
}

/// The great circle from one place to another.
pub(super) struct Way {
    from: Unit,
    ahead: Unit,
    /// Its length, radians.
    pub(super) angle: f64,
}

impl Way {
    pub(super) fn new(from: Unit, to: Unit) -> Self {
        let along = dot(from, to);
        let off = [0, 1, 2].map(|n| to[n] - along * from[n]);
        let length = dot(off, off).sqrt().max(1e-300);
        Self {
            from,
            ahead: off.map(|v| v / length),
            angle: angle(from, to),
        }
    }

    /// The place `s` radians on.
    pub(super) fn at(&self, s: f64) -> Unit {
        let (sin, cos) = s.sin_cos();
        [0, 1, 2].map(|n| self.from[n] * cos + self.ahead[n] * sin)
    }
}
