//! Recorded feeds: files, folders and standard input.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use vigie_sea::Time;

use super::bytes::{Bytes, Piece, READ_BYTES};
use super::delivery::{Delivery, FeedState};
use super::handover::{Handover, now};
use super::log_clock::LogClock;
use super::reader::Setting;
use super::sniff::{reader_of, sniff};
use super::{Error, FeedOptions, Format, TimePolicy};

/// Reads files one after another.
pub(crate) fn read_files(
    files: &[PathBuf],
    format: Format,
    setting: &Setting,
    to: &mut Handover,
) -> Result<(), Error> {
    for (index, path) in files.iter().enumerate() {
        to.batch.state = Some(FeedState::Reading(
            u32::try_from(index + 1).unwrap_or(u32::MAX),
        ));
        // Hours after the feed began a link may have taken the place of a file.
        let real = match &setting.options.reach {
            Some(reach) => &reach.real(path)?,
            None => path,
        };
        let mut bytes = Bytes::open(real)?;
        to.raw.file(path, now());
        let stamp = Stamp {
            receipt: setting.options.time == TimePolicy::Receipt,
        };
        let survey = |format| clock_of(path, format, setting);
        let setting = setting.of(&path.to_string_lossy());
        match read_one(&mut bytes, format, &setting, stamp, survey, to) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            // Folders of data hold other things too, such as a page on where it came from.
            Err(Error::Unclear { .. }) if files.len() > 1 => {
                setting.fault(&mut to.batch, 0, "feed-format-unclear", None, b"");
            }
            Err(fault) => return Err(fault),
        }
    }
    to.flush();
    Ok(())
}

/// Reads standard input. It may be live, so the time of receipt stands in where a message has none.
pub(crate) fn read_stdin(
    format: Format,
    setting: &Setting,
    to: &mut Handover,
) -> Result<(), Error> {
    to.batch.state = Some(FeedState::Reading(1));
    let failed = |source| Error::File {
        path: "-".into(),
        source,
    };
    let mut bytes =
        Bytes::unpack(BufReader::with_capacity(READ_BYTES, std::io::stdin())).map_err(failed)?;
    let receipt = matches!(setting.options.time, TimePolicy::Auto | TimePolicy::Receipt);
    let more = read_one(
        &mut bytes,
        format,
        &setting.of("-"),
        Stamp { receipt },
        |_| Ok(None),
        to,
    )?;
    if more {
        to.flush();
    }
    Ok(())
}

/// What a feed makes of bytes that come in these pieces, without threads, clock or disk.
///
/// # Errors
/// What makes the whole useless, such as a table without a needed column.
pub fn read_pieces<'a>(
    format: Format,
    options: &FeedOptions,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Delivery, Error> {
    let mut out = Delivery::default();
    let mut reader = reader_of(format, Setting::new(1, options), None);
    for piece in pieces {
        reader.push(piece, None, &mut out)?;
    }
    reader.finish(None, &mut out)?;
    Ok(out)
}

/// Whether bytes are stamped with the time of receipt.
#[derive(Clone, Copy)]
struct Stamp {
    receipt: bool,
}

impl Stamp {
    fn now(self) -> Option<Time> {
        self.receipt.then(now)
    }
}

/// The clock of a log without times, if the policy allows one to be derived.
pub(super) fn clock_of(
    path: &Path,
    format: Format,
    setting: &Setting,
) -> Result<Option<LogClock>, Error> {
    let base_only = setting.options.time == TimePolicy::BaseStation;
    if format != Format::Nmea || !(base_only || setting.options.time == TimePolicy::Auto) {
        return Ok(None);
    }
    LogClock::survey(&mut Bytes::open(path)?, base_only)
}

/// Reads one file to its end; `false` if the watch wants no more.
fn read_one(
    bytes: &mut Bytes,
    format: Format,
    setting: &Setting,
    stamp: Stamp,
    survey: impl Fn(Format) -> Result<Option<LogClock>, Error>,
    to: &mut Handover,
) -> Result<bool, Error> {
    let failed = |source| Error::File {
        path: PathBuf::from(&*setting.origin),
        source,
    };
    let mut buffer = vec![0; READ_BYTES];
    let mut reader = None;
    loop {
        let count = match bytes.read(&mut buffer).map_err(failed)? {
            Piece::Bytes(count) => count,
            Piece::End => break,
            Piece::Damaged(reason) => {
                setting.fault(&mut to.batch, 0, reason, None, b"");
                break;
            }
        };
        let piece = buffer.get(..count).unwrap_or_default();
        to.batch.tally.bytes += count as u64;
        let reader = match &mut reader {
            Some(reader) => reader,
            none => {
                let format = if format == Format::Sniff {
                    sniff(piece).unwrap_or(format)
                } else {
                    format
                };
                none.insert(reader_of(format, setting.clone(), survey(format)?))
            }
        };
        reader.push(piece, stamp.now(), &mut to.batch)?;
        if !to.offer() {
            return Ok(false);
        }
    }
    if let Some(mut reader) = reader {
        reader.finish(stamp.now(), &mut to.batch)?;
    }
    Ok(to.offer())
}
