//! Acceptance E7: records of exercises and of real life, mixed at random, each right in everything but perhaps its realm. What is
//! of one realm never enters the store of another, and what is of that realm does.
//!
//! `VIGIE_RECORDS=1000000 cargo test --release -p vigie-exchange --test realm` for the million (some three minutes).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use support::{draft, key, party};
use vigie_exchange::*;

/// The lowest bits of a linear congruence are poor: the high ones are taken.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

fn realms() -> [Realm; 3] {
    ["live", "exercise:north-2026", "exercise:south-2026"].map(|text| text.parse().unwrap())
}

/// The bytes with the first occurrence of one realm's text replaced by another of the same length.
fn relabelled(bytes: &[u8], from: &Realm, to: &Realm) -> Option<Vec<u8>> {
    let (from, to) = (from.to_string(), to.to_string());
    let at = bytes
        .windows(from.len())
        .position(|part| part == from.as_bytes())?;
    let mut out = bytes.to_vec();
    (from.len() == to.len()).then(|| out[at..at + to.len()].copy_from_slice(to.as_bytes()))?;
    Some(out)
}

#[test]
fn no_record_enters_the_store_of_another_realm() {
    let count: usize = std::env::var("VIGIE_RECORDS").map_or(3_000, |text| text.parse().unwrap());
    let (mut dice, key, us) = (Dice(7), key(1), party("ca-ccg"));
    let realms = realms();
    let mut stores = realms
        .clone()
        .map(|realm| Log::new(realm, us.clone(), key.public()).unwrap());
    let (mut kept, mut refused, mut forged) = (0_usize, 0_usize, 0_usize);
    for number in 0..count {
        let (of, into) = (dice.below(3), dice.below(3));
        let head = stores[into].head();
        // Number, predecessor and key fit the store that it is brought to: only the realm may be wrong.
        let record = Record {
            realm: realms[of].clone(),
            originator: us.clone(),
            key: key.public().id(),
            number: head.count,
            previous: head.last,
            draft: draft(
                (number % 251) as u8,
                ["note", "alert", "case"][dice.below(3)],
                Label::default(),
                &[("text", Value::text("EXERCISE live exercise:south-2026"))],
            ),
        };
        let envelope = record.sign(&key).unwrap();
        if of != into
            && let Some(bytes) = relabelled(envelope.bytes(), &realms[of], &realms[into])
        {
            let fault = stores[into]
                .push(&bytes)
                .expect_err("its realm was overwritten");
            assert_eq!(fault.code(), "exchange-signature");
            forged += 1;
        }
        match stores[into].push(envelope.bytes()) {
            Ok(entered) => {
                assert_eq!((of, &entered.record().realm), (into, &realms[into]));
                kept += 1;
            }
            Err(fault) => {
                assert_eq!(fault.code(), "exchange-realm");
                assert_ne!(of, into);
                assert_eq!(
                    stores[into].head(),
                    head,
                    "a refusal leaves the store as it was"
                );
                refused += 1;
            }
        }
    }
    assert_eq!(kept + refused, count);
    assert!(kept > count / 4 && refused > count / 2 && forged > count / 10);
    eprintln!(
        "{kept} kept, {refused} of another realm refused, {forged} with an overwritten realm refused"
    );
}
