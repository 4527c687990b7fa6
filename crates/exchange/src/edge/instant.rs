//! Instants as the formats write them: RFC 3339, to the millisecond inside.
//!
//! Time is milliseconds since 1970-01-01 UTC everywhere in the edges. Reading takes any offset; writing is UTC.

use jiff::Timestamp;

use super::fault::Fault;

/// 0000-01-01: years before have no RFC 3339 form.
const EARLIEST_MS: i64 = -62_167_219_200_000;
/// 9999-12-30, end of the calendar used: beyond, an offset could need five digits for the year.
const LATEST_MS: i64 = 253_402_128_000_000;
/// Longest text of a time: nine decimals and an offset stay below.
const TEXT_BYTES_MAX: usize = 40;

/// The instant as a `Timestamp`, held to the years that the formats can write.
fn stamp(time_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(time_ms.clamp(EARLIEST_MS, LATEST_MS))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// `2026-11-25T09:30:00.125Z`, as Cursor on Target and STIX write it.
#[must_use]
pub fn zulu_ms(time_ms: i64) -> String {
    stamp(time_ms)
        .strftime("%Y-%m-%dT%H:%M:%S.%3fZ")
        .to_string()
}

/// `2026-11-25T09:30:00Z`, as FLUX writes it; parts of a second are cut off.
#[must_use]
pub fn zulu_s(time_ms: i64) -> String {
    stamp(time_ms).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2026-11-25T09:30:00-00:00`: CAP 1.2 section 3.3.2 forbids `Z` and wants this for UTC.
#[must_use]
pub fn cap(time_ms: i64) -> String {
    stamp(time_ms)
        .strftime("%Y-%m-%dT%H:%M:%S-00:00")
        .to_string()
}

/// `20261125` and `0930`, as NAF writes date and time.
#[must_use]
pub fn naf(time_ms: i64) -> (String, String) {
    let stamp = stamp(time_ms);
    (
        stamp.strftime("%Y%m%d").to_string(),
        stamp.strftime("%H%M").to_string(),
    )
}

/// `2026-11-25Z` and `09:30:00Z`, as CISE writes the two parts of a time.
#[must_use]
pub fn date_and_time(time_ms: i64) -> (String, String) {
    let stamp = stamp(time_ms);
    (
        stamp.strftime("%Y-%m-%dZ").to_string(),
        stamp.strftime("%H:%M:%SZ").to_string(),
    )
}

/// `2026-11-25T09:30:00.125000Z`: TAXII counts in microseconds.
#[must_use]
pub fn zulu_us(time_us: i64) -> String {
    let held = time_us.clamp(EARLIEST_MS * 1_000, LATEST_MS * 1_000);
    let stamp = Timestamp::from_microsecond(held).unwrap_or(Timestamp::UNIX_EPOCH);
    stamp.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

fn read(text: &str, what: &'static str) -> Result<Timestamp, Fault> {
    let fault = Fault::Unreadable { what };
    let text = text.trim();
    let offset =
        text.ends_with('Z') || text.get(10..).is_some_and(|rest| rest.contains(['+', '-']));
    if text.len() > TEXT_BYTES_MAX || !offset || text.get(10..11) != Some("T") {
        return Err(fault);
    }
    match text.parse::<Timestamp>() {
        Ok(stamp) if (EARLIEST_MS..=LATEST_MS).contains(&stamp.as_millisecond()) => Ok(stamp),
        _ => Err(fault),
    }
}

/// Reads RFC 3339 with its offset; finer parts than a millisecond are cut off.
///
/// # Errors
/// [`Fault::Unreadable`] naming the field: not a time, or a time without an offset, which nobody could place.
pub fn read_ms(text: &str, what: &'static str) -> Result<i64, Fault> {
    read(text, what)
        .map(|stamp| stamp.as_nanosecond().div_euclid(1_000_000))
        .and_then(|ms| i64::try_from(ms).map_err(|_out_of_range| Fault::Unreadable { what }))
}

/// Reads RFC 3339 with its offset, to the microsecond.
///
/// # Errors
/// As [`read_ms`].
pub fn read_us(text: &str, what: &'static str) -> Result<i64, Fault> {
    read(text, what)
        .map(|stamp| stamp.as_nanosecond().div_euclid(1_000))
        .and_then(|us| i64::try_from(us).map_err(|_out_of_range| Fault::Unreadable { what }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_names_the_same_instant() {
        let ms = 1_795_599_000_125;
        assert_eq!(read_ms(&zulu_ms(ms), "t"), Ok(ms));
        assert_eq!(read_ms(&zulu_s(ms), "t"), Ok(ms - 125));
        assert_eq!(read_ms(&cap(ms), "t"), Ok(ms - 125));
        assert_eq!(read_us(&zulu_us(ms * 1_000 + 7), "t"), Ok(ms * 1_000 + 7));
        assert_eq!(
            read_ms("2026-11-25T18:30:00+09:00", "t"),
            Ok(1_795_599_000_000)
        );
        assert_eq!(naf(ms), ("20261125".to_owned(), "0930".to_owned()));
        let parts = ("2026-11-25Z".to_owned(), "09:30:00Z".to_owned());
        assert_eq!(date_and_time(ms), parts);
    }

    #[test]
    fn a_time_that_nobody_could_place_is_refused() {
        for text in [
            "",
            "2026-11-25",
            "2026-11-25T09:30:00",
            "2026-13-01T00:00:00Z",
            "25/11/2026 09:30Z",
            "2026-11-25 09:30:00Z",
            "99999-01-01T00:00:00Z",
            "2026-11-25T09:30:00+99:00",
        ] {
            assert_eq!(
                read_ms(text, "t"),
                Err(Fault::Unreadable { what: "t" }),
                "{text}"
            );
        }
    }

    #[test]
    fn instants_outside_the_calendar_are_held_to_it() {
        assert!(zulu_ms(i64::MAX).starts_with("9999-12-30"));
        assert!(zulu_ms(i64::MIN).starts_with("0000-01-01"));
        assert!(zulu_us(i64::MIN).starts_with("0000-01-01"));
    }
}
