//! Where a vessel is: types 1 to 3, 9, 18, 19 and 27.
//!
//! ITU-R M.1371-5, annex 8, tables 48, 59, 70, 71 and 84.

use crate::code::{Epfd, NavigationStatus};
use crate::layout::layout;
use crate::quantity::{
    COARSE_PER_DEG, FINE_PER_DEG, NO_COARSE_LAT, NO_COARSE_LON, NO_COG, NO_HEADING, NO_LAT, NO_LON,
    NO_ROT, NO_SECOND, NO_SOG, movement_accessors, position_accessors, rot_deg_min,
};
use crate::text::Text;

layout! {
    /// Types 1, 2 and 3: position report of a class A station.
    PositionA {
        /// 1 scheduled, 2 assigned, 3 answer to an interrogation.
        type_id: u8 = 6, 1;
        /// Times repeated, 0 to 3.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Navigational status code, 15 not defined.
        status: u8 = 4, 15;
        /// Rate of turn, 4.733 times the root of degrees a minute; -128 not available.
        rot: i8 = 8, NO_ROT;
        /// Speed over ground in 0.1 knot; 1023 not available.
        sog: u16 = 10, NO_SOG;
        /// Position better than 10 m.
        accuracy: bool = 1, false;
        /// Longitude in 1/10,000 minute.
        lon: i32 = 28, NO_LON;
        /// Latitude in 1/10,000 minute.
        lat: i32 = 27, NO_LAT;
        /// Course over ground in 0.1 degree; 3600 not available.
        cog: u16 = 12, NO_COG;
        /// True heading in degrees; 511 not available.
        heading: u16 = 9, NO_HEADING;
        /// Second of the fix; 60 not available, 61 manual, 62 dead reckoning, 63 inoperative.
        second: u8 = 6, NO_SECOND;
        /// Special manoeuvre: 0 not available, 1 no, 2 yes.
        manoeuvre: u8 = 2, 0;
        /// Spare bits.
        spare: u8 = 3, 0;
        /// Receiver autonomous integrity monitoring in use.
        raim: bool = 1, false;
        /// Communication state.
        radio: u32 = 19, 0;
    }
}
position_accessors!(PositionA, FINE_PER_DEG);
movement_accessors!(PositionA);

impl PositionA {
    /// Navigational status.
    #[must_use]
    pub const fn navigation_status(&self) -> NavigationStatus {
        NavigationStatus::of(self.status)
    }

    /// Rate of turn in degrees a minute, positive to starboard.
    #[must_use]
    pub fn rot_deg_min(&self) -> Option<f64> {
        rot_deg_min(self.rot)
    }
}

layout! {
    /// Type 9: position report of a search-and-rescue aircraft.
    PositionAircraft {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender, 111MIDxxx.
        mmsi: u32 = 30, 0;
        /// Altitude in metres; 4094 that or more, 4095 not available.
        altitude: u16 = 12, 4095;
        /// Speed over ground in whole knots; 1022 that or more, 1023 not available.
        sog: u16 = 10, NO_SOG;
        /// Position better than 10 m.
        accuracy: bool = 1, false;
        /// Longitude in 1/10,000 minute.
        lon: i32 = 28, NO_LON;
        /// Latitude in 1/10,000 minute.
        lat: i32 = 27, NO_LAT;
        /// Course over ground in 0.1 degree.
        cog: u16 = 12, NO_COG;
        /// Second of the fix.
        second: u8 = 6, NO_SECOND;
        /// Altitude from the barometer, not from satellite navigation.
        barometric: bool = 1, false;
        /// Spare bits.
        reserved: u8 = 7, 0;
        /// Data terminal not available.
        dte: bool = 1, true;
        /// Spare bits.
        spare: u8 = 3, 0;
        /// In assigned mode.
        assigned: bool = 1, false;
        /// Integrity monitoring in use.
        raim: bool = 1, false;
        /// Communication state is ITDMA, not SOTDMA.
        itdma: bool = 1, false;
        /// Communication state.
        radio: u32 = 19, 0;
    }
}
position_accessors!(PositionAircraft, FINE_PER_DEG);

impl PositionAircraft {
    /// Altitude in metres; 4094 means that or more.
    #[must_use]
    pub fn altitude_m(&self) -> Option<f64> {
        (self.altitude < 4095).then(|| f64::from(self.altitude))
    }

    /// Speed over ground in knots, here sent in whole knots; 1022 means that or more.
    #[must_use]
    pub fn sog_kn(&self) -> Option<f64> {
        (self.sog < NO_SOG).then(|| f64::from(self.sog))
    }

    /// Course over ground in degrees.
    #[must_use]
    pub fn cog_deg(&self) -> Option<f64> {
        crate::quantity::cog_deg(self.cog)
    }

    /// Second of the minute of the fix.
    #[must_use]
    pub fn fix_second(&self) -> Option<u8> {
        crate::quantity::fix_second(self.second)
    }
}

layout! {
    /// Type 18: position report of a class B station.
    PositionB {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        reserved: u8 = 8, 0;
        /// Speed over ground in 0.1 knot.
        sog: u16 = 10, NO_SOG;
        /// Position better than 10 m.
        accuracy: bool = 1, false;
        /// Longitude in 1/10,000 minute.
        lon: i32 = 28, NO_LON;
        /// Latitude in 1/10,000 minute.
        lat: i32 = 27, NO_LAT;
        /// Course over ground in 0.1 degree.
        cog: u16 = 12, NO_COG;
        /// True heading in degrees.
        heading: u16 = 9, NO_HEADING;
        /// Second of the fix.
        second: u8 = 6, NO_SECOND;
        /// Spare bits.
        spare: u8 = 2, 0;
        /// Carrier-sense unit, not SOTDMA.
        carrier_sense: bool = 1, false;
        /// Has a display for messages 12 and 14.
        display: bool = 1, false;
        /// Can make DSC calls.
        dsc: bool = 1, false;
        /// Can use the whole marine band.
        band: bool = 1, false;
        /// Accepts channel assignment by message 22.
        message_22: bool = 1, false;
        /// In assigned mode.
        assigned: bool = 1, false;
        /// Integrity monitoring in use.
        raim: bool = 1, false;
        /// Communication state is ITDMA, not SOTDMA.
        itdma: bool = 1, false;
        /// Communication state.
        radio: u32 = 19, 0;
    }
}
position_accessors!(PositionB, FINE_PER_DEG);
movement_accessors!(PositionB);

layout! {
    /// Type 19: extended position report of a class B station.
    PositionBExtended {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Spare bits.
        reserved: u8 = 8, 0;
        /// Speed over ground in 0.1 knot.
        sog: u16 = 10, NO_SOG;
        /// Position better than 10 m.
        accuracy: bool = 1, false;
        /// Longitude in 1/10,000 minute.
        lon: i32 = 28, NO_LON;
        /// Latitude in 1/10,000 minute.
        lat: i32 = 27, NO_LAT;
        /// Course over ground in 0.1 degree.
        cog: u16 = 12, NO_COG;
        /// True heading in degrees.
        heading: u16 = 9, NO_HEADING;
        /// Second of the fix.
        second: u8 = 6, NO_SECOND;
        /// Spare bits.
        regional: u8 = 4, 0;
        /// Name.
        name: Text<20> = 120, Text::default();
        /// Ship and cargo type.
        ship_type: u8 = 8, 0;
        /// Metres from the antenna to the bow; 511 that or more.
        to_bow: u16 = 9, 0;
        /// Metres from the antenna to the stern; 511 that or more.
        to_stern: u16 = 9, 0;
        /// Metres from the antenna to port; 63 that or more.
        to_port: u8 = 6, 0;
        /// Metres from the antenna to starboard; 63 that or more.
        to_starboard: u8 = 6, 0;
        /// Kind of position-fixing device.
        epfd: u8 = 4, 0;
        /// Integrity monitoring in use.
        raim: bool = 1, false;
        /// Data terminal not available.
        dte: bool = 1, true;
        /// In assigned mode.
        assigned: bool = 1, false;
        /// Spare bits.
        spare: u8 = 4, 0;
    }
}
position_accessors!(PositionBExtended, FINE_PER_DEG);
movement_accessors!(PositionBExtended);
super::size_accessors!(PositionBExtended);

impl PositionBExtended {
    /// Kind of position-fixing device.
    #[must_use]
    pub const fn epfd(&self) -> Epfd {
        Epfd::of(self.epfd)
    }
}

layout! {
    /// Type 27: position report for long-range (satellite) reception, in 1/10 minute and whole knots.
    PositionLongRange {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Position better than 10 m.
        accuracy: bool = 1, false;
        /// Integrity monitoring in use.
        raim: bool = 1, false;
        /// Navigational status code.
        status: u8 = 4, 15;
        /// Longitude in 1/10 minute; 108600 not available.
        lon: i32 = 18, NO_COARSE_LON;
        /// Latitude in 1/10 minute; 54600 not available.
        lat: i32 = 17, NO_COARSE_LAT;
        /// Speed over ground in knots, 63 not available.
        sog: u8 = 6, 63;
        /// Course over ground in degrees, 511 not available.
        cog: u16 = 9, 511;
        /// The position is older than five seconds, or was not got by satellite navigation.
        late: bool = 1, false;
        /// Spare bit.
        spare: bool = 1, false;
    }
}
position_accessors!(PositionLongRange, COARSE_PER_DEG);

impl PositionLongRange {
    /// Navigational status.
    #[must_use]
    pub const fn navigation_status(&self) -> NavigationStatus {
        NavigationStatus::of(self.status)
    }

    /// Speed over ground in knots.
    #[must_use]
    pub fn sog_kn(&self) -> Option<f64> {
        (self.sog < 63).then(|| f64::from(self.sog))
    }

    /// Course over ground in degrees.
    #[must_use]
    pub fn cog_deg(&self) -> Option<f64> {
        (self.cog < 360).then(|| f64::from(self.cog))
    }
}
