//! Whether a row of a track is what a raw line says: the line is decoded again, by itself or with the lines that it needs.
//! Packing and checking ask the same question with the same code, so that a package never claims what its check denies.

use vigie_sea::Time;
use vigie_store::{Content, Row};
use vigie_watch::{Observation, Report, UNNUMBERED_MIN};

use crate::feed::{FeedOptions, Format, Setting, reader_of};

/// A position as a track tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) time_ms: i64,
    pub(super) mmsi: u32,
    pub(super) lat_e7: i32,
    pub(super) lon_e7: i32,
    pub(super) sog_dkn: Option<u16>,
    pub(super) cog_ddeg: Option<u16>,
    /// Seen by a vessel monitoring system, which names no MMSI: whom it means, lists say.
    pub(super) vms: bool,
}

impl Told {
    /// The position of a row; `None` for an identity.
    pub(super) fn of(row: &Row) -> Option<Self> {
        let Content::Place(place) = &row.content else {
            return None;
        };
        Some(Self {
            time_ms: row.time_ms,
            mmsi: row.mmsi,
            lat_e7: place.lat_e7,
            lon_e7: place.lon_e7,
            sog_dkn: place.sog_dkn,
            cog_ddeg: place.cog_ddeg,
            vms: row.source == 1,
        })
    }

    /// Whether an observation says the same, its time aside.
    fn is_said_by(&self, observation: &Observation) -> bool {
        let Report::Position(place) = &observation.report else {
            return false;
        };
        let unnumbered = self.vms || self.mmsi >= UNNUMBERED_MIN;
        (place.lat_e7, place.lon_e7) == (self.lat_e7, self.lon_e7)
            && (place.sog_dkn, place.cog_ddeg) == (self.sog_dkn, self.cog_ddeg)
            && (unnumbered || observation.mmsi == self.mmsi)
    }
}

/// What a raw line says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Nothing, or something else.
    Other,
    /// Who and where, not when: the time comes from elsewhere in the log.
    Place,
    /// Who, where and when.
    Whole,
}

/// A raw line, and when it was received; the lines of a file were not received.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) received: Option<Time>,
}

/// What these lines, read one after another by a reader that knows nothing else, say of a row.
pub(super) fn fit(format: Format, setting: &Setting, lines: &[Line<'_>], told: &Told) -> Fit {
    let mut reader = reader_of(format, setting.clone(), None);
    let mut out = crate::feed::Delivery::default();
    for line in lines {
        let ended = line.bytes.ends_with(b"\n");
        let read = reader.push(line.bytes, line.received, &mut out);
        let end = if ended {
            Ok(())
        } else {
            reader.push(b"\n", line.received, &mut out)
        };
        if read.and(end).is_err() {
            return Fit::Other;
        }
    }
    let last = lines.last().and_then(|line| line.received);
    if reader.finish(last, &mut out).is_err() {
        return Fit::Other;
    }
    let said = out.observations.iter().filter(|one| told.is_said_by(one));
    let when = said.map(|one| match one.time.ms() == told.time_ms {
        true => Fit::Whole,
        false => Fit::Place,
    });
    when.max().unwrap_or(Fit::Other)
}

/// What reads a line without knowing anything of its feed.
pub(super) fn plain_setting() -> Setting {
    Setting::new(1, &FeedOptions::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_a_row_or_its_place_or_something_else() {
        let line =
            b"\\s:rEV02,c:1334337317*58\\!AIVDM,1,1,,B,19NWuLhuRb5QHfCpPcwj`26B0<02,0*5F\r\n";
        let lines = |bytes| {
            [Line {
                bytes,
                received: Some(Time::from_s(9)),
            }]
        };
        let setting = plain_setting();
        let mut out = crate::feed::Delivery::default();
        let mut reader = reader_of(Format::Nmea, setting.clone(), None);
        assert!(reader.push(line, None, &mut out).is_ok());
        let row = crate::keeping::row_of(&out.observations[0]);
        let told = Told::of(&row).unwrap_or_else(|| unreachable!());
        let ask = |bytes, told: &Told| fit(Format::Nmea, &setting, &lines(bytes), told);
        assert_eq!(ask(line, &told), Fit::Whole);
        assert_eq!(ask(line.trim_ascii_end(), &told), Fit::Whole);
        // Without its tag block the line says where, and when it was received.
        let bare = &line[25..];
        assert_eq!(ask(bare, &told), Fit::Place);
        let when = Told {
            time_ms: 9_000,
            ..told
        };
        assert_eq!(ask(bare, &when), Fit::Whole);
        for wrong in [
            Told { mmsi: 1, ..told },
            Told {
                lat_e7: told.lat_e7 + 1,
                ..told
            },
            Told {
                sog_dkn: None,
                ..told
            },
        ] {
            assert_eq!(ask(line, &wrong), Fit::Other);
        }
        assert_eq!(ask(&line[30..], &told), Fit::Other);
    }
}
