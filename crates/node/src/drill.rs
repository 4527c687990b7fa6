//! The built-in exercise as a feed: its world speaks AIVDM over a real TCP connection on this machine, and comes in
//! through the same reader as real life.

use std::sync::{Arc, atomic::{AtomicBool, AtomicI64}};
use std::thread::JoinHandle;

use vigie_store::Ledger;
use vigie_watch::Context;

use crate::{http::App, server::ServeError};

/// Code of the scenario.
pub(crate) const SCENARIO: &str = "north-pacific-watch";

pub(crate) struct Drill {
    clock: Arc<AtomicI64>,
}

impl Drill {
    pub(crate) fn prepare(_seed: u64, _ledger: &mut Ledger, _speed: Option<f64>) -> Result<Self, ServeError> {
        Err(ServeError::ExerciseFeeds)
    }
    pub(crate) fn clock(&self) -> Arc<AtomicI64> { Arc::clone(&self.clock) }
    pub(crate) fn speed(&self) -> f64 { 600.0 }
    pub(crate) fn equip(&self, _context: &mut Context) {}
    pub(crate) fn start(self, _app: &Arc<App>, _stop: Arc<AtomicBool>) -> Result<JoinHandle<()>, ServeError> { Err(ServeError::ExerciseFeeds) }
}
