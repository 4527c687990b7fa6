//! Aircraft and drones fly what they were ordered: from the ground and back, along the pattern, at what their class can, and
//! see by the sweep width that was planned.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_exercise::{
    Difference, Listening, PatrolOrder, Scenario, Settings, TrueState, Waypoint, World,
};
use vigie_sea::{Position, Time, cross_track_m, distance_m};

const HOUR_MS: f64 = 3_600_000.0;
const AIRCRAFT: &str = "ca-hercules";
/// Adak, where she stands.
const BASE: (f64, f64) = (51.8667, -176.6333);
/// Ends of the leg that she searches: it crosses a fleet of jiggers.
const LEG: [(f64, f64); 2] = [(46.0, 180.0), (41.5, 180.0)];
const NM: f64 = 1_852.0;

fn start() -> Time {
    Time::parse("2026-07-06T03:00:00Z").unwrap()
}

fn hour(hours: f64) -> Time {
    start().plus_ms((hours * HOUR_MS) as i64)
}

fn at((lat, lon): (f64, f64)) -> Position {
    Position::new(lat, lon).unwrap()
}

fn from_leg_m(place: Position) -> f64 {
    cross_track_m(place, at(LEG[0]), at(LEG[1])).abs()
}

fn scenario() -> Scenario {
    let settings = Settings {
        seed: 1,
        start: start(),
    };
    Scenario::from_library("high-seas-guard", settings).unwrap()
}

fn by(place: (f64, f64), hours: f64) -> Waypoint {
    Waypoint {
        arrive: Some(hour(hours)),
        ..Waypoint::by(at(place))
    }
}

/// Two flights: one to the leg and back, and one that is to leave before her turnaround is over.
fn order(sweep_nm: f64) -> PatrolOrder {
    let land = |hours, stay_h: f64| Waypoint {
        land: true,
        loiter_s: stay_h * 3_600.0,
        ..by(BASE, hours)
    };
    PatrolOrder {
        asset: AIRCRAFT.to_owned(),
        waypoints: vec![
            Waypoint {
                depart: Some(hour(3.0)),
                ..by(LEG[0], 5.0)
            },
            Waypoint {
                sweep_m: Some(sweep_nm * NM),
                ..by(LEG[1], 6.2)
            },
            land(9.5, 0.0),
            Waypoint {
                depart: Some(hour(9.6)),
                ..by((49.0, 180.0), 12.0)
            },
            land(14.0, 6.0),
        ],
    }
}

fn ordered(scenario: &Scenario, order: PatrolOrder) -> World {
    let mut world = scenario.world_heard_by(Listening::Nobody);
    world.differ(&[Difference::Orders { order }]).unwrap();
    world
}

/// Where she is, minute by minute up to an hour.
fn flown(scenario: &Scenario, world: &mut World, asset: &str, until_h: f64) -> Vec<TrueState> {
    let number = scenario.actors().position(|one| one.id == asset).unwrap();
    let mut states = Vec::new();
    let mut time = start();
    while time < hour(until_h) {
        world.step_until(time, &mut |_| {});
        states.push(world.true_state(number, time).unwrap());
        time = time.plus_ms(60_000);
    }
    states
}

fn off_m(state: &TrueState, place: (f64, f64)) -> f64 {
    distance_m(at((state.lat_deg, state.lon_deg)), at(place))
}

#[test]
fn a_flight_leaves_when_it_is_due_flies_its_leg_and_is_back_on_the_ground() {
    let scenario = scenario();
    let states = flown(
        &scenario,
        &mut ordered(&scenario, order(40.0)),
        AIRCRAFT,
        20.0,
    );
    let when = |hours: f64| &states[(hours * 60.0) as usize];
    assert!(when(2.9).sog_kn < 3.0 && off_m(when(2.9), BASE) < 2_000.0);
    assert!(when(3.2).sog_kn > 100.0, "in the air");
    assert!(off_m(when(5.0), LEG[0]) < 15_000.0);
    assert!(off_m(when(6.2), LEG[1]) < 15_000.0);
    for hours in [5.2, 5.6, 6.0] {
        let state = when(hours);
        let here = at((state.lat_deg, state.lon_deg));
        assert!(from_leg_m(here) < 5_000.0);
    }
    // Her turnaround holds her longer than the plan.
    assert!(off_m(when(10.0), BASE) < 2_000.0 && when(10.0).sog_kn < 3.0);
    assert!(when(10.9).sog_kn < 3.0, "{:?}", when(10.9));
    assert!(when(11.5).sog_kn > 200.0, "late, she hurries");
    assert!(off_m(when(19.9), BASE) < 2_000.0 && when(19.9).sog_kn < 3.0);
    let fastest = states.iter().map(|it| it.sog_kn).fold(0.0, f64::max);
    assert!((150.0..380.0).contains(&fastest), "{fastest}");
    // Told again, the same flight.
    let again = flown(
        &scenario,
        &mut ordered(&scenario, order(40.0)),
        AIRCRAFT,
        20.0,
    );
    assert_eq!(states, again);
}

#[test]
fn who_is_there_already_stays_no_longer_under_a_new_order() {
    const STATION: (f64, f64) = (49.0, 180.0);
    let scenario = scenario();
    let number = scenario
        .actors()
        .position(|one| one.id == AIRCRAFT)
        .unwrap();
    let order = |waypoints: Vec<Waypoint>| PatrolOrder {
        asset: AIRCRAFT.to_owned(),
        waypoints,
    };
    let stand = Waypoint {
        land: true,
        loiter_s: 4.0 * 3_600.0,
        ..by(BASE, 0.0)
    };
    let station = Waypoint {
        depart: Some(hour(4.5)),
        loiter_s: 3.0 * 3_600.0,
        ..by(STATION, 5.5)
    };
    let home = Waypoint {
        land: true,
        ..by(BASE, 9.8)
    };
    let mut world = ordered(&scenario, order(vec![stand]));
    // On the ground since the beginning, until four.
    world.step_until(hour(2.0), &mut |_| {});
    let anew = order(vec![stand, station, home]);
    world.differ(&[Difference::Orders { order: anew }]).unwrap();
    world.step_until(hour(5.0), &mut |_| {});
    let state = world.true_state(number, hour(5.0)).unwrap();
    assert!(state.sog_kn > 100.0, "{state:?}");
    // On station since half past five, until half past eight.
    world.step_until(hour(7.5), &mut |_| {});
    let anew = order(vec![station, home]);
    world.differ(&[Difference::Orders { order: anew }]).unwrap();
    world.step_until(hour(9.4), &mut |_| {});
    let state = world.true_state(number, hour(9.4)).unwrap();
    assert!(off_m(&state, STATION) > 100_000.0, "{state:?}");
}

/// Places of what she told of while on the searched leg.
fn seen(sweep_nm: f64) -> Vec<Position> {
    let scenario = scenario();
    let mut world = scenario.world();
    let order = order(sweep_nm);
    world.differ(&[Difference::Orders { order }]).unwrap();
    world.step_until(hour(8.0), &mut |_| {});
    let rows = world
        .reports()
        .into_iter()
        .filter(|it| it.kind == "sighting");
    let rows: Vec<String> = rows
        .flat_map(|it| it.body.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut places = Vec::new();
    for row in &rows {
        let cells: Vec<&str> = row.split(',').collect();
        let time = Time::parse(cells[0]).unwrap();
        if cells[3].contains("HERCULES") && time > hour(5.1) && time < hour(6.1) {
            places.push(at((cells[1].parse().unwrap(), cells[2].parse().unwrap())));
        }
    }
    places
}

#[test]
fn she_sees_by_her_sweep_width_and_no_farther() {
    let [narrow, wide] = [12.0, 50.0].map(|sweep_nm| (sweep_nm, seen(sweep_nm)));
    for (sweep_nm, places) in [&narrow, &wide] {
        for place in places {
            let off_m = from_leg_m(*place);
            // Errors of a radar bearing and of the course flown.
            assert!(off_m < sweep_nm * NM / 2.0 + 6_000.0, "{off_m}");
        }
    }
    assert!(!wide.1.is_empty());
    assert!(narrow.1.len() < wide.1.len());
}

#[test]
fn a_flight_beyond_her_fuel_is_refused_and_two_within_it_are_not() {
    let scenario = scenario();
    let circle = |hours: f64| Waypoint {
        loiter_s: hours * 3_600.0,
        ..Waypoint::by(at((49.0, -178.0)))
    };
    let land = Waypoint {
        land: true,
        ..Waypoint::by(at(BASE))
    };
    let try_it = |waypoints: Vec<Waypoint>| {
        let asset = AIRCRAFT.to_owned();
        let order = PatrolOrder { asset, waypoints };
        let mut world = scenario.world_heard_by(Listening::Nobody);
        world.differ(&[Difference::Orders { order }])
    };
    assert_eq!(try_it(vec![circle(6.0), land, circle(6.0), land]), Ok(()));
    for waypoints in [vec![circle(6.0), circle(6.0), land], vec![circle(1e9)]] {
        assert_eq!(try_it(waypoints).unwrap_err().code(), "order-endurance");
    }
}

/// Most lines of one scenario that a shore station hears of aircraft, by their payload's first letter: type 9.
fn aircraft_lines(text: &str) -> usize {
    let settings = Settings {
        seed: 1,
        start: start(),
    };
    let scenario = Scenario::from_toml("drone", text, &|_| None, settings).unwrap();
    let order = PatrolOrder {
        asset: "jp-umi".to_owned(),
        waypoints: vec![by((40.6, 142.0), 0.3), by((40.5, 142.2), 1.0)],
    };
    let mut world = scenario.world();
    world.differ(&[Difference::Orders { order }]).unwrap();
    let mut count = 0;
    world.step_until(hour(2.0), &mut |emission| {
        let line = String::from_utf8_lossy(emission.line);
        let payload = line.split(",A,").nth(1).or(line.split(",B,").nth(1));
        count += usize::from(payload.is_some_and(|it| it.starts_with('9')));
    });
    count
}

#[test]
fn an_aircraft_with_a_number_is_heard_and_one_without_is_not() {
    let station = "\n[[sensor]]\nid = \"EXHACHINOHE\"\nkind = \"shore_ais\"\npartner = \"jp\"\nmmsi = 4319999\nat = [40.53, 141.55]\n";
    let silent = format!("{DRONE}{station}");
    let numbered = silent.replace("flag = \"JPN\"", "flag = \"JPN\"\nmmsi = 111431901");
    assert_eq!(aircraft_lines(&silent), 0);
    assert!(aircraft_lines(&numbered) > 20);
    let ship = silent.replace("flag = \"JPN\"", "flag = \"JPN\"\nmmsi = 431999001");
    let settings = Settings {
        seed: 1,
        start: start(),
    };
    assert!(Scenario::from_toml("drone", &ship, &|_| None, settings).is_err());
}

const DRONE: &str = r#"code = "drone-watch"
hours = 40
satellites = 0
title = { en = "Drone", "fr-CA" = "Drone", ja = "無人機" }
situation = { en = "s", "fr-CA" = "s", ja = "状" }

[[asset]]
id = "jp-umi"
partner = "jp"
gear = "patrol_drone"
flag = "JPN"
name = "PATROL UMI"
at = [40.53, 141.55]
does = [{ do = "transit", to = [40.53, 141.55], kn = 110, at_h = 39, stop = true }]
"#;

#[test]
fn a_drone_flies_slower_and_longer() {
    let settings = Settings {
        seed: 1,
        start: start(),
    };
    let scenario = Scenario::from_toml("drone", DRONE, &|_| None, settings).unwrap();
    assert!(scenario.deployed()[0].role.flies());
    let order = PatrolOrder {
        asset: "jp-umi".to_owned(),
        waypoints: vec![Waypoint {
            loiter_s: 12.0 * 3_600.0,
            ..by((41.5, 149.0), 1.0)
        }],
    };
    let states = flown(&scenario, &mut ordered(&scenario, order), "jp-umi", 24.0);
    let fastest = states.iter().map(|it| it.sog_kn).fold(0.0, f64::max);
    assert!((150.0..215.0).contains(&fastest), "{fastest}");
    assert!(states[10 * 60].sog_kn > 60.0, "still in the air");
    let last = states.last().unwrap();
    assert!(
        off_m(last, (40.53, 141.55)) < 2_000.0 && last.sog_kn < 3.0,
        "home"
    );
}
