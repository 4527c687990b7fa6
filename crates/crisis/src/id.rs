//! Identifiers by which every device, node and partner means the same person, group, place or leg.
//!
//! A check-in device without a network makes new persons and groups; so an identifier is 16 bytes that no two makers
//! choose alike (random, or derived from a key of an import), never a number that each device counts for itself.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::Error;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident: $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// From a number, big end first: for generators and tests that count.
            #[must_use]
            pub const fn from_number(number: u128) -> Self {
                Self(number.to_be_bytes())
            }

            /// The id that belongs to a key of the outside world, the same for everyone who derives it.
            ///
            /// `parts` are hashed each with its length, so that no two lists of parts look alike.
            #[must_use]
            pub fn derive(parts: &[&[u8]]) -> Self {
                Self(derived($what, parts))
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
                unhex16(text).map(Self).ok_or(Error::Id { what: $what })
            }
        }
    )*};
}

ids! {
    /// A vehicle that goes out and back.
    VehicleId: "vehicle";
    /// An emergency abroad with its register.
    CrisisId: "crisis";
    /// A person of the register.
    PersonId: "person";
    /// People who travel together and are never split but by an explicit act.
    GroupId: "group";
    /// A place: assembly point, embarkation point, safe haven or reception centre.
    PlaceId: "place";
    /// A transport leg: one departure of one vehicle from one place to another.
    LegId: "leg";
    /// A check-in device, or the node itself.
    DeviceId: "device";
}

fn derived(what: &str, parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(b"vigie/crisis/id/1");
    for part in std::iter::once(what.as_bytes()).chain(parts.iter().copied()) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut id = [0; 16];
    id.copy_from_slice(digest.split_at(16).0);
    id
}

fn unhex16(text: &str) -> Option<[u8; 16]> {
    let bytes = text.as_bytes();
    if bytes.len() != 32 || !bytes.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_junk_is_refused() {
        let id = PersonId::derive(&[b"roca", b"17"]);
        assert_eq!(id.to_string().parse::<PersonId>().unwrap(), id);
        for bad in [
            "",
            "zz",
            "+0000000000000000000000000000001",
            "é000000000000000000000000000000",
        ] {
            assert_eq!(
                bad.parse::<PersonId>().unwrap_err().code(),
                "crisis-id",
                "{bad}"
            );
        }
    }

    #[test]
    fn ids_of_different_kinds_and_parts_differ() {
        assert_ne!(
            PersonId::derive(&[b"ab", b"c"]),
            PersonId::derive(&[b"a", b"bc"])
        );
        assert_ne!(PersonId::derive(&[b"a"]).0, GroupId::derive(&[b"a"]).0);
    }
}
