//! How many false positions the watch finds when they are injected into real tracks, and how often it
//! accuses a real one, beside the plain rule "faster than 50 kn".
//!
//! `cargo run --release -p vigie-watch --example spoofing_eval -- [TRIALS A VESSEL] [DATA]`
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a tool for developers"
)]

use std::collections::BTreeMap;
use std::io::Read;

#[path = "../tests/spoof/mod.rs"]
mod spoof;

use spoof::{
    Dice, Kind, Track, check_of, doubts, fast, hits, inject, known, told, tracks, vessel_days,
};
use vigie_watch::Context;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let trials: u64 = arguments.next().and_then(|a| a.parse().ok()).unwrap_or(10);
    let data = arguments
        .next()
        .unwrap_or_else(|| format!("{}/../../../shared/data", env!("CARGO_MANIFEST_DIR")));
    let read = |path: &str| {
        let bytes = std::fs::read(format!("{data}/{path}"))
            .inspect_err(|e| eprintln!("absent: {path} ({e})"))
            .ok()?;
        if !path.ends_with(".gz") {
            return Some(bytes);
        }
        let mut text = Vec::new();
        let mut gz = flate2::read::GzDecoder::new(bytes.as_slice());
        gz.read_to_end(&mut text).ok()?;
        Some(text)
    };
    let tracks = tracks(&read);
    let days = false_alarms(&tracks);
    println!("\nkind               trials   found  by its own check   50 kn alone");
    for kind in Kind::ALL {
        recall(kind, &tracks, trials);
    }
    println!(
        "({days:.0} vessel-days of {} vessels and trips)",
        tracks.len()
    );
}

/// What is told of tracks as they are.
fn false_alarms(tracks: &[Track]) -> f64 {
    let mut by_check: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let (mut days, mut plain) = (0.0, 0);
    let mut sets: BTreeMap<&str, (usize, f64, usize)> = BTreeMap::new();
    for track in tracks {
        let found = told(&track.rows, Context::default());
        for event in &found {
            let counts = by_check.entry(check_of(event).to_owned()).or_default();
            if known(event, track) {
                counts.1 += 1;
            } else if doubts(event) {
                counts.2 += 1;
            } else {
                counts.0 += 1;
            }
            let (kn, s) = (event.evidence.numbers.clone(), event.start);
            eprintln!(
                "  told of {} (known {}, doubts {}): {} {kn:?} {s:?}",
                track.set,
                known(event, track),
                doubts(event),
                check_of(event)
            );
        }
        plain += fast(&track.rows).len();
        days += vessel_days(track);
        let set = sets.entry(&track.set).or_default();
        *set = (set.0 + 1, set.1 + vessel_days(track), set.2 + found.len());
    }
    for (set, (vessels, days, events)) in sets {
        println!("{set}: {vessels} tracks, {days:.1} vessel-days, {events} events");
    }
    println!("false alarms a 1,000 vessel-days, by check:");
    for check in [
        "circle",
        "too-smooth",
        "copied-track",
        "own-track-again",
        "frozen",
        "receiver-range",
        "satellite-footprint",
        "receiver-clock",
        "outlier",
        "jump",
        "shared-mmsi",
    ] {
        let (n, known, doubted) = by_check.get(check).copied().unwrap_or_default();
        println!(
            "  {check:<20} {n:>4} {:>8.2}   {known} more where the publisher splits the track too, \
             {doubted} that say themselves a clock may explain them",
            n as f64 / days * 1_000.0
        );
    }
    println!(
        "  50 kn alone          {plain:>4} {:>8.2}",
        plain as f64 / days * 1_000.0
    );
    days
}

fn recall(kind: Kind, tracks: &[Track], trials: u64) {
    let (mut count, mut any, mut own, mut plain) = (0_u32, 0_u32, 0_u32, 0_u32);
    let mut missed: BTreeMap<String, u32> = BTreeMap::new();
    for (number, track) in tracks.iter().enumerate() {
        for seed in 0..trials {
            let mut dice = Dice(seed * 1_000 + number as u64);
            let Some(trial) = inject(kind, track, &mut dice) else {
                continue;
            };
            let found: Vec<_> = told(&trial.rows, trial.context_taken())
                .into_iter()
                .filter(|e| hits(e, &trial))
                .collect();
            let by_own = found.iter().any(|e| kind.checks().contains(&check_of(e)));
            count += 1;
            any += u32::from(!found.is_empty());
            own += u32::from(by_own);
            if !by_own {
                *missed.entry(track.set.clone()).or_default() += 1;
            }
            let quick = fast(&trial.rows);
            plain += u32::from(
                quick
                    .iter()
                    .any(|(m, t)| *m == trial.mmsi && *t >= trial.from),
            );
        }
    }
    let share = |n: u32| f64::from(n) / f64::from(count.max(1));
    println!(
        "{:<18} {count:>6} {:>7.3} {:>19.3} {:>13.3}   {missed:?}",
        format!("{kind:?}"),
        share(any),
        share(own),
        share(plain)
    );
}
