//! Circles: a vessel whose positions go round and round one point of the chart.
//!
//! At sea: since 2018 receivers of ships in port and far from it have reported positions on circles of
//! a few hundred metres to some kilometres ("Point Reyes", SkyTruth); a jammed or a faked receiver, never
//! a ship's way. A ship can turn on a circle too, but the water carries it along: half a knot of drift
//! moves the middle of a turning circle by its radius within a few turns. So the sign is not the circle
//! but that it stays where it is.
//!
//! Method (own): a circle is fitted (least squares of Kåsa) to the last 16, 32 or 64 positions kept two to six
//! minutes apart, unevenly. It is told when they all lie on it within a few per cent of its radius, on all sides
//! of its middle, over several turns, at a speed at which nothing lies at anchor, or so often round that nothing at
//! anchor or at a mooring could follow: those go round with the tide, once in hours. (Positions further apart in time
//! than a turn lasts show only chords, and little speed.)
//! Beyond 85° of latitude, where the plane of the fit no longer holds, nothing is judged.

use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Position, lon_delta_deg};

use crate::claim::{Claim, Run, Teller, here};
use crate::rules::within;
use crate::way_bound::way_bound_m;
use crate::{EndPoint, Error, EventState, Evidence, Fix};

/// Positions kept of a track.
const KEPT: usize = 64;
/// Numbers of newest positions to which a circle is fitted.
const WINDOWS: [usize; 3] = [16, 32, KEPT];
/// A fit is tried when so many more positions were kept.
const EVERY: u32 = 4;
/// Metres of one ten-millionth degree of latitude, on the mean sphere.
const E7_M: f64 = vigie_sea::EARTH_RADIUS_M * std::f64::consts::PI / 180.0e7;
/// More than what adding up 64 ways and a difference of two sums may round away, metres.
const ROUNDED_M: f64 = 1.0;
/// Latitude beyond which nothing is judged.
const LAT_MAX_DEG: f64 = 85.0;

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Time between positions kept, at least and on the mean, seconds.
    pub spacing_s: f64,
    /// Silence that ends a run, hours.
    pub silence_h: f64,
    /// Radius at least, metres.
    pub radius_min_m: f64,
    /// Radius at most, metres.
    pub radius_max_m: f64,
    /// Distance from the circle (root mean square) as a share of the radius, at most…
    pub off_share: f64,
    /// …but always allowed, for the noise of a good receiver, metres.
    pub off_m: f64,
    /// Way made as a number of turns, at least.
    pub turns: f64,
    /// Mean speed by positions or as reported, at least, knots…
    pub speed_kn: f64,
    /// …or turns an hour, at least.
    pub turns_per_h: f64,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let name = "implausible_position.circle";
        within(name, self.spacing_s, 10.0..=3_600.0)?;
        within(name, self.silence_h, 0.1..=48.0)?;
        within(name, self.radius_min_m, 10.0..=10_000.0)?;
        within(name, self.radius_max_m, 100.0..=50_000.0)?;
        within(name, self.off_share, 0.001..=0.5)?;
        within(name, self.off_m, 0.0..=1_000.0)?;
        within(name, self.turns, 1.0..=100.0)?;
        within(name, self.speed_kn, 0.5..=50.0)?;
        within(name, self.turns_per_h, 0.5..=100.0)
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Point {
    lat_e7: i32,
    lon_e7: i32,
    s: i64,
    /// Way from the point before, metres.
    step_m: f32,
    /// Speed reported, 0 if none, knots.
    kn: f32,
    /// Way since the first point kept, metres, but for what adding up rounds.
    way_m: f64,
}

/// A circle on the chart.
#[derive(Debug, Clone, Copy)]
struct Circle {
    middle: Position,
    radius_m: f64,
    off_m: f64,
    turns: f64,
    speed_kn: f64,
}

/// What is remembered of one track that moves.
#[derive(Debug, Clone)]
pub(crate) struct Circling {
    points: [Point; KEPT],
    /// Points ever kept since the last silence; the newest is at `kept - 1` in the ring.
    kept: u32,
    told: Option<(Circle, Run)>,
}

impl Default for Circling {
    fn default() -> Self {
        Self {
            points: [Point::default(); KEPT],
            kept: 0,
            told: None,
        }
    }
}

impl Circling {
    /// One more fix of the track; memory is taken when it first moves.
    pub(crate) fn step(
        kept: &mut Option<Box<Self>>,
        config: &Config,
        fix: &Fix,
        teller: &mut Teller<'_>,
    ) {
        if kept.is_none() && !moves(config, fix) {
            return;
        }
        kept.get_or_insert_default().fix(config, fix, teller);
    }

    fn fix(&mut self, config: &Config, fix: &Fix, teller: &mut Teller<'_>) {
        #[allow(clippy::cast_possible_truncation, reason = "to be summed")]
        let single = |value: f64| value as f32;
        let (mut step_m, mut before_m) = (0.0, 0.0);
        if let Some(last) = self.back(0) {
            let seconds = fix.time.since_s(vigie_sea::Time::from_s(last.s));
            if seconds < self.spacing_s(config) {
                return;
            }
            let (north_m, east_m) = offset_m(last.position(), fix.position);
            (step_m, before_m) = (single(length(north_m, east_m)), last.way_m);
            let silent = seconds > config.silence_h * 3_600.0;
            if silent || fix.position.lat_deg().abs() > LAT_MAX_DEG {
                self.end(teller);
                (self.kept, before_m) = (0, 0.0);
            }
        }
        let (lat_e7, lon_e7) = fix.position.to_e7();
        let index = self.kept as usize % KEPT;
        if let Some(place) = self.points.get_mut(index) {
            *place = Point {
                lat_e7,
                lon_e7,
                s: fix.time.s(),
                step_m,
                kn: single(fix.sog_kn.unwrap_or(0.0)),
                way_m: before_m + f64::from(step_m),
            };
        }
        self.kept = self.kept.saturating_add(1);
        if self.told.is_some() {
            self.go_on(config, fix, teller);
        } else if self.kept.is_multiple_of(EVERY) {
            self.look(config, fix, teller);
        }
    }

    /// Time to the next point kept, at least. Even steps would see a circle of that period, or of a few of them, stand
    /// still, so they differ: half to one and a half times the rule's, by the multiples of the golden section, which
    /// come near no short cycle.
    fn spacing_s(&self, config: &Config) -> f64 {
        const GOLDEN: f64 = 0.618_033_988_749_894_9;
        config.spacing_s * (0.5 + (f64::from(self.kept) * GOLDEN).fract())
    }

    /// The point kept `steps` before the newest.
    fn back(&self, steps: usize) -> Option<Point> {
        let steps = u32::try_from(steps).ok()?;
        let number = self.kept.checked_sub(1)?.checked_sub(steps)?;
        ((steps as usize) < KEPT).then_some(())?;
        self.points.get(number as usize % KEPT).copied()
    }

    fn look(&mut self, config: &Config, fix: &Fix, teller: &mut Teller<'_>) {
        let found = WINDOWS.into_iter().find_map(|n| {
            let circle = self.fitted(config, n)?;
            let first = self.back(n - 1)?;
            Some((circle, first, n))
        });
        let Some((circle, first, n)) = found else {
            return;
        };
        let start = EndPoint {
            time: vigie_sea::Time::from_s(first.s),
            position: first.position(),
        };
        let mut run = Run::at(fix, start);
        run.count = u32::try_from(n - 1).unwrap_or(0);
        run.step(fix);
        tell(&circle, &run, EventState::Open, fix, teller);
        self.told = Some((circle, run));
    }

    fn go_on(&mut self, config: &Config, fix: &Fix, teller: &mut Teller<'_>) {
        let Some((circle, run)) = &mut self.told else {
            return;
        };
        let (north_m, east_m) = offset_m(circle.middle, fix.position);
        let off_m = (length(north_m, east_m) - circle.radius_m).abs();
        // Three times the spread allowed: fewer than one position of a hundred lies beyond.
        if off_m > 3.0 * allowed_m(config, circle.radius_m) {
            self.end(teller);
            self.kept = 0;
            return;
        }
        if run.step(fix) {
            let (circle, run) = (*circle, *run);
            tell(&circle, &run, EventState::Open, fix, teller);
        }
    }

    fn end(&mut self, teller: &mut Teller<'_>) {
        if let Some((circle, run)) = self.told.take() {
            teller.tell(claim(&circle, &run, EventState::Closed, None));
        }
    }

    /// The circle through the newest `n` points, if it is one that no ship sails.
    fn fitted(&self, config: &Config, n: usize) -> Option<Circle> {
        let (newest, oldest) = (self.back(0)?, self.back(n - 1)?);
        let (north_m, east_m) = offset_m(oldest.position(), newest.position());
        let between_m = length(north_m, east_m);
        // Several turns of way, and yet not further than across: nearly every ship fails here.
        let across_m = |way_m: f64| way_m / (config.turns * std::f64::consts::PI);
        if between_m > across_m(newest.way_m - oldest.way_m + ROUNDED_M) {
            return None;
        }
        #[allow(clippy::cast_precision_loss, reason = "seconds of a few hours")]
        let seconds = (newest.s - oldest.s).max(1) as f64;
        let (mut way_m, mut reported) = (0.0, 0.0);
        for steps in 0..n - 1 {
            let point = self.back(steps)?;
            way_m += f64::from(point.step_m);
            reported += f64::from(point.kn);
        }
        let speed_kn = way_m / seconds / MPS_PER_KN;
        #[allow(clippy::cast_precision_loss, reason = "at most 64")]
        let reported_kn = reported / (n - 1) as f64;
        if between_m > across_m(way_m) {
            return None;
        }
        // Positions far apart in time may have gone round in between: then the speed reported counts, or how often it
        // went round at least.
        let slow = speed_kn.max(reported_kn) < config.speed_kn;
        let least_m = std::f64::consts::TAU * config.radius_min_m * config.turns_per_h;
        if slow && way_m < least_m * seconds / 3_600.0 {
            return None;
        }
        let plane: Vec<(f64, f64)> = (0..n)
            .filter_map(|steps| Some(offset_m(newest.position(), self.back(steps)?.position())))
            .collect();
        let (north_m, east_m, radius_m) = kasa(&plane)?;
        let off_m = spread_m(&plane, north_m, east_m, radius_m);
        let turns = way_m / (std::f64::consts::TAU * radius_m);
        let round = (config.radius_min_m..=config.radius_max_m).contains(&radius_m)
            && off_m <= allowed_m(config, radius_m)
            && turns >= config.turns
            && !(slow && turns < config.turns_per_h * seconds / 3_600.0)
            && on_all_sides(&plane, north_m, east_m);
        let middle = moved(newest.position(), north_m, east_m)?;
        round.then_some(Circle {
            middle,
            radius_m,
            off_m,
            turns,
            speed_kn,
        })
    }
}

/// Whether a vessel at rest so far moves, by what it says or by its positions.
fn moves(config: &Config, fix: &Fix) -> bool {
    let steps = |from: Position| {
        let least_m = config.radius_min_m;
        way_bound_m(from, fix.position) > least_m && {
            let (north_m, east_m) = offset_m(from, fix.position);
            length(north_m, east_m) > least_m
        }
    };
    fix.sog_kn.is_none_or(|kn| kn >= config.speed_kn)
        || fix.before.is_some_and(|(_, from)| steps(from))
}

impl Point {
    fn position(self) -> Position {
        Position::from_e7(self.lat_e7, self.lon_e7)
    }
}

fn allowed_m(config: &Config, radius_m: f64) -> f64 {
    (config.off_share * radius_m).max(config.off_m)
}

/// Metres north and east from `a` to `b` on the plane at `a`.
pub(crate) fn offset_m(a: Position, b: Position) -> (f64, f64) {
    let north_m = (b.lat_deg() - a.lat_deg()) * 1e7 * E7_M;
    let east_deg = lon_delta_deg(a.lon_deg(), b.lon_deg());
    let east_m = east_deg * 1e7 * E7_M * a.lat_deg().to_radians().cos();
    (north_m, east_m)
}

/// Length of what has these two sides. `hypot` guards against sizes that no way on earth has, at many times the cost.
pub(crate) fn length(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}

fn moved(from: Position, north_m: f64, east_m: f64) -> Option<Position> {
    let lat_deg = from.lat_deg() + north_m / E7_M / 1e7;
    let shrink = from.lat_deg().to_radians().cos().max(1e-6);
    Position::new(lat_deg, from.lon_deg() + east_m / E7_M / 1e7 / shrink).ok()
}

/// Middle and radius of the circle with the least squares of `d² − r²` (Kåsa 1976).
fn kasa(points: &[(f64, f64)]) -> Option<(f64, f64, f64)> {
    #[allow(clippy::cast_precision_loss, reason = "at most 64")]
    let n = points.len() as f64;
    let (mean_x, mean_y) = points
        .iter()
        .fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
    let (mut xx, mut xy, mut yy, mut x_cubed, mut y_cubed) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (x, y) in points.iter().map(|p| (p.0 - mean_x, p.1 - mean_y)) {
        let square = x * x + y * y;
        xx += x * x;
        xy += x * y;
        yy += y * y;
        x_cubed += x * square;
        y_cubed += y * square;
    }
    let det = 2.0 * (xx * yy - xy * xy);
    if det.abs() < 1e-6 {
        return None;
    }
    let x = (x_cubed * yy - y_cubed * xy) / det;
    let y = (y_cubed * xx - x_cubed * xy) / det;
    let radius = (x * x + y * y + (xx + yy) / n).sqrt();
    radius
        .is_finite()
        .then_some((x + mean_x, y + mean_y, radius))
}

fn spread_m(points: &[(f64, f64)], x: f64, y: f64, radius_m: f64) -> f64 {
    let off = |p: &(f64, f64)| length(p.0 - x, p.1 - y) - radius_m;
    let sum: f64 = points.iter().map(|p| off(p) * off(p)).sum();
    #[allow(clippy::cast_precision_loss, reason = "at most 64")]
    let n = points.len().max(1) as f64;
    (sum / n).sqrt()
}

/// Whether points lie in each of the eight sectors around the middle.
fn on_all_sides(points: &[(f64, f64)], x: f64, y: f64) -> bool {
    let mut sectors = 0_u8;
    for (px, py) in points.iter().map(|p| (p.0 - x, p.1 - y)) {
        let sector =
            u8::from(px > 0.0) | u8::from(py > 0.0) << 1 | u8::from(px.abs() > py.abs()) << 2;
        sectors |= 1 << sector;
    }
    sectors == u8::MAX
}

fn tell(circle: &Circle, run: &Run, state: EventState, fix: &Fix, teller: &mut Teller<'_>) {
    debug_assert_eq!(here(fix), run.end, "a run is told at its newest fix");
    teller.tell(claim(circle, run, state, fix.sog_kn));
}

fn claim<'a>(
    circle: &Circle,
    run: &'a Run,
    state: EventState,
    reported_kn: Option<f64>,
) -> Claim<'a> {
    let mut evidence = Evidence::default();
    evidence
        .number("radius_m", circle.radius_m)
        .number("off_circle_m", circle.off_m)
        .number("circle_turns", circle.turns)
        .number("implied_speed_kn", circle.speed_kn);
    if reported_kn.is_some() {
        evidence.maybe("reported_speed_kn", reported_kn);
    }
    evidence.places.insert("middle".into(), circle.middle);
    // Own weight: guard vessels and pilots on station do circle a fixed point, if seldom so exactly.
    Claim {
        check: "circle",
        run,
        state,
        confidence: 0.75,
        evidence,
        refuted_by: &["sighted-there", "circling-a-fixed-point"],
        other: None,
    }
}
