//! The engine: the one thread that owns the watch.
//!
//! It takes batches from the feeds, keeps them (spool, flushed), drives the watch, keeps the changes of events
//! (SQLite), and only then shows them. A feed that is faster than this waits: every queue is bounded. Requests that
//! need the watch itself are small closures that run between batches.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rustc_hash::{FxHashMap, FxHashSet};
use vigie_sea::Time;
use vigie_store::{Archive, EventRow, Ledger, NO_CLOCK, RELEASED, Row, SealedSegment, VesselRow};
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
/// Data within this time of the node's clock is live, and then the clock drives the watch.
const LIVE_WITHIN_MS: i64 = 3_600_000;
/// Stations not heard for this time leave the picture.
const PICTURE_MS: i64 = 7 * 86_400_000;
/// A time so far after all others is a wrong clock, not news.
const AHEAD_MAX_MS: i64 = 7_200_000;
/// Wait before a failed write is tried again.
const DISK_RETRY: Duration = Duration::from_secs(1);
/// Where the clock is kept in the ledger: number of the next arrival, and the clock.
const CLOCK_MARK: &str = "clock";
/// Where the last sign of life with live data is kept, milliseconds since 1970.
pub(crate) const ALIVE_MARK: &str = "alive";
/// Time between signs of life: a restart is known to this.
const ALIVE_EVERY: Duration = Duration::from_secs(10);
const DAY_MS: i64 = 86_400_000;

mod asking;
mod looking;
mod marking;
mod meeting;
mod posting;
mod rolling;

use asking::Ask;
pub(crate) use asking::EngineHandle;
pub(crate) use marking::{KeptMark, MARK_KIND, SEEN_KIND};
pub(crate) use posting::DISMISSED;
use posting::{Due, Rate};

/// Where the time of the watch comes from.
#[derive(Debug, Clone)]
pub(crate) enum Clock {
    /// The node's clock, as long as the data is live.
    Node,
    /// The clock of an exercise, milliseconds since 1970; 0 until it runs.
    Exercise(Arc<AtomicI64>),
}

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

    pub(crate) fn turn_clock(&mut self, clock_ms: i64) {
        match clock_ms {
            NO_CLOCK => {}
            RELEASED => self.watch.finish(),
            ms => self.watch.advance(Time::from_ms(ms)),
        }
    }

    /// The clock for the next batch.
    fn clock_of(&mut self, observations: &[Observation]) -> i64 {
        let times = || observations.iter().map(|o| o.time.ms());
        if let Some((oldest, newest)) = times().min().zip(times().max()) {
            let now_ms = now().ms();
            // The end of a recording may be of just now: with our clock, all before it would be too late for the watch.
            let lateness_ms = (self.watch.rules().watch.lateness_min * 60_000.0) as i64;
            let begins = self.is_live || now_ms - oldest <= lateness_ms;
            self.is_live = begins && (now_ms - newest).abs() <= LIVE_WITHIN_MS;
        }
        match self.clock_now() {
            Some(time) => time.ms(),
            // The batch after a release says so, once, and a replay releases at the same place.
            None if self.released => RELEASED,
            None => NO_CLOCK,
        }
    }

    fn clock_now(&self) -> Option<Time> {
        match &self.clock {
            Clock::Node => self.is_live.then(now),
            Clock::Exercise(ms) => Some(ms.load(Ordering::Relaxed))
                .filter(|ms| *ms > 0)
                .map(Time::from_ms),
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

    /// Keeps how far the clock came without data, or a restart would take back what it made happen.
    fn note_clock(&mut self) {
        let clock = match self.clock_now() {
            Some(time) => time.ms(),
            None if self.released => RELEASED,
            None => return,
        };
        let mark = format!("{} {clock}", self.archive.next_arrival());
        if let Err(error) = self.ledger.set_meta(CLOCK_MARK, &mark) {
            tracing::error!(code = error.code(), %error, "clock cannot be kept");
        }
    }

    /// Turns the clock to where it was when the node stopped, if no data came after.
    pub(crate) fn resume_clock(&mut self) -> Result<(), vigie_store::Error> {
        let Some(mark) = self.ledger.meta(CLOCK_MARK)? else {
            return Ok(());
        };
        let mut parts = mark.split(' ').map(str::parse::<i64>);
        if let (Some(Ok(arrival)), Some(Ok(clock))) = (parts.next(), parts.next())
            && u64::try_from(arrival) == Ok(self.archive.next_arrival())
        {
            self.turn_clock(clock);
            self.released = clock == RELEASED;
        }
        Ok(())
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

    /// Forgets what retention says, counted from the time that the watch has reached.
    fn forget(&mut self) {
        let Some(newest) = self.watch.now() else {
            return;
        };
        self.picture.forget(newest.plus_ms(-PICTURE_MS));
        let before = |days: u32| newest.ms() - i64::from(days) * DAY_MS;
        let done = self.ledger.retention().and_then(|keep| {
            self.feeds
                .trim_quarantine(u64::from(keep.quarantine_mb) << 20);
            // Under legal hold nothing that may belong to a case is forgotten; what is due goes when the hold is lifted.
            if is_held(&self.ledger)? {
                return Ok(());
            }
            if keep.positions_days > 0 {
                self.archive.prune(before(keep.positions_days))?;
            }
            if keep.events_days > 0 {
                self.ledger.forget_events(before(keep.events_days))?;
            }
            Ok(())
        });
        if let Err(error) = done {
            tracing::error!(code = error.code(), %error, "retention failed");
        }
    }
}

/// Whether a case of this node is under legal hold.
fn is_held(ledger: &Ledger) -> Result<bool, vigie_store::Error> {
    use vigie_case::case::{Deed, Entry};
    let mut held: FxHashMap<String, bool> = FxHashMap::default();
    for row in ledger.document_versions("case", None)? {
        // The last word of each case counts; all entries kept here are this agency's own.
        if let Ok(Deed::Hold { on, .. }) = serde_json::from_str(&row.body).map(|it: Entry| it.deed)
        {
            held.insert(row.id, on);
        }
    }
    Ok(held.into_values().any(|on| on))
}

fn change_notice(seq: u64, change: &Change, body: &str) -> Notice {
    Notice {
        seq,
        event: "change",
        data: change_json(seq, change.at, body),
    }
}

/// The latest moment that can be true: so much after the watch's own time or after the third latest observation,
/// because three wrong clocks in one batch are not to be expected. `None` if there is nothing to tell by.
fn horizon(observations: &[Observation], head: Option<Time>) -> Option<Time> {
    let mut times: Vec<Time> = observations.iter().map(|o| o.time).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    let third = times.get(2).copied();
    third.max(head).map(|time| time.plus_ms(AHEAD_MAX_MS))
}

/// The JSON of a change, live and from the ledger alike.
pub(crate) fn change_json(seq: u64, at: Time, body: &str) -> String {
    format!("{{\"seq\":{seq},\"at\":\"{at}\",\"event\":{body}}}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_watch::{PositionReport, Reception, Report, SourceKind};

    fn at(s: i64) -> Observation {
        Observation {
            time: Time::from_s(s),
            mmsi: 1,
            source: SourceKind::Ais,
            feed: 1,
            receiver: 0,
            reception: Reception::Unknown,
            report: Report::Position(PositionReport::default()),
        }
    }

    #[test]
    fn one_wrong_clock_is_beyond_the_horizon() {
        let day = 86_400;
        let sparse = [
            at(0),
            at(day),
            at(2 * day),
            at(3 * day),
            at(3 * day + 60),
            at(900 * day),
        ];
        let limit = horizon(&sparse, Some(Time::from_s(0)));
        assert_eq!(limit, Some(Time::from_s(3 * day + 7_200)));
        assert_eq!(
            horizon(&[at(900 * day)], Some(Time::from_s(0))),
            Some(Time::from_s(7_200))
        );
        assert_eq!(horizon(&[at(5)], None), None);
    }

    #[test]
    fn a_hold_of_a_case_stands_until_it_is_lifted() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "live").unwrap();
        assert!(!is_held(&ledger).unwrap());
        for on in [true, false, true] {
            let deed = serde_json::json!({"do": "hold", "on": on, "note": "court order"});
            let entry =
                serde_json::json!({"at_ms": 1, "user": "roy", "party": "can", "deed": deed});
            let note = serde_json::json!({"at_ms": 2, "user": "roy", "party": "can",
                "deed": {"do": "note", "text": "seen"}});
            for body in [entry.to_string(), note.to_string()] {
                ledger
                    .put_document("case", "can-1", 1, "roy", &body)
                    .unwrap();
            }
            assert_eq!(is_held(&ledger).unwrap(), on);
        }
    }
}
