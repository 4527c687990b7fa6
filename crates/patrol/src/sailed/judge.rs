//! When an asset came how near to its stops, and whether that can be told.

use serde::Serialize;
use vigie_sea::{METRES_PER_NM, Position, Time, distance_m, interpolate};

use super::swept::{Swept, local, swept};
use super::track::{Run, Silence, Track};
use super::{Ground, hours_between, ms_of};
use crate::order::{SearchStop, search_stop};
use crate::{Asset, Route, Stop, StopKind, Task, TaskKind};

/// Parts of a run in which the nearest moment is sought, and halvings that find it.
const PARTS: u32 = 16;
const HALVINGS: u32 = 24;
/// What an asset may make more than its greatest speed: current, wind, engines run hard.
const FASTER: f64 = 1.2;
/// What a ship that was to be met may make while nothing is received of her, knots.
const SHIP_KN: f64 = 25.0;

/// Whether an asset came to a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    /// It was there.
    Reached,
    /// It was not, as its track shows.
    Missed,
    /// Nothing was received that could tell.
    Unknown,
    /// There is time still.
    Pending,
}

impl Came {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Missed => "missed",
            Self::Unknown => "unknown",
            Self::Pending => "pending",
        }
    }
}

/// The nearest moment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Approach {
    /// When.
    pub time: Time,
    /// How near, nautical miles: to the place, the edge of the area, or the ship.
    pub distance_nm: f64,
    /// Where the asset was.
    pub position: Position,
}

/// A stop as planned and as sailed; of a task with several stops all of them together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VisitSailed {
    /// What was to be done.
    #[serde(flatten)]
    pub kind: StopKind,
    /// Kind of the task, such as `board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_kind: Option<&'static str>,
    /// When it was to arrive.
    pub arrive: Time,
    /// When the work was to begin.
    pub begin: Time,
    /// When it was to end.
    pub end: Time,
    /// Where.
    pub position: Position,
    /// Whether the distance is to the ship itself, as it was received, not to the place where it was expected.
    pub of_ship: bool,
    /// Whether it came.
    pub came: Came,
    /// The nearest moment of the received track.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Approach>,
    /// When it came within reach first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Time>,
    /// When it was within reach last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<Time>,
    /// Hours later than planned; less than nothing if earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_h: Option<f64>,
    /// Hours of work as planned.
    pub planned_h: f64,
    /// Hours within reach by the received track.
    pub there_h: f64,
    /// Miles of the legs that lead to it as planned, nautical miles.
    pub planned_nm: f64,
    /// Miles of the track from the stop before until it arrived, where both are known and no silence lies between.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sailed_nm: Option<f64>,
    /// Hours between leaving the stop before and the end of this one as planned of which nothing was received.
    pub unknown_h: f64,
    /// What of a search was swept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub swept: Option<Swept>,
}

/// To what the distance is measured.
enum Mark<'a> {
    /// A place, or a ship where it was expected.
    Planned(&'a Stop),
    /// A round area around a place.
    Area(Position, f64),
    /// A rectangle to be searched.
    Search(&'a SearchStop),
    /// A ship as it was received.
    Ship(&'a Track),
}

impl Mark<'_> {
    /// How far a place is from it at a moment, nautical miles.
    fn distance_nm(&self, time: Time, place: Position) -> Option<f64> {
        let metres = match self {
            Self::Planned(stop) => distance_m(expected(stop, time), place),
            Self::Area(centre, radius_nm) => {
                (distance_m(*centre, place) - radius_nm * METRES_PER_NM).max(0.0)
            }
            Self::Search(search) => outside_m(search, place),
            Self::Ship(track) => distance_m(track.position_at(time)?, place),
        };
        Some(metres / METRES_PER_NM)
    }

    /// How far it moves itself in a run, nautical miles.
    fn run_nm(&self, run: &Run) -> f64 {
        let between = |a: Position, b: Position| distance_m(a, b) / METRES_PER_NM;
        match self {
            Self::Planned(stop) => {
                between(expected(stop, run.from.time), expected(stop, run.to.time))
            }
            Self::Area(..) | Self::Search(_) => 0.0,
            Self::Ship(track) => {
                let ends = [run.from.time, run.to.time].map(|time| track.position_at(time));
                match ends {
                    [Some(a), Some(b)] => between(a, b),
                    // Part of it is not known: every part of the run is looked at.
                    _ => f64::INFINITY,
                }
            }
        }
    }
}

/// Where the work of a stop is expected to be at a moment.
fn expected(stop: &Stop, time: Time) -> Position {
    let whole_s = stop.end.since_s(stop.begin);
    if whole_s <= 0.0 || stop.position == stop.position_end {
        return stop.position;
    }
    let part = (time.since_s(stop.begin) / whole_s).clamp(0.0, 1.0);
    interpolate(stop.position, stop.position_end, part)
}

/// How far a place lies outside of a rectangle, metres.
fn outside_m(search: &SearchStop, place: Position) -> f64 {
    let [along, across] = local(search, place);
    let beyond = |metres: f64, side_m: f64| (metres.abs() - side_m / 2.0).max(0.0);
    beyond(along, search.search_box.length_m).hypot(beyond(across, search.search_box.width_m))
}

/// Stops of a route, those of one task together, in the order of their first.
fn together(route: &Route) -> Vec<Vec<(usize, &Stop)>> {
    let mut found: Vec<Vec<(usize, &Stop)>> = Vec::new();
    for (number, stop) in route.stops.iter().enumerate() {
        let same = |known: &&mut Vec<(usize, &Stop)>| {
            let first = known.first();
            first.is_some_and(|(_, s)| s.kind == stop.kind)
                && matches!(stop.kind, StopKind::Task { .. })
        };
        match found.iter_mut().find(same) {
            Some(known) => known.push((number, stop)),
            None => found.push(vec![(number, stop)]),
        }
    }
    found
}

/// All stops of a route beside the track.
pub(super) fn visits(
    ground: &Ground<'_>,
    asset: &Asset,
    route: &Route,
    track: &Track,
) -> Vec<VisitSailed> {
    let mut all: Vec<VisitSailed> = Vec::new();
    let start = route.stops.first().map(|stop| stop.depart);
    for stops in together(route) {
        let from = match all.last() {
            Some(before) => before.left,
            None => start,
        };
        if let Some(mut visit) = visit(ground, asset, route, track, &stops) {
            visit.sailed_nm = from
                .zip(visit.arrived)
                .filter(|(from, arrived)| {
                    from <= arrived && track.silences(*from, *arrived).is_empty()
                })
                .map(|(from, arrived)| track.runs(from, arrived).map(|r| r.miles_nm()).sum());
            all.push(visit);
        }
    }
    all
}

fn visit(
    ground: &Ground<'_>,
    asset: &Asset,
    route: &Route,
    track: &Track,
    stops: &[(usize, &Stop)],
) -> Option<VisitSailed> {
    let (config, now) = (ground.config, ground.now);
    let ((number, first), (_, last)) = (*stops.first()?, *stops.last()?);
    let task = task_of(ground, first);
    let before = number.checked_sub(1).and_then(|n| route.stops.get(n));
    let came_from = before
        .map(|stop| stop.position_end)
        .or(asset.start.position);
    let search = search_stop(ground.request, asset, first, came_from);
    let ship = task
        .and_then(|task| ground.targets.get(task.kind.target()?))
        .filter(|track| !track.is_empty());
    let mark = match (ship, &search, task.map(|task| &task.kind)) {
        (Some(ship), ..) => Mark::Ship(ship),
        (None, Some(search), _) => Mark::Search(search),
        (None, None, Some(TaskKind::Presence { area, .. })) => {
            Mark::Area(area.centre, area.radius_nm)
        }
        _ => Mark::Planned(first),
    };
    let reach_nm = match (&mark, first.kind.in_port()) {
        // Within the area is there.
        (Mark::Area(..) | Mark::Search(_), _) => 1e-3,
        (_, true) => config.port_nm,
        _ => config.reach_nm,
    };
    // A port is left and entered again: only the leg that leads to it tells of this call.
    let from = if first.kind.in_port() {
        first.depart
    } else {
        route.stops.first().map_or(first.depart, |stop| stop.depart)
    };
    let close = last.end.plus_ms(ms_of(config.late_h));
    let to = close.min(now);
    let runs = || track.runs(from, to);
    let nearest = nearest(&mark, runs());
    let (arrived, left, there_h) = there(&mark, reach_nm, runs());
    let arrived = arrived.or_else(|| {
        let near = nearest.filter(|one| one.distance_nm <= reach_nm);
        near.map(|one| one.time)
    });
    let left = left.or(arrived);
    let silences = track.silences(from, to.max(from));
    let blind = task.is_some_and(|task| task.kind.target().is_some()) && ship.is_none();
    let came = if arrived.is_some() {
        Came::Reached
    } else if track.is_empty() && first.arrive <= now {
        Came::Unknown
    } else if now < close {
        Came::Pending
    } else if blind
        || silences
            .iter()
            .any(|s| could(s, &mark, first, asset, reach_nm))
        || ship.is_some_and(|ship| could_meet(ship, track, (from, to), reach_nm))
    {
        Came::Unknown
    } else {
        Came::Missed
    };
    let gone = before.map_or(first.depart, |stop| stop.end);
    let unheard = |from: Time, to: Time| -> f64 {
        let all = track.silences(from, to.min(now).max(from));
        all.iter().map(|s| hours_between(s.from, s.to)).sum()
    };
    let on_scene: f64 = stops.iter().map(|(_, s)| unheard(s.begin, s.end)).sum();
    let swept = search.as_ref().map(|search| {
        let planned = planned(ground, asset, route, stops);
        swept(search, planned, runs(), config.law, on_scene)
    });
    Some(VisitSailed {
        kind: first.kind.clone(),
        task_kind: task.map(|task| task.kind.code()),
        arrive: first.arrive,
        begin: first.begin,
        end: last.end,
        position: first.position,
        of_ship: ship.is_some(),
        came,
        nearest,
        arrived,
        left,
        late_h: arrived.map(|time| time.since_s(first.arrive) / 3_600.0),
        planned_h: stops
            .iter()
            .map(|(_, s)| hours_between(s.begin, s.end))
            .sum(),
        there_h,
        planned_nm: stops.iter().map(|(_, s)| s.distance_nm).sum(),
        sailed_nm: None,
        unknown_h: unheard(gone, last.end),
        swept,
    })
}

/// Coverage and metres of track of a search as planned, over all its stops.
fn planned(
    ground: &Ground<'_>,
    asset: &Asset,
    route: &Route,
    stops: &[(usize, &Stop)],
) -> (f64, f64) {
    let each = stops.iter().filter_map(|(number, stop)| {
        let before = number.checked_sub(1).and_then(|n| route.stops.get(n));
        let from = before.map(|stop| stop.position_end);
        search_stop(ground.request, asset, stop, from.or(asset.start.position))
    });
    each.fold((0.0, 0.0), |sum, one| {
        (sum.0 + one.coverage, sum.1 + one.pattern.length_m())
    })
}

fn task_of<'a>(ground: &Ground<'a>, stop: &Stop) -> Option<&'a Task> {
    let StopKind::Task { task } = &stop.kind else {
        return None;
    };
    ground.request.tasks.iter().find(|known| known.id == *task)
}

/// The nearest moment of all runs; of equal ones the first.
fn nearest(mark: &Mark<'_>, runs: impl Iterator<Item = Run>) -> Option<Approach> {
    let mut best: Option<Approach> = None;
    for run in runs {
        let at = |part: f64| {
            let (time, position) = (run.time_at(part), run.at(part));
            let distance_nm = mark.distance_nm(time, position)?;
            Some(Approach {
                time,
                distance_nm,
                position,
            })
        };
        let (start, end) = (at(0.0), at(1.0));
        best = nearer(nearer(best, start), end);
        let known = best.map_or(f64::INFINITY, |one| one.distance_nm);
        let moved_nm = run.miles_nm() + mark.run_nm(&run);
        let least = match (start, end) {
            (Some(a), Some(b)) => (a.distance_nm + b.distance_nm - moved_nm) / 2.0,
            _ => 0.0,
        };
        if least >= known || run.hours() <= 0.0 {
            continue;
        }
        let whole = f64::from(PARTS);
        let parts = (0..=PARTS).map(|n| f64::from(n) / whole);
        let near = parts.filter_map(|part| Some((part, at(part)?.distance_nm)));
        let Some((part, _)) = near.min_by(|a, b| a.1.total_cmp(&b.1)) else {
            continue;
        };
        let far = |part: f64| at(part).map_or(f64::INFINITY, |one| one.distance_nm);
        let (mut low, mut high) = ((part - 1.0 / whole).max(0.0), (part + 1.0 / whole).min(1.0));
        for _ in 0..HALVINGS {
            let third = (high - low) / 3.0;
            if far(low + third) <= far(high - third) {
                high -= third;
            } else {
                low += third;
            }
        }
        best = nearer(best, at(f64::midpoint(low, high)));
    }
    best
}

/// Of two the nearer, of equal ones the first.
fn nearer(known: Option<Approach>, found: Option<Approach>) -> Option<Approach> {
    let is_nearer = |one: &Approach| known.is_none_or(|k| one.distance_nm < k.distance_nm);
    found.filter(is_nearer).or(known)
}

/// When it came within reach first and was there last, and for how long.
fn there(
    mark: &Mark<'_>,
    reach_nm: f64,
    runs: impl Iterator<Item = Run>,
) -> (Option<Time>, Option<Time>, f64) {
    let (mut first, mut last, mut hours) = (None, None, 0.0);
    for run in runs {
        let moved_nm = run.miles_nm() + mark.run_nm(&run);
        let start = mark.distance_nm(run.from.time, run.from.position);
        if start.is_some_and(|nm| nm - moved_nm > reach_nm) {
            continue;
        }
        let whole = f64::from(PARTS);
        for n in 0..PARTS {
            let part = (f64::from(n) + 0.5) / whole;
            let (time, place) = (run.time_at(part), run.at(part));
            if mark
                .distance_nm(time, place)
                .is_some_and(|nm| nm <= reach_nm)
            {
                first = first.or(Some(run.time_at(f64::from(n) / whole)));
                last = Some(run.time_at(f64::from(n + 1) / whole));
                hours += run.hours() / whole;
            }
        }
    }
    (first, last, hours)
}

/// Whether the asset could have been there within a silence.
fn could(silence: &Silence, mark: &Mark<'_>, stop: &Stop, asset: &Asset, reach_nm: f64) -> bool {
    let modes = asset.modes.iter().map(|mode| mode.speed_kn);
    let own_kn = modes.fold(asset.task_speed_kn, f64::max) * FASTER;
    // She may have come towards it meanwhile.
    let speed_kn = match mark {
        Mark::Ship(_) => own_kn + SHIP_KN,
        _ => own_kn,
    };
    let (from, to) = (silence.from, silence.to);
    // It may lie a little outside of what was asked about: the fixes say when it really began and ended.
    let hours = hours_between(
        silence.before.map_or(from, |fix| fix.time),
        silence.after.map_or(to, |fix| fix.time),
    );
    let left_nm = |fix: Option<crate::Fix>| {
        fix.map_or(0.0, |fix| {
            let known = mark.distance_nm(fix.time, fix.position);
            let planned = || distance_m(stop.position, fix.position) / METRES_PER_NM;
            (known.unwrap_or_else(planned) - reach_nm).max(0.0)
        })
    };
    left_nm(silence.before) + left_nm(silence.after) <= speed_kn * hours
}

/// Whether a ship could have been near the received track within a silence of her own.
fn could_meet(ship: &Track, track: &Track, (from, to): (Time, Time), reach_nm: f64) -> bool {
    let silences = ship.silences(from, to.max(from));
    silences.iter().any(|silence| {
        track.runs(silence.from, silence.to).any(|run| {
            (0..=PARTS).any(|n| {
                let part = f64::from(n) / f64::from(PARTS);
                let (time, place) = (run.time_at(part), run.at(part));
                let near = |fix: Option<crate::Fix>| {
                    fix.is_none_or(|fix| {
                        let hours = fix.time.since_s(time).abs() / 3_600.0;
                        let nm = distance_m(fix.position, place) / METRES_PER_NM;
                        nm <= reach_nm + SHIP_KN * hours
                    })
                };
                near(silence.before) && near(silence.after)
            })
        })
    })
}
