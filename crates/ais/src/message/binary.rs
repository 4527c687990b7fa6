//! Messages that carry somebody else's bits: types 6, 8, 25 and 26, and the texts of types 12 and 14.
//!
//! ITU-R M.1371-5, annex 8: types 6 (table 54), 8 (57), 12 (3.10), 14 (3.12), 25 (80) and 26 (82). The payload is
//! always kept as it came; what the common ones mean is in [`crate::asm`]. An unknown one is a message like any other,
//! not an error.

use crate::bits::{Bits, MAX_BITS};
use crate::layout::layout;
use crate::text::{MAX_CHARS, Text};

layout! {
    /// Type 6: binary message to one station.
    BinaryAddressed {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Sequence number, for the acknowledgement.
        sequence: u8 = 2, 0;
        /// Station addressed.
        dest_mmsi: u32 = 30, 0;
        /// Sent again.
        retransmit: bool = 1, false;
        /// Spare bit.
        spare: bool = 1, false;
        /// Designated area code: who defines the payload.
        dac: u16 = 10, 0;
        /// Function identifier within the area.
        fi: u8 = 6, 0;
    } also {
        /// The payload behind DAC and FI.
        payload: Bits = Bits::new();
    }
}

layout! {
    /// Type 8: binary message to all.
    BinaryBroadcast {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
        /// Designated area code: who defines the payload.
        dac: u16 = 10, 0;
        /// Function identifier within the area.
        fi: u8 = 6, 0;
    } also {
        /// The payload behind DAC and FI.
        payload: Bits = Bits::new();
    }
}

layout! {
    /// Type 12: safety-related text to one station.
    SafetyAddressed {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Sequence number, for the acknowledgement.
        sequence: u8 = 2, 0;
        /// Station addressed.
        dest_mmsi: u32 = 30, 0;
        /// Sent again.
        retransmit: bool = 1, false;
        /// Spare bit.
        spare: bool = 1, false;
    } also {
        /// The bits of the text.
        payload: Bits = Bits::new();
    }
}

impl SafetyAddressed {
    /// The text.
    #[must_use]
    pub fn text(&self) -> Text<MAX_CHARS> {
        Text::take(&self.payload, 0)
    }
}

layout! {
    /// Type 14: safety-related text to all.
    SafetyBroadcast {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
    } also {
        /// The bits of the text.
        payload: Bits = Bits::new();
    }
}

impl SafetyBroadcast {
    /// The text.
    #[must_use]
    pub fn text(&self) -> Text<MAX_CHARS> {
        Text::take(&self.payload, 0)
    }
}

/// The bits of a text, for the `payload` of types 12 and 14.
#[must_use]
pub fn text_bits(text: &str) -> Bits {
    let mut bits = Bits::new();
    Text::<MAX_CHARS>::new(text).put(&mut bits, text.chars().count());
    bits
}

layout! {
    /// Type 25: binary message of one slot.
    BinaryShort {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// To one station.
        addressed: bool = 1, false;
        /// The payload starts with DAC and FI.
        structured: bool = 1, false;
    } also {
        /// Station addressed, when `addressed`.
        dest_mmsi: u32 = 0;
        /// Spare bits behind the station addressed.
        spare: u8 = 0;
        /// Designated area code, when `structured`.
        dac: u16 = 0;
        /// Function identifier, when `structured`.
        fi: u8 = 0;
        /// The payload.
        payload: Bits = Bits::new();
    }
}

layout! {
    /// Type 26: binary message of several slots, with a communication state.
    BinaryLong {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// To one station.
        addressed: bool = 1, false;
        /// The payload starts with DAC and FI.
        structured: bool = 1, false;
    } also {
        /// Station addressed, when `addressed`.
        dest_mmsi: u32 = 0;
        /// Spare bits behind the station addressed.
        spare: u8 = 0;
        /// Designated area code, when `structured`.
        dac: u16 = 0;
        /// Function identifier, when `structured`.
        fi: u8 = 0;
        /// The payload.
        payload: Bits = Bits::new();
        /// Spare bits before the communication state.
        spare_2: u8 = 0;
        /// Communication state is ITDMA, not SOTDMA.
        itdma: bool = false;
        /// Communication state.
        radio: u32 = 0;
    }
}

/// The head of types 25 and 26 behind the two indicators. Two spare bits follow the station addressed; with them, and
/// the four before the communication state, every payload of the real logs is whole bytes.
struct Address {
    dest_mmsi: u32,
    spare: u8,
    dac: u16,
    fi: u8,
    end: usize,
}

const INDICATORS_END: usize = 40;

impl Address {
    fn take(bits: &Bits, addressed: bool, structured: bool) -> Option<Self> {
        let mut out = Self {
            dest_mmsi: 0,
            spare: 0,
            dac: 0,
            fi: 0,
            end: INDICATORS_END,
        };
        if addressed {
            out.dest_mmsi = bits.field(out.end, 30)? as u32;
            out.spare = bits.field(out.end + 30, 2)? as u8;
            out.end += 32;
        }
        if structured {
            out.dac = bits.field(out.end, 10)? as u16;
            out.fi = bits.field(out.end + 10, 6)? as u8;
            out.end += 16;
        }
        Some(out)
    }

    fn put(&self, addressed: bool, structured: bool, out: &mut Bits) {
        if addressed {
            out.push(u64::from(self.dest_mmsi), 30);
            out.push(u64::from(self.spare), 2);
        }
        if structured {
            out.push(u64::from(self.dac), 10);
            out.push(u64::from(self.fi), 6);
        }
    }
}

impl BinaryShort {
    pub(crate) fn take(bits: &Bits) -> Option<Self> {
        let fixed = Self::take_fields(bits, 6);
        let Address {
            dest_mmsi,
            spare,
            dac,
            fi,
            end,
        } = Address::take(bits, fixed.addressed, fixed.structured)?;
        let payload = bits.slice(end, MAX_BITS);
        Some(Self {
            dest_mmsi,
            spare,
            dac,
            fi,
            payload,
            ..fixed
        })
    }

    pub(crate) fn put(&self, out: &mut Bits) {
        self.put_fields(out);
        let Self {
            dest_mmsi,
            spare,
            dac,
            fi,
            ..
        } = *self;
        Address {
            dest_mmsi,
            spare,
            dac,
            fi,
            end: 0,
        }
        .put(self.addressed, self.structured, out);
        out.extend(&self.payload);
    }
}

impl BinaryLong {
    /// Bits that end the message: four spare bits, the selector and the communication state.
    const STATE: usize = 24;

    pub(crate) fn take(bits: &Bits) -> Option<Self> {
        let fixed = Self::take_fields(bits, 6);
        let Address {
            dest_mmsi,
            spare,
            dac,
            fi,
            end,
        } = Address::take(bits, fixed.addressed, fixed.structured)?;
        let state = bits
            .len()
            .checked_sub(Self::STATE)
            .filter(|state| *state >= end)?;
        Some(Self {
            dest_mmsi,
            spare,
            dac,
            fi,
            payload: bits.slice(end, state - end),
            spare_2: bits.field(state, 4)? as u8,
            itdma: bits.field(state + 4, 1)? != 0,
            radio: bits.field(state + 5, 19)? as u32,
            ..fixed
        })
    }

    pub(crate) fn put(&self, out: &mut Bits) {
        self.put_fields(out);
        let Self {
            dest_mmsi,
            spare,
            dac,
            fi,
            ..
        } = *self;
        Address {
            dest_mmsi,
            spare,
            dac,
            fi,
            end: 0,
        }
        .put(self.addressed, self.structured, out);
        out.extend(&self.payload);
        out.push(u64::from(self.spare_2), 4);
        out.push(u64::from(self.itdma), 1);
        out.push(u64::from(self.radio), 19);
    }
}
