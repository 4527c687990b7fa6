//! Class A position reports straight to bytes: nine of ten lines of a busy world, so written without any detour.
//!
//! The bytes are those of the general encoder of `vigie-ais` (a property test compares them).

use vigie_ais::message::PositionA;

/// Characters of six bits (IEC 61162-1, table of 6-bit field conversion).
const SIX: [u8; 64] = *b"0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw";
const HEX: [u8; 16] = *b"0123456789ABCDEF";
const FIRST_CHARS: u32 = 20;
const LAST_CHARS: u32 = 8;

/// A tag block `\s:NAME,c:TIME*hh\`.
pub(crate) fn write_tag(station: &str, time_s: i64, out: &mut Vec<u8>) {
    out.push(b'\\');
    let from = out.len();
    out.extend_from_slice(b"s:");
    out.extend(
        station
            .bytes()
            .filter(|b| b.is_ascii_graphic() && !b",*\\!$".contains(b)),
    );
    out.extend_from_slice(b",c:");
    write_number(time_s, out);
    close(from, out);
    out.push(b'\\');
}

/// The sentence of a class A position report, without line end.
pub(crate) fn write_position_a(m: &PositionA, channel: u8, out: &mut Vec<u8>) {
    let mask = |value: u32, width: u32| u128::from(value & ((1 << width) - 1));
    let mut first: u128 = u128::from(m.type_id & 63);
    let mut push = |value: u128, width: u32| first = (first << width) | value;
    push(mask(u32::from(m.repeat), 2), 2);
    push(mask(m.mmsi, 30), 30);
    push(mask(u32::from(m.status), 4), 4);
    push(mask(m.rot.cast_unsigned().into(), 8), 8);
    push(mask(m.sog.into(), 10), 10);
    push(u128::from(m.accuracy), 1);
    push(mask(m.lon.cast_unsigned(), 28), 28);
    push(mask(m.lat.cast_unsigned(), 27), 27);
    push(mask(u32::from(m.cog) >> 8, 4), 4);
    let small = |value: u32, width: u32| u64::from(value & ((1 << width) - 1));
    let mut last: u64 = u64::from(m.cog & 255);
    for (value, width) in [
        (m.heading.into(), 9),
        (m.second.into(), 6),
        (m.manoeuvre.into(), 2),
        (m.spare.into(), 3),
        (u32::from(m.raim), 1),
        (m.radio, 19),
    ] {
        last = (last << width) | small(value, width);
    }
    let mut line = [0_u8; 48];
    line[..14].copy_from_slice(b"!AIVDM,1,1,,A,");
    line[12] = channel;
    for (index, place) in (0..FIRST_CHARS).zip(line[14..].iter_mut()) {
        let six = (first >> (6 * (FIRST_CHARS - 1 - index))) & 63;
        *place = SIX[six as usize];
    }
    for (index, place) in (0..LAST_CHARS).zip(line[34..].iter_mut()) {
        let six = (last >> (6 * (LAST_CHARS - 1 - index))) & 63;
        *place = SIX[six as usize];
    }
    line[42..45].copy_from_slice(b",0*");
    let sum = line[1..44].iter().fold(0, |sum, byte| sum ^ byte);
    line[45] = HEX[usize::from(sum >> 4)];
    line[46] = HEX[usize::from(sum & 15)];
    out.extend_from_slice(&line[..47]);
}

fn close(from: usize, out: &mut Vec<u8>) {
    let sum = out
        .get(from..)
        .unwrap_or_default()
        .iter()
        .fold(0_u8, |sum, byte| sum ^ byte);
    out.extend_from_slice(&[b'*', HEX[usize::from(sum >> 4)], HEX[usize::from(sum & 15)]]);
}

fn write_number(number: i64, out: &mut Vec<u8>) {
    if number < 0 {
        out.push(b'-');
    }
    let mut digits = [0_u8; 20];
    let mut left = number.unsigned_abs();
    let mut count = 0;
    loop {
        if let Some(place) = digits.iter_mut().rev().nth(count) {
            *place = b'0' + u8::try_from(left % 10).unwrap_or(0);
        }
        count += 1;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(digits.len() - count..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use vigie_ais::Message;
    use vigie_ais::encode::{SentenceOptions, write_sentences};

    proptest! {
        #[test]
        fn the_bytes_are_those_of_the_general_encoder(
            turning in any::<bool>(), mmsi in 0u32..1_000_000_000, status in 0u8..16, rot in any::<i8>(), sog in 0u16..1_024,
            lon in -108_000_000i32..=108_000_000, lat in -54_000_000i32..=54_000_000, cog in 0u16..3_600, heading in 0u16..512,
            second in 0u8..64, time_s in -1i64..4_000_000_000, radio in 0u32..(1 << 19), raim in any::<bool>(),
        ) {
            let position = PositionA {
                type_id: if turning { 3 } else { 1 }, mmsi, status, rot, sog, accuracy: turning, lon, lat, cog, heading, second,
                radio, raim, ..PositionA::default()
            };
            let mut fast = Vec::new();
            write_tag("EXSAT3", time_s, &mut fast);
            write_position_a(&position, b'B', &mut fast);
            fast.extend_from_slice(b"\r\n");
            let options = SentenceOptions {
                channel: Some('B'), station: Some("EXSAT3"), time_s: Some(time_s), ..SentenceOptions::default()
            };
            let mut slow = Vec::new();
            write_sentences(&Message::PositionA(position), &options, &mut slow);
            prop_assert_eq!(String::from_utf8_lossy(&fast), String::from_utf8_lossy(&slow));
        }
    }
}
