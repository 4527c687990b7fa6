//! Prints the built-in scenario: `scenario [lines|truth|areas|iuu|authorised|ports|reception|ships] [seed] [start]`.
//! `lines` prints the feed in order of arrival; `truth` one JSON object a line. Default: lines, seed 1.

use std::io::{self, BufWriter, Write};

use vigie_exercise::Scenario;
use vigie_sea::Time;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let what = words.next().unwrap_or_else(|| "lines".to_owned());
    let seed = words.next().map_or(Ok(1), |text| text.parse())?;
    let start = Time::parse(
        &words
            .next()
            .unwrap_or_else(|| "2026-07-06T03:00:00Z".to_owned()),
    )?;
    let scenario = Scenario::builtin(seed, start);
    let mut out = BufWriter::new(io::stdout().lock());
    match what.as_str() {
        "lines" => {
            let mut failed = None;
            scenario.run(&mut |emission| {
                let written = out
                    .write_all(emission.line)
                    .and_then(|()| out.write_all(b"\r\n"));
                failed = failed.take().or(written.err());
            });
            failed.map_or(Ok(()), Err)?;
        }
        "truth" => {
            for event in scenario.truth() {
                writeln!(out, "{}", serde_json::to_string(&event)?)?;
            }
        }
        "ships" => {
            for actor in scenario.actors() {
                writeln!(out, "{}", serde_json::to_string(&actor)?)?;
            }
        }
        "areas" => out.write_all(scenario.areas_geojson().as_bytes())?,
        "iuu" => out.write_all(scenario.iuu_csv().as_bytes())?,
        "authorised" => out.write_all(scenario.authorised_csv().as_bytes())?,
        "reception" => out.write_all(scenario.reception_csv().as_bytes())?,
        "ports" => out.write_all(scenario.ports_csv().as_bytes())?,
        other => return Err(format!("unknown: {other}").into()),
    }
    out.flush()?;
    Ok(())
}
