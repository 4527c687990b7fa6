//! Ships that are never heard again leave nothing open and nothing in memory.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use std::collections::BTreeMap;

use sea::{at, code, seen, watched};
use vigie_sea::{AreaSet, Time};
use vigie_watch::{Context, EventKind, EventState};

const DAY: i64 = 86_400;

const AREA: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"bank","properties":{},
    "geometry":{"type":"Polygon","coordinates":[[[179,40],[181,40],[181,42],[179,42]]]}}]}"#;

#[test]
fn a_visit_of_a_ship_that_is_never_heard_again_ends_where_she_was_last() {
    let (areas, _) = AreaSet::from_geojson(AREA, "chart").unwrap();
    let context = Context {
        areas,
        ..Context::default()
    };
    let data: Vec<_> = (0..48)
        .map(|i| {
            let place = at(41.0, 179.9 + i as f64 * 0.002);
            seen(412_000_001, Time::from_s(i * 600), place, 1.0)
        })
        .collect();
    let mut watch = watched(context, &data);
    watch.advance(Time::from_s(44 * DAY));
    let is_open =
        |e: &vigie_watch::Event| e.kind == EventKind::AreaVisit && e.state == EventState::Open;
    assert!(watch.book().iter().any(is_open), "she may still be there");
    watch.drain();
    watch.advance(Time::from_s(48 * DAY));
    let changes = watch.drain();
    let visits = changes.iter().map(|c| &c.event);
    let last = visits
        .rev()
        .find(|e| e.kind == EventKind::AreaVisit)
        .unwrap();
    assert_eq!(last.state, EventState::Closed);
    assert_eq!(code(last, "ended_by"), "not-heard-again");
    assert_eq!(last.end.unwrap().time, Time::from_s(47 * 600));
    assert_eq!(watch.vessels().count() + watch.book().iter().count(), 0);
}

/// Whoever asks only how events ended is told that of each, the forgotten ones too.
#[test]
fn last_states_are_those_of_the_last_changes() {
    let visit = |mmsi: u32, from_s: i64| {
        (0..48).map(move |i| {
            let place = at(41.0, 178.9 + i as f64 * 0.05);
            seen(mmsi, Time::from_s(from_s + i * 600), place, 9.0)
        })
    };
    let all: Vec<_> = visit(412_000_001, 0)
        .chain(visit(412_000_002, 100 * DAY))
        .collect();
    let watch = |last_only: bool| {
        let context = Context {
            areas: AreaSet::from_geojson(AREA, "chart").unwrap().0,
            ..Context::default()
        };
        let mut watch = vigie_watch::Watch::new(vigie_watch::Rules::builtin(), context);
        if last_only {
            watch.keep_last_states();
        }
        for observation in &all {
            watch.push_in_order(observation.clone());
        }
        watch.finish_in_order(Time::from_s(101 * DAY));
        watch
    };
    let mut changed = BTreeMap::new();
    for change in watch(false).drain() {
        changed.insert(change.event.id.clone(), change.event);
    }
    let mut watch = watch(true);
    assert!(watch.drain().is_empty());
    let forgotten = watch.drain_forgotten();
    assert!(!forgotten.is_empty() && watch.book().iter().count() > 0);
    let mut last = BTreeMap::new();
    for event in forgotten.iter().chain(watch.book().iter()) {
        last.insert(event.id.clone(), event.clone());
    }
    assert_eq!(last, changed);
}
