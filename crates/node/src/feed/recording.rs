//! A recorded log as lines, each with how long to wait before it.

use std::path::Path;
use std::time::Duration;

use vigie_ais::{Config, Item, Reader};
use vigie_sea::Time;

use super::bytes::{Bytes, Piece, READ_BYTES, file_error};
use super::line::{Line, Lines};
use super::log_clock::LogClock;
use super::nmea::assumed_ms;
use super::pace::Pace;
use super::{Error, TimePolicy};

/// Recorded logs being played one after another.
pub struct Recording {
    pace: Pace,
    policy: TimePolicy,
}

impl Recording {
    /// Plays at `speed` times the recorded speed, without pauses longer than `pause_max`.
    #[must_use]
    pub fn new(speed: f64, pause_max: Duration, policy: TimePolicy) -> Self {
        Self {
            pace: Pace::new(speed, pause_max),
            policy,
        }
    }

    /// Gives each line of a log with the wait before it; `each` says whether to go on. Lines that are
    /// no message go along with the one before.
    ///
    /// # Errors
    /// A log that cannot be opened or read.
    pub fn play(
        &mut self,
        path: &Path,
        mut each: impl FnMut(&[u8], Duration) -> bool,
    ) -> Result<bool, Error> {
        let clock = match self.policy {
            TimePolicy::Auto => LogClock::survey(&mut Bytes::open(path)?, false)?,
            TimePolicy::BaseStation => LogClock::survey(&mut Bytes::open(path)?, true)?,
            _ => None,
        };
        let mut bytes = Bytes::open(path)?;
        let mut reader = Reader::new(Config {
            mark_heard_before: false,
            ..Config::default()
        });
        let mut lines = Lines::default();
        let mut buffer = vec![0; READ_BYTES];
        let mut more = true;
        let policy = self.policy;
        let pace = &mut self.pace;
        let mut one = |number: u64, line: Line<'_>| {
            let Line::Whole(line) = line else { return };
            if !more {
                return;
            }
            let own = time_of(&mut reader, line);
            let time = own.or_else(|| estimated(policy, clock.as_ref(), number));
            let wait = time.map_or(Duration::ZERO, |time| pace.due(time));
            more = each(line, wait);
        };
        while let Piece::Bytes(count) = bytes
            .read(&mut buffer)
            .map_err(|fault| file_error(path, fault))?
        {
            lines.push(buffer.get(..count).unwrap_or_default(), &mut one);
        }
        lines.finish(&mut one);
        Ok(more)
    }
}

/// The time that this line says, when it completes a message.
fn time_of(reader: &mut Reader, line: &[u8]) -> Option<Time> {
    let mut time = None;
    let mut sink = |item: Item<'_>| {
        if let Item::Report(report) = item {
            time = report.time_ms.map(Time::from_ms);
        }
    };
    reader.push(line, None, &mut sink);
    reader.push(b"\n", None, &mut sink);
    time
}

fn estimated(policy: TimePolicy, clock: Option<&LogClock>, line: u64) -> Option<Time> {
    match policy {
        TimePolicy::Assumed { start, lines_per_s } => {
            Some(start.plus_ms(assumed_ms(line, lines_per_s)))
        }
        _ => clock.and_then(|clock| clock.at(line)).map(Time::from_ms),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn lines_come_out_as_they_were_with_their_pauses() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let message = "!BSVDM,1,1,,B,17PCie0P00:;2MmqtCvQ;OwL0400,0*7C";
        let text =
            &format!("# a log\r\n\\c:1420030798*54\\{message}\r\n\\c:1420030858*52\\{message}\r\n");
        std::fs::write(&path, text).unwrap();
        let mut got = Vec::new();
        let mut recording = Recording::new(60.0, Duration::from_secs(60), TimePolicy::Auto);
        let played = recording.play(&path, |line, wait| {
            got.push((String::from_utf8(line.to_vec()).unwrap(), wait.as_millis()));
            true
        });
        assert!(played.unwrap());
        let lines: Vec<&str> = got.iter().map(|(line, _)| line.as_str()).collect();
        assert_eq!(lines, text.split_terminator("\r\n").collect::<Vec<_>>());
        assert!(
            got[1].1 == 0 && (900..=1_000).contains(&got[2].1),
            "{got:?}"
        );
    }
}
