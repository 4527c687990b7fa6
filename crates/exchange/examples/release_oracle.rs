//! The release decision against the independent one over a million random cases:
//! `cargo run --release -p vigie-exchange --example release_oracle [CASES] [SEED]`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement"
)]

#[path = "../tests/oracle/mod.rs"]
mod oracle;

use std::collections::BTreeMap;

use oracle::{chance::Chance, judge, world};
use vigie_exchange::*;

const THINGS_PER_AGREEMENT: usize = 500;

fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .map(|text| text.parse::<u64>().unwrap());
    let cases = numbers.next().unwrap_or(1_000_000) as usize;
    let mut chance = Chance(numbers.next().unwrap_or(1));
    let (mut outcomes, mut faults) = (BTreeMap::<String, usize>::new(), 0_usize);
    for _ in 0..cases / THINGS_PER_AGREEMENT {
        let deal = chance.deal();
        let agreement = world::sign(&deal);
        for _ in 0..THINGS_PER_AGREEMENT {
            let (thing, moment) = (chance.thing(), chance.moment());
            let facts = world::Facts::of(&moment, agreement.digest());
            let subject = world::subject(&thing);
            let decision = decide(&subject, &agreement, &facts.purpose, &facts.circumstances());
            let verdict = judge(&thing, &deal, &moment);
            if let Err(fault) = world::compare(&thing, &deal, &verdict, &decision.outcome) {
                faults += 1;
                println!("{fault}");
            }
            let name = match decision.outcome {
                Outcome::Release(_) => "release",
                Outcome::Hold(_) => "hold",
                Outcome::Count => "count",
                Outcome::Deny(reason) => reason.code(),
            };
            *outcomes.entry(name.to_owned()).or_default() += 1;
        }
    }
    for (name, count) in &outcomes {
        println!("{count:>9}  {name}");
    }
    println!("{faults} differences in {cases} cases");
    assert_eq!(faults, 0, "the two decisions agree");
}
