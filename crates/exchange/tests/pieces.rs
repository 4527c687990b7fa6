//! Large copies in pieces: in whatever order they come the whole comes together once and unchanged, and nothing else does.

#![allow(clippy::unwrap_used, reason = "a test")]

mod link;

use link::{Dice, Keys, Link, Sent, World, keys, stream_between};
use proptest::prelude::*;
use std::collections::BTreeSet;
use vigie_exchange::channel::*;
use vigie_exchange::{ASSERTION_BYTES_MAX, CopyTerms, HoldRule, Time};

const TERMS: CopyTerms = CopyTerms {
    not_after: None,
    purge_at: None,
    hold: HoldRule::Investigation,
};

/// Bytes that do not pack.
fn noise(seed: u64, count: usize) -> Vec<u8> {
    let mut dice = Dice(seed | 1);
    (0..count).map(|_| dice.next() as u8).collect()
}

fn header(seq: u64) -> Header {
    Header {
        seq,
        priority: Priority::History,
        form: Form::Chunk,
        object: Some([9; 16]),
        key: None,
        released_ms: 5,
        expires_ms: None,
        body_len: 0,
        commitment: [0; 32],
    }
}

/// Takes a piece whose whole begins at a number, as it would come over a stream.
fn take(assembly: &mut Assembly, first: u64, body: &[u8]) -> Result<Option<Whole>, Refusal> {
    let chunk = Chunk::decode(body)?;
    assembly.take(&header(first + chunk.index), &chunk)
}

fn bodies(whole: &[u8], size: usize) -> Vec<Vec<u8>> {
    let pieces = Chunk::cut(whole, TERMS, size);
    pieces.iter().map(Chunk::encode).collect()
}

fn terms() -> impl Strategy<Value = CopyTerms> {
    let end = || proptest::option::of((0i64..4_000_000_000_000).prop_map(Time::from_ms));
    (end(), end(), any::<bool>()).prop_map(|(not_after, purge_at, may)| CopyTerms {
        not_after,
        purge_at,
        hold: [HoldRule::Never, HoldRule::Investigation][usize::from(may)],
    })
}

/// Text that packs, noise that does not.
fn content() -> impl Strategy<Value = Vec<u8>> {
    let text = proptest::collection::vec(0u8..4, 1..3_000);
    let noise = proptest::collection::vec(any::<u8>(), 1..3_000);
    prop_oneof![text, noise]
}

proptest! {
    #[test]
    fn a_whole_comes_together_once_whatever_the_order(
        content in content(), size in 1usize..400, first in 0u64..1_000_000, terms in terms(),
        order in proptest::collection::vec(any::<prop::sample::Index>(), 0..120),
    ) {
        let pieces = Chunk::cut(&content, terms, size);
        let bodies: Vec<Vec<u8>> = pieces.iter().map(Chunk::encode).collect();
        prop_assume!(bodies.len() as u64 <= PIECES_MAX);
        let shuffled = order.iter().map(|index| index.index(bodies.len()));
        let mut assembly = Assembly::default();
        let (mut there, mut made) = (BTreeSet::new(), Vec::new());
        for at in shuffled.chain(0..bodies.len()).chain(0..bodies.len()) {
            let came = take(&mut assembly, first, &bodies[at]).unwrap();
            let is_last = there.insert(at) && there.len() == bodies.len();
            prop_assert_eq!(came.is_some(), is_last);
            made.extend(came);
        }
        prop_assert_eq!(made.len(), 1);
        let whole = made[0];
        prop_assert_eq!((whole.first, whole.thing.terms), (first, terms));
        prop_assert_eq!(whole.numbers(), first..first + bodies.len() as u64);
        prop_assert_eq!(whole.join(&bodies).unwrap(), content);
        prop_assert_eq!(assembly.unfinished(), (0, 0));
        prop_assert_eq!(assembly.together(first), whole.numbers());
    }

    #[test]
    fn a_changed_piece_never_makes_another_whole(
        content in content(), size in 20usize..400, which: prop::sample::Index, at: prop::sample::Index, bit in 0u8..8,
    ) {
        let mut bodies = bodies(&content, size);
        let which = which.index(bodies.len());
        let at = at.index(bodies[which].len());
        bodies[which][at] ^= 1 << bit;
        let mut assembly = Assembly::default();
        for body in &bodies {
            let Ok(Some(whole)) = take(&mut assembly, 7, body) else { continue };
            let joined = whole.join(&bodies);
            let is_other = joined.is_ok_and(|joined| joined != content);
            prop_assert!(!is_other);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200), seq: u64) {
        if let Ok(chunk) = Chunk::decode(&body) {
            prop_assert_eq!(chunk.encode(), body.clone());
            let mut assembly = Assembly::default();
            if let Ok(Some(whole)) = assembly.take(&header(seq), &chunk) {
                prop_assert!(whole.join([&body]).is_err() || whole.thing.count == 1);
            }
        }
    }
}

#[test]
fn a_piece_of_another_whole_at_the_same_place_is_refused_and_changes_nothing() {
    let ours = bodies(&noise(1, 1_000), 100);
    let other = bodies(&noise(2, 1_000), 100);
    let mut assembly = Assembly::default();
    assert_eq!(take(&mut assembly, 50, &ours[0]), Ok(None));
    // The same numbers, then numbers that run into them from before and from behind.
    for first in [50, 45, 55] {
        for body in [&other[1], &other[9]] {
            let refused = take(&mut assembly, first, body);
            assert_eq!(refused, Err(Refusal::Malformed), "{first}");
        }
    }
    // The same whole, said to have been released at another time or to be of another object.
    let chunk = Chunk::decode(&ours[1]).unwrap();
    for header in [
        Header {
            released_ms: 6,
            ..header(51)
        },
        Header {
            object: None,
            ..header(51)
        },
    ] {
        assert_eq!(assembly.take(&header, &chunk), Err(Refusal::Malformed));
    }
    // A piece that would begin before the stream.
    assert_eq!(assembly.take(&header(0), &chunk), Err(Refusal::Malformed));
    let rest = ours
        .iter()
        .skip(1)
        .map(|body| take(&mut assembly, 50, body));
    let made: Vec<Whole> = rest.filter_map(Result::unwrap).collect();
    assert_eq!(made[0].join(&ours).unwrap(), noise(1, 1_000));
    // Where a whole is, no other begins.
    assert_eq!(take(&mut assembly, 52, &other[0]), Err(Refusal::Malformed));
    let others: Vec<u64> = (50..60).filter(|seq| *seq != 53).collect();
    assert_eq!(assembly.with(&[53].into()), others);
}

#[test]
fn what_is_unfinished_is_bounded_and_makes_room_when_it_is_deleted() {
    let begun = |n: u64| bodies(&noise(n, 300), 100).remove(0);
    let mut assembly = Assembly::default();
    for n in 0..UNFINISHED_MAX as u64 {
        assert_eq!(take(&mut assembly, n * 10, &begun(n + 1)), Ok(None));
    }
    let more = begun(1_000);
    assert_eq!(take(&mut assembly, 5_000, &more), Err(Refusal::Busy));
    assembly.purged(&[30].into());
    assert_eq!(take(&mut assembly, 5_000, &more), Ok(None));
    // By bytes: eight of the largest.
    let mut assembly = Assembly::default();
    let large = noise(3, ASSERTION_BYTES_MAX);
    let piece = Chunk::cut(&large, TERMS, PIECE_BYTES).remove(0);
    assert!(piece.thing.count <= PIECES_MAX);
    let room = UNFINISHED_BYTES_MAX / piece.thing.length;
    for n in 0..room {
        assert_eq!(assembly.take(&header(n * 10_000), &piece), Ok(None));
    }
    let full = assembly.take(&header(room * 10_000), &piece);
    assert_eq!(full, Err(Refusal::Busy));
    assert_eq!(assembly.unfinished().1, UNFINISHED_BYTES_MAX);
}

#[test]
fn a_length_that_lies_is_found_before_it_takes_memory() {
    let zeros = vec![0; 1_000_000];
    let piece = Chunk::cut(&zeros, TERMS, PIECE_BYTES).remove(0);
    assert!(piece.thing.packed && piece.thing.count == 1);
    for length in [999_999, 1_000_001] {
        let mut lie = piece.clone();
        lie.thing.length = length;
        let mut assembly = Assembly::default();
        let whole = assembly.take(&header(0), &lie).unwrap().unwrap();
        assert_eq!(whole.join([lie.encode()]), Err(Refusal::Malformed));
    }
    let mut lie = piece.clone();
    lie.thing.length = ASSERTION_BYTES_MAX as u64 + 1;
    assert_eq!(Chunk::decode(&lie.encode()), Err(Refusal::Oversized));
    lie = piece;
    lie.thing.count = PIECES_MAX + 1;
    assert_eq!(Chunk::decode(&lie.encode()), Err(Refusal::Oversized));
}

#[test]
fn a_whole_that_will_never_be_together_says_which_pieces_are_there() {
    let pieces = bodies(&noise(1, 1_000), 100);
    let mut assembly = Assembly::default();
    for at in [0, 2, 3, 9] {
        assert_eq!(take(&mut assembly, 20, &pieces[at]), Ok(None));
    }
    // Number 21 may still come.
    assert!(assembly.stuck(29).is_empty());
    assert_eq!(assembly.stuck(30), [20, 22, 23, 29]);
    // What is deleted of a whole takes the rest of it along.
    assert_eq!(assembly.with(&[22, 77].into()), [20, 23, 29]);
    assembly.purged(&[22].into());
    assert!(assembly.stuck(30).is_empty());
    assert_eq!(assembly.together(22), 22..23);
}

/// Two ends of a stream, each with what it stored.
struct Ends {
    me: Keys,
    other: Keys,
    outbox: Outbox,
    inbox: Inbox,
    sent: Sent,
    nodes: MemoryNodes,
    in_nodes: MemoryNodes,
    now_ms: i64,
}

impl Ends {
    fn new() -> Self {
        let (me, other) = (keys(1), keys(2));
        let (stream, seal) = stream_between(&me, &other);
        let profile = Profile {
            bundle_bytes: 2_000,
            window_bytes: 20_000,
            ..Profile::LAN
        };
        Self {
            outbox: Outbox::new(stream.clone(), seal.clone(), [3; 32], profile),
            inbox: Inbox::new(stream, seal, profile),
            me,
            other,
            sent: Sent::default(),
            nodes: MemoryNodes::default(),
            in_nodes: MemoryNodes::default(),
            now_ms: 1_000,
        }
    }

    fn push(&mut self, priority: Priority, form: Form, body: Vec<u8>) -> u64 {
        let draft = Draft::unreleased(priority, form, Some([9; 16]), None, 5, body);
        let entry = self.outbox.push(draft, &mut self.nodes).unwrap();
        let seq = entry.header.seq;
        self.sent.0.push(entry);
        self.outbox.commit();
        seq
    }

    /// Moves bundles, at most so many, and their acknowledgements; gives the numbers in the order of arrival.
    fn talk(&mut self, mut bundles: usize) -> Vec<u64> {
        let mut got = Vec::new();
        for _ in 0..400 {
            self.now_ms += 60;
            for lane in Lane::ALL {
                if bundles == 0 {
                    continue;
                }
                let key = &self.me.sign;
                let next = self
                    .outbox
                    .poll(lane, self.now_ms, key, &self.sent, &self.nodes);
                let Some(bundle) = next.unwrap() else {
                    continue;
                };
                bundles -= 1;
                let intake = self.inbox.receive(&bundle, self.now_ms, &self.in_nodes);
                let intake = intake.unwrap();
                assert_eq!(intake.duplicates, 0, "nothing goes twice");
                got.extend(intake.entries.iter().map(|entry| entry.header.seq));
                let number = intake.number;
                self.inbox.commit(number, &mut self.in_nodes).unwrap();
            }
            if let Some(ack) = self.inbox.poll(self.now_ms, &self.other.sign).unwrap() {
                self.outbox.acknowledge(&ack).unwrap();
            }
        }
        got
    }
}

#[test]
fn pieces_that_are_acknowledged_do_not_go_again_after_a_cut_and_alerts_pass_between() {
    let mut ends = Ends::new();
    let content = noise(4, 100_000);
    for body in bodies(&content, 1_000) {
        ends.push(Priority::History, Form::Chunk, body);
    }
    ends.outbox.connect(1);
    let before = ends.talk(12);
    assert!((5..90).contains(&before.len()), "{}", before.len());
    // The link is cut and comes back; meanwhile something urgent was said, and a plan.
    let plan = ends.push(Priority::Plan, Form::Record, b"plan".to_vec());
    let alert = ends.push(Priority::Alert, Form::Record, b"alert".to_vec());
    ends.outbox.connect(2);
    let after = ends.talk(usize::MAX);
    assert_eq!(after[..2], [alert, plan]);
    let all: BTreeSet<u64> = before.iter().chain(&after).copied().collect();
    assert_eq!(all.len(), before.len() + after.len(), "each once");
    assert_eq!(all.len(), 102);
    assert_eq!(ends.outbox.acked(), 102);
}

#[test]
fn a_large_copy_crosses_a_bad_link_in_pieces_while_alerts_pass() {
    let mut world = World::new(Link::NARROW, ThinConfig::NARROW, 11);
    let content = noise(5, 40_000);
    let pieces = Chunk::cut(&content, TERMS, PIECE_BYTES);
    for piece in &pieces {
        let draft = Draft::unreleased(
            Priority::History,
            Form::Chunk,
            Some([9; 16]),
            None,
            5,
            piece.encode(),
        );
        world.a.push(draft);
    }
    world.run_to(20_000);
    let alert = link::draft(Priority::Alert, None, world.now_ms, vec![1; 200]);
    let alert = world.a.push(alert);
    world.run_to(300_000);
    let (alert_ms, _) = world.b.got[&alert];
    let mut assembly = Assembly::default();
    let mut whole = None;
    let mut last_ms = 0;
    for (came_ms, entry) in world.b.got.values() {
        if entry.header.form == Form::Chunk {
            let chunk = Chunk::decode(&entry.body).unwrap();
            whole = whole.or(assembly.take(&entry.header, &chunk).unwrap());
            last_ms = last_ms.max(*came_ms);
        }
    }
    let whole = whole.unwrap();
    let came = whole.numbers().map(|seq| &world.b.got[&seq].1.body);
    assert_eq!(whole.join(came).unwrap(), content);
    assert_eq!(world.b.doubled, 0);
    assert!(alert_ms < last_ms, "{alert_ms} {last_ms}");
}
