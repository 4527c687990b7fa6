//! A slow stretch of a track: the union of all sliding windows whose mean speed lies below a limit.
//!
//! Between break points the mean over a sliding window changes evenly, so the moments at which it crosses
//! the limit are exact and do not depend on the minute of the clock or on the ping interval.

use std::collections::VecDeque;

use vigie_sea::{METRES_PER_NM, MPS_PER_KN, Position, Time, distance_m, interpolate};

use crate::EndPoint;

/// Points of the speed series kept: at one an hour, ten days; then every second one is dropped.
const SERIES_MAX: usize = 240;
/// A late position nearer in time than this to a known one shows no speed: positions have errors.
const CLOSE_S: f64 = 600.0;
/// Needing more speed than this it is of another ship or false: as track.jump_kn.
const LATE_KN: f64 = 50.0;
/// Legs kept per vessel: an hour of a class A ship at ten seconds; beyond it the finest are merged.
const LEGS_MAX: usize = 400;

#[allow(clippy::cast_precision_loss, reason = "spans of at most years in ms")]
pub(crate) fn hours(ms: i64) -> f64 {
    ms as f64 / 3.6e6
}

/// A straight piece of track.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leg {
    pub(crate) from: EndPoint,
    pub(crate) to: EndPoint,
    pub(crate) metres: f64,
    /// Path made before it, metres.
    pub(crate) begin_m: f64,
}

impl Leg {
    pub(crate) fn speed_kn(&self) -> f64 {
        let seconds = self.to.time.since_s(self.from.time);
        if seconds > 0.0 {
            self.metres / seconds / MPS_PER_KN
        } else {
            0.0
        }
    }

    /// Metres made within this leg up to a moment.
    fn until_m(&self, at_ms: i64) -> f64 {
        let span = hours(self.to.time.ms() - self.from.time.ms());
        let done = hours(at_ms - self.from.time.ms());
        if span > 0.0 {
            self.metres * (done / span).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    fn at(&self, at_ms: i64) -> EndPoint {
        let share = if self.metres > 0.0 {
            self.until_m(at_ms) / self.metres
        } else {
            0.0
        };
        let position = interpolate(self.from.position, self.to.position, share);
        EndPoint {
            time: Time::from_ms(at_ms),
            position,
        }
    }
}

/// A slow stretch.
#[derive(Debug, Clone)]
pub(crate) struct Stretch {
    pub(crate) start: EndPoint,
    pub(crate) end: EndPoint,
    /// End of the last slow window.
    pub(crate) window_end_ms: i64,
    pub(crate) path_m: f64,
    pub(crate) positions: u32,
    /// Path and positions since `end`: they count once a slow leg follows.
    pub(crate) since_end: (f64, u32),
    pub(crate) longest_silence_ms: i64,
    pub(crate) shore_min_m: Option<f64>,
    pub(crate) series: Vec<[f64; 2]>,
    pub(crate) told_ms: Option<i64>,
    pub(crate) event: Option<String>,
    /// Places on the way, about one an hour, thinned like the series.
    way: Vec<EndPoint>,
    /// How it ended; empty while it lasts.
    pub(crate) ended_by: String,
    /// A late position took a part of it away.
    pub(crate) cut: bool,
}

/// The newest legs of a track and the slow stretch it is in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Course {
    pub(crate) legs: VecDeque<Leg>,
    /// So many legs at least begin before the window that ends with the newest.
    begun: usize,
    pub(crate) stretch: Option<Stretch>,
}

impl Course {
    /// Forgets the legs.
    pub(crate) fn clear(&mut self) {
        self.legs.clear();
        self.begun = 0;
    }

    /// Path made up to a moment of one leg, metres.
    fn path_m(&self, leg: usize, at_ms: i64) -> f64 {
        let leg = self.legs.get(leg);
        leg.map_or(0.0, |leg| leg.begin_m + leg.until_m(at_ms))
    }

    /// Spans of window ends within the newest leg at which the window is slow. Between break points the
    /// mean changes evenly, so the crossing of the limit is exact.
    pub(crate) fn slow_spans(
        &mut self,
        leg: Leg,
        window_ms: i64,
        limit_kn: f64,
    ) -> Vec<(i64, i64)> {
        let mut spans: Vec<(i64, i64)> = Vec::new();
        let to = leg.to.time.ms();
        // Before that no whole window is known.
        let known_from = self.legs.front().map_or(to, |l| l.from.time.ms());
        let from = leg.from.time.ms().max(known_from + window_ms);
        if from >= to {
            self.begun = 0;
            return spans;
        }
        let newest = self.legs.len().saturating_sub(1);
        let window_kn = |end_ms: i64, begins_in: usize| {
            let is_edge = end_ms <= leg.from.time.ms();
            let ends_in = newest.saturating_sub(usize::from(is_edge));
            let metres = self.path_m(ends_in, end_ms) - self.path_m(begins_in, end_ms - window_ms);
            metres / METRES_PER_NM / hours(window_ms)
        };
        let begins = |leg: usize| self.legs.get(leg).map(|l| l.from.time.ms());
        let mut next = self.begun;
        while begins(next).is_some_and(|ms| ms < from - window_ms) {
            next += 1;
        }
        let mut last = (from, window_kn(from, next.saturating_sub(1)));
        // The mean breaks where the window's beginning passes from one leg to the next.
        next += usize::from(begins(next) == Some(from - window_ms));
        loop {
            let edge = begins(next).map(|ms| ms + window_ms);
            let edge = edge.filter(|edge| *edge < to);
            let end_ms = edge.unwrap_or(to);
            let this = (end_ms, window_kn(end_ms, next.saturating_sub(1)));
            if let Some((a, b)) = below(last, this, limit_kn) {
                match spans.last_mut() {
                    Some((_, end)) if *end == a => *end = b,
                    _ => spans.push((a, b)),
                }
            }
            if edge.is_none() {
                self.begun = next;
                return spans;
            }
            (last, next) = (this, next + 1);
        }
    }

    /// A slow window from `from_ms` to `to_ms` joins the stretch or begins one.
    pub(crate) fn extend(&mut self, from_ms: i64, to_ms: i64, limit_kn: f64) {
        if let Some(stretch) = &mut self.stretch {
            stretch.window_end_ms = stretch.window_end_ms.max(to_ms);
            return;
        }
        // Fast legs at the beginning belong to the arrival.
        let Some(first) = self
            .legs
            .iter()
            .find(|l| l.to.time.ms() > from_ms && l.speed_kn() < limit_kn)
            .copied()
        else {
            return;
        };
        let start = first.at(first.from.time.ms().max(from_ms));
        let mut stretch = Stretch {
            start,
            end: start,
            window_end_ms: to_ms,
            path_m: 0.0,
            positions: 0,
            since_end: (0.0, 0),
            longest_silence_ms: 0,
            shore_min_m: None,
            series: Vec::new(),
            told_ms: None,
            event: None,
            way: Vec::new(),
            ended_by: String::new(),
            cut: false,
        };
        let inside: Vec<Leg> = self
            .legs
            .iter()
            .filter(|l| l.to.time.ms() > start.time.ms())
            .copied()
            .collect();
        // The newest leg is added by `note`.
        for leg in inside.iter().take(inside.len().saturating_sub(1)) {
            stretch.add(*leg, None, limit_kn);
        }
        self.stretch = Some(stretch);
    }

    pub(crate) fn note(&mut self, leg: Leg, shore_m: Option<f64>, limit_kn: f64) {
        if let Some(stretch) = &mut self.stretch
            && leg.to.time > stretch.start.time
        {
            stretch.add(leg, shore_m, limit_kn);
        }
    }

    pub(crate) fn drop_before(&mut self, ms: i64) {
        while self.legs.len() > 1 && self.legs.front().is_some_and(|l| l.to.time.ms() < ms) {
            self.legs.pop_front();
            self.begun = self.begun.saturating_sub(1);
        }
    }

    /// Keeps the number of legs bounded by joining pairs; a window's mean is hardly changed by it.
    pub(crate) fn thin(&mut self) {
        if self.legs.len() <= LEGS_MAX {
            return;
        }
        self.begun = 0;
        let legs: Vec<Leg> = self.legs.drain(..).collect();
        for pair in legs.chunks(2) {
            match pair {
                [a, b] => self.legs.push_back(Leg {
                    from: a.from,
                    to: b.to,
                    metres: a.metres + b.metres,
                    begin_m: a.begin_m,
                }),
                rest => self.legs.extend(rest),
            }
        }
    }
}

impl Stretch {
    /// Adds a leg; fast legs count only once a slow one follows.
    fn add(&mut self, leg: Leg, shore_m: Option<f64>, limit_kn: f64) {
        let begin_ms = leg.from.time.ms().max(self.start.time.ms());
        self.since_end.0 += leg.metres - leg.until_m(begin_ms);
        self.since_end.1 += 1;
        if leg.speed_kn() < limit_kn && leg.from.time.ms() < self.window_end_ms {
            let (path_m, positions) = std::mem::take(&mut self.since_end);
            self.path_m += path_m;
            self.positions = self.positions.saturating_add(positions);
            self.end = leg.to;
            let silence_ms = leg.to.time.ms() - leg.from.time.ms();
            self.longest_silence_ms = self.longest_silence_ms.max(silence_ms);
        }
        self.shore_min_m = match (self.shore_min_m, shore_m) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        #[allow(
            clippy::cast_precision_loss,
            reason = "Unix seconds are far below 2^52"
        )]
        let (s, kn) = (leg.to.time.s() as f64, (leg.speed_kn() * 1e3).round() / 1e3);
        let hourly = self.series.last().is_none_or(|[t, _]| s - t >= 3_600.0);
        if hourly {
            if self.series.len() >= SERIES_MAX {
                thin(&mut self.series);
                thin(&mut self.way);
            }
            self.series.push([s, kn]);
            self.way.push(leg.to);
        }
    }

    /// Ends the stretch at an earlier moment, since which the track stood at one place.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Unix seconds; a share of a count"
    )]
    pub(crate) fn end_at(&mut self, since: EndPoint) {
        if since.time >= self.end.time {
            return;
        }
        let end = if since.time > self.start.time {
            since
        } else {
            self.start
        };
        let whole_s = self.end.time.since_s(self.start.time).max(1.0);
        let share = end.time.since_s(self.start.time) / whole_s;
        self.positions = (f64::from(self.positions) * share).round() as u32;
        (self.end, self.window_end_ms) = (end, end.time.ms());
        self.series.retain(|[s, _]| *s as i64 <= end.time.s());
        self.way.retain(|p| p.time <= end.time);
    }

    /// A position that came too late, inside the stretch: if the vessel was not slow on its way there or back,
    /// the longer part on one side of it is what remains. Tells whether it cut.
    pub(crate) fn cut_at(&mut self, (time, place): (Time, Position), limit_kn: f64) -> bool {
        if time <= self.start.time || time >= self.end.time {
            return false;
        }
        let mut known: Vec<EndPoint> = vec![self.start];
        known.extend(
            self.way
                .iter()
                .filter(|p| p.time > self.start.time && p.time < self.end.time),
        );
        known.push(self.end);
        let next = known.partition_point(|p| p.time <= time);
        let (Some(a), Some(b)) = (
            next.checked_sub(1).and_then(|i| known.get(i)),
            known.get(next),
        ) else {
            return false;
        };
        let kn = |p: &EndPoint| {
            let seconds = p.time.since_s(time).abs().max(CLOSE_S);
            distance_m(p.position, place) / seconds / MPS_PER_KN
        };
        let fastest_kn = kn(a).max(kn(b));
        if fastest_kn < limit_kn || fastest_kn > LATE_KN {
            return false;
        }
        let (before_s, after_s) = (
            a.time.since_s(self.start.time),
            self.end.time.since_s(b.time),
        );
        let share = before_s.max(after_s) / self.end.time.since_s(self.start.time).max(1.0);
        if before_s >= after_s {
            (self.end, self.window_end_ms) = (*a, a.time.ms());
        } else {
            self.start = *b;
        }
        let (from_s, to_s) = (self.start.time.s(), self.end.time.s());
        #[allow(clippy::cast_possible_truncation, reason = "Unix seconds")]
        self.series
            .retain(|[s, _]| (from_s..=to_s).contains(&(*s as i64)));
        self.way.retain(|p| (from_s..=to_s).contains(&p.time.s()));
        self.path_m *= share;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let positions = (f64::from(self.positions) * share).round() as u32;
        (self.positions, self.cut) = (positions, true);
        true
    }
}

/// Keeps every second.
fn thin<T>(all: &mut Vec<T>) {
    let mut odd = false;
    all.retain(|_| {
        odd = !odd;
        odd
    });
}

/// The part of an evenly changing speed that lies below the limit.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a share of at most hours in ms"
)]
fn below((t1, v1): (i64, f64), (t2, v2): (i64, f64), limit: f64) -> Option<(i64, i64)> {
    let crossing = || t1 + ((t2 - t1) as f64 * (limit - v1) / (v2 - v1)) as i64;
    match (v1 < limit, v2 < limit) {
        (true, true) => Some((t1, t2)),
        (true, false) => Some((t1, crossing())),
        (false, true) => Some((crossing(), t2)),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WINDOW_MS: i64 = 3_600_000;
    const LIMIT_KN: f64 = 2.0;

    /// Mean speed of the hour before a moment, by adding up all legs; `None` before an hour is known.
    fn mean_kn(legs: &[Leg], end_ms: i64) -> Option<f64> {
        let begin_ms = end_ms - WINDOW_MS;
        let up_to = |ms: i64| legs.iter().map(|l| l.until_m(ms)).sum::<f64>();
        let known = legs.first()?.from.time.ms() <= begin_ms;
        known.then(|| (up_to(end_ms) - up_to(begin_ms)) / METRES_PER_NM)
    }

    proptest! {
        /// A moment lies in a slow span if the hour before it was slow, whatever the steps of the track.
        #[test]
        fn spans_are_the_ends_of_slow_hours(
            steps in proptest::collection::vec((prop_oneof![1..30i64, Just(6), 30..300i64], 0.0..6.0f64), 1..60),
        ) {
            let place = Position::from_e7(400_000_000, 1_799_000_000);
            let point = |ms: i64| EndPoint { time: Time::from_ms(ms), position: place };
            let (mut course, mut all) = (Course::default(), Vec::<Leg>::new());
            let mut ms = 0;
            for (minutes, kn) in steps {
                let to_ms = ms + minutes * 60_000;
                let leg = Leg {
                    from: point(ms),
                    to: point(to_ms),
                    metres: kn * METRES_PER_NM * hours(to_ms - ms),
                    begin_m: course.legs.back().map_or(0.0, |l| l.begin_m + l.metres),
                };
                course.legs.push_back(leg);
                all.push(leg);
                let spans = course.slow_spans(leg, WINDOW_MS, LIMIT_KN);
                for part in 1..20 {
                    let at_ms = ms + (to_ms - ms) * part / 20;
                    let mean_kn = mean_kn(&all, at_ms);
                    if mean_kn.is_some_and(|kn| (kn - LIMIT_KN).abs() < 1e-3) {
                        continue;
                    }
                    let is_slow = mean_kn.is_some_and(|kn| kn < LIMIT_KN);
                    let within = |span: &(i64, i64)| (span.0..=span.1).contains(&at_ms);
                    prop_assert_eq!(spans.iter().any(within), is_slow, "{:?} at {}", spans, at_ms);
                }
                course.drop_before(to_ms - 2 * WINDOW_MS);
                ms = to_ms;
            }
        }
    }
}
