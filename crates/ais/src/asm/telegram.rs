//! Texts and questions between applications: the functions 0 to 5 of ITU-R M.1371-5, annex 5, and 1/29 and 1/30 of
//! IMO SN.1/Circ.289.

use super::LongText;
use super::field::{fields, u};
use crate::bits::Bits;

fields! {
    /// 1/0: text in six-bit characters.
    TextTelegram {
        /// An acknowledgement is asked for.
        ack_required: bool = u(1);
        /// Number of the text.
        sequence: u32 = u(11);
        /// The text.
        text: LongText = u(6);
    }
}

fields! {
    /// 1/29 and 1/30: text that belongs to another message.
    TextDescription {
        /// Ties this text to what it describes.
        linkage: u32 = u(10);
        /// The text.
        text: LongText = u(6);
    }
}

fields! {
    /// 1/2: question for one function.
    FunctionQuestion {
        /// Area asked for.
        dac: u32 = u(10);
        /// Function asked for.
        fi: u32 = u(6);
    }
}

fields! {
    /// 1/3: question for all functions of an area.
    CapabilityQuestion {
        /// Area asked for.
        dac: u32 = u(10);
    }
}

/// 1/4: the functions of an area that a station can receive.
#[derive(Clone, Debug, PartialEq)]
pub struct Capability {
    /// Area.
    pub dac: u32,
    /// Functions.
    pub functions: Vec<u32>,
}

impl Capability {
    pub(super) fn read(bits: &Bits) -> Self {
        let set = |fi: &u32| bits.field(10 + *fi as usize * 2, 1) == Some(1);
        Self {
            dac: bits.field(0, 10).unwrap_or(0) as u32,
            functions: (0..64).filter(set).collect(),
        }
    }

    pub(super) fn write_members(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b",\"dac\":");
        crate::json::write_unsigned(u64::from(self.dac), out);
        out.extend_from_slice(b",\"functions\":[");
        for (fi, at) in self.functions.iter().zip(0..) {
            if at > 0 {
                out.push(b',');
            }
            crate::json::write_unsigned(u64::from(*fi), out);
        }
        out.push(b']');
    }
}

fields! {
    /// 1/5: acknowledgement of a binary message by the application that got it.
    Acknowledgement {
        /// Area of the message.
        dac: u32 = u(10);
        /// Function of the message.
        fi: u32 = u(6);
        /// Number of the text.
        sequence: u32 = u(11);
        /// The function is available.
        available: bool = u(1);
        /// Answer code: 0 unable, 1 received, 2 to follow, 3 able but off.
        answer: u32 = u(3);
    }
}
