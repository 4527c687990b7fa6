//! Scores from what the nodes told control: people accounted for, plans against a clairvoyant choice, and whether everything that
//! arrived was released.

use std::collections::{BTreeMap, BTreeSet};

use vigie_sea::{Span, Time};

use super::people::{PeopleScore, PersonOutcome, people_score};
use super::regret::{Look, RegretScore, TargetValue, regret_score};
use crate::expectation::{Observed, Seen};
use crate::truth::TruthEvent;

/// How long a patrol plan is held against the truth, from the moment it was made.
const PLAN_MS: i64 = 86_400_000;
/// A copy that arrived later than this before the end may be told before its release is.
const TOLD_LATE_MS: i64 = 3_600_000;

/// Nationals of one partner in truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nationals {
    /// The partner, as the scenario names it (`ca`).
    pub partner: String,
    /// How many.
    pub count: u64,
    /// When the incident that concerns them began.
    pub since: Time,
}

/// Nationals not accounted for over time, by partner: the counts that its node told, against how many there truly are. Where the
/// scenario has no nationals the register is taken for the truth. Whether a register is right about a person is not told, so
/// none counts as wrong.
#[must_use]
pub fn people_told(
    parties: &[String],
    nationals: &[Nationals],
    observed: &[Observed],
    until: Time,
) -> Vec<PeopleScore> {
    let of = |party: &String| {
        let mut crises: BTreeMap<&str, Vec<(Time, u64, u64)>> = BTreeMap::new();
        for one in observed
            .iter()
            .filter(|one| one.party == *party && one.at <= until)
        {
            if let Seen::Accounted {
                crisis,
                accounted,
                registered,
            } = &one.seen
            {
                crises
                    .entry(crisis)
                    .or_default()
                    .push((one.at, *accounted, *registered));
            }
        }
        // The crisis that most people are registered in.
        let told = crises
            .into_values()
            .max_by_key(|all| all.iter().map(|(.., registered)| *registered).max())
            .unwrap_or_default();
        let partner = party.split('-').next().unwrap_or_default();
        let truly = nationals.iter().filter(|one| one.partner == partner);
        let since = truly.clone().map(|one| one.since).min();
        let count: u64 = truly.map(|one| one.count).sum();
        let registered = told.iter().map(|(.., registered)| *registered).max();
        let start = since.or_else(|| told.first().map(|(at, ..)| *at))?;
        let people = if count > 0 { count } else { registered? };
        (start <= until).then(|| {
            let mut moments: Vec<Time> = Vec::new();
            for (at, accounted, _) in told {
                let accounted = usize::try_from(accounted.min(people)).unwrap_or(usize::MAX);
                moments.resize(accounted, at);
            }
            let outcome = |number: usize| PersonOutcome {
                accounted: moments.get(number).copied(),
                right: true,
            };
            let people = usize::try_from(people).unwrap_or(usize::MAX);
            let all: Vec<PersonOutcome> = (0..people).map(outcome).collect();
            let crisis = Span { start, end: until };
            people_score(party, crisis, &all)
        })
    };
    parties.iter().filter_map(of).collect()
}

/// Every patrol plan in its last version against the truth of the day after it was made. A ship is worth one look for each kind of
/// incident that she is in; the clairvoyant looks at as many ships as the plan does, and at those worth most. Distances are not
/// weighed, so no plan with the same assets could get more.
#[must_use]
pub fn plans_told(truth: &[TruthEvent], observed: &[Observed], until: Time) -> Vec<RegretScore> {
    let mut plans: BTreeMap<(&str, &str), (Time, BTreeSet<u32>)> = BTreeMap::new();
    for one in observed.iter().filter(|one| one.at <= until) {
        if let Seen::Planned { plan, mmsis, .. } = &one.seen
            && !mmsis.is_empty()
        {
            let ships = mmsis.iter().copied().collect();
            plans.insert((&one.party, plan), (one.at, ships));
        }
    }
    let of = |((party, plan), (at, ships)): ((&str, &str), (Time, BTreeSet<u32>))| {
        let window = Span {
            start: at,
            end: at.plus_ms(PLAN_MS),
        };
        let mut worth: BTreeMap<u32, BTreeSet<_>> = BTreeMap::new();
        let in_time = |one: &&TruthEvent| {
            one.kind.is_incident() && one.start < window.end && window.start < one.end
        };
        for one in truth.iter().filter(in_time) {
            for mmsi in &one.mmsis {
                worth.entry(*mmsi).or_default().insert(one.kind);
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "a count of kinds")]
        let target = |(mmsi, kinds): (u32, BTreeSet<_>)| TargetValue {
            id: format!("{mmsi:09}"),
            value: kinds.len() as f64,
            window,
        };
        let targets: Vec<TargetValue> = worth.into_iter().map(target).collect();
        let mut values: Vec<f64> = targets.iter().map(|one| one.value).collect();
        values.sort_by(|a, b| b.total_cmp(a));
        let best: f64 = values.iter().take(ships.len()).sum();
        let look = |mmsi: &u32| Look {
            target: format!("{mmsi:09}"),
            span: window,
            share: 1.0,
        };
        let looks: Vec<Look> = ships.iter().map(look).collect();
        regret_score(&format!("{party} {plan}"), &targets, &looks, best)
    };
    plans.into_iter().map(of).collect()
}

/// How many releases and copies were looked at, and which broke policy: what went to nobody of the exercise, what arrived
/// without a release in the log of the sender, and what of a copy the sender's own agreement does not explain. What was told in the last hour before `until` is not judged: its other half may
/// still be on its way to control.
#[must_use]
pub fn breaches_told(
    parties: &[String],
    observed: &[Observed],
    until: Time,
) -> (usize, Vec<String>) {
    let mut released: BTreeSet<(&str, &str, &str)> = BTreeSet::new();
    let (mut looked, mut broken) = (0, Vec::new());
    for one in observed {
        if let Seen::Released {
            to, class, object, ..
        } = &one.seen
        {
            looked += 1;
            released.insert((&one.party, to, object));
            if !parties.contains(to) || *to == one.party {
                broken.push(format!("{}>{to} {class} {object}", one.party));
            }
        }
    }
    let settled = until.plus_ms(-TOLD_LATE_MS);
    for one in observed.iter().filter(|one| one.at <= settled) {
        if let Seen::Received {
            from,
            class,
            object,
            beyond,
            ..
        } = &one.seen
        {
            looked += 1;
            let to = &one.party;
            broken.extend(
                beyond
                    .iter()
                    .map(|what| format!("{from}>{to} {class} {object}: {what}")),
            );
            if !released.contains(&(from.as_str(), one.party.as_str(), object.as_str())) {
                broken.push(format!("{from}>{} {class} {object}", one.party));
            }
        }
    }
    broken.sort_unstable();
    broken.dedup();
    (looked, broken)
}
