//! Places a vessel comes back to: gear that was set is hauled, a ground that gave fish is worked again.

use super::features::{FishingPoint, window};
use crate::neighbour::on_sphere;

/// A place seen again: between so many hours before or after.
const AGAIN_H: (f64, f64) = (0.5, 12.0);
/// Farther than this is no return, metres.
const AGAIN_MOST_M: f64 = 10_000.0;
/// Mean radius of the Earth, metres: chords of a few kilometres are distances.
const RADIUS_M: f64 = 6_371_009.0;

/// Where a position lies, metres from the middle of the Earth, and how fast it was there, knots.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    place_m: [f64; 3],
    kn: f64,
}

impl Seen {
    pub(super) fn of((p, kn): (&FishingPoint, &f64)) -> Self {
        Self {
            place_m: on_sphere(p.position).map(|x| x * RADIUS_M),
            kn: *kn,
        }
    }

    fn square_m2(&self, other: &Self) -> f64 {
        let each = self.place_m.iter().zip(&other.place_m);
        each.map(|(a, b)| (a - b) * (a - b)).sum()
    }
}

/// Distance to the nearest place the vessel was at some time before, or after, metres, and the speed there, knots.
pub(super) fn again(points: &[FishingPoint], seen: &[Seen], at: usize, before: bool) -> (f64, f64) {
    let (least_h, most_h) = AGAIN_H;
    let (from, to) = if before {
        // The last of those that are long enough ago.
        let (near, _) = window(points, at, least_h, 0.0);
        (window(points, at, most_h, 0.0).0, near)
    } else {
        let (_, near) = window(points, at, 0.0, least_h);
        (near + 1, window(points, at, 0.0, most_h).1 + 1)
    };
    let none = (AGAIN_MOST_M, 0.0);
    let Some(here) = seen.get(at) else {
        return none;
    };
    let there = seen.get(from..to).unwrap_or_default().iter();
    there
        .map(|one| (here.square_m2(one), one.kn))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(square, _)| *square < AGAIN_MOST_M * AGAIN_MOST_M)
        .map_or(none, |(square, kn)| (square.sqrt(), kn))
}
