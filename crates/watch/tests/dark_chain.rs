//! Dark vessels: what stays dark in several looks is joined, told, listed, and withdrawn when something explains it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod sea;

use std::collections::BTreeSet;

use sea::{at, code, number, of_kind, seen, standing, watched};
use vigie_sea::{Polygon, Position, Time, destination, distance_m, lon_delta_deg};
use vigie_watch::detection::{
    Detection, LookOver, MatchConfig, MotionModel, Ping, Scene, SensorKind, TrackView, dark_name,
    is_dark_number, match_scene, scene_events,
};
use vigie_watch::{
    Context, Event, EventKind, EventState, IdentityReport, Observation, RESTS_ON, RankQuery,
    Report, Rules, SourceKind, Watch,
};

const START_S: i64 = 1_720_000_000;
const HOUR_S: i64 = 3_600;
const NM_M: f64 = 1_852.0;

fn hour(h: i64) -> Time {
    Time::from_s(START_S + h * HOUR_S)
}

/// A look of four degrees around 45°N 180°.
fn look(id: &str, hours: i64, places: &[Position]) -> Scene {
    let ring = vec![[178.0, 43.0], [182.0, 43.0], [182.0, 47.0], [178.0, 47.0]];
    let of = |(n, place): (usize, &Position)| Detection {
        id: n.to_string(),
        scene: id.to_owned(),
        time: hour(hours),
        position: *place,
        length_m: Some(60.0),
        confidence: None,
        witness: None,
    };
    Scene {
        id: id.to_owned(),
        platform: String::new(),
        sensor: SensorKind::Sar,
        traits: SensorKind::Sar.traits(),
        time: hour(hours),
        footprint: Some(Polygon::new(&[ring]).unwrap()),
        satellite: None,
        detections: places.iter().enumerate().map(of).collect(),
    }
}

/// Eight knots eastward over 180°.
fn sailing(hours: i64) -> Position {
    destination(at(45.0, 179.2), 90.0, 8.0 * NM_M * hours as f64)
}

/// At work: a mile to and fro.
fn working(hours: i64) -> Position {
    destination(
        at(43.8, -179.5),
        (hours * 77) as f64,
        NM_M * (hours / 6 % 2) as f64,
    )
}

fn looks() -> Vec<Scene> {
    [("S1", 0), ("S2", 6), ("S3", 12)]
        .map(|(id, h)| look(id, h, &[sailing(h), working(h)]))
        .to_vec()
}

/// A ship beside the look: the node hears AIS around everything in it.
fn far_off(scene: &Scene) -> TrackView {
    let ping = Ping {
        time: scene.time,
        position: at(44.4, 177.6),
        sog_kn: Some(0.0),
        cog_deg: None,
    };
    TrackView {
        id: "431000001".to_owned(),
        class: "*".to_owned(),
        length_m: None,
        before: Some(ping),
        after: None,
    }
}

/// The events of a look that no track explains.
fn dark(scene: &Scene) -> Vec<Event> {
    let config = MatchConfig::default();
    let result = match_scene(scene, &[far_off(scene)], &MotionModel::builtin(), &config);
    scene_events(scene, &result, &config, "test")
}

/// Tells scenes one after the other, each with what follows from it.
fn tell(watch: &mut Watch, now: Time, scenes: &[Scene]) {
    let over: Vec<LookOver> = scenes.iter().map(LookOver::from).collect();
    for (count, scene) in (1..).zip(scenes) {
        watch.tell_scene(now, &scene.id, dark(scene));
        watch.tell_dark_vessels(now, &over[..count], &BTreeSet::new());
    }
}

fn vessels(watch: &Watch) -> Vec<Event> {
    standing(watch, EventKind::DarkVessel)
}

/// The one that sails.
fn sailor(watch: &Watch) -> Event {
    let fast = |event: &Event| number(event, "implied_speed_kn") > 4.0;
    let mut found: Vec<Event> = vessels(watch).into_iter().filter(fast).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn what_is_seen_again_across_180_becomes_a_vessel_with_a_way_and_a_place_on_the_list() {
    let mut watch = watched(Context::default(), &[]);
    tell(&mut watch, hour(13), &looks());
    let all = vessels(&watch);
    assert_eq!(all.len(), 2, "{all:?}");
    let event = sailor(&watch);
    assert_eq!(number(&event, "sightings"), 3.0);
    assert!((number(&event, "implied_speed_kn") - 8.0).abs() < 0.2);
    let course = number(&event, "implied_course_deg");
    assert!((course - 90.0).abs() < 3.0, "{course}");
    assert!((0.5..1.0).contains(&event.confidence), "{event:?}");
    assert!(number(&event, "weakest_join_probability") >= 0.5);
    assert_eq!(event.start.time, hour(0));
    assert_eq!(event.end.unwrap().time, hour(12));
    assert_eq!(code(&event, "members").split(' ').count(), 3);
    assert_eq!(event.state, EventState::Closed);
    // Foretold ahead of it, east of 180°, ever less well.
    let ahead = event.evidence.places["predicted_6h"];
    let off_m = distance_m(ahead, sailing(18));
    assert!(off_m < number(&event, "predicted_6h_radius_m"), "{off_m}");
    assert!(lon_delta_deg(sailing(12).lon_deg(), ahead.lon_deg()) > 0.1);
    assert!(number(&event, "predicted_24h_radius_m") > number(&event, "predicted_6h_radius_m"));
    // On the list under its name.
    let query = RankQuery {
        as_of: Some(hour(13)),
        ..RankQuery::default()
    };
    let list = watch.ranked(&query);
    assert_eq!(list.len(), 2);
    let entry = list
        .iter()
        .find(|e| e.mmsi == event.vessels[0].mmsi)
        .unwrap();
    assert!(is_dark_number(entry.mmsi));
    assert_eq!(entry.name.as_deref(), Some(&*dark_name(entry.mmsi)));
    assert_eq!(entry.reasons[0].code, "dark-vessel");
    assert_eq!(entry.reasons[0].events, std::slice::from_ref(&event.id));
    assert_eq!(entry.last.position, sailing(12));
    assert!((5.0..30.0).contains(&entry.score.points), "{entry:?}");
    let vessel = watch.dark_vessel(entry.mmsi).unwrap();
    assert_eq!((vessel.positions, vessel.identity.length_m), (3, Some(60)));
    // A week later it says nothing of where to look.
    let later = RankQuery {
        as_of: Some(hour(12 + 24 * 8)),
        ..RankQuery::default()
    };
    assert!(watch.ranked(&later).is_empty());
}

#[test]
fn in_whatever_order_looks_come_the_same_stands() {
    let bare = |watch: &Watch| -> Vec<Event> {
        let mut all = vessels(watch);
        all.iter_mut().for_each(|event| event.revision = 0);
        all
    };
    let mut first = watched(Context::default(), &[]);
    tell(&mut first, hour(13), &looks());
    for order in [[2, 1, 0], [1, 2, 0], [1, 0, 2]] {
        let mut watch = watched(Context::default(), &[]);
        let turned: Vec<Scene> = order.iter().map(|n| looks()[*n].clone()).collect();
        tell(&mut watch, hour(13), &turned);
        assert_eq!(bare(&watch), bare(&first), "{order:?}");
    }
    // Told twice, nothing changes.
    let over: Vec<LookOver> = looks().iter().map(LookOver::from).collect();
    first.drain();
    first.tell_dark_vessels(hour(14), &over, &BTreeSet::new());
    assert!(first.drain().is_empty());
}

#[test]
fn a_look_that_comes_late_withdraws_with_a_reason() {
    let mut watch = watched(Context::default(), &[]);
    tell(&mut watch, hour(13), &looks()[1..]);
    let old = sailor(&watch);
    assert_eq!(number(&old, "sightings"), 2.0);
    // The first look comes last; the others are still known.
    let all = looks();
    let over: Vec<LookOver> = all.iter().map(LookOver::from).collect();
    watch.tell_scene(hour(14), &all[0].id, dark(&all[0]));
    watch.tell_dark_vessels(hour(14), &over, &BTreeSet::new());
    let old = watch.book().get(&old.id).unwrap();
    assert_eq!(old.state, EventState::Retracted);
    let reason = old.retraction.as_ref().unwrap().reason.as_str();
    assert_eq!(reason, "joined-to-earlier-sightings");
    assert_eq!(number(&sailor(&watch), "sightings"), 3.0);
}

#[test]
fn a_track_that_explains_a_sighting_and_an_officer_who_dismisses_one_take_it_out() {
    let mut watch = watched(Context::default(), &[]);
    tell(&mut watch, hour(13), &looks());
    let (first, over) = (
        sailor(&watch),
        looks().iter().map(LookOver::from).collect::<Vec<_>>(),
    );
    // Late AIS explains what the first look saw.
    watch.tell_scene(hour(14), "S1", Vec::new());
    watch.tell_dark_vessels(hour(14), &over, &BTreeSet::new());
    let gone = watch.book().get(&first.id).unwrap();
    let reason = gone.retraction.as_ref().unwrap().reason.as_str();
    assert_eq!(reason, "explained-by-a-track");
    let second = sailor(&watch);
    assert_eq!(number(&second, "sightings"), 2.0);
    // An officer dismisses what the second saw.
    let member = code(&second, "founder").to_owned();
    watch.tell_dark_vessels(hour(15), &over, &BTreeSet::from([member]));
    let gone = watch.book().get(&second.id).unwrap();
    let reason = gone.retraction.as_ref().unwrap().reason.as_str();
    assert_eq!(reason, "sighting-dismissed");
}

#[test]
fn nothing_is_joined_that_no_ship_can_sail() {
    let mut watch = watched(Context::default(), &[]);
    // 100 km in an hour.
    let far = [
        look("S1", 0, &[at(45.0, 179.5)]),
        look("S2", 1, &[at(45.0, -179.2)]),
    ];
    tell(&mut watch, hour(2), &far);
    assert_eq!(vessels(&watch), []);
    // Nor is one moment seen twice a vessel seen again.
    let mut watch = watched(Context::default(), &[]);
    let twice = [
        look("S1", 0, &[at(45.0, 179.5)]),
        look("S2", 0, &[at(45.0, 179.5)]),
    ];
    tell(&mut watch, hour(2), &twice);
    assert_eq!(vessels(&watch), []);
    // Nor what was seen four days before.
    let mut watch = watched(Context::default(), &[]);
    let old = [
        look("S1", 0, &[at(45.0, 179.5)]),
        look("S2", 96, &[at(45.0, 179.5)]),
    ];
    tell(&mut watch, hour(97), &old);
    assert_eq!(vessels(&watch), []);
}

#[test]
fn a_look_over_it_that_shows_nothing_is_told() {
    let mut watch = watched(Context::default(), &[]);
    let mut all = looks();
    all.push(look("S4", 14, &[]));
    tell(&mut watch, hour(15), &all);
    let event = sailor(&watch);
    assert_eq!(number(&event, "looks_not_seen"), 1.0);
    assert_eq!(code(&event, "not_seen_scene"), "S4");
    assert!(number(&event, "not_seen_inside_probability") >= 0.5);
    assert_eq!(number(&event, "sightings"), 3.0);
}

#[test]
fn a_look_that_shows_less_says_less_by_not_showing_it() {
    let recall = |most: f64| {
        let mut watch = watched(Context::default(), &[]);
        let mut all = looks();
        let mut empty = look("S4", 14, &[]);
        empty.traits.seen_most = most;
        all.push(empty);
        tell(&mut watch, hour(15), &all);
        number(&sailor(&watch), "not_seen_recall_probability")
    };
    let (much, little) = (recall(0.92), recall(0.3));
    assert!(
        (much - 0.92).abs() < 0.01 && (little - 0.3).abs() < 0.01,
        "{much} {little}"
    );
}

/// Between two looks a stranger was nearer to where she had been than she was; only the third look tells them apart.
#[test]
fn a_later_look_undoes_a_join_that_it_does_not_bear_out() {
    let stranger = destination(sailing(0), 200.0, 30.0 * NM_M);
    let seen = [
        look("S1", 0, &[sailing(0)]),
        look("S2", 6, &[stranger, sailing(6)]),
        look("S3", 12, &[sailing(12)]),
    ];
    let mut watch = watched(Context::default(), &[]);
    tell(&mut watch, hour(7), &seen[..2]);
    let is_she = |event: &Event| (number(event, "implied_speed_kn") - 8.0).abs() < 0.5;
    assert!(!vessels(&watch).iter().any(is_she), "{:?}", vessels(&watch));
    tell(&mut watch, hour(13), &seen);
    let event = sailor(&watch);
    assert!(is_she(&event), "{event:?}");
    assert_eq!(number(&event, "sightings"), 3.0);
    assert!(
        number(&event, "sighting_2_later_look_factor") > 5.0,
        "{event:?}"
    );
    assert_eq!(vessels(&watch).len(), 1);
}

/// What is weighed beside the watch is told only while the same detections stand.
#[test]
fn work_taken_from_the_watch_is_not_told_when_other_detections_have_come() {
    let mut watch = watched(Context::default(), &[]);
    let (all, none) = (looks(), BTreeSet::new());
    let over: Vec<LookOver> = all.iter().map(LookOver::from).collect();
    for scene in &all[..2] {
        watch.tell_scene(hour(13), &scene.id, dark(scene));
    }
    assert_eq!(watch.dark_since(&none), Some(hour(0)));
    let early = watch
        .dark_work(hour(13), over.as_slice().into(), &none)
        .unwrap();
    watch.tell_scene(hour(13), &all[2].id, dark(&all[2]));
    assert!(!watch.tell_dark(hour(13), early.weigh(), &none));
    assert_eq!(vessels(&watch), []);
    let work = watch
        .dark_work(hour(13), over.as_slice().into(), &none)
        .unwrap();
    assert!(watch.tell_dark(hour(13), work.weigh(), &none));
    assert_eq!(number(&sailor(&watch), "sightings"), 3.0);
    // The same again has the same answer.
    assert!(
        watch
            .dark_work(hour(13), over.as_slice().into(), &none)
            .is_none()
    );
}

const NEW: u32 = 412_000_009;
const OTHER: u32 = 412_000_001;

#[test]
fn ais_that_appears_where_it_is_expected_explains_it() {
    let other = (-30..=20).map(|h| seen(OTHER, hour(h), at(30.0, 150.0), 0.3));
    // Two hours after the last look she begins to send.
    let new = (14..=16).map(|h| seen(NEW, hour(h), sailing(h), 8.0));
    let mut all: Vec<_> = other.clone().chain(new).collect();
    all.sort_by_key(|o| o.time);
    let mut watch = watched(Context::default(), &all);
    tell(&mut watch, hour(20), &looks());
    let explained: Vec<Event> = of_kind(&watch, EventKind::DarkVessel)
        .into_iter()
        .filter(|e| e.evidence.codes.contains_key("explained_by"))
        .collect();
    assert_eq!(explained.len(), 1, "{explained:?}");
    let event = &explained[0];
    assert_eq!(event.state, EventState::Retracted);
    let reason = event.retraction.as_ref().unwrap().reason.as_str();
    assert_eq!(reason, "ais-appeared-at-predicted-place");
    assert_eq!(code(event, "explained_by"), format!("{NEW}-1"));
    assert_eq!(code(event, "explained_how"), "first-heard");
    assert!(number(event, "appeared_probability") >= 0.7);
    assert!(watch.dark_vessel(event.vessels[0].mmsi).is_none());
    assert_eq!(vessels(&watch).len(), 1, "the other stands");
    // Where she begins to send elsewhere she explains nothing.
    let elsewhere = (14..=16).map(|h| seen(NEW, hour(h), at(45.0, 176.0), 8.0));
    let mut all: Vec<_> = other.chain(elsewhere).collect();
    all.sort_by_key(|o| o.time);
    let mut watch = watched(Context::default(), &all);
    tell(&mut watch, hour(20), &looks());
    assert_eq!(vessels(&watch).len(), 2);
}

#[test]
fn who_appeared_by_vms_makes_what_is_told_rest_on_vms_though_ais_follows() {
    let said = IdentityReport {
        call_sign: Some("BZAB9".to_owned()),
        ..IdentityReport::default()
    };
    let by_vms = |observation: Observation| Observation {
        source: SourceKind::Vms,
        ..observation
    };
    let first = seen(NEW, hour(14), sailing(14), 8.0);
    let mut all: Vec<Observation> = (-30..=20)
        .map(|h| seen(OTHER, hour(h), at(30.0, 150.0), 0.3))
        .chain([
            by_vms(Observation {
                report: Report::Identity(Box::new(said)),
                ..first.clone()
            }),
            by_vms(first),
        ])
        .chain((15..=16).map(|h| seen(NEW, hour(h), sailing(h), 8.0)))
        .collect();
    all.sort_by_key(|o| o.time);
    let mut watch = watched(Context::default(), &all);
    tell(&mut watch, hour(20), &looks());
    let explained: Vec<Event> = of_kind(&watch, EventKind::DarkVessel)
        .into_iter()
        .filter(|e| e.evidence.codes.contains_key("explained_by"))
        .collect();
    assert_eq!(explained.len(), 1, "{explained:?}");
    // Her place there is a VMS position.
    assert!(explained[0].evidence.places.contains_key("appeared"));
    assert_eq!(code(&explained[0], RESTS_ON), "vms");
}

#[test]
fn thresholds_of_the_joining_are_in_the_rule_file() {
    let rules = Rules::parse("[dark_vessel]\nwindow_h = 1.0\n").unwrap();
    let mut watch = Watch::new(rules, Context::default());
    tell(&mut watch, hour(13), &looks());
    assert_eq!(vessels(&watch), []);
    let wrong = Rules::parse("[dark_vessel]\nwindow_h = 0.0\n").unwrap_err();
    assert_eq!(wrong.code(), "rule-out-of-range");
}
