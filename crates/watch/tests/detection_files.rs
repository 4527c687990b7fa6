//! Files of detections as producers and offices write them: what cannot be right is told, what a producer knows is used.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use vigie_sea::{Position, Time, destination};
use vigie_watch::detection::{
    ColumnPreset, DetectionRead, MatchConfig, MotionModel, Ping, Scene, TrackView, Verdict,
    match_scene, read_detections, read_detections_geojson, scene_events,
};

fn read(preset: &str, csv: &str) -> DetectionRead {
    read_detections(csv.as_bytes(), &ColumnPreset::builtin(preset).unwrap()).unwrap()
}

/// Line, reason and whether the row is used all the same.
fn faults(read: &DetectionRead) -> Vec<(u64, &str, bool)> {
    let of = |f: &'_ vigie_watch::detection::DetectionFault| (f.line, f.used);
    let reasons = read.faults.iter().map(|f| f.reason.as_str());
    reasons
        .zip(read.faults.iter().map(of))
        .map(|(reason, (line, used))| (line, reason, used))
        .collect()
}

#[test]
fn a_value_that_cannot_be_right_is_told_and_the_detection_used_without_it() {
    let told = read(
        "plain",
        "time,lat,lon,id,scene,length_m,confidence\n\
        2026-09-03T18:00:00Z,41.1,180.0,a,S,abc,90\n\
        2026-09-03T18:00:00Z,41.2,180.0,b,S,-20,1.7\n\
        2026-09-03T18:00:00Z,41.3,180.0,c,S,99999,0.9\n\
        2026-09-03T18:00:00Z,41.4,180.0,d,S,nan,\n\
        2026-09-03T18:00:00Z,95,180.0,e,S,50,0.9\n\
        2026-09-03T18:00:00Z,41.4,180.0,d,S,abc,0.9\n",
    );
    assert_eq!(
        faults(&told),
        [
            (2, "length-unreadable", true),
            (2, "confidence-out-of-range", true),
            (3, "length-out-of-range", true),
            (3, "confidence-out-of-range", true),
            (4, "length-out-of-range", true),
            (6, "position-out-of-range", false),
            (7, "detection-twice", false),
        ]
    );
    let seen = &told.scenes[0].detections;
    let values: Vec<_> = seen.iter().map(|d| (d.length_m, d.confidence)).collect();
    assert_eq!(
        values,
        [(None, None), (None, None), (None, Some(0.9)), (None, None)]
    );
}

#[test]
fn a_detection_outside_what_its_look_went_over_is_told() {
    let told = read(
        "plain",
        "time,lat,lon,id,scene,footprint\n\
        2026-09-03T18:00:00Z,60.6,-179.6,far,S,\n\
        2026-09-03T18:00:00Z,42.0,179.6,in,S,\"POLYGON ((178.7 41, 182.3 41, 182.3 43.3, 178.7 43.3, 178.7 41))\"\n\
        2026-09-03T18:00:00Z,40.998,-179.6,border,S,\n\
        2026-09-03T18:00:00Z,60.6,-179.6,far,T,\n",
    );
    assert_eq!(faults(&told), [(2, "outside-its-footprint", true)]);
    assert_eq!(told.scenes[0].detections.len(), 3);
}

#[test]
fn semicolons_and_decimal_commas_say_the_same_as_commas_and_points() {
    let with = |delimiter: &str, comma: &str| {
        let rows = "time;lat;lon;id;scene;length_m;confidence;footprint\n\
            2026-09-03T18:00:00Z;41_08408;-178_57436;a;L;50_5;0_9;POLYGON ((-181.3 41, -177.7 41, -177.7 43.3, -181.3 43.3))\n\
            2026-09-03T18:00:00Z;41_35;-179_96;b;L;;;\n";
        let rows = rows.replace(
            "POLYGON ((-181.3 41, -177.7 41, -177.7 43.3, -181.3 43.3))",
            "\"POLYGON ((-181.3 41, -177.7 41, -177.7 43.3, -181.3 43.3))\"",
        );
        rows.replace(';', delimiter).replace('_', comma)
    };
    let usual = read("plain", &with(",", "."));
    assert_eq!(
        (usual.scenes[0].detections.len(), faults(&usual)),
        (2, vec![])
    );
    assert!(usual.scenes[0].footprint.is_some());
    for (delimiter, comma) in [(";", ","), (";", "."), ("\t", ","), ("\t", ".")] {
        assert_eq!(
            read("plain", &with(delimiter, comma)),
            usual,
            "{delimiter:?} {comma:?}"
        );
    }
}

#[test]
fn a_cut_file_is_said_to_be_cut() {
    let text = "{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\",\"geometry\":{\"type\":\"Poi";
    let preset = ColumnPreset::builtin("skylight-radar").unwrap();
    let cut = read_detections_geojson(text, &preset).unwrap_err();
    assert_eq!(cut.code(), "detections-not-json");
    assert!(cut.to_string().contains("line 2, column"), "{cut}");
    let other = read_detections_geojson("{}", &preset).unwrap_err();
    assert_eq!(other.code(), "column-missing");
}

const GFW: &str = "scene_id,timestamp,lat,lon,presence_score,length_m,mmsi,matching_score,fishing_score,matched_category\n\
    S1A_x,2026-09-03 18:00:12+00:00,42.0,179.99,0.99,50,,,0.9,unmatched\n\
    S1A_x,2026-09-03 18:00:12 UTC,42.5,179.99,0.99,23,412999008,0.001,0.5,matched_fishing\n\
    S1A_x,2026-09-03 18:00:12 UTC,42.9,179.99,0.99,23,,,0.5,matched_unknown\n";

fn heard(mmsi: u32, place: Position) -> TrackView {
    TrackView {
        id: format!("{mmsi}-1"),
        class: "*".to_owned(),
        length_m: None,
        before: Some(Ping {
            time: Time::parse("2026-09-03T17:55:12Z").unwrap(),
            position: place,
            sog_kn: Some(0.2),
            cog_deg: Some(0.0),
        }),
        after: None,
    }
}

fn look() -> Scene {
    let mut told = read("gfw-sentinel1", GFW);
    assert_eq!(faults(&told), []);
    told.scenes.remove(0)
}

#[test]
fn what_the_producer_matched_is_on_ais_heard_here_or_not() {
    let scene = look();
    let config = MatchConfig::default();
    let judge = |tracks: &[TrackView]| {
        let result = match_scene(&scene, tracks, &MotionModel::default(), &config);
        let events = scene_events(&scene, &result, &config, "test");
        (result, events)
    };
    let other = heard(412_000_001, Position::new(42.2, -179.5).unwrap());
    let (result, events) = judge(&[other]);
    let verdicts: Vec<Verdict> = result.detections.iter().map(|d| d.verdict).collect();
    assert_eq!(verdicts, [Verdict::Dark, Verdict::OnAis, Verdict::OnAis]);
    assert!(result.detections[1].dark <= 0.05);
    // Only the one that the producer did not match is told.
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].start.position, scene.detections[0].position);
    // The same where this node hears nothing at all.
    let (result, events) = judge(&[]);
    let verdicts: Vec<Verdict> = result.detections.iter().map(|d| d.verdict).collect();
    assert_eq!(
        verdicts,
        [Verdict::Uncertain, Verdict::OnAis, Verdict::OnAis]
    );
    assert_eq!(events, []);
    let witness = scene.detections[1].witness.as_ref().unwrap();
    assert_eq!(
        (witness.means.as_str(), witness.what.as_str(), witness.mmsi),
        ("producer-match", "matched_fishing", Some(412_999_008))
    );
}

#[test]
fn the_vessel_that_the_producer_names_is_preferred_to_its_neighbour() {
    let scene = look();
    let place = scene.detections[1].position;
    let tracks = [
        heard(412_999_008, destination(place, 90.0, 400.0)),
        heard(412_000_002, destination(place, 270.0, 400.0)),
    ];
    let result = match_scene(
        &scene,
        &tracks,
        &MotionModel::default(),
        &MatchConfig::default(),
    );
    let said = &result.detections[1];
    assert_eq!(said.assigned.as_deref(), Some("412999008-1"));
    assert_eq!(said.candidates[0].identity_factor, Some(20.0));
    assert!(said.candidates[0].probability > 0.9, "{said:?}");
}

#[test]
fn the_events_of_a_service_tell_its_match_too() {
    let text = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [179.9, 45]}, "properties": {"source": "sentinel1",
            "ts": "2024-08-01T00:11:12+00:00", "latitude": 45, "longitude": 179.9, "scene_id": "S1A_x",
            "eventDetails": {"detectionType": "ais_correlated"}, "vessels": {"vessel0": {"mmsi": 412999008}}}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [179.8, 45]}, "properties": {"source": "sentinel1",
            "ts": "2024-08-01T00:11:12+00:00", "latitude": 45, "longitude": 179.8, "scene_id": "S1A_x",
            "eventDetails": {"detectionType": "dark"}, "vessels": {"vessel0": null}}}]}"#;
    let preset = ColumnPreset::builtin("skylight-radar").unwrap();
    let told = read_detections_geojson(text, &preset).unwrap();
    let mmsi = |n: usize| {
        let witness = told.scenes[0].detections[n].witness.as_ref();
        witness.map(|w| w.mmsi)
    };
    assert_eq!((mmsi(0), mmsi(1)), (Some(Some(412_999_008)), None));
}
