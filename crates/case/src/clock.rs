//! Working days: by when a report must be with the flag State.
//!
//! WCPFC CMM 2006-08 (paragraph 30) and the NPFC scheme after it want the report within three full working days of the
//! end of the boarding. A full working day is a whole local day that is neither Saturday, Sunday nor a holiday of the
//! authority; the day on which the boarding ended does not count. Whose day it is, is the authority's on land: where the
//! ship is, east or west of 180°, and what its clocks show has no part in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Milliseconds in a day.
pub(crate) const DAY_MS: i64 = 86_400_000;
/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;
/// Days looked ahead before giving up: a file of holidays that has no working day in a year is wrong.
const DAYS_AHEAD_MAX: i64 = 400;
/// Furthest moment that is reckoned with, milliseconds on both sides of 1970: beyond any calendar.
const TIME_MS_MAX: i64 = 250_000_000_000_000;

/// From a moment on, local time is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OffsetChange {
    /// From when, milliseconds since 1970 UTC.
    pub from_ms: i64,
    /// Minutes that local time is ahead of UTC from then on.
    pub offset_min: i32,
}

/// The authority's calendar: what it is made of stands in the file of holidays ([`crate::holiday`]).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Calendar {
    /// Version of the file it comes from; empty for the plain calendar, UTC without holidays.
    pub version: String,
    /// SHA-256 of that file.
    pub sha256: String,
    /// Its id, such as `can`; empty for the plain calendar.
    pub id: String,
    /// What the holidays were taken from.
    pub source: String,
    /// Date of that, as written.
    pub date: String,
    /// Minutes that its local time is ahead of UTC (Japan 540) before the first change.
    pub offset_min: i32,
    /// Summer time and other changes, by time.
    pub changes: Vec<OffsetChange>,
    /// Holidays as days since 1970-01-01, local.
    pub holidays: Vec<i64>,
    /// Years whose holidays are in the file, and whether somebody compared them with the official text.
    pub years: BTreeMap<i32, bool>,
    /// Schemes, and whether somebody compared with the text whose working days count.
    pub schemes: BTreeMap<String, bool>,
}

/// Something that a reader of a date must know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// `holidays-none`, `holidays-missing`, `holidays-not-verified`, `scheme-days-not-verified`.
    pub code: String,
    /// The year it is about.
    pub year: Option<i32>,
}

/// By when a report is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The end of the last working day, milliseconds since 1970 UTC.
    pub ms: i64,
    /// The same if no holiday counted: the earliest that it can be.
    pub plain_ms: i64,
    /// What is not certain of it.
    pub marks: Vec<Mark>,
}

/// Days since 1970-01-01 of a date of the Gregorian calendar.
#[must_use]
pub fn day_number(year: i32, month: u8, day: u8) -> i64 {
    // Years begin in March, so that the leap day is the last (Howard Hinnant, chrono-compatible algorithms).
    let (month, day) = (i64::from(month), i64::from(day));
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The year in which a day lies.
#[must_use]
pub fn year_of(day: i64) -> i32 {
    // A year too early on either side of 1970; the loop goes on from there.
    let years = if day < 0 { 365 } else { 366 };
    let mut year = i32::try_from(1969 + day.div_euclid(years)).unwrap_or(1970);
    while day_number(year.saturating_add(1), 1, 1) <= day && year < 300_000 {
        year += 1;
    }
    year
}

impl Calendar {
    /// Whether a local day is a working day.
    #[must_use]
    pub fn is_working_day(&self, day: i64) -> bool {
        !is_weekend(day) && !self.holidays.contains(&day)
    }

    fn offset_ms_at(&self, ms: i64) -> i64 {
        let change = self.changes.iter().rev().find(|c| c.from_ms <= ms);
        i64::from(change.map_or(self.offset_min, |c| c.offset_min)) * MINUTE_MS
    }

    /// The local day of a moment, days since 1970-01-01.
    #[must_use]
    pub fn day_of(&self, ms: i64) -> i64 {
        (ms + self.offset_ms_at(ms)).div_euclid(DAY_MS)
    }

    /// The moment at which a local day begins, milliseconds since 1970 UTC; where midnight comes twice the first, where
    /// it is left out the change itself.
    #[must_use]
    pub fn start_ms(&self, day: i64) -> i64 {
        let at = |offset_min: i32| day * DAY_MS - i64::from(offset_min) * MINUTE_MS;
        let offsets = self.changes.iter().map(|c| c.offset_min);
        let mut starts: Vec<i64> = offsets.chain([self.offset_min]).map(at).collect();
        starts.sort_unstable();
        let fits = |ms: &&i64| **ms + self.offset_ms_at(**ms) == day * DAY_MS;
        let left_out = || {
            let skips = |c: &&OffsetChange| {
                self.day_of(c.from_ms) >= day && self.day_of(c.from_ms - 1) < day
            };
            self.changes.iter().find(skips).map(|c| c.from_ms)
        };
        let found = starts.iter().find(fits).copied().or_else(left_out);
        found.unwrap_or_else(|| at(self.offset_min))
    }

    /// The end of the `count`-th full working day after a moment, milliseconds since 1970 UTC; `None` when the
    /// calendar has not that many within a year, or the moment is beyond any calendar.
    #[must_use]
    pub fn deadline_ms(&self, end_ms: i64, count: u32) -> Option<i64> {
        self.last_day(end_ms, count, |day| self.is_working_day(day))
            .map(|day| self.start_ms(day + 1))
    }

    fn last_day(&self, end_ms: i64, count: u32, works: impl Fn(i64) -> bool) -> Option<i64> {
        if !(-TIME_MS_MAX..=TIME_MS_MAX).contains(&end_ms) {
            return None;
        }
        let first = self.day_of(end_ms);
        let mut left = count;
        (first + 1..=first + DAYS_AHEAD_MAX).find(|day| {
            if works(*day) {
                left = left.saturating_sub(1);
                return left == 0;
            }
            false
        })
    }

    /// By when something of this scheme is due, with what is not certain of it.
    #[must_use]
    pub fn due(&self, scheme: &str, end_ms: i64, count: u32) -> Option<Due> {
        let last = self.last_day(end_ms, count, |day| self.is_working_day(day))?;
        let plain = self.last_day(end_ms, count, |day| !is_weekend(day))?;
        let mut marks = Vec::new();
        let mut mark = |code: &str, year| {
            marks.push(Mark {
                code: code.to_owned(),
                year,
            });
        };
        if self.id.is_empty() {
            mark("holidays-none", None);
        } else {
            for year in year_of(self.day_of(end_ms))..=year_of(last) {
                match self.years.get(&year) {
                    None => mark("holidays-missing", Some(year)),
                    Some(false) => mark("holidays-not-verified", Some(year)),
                    Some(true) => {}
                }
            }
        }
        if self.schemes.get(scheme) != Some(&true) {
            mark("scheme-days-not-verified", None);
        }
        Some(Due {
            ms: self.start_ms(last + 1),
            plain_ms: self.start_ms(plain + 1),
            marks,
        })
    }
}

/// 1970-01-01 was a Thursday: Saturday and Sunday are days 2 and 3.
fn is_weekend(day: i64) -> bool {
    matches!(day.rem_euclid(7), 2 | 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Days since 1970 of 2026-03-06, a Friday.
    const FRIDAY: i64 = 20_518;
    const HOUR_MS: i64 = 3_600_000;

    fn with_offset(offset_min: i32) -> Calendar {
        Calendar {
            offset_min,
            ..Calendar::default()
        }
    }

    #[test]
    fn a_boarding_on_friday_is_due_on_wednesday_night() {
        let utc = Calendar::default();
        let end_ms = FRIDAY * DAY_MS + 10 * HOUR_MS;
        assert_eq!(utc.deadline_ms(end_ms, 3), Some((FRIDAY + 6) * DAY_MS));
        let holiday = Calendar {
            holidays: vec![FRIDAY + 3],
            ..utc
        };
        assert_eq!(holiday.deadline_ms(end_ms, 3), Some((FRIDAY + 7) * DAY_MS));
    }

    #[test]
    fn the_local_day_counts_not_that_of_utc() {
        // Friday 20:00 UTC is Saturday in Japan, Friday noon in British Columbia.
        let end_ms = FRIDAY * DAY_MS + 20 * HOUR_MS;
        assert_eq!(
            with_offset(540).deadline_ms(end_ms, 3),
            Some((FRIDAY + 6) * DAY_MS - 9 * HOUR_MS)
        );
        assert_eq!(
            with_offset(-480).deadline_ms(end_ms, 3),
            Some((FRIDAY + 6) * DAY_MS + 8 * HOUR_MS)
        );
    }

    #[test]
    fn a_calendar_without_working_days_has_no_deadline() {
        let never = Calendar {
            holidays: (0..40_000).collect(),
            ..Calendar::default()
        };
        assert_eq!(never.deadline_ms(FRIDAY * DAY_MS, 3), None);
        for end_ms in [i64::MIN, i64::MAX] {
            assert_eq!(Calendar::default().deadline_ms(end_ms, 3), None);
        }
    }

    /// Eastern Canada in 2026: 03:00 follows 02:00 on 8 March, 01:00 follows 02:00 on 1 November.
    fn summer_time() -> Calendar {
        let change = |from_ms, offset_min| OffsetChange {
            from_ms,
            offset_min,
        };
        Calendar {
            offset_min: -300,
            changes: vec![
                change(day_number(2026, 3, 8) * DAY_MS + 7 * HOUR_MS, -240),
                change(day_number(2026, 11, 1) * DAY_MS + 6 * HOUR_MS, -300),
            ],
            ..Calendar::default()
        }
    }

    #[test]
    fn days_are_as_long_as_summer_time_makes_them() {
        let calendar = summer_time();
        // A boarding that ended on Friday before the change is due in summer time.
        let end_ms = FRIDAY * DAY_MS + 20 * HOUR_MS;
        assert_eq!(
            calendar.deadline_ms(end_ms, 3),
            Some((FRIDAY + 6) * DAY_MS + 4 * HOUR_MS)
        );
        let long = |day: i64| (calendar.start_ms(day + 1) - calendar.start_ms(day)) / HOUR_MS;
        assert_eq!(long(day_number(2026, 3, 7)), 24);
        assert_eq!(long(day_number(2026, 3, 8)), 23);
        assert_eq!(long(day_number(2026, 11, 1)), 25);
        // Midnight itself may be left out, as it was in Samoa when it crossed the date line: a whole day.
        let jump = Calendar {
            offset_min: -600,
            changes: vec![OffsetChange {
                from_ms: 100 * DAY_MS + 10 * HOUR_MS,
                offset_min: 840,
            }],
            ..Calendar::default()
        };
        assert_eq!(jump.start_ms(100), 100 * DAY_MS + 10 * HOUR_MS);
        assert_eq!(jump.start_ms(101), 100 * DAY_MS + 10 * HOUR_MS);
        assert_eq!(jump.day_of(100 * DAY_MS + 10 * HOUR_MS), 101);
    }

    #[test]
    fn days_and_years_are_those_of_the_calendar() {
        assert_eq!(day_number(1970, 1, 1), 0);
        assert_eq!(day_number(2026, 3, 6), FRIDAY);
        assert_eq!(day_number(2000, 2, 29) + 1, day_number(2000, 3, 1));
        assert_eq!(day_number(1969, 12, 31), -1);
        for year in [1900, 1969, 1970, 2000, 2026, 2100, 2400] {
            assert_eq!(year_of(day_number(year, 1, 1)), year);
            assert_eq!(year_of(day_number(year, 12, 31)), year);
        }
    }

    #[test]
    fn what_is_not_certain_is_marked() {
        let mut calendar = Calendar {
            id: "x".to_owned(),
            years: [(2026, false)].into(),
            holidays: vec![FRIDAY + 3],
            ..Calendar::default()
        };
        let end_ms = FRIDAY * DAY_MS;
        let codes = |calendar: &Calendar, end_ms| -> Vec<(String, Option<i32>)> {
            let due = calendar.due("npfc", end_ms, 3).unwrap();
            due.marks.into_iter().map(|m| (m.code, m.year)).collect()
        };
        let unsure = ("scheme-days-not-verified".to_owned(), None);
        assert_eq!(
            codes(&calendar, end_ms),
            [
                ("holidays-not-verified".to_owned(), Some(2026)),
                unsure.clone()
            ]
        );
        let due = calendar.due("npfc", end_ms, 3).unwrap();
        assert_eq!(due.ms - due.plain_ms, DAY_MS);
        calendar.schemes.insert("npfc".to_owned(), true);
        calendar.years.insert(2026, true);
        assert_eq!(codes(&calendar, end_ms), []);
        // Across the turn of the year both years count.
        assert_eq!(
            codes(&calendar, day_number(2026, 12, 31) * DAY_MS),
            [("holidays-missing".to_owned(), Some(2027))]
        );
        assert_eq!(
            codes(&Calendar::default(), end_ms),
            [("holidays-none".to_owned(), None), unsure]
        );
    }

    proptest! {
        #[test]
        fn exactly_so_many_working_days_lie_between(end_ms in 0..4_000_000_000_000_i64, offset_min in -720..=840_i32, count in 1..10_u32) {
            let calendar = Calendar { offset_min, holidays: vec![20_000, 20_003], ..Calendar::default() };
            let deadline = calendar.deadline_ms(end_ms, count).unwrap();
            let offset_ms = i64::from(offset_min) * MINUTE_MS;
            let first = (end_ms + offset_ms).div_euclid(DAY_MS) + 1;
            let last = (deadline + offset_ms).div_euclid(DAY_MS);
            let between = (first..last).filter(|day| calendar.is_working_day(*day)).count();
            prop_assert_eq!(between, count as usize);
            prop_assert!(deadline > end_ms);
        }

        /// With summer time and holidays, around every midnight: the deadline is a local midnight, exactly so many working
        /// days lie wholly between, a later end is never due earlier, and more holidays never make it due earlier.
        #[test]
        fn deadlines_hold_over_midnights_and_summer_time(
            day in 20_454..20_819_i64, near in -7_200_000..7_200_000_i64, west in any::<bool>(), count in 1..6_u32,
            holidays in prop::collection::vec(20_440..20_840_i64, 0..30), later in 0..200_000_000_i64,
        ) {
            let zone = if west { summer_time() } else { with_offset(540) };
            let calendar = Calendar { holidays, ..zone.clone() };
            let end_ms = calendar.start_ms(day) + near;
            let due = calendar.due("npfc", end_ms, count).unwrap();
            prop_assert_eq!(calendar.start_ms(calendar.day_of(due.ms)), due.ms);
            let between = calendar.day_of(end_ms) + 1..calendar.day_of(due.ms);
            prop_assert_eq!(between.filter(|d| calendar.is_working_day(*d)).count(), count as usize);
            prop_assert!(calendar.is_working_day(calendar.day_of(due.ms) - 1));
            prop_assert!(calendar.deadline_ms(end_ms + later, count).unwrap() >= due.ms);
            prop_assert!(due.plain_ms <= due.ms);
            prop_assert_eq!(Some(due.plain_ms), zone.deadline_ms(end_ms, count));
        }
    }
}
