//! A quick digest of bytes for comparing stations and payloads inside one run; not for keeping.

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The digest.
#[inline]
pub(crate) fn of(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut sum = bytes.len() as u64;
    for word in words {
        sum = step(sum, u64::from_le_bytes(*word));
    }
    let tail = rest
        .iter()
        .fold(0_u64, |tail, byte| tail << 8 | u64::from(*byte));
    step(sum, tail)
}

#[inline(always)]
pub(crate) const fn step(sum: u64, word: u64) -> u64 {
    let mixed = (sum ^ word).wrapping_mul(MULTIPLIER);
    mixed ^ (mixed >> 29)
}
