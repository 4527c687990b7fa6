//! The one thread that writes the raw logs. Feeds hand it what they received and go on; it gathers, appends, brings all to
//! the disk once a second, seals, and deletes what is too old or too much.
//!
//! A disk that refuses does not stop the watch: what could not be kept is counted, and the log says so as soon as it can.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::json;
use vigie_sea::Time;
use vigie_store::{
    Error, Ledger, RAW_RING, RawFeed, RawFile, RawKind, RawPiece, RawRule, RawSegment, raw_feeds,
};

use super::{
    files::Summing,
    hold,
    log::{Kept, RawShown},
};
use crate::{
    feed::{RawTap, RawTold},
    live::now,
};

/// Orders that may wait; what feeds receive is some 64 kB each at most.
const ORDERS_MAX: usize = 1_024;
/// Bytes gathered before they are written.
const GATHER_BYTES: usize = 1 << 20;
/// Longest wait for more.
const TICK: Duration = Duration::from_millis(200);
/// Time between flushes of the disk: what a power cut may cost.
const SYNC_EVERY: Duration = Duration::from_secs(1);
/// Time between looks at what may be deleted.
const LOOK_EVERY: Duration = Duration::from_secs(600);
/// Pieces of files summed before a seal: 256 MB.
const SUMMED_AT_ONCE: usize = 64;
/// Time between entries of the audit that hold the chains.
const ANCHOR_MS: i64 = 86_400_000;
const ANCHOR_MARK: &str = "raw-anchored";
const DAY_MS: i64 = 86_400_000;
/// Who acts when nobody does.
const NODE: &str = "node";

/// What a purge did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Purged {
    /// Segments deleted.
    pub(crate) segments: u64,
    /// Segments that a legal hold keeps.
    pub(crate) held: u64,
}

enum Order {
    Feed(RawFeed),
    Told(u16, RawTold),
    Seal(SyncSender<()>),
    Rule(RawRule),
    Purge(u16, String, SyncSender<Result<Purged, Error>>),
    Stop,
}

/// The keeper of a node's raw logs.
#[derive(Debug)]
pub(crate) struct RawKeeper {
    root: PathBuf,
    realm: String,
    orders: SyncSender<Order>,
    shown: Arc<Mutex<Vec<RawShown>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl RawKeeper {
    /// Opens the logs below a folder, with what the ledger says of how long they are kept, and starts the thread.
    ///
    /// # Errors
    /// The disk, the store.
    pub(crate) fn start(folder: &Path, realm: &str, ledger: Ledger) -> Result<Self, Error> {
        let root = folder.join(super::FOLDER);
        let (orders, received) = sync_channel(ORDERS_MAX);
        let shown = Arc::new(Mutex::new(Vec::new()));
        let mut work = Work {
            root: root.clone(),
            realm: realm.to_owned(),
            rule: ledger.raw_rule()?,
            ledger,
            logs: BTreeMap::new(),
            gathered: 0,
            summing: Summing::default(),
            shown: Arc::clone(&shown),
        };
        work.open_all()?;
        work.show();
        let run = move || work.run(&received);
        let thread = std::thread::Builder::new().name("raw-log".to_owned());
        let thread = thread.spawn(run).map_err(|source| Error::Disk {
            path: root.clone(),
            source,
        })?;
        Ok(Self {
            root,
            realm: realm.to_owned(),
            orders,
            shown,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Where the logs are.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A tap for a feed that is being started.
    pub(crate) fn tap(&self, feed: u16, address: &str, format: &str) -> RawTap {
        let about = RawFeed {
            realm: self.realm.clone(),
            feed,
            address: address.to_owned(),
            format: format.to_owned(),
        };
        let orders = self.orders.clone();
        // An error says that the node has stopped: then nothing is received either.
        drop(orders.send(Order::Feed(about)));
        RawTap::new(move |told| drop(orders.send(Order::Told(feed, told))))
    }

    /// The logs as they are.
    pub(crate) fn shown(&self) -> Vec<RawShown> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.clone()
    }

    /// Seals what is being written, so that everything received so far is in the chain. Waits for the disk.
    pub(crate) fn seal(&self) {
        let (answer, answered) = sync_channel(1);
        if self.orders.send(Order::Seal(answer)).is_ok() {
            // An error says that the node has stopped.
            let _stopped = answered.recv();
        }
    }

    /// Keeps by another rule from now on.
    pub(crate) fn set_rule(&self, rule: RawRule) {
        drop(self.orders.send(Order::Rule(rule)));
    }

    /// Deletes everything of a feed but what a legal hold keeps. Waits for the disk.
    ///
    /// # Errors
    /// The disk, the store.
    pub(crate) fn purge(&self, feed: u16, why: &str) -> Result<Purged, Error> {
        let (answer, answered) = sync_channel(1);
        let order = Order::Purge(feed, why.to_owned(), answer);
        if self.orders.send(order).is_err() {
            return Ok(Purged::default());
        }
        answered
            .recv()
            .unwrap_or_else(|_gone| Ok(Purged::default()))
    }

    /// Writes what waits, seals, and ends the thread.
    pub(crate) fn stop(&self) {
        drop(self.orders.send(Order::Stop));
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take() {
            drop(thread.join());
        }
    }
}

/// What the thread works with.
struct Work {
    root: PathBuf,
    realm: String,
    rule: RawRule,
    ledger: Ledger,
    logs: BTreeMap<u16, Kept>,
    gathered: usize,
    summing: Summing,
    shown: Arc<Mutex<Vec<RawShown>>>,
}

impl Work {
    /// Opens what earlier runs left.
    fn open_all(&mut self) -> Result<(), Error> {
        let known = self.ledger.feeds()?;
        for feed in raw_feeds(&self.root)? {
            let row = known.iter().find(|row| row.id == feed);
            let about = RawFeed {
                realm: self.realm.clone(),
                feed,
                address: row.map(|row| row.address.clone()).unwrap_or_default(),
                format: row.map(|row| row.format.clone()).unwrap_or_default(),
            };
            match Kept::open(&self.root, about) {
                Ok(mut kept) => {
                    kept.remember(&mut self.ledger)?;
                    self.logs.insert(feed, kept);
                }
                // The watch goes on; `vigie verify` says what is wrong.
                Err(error) => {
                    tracing::error!(feed, code = error.code(), %error, "raw log cannot be opened");
                }
            }
        }
        Ok(())
    }

    fn run(mut self, orders: &Receiver<Order>) {
        let (mut synced, mut looked) = (Instant::now(), Instant::now());
        self.look();
        loop {
            let wait = if self.summing.is_idle() {
                TICK
            } else {
                Duration::ZERO
            };
            let mut stops = match orders.recv_timeout(wait) {
                Ok(order) => self.take(order),
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => true,
            };
            while !stops
                && self.gathered < GATHER_BYTES
                && let Ok(order) = orders.try_recv()
            {
                stops = self.take(order);
            }
            self.write();
            if let Some((feed, read_at, file)) = self.summing.step() {
                self.name(feed, read_at, file);
            }
            if stops || synced.elapsed() >= SYNC_EVERY {
                self.logs.values_mut().for_each(Kept::sync);
                synced = Instant::now();
                self.seal(|kept, now_ms| stops || kept.is_due(now_ms));
                if looked.elapsed() >= LOOK_EVERY {
                    self.look();
                    looked = Instant::now();
                }
                self.show();
            }
            if stops {
                return;
            }
        }
    }

    /// Takes an order; gives whether it is the last.
    fn take(&mut self, order: Order) -> bool {
        match order {
            Order::Feed(about) => self.meet(about),
            Order::Told(feed, RawTold::Piece(piece, heard)) => {
                if let Some(kept) = self.logs.get_mut(&feed).filter(|_| self.rule.mb > 0) {
                    self.gathered += piece.bytes.len();
                    kept.waiting.push(piece);
                    kept.heard.add(&heard);
                }
            }
            Order::Told(feed, RawTold::File(path, at)) if self.rule.mb > 0 => {
                self.summing.add(feed, path, at);
            }
            Order::Told(..) => {}
            Order::Seal(answer) => {
                // Files that were just read are named first, as far as that is quick.
                for _ in 0..SUMMED_AT_ONCE {
                    if let Some((feed, read_at, file)) = self.summing.step() {
                        self.name(feed, read_at, file);
                    }
                }
                self.write();
                self.seal(|_, _| true);
                self.show();
                // Who asked may have gone away.
                let _gone = answer.send(());
            }
            Order::Rule(rule) => {
                self.rule = rule;
                self.look();
                self.show();
            }
            Order::Purge(feed, why, answer) => {
                self.write();
                let purged = self.purge(feed, &why);
                self.show();
                drop(answer.send(purged));
            }
            Order::Stop => return true,
        }
        false
    }

    /// A feed is being started.
    fn meet(&mut self, about: RawFeed) {
        if let Some(kept) = self.logs.get_mut(&about.feed) {
            kept.about = about.clone();
            return kept.log.set_about(about);
        }
        let feed = about.feed;
        match Kept::open(&self.root, about) {
            Ok(mut kept) => {
                // A log that was taken away as a whole is found out here: the ledger remembers it.
                if let Err(error) = kept.remember(&mut self.ledger) {
                    tracing::error!(feed, code = error.code(), %error, "raw log not compared");
                }
                self.logs.insert(feed, kept);
            }
            Err(error) => {
                tracing::error!(feed, code = error.code(), %error, "raw log cannot be opened");
            }
        }
    }

    fn write(&mut self) {
        self.logs.values_mut().for_each(Kept::write);
        self.gathered = 0;
    }

    /// Names a recorded file, once for each content.
    fn name(&mut self, feed: u16, read_at: Time, file: RawFile) {
        let Some(kept) = self.logs.get_mut(&feed) else {
            return;
        };
        if kept.files.contains(&file) {
            return;
        }
        let bytes = serde_json::to_vec(&file).unwrap_or_default();
        kept.waiting.push(RawPiece {
            kind: RawKind::File,
            received_ms: read_at.ms(),
            session: 0,
            bytes,
        });
        kept.files.push(file);
        kept.write();
    }

    /// Seals the logs that `choose` names.
    fn seal(&mut self, choose: impl Fn(&Kept, i64) -> bool) {
        let now_ms = now().ms();
        for kept in self.logs.values_mut() {
            if choose(kept, now_ms) {
                kept.seal(&mut self.ledger);
            }
        }
    }

    /// Deletes what is too old or too much, oldest first whatever the feed.
    fn look(&mut self) {
        if let Err(error) = self.prune().and_then(|()| self.anchor()) {
            tracing::error!(code = error.code(), %error, "raw logs not looked after");
        }
    }

    fn prune(&mut self) -> Result<(), Error> {
        let (now_ms, rule) = (now().ms(), self.rule);
        let mut total: u64 = self
            .logs
            .values()
            .map(|kept| kept.shown().packed_bytes)
            .sum();
        let mut all: Vec<(i64, u16, RawSegment)> = Vec::new();
        for (feed, kept) in &mut self.logs {
            kept.held = 0;
            let of_feed = kept.sealed.iter().cloned();
            all.extend(of_feed.map(|one| (one.last_ms, *feed, one)));
        }
        all.sort_by_key(|(last_ms, feed, _)| (*last_ms, *feed));
        let mut held = None;
        for (last_ms, feed, segment) in all {
            let Some(kept) = self.logs.get_mut(&feed) else {
                continue;
            };
            let days = match rule.vms_days {
                days if days > 0 && kept.is_vms() => days,
                _ => rule.days,
            };
            // Names of recorded files are short and tell nothing of anybody: they are not aged away.
            let is_old = days > 0
                && !segment.is_names_only()
                && last_ms < now_ms.saturating_sub(i64::from(days) * DAY_MS);
            if !is_old && total <= u64::from(rule.mb) << 20 {
                continue;
            }
            if held.is_none() {
                held = Some(hold::held(&self.ledger)?);
            }
            let Some(held) = &held else {
                continue;
            };
            if kept.drop_segment(segment.segment, RAW_RING, held, now_ms)? {
                total = total.saturating_sub(segment.packed_bytes);
            } else {
                kept.held += 1;
            }
        }
        Ok(())
    }

    fn purge(&mut self, feed: u16, why: &str) -> Result<Purged, Error> {
        let mut done = Purged::default();
        let held = hold::held(&self.ledger)?;
        let Some(kept) = self.logs.get_mut(&feed) else {
            return Ok(done);
        };
        kept.seal(&mut self.ledger);
        let numbers: Vec<u64> = kept.sealed.iter().map(|one| one.segment).collect();
        for segment in numbers {
            match kept.drop_segment(segment, why, &held, now().ms())? {
                true => done.segments += 1,
                false => done.held += 1,
            }
        }
        if kept.log.writing().is_some() {
            // It could not be sealed, so its bytes are there still: nobody may be told that they are gone.
            return Err(Error::Disk {
                path: kept.log.folder().to_owned(),
                source: std::io::Error::other("raw-not-sealed"),
            });
        }
        Ok(done)
    }

    /// Puts the chains into the audit once a day: a log made anew as a whole is then found out by its hash there.
    fn anchor(&mut self) -> Result<(), Error> {
        let now_ms = now().ms();
        let last = self.ledger.meta(ANCHOR_MARK)?;
        let last = last.and_then(|text| text.parse::<i64>().ok());
        if last.is_some_and(|last| now_ms.saturating_sub(last) < ANCHOR_MS) {
            return Ok(());
        }
        self.ledger.set_meta(ANCHOR_MARK, &now_ms.to_string())?;
        let heads = self.logs.iter().map(|(feed, kept)| (feed, kept.log.head()));
        let heads: Vec<_> = heads
            .filter(|(_, (head, _))| *head > 0)
            .map(|(feed, (head, chain))| json!({"feed": feed, "segment": head, "chain": chain}))
            .collect();
        if last.is_none() || heads.is_empty() {
            return Ok(());
        }
        let detail = json!({ "heads": heads }).to_string();
        let noted = self.ledger.audit(now_ms, NODE, "raw-anchored", "", &detail);
        noted.map(drop)
    }

    fn show(&self) {
        let all = self.logs.values().map(Kept::shown).collect();
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = all;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use vigie_store::RawHeard;

    use super::*;

    fn keeper(folder: &Path) -> RawKeeper {
        let ledger = Ledger::open(&folder.join("ledger.sqlite"), "live").unwrap();
        let keeper = RawKeeper::start(folder, "live", ledger).unwrap();
        drop(keeper.tap(1, "tcp://192.0.2.1:5000", "auto"));
        keeper
    }

    /// Bytes that were received at the beginning of 1970, in which nobody could read a report.
    fn tell(keeper: &RawKeeper, kind: RawKind, bytes: &[u8]) {
        let piece = RawPiece {
            kind,
            received_ms: 1_000,
            session: 1,
            bytes: bytes.to_vec(),
        };
        let told = RawTold::Piece(piece, RawHeard::default());
        keeper.orders.send(Order::Told(1, told)).unwrap();
    }

    fn one(keeper: &RawKeeper) -> RawShown {
        keeper.seal();
        keeper.shown().remove(0)
    }

    #[test]
    fn bytes_in_which_nothing_could_be_read_are_aged_away_and_names_of_files_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(folder.path());
        tell(&keeper, RawKind::Bytes, b"//SR//TM/POS//RC/HP4077//LT/4");
        assert_eq!(one(&keeper).segments, 1);
        tell(&keeper, RawKind::File, b"{}");
        assert_eq!(one(&keeper).segments, 2);
        keeper.set_rule(RawRule {
            days: 1,
            mb: 100,
            vms_days: 1,
        });
        let shown = one(&keeper);
        assert_eq!((shown.segments, shown.dropped), (1, 1));
        keeper.stop();
    }

    #[test]
    fn a_log_that_was_taken_away_and_begins_anew_is_suspect() {
        let folder = tempfile::tempdir().unwrap();
        let first = keeper(folder.path());
        tell(&first, RawKind::Bytes, b"!AIVDM");
        assert_eq!(one(&first).fault, None);
        first.stop();
        std::fs::remove_dir_all(folder.path().join(crate::raw::FOLDER)).unwrap();
        let second = keeper(folder.path());
        assert_eq!(one(&second).fault, Some("raw-head"));
        tell(&second, RawKind::Bytes, b"!AIVDM");
        assert_eq!(one(&second).fault, Some("raw-head"));
        second.stop();
    }

    #[test]
    fn a_purge_that_leaves_bytes_behind_does_not_say_that_they_are_gone() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(folder.path());
        assert_eq!(one(&keeper).segments, 0);
        // What stands where the packed segment is to be written keeps it from being sealed.
        let log = vigie_store::raw_folder(keeper.root(), 1);
        let in_the_way = log.join("0000000001.zst.partial");
        std::fs::create_dir(&in_the_way).unwrap();
        tell(&keeper, RawKind::Bytes, b"//SR//TM/POS");
        assert!(keeper.purge(1, "recalled: test").is_err());
        std::fs::remove_dir(&in_the_way).unwrap();
        let purged = keeper.purge(1, "recalled: test").unwrap();
        assert_eq!((purged.segments, purged.held), (1, 0));
        keeper.stop();
    }
}
