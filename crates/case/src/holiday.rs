//! Holidays of authorities, from one versioned file: source and date of each calendar, the years it knows, and whether
//! somebody compared a year with its official text. A year that is not there counts no holiday, which makes a report due
//! earlier, never later, and is marked on every output.

use serde::Deserialize;
use toml::value::{Datetime, Offset};

use crate::Error;
use crate::clock::{Calendar, DAY_MS, OffsetChange, day_number};
use crate::package::sha256_hex;

/// The holidays that come with the program.
pub const BUILTIN_HOLIDAYS: &str = include_str!("holidays.toml");

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    from: Datetime,
    offset_min: i32,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i32,
    verified: bool,
    days: Vec<Datetime>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Authority {
    id: String,
    /// Beginnings of the names of agencies whose calendar this is.
    parties: Vec<String>,
    source: String,
    date: String,
    offset_min: i32,
    #[serde(default, rename = "change")]
    changes: Vec<Change>,
    #[serde(rename = "year")]
    years: Vec<Year>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scheme {
    id: String,
    verified: bool,
}

/// The file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holidays {
    /// Version of the file.
    pub version: String,
    #[serde(rename = "scheme")]
    schemes: Vec<Scheme>,
    #[serde(rename = "calendar")]
    authorities: Vec<Authority>,
    /// SHA-256 of the file.
    #[serde(skip)]
    pub sha256: String,
}

fn fault(detail: impl ToString) -> Error {
    Error::Holidays {
        detail: detail.to_string(),
    }
}

/// The local day of a date without a time.
fn day_of(date: &Datetime) -> Option<i64> {
    let plain = date.time.is_none() && date.offset.is_none();
    let date = date.date.filter(|_| plain)?;
    Some(day_number(i32::from(date.year), date.month, date.day))
}

/// The moment of a date with a time in UTC.
fn ms_of(moment: &Datetime) -> Option<i64> {
    let (date, time) = (moment.date?, moment.time?);
    if moment.offset != Some(Offset::Z) {
        return None;
    }
    let day = day_number(i32::from(date.year), date.month, date.day);
    let second = time.second.unwrap_or(0);
    let seconds = i64::from(time.hour) * 3_600 + i64::from(time.minute) * 60 + i64::from(second);
    Some(day * DAY_MS + seconds * 1_000)
}

impl Holidays {
    /// Reads a file of holidays.
    ///
    /// # Errors
    /// [`Error::Holidays`]: no such file, a day in another year than it stands under, changes that are not in order.
    pub fn read(text: &str) -> Result<Self, Error> {
        let mut file: Self = toml::from_str(text).map_err(fault)?;
        file.sha256 = sha256_hex(text.as_bytes());
        for authority in &file.authorities {
            file.resolve(authority)?;
        }
        Ok(file)
    }

    /// Ids of the calendars.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.authorities.iter().map(|one| one.id.as_str())
    }

    /// The calendar of an agency, such as `ca-ccg`; the plain one, UTC without holidays, where the file has none for it.
    #[must_use]
    pub fn calendar(&self, party: &str) -> Calendar {
        let begins = |one: &&Authority| one.parties.iter().any(|p| party.starts_with(p.as_str()));
        let found = self.authorities.iter().find(begins);
        // Every calendar of the file was resolved when it was read.
        let found = found.and_then(|one| self.resolve(one).ok());
        found.unwrap_or_else(|| Calendar {
            schemes: self.verified_schemes(),
            ..Calendar::default()
        })
    }

    fn verified_schemes(&self) -> std::collections::BTreeMap<String, bool> {
        let pair = |one: &Scheme| (one.id.clone(), one.verified);
        self.schemes.iter().map(pair).collect()
    }

    fn resolve(&self, of: &Authority) -> Result<Calendar, Error> {
        let mut calendar = Calendar {
            version: self.version.clone(),
            sha256: self.sha256.clone(),
            id: of.id.clone(),
            source: of.source.clone(),
            date: of.date.clone(),
            offset_min: of.offset_min,
            schemes: self.verified_schemes(),
            ..Calendar::default()
        };
        for change in &of.changes {
            let from_ms = ms_of(&change.from);
            let from_ms = from_ms.ok_or_else(|| fault(format!("{}: {}", of.id, change.from)))?;
            let before = calendar.changes.last();
            if before.is_some_and(|before| before.from_ms >= from_ms) {
                return Err(fault(format!("{}: {} is out of order", of.id, change.from)));
            }
            calendar.changes.push(OffsetChange {
                from_ms,
                offset_min: change.offset_min,
            });
        }
        for year in &of.years {
            if calendar.years.insert(year.year, year.verified).is_some() {
                return Err(fault(format!("{}: {} twice", of.id, year.year)));
            }
            for date in &year.days {
                let own = date.date.is_some_and(|d| i32::from(d.year) == year.year);
                let day = day_of(date).filter(|_| own);
                let day = day.ok_or_else(|| fault(format!("{}: {date}", of.id)))?;
                calendar.holidays.push(day);
            }
        }
        Ok(calendar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file() -> Holidays {
        Holidays::read(BUILTIN_HOLIDAYS).unwrap()
    }

    #[test]
    fn an_agency_has_the_calendar_of_its_country_and_others_the_plain_one() {
        let file = file();
        for (party, id) in [
            ("ca-ccg", "can"),
            ("can", "can"),
            ("jp-jcg", "jpn"),
            ("jpn", "jpn"),
            ("own", ""),
            ("us-cg", ""),
        ] {
            assert_eq!(file.calendar(party).id, id, "{party}");
        }
        assert_eq!(file.ids().collect::<Vec<_>>(), ["can", "jpn"]);
    }

    /// Nobody has compared a year of the built-in file with its official text yet; who does, changes this test.
    #[test]
    fn nothing_of_the_built_in_file_passes_for_verified() {
        let file = file();
        for party in ["can", "jpn"] {
            let calendar = file.calendar(party);
            assert!(calendar.years.values().all(|verified| !verified));
            assert!(!calendar.source.is_empty() && !calendar.date.is_empty());
            assert_eq!(calendar.sha256, sha256_hex(BUILTIN_HOLIDAYS.as_bytes()));
        }
    }

    #[test]
    fn golden_week_and_new_year_push_a_report_out() {
        let japan = file().calendar("jp-jcg");
        let at =
            |year, month, day, hour: i64| day_number(year, month, day) * DAY_MS + hour * 3_600_000;
        // Left on Friday 1 May 2026, noon in Japan: Monday to Wednesday are holidays, so it counts from Thursday 7 May.
        let due = japan.due("npfc", at(2026, 5, 1, 3), 3).unwrap();
        assert_eq!(due.ms, at(2026, 5, 11, 15));
        assert_eq!(due.plain_ms, at(2026, 5, 6, 15));
        // Left on 28 December 2026: offices are closed until 3 January, which is a Sunday.
        let due = japan.due("npfc", at(2026, 12, 28, 3), 3).unwrap();
        assert_eq!(due.ms, at(2027, 1, 6, 15));
        assert_eq!(due.marks.len(), 3, "two years and the scheme");
        // Left on Thursday 2 April 2026 in Canada: Good Friday and Easter Monday do not count.
        let due = file()
            .calendar("can")
            .due("npfc", at(2026, 4, 2, 18), 3)
            .unwrap();
        assert_eq!(due.ms, at(2026, 4, 10, 4));
    }

    #[test]
    fn a_file_that_contradicts_itself_is_refused() {
        for (from, to) in [
            ("2026-01-01", "2025-01-01"),
            ("2026-01-01", "2026-13-01"),
            ("verified = false", "verified = 5"),
            ("offset_min = 540", "offset = 540"),
            ("T07:00:00Z", "T07:00:00+01:00"),
        ] {
            let wrong = BUILTIN_HOLIDAYS.replace(from, to);
            assert_ne!(wrong, BUILTIN_HOLIDAYS, "{from}");
            assert_eq!(
                Holidays::read(&wrong).unwrap_err().code(),
                "holidays-unreadable",
                "{from}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}") {
            drop(Holidays::read(&text));
        }
    }
}
