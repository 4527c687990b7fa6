#![allow(clippy::unwrap_used, reason = "tests")]
use serde_json::json;
use vigie_sea::{destination, distance_m};

use super::*;

const NM: f64 = METRES_PER_NM;

fn hour(h: f64) -> Time {
    Time::parse("2026-07-01T00:00:00Z")
        .unwrap()
        .plus_ms(ms_of(h))
}

fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

/// One ship that looks at a place at 10 h, searches across 180° from 20 to 30 h and is back at 50 h.
fn case() -> (Request, Plan) {
    let request = json!({
        "span": {"start": hour(0.0), "end": hour(60.0)},
        "ports": [{"id": "home", "position": [179.0, 44.0], "fuel": true}],
        "targets": [{"id": "mmsi-412000001", "track": [{"time": hour(0.0), "position": [179.5, 45.0]}]}],
        "assets": [{"id": "ship", "agency": "ca", "class": "ship", "bases": ["home"], "start": {"port": "home"},
            "modes": [{"name": "cruise", "speed_kn": 12.0, "fuel_t_per_h": 0.5}], "task_speed_kn": 12.0,
            "task_fuel_t_per_h": 0.3, "fuel_capacity_t": 500.0, "fuel_reserve_t": 10.0, "endurance_h": 800.0,
            "crew": {}, "turn_round_h": 12.0, "limits": {"task_sea_state_max": 6, "board_sea_state_max": 4},
            "sensors": [{"name": "eye", "swaths": [{"sea_state_max": 6, "swath_nm": 4.0}]}]}],
        "tasks": [
            {"id": "place", "kind": "visit", "position": [179.0, 45.0], "owner": "ca", "value": 1.0, "duration_h": 1.0},
            {"id": "met", "kind": "intercept", "target": "mmsi-412000001", "locate_h": 1.0, "owner": "ca", "value": 1.0,
                "duration_h": 1.0},
            {"id": "box", "kind": "search", "area": {"centre": [180.0, 45.0], "radius_nm": 12.0}, "target_class": "",
                "steps_max": 1, "rectangle": {"length_nm": 30.0, "width_nm": 16.0, "axis_deg": 90.0},
                "owner": "ca", "value": 1.0, "duration_h": 10.0},
        ],
    });
    let stop = |what: serde_json::Value, times: [f64; 4], place: Position, miles: f64| {
        let mut stop = json!({"mode": "cruise", "depart": hour(times[0]), "arrive": hour(times[1]), "begin": hour(times[2]),
            "end": hour(times[3]), "position": place, "position_end": place, "distance_nm": miles, "fuel_used_t": 1.0,
            "fuel_taken_t": 0.0, "fuel_end_t": 100.0, "value": 1.0});
        stop.as_object_mut()
            .unwrap()
            .extend(what.as_object().unwrap().clone());
        stop
    };
    let plan = json!({"routes": [{"asset": "ship", "stops": [
        stop(json!({"what": "task", "task": "place"}), [0.0, 10.0, 10.0, 11.0], at(45.0, 179.0), 60.0),
        stop(json!({"what": "task", "task": "met"}), [11.0, 14.0, 14.0, 15.0], at(45.0, 179.5), 21.0),
        stop(json!({"what": "task", "task": "box"}), [15.0, 20.0, 20.0, 30.0], at(45.0, 180.0), 21.0),
        stop(json!({"what": "port", "port": "home"}), [30.0, 50.0, 50.0, 60.0], at(44.0, 179.0), 75.0),
    ]}], "total": {"value": 3.0, "distance_nm": 177.0, "fuel_t": 1.0, "hours": 50.0, "cost": 0.0, "tasks": 3}});
    (
        serde_json::from_value(request).unwrap(),
        serde_json::from_value(plan).unwrap(),
    )
}

/// Fixes every ten minutes along straight lines between places at moments.
fn track(points: &[(f64, Position)]) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for pair in points.windows(2) {
        let ((from, a), (to, b)) = (pair[0], pair[1]);
        let parts = ((to - from) * 6.0).ceil().max(1.0);
        let mut n = 0.0;
        while n <= parts {
            fixes.push(Fix {
                time: hour(from + (to - from) * n / parts),
                position: vigie_sea::interpolate(a, b, n / parts),
            });
            n += 1.0;
        }
    }
    fixes
}

fn of_ship(fixes: Vec<Fix>) -> Tracks {
    Tracks {
        assets: BTreeMap::from([("ship".to_owned(), fixes)]),
        ..Tracks::default()
    }
}

fn judged(tracks: &Tracks, now_h: f64) -> AssetSailed {
    let (request, plan) = case();
    let found = sailed(
        &request,
        &plan,
        tracks,
        hour(now_h),
        &SailedConfig::default(),
    );
    found.assets.into_iter().next().unwrap()
}

fn came(asset: &AssetSailed) -> Vec<Came> {
    asset.visits.iter().map(|visit| visit.came).collect()
}

#[test]
fn what_was_sailed_stands_beside_what_was_planned() {
    let (home, place) = (at(44.0, 179.0), at(45.0, 179.0));
    // Two hours late, a mile off.
    let beside = destination(place, 90.0, NM);
    let ship = judged(
        &of_ship(track(&[
            (0.0, home),
            (12.0, beside),
            (13.0, beside),
            (20.0, home),
        ])),
        13.0,
    );
    let visit = &ship.visits[0];
    assert_eq!(visit.came, Came::Reached);
    let near = visit.nearest.unwrap();
    assert!((near.distance_nm - 1.0).abs() < 0.02, "{near:?}");
    // Within three miles of it some minutes earlier.
    assert!((1.3..2.0).contains(&visit.late_h.unwrap()), "{visit:?}");
    assert!((1.0..2.0).contains(&visit.there_h), "{visit:?}");
    assert!((visit.sailed_nm.unwrap() - 58.0).abs() < 2.5, "{visit:?}");
    assert!(
        (ship.planned_nm - 60.0 - 14.0).abs() < 0.1,
        "{}",
        ship.planned_nm
    );
    assert!((ship.sailed_nm - 60.0).abs() < 0.5, "{}", ship.sailed_nm);
    assert!(ship.unknown_h.abs() < 1e-9 && ship.sailed_h < 13.0);
    assert_eq!(
        came(&ship)[1..],
        [Came::Pending, Came::Pending, Came::Pending]
    );
}

#[test]
fn a_silence_is_unknown_and_no_absence() {
    let (home, far) = (at(44.0, 179.0), at(43.0, 179.0));
    // It went the other way, all of it received: missed.
    let away = track(&[(0.0, home), (6.0, far), (60.0, far), (84.0, far)]);
    let ship = judged(&of_ship(away.clone()), 84.0);
    assert_eq!(ship.visits[0].came, Came::Missed, "{:?}", ship.visits[0]);
    assert!(ship.silences.is_empty());
    // Of the ship to be met nothing was received, so nobody can say where she was.
    assert_eq!(ship.visits[1].came, Came::Unknown);
    // The same with nothing received for thirty hours: it could have been there.
    let gap: Vec<Fix> = away
        .into_iter()
        .filter(|fix| fix.time <= hour(6.0) || fix.time >= hour(36.0))
        .collect();
    let ship = judged(&of_ship(gap), 84.0);
    assert_eq!(ship.visits[0].came, Came::Unknown);
    assert!((ship.unknown_h - 30.0).abs() < 0.2, "{}", ship.unknown_h);
    assert_eq!(ship.silences.len(), 1);
    // Nothing received at all.
    let ship = judged(&Tracks::default(), 84.0);
    assert!(came(&ship).iter().all(|one| *one == Came::Unknown));
    assert!((ship.unknown_h - 60.0).abs() < 1e-6 && ship.sailed_nm == 0.0);
}

#[test]
fn a_ship_that_was_received_herself_is_met_where_she_was() {
    let elsewhere = at(44.5, 179.6);
    let route = [
        (0.0, at(44.0, 179.0)),
        (14.0, elsewhere),
        (15.0, elsewhere),
        (30.0, at(44.0, 179.0)),
    ];
    let mut tracks = of_ship(track(&route));
    tracks.targets.insert(
        "mmsi-412000001".to_owned(),
        track(&[(0.0, elsewhere), (30.0, elsewhere)]),
    );
    let ship = judged(&tracks, 30.0);
    let visit = &ship.visits[1];
    assert!(visit.of_ship && visit.came == Came::Reached, "{visit:?}");
    assert!(visit.nearest.unwrap().distance_nm < 0.01);
}

#[test]
fn a_ship_that_fell_silent_is_not_said_to_be_missed_where_she_could_have_been() {
    let (home, met) = (at(44.0, 179.0), at(45.0, 179.5));
    let mut tracks = of_ship(track(&[
        (0.0, home),
        (14.0, met),
        (15.0, met),
        (60.0, home),
    ]));
    let mut heard = |from: f64, to: f64, place: Position| {
        let fixes = track(&[(from, place), (to, place)]);
        tracks.targets.insert("mmsi-412000001".to_owned(), fixes);
        judged(&tracks, 60.0).visits[1].came
    };
    // Received until six hours before, some way off: she could have come to where it waited.
    assert_eq!(heard(0.0, 8.0, at(45.5, 179.5)), Came::Unknown);
    // Received all the time, elsewhere: it did not meet her.
    assert_eq!(heard(0.0, 60.0, at(46.5, 179.5)), Came::Missed);
    // Silent too, but too far off before and after to have been there.
    let far = at(10.0, 179.5);
    tracks.targets.insert(
        "mmsi-412000001".to_owned(),
        [
            track(&[(0.0, far), (8.0, far)]),
            track(&[(16.0, far), (60.0, far)]),
        ]
        .concat(),
    );
    assert_eq!(judged(&tracks, 60.0).visits[1].came, Came::Missed);
}

/// Ladder over the rectangle: tracks four miles apart along its long side.
fn ladder(tracks: &[f64]) -> Vec<(f64, Position)> {
    let middle = at(45.0, 180.0);
    let mut points = Vec::new();
    let mut time = 20.0;
    for (n, across) in tracks.iter().enumerate() {
        let ends = if n % 2 == 0 {
            [-15.0, 15.0]
        } else {
            [15.0, -15.0]
        };
        for along in ends {
            let course = 90.0 + f64::atan2(*across, along).to_degrees();
            let reach = f64::hypot(*across, along) * NM;
            points.push((time, destination(middle, course.rem_euclid(360.0), reach)));
            time += 30.0 / 12.0 / 2.0;
        }
    }
    points
}

#[test]
fn what_was_swept_of_a_search_counts_and_what_was_not_does_not() {
    let whole = judged(&of_ship(track(&ladder(&[-6.0, -2.0, 2.0, 6.0]))), 40.0);
    let swept = whole.visits[2].swept.clone().unwrap();
    assert!(swept.share > 0.97, "{swept:?}");
    assert!((swept.area_nm2 - 480.0).abs() < 0.1 && (swept.swath_nm - 4.0).abs() < 1e-9);
    // Coverage one all over: the random law gives 63 %.
    assert!((swept.pod - 0.632).abs() < 0.04, "{swept:?}");
    assert_eq!(whole.visits[2].came, Came::Reached);
    // The same miles twice over one half find less than over the whole.
    let half = judged(&of_ship(track(&ladder(&[-6.0, -2.0, -2.0, -6.0]))), 40.0);
    let half = half.visits[2].swept.clone().unwrap();
    assert!((0.45..0.56).contains(&half.share), "{half:?}");
    assert!((half.pod - 0.5 * 0.865).abs() < 0.05, "{half:?}");
    assert!((half.track_nm - swept.track_nm).abs() < 6.0);
    // What was not received sweeps nothing and is said.
    let blind = judged(&of_ship(track(&ladder(&[-6.0, -2.0]))), 40.0);
    let blind = blind.visits[2].swept.clone().unwrap();
    assert!(blind.unknown_h > 4.0 && blind.pod < 0.4, "{blind:?}");
    let nothing = judged(&Tracks::default(), 40.0);
    let nothing = nothing.visits[2].swept.clone().unwrap();
    assert_eq!(
        (nothing.share, nothing.pod, nothing.track_nm),
        (0.0, 0.0, 0.0)
    );
}

#[test]
fn a_search_goes_to_the_search_desk_as_one_that_saw_nothing() {
    let (request, plan) = case();
    let tracks = of_ship(track(&ladder(&[-6.0, -2.0, 2.0, 6.0])));
    let found = sailed(
        &request,
        &plan,
        &tracks,
        hour(40.0),
        &SailedConfig::default(),
    );
    let search = &found.searches[0];
    assert_eq!((search.task.as_str(), search.assets.len()), ("box", 1));
    let empty = search.empty.unwrap();
    assert_eq!(empty.pod, search.pod);
    assert_eq!(empty.area.radius_nm, 12.0);
    assert!(empty.time > hour(28.0) && empty.time <= hour(40.0));
    let nobody = sailed(
        &request,
        &plan,
        &Tracks::default(),
        hour(40.0),
        &SailedConfig::default(),
    );
    assert!(nobody.searches[0].empty.is_none() && nobody.searches[0].assets.is_empty());
}

#[test]
fn order_and_repetition_of_fixes_do_not_matter() {
    let fixes = track(&ladder(&[-6.0, -2.0, 2.0, 6.0]));
    let straight = judged(&of_ship(fixes.clone()), 40.0);
    let mut mixed = fixes.clone();
    mixed.reverse();
    mixed.extend(fixes);
    assert_eq!(judged(&of_ship(mixed), 40.0), straight);
    assert!(distance_m(at(45.0, 179.999), at(45.0, -179.999)) < 200.0);
}

#[test]
fn numbers_out_of_range_are_named() {
    let config = SailedConfig {
        reach_nm: f64::NAN,
        ..SailedConfig::default()
    };
    assert_eq!(config.examine(), Err("reach_nm"));
    assert_eq!(SailedConfig::default().examine(), Ok(()));
}
