//! Dangerous goods on board: 1/12 of IMO SN/Circ.236 and 1/25 of SN.1/Circ.289.

use super::field::{DAY, HOUR, MINUTE, MONTH, chars, fields, piece, u};
use crate::text::Text;

fields! {
    /// 1/12: dangerous cargo, as defined in 2004.
    DangerousCargo236 {
        /// Last port, UN/LOCODE.
        last_port: Text<5> = chars(5);
        /// Month of departure.
        departure_month: Option<u32> = MONTH;
        /// Day of departure.
        departure_day: Option<u32> = DAY;
        /// Hour of departure.
        departure_hour: Option<u32> = HOUR;
        /// Minute of departure.
        departure_minute: Option<u32> = MINUTE;
        /// Next port, UN/LOCODE.
        next_port: Text<5> = chars(5);
        /// Month of arrival.
        eta_month: Option<u32> = MONTH;
        /// Day of arrival.
        eta_day: Option<u32> = DAY;
        /// Hour of arrival.
        eta_hour: Option<u32> = HOUR;
        /// Minute of arrival.
        eta_minute: Option<u32> = MINUTE;
        /// Main dangerous good.
        goods: Text<20> = chars(20);
        /// IMD category.
        category: Text<4> = chars(4);
        /// UN number, 1 to 3363.
        un_number: Option<u32> = u(13).from(1);
        /// Quantity in `unit`.
        quantity: Option<u32> = u(10).from(1);
        /// 1 kg, 2 tonnes, 3 thousand tonnes.
        unit: u32 = u(2);
    }
}

fields! {
    /// 1/25: dangerous cargo.
    DangerousCargo {
        /// 1 kg, 2 tonnes, 3 thousand tonnes.
        unit: u32 = u(2);
        /// Quantity in `unit`.
        quantity: Option<u32> = u(10).from(1);
        /// What it is.
        cargos: Vec<Cargo> = u(0);
    }
}

fields! {
    /// One kind of dangerous cargo.
    Cargo {
        /// Code of rules: 1 IMDG, 2 IGC, 3 BC, 4 MARPOL I, 5 MARPOL II, 0 not available.
        code: u32 = u(4);
        /// Class, UN number or category, as the code of rules has it.
        class: u32 = u(13);
    }
}
piece!(Cargo);
