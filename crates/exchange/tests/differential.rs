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

/// The receiver finds a copy as agreed, and each change of it that no treatment makes.
fn explained(policy: &Policy, copy: &Assertion) {
    assert_eq!(policy.beyond(copy), Vec::<String>::new(), "{copy:?}");
    let rule = policy.rule(&copy.kind).unwrap();
    let said = |change: &dyn Fn(&mut Assertion)| {
        let mut other = copy.clone();
        change(&mut other);
        policy.beyond(&other)
    };
    let unnamed = said(&|it| {
        it.body.insert("leak".to_owned(), Value::text("a name"));
    });
    assert_eq!(unnamed.is_empty(), rule.release == Form::Whole);
    let purpose = Purpose::new("another-purpose").unwrap();
    assert_eq!(said(&|it| it.purpose = purpose.clone()), ["purpose"]);
    assert_eq!(
        said(&|it| it.kind = Kind::new("not-named").unwrap()),
        ["kind"]
    );
    let finer = said(&|it| it.made_at = it.made_at.plus_ms(1));
    assert_eq!(finer.is_empty(), rule.time_s == 0);
    let later = said(&|it| {
        (it.agreement_version, it.kind) =
            (it.agreement_version + 1, Kind::new("not-named").unwrap())
    });
    assert!(later.is_empty(), "of another version of the agreement");
    if copy.body.contains_key("place")
        && matches!(rule.fields.get("place"), Some(Treatment::PlaceM(grid_m)) if *grid_m > 100)
    {
        // The true place, which claims to be coarse.
        let moved = said(&|it| {
            if let Some(Value::Map(map)) = it.body.get_mut("place")
                && let Some(Value::Float(lat)) = map.get_mut("lat")
            {
                *lat += 1e-4;
            }
        });
        assert_eq!(moved, ["field place"]);
    }
    for (field, treatment) in &rule.fields {
        let fine = |it: &mut Assertion| {
            let value = match treatment {
                Treatment::PlaceM(_) => Value::Map(
                    [("lat", 35.123), ("lon", 139.456)]
                        .map(|(name, deg)| (name.to_owned(), Value::Float(deg)))
                        .into(),
                ),
                Treatment::TimeS(_) => Value::Int(1_700_000_000_001),
                Treatment::Pseudonym => Value::text("HAKUREI MARU"),
                Treatment::Round(step) => Value::Float(step * 2.5),
                Treatment::Drop => Value::Int(0),
                Treatment::Keep => return,
            };
            it.body.insert(field.clone(), value);
        };
        let expected = if *treatment == Treatment::Keep {
            vec![]
        } else {
            vec![format!("field {field}")]
        };
        assert_eq!(said(&fine), expected, "{treatment:?}");
    }
}

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
            if let Outcome::Release(copy) | Outcome::Hold(copy) = &decision.outcome {
                explained(agreement.policy(), copy);
            }
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
