//! The bytes of a recorded feed, whatever they are packed in.
//!
//! Compression is told by the first bytes, never by the file's name: gzip (also several members one
//! after another, as daily logs are often joined) and Zstandard. A file cut short gives what was
//! readable and one fault.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use super::Error;

/// Bytes read at once: large enough that system calls do not matter, small enough for the cache.
pub(crate) const READ_BYTES: usize = 256 * 1024;
/// Folders below the one named that are searched.
const DEPTH_MAX: usize = 16;

/// How a stretch of reading ended.
#[derive(Debug)]
pub(crate) enum Piece {
    /// So many bytes are in the buffer.
    Bytes(usize),
    /// The end.
    End,
    /// The compressed data is damaged or cut short here; the reason's code.
    Damaged(&'static str),
}

/// A reader that unpacks.
pub(crate) struct Bytes {
    inner: Box<dyn Read + Send>,
    packed: bool,
    given: bool,
}

impl Bytes {
    /// Opens a file.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = open_plain(path)?;
        Self::unpack(BufReader::with_capacity(READ_BYTES, file))
            .map_err(|fault| file_error(path, fault))
    }

    /// Looks at the first bytes of a stream and unpacks it if need be.
    pub(crate) fn unpack(mut reader: impl BufRead + Send + 'static) -> io::Result<Self> {
        let start = reader.fill_buf()?;
        let (inner, packed): (Box<dyn Read + Send>, bool) = match start {
            [0x1f, 0x8b, ..] => (Box::new(MultiGzDecoder::new(reader)), true),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => (
                Box::new(zstd::stream::read::Decoder::with_buffer(reader)?),
                true,
            ),
            _ => (Box::new(reader), false),
        };
        Ok(Self {
            inner,
            packed,
            given: false,
        })
    }

    /// Reads the next bytes. Only a fault of the disk itself is an error.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> io::Result<Piece> {
        loop {
            return match self.inner.read(buffer) {
                Ok(0) => Ok(Piece::End),
                Ok(count) => {
                    self.given = true;
                    Ok(Piece::Bytes(count))
                }
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => continue,
                Err(fault) if self.packed => Ok(Piece::Damaged(damage(&fault, self.given))),
                Err(fault) => Err(fault),
            };
        }
    }
}

fn damage(fault: &io::Error, given: bool) -> &'static str {
    match fault.kind() {
        io::ErrorKind::UnexpectedEof => "compressed-cut-short",
        _ if given => "compressed-damaged",
        _ => "compressed-unreadable",
    }
}

/// A whole file, unpacked.
///
/// # Errors
/// A file that cannot be read, is damaged, or holds more than `bytes_max`.
pub fn read_whole(path: &Path, bytes_max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Bytes::unpack(BufReader::with_capacity(READ_BYTES, File::open(path)?))?;
    let mut out = Vec::new();
    (&mut bytes.inner)
        .take(bytes_max + 1)
        .read_to_end(&mut out)?;
    if out.len() as u64 > bytes_max {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(out)
}

/// Opens a file that is one. Without waiting: a pipe that nobody fills would hold the feed for ever, and a device may never
/// end.
fn open_plain(path: &Path) -> Result<File, Error> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let failed = |fault| file_error(path, fault);
    let no_wait = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    let flags = i32::try_from(no_wait.bits()).unwrap_or_default();
    let mut options = File::options();
    let file = options.read(true).custom_flags(flags).open(path);
    let file = file.map_err(failed)?;
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(Error::Special {
            path: path.to_owned(),
        });
    }
    Ok(file)
}

pub(crate) fn file_error(path: &Path, fault: io::Error) -> Error {
    if fault.kind() == io::ErrorKind::NotFound {
        return Error::NotFound {
            path: path.to_owned(),
        };
    }
    Error::File {
        path: path.to_owned(),
        source: fault,
    }
}

/// The files of a feed: the file itself, or every file below a folder, sorted by path.
/// Hidden files and folders are passed over.
///
/// # Errors
/// A path that does not exist, a device or pipe, or a folder without files.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let known = std::fs::metadata(path).map_err(|fault| file_error(path, fault))?;
    if known.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !known.is_dir() {
        return Err(Error::Special {
            path: path.to_owned(),
        });
    }
    let mut found = Vec::new();
    collect(path, 0, &mut found)?;
    found.sort();
    if found.is_empty() {
        return Err(Error::EmptyFolder {
            path: path.to_owned(),
        });
    }
    Ok(found)
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    let entries = std::fs::read_dir(folder).map_err(|fault| file_error(folder, fault))?;
    for entry in entries {
        let entry = entry.map_err(|fault| file_error(folder, fault))?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let path = entry.path();
        let Ok(known) = entry.file_type() else {
            continue;
        };
        if hidden {
            continue;
        }
        // A linked file counts; a linked folder could lead round in a circle.
        if known.is_dir() && depth < DEPTH_MAX {
            collect(&path, depth + 1, found)?;
        } else if std::fs::metadata(&path).is_ok_and(|target| target.is_file()) {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::{Cursor, Write};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn all(packed: Vec<u8>) -> (Vec<u8>, Option<&'static str>) {
        let mut bytes = Bytes::unpack(BufReader::new(Cursor::new(packed))).unwrap();
        let (mut out, mut buffer) = (Vec::new(), [0; 100]);
        loop {
            match bytes.read(&mut buffer).unwrap() {
                Piece::Bytes(count) => out.extend_from_slice(&buffer[..count]),
                Piece::End => return (out, None),
                Piece::Damaged(reason) => return (out, Some(reason)),
            }
        }
    }

    #[test]
    fn unpacks_by_first_bytes() {
        let text = b"hello\n".repeat(1_000);
        let two = [gzip(&text[..100]), gzip(&text[100..])].concat();
        let zst = zstd::encode_all(&text[..], 1).unwrap();
        for packed in [text.clone(), gzip(&text), two, zst] {
            assert_eq!(all(packed), (text.clone(), None));
        }
        assert_eq!(all(Vec::new()), (Vec::new(), None));
    }

    #[test]
    fn a_file_cut_short_gives_what_was_readable() {
        let text: Vec<u8> = (0..20_000_u32)
            .flat_map(|i| (i.wrapping_mul(2_654_435_761)).to_le_bytes())
            .collect();
        let mut packed = gzip(&text);
        packed.truncate(packed.len() / 2);
        let (got, reason) = all(packed);
        assert!(got.len() > 1_000 && text.starts_with(&got));
        assert_eq!(reason, Some("compressed-cut-short"));
        let mut damaged = gzip(&text);
        damaged[12] ^= 0xff;
        assert!(all(damaged).1.is_some());
    }

    #[test]
    fn a_folder_gives_its_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["b/2.csv", "a.csv", ".hidden", "c.csv"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let names: Vec<_> = files(folder.path()).unwrap();
        let want: Vec<_> = ["a.csv", "b/2.csv", "c.csv"]
            .map(|n| folder.path().join(n))
            .into();
        assert_eq!(names, want);
        let device = Path::new("/dev/zero");
        assert_eq!(files(device).unwrap_err().code(), "file-special");
        let opened = Bytes::open(device).err().map(|fault| fault.code());
        assert_eq!(opened, Some("file-special"));
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(files(empty.path()).unwrap_err().code(), "folder-empty");
        assert_eq!(
            files(&empty.path().join("no")).unwrap_err().code(),
            "file-not-found"
        );
    }
}
