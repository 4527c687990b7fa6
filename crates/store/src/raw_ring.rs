//! Which segments of a raw log are there, which are gone and why. What is deleted leaves its hash, so that the chain of
//! what stays is still proven; of everything before the oldest segment that stays only the newest hash is kept.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    Error,
    raw_segment::{hex, raw_chain, unhex},
    roll::flush_folder,
};

/// What a sealed segment holds, kept beside it as JSON. It serves to find things; what is proven stands in the segment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawSegment {
    /// Number, from 1.
    pub segment: u64,
    /// SHA-256 of its unpacked bytes, hexadecimal.
    pub sha256: String,
    /// Hash of the chain up to and with this segment, hexadecimal.
    pub chain: String,
    /// Its unpacked bytes.
    pub bytes: u64,
    /// Bytes on the disk.
    pub packed_bytes: u64,
    /// SHA-256 of the file on the disk, hexadecimal.
    pub packed_sha256: String,
    /// First time of receipt, milliseconds since 1970 UTC.
    pub first_ms: i64,
    /// Last time of receipt, milliseconds since 1970 UTC.
    pub last_ms: i64,
    /// Pieces in it.
    pub pieces: u64,
    /// Of those, names of recorded files.
    #[serde(default)]
    pub files: u64,
    /// Earliest time that its messages say.
    pub time_min_ms: Option<i64>,
    /// Latest time that its messages say.
    pub time_max_ms: Option<i64>,
    /// Whom it has reports of, in order; `None` if a crash lost that, and then it may be anybody.
    pub mmsis: Option<Vec<u32>>,
    /// Whether VMS is in it.
    pub vms: bool,
}

impl RawSegment {
    /// Whether nothing is in it but names of recorded files.
    #[must_use]
    pub fn is_names_only(&self) -> bool {
        self.files > 0 && self.files == self.pieces
    }

    /// Whether it may have reports of this vessel.
    #[must_use]
    pub fn may_hold(&self, mmsi: u32) -> bool {
        let held = self.mmsis.as_ref();
        held.is_none_or(|all| all.binary_search(&mmsi).is_ok())
    }

    /// Whether its messages may say a time of this span, milliseconds.
    #[must_use]
    pub fn may_say(&self, from_ms: i64, to_ms: i64) -> bool {
        match (&self.mmsis, self.time_min_ms, self.time_max_ms) {
            (Some(_), Some(min), Some(max)) => min <= to_ms && from_ms <= max,
            (Some(_), ..) => false,
            (None, ..) => true,
        }
    }
}

/// A segment that was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawGone {
    /// Number.
    pub segment: u64,
    /// SHA-256 of its unpacked bytes, hexadecimal.
    pub sha256: String,
    /// `ring`, or why it was purged.
    pub why: String,
    /// When it was deleted, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// Everything that was deleted of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawRing {
    /// Everything up to this segment is gone; 0 if nothing is.
    pub up_to: u64,
    /// Hash of the chain there, hexadecimal.
    pub chain: String,
    /// When the newest of those was received last, milliseconds since 1970 UTC.
    pub up_to_ms: i64,
    /// Segments after that which are gone, in order.
    pub gone: Vec<RawGone>,
    /// Segments that were ever deleted because the log was full or they were old.
    pub dropped: u64,
    /// Segments that were ever purged.
    pub purged: u64,
}

impl Default for RawRing {
    fn default() -> Self {
        Self {
            up_to: 0,
            chain: hex(&[0; 32]),
            up_to_ms: 0,
            gone: Vec::new(),
            dropped: 0,
            purged: 0,
        }
    }
}

/// Why a segment is deleted when the log is full or it is old.
pub const RAW_RING: &str = "ring";

impl RawRing {
    /// Notes that a segment goes.
    pub(crate) fn drop_segment(&mut self, of: &RawSegment, why: &str, at_ms: i64) {
        let place = self.gone.partition_point(|one| one.segment < of.segment);
        let gone = RawGone {
            segment: of.segment,
            sha256: of.sha256.clone(),
            why: why.to_owned(),
            at_ms,
        };
        self.gone.insert(place, gone);
        self.up_to_ms = self.up_to_ms.max(of.last_ms);
        match why {
            RAW_RING => self.dropped += 1,
            _ => self.purged += 1,
        }
        while let Some(first) = self.gone.first()
            && first.segment == self.up_to + 1
            && let Some((before, sum)) = unhex(&self.chain).zip(unhex(&first.sha256))
        {
            self.up_to = first.segment;
            self.chain = hex(&raw_chain(&before, &sum));
            self.gone.remove(0);
        }
    }

    /// Whether this segment was deleted.
    #[must_use]
    pub fn is_gone(&self, segment: u64) -> bool {
        segment <= self.up_to || self.gone.iter().any(|one| one.segment == segment)
    }
}

/// Files of a log's folder.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Sealed segments, by number.
    pub(crate) sealed: Vec<u64>,
    /// Segments being written; more than one only after a crash.
    pub(crate) open: Vec<u64>,
    /// Half-written files.
    pub(crate) partial: Vec<PathBuf>,
}

pub(crate) fn sealed_path(folder: &Path, segment: u64) -> PathBuf {
    folder.join(format!("{segment:010}.zst"))
}

pub(crate) fn index_path(folder: &Path, segment: u64) -> PathBuf {
    folder.join(format!("{segment:010}.json"))
}

pub(crate) fn open_path(folder: &Path, segment: u64) -> PathBuf {
    folder.join(format!("{segment:010}.open"))
}

fn ring_path(folder: &Path) -> PathBuf {
    folder.join("gone.json")
}

/// Lists a folder.
pub(crate) fn files(folder: &Path) -> Result<Files, Error> {
    let mut found = Files::default();
    for entry in fs::read_dir(folder).map_err(Error::disk(folder))? {
        let path = entry.map_err(Error::disk(folder))?.path();
        let stem = path
            .file_stem()
            .and_then(|s| s.to_str())
            .unwrap_or_default();
        let number = stem.parse::<u64>();
        match (number, path.extension().and_then(|e| e.to_str())) {
            (Ok(number), Some("zst")) => found.sealed.push(number),
            (Ok(number), Some("open")) => found.open.push(number),
            (_, Some("partial")) => found.partial.push(path),
            _ => {}
        }
    }
    found.sealed.sort_unstable();
    found.open.sort_unstable();
    Ok(found)
}

/// Writes a small file whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let partial = path.with_extension("partial");
    let written = File::create(&partial).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(Error::disk(&partial))?;
    fs::rename(&partial, path).map_err(Error::disk(path))
}

/// What is known to be gone from a folder.
pub(crate) fn read_ring(folder: &Path) -> Result<RawRing, Error> {
    let path = ring_path(folder);
    match fs::read(&path) {
        Ok(bytes) => {
            serde_json::from_slice(&bytes).map_err(|_json| Error::damaged(&path, "raw-ring"))
        }
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(RawRing::default()),
        Err(fault) => Err(Error::disk(&path)(fault)),
    }
}

pub(crate) fn write_ring(folder: &Path, ring: &RawRing) -> Result<(), Error> {
    let path = ring_path(folder);
    let text = serde_json::to_vec(ring).map_err(|_json| Error::damaged(&path, "raw-ring"))?;
    write_whole(&path, &text)?;
    flush_folder(folder)
}

pub(crate) fn read_index(folder: &Path, segment: u64) -> Option<RawSegment> {
    let bytes = fs::read(index_path(folder, segment)).ok()?;
    let found: RawSegment = serde_json::from_slice(&bytes).ok()?;
    (found.segment == segment).then_some(found)
}

pub(crate) fn write_index(folder: &Path, of: &RawSegment) -> Result<(), Error> {
    let path = index_path(folder, of.segment);
    let text = serde_json::to_vec(of).map_err(|_json| Error::damaged(&path, "raw-index"))?;
    write_whole(&path, &text)
}

/// Deletes the files of a segment, those that are there.
pub(crate) fn delete(folder: &Path, segment: u64) -> Result<(), Error> {
    for path in [sealed_path(folder, segment), index_path(folder, segment)] {
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {}
            Err(fault) => return Err(Error::disk(&path)(fault)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn segment(number: u64) -> RawSegment {
        RawSegment {
            segment: number,
            sha256: hex(&[u8::try_from(number).unwrap(); 32]),
            last_ms: i64::try_from(number).unwrap(),
            ..RawSegment::default()
        }
    }

    #[test]
    fn holes_are_listed_and_what_is_before_the_oldest_is_one_hash() {
        let mut ring = RawRing::default();
        for number in [3, 1] {
            ring.drop_segment(&segment(number), RAW_RING, 9);
        }
        assert_eq!((ring.up_to, ring.gone.len(), ring.dropped), (1, 1, 2));
        assert!(ring.is_gone(1) && !ring.is_gone(2) && ring.is_gone(3));
        ring.drop_segment(&segment(2), "recalled", 9);
        assert_eq!((ring.up_to, ring.gone.len(), ring.purged), (3, 0, 1));
        let mut chain = [0; 32];
        for number in 1..=3 {
            chain = raw_chain(&chain, &[number; 32]);
        }
        assert_eq!((ring.chain, ring.up_to_ms), (hex(&chain), 3));
    }
}
