//! An exercise scenario: its ships, its script and the papers handed to the players.

use vigie_sea::{Span, Time};

use crate::chance::Chance;
use crate::closed_area;
use crate::current::Current;
use crate::fleet::{
    HARBOURS, coastal, longliners, merchants, patrols, pole_boats, squid, wanderers,
};
use crate::incident::{
    Script, calls, closed_area as closed_area_incidents, encounters, false_positions, identities,
    listings, loiterings, shadows, silences,
};
use crate::marking::{MARKING, Marking};
use crate::muster::Muster;
use crate::outbox::Emission;
use crate::papers;
use crate::receiver::{Receivers, ShoreStation};
use crate::routine::{HOUR_MS, after_h};
use crate::ship::{Particulars, Role, Ship};
use crate::truth::TruthEvent;
use crate::world::{Listening, World};

/// Hours of the built-in scenario: long enough for gaps of 16 h, five nights and five midnights UTC.
const HOURS: f64 = 120.0;
/// Lines that are very late arrive within so long after the end.
const TAIL_MS: i64 = 6 * HOUR_MS;

/// A scenario, ready to run.
#[derive(Debug, Clone)]
pub struct Scenario {
    code: &'static str,
    seed: u64,
    span: Span,
    pub(crate) sea: Current,
    pub(crate) ships: Vec<Ship>,
    pub(crate) receivers: Receivers,
    pub(crate) pairs: Vec<[usize; 2]>,
    pub(crate) script: Script,
}

/// A ship as controllers see her.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Actor {
    /// MMSI she sends.
    pub mmsi: u32,
    /// What she is for.
    pub role: Role,
    /// Flag, ISO 3166-1 alpha-3.
    pub flag: &'static str,
    /// Class A transponder, else class B.
    pub class_a: bool,
    /// Her papers at the start.
    pub particulars: Particulars,
}

impl Scenario {
    /// The built-in scenario, `north-pacific-watch`: five days over about 330 ships between Japan and 165° W.
    ///
    /// The world is the same for the same seed and start. `start` is rounded down to a whole minute.
    #[must_use]
    pub fn builtin(seed: u64, start: Time) -> Self {
        let start = Time::from_ms(start.ms().div_euclid(60_000) * 60_000);
        let span = Span {
            start,
            end: after_h(start, HOURS),
        };
        let chance = Chance::new(seed);
        let sea = Current::new(chance);
        let mut muster = Muster::new(chance, &sea, span.start, span.end);
        let mut script = Script::default();
        squid(&mut muster);
        longliners(&mut muster);
        pole_boats(&mut muster);
        merchants(&mut muster);
        coastal(&mut muster);
        patrols(&mut muster);
        silences(&mut muster, &mut script);
        encounters(&mut muster, &mut script);
        loiterings(&mut muster, &mut script);
        calls(&mut muster);
        closed_area_incidents(&mut muster, &mut script);
        false_positions(&mut muster, &mut script);
        identities(&mut muster, &mut script);
        listings(&mut muster, &mut script);
        shadows(&muster, &mut script);
        let ships = muster.ships;
        let receivers = Receivers::new(
            chance,
            shore_stations(),
            script.shadows.clone(),
            script.outages.clone(),
        );
        let pairs = script.pairs.clone();
        Self {
            code: "north-pacific-watch",
            seed,
            span,
            sea,
            ships,
            receivers,
            pairs,
            script,
        }
    }

    /// So many merchants that cross the ocean to and fro, for measuring speed.
    #[must_use]
    pub fn open_ocean(seed: u64, start: Time, vessels: usize, hours: i64) -> Self {
        let span = Span {
            start,
            end: start.plus_ms(hours.clamp(0, 24 * 365) * HOUR_MS),
        };
        let chance = Chance::new(seed);
        let sea = Current::new(chance);
        let mut muster = Muster::new(chance, &sea, span.start, span.end);
        wanderers(&mut muster, vessels);
        let ships = muster.ships;
        let receivers = Receivers::new(chance, Vec::new(), Vec::new(), Vec::new());
        let script = Script::default();
        Self {
            code: "open-ocean",
            seed,
            span,
            sea,
            ships,
            receivers,
            pairs: Vec::new(),
            script,
        }
    }

    /// Stable code of the scenario.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
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

    /// The mark on everything that comes out of it.
    #[must_use]
    pub fn marking(&self) -> Marking {
        MARKING
    }

    /// The ships, by number.
    pub fn actors(&self) -> impl Iterator<Item = Actor> {
        self.ships.iter().map(|ship| Actor {
            mmsi: ship.mmsi,
            role: ship.role,
            flag: ship.flag,
            class_a: ship.class_a,
            particulars: ship.particulars.clone(),
        })
    }

    /// A world at its beginning, heard as in life.
    #[must_use]
    pub fn world(&self) -> World {
        World::new(self.clone(), Listening::Receivers)
    }

    /// A world at its beginning with another audience.
    #[must_use]
    pub fn world_heard_by(&self, listening: Listening) -> World {
        World::new(self.clone(), listening)
    }

    /// Runs from beginning to end and hands out every line in order of arrival.
    pub fn run(&self, sink: &mut impl FnMut(Emission<'_>)) {
        self.world()
            .step_until(self.span.end.plus_ms(TAIL_MS), sink);
    }

    /// What really happens, in order of time. Found by running the world with nobody listening.
    #[must_use]
    pub fn truth(&self) -> Vec<TruthEvent> {
        let mut truth = World::new(self.clone(), Listening::Nobody).observe();
        truth.extend(self.script.truth.iter().cloned());
        truth.sort();
        truth
    }

    /// The closed areas of the exercise.
    #[must_use]
    pub fn areas_geojson(&self) -> &'static str {
        closed_area::GEOJSON
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
        papers::ports_csv()
    }
}

/// One station on the hill above each port.
fn shore_stations() -> Vec<ShoreStation> {
    let names = ["EXKUSHIRO", "EXHANASAKI", "EXHACHINOHE", "EXADAK"];
    let mmsis = [4_319_991, 4_319_992, 4_319_993, 3_669_991];
    names
        .iter()
        .zip(mmsis)
        .zip(&HARBOURS)
        .map(|((name, mmsi), harbour)| ShoreStation {
            name,
            mmsi,
            place: harbour.place(),
        })
        .collect()
}
