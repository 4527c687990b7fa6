//! Checks a package on the disk, a folder or an archive, reading each byte once.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use vigie_case::{
    package::{Checked, Found, TAG_MANIFEST, hex},
    zip::{Crc, Entry, Next, Reader},
};

use super::raw_check::RawCheck;

/// All describing files that are kept in memory, bytes: a manifest of 60,000 lines stays far below.
const TEXT_BYTES_MAX: usize = 64 << 20;
/// Bytes read at once.
const PIECE: usize = 1 << 20;

/// Why a package cannot be checked at all, or is none.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// The disk.
    #[error("{path}: {source}")]
    Disk {
        /// File.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The archive is damaged or not one of ours.
    #[error(transparent)]
    Package(#[from] vigie_case::Error),
}

fn disk(path: &Path) -> impl FnOnce(io::Error) -> VerifyError {
    let path = path.display().to_string();
    move |source| VerifyError::Disk { path, source }
}

/// Checks a package.
///
/// # Errors
/// What cannot be read; an archive that is not exactly one that this program writes. Everything else is in the faults of
/// the answer.
pub fn verify(path: &Path) -> Result<Checked, VerifyError> {
    let (mut found, mut raw) = (Found::default(), RawCheck::new());
    if path.is_dir() {
        folder(path, path, &mut vec![0; PIECE], (&mut found, &mut raw))?;
    } else {
        let file = File::open(path).map_err(disk(path))?;
        let file = BufReader::with_capacity(PIECE, file);
        archive(file, path, (&mut found, &mut raw))?;
    }
    let mut checked = found.check();
    raw.finish(&mut checked);
    Ok(checked)
}

/// An archive that was read to its end.
pub(crate) struct Opened {
    pub(crate) checked: Checked,
    /// Its files, in order.
    pub(crate) entries: Vec<Entry>,
    found: Found,
}

impl Opened {
    /// What its signatures sign.
    pub(crate) fn seal(&self) -> [u8; 32] {
        let text = self.found.texts.get(TAG_MANIFEST);
        text.map(|text| Sha256::digest(text).into())
            .unwrap_or_default()
    }
}

/// Checks a package that somebody brings as an archive.
///
/// # Errors
/// As [`verify`].
pub(crate) fn open(from: impl Read) -> Result<Opened, VerifyError> {
    let (mut found, mut raw) = (Found::default(), RawCheck::new());
    let entries = archive(from, Path::new("package"), (&mut found, &mut raw))?;
    let mut checked = found.check();
    raw.finish(&mut checked);
    Ok(Opened {
        checked,
        entries,
        found,
    })
}

/// What is gathered while a package is read.
type Gathered<'a> = (&'a mut Found, &'a mut RawCheck);

fn folder(
    root: &Path,
    at: &Path,
    piece: &mut [u8],
    (found, raw): Gathered<'_>,
) -> Result<(), VerifyError> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(at).map_err(disk(at))? {
        paths.push(entry.map_err(disk(at))?.path());
    }
    // In the order in which an archive has them: raw lines before the tracks that cite them.
    paths.sort();
    for path in paths {
        let kind = std::fs::symlink_metadata(&path).map_err(disk(&path))?;
        if kind.is_dir() {
            folder(root, &path, piece, (&mut *found, &mut *raw))?;
            continue;
        }
        let below = path.strip_prefix(root).unwrap_or(&path);
        let name = below.to_string_lossy().replace('\\', "/");
        let file = File::open(&path).map_err(disk(&path))?;
        let size = if kind.is_file() { kind.len() } else { u64::MAX };
        let gathered = (&mut *found, &mut *raw);
        let (read, _) = take(file, size, &name, piece, gathered).map_err(disk(&path))?;
        // A link or a file that grew is not what was listed.
        if read != size {
            found.sums.insert(name, (read, String::new()));
        }
    }
    Ok(())
}

/// Reads `size` bytes of a file of the package; gives how many there were and their CRC.
fn take(
    mut from: impl Read,
    size: u64,
    name: &str,
    piece: &mut [u8],
    (found, raw): Gathered<'_>,
) -> io::Result<(u64, u32)> {
    raw.begin(name);
    let (mut hash, mut crc) = (Sha256::new(), Crc::default());
    let (mut left, mut text) = (size, Vec::new());
    let keep = Found::wants(name);
    let others: usize = if keep {
        found.texts.values().map(Vec::len).sum()
    } else {
        0
    };
    while left > 0 {
        let want = usize::try_from(left).unwrap_or(PIECE).min(piece.len());
        let count = from.read(piece.get_mut(..want).unwrap_or_default())?;
        if count == 0 {
            break;
        }
        let bytes = piece.get(..count).unwrap_or_default();
        hash.update(bytes);
        crc.update(bytes);
        raw.bytes(name, bytes);
        if keep && others + text.len() <= TEXT_BYTES_MAX {
            text.extend_from_slice(bytes);
        }
        left -= count as u64;
    }
    let sum = hex(&hash.finalize());
    let read = size - left;
    if found.sums.insert(name.to_owned(), (read, sum)).is_some() {
        // A second file of one name: what a reader sees depends on the reader.
        found.sums.insert(name.to_owned(), (read, String::new()));
    }
    if keep {
        found.texts.insert(name.to_owned(), text);
    }
    Ok((read, crc.sum()))
}

fn archive(
    mut from: impl Read,
    path: &Path,
    (found, raw): Gathered<'_>,
) -> Result<Vec<Entry>, VerifyError> {
    let (mut reader, mut piece) = (Reader::default(), vec![0; PIECE]);
    let cut_off = |at: u64| vigie_case::Error::Zip {
        reason: "cut-off",
        at,
    };
    loop {
        let mut head = vec![0; Reader::HEAD_LEN];
        let count = read_up_to(&mut from, &mut head).map_err(disk(path))?;
        head.truncate(count);
        let is_file = head.starts_with(b"PK\x03\x04");
        if is_file && count == Reader::HEAD_LEN {
            let name_len = head.get(26..28).map_or(0, |two| {
                usize::from(u16::from_le_bytes(two.try_into().unwrap_or_default()))
            });
            let mut name = vec![0; name_len];
            let got = read_up_to(&mut from, &mut name).map_err(disk(path))?;
            name.truncate(got);
            head.extend(name);
        } else {
            // No more than a directory can be: what is no package may be a film of gigabytes.
            let rest = (reader.directory_len() + 1).saturating_sub(count);
            let mut rest = from.by_ref().take(rest as u64);
            rest.read_to_end(&mut head).map_err(disk(path))?;
        }
        match reader.head(&head)? {
            (Next::Directory, _) => {
                reader.end(&head)?;
                return Ok(reader.entries().to_vec());
            }
            (Next::File(entry), _) => {
                let size = u64::from(entry.size);
                let gathered = (&mut *found, &mut *raw);
                let (read, crc) =
                    take(&mut from, size, &entry.path, &mut piece, gathered).map_err(disk(path))?;
                if read != size {
                    return Err(cut_off(read).into());
                }
                reader.body(crc)?;
            }
        }
    }
}

fn read_up_to(from: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < into.len() {
        match from.read(into.get_mut(count..).unwrap_or_default())? {
            0 => break,
            more => count += more,
        }
    }
    Ok(count)
}
