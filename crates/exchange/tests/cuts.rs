//! Nothing is lost and nothing doubled, whenever the link is cut and whichever side is killed.
//!
//! Each side's disk is what it stored before the kill; everything else is gone. Kills fall at every step: after
//! a push before it is stored, after a bundle was received before it is stored, stored and not committed,
//! committed and not acknowledged. Stored states lag at random behind the stored rows.

#![allow(clippy::unwrap_used, reason = "a test")]

mod link;

use link::{Dice, Keys, Sent, draft, keys, stream_between};
use std::collections::{BTreeMap, VecDeque};
use vigie_exchange::channel::*;

const PROFILE: Profile = Profile {
    bundle_bytes: 500,
    window_bytes: 4_000,
    ack_delay_ms: 40,
    ack_entries: 8,
    checkpoint_ms: 50,
    resend_ms: 500,
    effort: 1,
};

#[derive(Default)]
struct SenderDisk {
    entries: Sent,
    state: Vec<u8>,
    nodes: MemoryNodes,
    countersigned: Option<Countersigned>,
}

#[derive(Default)]
struct ReceiverDisk {
    entries: BTreeMap<u64, Entry>,
    rows: Vec<Row>,
    newest: Option<Checkpoint>,
    state: Vec<u8>,
    nodes: MemoryNodes,
}

struct Run {
    dice: Dice,
    now_ms: i64,
    a: Keys,
    b: Keys,
    sender: SenderDisk,
    receiver: ReceiverDisk,
    outbox: Outbox,
    inbox: Inbox,
    /// The sender's nodes in memory; they may be ahead of its disk.
    nodes: MemoryNodes,
    to_b: VecDeque<Vec<u8>>,
    to_a: VecDeque<Vec<u8>>,
    unsaved: Vec<Entry>,
    pushed: u64,
    cuts: u64,
    kills: u64,
}

impl Run {
    fn new(seed: u64) -> Self {
        let (a, b) = (keys(1), keys(2));
        let (stream, seal) = stream_between(&a, &b);
        Self {
            dice: Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            now_ms: 0,
            outbox: Outbox::new(stream.clone(), seal.clone(), [3; 32], PROFILE),
            inbox: Inbox::new(stream, seal, PROFILE),
            a,
            b,
            sender: SenderDisk::default(),
            receiver: ReceiverDisk::default(),
            nodes: MemoryNodes::default(),
            to_b: VecDeque::new(),
            to_a: VecDeque::new(),
            unsaved: Vec::new(),
            pushed: 0,
            cuts: 0,
            kills: 0,
        }
    }

    fn push(&mut self) {
        let priority = Priority::ALL[self.dice.below(5) as usize];
        let key = (priority == Priority::Latest).then(|| self.dice.below(6));
        let body = (0..self.dice.below(120))
            .map(|_| self.dice.next() as u8)
            .collect();
        let entry = self
            .outbox
            .push(draft(priority, key, self.now_ms, body), &mut self.nodes)
            .unwrap();
        self.unsaved.push(entry);
        self.pushed += 1;
    }

    fn save(&mut self) {
        self.sender.entries.0.append(&mut self.unsaved);
        self.sender.nodes = self.nodes.clone();
        self.outbox.commit();
    }

    fn send(&mut self) {
        let lane = Lane::ALL[self.dice.below(3) as usize];
        let source = &self.sender.entries;
        if let Some(bundle) = self
            .outbox
            .poll(lane, self.now_ms, &self.a.sign, source, &self.nodes)
            .unwrap()
        {
            self.to_b.push_back(bundle);
        }
    }

    /// The receiver takes a bundle and is perhaps killed on the way.
    fn receive(&mut self) {
        let at = self.dice.below(self.to_b.len() as u64) as usize;
        let Some(bundle) = self.to_b.remove(at) else {
            return;
        };
        let intake = self
            .inbox
            .receive(&bundle, self.now_ms, &self.receiver.nodes)
            .unwrap();
        if self.dice.below(40) == 0 {
            return self.kill_receiver();
        }
        for entry in &intake.entries {
            let before = self
                .receiver
                .entries
                .insert(entry.header.seq, entry.clone());
            assert!(before.is_none(), "doubled {}", entry.header.seq);
            self.receiver
                .rows
                .push(Row::Leaf(entry.header.seq, entry.header.leaf()));
        }
        self.receiver
            .rows
            .extend(intake.skips.iter().map(|skip| Row::Skip(*skip)));
        self.receiver.newest = intake.checkpoint.clone().or(self.receiver.newest.take());
        if self.dice.below(40) == 0 {
            return self.kill_receiver();
        }
        self.inbox
            .commit(intake.number, &mut self.receiver.nodes)
            .unwrap();
        if self.dice.below(5) == 0 {
            self.receiver.state = self.inbox.state();
        }
        if self.dice.below(10) == 0 {
            self.inbox.want(0..u64::MAX);
        }
    }

    fn acknowledge(&mut self) {
        if let Some(ack) = self.inbox.poll(self.now_ms, &self.b.sign).unwrap() {
            self.to_a.push_back(ack);
        }
        if let Some(ack) = self.to_a.pop_front() {
            let acked = self.outbox.acknowledge(&ack).unwrap();
            assert_eq!(acked.lost_from, None);
            self.sender.countersigned = acked.countersigned.or(self.sender.countersigned.take());
            if self.dice.below(3) == 0 {
                self.sender.state = self.outbox.state();
            }
        }
    }

    fn cut(&mut self) {
        self.cuts += 1;
        self.to_a.clear();
        self.to_b.clear();
        self.outbox.connect(self.dice.next() as u32);
    }

    fn kill_sender(&mut self) {
        self.kills += 1;
        self.unsaved.clear();
        self.nodes = self.sender.nodes.clone();
        let (stream, seal) = stream_between(&self.a, &self.b);
        let from = Outbox::needed_from(&self.sender.state).unwrap() as usize;
        let headers = self.sender.entries.0[from..]
            .iter()
            .map(|entry| entry.header.clone());
        let fresh = Outbox::new(stream, seal, [3; 32], PROFILE);
        self.outbox = fresh
            .restore(&self.sender.state, headers, &mut self.nodes)
            .unwrap();
        self.cut();
    }

    fn kill_receiver(&mut self) {
        self.kills += 1;
        let (stream, seal) = stream_between(&self.a, &self.b);
        let needed = Inbox::needed(&self.receiver.state).unwrap();
        let first = |row: &&Row| {
            let number = match row {
                Row::Leaf(seq, _) => *seq,
                Row::Skip(skip) => skip.range().start,
            };
            needed.iter().any(|range| range.contains(&number))
        };
        let rows: Vec<Row> = self.receiver.rows.iter().filter(first).copied().collect();
        let disk = &mut self.receiver;
        let fresh = Inbox::new(stream, seal, PROFILE);
        self.inbox = fresh
            .restore(&disk.state, rows, disk.newest.clone(), &mut disk.nodes)
            .unwrap();
        self.cut();
    }

    fn step(&mut self, calm: bool) {
        self.now_ms += 3;
        match self.dice.below(if calm { 12 } else { 16 }) {
            0..4 => self.send(),
            4..8 => self.receive(),
            8..11 => self.acknowledge(),
            11 if calm => self.save(),
            11 | 12 => self.push(),
            13 => self.save(),
            14 if self.dice.below(8) == 0 => self.cut(),
            15 if self.dice.below(8) == 0 => self.kill_sender(),
            _ => {}
        }
    }

    fn settle(&mut self) {
        self.save();
        for _ in 0..200_000 {
            self.step(true);
            let size = self.outbox.size();
            let both = self
                .outbox
                .countersigned()
                .map_or(0, |both| both.checkpoint.size);
            if self.outbox.acked() == size && both == size {
                return;
            }
        }
        panic!(
            "does not settle: {} of {} acked, held to {}",
            self.outbox.acked(),
            self.outbox.size(),
            self.inbox.head()
        );
    }

    fn check(&self) {
        let size = self.outbox.size();
        assert_eq!(self.inbox.head(), size);
        assert!(self.inbox.fork().is_none());
        for entry in &self.sender.entries.0 {
            let seq = entry.header.seq;
            match self.receiver.entries.get(&seq) {
                Some(got) => assert_eq!(got, entry),
                None => {
                    // Only a value that a newer one of the same key replaces may be missing.
                    let newer = |other: &Entry| {
                        other.header.key == entry.header.key
                            && self.receiver.entries.contains_key(&other.header.seq)
                    };
                    assert_eq!(entry.header.priority, Priority::Latest);
                    assert!(
                        self.sender.entries.0[seq as usize + 1..].iter().any(newer),
                        "{seq} lost"
                    );
                }
            }
        }
        let both = self.outbox.countersigned().unwrap();
        both.verify(self.outbox.stream()).unwrap();
        assert_eq!(
            root_at(size, &self.receiver.nodes),
            Some(both.checkpoint.root)
        );
    }
}

#[test]
fn a_thousand_cuts_and_kills_lose_and_double_nothing() {
    let (mut cuts, mut kills) = (0, 0);
    for seed in 0..60 {
        let mut run = Run::new(seed);
        run.cut();
        for _ in 0..1_500 {
            run.step(false);
        }
        run.settle();
        run.check();
        cuts += run.cuts;
        kills += run.kills;
    }
    assert!(cuts >= 1_000 && kills >= 500, "{cuts} {kills}");
}

#[test]
fn skipped_bodies_come_on_request_and_fit_the_tree() {
    let mut run = Run::new(7);
    for n in 0..400u64 {
        let entry = run
            .outbox
            .push(
                draft(Priority::Latest, Some(n % 4), 0, n.to_be_bytes().to_vec()),
                &mut run.nodes,
            )
            .unwrap();
        run.unsaved.push(entry);
    }
    run.cut();
    run.settle();
    assert!(run.receiver.entries.len() < 40);
    let wanted = run.inbox.want(0..400);
    assert_eq!(wanted as usize, 400 - run.receiver.entries.len());
    for n in 0..20_000 {
        run.step(true);
        if n % 500 == 0 {
            // A kill forgets wishes; whoever still misses bodies asks again.
            run.inbox.want(0..400);
        }
    }
    assert_eq!(run.receiver.entries.len(), 400);
    assert!(run.inbox.hollow().is_empty());
    run.check();
}
