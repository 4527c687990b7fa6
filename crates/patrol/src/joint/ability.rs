//! Ability: when an asset may begin a task, and with whom aboard, whatever else it does; or why it never may.

use serde::{Deserialize, Serialize};
use vigie_sea::Position;

use super::world::{Place, Second, World, number, windows};
use crate::weather::{SUNRISE_DEG, sun_altitude_deg};
use crate::{Asset, AuthorityNeed, Rule, Task, TaskKind};

/// Why something cannot be done, with the values that decide it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Block {
    /// Not to be known to this agency.
    NotReleased,
    /// Forbidden by hand.
    Forbidden,
    /// Pinned to another asset.
    PinnedElsewhere,
    /// The wrong class of asset.
    ClassWrong,
    /// No boarding team aboard.
    NoBoardingTeam,
    /// No sensor for it.
    NoSensor,
    /// No authority; the instruments held do not cover it.
    NoAuthority {
        /// What the asset holds.
        instruments: Vec<String>,
    },
    /// An authority would cover it, but the asset does not stand on its register of inspection vessels.
    NotRegistered {
        /// The register.
        register: String,
        /// The instrument that asks for it.
        instrument: String,
    },
    /// An officer of this agency would have to be aboard.
    NoOfficer {
        /// The agency.
        agency: String,
        /// Instrument that this officer would switch on, if it is about authority.
        instrument: Option<String>,
    },
    /// No window is open, by day and in weather that allows it.
    NoWindow,
    /// Out of reach before the last window closes.
    TooLate {
        /// Hours late.
        late_h: f64,
    },
    /// The ship is faster and opens.
    NeverMet,
    /// Out of reach before the fuel limit.
    Fuel {
        /// Tonnes missing.
        short_t: f64,
    },
    /// Longer than endurance or crew allow.
    Endurance {
        /// Hours too long.
        over_h: f64,
    },
    /// The asset is not on offer then.
    AssetWindow,
    /// Home too late for the end of the plan.
    PlanEnds,
    /// More hours away from port than the crew may.
    Hours,
    /// There is no way.
    NoWay,
    /// The others of the meeting cannot be there together.
    Meeting,
    /// Another visit is too near in time.
    VisitTooSoon,
    /// Too close to another aircraft.
    AirConflict,
    /// It would break an order of tasks set by hand.
    Order,
    /// It fits only in place of tasks worth more.
    WouldDisplace {
        /// Points that it would cost.
        points: f64,
    },
    /// It would cost more than it is worth.
    NotWorth {
        /// Points that it would bring, less what the weights take.
        points: f64,
    },
}

impl Block {
    /// The stable code, also its Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotReleased => "not-released",
            Self::Forbidden => "forbidden",
            Self::PinnedElsewhere => "pinned-elsewhere",
            Self::ClassWrong => "class-wrong",
            Self::NoBoardingTeam => "no-boarding-team",
            Self::NoSensor => "no-sensor",
            Self::NoAuthority { .. } => "no-authority",
            Self::NotRegistered { .. } => "not-registered",
            Self::NoOfficer { .. } => "no-officer",
            Self::NoWindow => "no-window",
            Self::TooLate { .. } => "too-late",
            Self::NeverMet => "never-met",
            Self::Fuel { .. } => "fuel",
            Self::Endurance { .. } => "endurance",
            Self::AssetWindow => "asset-window",
            Self::PlanEnds => "plan-ends",
            Self::Hours => "hours",
            Self::NoWay => "no-way",
            Self::Meeting => "meeting",
            Self::VisitTooSoon => "visit-too-soon",
            Self::AirConflict => "air-conflict",
            Self::Order => "order",
            Self::WouldDisplace { .. } => "would-displace",
            Self::NotWorth { .. } => "not-worth",
        }
    }

    /// How near it comes to being possible: the higher, the later the thing that stops it.
    pub(super) fn nearness(&self) -> u8 {
        match self {
            Self::WouldDisplace { .. } | Self::NotWorth { .. } => 9,
            Self::Meeting | Self::VisitTooSoon | Self::AirConflict | Self::Order => 8,
            Self::Fuel { .. } | Self::Endurance { .. } | Self::Hours => 7,
            Self::AssetWindow | Self::PlanEnds => 6,
            Self::TooLate { .. } | Self::NeverMet => 5,
            Self::NoOfficer { .. } => 4,
            Self::NoWindow | Self::NoWay | Self::NotRegistered { .. } => 3,
            Self::NoAuthority { .. } => 2,
            Self::NoBoardingTeam | Self::NoSensor | Self::ClassWrong => 1,
            Self::NotReleased | Self::Forbidden | Self::PinnedElsewhere => 0,
        }
    }
}

/// An authority that would do: whose officer must be aboard, and until when it is in force.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Licence {
    pub(super) officer: Option<u8>,
    /// Index among the asset's authorities.
    pub(super) authority: usize,
    /// When the ship is in waters that it covers, in order, both ends included.
    pub(super) reach: Vec<(Second, Second)>,
}

impl Licence {
    /// Whether it covers the ship where she is then.
    pub(super) fn reaches(&self, at: Second) -> bool {
        self.reach
            .iter()
            .any(|(from, until)| (*from..=*until).contains(&at))
    }
}

/// What an asset can do about a task.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ability {
    /// It may, at these times.
    May {
        /// When it may begin, in order, both ends included.
        begins: Vec<(Second, Second)>,
        /// Agencies of which an officer must be aboard.
        officers: Vec<u8>,
        /// Authorities of which one must hold; empty if none is needed.
        licences: Vec<Licence>,
    },
    /// It never may.
    Never(Block),
}

/// Most seconds between samples of sun and sea along a target's way.
const SAMPLE_S: Second = 1_200;
/// Seconds by which windows of sun and sea are drawn in, so that rounding never leaves them.
const MARGIN_S: Second = 5;
/// The sun sinks no faster at a fixed place, degrees an hour.
const SINKS_DEG_PER_H: f64 = 15.1;
/// Seconds between looks at a sun that is near the horizon.
const SUN_STEP_S: Second = 60;
/// Degrees by which the sun must be higher than at sunrise: more than it dips between two such looks.
const SUN_MARGIN_DEG: f64 = 0.001;

pub(super) fn ability(world: &World<'_>, a: usize, t: usize) -> Ability {
    match examine(world, a, t) {
        Ok(able) => able,
        Err(block) => Ability::Never(block),
    }
}

fn examine(world: &World<'_>, a: usize, t: usize) -> Result<Ability, Block> {
    let (asset, task) = (world.asset(a), world.task(t));
    examine_rules(world, asset, task)?;
    let boards = matches!(task.kind, TaskKind::Board { .. });
    if !task.needs.classes.is_empty() && !task.needs.classes.contains(&asset.class) {
        return Err(Block::ClassWrong);
    }
    if world.works[t].shut && !asset.class.flies() {
        return Err(Block::NoWay);
    }
    if (task.needs.boarding_team || boards) && !asset.boarding_team {
        return Err(Block::NoBoardingTeam);
    }
    if let Some(sensor) = &task.needs.sensor
        && asset.swath_nm(Some(sensor), target_class(world, task), 0) <= 0.0
    {
        return Err(Block::NoSensor);
    }
    let licences = licences(world, asset, task)?;
    let officers = task
        .needs
        .officers
        .iter()
        .filter(|o| **o != asset.agency)
        .map(|o| number(&world.agencies, o))
        .collect();
    let mut begins = begins(world, asset, task, t, boards);
    if task.needs.authority.is_some() && !begins.is_empty() {
        begins = covered(&begins, &licences);
        if begins.is_empty() {
            return Err(no_authority(asset));
        }
    }
    if begins.is_empty() {
        return Err(Block::NoWindow);
    }
    Ok(Ability::May {
        begins,
        officers,
        licences,
    })
}

fn examine_rules(world: &World<'_>, asset: &Asset, task: &Task) -> Result<(), Block> {
    if !task.released_to(&asset.agency) {
        return Err(Block::NotReleased);
    }
    for rule in &world.request.rules {
        match rule {
            Rule::Forbid {
                task: id,
                asset: by,
            } if *id == task.id && by.as_ref().is_none_or(|by| *by == asset.id) => {
                return Err(Block::Forbidden);
            }
            Rule::Pin {
                task: id,
                asset: by,
            } if *id == task.id && *by != asset.id => {
                return Err(Block::PinnedElsewhere);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Class of what is sought, for sweep widths.
pub(super) fn target_class<'w>(world: &World<'w>, task: &'w Task) -> &'w str {
    match &task.kind {
        TaskKind::Search { target_class, .. } => target_class,
        kind => kind
            .target()
            .and_then(|id| world.request.targets.iter().find(|t| t.id == id))
            .map_or("", |t| &t.class),
    }
}

fn licences(world: &World<'_>, asset: &Asset, task: &Task) -> Result<Vec<Licence>, Block> {
    let Some(need) = &task.needs.authority else {
        return Ok(Vec::new());
    };
    let flag = need.flag.as_deref().or_else(|| {
        let id = task.kind.target()?;
        world
            .request
            .targets
            .iter()
            .find(|t| t.id == id)?
            .flag
            .as_deref()
    });
    let waters = waters(world, need);
    let licence = |authority: usize| {
        let held = &asset.authorities[authority];
        let reach: Vec<(Second, Second)> = waters
            .iter()
            .filter(|(_, areas)| held.covers(need.action, flag, areas))
            .map(|(span, _)| *span)
            .collect();
        let officer = held.officer.as_ref().filter(|o| **o != asset.agency);
        (!reach.is_empty() && held.open_to(&asset.registers)).then(|| Licence {
            officer: officer.map(|o| number(&world.agencies, o)),
            authority,
            reach,
        })
    };
    let found: Vec<Licence> = (0..asset.authorities.len()).filter_map(licence).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let unlisted = asset.authorities.iter().find_map(|held| {
        let mut areas = waters.iter().map(|(_, areas)| areas);
        let reaches = areas.any(|areas| held.covers(need.action, flag, areas));
        let register = held.register.clone().filter(|_| reaches)?;
        Some(Block::NotRegistered {
            register,
            instrument: held.instrument.clone(),
        })
    });
    Err(unlisted.unwrap_or_else(|| no_authority(asset)))
}

fn no_authority(asset: &Asset) -> Block {
    let held = asset.authorities.iter();
    Block::NoAuthority {
        instruments: held.map(|h| h.instrument.clone()).collect(),
    }
}

/// The waters in which the ship of a need is over the plan: whole seconds, in order, no gap between.
fn waters<'w>(world: &World<'_>, need: &'w AuthorityNeed) -> Vec<((Second, Second), Vec<&'w str>)> {
    let start = world.request.span.start;
    let changes = need.within.iter().skip(1).map(|w| w.from.since_s(start));
    // At the moment itself the new waters count, so the first whole second of theirs is the ceiling.
    let mut froms: Vec<Second> = changes
        .map(|s| s.ceil() as Second)
        .filter(|s| (1..=world.end).contains(s))
        .collect();
    froms.insert(0, 0);
    froms.dedup();
    let untils = froms.iter().skip(1).map(|s| s - 1).chain([world.end]);
    let spans = froms.iter().copied().zip(untils);
    spans
        .map(|span| (span, need.areas_at(world.time(span.0))))
        .collect()
}

/// The parts of windows in which one of the licences reaches.
fn covered(begins: &[(Second, Second)], licences: &[Licence]) -> Vec<(Second, Second)> {
    let mut reach: Vec<(Second, Second)> = licences
        .iter()
        .flat_map(|l| l.reach.iter().copied())
        .collect();
    reach.sort_unstable();
    let mut whole: Vec<(Second, Second)> = Vec::new();
    for (from, until) in reach {
        match whole.last_mut() {
            Some(last) if from <= last.1.saturating_add(1) => last.1 = last.1.max(until),
            _ => whole.push((from, until)),
        }
    }
    let parts = begins.iter().flat_map(|(a, b)| {
        let both = whole
            .iter()
            .map(|(from, until)| (*from.max(a), *until.min(b)));
        both.filter(|(from, until)| from <= until)
    });
    parts.collect()
}

/// When the task may begin by its windows, its pass or event, the sun and the sea.
fn begins(
    world: &World<'_>,
    asset: &Asset,
    task: &Task,
    t: usize,
    boards: bool,
) -> Vec<(Second, Second)> {
    let mut open = windows(world.request, &task.windows);
    let hours = |h: f64| (h * 3_600.0).ceil() as Second;
    let after = |t: vigie_sea::Time| t.since_s(world.request.span.start).ceil() as Second;
    let (from, until) = match &task.kind {
        TaskKind::SatellitePass {
            time,
            latency_h,
            useful_h,
            ..
        } => {
            let pass = after(*time);
            (
                pass + hours(*latency_h),
                pass + (useful_h * 3_600.0) as Second - 2,
            )
        }
        TaskKind::Event { time, .. } => (after(*time), world.end),
        _ => (0, world.end),
    };
    open = open
        .into_iter()
        .map(|(a, b)| (a.max(from), b.min(until).min(world.end)))
        .filter(|(a, b)| a <= b)
        .collect();
    let max = if boards {
        asset.limits.board_sea_state_max
    } else {
        asset.limits.task_sea_state_max
    };
    let needs_sea = world.request.weather.iter().any(|w| w.sea_state > max);
    if world.request.sea_state > max {
        return Vec::new();
    }
    if !task.needs.daylight && !needs_sea {
        return open;
    }
    let fits = |at: Second| {
        let Some(begin) = place_at(world, t, at) else {
            return false;
        };
        let last = at + world.works[t].duration_s;
        let (from, until) = (world.time(at), world.time(last));
        let calm = !world.request.weather.iter().any(|w| {
            w.sea_state > max && w.span.start <= until && from <= w.span.end && w.covers(begin)
        });
        calm && (!task.needs.daylight || sun_stays_up(world, t, at, last))
    };
    // A night bars every begin from the length of the work before it on: no sample may step over that.
    let step = if task.needs.daylight {
        world.works[t].duration_s.clamp(SUN_STEP_S, SAMPLE_S)
    } else {
        SAMPLE_S
    };
    open.into_iter()
        .flat_map(|(a, b)| intervals(a, b, step, &fits))
        .collect()
}

/// Whether the sun is up over the whole of a work. A sun that stands high cannot set soon, so only where it is low
/// the looks are close together.
fn sun_stays_up(world: &World<'_>, t: usize, from: Second, until: Second) -> bool {
    let work = &world.works[t];
    let mut at = from;
    let Some(mut place) = place_at(world, t, from) else {
        return false;
    };
    // A ship that runs from the sun at 60 knots makes it sink a degree an hour faster.
    let run_kn = match work.place {
        Place::Moving(k) if work.stays_with_target => world.target_speed_kn[k],
        _ => 0.0,
    };
    let sinks_deg_per_h = SINKS_DEG_PER_H + run_kn / 60.0;
    loop {
        let above_deg = sun_altitude_deg(world.time(at), place) - SUNRISE_DEG - SUN_MARGIN_DEG;
        if above_deg <= 0.0 {
            return false;
        }
        if at >= until {
            return true;
        }
        let sure_s = (above_deg / sinks_deg_per_h * 3_600.0) as Second;
        at = (at + sure_s.max(SUN_STEP_S)).min(until);
        if work.stays_with_target {
            let Some(then) = place_at(world, t, at) else {
                return false;
            };
            place = then;
        }
    }
}

fn place_at(world: &World<'_>, t: usize, at: Second) -> Option<Position> {
    match world.works[t].place {
        Place::Fixed(p) => Some(world.points[p as usize]),
        Place::Moving(k) => world.target_at(k, at),
    }
}

/// The parts of a window in which something holds, by samples every `step` seconds and bisection of each change.
fn intervals(
    from: Second,
    until: Second,
    step: Second,
    fits: &dyn Fn(Second) -> bool,
) -> Vec<(Second, Second)> {
    let edge = |mut bad: Second, mut good: Second| {
        while (good - bad).abs() > 1 {
            let middle = Second::midpoint(good, bad);
            if fits(middle) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        good
    };
    let mut found = Vec::new();
    let mut open: Option<Second> = fits(from).then_some(from);
    let mut at = from;
    while at < until {
        let next = (at + step).min(until);
        match (open, fits(next)) {
            (None, true) => open = Some(edge(at, next) + MARGIN_S),
            (Some(begin), false) => {
                found.push((begin, edge(next, at) - MARGIN_S));
                open = None;
            }
            _ => {}
        }
        at = next;
    }
    found.extend(open.map(|begin| (begin, until)));
    found.retain(|(a, b)| a <= b);
    found
}
