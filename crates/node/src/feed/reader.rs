//! What every format has in common: bytes in, observations, faults and counts out.

use std::sync::{Arc, Mutex};

use vigie_sea::Time;
use vigie_watch::Observation;

use super::delivery::Delivery;
use super::fault::Fault;
use super::station::Stations;
use super::unnumbered::Unnumbered;
use super::{Error, FeedOptions};

/// What a reader knows of its surroundings.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) options: Arc<FeedOptions>,
    pub(crate) feed: u16,
    /// File or connection, for faults.
    pub(crate) origin: Arc<str>,
    pub(crate) stations: Stations,
    pub(crate) unnumbered: Arc<Mutex<Unnumbered>>,
}

impl Setting {
    pub(crate) fn new(feed: u16, options: &FeedOptions) -> Self {
        Self {
            options: Arc::new(options.clone()),
            feed,
            origin: Arc::from(""),
            stations: Stations::of_feed(feed, &options.known_stations),
            unnumbered: Arc::new(Mutex::new(options.known_vessels.clone())),
        }
    }

    /// The same for another file or connection.
    pub(crate) fn of(&self, origin: &str) -> Self {
        Self {
            origin: Arc::from(origin),
            ..self.clone()
        }
    }

    /// Counts and keeps one piece of unreadable input.
    pub(crate) fn fault(
        &self,
        out: &mut Delivery,
        line: u64,
        reason: &'static str,
        received: Option<Time>,
        bytes: &[u8],
    ) {
        out.tally.fault(reason);
        out.faults
            .push(Fault::new(&self.origin, line, reason, received, bytes));
    }
}

impl Setting {
    /// Hands over one observation, or its text.
    pub(crate) fn give(&self, observation: Observation, out: &mut Delivery) {
        if !self.options.as_json {
            return out.observations.push(observation);
        }
        let before = out.json.len();
        match serde_json::to_writer(&mut out.json, &observation) {
            Ok(()) => out.json.push(b'\n'),
            Err(_never) => out.json.truncate(before),
        }
    }
}

/// One format of one file or connection. Feeding the same bytes in other pieces gives the same.
pub(crate) trait Reader: Send {
    /// Takes the next bytes; `received` is the time of receipt on a live feed.
    ///
    /// # Errors
    /// Only what makes the rest useless, such as a table without a needed column.
    fn push(
        &mut self,
        bytes: &[u8],
        received: Option<Time>,
        out: &mut Delivery,
    ) -> Result<(), Error>;

    /// The end of the file or connection.
    ///
    /// # Errors
    /// As [`Reader::push`].
    fn finish(&mut self, received: Option<Time>, out: &mut Delivery) -> Result<(), Error>;
}
