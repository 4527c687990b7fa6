//! VMS against AIS: what is told, and what is not.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use proptest::prelude::*;
use sea::{at, code, number, of_kind, seen, standing, watched};
use vigie_sea::{Position, Time, destination};
use vigie_watch::{
    Context, Event, EventKind, EventState, Observation, Rules, SourceKind, Watch, canonical,
};

const SHIP: u32 = 431_000_001;
const OTHER: u32 = 431_000_002;
const HOUR: i64 = 3_600;

/// Where a ship of 8 kn is that crosses 180° eastwards.
fn way(s: i64) -> Position {
    destination(at(42.0, 179.0), 90.0, 8.0 * 0.514_444 * s as f64)
}

fn ais(mmsi: u32, s: i64, place: Position) -> Observation {
    seen(mmsi, Time::from_s(s), place, 8.0)
}

fn vms(mmsi: u32, s: i64, place: Position) -> Observation {
    Observation {
        source: SourceKind::Vms,
        feed: 2,
        ..ais(mmsi, s, place)
    }
}

/// Positions every so many minutes of a span of hours.
fn every(minutes: i64, hours: std::ops::Range<i64>) -> impl Iterator<Item = i64> {
    (hours.start * HOUR..hours.end * HOUR).step_by(usize::try_from(minutes * 60).unwrap())
}

/// A neighbour that is heard on both all the time, some miles off.
fn neighbour(hours: std::ops::Range<i64>) -> Vec<Observation> {
    let beside = |s: i64| destination(way(s), 0.0, 20_000.0);
    let by_ais = every(10, hours.clone()).map(|s| ais(OTHER, s, beside(s)));
    let by_vms = every(60, hours).map(|s| vms(OTHER, s + 700, beside(s + 700)));
    by_ais.chain(by_vms).collect()
}

fn told(all: Vec<Observation>) -> Watch {
    let mut all = all;
    all.sort_by(canonical);
    watched(Context::default(), &all)
}

fn mismatches(watch: &Watch) -> Vec<Event> {
    standing(watch, EventKind::VmsMismatch)
}

#[test]
fn a_ship_that_both_systems_see_alike_is_told_of_nothing() {
    let mut all = neighbour(0..72);
    all.extend(every(10, 0..72).map(|s| ais(SHIP, s, way(s))));
    // A NAF message may round to a whole minute of arc and of time.
    let rounded = |deg: f64| (deg * 60.0).round() / 60.0;
    all.extend(every(60, 0..72).map(|s| {
        let place = way(s + 90);
        vms(
            SHIP,
            s + 120,
            at(rounded(place.lat_deg()), rounded(place.lon_deg())),
        )
    }));
    let watch = told(all);
    assert_eq!(mismatches(&watch), []);
}

#[test]
fn silent_on_ais_where_others_are_heard() {
    let mut all = neighbour(0..72);
    all.extend(
        every(10, 0..20)
            .chain(every(10, 44..72))
            .map(|s| ais(SHIP, s, way(s))),
    );
    all.extend(every(60, 0..72).map(|s| vms(SHIP, s + 300, way(s + 300))));
    let found = mismatches(&told(all));
    assert_eq!(found.len(), 1);
    let event = &found[0];
    assert_eq!(
        (code(event, "check"), event.state),
        ("off-ais", EventState::Closed)
    );
    assert_eq!(event.start.time, Time::from_s(20 * HOUR - 600));
    assert_eq!(event.end.unwrap().time, Time::from_s(44 * HOUR));
    assert!((number(event, "silence_h") - 24.166_667).abs() < 1e-3);
    assert_eq!(number(event, "positions"), 24.0);
    assert_eq!(code(event, "others_heard"), "yes");
}

/// Nobody else is heard there either: the silence says nothing.
#[test]
fn silent_on_ais_where_nobody_is_heard_is_not_told() {
    let mut all: Vec<Observation> = every(10, 0..20).map(|s| ais(SHIP, s, way(s))).collect();
    all.extend(every(60, 0..72).map(|s| vms(SHIP, s + 300, way(s + 300))));
    // The neighbour stays where the ship was before.
    all.extend(every(10, 0..72).map(|s| ais(OTHER, s, at(30.0, 150.0))));
    assert_eq!(mismatches(&told(all)), []);
}

#[test]
fn silent_on_vms_while_others_report() {
    let mut all = neighbour(0..72);
    all.extend(every(10, 0..72).map(|s| ais(SHIP, s, way(s))));
    let reports = every(60, 0..24).chain(every(60, 40..72));
    all.extend(reports.map(|s| vms(SHIP, s + 300, way(s + 300))));
    let found = mismatches(&told(all));
    assert_eq!(found.len(), 1);
    assert_eq!(code(&found[0], "check"), "off-vms");
    assert_eq!(found[0].start.time, Time::from_s(23 * HOUR + 300));
    assert_eq!(found[0].end.unwrap().time, Time::from_s(40 * HOUR + 300));
    assert!(
        found[0]
            .refuted_by
            .contains(&"left-reporting-area".to_owned())
    );
}

/// The whole VMS feed fell silent, or was given up when the patrol ended: no ship is accused.
#[test]
fn when_no_vms_comes_at_all_nobody_is_told_of() {
    let mut all: Vec<Observation> = neighbour(0..72)
        .into_iter()
        .filter(|o| o.source == SourceKind::Ais || o.time < Time::from_s(24 * HOUR))
        .collect();
    all.extend(every(10, 0..72).map(|s| ais(SHIP, s, way(s))));
    all.extend(every(60, 0..24).map(|s| vms(SHIP, s + 300, way(s + 300))));
    assert_eq!(mismatches(&told(all)), []);
}

#[test]
fn a_ship_heard_on_one_system_only_is_not_judged() {
    let mut all = neighbour(0..72);
    all.extend(every(10, 0..72).map(|s| ais(SHIP, s, way(s))));
    all.extend(every(60, 0..72).map(|s| vms(431_000_003, s, way(s))));
    assert_eq!(mismatches(&told(all)), []);
}

#[test]
fn two_places_at_one_time() {
    let mut all = neighbour(0..48);
    all.extend(every(10, 0..48).map(|s| ais(SHIP, s, way(s))));
    // From the second day on its VMS says that it is 40 nm further north, on the other side of a border.
    all.extend(every(60, 0..48).map(|s| {
        let place = way(s + 300);
        let off_m = if s >= 24 * HOUR { 40.0 * 1_852.0 } else { 0.0 };
        vms(SHIP, s + 300, destination(place, 0.0, off_m))
    }));
    let watch = told(all);
    let found = mismatches(&watch);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (code(&found[0], "check"), found[0].state),
        ("apart", EventState::Open)
    );
    assert!((number(&found[0], "apart_nm") - 40.0).abs() < 0.5);
    assert_eq!(found[0].start.time, Time::from_s(24 * HOUR + 300));
    // She is where her radio is.
    assert_eq!(found[0].vessels[0].track, format!("{SHIP}-1"));
    let query = vigie_watch::RankQuery::default();
    let ranked = watch.ranked(&query);
    assert!(
        ranked
            .iter()
            .any(|r| r.reasons.iter().any(|r| r.code == "vms-mismatch"))
    );
}

/// VMS carries no MMSI, a list tied it to hers: where it lies off for ten hours is no second ship that shares her number, no
/// false position of her radio, no second entry of the list, and does not fall silent when she is back.
#[test]
fn vms_that_lies_off_is_no_second_ship() {
    for (first, off_nm) in [(30, 20.0), (0, 20.0), (30, 300.0)] {
        let mut all = neighbour(0..90);
        all.extend(every(5, 0..90).map(|s| ais(SHIP, s, way(s))));
        all.extend(every(60, 0..90).map(|s| {
            let is_off = (first * HOUR..(first + 10) * HOUR).contains(&s);
            let off_m = if is_off { off_nm * 1_852.0 } else { 0.0 };
            vms(SHIP, s + 60, destination(way(s + 60), 0.0, off_m))
        }));
        let watch = told(all);
        let found: Vec<Event> = watch
            .book()
            .iter()
            .filter(|e| e.vessels.iter().any(|v| v.mmsi == SHIP))
            .filter(|e| e.state != EventState::Retracted)
            // The made-up way is straighter than any ship's.
            .filter(|e| code(e, "check") != "too-smooth")
            .cloned()
            .collect();
        let kinds: Vec<_> = found.iter().map(|e| (e.kind, code(e, "check"))).collect();
        assert_eq!(
            kinds,
            [(EventKind::VmsMismatch, "apart")],
            "{first} {off_nm}"
        );
        let ranked = watch.ranked(&vigie_watch::RankQuery::default());
        let entries = ranked.iter().filter(|r| r.mmsi == SHIP).count();
        assert_eq!(entries, 1, "{first} {off_nm}");
    }
}

/// Two radios with one number, and VMS beside one of them: still two ships.
#[test]
fn vms_hides_no_ship_that_shares_a_number() {
    let mut all = neighbour(0..48);
    all.extend(every(10, 0..48).map(|s| ais(SHIP, s, way(s))));
    all.extend(every(10, 0..48).map(|s| ais(SHIP, s + 150, at(20.0, 150.0))));
    all.extend(every(60, 0..48).map(|s| vms(SHIP, s + 60, way(s + 60))));
    let shared = standing(&told(all), EventKind::SharedMmsi);
    assert_eq!(shared.len(), 1, "{shared:#?}");
}

/// A ship that only VMS follows falls silent: told as before, whatever number she has.
#[test]
fn the_silence_of_a_ship_of_vms_alone_is_still_told() {
    for number in [431_000_003, vigie_watch::UNNUMBERED_MIN + 9] {
        let mut all = neighbour(0..96);
        let off = |s| destination(way(s), 180.0, 90_000.0);
        all.extend(every(60, 0..24).map(|s| vms(number, s, off(s))));
        let watch = told(all);
        let gaps = standing(&watch, EventKind::Gap);
        let of_her = gaps.iter().filter(|e| e.vessels[0].mmsi == number).count();
        assert_eq!(of_her, 1, "{number}");
        assert_eq!(watch.vessels().filter(|v| v.mmsi == number).count(), 1);
    }
}

/// Reports that come hours late withdraw what their absence told.
#[test]
fn late_vms_reports_withdraw_a_silence() {
    let mut watch = Watch::new(vigie_watch::Rules::builtin(), Context::default());
    let mut all = neighbour(0..40);
    all.extend(every(10, 0..40).map(|s| ais(SHIP, s, way(s))));
    all.extend(every(60, 0..24).map(|s| vms(SHIP, s + 300, way(s + 300))));
    all.sort_by(canonical);
    all.into_iter().for_each(|o| watch.push(o));
    assert_eq!(mismatches(&watch).len(), 1);
    let told = |watch: &Watch| {
        let all = of_kind(watch, EventKind::VmsMismatch);
        let since = Time::from_s(23 * HOUR + 300);
        all.into_iter().find(|e| e.start.time == since).unwrap()
    };
    // One report: the silence lasted until then.
    watch.push(vms(SHIP, 30 * HOUR, way(30 * HOUR)));
    watch.finish();
    let ended = told(&watch);
    assert_eq!(ended.state, EventState::Closed);
    assert_eq!(ended.end.unwrap().time, Time::from_s(30 * HOUR));
    // Those before it: there was none.
    for hour in 24..30 {
        watch.push(vms(SHIP, hour * HOUR, way(hour * HOUR)));
    }
    watch.finish();
    let withdrawn = told(&watch);
    assert_eq!(withdrawn.state, EventState::Retracted);
    assert_eq!(
        withdrawn.retraction.unwrap().reason,
        "late-positions-inside"
    );
}

proptest! {
    /// Two honest systems on any course, with gaps of any kind in both and nobody else around, accuse nobody.
    #[test]
    fn silences_alone_accuse_nobody(
        lat in -80.0..80.0f64, lon in -180.0..180.0f64, course in 0.0..360.0f64,
        steps in prop::collection::vec((any::<bool>(), 60..40_000i64), 1..120),
    ) {
        let mut s = 0;
        let all: Vec<Observation> = steps.into_iter().map(|(by_vms, step)| {
            s += step;
            let place = destination(at(lat, lon), course, 4.0 * s as f64);
            if by_vms { vms(SHIP, s, place) } else { ais(SHIP, s, place) }
        }).collect();
        prop_assert_eq!(mismatches(&told(all)), []);
    }
}

/// As a live node has it: AIS as it is sent, VMS so many minutes later, the clock as they arrive.
fn told_live(mut all: Vec<Observation>, vms_late_min: i64) -> Watch {
    let arrives = |o: &Observation| match o.source {
        SourceKind::Vms => o.time.plus_ms(vms_late_min * 60_000),
        _ => o.time,
    };
    all.sort_by(|a, b| arrives(a).cmp(&arrives(b)).then_with(|| canonical(a, b)));
    let mut watch = Watch::new(Rules::builtin(), Context::default());
    for observation in all {
        let clock = arrives(&observation);
        watch.push(observation);
        watch.advance(clock);
    }
    watch.finish();
    watch
}

#[test]
fn vms_that_comes_later_than_the_watch_waits_tells_the_same() {
    let mut dark = neighbour(0..72);
    dark.extend(every(10, 0..20).map(|s| ais(SHIP, s, way(s))));
    dark.extend(every(60, 0..72).map(|s| vms(SHIP, s + 300, way(s + 300))));
    let mut apart = neighbour(0..48);
    apart.extend(every(10, 0..48).map(|s| ais(SHIP, s, way(s))));
    apart.extend(every(60, 0..48).map(|s| {
        let true_place = way(s + 300);
        let away_m = if s > 12 * HOUR { 40_000.0 } else { 0.0 };
        vms(SHIP, s + 300, destination(true_place, 180.0, away_m))
    }));
    let mut silent = neighbour(0..72);
    silent.extend(every(10, 0..72).map(|s| ais(SHIP, s, way(s))));
    let reports = every(60, 0..24).chain(every(60, 40..72));
    silent.extend(reports.map(|s| vms(SHIP, s + 300, way(s + 300))));
    for (all, check) in [(dark, "off-ais"), (apart, "apart"), (silent, "off-vms")] {
        for minutes in [3, 25, 55] {
            let found = mismatches(&told_live(all.clone(), minutes));
            let checks: Vec<&str> = found.iter().map(|it| code(it, "check")).collect();
            assert_eq!(checks, [check], "{minutes} min late");
            assert_eq!(found[0].vessels[0].mmsi, SHIP);
            if check == "off-vms" {
                let span = (found[0].start.time, found[0].end.unwrap().time);
                let hours = [23, 40].map(|hour| Time::from_s(hour * HOUR + 300));
                assert_eq!(span, hours.into(), "{minutes} min late");
            }
        }
    }
}

/// A ship that reports again and then sends what it had stored was not silent, whatever the order of what it had stored.
#[test]
fn reports_that_were_stored_withdraw_a_silence_that_had_ended() {
    let stored = every(60, 24..40).map(|s| vms(SHIP, s + 300, way(s + 300)));
    let stored: Vec<Observation> = stored.collect();
    let mixed = [3, 11, 0, 15, 7, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14];
    for order in [(0..16).collect(), (0..16).rev().collect(), mixed.to_vec()] {
        let order: Vec<usize> = order;
        let mut watch = Watch::new(Rules::builtin(), Context::default());
        let mut all = neighbour(0..48);
        all.extend(every(10, 0..48).map(|s| ais(SHIP, s, way(s))));
        let reports = every(60, 0..24).chain(every(60, 40..48));
        all.extend(reports.map(|s| vms(SHIP, s + 300, way(s + 300))));
        all.sort_by(canonical);
        all.into_iter().for_each(|o| watch.push(o));
        assert_eq!(mismatches(&watch).len(), 1);
        // One or two of them leave most of the silence as it was.
        for at in order.iter().take(2) {
            watch.push(stored[*at].clone());
        }
        assert_eq!(mismatches(&watch).len(), 1, "{order:?}");
        for at in order.iter().skip(2) {
            watch.push(stored[*at].clone());
        }
        watch.finish();
        assert_eq!(mismatches(&watch), [], "{order:?}");
    }
}

/// A place at 0° N 0° E is no place, however late it comes: it puts no ship in two places.
#[test]
fn late_vms_without_a_place_says_nothing() {
    let mut all = neighbour(0..24);
    all.extend(every(10, 0..24).map(|s| ais(SHIP, s, way(s))));
    all.extend(every(60, 0..24).map(|s| vms(SHIP, s + 300, at(0.0, 0.0))));
    assert_eq!(mismatches(&told_live(all, 40)), []);
}

/// What a stored VMS report changes of a silence of AIS rests on VMS, and was known when it came, not before.
#[test]
fn what_late_vms_tells_rests_on_vms_and_is_known_when_it_comes() {
    let mut watch = Watch::new(Rules::builtin(), Context::default());
    let mut all: Vec<Observation> = every(10, 0..6).map(|s| ais(SHIP, s, way(s))).collect();
    all.extend(every(10, 40..48).map(|s| ais(SHIP, s, way(s))));
    all.extend(every(10, 0..48).map(|s| ais(OTHER, s, destination(way(s), 0.0, 5_000.0))));
    all.sort_by(canonical);
    all.into_iter().for_each(|o| watch.push(o));
    watch.advance(Time::from_s(48 * HOUR));
    let gaps = standing(&watch, EventKind::Gap);
    assert_eq!(gaps.len(), 1);
    assert!(!gaps[0].evidence.codes.contains_key("rests_on"));
    watch.drain();
    watch.push(vms(SHIP, 20 * HOUR, way(20 * HOUR)));
    watch.finish();
    let changes = watch.drain();
    let gaps: Vec<_> = changes
        .iter()
        .filter(|c| c.event.kind == EventKind::Gap)
        .collect();
    assert!(gaps.len() >= 2, "the silence is two now: {changes:#?}");
    for change in gaps {
        assert_eq!(code(&change.event, "rests_on"), "vms", "{change:#?}");
        assert!(change.at >= Time::from_s(47 * HOUR), "{change:#?}");
    }
}

#[test]
fn a_ship_of_vms_alone_is_shown_though_each_report_is_late() {
    const UNHEARD: u32 = 431_000_003;
    let mut all = neighbour(0..24);
    all.extend(every(60, 0..24).map(|s| vms(UNHEARD, s, destination(way(s), 180.0, 90_000.0))));
    let watch = told_live(all, 40);
    let shown: Vec<_> = watch.vessels().filter(|v| v.mmsi == UNHEARD).collect();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].last.time, Time::from_s(23 * HOUR));
    assert_eq!(shown[0].positions, 24);
    assert!(watch.counts().late_news >= 20);
    assert_eq!(mismatches(&watch), []);
}
