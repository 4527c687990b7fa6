//! Authority: under which instrument an asset may do what, to ships of which flags, in which waters.
//!
//! Authority is a hard rule with a cited instrument, never a skill. What the law says is the operator's
//! to enter: this file only reads it. An authority may depend on an officer aboard (a ship-rider): it is
//! switched on when the officer embarks and off when the officer leaves.

use serde::{Deserialize, Serialize};
use vigie_sea::{Time, Validity};

/// What is done to another ship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Call it by radio and ask.
    Hail,
    /// Board and inspect it.
    Board,
    /// Bring it to port, or hold it for its flag State.
    Detain,
}

impl Action {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Hail => "hail",
            Self::Board => "board",
            Self::Detain => "detain",
        }
    }
}

/// One authority of an asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// The instrument it rests on, as cited: `NPFC CMM 2017-09 par. 5`.
    pub instrument: String,
    /// What it allows.
    pub actions: Vec<Action>,
    /// Flags of the ships it covers, ISO 3166 alpha-3; empty means every flag, and a ship of unknown flag.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// Codes of the waters it covers (`NPFC`, `WCPFC`); empty means everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<String>,
    /// When it is in force.
    #[serde(default)]
    pub validity: Validity,
    /// Agency whose officer must be aboard, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// Register of inspection vessels on which the asset must stand, if any: `NPFC-HSBI`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
}

/// The authority that a task needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityNeed {
    /// What will be done.
    pub action: Action,
    /// Flag of the ship, if not that of the task's target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<String>,
    /// Code of the waters, if they matter; where `within` says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Waters in which the ship is predicted to be, in order of time: what she may be boarded under changes on her way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<Within>,
}

/// The waters in which a ship is, from a moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// From when; the first counts before that too.
    pub from: Time,
    /// Codes of all of them; none where no waters are known.
    pub areas: Vec<String>,
}

impl AuthorityNeed {
    /// Codes of the waters that count at a moment.
    #[must_use]
    pub fn areas_at(&self, time: Time) -> Vec<&str> {
        let begun = self.within.partition_point(|w| w.from <= time);
        match self.within.get(begun.saturating_sub(1)) {
            Some(within) => within.areas.iter().map(String::as_str).collect(),
            None => self.area.as_deref().into_iter().collect(),
        }
    }
}

impl Authority {
    /// Whether an asset that stands on these registers may use it.
    #[must_use]
    pub fn open_to(&self, registers: &[String]) -> bool {
        let listed = |register: &String| registers.iter().any(|r| r.eq_ignore_ascii_case(register));
        self.register.as_ref().is_none_or(listed)
    }

    /// Whether it covers the action on a ship of this flag in these waters, of which one suffices, whoever is aboard and
    /// whenever.
    #[must_use]
    pub fn covers(&self, action: Action, flag: Option<&str>, areas: &[&str]) -> bool {
        let named = |list: &[String], values: &[&str]| {
            let lists = |value: &&str| list.iter().any(|l| l.eq_ignore_ascii_case(value));
            list.is_empty() || values.iter().any(lists)
        };
        let flag: Vec<&str> = flag.into_iter().collect();
        self.actions.contains(&action) && named(&self.flags, &flag) && named(&self.areas, areas)
    }
}
