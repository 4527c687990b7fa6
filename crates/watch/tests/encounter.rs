//! Meetings at sea: the reference code's three known faults, both presets, and laws that hold anywhere.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_sea::{Position, Time, destination, distance_m};
use vigie_watch::{
    AisClass, Context, Detector, EncounterConfig, EncounterDetector, EncounterPresetName, Event,
    EventBook, EventState, Fix, IdentityReport, Reception, SourceKind,
};

fn ms(text: &str) -> i64 {
    Time::parse(text).unwrap().ms()
}

fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

fn ping(slot: u32, time_ms: i64, position: Position, sog_kn: f64, cog_deg: f64) -> Fix {
    Fix {
        mmsi: 412_000_001 + slot,
        track: 1,
        slot,
        time: Time::from_ms(time_ms),
        position,
        sog_kn: Some(sog_kn),
        cog_deg: Some(cog_deg),
        nav_status: None,
        class: AisClass::A,
        source: SourceKind::Ais,
        reception: Reception::Satellite,
        receiver: 0,
        before: None,
    }
}

fn config(preset: EncounterPresetName) -> EncounterConfig {
    EncounterConfig {
        presets: vec![preset],
        ..EncounterConfig::default()
    }
}

fn run(preset: EncounterPresetName, mut fixes: Vec<Fix>, hours_after: i64) -> Vec<Event> {
    fixes.sort_by_key(|f| (f.time, f.mmsi));
    let mut detector = EncounterDetector::new(config(preset), "test");
    let (context, mut book) = (Context::default(), EventBook::default());
    let end = fixes.last().unwrap().time;
    for fix in &fixes {
        detector.fix(fix, &context, &mut book);
    }
    detector.tick(end.plus_ms(hours_after * 3_600_000), &context, &mut book);
    if hours_after >= 12 {
        assert_eq!(
            detector.pairs_held(),
            0,
            "a pair is forgotten after its patience"
        );
        assert_eq!(detector.due(), None);
    }
    book.iter().cloned().collect()
}

const BOTH: [EncounterPresetName; 2] = [EncounterPresetName::Standard, EncounterPresetName::Short];

/// Case D1: together for three hours, six hours at ten knots before and after.
fn d1(start: &str) -> Vec<Fix> {
    let start_ms = ms(start);
    let mut fixes = Vec::new();
    for (slot, home) in [(0, at(45.0, 160.0)), (1, at(45.001, 160.001))] {
        // Each comes from and leaves to its own side.
        let away = if slot == 0 { 270.0 } else { 90.0 };
        for step in 0..=(15 * 12) {
            let t = start_ms + (step - 72) * 300_000;
            let minutes_off = match step {
                s if s < 72 => (72 - s) * 5,
                s if s > 108 => (s - 108) * 5,
                _ => 0,
            };
            let metres = minutes_off as f64 * 60.0 * 10.0 * 1852.0 / 3600.0;
            let place = destination(home, away, metres);
            let sog = if minutes_off == 0 { 0.5 } else { 10.0 };
            fixes.push(ping(slot, t, place, sog, away));
        }
    }
    fixes
}

#[test]
fn d1_one_encounter_across_midnight() {
    for preset in BOTH {
        for start in [
            "2024-07-01T22:30:00Z",
            "2024-07-01T10:00:00Z",
            "2024-02-28T22:30:00Z",
        ] {
            let events = run(preset, d1(start), 24);
            assert_eq!(events.len(), 1, "{preset:?} {start}");
            let event = &events[0];
            assert_eq!(event.state, EventState::Closed);
            assert_eq!(event.start.time.ms(), ms(start));
            assert_eq!(event.end.unwrap().time.ms(), ms(start) + 3 * 3_600_000);
            assert_eq!(event.evidence.numbers["duration_min"], Some(180.0));
            assert_eq!(event.evidence.numbers["pings_first"], Some(37.0));
            assert!((event.evidence.numbers["distance_median_m"].unwrap() - 136.2).abs() < 1.0);
            assert!(event.evidence.numbers["median_speed_kn"].unwrap() < 2.0);
            assert_eq!(event.evidence.series["distance_m"].len(), 19);
        }
    }
}

#[test]
fn d2_two_pings_each_are_no_meeting() {
    for preset in BOTH {
        let mut fixes = Vec::new();
        for (slot, place) in [(0, at(45.0, 160.0)), (1, at(45.001, 160.0))] {
            for minute in [5, 15] {
                let t = ms("2024-07-01T10:00:00Z") + minute * 60_000;
                fixes.push(ping(slot, t, place, 0.3, 90.0));
            }
        }
        assert!(run(preset, fixes, 24).is_empty(), "{preset:?}");
    }
}

/// Case D3: adrift eastward at 1 kn for four hours, a ping every 20 minutes.
fn d3(lon: f64, late_ms: i64) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for (slot, from, shift_ms) in [(0, at(45.0, lon), 0), (1, at(45.001, lon), late_ms)] {
        for step in 0..=12 {
            let t = ms("2024-07-01T10:00:00Z") + step * 1_200_000 + shift_ms;
            let hours = (step * 1_200_000 + shift_ms) as f64 / 3.6e6;
            fixes.push(ping(
                slot,
                t,
                destination(from, 90.0, hours * 1852.0),
                1.0,
                90.0,
            ));
        }
    }
    fixes
}

#[test]
fn d3_one_event_across_180() {
    for preset in BOTH {
        for late_ms in [0, 8 * 60_000] {
            let home = run(preset, d3(179.96, late_ms), 24);
            let there = run(preset, d3(-20.0, late_ms), 24);
            assert_eq!((home.len(), there.len()), (1, 1), "{preset:?} {late_ms}");
            for (event, lon) in [(&home[0], 180.0), (&there[0], -20.0)] {
                let mut places = vec![event.start.position, event.end.unwrap().position];
                places.extend(event.evidence.places.values());
                for p in places {
                    let off = vigie_sea::lon_delta_deg(lon, p.lon_deg()).abs();
                    assert!(off < 0.2, "{p:?}");
                }
            }
            let minutes = |e: &Event| e.evidence.numbers["duration_min"];
            assert_eq!(minutes(&home[0]), minutes(&there[0]));
            assert!(minutes(&home[0]).unwrap() >= 230.0);
        }
    }
}

#[test]
fn an_open_meeting_is_told_before_it_ends_and_close_meetings_are_one() {
    let (a, b) = (at(0.0, 10.0), at(0.001, 10.0));
    let far = at(0.1, 10.0);
    let hour = 3_600_000;
    let meet = |from_h: f64, to_h: f64, apart_until_h: f64| {
        let mut fixes = Vec::new();
        let (from, to, until) = (from_h * 6.0, to_h * 6.0, apart_until_h * 6.0);
        for step in from as i64..=until as i64 {
            let t = step * 600_000;
            fixes.push(ping(0, t, a, 0.2, 0.0));
            let place = if (step as f64) <= to { b } else { far };
            fixes.push(ping(1, t, place, 0.2, 0.0));
        }
        fixes
    };
    let open = run(EncounterPresetName::Standard, meet(0.0, 3.0, 3.0), 0);
    assert_eq!(open[0].state, EventState::Open);

    let mut three_apart = meet(0.0, 2.0, 5.0);
    three_apart.extend(meet(5.5, 8.0, 9.0));
    let joined = run(EncounterPresetName::Standard, three_apart, 24);
    assert_eq!(joined.len(), 1);
    assert_eq!(joined[0].end.unwrap().time.ms(), 8 * hour);

    let mut five_apart = meet(0.0, 2.0, 7.0);
    five_apart.extend(meet(7.5, 10.0, 11.0));
    assert_eq!(run(EncounterPresetName::Standard, five_apart, 24).len(), 2);
}

#[test]
fn steaming_in_company_is_no_meeting_but_stopping_after_it_is() {
    let steam = |hours: i64, then_stop: i64| {
        let mut fixes = Vec::new();
        for (slot, lat) in [(0, 20.0), (1, 20.002)] {
            for step in 0..=(hours + then_stop) * 6 {
                let under_way = step.min(hours * 6);
                let place = destination(at(lat, 150.0), 90.0, under_way as f64 / 6.0 * 18_520.0);
                fixes.push(ping(slot, step * 600_000, place, 10.0, 90.0));
            }
        }
        fixes
    };
    assert!(run(EncounterPresetName::Standard, steam(12, 0), 24).is_empty());
    let stopped = run(EncounterPresetName::Standard, steam(12, 6), 24);
    assert_eq!(stopped.len(), 1);
    assert!(stopped[0].evidence.numbers["duration_min"].unwrap() >= 360.0);
}

#[test]
fn beacons_on_gear_do_not_meet() {
    let name = |text: &str| IdentityReport {
        name: Some(text.to_owned()),
        ..IdentityReport::default()
    };
    let mut fixes = d1("2024-07-01T22:30:00Z");
    fixes.sort_by_key(|f| (f.time, f.mmsi));
    let told = |when: &str| {
        let when = Time::from_ms(ms(when));
        let mut detector = EncounterDetector::new(config(EncounterPresetName::Standard), "test");
        let (context, mut book) = (Context::default(), EventBook::default());
        let mut known = false;
        for fix in &fixes {
            if fix.time >= when && !known {
                known = true;
                detector.identity(1, 412_000_002, when, &name("NET 64%"), &context, &mut book);
            }
            detector.fix(fix, &context, &mut book);
        }
        book.iter().cloned().collect::<Vec<_>>()
    };
    assert!(told("2024-07-01T20:00:00Z").is_empty());
    let late = told("2024-07-02T02:00:00Z");
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].state, EventState::Retracted);
    assert_eq!(
        late[0].retraction.as_ref().unwrap().reason,
        "vessel-is-gear"
    );
}

#[test]
fn a_carrier_and_a_fishing_vessel_are_named_as_such() {
    let mut detector = EncounterDetector::new(config(EncounterPresetName::Standard), "test");
    let (context, mut book) = (Context::default(), EventBook::default());
    let mut fixes = d1("2024-07-01T22:30:00Z");
    fixes.sort_by_key(|f| (f.time, f.mmsi));
    let gear = |text: &str| IdentityReport {
        gear: Some(text.to_owned()),
        ..IdentityReport::default()
    };
    let start = fixes[0].time;
    detector.identity(
        0,
        412_000_001,
        start,
        &gear("squid_jigger"),
        &context,
        &mut book,
    );
    detector.identity(1, 412_000_002, start, &gear("carrier"), &context, &mut book);
    for fix in &fixes {
        detector.fix(fix, &context, &mut book);
    }
    let event = book.iter().next().unwrap();
    assert_eq!(event.evidence.codes["pair"], "carrier-fishing");
    assert_eq!(event.vessels[0].role, "fishing");
    assert_eq!(event.vessels[1].role, "carrier");
    assert!(
        event.id.starts_with("encounter-412000001-1-412000002-1-"),
        "{}",
        event.id
    );
}

#[test]
fn a_fleet_adrift_together_stays_bounded() {
    let mut detector = EncounterDetector::new(config(EncounterPresetName::Standard), "test");
    let (context, mut book) = (Context::default(), EventBook::default());
    for step in 0..24i64 {
        for slot in 0..600u32 {
            let place = at(
                40.0 + f64::from(slot % 25) * 1e-4,
                170.0 + f64::from(slot / 25) * 1e-4,
            );
            detector.fix(
                &ping(slot, step * 600_000, place, 0.5, 0.0),
                &context,
                &mut book,
            );
        }
    }
    assert!(
        detector.pairs_held() <= 600 * 24,
        "{}",
        detector.pairs_held()
    );
    assert!(detector.pairs_skipped() > 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the meridian, latitude, hour and ping phase, the same meeting is found once.
    #[test]
    fn the_same_meeting_anywhere_and_anytime(
        lat in -89.0..89.0f64, lon in -180.0..180.0f64,
        start_min in 0i64..1_440, phase_s in 0i64..600, bearing in 0.0..360.0f64,
    ) {
        let start_ms = ms("2024-02-28T00:00:00Z") + start_min * 60_000;
        let home = at(lat, lon);
        let mut fixes = Vec::new();
        for (slot, from) in [(0, home), (1, destination(home, bearing, 200.0))] {
            for step in 0..=36i64 {
                let t = start_ms + step * 600_000 + i64::from(slot) * phase_s * 1_000;
                let metres = (t - start_ms) as f64 / 3.6e6 * 1_852.0;
                fixes.push(ping(slot, t, destination(from, bearing, metres), 1.0, bearing));
            }
        }
        let near_pole = distance_m(home, at(90.0, 0.0)).min(distance_m(home, at(-90.0, 0.0)));
        prop_assume!(near_pole > 50_000.0);
        let events = run(EncounterPresetName::Standard, fixes, 24);
        prop_assert_eq!(events.len(), 1);
        let minutes = events[0].evidence.numbers["duration_min"].unwrap();
        prop_assert!((340.0..=380.0).contains(&minutes), "{}", minutes);
    }
}

/// A satellite hears both every 70 minutes: nothing between is interpolated, yet they are never apart.
#[test]
fn silence_does_not_part_two_vessels_but_being_seen_apart_does() {
    let sparse = |apart_at: Option<i64>| {
        let mut fixes = Vec::new();
        for step in 0..=5i64 {
            for (slot, place) in [(0, at(10.0, 179.999)), (1, at(10.001, 179.999))] {
                let t = step * 70 * 60_000;
                let away = slot == 1 && apart_at == Some(step);
                let place = if away {
                    destination(place, 0.0, 5_000.0)
                } else {
                    place
                };
                fixes.push(ping(slot, t, place, 0.4, 0.0));
            }
        }
        fixes
    };
    let together = run(EncounterPresetName::Standard, sparse(None), 24);
    assert_eq!(together.len(), 1);
    assert_eq!(
        together[0].evidence.numbers["longest_silence_min"],
        Some(50.0)
    );
    assert!(run(EncounterPresetName::Standard, sparse(Some(2)), 24).len() <= 1);
    let split = run(EncounterPresetName::Standard, sparse(Some(1)), 24);
    assert!(split.iter().all(|e| e.start.time.ms() > 70 * 60_000));
}

/// Company under way before and after a stop is no part of the meeting.
#[test]
fn the_meeting_begins_where_they_stopped() {
    let mut fixes = Vec::new();
    for (slot, lat) in [(0, 20.0), (1, 20.002)] {
        for step in 0..=90i64 {
            let under_way = step.min(30) + (step - 60).max(0);
            let place = destination(at(lat, 150.0), 90.0, under_way as f64 / 6.0 * 18_520.0);
            fixes.push(ping(slot, step * 600_000, place, 10.0, 90.0));
        }
    }
    let events = run(EncounterPresetName::Standard, fixes, 24);
    assert_eq!(events.len(), 1);
    let minute = |t: Time| t.ms() / 60_000;
    assert_eq!(minute(events[0].start.time), 300);
    assert_eq!(minute(events[0].end.unwrap().time), 600);
}

/// A carrier is heard as she comes up at ten knots, then not for 75 minutes: she stopped in silence. The first
/// contact rests on reckoning beyond her last position, and still the meeting is heard for hours.
#[test]
fn a_carrier_that_arrives_in_silence_is_met() {
    for lon in [179.96, 10.0] {
        let meeting = at(41.35, lon);
        let minute = 60_000;
        let mut fixes = Vec::new();
        for step in 0..60 {
            fixes.push(ping(0, step * 10 * minute, meeting, 0.2, 90.0));
        }
        // Arrives from the south, last heard six minutes before she stops.
        for m in (0..=174).step_by(6) {
            let off_m = (180 - m) as f64 * 60.0 * 10.3 * 1_852.0 / 3_600.0 + 150.0;
            let place = destination(meeting, 180.0, off_m);
            fixes.push(ping(1, m * minute, place, 10.3, 0.0));
        }
        let beside = destination(meeting, 180.0, 150.0);
        for m in [255, 257, 290, 330, 331, 380, 430, 470] {
            fixes.push(ping(1, m * minute, beside, 0.3, 90.0));
        }
        let away = destination(meeting, 180.0, 20_000.0);
        fixes.push(ping(1, 560 * minute, away, 11.0, 180.0));
        let events = run(EncounterPresetName::Standard, fixes, 24);
        assert_eq!(events.len(), 1, "{lon}");
        let numbers = &events[0].evidence.numbers;
        assert!(numbers["duration_min"].unwrap() >= 210.0, "{numbers:?}");
        assert!(
            numbers["pings_span_second_min"].unwrap() >= 210.0,
            "{numbers:?}"
        );
    }
}

/// Both presets at once: each tells its own event and names itself; forty minutes are only a short one.
#[test]
fn both_presets_at_once() {
    let told = |hours: f64, apart_m: f64| {
        let mut fixes = Vec::new();
        for step in 0..=60i64 {
            let together = step as f64 * 10.0 <= hours * 60.0;
            let place = destination(
                at(44.0, 179.999),
                90.0,
                if together { apart_m } else { 9_000.0 },
            );
            fixes.push(ping(0, step * 600_000, at(44.0, 179.999), 0.3, 90.0));
            fixes.push(ping(1, step * 600_000, place, 0.3, 90.0));
        }
        fixes.sort_by_key(|f| (f.time, f.mmsi));
        let mut detector = EncounterDetector::new(EncounterConfig::default(), "test");
        let (context, mut book) = (Context::default(), EventBook::default());
        let end = fixes.last().unwrap().time;
        fixes
            .iter()
            .for_each(|fix| detector.fix(fix, &context, &mut book));
        detector.tick(end.plus_ms(24 * 3_600_000), &context, &mut book);
        let mut told: Vec<(String, String)> = book
            .iter()
            .map(|e| (e.rule.name.clone(), e.evidence.codes["preset"].clone()))
            .collect();
        told.sort();
        told
    };
    let both = |names: &[&str]| -> Vec<(String, String)> {
        let pair = |n: &&str| (format!("encounter.{n}"), (*n).to_owned());
        names.iter().map(pair).collect()
    };
    assert_eq!(told(0.7, 100.0), both(&["short"]));
    assert_eq!(told(0.7, 300.0), both(&[]));
    assert_eq!(told(3.0, 300.0), both(&["standard"]));
    assert_eq!(told(3.0, 100.0), both(&["short", "standard"]));
}

/// Two ships heard every fifty minutes for `hours`, side by side as far as reckoning goes.
fn reckoned_together(hours: i64, detector: &mut EncounterDetector, book: &mut EventBook) {
    let context = Context::default();
    for step in 0..=hours * 60 / 50 {
        for slot in [0, 1] {
            let place = at(10.0 + f64::from(slot) * 0.001, 179.999);
            let fix = ping(slot, step * 50 * 60_000, place, 0.4, 0.0);
            detector.fix(&fix, &context, book);
        }
    }
}

fn late(minute: i64, place: Position, detector: &mut EncounterDetector, book: &mut EventBook) {
    let fix = Fix {
        slot: u32::MAX,
        ..ping(1, minute * 60_000, place, 0.4, 0.0)
    };
    let now = Time::from_ms(24 * 3_600_000);
    detector.late(&fix, &[1], now, &Context::default(), book);
}

/// A satellite brings hours later what it heard between: the ship was elsewhere. What rested on reckoning
/// across that moment goes; what is left too short is withdrawn, with the reason.
#[test]
fn a_late_position_takes_away_what_it_refutes() {
    for closed in [false, true] {
        let after = |minutes: &[i64], off_m: f64| {
            let config = config(EncounterPresetName::Standard);
            let (mut detector, mut book) =
                (EncounterDetector::new(config, "t"), EventBook::default());
            reckoned_together(4, &mut detector, &mut book);
            if closed {
                detector.tick(
                    Time::from_ms(20 * 3_600_000),
                    &Context::default(),
                    &mut book,
                );
            }
            let before = book.iter().next().unwrap().clone();
            let place = destination(at(10.001, 179.999), 0.0, off_m);
            minutes
                .iter()
                .for_each(|m| late(*m, place, &mut detector, &mut book));
            let event = book.iter().next().unwrap().clone();
            assert_eq!(book.iter().count(), 1);
            (before, event)
        };
        let (before, event) = after(&[75, 125], 50.0);
        assert_eq!(
            before, event,
            "a late position beside the other changes nothing"
        );
        let (before, event) = after(&[75], 500_000.0);
        assert_eq!(
            before, event,
            "a position half the ocean away is of another ship"
        );
        let (before, event) = after(&[25], 5_000.0);
        assert_eq!(event.evidence.codes["edited"], "late-positions-inside");
        assert!(event.start.time > before.start.time, "{event:?}");
        assert_eq!((event.state, &event.id), (before.state, &before.id));
        let (_, event) = after(&[25, 75, 125, 175], 5_000.0);
        assert_eq!(event.state, EventState::Retracted);
        assert_eq!(event.retraction.unwrap().reason, "late-positions-inside");
    }
}
