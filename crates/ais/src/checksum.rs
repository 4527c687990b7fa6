//! The checksum of sentences and tag blocks: all bytes combined by exclusive or, as two hexadecimal digits
//! (IEC 61162-1, 7.2.5). Eight bits, so one corrupted line in 256 passes.

/// The checksum of some bytes.
#[inline(always)]
pub(crate) fn of(bytes: &[u8]) -> u8 {
    let (words, rest) = bytes.as_chunks::<8>();
    let wide = words
        .iter()
        .fold(0_u64, |sum, word| sum ^ u64::from_ne_bytes(*word));
    rest.iter().fold(fold(wide), |sum, byte| sum ^ byte)
}

/// The checksum of the eight bytes of a word.
#[inline(always)]
pub(crate) const fn fold(wide: u64) -> u8 {
    let halves = (wide ^ (wide >> 32)) as u32;
    let quarters = halves ^ (halves >> 16);
    (quarters ^ (quarters >> 8)) as u8
}

/// The checksum written in the first two bytes, capitals or not.
#[inline(always)]
pub(crate) const fn stated(text: &[u8]) -> Option<u8> {
    match text {
        [high, low, ..] => match (nibble(*high), nibble(*low)) {
            (Some(high), Some(low)) => Some(high << 4 | low),
            _ => None,
        },
        _ => None,
    }
}

#[inline(always)]
const fn nibble(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

/// Two capital hexadecimal digits.
pub(crate) const fn written(sum: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    [DIGITS[(sum >> 4) as usize], DIGITS[(sum & 15) as usize]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_bytes_agree() {
        let bytes: Vec<u8> = (0..100_u32).map(|i| (i * 37 + 1) as u8).collect();
        for end in 0..bytes.len() {
            let slow = bytes[..end].iter().fold(0, |sum, byte| sum ^ byte);
            assert_eq!(of(&bytes[..end]), slow);
        }
    }

    #[test]
    fn every_sum_is_written_and_read() {
        for sum in 0..=255 {
            assert_eq!(stated(&written(sum)), Some(sum));
            assert_eq!(
                stated(&written(sum).map(|byte| byte.to_ascii_lowercase())),
                Some(sum)
            );
        }
        assert_eq!(stated(b"G0"), None);
        assert_eq!(stated(b"0"), None);
    }
}
