//! Where detections that are on no track may be: the footprint, and the crowd in it.

use std::f64::consts::TAU;

use vigie_sea::{EARTH_RADIUS_M, PlaceIndex, Polygon, distance_m, lon_delta_deg};

use super::matching::MatchConfig;
use super::scene::{Detection, Scene};

/// A crowd further off than this many standard deviations counts nothing: a 250,000th of its middle.
const CROWD_SIGMAS: f64 = 5.0;

/// Where stray detections may be: partly anywhere, partly near the other detections.
pub(super) struct Ground {
    shares: Vec<f64>,
}

impl Ground {
    pub(super) fn of(scene: &Scene, config: &MatchConfig, places: &PlaceIndex) -> Self {
        let area_km2 = scene
            .footprint
            .as_ref()
            .map_or_else(|| spread_km2(&scene.detections), area_km2)
            .max(1.0);
        let others = scene.detections.len().saturating_sub(1).max(1);
        #[allow(clippy::cast_precision_loss, reason = "counts of detections")]
        let others = others as f64;
        let spread_m = config.near_km * 1e3;
        let near = |from: usize, here: &Detection| {
            let mut sum = 0.0;
            places.each_within(here.position, CROWD_SIGMAS * spread_m, |to, far_m| {
                if to != from {
                    sum += (-0.5 * (far_m / spread_m).powi(2)).exp();
                }
            });
            sum / (TAU * config.near_km * config.near_km) / others
        };
        let share = |(at, d): (usize, &Detection)| {
            (1.0 - config.near_share) / area_km2 + config.near_share * near(at, d)
        };
        Self {
            shares: scene.detections.iter().enumerate().map(share).collect(),
        }
    }

    /// Probability density of one stray detection at the place of this one, per km².
    pub(super) fn share(&self, detection: usize) -> f64 {
        let found = self.shares.get(detection).copied();
        found.unwrap_or(1e-6).max(1e-12)
    }

    /// The least that [`Self::share`] gives.
    pub(super) fn least(&self) -> f64 {
        let least = self.shares.iter().copied().fold(1.0, f64::min);
        least.max(1e-12)
    }
}

/// Area around detections without a footprint, km².
fn spread_km2(detections: &[Detection]) -> f64 {
    let Some(first) = detections.first() else {
        return 1.0;
    };
    let far_km = detections
        .iter()
        .map(|d| distance_m(first.position, d.position) / 1e3)
        .fold(0.0, f64::max);
    std::f64::consts::PI * (far_km * 0.6 + 20.0).powi(2)
}

/// Area of a polygon on the sphere, km²; right across 180° and around a pole.
pub(super) fn area_km2(polygon: &Polygon) -> f64 {
    let ring_km2 = |ring: &Vec<[f64; 2]>| {
        let next = ring.iter().cycle().skip(1);
        let (mut sum, mut turn) = (0.0, 0.0);
        for ([lon_a, lat_a], [lon_b, lat_b]) in ring.iter().zip(next) {
            let width = lon_delta_deg(*lon_a, *lon_b).to_radians();
            sum += width * (lat_a.to_radians().sin() + lat_b.to_radians().sin()) / 2.0;
            turn += width;
        }
        // Once around a pole: what lies between the ring and the equator is outside.
        let is_cap = turn.abs() > std::f64::consts::PI;
        let share = if is_cap { TAU - sum.abs() } else { sum.abs() };
        share * (EARTH_RADIUS_M / 1e3).powi(2)
    };
    let rings = polygon.rings();
    let mut areas = rings.iter().map(ring_km2);
    let outer = areas.next().unwrap_or(0.0);
    outer - areas.sum::<f64>()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_area_of_a_footprint_is_right_across_180_and_around_a_pole() {
        let area = |ring: Vec<[f64; 2]>| area_km2(&Polygon::new(&[ring]).unwrap());
        let square = area(vec![
            [179.0, -1.0],
            [181.0, -1.0],
            [181.0, 1.0],
            [179.0, 1.0],
        ]);
        assert!((square - 222.39_f64.powi(2)).abs() < 50.0, "{square}");
        // A cap of three degrees: 2πR²(1 − sin 87°).
        let around = |lat: f64| (0..36).map(move |n| [f64::from(n) * 10.0 - 180.0, lat]);
        let cap =
            2.0 * std::f64::consts::PI * 6_371.0_f64.powi(2) * (1.0 - 87_f64.to_radians().sin());
        for lat in [87.0, -87.0] {
            let found = area(around(lat).collect());
            assert!((found / cap - 1.0).abs() < 0.01, "{found} {cap}");
        }
    }
}
