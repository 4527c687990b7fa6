//! Looks of satellites and sightings weighed against an archive, with the same events as one watch gives.
//!
//! The unit of work is a batch of looks near each other in time: a watch without detectors splits the rows into tracks as any
//! watch does and keeps for each look the positions around it, so that memory is bounded by the batch, not by the number of
//! looks. Batches go through the archive at once, as many as there are jobs, and the looks of a batch are weighed on as
//! many threads. What a batch says is kept by one rename; after a kill only the batches in the works begin again. When all are
//! done one more pass tells it to a watch that knows every ship and the events that looks bear out or explain.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::Receiver,
    },
};

use serde::{Deserialize, Serialize};
use vigie_sea::Time;
use vigie_watch::detection::{
    LookOver, Lookout, MotionModel, Scene, TrackView, lit_vessels, match_scene, name_sighted,
    scene_events, unseen_events,
};
use vigie_watch::{Event, EventKind, EventState, Lit, Rules, Watch};

use super::scan::{Chunk, GROUP_COUNT, ScanPlan, part, pass};
use super::{Error, Journal, file_fault};
use crate::scene::known_vessels;

/// Looks of a batch: some 200 bytes for each of them and each ship within its window.
const TOGETHER: usize = 128;
/// Milliseconds of a day: a watch forgets at the end of each.
const DAY_MS: i64 = 86_400_000;

/// What one look says.
#[derive(Serialize, Deserialize)]
struct Said {
    /// Number of the scene, as given.
    scene: usize,
    events: Vec<Event>,
    /// Ships that it found lit: MMSI and moment.
    lit: Vec<(u32, Time)>,
}

/// Weighs all looks of the plan, and keeps what they say as the part after those of the detectors. Gives how many passes
/// over the archive that took.
pub(super) fn weigh_looks(
    plan: &ScanPlan<'_>,
    journal: &Journal,
    folder: &Path,
) -> Result<usize, Error> {
    let whole = part(folder, GROUP_COUNT);
    if whole.exists() {
        return Ok(0);
    }
    let mut order: Vec<usize> = (0..plan.looks.len()).collect();
    order.sort_by_key(|n| plan.looks.get(*n).map(|scene| scene.time));
    let batches: Vec<&[usize]> = order.chunks(TOGETHER).collect();
    let todo: Vec<usize> = (0..batches.len())
        .filter(|batch| !kept(folder, *batch).exists())
        .collect();
    let mut passes = 0;
    for wave in todo.chunks(plan.jobs.max(1)) {
        let threads = (plan.jobs / wave.len()).max(1);
        pass(plan, wave, &|batch, chunks| {
            let looks = batches.get(batch).copied().unwrap_or_default();
            let said = weigh(plan, journal, looks, threads, chunks)?;
            keep(&kept(folder, batch), &said)
        })?;
        passes += 1;
    }
    pass(plan, &[0], &|_only, chunks| {
        let events = tell(plan, journal, folder, batches.len(), chunks)?;
        keep(&whole, &events)
    })?;
    Ok(passes + 1)
}

fn kept(folder: &Path, batch: usize) -> PathBuf {
    folder.join(format!("looks-{batch}.jsonl"))
}

/// Lines of JSON under their name when they are whole and on the disk.
fn keep<T: Serialize>(path: &Path, lines: &[T]) -> Result<(), Error> {
    let partial = path.with_extension("partial");
    let file = fs::File::create(&partial).map_err(file_fault(&partial))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let written = lines.iter().try_for_each(|line| {
        serde_json::to_writer(&mut out, line).map_err(std::io::Error::from)?;
        out.write_all(b"\n")
    });
    written.map_err(file_fault(&partial))?;
    let file = out
        .into_inner()
        .map_err(|fault| file_fault(&partial)(fault.into_error()))?;
    file.sync_all().map_err(file_fault(&partial))?;
    fs::rename(&partial, path).map_err(file_fault(path))
}

/// A watch that joins positions to tracks and looks for nothing.
fn bare(plan: &ScanPlan<'_>, journal: &Journal) -> Watch {
    let mut rules = plan.rules.clone();
    rules.watch.detectors.clear();
    rules.watch.presence = false;
    plan.watch(journal, rules)
}

/// All rows, each chunk followed by `each`; an error if the pass was stopped.
fn follow(
    plan: &ScanPlan<'_>,
    watch: &mut Watch,
    chunks: &Receiver<Chunk>,
    mut each: impl FnMut(&mut Watch),
) -> Result<(), Error> {
    for chunk in chunks {
        watch.push_all_in_order(&chunk.rows);
        if let Some(end) = chunk.end {
            watch.finish_in_order(end);
        }
        each(watch);
    }
    if plan.stop.load(Ordering::Relaxed) {
        return Err(Error::Interrupted);
    }
    Ok(())
}

/// One batch of looks.
fn weigh(
    plan: &ScanPlan<'_>,
    journal: &Journal,
    looks: &[usize],
    threads: usize,
    chunks: &Receiver<Chunk>,
) -> Result<Vec<Said>, Error> {
    let mut watch = bare(plan, journal);
    watch.keep_fixes();
    let mut scenes: Vec<Scene> = looks
        .iter()
        .filter_map(|n| plan.looks.get(*n).cloned())
        .collect();
    let moments: Vec<Time> = scenes.iter().map(|scene| scene.time).collect();
    let mut lookout = Lookout::new(&moments, plan.rules.detection.window_h);
    follow(plan, &mut watch, chunks, |watch| {
        watch.drain_fixes().iter().for_each(|fix| lookout.fix(fix));
    })?;
    let known = known_vessels(&watch);
    let views = lookout.finish(|mmsi, _track| {
        let found = known.get(&mmsi).cloned();
        found.unwrap_or_else(|| ("*".to_owned(), None))
    });
    name_sighted(&mut scenes, watch.vessels());
    for scene in &mut scenes {
        watch.context().satellites.place(scene);
    }
    let model = watch.context().motion_model();
    let work: Vec<Work<'_>> = looks
        .iter()
        .zip(&scenes)
        .zip(&views)
        .map(|((number, scene), tracks)| Work {
            number: *number,
            scene,
            tracks,
        })
        .collect();
    Ok(on_threads(&work, plan.rules, &model, threads))
}

/// One look with the tracks around it.
struct Work<'a> {
    number: usize,
    scene: &'a Scene,
    tracks: &'a [TrackView],
}

impl Work<'_> {
    fn said(&self, rules: &Rules, model: &MotionModel) -> Said {
        let (scene, config, version) = (self.scene, &rules.detection, &rules.version);
        let result = match_scene(scene, self.tracks, model, config);
        let mut events = scene_events(scene, &result, config, version);
        events.extend(unseen_events(scene, &result, self.tracks, config, version));
        let lit = lit_vessels(scene, &result, config);
        Said {
            scene: self.number,
            events,
            lit: lit
                .into_iter()
                .map(|light| (light.mmsi, light.time))
                .collect(),
        }
    }
}

/// Looks take unlike times, so each thread takes the next that nobody has.
fn on_threads(work: &[Work<'_>], rules: &Rules, model: &MotionModel, threads: usize) -> Vec<Said> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Said>> = Mutex::new(Vec::with_capacity(work.len()));
    std::thread::scope(|scope| {
        for _thread in 0..threads.clamp(1, work.len().max(1)) {
            scope.spawn(|| {
                while let Some(one) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let said = one.said(rules, model);
                    done.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(said);
                }
            });
        }
    });
    let mut all = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.sort_by_key(|said| said.scene);
    all
}

/// Tells what all looks say to a watch that has heard all, and gives what changed.
fn tell(
    plan: &ScanPlan<'_>,
    journal: &Journal,
    folder: &Path,
    batches: usize,
    chunks: &Receiver<Chunk>,
) -> Result<Vec<Event>, Error> {
    let mut watch = bare(plan, journal);
    follow(plan, &mut watch, chunks, |watch| drop(watch.drain()))?;
    let newest = plan.looks.iter().map(|scene| scene.time).max();
    let Some(at) = watch.now().or(newest) else {
        return Ok(Vec::new());
    };
    for event in remembered(folder, at, plan.rules)? {
        watch.recall(event);
    }
    let mut said: Vec<Said> = Vec::new();
    for batch in 0..batches {
        said.extend(lines::<Said>(&kept(folder, batch))?);
    }
    said.sort_by_key(|one| one.scene);
    for one in said {
        let Some(scene) = plan.looks.get(one.scene) else {
            continue;
        };
        let lit: Vec<Lit> = one
            .lit
            .iter()
            .map(|(mmsi, time)| Lit {
                mmsi: *mmsi,
                time: *time,
            })
            .collect();
        watch.tell_scene(at, &scene.id, one.events);
        watch.tell_lights(at, &scene.id, &lit);
    }
    let over: Vec<LookOver> = plan.looks.iter().map(LookOver::from).collect();
    watch.tell_dark_vessels(at, &over, &BTreeSet::new());
    Ok(watch.drain().into_iter().map(|c| c.event).collect())
}

/// The silences, and the fishing that is told from a drift by night, that one watch with all detectors would still
/// remember: what lights bear out, and where dark vessels may have come from.
fn remembered(folder: &Path, now: Time, rules: &Rules) -> Result<Vec<Event>, Error> {
    #[allow(clippy::cast_possible_truncation, reason = "days, checked to be few")]
    let forget_ms = (rules.watch.forget_days * DAY_MS as f64) as i64;
    // Forgotten is at the end of each day.
    let before = Time::from_ms(now.ms().div_euclid(DAY_MS) * DAY_MS - forget_ms);
    let mut last: BTreeMap<String, Event> = BTreeMap::new();
    for group in 0..GROUP_COUNT {
        let path = part(folder, group);
        if !path.exists() {
            continue;
        }
        let file = fs::File::open(&path).map_err(file_fault(&path))?;
        for line in BufReader::with_capacity(1 << 20, file).lines() {
            let line = line.map_err(file_fault(&path))?;
            if !line.contains("\"kind\":\"gap\"") && !line.contains("\"slow-by-night\"") {
                continue;
            }
            let damaged = || file_fault(&path)(std::io::ErrorKind::InvalidData.into());
            let event: Event = serde_json::from_str(&line).map_err(|_json| damaged())?;
            last.insert(event.id.clone(), event);
        }
    }
    let is_remembered = |event: &Event| {
        let ended = event.end.unwrap_or(event.start).time;
        let is_wanted = matches!(event.kind, EventKind::Gap | EventKind::Fishing);
        is_wanted && (event.state == EventState::Open || ended >= before)
    };
    Ok(last.into_values().filter(is_remembered).collect())
}

fn lines<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>, Error> {
    let damaged = || file_fault(path)(std::io::ErrorKind::InvalidData.into());
    let file = fs::File::open(path).map_err(file_fault(path))?;
    let mut all = Vec::new();
    for line in BufReader::with_capacity(1 << 20, file).lines() {
        let line = line.map_err(file_fault(path))?;
        all.push(serde_json::from_str(&line).map_err(|_json| damaged())?);
    }
    Ok(all)
}
