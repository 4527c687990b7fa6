//! The one ZIP archive that a set of files can have: stored, in the order given, without dates, comments or extras.
//!
//! A general ZIP reader passes over bytes that no entry needs, so a changed byte could go unseen. Here a verifier reads
//! front to back and takes nothing but what [`Writer`] writes: every byte of the archive is checked. The format is that
//! of PKWARE's APPNOTE 6.3 (method 0, UTF-8 names, CRC-32), readable by every unpacker; no ZIP64, so below 4 GiB.

use crate::Error;

/// Largest archive and largest file, bytes.
pub const ARCHIVE_BYTES_MAX: u64 = 0xFFFF_FFFE;
/// Most files.
pub const FILES_MAX: usize = 65_534;
/// Bytes of a local header without its name.
const LOCAL_LEN: usize = 30;
/// Bytes of a directory's line without its name.
const LINE_LEN: usize = 46;
/// Bytes of the end record.
const END_LEN: usize = 22;
/// 1980-01-01, the earliest date of the format: the same files give the same bytes on every day.
const DATE: u16 = 0x0021;
/// Names are UTF-8.
const FLAGS: u16 = 0x0800;
/// Version 2.0 to extract.
const VERSION: u16 = 20;

/// CRC-32 (ISO 3309), as ZIP has it.
#[derive(Debug, Clone, Default)]
pub struct Crc(crc32fast::Hasher);

impl Crc {
    /// Takes bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The sum so far.
    #[must_use]
    pub fn sum(self) -> u32 {
        self.0.finalize()
    }
}

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path with `/`, relative.
    pub path: String,
    /// Size in bytes.
    pub size: u32,
    /// CRC-32.
    pub crc: u32,
    /// Where its local header begins.
    pub at: u32,
}

fn common(entry: &Entry) -> Vec<u8> {
    let mut out = Vec::with_capacity(26);
    for half in [VERSION, FLAGS, 0, 0, DATE] {
        out.extend_from_slice(&half.to_le_bytes());
    }
    for word in [entry.crc, entry.size, entry.size] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    let name_len = u16::try_from(entry.path.len()).unwrap_or(u16::MAX);
    out.extend_from_slice(&name_len.to_le_bytes());
    // No extra field.
    out.extend_from_slice(&[0, 0]);
    out
}

/// The bytes before a file's own.
#[must_use]
pub fn local_header(entry: &Entry) -> Vec<u8> {
    let mut out = b"PK\x03\x04".to_vec();
    out.extend(common(entry));
    out.extend_from_slice(entry.path.as_bytes());
    out
}

/// The bytes after the last file: the directory and its end.
#[must_use]
pub fn directory(entries: &[Entry], at: u32) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        out.extend_from_slice(b"PK\x01\x02");
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend(common(entry));
        // No comment, disk 0, no attributes.
        out.extend_from_slice(&[0; 10]);
        out.extend_from_slice(&entry.at.to_le_bytes());
        out.extend_from_slice(entry.path.as_bytes());
    }
    let size = u32::try_from(out.len()).unwrap_or(u32::MAX);
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX);
    out.extend_from_slice(b"PK\x05\x06");
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&at.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

/// Places files one after another.
#[derive(Debug, Clone, Default)]
pub struct Writer {
    entries: Vec<Entry>,
    at: u64,
}

impl Writer {
    /// Announces the next file, of which size and sum are known; gives the bytes to write before its own.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Path`].
    pub fn next(&mut self, path: &str, size: u64, crc: u32) -> Result<Vec<u8>, Error> {
        if path.is_empty() || path.len() > 1_000 {
            return Err(Error::Path {
                path: path.to_owned(),
            });
        }
        let too_large = || Error::TooLarge;
        let entry = Entry {
            path: path.to_owned(),
            size: u32::try_from(size).ok().ok_or_else(too_large)?,
            crc,
            at: u32::try_from(self.at).ok().ok_or_else(too_large)?,
        };
        let header = local_header(&entry);
        self.at += header.len() as u64 + size;
        self.entries.push(entry);
        if self.at > ARCHIVE_BYTES_MAX || self.entries.len() > FILES_MAX {
            return Err(Error::TooLarge);
        }
        Ok(header)
    }

    /// Bytes of the archive so far.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.at
    }

    /// The bytes after the last file.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub fn end(self) -> Result<Vec<u8>, Error> {
        let at = u32::try_from(self.at).ok().ok_or(Error::TooLarge)?;
        Ok(directory(&self.entries, at))
    }
}

/// What a reader has found next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// A file: so many bytes of it follow.
    File(Entry),
    /// The directory begins here: the rest must equal [`directory`].
    Directory,
}

/// Checks an archive front to back. The caller gives it headers and tells it the sums of the bodies it has read.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    entries: Vec<Entry>,
    at: u64,
}

impl Reader {
    /// How many bytes [`Reader::head`] wants at least.
    pub const HEAD_LEN: usize = LOCAL_LEN;

    /// Reads the header that begins `bytes` (at least [`Self::HEAD_LEN`] and the name, or the directory). Gives what it is
    /// and how many bytes it took.
    ///
    /// # Errors
    /// [`Error::Zip`].
    pub fn head(&mut self, bytes: &[u8]) -> Result<(Next, usize), Error> {
        let fault = |reason| Error::Zip {
            reason,
            at: self.at,
        };
        if bytes.starts_with(b"PK\x01\x02") || bytes.starts_with(b"PK\x05\x06") {
            return Ok((Next::Directory, 0));
        }
        let word = |at: usize| {
            let four = bytes.get(at..at + 4)?;
            Some(u32::from_le_bytes(four.try_into().ok()?))
        };
        let half = |at: usize| {
            let two = bytes.get(at..at + 2)?;
            Some(u16::from_le_bytes(two.try_into().ok()?))
        };
        let read = || {
            let name_len = usize::from(half(26)?);
            let name = bytes.get(LOCAL_LEN..LOCAL_LEN + name_len)?;
            Some((word(14)?, word(22)?, name))
        };
        let (crc, size, name) = read().ok_or_else(|| fault("cut-off"))?;
        let path = std::str::from_utf8(name)
            .ok()
            .ok_or_else(|| fault("name"))?;
        let entry = Entry {
            path: path.to_owned(),
            size,
            crc,
            at: u32::try_from(self.at).ok().ok_or(Error::TooLarge)?,
        };
        let header = local_header(&entry);
        if !bytes.starts_with(&header) {
            return Err(fault("header"));
        }
        self.at += header.len() as u64 + u64::from(size);
        self.entries.push(entry.clone());
        if self.entries.len() > FILES_MAX {
            return Err(Error::TooLarge);
        }
        Ok((Next::File(entry), header.len()))
    }

    /// Checks the sum of the body of the file that [`Reader::head`] gave last.
    ///
    /// # Errors
    /// [`Error::Zip`].
    pub fn body(&self, crc: u32) -> Result<(), Error> {
        match self.entries.last() {
            Some(entry) if entry.crc == crc => Ok(()),
            _ => Err(Error::Zip {
                reason: "crc",
                at: self.at,
            }),
        }
    }

    /// How many bytes come after the last file, if all that were read are all there are.
    #[must_use]
    pub fn directory_len(&self) -> usize {
        let lines = self.entries.iter().map(|it| LINE_LEN + it.path.len());
        lines.sum::<usize>() + END_LEN
    }

    /// Checks that the rest of the archive is exactly its directory.
    ///
    /// # Errors
    /// [`Error::Zip`].
    pub fn end(&self, rest: &[u8]) -> Result<(), Error> {
        let at = u32::try_from(self.at).ok().ok_or(Error::TooLarge)?;
        if rest.len() >= END_LEN && rest == directory(&self.entries, at) {
            Ok(())
        } else {
            Err(Error::Zip {
                reason: "directory",
                at: self.at,
            })
        }
    }

    /// The files, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut writer, mut out) = (Writer::default(), Vec::new());
        for (path, bytes) in files {
            let mut crc = Crc::default();
            crc.update(bytes);
            out.extend(writer.next(path, bytes.len() as u64, crc.sum()).unwrap());
            out.extend_from_slice(bytes);
        }
        out.extend(writer.end().unwrap());
        out
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let (mut reader, mut at, mut out) = (Reader::default(), 0, Vec::new());
        loop {
            let rest = &bytes[at..];
            let (next, used) = reader.head(rest)?;
            let Next::File(entry) = next else {
                reader.end(rest)?;
                return Ok(out);
            };
            at += used;
            let cut = Error::Zip {
                reason: "cut-off",
                at: 0,
            };
            let body = bytes.get(at..at + entry.size as usize).ok_or(cut)?;
            let mut crc = Crc::default();
            crc.update(body);
            reader.body(crc.sum())?;
            out.push((entry.path, body.to_vec()));
            at += entry.size as usize;
        }
    }

    #[test]
    fn the_sum_is_that_of_the_standard() {
        let mut crc = Crc::default();
        crc.update(b"123456789");
        assert_eq!(crc.sum(), 0xCBF4_3926);
    }

    #[test]
    fn any_changed_added_or_removed_byte_is_seen() {
        let bytes = archive(&[("a/写真.txt", b"hello"), ("b", b""), ("c", &[0; 40])]);
        assert_eq!(unpack(&bytes).unwrap().len(), 3);
        for at in 0..bytes.len() {
            for value in [0, 1, 0x80, 0xFF] {
                let mut wrong = bytes.clone();
                wrong[at] ^= if value == 0 { 0x55 } else { value };
                assert!(unpack(&wrong).is_err(), "byte {at}");
            }
            let mut less = bytes.clone();
            less.remove(at);
            assert!(unpack(&less).is_err(), "without byte {at}");
        }
        for at in 0..=bytes.len() {
            let mut more = bytes.clone();
            more.insert(at, 0x41);
            assert!(unpack(&more).is_err(), "added at {at}");
        }
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(files in prop::collection::vec(("[a-z]{1,9}(/[a-z日本]{1,5})?", prop::collection::vec(any::<u8>(), 0..80)), 0..8)) {
            let given: Vec<(&str, &[u8])> = files.iter().map(|(p, b)| (p.as_str(), b.as_slice())).collect();
            let back = unpack(&archive(&given)).unwrap();
            prop_assert_eq!(back, files.clone());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), marked: bool) {
            let mut all = if marked { b"PK\x03\x04".to_vec() } else { Vec::new() };
            all.extend(bytes);
            drop(Reader::default().head(&all));
            drop(Reader::default().end(&all));
        }
    }
}
