//! How a target moves between cells from one period to the next: a sparse matrix of chances.

use super::error::{SearchError, not_negative};

/// Chances of going from each cell to others in one period; what is missing from 1 leaves the area.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// Where each cell's entries begin in `to`; one more than there are cells.
    begin: Vec<usize>,
    /// Where to, and how likely.
    entries: Vec<(u32, f64)>,
}

/// Sums may pass 1 by rounding.
const SUM_SLACK: f64 = 1e-9;

impl Transition {
    /// From the list of (cell, chance) of each cell.
    ///
    /// # Errors
    /// A cell out of range, a chance below 0, chances of one cell above 1 together.
    pub fn new(rows: &[Vec<(usize, f64)>]) -> Result<Self, SearchError> {
        let mut matrix = Self {
            begin: vec![0],
            entries: Vec::new(),
        };
        for row in rows {
            let mut sum = 0.0;
            for (to, chance) in row {
                let number = u32::try_from(*to).ok().filter(|_| *to < rows.len());
                let Some(number) = number else {
                    return Err(SearchError::Lengths {
                        expected: rows.len(),
                        found: *to,
                    });
                };
                sum += not_negative("chance", *chance)?;
                matrix.entries.push((number, *chance));
            }
            if sum > 1.0 + SUM_SLACK {
                return Err(SearchError::Value {
                    what: "chance",
                    value: sum,
                });
            }
            matrix.begin.push(matrix.entries.len());
        }
        Ok(matrix)
    }

    /// A grid of `columns` × `rows` cells, row by row: `stay` remains, the rest is shared equally by the
    /// neighbours on the four sides that exist and for which `open` holds. A closed cell (land) keeps
    /// what it has; an open cell without open neighbours too.
    ///
    /// # Errors
    /// A chance of staying outside 0…1.
    pub fn grid(
        columns: usize,
        rows: usize,
        stay: f64,
        open: impl Fn(usize) -> bool,
    ) -> Result<Self, SearchError> {
        if not_negative("stay", stay)? > 1.0 {
            return Err(SearchError::Value {
                what: "stay",
                value: stay,
            });
        }
        let mut list = Vec::with_capacity(columns * rows);
        for cell in 0..columns * rows {
            let (x, y) = (cell % columns, cell / columns);
            let sides = [
                (x > 0).then(|| cell - 1),
                (x + 1 < columns).then_some(cell + 1),
                (y > 0).then(|| cell - columns),
                (y + 1 < rows).then_some(cell + columns),
            ];
            let near: Vec<usize> = sides.into_iter().flatten().filter(|c| open(*c)).collect();
            if near.is_empty() || !open(cell) {
                list.push(vec![(cell, 1.0)]);
                continue;
            }
            #[allow(clippy::cast_precision_loss, reason = "at most four")]
            let share = (1.0 - stay) / near.len() as f64;
            let mut row = vec![(cell, stay)];
            row.extend(near.into_iter().map(|c| (c, share)));
            list.push(row);
        }
        Self::new(&list)
    }

    /// Number of cells.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.begin.len() - 1
    }

    fn rows(&self) -> impl Iterator<Item = &[(u32, f64)]> {
        self.begin.windows(2).map(|span| match span {
            [begin, end] => self.entries.get(*begin..*end).unwrap_or_default(),
            _ => &[],
        })
    }

    /// Belief one period later: `next` = `now` · M.
    pub fn forward(&self, now: &[f64], next: &mut [f64]) {
        next.fill(0.0);
        for (row, mass) in self.rows().zip(now) {
            if *mass == 0.0 {
                continue;
            }
            for (to, chance) in row {
                if let Some(sum) = next.get_mut(*to as usize) {
                    *sum += mass * chance;
                }
            }
        }
    }

    /// Value one period earlier: `before` = M · `after`.
    pub fn backward(&self, after: &[f64], before: &mut [f64]) {
        for (row, value) in self.rows().zip(before) {
            *value = row
                .iter()
                .map(|(to, chance)| chance * after.get(*to as usize).copied().unwrap_or(0.0))
                .sum();
        }
    }
}
