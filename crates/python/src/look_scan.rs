//! Looks of satellites and sightings weighed against an archive, spread over machines, with the events of `vigie archive scan
//! --detections`.
//!
//! Three steps. [`Looks`] hears all rows and gives for each look the tracks around it, and the vessels known at the end;
//! [`Weigher`] weighs one look, which any machine can do; [`Told`] hears all rows again and tells a watch that knows every ship
//! what all looks say, which is where dark vessels come from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use vigie_sea::{Position, Time};
use vigie_watch::detection::{
    LookOver, Lookout, Ping, Scene, SceneResult, TrackView, lit_vessels, match_scene, name_sighted,
    scene_events, unseen_events,
};
use vigie_watch::{Context, Event, EventKind, EventState, Fix, Gear, Lit, Rules};

use crate::column::bytes;
use crate::hearing::{Batch, BoundsRow, Hearing, IdentityRow, wrong};
use crate::look::{SceneFile, read_scenes, scene_json};
use crate::reference::{Files, load};
use crate::scan::{EventRow, event_row, lock};

/// Looks whose tracks are gathered together: some 200 bytes for each of them and each ship within its window.
const TOGETHER: usize = 128;
/// Milliseconds of a day: a watch forgets at the end of each.
const DAY_MS: i64 = 86_400_000;
/// What stands for a ping that there is not.
const NO_PING: i64 = i64::MIN;

/// Rows of tracks around looks: number of the look (u32), MMSI, track (u32), then of the ping before and of the one after time (i64
/// ms, the least number if there is none), latitude, longitude, speed, course (f64, NaN not known).
type ViewColumns<'py> = [Bound<'py, PyBytes>; 13];
/// Vessels known: MMSI, class of movement, length in metres; then numbers of looks with whom the names read there belong to.
type Known = (Vec<(u32, String, Option<f64>)>, Vec<(u32, String)>);
/// What a look says: events as JSON, vessels found lit (MMSI, ms), and the working as JSON.
type Said = (Vec<String>, Vec<(u32, i64)>, String);

fn scenes_of(detections: &[SceneFile]) -> PyResult<Vec<Scene>> {
    Ok(read_scenes(detections)?.0)
}

/// How many scenes the files of detections hold, and their refused rows: file, line and reason.
#[pyfunction]
pub(crate) fn scenes(detections: Vec<SceneFile>) -> PyResult<(usize, Vec<(String, u64, String)>)> {
    let (scenes, faults) = read_scenes(&detections)?;
    Ok((scenes.len(), faults))
}

/// A watch that joins positions to tracks and looks for nothing.
fn bare(
    files: &Files,
    bounds: BoundsRow,
    stations: &[(u32, String)],
    bases: &[(u32, u32)],
) -> PyResult<(Hearing, Rules)> {
    let (rules, context, receivers) = load(files)?;
    let mut quiet = rules.clone();
    quiet.watch.detectors.clear();
    quiet.watch.presence = false;
    let hearing = Hearing::new(quiet, context, &receivers, bounds, stations, bases);
    Ok((hearing, rules))
}

/// Gathers the tracks around each look while rows stream by.
#[pyclass(frozen)]
pub(crate) struct Looks(Mutex<Gathering>);

struct Gathering {
    hearing: Hearing,
    scenes: Vec<Scene>,
    window_h: f64,
    /// Looks by time, in heaps of [`TOGETHER`]; those ahead have not begun.
    ahead: std::collections::VecDeque<Vec<usize>>,
    open: Vec<Heap>,
    done: Vec<(u32, TrackView)>,
}

struct Heap {
    looks: Vec<usize>,
    lookout: Lookout,
    until: Time,
}

#[pymethods]
impl Looks {
    #[new]
    #[pyo3(signature = (detections, bounds, files, stations=Vec::new(), bases=Vec::new()))]
    fn new(
        detections: Vec<SceneFile>,
        bounds: BoundsRow,
        files: Files,
        stations: Vec<(u32, String)>,
        bases: Vec<(u32, u32)>,
    ) -> PyResult<Self> {
        let scenes = scenes_of(&detections)?;
        let (mut hearing, rules) = bare(&files, bounds, &stations, &bases)?;
        hearing.watch.keep_fixes();
        let mut order: Vec<usize> = (0..scenes.len()).collect();
        order.sort_by_key(|n| scenes.get(*n).map(|scene| scene.time));
        Ok(Self(Mutex::new(Gathering {
            hearing,
            window_h: rules.detection.window_h,
            ahead: order.chunks(TOGETHER).map(<[usize]>::to_vec).collect(),
            scenes,
            open: Vec::new(),
            done: Vec::new(),
        })))
    }

    /// Takes the next rows, as `Scan` does.
    fn push(
        &self,
        py: Python<'_>,
        time_ms: PyBuffer<i64>,
        mmsi: PyBuffer<u32>,
        receiver: PyBuffer<u32>,
        numbers: Vec<PyBuffer<i32>>,
        identities: Vec<IdentityRow>,
    ) -> PyResult<()> {
        let batch = Batch::read(py, &time_ms, &mmsi, &receiver, &numbers, identities)?;
        py.detach(|| {
            let mut inner = lock(&self.0);
            inner.hearing.hear(batch)?;
            inner.follow();
            Ok(())
        })
        .map_err(|fault: &str| wrong(fault))
    }

    /// The tracks around looks that are over since the call before.
    fn views<'py>(&self, py: Python<'py>) -> ViewColumns<'py> {
        let rows = std::mem::take(&mut lock(&self.0).done);
        let name = |view: &TrackView| {
            let (mmsi, track) = view.id.split_once('-').unwrap_or_default();
            (
                mmsi.parse().unwrap_or(0_u32),
                track.parse().unwrap_or(0_u32),
            )
        };
        let known = |v: Option<f64>| v.unwrap_or(f64::NAN).to_le_bytes();
        let ms = |p: &Option<Ping>| p.map_or(NO_PING, |p| p.time.ms()).to_le_bytes();
        let lat = |p: &Option<Ping>| known(p.map(|p| p.position.lat_deg()));
        let lon = |p: &Option<Ping>| known(p.map(|p| p.position.lon_deg()));
        let sog = |p: &Option<Ping>| known(p.and_then(|p| p.sog_kn));
        let cog = |p: &Option<Ping>| known(p.and_then(|p| p.cog_deg));
        [
            bytes(py, &rows, |(look, _)| look.to_le_bytes()),
            bytes(py, &rows, |(_, v)| name(v).0.to_le_bytes()),
            bytes(py, &rows, |(_, v)| name(v).1.to_le_bytes()),
            bytes(py, &rows, |(_, v)| ms(&v.before)),
            bytes(py, &rows, |(_, v)| lat(&v.before)),
            bytes(py, &rows, |(_, v)| lon(&v.before)),
            bytes(py, &rows, |(_, v)| sog(&v.before)),
            bytes(py, &rows, |(_, v)| cog(&v.before)),
            bytes(py, &rows, |(_, v)| ms(&v.after)),
            bytes(py, &rows, |(_, v)| lat(&v.after)),
            bytes(py, &rows, |(_, v)| lon(&v.after)),
            bytes(py, &rows, |(_, v)| sog(&v.after)),
            bytes(py, &rows, |(_, v)| cog(&v.after)),
        ]
    }

    /// The archive ended: the last tracks wait for [`Self::views`]; gives the vessels known.
    fn finish(&self, py: Python<'_>) -> Known {
        py.detach(|| {
            let mut inner = lock(&self.0);
            inner.hearing.finish();
            inner.follow();
            while !inner.open.is_empty() {
                inner.close(0);
            }
            inner.known()
        })
    }
}

impl Gathering {
    fn follow(&mut self) {
        for fix in self.hearing.watch.drain_fixes() {
            self.step(&fix);
        }
    }

    /// Heaps begin and end where their windows do: what is heard outside of them tells nothing of their looks.
    fn step(&mut self, fix: &Fix) {
        let window_ms = ms_of(self.window_h);
        while let Some(heap) = self.ahead.front() {
            let times = || {
                heap.iter()
                    .filter_map(|n| self.scenes.get(*n))
                    .map(|s| s.time)
            };
            let (Some(first), Some(last)) = (times().min(), times().max()) else {
                self.ahead.pop_front();
                continue;
            };
            if fix.time < first.plus_ms(-window_ms) {
                break;
            }
            let moments: Vec<Time> = times().collect();
            let looks = self.ahead.pop_front().unwrap_or_default();
            self.open.push(Heap {
                looks,
                lookout: Lookout::new(&moments, self.window_h),
                until: last.plus_ms(window_ms),
            });
        }
        while let Some(over) = self.open.iter().position(|heap| heap.until < fix.time) {
            self.close(over);
        }
        self.open.iter_mut().for_each(|heap| heap.lookout.fix(fix));
    }

    fn close(&mut self, heap: usize) {
        let heap = self.open.remove(heap);
        let views = heap.lookout.finish(|_, _| ("*".to_owned(), None));
        for (look, tracks) in heap.looks.into_iter().zip(views) {
            let look = u32::try_from(look).unwrap_or(u32::MAX);
            self.done
                .extend(tracks.into_iter().map(|view| (look, view)));
        }
    }

    fn known(&mut self) -> Known {
        let watch = &self.hearing.watch;
        let mut ships: BTreeMap<u32, (String, Option<f64>)> = BTreeMap::new();
        for vessel in watch.vessels() {
            let gear = vessel.gear().and_then(Gear::of).map(Gear::code);
            let length_m = vessel.identity.length_m.map(f64::from);
            ships.insert(vessel.mmsi, (gear.unwrap_or("*").to_owned(), length_m));
        }
        name_sighted(&mut self.scenes, watch.vessels());
        let mut names = Vec::new();
        for (number, scene) in (0_u32..).zip(&self.scenes) {
            let told = |d: &vigie_watch::detection::Detection| {
                d.witness
                    .as_ref()
                    .map(|w| w.known_as.clone())
                    .unwrap_or_default()
            };
            let of: Vec<Vec<u32>> = scene.detections.iter().map(told).collect();
            if of.iter().any(|known| !known.is_empty()) {
                names.push((number, serde_json::json!(of).to_string()));
            }
        }
        let is_known =
            |(_, (class, length)): &(u32, (String, Option<f64>))| class != "*" || length.is_some();
        let ships = ships.into_iter().filter(is_known);
        (
            ships
                .map(|(mmsi, (class, length))| (mmsi, class, length))
                .collect(),
            names,
        )
    }
}

#[allow(clippy::cast_possible_truncation, reason = "at most two days")]
fn ms_of(hours: f64) -> i64 {
    (hours.clamp(0.0, 48.0) * 3.6e6) as i64
}

/// Columns of a ping: time, latitude, longitude, speed, course.
type PingColumns = (
    PyBuffer<i64>,
    PyBuffer<f64>,
    PyBuffer<f64>,
    PyBuffer<f64>,
    PyBuffer<f64>,
);

/// Weighs looks, one at a time.
#[pyclass(frozen)]
pub(crate) struct Weigher {
    scenes: Vec<Scene>,
    rules: Rules,
    context: Context,
}

#[pymethods]
impl Weigher {
    #[new]
    fn new(detections: Vec<SceneFile>, files: Files) -> PyResult<Self> {
        let (rules, context, _receivers) = load(&files)?;
        Ok(Self {
            scenes: scenes_of(&detections)?,
            rules,
            context,
        })
    }

    /// Weighs a look against the tracks around it, which come by MMSI and track: as [`Looks::views`] gives them, with class of
    /// movement and length (NaN not known) of each. `names` is what [`Looks::finish`] said of the names read in this look.
    #[allow(clippy::too_many_arguments, reason = "one argument a column")]
    fn look(
        &self,
        py: Python<'_>,
        number: usize,
        mmsi: PyBuffer<u32>,
        track: PyBuffer<u32>,
        before: PingColumns,
        after: PingColumns,
        kind: Vec<String>,
        length_m: PyBuffer<f64>,
        names: Option<&str>,
    ) -> PyResult<Said> {
        let (mmsi, track) = (mmsi.to_vec(py)?, track.to_vec(py)?);
        let (before, after) = (pings(py, &before)?, pings(py, &after)?);
        let length_m = length_m.to_vec(py)?;
        let rows = mmsi.len();
        let lengths = [
            track.len(),
            before.len(),
            after.len(),
            kind.len(),
            length_m.len(),
        ];
        if lengths.iter().any(|n| *n != rows) {
            return Err(wrong("columns of unequal length"));
        }
        let names: Vec<Vec<u32>> = match names {
            Some(text) => serde_json::from_str(text).map_err(wrong)?,
            None => Vec::new(),
        };
        let scene = self.scenes.get(number);
        let mut scene = scene
            .ok_or_else(|| wrong(format!("no look {number}")))?
            .clone();
        let pings = before.into_iter().zip(after);
        let known = kind.into_iter().zip(length_m);
        let tracks: Vec<TrackView> = mmsi
            .iter()
            .zip(&track)
            .zip(pings)
            .zip(known)
            .map(
                |(((mmsi, track), (before, after)), (class, length_m))| TrackView {
                    id: format!("{mmsi}-{track}"),
                    class,
                    length_m: length_m.is_finite().then_some(length_m),
                    before,
                    after,
                },
            )
            .collect();
        py.detach(|| self.said(&mut scene, &tracks, names))
            .map_err(wrong)
    }
}

impl Weigher {
    fn said(
        &self,
        scene: &mut Scene,
        tracks: &[TrackView],
        names: Vec<Vec<u32>>,
    ) -> Result<Said, serde_json::Error> {
        for (detection, known_as) in scene.detections.iter_mut().zip(names) {
            if let Some(witness) = &mut detection.witness {
                witness.known_as = known_as;
            }
        }
        self.context.satellites.place(scene);
        let (config, version) = (&self.rules.detection, &self.rules.version);
        let result: SceneResult = match_scene(scene, tracks, &self.context.motion_model(), config);
        let mut events = scene_events(scene, &result, config, version);
        events.extend(unseen_events(scene, &result, tracks, config, version));
        let texts = events.iter().map(serde_json::to_string);
        let lit = lit_vessels(scene, &result, config).into_iter();
        Ok((
            texts.collect::<Result<_, _>>()?,
            lit.map(|l| (l.mmsi, l.time.ms())).collect(),
            scene_json(scene, &result),
        ))
    }
}

fn pings(py: Python<'_>, columns: &PingColumns) -> PyResult<Vec<Option<Ping>>> {
    let (ms, lat, lon) = (
        columns.0.to_vec(py)?,
        columns.1.to_vec(py)?,
        columns.2.to_vec(py)?,
    );
    let (sog, cog) = (columns.3.to_vec(py)?, columns.4.to_vec(py)?);
    if [lat.len(), lon.len(), sog.len(), cog.len()]
        .iter()
        .any(|n| *n != ms.len())
    {
        return Err(wrong("columns of unequal length"));
    }
    let places = lat.into_iter().zip(lon);
    let moves = sog.into_iter().zip(cog);
    let known = |v: f64| v.is_finite().then_some(v);
    ms.into_iter()
        .zip(places)
        .zip(moves)
        .map(|((ms, (lat, lon)), (sog, cog))| {
            if ms == NO_PING {
                return Ok(None);
            }
            Ok(Some(Ping {
                time: Time::from_ms(ms),
                position: Position::new(lat, lon).map_err(wrong)?,
                sog_kn: known(sog),
                cog_deg: known(cog),
            }))
        })
        .collect()
}

/// Tells what all looks say to a watch that has heard all rows.
#[pyclass(frozen)]
pub(crate) struct Told {
    hearing: Mutex<Hearing>,
    scenes: Vec<Scene>,
    forget_days: f64,
}

#[pymethods]
impl Told {
    #[new]
    #[pyo3(signature = (detections, bounds, files, stations=Vec::new(), bases=Vec::new()))]
    fn new(
        detections: Vec<SceneFile>,
        bounds: BoundsRow,
        files: Files,
        stations: Vec<(u32, String)>,
        bases: Vec<(u32, u32)>,
    ) -> PyResult<Self> {
        let scenes = scenes_of(&detections)?;
        let (hearing, rules) = bare(&files, bounds, &stations, &bases)?;
        Ok(Self {
            hearing: Mutex::new(hearing),
            scenes,
            forget_days: rules.watch.forget_days,
        })
    }

    /// Takes the next rows, as `Scan` does.
    fn push(
        &self,
        py: Python<'_>,
        time_ms: PyBuffer<i64>,
        mmsi: PyBuffer<u32>,
        receiver: PyBuffer<u32>,
        numbers: Vec<PyBuffer<i32>>,
        identities: Vec<IdentityRow>,
    ) -> PyResult<()> {
        let batch = Batch::read(py, &time_ms, &mmsi, &receiver, &numbers, identities)?;
        py.detach(|| {
            let mut hearing = lock(&self.hearing);
            hearing.hear(batch)?;
            drop(hearing.watch.drain());
            Ok(())
        })
        .map_err(|fault: &str| wrong(fault))
    }

    /// The archive ended. `known`: last states of events of detectors as JSON, of which the silences and the fishing told from a
    /// drift by night are used; `said`: number of each look with its events and lights. Gives the events that this made or changed.
    fn finish(
        &self,
        py: Python<'_>,
        known: Vec<String>,
        said: Vec<(usize, Vec<String>, Vec<(u32, i64)>)>,
    ) -> PyResult<Vec<EventRow>> {
        py.detach(|| self.tell(&known, said)).map_err(wrong)
    }
}

impl Told {
    fn tell(
        &self,
        known: &[String],
        mut said: Vec<(usize, Vec<String>, Vec<(u32, i64)>)>,
    ) -> Result<Vec<EventRow>, String> {
        let mut hearing = lock(&self.hearing);
        hearing.finish();
        let watch = &mut hearing.watch;
        drop(watch.drain());
        let newest = self.scenes.iter().map(|scene| scene.time).max();
        let Some(at) = watch.now().or(newest) else {
            return Ok(Vec::new());
        };
        for event in remembered(known, at, self.forget_days)? {
            watch.recall(event);
        }
        said.sort_by_key(|one| one.0);
        for (number, texts, lights) in said {
            let Some(scene) = self.scenes.get(number) else {
                continue;
            };
            let parsed = texts.iter().map(|text| serde_json::from_str::<Event>(text));
            let events: Vec<Event> = parsed
                .collect::<Result<_, _>>()
                .map_err(|f| f.to_string())?;
            let lit: Vec<Lit> = lights
                .into_iter()
                .map(|(mmsi, ms)| Lit {
                    mmsi,
                    time: Time::from_ms(ms),
                })
                .collect();
            watch.tell_scene(at, &scene.id, events);
            watch.tell_lights(at, &scene.id, &lit);
        }
        let over: Vec<LookOver> = self.scenes.iter().map(LookOver::from).collect();
        watch.tell_dark_vessels(at, &over, &BTreeSet::new());
        let changes = watch.drain().into_iter();
        let last: BTreeMap<String, Event> =
            changes.map(|c| (c.event.id.clone(), c.event)).collect();
        last.values().map(event_row).collect()
    }
}

/// The silences, and the fishing that is told from a drift by night, that one watch with all detectors would still
/// remember: what lights bear out, and where dark vessels may have come from.
fn remembered(known: &[String], now: Time, forget_days: f64) -> Result<Vec<Event>, String> {
    #[allow(clippy::cast_possible_truncation, reason = "days, checked to be few")]
    let forget_ms = (forget_days * DAY_MS as f64) as i64;
    // Forgotten is at the end of each day.
    let before = Time::from_ms(now.ms().div_euclid(DAY_MS) * DAY_MS - forget_ms);
    let is_worth =
        |text: &&String| text.contains("\"kind\":\"gap\"") || text.contains("\"slow-by-night\"");
    let parsed = known
        .iter()
        .filter(is_worth)
        .map(|text| serde_json::from_str(text));
    let events: Vec<Event> = parsed
        .collect::<Result<_, _>>()
        .map_err(|f| f.to_string())?;
    let last: BTreeMap<String, Event> = events.into_iter().map(|e| (e.id.clone(), e)).collect();
    let is_remembered = |event: &Event| {
        let ended = event.end.unwrap_or(event.start).time;
        let is_wanted = matches!(event.kind, EventKind::Gap | EventKind::Fishing);
        is_wanted && (event.state == EventState::Open || ended >= before)
    };
    Ok(last.into_values().filter(is_remembered).collect())
}
