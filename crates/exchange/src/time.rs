//! Time in UTC, whole milliseconds. This crate never asks what time it is: `now` is always an argument.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Error;

/// Largest moment accepted, 9999-12-30T00:00:00Z: beyond it a year needs five digits.
const MAX_MS: i64 = 253_402_128_000_000;
/// Smallest moment accepted, 0001-01-01T00:00:00Z.
const MIN_MS: i64 = -62_135_596_800_000;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. As text and JSON it is ISO 8601 in UTC (`Z`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Time(i64);

impl Time {
    /// From milliseconds since 1970, held within years 1 to 9999.
    #[must_use]
    pub fn from_ms(ms: i64) -> Self {
        Self(ms.clamp(MIN_MS, MAX_MS))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn ms(self) -> i64 {
        self.0
    }

    /// This moment moved by so many milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms))
    }

    /// An end set on one clock as another keeps it, given one moment on both: no further off than it was there, and never later than
    /// it says. A clock that is behind keeps nothing longer, one that is ahead ends it sooner.
    #[must_use]
    pub fn end_on(self, theirs: Self, ours: Self) -> Self {
        self.min(ours.plus_ms(self.ms().saturating_sub(theirs.ms())))
    }

    /// The moment at or before this one that is a whole number of steps since 1970; itself for a step below 1 ms.
    #[must_use]
    pub fn floor_to_ms(self, step_ms: i64) -> Self {
        match step_ms {
            ..=0 => self,
            step => Self::from_ms(self.0.div_euclid(step).saturating_mul(step)),
        }
    }

    /// From milliseconds that must be inside years 1 to 9999 (of input that is not trusted).
    ///
    /// # Errors
    /// `exchange-time`.
    pub fn checked(ms: i64) -> Result<Self, Error> {
        if (MIN_MS..=MAX_MS).contains(&ms) {
            Ok(Self(ms))
        } else {
            Err(Error::Time)
        }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(stamp) => write!(f, "{stamp}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

impl std::str::FromStr for Time {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let stamp: Timestamp = text.parse().or(Err(Error::Time))?;
        Self::checked(stamp.as_millisecond())
    }
}

impl From<Time> for String {
    fn from(time: Time) -> Self {
        time.to_string()
    }
}

impl TryFrom<String> for Time {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

/// When what an object says is true. Either end may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Validity {
    /// From this moment on.
    pub from: Option<Time>,
    /// Before this moment.
    pub until: Option<Time>,
}
