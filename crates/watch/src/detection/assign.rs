//! The likeliest joint assignment of a scene: one min-cost matching with "stands alone" as an outcome.
//!
//! A pair less likely than both standing alone is in no likeliest assignment, so only the others are looked at; they are few
//! for each detection, and the matching goes along them (shortest augmenting paths with potentials, after Jonker and
//! Volgenant 1987) instead of through a table of all detections by all tracks.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::marginal::Pair;

/// For each detection the number of the chosen pair. A pair is chosen only if that is likelier than both
/// standing alone, over the whole scene at once.
pub(super) fn likeliest(pairs: &[Pair], tracks: usize, detections: usize) -> Vec<Option<usize>> {
    let mut edges: Vec<Vec<Edge>> = vec![Vec::new(); detections];
    for (pair, p) in pairs.iter().enumerate() {
        if let Some(list) = edges
            .get_mut(p.detection)
            .filter(|_| p.odds > 1.0 && p.track < tracks)
        {
            list.push(Edge {
                pair,
                column: p.track,
                cost: -p.odds.ln(),
            });
        }
    }
    let mut solver = Solver {
        row_price: vec![0.0; detections],
        column_price: vec![0.0; tracks],
        chosen: vec![None; detections],
        row_of: vec![None; tracks],
        far: vec![f64::INFINITY; tracks],
        came: vec![None; tracks],
        done: vec![false; tracks],
        touched: Vec::new(),
        edges,
    };
    for row in 0..detections {
        solver.place(row);
    }
    solver
        .chosen
        .into_iter()
        .map(|edge| edge.map(|e| e.pair))
        .collect()
}

/// A track that a detection may be, and what that costs: less than nothing, the cost of standing alone.
#[derive(Debug, Clone, Copy)]
struct Edge {
    pair: usize,
    column: usize,
    cost: f64,
}

/// A column that a path has reached; the nearest is the greatest, for the heap.
#[derive(Debug, PartialEq)]
struct Reached {
    far: f64,
    column: usize,
}

impl Eq for Reached {}

impl Ord for Reached {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = other.far.total_cmp(&self.far);
        order.then(other.column.cmp(&self.column))
    }
}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Rows are detections, columns tracks.
struct Solver {
    edges: Vec<Vec<Edge>>,
    row_price: Vec<f64>,
    column_price: Vec<f64>,
    /// Of each row the edge that it has; `None` stands alone.
    chosen: Vec<Option<Edge>>,
    row_of: Vec<Option<usize>>,
    /// Length of the shortest path to each column, and the row and edge it came by, in the search that goes on.
    far: Vec<f64>,
    came: Vec<Option<(usize, Edge)>>,
    /// Columns whose path is the shortest for certain; rounding must not find another.
    done: Vec<bool>,
    touched: Vec<usize>,
}

#[allow(
    clippy::indexing_slicing,
    reason = "every index is below the size the arrays were made with"
)]
impl Solver {
    /// Gives one more row its place, moving others where that costs less.
    fn place(&mut self, first: usize) {
        let mut heap = BinaryHeap::new();
        let mut taken: Vec<usize> = Vec::new();
        let (mut row, mut at) = (first, 0.0);
        let mut alone = (f64::INFINITY, first);
        let end = loop {
            let left = at - self.row_price[row];
            if left < alone.0 {
                alone = (left, row);
            }
            for edge in self.edges[row].iter().copied() {
                let far = left + edge.cost - self.column_price[edge.column];
                if far < self.far[edge.column] && !self.done[edge.column] {
                    self.far[edge.column] = far;
                    self.came[edge.column] = Some((row, edge));
                    self.touched.push(edge.column);
                    let column = edge.column;
                    heap.push(Reached { far, column });
                }
            }
            let next = loop {
                match heap.pop() {
                    // Reached by a shorter path since.
                    Some(it) if self.done[it.column] || it.far > self.far[it.column] => {}
                    found => break found,
                }
            };
            let Some(next) = next.filter(|it| it.far < alone.0) else {
                at = alone.0;
                break None;
            };
            at = next.far;
            match self.row_of[next.column] {
                None => break Some(next.column),
                Some(holder) => {
                    self.done[next.column] = true;
                    taken.push(next.column);
                    row = holder;
                }
            }
        };
        self.row_price[first] += at;
        for column in taken {
            let gain = at - self.far[column];
            self.column_price[column] -= gain;
            if let Some(holder) = self.row_of[column] {
                self.row_price[holder] += gain;
            }
        }
        let freed = end.or_else(|| self.chosen[alone.1].take().map(|edge| edge.column));
        self.shift(first, freed);
        for column in self.touched.drain(..) {
            self.far[column] = f64::INFINITY;
            self.came[column] = None;
            self.done[column] = false;
        }
    }

    /// Gives a column to the row that reached it, that row's own to the row before it, and so on back to the first.
    fn shift(&mut self, first: usize, column: Option<usize>) {
        let mut next = column;
        while let Some((row, edge)) = next.and_then(|column| self.came[column]) {
            self.row_of[edge.column] = Some(row);
            let had = self.chosen[row].replace(edge);
            next = had.filter(|_| row != first).map(|edge| edge.column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn best_by_hand(pairs: &[Pair]) -> f64 {
        (0..1_usize << pairs.len())
            .filter_map(|set| {
                let chosen: Vec<&Pair> = (0..pairs.len())
                    .filter(|i| set >> i & 1 == 1)
                    .map(|i| &pairs[i])
                    .collect();
                let clash = chosen.iter().enumerate().any(|(i, a)| {
                    chosen[i + 1..]
                        .iter()
                        .any(|b| a.track == b.track || a.detection == b.detection)
                });
                (!clash).then(|| chosen.iter().map(|p| p.odds.ln()).sum())
            })
            .fold(f64::MIN, f64::max)
    }

    proptest! {
        #[test]
        fn as_good_as_every_other_assignment(odds in prop::collection::vec(0.01_f64..50.0, 12)) {
            let pairs: Vec<Pair> = odds
                .iter()
                .enumerate()
                .map(|(i, odds)| Pair { track: i % 4, detection: i / 4, odds: *odds })
                .collect();
            let chosen = likeliest(&pairs, 4, 3);
            let mut taken = std::collections::BTreeSet::new();
            for pair in chosen.iter().flatten() {
                prop_assert!(taken.insert(pairs[*pair].track));
            }
            let total: f64 = chosen.iter().flatten().map(|i| pairs[*i].odds.ln()).sum();
            prop_assert!((total - best_by_hand(&pairs)).abs() < 1e-9);
        }
    }

    /// A crowd: no single change of it, nor any exchange of two, makes it likelier.
    #[test]
    fn a_crowd_is_assigned_as_well_as_any_exchange_would() {
        let (tracks, detections) = (120, 90);
        let odds = |d: usize, t: usize| {
            let mixed = (d * 7_919 + t * 104_729) % 1_000;
            0.01 * 1.012_f64.powf(mixed as f64)
        };
        let all = (0..detections).flat_map(|d| (0..tracks).map(move |t| (d, t)));
        let pairs: Vec<Pair> = all
            .filter(|(d, t)| (d * 31 + t * 17) % 5 < 2)
            .map(|(detection, track)| Pair {
                track,
                detection,
                odds: odds(detection, track),
            })
            .collect();
        let chosen = likeliest(&pairs, tracks, detections);
        let mut holder = vec![None; tracks];
        for pair in chosen.iter().flatten().map(|i| pairs[*i]) {
            assert!(holder[pair.track].replace(pair.detection).is_none());
        }
        let gain = |of: Option<usize>| of.map_or(0.0, |i: usize| pairs[i].odds.ln());
        let other = |d: usize, track: usize| {
            let found = pairs
                .iter()
                .position(|p| p.detection == d && p.track == track);
            found.map_or(f64::NEG_INFINITY, |i| pairs[i].odds.ln())
        };
        for pair in &pairs {
            let own = chosen[pair.detection];
            match holder[pair.track] {
                None => assert!(pair.odds.ln() <= gain(own) + 1e-9),
                Some(d) if d == pair.detection => assert!(pair.odds >= 1.0),
                Some(d) => {
                    // The holder takes what the other had, or stands alone.
                    let left = own.map_or(0.0, |o| other(d, pairs[o].track).max(0.0));
                    let before = gain(own) + gain(chosen[d]);
                    assert!(pair.odds.ln() + left <= before + 1e-9);
                }
            }
        }
    }
}
