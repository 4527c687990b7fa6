//! What officers wrote on phones and tablets that had no network for days.
//!
//! Every entry is an [`Edit`] with an id that no other device makes: the device and its own count. A journal is a set of
//! edits, so merging is set union and the order of arrival does not matter. An edit of a field names the edits that its
//! writer saw and replaced; what nobody replaced is a head. Two heads with different values are a conflict: both are
//! shown, none is lost, and a person resolves it by an edit that replaces both. Clocks of devices decide nothing.
//! The page on the device folds in the same way: both are held to `tests/folds.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::Error;

/// Longest device or report name, bytes.
pub const NAME_BYTES_MAX: usize = 64;
/// Largest edit as JSON, bytes: photographs are attachments, not values.
pub const EDIT_BYTES_MAX: usize = 262_144;
/// Edits that one edit may replace.
pub const REPLACES_MAX: usize = 1_000;

/// Who wrote it as the how-manieth entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditId {
    /// Name of the device, given when it was enrolled.
    pub device: String,
    /// Its own count, from 1.
    pub seq: u64,
}

/// What an edit does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// A report begins.
    Begin {
        /// Form by id, such as `npfc-hsbi`.
        form: String,
        /// MMSI or name of the vessel it is about, as the task list had it.
        subject: String,
    },
    /// A field gets a value.
    Set {
        /// Field by id.
        field: String,
        /// The value; null empties it.
        value: Value,
        /// Edits of this field that the writer saw.
        #[serde(default)]
        replaces: Vec<EditId>,
    },
    /// A file was taken: photograph, video, signature, document.
    Attach {
        /// What it shows, such as `photo`, `video`, `signature`, `document`.
        kind: String,
        /// Caption or signer.
        caption: String,
        /// SHA-256 of the bytes at capture, 64 hexadecimal digits.
        sha256: String,
        /// Size in bytes.
        size: u64,
        /// Media type.
        media: String,
        /// Where it was taken, `[lon, lat]` degrees, if the device knew.
        place: Option<[f64; 2]>,
    },
    /// A step of the boarding was reached.
    Step {
        /// Such as `intent`, `hailed`, `aboard`, `left`, `refused`, `cancelled`, [`WITHDRAWN`].
        step: String,
        /// Note; may be empty.
        note: String,
    },
    /// The writer holds the report for complete.
    Complete,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// Id.
    pub id: EditId,
    /// The device's clock, milliseconds since 1970 UTC. Shown, never used to decide.
    pub at_ms: i64,
    /// Who.
    pub user: String,
    /// The report, named by the device that began it.
    pub report: String,
    /// What.
    pub act: Act,
}

impl Edit {
    /// Whether it can be one.
    ///
    /// # Errors
    /// [`Error::Edit`] with what is unfit.
    pub fn check(&self) -> Result<(), Error> {
        let unfit = |what| Err(Error::Edit { what });
        let named = |name: &str| !name.is_empty() && name.len() <= NAME_BYTES_MAX;
        if !named(&self.id.device) || self.id.seq == 0 {
            return unfit("id");
        }
        if !named(&self.report) {
            return unfit("report");
        }
        match &self.act {
            Act::Set { field, .. } if !named(field) => unfit("field"),
            Act::Set { replaces, .. } if replaces.len() > REPLACES_MAX => unfit("replaces"),
            Act::Attach { sha256, .. } if !is_sha256(sha256) => unfit("sha256"),
            Act::Attach {
                place: Some([lon, lat]),
                ..
            } if !(lon.abs() <= 180.0 && lat.abs() <= 90.0) => unfit("place"),
            _ => Ok(()),
        }
    }

    fn digest(&self) -> [u8; 32] {
        // A value that came from JSON goes back into it.
        Sha256::digest(serde_json::to_vec(self).unwrap_or_default()).into()
    }
}

/// Whether a text is a SHA-256 in lower-case hexadecimal digits.
#[must_use]
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The step by which a report is taken back: it stays and is shown, and tells nobody anything more.
pub const WITHDRAWN: &str = "withdrawn";

/// All edits known, of all devices.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Journal {
    /// By id, then by content: a device that was restored from a backup may count anew, and then two different entries
    /// have one id. Both are kept.
    edits: BTreeMap<EditId, BTreeMap<[u8; 32], Edit>>,
}

/// Something that two people must sort out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "conflict", rename_all = "snake_case")]
pub enum Conflict {
    /// A field has several values, none of which replaced the other.
    Field {
        /// Report.
        report: String,
        /// Field.
        field: String,
        /// The edits with their values.
        values: Vec<(EditId, Value)>,
    },
    /// One id stands for different entries.
    Twin {
        /// The id.
        id: EditId,
    },
    /// Two devices began one report with different forms or subjects.
    Begin {
        /// Report.
        report: String,
    },
}

/// A report as it stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Report {
    /// Its name.
    pub report: String,
    /// Form by id; empty while the edit that begins it has not arrived.
    pub form: String,
    /// What it is about.
    pub subject: String,
    /// Fields: of several heads the one with the greatest id, until a person decides.
    pub fields: BTreeMap<String, Value>,
    /// The edits on which each field rests: what the next edit of it replaces.
    pub heads: BTreeMap<String, Vec<EditId>>,
    /// Attachments.
    pub attachments: Vec<Edit>,
    /// Steps, in the order of their ids.
    pub steps: Vec<Edit>,
    /// Somebody holds it for complete.
    pub complete: bool,
}

impl Report {
    /// Whether one of its writers took it back.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        let mut steps = self.steps.iter();
        steps.any(|edit| matches!(&edit.act, Act::Step { step, .. } if step == WITHDRAWN))
    }
}

impl Journal {
    /// Takes an edit; tells whether it was new.
    ///
    /// # Errors
    /// [`Error::Edit`].
    pub fn take(&mut self, edit: Edit) -> Result<bool, Error> {
        edit.check()?;
        let twins = self.edits.entry(edit.id.clone()).or_default();
        Ok(twins.insert(edit.digest(), edit).is_none())
    }

    /// Takes all edits of another journal.
    pub fn merge(&mut self, other: &Self) {
        for (id, twins) in &other.edits {
            let known = self.edits.entry(id.clone()).or_default();
            for (digest, edit) in twins {
                known.entry(*digest).or_insert_with(|| edit.clone());
            }
        }
    }

    /// All edits in the order of their ids.
    pub fn edits(&self) -> impl Iterator<Item = &Edit> {
        self.edits.values().flat_map(BTreeMap::values)
    }

    /// How many edits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.edits.values().map(BTreeMap::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// What one device still lacks: everything beyond the count that it has of each device, and every id that stands for
    /// several entries, of which a count cannot say whether it has them all.
    pub fn beyond<'a>(
        &'a self,
        known: &'a BTreeMap<String, u64>,
    ) -> impl Iterator<Item = &'a Edit> {
        let lacks = |id: &EditId| known.get(&id.device).is_none_or(|seq| id.seq > *seq);
        self.edits
            .iter()
            .filter(move |(id, twins)| twins.len() > 1 || lacks(id))
            .flat_map(|(_, twins)| twins.values())
    }

    /// The reports as they stand, and what people must sort out. The same for every order of arrival.
    #[must_use]
    pub fn fold(&self) -> (BTreeMap<String, Report>, Vec<Conflict>) {
        let mut reports: BTreeMap<String, Report> = BTreeMap::new();
        let mut conflicts = Vec::new();
        let mut sets: BTreeMap<(&str, &str), Vec<(&EditId, &Value)>> = BTreeMap::new();
        let mut replaced: BTreeSet<(&str, &str, &EditId)> = BTreeSet::new();
        for (id, twins) in &self.edits {
            if twins.len() > 1 {
                conflicts.push(Conflict::Twin { id: id.clone() });
            }
        }
        for edit in self.edits() {
            let report = reports.entry(edit.report.clone()).or_default();
            report.report.clone_from(&edit.report);
            match &edit.act {
                Act::Begin { form, subject } => {
                    let differs = !report.form.is_empty()
                        && (report.form != *form || report.subject != *subject);
                    if differs {
                        conflicts.push(Conflict::Begin {
                            report: edit.report.clone(),
                        });
                    } else {
                        report.form.clone_from(form);
                        report.subject.clone_from(subject);
                    }
                }
                Act::Set {
                    field,
                    value,
                    replaces,
                } => {
                    sets.entry((&edit.report, field))
                        .or_default()
                        .push((&edit.id, value));
                    for id in replaces.iter().filter(|id| **id != edit.id) {
                        replaced.insert((&edit.report, field, id));
                    }
                }
                Act::Attach { .. } => report.attachments.push(edit.clone()),
                Act::Step { .. } => report.steps.push(edit.clone()),
                Act::Complete => report.complete = true,
            }
        }
        for ((name, field), all) in sets {
            let open = |(id, _): &&(&EditId, &Value)| !replaced.contains(&(name, field, *id));
            let mut heads: Vec<_> = all.iter().filter(open).copied().collect();
            // A ring of edits that replace each other can only come from a faulty device: then all of them count.
            if heads.is_empty() {
                heads = all;
            }
            let Some(report) = reports.get_mut(name) else {
                continue;
            };
            if let Some((_, value)) = heads.last() {
                report.fields.insert(field.to_owned(), (*value).clone());
            }
            let differ = heads
                .iter()
                .any(|(_, value)| Some(*value) != heads.first().map(|h| h.1));
            let owned = |(id, value): &(&EditId, &Value)| ((*id).clone(), (*value).clone());
            if differ {
                conflicts.push(Conflict::Field {
                    report: name.to_owned(),
                    field: field.to_owned(),
                    values: heads.iter().map(owned).collect(),
                });
            }
            let ids = heads.iter().map(|(id, _)| (*id).clone()).collect();
            report.heads.insert(field.to_owned(), ids);
        }
        (reports, conflicts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn id(device: &str, seq: u64) -> EditId {
        EditId {
            device: device.to_owned(),
            seq,
        }
    }

    fn set(device: &str, seq: u64, field: &str, value: i64, replaces: &[EditId]) -> Edit {
        Edit {
            id: id(device, seq),
            at_ms: 0,
            user: "tanaka".to_owned(),
            report: "r1".to_owned(),
            act: Act::Set {
                field: field.to_owned(),
                value: json!(value),
                replaces: replaces.to_vec(),
            },
        }
    }

    #[test]
    fn two_devices_without_a_network_conflict_and_a_person_decides() {
        let mut journal = Journal::default();
        journal.take(set("a", 1, "crew", 20, &[])).unwrap();
        journal
            .take(set("b", 1, "crew", 21, &[id("a", 1)]))
            .unwrap();
        journal
            .take(set("a", 2, "crew", 22, &[id("a", 1)]))
            .unwrap();
        let (reports, conflicts) = journal.fold();
        assert_eq!(conflicts.len(), 1);
        let heads = reports["r1"].heads["crew"].clone();
        assert_eq!(heads, [id("a", 2), id("b", 1)]);
        journal.take(set("b", 2, "crew", 22, &heads)).unwrap();
        let (reports, conflicts) = journal.fold();
        assert!(conflicts.is_empty());
        assert_eq!(reports["r1"].fields["crew"], 22);
    }

    #[test]
    fn the_same_value_from_two_devices_is_no_conflict() {
        let mut journal = Journal::default();
        journal.take(set("a", 1, "crew", 20, &[])).unwrap();
        journal.take(set("b", 1, "crew", 20, &[])).unwrap();
        assert!(journal.fold().1.is_empty());
    }

    #[test]
    fn one_id_for_two_entries_keeps_both_and_says_so() {
        let mut journal = Journal::default();
        assert!(journal.take(set("a", 1, "crew", 20, &[])).unwrap());
        assert!(!journal.take(set("a", 1, "crew", 20, &[])).unwrap());
        assert!(journal.take(set("a", 1, "crew", 9, &[])).unwrap());
        let (_, conflicts) = journal.fold();
        assert!(conflicts.contains(&Conflict::Twin { id: id("a", 1) }));
        assert_eq!(journal.len(), 2);
    }

    /// A device that was restored counts anew: who holds one entry of an id does not hold the other.
    #[test]
    fn what_a_device_lacks_is_given_also_under_an_id_that_it_knows() {
        let mut journal = Journal::default();
        for (seq, value) in [(1, 20), (2, 21), (2, 9), (3, 22)] {
            journal.take(set("a", seq, "crew", value, &[])).unwrap();
        }
        let given = |known: u64| {
            let known = BTreeMap::from([("a".to_owned(), known)]);
            let seqs = journal.beyond(&known).map(|edit| edit.id.seq);
            seqs.collect::<Vec<_>>()
        };
        assert_eq!(given(3), [2, 2]);
        assert_eq!(given(0), [1, 2, 2, 3]);
    }

    #[test]
    fn what_no_device_makes_is_refused() {
        let mut bad = set("a", 1, "crew", 1, &[]);
        bad.report.clear();
        assert_eq!(bad.check(), Err(Error::Edit { what: "report" }));
        let photo = |sha256: &str, place| Edit {
            act: Act::Attach {
                kind: "photo".to_owned(),
                caption: String::new(),
                sha256: sha256.to_owned(),
                size: 1,
                media: "image/jpeg".to_owned(),
                place,
            },
            ..set("a", 1, "x", 1, &[])
        };
        assert!(
            photo(&"ab".repeat(32), Some([-179.9, 41.0]))
                .check()
                .is_ok()
        );
        assert!(photo("AB", None).check().is_err());
        assert!(photo(&"ab".repeat(32), Some([200.0, 0.0])).check().is_err());
    }

    /// Devices that write and now and then see each other's work: what each writes replaces what it has seen.
    fn history(plan: &[(u8, u8, i64, bool)]) -> Vec<Edit> {
        let mut seen: BTreeMap<u8, Journal> = BTreeMap::new();
        let mut counts: BTreeMap<u8, u64> = BTreeMap::new();
        let mut all = Vec::new();
        for (device, field, value, sync) in plan {
            if *sync {
                let other = seen.get(&((device + 1) % 4)).cloned().unwrap_or_default();
                seen.entry(*device).or_default().merge(&other);
            }
            let mine = seen.entry(*device).or_default();
            let field = format!("f{field}");
            let heads = mine
                .fold()
                .0
                .get("r1")
                .and_then(|r| r.heads.get(&field).cloned());
            let seq = counts.entry(*device).or_default();
            *seq += 1;
            let edit = set(
                &format!("d{device}"),
                *seq,
                &field,
                *value,
                &heads.unwrap_or_default(),
            );
            mine.take(edit.clone()).unwrap();
            all.push(edit);
        }
        all
    }

    proptest! {
        #[test]
        fn any_order_and_any_repetition_give_the_same(
            plan in prop::collection::vec((0..4_u8, 0..3_u8, 0..5_i64, any::<bool>()), 1..40),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..120),
        ) {
            let edits = history(&plan);
            let mut straight = Journal::default();
            for edit in &edits {
                straight.take(edit.clone()).unwrap();
            }
            let mut mixed = Journal::default();
            for index in &order {
                mixed.take(edits[index.index(edits.len())].clone()).unwrap();
            }
            for edit in edits.iter().rev() {
                mixed.take(edit.clone()).unwrap();
            }
            prop_assert_eq!(straight.len(), edits.len(), "nothing is lost");
            prop_assert_eq!(&straight, &mixed);
            prop_assert_eq!(straight.fold(), mixed.fold());
            // Whatever nobody replaced is there: as the value, or in a conflict.
            let (reports, conflicts) = straight.fold();
            for (field, heads) in &reports["r1"].heads {
                let shown = &reports["r1"].fields[field];
                for head in heads {
                    let edit = edits.iter().find(|e| e.id == *head).unwrap();
                    let Act::Set { value, .. } = &edit.act else { panic!() };
                    let listed = conflicts.iter().any(|c| matches!(c, Conflict::Field { field: f, values, .. }
                        if f == field && values.iter().any(|(id, _)| id == head)));
                    prop_assert!(value == shown || listed);
                }
            }
        }

        #[test]
        fn an_edit_comes_back_from_json(device in "[a-z]{1,8}", seq in 1..1000_u64, value in any::<i64>()) {
            let edit = set(&device, seq, "crew", value, &[id("x", 1)]);
            let text = serde_json::to_string(&edit).unwrap();
            prop_assert_eq!(serde_json::from_str::<Edit>(&text).unwrap(), edit);
        }
    }
}
