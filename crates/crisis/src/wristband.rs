//! The wristband: a QR code that names nobody. It says which person and group of which crisis, and who printed it.
//!
//! `VGB1`, then Base32 (RFC 4648, no padding) of version 1, crisis, person, group, device, signature: letters and digits
//! only, so that a scanner that types as a keyboard gets it right with any layout that has them.

use crate::{CrisisId, DeviceId, Error, GroupId, PersonId};

/// What stands before the payload.
const MARK: &str = "VGB1";
/// Version, four ids.
const SIGNED_BYTES: usize = 1 + 4 * 16;
/// Ed25519.
const SIGNATURE_BYTES: usize = 64;
const VERSION: u8 = 1;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What a wristband says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wristband {
    /// The crisis.
    pub crisis: CrisisId,
    /// The person.
    pub person: PersonId,
    /// The group; the person's own when alone.
    pub group: GroupId,
    /// The device that printed it.
    pub device: DeviceId,
    /// Its Ed25519 signature over [`Wristband::signed_bytes`], made and checked by the shell.
    pub signature: [u8; SIGNATURE_BYTES],
}

impl Wristband {
    /// The bytes that are signed.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        for id in [self.crisis.0, self.person.0, self.group.0, self.device.0] {
            bytes.extend(id);
        }
        bytes
    }

    /// The text of the code.
    #[must_use]
    pub fn text(&self) -> String {
        let mut bytes = self.signed_bytes();
        bytes.extend(self.signature);
        format!("{MARK}{}", base32(&bytes))
    }

    /// Reads the text of a code, in either case, spaces forgiven.
    ///
    /// # Errors
    /// `crisis-wristband`.
    pub fn read(text: &str) -> Result<Self, Error> {
        let text: String = text
            .split_whitespace()
            .collect::<String>()
            .to_ascii_uppercase();
        let coded = text.strip_prefix(MARK).ok_or(Error::Wristband)?;
        let bytes = unbase32(coded).ok_or(Error::Wristband)?;
        if bytes.len() != SIGNED_BYTES + SIGNATURE_BYTES || bytes.first() != Some(&VERSION) {
            return Err(Error::Wristband);
        }
        let id = |n: usize| -> Result<[u8; 16], Error> {
            let part = bytes.get(1 + n * 16..17 + n * 16);
            part.and_then(|part| part.try_into().ok())
                .ok_or(Error::Wristband)
        };
        let signature = bytes
            .get(SIGNED_BYTES..)
            .and_then(|part| part.try_into().ok());
        Ok(Self {
            crisis: CrisisId(id(0)?),
            person: PersonId(id(1)?),
            group: GroupId(id(2)?),
            device: DeviceId(id(3)?),
            signature: signature.ok_or(Error::Wristband)?,
        })
    }
}

fn base32(bytes: &[u8]) -> String {
    let (mut out, mut bits, mut count) = (String::new(), 0_u32, 0_u32);
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            out.push(letter(bits >> count));
        }
        bits &= (1 << count) - 1;
    }
    if count > 0 {
        out.push(letter(bits << (5 - count)));
    }
    out
}

fn letter(bits: u32) -> char {
    let at = usize::try_from(bits & 31).unwrap_or(0);
    ALPHABET.get(at).map_or('A', |byte| char::from(*byte))
}

/// `None` for a character outside the alphabet, or bits left over that are not zero.
fn unbase32(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut count) = (Vec::new(), 0_u32, 0_u32);
    for byte in text.bytes() {
        let value = ALPHABET.iter().position(|one| *one == byte)?;
        bits = (bits << 5) | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    (bits == 0 && count < 5).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same as in the test of the check-in page, made with a third program's Base32.
    const GOLDEN: &str = "VGB1AEAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAYAAAAAAAAAAAAAAAAA\
AAAAAAAEAAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRHFAUSUKZMFUXC6MBRGIZTINJWG44DSOR3HQ6T4PY";

    #[test]
    fn the_code_is_the_one_that_the_page_prints() {
        let mut signature = [0; 64];
        for (byte, n) in signature.iter_mut().zip(0..) {
            *byte = n;
        }
        let band = Wristband {
            crisis: CrisisId::from_number(1),
            person: PersonId::from_number(2),
            group: GroupId::from_number(3),
            device: DeviceId::from_number(4),
            signature,
        };
        assert_eq!(band.text(), GOLDEN);
    }

    proptest! {
        #[test]
        fn a_code_reads_back_and_a_changed_one_is_another_or_refused(
            ids in any::<[u8; 64]>(), signature in any::<[[u8; 32]; 2]>(), at in 4usize..200, to in "[A-Z2-7]",
        ) {
            let id = |n: usize| -> [u8; 16] { ids[n * 16..(n + 1) * 16].try_into().unwrap() };
            let mut both = [0; 64];
            both[..32].copy_from_slice(&signature[0]);
            both[32..].copy_from_slice(&signature[1]);
            let band = Wristband {
                crisis: CrisisId(id(0)), person: PersonId(id(1)), group: GroupId(id(2)), device: DeviceId(id(3)),
                signature: both,
            };
            let text = band.text();
            prop_assert!(text.len() <= 214, "a small QR code: {}", text.len());
            prop_assert_eq!(Wristband::read(&text.to_lowercase()).unwrap(), band);
            let mut changed = text.clone();
            changed.replace_range(at..=at, &to);
            if changed != text {
                prop_assert!(Wristband::read(&changed).as_ref() != Ok(&band));
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,300}") {
            let _read = Wristband::read(&text);
            let _read = Wristband::read(&format!("VGB1{text}"));
        }
    }
}
