//! The release decision against an independent one, on random worlds, down to the bytes that leave.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod oracle;

use oracle::{Verdict, chance::Chance, judge, world};
use vigie_exchange::*;

/// Cases of the run in the test; the example runs a million.
const CASES: usize = 24_000;
const THINGS_PER_AGREEMENT: usize = 200;

#[test]
fn no_copy_leaves_that_the_rules_deny_and_no_withheld_byte_is_in_one() {
    let mut chance = Chance(2026);
    let mut copies = 0;
    for _ in 0..CASES / THINGS_PER_AGREEMENT {
        let deal = chance.deal();
        let agreement = world::sign(&deal);
        for _ in 0..THINGS_PER_AGREEMENT {
            let (thing, moment) = (chance.thing(), chance.moment());
            let facts = world::Facts::of(&moment, agreement.digest());
            let subject = world::subject(&thing);
            let at = facts.circumstances();
            let decision = decide(&subject, &agreement, &facts.purpose, &at);
            let verdict = judge(&thing, &deal, &moment);
            if let Err(fault) = world::compare(&thing, &deal, &verdict, &decision.outcome) {
                panic!("{fault}\n{thing:#?}\n{deal:#?}\n{moment:#?}");
            }
            copies += usize::from(matches!(verdict, Verdict::Copy(_)));
            let released = release(&subject, &agreement, &facts.purpose, &at);
            assert_eq!(
                released.is_ok(),
                matches!(decision.outcome, Outcome::Release(_))
            );
        }
    }
    assert!(
        copies > CASES / 50,
        "the worlds are near the edge: {copies} copies"
    );
}
