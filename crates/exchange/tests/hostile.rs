//! What a hostile or broken partner, or somebody on the way, sends: refused by reason, counted, and the watch goes on.

#![allow(clippy::unwrap_used, reason = "tests")]

mod link;

use ed25519_dalek::SigningKey;
use link::{Keys, Sent, draft, keys, stream_between};
use proptest::prelude::*;
use vigie_exchange::channel::*;

struct Pair {
    a: Keys,
    b: Keys,
    outbox: Outbox,
    inbox: Inbox,
    sent: Sent,
    nodes: MemoryNodes,
    in_nodes: MemoryNodes,
}

impl Pair {
    fn new() -> Self {
        let (a, b) = (keys(1), keys(2));
        let (stream, seal) = stream_between(&a, &b);
        let mut outbox = Outbox::new(stream.clone(), seal.clone(), [1; 32], Profile::LAN);
        outbox.connect(5);
        let inbox = Inbox::new(stream, seal, Profile::LAN);
        Self {
            a,
            b,
            outbox,
            inbox,
            sent: Sent::default(),
            nodes: MemoryNodes::default(),
            in_nodes: MemoryNodes::default(),
        }
    }

    fn push(&mut self, body: &[u8]) {
        let entry = self
            .outbox
            .push(
                draft(Priority::Alert, None, 0, body.to_vec()),
                &mut self.nodes,
            )
            .unwrap();
        self.sent.0.push(entry);
        self.outbox.commit();
    }

    fn bundle(&mut self, lane: Lane, now_ms: i64) -> Option<Vec<u8>> {
        self.outbox
            .poll(lane, now_ms, &self.a.sign, &self.sent, &self.nodes)
            .unwrap()
    }

    fn give(&mut self, bytes: &[u8]) -> Result<usize, Refusal> {
        let intake = self.inbox.receive(bytes, 0, &self.in_nodes)?;
        self.inbox.commit(intake.number, &mut self.in_nodes)?;
        Ok(intake.entries.len())
    }

    /// All that is due goes both ways until both rest.
    fn settle(&mut self, now_ms: i64) {
        for round in 0..6 {
            for lane in Lane::ALL {
                while let Some(bundle) = self.bundle(lane, now_ms + round * 2_000) {
                    self.give(&bundle).unwrap();
                }
            }
            let ack = self.inbox.acknowledge(&self.b.sign).unwrap();
            self.outbox.acknowledge(&ack).unwrap();
        }
    }
}

#[test]
fn the_wrong_key_realm_or_stream_is_refused_and_the_right_one_still_works() {
    let mut pair = Pair::new();
    pair.push(b"one");
    let good = pair.bundle(Lane::Urgent, 0).unwrap();

    let mut stranger = Pair::new();
    stranger.a.sign = SigningKey::from_bytes(&[8; 32]);
    stranger.push(b"forged");
    let forged = stranger.bundle(Lane::Urgent, 0).unwrap();
    assert_eq!(pair.give(&forged), Err(Refusal::BadSignature));

    for (at, refusal) in [
        (0, Refusal::Malformed),
        (1, Refusal::UnknownVersion),
        (2, Refusal::UnknownStream),
        (3, Refusal::WrongRealm),
        (5, Refusal::UnknownStream),
        (60, Refusal::NotAuthentic),
    ] {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        assert_eq!(pair.give(&bytes), Err(refusal), "{at}");
    }
    assert_eq!(pair.give(&vec![b'V'; 4 << 20]), Err(Refusal::Oversized));
    assert_eq!(pair.give(&good[..30]), Err(Refusal::Malformed));
    assert_eq!(pair.give(&good), Ok(1));
    assert_eq!(pair.give(&good), Ok(0));
    assert_eq!(
        pair.inbox
            .refusals()
            .iter()
            .map(|(_, count)| count)
            .sum::<u64>(),
        9
    );
    assert_eq!(pair.inbox.oddities().0, 1);
}

#[test]
fn an_exercise_never_enters_a_live_stream() {
    let (a, b) = (keys(1), keys(2));
    let exercise = Stream::new(a.sign.public(), b.sign.public(), "exercise:kita", 0);
    let seal = exercise.seal(&a.seal, &sealing_public(&b.seal)).unwrap();
    let mut outbox = Outbox::new(exercise, seal, [1; 32], Profile::LAN);
    let mut nodes = MemoryNodes::default();
    let entry = outbox
        .push(
            draft(
                Priority::Distress,
                None,
                0,
                b"man overboard (exercise)".to_vec(),
            ),
            &mut nodes,
        )
        .unwrap();
    outbox.commit();
    let bundle = outbox
        .poll(Lane::Distress, 0, &a.sign, &Sent(vec![entry]), &nodes)
        .unwrap()
        .unwrap();
    assert_eq!(Pair::new().give(&bundle), Err(Refusal::WrongRealm));
}

fn some_header() -> Vec<u8> {
    let mut pair = Pair::new();
    pair.push(b"x");
    pair.sent.0[0].header.encode()
}

#[test]
fn two_entries_under_one_number_are_a_fork_that_a_third_party_can_check() {
    let mut pair = Pair::new();
    (0..9).for_each(|n| pair.push(&[n]));
    pair.settle(0);
    let head = pair.inbox.verified().cloned().unwrap();
    assert_eq!(head.size, 9);

    // The sender comes back from an old backup and gives number 4 to something else.
    let mut restored = Pair::new();
    (0..5).for_each(|n| restored.push(&[n + 100]));
    let bundle = restored.bundle(Lane::Urgent, 0).unwrap();
    assert_eq!(pair.give(&bundle), Err(Refusal::Conflict));
    let evidence = pair.inbox.fork().unwrap();
    assert!(matches!(evidence, Evidence::Entry { .. }));
    assert_eq!(evidence.verify(pair.inbox.stream()), Ok(()));
    // From now on nothing enters, and what was held stays.
    let next = pair.bundle(Lane::Urgent, 0);
    assert!(next.is_none());
    assert_eq!(pair.give(&bundle), Err(Refusal::Forked));
    assert_eq!(pair.inbox.head(), 9);
}

#[test]
fn two_heads_of_one_size_are_a_fork() {
    let mut pair = Pair::new();
    pair.push(b"same size");
    pair.settle(0);
    let mut other = Pair::new();
    other.push(b"other");
    let _ = other.bundle(Lane::Urgent, 0);
    // The sender's other face speaks to us: its head of size 1 has another root.
    let ack = pair.inbox.acknowledge(&pair.b.sign).unwrap();
    other.outbox.acknowledge(&ack).unwrap();
    let head = other.bundle(Lane::Bulk, 0).unwrap();
    assert_eq!(pair.give(&head), Err(Refusal::BadHead));
    assert_eq!(
        pair.inbox.fork().unwrap().verify(pair.inbox.stream()),
        Ok(())
    );
}

#[test]
fn a_sender_rolled_back_is_told_by_its_partner() {
    let mut pair = Pair::new();
    (0..9).for_each(|n| pair.push(&[n]));
    pair.settle(0);
    let ack = pair.inbox.acknowledge(&pair.b.sign).unwrap();
    let mut restored = Pair::new();
    (0..5).for_each(|n| restored.push(&[n]));
    assert_eq!(restored.outbox.acknowledge(&ack), Err(Refusal::RolledBack));
    assert_eq!(restored.outbox.refusals().of(Refusal::RolledBack), 1);
}

#[test]
fn a_receiver_rolled_back_is_seen_and_served_again() {
    let mut pair = Pair::new();
    (0..9).for_each(|n| pair.push(&[n]));
    pair.settle(0);
    let (stream, seal) = stream_between(&pair.a, &pair.b);
    pair.inbox = Inbox::new(stream, seal, Profile::LAN);
    pair.in_nodes = MemoryNodes::default();
    pair.outbox.connect(6);
    let hello = pair.bundle(Lane::Urgent, 0).unwrap();
    pair.give(&hello).unwrap();
    let ack = pair.inbox.acknowledge(&pair.b.sign).unwrap();
    assert_eq!(pair.outbox.acknowledge(&ack).unwrap().lost_from, Some(0));
    let headers: Vec<Header> = pair
        .sent
        .0
        .iter()
        .map(|entry| entry.header.clone())
        .collect();
    pair.outbox.rewind(&headers).unwrap();
    pair.settle(10_000);
    assert_eq!(pair.inbox.head(), 9);
}

#[test]
fn a_release_is_proven_offline_in_a_kilobyte_and_a_half() {
    let mut nodes = MemoryNodes::default();
    let mut frontier = Frontier::default();
    let pair = Pair::new();
    let header = Header::decode(&some_header()).unwrap();
    for seq in 0..1_000_000u64 {
        let leaf = if seq == 777_777 {
            Header {
                seq,
                ..header.clone()
            }
            .leaf()
        } else {
            leaf_hash(&seq.to_be_bytes())
        };
        frontier.append(leaf, &mut nodes);
    }
    let stream = pair.outbox.stream();
    let checkpoint = Checkpoint::sign(stream, frontier.size(), frontier.root(), &pair.a.sign);
    let countersignature = checkpoint.countersign(stream, &pair.b.sign);
    let head = Countersigned {
        checkpoint,
        countersignature,
    };
    let proof = Proof::new(
        Header {
            seq: 777_777,
            ..header
        },
        None,
        head,
        &nodes,
    )
    .unwrap();
    let bytes = proof.encode();
    assert!(bytes.len() <= 1_500, "{}", bytes.len());
    assert_eq!(Proof::decode(&bytes).unwrap().verify(stream, None), Ok(()));
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let accepted = Proof::decode(&changed).and_then(|proof| proof.verify(stream, None));
        assert!(accepted.is_err(), "{at}");
    }
}

#[test]
fn a_session_that_was_begun_knows_its_own_hello_from_that_of_a_new_call() {
    let hello = |n: u8| {
        let mut call = Thin::dial(ThinConfig::NARROW, [n; 32], [n; 4], 0);
        call.poll(0).unwrap()
    };
    let mut begun = Thin::listen(ThinConfig::NARROW, [9; 32], [9; 4], 0);
    let keys = Pair::new().a.sign;
    assert!(begun.takes_hello(&hello(1)) && begun.takes_hello(&hello(2)));
    assert!(begun.receive(&hello(1), 0, &keys, &[]).unwrap().is_empty());
    // The call that began it may say it again; another call needs a session of its own.
    assert!(begun.takes_hello(&hello(1)) && !begun.takes_hello(&hello(2)));
    assert!(begun.receive(&hello(2), 0, &keys, &[]).is_err());
}

fn small_bundle() -> (Pair, Vec<u8>) {
    let mut pair = Pair::new();
    pair.push(b"alert");
    let bundle = pair.bundle(Lane::Urgent, 0).unwrap();
    (pair, bundle)
}

#[test]
fn every_single_bit_of_a_bundle_counts() {
    let (mut pair, bundle) = small_bundle();
    for at in 0..bundle.len() * 8 {
        let mut changed = bundle.clone();
        changed[at / 8] ^= 1 << (at % 8);
        assert!(pair.give(&changed).is_err(), "{at}");
    }
    assert_eq!(pair.give(&bundle), Ok(1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_bytes_leave_the_machines_as_they_were(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0usize..300, at: prop::sample::Index) {
        let (mut pair, bundle) = small_bundle();
        let mut mixed = bundle.clone();
        mixed.truncate(cut.max(1));
        let at = at.index(mixed.len());
        mixed.splice(at.., bytes.iter().copied());
        for message in [&bytes, &mixed] {
            if *message != bundle {
                prop_assert!(pair.inbox.receive(message, 0, &pair.in_nodes).is_err());
                prop_assert!(pair.outbox.acknowledge(message).is_err());
            }
        }
        prop_assert_eq!(pair.give(&bundle), Ok(1));
    }

    #[test]
    fn any_payload_that_the_partner_signs_is_taken_or_refused(at: prop::sample::Index, bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        // A good payload with other bytes in it, signed and sealed as a hostile partner can.
        let (mut pair, bundle) = small_bundle();
        let stream = pair.inbox.stream().clone();
        let seal = stream_between(&pair.a, &pair.b).1;
        let signed = pair.inbox.clone().receive(&bundle, 0, &NoNodes).unwrap().signed.unwrap();
        let mut payload = signed.payload;
        let at = at.index(payload.len());
        let end = payload.len().min(at + bytes.len());
        payload.splice(at..end, bytes);
        let message = close_raw(&stream, &seal, &pair.a.sign, &payload);
        let _taken = pair.give(&message);
        prop_assert!(pair.inbox.head() <= 1);
    }

    #[test]
    fn any_datagram_leaves_a_session_open(bytes in proptest::collection::vec(any::<u8>(), 0..120), kind in 0u8..6) {
        let mut world = link::World::new(link::Link { loss_percent: 0, ..link::Link::NARROW }, ThinConfig::NARROW, 1);
        world.run_to(4_000);
        prop_assert!(world.b.thin.partner().is_some());
        let mut datagram = vec![kind];
        datagram.extend_from_slice(&[2; 4]);
        datagram.extend_from_slice(&bytes);
        let now_ms = world.now_ms;
        let (node, partner) = (&mut world.b, world.a.keys.sign.clone());
        let trusted = [partner.verifying_key().to_bytes()];
        if let Ok(messages) = node.thin.receive(&datagram, now_ms, &node.keys.sign, &trusted) {
            prop_assert!(messages.is_empty());
        }
        world.a.push(draft(Priority::Distress, None, now_ms, b"still here".to_vec()));
        world.run_to(now_ms + 8_000);
        prop_assert_eq!(world.b.got.len(), 1);
    }
}

#[test]
fn a_stranger_and_a_replayed_datagram_get_nothing() {
    let (a, b, c) = (keys(1), keys(2), keys(3));
    let mut dial = Thin::dial(ThinConfig::NARROW, [1; 32], [1; 4], 0);
    let mut listen = Thin::listen(ThinConfig::NARROW, [2; 32], [2; 4], 0);
    let trusted_by_b = [a.sign.public()];
    let trusted_by_a = [b.sign.public()];
    let hello = dial.poll(0).unwrap();
    listen.receive(&hello, 0, &b.sign, &trusted_by_b).unwrap();
    let answer = listen.poll(0).unwrap();
    assert!(answer.len() <= hello.len());
    // Somebody that nobody trusts dials.
    let mut stranger = Thin::dial(ThinConfig::NARROW, [3; 32], [3; 4], 0);
    let mut other = Thin::listen(ThinConfig::NARROW, [4; 32], [4; 4], 0);
    other
        .receive(&stranger.poll(0).unwrap(), 0, &b.sign, &trusted_by_b)
        .unwrap();
    stranger
        .receive(&other.poll(0).unwrap(), 0, &c.sign, &trusted_by_a)
        .unwrap();
    let confirm = stranger.poll(9_000).unwrap();
    assert_eq!(
        other.receive(&confirm, 0, &b.sign, &trusted_by_b),
        Err(Refusal::NotAuthentic)
    );
    // The partner goes on.
    dial.receive(&answer, 0, &a.sign, &trusted_by_a).unwrap();
    listen
        .receive(&dial.poll(9_000).unwrap(), 0, &b.sign, &trusted_by_b)
        .unwrap();
    assert_eq!(listen.partner(), Some(a.sign.public()));
    dial.send(Lane::Urgent, b"hello", 9_000).unwrap();
    let mut got = Vec::new();
    let mut last = Vec::new();
    for now_ms in (9_000..14_000).step_by(100) {
        while let Some(datagram) = dial.poll(now_ms) {
            got.extend(
                listen
                    .receive(&datagram, now_ms, &b.sign, &trusted_by_b)
                    .unwrap(),
            );
            last = datagram;
        }
        while let Some(datagram) = listen.poll(now_ms) {
            dial.receive(&datagram, now_ms, &a.sign, &trusted_by_a)
                .unwrap();
        }
    }
    assert_eq!(got, [(Lane::Urgent, b"hello".to_vec())]);
    assert_eq!(
        listen.receive(&last, 14_000, &b.sign, &trusted_by_b),
        Err(Refusal::Replayed)
    );
}
