//! The 27 message types of AIS.
//!
//! ITU-R M.1371-5, annex 8, table 46. A message keeps the integers of the air, spare bits included, so that it can be
//! written back bit for bit; its methods give quantities, `None` where the standard says "not available" and where
//! the number is outside its range. A payload that was cut short is decoded as far as it goes: what did not arrive is
//! "not available", never zero.

mod aid;
mod binary;
mod command;
mod decode;
mod position;
mod station;
mod voyage;

use crate::bits::Bits;

pub use aid::{AidToNavigation, NAME_CHARS};
pub use binary::{
    BinaryAddressed, BinaryBroadcast, BinaryLong, BinaryShort, SafetyAddressed, SafetyBroadcast,
    text_bits,
};
pub use command::{
    Acknowledge, Acknowledged, Asked, Assigned, Assignment, ChannelManagement, GroupAssignment,
    Interrogation, LinkManagement, Reservation, UtcInquiry,
};
pub use decode::Length;
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

impl Message {
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
}
