//! A recorded day as the base of an exercise: the world sails as the recording did, under numbers that are nobody's.

#![allow(clippy::unwrap_used, clippy::float_cmp, reason = "tests")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use vigie_exercise::{
    Listening, RecordedDay, RecordedOptions, Recorder, Scenario, Settings, TruthKind, is_marked,
    lint, score,
};
use vigie_sea::{Position, Time, distance_m, normalise_lon_deg};
use vigie_watch::{
    AisClass, Change, EndPoint, Event, EventKind, EventState, Evidence, IdentityReport,
    Observation, Participant, PositionReport, Reception, Report, RuleRef, SourceKind,
};

const START: &str = "2024-02-29T23:30:00Z";

fn at(minutes: f64) -> Time {
    #[allow(clippy::cast_possible_truncation, reason = "minutes of a test")]
    Time::parse(START)
        .unwrap()
        .plus_ms((minutes * 60_000.0) as i64)
}

fn heard(mmsi: u32, minutes: f64, lat: f64, lon: f64) -> Observation {
    #[allow(clippy::cast_possible_truncation, reason = "degrees")]
    let e7 = |deg: f64| (deg * 1e7).round() as i32;
    let report = PositionReport {
        lat_e7: e7(lat),
        lon_e7: e7(normalise_lon_deg(lon)),
        class: AisClass::A,
        ..PositionReport::default()
    };
    Observation {
        time: at(minutes),
        mmsi,
        source: SourceKind::Ais,
        feed: 0,
        receiver: 0,
        reception: Reception::Unknown,
        report: Report::Position(report),
    }
}

/// Where a ship is that goes round a bend across 180 degrees.
fn bend(minutes: f64) -> (f64, f64) {
    let turn = minutes / 300.0;
    (41.0 + 0.4 * turn.sin(), 179.6 + 0.9 * (1.0 - turn.cos()))
}

/// Two ships of ten hours, the second silent for two; a false place and a base station between.
fn recording() -> Vec<Observation> {
    let mut all = Vec::new();
    for step in 0..120 {
        let minutes = f64::from(step) * 5.0;
        let (lat, lon) = bend(minutes);
        all.push(heard(431_123_456, minutes, lat, lon));
        if !(200.0..320.0).contains(&minutes) {
            all.push(heard(351_222_333, minutes, 38.0 + minutes * 0.001, 170.0));
        }
    }
    all.push(heard(431_123_456, 62.0, 10.0, 10.0));
    all.push(heard(4_310_001, 62.0, 40.0, 179.0));
    let identity = IdentityReport {
        name: Some("REAL NAME MARU".to_owned()),
        ship_type: Some(30),
        ..IdentityReport::default()
    };
    all.push(Observation {
        report: Report::Identity(Box::new(identity)),
        ..heard(431_123_456, 3.0, 41.0, 179.6)
    });
    all
}

fn day(all: &[Observation], options: &RecordedOptions) -> RecordedDay {
    let mut recorder = Recorder::default();
    all.iter().for_each(|it| recorder.take(it, options));
    recorder.finish(options).unwrap()
}

const BASE: &str = r#"code = "on-a-real-day"
hours = 12
use = ["day"]
title = { en = "Real day", "fr-CA" = "Jour réel", ja = "実日" }
situation = { en = "s", "fr-CA" = "s.", ja = "状" }
"#;

fn scenario(day: &RecordedDay) -> Scenario {
    let fragments = |name: &str| (name == "day").then(|| day.toml.clone());
    let faults = lint("base", BASE, &fragments);
    assert!(faults.is_empty(), "{faults:#?}");
    let settings = Settings {
        seed: 7,
        start: at(0.0),
    };
    Scenario::from_toml("base", BASE, &fragments, settings).unwrap()
}

#[test]
fn the_world_sails_as_the_recording_did() {
    let day = day(&recording(), &RecordedOptions::default());
    assert_eq!((day.vessels, day.refused, day.left_out), (2, 2, 0));
    assert!(
        day.points < 60,
        "{} points for {} reports",
        day.points,
        day.reports
    );
    for real in ["431123456", "351222333", "REAL NAME"] {
        assert!(!day.toml.contains(real), "{real}");
    }
    let scenario = scenario(&day);
    let japan = scenario.actors().position(|it| it.flag == "JPN").unwrap();
    let mut world = scenario.world_heard_by(Listening::Everything);
    let mut heard = BTreeSet::new();
    for minute in 1..595 {
        let time = at(f64::from(minute));
        world.step_until(time, &mut |emission| {
            assert!(is_marked(emission.line));
            heard.insert((emission.ship, emission.sent.ms() / 600_000));
        });
        let state = world.true_state(japan, time).unwrap();
        let (lat, lon) = bend(f64::from(minute));
        let wanted = Position::new(lat, normalise_lon_deg(lon)).unwrap();
        let is = Position::new(state.lat_deg, state.lon_deg).unwrap();
        let off_m = distance_m(is, wanted);
        assert!(off_m < 250.0, "{off_m:.0} m off in minute {minute}");
    }
    // Silent where nothing was heard of her.
    let first = at(0.0).ms() / 600_000;
    let other = Some(1 - japan);
    assert!(heard.contains(&(other, first + 5)) && !heard.contains(&(other, first + 25)));
    let known = scenario.truth();
    let recorded = known.iter().filter(|it| it.kind == TruthKind::Recorded);
    assert_eq!(recorded.count(), 2);
    assert!(known.iter().all(|it| it.kind != TruthKind::IntentionalGap));
}

/// It is a scenario too, with the clock of its day; another that uses it takes that clock and keeps its own heading.
#[test]
fn a_recorded_day_plays_by_itself_with_its_clock() {
    let day = day(&recording(), &RecordedOptions::default());
    let none = |_: &str| None;
    assert!(lint("day", &day.toml, &none).is_empty());
    let settings = Settings {
        seed: 7,
        start: at(0.0),
    };
    let alone = Scenario::from_toml("day", &day.toml, &none, settings).unwrap();
    assert_eq!(alone.code(), "recorded-2024-02-29");
    assert_eq!(alone.written_start(), Some(at(0.0)));
    assert_eq!(alone.actors().count(), 2);
    let hours = alone.end().since_s(alone.start()) / 3_600.0;
    assert_eq!(hours, 10.0);
    let base = scenario(&day);
    assert_eq!(
        (base.code(), base.written_start()),
        ("on-a-real-day", Some(at(0.0)))
    );
}

#[test]
fn claims_about_recorded_ships_are_not_judged() {
    let scenario = scenario(&day(&recording(), &RecordedOptions::default()));
    let mmsis: Vec<u32> = scenario.actors().map(|it| it.mmsi).collect();
    let fishing = |mmsi: u32| {
        let end = |minutes| EndPoint {
            time: at(minutes),
            position: Position::new(41.0, 179.0).unwrap(),
        };
        let event = Event {
            id: format!("fishing-{mmsi}"),
            kind: EventKind::Fishing,
            state: EventState::Closed,
            revision: 1,
            vessels: vec![Participant {
                mmsi,
                track: format!("{mmsi}-1"),
                role: "vessel".to_owned(),
            }],
            start: end(60.0),
            end: Some(end(120.0)),
            rule: RuleRef {
                name: "fishing".to_owned(),
                version: "1".to_owned(),
            },
            confidence: 0.8,
            evidence: Evidence::default(),
            refuted_by: Vec::new(),
            retraction: None,
        };
        Change {
            at: at(130.0),
            event,
        }
    };
    let changes = [fishing(mmsis[0]), fishing(257_000_001)];
    let told = score(&scenario.truth(), &changes);
    let row = told.row("fishing").unwrap();
    assert_eq!((row.false_alarms, row.fragments), (1, 1));
    assert_eq!(told.false_events, ["fishing-257000001"]);
    assert_eq!(scenario.vessel_days(), 0.0);
}

#[test]
fn what_is_wanted_decides() {
    let all = recording();
    let keep = RecordedOptions {
        real_numbers: true,
        area: Some([40.0, 179.0, 42.0, -178.0]),
        ..RecordedOptions::default()
    };
    let one = day(&all, &keep);
    assert_eq!(one.vessels, 1);
    assert!(one.toml.contains("431123456") && !one.toml.contains("REAL NAME"));
    let few = RecordedOptions {
        vessels_max: 1,
        ..RecordedOptions::default()
    };
    assert_eq!((day(&all, &few).vessels, day(&all, &few).left_out), (1, 1));
    let late = RecordedOptions {
        from: Some(at(300.0)),
        hours: 2.0,
        ..RecordedOptions::default()
    };
    assert_eq!(day(&all, &late).start, at(300.0));
    let nowhere = RecordedOptions {
        area: Some([0.0, 0.0, 1.0, 1.0]),
        ..RecordedOptions::default()
    };
    let mut recorder = Recorder::default();
    all.iter().for_each(|it| recorder.take(it, &nowhere));
    assert_eq!(recorder.finish(&nowhere), None);
}

#[test]
fn faults_of_a_track_are_told_by_line() {
    for (track, key) in [
        ("track = [0, 40, 179, 5, 41]", "track"),
        ("track = [5, 40, 179, 5, 41, 179]", "track"),
        ("track = [0, 40, 179, 5, 141, 179]", "track"),
        ("track = [0, 40, 179, 5, 41, 179]\nquiet = [9, 3]", "quiet"),
    ] {
        let text = format!(
            "{}[[recorded]]\nid = \"x\"\ngear = \"merchant\"\nflag = \"PAN\"\n{track}\n",
            BASE.replace("use = [\"day\"]\n", "")
        );
        let faults = lint("base", &text, &|_| None);
        assert_eq!(faults.len(), 1, "{track}: {faults:?}");
        assert!(format!("{:?}", faults[0]).contains(key), "{faults:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_recording_in_any_order_gives_one_sound_fragment(
        reports in prop::collection::vec((0_u32..4, 0.0..1_500.0_f64, -85.0..85.0_f64, -200.0..200.0_f64), 2..60),
        seed in 0_u64..9,
    ) {
        let options = RecordedOptions { seed, ..RecordedOptions::default() };
        let numbers = [431_000_001, 412_000_002, 211_000_003, 351_000_004];
        let mut all: Vec<Observation> = reports
            .iter()
            .map(|(ship, minutes, lat, lon)| heard(numbers[*ship as usize], *minutes, *lat, *lon))
            .collect();
        let told = |all: &[Observation]| {
            let mut recorder = Recorder::default();
            all.iter().for_each(|it| recorder.take(it, &options));
            recorder.finish(&options)
        };
        let one = told(&all);
        all.reverse();
        prop_assert_eq!(&one, &told(&all));
        if let Some(day) = one {
            let fragments = |name: &str| (name == "day").then(|| day.toml.clone());
            prop_assert_eq!(lint("base", BASE, &fragments), Vec::new());
        }
    }
}
