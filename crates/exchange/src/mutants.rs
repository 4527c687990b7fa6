//! Wrong release decisions, one rule changed in each: the comparison with the independent decision must find them.

use crate::{
    Outcome,
    release::{Case, ENGINE, Engine, Step},
};

mod by_hand;

#[path = "../tests/oracle/mod.rs"]
mod oracle;

use by_hand::BY_HAND;
use oracle::{Deal, Moment, Thing, Verdict, chance::Chance, judge, world};

/// Worlds that every mutant is tried on.
const AGREEMENTS: usize = 40;
const THINGS: usize = 200;
/// Share of mutants that must be found, in percent.
const FOUND_MIN_PERCENT: usize = 95;

type Change = fn(&mut Engine);

fn put(engine: &mut Engine, place: usize, step: Step) {
    engine.steps[place].1 = step;
}

fn any(_: &Case<'_>) -> bool {
    true
}

fn one(_: &Case<'_>) -> bool {
    false
}

struct World {
    thing: Thing,
    moment: Moment,
    verdict: Verdict,
}

fn worlds() -> Vec<(Deal, crate::Agreement, Vec<World>)> {
    let mut chance = Chance(7);
    let of_deal = |chance: &mut Chance| {
        let deal = chance.deal();
        let world = |_| {
            let (thing, moment) = (chance.thing(), chance.moment());
            World {
                verdict: judge(&thing, &deal, &moment),
                thing,
                moment,
            }
        };
        let worlds = (0..THINGS).map(world).collect();
        (deal.clone(), world::sign(&deal), worlds)
    };
    (0..AGREEMENTS).map(|_| of_deal(&mut chance)).collect()
}

fn is_found(engine: &Engine, worlds: &[(Deal, crate::Agreement, Vec<World>)]) -> bool {
    worlds.iter().any(|(deal, agreement, worlds)| {
        worlds
            .iter()
            .any(|world| differs(engine, deal, agreement, world))
    })
}

fn differs(engine: &Engine, deal: &Deal, agreement: &crate::Agreement, world: &World) -> bool {
    let facts = world::Facts::of(&world.moment, agreement.digest());
    let subject = world::subject(&world.thing);
    let at = facts.circumstances();
    let case = Case::new(
        &subject,
        agreement.policy(),
        Some(agreement.digest()),
        &facts.purpose,
        &at,
    );
    // A mutant may copy what no rule names: then there is nothing to copy, which is a difference too.
    let outcome: Outcome = engine.decide(&case).outcome;
    world::compare(&world.thing, deal, &world.verdict, &outcome).is_err()
}

#[test]
fn nearly_every_wrong_decision_is_found() {
    let worlds = worlds();
    assert!(!is_found(&ENGINE, &worlds), "the right decision is right");
    let mut mutants: Vec<(String, Engine)> = Vec::new();
    for (place, (reason, _)) in ENGINE.steps.iter().enumerate() {
        for (name, step) in [("always", any as Step), ("never", one as Step)] {
            let mut engine = ENGINE.clone();
            put(&mut engine, place, step);
            mutants.push((format!("{} passes {name}", reason.code()), engine));
        }
    }
    for (name, change) in BY_HAND {
        let mut engine = ENGINE.clone();
        change(&mut engine);
        mutants.push(((*name).to_owned(), engine));
    }
    let missed: Vec<&String> = mutants
        .iter()
        .filter(|(_, engine)| !is_found(engine, &worlds))
        .map(|(name, _)| name)
        .collect();
    let found = mutants.len() - missed.len();
    println!(
        "{found} of {} mutants found; missed: {missed:?}",
        mutants.len()
    );
    assert!(
        found * 100 >= mutants.len() * FOUND_MIN_PERCENT,
        "missed: {missed:?}"
    );
}
