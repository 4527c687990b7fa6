//! The vault: the node's key over all keys of persons, itself sealed with the passphrase or key file of the node.

use std::path::Path;

use hkdf::Hkdf;
use sha2::Sha256;
use vigie_crisis::{CrisisId, Person, PersonId};
use vigie_exchange::{SealKey, Sealed};
use vigie_store::PersonRow;
use zeroize::Zeroizing;

use crate::partner::own::{KeyError, random, seal_key, write_whole};

/// The sealed key.
const VAULT_FILE: &str = "crisis.key";
const ABOUT: &[u8] = b"vigie/crisis-vault/1";
const SALT: usize = 16;

/// The key over all keys.
pub(crate) struct Vault {
    key: SealKey,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

/// A sealed record with its sealed key.
pub(crate) struct SealedPerson {
    pub(crate) row: PersonRow,
}

impl Vault {
    /// Opens the vault of a data folder, or makes it.
    ///
    /// # Errors
    /// The disk, or a key that does not open.
    pub(crate) fn open(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(VAULT_FILE);
        let secret = match std::fs::read(&path) {
            Ok(bytes) => {
                let (salt, sealed) = bytes.split_first_chunk::<SALT>().ok_or(KeyError::Sealed)?;
                let outer = seal_key(folder, salt, false)?;
                let opened = outer.open(&Sealed(sealed.to_vec()), ABOUT);
                let opened = opened.map_err(|_wrong| KeyError::Sealed)?;
                let bytes: [u8; 32] = opened
                    .as_slice()
                    .try_into()
                    .map_err(|_length| KeyError::Sealed)?;
                Zeroizing::new(bytes)
            }
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
                let secret = random::<32>()?;
                let salt = random::<SALT>()?;
                let outer = seal_key(folder, &salt, true)?;
                let sealed = outer.seal(&*random::<24>()?, secret.as_slice(), ABOUT);
                let sealed = sealed.map_err(|_refused| KeyError::Sealed)?;
                write_whole(&path, &[salt.as_slice(), &sealed.0].concat(), false)?;
                secret
            }
            Err(source) => return Err(KeyError::Disk { path, source }),
        };
        Ok(Self {
            key: SealKey::from_random(&secret),
        })
    }

    /// Seals a record with a new key of its own, and that key with the vault's.
    ///
    /// # Errors
    /// No randomness, or a cipher that refuses.
    pub(crate) fn seal(&self, crisis: CrisisId, person: &Person) -> Result<SealedPerson, KeyError> {
        let plain = serde_json::to_vec(person).map_err(|_never| KeyError::Sealed)?;
        let plain = Zeroizing::new(plain);
        let own = random::<32>()?;
        let about = about(crisis, person.id);
        let sealed = SealKey::from_random(&own).seal(&*random::<24>()?, &plain, &about);
        let key = self.key.seal(&*random::<24>()?, own.as_slice(), &about);
        let (Ok(sealed), Ok(key)) = (sealed, key) else {
            return Err(KeyError::Sealed);
        };
        Ok(SealedPerson {
            row: PersonRow {
                id: person.id.0,
                sealed: sealed.0,
                key: key.0,
            },
        })
    }

    /// Opens a record.
    ///
    /// # Errors
    /// Sealed with another vault, about someone else, or altered.
    pub(crate) fn unseal(&self, crisis: CrisisId, row: &PersonRow) -> Result<Person, KeyError> {
        let about = about(crisis, PersonId(row.id));
        let own = self.key.open(&Sealed(row.key.clone()), &about);
        let own = own.map_err(|_wrong| KeyError::Sealed)?;
        let own: [u8; 32] = own
            .as_slice()
            .try_into()
            .map_err(|_length| KeyError::Sealed)?;
        let key = SealKey::from_random(&Zeroizing::new(own));
        let plain = key.open(&Sealed(row.sealed.clone()), &about);
        let plain = plain.map_err(|_wrong| KeyError::Sealed)?;
        serde_json::from_slice(&plain).map_err(|_form| KeyError::Sealed)
    }

    /// A secret that holds for one crisis: pseudonyms, and fingerprints of documents.
    pub(crate) fn crisis_key(&self, crisis: CrisisId, what: &[u8]) -> [u8; 32] {
        let mut out = [0; 32];
        let hkdf = Hkdf::<Sha256>::new(Some(&crisis.0), self.key.to_bytes().as_slice());
        // 32 bytes are always given: the limit is 255 times as many.
        let _given = hkdf.expand(&[b"vigie/crisis-key/1 ", what].concat(), &mut out);
        out
    }
}

fn about(crisis: CrisisId, person: PersonId) -> Vec<u8> {
    [b"vigie/person/1".as_slice(), &crisis.0, &person.0].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_crisis::{NameForm, Script, Source};

    #[test]
    fn a_record_opens_in_its_own_vault_crisis_and_place_only() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(folder.path()).unwrap();
        let name = NameForm {
            script: Script::Latin,
            family: "Tremblay".to_owned(),
            given: "Émilie".to_owned(),
        };
        let person = Person::named(PersonId::from_number(7), name, Source::WalkIn);
        let crisis = CrisisId::from_number(1);
        let row = vault.seal(crisis, &person).unwrap().row;
        assert!(!row.sealed.windows(8).any(|w| w == b"Tremblay"));
        let again = Vault::open(folder.path()).unwrap();
        assert_eq!(again.unseal(crisis, &row).unwrap(), person);
        assert!(again.unseal(CrisisId::from_number(2), &row).is_err());
        let mut moved = row.clone();
        moved.id = [8; 16];
        assert!(again.unseal(crisis, &moved).is_err());
        let other = tempfile::tempdir().unwrap();
        assert!(
            Vault::open(other.path())
                .unwrap()
                .unseal(crisis, &row)
                .is_err()
        );
        assert_ne!(
            vault.crisis_key(crisis, b"a"),
            vault.crisis_key(crisis, b"b")
        );
    }
}
