//! The bit string of one AIS transmission, held without allocation.
//!
//! AIS fields start at any bit and are sent most significant bit first (ITU-R M.1371-5, annex 2, 3.3.7), so every field
//! is one unaligned eight-byte load and two shifts.

use crate::digest;

/// Longest bit string kept. A station may use at most five consecutive slots of 256 bits (ITU-R M.1371-5, annex 2,
/// 3.2.2.2 and 3.2.2.11), so nothing longer can have been on the air.
pub const MAX_BITS: usize = 1280;

/// Bytes behind `MAX_BITS`, plus one word so that the last field can be read with the same eight-byte load.
const BYTES: usize = MAX_BITS / 8 + 8;

/// Widest field that one eight-byte load can deliver at any bit offset.
const WIDEST: usize = 57;

/// A bit string of at most [`MAX_BITS`] bits, first bit first.
#[derive(Clone, Copy)]
pub struct Bits {
    bytes: [u8; BYTES],
    len: u16,
}

impl Default for Bits {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Bits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.len())?;
        self.as_bytes()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl PartialEq for Bits {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Bits {}

impl std::hash::Hash for Bits {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.len.hash(state);
        self.as_bytes().hash(state);
    }
}

impl Bits {
    /// An empty bit string.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            bytes: [0; BYTES],
            len: 0,
        }
    }

    /// The first `len` bits of `bytes`; what does not fit or is not there is left off.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], len: usize) -> Self {
        let mut out = Self::new();
        let len = len.min(MAX_BITS).min(bytes.len().saturating_mul(8));
        for (slot, byte) in out.bytes.iter_mut().zip(&bytes[..len.div_ceil(8)]) {
            *slot = *byte;
        }
        out.set_len(len);
        out
    }

    /// Number of bits.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there is no bit at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bits as bytes, the last one filled up with zero bits.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len().div_ceil(8)).unwrap_or_default()
    }

    /// The unsigned field of `width` bits (at most 57) at bit `at`, or `None` when it is not wholly there.
    #[inline(always)]
    #[must_use]
    pub fn field(&self, at: usize, width: usize) -> Option<u64> {
        if width == 0 || width > WIDEST || at + width > self.len() {
            return None;
        }
        let word = self.bytes.get(at / 8..at / 8 + 8)?;
        let word = u64::from_be_bytes(word.try_into().ok()?);
        Some((word << (at % 8)) >> (64 - width))
    }

    /// The field of `width` bits (at most 57) at bit `at`, which the caller knows to be there.
    #[inline(always)]
    pub(crate) fn word(&self, at: usize, width: usize) -> u64 {
        let Some(word) = self
            .bytes
            .get(at / 8..)
            .and_then(|bytes| bytes.first_chunk())
        else {
            return 0;
        };
        (u64::from_be_bytes(*word) << (at % 8)) >> (64 - width)
    }

    /// The two's-complement field of `width` bits at bit `at`.
    #[inline(always)]
    #[must_use]
    pub fn signed_field(&self, at: usize, width: usize) -> Option<i64> {
        let word = self.field(at, width)?;
        let unused = 64 - width;
        Some(((word << unused) as i64) >> unused)
    }

    /// The bits from `at`, `len` of them or as many as there are.
    #[must_use]
    pub fn slice(&self, at: usize, len: usize) -> Self {
        let mut out = Self::new();
        let len = len.min(self.len().saturating_sub(at));
        let shift = at % 8;
        let from = self.bytes.get(at / 8..).unwrap_or_default();
        let next = from.iter().skip(1).chain(std::iter::once(&0));
        for ((slot, high), low) in out
            .bytes
            .iter_mut()
            .zip(from)
            .zip(next)
            .take(len.div_ceil(8))
        {
            let pair = u16::from_be_bytes([*high, *low]) << shift;
            *slot = pair.to_be_bytes()[0];
        }
        out.set_len(len);
        out
    }

    /// Appends the lowest `width` bits of `value`. Bits beyond [`MAX_BITS`] are dropped.
    pub fn push(&mut self, value: u64, width: usize) {
        let width = width.min(WIDEST).min(MAX_BITS.saturating_sub(self.len()));
        if width == 0 {
            return;
        }
        let at = self.len();
        let placed = (value << (64 - width)) >> (at % 8);
        if let Some(bytes) = self.bytes.get_mut(at / 8..at / 8 + 8) {
            let kept =
                bytes.first().map_or(0, |byte| u64::from(*byte) << 56) & !(u64::MAX >> (at % 8));
            bytes.copy_from_slice(&(kept | placed).to_be_bytes());
        }
        self.len = (at + width) as u16;
    }

    /// Appends all bits of `other`.
    pub fn extend(&mut self, other: &Self) {
        let mut at = 0;
        while at < other.len() {
            let width = (other.len() - at).min(32);
            self.push(other.field(at, width).unwrap_or(0), width);
            at += width;
        }
    }

    /// Appends zero bits until the length is a multiple of `unit` bits.
    pub fn pad_to(&mut self, unit: usize) {
        while !self.len().is_multiple_of(unit) && self.len() < MAX_BITS {
            self.push(0, 1);
        }
    }

    /// A quick digest of the bits, as bytes filled up with zero bits; for comparing inside one run.
    #[inline(always)]
    pub(crate) fn digest(&self) -> u64 {
        let words = self.bytes.as_chunks::<8>().0;
        let (whole, rest) = (self.len() / 64, self.len() % 64);
        let mut sum = self.len().div_ceil(8) as u64;
        for word in words.iter().take(whole) {
            sum = digest::step(sum, u64::from_be_bytes(*word));
        }
        let last = words.get(whole).copied().unwrap_or_default();
        digest::step(sum, u64::from_be_bytes(last) & !(u64::MAX >> rest))
    }

    /// Storage for a decoder that writes whole bytes; [`Bits::set_len`] must follow.
    #[inline(always)]
    pub(crate) fn storage(&mut self) -> &mut [u8; BYTES] {
        &mut self.bytes
    }

    /// Sets the length and clears the unused low bits of the last byte, which equality and hashing rely on.
    #[inline(always)]
    pub(crate) fn set_len(&mut self, len: usize) {
        let len = len.min(MAX_BITS);
        self.len = len as u16;
        if !len.is_multiple_of(8)
            && let Some(last) = self.bytes.get_mut(len / 8)
        {
            *last &= !(0xff_u8 >> (len % 8));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back_at_any_offset() {
        for lead in 0..40 {
            for width in 1..=57 {
                let value = 0x0155_aacc_3377_ff01_u64 & ((1 << width) - 1);
                let mut bits = Bits::new();
                for _ in 0..lead {
                    bits.push(1, 1);
                }
                bits.push(value, width);
                assert_eq!(bits.field(lead, width), Some(value));
                assert_eq!(bits.field(lead + 1, width), None);
            }
        }
    }

    #[test]
    fn signed_fields_extend_their_sign() {
        let mut bits = Bits::new();
        bits.push((-5_i64) as u64, 17);
        bits.push(5, 17);
        assert_eq!(bits.signed_field(0, 17), Some(-5));
        assert_eq!(bits.signed_field(17, 17), Some(5));
    }

    #[test]
    fn slice_then_extend_is_the_whole() {
        let source: Vec<u8> = (0..160_u32).map(|i| (i * 37 + 11) as u8).collect();
        let whole = Bits::from_bytes(&source, 1277);
        for cut in [0, 1, 7, 8, 9, 63, 64, 500, 1276, 1277] {
            let mut joined = whole.slice(0, cut);
            joined.extend(&whole.slice(cut, MAX_BITS));
            assert_eq!(joined, whole, "cut at {cut}");
        }
    }

    #[test]
    fn nothing_is_written_past_the_bound() {
        let mut bits = Bits::new();
        for _ in 0..200 {
            bits.push(u64::MAX, 57);
        }
        assert_eq!(bits.len(), MAX_BITS);
        assert_eq!(bits.as_bytes().len(), MAX_BITS / 8);
    }
}
