//! What people see against tracks: who is on AIS, who is not, and how little a vague report may say.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_sea::{Position, Time, destination};
use vigie_watch::detection::{
    ColumnPreset, DetectionRead, MatchConfig, MotionModel, Ping, Scene, SceneResult, SensorKind,
    TrackView, Verdict, match_scene, name_sighted, read_detections, read_detections_geojson,
    scene_events,
};
use vigie_watch::{AisClass, EndPoint, Event, Identity, Reception, SourceKind, Vessel};

const HEADER: &str = "time,lat,lon,id,observer,means,what,uncertainty_m,length_m,confidence,name,call_sign,mmsi,ais,verified,vessel,footprint\n";
const WHEN: &str = "2026-07-01T10:00:00Z";

fn read(rows: &str) -> DetectionRead {
    let preset = ColumnPreset::builtin("sighting").unwrap();
    let rows = rows.replace("WHEN", WHEN);
    read_detections(format!("{HEADER}{rows}").as_bytes(), &preset).unwrap()
}

fn one(row: &str) -> Scene {
    let mut read = read(row);
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    let scene = read.scenes.pop().unwrap();
    assert!(read.scenes.is_empty());
    scene
}

/// A ship that lay at `place` five minutes before.
fn heard(mmsi: u32, place: Position) -> TrackView {
    TrackView {
        id: format!("{mmsi}-1"),
        class: "*".to_owned(),
        length_m: Some(55.0),
        before: Some(Ping {
            time: Time::parse(WHEN).unwrap().plus_ms(-300_000),
            position: place,
            sog_kn: Some(0.2),
            cog_deg: Some(0.0),
        }),
        after: None,
    }
}

fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

fn judge(scene: &Scene, tracks: &[TrackView]) -> (SceneResult, Vec<Event>) {
    let config = MatchConfig::default();
    let result = match_scene(scene, tracks, &MotionModel::default(), &config);
    let events = scene_events(scene, &result, &config, "test");
    (result, events)
}

/// Seen by the crew of a patrol ship.
const BY_CREW: &str = "WHEN,42,179.99,A1,PL EXAMPLE,ship-visual,squid jigger,250,60,,,,,no,yes,,\n";
/// Somebody ashore telephoned.
const BY_CALLER: &str = "WHEN,42,179.99,,Mrs Example,,lights at night,,,0.9,,,,,,,\n";

#[test]
fn each_row_is_a_look_of_its_own_with_the_place_it_states() {
    let rows = "WHEN,42,179.99,A1,PL EXAMPLE,ship-visual,squid jigger,300,60,,HAI FENG 7,BZ7X,412000001,no,yes,,\"POLYGON ((179 41, 181 41, 181 43, 179 43, 179 41))\"\n\
        WHEN,42.1,-179.99,,caller,,lights,50,,0.9\n\
        WHEN,42.2,180,,caller,,floats adrift,,,,,,,,,no\n\
        WHEN,42.3,180,,caller,,,5 nm\n\
        WHEN,42.4,180,,caller,,,200000\n\
        WHEN,42.5,180,A1,PL EXAMPLE,,,300\n";
    let told = read(rows);
    let faults: Vec<(u64, &str)> = told
        .faults
        .iter()
        .map(|f| (f.line, f.reason.as_str()))
        .collect();
    assert_eq!(
        faults,
        [
            (5, "uncertainty-unreadable"),
            (6, "uncertainty-too-wide"),
            (7, "detection-twice")
        ]
    );
    assert_eq!((told.passed_over, told.scenes.len()), (1, 2));
    let by = |verified: bool| {
        let of = |s: &&Scene| s.detections[0].witness.as_ref().unwrap().verified == verified;
        told.scenes.iter().find(of).unwrap()
    };
    let crew = by(true);
    assert_eq!(crew.sensor, SensorKind::Sighting);
    assert_eq!((crew.platform.as_str(), &crew.footprint), ("", &None));
    assert!((crew.traits.place_m - 122.6).abs() < 0.1);
    let detection = &crew.detections[0];
    assert_eq!(
        (detection.id.as_str(), detection.length_m),
        ("A1", Some(60.0))
    );
    let witness = detection.witness.as_ref().unwrap();
    assert_eq!(
        (
            witness.name.as_str(),
            witness.mmsi,
            witness.ais_received,
            witness.observer.as_str()
        ),
        ("HAI FENG 7", Some(412_000_001), Some(false), "PL EXAMPLE")
    );
    // Nobody ashore knows a ship's place to 50 m.
    let caller = by(false).detections[0].witness.as_ref().unwrap();
    assert!((caller.uncertainty_m - 5_000.0).abs() < 1e-9);
    // The same file gives the same looks, another file others.
    assert_eq!(read(rows), told);
    assert_ne!(one(BY_CALLER).id, one(&BY_CALLER.replace("42", "43")).id);
}

#[test]
fn a_ship_on_ais_is_matched_and_one_that_is_not_is_dark() {
    let seen = one(BY_CREW);
    let place = at(42.0, 179.99);
    let near = heard(412_000_001, destination(place, 90.0, 200.0));
    let (on_ais, told) = judge(&seen, std::slice::from_ref(&near));
    assert_eq!(on_ais.detections[0].verdict, Verdict::OnAis);
    assert_eq!(
        on_ais.detections[0].assigned.as_deref(),
        Some("412000001-1")
    );
    assert!(told.is_empty());
    // Across 180°, 60 km off: another ship, and nobody says that she was missed.
    let far = heard(412_000_002, destination(place, 90.0, 60_000.0));
    let (dark, told) = judge(&seen, &[far]);
    assert_eq!(dark.detections[0].verdict, Verdict::Dark);
    assert!(dark.detections[0].dark > 0.99);
    assert_eq!((dark.tracks[0].inside, dark.tracks[0].missed), (None, 0.0));
    let [event] = told.as_slice() else {
        panic!("one event")
    };
    assert!(event.vessels.is_empty());
    let code = |key: &str| event.evidence.codes.get(key).map(String::as_str);
    assert_eq!(code("sensor"), Some("sighting"));
    assert_eq!(
        (code("report"), code("means"), code("gear")),
        (Some("verified"), Some("ship-visual"), Some("squid_jigger"))
    );
    assert_eq!(
        (code("ais_received"), code("assignment")),
        (Some("no"), Some("not-on-ais"))
    );
    assert!(event.refuted_by.iter().any(|r| r == "report-wrong"));
}

#[test]
fn an_unverified_report_weighs_little_and_accuses_nobody() {
    let seen = one(BY_CALLER);
    let place = at(42.0, 179.99);
    let far = heard(412_000_002, destination(place, 90.0, 200_000.0));
    let (result, told) = judge(&seen, &[far]);
    assert_eq!(result.detections[0].verdict, Verdict::Uncertain);
    assert!((result.detections[0].dark - 0.6).abs() < 1e-6);
    let [event] = told.as_slice() else {
        panic!("one event")
    };
    assert!((event.confidence - 0.6).abs() < 1e-9);
    let text = serde_json::to_string(event).unwrap();
    assert!(text.contains("\"report\":\"unverified\""), "{text}");
    // Neither who called nor what was said goes where events go.
    assert!(
        !text.contains("Example") && !text.contains("lights"),
        "{text}"
    );
    // Her place is known so badly that a ship 8 km off explains it.
    let near = heard(412_000_001, destination(place, 200.0, 8_000.0));
    let (result, told) = judge(&seen, &[near]);
    assert_eq!(result.detections[0].verdict, Verdict::OnAis);
    assert!(told.is_empty());
    // Little trust is no track that explains it.
    let doubted = one(&BY_CALLER.replace("0.9", "0.1"));
    let (result, told) = judge(&doubted, &[]);
    assert_eq!(result.detections[0].verdict, Verdict::Uncertain);
    assert!(told.is_empty());
}

#[test]
fn a_ship_whose_ais_the_observer_received_is_not_dark() {
    let seen = one(&BY_CREW.replace(",no,yes,", ",yes,yes,"));
    let (result, told) = judge(&seen, &[]);
    assert_eq!(result.detections[0].verdict, Verdict::OnAis);
    assert!(result.detections[0].dark < 0.06 && result.expected_dark < 0.06);
    assert!(told.is_empty());
}

#[test]
fn a_name_read_on_the_hull_decides_between_two() {
    let place = at(42.0, 179.99);
    let tracks = [
        heard(412_000_001, destination(place, 90.0, 300.0)),
        heard(412_000_002, destination(place, 270.0, 300.0)),
    ];
    let end = EndPoint {
        time: Time::parse(WHEN).unwrap(),
        position: place,
    };
    let vessel = |mmsi: u32, name: &str| Vessel {
        mmsi,
        track: 1,
        slot: 0,
        first: end,
        last: end,
        last_sog_kn: None,
        last_cog_deg: None,
        nav_status: None,
        class: AisClass::A,
        source: SourceKind::Ais,
        reception: Reception::Unknown,
        receiver: 0,
        positions: 1,
        identity: Identity {
            name: Some(name.to_owned()),
            ..Identity::default()
        },
        listed_gear: None,
        flag: None,
    };
    let vessels = [
        vessel(412_000_001, "HAI FENG 8"),
        vessel(412_000_002, "HAI FENG NO 7"),
    ];
    let row = "WHEN,42,179.99,A1,PL EXAMPLE,ship-visual,,250,60,,Hai Feng No.7,,,,yes,,\n";
    let mut seen = one(row);
    name_sighted([&mut seen], &vessels);
    let (result, _) = judge(&seen, &tracks);
    let detection = &result.detections[0];
    assert_eq!(
        detection.assigned.as_deref(),
        Some("412000002-1"),
        "{detection:?}"
    );
    assert_eq!(detection.candidates[0].identity_factor, Some(20.0));
    assert!(detection.candidates[0].probability > 0.95);
    // A name of another ship alone does not make the one beside it dark.
    let (result, told) = judge(&seen, &tracks[..1]);
    assert_eq!(result.detections[0].verdict, Verdict::OnAis);
    assert!(told.is_empty());
}

#[test]
fn geojson_tells_the_same_and_no_polygon_becomes_a_footprint() {
    let text = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",
            "coordinates": [[[179, 41], [181, 41], [181, 43], [179, 43], [179, 41]]]}},
        {"type": "Feature", "properties": {"time": "2026-07-01T10:00:00Z", "id": "A1", "verified": true,
            "uncertainty_m": 300, "name": "HAI FENG 7", "satellite": "none"},
            "geometry": {"type": "Point", "coordinates": [-179.9, 42]}}]}"#;
    let preset = ColumnPreset::builtin("sighting").unwrap();
    let read = read_detections_geojson(text, &preset).unwrap();
    let [scene] = read.scenes.as_slice() else {
        panic!("one sighting: {:?}", read.faults)
    };
    assert_eq!(scene.footprint, None);
    let witness = scene.detections[0].witness.as_ref().unwrap();
    assert!(witness.verified && witness.name == "HAI FENG 7");
    // Radar keeps the name of its satellite, which the azimuth shift needs.
    let preset = ColumnPreset::builtin("plain").unwrap();
    let read = read_detections_geojson(&text.replace("none", "RS2"), &preset).unwrap();
    assert_eq!(read.scenes[0].platform, "RS2");
}
