//! Times of a list: an offset from the start of the exercise (`T+02:30`) and a lapse (`2h30min`).
//!
//! Both are whole seconds: planners write minutes, and a text form must come back as it went.

use std::{fmt, str::FromStr};

use crate::error::Error;

/// Longest offset or lapse: one year. Longer ones are slips of the pen.
const SECONDS_MAX: i64 = 366 * 86_400;

/// Seconds after the start of the exercise, written `T+HH:MM` or `T+HH:MM:SS`; hours may exceed 24.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(i64);

impl Offset {
    /// An offset of so many seconds; `None` if it is more than a year.
    #[must_use]
    pub fn from_s(seconds: i64) -> Option<Self> {
        (seconds.abs() <= SECONDS_MAX).then_some(Self(seconds))
    }

    /// Milliseconds.
    #[must_use]
    pub fn ms(self) -> i64 {
        self.0.saturating_mul(1_000)
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let all = self.0.abs();
        write!(out, "T{sign}{:02}:{:02}", all / 3_600, all / 60 % 60)?;
        match all % 60 {
            0 => Ok(()),
            seconds => write!(out, ":{seconds:02}"),
        }
    }
}

impl FromStr for Offset {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let unreadable = || Error::Offset {
            text: text.to_owned(),
        };
        let rest = text
            .trim()
            .strip_prefix(['T', 't'])
            .ok_or_else(unreadable)?;
        let (sign, rest) = match (rest.strip_prefix('+'), rest.strip_prefix(['-', '−'])) {
            (Some(rest), _) => (1, rest),
            (_, Some(rest)) => (-1, rest),
            _ => return Err(unreadable()),
        };
        let digits = |text: &str| {
            let good = (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            good.then(|| text.parse::<i64>().ok()).flatten()
        };
        let parts: Option<Vec<i64>> = rest.split(':').map(digits).collect();
        let seconds = match parts.ok_or_else(unreadable)?.as_slice() {
            [h, m] if *m < 60 => h * 3_600 + m * 60,
            [h, m, s] if *m < 60 && *s < 60 => h * 3_600 + m * 60 + s,
            _ => return Err(unreadable()),
        };
        Self::from_s(sign * seconds).ok_or_else(unreadable)
    }
}

/// A length of time of at least one second, written `90s`, `30min`, `2h`, `3d` or several of them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lapse(i64);

impl Lapse {
    /// A lapse of so many seconds; `None` below one second or above a year.
    #[must_use]
    pub fn from_s(seconds: i64) -> Option<Self> {
        (1..=SECONDS_MAX)
            .contains(&seconds)
            .then_some(Self(seconds))
    }

    /// Milliseconds.
    #[must_use]
    pub fn ms(self) -> i64 {
        self.0.saturating_mul(1_000)
    }
}

const UNITS: [(&str, i64); 4] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];

impl fmt::Display for Lapse {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        for (unit, seconds) in UNITS {
            if rest >= seconds {
                write!(out, "{}{unit}", rest / seconds)?;
                rest %= seconds;
            }
        }
        Ok(())
    }
}

impl FromStr for Lapse {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let unreadable = || Error::Lapse {
            text: text.to_owned(),
        };
        let mut rest = text.trim();
        let (mut total, mut units) = (0i64, UNITS.iter());
        if rest.is_empty() {
            return Err(unreadable());
        }
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, after) = rest.split_at_checked(digits).ok_or_else(unreadable)?;
            let number: i64 = number.parse().map_err(|_not_a_number| unreadable())?;
            let letters = after
                .bytes()
                .take_while(|b| b.is_ascii_alphabetic())
                .count();
            let (unit, after) = after.split_at_checked(letters).ok_or_else(unreadable)?;
            // Units come from large to small, each once: `1h30min`, not `30min1h`.
            let (_, seconds) = units
                .find(|(name, _)| *name == unit)
                .ok_or_else(unreadable)?;
            let part = number.checked_mul(*seconds).ok_or_else(unreadable)?;
            total = total.checked_add(part).ok_or_else(unreadable)?;
            rest = after;
        }
        Self::from_s(total).ok_or_else(unreadable)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_time_is_read_as_planners_write_it_and_nonsense_is_refused() {
        let s = |text: &str| text.parse::<Offset>().map(|o| o.ms() / 1_000).ok();
        assert_eq!(s("T+02:30"), Some(9_000));
        assert_eq!(s("t+50:00:05"), Some(180_005));
        assert_eq!(s("T-00:30"), Some(-1_800));
        for bad in [
            "",
            "02:30",
            "T+2",
            "T+02:60",
            "T+1:2:3:4",
            "T+aa:00",
            "T+99999:00",
        ] {
            assert_eq!(s(bad), None, "{bad}");
        }
        let s = |text: &str| text.parse::<Lapse>().map(|o| o.ms() / 1_000).ok();
        assert_eq!(s("1h30min"), Some(5_400));
        assert_eq!(s("2d"), Some(172_800));
        for bad in [
            "",
            "2",
            "h",
            "0s",
            "30min1h",
            "1h1h",
            "-1h",
            "400d",
            "1.5h",
            "9999999999999999999s",
        ] {
            assert_eq!(s(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(seconds in -SECONDS_MAX..=SECONDS_MAX) {
            let offset = Offset::from_s(seconds).unwrap();
            prop_assert_eq!(offset.to_string().parse::<Offset>().unwrap(), offset);
            if let Some(lapse) = Lapse::from_s(seconds) {
                prop_assert_eq!(lapse.to_string().parse::<Lapse>().unwrap(), lapse);
            }
        }
    }
}
