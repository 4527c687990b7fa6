//! How fast and how good sea routes are: build, line-of-sight tests, pairs of ports, a matrix.
use vigie_sea::route::{Crossing, Matrix, Router, Waters, WatersConfig};
use vigie_sea::{METRES_PER_NM, Position, distance_m};

/// CPU time of this process, seconds: other programs on the machine do not count.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let ns = text.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    ns.unwrap_or(0.0) / 1e9
}

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
    let begin = cpu_s();
    let waters = Waters::open();
    println!(
        "waters made in {:.2} s, {} nodes",
        (cpu_s() - begin),
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
        let begin = cpu_s();
        match router.route(from, to) {
            Ok(route) => println!(
                "{a} to {b}: {:.0} nm (great circle {:.0}) in {:.1} ms, {} corners, approach {:.1} and {:.1} km {:?}",
                route.length_m / METRES_PER_NM,
                distance_m(from, to) / METRES_PER_NM,
                (cpu_s() - begin) * 1e3,
                route.places.len(),
                route.approach_m[0] / 1e3,
                route.approach_m[1] / 1e3,
                route.canals,
            ),
            Err(fault) => println!("{a} to {b}: {fault}"),
        }
    }
    if std::env::args().any(|a| a == "reference") {
        reference(&mut router);
    } else {
        matrix(&mut router);
    }
}

/// Lengths against leaves of 0.1°, and tracks against the vector coast.
fn reference(router: &mut Router<'_>) {
    let config = WatersConfig {
        leaf_max_deg: 0.1,
        ..WatersConfig::default()
    };
    let fine = Waters::new(&config);
    println!("reference waters: {} nodes", fine.node_count());
    let mut fine = Router::new(&fine, Crossing::default());
    let places = mixed(24);
    let rows = Matrix::new().between(router, &places);
    let (mut worst, mut composed_worst, mut sum, mut count) = (0.0_f64, 0.0_f64, 0.0, 0.0);
    let (mut land, mut in_canals, mut samples) = (0, 0, 0);
    for (a, from) in places.iter().enumerate() {
        for (b, to) in places.iter().enumerate().skip(a + 1) {
            if router.is_clear(*from, *to) {
                continue;
            }
            let (Ok(own), Ok(best)) = (router.route(*from, *to), fine.route(*from, *to)) else {
                continue;
            };
            let over = own.length_m / best.length_m - 1.0;
            let composed = rows
                .get(a)
                .and_then(|r| r.get(b))
                .copied()
                .flatten()
                .unwrap_or(f64::NAN);
            worst = worst.max(over);
            composed_worst = composed_worst.max(composed / best.length_m - 1.0);
            sum += over;
            count += 1.0;
            let (l, s) = ashore(&own.places);
            if own.canals.is_empty() {
                land += l;
            } else {
                in_canals += l;
            }
            samples += s;
        }
    }
    println!(
        "{count} pairs searched: mean {:.3} %, worst {:.3} % over leaves of 0.1 deg; matrix worst {:.3} %; {land} of {samples} samples on land, and {in_canals} on ways through canals",
        100.0 * sum / count,
        100.0 * worst,
        100.0 * composed_worst
    );
}

/// Samples each 0.5 km that are on land, further than 8 km from both ends.
fn ashore(places: &[Position]) -> (u32, u32) {
    let coast = vigie_sea::Coast::builtin();
    let (Some(first), Some(last)) = (places.first(), places.last()) else {
        return (0, 0);
    };
    let (mut land, mut samples) = (0, 0);
    for leg in places.windows(2) {
        let [a, b] = leg else { continue };
        let steps = (distance_m(*a, *b) / 500.0).ceil();
        let mut n = 0.0;
        while n <= steps {
            let at = vigie_sea::interpolate(*a, *b, n / steps.max(1.0));
            n += 1.0;
            if distance_m(at, *first) < 8_000.0 || distance_m(at, *last) < 8_000.0 {
                continue;
            }
            samples += 1;
            land += u32::from(coast.on_land(at));
        }
    }
    (land, samples)
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
        let begin = cpu_s();
        let clear = pairs
            .iter()
            .filter(|(a, b)| router.is_clear(*a, *b))
            .count();
        let rate = f64::from(u32::try_from(pairs.len()).unwrap_or(0)) / (cpu_s() - begin);
        println!(
            "line of sight, {what}: {rate:.0} a second, {clear} of {} clear",
            pairs.len()
        );
    }
}

/// Half of them near a shore, half anywhere, all at sea in the North Pacific.
fn mixed(count: usize) -> Vec<Position> {
    let mut random = Seeded(3);
    let mut places = Vec::new();
    let coast = vigie_sea::Coast::builtin();
    while places.len() < count {
        let Some(place) = random.place(30.0, 62.0, 128.0, 112.0) else {
            continue;
        };
        let shore = coast.shore_distance_m(place).unwrap_or(0.0);
        let near = shore > 2_000.0 && shore < 60_000.0;
        if shore > 2_000.0 && (near || places.len() % 2 == 0) {
            places.push(place);
        }
    }
    places
}

fn matrix(router: &mut Router<'_>) {
    let count = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(200);
    let places = mixed(count);
    let begin = cpu_s();
    let rows = Matrix::new().between(router, &places);
    let seconds = cpu_s() - begin;
    if std::env::args().any(|a| a == "check") {
        let (mut worst, mut off) = (0.0_f64, 0);
        for (a, from) in places.iter().enumerate() {
            for (b, to) in places.iter().enumerate().skip(a + 1) {
                let Some(own) = rows.get(a).and_then(|r| r.get(b)).copied().flatten() else {
                    continue;
                };
                let Ok(single) = router.route(*from, *to) else {
                    continue;
                };
                worst = worst.max(own / single.length_m - 1.0);
                off += u32::from(own > 1.005 * single.length_m);
            }
        }
        println!(
            "matrix against single routes: worst {:.2} %, {off} pairs over by more than 0.5 %",
            100.0 * worst
        );
    }
    let none = rows.iter().flatten().filter(|d| d.is_none()).count();
    println!("matrix {count} x {count}: {seconds:.2} CPU-s, {none} pairs without a way");
}
