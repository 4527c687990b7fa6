//! The node's own keys: made at the first start, sealed at rest, never in a log.
//!
//! Four secrets in one sealed file: the signing key (records, bundles, receipts), the sealing key (whom bundles are
//! sealed to), the link key (TLS) and a salt for what partners see. The file is sealed with a key made of the passphrase
//! in `VIGIE_PASSPHRASE`, or else with the key file beside it, which an operator may keep on another medium.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use thiserror::Error as ThisError;
use vigie_exchange::{
    Domain, PartyId, PublicKey, Realm, SealKey, Sealed, SecretKey, Signature,
    channel::{Signer, sealing_public},
};
use zeroize::Zeroizing;

use super::tls::LinkKey;

/// The sealed secrets.
const KEYS_FILE: &str = "node.keys";
/// What they are sealed with when there is no passphrase.
const SEAL_FILE: &str = "node.seal";
/// Passphrase instead of the key file.
pub(crate) const PASSPHRASE: &str = "VIGIE_PASSPHRASE";
/// What the sealed bytes are about.
const ABOUT: &[u8] = b"vigie/node-keys/1";
const SECRET: usize = 32;
const SECRETS: usize = 4;
const SALT: usize = 16;

/// Why the keys cannot be used.
#[derive(Debug, ThisError)]
pub enum KeyError {
    /// The disk.
    #[error("{path}: {source}")]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system gives no randomness.
    #[error("no-randomness")]
    Randomness,
    /// The passphrase or key file is not the right one, or the file is damaged.
    #[error("node-keys-sealed")]
    Sealed,
}

/// Who this node is, with its secrets.
pub(crate) struct Own {
    pub(crate) party: PartyId,
    pub(crate) name: String,
    pub(crate) realm: Realm,
    pub(crate) key: SecretKey,
    pub(crate) link_seed: Zeroizing<[u8; 32]>,
    pub(crate) seal_secret: Zeroizing<[u8; 32]>,
    /// For commitments and pseudonyms.
    pub(crate) salt: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for Own {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Own({})", self.party)
    }
}

/// Bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, KeyError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut()).map_err(|_none| KeyError::Randomness)?;
    Ok(bytes)
}

impl Own {
    /// Opens the keys in a folder, or makes them.
    ///
    /// # Errors
    /// The disk, or keys that do not open.
    pub(crate) fn open(
        folder: &Path,
        party: PartyId,
        name: String,
        realm: Realm,
    ) -> Result<Self, KeyError> {
        let path = folder.join(KEYS_FILE);
        let secrets = match std::fs::read(&path) {
            Ok(bytes) => unseal(folder, &bytes)?,
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => make(folder, &path)?,
            Err(source) => return Err(KeyError::Disk { path, source }),
        };
        let part = |at: usize| -> Result<Zeroizing<[u8; SECRET]>, KeyError> {
            let bytes = secrets.get(at * SECRET..(at + 1) * SECRET);
            let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
            Ok(Zeroizing::new(bytes.ok_or(KeyError::Sealed)?))
        };
        Ok(Self {
            party,
            name,
            realm,
            key: SecretKey::from_random(&part(0)?),
            link_seed: part(1)?,
            seal_secret: part(2)?,
            salt: part(3)?,
        })
    }

    /// The public link key.
    pub(crate) fn link_key(&self) -> LinkKey {
        SecretKey::from_random(&self.link_seed).public().to_bytes()
    }

    /// The public sealing key.
    pub(crate) fn seal_public(&self) -> [u8; 32] {
        sealing_public(&self.seal_secret)
    }

    /// The public signing key.
    pub(crate) fn public(&self) -> PublicKey {
        self.key.public()
    }

    /// Signs an invitation.
    pub(crate) fn sign_invitation(&self, message: &[u8]) -> Signature {
        self.key.sign(Domain::Invitation, message)
    }
}

/// The node's key as the channel wants it.
pub(crate) struct StreamSigner(pub(crate) ed25519_dalek::SigningKey);

impl StreamSigner {
    pub(crate) fn of(own: &Own) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&own.key.to_bytes()))
    }
}

impl Signer for StreamSigner {
    fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        ed25519_dalek::Signer::sign(&self.0, message).to_bytes()
    }
}

fn make(folder: &Path, path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let secrets = Zeroizing::new(random::<{ SECRET * SECRETS }>()?.to_vec());
    let salt = random::<SALT>()?;
    let key = seal_key(folder, &salt, true)?;
    let sealed = key
        .seal(&*random::<24>()?, &secrets, ABOUT)
        .map_err(|_refused| KeyError::Sealed)?;
    write_new(path, &[salt.as_slice(), &sealed.0].concat())?;
    Ok(secrets)
}

fn unseal(folder: &Path, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (salt, sealed) = bytes.split_first_chunk::<SALT>().ok_or(KeyError::Sealed)?;
    let key = seal_key(folder, salt, false)?;
    key.open(&Sealed(sealed.to_vec()), ABOUT)
        .map_err(|_refused| KeyError::Sealed)
}

pub(crate) fn seal_key(
    folder: &Path,
    salt: &[u8; SALT],
    may_make: bool,
) -> Result<SealKey, KeyError> {
    if let Ok(passphrase) = std::env::var(PASSPHRASE) {
        let passphrase = Zeroizing::new(passphrase);
        return SealKey::from_passphrase(&passphrase, salt).map_err(|_refused| KeyError::Sealed);
    }
    let path = folder.join(SEAL_FILE);
    match std::fs::read(&path) {
        Ok(bytes) => {
            let bytes: [u8; 32] = bytes.try_into().map_err(|_length| KeyError::Sealed)?;
            Ok(SealKey::from_random(&Zeroizing::new(bytes)))
        }
        Err(fault) if may_make && fault.kind() == std::io::ErrorKind::NotFound => {
            let bytes = random::<32>()?;
            write_new(&path, bytes.as_slice())?;
            Ok(SealKey::from_random(&bytes))
        }
        Err(source) => Err(KeyError::Disk { path, source }),
    }
}

/// Writes a file that must not exist, for its owner only, and onto the disk before it has its name.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let fault = |source| KeyError::Disk {
        path: path.to_owned(),
        source,
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fault)?;
    file.write_all(bytes).map_err(fault)?;
    file.as_file().sync_all().map_err(fault)?;
    file.persist_noclobber(path)
        .map_err(|refused| fault(refused.error))?;
    let folder = std::fs::File::open(folder).map_err(fault)?;
    folder.sync_all().map_err(fault)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn open(folder: &Path) -> Result<Own, KeyError> {
        let party = PartyId::new("ca-ccg").unwrap();
        Own::open(folder, party, "Test".to_owned(), Realm::Live)
    }

    #[test]
    fn keys_are_made_once_sealed_and_for_the_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let first = open(folder.path()).unwrap();
        let again = open(folder.path()).unwrap();
        assert_eq!(first.public().fingerprint(), again.public().fingerprint());
        assert_eq!(first.link_key(), again.link_key());
        let stored = std::fs::read(folder.path().join(KEYS_FILE)).unwrap();
        for secret in [&first.key.to_bytes(), &first.link_seed, &first.seal_secret] {
            assert!(!stored.windows(32).any(|w| w == secret.as_slice()));
        }
        for name in [KEYS_FILE, SEAL_FILE] {
            let mode = std::fs::metadata(folder.path().join(name))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o077, 0, "{name}");
        }
        std::fs::write(folder.path().join(SEAL_FILE), [7; 32]).unwrap();
        assert!(matches!(open(folder.path()), Err(KeyError::Sealed)));
    }
}
