//! Base stations: types 4 and 11 (a statement of UTC and position) and type 17 (corrections for satellite navigation).
//!
//! ITU-R M.1371-5, annex 8, tables 51 and 68. The UTC here is what the sender says, never the clock of a feed.

use crate::bits::Bits;
use crate::code::Epfd;
use crate::layout::layout;
use crate::quantity::{
    COARSE_PER_DEG, FINE_PER_DEG, NO_COARSE_LAT, NO_COARSE_LON, NO_LAT, NO_LON, position_accessors,
    unless,
};

layout! {
    /// Types 4 and 11: base station report, and the answer to a request for UTC.
    StationReport {
        /// 4 base station report, 11 answer of a mobile station.
        type_id: u8 = 6, 4;
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// UTC year, 0 not available.
        year: u16 = 14, 0;
        /// UTC month, 0 not available.
        month: u8 = 4, 0;
        /// UTC day, 0 not available.
        day: u8 = 5, 0;
        /// UTC hour, 24 not available.
        hour: u8 = 5, 24;
        /// UTC minute, 60 not available.
        minute: u8 = 6, 60;
        /// UTC second, 60 not available.
        second: u8 = 6, 60;
        /// Position better than 10 m.
        accuracy: bool = 1, false;
        /// Longitude in 1/10,000 minute.
        lon: i32 = 28, NO_LON;
        /// Latitude in 1/10,000 minute.
        lat: i32 = 27, NO_LAT;
        /// Kind of position-fixing device.
        epfd: u8 = 4, 0;
        /// Asks class A stations to send message 27.
        long_range_control: bool = 1, false;
        /// Spare bits.
        spare: u16 = 9, 0;
        /// Integrity monitoring in use.
        raim: bool = 1, false;
        /// Communication state.
        radio: u32 = 19, 0;
    }
}
position_accessors!(StationReport, FINE_PER_DEG);

impl StationReport {
    /// Year stated by the sender.
    #[must_use]
    pub fn utc_year(&self) -> Option<u16> {
        (1..=9999).contains(&self.year).then_some(self.year)
    }

    /// Month stated by the sender.
    #[must_use]
    pub fn utc_month(&self) -> Option<u8> {
        (1..=12).contains(&self.month).then_some(self.month)
    }

    /// Day stated by the sender.
    #[must_use]
    pub fn utc_day(&self) -> Option<u8> {
        unless(self.day, 0)
    }

    /// Hour stated by the sender.
    #[must_use]
    pub fn utc_hour(&self) -> Option<u8> {
        (self.hour < 24).then_some(self.hour)
    }

    /// Minute stated by the sender.
    #[must_use]
    pub fn utc_minute(&self) -> Option<u8> {
        (self.minute < 60).then_some(self.minute)
    }

    /// Second stated by the sender.
    #[must_use]
    pub fn utc_second(&self) -> Option<u8> {
        (self.second < 60).then_some(self.second)
    }

    /// The stated moment in milliseconds since 1970, when all six values are there and make a real date.
    #[must_use]
    pub fn utc_ms(&self) -> Option<i64> {
        let date = (
            i64::from(self.utc_year()?),
            self.utc_month()?,
            self.utc_day()?,
        );
        crate::stamp::utc_ms(
            date,
            (self.utc_hour()?, self.utc_minute()?, self.utc_second()?),
            0,
        )
    }

    /// Kind of position-fixing device.
    #[must_use]
    pub const fn epfd(&self) -> Epfd {
        Epfd::of(self.epfd)
    }

    pub(crate) const fn time_out_of_range(&self) -> bool {
        self.year > 9999
            || self.month > 12
            || self.hour > 24
            || self.minute > 60
            || self.second > 60
    }
}

layout! {
    /// Type 17: differential corrections for satellite navigation, sent by a base station.
    Corrections {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
        /// Longitude of the reference receiver in 1/10 minute.
        lon: i32 = 18, NO_COARSE_LON;
        /// Latitude of the reference receiver in 1/10 minute.
        lat: i32 = 17, NO_COARSE_LAT;
        /// Spare bits.
        spare_2: u8 = 5, 0;
    } also {
        /// The corrections (ITU-R M.823), as sent.
        payload: Bits = Bits::new();
    }
}
position_accessors!(Corrections, COARSE_PER_DEG);

impl Corrections {
    /// The head of the corrections: type, station, Z count, sequence number, number of words, health.
    #[must_use]
    pub fn header(&self) -> Option<CorrectionHeader> {
        let at = |start, width| self.payload.field(start, width);
        Some(CorrectionHeader {
            kind: at(0, 6)? as u8,
            station: at(6, 10)? as u16,
            z_count: at(16, 13)? as u16,
            sequence: at(29, 3)? as u8,
            words: at(32, 5)? as u8,
            health: at(37, 3)? as u8,
        })
    }
}

/// Head of a differential correction message (ITU-R M.823-3 as carried by M.1371-5, annex 8, 3.15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CorrectionHeader {
    /// Message type of M.823.
    pub kind: u8,
    /// Reference station.
    pub station: u16,
    /// Time in 0.6 second of the hour.
    pub z_count: u16,
    /// Sequence number.
    pub sequence: u8,
    /// Number of 24-bit words that follow.
    pub words: u8,
    /// Health of the reference station.
    pub health: u8,
}
