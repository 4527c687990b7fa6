//! A file that appears whole or not at all.
//!
//! The bytes go to a temporary name in the same folder; [`Whole::finish`] syncs and renames it. Until
//! then an old file of that name stays as it was, and a run that ends early leaves nothing behind.
//! A target that is no regular file (a pipe, `/dev/null`) is written directly.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Temporary files now open, so that a second ctrl-C can remove them.
static OPEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file being written.
#[derive(Debug)]
pub struct Whole {
    target: PathBuf,
    temporary: Option<PathBuf>,
    writer: Option<BufWriter<File>>,
}

impl Whole {
    /// Starts a file that will be at `target`.
    ///
    /// # Errors
    /// The folder does not exist or may not be written.
    pub fn create(target: &Path) -> io::Result<Self> {
        let temporary = temporary_name(target)?;
        let file = File::create(temporary.as_deref().unwrap_or(target))?;
        open_files().extend(temporary.clone());
        let writer = Some(BufWriter::with_capacity(1 << 16, file));
        Ok(Self {
            target: target.to_owned(),
            temporary,
            writer,
        })
    }

    /// Writes a small file at once.
    ///
    /// # Errors
    /// As [`Whole::create`], or a full disk.
    pub fn write(target: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = Self::create(target)?;
        file.write_all(bytes)?;
        file.finish()
    }

    /// Makes the file appear under its name.
    ///
    /// # Errors
    /// A full disk or a folder that changed meanwhile.
    pub fn finish(mut self) -> io::Result<()> {
        let Some(writer) = self.writer.take() else {
            return Ok(());
        };
        let file = writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        if let Some(temporary) = self.temporary.take() {
            // Until the rename the name stays in the list, so that nothing is left if it fails.
            let renamed = file
                .sync_all()
                .and_then(|()| std::fs::rename(&temporary, &self.target));
            discard(&temporary, renamed.is_err());
            renamed?;
        }
        Ok(())
    }

    /// Removes every temporary file of this process; only for the moment before it ends.
    pub fn remove_leftovers() {
        for path in open_files().drain(..) {
            drop(std::fs::remove_file(path));
        }
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer
            .as_mut()
            .map_or(Ok(0), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        drop(self.writer.take());
        if let Some(temporary) = self.temporary.take() {
            discard(&temporary, true);
        }
    }
}

fn open_files() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    OPEN.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The name to write under, or none where the target must be written directly.
fn temporary_name(target: &Path) -> io::Result<Option<PathBuf>> {
    match std::fs::metadata(target) {
        Ok(known) if known.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(known) if !known.is_file() => return Ok(None),
        _ => {}
    }
    let name = target
        .file_name()
        .ok_or(io::ErrorKind::InvalidInput)?
        .to_string_lossy();
    Ok(Some(target.with_file_name(format!(
        ".{name}.{}.part",
        std::process::id()
    ))))
}

fn discard(temporary: &Path, remove: bool) {
    if remove {
        drop(std::fs::remove_file(temporary));
    }
    open_files().retain(|open| open != temporary);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn appears_only_when_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, "old").unwrap();
        let mut file = Whole::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        file.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["list.csv"]);
    }

    #[test]
    fn leaves_nothing_when_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = Whole::create(&folder.path().join("list.csv")).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_device_is_written_and_never_replaced() {
        Whole::write(Path::new("/dev/null"), b"x").unwrap();
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn a_folder_is_no_target() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Whole::create(folder.path()).is_err());
        assert!(Whole::create(&folder.path().join("none/list.csv")).is_err());
    }
}
