//! A feed at work: a thread that reads, and hands over observations in batches.
//!
//! ```text
//! let (sender, receiver) = std::sync::mpsc::sync_channel(feed::DELIVERIES_WAITING_MAX);
//! let running = feed::start(spec, 1, &options, sender, stop)?;   // one call for each feed
//! for delivery in receiver { … watch.push(observation) … }
//! ```

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::SyncSender;
use std::thread::JoinHandle;

use vigie_watch::Observation;

use super::{Error, Fault, FeedOptions, FeedSpec, Tally};

/// State of a feed, for the feeds page and `vigie watch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedState {
    /// Trying to connect or open; the text says what the system answered last time.
    Waiting(String),
    /// Open, and with how many clients or files read so far.
    Reading(u32),
    /// A recorded feed came to its end.
    Ended,
    /// The feed cannot be read; the error's code.
    Failed(&'static str),
}

/// What a feed hands over at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Delivery {
    /// Feed number, from 1.
    pub feed: u16,
    /// Observations, in the order read.
    pub observations: Vec<Observation>,
    /// Unreadable input.
    pub faults: Vec<Fault>,
    /// Counts since the last delivery.
    pub tally: Tally,
    /// Receiving stations numbered since the last delivery: number and name.
    pub stations: Vec<(u32, String)>,
    /// The state, when it changed.
    pub state: Option<FeedState>,
}

/// A feed's thread.
#[derive(Debug)]
pub struct Running {
    /// Ends when the feed ended, failed, or `stop` was set.
    pub thread: JoinHandle<Result<(), Error>>,
}

/// Starts to read a feed on a thread of its own.
///
/// # Errors
/// A file that does not exist or an address that cannot be listened on.
pub fn start(
    _spec: &FeedSpec,
    _number: u16,
    _options: &FeedOptions,
    _sender: SyncSender<Delivery>,
    _stop: Arc<AtomicBool>,
) -> Result<Running, Error> {
    Err(Error::Unclear {
        name: String::new(),
    })
}
