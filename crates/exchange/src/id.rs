//! Names by which two agencies mean the same thing: parties, kinds, purposes, scopes, and the numbers of objects.
//!
//! Every identifier is global. A small integer that each node counts for itself would name two different things on two
//! nodes and release one agency's group to another, so none is used here.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::Error;

/// Longest name of a party, kind, purpose, scope, caveat, profile or policy, in bytes: fits a table column and a log line.
pub const NAME_BYTES_MAX: usize = 48;

/// Whether a text can be a name: `a-z`, `0-9`, `-`, `_`, `.`; begins with a letter or digit; at most [`NAME_BYTES_MAX`].
#[must_use]
pub fn is_name(text: &str) -> bool {
    let tail =
        |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    let bytes = text.as_bytes();
    bytes.len() <= NAME_BYTES_MAX
        && bytes
            .first()
            .is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && bytes.iter().copied().all(tail)
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident: $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// From a text that is a name, see [`is_name`].
            ///
            /// # Errors
            /// `exchange-name` when it is not.
            pub fn new(text: &str) -> Result<Self, Error> {
                if is_name(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(Error::Name { what: $what })
                }
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.into()
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;
            fn try_from(text: String) -> Result<Self, Error> {
                Self::new(&text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self, Error> {
                Self::new(text)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

names! {
    /// A party: one agency, `jp-jcg`, `ca-ccg`. The same name on every node.
    PartyId: "party";
    /// What a record is about: `alert`, `case`, `vms-position`, `hold`.
    Kind: "kind";
    /// What data may be used for: `fisheries`, `search-and-rescue`, `evacuation`.
    Purpose: "purpose";
    /// An operation, exercise or disaster that has rules of its own.
    Scope: "scope";
    /// A restriction that a receiver must have agreed to honour.
    Caveat: "caveat";
    /// A named set of redactions that an agreement defines and a label asks for.
    Profile: "profile";
    /// The rules under which a label was given.
    PolicyId: "policy";
    /// A field of a body.
    Field: "field";
}

macro_rules! hex_ids {
    ($($(#[$doc:meta])* $name:ident: $len:literal, $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// From exactly that many bytes.
            ///
            /// # Errors
            /// `exchange-id` when the length is another.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, Error> {
                bytes.try_into().map(Self).or(Err(Error::Id { what: $what }))
            }

            /// The bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;
            fn try_from(text: String) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl std::str::FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self, Error> {
                let bytes = unhex(text).ok_or(Error::Id { what: $what })?;
                Self::from_slice(&bytes)
            }
        }
    )*};
}

hex_ids! {
    /// An operational object, on every node the same. 16 random or derived bytes.
    ObjectId: 16, "object";
    /// SHA-256 of something: a record's bytes, an agreement, the root of a tree.
    Digest: 32, "digest";
    /// The first 16 bytes of SHA-256 of a public key.
    KeyId: 16, "key";
}

impl ObjectId {
    /// The id that an outside identifier has, the same for everyone who derives it.
    ///
    /// The party stands before the identifier, so that two agencies that number alike never mean the same object.
    #[must_use]
    pub fn derive(originator: &PartyId, kind: &Kind, identifier: &[u8]) -> Self {
        let digest = Digest::of_parts(
            b"vigie/object/1",
            &[
                originator.as_str().as_bytes(),
                kind.as_str().as_bytes(),
                identifier,
            ],
        );
        let mut id = [0; 16];
        id.copy_from_slice(digest.0.split_at(16).0);
        Self(id)
    }
}

impl Digest {
    /// The digest before the first record of a log.
    pub const ZERO: Self = Self([0; 32]);

    /// SHA-256 of the bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// SHA-256 of a domain and parts, each with its length before it, so that no two lists of parts look alike.
    #[must_use]
    pub fn of_parts(domain: &[u8], parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in std::iter::once(&domain).chain(parts) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

/// Bytes of an even number of hexadecimal digits, either case; `None` for anything else.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: &u8| {
        char::from(*b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let bytes = text.as_bytes();
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    bytes
        .chunks_exact(2)
        .map(|pair| Some(digit(pair.first()?)? << 4 | digit(pair.last()?)?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_names() {
        for good in ["jp-jcg", "0a", "vms-position", "a.b_c"] {
            assert_eq!(PartyId::new(good).unwrap().as_str(), good);
        }
        let long = "a".repeat(NAME_BYTES_MAX + 1);
        for bad in ["", "-a", "A", "a b", "é", "a\n", long.as_str()] {
            assert_eq!(
                PartyId::new(bad).unwrap_err().code(),
                "exchange-name",
                "{bad:?}"
            );
        }
    }

    #[test]
    fn equal_numbers_of_two_agencies_are_two_objects() {
        let kind = Kind::new("case").unwrap();
        let of = |party: &str| ObjectId::derive(&PartyId::new(party).unwrap(), &kind, b"17");
        assert_ne!(of("ca-ccg"), of("jp-jcg"));
        assert_eq!(
            of("ca-ccg").to_string().parse::<ObjectId>().unwrap(),
            of("ca-ccg")
        );
    }

    #[test]
    fn parts_cannot_run_into_each_other() {
        let one = Digest::of_parts(b"x", &[b"ab", b"c"]);
        assert_ne!(one, Digest::of_parts(b"x", &[b"a", b"bc"]));
    }
}
