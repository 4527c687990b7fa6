//! The next version of a plan: amended by hand, or re-planned from now.

use vigie_patrol::{Request, Rule, StopKind, Weights, compare};
use vigie_sea::{Span, Time};

use super::book::Book;
use super::derive::Derived;
use super::register;
use super::sheet::Sheet;
use super::waters::limits;

/// Share of a task's value that it costs to give it to another asset, when as little as possible is to change.
pub(crate) const CHANGE_SHARE: f64 = 0.3;

/// The request of an amendment: the same with other rules, the plan so far as its start. Nothing is frozen, unless it
/// was already.
pub(crate) fn amended(sheet: &Sheet, add: Vec<Rule>, remove: &[usize]) -> Request {
    let mut request = sheet.request.clone();
    let mut number = 0;
    request.rules.retain(|_| {
        number += 1;
        !remove.contains(&(number - 1))
    });
    request.rules.extend(add);
    request.weights.per_change = CHANGE_SHARE;
    if request.now.is_none() {
        request.before = Some(sheet.plan.clone());
    }
    request
}

/// What is under orders with what was decided since: the rules of a newer draft, and without the assets that it lost. What
/// has begun is what was ordered, never what only a draft says.
pub(crate) fn carried(mut ordered: Sheet, newest: &Sheet) -> Sheet {
    let request = &mut ordered.request;
    let kept = |id: &str| newest.request.assets.iter().any(|a| a.id == id);
    request.assets.retain(|a| kept(&a.id));
    request.rules.clone_from(&newest.request.rules);
    ordered
}

/// The request of a re-plan: what has begun stays; assets out of service are gone; tasks are as they are now.
pub(crate) fn replanned(
    sheet: &Sheet,
    book: &Book,
    derived: &Derived,
    now: Time,
    without: &[String],
) -> Request {
    let mut request = sheet.request.clone();
    let span = request.span;
    let now = Time::from_ms(now.ms().clamp(span.start.ms(), span.end.ms()));
    request
        .assets
        .retain(|a| !without.contains(&a.id) && book.service(&a.id).in_service);
    // Lists of inspection vessels may have changed since.
    for asset in &mut request.assets {
        if book.assets.iter().any(|own| own.id == asset.id) {
            register::enter(asset, &book.registers);
        }
    }
    let begun: Vec<&str> = sheet
        .plan
        .stops()
        .filter(|(_, stop)| stop.frozen || stop.depart <= now)
        .filter(|(_, stop)| matches!(stop.kind, StopKind::Task { .. }))
        .map(|(_, stop)| stop.kind.id())
        .collect();
    let open = |id: &str| {
        derived
            .tasks
            .iter()
            .any(|t| t.value.id == id && t.state == "open")
    };
    let known = |id: &str| derived.tasks.iter().any(|t| t.value.id == id);
    // What has begun must stay known, so that its times can be checked; what was asked for by a file stays too.
    request
        .tasks
        .retain(|t| begun.contains(&t.id.as_str()) || open(&t.id) || !known(&t.id));
    for fresh in derived.tasks.iter().filter(|t| t.state == "open") {
        match request.tasks.iter_mut().find(|t| t.id == fresh.value.id) {
            Some(old) if !begun.contains(&old.id.as_str()) => *old = fresh.value.clone(),
            Some(_) => {}
            None => request.tasks.push(fresh.value.clone()),
        }
    }
    for fresh in &derived.targets {
        let followed = request
            .tasks
            .iter()
            .any(|t| begun.contains(&t.id.as_str()) && t.kind.target() == Some(fresh.id.as_str()));
        match request.targets.iter_mut().find(|t| t.id == fresh.id) {
            Some(old) if !followed => *old = fresh.clone(),
            Some(_) => {}
            None => request.targets.push(fresh.clone()),
        }
    }
    let targets: Vec<String> = request.targets.iter().map(|t| t.id.clone()).collect();
    request.tasks.retain(|t| {
        t.kind
            .target()
            .is_none_or(|id| targets.iter().any(|k| k == id))
    });
    request.weather = book.weather.iter().map(|w| w.value.clone()).collect();
    // What was in force before now does not hold any more.
    let ahead = Span {
        start: now,
        end: request.span.end,
    };
    request.waters = limits(&derived.areas, &book.settings.canals_closed, ahead);
    keep_known(&mut request);
    request.before = Some(sheet.plan.clone());
    request.now = Some(now);
    request.weights.per_change = CHANGE_SHARE;
    request
}

/// Rules and wishes about what is gone go too.
pub(crate) fn keep_known(request: &mut Request) {
    let (assets, tasks) = (&request.assets, &request.tasks);
    let asset = |id: &String| assets.iter().any(|a| a.id == *id);
    let task = |id: &String| tasks.iter().any(|t| t.id == *id);
    request.rules.retain(|rule| match rule {
        Rule::Pin { task: t, asset: a } => task(t) && asset(a),
        Rule::Forbid { task: t, asset: a } => task(t) && a.as_ref().is_none_or(asset),
        Rule::Order { first, second } => task(first) && task(second),
    });
    request
        .wishes
        .retain(|w| task(&w.task) && w.asset.as_ref().is_none_or(asset));
}

/// The request with another emphasis; as little as before is to change of what there was.
pub(crate) fn emphasised(sheet: &Sheet, emphasis: compare::Emphasis) -> Request {
    let mut request = sheet.request.clone();
    request.weights = Weights {
        per_change: sheet.request.weights.per_change,
        ..compare::weights(emphasis, &sheet.plan.total)
    };
    request
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::patrol::sheet::Cause;
    use vigie_patrol::{Measures, Plan, joint::Explanation, trial};

    fn sheet(value: f64) -> Sheet {
        let total = Measures {
            value,
            ..Measures::default()
        };
        let plan = Plan {
            total,
            ..Plan::default()
        };
        Sheet {
            title: String::new(),
            cause: Cause::default(),
            seed: 1,
            iterations: 1,
            lanes: 1,
            points: 0.0,
            bound: 0.0,
            at_risk: 0.0,
            request: trial::north_pacific(0),
            plan,
            explanation: Explanation::default(),
            shares: Vec::new(),
            findings: Vec::new(),
        }
    }

    #[test]
    fn a_replan_goes_on_from_what_was_ordered_with_the_rules_of_the_draft() {
        let (ordered, mut draft) = (sheet(7.0), sheet(9.0));
        let lost = draft.request.assets.swap_remove(0).id;
        let task = draft.request.tasks.first().unwrap().id.clone();
        let rule = Rule::Forbid { task, asset: None };
        draft.request.rules.push(rule.clone());
        let base = carried(ordered, &draft);
        assert!((base.plan.total.value - 7.0).abs() < 1e-9);
        assert!(base.request.rules.contains(&rule));
        assert!(!base.request.assets.iter().any(|a| a.id == lost));
        assert_eq!(base.request.assets.len(), draft.request.assets.len());
    }
}
