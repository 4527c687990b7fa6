//! Positions a second through each detector, and through the whole watch, on a synthetic fleet.
//!
//! `cargo run --release -p vigie-watch --example detector_speed -- [VESSELS] [PINGS]`
//!
//! The fleet is that of the reference measurement (3,000 vessels, 288 pings five minutes apart), spread
//! over a box of 15° across 180° with one vessel in ten beside a neighbour.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a tool for developers: small counts"
)]

use vigie_sea::{Position, Time, destination};
use vigie_watch::{
    AisClass, Context, Detector, EncounterConfig, EncounterDetector, EventBook, EventKind,
    FishingConfig, FishingDetector, Fix, IdentityReport, ListConfig, ListDetector, LoiteringConfig,
    LoiteringDetector, Observation, PositionReport, Reception, Report, Rules, SourceKind, Watch,
};

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|a| a.parse().ok());
    let vessels: u32 = arguments.next().unwrap_or(3_000);
    let pings: u32 = arguments.next().unwrap_or(288);
    let fixes = fleet(vessels, pings);
    println!(
        "{vessels} vessels, {pings} pings each: {} positions",
        fixes.len()
    );
    let encounter = EncounterDetector::new(EncounterConfig::default(), "speed");
    measure("encounter", encounter, &fixes);
    measure(
        "loitering",
        LoiteringDetector::new(LoiteringConfig::default(), "speed"),
        &fixes,
    );
    measure(
        "fishing",
        FishingDetector::new(FishingConfig::default(), "speed"),
        &fixes,
    );
    measure(
        "list_match",
        ListDetector::new(ListConfig::default(), "speed"),
        &fixes,
    );
    let kinds = Rules::builtin().watch.detectors;
    for kind in &kinds {
        whole(&format!("watch, {}", kind.code()), vec![*kind], &fixes);
    }
    whole("watch, nothing", Vec::new(), &fixes);
    whole("watch, all", kinds, &fixes);
}

fn fleet(vessels: u32, pings: u32) -> Vec<Fix> {
    let mut fixes = Vec::with_capacity((vessels * pings) as usize);
    // A fixed scatter without a source of randomness.
    let scatter =
        |i: u32, n: u32| f64::from(i.wrapping_mul(2_654_435_761) >> 8 ^ n) % 1_000.0 / 1_000.0;
    for ping in 0..pings {
        for slot in 0..vessels {
            let beside = slot % 10 == 9;
            let home = if beside { slot - 1 } else { slot };
            let (lat, lon) = (
                36.0 + 12.0 * scatter(home, 1),
                172.5 + 15.0 * scatter(home, 7),
            );
            let Ok(place) = Position::new(lat, lon) else {
                continue;
            };
            let kn = if home % 3 == 0 { 0.8 } else { 4.0 };
            let metres = kn * 1852.0 / 12.0 * f64::from(ping % 48);
            let mut position = destination(place, f64::from(home % 360), metres);
            if beside {
                position = destination(position, 90.0, 120.0);
            }
            fixes.push(Fix {
                mmsi: 412_000_000 + slot,
                track: 1,
                slot,
                time: Time::from_s(1_720_000_000 + i64::from(ping) * 300 + i64::from(slot % 300)),
                position,
                sog_kn: Some(kn),
                cog_deg: Some(f64::from(home % 360)),
                nav_status: Some(7),
                class: AisClass::A,
                source: SourceKind::Ais,
                reception: Reception::Satellite,
                receiver: 1,
                before: None,
            });
        }
    }
    fixes.sort_by_key(|f| (f.time, f.mmsi));
    fixes
}

fn gear(slot: u32) -> &'static str {
    match slot % 4 {
        0 => "squid_jigger",
        1 => "drifting_longlines",
        2 => "carrier",
        _ => "trawlers",
    }
}

fn measure(name: &str, mut detector: impl Detector, fixes: &[Fix]) {
    let (context, mut book) = (Context::default(), EventBook::default());
    let begin = cpu_s();
    for (at, fix) in fixes.iter().enumerate() {
        if at < 20_000 && fix.slot as usize >= at.saturating_sub(300) {
            let report = IdentityReport {
                gear: Some(gear(fix.slot).to_owned()),
                ..IdentityReport::default()
            };
            detector.identity(fix.slot, fix.mmsi, fix.time, &report, &context, &mut book);
        }
        while let Some(due) = detector.due().filter(|due| *due <= fix.time) {
            detector.tick(due, &context, &mut book);
        }
        detector.fix(fix, &context, &mut book);
    }
    tell(name, fixes.len(), begin, book.iter().count());
}

fn whole(name: &str, kinds: Vec<EventKind>, fixes: &[Fix]) {
    let mut rules = Rules::builtin();
    rules.watch.detectors = kinds;
    let mut watch = Watch::new(rules, Context::default());
    let begin = cpu_s();
    for fix in fixes {
        let (lat_e7, lon_e7) = fix.position.to_e7();
        let report = PositionReport {
            lat_e7,
            lon_e7,
            sog_dkn: fix.sog_kn.map(|v| (v * 10.0) as u16),
            cog_ddeg: fix.cog_deg.map(|v| (v * 10.0) as u16),
            nav_status: fix.nav_status,
            class: fix.class,
            ..PositionReport::default()
        };
        watch.push(Observation {
            time: fix.time,
            mmsi: fix.mmsi,
            source: SourceKind::Ais,
            feed: 0,
            receiver: 1,
            reception: Reception::Satellite,
            report: Report::Position(report),
        });
    }
    watch.finish();
    tell(name, fixes.len(), begin, watch.book().iter().count());
}

fn tell(name: &str, positions: usize, begin: f64, events: usize) {
    let seconds = cpu_s() - begin;
    println!(
        "{name:<28} {:>10.0} positions a CPU second, {events} events",
        positions as f64 / seconds
    );
}

/// Seconds this process spent on a processor: other work on the machine does not count.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let first = text
        .split_whitespace()
        .next()
        .and_then(|ns| ns.parse::<f64>().ok());
    first.unwrap_or(0.0) / 1e9
}
