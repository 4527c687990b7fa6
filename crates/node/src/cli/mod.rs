//! The command line: what an analyst or a watch officer types.

mod archive;
mod area;
mod args;
mod completion;
pub(crate) mod conduct;
mod console;
mod crisis;
mod decode;
mod doctor;
mod evacuate;
mod evacuate_close;
mod exercise;
mod exercise_files;
mod exercise_world;
mod failure;
mod fishing;
mod help;
mod intake;
mod interrupt;
mod joint;
mod key;
mod list;
mod listing;
mod looks;
mod notices;
mod offline;
mod online;
mod partner;
mod partner_position;
mod plan;
mod plan_back;
mod plan_compare;
mod plan_load;
mod plan_sailed;
mod plan_table;
mod reading;
mod refit;
mod remote;
mod replay;
mod rules;
mod scenario;
mod scenario_record;
mod scenario_run;
mod search;
mod serve;
mod sorted;
mod summary;
mod taxii;
mod told;
mod train;
mod train_motion;
mod train_outcomes;
mod unite;
mod verify;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;

use crate::exit::Exit;
use crate::i18n::{Catalogue, environment_language};
use args::{Arguments, Command};
use console::Console;
pub(crate) use failure::Failure;

/// Runs the program with the arguments and environment of this process.
#[must_use]
pub fn run_program() -> ExitCode {
    let given: Vec<OsString> = std::env::args_os().collect();
    let language = asked_language(&given).unwrap_or_else(environment_language);
    let catalogue = Catalogue::new(&language);
    let json = asks_for_json(&given);
    let matches = match help::command(&catalogue).try_get_matches_from(given) {
        Ok(matches) => matches,
        Err(fault) => return usage(&fault, json),
    };
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(fault) => return usage(&fault, json),
    };
    let console = Console::new(catalogue, &arguments.common);
    match dispatch(&console, arguments.command) {
        Ok(()) => Exit::Done.into(),
        Err(failure) => {
            console.failure(&failure);
            failure.exit.into()
        }
    }
}

/// Prints what the argument parser says: help and version to standard output, faults to the error stream, as JSON for
/// those who read nothing else there.
fn usage(fault: &clap::Error, json: bool) -> ExitCode {
    let code = u8::try_from(fault.exit_code()).unwrap_or(Exit::Usage as u8);
    if json && fault.use_stderr() {
        let message = fault.to_string();
        let told = serde_json::json!({ "error": {
            "code": "command-line", "exit": code, "values": {}, "message": message.trim_end(),
        }});
        console::complain(&told.to_string());
        return ExitCode::from(code);
    }
    // Nothing more can be done when even this cannot be printed.
    fault
        .print()
        .map_or(ExitCode::from(code), |()| ExitCode::from(code))
}

/// Whether JSON is asked for, as far as can be told of a command line that could not be read.
fn asks_for_json(given: &[OsString]) -> bool {
    let mut options = given.iter().take_while(|given| *given != "--");
    options.any(|given| given == "--json")
}

/// The language named on the command line, needed before it is parsed: help itself is translated.
fn asked_language(given: &[OsString]) -> Option<String> {
    let texts: Vec<&str> = given.iter().filter_map(|a| a.to_str()).collect();
    let after = texts
        .iter()
        .position(|t| *t == "--lang")
        .and_then(|i| texts.get(i + 1).copied());
    after
        .or_else(|| texts.iter().find_map(|t| t.strip_prefix("--lang=")))
        .map(str::to_owned)
}

fn dispatch(console: &Console, command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(arguments) => serve::run(console, &arguments),
        Command::Exercise(arguments) => exercise::run(console, &arguments),
        Command::Completions { shell } => completion::completions(console, shell),
        Command::Man { folder } => completion::man(console, folder.as_deref()),
        Command::Decode(arguments) => decode::run(console, &arguments),
        Command::Watch(arguments) => watch::run(console, &arguments),
        Command::Replay(arguments) => replay::run(console, &arguments),
        Command::Area(command) => area::run(console, &command),
        Command::List(command) => list::run(console, &command),
        Command::Notices(command) => notices::run(console, &command),
        Command::Partner(command) => partner::run(console, &command),
        Command::Key(command) => key::run(console, &command),
        Command::Taxii(command) => taxii::run(console, &command),
        Command::Verify(arguments) => verify::run(console, &arguments),
        Command::Plan(arguments) => plan::run(console, &arguments),
        Command::Search(arguments) => search::run(console, &arguments),
        Command::Rules(arguments) => rules::run(console, &arguments),
        Command::Crisis(arguments) => crisis::run(console, &arguments),
        Command::Doctor(arguments) => doctor::run(console, &arguments),
        Command::Evacuate(arguments) => evacuate::run(console, &arguments),
        Command::Archive(command) => archive::run(console, &command),
        Command::Train(arguments) => train::run(console, &arguments),
        Command::Fishing(arguments) => fishing::run(console, &arguments),
        Command::Refit(arguments) => refit::run(console, &arguments),
        Command::Scenario(command) => scenario::run(console, &command),
    }
}
