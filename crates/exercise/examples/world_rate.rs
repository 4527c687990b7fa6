//! How fast the world turns: vessel-hours and sentences per second of one core (acceptance E1 and E2).
//! `world_rate [vessels] [hours]`; build with `--release`. Prints one line per audience.

use std::time::Instant;

use vigie_exercise::{Listening, Scenario};
use vigie_sea::Time;

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
        let clock = Instant::now();
        world.step_until(scenario.end(), &mut |emission| {
            sentences += 1;
            bytes += emission.line.len();
        });
        let seconds = clock.elapsed().as_secs_f64();
        let vessel_hours = vessels as f64 * hours as f64;
        println!(
            "{listening:?}: {seconds:.2} s, {:.0} vessel-hours/s, {sentences} sentences, {:.0}/s, {:.0} MB",
            vessel_hours / seconds,
            sentences as f64 / seconds,
            bytes as f64 / 1e6,
        );
    }
    Ok(())
}
