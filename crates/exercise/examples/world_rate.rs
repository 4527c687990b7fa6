//! How fast the world turns: vessel-hours and sentences per second of one core (acceptance E1 and E2).
//! `world_rate [vessels] [hours]`; build with `--release`. Prints one line per audience.

use vigie_exercise::{Listening, Scenario};
use vigie_sea::Time;

/// CPU time of this process, seconds (Linux): other work on the machine does not count.
fn cpu_s() -> Result<f64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/self/schedstat")?;
    let ns: f64 = stat
        .split_whitespace()
        .next()
        .ok_or("no schedstat")?
        .parse()?;
    Ok(ns / 1e9)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let vessels: usize = words.next().map_or(Ok(10_000), |text| text.parse())?;
    let hours: i64 = words.next().map_or(Ok(2), |text| text.parse())?;
    let start = Time::parse("2026-07-06T03:00:00Z")?;
    let scenario = Scenario::open_ocean(1, start, vessels, hours);
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
            "{listening:?}: {seconds:.2} CPU-s, {:.0} vessel-hours/s, {sentences} sentences, {:.0}/s, {:.0} MB",
            vessel_hours / seconds,
            sentences as f64 / seconds,
            bytes as f64 / 1e6,
        );
    }
    Ok(())
}
