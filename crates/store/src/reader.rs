//! Reading the archive: everything in the order of arrival (a replay), or one vessel's span of time (a track).
//! A reader may run beside the writer: it looks at segments before rolls, skips segments that a roll covers, and
//! looks again if a file moved meanwhile.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    Error, Kept, RollSummary, Row, SealedSegment, identity_file,
    position_file::{self, BUCKETS, Wanted, bucket},
    roll::{self, IDENTITIES, folder_range, positions_name},
    spool,
};

/// A folder of Parquet found on the disk.
#[derive(Debug, Clone)]
pub(crate) struct RollFolder {
    pub(crate) first: u64,
    pub(crate) end: u64,
    pub(crate) path: PathBuf,
}

/// What lies in an archive's folder.
#[derive(Debug, Default)]
pub(crate) struct Inventory {
    pub(crate) segments: Vec<SealedSegment>,
    pub(crate) rolls: Vec<RollFolder>,
    pub(crate) partial: Vec<PathBuf>,
}

/// Lists the folder. Segments are listed before rolls, so that a roll made meanwhile shows as both, never as
/// neither.
pub(crate) fn inventory(root: &Path) -> Result<Inventory, Error> {
    let mut found = Inventory::default();
    for path in entries(root)? {
        let stem = path
            .file_stem()
            .and_then(|s| s.to_str())
            .unwrap_or_default();
        if path.extension().is_some_and(|e| e == "spool")
            && let Ok(first) = stem.parse()
        {
            found.segments.push(SealedSegment { first, path });
        }
    }
    for path in entries(root)? {
        let name = path
            .file_name()
            .and_then(|s| s.to_str())
            .unwrap_or_default();
        if name.starts_with("partial-") {
            found.partial.push(path);
        } else if let Some((first, end)) = folder_range(name) {
            found.rolls.push(RollFolder { first, end, path });
        }
    }
    found.segments.sort_by_key(|s| s.first);
    found.rolls.sort_by_key(|r| r.first);
    Ok(found)
}

fn entries(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed: Result<Vec<_>, io::Error> =
        fs::read_dir(root).and_then(|dir| dir.map(|entry| entry.map(|e| e.path())).collect());
    listed.map_err(Error::disk(root))
}

/// Reads an archive.
#[derive(Debug, Clone)]
pub struct ArchiveReader {
    root: PathBuf,
}

/// How often a reader looks again when a roll moved files under it.
const TRIES: u32 = 5;

impl ArchiveReader {
    /// A reader of the archive in this folder.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Gives every row in the order of arrival. Memory holds one roll at a time. It must not run beside the
    /// writer's rolling or pruning.
    ///
    /// # Errors
    /// The disk, a damaged file, or what `take` returns.
    pub fn replay<E: From<Error>>(
        &self,
        mut take: impl FnMut(Kept) -> Result<(), E>,
    ) -> Result<u64, E> {
        let found = inventory(&self.root)?;
        let mut count = 0;
        let mut next = 0;
        for folder in &found.rolls {
            let mut kept = Vec::new();
            read_roll(&folder.path, &mut |k| kept.push(k))?;
            if kept.len() as u64 != folder.end - folder.first {
                return Err(Error::damaged(&folder.path, "rows-missing").into());
            }
            kept.sort_by_key(|k| k.arrival);
            count += kept.len() as u64;
            next = folder.end;
            kept.into_iter().try_for_each(&mut take)?;
        }
        for segment in found.segments.iter().filter(|s| s.first >= next) {
            let mut batch = Vec::new();
            spool::frames(&segment.path, |kept| {
                batch.extend(kept);
                Ok(())
            })?;
            count += batch.len() as u64;
            batch.into_iter().try_for_each(&mut take)?;
        }
        Ok(count)
    }

    /// Positions of one vessel from `from_ms` to `to_ms` inclusive, by time and arrival.
    ///
    /// # Errors
    /// The disk, or a damaged file.
    pub fn track(&self, mmsi: u32, from_ms: i64, to_ms: i64) -> Result<Vec<Kept>, Error> {
        self.positions(Wanted {
            mmsi: Some(mmsi),
            from_ms,
            to_ms,
        })
    }

    /// Positions of all vessels in a span, by time and arrival.
    ///
    /// # Errors
    /// The disk, or a damaged file.
    pub fn span(&self, from_ms: i64, to_ms: i64) -> Result<Vec<Kept>, Error> {
        self.positions(Wanted {
            mmsi: None,
            from_ms,
            to_ms,
        })
    }

    /// Gives every position of all vessels in a span, in no order, without holding them in memory. Where the writer moved a
    /// file meanwhile, what was given before may be given again.
    ///
    /// # Errors
    /// The disk, or a damaged file.
    pub fn each_position(
        &self,
        from_ms: i64,
        to_ms: i64,
        mut take: impl FnMut(Kept),
    ) -> Result<(), Error> {
        let wanted = Wanted {
            mmsi: None,
            from_ms,
            to_ms,
        };
        retried(|| self.positions_once(wanted, &mut take))
    }

    fn positions(&self, wanted: Wanted) -> Result<Vec<Kept>, Error> {
        let mut kept = retried(|| {
            let mut kept = Vec::new();
            self.positions_once(wanted, &mut |k| kept.push(k))?;
            Ok(kept)
        })?;
        kept.sort_by_key(|k| (k.row.time_ms, k.arrival));
        Ok(kept)
    }

    fn positions_once(&self, wanted: Wanted, take: &mut impl FnMut(Kept)) -> Result<(), Error> {
        let found = inventory(&self.root)?;
        let covered = |s: &SealedSegment| {
            found
                .rolls
                .iter()
                .any(|r| r.first <= s.first && s.first < r.end)
        };
        for segment in found.segments.iter().filter(|s| !covered(s)) {
            spool::frames(&segment.path, |batch| {
                let wanted_rows = batch.into_iter().filter(|k| {
                    matches!(k.row.content, crate::Content::Place(_)) && wanted.holds(&k.row)
                });
                wanted_rows.for_each(&mut *take);
                Ok(())
            })?;
        }
        for folder in &found.rolls {
            let summary = roll::read_summary(&folder.path)?;
            if wanted.from_ms <= summary.time_max_ms && summary.time_min_ms <= wanted.to_ms {
                read_positions(&folder.path, wanted, take)?;
            }
        }
        Ok(())
    }

    /// Every row of one roll: its positions bucket by bucket, each by time, then its identities. When and how they
    /// arrived is not looked at.
    ///
    /// # Errors
    /// The disk, or a damaged file.
    pub fn roll_rows(&self, of: &RollSummary, mut take: impl FnMut(Row)) -> Result<(), Error> {
        let folder = self.root.join(roll::folder_name(of.first, of.end));
        let mut count = 0_u64;
        let mut counted = |row| {
            count += 1;
            take(row);
        };
        for path in position_files(&folder, None) {
            position_file::read_rows(&path, &mut counted)?;
        }
        let path = folder.join(IDENTITIES);
        if path.exists() {
            identity_file::read(&path, Wanted::ALL, &mut |kept| counted(kept.row))?;
        }
        // A file that is gone would else be a share of the vessels that nobody heard.
        if count == of.end.saturating_sub(of.first) {
            Ok(())
        } else {
            Err(Error::damaged(&folder, "rows-missing"))
        }
    }

    /// Summaries of the rolls, oldest first.
    ///
    /// # Errors
    /// The disk, or a damaged summary.
    pub fn rolls(&self) -> Result<Vec<RollSummary>, Error> {
        inventory(&self.root)?
            .rolls
            .iter()
            .map(|r| roll::read_summary(&r.path))
            .collect()
    }
}

/// Looks again when a roll moved files meanwhile.
fn retried<T>(mut read: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
    let mut tries = 0;
    loop {
        tries += 1;
        match read() {
            Err(Error::Disk { source, .. })
                if source.kind() == io::ErrorKind::NotFound && tries < TRIES => {}
            other => return other,
        }
    }
}

/// Files of a roll with positions, of one vessel or all.
fn position_files(folder: &Path, mmsi: Option<u32>) -> impl Iterator<Item = PathBuf> {
    let buckets = (0..BUCKETS).filter(move |n| mmsi.is_none_or(|m| bucket(m) == *n));
    let paths = buckets.map(move |n| folder.join(positions_name(n)));
    paths.filter(|path| path.exists())
}

fn read_positions(folder: &Path, wanted: Wanted, take: &mut impl FnMut(Kept)) -> Result<(), Error> {
    for path in position_files(folder, wanted.mmsi) {
        position_file::read(&path, wanted, take)?;
    }
    Ok(())
}

fn read_roll(folder: &Path, take: &mut impl FnMut(Kept)) -> Result<(), Error> {
    read_positions(folder, Wanted::ALL, take)?;
    let path = folder.join(IDENTITIES);
    if path.exists() {
        identity_file::read(&path, Wanted::ALL, take)?;
    }
    Ok(())
}
