//! The planner's book: assets, ports, tankers, officers, forecasts, tasks by hand, settings and reports, read from the
//! patrol log. What cannot be read is left out and logged; it is never changed.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use vigie_patrol::{Asset, Port, Rider, Tanker, Target, Task, Weather};
use vigie_sea::Time;
use vigie_store::{Ledger, PatrolRow};

use super::{register::Register, report::Report, terms::Terms};

/// Kinds of things in the patrol log.
pub(crate) const ASSET: &str = "asset";
pub(crate) const PORT: &str = "port";
pub(crate) const TANKER: &str = "tanker";
pub(crate) const RIDER: &str = "rider";
pub(crate) const WEATHER: &str = "weather";
pub(crate) const REGISTER: &str = "register";
pub(crate) const TASK: &str = "task";
pub(crate) const DROPPED: &str = "task-dropped";
pub(crate) const SERVICE: &str = "asset-service";
pub(crate) const SETTINGS: &str = "patrol-settings";
pub(crate) const REPORT: &str = "report";

/// A thing with its version and who wrote it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Kept<T> {
    pub(crate) id: String,
    pub(crate) version: u32,
    pub(crate) changed: Time,
    pub(crate) user: String,
    pub(crate) value: T,
}

/// Whether an asset is in service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Service {
    pub(crate) in_service: bool,
    #[serde(default)]
    pub(crate) note: String,
}

/// How tasks are derived from the watch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// Vessels of the list with fewer points make no task.
    pub(crate) points_min: f64,
    /// From so many points on a vessel is also worth boarding.
    pub(crate) board_points_min: f64,
    /// Most vessels that make tasks.
    pub(crate) vessels_max: usize,
    /// Hours in which a derived task loses half its value.
    pub(crate) half_life_h: f64,
    /// Agencies that may know of derived tasks.
    pub(crate) release_to: Vec<String>,
    /// Days of a plan unless it is said.
    pub(crate) days: f64,
    /// Growth of the circle in which a vessel at work is, nautical miles an hour.
    pub(crate) growth_nm_per_h: f64,
    /// From so many points on a new task that no plan holds makes the ordered plan due.
    pub(crate) replan_points_min: f64,
    /// Canals and straits that own ships do not take.
    pub(crate) canals_closed: Vec<String>,
    /// What orders say beyond the plan, where a plan has nothing of its own.
    pub(crate) orders: Terms,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            points_min: 15.0,
            board_points_min: 35.0,
            vessels_max: 60,
            half_life_h: 96.0,
            release_to: Vec::new(),
            days: 14.0,
            growth_nm_per_h: 0.4,
            replan_points_min: 25.0,
            canals_closed: Vec::new(),
            orders: Terms::default(),
        }
    }
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub(crate) assets: Vec<Kept<Asset>>,
    pub(crate) ports: Vec<Kept<Port>>,
    pub(crate) tankers: Vec<Kept<Tanker>>,
    pub(crate) riders: Vec<Kept<Rider>>,
    pub(crate) weather: Vec<Kept<Weather>>,
    pub(crate) registers: Vec<Kept<Register>>,
    pub(crate) tasks: Vec<Kept<HandTask>>,
    pub(crate) dropped: Vec<String>,
    pub(crate) services: Vec<Kept<Service>>,
    pub(crate) settings: Settings,
    pub(crate) reports: Vec<Kept<Report>>,
}

/// A task made or fixed by hand, with the target it is about if that is not one of the watch's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct HandTask {
    pub(crate) task: Task,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) target: Option<Target>,
}

fn kept<T: DeserializeOwned>(row: PatrolRow) -> Option<Kept<T>> {
    match serde_json::from_str(row.body.as_deref()?) {
        Ok(value) => Some(Kept {
            id: row.id,
            version: row.version,
            changed: Time::from_ms(row.at_ms),
            user: row.user,
            value,
        }),
        Err(fault) => {
            tracing::error!(kind = row.kind, id = row.id, %fault, "patrol entry unreadable");
            None
        }
    }
}

/// The newest version of each thing of a kind.
pub(crate) fn all<T: DeserializeOwned>(
    ledger: &Ledger,
    kind: &str,
) -> Result<Vec<Kept<T>>, vigie_store::Error> {
    Ok(ledger.patrol(kind)?.into_iter().filter_map(kept).collect())
}

impl Book {
    pub(crate) fn read(ledger: &Ledger) -> Result<Self, vigie_store::Error> {
        let settings = all::<Settings>(ledger, SETTINGS)?.pop();
        Ok(Self {
            assets: all(ledger, ASSET)?,
            ports: all(ledger, PORT)?,
            tankers: all(ledger, TANKER)?,
            riders: all(ledger, RIDER)?,
            weather: all(ledger, WEATHER)?,
            registers: all(ledger, REGISTER)?,
            tasks: all(ledger, TASK)?,
            dropped: ledger
                .patrol(DROPPED)?
                .into_iter()
                .map(|row| row.id)
                .collect(),
            services: all(ledger, SERVICE)?,
            settings: settings.map(|s| s.value).unwrap_or_default(),
            reports: super::looks::reports(ledger)?,
        })
    }

    /// Whether an asset is in service, and why not.
    pub(crate) fn service(&self, asset: &str) -> Service {
        let found = self.services.iter().find(|s| s.id == asset);
        found.map_or(
            Service {
                in_service: true,
                note: String::new(),
            },
            |s| s.value.clone(),
        )
    }
}
