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

/// The common case: a whole message in one part.
#[inline(always)]
fn unpack_fresh(payload: &[u8], fill_bits: usize, out: &mut Bits) -> Option<()> {
    let kept = payload
        .get(..payload.len().min(MAX_PAYLOAD_CHARS))
        .unwrap_or(payload);
    let mut wrong = 0_u8;
    let (quads, rest) = kept.as_chunks::<4>();
    let storage = out.storage();
    for (bytes, quad) in storage.as_chunks_mut::<3>().0.iter_mut().zip(quads) {
        let [a, b, c, d] = quad.map(|byte| VALUE[usize::from(byte)]);
        wrong |= a | b | c | d;
        let word = u32::from(a) << 18 | u32::from(b) << 12 | u32::from(c) << 6 | u32::from(d);
        let [_, high, middle, low] = word.to_be_bytes();
        *bytes = [high, middle, low];
    }
    let mut word = 0_u32;
    for (byte, shift) in rest.iter().zip([18, 12, 6]) {
        let value = VALUE[usize::from(*byte)];
        wrong |= value;
        word |= u32::from(value) << shift;
    }
    let [_, tail @ ..] = word.to_be_bytes();
    if let Some(bytes) = storage.get_mut(quads.len() * 3..quads.len() * 3 + 3) {
        bytes.copy_from_slice(&tail);
    }
    let all_valid = wrong & INVALID == 0
        && payload
            .iter()
            .skip(MAX_PAYLOAD_CHARS)
            .all(|byte| is_armour(*byte));
    out.set_len((kept.len() * 6).saturating_sub(fill_bits));
    all_valid.then_some(())
}

fn unpack_more(payload: &[u8], fill_bits: usize, out: &mut Bits) -> Option<()> {
    if !payload.iter().all(|byte| is_armour(*byte)) {
        return None;
    }
    let mut left = (payload.len() * 6).saturating_sub(fill_bits);
    for byte in payload {
        let width = left.min(6);
        out.push(u64::from(VALUE[usize::from(*byte)]) >> (6 - width), width);
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
