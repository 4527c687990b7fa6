//! Speed of the channel in memory, in processor seconds of one core: `cargo run --release -p vigie-exchange --example sync_eval`.
#![allow(missing_docs, clippy::unwrap_used, reason = "an example")]

#[path = "../tests/link/mod.rs"]
mod link;

use link::{Dice, Sent, draft, keys, mmsi, stream_between, vessel};
use vigie_exchange::channel::*;

fn resident_mb() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<f64>().ok())
        .unwrap_or(0.0)
        * 4_096.0
        / 1e6
}

/// Processor seconds of this process: what it costs on a machine that does nothing else.
fn cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat
        .rsplit(") ")
        .next()
        .unwrap_or("")
        .split(' ')
        .skip(11)
        .take(2);
    ticks
        .filter_map(|text| text.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

struct Made {
    headers: Vec<Entry>,
}

impl Source for Made {
    fn entry(&self, seq: u64) -> Option<Entry> {
        self.headers.get(seq as usize).cloned()
    }
}

fn sync(count: u64, body_bytes: usize, miss: &[u64]) -> (f64, u64) {
    let (a, b) = (keys(1), keys(2));
    let (stream, seal) = stream_between(&a, &b);
    let mut outbox = Outbox::new(stream.clone(), seal.clone(), [1; 32], Profile::LAN);
    let mut inbox = Inbox::new(stream, seal, Profile::LAN);
    let (mut nodes, mut in_nodes) = (MemoryNodes::default(), MemoryNodes::default());
    let mut dice = Dice(9);
    let before_mb = resident_mb();
    let begin = cpu_s();
    let mut made = Made {
        headers: Vec::new(),
    };
    for n in 0..count {
        let body = (0..body_bytes / 8)
            .flat_map(|_| (dice.next() & 0x0f0f_0f0f_0f0f_0f0f).to_be_bytes())
            .collect();
        made.headers.push(
            outbox
                .push(draft(Priority::History, None, n as i64, body), &mut nodes)
                .unwrap(),
        );
    }
    outbox.commit();
    let pushed_s = cpu_s() - begin;
    let stored_mb = resident_mb();
    let begin = cpu_s();
    outbox.connect(1);
    let (mut wire, mut control, mut now_ms) = (0u64, 0u64, 0);
    while outbox.acked() < count {
        now_ms += 10;
        for lane in Lane::ALL {
            while let Some(bundle) = outbox.poll(lane, now_ms, &a.sign, &made, &nodes).unwrap() {
                wire += bundle.len() as u64;
                let intake = inbox.receive(&bundle, now_ms, &in_nodes).unwrap();
                inbox.commit(intake.number, &mut in_nodes).unwrap();
            }
        }
        if let Some(ack) = inbox.poll(now_ms, &b.sign).unwrap() {
            control += ack.len() as u64;
            outbox.acknowledge(&ack).unwrap();
        }
    }
    let seconds = cpu_s() - begin;
    println!(
        "{count} entries of {body_bytes} B: push {pushed_s:.1} s, sync {seconds:.1} s = {:.0} entries/s; wire {:.1} MB, acknowledgements {:.1} kB; memory: before {before_mb:.0} MB, with all entries of the caller {stored_mb:.0}, at end {:.0}",
        count as f64 / seconds,
        wire as f64 / 1e6,
        control as f64 / 1e3,
        resident_mb()
    );
    (
        seconds,
        if miss.is_empty() {
            0
        } else {
            gaps(&made, &mut nodes, miss)
        },
    )
}

/// A receiver that lacks some entries of a million tells it; bytes of control traffic and rounds.
fn gaps(made: &Made, nodes: &mut MemoryNodes, miss: &[u64]) -> u64 {
    let (a, b) = (keys(1), keys(2));
    let (stream, seal) = stream_between(&a, &b);
    let mut in_nodes = MemoryNodes::default();
    let rows = made
        .headers
        .iter()
        .filter(|entry| !miss.contains(&entry.header.seq));
    let rows: Vec<Row> = rows
        .map(|entry| Row::Leaf(entry.header.seq, entry.header.leaf()))
        .collect();
    let mut inbox = Inbox::new(stream.clone(), seal.clone(), Profile::LAN)
        .restore(&[], rows, None, &mut in_nodes)
        .unwrap();
    let headers = made.headers.iter().map(|entry| entry.header.clone());
    let mut outbox = Outbox::new(stream, seal, [1; 32], Profile::LAN)
        .restore(&[], headers, nodes)
        .unwrap();
    outbox.connect(2);
    let hello = outbox
        .poll(Lane::Urgent, 0, &a.sign, made, nodes)
        .unwrap()
        .unwrap();
    let intake = inbox.receive(&hello, 0, &in_nodes).unwrap();
    inbox.commit(intake.number, &mut in_nodes).unwrap();
    let ack = inbox.poll(0, &b.sign).unwrap().unwrap();
    outbox.acknowledge(&ack).unwrap();
    let mut got = 0;
    while let Some(bundle) = outbox.poll(Lane::Bulk, 0, &a.sign, made, nodes).unwrap() {
        let intake = inbox.receive(&bundle, 0, &in_nodes).unwrap();
        got += intake.entries.len();
        inbox.commit(intake.number, &mut in_nodes).unwrap();
    }
    println!(
        "{} gaps of {}: control {} + {} B, one round, {got} came, head {}",
        miss.len(),
        made.headers.len(),
        hello.len(),
        ack.len(),
        inbox.head()
    );
    (hello.len() + ack.len()) as u64
}

fn segments(count: u64, batch: usize) {
    let (a, b) = (keys(1), keys(2));
    let (stream, seal) = stream_between(&a, &b);
    let mut outbox = Outbox::new(
        stream.clone(),
        seal.clone(),
        [1; 32],
        Profile {
            bundle_bytes: 900,
            ..Profile::LAN
        },
    );
    let mut inbox = Inbox::new(stream, seal, Profile::LAN);
    let (mut nodes, mut in_nodes, mut sent) = (
        MemoryNodes::default(),
        MemoryNodes::default(),
        Sent::default(),
    );
    let mut dice = Dice(5);
    outbox.connect(1);
    let begin = cpu_s();
    let (mut rows, mut wire) = (0u64, 0u64);
    let mut now_ms = 0;
    while rows < count {
        let fixes = (0..batch as u64)
            .map(|n| vessel(&mut dice, mmsi(rows + n), 1_793_000_000 + n as i64))
            .collect();
        let body = Segment::new(0, fixes).unwrap().encode();
        let segment = Draft::unreleased(Priority::Latest, Form::Segment, None, None, 0, body);
        sent.0.push(outbox.push(segment, &mut nodes).unwrap());
        outbox.commit();
        now_ms += 10;
        for lane in Lane::ALL {
            while let Some(bundle) = outbox.poll(lane, now_ms, &a.sign, &sent, &nodes).unwrap() {
                wire += bundle.len() as u64;
                let intake = inbox.receive(&bundle, now_ms, &in_nodes).unwrap();
                for entry in &intake.entries {
                    rows += Segment::decode(&entry.body).unwrap().rows().len() as u64;
                }
                inbox.commit(intake.number, &mut in_nodes).unwrap();
            }
        }
        if let Some(ack) = inbox.poll(now_ms, &b.sign).unwrap() {
            outbox.acknowledge(&ack).unwrap();
        }
    }
    println!(
        "positions, {batch} a bundle: {:.0}/s, {:.1} B each",
        rows as f64 / (cpu_s() - begin),
        wire as f64 / rows as f64
    );
}

fn sets(count: u64) {
    let bytes = |from: u64| {
        (from..from + count)
            .map(|n| mmsi(n).to_be_bytes())
            .collect::<Vec<_>>()
    };
    let (mine, yours) = (bytes(0), bytes(count / 2));
    let mine: Vec<&[u8]> = mine.iter().map(<[u8; 8]>::as_slice).collect();
    let yours: Vec<&[u8]> = yours.iter().map(<[u8; 8]>::as_slice).collect();
    let begin = cpu_s();
    let rule = psi::QuotaRule {
        items: count,
        runs: 1,
        period_ms: 1,
    };
    let (asker, question) = psi::Asker::ask(b"eval", &mine, &[1; 64]).unwrap();
    let (answer, _) = psi::answer(
        b"eval",
        &yours,
        &[2; 64],
        &question,
        (&mut psi::Quota::default(), &rule),
        0,
    )
    .unwrap();
    let common = asker.common(&answer).unwrap();
    println!(
        "intersection {count} x {count}: {:.1} s of CPU (bar 15), {} common, {} + {} B",
        (cpu_s() - begin),
        common.len(),
        question.len(),
        answer.len()
    );
}

fn main() {
    let count = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(1_000_000u64);
    segments(200_000, 50);
    sets(10_000);
    sync(20_000, 800, &[]);
    let miss: Vec<u64> = (0..100).map(|n| n * (count / 101) + 17).collect();
    sync(count, 64, &miss);
}
