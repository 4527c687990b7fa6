//! The few forms of a person's name and birth date under which two registers meet that do not show each other.
//!
//! A comparison that shows nothing can only tell equal from different, so each person is given a handful of forms, and two
//! persons meet when one form of each is the same. A form is the date of birth with the letters of the sounds in the order of
//! the alphabet: whichever name stands first, and however parts are divided (`DELACRUZ`, `De la Cruz`), it is one form.

use std::collections::BTreeSet;

use super::{
    Readings,
    kana::to_latin,
    key::{Written, parts, sound_key, written},
    reading::modern,
};
use crate::{BirthDate, NameForm};

/// Most forms of one person.
pub const FORMS_MAX: usize = 5;
/// Readings of one part of a name in kanji that are tried.
const READINGS_MAX: usize = 4;
/// A part of a family name that stands for all of it has at least so many letters: `de`, `la`, `van` do not.
const PART_LETTERS_LEAST: usize = 4;
/// Letters of a form; the alphabet's first of a name that has more.
const LETTERS_MAX: usize = 60;

/// The forms of a person, at most [`FORMS_MAX`], the surest first: the whole name; without middle names; with one part of
/// a family name of several; a name in kanji as it is written and, when no other writing is known, as it is usually read.
/// None without a full date of birth.
#[must_use]
pub fn comparison_forms(
    names: &[NameForm],
    birth: Option<BirthDate>,
    readings: &Readings,
) -> Vec<String> {
    let Some((year, Some(month), Some(day))) = birth.map(|it| (it.year, it.month, it.day)) else {
        return Vec::new();
    };
    let mut found: Vec<String> = Vec::new();
    let mut put = |letters: String| {
        if !letters.is_empty() && found.len() < FORMS_MAX && !found.contains(&letters) {
            found.push(letters);
        }
    };
    let is_kanji = |name: &&NameForm| {
        [&name.family, &name.given]
            .iter()
            .any(|text| written(text) == Written::Kanji)
    };
    let (kanji, sounding): (Vec<&NameForm>, Vec<&NameForm>) = names.iter().partition(is_kanji);
    for name in &kanji {
        put(sorted(&modern(&whole(name))));
    }
    for name in &sounding {
        put(sorted(&sounds(&format!("{} {}", name.family, name.given))));
    }
    for name in &sounding {
        let first = parts(&name.given).next().map_or_else(String::new, sound);
        put(sorted(&(sounds(&name.family) + &first)));
        let family: Vec<String> = parts(&name.family).map(sound).collect();
        if family.len() > 1 && !first.is_empty() {
            let long = family
                .iter()
                .filter(|part| part.len() >= PART_LETTERS_LEAST);
            long.for_each(|part| put(sorted(&format!("{part}{first}"))));
        }
    }
    if sounding.is_empty() {
        for name in &kanji {
            read(name, readings).iter().for_each(|one| put(sorted(one)));
        }
    }
    let dated = |letters: String| format!("{year:04}{month:02}{day:02}/{letters}");
    found.into_iter().map(dated).collect()
}

fn sorted(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.sort_unstable();
    letters.into_iter().take(LETTERS_MAX).collect()
}

fn whole(name: &NameForm) -> String {
    parts(&name.family).chain(parts(&name.given)).collect()
}

fn sound(part: &str) -> String {
    match written(part) {
        Written::Kana => sound_key(&to_latin(part)),
        Written::Latin | Written::Kanji => sound_key(part),
    }
}

fn sounds(text: &str) -> String {
    parts(text).map(sound).collect()
}

/// How a name in kanji is usually read, the most usual first.
fn read(name: &NameForm, readings: &Readings) -> Vec<String> {
    let (family, given): (String, String) =
        (parts(&name.family).collect(), parts(&name.given).collect());
    let mut divided = vec![(family.clone(), given.clone())];
    if family.is_empty() || given.is_empty() {
        // Written as one: divided where a family name ends.
        let one = format!("{family}{given}");
        let cuts = one.char_indices().skip(1).map(|(at, _)| at);
        let cuts = cuts.filter_map(|at| one.split_at_checked(at));
        divided = cuts
            .filter(|(family, _)| readings.is_family(family))
            .map(|(family, given)| (family.to_owned(), given.to_owned()))
            .collect();
    }
    let mut ranked: BTreeSet<(usize, usize, String)> = BTreeSet::new();
    for (family, given) in divided {
        let (families, givens) = (of(&family, readings), of(&given, readings));
        for (f, family) in families.iter().enumerate() {
            for (g, given) in givens.iter().enumerate() {
                ranked.insert((f + g, f, format!("{family}{given}")));
            }
        }
    }
    ranked.into_iter().map(|(_, _, sounds)| sounds).collect()
}

fn of(part: &str, readings: &Readings) -> Vec<String> {
    if written(part) != Written::Kanji {
        return vec![sound(part)];
    }
    let mut all: Vec<String> = Vec::new();
    for reading in readings.of(part) {
        let sound = sound_key(&to_latin(&reading));
        if !all.contains(&sound) && all.len() < READINGS_MAX {
            all.push(sound);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Script;
    use proptest::prelude::*;

    fn forms(names: &[(Script, &str, &str)], birth: &str) -> Vec<String> {
        let names: Vec<NameForm> = names
            .iter()
            .map(|(script, family, given)| NameForm {
                script: *script,
                family: (*family).to_owned(),
                given: (*given).to_owned(),
            })
            .collect();
        let birth = BirthDate::try_from(birth.to_owned()).ok();
        comparison_forms(&names, birth, &Readings::builtin())
    }

    fn meet(a: &[(Script, &str, &str)], b: &[(Script, &str, &str)]) -> bool {
        let (a, b) = (forms(a, "1980-02-29"), forms(b, "1980-02-29"));
        assert!(a.len() <= FORMS_MAX && b.len() <= FORMS_MAX);
        a.iter().any(|form| b.contains(form))
    }

    #[test]
    fn one_person_in_two_registers_meets_in_any_order_and_writing() {
        use Script::{Kana, Kanji, Latin, Mrz};
        for (a, b) in [
            ((Mrz, "SATOH", "YUKO"), (Latin, "Yūko", "Satō")),
            ((Kana, "さとう", "ゆうこ"), (Mrz, "SATO", "YUUKO")),
            ((Kanji, "佐藤", "裕子"), (Latin, "Sato", "Yuko")),
            ((Kanji, "佐藤裕子", ""), (Latin, "Sato", "Yuko")),
            ((Kanji, "佐藤", "裕子"), (Kanji, "裕子", "佐藤")),
            ((Kanji, "髙橋", "一郎"), (Kanji, "高橋一郎", "")),
            (
                (Latin, "Tremblay-Gagné", "Marie-Ève"),
                (Mrz, "TREMBLAY GAGNE", "MARIE EVE"),
            ),
            (
                (Latin, "Tremblay-Ito", "Marie"),
                (Mrz, "TREMBLAY", "MARIE ANNE"),
            ),
            ((Latin, "de la Cruz", "José"), (Mrz, "DELACRUZ", "JOSE")),
            ((Latin, "Roy", "Ann Louise"), (Latin, "Roy", "Ann")),
            ((Latin, "Müller", "Jörg"), (Mrz, "MUELLER", "JOERG")),
        ] {
            assert!(meet(&[a], &[b]), "{a:?} {b:?}");
        }
    }

    #[test]
    fn who_is_not_the_same_does_not_meet() {
        use Script::{Kanji, Latin};
        for (a, b) in [
            ((Latin, "Roy", "Ann"), (Latin, "Roy", "Louise")),
            ((Latin, "Tremblay", "Marie"), (Latin, "Gagnon", "Marie")),
            ((Latin, "de la Cruz", "José"), (Latin, "de la Vega", "José")),
            ((Kanji, "佐藤", "裕子"), (Latin, "Sato", "Kenji")),
        ] {
            assert!(!meet(&[a], &[b]), "{a:?} {b:?}");
        }
        let name = [(Latin, "Roy", "Ann")];
        assert_ne!(forms(&name, "1980-02-29"), forms(&name, "1980-02-28"));
        assert!(forms(&name, "1980-02").is_empty() && forms(&name, "").is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_gives_few_bounded_forms(family in "\\PC{0,80}", given in "\\PC{0,80}") {
            let got = forms(&[(Script::Latin, &family, &given), (Script::Kanji, &given, &family)], "1999-12-31");
            prop_assert!(got.len() <= FORMS_MAX);
            prop_assert!(got.iter().all(|form| form.chars().count() <= LETTERS_MAX + 9));
        }
    }
}
