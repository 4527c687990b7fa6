//! Loitering of synthetic carriers: precision among the twenty surest, beside the clock-hour rule.
//!
//! `cargo run --release -p vigie-watch --example loitering_eval -- [SEED]`
//!
//! 300 carriers, ten days each: a tenth wait 8 to 20 h adrift more than 20 nm off shore for a partner that sends
//! nothing (true). The others steam, steam slowly (2.3 to 4 kn), stop for 2 to 6 h, or lie 8 to 20 h adrift within
//! 20 nm of shore. Heard every 5 to 70 minutes with a position error of 30 m, with silences of up to four hours.
//! Ranked by confidence, then length. The baseline is the published rule, written literally: clock-hour buckets of
//! mean speed below 2 kn, consecutive ones joined, 8 h or more, at least 20 nm from shore. Synthetic: it shows that
//! the chain works, not how it does at sea.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a tool for developers: small counts"
)]

use std::collections::BTreeMap;
use std::fmt::Write;

use vigie_sea::{METRES_PER_NM, MPS_PER_KN, Position, Time, destination, distance_m};
use vigie_watch::{
    AisClass, Context, Detector, EventBook, EventState, Fix, IdentityReport, LoiteringConfig,
    LoiteringDetector, Reception, ShoreMap, SourceKind,
};

const CARRIERS: u32 = 300;

struct Dice(u64);

impl Dice {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }
}

/// A slow stretch told or true: ship, from and to, surest first.
#[derive(Clone, Copy)]
struct Slow {
    ship: u32,
    from_ms: i64,
    to_ms: i64,
    confidence: f64,
}

impl Slow {
    fn meets(&self, other: &Self) -> bool {
        self.ship == other.ship && self.from_ms < other.to_ms && other.from_ms < self.to_ms
    }
}

/// The shore runs along 50° N in this world: everything north of it is land.
fn shore() -> ShoreMap {
    let mut raster = String::from("lat,lon,distance_from_shore_m\n");
    for (lat, lon) in (20..60).flat_map(|lat| (-180..180).map(move |lon| (lat, lon))) {
        let off_m = (50.0 - f64::from(lat)).max(0.0) * 60.0 * METRES_PER_NM;
        writeln!(raster, "{lat},{lon},{off_m}").unwrap();
    }
    ShoreMap::from_csv(raster.as_bytes()).unwrap()
}

/// Ten days of one carrier: her positions, and when she truly waited.
fn carrier(ship: u32, dice: &mut Dice) -> (Vec<(i64, Position)>, Vec<Slow>) {
    let kind = ship % 10;
    let near_shore = kind >= 8;
    let lat = if near_shore {
        49.85
    } else {
        dice.between(38.0, 46.0)
    };
    let mut place = Position::new(lat, dice.between(150.0, 175.0)).unwrap();
    let mut legs: Vec<(i64, f64, f64)> =
        vec![(0, dice.between(10.0, 14.0), dice.between(80.0, 100.0))];
    let stop_s = (dice.between(60.0, 150.0) * 3_600.0) as i64;
    let (slow_h, kn) = match kind {
        0 => (dice.between(8.2, 20.0), dice.between(0.3, 1.5)),
        1 | 2 => (dice.between(12.0, 30.0), dice.between(2.3, 4.0)),
        3 | 4 => (dice.between(2.0, 6.0), dice.between(0.3, 1.5)),
        8 | 9 => (dice.between(8.2, 20.0), dice.between(0.3, 1.0)),
        _ => (0.0, 12.0),
    };
    let go_s = stop_s + (slow_h * 3_600.0) as i64;
    legs.push((stop_s, kn, dice.between(60.0, 120.0)));
    legs.push((go_s, dice.between(10.0, 14.0), dice.between(80.0, 100.0)));
    let (every_s, mut next_s) = (dice.between(300.0, 4_200.0), 0.0);
    let mut pings = Vec::new();
    for minute in 0..10 * 1_440 {
        let now_s = minute * 60;
        let leg = legs.iter().rev().find(|l| l.0 <= now_s).unwrap();
        let course = if near_shore { 90.0 } else { leg.2 };
        place = destination(place, course, leg.1 * MPS_PER_KN * 60.0);
        if now_s as f64 >= next_s {
            let error_m = 30.0 * dice.share();
            pings.push((
                now_s * 1_000,
                destination(place, dice.between(0.0, 360.0), error_m),
            ));
            let silent = dice.share() < 0.02;
            next_s += every_s * dice.between(0.5, 1.5)
                + if silent {
                    dice.between(0.0, 14_400.0)
                } else {
                    0.0
                };
        }
    }
    let slow = Slow {
        ship,
        from_ms: stop_s * 1_000,
        to_ms: go_s * 1_000,
        confidence: 1.0,
    };
    (pings, if kind == 0 { vec![slow] } else { Vec::new() })
}

fn detected(ship: u32, pings: &[(i64, Position)], context: &Context) -> Vec<Slow> {
    let mut detector = LoiteringDetector::new(LoiteringConfig::default(), "eval");
    let mut book = EventBook::default();
    let report = IdentityReport {
        gear: Some("carrier".to_owned()),
        ..IdentityReport::default()
    };
    detector.identity(0, ship, Time::from_ms(0), &report, context, &mut book);
    for (ms, position) in pings {
        let fix = Fix {
            mmsi: ship,
            track: 1,
            slot: 0,
            time: Time::from_ms(*ms),
            position: *position,
            sog_kn: None,
            cog_deg: None,
            nav_status: None,
            class: AisClass::A,
            source: SourceKind::Ais,
            reception: Reception::Satellite,
            receiver: 0,
            before: None,
        };
        detector.fix(&fix, context, &mut book);
    }
    book.iter()
        .filter(|e| e.state != EventState::Retracted)
        .map(|e| Slow {
            ship,
            from_ms: e.start.time.ms(),
            to_ms: e.end.unwrap().time.ms(),
            confidence: e.confidence,
        })
        .collect()
}

/// The published rule: mean speed of each clock hour in which the ship was heard, slow ones joined.
fn by_clock_hours(ship: u32, pings: &[(i64, Position)], context: &Context) -> Vec<Slow> {
    let mut hours: BTreeMap<i64, (f64, f64, Position)> = BTreeMap::new();
    for pair in pings.windows(2) {
        let hour = pair[1].0.div_euclid(3_600_000);
        let entry = hours.entry(hour).or_insert((0.0, 0.0, pair[1].1));
        entry.0 += distance_m(pair[0].1, pair[1].1);
        entry.1 += (pair[1].0 - pair[0].0) as f64 / 3.6e6;
    }
    let mut all: Vec<Slow> = Vec::new();
    let mut last: Option<i64> = None;
    for (hour, (metres, lasted_h, place)) in hours {
        let far = context
            .shore_distance_m(place)
            .is_some_and(|m| m >= 20.0 * METRES_PER_NM);
        if metres / METRES_PER_NM / lasted_h.max(1e-6) >= 2.0 || !far {
            last = None;
            continue;
        }
        match (last, all.last_mut()) {
            (Some(before), Some(slow)) if before + 1 == hour => slow.to_ms = (hour + 1) * 3_600_000,
            _ => all.push(Slow {
                ship,
                from_ms: hour * 3_600_000,
                to_ms: (hour + 1) * 3_600_000,
                confidence: 0.0,
            }),
        }
        last = Some(hour);
    }
    all.retain(|s| s.to_ms - s.from_ms >= 8 * 3_600_000);
    all
}

fn print(name: &str, mut told: Vec<Slow>, truth: &[Slow]) {
    told.sort_by(|a, b| {
        let length = |s: &Slow| s.to_ms - s.from_ms;
        b.confidence
            .total_cmp(&a.confidence)
            .then(length(b).cmp(&length(a)))
            .then(a.ship.cmp(&b.ship))
    });
    let right = |s: &&Slow| truth.iter().any(|t| t.meets(s));
    let top = told.iter().take(20);
    let at_20 = top.clone().filter(right).count() as f64 / top.len().max(1) as f64;
    let found = truth
        .iter()
        .filter(|t| told.iter().any(|s| s.meets(t)))
        .count();
    let pieces: usize = told.iter().filter(right).count();
    println!(
        "{name:<24} told {:>4}, precision@20 {at_20:.2}, precision {:.2}, recall {:.2} of {}, fragments {}",
        told.len(),
        pieces as f64 / told.len().max(1) as f64,
        found as f64 / truth.len().max(1) as f64,
        truth.len(),
        pieces.saturating_sub(found),
    );
}

fn main() {
    let seed = std::env::args()
        .nth(1)
        .and_then(|t| t.parse().ok())
        .unwrap_or(1);
    let mut dice = Dice(seed);
    let context = Context {
        shore: shore(),
        ..Context::default()
    };
    let (mut truth, mut told, mut by_hours) = (Vec::new(), Vec::new(), Vec::new());
    for ship in 0..CARRIERS {
        let (pings, waited) = carrier(ship, &mut dice);
        truth.extend(waited);
        told.extend(detected(ship, &pings, &context));
        by_hours.extend(by_clock_hours(ship, &pings, &context));
    }
    print("sliding window (ours)", told, &truth);
    print("clock hours (published)", by_hours, &truth);
}
