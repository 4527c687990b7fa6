//! How fast and how good sea routes are: build, line-of-sight tests, pairs of ports, a matrix.
use std::time::Instant;
use vigie_sea::route::{Crossing, Matrix, Router, Waters};
use vigie_sea::{METRES_PER_NM, Position, distance_m};

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

    fn place(&mut self, south: f64, north: f64, west: f64, wide: f64) -> Option<Position> {
        Position::new(
            south + (north - south) * self.unit(),
            west + wide * self.unit(),
        )
        .ok()
    }
}

const PORTS: &[(&str, f64, f64)] = &[
    ("Petropavlovsk", 52.98, 158.65),
    ("Dutch Harbor", 53.90, -166.53),
    ("Kushiro", 42.98, 144.37),
    ("Prince Rupert", 54.31, -130.33),
    ("Kodiak", 57.79, -152.40),
    ("Victoria", 48.42, -123.38),
    ("Niigata", 37.93, 139.06),
    ("Yokohama", 35.44, 139.66),
    ("Vancouver", 49.29, -123.12),
    ("Busan", 35.09, 129.04),
    ("Singapore", 1.22, 103.85),
    ("Rotterdam", 51.95, 4.05),
    ("Odesa", 46.50, 30.76),
    ("Balboa", 8.95, -79.56),
    ("Hakodate", 41.78, 140.71),
    ("Sydney", -33.86, 151.20),
];

const PAIRS: &[(&str, &str)] = &[
    ("Petropavlovsk", "Dutch Harbor"),
    ("Kushiro", "Prince Rupert"),
    ("Kodiak", "Victoria"),
    ("Niigata", "Yokohama"),
    ("Victoria", "Vancouver"),
    ("Dutch Harbor", "Kushiro"),
    ("Busan", "Vancouver"),
    ("Yokohama", "Victoria"),
    ("Singapore", "Yokohama"),
    ("Niigata", "Kushiro"),
    ("Rotterdam", "Yokohama"),
    ("Odesa", "Rotterdam"),
    ("Rotterdam", "Balboa"),
    ("Sydney", "Rotterdam"),
    ("Niigata", "Hakodate"),
];

fn main() {
    let begin = Instant::now();
    let waters = Waters::open();
    println!(
        "waters made in {:.2} s, {} nodes",
        begin.elapsed().as_secs_f64(),
        waters.node_count()
    );
    let mut router = Router::new(waters, Crossing::default());
    sight_rate(&router);
    let port = |name: &str| {
        let found = PORTS.iter().find(|p| p.0 == name);
        found.and_then(|p| Position::new(p.1, p.2).ok())
    };
    for (a, b) in PAIRS {
        let (Some(from), Some(to)) = (port(a), port(b)) else {
            continue;
        };
        let begin = Instant::now();
        match router.route(from, to) {
            Ok(route) => println!(
                "{a} to {b}: {:.0} nm (great circle {:.0}) in {:.1} ms, {} corners, approach {:.1} and {:.1} km {:?}",
                route.length_m / METRES_PER_NM,
                distance_m(from, to) / METRES_PER_NM,
                begin.elapsed().as_secs_f64() * 1e3,
                route.places.len(),
                route.approach_m[0] / 1e3,
                route.approach_m[1] / 1e3,
                route.canals,
            ),
            Err(fault) => println!("{a} to {b}: {fault}"),
        }
    }
    matrix(&mut router);
}

fn sight_rate(router: &Router<'_>) {
    for (what, south, north, west, wide) in [
        ("open ocean", 33.0, 48.0, 155.0, 70.0),
        ("coastal mix", 30.0, 62.0, 128.0, 110.0),
    ] {
        let mut random = Seeded(7);
        let pairs: Vec<_> = (0..200_000)
            .filter_map(|_| {
                random
                    .place(south, north, west, wide)
                    .zip(random.place(south, north, west, wide))
            })
            .collect();
        let begin = Instant::now();
        let clear = pairs
            .iter()
            .filter(|(a, b)| router.is_clear(*a, *b))
            .count();
        let rate =
            f64::from(u32::try_from(pairs.len()).unwrap_or(0)) / begin.elapsed().as_secs_f64();
        println!(
            "line of sight, {what}: {rate:.0} a second, {clear} of {} clear",
            pairs.len()
        );
    }
}

fn matrix(router: &mut Router<'_>) {
    let mut random = Seeded(3);
    let mut places = Vec::new();
    let coast = vigie_sea::Coast::builtin();
    // Half of them near a shore, half anywhere, all at sea.
    while places.len() < 200 {
        let Some(place) = random.place(30.0, 62.0, 128.0, 112.0) else {
            continue;
        };
        let shore = coast.shore_distance_m(place).unwrap_or(0.0);
        let near = shore > 2_000.0 && shore < 60_000.0;
        if shore > 2_000.0 && (near || places.len() % 2 == 0) {
            places.push(place);
        }
    }
    let begin = Instant::now();
    let rows = Matrix::new().between(router, &places);
    let none = rows.iter().flatten().filter(|d| d.is_none()).count();
    let clear = places
        .iter()
        .enumerate()
        .map(|(n, a)| {
            places
                .iter()
                .skip(n + 1)
                .filter(|b| router.is_clear(*a, **b))
                .count()
        })
        .sum::<usize>();
    println!(
        "matrix 200 x 200: {:.2} s, {clear} of 19900 pairs clear, {none} without a way",
        begin.elapsed().as_secs_f64()
    );
}
