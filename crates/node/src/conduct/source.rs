//! The sensors of one partner: a world of their own that speaks over a connection which the partner's feed reader opens.
//!
//! It follows the clock. After a break the world is told again from its beginning, as after a restart: the reader passes
//! over what it has kept. Losses ordered by the list are taken out by the time a line arrives, so that a second telling
//! leaves out the same lines.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use vigie_exercise::{World, conduct::Orders, msel::Effect};
use vigie_sea::Time;

use super::control::Control;
use crate::drill::{
    Cell, FAST_STEP_MS, STEP,
    cell::{Ears, station_of},
    door::Sensed,
    line::Line,
};

/// One partner's sensors.
pub(crate) struct Source {
    pub(crate) party: String,
    pub(crate) address: SocketAddr,
    pub(crate) thread: JoinHandle<()>,
}

/// Which receivers a partner hears.
fn cell_of(party: &str) -> Cell {
    match party {
        "ca-ccg" => Cell::Canada,
        "jp-jcg" => Cell::Japan,
        _ => Cell::All,
    }
}

/// Opens a source for every partner.
pub(crate) fn open_all(control: &Arc<Control>, stop: &Arc<AtomicBool>) -> Vec<Source> {
    let mut sources = Vec::new();
    for party in control.keys.keys() {
        match open(control, party, stop) {
            Ok(source) => sources.push(source),
            Err(fault) => tracing::error!(%fault, party, "no sensors for this partner"),
        }
    }
    sources
}

fn open(control: &Arc<Control>, party: &str, stop: &Arc<AtomicBool>) -> std::io::Result<Source> {
    // The lines are heard on the address at which players reach control.
    let listener = TcpListener::bind((control.listen.ip(), 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let (control, stop, name) = (Arc::clone(control), Arc::clone(stop), party.to_owned());
    let thread = std::thread::Builder::new()
        .name(format!("sensors-{party}"))
        .spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((client, _)) => {
                        if let Err(fault) = tell(&control, &name, client, &stop) {
                            tracing::info!(%fault, party = name, "sensors are read no more");
                        }
                        if let Some(seat) = control.state().seats.get_mut(&name) {
                            seat.fed = None;
                        }
                    }
                    Err(_not_yet) => std::thread::sleep(STEP),
                }
            }
        })?;
    Ok(Source {
        party: party.to_owned(),
        address,
        thread,
    })
}

fn tell(
    control: &Control,
    party: &str,
    client: TcpStream,
    stop: &AtomicBool,
) -> std::io::Result<()> {
    client.set_nonblocking(false)?;
    client.set_write_timeout(Some(Duration::from_secs(1)))?;
    let heard = client.try_clone()?;
    heard.set_read_timeout(Some(Duration::from_millis(1)))?;
    let branch = control.state().conduct.branch;
    let mut out = Line::new(client, stop);
    let mut world = control.scenario.world();
    let cell = cell_of(party);
    let ears = Ears::of(&control.scenario, cell);
    let mut at = world.now();
    let mut sensed = 0;
    loop {
        if stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let (now, losses, orders) = {
            let state = control
                .state_on(branch)
                .map_err(|_other| std::io::ErrorKind::ConnectionAborted)?;
            let orders = Orders::of(&state.conduct.log);
            (state.dial.now, state.effects().collect::<Vec<_>>(), orders)
        };
        let until = at.plus_ms(FAST_STEP_MS).min(now);
        if until > at {
            step(
                &mut world,
                (party, &ears),
                until,
                (&losses, &orders),
                &mut out,
            )?;
            at = until;
        }
        let said = world.reports().into_iter();
        let said: Vec<_> = said.filter(|report| cell.is_told(report)).collect();
        let mut state = control
            .state_on(branch)
            .map_err(|_other| std::io::ErrorKind::ConnectionAborted)?;
        if let Some(seat) = state.seats.get_mut(party) {
            seat.fed = Some(at);
            for report in said {
                sensed += 1;
                // Told again after a break, the same reports have the same numbers.
                if seat.sensed.len() < sensed {
                    let number = sensed as u64;
                    seat.sensed.push(Arc::new(Sensed::of(number, report)));
                }
            }
        }
        drop(state);
        if at >= now {
            // While the clock stands nothing is written that would tell that the reader is gone.
            if matches!(heard.peek(&mut [0]), Ok(0)) {
                return Ok(());
            }
            out.lives()?;
            std::thread::sleep(STEP);
        }
    }
}

fn step(
    world: &mut World,
    (party, ears): (&str, &Ears),
    until: Time,
    (losses, orders): (&[(Effect, Time, Time)], &Orders),
    out: &mut Line<'_>,
) -> std::io::Result<()> {
    let lost = |at: Time, line: &[u8]| {
        losses
            .iter()
            .filter(|(_, from, to)| (*from..*to).contains(&at))
            .any(|(effect, _, _)| match effect {
                Effect::FeedOutage { party: one, .. } => one == party,
                Effect::ReceiverOutage { station, .. } => station_of(line) == station,
                Effect::LinkCut { .. } => false,
            })
    };
    let mut failed = None;
    // What cannot be followed is named by the true world.
    let _refused = world.step_under(orders, until, &mut |emission| {
        if failed.is_none() && ears.hears(emission.line) && !lost(emission.at, emission.line) {
            failed = out.put(emission.line).and_then(|()| out.put(b"\r\n")).err();
        }
    });
    match failed {
        Some(fault) => Err(fault),
        None => out.flush(),
    }
}
