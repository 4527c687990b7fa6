//! A footprint in a circle: most of what is asked whether it is inside is far from both.

use vigie_sea::{Polygon, Position, distance_m, interpolate, lon_delta_deg};

use super::motion::PlaceDensity;

/// No place of a border is further than this from the next one looked at, metres.
const BORDER_STEP_M: f64 = 112_000.0;
/// A footprint wider than this, metres, is not put in a circle.
const WIDE_M: f64 = 1_500_000.0;

/// Footprints are told in round figures: what is this near, metres, is not outside.
const BORDER_M: f64 = 1_000.0;
/// Standard deviations of a place within which it may be inside after all.
const OUTSIDE_SIGMAS: f64 = 3.0;

/// Whether a detection is further outside a footprint than the error of its place allows.
pub(super) fn is_outside(footprint: &Polygon, place: Position, place_m: f64) -> bool {
    let near_m = (OUTSIDE_SIGMAS * place_m).max(BORDER_M);
    !footprint.contains(place) && !footprint.border_within(place, near_m)
}

/// A footprint and a circle around it.
pub(super) struct Outline<'a> {
    footprint: &'a Polygon,
    /// Middle and radius, metres; `None` if it is very wide.
    circle: Option<(Position, f64)>,
}

impl<'a> Outline<'a> {
    pub(super) fn of(footprint: &'a Polygon) -> Self {
        let rings = footprint.rings();
        let border = along(rings.first().map_or(&[], Vec::as_slice));
        let mut circle = None;
        if let Some(first) = border.first() {
            let mut middle = *first;
            for (count, place) in (1_u32..).zip(&border) {
                middle = interpolate(middle, *place, 1.0 / f64::from(count));
            }
            let far = border.iter().map(|place| distance_m(middle, *place));
            let radius_m = far.fold(0.0, f64::max) + BORDER_STEP_M;
            circle = (radius_m <= WIDE_M).then_some((middle, radius_m));
        }
        Self { footprint, circle }
    }

    /// Share of a density that is inside.
    pub(super) fn holds(&self, place: &PlaceDensity) -> f64 {
        place.share(
            |lobe| {
                self.circle
                    .is_none_or(|(middle, m)| lobe.touches(middle, m))
            },
            |place| self.footprint.contains(place),
        )
    }
}

/// Places along a ring, no further apart than a degree: its edges are straight on the map, not on the sphere.
fn along(ring: &[[f64; 2]]) -> Vec<Position> {
    let mut places = Vec::new();
    for ([lon, lat], [to_lon, to_lat]) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (east, north) = (lon_delta_deg(*lon, *to_lon), to_lat - lat);
        let mut degrees = 0.0;
        let length = east.abs().max(north.abs());
        while degrees <= length {
            let share = degrees / length.max(1e-9);
            places.extend(Position::new(lat + share * north, lon + share * east));
            degrees += 1.0;
        }
    }
    places
}
