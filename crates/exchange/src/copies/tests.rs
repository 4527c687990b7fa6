use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

#[derive(Debug, Clone)]
enum Step {
    Released(u64, CopyTerms),
    Recalled(Vec<(u64, u64)>, i64),
    Held(u8, Vec<(u64, u64)>, i64),
    Lifted(u8),
    Purged(u64),
}

fn terms() -> impl Strategy<Value = CopyTerms> {
    let end = || proptest::option::of((5i64..8).prop_map(Time::from_ms));
    (end(), end(), any::<bool>()).prop_map(|(not_after, purge_at, may)| CopyTerms {
        not_after,
        purge_at,
        hold: [HoldRule::Never, HoldRule::Investigation][usize::from(may)],
    })
}

fn some_ranges() -> impl Strategy<Value = Vec<(u64, u64)>> {
    proptest::collection::btree_set(0u64..30, 0..12).prop_map(ranges)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0u64..30, terms()).prop_map(|(number, terms)| Step::Released(number, terms)),
        1 => (some_ranges(), 4i64..9).prop_map(|(numbers, at)| Step::Recalled(numbers, at)),
        1 => (0u8..3, some_ranges(), 3i64..9).prop_map(|(id, numbers, at)| Step::Held(id, numbers, at)),
        1 => (0u8..3).prop_map(Step::Lifted),
        1 => (0u64..30).prop_map(Step::Purged),
    ]
}

/// Each copy by itself, as the rules are written down.
#[derive(Default)]
struct Plain {
    copies: BTreeMap<u64, CopyTerms>,
    recalls: Vec<(Vec<(u64, u64)>, Time)>,
    holds: BTreeMap<ObjectId, Hold>,
    purged: BTreeSet<u64>,
}

impl Plain {
    fn state(&self, number: u64, now: Time) -> Option<CopyState> {
        if self.purged.contains(&number) {
            return Some(CopyState::Purged);
        }
        let terms = self.copies.get(&number)?;
        let is_in = |list: &[(u64, u64)]| list.iter().any(|(a, b)| (*a..=*b).contains(&number));
        let recalls = self.recalls.iter().filter(|(list, _)| is_in(list));
        let ends: Vec<Time> = recalls.map(|(_, at)| *at).collect();
        let due = ends.iter().copied().chain(terms.purge_at).min();
        let is_due = due.is_some_and(|due| due <= now);
        let hidden = is_due || !ends.is_empty() || terms.not_after.is_some_and(|end| end <= now);
        let counts =
            |hold: &&Hold| is_in(&hold.numbers) && due.is_none_or(|due| hold.made_at < due);
        let hold = self.holds.values().find(counts);
        Some(
            match hold.filter(|_| terms.hold == HoldRule::Investigation) {
                Some(hold) => CopyState::Held {
                    hold: hold.id,
                    hidden,
                },
                None if is_due => CopyState::Due,
                None if hidden => CopyState::Hidden,
                None => CopyState::Visible,
            },
        )
    }
}

proptest! {
    /// Runs say of each number what the rules say of it alone.
    #[test]
    fn runs_say_what_each_copy_says(steps in proptest::collection::vec(step(), 0..80), now in 2i64..10) {
        let (mut copies, mut plain, now) = (Copies::default(), Plain::default(), Time::from_ms(now));
        for step in steps {
            match step {
                Step::Released(number, terms) => {
                    copies.released(number, terms);
                    plain.copies.entry(number).or_insert(terms);
                }
                Step::Recalled(numbers, at) => {
                    let purge_at = Time::from_ms(at);
                    plain.recalls.push((numbers.clone(), purge_at));
                    copies.recalled(Recall { numbers, purge_at, reason: "r".to_owned() });
                }
                Step::Held(id, numbers, at) => {
                    let (id, made_at) = (ObjectId([id; 16]), Time::from_ms(at));
                    let hold = Hold { id, numbers, reason: "r".to_owned(), by: "b".to_owned(), made_at };
                    plain.holds.entry(id).or_insert(hold.clone());
                    copies.held(hold);
                }
                Step::Lifted(id) => {
                    plain.holds.remove(&ObjectId([id; 16]));
                    copies.lifted(ObjectId([id; 16]));
                }
                Step::Purged(number) => {
                    plain.purged.insert(number);
                    copies.purged(number);
                }
            }
        }
        for number in 0..31 {
            prop_assert_eq!(copies.state(number, now), plain.state(number, now), "{}", number);
        }
        let all = (0..31).filter_map(|number| Some((number, plain.state(number, now)?)));
        let there: Vec<_> = all.filter(|(_, state)| *state != CopyState::Purged).collect();
        let due = there.iter().filter(|(_, state)| *state == CopyState::Due);
        prop_assert_eq!(copies.due(now), ranges(due.map(|(number, _)| *number)));
        prop_assert_eq!(copies.states(now).collect::<Vec<_>>(), there.clone());
        let parties = Parties { holder: "jp-jcg".parse().unwrap(), giver: "ca-ccg".parse().unwrap() };
        let head = StreamHead { size: 31, root: crate::Digest::ZERO };
        let receipt = copies.receipt(parties, head, now);
        prop_assert_eq!(&receipt.purged, &ranges(plain.purged.iter().copied()));
        let held: BTreeSet<u64> = receipt.held.values().flatten().flat_map(|(a, b)| *a..=*b).collect();
        let kept = there.iter().filter(|(_, state)| matches!(state, CopyState::Held { .. }));
        prop_assert_eq!(held, kept.map(|(number, _)| *number).collect::<BTreeSet<_>>());
    }
}

#[test]
fn a_million_copies_that_end_alike_take_the_room_of_one() {
    let mut copies = Copies::default();
    let terms = CopyTerms {
        not_after: None,
        purge_at: None,
        hold: HoldRule::Never,
    };
    // Released from both ends, as they come out of order.
    for number in 0..500_000 {
        copies.released(number, terms);
        copies.released(999_999 - number, terms);
    }
    assert_eq!(copies.runs.len(), 1);
    (0..1_000).for_each(|number| copies.purged(number));
    assert_eq!((copies.runs.len(), copies.purged.ranges()), (1, 1));
}
#[test]
fn copies_with_ends_of_their_own_have_room_up_to_a_bound_and_what_takes_them_back_beyond_it() {
    let mut copies = Copies::default();
    let terms = |end| CopyTerms {
        not_after: None,
        purge_at: Some(Time::from_ms(end)),
        hold: HoldRule::Never,
    };
    let mut number = 0;
    while copies.has_room(false) {
        // An exact end each, as an agreement gives that lets a kind live for days.
        copies.released(number, terms(number as i64 + 1));
        number += 1;
    }
    assert!((1_500_000..6_000_000).contains(&number), "{number}");
    assert!(copies.has_room(true));
    let all = (0, number - 1);
    copies.recalled(Recall {
        numbers: vec![all],
        purge_at: Time::from_ms(0),
        reason: "r".to_owned(),
    });
    assert!(!copies.has_room(false));
    (0..number).for_each(|number| copies.purged(number));
    assert!(copies.has_room(false) && copies.memory_bytes() < 4_096);
}
