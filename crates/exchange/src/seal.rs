//! Secrets at rest: private keys under a passphrase or key file, and each person's data under a key of its own.
//!
//! XChaCha20-Poly1305, nonce and salt brought by the caller. Destroying an object's key erases its body wherever the
//! sealed bytes were copied, backups included.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use zeroize::Zeroizing;

use crate::{Body, Error, ObjectId, SecretKey, Value, cbor};

/// Nonce and ciphertext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

/// Bytes of the nonce, which stands first.
const NONCE_LEN: usize = 24;

/// Cost of making a key of a passphrase: memory in KiB, passes. OWASP's second choice for Argon2id is 19 MiB and 2.
const ARGON2_MEMORY_KIB: u32 = 64 * 1_024;
const ARGON2_PASSES: u32 = 3;

/// A symmetric key of 32 bytes.
#[derive(Clone)]
pub struct SealKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    /// From 32 random bytes: a key file, or the key of one object.
    #[must_use]
    pub fn from_random(random: &Zeroizing<[u8; 32]>) -> Self {
        Self(random.clone())
    }

    /// From a passphrase and 16 random bytes kept beside what is sealed: Argon2id.
    ///
    /// # Errors
    /// `exchange-sealed` when the library refuses its parameters.
    pub fn from_passphrase(passphrase: &str, salt: &[u8; 16]) -> Result<Self, Error> {
        let params = argon2::Params::new(ARGON2_MEMORY_KIB, ARGON2_PASSES, 1, Some(32))
            .or(Err(Error::Sealed))?;
        let argon =
            argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
        let mut key = Zeroizing::new([0; 32]);
        argon
            .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
            .or(Err(Error::Sealed))?;
        Ok(Self(key))
    }

    /// The 32 bytes, to be sealed under another key.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    /// Seals bytes. `about` is bound to them and needed to open.
    ///
    /// # Errors
    /// `exchange-sealed` when the library refuses (more than 256 GB).
    pub fn seal(
        &self,
        nonce: &[u8; NONCE_LEN],
        plain: &[u8],
        about: &[u8],
    ) -> Result<Sealed, Error> {
        let payload = Payload {
            msg: plain,
            aad: about,
        };
        let cipher = self
            .cipher()?
            .encrypt(&XNonce::from(*nonce), payload)
            .or(Err(Error::Sealed))?;
        Ok(Sealed([nonce.as_slice(), &cipher].concat()))
    }

    /// Opens what was sealed with this key about the same thing.
    ///
    /// # Errors
    /// `exchange-sealed`.
    pub fn open(&self, sealed: &Sealed, about: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (nonce, cipher) = sealed
            .0
            .split_first_chunk::<NONCE_LEN>()
            .ok_or(Error::Sealed)?;
        let payload = Payload {
            msg: cipher,
            aad: about,
        };
        let plain = self
            .cipher()?
            .decrypt(&XNonce::from(*nonce), payload)
            .or(Err(Error::Sealed))?;
        Ok(Zeroizing::new(plain))
    }

    fn cipher(&self) -> Result<XChaCha20Poly1305, Error> {
        XChaCha20Poly1305::new_from_slice(self.0.as_slice()).or(Err(Error::Sealed))
    }

    /// Seals a body for its object.
    ///
    /// # Errors
    /// See [`SealKey::seal`].
    pub fn seal_body(
        &self,
        nonce: &[u8; NONCE_LEN],
        body: &Body,
        object: ObjectId,
    ) -> Result<Sealed, Error> {
        let plain = Zeroizing::new(cbor::encode(&Value::Map(body.clone())));
        self.seal(nonce, &plain, &about_body(object))
    }

    /// Opens the body of an object.
    ///
    /// # Errors
    /// `exchange-sealed`; `exchange-codec-*` and `exchange-shape` when what was sealed is no body.
    pub fn open_body(&self, sealed: &Sealed, object: ObjectId) -> Result<Body, Error> {
        let plain = self.open(sealed, &about_body(object))?;
        match cbor::decode(&plain, &cbor::Limits::default())? {
            Value::Map(body) => Ok(body),
            _ => Err(Error::Shape { what: "body" }),
        }
    }

    /// Seals a private key.
    ///
    /// # Errors
    /// See [`SealKey::seal`].
    pub fn seal_secret(&self, nonce: &[u8; NONCE_LEN], key: &SecretKey) -> Result<Sealed, Error> {
        self.seal(nonce, key.to_bytes().as_slice(), b"vigie/secret-key/1")
    }

    /// Opens a private key.
    ///
    /// # Errors
    /// `exchange-sealed`.
    pub fn open_secret(&self, sealed: &Sealed) -> Result<SecretKey, Error> {
        let plain = self.open(sealed, b"vigie/secret-key/1")?;
        let bytes: [u8; 32] = plain.as_slice().try_into().or(Err(Error::Sealed))?;
        Ok(SecretKey::from_random(&Zeroizing::new(bytes)))
    }
}

fn about_body(object: ObjectId) -> Vec<u8> {
    [b"vigie/body/1".as_slice(), &object.0].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_key_opens_with_its_passphrase_and_no_other() {
        let secret = SecretKey::from_random(&Zeroizing::new([7; 32]));
        let right = SealKey::from_passphrase("correct horse", &[1; 16]).unwrap();
        let wrong = SealKey::from_passphrase("correct horsf", &[1; 16]).unwrap();
        let sealed = right.seal_secret(&[2; 24], &secret).unwrap();
        assert_eq!(
            right.open_secret(&sealed).unwrap().public(),
            secret.public()
        );
        assert_eq!(
            wrong.open_secret(&sealed).unwrap_err().code(),
            "exchange-sealed"
        );
        assert!(!sealed.0.windows(8).any(|w| w == [7; 8]));
    }

    #[test]
    fn a_body_opens_for_its_own_object_only_and_no_byte_may_change() {
        let key = SealKey::from_random(&Zeroizing::new([3; 32]));
        let body = Body::from([("name".to_owned(), Value::text("a person"))]);
        let sealed = key.seal_body(&[4; 24], &body, ObjectId([1; 16])).unwrap();
        assert_eq!(key.open_body(&sealed, ObjectId([1; 16])).unwrap(), body);
        assert!(key.open_body(&sealed, ObjectId([2; 16])).is_err());
        for at in 0..sealed.0.len() {
            let mut altered = sealed.clone();
            altered.0[at] ^= 1;
            assert!(
                key.open_body(&altered, ObjectId([1; 16])).is_err(),
                "byte {at}"
            );
        }
    }
}
