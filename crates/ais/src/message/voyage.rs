//! Who a vessel is and where she is bound: types 5 and 24.
//!
//! ITU-R M.1371-5, annex 8, tables 52, 78, 79 and 79A.

use crate::code::{Epfd, ShipClass};
use crate::layout::layout;
use crate::quantity::unless;
use crate::text::Text;

/// Implements the size accessors of a message with `to_bow`, `to_stern`, `to_port`, `to_starboard`.
macro_rules! size_accessors {
    ($name:ident) => {
        impl $name {
            /// Length overall in metres; `None` when neither part is given.
            #[must_use]
            pub const fn length_m(&self) -> Option<u16> {
                let sum = self.to_bow.saturating_add(self.to_stern);
                if sum == 0 { None } else { Some(sum) }
            }

            /// Beam in metres; `None` when neither part is given.
            #[must_use]
            pub const fn beam_m(&self) -> Option<u16> {
                let sum = self.to_port as u16 + self.to_starboard as u16;
                if sum == 0 { None } else { Some(sum) }
            }
        }
    };
}
pub(crate) use size_accessors;

layout! {
    /// Type 5: static and voyage data of a class A station.
    StaticVoyage {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Edition of ITU-R M.1371 the station follows (0 to 3).
        version: u8 = 2, 0;
        /// IMO number, 0 not available; above 9999999 an official flag state number.
        imo: u32 = 30, 0;
        /// Call sign.
        call_sign: Text<7> = 42, Text::default();
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
        /// Month of arrival, 0 not available.
        eta_month: u8 = 4, 0;
        /// Day of arrival, 0 not available.
        eta_day: u8 = 5, 0;
        /// Hour of arrival, 24 not available.
        eta_hour: u8 = 5, 24;
        /// Minute of arrival, 60 not available.
        eta_minute: u8 = 6, 60;
        /// Draught in 0.1 m; 255 that or more, 0 not available.
        draught: u8 = 8, 0;
        /// Destination.
        destination: Text<20> = 120, Text::default();
        /// Data terminal not available.
        dte: bool = 1, true;
        /// Spare bit.
        spare: bool = 1, false;
    }
}
size_accessors!(StaticVoyage);

impl StaticVoyage {
    /// IMO number as sent, `None` for 0; see [`StaticVoyage::imo_checks`].
    #[must_use]
    pub fn imo_number(&self) -> Option<u32> {
        unless(self.imo, 0)
    }

    /// Whether the IMO number has seven digits and its last digit is right (IMO A.1117(30)).
    #[must_use]
    pub fn imo_checks(&self) -> bool {
        imo_checks(self.imo)
    }

    /// Draught in metres; 25.5 means that or more.
    #[must_use]
    pub fn draught_m(&self) -> Option<f64> {
        (self.draught != 0).then(|| f64::from(self.draught) / 10.0)
    }

    /// Month of arrival.
    #[must_use]
    pub fn eta_month(&self) -> Option<u8> {
        (1..=12).contains(&self.eta_month).then_some(self.eta_month)
    }

    /// Day of arrival.
    #[must_use]
    pub fn eta_day(&self) -> Option<u8> {
        unless(self.eta_day, 0)
    }

    /// Hour of arrival, UTC.
    #[must_use]
    pub fn eta_hour(&self) -> Option<u8> {
        (self.eta_hour < 24).then_some(self.eta_hour)
    }

    /// Minute of arrival.
    #[must_use]
    pub fn eta_minute(&self) -> Option<u8> {
        (self.eta_minute < 60).then_some(self.eta_minute)
    }

    /// What the ship type stands for.
    #[must_use]
    pub const fn ship_class(&self) -> ShipClass {
        ShipClass::of(self.ship_type)
    }

    /// Kind of position-fixing device.
    #[must_use]
    pub const fn epfd(&self) -> Epfd {
        Epfd::of(self.epfd)
    }

    pub(crate) const fn eta_out_of_range(&self) -> bool {
        self.eta_month > 12 || self.eta_hour > 24 || self.eta_minute > 60
    }
}

/// Whether a number is a well-formed IMO ship number: seven digits, the last of which is the last digit of
/// 7a + 6b + 5c + 4d + 3e + 2f.
#[must_use]
pub fn imo_checks(imo: u32) -> bool {
    if !(1_000_000..=9_999_999).contains(&imo) {
        return false;
    }
    let weighted: u32 = (2..=7)
        .map(|place| imo / 10_u32.pow(place - 1) % 10 * place)
        .sum();
    weighted % 10 == imo % 10
}

layout! {
    /// Type 24 part A: name of a class B station. Complete in itself.
    StaticPartA {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Part number, 0.
        part: u8 = 2, 0;
        /// Name.
        name: Text<20> = 120, Text::default();
    }
}

layout! {
    /// Type 24 part B: type, call sign and size of a class B station. Complete in itself.
    StaticPartB {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender.
        mmsi: u32 = 30, 0;
        /// Part number, 1.
        part: u8 = 2, 1;
        /// Ship and cargo type.
        ship_type: u8 = 8, 0;
        /// Maker of the unit, three letters.
        vendor: Text<3> = 18, Text::default();
        /// Model of the unit.
        model: u8 = 4, 0;
        /// Serial number of the unit.
        serial: u32 = 20, 0;
        /// Call sign.
        call_sign: Text<7> = 42, Text::default();
        /// Metres from the antenna to the bow.
        to_bow: u16 = 9, 0;
        /// Metres from the antenna to the stern.
        to_stern: u16 = 9, 0;
        /// Metres from the antenna to port.
        to_port: u8 = 6, 0;
        /// Metres from the antenna to starboard.
        to_starboard: u8 = 6, 0;
        /// Kind of position-fixing device.
        epfd: u8 = 4, 0;
        /// Spare bits.
        spare: u8 = 2, 0;
    }
}

impl StaticPartB {
    /// MMSI of the mother ship, which a craft with an MMSI 98xxxxxxx sends in place of its size.
    #[must_use]
    pub const fn mothership_mmsi(&self) -> Option<u32> {
        if self.mmsi / 10_000_000 != 98 {
            return None;
        }
        let size = (self.to_bow as u32) << 21
            | (self.to_stern as u32) << 12
            | (self.to_port as u32) << 6
            | self.to_starboard as u32;
        Some(size)
    }

    /// Length overall in metres; not for a craft that names its mother ship instead.
    #[must_use]
    pub const fn length_m(&self) -> Option<u16> {
        let sum = self.to_bow.saturating_add(self.to_stern);
        if sum == 0 || self.mothership_mmsi().is_some() {
            None
        } else {
            Some(sum)
        }
    }

    /// Beam in metres; not for a craft that names its mother ship instead.
    #[must_use]
    pub const fn beam_m(&self) -> Option<u16> {
        let sum = self.to_port as u16 + self.to_starboard as u16;
        if sum == 0 || self.mothership_mmsi().is_some() {
            None
        } else {
            Some(sum)
        }
    }

    /// The vendor, model and serial bits read as seven characters, as older units send them.
    #[must_use]
    pub fn vendor_text(&self) -> Text<7> {
        let mut bits = crate::bits::Bits::new();
        self.vendor.put(&mut bits, 3);
        bits.push(u64::from(self.model), 4);
        bits.push(u64::from(self.serial), 20);
        Text::take(&bits, 0)
    }

    /// What the ship type stands for.
    #[must_use]
    pub const fn ship_class(&self) -> ShipClass {
        ShipClass::of(self.ship_type)
    }

    /// Kind of position-fixing device.
    #[must_use]
    pub const fn epfd(&self) -> Epfd {
        Epfd::of(self.epfd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_of_an_imo_number_is_checked() {
        assert!(imo_checks(9_074_729));
        assert!(!imo_checks(9_074_728));
        assert!(!imo_checks(0));
        assert!(!imo_checks(19_074_729));
    }

    #[test]
    fn only_a_craft_of_a_mother_ship_names_one() {
        let craft = StaticPartB {
            mmsi: 982_660_001,
            to_bow: 129,
            to_stern: 3,
            to_port: 2,
            ..StaticPartB::default()
        };
        assert_eq!(craft.mothership_mmsi(), Some(129 << 21 | 3 << 12 | 2 << 6));
        assert_eq!(craft.length_m(), None);
        let ship = StaticPartB {
            mmsi: 366_000_001,
            to_bow: 12,
            ..StaticPartB::default()
        };
        assert_eq!((ship.mothership_mmsi(), ship.length_m()), (None, Some(12)));
    }
}
