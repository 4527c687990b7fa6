//! Whether a ship's name changed, or is only written otherwise.
//!
//! Latin letters are compared with Latin letters and other scripts with the same scripts: one name in two scripts is not read
//! alike by all, and AIS has only Latin capitals, 20 of them.

use super::{ShipName, plain};
use crate::script::{is_latin, other_scripts};

/// Signs of a name in the static report of AIS.
const AIS_CHARS: usize = 20;

/// Whether a name is written in Latin letters, beside others perhaps, or in figures alone.
pub(crate) fn in_latin(text: &str) -> bool {
    text.chars().any(is_latin) || (text.chars().any(char::is_numeric) && !in_others(text))
}

/// Whether a name is written in letters of other scripts, beside Latin perhaps.
pub(crate) fn in_others(text: &str) -> bool {
    other_scripts(text) != 0
}

/// Whether what two names say in Latin letters is one name: spaces, marks, accents and the cut of AIS set aside.
pub(crate) fn same_in_latin(a: &str, b: &str) -> Option<bool> {
    let (a, b) = (LatinPart::of(a), LatinPart::of(b));
    Some(a.is(&b) || a.is_cut_of(&b) || b.is_cut_of(&a))
}

/// Whether what two names say in other scripts is one name; `None` where they are different scripts.
pub(crate) fn same_in_others(a: &str, b: &str) -> Option<bool> {
    (other_scripts(a) == other_scripts(b)).then(|| {
        let key = |text: &str| {
            let name = ShipName::new(&only(text, |c| !is_latin(c)));
            (name.signs, name.letters, figures(name.numbers))
        };
        key(a) == key(b)
    })
}

/// The Latin letters of a name, and how they look when AIS cut them.
struct LatinPart {
    whole: ShipName,
    cut: Vec<ShipName>,
    /// It was written in another script too: then a number may belong to that.
    mixed: bool,
}

impl LatinPart {
    fn of(text: &str) -> Self {
        let mixed = in_others(text);
        let text = only(text.trim(), is_latin);
        // A set leaves a mark out or sends a space for it.
        let cut = |text: &str| {
            let long = text.chars().count() > AIS_CHARS;
            long.then(|| ShipName::new(&text.chars().take(AIS_CHARS).collect::<String>()))
        };
        Self {
            whole: ShipName::new(&text),
            cut: [cut(&text), cut(&plain(&text))]
                .into_iter()
                .flatten()
                .collect(),
            mixed,
        }
    }

    fn is(&self, other: &Self) -> bool {
        same_letters(&self.whole, &other.whole)
            && (self.mixed != other.mixed || same_figures(&self.whole, &other.whole))
    }

    fn is_cut_of(&self, other: &Self) -> bool {
        let mut cuts = other.cut.iter();
        cuts.any(|cut| same_letters(&self.whole, cut) && same_figures(&self.whole, cut))
    }
}

fn same_letters(a: &ShipName, b: &ShipName) -> bool {
    a.letters == b.letters
}

fn same_figures(a: &ShipName, b: &ShipName) -> bool {
    figures(a.numbers.clone()) == figures(b.numbers.clone())
}

/// Each number once: a name in two scripts writes it twice.
fn figures(mut sorted: Vec<String>) -> Vec<String> {
    sorted.dedup();
    sorted
}

/// A text with a space for each letter that is not of these.
fn only(text: &str, is_wanted: impl Fn(char) -> bool) -> String {
    let keep = |c: char| !c.is_alphabetic() || is_wanted(c);
    text.chars()
        .map(|c| if keep(c) { c } else { ' ' })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_name_written_in_two_ways_is_no_change() {
        for (a, b) in [
            ("BACK 0", "BACK0"),
            ("F/V ST. MARY'S", "ST MARYS"),
            ("ÉTOILE DU NORD", "ETOILE DU NORD"),
            ("DEEP SEA EXPLORER NUMBER 12", "DEEP SEA EXPLORER NU"),
            ("KAPITAN D'ARTAGNAN DE BATZ", "KAPITAN D'ARTAGNAN D"),
            ("第8丸 DAI-HACHI MARU", "DAIHACHI MARU"),
            ("TARZAN III", "TARZAN 3"),
        ] {
            assert_eq!(same_in_latin(a, b), Some(true), "{a} / {b}");
            assert_eq!(same_in_latin(b, a), Some(true), "{b} / {a}");
        }
        for (a, b) in [
            ("BACK 0", "BACK 1"),
            ("EVA", "AVA"),
            ("HONEST ÉTOILE", "HONEST"),
            ("DEEP SEA EXPLORER NUMBER 12", "DEEP SEA"),
            ("DAI 8 MARU", "DAI 9 MARU"),
        ] {
            assert_eq!(same_in_latin(a, b), Some(false), "{a} / {b}");
        }
        assert!(in_others("第八漁丸") && !in_latin("第八漁丸"));
        assert!(in_others("ЗАРЯ") && !in_latin("ЗАРЯ"));
        assert!(in_latin("ÅLESUND 4") && !in_others("ÅLESUND 4"));
        assert!(in_latin("581") && !in_latin("- - -") && !in_others("- - -"));
        assert_eq!(same_in_others("鲁荣远渔 581", "魯榮遠漁581"), Some(true));
        assert_eq!(same_in_others("第八漁丸", "第九漁丸"), Some(false));
        assert_eq!(same_in_others("第八漁丸", "ЗАРЯ"), None);
    }

    proptest! {
        #[test]
        fn a_name_is_no_change_of_itself(text in "\\PC{0,40}") {
            prop_assert_eq!(same_in_latin(&text, &text), Some(true));
            prop_assert_eq!(same_in_others(&text, &text), Some(true));
        }
    }
}
