//! Whole operations of two nodes under seeded faults: kills, a disk that takes no more, cut links, clocks that are wrong by hours
//! and jump, corrupt and disordered input, all drawn from one number. Afterwards every part must be as if nothing had happened: the watch finds what an undisturbed
//! node finds, what officers were told is kept arrived once or is there once (notes, cases, people, tasks), every person is in one
//! state, and both folders verify.
//!
//! `VIGIE_STORM_SEEDS=7` runs one seed, `100..1100` a range; seeds that failed are printed with the command that runs them
//! again. `scripts/storm.sh` runs thousands.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use crate::{
    client::Client,
    exchange::place,
    node::{Node, settled},
    officers::Officers,
    side::{Dice, PARTIES, Side, Skew, agreed, arrived, cut, talk, verified},
};

/// Faults of one seed.
const FAULTS: u64 = 5;
/// Largest file while the disk is full, in blocks of the shell: what is written beyond fails.
const FULL_BLOCKS: &str = "300";

/// A recording of a day: a pair that meets, a ship that falls silent, traffic. `noise` adds lines that no reader can take and
/// lets lines change places within a few minutes.
fn recording(path: &Path, seed: u64, noise: bool) {
    let mut dice = Dice(seed ^ 0x51ed_270b);
    let start = 1_772_323_200i64;
    let (meet, silent) = (6 + dice.below(8), 3 + dice.below(6));
    let mut rows: Vec<(i64, String)> = Vec::new();
    let mut put = |s: i64, mmsi: u64, lat: f64, lon: f64, speed: f64| {
        let time = vigie_sea::Time::from_s(start + s);
        let lon = if lon >= 180.0 { lon - 360.0 } else { lon };
        rows.push((
            s,
            format!("{mmsi},{time},{lat:.5},{lon:.5},{speed},90,MARU,30,A"),
        ));
    };
    for step in 0..(24 * 12) {
        let (s, hour) = (step * 300, step as f64 / 12.0);
        let away = (meet as f64 - hour).max(hour - meet as f64 - 5.0);
        put(s, 412_000_001, 41.0, 179.95, 0.5);
        put(
            s + 30,
            412_000_002,
            41.002 + 0.15 * away.clamp(0.0, 4.0),
            179.95,
            0.5,
        );
        let hidden = silent as f64..silent as f64 + 14.0;
        if !hidden.contains(&hour) {
            put(s + 60, 416_000_003, 38.0, 170.0 + s as f64 * 2e-6, 8.0);
        }
        for n in 0..(3 + seed % 4) {
            let lon = 178.0 + n as f64 * 0.2 + s as f64 * 1e-5;
            put(
                s + 90 + n as i64,
                431_000_010 + n,
                35.0 + n as f64,
                lon,
                12.0,
            );
        }
    }
    rows.sort();
    let mut lines: Vec<String> = rows.into_iter().map(|(_, line)| line).collect();
    if noise {
        for at in 0..lines.len().saturating_sub(4) {
            if dice.below(6) == 0 {
                lines.swap(at, at + 1 + dice.below(3) as usize);
            }
        }
    }
    let mut text = "mmsi,time,lat,lon,speed,course,name,ship_type,class\n".to_owned();
    for line in lines {
        if noise && dice.below(25) == 0 {
            let junk = match dice.below(4) {
                0 => "\u{0}\u{1}\u{7f}".to_owned(),
                1 => line.replace(',', ";"),
                2 => line.chars().take(9 + dice.below(12) as usize).collect(),
                _ => "!AIVDM,1,1,,A,,0*26,,,,,".to_owned(),
            };
            writeln!(text, "{junk}").unwrap();
        }
        writeln!(text, "{line}").unwrap();
    }
    std::fs::write(path, text).unwrap();
}

/// Where the recording of this side stands.
const FEED: &str = "feed.csv";

fn side(party: &'static str, seed: u64) -> Side {
    let folder = tempfile::tempdir().unwrap();
    let feed = folder.path().join(FEED);
    recording(&feed, seed, true);
    Side::with(folder, party, &[&feed], &[])
}

fn serve_on_a_full_disk(folder: &Path, party: &str) -> Child {
    // Without the trap the signal would kill; ignored, the write fails as on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f {FULL_BLOCKS}; exec \"$0\" \"$@\"");
    let log = std::fs::File::create(folder.join("full.jsonl")).unwrap();
    Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_vigie")])
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .args(["--party", party, "--partner-listen", &place(folder)])
        .arg("--feed")
        .arg(folder.join(FEED))
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap()
}

/// How wrong clocks get, in minutes: a zone confused, a dead battery, a drift.
const SKEWS_MIN: [i64; 6] = [0, 7, -7, 540, -540, 26 * 60];

/// Killed and started again with another clock.
fn with_another_clock(side: &mut Side, dice: &mut Dice) {
    let minutes = SKEWS_MIN[dice.below(SKEWS_MIN.len() as u64) as usize];
    side.skew = Skew { minutes };
    side.killed();
}

/// A while on a disk that takes no more. Whether the node goes on or ends is its own affair.
fn on_a_full_disk(side: &mut Side, while_ms: u64) {
    side.kill();
    let mut child = serve_on_a_full_disk(side.folder(), side.party);
    std::thread::sleep(Duration::from_millis(while_ms));
    drop(child.kill());
    child.wait().unwrap();
    side.start();
}

/// What a watch found: kind and ships of each event.
fn found(client: &Client) -> BTreeSet<String> {
    settled(client);
    let page = client.get("/api/v1/events?limit=500").json();
    let one = |event: &Value| {
        let ships: BTreeSet<u64> = event["vessels"]
            .as_array()
            .unwrap()
            .iter()
            .map(|vessel| vessel["mmsi"].as_u64().unwrap())
            .collect();
        format!("{} {} {ships:?}", event["id"], event["kind"])
    };
    page["events"].as_array().unwrap().iter().map(one).collect()
}

fn run(seed: u64) {
    let mut dice = Dice(seed);
    let mut sides = [side(PARTIES[0], seed), side(PARTIES[1], seed + 1)];
    agreed(sides.each_mut().map(|side| &mut side.client));
    let mut officers: Vec<Officers> = sides
        .iter()
        .map(|side| Officers::begin(&side.client))
        .collect();
    let mut kept: [Vec<String>; 2] = Default::default();
    let mut is_cut = false;
    let mut done = Vec::new();
    for round in 0..FAULTS {
        let victim = dice.below(2) as usize;
        let (fault, wait) = (dice.below(5), Duration::from_millis(dice.below(300)));
        let talk = talk(&sides, &format!("{seed} {round}"));
        let at_work: Vec<_> = officers
            .drain(..)
            .map(|mut these| {
                std::thread::spawn(move || {
                    these.work(round);
                    these
                })
            })
            .collect();
        std::thread::sleep(wait);
        match fault {
            0 => sides[victim].killed(),
            1 => on_a_full_disk(&mut sides[victim], 300 + dice.below(900)),
            2 => with_another_clock(&mut sides[victim], &mut dice),
            _ => {
                is_cut = !is_cut;
                cut(&sides[0].client, PARTIES[1], is_cut);
            }
        }
        done.push(["kill", "disk", "clock", "cut", "cut"][fault as usize]);
        for (all, said) in kept.iter_mut().zip(talk.join().unwrap()) {
            all.extend(said);
        }
        for (these, side) in at_work.into_iter().zip(&sides) {
            let mut these = these.join().unwrap();
            these.at(side.client.port);
            officers.push(these);
        }
    }
    if is_cut {
        cut(&sides[0].client, PARTIES[1], false);
    }
    arrived(&sides, &kept, &[0; 2]);
    for these in &officers {
        these.check();
    }
    for (n, side) in sides.iter().enumerate() {
        let calm = tempfile::tempdir().unwrap();
        let feed = calm.path().join(FEED);
        recording(&feed, seed + n as u64, false);
        let node = Node::start(calm.path(), &[&feed]);
        let wanted = found(&node.administrator());
        assert!(!wanted.is_empty(), "the recording holds something to find");
        assert_eq!(found(&side.client), wanted, "{} after {done:?}", side.party);
    }
    for side in &mut sides {
        side.stop();
        verified(side.folder());
    }
    println!(
        "seed {seed}: {done:?}, {} notes and {} other things kept",
        kept[0].len() + kept[1].len(),
        officers.iter().map(Officers::kept).sum::<usize>()
    );
}

fn seeds() -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("VIGIE_STORM_SEEDS") else {
        return 1..2;
    };
    let number = |text: &str| text.parse::<u64>().unwrap();
    match text.split_once("..") {
        Some((from, to)) => number(from)..number(to),
        None => number(&text)..number(&text) + 1,
    }
}

#[test]
fn two_nodes_come_through_storms() {
    let failed: Vec<u64> = seeds()
        .filter(|seed| std::panic::catch_unwind(|| run(*seed)).is_err())
        .collect();
    let again =
        "VIGIE_STORM_SEEDS=N cargo test -p vigie --test server two_nodes_come -- --nocapture";
    assert!(
        failed.is_empty(),
        "failed: {failed:?}; run one again with {again}"
    );
}
