//! The index of names: which persons have which key.

use std::collections::BTreeMap;

use super::{NameKeys, Readings};
use crate::{NameForm, PersonId};

/// Someone who may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Who.
    pub person: PersonId,
    /// How well the name fits, 0 to 1.
    pub score: f32,
}

/// Names of a register, for search. Lives in memory only: it is made of personal data when the register is opened.
#[derive(Debug, Default)]
pub struct NameIndex {
    keys: BTreeMap<Box<str>, Vec<u32>>,
    persons: Vec<Option<PersonId>>,
    entries: BTreeMap<PersonId, u32>,
}

impl NameIndex {
    /// Puts a person in, in place of what was known of the same person.
    pub fn put(&mut self, person: PersonId, names: &[NameForm], readings: &Readings) {
        self.remove(person);
        let Ok(entry) = u32::try_from(self.persons.len()) else {
            return;
        };
        self.persons.push(Some(person));
        self.entries.insert(person, entry);
        for key in NameKeys::of(names, readings).all() {
            match self.keys.get_mut(key.as_str()) {
                Some(entries) if entries.last() == Some(&entry) => {}
                Some(entries) => entries.push(entry),
                None => {
                    self.keys.insert(key.as_str().into(), vec![entry]);
                }
            }
        }
    }

    /// Takes a person out, keys that nobody else has too.
    pub fn remove(&mut self, person: PersonId) {
        let Some(entry) = self.entries.remove(&person) else {
            return;
        };
        let at = usize::try_from(entry).unwrap_or(usize::MAX);
        if let Some(slot) = self.persons.get_mut(at) {
            *slot = None;
        }
        self.keys.retain(|_, entries| {
            entries.retain(|one| *one != entry);
            !entries.is_empty()
        });
    }

    /// How many persons.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nobody is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn person(&self, entry: u32) -> Option<PersonId> {
        let at = usize::try_from(entry).ok()?;
        self.persons.get(at).copied().flatten()
    }

    pub(super) fn entries(&self, key: &str) -> &[u32] {
        self.keys.get(key).map_or(&[], Vec::as_slice)
    }

    /// Entries of the keys that begin with a text.
    pub(super) fn beginning<'a>(&'a self, start: &'a str) -> impl Iterator<Item = &'a [u32]> {
        let from = self.keys.range(Box::<str>::from(start)..);
        from.take_while(move |(key, _)| key.starts_with(start))
            .map(|(_, entries)| entries.as_slice())
    }

    /// Entries of the keys that have one letter more, less or other.
    pub(super) fn one_letter_off<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a [u32]> {
        self.keys
            .iter()
            .filter(move |(key, _)| is_one_letter_off(key.as_bytes(), word.as_bytes()))
            .map(|(_, entries)| entries.as_slice())
    }
}

/// One letter put in, left out, replaced, or two neighbours exchanged.
fn is_one_letter_off(a: &[u8], b: &[u8]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (
        a.get(same..).unwrap_or_default(),
        b.get(same..).unwrap_or_default(),
    );
    match (a, b) {
        ([], []) => false,
        ([_, rest_a @ ..], [_, rest_b @ ..]) if a.len() == b.len() => {
            rest_a == rest_b
                || matches!((a, b), ([p, q, end_a @ ..], [r, s, end_b @ ..]) if p == s && q == r && end_a == end_b)
        }
        ([_, rest @ ..], _) if a.len() > b.len() => rest == b,
        (_, [_, rest @ ..]) => rest == a,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Script;

    fn name(script: Script, family: &str, given: &str) -> NameForm {
        NameForm {
            script,
            family: family.to_owned(),
            given: given.to_owned(),
        }
    }

    #[test]
    fn one_letter() {
        for (a, b, want) in [
            ("sato", "sato", false),
            ("sato", "saito", true),
            ("saito", "sato", true),
            ("sato", "kato", true),
            ("sato", "asto", true),
            ("sato", "stao", true),
            ("sato", "ito", false),
        ] {
            assert_eq!(
                is_one_letter_off(a.as_bytes(), b.as_bytes()),
                want,
                "{a} {b}"
            );
        }
    }

    #[test]
    fn any_writing_finds_any_writing() {
        let readings = Readings::builtin();
        let mut index = NameIndex::default();
        let id = |n| PersonId::from_number(n);
        index.put(id(1), &[name(Script::Kanji, "佐藤", "裕子")], &readings);
        index.put(id(2), &[name(Script::Mrz, "OHNO", "JUNICHIRO")], &readings);
        index.put(
            id(3),
            &[name(Script::Kana, "わたなべ", "けんじ")],
            &readings,
        );
        index.put(
            id(4),
            &[name(Script::Latin, "Tremblay-Gagné", "Marie-Ève")],
            &readings,
        );
        index.put(
            id(5),
            &[name(Script::Latin, "de la Cruz", "José")],
            &readings,
        );
        let first = |index: &NameIndex, query: &str| {
            let hits = index.search(query, &readings, 5);
            hits.first().map(|hit| hit.person)
        };
        for (query, want) in [
            ("SATO YUKO", 1),
            ("Yūko Satō", 1),
            ("SATOH<<HIROKO", 1),
            ("さとうゆうこ", 1),
            ("佐藤裕子", 1),
            ("大野 純一郎", 2),
            ("大野純一郎", 2),
            ("オオノ　ジュンイチロウ", 2),
            ("Ono Junichirou", 2),
            ("渡邊健二", 3),
            ("WATANABE KENJI", 3),
            ("tremblay marie", 4),
            ("GAGNE<TREMBLAY<<MARIE<EVE", 4),
            ("TREMBLAYGAGNE MARIEEVE", 4),
            ("DELACRUZ JOSE", 5),
            ("jose de la cruz", 5),
            ("watanbe kenji", 3),
        ] {
            assert_eq!(first(&index, query), Some(id(want)), "{query}");
        }
        assert_eq!(first(&index, "Nobody Atall"), None);
        index.remove(id(1));
        assert_ne!(first(&index, "佐藤裕子"), Some(id(1)));
        assert_eq!(index.len(), 4);
    }
}
