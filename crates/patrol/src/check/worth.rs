//! Worth: the value of each visit and the sums of the plan, derived anew.

use std::f64::consts::PI;

use super::together::visits;
use super::work::sought_class;
use super::{Book, Finding, Violation};
use crate::weather::sea_state;
use crate::{Asset, Measures, Plan, Stop, Task, TaskKind};

pub(super) fn check(book: &Book<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let mut value = 0.0;
    for (id, of_task) in visits(plan) {
        let Some(task) = book.tasks.get(id) else {
            continue;
        };
        // What is left to gain before each visit, as a share of the task's value.
        let mut left = 1.0;
        for (asset, number, stop) in of_task {
            let Some(of_asset) = book.assets.get(asset) else {
                continue;
            };
            let (share, remaining) = share(book, of_asset, task, stop, left);
            left = remaining;
            let worth = task.value * task.freshness(stop.begin) * share;
            value += worth;
            if differs(worth, stop.value) {
                let fault = Violation::ValueWrong {
                    stated: stop.value,
                    found: worth,
                };
                found.push(Finding::of_stop(asset, number, id, fault));
            }
        }
    }
    check_total(book, plan, value, found);
}

/// The share of the value that a visit earns, and what is left after it.
fn share(book: &Book<'_>, asset: &Asset, task: &Task, stop: &Stop, left: f64) -> (f64, f64) {
    let request = book.request;
    let sea = sea_state(
        &request.weather,
        request.sea_state,
        stop.position,
        stop.begin,
        stop.begin,
    );
    let swath_nm = asset.swath_nm(task.needs.sensor.as_deref(), &sought_class(book, task), sea);
    let effort = match &task.kind {
        TaskKind::Search { area, .. } => {
            swath_nm * asset.task_speed_kn * task.duration_h / (PI * area.radius_nm.powi(2))
        }
        TaskKind::Presence { scale_h, .. } => task.duration_h / scale_h,
        TaskKind::Intercept { target, locate_h } | TaskKind::Board { target, locate_h } => {
            let radius_nm = book
                .targets
                .get(target.as_str())
                .map_or(0.0, |t| t.uncertainty_at_nm(stop.begin));
            let swept = swath_nm * asset.task_speed_kn * locate_h + PI * swath_nm * swath_nm / 4.0;
            let chance = if radius_nm < 0.01 {
                1.0
            } else {
                1.0 - (-swept / (PI * radius_nm * radius_nm)).exp()
            };
            return (left * chance, left * task.repeat.map_or(0.0, |r| r.factor));
        }
        _ => return (left, left * task.repeat.map_or(0.0, |r| r.factor)),
    };
    let after = left * (-effort).exp();
    (left - after, after)
}

fn check_total(book: &Book<'_>, plan: &Plan, value: f64, found: &mut Vec<Finding>) {
    let mut sums = Measures {
        value,
        ..Measures::default()
    };
    for route in &plan.routes {
        let Some(asset) = book.assets.get(route.asset.as_str()) else {
            continue;
        };
        let mut left = asset.start.port.is_none().then_some(
            asset
                .start
                .time
                .unwrap_or(book.request.span.start)
                .max(book.request.span.start),
        );
        for stop in &route.stops {
            sums.distance_nm += stop.distance_nm;
            sums.fuel_t += stop.fuel_used_t;
            sums.tasks += usize::from(matches!(stop.kind, crate::StopKind::Task { .. }));
            let since = *left.get_or_insert(stop.depart);
            if stop.kind.in_port() {
                let hours = stop.arrive.since_s(since) / 3_600.0;
                sums.hours += hours;
                sums.cost += hours * asset.cost_per_h;
                left = None;
            }
        }
    }
    let total = plan.total;
    for (field, stated, sum) in [
        ("value", total.value, sums.value),
        ("distance_nm", total.distance_nm, sums.distance_nm),
        ("fuel_t", total.fuel_t, sums.fuel_t),
        ("hours", total.hours, sums.hours),
        ("cost", total.cost, sums.cost),
        ("tasks", total.tasks as f64, sums.tasks as f64),
    ] {
        if differs(stated, sum) {
            let fault = Violation::TotalWrong {
                field,
                stated,
                found: sum,
            };
            found.push(Finding {
                asset: None,
                stop: None,
                about: None,
                violation: fault,
            });
        }
    }
}

fn differs(stated: f64, found: f64) -> bool {
    (stated - found).abs() > 1e-6 * found.abs().max(1.0)
}
