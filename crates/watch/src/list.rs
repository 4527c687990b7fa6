//! Lists of vessels: IUU lists and lists of authorised vessels, each with its date and source.
//!
//! A list is a claim by someone on a date, so a match names the list, its date, its source and the
//! row. Absence from a list of authorised vessels means nothing unless the list itself claims to be
//! complete for that flag or area: *unknown* is not *not authorised*.

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

/// What a list says of the vessels on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// Engaged in illegal, unreported or unregulated fishing.
    Iuu,
    /// Authorised to fish, carry or tranship.
    Authorisation,
}

impl ListKind {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Iuu => "iuu",
            Self::Authorisation => "authorisation",
        }
    }
}

/// For which vessels a list claims to be complete; an absent field means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completeness {
    /// Flag (ISO 3166 alpha-3).
    pub flag: Option<String>,
    /// Area, as named in the list.
    pub area: Option<String>,
}

/// A list's own description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListInfo {
    /// Identifier chosen by the operator; a list with the same one replaces it.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// Kind.
    pub kind: ListKind,
    /// Date the list speaks of.
    pub date: Time,
    /// Where it came from.
    pub source: String,
    /// What it claims to cover completely; empty means no such claim.
    #[serde(default)]
    pub complete_for: Vec<Completeness>,
}

/// All lists an operator loaded.
#[derive(Debug, Clone, Default)]
pub struct ListSet {
    generation: u64,
}

impl ListSet {
    /// Counts up with every change, so that a detector knows when to look again.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }
}
