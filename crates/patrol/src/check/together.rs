//! What concerns several assets: meetings, visits, tankers, officers, airspace, pins, orders, what is frozen.

use std::collections::BTreeMap;

use vigie_sea::{METRES_PER_NM, distance_m};

use super::{Book, FUEL_SLACK_T, Finding, TIME_SLACK_S, Violation};
use crate::{Asset, Plan, Rule, Stop, StopKind};

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

/// Craft in the air on task at the same time, near each other, at like heights, and not meeting.
fn check_air(book: &Book<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let mut flying: Vec<(&Asset, usize, &Stop, f64)> = Vec::new();
    for route in &plan.routes {
        let Some(asset) = book.assets.get(route.asset.as_str()) else {
            continue;
        };
        let Some(altitude_ft) = asset.altitude_ft.filter(|_| asset.class.flies()) else {
            continue;
        };
        for (number, stop) in route.stops.iter().enumerate() {
            if matches!(stop.kind, StopKind::Task { .. }) {
                flying.push((asset, number, stop, altitude_ft));
            }
        }
    }
    let group = |stop: &Stop| {
        book.tasks
            .get(stop.kind.id())
            .and_then(|t| t.meet.as_ref())
            .map(|m| m.group.clone())
    };
    let limit = book.request.separation;
    for (index, (asset, number, stop, height_ft)) in flying.iter().enumerate() {
        for (other, _, near, other_ft) in flying.iter().skip(index + 1) {
            let altitude_ft = (height_ft - other_ft).abs();
            let together = stop.begin < near.end && near.begin < stop.end;
            if asset.id == other.id || !together || altitude_ft >= limit.altitude_ft {
                continue;
            }
            let distance_nm = distance_m(stop.position, near.position) / METRES_PER_NM;
            let meets = group(stop).is_some() && group(stop) == group(near);
            if distance_nm < limit.distance_nm && !meets {
                let other = other.id.clone();
                let fault = Violation::AirConflict {
                    other,
                    distance_nm,
                    altitude_ft,
                };
                found.push(Finding::of_stop(&asset.id, *number, stop.kind.id(), fault));
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
