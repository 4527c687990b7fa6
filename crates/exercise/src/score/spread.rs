//! Median and 90th percentile, the same for every table of scores.

use serde::Serialize;

/// Middle and tail of some values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Median; of an even count the mean of the two in the middle.
    pub median: f64,
    /// 90th percentile by nearest rank.
    pub p90: f64,
    /// Greatest.
    pub max: f64,
}

impl Spread {
    /// Sorts the values and takes the three; `None` if there are none.
    pub(crate) fn of(values: &mut [f64]) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let count = values.len();
        let middle = *values.get(count / 2)?;
        let median = if count.is_multiple_of(2) {
            f64::midpoint(middle, *values.get(count / 2 - 1)?)
        } else {
            middle
        };
        Some(Self {
            median,
            p90: *values.get((count * 9).div_ceil(10) - 1)?,
            max: *values.last()?,
        })
    }
}
