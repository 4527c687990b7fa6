//! All detectors over an archive, spread over cores, with the same events as one watch gives.
//!
//! The unit of work is a group of detectors, not a share of vessels: what is learned of the feed (who else was heard,
//! receivers' clocks and reach) and who meets whom knows no border between vessels, so every group sees every row in
//! order of time and gives exactly the events it gives in one watch with all. Encounters across buckets are exact
//! because no bucket is judged alone. The results of a group are kept by one rename when it is done: after a kill only the
//! groups in the works begin again. Memory is that of a watch for each group at work, and one roll.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
};

use serde::Deserialize;
use vigie_sea::Time;
use vigie_watch::detection::Scene;
use vigie_watch::{Change, Context, Ends, EventKind, Observation, Rules, Watch};

use super::looks::weigh_looks;
use super::{Error, Journal, file_fault, in_order, positions, settle};
use crate::receiving::Receiving;

/// Detectors that know of each other stay together; the groups cost about the same.
const GROUPS: [&[EventKind]; 4] = [
    &[EventKind::Encounter],
    &[EventKind::Gap],
    &[
        EventKind::ImplausiblePosition,
        EventKind::SharedMmsi,
        EventKind::IdentityConflict,
    ],
    &[
        EventKind::Loitering,
        EventKind::Fishing,
        EventKind::PortVisit,
        EventKind::AnchorageVisit,
        EventKind::AreaVisit,
        EventKind::VmsMismatch,
        EventKind::ListMatch,
    ],
];
/// How many groups there are.
pub(crate) const GROUP_COUNT: usize = GROUPS.len();
/// Rows handed to a group at once.
const CHUNK: usize = 16_384;
/// Chunks that may wait for a group: a slow one holds the reader back.
const WAITING: usize = 4;

/// What to scan and how.
pub(crate) struct ScanPlan<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) rules: &'a Rules,
    /// Makes what detectors look up, once for each group.
    pub(crate) context: &'a (dyn Fn() -> Result<(Context, Receiving), Error> + Sync),
    /// What the answer depends on besides the rows: rules and reference files.
    pub(crate) digest: String,
    /// Groups at work at once.
    pub(crate) jobs: usize,
    pub(crate) stop: Arc<AtomicBool>,
    pub(crate) told: &'a (dyn Fn(u64) + Sync),
    /// Looks of satellites and sightings to be weighed against the archive.
    pub(crate) looks: &'a [Scene],
}

impl ScanPlan<'_> {
    /// A watch with these rules that knows the archive's receivers.
    pub(super) fn watch(&self, journal: &Journal, rules: Rules) -> Result<Watch, Error> {
        let (context, mut receiving) = (self.context)()?;
        let mut watch = Watch::new(rules, context);
        let set = &mut watch.context_mut().receivers;
        for (number, name) in &journal.stations {
            receiving.meet(*number, name, set);
        }
        for (number, mmsi) in &journal.bases {
            set.is_base_station(*number, *mmsi);
        }
        Ok(watch)
    }
}

/// What a scan did.
#[derive(Debug, Default)]
pub(crate) struct ScanReport {
    /// Groups found done by a scan before this one.
    pub(crate) groups_known: usize,
    /// Groups worked now.
    pub(crate) groups_done: usize,
    /// Rows read in one pass.
    pub(crate) rows: u64,
    /// Passes over the archive.
    pub(crate) passes: usize,
    /// Looks weighed, now or before.
    pub(crate) looks: usize,
    /// Events by kind.
    pub(crate) events: BTreeMap<String, u64>,
    /// The file of the last state of every event, by id.
    pub(crate) file: PathBuf,
}

/// Runs the scan, or finishes one that was cut off.
pub(crate) fn scan(plan: &ScanPlan<'_>) -> Result<ScanReport, Error> {
    let empty = || Error::Empty {
        path: plan.folder.to_owned(),
    };
    // A mistyped folder is told, not made.
    if !plan.folder.is_dir() {
        return Err(empty());
    }
    let journal = Journal::open(plan.folder)?;
    if let Some(source) = journal.unfinished() {
        return Err(Error::Unfinished {
            name: source.name.clone(),
        });
    }
    let end = journal
        .sources
        .iter()
        .filter_map(|s| s.end)
        .max()
        .unwrap_or(0);
    if end == 0 {
        return Err(empty());
    }
    settle(plan.folder, &journal)?;
    let folder = plan.folder.join(format!("scan-{end}-{}", plan.digest));
    fs::create_dir_all(&folder).map_err(file_fault(&folder))?;
    let wanted = |kinds: &[EventKind]| kinds.iter().any(|k| plan.rules.watch.detectors.contains(k));
    let groups = (0..GROUPS.len()).filter(|g| GROUPS.get(*g).is_some_and(|kinds| wanted(kinds)));
    let (known, todo): (Vec<usize>, Vec<usize>) = groups.partition(|g| part(&folder, *g).exists());
    let mut report = ScanReport {
        groups_known: known.len(),
        ..ScanReport::default()
    };
    for wave in todo.chunks(plan.jobs.max(1)) {
        report.rows = pass(plan, wave, &|group, chunks| {
            work(plan, &journal, &folder, group, chunks)
        })?;
        report.passes += 1;
        report.groups_done += wave.len();
    }
    if !plan.looks.is_empty() {
        report.looks = plan.looks.len();
        report.passes += weigh_looks(plan, &journal, &folder)?;
    }
    report.file = folder.join("events.jsonl");
    report.events = gather(&folder, &report.file)?;
    Ok(report)
}

pub(super) fn part(folder: &Path, group: usize) -> PathBuf {
    folder.join(format!("group-{group}.jsonl"))
}

/// Rows for the groups at work, and with the last of them the moment at which the archive ends.
#[derive(Clone)]
pub(super) struct Chunk {
    pub(super) rows: Arc<Vec<Observation>>,
    pub(super) end: Option<Time>,
}

/// What a group, or a batch of looks, does with the rows.
pub(super) type Work<'a> = dyn Fn(usize, &Receiver<Chunk>) -> Result<(), Error> + Sync + 'a;

/// One pass over the archive for some groups, or batches of looks, at once: each gets all rows.
pub(super) fn pass(plan: &ScanPlan<'_>, wave: &[usize], work: &Work<'_>) -> Result<u64, Error> {
    std::thread::scope(|scope| {
        let mut senders: Vec<SyncSender<Chunk>> = Vec::new();
        let mut workers = Vec::new();
        for group in wave {
            let (sender, receiver) = sync_channel::<Chunk>(WAITING);
            senders.push(sender);
            let group = *group;
            workers.push(scope.spawn(move || work(group, &receiver)));
        }
        let mut rows: Vec<Observation> = Vec::with_capacity(CHUNK);
        let mut ends = Ends::default();
        let mut count = 0_u64;
        let send = |rows: &mut Vec<Observation>, end: Option<Time>| {
            let rows = Arc::new(std::mem::replace(rows, Vec::with_capacity(CHUNK)));
            let chunk = Chunk { rows, end };
            // A group that failed has gone away; what it said is told below.
            senders.iter().all(|s| s.send(chunk.clone()).is_ok())
        };
        let read = in_order(&positions(plan.folder), |observation| {
            count += 1;
            rows.extend(ends.push(observation));
            if rows.len() < CHUNK {
                return true;
            }
            (plan.told)(rows.len() as u64);
            send(&mut rows, None) && !plan.stop.load(Ordering::Relaxed)
        });
        let end = ends.finish(&plan.rules.watch).map(|(bounds, rest)| {
            rows.extend(rest);
            Time::from_ms(bounds.end_ms)
        });
        let sent = read.is_ok() && !plan.stop.load(Ordering::Relaxed) && send(&mut rows, end);
        if !sent {
            // Nobody takes an end that is none for the end: only a whole pass is kept.
            plan.stop.store(true, Ordering::Relaxed);
        }
        drop(senders);
        let mut outcome = Ok(());
        for worker in workers {
            // A group that panicked has told its story on the error stream already.
            let done = worker.join().unwrap_or(Err(Error::Interrupted));
            outcome = match (outcome, done) {
                (Ok(()) | Err(Error::Interrupted), Err(fault)) => Err(fault),
                (outcome, _) => outcome,
            };
        }
        read?;
        outcome?;
        Ok(count)
    })
}

/// One group: a watch with its detectors only.
fn work(
    plan: &ScanPlan<'_>,
    journal: &Journal,
    folder: &Path,
    group: usize,
    chunks: &Receiver<Chunk>,
) -> Result<(), Error> {
    let mut rules = plan.rules.clone();
    let kinds = GROUPS.get(group).copied().unwrap_or_default();
    rules.watch.detectors.retain(|kind| kinds.contains(kind));
    rules.watch.presence = false;
    let mut watch = plan.watch(journal, rules)?;
    let partial = folder.join(format!("partial-{group}"));
    let file = fs::File::create(&partial).map_err(file_fault(&partial))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let mut write = |changes: Vec<Change>| {
        changes.into_iter().try_for_each(|change| {
            serde_json::to_writer(&mut out, &change).map_err(std::io::Error::from)?;
            out.write_all(b"\n")
        })
    };
    for chunk in chunks {
        for observation in chunk.rows.iter() {
            watch.push_in_order(observation.clone());
        }
        if let Some(end) = chunk.end {
            watch.finish_in_order(end);
        }
        write(watch.drain()).map_err(file_fault(&partial))?;
    }
    if plan.stop.load(Ordering::Relaxed) {
        return Err(Error::Interrupted);
    }
    let file = out
        .into_inner()
        .map_err(|fault| file_fault(&partial)(fault.into_error()))?;
    file.sync_all().map_err(file_fault(&partial))?;
    let whole = part(folder, group);
    fs::rename(&partial, &whole).map_err(file_fault(&whole))
}

/// Which event a line is of.
#[derive(Deserialize)]
struct Name {
    id: String,
    kind: EventKind,
}

/// The event in the line of a change, byte for byte as it was written.
fn event_text(line: &str) -> Option<&str> {
    let (_, event) = line.split_once("\"event\":")?;
    event.strip_suffix('}')
}

/// Where the last state of an event lies.
struct Place {
    group: usize,
    at: u64,
    bytes: usize,
}

/// The last state of every event of all groups, by id, in one file; gives how many of each kind. Memory holds the ids
/// and where each event lies, not the events.
fn gather(folder: &Path, target: &Path) -> Result<BTreeMap<String, u64>, Error> {
    let mut last: BTreeMap<String, Place> = BTreeMap::new();
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    let mut files: BTreeMap<usize, (PathBuf, fs::File)> = BTreeMap::new();
    // What looks say comes last: it may bear out what a detector told.
    for group in 0..=GROUPS.len() {
        let path = part(folder, group);
        if !path.exists() {
            continue;
        }
        let open = || fs::File::open(&path).map_err(file_fault(&path));
        let (mut reader, mut line, mut begins) = (
            BufReader::with_capacity(1 << 20, open()?),
            String::new(),
            0_u64,
        );
        while reader.read_line(&mut line).map_err(file_fault(&path))? > 0 {
            let damaged = || file_fault(&path)(std::io::ErrorKind::InvalidData.into());
            let text = event_text(line.trim_end_matches('\n')).ok_or_else(damaged)?;
            let name: Name = serde_json::from_str(text).map_err(|_json| damaged())?;
            // The event ends one brace and one newline before its line does.
            let place = Place {
                group,
                at: begins + (line.len() - 2 - text.len()) as u64,
                bytes: text.len(),
            };
            if last.insert(name.id, place).is_none() {
                *kinds.entry(name.kind.code().to_owned()).or_default() += 1;
            }
            begins += line.len() as u64;
            line.clear();
        }
        files.insert(group, (path.clone(), open()?));
    }
    let partial = folder.join("partial-events");
    let made = fs::File::create(&partial).map_err(file_fault(&partial))?;
    let mut out = BufWriter::with_capacity(1 << 20, made);
    let mut text = Vec::new();
    for place in last.values() {
        let Some((path, file)) = files.get_mut(&place.group) else {
            continue;
        };
        text.resize(place.bytes, 0);
        file.seek(SeekFrom::Start(place.at))
            .and_then(|_at| file.read_exact(&mut text))
            .map_err(file_fault(path))?;
        text.push(b'\n');
        out.write_all(&text).map_err(file_fault(&partial))?;
    }
    let whole = out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error);
    whole
        .and_then(|file| file.sync_all())
        .map_err(file_fault(&partial))?;
    fs::rename(&partial, target).map_err(file_fault(target))?;
    Ok(kinds)
}
