//! Distances between many places, each pair asked once.

use std::collections::BTreeMap;

use crate::Position;

use super::chart::{Chart, Origin};
use super::port::End;
use super::router::Router;
use super::vector::metres;

/// Searches for the ways between all pairs: from places far apart, and then where ways still seem long.
const SEARCHES: [usize; 3] = [0, 24, 8];

/// Distances that were asked before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matrix {
    known: BTreeMap<[i32; 4], Option<f64>>,
}

impl Matrix {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of pairs known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Distance by sea between two places, metres; `None` if there is no way.
    pub fn distance_m(
        &mut self,
        router: &mut Router<'_>,
        from: Position,
        to: Position,
    ) -> Option<f64> {
        let key = key(from, to);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let found = router.route(from, to).ok().map(|route| route.length_m);
        self.known.insert(key, found);
        found
    }

    /// Distances between all pairs, row by row, metres; `None` where there is no way. The way back is as
    /// long as the way there.
    ///
    /// Ways around land lead over a chart of corners, which some searches find together; see [`super::Passages`].
    pub fn between(
        &mut self,
        router: &mut Router<'_>,
        places: &[Position],
    ) -> Vec<Vec<Option<f64>>> {
        let waters = router.waters;
        let mut open: Vec<(Position, End)> = Vec::new();
        for place in places {
            if !open.iter().any(|(known, _)| known == place) {
                open.extend(router.end(*place).ok().map(|end| (*place, end)));
            }
        }
        // Places of which every way is known already need no chart.
        let knows = |known: &BTreeMap<[i32; 4], Option<f64>>, from: &Position| {
            places
                .iter()
                .all(|to| known.contains_key(&key(*from, *to)) || from == to)
        };
        let known_all = places.iter().all(|from| knows(&self.known, from));
        let ends: Vec<End> = open.iter().map(|(_, end)| end.clone()).collect();
        let chart =
            (!known_all && waters.dear.is_empty()).then(|| Chart::new(router, &ends, SEARCHES));
        let origins: Vec<Origin> = chart.as_ref().map_or_else(Vec::new, |chart| {
            ends.iter()
                .map(|end| chart.origin(waters, end.at))
                .collect()
        });
        let number_of = |place: &Position| open.iter().position(|(known, _)| known == place);
        for (a, from) in places.iter().enumerate() {
            let own = number_of(from);
            for to in places.iter().skip(a + 1) {
                let key = key(*from, *to);
                if self.known.contains_key(&key) || from == to {
                    continue;
                }
                if let Some(clear) = router.clear(*from, *to) {
                    self.known.insert(key, Some(clear.length_m));
                    continue;
                }
                let pair = own.zip(number_of(to));
                let Some((n, m, own, there)) =
                    pair.and_then(|(n, m)| Some((n, m, ends.get(n)?, ends.get(m)?)))
                else {
                    self.known.insert(key, None);
                    continue;
                };
                let past = own.approach_m + there.approach_m;
                let charted = if past > 0.0 && waters.sees(own.at, there.at) {
                    Some(metres(own.at, there.at))
                } else {
                    let pair = origins.get(n).zip(origins.get(m));
                    pair.and_then(|(from, to)| from.way_length_m(to))
                };
                let length = match charted {
                    Some(length) => Some(length + past),
                    None => router.route_between(own, there).ok().map(|r| r.length_m),
                };
                self.known.insert(key, length);
            }
        }
        let row = |from: &Position| {
            let own = |to: &Position| {
                if from == to {
                    Some(0.0)
                } else {
                    self.known.get(&key(*from, *to)).copied().flatten()
                }
            };
            places.iter().map(own).collect()
        };
        places.iter().map(row).collect()
    }
}

fn key(a: Position, b: Position) -> [i32; 4] {
    let ((a1, a2), (b1, b2)) = (a.to_e7(), b.to_e7());
    let (a, b) = ([a1, a2], [b1, b2]);
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    [low[0], low[1], high[0], high[1]]
}
