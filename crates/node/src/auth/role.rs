//! Roles. Those of the watch floor form a ladder, each of which may do what those before it may. Those of the crisis room
//! stand beside it: who administers the node does not see names of nationals by that.

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
    /// Reads, and checks people in at an assembly point of a crisis: names and needs, no more.
    Desk,
    /// Reads, and keeps the registers of crises: everything about a person.
    Consular,
    /// At exercise control: sees the truth, rates and remarks.
    Evaluator,
    /// At exercise control: also turns the clock and gives injects.
    Director,
}

impl Role {
    /// All roles, those of the watch floor first, the least first.
    pub(crate) const ALL: [Self; 8] = [
        Self::Viewer,
        Self::Analyst,
        Self::WatchOfficer,
        Self::Administrator,
        Self::Desk,
        Self::Consular,
        Self::Evaluator,
        Self::Director,
    ];

    /// Whether who has this role may do what another needs.
    pub(crate) fn may(self, needed: Self) -> bool {
        match (self, needed) {
            (_, Self::Viewer) => true,
            (Self::Consular, Self::Desk | Self::Consular) | (Self::Desk, Self::Desk) => true,
            (Self::Consular | Self::Desk, _) | (_, Self::Consular | Self::Desk) => false,
            // Who set up the node of exercise control directs; a player's node has nothing to direct.
            (Self::Director | Self::Administrator, Self::Evaluator | Self::Director)
            | (Self::Evaluator, Self::Evaluator) => true,
            (Self::Evaluator | Self::Director, _) | (_, Self::Evaluator | Self::Director) => false,
            (role, needed) => role >= needed,
        }
    }

    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::WatchOfficer => "watch_officer",
            Self::Administrator => "administrator",
            Self::Desk => "desk",
            Self::Consular => "consular",
            Self::Evaluator => "evaluator",
            Self::Director => "director",
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

    #[test]
    fn nobody_sees_names_by_running_the_node_and_nobody_runs_it_by_seeing_names() {
        use Role::{
            Administrator, Analyst, Consular, Desk, Director, Evaluator, Viewer, WatchOfficer,
        };
        for role in Role::ALL {
            assert!(role.may(Viewer) && role.may(role));
        }
        for role in [Viewer, Analyst, WatchOfficer, Administrator] {
            assert!(!role.may(Desk) && !role.may(Consular));
        }
        for role in [Desk, Consular] {
            assert!(!role.may(Analyst) && !role.may(Administrator));
        }
        for role in [Evaluator, Director] {
            assert!(!role.may(Analyst) && !role.may(Desk) && role.may(Evaluator));
        }
        assert!(
            Administrator.may(Director) && !WatchOfficer.may(Evaluator) && !Evaluator.may(Director)
        );
        assert!(Consular.may(Desk) && !Desk.may(Consular));
        assert!(Administrator.may(Analyst) && !Analyst.may(WatchOfficer));
    }
}
