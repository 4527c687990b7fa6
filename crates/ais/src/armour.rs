//! Payload armour: six bits in each printable character of a sentence, and back.
//!
//! IEC 61162-1, 7.2.3: the value of a character is its code less 48, less 8 more if that is above 40;
//! only `0` to `W` and `` ` `` to `w` are valid. Four characters make three bytes.

use crate::bits::{Bits, MAX_BITS};

/// Most characters that a payload of [`MAX_BITS`] needs.
pub(crate) const MAX_PAYLOAD_CHARS: usize = MAX_BITS.div_ceil(6);

const INVALID: u8 = 0x80;

const VALUE: [u8; 256] = {
    let mut table = [INVALID; 256];
    let mut value: u8 = 0;
    while value < 64 {
        table[character(value) as usize] = value;
        value += 1;
    }
    table
};

/// The armour character of a six-bit value.
#[inline(always)]
pub(crate) const fn character(value: u8) -> u8 {
    let value = value & 0x3f;
    if value < 40 { value + 48 } else { value + 56 }
}

/// Whether a byte may stand in a payload.
#[inline(always)]
pub(crate) const fn is_armour(byte: u8) -> bool {
    VALUE[byte as usize] != INVALID
}

/// One in the lowest bit of each of eight bytes.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The first eight characters of a text, first one highest; zero, which is not armour, where there are fewer.
#[inline(always)]
pub(crate) fn first_word(text: &[u8]) -> u64 {
    match text.first_chunk::<8>() {
        Some(word) => u64::from_be_bytes(*word),
        None => last_word(text),
    }
}

#[cold]
fn last_word(text: &[u8]) -> u64 {
    let mut word = [0; 8];
    for (slot, byte) in word.iter_mut().zip(text) {
        *slot = *byte;
    }
    u64::from_be_bytes(word)
}

/// The high bit of each of eight characters that is not armour. Armour is 0x30 to 0x57 and 0x60 to 0x77: bits 5 and 4
/// are set where bit 6 is not, and where it is, bits 4 and 3 are not both.
#[inline(always)]
pub(crate) const fn faults(word: u64) -> u64 {
    let (bit_6, bit_5, bit_4, bit_3) = (word << 1, word << 2, word << 3, word << 4);
    (word | (bit_6 & bit_4 & bit_3) | !(bit_6 | (bit_5 & bit_4))) & (EACH << 7)
}

/// A word of which only the first `count` (0 to 7) characters stay: with the armour of zero behind them, and with zero
/// bytes, which a checksum does not see.
#[inline(always)]
pub(crate) const fn keep_first(word: u64, count: u32) -> (u64, u64) {
    let behind = u64::MAX >> (8 * count);
    let kept = word & !behind;
    (kept | ((EACH * 0x30) & behind), kept)
}

/// Eight characters of armour as 48 bits, in the high end.
#[inline(always)]
pub(crate) const fn pack_word(word: u64) -> u64 {
    // Bits 6 and 5 are both set in 0x60 to 0x77 alone, whose values follow those of 0x30 to 0x57.
    let upper = (word >> 6) & (word >> 5) & EACH;
    let values = word - EACH * 0x30 - (upper << 3);
    let twelves = ((values & 0x3f00_3f00_3f00_3f00) >> 2) | (values & 0x003f_003f_003f_003f);
    let halves = ((twelves & 0x0fff_0000_0fff_0000) >> 4) | (twelves & 0x0000_0fff_0000_0fff);
    (halves & 0x00ff_ffff_0000_0000) << 8 | (halves & 0x00ff_ffff) << 16
}

/// Whether a payload is armour from end to end.
pub(crate) fn is_payload(payload: &[u8]) -> bool {
    let (words, rest) = payload.as_chunks::<8>();
    let wrong = words
        .iter()
        .fold(0, |wrong, word| wrong | faults(u64::from_be_bytes(*word)));
    wrong == 0 && rest.iter().all(|byte| is_armour(*byte))
}

/// Appends the bits of `payload` to `out`, whose length must be a multiple of six until the last part.
/// Returns `None` when a character is not armour; the bits behind [`MAX_BITS`] are left off.
#[inline]
pub(crate) fn unpack(payload: &[u8], fill_bits: usize, out: &mut Bits) -> Option<()> {
    if out.is_empty() {
        unpack_fresh(payload, fill_bits, out)
    } else {
        unpack_more(payload, fill_bits, out)
    }
}

/// The common case: the first part, or the whole message.
fn unpack_fresh(payload: &[u8], fill_bits: usize, out: &mut Bits) -> Option<()> {
    if !is_payload(payload) {
        return None;
    }
    let kept = payload
        .get(..payload.len().min(MAX_PAYLOAD_CHARS))
        .unwrap_or(payload);
    let storage = out.storage();
    for (at, chunk) in (0..).step_by(6).zip(kept.chunks(8)) {
        let (word, _) = match chunk.first_chunk::<8>() {
            Some(word) => (u64::from_be_bytes(*word), 0),
            None => keep_first(last_word(chunk), chunk.len() as u32),
        };
        let bytes = pack_word(word).to_be_bytes();
        for (slot, byte) in storage.iter_mut().skip(at).zip(&bytes[..6]) {
            *slot = *byte;
        }
    }
    out.set_len((kept.len() * 6).saturating_sub(fill_bits));
    Some(())
}

fn unpack_more(payload: &[u8], fill_bits: usize, out: &mut Bits) -> Option<()> {
    if !is_payload(payload) {
        return None;
    }
    let mut left = (payload.len() * 6).saturating_sub(fill_bits);
    for chunk in payload.chunks(8) {
        let (word, _) = match chunk.first_chunk::<8>() {
            Some(word) => (u64::from_be_bytes(*word), 0),
            None => keep_first(last_word(chunk), chunk.len() as u32),
        };
        let width = left.min(chunk.len() * 6).min(MAX_BITS - out.len());
        if width == 0 {
            break;
        }
        out.push(pack_word(word) >> (64 - width), width);
        left -= width;
    }
    Some(())
}

/// Writes the armour of `bits` to `line` and returns the number of fill bits used.
pub(crate) fn pack(bits: &Bits, line: &mut Vec<u8>) -> u8 {
    let mut at = 0;
    while at < bits.len() {
        let width = (bits.len() - at).min(6);
        let value = bits.field(at, width).unwrap_or(0) << (6 - width);
        line.push(character(value as u8));
        at += 6;
    }
    (at - bits.len()) as u8
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_valid_characters_are_those_of_the_standard() {
        let valid: Vec<u8> = (0..=255).filter(|byte| is_armour(*byte)).collect();
        let expected: Vec<u8> = (b'0'..=b'W').chain(b'`'..=b'w').collect();
        assert_eq!(valid, expected);
    }

    #[test]
    fn eight_characters_are_judged_and_packed_as_one_by_one() {
        for byte in 0..=255_u8 {
            for place in 0..8 {
                let mut chars = *b"0W`w15RT";
                chars[place] = byte;
                let word = u64::from_be_bytes(chars);
                let fault = if is_armour(byte) {
                    0
                } else {
                    0x80_u64 << (56 - 8 * place)
                };
                assert_eq!(faults(word), fault, "{byte:#x} at {place}");
                if fault == 0 {
                    let packed = chars.iter().fold(0, |sum, byte| {
                        sum << 6 | u64::from(VALUE[usize::from(*byte)])
                    });
                    assert_eq!(pack_word(word), packed << 16);
                }
            }
        }
    }

    #[test]
    fn bits_survive_the_armour_at_every_length() {
        let bytes: Vec<u8> = (0..160_u32).map(|i| (i * 91 + 5) as u8).collect();
        for len in 0..MAX_BITS {
            let bits = Bits::from_bytes(&bytes, len);
            let mut line = Vec::new();
            let fill = pack(&bits, &mut line);
            let mut back = Bits::new();
            unpack(&line, usize::from(fill), &mut back).unwrap();
            assert_eq!(back, bits);
        }
    }

    #[test]
    fn parts_join_as_one() {
        let bytes: Vec<u8> = (0..160_u32).map(|i| (i * 91 + 5) as u8).collect();
        let bits = Bits::from_bytes(&bytes, 424);
        let mut line = Vec::new();
        let fill = usize::from(pack(&bits, &mut line));
        let mut back = Bits::new();
        unpack(&line[..33], 0, &mut back).unwrap();
        unpack(&line[33..], fill, &mut back).unwrap();
        assert_eq!(back, bits);
    }

    #[test]
    fn a_foreign_character_is_refused_anywhere() {
        for at in 0..9 {
            let mut line = *b"15RTgt0PA";
            line[at] = b'X';
            assert!(unpack(&line, 0, &mut Bits::new()).is_none());
        }
    }

    #[test]
    fn an_over_long_payload_is_bounded() {
        let mut bits = Bits::new();
        unpack(&[b'w'; 5000], 0, &mut bits).unwrap();
        assert_eq!(bits.len(), MAX_BITS);
    }
}
