//! Authority: under which instrument an asset may do what, to ships of which flags, in which waters.
//!
//! Authority is a hard rule with a cited instrument, never a skill. What the law says is the operator's
//! to enter: this file only reads it. An authority may depend on an officer aboard (a ship-rider): it is
//! switched on when the officer embarks and off when the officer leaves.

use serde::{Deserialize, Serialize};
use vigie_sea::Validity;

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
    /// Code of the waters, if they matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
}

impl Authority {
    /// Whether it covers the action on a ship of this flag in these waters, whoever is aboard and whenever.
    #[must_use]
    pub fn covers(&self, action: Action, flag: Option<&str>, area: Option<&str>) -> bool {
        let named = |list: &[String], value: Option<&str>| {
            list.is_empty() || value.is_some_and(|v| list.iter().any(|l| l.eq_ignore_ascii_case(v)))
        };
        self.actions.contains(&action) && named(&self.flags, flag) && named(&self.areas, area)
    }
}
