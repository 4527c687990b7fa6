//! What concerns several assets: meetings, visits, tankers, officers, airspace, pins, orders, what is frozen.

use std::collections::BTreeMap;

use vigie_sea::{METRES_PER_NM, Position, distance_m};

use super::{Book, FUEL_SLACK_T, Finding, TIME_SLACK_S, Violation};
use crate::{Asset, Plan, Rule, Stop, StopKind, TaskKind};

/// A visit to a task: who, which stop.
type Visit<'a> = (&'a str, usize, &'a Stop);

pub(super) fn check(book: &Book<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let visits = visits(plan);
    check_visits(book, &visits, found);
    check_meetings(book, &visits, found);
    check_tankers(book, plan, found);
    check_riders(plan, found);
    check_air(book, plan, found);
    check_rules(book, &visits, found);
    check_frozen(book, plan, found);
}

/// All visits by task, each in order of begin.
pub(super) fn visits(plan: &Plan) -> BTreeMap<&str, Vec<Visit<'_>>> {
    let mut visits: BTreeMap<&str, Vec<Visit<'_>>> = BTreeMap::new();
    for route in &plan.routes {
        for (number, stop) in route.stops.iter().enumerate() {
            if let StopKind::Task { task } = &stop.kind {
                visits
                    .entry(task)
                    .or_default()
                    .push((&route.asset, number, stop));
            }
        }
    }
    for of_task in visits.values_mut() {
        of_task.sort_by_key(|(_, _, stop)| stop.begin);
    }
    visits
}

fn check_visits(
    book: &Book<'_>,
    visits: &BTreeMap<&str, Vec<Visit<'_>>>,
    found: &mut Vec<Finding>,
) {
    for (id, of_task) in visits {
        let Some(task) = book.tasks.get(id) else {
            continue;
        };
        let max = usize::from(task.visits_max());
        if of_task.len() > max {
            let visits = of_task.len();
            found.push(Finding::of_task(
                id,
                Violation::TooManyVisits { visits, max },
            ));
        }
        let min_h = task.repeat.map_or(0.0, |r| r.gap_h);
        for pair in of_task.windows(2) {
            let [a, b] = pair else { continue };
            let hours = b.2.begin.since_s(a.2.begin) / 3_600.0;
            if hours + TIME_SLACK_S / 3_600.0 < min_h {
                let fault = Violation::VisitTooSoon { hours, min_h };
                found.push(Finding::of_stop(b.0, b.1, id, fault));
            }
        }
    }
}

fn check_meetings(
    book: &Book<'_>,
    visits: &BTreeMap<&str, Vec<Visit<'_>>>,
    found: &mut Vec<Finding>,
) {
    let mut groups: BTreeMap<&str, Vec<(&str, f64)>> = BTreeMap::new();
    for task in &book.request.tasks {
        if let Some(meet) = &task.meet {
            groups
                .entry(&meet.group)
                .or_default()
                .push((&task.id, meet.within_min));
        }
    }
    for (group, members) in groups {
        let done: Vec<&Visit<'_>> = members
            .iter()
            .filter_map(|(id, _)| visits.get(id))
            .flatten()
            .collect();
        let Some(first) = done.first() else { continue };
        // What was begun before a re-plan is what it is.
        if book
            .request
            .now
            .is_some_and(|now| done.iter().all(|v| v.2.depart <= now))
        {
            continue;
        }
        let group = group.to_owned();
        if members.iter().any(|(id, _)| !visits.contains_key(id)) {
            let fault = Violation::MeetingIncomplete { group };
            found.push(Finding::of_stop(first.0, first.1, first.2.kind.id(), fault));
            continue;
        }
        let mut assets: Vec<&str> = done.iter().map(|v| v.0).collect();
        assets.sort_unstable();
        if assets.windows(2).any(|w| w.first() == w.last()) {
            let fault = Violation::MeetingAlone {
                group: group.clone(),
            };
            found.push(Finding::of_stop(first.0, first.1, first.2.kind.id(), fault));
        }
        let begins = || done.iter().map(|v| v.2.begin);
        let (Some(early), Some(late)) = (begins().min(), begins().max()) else {
            continue;
        };
        let within_min = members.iter().map(|m| m.1).fold(f64::INFINITY, f64::min);
        let apart_min = late.since_s(early) / 60.0;
        if apart_min > within_min + TIME_SLACK_S / 60.0 {
            let fault = Violation::MeetingMissed {
                group,
                apart_min,
                within_min,
            };
            found.push(Finding::of_stop(first.0, first.1, first.2.kind.id(), fault));
        }
    }
}

fn check_tankers(book: &Book<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    for tanker in &book.request.tankers {
        let taken_t: f64 = plan
            .stops()
            .filter(|(_, s)| matches!(&s.kind, StopKind::Tanker { tanker: id } if *id == tanker.id))
            .map(|(_, s)| s.fuel_taken_t)
            .sum();
        if taken_t > tanker.fuel_t + FUEL_SLACK_T {
            let fault = Violation::TankerEmpty {
                taken_t,
                has_t: tanker.fuel_t,
            };
            found.push(Finding::of_task(&tanker.id, fault));
        }
    }
}

fn check_riders(plan: &Plan, found: &mut Vec<Finding>) {
    let mut seen = std::collections::BTreeSet::new();
    for route in &plan.routes {
        for (number, stop) in route.stops.iter().enumerate() {
            if let StopKind::Embark { rider } = &stop.kind
                && !seen.insert(rider)
            {
                found.push(Finding::of_stop(
                    &route.asset,
                    number,
                    rider,
                    Violation::RiderTwice,
                ));
            }
        }
    }
}

/// A craft in the air on task: who, which stop, over what area and how high, if that is known.
struct Flight<'a> {
    asset: &'a Asset,
    number: usize,
    stop: &'a Stop,
    centre: Position,
    radius_nm: f64,
    height_ft: Option<f64>,
    meeting: Option<&'a str>,
}

/// All work in the air.
fn flights<'a>(book: &Book<'a>, plan: &'a Plan) -> Vec<Flight<'a>> {
    let mut flying = Vec::new();
    for route in &plan.routes {
        let Some(asset) = book.assets.get(route.asset.as_str()).copied() else {
            continue;
        };
        if !asset.class.flies() {
            continue;
        }
        for (number, stop) in route.stops.iter().enumerate() {
            let StopKind::Task { task } = &stop.kind else {
                continue;
            };
            let task = book.tasks.get(task.as_str()).copied();
            let (centre, radius_nm) = match task.map(|t| &t.kind) {
                Some(TaskKind::Search { area, .. } | TaskKind::Presence { area, .. }) => {
                    (area.centre, area.radius_nm)
                }
                _ => (stop.position, 0.0),
            };
            flying.push(Flight {
                asset,
                number,
                stop,
                centre,
                radius_nm,
                height_ft: asset.altitude_ft,
                meeting: task.and_then(|t| t.meet.as_ref()).map(|m| m.group.as_str()),
            });
        }
    }
    flying
}

/// Craft in the air on task at the same time, over areas near each other, at like heights, and not meeting. A craft
/// whose height is not known may be at any.
fn check_air(book: &Book<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let flying = flights(book, plan);
    let limit = book.request.separation;
    for (index, one) in flying.iter().enumerate() {
        for other in flying.iter().skip(index + 1) {
            let together = one.stop.begin < other.stop.end && other.stop.begin < one.stop.end;
            let meets = one.meeting.is_some() && one.meeting == other.meeting;
            if one.asset.id == other.asset.id || !together || meets {
                continue;
            }
            let altitude_ft = one
                .height_ft
                .zip(other.height_ft)
                .map_or(0.0, |(a, b)| (a - b).abs());
            let known = one.height_ft.is_some() && other.height_ft.is_some();
            if known && altitude_ft >= limit.altitude_ft {
                continue;
            }
            // Between the edges of their areas; 0 if these meet.
            let centres_nm = distance_m(one.centre, other.centre) / METRES_PER_NM;
            let distance_nm = (centres_nm - (one.radius_nm + other.radius_nm)).max(0.0);
            if distance_nm < limit.distance_nm {
                let fault = Violation::AirConflict {
                    other: other.asset.id.clone(),
                    distance_nm,
                    altitude_ft,
                };
                let task = one.stop.kind.id();
                found.push(Finding::of_stop(&one.asset.id, one.number, task, fault));
            }
        }
    }
}

fn check_rules(book: &Book<'_>, visits: &BTreeMap<&str, Vec<Visit<'_>>>, found: &mut Vec<Finding>) {
    for rule in &book.request.rules {
        match rule {
            Rule::Pin { task, asset } if !visits.contains_key(task.as_str()) => {
                found.push(Finding::of_task(
                    task,
                    Violation::PinBroken {
                        asset: asset.clone(),
                    },
                ));
            }
            Rule::Order { first, second } => {
                let of = |id: &String| visits.get(id.as_str()).into_iter().flatten();
                for late in of(second) {
                    if of(first).any(|early| early.0 == late.0 && early.1 > late.1) {
                        let fault = Violation::OrderBroken {
                            after: first.clone(),
                        };
                        found.push(Finding::of_stop(late.0, late.1, second, fault));
                    }
                }
            }
            _ => {}
        }
    }
}

fn check_frozen(book: &Book<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let (Some(before), Some(now)) = (&book.request.before, book.request.now) else {
        return;
    };
    for old in &before.routes {
        if !book.assets.contains_key(old.asset.as_str()) {
            continue;
        }
        let new = plan
            .route(&old.asset)
            .map_or(&[][..], |r| r.stops.as_slice());
        for (number, stop) in old.stops.iter().enumerate() {
            let fixed = stop.frozen || stop.depart <= now;
            let known = match &stop.kind {
                StopKind::Task { task } => book.tasks.contains_key(task.as_str()),
                _ => true,
            };
            let same = new.get(number).is_some_and(|n| {
                n.kind == stop.kind && n.depart == stop.depart && n.begin == stop.begin
            });
            if fixed && known && !same {
                let fault = Violation::FrozenChanged;
                found.push(Finding::of_stop(&old.asset, number, stop.kind.id(), fault));
            }
        }
    }
}
