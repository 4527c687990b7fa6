//! A fleet file, JSON or TOML: lists `ports`, `assets`, `tankers`, `riders`, `weather`, `registers`, each entry with its `id`,
//! and `settings`. What cannot be read is told by entry; the rest is there.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use vigie_patrol::{Asset, Port, Rider, Tanker, Weather};

use super::failure::Failure;
use super::plan::{unreadable, unreadable_toml};
use crate::patrol::{book::Settings, register::Register};

/// Lists of a fleet file in the order in which they are sent: assets and officers need their ports.
pub(super) const TABLES: [&str; 6] = [
    "ports",
    "assets",
    "tankers",
    "riders",
    "weather",
    "registers",
];
/// The part that is no list.
pub(super) const SETTINGS: &str = "settings";
/// Characters of an identifier, as the node takes them.
const ID_CHARS_MAX: usize = 80;

/// One thing of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) table: &'static str,
    pub(super) id: String,
    /// As it is sent.
    pub(super) value: Value,
}

/// Why an entry was left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Fault {
    pub(super) table: String,
    /// Its identifier, or its number in the list from 1.
    pub(super) entry: String,
    pub(super) code: String,
    pub(super) detail: String,
}

/// A file as it was read.
#[derive(Debug, Default)]
pub(super) struct Fleet {
    pub(super) entries: Vec<Entry>,
    pub(super) settings: Option<Map<String, Value>>,
    pub(super) faults: Vec<Fault>,
}

pub(super) fn fault(table: &str, entry: &str, code: &str, detail: impl ToString) -> Fault {
    Fault {
        table: table.to_owned(),
        entry: entry.to_owned(),
        code: code.to_owned(),
        detail: detail.to_string(),
    }
}

/// Moments of TOML become text, as the node reads them.
fn json_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(yes) => Value::Bool(yes),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(json_of).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(k, v)| (k, json_of(v))).collect())
        }
    }
}

/// A file of TOML or JSON (a text that begins with `{`).
fn members(path: &Path, text: &str) -> Result<Map<String, Value>, Failure> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|fault| unreadable(path, fault.line(), &fault));
    }
    let table: toml::Table =
        toml::from_str(text).map_err(|fault| unreadable_toml(path, text, &fault))?;
    Ok(table.into_iter().map(|(k, v)| (k, json_of(v))).collect())
}

/// A thing as the node would keep it, with what it leaves out filled in, so that two can be compared.
pub(super) fn normal(table: &str, value: &Value) -> Result<Value, String> {
    fn read<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, String> {
        let thing: T = serde_json::from_value(value.clone()).map_err(|fault| fault.to_string())?;
        serde_json::to_value(thing).map_err(|fault| fault.to_string())
    }
    match table {
        "ports" => read::<Port>(value),
        "assets" => read::<Asset>(value),
        "tankers" => read::<Tanker>(value),
        "riders" => read::<Rider>(value),
        "weather" => read::<Weather>(value),
        "registers" => read::<Register>(value),
        _ => read::<Settings>(value),
    }
}

fn id_fits(id: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !id.is_empty() && id.len() <= ID_CHARS_MAX && id.chars().all(fine)
}

pub(super) fn entry(table: &'static str, number: usize, value: Value) -> Result<Entry, Fault> {
    let place = (number + 1).to_string();
    let Value::Object(mut members) = value else {
        return Err(fault(table, &place, "fleet-entry-unfit", ""));
    };
    let Some(id) = members.get("id").and_then(Value::as_str).map(str::to_owned) else {
        return Err(fault(table, &place, "fleet-entry-nameless", ""));
    };
    if !id_fits(&id) {
        return Err(fault(table, &place, "id-unfit", id));
    }
    // These two are kept under a name that is no part of them.
    if matches!(table, "weather" | "registers") {
        members.remove("id");
    }
    let value = Value::Object(members);
    match normal(table, &value) {
        Ok(_) => Ok(Entry { table, id, value }),
        Err(detail) => Err(fault(table, &id, "body-unreadable", detail)),
    }
}

pub(super) fn read(path: &Path, text: &str) -> Result<Fleet, Failure> {
    let mut members = members(path, text)?;
    let mut fleet = Fleet::default();
    for table in TABLES {
        let list = match members.remove(table) {
            None | Some(Value::Null) => continue,
            Some(Value::Array(list)) => list,
            Some(_) => {
                fleet.faults.push(fault(table, "", "fleet-table-unfit", ""));
                continue;
            }
        };
        let mut seen = BTreeSet::new();
        for (number, value) in list.into_iter().enumerate() {
            match entry(table, number, value) {
                Ok(entry) if seen.insert(entry.id.clone()) => fleet.entries.push(entry),
                Ok(entry) => fleet.faults.push(fault(table, &entry.id, "id-twice", "")),
                Err(found) => fleet.faults.push(found),
            }
        }
    }
    match members.remove(SETTINGS) {
        None | Some(Value::Null) => {}
        Some(Value::Object(settings)) => fleet.settings = Some(settings),
        Some(_) => fleet
            .faults
            .push(fault(SETTINGS, "", "fleet-table-unfit", "")),
    }
    for name in members.keys() {
        fleet
            .faults
            .push(fault(name, "", "fleet-table-unknown", ""));
    }
    Ok(fleet)
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    pub(in crate::cli) const FLEET: &str = r#"
[[ports]]
id = "victoria"
name = "Victoria"
position = [-123.39, 48.42]
fuel = true

[[ports]]
id = "victoria"
position = [-123.4, 48.4]

[[tankers]]
id = "supply"
agency = "ca-ccg"
position = [179.5, 45]
windows = [{ start = 2026-07-01T00:00:00Z, end = "2026-07-09T00:00:00Z" }]
fuel_t = 400
duration_h = 6

[[riders]]
id = "officer 1"
agency = "jp-jcg"

[[weather]]
id = "low-1"
area = { centre = [179.9, 44.0], radius_nm = 200 }
span = { start = 2026-07-02T00:00:00Z, end = 2026-07-03T00:00:00Z }
sea_state = 7

[[registers]]
name = "no source"

[settings]
days = 10

[boats]
one = 1
"#;

    fn told(fleet: &Fleet) -> Vec<(&str, &str)> {
        let faults = fleet.faults.iter();
        faults
            .map(|f| (f.table.as_str(), f.code.as_str()))
            .collect()
    }

    #[test]
    fn what_cannot_be_read_is_told_by_entry_and_the_rest_is_there() {
        let fleet = read(Path::new("fleet.toml"), FLEET).unwrap();
        let ids: Vec<_> = fleet.entries.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids, ["victoria", "supply", "low-1"]);
        assert_eq!(
            told(&fleet),
            [
                ("ports", "id-twice"),
                ("riders", "id-unfit"),
                ("registers", "fleet-entry-nameless"),
                ("boats", "fleet-table-unknown"),
            ]
        );
        // A moment of TOML is one for the node, and a forecast is kept under a name that is no part of it.
        let low = fleet.entries.iter().find(|e| e.id == "low-1").unwrap();
        assert_eq!(low.value["span"]["start"], "2026-07-02T00:00:00Z");
        assert!(low.value.get("id").is_none());
        let line = read(Path::new("fleet.toml"), "[[ports]]\nid = \n").unwrap_err();
        assert_eq!(line.code, "request-unusable");
        assert!(read(Path::new("fleet.json"), "{").is_err());
        let odd = read(
            Path::new("f"),
            r#"{"ports": {}, "assets": [3], "settings": []}"#,
        )
        .unwrap();
        assert_eq!(
            told(&odd),
            [
                ("ports", "fleet-table-unfit"),
                ("assets", "fleet-entry-unfit"),
                ("settings", "fleet-table-unfit"),
            ]
        );
    }

    #[test]
    fn json_and_toml_are_the_same_fleet() {
        let toml = read(Path::new("fleet.toml"), FLEET).unwrap();
        let members = members(Path::new("fleet.toml"), FLEET).unwrap();
        let text = Value::Object(members).to_string();
        let json = read(Path::new("fleet.json"), &text).unwrap();
        assert_eq!(json.entries, toml.entries);
        assert_eq!((json.settings, json.faults), (toml.settings, toml.faults));
    }
}
