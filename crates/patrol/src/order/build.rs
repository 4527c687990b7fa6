//! From request and plan to itineraries and search actions.

use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, MPS_PER_KN, Position, Time, bearing_deg, distance_m};

use super::action::{Areas, Coordination, Execution, Reports, SearchAction, Situation};
use super::comms::CommsPlan;
use super::error::OrderError;
use super::itinerary::{Itinerary, Waypoint, WaypointKind};
use crate::search::{DetectionLaw, Pattern, PatternPlan, SearchBox, Sensor, lay};
use crate::{Asset, Circle, Medium, Plan, Request, Stop, StopKind, Target, TaskKind};

/// Routine reports are listed up to this many.
const REPORTS_MAX: u32 = 200;
/// Places nearer to each other than this are one, metres: a tenth of a nautical mile.
const APART_M: f64 = 185.2;

/// What an order says beyond the plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderDetails {
    /// Title.
    pub title: String,
    /// Serial number of the order.
    pub number: String,
    /// Mission coordinator.
    pub coordinator: String,
    /// On-scene coordinator.
    pub on_scene_coordinator: String,
    /// Airspace reserved, or empty.
    pub airspace: String,
    /// To whom reports go.
    pub reports_to: String,
    /// Who speaks where.
    pub comms: CommsPlan,
    /// Remarks in the planner's words.
    pub remarks: String,
}

/// A search as it will be run.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchStop {
    /// The area as a box: that of the task, or one of the same size as its circle; around a datum, the square that the
    /// pattern reaches.
    pub search_box: SearchBox,
    /// The pattern.
    pub pattern: PatternPlan,
    /// Sweep width, metres.
    pub sweep_width_m: f64,
    /// Coverage.
    pub coverage: f64,
    /// Probability of detection.
    pub pod: f64,
}

/// Orders of all assets that have something to do.
///
/// `way` gives the corners of the way from one place to another, both ends included; less than two
/// places stand for the great circle.
pub fn orders(
    request: &Request,
    plan: &Plan,
    details: &OrderDetails,
    issued: Time,
    mut way: impl FnMut(Medium, Position, Position) -> Vec<Position>,
) -> Vec<(Itinerary, Vec<SearchAction>)> {
    let busy = plan.routes.iter().filter(|r| !r.stops.is_empty());
    busy.filter_map(|route| {
        let own = itinerary(
            request,
            plan,
            &route.asset,
            &details.title,
            issued,
            &mut way,
        )
        .ok()?;
        let asset = request.assets.iter().find(|a| a.id == route.asset)?;
        let actions = route
            .stops
            .iter()
            .scan(None, |before: &mut Option<Position>, stop| {
                let from = before.replace(stop.position_end);
                Some(action(request, asset, stop, from, details))
            });
        Some((own, actions.flatten().collect()))
    })
    .collect()
}

/// The way of one asset.
///
/// # Errors
/// An asset that the request does not hold, or without stops in the plan.
pub fn itinerary(
    request: &Request,
    plan: &Plan,
    asset: &str,
    title: &str,
    issued: Time,
    way: &mut impl FnMut(Medium, Position, Position) -> Vec<Position>,
) -> Result<Itinerary, OrderError> {
    let unknown = || OrderError::Asset {
        asset: asset.to_owned(),
    };
    let own = request
        .assets
        .iter()
        .find(|a| a.id == asset)
        .ok_or_else(unknown)?;
    let stops = plan
        .route(asset)
        .map(|r| r.stops.as_slice())
        .unwrap_or_default();
    let first = stops.first().ok_or_else(unknown)?;
    let begin = start(request, own).unwrap_or(first.position);
    let mut waypoints = vec![Waypoint {
        name: start_name(request, own),
        kind: WaypointKind::Departure,
        position: begin,
        eta: None,
        etd: Some(first.depart),
        speed_kn: None,
        stop: None,
    }];
    let medium = if own.class.flies() {
        Medium::Air
    } else {
        Medium::Water
    };
    let mut here = begin;
    for (n, stop) in stops.iter().enumerate() {
        let corners = way(medium, here, stop.position);
        let length = Lengths::new(here, stop.position, &corners);
        waypoints.extend(via(stop, &length, waypoints.len()));
        let mut on_task = pattern_waypoints(request, own, stop, here);
        if on_task.is_empty() {
            on_task = moving_waypoints(request, stop, waypoints.len() + 1);
        }
        // The place where the work ends is the one that is left for the next stop.
        let leaves = stops.get(n + 1).map_or(stop.end, |next| next.depart);
        let etd = match on_task.last_mut() {
            Some(last) => {
                last.etd = Some(leaves);
                stop.begin
            }
            None => leaves,
        };
        waypoints.push(Waypoint {
            name: name(request, stop),
            kind: WaypointKind::Stop,
            position: stop.position,
            eta: Some(stop.arrive),
            etd: Some(etd),
            speed_kn: speed_kn(length.whole_m, stop.depart, stop.arrive),
            stop: Some(stop.clone()),
        });
        waypoints.extend(on_task);
        here = stop.position_end;
    }
    Ok(Itinerary {
        asset: own.id.clone(),
        name: if own.name.is_empty() {
            own.id.clone()
        } else {
            own.name.clone()
        },
        agency: own.agency.clone(),
        class: Some(own.class),
        altitude_ft: own.altitude_ft,
        title: title.to_owned(),
        issued: Some(issued),
        waypoints,
    })
}

/// Corners between two places with their distance from the first.
struct Lengths {
    corners: Vec<(Position, f64)>,
    whole_m: f64,
}

impl Lengths {
    fn new(from: Position, to: Position, way: &[Position]) -> Self {
        let inner = way.get(1..way.len().saturating_sub(1)).unwrap_or_default();
        let mut corners = Vec::with_capacity(inner.len());
        let (mut last, mut sum) = (from, 0.0);
        for place in inner {
            sum += distance_m(last, *place);
            corners.push((*place, sum));
            last = *place;
        }
        Self {
            corners,
            whole_m: sum + distance_m(last, to),
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "milliseconds of a leg")]
fn between(from: Time, to: Time, part: f64) -> Time {
    let ms = (to.since_s(from) * 1_000.0 * part.clamp(0.0, 1.0)).round();
    whole_s(from.plus_ms(ms as i64), from)
}

/// Whole seconds, for no bridge keeps time by the millisecond; but never before `from`.
fn whole_s(time: Time, from: Time) -> Time {
    Time::from_s(time.s()).max(from)
}

fn speed_kn(length_m: f64, from: Time, to: Time) -> Option<f64> {
    let seconds = to.since_s(from);
    let tenths = length_m / seconds / MPS_PER_KN * 10.0;
    (seconds > 0.0 && tenths.is_finite()).then(|| tenths.round() / 10.0)
}

fn via(stop: &Stop, length: &Lengths, before: usize) -> Vec<Waypoint> {
    let speed = speed_kn(length.whole_m, stop.depart, stop.arrive);
    length
        .corners
        .iter()
        .zip(before + 1..)
        .map(|((position, along), number)| Waypoint {
            name: format!("WP{number:03}"),
            kind: WaypointKind::Via,
            position: *position,
            eta: Some(between(stop.depart, stop.arrive, along / length.whole_m)),
            etd: None,
            speed_kn: speed,
            stop: None,
        })
        .collect()
}

fn pattern_waypoints(
    request: &Request,
    asset: &Asset,
    stop: &Stop,
    from: Position,
) -> Vec<Waypoint> {
    let Some(search) = search_stop(request, asset, stop, Some(from)) else {
        return Vec::new();
    };
    let whole = search.pattern.length_m();
    let mut along = 0.0;
    let designator = search.pattern.pattern.designator();
    let ends = search.pattern.commence().into_iter().map(|p| (p, 0.0));
    let legs = search.pattern.legs.iter().map(|leg| (leg.to, leg.length_m));
    ends.chain(legs)
        .zip(1..)
        .map(|((position, length), number)| {
            along += length;
            Waypoint {
                name: format!("{designator}{number:02}"),
                kind: WaypointKind::Search,
                position,
                eta: Some(between(stop.begin, stop.end, along / whole.max(1.0))),
                etd: None,
                speed_kn: Some(asset.task_speed_kn),
                stop: None,
            }
        })
        .collect()
}

/// The way of a work that moves: the corners of the escorted ship's track, and where the work ends, under the name of
/// the stop. None if the work stays in its place. `before` are the waypoints up to the stop, itself included.
fn moving_waypoints(request: &Request, stop: &Stop, before: usize) -> Vec<Waypoint> {
    let mut places: Vec<(Time, Position)> = Vec::new();
    let mut here = stop.position;
    for fix in escorted(request, stop).map_or(&[][..], |t| t.track.as_slice()) {
        let meanwhile = stop.begin < fix.time && fix.time < stop.end;
        if meanwhile && distance_m(here, fix.position) > APART_M {
            here = fix.position;
            places.push((whole_s(fix.time, stop.begin), here));
        }
    }
    if places.is_empty() && distance_m(stop.position, stop.position_end) <= APART_M {
        return Vec::new();
    }
    places.push((stop.end, stop.position_end));
    let count = places.len();
    let mut last = (stop.begin, stop.position);
    places
        .into_iter()
        .zip(1..)
        .map(|((time, position), number)| {
            let speed_kn = speed_kn(distance_m(last.1, position), last.0, time);
            last = (time, position);
            Waypoint {
                name: if number == count {
                    name(request, stop)
                } else {
                    format!("WP{:03}", before + number)
                },
                kind: WaypointKind::Via,
                position,
                eta: Some(time),
                etd: None,
                speed_kn,
                stop: None,
            }
        })
        .collect()
}

/// The ship that is escorted at a stop, if one is.
fn escorted<'r>(request: &'r Request, stop: &Stop) -> Option<&'r Target> {
    let StopKind::Task { task } = &stop.kind else {
        return None;
    };
    let task = request.tasks.iter().find(|t| t.id == *task)?;
    let TaskKind::Escort { target } = &task.kind else {
        return None;
    };
    request.targets.iter().find(|t| t.id == *target)
}

/// How an asset searches at a stop; none if the stop is no search. The long side lies along the way it
/// comes, so that no time is lost to turning.
#[must_use]
pub fn search_stop(
    request: &Request,
    asset: &Asset,
    stop: &Stop,
    from: Option<Position>,
) -> Option<SearchStop> {
    let StopKind::Task { task } = &stop.kind else {
        return None;
    };
    let task = request.tasks.iter().find(|t| t.id == *task)?;
    let TaskKind::Search {
        area,
        target_class,
        pattern,
        rectangle,
        ..
    } = &task.kind
    else {
        return None;
    };
    let state = sea_state(request, area.centre, stop);
    let sweep_width_m =
        asset.swath_nm(task.needs.sensor.as_deref(), target_class, state) * METRES_PER_NM;
    let track_m = stop.end.since_s(stop.begin) / 3_600.0 * asset.task_speed_kn * METRES_PER_NM;
    let ground = rectangle.map_or_else(
        || box_of(area, from),
        |r| SearchBox {
            centre: area.centre,
            length_m: r.length_nm * METRES_PER_NM,
            width_m: r.width_nm * METRES_PER_NM,
            axis_deg: r.axis_deg,
        },
    );
    let pattern = lay(pattern.unwrap_or(Pattern::ParallelSweep), &ground, track_m).ok()?;
    let search_box = pattern.reach(&ground);
    let sensor = Sensor {
        sweep_width_m,
        law: DetectionLaw::Random,
    };
    Some(SearchStop {
        coverage: pattern.coverage(sensor).ok()?,
        pod: pattern.pod(sensor).ok()?,
        search_box,
        pattern,
        sweep_width_m,
    })
}

/// A box twice as long as wide, of the area of the circle.
fn box_of(area: &Circle, from: Option<Position>) -> SearchBox {
    let radius = area.radius_nm.max(0.1) * METRES_PER_NM;
    let width_m = radius * (std::f64::consts::PI / 2.0).sqrt();
    let course = from.filter(|f| distance_m(*f, area.centre) > radius);
    let axis_deg = course.map_or(0.0, |f| bearing_deg(f, area.centre).round());
    SearchBox {
        centre: area.centre,
        length_m: 2.0 * width_m,
        width_m,
        axis_deg,
    }
}

fn action(
    request: &Request,
    asset: &Asset,
    stop: &Stop,
    from: Option<Position>,
    details: &OrderDetails,
) -> Option<SearchAction> {
    let from = from.or_else(|| start(request, asset));
    let search = search_stop(request, asset, stop, from)?;
    let task = request.tasks.iter().find(|t| t.id == stop.kind.id())?;
    let TaskKind::Search {
        target_class, area, ..
    } = &task.kind
    else {
        return None;
    };
    let every = details.comms.report_every_h.max(0.25) * 3_600.0;
    let count = (stop.end.since_s(stop.begin) / every).ceil();
    let mut at = vec![stop.begin];
    let mut n = 1.0;
    while n < count.min(f64::from(REPORTS_MAX)) {
        at.push(between(
            stop.begin,
            stop.end,
            n * every / stop.end.since_s(stop.begin),
        ));
        n += 1.0;
    }
    at.push(stop.end);
    Some(SearchAction {
        situation: Situation {
            task: task.id.clone(),
            name: task.name.clone(),
            owner: task.owner.clone(),
            target_class: target_class.clone(),
            sea_state: sea_state(request, area.centre, stop),
        },
        areas: Areas {
            corners: search.search_box.corners().to_vec(),
            centre: area.centre,
            area_nm2: search.pattern.area_m2 / METRES_PER_NM / METRES_PER_NM,
        },
        execution: Execution {
            asset: asset.id.clone(),
            agency: asset.agency.clone(),
            commence: search.pattern.commence().unwrap_or(area.centre),
            creep_deg: search.pattern.creep_deg,
            altitude_ft: asset.altitude_ft,
            speed_kn: asset.task_speed_kn,
            pattern: search.pattern.clone(),
        },
        coordination: Coordination {
            coordinator: details.coordinator.clone(),
            on_scene_coordinator: details.on_scene_coordinator.clone(),
            on_scene_from: stop.begin,
            on_scene_to: stop.end,
            track_spacing_nm: search.pattern.track_spacing_m / METRES_PER_NM,
            sweep_width_nm: search.sweep_width_m / METRES_PER_NM,
            coverage: search.coverage,
            pod: search.pod,
            airspace: details.airspace.clone(),
        },
        communications: details.comms.clone(),
        reports: Reports {
            to: details.reports_to.clone(),
            at,
        },
    })
}

fn start(request: &Request, asset: &Asset) -> Option<Position> {
    let port = asset
        .start
        .port
        .as_ref()
        .and_then(|id| request.ports.iter().find(|p| p.id == *id));
    asset.start.position.or_else(|| port.map(|p| p.position))
}

fn start_name(request: &Request, asset: &Asset) -> String {
    let port = asset
        .start
        .port
        .as_ref()
        .and_then(|id| request.ports.iter().find(|p| p.id == *id));
    port.map_or_else(|| "START".to_owned(), |p| named(&p.name, &p.id))
}

fn name(request: &Request, stop: &Stop) -> String {
    let id = stop.kind.id();
    let name = match &stop.kind {
        StopKind::Task { .. } => request.tasks.iter().find(|t| t.id == id).map(|t| &t.name),
        StopKind::Port { .. } => request.ports.iter().find(|p| p.id == id).map(|p| &p.name),
        StopKind::Tanker { .. } | StopKind::Embark { .. } => None,
    };
    named(name.map_or("", String::as_str), id)
}

fn named(name: &str, id: &str) -> String {
    if name.is_empty() {
        id.to_owned()
    } else {
        name.to_owned()
    }
}

fn sea_state(request: &Request, place: Position, stop: &Stop) -> u8 {
    crate::sea_state(
        &request.weather,
        request.sea_state,
        place,
        stop.begin,
        stop.end,
    )
}
