//! From bits to a message, and what to hold against it: its length and the numbers that the standard leaves unused.
//!
//! Types 1 to 3 and 18 are nine of ten messages; they are read on the straight path, the others behind it.

use super::{
    Acknowledge, AidToNavigation, Assignment, BinaryAddressed, BinaryBroadcast, BinaryLong,
    BinaryShort, ChannelManagement, Corrections, GroupAssignment, Interrogation, LinkManagement,
    Message, PositionA, PositionAircraft, PositionB, PositionBExtended, PositionLongRange,
    SafetyAddressed, SafetyBroadcast, StaticPartA, StaticPartB, StaticVoyage, StationReport,
    UtcInquiry,
};
use crate::bits::{Bits, MAX_BITS};
use crate::fault::FaultReason;
use crate::report::Flags;

/// Bits of the messages of one slot: types 1 to 4, 11 and 18 have just these.
const ONE_SLOT: usize = 168;

/// Bits of a complete message of each type: shortest, longest (ITU-R M.1371-5, annex 8, table 46 and each table).
/// Type 24 is 160 bits for part A; 168 are also seen and allowed for both parts.
const COMPLETE: [(u16, u16); 28] = {
    const FIVE_SLOTS: u16 = 1064;
    let mut bits = [(168, 168); 28];
    bits[5] = (424, 424);
    bits[6] = (88, FIVE_SLOTS);
    bits[7] = (72, 168);
    bits[8] = (56, FIVE_SLOTS);
    bits[10] = (72, 72);
    bits[12] = (72, FIVE_SLOTS);
    bits[13] = (72, 168);
    bits[14] = (40, FIVE_SLOTS);
    bits[15] = (88, 160);
    bits[16] = (96, 144);
    bits[17] = (80, 816);
    bits[19] = (312, 312);
    bits[20] = (72, 160);
    bits[21] = (272, 360);
    bits[23] = (160, 160);
    bits[24] = (160, 168);
    bits[25] = (40, 168);
    bits[26] = (64, FIVE_SLOTS);
    bits[27] = (96, 96);
    bits
};

/// Bits without which a message says nothing: up to the position, the name or the first station addressed.
const ESSENTIAL: [u16; 28] = {
    let mut bits = [116; 28];
    bits[4] = 78;
    bits[5] = 232;
    bits[6] = 88;
    bits[7] = 72;
    bits[8] = 56;
    bits[10] = 70;
    bits[11] = 78;
    bits[12] = 72;
    bits[13] = 72;
    bits[14] = 40;
    bits[15] = 88;
    bits[16] = 92;
    bits[17] = 75;
    bits[18] = 112;
    bits[19] = 263;
    bits[20] = 70;
    bits[21] = 219;
    bits[22] = 139;
    bits[23] = 110;
    bits[24] = 132;
    bits[25] = 40;
    bits[26] = 64;
    bits[27] = 79;
    bits
};

/// How the length of a payload compares with the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// As the standard says.
    Right,
    /// Some of the last fields did not arrive.
    Short,
    /// There are bits behind the last field.
    Long,
}

impl Message {
    /// Decodes the bits of one transmission.
    ///
    /// # Errors
    /// [`FaultReason::PayloadEmpty`], [`FaultReason::TooShort`], [`FaultReason::UnknownType`] or
    /// [`FaultReason::UnknownPart`].
    pub fn decode(bits: &Bits) -> Result<Self, FaultReason> {
        let mut out = Self::PositionA(PositionA::default());
        out.take(bits)?;
        Ok(out)
    }

    /// Decodes the bits of one transmission into this message, and gives what is to be held against it. The message is
    /// left as it was when the bits cannot be read.
    #[inline(always)]
    pub(crate) fn take(&mut self, bits: &Bits) -> Result<Flags, FaultReason> {
        if bits.len() != ONE_SLOT {
            return self.take_rarer(bits);
        }
        let (mmsi, out_of_range) = match bits.word(0, 6) {
            1..=3 => {
                let message = PositionA::take_whole(bits, 0);
                *self = Self::PositionA(message);
                let odd = message.position_out_of_range() || message.movement_out_of_range();
                (message.mmsi, odd)
            }
            18 => {
                let message = PositionB::take_whole(bits, 6);
                *self = Self::PositionB(message);
                let odd = message.position_out_of_range() || message.movement_out_of_range();
                (message.mmsi, odd)
            }
            4 | 11 => {
                let message = StationReport::take_whole(bits, 0);
                *self = Self::StationReport(message);
                let odd = message.position_out_of_range() || message.time_out_of_range();
                (message.mmsi, odd)
            }
            _ => return self.take_rarer(bits),
        };
        let mut marks = Flags::default();
        marks.set(Flags::OUT_OF_RANGE, out_of_range);
        marks.set(Flags::ODD_MMSI, odd_mmsi(mmsi));
        Ok(marks)
    }

    #[inline(never)]
    fn take_rarer(&mut self, bits: &Bits) -> Result<Flags, FaultReason> {
        let type_id = bits.field(0, 6).ok_or(FaultReason::PayloadEmpty)? as u8;
        let Some(essential) = ESSENTIAL.get(usize::from(type_id)).filter(|_| type_id != 0) else {
            return Err(FaultReason::UnknownType);
        };
        if bits.len() < usize::from(*essential) {
            return Err(FaultReason::TooShort);
        }
        self.take_type(type_id, bits)?;
        let length = self.length(bits.len());
        let mut marks = Flags::default();
        marks.set(Flags::SHORT, length == Length::Short);
        marks.set(Flags::LONG, length == Length::Long);
        marks.set(Flags::OUT_OF_RANGE, self.out_of_range());
        marks.set(Flags::ODD_MMSI, self.odd_mmsi());
        Ok(marks)
    }

    #[inline(always)]
    fn take_type(&mut self, type_id: u8, bits: &Bits) -> Result<(), FaultReason> {
        let behind = |width: usize| bits.slice(6 + width, MAX_BITS);
        *self = match type_id {
            1..=3 => Self::PositionA(PositionA::take_fields(bits, 0)),
            4 | 11 => Self::StationReport(StationReport::take_fields(bits, 0)),
            5 => Self::StaticVoyage(StaticVoyage::take_fields(bits, 6)),
            6 => Self::BinaryAddressed(BinaryAddressed {
                payload: behind(BinaryAddressed::WIDTH),
                ..BinaryAddressed::take_fields(bits, 6)
            }),
            7 | 13 => Self::Acknowledge(Acknowledge::take(bits)),
            8 => Self::BinaryBroadcast(BinaryBroadcast {
                payload: behind(BinaryBroadcast::WIDTH),
                ..BinaryBroadcast::take_fields(bits, 6)
            }),
            9 => Self::PositionAircraft(PositionAircraft::take_fields(bits, 6)),
            10 => Self::UtcInquiry(UtcInquiry::take_fields(bits, 6)),
            12 => Self::SafetyAddressed(SafetyAddressed {
                payload: behind(SafetyAddressed::WIDTH),
                ..SafetyAddressed::take_fields(bits, 6)
            }),
            14 => Self::SafetyBroadcast(SafetyBroadcast {
                payload: behind(SafetyBroadcast::WIDTH),
                ..SafetyBroadcast::take_fields(bits, 6)
            }),
            15 => Self::Interrogation(Interrogation::take(bits).ok_or(FaultReason::TooShort)?),
            16 => Self::Assignment(Assignment::take(bits).ok_or(FaultReason::TooShort)?),
            17 => Self::Corrections(Corrections {
                payload: behind(Corrections::WIDTH),
                ..Corrections::take_fields(bits, 6)
            }),
            18 => Self::PositionB(PositionB::take_fields(bits, 6)),
            19 => Self::PositionBExtended(PositionBExtended::take_fields(bits, 6)),
            20 => Self::LinkManagement(LinkManagement::take(bits)),
            21 => Self::AidToNavigation(AidToNavigation {
                extension: behind(AidToNavigation::WIDTH),
                ..AidToNavigation::take_fields(bits, 6)
            }),
            22 => Self::ChannelManagement(ChannelManagement::take_fields(bits, 6)),
            23 => Self::GroupAssignment(GroupAssignment::take_fields(bits, 6)),
            24 => match bits.field(38, 2) {
                Some(0) => Self::StaticPartA(StaticPartA::take_fields(bits, 6)),
                Some(1) => Self::StaticPartB(StaticPartB::take_fields(bits, 6)),
                _ => return Err(FaultReason::UnknownPart),
            },
            25 => Self::BinaryShort(BinaryShort::take(bits).ok_or(FaultReason::TooShort)?),
            26 => Self::BinaryLong(BinaryLong::take(bits).ok_or(FaultReason::TooShort)?),
            27 => Self::PositionLongRange(PositionLongRange::take_fields(bits, 6)),
            _ => return Err(FaultReason::UnknownType),
        };
        Ok(())
    }

    /// How `bits` received for this message compare with its length in the standard.
    #[inline]
    #[must_use]
    pub fn length(&self, bits: usize) -> Length {
        let (shortest, longest) = COMPLETE
            .get(usize::from(self.type_id()))
            .copied()
            .unwrap_or((0, u16::MAX));
        let shortest = if matches!(self, Self::StaticPartB(_)) {
            168
        } else {
            shortest
        };
        if bits < usize::from(shortest) {
            Length::Short
        } else if bits > usize::from(longest) {
            Length::Long
        } else {
            Length::Right
        }
    }

    /// Whether a number is in a range that the standard leaves unused: a sign of a broken unit, or of a corrupted
    /// line whose checksum happens to fit (one in 256 does).
    #[inline]
    #[must_use]
    pub fn out_of_range(&self) -> bool {
        match self {
            Self::PositionA(message) => {
                message.position_out_of_range() || message.movement_out_of_range()
            }
            Self::PositionB(message) => {
                message.position_out_of_range() || message.movement_out_of_range()
            }
            Self::PositionBExtended(message) => {
                message.position_out_of_range() || message.movement_out_of_range()
            }
            Self::StationReport(message) => {
                message.position_out_of_range() || message.time_out_of_range()
            }
            Self::StaticVoyage(message) => message.eta_out_of_range(),
            Self::PositionAircraft(message) => {
                message.position_out_of_range() || crate::quantity::cog_wrong(message.cog)
            }
            Self::Corrections(message) => message.position_out_of_range(),
            Self::AidToNavigation(message) => message.position_out_of_range(),
            Self::PositionLongRange(message) => {
                message.position_out_of_range() || (message.cog >= 360 && message.cog != 511)
            }
            _ => false,
        }
    }

    /// Whether the MMSI cannot be one of a station: the least is a coast station 00MIDxxxx, the greatest has nine digits.
    #[inline]
    #[must_use]
    pub const fn odd_mmsi(&self) -> bool {
        odd_mmsi(self.mmsi())
    }
}

#[inline(always)]
const fn odd_mmsi(mmsi: u32) -> bool {
    mmsi < 2_000_000 || mmsi > 999_999_999
}
