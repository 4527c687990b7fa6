//! Latin letters: accents taken off, and the transliteration of travel documents.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Letters that are not a base letter with a mark, and what ICAO 9303-3 section 6 A writes for them.
fn special(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' | 'ẞ' => "ss",
        'Æ' | 'æ' => "ae",
        'Œ' | 'œ' | 'Ø' | 'ø' => "oe",
        'Þ' | 'þ' => "th",
        'Ð' | 'ð' | 'Đ' | 'đ' => "d",
        'Ł' | 'ł' => "l",
        'Ħ' | 'ħ' => "h",
        'ı' => "i",
        'Ŋ' | 'ŋ' => "n",
        'Ŧ' | 'ŧ' => "t",
        'Ĳ' | 'ĳ' => "ij",
        _ => return None,
    })
}

/// Letters with a mark that ICAO 9303-3 writes as two.
fn doubled(letter: char) -> Option<&'static str> {
    Some(match letter {
        'Ä' | 'ä' => "ae",
        'Å' | 'å' => "aa",
        'Ö' | 'ö' => "oe",
        'Ü' | 'ü' => "ue",
        _ => return None,
    })
}

/// Lower case without accents: `Émilie` to `emilie`, full-width to half-width. Other scripts stay.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match special(letter) {
            Some(two) => out.push_str(two),
            None => out.extend(letter.to_lowercase()),
        }
    }
    // Marks were taken off kana too (が to か) unless put together again before; see `kana`.
    out
}

/// A name as a travel document's machine-readable zone writes it (ICAO 9303-3 section 6 A): A to Z, one `<` between
/// parts, apostrophes left out. Letters outside Latin are left out: a document gives their transliteration itself.
#[must_use]
pub fn to_mrz(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.nfc() {
        if let Some(two) = special(letter).or_else(|| doubled(letter)) {
            out.push_str(&two.to_uppercase());
            continue;
        }
        for base in letter.nfkd().filter(|c| !is_combining_mark(*c)) {
            if base.is_ascii_alphabetic() {
                out.push(base.to_ascii_uppercase());
            } else if (base.is_whitespace() || matches!(base, '-' | '<' | ','))
                && !out.is_empty()
                && !out.ends_with('<')
            {
                out.push('<');
            }
        }
    }
    out.trim_end_matches('<').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_writes_names_as_documents_do() {
        for (name, want) in [
            ("Émilie", "EMILIE"),
            ("O'Connor", "OCONNOR"),
            ("d’Arc", "DARC"),
            ("Smith-Jones", "SMITH<JONES"),
            ("Núñez  de la Cruz ", "NUNEZ<DE<LA<CRUZ"),
            ("Müller", "MUELLER"),
            ("Åström", "AASTROEM"),
            ("Strauß", "STRAUSS"),
            ("Bjørn", "BJOERN"),
            ("Ōno", "ONO"),
            ("山田", ""),
        ] {
            assert_eq!(to_mrz(name), want, "{name}");
        }
    }
}
