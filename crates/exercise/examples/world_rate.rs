//! How fast the world turns: vessel-hours and sentences per second of one core (acceptance E1, E2 and E9).
//! `world_rate [vessels] [hours]`; build with `--release`. Prints one line per audience, then time to snapshot and go back.
//!
//! Two worlds: merchants under way all over the ocean (some 500 sentences an hour each), and a mix of ships under way, at work and in
//! port (some 230), which is what the aim of E1 assumes.

use vigie_exercise::{Listening, Scenario, Settings, Tape};
use vigie_sea::Time;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// CPU time of this process, seconds (Linux): other work on the machine does not count.
fn cpu_s() -> Outcome<f64> {
    let stat = std::fs::read_to_string("/proc/self/schedstat")?;
    let ns: f64 = stat
        .split_whitespace()
        .next()
        .ok_or("no schedstat")?
        .parse()?;
    Ok(ns / 1e9)
}

/// Half at work or under way, half in port.
fn mixed(vessels: usize, hours: i64, start: Time) -> Outcome<Scenario> {
    let part = vessels / 10;
    let port = part * 5;
    let text = format!(
        r#"code = "mixed"
hours = {hours}
title = {{ en = "m", "fr-CA" = "m", ja = "m" }}
situation = {{ en = "m", "fr-CA" = "m", ja = "m" }}
use = ["ports-north-pacific", "stations-north-pacific"]
[[fleet]]
id = "jiggers"
gear = "squid_jigger"
flags = ["CHN", "JPN", "KOR"]
count = {jiggers}
centre = [42, 180]
columns = 60
spacing_nm = [6, 6]
[[fleet]]
id = "longliners"
gear = "longliner"
flags = ["TWN"]
count = {part}
centre = [35, 170]
columns = 40
spacing_nm = [20, 10]
[[fleet]]
id = "merchants"
gear = "merchant"
flags = ["PAN", "LBR"]
count = {part}
centre = [40, 180]
size_deg = [70, 20]
kn = [9, 13.5]
[[fleet]]
id = "home"
gear = "coastal"
flags = ["JPN"]
count = {port}
ports = ["JPKUH", "JPHNK", "JPHHE", "USAXK"]
"#,
        jiggers = vessels - port - 2 * part,
    );
    Ok(Scenario::from_toml(
        "mixed",
        &text,
        &|_| None,
        Settings { seed: 1, start },
    )?)
}

fn measure(name: &str, scenario: &Scenario, vessels: usize, hours: i64) -> Outcome<()> {
    for listening in [
        Listening::Nobody,
        Listening::Receivers,
        Listening::Everything,
    ] {
        let mut world = scenario.world_heard_by(listening);
        let (mut sentences, mut bytes) = (0_u64, 0_usize);
        let begun_s = cpu_s()?;
        world.step_until(scenario.end(), &mut |emission| {
            sentences += 1;
            bytes += emission.line.len();
        });
        let seconds = cpu_s()? - begun_s;
        let vessel_hours = vessels as f64 * hours as f64;
        println!(
            "{name} {listening:?}: {seconds:.2} CPU-s, {:.0} vessel-hours/s, {sentences} sentences, {:.0}/s, {:.0} MB, state {:.8}",
            vessel_hours / seconds,
            sentences as f64 / seconds,
            bytes as f64 / 1e6,
            world.state_hash().to_string(),
        );
    }
    Ok(())
}

fn back(scenario: &Scenario, hours: i64) -> Outcome<()> {
    let mut world = scenario.world();
    let mut tape = Tape::new();
    tape.record(&world);
    for minute in 0..hours * 60 {
        world.step_until(scenario.start().plus_ms(minute * 60_000), &mut |_| {});
        tape.record(&world);
    }
    let begun_s = cpu_s()?;
    let snapshot = world.snapshot();
    let taken_s = cpu_s()? - begun_s;
    let begun_s = cpu_s()?;
    let branch = snapshot.branch(&[])?;
    let branched_s = cpu_s()? - begun_s;
    let begun_s = cpu_s()?;
    let rewound = tape.rewind(scenario.start().plus_ms(9 * 60_000))?;
    println!(
        "snapshot {taken_s:.3} s, branch {branched_s:.3} s, back {hours} h {:.3} s ({} {})",
        cpu_s()? - begun_s,
        branch.now(),
        rewound.now()
    );
    Ok(())
}

fn main() -> Outcome<()> {
    let mut words = std::env::args().skip(1);
    let vessels: usize = words.next().map_or(Ok(10_000), |text| text.parse())?;
    let hours: i64 = words.next().map_or(Ok(2), |text| text.parse())?;
    let start = Time::parse("2026-07-06T03:00:00Z")?;
    let ocean = Scenario::open_ocean(1, start, vessels, hours);
    measure("open ocean", &ocean, vessels, hours)?;
    measure("mixed", &mixed(vessels, hours, start)?, vessels, hours)?;
    back(&ocean, hours)?;
    let builtin = Scenario::builtin(1, start);
    let mut world = builtin.world_heard_by(Listening::Nobody);
    world.step_until(start.plus_ms(24 * 3_600_000 - 60_000), &mut |_| {});
    println!("built-in after 24 h: state {}", world.state_hash());
    Ok(())
}
