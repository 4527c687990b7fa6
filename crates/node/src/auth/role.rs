//! Roles, each of which may do what those before it may.

use serde::{Deserialize, Serialize};

/// What a person or a program may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Reads.
    Viewer,
    /// Also loads areas and lists, and exports.
    Analyst,
    /// Also runs feeds, and confirms or dismisses events.
    WatchOfficer,
    /// Also accounts, tokens, audit and retention.
    Administrator,
}

impl Role {
    /// All roles, the least first.
    pub(crate) const ALL: [Self; 4] = [
        Self::Viewer,
        Self::Analyst,
        Self::WatchOfficer,
        Self::Administrator,
    ];

    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::WatchOfficer => "watch_officer",
            Self::Administrator => "administrator",
        }
    }

    /// The role of this code.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn codes_are_those_of_json_and_grow_in_power() {
        assert!(Role::ALL.is_sorted());
        for role in Role::ALL {
            let json = serde_json::to_string(&role).unwrap();
            assert_eq!(json, format!("\"{}\"", role.code()));
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
        assert_eq!(Role::from_code("root"), None);
    }
}
