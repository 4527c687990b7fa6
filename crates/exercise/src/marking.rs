//! The mark that every artefact of an exercise carries.
//!
//! A drill message once told a whole state that an attack was real; so the mark is never free text. Every
//! line carries a station name beginning with `EX` in its tag block (`s:EX…`), every ship's name and call
//! sign begin with `EX`, every area and list says EXERCISE, and screens show the words below.

use serde::Serialize;

/// The mark of an exercise, in the three languages of the watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Marking {
    /// Stable code, also the Fluent id of the banner.
    pub code: &'static str,
    /// English.
    pub en: &'static str,
    /// French.
    pub fr: &'static str,
    /// Japanese.
    pub ja: &'static str,
    /// Every station name in a tag block begins with this.
    pub station_prefix: &'static str,
    /// Stations that are satellites begin with this; the others stand on shore.
    pub satellite_prefix: &'static str,
    /// Every ship's name begins with this.
    pub name_prefix: &'static str,
}

/// The one mark.
pub const MARKING: Marking = Marking {
    code: "exercise",
    en: "EXERCISE",
    fr: "EXERCICE",
    ja: "演習",
    station_prefix: "EX",
    satellite_prefix: "EXSAT",
    name_prefix: "EX ",
};

impl Marking {
    /// The three words on one line, for screens and papers.
    pub const LINE: &'static str = "EXERCISE · EXERCICE · 演習";

    /// The name of a file of an exercise: the three words stand before it.
    #[must_use]
    pub fn file_name(&self, name: &str) -> String {
        format!("{}-{}-{}-{name}", self.en, self.fr, self.ja)
    }
}

/// Whether a line carries the mark: a tag block with a station that begins with `EX`.
#[must_use]
pub fn is_marked(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"\\") else {
        return false;
    };
    let Some(end) = rest.iter().position(|b| *b == b'\\') else {
        return false;
    };
    let block = &rest[..end];
    block
        .split(|b| *b == b',' || *b == b'*')
        .any(|field| field.starts_with(b"s:EX"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_and_file_name_are_of_the_three_words() {
        let words = [MARKING.en, MARKING.fr, MARKING.ja];
        assert_eq!(Marking::LINE, words.join(" · "));
        assert_eq!(MARKING.file_name("a.csv"), words.join("-") + "-a.csv");
    }

    #[test]
    fn only_a_station_field_marks() {
        assert!(is_marked(
            b"\\s:EXSAT1,c:1783300000*00\\!AIVDM,1,1,,A,x,0*00"
        ));
        assert!(is_marked(b"\\g:1-2-7,s:EXSAT1*00\\!AIVDM"));
        assert!(!is_marked(
            b"\\s:SAT1,c:1783300000*00\\!AIVDM,1,1,,A,s:EX,0*00"
        ));
        assert!(!is_marked(b"!AIVDM,1,1,,A,s:EX,0*00"));
        assert!(!is_marked(b"\\s:EX"));
    }
}
