//! The request compiled for the solver: numbers instead of names, whole seconds from the plan's start, legs
//! between fixed places looked up once, and for each asset and task when the work may begin, or why never.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use vigie_sea::{METRES_PER_NM, Position, Span, Time, distance_m};

use super::ability::{Ability, ability, target_class};
use super::habit::Ordered;
use crate::waters::reaches;
use crate::{Asset, Legs, Medium, Request, Rule, Tanker, Target, Task, TaskKind};

/// Seconds from the start of the plan.
pub(super) type Second = i64;

/// Where something is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Spot {
    /// A fixed place, by number.
    Fixed(u32),
    /// Anywhere at sea.
    At(Position),
}

/// Where a task is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Place {
    Fixed(u32),
    Moving(usize),
}

/// A task, compiled.
#[derive(Debug, Clone)]
pub(super) struct Work {
    pub(super) place: Place,
    /// Radius of the area, if the work is on one.
    pub(super) radius_nm: Option<f64>,
    pub(super) stays_with_target: bool,
    /// Whether it reaches into closed waters: no ship may do it.
    pub(super) shut: bool,
    pub(super) duration_s: Second,
    pub(super) group: Option<usize>,
    /// First of its looks; a task that may be done more than once has several.
    pub(super) look: usize,
    pub(super) looks: usize,
    pub(super) gap_s: Second,
    pub(super) pinned: Option<usize>,
}

/// An asset, compiled.
#[derive(Debug, Clone)]
pub(super) struct Craft {
    pub(super) medium: Medium,
    pub(super) bases: Vec<usize>,
    pub(super) windows: Vec<(Second, Second)>,
    pub(super) sortie_max_s: Second,
    pub(super) total_max_s: Second,
    pub(super) stay_s: Second,
    pub(super) speed_max_kn: f64,
    /// Height in the air; none if it is not known, or if it does not fly.
    pub(super) flies_at_ft: Option<f64>,
    pub(super) riders: Vec<usize>,
    pub(super) tankers: Vec<usize>,
}

/// Tasks that meet.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) looks: Vec<usize>,
    pub(super) within_s: Second,
}

/// The compiled request.
pub(super) struct World<'a> {
    pub(super) request: &'a Request,
    pub(super) legs: &'a dyn Legs,
    pub(super) works: Vec<Work>,
    pub(super) crafts: Vec<Craft>,
    pub(super) groups: Vec<Group>,
    /// Task of each look.
    pub(super) task_of: Vec<usize>,
    pub(super) points: Vec<Position>,
    pub(super) port_point: Vec<u32>,
    pub(super) tanker_point: Vec<u32>,
    pub(super) rider_port: Vec<usize>,
    pub(super) rider_agency: Vec<u8>,
    pub(super) agencies: Vec<String>,
    /// For each asset and task.
    pub(super) able: Vec<Vec<Ability>>,
    pub(super) tanker_windows: Vec<Vec<(Second, Second)>>,
    pub(super) rider_windows: Vec<Vec<(Second, Second)>>,
    /// First task, second task: never the second before the first on one asset.
    pub(super) orders: Vec<(usize, usize)>,
    /// Who did the task in the plan before.
    pub(super) held: Vec<Option<usize>>,
    /// Legs of the plan before.
    pub(super) ordered: Ordered,
    pub(super) end: Second,
    pub(super) now: Second,
    pub(super) target_speed_kn: Vec<f64>,
    /// Sweep width of each asset for each task, by sea state.
    pub(super) swath_nm: Vec<Vec<[f64; 10]>>,
    water_nm: Matrix,
    air_nm: Matrix,
}

/// Miles between fixed places, looked up when first asked for: the bits of the number, NaN while unknown, infinite where
/// there is no way. The oracle answers the same whoever asks, so threads may write at once.
struct Matrix {
    miles: Vec<AtomicU64>,
    count: usize,
}

impl Matrix {
    fn new(count: usize) -> Self {
        let unknown = || AtomicU64::new(f64::NAN.to_bits());
        Self {
            miles: std::iter::repeat_with(unknown)
                .take(count * count)
                .collect(),
            count,
        }
    }

    fn get(&self, from: u32, to: u32, ask: impl FnOnce() -> Option<f64>) -> f64 {
        let (low, high) = (from.min(to) as usize, from.max(to) as usize);
        let place = &self.miles[high * self.count + low];
        let known = f64::from_bits(place.load(Ordering::Relaxed));
        if !known.is_nan() {
            return known;
        }
        let nm = if low == high {
            0.0
        } else {
            ask().unwrap_or(f64::INFINITY)
        };
        place.store(nm.to_bits(), Ordering::Relaxed);
        nm
    }
}

impl<'a> World<'a> {
    /// Compiles a request that has been examined.
    pub(super) fn new(request: &'a Request, legs: &'a dyn Legs) -> Self {
        let mut points = Vec::new();
        let ports: BTreeMap<&str, usize> = index(request.ports.iter().map(|p| p.id.as_str()));
        let targets = index(request.targets.iter().map(|t| t.id.as_str()));
        let mut point = |at: Position| {
            points.push(at);
            (points.len() - 1) as u32
        };
        let port_point: Vec<u32> = request.ports.iter().map(|p| point(p.position)).collect();
        let tanker_point = request.tankers.iter().map(|t| point(t.position)).collect();
        let places: Vec<Place> = request
            .tasks
            .iter()
            .map(|task| match (&task.kind, task.kind.target()) {
                (_, Some(id)) => Place::Moving(targets.get(id).copied().unwrap_or(0)),
                (TaskKind::PortCall { port }, _) => {
                    Place::Fixed(ports.get(port.as_str()).map_or(0, |p| port_point[*p]))
                }
                (kind, _) => Place::Fixed(kind.fixed_place().map_or(0, &mut point)),
            })
            .collect();
        let agencies = agencies(request);
        request.prepare(legs);
        let [water_nm, air_nm] = [Matrix::new(points.len()), Matrix::new(points.len())];
        let seconds = |t: Time| t.since_s(request.span.start).round() as Second;
        let (works, task_of, groups) = works(request, &places);
        let mut world = Self {
            request,
            legs,
            works,
            crafts: crafts(request, &ports),
            groups,
            task_of,
            points,
            rider_port: request
                .riders
                .iter()
                .map(|r| ports.get(r.port.as_str()).copied().unwrap_or(0))
                .collect(),
            rider_agency: request
                .riders
                .iter()
                .map(|r| number(&agencies, &r.agency))
                .collect(),
            port_point,
            tanker_point,
            agencies,
            able: Vec::new(),
            tanker_windows: request
                .tankers
                .iter()
                .map(|t| windows(request, &t.windows))
                .collect(),
            rider_windows: request
                .riders
                .iter()
                .map(|r| windows(request, &r.windows))
                .collect(),
            orders: Vec::new(),
            held: vec![None; request.tasks.len()],
            ordered: Ordered::default(),
            end: seconds(request.span.end),
            now: request.now.map_or(0, seconds).max(0),
            target_speed_kn: request.targets.iter().map(Target::speed_max_kn).collect(),
            swath_nm: Vec::new(),
            water_nm,
            air_nm,
        };
        world.swath_nm = swaths(&world);
        world.able = (0..request.assets.len())
            .map(|a| {
                (0..request.tasks.len())
                    .map(|t| ability(&world, a, t))
                    .collect()
            })
            .collect();
        world.take_rules();
        world.ordered = world.legs_before();
        world
    }

    fn take_rules(&mut self) {
        let tasks = index(self.request.tasks.iter().map(|t| t.id.as_str()));
        let assets = index(self.request.assets.iter().map(|a| a.id.as_str()));
        for rule in &self.request.rules {
            match rule {
                Rule::Pin { task, asset } => {
                    if let (Some(&t), Some(&a)) =
                        (tasks.get(task.as_str()), assets.get(asset.as_str()))
                    {
                        self.works[t].pinned = Some(a);
                    }
                }
                Rule::Order { first, second } => {
                    if let (Some(&f), Some(&s)) =
                        (tasks.get(first.as_str()), tasks.get(second.as_str()))
                    {
                        self.orders.push((f, s));
                    }
                }
                Rule::Forbid { .. } => {}
            }
        }
        for route in self.request.before.iter().flat_map(|b| &b.routes) {
            let Some(&a) = assets.get(route.asset.as_str()) else {
                continue;
            };
            for stop in &route.stops {
                if let (crate::StopKind::Task { task }, Some(&t)) =
                    (&stop.kind, tasks.get(stop.kind.id()))
                {
                    debug_assert_eq!(task, &self.request.tasks[t].id);
                    self.held[t] = Some(a);
                }
            }
        }
    }

    pub(super) fn asset(&self, a: usize) -> &'a Asset {
        &self.request.assets[a]
    }

    pub(super) fn task(&self, t: usize) -> &'a Task {
        &self.request.tasks[t]
    }

    pub(super) fn tanker(&self, k: usize) -> &'a Tanker {
        &self.request.tankers[k]
    }

    pub(super) fn target(&self, k: usize) -> &'a Target {
        &self.request.targets[k]
    }

    pub(super) fn time(&self, at: Second) -> Time {
        self.request.span.start.plus_ms(at * 1_000)
    }

    pub(super) fn second(&self, at: Time) -> Second {
        at.since_s(self.request.span.start).round() as Second
    }

    pub(super) fn position(&self, spot: Spot) -> Position {
        match spot {
            Spot::Fixed(p) => self.points[p as usize],
            Spot::At(position) => position,
        }
    }

    /// The area that a look keeps busy, as its middle and radius: a place has none.
    pub(super) fn area(&self, look: u32, from: Spot) -> (Position, f64) {
        let work = &self.works[self.task_of[look as usize]];
        match (work.place, work.radius_nm) {
            (Place::Fixed(point), Some(radius_nm)) => (self.points[point as usize], radius_nm),
            _ => (self.position(from), 0.0),
        }
    }

    /// Where a moving ship is at a second.
    pub(super) fn target_at(&self, k: usize, at: Second) -> Option<Position> {
        self.target(k).position_at(self.time(at))
    }

    /// Length of the way.
    pub(super) fn leg_nm(&self, medium: Medium, from: Spot, to: Spot) -> Option<f64> {
        if let (Spot::Fixed(i), Spot::Fixed(j)) = (from, to) {
            let matrix = match medium {
                Medium::Water => &self.water_nm,
                Medium::Air => &self.air_nm,
            };
            let (low, high) = (i.min(j) as usize, i.max(j) as usize);
            let nm = matrix.get(i, j, || {
                self.legs
                    .distance_nm(medium, self.points[high], self.points[low])
            });
            return nm.is_finite().then_some(nm);
        }
        self.legs
            .distance_nm(medium, self.position(from), self.position(to))
    }
}

fn swaths(world: &World<'_>) -> Vec<Vec<[f64; 10]>> {
    let of = |asset: &Asset, task: &Task| {
        let class = target_class(world, task);
        let sensor = task.needs.sensor.as_deref();
        std::array::from_fn(|sea| asset.swath_nm(sensor, class, sea as u8))
    };
    let request = world.request;
    request
        .assets
        .iter()
        .map(|a| request.tasks.iter().map(|t| of(a, t)).collect())
        .collect()
}

pub(super) fn index<'s>(ids: impl Iterator<Item = &'s str>) -> BTreeMap<&'s str, usize> {
    ids.enumerate().map(|(n, id)| (id, n)).collect()
}

pub(super) fn number(agencies: &[String], agency: &str) -> u8 {
    agencies
        .iter()
        .position(|a| a == agency)
        .map_or(u8::MAX, |n| n as u8)
}

/// All agencies that are named anywhere, in order.
fn agencies(request: &Request) -> Vec<String> {
    let mut all: Vec<String> = request
        .assets
        .iter()
        .flat_map(|a| {
            std::iter::once(&a.agency)
                .chain(&a.start.officers)
                .chain(a.authorities.iter().filter_map(|h| h.officer.as_ref()))
        })
        .chain(request.riders.iter().map(|r| &r.agency))
        .chain(request.tasks.iter().flat_map(|t| &t.needs.officers))
        .cloned()
        .collect();
    all.sort();
    all.dedup();
    all.truncate(200);
    all
}

fn works(request: &Request, places: &[Place]) -> (Vec<Work>, Vec<usize>, Vec<Group>) {
    let (mut works, mut task_of): (Vec<Work>, Vec<usize>) = Default::default();
    let mut groups: Vec<(String, Group)> = Vec::new();
    let shut = request.waters.shut();
    for (t, task) in request.tasks.iter().enumerate() {
        let look = task_of.len();
        let looks = usize::from(task.visits_max());
        task_of.extend(std::iter::repeat_n(t, looks));
        let group = task.meet.as_ref().map(|meet| {
            let within_s = (meet.within_min * 60.0).floor() as Second;
            let known = groups.iter().position(|(name, _)| *name == meet.group);
            let g = known.unwrap_or_else(|| {
                groups.push((
                    meet.group.clone(),
                    Group {
                        looks: Vec::new(),
                        within_s,
                    },
                ));
                groups.len() - 1
            });
            groups[g].1.looks.push(look);
            groups[g].1.within_s = groups[g].1.within_s.min(within_s);
            g
        });
        works.push(Work {
            place: places[t],
            shut: reaches(&shut, &task.kind),
            radius_nm: match &task.kind {
                TaskKind::Search { area, .. } | TaskKind::Presence { area, .. } => {
                    Some(area.radius_nm)
                }
                _ => None,
            },
            stays_with_target: matches!(task.kind, TaskKind::Escort { .. }),
            duration_s: (task.duration_h * 3_600.0).ceil() as Second,
            group,
            look,
            looks,
            gap_s: task
                .repeat
                .map_or(0, |r| (r.gap_h * 3_600.0).ceil() as Second),
            pinned: None,
        });
    }
    (works, task_of, groups.into_iter().map(|g| g.1).collect())
}

fn crafts(request: &Request, ports: &BTreeMap<&str, usize>) -> Vec<Craft> {
    request
        .assets
        .iter()
        .map(|asset| Craft {
            medium: if asset.class.flies() {
                Medium::Air
            } else {
                Medium::Water
            },
            bases: asset
                .bases
                .iter()
                .filter_map(|b| ports.get(b.as_str()).copied())
                .collect(),
            windows: windows(request, &asset.windows),
            sortie_max_s: (asset.sortie_max_h() * 3_600.0).floor() as Second,
            total_max_s: asset
                .crew
                .total_max_h
                .map_or(Second::MAX, |h| (h * 3_600.0).floor() as Second),
            stay_s: (asset.port_stay_h() * 3_600.0).ceil() as Second,
            speed_max_kn: asset.modes.iter().map(|m| m.speed_kn).fold(0.1, f64::max),
            flies_at_ft: asset.altitude_ft.filter(|_| asset.class.flies()),
            riders: (0..request.riders.len())
                .filter(|r| request.riders[*r].serves.contains(&asset.agency))
                .collect(),
            tankers: (0..request.tankers.len())
                .filter(|k| request.tankers[*k].gives_to(&asset.agency) && !asset.class.flies())
                .collect(),
        })
        .collect()
}

/// Windows in seconds within the plan, in order; all of the plan if there are none.
pub(super) fn windows(request: &Request, spans: &[Span]) -> Vec<(Second, Second)> {
    let seconds = |t: Time| t.since_s(request.span.start);
    let end = seconds(request.span.end).floor() as Second;
    if spans.is_empty() {
        return vec![(0, end)];
    }
    let mut all: Vec<(Second, Second)> = spans
        .iter()
        .map(|s| {
            (
                (seconds(s.start).ceil() as Second).max(0),
                (seconds(s.end).floor() as Second).min(end),
            )
        })
        .filter(|(from, until)| from <= until)
        .collect();
    all.sort_unstable();
    all
}

/// Great-circle miles between two places.
pub(super) fn straight_nm(a: Position, b: Position) -> f64 {
    distance_m(a, b) / METRES_PER_NM
}
