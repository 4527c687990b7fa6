//! Scores from what nodes told, worked by hand.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_cmp,
    reason = "tests"
)]

use vigie_exercise::{
    Nationals, TruthEvent, TruthKind, breaches_told,
    expectation::{Observed, Seen},
    people_told, plans_told,
};
use vigie_sea::Time;

const HOUR_MS: i64 = 3_600_000;

fn at(hours: i64) -> Time {
    Time::from_ms(hours * HOUR_MS)
}

fn parties() -> Vec<String> {
    vec!["ca-ccg".to_owned(), "jp-jcg".to_owned()]
}

fn said(hours: i64, party: &str, seen: Seen) -> Observed {
    Observed {
        at: at(hours),
        party: party.to_owned(),
        seen,
    }
}

fn counted(hours: i64, party: &str, accounted: u64, registered: u64) -> Observed {
    let crisis = "c".to_owned();
    said(
        hours,
        party,
        Seen::Accounted {
            crisis,
            accounted,
            registered,
        },
    )
}

#[test]
fn people_are_counted_against_how_many_there_truly_are() {
    let group = |count| Nationals {
        partner: "ca".to_owned(),
        count,
        since: at(10),
    };
    let observed = [
        counted(12, "ca-ccg", 2, 3),
        // One was counted twice, and is found later.
        counted(13, "ca-ccg", 1, 3),
        counted(14, "ca-ccg", 3, 3),
        counted(11, "jp-jcg", 5, 10),
    ];
    let found = people_told(&parties(), &[group(1), group(3)], &observed, at(20));
    let ca = &found[0];
    assert_eq!(
        (ca.partner.as_str(), ca.people, ca.unaccounted),
        ("ca-ccg", 4, 1)
    );
    let curve = [(at(10), 4), (at(12), 3), (at(14), 1)];
    assert_eq!(
        ca.curve, curve,
        "who was lost again counts from when she was found"
    );
    // 2 + 4 + 4 hours of those who were found, 10 of the one who was not.
    assert_eq!(ca.person_hours_unaccounted, 20.0);
    assert_eq!((ca.half_s, ca.all_s), (Some(4.0 * 3_600.0), None));
    let jp = &found[1];
    assert_eq!(
        (jp.people, jp.unaccounted),
        (10, 5),
        "no nationals in truth: the register counts"
    );
    assert_eq!(
        people_told(&parties(), &[group(4)], &observed, at(9)),
        [],
        "not begun"
    );
    assert_eq!(people_told(&parties(), &[], &[], at(9)), []);
}

#[test]
fn a_plan_is_held_against_the_best_choice_of_as_many_ships() {
    let truth = |kind, mmsi, from, to| TruthEvent {
        start: at(from),
        end: at(to),
        kind,
        mmsis: vec![mmsi],
        note: String::new(),
    };
    let truth = [
        truth(TruthKind::IntentionalGap, 1, 0, 30),
        truth(TruthKind::UnauthorisedFishing, 1, 20, 30),
        truth(TruthKind::FrozenPosition, 2, 20, 30),
        truth(TruthKind::Transit, 3, 0, 90),
        truth(TruthKind::Encounter, 4, 0, 9),
        truth(TruthKind::Encounter, 5, 35, 36),
    ];
    let plan = |hours, mmsis: &[u32]| {
        let (plan, mmsis) = ("p".to_owned(), mmsis.to_vec());
        said(
            hours,
            "jp-jcg",
            Seen::Planned {
                plan,
                mmsis,
                areas: Vec::new(),
            },
        )
    };
    let observed = [plan(5, &[1]), plan(10, &[2, 3]), plan(50, &[1])];
    let found = plans_told(&truth, &observed, at(40));
    assert_eq!(found.len(), 1, "the last version that was made in time");
    let one = &found[0];
    assert_eq!(
        (one.plan.as_str(), one.achieved, one.clairvoyant),
        ("jp-jcg p", 1.0, 3.0)
    );
    assert_eq!((one.regret, one.regret_share), (2.0, Some(2.0 / 3.0)));
    assert_eq!(
        one.unseen,
        ["000000001"],
        "she was worth two; what is over or to come is worth nothing"
    );
    let best = plans_told(&truth, &[plan(10, &[1, 2])], at(40));
    assert_eq!((best[0].regret, best[0].unseen.len()), (0.0, 0));
}

#[test]
fn what_arrives_without_a_release_breaks_policy() {
    let out = |hours, from: &str, to: &str, object: &str| {
        let (to, class, object) = (to.to_owned(), "alert".to_owned(), object.to_owned());
        said(
            hours,
            from,
            Seen::Released {
                to,
                class,
                object,
                mmsis: Vec::new(),
            },
        )
    };
    let inn = |hours, party: &str, from: &str, object: &str| {
        let (from, class, object) = (from.to_owned(), "alert".to_owned(), object.to_owned());
        said(
            hours,
            party,
            Seen::Received {
                from,
                class,
                object,
                mmsis: Vec::new(),
                beyond: Vec::new(),
            },
        )
    };
    let good = [
        inn(1, "jp-jcg", "ca-ccg", "a"),
        out(2, "ca-ccg", "jp-jcg", "a"),
    ];
    assert_eq!(
        breaches_told(&parties(), &good, at(9)),
        (2, Vec::new()),
        "whichever was told first"
    );
    let mut all = good.to_vec();
    all.push(inn(3, "jp-jcg", "ca-ccg", "b"));
    all.push(out(3, "ca-ccg", "us-uscg", "c"));
    // Released the other way round is not released.
    all.push(inn(3, "ca-ccg", "jp-jcg", "a"));
    let (looked, broken) = breaches_told(&parties(), &all, at(9));
    assert_eq!(looked, 5);
    assert_eq!(
        broken,
        [
            "ca-ccg>jp-jcg alert b",
            "ca-ccg>us-uscg alert c",
            "jp-jcg>ca-ccg alert a"
        ]
    );
    all.reverse();
    assert_eq!(
        breaches_told(&parties(), &all, at(9)).1,
        broken,
        "order is of no account"
    );
    // A copy that was released, and holds more than agreed.
    let mut more = inn(1, "jp-jcg", "ca-ccg", "a");
    if let Seen::Received { beyond, .. } = &mut more.seen {
        beyond.push("field name".to_owned());
    }
    assert_eq!(
        breaches_told(&parties(), &[more, good[1].clone()], at(9)),
        (2, vec!["ca-ccg>jp-jcg alert a: field name".to_owned()])
    );
    let fresh = [inn(9, "jp-jcg", "ca-ccg", "d")];
    assert_eq!(
        breaches_told(&parties(), &fresh, at(9)).1,
        Vec::<String>::new()
    );
}
