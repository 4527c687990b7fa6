//! Reports and messages as JSON lines, written straight into a buffer.
//!
//! One flat object a report. Names carry their unit; a value that is not available is `null`, a value out of range is
//! `null` with its integer beside it (`lat_raw`). Numbers are made from the integers of the air without floating
//! point, so they are exact to their last digit and can never be "not a number".

use crate::message::{Message, imo_checks};
use crate::quantity::{
    COARSE_PER_DEG, FINE_PER_DEG, NO_COG, NO_HEADING, NO_SOG, coordinate_wrong, rot_deg_min,
};
use crate::report::Report;

mod member;

/// Decimals of a position: 1/10,000 minute is 0.0000017 degree.
const POSITION_DECIMALS: u32 = 7;

/// The digit zero in each of eight bytes.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The eight decimal digits of a number below 100,000,000, first one highest, as numbers, not characters: halves of
/// four digits, then of two, then of one, all lanes at once.
#[inline(always)]
const fn eight_digits(number: u64) -> u64 {
    let fours = ((number / 10_000) << 32) | (number % 10_000);
    // 10486 / 2^20 is 1/100, and 103 / 2^10 is 1/10, to the digits that are wanted.
    let hundreds = (fours * 10_486) >> 20 & 0x0000_007f_0000_007f;
    let twos = hundreds << 16 | (fours - hundreds * 100);
    let tens = (twos * 103) >> 10 & 0x000f_000f_000f_000f;
    tens << 8 | (twos - tens * 10)
}

/// Appends a decimal number.
#[inline]
pub(crate) fn write_unsigned(number: u64, out: &mut Vec<u8>) {
    if number < 10 {
        return out.push(b'0' + number as u8);
    }
    if number >= 100_000_000 {
        write_unsigned(number / 100_000_000, out);
        let last = eight_digits(number % 100_000_000) | ZEROS;
        return out.extend_from_slice(&last.to_be_bytes());
    }
    let digits = eight_digits(number);
    let unused = digits.leading_zeros() / 8;
    // All eight bytes are copied, which needs no loop, and those that are not digits taken off again.
    out.extend_from_slice(&((digits | ZEROS) << (8 * unused)).to_be_bytes());
    out.truncate(out.len() - unused as usize);
}

/// Appends a decimal number with its sign.
#[inline]
pub(crate) fn write_signed(number: i64, out: &mut Vec<u8>) {
    if number < 0 {
        out.push(b'-');
    }
    write_unsigned(number.unsigned_abs(), out);
}

/// Appends `number / 10^DECIMALS` with all its decimals, at most seven.
#[inline]
fn write_fixed<const DECIMALS: u32>(number: i64, out: &mut Vec<u8>) {
    const { assert!(DECIMALS > 0 && DECIMALS < 8) };
    if number < 0 {
        out.push(b'-');
    }
    let size = number.unsigned_abs();
    let unit = const { 10_u64.pow(DECIMALS) };
    write_unsigned(size / unit, out);
    let decimals = (eight_digits(size % unit) | ZEROS) << (8 * (7 - DECIMALS));
    let [_, decimals @ ..] = decimals.to_be_bytes();
    out.push(b'.');
    out.extend_from_slice(decimals.get(..DECIMALS as usize).unwrap_or_default());
}

/// Appends a quoted string; what is not UTF-8 is read as Latin-1.
pub(crate) fn write_string(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    match std::str::from_utf8(bytes) {
        Ok(_) => bytes.iter().for_each(|byte| write_byte(*byte, out)),
        Err(_) => {
            for byte in bytes {
                if byte.is_ascii() {
                    write_byte(*byte, out);
                } else {
                    out.extend_from_slice(char::from(*byte).encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
        }
    }
    out.push(b'"');
}

/// Appends a quoted string of a known few bytes, which are nearly always capitals or digits.
#[inline(always)]
fn write_letters<const N: usize>(bytes: &[u8; N], out: &mut Vec<u8>) {
    if bytes.iter().all(u8::is_ascii_alphanumeric) {
        out.push(b'"');
        out.extend_from_slice(bytes);
        out.push(b'"');
    } else {
        write_string(bytes, out);
    }
}

#[inline]
fn write_byte(byte: u8, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
        0..0x20 | 0x7f => {
            let (high, low) = (
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            );
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        }
        _ => out.push(byte),
    }
}

/// Writes members `,"name":value` of an object.
pub(crate) struct Members<'a> {
    pub(crate) out: &'a mut Vec<u8>,
}

/// A member name with its comma and colon, as one literal.
macro_rules! name {
    ($name:literal) => {
        concat!(",\"", $name, "\":")
    };
}
pub(crate) use name;

impl Members<'_> {
    #[inline(always)]
    pub(crate) fn name(&mut self, name: &'static str) {
        self.out.extend_from_slice(name.as_bytes());
    }

    #[inline(always)]
    pub(crate) fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    #[inline(always)]
    pub(crate) fn number(&mut self, name: &'static str, number: impl Into<u64>) {
        self.name(name);
        write_unsigned(number.into(), self.out);
    }

    #[inline(always)]
    pub(crate) fn maybe(&mut self, name: &'static str, number: Option<impl Into<u64>>) {
        self.name(name);
        match number {
            Some(number) => write_unsigned(number.into(), self.out),
            None => self.null(),
        }
    }

    #[inline(always)]
    pub(crate) fn signed(&mut self, name: &'static str, number: impl Into<i64>) {
        self.name(name);
        write_signed(number.into(), self.out);
    }

    /// `number / 10^DECIMALS`, when there is one.
    #[inline(always)]
    pub(crate) fn fixed<const DECIMALS: u32>(&mut self, name: &'static str, number: Option<i64>) {
        self.name(name);
        match number {
            Some(number) => write_fixed::<DECIMALS>(number, self.out),
            None => self.null(),
        }
    }

    #[inline(always)]
    pub(crate) fn truth(&mut self, name: &'static str, value: bool) {
        self.name(name);
        self.out
            .extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// A name that needs no escape.
    #[inline(always)]
    pub(crate) fn code(&mut self, name: &'static str, code: &'static str) {
        self.name(name);
        self.out.push(b'"');
        self.out.extend_from_slice(code.as_bytes());
        self.out.push(b'"');
    }

    /// Text of the air: up to the end mark, spaces behind it left off; blank is `null`.
    pub(crate) fn text(&mut self, name: &'static str, text: &str) {
        self.name(name);
        let text = text.trim_end_matches(' ');
        if text.is_empty() {
            return self.null();
        }
        self.out.push(b'"');
        for byte in text.bytes() {
            if matches!(byte, b'"' | b'\\') {
                self.out.push(b'\\');
            }
            self.out.push(byte);
        }
        self.out.push(b'"');
    }

    pub(crate) fn hex(&mut self, name: &'static str, bytes: &[u8]) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.name(name);
        self.out.push(b'"');
        for byte in bytes {
            self.out.extend_from_slice(&[
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]);
        }
        self.out.push(b'"');
    }

    /// Longitude and latitude in 1/10,000 minute.
    #[inline(always)]
    fn position(&mut self, lon: i32, lat: i32) {
        self.coordinate(name!("lon_deg"), name!("lon_raw"), lon, FINE_PER_DEG, 180);
        self.coordinate(name!("lat_deg"), name!("lat_raw"), lat, FINE_PER_DEG, 90);
    }

    /// Longitude and latitude in 1/10 minute.
    fn coarse_position(&mut self, lon: i32, lat: i32) {
        self.coordinate(name!("lon_deg"), name!("lon_raw"), lon, COARSE_PER_DEG, 180);
        self.coordinate(name!("lat_deg"), name!("lat_raw"), lat, COARSE_PER_DEG, 90);
    }

    #[inline(always)]
    fn coordinate(
        &mut self,
        name: &'static str,
        raw_name: &'static str,
        raw: i32,
        per_deg: i32,
        limit_deg: i32,
    ) {
        let on_earth = raw.unsigned_abs() <= (limit_deg * per_deg) as u32;
        self.fixed::<POSITION_DECIMALS>(name, on_earth.then(|| degrees_fixed(raw, per_deg)));
        if coordinate_wrong(raw, per_deg, limit_deg) {
            self.signed(raw_name, raw);
        }
    }

    #[inline(always)]
    fn sog(&mut self, raw: u16) {
        self.fixed::<1>(name!("sog_kn"), (raw < NO_SOG).then_some(i64::from(raw)));
    }

    #[inline(always)]
    fn cog(&mut self, raw: u16) {
        self.fixed::<1>(name!("cog_deg"), (raw < NO_COG).then_some(i64::from(raw)));
        if raw > NO_COG {
            self.number(name!("cog_raw"), raw);
        }
    }

    #[inline(always)]
    fn heading(&mut self, raw: u16) {
        self.maybe(name!("heading_deg"), (raw < 360).then_some(raw));
        if raw >= 360 && raw != NO_HEADING {
            self.number(name!("heading_raw"), raw);
        }
    }

    #[inline(always)]
    fn rot(&mut self, raw: i8) {
        self.fixed::<1>(
            name!("rot_deg_min"),
            rot_deg_min(raw).map(|rot| (rot * 10.0).round() as i64),
        );
        if raw.unsigned_abs() == 127 {
            self.code(name!("turning"), if raw > 0 { "starboard" } else { "port" });
        }
    }

    fn size(&mut self, bow: u16, stern: u16, port: u8, starboard: u8) {
        self.number(name!("to_bow_m"), bow);
        self.number(name!("to_stern_m"), stern);
        self.number(name!("to_port_m"), port);
        self.number(name!("to_starboard_m"), starboard);
    }

    fn imo(&mut self, imo: u32) {
        self.maybe(name!("imo"), (imo != 0).then_some(imo));
        if imo != 0 && !imo_checks(imo) {
            self.truth(name!("imo_checks"), false);
        }
    }
}

/// A raw coordinate in 1e-7 degree, rounded half away from zero.
#[inline(always)]
fn degrees_fixed(raw: i32, per_deg: i32) -> i64 {
    let scaled = i64::from(raw) * 10_i64.pow(POSITION_DECIMALS);
    let unit = i64::from(per_deg);
    (scaled + scaled.signum() * (unit / 2)) / unit
}

impl Message {
    /// Appends the message as one JSON object.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        self.write_members(out);
        out.push(b'}');
    }

    /// The object without its closing brace.
    #[inline]
    fn write_members(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"type\":");
        let mut to = Members { out };
        write_unsigned(u64::from(self.type_id()), to.out);
        to.number(name!("mmsi"), self.mmsi());
        to.number(name!("repeat"), self.repeat());
        match self {
            Self::PositionA(message) => message.members(&mut to),
            Self::PositionB(message) => message.members(&mut to),
            other => other.members_of_rarer(&mut to),
        }
    }
}

impl Report {
    /// Appends the report as one JSON object: the message's members, then those of the reception. Members that say
    /// nothing (no station, no marks, not the own ship) are left out.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        self.message.write_members(out);
        let mut to = Members { out };
        if let Some(time_ms) = self.time_ms {
            to.signed(name!("time_ms"), time_ms);
            to.code(name!("time_source"), self.time_source.code());
        }
        if let Some(received_ms) = self.received_ms {
            to.signed(name!("received_ms"), received_ms);
        }
        if let Some(station) = &self.station {
            to.name(name!("station"));
            write_string(station.as_bytes(), to.out);
        }
        to.name(name!("talker"));
        write_letters(&self.talker, to.out);
        if let Some(channel) = self.channel {
            to.name(name!("channel"));
            match u8::try_from(channel) {
                Ok(letter) => write_letters(&[letter], to.out),
                Err(_) => write_string(channel.encode_utf8(&mut [0; 4]).as_bytes(), to.out),
            }
        }
        if self.own_ship {
            to.truth(name!("own_ship"), true);
        }
        to.number(name!("parts"), self.parts);
        to.number(name!("line"), self.line_number);
        if self.tag.says_more() {
            to.name(name!("tag_block"));
            write_string(self.tag.as_bytes(), to.out);
        }
        if !self.flags.is_empty() {
            to.name(name!("flags"));
            let mut before = b'[';
            for code in self.flags.codes() {
                to.out.extend_from_slice(&[before, b'"']);
                to.out.extend_from_slice(code.as_bytes());
                to.out.push(b'"');
                before = b',';
            }
            to.out.push(b']');
        }
        out.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn numbers_are_written_to_their_last_digit() {
        let near_powers = (0..20).flat_map(|power| {
            let unit = 10_u64.pow(power);
            [unit - 1, unit, unit + 1]
        });
        let spread = (0..64).map(|shift| u64::MAX >> shift);
        for number in near_powers.chain(spread).chain(0..20_000) {
            assert_eq!(
                written(|out| write_unsigned(number, out)),
                number.to_string()
            );
        }
        assert_eq!(
            written(|out| write_signed(-1_079_999_999, out)),
            "-1079999999"
        );
    }

    #[test]
    fn decimals_keep_their_zeros_and_sign() {
        for (number, expected) in [
            (0, "0.0000000"),
            (1, "0.0000001"),
            (-1, "-0.0000001"),
            (1_799_999_999, "179.9999999"),
            (-1_800_000_000, "-180.0000000"),
            (-457_706_650, "-45.7706650"),
        ] {
            assert_eq!(written(|out| write_fixed::<7>(number, out)), expected);
        }
        for number in 0..2000_i64 {
            let expected = format!("{}.{}", number / 10, number % 10);
            assert_eq!(written(|out| write_fixed::<1>(number, out)), expected);
        }
    }
}
