//! The list as one JSON document in the Common Exercise Format (CEXF, project MISP: four keys `exercise`, `inject_flow`,
//! `inject_payloads`, `injects`), for platforms that play such files.
//!
//! CEXF is thinner than the list: what it has no place for (evaluators' notes, users' columns, who may see an entry) stays here,
//! and nothing reads it back. Its description leaves open what `triggered_at` is counted in; here it is seconds from the start, as
//! its `total_duration` is.

use serde_json::{Map, Value, json};

use super::model::{Inject, Msel, Trigger, Words};
use crate::{expectation::Expectation, marking::Marking};

/// The tool whose data decides whether an expectation was met.
const TOOL: &str = "Vigie";

impl Msel {
    /// The list in CEXF, as indented JSON. The same list gives the same bytes, identifiers included; the exercise's mark stands
    /// before every name.
    #[must_use]
    pub fn to_cexf(&self) -> String {
        let mut injects: Vec<&Inject> = self.injects.iter().collect();
        injects.sort_by_key(|inject| inject.number);
        let flow: Vec<Value> = injects.iter().map(|one| self.flow_of(one)).collect();
        let payloads: Vec<Value> = injects.iter().map(|one| self.payload_of(one)).collect();
        let entries: Vec<Value> = injects.iter().map(|one| self.entry_of(one)).collect();
        let document = json!({
            "exercise": self.head(),
            "inject_flow": flow,
            "inject_payloads": payloads,
            "injects": entries,
        });
        format!("{document:#}\n")
    }

    fn head(&self) -> Value {
        let objectives = self.objectives.iter();
        let objectives =
            objectives.map(|one| format!("- {}: {}", one.id, one.text.in_language("en")));
        let moves = self.moves.iter();
        let moves = moves.map(|one| {
            format!(
                "- {} {}: {}",
                one.at,
                one.title.in_language("en"),
                one.situation.in_language("en")
            )
        });
        let expanded: Vec<String> = objectives.chain(moves).collect();
        let mut meta = spoken("name", &self.title);
        meta.insert("scenario".to_owned(), json!(self.scenario));
        meta.insert("parties".to_owned(), json!(self.parties));
        json!({
            "name": marked(&self.title),
            "description": marked(&self.title),
            "expanded": expanded.join("\n"),
            "meta": meta,
            "namespace": "maritime",
            "tags": ["exercise:scenario=\"maritime\""],
            "total_duration": (self.ends.ms() / 1_000).to_string(),
            "uuid": self.uuid("exercise", ""),
            "version": "1",
        })
    }

    /// An identifier of the shape of UUID version 4 that is the same whenever the list is written.
    fn uuid(&self, what: &str, id: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in [self.id.as_str(), what, id] {
            hasher.update(&(part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let hash = hasher.finalize();
        let bytes: [u8; 16] = std::array::from_fn(|at| match (at, hash.as_bytes()[at]) {
            (6, byte) => byte & 0x0f | 0x40,
            (8, byte) => byte & 0x3f | 0x80,
            (_, byte) => byte,
        });
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let cut = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        [cut(0, 8), cut(8, 12), cut(12, 16), cut(16, 20), cut(20, 32)].join("-")
    }

    /// The entry that an expectation belongs to.
    fn holder(&self, expectation: &str) -> Option<&Inject> {
        let mut all = self.expectations();
        all.find(|(_, one)| one.id == expectation)
            .map(|(inject, _)| inject)
    }

    fn flow_of(&self, inject: &Inject) -> Value {
        let of = |inject: &Inject| self.uuid("inject", &inject.id);
        let followers = self.injects.iter().filter(|other| match &other.trigger {
            Trigger::After { expectation, .. } => {
                inject.expectations.iter().any(|one| one.id == *expectation)
            }
            _ => false,
        });
        let followed_by: Vec<String> = followers.map(of).collect();
        let (trigger, at_s, requirements) = match &inject.trigger {
            Trigger::At(offset) if offset.ms() == 0 => ("startex", json!("0"), json!({})),
            Trigger::At(offset) => ("time", json!((offset.ms() / 1_000).to_string()), json!({})),
            Trigger::After { expectation, .. } => {
                let holder = self.holder(expectation).map(of);
                let required =
                    json!({"inject_uuid": holder, "resolution_requirement": expectation});
                ("inject-resolution", Value::Null, required)
            }
            Trigger::Entry { .. } | Trigger::Manual => ("manual", Value::Null, json!({})),
        };
        json!({
            "description": format!("{} {}", inject.id, inject.trigger),
            "inject_uuid": of(inject),
            "reporting_callback": [],
            "requirements": requirements,
            "sequence": {
                "trigger": [trigger],
                "completion_trigger": ["time_expiration", "completion"],
                "followed_by": followed_by,
            },
            "timing": {"triggered_at": at_s},
        })
    }

    fn payload_of(&self, inject: &Inject) -> Value {
        let mut parameters = spoken("content", &inject.body);
        for (name, value) in [
            ("content-type", json!("text/plain")),
            ("from", json!(inject.from)),
            ("to", json!(inject.to)),
            ("payload", json!(inject.payload)),
            ("attachments", json!(inject.attachments)),
        ] {
            parameters.insert(name.to_owned(), value);
        }
        json!({
            "name": inject.id,
            "type": inject.channel.code(),
            "uuid": self.uuid("payload", &inject.id),
            "parameters": parameters,
        })
    }

    fn entry_of(&self, inject: &Inject) -> Value {
        let evaluation: Vec<Value> = inject.expectations.iter().map(rule_of).collect();
        json!({
            "uuid": self.uuid("inject", &inject.id),
            "name": marked(&inject.title),
            "description": inject.body.in_language("en"),
            "action": inject.kind.code(),
            "action_payload_resource_uuid": self.uuid("payload", &inject.id),
            "target_tool": TOOL,
            "inject_evaluation": evaluation,
        })
    }
}

fn marked(words: &Words) -> String {
    format!("{} · {}", Marking::LINE, words.in_language("en"))
}

/// A text in each language it has.
fn spoken(name: &str, words: &Words) -> Map<String, Value> {
    let all = [("en", &words.en), ("fr", &words.fr), ("ja", &words.ja)];
    let said = all.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(code, text)| (format!("{name}-{code}"), json!(text)))
        .collect()
}

fn rule_of(expectation: &Expectation) -> Value {
    let late_s = expectation.late.map(|lapse| lapse.ms() / 1_000);
    json!({
        "result": expectation.id,
        "parameters": [{
            "vigie.expectation": {"comparison": "is", "values": [expectation.what.to_string()]},
            "vigie.party": {"comparison": "is", "values": [expectation.who]},
            "vigie.within_s": {"comparison": "is", "values": [expectation.within.ms() / 1_000]},
            "vigie.late_s": {"comparison": "is", "values": [late_s]},
        }],
        "score_range": [0, expectation.score],
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;

    use super::super::library;
    use super::*;

    #[test]
    fn every_list_of_the_library_is_whole_in_cexf() {
        for (code, text) in library::LISTS {
            let msel = Msel::from_toml(text).unwrap().msel;
            let text = msel.to_cexf();
            assert_eq!(text, msel.to_cexf());
            let document: Value = serde_json::from_str(&text).unwrap();
            let list = |name: &str| document[name].as_array().unwrap().clone();
            let uuids = |name: &str, field: &str| -> BTreeSet<String> {
                let all = list(name);
                let all = all
                    .iter()
                    .map(|one| one[field].as_str().unwrap().to_owned());
                all.collect()
            };
            let (injects, payloads) = (uuids("injects", "uuid"), uuids("inject_payloads", "uuid"));
            assert_eq!(injects.len(), msel.injects.len(), "{code}: each its own");
            assert_eq!(uuids("inject_flow", "inject_uuid"), injects);
            for entry in list("injects") {
                let payload = entry["action_payload_resource_uuid"].as_str().unwrap();
                assert!(payloads.contains(payload));
                assert!(entry["name"].as_str().unwrap().starts_with(Marking::LINE));
            }
            for step in list("inject_flow") {
                let needed = &step["requirements"];
                if needed.get("resolution_requirement").is_some() {
                    assert!(
                        injects.contains(needed["inject_uuid"].as_str().unwrap()),
                        "{step}"
                    );
                }
                for next in step["sequence"]["followed_by"].as_array().unwrap() {
                    assert!(injects.contains(next.as_str().unwrap()));
                }
            }
            let rules: usize = list("injects")
                .iter()
                .map(|one| one["inject_evaluation"].as_array().unwrap().len())
                .sum();
            assert_eq!(rules, msel.expectations().count(), "{code}");
            let id = document["exercise"]["uuid"].as_str().unwrap().to_owned();
            assert_eq!((id.len(), &id[14..15]), (36, "4"), "{id}");
        }
    }
}
