//! The index inside a polygon: bands of longitude, each with the edges that cross it. A test looks
//! only at the edges near the place's own meridian.

use crate::ring::{Edge, TURN, home};

/// Most bands of one polygon: finer gains nothing measurable.
const BANDS_MAX: usize = 8_192;
/// Entries allowed per edge, so that a hostile zigzag cannot blow the index up.
const ENTRIES_PER_EDGE_MAX: usize = 8;

/// Bands of equal width, eastwards from `west_lon`; entries of one band are in order of edges.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bands {
    west_lon: f64,
    per_billionth: f64,
    /// Where the entries of each band begin; one more than there are bands.
    begins: Vec<u32>,
    entries: Vec<u32>,
}

impl Bands {
    /// Sorts `edges` into bands beginning at `west_lon`, any longitude in billionths of a degree.
    pub(crate) fn new(edges: &[Edge], west_lon: f64) -> Self {
        let west_lon = home(west_lon);
        let ends = edges
            .iter()
            .map(|e| east_of(west_lon, e.west_lon) + e.width);
        let width = ends.fold(1.0, f64::max).min(TURN);
        let mut count = edges.len().clamp(1, BANDS_MAX);
        loop {
            #[allow(clippy::cast_precision_loss, reason = "at most 8,192")]
            let per_billionth = count as f64 / width;
            let empty = Self {
                west_lon,
                per_billionth,
                begins: vec![0; count + 1],
                entries: Vec::new(),
            };
            let spans: usize = edges
                .iter()
                .map(|e| empty.numbers(e.west_lon, e.width).count())
                .sum();
            if count == 1 || spans <= edges.len().saturating_mul(ENTRIES_PER_EDGE_MAX) {
                return empty.filled(edges);
            }
            count /= 2;
        }
    }

    fn filled(mut self, edges: &[Edge]) -> Self {
        let mut pairs: Vec<(usize, u32)> = Vec::new();
        for (number, edge) in (0_u32..).zip(edges) {
            pairs.extend(
                self.numbers(edge.west_lon, edge.width)
                    .map(|band| (band, number)),
            );
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (band, _) in &pairs {
            if let Some(size) = self.begins.get_mut(band + 1) {
                *size += 1;
            }
        }
        let mut total = 0;
        for begin in &mut self.begins {
            total += *begin;
            *begin = total;
        }
        self.entries = pairs.into_iter().map(|(_, number)| number).collect();
        self
    }

    fn count(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a negative or huge number saturates, then is held below the count"
    )]
    fn number(&self, east: f64) -> usize {
        ((east * self.per_billionth) as usize).min(self.count().saturating_sub(1))
    }

    /// Numbers of the bands that a stretch of longitude touches, one more on each side against
    /// rounding; a stretch past the last band goes on at the first.
    fn numbers(&self, west_lon: f64, width: f64) -> impl Iterator<Item = usize> + use<> {
        let east = east_of(self.west_lon, west_lon);
        let first = self.number(east).saturating_sub(1);
        let last = (self.number(east + width) + 1).min(self.count().saturating_sub(1));
        let past = east + width - TURN;
        let again = if past >= 0.0 {
            (self.number(past) + 2).min(self.count())
        } else {
            0
        };
        (0..again.min(first)).chain(first..=last)
    }

    /// The edges of the band of one meridian.
    pub(crate) fn at(&self, lon: f64) -> &[u32] {
        self.band(self.number(east_of(self.west_lon, lon)))
    }

    /// The edges of all bands that a stretch of longitude touches; some come more than once.
    pub(crate) fn across(&self, west_lon: f64, width: f64) -> impl Iterator<Item = u32> + '_ {
        self.numbers(west_lon, width)
            .flat_map(|n| self.band(n))
            .copied()
    }

    fn band(&self, number: usize) -> &[u32] {
        let begin = self.begins.get(number).copied().unwrap_or(0) as usize;
        let end = self.begins.get(number + 1).copied().unwrap_or(0) as usize;
        self.entries.get(begin..end).unwrap_or(&[])
    }
}

/// How far east of `west_lon` a longitude lies, 0 to one turn.
fn east_of(west_lon: f64, lon: f64) -> f64 {
    let east = lon - west_lon;
    if east < 0.0 { east + TURN } else { east }
}
