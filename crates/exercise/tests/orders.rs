//! Assets follow what their players ordered, in every world alike, and what was ordered on a branch that was left is not
//! followed.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_exercise::{
    Listening, PatrolOrder, Scenario, TrueState, Waypoint, World,
    conduct::{Clock, Conduct, Deed, Entry, Orders},
    msel::Msel,
};
use vigie_sea::{Position, Time, distance_m};

const HOUR_MS: i64 = 3_600_000;
const ASSET: &str = "ca-laurentide";

fn start() -> Time {
    Time::parse("2026-07-06T03:00:00Z").unwrap()
}

fn hour(hours: i64) -> Time {
    start().plus_ms(hours * HOUR_MS)
}

fn place() -> Position {
    Position::new(44.0, 179.5).unwrap()
}

fn entry(at: Time, branch: u32, deed: Deed) -> Entry {
    Entry {
        at,
        wall: at,
        user: "ca-ccg".to_owned(),
        branch,
        deed,
    }
}

/// She is to be there at hour 20 and to stay four hours.
fn ordered() -> Entry {
    let order = PatrolOrder {
        asset: ASSET.to_owned(),
        waypoints: vec![Waypoint {
            arrive: Some(hour(20)),
            loiter_s: 4.0 * 3_600.0,
            ..Waypoint::by(place())
        }],
    };
    let party = "ca-ccg".to_owned();
    let at = hour(4).plus_ms(17_345);
    entry(at, 0, Deed::Ordered { party, order })
}

fn asset(world: &World, scenario: &Scenario, at: Time) -> TrueState {
    let number = scenario.actors().position(|actor| actor.id == ASSET);
    world.true_state(number.unwrap(), at).unwrap()
}

fn away_m(state: &TrueState) -> f64 {
    distance_m(
        Position::new(state.lat_deg, state.lon_deg).unwrap(),
        place(),
    )
}

#[test]
fn an_ordered_ship_is_where_her_plan_has_her_in_every_world() {
    let scenario = Scenario::builtin(13, start());
    let orders = Orders::of(&[ordered()]);
    assert!(orders.standing(ASSET).is_some() && orders.standing("jp-okitsu").is_none());
    let at = hour(21);
    let mut truth = scenario.world_heard_by(Listening::Nobody);
    assert!(truth.step_under(&orders, at, &mut |_| {}).is_empty());
    // The sensors' world goes in other steps, and had begun to move before the order was given.
    let mut heard = scenario.world();
    let none = Orders::default();
    heard.step_under(&none, hour(4).plus_ms(17_000), &mut |_| {});
    let mut sighted = Vec::new();
    let mut time = hour(4);
    while time < hour(24) {
        time = time.plus_ms(17 * 60_000).min(hour(24));
        assert!(heard.step_under(&orders, time, &mut |_| {}).is_empty());
        sighted.extend(
            heard
                .reports()
                .into_iter()
                .filter(|it| it.kind == "sighting"),
        );
        if time >= at && heard.now() <= at.plus_ms(17 * 60_000) {
            truth.step_until(time, &mut |_| {});
            assert_eq!(truth.now(), heard.now());
            assert_eq!(truth.state_hash(), heard.state_hash());
        }
    }
    assert!(away_m(&asset(&truth, &scenario, truth.now().plus_ms(-1))) < 5_000.0);
    let mut left = scenario.world_heard_by(Listening::Nobody);
    left.step_until(at, &mut |_| {});
    assert!(
        away_m(&asset(&left, &scenario, at)) > 50_000.0,
        "by herself she is elsewhere"
    );
    // What she tells of while she lies there is seen from there: her radar reaches 12 nm.
    for report in sighted {
        let row: Vec<&str> = report.body.split(',').collect();
        let seen = Time::parse(row[0]).unwrap();
        if row[3].contains("LAURENTIDE") && seen >= hour(20).plus_ms(600_000) && seen <= hour(24) {
            let [lat, lon] = [1, 2].map(|n: usize| row[n].parse::<f64>().unwrap());
            let off_m = distance_m(Position::new(lat, lon).unwrap(), place());
            assert!(off_m < 30_000.0, "{}", report.body);
        }
    }
}

#[test]
fn an_order_given_after_the_point_of_return_is_not_followed_on_the_new_branch() {
    let mut conduct = Conduct::new(Msel::default(), start(), &[]);
    conduct.apply(&ordered()).unwrap();
    assert!(!Orders::of(&conduct.log).is_empty());
    let back = Deed::Clock(Clock::Rewind {
        to: hour(3),
        from_branch: 0,
        entries: 0,
    });
    conduct.apply(&entry(hour(3), 1, back)).unwrap();
    assert!(Orders::of(&conduct.log).is_empty());
    // Back to the branch that was left: there it was given.
    let again = Deed::Clock(Clock::Rewind {
        to: hour(5),
        from_branch: 0,
        entries: 1,
    });
    conduct.apply(&entry(hour(5), 2, again)).unwrap();
    assert!(!Orders::of(&conduct.log).is_empty());
}

#[test]
fn an_order_that_cannot_be_followed_changes_nothing_and_is_named() {
    let scenario = Scenario::builtin(13, start());
    let mut log = vec![ordered()];
    if let Deed::Ordered { order, .. } = &mut log[0].deed {
        order.asset = "nobody".to_owned();
    }
    let mut world = scenario.world_heard_by(Listening::Nobody);
    let refused = world.step_under(&Orders::of(&log), hour(6), &mut |_| {});
    assert_eq!(refused.len(), 1);
    let mut plain = scenario.world_heard_by(Listening::Nobody);
    plain.step_until(hour(6), &mut |_| {});
    assert_eq!(world.state_hash(), plain.state_hash());
}
