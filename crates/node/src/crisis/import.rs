//! Rows of a file come into a register. A file knows people by its own numbers: a number that stood for somebody else is
//! no reason to replace one person by another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use vigie_crisis::{
    Act, ConsentGiven, Eligibility, FunnelState, Imported, NameKeys, Needs, Person, PersonId,
    PlaceNames, Quarantined, Reply,
};

use super::{
    Desk, Register,
    fuse::{ENTRIES_MAX, extend},
    readings,
};
use crate::{
    http::{Deed, Problem},
    live::now,
};

/// Names that share less are of two people, unless something else says that they are one.
const ALIKE_MIN: f64 = 0.4;
/// The number stands for somebody else in the register.
const OF_ANOTHER: &str = "crisis-key-of-another";
/// The register has another place for the person than the row; the rest of the row was taken.
const OTHER_PLACE: &str = "crisis-import-place-differs";
/// The number stood for somebody who was erased.
const OF_ERASED: &str = "crisis-key-of-erased";

/// What came of rows.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// New persons.
    pub(crate) added: usize,
    /// Persons of whom the file says something new.
    pub(crate) changed: usize,
    /// As before.
    pub(crate) same: usize,
    /// Rows kept aside: line and reason.
    pub(crate) aside: Vec<(usize, &'static str)>,
}

impl Kept {
    /// Both together.
    pub(crate) fn and(&mut self, other: Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.same += other.same;
        self.aside.extend(other.aside);
    }

    /// Tells the rows that were kept aside beside those that could not be read, in the order of the file.
    pub(crate) fn tell(&self, imported: &mut Imported) {
        let told = self.aside.iter().map(|(line, reason)| Quarantined {
            line: *line,
            reason: (*reason).to_owned(),
            column: None,
            cell: None,
        });
        imported.quarantine.extend(told);
        imported.quarantine.sort_by_key(|it| it.line);
    }
}

/// The places that a row or a report can name.
pub(crate) fn place_names(register: &Register) -> PlaceNames {
    let places = register.places.values();
    PlaceNames::of(places.map(|place| (place.id, place.name.as_str())))
}

/// Puts persons in the order in which the store keeps them: many are kept in much less time when each change touches
/// neighbouring pages of the file and not pages all over it.
pub(crate) fn sort_for_keeping(imported: &mut Imported) {
    imported.persons.sort_by_key(|(_, person)| person.id);
}

/// Keeps rows of an import, each with its line, and what the file says that people answered; with `dry` only says what
/// would come of them.
pub(crate) fn keep_file(
    desk: &mut Desk<'_>,
    rows: Vec<(usize, Person)>,
    replies: &BTreeMap<PersonId, Reply>,
    user: &str,
    dry: bool,
) -> Result<Kept, Problem> {
    let mut kept = Kept::default();
    let mut new = Vec::new();
    let mut acts: Vec<(PersonId, Act)> = Vec::new();
    let erased: BTreeSet<PersonId> = desk.register.receipts.iter().map(|it| it.person).collect();
    let open = Open::of(desk.register, &rows, replies);
    for (line, mut person) in rows {
        let id = person.id;
        let reply = replies.get(&id).map(|reply| Act::Replied { reply: *reply });
        match desk.register.persons.get(&id) {
            Some(known) if is_another(known, &person) => kept.aside.push((line, OF_ANOTHER)),
            Some(known) => {
                if differs(known.place, person.place) {
                    kept.aside.push((line, OTHER_PLACE));
                }
                if !open.eligibility.contains(&id) {
                    person.eligibility = Eligibility::Unknown;
                }
                keep_what_was_said(known, &mut person);
                let was_decided = known.eligibility != person.eligibility;
                let is_new = *known != person;
                let before = acts.len();
                acts.extend(was_decided.then(|| decision(&person)));
                let reply = reply.filter(|_| open.reply.contains(&id));
                acts.extend(reply.map(|act| (id, act)));
                if is_new || acts.len() > before {
                    kept.changed += 1;
                } else {
                    kept.same += 1;
                }
                if is_new && !dry {
                    let register = &mut *desk.register;
                    register.put_person(desk.ledger, desk.vault, readings(), person)?;
                }
            }
            None if erased.contains(&id) => kept.aside.push((line, OF_ERASED)),
            None => {
                kept.added += 1;
                new.push((id, person.source));
                let is_decided = person.eligibility != Eligibility::Unknown;
                acts.extend(is_decided.then(|| decision(&person)));
                acts.extend(reply.map(|act| (id, act)));
                if !dry {
                    let register = &mut *desk.register;
                    register.put_person(desk.ledger, desk.vault, readings(), person)?;
                }
            }
        }
    }
    if !dry {
        note_rows(desk, &new, acts, user)?;
        let detail = json!({
            "added": kept.added, "changed": kept.changed, "same": kept.same, "aside": kept.aside.len(),
        });
        let crisis = desk.register.paper.id;
        Deed::new(user, "register-imported", crisis, detail).note(desk.ledger)?;
    }
    Ok(kept)
}

/// As [`keep_file`], of rows that say no answers.
#[cfg(test)]
pub(crate) fn keep_rows(
    desk: &mut Desk<'_>,
    rows: Vec<(usize, Person)>,
    user: &str,
    dry: bool,
) -> Result<Kept, Problem> {
    keep_file(desk, rows, &BTreeMap::new(), user, dry)
}

/// Notes who is new, and then what the file says of their ways.
fn note_rows(
    desk: &mut Desk<'_>,
    new: &[(PersonId, vigie_crisis::Source)],
    acts: Vec<(PersonId, Act)>,
    user: &str,
) -> Result<(), Problem> {
    let at_ms = now().ms();
    desk.register
        .note_registered(desk.ledger, new, user, at_ms)?;
    for (person, act) in acts {
        desk.register.note(desk.ledger, person, act, user, at_ms)?;
    }
    Ok(())
}

/// Who may use a seat is a decision of which the manifest and the journey know.
fn decision(person: &Person) -> (PersonId, Act) {
    let eligibility = person.eligibility;
    (person.id, Act::Eligible { eligibility })
}

fn differs<T: PartialEq>(known: Option<T>, row: Option<T>) -> bool {
    known.is_some() && row.is_some() && known != row
}

/// Of people whom the register knows: who may still be told of by a file. It may be older than what officers noted.
#[derive(Default)]
struct Open {
    /// Nobody has decided whether they may use a seat.
    eligibility: BTreeSet<PersonId>,
    /// They have not answered, and nothing was noted of them but that they are registered or were called.
    reply: BTreeSet<PersonId>,
}

impl Open {
    fn of(
        register: &mut Register,
        rows: &[(usize, Person)],
        replies: &BTreeMap<PersonId, Reply>,
    ) -> Self {
        let asked: BTreeSet<PersonId> = rows
            .iter()
            .map(|(_, row)| row)
            .filter(|row| register.persons.contains_key(&row.id))
            .filter(|row| row.eligibility != Eligibility::Unknown || replies.contains_key(&row.id))
            .map(|row| row.id)
            .collect();
        // Most files say neither: where everyone stands is not worked out for them.
        if asked.is_empty() {
            return Self::default();
        }
        let mut open = Self::default();
        let board = register.board();
        for person in &asked {
            let Some(standing) = board.persons.get(person) else {
                continue;
            };
            if standing.eligibility == Eligibility::Unknown {
                open.eligibility.insert(*person);
            }
            let is_before = matches!(
                standing.state,
                FunnelState::Registered | FunnelState::Contacted
            );
            if is_before {
                open.reply.insert(*person);
            }
        }
        for event in register.journal.events() {
            if matches!(event.act, Act::Replied { .. }) {
                open.reply.remove(&event.person);
            }
        }
        open
    }
}

/// Whether a row is of somebody else than the record of its number: unlike names, and no birth or document in common.
fn is_another(known: &Person, row: &Person) -> bool {
    let same_birth = known.birth.is_some() && known.birth == row.birth;
    let same_paper = row.documents.iter().any(|it| known.documents.contains(it));
    let alike = || {
        let [a, b] = [known, row].map(|it| NameKeys::of(&it.names, readings()));
        a.likeness(&b)
    };
    !same_birth && !same_paper && alike() < ALIKE_MIN
}

/// What officers and the person said since is not taken back by a file, which may be older or say less.
fn keep_what_was_said(known: &Person, row: &mut Person) {
    let says_birth = row.birth.is_some();
    let told = std::mem::replace(&mut row.consents, known.consents.clone());
    let is_new = |word: &ConsentGiven| known.consents.iter().all(|it| it.to != word.to);
    let room = ENTRIES_MAX.saturating_sub(known.consents.len());
    row.consents
        .extend(told.into_iter().filter(is_new).take(room));
    if known.eligibility != Eligibility::Unknown {
        row.eligibility = known.eligibility;
    }
    row.place = known.place.or(row.place);
    row.group = row.group.or(known.group);
    row.guardian = row.guardian.or(known.guardian);
    row.birth = row.birth.or(known.birth);
    row.language = row.language.take().or_else(|| known.language.clone());
    if row.whereabouts.is_empty() {
        row.whereabouts.clone_from(&known.whereabouts);
    }
    if row.nationalities.is_empty() {
        row.nationalities.clone_from(&known.nationalities);
    }
    // What the file says comes first; of what was known the newest stands first.
    extend(&mut row.documents, &known.documents);
    extend(&mut row.contacts, &known.contacts);
    for name in &known.names {
        // Another writing, not a name that was corrected.
        let is_new = row.names.iter().all(|it| it.script != name.script);
        if is_new && row.names.len() < ENTRIES_MAX {
            row.names.push(name.clone());
        }
    }
    let minor = row.needs.minor;
    row.needs = both(&known.needs, &row.needs);
    // By the date of birth that the row says; one that says none makes nobody of age.
    if says_birth {
        row.needs.minor = minor;
    }
}

/// A need that one of both knows of is a need.
fn both(known: &Needs, row: &Needs) -> Needs {
    Needs {
        stretcher: known.stretcher || row.stretcher,
        wheelchair: known.wheelchair || row.wheelchair,
        pregnant: known.pregnant || row.pregnant,
        medical: known.medical || row.medical,
        minor: known.minor || row.minor,
        interpreter: known.interpreter || row.interpreter,
        pets: known.pets.max(row.pets),
        note: if row.note.is_empty() {
            known.note.clone()
        } else {
            row.note.clone()
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::crisis::{
        CrisisRoom,
        testing::{CRISIS, room},
        work,
    };
    use vigie_crisis::{
        Consent, Contact, Document, DocumentKind, ErasureReason, GroupId, NameForm, PlaceId,
        Script, Source,
    };

    const DAY_MS: i64 = 86_400_000;
    fn row(number: u128, family: &str, given: &str, birth: Option<&str>) -> Person {
        let name = NameForm {
            script: Script::Latin,
            family: family.to_owned(),
            given: given.to_owned(),
        };
        let mut person = Person::named(PersonId::from_number(number), name, Source::File);
        person.birth = birth.map(|text| text.to_owned().try_into().unwrap());
        person
    }

    fn keep(room: &CrisisRoom, rows: &[(usize, Person)], dry: bool) -> Kept {
        room.with(CRISIS, |desk| keep_rows(desk, rows.to_vec(), "mika", dry))
            .unwrap()
    }

    /// A table of answers says no dates of birth: a child stays one.
    #[test]
    fn a_row_without_a_date_of_birth_makes_nobody_of_age() {
        let folder = tempfile::tempdir().unwrap();
        let room = room(folder.path(), 0, None);
        let mut child = row(1, "Roy", "Lou", Some("2018-04-01"));
        child.needs.minor = true;
        keep(&room, &[(2, child)], false);
        keep(&room, &[(2, row(1, "Roy", "Lou", None))], false);
        let minor = |room: &CrisisRoom| {
            let found = room.with(CRISIS, |desk| {
                let person = desk.register.persons.get(&PersonId::from_number(1));
                Ok(person.map(|it| it.needs.minor))
            });
            found.unwrap()
        };
        assert_eq!(minor(&room), Some(true));
        // A date that was corrected does.
        keep(
            &room,
            &[(2, row(1, "Roy", "Lou", Some("1988-04-01")))],
            false,
        );
        assert_eq!(minor(&room), Some(false));
    }

    /// Two lists that number from one: the second list's people do not become the first one's.
    #[test]
    fn a_number_that_stood_for_somebody_else_is_kept_aside() {
        let folder = tempfile::tempdir().unwrap();
        let room = room(folder.path(), 0, None);
        let first = [
            (2, row(1, "Tremblay", "Luc", None)),
            (3, row(2, "Roy", "Ana", Some("1980-02-03"))),
        ];
        assert_eq!(
            (
                keep(&room, &first, true).added,
                keep(&room, &first, false).added
            ),
            (2, 2)
        );
        let second = [
            (2, row(1, "Sato", "Yuko", None)),
            // She married; her birth says who she is.
            (3, row(2, "Gagnon", "Anne-Marie", Some("1980-02-03"))),
        ];
        for dry in [true, false] {
            let kept = keep(&room, &second, dry);
            assert_eq!((kept.added, kept.changed, kept.same), (0, 1, 0));
            assert_eq!(kept.aside, [(2, OF_ANOTHER)]);
        }
        let family = room.with(CRISIS, |desk| {
            let known = &desk.register.persons[&PersonId::from_number(1)];
            Ok(known.names[0].family.clone())
        });
        assert_eq!(family.unwrap(), "Tremblay");
    }

    #[test]
    fn what_officers_said_stays_and_the_same_file_again_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let room = room(folder.path(), 0, None);
        let file = [(2, row(1, "Tremblay", "Luc", None))];
        keep(&room, &file, false);
        room.with(CRISIS, |desk| {
            let mut known = desk.register.persons[&PersonId::from_number(1)].clone();
            known.group = Some(GroupId::from_number(7));
            known.guardian = Some(PersonId::from_number(9));
            known.needs.wheelchair = true;
            let register = &mut *desk.register;
            register.put_person(desk.ledger, desk.vault, readings(), known)
        })
        .unwrap();
        let kept = keep(&room, &file, false);
        assert_eq!((kept.changed, kept.same), (0, 1));
        let known = room.with(CRISIS, |desk| {
            Ok(desk.register.persons[&PersonId::from_number(1)].clone())
        });
        let known = known.unwrap();
        assert_eq!(
            (known.group, known.guardian),
            (
                Some(GroupId::from_number(7)),
                Some(PersonId::from_number(9))
            )
        );
        assert!(known.needs.wheelchair);
    }

    /// What a file says of place, answer, eligibility and consents comes in once; what officers said since is not taken back.
    #[test]
    fn a_file_says_where_people_are_and_what_they_want_until_officers_know_better() {
        let folder = tempfile::tempdir().unwrap();
        let room = room(folder.path(), 0, None);
        let id = PersonId::from_number(1);
        let mut person = row(1, "Tremblay", "Luc", None);
        person.place = Some(PlaceId::from_number(5));
        person.eligibility = Eligibility::Citizen;
        person.consents = vec![ConsentGiven {
            to: Consent::NextOfKin,
            given: true,
            at_ms: 7,
        }];
        let replies = BTreeMap::from([(id, Reply::WantsOut)]);
        let keep = |person: &Person| {
            let rows = vec![(2, person.clone())];
            room.with(CRISIS, |desk| {
                keep_file(desk, rows, &replies, "mika", false)
            })
            .unwrap()
        };
        let stands = || {
            room.with(CRISIS, |desk| {
                let standing = desk.register.board().persons[&id].clone();
                Ok((standing, desk.register.persons[&id].clone()))
            })
            .unwrap()
        };
        assert_eq!(keep(&person).added, 1);
        let (standing, _) = stands();
        assert_eq!(standing.state, FunnelState::WantsToLeave);
        assert_eq!(standing.eligibility, Eligibility::Citizen);
        // Read another day, the same file says nothing new.
        person.consents[0].at_ms = 8;
        let again = keep(&person);
        assert_eq!((again.changed, again.same), (0, 1));
        room.with(CRISIS, |desk| {
            let mut known = desk.register.persons[&id].clone();
            known.place = Some(PlaceId::from_number(6));
            let register = &mut *desk.register;
            register.put_person(desk.ledger, desk.vault, readings(), known)?;
            for act in [
                Act::Declined { leg: None },
                Act::Eligible {
                    eligibility: Eligibility::No,
                },
            ] {
                desk.register
                    .note(desk.ledger, id, act, "mika", now().ms())?;
            }
            Ok(())
        })
        .unwrap();
        let late = keep(&person);
        assert_eq!((late.changed, late.same), (0, 1));
        assert_eq!(late.aside, [(2, OTHER_PLACE)], "the officer is told");
        let (standing, known) = stands();
        assert_eq!(standing.state, FunnelState::Declined);
        assert_eq!(standing.eligibility, Eligibility::No);
        assert_eq!(known.place, Some(PlaceId::from_number(6)));
        assert_eq!(known.consents.len(), 1);
    }

    /// A list that tells another telephone each time does not make a record that no officer can put any more.
    #[test]
    fn what_was_known_is_kept_up_to_what_a_record_may_hold() {
        let folder = tempfile::tempdir().unwrap();
        let room = room(folder.path(), 0, None);
        let phone = |number: usize| Contact::Phone {
            number: format!("+639170000{number:03}"),
        };
        for number in 0..40 {
            let mut person = row(1, "Tremblay", "Luc", None);
            person.contacts.push(phone(number));
            person.documents.push(Document {
                kind: DocumentKind::Passport,
                issuer: "CAN".to_owned(),
                number: format!("AB{number:06}"),
                expires: None,
            });
            keep(&room, &[(2, person)], false);
        }
        let known = room.with(CRISIS, |desk| {
            Ok(desk.register.persons[&PersonId::from_number(1)].clone())
        });
        let known = known.unwrap();
        assert!(known.check().is_ok(), "{:?}", known.check());
        assert_eq!(
            (known.contacts.len(), known.documents.len()),
            (ENTRIES_MAX, ENTRIES_MAX)
        );
        assert_eq!(known.contacts[..2], [phone(39), phone(38)], "the newest");
    }

    /// Who was erased does not come back by a file, and the row is not passed over without a word.
    #[test]
    fn the_number_of_who_was_erased_is_kept_aside() {
        let folder = tempfile::tempdir().unwrap();
        let room = room(folder.path(), 0, None);
        let file = [(2, row(1, "Tremblay", "Luc", None))];
        keep(&room, &file, false);
        room.with(CRISIS, |desk| {
            work::erase(desk, PersonId::from_number(1), ErasureReason::Asked, "mika")
        })
        .unwrap();
        assert_eq!(keep(&room, &file, false).aside, [(2, OF_ERASED)]);
    }

    /// Records that were found to be of one person go together, and one without a journey ends with the crisis.
    #[test]
    fn every_record_of_a_person_is_erased() {
        let folder = tempfile::tempdir().unwrap();
        let room = room(folder.path(), 0, Some(now().ms()));
        let rows: Vec<(usize, Person)> = (1..5_u128)
            .map(|n| {
                (
                    usize::try_from(n).unwrap(),
                    row(n, &format!("Name{n}"), "X", None),
                )
            })
            .collect();
        keep(&room, &rows, false);
        let ids = [1, 2, 3, 4].map(PersonId::from_number);
        room.with(CRISIS, |desk| {
            let at_ms = now().ms();
            let merged = Act::Merged { into: ids[0] };
            desk.register
                .note(desk.ledger, ids[1], merged, "mika", at_ms)
        })
        .unwrap();
        room.with(CRISIS, |desk| {
            work::erase(desk, ids[0], ErasureReason::Asked, "mika")
        })
        .unwrap();
        let left = || {
            room.with(CRISIS, |desk| {
                Ok(desk.register.persons.keys().copied().collect::<Vec<_>>())
            })
        };
        assert_eq!(left().unwrap(), ids[2..]);
        room.with(CRISIS, |desk| {
            let walk_in = row(8, "Unknown", "Y", None);
            let register = &mut *desk.register;
            register.put_person(desk.ledger, desk.vault, readings(), walk_in)
        })
        .unwrap();
        assert_eq!(work::erase_due(&room, now().ms() + 59 * DAY_MS).unwrap(), 0);
        assert_eq!(work::erase_due(&room, now().ms() + 61 * DAY_MS).unwrap(), 3);
        assert_eq!(left().unwrap(), []);
    }
}
