//! Text in the six-bit alphabet of AIS: names, call signs, destinations.
//!
//! ITU-R M.1371-5, annex 8, table 47: codes 0 to 31 are `@` to `_`, 32 to 63 are space to `?`; `@` ends a text.
//! All characters are kept as they were sent, also those behind the end, so that a message can be written back
//! bit for bit; leading and trailing spaces go only from the display form.

use crate::bits::Bits;

/// Longest text of any message: a type 8 or 14 message of five slots cannot hold more six-bit characters.
pub const MAX_CHARS: usize = 213;

/// A text field of `N` six-bit characters, stored as ASCII.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Text<const N: usize> {
    chars: [u8; N],
}

impl<const N: usize> Default for Text<N> {
    fn default() -> Self {
        Self { chars: [b'@'; N] }
    }
}

impl<const N: usize> std::fmt::Debug for Text<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.raw())
    }
}

impl<const N: usize> std::fmt::Display for Text<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.display())
    }
}

/// The character of a six-bit code.
#[inline(always)]
pub(crate) const fn char_of(code: u8) -> u8 {
    if code & 0x20 == 0 {
        (code & 0x1f) | 0x40
    } else {
        code & 0x3f
    }
}

/// The eight characters of 48 bits, first one highest.
#[inline(always)]
const fn chars_of(bits: u64) -> u64 {
    let halves = (bits & 0xffff_ff00_0000) << 8 | (bits & 0x00ff_ffff);
    let twelves = (halves & 0x00ff_f000_00ff_f000) << 4 | (halves & 0x0000_0fff_0000_0fff);
    let codes = (twelves & 0x0fc0_0fc0_0fc0_0fc0) << 2 | (twelves & 0x003f_003f_003f_003f);
    codes | (!codes & 0x2020_2020_2020_2020) << 1
}

/// The six-bit code of a character; small letters are raised, what AIS cannot say becomes `?`.
#[inline(always)]
pub(crate) const fn code_of(char: u8) -> u8 {
    match char {
        b'@'..=b'_' => char - 0x40,
        b' '..=b'?' => char,
        b'a'..=b'z' => char - 0x60,
        _ => b'?',
    }
}

impl<const N: usize> Text<N> {
    /// The text as it would be sent: capitals, cut at `N` characters, filled up with `@`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut out = Self::default();
        for (slot, char) in out.chars.iter_mut().zip(text.chars()) {
            *slot = char_of(code_of(u8::try_from(char).unwrap_or(b'?')));
        }
        out
    }

    /// All `N` characters as sent, with what stands behind the closing `@`.
    #[must_use]
    pub const fn as_sent(&self) -> &[u8; N] {
        &self.chars
    }

    /// The text up to the first `@`, spaces kept.
    #[must_use]
    pub fn raw(&self) -> &str {
        let end = self
            .chars
            .iter()
            .position(|char| *char == b'@')
            .unwrap_or(N);
        self.chars
            .get(..end)
            .and_then(|chars| std::str::from_utf8(chars).ok())
            .unwrap_or_default()
    }

    /// The text for people: no space at either end.
    #[must_use]
    pub fn display(&self) -> &str {
        self.raw().trim_matches(' ')
    }

    /// Whether nothing is there to show.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.display().is_empty()
    }

    /// Reads `N` characters at bit `at`; characters that were not received stay `@`.
    #[inline(always)]
    pub(crate) fn take(bits: &Bits, at: usize) -> Self {
        let mut out = Self::default();
        let mut at = at;
        for group in out.chars.chunks_mut(8) {
            let width = group.len() * 6;
            if let Some(word) = bits.field(at, width) {
                let chars = chars_of(word << (48 - width)).to_be_bytes();
                group.copy_from_slice(chars.get(..group.len()).unwrap_or_default());
            } else {
                for (char, step) in group.iter_mut().zip(0..) {
                    let Some(code) = bits.field(at + step * 6, 6) else {
                        return out;
                    };
                    *char = char_of(code as u8);
                }
            }
            at += width;
        }
        out
    }

    pub(crate) fn put(&self, out: &mut Bits, chars: usize) {
        for char in self.chars.iter().take(chars) {
            out.push(u64::from(code_of(*char)), 6);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_character_and_back() {
        let chars: Vec<u8> = (0..64).map(char_of).collect();
        assert_eq!(
            chars,
            b"@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_ !\"#$%&'()*+,-./0123456789:;<=>?"
        );
        assert!((0..64).all(|code| code_of(char_of(code)) == code));
    }

    #[test]
    fn eight_characters_are_read_as_one_by_one() {
        for first in 0..57_u8 {
            let codes: Vec<u8> = (first..first + 8).collect();
            let packed = codes
                .iter()
                .fold(0, |sum, code| sum << 6 | u64::from(*code));
            let chars: Vec<u8> = codes.iter().map(|code| char_of(*code)).collect();
            assert_eq!(chars_of(packed).to_be_bytes()[..], chars);
        }
    }

    #[test]
    fn spaces_and_underscores_stay() {
        let text = Text::<20>::new("  X_PRESS O'HARA ");
        assert_eq!(text.raw(), "  X_PRESS O'HARA ");
        assert_eq!(text.display(), "X_PRESS O'HARA");
    }

    #[test]
    fn what_is_behind_the_end_is_kept_but_not_shown() {
        let mut bits = Bits::new();
        for char in b"AB@CD@" {
            bits.push(u64::from(code_of(*char)), 6);
        }
        let text = Text::<6>::take(&bits, 0);
        assert_eq!(text.raw(), "AB");
        assert_eq!(text.as_sent(), b"AB@CD@");
    }

    #[test]
    fn a_cut_text_keeps_its_whole_characters() {
        let mut bits = Bits::new();
        for char in b"ABCDEFGHIJ" {
            bits.push(u64::from(code_of(*char)), 6);
        }
        let cut = bits.slice(0, 57);
        assert_eq!(Text::<20>::take(&cut, 0).raw(), "ABCDEFGHI");
    }
}
