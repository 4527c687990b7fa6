//! Years of positions on one machine: feeds into Parquet, all detectors over it, positions out again.
//!
//! A folder holds the store's archive (`positions/`, bucketed by vessel), a journal of what was imported
//! (`journal.jsonl`) and the results of scans (`scan-…/`). The journal is written and flushed before what it tells of:
//! a kill at any moment leaves an import that resumes without losing or doubling a row.

mod import;
mod journal;
mod ordered;
mod scan;

use std::path::{Path, PathBuf};

use thiserror::Error as ThisError;

pub(crate) use import::import;
pub(crate) use journal::Journal;
pub(crate) use ordered::in_order;
pub(crate) use scan::{GROUP_COUNT, ScanPlan, scan};

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

fn file_fault(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File { path, source }
}
