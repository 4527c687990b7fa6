//! Serial numbers to dates, and which number formats show one (ECMA-376 part 1, 18.17.4 and 18.8.30).

/// First day of a serial that may stand, and the last: 9999-12-31.
const LAST_1900: i64 = 2_958_465;
const LAST_1904: i64 = 2_957_003;
const DAY_S: i64 = 86_400;

/// Whether a built-in number format shows a date. 18 to 21 and 45 to 47 are times of day or spans and name no date; 27 to
/// 36 and 50 to 58 are the dates of East Asian editions.
pub(crate) fn is_builtin_date(format: u32) -> bool {
    matches!(format, 14..=17 | 22 | 27..=36 | 50..=58)
}

/// Whether a format of the workbook's own shows a date: a year or a day outside quotes, brackets and escapes. Minutes and
/// months share a letter, so `m` alone says nothing. LibreOffice writes `General` as a format of its own, and the `e` of an
/// exponent is no year.
pub(crate) fn is_date_format(code: &str) -> bool {
    let mut chars = code.chars();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                // A colour, a locale, a condition, or elapsed time.
                for inner in chars.by_ref() {
                    if inner == ']' {
                        break;
                    }
                }
            }
            'g' | 'G' if begins(chars.as_str(), "eneral") => {
                chars.nth("eneral".len() - 1);
            }
            'e' if chars.as_str().starts_with(['+', '-']) => {}
            ';' => return false,
            'y' | 'Y' | 'd' | 'D' | 'e' | 'g' => return true,
            _ => {}
        }
    }
    false
}

fn begins(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// `YYYY-MM-DD`, with `THH:MM:SS` when it is not midnight; `None` when there is no such date.
pub(crate) fn of_serial(serial: f64, from_1904: bool) -> Option<String> {
    if !(0.0..=3e6).contains(&serial) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "below 3e6 days")]
    let seconds = (serial * 86_400.0).round() as i64;
    let (day, second) = (seconds.div_euclid(DAY_S), seconds.rem_euclid(DAY_S));
    // Days since 1970-01-01. The calendar of 1900 counts a 29 February that never was, as day 60.
    let since_1970 = match (from_1904, day) {
        (true, 0..=LAST_1904) => day - 24_107,
        (false, 1..=59) => day - 25_568,
        (false, 61..=LAST_1900) => day - 25_569,
        _ => return None,
    };
    let (year, month, day) = civil(since_1970);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(match second {
        0 => date,
        _ => format!(
            "{date}T{:02}:{:02}:{:02}",
            second / 3_600,
            second / 60 % 60,
            second % 60
        ),
    })
}

/// Year, month, day of a count of days since 1970-01-01 in the Gregorian calendar, by eras of 400 years.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_the_days_that_spreadsheets_show() {
        for (serial, from_1904, want) in [
            (1.0, false, Some("1900-01-01")),
            (59.0, false, Some("1900-02-28")),
            (60.0, false, None),
            (61.0, false, Some("1900-03-01")),
            (30_741.0, false, Some("1984-02-29")),
            (45_000.5, false, Some("2023-03-15T12:00:00")),
            (2_958_465.0, false, Some("9999-12-31")),
            (2_958_466.0, false, None),
            (0.0, false, None),
            (-1.0, false, None),
            (f64::NAN, false, None),
            (0.0, true, Some("1904-01-01")),
            (29_279.0, true, Some("1984-02-29")),
        ] {
            assert_eq!(of_serial(serial, from_1904).as_deref(), want, "{serial}");
        }
    }

    #[test]
    fn formats_with_a_day_or_a_year_are_dates() {
        for date in [
            "yyyy-mm-dd",
            "d/m/yy",
            "[$-411]ggge\"年\"m\"月\"d\"日\"",
            "[Red]dd.mm.yyyy",
        ] {
            assert!(is_date_format(date), "{date}");
        }
        for other in [
            "0.00",
            "#,##0",
            "\"day\"0",
            "[h]:mm:ss",
            "hh:mm",
            "0_d",
            "@",
            "\\d0",
            "General",
            "GENERAL\" kg\"",
            "0.00E+00",
            "0.0e-0",
            "",
        ] {
            assert!(!is_date_format(other), "{other}");
        }
    }
}
