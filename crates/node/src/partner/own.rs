//! The node's own keys: made at the first start, sealed at rest, never in a log.
//!
//! One sealed file: the link key (TLS) and the one to come, a salt for what partners see, which key began the log, and the
//! generations of the node's keys, each a signing key (records, bundles, receipts) and a sealing key (whom bundles are sealed to). Which
//! generation speaks is what the log says; older ones stay only until every partner speaks under the newest. The file is
//! sealed with a key made of the passphrase in `VIGIE_PASSPHRASE`, or else with the key file beside it, which an operator
//! may keep on another medium.

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
/// The first form of the file: signing key, link key, sealing key, salt.
const FIRST_FORM: usize = 4 * SECRET;
/// Of the second form: link key, salt, public key that began the log; then the generations.
const FRAME: usize = 3 * SECRET;
/// Of the third form: the second with the link key to come behind the frame. Its length tells it from the second.
const LONG_FRAME: usize = FRAME + SECRET;
const GENERATION: usize = 2 * SECRET;
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
    /// The log names a key whose secret is not in the file: file and log are not of the same time.
    #[error("node-keys-other")]
    Other,
}

impl KeyError {
    /// Stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Disk { .. } => "node-keys-disk",
            Self::Randomness => "no-randomness",
            Self::Sealed => "node-keys-sealed",
            Self::Other => "node-keys-other",
        }
    }
}

/// A signing key and a sealing key that belong together.
pub(crate) struct Generation {
    pub(crate) key: SecretKey,
    pub(crate) seal_secret: Zeroizing<[u8; 32]>,
}

impl Generation {
    /// Its public signing key.
    pub(crate) fn public(&self) -> [u8; 32] {
        self.key.public().to_bytes()
    }
}

/// Who this node is, with its secrets.
pub(crate) struct Own {
    pub(crate) party: PartyId,
    pub(crate) name: String,
    pub(crate) realm: Realm,
    /// Branch of an exercise that was set back; 0 in real life.
    pub(crate) branch: u32,
    pub(crate) link_seed: Zeroizing<[u8; 32]>,
    /// The link key that takes over when every partner has said that it knows it.
    link_next: Option<Zeroizing<[u8; 32]>>,
    /// For commitments and pseudonyms.
    pub(crate) salt: Zeroizing<[u8; 32]>,
    /// The key that began the log.
    pub(crate) first: PublicKey,
    /// The generation that speaks.
    now: Generation,
    /// Those that partners may still speak to, or that a rotation that was cut short has left.
    others: Vec<Generation>,
    folder: PathBuf,
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
    /// Whether a folder has keys.
    pub(crate) fn is_there(folder: &Path) -> bool {
        folder.join(KEYS_FILE).exists()
    }

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
            let bytes = secrets.get(at..at.saturating_add(SECRET));
            let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
            Ok(Zeroizing::new(bytes.ok_or(KeyError::Sealed)?))
        };
        let generation = |key: usize, seal: usize| {
            Ok::<_, KeyError>(Generation {
                key: SecretKey::from_random(&part(key)?),
                seal_secret: part(seal)?,
            })
        };
        let (link_seed, link_next, salt, first, mut all) = if secrets.len() == FIRST_FORM {
            let only = generation(0, 2 * SECRET)?;
            let (link, salt) = (part(SECRET)?, part(3 * SECRET)?);
            (link, None, salt, only.key.public(), vec![only])
        } else {
            let is_long = secrets.len() % GENERATION == LONG_FRAME % GENERATION;
            let frame = if is_long { LONG_FRAME } else { FRAME };
            let next = is_long.then(|| part(FRAME)).transpose()?;
            let first = PublicKey::from_bytes(&*part(2 * SECRET)?);
            let places = (frame..secrets.len()).step_by(GENERATION);
            let all = places.map(|at| generation(at, at.saturating_add(SECRET)));
            let all = all.collect::<Result<Vec<_>, _>>()?;
            let first = first.map_err(|_none| KeyError::Sealed)?;
            (part(0)?, next, part(SECRET)?, first, all)
        };
        let now = all.pop().ok_or(KeyError::Sealed)?;
        Ok(Self {
            party,
            name,
            realm,
            branch: 0,
            link_seed,
            link_next,
            salt,
            first,
            now,
            others: all,
            folder: folder.to_owned(),
        })
    }

    /// The signing key.
    pub(crate) fn key(&self) -> &SecretKey {
        &self.now.key
    }

    /// The generation of a public signing key, if its secrets are still here.
    pub(crate) fn generation(&self, public: &[u8; 32]) -> Option<&Generation> {
        let mut all = std::iter::once(&self.now).chain(&self.others);
        all.find(|generation| generation.public() == *public)
    }

    /// Speaks as the generation that the log names.
    ///
    /// # Errors
    /// Its secrets are not here: the file is of another time than the log.
    pub(crate) fn speak_as(&mut self, public: &PublicKey) -> Result<(), KeyError> {
        if self.now.key.public() == *public {
            return Ok(());
        }
        let mut others = self.others.iter();
        let at = others.position(|generation| generation.key.public() == *public);
        let next = self.others.remove(at.ok_or(KeyError::Other)?);
        self.others.push(std::mem::replace(&mut self.now, next));
        Ok(())
    }

    /// Makes a new generation and keeps it on the disk; it does not speak yet. One that a rotation which was cut short
    /// has left is taken instead: those in `known` are others.
    ///
    /// # Errors
    /// No randomness, or the disk.
    pub(crate) fn make_generation(&mut self, known: &[[u8; 32]]) -> Result<PublicKey, KeyError> {
        let mut others = self.others.iter();
        if let Some(left) = others.find(|generation| !known.contains(&generation.public())) {
            return Ok(left.key.public());
        }
        let made = Generation {
            key: SecretKey::from_random(&random()?),
            seal_secret: random()?,
        };
        let public = made.key.public();
        self.others.push(made);
        self.save()?;
        Ok(public)
    }

    /// Destroys the generations that nobody speaks to any more; gives how many.
    ///
    /// # Errors
    /// The disk; then they are destroyed at the next call.
    pub(crate) fn forget_generations(&mut self, needed: &[[u8; 32]]) -> Result<usize, KeyError> {
        let before = self.others.len();
        self.others
            .retain(|generation| needed.contains(&generation.public()));
        let gone = before.saturating_sub(self.others.len());
        if gone > 0 {
            self.save()?;
        }
        Ok(gone)
    }

    /// Makes the link key that is to take over, unless there is one already.
    ///
    /// # Errors
    /// No randomness, or the disk.
    pub(crate) fn make_link(&mut self) -> Result<LinkKey, KeyError> {
        if self.link_next.is_none() {
            self.link_next = Some(random()?);
            self.save()?;
        }
        Ok(self.next_link_key().unwrap_or_else(|| self.link_key()))
    }

    /// Lets the link key to come take over; the one before is destroyed.
    ///
    /// # Errors
    /// The disk; then the one before stays.
    pub(crate) fn take_link_over(&mut self) -> Result<(), KeyError> {
        let Some(next) = self.link_next.take() else {
            return Ok(());
        };
        let before = std::mem::replace(&mut self.link_seed, next);
        self.save().inspect_err(|_fault| {
            self.link_next = Some(std::mem::replace(&mut self.link_seed, before));
        })
    }

    fn save(&self) -> Result<(), KeyError> {
        let mut secrets = Zeroizing::new(Vec::new());
        secrets.extend_from_slice(self.link_seed.as_slice());
        secrets.extend_from_slice(self.salt.as_slice());
        secrets.extend_from_slice(&self.first.to_bytes());
        if let Some(next) = &self.link_next {
            secrets.extend_from_slice(next.as_slice());
        }
        for generation in self.others.iter().chain([&self.now]) {
            secrets.extend_from_slice(generation.key.to_bytes().as_slice());
            secrets.extend_from_slice(generation.seal_secret.as_slice());
        }
        let path = self.folder.join(KEYS_FILE);
        let salt = random::<SALT>()?;
        write_whole(&path, &sealed(&self.folder, &salt, &secrets, false)?, true)
    }

    /// The public link key.
    pub(crate) fn link_key(&self) -> LinkKey {
        public_of(&self.link_seed)
    }

    /// The public link key to come.
    pub(crate) fn next_link_key(&self) -> Option<LinkKey> {
        self.link_next.as_ref().map(public_of)
    }

    /// The public sealing key.
    pub(crate) fn seal_public(&self) -> [u8; 32] {
        sealing_public(&self.now.seal_secret)
    }

    /// The public signing key.
    pub(crate) fn public(&self) -> PublicKey {
        self.now.key.public()
    }

    /// Signs an invitation.
    pub(crate) fn sign_invitation(&self, message: &[u8]) -> Signature {
        self.now.key.sign(Domain::Invitation, message)
    }
}

fn public_of(seed: &Zeroizing<[u8; 32]>) -> [u8; 32] {
    SecretKey::from_random(seed).public().to_bytes()
}

/// The node's key as the channel wants it.
pub(crate) struct StreamSigner(pub(crate) ed25519_dalek::SigningKey);

impl StreamSigner {
    pub(crate) fn of(key: &SecretKey) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&key.to_bytes()))
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
    let random = random::<{ FRAME + GENERATION }>()?;
    let mut secrets = Zeroizing::new(random.to_vec());
    let key: Option<[u8; SECRET]> = secrets
        .get(FRAME..FRAME + SECRET)
        .and_then(|key| key.try_into().ok());
    let key = Zeroizing::new(key.ok_or(KeyError::Sealed)?);
    let public = SecretKey::from_random(&key).public().to_bytes();
    let place = secrets.get_mut(2 * SECRET..FRAME).ok_or(KeyError::Sealed)?;
    place.copy_from_slice(&public);
    let salt = self::random::<SALT>()?;
    write_whole(path, &sealed(folder, &salt, &secrets, true)?, false)?;
    Ok(secrets)
}

fn sealed(
    folder: &Path,
    salt: &[u8; SALT],
    secrets: &[u8],
    may_make: bool,
) -> Result<Vec<u8>, KeyError> {
    let key = seal_key(folder, salt, may_make)?;
    let sealed = key
        .seal(&*random::<24>()?, secrets, ABOUT)
        .map_err(|_refused| KeyError::Sealed)?;
    Ok([salt.as_slice(), &sealed.0].concat())
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
            write_whole(&path, bytes.as_slice(), false)?;
            Ok(SealKey::from_random(&bytes))
        }
        Err(source) => Err(KeyError::Disk { path, source }),
    }
}

/// Writes a file for its owner only, whole and onto the disk before it has its name; unless `over`, it must not exist.
pub(crate) fn write_whole(path: &Path, bytes: &[u8], over: bool) -> Result<(), KeyError> {
    let fault = |source| KeyError::Disk {
        path: path.to_owned(),
        source,
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fault)?;
    file.write_all(bytes).map_err(fault)?;
    file.as_file().sync_all().map_err(fault)?;
    let named = if over {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    named.map_err(|refused| fault(refused.error))?;
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
        for secret in [
            &first.key().to_bytes(),
            &first.link_seed,
            &first.now.seal_secret,
        ] {
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

    #[test]
    fn the_link_key_to_come_is_kept_and_takes_over() {
        let folder = tempfile::tempdir().unwrap();
        let mut own = open(folder.path()).unwrap();
        let before = own.link_key();
        let next = own.make_link().unwrap();
        assert_eq!(own.make_link().unwrap(), next);
        own.make_generation(&[own.public().to_bytes()]).unwrap();
        let mut again = open(folder.path()).unwrap();
        assert_eq!(
            (again.link_key(), again.next_link_key()),
            (before, Some(next))
        );
        assert_eq!(again.others.len(), 1);
        again.take_link_over().unwrap();
        let last = open(folder.path()).unwrap();
        assert_eq!((last.link_key(), last.next_link_key()), (next, None));
        assert_eq!(last.others.len(), 1);
    }

    #[test]
    fn generations_come_and_go_and_the_first_form_is_still_read() {
        let folder = tempfile::tempdir().unwrap();
        let mut own = open(folder.path()).unwrap();
        let first = own.public();
        let second = own.make_generation(&[first.to_bytes()]).unwrap();
        assert_ne!(first, second);
        // Cut short before the log said so: the same one is taken at the next try.
        let mut own = open(folder.path()).unwrap();
        own.speak_as(&first).unwrap();
        assert_eq!(own.make_generation(&[first.to_bytes()]).unwrap(), second);
        own.speak_as(&second).unwrap();
        assert!(own.generation(&first.to_bytes()).is_some());
        assert_eq!(own.forget_generations(&[]).unwrap(), 1);
        let mut own = open(folder.path()).unwrap();
        assert_eq!((own.public(), own.first), (second, first));
        assert!(matches!(own.speak_as(&first), Err(KeyError::Other)));

        let secrets: Vec<u8> = (0..4).flat_map(|n| [n; 32]).collect();
        let old = sealed(folder.path(), &[0; 16], &secrets, false).unwrap();
        std::fs::write(folder.path().join(KEYS_FILE), old).unwrap();
        let own = open(folder.path()).unwrap();
        assert_eq!(*own.key().to_bytes(), [0; 32]);
        assert_eq!((*own.link_seed, *own.now.seal_secret), ([1; 32], [2; 32]));
        assert_eq!((*own.salt, own.first), ([3; 32], own.public()));
    }
}
