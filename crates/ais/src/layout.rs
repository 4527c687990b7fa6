//! How a message lies in its bits, written once: the `layout!` table of a message gives its struct, its decoder,
//! its encoder and its "nothing is known" value, so that the four cannot disagree.

use crate::bits::Bits;
use crate::text::Text;

/// A value that fills a field of fixed width.
pub(crate) trait Field: Copy {
    /// Reads the field, or gives `absent` when it was cut off.
    fn take(bits: &Bits, at: usize, width: usize, absent: Self) -> Self;
    /// Appends the field.
    fn put(self, out: &mut Bits, width: usize);
}

macro_rules! number_field {
    ($read:ident: $($number:ty),*) => {$(
        impl Field for $number {
            #[inline(always)]
            fn take(bits: &Bits, at: usize, width: usize, absent: Self) -> Self {
                bits.$read(at, width).map_or(absent, |word| word as Self)
            }
            fn put(self, out: &mut Bits, width: usize) {
                out.push(self as u64, width);
            }
        }
    )*};
}
number_field!(field: u8, u16, u32);
number_field!(signed_field: i8, i16, i32);

impl Field for bool {
    #[inline(always)]
    fn take(bits: &Bits, at: usize, width: usize, absent: Self) -> Self {
        bits.field(at, width).map_or(absent, |word| word != 0)
    }
    fn put(self, out: &mut Bits, width: usize) {
        out.push(u64::from(self), width);
    }
}

impl<const N: usize> Field for Text<N> {
    #[inline(always)]
    fn take(bits: &Bits, at: usize, _width: usize, _absent: Self) -> Self {
        Self::take(bits, at)
    }
    fn put(self, out: &mut Bits, _width: usize) {
        Self::put(&self, out, N);
    }
}

/// Defines a message struct from lines `field: type = width, value when absent;`.
macro_rules! layout {
    ($(#[$about:meta])* $name:ident {
        $($(#[$note:meta])* $field:ident: $kind:ty = $width:expr, $absent:expr;)*
    } $(also { $($(#[$more_note:meta])* $more:ident: $more_kind:ty = $more_absent:expr;)* })?) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name {
            $($(#[$note])* pub $field: $kind,)*
            $($($(#[$more_note])* pub $more: $more_kind,)*)?
        }

        impl Default for $name {
            /// Every value not available.
            fn default() -> Self {
                Self { $($field: $absent,)* $($($more: $more_absent,)*)? }
            }
        }

        impl $name {
            /// Bits of the fixed fields.
            #[allow(dead_code, reason = "only the messages with a variable tail ask for it")]
            pub(crate) const WIDTH: usize = 0 $(+ $width)*;

            #[inline(always)]
            #[allow(unused_assignments, reason = "the offset behind the last field is not needed")]
            pub(crate) fn take_fields(bits: &$crate::bits::Bits, start: usize) -> Self {
                let mut at = start;
                $(
                    let $field = <$kind as $crate::layout::Field>::take(bits, at, $width, $absent);
                    at += $width;
                )*
                Self { $($field,)* $($($more: $more_absent,)*)? }
            }

            pub(crate) fn put_fields(&self, out: &mut $crate::bits::Bits) {
                $($crate::layout::Field::put(self.$field, out, $width);)*
            }
        }
    };
}
pub(crate) use layout;
