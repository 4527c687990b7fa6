//! Rewind and branch: a snapshot's future is the same future; a difference changes it, repeatably; the state hash tells.

#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_exercise::{
    Difference, Listening, PatrolOrder, Scenario, Settings, Tape, Waypoint, World,
};
use vigie_sea::{Position, Span, Time, distance_m};

const HOUR_MS: i64 = 3_600_000;

fn start() -> Time {
    Time::parse("2026-07-06T03:00:00Z").unwrap()
}

fn lines(world: &mut World, until: Time) -> Vec<u8> {
    let mut out = Vec::new();
    world.step_until(until, &mut |e| {
        out.extend_from_slice(&e.at.ms().to_le_bytes());
        out.extend_from_slice(e.line);
    });
    for report in world.reports() {
        out.extend_from_slice(report.body.as_bytes());
    }
    out
}

#[test]
fn a_snapshot_has_the_same_future() {
    let scenario = Scenario::builtin(11, start());
    let mut world = scenario.world();
    world.log_state_every(30);
    let middle = start().plus_ms(5 * HOUR_MS + 17_000);
    let end = start().plus_ms(16 * HOUR_MS);
    lines(&mut world, middle);
    let snapshot = world.snapshot();
    let straight = lines(&mut world, end);
    let mut again = snapshot.restore();
    assert_eq!(snapshot.time(), again.now());
    assert!(straight.len() > 100_000 && straight == lines(&mut again, end));
    assert_eq!(world.state_hash(), again.state_hash());
    assert_eq!(world.state_log(), again.state_log());
    assert_eq!(world.state_log().len(), 32);
}

#[test]
fn a_tape_goes_back_and_memory_stays_bounded() {
    let scenario = Scenario::builtin(12, start());
    let mut world = scenario.world();
    let mut tape = Tape::new();
    assert!(tape.rewind(start()).is_err());
    tape.record(&world);
    let mut hashes = Vec::new();
    for minute in 0..60 * 60 {
        let time = start().plus_ms(minute * 60_000);
        world.step_until(time, &mut |_| {});
        tape.record(&world);
        if minute % 601 == 0 {
            hashes.push((time, world.state_hash()));
        }
    }
    assert!(tape.len() <= 289, "{}", tape.len());
    let end = start().plus_ms(60 * HOUR_MS);
    let _told_before = world.reports();
    let straight = lines(&mut world, end);
    let last = start().plus_ms((60 * 60 - 1) * 60_000);
    for (time, hash) in hashes.into_iter().rev() {
        let mut back = tape.rewind(time).unwrap();
        assert_eq!(back.state_hash(), hash, "{time}");
        if time > start().plus_ms(49 * HOUR_MS) {
            lines(&mut back, last);
            assert!(
                lines(&mut back, end) == straight,
                "another future from {time}"
            );
        }
    }
}

fn order(asset: &str, points: &[(f64, f64, i64)]) -> PatrolOrder {
    let waypoint = |(lat, lon, hour): &(f64, f64, i64)| Waypoint {
        arrive: (*hour > 0).then(|| start().plus_ms(hour * HOUR_MS)),
        loiter_s: 3_600.0,
        ..Waypoint::by(Position::new(*lat, *lon).unwrap())
    };
    PatrolOrder {
        asset: asset.to_owned(),
        waypoints: points.iter().map(waypoint).collect(),
    }
}

#[test]
fn a_branch_differs_only_in_what_was_changed() {
    let scenario = Scenario::builtin(13, start());
    let mut world = scenario.world_heard_by(Listening::Nobody);
    world.step_until(start().plus_ms(4 * HOUR_MS), &mut |_| {});
    let snapshot = world.snapshot();
    let orders = Difference::Orders {
        order: order("ca-laurentide", &[(44.0, 179.5, 20), (43.0, -178.0, 36)]),
    };
    let mut branch = snapshot.branch(std::slice::from_ref(&orders)).unwrap();
    let mut twin = snapshot.branch(std::slice::from_ref(&orders)).unwrap();
    for hour in [20, 37] {
        let time = start().plus_ms(hour * HOUR_MS + 600_000);
        for each in [&mut world, &mut branch, &mut twin] {
            each.step_until(time, &mut |_| {});
        }
        assert_eq!(branch.state_hash(), twin.state_hash());
        assert_ne!(branch.state_hash(), world.state_hash());
        for (number, actor) in scenario.actors().enumerate() {
            let (a, b) = (
                world.true_state(number, time).unwrap(),
                branch.true_state(number, time).unwrap(),
            );
            assert_eq!(a == b, actor.id != "ca-laurentide", "{}", actor.id);
            if actor.id == "ca-laurentide" {
                let want = if hour == 20 {
                    (44.0, 179.5)
                } else {
                    (43.0, -178.0)
                };
                let at = Position::new(b.lat_deg, b.lon_deg).unwrap();
                let off_m = distance_m(at, Position::new(want.0, want.1).unwrap());
                assert!(off_m < 2_500.0, "{off_m} m off at hour {hour}");
                assert!(b.sog_kn < 2.0);
            }
        }
    }
}

#[test]
fn orders_that_cannot_be_followed_are_refused_and_change_nothing() {
    let scenario = Scenario::from_library(
        "high-seas-guard",
        Settings {
            seed: 1,
            start: start(),
        },
    )
    .unwrap();
    let mut world = scenario.world_heard_by(Listening::Nobody);
    let before = world.state_hash();
    let refused = [
        (order("nobody", &[(44.0, 179.5, 20)]), "order-unknown-asset"),
        (
            order("carrier-1", &[(44.0, 179.5, 20)]),
            "order-unknown-asset",
        ),
        (order("ca-laurentide", &[]), "order-no-waypoint"),
        (
            order("ca-laurentide", &[(44.0, 179.5, 20), (43.0, 179.0, 10)]),
            "order-times-back",
        ),
        (
            order("ca-hercules", &[(30.0, 150.0, 0), (51.9, -176.6, 0)]),
            "order-endurance",
        ),
    ];
    for (order, code) in refused {
        let good = Difference::Silence {
            ship: "listed".into(),
            span: Span {
                start: start(),
                end: scenario.end(),
            },
        };
        let error = world
            .differ(&[good, Difference::Orders { order }])
            .unwrap_err();
        assert_eq!(error.code(), code);
    }
    assert_eq!(world.state_hash(), before);
    assert_eq!(world.scenario().truth(), scenario.truth());
}

/// An aircraft flies its order at the speed of an aircraft and comes to rest.
#[test]
fn an_aircraft_follows_its_order() {
    let scenario = Scenario::from_library(
        "high-seas-guard",
        Settings {
            seed: 1,
            start: start(),
        },
    )
    .unwrap();
    let number = scenario
        .actors()
        .position(|a| a.id == "ca-hercules")
        .unwrap();
    let mut world = scenario.world_heard_by(Listening::Nobody);
    let order = order("ca-hercules", &[(46.0, 180.0, 2), (51.8, -176.7, 0)]);
    world.differ(&[Difference::Orders { order }]).unwrap();
    let (mut fastest, mut nearest_m) = (0.0_f64, f64::MAX);
    let goal = Position::new(46.0, 180.0).unwrap();
    for minute in 0..600 {
        let time = start().plus_ms(minute * 60_000);
        world.step_until(time, &mut |_| {});
        let state = world.true_state(number, time).unwrap();
        fastest = fastest.max(state.sog_kn);
        nearest_m = nearest_m.min(distance_m(
            goal,
            Position::new(state.lat_deg, state.lon_deg).unwrap(),
        ));
    }
    assert!(nearest_m < 9_000.0, "{nearest_m}");
    assert!((150.0..360.0).contains(&fastest), "{fastest} kn");
    let end = world
        .true_state(number, start().plus_ms(599 * 60_000))
        .unwrap();
    assert!(end.sog_kn < 3.0, "{end:?}");
}

/// Silence imposed by the controllers is silent and true.
#[test]
fn a_silenced_ship_is_not_heard_and_the_truth_says_so() {
    let scenario = Scenario::builtin(14, start());
    let number = scenario
        .actors()
        .position(|a| a.id == "open-jigger")
        .unwrap();
    let span = Span {
        start: start().plus_ms(HOUR_MS),
        end: start().plus_ms(20 * HOUR_MS),
    };
    let mut world = scenario.world_heard_by(Listening::Everything);
    world
        .differ(&[Difference::Silence {
            ship: "open-jigger".into(),
            span,
        }])
        .unwrap();
    let (mut inside, mut outside) = (0, 0);
    world.step_until(start().plus_ms(24 * HOUR_MS), &mut |e| {
        if e.ship == Some(number) {
            if span.contains(e.sent) {
                inside += 1
            } else {
                outside += 1
            }
        }
    });
    assert!(inside == 0 && outside > 100, "{inside} {outside}");
    let told = world.scenario().truth();
    assert!(
        told.iter()
            .any(|t| t.note == "silenced-by-control" && t.span() == span)
    );
}

/// The golden hash: the same on every machine, in debug and release. A change of the world changes it on purpose only.
#[test]
fn the_state_hash_is_the_golden_one() {
    let scenario = Scenario::builtin(1, start());
    let mut heard = scenario.world();
    let mut unheard = scenario.world_heard_by(Listening::Nobody);
    let end = start().plus_ms(24 * HOUR_MS - 60_000);
    heard.step_until(end, &mut |_| {});
    unheard.step_until(end, &mut |_| {});
    assert_eq!(heard.state_hash(), unheard.state_hash());
    assert_eq!(
        heard.state_hash().to_string(),
        "27e255719e1f3bff98ae4e183d25a2a3d68607508a790d277572a8e5ea2af042"
    );
}

/// The lines of eight threads, merged, are those of one.
#[test]
fn eight_threads_send_the_same_bytes_as_one() {
    let scenario = Scenario::builtin(15, start());
    let end = start().plus_ms(6 * HOUR_MS);
    let mut whole: Vec<(Time, Option<usize>, Vec<u8>)> = Vec::new();
    scenario
        .world()
        .step_until(end, &mut |e| whole.push((e.at, e.ship, e.line.to_vec())));
    let run = |index: usize| {
        let mut lines = Vec::new();
        let mut part = scenario.world_part(Listening::Receivers, index, 8);
        part.step_until(end, &mut |e| lines.push((e.at, e.ship, e.line.to_vec())));
        lines
    };
    let mut merged: Vec<(Time, Option<usize>, Vec<u8>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|index| scope.spawn(move || run(index)))
            .collect();
        threads
            .into_iter()
            .flat_map(|t| t.join().unwrap())
            .collect()
    });
    // Shore stations come last among lines that arrive together.
    merged.sort_by_key(|(at, ship, _)| (*at, ship.unwrap_or(usize::MAX)));
    assert!(whole.len() > 10_000 && whole == merged);
}
