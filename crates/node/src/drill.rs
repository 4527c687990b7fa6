//! The built-in exercise as a feed: its world speaks AIVDM over a real TCP connection on this machine, and comes in
//! through the same reader as real life.
//!
//! The story lasts five days. The first two are sent as fast as they can be read, so that the list has something to
//! show; then simulated time runs at a multiple of real time. After a restart the world is sent again from its beginning:
//! it is the same world, the engine passes over what it has kept, and the story goes on where it was.

use std::{
    collections::VecDeque,
    io::{BufWriter, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use vigie_exercise::{Scenario, World};
use vigie_sea::{AreaSet, Time};
use vigie_store::Ledger;
use vigie_watch::{Context, ListInfo, ListKind, PortSet, ReceiverList, ReceptionMap, VesselList};

use crate::{
    feed::{FeedSpec, Format, Place},
    http::App,
    live::{Board, now},
    server::ServeError,
};

/// Code of the scenario.
pub(crate) const SCENARIO: &str = "north-pacific-watch";
/// Simulated time sent as fast as possible at the beginning.
const FAST_MS: i64 = 48 * 3_600_000;
/// Times real time, unless the command line says otherwise: a simulated hour in six seconds.
const SPEED: f64 = 600.0;
/// Real time between two steps.
const STEP: Duration = Duration::from_millis(100);
/// Step of the first part, simulated.
const FAST_STEP_MS: i64 = 600_000;
/// Real time that a line may take from the world to the engine before the clock passes over it.
const IN_FLIGHT: Duration = Duration::from_secs(2);
/// Simulated time that the clock may be ahead of the newest data: more means that lines are still on their way.
const AHEAD_MAX_MS: i64 = 1_800_000;
const STARTED_KEY: &str = "exercise-start";
const DAY_MS: i64 = 86_400_000;
const SOURCE: &str = "EXERCISE / EXERCICE / 演習";

/// Who plays: which of the world's receivers this node hears.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cell {
    /// One node that hears all of them.
    #[default]
    All,
    /// Canada: satellites of odd number, and Adak by arrangement.
    Canada,
    /// Japan: satellites of even number, and the stations of Hokkaido and Tohoku.
    Japan,
}

impl Cell {
    /// Whether this cell has the receiver that a line's tag block names.
    fn hears(self, line: &[u8]) -> bool {
        let station = station_of(line);
        let satellite = station
            .strip_prefix("EXSAT")
            .and_then(|n| n.parse::<u32>().ok());
        match (self, satellite) {
            (Self::All, _) => true,
            (Self::Canada, Some(number)) => number % 2 == 1,
            (Self::Japan, Some(number)) => number % 2 == 0,
            (Self::Canada, None) => station == "EXADAK",
            (Self::Japan, None) => station != "EXADAK",
        }
    }

    /// Share of the satellites.
    fn share(self) -> f64 {
        match self {
            Self::All => 1.0,
            Self::Canada | Self::Japan => 0.5,
        }
    }
}

/// Name of the station in a tag block; empty if there is none.
fn station_of(line: &[u8]) -> &str {
    let block = line
        .strip_prefix(b"\\")
        .and_then(|rest| rest.split(|b| *b == b'\\').next());
    let mut fields = block
        .unwrap_or_default()
        .split(|b| matches!(b, b',' | b'*'));
    let station = fields.find_map(|field| field.strip_prefix(b"s:"));
    std::str::from_utf8(station.unwrap_or_default()).unwrap_or_default()
}

/// When a story begins unless it is said: so that its fast part ends as this day begins.
#[must_use]
pub fn usual_start() -> Time {
    let today = now().ms().div_euclid(DAY_MS).saturating_mul(DAY_MS);
    Time::from_ms(today.saturating_sub(FAST_MS))
}

/// Which exercise, and as whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExerciseOptions {
    /// Seed of the world.
    pub seed: u64,
    /// Who plays here.
    pub cell: Cell,
    /// When the story begins; two nodes of one exercise begin together. `None`: two days before today.
    pub start: Option<Time>,
}

/// An exercise, prepared.
pub(crate) struct Drill {
    scenario: Scenario,
    cell: Cell,
    speed: f64,
    clock: Arc<AtomicI64>,
}

impl Drill {
    /// The scenario of this seed. It begins, the first time, so that its fast part ends about now.
    pub(crate) fn prepare(
        options: ExerciseOptions,
        ledger: &mut Ledger,
        speed: Option<f64>,
    ) -> Result<Self, ServeError> {
        let known = ledger
            .meta(STARTED_KEY)?
            .and_then(|text| Time::parse(&text).ok());
        let start = match known {
            Some(start) => start,
            None => {
                let start = options.start.unwrap_or_else(usual_start);
                ledger.set_meta(STARTED_KEY, &start.to_string())?;
                start
            }
        };
        let scenario = Scenario::builtin(options.seed, start);
        Ok(Self {
            scenario,
            cell: options.cell,
            speed: speed.unwrap_or(SPEED),
            clock: Arc::default(),
        })
    }

    pub(crate) fn clock(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.clock)
    }

    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    /// Gives the watch the exercise's own areas, lists, ports and reception.
    pub(crate) fn equip(&self, context: &mut Context) -> Result<(), ServeError> {
        let scenario = &self.scenario;
        let (areas, _) = AreaSet::from_geojson(scenario.areas_geojson(), SOURCE)?;
        context.areas.extend(areas.areas().iter().cloned());
        let (ports, _) = PortSet::from_csv(scenario.ports_csv().as_bytes(), SOURCE)?;
        context.ports.extend(ports.ports().iter().cloned());
        let reception = thinned(&scenario.reception_csv(), self.cell.share());
        context.reception = ReceptionMap::from_csv(reception.as_bytes())?;
        for (id, name, kind, csv) in [
            (
                "exercise-iuu",
                "EXERCISE IUU",
                ListKind::Iuu,
                scenario.iuu_csv(),
            ),
            (
                "exercise-authorised",
                "EXERCISE AUTHORISED",
                ListKind::Authorisation,
                scenario.authorised_csv(),
            ),
        ] {
            let info = ListInfo {
                id: id.to_owned(),
                name: name.to_owned(),
                kind,
                date: scenario.start(),
                source: SOURCE.to_owned(),
                complete_for: Vec::new(),
            };
            context
                .lists
                .put(VesselList::from_csv(info, csv.as_bytes())?);
        }
        Ok(())
    }

    /// Who hears in the exercise, from where.
    pub(crate) fn receivers(&self) -> Result<ReceiverList, ServeError> {
        let (list, _faults) = ReceiverList::from_text(&self.scenario.receivers_csv())?;
        Ok(list)
    }

    /// Starts the world and the feed that listens to it.
    pub(crate) fn start(
        self,
        app: &Arc<App>,
        stop: Arc<AtomicBool>,
    ) -> Result<JoinHandle<()>, ServeError> {
        let system = |source| ServeError::System {
            what: "exercise",
            source,
        };
        let listener = TcpListener::bind("127.0.0.1:0").map_err(system)?;
        listener.set_nonblocking(true).map_err(system)?;
        let address = listener.local_addr().map_err(system)?;
        let name = format!("exercise:{SCENARIO}");
        let spec = FeedSpec {
            name: name.clone(),
            place: Place::TcpConnect(address.to_string()),
            format: Format::Nmea,
        };
        let number = {
            let mut ledger = app
                .ledger
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            ledger.feed_number(&name, "nmea", false)?
        };
        app.feeds.start_recorded(&spec, number)?;
        let board = Arc::clone(&app.board);
        let mut play = Play {
            end: self.scenario.end(),
            world: self.scenario.world(),
            cell: self.cell,
            speed: self.speed,
            clock: self.clock,
            board,
            stop,
            sent: VecDeque::new(),
        };
        let work = move || {
            if let Some(client) = play.accept(&listener)
                && let Err(fault) = play.send(client)
            {
                tracing::error!(%fault, "exercise ended");
            }
        };
        std::thread::Builder::new()
            .name("exercise".to_owned())
            .spawn(work)
            .map_err(system)
    }
}

/// An exercise that runs.
struct Play {
    world: World,
    cell: Cell,
    end: Time,
    speed: f64,
    clock: Arc<AtomicI64>,
    board: Arc<Board>,
    stop: Arc<AtomicBool>,
    sent: VecDeque<(Instant, Time)>,
}

impl Play {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn accept(&self, listener: &TcpListener) -> Option<TcpStream> {
        while !self.stopped() {
            // The replay of the archive comes first: the engine reads no feed before.
            match listener.accept() {
                Ok((client, _)) => return Some(client),
                Err(_not_yet) => std::thread::sleep(STEP),
            }
        }
        None
    }

    fn send(&mut self, client: TcpStream) -> std::io::Result<()> {
        client.set_nonblocking(false)?;
        client.set_write_timeout(Some(Duration::from_secs(1)))?;
        let mut out = Line {
            to: BufWriter::with_capacity(1 << 16, client),
            stop: &self.stop.clone(),
        };
        let resumed = self.board.status().event_time.map_or(i64::MIN, Time::ms);
        let fast_until = Time::from_ms(self.world.now().ms().saturating_add(FAST_MS).max(resumed));
        let mut simulated = self.world.now();
        while simulated < fast_until && !self.stopped() {
            simulated = Time::from_ms(simulated.ms().saturating_add(FAST_STEP_MS)).min(fast_until);
            step(&mut self.world, self.cell, simulated, &mut out)?;
        }
        self.wait_for_engine(simulated);
        let began = Instant::now();
        let from = simulated;
        while !self.stopped() {
            std::thread::sleep(STEP);
            if !self.world.is_over() {
                simulated = from.plus_ms(scaled(began.elapsed(), self.speed));
                step(&mut self.world, self.cell, simulated, &mut out)?;
            }
            self.turn_clock(simulated.min(self.end));
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

    fn turn_clock(&mut self, simulated: Time) {
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

#[allow(
    clippy::cast_possible_truncation,
    reason = "a run of years stays far below 2^63 ms"
)]
fn scaled(real: Duration, speed: f64) -> i64 {
    (real.as_secs_f64() * speed * 1_000.0) as i64
}

/// The reception map of a cell that has only a share of the receivers: columns 3 and 4 are positions a day.
fn thinned(csv: &str, share: f64) -> String {
    let scaled = |(column, cell): (usize, &str)| match cell.parse::<f64>() {
        Ok(value) if matches!(column, 2 | 3) => format!("{:.1}", value * share),
        _ => cell.to_owned(),
    };
    let line = |line: &str| {
        let cells: Vec<String> = line.split(',').enumerate().map(scaled).collect();
        cells.join(",") + "\n"
    };
    csv.lines().map(line).collect()
}

fn step(world: &mut World, cell: Cell, until: Time, out: &mut Line<'_>) -> std::io::Result<()> {
    let mut failed = None;
    world.step_until(until, &mut |emission| {
        if failed.is_none() && cell.hears(emission.line) {
            failed = out.put(emission.line).and_then(|()| out.put(b"\r\n")).err();
        }
    });
    match failed {
        Some(fault) => Err(fault),
        None => out.flush(),
    }
}

/// A writer that waits for a slow reader, but not longer than the node lives.
struct Line<'a> {
    to: BufWriter<TcpStream>,
    stop: &'a AtomicBool,
}

impl Line<'_> {
    fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.to.write(rest) {
                Ok(0) => return Err(std::io::ErrorKind::WriteZero.into()),
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(fault) => self.bear(fault)?,
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        loop {
            match self.to.flush() {
                Ok(()) => return Ok(()),
                Err(fault) => self.bear(fault)?,
            }
        }
    }

    fn bear(&self, fault: std::io::Error) -> std::io::Result<()> {
        use std::io::ErrorKind as Kind;
        let waits = matches!(
            fault.kind(),
            Kind::WouldBlock | Kind::TimedOut | Kind::Interrupted
        );
        if waits && !self.stop.load(Ordering::Relaxed) {
            Ok(())
        } else {
            Err(fault)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_receiver_is_heard_by_one_cell() {
        let lines: [&[u8]; 4] = [
            b"\\s:EXSAT1,c:1772323200*5A\\!AIVDM,1,1,,A,x,0*00",
            b"\\g:2-2-7,s:EXSAT12*5A\\!AIVDM,2,2,1,A,x,0*00",
            b"\\s:EXADAK,c:1772323200*5A\\!AIVDM",
            b"\\c:1772323200,s:EXKUSHIRO*5A\\!AIVDM",
        ];
        let heard = |cell: Cell| lines.map(|line| cell.hears(line));
        assert_eq!(heard(Cell::All), [true; 4]);
        assert_eq!(heard(Cell::Canada), [true, false, true, false]);
        assert_eq!(heard(Cell::Japan), [false, true, false, true]);
        assert_eq!(station_of(b"!AIVDM,1,1,,A,x,0*00"), "");
    }

    #[test]
    fn half_the_receivers_hear_half() {
        let csv = "lat,lon,a,b,note\n40,179,100.0,21.0,EXERCISE\n";
        assert_eq!(
            thinned(csv, 0.5),
            "lat,lon,a,b,note\n40,179,50.0,10.5,EXERCISE\n"
        );
    }
}
