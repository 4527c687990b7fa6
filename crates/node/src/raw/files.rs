//! Recorded files that feeds read: summed a piece at a time, so that nothing waits for a large one.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use vigie_case::package::hex;
use vigie_sea::Time;
use vigie_store::RawFile;

/// Bytes summed at once.
const PIECE: usize = 4 << 20;

/// Files waiting to be summed.
#[derive(Default)]
pub(super) struct Summing {
    waiting: VecDeque<(u16, PathBuf, Time)>,
    now: Option<One>,
}

struct One {
    feed: u16,
    path: PathBuf,
    read_at: Time,
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Summing {
    pub(super) fn add(&mut self, feed: u16, path: PathBuf, read_at: Time) {
        self.waiting.push_back((feed, path, read_at));
    }

    pub(super) fn is_idle(&self) -> bool {
        self.now.is_none() && self.waiting.is_empty()
    }

    /// Sums one piece more; gives a file when it is done: feed, when it was read, what it is.
    pub(super) fn step(&mut self) -> Option<(u16, Time, RawFile)> {
        if self.now.is_none() {
            let (feed, path, read_at) = self.waiting.pop_front()?;
            // A pipe or a device has no end, and what is read here its feed would not get.
            if !path.metadata().is_ok_and(|about| about.is_file()) {
                tracing::warn!(path = %path.display(), "no file, not summed");
                return None;
            }
            match File::open(&path) {
                Ok(file) => {
                    self.now = Some(One {
                        feed,
                        path,
                        read_at,
                        file,
                        hash: Sha256::new(),
                        bytes: 0,
                    });
                }
                Err(fault) => tracing::warn!(path = %path.display(), %fault, "file not summed"),
            }
        }
        let one = self.now.as_mut()?;
        let mut piece = Vec::new();
        let file = io::Read::by_ref(&mut one.file);
        match file.take(PIECE as u64).read_to_end(&mut piece) {
            Ok(0) => {
                let one = self.now.take()?;
                let path = std::path::absolute(&one.path).unwrap_or(one.path);
                let known = RawFile {
                    path: path.to_string_lossy().into_owned(),
                    bytes: one.bytes,
                    sha256: hex(&one.hash.finalize()),
                };
                Some((one.feed, one.read_at, known))
            }
            Ok(count) => {
                one.hash.update(&piece);
                one.bytes += count as u64;
                None
            }
            Err(fault) => {
                tracing::warn!(path = %one.path.display(), %fault, "file not summed");
                self.now = None;
                None
            }
        }
    }
}

/// SHA-256 of a whole file, hexadecimal.
///
/// # Errors
/// The disk.
pub(crate) fn sum_of(path: &Path) -> io::Result<String> {
    let (mut file, mut piece, mut hash) = (File::open(path)?, vec![0; PIECE], Sha256::new());
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(piece.get(..count).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_file_is_summed_and_what_never_ends_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.nmea");
        std::fs::write(&path, b"!AIVDM").unwrap();
        let mut summing = Summing::default();
        for path in [Path::new("/dev/zero"), path.as_path()] {
            summing.add(1, path.to_owned(), Time::from_s(1));
        }
        let found: Vec<RawFile> = (0..4)
            .filter_map(|_| summing.step())
            .map(|(_, _, file)| file)
            .collect();
        assert!(summing.is_idle());
        assert_eq!((found.len(), found[0].bytes), (1, 6));
        assert_eq!(found[0].sha256, sum_of(&path).unwrap());
    }
}
