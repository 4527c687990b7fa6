//! The law of the watch: the same observations give the same changes, byte for byte, however they
//! arrive: shuffled inside the tolerance, doubled, in small pushes with a live clock or all at once.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use proptest::prelude::*;
use sea::{at, seen};
use vigie_sea::{Position, Time, destination};
use vigie_watch::{
    AisClass, Context, IdentityReport, Observation, Report, Rules, SourceKind, Watch, canonical,
};

const TOLERANCE_MS: i64 = 600_000;

/// One ship's orders: where it starts, how it sails, when it is silent.
#[derive(Debug, Clone)]
struct Orders {
    mmsi: u32,
    start: Position,
    course_deg: f64,
    speed_kn: f64,
    every_s: i64,
    silent_from_h: i64,
    silent_h: i64,
    imo: Option<u32>,
}

fn orders() -> impl Strategy<Value = Orders> {
    let place = (
        -60.0..60.0f64,
        prop_oneof![178.0..182.0f64, 178.0..182.0f64, -180.0..180.0f64],
    );
    let silence = (0..30i64, prop_oneof![Just(0i64), 8..30i64]);
    (
        1..5u32,
        place,
        0.0..360.0f64,
        0.0..14.0f64,
        120..2_400i64,
        silence,
        any::<bool>(),
    )
        .prop_map(
            |(
                ship,
                (lat, lon),
                course_deg,
                speed_kn,
                every_s,
                (silent_from_h, silent_h),
                named,
            )| {
                Orders {
                    mmsi: 431_000_000 + ship,
                    start: at(lat, lon),
                    course_deg,
                    speed_kn,
                    every_s,
                    silent_from_h,
                    silent_h,
                    imo: named.then_some(9_074_729),
                }
            },
        )
}

/// What is heard of these ships in 36 hours; ships may share an MMSI.
fn voyage(all: &[Orders]) -> Vec<Observation> {
    let mut heard = Vec::new();
    for orders in all {
        let silent = orders.silent_from_h * 3_600..(orders.silent_from_h + orders.silent_h) * 3_600;
        let mut s = orders.every_s / 2;
        while s < 36 * 3_600 {
            s += orders.every_s;
            if silent.contains(&s) {
                continue;
            }
            let way_m = orders.speed_kn * 1_852.0 * s as f64 / 3_600.0;
            let place = destination(orders.start, orders.course_deg, way_m);
            let mut seen = seen(orders.mmsi, Time::from_s(s), place, orders.speed_kn);
            if let Report::Position(p) = &mut seen.report {
                p.cog_ddeg = Some((orders.course_deg * 10.0) as u16 % 3_600);
            }
            heard.push(seen);
            if s / orders.every_s % 5 == 0 {
                let report = IdentityReport {
                    imo: orders.imo,
                    name: Some(format!("MARU {}", orders.every_s % 3)),
                    class: AisClass::A,
                    ..IdentityReport::default()
                };
                heard.push(Observation {
                    time: Time::from_s(s),
                    mmsi: orders.mmsi,
                    source: SourceKind::Ais,
                    feed: 0,
                    receiver: 0,
                    reception: vigie_watch::Reception::Satellite,
                    report: Report::Identity(Box::new(report)),
                });
            }
        }
    }
    heard.sort_by(canonical);
    heard
}

/// The changes as the node would send them.
fn text(changes: &[vigie_watch::Change]) -> String {
    changes
        .iter()
        .map(|c| serde_json::to_string(c).unwrap() + "\n")
        .collect()
}

fn archive(observations: &[Observation]) -> (String, String, u64) {
    let mut watch = Watch::new(Rules::builtin(), Context::default());
    for observation in observations {
        watch.push(observation.clone());
    }
    watch.finish();
    let changes = text(&watch.drain());
    let events = watch
        .book()
        .iter()
        .map(|e| serde_json::to_string(e).unwrap() + "\n")
        .collect();
    (changes, events, watch.counts().late)
}

fn live(observations: &[Observation], step: usize) -> String {
    let mut watch = Watch::new(Rules::builtin(), Context::default());
    let mut changes = Vec::new();
    for part in observations.chunks(step) {
        for observation in part {
            watch.push(observation.clone());
        }
        if let Some(last) = part.last() {
            watch.advance(last.time);
        }
        changes.append(&mut watch.drain());
    }
    watch.finish();
    changes.append(&mut watch.drain());
    text(&changes)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn order_inside_the_tolerance_and_duplicates_change_nothing(
        all in proptest::collection::vec(orders(), 1..5),
        delays in proptest::collection::vec((0..TOLERANCE_MS - 1_000, 0..4u8), 4_000),
    ) {
        let plain = voyage(&all);
        let (changes, events, late) = archive(&plain);
        prop_assert_eq!(late, 0);
        let mut arrivals: Vec<(i64, usize, Observation)> = Vec::new();
        for (index, observation) in plain.iter().enumerate() {
            let (delay_ms, copies) = delays[index % delays.len()];
            for copy in 0..=i64::from(copies == 3) {
                let at_ms = observation.time.ms() + delay_ms / (copy + 1);
                arrivals.push((at_ms, index, observation.clone()));
            }
        }
        arrivals.sort_by_key(|(at_ms, index, _)| (*at_ms, usize::MAX - *index));
        let shuffled: Vec<Observation> = arrivals.into_iter().map(|(.., o)| o).collect();
        let (changes_2, events_2, late_2) = archive(&shuffled);
        prop_assert_eq!(late_2, 0);
        prop_assert_eq!(changes, changes_2);
        prop_assert_eq!(events, events_2);
    }

    #[test]
    fn live_is_the_archive(
        all in proptest::collection::vec(orders(), 1..5),
        step in 1..200usize,
    ) {
        let plain = voyage(&all);
        prop_assert_eq!(archive(&plain).0, live(&plain, step));
    }
}

/// The observations of a voyage really make events, or the laws above would hold of nothing.
#[test]
fn such_voyages_make_events() {
    let ship = |mmsi, lon, silent_h| Orders {
        mmsi,
        start: at(40.0, lon),
        course_deg: 90.0,
        speed_kn: 8.0,
        every_s: 600,
        silent_from_h: 5,
        silent_h,
        imo: Some(9_074_729),
    };
    let all = [
        ship(431_000_001, 179.5, 20),
        ship(431_000_001, -150.0, 0),
        ship(431_000_002, 0.0, 0),
    ];
    let (changes, events, _) = archive(&voyage(&all));
    for kind in ["\"gap\"", "\"shared_mmsi\"", "imo-on-two-mmsi"] {
        assert!(events.contains(kind), "{kind} missing in {events}");
    }
    assert!(changes.lines().count() >= 4);
}

/// One receiver with a wrong clock does not make everyone else late.
#[test]
fn a_wrong_clock_does_not_move_time() {
    let mut data: Vec<Observation> = (0..600)
        .flat_map(|i| {
            (1..4).map(move |ship| {
                let place = at(40.0 + f64::from(ship), 170.0 + i as f64 * 0.001);
                seen(431_000_000 + ship, Time::from_s(i * 60), place, 3.0)
            })
        })
        .collect();
    for (index, hours) in [(50, 3), (51, 3), (300, 20 * 8_766), (900, 5)] {
        let mut wrong = data[index].clone();
        wrong.time = wrong.time.plus_ms(hours * 3_600_000);
        data[index] = wrong;
    }
    let mut watch = Watch::new(Rules::builtin(), Context::default());
    data.iter().for_each(|o| watch.push(o.clone()));
    watch.finish();
    let counts = watch.counts();
    assert_eq!(
        (counts.late, counts.far_future, counts.accepted),
        (0, 4, 1_796)
    );
}

/// Memory is bounded by the tolerance, not by what was heard.
#[test]
fn the_buffer_holds_one_tolerance() {
    let mut watch = Watch::new(Rules::builtin(), Context::default());
    let mut most = 0;
    for s in 0..20_000 {
        watch.push(seen(
            431_000_001,
            Time::from_s(s),
            at(40.0, 170.0 + s as f64 * 1e-5),
            3.0,
        ));
        most = most.max(watch.waiting().count());
    }
    assert!(most <= 700, "{most}");
}

/// A transmission heard by three stations within seconds is one fix.
#[test]
fn one_transmission_heard_three_times_is_one_fix() {
    let mut data = Vec::new();
    for s in [0, 2, 4] {
        for (receiver, delay_ms) in [(1, 0), (2, 700), (3, 2_900)] {
            let mut heard = seen(
                431_000_001,
                Time::from_s(s),
                at(40.0, 170.0 + s as f64 * 1e-4),
                9.0,
            );
            heard.receiver = receiver;
            heard.time = heard.time.plus_ms(delay_ms);
            data.push(heard);
        }
    }
    let watch = sea::watched(Context::default(), &data);
    assert_eq!((watch.counts().accepted, watch.counts().repeats), (3, 6));
}
