//! Sensors besides AIS: VMS, looks from space, the eyes of patrols, citizens, alerts. Each speaks the format of real life, so
//! that what it says enters by the normal feeds; each only looks, and changes nothing. Crews and citizens write the columns of
//! the preset `sighting`.
//!
//! What a sensor says is handed out when it would arrive: a radar scene hours after the look, a sighting minutes later.

mod alert;
mod citizen;
mod people;
mod scene;
mod sighting;
mod vms;

use std::collections::BTreeMap;
use std::collections::VecDeque;

use serde::Serialize;
use vigie_sea::{Span, Time};

use crate::chance::{Chance, Draw, Stream};
use crate::hull::{Pose, WINDOW_MS, Wake};
use crate::muster::key_of;
use crate::scenario::{Scenario, SensorWork};
use crate::ship::Ship;

pub use people::{Condition, Person};

/// Most reports kept for a caller that never asks: about a month of a busy scenario. The oldest go first.
const MOST_ARRIVED: usize = 200_000;

/// Format of what a sensor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// VMS in the North Atlantic Format, one report a line.
    Naf,
    /// Lines of a CSV table; [`SensorReport::header`] is its first line.
    Csv,
    /// One CAP 1.2 document, status Exercise.
    Cap,
}

impl ReportFormat {
    /// Ending of a file of this format.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Naf => "naf",
            Self::Csv => "csv",
            Self::Cap => "xml",
        }
    }
}

/// What one sensor says at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SensorReport {
    /// When it arrives.
    pub at: Time,
    /// Name of the sensor, beginning with `EX`; of an alert, the incident's.
    pub sensor: String,
    /// Its kind: `vms`, `sar`, `viirs`, `rf`, `sighting`, `citizen`, `alert`, `person`.
    pub kind: &'static str,
    /// Who receives it: `ca`, `jp` or `both`.
    pub partner: String,
    /// Format.
    pub format: ReportFormat,
    /// First line of the table it belongs to.
    pub header: Option<&'static str>,
    /// What it says: whole lines, or a document.
    pub body: String,
}

impl SensorReport {
    /// Whether a partner receives it.
    #[must_use]
    pub fn is_for(&self, partner: &str) -> bool {
        self.partner == "both" || self.partner == partner
    }
}

/// The world as sensors see it in one window: nothing can be changed through it.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) world: &'a Scenario,
    pub(crate) wakes: &'a [Wake],
    pub(crate) start: Time,
    pub(crate) chance: Chance,
}

impl<'a> Look<'a> {
    pub(crate) fn ships(&self) -> impl Iterator<Item = (&'a Ship, &'a Wake)> + use<'a> {
        self.world.ships.iter().zip(self.wakes)
    }

    pub(crate) fn window(&self) -> Span {
        Span {
            start: self.start,
            end: self.start.plus_ms(WINDOW_MS),
        }
    }

    /// The draw of a sensor about a ship (or another thing) at a moment.
    pub(crate) fn draw(&self, sensor: &str, about: u64, time: Time) -> Draw {
        self.chance.draw(
            Stream::Sensor,
            key_of(sensor, about),
            time.ms().unsigned_abs(),
        )
    }

    /// Minute of the story.
    pub(crate) fn minute(&self) -> u64 {
        u64::try_from((self.start.ms() - self.world.start().ms()) / WINDOW_MS).unwrap_or(0)
    }
}

/// All sensors of a world, and what they said that has not arrived yet.
#[derive(Debug, Clone)]
pub(crate) struct Sensors {
    chance: Chance,
    waiting: BTreeMap<(Time, u64), SensorReport>,
    count: u64,
    arrived: VecDeque<SensorReport>,
    /// When an asset last told of a ship.
    told: BTreeMap<(u64, u64), Time>,
}

impl Sensors {
    pub(crate) fn new(chance: Chance) -> Self {
        Self {
            chance,
            waiting: BTreeMap::new(),
            count: 0,
            arrived: VecDeque::new(),
            told: BTreeMap::new(),
        }
    }

    /// Looks at one window, after all ships moved through it.
    pub(crate) fn look(&mut self, world: &Scenario, wakes: &[Wake], start: Time) {
        let look = Look {
            world,
            wakes,
            start,
            chance: self.chance,
        };
        let mut said = Vec::new();
        for sensor in &world.file.sensors {
            match &sensor.kind {
                SensorWork::ShoreAis { .. } => {}
                SensorWork::Vms { .. } => vms::report(&look, sensor, &mut said),
                SensorWork::Scene { .. } => scene::report(&look, sensor, &mut said),
                SensorWork::Sighting { .. } => {
                    sighting::report(&look, sensor, &mut self.told, &mut said)
                }
                SensorWork::Citizen { .. } => citizen::report(&look, sensor, &mut said),
            }
        }
        alert::report(&look, &mut said);
        people::report(&look, &mut said);
        for report in said {
            self.count += 1;
            self.waiting.insert((report.at, self.count), report);
        }
    }

    /// Lets arrive all that is due at or before `time`.
    pub(crate) fn arrive(&mut self, time: Time) {
        while let Some(first) = self.waiting.first_entry().filter(|e| e.key().0 <= time) {
            self.arrived.push_back(first.remove());
            if self.arrived.len() > MOST_ARRIVED {
                self.arrived.pop_front();
            }
        }
    }

    /// What has arrived since it was last asked, in order of arrival.
    pub(crate) fn take(&mut self) -> Vec<SensorReport> {
        self.arrived.drain(..).collect()
    }
}

/// A field of a CSV line.
pub(crate) fn field(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A pose seen with an error of so many metres per axis.
pub(crate) fn blurred(pose: &Pose, draw: Draw, sigma_m: f64) -> crate::chart::Place {
    let by = crate::chart::Offset::new(
        draw.normal() * sigma_m,
        draw.next().next().normal() * sigma_m,
    );
    pose.place.moved(by)
}
