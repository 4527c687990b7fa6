//! Marks of the fairway: type 21, the report of an aid to navigation.
//!
//! ITU-R M.1371-5, annex 8, table 73. The name may go on behind the fixed fields; both halves are joined as sent.

use crate::bits::Bits;
use crate::code::Epfd;
use crate::layout::layout;
use crate::quantity::{FINE_PER_DEG, NO_LAT, NO_LON, NO_SECOND, position_accessors};
use crate::text::Text;

/// Most characters of a joined name: 20 in the field, 14 behind the fixed fields.
pub const NAME_CHARS: usize = 34;

layout! {
    /// Type 21: report of an aid to navigation.
    AidToNavigation {
        /// Times repeated.
        repeat: u8 = 2, 0;
        /// Sender, 99MIDxxxx.
        mmsi: u32 = 30, 0;
        /// Type of the aid.
        aid_type: u8 = 5, 0;
        /// First 20 characters of the name; [`AidToNavigation::full_name`] has all.
        name: Text<20> = 120, Text::default();
        /// Position better than 10 m.
        accuracy: bool = 1, false;
        /// Longitude in 1/10,000 minute.
        lon: i32 = 28, NO_LON;
        /// Latitude in 1/10,000 minute.
        lat: i32 = 27, NO_LAT;
        /// Metres from the antenna to the bow (north for a fixed aid).
        to_bow: u16 = 9, 0;
        /// Metres to the stern (south).
        to_stern: u16 = 9, 0;
        /// Metres to port (west).
        to_port: u8 = 6, 0;
        /// Metres to starboard (east).
        to_starboard: u8 = 6, 0;
        /// Kind of position-fixing device.
        epfd: u8 = 4, 0;
        /// Second of the fix.
        second: u8 = 6, NO_SECOND;
        /// A floating aid is off its place (only valid with a second of 59 or less).
        off_position: bool = 1, false;
        /// Status of the aid: page in the top three bits.
        status: u8 = 8, 0;
        /// Integrity monitoring in use.
        raim: bool = 1, false;
        /// There is no object at the place.
        virtual_aid: bool = 1, false;
        /// In assigned mode.
        assigned: bool = 1, false;
        /// Spare bit.
        spare: bool = 1, false;
    } also {
        /// The bits of the rest of the name, and the spare bits that fill the last byte.
        extension: Bits = Bits::new();
    }
}
position_accessors!(AidToNavigation, FINE_PER_DEG);
super::size_accessors!(AidToNavigation);

impl AidToNavigation {
    /// The whole name, field and extension joined without a change.
    #[must_use]
    pub fn full_name(&self) -> Text<NAME_CHARS> {
        let mut bits = Bits::new();
        self.name.put(&mut bits, 20);
        bits.extend(&self.extension.slice(0, 84));
        Text::take(&bits, 0)
    }

    /// Second of the minute of the fix.
    #[must_use]
    pub fn fix_second(&self) -> Option<u8> {
        crate::quantity::fix_second(self.second)
    }

    /// Whether a floating aid is off its place; `None` where the message cannot say so.
    #[must_use]
    pub fn off_position(&self) -> Option<bool> {
        self.fix_second().map(|_| self.off_position)
    }

    /// Kind of position-fixing device.
    #[must_use]
    pub const fn epfd(&self) -> Epfd {
        Epfd::of(self.epfd)
    }
}
