//! Orders of a player's plan on their way into the world: what the node tells of a plan that was put under orders, alone or
//! with the partner, and what control keeps of it.

use serde_json::Value;
use vigie_exercise::{
    PatrolOrder, Waypoint,
    conduct::{Deed, Orders},
};
use vigie_patrol::{
    Asset, Plan, Request, Route, Stop,
    negotiation::assemble,
    order::{SearchStop, search_stop},
};
use vigie_sea::{Position, Time};
use vigie_store::{AuditEntry, Ledger};

use super::control::{Control, Refused};
use crate::{
    partner::joint::JointBook,
    patrol::{
        outfit,
        sheet::{PLAN, Sheet},
    },
};

/// What the audit says of a joint plan that both agreed to.
pub(crate) const AGREED: &str = "joint-plan-agreed";

/// What a line of the audit says of orders.
pub(crate) enum Word {
    /// Nothing.
    None,
    /// A plan is under orders.
    Plan(Box<Ordered>),
    /// Who knows is busy: ask again.
    Later,
}

/// A plan under orders.
pub(crate) struct Ordered {
    pub(crate) request: Request,
    pub(crate) plan: Plan,
    /// Whose order is new; `None`: of all.
    issued: Option<Vec<String>>,
}

/// Reads a line of the audit. `book` gives what was said about joint plans, or nothing while the desk is busy.
pub(crate) fn word(
    ledger: &Ledger,
    entry: &AuditEntry,
    book: impl FnOnce() -> Option<JointBook>,
) -> Result<Word, vigie_store::Error> {
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let found = match entry.action.as_str() {
        "plan-status" if detail["status"] == "ordered" => alone(ledger, &entry.object, &detail)?,
        AGREED => match book() {
            Some(book) => agreed(&book, &entry.object, &detail),
            None => return Ok(Word::Later),
        },
        _ => None,
    };
    Ok(found.map_or(Word::None, |plan| Word::Plan(Box::new(plan))))
}

fn alone(
    ledger: &Ledger,
    plan: &str,
    detail: &Value,
) -> Result<Option<Ordered>, vigie_store::Error> {
    let version = detail["version"].as_u64();
    let version = version.and_then(|it| u32::try_from(it).ok());
    let row = ledger.patrol_version(PLAN, plan, version)?;
    let sheet = row.and_then(|row| serde_json::from_str::<Sheet>(&row.body?).ok());
    let issued = detail["issued"].as_array().into_iter().flatten();
    let issued = issued.filter_map(|one| one.as_str().map(str::to_owned));
    Ok(sheet.map(|sheet| Ordered {
        request: sheet.request,
        plan: sheet.plan,
        issued: Some(issued.collect()),
    }))
}

fn agreed(book: &JointBook, joint: &str, detail: &Value) -> Option<Ordered> {
    let digest = detail["version"].as_str()?;
    let thread = book.threads.get(joint)?;
    Some(Ordered {
        request: assemble(thread, digest)?,
        plan: thread.version(digest)?.plan.clone(),
        issued: None,
    })
}

impl Ordered {
    /// The orders of assets that are whose one asks, as far as they are new.
    pub(crate) fn orders(&self, whose: impl Fn(&Asset) -> bool) -> Vec<PatrolOrder> {
        let is_new = |asset: &str| {
            let issued = self.issued.as_ref();
            issued.is_none_or(|all| all.iter().any(|one| one == asset))
        };
        let busy = self.plan.routes.iter().filter(|it| !it.stops.is_empty());
        busy.filter_map(|route| {
            let mut all = self.request.assets.iter();
            let asset = all.find(|it| it.id == route.asset && is_new(&it.id) && whose(it))?;
            let pattern = |stop: &Stop, from: Option<Position>| {
                search_stop(
                    &self.request,
                    asset,
                    stop,
                    from.or_else(|| self.start(asset)),
                )
            };
            Some(order_of(route, asset.class.flies(), pattern))
        })
        .collect()
    }

    fn start(&self, asset: &Asset) -> Option<Position> {
        let mut ports = self.request.ports.iter();
        let port = ports.find(|port| asset.start.port.as_ref() == Some(&port.id));
        asset.start.position.or(port.map(|port| port.position))
    }
}

fn order_of(
    route: &Route,
    flies: bool,
    pattern: impl Fn(&Stop, Option<Position>) -> Option<SearchStop>,
) -> PatrolOrder {
    // A plan made anew begins with what is over: she is at the last stop that had begun, or on her way to it.
    let begun = route
        .stops
        .iter()
        .rposition(|stop| stop.frozen)
        .unwrap_or(0);
    let before = begun.checked_sub(1).and_then(|at| route.stops.get(at));
    let mut from = before.map(|stop| stop.position_end);
    let mut waypoints = Vec::new();
    for stop in route.stops.iter().skip(begun) {
        match pattern(stop, from) {
            Some(search) => waypoints.extend(searched(stop, flies, &search)),
            None => waypoints.extend(stayed(stop, flies)),
        }
        from = Some(stop.position_end);
    }
    PatrolOrder {
        asset: route.asset.clone(),
        waypoints,
    }
}

/// Where the stop is reached, until its work begins.
fn reached(stop: &Stop, flies: bool, at: Position) -> Waypoint {
    Waypoint {
        arrive: Some(stop.arrive),
        loiter_s: stop.begin.since_s(stop.arrive).max(0.0),
        depart: flies.then_some(stop.depart),
        land: flies && stop.kind.in_port(),
        ..Waypoint::by(at)
    }
}

/// Where she is from when to when; work that moves has an end of its own.
fn stayed(stop: &Stop, flies: bool) -> Vec<Waypoint> {
    let mut first = reached(stop, flies, stop.position);
    if stop.position == stop.position_end {
        first.loiter_s = stop.end.since_s(stop.arrive).max(0.0);
        return vec![first];
    }
    let last = Waypoint {
        arrive: Some(stop.end),
        ..Waypoint::by(stop.position_end)
    };
    vec![first, last]
}

/// The corners of the pattern, each when she should be there.
fn searched(stop: &Stop, flies: bool, search: &SearchStop) -> Vec<Waypoint> {
    let commence = search.pattern.commence().unwrap_or(stop.position);
    let whole_m = search.pattern.length_m().max(1.0);
    let sweep_m = Some(search.sweep_width_m).filter(|width| flies && *width > 0.0);
    let mut out = vec![reached(stop, flies, commence)];
    let mut along_m = 0.0;
    for leg in &search.pattern.legs {
        along_m += leg.length_m;
        out.push(Waypoint {
            arrive: Some(between(stop.begin, stop.end, along_m / whole_m)),
            sweep_m,
            ..Waypoint::by(leg.to)
        });
    }
    out
}

#[allow(clippy::cast_possible_truncation, reason = "milliseconds of a task")]
fn between(from: Time, to: Time, part: f64) -> Time {
    from.plus_ms((to.since_s(from) * 1_000.0 * part.clamp(0.0, 1.0)) as i64)
}

impl Control {
    /// Keeps what a partner ordered its own assets; an order that an asset has already changes nothing.
    pub(super) fn ordered(
        &self,
        (party, branch): (&str, u32),
        orders: Vec<PatrolOrder>,
    ) -> Result<(), Refused> {
        let own: Vec<String> = self
            .scenario
            .deployed()
            .into_iter()
            .filter(|one| outfit::agency(&one.partner) == Some(party))
            .map(|one| one.id)
            .collect();
        for order in orders {
            let mut state = self.state_on(branch)?;
            let standing = Orders::of(&state.conduct.log);
            if !own.contains(&order.asset) || standing.standing(&order.asset) == Some(&order) {
                continue;
            }
            let (at, user) = (state.dial.now, party.to_owned());
            let deed = Deed::Ordered {
                party: party.to_owned(),
                order,
            };
            self.enter_at(&mut state, &user, at, deed)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;
    use vigie_sea::Time;

    fn hour(hours: i64) -> Time {
        Time::from_s(1_783_296_000 + hours * 3_600)
    }

    fn stop(lon: f64, lon_end: f64, [arrive, begin, end]: [i64; 3]) -> Stop {
        let value = json!({"what": "task", "task": "t", "mode": "economical", "depart": hour(0), "arrive": hour(arrive),
            "begin": hour(begin), "end": hour(end), "position": [lon, 44.0], "position_end": [lon_end, 44.0],
            "distance_nm": 1.0, "fuel_used_t": 0.0, "fuel_taken_t": 0.0, "fuel_end_t": 0.0, "value": 1.0});
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_route_is_told_as_places_with_times() {
        let route = Route {
            asset: "ca-laurentide".to_owned(),
            stops: vec![
                stop(179.0, 179.0, [2, 3, 5]),
                stop(-179.0, -178.0, [9, 10, 14]),
            ],
        };
        let order = order_of(&route, false, |_, _| None);
        let told: Vec<(f64, Option<Time>, f64)> = order
            .waypoints
            .iter()
            .map(|it| (it.at.lon_deg(), it.arrive, it.loiter_s / 3_600.0))
            .collect();
        assert_eq!(
            told,
            [
                (179.0, Some(hour(2)), 3.0),
                (-179.0, Some(hour(9)), 1.0),
                (-178.0, Some(hour(14)), 0.0)
            ]
        );
    }

    #[test]
    fn what_a_new_plan_keeps_of_the_past_is_not_sailed_again() {
        let mut stops = vec![
            stop(179.0, 179.0, [2, 3, 5]),
            stop(179.5, 179.5, [6, 6, 8]),
            stop(-179.0, -179.0, [9, 10, 14]),
        ];
        for begun in stops.iter_mut().take(2) {
            begun.frozen = true;
        }
        let asset = "ca-laurentide".to_owned();
        let order = order_of(&Route { asset, stops }, false, |_, _| None);
        let lons: Vec<f64> = order.waypoints.iter().map(|it| it.at.lon_deg()).collect();
        assert_eq!(lons, [179.5, -179.0]);
    }

    /// The trial problem's aircraft, with one search of three hours out of its airfield and back.
    fn flown() -> Ordered {
        let mut request = vigie_patrol::trial::north_pacific(0);
        let mut assets = request.assets.iter();
        let asset = assets.find(|it| it.class.flies()).unwrap().clone();
        let port = asset.bases[0].clone();
        let field = request.ports.iter().find(|it| it.id == port).unwrap();
        let mut tasks = request.tasks.iter();
        let is_search =
            |it: &&vigie_patrol::Task| matches!(it.kind, vigie_patrol::TaskKind::Search { .. });
        let task = tasks.find(is_search).unwrap().clone();
        let place = task.kind.fixed_place().unwrap();
        let mut out = stop(179.0, 179.0, [2, 2, 5]);
        out.kind = vigie_patrol::StopKind::Task { task: task.id };
        (out.position, out.position_end) = (place, place);
        let mut home = stop(179.0, 179.0, [7, 7, 20]);
        home.kind = vigie_patrol::StopKind::Port { port };
        (home.position, home.position_end) = (field.position, field.position);
        home.depart = hour(5);
        let route = Route {
            asset: asset.id.clone(),
            stops: vec![out, home],
        };
        request.assets = vec![asset];
        let plan = Plan {
            routes: vec![route],
            ..Plan::default()
        };
        Ordered {
            request,
            plan,
            issued: None,
        }
    }

    #[test]
    fn an_aircraft_is_told_when_to_leave_its_pattern_and_where_it_lands() {
        let ordered = flown();
        let orders = ordered.orders(|_| true);
        let [order] = orders.as_slice() else {
            panic!("{orders:?}");
        };
        let (first, last) = (
            order.waypoints.first().unwrap(),
            order.waypoints.last().unwrap(),
        );
        assert_eq!(first.depart, Some(hour(0)));
        assert_eq!(first.arrive, Some(hour(2)));
        assert!(last.land && last.arrive == Some(hour(7)));
        assert!((last.loiter_s - 13.0 * 3_600.0).abs() < 1.0, "turnaround");
        let legs: Vec<&Waypoint> = order
            .waypoints
            .iter()
            .filter(|it| it.sweep_m.is_some())
            .collect();
        assert!(legs.len() >= 3, "{order:?}");
        assert!(legs.is_sorted_by_key(|it| it.arrive));
        assert_eq!(legs.last().unwrap().arrive, Some(hour(5)));
        // Others' assets, and orders that are not new, are not told.
        assert!(ordered.orders(|_| false).is_empty());
        let standing = Ordered {
            issued: Some(Vec::new()),
            ..ordered
        };
        assert!(standing.orders(|_| true).is_empty());
    }

    /// What two agencies agreed to: the version of the flight above, said by the first.
    fn book(joint: &str, digest: &str) -> JointBook {
        let Ordered { request, plan, .. } = flown();
        let agency = request.assets[0].agency.clone();
        let mut tasks = request.tasks;
        tasks.retain(|task| {
            plan.routes[0]
                .stops
                .iter()
                .any(|stop| stop.kind.id() == task.id)
        });
        for task in &mut tasks {
            task.owner.clone_from(&agency);
            task.releasable_to.clear();
        }
        let version = vigie_patrol::negotiation::Version {
            joint: joint.to_owned(),
            number: 1,
            base: None,
            by: agency,
            with: "partner".to_owned(),
            title: String::new(),
            span: request.span,
            cause: vigie_patrol::negotiation::Cause::Proposed,
            reason: String::new(),
            now: None,
            sea_state: request.sea_state,
            weights: request.weights,
            offer: vigie_patrol::negotiation::Offer {
                assets: request.assets,
                ports: request.ports,
                weather: request.weather,
                tasks,
                ..Default::default()
            },
            rules: Vec::new(),
            plan,
            points: 0.0,
            bound: 0.0,
            seed: 1,
            iterations: 0,
            alone: std::collections::BTreeMap::new(),
            explanation: Default::default(),
        };
        let mut book = JointBook::default();
        let thread = book.threads.entry(joint.to_owned()).or_default();
        assert!(thread.push(digest, version));
        book
    }

    #[test]
    fn a_joint_plan_that_both_agreed_to_is_orders_of_the_own_assets() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "exercise:x").unwrap();
        let agency = flown().request.assets[0].agency.clone();
        let joint = vigie_patrol::negotiation::Version::joint_id(&agency, "1");
        let entry = |action: &str| AuditEntry {
            seq: 1,
            time_ms: 0,
            user: "vigie".to_owned(),
            action: action.to_owned(),
            object: joint.clone(),
            detail: json!({"version": "d1", "assets": []}).to_string(),
            hash: String::new(),
        };
        let told =
            |action: &str, book: Option<JointBook>| word(&ledger, &entry(action), || book).unwrap();
        assert!(
            matches!(told(AGREED, None), Word::Later),
            "the desk is busy"
        );
        assert!(matches!(told("joint-plan-ended", None), Word::None));
        assert!(matches!(
            told(AGREED, Some(JointBook::default())),
            Word::None
        ));
        let Word::Plan(plan) = told(AGREED, Some(book(&joint, "d1"))) else {
            panic!("no plan");
        };
        let orders = plan.orders(|asset| asset.agency == agency);
        assert_eq!(orders, flown().orders(|_| true));
        assert!(plan.orders(|asset| asset.agency == "partner").is_empty());
    }
}
