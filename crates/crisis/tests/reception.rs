//! Safe havens that take so many people and no more: plans keep it, the checker sees it, the bound stays below, and where
//! nothing is said of capacity nothing changes.

#![allow(clippy::unwrap_used, reason = "tests")]

mod random;

use std::collections::BTreeMap;

use vigie_crisis::plan::{
    Assignment, Commitment, DifferenceKind, Instance, PlacePair, Plan, PlanGroup, Received,
    Resource, Rule, SafeHaven, Union, best_plan, bound, check, differences, first_plan, helps,
    pooled_plan, reception,
};
use vigie_crisis::{GroupId, LegId};
use vigie_sea::Time;

use random::{QUICK, place, random, replanned, sound};

const HOUR_MS: i64 = 3_600_000;

/// A random instance whose safe havens are small, each in its own way.
fn small(seed: u64) -> Instance {
    let mut instance = random(seed);
    let start = instance.start;
    for (at, haven) in (0..).zip(&mut instance.havens) {
        let mix = seed.wrapping_mul(31).wrapping_add(at) % 60;
        let mix = u32::try_from(mix).unwrap();
        haven.beds = (mix % 4 != 0).then_some(mix % 23);
        haven.stay_h = (mix % 3 == 0).then_some(mix % 9);
        haven.per_day = (mix % 4 == 0 || mix % 5 == 0).then_some(mix % 17);
        if mix % 7 == 0 {
            let at = start.plus_ms(-HOUR_MS * i64::from(mix % 11));
            haven.received.push(Received {
                at,
                people: mix % 6,
            });
        }
    }
    instance
}

/// Most people at a safe haven at once, counted the slow way: at every arrival, over everyone.
fn most(instance: &Instance, haven: &SafeHaven, ways: &[Assignment], stay_ms: Option<i64>) -> u64 {
    let legs: BTreeMap<LegId, _> = instance.legs.iter().map(|it| (it.id, it)).collect();
    let sizes: BTreeMap<GroupId, u16> = instance
        .groups
        .iter()
        .rev()
        .map(|it| (it.id, it.size))
        .collect();
    let mut came: Vec<(Time, u64)> = haven
        .received
        .iter()
        .map(|it| (it.at, u64::from(it.people)))
        .collect();
    let planned: Vec<(Time, u64)> = ways
        .iter()
        .filter(|it| legs[&it.leg].to == haven.id)
        .map(|it| (legs[&it.leg].arrival, u64::from(sizes[&it.group])))
        .collect();
    came.extend(&planned);
    let there = |at: Time| -> u64 {
        let here = came.iter().filter(|(since, _)| {
            *since <= at && stay_ms.is_none_or(|stay_ms| at.ms() - since.ms() < stay_ms)
        });
        here.map(|it| it.1).sum()
    };
    let last = came.iter().map(|it| it.0).max();
    let moments = planned
        .iter()
        .map(|it| it.0)
        .chain(last.filter(|_| !planned.is_empty() && stay_ms.is_none()));
    moments.map(there).max().unwrap_or(0)
}

fn keeps(instance: &Instance, ways: &[Assignment], seed: u64) {
    for haven in &instance.havens {
        let stay_ms = haven.stay_h.map(|it| i64::from(it.max(1)) * HOUR_MS);
        if let Some(beds) = haven.beds {
            let used = most(instance, haven, ways, stay_ms);
            assert!(
                used <= u64::from(beds),
                "seed {seed}: {used} in {beds} beds"
            );
        }
        if let Some(limit) = haven.per_day {
            let used = most(instance, haven, ways, Some(24 * HOUR_MS));
            assert!(
                used <= u64::from(limit),
                "seed {seed}: {used} of {limit} a day"
            );
        }
    }
}

#[test]
fn nobody_is_sent_where_there_is_no_bed_over_random_instances() {
    let (mut lifted, mut free, mut priced) = (0, 0, 0);
    for seed in 0..400 {
        let instance = small(seed);
        for plan in [
            first_plan(&instance, &[]).unwrap(),
            best_plan(&instance, &[], None, QUICK).unwrap(),
        ] {
            sound(&instance, &plan, &[], seed);
            keeps(&instance, &plan.assignments, seed);
            let figures = reception(&instance, &plan.assignments);
            let limited = |it: &&SafeHaven| it.beds.is_some() || it.per_day.is_some();
            assert_eq!(
                figures.len(),
                instance.havens.iter().filter(limited).count()
            );
            priced += plan.prices.bed.len() + plan.prices.day.len();
            lifted += plan.assignments.len();
        }
        free += best_plan(&random(seed), &[], None, QUICK)
            .unwrap()
            .assignments
            .len();
    }
    // The limits bite, and not so hard that nothing is tested.
    assert!(
        priced > 0 && lifted > 200 && lifted / 2 < free,
        "{lifted} {free}"
    );
}

#[test]
fn shared_plans_keep_the_beds_and_harm_nobody() {
    for seed in 0..80 {
        let instance = small(seed);
        let pooled = pooled_plan(&instance, &[], None, QUICK).unwrap();
        assert_eq!(
            check(&instance, &pooled.plan.assignments, &[]).violations,
            [],
            "seed {seed}"
        );
        keeps(&instance, &pooled.plan.assignments, seed);
        for figure in &pooled.partners {
            assert!(figure.pooled <= figure.alone, "seed {seed}: {figure:?}");
        }
    }
}

#[test]
fn a_new_plan_counts_who_is_on_the_way() {
    for seed in 0..120 {
        let (_, new) = replanned(small(seed), seed);
        keeps(&new.frozen.instance, &new.plan.assignments, seed);
    }
}

#[test]
fn beds_that_nobody_lacks_change_no_byte_of_a_plan() {
    for seed in 0..60 {
        let plain = random(seed);
        let mut vast = plain.clone();
        for haven in &mut vast.havens {
            (haven.beds, haven.per_day) = (Some(1_000_000), Some(1_000_000));
        }
        let text = |it: &Plan| serde_json::to_string(it).unwrap();
        let one = best_plan(&plain, &[], None, QUICK).unwrap();
        let other = best_plan(&vast, &[], None, QUICK).unwrap();
        assert_eq!(text(&one), text(&other), "seed {seed}");
        assert!(!text(&one).contains("\"bed\"") && !text(&one).contains("\"day\""));
        let [one, other] = [&plain, &vast].map(|it| pooled_plan(it, &[], None, QUICK).unwrap());
        assert_eq!(text(&one.plan), text(&other.plan), "seed {seed}");
    }
    let text = serde_json::to_string(&random(3)).unwrap();
    for field in ["beds", "stay_h", "per_day", "received"] {
        assert!(
            !text.contains(field),
            "what is not said is not told: {field}"
        );
    }
}

/// Two families of four, each with its own leg to one safe haven, the second leg ten hours after the first.
fn two_families() -> Instance {
    let mut instance = random(17);
    let (start, home) = (instance.start, place(2, 0));
    let at = |minute: i64| start.plus_ms(minute * 60_000);
    let mut leg = instance.legs[0].clone();
    leg.owner.clone_from(&instance.partners[0]);
    (leg.from, leg.to, leg.seats) = (home, place(3, 0), 4);
    (leg.pets, leg.document_required, leg.wheelchairs) = (true, false, None);
    leg.status = vigie_crisis::LegStatus::Confirmed;
    instance.legs = [(1, 60), (2, 660)]
        .into_iter()
        .map(|(number, minute)| {
            let mut leg = leg.clone();
            leg.id = LegId::from_number(number);
            (leg.cutoff, leg.departure, leg.arrival) =
                (at(minute), at(minute + 30), at(minute + 90));
            leg
        })
        .collect();
    let partner = instance.partners[0].clone();
    instance.groups = [1, 2]
        .into_iter()
        .map(|number| PlanGroup {
            id: GroupId::from_number(number),
            partner: partner.clone(),
            at: home,
            ready: start,
            class: 0,
            size: 4,
            stretchers: 0,
            wheelchairs: 0,
            minors: 2,
            guardians: 2,
            escorted_by: None,
            pets: false,
            documents: true,
            havens: None,
        })
        .collect();
    for port in &mut instance.embarkation {
        port.closed.clear();
        port.holding = None;
    }
    instance
}

fn lifted(instance: &Instance) -> usize {
    let plan = best_plan(instance, &[], None, QUICK).unwrap();
    assert_eq!(check(instance, &plan.assignments, &[]).violations, []);
    plan.assignments.len()
}

#[test]
fn who_goes_on_makes_room_and_more_beds_are_named_as_what_helps() {
    let mut instance = two_families();
    assert_eq!(lifted(&instance), 2);
    instance.havens[0].beds = Some(4);
    assert_eq!(
        lifted(&instance),
        1,
        "they stay, so the second family has no bed"
    );
    let plan = best_plan(&instance, &[], None, QUICK).unwrap();
    let found = helps(&instance, &plan, 20);
    let haven = instance.havens[0].id;
    let bed = found
        .iter()
        .find(|it| it.resource == Resource::Bed { at: haven });
    assert!(bed.is_some_and(|it| it.saves > 60.0), "{found:?}");
    instance.havens[0].stay_h = Some(10);
    assert_eq!(
        lifted(&instance),
        2,
        "the first family goes on as the second comes"
    );
    instance.havens[0].stay_h = Some(11);
    assert_eq!(lifted(&instance), 1);
    (instance.havens[0].beds, instance.havens[0].per_day) = (None, Some(7));
    assert_eq!(lifted(&instance), 1, "both within one day");
    instance.havens[0].per_day = Some(8);
    assert_eq!(lifted(&instance), 2);
    let at = instance.start.plus_ms(-13 * HOUR_MS);
    instance.havens[0].received.push(Received { at, people: 1 });
    assert_eq!(
        lifted(&instance),
        2,
        "who came a day before the second family counts no more"
    );
    instance.havens[0].received[0].at = instance.start.plus_ms(-HOUR_MS);
    assert_eq!(lifted(&instance), 1, "who came before is counted");
}

#[test]
fn the_checker_says_who_is_too_many_and_forgives_who_is_aboard() {
    let mut instance = two_families();
    let plan = best_plan(&instance, &[], None, QUICK).unwrap();
    instance.havens[0].beds = Some(7);
    let verdict = check(&instance, &plan.assignments, &[]);
    let broken = &verdict.violations[0];
    let told = (broken.rule, broken.used, broken.limit);
    assert_eq!(told, (Rule::Beds, 8, 7));
    assert_eq!(broken.subject, instance.havens[0].id.to_string());
    let aboard: Vec<Commitment> = plan
        .assignments
        .iter()
        .map(|it| Commitment {
            group: it.group,
            leg: it.leg,
        })
        .collect();
    let verdict = check(&instance, &plan.assignments, &aboard);
    assert_eq!(verdict.violations, [], "they come, whatever is planned");
    let kept = best_plan(&instance, &aboard, None, QUICK).unwrap();
    assert!(bound(&instance, &aboard, &kept.prices) <= kept.objective as f64 + 0.5);
}

#[test]
fn of_two_descriptions_of_a_safe_haven_the_stricter_holds_whoever_leads() {
    let (mut ours, mut theirs) = (two_families(), two_families());
    (ours.havens[0].beds, ours.havens[0].stay_h) = (Some(40), Some(6));
    (theirs.havens[0].beds, theirs.havens[0].per_day) = (Some(25), Some(90));
    let haven = ours.havens[0].id;
    for lead in [true, false] {
        let pair = PlacePair {
            theirs: haven,
            ours: haven,
        };
        let union = Union {
            pairs: vec![pair],
            lead,
            ..Union::default()
        };
        let told = differences(("CA", &ours), ("JP", &theirs), &union);
        let found = told
            .iter()
            .find(|it| it.what == DifferenceKind::Reception)
            .unwrap();
        assert_eq!(
            (found.ours.as_str(), found.theirs.as_str()),
            ("40 · 6 h · – / 24 h", "25 · – h · 90 / 24 h")
        );
        let mut joined = ours.clone();
        union.join(&mut joined, &union.read(&theirs));
        let one = &joined.havens[0];
        assert_eq!(
            (one.beds, one.stay_h, one.per_day),
            (Some(25), None, Some(90))
        );
    }
}

/// Of three who hold one emergency each tells who came: what one told is not lost when a place is read as another leads it.
#[test]
fn who_came_before_is_counted_whoever_leads() {
    for lead in [true, false] {
        let mut ours = random(1);
        ours.havens.truncate(1);
        let came = Received {
            at: ours.start,
            people: 7,
        };
        ours.havens[0].beds = Some(40);
        ours.havens[0].received = vec![came];
        let mut theirs = ours.clone();
        theirs.havens[0].beds = Some(30);
        theirs.havens[0].received.clear();
        let union = Union {
            lead,
            ..Union::default()
        };
        union.join(&mut ours, &theirs);
        assert_eq!(ours.havens[0].received, [came], "lead: {lead}");
        assert_eq!(ours.havens[0].beds, Some(30));
    }
}
