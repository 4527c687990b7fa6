//! Families of which a part is aboard when boarding is to be closed: said, asked, decided by a person, never by a rule.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::manifest::{Entry, EntryState, Manifest};
use crate::{GroupId, PersonId};

/// What a person decides of such a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitDecision {
    /// Who is aboard goes, the others follow later.
    Part,
    /// Who is aboard gets off: the family is planned together.
    Together,
}

/// A decision that leaves a minor without an adult of the family, aboard or ashore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinorAlone;

fn is_ashore(entry: &Entry) -> bool {
    entry.state != EntryState::Boarded
}

impl Manifest {
    /// Families of which a part is aboard and somebody who travels with them is not, in order.
    #[must_use]
    pub fn split(&self) -> Vec<GroupId> {
        let groups = |ashore: bool| -> BTreeSet<GroupId> {
            let side = self.entries.iter().filter(|it| is_ashore(it) == ashore);
            side.map(|it| it.group).collect()
        };
        groups(false).intersection(&groups(true)).copied().collect()
    }

    /// Whether a minor would be without an adult of the family if its parts went apart.
    #[must_use]
    pub fn parts_minor(&self, group: GroupId) -> bool {
        let alone = |ashore: bool| {
            let family = self.entries.iter().filter(|it| it.group == group);
            let mut side = family.filter(|it| is_ashore(it) == ashore).peekable();
            side.peek().is_some() && side.all(|it| it.minor)
        };
        alone(false) || alone(true)
    }

    /// Carries a decision out. Gives who gets off.
    ///
    /// # Errors
    /// [`MinorAlone`]: the parts cannot go apart.
    pub fn decide(
        &mut self,
        group: GroupId,
        decision: SplitDecision,
    ) -> Result<Vec<PersonId>, MinorAlone> {
        match decision {
            SplitDecision::Part if self.parts_minor(group) => Err(MinorAlone),
            SplitDecision::Part => Ok(Vec::new()),
            SplitDecision::Together => {
                let mut off = Vec::new();
                for entry in &mut self.entries {
                    if entry.group == group && entry.state == EntryState::Boarded {
                        // Not a no-show: they came, and wait for the others.
                        entry.state = EntryState::Standby;
                        off.push(entry.person);
                    }
                }
                Ok(off)
            }
        }
    }
}
