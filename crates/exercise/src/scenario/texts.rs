//! The texts that a scenario was read from: enough to read it again elsewhere, and to tell whether two nodes hold the same one.

use std::collections::BTreeMap;

/// A scenario file and every fragment that was read for it, those of the library too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    /// The scenario file.
    pub toml: String,
    /// Fragments by name.
    pub fragments: BTreeMap<String, String>,
}

impl Texts {
    /// BLAKE3 over the file and its fragments in order of name, each with its length before it.
    pub(super) fn hasher(&self) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new();
        let mut add = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        add(&self.toml);
        for (name, text) in &self.fragments {
            add(name);
            add(text);
        }
        hasher
    }

    /// Digest of the texts alone, hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        self.hasher().finalize().to_hex().to_string()
    }
}
