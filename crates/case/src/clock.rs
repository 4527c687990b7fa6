//! Working days: by when a report must be with the flag State.
//!
//! WCPFC CMM 2006-08 (paragraph 30) and the NPFC scheme after it want the report within three full working days of the
//! end of the boarding. A full working day is a whole local day that is neither Saturday, Sunday nor a holiday of the
//! authority; the day on which the boarding ended does not count.

/// Milliseconds in a day.
const DAY_MS: i64 = 86_400_000;
/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;
/// Days looked ahead before giving up: a file of holidays that has no working day in a year is wrong.
const DAYS_AHEAD_MAX: i64 = 400;

/// The authority's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Minutes that its local time is ahead of UTC (Japan 540).
    pub offset_min: i32,
    /// Holidays as days since 1970-01-01, local.
    pub holidays: Vec<i64>,
}

impl Calendar {
    /// Whether a local day is a working day.
    #[must_use]
    pub fn is_working_day(&self, day: i64) -> bool {
        // 1970-01-01 was a Thursday: Saturday and Sunday are days 2 and 3.
        !matches!(day.rem_euclid(7), 2 | 3) && !self.holidays.contains(&day)
    }

    /// The end of the `count`-th full working day after a moment, milliseconds since 1970 UTC; `None` when the
    /// calendar has not that many within a year.
    #[must_use]
    pub fn deadline_ms(&self, end_ms: i64, count: u32) -> Option<i64> {
        let offset_ms = i64::from(self.offset_min) * MINUTE_MS;
        let first = (end_ms + offset_ms).div_euclid(DAY_MS);
        let mut left = count;
        for day in first + 1..=first + DAYS_AHEAD_MAX {
            if self.is_working_day(day) {
                left = left.saturating_sub(1);
                if left == 0 {
                    return Some((day + 1) * DAY_MS - offset_ms);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Days since 1970 of 2026-03-06, a Friday.
    const FRIDAY: i64 = 20_518;

    #[test]
    fn a_boarding_on_friday_is_due_on_wednesday_night() {
        let utc = Calendar::default();
        let end_ms = FRIDAY * DAY_MS + 10 * 3_600_000;
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
        let end_ms = FRIDAY * DAY_MS + 20 * 3_600_000;
        let japan = Calendar {
            offset_min: 540,
            ..Calendar::default()
        };
        let pacific = Calendar {
            offset_min: -480,
            ..Calendar::default()
        };
        let hour_ms = 3_600_000;
        assert_eq!(
            japan.deadline_ms(end_ms, 3),
            Some((FRIDAY + 6) * DAY_MS - 9 * hour_ms)
        );
        assert_eq!(
            pacific.deadline_ms(end_ms, 3),
            Some((FRIDAY + 6) * DAY_MS + 8 * hour_ms)
        );
    }

    #[test]
    fn a_calendar_without_working_days_has_no_deadline() {
        let never = Calendar {
            holidays: (0..40_000).collect(),
            ..Calendar::default()
        };
        assert_eq!(never.deadline_ms(FRIDAY * DAY_MS, 3), None);
    }

    proptest! {
        #[test]
        fn exactly_so_many_working_days_lie_between(end_ms in 0..4_000_000_000_000_i64, offset_min in -720..=840_i32, count in 1..10_u32) {
            let calendar = Calendar { offset_min, holidays: vec![20_000, 20_003] };
            let deadline = calendar.deadline_ms(end_ms, count).unwrap();
            let offset_ms = i64::from(offset_min) * MINUTE_MS;
            let first = (end_ms + offset_ms).div_euclid(DAY_MS) + 1;
            let last = (deadline + offset_ms).div_euclid(DAY_MS);
            let between = (first..last).filter(|day| calendar.is_working_day(*day)).count();
            prop_assert_eq!(between, count as usize);
            prop_assert!(deadline > end_ms);
        }
    }
}
