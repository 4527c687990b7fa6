//! What a new version of what carries people changes: told to the audit entry by entry, and refused where it was made from
//! another version than the one that is kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::{auth::hex, crisis::evacuation::Transport};

/// Changed entries told one by one; all are counted.
const TOLD_MAX: usize = 20;
/// Lists of entries that have an id.
const KINDS: [&str; 6] = [
    "assembly",
    "embarkation",
    "havens",
    "roads",
    "legs",
    "vehicles",
];
/// Numbers slot by slot say little and are long: of them it is told only that they changed.
const LONG: &str = "bus_seats";

/// From which version a new one was made.
#[derive(Deserialize)]
pub(super) struct Made {
    /// The `revision` that was seen; whichever is kept, when the caller does not say.
    pub(super) from: Option<String>,
}

/// What tells whether it was changed since somebody looked at it.
pub(super) fn revision(kept: Option<&Transport>) -> String {
    let Some(kept) = kept else {
        return "none".to_owned();
    };
    let text = serde_json::to_string(kept).unwrap_or_default();
    hex(&Sha256::digest(text.as_bytes()))
}

/// Entries that were added, changed or dropped, the first of them by name with what changed in them.
pub(super) fn changes(was: Option<&Transport>, is: &Transport) -> Value {
    let before = was.map(entries).unwrap_or_default();
    let after = entries(is);
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let mut count: usize = 0;
    let mut told = Vec::new();
    for key in keys {
        let (old, new) = (before.get(key), after.get(key));
        if old == new {
            continue;
        }
        count += 1;
        if told.len() < TOLD_MAX {
            told.push(change(key.0, &key.1, old, new));
        }
    }
    json!({"count": count, "first": told})
}

type Entries = BTreeMap<(&'static str, String), Map<String, Value>>;

fn entries(it: &Transport) -> Entries {
    let mut out = Entries::new();
    let Ok(Value::Object(mut frame)) = serde_json::to_value(&it.instance) else {
        return out;
    };
    for kind in KINDS {
        let Some(Value::Array(all)) = frame.remove(kind) else {
            continue;
        };
        for entry in all {
            if let Value::Object(entry) = entry {
                out.insert((kind, id_of(&entry)), entry);
            }
        }
    }
    frame.remove("groups");
    frame.insert("own".to_owned(), json!(it.own));
    out.insert(("frame", String::new()), frame);
    out
}

fn word(entry: &Map<String, Value>, key: &str) -> Option<String> {
    let text = entry.get(key).and_then(Value::as_str);
    text.map(str::to_owned)
}

/// A road has no id of its own: it is named as in the list of faults.
fn id_of(entry: &Map<String, Value>) -> String {
    let road = || {
        let ends = word(entry, "from").zip(word(entry, "to"));
        ends.map(|(from, to)| format!("{from}>{to}"))
    };
    word(entry, "id").or_else(road).unwrap_or_default()
}

fn change(
    kind: &str,
    id: &str,
    old: Option<&Map<String, Value>>,
    new: Option<&Map<String, Value>>,
) -> Value {
    let name = new.or(old).and_then(|entry| word(entry, "name"));
    let (Some(old), Some(new)) = (old, new) else {
        let done = if new.is_some() { "added" } else { "dropped" };
        return json!({"kind": kind, "id": id, "name": name, "done": done});
    };
    let fields: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let differ = fields
        .into_iter()
        .filter(|field| old.get(*field) != new.get(*field));
    let told: Map<String, Value> = differ
        .map(|field| {
            let pair = json!([old.get(field), new.get(field)]);
            let shown = if field == LONG { Value::Null } else { pair };
            (field.clone(), shown)
        })
        .collect();
    json!({"kind": kind, "id": id, "name": name, "done": "changed", "fields": told})
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn transport(closed: &Value, seats: u32, legs: &[&str]) -> Transport {
        let id = |number: u8| format!("{number:032x}");
        let legs: Vec<Value> = legs
            .iter()
            .map(|status| {
                json!({
                    "id": id(7), "name": "CFC 4087", "owner": "CA", "mode": "air", "from": id(2), "to": id(3), "status": status,
                    "cutoff": "2026-03-06T10:00:00Z", "departure": "2026-03-06T11:00:00Z", "arrival": "2026-03-06T14:00:00Z", "seats": 8,
                })
            })
            .collect();
        serde_json::from_value(json!({"own": "CA", "instance": {
            "start": "2026-03-06T00:00:00Z", "slot_min": 60, "slots": 24, "partners": ["CA"],
            "assembly": [{"id": id(1), "name": "School", "position": [121.0, 14.6], "bus_seats": [seats]}],
            "embarkation": [{"id": id(2), "name": "Clark", "position": [120.6, 15.2], "closed": closed}],
            "havens": [], "roads": [{"from": id(1), "to": id(2), "travel_min": 90}], "legs": legs, "groups": [],
        }}))
        .unwrap()
    }

    #[test]
    fn who_closed_what_and_which_leg_was_cancelled_is_told() {
        let span = json!([{"start": "2026-03-06T08:00:00Z", "end": "2026-03-06T20:00:00Z"}]);
        let before = transport(&json!([]), 5, &["planned"]);
        let after = transport(&span, 6, &["cancelled"]);
        let told = changes(Some(&before), &after);
        assert_eq!(told["count"], 3);
        let first = told["first"].as_array().unwrap();
        let of = |kind: &str| first.iter().find(|it| it["kind"] == kind).unwrap();
        assert_eq!(of("embarkation")["name"], "Clark");
        assert_eq!(of("embarkation")["fields"]["closed"], json!([[], span]));
        assert_eq!(
            of("legs")["fields"],
            json!({"status": ["planned", "cancelled"]})
        );
        assert_eq!(of("assembly")["fields"], json!({ "bus_seats": null }));
        assert_eq!(changes(Some(&after), &after)["count"], 0);
    }

    #[test]
    fn what_is_new_or_gone_is_told_by_name() {
        let (with, without) = (
            transport(&json!([]), 5, &["planned"]),
            transport(&json!([]), 5, &[]),
        );
        let gone = changes(Some(&with), &without);
        assert_eq!(gone["first"][0]["done"], "dropped");
        assert_eq!(gone["first"][0]["name"], "CFC 4087");
        assert_eq!(changes(Some(&without), &with)["first"][0]["done"], "added");
        assert_eq!(
            changes(None, &with)["count"],
            5,
            "two places, a road, a leg, the frame"
        );
        assert_ne!(revision(Some(&with)), revision(Some(&without)));
        assert_eq!(revision(None), "none");
    }
}
