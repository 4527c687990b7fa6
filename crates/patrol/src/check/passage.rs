//! Passage: times, miles, fuel, sorties and ports of one route.

use vigie_sea::{METRES_PER_NM, Position, Time, distance_m};

use super::{Book, DISTANCE_SLACK_NM, FUEL_SLACK_T, Finding, TIME_SLACK_S, Violation};
use crate::legs::Medium;
use crate::waters::reaches;
use crate::{Asset, Route, SpeedMode, Stop, StopKind};

/// Slack for stays in port, milliseconds: plans are in whole seconds.
const STAY_SLACK_MS: i64 = 2_000;

/// Where the asset is after a stop, derived anew.
struct Log {
    place: Position,
    /// When the work at the last stop ended.
    done: Time,
    /// When the next leg may begin: after the work, and in port after turn-round and rest too.
    free: Time,
    fuel_t: f64,
    left_port: Option<Time>,
    sea_since: Option<Time>,
    hours: f64,
    in_port: bool,
}

/// Returns whether every stop names something that the request holds.
pub(super) fn check(
    book: &Book<'_>,
    asset: &Asset,
    route: &Route,
    found: &mut Vec<Finding>,
) -> bool {
    let Some(mut log) = start(book, asset) else {
        found.push(Finding::of_asset(&asset.id, Violation::StopUnknown));
        return false;
    };
    let mut known = true;
    for (number, stop) in route.stops.iter().enumerate() {
        let mut faults = Vec::new();
        known &= step(book, asset, stop, &mut log, &mut faults);
        let last = number + 1 == route.stops.len();
        if last && !stop.kind.in_port() {
            faults.push(Violation::EndsAtSea);
        }
        found.extend(
            faults
                .into_iter()
                .map(|v| Finding::of_stop(&asset.id, number, stop.kind.id(), v)),
        );
    }
    if route.stops.is_empty() && !log.in_port {
        found.push(Finding::of_asset(&asset.id, Violation::EndsAtSea));
    }
    if let Some(max_h) = asset.crew.total_max_h
        && log.hours > max_h + TIME_SLACK_S / 3_600.0
    {
        let hours = log.hours;
        found.push(Finding::of_asset(
            &asset.id,
            Violation::HoursExceeded { hours, max_h },
        ));
    }
    known
}

fn start(book: &Book<'_>, asset: &Asset) -> Option<Log> {
    let time = asset
        .start
        .time
        .unwrap_or(book.request.span.start)
        .max(book.request.span.start);
    let port = match &asset.start.port {
        Some(id) => Some(book.ports.get(id.as_str())?),
        None => None,
    };
    let since = asset.start.at_sea_since.unwrap_or(time);
    Some(Log {
        place: port.map_or(asset.start.position, |p| Some(p.position))?,
        done: time,
        free: time,
        fuel_t: asset.start.fuel_t.unwrap_or(asset.fuel_capacity_t),
        left_port: port.is_none().then_some(time),
        sea_since: port.is_none().then_some(since),
        hours: asset.start.hours_used,
        in_port: port.is_some(),
    })
}

fn step(
    book: &Book<'_>,
    asset: &Asset,
    stop: &Stop,
    log: &mut Log,
    faults: &mut Vec<Violation>,
) -> bool {
    let ordered = log.done <= stop.depart
        && stop.depart <= stop.arrive
        && stop.arrive <= stop.begin
        && stop.begin <= stop.end;
    if !ordered {
        faults.push(Violation::TimesDisordered);
    }
    if log.free > stop.depart && log.free > log.done {
        let stayed_h = stop.depart.since_s(log.free) / 3_600.0 + asset.port_stay_h();
        faults.push(Violation::StayTooShort {
            hours: stayed_h,
            min_h: asset.port_stay_h(),
        });
    }
    let span = book.request.span;
    if stop.depart < span.start || stop.arrive > span.end {
        faults.push(Violation::OutsidePlan);
    }
    if log.left_port.is_none() {
        log.left_port = Some(stop.depart);
        log.sea_since = Some(stop.depart);
    }
    let mode = asset.modes.iter().find(|m| m.name == stop.mode);
    match mode {
        None => faults.push(Violation::ModeUnknown),
        Some(mode) => check_leg(book, asset, mode, stop, log, faults),
    }
    check_fuel(asset, mode, stop, log, faults);
    let known = check_place(book, asset, stop, faults);
    log.place = stop.position_end;
    log.done = stop.end;
    log.free = stop.end;
    log.in_port = stop.kind.in_port();
    if log.in_port {
        end_sortie(asset, stop, log, faults);
    }
    known
}

fn check_leg(
    book: &Book<'_>,
    asset: &Asset,
    mode: &SpeedMode,
    stop: &Stop,
    log: &Log,
    faults: &mut Vec<Violation>,
) {
    let medium = if asset.class.flies() {
        Medium::Air
    } else {
        Medium::Water
    };
    let found_nm = if has_begun(book, asset, stop) {
        // It was judged under the waters that were closed then: only what no ship can do is a fault now.
        let straight_nm = distance_m(log.place, stop.position) / METRES_PER_NM;
        stop.distance_nm.max(straight_nm)
    } else {
        if medium == Medium::Water
            && let StopKind::Task { task } = &stop.kind
            && book
                .tasks
                .get(task.as_str())
                .is_some_and(|t| reaches(&book.shut, &t.kind))
        {
            faults.push(Violation::NoWay);
        }
        let found = book.legs.distance_nm(medium, log.place, stop.position);
        let Some(found_nm) = found else {
            faults.push(Violation::NoWay);
            return;
        };
        found_nm
    };
    let slack_nm = DISTANCE_SLACK_NM + book.legs.tolerance() * found_nm;
    if (found_nm - stop.distance_nm).abs() > slack_nm {
        faults.push(Violation::DistanceWrong {
            stated_nm: stop.distance_nm,
            found_nm,
        });
    }
    let took_h = stop.arrive.since_s(stop.depart) / 3_600.0;
    // A stated way that may be the shorter of two good ones is sailed as it was stated.
    let sailed_nm = found_nm.min(
        stop.distance_nm
            .max(found_nm - slack_nm + DISTANCE_SLACK_NM),
    );
    let needs_h = sailed_nm / mode.speed_kn;
    if took_h + TIME_SLACK_S / 3_600.0 < needs_h {
        faults.push(Violation::TooFast { took_h, needs_h });
    }
}

/// Whether the leg is under way as it was ordered, at the moment of a re-plan.
fn has_begun(book: &Book<'_>, asset: &Asset, stop: &Stop) -> bool {
    let (Some(before), Some(now)) = (&book.request.before, book.request.now) else {
        return false;
    };
    let as_ordered = |old: &Stop| {
        (&old.kind, old.depart, old.arrive) == (&stop.kind, stop.depart, stop.arrive)
            && (old.distance_nm - stop.distance_nm).abs() < DISTANCE_SLACK_NM
    };
    let ordered = before.route(&asset.id);
    stop.depart <= now && ordered.is_some_and(|route| route.stops.iter().any(as_ordered))
}

/// Underway at the rate of the mode; waiting at sea and working at the rate of the task.
fn check_fuel(
    asset: &Asset,
    mode: Option<&SpeedMode>,
    stop: &Stop,
    log: &mut Log,
    faults: &mut Vec<Violation>,
) {
    let hours = |from: Time, until: Time| until.since_s(from).max(0.0) / 3_600.0;
    let rate = mode.map_or(0.0, |m| m.fuel_t_per_h);
    let idle_from = if log.in_port { stop.depart } else { log.free };
    let mut used_t = hours(stop.depart, stop.arrive) * rate;
    used_t += hours(idle_from, stop.depart) * asset.task_fuel_t_per_h;
    if !stop.kind.in_port() {
        used_t += hours(stop.arrive, stop.end) * asset.task_fuel_t_per_h;
    }
    if (used_t - stop.fuel_used_t).abs() > FUEL_SLACK_T {
        faults.push(Violation::FuelWrong {
            stated_t: stop.fuel_used_t,
            found_t: used_t,
        });
    }
    let left_t = log.fuel_t - used_t;
    if left_t + FUEL_SLACK_T < asset.fuel_reserve_t {
        faults.push(Violation::FuelBelowReserve {
            left_t,
            reserve_t: asset.fuel_reserve_t,
        });
    }
    let room_t = (asset.fuel_capacity_t - left_t).max(0.0);
    if stop.fuel_taken_t < 0.0 || stop.fuel_taken_t > room_t + FUEL_SLACK_T {
        faults.push(Violation::FuelNotThere {
            taken_t: stop.fuel_taken_t,
            possible_t: room_t,
        });
    }
    log.fuel_t = left_t + stop.fuel_taken_t;
    if (log.fuel_t - stop.fuel_end_t).abs() > FUEL_SLACK_T {
        faults.push(Violation::FuelWrong {
            stated_t: stop.fuel_end_t,
            found_t: log.fuel_t,
        });
    }
}

fn check_place(book: &Book<'_>, asset: &Asset, stop: &Stop, faults: &mut Vec<Violation>) -> bool {
    let (place, fuel) = match &stop.kind {
        StopKind::Task { task } => {
            if !book.tasks.contains_key(task.as_str()) {
                faults.push(Violation::StopUnknown);
                return false;
            }
            (None, false)
        }
        StopKind::Port { port } => {
            if !asset.bases.contains(port) {
                faults.push(Violation::PortNotAllowed);
            }
            let port = book.ports.get(port.as_str());
            (port.map(|p| p.position), port.is_some_and(|p| p.fuel))
        }
        StopKind::Tanker { tanker } => {
            let tanker = book.tankers.get(tanker.as_str());
            if tanker.is_some_and(|t| !t.gives_to(&asset.agency)) {
                faults.push(Violation::TankerNotAllowed);
            }
            (tanker.map(|t| t.position), true)
        }
        StopKind::Embark { rider } => {
            let rider = book.riders.get(rider.as_str());
            if rider.is_some_and(|r| !r.serves.contains(&asset.agency)) {
                faults.push(Violation::RiderNotAllowed);
            }
            let port = rider.and_then(|r| book.ports.get(r.port.as_str()));
            (port.map(|p| p.position), port.is_some_and(|p| p.fuel))
        }
    };
    if !fuel && stop.fuel_taken_t > FUEL_SLACK_T {
        faults.push(Violation::FuelNotThere {
            taken_t: stop.fuel_taken_t,
            possible_t: 0.0,
        });
    }
    if let Some(place) = place {
        let off_nm = distance_m(place, stop.position).max(distance_m(place, stop.position_end))
            / METRES_PER_NM;
        if off_nm > DISTANCE_SLACK_NM {
            faults.push(Violation::PlaceWrong { off_nm });
        }
        return true;
    }
    let task = matches!(stop.kind, StopKind::Task { .. });
    if !task {
        faults.push(Violation::StopUnknown);
    }
    task
}

fn end_sortie(asset: &Asset, stop: &Stop, log: &mut Log, faults: &mut Vec<Violation>) {
    let (Some(left), Some(since)) = (log.left_port.take(), log.sea_since.take()) else {
        return;
    };
    let slack_h = TIME_SLACK_S / 3_600.0;
    let hours = stop.arrive.since_s(since) / 3_600.0;
    if hours > asset.sortie_max_h() + slack_h {
        faults.push(Violation::SortieTooLong {
            hours,
            max_h: asset.sortie_max_h(),
        });
    }
    log.hours += hours;
    let inside = asset
        .windows
        .iter()
        .any(|w| w.start <= left && stop.arrive <= w.end);
    if !asset.windows.is_empty() && !inside {
        faults.push(Violation::OutsideAssetWindow);
    }
    // The next leg may begin only after turn-round and rest, and not before what is done in port is done: an officer
    // who embarks at noon is not aboard a ship that left in the morning.
    log.done = stop.end.plus_ms(-STAY_SLACK_MS);
    let rested = stop
        .arrive
        .plus_ms((asset.port_stay_h() * 3_600_000.0) as i64 - STAY_SLACK_MS);
    log.free = log.done.max(rested);
}
