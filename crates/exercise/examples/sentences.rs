//! Prints messages of the built-in exercise beside their truth, for other decoders to be tried on: `sentences [minutes]`.
//! A line: MMSI, type, latitude, longitude, speed, course (tab), then the sentences of the message (space).
//! Ships that deceive about their place are left out; tag blocks are taken off, as some decoders do not know them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};

use vigie_ais::{Config, Item, Reader};
use vigie_exercise::{Listening, Scenario};
use vigie_sea::Time;
use vigie_watch::EventKind;

type Message = (i64, usize, Vec<String>);

fn without_tag(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    text.rsplit('\\').next().unwrap_or_default().to_owned()
}

/// Whole messages of an audience: parts of one message stand together.
fn messages(scenario: &Scenario, listening: Listening, minutes: i64) -> Vec<Message> {
    let mut world = scenario.world_heard_by(listening);
    let mut all: Vec<Message> = Vec::new();
    let mut open: BTreeMap<(i64, usize, String), Vec<String>> = BTreeMap::new();
    world.step_until(scenario.start().plus_ms(minutes * 60_000), &mut |e| {
        let (Some(ship), true) = (e.ship, e.whole) else {
            return;
        };
        let line = without_tag(e.line);
        let field = |n: usize| line.split(',').nth(n).unwrap_or_default().to_owned();
        if field(1) == "1" {
            all.push((e.sent.ms(), ship, vec![line]));
            return;
        }
        let parts = open.entry((e.sent.ms(), ship, field(3))).or_default();
        if !parts.contains(&line) {
            parts.push(line);
        }
    });
    for ((ms, ship, _), mut lines) in open {
        lines.sort();
        let wanted = lines
            .first()
            .and_then(|l| l.split(',').nth(1)?.parse().ok());
        if wanted == Some(lines.len()) {
            all.push((ms, ship, lines));
        }
    }
    all.sort();
    all
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let minutes = std::env::args()
        .nth(1)
        .map_or(Ok(240), |text| text.parse())?;
    write(&mut BufWriter::new(std::io::stdout().lock()), minutes)
}

/// Writes the lines of so many minutes.
pub(crate) fn write(out: &mut impl Write, minutes: i64) -> Result<(), Box<dyn std::error::Error>> {
    let scenario = Scenario::builtin(1, Time::parse("2026-07-06T03:00:00Z")?);
    let deceitful: BTreeSet<u32> = scenario
        .truth()
        .iter()
        .filter(|t| t.kind.event_kind() == Some(EventKind::ImplausiblePosition))
        .flat_map(|t| t.mmsis.clone())
        .collect();
    let ideal = messages(&scenario, Listening::Everything, minutes.min(20));
    // Long-range reports are for receivers far away only.
    let heard = messages(&scenario, Listening::Receivers, minutes);
    for all in [ideal, heard] {
        let mut world = scenario.world_heard_by(Listening::Nobody);
        for (ms, ship, lines) in all {
            let time = Time::from_ms(ms);
            world.step_until(time, &mut |_| {});
            let Some(truth) = world
                .true_state(ship, time)
                .filter(|t| !deceitful.contains(&t.mmsi))
            else {
                continue;
            };
            let mut kind = None;
            let mut reader = Reader::new(Config::default());
            for line in &lines {
                reader.push(line.as_bytes(), None, &mut |item: Item<'_>| {
                    if let Item::Report(report) = item {
                        kind = Some((
                            report.message.type_id(),
                            report.message.position_deg().is_some(),
                        ));
                    }
                });
                reader.push(b"\r\n", None, &mut |item: Item<'_>| {
                    if let Item::Report(report) = item {
                        kind = Some((
                            report.message.type_id(),
                            report.message.position_deg().is_some(),
                        ));
                    }
                });
            }
            let Some((kind, placed)) = kind else { continue };
            let number = |value: f64| {
                if placed {
                    value.to_string()
                } else {
                    String::new()
                }
            };
            writeln!(
                out,
                "{}\t{kind}\t{}\t{}\t{}\t{}\t{}",
                truth.mmsi,
                number(truth.lat_deg),
                number(truth.lon_deg),
                number(truth.sog_kn),
                number(truth.cog_deg),
                lines.join(" ")
            )?;
        }
    }
    out.flush()?;
    Ok(())
}
