//! The nearest of many places, such as ports, or all within a distance: right at the poles and across 180°.

use crate::chord_tree::{ChordTree, Line, unit_vector};
use crate::{EARTH_RADIUS_M, Position};

/// Places by number with an index.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceIndex {
    tree: ChordTree,
}

impl Default for PlaceIndex {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl PlaceIndex {
    /// An index of these places; a place's number is its place in the list.
    #[must_use]
    pub fn new(places: &[Position]) -> Self {
        let at = |p: &Position| unit_vector(p.lon_deg(), p.lat_deg());
        Self {
            tree: ChordTree::new(places.iter().map(|p| [at(p), at(p)]).collect()),
        }
    }

    /// Number and great-circle distance, metres, of the nearest place not farther than `within_m`
    /// (which may be infinite); of equal ones the lowest number.
    #[must_use]
    pub fn nearest_within(&self, place: Position, within_m: f64) -> Option<(usize, f64)> {
        let quarter = (within_m / (2.0 * EARTH_RADIUS_M)).min(std::f64::consts::FRAC_PI_2);
        // A hair more than asked, as the chord is rounded; the distance is checked below.
        let chord = 2.0 * quarter.sin() + 1e-12;
        let from = unit_vector(place.lon_deg(), place.lat_deg());
        let (number, chord) = self.tree.nearest_within(from, chord)?;
        let distance_m = 2.0 * EARTH_RADIUS_M * (chord / 2.0).min(1.0).asin();
        (distance_m <= within_m).then_some((number, distance_m))
    }

    /// Numbers of the places within a distance, metres, in ascending order.
    #[must_use]
    pub fn within(&self, from: Position, within_m: f64) -> Vec<usize> {
        let mut found = Vec::new();
        self.visit_within(from, within_m, |_here, lines| {
            found.extend(lines.iter().map(|line| line.number as usize));
        });
        found.sort_unstable();
        found
    }

    /// Each place within a distance, metres: its number and how far it is in a straight line, metres.
    pub fn each_within(&self, from: Position, within_m: f64, mut found: impl FnMut(usize, f64)) {
        self.visit_within(from, within_m, |here, lines| {
            for line in lines {
                let [place, _] = &line.ends;
                let off = here.iter().zip(place).map(|(a, b)| (a - b) * (a - b));
                found(
                    line.number as usize,
                    off.sum::<f64>().sqrt() * EARTH_RADIUS_M,
                );
            }
        });
    }

    fn visit_within(
        &self,
        from: Position,
        within_m: f64,
        mut found: impl FnMut(&[f64; 3], &[Line]),
    ) {
        let quarter = within_m / (2.0 * EARTH_RADIUS_M);
        if quarter.is_nan() || quarter < 0.0 {
            return;
        }
        let chord = 2.0 * quarter.min(std::f64::consts::FRAC_PI_2).sin();
        let from = unit_vector(from.lon_deg(), from.lat_deg());
        // A hair more than asked, as the chord is rounded.
        let most = chord * chord + 1e-15;
        self.tree
            .visit_within(from, most, |lines| found(&from, lines));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::distance_m;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_asking_every_place(
            places in prop::collection::vec((-90.0..90.0f64, -180.0..180.0f64), 0..80),
            lat in -90.0..90.0f64, lon in -180.0..180.0f64, within in 0.0..30_000_000.0f64,
        ) {
            let places: Vec<_> =
                places.iter().map(|(a, b)| Position::new(*a, *b).unwrap()).collect();
            let from = Position::new(lat, lon).unwrap();
            let plain = places.iter().map(|p| distance_m(from, *p)).fold(f64::MAX, f64::min);
            match PlaceIndex::new(&places).nearest_within(from, within) {
                Some((number, found)) => {
                    prop_assert!((found - plain).abs() < 0.01 && found <= within);
                    prop_assert!((distance_m(from, places[number]) - found).abs() < 0.01);
                }
                None => prop_assert!(plain > within - 0.01),
            }
        }
    }

    proptest! {
        #[test]
        fn finds_what_asking_every_place_finds(
            places in prop::collection::vec((-90.0..90.0f64, -180.0..180.0f64), 0..200),
            lat in -90.0..90.0f64, lon in -180.0..180.0f64, within_m in 1.0..20_000_000.0f64,
        ) {
            let places: Vec<Position> =
                places.iter().map(|(a, b)| Position::new(*a, *b).unwrap()).collect();
            let from = Position::new(lat, lon).unwrap();
            let all = PlaceIndex::new(&places);
            let found = all.within(from, within_m);
            let mut counted = 0;
            all.each_within(from, within_m, |number, far_m| {
                counted += usize::from(found.contains(&number) && far_m <= within_m + 1.0);
            });
            prop_assert_eq!(counted, found.len());
            for (number, place) in places.iter().enumerate() {
                let far_m = distance_m(from, *place);
                // At the very edge rounding decides.
                if (far_m - within_m).abs() > 1.0 {
                    prop_assert_eq!(found.contains(&number), far_m < within_m, "{}", far_m);
                }
            }
        }
    }

    #[test]
    fn many_equal_places_and_none_are_found() {
        let place = Position::new(-90.0, 12.0).unwrap();
        let all = PlaceIndex::new(&[place; 1_000]);
        assert_eq!(all.within(place, 0.1).len(), 1_000);
        assert!(PlaceIndex::default().within(place, 1e7).is_empty());
    }

    #[test]
    fn of_equal_places_the_first_is_told() {
        let place = Position::new(52.0, 180.0).unwrap();
        let index = PlaceIndex::new(&[place; 40]);
        assert_eq!(index.nearest_within(place, 0.0), Some((0, 0.0)));
        assert_eq!(
            PlaceIndex::default().nearest_within(place, f64::INFINITY),
            None
        );
    }
}
