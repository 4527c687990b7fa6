use std::path::PathBuf;

use thiserror::Error as ThisError;

/// What keeps a feed from being opened or read. Faults inside the data are not errors but counts.
#[derive(Debug, ThisError)]
pub enum Error {
    /// A feed address that is none of the known forms.
    #[error("feed-address-unknown: {text}")]
    Address {
        /// The text as given.
        text: String,
    },
    /// A format name that is not known.
    #[error("feed-format-unknown: {text}")]
    Format {
        /// The text as given.
        text: String,
    },
    /// A `--map` text that is not `column=field`, or names an unknown field.
    #[error("feed-map-unknown: {text}")]
    Map {
        /// The text as given.
        text: String,
    },
    /// A file or folder that does not exist.
    #[error("file-not-found: {path}")]
    NotFound {
        /// The path as given.
        path: PathBuf,
    },
    /// A file or folder outside the folders that feeds asked for over the network may read from.
    #[error("feed-folder-closed: {path}")]
    Outside {
        /// The path as given.
        path: PathBuf,
    },
    /// An address that no feed asked for over the network may call.
    #[error("feed-target-closed: {address}")]
    Target {
        /// The address as given.
        address: String,
    },
    /// A device, a pipe or something else that is neither file nor folder.
    #[error("file-special: {path}")]
    Special {
        /// The path as given.
        path: PathBuf,
    },
    /// A folder without any file.
    #[error("folder-empty: {path}")]
    EmptyFolder {
        /// The path as given.
        path: PathBuf,
    },
    /// A file that could not be opened or read.
    #[error("file-unreadable: {path}: {source}")]
    File {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A socket that could not be opened.
    #[error("socket-unavailable: {address}: {source}")]
    Socket {
        /// The address.
        address: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A feed through TLS without certificates, or with some that cannot be used.
    #[error("feed-tls: {address}: {detail}")]
    Tls {
        /// The address.
        address: String,
        /// What is missing or wrong.
        detail: String,
    },
    /// A table whose header lacks a needed column.
    #[error("column-missing: {field} in {name}")]
    Column {
        /// The file or socket.
        name: String,
        /// The field that no column gives.
        field: &'static str,
        /// The columns found.
        found: Vec<String>,
    },
    /// Input whose format could not be recognised from its beginning.
    #[error("feed-format-unclear: {name}")]
    Unclear {
        /// The file or socket.
        name: String,
    },
    /// The quarantine file could not be written.
    #[error("quarantine-unwritable: {path}: {source}")]
    Quarantine {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// The stable code of this error, also its Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "feed-address-unknown",
            Self::Format { .. } => "feed-format-unknown",
            Self::Map { .. } => "feed-map-unknown",
            Self::NotFound { .. } => "file-not-found",
            Self::Outside { .. } => "feed-folder-closed",
            Self::Target { .. } => "feed-target-closed",
            Self::Special { .. } => "file-special",
            Self::EmptyFolder { .. } => "folder-empty",
            Self::File { .. } => "file-unreadable",
            Self::Socket { .. } => "socket-unavailable",
            Self::Tls { .. } => "feed-tls",
            Self::Column { .. } => "column-missing",
            Self::Unclear { .. } => "feed-format-unclear",
            Self::Quarantine { .. } => "quarantine-unwritable",
        }
    }
}
