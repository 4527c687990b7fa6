//! Distances for planners: the same both ways and whatever was asked before, close to single routes, never over land.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use vigie_sea::route::{CostLayer, Crossing, Passages, Router, Waters, WatersConfig};
use vigie_sea::{Coast, Polygon, Position, distance_m, interpolate};

/// A small seeded generator, so that the pairs are always the same.
struct Seeded(u64);

impl Seeded {
    fn unit(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        #[allow(clippy::cast_precision_loss, reason = "53 bits")]
        let value = (self.0 >> 11) as f64 / (1_u64 << 53) as f64;
        value
    }

    /// At sea or near it, in the North Pacific on both sides of 180°.
    fn place(&mut self) -> Position {
        let lon = 140.0 + 100.0 * self.unit();
        let lon = if lon > 180.0 { lon - 360.0 } else { lon };
        Position::new(34.0 + 24.0 * self.unit(), lon).unwrap()
    }
}

fn at(lat_deg: f64, lon_deg: f64) -> Position {
    Position::new(lat_deg, lon_deg).unwrap()
}

fn ashore(way: &[Position]) -> usize {
    let ends = [way[0], *way.last().unwrap()];
    let mut found = 0;
    for leg in way.windows(2) {
        let steps = (distance_m(leg[0], leg[1]) / 500.0).ceil().max(1.0);
        let mut n = 0.0;
        while n <= steps {
            let place = interpolate(leg[0], leg[1], n / steps);
            let open = ends.iter().all(|e| distance_m(*e, place) > 8_000.0);
            found += usize::from(open && Coast::builtin().on_land(place));
            n += 1.0;
        }
    }
    found
}

/// A port's place lies off the track: out to it and back is not the way of a ship that stays.
#[test]
fn it_is_no_way_from_a_place_to_itself() {
    let passages = Passages::new(Waters::open(), Crossing::default());
    let (mut router, kushiro) = (
        Router::new(Waters::open(), Crossing::default()),
        at(42.95, 144.35),
    );
    assert_eq!(router.route(kushiro, kushiro).unwrap().length_m, 0.0);
    for told in [false, true] {
        if told {
            passages.prepare(&[kushiro], &[at(41.75, 140.7)]);
        }
        assert_eq!(passages.distance_m(kushiro, kushiro), Some(0.0));
        assert_eq!(passages.way(kushiro, kushiro), [kushiro; 2]);
        let inland = at(45.0, 90.0);
        assert_eq!(passages.distance_m(inland, inland), None);
        assert!(passages.way(inland, inland).is_empty());
    }
}

#[test]
fn many_random_legs_keep_off_the_land_and_are_the_same_both_ways() {
    let passages = Passages::new(Waters::open(), Crossing::default());
    let mut router = Router::new(Waters::open(), Crossing::default());
    let mut draw = Seeded(7);
    let (mut asked, mut around, mut over) = (0, 0, 0.0_f64);
    while asked < 150 {
        let (from, to) = (draw.place(), draw.place());
        if Coast::builtin().on_land(from) || Coast::builtin().on_land(to) {
            continue;
        }
        asked += 1;
        let there = passages.distance_m(from, to);
        assert_eq!(there, passages.distance_m(to, from));
        let Some(there) = there else { continue };
        assert!(there >= distance_m(from, to) * (1.0 - 1e-9));
        let way = passages.way(from, to);
        assert_eq!((way[0], *way.last().unwrap()), (from, to));
        assert_eq!(ashore(&way), 0, "{from:?} {to:?}");
        if !router.is_clear(from, to) {
            around += 1;
            let single = router.route(from, to).unwrap().length_m;
            over += there / single - 1.0;
            assert!(
                there < single * 1.06 + 2_000.0,
                "{from:?} {to:?}: {there} {single}"
            );
        }
    }
    assert!(around > 20, "{around} legs go around land");
    let mean = over / f64::from(around);
    assert!(mean < 0.01, "{mean}: mean over single routes");
}

#[test]
fn charted_legs_are_short_keep_off_the_land_and_do_not_depend_on_what_was_asked() {
    let mut draw = Seeded(21);
    let ports = [
        (42.95, 144.35),
        (53.9, -166.53),
        (57.75, -152.45),
        (48.4, -123.45),
    ]
    .map(|(lat, lon)| Position::new(lat, lon).unwrap());
    let at_sea = |draw: &mut Seeded| loop {
        let place = draw.place();
        if !Coast::builtin().on_land(place) {
            return place;
        }
    };
    let places: Vec<Position> = (0..60).map(|_| at_sea(&mut draw)).collect();
    let charted = || {
        let passages = Passages::new(Waters::open(), Crossing::default());
        passages.prepare(&ports, &places);
        passages
    };
    let (passages, again) = (charted(), charted());
    let mut router = Router::new(Waters::open(), Crossing::default());
    let (mut around, mut over, mut long) = (0, 0.0_f64, 0);
    for n in 0..240 {
        // From ports and told places, and from places that nobody told of.
        let from = match n % 3 {
            0 => ports[n / 3 % 4],
            1 => places[n % 60],
            _ => at_sea(&mut draw),
        };
        let to = at_sea(&mut draw);
        let Some(there) = passages.distance_m(from, to) else {
            continue;
        };
        assert_eq!(Some(there), passages.distance_m(to, from));
        let way = passages.way(from, to);
        assert_eq!((way[0], *way.last().unwrap()), (from, to));
        assert_eq!(ashore(&way), 0, "{from:?} {to:?}");
        let length: f64 = way.windows(2).map(|leg| distance_m(leg[0], leg[1])).sum();
        assert!(
            (length - there).abs() < 1.0,
            "{from:?} {to:?}: {length} {there}"
        );
        if router.is_clear(from, to) {
            continue;
        }
        around += 1;
        let single = router.route(from, to).unwrap().length_m;
        over += (there / single - 1.0).max(0.0);
        long += usize::from(there > single * 1.02 + 2_000.0);
    }
    // Asked the other way round, and only of some: the same miles.
    for place in places.iter().rev().step_by(7) {
        assert_eq!(
            again.distance_m(*place, ports[1]),
            passages.distance_m(ports[1], *place)
        );
    }
    assert!(around > 40, "{around} legs go around land");
    assert!(
        over / f64::from(around) < 0.01,
        "{}: mean over single routes",
        over / f64::from(around)
    );
    assert!(
        long * 20 < usize::try_from(around).unwrap(),
        "{long} of {around} are long"
    );
}

/// In sight of each other over dear waters: the straight way is not the answer because it is clear.
#[test]
fn dear_waters_are_gone_round_and_waters_can_be_owned() {
    let ring = vec![[178.0, 42.0], [182.0, 42.0], [182.0, 60.0], [178.0, 60.0]];
    let (from, to) = (at(44.0, 172.0), at(44.0, -172.0));
    let length = |factor: f64| {
        let waters = Arc::new(Waters::new(&WatersConfig {
            costs: vec![CostLayer {
                polygons: vec![Polygon::new(std::slice::from_ref(&ring)).unwrap()],
                factor,
            }],
            ..WatersConfig::default()
        }));
        let passages = Passages::new(waters, Crossing::default());
        let length = passages.distance_m(from, to).unwrap();
        let way = passages.way(from, to);
        let sailed: f64 = way.windows(2).map(|leg| distance_m(leg[0], leg[1])).sum();
        assert!((sailed / length - 1.0).abs() < 1e-6, "{sailed} {length}");
        length / distance_m(from, to)
    };
    assert!(length(1.01) < 1.001);
    assert!(length(5.0) > 1.02);
}
