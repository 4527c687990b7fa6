//! Release decisions a second, with and without conditions: `cargo run --release -p vigie-exchange --example release_rate`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement"
)]

#[path = "../tests/oracle/mod.rs"]
mod oracle;

use std::time::Instant;

use oracle::{Condition, chance::Chance, world};
use vigie_exchange::*;

const DECISIONS: usize = 100_000;

fn main() {
    for (name, condition) in [
        ("no condition", None),
        ("Cedar conditions", Some(Condition::FisheriesButNotXyz)),
    ] {
        let mut chance = Chance(5);
        let mut deal = chance.deal();
        deal.kinds
            .values_mut()
            .for_each(|rule| rule.condition = condition);
        let agreement = world::sign(&deal);
        let cases: Vec<_> = (0..5_000)
            .map(|_| {
                (
                    world::subject(&chance.thing()),
                    world::Facts::of(&chance.moment(), agreement.digest()),
                )
            })
            .collect();
        let asked = cases.iter().cycle().take(DECISIONS);
        let start = Instant::now();
        let released = asked
            .filter(|(subject, facts)| {
                release(subject, &agreement, &facts.purpose, &facts.circumstances()).is_ok()
            })
            .count();
        let rate = DECISIONS as f64 / start.elapsed().as_secs_f64();
        println!("{rate:>10.0} decisions/s, {name} ({released} of {DECISIONS} released)");

        // The worst case: every object passes every rule, so each costs conditions, treatment and encoding.
        let passing: Vec<_> = cases
            .iter()
            .filter(|(subject, facts)| {
                release(subject, &agreement, &facts.purpose, &facts.circumstances()).is_ok()
            })
            .collect();
        let start = Instant::now();
        let bytes: usize = passing
            .iter()
            .cycle()
            .take(DECISIONS / 2)
            .map(|(subject, facts)| {
                release(subject, &agreement, &facts.purpose, &facts.circumstances())
                    .map_or(0, |released| released.bytes().len())
            })
            .sum();
        let rate = (DECISIONS / 2) as f64 / start.elapsed().as_secs_f64();
        println!(
            "{rate:>10.0} releases/s, {name} ({} bytes each)",
            bytes / (DECISIONS / 2)
        );
    }
}
