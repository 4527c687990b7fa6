//! Orders of a player's plan on their way into the world: what the node tells of a plan that was put under orders, and what
//! control keeps of it.

use serde_json::Value;
use vigie_exercise::{
    PatrolOrder, Waypoint,
    conduct::{Deed, Orders},
};
use vigie_patrol::{Route, Stop};
use vigie_store::{AuditEntry, Ledger};

use super::control::{Control, Refused};
use crate::patrol::{
    outfit,
    sheet::{PLAN, Sheet},
};

/// What a line of the audit says that own ships were ordered: the stops of each whose order is new, in straight lines. What
/// flies keeps the flights of the scenario: an order has no sorties.
pub(super) fn told(
    ledger: &Ledger,
    own: &str,
    entry: &AuditEntry,
) -> Result<Vec<PatrolOrder>, vigie_store::Error> {
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    if entry.action != "plan-status" || detail["status"] != "ordered" {
        return Ok(Vec::new());
    }
    let version = detail["version"].as_u64();
    let version = version.and_then(|it| u32::try_from(it).ok());
    let row = ledger.patrol_version(PLAN, &entry.object, version)?;
    let sheet = row.and_then(|row| serde_json::from_str::<Sheet>(&row.body?).ok());
    let Some(sheet) = sheet else {
        return Ok(Vec::new());
    };
    let issued = |asset: &str| {
        let mut all = detail["issued"].as_array().into_iter().flatten();
        all.any(|one| one == asset)
    };
    let sails = |asset: &str| {
        let mut all = sheet.request.assets.iter();
        all.any(|it| it.id == asset && it.agency == own && !it.class.flies())
    };
    let routes = sheet.plan.routes.iter();
    let new = routes.filter(|route| issued(&route.asset) && sails(&route.asset));
    Ok(new.map(order_of).collect())
}

fn order_of(route: &Route) -> PatrolOrder {
    // A plan made anew begins with what is over: she is at the last stop that had begun, or on her way to it.
    let begun = route.stops.iter().rposition(|stop| stop.frozen);
    let ahead = route.stops.iter().skip(begun.unwrap_or(0));
    PatrolOrder {
        asset: route.asset.clone(),
        waypoints: ahead.flat_map(waypoints).collect(),
    }
}

/// Where she is from when to when; work that moves has an end of its own.
fn waypoints(stop: &Stop) -> Vec<Waypoint> {
    let moves = stop.position != stop.position_end;
    let stays_until = if moves { stop.begin } else { stop.end };
    let mut out = vec![Waypoint {
        at: stop.position,
        arrive: Some(stop.arrive),
        loiter_s: stays_until.since_s(stop.arrive).max(0.0),
    }];
    if moves {
        out.push(Waypoint {
            at: stop.position_end,
            arrive: Some(stop.end),
            loiter_s: 0.0,
        });
    }
    out
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
        let order = order_of(&route);
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
        let order = order_of(&Route { asset, stops });
        let lons: Vec<f64> = order.waypoints.iter().map(|it| it.at.lon_deg()).collect();
        assert_eq!(lons, [179.5, -179.0]);
    }
}
