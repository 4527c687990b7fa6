//! What was sailed against what was planned: for each asset, when it came how near to each of its stops, what of a
//! search was really swept, and for how long nothing was received of it.
//!
//! A track is what was received. Between two fixes no further apart in time than [`SailedConfig::silence_min`] the asset
//! is taken to have gone the great circle at even speed; a longer wait is a *silence*, and of a silence nothing is said
//! but how long it was. A stop that the asset could have reached within a silence, at a fifth more than its greatest
//! speed, is *unknown*, never *missed*; so is a ship that it was to meet and whose own track nobody received.
//!
//! A search counts its sailed track by cell: coverage C = sweep width × track length in the cell ÷ area of the cell, and
//! the probability of detection is the mean of the law over the cells (IAMSAR Manual Vol. II, chapter 4). A corner that
//! nobody sailed so takes its part away, however often the rest was swept. Silences add nothing: the figure is the least
//! that was reached.

mod file;
mod judge;
mod swept;
mod track;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, Position, Time, distance_m};

pub use file::{FIXES_MAX, TrackFileError, read_track};
pub use judge::{Approach, Came, VisitSailed};
pub use swept::Swept;
pub use track::Silence;

use crate::search::{DetectionLaw, EmptySearch};
use crate::{Asset, AssetClass, Fix, Plan, Request, Route, TaskKind};
use judge::visits;
use track::Track;

/// Silences that are told one by one, of an asset.
const SILENCES_MAX: usize = 200;
/// Fixes of a track that are given back to be drawn.
const DRAWN_MAX: usize = 2_000;

/// By what a track is judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SailedConfig {
    /// A longer wait between two fixes of a craft on the water is a silence, minutes.
    pub silence_min: f64,
    /// The same of a craft in the air, minutes.
    pub silence_air_min: f64,
    /// Nearer than this an asset was at a place or a ship, nautical miles.
    pub reach_nm: f64,
    /// Nearer than this it was in port, nautical miles.
    pub port_nm: f64,
    /// An asset may come so much later than its stop was to end, hours.
    pub late_h: f64,
    /// How detection grows with coverage.
    pub law: DetectionLaw,
}

impl Default for SailedConfig {
    fn default() -> Self {
        Self {
            silence_min: 60.0,
            silence_air_min: 10.0,
            reach_nm: 3.0,
            port_nm: 5.0,
            late_h: 24.0,
            law: DetectionLaw::Random,
        }
    }
}

impl SailedConfig {
    /// Whether all numbers make sense; the name of the first that does not.
    ///
    /// # Errors
    /// That name.
    pub fn examine(&self) -> Result<(), &'static str> {
        let fits = [
            ("silence_min", self.silence_min, 1.0, 10_080.0),
            ("silence_air_min", self.silence_air_min, 0.1, 10_080.0),
            ("reach_nm", self.reach_nm, 0.05, 200.0),
            ("port_nm", self.port_nm, 0.05, 200.0),
            ("late_h", self.late_h, 0.0, 8_760.0),
        ];
        let wrong = fits
            .into_iter()
            .find(|(_, value, low, high)| !(*low..=*high).contains(value));
        wrong.map_or(Ok(()), |(name, ..)| Err(name))
    }

    fn silence_ms(&self, class: AssetClass) -> i64 {
        let minutes = if class.flies() {
            self.silence_air_min
        } else {
            self.silence_min
        };
        ms_of(minutes / 60.0)
    }
}

/// Tracks as they were received, fixes in any order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tracks {
    /// Of assets, by identifier.
    pub assets: BTreeMap<String, Vec<Fix>>,
    /// Of ships to be met, by the identifier of the target.
    pub targets: BTreeMap<String, Vec<Fix>>,
}

/// What one asset was to do and did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssetSailed {
    /// The asset.
    pub asset: String,
    /// Its name.
    pub name: String,
    /// Fixes received from the beginning of its route on.
    pub fixes: usize,
    /// First of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Time>,
    /// Last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Time>,
    /// Miles of the legs and on task as planned up to now, nautical miles.
    pub planned_nm: f64,
    /// Hours away from port as planned up to now.
    pub planned_h: f64,
    /// Miles of the received track, nautical miles: the least that was sailed.
    pub sailed_nm: f64,
    /// Hours of it away from port.
    pub sailed_h: f64,
    /// Hours of which nothing was received.
    pub unknown_h: f64,
    /// When that was, the first of them.
    pub silences: Vec<Silence>,
    /// Its stops, those of one task together.
    pub visits: Vec<VisitSailed>,
    /// The track in pieces between silences, thinned.
    #[serde(skip)]
    pub way: Vec<Vec<Fix>>,
}

/// A search by all who were to run it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchSailed {
    /// The task.
    pub task: String,
    /// Its name.
    pub name: String,
    /// Assets of which any of it was received.
    pub assets: Vec<String>,
    /// Probability of detection of all of them together, as if each looked for itself.
    pub pod: f64,
    /// Probability of detection as planned.
    pub pod_planned: f64,
    /// The search as one that saw nothing, for a new search plan; nobody may say so but who knows that it saw nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<EmptySearch>,
}

/// A plan beside what was sailed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sailed {
    /// Until when.
    pub now: Time,
    /// By what.
    pub config: SailedConfig,
    /// Of each asset that has something to do.
    pub assets: Vec<AssetSailed>,
    /// Of each search.
    pub searches: Vec<SearchSailed>,
}

/// Compares a plan with the tracks that were received until `now`.
#[must_use]
pub fn sailed(
    request: &Request,
    plan: &Plan,
    tracks: &Tracks,
    now: Time,
    config: &SailedConfig,
) -> Sailed {
    let targets: BTreeMap<&str, Track> = tracks
        .targets
        .iter()
        .map(|(id, fixes)| {
            let silence_ms = config.silence_ms(AssetClass::Ship);
            (id.as_str(), Track::new(fixes.clone(), silence_ms))
        })
        .collect();
    let mut assets = Vec::new();
    for route in plan.routes.iter().filter(|r| !r.stops.is_empty()) {
        if let Some(asset) = request.assets.iter().find(|a| a.id == route.asset) {
            let fixes = tracks.assets.get(&asset.id).cloned().unwrap_or_default();
            let track = Track::new(fixes, config.silence_ms(asset.class));
            let ground = Ground {
                request,
                targets: &targets,
                now,
                config,
            };
            assets.push(of_asset(&ground, asset, route, &track));
        }
    }
    Sailed {
        now,
        config: *config,
        searches: searches(request, &assets),
        assets,
    }
}

/// What is the same for all assets.
pub(crate) struct Ground<'a> {
    pub(crate) request: &'a Request,
    pub(crate) targets: &'a BTreeMap<&'a str, Track>,
    pub(crate) now: Time,
    pub(crate) config: &'a SailedConfig,
}

fn of_asset(ground: &Ground<'_>, asset: &Asset, route: &Route, track: &Track) -> AssetSailed {
    let (now, late_ms) = (ground.now, ms_of(ground.config.late_h));
    let from = route.stops.first().map_or(now, |stop| stop.depart);
    let end = route.stops.last().map_or(now, |stop| stop.end);
    let to = end.plus_ms(late_ms).min(now).max(from);
    let (mut planned_nm, mut planned_h) = (0.0, 0.0);
    for stop in route.stops.iter().filter(|stop| stop.depart < now) {
        let leg_h = hours_between(stop.depart, stop.arrive);
        let done_h = hours_between(stop.depart, stop.arrive.min(now));
        if leg_h > 0.0 {
            planned_nm += stop.distance_nm * (done_h / leg_h).clamp(0.0, 1.0);
        }
        planned_h += done_h;
        if !stop.kind.in_port() {
            planned_h += hours_between(stop.arrive, stop.end.min(now));
            planned_nm += distance_m(stop.position, stop.position_end) / METRES_PER_NM
                * share(stop.begin, stop.end, now)
                + work_nm(ground.request, asset, stop, now);
        }
    }
    let near = |place: Position| {
        let mut ports = ground.request.ports.iter();
        ports.any(|p| distance_m(p.position, place) <= ground.config.port_nm * METRES_PER_NM)
    };
    let (mut sailed_nm, mut sailed_h) = (0.0, 0.0);
    for run in track.runs(from, to) {
        sailed_nm += run.miles_nm();
        if !near(run.at(0.5)) {
            sailed_h += run.hours();
        }
    }
    // After its plan has ended nobody expects to hear it.
    let mut silences = track.silences(from, end.min(now).max(from));
    let unknown_h: f64 = silences.iter().map(|s| hours_between(s.from, s.to)).sum();
    silences.truncate(SILENCES_MAX);
    let (fixes, first, last) = track.count(from, to);
    AssetSailed {
        asset: asset.id.clone(),
        name: asset.name.clone(),
        fixes,
        first,
        last,
        planned_nm,
        planned_h,
        sailed_nm,
        sailed_h,
        unknown_h,
        silences,
        visits: visits(ground, asset, route, track),
        way: track.drawn(from, to, DRAWN_MAX),
    }
}

/// Miles that a search or presence takes while it is on task, up to now.
fn work_nm(request: &Request, asset: &Asset, stop: &crate::Stop, now: Time) -> f64 {
    let task = request.tasks.iter().find(|t| t.id == stop.kind.id());
    let moves =
        task.is_some_and(|t| matches!(t.kind, TaskKind::Search { .. } | TaskKind::Presence { .. }));
    if moves {
        hours_between(stop.begin, stop.end.min(now)) * asset.task_speed_kn
    } else {
        0.0
    }
}

fn searches(request: &Request, assets: &[AssetSailed]) -> Vec<SearchSailed> {
    let mut found = Vec::new();
    for task in &request.tasks {
        let TaskKind::Search { area, .. } = &task.kind else {
            continue;
        };
        let of_task = |visit: &&VisitSailed| visit.kind.id() == task.id;
        let by: Vec<(&str, &VisitSailed, &Swept)> = assets
            .iter()
            .flat_map(|a| a.visits.iter().filter(of_task).map(move |v| (a, v)))
            .filter_map(|(a, v)| Some((a.asset.as_str(), v, v.swept.as_ref()?)))
            .collect();
        if by.is_empty() {
            continue;
        }
        let missed = |of: fn(&Swept) -> f64| -> f64 {
            by.iter().map(|(.., swept)| 1.0 - of(swept)).product()
        };
        let pod = 1.0 - missed(|swept| swept.pod);
        let over = by.iter().filter_map(|(_, visit, _)| visit.left).max();
        found.push(SearchSailed {
            task: task.id.clone(),
            name: task.name.clone(),
            assets: by
                .iter()
                .filter(|(.., swept)| swept.track_nm > 0.0)
                .map(|(asset, ..)| (*asset).to_owned())
                .collect(),
            pod,
            pod_planned: 1.0 - missed(|swept| swept.pod_planned),
            empty: over.filter(|_| pod > 0.0).map(|time| EmptySearch {
                time,
                area: *area,
                pod,
            }),
        });
    }
    found
}

/// Hours from one moment to a later one; none if it is not later.
pub(crate) fn hours_between(from: Time, to: Time) -> f64 {
    (to.since_s(from) / 3_600.0).max(0.0)
}

pub(crate) fn ms_of(hours: f64) -> i64 {
    (hours * 3_600_000.0).round() as i64
}

/// What part of a span is over.
fn share(begin: Time, end: Time, now: Time) -> f64 {
    let whole = hours_between(begin, end);
    if whole > 0.0 {
        hours_between(begin, end.min(now)) / whole
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests;
