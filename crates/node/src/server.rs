//! The watch floor as a service: what `vigie serve` starts.

use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error as ThisError;

use crate::feed::{FeedOptions, FeedSpec};
use crate::reference::ReferenceFiles;

/// What `vigie serve` was asked to do.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Folder of the node's own data; made if absent.
    pub data_dir: PathBuf,
    /// Address of the HTTP server.
    pub listen: SocketAddr,
    /// Feeds, in the order given; the feed number is the place in this list, from 1.
    pub feeds: Vec<FeedSpec>,
    /// How feeds are read.
    pub feed_options: FeedOptions,
    /// Rules, areas, lists, ports and rasters.
    pub reference: ReferenceFiles,
    /// Run the built-in exercise scenario with this seed, as a feed of its own.
    pub exercise_seed: Option<u64>,
    /// Language of what is printed at the start.
    pub language: String,
}

/// Why the service ended other than by a signal.
#[derive(Debug, ThisError)]
pub enum ServeError {
    /// The service is not part of this build.
    #[error("serve-unavailable")]
    Unavailable,
}

/// Runs the service until SIGINT or SIGTERM.
///
/// # Errors
/// What kept the service from starting or made it stop.
pub fn run(_options: ServeOptions) -> Result<(), ServeError> {
    Err(ServeError::Unavailable)
}
