//! Team orienteering with time windows on a folder of instances, beside the published table.
//!
//! `cargo run --release -p vigie-patrol --example toptw -- FOLDER [--seconds 10] [--seed 1] [--only c101,pr04]
//! [--m 1,2] [--lanes 2]`. Seconds are of CPU, for each lane; lanes run on threads of their own.
//!
//! `--chao LIST`: the folder holds Chao's instances without windows, and LIST lines of a file's name and its best
//! known score (0: nothing can be reached).

use std::collections::BTreeMap;
use std::time::Instant;

use vigie_patrol::engine::{Cooling, Lane, exchange, leader};
use vigie_patrol::toptw::{Instance, Search, verify};

/// Best known for m = 1 to 4: Karabulut & Tasgetiren, Computers & Industrial Engineering 139 (2020) 106109,
/// tables A1-A8 and 5.
const BEST_KNOWN: &str = "
c101 320/590/810/1020 r101 198/349/484/611 pr01 308/502/622/657
c102 360/660/920/1150 r102 286/508/694/843 pr02 404/715/943/1079
c103 400/720/990/1210 r103 293/522/747/928 pr03 394/742/1010/1247
c104 420/760/1030/1260 r104 303/552/778/975 pr04 489/926/1294/1585
c105 340/640/870/1070 r105 247/453/620/778 pr05 595/1101/1482/1844
c106 340/620/870/1080 r106 293/529/729/906 pr06 590/1076/1514/1886
c107 370/670/910/1120 r107 299/538/760/950 pr07 298/566/744/876
c108 370/680/920/1140 r108 308/560/797/995 pr08 463/834/1139/1392
c109 380/720/970/1190 r109 277/506/710/885 pr09 493/909/1282/1619";

fn best_known() -> BTreeMap<&'static str, Vec<i64>> {
    let words: Vec<&str> = BEST_KNOWN.split_whitespace().collect();
    words
        .chunks(2)
        .filter_map(|pair| {
            let values = pair
                .get(1)?
                .split('/')
                .filter_map(|v| v.parse().ok())
                .collect();
            Some((*pair.first()?, values))
        })
        .collect()
}

/// CPU seconds of this thread (to 10 ms), or wall seconds where the system does not say.
fn cpu_s(start: Instant) -> f64 {
    let ticks = || {
        let text = std::fs::read_to_string("/proc/thread-self/stat").ok()?;
        let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
        let (user, system) = (fields.get(11)?, fields.get(12)?);
        Some(user.parse::<f64>().ok()? + system.parse::<f64>().ok()?)
    };
    ticks().map_or(start.elapsed().as_secs_f64(), |t| t / 100.0)
}

/// Exchanges in one run.
const ROUNDS: u64 = 10;

struct Run {
    score: i64,
    iterations: u64,
}

fn run(instance: &Instance, m: usize, seed: u64, seconds: f64, lanes: u64) -> Result<Run, String> {
    // A short run on the same machine turns the time into iterations.
    let start = Instant::now();
    let mut trial = Lane::new(
        Search::new(instance, m),
        seed,
        1_000_000,
        Cooling::default(),
        None,
    );
    let before = cpu_s(start);
    trial.step(500);
    let warm = cpu_s(start);
    while cpu_s(start) - warm < 0.03 * seconds {
        trial.step(500);
    }
    let rate = (trial.done() - 500) as f64 / (cpu_s(start) - warm);
    let budget = ((seconds - (cpu_s(start) - before)).max(0.1) * rate) as u64;
    let mut crew: Vec<Lane<Search<'_>>> = (0..lanes)
        .map(|l| {
            Lane::new(
                Search::new(instance, m),
                seed + 1_000 * l,
                budget,
                Cooling::default(),
                None,
            )
        })
        .collect();
    for _ in 0..ROUNDS {
        std::thread::scope(|scope| {
            for lane in &mut crew {
                scope.spawn(|| lane.step(budget / ROUNDS));
            }
        });
        exchange(&mut crew);
    }
    let lane = leader(&crew).ok_or("no lane")?;
    let score = verify(instance, m, &lane.best().routes()).map_err(str::to_owned)?;
    Ok(Run {
        score,
        iterations: lane.done(),
    })
}

/// Chao's instances beside a list of best known scores.
fn chao(
    folder: &str,
    list: &str,
    (seconds, seed, lanes): (f64, u64, u64),
) -> Result<(), Box<dyn std::error::Error>> {
    let (mut gaps, mut reached) = (Vec::new(), 0_usize);
    for line in std::fs::read_to_string(list)?.lines() {
        let mut words = line.split_whitespace();
        let (Some(name), Some(best)) = (words.next(), words.next()) else {
            continue;
        };
        let best: i64 = best.parse()?;
        let Ok(text) = std::fs::read_to_string(format!("{folder}/{name}")) else {
            println!("{name}: absent");
            continue;
        };
        let (instance, m) = Instance::read_chao(&text)?;
        let score = run(&instance, m, seed, seconds, lanes)?.score;
        let gap = 100.0 * (best - score) as f64 / best.max(1) as f64;
        println!("{name} m={m} score {score:5} of {best:5} gap {gap:6.2} %");
        reached += usize::from(score >= best);
        gaps.push(gap);
    }
    let count = gaps.len().max(1) as f64;
    println!(
        "all: {} files, {reached} at the listed best ({:.1} %), mean gap {:.3} %, worst {:.2} %",
        gaps.len(),
        100.0 * reached as f64 / count,
        gaps.iter().sum::<f64>() / count,
        gaps.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    );
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        args.iter()
            .position(|a| a == name)
            .and_then(|i| args.get(i + 1))
            .cloned()
    };
    let folder = args.first().ok_or("FOLDER")?;
    let seconds: f64 = option("--seconds").map_or(Ok(10.0), |s| s.parse())?;
    let seed: u64 = option("--seed").map_or(Ok(1), |s| s.parse())?;
    let lanes: u64 = option("--lanes").map_or(Ok(2), |s| s.parse())?;
    if let Some(list) = option("--chao") {
        return chao(folder, &list, (seconds, seed, lanes));
    }
    let only = option("--only");
    let ms: Vec<usize> = option("--m")
        .unwrap_or_else(|| "1,2,3,4".to_owned())
        .split(',')
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let (mut gaps, mut families): (Vec<f64>, BTreeMap<&str, Vec<f64>>) = Default::default();
    for (name, known) in best_known() {
        if only
            .as_ref()
            .is_some_and(|o| !o.split(',').any(|o| name.starts_with(o)))
        {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(format!("{folder}/{name}.txt")) else {
            println!("{name}: absent");
            continue;
        };
        let cordeau = name.starts_with("pr");
        let instance = Instance::read(&text, if cordeau { 2 } else { 1 })?;
        for &m in &ms {
            let wall = Instant::now();
            let run = run(&instance, m, seed, seconds, lanes)?;
            let Some(&best) = known.get(m - 1) else {
                continue;
            };
            let gap = 100.0 * (best - run.score) as f64 / best as f64;
            println!(
                "{name} m={m} score {:5} of {best:5} gap {gap:6.2} %  {:9} iterations a lane, {:.1} s wall",
                run.score,
                run.iterations,
                wall.elapsed().as_secs_f64()
            );
            gaps.push(gap);
            families
                .entry(if cordeau { "Cordeau" } else { "Solomon" })
                .or_default()
                .push(gap);
        }
    }
    let mean = |g: &[f64]| g.iter().sum::<f64>() / g.len().max(1) as f64;
    for (family, gaps) in &families {
        println!(
            "{family}: {} pairs, mean gap {:.3} %",
            gaps.len(),
            mean(gaps)
        );
    }
    let worst = gaps.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    println!(
        "all: {} pairs, mean gap {:.3} %, worst {worst:.2} % against the 2020 table of Karabulut & Tasgetiren",
        gaps.len(),
        mean(&gaps)
    );
    Ok(())
}
