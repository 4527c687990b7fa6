//! What is in a scenario, for lists and for those who choose one.

use std::collections::BTreeMap;

use serde::Serialize;
use vigie_sea::Position;

use super::file::{SceneKind, SensorWork};
use super::{Scenario, Words};
use crate::score::Nationals;
use crate::ship::Role;

/// What a scenario holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Stable code.
    pub code: String,
    /// Title.
    pub title: Words,
    /// What the players are told.
    pub situation: Words,
    /// Length, hours.
    pub hours: f64,
    /// Ships and aircraft in all.
    pub vessels: usize,
    /// How many of each role.
    pub roles: BTreeMap<Role, usize>,
    /// Assets of the partners: name in the scenario, partner, role.
    pub assets: Vec<AssetSummary>,
    /// Areas by name.
    pub areas: Vec<String>,
    /// Sensors.
    pub sensors: Vec<SensorSummary>,
    /// Satellites that hear AIS.
    pub satellites: u64,
    /// Spells of bad links.
    pub links: usize,
    /// Incidents by name.
    pub incidents: Vec<String>,
    /// Nationals in all.
    pub nationals: u64,
}

/// An asset that takes orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssetSummary {
    /// Name in the scenario.
    pub id: String,
    /// Whose.
    pub partner: String,
    /// Ship or aircraft.
    pub role: Role,
}

/// A partner's ship or aircraft at the beginning of the story.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployed {
    /// Name in the scenario.
    pub id: String,
    /// Whose: `ca` or `jp`.
    pub partner: String,
    /// Ship or aircraft.
    pub role: Role,
    /// Name as she sends it.
    pub name: String,
    /// Where she is.
    pub at: Position,
}

/// A sensor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SensorSummary {
    /// Name.
    pub id: String,
    /// Kind, as the scenario file names it.
    pub kind: &'static str,
    /// Who receives it.
    pub partner: String,
}

impl Scenario {
    /// What is in it.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let file = &self.file;
        let mut roles = BTreeMap::new();
        for ship in &self.ships {
            *roles.entry(ship.role).or_insert(0) += 1;
        }
        let asset = |ship: &crate::ship::Ship| {
            let partner = ship.partner.clone()?;
            Some(AssetSummary {
                id: ship.id.clone(),
                partner,
                role: ship.role,
            })
        };
        Summary {
            code: file.code.clone(),
            title: file.title.clone(),
            situation: file.situation.clone(),
            hours: file.hours,
            vessels: self.ships.len(),
            roles,
            assets: self.ships.iter().filter_map(asset).collect(),
            areas: file.areas.iter().map(|area| area.id.clone()).collect(),
            sensors: file
                .sensors
                .iter()
                .map(|s| SensorSummary {
                    id: s.id.clone(),
                    kind: kind(&s.kind),
                    partner: s.partner.clone(),
                })
                .collect(),
            satellites: file.satellites.unwrap_or(super::build::SATELLITES),
            links: file.links.len(),
            incidents: file
                .incidents
                .iter()
                .map(|incident| incident.id.clone())
                .collect(),
            nationals: file.nationals.iter().map(|group| group.count).sum(),
        }
    }
}

impl Scenario {
    /// The partners' assets, where they are when the story begins.
    #[must_use]
    pub fn deployed(&self) -> Vec<Deployed> {
        let one = |ship: &crate::ship::Ship| {
            let place = ship.start.place;
            Some(Deployed {
                id: ship.id.clone(),
                partner: ship.partner.clone()?,
                role: ship.role,
                name: ship.particulars.name.clone(),
                at: Position::new(place.lat_deg, place.lon_deg).ok()?,
            })
        };
        self.ships.iter().filter_map(one).collect()
    }

    /// Nationals by group: whose, how many, since when their incident concerns them.
    #[must_use]
    pub fn nationals(&self) -> Vec<Nationals> {
        let one = |group: &super::file::NationalsSpec| {
            let mut all = self.file.incidents.iter();
            let incident = all.find(|incident| incident.id == group.incident);
            Nationals {
                partner: group.partner.clone(),
                count: group.count,
                since: incident.map_or(self.start(), |found| found.at.on(self.start())),
            }
        };
        self.file.nationals.iter().map(one).collect()
    }
}

fn kind(work: &SensorWork) -> &'static str {
    match work {
        SensorWork::ShoreAis { .. } => "shore_ais",
        SensorWork::Vms { .. } => "vms",
        SensorWork::Scene {
            kind: SceneKind::Sar,
            ..
        } => "sar",
        SensorWork::Scene {
            kind: SceneKind::Viirs,
            ..
        } => "viirs",
        SensorWork::Scene {
            kind: SceneKind::Rf,
            ..
        } => "rf",
        SensorWork::Sighting { .. } => "sighting",
        SensorWork::Citizen { .. } => "citizen",
    }
}
