//! Years of positions on one machine: feeds into Parquet, all detectors over it, positions out again.
//!
//! A folder holds the store's archive (`positions/`, bucketed by vessel), a journal of what was imported
//! (`journal.jsonl`) and the results of scans (`scan-…/`). The journal is written and flushed before what it tells of:
//! a kill at any moment leaves an import that resumes without losing or doubling a row.

mod import;
mod journal;
mod looks;
mod ordered;
mod scan;

use std::path::{Path, PathBuf};

use thiserror::Error as ThisError;
use vigie_store::{Archive, roll};

pub(crate) use import::{ImportReport, import};
pub(crate) use journal::Journal;
pub(crate) use ordered::in_order;
pub(crate) use scan::{ScanPlan, cores, scan};

/// What went wrong with an archive.
#[derive(Debug, ThisError)]
pub(crate) enum Error {
    /// A file of the archive's folder.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] vigie_store::Error),
    /// A feed cannot be read.
    #[error(transparent)]
    Feed(#[from] crate::feed::Error),
    /// A feed that goes on for ever cannot be imported.
    #[error("archive-feed-live: {name}")]
    Live {
        /// The feed as given.
        name: String,
    },
    /// An import was cut off; it must be finished before a scan.
    #[error("archive-unfinished: {name}")]
    Unfinished {
        /// The feed in the works.
        name: String,
    },
    /// An import, or another command that reads, works in the folder.
    #[error("archive-in-use: {path}")]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds no positions.
    #[error("archive-empty: {path}")]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// The user asked to stop.
    #[error("interrupted")]
    Interrupted,
}

/// The positions of an archive's folder.
pub(crate) fn positions(folder: &Path) -> PathBuf {
    folder.join("positions")
}

/// Before an archive is read: nobody imports into it meanwhile, and no row waits in the spool, where a kill or a full disk
/// after the last feed may have left some.
pub(crate) fn settle(folder: &Path, journal: &Journal) -> Result<(), Error> {
    let root = positions(folder);
    if holds_spooled_rows(&root) {
        journal.lock()?;
        let (mut archive, _) = Archive::open(&root)?;
        archive.seal()?;
        roll_rest(&archive, &root)?;
    }
    journal.lock_shared()
}

fn holds_spooled_rows(root: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(root) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let is_spool = entry.path().extension().is_some_and(|e| e == "spool");
        is_spool && entry.metadata().is_ok_and(|found| found.len() > 0)
    })
}

fn roll_rest(archive: &Archive, root: &Path) -> Result<(), Error> {
    for segment in archive.unrolled()? {
        roll(root, &segment)?;
    }
    Ok(())
}

fn file_fault(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File { path, source }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_store::{Content, NO_CLOCK, Place, Row};

    #[test]
    fn rows_that_a_kill_left_in_the_spool_are_read_too() {
        let folder = tempfile::tempdir().unwrap();
        let root = positions(folder.path());
        let (mut store, _) = Archive::open(&root).unwrap();
        let row = Row {
            time_ms: 1_772_323_200_000,
            mmsi: 412_000_001,
            source: 0,
            feed: 1,
            receiver: 0,
            reception: 0,
            class: 0,
            content: Content::Place(Place::default()),
        };
        store.append(NO_CLOCK, &[row]).unwrap();
        drop(store);
        let journal = Journal::known(folder.path()).unwrap();
        settle(folder.path(), &journal).unwrap();
        let mut count = 0;
        let counted = in_order(&root, |_observation| {
            count += 1;
            true
        });
        counted.unwrap();
        assert_eq!(count, 1);
    }
}
