//! Reading bytes again, unit by unit, to find the one that a report came from.
//!
//! A unit is the smallest piece of a feed that is shown as it was received: a line, and where messages need no line ends a
//! message. Readers give the same reports however their bytes are cut.

use std::path::Path;

use vigie_watch::Observation;

use super::bytes::{Bytes, Piece, READ_BYTES, file_error};
use super::delivery::Delivery;
use super::line::LINE_BYTES_MAX;
use super::reader::Setting;
use super::recorded::clock_of;
use super::sniff::{reader_of, sniff};
use super::{Error, Format};

/// Where the first unit ends; `None` while it may still grow.
pub(crate) fn unit_end(format: Format, bytes: &[u8]) -> Option<usize> {
    let after = |mark: &[u8]| memchr::memmem::find(bytes, mark).map(|at| at + mark.len());
    let line = memchr::memchr(b'\n', bytes).map(|at| at + 1);
    let message = match format {
        Format::Naf => {
            let next = bytes
                .get(1..)
                .and_then(|rest| memchr::memmem::find(rest, b"//SR"));
            let next = next.map(|at| at + 1);
            after(b"//ER//").into_iter().chain(next).min()
        }
        Format::Cot => after(b"</event>"),
        _ => None,
    };
    let long = (bytes.len() > LINE_BYTES_MAX).then_some(LINE_BYTES_MAX);
    line.into_iter().chain(message).min().or(long)
}

/// Reads a recorded file again; gives each unit with the number of the line in which it begins, from 1, the format of the
/// file, and what the reader found when it had the unit. `each` says whether to go on.
///
/// # Errors
/// A file that cannot be read, or makes no sense as a whole.
pub(crate) fn read_again(
    path: &Path,
    format: Format,
    setting: &Setting,
    mut each: impl FnMut(u64, Format, &[u8], Vec<Observation>) -> bool,
) -> Result<(), Error> {
    let failed = |fault| file_error(path, fault);
    let mut bytes = Bytes::open(path)?;
    let (mut buffer, mut held) = (vec![0; READ_BYTES], Vec::new());
    let (mut line, mut reader, mut format) = (1, None, format);
    let mut ended = false;
    while !ended {
        match bytes.read(&mut buffer).map_err(failed)? {
            Piece::Bytes(count) => {
                held.extend_from_slice(buffer.get(..count).unwrap_or_default());
            }
            Piece::End | Piece::Damaged(_) => ended = true,
        }
        if reader.is_none() {
            if format == Format::Sniff {
                format = sniff(&held).unwrap_or(format);
            }
            let clock = clock_of(path, format, setting)?;
            reader = Some(reader_of(format, setting.clone(), clock));
        }
        let Some(reader) = &mut reader else {
            return Ok(());
        };
        let mut start = 0;
        loop {
            let rest = held.get(start..).unwrap_or_default();
            let length = match unit_end(format, rest) {
                Some(length) => length,
                None if ended && !rest.is_empty() => rest.len(),
                None => break,
            };
            let unit = rest.get(..length).unwrap_or(rest);
            let mut out = Delivery::default();
            reader.push(unit, None, &mut out)?;
            if ended && length == rest.len() {
                reader.finish(None, &mut out)?;
            }
            if !each(line, format, unit, out.observations) {
                return Ok(());
            }
            line += memchr::memchr_iter(b'\n', unit).count() as u64;
            start += length;
        }
        held.drain(..start);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::feed::FeedOptions;

    #[test]
    fn units_end_where_a_message_does() {
        let ends = |format, bytes: &[u8]| unit_end(format, bytes);
        assert_eq!(ends(Format::Nmea, b"!AIVDM\r\n!A"), Some(8));
        assert_eq!(ends(Format::Nmea, b"!AIVDM"), None);
        assert_eq!(ends(Format::Naf, b"//SR//RC/A//ER////SR//"), Some(16));
        assert_eq!(ends(Format::Naf, b"//SR//RC/A//ER//SR//"), Some(14));
        assert_eq!(ends(Format::Naf, b"//SR//RC/A//SR//"), Some(10));
        assert_eq!(ends(Format::Naf, b"//SR//RC/A"), None);
        assert_eq!(ends(Format::Cot, b"<event></event><ev"), Some(15));
        let long = vec![b'x'; LINE_BYTES_MAX + 1];
        assert_eq!(ends(Format::Nmea, &long), Some(LINE_BYTES_MAX));
    }

    #[test]
    fn each_line_of_a_file_comes_with_its_number_and_its_reports() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let text =
            "mmsi,time,lat,lon\n412000001,1772323200,40,179\nno\n412000002,1772323200,41,179";
        std::fs::write(&path, text).unwrap();
        let setting = Setting::new(4, &FeedOptions::default());
        let mut got = Vec::new();
        read_again(
            &path,
            Format::Sniff,
            &setting,
            |line, format, unit, found| {
                let whom: Vec<u32> = found.iter().map(|one| one.mmsi).collect();
                got.push((line, format, unit.len(), whom));
                true
            },
        )
        .unwrap();
        let csv = Format::Csv(None);
        assert_eq!(got[0], (1, csv, 18, vec![]));
        assert_eq!(got[1], (2, csv, 28, vec![412_000_001]));
        assert_eq!((got[2].0, got[3].0), (3, 4));
        assert_eq!(got[3].3, [412_000_002]);
    }
}
