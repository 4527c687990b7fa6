//! How a message lies in its bits, written once: the `layout!` table of a message gives its struct, its decoder,
//! its encoder and its "nothing is known" value, so that the four cannot disagree.

use crate::bits::Bits;
use crate::text::Text;

/// A value that fills a field of fixed width.
pub(crate) trait Field: Copy {
    /// Reads the field, or gives `absent` when it was cut off.
    fn take(bits: &Bits, at: usize, width: usize, absent: Self) -> Self;
    /// Reads the field of a message that is known to be whole.
    fn take_whole(bits: &Bits, at: usize, width: usize) -> Self;
    /// Appends the field.
    fn put(self, out: &mut Bits, width: usize);
}

macro_rules! number_field {
    ($read:ident, $wide:ty: $($number:ty),*) => {$(
        impl Field for $number {
            #[inline(always)]
            fn take(bits: &Bits, at: usize, width: usize, absent: Self) -> Self {
                bits.$read(at, width).map_or(absent, |word| word as Self)
            }
            #[inline(always)]
            fn take_whole(bits: &Bits, at: usize, width: usize) -> Self {
                let word = bits.word(at, width) << (64 - width);
                (word as $wide >> (64 - width)) as Self
            }
            fn put(self, out: &mut Bits, width: usize) {
                out.push(self as u64, width);
            }
        }
    )*};
}
number_field!(field, u64: u8, u16, u32);
number_field!(signed_field, i64: i8, i16, i32);

impl Field for bool {
    #[inline(always)]
    fn take(bits: &Bits, at: usize, width: usize, absent: Self) -> Self {
        bits.field(at, width).map_or(absent, |word| word != 0)
    }
    #[inline(always)]
    fn take_whole(bits: &Bits, at: usize, width: usize) -> Self {
        bits.word(at, width) != 0
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
    #[inline(always)]
    fn take_whole(bits: &Bits, at: usize, _width: usize) -> Self {
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
            pub(crate) const WIDTH: usize = 0 $(+ $width)*;

            /// The fields from bit `start`; of a message that was cut short, what did not arrive is absent.
            #[inline(always)]
            pub(crate) fn take_fields(bits: &$crate::bits::Bits, start: usize) -> Self {
                if bits.len() >= start + Self::WIDTH {
                    Self::take_whole(bits, start)
                } else {
                    Self::take_cut(bits, start)
                }
            }

            /// The fields from bit `start` of a message that the caller knows to be whole.
            #[inline(always)]
            #[allow(unused_assignments, reason = "the offset behind the last field is not needed")]
            pub(crate) fn take_whole(bits: &$crate::bits::Bits, start: usize) -> Self {
                let mut at = start;
                $(
                    let $field = <$kind as $crate::layout::Field>::take_whole(bits, at, $width);
                    at += $width;
                )*
                Self { $($field,)* $($($more: $more_absent,)*)? }
            }

            #[cold]
            #[inline(never)]
            #[allow(unused_assignments, reason = "the offset behind the last field is not needed")]
            fn take_cut(bits: &$crate::bits::Bits, start: usize) -> Self {
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
