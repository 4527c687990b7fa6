//! Times as tables write them, read quickly: a daily file holds ten million of them.
//!
//! ISO 8601 with `T` or a space, with `Z`, `UTC`, an offset or nothing (then UTC); the Danish
//! `31/12/2015 23:59:59` (day first); Unix seconds, milliseconds, microseconds or nanoseconds, told
//! apart by size. Month first is not accepted: it cannot be told from day first.

use vigie_sea::Time;

/// Reads a time in any of the accepted forms.
pub(crate) fn read(text: &[u8]) -> Option<Time> {
    let text = text.trim_ascii();
    iso(text)
        .or_else(|| day_first(text))
        .or_else(|| epoch(text))
        .or_else(|| slow(text))
}

fn slow(text: &[u8]) -> Option<Time> {
    let text = std::str::from_utf8(text).ok()?;
    // Only forms that begin with a year: jiff also reads other things that no table holds.
    let dated = digits(text.as_bytes(), 0, 4).is_some() && text.as_bytes().get(4) == Some(&b'-');
    dated.then(|| Time::parse(text).ok())?
}

fn iso(text: &[u8]) -> Option<Time> {
    let separators = (
        text.get(4)?,
        text.get(7)?,
        text.get(10)?,
        text.get(13)?,
        text.get(16)?,
    );
    let (b'-' | b'/', b'-' | b'/', b'T' | b't' | b' ', b':', b':') = separators else {
        return None;
    };
    let day = days(
        digits(text, 0, 4)?,
        digits(text, 5, 2)?,
        digits(text, 8, 2)?,
    )?;
    on_day(day, text)
}

/// The clock of a day, which both orders of the day write alike from the twelfth byte on.
fn on_day(day: i64, text: &[u8]) -> Option<Time> {
    let clock = clock_s(
        digits(text, 11, 2)?,
        digits(text, 14, 2)?,
        digits(text, 17, 2)?,
    )?;
    let (ms, rest) = fraction_ms(text.get(19..)?);
    let offset_s = offset_s(rest)?;
    Some(Time::from_ms(
        (day * 86_400 + clock - offset_s) * 1_000 + ms,
    ))
}

fn day_first(text: &[u8]) -> Option<Time> {
    let separators = (
        text.get(2)?,
        text.get(5)?,
        text.get(10)?,
        text.get(13)?,
        text.get(16)?,
    );
    let (b'/' | b'-' | b'.', b'/' | b'-' | b'.', b' ' | b'T', b':', b':') = separators else {
        return None;
    };
    let day = days(
        digits(text, 6, 4)?,
        digits(text, 3, 2)?,
        digits(text, 0, 2)?,
    )?;
    on_day(day, text)
}

/// Unix time. Seconds reach the year 5138 before a number could be milliseconds after 1973.
fn epoch(text: &[u8]) -> Option<Time> {
    if !text.first()?.is_ascii_digit() || super::number::rounded_away(text) {
        return None;
    }
    let size = super::number::scaled(text, 0)?;
    let ms = match size {
        0..100_000_000_000 => super::number::scaled(text, 3)?,
        100_000_000_000..100_000_000_000_000 => size,
        100_000_000_000_000..100_000_000_000_000_000 => size / 1_000,
        _ => size / 1_000_000,
    };
    // Eight digits are a date such as 20240701, five or fewer a serial day or a mistake.
    (size >= 100_000_000).then(|| Time::from_ms(ms))
}

fn digits(text: &[u8], at: usize, count: usize) -> Option<i64> {
    let piece = text.get(at..at + count)?;
    let valid = piece.iter().all(u8::is_ascii_digit);
    valid.then(|| {
        piece
            .iter()
            .fold(0, |sum, b| sum * 10 + i64::from(b - b'0'))
    })
}

/// Days since 1970-01-01 of a date of the Gregorian calendar.
pub(crate) fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=last).contains(&day) || !(1..=9_999).contains(&year) {
        return None;
    }
    // Count from 1 March, so that the leap day is the last day of its year.
    let (y, m) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let before_month = (153 * m + 2) / 5;
    Some(
        y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + before_month + day
            - 1
            - 719_468,
    )
}

/// Seconds of the day; a leap second counts as the second before it.
pub(crate) fn clock_s(hour: i64, minute: i64, second: i64) -> Option<i64> {
    let valid = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    valid.then(|| hour * 3_600 + minute * 60 + second.min(59))
}

fn fraction_ms(text: &[u8]) -> (i64, &[u8]) {
    let Some((b'.' | b',', after)) = text.split_first() else {
        return (0, text);
    };
    let end = after
        .iter()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(after.len());
    let (fraction, rest) = after.split_at(end);
    let digit = |i: usize| fraction.get(i).map_or(0, |b| i64::from(b - b'0'));
    (digit(0) * 100 + digit(1) * 10 + digit(2), rest)
}

/// Seconds east of Greenwich of a suffix; nothing, `Z` and `UTC` are zero.
fn offset_s(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii();
    if text.is_empty() || text.eq_ignore_ascii_case(b"z") || text.eq_ignore_ascii_case(b"utc") {
        return Some(0);
    }
    let sign = match text.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let hours = digits(text, 1, 2)?;
    let minutes = match text.len() {
        3 => 0,
        5 => digits(text, 3, 2)?,
        6 if text.get(3) == Some(&b':') => digits(text, 4, 2)?,
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_every_accepted_form() {
        let want = Time::parse("2018-01-01T00:12:19Z").unwrap();
        for text in [
            "2018-01-01T00:12:19",
            "2018-01-01T00:12:19Z",
            "2018-01-01 00:12:19+00:00",
            "2018-01-01 00:12:19 UTC",
            "2018-01-01T09:12:19+0900",
            "2017-12-31 20:12:19-04",
            "01/01/2018 00:12:19",
            "1514765539",
            "1514765539000",
            "1514765539.0",
            "1514765539000000",
            "1514765539000000000",
            "2018/01/01 00:12:19",
        ] {
            assert_eq!(read(text.as_bytes()), Some(want), "{text}");
        }
        assert_eq!(
            read(b"2017-07-18T00:07:20.123456Z").unwrap().to_string(),
            "2017-07-18T00:07:20.123Z"
        );
        assert_eq!(
            read(b"2024-07-01").unwrap().to_string(),
            "2024-07-01T00:00:00Z"
        );
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "12",
            "31/02/2015 00:00:00",
            "2015-02-29T00:00:00Z",
            "2015-13-01T00:00:00Z",
            "2015-01-01T24:00:00Z",
            "2015-01-01T00:61:00Z",
            "12/31/2015 00:00:00",
            "20240701",
            "2015-01-01T00:00:00+99:00",
            "2015-01-01T00:00:00 EST",
            "yesterday",
            "NULL",
            "1.51477E+09",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
        assert!(read(b"2016-02-29T23:59:59Z").is_some());
        assert_eq!(read(b"2016-12-31T23:59:60Z"), read(b"2016-12-31T23:59:59Z"));
    }

    proptest! {
        #[test]
        fn agrees_with_the_calendar(s in -60_000_000_000_i64..250_000_000_000) {
            let time = Time::from_s(s);
            prop_assert_eq!(iso(time.to_string().as_bytes()), Some(time));
        }

        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = read(&bytes);
        }

        #[test]
        fn never_panics_on_near_times(text in "[0-9]{2,4}[-/][0-9]{2}[-/][0-9]{2,4}[ T][0-9:]{0,9}[.0-9Z+:-]{0,8}") {
            let _ = read(text.as_bytes());
        }
    }
}
