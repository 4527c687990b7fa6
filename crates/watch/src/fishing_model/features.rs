//! Features of each position, weighted by time so that the ping interval does not matter.

use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Position, Time, bearing_deg, distance_m};

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

/// Lengths of the windows, hours.
const WINDOWS_H: [f64; 6] = [1.0 / 12.0, 0.25, 0.5, 1.0, 3.0, 8.0];
/// Features of one window.
const OF_WINDOW: usize = 5;
/// A position speaks for at most this span, hours.
const SPEAKS_H: f64 = 0.25;
/// Span over which a vessel's own steaming speed is taken, hours.
const OWN_H: f64 = 24.0;

/// Number of features: speed, speed against the vessel's own fast speed, that fast speed, then five for
/// each of six windows (mean and standard deviation of speed, steadiness of course, straightness of the path,
/// share of time slower than a third of the own fast speed).
pub const FEATURES: usize = 3 + OF_WINDOW * WINDOWS_H.len();

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
}

/// Speed at a position, knots: as sent, else from the position before, else the last one known.
fn speed_kn(last_kn: f64, before: Option<&FishingPoint>, p: &FishingPoint) -> f64 {
    let implied = before.and_then(|b| {
        let seconds = p.time.since_s(b.time);
        (seconds > 0.0 && seconds < 7_200.0)
            .then(|| distance_m(b.position, p.position) / seconds / MPS_PER_KN)
    });
    let kn = p.sog_kn.or(implied).filter(|kn| kn.is_finite());
    kn.unwrap_or(last_kn).clamp(0.0, 60.0)
}

/// Speeds, knots: as sent, else from the position before.
pub(super) fn speeds_kn(points: &[FishingPoint]) -> Vec<f64> {
    let mut last = 0.0;
    let mut before: Option<&FishingPoint> = None;
    let mut speeds = Vec::with_capacity(points.len());
    for p in points {
        last = speed_kn(last, before, p);
        speeds.push(last);
        before = Some(p);
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

impl Sums {
    /// The sums with one position more.
    fn plus(&self, before: Option<&FishingPoint>, p: &FishingPoint, kn: f64, fast_kn: f64) -> Self {
        let hours = before.map_or(0.0, |b| p.time.since_s(b.time) / 3_600.0);
        let weight = hours.clamp(0.5 / 3_600.0, SPEAKS_H);
        let metres = before.map_or(0.0, |b| distance_m(b.position, p.position));
        let course = before
            .filter(|_| metres > 5.0)
            .map(|b| bearing_deg(b.position, p.position).to_radians());
        let slow = f64::from(kn < fast_kn / 3.0);
        Self {
            weight: self.weight + weight,
            speed: self.speed + weight * kn,
            square: self.square + weight * kn * kn,
            cos: self.cos + weight * course.map_or(0.0, f64::cos),
            sin: self.sin + weight * course.map_or(0.0, f64::sin),
            path_m: self.path_m + metres,
            slow: self.slow + weight * slow,
        }
    }
}

/// Features of every position of a track, in order of time.
pub(super) fn features(points: &[FishingPoint], variant: Variant) -> Vec<[f32; FEATURES]> {
    let speeds = speeds_kn(points);
    let fast = own_fast_kn(points, &speeds, variant);
    let mut sums = Vec::with_capacity(points.len() + 1);
    let mut last = Sums::default();
    sums.push(last);
    let mut before = None;
    for ((p, kn), fast) in points.iter().zip(&speeds).zip(&fast) {
        last = last.plus(before, p, *kn, *fast);
        sums.push(last);
        before = Some(p);
    }
    let each = speeds.iter().zip(&fast).enumerate();
    each.map(|(at, (kn, fast))| row_at(points, &sums, at, *kn, *fast, variant))
        .collect()
}

/// The features of one position; `sums` holds one entry more than there are positions.
#[allow(
    clippy::indexing_slicing,
    reason = "indices come from the lengths of the same arrays"
)]
fn row_at(
    points: &[FishingPoint],
    sums: &[Sums],
    at: usize,
    kn: f64,
    fast_kn: f64,
    variant: Variant,
) -> [f32; FEATURES] {
    let mut row = [0.0_f32; FEATURES];
    put(&mut row, 0, kn);
    put(&mut row, 1, kn / fast_kn.max(1.0));
    put(&mut row, 2, fast_kn);
    for (number, hours) in WINDOWS_H.iter().enumerate() {
        let (from, to) = window(points, at, *hours, variant);
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
        let first = 3 + number * OF_WINDOW;
        for (offset, value) in [mean, spread, steady, straight, (b.slow - a.slow) / weight]
            .into_iter()
            .enumerate()
        {
            put(&mut row, first + offset, value);
        }
    }
    row
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "features need no more than single precision"
)]
fn put(row: &mut [f32; FEATURES], at: usize, value: f64) {
    if let Some(cell) = row.get_mut(at) {
        *cell = value as f32;
    }
}

/// First and last position of the window around one.
fn window(points: &[FishingPoint], at: usize, hours: f64, variant: Variant) -> (usize, usize) {
    let Some(here) = points.get(at) else {
        return (at, at);
    };
    let (back_h, ahead_h) = match variant {
        Variant::Past => (hours, 0.0),
        Variant::Centred => (hours / 2.0, hours / 2.0),
    };
    let from = points.partition_point(|p| here.time.since_s(p.time) > back_h * 3_600.0);
    let to = points.partition_point(|p| p.time.since_s(here.time) <= ahead_h * 3_600.0);
    (from.min(at), to.saturating_sub(1).max(at))
}

/// The vessel's own fast speed around each position: the highest that was kept for a tenth of a day's
/// positions, at least 4 kn.
fn own_fast_kn(points: &[FishingPoint], speeds: &[f64], variant: Variant) -> Vec<f64> {
    let mut last: Option<(Time, f64)> = None;
    (0..points.len())
        .map(|at| fast_at(points, speeds, at, variant, &mut last))
        .collect()
}

/// The fast speed at one position; it changes slowly and is looked up again every ten minutes.
fn fast_at(
    points: &[FishingPoint],
    speeds: &[f64],
    at: usize,
    variant: Variant,
    last: &mut Option<(Time, f64)>,
) -> f64 {
    let Some(p) = points.get(at) else { return 4.0 };
    if let Some((time, kn)) = *last
        && p.time.since_s(time) < 600.0
    {
        return kn;
    }
    let (from, to) = window(points, at, OWN_H, variant);
    let mut near: Vec<f64> = speeds.get(from..=to).unwrap_or_default().to_vec();
    near.sort_by(f64::total_cmp);
    let kn = near
        .get(near.len() * 9 / 10)
        .copied()
        .unwrap_or(0.0)
        .max(4.0);
    *last = Some((p.time, kn));
    kn
}

/// A track as it grows: the features of its newest position from a day of memory, bit for bit those that
/// [`features`] gives for the whole track with [`Variant::Past`] (but the first position without a sent speed).
#[derive(Debug, Clone, Default)]
pub struct LiveTrack {
    points: Vec<FishingPoint>,
    speeds: Vec<f64>,
    sums: Vec<Sums>,
    fast: Option<(Time, f64)>,
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
        let before = self.points.last();
        if before.is_some_and(|b| point.time.since_s(b.time) < LEAST_STEP_S) {
            return None;
        }
        let kn = speed_kn(self.speeds.last().copied().unwrap_or(0.0), before, &point);
        let before = before.copied();
        self.points.push(point);
        self.speeds.push(kn);
        let at = self.points.len() - 1;
        let fast_kn = fast_at(
            &self.points,
            &self.speeds,
            at,
            Variant::Past,
            &mut self.fast,
        );
        if self.sums.is_empty() {
            self.sums.push(Sums::default());
        }
        let last = self.sums.last().copied().unwrap_or_default();
        self.sums
            .push(last.plus(before.as_ref(), &point, kn, fast_kn));
        let row = row_at(&self.points, &self.sums, at, kn, fast_kn, Variant::Past);
        let (from, to) = window(&self.points, at, 1.0, Variant::Past);
        self.forget(point.time);
        let heard = to + 1 - from;
        Some(Newest { row, kn, heard })
    }

    /// Drops what no window reaches any more, half of the memory at a time.
    fn forget(&mut self, now: Time) {
        let old = self
            .points
            .partition_point(|p| now.since_s(p.time) > OWN_H * 3_600.0);
        if old > 64 && old * 2 > self.points.len() {
            self.points.drain(..old);
            self.speeds.drain(..old);
            self.sums.drain(..old);
        }
    }
}

/// How many positions the hour around each one holds: a thin track is judged by the band.
pub(super) fn heard(points: &[FishingPoint], variant: Variant) -> Vec<usize> {
    (0..points.len())
        .map(|at| {
            let (from, to) = window(points, at, 1.0, variant);
            to + 1 - from
        })
        .collect()
}
