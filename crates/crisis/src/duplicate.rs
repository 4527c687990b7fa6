//! Who may be in the register twice: pairs that a person looks at. Nobody is merged by a rule.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{BirthDate, Contact, NameKeys, Person, PersonId, Readings};

/// Why two records may be one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwinReason {
    /// The same travel document.
    Document,
    /// Born on the same day.
    Birth,
    /// Day and month of birth exchanged.
    BirthTurned,
    /// The same telephone or e-mail.
    Contact,
    /// Names that sound alike in family and given name.
    Name,
    /// One of family and given name sounds alike.
    NamePart,
    /// Born on different days: speaks against it.
    BirthDiffers,
}

/// Two records that may be one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Twin {
    /// The records, the lower id first.
    pub persons: [PersonId; 2],
    /// How sure, 0 to 1.
    pub score: f64,
    /// Why.
    pub reasons: Vec<TwinReason>,
}

/// A pair is shown from this score on.
const SCORE_LEAST: f64 = 0.6;
/// A key that more people share says nothing and is passed over: the telephone of a hotel, a common name and day.
const SHARED_MAX: usize = 60;

/// Pairs that may be one person, the surest first.
#[must_use]
pub fn twins(persons: &[Person], readings: &Readings) -> Vec<Twin> {
    let keys: Vec<NameKeys> = persons
        .iter()
        .map(|person| NameKeys::of(&person.names, readings))
        .collect();
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, person) in persons.iter().enumerate() {
        let names = keys.get(at);
        for block in blocks_of(person, names) {
            blocks.entry(block).or_default().push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for block in blocks.into_values().filter(|b| b.len() <= SHARED_MAX) {
        for (n, a) in block.iter().enumerate() {
            pairs.extend(block.iter().skip(n + 1).map(|b| (*a, *b)));
        }
    }
    let mut twins: Vec<Twin> = pairs
        .into_iter()
        .filter_map(|(a, b)| {
            let likeness = keys.get(a)?.likeness(keys.get(b)?);
            judge(persons.get(a)?, persons.get(b)?, likeness)
        })
        .collect();
    twins.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.persons.cmp(&b.persons)));
    twins
}

/// What two records of one person are likely to share.
fn blocks_of(person: &Person, names: Option<&NameKeys>) -> BTreeSet<String> {
    let mut blocks = BTreeSet::new();
    for document in &person.documents {
        blocks.insert(format!("d {}", document.number));
    }
    for reach in reaches(person) {
        blocks.insert(format!("c {reach}"));
    }
    if let (Some(birth), Some(names)) = (person.birth, names) {
        for key in names.family.iter().chain(&names.given) {
            // Month and day in order, so that an exchange of the two falls into the same block.
            let (a, b) = (birth.month.unwrap_or(0), birth.day.unwrap_or(0));
            blocks.insert(format!("b {} {} {} {key}", birth.year, a.min(b), a.max(b)));
        }
    }
    if let Some(names) = names.filter(|_| person.birth.is_none()) {
        blocks.extend(names.joined.iter().map(|key| format!("n {key}")));
    }
    blocks
}

/// Telephones by their last eight digits, and e-mail.
fn reaches(person: &Person) -> BTreeSet<String> {
    let reach = |contact: &Contact| match contact {
        Contact::Phone { number } => {
            let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
            let last = digits.get(digits.len().checked_sub(8)?..)?;
            Some(last.iter().collect())
        }
        Contact::Email { address } => Some(address.trim().to_lowercase()),
        Contact::NextOfKin { .. } => None,
    };
    person.contacts.iter().filter_map(reach).collect()
}

fn judge(a: &Person, b: &Person, likeness: f64) -> Option<Twin> {
    let mut reasons = Vec::new();
    let same_document = a.documents.iter().any(|one| {
        let same = |other: &crate::Document| {
            one.number == other.number
                && (one.issuer == other.issuer || one.issuer.is_empty() || other.issuer.is_empty())
        };
        b.documents.iter().any(same)
    });
    if same_document {
        reasons.push(TwinReason::Document);
    }
    reasons.extend(births(a.birth, b.birth));
    if !reaches(a).is_disjoint(&reaches(b)) {
        reasons.push(TwinReason::Contact);
    }
    if likeness >= 0.9 {
        reasons.push(TwinReason::Name);
    } else if likeness >= 0.4 {
        reasons.push(TwinReason::NamePart);
    }
    let score = score(&reasons);
    let mut persons = [a.id, b.id];
    persons.sort();
    (score >= SCORE_LEAST && a.id != b.id).then_some(Twin {
        persons,
        score,
        reasons,
    })
}

fn births(a: Option<BirthDate>, b: Option<BirthDate>) -> Option<TwinReason> {
    let (a, b) = (a?, b?);
    if a == b {
        return Some(TwinReason::Birth);
    }
    let turned = a.year == b.year && a.month.is_some() && a.month == b.day && a.day == b.month;
    let fits = |a: Option<u8>, b: Option<u8>| a.is_none() || b.is_none() || a == b;
    if turned {
        Some(TwinReason::BirthTurned)
    } else if a.year == b.year && fits(a.month, b.month) && fits(a.day, b.day) {
        None
    } else {
        Some(TwinReason::BirthDiffers)
    }
}

/// Each reason leaves so much doubt; independent doubts multiply.
fn score(reasons: &[TwinReason]) -> f64 {
    let doubt: f64 = reasons
        .iter()
        .map(|reason| match reason {
            TwinReason::Document => 0.05,
            TwinReason::Birth => 0.4,
            TwinReason::BirthTurned => 0.5,
            TwinReason::Contact => 0.5,
            TwinReason::Name => 0.3,
            TwinReason::NamePart => 0.7,
            TwinReason::BirthDiffers => 3.0,
        })
        .product();
    (1.0 - doubt).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, DocumentKind, NameForm, Script, Source};

    fn person(n: u128, script: Script, family: &str, given: &str, birth: &str) -> Person {
        let name = NameForm {
            script,
            family: family.to_owned(),
            given: given.to_owned(),
        };
        let mut person = Person::named(PersonId::from_number(n), name, Source::File);
        person.birth = BirthDate::try_from(birth.to_owned()).ok();
        person
    }

    #[test]
    fn the_same_person_in_two_scripts_is_a_pair_and_father_and_son_are_not() {
        let passport = |number: &str| Document {
            kind: DocumentKind::Passport,
            issuer: String::new(),
            number: number.to_owned(),
            expires: None,
        };
        let mut people = vec![
            person(1, Script::Kanji, "佐藤", "裕子", "1984-02-29"),
            person(2, Script::Mrz, "SATOH", "YUKO", "1984-02-29"),
            person(3, Script::Latin, "Roy", "Marc", "1960-01-01"),
            person(4, Script::Latin, "Roy", "Marc", "1990-06-05"),
            person(5, Script::Latin, "Tremblay", "Émilie", "1990-04-03"),
            person(6, Script::Latin, "Emilie", "TREMBLAY", "1990-03-04"),
            person(7, Script::Latin, "Singh", "A", ""),
            person(8, Script::Latin, "Kaur", "B", ""),
        ];
        people[6].documents.push(passport("X1"));
        people[7].documents.push(passport("X1"));
        let found = twins(&people, &Readings::builtin());
        let pairs: BTreeSet<[u128; 2]> = found
            .iter()
            .map(|twin| twin.persons.map(|id| u128::from_be_bytes(id.0)))
            .collect();
        assert_eq!(pairs, BTreeSet::from([[1, 2], [5, 6], [7, 8]]));
    }
}
