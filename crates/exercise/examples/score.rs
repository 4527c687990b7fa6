//! Runs the built-in scenario through the watch and prints the score: `score [seed]`.

use vigie_exercise::{Scenario, score};
use vigie_sea::Time;

#[path = "../tests/feed/mod.rs"]
mod feed;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(1), |text| text.parse())?;
    let scenario = Scenario::builtin(seed, Time::parse("2026-07-06T03:00:00Z")?);
    let truth = scenario.truth();
    let (changes, faults, watch) = feed::watched(&scenario)?;
    let found = score(&truth, &changes);
    println!(
        "{:22} {:>7} {:>6} {:>6} {:>6} {:>6} {:>6} {:>9}",
        "kind", "matched", "missed", "false", "frag", "prec", "recall", "median h"
    );
    for row in &found.rows {
        let share = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.2}"));
        println!(
            "{:22} {:>7} {:>6} {:>6} {:>6} {:>6} {:>6} {:>9}",
            row.code,
            row.matched,
            row.missed,
            row.false_alarms,
            row.fragments,
            share(row.precision),
            share(row.recall),
            row.median_detect_s
                .map_or("-".to_owned(), |s| format!("{:.1}", s / 3_600.0)),
        );
    }
    println!("lines not read: {faults}; {:?}", watch.counts());
    if std::env::args().nth(2).is_some() {
        for truth in &found.missed {
            println!("missed {}", serde_json::to_string(truth)?);
        }
        for id in &found.false_events {
            println!("false {id}");
            for change in changes.iter().rev().filter(|c| c.event.id == *id).take(1) {
                println!(
                    "   {}",
                    serde_json::to_string(&change.event)?
                        .chars()
                        .take(1_500)
                        .collect::<String>()
                );
            }
        }
    }
    Ok(())
}
