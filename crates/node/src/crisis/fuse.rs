//! Two records of one person become one: what only the other record knows is taken over, and who named the other names
//! the one that stays. The other record is kept as it was, sealed and read by nothing, for the case that the two were not
//! one person after all.

use vigie_crisis::{
    Consent, ConsentGiven, Eligibility, GroupId, Needs, Person, PersonId, Readings,
};
use vigie_store::Ledger;

use super::{Register, Vault, evacuation::group_of};
use crate::http::Problem;

/// Most names, documents or contacts that a record may have; what is over stays in the other record.
pub(super) const ENTRIES_MAX: usize = 16;
/// Longest note of two, characters: as long as one text of a record may be.
const NOTE_CHARS_MAX: usize = 500;

impl Register {
    /// Takes what only `other` knows into the record of `into`, and lets guardianships that name `other` name `into`.
    /// That they are one person is noted by the caller.
    ///
    /// # Errors
    /// `not-found` when nothing is known of `other`; `crisis-merge-target` when `into` is the same or has no record, or one
    /// of the two was merged before; the store.
    pub(crate) fn fuse(
        &mut self,
        ledger: &mut Ledger,
        vault: &Vault,
        readings: &Readings,
        other: PersonId,
        into: PersonId,
    ) -> Result<(), Problem> {
        let board = self.board();
        let has_way = board.persons.contains_key(&other);
        let is_gone = [other, into].iter().any(|it| board.merged.contains_key(it));
        let is_erased = self.receipts.iter().any(|it| it.person == other);
        // An erased person is not tied to a name again.
        if is_erased || !(has_way || self.persons.contains_key(&other)) {
            return Err(Problem::not_found(other));
        }
        let refused = || Problem::bad("crisis-merge-target", into);
        let kept = self.persons.get(&into).ok_or_else(refused)?;
        if is_gone || into == other {
            return Err(refused());
        }
        // Someone known by events alone has no record to take from.
        if let Some(record) = self.persons.get(&other) {
            let (mut kept, record) = (kept.clone(), record.clone());
            if !self.has_company(group_of(&kept), into, other) {
                kept.group = self.group_left(&record).or(kept.group);
            }
            let fused = fused(kept, &record);
            fused
                .check()
                .map_err(|fault| Problem::bad(fault.code(), &fault))?;
            self.put_person(ledger, vault, readings, fused)?;
        }
        let wards: Vec<Person> = self
            .persons
            .values()
            .filter(|it| it.guardian == Some(other) && it.id != into)
            .cloned()
            .collect();
        for mut ward in wards {
            ward.guardian = Some(into);
            self.put_person(ledger, vault, readings, ward)?;
        }
        Ok(())
    }

    /// Whether somebody else than these two travels with a group.
    fn has_company(&self, group: GroupId, one: PersonId, two: PersonId) -> bool {
        let mut persons = self.persons.values();
        persons.any(|it| it.group == Some(group) && it.id != one && it.id != two)
    }

    /// The group of the record that goes: the one it names, or the one that others made of its own id.
    fn group_left(&self, record: &Person) -> Option<GroupId> {
        let own = GroupId(record.id.0);
        let named = || self.persons.values().any(|it| it.group == Some(own));
        record.group.or_else(|| named().then_some(own))
    }
}

/// Both records as one, but for the group. What the kept one says stands.
fn fused(mut kept: Person, other: &Person) -> Person {
    extend(&mut kept.names, &other.names);
    extend(&mut kept.nationalities, &other.nationalities);
    extend(&mut kept.documents, &other.documents);
    extend(&mut kept.contacts, &other.contacts);
    kept.birth = kept.birth.or(other.birth);
    kept.language = kept.language.or_else(|| other.language.clone());
    kept.place = kept.place.or(other.place);
    // Nobody is their own guardian.
    let is_self = |id: &PersonId| *id == kept.id || *id == other.id;
    let guardian = kept.guardian.filter(|it| !is_self(it));
    kept.guardian = guardian.or_else(|| other.guardian.filter(|it| !is_self(it)));
    if kept.whereabouts.trim().is_empty() {
        kept.whereabouts.clone_from(&other.whereabouts);
    }
    if kept.eligibility == Eligibility::Unknown {
        kept.eligibility = other.eligibility;
    }
    add_needs(&mut kept.needs, &other.needs);
    withdraw(&mut kept.consents, other);
    kept
}

/// Takes what only the other has, as long as there is room.
pub(super) fn extend<T: Clone + PartialEq>(kept: &mut Vec<T>, other: &[T]) {
    for one in other {
        if kept.len() < ENTRIES_MAX && !kept.contains(one) {
            kept.push(one.clone());
        }
    }
}

/// A need that either record tells is met: a place too many harms less than one that is missing.
fn add_needs(kept: &mut Needs, other: &Needs) {
    kept.stretcher |= other.stretcher;
    kept.wheelchair |= other.wheelchair;
    kept.pregnant |= other.pregnant;
    kept.medical |= other.medical;
    kept.minor |= other.minor;
    kept.interpreter |= other.interpreter;
    kept.pets = kept.pets.max(other.pets);
    if kept.note.trim().is_empty() {
        kept.note.clone_from(&other.note);
    } else if !other.note.trim().is_empty() && !kept.note.contains(&other.note) {
        let both = format!("{}; {}", kept.note, other.note);
        if both.chars().count() <= NOTE_CHARS_MAX {
            kept.note = both;
        }
    }
}

/// A consent stands when the kept record gives it and the other does not refuse it. A refusal is taken over, a consent is
/// not.
fn withdraw(kept: &mut Vec<ConsentGiven>, other: &Person) {
    for to in [Consent::Partner, Consent::NextOfKin, Consent::Reunification] {
        if !other.refuses(to) {
            continue;
        }
        let words = kept.iter().chain(&other.consents);
        let times = words.filter(|it| it.to == to).map(|it| it.at_ms);
        let at_ms = times.max().unwrap_or(0);
        kept.retain(|it| it.to != to);
        kept.push(ConsentGiven {
            to,
            given: false,
            at_ms,
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use vigie_crisis::{Act, Document, DocumentKind, NameForm, Script, Source};

    use super::*;
    use crate::crisis::{Desk, readings, testing};
    use crate::live::now;

    fn someone(number: u128, family: &str, source: Source) -> Person {
        let name = NameForm {
            script: Script::Latin,
            family: family.to_owned(),
            given: "Ann".to_owned(),
        };
        Person::named(PersonId::from_number(number), name, source)
    }

    fn word(to: Consent, given: bool, at_ms: i64) -> ConsentGiven {
        ConsentGiven { to, given, at_ms }
    }

    #[test]
    fn the_kept_record_wins_what_is_missing_is_taken_and_consents_get_stricter() {
        let mut kept = someone(1, "Sato", Source::Orrnet);
        kept.language = Some("ja".to_owned());
        kept.consents = vec![
            word(Consent::Partner, true, 9),
            word(Consent::Reunification, true, 1),
        ];
        let mut other = someone(2, "Satoh", Source::SelfReport);
        other.language = Some("en".to_owned());
        other.whereabouts = "Hotel".to_owned();
        other.needs.wheelchair = true;
        other.guardian = Some(kept.id);
        other.documents.push(Document {
            kind: DocumentKind::Passport,
            issuer: "JPN".to_owned(),
            number: "TK1".to_owned(),
            expires: None,
        });
        other.consents = vec![
            word(Consent::Partner, false, 5),
            word(Consent::NextOfKin, true, 5),
        ];
        let one = fused(kept, &other);
        assert_eq!((one.names.len(), one.documents.len()), (2, 1));
        assert_eq!(one.names[0].family, "Sato");
        assert_eq!(one.language.as_deref(), Some("ja"));
        assert_eq!(one.whereabouts, "Hotel");
        assert!(one.needs.wheelchair);
        assert_eq!(one.guardian, None, "nobody is their own guardian");
        assert!(one.refuses(Consent::Partner));
        assert!(one.consents_to(Consent::Reunification));
        assert!(!one.consents_to(Consent::NextOfKin));
    }

    fn keep(desk: &mut Desk<'_>, person: Person) -> Result<(), Problem> {
        let new = [(person.id, person.source)];
        desk.register
            .put_person(desk.ledger, desk.vault, readings(), person)?;
        desk.register
            .note_registered(desk.ledger, &new, "mika", now().ms())
    }

    #[test]
    fn a_child_keeps_its_guardian_and_a_target_that_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (room, crisis) = (testing::room(folder.path(), 0, None), testing::CRISIS);
        let id = PersonId::from_number;
        let family = GroupId::from_number(77);
        room.with(crisis, |desk| {
            let mut mother = someone(2, "Satoh", Source::SelfReport);
            mother.group = Some(family);
            let mut child = someone(3, "Satoh", Source::SelfReport);
            child.needs.minor = true;
            (child.group, child.guardian) = (Some(family), Some(mother.id));
            for person in [someone(1, "Sato", Source::Orrnet), mother, child] {
                keep(desk, person)?;
            }
            desk.register
                .fuse(desk.ledger, desk.vault, readings(), id(2), id(1))?;
            let act = Act::Merged { into: id(1) };
            desk.register
                .note(desk.ledger, id(2), act, "mika", now().ms())?;
            Ok(())
        })
        .unwrap();
        room.with(crisis, |desk| {
            let persons = &desk.register.persons;
            assert_eq!(persons[&id(1)].group, Some(family));
            assert_eq!(persons[&id(3)].guardian, Some(id(1)));
            Ok(())
        })
        .unwrap();
        // Merged already, unknown, and the same.
        for (other, into, code) in [
            (3, 2, "crisis-merge-target"),
            (3, 9, "crisis-merge-target"),
            (3, 3, "crisis-merge-target"),
            (9, 1, "not-found"),
        ] {
            let refused = room.with(crisis, |desk| {
                desk.register
                    .fuse(desk.ledger, desk.vault, readings(), id(other), id(into))
            });
            assert_eq!(refused.unwrap_err().code, code, "{other} into {into}");
        }
    }
}
