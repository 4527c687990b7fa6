//! A case: what belongs to it, and its way from open to closed. State is a fold of signed entries; nothing is changed,
//! only added.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Error, clock::DAY_MS};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Being worked on.
    #[default]
    Open,
    /// With the flag State.
    Referred,
    /// Over.
    Closed,
}

impl Stage {
    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Referred => "referred",
            Self::Closed => "closed",
        }
    }

    /// Whether a case may go from here to there: a closed case is reopened before it is referred.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Open, Self::Referred | Self::Closed)
                | (Self::Referred, Self::Open | Self::Closed)
                | (Self::Closed, Self::Open)
        )
    }
}

/// Kinds of what can belong to a case.
pub const ITEM_KINDS: [&str; 8] = [
    "event", "vessel", "track", "report", "photo", "release", "copy", "document",
];
/// Why cases are linked.
pub const LINK_WHYS: [&str; 5] = ["owner", "sister_ship", "master", "same_event", "other"];

/// What can belong to a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// One of [`ITEM_KINDS`].
    pub kind: String,
    /// Its identifier there.
    pub id: String,
}

/// An entry of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    /// The case is opened.
    Open {
        /// What it is about.
        title: String,
        /// Vessel, if one is known.
        mmsi: Option<u32>,
    },
    /// Something belongs to it.
    Add {
        /// What.
        item: Item,
        /// Why; may be empty.
        note: String,
    },
    /// It does not belong to it after all; the entry that added it stays.
    Remove {
        /// What.
        item: Item,
        /// Why.
        note: String,
    },
    /// It has to do with another case, or does not after all.
    Link {
        /// The other case.
        case: String,
        /// One of [`LINK_WHYS`].
        why: String,
        /// On or off. Entries from before there was an off say nothing of it.
        #[serde(default = "on", skip_serializing_if = "is_on")]
        on: bool,
    },
    /// Somebody has something to do.
    Task {
        /// Its name within the case.
        task: String,
        /// What.
        text: String,
        /// Who.
        to: String,
        /// By when, milliseconds since 1970 UTC.
        due_ms: Option<i64>,
        /// Done.
        done: bool,
    },
    /// A remark.
    Note {
        /// Text.
        text: String,
    },
    /// It goes on to another stage.
    Stage {
        /// The new one.
        stage: Stage,
        /// To whom it was referred, or why it is over.
        note: String,
        /// By when the flag State should answer, milliseconds since 1970 UTC.
        reply_due_ms: Option<i64>,
    },
    /// Nothing of it may be deleted, or no longer so. Each agency lifts its own hold only.
    Hold {
        /// On or off.
        on: bool,
        /// Legal ground.
        note: String,
    },
    /// It is held together with a partner, or no longer so: entries from now on, and those before, go to it.
    Share {
        /// The partner.
        party: String,
        /// For what.
        purpose: String,
        /// On or off.
        on: bool,
    },
    /// A photograph or document of it goes to a partner that it is held together with, or is taken back. Nothing goes that no
    /// officer named: photographs may show faces.
    SharePhoto {
        /// SHA-256 of its bytes, 64 hexadecimal digits.
        sha256: String,
        /// The partner.
        party: String,
        /// Given or taken back.
        on: bool,
    },
    /// What a look at the vessel said of an alert.
    Outcome(crate::outcome::Outcome),
}

fn on() -> bool {
    true
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_on(on: &bool) -> bool {
    *on
}

/// An entry with its origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Who.
    pub user: String,
    /// The agency.
    pub party: String,
    /// What.
    pub deed: Deed,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// What.
    pub text: String,
    /// Who.
    pub to: String,
    /// By when.
    pub due_ms: Option<i64>,
    /// Done.
    pub done: bool,
}

/// A case as it stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Case {
    /// Title.
    pub title: String,
    /// Vessel.
    pub mmsi: Option<u32>,
    /// Stage.
    pub stage: Stage,
    /// Legal hold of at least one agency.
    pub hold: bool,
    /// Whose hold it is under.
    #[serde(skip)]
    pub holders: BTreeSet<String>,
    /// What belongs to it.
    pub items: BTreeSet<Item>,
    /// With whom it is held together, and for what.
    pub shares: BTreeMap<String, String>,
    /// Other cases and why.
    pub links: BTreeSet<(String, String)>,
    /// Tasks by name.
    pub tasks: BTreeMap<String, Task>,
    /// By when the flag State should answer.
    pub reply_due_ms: Option<i64>,
    /// Last entry, milliseconds since 1970 UTC.
    pub last_ms: i64,
}

impl Case {
    /// The state that entries in their order make. A step that is not allowed is left out: it could not be entered here,
    /// and one that a partner sent is no order to us.
    #[must_use]
    pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut case = Self::default();
        for entry in entries {
            // Refused entries leave the case as it is.
            drop(case.apply(entry));
        }
        case
    }

    /// Takes one entry.
    ///
    /// # Errors
    /// [`Error::Step`] when the case may not go there.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), Error> {
        match &entry.deed {
            Deed::Open { title, mmsi } => {
                self.title.clone_from(title);
                self.mmsi = *mmsi;
            }
            Deed::Add { item, .. } => {
                self.items.insert(item.clone());
            }
            Deed::Remove { item, .. } => {
                self.items.remove(item);
            }
            Deed::Link { case, why, on } => {
                let link = (case.clone(), why.clone());
                if *on {
                    self.links.insert(link);
                } else {
                    self.links.remove(&link);
                }
            }
            Deed::Task {
                task,
                text,
                to,
                due_ms,
                done,
            } => {
                let value = Task {
                    text: text.clone(),
                    to: to.clone(),
                    due_ms: *due_ms,
                    done: *done,
                };
                self.tasks.insert(task.clone(), value);
            }
            Deed::Stage {
                stage,
                reply_due_ms,
                ..
            } => {
                if !self.stage.may_become(*stage) {
                    return Err(Error::Step {
                        from: self.stage.code(),
                        to: stage.code(),
                    });
                }
                self.stage = *stage;
                self.reply_due_ms = *reply_due_ms;
            }
            Deed::Hold { on, .. } => {
                // What a court of one State ordered, no other agency ends.
                if *on {
                    self.holders.insert(entry.party.clone());
                } else {
                    self.holders.remove(&entry.party);
                }
                self.hold = !self.holders.is_empty();
            }
            Deed::Share { party, purpose, on } => {
                if *on {
                    self.shares.insert(party.clone(), purpose.clone());
                } else {
                    self.shares.remove(party);
                }
            }
            Deed::Note { .. } | Deed::SharePhoto { .. } | Deed::Outcome(_) => {}
        }
        self.last_ms = self.last_ms.max(entry.at_ms);
        Ok(())
    }

    /// What should have been done by a moment, milliseconds since 1970 UTC. Of a closed case nothing is waited for.
    #[must_use]
    pub fn overdue(&self, now_ms: i64) -> Overdue {
        if self.stage == Stage::Closed {
            return Overdue::default();
        }
        let late = |task: &&Task| !task.done && task.due_ms.is_some_and(|due| is_past(due, now_ms));
        let waits = self.stage == Stage::Referred;
        Overdue {
            reply: waits && self.reply_due_ms.is_some_and(|due| is_past(due, now_ms)),
            tasks: self.tasks.values().filter(late).count(),
        }
    }
}

/// What is overdue in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Overdue {
    /// The answer of the flag State.
    pub reply: bool,
    /// Open tasks.
    pub tasks: usize,
}

/// Whether a date has passed. A day without a time of day lasts until its end, UTC.
fn is_past(due_ms: i64, now_ms: i64) -> bool {
    let whole_day = due_ms.rem_euclid(DAY_MS) == 0;
    now_ms >= due_ms.saturating_add(if whole_day { DAY_MS } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(deed: Deed) -> Entry {
        Entry {
            at_ms: 5,
            user: "leblanc".to_owned(),
            party: "can".to_owned(),
            deed,
        }
    }

    #[test]
    fn a_case_goes_from_open_to_referred_to_closed_and_not_back_by_itself() {
        let step = |stage| {
            entry(Deed::Stage {
                stage,
                note: String::new(),
                reply_due_ms: Some(9),
            })
        };
        let mut case = Case::fold(&[entry(Deed::Open {
            title: "Nets at night".to_owned(),
            mmsi: Some(412_000_001),
        })]);
        case.apply(&step(Stage::Referred)).unwrap();
        case.apply(&step(Stage::Closed)).unwrap();
        let refused = case.apply(&step(Stage::Referred)).unwrap_err();
        assert_eq!(refused.code(), "case-step");
        assert_eq!((case.stage, case.reply_due_ms), (Stage::Closed, Some(9)));
    }

    #[test]
    fn a_link_is_taken_back_and_one_from_before_there_was_an_off_stands() {
        let link = |on| {
            entry(Deed::Link {
                case: "ca-2".to_owned(),
                why: "master".to_owned(),
                on,
            })
        };
        let told = r#"{"do":"link","case":"ca-2","why":"master"}"#;
        let old: Deed = serde_json::from_str(told).unwrap();
        assert_eq!(old, link(true).deed);
        // A partner of before reads it still.
        assert_eq!(serde_json::to_string(&link(true).deed).unwrap(), told);
        let mut case = Case::fold(&[entry(old)]);
        assert_eq!(case.links.len(), 1);
        case.apply(&link(false)).unwrap();
        assert!(case.links.is_empty());
    }

    #[test]
    fn what_is_overdue_is_told_until_it_is_done_answered_or_closed() {
        let day = 20_000 * DAY_MS;
        let task = |name: &str, due_ms, done| {
            entry(Deed::Task {
                task: name.to_owned(),
                text: String::new(),
                to: String::new(),
                due_ms,
                done,
            })
        };
        let stage = |stage, reply_due_ms| {
            entry(Deed::Stage {
                stage,
                note: String::new(),
                reply_due_ms,
            })
        };
        let mut case = Case::fold(&[
            task("a", Some(day), false),
            task("b", Some(day + 1), false),
            task("c", Some(day), true),
            task("d", None, false),
            stage(Stage::Referred, Some(day)),
        ]);
        let told = |case: &Case, now| (case.overdue(now).reply, case.overdue(now).tasks);
        assert_eq!(told(&case, day), (false, 0));
        // A date means the whole day; a time of day means itself.
        assert_eq!(told(&case, day + DAY_MS - 1), (false, 1));
        assert_eq!(told(&case, day + DAY_MS), (true, 2));
        case.apply(&task("a", Some(day), true)).unwrap();
        assert_eq!(told(&case, i64::MAX), (true, 1));
        case.apply(&stage(Stage::Closed, None)).unwrap();
        assert_eq!(told(&case, i64::MAX), (false, 0));
    }

    #[test]
    fn a_hold_is_lifted_by_who_set_it_and_by_nobody_else() {
        let hold = |party: &str, on| Entry {
            party: party.to_owned(),
            ..entry(Deed::Hold {
                on,
                note: "court order".to_owned(),
            })
        };
        let mut case = Case::fold(&[hold("can", true), hold("jpn", false)]);
        assert!(case.hold);
        case.apply(&hold("jpn", true)).unwrap();
        case.apply(&hold("can", false)).unwrap();
        assert!(case.hold);
        assert!(case.holders.contains("jpn"));
        case.apply(&hold("jpn", false)).unwrap();
        assert!(!case.hold);
    }

    #[test]
    fn what_was_taken_out_is_gone_from_the_state_and_stays_in_the_entries() {
        let item = Item {
            kind: "event".to_owned(),
            id: "gap-1".to_owned(),
        };
        let add = entry(Deed::Add {
            item: item.clone(),
            note: String::new(),
        });
        let remove = entry(Deed::Remove {
            item,
            note: "another ship".to_owned(),
        });
        assert_eq!(Case::fold([&add]).items.len(), 1);
        assert!(Case::fold([&add, &remove]).items.is_empty());
        let text = serde_json::to_string(&remove).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), remove);
    }
}
