//! Moments as feeds write them: Unix numbers of several sizes, ISO text, and the `$PGHP` line.
//!
//! A Unix number is read by its size, because feeds send seconds, milliseconds, microseconds or nanoseconds in the
//! same place: 2001 to 2286 in seconds has ten digits, so a number below 1e11 is seconds, below 1e14 milliseconds,
//! below 1e17 microseconds, and nanoseconds above.

/// Unix numbers below this are not a time: a counter, a slot number. 1980 in seconds.
const EARLIEST_S: u64 = 315_532_800;

/// Milliseconds since 1970 of a Unix number in decimal digits; a fraction is allowed for seconds.
pub(crate) fn epoch_ms(text: &[u8]) -> Option<i64> {
    let (whole, fraction) = match text.iter().position(|byte| *byte == b'.') {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?),
        None => (text, &[][..]),
    };
    let number = digits(whole)?;
    if number < EARLIEST_S {
        return None;
    }
    let ms = match number {
        0..100_000_000_000 => number * 1000 + fraction_ms(fraction)?,
        100_000_000_000..100_000_000_000_000 => number,
        100_000_000_000_000..100_000_000_000_000_000 => number / 1000,
        _ => number / 1_000_000,
    };
    i64::try_from(ms).ok()
}

fn fraction_ms(digits_behind: &[u8]) -> Option<u64> {
    let mut ms = 0;
    for place in 0..3 {
        let digit = match digits_behind.get(place) {
            Some(byte) if byte.is_ascii_digit() => u64::from(byte - b'0'),
            Some(_) => return None,
            None => 0,
        };
        ms = ms * 10 + digit;
    }
    Some(ms)
}

/// A number of up to 19 decimal digits and nothing else.
pub(crate) fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 19 {
        return None;
    }
    text.iter().try_fold(0_u64, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + u64::from(byte - b'0'))
    })
}

/// Milliseconds since 1970 of a UTC date (year, month, day) and time (hour, minute, second; second 60 is the leap
/// second and counts as the next minute). `None` when there is no such day or time.
pub(crate) fn utc_ms(date: (i64, u8, u8), time: (u8, u8, u8), ms: u16) -> Option<i64> {
    let (year, month, day) = date;
    let (hour, minute, second) = time;
    if !(1..=9999).contains(&year) || !(1..=days_in(year, month)?).contains(&day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 || ms > 999 {
        return None;
    }
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some(
        (days_since_1970(year, i64::from(month), i64::from(day)) * 86_400 + seconds) * 1000
            + i64::from(ms),
    )
}

fn days_in(year: i64, month: u8) -> Option<u8> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

/// Days from 1 January 1970, counting years from March so that the leap day comes last.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
        - 719_468
}

/// Milliseconds since 1970 of `YYYY-MM-DD hh:mm:ss[.fff]`, with `T` or a space between, and `Z`, an offset
/// or nothing (UTC) behind. Slashes in the date and dots in the time, which some feeds write, are read too.
pub(crate) fn iso_ms(text: &[u8]) -> Option<i64> {
    let number = |from: usize, len: usize| digits(text.get(from..from + len)?);
    let is = |at: usize, allowed: &[u8]| text.get(at).is_some_and(|byte| allowed.contains(byte));
    if !(is(4, b"-/") && is(7, b"-/") && is(10, b"T ") && is(13, b":.") && is(16, b":.")) {
        return None;
    }
    let date = (
        number(0, 4)? as i64,
        number(5, 2)? as u8,
        number(8, 2)? as u8,
    );
    let time = (
        number(11, 2)? as u8,
        number(14, 2)? as u8,
        number(17, 2)? as u8,
    );
    let mut rest = text.get(19..)?;
    let mut ms = 0;
    if let [b'.' | b',', fraction @ ..] = rest {
        let len = fraction
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        ms = fraction_ms(fraction.get(..len)?)? as u16;
        rest = fraction.get(len..)?;
    }
    Some(utc_ms(date, time, ms)? - offset_ms(rest)?)
}

fn offset_ms(text: &[u8]) -> Option<i64> {
    match text {
        [] | b"Z" | b"z" | b" UTC" | b" Z" => Some(0),
        [sign @ (b'+' | b'-'), zone @ ..] => {
            let (hours, minutes) = match zone.len() {
                2 => (digits(zone)?, 0),
                4 => (digits(zone.get(..2)?)?, digits(zone.get(2..)?)?),
                5 if zone.get(2) == Some(&b':') => {
                    (digits(zone.get(..2)?)?, digits(zone.get(3..)?)?)
                }
                _ => return None,
            };
            let size = (hours * 60 + minutes) as i64 * 60_000;
            Some(if *sign == b'-' { -size } else { size })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unix_numbers_are_read_by_their_size() {
        for text in [
            "1334337317",
            "1334337317000",
            "1334337317000000",
            "1334337317000000000",
            "1334337317.000",
        ] {
            assert_eq!(epoch_ms(text.as_bytes()), Some(1_334_337_317_000), "{text}");
        }
        assert_eq!(epoch_ms(b"1334337317.25"), Some(1_334_337_317_250));
        assert_eq!(epoch_ms(b"2118"), None);
        assert_eq!(epoch_ms(b""), None);
        assert_eq!(epoch_ms(b"99999999999999999999"), None);
    }

    #[test]
    fn dates_are_right_at_their_edges() {
        assert_eq!(utc_ms((1970, 1, 1), (0, 0, 0), 0), Some(0));
        assert_eq!(
            utc_ms((2000, 2, 29), (23, 59, 59), 999),
            Some(951_868_799_999)
        );
        assert_eq!(utc_ms((2023, 2, 29), (0, 0, 0), 0), None);
        assert_eq!(utc_ms((1900, 2, 29), (0, 0, 0), 0), None);
        assert_eq!(
            utc_ms((2016, 12, 31), (23, 59, 60), 0),
            utc_ms((2017, 1, 1), (0, 0, 0), 0)
        );
        assert_eq!(utc_ms((2023, 13, 1), (0, 0, 0), 0), None);
    }

    #[test]
    fn iso_text_is_read_in_its_common_forms() {
        let expected = Some(1_418_169_601_500);
        for text in [
            "2014-12-10T00:00:01.5Z",
            "2014/12/10 00:00:01.500",
            "2014-12-10 00.00.01.5",
            "2014-12-10T09:00:01.5+09:00",
            "2014-12-09T19:00:01.5-0500",
        ] {
            assert_eq!(iso_ms(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(iso_ms(b"2014-12-10T00:00:01x"), None);
        assert_eq!(iso_ms(b"2014-12-10T"), None);
    }
}
