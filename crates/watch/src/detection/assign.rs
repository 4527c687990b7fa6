//! The likeliest joint assignment of a scene: one min-cost matching with "stands alone" as an outcome.

use super::marginal::Pair;

/// For each detection the number of the chosen pair. A pair is chosen only if that is likelier than both
/// standing alone, over the whole scene at once.
pub(super) fn likeliest(pairs: &[Pair], tracks: usize, detections: usize) -> Vec<Option<usize>> {
    let mut chosen = vec![None; detections];
    for group in groups(pairs, tracks, detections) {
        let mut rows: Vec<usize> = Vec::new();
        let mut columns: Vec<usize> = Vec::new();
        let numbers = |i: &usize| pairs.get(*i).map(|p| (p.detection, p.track));
        for (detection, track) in group.iter().filter_map(numbers) {
            rows.push(detection);
            columns.push(track);
        }
        rows.sort_unstable();
        rows.dedup();
        columns.sort_unstable();
        columns.dedup();
        // Behind the tracks one column of "alone" for each detection, at no cost.
        let width = columns.len() + rows.len();
        let mut cost = vec![f64::INFINITY; rows.len() * width];
        let mut number = vec![None; rows.len() * width];
        for row in 0..rows.len() {
            for alone in columns.len()..width {
                if let Some(cell) = cost.get_mut(row * width + alone) {
                    *cell = 0.0;
                }
            }
        }
        for index in group {
            let Some(pair) = pairs.get(index) else {
                continue;
            };
            let (Ok(row), Ok(column)) = (
                rows.binary_search(&pair.detection),
                columns.binary_search(&pair.track),
            ) else {
                continue;
            };
            let at = row * width + column;
            if let (Some(c), Some(n)) = (cost.get_mut(at), number.get_mut(at)) {
                *c = -pair.odds.max(1e-300).ln();
                *n = Some(index);
            }
        }
        for (row, column) in min_cost(&cost, rows.len(), width).into_iter().enumerate() {
            let found = column.and_then(|c| number.get(row * width + c).copied().flatten());
            if let Some(place) = rows.get(row).and_then(|d| chosen.get_mut(*d)) {
                *place = found;
            }
        }
    }
    chosen
}

/// Pairs that compete, directly or through others, by number.
fn groups(pairs: &[Pair], tracks: usize, detections: usize) -> Vec<Vec<usize>> {
    let mut root: Vec<usize> = (0..tracks + detections).collect();
    let find = |root: &mut Vec<usize>, mut at: usize| {
        while let Some(up) = root.get(at).copied().filter(|up| *up != at) {
            let above = root.get(up).copied().unwrap_or(up);
            if let Some(place) = root.get_mut(at) {
                *place = above;
            }
            at = above;
        }
        at
    };
    for pair in pairs {
        let (a, b) = (
            find(&mut root, pair.track),
            find(&mut root, tracks + pair.detection),
        );
        if let Some(place) = root.get_mut(a) {
            *place = b;
        }
    }
    let mut by_root = std::collections::BTreeMap::<usize, Vec<usize>>::new();
    for (number, pair) in pairs.iter().enumerate() {
        let at = find(&mut root, pair.track);
        by_root.entry(at).or_default().push(number);
    }
    by_root.into_values().collect()
}

/// Column of each row at the least total cost; shortest augmenting paths with potentials (Jonker and
/// Volgenant). `rows <= width`; infinite cells are never chosen.
fn min_cost(cost: &[f64], rows: usize, width: usize) -> Vec<Option<usize>> {
    let mut solver = Solver {
        cost,
        width,
        row_price: vec![0.0; rows],
        column_price: vec![0.0; width],
        row_of: vec![None; width],
    };
    for row in 0..rows {
        solver.place(row);
    }
    let mut column_of = vec![None; rows];
    for (column, row) in solver.row_of.iter().enumerate() {
        if let Some(place) = row.and_then(|r| column_of.get_mut(r)) {
            *place = Some(column);
        }
    }
    column_of
}

struct Solver<'a> {
    cost: &'a [f64],
    width: usize,
    row_price: Vec<f64>,
    column_price: Vec<f64>,
    row_of: Vec<Option<usize>>,
}

#[allow(
    clippy::indexing_slicing,
    reason = "every index is below the size the arrays were made with"
)]
impl Solver<'_> {
    fn place(&mut self, first: usize) {
        let mut far = vec![f64::INFINITY; self.width];
        let mut came: Vec<Option<usize>> = vec![None; self.width];
        let mut done = vec![false; self.width];
        let (mut row, mut at, mut from) = (first, 0.0, None);
        let end = loop {
            for column in 0..self.width {
                if done[column] {
                    continue;
                }
                let step = self.cost[row * self.width + column]
                    - self.row_price[row]
                    - self.column_price[column];
                if at + step < far[column] {
                    far[column] = at + step;
                    came[column] = from;
                }
            }
            let next = (0..self.width)
                .filter(|c| !done[*c])
                .min_by(|a, b| far[*a].total_cmp(&far[*b]));
            let Some(column) = next.filter(|c| far[*c].is_finite()) else {
                return;
            };
            done[column] = true;
            at = far[column];
            match self.row_of[column] {
                None => break column,
                Some(taken) => (row, from) = (taken, Some(column)),
            }
        };
        self.row_price[first] += at;
        for column in 0..self.width {
            if done[column] && column != end {
                let gain = at - far[column];
                self.column_price[column] -= gain;
                if let Some(taken) = self.row_of[column] {
                    self.row_price[taken] += gain;
                }
            }
        }
        let mut column = end;
        while let Some(before) = came[column] {
            self.row_of[column] = self.row_of[before];
            column = before;
        }
        self.row_of[column] = Some(first);
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
}
