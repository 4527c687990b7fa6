//! Areas as operators load them: every way to draw across 180°, poles, holes, seasons, bad features.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_sea::{
    Area, AreaKind, AreaSet, Closure, Error, Polygon, Position, Time, distance_m, normalise_lon_deg,
};

fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

fn read(json: &str) -> (AreaSet, Vec<Error>) {
    AreaSet::from_geojson(json, "test chart").unwrap()
}

fn collection(features: &[&str]) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

fn feature(properties: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":{coordinates}}}}}"#
    )
}

const PAST_180: &str = "[[[143,35],[198,35],[198,50],[143,50],[143,35]]]";
const JUMPING: &str = "[[[143,35],[-162,35],[-162,50],[143,50],[143,35]]]";

#[test]
fn a_box_past_180_holds_both_sides() {
    for coordinates in [PAST_180, JUMPING] {
        let (set, faults) = read(&feature(r#"{"NAME":"Operation"}"#, coordinates));
        assert!(faults.is_empty());
        for lon in [
            143.0,
            160.0,
            179.999_999,
            180.0,
            -180.0,
            -179.999_999,
            -162.000_001,
            197.9,
        ] {
            assert_eq!(set.at(at(40.0, lon)), [0], "{lon}");
        }
        for lon in [142.999_999, -161.999_999, 0.0, -162.0] {
            assert!(set.at(at(40.0, lon)).is_empty(), "{lon}");
        }
        assert!(set.at(at(34.999, 180.0)).is_empty());
        let area = set.get(0).unwrap();
        assert_eq!(
            (area.name.as_str(), area.id.as_str()),
            ("Operation", "operation")
        );
        assert_eq!(area.source, "test chart");
    }
}

#[test]
fn a_place_on_a_shared_border_is_in_exactly_one_area() {
    let west = feature("{}", "[[[170,35],[180,35],[180,50],[170,50]]]");
    let east = feature("{}", "[[[-180,35],[-170,35],[-170,50],[-180,50]]]");
    let north = feature("{}", "[[[170,50],[190,50],[190,60],[170,60]]]");
    let (set, _) = read(&collection(&[&west, &east, &north]));
    for (lat, lon) in [
        (40.0, 180.0),
        (40.0, -180.0),
        (50.0, 175.0),
        (50.0, -175.0),
        (50.0, 180.0),
        (45.5, 179.9),
    ] {
        assert_eq!(set.at(at(lat, lon)).len(), 1, "{lat} {lon}");
    }
}

#[test]
fn holes_and_parts() {
    let json = r#"{"type":"MultiPolygon","coordinates":[
        [[[175,0],[190,0],[190,10],[175,10]],[[178,3],[182,3],[182,6],[178,6]]],
        [[[10,10],[11,10],[11,11],[10,11]]]]}"#;
    let (set, faults) = read(json);
    assert!(faults.is_empty());
    assert_eq!(set.get(0).unwrap().polygons.len(), 2);
    assert_eq!(set.at(at(5.0, 176.0)), [0]);
    assert!(set.at(at(5.0, 180.0)).is_empty() && set.at(at(5.0, -178.5)).is_empty());
    assert_eq!(set.at(at(5.0, -177.0)), [0]);
    assert_eq!(set.at(at(10.5, 10.5)), [0]);
}

#[test]
fn rings_round_a_pole_and_belts() {
    let arctic = "[[[0,70],[90,72],[180,75],[-90,68],[0,70]]]";
    let antarctic = "[[[-180,-60],[180,-60],[180,-90],[-180,-90],[-180,-60]]]";
    let open_antarctic = "[[[-180,-60],[-90,-61],[0,-60],[90,-61],[180,-60]]]";
    let belt = "[[[-180,-10],[180,-10],[180,10],[-180,10],[-180,-10]]]";
    let all = [arctic, antarctic, open_antarctic, belt].map(|c| feature("{}", c));
    let (set, faults) = read(&collection(&all.each_ref().map(String::as_str)));
    assert!(faults.is_empty(), "{faults:?}");
    for lon in [-180.0, -91.0, 0.0, 13.0, 179.9] {
        assert_eq!(set.at(at(90.0, lon)), [0]);
        assert_eq!(set.at(at(80.0, lon)), [0]);
        assert_eq!(set.at(at(-90.0, lon)), [1, 2]);
        assert_eq!(set.at(at(-75.0, lon)), [1, 2]);
        assert_eq!(set.at(at(0.0, lon)), [3]);
        assert!(set.at(at(-50.0, lon)).is_empty() && set.at(at(50.0, lon)).is_empty());
    }
}

#[test]
fn bad_features_are_counted_and_the_rest_kept() {
    let good = feature(
        r#"{"name":"良い海域","kind":"closed","source":"Fisheries notice 7"}"#,
        PAST_180,
    );
    let (set, faults) = read(&collection(&[
        r#"{"type":"Feature","geometry":null,"properties":{}}"#,
        r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":null}"#,
        &feature("{}", "[[[0,0],[1,1]]]"),
        &good,
        &feature("{}", r#"[[[0,"a"],[1,1],[2,0]]]"#),
        &feature(
            r#"{"season_start":"02-31","season_end":"03-31","kind":"closed"}"#,
            PAST_180,
        ),
        "17",
    ]));
    let seen: Vec<(usize, &str)> = faults
        .iter()
        .map(|f| match f {
            Error::Area { feature, reason } => (*feature, *reason),
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(
        seen,
        [
            (0, "no-geometry"),
            (1, "not-a-polygon"),
            (2, "ring-too-short"),
            (4, "coordinate-unreadable"),
            (5, "validity-unreadable"),
            (6, "no-geometry"),
        ]
    );
    assert_eq!(set.len(), 2);
    let area = set.by_id("良い海域").unwrap();
    assert_eq!(
        (area.kind, area.source.as_str()),
        (AreaKind::Closed, "Fisheries notice 7")
    );
    let doubtful = set.get(1).unwrap();
    assert_eq!(doubtful.closed_at(Time::from_s(0)), Closure::Unknown);
}

#[test]
fn closed_only_in_season_and_between_dates() {
    let properties = r#"{"id":"saury","kind":"closed","season_start":"06-01","season_end":"07-31",
        "valid_from":"2021-06-01","valid_to":"2024-07-15"}"#;
    let (set, faults) = read(&feature(properties, PAST_180));
    assert!(faults.is_empty());
    let closed = |t: &str| {
        set.by_id("saury")
            .unwrap()
            .closed_at(Time::parse(t).unwrap())
            .code()
    };
    assert_eq!(closed("2021-05-31T23:59:59Z"), "no");
    assert_eq!(closed("2021-06-01"), "yes");
    assert_eq!(closed("2022-08-01"), "no");
    assert_eq!(closed("2024-07-15T23:59:59.999Z"), "yes");
    assert_eq!(closed("2024-07-16"), "no");
    let (set, _) = read(&feature(r#"{"kind":"eez"}"#, PAST_180));
    assert_eq!(
        set.get(0).unwrap().closed_at(Time::from_s(0)),
        Closure::Unknown
    );
}

#[test]
fn what_is_not_geojson_is_refused() {
    let code = |text: &str| AreaSet::from_geojson(text, "x").unwrap_err().code();
    assert_eq!(code("{"), "json-unreadable");
    assert_eq!(code("[]"), "area-unreadable");
    assert_eq!(code(r#"{"type":"FeatureCollection"}"#), "area-unreadable");
    let metres = r#"{"type":"FeatureCollection","features":[],
        "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3832"}}}"#;
    assert_eq!(code(metres), "area-unreadable");
    let (set, faults) = read("\u{feff}{\"type\":\"FeatureCollection\",\"features\":[]}");
    assert!(set.is_empty() && faults.is_empty());
    assert!(set.at(at(0.0, 0.0)).is_empty());
}

#[test]
fn equal_ids_are_told_apart() {
    let one = feature(r#"{"name":"Bank"}"#, PAST_180);
    let (mut set, _) = read(&collection(&[&one, &one, &one]));
    let ids: Vec<_> = set.areas().iter().map(|a| a.id.clone()).collect();
    assert_eq!(ids, ["bank", "bank-2", "bank-3"]);
    assert!(set.remove("bank-2").is_some() && set.remove("nowhere").is_none());
    assert_eq!(set.at(at(40.0, 180.0)), [0, 1]);
}

#[test]
fn the_way_between_two_positions_meets_a_border() {
    let (set, _) = read(&feature(
        "{}",
        "[[[179.9,40],[180.1,40],[180.1,50],[179.9,50]]]",
    ));
    let met = |a, b| {
        let mut numbers = Vec::new();
        set.for_each_border_crossed(a, b, |n| numbers.push(n));
        !numbers.is_empty()
    };
    assert!(met(at(45.0, 179.7), at(45.0, -179.7)), "straight through");
    assert!(met(at(45.0, -179.7), at(45.01, 179.7)), "and back");
    assert!(met(at(45.0, 179.7), at(45.0, 179.95)), "in");
    assert!(!met(at(45.0, 179.95), at(45.0, -179.95)), "wholly inside");
    assert!(!met(at(39.0, 179.7), at(39.9, -179.7)), "south of it");
    assert!(!met(at(45.0, 179.7), at(46.0, 179.8)), "beside it");
}

/// A star-shaped ring round a centre, by distances in degrees at equal angles.
fn star(lat: f64, lon: f64, radii: &[f64]) -> Vec<[f64; 2]> {
    (0_u32..)
        .zip(radii)
        .map(|(n, r)| {
            let angle = std::f64::consts::TAU * f64::from(n) / radii.len() as f64;
            [lon + r * angle.cos(), lat + r * angle.sin()]
        })
        .collect()
}

/// Even-odd test with unwrapped longitudes, written apart from the one under test.
fn holds_plainly(ring: &[[f64; 2]], lat: f64, lon: f64) -> bool {
    [-720.0, -360.0, 0.0, 360.0, 720.0].iter().any(|turn| {
        let x = lon + turn;
        let mut inside = false;
        for (n, a) in ring.iter().enumerate() {
            let b = ring[(n + 1) % ring.len()];
            if (a[1] > lat) != (b[1] > lat)
                && x < a[0] + (lat - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            {
                inside = !inside;
            }
        }
        inside
    })
}

/// Coordinates of all rings of a written collection.
fn written_rings(text: &str) -> Vec<Vec<[f64; 2]>> {
    let json: serde_json::Value = serde_json::from_str(text).unwrap();
    let mut rings = Vec::new();
    for feature in json["features"].as_array().unwrap() {
        let geometry = &feature["geometry"];
        let parts = match geometry["type"].as_str().unwrap() {
            "Polygon" => vec![geometry["coordinates"].clone()],
            _ => geometry["coordinates"].as_array().unwrap().clone(),
        };
        for part in parts {
            for ring in part.as_array().unwrap() {
                rings.push(serde_json::from_value(ring.clone()).unwrap());
            }
        }
    }
    rings
}

#[test]
fn what_is_written_is_cut_at_180_and_keeps_everything() {
    let properties = r#"{"name":"良い海域","kind":"closed","season_start":"11-15","season_end":"02-29",
        "valid_to":"2024-07-15","note":7}"#;
    let (set, _) = read(&feature(properties, PAST_180));
    let text = set.to_geojson();
    let rings = written_rings(&text);
    assert_eq!(rings.len(), 2);
    let east = [
        [-180.0, 35.0],
        [-162.0, 35.0],
        [-162.0, 50.0],
        [-180.0, 50.0],
        [-180.0, 35.0],
    ];
    let same = |ring: &Vec<[f64; 2]>| ring.len() == 5 && east.iter().all(|p| ring.contains(p));
    assert!(rings.iter().any(same), "{rings:?}");
    let (again, faults) = read(&text);
    assert!(faults.is_empty());
    let (a, b) = (set.get(0).unwrap(), again.get(0).unwrap());
    assert_eq!(
        (&a.id, &a.name, &a.source, a.kind),
        (&b.id, &b.name, &b.source, b.kind)
    );
    assert_eq!(
        (&a.validity, b.properties["note"].as_i64()),
        (&b.validity, Some(7))
    );
}

#[test]
fn poles_belts_and_rings_that_touch_180_are_written_right() {
    let cap = "[[[0,70],[90,72],[180,75],[-90,68],[0,70]]]";
    let capped_hole =
        "[[[-180,-60],[-90,-61],[0,-60],[90,-61],[180,-60]],[[-180,-80],[0,-70],[90,-85]]]";
    let belt = "[[[-180,-10],[180,-10],[180,10],[-180,10],[-180,-10]]]";
    let touching = "[[[170,20],[180,30],[170,40]]]";
    let along = "[[[170,20],[180,20],[180,40],[170,40]]]";
    let holed = "[[[170,50],[190,50],[190,60],[170,60]],[[178,52],[182,52],[182,55],[178,55]],        [[172,56],[173,56],[173,57],[172,57]]]";
    for coordinates in [cap, capped_hole, belt, touching, along, holed] {
        let (set, faults) = read(&feature("{}", coordinates));
        assert!(faults.is_empty(), "{faults:?}");
        check_written(&set);
        let (again, _) = read(&set.to_geojson());
        for lat in -179..180 {
            for lon in -90..90 {
                let place = at(f64::from(lat) / 2.0 + 0.1, f64::from(lon) * 2.0 + 0.3);
                assert_eq!(set.at(place), again.at(place), "{coordinates} {place:?}");
            }
        }
    }
}

/// Within the sheet, closed, and without a jump.
fn check_written(set: &AreaSet) {
    for ring in written_rings(&set.to_geojson()) {
        assert_eq!(ring.first(), ring.last());
        assert!(ring.iter().flatten().all(|v| v.abs() <= 180.0));
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back_as_the_same_waters(
        lat in -60.0..60.0f64, lon in 150.0..210.0f64,
        radii in prop::collection::vec(4.0..25.0f64, 5..30),
        places in prop::collection::vec((-30.0..30.0f64, -40.0..40.0f64), 60),
    ) {
        let outer = star(lat, lon, &radii);
        let inner = star(lat, lon, &radii.iter().map(|r| r * 0.4).collect::<Vec<_>>());
        let rings = serde_json::to_string(&[&outer, &inner]).unwrap();
        let (set, faults) = read(&feature("{}", &rings));
        prop_assert!(faults.is_empty());
        check_written(&set);
        let (again, faults) = read(&set.to_geojson());
        prop_assert!(faults.is_empty());
        for (d_lat, d_lon) in places {
            let place = at((lat + d_lat).clamp(-90.0, 90.0), lon + d_lon);
            prop_assert_eq!(set.at(place), again.at(place), "{:?}", place);
        }
    }

    #[test]
    fn inside_agrees_with_the_plain_test_however_drawn(
        lat in -60.0..60.0f64, lon in -180.0..180.0f64,
        radii in prop::collection::vec(0.5..25.0f64, 5..40),
        places in prop::collection::vec((-30.0..30.0f64, -30.0..30.0f64), 50),
    ) {
        let drawn = star(lat, lon, &radii);
        let jumping: Vec<_> = drawn.iter().map(|p| [normalise_lon_deg(p[0]), p[1]]).collect();
        let area = |ring: &Vec<[f64; 2]>| Area {
            id: "a".into(), name: "a".into(), source: "t".into(), kind: AreaKind::Watch,
            validity: None, properties: serde_json::Map::new(),
            polygons: vec![Polygon::new(std::slice::from_ref(ring)).unwrap()],
        };
        let set = AreaSet::new(vec![area(&drawn), area(&jumping)]);
        for (d_lat, d_lon) in places {
            let place = at((lat + d_lat).clamp(-90.0, 90.0), lon + d_lon);
            let expected = holds_plainly(&drawn, place.lat_deg(), place.lon_deg());
            let found = set.at(place);
            prop_assert_eq!(found.contains(&0), set.get(0).unwrap().contains(place), "index");
            prop_assert_eq!(found.contains(&0), expected, "{:?}", place);
            prop_assert_eq!(found.contains(&1), expected, "{:?}", place);
        }
    }

    #[test]
    fn two_halves_of_a_cut_area_share_nothing_and_lose_nothing(
        lat in -60.0..60.0f64,
        cut in prop::collection::vec(-1.0..1.0f64, 3..8),
        places in prop::collection::vec((-20.0..20.0f64, -2.0..2.0f64), 50),
    ) {
        // A zigzag line near 180 from south to north splits a box into two; every place of the box
        // is in exactly one of them, the line's own points included.
        let line: Vec<[f64; 2]> = (0_u32..).zip(&cut)
            .map(|(n, d)| [180.0 + d, lat - 20.0 + 40.0 * f64::from(n) / (cut.len() - 1) as f64])
            .collect();
        let line: Vec<_> = line.into_iter().map(|p| [p[0], p[1].clamp(-90.0, 90.0)]).collect();
        let (south, north) = (line[0][1], line[line.len() - 1][1]);
        let mut west = vec![[170.0, north], [170.0, south]];
        west.extend(&line);
        let mut east = vec![[190.0, south], [190.0, north]];
        east.extend(line.iter().rev());
        let west = Polygon::new(&[west]).unwrap();
        let east = Polygon::new(&[east.iter().map(|p| [p[0] - 360.0, p[1]]).collect()]).unwrap();
        for place in places.iter().map(|(a, b)| at((lat + a).clamp(-89.0, 89.0), 180.0 + b))
            .chain(line[1..line.len() - 1].iter().map(|p| at(p[1], p[0])))
        {
            if place.lat_deg() > south && place.lat_deg() < north {
                prop_assert!(west.contains(place) != east.contains(place), "{:?}", place);
            }
        }
    }

    #[test]
    fn the_border_is_near_exactly_when_it_is(
        lat in -70.0..70.0f64, lon in 170.0..190.0f64, reach in 500.0..20_000.0f64,
    ) {
        // One corner of a box: the nearest border is a side or the corner itself.
        let polygon = Polygon::new(&[vec![
            [180.0, 0.0], [270.0, 0.0], [270.0, 60.0], [180.0, 60.0],
        ]]).unwrap();
        let place = at(lat, lon);
        let side = (lat.clamp(0.0, 60.0), 180.0);
        let nearest = [side, (0.0, lon.max(180.0)), (60.0, lon.max(180.0))]
            .map(|(l, m)| distance_m(place, at(l, m)))
            .into_iter()
            .fold(f64::MAX, f64::min);
        if (nearest - reach).abs() > 0.01 * reach {
            prop_assert_eq!(polygon.border_within(place, reach), nearest <= reach, "{}", nearest);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}", n in 0..2_000usize) {
        let _unread = AreaSet::from_geojson(&text, "t");
        let whole = collection(&[&feature("{}", PAST_180), &feature("{}", JUMPING)]);
        let cut: String = whole.chars().take(n.min(whole.len())).collect();
        let _cut = AreaSet::from_geojson(&cut, "t");
    }
}
