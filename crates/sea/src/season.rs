//! When an area is in force: between two dates, and in each year between two days.
//!
//! A closed season is a measure of months and days ("June and July"), repeated each year, and may run
//! across new year. Days are of UTC, both ends included. A season that begins or ends on 29 February
//! begins on 1 March or ends on 28 February in other years.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Time;

/// Month and day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct YearDay {
    month: i8,
    day: i8,
}

/// A span of days in each year, both ends included; it runs across new year if it ends before it
/// starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    /// First day.
    pub start: YearDay,
    /// Last day.
    pub end: YearDay,
}

/// When an area is in force. Nothing given means always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// First moment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<Time>,
    /// First moment after.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Time>,
    /// Days of each year; empty means the whole year.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub seasons: Vec<Season>,
}

impl YearDay {
    /// Reads `MM-DD`; 29 February is a day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.trim().trim_start_matches("--").split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // A leap year, so that 29 February exists.
        Date::new(2024, month, day)
            .ok()
            .map(|_| Self { month, day })
    }
}

impl std::fmt::Display for YearDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl From<YearDay> for String {
    fn from(day: YearDay) -> Self {
        day.to_string()
    }
}

impl TryFrom<String> for YearDay {
    type Error = crate::Error;
    fn try_from(text: String) -> Result<Self, crate::Error> {
        Self::parse(&text).ok_or_else(|| crate::Error::Time {
            text: text.chars().take(64).collect(),
        })
    }
}

impl Season {
    fn holds(&self, day: YearDay) -> bool {
        if self.start <= self.end {
            self.start <= day && day <= self.end
        } else {
            self.start <= day || day <= self.end
        }
    }
}

impl Validity {
    /// Whether `time` is between the dates and in a season.
    #[must_use]
    pub fn holds(&self, time: Time) -> bool {
        self.from.is_none_or(|from| from <= time)
            && self.until.is_none_or(|until| time < until)
            && (self.seasons.is_empty() || self.in_season(time))
    }

    fn in_season(&self, time: Time) -> bool {
        let Ok(moment) = Timestamp::from_millisecond(time.ms()) else {
            return false;
        };
        let date = jiff::tz::Offset::UTC.to_datetime(moment).date();
        let day = YearDay {
            month: date.month(),
            day: date.day(),
        };
        self.seasons.iter().any(|season| season.holds(day))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn season(start: &str, end: &str) -> Validity {
        let day = |text| YearDay::parse(text).unwrap();
        Validity {
            seasons: vec![Season {
                start: day(start),
                end: day(end),
            }],
            ..Validity::default()
        }
    }

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    #[test]
    fn june_and_july_to_the_last_millisecond() {
        let closed = season("06-01", "07-31");
        assert!(!closed.holds(at("2024-05-31T23:59:59.999Z")));
        assert!(closed.holds(at("2024-06-01T00:00:00Z")));
        assert!(closed.holds(at("2024-07-31T23:59:59.999Z")));
        assert!(!closed.holds(at("2024-08-01T00:00:00Z")));
    }

    #[test]
    fn across_new_year() {
        let closed = season("11-15", "02-10");
        assert!(closed.holds(at("2023-12-31T23:59:59Z")) && closed.holds(at("2024-01-01")));
        assert!(closed.holds(at("2024-02-10T12:00:00Z")) && !closed.holds(at("2024-02-11")));
        assert!(!closed.holds(at("2024-11-14")) && closed.holds(at("2024-11-15")));
    }

    #[test]
    fn leap_days() {
        let to_leap_day = season("01-01", "02-29");
        assert!(to_leap_day.holds(at("2024-02-29T10:00:00Z")));
        assert!(to_leap_day.holds(at("2023-02-28T10:00:00Z")));
        assert!(!to_leap_day.holds(at("2023-03-01")));
        let from_leap_day = season("02-29", "03-31");
        assert!(!from_leap_day.holds(at("2023-02-28T23:00:00Z")));
        assert!(from_leap_day.holds(at("2023-03-01")) && from_leap_day.holds(at("2024-02-29")));
        let to_28 = season("01-01", "02-28");
        assert!(!to_28.holds(at("2024-02-29")));
    }

    #[test]
    fn unreadable_days_are_refused() {
        for text in ["02-30", "13-01", "6", "", "aa-bb", "00-10"] {
            assert_eq!(YearDay::parse(text), None, "{text}");
        }
        assert_eq!(YearDay::parse("--06-01").unwrap().to_string(), "06-01");
    }
}
