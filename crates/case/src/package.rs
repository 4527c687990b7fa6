//! The evidence package: everything a prosecutor needs, in open formats, with proof that no byte was changed.
//!
//! Layout: BagIt 1.0 (RFC 8493) with SHA-256. Files are under `data/`; `manifest-sha256.txt` lists them,
//! `tagmanifest-sha256.txt` lists the files that describe the bag, and `signatures/PARTY.txt` holds each agency's Ed25519
//! signature over the SHA-256 of `tagmanifest-sha256.txt`. `bag-info.txt` names who signs, so a missing signature is
//! seen. Manifests are in one order only (by path), every line has one form only, and nothing else may be there: a byte
//! that is changed, missing, added or moved is always found, by this code and by `scripts/verify_package.py`, which
//! needs Python's standard library alone.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use vigie_exchange::{Domain, PublicKey, SecretKey, Signature, unhex};

use crate::Error;

/// The declaration of the format.
pub const BAGIT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// Files that describe the bag, in the order of their manifest.
pub const TAG_FILES: [&str; 3] = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"];
/// The manifest of those.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// Files of one package.
pub const FILES_MAX: usize = 60_000;
/// Signers of one package.
pub const SIGNERS_MAX: usize = 16;

/// SHA-256 as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    let both = |byte: &u8| [digit(byte >> 4), digit(byte & 15)];
    bytes.iter().flat_map(both).collect()
}

/// A file of the payload: path below `data/`, size, SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Payload {
    /// Path, such as `data/report.json`.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256.
    pub sha256: String,
}

/// What a package says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// The case.
    pub case: String,
    /// Agency that made it.
    pub party: String,
    /// When, RFC 3339 UTC.
    pub made_at: String,
    /// `live`, or `exercise NAME`.
    pub realm: String,
    /// Program and version.
    pub software: String,
    /// Who signs, in order.
    pub signers: Vec<String>,
}

impl Info {
    fn text(&self, payload: &[Payload]) -> String {
        let bytes: u64 = payload.iter().map(|file| file.size).sum();
        let line = |name: &str, value: &str| format!("{name}: {}\n", one_line(value));
        [
            line("Source-Organization", &self.party),
            line("External-Identifier", &self.case),
            line("Bagging-Date", self.made_at.get(..10).unwrap_or_default()),
            line("Payload-Oxum", &format!("{bytes}.{}", payload.len())),
            line("Bag-Software-Agent", &self.software),
            line("Vigie-Made-At", &self.made_at),
            line("Vigie-Realm", &self.realm),
            line("Vigie-Signers", &self.signers.join(" ")),
        ]
        .concat()
    }
}

/// No line break can end a value early.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Whether a path may be in a package: below `data/`, no part that climbs or hides, nothing that a file system or a
/// manifest would read otherwise.
#[must_use]
pub fn is_path(path: &str) -> bool {
    let Some(rest) = path.strip_prefix("data/") else {
        return false;
    };
    path.len() <= 240
        && !path.contains([
            '\\', '\n', '\r', '\0', ':', '*', '?', '"', '<', '>', '|', '%',
        ])
        && !path.chars().any(char::is_control)
        && rest
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.') && !part.ends_with([' ', '.']))
}

/// The describing files of a package, ready to be signed and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Paths and bytes, `tagmanifest-sha256.txt` last.
    pub files: Vec<(String, Vec<u8>)>,
    /// SHA-256 of `tagmanifest-sha256.txt`: what is signed.
    pub seal: [u8; 32],
}

/// Describes a payload. The order of `payload` does not matter.
///
/// # Errors
/// [`Error::Path`] for a path that cannot be, or is there twice; [`Error::TooLarge`].
pub fn describe(info: &Info, payload: &[Payload]) -> Result<Described, Error> {
    let mut payload = payload.to_vec();
    payload.sort();
    if payload.len() > FILES_MAX || info.signers.len() > SIGNERS_MAX {
        return Err(Error::TooLarge);
    }
    let mut before = "";
    for file in &payload {
        // Names that differ in case only would fall together on some file systems.
        if !is_path(&file.path) || file.path.eq_ignore_ascii_case(before) {
            return Err(Error::Path {
                path: file.path.clone(),
            });
        }
        before = &file.path;
    }
    let manifest: String = payload
        .iter()
        .map(|file| format!("{}  {}\n", file.sha256, file.path))
        .collect();
    let tags = [
        ("bag-info.txt", info.text(&payload)),
        ("bagit.txt", BAGIT.to_owned()),
        ("manifest-sha256.txt", manifest),
    ];
    let tag_manifest: String = tags
        .iter()
        .map(|(path, text)| format!("{}  {path}\n", sha256_hex(text.as_bytes())))
        .collect();
    let seal = Sha256::digest(tag_manifest.as_bytes()).into();
    let mut files: Vec<(String, Vec<u8>)> = tags
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text.into_bytes()))
        .collect();
    files.push((TAG_MANIFEST.to_owned(), tag_manifest.into_bytes()));
    Ok(Described { files, seal })
}

/// An agency's signature, as the file `signatures/PARTY.txt` has it.
#[must_use]
pub fn signature_file(party: &str, key: &SecretKey, seal: &[u8; 32]) -> (String, Vec<u8>) {
    let signature = key.sign(Domain::Package, seal);
    let text = signature_text(party, &key.public().to_bytes(), seal, &signature.0);
    (signature_path(party), text.into_bytes())
}

fn signature_path(party: &str) -> String {
    format!("signatures/{party}.txt")
}

fn signature_text(party: &str, key: &[u8], seal: &[u8], signature: &[u8]) -> String {
    format!(
        "Party: {party}\nAlgorithm: Ed25519 over \"vigie/package/1\" LF and the SHA-256 below\nKey: {}\nSHA-256: {}\nSignature: {}\n",
        hex(key),
        hex(seal),
        hex(signature)
    )
}

/// Something wrong with a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// File.
    pub path: String,
    /// Stable code, such as `package-changed`.
    pub code: &'static str,
}

/// Who signed it, with which key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signer {
    /// Agency.
    pub party: String,
    /// Public key, hexadecimal.
    pub key: String,
    /// Its digits to be read aloud.
    pub fingerprint: String,
}

/// The result of a check. `faults` empty: no byte was changed since the signers signed. Whose keys they are, the reader
/// must know from elsewhere: fingerprints are compared by voice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Checked {
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Who signed.
    pub signers: Vec<Signer>,
    /// Case.
    pub case: String,
    /// When it was made.
    pub made_at: String,
    /// Live or exercise.
    pub realm: String,
    /// Files of the payload.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

impl Checked {
    /// Whether everything is as it was signed.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// What a verifier found: each file with its size and sum, and the bytes of those that describe the package.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Every file: size and SHA-256.
    pub sums: BTreeMap<String, (u64, String)>,
    /// Bytes of the files outside `data/`.
    pub texts: BTreeMap<String, Vec<u8>>,
}

impl Found {
    /// Whether the bytes of this file are wanted, besides its sum.
    #[must_use]
    pub fn wants(path: &str) -> bool {
        !path.starts_with("data/")
    }

    /// Checks the whole.
    #[must_use]
    pub fn check(&self) -> Checked {
        let mut checked = Checked::default();
        let mut fault = |path: &str, code: &'static str| {
            checked.faults.push(Fault {
                path: path.to_owned(),
                code,
            });
        };
        let text = |path: &str| self.texts.get(path).map(Vec::as_slice).unwrap_or_default();
        let listed = read_manifest(text("manifest-sha256.txt"));
        if listed.is_none() {
            fault("manifest-sha256.txt", "package-manifest");
        }
        let listed = listed.unwrap_or_default();
        for (path, sum) in &listed {
            match self.sums.get(path) {
                None => fault(path, "package-missing"),
                Some((_, found)) if found != sum => fault(path, "package-changed"),
                Some(_) => {}
            }
            if !is_path(path) {
                fault(path, "package-path");
            }
        }
        if text("bagit.txt") != BAGIT.as_bytes() {
            fault("bagit.txt", "package-changed");
        }
        let tags: String = TAG_FILES
            .iter()
            .map(|path| format!("{}  {path}\n", sha256_hex(text(path))))
            .collect();
        if text(TAG_MANIFEST) != tags.as_bytes() {
            fault(TAG_MANIFEST, "package-changed");
        }
        let seal: [u8; 32] = Sha256::digest(text(TAG_MANIFEST)).into();
        let info = Info::read(text("bag-info.txt"));
        if info.is_none() {
            fault("bag-info.txt", "package-info");
        }
        let mut allowed: Vec<String> = TAG_FILES.map(str::to_owned).to_vec();
        allowed.push(TAG_MANIFEST.to_owned());
        let (mut signers, mut wrong) = (Vec::new(), Vec::new());
        for party in info.iter().flat_map(|info| &info.signers) {
            let path = signature_path(party);
            match self.texts.get(&path).map(|text| signer(party, text, &seal)) {
                None => wrong.push((path.clone(), "package-signature-missing")),
                Some(None) => wrong.push((path.clone(), "package-signature")),
                Some(Some(signer)) => signers.push(signer),
            }
            allowed.push(path);
        }
        for (path, code) in &wrong {
            fault(path, code);
        }
        if info.as_ref().is_some_and(|info| info.signers.is_empty()) {
            fault("bag-info.txt", "package-signature-missing");
        }
        for path in self.sums.keys() {
            if !listed.contains_key(path) && !allowed.contains(path) {
                fault(path, "package-added");
            }
        }
        checked.signers = signers;
        checked.files = listed.len();
        checked.bytes = listed
            .keys()
            .filter_map(|path| self.sums.get(path))
            .map(|(size, _)| size)
            .sum();
        if let Some(info) = info {
            (checked.case, checked.made_at, checked.realm) = (info.case, info.made_at, info.realm);
        }
        checked.faults.sort();
        checked
    }
}

impl Info {
    /// Reads `bag-info.txt`; strict, since its bytes are signed anyway: only what this program writes is understood.
    fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.strip_prefix(": "))
                .map(str::to_owned)
        };
        let signers = value("Vigie-Signers").unwrap_or_default();
        let signers: Vec<String> = signers
            .split(' ')
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
            .collect();
        if signers.len() > SIGNERS_MAX {
            return None;
        }
        Some(Self {
            case: value("External-Identifier")?,
            party: value("Source-Organization")?,
            made_at: value("Vigie-Made-At")?,
            realm: value("Vigie-Realm")?,
            software: value("Bag-Software-Agent")?,
            signers,
        })
    }
}

/// The lines of a manifest; `None` when it is not exactly as [`describe`] writes it.
fn read_manifest(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut out = BTreeMap::new();
    let mut before: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let (sum, path) = line.strip_suffix('\n')?.split_once("  ")?;
        if !crate::journal::is_sha256(sum) || before.is_some_and(|before| before >= path) {
            return None;
        }
        before = Some(path);
        out.insert(path.to_owned(), sum.to_owned());
    }
    Some(out)
}

fn signer(party: &str, bytes: &[u8], seal: &[u8; 32]) -> Option<Signer> {
    let text = std::str::from_utf8(bytes).ok()?;
    let value = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name))
            .map(str::to_owned)
    };
    let (key, signature) = (value("Key: ")?, value("Signature: ")?);
    let key_bytes: [u8; 32] = unhex(&key)?.try_into().ok()?;
    let signature_bytes: [u8; 64] = unhex(&signature)?.try_into().ok()?;
    // One form only: any other byte in the file is a change.
    if signature_text(party, &key_bytes, seal, &signature_bytes) != text {
        return None;
    }
    let public = PublicKey::from_bytes(&key_bytes).ok()?;
    public
        .verify(
            Domain::Package,
            "package",
            seal,
            &Signature(signature_bytes),
        )
        .ok()?;
    Some(Signer {
        party: party.to_owned(),
        key,
        fingerprint: public.fingerprint(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zip::tests::{archive, unpack};
    use proptest::prelude::*;
    use zeroize::Zeroizing;

    type Files = Vec<(String, Vec<u8>)>;

    fn key(seed: u8) -> SecretKey {
        SecretKey::from_random(&Zeroizing::new([seed; 32]))
    }

    fn info() -> Info {
        Info {
            case: "NP-2026-7".to_owned(),
            party: "can".to_owned(),
            made_at: "2026-07-01T00:00:00Z".to_owned(),
            realm: "live".to_owned(),
            software: "vigie 0.1.0".to_owned(),
            signers: vec!["can".to_owned(), "jpn".to_owned()],
        }
    }

    fn package(payload: &Files) -> Files {
        let listed: Vec<Payload> = payload
            .iter()
            .map(|(path, bytes)| Payload {
                path: path.clone(),
                size: bytes.len() as u64,
                sha256: sha256_hex(bytes),
            })
            .collect();
        let described = describe(&info(), &listed).unwrap();
        let mut files = payload.clone();
        files.extend(described.files);
        files.push(signature_file("can", &key(1), &described.seal));
        files.push(signature_file("jpn", &key(2), &described.seal));
        files
    }

    fn found(files: &Files) -> Found {
        let mut found = Found::default();
        for (path, bytes) in files {
            found
                .sums
                .insert(path.clone(), (bytes.len() as u64, sha256_hex(bytes)));
            if Found::wants(path) {
                found.texts.insert(path.clone(), bytes.clone());
            }
        }
        found
    }

    fn small() -> Files {
        vec![
            ("data/report.json".to_owned(), b"{\"a\":1}".to_vec()),
            ("data/photo/写真 1.jpg".to_owned(), vec![1, 2, 3]),
            ("data/empty".to_owned(), Vec::new()),
        ]
    }

    #[test]
    fn a_sound_package_is_sound_and_says_who_signed() {
        let checked = found(&package(&small())).check();
        assert_eq!(checked.faults, []);
        assert_eq!((checked.files, checked.bytes), (3, 10));
        let parties: Vec<&str> = checked.signers.iter().map(|s| s.party.as_str()).collect();
        assert_eq!(parties, ["can", "jpn"]);
        assert_eq!(
            checked.signers[0].fingerprint,
            key(1).public().fingerprint()
        );
        assert_eq!(checked.case, "NP-2026-7");
    }

    #[test]
    fn every_changed_missing_or_added_byte_of_a_small_package_is_found() {
        let files = package(&small());
        for (n, (path, bytes)) in files.iter().enumerate() {
            for at in 0..bytes.len() {
                for bit in 0..8 {
                    let mut wrong = files.clone();
                    wrong[n].1[at] ^= 1 << bit;
                    assert!(
                        !found(&wrong).check().is_sound(),
                        "{path} byte {at} bit {bit}"
                    );
                }
                let mut wrong = files.clone();
                wrong[n].1.remove(at);
                assert!(
                    !found(&wrong).check().is_sound(),
                    "{path} without byte {at}"
                );
            }
            for at in 0..=bytes.len() {
                for byte in [b' ', b'\n', 0, b'a'] {
                    let mut wrong = files.clone();
                    wrong[n].1.insert(at, byte);
                    assert!(!found(&wrong).check().is_sound(), "{path} added at {at}");
                }
            }
            let mut wrong = files.clone();
            wrong.remove(n);
            assert!(!found(&wrong).check().is_sound(), "without {path}");
            let mut wrong = files.clone();
            wrong[n].0.push('x');
            assert!(!found(&wrong).check().is_sound(), "{path} renamed");
        }
        let mut wrong = files.clone();
        wrong.push(("data/more".to_owned(), Vec::new()));
        let faults = found(&wrong).check().faults;
        assert_eq!(faults[0].code, "package-added");
        // Two files that change places keep all bytes and still differ.
        let mut wrong = files.clone();
        let (a, b) = (wrong[0].1.clone(), wrong[1].1.clone());
        (wrong[0].1, wrong[1].1) = (b, a);
        assert!(!found(&wrong).check().is_sound());
        // The archive of it: every byte too.
        let refs: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(p, b)| (p.as_str(), b.as_slice()))
            .collect();
        let zip = archive(&refs);
        for at in 0..zip.len() {
            let mut wrong = zip.clone();
            wrong[at] ^= 0x10;
            let sound = unpack(&wrong).is_ok_and(|files| found(&files).check().is_sound());
            assert!(!sound, "archive byte {at}");
        }
    }

    #[test]
    fn a_signature_of_another_party_or_key_does_not_pass() {
        let mut files = package(&small());
        let seal: [u8; 32] = Sha256::digest(&files[6].1).into();
        assert_eq!(files[6].0, TAG_MANIFEST);
        let last = files.len() - 1;
        files[last] = (
            "signatures/jpn.txt".to_owned(),
            signature_file("can", &key(1), &seal).1,
        );
        let faults = found(&files).check().faults;
        assert_eq!(
            faults,
            [Fault {
                path: "signatures/jpn.txt".to_owned(),
                code: "package-signature"
            }]
        );
        files.remove(last);
        assert_eq!(
            found(&files).check().faults[0].code,
            "package-signature-missing"
        );
    }

    #[test]
    fn paths_that_climb_hide_or_clash_are_refused() {
        for path in [
            "report.json",
            "data/../x",
            "data//x",
            "data/.x",
            "data/a\nb",
            "data/a\\b",
            "data/c:",
            "data/x ",
            "data/x.",
        ] {
            assert!(!is_path(path), "{path}");
        }
        assert!(is_path("data/日本語/写真 1.jpg"));
        let file = |path: &str| Payload {
            path: path.to_owned(),
            size: 0,
            sha256: sha256_hex(b""),
        };
        assert!(describe(&info(), &[file("data/A"), file("data/a")]).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_random_change_in_a_large_package_is_found(
            sizes in prop::collection::vec(0..5_000_usize, 1..40), at in any::<prop::sample::Index>(), flip in 1..=255_u8,
        ) {
            let payload: Files = sizes.iter().enumerate()
                .map(|(n, size)| (format!("data/f{n:03}"), (0..*size).map(|i| (i * 31 + n) as u8).collect())).collect();
            let files = package(&payload);
            prop_assert!(found(&files).check().is_sound());
            let total: usize = files.iter().map(|(_, b)| b.len()).sum();
            let mut place = at.index(total);
            let mut wrong = files;
            for (_, bytes) in &mut wrong {
                if place < bytes.len() {
                    bytes[place] ^= flip;
                    break;
                }
                place -= bytes.len();
            }
            prop_assert!(!found(&wrong).check().is_sound());
        }

        #[test]
        fn no_bytes_make_the_check_panic(texts in prop::collection::vec(("[a-z./-]{1,20}", prop::collection::vec(any::<u8>(), 0..60)), 0..6)) {
            drop(found(&texts).check());
        }
    }
}
