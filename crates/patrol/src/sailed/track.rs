//! A received track: fixes in order of time, in pieces between silences.

use serde::Serialize;
use vigie_sea::{METRES_PER_NM, Position, Time, distance_m, interpolate};

use super::hours_between;
use crate::Fix;

/// A time of which nothing was received.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Silence {
    /// From then on.
    pub from: Time,
    /// Until then.
    pub to: Time,
    /// Last fix before it, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Fix>,
    /// First fix after it, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Fix>,
}

/// A straight run between two moments; both may be one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) from: Fix,
    pub(crate) to: Fix,
}

impl Run {
    pub(crate) fn miles_nm(&self) -> f64 {
        distance_m(self.from.position, self.to.position) / METRES_PER_NM
    }

    pub(crate) fn hours(&self) -> f64 {
        hours_between(self.from.time, self.to.time)
    }

    pub(crate) fn at(&self, fraction: f64) -> Position {
        interpolate(self.from.position, self.to.position, fraction)
    }

    pub(crate) fn time_at(&self, fraction: f64) -> Time {
        let ms = self.to.time.since_s(self.from.time) * 1_000.0 * fraction;
        self.from.time.plus_ms(ms.round() as i64)
    }

    /// The part within a span, if any.
    fn within(&self, from: Time, to: Time) -> Option<Self> {
        let (start, end) = (self.from.time.max(from), self.to.time.min(to));
        if start > end {
            return None;
        }
        let whole_s = self.to.time.since_s(self.from.time);
        let fix = |time: Time| Fix {
            time,
            position: if whole_s > 0.0 {
                self.at(time.since_s(self.from.time) / whole_s)
            } else {
                self.from.position
            },
        };
        Some(Self {
            from: fix(start),
            to: fix(end),
        })
    }
}

/// A track.
#[derive(Debug, Clone, Default)]
pub(crate) struct Track {
    pieces: Vec<Vec<Fix>>,
}

impl Track {
    /// A track of these fixes, in any order; of one moment the first counts.
    pub(crate) fn new(mut fixes: Vec<Fix>, silence_ms: i64) -> Self {
        fixes.sort_by_key(|fix| fix.time);
        fixes.dedup_by_key(|fix| fix.time);
        let mut pieces: Vec<Vec<Fix>> = Vec::new();
        for fix in fixes {
            let last = pieces.last_mut();
            match last.filter(|p| {
                p.last()
                    .is_some_and(|l| fix.time.ms() - l.time.ms() <= silence_ms)
            }) {
                Some(piece) => piece.push(fix),
                None => pieces.push(vec![fix]),
            }
        }
        Self { pieces }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Where it was at a moment, unless that lies in a silence.
    pub(crate) fn position_at(&self, time: Time) -> Option<Position> {
        let after = self
            .pieces
            .partition_point(|piece| piece.first().is_some_and(|fix| fix.time <= time));
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        let next = piece.partition_point(|fix| fix.time <= time);
        let from = piece.get(next.checked_sub(1)?)?;
        let Some(to) = piece.get(next) else {
            return (from.time == time).then_some(from.position);
        };
        let whole_s = to.time.since_s(from.time);
        let part = time.since_s(from.time) / whole_s.max(1e-3);
        Some(interpolate(from.position, to.position, part))
    }

    /// The runs between two moments. A fix that stands alone is a run of no length.
    pub(crate) fn runs(&self, from: Time, to: Time) -> impl Iterator<Item = Run> {
        self.pieces
            .iter()
            .filter(move |piece| {
                let starts = piece.first().is_some_and(|fix| fix.time <= to);
                starts && piece.last().is_some_and(|fix| fix.time >= from)
            })
            .flat_map(|piece| {
                let alone = match piece.as_slice() {
                    [one] => Some(Run {
                        from: *one,
                        to: *one,
                    }),
                    _ => None,
                };
                let pairs = piece.windows(2).filter_map(|pair| match pair {
                    [a, b] => Some(Run { from: *a, to: *b }),
                    _ => None,
                });
                alone.into_iter().chain(pairs)
            })
            .filter_map(move |run| run.within(from, to))
    }

    /// Times between two moments of which nothing was received.
    pub(crate) fn silences(&self, from: Time, to: Time) -> Vec<Silence> {
        let mut found = Vec::new();
        let mut before: Option<Fix> = None;
        let ends = self
            .pieces
            .iter()
            .map(|p| (p.first().copied(), p.last().copied()));
        for (first, last) in ends.chain([(None, None)]) {
            let start = before.map_or(from, |fix| fix.time).max(from);
            let end = first.map_or(to, |fix| fix.time).min(to);
            if start < end {
                found.push(Silence {
                    from: start,
                    to: end,
                    before,
                    after: first,
                });
            }
            before = last.or(before);
        }
        found
    }

    /// Fixes between two moments: how many, the first, the last.
    pub(crate) fn count(&self, from: Time, to: Time) -> (usize, Option<Time>, Option<Time>) {
        let within = self.pieces.iter().flatten().map(|fix| fix.time);
        let within = within.filter(|time| (from..=to).contains(time));
        within.fold((0, None, None), |(count, first, _), time| {
            (count + 1, first.or(Some(time)), Some(time))
        })
    }

    /// The pieces between two moments, with every n-th fix and the ends of each.
    pub(crate) fn drawn(&self, from: Time, to: Time, most: usize) -> Vec<Vec<Fix>> {
        let (count, ..) = self.count(from, to);
        let step = count.div_ceil(most.max(1)).max(1);
        let within = |piece: &Vec<Fix>| -> Vec<Fix> {
            let inside = |fix: &&Fix| (from..=to).contains(&fix.time);
            let all: Vec<Fix> = piece.iter().filter(inside).copied().collect();
            let last = all.len().saturating_sub(1);
            let kept = all.iter().enumerate();
            let kept = kept.filter(|(n, _)| n % step == 0 || *n == last);
            kept.map(|(_, fix)| *fix).collect()
        };
        let pieces = self.pieces.iter().map(within);
        pieces.filter(|piece| !piece.is_empty()).collect()
    }
}
