//! Dates as forms of two countries have them.

use crate::{BirthDate, Error, folded};

/// A date as forms have it: year first with `-`, `/`, `.` or 年月日, or in the Japanese era (昭和59年2月29日, S59.2.29).
/// Day or month first is refused: nobody can tell which.
///
/// # Errors
/// `crisis-date`.
pub fn read_date(text: &str) -> Result<BirthDate, Error> {
    let fault = || Error::Date {
        text: text.chars().take(32).collect(),
    };
    let plain: String = folded(text).split_whitespace().collect();
    let plain = plain.replace(['年', '月', '/', '.'], "-").replace('日', "");
    let plain = plain.trim_end_matches('-');
    const ERAS: &[(&str, &str, i16)] = &[
        ("令和", "r", 2018),
        ("平成", "h", 1988),
        ("昭和", "s", 1925),
        ("大正", "t", 1911),
        ("明治", "m", 1867),
    ];
    for (kanji, letter, before) in ERAS {
        let rest = plain
            .strip_prefix(kanji)
            .or_else(|| plain.strip_prefix(letter));
        let Some(rest) = rest else { continue };
        let rest = rest.replacen('元', "1", 1);
        let (year, rest) = rest.split_once('-').ok_or_else(fault)?;
        let year: i16 = year.parse().map_err(|_number| fault())?;
        return BirthDate::try_from(format!("{:04}-{rest}", before.saturating_add(year)));
    }
    BirthDate::try_from(plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eras() {
        for (text, want) in [
            ("令和元年5月1日", "2019-05-01"),
            ("H1.1.8", "1989-01-08"),
            ("Ｓ５９．２．２９", "1984-02-29"),
            ("1984年2月29日", "1984-02-29"),
        ] {
            assert_eq!(String::from(read_date(text).unwrap()), want, "{text}");
        }
    }
}
