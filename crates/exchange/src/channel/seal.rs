//! Sealing of bundles and acknowledgements for one partner.
//!
//! Keys: X25519 between the two nodes' sealing keys, HKDF-SHA-256 over the stream's identity, one key
//! for bundles and one for acknowledgements. Cipher: XChaCha20-Poly1305 with a synthetic nonce
//! (HMAC-SHA-256 over header and plaintext, 192 bits), so that a node restored from an old backup cannot
//! reuse a nonce for other bytes and the core needs no randomness; the one thing equal nonces tell is
//! that the very same message was sealed twice.
//!
//! What it guarantees: confidentiality and integrity between the two nodes, wherever the bytes travel
//! (also by USB stick). What it does not: forward secrecy. Who takes a node's sealing key opens what was
//! recorded before; live carriers (TLS, QUIC, the datagram carrier) add forward secrecy for the hop.

use super::Refusal;
use super::merkle::Hash;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use curve25519_dalek::montgomery::MontgomeryPoint;
use hkdf::Hkdf;
use hkdf::hmac::{Hmac, Mac};
use sha2::Sha256;

/// Bytes a seal adds: nonce and tag.
pub const SEAL_BYTES: usize = NONCE_BYTES + 16;
const NONCE_BYTES: usize = 24;

/// What is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Bundle,
    Ack,
}

/// The keys of one stream between two nodes. Both compute the same.
#[derive(Clone)]
pub struct Seal {
    bundle: [u8; 32],
    ack: [u8; 32],
    nonce: [u8; 32],
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(..)")
    }
}

/// The public X25519 key of a secret.
pub fn sealing_public(secret: &[u8; 32]) -> [u8; 32] {
    MontgomeryPoint::mul_base_clamped(*secret).to_bytes()
}

/// X25519; refuses a public key of low order.
pub(crate) fn agree(secret: &[u8; 32], public: &[u8; 32]) -> Result<[u8; 32], Refusal> {
    let shared = MontgomeryPoint(*public).mul_clamped(*secret).to_bytes();
    if shared == [0; 32] {
        Err(Refusal::NotAuthentic)
    } else {
        Ok(shared)
    }
}

/// One HKDF output of 32 bytes.
pub(crate) fn derive(hkdf: &Hkdf<Sha256>, label: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    // 32 bytes are far below the limit of HKDF (8,160), the only way this could fail.
    hkdf.expand(label, &mut key).unwrap_or_default();
    key
}

impl Seal {
    pub(crate) fn agree(
        secret: &[u8; 32],
        public: &[u8; 32],
        stream: &Hash,
    ) -> Result<Self, Refusal> {
        let shared = agree(secret, public)?;
        let hkdf = Hkdf::<Sha256>::new(Some(stream), &shared);
        Ok(Self {
            bundle: derive(&hkdf, b"vigie bundle v1"),
            ack: derive(&hkdf, b"vigie ack v1"),
            nonce: derive(&hkdf, b"vigie nonce v1"),
        })
    }

    fn key(&self, what: Use) -> &[u8; 32] {
        match what {
            Use::Bundle => &self.bundle,
            Use::Ack => &self.ack,
        }
    }

    /// Appends nonce and ciphertext of `plain` to `header`, which is authenticated with it.
    pub(crate) fn close(
        &self,
        what: Use,
        mut header: Vec<u8>,
        plain: &[u8],
    ) -> Result<Vec<u8>, Refusal> {
        let nonce = self.synthetic(what, &header, plain);
        let cipher = XChaCha20Poly1305::new(self.key(what).into());
        let payload = Payload {
            msg: plain,
            aad: &header,
        };
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .or(Err(Refusal::Oversized))?;
        header.extend_from_slice(&nonce);
        header.extend_from_slice(&sealed);
        Ok(header)
    }

    /// Opens what [`Seal::close`] made; `header` is what stood before the nonce.
    pub(crate) fn open(&self, what: Use, header: &[u8], body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let (nonce, sealed) = body
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(Refusal::Malformed)?;
        let cipher = XChaCha20Poly1305::new(self.key(what).into());
        let payload = Payload {
            msg: sealed,
            aad: header,
        };
        cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .or(Err(Refusal::NotAuthentic))
    }

    fn synthetic(&self, what: Use, header: &[u8], plain: &[u8]) -> [u8; NONCE_BYTES] {
        let mut nonce = [0; NONCE_BYTES];
        let tag = hmac(
            &self.nonce,
            &[
                &[what as u8],
                &(header.len() as u64).to_be_bytes(),
                header,
                plain,
            ],
        );
        nonce.iter_mut().zip(tag).for_each(|(to, from)| *to = from);
        nonce
    }
}

/// HMAC-SHA-256 over the parts.
pub(crate) fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = <Hmac<Sha256> as hkdf::hmac::KeyInit>::new_from_slice(key) else {
        return [0; 32]; // HMAC takes keys of any length
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_agree_and_a_third_does_not() {
        let (a, b, c) = ([1; 32], [2; 32], [3; 32]);
        let stream = [9; 32];
        let ours = Seal::agree(&a, &sealing_public(&b), &stream).unwrap();
        let theirs = Seal::agree(&b, &sealing_public(&a), &stream).unwrap();
        let other = Seal::agree(&c, &sealing_public(&a), &stream).unwrap();
        let sealed = ours
            .close(Use::Bundle, b"head".to_vec(), b"secret")
            .unwrap();
        assert_eq!(
            theirs.open(Use::Bundle, b"head", &sealed[4..]),
            Ok(b"secret".to_vec())
        );
        assert_eq!(
            theirs.open(Use::Ack, b"head", &sealed[4..]),
            Err(Refusal::NotAuthentic)
        );
        assert_eq!(
            other.open(Use::Bundle, b"head", &sealed[4..]),
            Err(Refusal::NotAuthentic)
        );
        assert!(Seal::agree(&a, &[0; 32], &stream).is_err());
    }
}
