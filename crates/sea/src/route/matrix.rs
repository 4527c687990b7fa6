//! Distances between many places, each pair asked once.

use std::collections::BTreeMap;

use crate::Position;

use super::port::End;
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
    /// The ways from one place to all others that it does not see are found in one search.
    pub fn between(
        &mut self,
        router: &mut Router<'_>,
        places: &[Position],
    ) -> Vec<Vec<Option<f64>>> {
        let ends: Vec<Option<End>> = places.iter().map(|place| router.end(*place).ok()).collect();
        for (a, from) in places.iter().enumerate() {
            let mut hidden = Vec::new();
            for (b, to) in places.iter().enumerate().skip(a + 1) {
                let key = key(*from, *to);
                if self.known.contains_key(&key) {
                    continue;
                }
                match router.clear(*from, *to) {
                    Some(clear) => {
                        self.known.insert(key, Some(clear.length_m));
                    }
                    None => {
                        self.known.insert(key, None);
                        hidden.extend(ends.get(b).and_then(Option::as_ref).map(|end| (key, end)));
                    }
                }
            }
            let Some(Some(end)) = ends.get(a) else {
                continue;
            };
            let goals: Vec<&End> = hidden.iter().map(|(_, end)| *end).collect();
            for ((key, _), route) in hidden.iter().zip(router.routes_to(end, &goals)) {
                self.known.insert(*key, route.map(|route| route.length_m));
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
