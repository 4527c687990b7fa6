//! The built-in exercise as a feed: its world speaks AIVDM over a real TCP connection on this machine, and comes in
//! through the same reader as real life.
//!
//! The story lasts five days. The first two are sent as fast as they can be read, so that the list has something to
//! show; then simulated time runs at a multiple of real time. After a restart the world is sent again from its beginning:
//! it is the same world, the engine passes over what it has kept, and the story goes on where it was.

pub(crate) mod cell;
pub(crate) mod door;
pub(crate) mod handout;
pub(crate) mod line;
mod play;
mod standing;
pub(crate) mod story;
pub(crate) mod turner;

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicU64},
    },
    thread::JoinHandle,
    time::Duration,
};

pub use cell::Cell;
use cell::thinned;
use door::Doors;
use handout::Handouts;
use play::Play;
pub use story::Story;
use turner::Turner;
use vigie_exercise::{Marking, Scenario, Settings};
use vigie_sea::{AreaSet, Time};
use vigie_store::Ledger;
use vigie_watch::{Context, ListInfo, ListKind, PortSet, ReceiverList, ReceptionMap, VesselList};

use crate::{
    conduct::Part,
    feed::{FeedSpec, Format, Place},
    http::App,
    live::now,
    server::ServeError,
};

/// Code of the scenario.
pub(crate) const SCENARIO: &str = "north-pacific-watch";
/// Simulated time sent as fast as possible at the beginning.
const FAST_MS: i64 = 48 * 3_600_000;
/// Times real time, unless the command line says otherwise: a simulated hour in six seconds.
const SPEED: f64 = 600.0;
/// Real time between two steps.
pub(crate) const STEP: Duration = Duration::from_millis(100);
/// Step of the first part, simulated.
pub(crate) const FAST_STEP_MS: i64 = 600_000;
/// Real time that a line may take from the world to the engine before the clock passes over it.
const IN_FLIGHT: Duration = Duration::from_secs(2);
/// Simulated time that the clock may be ahead of the newest data: more means that lines are still on their way.
pub(crate) const AHEAD_MAX_MS: i64 = 1_800_000;
const STARTED_KEY: &str = "exercise-start";
const DAY_MS: i64 = 86_400_000;
const SOURCE: &str = Marking::LINE;

/// When a story begins unless it is said: so that its fast part ends as this day begins.
#[must_use]
pub fn usual_start() -> Time {
    let today = now().ms().div_euclid(DAY_MS).saturating_mul(DAY_MS);
    Time::from_ms(today.saturating_sub(FAST_MS))
}

/// Which exercise, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExerciseOptions {
    /// The world, of the library or one's own.
    pub story: Story,
    /// Seed of the world.
    pub seed: u64,
    /// Who plays here.
    pub cell: Cell,
    /// When the story begins; two nodes of one exercise begin together. `None`: as one's own scenario says, else two days
    /// before today.
    pub start: Option<Time>,
}

/// An exercise, prepared.
pub(crate) struct Drill {
    scenario: Scenario,
    cell: Cell,
    /// Times real time, as the bits of an `f64`.
    pace: Arc<AtomicU64>,
    clock: Arc<AtomicI64>,
}

impl Drill {
    /// The scenario of this seed. It begins, the first time, so that its fast part ends about now.
    pub(crate) fn prepare(
        options: &ExerciseOptions,
        ledger: &mut Ledger,
        speed: Option<f64>,
    ) -> Result<Self, ServeError> {
        let known = ledger
            .meta(STARTED_KEY)?
            .and_then(|text| Time::parse(&text).ok());
        let start = match known {
            Some(start) => start,
            None => {
                let wanted = options.start.or(options.story.start());
                let start = wanted.unwrap_or_else(usual_start);
                ledger.set_meta(STARTED_KEY, &start.to_string())?;
                start
            }
        };
        let settings = Settings {
            seed: options.seed,
            start,
        };
        let scenario = options.story.scenario(settings);
        let scenario = scenario.map_err(|fault| ServeError::Conduct {
            detail: format!("{}: {fault}", options.story.name()),
        })?;
        Ok(Self {
            scenario,
            cell: options.cell,
            pace: Arc::new(AtomicU64::new(speed.unwrap_or(SPEED).to_bits())),
            clock: Arc::default(),
        })
    }

    pub(crate) fn clock(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.clock)
    }

    /// Times real time; changes while the exercise runs.
    pub(crate) fn pace(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.pace)
    }

    pub(crate) fn speed(&self) -> f64 {
        f64::from_bits(self.pace.load(std::sync::atomic::Ordering::Relaxed))
    }

    /// What players here are handed on paper.
    pub(crate) fn handouts(&self) -> Handouts {
        Handouts::of(&self.scenario, self.cell)
    }

    pub(crate) fn scenario(&self) -> &Scenario {
        &self.scenario
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

    /// Starts the world and the feed that listens to it: of this node alone, or as exercise control leads it.
    pub(crate) fn start(
        self,
        app: &Arc<App>,
        stop: Arc<AtomicBool>,
    ) -> Result<JoinHandle<()>, ServeError> {
        match &app.conduct {
            Some(Part::Control(control)) => {
                let control = Arc::clone(control);
                return thread(move || crate::conduct::clockwork::run(&control, &stop));
            }
            Some(Part::Player(player)) => {
                let turner = Turner::new(self.clock(), Arc::clone(&app.board));
                let doors = Doors::open(app)?;
                let (player, app, pace) = (Arc::clone(player), Arc::clone(app), self.pace());
                return thread(move || {
                    crate::conduct::player::follow(&player, &app, (turner, doors), &pace, &stop)
                });
            }
            None => {}
        }
        let listener = TcpListener::bind("127.0.0.1:0").map_err(system)?;
        listener.set_nonblocking(true).map_err(system)?;
        listen_to(app, &listener.local_addr().map_err(system)?.to_string())?;
        let mut play = Play::new(&self, app, stop)?;
        thread(move || {
            if let Some(client) = play.accept(&listener)
                && let Err(fault) = play.send(client)
            {
                tracing::error!(%fault, "exercise ended");
            }
        })
    }
}

fn system(source: std::io::Error) -> ServeError {
    ServeError::System {
        what: "exercise",
        source,
    }
}

fn thread(work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, ServeError> {
    let builder = std::thread::Builder::new().name("exercise".to_owned());
    builder.spawn(work).map_err(system)
}

/// The name of a scenario of the library, for as long as the program runs.
pub(crate) fn scenario_named(name: &str) -> Option<&'static str> {
    let entry = vigie_exercise::library()
        .iter()
        .find(|entry| entry.name == name);
    entry.map(|entry| entry.name)
}

/// Starts the feed that reads the world at this address: the world is told from its beginning at each start.
pub(crate) fn listen_to(app: &Arc<App>, address: &str) -> Result<(), ServeError> {
    let name = app.realm.code();
    let (spec, number) = feed_at(app, (&name, "nmea", Format::Nmea), address)?;
    app.feeds.start_recorded(&spec, number)?;
    Ok(())
}

/// Starts a feed that goes on where it was: name, code of its format, format.
fn listen_to_as(
    app: &Arc<App>,
    what: (&str, &str, Format),
    address: &str,
) -> Result<(), ServeError> {
    let (spec, number) = feed_at(app, what, address)?;
    app.feeds.start(&spec, number)?;
    Ok(())
}

fn feed_at(
    app: &App,
    (name, code, format): (&str, &str, Format),
    address: &str,
) -> Result<(FeedSpec, u16), ServeError> {
    let spec = FeedSpec {
        name: name.to_owned(),
        place: Place::TcpConnect(address.to_owned()),
        format,
    };
    let mut ledger = app.locked();
    let number = ledger.feed_number(name, code, false)?;
    Ok((spec, number))
}
