//! All detectors over an archive, spread over cores, with the same events as one watch gives.
//!
//! The unit of work is a group of detectors. What is learned of the feed (who else was heard, receivers' clocks and reach) and who
//! meets whom knows no border between vessels, so three groups see every row in order of time and give exactly the events they
//! give in one watch with all. Encounters across buckets are exact because no bucket is judged alone. What judges one vessel by
//! itself is the fourth: it takes the vessels in shares, some thousand rows of one share after those of another
//! ([`Shares`]), which a processor's cache holds. The groups are dealt to as many hands as there are jobs, for each hand splits
//! all rows into tracks anew. The results of a group are kept by one rename when it is done: after a kill only the groups in the
//! works begin again. Memory is that of the watches, of rows that wait, and one roll.

use std::{
    cmp::Reverse,
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
use vigie_watch::{Context, Ends, Event, EventKind, EventState, Observation, Rules, Shares, Watch};

use super::looks::weigh_looks;
use super::{Error, Journal, file_fault, in_order, positions, settle};
use crate::receiving::Receiving;

/// Detectors that know of each other.
struct Group {
    kinds: &'static [EventKind],
    /// What it costs beside the others, about.
    cost: u32,
}

const GROUPS: [Group; 4] = [
    Group {
        kinds: &[EventKind::Encounter],
        cost: 3,
    },
    Group {
        kinds: &[EventKind::Gap, EventKind::VmsMismatch],
        cost: 3,
    },
    Group {
        kinds: &[
            EventKind::ImplausiblePosition,
            EventKind::SharedMmsi,
            EventKind::IdentityConflict,
        ],
        cost: 3,
    },
    Group {
        kinds: Shares::KINDS,
        cost: 7,
    },
];
/// The group that takes vessels in shares; of false positions it finds those of a track by itself.
const BY_SHARES: usize = 3;
/// How many groups there are.
pub(crate) const GROUP_COUNT: usize = GROUPS.len();
/// Rows handed to a watch at once.
const CHUNK: usize = 16_384;
/// Chunks that may wait for a watch: a slow one holds the reader back.
const WAITING: usize = 4;

/// As many watches as are worth having at work at once here.
pub(crate) fn cores() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    cores.min(GROUPS.len())
}

/// What to scan and how.
pub(crate) struct ScanPlan<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) rules: &'a Rules,
    /// What detectors look up; each watch has a copy of its own.
    pub(crate) context: &'a Context,
    pub(crate) receiving: &'a Receiving,
    /// What the answer depends on besides the rows: rules and reference files.
    pub(crate) digest: String,
    /// Watches at work at once.
    pub(crate) jobs: usize,
    pub(crate) stop: Arc<AtomicBool>,
    pub(crate) told: &'a (dyn Fn(u64) + Sync),
    /// Looks of satellites and sightings to be weighed against the archive.
    pub(crate) looks: &'a [Scene],
}

impl ScanPlan<'_> {
    /// A watch with these rules that knows the archive's receivers.
    pub(super) fn watch(&self, journal: &Journal, rules: Rules) -> Watch {
        Watch::new(rules, self.context(journal))
    }

    /// What detectors look up, with the archive's receivers.
    fn context(&self, journal: &Journal) -> Context {
        let (mut receiving, mut context) = (self.receiving.clone(), self.context.clone());
        let set = &mut context.receivers;
        for (number, name) in &journal.stations {
            receiving.meet(*number, name, set);
        }
        for (number, mmsi) in &journal.bases {
            set.is_base_station(*number, *mmsi);
        }
        context
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
    /// Events that stand, by kind.
    pub(crate) events: BTreeMap<String, u64>,
    /// Events that were withdrawn; they are in the file too.
    pub(crate) withdrawn: u64,
    /// The file of the last state of every event, by id.
    pub(crate) file: PathBuf,
}

/// Runs the scan, or finishes one that was cut off.
pub(crate) fn scan(plan: &ScanPlan<'_>) -> Result<ScanReport, Error> {
    let empty = || Error::Empty {
        path: plan.folder.to_owned(),
    };
    let journal = Journal::known(plan.folder)?;
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
    let groups = (0..GROUPS.len()).filter(|g| GROUPS.get(*g).is_some_and(|g| wanted(g.kinds)));
    let (known, todo): (Vec<usize>, Vec<usize>) = groups.partition(|g| part(&folder, *g).exists());
    let mut report = ScanReport {
        groups_known: known.len(),
        ..ScanReport::default()
    };
    let hands = hands(&todo, plan.jobs);
    if !hands.is_empty() {
        let all: Vec<usize> = (0..hands.len()).collect();
        report.rows = pass(plan, &all, &|hand, chunks| {
            let groups = hands.get(hand).map_or(&[][..], Vec::as_slice);
            work(plan, &journal, &folder, groups, chunks)
        })?;
        report.passes += 1;
        report.groups_done = todo.len();
    }
    if !plan.looks.is_empty() {
        report.looks = plan.looks.len();
        report.passes += weigh_looks(plan, &journal, &folder)?;
    }
    report.file = folder.join("events.jsonl");
    (report.events, report.withdrawn) = gather(&folder, &report.file)?;
    Ok(report)
}

/// The last states of a group's events, one a line; where one event stands twice, the later line counts.
pub(super) fn part(folder: &Path, group: usize) -> PathBuf {
    // Not the name of versions that grouped detectors in another way.
    folder.join(format!("part-{group}-events.jsonl"))
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

/// Deals groups to at most `jobs` hands, the dearest first, each to the one with the least to do.
fn hands(groups: &[usize], jobs: usize) -> Vec<Vec<usize>> {
    let cost = |group: &usize| GROUPS.get(*group).map_or(0, |g| g.cost);
    let mut dearest = groups.to_vec();
    dearest.sort_by_key(|group| Reverse(cost(group)));
    let mut hands = vec![Vec::new(); jobs.max(1).min(groups.len())];
    for group in dearest {
        let load = |hand: &&mut Vec<usize>| hand.iter().map(cost).sum::<u32>();
        if let Some(hand) = hands.iter_mut().min_by_key(load) {
            hand.push(group);
        }
    }
    hands
}

/// How the events of one group were at last, under a name of its own until it is whole.
struct Partial {
    group: usize,
    kinds: &'static [EventKind],
    path: PathBuf,
    whole: PathBuf,
    out: BufWriter<fs::File>,
}

impl Partial {
    fn create(folder: &Path, group: usize) -> Result<Self, Error> {
        let path = folder.join(format!("partial-{group}"));
        let file = fs::File::create(&path).map_err(file_fault(&path))?;
        Ok(Self {
            group,
            kinds: GROUPS.get(group).map_or(&[], |g| g.kinds),
            whole: part(folder, group),
            out: BufWriter::with_capacity(1 << 20, file),
            path,
        })
    }

    fn write(&mut self, event: &Event) -> Result<(), Error> {
        serde_json::to_writer(&mut self.out, event)
            .map_err(std::io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"))
            .map_err(file_fault(&self.path))
    }

    fn keep(self) -> Result<(), Error> {
        let written = self.out.into_inner();
        let file = written.map_err(|fault| file_fault(&self.path)(fault.into_error()))?;
        file.sync_all().map_err(file_fault(&self.path))?;
        fs::rename(&self.path, &self.whole).map_err(file_fault(&self.whole))
    }
}

/// Some groups at work, and where their events go.
struct Hand {
    /// Groups that see all vessels together, if there are any.
    watch: Option<Watch>,
    parts: Vec<Partial>,
    /// The group that takes vessels in shares, if it is among them.
    shares: Option<(Shares, Partial)>,
}

impl Hand {
    fn new(plan: &ScanPlan<'_>, journal: &Journal, parts: Vec<Partial>) -> Self {
        let (mut by_shares, parts): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.group == BY_SHARES);
        let context = || plan.context(journal);
        let shares = by_shares.pop().map(|part| {
            let shares = Shares::new(plan.rules.clone(), context());
            (shares, part)
        });
        let watch = (!parts.is_empty()).then(|| {
            let mut rules = plan.rules.clone();
            let is_wanted = |kind: &EventKind| parts.iter().any(|part| part.kinds.contains(kind));
            rules.watch.detectors.retain(is_wanted);
            rules.watch.presence = false;
            let mut watch = Watch::beside_shares(rules, context());
            watch.keep_last_states();
            watch
        });
        Self {
            watch,
            parts,
            shares,
        }
    }

    fn take(&mut self, chunk: &Chunk) -> Result<(), Error> {
        if let Some(watch) = &mut self.watch {
            watch.push_all_in_order(&chunk.rows);
            if let Some(end) = chunk.end {
                watch.finish_in_order(end);
            }
            let forgotten = watch.drain_forgotten();
            write_all(&mut self.parts, forgotten.iter())?;
        }
        if let Some((shares, part)) = &mut self.shares {
            shares.push_all_in_order(&chunk.rows);
            if let Some(end) = chunk.end {
                shares.finish_in_order(end);
            }
            let forgotten = shares.drain_forgotten();
            forgotten.iter().try_for_each(|event| part.write(event))?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Error> {
        if let Some(watch) = &self.watch {
            write_all(&mut self.parts, watch.book().iter())?;
        }
        self.parts.into_iter().try_for_each(Partial::keep)?;
        let Some((shares, mut part)) = self.shares else {
            return Ok(());
        };
        shares.events().try_for_each(|event| part.write(event))?;
        part.keep()
    }
}

/// Each event into the part of its kind.
fn write_all<'a>(
    parts: &mut [Partial],
    mut events: impl Iterator<Item = &'a Event>,
) -> Result<(), Error> {
    events.try_for_each(|event| {
        let its = parts
            .iter_mut()
            .find(|part| part.kinds.contains(&event.kind));
        its.map_or(Ok(()), |part| part.write(event))
    })
}

/// Some groups, over all rows.
fn work(
    plan: &ScanPlan<'_>,
    journal: &Journal,
    folder: &Path,
    groups: &[usize],
    chunks: &Receiver<Chunk>,
) -> Result<(), Error> {
    let created = groups.iter().map(|group| Partial::create(folder, *group));
    let mut hand = Hand::new(plan, journal, created.collect::<Result<Vec<_>, Error>>()?);
    for chunk in chunks {
        hand.take(&chunk)?;
    }
    if plan.stop.load(Ordering::Relaxed) {
        return Err(Error::Interrupted);
    }
    hand.finish()
}

/// Which event a line is of and how it stands, by the three fields that every event begins with: the rest need not be parsed.
fn name(line: &str) -> Option<(String, EventKind, EventState)> {
    let (id, rest) = first(line.strip_prefix("{\"id\":")?)?;
    let (kind, rest) = first(rest.strip_prefix(",\"kind\":")?)?;
    let (state, _) = first(rest.strip_prefix(",\"state\":")?)?;
    Some((id, kind, state))
}

/// The value that a text begins with, and what follows it.
fn first<T: for<'de> Deserialize<'de>>(text: &str) -> Option<(T, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, text.get(values.byte_offset()..)?))
}

/// Where the last state of an event lies.
struct Place {
    group: usize,
    at: u64,
    bytes: usize,
    kind: EventKind,
    state: EventState,
}

/// The last state of every event of all groups, by id, in one file; gives how many of each kind stand, and how many were
/// withdrawn. Memory holds the ids and where each event lies, not the events.
fn gather(folder: &Path, target: &Path) -> Result<(BTreeMap<String, u64>, u64), Error> {
    let mut last: BTreeMap<String, Place> = BTreeMap::new();
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
            let (id, kind, state) = name(&line).ok_or_else(damaged)?;
            let place = Place {
                group,
                at: begins,
                bytes: line.len(),
                kind,
                state,
            };
            last.insert(id, place);
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
        out.write_all(&text).map_err(file_fault(&partial))?;
    }
    let whole = out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error);
    whole
        .and_then(|file| file.sync_all())
        .map_err(file_fault(&partial))?;
    fs::rename(&partial, target).map_err(file_fault(target))?;
    Ok(counted(last.values()))
}

/// How many events of each kind stand, and how many were withdrawn.
fn counted<'a>(events: impl Iterator<Item = &'a Place>) -> (BTreeMap<String, u64>, u64) {
    let (mut standing, mut withdrawn) = (BTreeMap::new(), 0);
    for event in events {
        if event.state == EventState::Retracted {
            withdrawn += 1;
        } else {
            *standing.entry(event.kind.code().to_owned()).or_default() += 1;
        }
    }
    (standing, withdrawn)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn withdrawn_events_are_counted_beside_those_that_stand() {
        let folder = tempfile::tempdir().unwrap();
        let line = |id: &str, state: &str| {
            format!("{{\"id\":\"{id}\",\"kind\":\"loitering\",\"state\":\"{state}\"}}\n")
        };
        let told = [
            line("a", "open"),
            line("b", "closed"),
            line("a", "retracted"),
        ];
        fs::write(part(folder.path(), 0), told.concat()).unwrap();
        let target = folder.path().join("events.jsonl");
        let (standing, withdrawn) = gather(folder.path(), &target).unwrap();
        assert_eq!((standing.get("loitering"), withdrawn), (Some(&1), 1));
        // Both are in the file.
        let text = fs::read_to_string(&target).unwrap();
        assert_eq!(text, line("a", "retracted") + &line("b", "closed"));
    }
}
