//! What a node is started with, and why it may not start.

use std::{net::SocketAddr, path::PathBuf};

use thiserror::Error as ThisError;

use crate::{
    door::DoorKey,
    drill::ExerciseOptions,
    evidence::tables::TableError,
    feed::{FeedOptions, FeedSpec},
    outlet::{OutletError, OutletOptions},
    partner::open::{OpenError, PartnerOptions},
    reference::{self, ReferenceFiles},
    scene::DetectionSpec,
};

/// What `vigie serve` was asked to do.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Folder of the node's own data; made if absent.
    pub data_dir: PathBuf,
    /// Address of the HTTP server.
    pub listen: SocketAddr,
    /// Certificate and key of the HTTP server; without them it speaks plain HTTP.
    pub tls: Option<DoorKey>,
    /// Feeds, in the order given.
    pub feeds: Vec<FeedSpec>,
    /// How feeds are read.
    pub feed_options: FeedOptions,
    /// Folders below which feeds may be read that officers ask for.
    pub feed_folders: Vec<PathBuf>,
    /// Rules, areas, lists, ports and rasters.
    pub reference: ReferenceFiles,
    /// The agency's own forms and measures; else those that come with the program.
    pub forms: Option<PathBuf>,
    /// The agency's own holidays; else those that come with the program.
    pub holidays: Option<PathBuf>,
    /// Run an exercise scenario, as a feed of its own.
    pub exercise: Option<ExerciseOptions>,
    /// Files or folders of detections that are watched.
    pub detections: Vec<DetectionSpec>,
    /// The picture for the agency's own other systems.
    pub outlet: OutletOptions,
    /// Who this node is among partners; without it there is no exchange.
    pub partner: Option<PartnerOptions>,
    /// The part of this node in an exercise of several.
    pub part: Option<crate::conduct::PartOptions>,
    /// Address of the node of real life, for NO DUFF.
    pub live: Option<String>,
    /// Word before each line that is printed at the start.
    pub prefix: String,
    /// Language of what is printed at the start.
    pub language: String,
}

/// Why the service ended other than by a signal.
#[derive(Debug, ThisError)]
pub enum ServeError {
    /// The data folder cannot be used.
    #[error("{path}: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] vigie_store::Error),
    /// The file of forms or of holidays cannot be used.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A reference file cannot be used.
    #[error(transparent)]
    Reference(#[from] reference::Error),
    /// The exercise's own lists or ports cannot be read.
    #[error(transparent)]
    Watch(#[from] vigie_watch::Error),
    /// The exercise's own areas cannot be read.
    #[error(transparent)]
    Sea(#[from] vigie_sea::Error),
    /// A feed cannot be started.
    #[error(transparent)]
    Feed(#[from] crate::feed::Error),
    /// The address cannot be listened on.
    #[error("socket-unavailable: {address}: {source}")]
    Socket {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another node works in this data folder.
    #[error("data-folder-in-use: {path}")]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The system gives no randomness or no threads.
    #[error("system-refused: {what}: {source}")]
    System {
        /// What was asked of it.
        what: &'static str,
        /// What it said.
        source: std::io::Error,
    },
    /// Exercise control cannot be opened.
    #[error("conduct-unusable: {detail}")]
    Conduct {
        /// What was refused.
        detail: String,
    },
    /// An exercise takes no feeds of real life.
    #[error("exercise-takes-no-feeds")]
    ExerciseFeeds,
    /// An outlet cannot be opened.
    #[error(transparent)]
    Outlet(#[from] OutletError),
    /// The exchange with partners cannot be opened.
    #[error(transparent)]
    Exchange(#[from] OpenError),
    /// The engine ended before the node was asked to stop.
    #[error("engine-ended")]
    Engine,
}
