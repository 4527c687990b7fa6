//! The sound key of one part of a name, and all keys of a person's names.

use super::{
    Readings,
    kana::{is_kana, to_latin},
    latin::folded,
    reading::modern,
};
use crate::{NameForm, Script};

/// Most keys of one person: four writings with several readings each.
const KEYS_MAX: usize = 160;

/// Readings of a family name and of a given name that are put together for names written as one.
const FAMILY_READINGS_MAX: usize = 3;
const GIVEN_READINGS_MAX: usize = 8;

/// Spellings of one sound, made one. In this order; each is applied until it finds no more.
///
/// Long vowels (`ou`, `oo`, `oh` before a consonant), the two letters of ICAO 9303-3 (`ae`, `oe`, `ue`, `aa`), Hepburn
/// against Kunrei (`shi`/`si`, `chi`/`ti`, `tsu`/`tu`, `fu`/`hu`, `ji`/`zi`), `m` before b, p, m, and letters that
/// transliterations mix (l/r, v/b, c/q/k).
const SPELLINGS: &[(&str, &str)] = &[
    ("tch", "tty"),
    ("sh", "sy"),
    ("ch", "ty"),
    ("tsu", "tu"),
    ("dzu", "zu"),
    ("du", "zu"),
    ("di", "zi"),
    ("fu", "hu"),
    ("j", "zy"),
    ("wo", "o"),
    ("l", "r"),
    ("v", "b"),
    ("ck", "k"),
    ("c", "k"),
    ("q", "k"),
    ("mb", "nb"),
    ("mp", "np"),
    ("mm", "nm"),
    ("yi", "i"),
    ("yy", "y"),
    ("ae", "a"),
    ("aa", "a"),
    ("oe", "o"),
    ("ou", "o"),
    ("oo", "o"),
    ("ue", "u"),
    ("uu", "u"),
    ("ii", "i"),
    ("ee", "e"),
];

/// The sound key of a part in Latin letters: equal for spellings that mean one sound. Empty when it has no letter.
pub(crate) fn sound_key(part: &str) -> String {
    let mut key: String = folded(part)
        .chars()
        .filter(char::is_ascii_lowercase)
        .collect();
    for (from, to) in SPELLINGS {
        while key.contains(from) {
            key = key.replace(from, to);
        }
    }
    without_h(&key)
}

/// Drops the `h` that marks a long o (`Satoh`, `Ohno`), and doubled letters.
fn without_h(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    let mut out = String::with_capacity(key.len());
    for (at, letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1);
        let marks = *letter == 'h'
            && out.ends_with('o')
            && next.is_none_or(|next| !"aiueoy".contains(*next));
        if !marks && !out.ends_with(*letter) {
            out.push(*letter);
        }
    }
    out
}

/// How a part is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Latin,
    Kana,
    Kanji,
}

/// How a part is written, by its letters.
pub(crate) fn written(part: &str) -> Written {
    if part.chars().any(is_kanji) {
        Written::Kanji
    } else if part.chars().any(is_kana) {
        Written::Kana
    } else {
        Written::Latin
    }
}

fn is_kanji(letter: char) -> bool {
    matches!(letter, '㐀'..='䶿' | '一'..='鿿' | '豈'..='﫿' | '々' | '\u{20000}'..='\u{3134F}')
}

/// Parts of a name: divided at spaces, hyphens, commas, `<`, middle dots. Apostrophes join.
pub(crate) fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| {
        c.is_whitespace() || matches!(c, '-' | '<' | ',' | '・' | '･' | '=' | '＝' | '‐')
    })
    .filter(|part| !part.is_empty())
}

/// Keys of one part: itself when in kanji, and its sounds.
pub(crate) fn part_keys(part: &str, readings: &Readings) -> Vec<String> {
    match written(part) {
        Written::Latin => vec![sound_key(part)],
        Written::Kana => vec![sound_key(&to_latin(part))],
        Written::Kanji => {
            let mut keys = vec![modern(part)];
            for reading in readings.of(part) {
                let key = sound_key(&to_latin(&reading));
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            keys
        }
    }
}

/// All keys of a person's names, for search and for comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameKeys {
    /// Keys of the family names and of the given names, in all writings.
    pub family: Vec<String>,
    /// Keys of the given names.
    pub given: Vec<String>,
    /// Several parts written as one.
    pub joined: Vec<String>,
}

impl NameKeys {
    /// Of all writings of a person's name.
    #[must_use]
    pub fn of(names: &[NameForm], readings: &Readings) -> Self {
        let mut keys = Self::default();
        for name in names {
            for (text, into) in [
                (&name.family, &mut keys.family),
                (&name.given, &mut keys.given),
            ] {
                for part in parts(text) {
                    add(into, part_keys(part, readings));
                }
            }
            let whole = |text: &str| parts(text).collect::<String>();
            let (family, given) = (whole(&name.family), whole(&name.given));
            if name.script == Script::Kanji {
                add(&mut keys.joined, [modern(&format!("{family}{given}"))]);
                add(&mut keys.joined, read_as_one(&family, &given, readings));
                continue;
            }
            for one in [
                format!("{family}{given}"),
                format!("{given}{family}"),
                family,
                given,
            ] {
                add(&mut keys.joined, part_keys(&one, readings));
            }
        }
        keys
    }

    /// All keys.
    pub(crate) fn all(&self) -> impl Iterator<Item = &String> {
        self.family.iter().chain(&self.given).chain(&self.joined)
    }

    /// How alike two persons' names are, 0 to 1: the share of family and given names that have a key in common, whichever
    /// stands first.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f64 {
        let meet = |a: &[String], b: &[String]| a.iter().any(|key| b.contains(key));
        if meet(&self.joined, &other.joined) {
            return 1.0;
        }
        let ways = |family: &[String], given: &[String]| {
            let share = |a: &[String], b: &[String]| f64::from(u8::from(meet(a, b)));
            (share(&self.family, family) + share(&self.given, given)) / 2.0
        };
        ways(&other.family, &other.given).max(ways(&other.given, &other.family))
    }
}

/// Sounds of a name in kanji when it is written without a space, by the most usual readings of both parts.
fn read_as_one(family: &str, given: &str, readings: &Readings) -> Vec<String> {
    let (families, givens) = (readings.of(family), readings.of(given));
    let families = families.iter().take(FAMILY_READINGS_MAX);
    families
        .flat_map(|family| {
            let givens = givens.iter().take(GIVEN_READINGS_MAX);
            givens.map(move |given| sound_key(&to_latin(&format!("{family}{given}"))))
        })
        .collect()
}

fn add(into: &mut Vec<String>, keys: impl IntoIterator<Item = String>) {
    for key in keys {
        if !key.is_empty() && into.len() < KEYS_MAX && !into.contains(&key) {
            into.push(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for same in [
            &["Ōno", "Ono", "Ohno", "Oono", "OUNO", "ohno"][..],
            &["Satō", "SATOH", "Satou", "Sato", "ＳＡＴＯ"],
            &["Shinji", "Sinzi"],
            &["Tsuchiya", "Tutiya"],
            &["Fujii", "Huzii", "FUJI"],
            &["Junichirō", "Jun'ichiro", "Zyunitiro", "Junichirou"],
            &["Namba", "Nanba"],
            &["Müller", "Mueller", "MULLER"],
            &["Åström", "AASTROEM", "Astrom"],
            &["Yūko", "Yuuko", "YUKO"],
            &["O'Connor", "OCONNOR", "o’connor"],
            &["Jørgensen", "JOERGENSEN", "Jorgensen"],
            &["Ryōhei", "Ryohei", "RYOUHEI"],
        ] {
            let keys: Vec<String> = same.iter().map(|name| sound_key(name)).collect();
            assert!(keys.iter().all(|key| *key == keys[0]), "{same:?}: {keys:?}");
        }
        assert_ne!(sound_key("Tanaka"), sound_key("Takana"));
    }
}
