//! Stations talking about the link itself: types 7 and 13 (acknowledgement), 10 and 15 (questions), 16, 20, 22, 23.
//!
//! ITU-R M.1371-5, annex 8: types 7 and 13 (3.5, table 56), 10 (3.8, table 60), 15 (3.13), 16 (3.14), 20
//! (3.18, table 72), 22 (3.20, table 75) and 23 (3.21, table 76).

use crate::bits::Bits;
use crate::layout::layout;
use crate::quantity::{COARSE_PER_DEG, NO_COARSE_LAT, NO_COARSE_LON, coordinate_deg};

/// Implements the corner accessors of a message to an area.
macro_rules! area_accessors {
    ($name:ident) => {
        impl $name {
            /// North-east corner as (longitude, latitude) in degrees.
            #[must_use]
            pub fn ne_deg(&self) -> Option<(f64, f64)> {
                corner_deg(self.ne_lon, self.ne_lat).filter(|_| self.is_area())
            }

            /// South-west corner as (longitude, latitude) in degrees.
            #[must_use]
            pub fn sw_deg(&self) -> Option<(f64, f64)> {
                corner_deg(self.sw_lon, self.sw_lat).filter(|_| self.is_area())
            }
        }
    };
}

/// First bit behind type, repeat indicator, MMSI and the two spare bits of most of these messages.
const HEAD_END: usize = 40;

/// One acknowledged message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Acknowledged {
    /// Station whose message is acknowledged.
    pub mmsi: u32,
    /// Its sequence number.
    pub sequence: u8,
}

layout! {
    /// Types 7 and 13: acknowledgement of up to four binary (7) or safety (13) messages.
    Acknowledge {
        /// 7 binary acknowledge, 13 safety-related acknowledge.
        type_id: u8 = 6, 7;
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
    } also {
        /// The acknowledged messages; none can stand after an empty place.
        acknowledged: [Option<Acknowledged>; 4] = [None; 4];
    }
}

impl Acknowledge {
    pub(crate) fn take(bits: &Bits) -> Self {
        let place = |index: usize| {
            let at = HEAD_END + index * 32;
            Some(Acknowledged {
                mmsi: bits.field(at, 30)? as u32,
                sequence: bits.field(at + 30, 2)? as u8,
            })
        };
        Self {
            acknowledged: std::array::from_fn(place),
            ..Self::take_fields(bits, 0)
        }
    }

    pub(crate) fn put(&self, out: &mut Bits) {
        self.put_fields(out);
        for item in self.acknowledged.iter().map_while(|item| *item) {
            out.push(u64::from(item.mmsi), 30);
            out.push(u64::from(item.sequence), 2);
        }
    }
}

layout! {
    /// Type 10: question for UTC and date.
    UtcInquiry {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
        /// Station asked.
        dest_mmsi: u32 = 30, 0;
        /// Spare bits.
        spare_2: u8 = 2, 0;
    }
}

/// One message asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Message type wanted.
    pub type_id: u8,
    /// Slot offset for the answer.
    pub slot_offset: u16,
    /// Spare bits behind it.
    pub spare: u8,
}

layout! {
    /// Type 15: question for up to two messages of one station and one message of another.
    Interrogation {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
        /// First station asked.
        dest_mmsi: u32 = 30, 0;
    } also {
        /// First message wanted of the first station.
        first: Asked = Asked { type_id: 0, slot_offset: 0, spare: 0 };
        /// Second message wanted of the first station.
        second: Option<Asked> = None;
        /// Second station asked, and the message wanted of it.
        other: Option<(u32, Asked)> = None;
    }
}

impl Interrogation {
    pub(crate) fn take(bits: &Bits) -> Option<Self> {
        let asked = |at: usize| {
            let type_id = bits.field(at, 6)? as u8;
            Some(Asked {
                type_id,
                slot_offset: bits.field(at + 6, 12)? as u16,
                spare: 0,
            })
        };
        let spare = |at: usize| bits.field(at, 2).unwrap_or(0) as u8;
        let first = Asked {
            spare: spare(88),
            ..asked(70)?
        };
        let second = asked(90).map(|second| Asked {
            spare: spare(108),
            ..second
        });
        let station = bits.field(110, 30).map(|mmsi| mmsi as u32);
        let other = station.zip(asked(140).map(|other| Asked {
            spare: spare(158),
            ..other
        }));
        Some(Self {
            first,
            second,
            other,
            ..Self::take_fields(bits, 6)
        })
    }

    pub(crate) fn put(&self, out: &mut Bits) {
        self.put_fields(out);
        let put = |out: &mut Bits, asked: &Asked, spare: usize| {
            out.push(u64::from(asked.type_id), 6);
            out.push(u64::from(asked.slot_offset), 12);
            out.push(u64::from(asked.spare), spare);
        };
        let more = self.second.is_some() || self.other.is_some();
        put(out, &self.first, if more { 2 } else { 0 });
        if more {
            put(out, &self.second.unwrap_or_default(), 2);
        }
        if let Some((mmsi, asked)) = &self.other {
            out.push(u64::from(*mmsi), 30);
            put(out, asked, 2);
        }
    }
}

/// One station told when to transmit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Assigned {
    /// Station.
    pub mmsi: u32,
    /// Slot offset, or the reports wanted in ten minutes.
    pub offset: u16,
    /// Slot increment code.
    pub increment: u16,
}

layout! {
    /// Type 16: a base station tells one or two stations when to transmit.
    Assignment {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
    } also {
        /// First station.
        first: Assigned = Assigned { mmsi: 0, offset: 0, increment: 0 };
        /// Second station.
        second: Option<Assigned> = None;
        /// The four spare bits that end a message to one station.
        spare_2: u8 = 0;
    }
}

impl Assignment {
    pub(crate) fn take(bits: &Bits) -> Option<Self> {
        let assigned = |at: usize| {
            let mmsi = bits.field(at, 30)? as u32;
            let offset = bits.field(at + 30, 12)? as u16;
            Some(Assigned {
                mmsi,
                offset,
                increment: bits.field(at + 42, 10)? as u16,
            })
        };
        let second = assigned(HEAD_END + 52);
        let spare_2 = if second.is_some() {
            0
        } else {
            bits.field(92, 4).unwrap_or(0) as u8
        };
        Some(Self {
            first: assigned(HEAD_END)?,
            second,
            spare_2,
            ..Self::take_fields(bits, 6)
        })
    }

    pub(crate) fn put(&self, out: &mut Bits) {
        self.put_fields(out);
        for item in std::iter::once(&self.first).chain(&self.second) {
            out.push(u64::from(item.mmsi), 30);
            out.push(u64::from(item.offset), 12);
            out.push(u64::from(item.increment), 10);
        }
        if self.second.is_none() {
            out.push(u64::from(self.spare_2), 4);
        }
    }
}

/// One reservation of slots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reservation {
    /// Slot offset, 0 not available.
    pub offset: u16,
    /// Number of consecutive slots, 0 not available.
    pub slots: u8,
    /// Minutes the reservation lasts, 0 not available.
    pub timeout_min: u8,
    /// Slots between repetitions, 0 not available.
    pub increment: u16,
}

layout! {
    /// Type 20: slots a base station reserves for itself.
    LinkManagement {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
    } also {
        /// The reservations; none can stand after an empty place.
        reservations: [Option<Reservation>; 4] = [None; 4];
        /// The spare bits that fill the last byte.
        spare_2: u8 = 0;
    }
}

impl LinkManagement {
    /// Bits of one reservation.
    const EACH: usize = 30;

    pub(crate) fn take(bits: &Bits) -> Self {
        let place = |index: usize| {
            let at = HEAD_END + index * Self::EACH;
            let offset = bits.field(at, 12)? as u16;
            let (slots, timeout_min) =
                (bits.field(at + 12, 4)? as u8, bits.field(at + 16, 3)? as u8);
            Some(Reservation {
                offset,
                slots,
                timeout_min,
                increment: bits.field(at + 19, 11)? as u16,
            })
        };
        let reservations: [Option<Reservation>; 4] = std::array::from_fn(place);
        let end = HEAD_END + Self::EACH * reservations.iter().flatten().count();
        let spare_2 = bits.field(end, end.next_multiple_of(8) - end).unwrap_or(0) as u8;
        Self {
            reservations,
            spare_2,
            ..Self::take_fields(bits, 6)
        }
    }

    pub(crate) fn put(&self, out: &mut Bits) {
        self.put_fields(out);
        for item in self.reservations.iter().map_while(|item| *item) {
            out.push(u64::from(item.offset), 12);
            out.push(u64::from(item.slots), 4);
            out.push(u64::from(item.timeout_min), 3);
            out.push(u64::from(item.increment), 11);
        }
        out.push(
            u64::from(self.spare_2),
            out.len().next_multiple_of(8) - out.len(),
        );
    }
}

layout! {
    /// Type 22: channels and transmit power for an area, or for two named stations.
    ChannelManagement {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
        /// Channel A (ITU-R M.1084).
        channel_a: u16 = 12, 0;
        /// Channel B (ITU-R M.1084).
        channel_b: u16 = 12, 0;
        /// Transmit and receive mode code.
        tx_rx: u8 = 4, 0;
        /// Low power.
        low_power: bool = 1, false;
        /// Longitude of the north-east corner in 1/10 minute, or the high bits of the first station.
        ne_lon: i32 = 18, NO_COARSE_LON;
        /// Latitude of the north-east corner in 1/10 minute, or the low bits of the first station.
        ne_lat: i32 = 17, NO_COARSE_LAT;
        /// Longitude of the south-west corner in 1/10 minute, or the high bits of the second station.
        sw_lon: i32 = 18, NO_COARSE_LON;
        /// Latitude of the south-west corner in 1/10 minute, or the low bits of the second station.
        sw_lat: i32 = 17, NO_COARSE_LAT;
        /// To two stations, not to an area.
        addressed: bool = 1, false;
        /// Channel A has the former narrow bandwidth.
        narrow_a: bool = 1, false;
        /// Channel B has the former narrow bandwidth.
        narrow_b: bool = 1, false;
        /// Size of the transition zone in nautical miles, less one.
        zone_size: u8 = 3, 0;
        /// Spare bits.
        spare_2: u32 = 23, 0;
    }
}
area_accessors!(ChannelManagement);

impl ChannelManagement {
    /// The two stations addressed; `None` when the message is for an area.
    #[must_use]
    pub fn dest_mmsis(&self) -> Option<[u32; 2]> {
        let join =
            |lon: i32, lat: i32| ((lon as u32 & 0x3_ffff) << 12) | ((lat as u32 & 0x1_ffff) >> 5);
        self.addressed.then(|| {
            [
                join(self.ne_lon, self.ne_lat),
                join(self.sw_lon, self.sw_lat),
            ]
        })
    }

    pub(crate) const fn is_area(&self) -> bool {
        !self.addressed
    }
}

layout! {
    /// Type 23: how often a group of stations in an area shall report.
    GroupAssignment {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
        /// Longitude of the north-east corner in 1/10 minute.
        ne_lon: i32 = 18, NO_COARSE_LON;
        /// Latitude of the north-east corner in 1/10 minute.
        ne_lat: i32 = 17, NO_COARSE_LAT;
        /// Longitude of the south-west corner in 1/10 minute.
        sw_lon: i32 = 18, NO_COARSE_LON;
        /// Latitude of the south-west corner in 1/10 minute.
        sw_lat: i32 = 17, NO_COARSE_LAT;
        /// Which kind of station.
        station_type: u8 = 4, 0;
        /// Which ship and cargo type, 0 all.
        ship_type: u8 = 8, 0;
        /// Spare bits.
        spare_2: u32 = 22, 0;
        /// Transmit and receive mode code.
        tx_rx: u8 = 2, 0;
        /// Reporting interval code.
        interval: u8 = 4, 0;
        /// Minutes of silence, 0 none.
        quiet_min: u8 = 4, 0;
        /// Spare bits.
        spare_3: u8 = 6, 0;
    }
}
area_accessors!(GroupAssignment);

impl GroupAssignment {
    pub(crate) const fn is_area(&self) -> bool {
        true
    }

    /// Reporting interval in seconds; `None` for the codes that mean autonomous, next shorter, next longer or nothing.
    #[must_use]
    pub const fn interval_s(&self) -> Option<u16> {
        match self.interval {
            1 => Some(600),
            2 => Some(360),
            3 => Some(180),
            4 => Some(60),
            5 => Some(30),
            6 => Some(15),
            7 => Some(10),
            8 => Some(5),
            11 => Some(2),
            _ => None,
        }
    }
}

fn corner_deg(lon: i32, lat: i32) -> Option<(f64, f64)> {
    coordinate_deg(lon, COARSE_PER_DEG, 180).zip(coordinate_deg(lat, COARSE_PER_DEG, 90))
}
