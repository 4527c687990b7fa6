//! A bad link in process, in simulated time, and two nodes at its ends.
//!
//! Model, per direction: a packet begins at `max(now, busy)`, ends `length * 8 / rate` later and arrives a delay
//! after that; 64 packets wait, the next is dropped; a lost packet still uses its time on air; in a blackout
//! all is lost. Losses come from a seed.

#![allow(dead_code, reason = "each test and example uses a part")]
#![allow(
    clippy::unwrap_used,
    clippy::missing_docs_in_private_items,
    missing_docs,
    unreachable_pub,
    reason = "a test bench"
)]

use ed25519_dalek::SigningKey;
use std::collections::{BTreeMap, VecDeque};
use vigie_exchange::channel::*;

pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        // xorshift64*: any seed but zero
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
    pub fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n.max(1)
    }
}

#[derive(Clone, Copy)]
pub struct Link {
    pub rate_bps: u64,
    pub delay_ms: i64,
    pub loss_percent: u64,
    /// A blackout of `blackout_ms` begins every `every_ms`, first after one period.
    pub every_ms: i64,
    pub blackout_ms: i64,
}

impl Link {
    pub const NARROW: Self = Self {
        rate_bps: 9_600,
        delay_ms: 300,
        loss_percent: 20,
        every_ms: i64::MAX,
        blackout_ms: 0,
    };
    pub const CERTUS: Self = Self {
        every_ms: 300_000,
        blackout_ms: 70_000,
        ..Self::NARROW
    };

    pub fn dark(&self, now_ms: i64) -> bool {
        now_ms >= self.every_ms && now_ms % self.every_ms < self.blackout_ms
    }
}

pub struct Way {
    pub link: Link,
    dice: Dice,
    ends: VecDeque<i64>,
    arrivals: VecDeque<(i64, Vec<u8>)>,
    pub bytes: u64,
    pub packets: u64,
    pub lost: u64,
}

impl Way {
    pub fn new(link: Link, seed: u64) -> Self {
        Self {
            link,
            dice: Dice(seed | 1),
            ends: VecDeque::new(),
            arrivals: VecDeque::new(),
            bytes: 0,
            packets: 0,
            lost: 0,
        }
    }

    pub fn send(&mut self, now_ms: i64, packet: Vec<u8>) {
        while self.ends.front().is_some_and(|end_ms| *end_ms <= now_ms) {
            self.ends.pop_front();
        }
        let length = (packet.len() + IP_UDP_BYTES) as u64;
        self.packets += 1;
        self.bytes += length;
        if self.ends.len() >= 64 {
            self.lost += 1;
            return;
        }
        let start_ms = self
            .ends
            .back()
            .map_or(now_ms, |end_ms| now_ms.max(*end_ms));
        let end_ms = start_ms + (length * 8_000 / self.link.rate_bps) as i64;
        self.ends.push_back(end_ms);
        if self.dice.below(100) < self.link.loss_percent
            || self.link.dark(start_ms)
            || self.link.dark(end_ms)
        {
            self.lost += 1;
            return;
        }
        self.arrivals
            .push_back((end_ms + self.link.delay_ms, packet));
    }

    pub fn arrive(&mut self, now_ms: i64) -> Option<Vec<u8>> {
        if self.arrivals.front()?.0 > now_ms {
            return None;
        }
        self.arrivals.pop_front().map(|(_, packet)| packet)
    }
}

/// What the sender stored.
#[derive(Default, Clone)]
pub struct Sent(pub Vec<Entry>);

impl Source for Sent {
    fn entry(&self, seq: u64) -> Option<Entry> {
        self.0.get(usize::try_from(seq).ok()?).cloned()
    }
}

pub fn draft(priority: Priority, key: Option<u64>, released_ms: i64, body: Vec<u8>) -> Draft {
    Draft::unreleased(
        priority,
        Form::Record,
        Some([9; 16]),
        key,
        released_ms,
        body,
    )
}

pub struct Keys {
    pub sign: SigningKey,
    pub seal: [u8; 32],
}

pub fn keys(seed: u8) -> Keys {
    Keys {
        sign: SigningKey::from_bytes(&[seed; 32]),
        seal: [seed ^ 0x55; 32],
    }
}

pub fn stream_between(from: &Keys, to: &Keys) -> (Stream, Seal) {
    let stream = Stream::new(from.sign.public(), to.sign.public(), "live", 0);
    let seal = stream.seal(&from.seal, &sealing_public(&to.seal)).unwrap();
    (stream, seal)
}

/// A node with a stream out and a stream in, over the thin carrier.
pub struct Node {
    pub keys: Keys,
    pub partner: [u8; 32],
    pub outbox: Outbox,
    pub inbox: Inbox,
    pub thin: Thin,
    pub sent: Sent,
    pub nodes: MemoryNodes,
    pub in_nodes: MemoryNodes,
    pub picture: Picture,
    pub batch: usize,
    pub got: BTreeMap<u64, (i64, Entry)>,
    pub doubled: u64,
}

impl Node {
    pub fn push(&mut self, draft: Draft) -> u64 {
        let entry = self.outbox.push(draft, &mut self.nodes).unwrap();
        let seq = entry.header.seq;
        self.sent.0.push(entry);
        self.outbox.commit();
        seq
    }

    fn take(&mut self, message: &[u8], now_ms: i64) {
        match Envelope::peek(message).unwrap().kind {
            MessageKind::Bundle => {
                let intake = self.inbox.receive(message, now_ms, &self.in_nodes).unwrap();
                for entry in intake.entries {
                    let before = self.got.insert(entry.header.seq, (now_ms, entry));
                    self.doubled += u64::from(before.is_some());
                }
                self.inbox
                    .commit(intake.number, &mut self.in_nodes)
                    .unwrap();
            }
            MessageKind::Ack => {
                self.outbox.acknowledge(message).unwrap();
            }
        }
    }

    fn step(&mut self, now_ms: i64, from: &mut Way, to: &mut Way) {
        while let Some(packet) = from.arrive(now_ms) {
            let taken = self
                .thin
                .receive(&packet, now_ms, &self.keys.sign, &[self.partner]);
            for (_, message) in taken.unwrap_or_default() {
                self.take(&message, now_ms);
            }
        }
        self.fill(now_ms);
        while let Some(datagram) = self.thin.poll(now_ms) {
            to.send(now_ms, datagram);
        }
    }

    fn fill(&mut self, now_ms: i64) {
        if self.thin.partner().is_none() {
            return;
        }
        if let Some(ack) = self.inbox.poll(now_ms, &self.keys.sign).unwrap() {
            self.thin.send(Lane::Urgent, &ack, now_ms).unwrap();
        }
        for lane in Lane::ALL {
            while self.thin.room(lane) > 0 {
                if lane == Lane::Bulk {
                    self.draw_picture(now_ms);
                }
                let next = self
                    .outbox
                    .poll(lane, now_ms, &self.keys.sign, &self.sent, &self.nodes)
                    .unwrap();
                let Some(bundle) = next else { break };
                self.thin.send(lane, &bundle, now_ms).unwrap();
            }
        }
    }

    /// Positions become an entry only when the link has room for it.
    fn draw_picture(&mut self, now_ms: i64) {
        let free = self.outbox.waiting(Priority::Latest) == 0 && self.outbox.resumed();
        if !free || self.picture.waiting() == 0 {
            return;
        }
        let body = Segment::new(0, self.picture.take(self.batch))
            .unwrap()
            .encode();
        let segment = Draft::unreleased(Priority::Latest, Form::Segment, None, None, now_ms, body);
        self.push(segment);
    }
}

pub struct World {
    pub now_ms: i64,
    pub a: Node,
    pub b: Node,
    pub to_b: Way,
    pub to_a: Way,
}

pub const TICK_MS: i64 = 20;

impl World {
    pub fn new(link: Link, config: ThinConfig, seed: u64) -> Self {
        let node = |ours: u8, theirs: u8| {
            let (me, other) = (keys(ours), keys(theirs));
            let (out, out_seal) = stream_between(&me, &other);
            let (into, in_seal) = stream_between(&other, &me);
            let thin = if ours == 1 {
                Thin::dial(config, [ours; 32], [ours; 4], 0)
            } else {
                Thin::listen(config, [ours; 32], [ours; 4], 0)
            };
            let mut outbox = Outbox::new(out, out_seal, [ours; 32], Profile::THIN);
            outbox.connect(u32::from(ours));
            Node {
                partner: other.sign.public(),
                keys: me,
                outbox,
                inbox: Inbox::new(into, in_seal, Profile::THIN),
                thin,
                sent: Sent::default(),
                nodes: MemoryNodes::default(),
                in_nodes: MemoryNodes::default(),
                picture: Picture::default(),
                batch: 50,
                got: BTreeMap::new(),
                doubled: 0,
            }
        };
        Self {
            now_ms: 0,
            a: node(1, 2),
            b: node(2, 1),
            to_b: Way::new(link, seed),
            to_a: Way::new(link, seed ^ 0xabc_def),
        }
    }

    /// One step of simulated time.
    pub fn tick(&mut self) {
        self.a.step(self.now_ms, &mut self.to_a, &mut self.to_b);
        self.b.step(self.now_ms, &mut self.to_b, &mut self.to_a);
        self.now_ms += TICK_MS;
    }

    pub fn run_to(&mut self, until_ms: i64) {
        while self.now_ms < until_ms {
            self.tick();
        }
    }
}

/// Median, 95th percentile, maximum, in seconds.
pub fn quantiles(mut delays_ms: Vec<i64>) -> (f64, f64, f64) {
    delays_ms.sort_unstable();
    let at = |q: f64| {
        delays_ms
            .get(((delays_ms.len() as f64 - 1.0) * q) as usize)
            .map_or(f64::NAN, |ms| *ms as f64 / 1e3)
    };
    (at(0.5), at(0.95), at(1.0))
}

pub fn vessel(dice: &mut Dice, id: u64, time_s: i64) -> Fix {
    Fix {
        id,
        time_s,
        lat_e5: dice.below(16_000_000) as i32 - 8_000_000,
        lon_e5: dice.below(36_000_000) as i32 - 18_000_000,
        sog_dkn: dice.below(300) as u16,
        cog_ddeg: dice.below(3_600) as u16,
    }
}

/// Unlike numbers like MMSI, spread over all countries: the worst case for packing.
pub fn mmsi(n: u64) -> u64 {
    200_000_000 + (n * 7_919 * 65_537) % 577_000_000
}

pub struct Urgency {
    pub median_s: f64,
    pub p95_s: f64,
    pub max_s: f64,
    /// Largest wait of a distress entry after the link came back.
    pub after_dark_s: f64,
    pub bulk_kbit_s: f64,
    pub lost: u64,
    pub doubled: u64,
}

/// An urgent 200 B record every 4 s amid saturating bulk; delays of those made in a blackout are counted from
/// its end in `after_dark_s` only.
pub fn urgency(link: Link, config: ThinConfig, minutes: i64, seed: u64) -> Urgency {
    let mut world = World::new(link, config, seed);
    let end_ms = minutes * 60_000;
    let mut dice = Dice(seed | 1);
    let mut made = Vec::new();
    while world.now_ms < end_ms {
        if world.now_ms % 4_000 == 0 {
            let priority = if world.now_ms % 12_000 == 0 {
                Priority::Distress
            } else {
                Priority::Alert
            };
            let body = (0..200).map(|_| dice.next() as u8).collect();
            made.push((
                world.now_ms,
                world.a.push(draft(priority, None, world.now_ms, body)),
            ));
        }
        while world.a.outbox.waiting(Priority::History) < 4 {
            let body = (0..740).map(|_| dice.next() as u8).collect();
            world
                .a
                .push(draft(Priority::History, None, world.now_ms, body));
        }
        world.tick();
    }
    let bulk: usize = world
        .b
        .got
        .values()
        .filter(|(_, e)| e.header.priority == Priority::History)
        .map(|(_, e)| e.body.len())
        .sum();
    let rest_ms = world.now_ms + 240_000;
    world.run_to(rest_ms);
    measure_urgency(&world, link, &made, bulk as f64 * 8.0 / end_ms as f64)
}

fn measure_urgency(world: &World, link: Link, made: &[(i64, u64)], bulk_kbit_s: f64) -> Urgency {
    let (mut delays, mut after) = (Vec::new(), 0i64);
    for (made_ms, seq) in made {
        let Some((got_ms, entry)) = world.b.got.get(seq) else {
            continue;
        };
        // A record made in the dark, or lost in it, is measured from the light on.
        let dark = (*made_ms..*got_ms)
            .step_by(100)
            .filter(|ms| link.dark(*ms))
            .max();
        match dark {
            Some(dark_ms) if entry.header.priority == Priority::Distress => {
                after = after.max(got_ms - dark_ms)
            }
            Some(_) => {}
            None => delays.push(got_ms - made_ms),
        }
    }
    let (median_s, p95_s, max_s) = quantiles(delays);
    Urgency {
        median_s,
        p95_s,
        max_s,
        after_dark_s: after as f64 / 1e3,
        bulk_kbit_s,
        lost: world.a.outbox.size() - world.b.got.len() as u64,
        doubled: world.b.doubled,
    }
}

/// Positions a second and all-in bytes a position, forward direction and both, at a batch size.
pub fn positions(
    link: Link,
    config: ThinConfig,
    batch: usize,
    seconds: i64,
    seed: u64,
) -> (f64, f64, f64) {
    let mut world = World::new(link, config, seed);
    world.a.batch = batch;
    let mut dice = Dice(seed | 1);
    let mut next = 0u64;
    while world.now_ms < seconds * 1_000 {
        while world.a.picture.waiting() < batch {
            next += 1;
            let fix = vessel(
                &mut dice,
                mmsi(next % 2_000),
                1_793_000_000 + world.now_ms / 1_000 - (next % 60) as i64,
            );
            world.a.picture.update(fix);
        }
        world.tick();
    }
    let rows = |(_, e): &(i64, Entry)| {
        if e.header.form == Form::Segment {
            Segment::decode(&e.body).unwrap().rows().len()
        } else {
            0
        }
    };
    let got: usize = world.b.got.values().map(rows).sum();
    let sent: usize = world.a.sent.0.iter().map(|e| rows(&(0, e.clone()))).sum();
    let clean = sent as f64 / (1.0 - world.to_b.lost as f64 / world.to_b.packets as f64);
    (
        got as f64 / seconds as f64,
        world.to_b.bytes as f64 / clean,
        (world.to_b.bytes + world.to_a.bytes) as f64 / clean,
    )
}

/// Bytes a minute of an idle connection, both ways together.
pub fn idle(link: Link, config: ThinConfig, minutes: i64) -> f64 {
    let mut world = World::new(link, config, 5);
    world.a.push(draft(Priority::Alert, None, 0, vec![1; 200]));
    world.run_to(300_000);
    let before = world.to_a.bytes + world.to_b.bytes;
    world.run_to(300_000 + minutes * 60_000);
    (world.to_a.bytes + world.to_b.bytes - before) as f64 / minutes as f64
}

/// After a partition in which `updates` of `vessels` came in: seconds until the partner has the latest of each.
pub fn partition(link: Link, config: ThinConfig, vessels: u64, updates: u64, seed: u64) -> f64 {
    let mut world = World::new(link, config, seed);
    let mut dice = Dice(seed | 1);
    let mut latest = BTreeMap::new();
    for n in 0..updates {
        let id = mmsi(n % vessels);
        let fix = vessel(
            &mut dice,
            id,
            1_793_000_000 + (n * 259_200 / updates) as i64,
        );
        world.a.picture.update(fix);
        latest.insert(id, fix);
    }
    let (mut seen, mut complete) = (BTreeMap::new(), 0usize);
    let mut read = 0u64;
    while complete < latest.len() && world.now_ms < 600_000 {
        world.tick();
        while let Some((_, entry)) = world.b.got.get(&read) {
            read += 1;
            for row in Segment::decode(&entry.body).unwrap().rows() {
                seen.insert(row.id, *row);
            }
        }
        complete = seen
            .iter()
            .filter(|(id, row)| latest.get(*id) == Some(*row))
            .count();
    }
    world.now_ms as f64 / 1e3
}

/// A link called anew while an alert waits at the caller and at the one that is called: seconds until each has the other's,
/// handshake included.
pub fn reconnect(link: Link, config: ThinConfig, seed: u64) -> [f64; 2] {
    let mut world = World::new(link, config, seed);
    for node in [&mut world.a, &mut world.b] {
        node.push(draft(Priority::Alert, None, 0, vec![7; 200]));
    }
    let mut came_s = [f64::NAN; 2];
    while world.now_ms < 600_000 && came_s.iter().any(|it| it.is_nan()) {
        world.tick();
        for (came_s, node) in came_s.iter_mut().zip([&world.b, &world.a]) {
            if came_s.is_nan() && !node.got.is_empty() {
                *came_s = world.now_ms as f64 / 1e3;
            }
        }
    }
    came_s
}
