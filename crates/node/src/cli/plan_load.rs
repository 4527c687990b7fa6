//! `vigie plan load | fleet`: what a planner may use, from a file to a node that runs and back. It goes through the same doors
//! as the page's, with the same rights; what is as the node has it already is not sent.

use std::collections::BTreeMap;

use fluent_bundle::FluentValue;
use hyper::Method;
use serde_json::{Map, Value, json};

use super::args::{FleetArguments, LoadArguments};
use super::console::Console;
use super::failure::Failure;
use super::joint::write;
use super::online::Online;
use super::plan::unreadable;
use crate::exit::Exit;
use crate::patrol::fleet::{Fault, Fleet, Present, SETTINGS, TABLES, fault, looked_at, read, same};

/// What the node has.
fn present(online: &Online<'_>) -> Result<Present, Failure> {
    let mut things = BTreeMap::new();
    for table in TABLES {
        let found = online.get(&format!("/api/v1/patrol/{table}"))?;
        for one in found[table].as_array().into_iter().flatten() {
            if let Some(id) = one["id"].as_str() {
                things.insert((table, id.to_owned()), one["value"].clone());
            }
        }
    }
    let settings = match online.get("/api/v1/patrol/settings")? {
        Value::Object(settings) => settings,
        _ => Map::new(),
    };
    Ok(Present { things, settings })
}

/// What became, or would become, of each entry.
#[derive(Debug, Default)]
struct Outcome {
    /// Table, entry, `new`, `changed` or `same`.
    changes: Vec<(&'static str, String, &'static str)>,
    faults: Vec<Fault>,
    /// Why it ended before the last entry.
    broken: Option<Failure>,
}

impl Outcome {
    /// Sends one thing; false if the node answers no more.
    fn send(
        &mut self,
        online: &Online<'_>,
        (table, id): (&'static str, &str),
        path: &str,
        value: &Value,
        change: &'static str,
    ) -> bool {
        match online.ask(&Method::PUT, path, value) {
            Ok(_) => self.changes.push((table, id.to_owned(), change)),
            Err(refused) if refused.code == "node-refused" => {
                let said = |name: &str| {
                    let found = refused.values.iter().find(|(n, _)| *n == name);
                    found.map(|(_, v)| v.clone()).unwrap_or_default()
                };
                self.faults
                    .push(fault(table, id, &said("code"), said("detail")));
            }
            Err(broken) => {
                self.broken = Some(broken);
                return false;
            }
        }
        true
    }

    fn json(&self, dry: bool) -> Value {
        let mut tables = Map::new();
        for table in TABLES.into_iter().chain([SETTINGS]) {
            let of = |word: &str| {
                let all = self.changes.iter();
                all.filter(|(t, _, w)| *t == table && *w == word).count()
            };
            let faults = self.faults.iter().filter(|f| f.table == table).count();
            let (new, changed, same) = (of("new"), of("changed"), of("same"));
            if new + changed + same + faults > 0 {
                let line = json!({"new": new, "changed": changed, "same": same, "faults": faults});
                tables.insert(table.to_owned(), line);
            }
        }
        let changes = self
            .changes
            .iter()
            .filter(|(_, _, word)| *word != "same")
            .map(
                |(table, entry, change)| json!({"table": table, "entry": entry, "change": change}),
            );
        json!({"dry_run": dry, "tables": tables, "changes": changes.collect::<Vec<_>>(), "faults": self.faults})
    }

    fn tell(&self, console: &Console, dry: bool) -> Result<(), Failure> {
        let told = self.json(dry);
        if console.json {
            return console.result(&format!("{told}\n"));
        }
        let mut lines = String::new();
        for (table, count) in told["tables"].as_object().into_iter().flatten() {
            let of = |word: &str| count[word].as_u64().unwrap_or(0);
            let id = if dry {
                "plan-load-would"
            } else {
                "plan-load-done"
            };
            let values: [(&str, FluentValue<'_>); 5] = [
                ("table", console.text(&format!("fleet-{table}"), &[]).into()),
                ("new", of("new").into()),
                ("changed", of("changed").into()),
                ("same", of("same").into()),
                ("faults", of("faults").into()),
            ];
            lines += &(console.text(id, &values) + "\n");
        }
        for found in &self.faults {
            let values: [(&str, FluentValue<'_>); 4] = [
                ("table", found.table.as_str().into()),
                ("entry", found.entry.as_str().into()),
                ("reason", console.text(&found.code, &[]).into()),
                ("detail", found.detail.as_str().into()),
            ];
            lines += &(console.text("plan-load-fault", &values) + "\n");
        }
        console.result(&lines)
    }
}

/// What the file would change at the node, tried as the node does; nothing is sent.
fn would(fleet: Fleet, present: &Present) -> Outcome {
    let look = looked_at(fleet, present);
    let entries = look.entries.into_iter();
    let mut changes: Vec<_> = entries
        .map(|(entry, change)| (entry.table, entry.id, change))
        .collect();
    changes.extend(
        look.settings
            .map(|(_, change)| (SETTINGS, String::new(), change)),
    );
    Outcome {
        changes,
        faults: look.faults,
        broken: None,
    }
}

/// Sends what is new or changed; what the node refuses is told and the rest goes on.
fn sent(fleet: Fleet, present: &Present, online: &Online<'_>) -> Outcome {
    let mut outcome = Outcome {
        faults: fleet.faults,
        ..Outcome::default()
    };
    for entry in &fleet.entries {
        let change = present.change(entry);
        let (table, id) = (entry.table, entry.id.as_str());
        if change == "same" {
            outcome.changes.push((table, id.to_owned(), change));
            continue;
        }
        let path = format!("/api/v1/patrol/{table}/{id}");
        if !outcome.send(online, (table, id), &path, &entry.value, change) {
            return outcome;
        }
    }
    if let Some(told) = &fleet.settings {
        let whole = present.laid_over(told);
        let before = Value::Object(present.settings.clone());
        if same(SETTINGS, &before, &whole) {
            outcome.changes.push((SETTINGS, String::new(), "same"));
        } else {
            let path = "/api/v1/patrol/settings";
            outcome.send(online, (SETTINGS, ""), path, &whole, "changed");
        }
    }
    outcome
}

/// Loads a file into a node.
pub(super) fn load(console: &Console, told: &LoadArguments) -> Result<(), Failure> {
    let path = told.file.as_path();
    let text = std::fs::read_to_string(path).map_err(|fault| Failure::file(path, &fault))?;
    let fleet = read(&text).map_err(|unread| unreadable(path, unread.line, &unread.detail))?;
    let online = Online::new(&told.node.node, &told.node.token)?;
    let present = present(&online)?;
    let outcome = if told.dry_run {
        would(fleet, &present)
    } else {
        sent(fleet, &present, &online)
    };
    outcome.tell(console, told.dry_run)?;
    if let Some(broken) = outcome.broken {
        return Err(broken);
    }
    match outcome.faults.len() {
        0 => Ok(()),
        count => Err(Failure::new(Exit::Data, "plan-load-faults").with("count", count)),
    }
}

/// Writes what the node has as a file that `load` reads: TOML if its name ends so, else JSON.
pub(super) fn fleet(console: &Console, told: &FleetArguments) -> Result<(), Failure> {
    let online = Online::new(&told.node.node, &told.node.token)?;
    let toml = told.out.as_ref().and_then(|out| out.extension());
    let toml = toml.is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    let format = if toml { "toml" } else { "json" };
    let path = format!("/api/v1/patrol/fleet?format={format}");
    write(console, &online, &path, told.out.as_deref())
}
