//! The plain sentence: `!AIVDM,1,1,,A,payload,0*5C`, one part, nothing odd in any byte, its checksum right. Nine of ten
//! lines of a feed are that, so they are read in one pass: eight characters of the payload at a time are proved to be
//! armour, added to the checksum and packed. Whatever differs is left to [`crate::sentence`], which reads a plain
//! sentence to the same result.

use crate::armour;
use crate::bits::Bits;
use crate::checksum;
use crate::sentence::MAX_FILL_BITS;

/// A plain sentence whose payload has been unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) talker: [u8; 2],
    pub(crate) own_ship: bool,
    pub(crate) channel: Option<u8>,
    pub(crate) checksum: u8,
    /// Bytes from the exclamation mark to the last digit of the checksum.
    pub(crate) len: usize,
}

/// Reads the plain sentence at the start of `text`, which begins with `!`, and its payload into `bits`. `None` for
/// anything else; `bits` then holds nothing of use.
#[inline(always)]
pub(crate) fn read(text: &[u8], bits: &mut Bits) -> Option<Plain> {
    let [
        b'!',
        first @ b'A'..=b'Z',
        second @ b'A'..=b'Z',
        b'V',
        b'D',
        formatter @ (b'M' | b'O'),
        b',',
        b'1',
        b',',
        b'1',
        b',',
        rest @ ..,
    ] = text
    else {
        return None;
    };
    let (channel, fields_sum, rest) = sequence_and_channel(rest)?;
    let (payload_sum, rest) = payload(rest, bits)?;
    let [b',', fill @ b'0'..=b'5', b'*', high, low, behind @ ..] = rest else {
        return None;
    };
    let stated = checksum::stated(&[*high, *low])?;
    // The two ones cancel out, and so do the six commas.
    let sum = first ^ second ^ b'V' ^ b'D' ^ formatter ^ fields_sum ^ payload_sum ^ fill;
    if stated != sum {
        return None;
    }
    let fill_bits = usize::from(fill - b'0');
    bits.set_len(bits.len().saturating_sub(fill_bits));
    Some(Plain {
        talker: [*first, *second],
        own_ship: *formatter == b'O',
        channel,
        checksum: stated,
        len: text.len() - behind.len(),
    })
}

const _: () = assert!(
    MAX_FILL_BITS == 5,
    "the pattern of the fill bits names them"
);

/// The channel, behind a sequence id that a single part does not need; the checksum of both without their commas; and
/// what follows.
#[inline(always)]
fn sequence_and_channel(text: &[u8]) -> Option<(Option<u8>, u8, &[u8])> {
    let (sequence, text) = match text {
        [b',', rest @ ..] => (0, rest),
        [digit @ b'0'..=b'9', b',', rest @ ..] => (*digit, rest),
        _ => return None,
    };
    match text {
        [channel @ (b'A' | b'B' | b'1' | b'2'), b',', rest @ ..] => {
            Some((Some(*channel), sequence ^ channel, rest))
        }
        [b',', rest @ ..] => Some((None, sequence, rest)),
        _ => None,
    }
}

/// Unpacks armour up to the first other character; gives its checksum and what follows.
#[inline(always)]
fn payload<'a>(text: &'a [u8], bits: &mut Bits) -> Option<(u8, &'a [u8])> {
    let mut rest = text;
    let mut wide = 0_u64;
    let mut at = 0;
    let storage = bits.storage();
    loop {
        let word = armour::first_word(rest);
        let faults = armour::faults(word);
        let place = storage.get_mut(at..at + 8)?;
        if faults == 0 {
            place.copy_from_slice(&armour::pack_word(word).to_be_bytes());
            wide ^= word;
            at += 6;
            rest = rest.get(8..)?;
            continue;
        }
        let kept = faults.leading_zeros() / 8;
        let (word, summed) = armour::keep_first(word, kept);
        place.copy_from_slice(&armour::pack_word(word).to_be_bytes());
        let kept = kept as usize;
        bits.set_len((at / 6 * 8 + kept) * 6);
        return Some((checksum::fold(wide ^ summed), rest.get(kept..)?));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::sentence::{self, ChecksumPolicy, Found};
    use proptest::prelude::*;

    fn sealed(body: &str) -> String {
        format!("!{body}*{:02X}", checksum::of(body.as_bytes()))
    }

    /// What is read as plain must be what the general reader gives.
    fn agrees(text: &[u8]) -> bool {
        let mut bits = Bits::new();
        let Some(plain) = read(text, &mut bits) else {
            return false;
        };
        let (len, Found::Ais(found)) = sentence::read(text, ChecksumPolicy::Required) else {
            panic!("{text:?} is read as plain only");
        };
        let mut whole = Bits::new();
        armour::unpack(found.payload, usize::from(found.fill_bits), &mut whole).unwrap();
        assert_eq!(bits, whole);
        assert_eq!((plain.len, found.total, found.number), (len, 1, 1));
        assert_eq!(
            (plain.talker, plain.own_ship, plain.channel, plain.checksum),
            (found.talker, found.own_ship, found.channel, found.checksum)
        );
        assert!(!found.odd_fill && !found.unproved);
        true
    }

    #[test]
    fn every_length_of_payload_is_read_to_its_end() {
        let chars = "0W`w15RTgt0PAso;90TKcjM8h6g208CQ".repeat(7);
        for len in 0..200 {
            for head in ["AIVDM,1,1,,A", "BSVDO,1,1,7,", "SSVDM,1,1,0,2"] {
                let line = sealed(&format!("{head},{},{}", &chars[..len], len % 6));
                assert!(agrees(line.as_bytes()), "{line}");
                assert!(agrees(format!("{line}\r\n").as_bytes()));
                assert!(agrees(format!("{line},rABC,1334337317\n!AIVDM").as_bytes()));
            }
        }
    }

    #[test]
    fn what_is_odd_is_left_alone() {
        let plain = sealed("AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0");
        assert!(agrees(plain.as_bytes()));
        for odd in [
            "AIVDM,2,1,1,A,15RTgt0PAso,0",
            "AIVDM,1,1,,AB,15RTgt0PAso,0",
            "AIVDM,1,1,,A,15RTgt0PAso,6",
            "AIVDM,1,1,,A,15RTXt0PAso,0",
            "AIVDM,1,1,,A,15RTgt0PAso,",
            "AIVDM,1,1,12,A,15RTgt0PAso,0",
            "A*VDM,1,1,,A,15RTgt0PAso,0",
        ] {
            assert_eq!(
                read(sealed(odd).as_bytes(), &mut Bits::new()),
                None,
                "{odd}"
            );
        }
        for cut in 0..plain.len() {
            assert_eq!(read(&plain.as_bytes()[..cut], &mut Bits::new()), None);
        }
    }

    proptest! {
        #[test]
        fn a_changed_byte_never_makes_another_sentence(
            at in 0_usize..48, byte: u8, payload in "[0-W`-w]{0,60}", mend: bool,
        ) {
            let body = format!("AIVDM,1,1,,B,{payload},0");
            let mut line = body.into_bytes();
            let at = at % line.len();
            line[at] = byte;
            let sum = if mend { checksum::of(&line) } else { 0x4a };
            let mut text = vec![b'!'];
            text.extend(line);
            text.extend(format!("*{sum:02X}").bytes());
            let _either = agrees(&text);
        }
    }
}
