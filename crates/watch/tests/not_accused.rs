//! Ways of real ships that look like false positions and are none: nothing may be told of them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use sea::{at, code, seen, standing, watched};
use vigie_sea::{MPS_PER_KN, Position, Time, destination};
use vigie_watch::{Context, EventKind, Observation, Reception, Report, Watch};

const MMSI: u32 = 431_000_001;

/// Noise from −1 to 1 that depends on the number alone.
fn noise(i: i64) -> f64 {
    let mut z = (i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((z >> 40) as f64 / f64::from(1 << 23)) - 1.0
}

fn with_course(mut o: Observation, course_deg: f64) -> Observation {
    if let Report::Position(p) = &mut o.report {
        p.cog_ddeg = Some((course_deg.rem_euclid(360.0) * 10.0) as u16 % 3_600);
    }
    o
}

/// As AIS sends it: a ten-thousandth of a minute, knots in tenths, with metres of noise around.
fn report(i: i64, s: i64, place: Position, kn: f64, course_deg: f64, noise_m: f64) -> Observation {
    let off = destination(
        place,
        360.0 * noise(3 * i),
        noise_m * noise(3 * i + 1).abs(),
    );
    let round = |deg: f64| (deg * 600_000.0).round() / 600_000.0;
    let sent = at(round(off.lat_deg()), round(off.lon_deg()));
    with_course(seen(MMSI, Time::from_s(s), sent, kn), course_deg)
}

fn assert_nothing(all: &[Observation]) -> Watch {
    let watch = watched(Context::default(), all);
    let told = standing(&watch, EventKind::ImplausiblePosition);
    assert!(told.is_empty(), "{}", code(&told[0], "check"));
    assert!(standing(&watch, EventKind::SharedMmsi).is_empty());
    watch
}

/// Moored, the receiver wanders on a circle of some metres; at anchor the ship swings round with the tide.
#[test]
fn a_moored_and_an_anchored_ship() {
    for (radius_m, turn_s) in [(8.0, 600.0), (40.0, 1_800.0), (220.0, 44_700.0)] {
        let all: Vec<Observation> = (0..1_500)
            .map(|i| {
                let s = i * 180;
                let bearing = 360.0 * s as f64 / turn_s;
                let place = destination(at(60.0, 179.999), bearing, radius_m);
                report(i, s, place, 0.2, bearing + 90.0, 3.0)
            })
            .collect();
        assert_nothing(&all);
    }
}

/// Trawling round and round: the tide carries the circle along.
#[test]
fn a_trawler_that_circles() {
    for radius_m in [300.0, 900.0, 2_000.0] {
        let all: Vec<Observation> = (0..4_000)
            .map(|i| {
                let s = i * 10;
                let way_m = 3.5 * MPS_PER_KN * s as f64;
                let bearing = (way_m / radius_m).to_degrees();
                let tide_m = 0.4 * MPS_PER_KN * s as f64;
                let middle = destination(at(45.0, 179.99), 70.0, tide_m);
                let place = destination(middle, bearing, radius_m);
                report(i, s, place, 3.5, bearing + 90.0, 4.0)
            })
            .collect();
        assert_nothing(&all);
    }
}

/// A survey ship goes up and down straight lines at one speed, a metre or two off them.
#[test]
fn a_survey_ship_on_its_lines() {
    let all: Vec<Observation> = (0..6_000)
        .map(|i| {
            let s = i * 10;
            let line = s / 7_200;
            let along_m = 4.5 * MPS_PER_KN * (s % 7_200) as f64;
            let north = line % 2 == 0;
            let from = destination(at(45.0, -179.99), 90.0, 400.0 * line as f64);
            let way_m = if north {
                along_m
            } else {
                4.5 * MPS_PER_KN * 7_200.0 - along_m
            };
            let course = if north { 0.0 } else { 180.0 };
            report(i, s, destination(from, 0.0, way_m), 4.5, course, 2.5)
        })
        .collect();
    assert_nothing(&all);
}

/// A class A set every ten seconds, under autopilot on one course through a calm night: it hunts by a few
/// metres around its line, the receiver adds a metre.
#[test]
fn a_ship_under_autopilot() {
    let all: Vec<Observation> = (0..5_000)
        .map(|i| {
            let s = i * 10;
            let line = destination(at(45.0, 179.0), 80.0, 14.0 * MPS_PER_KN * s as f64);
            let hunting_m = 4.0 * (s as f64 / 70.0).sin();
            let place = destination(line, 170.0, hunting_m);
            report(i, s, place, 14.0, 80.0 + noise(i), 1.0)
        })
        .collect();
    assert_nothing(&all);
}

/// Long-range reports (message 27) round to a tenth of a minute: due east, the latitude stays the same to
/// the last digit.
#[test]
fn a_ship_heard_in_tenths_of_minutes() {
    let all: Vec<Observation> = (0..200)
        .map(|i| {
            let s = i * 180;
            let lon = 170.0 + 12.0 * s as f64 / 3_600.0 / 60.0;
            let round = |deg: f64| (deg * 600.0).round() / 600.0;
            with_course(
                seen(MMSI, Time::from_s(s), at(round(40.0), round(lon)), 12.0),
                90.0,
            )
        })
        .collect();
    assert_nothing(&all);
}

/// Two ships of one fleet side by side on the same courses.
#[test]
fn a_pair_that_trawls_side_by_side() {
    let mut all = Vec::new();
    for i in 0..1_500 {
        let s = i * 60;
        let course = 90.0 + 60.0 * (s as f64 / 4_000.0).sin();
        let place = destination(at(45.0, 170.0), course, 3.2 * MPS_PER_KN * s as f64);
        all.push(report(
            i,
            s,
            place,
            3.2 + 0.2 * noise(i),
            course + noise(i),
            4.0,
        ));
        let beside = destination(place, course + 90.0, 450.0);
        let mut other = report(
            i + 7_777,
            s + 3,
            beside,
            3.2 + 0.2 * noise(i + 7_777),
            course + noise(i + 9_999),
            4.0,
        );
        other.mmsi = MMSI + 1;
        all.push(other);
    }
    assert_nothing(&all);
}

/// Twelve ships on steady courses heard by three satellites; the third stamps late.
fn heard(late_s: i64) -> Vec<Observation> {
    let mut all = Vec::new();
    for ship in 0..12_i64 {
        for i in 0..60 {
            let s = i * 100 + ship * 7;
            let course = 30.0 * ship as f64;
            let home = at(40.0, 170.0 + ship as f64);
            let place = destination(home, course, 12.0 * MPS_PER_KN * s as f64);
            let receiver = u32::try_from((i + ship) % 3 + 1).unwrap();
            let stamp = s + if receiver == 3 { late_s } else { 0 };
            let mut o = report(i + 1_000 * ship, stamp, place, 12.0, course, 5.0);
            (o.receiver, o.reception) = (receiver, Reception::Satellite);
            o.mmsi = MMSI + u32::try_from(ship).unwrap();
            all.push(o);
        }
    }
    all.sort_by(vigie_watch::canonical);
    all
}

/// Twenty minutes are four miles at twelve knots: every ship seems to jump to and fro. What was told of ships before the
/// clock was known is withdrawn, and none is told after.
#[test]
fn a_clock_far_off_explains_the_jumps_under_it() {
    // One ship alone for fifty minutes, while nothing is known of the clock; then the others.
    let late = || {
        let mut all = heard(1_200);
        all.retain(|o| o.mmsi == MMSI || o.time >= Time::from_s(3_000));
        all
    };
    let watch = watched(Context::default(), &late());
    let told = standing(&watch, EventKind::ImplausiblePosition);
    assert!(!told.is_empty());
    assert!(
        told.iter().all(|e| code(e, "check") == "receiver-clock"),
        "{told:?}"
    );
    assert!(standing(&watch, EventKind::SharedMmsi).is_empty());
    let all = watch.book().iter().filter_map(|e| e.retraction.as_ref());
    let of_clock = all.filter(|r| r.reason == "receiver-clock").count();
    assert!(
        of_clock > 0,
        "something was told before the clock was known"
    );
    // Two real ships under one number beside it are told all the same.
    let mut both = late();
    both.extend(
        heard(1_200)
            .into_iter()
            .filter(|o| o.mmsi == MMSI + 3)
            .map(|mut o| {
                if let Report::Position(p) = &mut o.report {
                    p.lat_e7 -= 200_000_000;
                }
                o.time = o.time.plus_ms(31_000);
                o
            }),
    );
    both.sort_by(vigie_watch::canonical);
    let watch = watched(Context::default(), &both);
    let shared = standing(&watch, EventKind::SharedMmsi);
    assert!(!shared.is_empty() && shared.iter().all(|e| e.vessels[0].mmsi == MMSI + 3));
}

/// The third stamps two minutes late. The receiver is told, no ship.
#[test]
fn the_clock_of_a_receiver_is_told_and_no_ship() {
    assert_nothing(&heard(0));
    let watch = watched(Context::default(), &heard(120));
    let told = standing(&watch, EventKind::ImplausiblePosition);
    assert!(!told.is_empty());
    for event in &told {
        assert_eq!(
            (code(event, "check"), code(event, "receiver")),
            ("receiver-clock", "3")
        );
        assert!((sea::number(event, "clock_error_s") - 120.0).abs() < 30.0);
    }
    let ranked = watch.ranked(&vigie_watch::RankQuery::default());
    assert!(ranked.iter().all(|r| r.score.points == 0.0));
}
