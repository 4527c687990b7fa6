//! The engine: the one thread that owns the watch.
//!
//! It takes batches from the feeds, keeps them (spool, flushed), drives the watch, keeps the changes of events
//! (SQLite), and only then shows them. A feed that is faster than this waits: every queue is bounded. Requests that
//! need the watch itself are small closures that run between batches.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rustc_hash::{FxHashMap, FxHashSet};
use vigie_sea::Time;
use vigie_store::{Archive, EventRow, Ledger, RELEASED, Row, SealedSegment, VesselRow};
use vigie_watch::{Change, Event, EventState, Observation, RankQuery, Vessel, Watch};

use crate::{
    feed::Delivery,
    feeding::Feeds,
    keeping,
    live::{Board, Notice, Realm, now},
    picture::Picture,
    receiving::Receiving,
    restore::Timeline,
};

/// Observations kept and pushed at once: one flush of the disk for all of them.
const BATCH_MAX: usize = 8_192;
/// Rows of a spool segment before it becomes Parquet: a replay holds one segment in memory (about 30 MB).
const SEGMENT_ROWS: u64 = 250_000;
/// Requests waiting for the engine.
const ASKS_MAX: usize = 256;
/// Time between looks at requests and clocks when no data comes.
const IDLE: Duration = Duration::from_millis(4);
/// Time between position frames.
const FRAME_EVERY: Duration = Duration::from_millis(250);
/// Shortest time between rankings; a ranking may take at most a tenth of the engine's time.
const LIST_EVERY: Duration = Duration::from_secs(1);
/// Time between writes of vessels to the ledger.
const VESSELS_EVERY: Duration = Duration::from_secs(30);
/// Time between looks at what may be forgotten.
const RETENTION_EVERY: Duration = Duration::from_secs(3_600);
/// Wait before a failed write is tried again.
const DISK_RETRY: Duration = Duration::from_secs(1);
/// Where the last sign of life with live data is kept, milliseconds since 1970.
pub(crate) const ALIVE_MARK: &str = "alive";
/// Time between signs of life: a restart is known to this.
const ALIVE_EVERY: Duration = Duration::from_secs(10);

mod asking;
mod clock;
mod forgetting;
mod looking;
mod marking;
mod meeting;
mod posting;
mod rolling;

use asking::Ask;
pub(crate) use asking::EngineHandle;
pub(crate) use clock::Clock;
use clock::horizon;
pub(crate) use marking::{KeptMark, MARK_KIND, SEEN_KIND};
pub(crate) use posting::DISMISSED;
use posting::{Due, Rate};

/// What the engine is made of.
pub(crate) struct Parts {
    pub(crate) watch: Watch,
    pub(crate) receiving: Receiving,
    pub(crate) archive: Archive,
    pub(crate) archive_root: std::path::PathBuf,
    pub(crate) ledger: Ledger,
    pub(crate) board: Arc<Board>,
    pub(crate) feeds: Arc<Feeds>,
    pub(crate) deliveries: Receiver<Delivery>,
    pub(crate) clock: Clock,
    pub(crate) realm: Realm,
    pub(crate) speed: Option<Arc<AtomicU64>>,
    pub(crate) stop: Arc<AtomicBool>,
}

/// The engine.
pub(crate) struct Engine {
    pub(crate) watch: Watch,
    pub(crate) receiving: Receiving,
    pub(crate) picture: Picture,
    pub(crate) ledger: Ledger,
    pub(crate) archive: Archive,
    pub(crate) board: Arc<Board>,
    pub(crate) clock: Clock,
    archive_root: std::path::PathBuf,
    feeds: Arc<Feeds>,
    deliveries: Receiver<Delivery>,
    asks: Receiver<Ask>,
    realm: Realm,
    /// Times real time, as the bits of an `f64`.
    speed: Option<Arc<AtomicU64>>,
    stop: Arc<AtomicBool>,
    pub(crate) taken: BTreeMap<u16, u64>,
    skip: BTreeMap<u16, u64>,
    pub(crate) seq: u64,
    pub(crate) newest: Option<Time>,
    is_live: bool,
    released: bool,
    /// Nothing was waiting when the engine last looked for deliveries.
    is_drained: bool,
    list_is_stale: bool,
    store_fault: Option<&'static str>,
    rolling: Option<JoinHandle<()>>,
    unrolled: Vec<SealedSegment>,
    rate: Rate,
    /// Positions of each track when it was last kept.
    vessels_written: FxHashMap<(u32, u32), u64>,
    last_list: Vec<(u32, u64)>,
    /// What the list leaves out: alerts that officers dismissed.
    rank_query: RankQuery,
}

/// Makes the engine and its handle; the caller restores it and then runs it on a thread.
pub(crate) fn engine(parts: Parts) -> (Engine, EngineHandle) {
    let (asks, asked) = sync_channel(ASKS_MAX);
    let engine = Engine {
        watch: parts.watch,
        receiving: parts.receiving,
        picture: Picture::new(parts.realm.is_exercise()),
        ledger: parts.ledger,
        archive: parts.archive,
        board: parts.board,
        clock: parts.clock,
        archive_root: parts.archive_root,
        feeds: parts.feeds,
        deliveries: parts.deliveries,
        asks: asked,
        realm: parts.realm,
        speed: parts.speed,
        stop: parts.stop,
        taken: BTreeMap::new(),
        skip: BTreeMap::new(),
        seq: 0,
        newest: None,
        is_live: false,
        released: false,
        is_drained: false,
        list_is_stale: true,
        store_fault: None,
        rolling: None,
        unrolled: Vec::new(),
        rate: Rate::default(),
        vessels_written: FxHashMap::default(),
        last_list: Vec::new(),
        rank_query: RankQuery::default(),
    };
    (engine, EngineHandle { asks })
}

/// The row of an event as the ledger keeps it.
pub(crate) fn event_row(at: Time, event: &Event) -> EventRow {
    let position = event.start.position;
    EventRow {
        id: event.id.clone(),
        kind: event.kind.code(),
        state: state_code(event.state),
        revision: event.revision,
        at_ms: at.ms(),
        start_ms: event.start.time.ms(),
        end_ms: event
            .end
            .filter(|_| event.state != EventState::Open)
            .map(|end| end.time.ms()),
        lon_deg: position.lon_deg(),
        lat_deg: position.lat_deg(),
        area: event.evidence.codes.get("area").cloned(),
        mmsis: event.vessels.iter().map(|v| v.mmsi).collect(),
        // A struct of numbers and texts always has a JSON form.
        body: serde_json::to_string(event).unwrap_or_default(),
    }
}

fn state_code(state: EventState) -> &'static str {
    match state {
        EventState::Open => "open",
        EventState::Closed => "closed",
        EventState::Retracted => "retracted",
    }
}

impl Engine {
    /// Replays the archive, compares the events with the ledger, and shows the first picture.
    pub(crate) fn restore(&mut self, timeline: Timeline) -> Result<(), vigie_store::Error> {
        crate::restore::restore(self, timeline)?;
        self.heed_looks()?;
        self.heed_reviews()?;
        self.skip = self.taken.clone();
        self.seq = self.ledger.last_change()?;
        self.unrolled = self.archive.unrolled()?;
        self.list_is_stale = true;
        self.show_list();
        self.show_frame();
        self.show_status();
        self.board.set_ready();
        Ok(())
    }

    /// Works until asked to stop; leaves everything on the disk.
    pub(crate) fn run(mut self) {
        let mut due = Due::default();
        while !self.stop.load(Ordering::Relaxed) {
            self.answer();
            let received = self.deliveries.recv_timeout(IDLE);
            self.is_drained = received.is_err();
            match received {
                Ok(delivery) => self.gather(delivery),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(IDLE),
            }
            self.show(&mut due);
        }
        // What the feeds have handed over is still taken in: they stop at the next batch boundary.
        while let Ok(delivery) = self.deliveries.recv_timeout(Duration::from_millis(50)) {
            self.gather(delivery);
        }
        self.write_vessels();
        if let Some(rolling) = self.rolling.take() {
            drop(rolling.join());
        }
    }

    fn answer(&mut self) {
        for _ in 0..ASKS_MAX {
            let Ok(ask) = self.asks.try_recv() else { break };
            ask(self);
        }
    }

    /// Takes a delivery and those that wait behind it, up to a batch.
    fn gather(&mut self, first: Delivery) {
        let mut observations = self.unpack(first);
        while observations.len() < BATCH_MAX {
            let Ok(next) = self.deliveries.try_recv() else {
                break;
            };
            observations.append(&mut self.unpack(next));
        }
        if !observations.is_empty() {
            self.take(observations);
        }
    }

    fn unpack(&mut self, delivery: Delivery) -> Vec<Observation> {
        if let Some(feed) = self.feeds.note(&delivery, now()) {
            self.tell_feed(&feed);
        }
        self.meet(&delivery);
        self.mark(&delivery);
        let mut observations = delivery.observations;
        // A recording begins anew with each start of the node; what was kept of it is passed over.
        if let Some(skip) = self.skip.get_mut(&delivery.feed)
            && self.feeds.is_recorded(delivery.feed)
        {
            let passed = usize::try_from(*skip)
                .unwrap_or(usize::MAX)
                .min(observations.len());
            observations.drain(..passed);
            *skip -= passed as u64;
        }
        observations
    }

    /// Keeps a batch, then drives the watch with it, then keeps and shows what changed.
    fn take(&mut self, observations: Vec<Observation>) {
        let clock = self.clock_of(&observations);
        let rows: Vec<Row> = observations.iter().map(keeping::row_of).collect();
        if !self.keep(clock, &rows) {
            return;
        }
        self.released = false;
        self.rate.add(observations.len());
        self.drive(clock, observations);
        self.publish();
        if self.archive.segment_rows() >= SEGMENT_ROWS {
            self.seal();
        }
    }

    /// Writes a batch, again and again while the disk refuses; gives up only when the node stops.
    fn keep(&mut self, clock_ms: i64, rows: &[Row]) -> bool {
        loop {
            let code = match self.archive.append(clock_ms, rows) {
                Ok(_) => {
                    self.store_fault = None;
                    return true;
                }
                Err(error) => {
                    tracing::error!(code = error.code(), %error, "positions cannot be kept");
                    error.code()
                }
            };
            if !self.wait_for_disk(code) {
                return false;
            }
            self.answer();
        }
    }

    /// Shows a fault of the disk and waits a little; `false` when the node stops.
    fn wait_for_disk(&mut self, code: &'static str) -> bool {
        self.store_fault = Some(code);
        self.show_status();
        let stops = self.stop.load(Ordering::Relaxed);
        if !stops {
            std::thread::sleep(DISK_RETRY);
        }
        !stops
    }

    /// Drives the watch with a batch under a clock: the same for live data and for a replay.
    pub(crate) fn drive(&mut self, clock_ms: i64, observations: Vec<Observation>) {
        self.turn_clock(clock_ms);
        let horizon = horizon(&observations, self.watch.now());
        for observation in observations {
            // A wrong clock must not carry the node's idea of the present away.
            if horizon.is_none_or(|horizon| observation.time <= horizon) {
                self.picture.hear(&observation);
                self.newest = self.newest.max(Some(observation.time));
            }
            *self.taken.entry(observation.feed).or_default() += 1;
            self.watch.push(observation);
        }
        if clock_ms != RELEASED {
            self.turn_clock(clock_ms);
        }
    }

    /// Keeps the changes of events, then shows them.
    pub(crate) fn publish(&mut self) {
        let changes = self.watch.drain();
        if changes.is_empty() {
            return;
        }
        self.list_is_stale = true;
        self.note_clock();
        let rows: Vec<EventRow> = changes.iter().map(|c| event_row(c.at, &c.event)).collect();
        let seqs = loop {
            match self.ledger.put_events(&rows) {
                Ok(seqs) => break seqs,
                Err(error) => {
                    tracing::error!(code = error.code(), %error, "events cannot be kept");
                    if !self.wait_for_disk(error.code()) {
                        // Not lost: the observations are kept, and the next start makes the events again.
                        return;
                    }
                }
            }
        };
        self.store_fault = None;
        for ((change, row), seq) in changes.iter().zip(&rows).zip(seqs) {
            self.picture.mark(&change.event);
            self.seq = seq;
            self.board.tell(change_notice(seq, change, &row.body));
        }
    }

    /// Moves the clock, and shows what is due.
    fn show(&mut self, due: &mut Due) {
        if due.frame.is_over(FRAME_EVERY) {
            self.idle();
            self.show_frame();
        }
        let list_every = LIST_EVERY.max(due.list_cost.saturating_mul(10));
        if due.list.is_over(list_every) {
            let began = Instant::now();
            self.show_list();
            due.list_cost = began.elapsed();
            self.rate.step();
            for feed in self.feeds.look() {
                self.tell_feed(&feed);
            }
            self.show_status();
            self.roll();
        }
        if self.is_live && due.alive.is_over(ALIVE_EVERY) {
            let alive = now().ms().to_string();
            if let Err(error) = self.ledger.set_meta(ALIVE_MARK, &alive) {
                tracing::error!(code = error.code(), %error, "sign of life cannot be kept");
            }
        }
        if due.vessels.is_over(VESSELS_EVERY) {
            self.write_vessels();
        }
        if due.retention.is_over(RETENTION_EVERY) {
            self.forget();
        }
    }

    /// Without data the clock goes on; a recording that ended is released, and everyone is told at once.
    fn idle(&mut self) {
        let mut over = false;
        if let Some(time) = self.clock_now() {
            self.watch.advance(time);
        } else if !self.released && self.newest.is_some() && self.is_over() {
            self.watch.finish();
            self.released = true;
            over = true;
        }
        self.publish();
        if over {
            self.show_list();
            self.show_status();
        }
    }

    /// Whether every feed was a recording, has ended, and nothing of it waits.
    fn is_over(&self) -> bool {
        self.is_drained && self.feeds.all_ended()
    }

    /// Whether there is nothing left to work out.
    fn is_complete(&self) -> bool {
        self.released && self.is_over()
    }

    /// Marks the list for a new ranking: lists or areas changed.
    pub(crate) fn context_changed(&mut self) {
        self.list_is_stale = true;
    }

    /// Lists changed: feeds know ships by their call signs.
    pub(crate) fn lists_changed(&mut self) {
        self.feeds.learn(self.watch.context().lists.iter());
        let feeds = &self.feeds;
        self.watch.number(|sign| feeds.mmsi_of(sign));
        self.context_changed();
    }

    fn write_vessels(&mut self) {
        // By count, not by time: what comes late is news too.
        let is_new = |v: &&Vessel| {
            let written = self.vessels_written.get(&(v.mmsi, v.track));
            written != Some(&v.positions)
        };
        let new: Vec<&Vessel> = self.watch.vessels().filter(is_new).collect();
        let rows: Vec<VesselRow> = new
            .iter()
            .map(|v| VesselRow {
                track: format!("{}-{}", v.mmsi, v.track),
                mmsi: v.mmsi,
                first_ms: v.first.time.ms(),
                last_ms: v.last.time.ms(),
                body: crate::http::base_card(v.mmsi, &[v]).to_string(),
            })
            .collect();
        match self.ledger.put_vessels(&rows) {
            Ok(()) => {
                let new: Vec<_> = new
                    .iter()
                    .map(|v| ((v.mmsi, v.track), v.positions))
                    .collect();
                self.vessels_written.extend(new);
                if self.vessels_written.len() > 2 * self.watch.vessels().count() {
                    let all = self.watch.vessels();
                    let there: FxHashSet<_> = all.map(|v| (v.mmsi, v.track)).collect();
                    self.vessels_written.retain(|key, _| there.contains(key));
                }
            }
            Err(error) => tracing::error!(code = error.code(), %error, "vessels cannot be kept"),
        }
    }
}

fn change_notice(seq: u64, change: &Change, body: &str) -> Notice {
    Notice {
        seq,
        event: "change",
        data: change_json(seq, change.at, body),
    }
}

/// The JSON of a change, live and from the ledger alike.
pub(crate) fn change_json(seq: u64, at: Time, body: &str) -> String {
    format!("{{\"seq\":{seq},\"at\":\"{at}\",\"event\":{body}}}")
}
