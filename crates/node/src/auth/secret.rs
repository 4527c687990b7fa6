//! Secrets made by the node: sessions, tokens, the set-up token. 256 random bits each, shown once, stored as
//! SHA-256. (A fast hash is right here: 256 random bits cannot be guessed, unlike a password.)

use sha2::{Digest, Sha256};

/// A new secret, 64 hexadecimal digits; `None` if the system gives no randomness.
pub(crate) fn new_secret() -> Option<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(hex(&bytes))
}

/// What is stored of a secret.
pub(crate) fn fingerprint(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// The value that a page must send back with each change: made from the session's secret, so that only who
/// read the answer to the sign-in knows it.
pub(crate) fn csrf_of(session: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"vigie-csrf-1\0");
    hasher.update(session.as_bytes());
    hex(&hasher.finalize())
}

/// Compares without telling by the time taken where two texts differ.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0u8, |d, (x, y)| d | (x ^ y)) == 0
}

fn digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or('0')
}

/// Hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.extend([digit(byte >> 4), digit(byte & 15)]);
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn secrets_differ_and_only_their_hash_is_kept() {
        let (a, b) = (new_secret().unwrap(), new_secret().unwrap());
        assert_eq!(a.len(), 64);
        assert_ne!(a, b);
        assert_ne!(fingerprint(&a), a);
        assert_ne!(csrf_of(&a), fingerprint(&a));
        assert!(same(&a, &a.clone()) && !same(&a, &b) && !same(&a, &a[1..]));
    }
}
