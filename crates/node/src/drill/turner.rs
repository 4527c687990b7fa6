//! The clock of an exercise as its watch sees it: behind what was sent by the time that lines are on their way.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use vigie_sea::Time;

use super::{AHEAD_MAX_MS, IN_FLIGHT};
use crate::live::Board;

/// Turns the clock.
pub(crate) struct Turner {
    clock: Arc<AtomicI64>,
    board: Arc<Board>,
    sent: VecDeque<(Instant, Time)>,
}

impl Turner {
    pub(crate) fn new(clock: Arc<AtomicI64>, board: Arc<Board>) -> Self {
        Self {
            clock,
            board,
            sent: VecDeque::new(),
        }
    }

    /// Lines up to `simulated` are sent.
    pub(crate) fn turn(&mut self, simulated: Time) {
        let now = Instant::now();
        self.sent.push_back((now, simulated));
        let mut clock = None;
        while let Some((at, time)) = self.sent.front().copied()
            && now.duration_since(at) >= IN_FLIGHT
        {
            clock = Some(time.ms());
            self.sent.pop_front();
        }
        let newest = self.board.status().event_time.map_or(i64::MAX, Time::ms);
        if let Some(ms) = clock {
            let held = ms.min(newest.saturating_add(AHEAD_MAX_MS));
            self.clock.fetch_max(held, Ordering::Relaxed);
        }
    }
}
