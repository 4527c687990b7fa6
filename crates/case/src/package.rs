//! The evidence package: everything a prosecutor needs, in open formats, with proof that no byte was changed.
//!
//! Layout: BagIt 1.0 (RFC 8493) with SHA-256. Files are under `data/`; `manifest-sha256.txt` lists them,
//! `tagmanifest-sha256.txt` lists the files that describe the bag, and `signatures/PARTY.txt` holds each agency's Ed25519
//! signature over the SHA-256 of `tagmanifest-sha256.txt`. `bag-info.txt` names who signs, so a missing signature is
//! seen. Manifests are in one order only (by path), every line has one form only, and nothing else may be there: a byte
//! that is changed, missing, added or moved is always found, by this code and by `scripts/verify_package.py`, which
//! needs Python's standard library alone.

use std::collections::{BTreeMap, BTreeSet};

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
/// Code of the one fault that a package has until all have signed it.
const MISSING_SIGNATURE: &str = "package-signature-missing";

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
    fn text(&self, bytes: u64, files: usize) -> String {
        let line = |name: &str, value: &str| format!("{name}: {}\n", one_line(value));
        [
            line("Source-Organization", &self.party),
            line("External-Identifier", &self.case),
            line("Bagging-Date", self.made_at.get(..10).unwrap_or_default()),
            line("Payload-Oxum", &format!("{bytes}.{files}")),
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
    // Names that differ in case only would fall together on some file systems, wherever they stand in the order.
    let mut names = BTreeSet::new();
    for file in &payload {
        if !is_path(&file.path) || !names.insert(file.path.to_lowercase()) {
            return Err(Error::Path {
                path: file.path.clone(),
            });
        }
    }
    let is_folder = |name: &str| {
        let inside = format!("{name}/");
        let next = names.range(inside.clone()..).next();
        next.is_some_and(|next| next.starts_with(&inside))
    };
    if let Some(both) = names.iter().find(|name| is_folder(name.as_str())) {
        return Err(Error::Path { path: both.clone() });
    }
    let bytes = payload.iter().map(|file| file.size).sum();
    let manifest: String = payload
        .iter()
        .map(|file| format!("{}  {}\n", file.sha256, file.path))
        .collect();
    let tags = [
        ("bag-info.txt", info.text(bytes, payload.len())),
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

/// On what the rows of the tracks rest, as raw lines in the package say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RawRows {
    /// Raw lines in the package.
    pub lines: u64,
    /// Rows of which their lines say who, where and when.
    pub whole: u64,
    /// Rows of which their lines say who and where.
    pub place: u64,
    /// Rows whose lines are there and cannot be read alone.
    pub present: u64,
    /// Rows without a line, by reason.
    pub without: BTreeMap<String, u64>,
    /// Rows of a package that was made before rows cited lines.
    pub unreferenced: u64,
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
    /// What the rows of the tracks rest on; who checks the bytes of a package fills it in.
    pub raw: RawRows,
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
                None => wrong.push((path.clone(), MISSING_SIGNATURE)),
                Some(None) => wrong.push((path.clone(), "package-signature")),
                Some(Some(signer)) => signers.push(signer),
            }
            allowed.push(path);
        }
        for (path, code) in &wrong {
            fault(path, code);
        }
        if info.as_ref().is_some_and(|info| info.signers.is_empty()) {
            fault("bag-info.txt", MISSING_SIGNATURE);
        }
        for (path, (_, sum)) in &self.sums {
            if !listed.contains_key(path) && !allowed.contains(path) {
                fault(path, "package-added");
            }
            // A describing file that is there twice, or is a link, has no sum: which one is read depends on the reader.
            if allowed.contains(path) && *sum != sha256_hex(text(path)) {
                fault(path, "package-changed");
            }
        }
        let sizes = listed.keys().filter_map(|path| self.sums.get(path));
        let bytes = sizes.map(|(size, _)| size).sum();
        // One form only here too: a second line of one name would be read by one verifier and passed over by another.
        if let Some(info) = &info
            && checked.faults.iter().all(|it| it.code == MISSING_SIGNATURE)
            && info.text(bytes, listed.len()).as_bytes() != text("bag-info.txt")
        {
            checked.faults.push(Fault {
                path: "bag-info.txt".to_owned(),
                code: "package-info",
            });
        }
        checked.signers = signers;
        checked.files = listed.len();
        checked.bytes = bytes;
        if let Some(info) = info {
            (checked.case, checked.made_at, checked.realm) = (info.case, info.made_at, info.realm);
        }
        checked.faults.sort();
        checked
    }
}

impl Info {
    /// Reads `bag-info.txt`; that it has the one form that this program writes is checked by whoever reads it.
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
mod tests;
