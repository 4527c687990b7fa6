//! Writes a package: payload, description, signatures, as one archive. What was taken at sea is read from the disk piece by
//! piece, so that a package may be larger than memory.

use std::{
    fs,
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use vigie_case::{
    Error,
    package::{Info, Payload, describe, hex, sha256_hex, signature_file},
    zip::{Crc, Entry, Writer, local_header},
};
use vigie_exchange::SecretKey;

/// Bytes read at once.
const PIECE: usize = 1 << 20;

/// Why a package cannot be written.
#[derive(Debug, Error)]
pub(crate) enum PackError {
    /// A path that cannot be, or too much.
    #[error(transparent)]
    Package(#[from] Error),
    /// The disk.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

#[derive(Debug)]
enum Content {
    Made(Vec<u8>),
    Kept(PathBuf),
}

/// A file of the payload.
#[derive(Debug)]
pub(crate) struct File {
    /// Path below `data/`, size and sum.
    pub(crate) listed: Payload,
    crc: u32,
    content: Content,
}

impl File {
    /// A file made here.
    pub(crate) fn made(path: String, bytes: Vec<u8>) -> Self {
        let mut crc = Crc::default();
        crc.update(&bytes);
        let listed = Payload {
            path,
            size: bytes.len() as u64,
            sha256: sha256_hex(&bytes),
        };
        Self {
            listed,
            crc: crc.sum(),
            content: Content::Made(bytes),
        }
    }

    /// A file of the disk, which is read once now for its sums and once more when it is written.
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn kept(path: String, from: &Path) -> io::Result<Self> {
        let (mut file, mut piece) = (fs::File::open(from)?, vec![0; PIECE]);
        let (mut hash, mut crc, mut size) = (Sha256::new(), Crc::default(), 0);
        loop {
            let count = file.read(&mut piece)?;
            let bytes = piece.get(..count).unwrap_or_default();
            if bytes.is_empty() {
                break;
            }
            hash.update(bytes);
            crc.update(bytes);
            size += count as u64;
        }
        let sha256 = hex(&hash.finalize());
        Ok(Self {
            listed: Payload { path, size, sha256 },
            crc: crc.sum(),
            content: Content::Kept(from.to_owned()),
        })
    }

    fn put(&self, writer: &mut Writer, out: &mut impl Write) -> Result<(), PackError> {
        let Payload { path, size, .. } = &self.listed;
        out.write_all(&writer.next(path, *size, self.crc)?)?;
        match &self.content {
            Content::Made(bytes) => out.write_all(bytes)?,
            Content::Kept(kept) => copy(fs::File::open(kept)?, *size, self.crc, out)?,
        }
        Ok(())
    }
}

/// Writes the archive of a payload, signed by the agency that makes it; gives its length in bytes. Files stand in the
/// order of their paths.
///
/// # Errors
/// A path that cannot be, too much, the disk.
pub(crate) fn pack(
    mut payload: Vec<File>,
    info: &Info,
    key: &SecretKey,
    out: &mut impl Write,
) -> Result<u64, PackError> {
    payload.sort_by(|a, b| a.listed.cmp(&b.listed));
    let listed: Vec<Payload> = payload.iter().map(|file| file.listed.clone()).collect();
    let described = describe(info, &listed)?;
    let signed = signature_file(&info.party, key, &described.seal);
    let described = described.files.into_iter().chain([signed]);
    payload.extend(described.map(|(path, bytes)| File::made(path, bytes)));
    let mut writer = Writer::default();
    for file in &payload {
        file.put(&mut writer, out)?;
    }
    end(writer, out)
}

/// Writes the end of an archive; gives its length in bytes.
fn end(writer: Writer, out: &mut impl Write) -> Result<u64, PackError> {
    let written = writer.written();
    let end = writer.end()?;
    out.write_all(&end)?;
    Ok(written + end.len() as u64)
}

/// Copies a file whose size and CRC are known already.
fn copy(from: impl Read, size: u64, crc: u32, out: &mut impl Write) -> io::Result<()> {
    let (mut from, mut piece) = (from.take(size), vec![0; PIECE]);
    let (mut sum, mut left) = (Crc::default(), size);
    while left > 0 {
        let count = from.read(&mut piece)?;
        let bytes = piece.get(..count).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        sum.update(bytes);
        out.write_all(bytes)?;
        left -= count as u64;
    }
    if left > 0 || sum.sum() != crc {
        return Err(io::Error::other("a file changed while it was read"));
    }
    Ok(())
}

/// Writes an archive that was read to its end, with one file more; gives its length in bytes.
///
/// # Errors
/// Too much, the disk.
pub(crate) fn with_file(
    archive: &mut (impl Read + Seek),
    entries: &[Entry],
    more: &File,
    out: &mut impl Write,
) -> Result<u64, PackError> {
    let mut writer = Writer::default();
    for entry in entries {
        let header = writer.next(&entry.path, u64::from(entry.size), entry.crc)?;
        out.write_all(&header)?;
        let body = u64::from(entry.at) + local_header(entry).len() as u64;
        archive.seek(SeekFrom::Start(body))?;
        copy(&mut *archive, u64::from(entry.size), entry.crc, out)?;
    }
    more.put(&mut writer, out)?;
    end(writer, out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::process::Command;

    use zeroize::Zeroizing;

    use super::super::verify::{Opened, open, verify};
    use super::*;

    fn info(signers: &[&str]) -> Info {
        Info {
            case: "NP-1".to_owned(),
            party: "can".to_owned(),
            made_at: "2026-07-01T00:00:00Z".to_owned(),
            realm: "live".to_owned(),
            software: "vigie".to_owned(),
            signers: signers.iter().map(|&it| it.to_owned()).collect(),
        }
    }

    fn package() -> Vec<u8> {
        package_for(&["can"])
    }

    fn package_for(signers: &[&str]) -> Vec<u8> {
        let key = SecretKey::from_random(&Zeroizing::new([7; 32]));
        let photo = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(photo.path(), [9; 300]).unwrap();
        let payload = vec![
            File::kept("data/写真.jpg".to_owned(), photo.path()).unwrap(),
            File::made("data/case.json".to_owned(), b"{}".to_vec()),
        ];
        let mut out = Vec::new();
        let size = pack(payload, &info(signers), &key, &mut out).unwrap();
        assert_eq!(size, out.len() as u64);
        out
    }

    fn script(path: &std::path::Path) -> (bool, String) {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../scripts/verify_package.py"
        );
        let output = Command::new("python3")
            .arg(script)
            .arg(path)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), text)
    }

    /// The stand-alone script and the program agree, on the sound package and on changed ones.
    #[test]
    fn the_script_that_needs_no_vigie_says_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("package.zip");
        let bytes = package();
        std::fs::write(&path, &bytes).unwrap();
        let checked = verify(&path).unwrap();
        assert!(checked.is_sound(), "{:?}", checked.faults);
        let (sound, told) = script(&path);
        assert!(sound, "{told}");
        assert!(told.contains(&checked.signers[0].fingerprint), "{told}");
        for at in (0..bytes.len()).step_by(37) {
            let mut wrong = bytes.clone();
            wrong[at] ^= 4;
            assert!(open(&wrong[..]).map_or(true, |it| !it.checked.is_sound()));
            std::fs::write(&path, &wrong).unwrap();
            assert!(!script(&path).0, "byte {at}");
        }
    }

    /// What stands before the true one under its name is what another unpacker may give.
    #[test]
    fn a_file_that_is_there_twice_is_refused_by_both() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("package.zip");
        let bytes = package();
        let entries = open(&bytes[..]).unwrap().entries;
        for path in [
            "bag-info.txt",
            "bagit.txt",
            "signatures/can.txt",
            "data/case.json",
        ] {
            let (mut writer, mut twice) = (Writer::default(), Vec::new());
            let forged = File::made(path.to_owned(), b"forged".to_vec());
            forged.put(&mut writer, &mut twice).unwrap();
            for entry in &entries {
                let header = writer.next(&entry.path, u64::from(entry.size), entry.crc);
                twice.extend(header.unwrap());
                let body = entry.at as usize + local_header(entry).len();
                twice.extend_from_slice(&bytes[body..body + entry.size as usize]);
            }
            end(writer, &mut twice).unwrap();
            assert!(!open(&twice[..]).unwrap().checked.is_sound(), "{path}");
            std::fs::write(&file, &twice).unwrap();
            assert!(!script(&file).0, "{path}");
        }
    }

    /// What never ends, and a package with something endless behind it, is refused without reading on.
    #[test]
    fn what_is_no_package_is_not_read_into_memory() {
        assert!(open(io::repeat(b'x')).is_err());
        let bytes = package();
        assert!(open((&bytes[..]).chain(io::repeat(0))).is_err());
        assert!(open(&bytes[..]).unwrap().checked.is_sound());
    }

    #[test]
    fn other_unpackers_read_it_and_a_folder_is_checked_like_the_archive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("package.zip");
        std::fs::write(&path, package()).unwrap();
        let out = folder.path().join("out");
        let unpacked = Command::new("python3")
            .args(["-m", "zipfile", "-e"])
            .args([&path, &out])
            .status()
            .unwrap();
        assert!(unpacked.success());
        assert!(verify(&out).unwrap().is_sound());
        assert!(script(&out).0);
        std::fs::write(out.join("data/case.json"), "{ }").unwrap();
        std::fs::write(out.join("data/more"), "").unwrap();
        let codes: Vec<_> = verify(&out)
            .unwrap()
            .faults
            .iter()
            .map(|f| f.code)
            .collect();
        assert_eq!(codes, ["package-changed", "package-added"]);
        assert!(!script(&out).0);
    }
    #[test]
    fn a_second_signature_is_put_in_without_touching_the_rest() {
        let bytes = package_for(&["can", "jpn"]);
        let before = open(&bytes[..]).unwrap();
        assert!(!before.checked.is_sound());
        let seal = before.seal();
        let (path, signature) = signature_file(
            "jpn",
            &SecretKey::from_random(&Zeroizing::new([8; 32])),
            &seal,
        );
        let file = File::made(path, signature);
        let mut whole = Vec::new();
        let Opened { entries, .. } = before;
        let size = with_file(&mut io::Cursor::new(&bytes), &entries, &file, &mut whole).unwrap();
        assert_eq!(size, whole.len() as u64);
        let after = open(&whole[..]).unwrap();
        assert!(after.checked.is_sound(), "{:?}", after.checked.faults);
        assert_eq!(after.checked.signers.len(), 2);
    }

    #[test]
    fn a_file_that_changes_while_it_is_packed_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo");
        for after in [&[1; 400][..], &[9; 299], &[9; 301]] {
            std::fs::write(&path, [9; 300]).unwrap();
            let file = File::kept("data/photo".to_owned(), &path).unwrap();
            std::fs::write(&path, after).unwrap();
            let key = SecretKey::from_random(&Zeroizing::new([7; 32]));
            let told = pack(vec![file], &info(&["can"]), &key, &mut Vec::new());
            // What was added behind the bytes that were listed is not in the package.
            assert_eq!(told.is_err(), after.len() != 301);
        }
    }
}
