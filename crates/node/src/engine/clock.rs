//! The clock that drives the watch: the node's while data is live, an exercise's, or none while a recording plays.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use vigie_sea::Time;
use vigie_store::{NO_CLOCK, RELEASED};
use vigie_watch::Observation;

use super::Engine;
use crate::live::now;

/// Data within this time of the node's clock is live, and then the clock drives the watch.
const LIVE_WITHIN_MS: i64 = 3_600_000;
/// A time so far after all others is a wrong clock, not news.
const AHEAD_MAX_MS: i64 = 7_200_000;
/// Where the clock is kept in the ledger: number of the next arrival, and the clock.
const CLOCK_MARK: &str = "clock";

/// Where the time of the watch comes from.
#[derive(Debug, Clone)]
pub(crate) enum Clock {
    /// The node's clock, as long as the data is live.
    Node,
    /// The clock of an exercise, milliseconds since 1970; 0 until it runs.
    Exercise(Arc<AtomicI64>),
}

impl Engine {
    pub(crate) fn turn_clock(&mut self, clock_ms: i64) {
        match clock_ms {
            NO_CLOCK => {}
            RELEASED => self.watch.finish(),
            ms => self.watch.advance(Time::from_ms(ms)),
        }
    }

    /// The clock for the next batch.
    pub(super) fn clock_of(&mut self, observations: &[Observation]) -> i64 {
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

    pub(super) fn clock_now(&self) -> Option<Time> {
        match &self.clock {
            Clock::Node => self.is_live.then(now),
            Clock::Exercise(ms) => Some(ms.load(Ordering::Relaxed))
                .filter(|ms| *ms > 0)
                .map(Time::from_ms),
        }
    }

    /// Keeps how far the clock came without data, or a restart would take back what it made happen.
    pub(super) fn note_clock(&mut self) {
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
}

/// The latest moment that can be true: so much after the watch's own time or after the third latest observation,
/// because three wrong clocks in one batch are not to be expected. `None` if there is nothing to tell by.
pub(super) fn horizon(observations: &[Observation], head: Option<Time>) -> Option<Time> {
    let mut times: Vec<Time> = observations.iter().map(|o| o.time).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    let third = times.get(2).copied();
    third.max(head).map(|time| time.plus_ms(AHEAD_MAX_MS))
}

#[cfg(test)]
mod tests {
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
}
