//! Names of ships, brought to a form in which the same ship's name is the same.
//!
//! Registries, radios and boarding teams write one name in many ways: full-width letters, accents,
//! `NO.` or not, `II` or `2`, `LURONGYUANYU103`, `8O` for `80`, two scripts side by side. Fleets number
//! their ships, so a number must agree exactly: LU RONG YUAN YU 197 is not 198. Letters are compared
//! without spaces, Latin with Latin and characters with characters; where only one side has Latin
//! letters, the reading of the other is used. What was forgiven is told as codes.

use strsim::levenshtein;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use crate::script::{digit_value, folded, is_east_asian, latin, reading};

pub(crate) mod change;

/// Longest text read as a name; AIS allows 34 with the extension, lists write several names in a row.
const CHARS_MAX: usize = 120;

/// A ship's name in comparable form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ShipName {
    /// Latin letters without spaces, numbers and filling words.
    pub letters: String,
    /// East Asian signs, variants folded, without numbers and `号`.
    pub signs: String,
    /// Numbers without leading zeros, sorted.
    pub numbers: Vec<String>,
    /// Latin reading of the signs, empty if the tables lack one of them.
    pub reading: String,
    /// All Latin letters and digits in order, look-alikes made one.
    pub skeleton: String,
    /// The Latin words, to tell a difference of spacing from none.
    words: Vec<String>,
}

/// How alike two names are, and what was forgiven.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// 0 (different) to 1 (the same).
    pub score: f64,
    /// Stable codes: `name-equal`, `spacing-differs`, `spelling-differs`, `look-alike-glyphs`,
    /// `read-across-scripts`, `number-only`, `scripts-differ`, `numbers-differ`, `letters-differ`.
    pub codes: Vec<&'static str>,
}

impl Likeness {
    fn none(code: &'static str) -> Self {
        Self {
            score: 0.0,
            codes: vec![code],
        }
    }
}

impl ShipName {
    /// Reads a name as written.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut latin_words: Vec<String> = Vec::new();
        let mut signs = String::new();
        let mut numbers = Vec::new();
        let plain = plain(text);
        for word in plain.split(|c: char| !c.is_alphanumeric()) {
            let (east, west): (String, String) = word.chars().partition(|c| is_east_asian(*c));
            if !east.is_empty() {
                read_signs(&east, &mut signs, &mut numbers);
            }
            if !west.is_empty() {
                latin_words.push(west);
            }
        }
        let pieces = pieces(&latin_words);
        let words = letters_of(&pieces, &mut numbers);
        numbers.sort();
        let reading = signs
            .chars()
            .map(reading)
            .collect::<Option<String>>()
            .unwrap_or_default();
        let skeleton = pieces
            .iter()
            .flat_map(|p| p.chars())
            .map(look_alike)
            .collect();
        Self {
            letters: words.concat(),
            signs,
            numbers,
            reading,
            skeleton,
            words,
        }
    }

    /// Whether nothing comparable is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty() && self.signs.is_empty() && self.numbers.is_empty()
    }

    /// Whether it is only a number.
    #[must_use]
    pub fn is_number_only(&self) -> bool {
        self.letters.is_empty() && self.signs.is_empty() && !self.numbers.is_empty()
    }

    /// Latin letters, or failing them the reading of the signs.
    #[must_use]
    pub fn latin_or_reading(&self) -> &str {
        if self.letters.is_empty() {
            &self.reading
        } else {
            &self.letters
        }
    }

    /// How alike this name and another are.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Likeness {
        if self.is_empty() || other.is_empty() {
            return Likeness::none("letters-differ");
        }
        if self.numbers != other.numbers {
            return self
                .look_alike(other)
                .unwrap_or_else(|| Likeness::none("numbers-differ"));
        }
        let east = (!self.signs.is_empty() && !other.signs.is_empty())
            .then(|| spelled(&self.signs, &other.signs));
        let west = (!self.letters.is_empty() && !other.letters.is_empty())
            .then(|| self.spelled_latin(other));
        match (west, east) {
            (Some(west), Some(east)) => both(west, east),
            (Some(west), None) => {
                if west.score > 0.0 {
                    west
                } else {
                    self.look_alike(other).unwrap_or(west)
                }
            }
            (None, Some(east)) => east,
            (None, None) => self.across(other),
        }
    }

    fn spelled_latin(&self, other: &Self) -> Likeness {
        let mut like = spelled(&self.letters, &other.letters);
        if like.score == 1.0 && self.words != other.words {
            like = Likeness {
                score: 0.98,
                codes: vec!["spacing-differs"],
            };
        }
        like
    }

    /// The same but for O and 0, I and 1, B and 8 and their like.
    fn look_alike(&self, other: &Self) -> Option<Likeness> {
        let same = self.skeleton.len() >= 4
            && self.skeleton == other.skeleton
            && (self.signs.is_empty() || other.signs.is_empty() || self.signs == other.signs);
        same.then(|| Likeness {
            score: 0.9,
            codes: vec!["look-alike-glyphs"],
        })
    }

    /// One side has Latin letters only, the other signs only.
    fn across(&self, other: &Self) -> Likeness {
        let (a, b) = (self.latin_or_reading(), other.latin_or_reading());
        if self.is_number_only() && other.is_number_only() {
            return Likeness {
                score: 1.0,
                codes: vec!["number-only"],
            };
        }
        if a.is_empty() || b.is_empty() {
            return Likeness::none("scripts-differ");
        }
        let mut like = spelled(a, b);
        like.score *= 0.85;
        like.codes.insert(0, "read-across-scripts");
        like
    }
}

/// Edits forgiven in a text of so many signs: none in short ones, where one letter is another name.
#[must_use]
pub(crate) fn edits_max(text: &str) -> usize {
    let length = text.chars().count();
    let east = text.chars().next().is_some_and(is_east_asian);
    match (east, length) {
        (true, 0..4) | (false, 0..5) => 0,
        (true, _) | (false, 5..12) => 1,
        (false, _) => 2,
    }
}

fn spelled(a: &str, b: &str) -> Likeness {
    if a == b {
        return Likeness {
            score: 1.0,
            codes: vec!["name-equal"],
        };
    }
    let shorter = if a.chars().count() <= b.chars().count() {
        a
    } else {
        b
    };
    let edits = levenshtein(a, b);
    if edits > edits_max(shorter) {
        return Likeness::none("letters-differ");
    }
    #[allow(clippy::cast_precision_loss, reason = "short texts")]
    let share = edits as f64 / shorter.chars().count().max(1) as f64;
    Likeness {
        score: (0.97 - 1.2 * share).max(0.0),
        codes: vec!["spelling-differs"],
    }
}

/// Both scripts on both sides: they must support each other.
fn both(west: Likeness, east: Likeness) -> Likeness {
    let mut codes = west.codes;
    for code in east.codes {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    Likeness {
        score: f64::midpoint(west.score, east.score),
        codes,
    }
}

/// Compatibility forms made one, upper case, marks off, Cyrillic in Latin letters.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text
        .chars()
        .take(CHARS_MAX)
        .nfkc()
        .flat_map(char::to_uppercase)
    {
        if is_east_asian(c) {
            out.push(folded(c));
        } else if let Some(letters) = latin(c) {
            out.push_str(letters);
        } else if c.is_ascii() {
            // An apostrophe joins (AL'AMIR), every other mark parts words.
            if c != '\'' {
                out.push(c);
            }
        } else if !is_combining_mark(c) && !matches!(c, '’' | '‘' | 'ʼ') {
            decompose_canonical(c, |part| {
                if !is_combining_mark(part) {
                    match latin(part) {
                        Some(letters) => out.push_str(letters),
                        None => out.push(part),
                    }
                }
            });
        }
    }
    out
}

/// Signs without ordinals; `第十八` and `三号` are numbers.
fn read_signs(east: &str, signs: &mut String, numbers: &mut Vec<String>) {
    let all: Vec<char> = east.chars().collect();
    let is_numeral = |c: char| digit_value(c).is_some() || matches!(c, '十' | '百');
    let mut at = 0;
    while let Some(&c) = all.get(at) {
        if c == '第' || c == '号' {
            at += 1;
            continue;
        }
        let run = all.iter().skip(at).take_while(|c| is_numeral(**c)).count();
        let ordinal = at > 0 && all.get(at - 1) == Some(&'第') || all.get(at + run) == Some(&'号');
        if run > 0 && ordinal {
            let value = numeral(all.get(at..at + run).unwrap_or(&[]));
            numbers.push(value.to_string());
            at += run;
        } else {
            signs.push(c);
            at += 1;
        }
    }
}

/// Value of a Chinese numeral below 1,000; digits without ten or hundred read one by one.
fn numeral(run: &[char]) -> u32 {
    if !run.iter().any(|c| matches!(c, '十' | '百')) {
        let digits = run.iter().filter_map(|c| digit_value(*c));
        return digits.fold(0, |n: u32, d| n.saturating_mul(10).saturating_add(d));
    }
    let (mut total, mut digit) = (0u32, None);
    for c in run {
        match c {
            '十' => total = total.saturating_add(digit.take().unwrap_or(1) * 10),
            '百' => total = total.saturating_add(digit.take().unwrap_or(1) * 100),
            _ => digit = digit_value(*c),
        }
    }
    total.saturating_add(digit.unwrap_or(0))
}

/// Words cut where letters meet digits, without the words that only announce a number or a ship.
fn pieces(words: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in words {
        let mut last_digit = None;
        for c in word.chars() {
            let digit = c.is_numeric();
            match all.last_mut() {
                Some(piece) if last_digit == Some(digit) => piece.push(c),
                _ => all.push(c.to_string()),
            }
            last_digit = Some(digit);
        }
    }
    drop_prefix(&mut all);
    let is_number = |p: Option<&String>| p.is_some_and(|p| p.chars().all(char::is_numeric));
    let kept = all
        .iter()
        .enumerate()
        .filter(|(i, piece)| match piece.as_str() {
            "NO" | "NR" | "NUM" | "N" | "NUMBER" => {
                !is_number(all.get(i + 1)) && !roman_last(&all, i + 1)
            }
            "HAO" => *i == 0 || !is_number(all.get(i - 1)),
            _ => true,
        });
    kept.map(|(_, piece)| piece.clone()).collect()
}

/// `F/V`, `M/V`, `MV`, `FV`, `KM`, `FB` before a name say what floats, not which.
fn drop_prefix(all: &mut Vec<String>) {
    let first = all.first().map(String::as_str);
    let second = all.get(1).map(String::as_str);
    let drop = match (first, second) {
        (Some("F" | "M"), Some("V")) if all.len() > 2 => 2,
        (Some("FV" | "MV" | "KM" | "FB"), Some(_)) => 1,
        _ => 0,
    };
    all.drain(..drop);
}

fn roman_last(all: &[String], at: usize) -> bool {
    at + 1 == all.len() && all.get(at).and_then(|p| roman(p)).is_some()
}

/// The letter words; digits and a Roman numeral at the end go to the numbers.
fn letters_of(pieces: &[String], numbers: &mut Vec<String>) -> Vec<String> {
    let mut words = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        if piece.chars().all(char::is_numeric) {
            let bare = piece.trim_start_matches('0');
            numbers.push(if bare.is_empty() { "0" } else { bare }.to_owned());
        } else if i > 0
            && i + 1 == pieces.len()
            && let Some(value) = roman(piece)
        {
            numbers.push(value.to_string());
        } else {
            words.push(piece.clone());
        }
    }
    words
}

/// Value of a Roman numeral of I, V and X, as ships carry; `None` for anything not well formed.
fn roman(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 7 || !text.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) {
        return None;
    }
    (1..40).find(|n| written(*n) == text)
}

fn written(n: u32) -> String {
    let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let one = ones.get(n as usize % 10).copied().unwrap_or_default();
    "X".repeat(n as usize / 10) + one
}

/// One sign for each group of look-alikes; no two digits share a group.
fn look_alike(c: char) -> char {
    match c {
        'O' | 'Q' | '0' => 'O',
        'I' | 'L' | '1' => 'I',
        'B' | '8' => 'B',
        'S' | '5' => 'S',
        'Z' | '2' => 'Z',
        'G' | '6' => 'G',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn like(a: &str, b: &str) -> Likeness {
        let (x, y) = (
            ShipName::new(a).likeness(&ShipName::new(b)),
            ShipName::new(b),
        );
        assert_eq!(x, y.likeness(&ShipName::new(a)), "{a} / {b} is symmetric");
        x
    }

    #[test]
    fn the_same_ship_written_otherwise() {
        for (a, b, at_least) in [
            ("LU RONG YUAN YU 103", "LURONGYUANYU103", 0.97),
            ("LU RONG●YU 612", "Lu Rong Yu 612", 1.0),
            (
                "ＬＵ ＲＯＮＧ ＹＵＡＮ ＹＵ １９７",
                "LU RONG YUAN YU 197",
                1.0,
            ),
            ("DAE YANG NO. 606", "NO.606 DAE YANG", 1.0),
            ("TARZAN III", "Tarzan No. 3", 1.0),
            ("LABIKO 2", "M/V LABIKO II", 1.0),
            ("FU LIEN NO. 1", "Fu Lien No 1", 1.0),
            ("LIAO YUAN YU 071", "LIAO YUAN YU 71", 1.0),
            ("HE LI 1 HAO", "HE LI 1", 1.0),
            ("ALBORÁN II", "ALBORAN 2", 1.0),
            ("AL'AMIR MUHAMMAD", "AL AMIR MUHAMMAD", 0.97),
            ("鲁荣远 渔 197", "魯榮遠漁197", 1.0),
            ("顺昌3号", "順昌三號", 1.0),
            ("МЫС МАРИИ", "MYS MARII", 1.0),
            ("KAPITAN GROMTSEV", "Капитан Громцев", 1.0),
        ] {
            let l = like(a, b);
            assert!(l.score >= at_least, "{a} / {b}: {l:?}");
        }
    }

    #[test]
    fn what_was_forgiven_is_told() {
        assert_eq!(
            like("XING HAI FENG", "XING HAI FEN").codes,
            ["spelling-differs"]
        );
        assert_eq!(
            like("LU RONG YU 18O", "LU RONG YU 180").codes,
            ["look-alike-glyphs"]
        );
        assert_eq!(
            like("LU R0NG YU 180", "LU RONG YU 180").codes,
            ["look-alike-glyphs"]
        );
        assert_eq!(like("BIGEYE", "BIG EYE").codes, ["spacing-differs"]);
        let across = like("鲁荣远渔 581", "LU RONG YUAN YU 581");
        assert_eq!(across.codes, ["read-across-scripts", "name-equal"]);
        assert!(across.score > 0.8 && across.score < 0.9);
    }

    #[test]
    fn another_ship_of_the_fleet_is_another_ship() {
        for (a, b) in [
            ("LU RONG YUAN YU 197", "LU RONG YUAN YU 198"),
            ("JIN SHYANG YIH 668", "Jin Shyang Yih 666"),
            ("TARZAN III", "TARZAN VIII"),
            ("LU RONG YU 612", "LU RONG YUAN YU 612"),
            ("EVA", "AVA"),
            ("FU HSIANG FA NO. 01", "FU HSIANG FA"),
            ("鲁荣远渔 581", "鲁荣远渔 582"),
            ("第八明神丸", "第十八明神丸"),
            ("", ""),
            ("...", "!!!"),
        ] {
            assert_eq!(like(a, b).score, 0.0, "{a} / {b}");
        }
        assert!(like("鲁荣远渔 9", "海达 9").score == 0.0);
    }

    proptest! {
        #[test]
        fn reading_never_fails_and_likes_itself(text in "\\PC{0,40}", other in "\\PC{0,40}") {
            let name = ShipName::new(&text);
            let score = name.likeness(&ShipName::new(&other)).score;
            prop_assert!((0.0..=1.0).contains(&score));
            if !name.is_empty() {
                prop_assert_eq!(name.likeness(&name).score, 1.0);
            }
        }

        #[test]
        fn spaces_and_case_do_not_matter(words in "[A-Z]{2,8}( [A-Z]{2,8}){0,3}", n in 1u32..9_999) {
            let loose = format!("{words} {n}");
            let tight = format!("{}{n}", words.replace(' ', "")).to_lowercase();
            let score = ShipName::new(&loose).likeness(&ShipName::new(&tight)).score;
            // A word such as FV before the name is dropped only where it stands alone.
            prop_assume!(!["FV", "MV", "KM", "FB", "NO", "NR"].iter().any(|w| words.contains(w)));
            prop_assert!(score >= 0.9, "{} {}", loose, tight);
        }
    }
}
