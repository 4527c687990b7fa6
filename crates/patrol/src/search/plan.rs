//! A search as a planner asks for it: from the last fix of a vessel and what may look for it, to effort by cell and
//! period, and to a rectangle with a pattern for each asset in each period.
//!
//! Where the vessel can be is a cloud of particles ([`DarkVessel`]). Over a grid around the cloud their moves from period
//! to period make a chain of cells, alike in all periods; the effort over that chain is Brown's ([`search_moving_target`]),
//! with its certificate: no plan of the same effort finds more on that chain by more than `gap`. No asset can follow
//! effort by cell, so each gets a rectangle in each period ([`assign_rectangles`]) and a pattern in it; what these find
//! is counted on the particles themselves, period by period, with what an empty search tells. Both figures stand side by
//! side: `success` is what free effort would find, `pos` what is ordered.

use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, MPS_PER_KN, Position, Span, Time, distance_m};

use super::ask::{EmptySearch, SearchAsset, SearchHit, SearchRequest, hours};
use super::dark_vessel::{DarkVessel, DarkVesselConfig, Fix};
use super::detection::Sensor;
use super::error::SearchError;
use super::grid::{Cloud, Grid};
use super::lay::lay;
use super::moving::{MovingSearch, MovingSearchConfig, search_moving_target};
use super::partition::{SearchCell, Searcher, assign_rectangles};
use super::pattern::{Pattern, PatternPlan, SearchBox};
use super::transition::Transition;
use crate::{Circle, Needs, Rectangle, Task, TaskKind};

/// Vessels that might be the one.
const PARTICLES: usize = 8_000;
/// Particles move in steps of an hour, over long waits in this many steps.
const STEPS: f64 = 200.0;
/// Certificate at which the sweeps stop, and sweeps at most.
const GAP_MAX: f64 = 1e-5;
const SWEEPS_MAX: usize = 300;
/// Nothing is surely seen.
const POD_MAX: f64 = 0.999;
/// Effort beyond the grid finds next to nothing: its rate against that of a cell.
const BEYOND_RATE: f64 = 1e-9;

/// One period of a search.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SearchPeriod {
    /// When it begins.
    pub start: Time,
    /// When it ends.
    pub end: Time,
    /// Area that all assets sweep in it, square nautical miles.
    pub effort_nm2: f64,
    /// Probability that the vessel is there still unseen and within the grid, if effort is spread freely.
    pub inside: f64,
    /// Probability that free effort finds it in this period.
    pub success: f64,
    /// Probability that what is ordered finds it in this period.
    pub pos: f64,
    /// And by the end of it.
    pub pos_so_far: f64,
}

/// Effort on a cell, over all periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchEffort {
    /// Middle of the cell.
    pub position: Position,
    /// Probability that the vessel is there when the search begins.
    pub probability: f64,
    /// Area to be swept there by period, square nautical miles.
    pub effort_nm2: Vec<f64>,
}

/// What one asset does in one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchAssignment {
    /// The asset.
    pub asset: String,
    /// Number of the period, from 0.
    pub period: usize,
    /// On scene from then on.
    pub start: Time,
    /// Until then.
    pub end: Time,
    /// The rectangle, or the square that a pattern around a datum reaches.
    pub search_box: SearchBox,
    /// Its corners, clockwise.
    pub corners: [Position; 4],
    /// The pattern with its legs.
    pub pattern: PatternPlan,
    /// Commence search point.
    pub commence: Position,
    /// Probability that the vessel is in it.
    pub poc: f64,
    /// Probability of seeing it there.
    pub pod: f64,
}

/// The plan of a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchPlan {
    /// Title.
    pub title: String,
    /// Side of a cell, nautical miles.
    pub cell_nm: f64,
    /// Cells of the grid, from west to east and from south to north.
    pub grid: [usize; 2],
    /// Probability that free effort by cell finds it by the end.
    pub success: f64,
    /// The same for one who looks only at each period for itself.
    pub myopic: f64,
    /// No effort finds more than `success` by more than this, on the chain of cells.
    pub gap: f64,
    /// Sweeps made.
    pub sweeps: usize,
    /// Probability that what is ordered finds it by the end.
    pub pos: f64,
    /// Period by period.
    pub periods: Vec<SearchPeriod>,
    /// Cells with belief or effort.
    pub cells: Vec<SearchEffort>,
    /// What each asset does.
    pub assignments: Vec<SearchAssignment>,
}

/// Plans a search; `water` says where a vessel can be.
///
/// # Errors
/// Numbers out of range, nobody on scene at any time, a belief that earlier looks rule out.
pub fn plan_search(
    request: &SearchRequest,
    water: impl Fn(Position) -> bool,
) -> Result<SearchPlan, SearchError> {
    request.examine()?;
    let periods = request.periods();
    let budget: Vec<f64> = periods
        .iter()
        .map(|period| request.assets.iter().map(|a| a.swept_nm2(*period)).sum())
        .collect();
    if budget.iter().sum::<f64>() <= 0.0 {
        return Err(SearchError::Empty);
    }
    let mut vessel = believed(request, &water)?;
    let cloud = Cloud::new(&vessel, &periods, &water);
    let grid = Grid::around(request, &cloud)?;
    let (p, transition) = grid.chain(&cloud)?;
    let mut rate = vec![1.0 / (grid.cell_nm * grid.cell_nm); grid.cells() + 1];
    if let Some(beyond) = rate.last_mut() {
        *beyond *= BEYOND_RATE;
    }
    let config = MovingSearchConfig {
        gap_max: GAP_MAX,
        sweeps_max: SWEEPS_MAX,
    };
    let free = search_moving_target(&p, &rate, &transition, &budget, config)?;
    let mut told = free_periods(&periods, &budget, [&p, &rate], &transition, &free);
    let drift_deg = request.motion.drift_deg.or(request.fix.course_deg);
    let drift_deg = drift_deg.unwrap_or_else(|| grid.drift_deg(&cloud));
    let mut assignments = Vec::new();
    let mut unseen = 1.0;
    for (number, period) in told.iter_mut().enumerate() {
        let span = Span {
            start: period.start,
            end: period.end,
        };
        let of_period = assigned(request, &grid, &vessel, (number, span), drift_deg)?;
        let missed = |place: Position| {
            let inside = of_period.iter().filter(|a| searches(a, place));
            inside.map(|a| 1.0 - a.pod.min(POD_MAX)).product::<f64>()
        };
        let found = vessel.empty_search(|place| 1.0 - missed(place))?;
        period.pos = unseen * found;
        unseen *= 1.0 - found;
        period.pos_so_far = 1.0 - unseen;
        assignments.extend(of_period);
        pass(&mut vessel, hours(span), &water);
    }
    Ok(SearchPlan {
        title: request.title.clone(),
        cell_nm: grid.cell_nm,
        grid: [grid.columns, grid.rows],
        success: free.success,
        myopic: free.myopic,
        gap: free.gap,
        sweeps: free.sweeps,
        pos: 1.0 - unseen,
        periods: told,
        cells: grid.told(&p, &free),
        assignments,
    })
}

/// What became known between the fix and the search.
enum News<'a> {
    Look(&'a EmptySearch),
    Hit(&'a SearchHit),
}

/// The belief when the search begins: the last fix, moved on, with what was looked for and seen since.
fn believed(
    request: &SearchRequest,
    water: &impl Fn(Position) -> bool,
) -> Result<DarkVessel, SearchError> {
    let fix = Fix {
        position: request.fix.position,
        sigma_m: request.fix.sigma_nm * METRES_PER_NM,
        course_deg: request.fix.course_deg,
        speed_kn: request.fix.speed_kn,
    };
    let config = DarkVesselConfig {
        particles: PARTICLES,
        speed_max_kn: request.motion.speed_max_kn,
        course_time_s: request.motion.course_time_h * 3_600.0,
    };
    let mut vessel = DarkVessel::new(fix, config, request.seed)?;
    let looks = request.searched.iter().map(|l| (l.time, News::Look(l)));
    let hits = request.hits.iter().map(|h| (h.time, News::Hit(h)));
    let mut news: Vec<(Time, News<'_>)> = looks.chain(hits).collect();
    news.sort_by_key(|(time, _)| *time);
    let mut now = request.fix.time;
    for (time, news) in news {
        let at = time.clamp(now, request.start);
        pass(&mut vessel, at.since_s(now) / 3_600.0, water);
        now = at;
        match news {
            News::Look(look) => {
                let reach_m = look.area.radius_nm * METRES_PER_NM;
                let pod = look.pod.min(POD_MAX);
                vessel.empty_search(|place| {
                    if distance_m(look.area.centre, place) <= reach_m {
                        pod
                    } else {
                        0.0
                    }
                })?;
            }
            News::Hit(hit) => {
                vessel.detection(hit.position, hit.sigma_nm * METRES_PER_NM, hit.doubt)?;
            }
        }
    }
    pass(&mut vessel, request.start.since_s(now) / 3_600.0, water);
    Ok(vessel)
}

/// Lets hours pass, in steps.
pub(super) fn pass(vessel: &mut DarkVessel, hours: f64, water: &impl Fn(Position) -> bool) {
    if hours <= 0.0 {
        return;
    }
    let steps = hours.ceil().clamp(1.0, STEPS);
    let mut n = 0.0;
    while n < steps {
        vessel.pass(hours / steps * 3_600.0, water, |_| 1.0);
        n += 1.0;
    }
}

/// What free effort finds in each period.
fn free_periods(
    periods: &[Span],
    budget: &[f64],
    [p, rate]: [&[f64]; 2],
    transition: &Transition,
    free: &MovingSearch,
) -> Vec<SearchPeriod> {
    let mut now = p.to_vec();
    let mut told = Vec::new();
    for ((period, effort_nm2), effort) in periods.iter().zip(budget).zip(&free.effort) {
        // The last cell is all that lies beyond the grid.
        let inside: f64 = now.iter().rev().skip(1).sum();
        let mut success = 0.0;
        let left: Vec<f64> = now
            .iter()
            .zip(rate)
            .zip(effort)
            .map(|((p, a), z)| {
                let seen = -p * libm::expm1(-a * z);
                success += seen;
                p - seen
            })
            .collect();
        transition.forward(&left, &mut now);
        told.push(SearchPeriod {
            start: period.start,
            end: period.end,
            effort_nm2: *effort_nm2,
            inside,
            success,
            pos: 0.0,
            pos_so_far: 0.0,
        });
    }
    told
}

/// A rectangle with a pattern for each asset that is on scene in a period.
fn assigned(
    request: &SearchRequest,
    grid: &Grid,
    vessel: &DarkVessel,
    (number, period): (usize, Span),
    drift_deg: f64,
) -> Result<Vec<SearchAssignment>, SearchError> {
    let on_scene: Vec<(&SearchAsset, Span)> = request
        .assets
        .iter()
        .filter_map(|asset| Some((asset, asset.stay(period)?)))
        .collect();
    let inside = |place| Some(grid.cell(place)).filter(|cell| *cell < grid.cells());
    let (belief, _beyond) = vessel.by_cell(grid.cells(), inside);
    let cells: Vec<SearchCell> = belief
        .iter()
        .enumerate()
        .filter(|(_, probability)| **probability > 0.0)
        .map(|(cell, probability)| SearchCell {
            position: grid.middle(cell),
            probability: *probability,
        })
        .collect();
    if on_scene.is_empty() || cells.is_empty() {
        return Ok(Vec::new());
    }
    let searchers: Vec<Searcher> = on_scene
        .iter()
        .map(|(asset, stay)| Searcher {
            speed_kn: asset.speed_kn,
            time_s: hours(*stay) * 3_600.0,
            sensor: sensor(asset),
        })
        .collect();
    let boxes = assign_rectangles(&cells, &searchers, drift_deg, grid.cell_nm * METRES_PER_NM)?;
    let mut made = Vec::new();
    for ((asset, stay), given) in on_scene.into_iter().zip(boxes) {
        let track_m = asset.speed_kn * MPS_PER_KN * hours(stay) * 3_600.0;
        let kind = asset.pattern.unwrap_or(Pattern::ParallelSweep);
        let pattern = lay(kind, &given.search_box, track_m)?;
        let search_box = pattern.reach(&given.search_box);
        let mut one = SearchAssignment {
            asset: asset.id.clone(),
            period: number,
            start: stay.start,
            end: stay.end,
            corners: search_box.corners(),
            commence: pattern.commence().unwrap_or(search_box.centre),
            pod: pattern.pod(sensor(asset))?,
            search_box,
            pattern,
            poc: 0.0,
        };
        let within = vessel.particles().iter();
        let within = within.filter(|p| searches(&one, p.position));
        one.poc = within.map(|p| p.weight).sum();
        made.push(one);
    }
    Ok(made)
}

fn sensor(asset: &SearchAsset) -> Sensor {
    Sensor {
        sweep_width_m: asset.sweep_nm * METRES_PER_NM,
        law: asset.law,
    }
}

/// Whether a place lies where an assignment searches.
fn searches(one: &SearchAssignment, place: Position) -> bool {
    if one.pattern.pattern == Pattern::Sector {
        return distance_m(one.search_box.centre, place) <= one.search_box.length_m / 2.0;
    }
    one.search_box.contains(place)
}

impl SearchPlan {
    /// The assignments as tasks of an agency that a patrol plan can give to its assets: each may begin while it was
    /// meant to be run, and is worth the points for finding the vessel times the probability that it is there.
    #[must_use]
    pub fn tasks(&self, request: &SearchRequest, owner: &str) -> Vec<Task> {
        self.assignments
            .iter()
            .zip(1..)
            .map(|(one, number)| task(request, owner, one, number))
            .collect()
    }
}

fn task(request: &SearchRequest, owner: &str, one: &SearchAssignment, number: usize) -> Task {
    let known = request.assets.iter().find(|a| a.id == one.asset);
    let name = known.map_or("", |a| a.name.as_str());
    let name = if name.is_empty() { &one.asset } else { name };
    let [length_nm, width_nm] =
        [one.search_box.length_m, one.search_box.width_m].map(|side| side / METRES_PER_NM);
    let sector = one.pattern.pattern == Pattern::Sector;
    let area_nm2 = if sector {
        std::f64::consts::PI * length_nm * length_nm / 4.0
    } else {
        length_nm * width_nm
    };
    let label: Vec<&str> = [request.title.as_str(), name]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    Task {
        id: format!(
            "search-{}-{:08x}-{number}",
            request.start.s(),
            mark(request)
        ),
        name: format!("{} {}", label.join(" · "), one.period + 1),
        kind: TaskKind::Search {
            area: Circle {
                centre: one.search_box.centre,
                radius_nm: (area_nm2 / std::f64::consts::PI).sqrt(),
            },
            target_class: request.target_class.clone(),
            steps_max: 1,
            pattern: Some(one.pattern.pattern),
            // A circle is what its own radius says.
            rectangle: (!sector).then_some(Rectangle {
                length_nm,
                width_nm,
                axis_deg: one.search_box.axis_deg,
            }),
        },
        owner: owner.to_owned(),
        releasable_to: Vec::new(),
        value: request.worth * one.poc,
        windows: vec![Span {
            start: one.start,
            end: one.end,
        }],
        duration_h: hours(Span {
            start: one.start,
            end: one.end,
        }),
        decay: None,
        repeat: None,
        needs: Needs::default(),
        meet: None,
    }
}

/// Tells searches that begin at one moment apart: by what they look for.
fn mark(request: &SearchRequest) -> u32 {
    let (lat, lon) = request.fix.position.to_e7();
    let numbers = [i64::from(lat), i64::from(lon), request.fix.time.s()];
    let bytes = numbers.into_iter().flat_map(i64::to_be_bytes);
    bytes
        .chain(request.title.bytes())
        .fold(0x811c_9dc5, |hash: u32, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
}
