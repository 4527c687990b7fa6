//! A plan as it is kept: the request, the plan, why it is so, what it gives to whom, and what the checker says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vigie_patrol::{
    Legs, Plan, Request,
    compare::{self, Share},
    joint::{Explanation, Solver},
};
use vigie_sea::Time;

/// Kinds of things in the patrol log.
pub(crate) const PLAN: &str = "plan";
pub(crate) const STATUS: &str = "plan-status";
pub(crate) const ORDER: &str = "order";
pub(crate) const ALTERNATIVES: &str = "alternatives";
pub(crate) const DUE: &str = "replan-due";

/// A task begun so near to the close of its window is at risk, hours.
pub(crate) const MARGIN_H: f64 = 6.0;

/// Why this version was made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cause {
    /// `made`, `amended` or `replanned`.
    pub(crate) kind: String,
    /// In the words of who did it, or a code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) reason: String,
}

/// One version of a plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sheet {
    pub(crate) title: String,
    pub(crate) cause: Cause,
    pub(crate) seed: u64,
    pub(crate) iterations: u64,
    pub(crate) lanes: usize,
    pub(crate) points: f64,
    pub(crate) bound: f64,
    pub(crate) at_risk: f64,
    pub(crate) request: Request,
    pub(crate) plan: Plan,
    pub(crate) explanation: Explanation,
    pub(crate) shares: Vec<Share>,
    pub(crate) findings: Vec<Value>,
}

/// What a list of plans shows of a sheet.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Brief {
    pub(crate) title: String,
    pub(crate) cause: Cause,
    pub(crate) points: f64,
    pub(crate) bound: f64,
    pub(crate) plan: BriefPlan,
    pub(crate) findings: Vec<serde::de::IgnoredAny>,
}

/// Totals only.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct BriefPlan {
    pub(crate) total: vigie_patrol::Measures,
}

/// Where a plan stands as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PlanStatus {
    /// `draft`, `ordered` or `withdrawn`.
    pub(crate) status: String,
}

/// Where the order of one asset stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderStatus {
    pub(crate) status: OrderState,
    #[serde(default)]
    pub(crate) note: String,
}

/// Steps of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OrderState {
    Issued,
    Acknowledged,
    UnderWay,
    Completed,
    Refused,
}

/// Writes the sheet of what a solver found.
pub(crate) fn sheet(
    title: &str,
    cause: Cause,
    seed: u64,
    iterations: u64,
    request: &Request,
    legs: &dyn Legs,
    solver: &Solver<'_>,
) -> Sheet {
    let plan = solver.plan();
    let findings = vigie_patrol::check(request, legs, &plan);
    Sheet {
        title: title.to_owned(),
        cause,
        seed,
        iterations,
        lanes: solver.lanes.len(),
        points: solver.points(),
        bound: solver.bound(),
        at_risk: compare::at_risk(request, &plan, MARGIN_H),
        explanation: solver.explain(),
        shares: compare::shares(request, &plan, &BTreeMap::new()),
        findings: findings.iter().map(|f| json!(f)).collect(),
        request: request.clone(),
        plan,
    }
}

/// One change between two plans.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Change {
    pub(crate) asset: String,
    /// `added`, `removed`, `moved` from another asset, or `retimed`.
    pub(crate) change: &'static str,
    pub(crate) what: &'static str,
    pub(crate) id: String,
    pub(crate) before: Option<Time>,
    pub(crate) after: Option<Time>,
}

/// What changed from one plan to another, and how many stops stayed of how many.
pub(crate) fn difference(from: &Plan, to: &Plan) -> (Vec<Change>, usize, usize) {
    let stops = |plan: &Plan| -> Vec<(String, &'static str, String, Time)> {
        let each = plan.stops().filter_map(|(asset, stop)| {
            let what = match &stop.kind {
                vigie_patrol::StopKind::Task { .. } => "task",
                vigie_patrol::StopKind::Tanker { .. } => "tanker",
                vigie_patrol::StopKind::Embark { .. } => "embark",
                vigie_patrol::StopKind::Port { .. } => return None,
            };
            Some((
                asset.to_owned(),
                what,
                stop.kind.id().to_owned(),
                stop.begin,
            ))
        });
        each.collect()
    };
    let (old, mut new) = (stops(from), stops(to));
    let (mut changes, mut kept) = (Vec::new(), 0);
    for (asset, what, id, begin) in &old {
        let same = new.iter().position(|n| n.0 == *asset && n.2 == *id);
        let other = same.or_else(|| new.iter().position(|n| n.2 == *id));
        let found = other.map(|at| new.remove(at));
        let change = match &found {
            None => "removed",
            Some(n) if n.0 != *asset => "moved",
            Some(n) if n.3 != *begin => "retimed",
            Some(_) => {
                kept += 1;
                continue;
            }
        };
        changes.push(Change {
            asset: found.as_ref().map_or(asset, |n| &n.0).clone(),
            change,
            what,
            id: id.clone(),
            before: Some(*begin),
            after: found.map(|n| n.3),
        });
    }
    changes.extend(new.into_iter().map(|(asset, what, id, begin)| Change {
        asset,
        change: "added",
        what,
        id,
        before: None,
        after: Some(begin),
    }));
    (changes, kept, old.len())
}
