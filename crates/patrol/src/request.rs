//! The request for a plan: everything the planner may know, in one readable file (TOML or JSON).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Span, Time};

use crate::search::Pattern;
use crate::{
    Asset, Error, Legs, Plan, Port, Rider, SeaLimits, Tanker, Target, Task, TaskKind, Weather,
};

/// Most assets in one plan.
pub const ASSETS_MAX: usize = 64;
/// Parts of the plan at whose ends moving ships are charted.
const TARGET_PARTS: i64 = 1;
/// Most tasks in one plan.
pub const TASKS_MAX: usize = 2_000;
/// Longest plan, days: times are kept in whole seconds of 31 bits.
pub const DAYS_MAX: f64 = 370.0;

/// What counts besides value. Each is in points, so that zero means "does not count".
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weights {
    /// Points lost for each nautical mile.
    pub per_nm: f64,
    /// Points lost for each tonne of fuel.
    pub per_fuel_t: f64,
    /// Points lost for each unit of cost.
    pub per_cost: f64,
    /// Share of a task's value lost if another asset does it than in the plan before (re-planning); half of it if the same
    /// asset comes to it from elsewhere.
    pub per_change: f64,
    /// Share of a task's value lost if it begins less than two hours before its window closes.
    pub per_haste: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            per_nm: 1e-4,
            per_fuel_t: 0.0,
            per_cost: 0.0,
            per_change: 0.0,
            per_haste: 0.0,
        }
    }
}

/// A soft wish: points gained when it is met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The task.
    pub task: String,
    /// Asset that should do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Agency that should do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Moment before which it should begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Time>,
    /// Points.
    pub points: f64,
}

/// What the planner fixed by hand. These are hard rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum Rule {
    /// The task must be done, by this asset.
    Pin {
        /// The task.
        task: String,
        /// The asset.
        asset: String,
    },
    /// The task must not be done, by this asset or by anyone.
    Forbid {
        /// The task.
        task: String,
        /// The asset; none means anyone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asset: Option<String>,
    },
    /// If one asset does both, the first begins before the second.
    Order {
        /// The first task.
        first: String,
        /// The second task.
        second: String,
    },
}

/// How far apart craft in the air stay while on task, unless they meet on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Separation {
    /// Closer than this is a conflict, nautical miles.
    pub distance_nm: f64,
    /// Unless their heights are this far apart, feet.
    pub altitude_ft: f64,
}

impl Default for Separation {
    fn default() -> Self {
        Self {
            distance_nm: 10.0,
            altitude_ft: 1_000.0,
        }
    }
}

/// Everything the planner may know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Title for people.
    #[serde(default)]
    pub title: String,
    /// When the plan begins and ends.
    pub span: Span,
    /// Ships, aircraft, drones.
    pub assets: Vec<Asset>,
    /// Ports and airfields.
    #[serde(default)]
    pub ports: Vec<Port>,
    /// Tankers at sea.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tankers: Vec<Tanker>,
    /// Officers who may embark on a partner's asset.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub riders: Vec<Rider>,
    /// Ships that move.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// What may be done.
    pub tasks: Vec<Task>,
    /// Forecasts of rough sea.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weather: Vec<Weather>,
    /// Sea state where no forecast says more (Douglas, 0 to 9).
    #[serde(default = "usual_sea_state")]
    pub sea_state: u8,
    /// What counts besides value.
    #[serde(default)]
    pub weights: Weights,
    /// Soft wishes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wishes: Vec<Wish>,
    /// What was fixed by hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// How far apart aircraft stay.
    #[serde(default)]
    pub separation: Separation,
    /// Waters and canals that ships keep from.
    #[serde(default, skip_serializing_if = "SeaLimits::is_empty")]
    pub waters: SeaLimits,
    /// The plan that is in force, if this is a re-plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Plan>,
    /// Moment of the re-plan: stops of `before` whose leg began by then stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Time>,
}

fn usual_sea_state() -> u8 {
    3
}

impl Request {
    /// Tells legs of the places between which ways will be asked for.
    pub(crate) fn prepare(&self, legs: &dyn Legs) {
        let (ports, places) = self.charted();
        if !ports.is_empty() || !places.is_empty() {
            legs.prepare(&ports, &places);
        }
    }

    /// Places between which ways by sea will be asked for: ports; and tankers, fixed tasks, and where moving ships are
    /// meanwhile. None if no asset goes by water.
    #[must_use]
    pub fn charted(&self) -> (Vec<Position>, Vec<Position>) {
        if self.assets.iter().all(|a| a.class.flies()) {
            return (Vec::new(), Vec::new());
        }
        let ports: Vec<Position> = self.ports.iter().map(|p| p.position).collect();
        let tankers = self.tankers.iter().map(|t| t.position);
        let starts = self.assets.iter().filter_map(|a| a.start.position);
        let fixed = self.tasks.iter().filter_map(|t| t.kind.fixed_place());
        let (start, seconds) = (self.span.start, self.span.end.since_s(self.span.start));
        let moving = self.targets.iter().flat_map(|target| {
            let parts = (0..=TARGET_PARTS).map(move |n| {
                #[allow(clippy::cast_possible_truncation, reason = "milliseconds of a plan")]
                let after_ms = (seconds * 1_000.0) as i64 * n / TARGET_PARTS;
                target.position_at(start.plus_ms(after_ms))
            });
            parts.flatten()
        });
        let places = tankers.chain(starts).chain(fixed).chain(moving).collect();
        (ports, places)
    }

    /// Reads a request of TOML or JSON (a text that begins with `{`) and checks that it makes sense.
    ///
    /// # Errors
    /// What cannot be read, with its line; a reference to nothing; a number out of range.
    pub fn read(text: &str) -> Result<Self, Error> {
        let request: Self = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|fault| Error::Unreadable {
                line: fault.line(),
                detail: fault.to_string(),
            })?
        } else {
            toml::from_str(text).map_err(|fault| Error::Unreadable {
                line: fault.span().map_or(0, |span| line_of(text, span.start)),
                detail: fault.message().to_owned(),
            })?
        };
        request.examine()?;
        Ok(request)
    }

    /// Whether all references lead somewhere and all numbers make sense.
    ///
    /// # Errors
    /// The first fault found.
    pub fn examine(&self) -> Result<(), Error> {
        self.examine_size()?;
        self.waters.examine()?;
        let ports = unique("port", self.ports.iter().map(|p| &p.id))?;
        let targets = unique("target", self.targets.iter().map(|t| &t.id))?;
        let assets = unique("asset", self.assets.iter().map(|a| &a.id))?;
        let tasks = unique("task", self.tasks.iter().map(|t| &t.id))?;
        unique("tanker", self.tankers.iter().map(|t| &t.id))?;
        unique("rider", self.riders.iter().map(|r| &r.id))?;
        for asset in &self.assets {
            examine_asset(asset, &ports)?;
        }
        for target in &self.targets {
            examine_target(target)?;
        }
        for task in &self.tasks {
            examine_task(task, &ports, &targets)?;
        }
        for tanker in &self.tankers {
            within("fuel_t", &tanker.id, tanker.fuel_t, 0.0, 1e7)?;
            within("duration_h", &tanker.id, tanker.duration_h, 0.0, 1_000.0)?;
            spans(&tanker.id, &tanker.windows)?;
        }
        for rider in &self.riders {
            known("port", &ports, &rider.port, &rider.id)?;
            within("aboard_max_h", &rider.id, rider.aboard_max_h, 0.0, 1e5)?;
            spans(&rider.id, &rider.windows)?;
        }
        self.examine_wishes(&assets, &tasks)
    }

    fn examine_size(&self) -> Result<(), Error> {
        let whole = self.span.end.since_s(self.span.start) / 86_400.0;
        within("span", "request", whole, 1e-3, DAYS_MAX)?;
        few("asset", self.assets.len(), ASSETS_MAX)?;
        few("task", self.tasks.len(), TASKS_MAX)?;
        few("target", self.targets.len(), TASKS_MAX)?;
        few("port", self.ports.len(), TASKS_MAX)?;
        few("rider", self.riders.len(), 64)?;
        few("tanker", self.tankers.len(), 64)?;
        few("weather", self.weather.len(), 10_000)?;
        few("wish", self.wishes.len(), 10 * TASKS_MAX)?;
        few("rule", self.rules.len(), 10 * TASKS_MAX)?;
        for weather in &self.weather {
            within(
                "radius_nm",
                "weather",
                weather.area.radius_nm,
                0.0,
                11_000.0,
            )?;
        }
        let weights = self.weights;
        for weight in [
            weights.per_nm,
            weights.per_fuel_t,
            weights.per_cost,
            weights.per_change,
            weights.per_haste,
        ] {
            within("weights", "request", weight, 0.0, 1e9)?;
        }
        within(
            "distance_nm",
            "separation",
            self.separation.distance_nm,
            0.0,
            1_000.0,
        )
    }

    fn examine_wishes(
        &self,
        assets: &BTreeSet<&String>,
        tasks: &BTreeSet<&String>,
    ) -> Result<(), Error> {
        for wish in &self.wishes {
            known("task", tasks, &wish.task, "wish")?;
            if let Some(asset) = &wish.asset {
                known("asset", assets, asset, "wish")?;
            }
            within("points", "wish", wish.points, 0.0, 1e9)?;
        }
        for rule in &self.rules {
            let (about, by): (Vec<&String>, Option<&String>) = match rule {
                Rule::Pin { task, asset } => (vec![task], Some(asset)),
                Rule::Forbid { task, asset } => (vec![task], asset.as_ref()),
                Rule::Order { first, second } => (vec![first, second], None),
            };
            for task in about {
                known("task", tasks, task, "rule")?;
            }
            if let Some(asset) = by {
                known("asset", assets, asset, "rule")?;
            }
        }
        Ok(())
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|b| *b == b'\n').count()
}

fn unique<'a>(
    kind: &'static str,
    ids: impl Iterator<Item = &'a String>,
) -> Result<BTreeSet<&'a String>, Error> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(Error::Twice {
                kind,
                id: id.clone(),
            });
        }
    }
    Ok(seen)
}

fn known(
    kind: &'static str,
    set: &BTreeSet<&String>,
    id: &String,
    place: &str,
) -> Result<(), Error> {
    if set.contains(id) {
        return Ok(());
    }
    Err(Error::Unknown {
        kind,
        id: id.clone(),
        place: place.to_owned(),
    })
}

fn few(kind: &'static str, count: usize, max: usize) -> Result<(), Error> {
    if count <= max {
        return Ok(());
    }
    Err(Error::TooMany { kind, count, max })
}

fn within(field: &'static str, place: &str, value: f64, low: f64, high: f64) -> Result<(), Error> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(Error::Range {
        field,
        place: place.to_owned(),
    })
}

fn spans(place: &str, windows: &[Span]) -> Result<(), Error> {
    if windows.iter().all(|w| w.start <= w.end) {
        return Ok(());
    }
    Err(Error::Range {
        field: "windows",
        place: place.to_owned(),
    })
}

fn examine_asset(asset: &Asset, ports: &BTreeSet<&String>) -> Result<(), Error> {
    let id = asset.id.as_str();
    for base in asset.bases.iter().chain(&asset.start.port) {
        known("port", ports, base, id)?;
    }
    within("bases", id, asset.bases.len() as f64, 1.0, 64.0)?;
    within("modes", id, asset.modes.len() as f64, 1.0, 8.0)?;
    for mode in &asset.modes {
        within("speed_kn", id, mode.speed_kn, 0.1, 1_000.0)?;
        within("fuel_t_per_h", id, mode.fuel_t_per_h, 0.0, 1_000.0)?;
    }
    let begun = asset.start.port.is_some() || asset.start.position.is_some();
    within("start", id, f64::from(u8::from(begun)), 1.0, 1.0)?;
    within("task_speed_kn", id, asset.task_speed_kn, 0.0, 1_000.0)?;
    within(
        "task_fuel_t_per_h",
        id,
        asset.task_fuel_t_per_h,
        0.0,
        1_000.0,
    )?;
    within("fuel_capacity_t", id, asset.fuel_capacity_t, 0.0, 1e6)?;
    within(
        "fuel_reserve_t",
        id,
        asset.fuel_reserve_t,
        0.0,
        asset.fuel_capacity_t,
    )?;
    within("endurance_h", id, asset.endurance_h, 0.0, 1e5)?;
    within("turn_round_h", id, asset.turn_round_h, 0.0, 1e5)?;
    within("rest_min_h", id, asset.crew.rest_min_h, 0.0, 1e5)?;
    within("cost_per_h", id, asset.cost_per_h, 0.0, 1e12)?;
    if let Some(fuel_t) = asset.start.fuel_t {
        within("fuel_t", id, fuel_t, 0.0, asset.fuel_capacity_t)?;
    }
    spans(id, &asset.windows)
}

fn examine_target(target: &Target) -> Result<(), Error> {
    let id = target.id.as_str();
    within("track", id, target.track.len() as f64, 1.0, 10_000.0)?;
    let ordered = target.track.windows(2).all(|w| match w {
        [a, b] => a.time < b.time,
        _ => true,
    });
    within("track", id, f64::from(u8::from(ordered)), 1.0, 1.0)?;
    within("speed_kn", id, target.speed_kn, 0.0, 100.0)?;
    within("course_deg", id, target.course_deg, -360.0, 360.0)?;
    within("uncertainty_nm", id, target.uncertainty_nm, 0.0, 10_000.0)?;
    within("growth_nm_per_h", id, target.growth_nm_per_h, 0.0, 100.0)
}

fn examine_task(
    task: &Task,
    ports: &BTreeSet<&String>,
    targets: &BTreeSet<&String>,
) -> Result<(), Error> {
    let id = task.id.as_str();
    if let Some(target) = task.kind.target() {
        known("target", targets, &target.to_owned(), id)?;
    }
    match &task.kind {
        TaskKind::PortCall { port } => known("port", ports, port, id)?,
        TaskKind::Search {
            area,
            pattern,
            rectangle,
            ..
        } => {
            within("radius_nm", id, area.radius_nm, 0.01, 5_000.0)?;
            // A track line is along a route, which a search of an area has not.
            let lies = *pattern != Some(Pattern::TrackLine);
            within("pattern", id, f64::from(u8::from(lies)), 1.0, 1.0)?;
            if let Some(r) = rectangle {
                within("length_nm", id, r.length_nm, 0.01, 10_000.0)?;
                within("width_nm", id, r.width_nm, 0.01, 10_000.0)?;
                within("axis_deg", id, r.axis_deg, -360.0, 360.0)?;
            }
        }
        TaskKind::Presence { area, scale_h, .. } => {
            within("radius_nm", id, area.radius_nm, 0.01, 5_000.0)?;
            within("scale_h", id, *scale_h, 1e-3, 1e5)?;
        }
        TaskKind::Intercept { locate_h, .. } | TaskKind::Board { locate_h, .. } => {
            within("locate_h", id, *locate_h, 0.0, task.duration_h)?;
        }
        TaskKind::SatellitePass {
            latency_h,
            useful_h,
            ..
        } => {
            within("latency_h", id, *latency_h, 0.0, 1e4)?;
            within("useful_h", id, *useful_h, *latency_h, 1e4)?;
        }
        _ => {}
    }
    within("value", id, task.value, 0.0, 1e9)?;
    within("duration_h", id, task.duration_h, 0.0, 1e4)?;
    within("visits_max", id, f64::from(task.visits_max()), 1.0, 100.0)?;
    if let Some(decay) = &task.decay {
        within("half_life_h", id, decay.half_life_h, 1e-3, 1e6)?;
        within("floor", id, decay.floor, 0.0, 1.0)?;
    }
    if let Some(repeat) = &task.repeat {
        within("factor", id, repeat.factor, 0.0, 1.0)?;
        within("gap_h", id, repeat.gap_h, 0.0, 1e5)?;
    }
    if let Some(meet) = &task.meet {
        within("within_min", id, meet.within_min, 0.0, 1e5)?;
        within("visits_max", id, f64::from(task.visits_max()), 1.0, 1.0)?;
    }
    spans(id, &task.windows)
}
