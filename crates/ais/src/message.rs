//! The 27 message types of AIS.
//!
//! ITU-R M.1371-5, annex 8, table 45. A message keeps the integers of the air, spare bits included, so that it can be
//! written back bit for bit; its methods give quantities, `None` where the standard says "not available" and where
//! the number is outside its range. A payload that was cut short is decoded as far as it goes: what did not arrive is
//! "not available", never zero.

mod aid;
mod binary;
mod command;
mod position;
mod station;
mod voyage;

use crate::bits::{Bits, MAX_BITS};
use crate::fault::FaultReason;

pub use aid::{AidToNavigation, NAME_CHARS};
pub use binary::{
    BinaryAddressed, BinaryBroadcast, BinaryLong, BinaryShort, SafetyAddressed, SafetyBroadcast,
    text_bits,
};
pub use command::{
    Acknowledge, Acknowledged, Asked, Assigned, Assignment, ChannelManagement, GroupAssignment,
    Interrogation, LinkManagement, Reservation, UtcInquiry,
};
pub use position::{PositionA, PositionAircraft, PositionB, PositionBExtended, PositionLongRange};
pub use station::{CorrectionHeader, Corrections, StationReport};
pub use voyage::{StaticPartA, StaticPartB, StaticVoyage, imo_checks};

use voyage::size_accessors;

/// One AIS message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(
    clippy::large_enum_variant,
    reason = "a message lives on the stack: no allocation per sentence"
)]
pub enum Message {
    /// Types 1, 2, 3.
    PositionA(PositionA),
    /// Types 4, 11.
    StationReport(StationReport),
    /// Type 5.
    StaticVoyage(StaticVoyage),
    /// Type 6.
    BinaryAddressed(BinaryAddressed),
    /// Types 7, 13.
    Acknowledge(Acknowledge),
    /// Type 8.
    BinaryBroadcast(BinaryBroadcast),
    /// Type 9.
    PositionAircraft(PositionAircraft),
    /// Type 10.
    UtcInquiry(UtcInquiry),
    /// Type 12.
    SafetyAddressed(SafetyAddressed),
    /// Type 14.
    SafetyBroadcast(SafetyBroadcast),
    /// Type 15.
    Interrogation(Interrogation),
    /// Type 16.
    Assignment(Assignment),
    /// Type 17.
    Corrections(Corrections),
    /// Type 18.
    PositionB(PositionB),
    /// Type 19.
    PositionBExtended(PositionBExtended),
    /// Type 20.
    LinkManagement(LinkManagement),
    /// Type 21.
    AidToNavigation(AidToNavigation),
    /// Type 22.
    ChannelManagement(ChannelManagement),
    /// Type 23.
    GroupAssignment(GroupAssignment),
    /// Type 24, part A.
    StaticPartA(StaticPartA),
    /// Type 24, part B.
    StaticPartB(StaticPartB),
    /// Type 25.
    BinaryShort(BinaryShort),
    /// Type 26.
    BinaryLong(BinaryLong),
    /// Type 27.
    PositionLongRange(PositionLongRange),
}

/// Runs an expression on the struct inside a message.
macro_rules! each {
    ($message:expr, $inner:ident => $value:expr) => {
        match $message {
            $crate::message::Message::PositionA($inner) => $value,
            $crate::message::Message::StationReport($inner) => $value,
            $crate::message::Message::StaticVoyage($inner) => $value,
            $crate::message::Message::BinaryAddressed($inner) => $value,
            $crate::message::Message::Acknowledge($inner) => $value,
            $crate::message::Message::BinaryBroadcast($inner) => $value,
            $crate::message::Message::PositionAircraft($inner) => $value,
            $crate::message::Message::UtcInquiry($inner) => $value,
            $crate::message::Message::SafetyAddressed($inner) => $value,
            $crate::message::Message::SafetyBroadcast($inner) => $value,
            $crate::message::Message::Interrogation($inner) => $value,
            $crate::message::Message::Assignment($inner) => $value,
            $crate::message::Message::Corrections($inner) => $value,
            $crate::message::Message::PositionB($inner) => $value,
            $crate::message::Message::PositionBExtended($inner) => $value,
            $crate::message::Message::LinkManagement($inner) => $value,
            $crate::message::Message::AidToNavigation($inner) => $value,
            $crate::message::Message::ChannelManagement($inner) => $value,
            $crate::message::Message::GroupAssignment($inner) => $value,
            $crate::message::Message::StaticPartA($inner) => $value,
            $crate::message::Message::StaticPartB($inner) => $value,
            $crate::message::Message::BinaryShort($inner) => $value,
            $crate::message::Message::BinaryLong($inner) => $value,
            $crate::message::Message::PositionLongRange($inner) => $value,
        }
    };
}

/// Bits of a complete message of each type: shortest, longest (ITU-R M.1371-5, annex 8, table 45 and each table).
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
    #[inline]
    pub fn decode(bits: &Bits) -> Result<Self, FaultReason> {
        let type_id = bits.field(0, 6).ok_or(FaultReason::PayloadEmpty)? as u8;
        let Some(essential) = ESSENTIAL.get(usize::from(type_id)).filter(|_| type_id != 0) else {
            return Err(FaultReason::UnknownType);
        };
        if bits.len() < usize::from(*essential) {
            return Err(FaultReason::TooShort);
        }
        match type_id {
            1..=3 => Ok(Self::PositionA(PositionA::take_fields(bits, 0))),
            18 => Ok(Self::PositionB(PositionB::take_fields(bits, 6))),
            _ => Self::decode_rarer(type_id, bits),
        }
    }

    fn decode_rarer(type_id: u8, bits: &Bits) -> Result<Self, FaultReason> {
        let behind = |width: usize| bits.slice(6 + width, MAX_BITS);
        Ok(match type_id {
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
        })
    }

    /// The bits of the message, as it would be sent.
    #[must_use]
    pub fn encode(&self) -> Bits {
        let mut out = Bits::new();
        if !matches!(
            self,
            Self::PositionA(_) | Self::StationReport(_) | Self::Acknowledge(_)
        ) {
            out.push(u64::from(self.type_id()), 6);
        }
        match self {
            Self::PositionA(message) => PositionA {
                type_id: self.type_id(),
                ..*message
            }
            .put_fields(&mut out),
            Self::StationReport(message) => StationReport {
                type_id: self.type_id(),
                ..*message
            }
            .put_fields(&mut out),
            Self::Acknowledge(message) => Acknowledge {
                type_id: self.type_id(),
                ..*message
            }
            .put(&mut out),
            Self::BinaryShort(message) => message.put(&mut out),
            Self::BinaryLong(message) => message.put(&mut out),
            Self::Interrogation(message) => message.put(&mut out),
            Self::Assignment(message) => message.put(&mut out),
            Self::LinkManagement(message) => message.put(&mut out),
            Self::StaticPartA(message) => StaticPartA {
                part: 0,
                ..*message
            }
            .put_fields(&mut out),
            Self::StaticPartB(message) => StaticPartB {
                part: 1,
                ..*message
            }
            .put_fields(&mut out),
            other => each!(other, message => message.put_fields(&mut out)),
        }
        if let Some(tail) = self.payload() {
            out.extend(tail);
        }
        out
    }

    /// The bits that follow the fixed fields of types 6, 8, 12, 14, 17 and 21.
    const fn payload(&self) -> Option<&Bits> {
        match self {
            Self::BinaryAddressed(message) => Some(&message.payload),
            Self::BinaryBroadcast(message) => Some(&message.payload),
            Self::SafetyAddressed(message) => Some(&message.payload),
            Self::SafetyBroadcast(message) => Some(&message.payload),
            Self::Corrections(message) => Some(&message.payload),
            Self::AidToNavigation(message) => Some(&message.extension),
            _ => None,
        }
    }

    /// Sender. Base stations, aids and aircraft have numbers of their own form; see the quality flags for odd ones.
    #[inline]
    #[must_use]
    pub const fn mmsi(&self) -> u32 {
        each!(self, message => message.mmsi)
    }

    /// Times the message was repeated.
    #[must_use]
    pub const fn repeat(&self) -> u8 {
        each!(self, message => message.repeat)
    }

    /// Message type, 1 to 27.
    #[inline]
    #[must_use]
    pub const fn type_id(&self) -> u8 {
        match self {
            Self::PositionA(message) => match message.type_id {
                2 => 2,
                3 => 3,
                _ => 1,
            },
            Self::StationReport(message) => {
                if message.type_id == 11 {
                    11
                } else {
                    4
                }
            }
            Self::StaticVoyage(_) => 5,
            Self::BinaryAddressed(_) => 6,
            Self::Acknowledge(message) => {
                if message.type_id == 13 {
                    13
                } else {
                    7
                }
            }
            Self::BinaryBroadcast(_) => 8,
            Self::PositionAircraft(_) => 9,
            Self::UtcInquiry(_) => 10,
            Self::SafetyAddressed(_) => 12,
            Self::SafetyBroadcast(_) => 14,
            Self::Interrogation(_) => 15,
            Self::Assignment(_) => 16,
            Self::Corrections(_) => 17,
            Self::PositionB(_) => 18,
            Self::PositionBExtended(_) => 19,
            Self::LinkManagement(_) => 20,
            Self::AidToNavigation(_) => 21,
            Self::ChannelManagement(_) => 22,
            Self::GroupAssignment(_) => 23,
            Self::StaticPartA(_) | Self::StaticPartB(_) => 24,
            Self::BinaryShort(_) => 25,
            Self::BinaryLong(_) => 26,
            Self::PositionLongRange(_) => 27,
        }
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

    /// Position of the sender or of the aid as (longitude, latitude) in degrees.
    #[must_use]
    pub fn position_deg(&self) -> Option<(f64, f64)> {
        let (lon, lat) = match self {
            Self::PositionA(message) => (message.lon_deg(), message.lat_deg()),
            Self::StationReport(message) => (message.lon_deg(), message.lat_deg()),
            Self::PositionAircraft(message) => (message.lon_deg(), message.lat_deg()),
            Self::Corrections(message) => (message.lon_deg(), message.lat_deg()),
            Self::PositionB(message) => (message.lon_deg(), message.lat_deg()),
            Self::PositionBExtended(message) => (message.lon_deg(), message.lat_deg()),
            Self::AidToNavigation(message) => (message.lon_deg(), message.lat_deg()),
            Self::PositionLongRange(message) => (message.lon_deg(), message.lat_deg()),
            _ => return None,
        };
        lon.zip(lat)
    }

    /// Speed over ground in knots, of the messages that have one.
    #[must_use]
    pub fn sog_kn(&self) -> Option<f64> {
        match self {
            Self::PositionA(message) => message.sog_kn(),
            Self::PositionAircraft(message) => message.sog_kn(),
            Self::PositionB(message) => message.sog_kn(),
            Self::PositionBExtended(message) => message.sog_kn(),
            Self::PositionLongRange(message) => message.sog_kn(),
            _ => None,
        }
    }

    /// Course over ground in degrees, of the messages that have one.
    #[must_use]
    pub fn cog_deg(&self) -> Option<f64> {
        match self {
            Self::PositionA(message) => message.cog_deg(),
            Self::PositionAircraft(message) => message.cog_deg(),
            Self::PositionB(message) => message.cog_deg(),
            Self::PositionBExtended(message) => message.cog_deg(),
            Self::PositionLongRange(message) => message.cog_deg(),
            _ => None,
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
        let mmsi = self.mmsi();
        mmsi < 2_000_000 || mmsi > 999_999_999
    }
}
