//! Times for a log whose lines carry none.
//!
//! Many networks write bare sentences. The time of such a line is then taken from what the same log
//! says of time elsewhere, best first: stamped messages; the own ship's clock (`RMC` and `ZDA`
//! sentences of her satellite receiver); base-station reports (types 4 and 11), each a statement of
//! its sender. The statements are made robust (median of 15 neighbours, never backwards), so that a
//! few stations with wrong clocks do no harm, and lines in between are placed by their number. Measured
//! on a national log of 34,029 lines with 5,139 statements of 78 stations: neighbours agree within
//! 6 s. A time so found is an estimate and is counted as such.

use vigie_ais::{Config, Foreign, ForeignKind, Item, Message, Reader};

use super::Error;
use super::bytes::{Bytes, Piece, READ_BYTES};

/// Statements before and after one that take part in its median.
const NEIGHBOURS: usize = 7;
/// Fewer statements than this are not believed: one station may have a wrong clock.
const BASE_STATIONS_MIN: usize = 3;
/// A log whose first messages all carry times needs no survey of the rest.
const SURVEY_MESSAGES: u64 = 5_000;
/// Statements kept; beyond it every second one is left out, again and again. 32 MB.
const STATEMENTS_MAX: usize = 2_000_000;

/// Where a derived time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// Stamped messages of the same log.
    Messages,
    /// The own ship's satellite receiver.
    OwnShip,
    /// Base stations.
    BaseStations,
}

impl Basis {
    /// The code under which times so derived are counted.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Self::Messages => "time-from-neighbours",
            Self::OwnShip => "time-from-own-ship",
            Self::BaseStations => "time-from-base-stations",
        }
    }
}

/// Time by line number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogClock {
    /// Line and milliseconds, both ascending.
    statements: Vec<(u64, i64)>,
    pub(crate) basis: Basis,
}

impl LogClock {
    /// The estimated time of a line: between two statements by line number, outside the nearest one.
    pub(crate) fn at(&self, line: u64) -> Option<i64> {
        let after = self.statements.partition_point(|(l, _)| *l < line);
        let next = self.statements.get(after);
        let before = after.checked_sub(1).and_then(|i| self.statements.get(i));
        match (before, next) {
            (Some((l0, t0)), Some((l1, t1))) => {
                let share = i128::from(line - l0) * i128::from(t1 - t0) / i128::from(l1 - l0);
                i64::try_from(share).ok().map(|ms| t0 + ms)
            }
            (Some((_, t)), None) | (None, Some((_, t))) => Some(*t),
            (None, None) => None,
        }
    }

    fn new(mut statements: Vec<(u64, i64)>, basis: Basis) -> Self {
        statements.sort_unstable();
        let medians: Vec<i64> = (0..statements.len())
            .map(|index| median_around(&statements, index))
            .collect();
        let mut latest = i64::MIN;
        for ((_, time), median) in statements.iter_mut().zip(medians) {
            latest = latest.max(median);
            *time = latest;
        }
        statements.dedup_by_key(|(line, _)| *line);
        Self { statements, basis }
    }

    /// Surveys a log: `None` if its messages carry their own times or nothing in it tells the time.
    pub(crate) fn survey(bytes: &mut Bytes, base_only: bool) -> Result<Option<Self>, Error> {
        let config = Config {
            mark_heard_before: false,
            ..Config::default()
        };
        let mut reader = Reader::new(config);
        let mut found = Survey::default();
        let mut buffer = vec![0; READ_BYTES];
        while let Ok(Piece::Bytes(count)) = bytes.read(&mut buffer) {
            let piece = buffer.get(..count).unwrap_or_default();
            reader.push(piece, None, &mut |item| found.item(&item));
            if found.messages >= SURVEY_MESSAGES && found.untimed == 0 && !base_only {
                return Ok(None);
            }
        }
        reader.finish(&mut |item| found.item(&item));
        Ok(found.clock(base_only))
    }
}

fn median_around(statements: &[(u64, i64)], index: usize) -> i64 {
    let from = index.saturating_sub(NEIGHBOURS);
    let to = (index + NEIGHBOURS + 1).min(statements.len());
    let mut times: Vec<i64> = statements
        .get(from..to)
        .unwrap_or_default()
        .iter()
        .map(|(_, time)| *time)
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// What a log says of time.
#[derive(Debug, Default)]
struct Survey {
    messages: u64,
    untimed: u64,
    stamped: Statements,
    own_ship: Statements,
    base: Statements,
}

impl Survey {
    fn item(&mut self, item: &Item<'_>) {
        match item {
            Item::Report(report) => {
                self.messages += 1;
                match report.time_ms {
                    Some(time_ms) => self.stamped.add(report.line_number, time_ms),
                    None => self.untimed += 1,
                }
                if let Message::StationReport(station) = &report.message
                    && let Some(time_ms) = station.utc_ms()
                {
                    self.base.add(report.line_number, time_ms);
                }
            }
            Item::Foreign(Foreign {
                kind: ForeignKind::Sentence,
                line,
                line_number,
            }) => {
                if let Some(time_ms) = own_ship_ms(line) {
                    self.own_ship.add(*line_number, time_ms);
                }
            }
            _ => {}
        }
    }

    fn clock(self, base_only: bool) -> Option<LogClock> {
        if self.untimed == 0 && !base_only {
            return None;
        }
        if !base_only && !self.stamped.kept.is_empty() {
            return Some(LogClock::new(self.stamped.kept, Basis::Messages));
        }
        if !base_only && !self.own_ship.kept.is_empty() {
            return Some(LogClock::new(self.own_ship.kept, Basis::OwnShip));
        }
        let enough = self.base.kept.len() >= BASE_STATIONS_MIN;
        enough.then(|| LogClock::new(self.base.kept, Basis::BaseStations))
    }
}

/// Statements, thinned when there are too many.
#[derive(Debug, Default)]
struct Statements {
    kept: Vec<(u64, i64)>,
    seen: u64,
    thinned: u32,
}

impl Statements {
    fn add(&mut self, line: u64, time_ms: i64) {
        self.seen += 1;
        if !self.seen.is_multiple_of(1 << self.thinned.min(62)) {
            return;
        }
        if self.kept.len() >= STATEMENTS_MAX {
            let mut index = 0_usize;
            self.kept.retain(|_| {
                index += 1;
                index.is_multiple_of(2)
            });
            self.thinned += 1;
        }
        self.kept.push((line, time_ms));
    }
}

/// The UTC of an `RMC` or `ZDA` sentence with a right checksum (NMEA 0183).
fn own_ship_ms(sentence: &[u8]) -> Option<i64> {
    let kind = sentence.get(3..6)?;
    if !matches!(kind, b"RMC" | b"ZDA") {
        return None;
    }
    let star = memchr::memchr(b'*', sentence)?;
    let body = sentence.get(1..star)?;
    let told = std::str::from_utf8(sentence.get(star + 1..star + 3)?).ok()?;
    let sum = body.iter().fold(0, |sum, byte| sum ^ byte);
    if u8::from_str_radix(told, 16) != Ok(sum) {
        return None;
    }
    let fields: Vec<&[u8]> = body.split(|byte| *byte == b',').collect();
    let number = |text: &[u8], from: usize, count: usize| -> Option<i64> {
        let piece = text.get(from..from + count)?;
        let whole = super::number::whole(piece)?;
        piece
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| i64::try_from(whole).ok())?
    };
    let clock = fields.get(1)?;
    let clock_s = super::moment::clock_s(
        number(clock, 0, 2)?,
        number(clock, 2, 2)?,
        number(clock, 4, 2)?,
    )?;
    let (year, month, day) = if kind == b"RMC" {
        let valid = fields.get(2).is_some_and(|status| *status == b"A");
        let date = fields.get(9).filter(|date| date.len() == 6 && valid)?;
        let year = number(date, 4, 2)?;
        (
            if year >= 80 {
                1_900 + year
            } else {
                2_000 + year
            },
            number(date, 2, 2)?,
            number(date, 0, 2)?,
        )
    } else {
        (
            number(fields.get(4)?, 0, 4)?,
            number(fields.get(3)?, 0, 2)?,
            number(fields.get(2)?, 0, 2)?,
        )
    };
    Some((super::moment::days(year, month, day)? * 86_400 + clock_s) * 1_000)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_own_ships_clock_is_read_with_its_checksum() {
        let rmc = b"$GPRMC,035258,A,5013.4693,N,00346.6503,W,4.0,183.2,260711,3.8,W,A*18";
        assert_eq!(own_ship_ms(rmc), Some(1_311_652_378_000));
        assert_eq!(
            own_ship_ms(b"$GPZDA,170948,18,08,2022,00,00*48"),
            Some(1_660_842_588_000)
        );
        assert_eq!(own_ship_ms(b"$GPZDA,170949,18,08,2022,00,00*48"), None);
        assert_eq!(own_ship_ms(b"$GPGLL,5013.4693,N*52"), None);
    }

    #[test]
    fn a_wrong_clock_among_many_does_no_harm() {
        let mut statements: Vec<(u64, i64)> = (0..100)
            .map(|i| (i * 10, 1_000_000 + i as i64 * 1_000))
            .collect();
        for index in [0, 20, 21, 22, 99] {
            statements[index].1 = 0;
            statements[index + 30 - index / 3].1 += 1_000_000_000;
        }
        let clock = LogClock::new(statements, Basis::BaseStations);
        for line in 0..1_000_u64 {
            let want = 1_000_000 + line.min(990) as i64 * 100;
            assert!(
                (clock.at(line).unwrap() - want).abs() <= 15_000,
                "{line}: {:?}",
                clock.at(line)
            );
        }
    }

    proptest! {
        #[test]
        fn time_never_runs_backwards(
            statements in proptest::collection::vec((0..1_000_u64, -5_000..5_000_i64), 1..60),
        ) {
            let clock = LogClock::new(statements, Basis::OwnShip);
            let times: Vec<i64> = (0..1_100).map(|line| clock.at(line).unwrap()).collect();
            prop_assert!(times.is_sorted());
        }
    }
}
