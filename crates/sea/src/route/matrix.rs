//! Distances between many places, each pair asked once.

use std::collections::BTreeMap;

use crate::Position;

use super::corners::Corners;
use super::router::Router;

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
    /// Where a pair's way goes by corners that searches from both its ends have already found best, it is
    /// composed of them; that is right to a fraction of a percent and saves most searches.
    pub fn between(
        &mut self,
        router: &mut Router<'_>,
        places: &[Position],
    ) -> Vec<Vec<Option<f64>>> {
        let mut rows = vec![vec![Some(0.0); places.len()]; places.len()];
        let mut corners = Corners::new(router, places);
        for (a, from) in places.iter().enumerate() {
            for (b, to) in places.iter().enumerate().skip(a + 1) {
                let key = key(*from, *to);
                let found = match self.known.get(&key) {
                    Some(known) => *known,
                    None => match router.clear(*from, *to) {
                        Some(clear) => Some(clear.length_m),
                        None => corners.distance_m(router, a, b),
                    },
                };
                self.known.insert(key, found);
                for (row, column) in [(a, b), (b, a)] {
                    if let Some(cell) = rows.get_mut(row).and_then(|r| r.get_mut(column)) {
                        *cell = found;
                    }
                }
            }
        }
        rows
    }
}

fn key(a: Position, b: Position) -> [i32; 4] {
    let ((a1, a2), (b1, b2)) = (a.to_e7(), b.to_e7());
    let (a, b) = ([a1, a2], [b1, b2]);
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    [low[0], low[1], high[0], high[1]]
}
