//! Plans whose ships go around land: the case across 180°, as planned, as checked, and as ordered.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_patrol::joint::{Effort, Solver};
use vigie_patrol::order::{OrderDetails, WaypointKind, orders};
use vigie_patrol::{AssetClass, GreatCircle, Legs, Medium, Plan, Request, SeaLegs, check, trial};
use vigie_sea::{Coast, Position, distance_m, interpolate};

/// Places each 0.5 km of a way that are on land, further than 8 km from both its ends.
fn ashore(way: &[Position]) -> usize {
    let ends = [way[0], *way.last().unwrap()];
    let mut found = 0;
    for leg in way.windows(2) {
        let steps = (distance_m(leg[0], leg[1]) / 500.0).ceil().max(1.0);
        let mut n = 0.0;
        while n <= steps {
            let place = interpolate(leg[0], leg[1], n / steps);
            let open = ends.iter().all(|e| distance_m(*e, place) > 8_000.0);
            found += usize::from(open && Coast::builtin().on_land(place));
            n += 1.0;
        }
    }
    found
}

fn planned(request: &Request, legs: &dyn Legs) -> Plan {
    let effort = Effort {
        seed: 3,
        iterations: 16,
        ..Effort::default()
    };
    let mut solver = Solver::new(request, legs, effort, &[]).unwrap();
    solver.run();
    solver.plan()
}

#[test]
fn no_leg_and_no_order_of_the_north_pacific_case_crosses_land() {
    let request = trial::north_pacific(0);
    let legs = SeaLegs::open();
    let plan = planned(&request, &legs);
    assert!(plan.total.tasks > 60, "{} tasks", plan.total.tasks);
    // A partner's legs, made anew, judge it too.
    assert_eq!(check(&request, &SeaLegs::open(), &plan), []);
    let flies = |id: &str| {
        let class = request.assets.iter().find(|a| a.id == id).map(|a| a.class);
        class.is_some_and(AssetClass::flies)
    };
    let made = orders(
        &request,
        &plan,
        &OrderDetails::default(),
        request.span.start,
        |m, a, b| legs.way(m, a, b),
    );
    let (mut corners, mut east, mut west) = (0, false, false);
    for (itinerary, _) in made.iter().filter(|(i, _)| !flies(&i.asset)) {
        // From stop to stop; a search runs inside its own area.
        let stops: Vec<Position> = itinerary
            .waypoints
            .iter()
            .filter(|w| w.kind != WaypointKind::Search)
            .map(|w| w.position)
            .collect();
        corners += itinerary
            .waypoints
            .iter()
            .filter(|w| w.kind == WaypointKind::Via)
            .count();
        east |= stops.iter().any(|p| p.lon_deg() > 170.0);
        west |= stops.iter().any(|p| p.lon_deg() < -170.0);
        let mut leg = vec![stops[0]];
        let inner = itinerary
            .waypoints
            .iter()
            .filter(|w| w.kind != WaypointKind::Search)
            .skip(1);
        // Where a work ends that moves: the way of the ship it stays with is not a leg.
        let mut ends: Option<Position> = None;
        for waypoint in inner {
            if let Some(end) = ends {
                if waypoint.position == end {
                    ends = None;
                }
                continue;
            }
            leg.push(waypoint.position);
            if waypoint.kind == WaypointKind::Stop {
                assert_eq!(ashore(&leg), 0, "{}: {leg:?}", itinerary.asset);
                // An escort ends elsewhere than it begins.
                let end = waypoint
                    .stop
                    .as_ref()
                    .map_or(waypoint.position, |s| s.position_end);
                ends = (distance_m(waypoint.position, end) > 185.2).then_some(end);
                leg = vec![end];
            }
        }
    }
    assert!(corners > 0, "no way has a corner");
    assert!(east && west, "both sides of 180°");
    // On great circles the same case crosses land: the test can fail.
    let straight = planned(&request, &GreatCircle);
    let crosses = straight
        .routes
        .iter()
        .filter(|r| !flies(&r.asset))
        .any(|route| {
            let places: Vec<Position> = route.stops.iter().map(|s| s.position).collect();
            places.windows(2).any(|leg| ashore(leg) > 0)
        });
    assert!(crosses, "great circles keep off the land by themselves");
}

#[test]
fn the_same_seed_makes_the_same_plan_by_sea() {
    let request = trial::north_pacific(1);
    let legs = SeaLegs::open();
    let plan = planned(&request, &legs);
    // Other questions in between change nothing.
    for target in &request.targets {
        let at = target.position_at(request.span.end).unwrap();
        legs.distance_nm(Medium::Water, request.ports[0].position, at);
    }
    assert_eq!(planned(&request, &legs), plan);
    assert_eq!(planned(&request, &SeaLegs::open()), plan);
}
