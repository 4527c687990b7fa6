//! What an agency shows of itself for a joint plan: chosen assets with chosen capabilities, tankers, officers, tasks,
//! and no more than these need (ports, targets). What is not chosen is not in the offer.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vigie_sea::Span;

use crate::{Asset, Port, Request, Rider, SeaLimits, Tanker, Target, Task, TaskKind, Weather};

/// What an asset can do that its agency may keep to itself; then the plan does not count on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    /// Its boarding team.
    BoardingTeam,
    /// Whom it may board, and by which instrument.
    Authorities,
    /// Its sensors and their swaths.
    Sensors,
    /// What an hour of it costs.
    Cost,
}

impl Capability {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::BoardingTeam,
        Self::Authorities,
        Self::Sensors,
        Self::Cost,
    ];

    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BoardingTeam => "boarding-team",
            Self::Authorities => "authorities",
            Self::Sensors => "sensors",
            Self::Cost => "cost",
        }
    }
}

/// An asset that is offered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetPick {
    /// The asset.
    pub id: String,
    /// What is kept to oneself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Capability>,
    /// When it is offered; empty means whenever it is available. Time for one's own work is kept by leaving it out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Span>,
}

/// What a planner chose to offer, by identifier.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Picks {
    /// Assets.
    pub assets: Vec<AssetPick>,
    /// Tasks.
    pub tasks: Vec<String>,
    /// Tankers.
    pub tankers: Vec<String>,
    /// Officers who may embark on the partner's assets.
    pub riders: Vec<String>,
    /// Keeps to oneself which waters and canals one's ships keep from; then the plan does not count with them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub keep_waters: bool,
}

/// What one agency offers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Offer {
    /// Assets.
    pub assets: Vec<Asset>,
    /// Ports that these assets, officers and tasks need.
    pub ports: Vec<Port>,
    /// Tankers.
    pub tankers: Vec<Tanker>,
    /// Officers.
    pub riders: Vec<Rider>,
    /// Targets of the tasks.
    pub targets: Vec<Target>,
    /// Tasks.
    pub tasks: Vec<Task>,
    /// Forecasts that the plan is made on.
    pub weather: Vec<Weather>,
    /// Waters and canals that ships keep from; none if that is kept back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waters: Option<SeaLimits>,
}

impl Offer {
    /// The chosen part of a request that holds everything of an agency; what is chosen may be shown to the partner.
    #[must_use]
    pub fn of(own: &Request, picks: &Picks, partner: &str) -> Self {
        let mut assets = Vec::new();
        for pick in &picks.assets {
            let known = own.assets.iter().find(|a| a.id == pick.id);
            assets.extend(known.map(|asset| shown(asset, pick)));
        }
        let mut tasks: Vec<Task> = own
            .tasks
            .iter()
            .filter(|t| picks.tasks.contains(&t.id))
            .cloned()
            .collect();
        for task in &mut tasks {
            task.releasable_to = vec![partner.to_owned()];
        }
        let tankers = own.tankers.iter();
        let tankers = tankers.filter(|t| picks.tankers.contains(&t.id)).cloned();
        let riders = own.riders.iter();
        let riders: Vec<Rider> = riders
            .filter(|r| picks.riders.contains(&r.id))
            .cloned()
            .collect();
        let needed = ports_of(&assets, &riders, &tasks);
        let sought: BTreeSet<&str> = tasks.iter().filter_map(|t| t.kind.target()).collect();
        Self {
            ports: own
                .ports
                .iter()
                .filter(|p| needed.contains(&p.id))
                .cloned()
                .collect(),
            targets: own
                .targets
                .iter()
                .filter(|t| sought.contains(t.id.as_str()))
                .cloned()
                .collect(),
            assets,
            tankers: tankers.collect(),
            riders,
            tasks,
            weather: own.weather.clone(),
            waters: (!picks.keep_waters).then(|| own.waters.clone()),
        }
    }

    /// What was picked for this offer, so that it can be picked again; what was kept back is not known from it.
    #[must_use]
    pub fn picks(&self) -> Picks {
        let pick = |asset: &Asset| AssetPick {
            id: asset.id.clone(),
            ..AssetPick::default()
        };
        Picks {
            assets: self.assets.iter().map(pick).collect(),
            tasks: self.tasks.iter().map(|t| t.id.clone()).collect(),
            tankers: self.tankers.iter().map(|t| t.id.clone()).collect(),
            riders: self.riders.iter().map(|r| r.id.clone()).collect(),
            keep_waters: self.waters.is_none(),
        }
    }

    /// Whether everything in it belongs to the agency: nobody offers what is another's.
    #[must_use]
    pub fn is_of(&self, agency: &str) -> bool {
        self.assets.iter().all(|a| a.agency == agency)
            && self.tankers.iter().all(|t| t.agency == agency)
            && self.riders.iter().all(|r| r.agency == agency)
            && self.tasks.iter().all(|t| t.owner == agency)
    }
}

fn shown(asset: &Asset, pick: &AssetPick) -> Asset {
    let mut asset = asset.clone();
    for hidden in &pick.without {
        match hidden {
            Capability::BoardingTeam => asset.boarding_team = false,
            Capability::Authorities => {
                asset.authorities.clear();
                asset.registers.clear();
            }
            Capability::Sensors => asset.sensors.clear(),
            Capability::Cost => asset.cost_per_h = 0.0,
        }
    }
    if !pick.windows.is_empty() {
        asset.windows.clone_from(&pick.windows);
    }
    asset
}

fn ports_of(assets: &[Asset], riders: &[Rider], tasks: &[Task]) -> BTreeSet<String> {
    let mut needed: BTreeSet<String> = assets
        .iter()
        .flat_map(|a| a.bases.iter().chain(&a.start.port))
        .cloned()
        .collect();
    needed.extend(riders.iter().map(|r| r.port.clone()));
    needed.extend(tasks.iter().filter_map(|t| match &t.kind {
        TaskKind::PortCall { port } => Some(port.clone()),
        _ => None,
    }));
    needed
}
