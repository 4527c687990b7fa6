//! Writes a package: payload, description, signature, as one archive.

use sha2::{Digest as _, Sha256};
use vigie_case::{
    Error,
    package::{Info, Payload, describe, hex, signature_file},
    zip::{Crc, Writer},
};
use vigie_exchange::SecretKey;

/// A file of the payload: path below `data/` and bytes.
pub(crate) type File = (String, Vec<u8>);

/// The archive of a payload, signed by the agency that makes it. Files stand in the order of their paths.
///
/// # Errors
/// A path that cannot be, or too much.
pub(crate) fn pack(mut payload: Vec<File>, info: &Info, key: &SecretKey) -> Result<Vec<u8>, Error> {
    payload.sort();
    let listed: Vec<Payload> = payload
        .iter()
        .map(|(path, bytes)| Payload {
            path: path.clone(),
            size: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
        })
        .collect();
    let described = describe(info, &listed)?;
    let mut files = payload;
    files.extend(described.files);
    files.push(signature_file(&info.party, key, &described.seal));
    archive(&files)
}

/// The archive of files in their order.
///
/// # Errors
/// Too much.
pub(crate) fn archive(files: &[File]) -> Result<Vec<u8>, Error> {
    let (mut writer, mut out) = (Writer::default(), Vec::new());
    for (path, bytes) in files {
        let mut crc = Crc::default();
        crc.update(bytes);
        out.extend(writer.next(path, bytes.len() as u64, crc.sum())?);
        out.extend_from_slice(bytes);
    }
    out.extend(writer.end()?);
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::process::Command;

    use zeroize::Zeroizing;

    use super::super::verify::{verify, verify_bytes};
    use super::*;

    fn package() -> Vec<u8> {
        let info = Info {
            case: "NP-1".to_owned(),
            party: "can".to_owned(),
            made_at: "2026-07-01T00:00:00Z".to_owned(),
            realm: "live".to_owned(),
            software: "vigie".to_owned(),
            signers: vec!["can".to_owned()],
        };
        let key = SecretKey::from_random(&Zeroizing::new([7; 32]));
        let payload = vec![
            ("data/写真.jpg".to_owned(), vec![9; 300]),
            ("data/case.json".to_owned(), b"{}".to_vec()),
        ];
        pack(payload, &info, &key).unwrap()
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
            assert!(verify_bytes(&wrong).map_or(true, |(checked, _)| !checked.is_sound()));
            std::fs::write(&path, &wrong).unwrap();
            assert!(!script(&path).0, "byte {at}");
        }
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
}
