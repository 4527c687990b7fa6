//! The archive of everything heard: a spool segment being written, sealed segments, and rolls of Parquet.
//!
//! Layout under the root: `0000000000001234.spool` (name: first arrival number),
//! `0000000000000000-0000000000001234/` (a roll: arrival numbers from, up to) with `positions-BB.parquet`,
//! `identities.parquet` and `roll.json`; `partial-…` is a roll that was not finished and is deleted on opening.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    ArchiveReader, Error, Row, SealedSegment,
    reader::{self, Inventory},
    roll::{self, flush_folder},
    spool::Spool,
};

/// The one writer of an archive.
#[derive(Debug)]
pub struct Archive {
    root: PathBuf,
    spool: Spool,
    segment_first: u64,
    next_arrival: u64,
}

/// What was found when the archive was opened.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Observations in it.
    pub rows: u64,
    /// Bytes of a write that had been cut short, and were set aside.
    pub torn_bytes: u64,
    /// Rolls that a kill had interrupted, now deleted (their rows are still in the spool).
    pub partial_rolls: u64,
    /// Spool segments that had been rolled but not yet deleted.
    pub stale_segments: u64,
}

impl Archive {
    /// Opens or makes an archive and tidies what a kill may have left.
    ///
    /// # Errors
    /// The disk, or files whose arrival numbers do not join up.
    pub fn open(root: &Path) -> Result<(Self, Opened), Error> {
        fs::create_dir_all(root).map_err(Error::disk(root))?;
        let mut opened = Opened::default();
        let found = reader::inventory(root)?;
        tidy(&found, &mut opened)?;
        let rolled_to = found.rolls.last().map_or(0, |r| r.end);
        let live: Vec<_> = found
            .segments
            .iter()
            .filter(|s| s.first >= rolled_to)
            .collect();
        let first = live.last().map_or(rolled_to, |s| s.first);
        let path = segment_path(root, first);
        let (spool, in_spool) = Spool::open(&path)?;
        flush_folder(root)?;
        opened.torn_bytes = in_spool.torn_bytes;
        opened.rows = first + in_spool.rows;
        let archive = Self {
            root: root.to_owned(),
            spool,
            segment_first: first,
            next_arrival: first + in_spool.rows,
        };
        Ok((archive, opened))
    }

    /// Keeps a batch; when this returns, the batch is on the disk. `clock_ms` is the moment to which the watch
    /// had been advanced. Gives the arrival number of the first row.
    ///
    /// # Errors
    /// The disk; then nothing of the batch is kept.
    pub fn append(&mut self, clock_ms: i64, rows: &[Row]) -> Result<u64, Error> {
        let first = self.next_arrival;
        if !rows.is_empty() {
            self.spool.append(first, clock_ms, rows)?;
            self.next_arrival += rows.len() as u64;
        }
        Ok(first)
    }

    /// Arrival number of the next row.
    #[must_use]
    pub fn next_arrival(&self) -> u64 {
        self.next_arrival
    }

    /// Rows in the segment being written.
    #[must_use]
    pub fn segment_rows(&self) -> u64 {
        self.next_arrival - self.segment_first
    }

    /// Closes the segment being written and starts the next; nothing happens if it is empty.
    ///
    /// # Errors
    /// The disk.
    pub fn seal(&mut self) -> Result<Option<SealedSegment>, Error> {
        if self.segment_rows() == 0 {
            return Ok(None);
        }
        let (spool, _) = Spool::open(&segment_path(&self.root, self.next_arrival))?;
        flush_folder(&self.root)?;
        let sealed = SealedSegment {
            first: self.segment_first,
            path: self.spool.path().to_owned(),
        };
        self.spool = spool;
        self.segment_first = self.next_arrival;
        Ok(Some(sealed))
    }

    /// Sealed segments not rolled yet, oldest first: a kill may have left some.
    ///
    /// # Errors
    /// The disk.
    pub fn unrolled(&self) -> Result<Vec<SealedSegment>, Error> {
        let mut segments = reader::inventory(&self.root)?.segments;
        segments.retain(|s| s.first < self.segment_first);
        Ok(segments)
    }

    /// A reader, which may be used from other threads beside the writer.
    #[must_use]
    pub fn reader(&self) -> ArchiveReader {
        ArchiveReader::new(&self.root)
    }

    /// Deletes rolls whose latest message is older than `before_ms`; gives the number of rows deleted.
    /// The newest roll always stays: its name says where the arrival numbers continue.
    ///
    /// # Errors
    /// The disk.
    pub fn prune(&self, before_ms: i64) -> Result<u64, Error> {
        let rolls = reader::inventory(&self.root)?.rolls;
        let mut deleted = 0;
        for found in rolls.iter().rev().skip(1).rev() {
            if roll::read_summary(&found.path)?.time_max_ms >= before_ms {
                continue;
            }
            let doomed = self.root.join(format!(
                "partial-{}",
                roll::folder_name(found.first, found.end)
            ));
            fs::rename(&found.path, &doomed).map_err(Error::disk(&doomed))?;
            fs::remove_dir_all(&doomed).map_err(Error::disk(&doomed))?;
            deleted += found.end - found.first;
        }
        flush_folder(&self.root)?;
        Ok(deleted)
    }
}

fn segment_path(root: &Path, first: u64) -> PathBuf {
    root.join(format!("{first:016}.spool"))
}

fn tidy(found: &Inventory, opened: &mut Opened) -> Result<(), Error> {
    for path in &found.partial {
        fs::remove_dir_all(path).map_err(Error::disk(path))?;
        opened.partial_rolls += 1;
    }
    for segment in &found.segments {
        if found
            .rolls
            .iter()
            .any(|r| r.first <= segment.first && segment.first < r.end)
        {
            fs::remove_file(&segment.path).map_err(Error::disk(&segment.path))?;
            opened.stale_segments += 1;
        }
    }
    Ok(())
}
