//! What was imported: one JSON object a line, flushed before the rows it tells of.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Error, file_fault, positions};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// A feed is begun: its rows have this arrival number and those after.
    Begun {
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        stamp: String,
        feed: u16,
        first: u64,
    },
    /// A feed is in, whole or as far as it could be read.
    Done {
        feed: u16,
        end: u64,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        partly: bool,
    },
    /// A receiving station and its number.
    Station { number: u32, name: String },
    /// A receiver that is a base station, with its MMSI.
    Base { number: u32, mmsi: u32 },
}

/// A feed that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// The feed as it was given.
    pub(crate) name: String,
    /// Canonical path of its file or folder; older journals do not tell it.
    pub(crate) path: Option<String>,
    /// Size and time of change of the file, so that a changed file is told from the one imported.
    pub(crate) stamp: String,
    pub(crate) feed: u16,
    pub(crate) first: u64,
    pub(crate) end: Option<u64>,
    /// It ended before it was in whole: it is no feed that is known.
    pub(crate) partly: bool,
}

/// The journal of an archive's folder.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    pub(crate) sources: Vec<Source>,
    pub(crate) stations: Vec<(u32, String)>,
    pub(crate) bases: Vec<(u32, u32)>,
}

impl Journal {
    /// Opens or makes the journal, for an import that nobody else runs or reads beside as long as it is open.
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(file_fault(folder))?;
        let mut journal = Self::at(folder)?;
        journal.lock()?;
        journal.read()?;
        Ok(journal)
    }

    /// The journal of a folder that is an archive, for reading: nobody imports as long as it is open. A folder that holds no
    /// positions is told, and stays as it was.
    pub(crate) fn known(folder: &Path) -> Result<Self, Error> {
        if !positions(folder).is_dir() {
            let path = folder.to_owned();
            return Err(Error::Empty { path });
        }
        let mut journal = Self::at(folder)?;
        // What an import writes now is neither read half nor taken for an import that was cut off.
        journal.lock_shared()?;
        journal.read()?;
        Ok(journal)
    }

    fn at(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("journal.jsonl");
        let mut options = OpenOptions::new();
        let options = options.read(true).append(true).create(true);
        let file = options.open(&path).map_err(file_fault(&path))?;
        Ok(Self {
            path,
            file,
            sources: Vec::new(),
            stations: Vec::new(),
            bases: Vec::new(),
        })
    }

    /// Reads all lines; one cut short by a kill is cut off, for nothing was done under it.
    fn read(&mut self) -> Result<(), Error> {
        // Bytes, not text: a kill may cut in the middle of a character.
        let mut bytes = Vec::new();
        let read = self.file.read_to_end(&mut bytes);
        read.map_err(file_fault(&self.path))?;
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        if whole < bytes.len() {
            let cut = self.file.set_len(whole as u64);
            cut.map_err(file_fault(&self.path))?;
        }
        bytes.truncate(whole);
        for line in String::from_utf8_lossy(&bytes).lines() {
            // A line nobody knows was written by a newer program; what is known is used.
            if let Ok(line) = serde_json::from_str(line) {
                self.note(line);
            }
        }
        Ok(())
    }

    /// Nobody else imports, scans or exports here as long as this journal is open.
    pub(crate) fn lock(&self) -> Result<(), Error> {
        self.unless_busy(self.file.try_lock())
    }

    /// Nobody imports here as long as this journal is open.
    pub(crate) fn lock_shared(&self) -> Result<(), Error> {
        self.unless_busy(self.file.try_lock_shared())
    }

    fn unless_busy(&self, locked: Result<(), TryLockError>) -> Result<(), Error> {
        match locked {
            Err(TryLockError::WouldBlock) => {
                let folder = self.path.parent().unwrap_or(&self.path);
                let path = folder.to_owned();
                Err(Error::InUse { path })
            }
            // Not every file system knows locks.
            _ => Ok(()),
        }
    }

    fn note(&mut self, line: Line) {
        match line {
            Line::Begun {
                name,
                path,
                stamp,
                feed,
                first,
            } => {
                self.sources.push(Source {
                    name,
                    path,
                    stamp,
                    feed,
                    first,
                    end: None,
                    partly: false,
                });
            }
            Line::Done { feed, end, partly } => {
                if let Some(source) = self.sources.iter_mut().find(|s| s.feed == feed) {
                    (source.end, source.partly) = (Some(end), partly);
                }
            }
            Line::Station { number, name } => {
                if !self.stations.iter().any(|(n, _)| *n == number) {
                    self.stations.push((number, name));
                }
            }
            Line::Base { number, mmsi } => {
                if !self.bases.contains(&(number, mmsi)) {
                    self.bases.push((number, mmsi));
                }
            }
        }
    }

    fn write(&mut self, lines: Vec<Line>) -> Result<(), Error> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        for line in &lines {
            // A struct of numbers and texts always has a JSON form.
            text.push_str(&serde_json::to_string(line).unwrap_or_default());
            text.push('\n');
        }
        let kept = self
            .file
            .write_all(text.as_bytes())
            .and_then(|()| self.file.sync_data());
        kept.map_err(file_fault(&self.path))?;
        lines.into_iter().for_each(|line| self.note(line));
        Ok(())
    }

    /// The feed in the works, if an import was cut off.
    pub(crate) fn unfinished(&self) -> Option<&Source> {
        self.sources.iter().find(|s| s.end.is_none())
    }

    pub(crate) fn begin(
        &mut self,
        name: &str,
        path: Option<&str>,
        stamp: &str,
        first: u64,
    ) -> Result<Source, Error> {
        let feed = u16::try_from(self.sources.len() + 1).unwrap_or(u16::MAX);
        let (name, path, stamp) = (name.to_owned(), path.map(str::to_owned), stamp.to_owned());
        self.write(vec![Line::Begun {
            name: name.clone(),
            path: path.clone(),
            stamp: stamp.clone(),
            feed,
            first,
        }])?;
        Ok(Source {
            name,
            path,
            stamp,
            feed,
            first,
            end: None,
            partly: false,
        })
    }

    pub(crate) fn finish(&mut self, feed: u16, end: u64) -> Result<(), Error> {
        let partly = false;
        self.write(vec![Line::Done { feed, end, partly }])
    }

    /// What is in of a feed stays, but it is not the whole.
    pub(crate) fn abandon(&mut self, feed: u16, end: u64) -> Result<(), Error> {
        let partly = true;
        self.write(vec![Line::Done { feed, end, partly }])
    }

    /// Receivers that a feed named.
    pub(crate) fn meet(
        &mut self,
        stations: &[(u32, String)],
        bases: &[(u32, u32)],
    ) -> Result<(), Error> {
        let known = |n: &u32| self.stations.iter().any(|(k, _)| k == n);
        let new = stations.iter().filter(|(n, _)| !known(n));
        let mut lines: Vec<Line> = new
            .map(|(number, name)| Line::Station {
                number: *number,
                name: name.clone(),
            })
            .collect();
        let new = bases.iter().filter(|b| !self.bases.contains(b));
        lines.extend(new.map(|(number, mmsi)| Line::Base {
            number: *number,
            mmsi: *mmsi,
        }));
        self.write(lines)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_torn_line_is_cut_off_and_the_rest_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        let source = journal.begin("a.nmea", None, "7", 0).unwrap();
        journal
            .meet(&[(65_537, "Cape".to_owned())], &[(65_537, 3_160_001)])
            .unwrap();
        journal.finish(source.feed, 12).unwrap();
        journal.begin("b.nmea", None, "8", 12).unwrap();
        drop(journal);
        let path = folder.path().join("journal.jsonl");
        let mut bytes = std::fs::read(&path).unwrap();
        // Cut within the first sign of a Japanese name.
        bytes.extend_from_slice(b"{\"begun\":{\"name\":\"\xe7\xac");
        std::fs::write(&path, bytes).unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        assert_eq!(journal.sources[0].end, Some(12));
        assert_eq!(journal.unfinished().unwrap().name, "b.nmea");
        assert_eq!((journal.stations.len(), journal.bases.len()), (1, 1));
        assert!(std::fs::read_to_string(&path).unwrap().ends_with('\n'));
    }

    #[test]
    fn one_imports_or_several_read() {
        let folder = tempfile::tempdir().unwrap();
        let (open, known) = (
            || Journal::open(folder.path()),
            || Journal::known(folder.path()),
        );
        let in_use = |opened: Result<Journal, Error>| matches!(opened, Err(Error::InUse { .. }));
        let mut import = open().unwrap();
        std::fs::create_dir(positions(folder.path())).unwrap();
        // It is at work, not cut off.
        import.begin("a.nmea", None, "7", 0).unwrap();
        assert!(in_use(open()) && in_use(known()));
        drop(import);
        let (scan, export) = (known().unwrap(), known().unwrap());
        assert_eq!(scan.unfinished().unwrap().name, "a.nmea");
        assert!(in_use(open()));
        drop((scan, export));
        open().unwrap();
    }

    #[test]
    fn a_reader_writes_nothing_into_a_folder_that_is_no_archive() {
        let folder = tempfile::tempdir().unwrap();
        let known = Journal::known(folder.path());
        assert!(matches!(known, Err(Error::Empty { .. })));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
