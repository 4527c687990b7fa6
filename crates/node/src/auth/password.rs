//! Passwords: argon2id with 19 MiB of memory, 2 passes and 1 lane (OWASP Password Storage Cheat Sheet, first
//! choice for argon2id), a random salt of 16 bytes, stored in PHC format.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};

/// Fewest characters of a password (NIST SP 800-63B-4 asks for 15 when it is the only factor, 8 with a
/// second one; a node stands behind a watch room's door).
const PASSWORD_CHARS_MIN: usize = 10;
/// Longest password, bytes: longer ones only cost time.
const PASSWORD_BYTES_MAX: usize = 1_024;

const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Whether a new password may be used: long enough and not the user's own name.
pub(crate) fn password_fits(password: &str, user: &str) -> bool {
    password.chars().count() >= PASSWORD_CHARS_MIN
        && password.len() <= PASSWORD_BYTES_MAX
        && !password.eq_ignore_ascii_case(user)
}

/// The hash to store; `None` if the system gives no random salt.
pub(crate) fn hash_password(password: &str) -> Option<String> {
    let mut salt = [0u8; SALT_BYTES];
    getrandom::fill(&mut salt).ok()?;
    let hash = argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .ok()?;
    Some(hash.to_string())
}

/// Whether the password is the one behind the hash. Without a hash (no such user) the same work is done, so
/// that the time taken does not tell which names exist.
pub(crate) fn verify_password(password: &str, hash: Option<&str>) -> bool {
    if password.len() > PASSWORD_BYTES_MAX {
        return false;
    }
    let Some(parsed) = hash.and_then(|text| PasswordHash::new(text).ok()) else {
        let wasted = argon2().hash_password_with_salt(password.as_bytes(), &[0u8; SALT_BYTES]);
        drop(wasted);
        return false;
    };
    argon2()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_hash_is_salted_and_fits_only_its_password() {
        let hash = hash_password("correct horse").unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(verify_password("correct horse", Some(&hash)));
        assert!(!verify_password("correct horsf", Some(&hash)));
        assert!(!verify_password("correct horse", None));
        assert_ne!(hash, hash_password("correct horse").unwrap());
    }

    #[test]
    fn short_passwords_and_the_own_name_are_refused() {
        assert!(!password_fits("123456789", "a"));
        assert!(password_fits("1234567890", "a"));
        assert!(password_fits("漁業監視船当直中十字", "a"));
        assert!(!password_fits("Mikakobayashi", "mikakobayashi"));
        assert!(!password_fits(&"x".repeat(2_000), "a"));
    }
}
