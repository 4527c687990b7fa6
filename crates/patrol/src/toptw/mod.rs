//! The core problem on its own: team orienteering with time windows (TOPTW).
//!
//! Choose which customers to serve, by which of `m` routes from one depot, inside their windows, to collect
//! the most score. Distances are Euclidean, rounded down to 1 decimal (Solomon's instances) or 2 (Cordeau's),
//! in whole units, as the published tables use them. The older problem without windows (TOP, Chao 1996), with another
//! place to end than to start from, is one of these too.

mod recreate;
mod route;
mod ruin;
mod search;

pub use search::{Search, Solution, verify};

use crate::Error;

/// Most customers of an instance, the depot included.
const PLACES_MAX: usize = 4_096;

/// An instance, in whole units of 0.1 or 0.01.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    pub(crate) n: usize,
    pub(crate) distance: Vec<i32>,
    pub(crate) service: Vec<i32>,
    pub(crate) open: Vec<i32>,
    pub(crate) close: Vec<i32>,
    pub(crate) score: Vec<i64>,
}

impl Instance {
    /// Reads the usual text form; `decimals` is 1 for Solomon's instances and 2 for Cordeau's. Of each row the
    /// first five and the last two columns are taken; the depot is the first row.
    ///
    /// # Errors
    /// A row that is no customer, or no customer at all.
    pub fn read(text: &str, decimals: u32) -> Result<Self, Error> {
        let scale = 10_f64.powi(i32::try_from(decimals.min(4)).unwrap_or(1));
        let mut rows = Vec::new();
        for (index, line) in text.lines().enumerate().skip(2) {
            if line.trim().is_empty() {
                continue;
            }
            let fault = |reason| Error::Benchmark {
                line: index + 1,
                reason,
            };
            let columns: Vec<f64> = line
                .split_whitespace()
                .map(str::parse::<f64>)
                .collect::<Result<_, _>>()
                .map_err(|_not_a_number| fault("number-expected"))?;
            let [_, x, y, service, score, .., _, _] = columns[..] else {
                return Err(fault("columns-missing"));
            };
            let depot = rows.is_empty();
            let (open, close) = match columns[..] {
                [.., close] if depot => (0.0, close),
                [.., open, close] => (open, close),
                _ => return Err(fault("columns-missing")),
            };
            let sane = [x, y, service, score, open, close]
                .iter()
                .all(|v| v.abs() < 1e6);
            if !sane || rows.len() >= PLACES_MAX {
                return Err(fault("out-of-range"));
            }
            rows.push((x, y, service, score, open, close));
        }
        if rows.is_empty() {
            return Err(Error::Benchmark {
                line: 3,
                reason: "columns-missing",
            });
        }
        let whole = |v: f64| (v * scale).round() as i32;
        let n = rows.len();
        let mut distance = vec![0; n * n];
        for (i, a) in rows.iter().enumerate() {
            for (j, b) in rows.iter().enumerate() {
                let d = (a.0 - b.0).hypot(a.1 - b.1);
                distance[i * n + j] = (d * scale + 1e-9).floor() as i32;
            }
        }
        Ok(Self {
            n,
            distance,
            service: rows.iter().map(|r| whole(r.2)).collect(),
            score: rows.iter().map(|r| r.3.round() as i64).collect(),
            open: rows.iter().map(|r| whole(r.4)).collect(),
            close: rows.iter().map(|r| whole(r.5)).collect(),
        })
    }

    /// Reads an instance without windows in Chao's form (three lines `n`, `m`, `tmax`, then `x y score` a row; the first row is
    /// the start, the last one the end of every route) and its number of routes.
    ///
    /// Distances are exact Euclid in units of 1e-5, rounded up, so that no route within them is longer than `tmax`. Start and end
    /// are one place of which the ways out and in differ.
    ///
    /// # Errors
    /// A line that is not of this form, or fewer than two rows.
    pub fn read_chao(text: &str) -> Result<(Self, usize), Error> {
        const SCALE: f64 = 1e5;
        let mut lines = text
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty());
        let mut head = |name: &str| -> Result<f64, Error> {
            let (index, line) = lines.next().unwrap_or((0, ""));
            let value = line.trim().strip_prefix(name).map(str::trim);
            value
                .and_then(|v| v.parse::<f64>().ok())
                .filter(|v| (0.0..1e4).contains(v))
                .ok_or(Error::Benchmark {
                    line: index + 1,
                    reason: "number-expected",
                })
        };
        let (_, m, budget) = (head("n")?, head("m")?, head("tmax")?);
        let mut rows = Vec::new();
        for (index, line) in lines {
            let fault = |reason| Error::Benchmark {
                line: index + 1,
                reason,
            };
            let columns: Vec<f64> = line
                .split_whitespace()
                .map(str::parse::<f64>)
                .collect::<Result<_, _>>()
                .map_err(|_not_a_number| fault("number-expected"))?;
            let [x, y, score] = columns[..] else {
                return Err(fault("columns-missing"));
            };
            if ![x, y, score].iter().all(|v| v.abs() < 1e3) || rows.len() >= PLACES_MAX {
                return Err(fault("out-of-range"));
            }
            rows.push((x, y, score));
        }
        let (Some(end), true) = (rows.pop(), !rows.is_empty()) else {
            return Err(Error::Benchmark {
                line: 4,
                reason: "columns-missing",
            });
        };
        let n = rows.len();
        let mut distance = vec![0; n * n];
        for (i, a) in rows.iter().enumerate() {
            for (j, b) in rows.iter().enumerate() {
                let b = if j == 0 { &end } else { b };
                let d = (a.0 - b.0).hypot(a.1 - b.1);
                distance[i * n + j] = (d * SCALE - 1e-4).ceil() as i32;
            }
        }
        let close = (budget * SCALE + 1e-4).floor() as i32;
        let mut score: Vec<i64> = rows.iter().map(|r| r.2.round() as i64).collect();
        score[0] = 0;
        let instance = Self {
            n,
            distance,
            service: vec![0; n],
            open: vec![0; n],
            close: vec![close; n],
            score,
        };
        Ok((instance, (m as usize).max(1)))
    }

    /// Number of customers, without the depot.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.n - 1
    }

    #[inline]
    pub(crate) fn d(&self, from: u16, to: u16) -> i32 {
        self.distance[usize::from(from) * self.n + usize::from(to)]
    }
}
