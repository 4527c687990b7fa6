//! `vigie rules`: the thresholds in force.

use serde_json::Value;
use vigie_watch::{BUILTIN_RULES, Rules};

use super::args::RulesArguments;
use super::console::Console;
use super::failure::Failure;
use crate::exit::Exit;
use crate::reference::{self, ReferenceFiles};

/// Without a file: the built-in file itself, with the source of each value, to be copied and changed.
/// With one: every value in force, the file's own over the built-in ones.
pub(crate) fn run(console: &Console, arguments: &RulesArguments) -> Result<(), Failure> {
    let files = ReferenceFiles {
        rules: arguments.rules.clone(),
        ..ReferenceFiles::default()
    };
    let rules: Rules = files.rules()?;
    let mut table = parse(BUILTIN_RULES)?;
    if let Some(path) = &arguments.rules {
        let text = String::from_utf8_lossy(&reference::read(path)?).into_owned();
        overlay(&mut table, parse(&text)?);
    }
    if console.json {
        let value = serde_json::to_value(&table).unwrap_or(Value::Null);
        return console.result(&format!("{value}\n"));
    }
    if arguments.rules.is_none() {
        return console.result(BUILTIN_RULES);
    }
    let text = toml::to_string_pretty(&table).map_err(|fault| unprintable(&fault))?;
    console.result(&format!("# {}\n{text}", rules.version))
}

fn parse(text: &str) -> Result<toml::Table, Failure> {
    text.parse()
        .map_err(|fault: toml::de::Error| unprintable(&fault))
}

fn unprintable(fault: &impl ToString) -> Failure {
    Failure::new(Exit::Reference, "rules-unprintable").with("detail", fault.to_string())
}

fn overlay(onto: &mut toml::Table, changes: toml::Table) {
    for (key, value) in changes {
        match (onto.get_mut(&key), value) {
            (Some(toml::Value::Table(old)), toml::Value::Table(new)) => overlay(old, new),
            (_, value) => {
                onto.insert(key, value);
            }
        }
    }
}
