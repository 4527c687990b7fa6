//! The spool: an append-only file of batches of observations, each flushed to the disk before it is
//! acknowledged.
//!
//! A frame is `length u32, CRC-32C u32 over length and payload, payload`, little-endian. A kill or a power cut
//! can only tear the last frame, which was not acknowledged; it is cut off when the spool is opened again.
//! The cut bytes are set aside in a `.torn` file, in case a disk fault and not a tear made them unreadable.

use std::{
    fs::{File, OpenOptions},
    io::{BufReader, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use crate::{Error, Kept, Row, checksum::crc32c, kept};

/// Longest payload, bytes: a batch of 100,000 identities stays below.
const PAYLOAD_BYTES_MAX: usize = 64 << 20;
const HEADER_BYTES: usize = 8;

/// A spool file open for appending.
#[derive(Debug)]
pub(crate) struct Spool {
    path: PathBuf,
    file: File,
    length: u64,
}

/// What was found in a spool file when it was opened.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) rows: u64,
    pub(crate) torn_bytes: u64,
}

impl Spool {
    /// Opens or makes the file, cuts a torn tail, and stands at its end.
    pub(crate) fn open(path: &Path) -> Result<(Self, Found), Error> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(Error::disk(path))?;
        let mut rows = 0u64;
        let sound = frames(path, |kept| {
            rows += kept.len() as u64;
            Ok(())
        })?;
        let length = file.metadata().map_err(Error::disk(path))?.len();
        if sound < length {
            set_aside(path, &mut file, sound)?;
            file.set_len(sound).map_err(Error::disk(path))?;
            file.sync_all().map_err(Error::disk(path))?;
        }
        file.seek(SeekFrom::Start(sound))
            .map_err(Error::disk(path))?;
        let spool = Self {
            path: path.to_owned(),
            file,
            length: sound,
        };
        Ok((
            spool,
            Found {
                rows,
                torn_bytes: length - sound,
            },
        ))
    }

    /// Writes one batch and flushes it to the disk. If that fails, the file is as before.
    pub(crate) fn append(&mut self, first: u64, clock_ms: i64, rows: &[Row]) -> Result<(), Error> {
        let payload = kept::encode(first, clock_ms, rows)?;
        if payload.len() > PAYLOAD_BYTES_MAX {
            return Err(Error::Batch { rows: rows.len() });
        }
        let length = u32::try_from(payload.len())
            .map_err(|_too_large| Error::Batch { rows: rows.len() })?
            .to_le_bytes();
        let check = crc32c(&[&length, &payload]).to_le_bytes();
        let frame = [&length[..], &check, &payload].concat();
        let written = self
            .file
            .write_all(&frame)
            .and_then(|()| self.file.sync_data());
        if let Err(source) = written {
            // Best effort: a half-written frame would hide the frames after it.
            let cut = self.file.set_len(self.length);
            let back = self.file.seek(SeekFrom::Start(self.length));
            drop((cut, back));
            return Err(Error::Disk {
                path: self.path.clone(),
                source,
            });
        }
        self.length += frame.len() as u64;
        Ok(())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

fn set_aside(path: &Path, file: &mut File, from: u64) -> Result<(), Error> {
    file.seek(SeekFrom::Start(from))
        .map_err(Error::disk(path))?;
    let torn = path.with_extension("torn");
    let mut out = File::create(&torn).map_err(Error::disk(&torn))?;
    std::io::copy(file, &mut out).map_err(Error::disk(&torn))?;
    Ok(())
}

/// Calls `take` with the rows of every sound frame; gives the length of the sound part in bytes.
pub(crate) fn frames(
    path: &Path,
    mut take: impl FnMut(Vec<Kept>) -> Result<(), Error>,
) -> Result<u64, Error> {
    let file = File::open(path).map_err(Error::disk(path))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut sound = 0u64;
    let mut payload = Vec::new();
    while let Some(kept) = next_frame(&mut reader, &mut payload).map_err(Error::disk(path))? {
        sound += (HEADER_BYTES + payload.len()) as u64;
        take(kept)?;
    }
    Ok(sound)
}

/// The next frame, or `None` at the end of the file or at the first frame that is not sound.
fn next_frame(
    reader: &mut impl Read,
    payload: &mut Vec<u8>,
) -> Result<Option<Vec<Kept>>, std::io::Error> {
    let (mut length, mut check) = ([0u8; 4], [0u8; 4]);
    if !filled(reader, &mut length)? || !filled(reader, &mut check)? {
        return Ok(None);
    }
    let bytes = u32::from_le_bytes(length) as usize;
    if bytes > PAYLOAD_BYTES_MAX {
        return Ok(None);
    }
    payload.clear();
    let read = reader.by_ref().take(bytes as u64).read_to_end(payload)?;
    if read < bytes || crc32c(&[&length, payload]) != u32::from_le_bytes(check) {
        return Ok(None);
    }
    Ok(kept::decode(payload).map(|(_first, kept)| kept))
}

fn filled(reader: &mut impl Read, buffer: &mut [u8]) -> Result<bool, std::io::Error> {
    match reader.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::kept::tests::row;
    use proptest::{collection::vec, prelude::*};

    fn read(path: &Path) -> Vec<Row> {
        let mut rows = Vec::new();
        frames(path, |kept| {
            rows.extend(kept.into_iter().map(|k| k.row));
            Ok(())
        })
        .unwrap();
        rows
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// A write torn at any byte, or followed by garbage, costs at most the batch being written;
        /// what comes after the reopening is kept too.
        #[test]
        fn a_torn_write_costs_only_itself(
            whole in vec(vec(row(), 1..6), 0..5), last in vec(row(), 1..6), after in vec(row(), 1..6),
            cut in 0.0..1.0f64, garbage in vec(any::<u8>(), 0..30),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("0.spool");
            let (mut spool, _) = Spool::open(&path).unwrap();
            let mut first = 0u64;
            for batch in &whole {
                spool.append(first, 7, batch).unwrap();
                first += batch.len() as u64;
            }
            let before = spool.length;
            spool.append(first, 7, &last).unwrap();
            let torn = before + ((spool.length - before) as f64 * cut) as u64;
            drop(spool);
            let mut bytes = std::fs::read(&path).unwrap();
            bytes.truncate(torn as usize);
            bytes.extend_from_slice(&garbage);
            std::fs::write(&path, &bytes).unwrap();

            let (mut spool, found) = Spool::open(&path).unwrap();
            prop_assert_eq!(found.rows, first);
            prop_assert_eq!(found.torn_bytes, bytes.len() as u64 - before);
            spool.append(first, 8, &after).unwrap();
            let want: Vec<Row> = whole.into_iter().flatten().chain(after).collect();
            prop_assert_eq!(read(&path), want);
        }

        /// A flipped bit is seen: never a row that was not written.
        #[test]
        fn a_flipped_bit_is_never_read_as_data(
            batches in vec(vec(row(), 1..4), 1..4), at in 0.0..1.0f64, bit in 0..8u8,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("0.spool");
            let (mut spool, _) = Spool::open(&path).unwrap();
            let mut first = 0u64;
            for batch in &batches {
                spool.append(first, 0, batch).unwrap();
                first += batch.len() as u64;
            }
            drop(spool);
            let mut bytes = std::fs::read(&path).unwrap();
            let n = ((bytes.len() - 1) as f64 * at) as usize;
            bytes[n] ^= 1 << bit;
            std::fs::write(&path, &bytes).unwrap();
            let all: Vec<Row> = batches.into_iter().flatten().collect();
            let back = read(&path);
            prop_assert!(back.len() < all.len());
            prop_assert_eq!(&back[..], &all[..back.len()]);
        }
    }
}
