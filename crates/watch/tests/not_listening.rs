//! The node says when it did not listen: what nobody listened for is no silence of a vessel.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use proptest::prelude::*;
use sea::{at, seen};
use vigie_sea::{Span, Time, destination};
use vigie_watch::{
    AisClass, Change, Context, Event, EventKind, Observation, ReceptionMap, Rules, ShoreMap, Watch,
};

const HOUR_MS: i64 = 3_600_000;

fn hour(h: i64) -> Time {
    Time::from_ms(Time::parse("2024-07-01T00:00:00Z").unwrap().ms() + h * HOUR_MS)
}

fn span(from_h: i64, to_h: i64) -> Span {
    Span {
        start: hour(from_h),
        end: hour(to_h),
    }
}

/// 800 km from shore, well heard everywhere.
fn open_sea() -> Context {
    let mut reception = ReceptionMap::default();
    let mut raster = String::from("lat,lon,distance_from_shore_m\n");
    for (lat, lon) in (30..60).flat_map(|lat| (-180..180).map(move |lon| (lat, lon))) {
        raster.push_str(&format!("{lat},{lon},800000\n"));
        let middle = at(f64::from(lat) + 0.5, f64::from(lon) + 0.5);
        reception.set(middle, AisClass::A, 200.0);
    }
    Context {
        reception,
        shore: ShoreMap::from_csv(raster.as_bytes()).unwrap(),
        ..Context::default()
    }
}

/// A ship on her way, heard every quarter of an hour by these feeds in turn, silent between two hours.
fn ship(mmsi: u32, feeds: &[u16], silent: std::ops::Range<i64>) -> Vec<Observation> {
    (0..60 * 4)
        .filter(|quarter| !silent.contains(&(quarter / 4)))
        .map(|quarter| {
            let home = at(44.0, 179.0 + f64::from(mmsi % 10) * 0.3);
            let place = destination(home, 90.0, quarter as f64 * 2_000.0);
            let time = hour(0).plus_ms(quarter * HOUR_MS / 4 + i64::from(mmsi % 7) * 1_000);
            let mut heard = seen(mmsi, time, place, 4.0);
            heard.feed = feeds[quarter as usize % feeds.len()];
            heard.receiver = u32::from(heard.feed);
            heard
        })
        .collect()
}

fn sorted(mut all: Vec<Observation>) -> Vec<Observation> {
    all.sort_by_key(|o| (o.time, o.mmsi));
    all
}

/// Pushes everything; the notices are told before the first observation at or after their hour of telling.
fn changes(heard: &[Observation], notices: &[(i64, u16, Span)], live: bool) -> Vec<Change> {
    let mut watch = Watch::new(Rules::builtin(), open_sea());
    let mut waiting: Vec<(i64, u16, Span)> = notices.to_vec();
    waiting.sort_by_key(|(told_h, ..)| *told_h);
    let mut waiting = waiting.into_iter().peekable();
    let mut out = Vec::new();
    for observation in heard {
        while let Some((_, feed, span)) = waiting.next_if(|(h, ..)| hour(*h) <= observation.time) {
            watch.not_listening(feed, span);
        }
        watch.push(observation.clone());
        if live {
            watch.advance(observation.time);
            out.append(&mut watch.drain());
        }
    }
    for (_, feed, span) in waiting {
        watch.not_listening(feed, span);
    }
    watch.finish();
    out.append(&mut watch.drain());
    out
}

fn gaps(changes: &[Change]) -> Vec<&Event> {
    changes
        .iter()
        .map(|c| &c.event)
        .filter(|e| e.kind == EventKind::Gap)
        .collect()
}

fn code<'a>(event: &'a Event, name: &str) -> &'a str {
    event.evidence.codes.get(name).map_or("", String::as_str)
}

fn text(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|c| serde_json::to_string(c).unwrap())
        .collect()
}

#[test]
fn without_a_notice_a_lone_ship_is_suspected() {
    let heard = ship(412_000_001, &[1], 20..40);
    let all = changes(&heard, &[], false);
    assert_eq!(code(gaps(&all).last().unwrap(), "assessment"), "supported");
    assert!(
        !gaps(&all)
            .last()
            .unwrap()
            .evidence
            .codes
            .contains_key("condition_listening")
    );
}

#[test]
fn the_nodes_own_downtime_is_marked_and_at_no_moment_called_disabling() {
    let heard = ship(412_000_001, &[1], 20..40);
    for live in [false, true] {
        // After the restart, before anything else is heard.
        let all = changes(&heard, &[(39, 0, span(20, 40))], live);
        assert!(!gaps(&all).is_empty());
        for gap in gaps(&all) {
            assert_eq!(code(gap, "assessment"), "not-supported", "{gap:?}");
            assert_eq!(code(gap, "condition_listening"), "not-met");
            assert!(code(gap, "reasons").contains("not-listening"));
            assert_eq!(gap.rule.name, "gap.silence");
        }
        let closed = gaps(&all).last().unwrap().evidence.numbers["not_listening_h"].unwrap();
        assert!((closed - 20.0).abs() < 0.3, "{closed}");
    }
}

#[test]
fn a_short_restart_excuses_nothing() {
    let heard = ship(412_000_001, &[1], 20..40);
    let all = changes(&heard, &[(29, 0, span(25, 26))], false);
    let last = gaps(&all).pop().unwrap();
    assert_eq!(code(last, "assessment"), "supported");
    assert_eq!(code(last, "condition_listening"), "met");
    assert_eq!(last.evidence.numbers["not_listening_h"], Some(1.0));
}

#[test]
fn another_feed_that_listened_leaves_the_question_open_and_a_strange_one_changes_nothing() {
    let heard = ship(412_000_001, &[1, 2], 20..40);
    let notice = |feed| [(19, feed, span(20, 40))];
    let all = changes(&heard, &notice(1), false);
    let last = gaps(&all).pop().unwrap();
    assert_eq!(code(last, "assessment"), "unknown");
    assert!(code(last, "reasons").contains("listening-unknown"));
    let all = changes(&heard, &notice(3), false);
    assert_eq!(code(gaps(&all).pop().unwrap(), "assessment"), "supported");
}

/// Told after the gap was called disabling, the notice takes that back.
#[test]
fn a_late_notice_takes_back_what_was_said() {
    let mut heard = ship(412_000_001, &[1], 20..40);
    heard.extend(ship(431_000_002, &[2], 0..0));
    let heard = sorted(heard);
    for told_h in [36, 45, 70] {
        let all = changes(&heard, &[(told_h, 1, span(20, 40))], true);
        let told = gaps(&all);
        assert!(
            told.iter().any(|g| code(g, "assessment") == "supported"),
            "{told_h}"
        );
        assert_eq!(
            code(told.last().unwrap(), "assessment"),
            "not-supported",
            "{told_h}"
        );
    }
}

/// One MMSI under which another ship goes on sending: which of them was switched off nobody knows.
#[test]
fn a_number_heard_elsewhere_is_not_called_switched_off() {
    let mut heard = ship(412_000_001, &[1], 20..40);
    for mut other in ship(412_000_001, &[1], 0..0) {
        let home = at(44.0, -140.0);
        (heard, other) = {
            if let vigie_watch::Report::Position(p) = &mut other.report {
                (p.lat_e7, p.lon_e7) = home.to_e7();
            }
            other.time = other.time.plus_ms(400_000);
            (heard, other)
        };
        heard.push(other);
    }
    let all = changes(&sorted(heard), &[], false);
    let told = gaps(&all);
    assert!(!told.is_empty());
    for gap in told {
        assert_eq!(code(gap, "assessment"), "unknown", "{gap:?}");
        assert!(code(gap, "reasons").contains("number-heard-elsewhere"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Told in time, a notice is part of the canonical input: live and archive agree byte for byte, and it
    /// does not matter in which pieces or how early it is told.
    #[test]
    fn live_and_archive_agree(
        silent_from in 5..30i64, silent_h in 0..25i64,
        from_h in 2..50i64, lasts_h in 1..30i64, feed in 0..3u16, early_h in 1..40i64,
    ) {
        let mut heard = ship(412_000_001, &[1], silent_from..silent_from + silent_h);
        heard.extend(ship(431_000_002, &[1, 2], 8..28));
        let heard = sorted(heard);
        let whole = [(from_h - 1, feed, span(from_h, from_h + lasts_h))];
        let archive = text(&changes(&heard, &whole, false));
        prop_assert_eq!(&archive, &text(&changes(&heard, &whole, true)));
        let sooner = [((from_h - early_h).max(0), feed, whole[0].2)];
        prop_assert_eq!(&archive, &text(&changes(&heard, &sooner, true)));
        let middle = from_h + lasts_h / 2;
        let pieces = [
            (from_h - 1, feed, span(middle, from_h + lasts_h)),
            (from_h - 1, feed, span(from_h, middle)),
        ];
        let last = |changes: Vec<Change>| {
            let mut events = std::collections::BTreeMap::new();
            for mut change in changes {
                change.event.revision = 0;
                events.insert(change.event.id.clone(), change.event);
            }
            events
        };
        prop_assert_eq!(
            last(changes(&heard, &whole, false)),
            last(changes(&heard, &pieces, true))
        );
    }
}
