//! An exercise scenario: its ships, its script and the papers handed to the players.

mod build;
mod check;
mod fault;
mod file;
mod library;
mod read;
mod ships;
mod summary;
mod table;
mod texts;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use vigie_sea::{Span, Time};

pub use fault::{FaultReason, Mark, ScenarioFault};
pub use file::Words;
pub use library::{LibraryEntry, fragment, library};
pub use summary::{AssetSummary, Deployed, SensorSummary, Summary};
pub use texts::Texts;

pub(crate) use build::{Places, inbound};
pub(crate) use file::{
    FleetSpec, IncidentSpec, Layout, Listing, NationalsSpec, RecordedSpec, SceneKind, SensorSpec,
    SensorWork, Step, StepSpec, VesselSpec,
};

use crate::current::Current;
use crate::error::Error;
use crate::marking::{MARKING, Marking};
use crate::outbox::Emission;
use crate::papers;
use crate::receiver::Receivers;
use crate::routine::HOUR_MS;
use crate::ship::{Particulars, Role, Ship};
use crate::truth::TruthEvent;
use crate::world::{Listening, World};
use crate::zone::{Harbour, Zone};

/// Lines that are very late arrive within so long after the end.
const TAIL_MS: i64 = 6 * HOUR_MS;
/// The scenario that a watch floor is shown first.
const BUILTIN: &str = "north-pacific-watch";

/// What a run of a scenario depends on besides its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Seed of all chance.
    pub seed: u64,
    /// When the story begins; rounded down to a whole minute.
    pub start: Time,
}

/// A scenario, ready to run.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub(crate) file: Arc<file::ScenarioFile>,
    seed: u64,
    span: Span,
    pub(crate) sea: Current,
    pub(crate) ships: Vec<Ship>,
    pub(crate) receivers: Receivers,
    pub(crate) pairs: Vec<[usize; 2]>,
    pub(crate) zones: Vec<Zone>,
    areas_geojson: String,
    pub(crate) harbours: Vec<Harbour>,
    pub(crate) links: Vec<LinkSpell>,
    /// An asset was ordered to search with a sweep width.
    pub(crate) searches: bool,
    /// Truth that is known without running the world.
    pub(crate) truth: Vec<TruthEvent>,
}

/// A ship as controllers see her.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Actor {
    /// Name in the scenario file; of a ship of a fleet: fleet and number.
    pub id: String,
    /// MMSI she sends.
    pub mmsi: u32,
    /// What she is for.
    pub role: Role,
    /// Flag, ISO 3166-1 alpha-3.
    pub flag: &'static str,
    /// Class A transponder, else class B.
    pub class_a: bool,
    /// Has a licence for what she does.
    pub licensed: bool,
    /// Whose asset she is (`ca`, `jp`); `None` for all others.
    pub partner: Option<String>,
    /// Her papers at the start.
    pub particulars: Particulars,
}

/// The link from one partner to another, for a while.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkSpell {
    /// From whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// How long.
    #[serde(flatten)]
    pub span: Span,
    /// Share of packets lost.
    pub loss: f64,
    /// Delay, seconds.
    pub delay_s: f64,
    /// What it carries, kbit/s, if that is little.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_kbit_s: Option<f64>,
    /// Nothing passes at all.
    pub blackout: bool,
}

impl Scenario {
    /// Reads a scenario file and the fragments it uses, first those that `fragments` knows, then those of the library.
    ///
    /// # Errors
    /// [`Error::Scenario`] with every fault, by file and line.
    pub fn from_toml(
        name: &str,
        text: &str,
        fragments: &dyn Fn(&str) -> Option<String>,
        settings: Settings,
    ) -> Result<Self, Error> {
        let (file, faults) = read_checked(name, text, fragments);
        if !faults.is_empty() {
            return Err(Error::Scenario { faults });
        }
        Ok(build::build(Arc::new(file), settings))
    }

    /// A scenario of the library.
    ///
    /// # Errors
    /// [`Error::UnknownScenario`]; the library itself has no faults (a test reads all of it).
    pub fn from_library(name: &str, settings: Settings) -> Result<Self, Error> {
        let entry = library().iter().find(|entry| entry.name == name);
        let entry = entry.ok_or_else(|| Error::UnknownScenario {
            name: name.to_owned(),
        })?;
        Self::from_toml(name, entry.toml, &|_| None, settings)
    }

    /// The scenario shown first, `north-pacific-watch`: five days over about 330 ships between Japan and 165° W.
    ///
    /// The world is the same for the same seed and start. `start` is rounded down to a whole minute.
    #[must_use]
    pub fn builtin(seed: u64, start: Time) -> Self {
        let text = library()
            .iter()
            .find(|entry| entry.name == BUILTIN)
            .map_or("", |entry| entry.toml);
        // Sound by test: the faults are empty.
        let (file, _faults) = read_checked(BUILTIN, text, &|_| None);
        build::build(Arc::new(file), Settings { seed, start })
    }

    /// So many merchants that cross the ocean to and fro, for measuring speed.
    #[must_use]
    pub fn open_ocean(seed: u64, start: Time, vessels: usize, hours: i64) -> Self {
        let fleet = FleetSpec {
            mark: Mark {
                file: "open-ocean".to_owned(),
                line: 1,
            },
            id: "wanderers".to_owned(),
            role: Role::Merchant,
            flags: vec!["PAN".to_owned()],
            count: vessels as u64,
            layout: Layout::Anywhere {
                centre: crate::chart::Place::new(35.0, 180.0),
                size_deg: [70.0, 30.0],
            },
            class_b_every: 0,
            kn: [8.0, 20.0],
            shift: [0.0, 0.0],
            reach_nm: 13.0,
            unlicensed: 0,
            dark: None,
        };
        #[allow(clippy::cast_precision_loss, reason = "a year of hours is exact")]
        let file = file::ScenarioFile {
            code: "open-ocean".to_owned(),
            hours: hours.clamp(0, 24 * 365) as f64,
            fleets: vec![fleet],
            ..file::ScenarioFile::default()
        };
        build::build(Arc::new(file), Settings { seed, start })
    }

    /// Stable code of the scenario.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.file.code
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &Words {
        &self.file.title
    }

    /// What the players are told at the beginning.
    #[must_use]
    pub fn situation(&self) -> &Words {
        &self.file.situation
    }

    /// The texts that it was read from.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.file.texts
    }

    /// What tells whether two nodes hold the same world: BLAKE3 over texts, seed and start, hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hasher = self.file.texts.hasher();
        hasher.update(&self.seed.to_le_bytes());
        hasher.update(&self.span.start.ms().to_le_bytes());
        hasher.finalize().to_hex().to_string()
    }

    /// The start written in the file, else in a fragment, if there is one.
    #[must_use]
    pub fn written_start(&self) -> Option<Time> {
        self.file.start
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Beginning.
    #[must_use]
    pub fn start(&self) -> Time {
        self.span.start
    }

    /// End.
    #[must_use]
    pub fn end(&self) -> Time {
        self.span.end
    }

    /// Vessel-days of the whole story, which false alerts are held against: without recorded ships, whose alerts are not
    /// judged.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "numbers of ships")]
    pub fn vessel_days(&self) -> f64 {
        let judged = |ship: &&Ship| !ship.role.flies() && !ship.recorded;
        let ships = self.ships.iter().filter(judged).count();
        ships as f64 * self.span.end.since_s(self.span.start) / 86_400.0
    }

    /// The mark on everything that comes out of it.
    #[must_use]
    pub fn marking(&self) -> Marking {
        MARKING
    }

    /// The ships, by number.
    pub fn actors(&self) -> impl Iterator<Item = Actor> {
        self.ships.iter().map(|ship| Actor {
            id: ship.id.clone(),
            mmsi: ship.mmsi,
            role: ship.role,
            flag: ship.flag,
            class_a: ship.class_a,
            licensed: ship.licensed,
            partner: ship.partner.clone(),
            particulars: ship.particulars.clone(),
        })
    }

    /// A world at its beginning, heard as in life.
    #[must_use]
    pub fn world(&self) -> World {
        World::new(Arc::new(self.clone()), Listening::Receivers)
    }

    /// A world at its beginning with another audience.
    #[must_use]
    pub fn world_heard_by(&self, listening: Listening) -> World {
        World::new(Arc::new(self.clone()), listening)
    }

    /// Part `index` of `of` parts of a world: every `of`th ship. The lines of all parts, merged by arrival and ship, are those
    /// of the whole world: so a run may use as many threads as there are parts.
    #[must_use]
    pub fn world_part(&self, listening: Listening, index: usize, of: usize) -> World {
        self.world_heard_by(listening).of_part(index, of)
    }

    /// Runs from beginning to end and hands out every line in order of arrival.
    pub fn run(&self, sink: &mut impl FnMut(Emission<'_>)) {
        self.world()
            .step_until(self.span.end.plus_ms(TAIL_MS), sink);
    }

    /// When everything that is late has arrived.
    #[must_use]
    pub fn last_arrival(&self) -> Time {
        self.span.end.plus_ms(TAIL_MS)
    }

    /// What really happens, in order of time. Found by running the world with nobody listening.
    #[must_use]
    pub fn truth(&self) -> Vec<TruthEvent> {
        let mut truth = self.world_heard_by(Listening::Nobody).observe();
        truth.extend(self.truth.iter().cloned());
        truth.sort();
        truth
    }

    /// Degraded links, as they are written.
    #[must_use]
    pub fn links(&self) -> &[LinkSpell] {
        &self.links
    }

    /// The link from one partner to another at a moment: the worst of all spells; `None` if it is as always.
    #[must_use]
    pub fn link_at(&self, from: &str, to: &str, time: Time) -> Option<LinkSpell> {
        let now = self
            .links
            .iter()
            .filter(|l| l.from == from && l.to == to && l.span.contains(time));
        now.cloned().reduce(|a, b| {
            let worse = a.figures().worse(b.figures());
            LinkSpell {
                loss: worse.loss,
                delay_s: worse.delay_s,
                rate_kbit_s: worse.rate_kbit_s,
                blackout: a.blackout || b.blackout,
                ..a
            }
        })
    }

    /// The areas of the exercise as GeoJSON.
    #[must_use]
    pub fn areas_geojson(&self) -> &str {
        &self.areas_geojson
    }

    /// The IUU list of the exercise, with the columns of the combined list of the RFMOs.
    #[must_use]
    pub fn iuu_csv(&self) -> String {
        papers::iuu_csv(self)
    }

    /// The list of authorised vessels of the exercise.
    #[must_use]
    pub fn authorised_csv(&self) -> String {
        papers::authorised_csv(self)
    }

    /// What is known beforehand of satellite reception, in cells of 1°: positions a day of a ship under way.
    #[must_use]
    pub fn reception_csv(&self) -> String {
        papers::reception_csv(self)
    }

    /// Who hears: the shore stations with their places, the satellites with the points below them.
    #[must_use]
    pub fn receivers_csv(&self) -> String {
        papers::receivers_csv(self)
    }

    /// Ports and anchorages of the exercise.
    #[must_use]
    pub fn ports_csv(&self) -> String {
        papers::ports_csv(self)
    }
}

fn read_checked(
    name: &str,
    text: &str,
    fragments: &dyn Fn(&str) -> Option<String>,
) -> (file::ScenarioFile, Vec<ScenarioFault>) {
    let faults = table::Faults::default();
    let used = RefCell::new(BTreeMap::new());
    let known = |wanted: &str| {
        let text = fragments(wanted).or_else(|| fragment(wanted).map(str::to_owned))?;
        used.borrow_mut().insert(wanted.to_owned(), text.clone());
        Some(text)
    };
    let mut file = read::read(name, text, &known, &faults);
    file.texts = Texts {
        toml: text.to_owned(),
        fragments: used.into_inner(),
    };
    check::check(name, &file, &faults);
    let mut faults = faults.into_inner();
    faults.sort();
    faults.dedup();
    (file, faults)
}

/// Every fault of a scenario file and of the fragments it uses, by file and line; empty if it can be played.
#[must_use]
pub fn lint(
    name: &str,
    text: &str,
    fragments: &dyn Fn(&str) -> Option<String>,
) -> Vec<ScenarioFault> {
    read_checked(name, text, fragments).1
}
