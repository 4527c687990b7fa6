//! The way as lines on a sheet: cut where it passes 180°, with enough places that a straight line on a
//! flat map follows the great circle.

use vigie_sea::{Position, distance_m, interpolate};

use super::itinerary::Itinerary;

/// Longest piece drawn straight, metres.
const PIECE_M: f64 = 100_000.0;

/// Parts of the way, each within −180° to 180°, as `[lon, lat]`.
pub(super) fn parts(itinerary: &Itinerary) -> Vec<Vec<[f64; 2]>> {
    let places: Vec<Position> = itinerary.waypoints.iter().map(|w| w.position).collect();
    let mut parts: Vec<Vec<[f64; 2]>> = Vec::new();
    let mut part: Vec<[f64; 2]> = places
        .first()
        .map(|p| vec![[p.lon_deg(), p.lat_deg()]])
        .unwrap_or_default();
    for leg in places.windows(2) {
        let [a, b] = leg else { continue };
        let steps = (distance_m(*a, *b) / PIECE_M).ceil().max(1.0);
        let mut n = 1.0;
        while n <= steps {
            let to = interpolate(*a, *b, n / steps);
            n += 1.0;
            let to = [to.lon_deg(), to.lat_deg()];
            let Some(from) = part.last().copied() else {
                continue;
            };
            if (to[0] - from[0]).abs() > 180.0 {
                let (edge, turn) = if from[0] > 0.0 {
                    (180.0, 360.0)
                } else {
                    (-180.0, -360.0)
                };
                let whole = to[0] + turn - from[0];
                let share = if whole.abs() > 1e-12 {
                    (edge - from[0]) / whole
                } else {
                    0.0
                };
                let lat = from[1] + (to[1] - from[1]) * share;
                part.push([edge, lat]);
                parts.push(std::mem::take(&mut part));
                part.push([-edge, lat]);
            }
            part.push(to);
        }
    }
    parts.push(part);
    parts.retain(|p| p.len() > 1);
    parts
}
