//! Dates and clocks of a moment, UTC.

use vigie_sea::Time;

/// Year, month and day of a day counted from 1970 (the proleptic Gregorian calendar, years from March).
pub(crate) fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
}

/// `20260706`.
pub(crate) fn date(time: Time) -> String {
    let (year, month, day) = civil(time.s().div_euclid(86_400));
    format!("{year:04}{month:02}{day:02}")
}

/// `0342`.
pub(crate) fn clock(time: Time) -> String {
    let minute = time.s().rem_euclid(86_400) / 60;
    format!("{:02}{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_knows_leap_days() {
        for (day, date) in [
            (0, (1970, 1, 1)),
            (19_782, (2024, 2, 29)),
            (19_783, (2024, 3, 1)),
            (20_640, (2026, 7, 6)),
        ] {
            assert_eq!(civil(day), date);
        }
    }
}
