//! A register from a file: which column is what, each row a person or a line of the quarantine.
//!
//! The id of a person is made of crisis, source and the key in that source, so the same file read twice changes nothing.

mod column;
mod date;
mod place;
mod word;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use column::Column;
pub use date::read_date;
pub use place::PlaceNames;

use crate::{
    BirthDate, Consent, ConsentGiven, Contact, CrisisId, Document, DocumentKind, Eligibility,
    Error, GroupId, NameForm, Person, PersonId, PlaceId, Reply, Script, Source, folded,
    mrz::is_issuer,
};

/// A word that says neither yes nor no, or that no list of words has.
const WORD: &str = "crisis-import-word";
/// The crisis has no place of that name, or more than one.
const PLACE: &str = "crisis-import-place";
/// As [`Error::State`] says it.
const UNKNOWN_STATE: &str = "crisis-state";

/// A table as a reader of CSV or XLSX gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Headings.
    pub headings: Vec<String>,
    /// Rows, each with its line in the file, from 1.
    pub rows: Vec<(usize, Vec<String>)>,
    /// The sheet they stand on, if the file has sheets: cells are then named as people find them.
    pub sheet: Option<String>,
    /// Cells that hold no value: line and place in the row, from 0.
    pub bad: BTreeSet<(usize, usize)>,
}

impl Table {
    /// The name of a cell, such as `Register!I4`.
    fn cell_name(&self, line: usize, at: usize) -> Option<String> {
        let sheet = self.sheet.as_ref()?;
        let mut letters = Vec::new();
        let mut rest = at.saturating_add(1);
        while rest > 0 {
            let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
            letters.push(char::from(b'A' + digit));
            rest = (rest - 1) / 26;
        }
        let letters: String = letters.iter().rev().collect();
        Some(format!("{sheet}!{letters}{line}"))
    }
}

/// Which heading is which column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(pub BTreeMap<Column, String>);

impl Mapping {
    /// What the headings say by themselves, in English, French or Japanese.
    #[must_use]
    pub fn guess(headings: &[String]) -> Self {
        let mut mapping = BTreeMap::new();
        for heading in headings {
            if let Some(column) = Column::of_heading(heading) {
                mapping.entry(column).or_insert_with(|| heading.clone());
            }
        }
        // Rows are numbered anew with each list: such a number is a person's key only where guardians are named by it.
        if mapping.contains_key(&Column::Guardian) && !mapping.contains_key(&Column::Key) {
            let number = headings.iter().find(|it| Column::is_row_number(it));
            mapping.extend(number.map(|it| (Column::Key, it.clone())));
        }
        Self(mapping)
    }

    /// Reads a column from the heading that is named, and nothing else from that heading; from none when it is empty.
    pub fn set(&mut self, column: Column, heading: &str) {
        self.0
            .retain(|known, under| *known != column && under.as_str() != heading);
        if !heading.is_empty() {
            self.0.insert(column, heading.to_owned());
        }
    }

    fn places(&self, headings: &[String]) -> Result<BTreeMap<Column, usize>, Error> {
        let mut places = BTreeMap::new();
        for (column, heading) in &self.0 {
            let at = headings.iter().position(|one| one == heading);
            let at = at.ok_or_else(|| Error::Heading {
                heading: heading.clone(),
            })?;
            places.insert(*column, at);
        }
        let names = [
            Column::Family,
            Column::FamilyKana,
            Column::FamilyKanji,
            Column::FullName,
        ];
        if names.iter().any(|column| places.contains_key(column)) {
            Ok(places)
        } else {
            Err(Error::NameMissing)
        }
    }
}

/// A row that is not a person as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Line in the file, from 1.
    pub line: usize,
    /// Stable code of the reason.
    pub reason: String,
    /// The column at fault, if it is one.
    pub column: Option<Column>,
    /// The cell at fault, such as `Register!I4`, if it is one and the file has sheets.
    #[serde(default)]
    pub cell: Option<String>,
}

/// What a file gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Persons, each with its line.
    pub persons: Vec<(usize, Person)>,
    /// What they answered, of those of whom the file says it.
    pub replies: BTreeMap<PersonId, Reply>,
    /// Rows that are kept aside.
    pub quarantine: Vec<Quarantined>,
}

/// For what a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose {
    /// The crisis.
    pub crisis: CrisisId,
    /// The source.
    pub source: Source,
    /// The day of reading, for consents, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// That day's year, month and day, for ages.
    pub today: (i16, u8, u8),
}

/// Reads a table. `names` are the places that a row can name.
///
/// # Errors
/// `crisis-import-heading` when the mapping names a heading that is not there, `crisis-name-missing` when it names none
/// for a name. A row that cannot be read does not stop the rest.
pub fn import(
    table: &Table,
    mapping: &Mapping,
    purpose: &Purpose,
    names: &PlaceNames,
) -> Result<Imported, Error> {
    let places = mapping.places(&table.headings)?;
    let mut imported = Imported::default();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (line, cells) in &table.rows {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let row = Row {
            cells,
            places: &places,
        };
        let mut aside = |reason: &str, column: Option<Column>| {
            let at = column.and_then(|column| places.get(&column));
            imported.quarantine.push(Quarantined {
                line: *line,
                reason: reason.to_owned(),
                column,
                cell: at.and_then(|at| table.cell_name(*line, *at)),
            });
        };
        let bad = places
            .iter()
            .find(|(_, at)| table.bad.contains(&(*line, **at)));
        if let Some((column, _)) = bad {
            aside("crisis-import-cell", Some(*column));
            continue;
        }
        match row.person(purpose, names) {
            Ok((person, reply)) if seen.insert(person.source_key.clone()) => {
                imported.replies.extend(reply.map(|it| (person.id, it)));
                imported.persons.push((*line, person));
            }
            Ok(_twice) => aside("crisis-import-key-twice", Some(Column::Key)),
            Err((code, column)) => aside(code, column),
        }
    }
    Ok(imported)
}

struct Row<'a> {
    cells: &'a [String],
    places: &'a BTreeMap<Column, usize>,
}

/// Stable code, and the column at fault.
type Faulty = (&'static str, Option<Column>);

impl Row<'_> {
    fn cell(&self, column: Column) -> &str {
        let place = self.places.get(&column).copied();
        let cell = place.and_then(|at| self.cells.get(at));
        cell.map_or("", |text| text.trim())
    }

    /// A cell that says something.
    fn said(&self, column: Column) -> Option<&str> {
        Some(self.cell(column)).filter(|text| !word::is_blank(text))
    }

    /// What a cell says by one of the words that are known.
    fn by_word<T>(
        &self,
        column: Column,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Faulty> {
        let Some(text) = self.said(column) else {
            return Ok(None);
        };
        read(text).map(Some).ok_or((WORD, Some(column)))
    }

    fn person(
        &self,
        purpose: &Purpose,
        places: &PlaceNames,
    ) -> Result<(Person, Option<Reply>), Faulty> {
        let names = self.names();
        let missing: Faulty = (Error::NameMissing.code(), None);
        let first = names.first().cloned().ok_or(missing)?;
        let birth = self.date(Column::Birth)?;
        let key = self.key(&names, birth);
        let id = |key: &str| {
            PersonId::derive(&[
                &purpose.crisis.0,
                source_code(purpose.source).as_bytes(),
                key.as_bytes(),
            ])
        };
        let mut person = Person::named(id(&key), first, purpose.source);
        person.names = names;
        person.birth = birth;
        person.nationalities = self.nationality()?;
        person.documents = self.documents(&person.nationalities)?;
        person.contacts = self.contacts();
        person.needs = self.needs();
        let (year, month, day) = purpose.today;
        person.needs.minor |= birth.is_some_and(|birth| birth.age_on(year, month, day) < 18);
        let text = |column| {
            Some(self.cell(column))
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
        };
        person.language = text(Column::Language);
        person.whereabouts = self.cell(Column::Whereabouts).to_owned();
        person.group = text(Column::Group).map(|group| {
            GroupId::derive(&[
                &purpose.crisis.0,
                source_code(purpose.source).as_bytes(),
                group.as_bytes(),
            ])
        });
        person.guardian = text(Column::Guardian).map(|guardian| id(&guardian));
        person.consents = self.consents(purpose.at_ms)?;
        person.place = self.place(places)?;
        let eligibility = self.by_word(Column::Eligibility, word::eligibility)?;
        person.eligibility = eligibility.unwrap_or(Eligibility::Unknown);
        let reply = self.by_word(Column::Reply, word::reply)?;
        person.source_key = key;
        person.check().map_err(|error| (error.code(), None))?;
        Ok((person, reply))
    }

    /// What the file says of consents. No is a word too.
    fn consents(&self, at_ms: i64) -> Result<Vec<ConsentGiven>, Faulty> {
        let mut consents = Vec::new();
        for (column, to) in [
            (Column::ConsentPartner, Consent::Partner),
            (Column::ConsentNextOfKin, Consent::NextOfKin),
            (Column::ConsentReunification, Consent::Reunification),
        ] {
            let given = self.by_word(column, word::truth)?;
            consents.extend(given.map(|given| ConsentGiven { to, given, at_ms }));
        }
        Ok(consents)
    }

    fn place(&self, places: &PlaceNames) -> Result<Option<PlaceId>, Faulty> {
        let Some(name) = self.said(Column::Place) else {
            return Ok(None);
        };
        let place = places.find(name);
        place.map(Some).ok_or((PLACE, Some(Column::Place)))
    }

    fn names(&self) -> Vec<NameForm> {
        let mut names = Vec::new();
        for (script, family, given) in [
            (Script::Kanji, Column::FamilyKanji, Column::GivenKanji),
            (Script::Kana, Column::FamilyKana, Column::GivenKana),
            (Script::Latin, Column::Family, Column::Given),
        ] {
            let (family, given) = (self.cell(family).to_owned(), self.cell(given).to_owned());
            if !family.is_empty() || !given.is_empty() {
                let script = script_of(&family, &given).unwrap_or(script);
                names.push(NameForm {
                    script,
                    family,
                    given,
                });
            }
        }
        let whole = self.cell(Column::FullName);
        if names.is_empty() && !whole.is_empty() {
            names.push(divided(whole));
        }
        names
    }

    /// The key of the row, or what makes it this row and no other.
    fn key(&self, names: &[NameForm], birth: Option<BirthDate>) -> String {
        let own = self.cell(Column::Key);
        if !own.is_empty() {
            return own.to_owned();
        }
        let names: Vec<String> = names
            .iter()
            .map(|name| folded(&format!("{} {}", name.family, name.given)))
            .collect();
        let birth = birth.map(String::from).unwrap_or_default();
        let parts = [
            names.join("|"),
            birth,
            self.cell(Column::Passport).to_owned(),
        ];
        PersonId::derive(&parts.each_ref().map(|part| part.as_bytes())).to_string()
    }

    fn date(&self, column: Column) -> Result<Option<BirthDate>, Faulty> {
        let text = self.cell(column);
        if text.is_empty() {
            return Ok(None);
        }
        read_date(text)
            .map(Some)
            .map_err(|error| (error.code(), Some(column)))
    }

    fn nationality(&self) -> Result<Vec<String>, Faulty> {
        let mut codes = Vec::new();
        for word in self.cell(Column::Nationality).split(['/', ',', ';', '、']) {
            let word = word.trim();
            if word.is_empty() {
                continue;
            }
            let fault = || (UNKNOWN_STATE, Some(Column::Nationality));
            codes.push(nationality_code(word).ok_or_else(fault)?);
        }
        Ok(codes)
    }

    fn documents(&self, nationalities: &[String]) -> Result<Vec<Document>, Faulty> {
        let number: String = self
            .cell(Column::Passport)
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        if number.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Document {
            kind: DocumentKind::Passport,
            issuer: nationalities.first().cloned().unwrap_or_default(),
            number: number.to_uppercase(),
            expires: self.date(Column::PassportExpires)?,
        }])
    }

    fn contacts(&self) -> Vec<Contact> {
        let mut contacts = Vec::new();
        let text = |column| Some(self.cell(column).to_owned()).filter(|t| !t.is_empty());
        contacts.extend(text(Column::Phone).map(|number| Contact::Phone { number }));
        contacts.extend(text(Column::Email).map(|address| Contact::Email { address }));
        if let Some(name) = text(Column::NextOfKin) {
            let reach = self.cell(Column::NextOfKinReach).to_owned();
            contacts.push(Contact::NextOfKin { name, reach });
        }
        contacts
    }

    fn needs(&self) -> crate::Needs {
        let said = folded(self.cell(Column::Needs));
        let any = |words: &[&str]| words.iter().any(|word| said.contains(word));
        crate::Needs {
            stretcher: any(&["stretcher", "civiere", "担架", "寝たきり"]),
            wheelchair: any(&["wheelchair", "fauteuil", "車椅子", "車いす"]),
            pregnant: any(&["pregnan", "enceinte", "妊娠", "妊婦"]),
            medical: any(&[
                "medical", "oxygen", "oxygene", "dialys", "insulin", "医療", "酸素", "透析",
            ]),
            minor: any(&[
                "minor",
                "child",
                "mineur",
                "enfant",
                "未成年",
                "乳児",
                "幼児",
            ]),
            interpreter: any(&["interpret", "通訳"]),
            pets: u8::from(any(&["pet", "animal", "ペット"])),
            note: self.cell(Column::Needs).to_owned(),
        }
    }
}

fn source_code(source: Source) -> &'static str {
    match source {
        Source::Roca => "roca",
        Source::Orrnet => "orrnet",
        Source::TabiRegi => "tabi_regi",
        Source::SelfReport => "self_report",
        Source::WalkIn => "walk_in",
        Source::Partner => "partner",
        Source::File => "file",
    }
}

/// The writing of a name, where its letters say.
fn script_of(family: &str, given: &str) -> Option<Script> {
    let letters = || family.chars().chain(given.chars());
    let kana = |c: char| matches!(c, 'ぁ'..='ヿ' | 'ｦ'..='ﾟ');
    let kanji = |c: char| matches!(c, '㐀'..='鿿' | '豈'..='﫿');
    if letters().any(kanji) {
        Some(Script::Kanji)
    } else if letters().any(kana) {
        Some(Script::Kana)
    } else {
        None
    }
}

/// A whole name divided: `FAMILY, Given`; Japanese with the family name first; otherwise the family name last.
fn divided(whole: &str) -> NameForm {
    let script = script_of(whole, "").unwrap_or(Script::Latin);
    let (family, given) = if let Some((family, given)) = whole.split_once([',', '、']) {
        (family, given)
    } else if script == Script::Latin {
        let (given, family) = whole
            .rsplit_once(char::is_whitespace)
            .unwrap_or(("", whole));
        (family, given)
    } else {
        whole.split_once(char::is_whitespace).unwrap_or((whole, ""))
    };
    NameForm {
        script,
        family: family.trim().to_owned(),
        given: given.trim().to_owned(),
    }
}

/// A state by its three-letter code, or Canada and Japan by name.
fn nationality_code(word: &str) -> Option<String> {
    let upper = word.to_uppercase();
    if is_issuer(&upper) {
        return Some(upper);
    }
    let code = match folded(word).as_str() {
        "ca" | "canada" | "canadian" | "canadien" | "canadienne" | "カナダ" => "CAN",
        "jp" | "japan" | "japanese" | "japon" | "japonais" | "japonaise" | "日本" => "JPN",
        _ => return None,
    };
    Some(code.to_owned())
}

#[cfg(test)]
mod tests;
