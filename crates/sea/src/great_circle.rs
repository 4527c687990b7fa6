//! Great circles on the mean sphere (radius 6,371,008.8 m, IUGG mean radius R1).
//! Against the WGS 84 ellipsoid a distance is wrong by at most 0.56 %, which is far below
//! what AIS reporting intervals allow to be known.

use crate::{Position, lon_delta_deg};

/// Mean radius of the earth R1, metres (IUGG).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Great-circle distance, metres (haversine: exact for short distances).
#[must_use]
pub fn distance_m(a: Position, b: Position) -> f64 {
    2.0 * EARTH_RADIUS_M * half_chord(a, b).sqrt().min(1.0).asin()
}

fn half_chord(a: Position, b: Position) -> f64 {
    let (lat_a, lat_b) = (a.lat_deg().to_radians(), b.lat_deg().to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = (lon_delta_deg(a.lon_deg(), b.lon_deg()).to_radians() / 2.0).sin();
    half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon
}

/// Initial bearing from `a` to `b`, degrees true, 0 ≤ β < 360. Zero for equal places.
#[must_use]
pub fn bearing_deg(a: Position, b: Position) -> f64 {
    let (lat_a, lat_b) = (a.lat_deg().to_radians(), b.lat_deg().to_radians());
    let d_lon = lon_delta_deg(a.lon_deg(), b.lon_deg()).to_radians();
    let east = d_lon.sin() * lat_b.cos();
    let north = lat_a.cos() * lat_b.sin() - lat_a.sin() * lat_b.cos() * d_lon.cos();
    let bearing = east.atan2(north).to_degrees().rem_euclid(360.0);
    if bearing >= 360.0 { 0.0 } else { bearing }
}

/// The place `distance_m` metres from `from` along the initial bearing.
#[must_use]
pub fn destination(from: Position, bearing_deg: f64, distance_m: f64) -> Position {
    let angle = distance_m / EARTH_RADIUS_M;
    let (lat, course) = (from.lat_deg().to_radians(), bearing_deg.to_radians());
    let sin_lat = lat.sin() * angle.cos() + lat.cos() * angle.sin() * course.cos();
    let to_lat = sin_lat.clamp(-1.0, 1.0).asin();
    let d_lon = (course.sin() * angle.sin() * lat.cos()).atan2(angle.cos() - lat.sin() * sin_lat);
    Position::clamped(to_lat.to_degrees(), from.lon_deg() + d_lon.to_degrees())
}

/// The place at `fraction` (0 = `a`, 1 = `b`) of the great circle from `a` to `b`.
#[must_use]
pub fn interpolate(a: Position, b: Position, fraction: f64) -> Position {
    if a == b || fraction <= 0.0 {
        return a;
    }
    if fraction >= 1.0 {
        return b;
    }
    destination(a, bearing_deg(a, b), distance_m(a, b) * fraction)
}

/// The middle of the great circle from `a` to `b`.
#[must_use]
pub fn midpoint(a: Position, b: Position) -> Position {
    interpolate(a, b, 0.5)
}

/// Signed distance of `p` from the great circle through `a` and `b`, metres, right positive.
#[must_use]
pub fn cross_track_m(p: Position, a: Position, b: Position) -> f64 {
    let along = distance_m(a, p) / EARTH_RADIUS_M;
    let off = (bearing_deg(a, p) - bearing_deg(a, b)).to_radians();
    (along.sin() * off.sin()).clamp(-1.0, 1.0).asin() * EARTH_RADIUS_M
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    #[test]
    fn one_degree_of_latitude() {
        let d = distance_m(at(10.0, 20.0), at(11.0, 20.0));
        assert!((d - 111_195.08).abs() < 0.1, "{d}");
    }

    #[test]
    fn midpoint_of_a_gap_across_180_is_at_180() {
        let m = midpoint(at(0.0, 179.5), at(0.0, -179.5));
        assert!((m.lon_deg().abs() - 180.0).abs() < 1e-9, "{m:?}");
    }

    #[test]
    fn over_the_pole() {
        let d = distance_m(at(89.0, 0.0), at(89.0, 180.0));
        assert!((d - 2.0 * 111_195.08).abs() < 1.0, "{d}");
        assert!(midpoint(at(89.0, 0.0), at(89.0, 180.0)).lat_deg() > 89.999);
    }

    #[test]
    fn cross_track_is_positive_to_the_right() {
        assert!(cross_track_m(at(-0.1, 0.5), at(0.0, 0.0), at(0.0, 1.0)) > 11_000.0);
        assert!(cross_track_m(at(0.1, 0.5), at(0.0, 0.0), at(0.0, 1.0)) < -11_000.0);
    }

    proptest! {
        #[test]
        fn destination_lies_at_its_distance(
            lat in -89.9..89.9f64, lon in -180.0..180.0f64,
            bearing in 0.0..360.0f64, d in 0.0..9_000_000.0f64,
        ) {
            let a = at(lat, lon);
            let b = destination(a, bearing, d);
            prop_assert!((distance_m(a, b) - d).abs() < 0.5);
        }

        #[test]
        fn distance_is_symmetric(
            a in -90.0..90.0f64, b in -180.0..180.0f64, c in -90.0..90.0f64, d in -180.0..180.0f64,
        ) {
            let (p, q) = (at(a, b), at(c, d));
            prop_assert!((distance_m(p, q) - distance_m(q, p)).abs() < 1e-6);
        }
    }
}
