//! The clock of an exercise turns: the true world moves, due injects go out, and each partner's sensors speak.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use vigie_exercise::{Listening, Tape, World, conduct::Orders, report::Frame};
use vigie_sea::Time;

use super::{
    control::{Control, PROGRAM},
    host, source,
};
use crate::drill::{AHEAD_MAX_MS, STEP};

/// Real time between two looks for due injects.
const DUE_EVERY: Duration = Duration::from_millis(400);
/// Real time between two notes of the clock.
const MARK_EVERY: Duration = Duration::from_secs(2);
/// Simulated time between pictures.
pub(crate) const PICTURE_MS: i64 = 1_800_000;
/// Simulated time between frames of the map strip.
const FRAME_MS: i64 = 3_600_000;
/// Simulated time between two checkpoints that the program takes by itself.
const CHECKPOINT_MS: i64 = 6 * 3_600_000;
/// Frames of the strip at most: 14 days.
const FRAMES_MAX: usize = 336;

/// Runs until asked to stop.
pub(crate) fn run(control: &Arc<Control>, stop: &Arc<AtomicBool>) {
    let sources = source::open_all(control, stop);
    let host = host::open(control, &sources, stop);
    if let Err(fault) = &host {
        tracing::error!(%fault, address = %control.listen, "players cannot connect");
    }
    let finder = {
        let control = Arc::clone(control);
        std::thread::spawn(move || control.learn_truth(control.scenario.truth()))
    };
    let mut world = control.scenario.world_heard_by(Listening::Nobody);
    let mut tape = Tape::new();
    let mut branch = control.state().conduct.branch;
    let mut kept = control.state().dial.now;
    let mut followed = Orders::default();
    let (mut looked, mut marked) = (Instant::now(), Instant::now());
    while !stop.load(Ordering::Relaxed) {
        std::thread::sleep(STEP);
        control.tick(held(control));
        let (now, played, orders) = {
            let state = control.state();
            let orders = Orders::of(&state.conduct.log);
            (state.dial.now, state.conduct.branch, orders)
        };
        if played != branch {
            branch = played;
            kept = now;
            // Another branch may have other orders: with any the tape is not of its past, and all is run again from the
            // beginning, as is what the tape has not kept.
            if !(orders.is_empty() && followed.is_empty()) {
                tape = Tape::new();
            }
            world = tape
                .rewind(now)
                .unwrap_or_else(|_none| control.scenario.world_heard_by(Listening::Nobody));
        }
        follow(control, (&mut world, &mut tape), (&orders, now), stop);
        followed = orders;
        if now.ms() - kept.ms() >= CHECKPOINT_MS && is_played(control) {
            kept = now;
            if let Err(refused) = control.checkpoint(PROGRAM, "") {
                tracing::warn!(?refused, "no checkpoint was kept");
            }
        }
        if looked.elapsed() >= DUE_EVERY {
            looked = Instant::now();
            control.send_due();
        }
        if marked.elapsed() >= MARK_EVERY {
            marked = Instant::now();
            control.mark_clock();
        }
    }
    control.mark_clock();
    for thread in sources
        .into_iter()
        .map(|source| source.thread)
        .chain(host.ok())
    {
        drop(thread.join());
    }
    drop(finder.join());
}

/// All players are there and the clock runs: only such a moment is worth coming back to by itself.
fn is_played(control: &Control) -> bool {
    let state = control.state();
    control.stage.is_some()
        && state.dial.running
        && !state.conduct.frozen
        && state.seats.values().all(|seat| seat.connected)
}

/// The clock does not run away from what is sent to players who are there.
fn held(control: &Control) -> Time {
    let start = control.scenario.start();
    let state = control.state();
    let there = state.seats.values().filter(|seat| seat.connected);
    let fed = there.map(|seat| seat.fed.unwrap_or(start)).min();
    fed.map_or(Time::from_ms(i64::MAX), |at| at.plus_ms(AHEAD_MAX_MS))
}

/// The true world moves to `now`; on the way its pictures are kept.
fn follow(
    control: &Control,
    (world, tape): (&mut World, &mut Tape),
    (orders, now): (&Orders, Time),
    stop: &AtomicBool,
) {
    tape.record(world);
    while world.now() <= now && !world.is_over() && !stop.load(Ordering::Relaxed) {
        let from = world.now();
        let next = Time::from_ms((from.ms().div_euclid(PICTURE_MS) + 1).saturating_mul(PICTURE_MS));
        let until = next.min(now);
        for refused in world.step_under(orders, until, &mut |_line| {}) {
            tracing::warn!(%refused, "an asset cannot follow its order");
        }
        tape.record(world);
        if next <= now {
            let ships = ships(control, world, next);
            let places: Vec<(u32, f64, f64)> =
                ships.iter().map(|one| (one.0, one.1, one.2)).collect();
            if next.ms() % FRAME_MS == 0 {
                keep_frame(control, next, &places);
            }
            control.true_picture(next, &places);
        }
        if until == now {
            break;
        }
    }
    let shown = ships(control, world, now.min(world.now().plus_ms(-1)));
    control.state().ships = shown;
}

fn ships(control: &Control, world: &World, at: Time) -> Vec<(u32, f64, f64, f64, f64)> {
    let count = control.scenario.actors().count();
    let states = (0..count).filter_map(|ship| world.true_state(ship, at));
    states
        .map(|s| (s.mmsi, s.lat_deg, s.lon_deg, s.sog_kn, s.cog_deg))
        .collect()
}

fn keep_frame(control: &Control, at: Time, places: &[(u32, f64, f64)]) {
    let mut state = control.state();
    if state.frames.len() >= FRAMES_MAX || state.frames.iter().any(|frame| frame.at == at) {
        return;
    }
    let ships = places
        .iter()
        .map(|(mmsi, lat, lon)| (*mmsi, *lat, *lon, false))
        .collect();
    state.frames.push(Frame { at, ships });
    state.frames.sort_by_key(|frame| frame.at);
}
