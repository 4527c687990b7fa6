//! Plans side by side: other emphases, separate plans of each agency, who gives and who gains.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Measures, Plan, Request, Rule, StopKind, Weights};

/// What an alternative plan cares about besides value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Emphasis {
    /// Value alone.
    Value,
    /// Few miles.
    Miles,
    /// Little fuel.
    Fuel,
    /// Little cost.
    Cost,
    /// No haste: tasks begin well before their windows close.
    Risk,
}

impl Emphasis {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Value, Self::Miles, Self::Fuel, Self::Cost, Self::Risk];

    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Miles => "miles",
            Self::Fuel => "fuel",
            Self::Cost => "cost",
            Self::Risk => "risk",
        }
    }
}

/// Share of a plan's value that an emphasis may take for all that the plan spends.
const EMPHASIS_SHARE: f64 = 0.4;
/// Share of a hasty task's value that is lost when risk is what counts.
const HASTE_SHARE: f64 = 0.5;

/// Weights for an emphasis, scaled by a plan made for value alone.
#[must_use]
pub fn weights(emphasis: Emphasis, base: &Measures) -> Weights {
    let rate = |spent: f64| {
        if spent > 0.0 {
            EMPHASIS_SHARE * base.value / spent
        } else {
            0.0
        }
    };
    let usual = Weights::default();
    match emphasis {
        Emphasis::Value => usual,
        Emphasis::Miles => Weights {
            per_nm: rate(base.distance_nm),
            ..usual
        },
        Emphasis::Fuel => Weights {
            per_fuel_t: rate(base.fuel_t),
            ..usual
        },
        Emphasis::Cost => Weights {
            per_cost: rate(base.cost),
            ..usual
        },
        Emphasis::Risk => Weights {
            per_haste: HASTE_SHARE,
            ..usual
        },
    }
}

/// The request as one agency would plan it alone: its assets, tankers and officers, and the tasks it owns.
#[must_use]
pub fn separate(request: &Request, agency: &str) -> Request {
    let mut own = request.clone();
    own.assets.retain(|a| a.agency == agency);
    own.tankers.retain(|t| t.agency == agency);
    own.riders.retain(|r| r.agency == agency);
    own.tasks.retain(|t| t.owner == agency);
    let has_asset = |id: &String| own.assets.iter().any(|a| a.id == *id);
    let has_task = |id: &String| own.tasks.iter().any(|t| t.id == *id);
    own.wishes
        .retain(|w| has_task(&w.task) && w.asset.as_ref().is_none_or(has_asset));
    own.rules.retain(|rule| match rule {
        Rule::Pin { task, asset } => has_task(task) && has_asset(asset),
        Rule::Forbid { task, asset } => has_task(task) && asset.as_ref().is_none_or(has_asset),
        Rule::Order { first, second } => has_task(first) && has_task(second),
    });
    own
}

/// What one agency gives to a joint plan and gains from it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The agency.
    pub agency: String,
    /// What its assets do.
    pub gives: Measures,
    /// Of this, points earned for tasks of others.
    pub for_others: f64,
    /// Points of its own tasks, whoever does them.
    pub gains: f64,
    /// Of this, points earned by assets of others.
    pub by_others: f64,
    /// Points of its tasks if it planned alone, if that was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<f64>,
}

/// Who gives and who gains, by agency. `alone` are plans that agencies made alone.
#[must_use]
pub fn shares(request: &Request, plan: &Plan, alone: &BTreeMap<String, Plan>) -> Vec<Share> {
    let mut shares: BTreeMap<&str, Share> = BTreeMap::new();
    let agencies = request
        .assets
        .iter()
        .map(|a| &a.agency)
        .chain(request.tasks.iter().map(|t| &t.owner));
    for agency in agencies {
        shares.entry(agency).or_insert_with(|| Share {
            agency: agency.clone(),
            alone: alone.get(agency).map(|p| p.total.value),
            ..Share::default()
        });
    }
    let owner: BTreeMap<&str, &str> = request
        .tasks
        .iter()
        .map(|t| (t.id.as_str(), t.owner.as_str()))
        .collect();
    for route in &plan.routes {
        let Some(asset) = request.assets.iter().find(|a| a.id == route.asset) else {
            continue;
        };
        let measured = measure(request, plan, &route.asset);
        if let Some(share) = shares.get_mut(asset.agency.as_str()) {
            add(&mut share.gives, &measured);
        }
        for stop in &route.stops {
            let StopKind::Task { task } = &stop.kind else {
                continue;
            };
            let Some(of) = owner.get(task.as_str()) else {
                continue;
            };
            let other = *of != asset.agency;
            if let Some(share) = shares.get_mut(of) {
                share.gains += stop.value;
                share.by_others += if other { stop.value } else { 0.0 };
            }
            if other && let Some(share) = shares.get_mut(asset.agency.as_str()) {
                share.for_others += stop.value;
            }
        }
    }
    shares.into_values().collect()
}

/// What the route of one asset amounts to.
#[must_use]
pub fn measure(request: &Request, plan: &Plan, asset: &str) -> Measures {
    let mut sum = Measures::default();
    let (Some(route), Some(of)) = (
        plan.route(asset),
        request.assets.iter().find(|a| a.id == asset),
    ) else {
        return sum;
    };
    let begun = of
        .start
        .time
        .unwrap_or(request.span.start)
        .max(request.span.start);
    let mut left = of.start.port.is_none().then_some(begun);
    for stop in &route.stops {
        sum.value += stop.value;
        sum.distance_nm += stop.distance_nm;
        sum.fuel_t += stop.fuel_used_t;
        sum.tasks += usize::from(matches!(stop.kind, StopKind::Task { .. }));
        let since = *left.get_or_insert(stop.depart);
        if stop.kind.in_port() {
            sum.hours += stop.arrive.since_s(since) / 3_600.0;
            left = None;
        }
    }
    sum.cost = sum.hours * of.cost_per_h;
    sum
}

fn add(sum: &mut Measures, more: &Measures) {
    sum.value += more.value;
    sum.distance_nm += more.distance_nm;
    sum.fuel_t += more.fuel_t;
    sum.hours += more.hours;
    sum.cost += more.cost;
    sum.tasks += more.tasks;
}

/// Points of a plan that hang on tasks begun less than `margin_h` before their last window closes: what a
/// delay of that length may lose.
#[must_use]
pub fn at_risk(request: &Request, plan: &Plan, margin_h: f64) -> f64 {
    plan.stops()
        .filter_map(|(_, stop)| {
            let StopKind::Task { task } = &stop.kind else {
                return None;
            };
            let task = request.tasks.iter().find(|t| t.id == *task)?;
            let closes = task
                .windows
                .iter()
                .map(|w| w.end)
                .max()
                .unwrap_or(request.span.end);
            (closes.since_s(stop.begin) < margin_h * 3_600.0).then_some(stop.value)
        })
        .sum()
}
