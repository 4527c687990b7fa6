//! A plan as it is kept: the request, the plan, why it is so, what it gives to whom, and what the checker says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vigie_patrol::{
    Legs, Plan, Request, Route, Stop,
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

/// The same of a plan of this node alone: of which version it was said. Versions made after it are drafts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct VersionStatus {
    /// `draft`, `ordered` or `withdrawn`.
    pub(crate) status: String,
    /// None in the log for joint plans, and for what was said before versions were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<u32>,
}

impl VersionStatus {
    /// Where one version stands: what was said of another does not hold for it.
    pub(crate) fn of(&self, version: u32) -> &str {
        if self.version == Some(version) {
            &self.status
        } else {
            "draft"
        }
    }

    /// The version under orders, if one is.
    pub(crate) fn ordered(&self) -> Option<u32> {
        self.version.filter(|_| self.status == "ordered")
    }
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

/// Whether both routes tell an asset the same. That a stop has begun since, and what it is worth, is no part of an order.
pub(crate) fn tells_the_same(before: &Route, after: &Route) -> bool {
    let told = |route: &Route| -> Vec<Stop> {
        let stops = route.stops.iter().cloned();
        stops
            .map(|stop| Stop {
                frozen: false,
                value: 0.0,
                ..stop
            })
            .collect()
    };
    told(before) == told(after)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn route(begin: &str, frozen: bool, value: f64) -> Route {
        let stop = json!({"what": "task", "task": "t", "mode": "cruise", "depart": "2026-07-01T00:00:00Z",
            "arrive": begin, "begin": begin, "end": "2026-07-02T00:00:00Z", "position": [179.9, 44.0],
            "position_end": [179.9, 44.0], "distance_nm": 1.0, "fuel_used_t": 1.0, "fuel_taken_t": 0.0,
            "fuel_end_t": 5.0, "value": value, "frozen": frozen});
        serde_json::from_value(json!({"asset": "a", "stops": [stop]})).unwrap()
    }

    #[test]
    fn an_order_changes_with_its_stops_and_not_with_their_worth() {
        let ordered = route("2026-07-01T06:00:00Z", false, 9.0);
        assert!(tells_the_same(
            &ordered,
            &route("2026-07-01T06:00:00Z", true, 8.0)
        ));
        assert!(!tells_the_same(
            &ordered,
            &route("2026-07-01T07:00:00Z", false, 9.0)
        ));
    }

    #[test]
    fn a_status_holds_for_its_version_only() {
        let said: VersionStatus =
            serde_json::from_str(r#"{"status":"ordered","version":2}"#).unwrap();
        assert_eq!((said.of(2), said.of(3)), ("ordered", "draft"));
        assert_eq!(said.ordered(), Some(2));
        let withdrawn: VersionStatus =
            serde_json::from_str(r#"{"status":"withdrawn","version":2}"#).unwrap();
        assert_eq!((withdrawn.of(2), withdrawn.of(3)), ("withdrawn", "draft"));
        assert_eq!(withdrawn.ordered(), None);
        assert_eq!(VersionStatus::default().of(1), "draft");
    }
}
