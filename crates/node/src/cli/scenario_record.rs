//! `vigie scenario record`: a recorded day of real traffic becomes a fragment that scenarios use as their base.

use std::io::Write as _;

use serde_json::json;
use vigie_exercise::{RecordedDay, RecordedOptions, Recorder};

use super::args::ScenarioRecordArguments;
use super::console::Console;
use super::failure::Failure;
use super::intake::Intake;
use super::interrupt::Interrupt;
use super::{reading, summary};
use crate::exit::Exit;
use crate::export::Whole;

pub(crate) fn run(console: &Console, arguments: &ScenarioRecordArguments) -> Result<(), Failure> {
    let feeds = reading::feeds(&arguments.feeds, &arguments.reading)?;
    if feeds.iter().any(|feed| feed.place.is_live()) {
        return Err(Failure::new(Exit::Usage, "scenario-record-live"));
    }
    let reading_options = reading::options(&arguments.reading)?;
    let options = RecordedOptions {
        from: reading_options.from,
        hours: arguments.hours,
        area: arguments.area.as_deref().map(area).transpose()?,
        vessels_max: arguments.vessels,
        off_m: arguments.off_m,
        seed: arguments.seed,
        real_numbers: arguments.real_numbers,
    };
    let mut recorder = Recorder::default();
    let mut intake = Intake::start(console, &feeds, &reading_options, Interrupt::listen())?;
    intake.run(|delivery| {
        for observation in delivery.iter().flat_map(|it| &it.observations) {
            recorder.take(observation, &options);
        }
        Ok(())
    })?;
    let lines = summary::as_lines(console, &intake);
    lines.iter().for_each(|line| console.tell(line));
    let day = recorder.finish(&options);
    let day = day.ok_or_else(|| Failure::new(Exit::Data, "scenario-record-nothing"))?;
    let written = Whole::create(&arguments.out).and_then(|mut file| {
        file.write_all(day.toml.as_bytes())?;
        file.finish()
    });
    written.map_err(|fault| Failure::file(&arguments.out, &fault))?;
    told(console, arguments, &day)
}

fn told(
    console: &Console,
    arguments: &ScenarioRecordArguments,
    day: &RecordedDay,
) -> Result<(), Failure> {
    let name = arguments.out.file_stem().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    if console.json {
        let body = json!({
            "out": arguments.out, "use": name, "start": day.start.to_string(), "vessels": day.vessels,
            "left_out": day.left_out, "reports": day.reports, "refused": day.refused, "points": day.points,
        });
        return console.result(&format!("{body}\n"));
    }
    let args = [
        ("path", arguments.out.display().to_string().into()),
        ("name", name.into()),
        ("start", day.start.to_string().into()),
        ("vessels", day.vessels.into()),
        ("left", day.left_out.into()),
        ("reports", day.reports.into()),
        ("refused", day.refused.into()),
        ("points", day.points.into()),
    ];
    console.result(&(console.text("scenario-recorded", &args) + "\n"))
}

/// South, west, north, east in degrees.
fn area(text: &str) -> Result<[f64; 4], Failure> {
    let unfit = || Failure::new(Exit::Usage, "scenario-record-area").with("text", text);
    let numbers = text.split(',').map(|number| number.trim().parse::<f64>());
    let numbers: Vec<f64> = numbers.collect::<Result<_, _>>().map_err(|_none| unfit())?;
    let area: [f64; 4] = numbers.try_into().map_err(|_count| unfit())?;
    let [south, west, north, east] = area;
    let is_on_earth = area.iter().all(|it| it.is_finite())
        && (-90.0..=90.0).contains(&south)
        && (south..=90.0).contains(&north)
        && west.abs() <= 360.0
        && east.abs() <= 360.0;
    is_on_earth.then_some(area).ok_or_else(unfit)
}
