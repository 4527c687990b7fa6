//! Joint plans between two agencies: whatever came first, both fold the same; nobody speaks for another.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use vigie_patrol::{
    Plan, Request, Rule, Weights,
    joint::Explanation,
    negotiation::{
        Answer, AssetPick, Capability, Cause, Offer, Picks, SetRule, Standing, Thread, Version,
        Word, assemble, changed,
    },
    trial,
};

/// One agency's part of the trial problem.
fn own(agency: &str) -> Request {
    vigie_patrol::compare::separate(&trial::north_pacific(1), agency)
}

fn all(request: &Request) -> Picks {
    let pick = |id: &String| AssetPick {
        id: id.clone(),
        ..AssetPick::default()
    };
    Picks {
        assets: request.assets.iter().map(|a| pick(&a.id)).collect(),
        tasks: request.tasks.iter().map(|t| t.id.clone()).collect(),
        tankers: request.tankers.iter().map(|t| t.id.clone()).collect(),
        riders: request.riders.iter().map(|r| r.id.clone()).collect(),
        keep_waters: false,
    }
}

fn version(by: &str, number: u32, base: Option<&str>, reason: &str) -> Version {
    let with = if by == "CA" { "JP" } else { "CA" };
    let request = own(by);
    Version {
        joint: Version::joint_id("CA", "1"),
        number,
        base: base.map(str::to_owned),
        by: by.to_owned(),
        with: with.to_owned(),
        title: "together".to_owned(),
        span: request.span,
        cause: if number == 1 {
            Cause::Proposed
        } else {
            Cause::Amended
        },
        reason: reason.to_owned(),
        now: None,
        sea_state: 3,
        weights: Weights::default(),
        offer: Offer::of(&request, &all(&request), with),
        rules: Vec::new(),
        plan: Plan::default(),
        points: 0.0,
        bound: 0.0,
        seed: 1,
        iterations: 0,
        alone: BTreeMap::new(),
        explanation: Explanation::default(),
    }
}

fn answer(version: &str, by: &str, word: Word) -> Answer {
    Answer {
        joint: Version::joint_id("CA", "1"),
        version: version.to_owned(),
        by: by.to_owned(),
        word,
        reason: String::new(),
    }
}

#[derive(Clone)]
enum Said {
    Version(&'static str, Box<Version>),
    Answer(Answer),
}

/// A talk in which both spoke at once, one answered what lost its place, and a later version was agreed.
fn talk() -> Vec<Said> {
    vec![
        Said::Version("a1", Box::new(version("CA", 1, None, ""))),
        Said::Answer(answer("a1", "JP", Word::Agreed)),
        Said::Version("j2", Box::new(version("JP", 2, Some("a1"), "theirs"))),
        Said::Version("a2", Box::new(version("CA", 2, Some("a1"), "ours"))),
        Said::Answer(answer("j2", "CA", Word::Agreed)),
        Said::Version("j3", Box::new(version("JP", 3, Some("a2"), ""))),
        Said::Answer(answer("j3", "CA", Word::Agreed)),
        Said::Version(
            "x9",
            Box::new(version("JP", 9, Some("a2"), "no such number")),
        ),
    ]
}

fn folded(order: &[usize]) -> Thread {
    let talk = talk();
    let mut thread = Thread::default();
    for n in order {
        match talk[*n].clone() {
            Said::Version(digest, version) => assert!(thread.push(digest, *version)),
            Said::Answer(answer) => thread.answer(answer),
        }
    }
    thread
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_order_of_arrival_does_not_matter(order in Just((0..8).collect::<Vec<usize>>()).prop_shuffle()) {
        let thread = folded(&order);
        let chain: Vec<&str> = thread.chain().into_iter().map(|(digest, _)| digest).collect();
        prop_assert_eq!(chain, vec!["a1", "a2", "j3"]);
        prop_assert_eq!(thread.in_force().unwrap().0, "j3");
        prop_assert_eq!(thread.standing("a2"), Some(Standing::Proposed));
        prop_assert_eq!(assemble(&thread, "j3"), assemble(&folded(&[0, 1, 2, 3, 4, 5, 6, 7]), "j3"));
    }
}

#[test]
fn what_is_agreed_holds_until_another_is_or_one_ends_it() {
    let mut thread = Thread::default();
    thread.push("a1", version("CA", 1, None, ""));
    assert!(thread.in_force().is_none());
    thread.answer(answer("a1", "JP", Word::Agreed));
    thread.push("a2", version("CA", 2, Some("a1"), ""));
    thread.answer(answer("a2", "JP", Word::Declined));
    // A proposal that is declined ends nothing.
    assert_eq!(thread.in_force().unwrap().0, "a1");
    assert_eq!(thread.standing("a2"), Some(Standing::Declined));
    thread.answer(answer("a2", "JP", Word::Agreed));
    assert_eq!(thread.in_force().unwrap().0, "a2");
    thread.answer(answer("a2", "JP", Word::Declined));
    assert!(
        thread.in_force().is_none(),
        "the newest agreed plan was ended"
    );
}

#[test]
fn nobody_speaks_for_another() {
    let mut thread = Thread::default();
    let mut foreign = version("JP", 1, None, "");
    assert!(
        !thread.push("b", foreign.clone()),
        "a plan begun in another's name"
    );
    foreign = version("JP", 2, Some("a1"), "");
    foreign.offer.assets = version("CA", 1, None, "").offer.assets;
    assert!(!thread.push("b", foreign), "another's ships");
    let mut third = version("JP", 2, Some("a1"), "");
    third.with = "US".to_owned();
    thread.push("a1", version("CA", 1, None, ""));
    thread.push("t2", third);
    assert_eq!(thread.head().unwrap().0, "a1", "a version for someone else");
}

#[test]
fn what_is_kept_back_is_not_in_the_offer() {
    let request = own("CA");
    let (first, task) = (&request.assets[0], &request.tasks[0]);
    let picks = Picks {
        assets: vec![AssetPick {
            id: first.id.clone(),
            without: Capability::ALL.to_vec(),
            windows: Vec::new(),
        }],
        tasks: vec![task.id.clone()],
        ..Picks::default()
    };
    let offer = Offer::of(&request, &picks, "JP");
    let shown = &offer.assets[0];
    assert!(!shown.boarding_team && shown.authorities.is_empty() && shown.sensors.is_empty());
    assert!((shown.cost_per_h).abs() < 1e-12);
    let text = serde_json::to_string(&offer).unwrap();
    let others = request.tasks.iter().filter(|t| t.id != task.id);
    for other in others.take(20) {
        assert!(!text.contains(&format!("\"{}\"", other.id)), "{}", other.id);
    }
    let needed = |id: &String| first.bases.contains(id) || first.start.port.as_ref() == Some(id);
    assert!(
        offer
            .ports
            .iter()
            .all(|p| needed(&p.id) || text.contains("port-call"))
    );
    assert_eq!(offer.tasks[0].releasable_to, ["JP"]);
    // A change of what is not offered changes no byte of the offer.
    let mut other = request.clone();
    other
        .tasks
        .iter_mut()
        .filter(|t| t.id != task.id)
        .for_each(|t| t.value += 7.0);
    assert_eq!(
        serde_json::to_string(&Offer::of(&other, &picks, "JP")).unwrap(),
        text
    );
}

#[test]
fn both_offers_make_one_request_and_the_dearer_of_two_equal_tasks_stays() {
    let mut thread = Thread::default();
    let first = version("CA", 1, None, "");
    let mut second = version("JP", 2, Some("a1"), "");
    let mut same = first.offer.tasks[0].clone();
    "JP".clone_into(&mut same.owner);
    same.value += 10.0;
    second.offer.tasks.push(same.clone());
    second.rules = vec![SetRule {
        by: "JP".to_owned(),
        rule: Rule::Forbid {
            task: same.id.clone(),
            asset: None,
        },
    }];
    let counts = (
        first.offer.assets.len() + second.offer.assets.len(),
        first.offer.tasks.len() + second.offer.tasks.len() - 1,
    );
    thread.push("a1", first);
    thread.push("j2", second);
    let request = assemble(&thread, "j2").unwrap();
    request.examine().unwrap();
    assert_eq!((request.assets.len(), request.tasks.len()), counts);
    let kept = request.tasks.iter().find(|t| t.id == same.id).unwrap();
    assert_eq!((kept.owner.as_str(), kept.value), ("JP", same.value));
    let delta = changed(&thread, "j2").unwrap();
    assert_eq!(delta.rules_added[0].by, "JP");
    assert!(!delta.assets_added.is_empty() && delta.assets_removed.is_empty());
    // A version on a base that is not there is no request.
    thread.push("j9", version("JP", 9, Some("gone"), ""));
    assert!(assemble(&thread, "j9").is_none());
}

/// What either keeps from, the ships of both keep from, unless it is kept back.
#[test]
fn closed_waters_are_part_of_an_offer_unless_they_are_kept_back() {
    let ring = vec![[178.0, 40.0], [182.0, 40.0], [182.0, 50.0], [178.0, 50.0]];
    let mut request = own("CA");
    request.waters.closed.push(vec![ring.clone()]);
    request.waters.canals_closed.push("suez".to_owned());
    let picks = all(&request);
    let kept = Picks {
        keep_waters: true,
        ..picks.clone()
    };
    let offered = |request: &Request, picks: &Picks, with: &str| Offer::of(request, picks, with);
    let mut thread = Thread::default();
    let mut first = version("CA", 1, None, "");
    first.offer = offered(&request, &kept, "JP");
    let text = serde_json::to_string(&first).unwrap();
    assert!(
        !text.contains("suez") && !text.contains("\"waters\""),
        "{text}"
    );
    assert!(first.offer.picks().keep_waters);
    thread.push("a1", first);
    assert!(assemble(&thread, "a1").unwrap().waters.is_empty());
    let mut second = version("CA", 2, Some("a1"), "");
    second.offer = offered(&request, &picks, "JP");
    thread.push("a2", second);
    assert!(changed(&thread, "a2").unwrap().waters_changed);
    // The partner closes the same area and another canal.
    let mut theirs = own("JP");
    theirs.waters.closed.push(vec![ring]);
    theirs.waters.canals_closed.push("panama".to_owned());
    let mut third = version("JP", 3, Some("a2"), "");
    third.offer = offered(&theirs, &all(&theirs), "CA");
    let said = serde_json::to_string(&third).unwrap();
    let read: Version = serde_json::from_str(&said).unwrap();
    assert_eq!(read.offer.waters, third.offer.waters);
    thread.push("j3", third);
    let both = assemble(&thread, "j3").unwrap();
    both.examine().unwrap();
    assert_eq!((both.waters.closed.len(), both.waters.dear.len()), (1, 0));
    assert_eq!(both.waters.canals_closed, ["suez", "panama"]);
}

/// A partner may send anything.
#[test]
fn waters_that_cannot_be_sailed_by_are_refused() {
    let fault = |change: &dyn Fn(&mut Request)| {
        let mut request = own("CA");
        change(&mut request);
        request.examine().unwrap_err().code()
    };
    let ring = || vec![[178.0, 40.0], [182.0, 40.0], [182.0, 50.0], [178.0, 50.0]];
    assert_eq!(
        fault(&|r| r.waters.canals_closed.push("northwest".to_owned())),
        "id-unknown"
    );
    assert_eq!(
        fault(&|r| r.waters.closed.push(Vec::new())),
        "value-out-of-range"
    );
    assert_eq!(
        fault(&|r| r.waters.closed = vec![vec![ring()]; 201]),
        "too-many"
    );
    // A zigzag round the globe: few corners, a border without end.
    let zigzag = |n: u32| [f64::from(n % 2) * 170.0, f64::from(n) * 0.004 - 40.0];
    assert_eq!(
        fault(&|r| r
            .waters
            .closed
            .push(vec![(0..19_000).map(zigzag).collect()])),
        "value-out-of-range"
    );
    let dear = |factor| vigie_patrol::DearWaters {
        polygon: vec![ring()],
        factor,
    };
    assert_eq!(
        fault(&|r| r.waters.dear.push(dear(0.5))),
        "value-out-of-range"
    );
}
