//! `vigie exercise list|status|pause|…`: control of an exercise from the command line, and work with lists of events.
//!
//! A running exercise leaves its address and a pass of the role director in a file of its data folder that only its
//! owner can read; the commands use the same API as the page.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use hyper::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vigie_exercise::msel::{Grounds, Msel, Read, Severity, library, lint};
use vigie_exercise::{MARKING, Marking};

use super::args::{ExerciseArguments, ExerciseCommand};
use super::console::Console;
use super::failure::Failure;
use super::online::Online;
use crate::exit::Exit;

/// The list that is played unless another is named.
const USUAL: &str = "north-pacific-watch";

/// Where a running exercise is reached.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Pass {
    pub(crate) address: String,
    pub(crate) token: String,
}

/// The file with the pass of the exercise that runs in this folder.
pub(crate) fn pass_file(data: &Path) -> PathBuf {
    data.join("exercise-control.json")
}

/// Writes a file that only its owner can read.
pub(crate) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // An older file could have other permissions.
    match std::fs::remove_file(path) {
        Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => return Err(fault),
        _ => {}
    }
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())
}

/// The folder of an exercise: the usual one has the data folder itself, each other one a folder in it.
pub(crate) fn folder_of(data: &Path, list: &str) -> PathBuf {
    if list == USUAL {
        data.to_owned()
    } else {
        data.join(list)
    }
}

fn read(path: &Path) -> Result<Read, Failure> {
    let bytes = std::fs::read(path).map_err(|fault| Failure::file(path, &fault))?;
    crate::http::read_list(&bytes).map_err(|fault| {
        Failure::new(Exit::Data, "list-of-events-unreadable")
            .with("path", path.display())
            .with("detail", fault)
    })
}

/// The list that was asked for, by name or as a file.
pub(crate) fn list_of(arguments: &ExerciseArguments) -> Result<Msel, Failure> {
    let wanted = arguments.scenario.as_deref().unwrap_or(USUAL);
    let found = match library::list(wanted) {
        Some(text) => Msel::from_toml(text).map_err(|fault| {
            Failure::new(Exit::Data, "list-of-events-unreadable")
                .with("path", wanted)
                .with("detail", fault)
        })?,
        None if Path::new(wanted).is_file() => read(Path::new(wanted))?,
        None => return Err(Failure::new(Exit::Usage, "exercise-unknown").with("name", wanted)),
    };
    if let Some(fault) = found.faults.first() {
        let detail = format!("{}: {}", fault.line, fault.error);
        return Err(Failure::new(Exit::Data, "list-of-events-unreadable")
            .with("path", wanted)
            .with("detail", detail));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if found.msel.id.is_empty()
        || !found.msel.id.chars().all(fits)
        || found.msel.id.starts_with('.')
    {
        return Err(Failure::new(Exit::Data, "list-of-events-unreadable")
            .with("path", wanted)
            .with("detail", "id"));
    }
    Ok(found.msel)
}

pub(crate) fn run(
    console: &Console,
    arguments: &ExerciseArguments,
    command: &ExerciseCommand,
) -> Result<(), Failure> {
    let clock = |body: Value| turned(console, arguments, "/api/v1/conduct/clock", &body);
    match command {
        ExerciseCommand::List => list(console),
        ExerciseCommand::Check { file } => check(console, file),
        ExerciseCommand::Convert { file, out } => convert(console, file, out),
        ExerciseCommand::Status => status(console, arguments),
        ExerciseCommand::Pause => clock(json!({"do": "pause"})),
        ExerciseCommand::Speed { times } => clock(json!({"do": "run", "speed": times})),
        ExerciseCommand::Step { seconds } => clock(json!({"do": "step", "seconds": seconds})),
        ExerciseCommand::Resume => clock(json!({"do": "resume"})),
        ExerciseCommand::End => clock(json!({"do": "end"})),
        ExerciseCommand::Checkpoint { name } => {
            let path = "/api/v1/conduct/checkpoints";
            turned(console, arguments, path, &json!({"name": name}))
        }
        ExerciseCommand::Rewind { id } => {
            let path = format!("/api/v1/conduct/checkpoints/{id}/restore");
            turned(console, arguments, &path, &json!({}))
        }
        ExerciseCommand::Inject {
            id,
            hold,
            free,
            close,
        } => {
            let what = match (hold, free, close) {
                (true, _, _) => "hold",
                (_, true, _) => "free",
                (_, _, true) => "close",
                _ => "send",
            };
            turned(
                console,
                arguments,
                &format!("/api/v1/conduct/injects/{id}"),
                &json!({"do": what}),
            )
        }
        ExerciseCommand::Report { form, out } => report(console, arguments, form, out.as_deref()),
    }
}

fn list(console: &Console) -> Result<(), Failure> {
    let mut out = String::new();
    let mut all = Vec::new();
    for (code, text) in library::LISTS {
        let Ok(read) = Msel::from_toml(text) else {
            continue;
        };
        let msel = read.msel;
        let title = msel.title.in_language(console.catalogue.language());
        out.push_str(&format!("{code:28} {:3}  {title}\n", msel.injects.len()));
        all.push(json!({"id": code, "title": msel.title, "scenario": msel.scenario, "injects": msel.injects.len(),
            "expectations": msel.expectations().count(), "ends": msel.ends.to_string()}));
    }
    console.result(&if console.json {
        json!({"lists": all}).to_string() + "\n"
    } else {
        out
    })
}

fn check(console: &Console, path: &Path) -> Result<(), Failure> {
    let read = read(path)?;
    let start = crate::drill::usual_start();
    let scenario = super::exercise_world::scenario_of(path, &read.msel, start);
    let grounds = scenario
        .map(|scenario| Grounds::of(&scenario))
        .unwrap_or_default();
    let findings = lint(&read.msel, &grounds);
    let files = super::exercise_files::beside(path, &read.msel);
    if console.json {
        let faults: Vec<Value> = read
            .faults
            .iter()
            .map(|fault| json!({"line": fault.line, "code": fault.error.code(), "detail": fault.error.to_string()}))
            .collect();
        console.result(&format!(
            "{}\n",
            json!({"injects": read.msel.injects.len(), "faults": faults, "findings": findings, "attachments": attachments(&files)})
        ))?;
    } else {
        let mut out = String::new();
        for fault in &read.faults {
            let sentence = console.text(fault.error.code(), &[]);
            out.push_str(&format!(
                "{}:{}: {sentence} ({})\n",
                path.display(),
                fault.line,
                fault.error
            ));
        }
        for one in &findings {
            let sentence = console.text(one.code, &[]);
            out.push_str(&format!(
                "{}:{}: {}: {sentence} ({})\n",
                path.display(),
                one.line,
                one.id,
                one.detail
            ));
        }
        for one in &files {
            if let Err(code) = &one.found {
                out.push_str(&super::exercise_files::said(console, &one.name, code));
                out.push('\n');
            }
        }
        out.push_str(&console.text(
            "exercise-checked",
            &[
                ("injects", read.msel.injects.len().into()),
                ("findings", (findings.len() + read.faults.len()).into()),
            ],
        ));
        out.push('\n');
        console.result(&out)?;
    }
    let sound =
        read.faults.is_empty() && findings.iter().all(|one| one.severity != Severity::Error);
    if sound {
        Ok(())
    } else {
        Err(Failure::new(Exit::Data, "list-of-events-unsound").with("path", path.display()))
    }
}

/// The files that a list names, for programs: bytes of those that go with their inject, the code of the others.
fn attachments(files: &[super::exercise_files::Beside]) -> Vec<Value> {
    let one = |file: &super::exercise_files::Beside| {
        let bytes = file.found.as_ref().ok().map(Vec::len);
        json!({"name": file.name, "bytes": bytes, "code": file.found.as_ref().err()})
    };
    files.iter().map(one).collect()
}

fn convert(console: &Console, from: &Path, to: &Path) -> Result<(), Failure> {
    let read = read(from)?;
    if let Some(fault) = read.faults.first() {
        let detail = format!("{}: {}", fault.line, fault.error);
        return Err(Failure::new(Exit::Data, "list-of-events-unreadable")
            .with("path", from.display())
            .with("detail", detail));
    }
    let bytes = match to.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => read.msel.to_xlsx(Marking::LINE).map_err(|fault| {
            Failure::new(Exit::Data, "list-of-events-unreadable")
                .with("path", from.display())
                .with("detail", fault)
        })?,
        Some("csv") => read.msel.to_csv().into_bytes(),
        Some("toml") => read.msel.to_toml().into_bytes(),
        Some("json") => read.msel.to_cexf().into_bytes(),
        _ => {
            return Err(
                Failure::new(Exit::Usage, "exercise-form-unknown").with("path", to.display())
            );
        }
    };
    std::fs::write(to, bytes).map_err(|fault| Failure::file(to, &fault))?;
    console.tell(&format!("{}", to.display()));
    Ok(())
}

fn pass(arguments: &ExerciseArguments) -> Result<Pass, Failure> {
    let path = pass_file(&arguments.data);
    let none = || Failure::new(Exit::Io, "exercise-not-running").with("path", path.display());
    let text = std::fs::read_to_string(&path).map_err(|_fault| none())?;
    serde_json::from_str(&text).map_err(|_unreadable| none())
}

/// One request to control on this machine.
fn ask(
    arguments: &ExerciseArguments,
    method: &Method,
    path: &str,
    body: &Value,
) -> Result<(u16, Vec<u8>), Failure> {
    let pass = pass(arguments)?;
    let node = format!("http://{}", pass.address);
    let gone =
        |fault: std::io::Error| Failure::new(Exit::Io, "exercise-not-running").with("path", fault);
    Online::new(&node, &pass.token)?
        .answer(method, path, body)
        .map_err(gone)
}

fn refused(status: u16, body: &[u8]) -> Failure {
    let problem: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = problem["code"].as_str().unwrap_or_default();
    Failure::new(Exit::Data, "exercise-refused")
        .with("status", status)
        .with("code", code)
}

fn turned(
    console: &Console,
    arguments: &ExerciseArguments,
    path: &str,
    body: &Value,
) -> Result<(), Failure> {
    let (code, answer) = ask(arguments, &Method::POST, path, body)?;
    if !(200..300).contains(&code) {
        return Err(refused(code, &answer));
    }
    status(console, arguments)
}

fn status(console: &Console, arguments: &ExerciseArguments) -> Result<(), Failure> {
    let (code, answer) = ask(arguments, &Method::GET, "/api/v1/conduct", &Value::Null)?;
    if code != 200 {
        return Err(refused(code, &answer));
    }
    let found: Value = serde_json::from_slice(&answer).unwrap_or_default();
    if console.json {
        return console.result(&format!("{found}\n"));
    }
    let clock = &found["clock"];
    let state = match (
        clock["frozen"].as_bool(),
        clock["over"].as_bool(),
        clock["running"].as_bool(),
    ) {
        (Some(true), _, _) => "exercise-state-frozen",
        (_, Some(true), _) => "exercise-state-over",
        (_, _, Some(true)) => "exercise-state-running",
        _ => "exercise-state-paused",
    };
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let language = console.catalogue.language().get(..2).unwrap_or("en");
    let mut out = format!("{}  {}\n", Marking::LINE, text(&found["title"][language]));
    out.push_str(&format!(
        "{}  {}  ×{}  {}\n",
        text(&clock["now"]),
        console.text(state, &[]),
        clock["speed"],
        text(&found["scenario"])
    ));
    for seat in found["seats"].as_array().into_iter().flatten() {
        let mark = if seat["connected"] == true { "+" } else { "-" };
        out.push_str(&format!(
            "{mark} {:10} {}\n",
            text(&seat["party"]),
            text(&seat["event_time"])
        ));
    }
    let links = found["links"].as_array().into_iter().flatten();
    for link in links.filter(|link| link["state"] != "good") {
        out.push_str(&format!(
            "! {} > {}: {}\n",
            text(&link["from"]),
            text(&link["to"]),
            link_sentence(console, link)
        ));
    }
    for inject in found["injects"].as_array().into_iter().flatten() {
        let held = if inject["held"] == true { "*" } else { " " };
        out.push_str(&format!(
            "{:>4}{held} {:10} {:14} {:32} {}\n",
            inject["number"],
            text(&inject["id"]),
            text(&inject["status"]),
            text(&inject["when"]),
            text(&inject["title"][language])
        ));
    }
    for one in found["expectations"].as_array().into_iter().flatten() {
        out.push_str(&format!(
            "     {:6} {:8} {:9} {} / {}  {}\n",
            text(&one["id"]),
            text(&one["who"]),
            text(&one["verdict"]),
            one["score"],
            one["score_max"],
            text(&one["what"])
        ));
    }
    console.result(&out)
}

/// A link between partners that is not as always.
fn link_sentence(console: &Console, link: &Value) -> String {
    if link["state"] == "cut" {
        return console.text("exercise-link-cut", &[]);
    }
    let number = |value: &Value| value.as_f64().unwrap_or(0.0);
    let rate = link["rate_kbit_s"].as_f64();
    let rate = rate.map_or_else(|| "-".to_owned(), |rate| rate.to_string());
    console.text(
        "exercise-link-bad",
        &[
            ("loss", (number(&link["loss"]) * 100.0).into()),
            ("delay", number(&link["delay_s"]).into()),
            ("rate", rate.into()),
        ],
    )
}

fn report(
    console: &Console,
    arguments: &ExerciseArguments,
    form: &str,
    out: Option<&Path>,
) -> Result<(), Failure> {
    let path = format!(
        "/api/v1/conduct/report/{form}?lang={}",
        console.catalogue.language()
    );
    let (code, answer) = ask(arguments, &Method::GET, &path, &Value::Null)?;
    if code != 200 {
        return Err(refused(code, &answer));
    }
    let usual = PathBuf::from(MARKING.file_name(&format!("report.{form}")));
    let to = out.unwrap_or(&usual);
    std::fs::write(to, &answer).map_err(|fault| Failure::file(to, &fault))?;
    if console.json {
        return console.result(&format!("{}\n", json!({"path": to, "bytes": answer.len()})));
    }
    console.tell(&format!("{}", to.display()));
    Ok(())
}
