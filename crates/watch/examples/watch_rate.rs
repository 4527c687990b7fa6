//! How many positions a second the watch takes, on synthetic traffic, one core.
//!
//! `cargo run --release -p vigie-watch --example watch_rate -- [positions] [vessels] [kind,kind…]`
//! Kinds are those of `watch.detectors` in the rule file; without them two runs are made: gaps and
//! areas only, and everything.

use std::time::Instant;

use vigie_sea::{AreaSet, Position, Time, destination};
use vigie_watch::{
    AisClass, Context, EventKind, Observation, PortSet, PositionReport, Reception, Report, Rules,
    ShoreMap, SourceKind, Watch,
};

/// A small generator (splitmix64), so that every run sees the same traffic.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

struct Ship {
    mmsi: u32,
    place: Position,
    course_deg: f64,
    speed_kn: f64,
    next_s: f64,
    every_s: f64,
}

/// Ships across 180°: some steam, some drift with a fleet, some fall silent now and then.
fn traffic(positions: usize, vessels: usize) -> Vec<Observation> {
    let mut dice = Dice(1);
    let mut ships: Vec<Ship> = (0..vessels)
        .map(|i| {
            let drifts = i % 3 == 0;
            Ship {
                mmsi: 412_000_000 + i as u32,
                place: Position::new(35.0 + 15.0 * dice.share(), 150.0 + 60.0 * dice.share())
                    .unwrap_or(Position::from_e7(400_000_000, 1_799_000_000)),
                course_deg: 360.0 * dice.share(),
                speed_kn: if drifts {
                    1.0
                } else {
                    4.0 + 12.0 * dice.share()
                },
                next_s: 600.0 * dice.share(),
                every_s: 120.0 + 480.0 * dice.share(),
            }
        })
        .collect();
    let mut all = Vec::with_capacity(positions);
    while all.len() < positions {
        for ship in &mut ships {
            let silent = dice.share() < 0.0005;
            let step_s = if silent { 50_000.0 } else { ship.every_s };
            ship.next_s += step_s;
            let way_m = ship.speed_kn * step_s * 1_852.0 / 3_600.0;
            ship.place = destination(ship.place, ship.course_deg, way_m);
            ship.course_deg = (ship.course_deg + 20.0 * (dice.share() - 0.5)).rem_euclid(360.0);
            let (lat_e7, lon_e7) = ship.place.to_e7();
            let report = PositionReport {
                lat_e7,
                lon_e7,
                sog_dkn: Some((ship.speed_kn * 10.0) as u16),
                cog_ddeg: Some((ship.course_deg * 10.0) as u16 % 3_600),
                heading_deg: None,
                nav_status: Some(0),
                class: AisClass::A,
            };
            all.push(Observation {
                time: Time::from_ms((ship.next_s * 1_000.0) as i64),
                mmsi: ship.mmsi,
                source: SourceKind::Ais,
                feed: 1,
                receiver: 0,
                reception: Reception::Satellite,
                report: Report::Position(report),
            });
        }
    }
    all.sort_by_key(|o| o.time);
    all.truncate(positions);
    all
}

fn areas() -> AreaSet {
    let ring = |west: f64| {
        let corner = |dx: f64, dy: f64| format!("[{},{}]", west + dx, 38.0 + dy);
        format!(
            r#"{{"type":"Feature","properties":{{"id":"a{west}"}},"geometry":{{"type":"Polygon","coordinates":[[{},{},{},{},{}]]}}}}"#,
            corner(0.0, 0.0),
            corner(8.0, 0.0),
            corner(8.0, 8.0),
            corner(0.0, 8.0),
            corner(0.0, 0.0)
        )
    };
    let features: Vec<String> = [152.0, 165.0, 176.0, 190.0]
        .iter()
        .map(|w| ring(*w))
        .collect();
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    );
    match AreaSet::from_geojson(&text, "watch_rate") {
        Ok((areas, _)) => areas,
        Err(error) => {
            eprintln!("areas: {error}");
            AreaSet::default()
        }
    }
}

/// Processor time of this thread, seconds, where the system tells it: other work on the machine
/// must not count.
fn cpu_s() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn run(name: &str, kinds: Vec<EventKind>, data: &[Observation]) {
    let mut rules = Rules::builtin();
    // Presence is part of "everything": it needs the fishing detector.
    rules.watch.presence = kinds.contains(&EventKind::Fishing);
    rules.watch.detectors = kinds;
    let context = Context {
        areas: areas(),
        ports: PortSet::builtin(),
        shore: ShoreMap::builtin(),
        ..Context::default()
    };
    let mut watch = Watch::new(rules, context);
    let mut changes = 0;
    let copies: Vec<Observation> = data.to_vec();
    let (start, start_cpu) = (Instant::now(), cpu_s());
    for (index, observation) in copies.into_iter().enumerate() {
        watch.push(observation);
        if index % 10_000 == 0 {
            changes += watch.drain().len();
        }
    }
    watch.finish();
    changes += watch.drain().len();
    let elapsed_s = start.elapsed().as_secs_f64();
    let seconds = match (start_cpu, cpu_s()) {
        (Some(a), Some(b)) => b - a,
        _ => elapsed_s,
    };
    let counts = watch.counts();
    println!(
        "{name}: {:.0} positions/s of processor time ({:.0} by the clock; {} accepted, {} late, \
         {} tracks, {changes} changes)",
        data.len() as f64 / seconds,
        data.len() as f64 / elapsed_s,
        counts.accepted,
        counts.late,
        counts.tracks,
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize, default: usize| {
        arguments
            .get(index)
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let data = traffic(number(0, 1_000_000), number(1, 2_000));
    let all = Rules::builtin().watch.detectors;
    if let Some(wanted) = arguments.get(2) {
        let chosen = |kind: &EventKind| wanted.split(',').any(|w| w == kind.code());
        run(wanted, all.iter().copied().filter(chosen).collect(), &data);
        return;
    }
    run("tracks only", Vec::new(), &data);
    run(
        "gaps and areas",
        vec![EventKind::Gap, EventKind::AreaVisit],
        &data,
    );
    run("all detectors", all, &data);
}
