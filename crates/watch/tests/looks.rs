//! What a look says beside what is dark: ships that it should have shown, and lights that bear out fishing by night.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod sea;

use sea::{at, code, number, of_kind, seen, watched};
use vigie_sea::{Polygon, Position, Time, destination};
use vigie_watch::detection::{
    Detection, MatchConfig, MotionModel, Ping, Scene, SensorKind, TrackView, lit_vessels,
    match_scene, unseen_events,
};
use vigie_watch::{
    Context, Event, EventKind, EventState, IdentityReport, Lit, Observation, Reception, Report,
    SourceKind, Watch,
};

const LOOK_S: i64 = 1_000_000;

fn lying(mmsi: u32, place: Position, length_m: Option<f64>) -> TrackView {
    let ping = |minutes: i64| Ping {
        time: Time::from_s(LOOK_S + minutes * 60),
        position: place,
        sog_kn: Some(0.2),
        cog_deg: Some(0.0),
    };
    TrackView {
        id: format!("{mmsi}-1"),
        class: "*".to_owned(),
        length_m,
        before: Some(ping(-4)),
        after: Some(ping(5)),
    }
}

/// A look of two degrees around 45°N 180°, with one ship far from its middle.
fn look(sensor: SensorKind, places: &[Position]) -> Scene {
    let ring = vec![[179.0, 44.0], [181.0, 44.0], [181.0, 46.0], [179.0, 46.0]];
    let of = |(n, place): (usize, &Position)| Detection {
        id: n.to_string(),
        scene: "S1".to_owned(),
        time: Time::from_s(LOOK_S),
        position: *place,
        length_m: Some(90.0),
        confidence: None,
        witness: None,
    };
    Scene {
        id: "S1".to_owned(),
        platform: String::new(),
        sensor,
        traits: sensor.traits(),
        time: Time::from_s(LOOK_S),
        footprint: Some(Polygon::new(&[ring]).unwrap()),
        satellite: None,
        detections: places.iter().enumerate().map(of).collect(),
    }
}

fn unseen(scene: &Scene, tracks: &[TrackView]) -> Vec<Event> {
    let config = MatchConfig::default();
    let result = match_scene(scene, tracks, &MotionModel::default(), &config);
    unseen_events(scene, &result, tracks, &config, "test")
}

#[test]
fn a_ship_surely_inside_and_not_shown_is_told_with_little_confidence() {
    let (ship, other) = (at(45.0, 180.0), at(45.7, -179.3));
    let radar = look(SensorKind::Sar, &[other]);
    let tracks = [
        lying(412_000_001, ship, Some(100.0)),
        lying(412_000_002, other, Some(90.0)),
    ];
    let told = unseen(&radar, &tracks);
    assert_eq!(told.len(), 1, "{told:?}");
    let event = &told[0];
    assert_eq!(event.kind, EventKind::ImplausiblePosition);
    assert_eq!(code(event, "check"), "not-seen");
    assert_eq!(event.rule.name, "implausible_position.not-seen");
    assert!((0.1..=0.2).contains(&event.confidence), "{event:?}");
    assert!(number(event, "look_inside_probability") >= 0.9);
    assert!(number(event, "detected_probability") <= 0.1);
    assert!(number(event, "recall_probability") >= 0.9);
    assert!((number(event, "ping_before_min") - 4.0).abs() < 1e-9);
    assert_eq!(event.evidence.places["ping_after"], ship);
    assert!(event.refuted_by.iter().any(|c| c == "sensor-missed"));
    // Shown, or not surely inside, or of a length that is missed or not known.
    let shown = look(SensorKind::Sar, &[other, destination(ship, 10.0, 60.0)]);
    assert_eq!(unseen(&shown, &tracks), []);
    let one = |place: Position, length_m: Option<f64>| {
        unseen(&radar, &[lying(412_000_001, place, length_m)]).len()
    };
    assert_eq!(one(ship, Some(100.0)), 1);
    assert_eq!(one(at(46.0, 180.0), Some(100.0)), 0);
    assert_eq!(one(ship, Some(25.0)), 0);
    assert_eq!(one(ship, None), 0);
}

#[test]
fn only_imagery_that_shows_ships_speaks_against_one() {
    let (ship, other) = (at(45.0, 180.0), at(45.7, -179.3));
    let tracks = [lying(412_000_001, ship, Some(200.0))];
    for sensor in [SensorKind::Viirs, SensorKind::Rf, SensorKind::Sighting] {
        let mut scene = look(sensor, &[other]);
        // However well it would see.
        scene.traits.seen_most = 0.99;
        assert_eq!(unseen(&scene, &tracks), [], "{sensor:?}");
    }
    // A look that shows none of four ships is wrong itself.
    let fleet: Vec<TrackView> = (0_u32..4)
        .map(|n| {
            let place = at(44.5 + 0.2 * f64::from(n), 179.6);
            lying(412_000_010 + n, place, Some(150.0))
        })
        .collect();
    assert_eq!(unseen(&look(SensorKind::Sar, &[other]), &fleet), []);
    // Two ships under one MMSI: nobody knows which.
    let mut twin = lying(412_000_001, other, Some(200.0));
    twin.id = "412000001-2".to_owned();
    let both = [tracks[0].clone(), twin];
    assert_eq!(unseen(&look(SensorKind::Sar, &[other]), &both), []);
}

#[test]
fn weighed_again_it_is_withdrawn() {
    let ship = at(45.0, 180.0);
    let tracks = [lying(412_000_001, ship, Some(100.0))];
    let told = unseen(&look(SensorKind::Sar, &[at(45.7, -179.3)]), &tracks);
    let id = told[0].id.clone();
    let mut watch = watched(Context::default(), &[]);
    let now = Time::from_s(LOOK_S + 3_600);
    watch.tell_scene(now, "S1", told);
    let state = |watch: &Watch| watch.book().get(&id).map(|e| e.state);
    assert_eq!(state(&watch), Some(EventState::Closed));
    watch.tell_scene(now, "another", Vec::new());
    assert_eq!(state(&watch), Some(EventState::Closed));
    watch.tell_scene(now, "S1", Vec::new());
    assert_eq!(state(&watch), Some(EventState::Retracted));
    let retraction = watch.book().get(&id).unwrap().retraction.clone();
    assert_eq!(retraction.unwrap().reason, "look-weighed-again");
}

const JIGGER: u32 = 412_000_001;

/// A squid boat adrift for a day; noon at 180° is midnight UTC.
fn night_at_sea() -> Vec<Observation> {
    let start = Time::parse("2024-07-01T00:00:00Z").unwrap();
    let identity = Observation {
        time: start,
        mmsi: JIGGER,
        source: SourceKind::Ais,
        feed: 0,
        receiver: 0,
        reception: Reception::Satellite,
        report: Report::Identity(Box::new(IdentityReport {
            gear: Some("squid_jigger".to_owned()),
            ..IdentityReport::default()
        })),
    };
    let drift = (0..288_i64).map(|step| {
        let place = destination(at(42.0, 179.5), 90.0, 0.6 * 1_852.0 / 12.0 * step as f64);
        let mut seen = seen(JIGGER, start.plus_ms(step * 300_000), place, 0.6);
        if let Report::Position(p) = &mut seen.report {
            p.cog_ddeg = Some(900);
        }
        seen
    });
    let mut all: Vec<Observation> = drift.collect();
    all.insert(1, identity);
    all
}

fn fishing(watch: &Watch) -> Event {
    let found = of_kind(watch, EventKind::Fishing);
    found
        .into_iter()
        .find(|e| code(e, "method") == "slow-by-night")
        .unwrap()
}

#[test]
fn a_light_bears_out_fishing_by_night_and_can_be_taken_back() {
    let mut watch = watched(Context::default(), &night_at_sea());
    let before = fishing(&watch);
    let lit = |mmsi: u32, time: Time| [Lit { mmsi, time }];
    let inside = before.start.time.plus_ms(3_600_000);
    let now = watch.now().unwrap();
    for (mmsi, time) in [
        (JIGGER + 1, inside),
        (JIGGER, before.start.time.plus_ms(-3_600_000)),
    ] {
        watch.tell_lights(now, "V1", &lit(mmsi, time));
        assert_eq!(fishing(&watch), before);
    }
    watch.tell_lights(now, "V1", &lit(JIGGER, inside));
    let after = fishing(&watch);
    assert_eq!(code(&after, "lit"), "V1");
    assert_eq!(code(&after, "validated"), "no");
    assert!((after.confidence - before.confidence - 0.05).abs() < 1e-9);
    assert_eq!(after.revision, before.revision + 1);
    // The same again, and another look of the same night, add nothing.
    watch.tell_lights(now, "V1", &lit(JIGGER, inside));
    watch.tell_lights(now, "V2", &lit(JIGGER, inside));
    assert_eq!(fishing(&watch), after);
    // A replay that takes it up again comes to the same bytes.
    let mut again = watched(Context::default(), &night_at_sea());
    again.recall_light(&after.id, "V1");
    assert_eq!(fishing(&again), after);
    watch.tell_lights(now, "V1", &[]);
    let back = fishing(&watch);
    assert_eq!(back.confidence, before.confidence);
    assert_eq!(back.evidence, before.evidence);
}

#[test]
fn lights_are_given_by_night_looks_only_to_whom_they_surely_belong() {
    let place = at(45.0, 180.0);
    let tracks = [lying(JIGGER, place, Some(60.0))];
    let config = MatchConfig::default();
    let given = |sensor: SensorKind, light: Position| {
        let scene = look(sensor, &[light]);
        let result = match_scene(&scene, &tracks, &MotionModel::default(), &config);
        lit_vessels(&scene, &result, &config)
    };
    let lit = given(SensorKind::Viirs, destination(place, 20.0, 300.0));
    assert_eq!(lit.first().map(|l| l.mmsi), Some(JIGGER), "{lit:?}");
    assert_eq!(given(SensorKind::Sar, place), []);
    assert_eq!(given(SensorKind::Viirs, at(45.7, -179.3)), []);
}

/// What a look shows where it did not look speaks neither for it nor against a ship.
#[test]
fn a_detection_outside_the_footprint_does_not_make_a_look_trusted() {
    let ship = at(45.0, 180.0);
    // Three more ships inside that the look does not show, and three far outside of it that it is said to show.
    let outside = [at(60.0, 179.0), at(60.5, 179.0), at(61.0, 179.0)];
    let hidden = [at(45.6, 179.5), at(44.4, 179.5), at(45.6, 180.5)];
    let mut tracks = vec![lying(412_000_001, ship, Some(150.0))];
    for (mmsi, place) in (412_000_002..).zip(outside.iter().chain(&hidden)) {
        tracks.push(lying(mmsi, *place, Some(150.0)));
    }
    let scene = look(SensorKind::Sar, &outside);
    assert_eq!(unseen(&scene, &tracks), []);
    // A look that shows the ships inside is believed where it does not show one.
    let scene = look(SensorKind::Sar, &hidden);
    assert_eq!(unseen(&scene, &tracks).len(), 1);
}
