//! Gaps: against plain pairs, across 180°, with late data, and the labelled disabling case.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use sea::{at, code, number, of_kind, seen, shared, standing, time, watched};
use vigie_sea::{Position, Time, destination};
use vigie_watch::{
    AisClass, Context, EventKind, EventState, Observation, Reception, ReceptionMap, Rules,
    ShoreMap, SourceKind, Watch,
};

const H: i64 = 3_600;

/// Positions every `step_s` from `from_s` to `to_s` (Unix), drifting east at 4 kn.
fn drift(mmsi: u32, from_s: i64, to_s: i64, step_s: i64) -> Vec<Observation> {
    let start = at(45.0, 170.0);
    (from_s..=to_s)
        .step_by(usize::try_from(step_s).unwrap())
        .map(|s| {
            let m = s as f64 * 4.0 * 1_852.0 / 3_600.0;
            seen(mmsi, Time::from_s(s), destination(start, 90.0, m), 4.0)
        })
        .collect()
}

fn gaps(observations: &[Observation]) -> Vec<vigie_watch::Event> {
    standing(&watched(Context::default(), observations), EventKind::Gap)
}

#[test]
fn a_silence_longer_than_the_rule_is_a_gap_and_one_just_as_long_is_not() {
    let mut quiet = drift(1, 0, H, 600);
    quiet.extend(drift(1, 13 * H, 14 * H, 600));
    assert!(gaps(&quiet).is_empty());
    let mut longer = drift(1, 0, H, 600);
    longer.extend(drift(1, 13 * H + 1, 14 * H, 600));
    let found = gaps(&longer);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, "gap-1-1-3600");
    assert_eq!(found[0].state, EventState::Closed);
    assert!((number(&found[0], "implied_speed_kn") - 4.0).abs() < 0.02);
    assert_eq!(number(&found[0], "positions_before"), 7.0);
    assert_eq!(number(&found[0], "positions_before_satellite"), 7.0);
}

#[test]
fn the_threshold_is_a_rule() {
    let mut quiet = drift(1, 0, H, 600);
    quiet.extend(drift(1, 6 * H, 7 * H, 600));
    let rules = Rules::parse("[gap]\nsilence_h = 4").unwrap();
    let mut watch = Watch::new(rules, Context::default());
    quiet.iter().for_each(|o| watch.push(o.clone()));
    watch.finish();
    assert_eq!(of_kind(&watch, EventKind::Gap).len(), 1);
}

#[test]
fn an_open_gap_is_told_by_event_time_and_its_region_grows() {
    let mut watch = watched(Context::default(), &drift(431_000_007, 0, H, 600));
    watch.advance(Time::from_s(13 * H + 11 * 60));
    let changes = watch.drain();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].at, Time::from_ms((13 * H) * 1_000 + 1));
    assert_eq!(changes[0].event.state, EventState::Open);
    let radius_m = number(&changes[0].event, "possible_radius_m");
    watch.advance(Time::from_s(60 * H));
    let changes = watch.drain();
    assert_eq!(changes.len(), 2, "told again at 24 h and 48 h");
    assert!(number(&changes[1].event, "possible_radius_m") > 3.9 * radius_m);
    watch.push(drift(431_000_007, 70 * H, 70 * H, 1)[0].clone());
    watch.advance(Time::from_s(71 * H));
    let changes = watch.drain();
    assert_eq!(changes.last().unwrap().event.state, EventState::Closed);
    assert_eq!(of_kind(&watch, EventKind::Gap).len(), 1);
}

/// A ship that shows itself once and is silent again is told half a day later, not when the silence before was to be told next.
#[test]
fn a_second_silence_is_told_as_soon_as_the_first() {
    let mut watch = watched(Context::default(), &drift(1, 0, 6 * H, 600));
    watch.advance(Time::from_s(126 * H));
    watch.push(drift(1, 126 * H, 126 * H, 1)[0].clone());
    watch.advance(Time::from_s(127 * H));
    watch.drain();
    watch.advance(Time::from_s(139 * H));
    let told: Vec<(Time, Time)> = watch
        .drain()
        .iter()
        .filter(|c| c.event.kind == EventKind::Gap)
        .map(|c| (c.at, c.event.start.time))
        .collect();
    let opens = Time::from_ms(138 * H * 1_000 + 1);
    assert_eq!(told, [(opens, Time::from_s(126 * H))]);
}

/// D4: the middle of a gap across 180° is there, not at Greenwich.
#[test]
fn a_gap_across_180_has_its_middle_there() {
    let observations = [
        seen(9, Time::from_s(0), at(10.0, 179.5), 4.0),
        seen(9, Time::from_s(13 * H), at(10.0, -179.5), 4.0),
    ];
    let found = gaps(&observations);
    assert_eq!(found.len(), 1);
    let middle = found[0].evidence.places["midpoint"];
    assert!(middle.lon_deg().abs() > 179.99, "{middle:?}");
    assert!((number(&found[0], "distance_m") - 109_506.0).abs() < 10.0);
}

#[test]
fn a_lone_ship_keeps_its_track_over_a_long_silence() {
    let mut quiet = drift(1, 0, 6 * H, 600);
    quiet.extend(drift(1, 40 * H, 41 * H, 600));
    let watch = watched(Context::default(), &quiet);
    assert_eq!(watch.vessels().count(), 1);
    assert_eq!(of_kind(&watch, EventKind::Gap).len(), 1);
}

fn push_late(between: i64) -> Watch {
    let mut data = drift(1, 0, 6 * H, 600);
    data.extend(drift(1, 40 * H, 48 * H, 600));
    let mut watch = Watch::new(Rules::builtin(), Context::default());
    data.iter().for_each(|o| watch.push(o.clone()));
    watch.advance(Time::from_s(48 * H));
    watch.push(drift(1, between, between, 1)[0].clone());
    watch.advance(Time::from_s(49 * H));
    watch
}

#[test]
fn a_late_position_splits_a_gap() {
    let watch = push_late(20 * H);
    assert_eq!(watch.counts().late, 1);
    let found = standing(&watch, EventKind::Gap);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].end.unwrap().time, Time::from_s(20 * H));
    assert_eq!(found[1].start.time, Time::from_s(20 * H));
    assert!(
        found
            .iter()
            .all(|e| code(e, "edited") == "late-positions-inside")
    );
}

#[test]
fn a_late_position_shortens_a_gap() {
    let found = standing(&push_late(30 * H), EventKind::Gap);
    assert_eq!(found.len(), 1);
    assert_eq!(number(&found[0], "silence_h"), 24.0);
}

#[test]
fn late_positions_retract_a_gap_with_the_reason() {
    let mut data = drift(1, 0, 6 * H, 600);
    data.extend(drift(1, 20 * H, 30 * H, 600));
    let mut watch = Watch::new(Rules::builtin(), Context::default());
    data.iter().for_each(|o| watch.push(o.clone()));
    watch.advance(Time::from_s(30 * H));
    assert_eq!(standing(&watch, EventKind::Gap).len(), 1);
    watch.push(drift(1, 13 * H, 13 * H, 1)[0].clone());
    watch.advance(Time::from_s(31 * H));
    assert!(standing(&watch, EventKind::Gap).is_empty());
    let gone = &of_kind(&watch, EventKind::Gap)[0];
    assert_eq!(
        gone.retraction.as_ref().unwrap().reason,
        "late-positions-inside"
    );
}

#[test]
fn a_late_position_retracts_an_open_gap_and_time_runs_from_there() {
    let mut watch = watched(Context::default(), &drift(1, 0, 6 * H, 600));
    watch.advance(Time::from_s(20 * H));
    watch.push(drift(1, 17 * H, 17 * H, 1)[0].clone());
    watch.advance(Time::from_s(21 * H));
    assert!(standing(&watch, EventKind::Gap).is_empty());
    watch.advance(Time::from_s(31 * H));
    let found = standing(&watch, EventKind::Gap);
    assert_eq!(found[0].start.time, Time::from_s(17 * H));
}

/// A late position from the other end of the earth is no proof that this vessel was heard.
#[test]
fn a_late_position_out_of_reach_changes_nothing() {
    let mut data = drift(1, 0, 6 * H, 600);
    data.extend(drift(1, 20 * H, 30 * H, 600));
    let mut watch = watched(Context::default(), &data);
    watch.push(seen(1, Time::from_s(13 * H), at(-45.0, 0.0), 4.0));
    watch.advance(Time::from_s(31 * H));
    assert_eq!(standing(&watch, EventKind::Gap).len(), 1);
}

/// Reception everywhere `per_day`, and the shore far away.
fn context(per_day: f64) -> Context {
    let mut reception = ReceptionMap::default();
    for lat in -90..90 {
        for lon in -180..180 {
            let place = at(f64::from(lat) + 0.5, f64::from(lon) + 0.5);
            reception.set(place, AisClass::A, per_day);
        }
    }
    let shore = "lat,lon,elevation_m,distance_from_port_m,distance_from_shore_m\n";
    let rows: String = (-90..90)
        .flat_map(|lat| (-180..180).map(move |lon| format!("{lat},{lon},-4000,900000,800000\n")))
        .collect();
    let shore = ShoreMap::from_csv(format!("{shore}{rows}").as_bytes()).unwrap();
    Context {
        reception,
        shore,
        ..Context::default()
    }
}

#[test]
fn an_outage_of_the_feed_is_not_disabling() {
    let fleet = |hours: std::ops::Range<i64>| -> Vec<Observation> {
        (2..8)
            .flat_map(|mmsi| drift(mmsi, hours.start * H, hours.end * H, 900))
            .collect()
    };
    let mut one = drift(1, 0, 20 * H, 600);
    one.extend(drift(1, 40 * H, 41 * H, 600));
    let mut outage = [one.clone(), fleet(0..20), fleet(40..41)].concat();
    outage.sort_by(vigie_watch::canonical);
    let mut alone = [one, fleet(0..41)].concat();
    alone.sort_by(vigie_watch::canonical);
    let find = |data: &[Observation]| {
        let found = standing(&watched(context(200.0), data), EventKind::Gap);
        found.into_iter().find(|e| e.vessels[0].mmsi == 1).unwrap()
    };
    let failed = find(&outage);
    assert_eq!(code(&failed, "assessment"), "not-supported");
    assert_eq!(code(&failed, "reasons"), "feed-outage");
    let silent = find(&alone);
    assert_eq!(code(&silent, "condition_feed"), "met");
    assert_eq!(
        code(&silent, "assessment"),
        "supported",
        "{:?}",
        silent.evidence
    );
}

fn by_vms(mut observation: Observation) -> Observation {
    (observation.source, observation.feed) = (SourceKind::Vms, 2);
    observation.reception = Reception::Unknown;
    observation
}

/// What VMS brings says nothing of AIS: neither that its feed was alive, nor that a ship's own set was heard.
#[test]
fn vms_reports_prove_nothing_of_ais() {
    let fleet = |from: i64, to: i64| -> Vec<Observation> {
        (2..8).flat_map(|mmsi| drift(mmsi, from, to, 900)).collect()
    };
    let find = |mut data: Vec<Observation>| {
        data.sort_by(vigie_watch::canonical);
        let found = standing(&watched(context(200.0), &data), EventKind::Gap);
        found.into_iter().find(|e| e.vessels[0].mmsi == 1).unwrap()
    };
    // AIS failed for all; the VMS of others went on.
    let mut one = drift(1, 0, 20 * H, 600);
    one.extend(drift(1, 40 * H, 41 * H, 600));
    let others = (12..18).flat_map(|mmsi| drift(mmsi, 0, 41 * H, 900));
    let others: Vec<Observation> = others.map(by_vms).collect();
    let failed = find([one, fleet(0, 20 * H), fleet(40 * H, 41 * H), others].concat());
    assert_eq!(code(&failed, "assessment"), "not-supported");
    assert_eq!(code(&failed, "reasons"), "feed-outage");
    // A ship that only VMS follows falls silent: she never had a set to switch off.
    let mut unseen = drift(1, 0, 20 * H, 1_800);
    unseen.extend(drift(1, 40 * H, 41 * H, 1_800));
    let unseen: Vec<Observation> = unseen.into_iter().map(by_vms).collect();
    let silent = find([unseen, fleet(0, 41 * H)].concat());
    assert_eq!(code(&silent, "condition_positions"), "not-met");
    assert_eq!(code(&silent, "assessment"), "not-supported");
    assert_eq!(number(&silent, "positions_before"), 0.0);
}

/// A ship that sails east at 10 kn along 45°N from 170°E and reports every ten minutes.
fn sails(mmsi: u32, from_h: i64, to_h: i64) -> Vec<Observation> {
    (from_h * 6..to_h * 6)
        .map(|i| {
            let hours = i as f64 / 6.0;
            let lon = 170.0 + hours * 10.0 / (60.0 * 45.0_f64.to_radians().cos());
            seen(mmsi, Time::from_s(i * 600), at(45.0, lon), 10.0)
        })
        .collect()
}

/// West of 176°E ships are heard well, east of it hardly.
fn half_heard() -> Context {
    let mut context = context(200.0);
    for lat in -90..90 {
        for lon in 176..180 {
            let place = at(f64::from(lat) + 0.5, f64::from(lon) + 0.5);
            context.reception.set(place, AisClass::A, 3.0);
        }
    }
    context
}

/// Heard well where it fell silent, and sailed out of what is heard: its set may have been on all the time.
#[test]
fn a_ship_that_sails_out_of_good_reception_is_not_accused() {
    let fleet = |until_h| (2..8).flat_map(move |mmsi| drift(mmsi, 0, until_h * H, 900));
    let sorted = |ship: Vec<Observation>| {
        let mut all: Vec<Observation> = ship.into_iter().chain(fleet(44)).collect();
        all.sort_by(vigie_watch::canonical);
        all
    };
    let find = |data: &[Observation]| {
        let found = standing(&watched(half_heard(), data), EventKind::Gap);
        let of_ship = found.into_iter().filter(|e| e.vessels[0].mmsi == 1);
        of_ship.min_by_key(|e| e.start.time).unwrap()
    };
    // From 174.7°E to 180° in 22 hours: six of them in the west.
    let mut gone = sails(1, 0, 20);
    gone.extend(sails(1, 42, 44));
    let gap = find(&sorted(gone));
    assert!(number(&gap, "reception_per_day") > 100.0);
    assert_eq!(code(&gap, "condition_reception"), "not-met");
    assert_eq!(code(&gap, "assessment"), "not-supported");
    assert_eq!(number(&gap, "reception_lowest_per_day"), 3.0);
    assert!(
        (number(&gap, "reception_good_h") - 6.0).abs() < 1.5,
        "{:?}",
        gap.evidence
    );
    // Still silent: it may have stayed or gone on, and nobody knows.
    let mut silent: Vec<Observation> = sails(1, 0, 20).into_iter().chain(fleet(40)).collect();
    silent.sort_by(vigie_watch::canonical);
    let gap = find(&silent);
    assert_eq!(code(&gap, "condition_reception"), "unknown");
    assert_eq!(code(&gap, "assessment"), "unknown");
    // It came back to where it was: it would have been heard.
    let mut stayed = sails(1, 0, 20);
    stayed.extend(sails(1, 20, 22).into_iter().map(|mut o| {
        o.time = o.time.plus_ms(22 * H * 1_000);
        o
    }));
    assert_eq!(code(&find(&sorted(stayed)), "assessment"), "supported");
}

/// Last heard three hours before the others fell silent too: of 17 hours of silence only five were audible.
#[test]
fn a_silence_that_begins_before_an_outage_is_not_disabling() {
    let fleet = |from: i64, to: i64| -> Vec<Observation> {
        (2..8).flat_map(|mmsi| drift(mmsi, from, to, 900)).collect()
    };
    let mut one = drift(1, 0, 20 * H, 600);
    one.extend(drift(1, 37 * H, 41 * H, 600));
    let mut data = [one, fleet(0, 23 * H), fleet(35 * H, 41 * H)].concat();
    data.sort_by(vigie_watch::canonical);
    let found = standing(&watched(context(200.0), &data), EventKind::Gap);
    let gap = found.into_iter().find(|e| e.vessels[0].mmsi == 1).unwrap();
    assert_eq!(
        code(&gap, "assessment"),
        "not-supported",
        "{:?}",
        gap.evidence
    );
    assert_eq!(code(&gap, "reasons"), "feed-outage");
    assert!(
        number(&gap, "audible_silence_h") < 6.5,
        "{:?}",
        gap.evidence
    );
}

#[test]
fn without_a_map_the_answer_is_unknown() {
    let mut one = drift(1, 0, 20 * H, 600);
    one.extend(drift(1, 40 * H, 41 * H, 600));
    let found = gaps(&one);
    assert_eq!(code(&found[0], "assessment"), "unknown");
    assert_eq!(
        code(&found[0], "reasons"),
        "shore-unknown reception-unknown"
    );
}

fn case_study() -> Option<Vec<Observation>> {
    let csv = shared("gap-casestudy/gap_positions_gfw.csv.gz")?;
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.unwrap();
        let place = Position::new(row[2].parse().unwrap(), row[3].parse().unwrap()).unwrap();
        let mut observation = seen(row[0].parse().unwrap(), time(&row[4]), place, 0.0);
        observation.reception = if &row[5] == "satellite" {
            Reception::Satellite
        } else {
            Reception::Unknown
        };
        if let vigie_watch::Report::Position(p) = &mut observation.report {
            p.sog_dkn = None;
        }
        rows.push(observation);
    }
    Some(rows)
}

fn case_context(scale: f64) -> Option<Context> {
    let raster = shared("ref-rasters-1deg/gfw_reception_quality.csv.gz")?;
    let mut reception = ReceptionMap::from_csv(&raster).unwrap();
    let off = at(-16.225, -130.386);
    let there = reception.per_day(off, AisClass::A).unwrap();
    reception.set(off, AisClass::A, there * scale);
    let sea = shared("ref-rasters-1deg/gfw_static_spatial_measures.csv.gz")?;
    Some(Context {
        reception,
        shore: ShoreMap::from_csv(&sea).unwrap(),
        ..Context::default()
    })
}

#[test]
fn the_labelled_disabling_case_is_supported_with_its_evidence() {
    let (Some(data), Some(context)) = (case_study(), case_context(1.0)) else {
        return;
    };
    let found = standing(&watched(context, &data), EventKind::Gap);
    assert_eq!(found.len(), 1);
    let gap = &found[0];
    assert_eq!(gap.start.time, time("2018-12-25T11:40:42Z"));
    assert_eq!(gap.end.unwrap().time, time("2018-12-26T04:25:31Z"));
    assert_eq!(code(gap, "assessment"), "supported", "{:?}", gap.evidence);
    assert_eq!(gap.rule.name, "gap.disabling");
    assert!((number(gap, "silence_h") - 16.747).abs() < 0.01);
    assert!((number(gap, "implied_speed_kn") - 3.77).abs() < 0.02);
    // 355 to 432 nm in the four raster cells around; the map gives what the raster proves at least.
    let shore_nm = number(gap, "shore_distance_nm");
    assert!((300.0..440.0).contains(&shore_nm), "{shore_nm}");
    assert!((number(gap, "reception_per_day") - 490.0).abs() < 10.0);
    assert_eq!(number(gap, "positions_before_satellite"), 303.0);
}

#[test]
fn the_same_gap_under_poor_reception_is_not_supported() {
    let (Some(data), Some(context)) = (case_study(), case_context(0.01)) else {
        return;
    };
    let found = standing(&watched(context, &data), EventKind::Gap);
    assert_eq!(code(&found[0], "assessment"), "not-supported");
    assert_eq!(code(&found[0], "reasons"), "poor-reception");
    assert_eq!(found[0].rule.name, "gap.silence");
}
