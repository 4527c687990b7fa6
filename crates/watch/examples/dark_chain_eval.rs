//! How good is the joining of dark detections over looks? On simulated looks at drawn ships, or at real tracks.
//!
//! `cargo run --release -p vigie-watch --example dark_chain_eval -- [--seed N] [--worlds N] [TRACKS.csv]`
//!
//! Ships in a box of 400 km across 180°: they lie, work or steam and change their mind every few hours; all are at rest; all
//! steam and keep their course; all work in clusters; or a third of each. With a file (columns `mmsi,time,lat,lon`, such as
//! `vigie archive export` writes) the ships are real, and the box is around them. Radar looks at the box every H hours, a
//! quarter of H early or late; it places ships with 100 m of noise per axis, tells lengths within a third, misses as many as
//! its traits say, and shows two false echoes a look. What is dark is told by the matching itself. A right join is a
//! detection of a ship joined to its next detection, within three days. Shares of right joins found and of joins made that
//! are wrong; how many are told, and the expected calibration error of their probability. Several worlds are drawn where ships
//! are few; `--worlds` draws so many times more; another seed draws others.
//!
//! Beside it: nearest neighbour, which joins each detection to the nearest end of a chain that a ship of v knots can have
//! sailed, nearest pairs first. It gets the v that is best on the very looks it is judged on; ours gets nothing from them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a tool for developers: a file that cannot be read ends it; counts are small"
)]

mod dark_chain;
mod dice;

use dark_chain::{Fleet, Joins, Looked, at_sea, nearest, truth};
use vigie_watch::detection::{ChainConfig, MotionModel, chain_sightings};

/// Ours, each join with its probability.
fn ours(looked: &Looked, model: &MotionModel) -> Vec<((String, String), f64)> {
    let config = ChainConfig::default();
    let chains = chain_sightings(&looked.seen, &looked.looks, model, &config);
    let join = |w: &[vigie_watch::detection::ChainLink]| {
        let ids = (w[0].sighting.id.clone(), w[1].sighting.id.clone());
        (ids, w[1].probability)
    };
    chains
        .iter()
        .flat_map(|chain| chain.links.windows(2).map(join))
        .collect()
}

/// Share of right joins found, share of joins made that are wrong, and F1, over several worlds.
fn score(worlds: &[World], made: impl Fn(&World) -> Joins) -> (f64, f64, f64) {
    let (mut right, mut joins, mut all) = (0.0, 0.0, 0.0);
    for world in worlds {
        let made = made(world);
        right += made.intersection(&world.truth).count() as f64;
        joins += made.len() as f64;
        all += world.truth.len() as f64;
    }
    let wrong = 1.0 - right / f64::max(joins, 1.0);
    (
        right / f64::max(all, 1.0),
        wrong,
        2.0 * right / f64::max(joins + all, 1.0),
    )
}

/// Bins of the probability of a join: how many, the sum of what was said, and how many were right.
fn bins(worlds: &[World]) -> Bins {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for world in worlds {
        for (join, probability) in &world.made {
            let bin = &mut bins[((probability * 10.0) as usize).min(9)];
            bin.0 += 1.0;
            bin.1 += probability;
            bin.2 += f64::from(world.truth.contains(join));
        }
    }
    bins
}

/// Expected calibration error of the probability of a join, ten bins.
fn calibration(bins: &[(f64, f64, f64)]) -> f64 {
    let off: f64 = bins.iter().map(|(_, said, was)| (said - was).abs()).sum();
    off / bins.iter().map(|bin| bin.0).sum::<f64>().max(1.0)
}

/// Looks at a fleet, the right joins, and ours.
struct World {
    looked: Looked,
    truth: Joins,
    made: Vec<((String, String), f64)>,
}

/// What stands on the command line.
struct Asked {
    path: Option<String>,
    seed: u64,
    times: u64,
}

fn asked() -> Asked {
    let mut asked = Asked {
        path: None,
        seed: 7,
        times: 1,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seed" => asked.seed = words.next().unwrap().parse().unwrap(),
            "--worlds" => asked.times = words.next().unwrap().parse().unwrap(),
            _ => asked.path = Some(word),
        }
    }
    asked
}

type Bins = [(f64, f64, f64); 10];

/// One line of the table; gives its bins.
fn row(
    name: &str,
    (fleet, count): (Fleet, usize),
    (every_h, worlds): (f64, u64),
    asked: &Asked,
) -> Bins {
    let model = MotionModel::builtin();
    let world = |number: u64| {
        let seed = asked.seed + 1_000 * number + count as u64 + every_h as u64;
        let looked = at_sea((fleet, count), every_h, seed, asked.path.as_ref(), &model);
        World {
            truth: truth(&looked),
            made: ours(&looked, &model),
            looked,
        }
    };
    let worlds: Vec<World> = (0..worlds * asked.times).map(world).collect();
    let joins = |world: &World| world.made.iter().map(|(join, _)| join.clone()).collect();
    let (found, wrong, f1) = score(&worlds, joins);
    let speeds = [1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 17.0];
    let tried = speeds.map(|v| (v, score(&worlds, |world| nearest(&world.looked, v))));
    let best = tried.iter().max_by(|a, b| a.1.2.total_cmp(&b.1.2)).unwrap();
    let (v, (near_found, near_wrong, near_f1)) = best;
    let all: usize = worlds.iter().map(|w| w.truth.len()).sum();
    let bins = bins(&worlds);
    let told: f64 = bins.iter().map(|bin| bin.0).sum();
    let said: f64 = bins.iter().map(|bin| bin.1).sum::<f64>() / told.max(1.0);
    let ece = calibration(&bins);
    println!(
        "{name:<9} {count:>4} {every_h:>2} {all:>6} | {told:>5} {said:>5.2} {ece:>5.3} {found:>6.3} {wrong:>6.3} {f1:>5.3} | {near_found:>14.3} {near_wrong:>6.3} {near_f1:>5.3} ({v})",
    );
    bins
}

fn main() {
    let asked = asked();
    println!(
        "fleet    ships  H  joins |  told  said   ECE  found  wrong    F1 | nearest: found  wrong    F1  (v)"
    );
    let hours = [3.0, 6.0, 12.0, 24.0];
    let rows: Vec<(&str, Fleet, usize, u64)> = if asked.path.is_some() {
        vec![("tracks", Fleet::Drawn, 0, 3)]
    } else {
        let counts = [(10, 8), (40, 3), (120, 1)];
        let of = |(fleet, name): (Fleet, &'static str)| {
            let some = if fleet == Fleet::Drawn {
                &counts[..]
            } else {
                &counts[1..2]
            };
            some.iter()
                .map(move |(count, worlds)| (name, fleet, *count, *worlds))
        };
        Fleet::ALL.into_iter().flat_map(of).collect()
    };
    for (name, fleet, count, worlds) in rows {
        let mut of_all = [(0.0, 0.0, 0.0); 10];
        for every_h in hours {
            let bins = row(name, (fleet, count), (every_h, worlds), &asked);
            for (sum, bin) in of_all.iter_mut().zip(bins) {
                *sum = (sum.0 + bin.0, sum.1 + bin.1, sum.2 + bin.2);
            }
        }
        let cells = of_all.iter().filter(|bin| bin.0 > 0.0);
        let cells: Vec<String> = cells
            .map(|(n, said, was)| format!("{:.2}:{:.2} ({n})", said / n, was / n))
            .collect();
        println!("      said : right (n)  {}", cells.join("  "));
    }
}
