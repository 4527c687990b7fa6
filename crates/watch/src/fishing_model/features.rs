//! Features of each position: what the vessel does now and around, measured by its own day.
//!
//! Vessels differ in what is slow: a trawler tows faster than a potter steams. So every speed is a multiple of the
//! *valley* of the vessel's own speeds, where its slow and its fast mode part (Otsu, IEEE Trans. SMC 9, 1979, on the time
//! spent at each quarter knot of a day). Beside them stand the speeds as they are: of vessels of one fleet, or trips of one
//! vessel, they say more than a valley found in a short trip. No feature is a place or an hour; all are weighted by time, so
//! that the ping interval does not matter.

use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Position, Time, bearing_deg, distance_m};

use super::again::{Seen, again};
use super::around::{ANSWERS, AnswerSum, answers_at, heard_at};

/// One position of a track.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FishingPoint {
    /// When.
    pub time: Time,
    /// Where.
    pub position: Position,
    /// Speed over ground, knots; without it that from the position before is used.
    pub sog_kn: Option<f64>,
}

/// Which positions a feature may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// This position and those before: for the live picture.
    Past,
    /// Also those after: for the archive.
    Centred,
}

impl Variant {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Centred => "centred",
        }
    }
}

/// Lengths of the windows, hours.
const WINDOWS_H: [f64; 6] = [1.0 / 12.0, 0.25, 0.5, 1.0, 3.0, 8.0];
/// Features of one window.
const OF_WINDOW: usize = 9;
/// Features of the position and of the vessel's own day.
const OF_POINT: usize = 10;
/// Shares of a window that lie before and after the position: looking back, around, ahead.
const WAYS: [(f64, f64); 3] = [(1.0, 0.0), (0.5, 0.5), (0.0, 1.0)];
/// A position speaks for at most this span, hours.
const SPEAKS_H: f64 = 0.25;
/// Span over which a vessel's own speeds are taken, hours.
pub(super) const OWN_H: f64 = 24.0;
/// The fast speed is taken to be at least this, knots: a vessel at rest has none.
const FAST_LEAST_KN: f64 = 4.0;
/// Slower than this is still, knots.
const STILL_KN: f64 = 0.5;
/// Time given beforehand to a slow mode (a quarter of the fast speed) and to a fast one, hours each.
const PRIOR_H: f64 = 0.25;
/// Classes of speed, a quarter of a knot each.
const CLASSES: usize = 100;
/// A speed that was not sent is the way made since a position at least this much earlier, seconds: over a few seconds the
/// rounding of positions is a knot and more.
const IMPLIED_LEAST_S: f64 = 30.0;
/// And at most this much earlier: polls of VMS are one to four hours apart.
const IMPLIED_MOST_S: f64 = 21_600.0;

/// Number of features: speed against the valley of the own speeds and against the own fast speed, valley against
/// fast speed, mean of the slow mode against the valley, speed and own fast speed in knots; the distance to the nearest place
/// of half an hour to twelve hours before and the speed there (gear is worked, then passed or worked again) and, for the centred
/// variant, the same of after; then nine for each of six windows (mean and standard deviation of
/// speed against the valley, steadiness of course, straightness of the path, shares of time below the valley and at
/// rest, turning from position to position, mean and standard deviation of speed in knots), looking back and, for the
/// centred variant, around and ahead.
pub const FEATURES: usize = OF_POINT + OF_WINDOW * WINDOWS_H.len() * WAYS.len();

/// Sums up to a point, so that any window costs two look-ups.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    weight: f64,
    speed: f64,
    square: f64,
    cos: f64,
    sin: f64,
    path_m: f64,
    slow: f64,
    still: f64,
    turn: f64,
    /// Weight of the positions that have a turn.
    turned: f64,
}

/// What a vessel's own day says of its speeds, knots.
#[derive(Debug, Clone, Copy)]
struct Habit {
    /// Nine tenths of the time are slower.
    fast_kn: f64,
    /// Where the slow and the fast mode part.
    valley_kn: f64,
    /// Mean of the slow mode.
    slow_kn: f64,
}

/// Speed at a position, knots: as sent, else from the way since an earlier position, else the last one known.
fn speed_kn(last_kn: f64, earlier: &[FishingPoint], p: &FishingPoint) -> f64 {
    let sent = p.sog_kn.filter(|kn| kn.is_finite());
    let implied = || {
        let apart = |b: &&FishingPoint| p.time.since_s(b.time) >= IMPLIED_LEAST_S;
        let from = earlier.iter().rev().find(apart).or(earlier.first())?;
        let seconds = p.time.since_s(from.time);
        (seconds > 0.0 && seconds <= IMPLIED_MOST_S)
            .then(|| distance_m(from.position, p.position) / seconds / MPS_PER_KN)
    };
    let kn = sent.or_else(implied).filter(|kn| kn.is_finite());
    kn.unwrap_or(last_kn).clamp(0.0, 60.0)
}

/// Speeds, knots: as sent, else from earlier positions.
pub(super) fn speeds_kn(points: &[FishingPoint]) -> Vec<f64> {
    let mut last = 0.0;
    let mut speeds = Vec::with_capacity(points.len());
    for (at, p) in points.iter().enumerate() {
        last = speed_kn(last, points.get(..at).unwrap_or_default(), p);
        speeds.push(last);
    }
    // The first position has no speed of its own: that of the second.
    if points.first().is_some_and(|p| p.sog_kn.is_none())
        && let Some(second) = speeds.get(1).copied()
        && let Some(first) = speeds.first_mut()
    {
        *first = second;
    }
    speeds
}

/// Hours that a position speaks for.
pub(super) fn spoken_h(before: Option<Time>, time: Time) -> f64 {
    let hours = before.map_or(0.0, |b| time.since_s(b) / 3_600.0);
    hours.clamp(0.5 / 3_600.0, SPEAKS_H)
}

/// Sums and the last course known, radians, as a track goes on.
#[derive(Debug, Clone, Copy, Default)]
struct Going {
    sums: Sums,
    course: Option<f64>,
}

impl Going {
    /// One position more.
    fn step(&mut self, before: Option<&FishingPoint>, p: &FishingPoint, kn: f64, habit: &Habit) {
        let weight = spoken_h(before.map(|b| b.time), p.time);
        let metres = before.map_or(0.0, |b| distance_m(b.position, p.position));
        let course = before
            .filter(|_| metres > 5.0)
            .map(|b| bearing_deg(b.position, p.position).to_radians());
        let turn = course
            .zip(self.course)
            .map(|(now, last)| (1.0 - (now - last).cos()) / 2.0);
        let sums = &mut self.sums;
        sums.weight += weight;
        sums.speed += weight * kn;
        sums.square += weight * kn * kn;
        sums.cos += weight * course.map_or(0.0, f64::cos);
        sums.sin += weight * course.map_or(0.0, f64::sin);
        sums.path_m += metres;
        sums.slow += weight * f64::from(kn < habit.valley_kn);
        sums.still += weight * f64::from(kn < STILL_KN);
        sums.turn += weight * turn.unwrap_or(0.0);
        sums.turned += turn.map_or(0.0, |_| weight);
        self.course = course.or(self.course);
    }
}

/// Features of every position of a track, in order of time.
pub(super) fn features(points: &[FishingPoint], variant: Variant) -> Vec<[f32; FEATURES]> {
    let speeds = speeds_kn(points);
    let habits = habits(points, &speeds, variant);
    let mut sums = Vec::with_capacity(points.len() + 1);
    let mut going = Going::default();
    sums.push(going.sums);
    let mut before = None;
    for ((p, kn), habit) in points.iter().zip(&speeds).zip(&habits) {
        going.step(before, p, *kn, habit);
        sums.push(going.sums);
        before = Some(p);
    }
    let seen: Vec<Seen> = points.iter().zip(&speeds).map(Seen::of).collect();
    let each = speeds.iter().zip(&habits).enumerate();
    each.map(|(at, (kn, habit))| row_at(points, &seen, &sums, at, *kn, habit, variant))
        .collect()
}

/// The features of one position; `sums` holds one entry more than there are positions.
#[allow(
    clippy::indexing_slicing,
    reason = "indices come from the lengths of the same arrays"
)]
fn row_at(
    points: &[FishingPoint],
    seen: &[Seen],
    sums: &[Sums],
    at: usize,
    kn: f64,
    habit: &Habit,
    variant: Variant,
) -> [f32; FEATURES] {
    let mut row = [0.0_f32; FEATURES];
    let valley_kn = habit.valley_kn.max(0.5);
    put(&mut row, 0, kn / valley_kn);
    put(&mut row, 1, kn / habit.fast_kn);
    put(&mut row, 2, habit.valley_kn / habit.fast_kn);
    put(&mut row, 3, habit.slow_kn / valley_kn);
    put(&mut row, 4, kn);
    put(&mut row, 5, habit.fast_kn);
    for (way, cell) in [6, 8].into_iter().enumerate() {
        if way == 0 || variant == Variant::Centred {
            let (metres, kn) = again(points, seen, at, way == 0);
            put(&mut row, cell, metres / 1_000.0);
            put(&mut row, cell + 1, kn / valley_kn);
        }
    }
    let ways = match variant {
        Variant::Past => 1,
        Variant::Centred => WAYS.len(),
    };
    for (way, (back, ahead)) in WAYS.iter().take(ways).enumerate() {
        for (number, hours) in WINDOWS_H.iter().enumerate() {
            let (from, to) = window(points, at, hours * back, hours * ahead);
            let (a, b) = (sums[from], sums[to + 1]);
            let weight = (b.weight - a.weight).max(1e-9);
            let mean = (b.speed - a.speed) / weight;
            let spread = ((b.square - a.square) / weight - mean * mean)
                .max(0.0)
                .sqrt();
            let steady = ((b.cos - a.cos) / weight).hypot((b.sin - a.sin) / weight);
            let path_m = b.path_m - sums[from + 1].path_m;
            let made_m = distance_m(points[from].position, points[to].position);
            let straight = if path_m > 20.0 { made_m / path_m } else { 0.0 };
            let values: [f64; OF_WINDOW] = [
                mean / valley_kn,
                spread / valley_kn,
                steady,
                straight,
                (b.slow - a.slow) / weight,
                (b.still - a.still) / weight,
                (b.turn - a.turn) / (b.turned - a.turned).max(1e-9),
                mean,
                spread,
            ];
            let first = OF_POINT + (way * WINDOWS_H.len() + number) * OF_WINDOW;
            for (offset, value) in values.into_iter().enumerate() {
                put(&mut row, first + offset, value);
            }
        }
    }
    row
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "features need no more than single precision"
)]
pub(super) fn put(row: &mut [f32; FEATURES], at: usize, value: f64) {
    if let Some(cell) = row.get_mut(at) {
        *cell = value as f32;
    }
}

/// First and last position of the window around one.
pub(super) fn window(
    points: &[FishingPoint],
    at: usize,
    back_h: f64,
    ahead_h: f64,
) -> (usize, usize) {
    let Some(here) = points.get(at) else {
        return (at, at);
    };
    let from = points
        .get(..at)
        .unwrap_or_default()
        .partition_point(|p| here.time.since_s(p.time) > back_h * 3_600.0);
    let after = points.get(at + 1..).unwrap_or_default();
    let to = at + after.partition_point(|p| p.time.since_s(here.time) <= ahead_h * 3_600.0);
    (from, to)
}

/// A span as it lies around a position, hours before and after.
pub(super) fn around(hours: f64, variant: Variant) -> (f64, f64) {
    match variant {
        Variant::Past => (hours, 0.0),
        Variant::Centred => (hours / 2.0, hours / 2.0),
    }
}

fn habits(points: &[FishingPoint], speeds: &[f64], variant: Variant) -> Vec<Habit> {
    let mut last = None;
    (0..points.len())
        .map(|at| habit_at(points, speeds, at, variant, &mut last))
        .collect()
}

/// The habit at one position; it changes slowly and is looked up again every ten minutes.
fn habit_at(
    points: &[FishingPoint],
    speeds: &[f64],
    at: usize,
    variant: Variant,
    last: &mut Option<(Time, Habit)>,
) -> Habit {
    let Some(p) = points.get(at) else {
        return habit(&[0.0; CLASSES]);
    };
    if let Some((time, habit)) = *last
        && p.time.since_s(time) < 600.0
    {
        return habit;
    }
    let (back_h, ahead_h) = around(OWN_H, variant);
    let (from, to) = window(points, at, back_h, ahead_h);
    let mut classes = [0.0; CLASSES];
    // The first has nobody before it: what lies outside of the window may be forgotten already.
    let mut before = None;
    let near = points.get(from..=to).unwrap_or_default();
    for (p, kn) in near.iter().zip(speeds.get(from..=to).unwrap_or_default()) {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 240"
        )]
        let class = (kn * 4.0) as usize;
        if let Some(hours) = classes.get_mut(class.min(CLASSES - 1)) {
            *hours += spoken_h(before, p.time);
        }
        before = Some(p.time);
    }
    let found = habit(&classes);
    *last = Some((p.time, found));
    found
}

/// The habit from the hours spent in each class of speed.
fn habit(classes: &[f64; CLASSES]) -> Habit {
    #[allow(clippy::cast_precision_loss, reason = "at most a hundred")]
    let edge_kn = |class: usize| (class + 1) as f64 / 4.0;
    let middle_kn = |class: usize| edge_kn(class) - 0.125;
    let hours: f64 = classes.iter().sum();
    let mut below = 0.0;
    let fast = classes.iter().position(|h| {
        below += h;
        below >= 0.9 * hours
    });
    let fast_kn = fast
        .filter(|_| hours > 0.0)
        .map_or(0.0, middle_kn)
        .max(FAST_LEAST_KN);
    let slowest_kn = fast_kn / 4.0;
    let weighed: f64 = classes
        .iter()
        .enumerate()
        .map(|(class, h)| h * middle_kn(class))
        .sum();
    let all_h = hours + 2.0 * PRIOR_H;
    let all = weighed + PRIOR_H * (slowest_kn + fast_kn);
    // Below each edge: hours, and hours times speed.
    let (mut slow_h, mut slow) = (PRIOR_H, PRIOR_H * slowest_kn);
    let mut found = Habit {
        fast_kn,
        valley_kn: fast_kn / 2.0,
        slow_kn: slowest_kn,
    };
    let mut best = 0.0;
    for (class, h) in classes.iter().enumerate() {
        slow_h += h;
        slow += h * middle_kn(class);
        let edge = edge_kn(class);
        if edge > fast_kn {
            break;
        }
        let (fast_h, apart) = (
            all_h - slow_h,
            slow / slow_h - (all - slow) / (all_h - slow_h),
        );
        let between = slow_h * fast_h * apart * apart;
        if edge >= slowest_kn && between > best {
            best = between;
            (found.valley_kn, found.slow_kn) = (edge, slow / slow_h);
        }
    }
    found
}

/// A track as it grows: the features of its newest position from a day of memory, those that
/// [`features`] gives for the whole track with [`Variant::Past`] (but the first position without a sent speed).
#[derive(Debug, Clone, Default)]
pub struct LiveTrack {
    points: Vec<FishingPoint>,
    speeds: Vec<f64>,
    seen: Vec<Seen>,
    sums: Vec<Sums>,
    /// Sums of the trees' answers up to each position.
    answers: Vec<AnswerSum>,
    /// Hours that the newest position speaks for: those before it may be forgotten.
    newest_h: f64,
    habit: Option<(Time, Habit)>,
    going: Going,
}

/// What is known of the newest position of a [`LiveTrack`].
pub(super) struct Newest {
    pub(super) row: [f32; FEATURES],
    pub(super) kn: f64,
    pub(super) heard: usize,
}

/// Positions closer in time than this to the last one kept are passed over: a day holds at most 8,640.
const LEAST_STEP_S: f64 = 10.0;

impl LiveTrack {
    /// Takes the next position; `None` if it comes too soon after the last one kept, or before it.
    pub(super) fn push(&mut self, point: FishingPoint) -> Option<Newest> {
        let before = self.points.last().copied();
        if before.is_some_and(|b| point.time.since_s(b.time) < LEAST_STEP_S) {
            return None;
        }
        let last_kn = self.speeds.last().copied().unwrap_or(0.0);
        let kn = speed_kn(last_kn, &self.points, &point);
        self.points.push(point);
        self.speeds.push(kn);
        self.seen.push(Seen::of((&point, &kn)));
        let at = self.points.len() - 1;
        let habit = habit_at(
            &self.points,
            &self.speeds,
            at,
            Variant::Past,
            &mut self.habit,
        );
        if self.sums.is_empty() {
            self.sums.push(Sums::default());
        }
        self.going.step(before.as_ref(), &point, kn, &habit);
        self.sums.push(self.going.sums);
        let row = row_at(
            &self.points,
            &self.seen,
            &self.sums,
            at,
            kn,
            &habit,
            Variant::Past,
        );
        self.newest_h = spoken_h(before.map(|b| b.time), point.time);
        let heard = heard_at(&self.points, at, Variant::Past);
        self.forget(point.time);
        Some(Newest { row, kn, heard })
    }

    /// Takes the trees' answer at the newest position; its means over the windows behind.
    pub(super) fn answer(&mut self, odds: f64) -> [f64; ANSWERS] {
        if self.points.is_empty() {
            return [odds; ANSWERS];
        }
        let last = self.answers.last().copied().unwrap_or_default();
        // A position without an answer counts as the last one did not.
        self.answers.resize(self.points.len(), last);
        self.answers.push(last.and(self.newest_h, odds));
        let at = self.points.len() - 1;
        answers_at(&self.points, &self.answers, at, Variant::Past)
    }

    /// Drops what no window reaches any more, half of the memory at a time.
    fn forget(&mut self, now: Time) {
        let old = self
            .points
            .partition_point(|p| now.since_s(p.time) > OWN_H * 3_600.0);
        if old > 64 && old * 2 > self.points.len() {
            self.points.drain(..old);
            self.speeds.drain(..old);
            self.seen.drain(..old);
            self.sums.drain(..old);
            self.answers.drain(..old.min(self.answers.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::around::averaged;
    use super::*;

    #[test]
    fn after_a_long_silence_the_live_answer_is_that_of_the_archive() {
        // Over 64 positions, 30 hours of nothing, and a few more.
        let minutes = (0..80).chain((0..4).map(|n| 80 + 1_800 + n));
        let at = |minute: i64| FishingPoint {
            time: Time::from_s(minute * 60),
            position: Position::from_e7(
                430_000_000,
                1_450_000_000 + i32::try_from(minute).unwrap(),
            ),
            sog_kn: Some(4.0),
        };
        let points: Vec<FishingPoint> = minutes.map(at).collect();
        let odds: Vec<f64> = (0..8).cycle().map(f64::from).take(points.len()).collect();
        let rows = features(&points, Variant::Past);
        let means = averaged(&points, &odds, Variant::Past);
        let mut live = LiveTrack::default();
        for (((point, odds), row), mean) in points.iter().zip(&odds).zip(&rows).zip(&means) {
            let newest = live.push(*point).unwrap();
            assert_eq!(newest.row, *row, "{}", point.time);
            assert_eq!(live.answer(*odds), *mean, "{}", point.time);
        }
        assert!(live.points.len() < 10, "the day before is forgotten");
    }
}
