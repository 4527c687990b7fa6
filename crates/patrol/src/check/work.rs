//! Work: whether the asset may do, and can do, what each stop says.

use vigie_sea::{METRES_PER_NM, Position, Span, Time, distance_m, interpolate};

use super::{Book, DISTANCE_SLACK_NM, Finding, TIME_SLACK_S, Violation};
use crate::weather::{SUNRISE_DEG, sea_state, sun_altitude_deg};
use crate::{Asset, Authority, AuthorityNeed, Route, Rule, Stop, StopKind, Task, TaskKind};

/// Seconds between looks at the sun during a work.
const SUN_LOOK_S: f64 = 300.0;
/// Most looks at the sun during one work: five minutes apart over a month.
const SUN_LOOKS_MAX: f64 = 10_000.0;

/// An officer of a partner aboard, from when until when.
struct Aboard<'a> {
    agency: &'a str,
    from: Time,
    until: Time,
}

pub(super) fn check(book: &Book<'_>, asset: &Asset, route: &Route, found: &mut Vec<Finding>) {
    let mut aboard: Vec<Aboard<'_>> = asset
        .start
        .officers
        .iter()
        .map(|agency| Aboard {
            agency,
            from: book.request.span.start,
            until: book.request.span.end,
        })
        .collect();
    for (number, stop) in route.stops.iter().enumerate() {
        let mut faults = Vec::new();
        match &stop.kind {
            StopKind::Task { task } => {
                if let Some(task) = book.tasks.get(task.as_str()) {
                    check_task(book, asset, task, stop, &aboard, &mut faults);
                }
            }
            StopKind::Port { .. } => {}
            StopKind::Tanker { tanker } => {
                if let Some(tanker) = book.tankers.get(tanker.as_str()) {
                    check_window(&tanker.windows, stop, &mut faults);
                    check_duration(tanker.duration_h, stop, &mut faults);
                }
            }
            StopKind::Embark { rider } => {
                if let Some(rider) = book.riders.get(rider.as_str()) {
                    check_window(&rider.windows, stop, &mut faults);
                    let until = stop
                        .begin
                        .plus_ms((rider.aboard_max_h * 3_600_000.0) as i64);
                    aboard.push(Aboard {
                        agency: &rider.agency,
                        from: stop.begin,
                        until,
                    });
                }
            }
        }
        found.extend(
            faults
                .into_iter()
                .map(|v| Finding::of_stop(&asset.id, number, stop.kind.id(), v)),
        );
    }
}

fn check_window(windows: &[Span], stop: &Stop, faults: &mut Vec<Violation>) {
    let inside = windows
        .iter()
        .any(|w| w.start <= stop.begin && stop.begin <= w.end);
    if !windows.is_empty() && !inside {
        faults.push(Violation::OutsideWindow);
    }
}

fn check_duration(min_h: f64, stop: &Stop, faults: &mut Vec<Violation>) {
    let hours = stop.end.since_s(stop.begin) / 3_600.0;
    if hours + TIME_SLACK_S / 3_600.0 < min_h {
        faults.push(Violation::WorkTooShort { hours, min_h });
    }
}

fn check_task(
    book: &Book<'_>,
    asset: &Asset,
    task: &Task,
    stop: &Stop,
    aboard: &[Aboard<'_>],
    faults: &mut Vec<Violation>,
) {
    check_window(&task.windows, stop, faults);
    check_pass(&task.kind, stop, faults);
    check_duration(task.duration_h, stop, faults);
    check_position(book, task, stop, faults);
    if !task.released_to(&asset.agency) {
        faults.push(Violation::NotReleased {
            agency: asset.agency.clone(),
        });
    }
    if !task.needs.classes.is_empty() && !task.needs.classes.contains(&asset.class) {
        faults.push(Violation::ClassWrong);
    }
    let boards = matches!(task.kind, TaskKind::Board { .. });
    if (task.needs.boarding_team || boards) && !asset.boarding_team {
        faults.push(Violation::NoBoardingTeam);
    }
    let sea = sea_state(
        &book.request.weather,
        book.request.sea_state,
        stop.position,
        stop.begin,
        stop.end,
    );
    let max = if boards {
        asset.limits.board_sea_state_max
    } else {
        asset.limits.task_sea_state_max
    };
    if sea > max {
        faults.push(Violation::SeaTooHigh {
            sea_state: sea,
            max,
        });
    }
    if let Some(sensor) = &task.needs.sensor {
        let class = sought_class(book, task);
        if asset.swath_nm(Some(sensor), &class, sea) <= 0.0 {
            faults.push(Violation::NoSensor);
        }
    }
    check_daylight(book, task, stop, faults);
    for agency in &task.needs.officers {
        if *agency != asset.agency && !is_aboard(aboard, agency, stop) {
            faults.push(Violation::NoOfficer {
                agency: agency.clone(),
            });
        }
    }
    check_authority(book, asset, task, stop, aboard, faults);
    check_rules(book, asset, task, faults);
}

pub(super) fn sought_class(book: &Book<'_>, task: &Task) -> String {
    if let TaskKind::Search { target_class, .. } = &task.kind {
        return target_class.clone();
    }
    task.kind
        .target()
        .and_then(|id| book.targets.get(id))
        .map_or_else(String::new, |t| t.class.clone())
}

fn is_aboard(aboard: &[Aboard<'_>], agency: &str, stop: &Stop) -> bool {
    aboard
        .iter()
        .any(|a| a.agency == agency && a.from <= stop.begin && stop.end <= a.until)
}

fn check_pass(kind: &TaskKind, stop: &Stop, faults: &mut Vec<Violation>) {
    let earliest = match kind {
        TaskKind::SatellitePass {
            time,
            latency_h,
            useful_h,
            ..
        } => {
            if stop.begin.since_s(*time) / 3_600.0 > *useful_h {
                faults.push(Violation::OutsideWindow);
            }
            time.plus_ms((latency_h * 3_600_000.0) as i64)
        }
        TaskKind::Event { time, .. } => *time,
        _ => return,
    };
    if stop.begin < earliest {
        faults.push(Violation::OutsideWindow);
    }
}

fn check_position(book: &Book<'_>, task: &Task, stop: &Stop, faults: &mut Vec<Violation>) {
    let fixed = |place: Position| Some((place, place));
    let places = match &task.kind {
        TaskKind::Visit { position }
        | TaskKind::Event { position, .. }
        | TaskKind::SatellitePass { position, .. } => fixed(*position),
        TaskKind::Search { area, .. } | TaskKind::Presence { area, .. } => fixed(area.centre),
        TaskKind::PortCall { port } => book
            .ports
            .get(port.as_str())
            .and_then(|p| fixed(p.position)),
        TaskKind::Intercept { target, .. } | TaskKind::Board { target, .. } => book
            .targets
            .get(target.as_str())
            .and_then(|t| t.position_at(stop.begin))
            .and_then(fixed),
        TaskKind::Escort { target } => book
            .targets
            .get(target.as_str())
            .and_then(|t| Some((t.position_at(stop.begin)?, t.position_at(stop.end)?))),
    };
    let Some((begin, end)) = places else {
        return;
    };
    let off_m = distance_m(begin, stop.position).max(distance_m(end, stop.position_end));
    if off_m / METRES_PER_NM > DISTANCE_SLACK_NM {
        faults.push(Violation::PlaceWrong {
            off_nm: off_m / METRES_PER_NM,
        });
    }
}

/// The sun must be up from begin to end: its lowest, looked at every five minutes.
fn check_daylight(book: &Book<'_>, task: &Task, stop: &Stop, faults: &mut Vec<Violation>) {
    if !task.needs.daylight {
        return;
    }
    let target = match &task.kind {
        TaskKind::Escort { target } => book.targets.get(target.as_str()),
        _ => None,
    };
    let length_s = stop.end.since_s(stop.begin).max(0.0);
    // A partner's plan may state any end: the looks are bounded.
    let looks = (length_s / SUN_LOOK_S).ceil().clamp(1.0, SUN_LOOKS_MAX);
    let mut sun_deg = sun_altitude_deg(stop.end, stop.position_end);
    let mut look = 0.0;
    while look < looks {
        let share = look / looks;
        let time = stop.begin.plus_ms((length_s * share * 1_000.0) as i64);
        let place = target
            .and_then(|t| t.position_at(time))
            .unwrap_or_else(|| interpolate(stop.position, stop.position_end, share));
        sun_deg = sun_deg.min(sun_altitude_deg(time, place));
        look += 1.0;
    }
    if sun_deg < SUNRISE_DEG {
        faults.push(Violation::NoDaylight { sun_deg });
    }
}

/// Whether the asset stands on the register that an authority asks for, if it asks for one.
fn is_listed(asset: &Asset, authority: &Authority) -> bool {
    match &authority.register {
        Some(asked) => asset
            .registers
            .iter()
            .any(|r| r.eq_ignore_ascii_case(asked)),
        None => true,
    }
}

fn check_authority(
    book: &Book<'_>,
    asset: &Asset,
    task: &Task,
    stop: &Stop,
    aboard: &[Aboard<'_>],
    faults: &mut Vec<Violation>,
) {
    let Some(need) = &task.needs.authority else {
        return;
    };
    let AuthorityNeed { action, flag, .. } = need;
    let areas = need.areas_at(stop.begin);
    let of_target = task
        .kind
        .target()
        .and_then(|id| book.targets.get(id))
        .and_then(|t| t.flag.clone());
    let flag = flag.clone().or(of_target);
    let (reaching, unlisted): (Vec<&Authority>, Vec<&Authority>) = asset
        .authorities
        .iter()
        .filter(|a| a.covers(*action, flag.as_deref(), &areas))
        .filter(|a| a.validity.holds(stop.begin))
        .partition(|a| is_listed(asset, a));
    let valid = |officer: &Option<String>| {
        officer
            .as_ref()
            .is_none_or(|o| *o == asset.agency || is_aboard(aboard, o, stop))
    };
    if reaching.iter().any(|a| valid(&a.officer)) {
        if let Some(named) = &stop.instrument
            && !reaching
                .iter()
                .any(|a| a.instrument == *named && valid(&a.officer))
        {
            faults.push(Violation::InstrumentWrong {
                instrument: named.clone(),
            });
        }
        return;
    }
    if let (None, Some(closed)) = (reaching.first(), unlisted.first()) {
        faults.push(Violation::NotRegistered {
            instrument: closed.instrument.clone(),
            register: closed.register.clone().unwrap_or_default(),
        });
        return;
    }
    match reaching.first() {
        Some(missing) => faults.push(Violation::NoOfficerForAuthority {
            instrument: missing.instrument.clone(),
            agency: missing.officer.clone().unwrap_or_default(),
        }),
        None => faults.push(Violation::NoAuthority {
            action: action.code(),
            flag,
            area: (!areas.is_empty()).then(|| areas.join(", ")),
            instruments: asset
                .authorities
                .iter()
                .map(|a| a.instrument.clone())
                .collect(),
        }),
    }
}

fn check_rules(book: &Book<'_>, asset: &Asset, task: &Task, faults: &mut Vec<Violation>) {
    for rule in &book.request.rules {
        match rule {
            Rule::Forbid {
                task: id,
                asset: by,
            } if *id == task.id && by.as_ref().is_none_or(|by| *by == asset.id) => {
                faults.push(Violation::Forbidden);
            }
            Rule::Pin {
                task: id,
                asset: by,
            } if *id == task.id && *by != asset.id => {
                faults.push(Violation::PinBroken { asset: by.clone() });
            }
            _ => {}
        }
    }
}
