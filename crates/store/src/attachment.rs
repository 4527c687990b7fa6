//! Photographs, videos and signatures taken at sea: files named by the SHA-256 of their bytes.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::Error;

/// The folder of attachments.
#[derive(Debug, Clone)]
pub struct Attachments {
    folder: PathBuf,
}

impl Attachments {
    /// Opens the folder; makes it if absent, for its owner only.
    ///
    /// # Errors
    /// The disk.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        use std::os::unix::fs::DirBuilderExt as _;
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(Error::disk(folder))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Where the file of this sum is or would be; `None` for what is no sum.
    #[must_use]
    pub fn path(&self, sha256: &str) -> Option<PathBuf> {
        let digits = sha256
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        (digits && sha256.len() == 64).then(|| self.folder.join(sha256))
    }

    /// Keeps bytes under their sum, which the caller has checked. Once this returns they survive a crash.
    ///
    /// # Errors
    /// The disk.
    pub fn put(&self, sha256: &str, bytes: &[u8]) -> Result<(), Error> {
        let Some(path) = self.path(sha256) else {
            return Ok(());
        };
        if path.exists() {
            return Ok(());
        }
        let partial = self.folder.join(format!("partial-{sha256}"));
        let written = File::create(&partial).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(Error::disk(&partial))?;
        fs::rename(&partial, &path).map_err(Error::disk(&path))?;
        let folder = File::open(&self.folder).and_then(|folder| folder.sync_all());
        folder.map_err(Error::disk(&self.folder))
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of a sum, if it is here.
    #[must_use]
    pub fn find(&self, sha256: &str) -> Option<PathBuf> {
        self.path(sha256).filter(|path| path.exists())
    }

    /// The bytes of a sum, if they are here.
    ///
    /// # Errors
    /// The disk.
    pub fn read(&self, sha256: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(path) = self.find(sha256) else {
            return Ok(None);
        };
        fs::read(&path).map(Some).map_err(Error::disk(&path))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn bytes_are_kept_under_their_sum_and_nothing_else_is_a_path() {
        let folder = tempfile::tempdir().unwrap();
        let attachments = Attachments::open(&folder.path().join("a")).unwrap();
        let sum = "ab".repeat(32);
        assert_eq!(attachments.read(&sum).unwrap(), None);
        attachments.put(&sum, b"photo").unwrap();
        attachments.put(&sum, b"photo").unwrap();
        assert_eq!(attachments.read(&sum).unwrap().unwrap(), b"photo");
        assert_eq!(attachments.path("../ledger.sqlite"), None);
        assert_eq!(attachments.path(&"AB".repeat(32)), None);
    }
}
