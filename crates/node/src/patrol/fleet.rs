//! A fleet file, JSON or TOML: lists `ports`, `assets`, `tankers`, `riders`, `weather`, `registers`, each entry with its `id`,
//! and `settings`. What cannot be read is told by entry; the rest is there. It is compared with what a node has, each entry
//! tried as the node does; nothing is written here.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use vigie_patrol::{Asset, Port, Request, Rider, Tanker, Weather};

use super::{
    book::{Book, Kept, Settings},
    register::Register,
};

/// Lists of a fleet file in the order in which they are sent: assets and officers need their ports.
pub(crate) const TABLES: [&str; 6] = [
    "ports",
    "assets",
    "tankers",
    "riders",
    "weather",
    "registers",
];
/// The part that is no list.
pub(crate) const SETTINGS: &str = "settings";
/// Characters of an identifier.
const ID_CHARS_MAX: usize = 80;

/// One thing of the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) table: &'static str,
    pub(crate) id: String,
    /// As it is sent.
    pub(crate) value: Value,
}

/// Why an entry was left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Fault {
    pub(crate) table: String,
    /// Its identifier, or its number in the list from 1.
    pub(crate) entry: String,
    pub(crate) code: String,
    pub(crate) detail: String,
}

/// A file as it was read.
#[derive(Debug, Default)]
pub(crate) struct Fleet {
    pub(crate) entries: Vec<Entry>,
    pub(crate) settings: Option<Map<String, Value>>,
    pub(crate) faults: Vec<Fault>,
}

pub(crate) fn fault(table: &str, entry: &str, code: &str, detail: impl ToString) -> Fault {
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

/// Where a file stops being one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unread {
    /// Line, from 1.
    pub(crate) line: usize,
    /// What the reader found, in the file's own terms.
    pub(crate) detail: String,
}

/// A file of TOML or JSON (a text that begins with `{`).
fn members(text: &str) -> Result<Map<String, Value>, Unread> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|fault| Unread {
            line: fault.line(),
            detail: fault.to_string(),
        });
    }
    let table: toml::Table = toml::from_str(text).map_err(|fault| {
        let before = fault.span().map_or(0, |span| span.start);
        Unread {
            line: 1 + text.bytes().take(before).filter(|b| *b == b'\n').count(),
            detail: fault.message().to_owned(),
        }
    })?;
    Ok(table.into_iter().map(|(k, v)| (k, json_of(v))).collect())
}

/// A thing as the node would keep it, with what it leaves out filled in, so that two can be compared.
pub(crate) fn normal(table: &str, value: &Value) -> Result<Value, String> {
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

/// Whether the node takes this as an identifier.
pub(crate) fn id_fits(id: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !id.is_empty() && id.len() <= ID_CHARS_MAX && id.chars().all(fine)
}

pub(crate) fn entry(table: &'static str, number: usize, value: Value) -> Result<Entry, Fault> {
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

/// Reads a file.
///
/// # Errors
/// It is neither JSON nor TOML from a line on.
pub(crate) fn read(text: &str) -> Result<Fleet, Unread> {
    let mut members = members(text)?;
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
pub(crate) fn same(table: &str, one: &Value, other: &Value) -> bool {
    match (normal(table, one), normal(table, other)) {
        (Ok(one), Ok(other)) => alike(&one, &other),
        _ => false,
    }
}

/// What a node has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Present {
    pub(crate) things: BTreeMap<(&'static str, String), Value>,
    pub(crate) settings: Map<String, Value>,
}

impl Present {
    /// What stands in a book.
    pub(crate) fn of(book: &Book) -> Self {
        let mut present = Self::default();
        present.take("ports", &book.ports);
        present.take("assets", &book.assets);
        present.take("tankers", &book.tankers);
        present.take("riders", &book.riders);
        present.take("weather", &book.weather);
        present.take("registers", &book.registers);
        if let Value::Object(settings) = json!(book.settings) {
            present.settings = settings;
        }
        present
    }

    fn take<T: Serialize>(&mut self, table: &'static str, kept: &[Kept<T>]) {
        for one in kept {
            self.things
                .insert((table, one.id.clone()), json!(one.value));
        }
    }

    /// `new`, `changed` or `same`.
    pub(crate) fn change(&self, entry: &Entry) -> &'static str {
        match self.things.get(&(entry.table, entry.id.clone())) {
            None => "new",
            Some(old) if same(entry.table, old, &entry.value) => "same",
            Some(_) => "changed",
        }
    }

    /// The settings as they would be: what the file does not name stays.
    pub(crate) fn laid_over(&self, told: &Map<String, Value>) -> Value {
        let mut whole = self.settings.clone();
        whole.extend(told.clone());
        Value::Object(whole)
    }

    /// All of it in the form of a fleet file.
    pub(crate) fn whole(&self) -> Value {
        let mut whole = Map::new();
        for table in TABLES {
            let things = self.things.iter().filter(|((t, _), _)| *t == table);
            let list = things.map(|((_, id), value)| {
                let mut value = value.clone();
                if let Some(members) = value.as_object_mut() {
                    members.insert("id".to_owned(), json!(id));
                }
                value
            });
            whole.insert(table.to_owned(), list.collect());
        }
        whole.insert(SETTINGS.to_owned(), Value::Object(self.settings.clone()));
        Value::Object(whole)
    }

    /// The same as TOML.
    ///
    /// # Errors
    /// A number that TOML cannot hold.
    pub(crate) fn toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(&told(self.whole()))
    }
}

/// A value without what is null, for which TOML has no word.
fn told(value: Value) -> Value {
    match value {
        Value::Array(list) => list
            .into_iter()
            .filter(|one| !one.is_null())
            .map(told)
            .collect(),
        Value::Object(members) => {
            let members = members.into_iter().filter(|(_, one)| !one.is_null());
            Value::Object(members.map(|(name, one)| (name, told(one))).collect())
        }
        other => other,
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

/// What a file would change at a node.
#[derive(Debug, Default)]
pub(crate) struct Look {
    /// Each entry that can be used, in the order in which they are sent: `new`, `changed` or `same`.
    pub(crate) entries: Vec<(Entry, &'static str)>,
    /// The settings as they would be, `changed` or `same`; none if the file names none.
    pub(crate) settings: Option<(Value, &'static str)>,
    pub(crate) faults: Vec<Fault>,
}

/// What a file would change at a node, each entry tried as the node does; nothing is written.
pub(crate) fn looked_at(fleet: Fleet, present: &Present) -> Look {
    let mut look = Look {
        faults: fleet.faults,
        ..Look::default()
    };
    let mut whole = trial(present);
    for entry in fleet.entries {
        let change = present.change(&entry);
        if let Some(before) = whole.as_ref().filter(|_| change != "same") {
            match tried(before, &entry) {
                Ok(after) => whole = Some(after),
                Err(found) => {
                    look.faults.push(found);
                    continue;
                }
            }
        }
        look.entries.push((entry, change));
    }
    let Some(told) = &fleet.settings else {
        return look;
    };
    let after = present.laid_over(told);
    match normal(SETTINGS, &after) {
        Ok(fresh) => {
            let before = normal(SETTINGS, &Value::Object(present.settings.clone()));
            let unchanged = before.is_ok_and(|before| alike(&before, &fresh));
            let change = if unchanged { "same" } else { "changed" };
            look.settings = Some((after, change));
        }
        Err(detail) => {
            let found = fault(SETTINGS, "", "body-unreadable", detail);
            look.faults.push(found);
        }
    }
    look
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    pub(crate) const FLEET: &str = r#"
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
        let fleet = read(FLEET).unwrap();
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
        assert!(read("[[ports]]\nid = \n").unwrap_err().line >= 2);
        assert!(read("{").is_err());
        let odd = read(r#"{"ports": {}, "assets": [3], "settings": []}"#).unwrap();
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
        let toml = read(FLEET).unwrap();
        let members = members(FLEET).unwrap();
        let text = Value::Object(members).to_string();
        let json = read(&text).unwrap();
        assert_eq!(json.entries, toml.entries);
        assert_eq!((json.settings, json.faults), (toml.settings, toml.faults));
    }

    fn nothing() -> Present {
        let settings = json!(Settings::default());
        Present {
            things: BTreeMap::new(),
            settings: settings.as_object().unwrap().clone(),
        }
    }

    #[test]
    fn an_entry_is_new_then_the_same_then_changed_and_a_base_that_is_not_there_is_told() {
        let mut present = nothing();
        let mut fleet = read(FLEET).unwrap();
        let rider = json!({"id": "inspector", "agency": "jp-jcg", "serves": ["ca-ccg"], "port": "nowhere", "aboard_max_h": 24});
        fleet.entries.push(entry("riders", 0, rider).unwrap());
        fleet.faults.clear();
        let look = looked_at(fleet, &present);
        let words: Vec<_> = look.entries.iter().map(|(_, word)| *word).collect();
        assert_eq!(words, ["new", "new", "new"]);
        let (settings, change) = look.settings.unwrap();
        assert_eq!((&settings["days"], change), (&json!(10), "changed"));
        let codes: Vec<_> = look.faults.iter().map(|f| f.code.as_str()).collect();
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

    #[test]
    fn what_is_taken_away_as_toml_or_json_changes_nothing_when_it_comes_back() {
        let mut present = nothing();
        for (entry, _) in looked_at(read(FLEET).unwrap(), &present).entries {
            present.things.insert((entry.table, entry.id), entry.value);
        }
        for asset in vigie_patrol::trial::north_pacific(0).assets {
            let key = ("assets", asset.id.clone());
            present.things.insert(key, json!(asset));
        }
        for port in vigie_patrol::trial::north_pacific(0).ports {
            let key = ("ports", port.id.clone());
            present.things.insert(key, json!(port));
        }
        for text in [present.toml().unwrap(), present.whole().to_string()] {
            let look = looked_at(read(&text).unwrap(), &present);
            assert_eq!(look.faults, []);
            assert_eq!(look.entries.len(), present.things.len());
            assert!(look.entries.iter().all(|(_, word)| *word == "same"));
            assert_eq!(look.settings.unwrap().1, "same");
        }
    }
}
