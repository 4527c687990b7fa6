//! Handing over: batches to the watch, at the feed's own speed if so wished.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use vigie_sea::Time;
use vigie_watch::Observation;

use super::delivery::{Delivery, FeedState};
use super::pace::Pace;
use super::raw_tap::RawTap;
use super::station::Stations;
use super::{Error, FeedOptions};

/// Observations in a batch: large enough that the channel costs nothing beside them.
const BATCH: usize = 8_192;
/// JSON text in a batch.
const JSON_BYTES: usize = 512 * 1024;
/// Longest wait while playing a recording: nobody watches an empty night.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// How often a waiting feed looks whether it should stop.
pub(crate) const STOP_LOOK: Duration = Duration::from_millis(200);

/// The end of a feed that the watch holds the other side of.
pub(crate) struct Handover {
    pub(crate) feed: u16,
    sender: SyncSender<Delivery>,
    stop: Arc<AtomicBool>,
    stations: Stations,
    from: Option<Time>,
    to: Option<Time>,
    pace: Option<Pace>,
    pub(crate) raw: RawTap,
    pub(crate) batch: Delivery,
}

impl Handover {
    pub(crate) fn new(
        feed: u16,
        options: &FeedOptions,
        stations: Stations,
        sender: SyncSender<Delivery>,
        stop: Arc<AtomicBool>,
        recorded: bool,
    ) -> Self {
        let pace = options
            .speed
            .filter(|_| recorded)
            .map(|speed| Pace::new(speed, PAUSE_MAX));
        let batch = Delivery {
            feed,
            ..Delivery::default()
        };
        Self {
            feed,
            sender,
            stop,
            stations,
            from: options.from,
            to: options.to,
            pace,
            raw: options.raw.clone(),
            batch,
        }
    }

    /// The same for another connection of this feed.
    pub(crate) fn another(&self) -> Self {
        Self {
            feed: self.feed,
            sender: self.sender.clone(),
            stop: Arc::clone(&self.stop),
            stations: self.stations.clone(),
            from: self.from,
            to: self.to,
            pace: None,
            raw: self.raw.clone(),
            batch: Delivery {
                feed: self.feed,
                ..Delivery::default()
            },
        }
    }

    /// Whether the feed should end.
    pub(crate) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Tells a new state at once.
    pub(crate) fn state(&mut self, state: FeedState) -> bool {
        self.batch.state = Some(state);
        self.flush()
    }

    /// Hands over if the batch is full. `false` if nobody takes it any more, or the feed should stop.
    pub(crate) fn offer(&mut self) -> bool {
        let things = self.batch.observations.len() + self.batch.marks.len();
        let small = things < BATCH && self.batch.json.len() < JSON_BYTES;
        if small && self.batch.faults.len() < BATCH && self.pace.is_none() {
            return !self.stopped();
        }
        self.flush()
    }

    /// Hands over what there is.
    pub(crate) fn flush(&mut self) -> bool {
        let empty = Delivery {
            feed: self.feed,
            ..Delivery::default()
        };
        let mut batch = std::mem::replace(&mut self.batch, empty);
        self.cut_span(&mut batch);
        batch.tally.observations = batch.observations.len() as u64;
        batch.stations = self.stations.take_new();
        batch.base_stations = self.stations.take_new_bases();
        match self.pace.take() {
            Some(mut pace) => {
                let taken = play(&mut pace, batch, self);
                self.pace = Some(pace);
                taken
            }
            None => self.send(batch),
        }
    }

    fn send(&self, batch: Delivery) -> bool {
        let worth = batch
            != Delivery {
                feed: self.feed,
                ..Delivery::default()
            };
        (!worth || self.sender.send(batch).is_ok()) && !self.stopped()
    }

    fn cut_span(&self, batch: &mut Delivery) {
        if self.from.is_none() && self.to.is_none() {
            return;
        }
        let before = batch.observations.len();
        batch.observations.retain(|o| {
            self.from.is_none_or(|from| o.time >= from) && self.to.is_none_or(|to| o.time < to)
        });
        let outside = (before - batch.observations.len()) as u64;
        if outside > 0 {
            *batch.tally.notes.entry("outside-span").or_default() += outside;
        }
    }

    /// Waits in small steps; `false` if the feed should stop.
    pub(crate) fn wait(&self, time: Duration) -> bool {
        let until = Instant::now() + time;
        while !self.stopped() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(STOP_LOOK));
        }
        false
    }
}

/// Hands over one batch at the pace of its recording.
fn play(pace: &mut Pace, mut batch: Delivery, to: &Handover) -> bool {
    let observations = std::mem::take(&mut batch.observations);
    let mut ready: Vec<Observation> = Vec::new();
    for observation in observations {
        let wait = pace.due(observation.time);
        if !wait.is_zero() {
            // Names first: no observation comes before its receiver is known.
            let part = Delivery {
                feed: to.feed,
                observations: std::mem::take(&mut ready),
                stations: std::mem::take(&mut batch.stations),
                base_stations: std::mem::take(&mut batch.base_stations),
                ..Delivery::default()
            };
            if !to.send(part) || !to.wait(wait) {
                return false;
            }
        }
        ready.push(observation);
    }
    batch.observations = ready;
    to.send(batch)
}

/// The time of receipt, by the clock of this machine.
#[must_use]
pub fn now() -> Time {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Time::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Reports how a feed's thread ended.
pub(crate) fn ended(handover: &mut Handover, result: Result<(), Error>) -> Result<(), Error> {
    let state = match &result {
        Ok(()) => FeedState::Ended,
        Err(fault) => FeedState::Failed(fault.code()),
    };
    handover.state(state);
    result
}
