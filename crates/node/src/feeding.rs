//! The feeds of a running node: started, stopped, counted; the newest unreadable lines at hand.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::SyncSender,
    },
};

use serde::Serialize;
use vigie_sea::Time;
use vigie_store::ReceiverRow;

use crate::{
    feed::{self, Delivery, FeedOptions, FeedSpec, FeedState, Format, Place, Reach, Running},
    i18n::Catalogue,
    raw::RawKeeper,
};

/// Unreadable lines shown on the quarantine page; all of them are in the file.
const LINES_HELD: usize = 2_000;
/// Receivers counted for one feed.
const STATIONS_MAX: usize = 100_000;
/// Feeds of one node: each has a thread.
pub(crate) const FEEDS_MAX: usize = 64;

/// The word for a listening feed that had to drop or refuse clients.
const CROWDED: &str = "feed-clients-too-many";
/// The word for a feed whose thread ended by a fault of the program.
const READER_BROKE: &str = "feed-reader-broke";

/// A feed as the API shows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FeedStatus {
    pub(crate) id: u16,
    pub(crate) address: String,
    pub(crate) format: String,
    pub(crate) state: &'static str,
    pub(crate) lines: u64,
    pub(crate) messages: u64,
    pub(crate) positions: u64,
    pub(crate) faults: u64,
    pub(crate) last_message: Option<Time>,
    pub(crate) last_error: Option<String>,
    pub(crate) stations: usize,
}

/// One unreadable line.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct QuarantineLine {
    pub(crate) feed: u16,
    pub(crate) reason: &'static str,
    pub(crate) source: String,
    pub(crate) line: u64,
    pub(crate) received: Option<Time>,
    pub(crate) text: String,
}

#[derive(Debug)]
struct Feed {
    status: FeedStatus,
    live: bool,
    stations: BTreeSet<u32>,
    stop: Arc<AtomicBool>,
    running: Option<Running>,
}

#[derive(Debug, Default)]
struct Inner {
    feeds: BTreeMap<u16, Feed>,
    faults: BTreeMap<(u16, &'static str), u64>,
    lines: VecDeque<QuarantineLine>,
    receivers: BTreeMap<(u16, u32), String>,
}

/// All feeds of the node.
#[derive(Debug)]
pub(crate) struct Feeds {
    inner: Mutex<Inner>,
    sender: SyncSender<Delivery>,
    options: FeedOptions,
    folder: PathBuf,
    raw: Option<Arc<RawKeeper>>,
    /// What feeds may reach that officers ask for.
    reach: Reach,
    voice: Voice,
}

/// How a fault is said on the error stream.
#[derive(Debug)]
struct Voice {
    catalogue: Catalogue,
    prefix: String,
}

impl Voice {
    /// A feed that cannot be read, and why: for those who look at no page.
    fn failed(&self, number: u16, address: &str, error: feed::Error) {
        tracing::error!(feed = number, address, code = error.code(), %error, "feed failed");
        let sentence = crate::cli::Failure::from(error).sentence(&self.catalogue);
        self.say(address, sentence);
    }

    fn broke(&self, number: u16, address: &str) {
        tracing::error!(feed = number, address, "reader of a feed broke");
        self.say(address, self.catalogue.text(READER_BROKE, &[]));
    }

    fn say(&self, address: &str, sentence: String) {
        let words = [("name", address.into()), ("sentence", sentence.into())];
        let text = self.catalogue.text("serve-feed-failed", &words);
        let line = format!("{}{text}\n", self.prefix);
        // Nobody may read it; the node works all the same.
        drop(std::io::stderr().lock().write_all(line.as_bytes()));
    }
}

/// The word for a format in the API.
pub(crate) fn format_name(format: Format) -> String {
    match format {
        Format::Sniff => "auto".to_owned(),
        Format::Nmea => "nmea".to_owned(),
        Format::Csv(None) => "csv".to_owned(),
        Format::Csv(Some(preset)) => format!("csv:{}", preset.name()),
        Format::Naf => "naf".to_owned(),
        Format::Cot => "cot".to_owned(),
    }
}

impl Feeds {
    /// `folder`: where the quarantine files are kept, unless the options name one.
    pub(crate) fn new(sender: SyncSender<Delivery>, options: FeedOptions, folder: PathBuf) -> Self {
        Self {
            inner: Mutex::default(),
            sender,
            options,
            folder,
            raw: None,
            reach: Reach::default(),
            voice: Voice {
                catalogue: Catalogue::new("en"),
                prefix: String::new(),
            },
        }
    }

    /// With what feeds may reach that officers ask for.
    pub(crate) fn with_reach(mut self, reach: Reach) -> Self {
        self.reach = reach;
        self
    }

    /// With the language of the error stream, and the word before each of its lines.
    pub(crate) fn with_voice(mut self, language: &str, prefix: &str) -> Self {
        self.voice = Voice {
            catalogue: Catalogue::new(language),
            prefix: prefix.to_owned(),
        };
        self
    }

    /// With who keeps the bytes as they are received.
    pub(crate) fn with_raw(mut self, keeper: Arc<RawKeeper>) -> Self {
        self.raw = Some(keeper);
        self
    }

    /// How a feed is read, with the receivers that it has numbered so far.
    pub(crate) fn reading(&self, number: u16) -> FeedOptions {
        let mut options = self.options.clone();
        options.known_stations = self.receivers_of(number);
        options
    }

    /// With the receivers that the feeds numbered before the node was stopped.
    pub(crate) fn with_receivers(self, rows: &[ReceiverRow]) -> Self {
        let known = rows.iter().map(|r| ((r.feed, r.number), r.name.clone()));
        self.inner().receivers.extend(known);
        self
    }

    /// Knows ships by the call signs of these lists, for reports without an MMSI; feeds that run do so from now on.
    pub(crate) fn learn<'a>(&self, lists: impl Iterator<Item = &'a vigie_watch::VesselList>) {
        self.options.known_vessels.learn(lists);
    }

    /// The MMSI that lists tell for this call sign.
    pub(crate) fn mmsi_of(&self, call_sign: &str) -> Option<u32> {
        self.options.known_vessels.mmsi_of(call_sign)
    }

    /// The receivers of a feed, in the order of their numbers.
    fn receivers_of(&self, feed: u16) -> Vec<String> {
        let inner = self.inner();
        let of_feed = inner.receivers.range((feed, 0)..=(feed, u32::MAX));
        of_feed.map(|(_, name)| name.clone()).collect()
    }

    /// Each feed has a file of its own: its reader starts it anew or puts it aside when full.
    fn quarantine_of(&self, number: u16) -> PathBuf {
        let own = || self.folder.join(format!("quarantine-{number:03}.log"));
        self.options.quarantine.clone().unwrap_or_else(own)
    }

    /// Whether a file or folder is the node's own, in any realm, or has it in it: keys, accounts and registers are no
    /// feed, because every line that cannot be read of a feed is shown to everyone.
    pub(crate) fn is_own(&self, place: &Path) -> bool {
        let real =
            |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_absent| path.to_owned());
        let (own, asked) = (real(&self.folder), real(place));
        let realm = own
            .parent()
            .and_then(|data| asked.strip_prefix(data).ok())
            .and_then(|rest| rest.iter().next())
            .map(|name| name.to_string_lossy().into_owned());
        own.starts_with(&asked)
            || realm.is_some_and(|name| name == "live" || name.starts_with("exercise-"))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a feed under its number; one that runs already goes on.
    pub(crate) fn start(&self, spec: &FeedSpec, number: u16) -> Result<FeedStatus, feed::Error> {
        self.begin(spec, number, spec.place.is_live(), None)
    }

    /// Whether officers may ask for a feed from this place.
    pub(crate) fn admit(&self, place: &Place) -> Result<(), feed::Error> {
        self.reach.admit(place)
    }

    /// Starts a feed that an officer asked for, now or before the last start of the node.
    pub(crate) fn start_asked(
        &self,
        spec: &FeedSpec,
        number: u16,
    ) -> Result<FeedStatus, feed::Error> {
        let reach = Some(self.reach.clone());
        self.begin(spec, number, spec.place.is_live(), reach)
    }

    /// Starts a feed that begins anew with each start of the node, whatever its place.
    pub(crate) fn start_recorded(
        &self,
        spec: &FeedSpec,
        number: u16,
    ) -> Result<FeedStatus, feed::Error> {
        self.begin(spec, number, false, None)
    }

    fn begin(
        &self,
        spec: &FeedSpec,
        number: u16,
        live: bool,
        reach: Option<Reach>,
    ) -> Result<FeedStatus, feed::Error> {
        if let Some(known) = self.status(number)
            && matches!(known.state, "running" | "waiting")
        {
            return Ok(known);
        }
        let stop = Arc::new(AtomicBool::new(false));
        let sender = self.sender.clone();
        let mut options = self.options.clone();
        options.quarantine = Some(self.quarantine_of(number));
        options.known_stations = self.receivers_of(number);
        options.reach = reach;
        if let Some(raw) = &self.raw {
            options.raw = raw.tap(number, &spec.name, &format_name(spec.format));
        }
        let running = feed::start(spec, number, &options, sender, Arc::clone(&stop))?;
        let status = FeedStatus {
            id: number,
            address: spec.name.clone(),
            format: format_name(spec.format),
            state: "waiting",
            lines: 0,
            messages: 0,
            positions: 0,
            faults: 0,
            last_message: None,
            last_error: None,
            stations: 0,
        };
        let feed = Feed {
            status: status.clone(),
            live,
            stations: BTreeSet::new(),
            stop,
            running: Some(running),
        };
        self.inner().feeds.insert(number, feed);
        Ok(status)
    }

    /// Notes a feed that could not be started.
    pub(crate) fn failed(&self, spec: &FeedSpec, number: u16, error: feed::Error) {
        let status = FeedStatus {
            id: number,
            address: spec.name.clone(),
            format: format_name(spec.format),
            state: "failed",
            lines: 0,
            messages: 0,
            positions: 0,
            faults: 0,
            last_message: None,
            last_error: Some(error.to_string()),
            stations: 0,
        };
        let feed = Feed {
            status,
            live: spec.place.is_live(),
            stations: BTreeSet::new(),
            stop: Arc::default(),
            running: None,
        };
        self.inner().feeds.insert(number, feed);
        self.voice.failed(number, &spec.name, error);
    }

    /// Stops a feed and takes it off the list.
    pub(crate) fn stop(&self, number: u16) -> bool {
        let Some(feed) = self.inner().feeds.remove(&number) else {
            return false;
        };
        feed.stop.store(true, Ordering::Relaxed);
        true
    }

    /// Asks all feeds to stop.
    pub(crate) fn stop_all(&self) {
        for feed in self.inner().feeds.values() {
            feed.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Notes what a feed handed over; gives the feed if its state changed.
    pub(crate) fn note(&self, delivery: &Delivery, now: Time) -> Option<FeedStatus> {
        let mut inner = self.inner();
        for fault in &delivery.faults {
            *inner
                .faults
                .entry((delivery.feed, fault.reason))
                .or_default() += 1;
            if inner.lines.len() >= LINES_HELD {
                inner.lines.pop_back();
            }
            inner.lines.push_front(QuarantineLine {
                feed: delivery.feed,
                reason: fault.reason,
                source: fault.origin.to_string(),
                line: fault.line,
                received: fault.received,
                text: String::from_utf8_lossy(&fault.bytes).into_owned(),
            });
        }
        for (number, name) in &delivery.stations {
            inner
                .receivers
                .insert((delivery.feed, *number), name.clone());
        }
        let feed = inner.feeds.get_mut(&delivery.feed)?;
        let status = &mut feed.status;
        status.lines += delivery.tally.lines;
        status.messages += delivery.tally.messages;
        status.positions += delivery.tally.observations;
        status.faults += delivery.tally.faults_total();
        if !delivery.observations.is_empty() {
            status.last_message = Some(now);
        }
        for observation in &delivery.observations {
            if feed.stations.len() < STATIONS_MAX {
                feed.stations.insert(observation.receiver);
            }
        }
        status.stations = feed.stations.len();
        let state = delivery.state.as_ref()?;
        note_state(status, state);
        Some(status.clone())
    }

    /// Looks after feeds whose thread ended; gives those whose state changed. A fault is said once.
    pub(crate) fn look(&self) -> Vec<FeedStatus> {
        let mut changed = Vec::new();
        for feed in self.inner().feeds.values_mut() {
            let Some(running) = feed.running.take_if(|r| r.thread.is_finished()) else {
                continue;
            };
            let before = feed.status.state;
            match running.thread.join() {
                Ok(Ok(())) => feed.status.state = "ended",
                Ok(Err(error)) => {
                    feed.status.state = "failed";
                    feed.status.last_error = Some(error.to_string());
                    let (number, address) = (feed.status.id, &feed.status.address);
                    self.voice.failed(number, address, error);
                }
                Err(_panic) => {
                    feed.status.state = "failed";
                    feed.status.last_error = Some(READER_BROKE.to_owned());
                    self.voice.broke(feed.status.id, &feed.status.address);
                }
            }
            if feed.status.state != before {
                changed.push(feed.status.clone());
            }
        }
        changed
    }

    /// Whether there were only recorded feeds and all of them have come to their end.
    pub(crate) fn all_ended(&self) -> bool {
        let inner = self.inner();
        let over = |f: &Feed| !f.live && f.running.is_none();
        !inner.feeds.is_empty() && inner.feeds.values().all(over)
    }

    /// Whether a feed is a recording, which begins anew with each start of the node.
    pub(crate) fn is_recorded(&self, number: u16) -> bool {
        self.inner()
            .feeds
            .get(&number)
            .is_some_and(|feed| !feed.live)
    }

    pub(crate) fn status(&self, number: u16) -> Option<FeedStatus> {
        self.inner()
            .feeds
            .get(&number)
            .map(|feed| feed.status.clone())
    }

    pub(crate) fn statuses(&self) -> Vec<FeedStatus> {
        self.inner()
            .feeds
            .values()
            .map(|feed| feed.status.clone())
            .collect()
    }

    /// Name of a receiving station.
    pub(crate) fn station_name(&self, feed: u16, number: u32) -> Option<String> {
        self.inner().receivers.get(&(feed, number)).cloned()
    }

    /// Unreadable lines so far.
    pub(crate) fn faults_total(&self) -> u64 {
        self.inner()
            .feeds
            .values()
            .map(|feed| feed.status.faults)
            .sum()
    }

    /// Counts by feed and reason, and the newest lines, as far as they fit the filter.
    pub(crate) fn quarantine(
        &self,
        feed: Option<u16>,
        reason: Option<&str>,
        limit: usize,
    ) -> (Vec<(u16, &'static str, u64)>, Vec<QuarantineLine>) {
        let inner = self.inner();
        let fits = |f: u16, r: &str| {
            feed.is_none_or(|wanted| wanted == f) && reason.is_none_or(|wanted| wanted == r)
        };
        let counts = inner
            .faults
            .iter()
            .filter(|((f, r), _)| fits(*f, r))
            .map(|((f, r), count)| (*f, *r, *count));
        let lines = inner
            .lines
            .iter()
            .filter(|line| fits(line.feed, line.reason));
        (counts.collect(), lines.take(limit).cloned().collect())
    }

    /// Files of unreadable lines, full ones put aside before the ones being written.
    pub(crate) fn quarantine_files(&self) -> Vec<PathBuf> {
        if let Some(path) = &self.options.quarantine {
            return vec![path.clone()];
        }
        let entries = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        files.retain(|path| {
            let name = path
                .file_name()
                .and_then(|n| n.to_str())
                .unwrap_or_default();
            name.starts_with("quarantine-")
        });
        let is_full = |path: &PathBuf| path.extension().is_some_and(|e| e != "log");
        files.sort_by_key(|path| (!is_full(path), path.clone()));
        files
    }

    /// Deletes files that were put aside while all together are larger than allowed. One that is being written
    /// stays; its reader puts it aside when it is full.
    pub(crate) fn trim_quarantine(&self, bytes_max: u64) {
        let files = self.quarantine_files();
        let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |m| m.len());
        let mut total: u64 = files.iter().map(size).sum();
        for path in files
            .iter()
            .filter(|path| path.extension().is_some_and(|e| e != "log"))
        {
            if total <= bytes_max {
                break;
            }
            let bytes = size(path);
            match std::fs::remove_file(path) {
                Ok(()) => total = total.saturating_sub(bytes),
                Err(fault) => tracing::warn!(path = %path.display(), %fault, "cannot be deleted"),
            }
        }
    }
}

fn note_state(status: &mut FeedStatus, state: &FeedState) {
    match state {
        FeedState::Waiting(answer) => {
            status.state = "waiting";
            if !answer.is_empty() {
                status.last_error = Some(answer.clone());
            }
        }
        FeedState::Reading(_) => status.state = "running",
        FeedState::Crowded(_) => {
            status.state = "running";
            status.last_error = Some(CROWDED.to_owned());
        }
        FeedState::Ended => status.state = "ended",
        FeedState::Failed(code) => {
            status.state = "failed";
            status.last_error = Some((*code).to_owned());
        }
    }
}
