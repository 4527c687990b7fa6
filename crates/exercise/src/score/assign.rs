//! Optimal pairing of two pictures of the sea, exact and fast: only ships closer than the cut-off can pair, so the
//! problem falls into small groups; each is solved by the Hungarian method (Kuhn 1955, Munkres 1957) in the form with
//! potentials and shortest augmenting paths (Jonker and Volgenant 1987).

use std::collections::BTreeMap;

use vigie_sea::{Position, distance_m};

/// A pair: index on the left, index on the right, distance in metres.
pub(crate) type Pair = (usize, usize, f64);

/// Metres of one degree of latitude, a little too few so that no neighbour is missed.
const METRES_PER_DEG: f64 = 111_000.0;

/// All pairs closer than the cut-off.
fn near(left: &[Position], right: &[Position], cutoff_m: f64) -> Vec<Pair> {
    let band_deg = cutoff_m / METRES_PER_DEG;
    let mut order: Vec<usize> = (0..right.len()).collect();
    let lat = |index: usize| right.get(index).map_or(0.0, |p| p.lat_deg());
    order.sort_by(|a, b| lat(*a).total_cmp(&lat(*b)).then(a.cmp(b)));
    let mut pairs = Vec::new();
    for (number, here) in left.iter().enumerate() {
        let from = order.partition_point(|index| lat(*index) < here.lat_deg() - band_deg);
        for index in order.iter().skip(from) {
            if lat(*index) > here.lat_deg() + band_deg {
                break;
            }
            let Some(there) = right.get(*index) else {
                continue;
            };
            let apart_m = distance_m(*here, *there);
            if apart_m < cutoff_m {
                pairs.push((number, *index, apart_m));
            }
        }
    }
    pairs
}

/// The pairing that makes Σ (cost(d) − cost(cut-off)) least: the optimal one of both OSPA and GOSPA (α = 2).
pub(crate) fn assign(
    left: &[Position],
    right: &[Position],
    cutoff_m: f64,
    cost: impl Fn(f64) -> f64,
) -> Vec<Pair> {
    let pairs = near(left, right, cutoff_m);
    let mut groups: BTreeMap<usize, Vec<Pair>> = BTreeMap::new();
    let mut sets = Sets::new(left.len() + right.len());
    for (a, b, _) in &pairs {
        sets.join(*a, left.len() + *b);
    }
    for pair in pairs {
        groups.entry(sets.root(pair.0)).or_default().push(pair);
    }
    let most = cost(cutoff_m);
    let mut found: Vec<Pair> = groups
        .values()
        .flat_map(|g| solve(g, &cost, most))
        .collect();
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    found
}

/// Disjoint sets.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, of: usize) -> usize {
        let mut at = of;
        while let Some(up) = self.0.get(at).copied().filter(|up| *up != at) {
            let over = self.0.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.0.get_mut(at) {
                *slot = over;
            }
            at = over;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

/// One group: rows are ships on the left, columns those on the right; "unpaired" costs nothing, a pair less than that.
fn solve(group: &[Pair], cost: &impl Fn(f64) -> f64, most: f64) -> Vec<Pair> {
    if let [only] = group {
        return vec![*only];
    }
    let mut rows: Vec<usize> = group.iter().map(|p| p.0).collect();
    rows.sort_unstable();
    rows.dedup();
    let mut columns: Vec<usize> = group.iter().map(|p| p.1).collect();
    columns.sort_unstable();
    columns.dedup();
    // One column more per row: to stay unpaired.
    let width = columns.len() + rows.len();
    let mut matrix = vec![0.0; rows.len() * width];
    let mut apart = BTreeMap::new();
    for (a, b, apart_m) in group {
        let at = rows
            .binary_search(a)
            .ok()
            .zip(columns.binary_search(b).ok());
        if let Some((row, column)) = at {
            if let Some(cell) = matrix.get_mut(row * width + column) {
                *cell = cost(*apart_m) - most;
            }
            apart.insert((row, column), *apart_m);
        }
    }
    let cell = |row: usize, column: usize| matrix.get(row * width + column).copied().unwrap_or(0.0);
    let chosen = hungarian(rows.len(), width, cell);
    let pair = |(column, row): (usize, Option<usize>)| {
        let row = row?;
        let apart_m = *apart.get(&(row, column))?;
        Some((*rows.get(row)?, *columns.get(column)?, apart_m))
    };
    chosen.into_iter().enumerate().filter_map(pair).collect()
}

/// Row of each column, if it has one. `width` is at least `height`.
#[allow(
    clippy::indexing_slicing,
    reason = "all indices are below the lengths made here; the textbook form is easier to check than one with get"
)]
fn hungarian(
    height: usize,
    width: usize,
    cost: impl Fn(usize, usize) -> f64,
) -> Vec<Option<usize>> {
    let mut up = vec![0.0; height + 1];
    let mut down = vec![0.0; width + 1];
    let mut row_of = vec![0_usize; width + 1];
    let mut way = vec![0_usize; width + 1];
    for row in 1..=height {
        row_of[0] = row;
        let mut column = 0;
        let mut least = vec![f64::INFINITY; width + 1];
        let mut used = vec![false; width + 1];
        while row_of[column] != 0 {
            used[column] = true;
            let here = row_of[column];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for to in 1..=width {
                if used[to] {
                    continue;
                }
                let reduced = cost(here - 1, to - 1) - up[here] - down[to];
                if reduced < least[to] {
                    least[to] = reduced;
                    way[to] = column;
                }
                if least[to] < delta {
                    delta = least[to];
                    next = to;
                }
            }
            for to in 0..=width {
                if used[to] {
                    up[row_of[to]] += delta;
                    down[to] -= delta;
                } else {
                    least[to] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            let before = way[column];
            row_of[column] = row_of[before];
            column = before;
        }
    }
    row_of[1..].iter().map(|row| row.checked_sub(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every pairing, by trying all.
    fn best(left: &[Position], right: &[Position], used: &mut Vec<bool>, cutoff_m: f64) -> f64 {
        let Some((first, rest)) = left.split_first() else {
            return 0.0;
        };
        let mut least = best(rest, right, used, cutoff_m);
        for index in 0..right.len() {
            let apart_m = distance_m(*first, right[index]);
            if !used[index] && apart_m < cutoff_m {
                used[index] = true;
                least = least.min(apart_m - cutoff_m + best(rest, right, used, cutoff_m));
                used[index] = false;
            }
        }
        least
    }

    proptest! {
        #[test]
        fn as_good_as_trying_all(places in proptest::collection::vec((-0.2..0.2f64, -0.2..0.2f64), 0..11), split in 0usize..11) {
            let all: Vec<Position> = places.iter().map(|(lat, lon)| Position::new(40.0 + lat, 180.0 + lon).unwrap()).collect();
            let (left, right) = all.split_at(split.min(all.len()));
            let found = assign(left, right, 20_000.0, |d| d);
            let sum: f64 = found.iter().map(|p| p.2 - 20_000.0).sum();
            let wanted = best(left, right, &mut vec![false; right.len()], 20_000.0);
            prop_assert!((sum - wanted).abs() < 1e-6, "{sum} {wanted}");
        }
    }
}
