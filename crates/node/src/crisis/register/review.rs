//! Self-reports that nobody has acted on for as long as the rule of the crisis lets them wait: listed, and never erased for it.

use std::collections::{BTreeMap, BTreeSet};

use vigie_crisis::{Act, Channel, PersonId, Source};

use super::Register;

/// Who notes what the public page brings.
pub(crate) const PUBLIC: &str = "public";

/// Whether an act is one person's look at another: a message to thousands is none.
fn is_review(act: &Act) -> bool {
    !matches!(
        act,
        Act::Contacted {
            channel: Channel::Sms | Channel::Email | Channel::Web
        }
    )
}

impl Register {
    /// Persons who reported themselves, of whom nothing was noted since and who were not found to be somebody in the
    /// register, after the time for it.
    pub(crate) fn overdue(&self, now_ms: i64) -> BTreeSet<PersonId> {
        let own = self.own_device();
        let mut reported: BTreeMap<PersonId, i64> = BTreeMap::new();
        let mut acted: BTreeSet<PersonId> = BTreeSet::new();
        for event in self.journal.events() {
            let is_public = event.id.device == own && event.by == PUBLIC;
            match event.act {
                Act::Registered {
                    source: Source::SelfReport,
                } if is_public => {
                    let heard_ms = self.heard.get(&event.id).copied();
                    reported.insert(event.person, heard_ms.unwrap_or(event.at_ms));
                }
                Act::Merged { into } => acted.extend([event.person, into]),
                _ if is_public || !is_review(&event.act) => {}
                _ => {
                    acted.insert(event.person);
                }
            }
        }
        let rule = self.paper.retention;
        reported
            .into_iter()
            .filter(|(person, heard_ms)| {
                rule.overdue_ms(*heard_ms) <= now_ms
                    && !acted.contains(person)
                    && self.persons.contains_key(person)
            })
            .map(|(person, _)| person)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use vigie_crisis::{NameForm, Person, Reply, Script};

    use super::*;
    use crate::{
        crisis::{readings, testing, work},
        live::now,
    };

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn a_report_that_nobody_acts_on_is_listed_when_its_time_is_over_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (room, crisis) = (testing::room(folder.path(), 0, None), testing::CRISIS);
        let id = PersonId::from_number;
        room.with(crisis, |desk| {
            for number in 1..=5 {
                let name = NameForm {
                    script: Script::Latin,
                    family: "Roy".to_owned(),
                    given: number.to_string(),
                };
                let person = Person::named(id(number), name, Source::SelfReport);
                let new = [(person.id, person.source)];
                let (register, ledger) = (&mut *desk.register, &mut *desk.ledger);
                register.put_person(ledger, desk.vault, readings(), person)?;
                register.note_registered(ledger, &new, PUBLIC, now().ms())?;
                let reply = Reply::NeedsHelp;
                register.note(
                    ledger,
                    id(number),
                    Act::Replied { reply },
                    PUBLIC,
                    now().ms(),
                )?;
            }
            let mut note = |number, act| {
                let (register, ledger) = (&mut *desk.register, &mut *desk.ledger);
                register.note(ledger, id(number), act, "mika", now().ms())
            };
            // One was called, two were found to be one person, and a message went out to all.
            note(2, Act::NotReached)?;
            note(3, Act::Merged { into: id(4) })?;
            for number in 1..=5 {
                let channel = Channel::Sms;
                note(number, Act::Contacted { channel })?;
            }
            Ok(())
        })
        .unwrap();
        let overdue = |days: i64| {
            room.with(crisis, |desk| {
                Ok(desk.register.overdue(now().ms() + days * DAY_MS))
            })
            .unwrap()
        };
        assert!(overdue(13).is_empty());
        assert_eq!(overdue(15), BTreeSet::from([id(1), id(5)]));
        let far_ms = now().ms() + 1_000 * DAY_MS;
        assert_eq!(work::erase_due(&room, far_ms).unwrap(), 0);
        assert_eq!(overdue(1_000).len(), 2, "needed still");
    }
}
