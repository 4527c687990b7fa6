//! Several devices write without a network, meet now and then, lose and repeat what they send, in any order. At the end all
//! hold the same, nothing is lost, and exactly the conflicts that another, slow reckoning finds are listed.
//!
//! A few thousand interleavings run with every test; a million by
//! `cargo test --release -p vigie-case --test interleave -- --ignored --nocapture`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use vigie_case::journal::{Act, Conflict, Edit, EditId, Journal};

/// A chain of numbers from a seed (splitmix64).
struct Chain(u64);

impl Chain {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }
}

/// A device: what it knows, its count, and its clock, which is wrong.
struct Device {
    journal: Journal,
    seq: u64,
    clock_ms: i64,
}

const FORMS: [&str; 3] = ["npfc-hsbi", "wcpfc-hsbi", "stateless-sighting"];

/// What the device writes next: it replaces what it has seen.
fn write(chain: &mut Chain, number: usize, device: &mut Device) -> Edit {
    device.seq += 1;
    device.clock_ms += i64::try_from(chain.below(90_000)).unwrap() - 30_000;
    let report = format!("r{}", chain.below(2));
    let act = match chain.below(12) {
        0 => Act::Begin {
            form: FORMS[chain.below(3)].to_owned(),
            subject: chain.below(2).to_string(),
        },
        1 => Act::Step {
            step: "aboard".to_owned(),
            note: String::new(),
        },
        2 => Act::Attach {
            kind: "photo".to_owned(),
            caption: String::new(),
            sha256: "ab".repeat(32),
            size: 1,
            media: "image/jpeg".to_owned(),
            place: Some([-179.9, 41.0]),
        },
        3 => Act::Complete,
        _ => {
            let field = format!("f{}", chain.below(3));
            let heads = device.journal.fold().0;
            let heads = heads
                .get(&report)
                .and_then(|r| r.heads.get(&field).cloned());
            Act::Set {
                field,
                value: if chain.below(9) == 0 {
                    Value::Null
                } else {
                    json!(chain.below(3))
                },
                replaces: heads.unwrap_or_default(),
            }
        }
    };
    Edit {
        id: EditId {
            device: format!("d{number}"),
            seq: device.seq,
        },
        at_ms: device.clock_ms,
        user: format!("u{number}"),
        report,
        act,
    }
}

/// An edit of a field, its value, and whether another replaced it.
type Written<'a> = (&'a EditId, &'a Value, bool);

/// What must be sorted out by people, reckoned from the set of edits alone, by comparing each with each.
fn conflicts_of(edits: &[Edit]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for a in edits {
        let twin = |b: &&Edit| b.id == a.id && *b != a;
        if edits.iter().any(|b| twin(&b)) {
            out.insert(format!("twin {:?}", a.id));
        }
        let begun = |b: &&Edit| {
            matches!((&a.act, &b.act), (Act::Begin { .. }, Act::Begin { .. })) && a.act != b.act
        };
        if edits
            .iter()
            .filter(|b| b.report == a.report)
            .any(|b| begun(&b))
        {
            out.insert(format!("begin {}", a.report));
        }
    }
    let mut sets: BTreeMap<(&str, &str), Vec<Written<'_>>> = BTreeMap::new();
    for a in edits {
        let Act::Set { field, value, .. } = &a.act else {
            continue;
        };
        let replaced = edits.iter().any(|b| {
            b.id != a.id
                && b.report == a.report
                && matches!(&b.act, Act::Set { field: of, replaces, .. } if of == field && replaces.contains(&a.id))
        });
        sets.entry((&a.report, field))
            .or_default()
            .push((&a.id, value, replaced));
    }
    for ((report, field), all) in sets {
        // A device that counts anew can make a ring of edits that replace each other: then all of them stand.
        let ring = all.iter().all(|(_, _, replaced)| *replaced);
        let heads = all.into_iter().filter(|(_, _, replaced)| ring || !replaced);
        let heads: Vec<(&EditId, &Value)> = heads.map(|(id, value, _)| (id, value)).collect();
        if heads.iter().any(|(_, value)| *value != heads[0].1) {
            let mut values: Vec<String> =
                heads.iter().map(|(id, v)| format!("{id:?}={v}")).collect();
            values.sort();
            out.insert(format!("field {report} {field} {}", values.join(" ")));
        }
    }
    out
}

fn listed(conflicts: &[Conflict]) -> BTreeSet<String> {
    let told = |one: &Conflict| match one {
        Conflict::Twin { id } => format!("twin {id:?}"),
        Conflict::Begin { report } => format!("begin {report}"),
        Conflict::Field {
            report,
            field,
            values,
        } => {
            let mut values: Vec<String> =
                values.iter().map(|(id, v)| format!("{id:?}={v}")).collect();
            values.sort();
            format!("field {report} {field} {}", values.join(" "))
        }
    };
    conflicts.iter().map(told).collect()
}

/// One interleaving; gives how many edits and how many conflicts there were.
fn interleave(seed: u64) -> (usize, usize) {
    let mut chain = Chain(seed);
    let count = 2 + chain.below(4);
    let mut devices: Vec<Device> = (0..count)
        .map(|n| Device {
            journal: Journal::default(),
            seq: 0,
            clock_ms: i64::try_from(n).unwrap() * 7_200_000 - 3_600_000,
        })
        .collect();
    let mut all: Vec<Edit> = Vec::new();
    for _ in 0..6 + chain.below(24) {
        let number = chain.below(count);
        match chain.below(8) {
            // Two devices meet; what one has goes over in part, in any order, some of it twice.
            0 | 1 => {
                let from: Vec<Edit> = devices[chain.below(count)]
                    .journal
                    .edits()
                    .cloned()
                    .collect();
                for _ in 0..if from.is_empty() {
                    0
                } else {
                    chain.below(2 * from.len() + 1)
                } {
                    let edit = from[chain.below(from.len())].clone();
                    devices[number].journal.take(edit).unwrap();
                }
            }
            2 => {
                let other = devices[chain.below(count)].journal.clone();
                devices[number].journal.merge(&other);
            }
            // Now and then a device is restored from a backup and counts anew.
            3 if chain.below(12) == 0 => {
                devices[number].seq = devices[number].seq.saturating_sub(1)
            }
            _ => {
                let edit = write(&mut chain, number, &mut devices[number]);
                devices[number].journal.take(edit.clone()).unwrap();
                if !all.contains(&edit) {
                    all.push(edit);
                }
            }
        }
    }
    // Everybody gets everything, each in an order of its own.
    for device in &mut devices {
        let mut order: Vec<usize> = (0..all.len()).collect();
        for at in (1..order.len()).rev() {
            order.swap(at, chain.below(at + 1));
        }
        for at in order {
            device.journal.take(all[at].clone()).unwrap();
        }
    }
    let first = devices[0].journal.fold();
    for device in &devices {
        assert_eq!(
            device.journal.len(),
            all.len(),
            "seed {seed}: something is lost or came from nowhere"
        );
        assert!(
            device.journal == devices[0].journal,
            "seed {seed}: devices differ"
        );
        assert!(
            device.journal.fold() == first,
            "seed {seed}: devices show different things"
        );
    }
    assert!(
        all.iter()
            .all(|edit| devices[0].journal.edits().any(|kept| kept == edit)),
        "seed {seed}"
    );
    let (found, wanted) = (listed(&first.1), conflicts_of(&all));
    assert_eq!(found, wanted, "seed {seed}");
    // What is shown is what somebody wrote, and no photograph is lost.
    for report in first.0.values() {
        let photos = all
            .iter()
            .filter(|e| e.report == report.report && matches!(e.act, Act::Attach { .. }))
            .count();
        assert_eq!(report.attachments.len(), photos, "seed {seed}");
    }
    (all.len(), wanted.len())
}

fn run(count: u64, seed: u64) -> (usize, usize) {
    (0..count).fold((0, 0), |(edits, conflicts), n| {
        let (more, clash) = interleave(seed.wrapping_add(n));
        (edits + more, conflicts + clash)
    })
}

#[test]
fn thousands_of_interleavings_converge() {
    let (edits, conflicts) = run(3_000, 1);
    assert!(
        edits > 20_000 && conflicts > 1_000,
        "{edits} edits, {conflicts} conflicts"
    );
}

#[test]
#[ignore = "minutes: by hand, in a release build"]
fn a_million_interleavings_converge() {
    let threads: Vec<_> = (0..2_u64)
        .map(|part| std::thread::spawn(move || run(500_000, 1_000_000 * (part + 1))))
        .collect();
    let sums = threads.into_iter().map(|thread| thread.join().unwrap());
    let (edits, conflicts) = sums.fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    println!(
        "1,000,000 interleavings: {edits} edits, {conflicts} conflicts, all listed; nothing lost"
    );
}
