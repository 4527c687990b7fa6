//! `vigie scenario run`: a scenario's world written to files: what sensors said (for players), and what was true (for
//! controllers), in two folders that are never mixed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::json;
use vigie_exercise::{ReportFormat, Scenario, SensorReport, World};
use vigie_sea::Time;

use super::args::ScenarioRunArguments;
use super::console::Console;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::scenario::Source;
use crate::exit::Exit;

/// Simulated time between two looks at ctrl-C.
const STEP_MS: i64 = 600_000;
/// The state is hashed every so many minutes of the story.
const HASH_MIN: u32 = 60;
const DAY_MS: f64 = 86_400_000.0;

/// What was written.
#[derive(Debug, Default)]
struct Written {
    lines: u64,
    reports: BTreeMap<String, u64>,
}

pub(crate) fn run(console: &Console, arguments: &ScenarioRunArguments) -> Result<(), Failure> {
    let start = arguments.start.as_deref().map(Time::parse).transpose();
    let start = start.map_err(|_unreadable| {
        Failure::new(Exit::Usage, "time-unreadable")
            .with("text", arguments.start.clone().unwrap_or_default())
    })?;
    let source = Source::find(&arguments.scenario)?;
    let scenario = source.scenario(console, arguments.seed, start)?;
    let end = end_of(&scenario, arguments.days)?;
    let out = Folder::begin(&arguments.out)?;
    let interrupt = Interrupt::listen();
    let mut world = scenario.world();
    let written = observe(&out.part, &mut world, end, &interrupt)?;
    if interrupt.asked() {
        out.give_up();
        return Err(Failure::interrupted());
    }
    let truths = truth(&out.part, &scenario, &world, end)?;
    papers(&out.part, &scenario)?;
    let manifest = manifest(&scenario, &world, end, &written, truths);
    write(
        &out.part.join("manifest.json"),
        format!("{manifest:#}\n").as_bytes(),
    )?;
    out.finish()?;
    if console.json {
        return console.result(&format!("{manifest}\n"));
    }
    console.result(&console.text(
        "scenario-written",
        &[
            ("folder", arguments.out.display().to_string().into()),
            ("lines", written.lines.into()),
            ("reports", written.reports.values().sum::<u64>().into()),
            ("truths", truths.into()),
            ("state", world.state_hash().to_string().into()),
        ],
    ))?;
    console.result("\n")
}

#[allow(clippy::cast_possible_truncation, reason = "days of one exercise")]
fn end_of(scenario: &Scenario, days: Option<f64>) -> Result<Time, Failure> {
    let Some(days) = days else {
        return Ok(scenario.end());
    };
    if !(days > 0.0 && days < 10_000.0) {
        return Err(Failure::new(Exit::Usage, "scenario-days").with("days", days));
    }
    Ok(scenario
        .start()
        .plus_ms((days * DAY_MS) as i64)
        .min(scenario.end()))
}

/// The folder of a run: it appears whole or not at all.
struct Folder {
    part: PathBuf,
    whole: PathBuf,
}

impl Folder {
    fn begin(whole: &Path) -> Result<Self, Failure> {
        let full = std::fs::read_dir(whole).is_ok_and(|mut entries| entries.next().is_some());
        if full || whole.is_file() {
            return Err(
                Failure::new(Exit::Usage, "scenario-folder-full").with("path", whole.display())
            );
        }
        let mut name = whole.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        // What an earlier, killed run left there.
        drop(std::fs::remove_dir_all(&part));
        for folder in ["observations", "truth", "papers"] {
            let path = part.join(folder);
            std::fs::create_dir_all(&path).map_err(|fault| Failure::file(&path, &fault))?;
        }
        Ok(Self {
            part,
            whole: whole.to_owned(),
        })
    }

    fn finish(self) -> Result<(), Failure> {
        drop(std::fs::remove_dir(&self.whole));
        std::fs::rename(&self.part, &self.whole).map_err(|fault| Failure::file(&self.whole, &fault))
    }

    fn give_up(self) {
        drop(std::fs::remove_dir_all(&self.part));
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|fault| Failure::file(path, &fault))
}

/// Runs the world to `end` and writes all that sensors said.
fn observe(
    out: &Path,
    world: &mut World,
    end: Time,
    interrupt: &Interrupt,
) -> Result<Written, Failure> {
    let folder = out.join("observations");
    let path = folder.join("ais.nmea");
    let file = File::create(&path).map_err(|fault| Failure::file(&path, &fault))?;
    let mut ais = BufWriter::with_capacity(1 << 18, file);
    let mut written = Written::default();
    let mut files: BTreeMap<PathBuf, BufWriter<File>> = BTreeMap::new();
    world.log_state_every(HASH_MIN);
    let last = if end < world.scenario().end() {
        end
    } else {
        world.scenario().last_arrival()
    };
    let mut time = world.scenario().start();
    while time < last && !interrupt.asked() {
        time = time.plus_ms(STEP_MS).min(last);
        let mut failed = None;
        world.step_until(time, &mut |emission| {
            let put = ais
                .write_all(emission.line)
                .and_then(|()| ais.write_all(b"\r\n"));
            failed = failed.take().or(put.err());
            written.lines += 1;
        });
        if let Some(fault) = failed {
            return Err(Failure::file(&path, &fault));
        }
        for report in world.reports() {
            *written.reports.entry(report.kind.to_owned()).or_default() += 1;
            keep(&folder, &report, &mut files)?;
        }
    }
    for (path, file) in &mut files {
        file.flush().map_err(|fault| Failure::file(path, &fault))?;
    }
    ais.flush().map_err(|fault| Failure::file(&path, &fault))?;
    Ok(written)
}

/// Appends a report to the file of its sensor; an alert is a file of its own.
fn keep(
    folder: &Path,
    report: &SensorReport,
    files: &mut BTreeMap<PathBuf, BufWriter<File>>,
) -> Result<(), Failure> {
    let name = format!(
        "{}-{}.{}",
        report.kind,
        report.sensor,
        report.format.ending()
    );
    let path = folder.join(name);
    if report.format == ReportFormat::Cap {
        return write(&path, report.body.as_bytes());
    }
    if !files.contains_key(&path) {
        let file = File::create(&path).map_err(|fault| Failure::file(&path, &fault))?;
        let mut file = BufWriter::new(file);
        if let Some(header) = report.header {
            writeln!(file, "{header}").map_err(|fault| Failure::file(&path, &fault))?;
        }
        files.insert(path.clone(), file);
    }
    match files.get_mut(&path) {
        Some(file) => file
            .write_all(report.body.as_bytes())
            .map_err(|fault| Failure::file(&path, &fault)),
        None => Ok(()),
    }
}

/// What controllers know: labelled intervals up to `end`, ships, people, hashes.
fn truth(out: &Path, scenario: &Scenario, world: &World, end: Time) -> Result<usize, Failure> {
    let folder = out.join("truth");
    let mut count = 0;
    let mut text = String::new();
    for event in scenario
        .truth()
        .into_iter()
        .filter(|event| event.start < end)
    {
        count += 1;
        text += &format!("{}\n", json!(event));
    }
    write(&folder.join("truth.jsonl"), text.as_bytes())?;
    let ships: String = scenario
        .actors()
        .map(|actor| format!("{}\n", json!(actor)))
        .collect();
    write(&folder.join("ships.jsonl"), ships.as_bytes())?;
    let people: String = scenario
        .people()
        .iter()
        .map(|person| format!("{}\n", json!(person)))
        .collect();
    if !people.is_empty() {
        write(&folder.join("people.jsonl"), people.as_bytes())?;
    }
    let state = |(time, hash): &(Time, vigie_exercise::StateHash)| {
        format!("{}\n", json!({"time": time.to_string(), "state": hash}))
    };
    let states: String = world.state_log().iter().map(state).collect();
    write(&folder.join("state.jsonl"), states.as_bytes())?;
    Ok(count)
}

/// What players are given beforehand.
fn papers(out: &Path, scenario: &Scenario) -> Result<(), Failure> {
    let folder = out.join("papers");
    let all = [
        ("areas.geojson", scenario.areas_geojson().to_owned()),
        ("ports.csv", scenario.ports_csv()),
        ("receivers.csv", scenario.receivers_csv()),
        ("reception.csv", scenario.reception_csv()),
        ("iuu.csv", scenario.iuu_csv()),
        ("authorised.csv", scenario.authorised_csv()),
    ];
    for (name, text) in all {
        write(&folder.join(name), text.as_bytes())?;
    }
    if !scenario.people().is_empty() {
        for partner in ["ca", "jp"] {
            let name = format!("register-{partner}.csv");
            write(
                &folder.join(name),
                scenario.register_csv(partner).as_bytes(),
            )?;
        }
    }
    if !scenario.links().is_empty() {
        write(
            &folder.join("links.json"),
            format!("{:#}\n", json!(scenario.links())).as_bytes(),
        )?;
    }
    Ok(())
}

fn manifest(
    scenario: &Scenario,
    world: &World,
    end: Time,
    written: &Written,
    truths: usize,
) -> serde_json::Value {
    json!({
        "marking": scenario.marking(),
        "scenario": scenario.code(),
        "title": scenario.title(),
        "seed": scenario.seed(),
        "start": scenario.start().to_string(),
        "end": end.to_string(),
        "vessels": scenario.actors().count(),
        "ais_lines": written.lines,
        "reports": written.reports,
        "truths": truths,
        "state": world.state_hash(),
    })
}
