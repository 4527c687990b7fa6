//! Reading threat reports back from STIX 2.1 objects; see [`super::stix`].

use serde_json::Value;

use super::fault::Fault;
use super::instant;
use super::marking::Handling;
use super::pattern;
use super::stix::{Object, TLP, TLP_1};
use super::threat::{Indicator, Observable, Observation, Report, Source};

/// Reads the reports of a set of objects. What is referred to and absent is left out; an object of which the handling
/// is not told counts as [`Handling::Red`] until a person decides.
///
/// # Errors
/// A report or a part of it that is there and cannot be read.
pub fn reports(objects: &[Object]) -> Result<Vec<Report>, Fault> {
    let values: Vec<Value> = objects
        .iter()
        .filter_map(|object| serde_json::from_str(&object.json).ok())
        .collect();
    let reader = Reader {
        values: values
            .iter()
            .filter_map(|value| Some((value.get("id")?.as_str()?, value)))
            .collect(),
    };
    let reports = values
        .iter()
        .filter(|value| value.get("type").and_then(Value::as_str) == Some("report"));
    reports.map(|value| reader.report(value)).collect()
}

struct Reader<'a> {
    values: std::collections::HashMap<&'a str, &'a Value>,
}

fn text(value: &Value, what: &'static str) -> Result<String, Fault> {
    let found = value.get(what).ok_or(Fault::Missing { what })?;
    found
        .as_str()
        .map(str::to_owned)
        .ok_or(Fault::Unreadable { what })
}

fn maybe(value: &Value, what: &'static str) -> String {
    value
        .get(what)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn time(value: &Value, what: &'static str) -> Result<i64, Fault> {
    instant::read_ms(&text(value, what)?, what)
}

fn refs<'a>(value: &'a Value, what: &str) -> impl Iterator<Item = &'a str> {
    let list = value.get(what).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}

fn tail(id: &str) -> String {
    id.split_once("--").map_or("", |(_, tail)| tail).to_owned()
}

impl<'a> Reader<'a> {
    fn report(&self, value: &'a Value) -> Result<Report, Fault> {
        let by = maybe(value, "created_by_ref");
        let name = self
            .values
            .get(by.as_str())
            .map(|identity| maybe(identity, "name"))
            .unwrap_or_default();
        let (handling, terms) = self.markings(value);
        let mut report = Report {
            id: tail(&text(value, "id")?),
            source: Source {
                id: tail(&by),
                name,
            },
            name: text(value, "name")?,
            description: maybe(value, "description"),
            created_ms: time(value, "created")?,
            modified_ms: time(value, "modified")?,
            published_ms: time(value, "published")?,
            handling,
            terms,
            indicators: Vec::new(),
            observations: Vec::new(),
        };
        let links: Vec<&Value> = refs(value, "object_refs")
            .filter_map(|id| self.values.get(id).copied())
            .collect();
        for part in &links {
            // A part more closely marked than its report closes the report.
            report.handling = report.handling.max(self.markings(part).0);
            match part.get("type").and_then(Value::as_str) {
                Some("indicator") => report.indicators.push(indicator(part)?),
                Some("observed-data") => report.observations.push(self.observation(part, &links)?),
                _ => {}
            }
        }
        Ok(report)
    }

    fn markings(&self, value: &Value) -> (Handling, String) {
        let mut handling = None;
        let mut terms = String::new();
        for id in refs(value, "object_marking_refs") {
            let known = TLP
                .iter()
                .find(|(_, known, _)| *known == id)
                .map(|(handling, _, _)| *handling);
            let old = || {
                TLP_1
                    .iter()
                    .find(|(_, known)| *known == id)
                    .map(|(handling, _)| *handling)
            };
            // The strictest of several holds.
            handling = handling.max(known.or_else(old));
            if let Some(statement) = self
                .values
                .get(id)
                .and_then(|marking| marking.pointer("/definition/statement"))
                .and_then(Value::as_str)
            {
                statement.clone_into(&mut terms);
            }
        }
        (handling.unwrap_or(Handling::Red), terms)
    }

    fn observation(&self, value: &Value, links: &[&Value]) -> Result<Observation, Fault> {
        let id = text(value, "id")?;
        let based = links.iter().find(|link| {
            maybe(link, "relationship_type") == "based-on" && maybe(link, "target_ref") == id
        });
        let count = value
            .get("number_observed")
            .and_then(Value::as_u64)
            .and_then(|count| u32::try_from(count).ok());
        Ok(Observation {
            first_ms: time(value, "first_observed")?,
            last_ms: time(value, "last_observed")?,
            count: count.filter(|count| *count > 0).ok_or(Fault::Unreadable {
                what: "number_observed",
            })?,
            observables: refs(value, "object_refs")
                .filter_map(|id| observable(self.values.get(id)?))
                .collect(),
            supports: based.map(|link| tail(&maybe(link, "source_ref"))),
            id: tail(&id),
        })
    }
}

fn indicator(value: &Value) -> Result<Indicator, Fault> {
    Ok(Indicator {
        id: tail(&text(value, "id")?),
        name: maybe(value, "name"),
        description: maybe(value, "description"),
        search: pattern::read(&text(value, "pattern_type")?, &text(value, "pattern")?),
        valid_from_ms: time(value, "valid_from")?,
        valid_until_ms: value
            .get("valid_until")
            .map(|_| time(value, "valid_until"))
            .transpose()?,
    })
}

fn observable(value: &Value) -> Option<Observable> {
    let named = || Some(value.get("value")?.as_str()?.to_owned());
    match value.get("type")?.as_str()? {
        "ipv4-addr" => named().map(Observable::Ipv4),
        "ipv6-addr" => named().map(Observable::Ipv6),
        "domain-name" => named().map(Observable::Domain),
        "url" => named().map(Observable::Url),
        "email-addr" => named().map(Observable::Email),
        "file" => Some(Observable::Sha256(
            value.get("hashes")?.get("SHA-256")?.as_str()?.to_owned(),
        )),
        _ => None,
    }
}
