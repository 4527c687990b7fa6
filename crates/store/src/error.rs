//! What can go wrong with what is remembered.

use std::path::PathBuf;

use thiserror::Error as ThisError;

/// A fault of the disk, of the database, or of a file that is not as it was written.
#[derive(Debug, ThisError)]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("store-disk: {path}: {source}")]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database refused.
    #[error("store-database: {0}")]
    Database(#[from] rusqlite::Error),
    /// A Parquet file cannot be written or read.
    #[error("store-parquet: {path}: {source}")]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the library said.
        source: parquet::errors::ParquetError,
    },
    /// A stored file holds something else than what was written there.
    #[error("store-damaged: {path}: {reason}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Stable code of the reason.
        reason: &'static str,
    },
    /// The data folder belongs to another realm (live, or another exercise).
    #[error("store-realm: asked for {asked}, the folder holds {found}")]
    Realm {
        /// Realm asked for.
        asked: String,
        /// Realm of the folder.
        found: String,
    },
    /// The data was written by a newer program.
    #[error("store-too-new: schema {found}, this program knows {known}")]
    TooNew {
        /// Schema version found.
        found: i64,
        /// Newest schema version known.
        known: i64,
    },
    /// A batch too large for one spool frame.
    #[error("store-batch-too-large: {rows} rows")]
    Batch {
        /// Rows in the batch.
        rows: usize,
    },
    /// Something that must be unique exists already.
    #[error("store-exists: {what}")]
    Exists {
        /// Its name.
        what: String,
    },
}

impl Error {
    /// The stable code of this error, also its Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Disk { .. } => "store-disk",
            Self::Database(_) => "store-database",
            Self::Parquet { .. } => "store-parquet",
            Self::Damaged { .. } => "store-damaged",
            Self::Realm { .. } => "store-realm",
            Self::TooNew { .. } => "store-too-new",
            Self::Batch { .. } => "store-batch-too-large",
            Self::Exists { .. } => "store-exists",
        }
    }

    pub(crate) fn disk(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Disk { path, source }
    }

    pub(crate) fn parquet(
        path: &std::path::Path,
    ) -> impl FnOnce(parquet::errors::ParquetError) -> Self {
        let path = path.to_owned();
        move |source| Self::Parquet { path, source }
    }

    pub(crate) fn damaged(path: &std::path::Path, reason: &'static str) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            reason,
        }
    }
}
