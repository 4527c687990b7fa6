//! Sea routes over the program's own coast: what a navigator would check first.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use vigie_sea::route::{
    CANALS, Canal, CostLayer, Crossing, Matrix, Router, SeaRoute, Waters, WatersConfig,
};
use vigie_sea::{
    Area, AreaKind, Coast, METRES_PER_NM, Polygon, Position, Time, Validity, distance_m,
    interpolate,
};

fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

fn nm(route: &SeaRoute) -> f64 {
    route.length_m / METRES_PER_NM
}

fn router() -> Router<'static> {
    Router::new(Waters::open(), Crossing::default())
}

/// Places each 0.5 km on the track that are on land, further than 8 km from both ends.
fn ashore(route: &SeaRoute) -> Vec<Position> {
    let ends = [route.places[0], *route.places.last().unwrap()];
    // A canal lies on land as drawn.
    let canals = CANALS
        .iter()
        .filter(|c| route.canals.iter().any(|id| id == c.id));
    let canals: Vec<Position> = canals.flat_map(Canal::places).collect();
    let mut found = Vec::new();
    for leg in route.places.windows(2) {
        let steps = (distance_m(leg[0], leg[1]) / 500.0).ceil().max(1.0);
        let mut n = 0.0;
        while n <= steps {
            let place = interpolate(leg[0], leg[1], n / steps);
            let at_sea = ends.iter().all(|e| distance_m(*e, place) > 8_000.0)
                && canals.iter().all(|c| distance_m(*c, place) > 20_000.0);
            if at_sea && Coast::builtin().on_land(place) {
                found.push(place);
            }
            n += 1.0;
        }
    }
    found
}

/// Before a canal's end the way leads in a straight line from the nearest open water as drawn, metres.
const FAIRWAY_M: f64 = 10_000.0;

const YOKOHAMA: (f64, f64) = (35.44, 139.66);
const NIIGATA: (f64, f64) = (37.93, 139.06);
const KUSHIRO: (f64, f64) = (42.98, 144.37);
const DUTCH_HARBOR: (f64, f64) = (53.90, -166.53);
const VICTORIA: (f64, f64) = (48.42, -123.38);
const VANCOUVER: (f64, f64) = (49.29, -123.12);
const ROTTERDAM: (f64, f64) = (51.95, 4.05);
const SINGAPORE: (f64, f64) = (1.22, 103.85);

fn go(router: &mut Router<'_>, from: (f64, f64), to: (f64, f64)) -> SeaRoute {
    router.route(at(from.0, from.1), at(to.0, to.1)).unwrap()
}

#[test]
fn a_clear_leg_across_180_is_the_great_circle() {
    let (a, b) = (at(44.0, 160.0), at(47.0, -150.0));
    let route = router().route(a, b).unwrap();
    assert_eq!(route.places, [a, b]);
    assert!((route.length_m / distance_m(a, b) - 1.0).abs() < 1e-9);
}

#[test]
fn port_to_port_as_the_tables_have_it() {
    let mut router = router();
    for (from, to, low, high) in [
        (NIIGATA, YOKOHAMA, 715.0, 750.0),
        (DUTCH_HARBOR, KUSHIRO, 2_016.0, 2_060.0),
        (VICTORIA, VANCOUVER, 60.0, 80.0),
        (YOKOHAMA, VICTORIA, 4_106.0, 4_220.0),
        (SINGAPORE, YOKOHAMA, 2_850.0, 2_920.0),
    ] {
        let route = go(&mut router, from, to);
        assert!(
            (low..high).contains(&nm(&route)),
            "{from:?} {to:?}: {}",
            nm(&route)
        );
        assert_eq!(ashore(&route), [], "{from:?} {to:?}");
        let back = go(&mut router, to, from);
        assert!(
            (back.length_m / route.length_m - 1.0).abs() < 0.01,
            "{} {}",
            nm(&back),
            nm(&route)
        );
    }
}

#[test]
fn canals_are_passed_and_can_be_closed() {
    let north = WatersConfig {
        // The Arctic is ice: a box from 67 N to the pole, drawn as a ring round it.
        closed: vec![
            Polygon::new(&[vec![
                [-180.0, 67.0],
                [-90.0, 67.0],
                [0.0, 67.0],
                [90.0, 67.0],
                [180.0, 67.0],
                [180.0, 90.0],
                [-180.0, 90.0],
            ]])
            .unwrap(),
        ],
        ..WatersConfig::default()
    };
    let waters = Waters::new(&north);
    let mut router = Router::new(&waters, Crossing::default());
    let suez = go(&mut router, ROTTERDAM, SINGAPORE);
    assert_eq!(suez.canals, ["suez"]);
    assert!((8_000.0..8_500.0).contains(&nm(&suez)), "{}", nm(&suez));
    let closed = Crossing {
        closed_canals: vec!["suez".to_owned()],
        ..Crossing::default()
    };
    let cape = go(&mut Router::new(&waters, closed), ROTTERDAM, SINGAPORE);
    assert!(cape.canals.is_empty());
    assert!((11_500.0..12_100.0).contains(&nm(&cape)), "{}", nm(&cape));
    assert!(
        cape.places.iter().any(|p| p.lat_deg() < -34.0),
        "round the Cape"
    );
    let panama = go(&mut router, ROTTERDAM, YOKOHAMA);
    assert!(!panama.canals.is_empty() && panama.places.iter().all(|p| p.lat_deg() < 67.1));
}

#[test]
fn short_legs_are_tested_too() {
    // Across the Shiretoko peninsula: 9 miles by air, a long way by sea.
    let route = router()
        .route(at(44.15, 145.02), at(43.99, 145.27))
        .unwrap();
    assert!(nm(&route) > 25.0, "{}", nm(&route));
    assert_eq!(ashore(&route), []);
}

#[test]
fn a_closed_area_is_gone_round_while_it_is_closed() {
    let ring = vec![[178.0, 40.0], [182.0, 40.0], [182.0, 50.0], [178.0, 50.0]];
    let area = Area {
        id: "ice".to_owned(),
        name: "ice".to_owned(),
        source: "test".to_owned(),
        kind: AreaKind::Watch,
        validity: Some(Validity {
            until: Some(Time::from_s(1_000)),
            ..Validity::default()
        }),
        properties: serde_json::Map::new(),
        polygons: vec![Polygon::new(&[ring]).unwrap()],
    };
    let (from, to) = (at(45.0, 170.0), at(45.0, -170.0));
    let length = |time: i64| {
        let mut config = WatersConfig::default();
        config.close([&area], Time::from_s(time));
        let waters = Waters::new(&config);
        let route = Router::new(&waters, Crossing::default())
            .route(from, to)
            .unwrap();
        let inside = route.places.windows(2).any(|leg| {
            (0..=100).any(|n| area.contains(interpolate(leg[0], leg[1], f64::from(n) / 100.0)))
        });
        (route.length_m, inside)
    };
    let (round, inside) = length(999);
    assert!(!inside);
    assert!(round > 1.02 * distance_m(from, to) && round < 1.3 * distance_m(from, to));
    let (straight, inside) = length(1_000);
    assert!(inside && (straight / distance_m(from, to) - 1.0).abs() < 1e-9);
}

#[test]
fn dear_waters_are_avoided_when_that_pays() {
    let ring = vec![[178.0, 42.0], [182.0, 42.0], [182.0, 60.0], [178.0, 60.0]];
    let polygon = Polygon::new(&[ring]).unwrap();
    let (from, to) = (at(44.0, 172.0), at(44.0, -172.0));
    let passes = |factor: f64| {
        let costs = vec![CostLayer {
            polygons: vec![polygon.clone()],
            factor,
        }];
        let waters = Waters::new(&WatersConfig {
            costs,
            ..WatersConfig::default()
        });
        let route = Router::new(&waters, Crossing::default())
            .route(from, to)
            .unwrap();
        route.places.windows(2).any(|leg| {
            (1..100).any(|n| polygon.contains(interpolate(leg[0], leg[1], f64::from(n) / 100.0)))
        })
    };
    assert!(passes(1.01));
    assert!(!passes(5.0));
}

#[test]
fn ponds_and_far_inland_are_refused() {
    let mut router = router();
    // The Caspian, and the middle of Alberta.
    for inland in [at(42.0, 50.5), at(53.5, -113.5)] {
        let fault = router.route(inland, at(40.0, -170.0)).unwrap_err();
        assert_eq!(fault.code(), "not-at-sea");
    }
}

#[test]
fn a_matrix_agrees_with_single_routes_and_knows_what_it_was_asked() {
    let places: Vec<Position> = [
        YOKOHAMA,
        NIIGATA,
        KUSHIRO,
        DUTCH_HARBOR,
        VICTORIA,
        VANCOUVER,
        (52.98, 158.65),
        (57.79, -152.4),
        (54.31, -130.33),
        (35.09, 129.04),
        (46.6, 142.8),
        (59.5, 150.9),
        (40.0, 165.0),
        (50.0, -170.0),
        (58.0, 178.0),
        (47.0, 152.6),
        (43.0, 132.5),
        (60.0, -147.0),
        (52.0, -175.0),
        (38.0, -124.5),
    ]
    .map(|(lat, lon)| at(lat, lon))
    .to_vec();
    let mut router = router();
    let mut matrix = Matrix::new();
    let rows = matrix.between(&mut router, &places);
    for (a, from) in places.iter().enumerate() {
        for (b, to) in places.iter().enumerate().skip(a + 1) {
            let single = router.route(*from, *to).unwrap();
            let own = rows[a][b].unwrap();
            // A single route may be some per cent longer than the best way; over the chart it may be longer or shorter.
            assert!(
                (0.95..1.025).contains(&(own / single.length_m)),
                "{from:?} {to:?}: {own} {}",
                single.length_m
            );
            assert_eq!(rows[a][b], rows[b][a]);
            assert!(own > 0.999_999 * distance_m(*from, *to));
            assert_eq!(ashore(&single), [], "{from:?} {to:?}");
            assert_eq!(matrix.distance_m(&mut router, *from, *to), Some(own));
        }
    }
    assert_eq!(matrix.len(), 190);
}

/// How far a place lies from the nearest line of canals, metres; the lines go on a little way as fairways.
fn from_canal_m(place: Position, passed: &[String]) -> f64 {
    let lines = CANALS.iter().filter(|c| passed.iter().any(|id| id == c.id));
    let mut least = f64::INFINITY;
    for line in lines.map(Canal::places) {
        for leg in line.windows(2) {
            for n in 0..=200 {
                let on = interpolate(leg[0], leg[1], f64::from(n) / 200.0);
                least = least.min(distance_m(on, place));
            }
        }
    }
    least
}

#[test]
fn ways_lie_on_land_as_drawn_only_along_the_canals_that_they_name() {
    // From the Sea of Japan into the Inland Sea leads Kanmon; from the Black Sea out, two straits.
    let pairs = [
        ((37.5, 133.0), (33.6, 132.0)),
        ((36.0, 131.0), (32.0, 133.0)),
        ((43.5, 31.0), (38.5, 25.2)),
        ((33.0, 29.0), (25.0, 36.0)),
        ((11.0, -79.0), (7.0, -80.0)),
        ((54.2, 7.9), (54.7, 11.5)),
    ];
    let mut router = router();
    let (mut through, mut on_land) = (0, 0);
    for (from, to) in pairs {
        let route = go(&mut router, from, to);
        through += usize::from(!route.canals.is_empty());
        let ends = [route.places[0], *route.places.last().unwrap()];
        for leg in route.places.windows(2) {
            let steps = (distance_m(leg[0], leg[1]) / 500.0).ceil().max(1.0);
            let mut n = 0.0;
            while n <= steps {
                let place = interpolate(leg[0], leg[1], n / steps);
                n += 1.0;
                let open = ends.iter().all(|e| distance_m(*e, place) > 8_000.0);
                if open && Coast::builtin().on_land(place) {
                    on_land += 1;
                    let off = from_canal_m(place, &route.canals);
                    assert!(
                        off < FAIRWAY_M,
                        "{place:?} is {off} m from {:?}",
                        route.canals
                    );
                }
            }
        }
    }
    assert!(through >= 4, "{through} ways lead through canals");
    assert!(on_land > 50, "{on_land}: the test says nothing");
}
