//! The independent checker: derives every time, mile, tonne, authority and meeting of a plan anew, and
//! returns every violation with a stable code and, where the law forbids, the instrument.
//!
//! It shares nothing with the solver but the model. Each node runs it on a plan that came from a partner.

mod finding;
mod passage;
mod together;
mod work;
mod worth;

pub use finding::{Finding, Violation};

use std::collections::BTreeMap;

use vigie_sea::Polygon;

use crate::{Asset, Legs, Plan, Port, Request, Rider, Route, Tanker, Target, Task};

/// Slack for times, seconds: plans are in whole seconds.
pub(crate) const TIME_SLACK_S: f64 = 2.0;
/// Slack for distances, nautical miles.
pub(crate) const DISTANCE_SLACK_NM: f64 = 0.05;
/// Slack for fuel, tonnes, for each stop.
pub(crate) const FUEL_SLACK_T: f64 = 0.02;

/// The request, by identifier.
pub(crate) struct Book<'a> {
    pub(crate) request: &'a Request,
    pub(crate) legs: &'a dyn Legs,
    pub(crate) assets: BTreeMap<&'a str, &'a Asset>,
    pub(crate) ports: BTreeMap<&'a str, &'a Port>,
    pub(crate) tankers: BTreeMap<&'a str, &'a Tanker>,
    pub(crate) riders: BTreeMap<&'a str, &'a Rider>,
    pub(crate) targets: BTreeMap<&'a str, &'a Target>,
    pub(crate) tasks: BTreeMap<&'a str, &'a Task>,
    /// Closed waters.
    pub(crate) shut: Vec<Polygon>,
}

impl<'a> Book<'a> {
    fn new(request: &'a Request, legs: &'a dyn Legs) -> Self {
        Self {
            request,
            legs,
            assets: request.assets.iter().map(|a| (a.id.as_str(), a)).collect(),
            ports: request.ports.iter().map(|p| (p.id.as_str(), p)).collect(),
            tankers: request.tankers.iter().map(|t| (t.id.as_str(), t)).collect(),
            riders: request.riders.iter().map(|r| (r.id.as_str(), r)).collect(),
            targets: request.targets.iter().map(|t| (t.id.as_str(), t)).collect(),
            tasks: request.tasks.iter().map(|t| (t.id.as_str(), t)).collect(),
            shut: request.waters.shut(),
        }
    }
}

/// Checks a plan against its request. No finding means that the plan may be carried out as written.
///
/// Findings come in the order of routes and stops, then those about several assets.
#[must_use]
pub fn check(request: &Request, legs: &dyn Legs, plan: &Plan) -> Vec<Finding> {
    request.prepare(legs);
    let book = Book::new(request, legs);
    let mut found = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for route in &plan.routes {
        if !seen.insert(route.asset.as_str()) {
            found.push(Finding::of_asset(&route.asset, Violation::RouteTwice));
            continue;
        }
        check_route(&book, route, &mut found);
    }
    for asset in &request.assets {
        if asset.start.port.is_none() && !seen.contains(asset.id.as_str()) {
            found.push(Finding::of_asset(&asset.id, Violation::EndsAtSea));
        }
    }
    together::check(&book, plan, &mut found);
    worth::check(&book, plan, &mut found);
    found
}

fn check_route(book: &Book<'_>, route: &Route, found: &mut Vec<Finding>) {
    let Some(asset) = book.assets.get(route.asset.as_str()) else {
        found.push(Finding::of_asset(&route.asset, Violation::AssetUnknown));
        return;
    };
    let known = passage::check(book, asset, route, found);
    if known {
        work::check(book, asset, route, found);
    }
}
