//! The built program, run to its end in English.

use std::process::{Command, Output};

use serde_json::Value;

pub(crate) fn vigie(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .env_remove("VIGIE_LANG");
    command.args(arguments).output().unwrap()
}

/// What it gives on standard output, as JSON.
pub(crate) fn json(arguments: &[&str]) -> Value {
    let output = vigie(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|fault| panic!("{fault}: {said}"))
}
