//! Rolling: a sealed spool segment becomes a folder of Parquet files.
//!
//! The folder is written under another name, flushed, and then renamed: that one rename is the moment at which
//! the positions move. A kill before it leaves the segment, a kill after it leaves the folder and a segment that
//! the next opening deletes because the folder's name covers it. So nothing is lost and nothing is double.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    Content, Error, Identity, Kept, Place, identity_file,
    position_file::{self, BUCKETS, bucket},
    spool,
};

/// A spool segment that takes no more batches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSegment {
    /// First arrival number in it.
    pub first: u64,
    pub(crate) path: PathBuf,
}

/// What a roll holds; kept beside its Parquet files as `roll.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollSummary {
    /// First arrival number.
    pub first: u64,
    /// Arrival number after the last.
    pub end: u64,
    /// Positions.
    pub positions: u64,
    /// Identity reports.
    pub identities: u64,
    /// Earliest message time, milliseconds since 1970 UTC.
    pub time_min_ms: i64,
    /// Latest message time, milliseconds since 1970 UTC.
    pub time_max_ms: i64,
}

pub(crate) const SUMMARY: &str = "roll.json";
pub(crate) const IDENTITIES: &str = "identities.parquet";

pub(crate) fn positions_name(bucket: u32) -> String {
    format!("positions-{bucket:02}.parquet")
}

/// Folder of a roll: its first arrival number and the one after its last.
pub(crate) fn folder_name(first: u64, end: u64) -> String {
    format!("{first:016}-{end:016}")
}

/// Reads such a name back.
pub(crate) fn folder_range(name: &str) -> Option<(u64, u64)> {
    let (first, end) = name.split_once('-')?;
    if first.len() != 16 || end.len() != 16 {
        return None;
    }
    Some((first.parse().ok()?, end.parse().ok()?))
}

/// Turns one sealed segment into Parquet under `root` and deletes the segment.
/// It may run beside appends and readers; two rolls must not run at the same time.
///
/// # Errors
/// The disk, or a segment that does not hold what its name says.
pub fn roll(root: &Path, segment: &SealedSegment) -> Result<Option<RollSummary>, Error> {
    let mut kept: Vec<Kept> = Vec::new();
    spool::frames(&segment.path, |batch| {
        kept.extend(batch);
        Ok(())
    })?;
    let summary = summary(segment, &kept)?;
    if let Some(summary) = &summary {
        kept.sort_by_key(|k| (k.row.time_ms, k.arrival));
        let partial = root.join(format!(
            "partial-{}",
            folder_name(summary.first, summary.end)
        ));
        write_folder(&partial, &kept, summary)?;
        let whole = root.join(folder_name(summary.first, summary.end));
        fs::rename(&partial, &whole).map_err(Error::disk(&whole))?;
        flush_folder(root)?;
    }
    fs::remove_file(&segment.path).map_err(Error::disk(&segment.path))?;
    Ok(summary)
}

fn summary(segment: &SealedSegment, kept: &[Kept]) -> Result<Option<RollSummary>, Error> {
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else {
        return Ok(None);
    };
    let places = kept
        .iter()
        .filter(|k| matches!(k.row.content, Content::Place(_)))
        .count() as u64;
    let end = last.arrival + 1;
    if first.arrival != segment.first || end - first.arrival != kept.len() as u64 {
        return Err(Error::damaged(&segment.path, "arrival-numbers"));
    }
    Ok(Some(RollSummary {
        first: first.arrival,
        end,
        positions: places,
        identities: kept.len() as u64 - places,
        time_min_ms: kept.iter().map(|k| k.row.time_ms).min().unwrap_or(0),
        time_max_ms: kept.iter().map(|k| k.row.time_ms).max().unwrap_or(0),
    }))
}

fn write_folder(folder: &Path, sorted: &[Kept], summary: &RollSummary) -> Result<(), Error> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Error::disk(folder))?;
    }
    fs::create_dir(folder).map_err(Error::disk(folder))?;
    let mut identities: Vec<(&Kept, &Identity)> = Vec::new();
    let mut places: Vec<Vec<(&Kept, Place)>> = (0..BUCKETS).map(|_| Vec::new()).collect();
    for kept in sorted {
        match &kept.row.content {
            Content::Identity(identity) => identities.push((kept, identity)),
            Content::Place(place) => {
                if let Some(rows) = places.get_mut(bucket(kept.row.mmsi) as usize) {
                    rows.push((kept, *place));
                }
            }
        }
    }
    for (n, rows) in (0..BUCKETS).zip(&places) {
        if !rows.is_empty() {
            position_file::write(&folder.join(positions_name(n)), rows)?;
        }
    }
    if !identities.is_empty() {
        identity_file::write(&folder.join(IDENTITIES), &identities)?;
    }
    let path = folder.join(SUMMARY);
    let text =
        serde_json::to_string_pretty(summary).map_err(|_json| Error::damaged(&path, "summary"))?;
    fs::write(&path, text).map_err(Error::disk(&path))?;
    File::open(&path)
        .and_then(|f| f.sync_all())
        .map_err(Error::disk(&path))?;
    flush_folder(folder)
}

/// Makes the names in a folder durable.
pub(crate) fn flush_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder)
        .and_then(|f| f.sync_all())
        .map_err(Error::disk(folder))
}

/// Reads a roll's summary.
pub(crate) fn read_summary(folder: &Path) -> Result<RollSummary, Error> {
    let path = folder.join(SUMMARY);
    let text = fs::read_to_string(&path).map_err(Error::disk(&path))?;
    serde_json::from_str(&text).map_err(|_json| Error::damaged(&path, "summary"))
}
