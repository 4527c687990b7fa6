//! STIX 2.1: a threat report as a bundle of objects with TLP 2.0 markings, and back.
//!
//! Source: OASIS STIX 2.1, and the TLP 2.0 extension definition of the OASIS common objects with its fixed ids. (The ids
//! of TLP 1 look alike and mean something else; they are understood when read, never written.) The sightings' objects
//! get the deterministic ids of STIX section 2.9, so the same address has the same id with every maker.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::fault::{Fault, bounded};
use super::instant;
use super::marking::{Cleared, Handling};
use super::pattern;
use super::threat::{Indicator, Observable, Observation, Report, Search};

/// Largest bundle or TAXII envelope read, bytes.
pub const BUNDLE_BYTES_MAX: usize = 8 * 1_048_576;
/// Most objects in one bundle.
pub const OBJECTS_MAX: usize = 10_000;
/// Extension definition of TLP 2.0.
pub const TLP_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
/// Namespace of deterministic ids of observables, STIX 2.1 section 2.9.
const OBSERVABLE_SPACE: Uuid = Uuid::from_u128(0x00ab_edb4_aa42_466c_9c01_fed2_3315_a9b7);
/// When the TLP 2.0 markings were made.
const TLP_CREATED: &str = "2022-10-01T00:00:00.000Z";

pub(crate) const TLP: [(Handling, &str, &str); 5] = [
    (
        Handling::Clear,
        "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
        "clear",
    ),
    (
        Handling::Green,
        "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        "green",
    ),
    (
        Handling::Amber,
        "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        "amber",
    ),
    (
        Handling::AmberStrict,
        "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
        "amber+strict",
    ),
    (
        Handling::Red,
        "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
        "red",
    ),
];
pub(crate) const TLP_1: [(Handling, &str); 4] = [
    (
        Handling::Clear,
        "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    ),
    (
        Handling::Green,
        "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    ),
    (
        Handling::Amber,
        "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    ),
    (
        Handling::Red,
        "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    ),
];

/// A deterministic UUID of this agency's object, from a namespace and the object's own id.
#[must_use]
pub fn uuid(space: &str, id: &str) -> String {
    let space = Uuid::new_v5(&Uuid::NAMESPACE_URL, space.as_bytes());
    Uuid::new_v5(&space, id.as_bytes()).hyphenated().to_string()
}

/// One STIX object as JSON, with what TAXII needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Id with its type.
    pub id: String,
    /// Type.
    pub kind: String,
    /// Version: `modified`, or `created`, or for objects without either nothing. RFC 3339 as written in the object.
    pub version: Option<String>,
    /// JSON of the object.
    pub json: String,
}

impl Object {
    /// Reads one object.
    ///
    /// # Errors
    /// [`Fault::NotJson`], a missing `type`, `id` or `spec_version` other than 2.1.
    pub fn read(value: &Value) -> Result<Self, Fault> {
        let text = |what: &'static str| value.get(what).and_then(Value::as_str);
        let id = text("id").ok_or(Fault::Missing { what: "id" })?;
        let kind = text("type").ok_or(Fault::Missing { what: "type" })?;
        let tail = id
            .strip_prefix(kind)
            .and_then(|rest| rest.strip_prefix("--"));
        if tail.is_none_or(|tail| Uuid::try_parse(tail).is_err()) {
            return Err(Fault::Unreadable { what: "id" });
        }
        if text("spec_version").is_some_and(|version| version != "2.1") {
            return Err(Fault::Unreadable {
                what: "spec_version",
            });
        }
        let version = text("modified").or_else(|| text("created"));
        if let Some(version) = version {
            instant::read_us(version, "modified")?;
        }
        Ok(Self {
            id: id.to_owned(),
            kind: kind.to_owned(),
            version: version.map(str::to_owned),
            json: value.to_string(),
        })
    }

    fn written(id: String, kind: &str, version: Option<String>, body: &impl Serialize) -> Self {
        // Strings, numbers and lists of them cannot fail.
        let json = serde_json::to_string(body).unwrap_or_default();
        Self {
            id,
            kind: kind.to_owned(),
            version,
            json,
        }
    }
}

#[derive(Serialize)]
struct Head<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    spec_version: &'a str,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by_ref: Option<String>,
    created: String,
    modified: String,
    object_marking_refs: Vec<String>,
}

#[derive(Serialize)]
struct IdentityBody<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    name: &'a str,
    identity_class: &'a str,
}

#[derive(Serialize)]
struct IndicatorBody<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    indicator_types: [&'a str; 1],
    pattern: String,
    pattern_type: &'a str,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
}

#[derive(Serialize)]
struct ObservedBody<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    first_observed: String,
    last_observed: String,
    number_observed: u32,
    object_refs: Vec<String>,
}

#[derive(Serialize)]
struct RelationshipBody<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    relationship_type: &'a str,
    source_ref: String,
    target_ref: String,
}

#[derive(Serialize)]
struct ReportBody<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    report_types: [&'a str; 1],
    published: String,
    object_refs: Vec<String>,
}

#[derive(Serialize)]
struct TlpBody<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    spec_version: &'a str,
    id: &'a str,
    created: &'a str,
    name: &'a str,
    extensions: std::collections::BTreeMap<&'a str, TlpExtension<'a>>,
}

#[derive(Serialize)]
struct TlpExtension<'a> {
    extension_type: &'a str,
    tlp_2_0: &'a str,
}

#[derive(Serialize)]
struct StatementBody<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    spec_version: &'a str,
    id: String,
    created: String,
    definition_type: &'a str,
    definition: Statement<'a>,
}

#[derive(Serialize)]
struct Statement<'a> {
    statement: &'a str,
}

#[derive(Serialize)]
struct ObservableBody<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    spec_version: &'a str,
    id: String,
    object_marking_refs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hashes: Option<std::collections::BTreeMap<&'a str, &'a str>>,
}

fn tlp(handling: Handling) -> (&'static str, &'static str) {
    let found = TLP.iter().find(|(known, _, _)| *known == handling);
    found.map_or(("", ""), |(_, id, word)| (*id, *word))
}

/// The objects of a report that was cleared for STIX: markings, identity, indicators, observables, observations,
/// relationships, report. An empty report gives no `report` object: STIX wants at least one reference.
#[must_use]
pub fn objects(cleared: &Cleared<Report>) -> Vec<Object> {
    let report = cleared.object();
    // The clearance is the stricter word on handling; the terms go with it.
    let handling = report.handling.max(cleared.marking().handling);
    Maker {
        report,
        handling,
        terms: if report.terms.is_empty() {
            cleared.marking().line()
        } else {
            report.terms.clone()
        },
    }
    .all()
}

struct Maker<'a> {
    report: &'a Report,
    handling: Handling,
    terms: String,
}

impl<'a> Maker<'a> {
    fn statement_id(&self) -> String {
        format!(
            "marking-definition--{}",
            uuid("vigie:terms", &format!("{}:{}", self.report.id, self.terms))
        )
    }

    fn markings(&self) -> Vec<String> {
        vec![tlp(self.handling).0.to_owned(), self.statement_id()]
    }

    fn source_id(&self) -> String {
        format!("identity--{}", self.report.source.id)
    }

    fn head(&self, kind: &'a str, id: &str, by_source: bool) -> Head<'a> {
        Head {
            kind,
            spec_version: "2.1",
            id: format!("{kind}--{id}"),
            created_by_ref: by_source.then(|| self.source_id()),
            created: instant::zulu_ms(self.report.created_ms),
            modified: instant::zulu_ms(self.report.modified_ms),
            object_marking_refs: self.markings(),
        }
    }

    fn put(
        out: &mut Vec<Object>,
        kind: &str,
        id: &str,
        version_ms: Option<i64>,
        body: &impl Serialize,
    ) -> String {
        let id = format!("{kind}--{id}");
        out.push(Object::written(
            id.clone(),
            kind,
            version_ms.map(instant::zulu_ms),
            body,
        ));
        id
    }

    fn all(&self) -> Vec<Object> {
        let mut out = Vec::new();
        self.put_markings(&mut out);
        let version = Some(self.report.modified_ms);
        let body = IdentityBody {
            head: self.head("identity", &self.report.source.id, false),
            name: &self.report.source.name,
            identity_class: "organization",
        };
        Self::put(&mut out, "identity", &self.report.source.id, version, &body);
        let mut refs = Vec::new();
        for indicator in &self.report.indicators {
            refs.push(self.put_indicator(indicator, &mut out));
        }
        for observation in &self.report.observations {
            self.put_observation(observation, &mut refs, &mut out);
        }
        if !refs.is_empty() {
            let body = ReportBody {
                head: self.head("report", &self.report.id, true),
                name: &self.report.name,
                description: &self.report.description,
                report_types: ["threat-report"],
                published: instant::zulu_ms(self.report.published_ms),
                object_refs: refs,
            };
            Self::put(&mut out, "report", &self.report.id, version, &body);
        }
        out
    }

    fn put_markings(&self, out: &mut Vec<Object>) {
        let (id, word) = tlp(self.handling);
        let extension = TlpExtension {
            extension_type: "property-extension",
            tlp_2_0: word,
        };
        let body = TlpBody {
            kind: "marking-definition",
            spec_version: "2.1",
            id,
            created: TLP_CREATED,
            name: self.handling.code(),
            extensions: [(TLP_EXTENSION, extension)].into(),
        };
        out.push(Object::written(
            id.to_owned(),
            "marking-definition",
            Some(TLP_CREATED.to_owned()),
            &body,
        ));
        let created = instant::zulu_ms(self.report.created_ms);
        let body = StatementBody {
            kind: "marking-definition",
            spec_version: "2.1",
            id: self.statement_id(),
            created: created.clone(),
            definition_type: "statement",
            definition: Statement {
                statement: &self.terms,
            },
        };
        out.push(Object::written(
            self.statement_id(),
            "marking-definition",
            Some(created),
            &body,
        ));
    }

    fn put_indicator(&self, indicator: &Indicator, out: &mut Vec<Object>) -> String {
        let body = IndicatorBody {
            head: self.head("indicator", &indicator.id, true),
            name: &indicator.name,
            description: &indicator.description,
            indicator_types: ["malicious-activity"],
            pattern: pattern::write(&indicator.search),
            pattern_type: match &indicator.search {
                Search::For(_) => "stix",
                Search::Pattern { language, .. } => language,
            },
            valid_from: instant::zulu_ms(indicator.valid_from_ms),
            valid_until: indicator.valid_until_ms.map(instant::zulu_ms),
        };
        Self::put(
            out,
            "indicator",
            &indicator.id,
            Some(self.report.modified_ms),
            &body,
        )
    }

    fn put_observation(
        &self,
        observation: &Observation,
        refs: &mut Vec<String>,
        out: &mut Vec<Object>,
    ) {
        let mut seen = Vec::new();
        for observable in &observation.observables {
            let (kind, tail) = observable_id(observable);
            let id = format!("{kind}--{tail}");
            if !out.iter().any(|object| object.id == id) {
                let hash = matches!(observable, Observable::Sha256(_));
                let body = ObservableBody {
                    kind,
                    spec_version: "2.1",
                    id: id.clone(),
                    object_marking_refs: self.markings(),
                    value: (!hash).then(|| observable.value()),
                    hashes: hash.then(|| [("SHA-256", observable.value())].into()),
                };
                Self::put(out, kind, &tail, None, &body);
            }
            seen.push(id);
        }
        let body = ObservedBody {
            head: self.head("observed-data", &observation.id, true),
            first_observed: instant::zulu_ms(observation.first_ms),
            last_observed: instant::zulu_ms(observation.last_ms),
            number_observed: observation.count,
            object_refs: seen,
        };
        let version = Some(self.report.modified_ms);
        let observed = Self::put(out, "observed-data", &observation.id, version, &body);
        if let Some(indicator) = &observation.supports {
            let tail = uuid("vigie:based-on", &format!("{indicator}:{}", observation.id));
            let body = RelationshipBody {
                head: self.head("relationship", &tail, true),
                relationship_type: "based-on",
                source_ref: format!("indicator--{indicator}"),
                target_ref: observed.clone(),
            };
            refs.push(Self::put(out, "relationship", &tail, version, &body));
        }
        refs.push(observed);
    }
}

/// Type and deterministic UUID of an observable: version 5 over the canonical JSON of what names it.
fn observable_id(observable: &Observable) -> (&'static str, String) {
    let value = Value::String(observable.value().to_owned());
    let (kind, name) = match observable {
        Observable::Ipv4(_) => ("ipv4-addr", format!("{{\"value\":{value}}}")),
        Observable::Ipv6(_) => ("ipv6-addr", format!("{{\"value\":{value}}}")),
        Observable::Domain(_) => ("domain-name", format!("{{\"value\":{value}}}")),
        Observable::Url(_) => ("url", format!("{{\"value\":{value}}}")),
        Observable::Email(_) => ("email-addr", format!("{{\"value\":{value}}}")),
        Observable::Sha256(_) => ("file", format!("{{\"hashes\":{{\"SHA-256\":{value}}}}}")),
    };
    (
        kind,
        Uuid::new_v5(&OBSERVABLE_SPACE, name.as_bytes())
            .hyphenated()
            .to_string(),
    )
}

/// Writes objects as a bundle.
#[must_use]
pub fn bundle(objects: &[Object], id: &str) -> Vec<u8> {
    let list: Vec<&str> = objects.iter().map(|object| object.json.as_str()).collect();
    let id = Value::String(format!("bundle--{id}"));
    format!(
        "{{\"type\":\"bundle\",\"id\":{id},\"objects\":[{}]}}",
        list.join(",")
    )
    .into_bytes()
}

/// What a report rests on: itself, what it refers to and what that refers to, and relations between these, of what was given
/// together. Empty when the report is not among the objects.
#[must_use]
pub fn of_report(objects: &[Object], report_id: &str) -> Vec<Object> {
    let values: Vec<(&Object, Value)> = objects
        .iter()
        .filter_map(|object| Some((object, serde_json::from_str(&object.json).ok()?)))
        .collect();
    let place: BTreeMap<&str, usize> = values
        .iter()
        .enumerate()
        .map(|(at, (object, _))| (object.id.as_str(), at))
        .collect();
    let named = |at: usize| -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut rest: Vec<&Value> = values.get(at).map(|(_, value)| value).into_iter().collect();
        while let Some(value) = rest.pop() {
            match value {
                Value::String(text) => found.extend(place.get(text.as_str())),
                Value::Array(list) => rest.extend(list),
                Value::Object(map) => rest.extend(map.values()),
                _ => {}
            }
        }
        found
    };
    let wanted = format!("report--{report_id}");
    let mut inside: BTreeSet<usize> = BTreeSet::new();
    let mut open: Vec<usize> = place.get(wanted.as_str()).copied().into_iter().collect();
    while let Some(at) = open.pop() {
        if inside.insert(at) {
            open.extend(named(at));
        }
    }
    let links = values
        .iter()
        .enumerate()
        .filter(|(_, (object, _))| matches!(object.kind.as_str(), "relationship" | "sighting"));
    let links: Vec<usize> = links
        .map(|(at, _)| at)
        .filter(|at| {
            let ends = named(*at);
            ends.len() > 1 && ends.iter().all(|end| end == at || inside.contains(end))
        })
        .collect();
    inside.extend(links);
    let kept = inside.into_iter().filter_map(|at| values.get(at));
    kept.map(|(object, _)| (*object).clone()).collect()
}

/// Reads the objects of a bundle or TAXII envelope. Objects that are not STIX 2.1 are counted, not taken.
///
/// # Errors
/// Size, count, or not JSON of such a shape.
pub fn read_objects(bytes: &[u8]) -> Result<(Vec<Object>, usize), Fault> {
    bounded(bytes, BUNDLE_BYTES_MAX)?;
    let root: Value = serde_json::from_slice(bytes).map_err(|_form| Fault::NotJson)?;
    if !root.is_object() {
        return Err(Fault::WrongRoot);
    }
    let empty = Vec::new();
    let list = match root.get("objects") {
        None => &empty,
        Some(list) => list
            .as_array()
            .ok_or(Fault::Unreadable { what: "objects" })?,
    };
    if list.len() > OBJECTS_MAX {
        return Err(Fault::TooMany {
            what: "objects",
            count_max: OBJECTS_MAX,
        });
    }
    let read: Vec<Object> = list
        .iter()
        .filter_map(|value| Object::read(value).ok())
        .collect();
    let refused = list.len() - read.len();
    Ok((read, refused))
}
