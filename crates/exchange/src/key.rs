//! The keys of an agency: Ed25519, made from 32 random bytes that the caller brings.
//!
//! Every signature is over a domain and the message, so that what was signed as one thing never passes for another.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use crate::{Digest, Error, KeyId};

/// What a signature is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Domain {
    /// A record of a log.
    Record,
    /// The head of a log.
    Head,
    /// A new key's word that it takes over from the old one.
    KeyProof,
    /// A release agreement.
    Agreement,
    /// A checkpoint of a stream's tree.
    Checkpoint,
    /// The receiver's countersignature of a checkpoint.
    Acknowledgement,
    /// A bundle of stream entries.
    Bundle,
    /// A receipt of deletion.
    Receipt,
    /// An invitation to become a partner.
    Invitation,
    /// An evidence package.
    Package,
}

impl Domain {
    fn prefix(self) -> &'static [u8] {
        match self {
            Self::Record => b"vigie/record/1\n",
            Self::Head => b"vigie/head/1\n",
            Self::KeyProof => b"vigie/key-proof/1\n",
            Self::Agreement => b"vigie/agreement/1\n",
            Self::Checkpoint => b"vigie/checkpoint/1\n",
            Self::Acknowledgement => b"vigie/acknowledgement/1\n",
            Self::Bundle => b"vigie/bundle/1\n",
            Self::Receipt => b"vigie/receipt/1\n",
            Self::Invitation => b"vigie/invitation/1\n",
            Self::Package => b"vigie/package/1\n",
        }
    }

    fn message(self, message: &[u8]) -> Vec<u8> {
        [self.prefix(), message].concat()
    }
}

/// An Ed25519 signature.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}

/// A private key. Its memory is overwritten when it is dropped; it has no text form.
pub struct SecretKey(SigningKey);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.public().id())
    }
}

impl SecretKey {
    /// The key that 32 random bytes make.
    #[must_use]
    pub fn from_random(random: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(random))
    }

    /// The 32 bytes, to be sealed at rest.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs a message of a domain.
    #[must_use]
    pub fn sign(&self, domain: Domain, message: &[u8]) -> Signature {
        Signature(self.0.sign(&domain.message(message)).to_bytes())
    }
}

/// A public key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

impl PublicKey {
    /// From its 32 bytes.
    ///
    /// # Errors
    /// `exchange-key` for bytes that are no point of the curve, and for weak keys, under which anything verifies.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Error> {
        let key = VerifyingKey::from_bytes(bytes).or(Err(Error::Key))?;
        if key.is_weak() {
            Err(Error::Key)
        } else {
            Ok(Self(key))
        }
    }

    /// The 32 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Its short name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let mut id = [0; 16];
        id.copy_from_slice(Digest::of(self.0.as_bytes()).0.split_at(16).0);
        KeyId(id)
    }

    /// Digits to be read aloud: 8 groups of 5, the same in every language, 132 bits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = Digest::of_parts(b"vigie/fingerprint/1", &[self.0.as_bytes()]);
        let group = |four: &[u8]| {
            let number = four
                .iter()
                .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
            format!("{:05}", number % 100_000)
        };
        digest
            .0
            .chunks_exact(4)
            .map(group)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Checks a signature, strictly: each message has one signature only that a third party can show.
    ///
    /// # Errors
    /// `exchange-signature`.
    pub fn verify(
        &self,
        domain: Domain,
        what: &'static str,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), Error> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0
            .verify_strict(&domain.message(message), &signature)
            .or(Err(Error::Signature {
                what,
                key: self.id(),
            }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SecretKey {
        SecretKey::from_random(&Zeroizing::new([seed; 32]))
    }

    #[test]
    fn a_signature_of_one_domain_is_none_of_another() {
        let signature = key(1).sign(Domain::Record, b"m");
        let verify = |domain| key(1).public().verify(domain, "record", b"m", &signature);
        assert!(verify(Domain::Record).is_ok());
        assert_eq!(
            verify(Domain::Head).unwrap_err().code(),
            "exchange-signature"
        );
        assert!(
            key(2)
                .public()
                .verify(Domain::Record, "record", b"m", &signature)
                .is_err()
        );
    }

    #[test]
    fn weak_keys_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(PublicKey::from_bytes(&identity), Err(Error::Key));
    }

    #[test]
    fn a_fingerprint_is_eight_groups_of_five_digits() {
        let print = key(1).public().fingerprint();
        assert_eq!(print.split(' ').map(str::len).collect::<Vec<_>>(), [5; 8]);
        assert!(print.chars().all(|c| c.is_ascii_digit() || c == ' '));
        assert_ne!(print, key(2).public().fingerprint());
    }

    #[test]
    fn a_secret_key_does_not_print_itself() {
        assert!(!format!("{:?}", key(0xab)).contains("abab"));
    }
}
