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

/// Appends a decimal number.
#[inline]
pub(crate) fn write_unsigned(number: u64, out: &mut Vec<u8>) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut left = number;
    for slot in digits.iter_mut().rev() {
        *slot = b'0' + (left % 10) as u8;
        left /= 10;
        at -= 1;
        if left == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(at..).unwrap_or_default());
}

/// Appends a decimal number with its sign.
#[inline]
pub(crate) fn write_signed(number: i64, out: &mut Vec<u8>) {
    if number < 0 {
        out.push(b'-');
    }
    write_unsigned(number.unsigned_abs(), out);
}

/// Appends `number / 10^decimals` with all its decimals.
#[inline]
fn write_fixed(number: i64, decimals: u32, out: &mut Vec<u8>) {
    if number < 0 {
        out.push(b'-');
    }
    let size = number.unsigned_abs();
    let unit = 10_u64.pow(decimals);
    write_unsigned(size / unit, out);
    if decimals > 0 {
        // A leading one keeps the zeros in front; it is then turned into the point.
        let point = out.len();
        write_unsigned(unit + size % unit, out);
        if let Some(byte) = out.get_mut(point) {
            *byte = b'.';
        }
    }
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

    /// `number / 10^decimals`, when there is one.
    #[inline(always)]
    pub(crate) fn fixed(&mut self, name: &'static str, number: Option<i64>, decimals: u32) {
        self.name(name);
        match number {
            Some(number) => write_fixed(number, decimals, self.out),
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
        self.fixed(
            name,
            on_earth.then(|| degrees_fixed(raw, per_deg)),
            POSITION_DECIMALS,
        );
        if coordinate_wrong(raw, per_deg, limit_deg) {
            self.signed(raw_name, raw);
        }
    }

    #[inline(always)]
    fn sog(&mut self, raw: u16) {
        self.fixed(name!("sog_kn"), (raw < NO_SOG).then_some(i64::from(raw)), 1);
    }

    #[inline(always)]
    fn cog(&mut self, raw: u16) {
        self.fixed(
            name!("cog_deg"),
            (raw < NO_COG).then_some(i64::from(raw)),
            1,
        );
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
        self.fixed(
            name!("rot_deg_min"),
            rot_deg_min(raw).map(|rot| (rot * 10.0).round() as i64),
            1,
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
        write_string(&self.talker, to.out);
        if let Some(channel) = self.channel {
            to.name(name!("channel"));
            write_string(channel.encode_utf8(&mut [0; 4]).as_bytes(), to.out);
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
                to.out.push(before);
                write_string(code.as_bytes(), to.out);
                before = b',';
            }
            to.out.push(b']');
        }
        out.push(b'}');
    }
}
