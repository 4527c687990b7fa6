//! What sensors besides AIS say enters this node by the doors of real life: VMS through a feed of the North Atlantic Format,
//! scenes and sightings (of crews, of citizens) as files of detections, alerts as documents. The words of what people tell
//! (sightings, citizens, nationals) are kept beside, for people to read and to import.
//!
//! Each report has a running number, the same whenever the world is told again; the number of the last one taken is kept,
//! so that after a restart nothing comes twice. Only VMS is told again from somewhat before: what was on its way to the watch
//! when the node stopped is lost, and the watch passes over what it has. A report waits until the watch has come to the moment
//! at which it arrives.

use std::{
    collections::{BTreeMap, VecDeque},
    io::Write as _,
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::json;
use vigie_exercise::SensorReport;
use vigie_sea::Time;
use vigie_store::Ledger;

use super::listen_to_as;
use crate::{
    feed::Format,
    http::{App, keep_hazards},
    scene,
};

/// Where the number of the last report taken is kept.
const TAKEN: &str = "exercise-reports";
/// Kind of the documents that hold what people told: each version is one report.
const TOLD: &str = "exercise-told";
/// Who takes in what sensors say.
const USER: &str = "exercise";
/// Reports taken at one look.
const AT_ONCE: usize = 500;
/// VMS reports held while nobody reads the feed, bytes: some 3,000.
const HELD_BYTES_MAX: usize = 1 << 20;
/// Reports before the last one taken among which VMS is told again after a start: more than may be on their way.
const TOLD_AGAIN: u64 = 10_000;
/// How often a report is tried: the disk or the store may be busy.
const TRIES: u32 = 5;
/// Wait for a slow reader.
const WRITE_WITHIN: Duration = Duration::from_secs(5);

/// What a sensor said to this partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sensed {
    /// Running number for this partner, from 1.
    pub(crate) number: u64,
    /// When it arrives.
    pub(crate) at: Time,
    /// `vms`, `sar`, `rf`, `viirs`, `alert`, `sighting`, `citizen`, `person`.
    pub(crate) kind: String,
    /// Name of the sensor.
    pub(crate) sensor: String,
    /// First line of its table, without end; empty if there is none.
    pub(crate) header: String,
    /// Lines, or a document.
    pub(crate) body: String,
}

impl Sensed {
    pub(crate) fn of(number: u64, report: SensorReport) -> Self {
        Self {
            number,
            at: report.at,
            kind: report.kind.to_owned(),
            sensor: report.sensor,
            header: report.header.unwrap_or_default().to_owned(),
            body: report.body,
        }
    }
}

/// A table of what people told through one sensor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ToldTable {
    pub(crate) kind: String,
    pub(crate) rows: usize,
    pub(crate) newest: Option<Time>,
    pub(crate) text: String,
}

/// What people told, by the name of the table: of all tables, or of one.
pub(crate) fn told(
    ledger: &Ledger,
    name: Option<&str>,
) -> Result<BTreeMap<String, ToldTable>, vigie_store::Error> {
    let mut tables: BTreeMap<String, ToldTable> = BTreeMap::new();
    for row in ledger.document_versions(TOLD, name)? {
        let Ok(one) = serde_json::from_str::<Sensed>(&row.body) else {
            continue;
        };
        let table = tables.entry(row.id).or_default();
        if table.rows == 0 && !one.header.is_empty() {
            table.text = one.header + "\n";
        }
        table.kind = one.kind;
        table.rows += one.body.lines().count();
        table.newest = table.newest.max(Some(one.at));
        table.text.push_str(&one.body);
        if !one.body.ends_with('\n') {
            table.text.push('\n');
        }
    }
    Ok(tables)
}

/// A connection at whose other end the node's own feed reads, and what waits for it.
struct VmsLine {
    listener: TcpListener,
    to: Option<TcpStream>,
    held: Vec<u8>,
}

/// The doors of one node.
pub(crate) struct Doors {
    app: Arc<App>,
    runtime: tokio::runtime::Handle,
    waiting: VecDeque<Sensed>,
    /// Number of the last report taken, and the one that the store knows.
    taken: u64,
    kept: u64,
    /// Number of the last report that was brought.
    brought: u64,
    /// How often the first that waits was tried.
    tried: u32,
    /// Number of the last sighting that was weighed.
    weighed: u64,
    vms: Option<VmsLine>,
}

impl Doors {
    /// Must be made inside the node's runtime.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn open(app: &Arc<App>) -> Result<Self, vigie_store::Error> {
        let taken = app.locked().meta(TAKEN)?;
        let taken = taken.and_then(|text| text.parse().ok()).unwrap_or(0);
        Ok(Self {
            app: Arc::clone(app),
            runtime: tokio::runtime::Handle::current(),
            waiting: VecDeque::new(),
            taken,
            kept: taken,
            brought: taken.saturating_sub(TOLD_AGAIN),
            tried: 0,
            weighed: taken,
            vms: None,
        })
    }

    /// Number of the last report that need not be brought again.
    pub(crate) fn brought(&self) -> u64 {
        self.brought
    }

    /// Brings a report, in order of number; it enters when its moment has come.
    pub(crate) fn bring(&mut self, sensed: Sensed) {
        if sensed.number > self.brought {
            self.brought = sensed.number;
            if sensed.number > self.taken || sensed.kind == "vms" {
                self.waiting.push_back(sensed);
            }
        }
    }

    /// Lets in whose moment has come. What cannot be taken is logged and passed over.
    pub(crate) fn look(&mut self, stop: &AtomicBool) {
        let Some(now) = self.app.board.status().event_time else {
            return;
        };
        if let Some(line) = &mut self.vms {
            line.flush();
        }
        for _ in 0..AT_ONCE {
            let Some(sensed) = self.waiting.front().filter(|it| it.at <= now) else {
                break;
            };
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let sensed = sensed.clone();
            if let Err(fault) = self.enter(&sensed, now) {
                self.tried += 1;
                tracing::warn!(%fault, kind = sensed.kind, sensor = sensed.sensor, tried = self.tried, "a report did not enter");
                if self.tried < TRIES {
                    break;
                }
            }
            self.tried = 0;
            self.waiting.pop_front();
            self.taken = self.taken.max(sensed.number);
        }
        if self.taken == self.kept {
            return;
        }
        match self.app.locked().set_meta(TAKEN, &self.taken.to_string()) {
            Ok(()) => self.kept = self.taken,
            Err(fault) => {
                tracing::error!(%fault, "reports of sensors may come twice after a restart");
            }
        }
    }

    fn enter(&mut self, sensed: &Sensed, now: Time) -> std::io::Result<()> {
        match sensed.kind.as_str() {
            "vms" => self.vms(sensed.body.as_bytes()),
            "sar" => self.scene(sensed, scene::PRESET),
            "rf" => self.scene(sensed, "plain-rf"),
            "viirs" => self.scene(sensed, "eog-viirs"),
            "alert" => keep_hazards(&self.app, sensed.body.as_bytes(), USER)
                .map(drop)
                .map_err(|problem| std::io::Error::other(problem.code)),
            kind => {
                if is_sighting(sensed) {
                    self.sightings(now)?;
                }
                self.keep_told(&format!("{kind}-{}", sensed.sensor), sensed)
            }
        }
    }

    /// Gives all sightings whose moment has come to be matched with the tracks: those of one form of table as one file, for
    /// which the positions around are read once.
    fn sightings(&mut self, now: Time) -> std::io::Result<()> {
        let mut files: BTreeMap<&str, (String, String)> = BTreeMap::new();
        let mut last = self.weighed;
        let due = self.waiting.iter().take(AT_ONCE);
        let due = due.take_while(|it| it.at <= now);
        for it in due.filter(|it| it.number > self.weighed && is_sighting(it)) {
            let (_, text) = files
                .entry(&it.header)
                .or_insert_with(|| (file_name(it), format!("{}\n", it.header)));
            text.push_str(&it.body);
            last = last.max(it.number);
        }
        for (name, text) in files.values() {
            self.detections(name, "sighting", text)?;
        }
        self.weighed = last;
        Ok(())
    }

    /// Killed before the number of the last report was kept, it may come again: then it is there already.
    fn keep_told(&self, name: &str, sensed: &Sensed) -> std::io::Result<()> {
        let mut ledger = self.app.locked();
        let newest = ledger.document(TOLD, name).map_err(std::io::Error::other)?;
        let newest = newest.and_then(|row| serde_json::from_str::<Sensed>(&row.body).ok());
        if newest.is_some_and(|it| it.number >= sensed.number) {
            return Ok(());
        }
        let body = json!(sensed).to_string();
        let put = ledger.put_document(TOLD, name, sensed.at.ms(), USER, &body);
        put.map(drop).map_err(std::io::Error::other)
    }

    fn scene(&self, sensed: &Sensed, preset: &str) -> std::io::Result<()> {
        let text = format!("{}\n{}", sensed.header, sensed.body);
        self.detections(&file_name(sensed), preset, &text)
    }

    fn detections(&self, name: &str, preset: &str, text: &str) -> std::io::Result<()> {
        let taken = scene::take_file(&self.app, USER, name, preset, text.as_bytes());
        match self.runtime.block_on(taken) {
            // A look at an empty sea, or people who saw something else than a vessel.
            Err(problem) if problem.code == "nothing-detected" => Ok(()),
            Err(problem) => Err(std::io::Error::other(problem.code)),
            Ok(_taken) => Ok(()),
        }
    }

    /// Gives a report to the VMS feed, which is opened with the first one.
    fn vms(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        if self.vms.is_none() {
            let listener = TcpListener::bind("127.0.0.1:0")?;
            listener.set_nonblocking(true)?;
            let name = format!("{} VMS", self.app.realm.code());
            let address = listener.local_addr()?.to_string();
            listen_to_as(&self.app, (&name, "naf", Format::Naf), &address)
                .map_err(std::io::Error::other)?;
            self.vms = Some(VmsLine {
                listener,
                to: None,
                held: Vec::new(),
            });
        }
        match &mut self.vms {
            Some(line) => line.put(bytes),
            None => Ok(()),
        }
    }
}

/// What somebody saw: a crew, or people ashore.
fn is_sighting(sensed: &Sensed) -> bool {
    matches!(sensed.kind.as_str(), "sighting" | "citizen")
}

fn file_name(sensed: &Sensed) -> String {
    format!("{}-{}-{}.csv", sensed.kind, sensed.sensor, sensed.number)
}

impl VmsLine {
    /// Takes a report; it goes when the feed reads.
    fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        if self.held.len() + bytes.len() > HELD_BYTES_MAX {
            return Err(std::io::Error::other("nobody reads the VMS feed"));
        }
        self.held.extend_from_slice(bytes);
        self.flush();
        Ok(())
    }

    /// Never waits for a reader: one that was stopped must not stop the exercise.
    fn flush(&mut self) {
        if self.to.is_none()
            && let Ok((client, _)) = self.listener.accept()
            && client.set_nonblocking(false).is_ok()
            && client.set_write_timeout(Some(WRITE_WITHIN)).is_ok()
        {
            self.to = Some(client);
        }
        if self.held.is_empty() {
            return;
        }
        // To a reader that has gone the first bytes go without a word.
        if self.to.as_ref().is_some_and(is_gone) {
            self.to = None;
        }
        if let Some(to) = &mut self.to {
            match to.write_all(&self.held) {
                Ok(()) => self.held.clear(),
                // The reader comes again, reads whole lines, and the watch passes over what it has.
                Err(_gone) => self.to = None,
            }
        }
    }
}

/// Whether the other end was closed. It sends nothing, so there is nothing else to read.
fn is_gone(to: &TcpStream) -> bool {
    if to.set_nonblocking(true).is_err() {
        return true;
    }
    let looked = to.peek(&mut [0]);
    let is_gone = match looked {
        Ok(count) => count == 0,
        Err(fault) => fault.kind() != std::io::ErrorKind::WouldBlock,
    };
    to.set_nonblocking(false).is_err() || is_gone
}
