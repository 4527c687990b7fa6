//! The world of a node that plays alone: it speaks to the node's own feed.

use std::{
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use vigie_exercise::{World, conduct::Orders};
use vigie_sea::Time;

use super::{
    AHEAD_MAX_MS, Cell, Drill, FAST_MS, FAST_STEP_MS, STEP,
    cell::Ears,
    door::{Doors, Sensed},
    line::Line,
    standing::Standing,
    turner::Turner,
};
use crate::{http::App, live::Board, server::ServeError};

/// An exercise that runs.
pub(super) struct Play {
    world: World,
    cell: Cell,
    ears: Ears,
    end: Time,
    speed: f64,
    turner: Turner,
    doors: Doors,
    /// What was ordered here, and as the world follows it.
    standing: Standing,
    orders: Orders,
    /// Reports of sensors so far.
    reports: u64,
    board: Arc<Board>,
    stop: Arc<AtomicBool>,
}

impl Play {
    /// A world at its beginning. Must be made inside the node's runtime.
    ///
    /// # Errors
    /// The store.
    pub(super) fn new(
        drill: &Drill,
        app: &Arc<App>,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, ServeError> {
        let board = Arc::clone(&app.board);
        let standing = Standing::open(app, &drill.scenario, drill.cell)?;
        Ok(Self {
            end: drill.scenario.end(),
            world: drill.scenario.world(),
            cell: drill.cell,
            ears: Ears::of(&drill.scenario, drill.cell),
            speed: drill.speed(),
            turner: Turner::new(drill.clock(), Arc::clone(&board)),
            doors: Doors::open(app)?,
            orders: standing.orders(),
            standing,
            reports: 0,
            board,
            stop,
        })
    }

    /// Moves the world; its lines go to the feed, what other sensors say to the doors.
    fn step(&mut self, until: Time, out: &mut Line<'_>) -> std::io::Result<()> {
        step(&mut self.world, (&self.ears, &self.orders), until, out)?;
        for report in self.world.reports() {
            if self.cell.is_told(&report) {
                self.reports += 1;
                self.doors.bring(Sensed::of(self.reports, report));
            }
        }
        self.doors.look(&self.stop);
        Ok(())
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(super) fn accept(&self, listener: &TcpListener) -> Option<TcpStream> {
        while !self.stopped() {
            // The replay of the archive comes first: the engine reads no feed before.
            match listener.accept() {
                Ok((client, _)) => return Some(client),
                Err(_not_yet) => std::thread::sleep(STEP),
            }
        }
        None
    }

    pub(super) fn send(&mut self, client: TcpStream) -> std::io::Result<()> {
        client.set_nonblocking(false)?;
        client.set_write_timeout(Some(Duration::from_secs(1)))?;
        let stop = Arc::clone(&self.stop);
        let mut out = Line::new(client, &stop);
        let resumed = self.board.status().event_time.map_or(i64::MIN, Time::ms);
        let begins = self.world.now().ms();
        let fast_until = begins.saturating_add(fast_ms(self.end.ms().saturating_sub(begins)));
        let fast_until = Time::from_ms(fast_until.max(resumed));
        let mut simulated = self.world.now();
        while simulated < fast_until && !self.stopped() {
            simulated = Time::from_ms(simulated.ms().saturating_add(FAST_STEP_MS)).min(fast_until);
            self.step(simulated, &mut out)?;
        }
        self.wait_for_engine(simulated);
        let began = Instant::now();
        let from = simulated;
        while !self.stopped() {
            std::thread::sleep(STEP);
            if !self.world.is_over() {
                if self.standing.look(simulated) {
                    self.orders = self.standing.orders();
                }
                simulated = from.plus_ms(scaled(began.elapsed(), self.speed));
                self.step(simulated, &mut out)?;
            } else {
                self.doors.look(&self.stop);
                out.lives()?;
            }
            self.turner.turn(simulated.min(self.end));
        }
        Ok(())
    }

    /// The first part is in flight for a while; a clock that ran ahead of it would make it late.
    fn wait_for_engine(&self, simulated: Time) {
        let caught_up = |t: Time| simulated.ms() - t.ms() < AHEAD_MAX_MS;
        while !self.stopped() && !self.board.status().event_time.is_some_and(caught_up) {
            std::thread::sleep(STEP);
        }
    }
}

/// How much of a story of this length is sent at once: two days, of one that is not longer two fifths, or nothing of it
/// would be played.
fn fast_ms(length_ms: i64) -> i64 {
    if length_ms > FAST_MS {
        FAST_MS
    } else {
        length_ms / 5 * 2
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a run of years stays far below 2^63 ms"
)]
fn scaled(real: Duration, speed: f64) -> i64 {
    (real.as_secs_f64() * speed * 1_000.0) as i64
}

/// Moves the world and sends what this cell hears.
fn step(
    world: &mut World,
    (ears, orders): (&Ears, &Orders),
    until: Time,
    out: &mut Line<'_>,
) -> std::io::Result<()> {
    let mut failed = None;
    let refused = world.step_under(orders, until, &mut |emission| {
        if failed.is_none() && ears.hears(emission.line) {
            failed = out.put(emission.line).and_then(|()| out.put(b"\r\n")).err();
        }
    });
    for fault in refused {
        tracing::warn!(%fault, "an asset cannot follow its order");
    }
    match failed {
        Some(fault) => Err(fault),
        None => out.flush(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_story_is_played_and_not_sent_at_once() {
        const HOUR_MS: i64 = 3_600_000;
        assert_eq!(fast_ms(120 * HOUR_MS), FAST_MS);
        assert_eq!(fast_ms(24 * HOUR_MS), 34_560_000);
        assert_eq!(fast_ms(0), 0);
    }
}
