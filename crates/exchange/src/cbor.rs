//! Canonical bytes: deterministic CBOR, RFC 8949 section 4.2.1, of [`Value`].
//!
//! What is signed and hashed must have one form only. The encoder writes it; the decoder refuses every other form
//! (longer heads than needed, unsorted or repeated names, floats that fit fewer bits, indefinite lengths, tags), and
//! everything too large or too deep, before it allocates for it.

use std::collections::BTreeMap;

use crate::{Error, Value, error::Codec};

/// Deepest nesting: a body is a handful of levels; recursion must stay far from the end of the stack.
pub const DEPTH_MAX: usize = 16;
/// Most values in one input: a track segment of ten thousand points fits, a bomb of empty lists does not.
pub const VALUES_MAX: usize = 100_000;
/// Most bytes of one input: media goes in chunks, everything else is far smaller.
pub const BYTES_MAX: usize = 1 << 20;

/// Bounds of a decoder.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most bytes of input.
    pub bytes: usize,
    /// Most values, names of maps not counted.
    pub values: usize,
    /// Deepest nesting.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: BYTES_MAX,
            values: VALUES_MAX,
            depth: DEPTH_MAX,
        }
    }
}

/// The canonical bytes of a value.
///
/// A float that is not finite has no form here and is written as null.
#[must_use]
pub fn encode(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(128);
    put(&mut out, value);
    out
}

/// The value of canonical bytes.
///
/// # Errors
/// `exchange-codec-*`: not canonical, cut short, followed by more, too large, too deep.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Value, Error> {
    if bytes.len() > limits.bytes {
        return Err(Codec::TooLarge.at(0));
    }
    let mut reader = Reader {
        bytes,
        at: 0,
        values_left: limits.values,
    };
    let value = reader.value(limits.depth)?;
    if reader.at == bytes.len() {
        Ok(value)
    } else {
        Err(Codec::Trailing.at(reader.at))
    }
}

const UINT: u8 = 0;
const NINT: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const LIST: u8 = 4;
const MAP: u8 = 5;
const SIMPLE: u8 = 7;

fn head(out: &mut Vec<u8>, major: u8, value: u64) {
    let major = major << 5;
    let be = value.to_be_bytes();
    let (info, width) = match value {
        0..=23 => {
            out.push(major | be[7]);
            return;
        }
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    out.push(major | info);
    out.extend(be.iter().skip(8 - width));
}

fn put(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.push(0xf6),
        Value::Bool(flag) => out.push(0xf4 | u8::from(*flag)),
        Value::Int(int) if *int < 0 => head(out, NINT, !*int as u64),
        Value::Int(int) => head(out, UINT, *int as u64),
        Value::Float(float) => put_float(out, *float),
        Value::Text(text) => put_text(out, text),
        Value::Bytes(bytes) => {
            head(out, BYTES, bytes.len() as u64);
            out.extend_from_slice(bytes);
        }
        Value::List(list) => {
            head(out, LIST, list.len() as u64);
            list.iter().for_each(|item| put(out, item));
        }
        Value::Map(map) => put_map(out, map),
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    head(out, TEXT, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Names in the order of their encoded bytes: shorter first, then by bytes.
fn put_map(out: &mut Vec<u8>, map: &BTreeMap<String, Value>) {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by_key(|(name, _)| order(name));
    head(out, MAP, entries.len() as u64);
    for (name, value) in entries {
        put_text(out, name);
        put(out, value);
    }
}

fn order(name: &str) -> (usize, &[u8]) {
    (name.len(), name.as_bytes())
}

fn put_float(out: &mut Vec<u8>, float: f64) {
    if !float.is_finite() {
        out.push(0xf6);
    } else if let Some(half) = to_half(float) {
        out.push(0xf9);
        out.extend(half.to_be_bytes());
    } else if let Some(single) = to_single(float) {
        out.push(0xfa);
        out.extend(single.to_be_bytes());
    } else {
        out.push(0xfb);
        out.extend(float.to_be_bytes());
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "kept only when nothing is lost"
)]
fn to_single(float: f64) -> Option<f32> {
    let single = float as f32;
    (f64::from(single).to_bits() == float.to_bits()).then_some(single)
}

/// The 16-bit float (IEEE 754 binary16) of exactly this value, if there is one.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "fields of 11 and 10 bits"
)]
fn to_half(float: f64) -> Option<u16> {
    let bits = float.to_bits();
    let sign = ((bits >> 48) & 0x8000) as u16;
    let fraction = bits & ((1 << 52) - 1);
    if float == 0.0 {
        return Some(sign);
    }
    let exponent = ((bits >> 52) & 0x7ff) as i64 - 1_023;
    let exact =
        |value: u64, shift: i64| (value & ((1 << shift) - 1) == 0).then_some(value >> shift);
    let magnitude = match exponent {
        -14..=15 => exact(fraction, 42)? | (((exponent + 15) as u64) << 10),
        -24..=-15 => exact(fraction | 1 << 52, 28 - exponent)?,
        _ => return None,
    };
    Some(sign | magnitude as u16)
}

fn from_half(half: u16) -> Option<f64> {
    let fraction = f64::from(half & 0x3ff);
    let exponent = i32::from((half >> 10) & 0x1f);
    let magnitude = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 => return None,
        _ => (1.0 + fraction / 1_024.0) * 2_f64.powi(exponent - 15),
    };
    Some(if half & 0x8000 == 0 {
        magnitude
    } else {
        -magnitude
    })
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    values_left: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], Error> {
        let end = self
            .at
            .checked_add(len)
            .filter(|end| *end <= self.bytes.len());
        let taken = end
            .and_then(|end| self.bytes.get(self.at..end))
            .ok_or(Codec::Short.at(self.at))?;
        self.at += len;
        Ok(taken)
    }

    fn uint(&mut self, len: usize) -> Result<u64, Error> {
        Ok(self
            .take(len)?
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    /// Major type, and the argument in its shortest form.
    fn argument(&mut self, info: u8) -> Result<u64, Error> {
        let at = self.at;
        let (value, least) = match info {
            0..=23 => return Ok(u64::from(info)),
            24 => (self.uint(1)?, 24),
            25 => (self.uint(2)?, 0x100),
            26 => (self.uint(4)?, 0x1_0000),
            27 => (self.uint(8)?, 0x1_0000_0000),
            _ => return Err(Codec::Indefinite.at(at)),
        };
        if value < least {
            Err(Codec::NotShortest.at(at))
        } else {
            Ok(value)
        }
    }

    fn length(&mut self, info: u8) -> Result<usize, Error> {
        let at = self.at;
        let length = usize::try_from(self.argument(info)?).or(Err(Codec::Short.at(at)))?;
        // Each byte, value or name needs at least one byte of what is left.
        if length > self.bytes.len() - self.at {
            Err(Codec::Short.at(at))
        } else {
            Ok(length)
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, Error> {
        let at = self.at;
        self.values_left = self
            .values_left
            .checked_sub(1)
            .ok_or(Codec::TooLarge.at(at))?;
        let first = self.uint(1)?;
        let (major, info) = ((first >> 5) as u8, (first & 31) as u8);
        let int = |value: u64| i64::try_from(value).or(Err(Codec::Range.at(at)));
        match major {
            UINT => Ok(Value::Int(int(self.argument(info)?)?)),
            NINT => Ok(Value::Int(!int(self.argument(info)?)?)),
            BYTES => {
                let length = self.length(info)?;
                Ok(Value::Bytes(self.take(length)?.to_vec()))
            }
            TEXT => self.text(info).map(Value::text),
            LIST => self.list(info, depth),
            MAP => self.map(info, depth),
            SIMPLE => self.simple(info),
            _ => Err(Codec::Type.at(at)),
        }
    }

    fn text(&mut self, info: u8) -> Result<&'a str, Error> {
        let length = self.length(info)?;
        let at = self.at;
        std::str::from_utf8(self.take(length)?).or(Err(Codec::Utf8.at(at)))
    }

    fn list(&mut self, info: u8, depth: usize) -> Result<Value, Error> {
        let inner = depth.checked_sub(1).ok_or(Codec::TooDeep.at(self.at))?;
        let length = self.length(info)?;
        let mut list = Vec::with_capacity(length.min(self.values_left));
        for _ in 0..length {
            list.push(self.value(inner)?);
        }
        Ok(Value::List(list))
    }

    fn map(&mut self, info: u8, depth: usize) -> Result<Value, Error> {
        let inner = depth.checked_sub(1).ok_or(Codec::TooDeep.at(self.at))?;
        let length = self.length(info)?;
        let mut map = BTreeMap::new();
        let mut last: Option<&str> = None;
        for _ in 0..length {
            let at = self.at;
            let first = self.uint(1)?;
            if (first >> 5) as u8 != TEXT {
                return Err(Codec::Type.at(at));
            }
            let name = self.text((first & 31) as u8)?;
            if last.is_some_and(|last| order(last) >= order(name)) {
                return Err(Codec::Order.at(at));
            }
            last = Some(name);
            map.insert(name.to_owned(), self.value(inner)?);
        }
        Ok(Value::Map(map))
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "exactly as many bytes were read"
    )]
    fn simple(&mut self, info: u8) -> Result<Value, Error> {
        let at = self.at;
        let float = match info {
            20 => return Ok(Value::Bool(false)),
            21 => return Ok(Value::Bool(true)),
            22 => return Ok(Value::Null),
            25 => from_half(self.uint(2)? as u16),
            26 => {
                let single = f32::from_bits(self.uint(4)? as u32);
                Some(f64::from(single)).filter(|float| to_half(*float).is_none())
            }
            27 => Some(f64::from_bits(self.uint(8)?)).filter(|float| to_single(*float).is_none()),
            _ => return Err(Codec::Type.at(at)),
        };
        float
            .filter(|float| float.is_finite())
            .map(Value::Float)
            .ok_or(Codec::Float.at(at))
    }
}
