//! Decimal numbers as tables write them, read to whole units without rounding twice.
//!
//! A latitude of 36 decimal digits becomes 1e-7 degrees directly; no float in between, so the same
//! text gives the same integer on every machine.

/// Reads a decimal number in units of 10^-`places`, rounded half away from zero.
///
/// Takes a sign, digits, one point or comma, an exponent, and spaces around; `None` for anything else
/// and for numbers too large for an `i64`.
pub(crate) fn scaled(text: &[u8], places: u32) -> Option<i64> {
    let text = text.trim_ascii();
    let (negative, digits) = match text.first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let magnitude = magnitude(digits, places).or_else(|| with_exponent(digits, places))?;
    Some(if negative { -magnitude } else { magnitude })
}

/// A whole number of at least zero, such as an MMSI; `12.0` is one too, `12.5` is not.
///
/// `3.67E+08` is none: that is what a narrow column of a spreadsheet leaves of an MMSI, and it names another ship.
pub(crate) fn whole(text: &[u8]) -> Option<u64> {
    if rounded_away(text) {
        return None;
    }
    let tenths = scaled(text, 3)?;
    (tenths >= 0 && tenths % 1_000 == 0).then_some(tenths.unsigned_abs() / 1_000)
}

/// Whether an exponent reaches beyond the digits that are written, so that the last ones are lost.
pub(crate) fn rounded_away(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let Some(at) = text.iter().position(|b| matches!(b, b'e' | b'E')) else {
        return false;
    };
    let (digits, exponent) = text.split_at(at);
    let point = digits.iter().position(|b| matches!(b, b'.' | b','));
    let decimals = point.map_or(0, |point| digits.len() - point - 1);
    let exponent = std::str::from_utf8(exponent.get(1..).unwrap_or_default());
    exponent.is_ok_and(|text| text.parse::<usize>().is_ok_and(|tens| tens > decimals))
}

fn magnitude(digits: &[u8], places: u32) -> Option<i64> {
    let mut value: i64 = 0;
    let mut after_point: Option<u32> = None;
    let mut seen = false;
    let mut round_up = false;
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                seen = true;
                let digit = i64::from(byte - b'0');
                match after_point {
                    Some(n) if n >= places => {
                        round_up |= n == places && digit >= 5;
                        after_point = Some(n.saturating_add(1));
                        continue;
                    }
                    Some(n) => after_point = Some(n + 1),
                    None => {}
                }
                value = value.checked_mul(10)?.checked_add(digit)?;
            }
            b'.' | b',' if after_point.is_none() => after_point = Some(0),
            _ => return None,
        }
    }
    if !seen {
        return None;
    }
    let missing = places.saturating_sub(after_point.unwrap_or(0));
    value
        .checked_mul(10_i64.checked_pow(missing)?)?
        .checked_add(i64::from(round_up))
}

/// The rare `1.2e-3` of scientific tools.
#[allow(
    clippy::cast_possible_truncation,
    reason = "checked to be below 9e18 before"
)]
fn with_exponent(digits: &[u8], places: u32) -> Option<i64> {
    if !digits.iter().any(|b| matches!(b, b'e' | b'E')) || !digits.first()?.is_ascii_digit() {
        return None;
    }
    let value: f64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let scaled = (value * 10_f64.powi(i32::try_from(places).ok()?)).round();
    (scaled.is_finite() && scaled < 9e18).then_some(scaled as i64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_tables_hold() {
        assert_eq!(scaled(b"35.8802233333", 7), Some(358_802_233));
        assert_eq!(scaled(b"-128.37396335", 7), Some(-1_283_739_634));
        assert_eq!(scaled(b" 0.940 ", 7), Some(9_400_000));
        assert_eq!(scaled(b".940", 7), Some(9_400_000));
        assert_eq!(scaled(b"+54", 1), Some(540));
        assert_eq!(scaled(b"19.8999996185", 1), Some(199));
        assert_eq!(scaled(b"57,8794", 7), Some(578_794_000));
        assert_eq!(
            scaled(b"1.26395605799840e+14", 0),
            Some(126_395_605_799_840)
        );
        assert_eq!(scaled(b"1e-3", 7), Some(10_000));
        assert_eq!(whole(b"416000301.0"), Some(416_000_301));
        for text in [
            "", "-", ".", "nan", "inf", "1.2.3", "1-2", "12x", "0x1f", "e5", "--1",
        ] {
            assert_eq!(scaled(text.as_bytes(), 7), None, "{text}");
        }
        assert_eq!(whole(b"12.5"), None);
        assert_eq!(whole(b"3.67452810e8"), Some(367_452_810));
        for rounded in ["3.67E+08", "3.67453E+08", "4e8"] {
            assert_eq!(whole(rounded.as_bytes()), None, "{rounded}");
        }
        assert_eq!(whole(b"-12"), None);
        assert_eq!(scaled(b"99999999999999999999", 0), None);
    }

    proptest! {
        #[test]
        fn agrees_with_exact_decimals(value in -1_800_000_000_i64..1_800_000_000) {
            let sign = if value < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:07}", value.abs() / 10_000_000, value.abs() % 10_000_000);
            prop_assert_eq!(scaled(text.as_bytes(), 7), Some(value));
        }

        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..40), places in 0..12_u32) {
            let _ = (scaled(&bytes, places), whole(&bytes));
        }
    }
}
