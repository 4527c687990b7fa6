//! One look of a sensor against tracks: who is on AIS, who is not, who was missed.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_sea::{Polygon, Position, Time, destination};
use vigie_watch::detection::{
    Detection, Fit, MatchConfig, MotionModel, Ping, Scene, SceneResult, SensorKind, TrackView,
    Verdict, learn_motion, match_scene, samples_of_track, scene_events,
};

fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

fn ping(minutes: i64, position: Position, sog: f64, cog: f64) -> Ping {
    Ping {
        time: Time::from_s(1_000_000 + minutes * 60),
        position,
        sog_kn: Some(sog),
        cog_deg: Some(cog),
    }
}

fn track(id: &str, before: Option<Ping>, after: Option<Ping>) -> TrackView {
    TrackView {
        id: id.to_owned(),
        class: "*".to_owned(),
        length_m: Some(55.0),
        before,
        after,
    }
}

fn scene(places: &[Position], box_deg: [f64; 4]) -> Scene {
    let [west, south, east, north] = box_deg;
    let ring = vec![[west, south], [east, south], [east, north], [west, north]];
    Scene {
        id: "s".to_owned(),
        platform: String::new(),
        sensor: SensorKind::Sar,
        traits: SensorKind::Sar.traits(),
        time: Time::from_s(1_000_000),
        footprint: Some(Polygon::new(&[ring]).unwrap()),
        satellite: None,
        detections: places
            .iter()
            .enumerate()
            .map(|(n, p)| Detection {
                id: n.to_string(),
                scene: "s".to_owned(),
                time: Time::from_s(1_000_000),
                position: *p,
                length_m: Some(60.0),
                confidence: None,
                witness: None,
            })
            .collect(),
    }
}

fn judge(scene: &Scene, tracks: &[TrackView]) -> SceneResult {
    match_scene(
        scene,
        tracks,
        &MotionModel::default(),
        &MatchConfig::default(),
    )
}

/// D6: a detection at 179.99° W of a vessel last heard at 179.99° E.
#[test]
fn a_match_across_180_and_a_dark_ship_far_from_it() {
    let look = scene(
        &[at(45.0, -179.99), at(45.8, -179.2)],
        [179.0, 44.0, 181.0, 46.0],
    );
    let tracks = [track(
        "ship",
        Some(ping(-5, at(45.0, 179.99), 10.2, 90.0)),
        None,
    )];
    let result = judge(&look, &tracks);
    let [seen, dark] = result.detections.as_slice() else {
        panic!("two")
    };
    assert_eq!(seen.verdict, Verdict::OnAis, "{seen:?}");
    assert_eq!(seen.assigned.as_deref(), Some("ship"));
    assert!(seen.candidates[0].offset_m < 200.0);
    assert_eq!(seen.candidates[0].fit, Fit::Formula);
    assert_eq!(dark.verdict, Verdict::Dark, "{dark:?}");
    assert!(result.tracks[0].inside.unwrap() > 0.99);
    assert!(result.tracks[0].detected > 0.95);
}

/// The nearest detection is not always the vessel's: two detections, two vessels, one could be either.
#[test]
fn all_are_weighed_at_once() {
    let base = at(30.0, 150.0);
    let east = |km: f64| destination(base, 90.0, km * 1e3);
    let look = scene(&[east(0.0), east(3.0)], [149.0, 29.0, 151.0, 31.0]);
    // "a" is heard a moment ago beside the first; "b" lies between both and is nearer to the first.
    let tracks = [
        track("a", Some(ping(-1, east(0.1), 0.2, 0.0)), None),
        track("b", Some(ping(-60, east(1.3), 1.0, 0.0)), None),
    ];
    let assigned: Vec<Option<String>> = judge(&look, &tracks)
        .detections
        .into_iter()
        .map(|d| d.assigned)
        .collect();
    assert_eq!(assigned, [Some("a".to_owned()), Some("b".to_owned())]);
}

#[test]
fn a_vessel_that_the_radar_must_have_seen_is_told() {
    let look = scene(&[at(30.5, 150.5)], [149.0, 29.0, 151.0, 31.0]);
    let mut loud = track("loud", Some(ping(-2, at(29.7, 149.6), 10.0, 0.0)), None);
    loud.length_m = Some(200.0);
    let away = track("away", Some(ping(-2, at(35.0, 149.6), 10.0, 0.0)), None);
    let old = track("old", Some(ping(-13 * 60, at(30.5, 150.5), 0.0, 0.0)), None);
    let result = judge(&look, &[loud, away, old]);
    assert_eq!(result.tracks.len(), 2, "13 h is too old");
    assert!(result.tracks[0].missed > 0.95, "{:?}", result.tracks[0]);
    assert!(result.tracks[1].inside.unwrap() < 1e-9);
    assert!(result.tracks[1].missed < 1e-9);
    assert!(result.detections[0].dark > 0.9);
}

#[test]
fn two_pings_place_a_track_better_than_one_and_learning_narrows_it() {
    // Ships that keep course and speed but for a bend every three hours.
    let mut samples = Vec::new();
    for ship in 0..4 {
        let (mut place, mut pings) = (at(30.0 + f64::from(ship), 179.0), Vec::new());
        for minute in 0..2_000 {
            let cog = f64::from((minute / 180) * 40 + ship * 77 % 360).rem_euclid(360.0);
            pings.push(ping(i64::from(minute), place, 10.5, cog));
            place = destination(place, cog, 10.5 * 1_852.0 / 60.0);
        }
        samples.extend(samples_of_track("cargo", &ship.to_string(), &pings));
    }
    let model = learn_motion(&samples, "drawn ships");
    assert_eq!(model, learn_motion(&samples, "drawn ships"));
    let start = at(10.0, 20.0);
    let now = destination(start, 90.0, 10.5 * 1_852.0 * 0.5);
    let end = destination(start, 90.0, 10.5 * 1_852.0);
    let before = Some(ping(-30, start, 10.5, 90.0));
    let one = track("x", before, None);
    let two = track("x", before, Some(ping(30, end, 10.5, 90.0)));
    let time = Time::from_s(1_000_000);
    let density = |model: &MotionModel, t: &TrackView| {
        let place = model.place(t, time).unwrap();
        (place.fit, place.per_km2(now, 100.0))
    };
    let (fit_one, by_one) = density(&model, &one);
    let (fit_two, by_two) = density(&model, &two);
    assert_eq!((fit_one, fit_two), (Fit::OnePing, Fit::TwoPings));
    let (_, by_formula) = density(&MotionModel::default(), &one);
    // On the true course both say the same place; two pings must not lose to one.
    assert!(by_two > 0.98 * by_one, "{by_two} {by_one}");
    assert!(by_one > 3.0 * by_formula, "{by_one} {by_formula}");
    let text = serde_json::to_string(&model).unwrap();
    assert_eq!(serde_json::from_str::<MotionModel>(&text).unwrap(), model);
}

proptest! {
    /// Any scene anywhere: probabilities are probabilities, no track is used twice, and moving the world
    /// by a turn of longitude changes nothing.
    #[test]
    fn sound_for_any_scene(
        lon in -180.0_f64..180.0,
        ships in prop::collection::vec((-0.4_f64..0.4, -0.4_f64..0.4, 0.0_f64..15.0, 0.0_f64..359.0, 1_i64..300), 0..7),
        seen in prop::collection::vec((-0.4_f64..0.4, -0.4_f64..0.4), 0..7),
    ) {
        let told = |lon: f64| {
            let places: Vec<Position> = seen.iter().map(|(y, x)| at(40.0 + y, lon + x)).collect();
            let tracks: Vec<TrackView> = ships
                .iter()
                .enumerate()
                .map(|(n, (y, x, sog, cog, age))| {
                    track(&n.to_string(), Some(ping(-age, at(40.0 + y, lon + x), *sog, *cog)), None)
                })
                .collect();
            judge(&scene(&places, [lon - 0.5, 39.5, lon + 0.5, 40.5]), &tracks)
        };
        let (here, there) = (told(lon), told(lon + 90.0));
        prop_assert_eq!(here.detections.len(), seen.len());
        let mut used = std::collections::BTreeSet::new();
        for (a, b) in here.detections.iter().zip(&there.detections) {
            prop_assert!((0.0..=1.0).contains(&a.dark));
            prop_assert!((a.dark - b.dark).abs() < 0.02, "{} {}", a.dark, b.dark);
            if let Some(track) = &a.assigned {
                prop_assert!(used.insert(track.clone()));
            }
        }
        for t in &here.tracks {
            prop_assert!((0.0..=1.0).contains(&t.missed) && (0.0..=1.000_001).contains(&t.detected));
        }
    }
}

#[test]
fn the_built_in_model_was_learnt_and_carries_its_sheet() {
    let model = MotionModel::builtin();
    assert!(model.data_sheet.contains("Apache-2.0"));
    let ship = track("x", Some(ping(-30, at(10.0, 20.0), 10.5, 90.0)), None);
    let place = model.place(&ship, Time::from_s(1_000_000)).unwrap();
    assert_eq!(place.fit, Fit::OnePing);
}

/// Ten thousand detections and far more tracks than are near: each is still matched with its own, at the pole too.
#[test]
fn a_crowd_is_matched_ship_by_ship_over_the_pole_and_across_180() {
    for middle in [at(89.8, 0.0), at(45.0, 180.0)] {
        let place =
            |n: u32| destination(middle, f64::from(n % 360), 30_000.0 + 60.0 * f64::from(n));
        let places: Vec<Position> = (0..1_500).map(place).collect();
        let mut look = scene(&places, [-180.0, 80.0, 180.0, 90.0]);
        look.footprint = None;
        let own = |n: u32| track(&n.to_string(), Some(ping(-1, place(n), 0.3, 0.0)), None);
        let mut tracks: Vec<TrackView> = (0..1_500).filter(|n| n % 10 != 0).map(own).collect();
        tracks.extend((0..3_000).map(|n| {
            let far = destination(middle, f64::from(n), 2_000_000.0 + f64::from(n));
            track(&format!("far{n}"), Some(ping(-1, far, 9.0, 0.0)), None)
        }));
        let result = judge(&look, &tracks);
        assert_eq!(result.detections.len(), 1_500);
        let right = |d: &&vigie_watch::detection::DetectionResult| {
            let is_heard = !d.detection.is_multiple_of(10);
            let own = d.detection.to_string();
            match &d.assigned {
                Some(track) => is_heard && *track == own,
                None => !is_heard && d.dark > 0.5,
            }
        };
        let right = result.detections.iter().filter(right).count();
        assert!(right >= 1_425, "{right} at {middle:?}");
    }
}

/// A look at one thing, whose producer tells neither length nor outline.
#[test]
fn one_detection_alone_is_dark_or_on_ais_by_who_is_near() {
    let mut look = scene(&[at(-60.0, 179.999)], [179.0, -61.0, 181.0, -59.0]);
    (look.footprint, look.detections[0].length_m) = (None, None);
    let near = track("near", Some(ping(-2, at(-60.0, -179.999), 0.5, 0.0)), None);
    let far = track("far", Some(ping(-2, at(-62.0, -179.999), 0.5, 0.0)), None);
    assert_eq!(judge(&look, &[near]).detections[0].verdict, Verdict::OnAis);
    let alone = judge(&look, &[far]);
    assert_eq!(alone.detections[0].verdict, Verdict::Dark);
    assert_eq!(alone.tracks[0].inside, None);
    // No ping, or none within 200 nm: the node hears no AIS there, and nobody can say what has none.
    let other_ocean = track("other", Some(ping(-2, at(50.0, -30.0), 0.5, 0.0)), None);
    for tracks in [vec![], vec![other_ocean]] {
        let unheard = judge(&look, &tracks);
        assert!(!unheard.ais_heard && unheard.detections[0].verdict == Verdict::Uncertain);
        let config = MatchConfig::default();
        assert!(unheard.detections[0].dark < config.told_from);
        assert_eq!(scene_events(&look, &unheard, &config, "test"), []);
    }
}

/// Two detections of one look, 3,000 km apart: the node hears ships around the one and none around the other.
#[test]
fn hearing_is_judged_at_the_place_of_each_detection() {
    let mut look = scene(
        &[at(41.08, -178.57), at(20.0, -150.0)],
        [179.0, 39.0, 181.0, 42.0],
    );
    look.footprint = None;
    let ship = track("1-1", Some(ping(-2, at(41.5, 179.9), 0.5, 0.0)), None);
    let result = judge(&look, &[ship]);
    let [near, far] = result.detections.as_slice() else {
        panic!("two")
    };
    assert!(near.ais_heard && near.verdict == Verdict::Dark, "{near:?}");
    assert!(!far.ais_heard && far.verdict == Verdict::Uncertain);
    assert!(result.ais_heard && (result.expected_dark - near.dark).abs() < 1e-9);
    for told_from in [0.5, 0.0] {
        let config = MatchConfig {
            told_from,
            ..MatchConfig::default()
        };
        let events = scene_events(&look, &result, &config, "test");
        let places: Vec<Position> = events.iter().map(|e| e.start.position).collect();
        assert_eq!(places, [near_place(&look)]);
    }
}

fn near_place(look: &Scene) -> Position {
    look.detections[0].position
}

/// Numbers that are small are told with their digits, not as 0.
#[test]
fn a_small_density_is_told_with_its_digits() {
    let look = scene(&[at(45.0, 180.0)], [178.0, 43.0, 182.0, 47.0]);
    let ship = track("1-1", Some(ping(-30, at(45.2, 180.0), 8.0, 0.0)), None);
    let result = judge(&look, &[ship]);
    let events = scene_events(&look, &result, &MatchConfig::default(), "test");
    let [event] = events.as_slice() else {
        panic!("one event: {result:?}")
    };
    let told = event.evidence.numbers["alone_per_km2"].unwrap();
    let said = result.detections[0].alone_per_km2;
    assert!(
        said < 1e-3 && (told / said - 1.0).abs() < 1e-5,
        "{told} {said}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is further away than any candidate can reach says nothing of what is here: with and without a footprint.
    #[test]
    fn a_far_detection_changes_no_other(
        lat in -70.0_f64..70.0,
        lon in -180.0_f64..180.0,
        ships in prop::collection::vec((-0.4_f64..0.4, -0.4_f64..0.4, 0.0_f64..12.0, 0.0_f64..359.0, 1_i64..120), 1..7),
        seen in prop::collection::vec((-0.4_f64..0.4, -0.4_f64..0.4), 1..7),
        bearing in 0.0_f64..360.0,
        far_km in 350.0_f64..6_000.0,
        has_footprint in any::<bool>(),
    ) {
        let middle = at(lat, lon);
        let mut places: Vec<Position> = seen.iter().map(|(y, x)| at(lat + y, lon + x)).collect();
        let tracks: Vec<TrackView> = ships
            .iter()
            .enumerate()
            .map(|(n, (y, x, sog, cog, age))| {
                track(&n.to_string(), Some(ping(-age, at(lat + y, lon + x), *sog, *cog)), None)
            })
            .collect();
        let look = |places: &[Position]| {
            let mut look = scene(places, [lon - 15.0, lat - 15.0, lon + 15.0, lat + 15.0]);
            if !has_footprint {
                look.footprint = None;
            }
            judge(&look, &tracks)
        };
        let before = look(&places);
        places.push(destination(middle, bearing, far_km * 1e3));
        let after = look(&places);
        for (a, b) in before.detections.iter().zip(&after.detections) {
            prop_assert!((a.dark - b.dark).abs() < 0.02, "{} {}", a.dark, b.dark);
        }
    }
}
