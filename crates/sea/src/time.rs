//! Time in UTC, whole milliseconds, and spans of it.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Error;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. As text and JSON it is ISO 8601 in UTC (`Z`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Time(i64);

/// Largest moment accepted, 9999-12-30T00:00:00Z: beyond it a year needs five digits.
const MAX_MS: i64 = 253_402_128_000_000;
/// Smallest moment accepted, 0001-01-01T00:00:00Z.
const MIN_MS: i64 = -62_135_596_800_000;

impl Time {
    /// From milliseconds since 1970, held within years 1 to 9999.
    #[inline]
    #[must_use]
    pub fn from_ms(ms: i64) -> Self {
        Self(ms.clamp(MIN_MS, MAX_MS))
    }

    /// From seconds since 1970.
    #[inline]
    #[must_use]
    pub fn from_s(s: i64) -> Self {
        Self::from_ms(s.saturating_mul(1_000))
    }

    /// Milliseconds since 1970.
    #[inline]
    #[must_use]
    pub fn ms(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, rounded down.
    #[inline]
    #[must_use]
    pub fn s(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Seconds from `earlier` to `self`; negative if `earlier` is later.
    #[inline]
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        reason = "years 1 to 9999 in ms are below 2^53"
    )]
    pub fn since_s(self, earlier: Self) -> f64 {
        (self.0 - earlier.0) as f64 / 1_000.0
    }

    /// This moment moved by so many milliseconds.
    #[inline]
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms))
    }

    /// Reads ISO 8601 / RFC 3339, with `T` or a space, with an offset, `Z`, or none (then UTC).
    ///
    /// # Errors
    /// A text that is no date-time.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fault = || Error::Time {
            text: text.chars().take(64).collect(),
        };
        let trimmed = text.trim();
        if let Ok(t) = trimmed.parse::<Timestamp>() {
            return Ok(Self::from_ms(t.as_millisecond()));
        }
        let civil = trimmed.trim_end_matches(" UTC").trim_end_matches('Z');
        if let Ok(dt) = civil.parse::<jiff::civil::DateTime>()
            && let Ok(t) = jiff::tz::TimeZone::UTC.to_timestamp(dt)
        {
            return Ok(Self::from_ms(t.as_millisecond()));
        }
        Err(fault())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(t) => write!(f, "{t}"),
            Err(_out_of_range) => write!(f, "{}ms", self.0),
        }
    }
}

impl From<Time> for String {
    fn from(t: Time) -> Self {
        t.to_string()
    }
}

impl TryFrom<String> for Time {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

/// A span of time, start included, end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First moment inside.
    pub start: Time,
    /// First moment after.
    pub end: Time,
}

impl Span {
    /// Whether `t` lies inside.
    #[inline]
    #[must_use]
    pub fn contains(&self, t: Time) -> bool {
        self.start <= t && t < self.end
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn reads_the_forms_that_feeds_use() {
        let want = Time::from_s(1_719_792_000);
        for text in [
            "2024-07-01T00:00:00Z",
            "2024-07-01T00:00:00.000Z",
            "2024-07-01 00:00:00 UTC",
            "2024-07-01 00:00:00",
            "2024-07-01T09:00:00+09:00",
            "2024-07-01 00:00:00+00:00",
            "2024-07-01",
        ] {
            assert_eq!(Time::parse(text).unwrap(), want, "{text}");
        }
        assert!(Time::parse("01/07/2024 00:00").is_err());
    }

    #[test]
    fn leap_day_and_midnight() {
        let t = Time::parse("2024-02-29T23:59:59.999Z").unwrap();
        assert_eq!(t.to_string(), "2024-02-29T23:59:59.999Z");
        assert_eq!(t.plus_ms(1).to_string(), "2024-03-01T00:00:00Z");
    }
}
