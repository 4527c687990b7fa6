//! Places by number, asked for those within a distance: right at the poles and across 180°.
//!
//! Points of space in boxes within boxes: a chord is never longer than its arc, so no edge of a map is in the way.

use vigie_sea::{EARTH_RADIUS_M, Position};

/// Places in one leaf.
const LEAF: usize = 8;

/// A point of the unit sphere and its number in the list given.
type Point = ([f64; 3], usize);

/// A box that holds all points from `from` to `to`; its halves are the nodes `2n + 1` and `2n + 2`.
#[derive(Debug, Clone, Copy)]
struct Node {
    low: [f64; 3],
    high: [f64; 3],
    from: usize,
    to: usize,
}

const NOTHING: Node = Node {
    low: [f64::INFINITY; 3],
    high: [f64::NEG_INFINITY; 3],
    from: 0,
    to: 0,
};

/// An index of places.
#[derive(Debug, Clone)]
pub(super) struct Places {
    points: Vec<Point>,
    nodes: Vec<Node>,
}

impl Places {
    /// Of these places, numbered as they come.
    pub(super) fn new(places: impl Iterator<Item = Position>) -> Self {
        let points: Vec<Point> = places.map(on_sphere).zip(0..).collect();
        let mut all = Self {
            points,
            nodes: Vec::new(),
        };
        all.divide(0, 0, all.points.len());
        all
    }

    fn divide(&mut self, number: usize, from: usize, to: usize) {
        let Some(points) = self.points.get_mut(from..to).filter(|p| !p.is_empty()) else {
            return;
        };
        let mut node = Node {
            from,
            to,
            ..NOTHING
        };
        for (point, _) in points.iter() {
            for ((low, high), at) in node.low.iter_mut().zip(&mut node.high).zip(point) {
                (*low, *high) = (low.min(*at), high.max(*at));
            }
        }
        if self.nodes.len() <= number {
            self.nodes.resize(number + 1, NOTHING);
        }
        if let Some(place) = self.nodes.get_mut(number) {
            *place = node;
        }
        if to - from <= LEAF {
            return;
        }
        let width = |axis: &usize| {
            let edge = |of: &[f64; 3]| of.get(*axis).copied().unwrap_or(0.0);
            edge(&node.high) - edge(&node.low)
        };
        let longest = (0..3).max_by(|a, b| width(a).total_cmp(&width(b)));
        let along = |of: &Point| longest.and_then(|axis| of.0.get(axis)).copied();
        let middle = (to - from) / 2;
        points.select_nth_unstable_by(middle, |a, b| {
            let order = along(a).unwrap_or(0.0).total_cmp(&along(b).unwrap_or(0.0));
            order.then(a.1.cmp(&b.1))
        });
        self.divide(2 * number + 1, from, from + middle);
        self.divide(2 * number + 2, from + middle, to);
    }

    /// Numbers of the places within a distance, metres, in ascending order.
    pub(super) fn within(&self, from: Position, within_m: f64) -> Vec<usize> {
        let mut found = Vec::new();
        self.visit(from, within_m, |points| {
            found.extend(points.iter().map(|(_, number)| *number));
        });
        found.sort_unstable();
        found
    }

    /// Each place within a distance, metres: its number and how far it is in a straight line, metres.
    pub(super) fn each_within(
        &self,
        from: Position,
        within_m: f64,
        mut found: impl FnMut(usize, f64),
    ) {
        let here = on_sphere(from);
        self.visit(from, within_m, |points| {
            for (point, number) in points {
                found(*number, apart(&here, point).sqrt() * EARTH_RADIUS_M);
            }
        });
    }

    fn visit(&self, from: Position, within_m: f64, mut found: impl FnMut(&[Point])) {
        let (from, quarter) = (on_sphere(from), within_m / (2.0 * EARTH_RADIUS_M));
        if quarter.is_nan() || quarter < 0.0 {
            return;
        }
        let chord = 2.0 * quarter.min(std::f64::consts::FRAC_PI_2).sin();
        // A hair more than asked, as the chord is rounded.
        let most = chord * chord + 1e-15;
        let mut open = vec![0];
        while let Some(number) = open.pop() {
            let Some(node) = self.nodes.get(number).filter(|node| node.to > node.from) else {
                continue;
            };
            let (near, far) = node.reach(&from);
            if near > most {
                continue;
            }
            let points = self.points.get(node.from..node.to).unwrap_or_default();
            if far <= most {
                found(points);
            } else if points.len() <= LEAF {
                let is_within = |p: &&Point| apart(&from, &p.0) <= most;
                for point in points.iter().filter(is_within) {
                    found(std::slice::from_ref(point));
                }
            } else {
                open.extend([2 * number + 1, 2 * number + 2]);
            }
        }
    }
}

impl Node {
    /// Squares of the least and the greatest distance of anything in the box.
    fn reach(&self, from: &[f64; 3]) -> (f64, f64) {
        let (mut near, mut far) = (0.0, 0.0);
        for ((low, high), at) in self.low.iter().zip(&self.high).zip(from) {
            let off = (low - at).max(at - high).max(0.0);
            let most = (at - low).abs().max((high - at).abs());
            near += off * off;
            far += most * most;
        }
        (near, far)
    }
}

fn apart(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

fn on_sphere(place: Position) -> [f64; 3] {
    let (lat, lon) = (place.lat_deg().to_radians(), place.lon_deg().to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use vigie_sea::distance_m;

    proptest! {
        #[test]
        fn finds_what_asking_every_place_finds(
            places in prop::collection::vec((-90.0..90.0f64, -180.0..180.0f64), 0..200),
            lat in -90.0..90.0f64, lon in -180.0..180.0f64, within_m in 1.0..20_000_000.0f64,
        ) {
            let places: Vec<Position> =
                places.iter().map(|(a, b)| Position::new(*a, *b).unwrap()).collect();
            let from = Position::new(lat, lon).unwrap();
            let all = Places::new(places.iter().copied());
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
        let all = Places::new(std::iter::repeat_n(place, 1_000));
        assert_eq!(all.within(place, 0.1).len(), 1_000);
        assert!(
            Places::new(std::iter::empty())
                .within(place, 1e7)
                .is_empty()
        );
    }
}
