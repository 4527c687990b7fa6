//! The plan book: what is prepared before anything happens, per country or city, with its history.
//!
//! A contingency plan says where people gather, by which roads to which embarkation points, who carries them, whom to
//! call, what sets it off, and what each partner has pledged. Versions are never overwritten: a plan is exercised, and
//! what the exercise taught is the next version. Two partners compare theirs entry by entry.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

use crate::Error;

/// Most entries of one kind in one plan.
pub const ENTRIES_MAX: usize = 2_000;
/// Longest text, characters.
pub const TEXT_CHARS_MAX: usize = 2_000;

/// Kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Assembly point: `quantity` is how many people it holds.
    Assembly,
    /// Route between two places: `quantity` is minutes by bus.
    Route,
    /// Embarkation point: `quantity` is how many people its hall holds.
    Embarkation,
    /// Safe haven or reception: `quantity` is how many people it takes.
    Haven,
    /// Carrier: `quantity` is seats.
    Provider,
    /// Person or office to call.
    Contact,
    /// What sets the plan off, such as an alert of some severity within some distance.
    Trigger,
    /// What a partner has pledged: `quantity` is how much of it.
    Pledge,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookEntry {
    /// Kind.
    pub kind: EntryKind,
    /// Key within its kind, the same in every version and for both partners, such as `RPLL` or `NAIA-road`.
    pub key: String,
    /// Name.
    pub name: String,
    /// Who answers for it: a partner or a host authority.
    #[serde(default)]
    pub owner: String,
    /// Where, if it is somewhere.
    #[serde(default)]
    pub position: Option<Position>,
    /// How much; the kind says of what.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// Anything else, as text.
    #[serde(default)]
    pub note: String,
}

/// One version of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookPlan {
    /// Key of the plan, such as `PH-LUZON`.
    pub key: String,
    /// Name.
    pub name: String,
    /// Country, ISO 3166 alpha-2.
    pub country: String,
    /// Version, from 1.
    pub version: u32,
    /// When this version was made.
    pub made: Time,
    /// Who made it.
    pub by: String,
    /// When it was last exercised; `None`: never.
    #[serde(default)]
    pub exercised: Option<Time>,
    /// Entries.
    pub entries: Vec<BookEntry>,
}

/// A difference between two plans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Kind of the entry.
    pub kind: EntryKind,
    /// Its key.
    pub key: String,
    /// What differs.
    pub what: DifferenceKind,
    /// As the first has it.
    pub left: Option<BookEntry>,
    /// As the second has it.
    pub right: Option<BookEntry>,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// Only the first has it.
    OnlyLeft,
    /// Only the second has it.
    OnlyRight,
    /// Places differ by more than a hundred metres.
    Position,
    /// Quantities differ.
    Quantity,
    /// Who answers for it differs.
    Owner,
    /// Name or note differs.
    Text,
}

impl DifferenceKind {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OnlyLeft => "book-only-left",
            Self::OnlyRight => "book-only-right",
            Self::Position => "book-position",
            Self::Quantity => "book-quantity",
            Self::Owner => "book-owner",
            Self::Text => "book-text",
        }
    }
}

/// Two places nearer than this are the same, metres.
const SAME_PLACE_M: f64 = 100.0;

impl BookPlan {
    /// Refuses what cannot be kept: keys empty or twice, too much.
    ///
    /// # Errors
    /// [`Error::TooMany`], [`Error::BookKey`].
    pub fn check(&self) -> Result<(), Error> {
        let mut counts: BTreeMap<EntryKind, usize> = BTreeMap::new();
        let mut seen = std::collections::BTreeSet::new();
        let sound = |text: &str| !text.trim().is_empty() && text.chars().count() <= 64;
        if !sound(&self.key) || !sound(&self.name) {
            return Err(Error::BookKey {
                key: self.key.chars().take(64).collect(),
            });
        }
        for entry in &self.entries {
            let count = counts.entry(entry.kind).or_default();
            *count += 1;
            if *count > ENTRIES_MAX {
                return Err(Error::TooMany {
                    what: "entry",
                    count_max: ENTRIES_MAX,
                });
            }
            if entry.note.chars().count() > TEXT_CHARS_MAX
                || entry.name.chars().count() > TEXT_CHARS_MAX
            {
                return Err(Error::TooMany {
                    what: "text",
                    count_max: TEXT_CHARS_MAX,
                });
            }
            if !sound(&entry.key) || !seen.insert((entry.kind, entry.key.as_str())) {
                return Err(Error::BookKey {
                    key: entry.key.chars().take(64).collect(),
                });
            }
        }
        Ok(())
    }

    /// What differs from another plan, or another version, entry by entry.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Vec<Difference> {
        let table = |plan: &'_ Self| -> BTreeMap<(EntryKind, String), BookEntry> {
            plan.entries
                .iter()
                .map(|it| ((it.kind, it.key.clone()), it.clone()))
                .collect()
        };
        let (left, right) = (table(self), table(other));
        let mut keys: Vec<_> = left.keys().chain(right.keys()).cloned().collect();
        keys.sort();
        keys.dedup();
        keys.into_iter()
            .filter_map(|(kind, key)| {
                let pair = (kind, key.clone());
                let (left, right) = (left.get(&pair).cloned(), right.get(&pair).cloned());
                let what = difference(left.as_ref(), right.as_ref())?;
                Some(Difference {
                    kind,
                    key,
                    what,
                    left,
                    right,
                })
            })
            .collect()
    }

    /// What partners have pledged, by owner and key: the sum that the plan counts on.
    #[must_use]
    pub fn pledged(&self) -> BTreeMap<(String, String), u64> {
        let mut out = BTreeMap::new();
        for entry in self
            .entries
            .iter()
            .filter(|it| it.kind == EntryKind::Pledge)
        {
            let sum = out
                .entry((entry.owner.clone(), entry.key.clone()))
                .or_insert(0_u64);
            *sum += u64::from(entry.quantity.unwrap_or(0));
        }
        out
    }
}

fn difference(left: Option<&BookEntry>, right: Option<&BookEntry>) -> Option<DifferenceKind> {
    let (left, right) = match (left, right) {
        (Some(left), Some(right)) => (left, right),
        (Some(_), None) => return Some(DifferenceKind::OnlyLeft),
        (None, Some(_)) => return Some(DifferenceKind::OnlyRight),
        (None, None) => return None,
    };
    let moved = match (left.position, right.position) {
        (Some(a), Some(b)) => vigie_sea::distance_m(a, b) > SAME_PLACE_M,
        (a, b) => a.is_some() != b.is_some(),
    };
    if moved {
        Some(DifferenceKind::Position)
    } else if left.quantity != right.quantity {
        Some(DifferenceKind::Quantity)
    } else if left.owner != right.owner {
        Some(DifferenceKind::Owner)
    } else if left.name != right.name || left.note != right.note {
        Some(DifferenceKind::Text)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: EntryKind, key: &str, quantity: u32, lon: f64) -> BookEntry {
        BookEntry {
            kind,
            key: key.into(),
            name: key.into(),
            owner: "JP".into(),
            position: Position::new(14.5, lon).ok(),
            quantity: Some(quantity),
            note: String::new(),
        }
    }

    fn plan(entries: Vec<BookEntry>) -> BookPlan {
        BookPlan {
            key: "PH-LUZON".into(),
            name: "Luzon".into(),
            country: "PH".into(),
            version: 1,
            made: Time::from_s(0),
            by: "a".into(),
            exercised: None,
            entries,
        }
    }

    #[test]
    fn partners_see_what_differs() {
        let ours = plan(vec![
            entry(EntryKind::Embarkation, "RPLL", 500, 180.0),
            entry(EntryKind::Pledge, "bus", 5, 1.0),
            entry(EntryKind::Haven, "ROAH", 9, 1.0),
        ]);
        let theirs = plan(vec![
            entry(EntryKind::Embarkation, "RPLL", 500, -180.0),
            entry(EntryKind::Pledge, "bus", 7, 1.0),
            entry(EntryKind::Assembly, "M", 9, 1.0),
        ]);
        let found: Vec<_> = ours
            .compare(&theirs)
            .into_iter()
            .map(|it| (it.key, it.what))
            .collect();
        assert_eq!(
            found,
            [
                ("M".to_owned(), DifferenceKind::OnlyRight),
                ("ROAH".to_owned(), DifferenceKind::OnlyLeft),
                ("bus".to_owned(), DifferenceKind::Quantity)
            ],
            "the same place from both sides of 180"
        );
        assert_eq!(ours.compare(&ours), []);
        assert_eq!(ours.pledged()[&("JP".to_owned(), "bus".to_owned())], 5);
    }

    #[test]
    fn keys_are_kept_apart() {
        assert!(
            plan(vec![
                entry(EntryKind::Haven, "A", 1, 0.0),
                entry(EntryKind::Route, "A", 1, 0.0)
            ])
            .check()
            .is_ok()
        );
        assert!(
            plan(vec![
                entry(EntryKind::Haven, "A", 1, 0.0),
                entry(EntryKind::Haven, "A", 1, 0.0)
            ])
            .check()
            .is_err()
        );
        assert!(
            plan(vec![entry(EntryKind::Haven, " ", 1, 0.0)])
                .check()
                .is_err()
        );
    }
}
