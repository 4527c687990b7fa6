//! How the fields of a binary payload lie in their bits: width, sign, scale, and the numbers that are a value.
//!
//! Every payload is a `fields!` table, which gives its struct, its reader and its JSON at once, so that the three
//! cannot disagree. Numbers outside the range of a field are `None`: not available, or out of range.

use crate::bits::Bits;
use crate::text::Text;
use std::io::Write as _;

/// How a number lies in its field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub(crate) skip: usize,
    pub(crate) width: usize,
    signed: bool,
    plus: i64,
    per: u32,
    least: i64,
    most: i64,
}

/// An unsigned field.
pub(crate) const fn u(width: usize) -> Spec {
    Spec {
        skip: 0,
        width,
        signed: false,
        plus: 0,
        per: 1,
        least: i64::MIN,
        most: i64::MAX,
    }
}

/// A field with a sign.
pub(crate) const fn s(width: usize) -> Spec {
    Spec {
        signed: true,
        ..u(width)
    }
}

/// A text of some characters.
pub(crate) const fn chars(count: usize) -> Spec {
    u(count * 6)
}

/// Longitude in 1/1,000 minute.
pub(crate) const LON: Spec = s(25).per(60_000).from(-10_800_000).to(10_800_000);
/// Latitude in 1/1,000 minute.
pub(crate) const LAT: Spec = s(24).per(60_000).from(-5_400_000).to(5_400_000);
/// Longitude in 1/10,000 minute.
pub(crate) const FINE_LON: Spec = s(28).per(600_000).from(-108_000_000).to(108_000_000);
/// Latitude in 1/10,000 minute.
pub(crate) const FINE_LAT: Spec = s(27).per(600_000).from(-54_000_000).to(54_000_000);
/// Month of the year.
pub(crate) const MONTH: Spec = u(4).from(1).to(12);
/// Day of the month.
pub(crate) const DAY: Spec = u(5).from(1);
/// Hour of the day.
pub(crate) const HOUR: Spec = u(5).to(23);
/// Minute of the hour.
pub(crate) const MINUTE: Spec = u(6).to(59);
/// Degrees of the compass.
pub(crate) const COMPASS: Spec = u(9).to(359);

impl Spec {
    /// Bits left out before the field.
    pub(crate) const fn after(self, skip: usize) -> Self {
        Self { skip, ..self }
    }

    /// Units of the field in one unit of the value.
    pub(crate) const fn per(self, per: u32) -> Self {
        Self { per, ..self }
    }

    /// Added to the field before it is divided.
    pub(crate) const fn plus(self, plus: i64) -> Self {
        Self { plus, ..self }
    }

    /// Least number that is a value.
    pub(crate) const fn from(self, least: i64) -> Self {
        Self { least, ..self }
    }

    /// Greatest number that is a value.
    pub(crate) const fn to(self, most: i64) -> Self {
        Self { most, ..self }
    }

    fn raw(&self, bits: &Bits, at: usize) -> Option<i64> {
        if self.signed {
            bits.signed_field(at, self.width)
        } else {
            bits.field(at, self.width).map(|raw| raw as i64)
        }
    }

    fn value(&self, bits: &Bits, at: usize) -> Option<i64> {
        self.raw(bits, at)
            .filter(|raw| (self.least..=self.most).contains(raw))
            .map(|raw| raw + self.plus)
    }
}

/// A field of a payload.
pub(crate) trait Take: Sized {
    fn take(bits: &Bits, at: usize, spec: Spec) -> Self;
    fn write(&self, out: &mut Vec<u8>);
}

impl Take for Option<f64> {
    fn take(bits: &Bits, at: usize, spec: Spec) -> Self {
        spec.value(bits, at)
            .map(|value| value as f64 / f64::from(spec.per))
    }
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            // Writing to a vector cannot fail, and a quotient of integers is finite.
            Some(value) => drop(write!(out, "{value}")),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl Take for Option<u32> {
    fn take(bits: &Bits, at: usize, spec: Spec) -> Self {
        spec.value(bits, at)
            .and_then(|value| u32::try_from(value).ok())
    }
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => crate::json::write_unsigned(u64::from(*value), out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl Take for u32 {
    fn take(bits: &Bits, at: usize, spec: Spec) -> Self {
        bits.field(at, spec.width).unwrap_or(0) as Self
    }
    fn write(&self, out: &mut Vec<u8>) {
        crate::json::write_unsigned(u64::from(*self), out);
    }
}

impl Take for bool {
    fn take(bits: &Bits, at: usize, _spec: Spec) -> Self {
        bits.field(at, 1).unwrap_or(0) != 0
    }
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl<const N: usize> Take for Text<N> {
    fn take(bits: &Bits, at: usize, _spec: Spec) -> Self {
        Self::take(bits, at)
    }
    fn write(&self, out: &mut Vec<u8>) {
        crate::json::write_string(self.raw().trim_end_matches(' ').as_bytes(), out);
    }
}

/// Something that follows itself until the payload ends.
pub(crate) trait Piece: Sized {
    const WIDTH: usize;
    fn take(bits: &Bits, at: usize) -> Self;
    fn write_object(&self, out: &mut Vec<u8>);
}

impl<T: Piece> Take for Vec<T> {
    /// As many whole pieces as there are; the payload bounds their number.
    fn take(bits: &Bits, at: usize, _spec: Spec) -> Self {
        let count = bits.len().saturating_sub(at) / T::WIDTH.max(1);
        (0..count)
            .map(|index| T::take(bits, at + index * T::WIDTH))
            .collect()
    }
    fn write(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        for (piece, at) in self.iter().zip(0..) {
            if at > 0 {
                out.push(b',');
            }
            piece.write_object(out);
        }
        out.push(b']');
    }
}

/// Defines a payload, or a piece of one, from lines `field: kind = spec;`.
macro_rules! fields {
    ($(#[$about:meta])* $name:ident {
        $($(#[$note:meta])* $field:ident: $kind:ty = $spec:expr;)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$note])* pub $field: $kind,)*
        }

        impl $name {
            /// Bits of all fields.
            #[allow(dead_code, reason = "only pieces of a list ask for it")]
            pub(crate) const FIELDS_WIDTH: usize = 0 $(+ $spec.skip + $spec.width)*;

            #[allow(unused_assignments, reason = "the offset behind the last field is not needed")]
            pub(crate) fn take_at(bits: &$crate::bits::Bits, at: usize) -> Self {
                let mut at = at;
                $(
                    at += $spec.skip;
                    let $field = <$kind as $crate::asm::field::Take>::take(bits, at, $spec);
                    at += $spec.width;
                )*
                Self { $($field,)* }
            }

            pub(crate) fn write_members(&self, out: &mut Vec<u8>) {
                $(
                    out.extend_from_slice(concat!(",\"", stringify!($field), "\":").as_bytes());
                    $crate::asm::field::Take::write(&self.$field, out);
                )*
            }
        }
    };
}
pub(crate) use fields;

/// Makes a piece of a list out of a struct of fields.
macro_rules! piece {
    ($name:ident) => {
        impl $crate::asm::field::Piece for $name {
            const WIDTH: usize = Self::FIELDS_WIDTH;
            fn take(bits: &$crate::bits::Bits, at: usize) -> Self {
                Self::take_at(bits, at)
            }
            fn write_object(&self, out: &mut Vec<u8>) {
                $crate::asm::field::write_object(out, |out| self.write_members(out));
            }
        }
    };
}
pub(crate) use piece;

/// An object from members that each begin with a comma.
pub(crate) fn write_object(out: &mut Vec<u8>, members: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    members(out);
    match out.get_mut(start) {
        Some(comma) => *comma = b'{',
        None => out.push(b'{'),
    }
    out.push(b'}');
}
