//! `vigie plan load | fleet`: what a planner may use, from a file to a node that runs and back. It goes through the same doors
//! as the page's, with the same rights; what is as the node has it already is not sent.

use std::collections::BTreeMap;

use fluent_bundle::FluentValue;
use hyper::Method;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use vigie_patrol::Request;

use super::args::{FleetArguments, LoadArguments};
use super::console::Console;
use super::failure::Failure;
use super::fleet_file::{Entry, Fault, Fleet, SETTINGS, TABLES, fault, normal, read};
use super::online::Online;
use crate::exit::Exit;
use crate::export::Whole;

/// Whether two values are the same; numbers are written and read on the way, which may cost their last digit.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (
                a.as_f64().unwrap_or(f64::NAN),
                b.as_f64().unwrap_or(f64::NAN),
            );
            (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let found = |(name, a): (&String, &Value)| b.get(name).is_some_and(|b| alike(a, b));
            a.len() == b.len() && a.iter().all(found)
        }
        _ => one == other,
    }
}

/// Whether the node would keep the same of both.
fn same(table: &str, one: &Value, other: &Value) -> bool {
    match (normal(table, one), normal(table, other)) {
        (Ok(one), Ok(other)) => alike(&one, &other),
        _ => false,
    }
}

/// What the node has.
struct Present {
    things: BTreeMap<(&'static str, String), Value>,
    settings: Map<String, Value>,
}

impl Present {
    fn ask(online: &Online<'_>) -> Result<Self, Failure> {
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
        Ok(Self { things, settings })
    }

    /// `new`, `changed` or `same`.
    fn change(&self, entry: &Entry) -> &'static str {
        match self.things.get(&(entry.table, entry.id.clone())) {
            None => "new",
            Some(old) if same(entry.table, old, &entry.value) => "same",
            Some(_) => "changed",
        }
    }

    /// The settings as they would be: what the file does not name stays.
    fn laid_over(&self, told: &Map<String, Value>) -> Value {
        let mut whole = self.settings.clone();
        whole.extend(told.clone());
        Value::Object(whole)
    }
}

/// A request that holds what the node has, to try entries in as the node does.
fn trial(present: &Present) -> Option<Request> {
    let of = |table: &'static str| {
        let things = present.things.iter().filter(|((t, _), _)| *t == table);
        things.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    let span = json!({"start": "2000-01-01T00:00:00Z", "end": "2000-01-02T00:00:00Z"});
    let whole = json!({"span": span, "tasks": [], "ports": of("ports"), "assets": of("assets"),
        "tankers": of("tankers"), "riders": of("riders"), "weather": of("weather")});
    serde_json::from_value(whole).ok()
}

/// The request with the entry in it, if it makes sense.
fn tried(whole: &Request, entry: &Entry) -> Result<Request, Fault> {
    fn thing<T: DeserializeOwned>(entry: &Entry) -> Result<T, Fault> {
        serde_json::from_value(entry.value.clone())
            .map_err(|found| fault(entry.table, &entry.id, "body-unreadable", found))
    }
    let mut whole = whole.clone();
    let id = entry.id.as_str();
    match entry.table {
        "ports" => {
            whole.ports.retain(|p| p.id != id);
            whole.ports.push(thing(entry)?);
        }
        "assets" => {
            whole.assets.retain(|a| a.id != id);
            whole.assets.push(thing(entry)?);
        }
        "tankers" => {
            whole.tankers.retain(|t| t.id != id);
            whole.tankers.push(thing(entry)?);
        }
        "riders" => {
            whole.riders.retain(|r| r.id != id);
            whole.riders.push(thing(entry)?);
        }
        "weather" => whole.weather.push(thing(entry)?),
        _ => {}
    }
    match whole.examine() {
        Ok(()) => Ok(whole),
        Err(found) => Err(fault(entry.table, id, found.code(), &found)),
    }
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
fn looked_at(fleet: Fleet, present: &Present) -> Outcome {
    let mut outcome = Outcome {
        faults: fleet.faults,
        ..Outcome::default()
    };
    let mut whole = trial(present);
    for entry in &fleet.entries {
        let change = present.change(entry);
        if let Some(before) = whole.as_ref().filter(|_| change != "same") {
            match tried(before, entry) {
                Ok(after) => whole = Some(after),
                Err(found) => {
                    outcome.faults.push(found);
                    continue;
                }
            }
        }
        outcome
            .changes
            .push((entry.table, entry.id.clone(), change));
    }
    if let Some(told) = &fleet.settings {
        match normal(SETTINGS, &present.laid_over(told)) {
            Ok(after) => {
                let before = normal(SETTINGS, &Value::Object(present.settings.clone()));
                let change = if before.is_ok_and(|before| alike(&before, &after)) {
                    "same"
                } else {
                    "changed"
                };
                outcome.changes.push((SETTINGS, String::new(), change));
            }
            Err(detail) => outcome
                .faults
                .push(fault(SETTINGS, "", "body-unreadable", detail)),
        }
    }
    outcome
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
    let fleet = read(path, &text)?;
    let online = Online::new(&told.node.node, &told.node.token)?;
    let present = Present::ask(&online)?;
    let outcome = if told.dry_run {
        looked_at(fleet, &present)
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

/// Writes what the node has as a file that `load` reads.
pub(super) fn fleet(console: &Console, told: &FleetArguments) -> Result<(), Failure> {
    let online = Online::new(&told.node.node, &told.node.token)?;
    let present = Present::ask(&online)?;
    let mut whole = Map::new();
    for table in TABLES {
        let things = present.things.iter().filter(|((t, _), _)| *t == table);
        let list = things.map(|((_, id), value)| {
            let mut value = value.clone();
            if let Some(members) = value.as_object_mut() {
                members.insert("id".to_owned(), json!(id));
            }
            value
        });
        whole.insert(table.to_owned(), list.collect());
    }
    whole.insert(SETTINGS.to_owned(), Value::Object(present.settings));
    let text = serde_json::to_string_pretty(&Value::Object(whole))
        .map_err(|fault| Failure::new(Exit::Data, "plan-failed").with("detail", fault))?
        + "\n";
    match &told.out {
        Some(out) => Whole::write(out, text.as_bytes()).map_err(|fault| Failure::file(out, &fault)),
        None => console.result(&text),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::path::Path;

    use super::super::fleet_file::{entry, tests::FLEET};
    use super::*;
    use crate::patrol::book::Settings;

    fn nothing() -> Present {
        let settings = serde_json::to_value(Settings::default()).unwrap();
        Present {
            things: BTreeMap::new(),
            settings: settings.as_object().unwrap().clone(),
        }
    }

    #[test]
    fn an_entry_is_new_then_the_same_then_changed_and_a_base_that_is_not_there_is_told() {
        let mut present = nothing();
        let mut fleet = read(Path::new("fleet.toml"), FLEET).unwrap();
        let rider = json!({"id": "inspector", "agency": "jp-jcg", "serves": ["ca-ccg"], "port": "nowhere", "aboard_max_h": 24});
        fleet.entries.push(entry("riders", 0, rider).unwrap());
        fleet.faults.clear();
        let outcome = looked_at(fleet, &present);
        let words: Vec<_> = outcome.changes.iter().map(|(_, _, word)| *word).collect();
        assert_eq!(words, ["new", "new", "new", "changed"]);
        let codes: Vec<_> = outcome.faults.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, ["id-unknown"]);
        // Numbers, and what is left out, are compared as the node keeps them.
        let port = entry(
            "ports",
            0,
            json!({"id": "victoria", "position": [-123.39, 48.42]}),
        )
        .unwrap();
        let kept =
            json!({"id": "victoria", "name": "", "position": [-123.39, 48.42], "fuel": false});
        let key = ("ports", "victoria".to_owned());
        present.things.insert(key.clone(), kept.clone());
        assert_eq!(present.change(&port), "same");
        let mut other = kept;
        other["fuel"] = json!(true);
        present.things.insert(key, other);
        assert_eq!(present.change(&port), "changed");
        // What a file does not say of the settings stays as it is.
        let days = present.laid_over(json!({"days": 10}).as_object().unwrap());
        assert_eq!(
            (&days["days"], &days["points_min"]),
            (&json!(10), &json!(15.0))
        );
    }
}
