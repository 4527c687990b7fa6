//! The bytes of feeds as they were received: kept beside the watch, bounded, chained by hashes, purged when who gave them
//! recalls them, and held for a court.

mod files;
mod hold;
mod keeper;
mod log;
mod verify;

pub(crate) use keeper::RawKeeper;
pub(crate) use log::{RawShown, head_key};
pub(crate) use verify::{RawReport, survey, verify};
pub(crate) use {files::sum_of, hold::mmsis_of};

/// Folder of the raw logs below that of a realm.
pub(crate) const FOLDER: &str = "raw";
