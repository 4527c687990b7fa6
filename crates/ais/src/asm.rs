//! What the payloads of types 6, 8, 25 and 26 mean: application-specific messages.
//!
//! Who defines a payload is said by its area code (DAC) and function (FI). Read here: IMO SN/Circ.236 and its
//! successor SN.1/Circ.289 (DAC 1), the functions of ITU-R M.1371-5 annex 5, inland navigation (DAC 200, ES-RIS),
//! and the monitoring of British and Irish aids (DAC 235 and 250). Others keep their payload and nothing else.
//!
//! Every payload is a table of fields, like the messages; `field` says how they are read.

mod aid;
mod area;
mod cargo;
mod field;
mod inland;
mod sensor;
mod telegram;
mod voyage;
mod weather;

use crate::bits::Bits;
use crate::json::Members;
use crate::message::Message;
use crate::text::{MAX_CHARS, Text};
use field::write_object;

pub use aid::AidMonitoring;
pub use area::{AreaNotice, Leg, Shape, SubArea};
pub use cargo::{Cargo, DangerousCargo, DangerousCargo236};
pub use inland::{
    Gauge, InlandPersons, InlandShip, LockArrival, LockTime, Place, SignalStatus, Warning,
    WaterLevels,
};
pub use sensor::{
    AirGap, Current, Environment, Head, Salinity, SeaState, Sensor, SensorReport, Site,
    StationName, WaterLevel, Weather, Wind,
};
pub use telegram::{
    Acknowledgement, Capability, CapabilityQuestion, FunctionQuestion, TextDescription,
    TextTelegram,
};
pub use voyage::{
    AirDraught, BerthingData, ClearanceTime, ExtendedStatic, FairwayClosed, Persons, Route,
    TidalWindow, TidalWindow236, TidalWindows, TidalWindows236, TrafficSignal, VtsTarget,
    VtsTargets, Waypoint,
};
pub use weather::{MetHydro, MetHydro236, ShipWeather};

/// A text that runs to the end of the payload.
pub type LongText = Text<MAX_CHARS>;

macro_rules! applications {
    ($($(#[$about:meta])* $name:ident($inner:ty) = $code:literal;)*) => {
        /// A payload that this crate can read.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "made on demand, one at a time")]
        pub enum Application {
            $($(#[$about])* $name($inner),)*
        }

        impl Application {
            /// Stable name of the kind.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$name(_) => $code,)* }
            }

            fn write_members(&self, out: &mut Vec<u8>) {
                match self { $(Self::$name(inner) => inner.write_members(out),)* }
            }
        }
    };
}

applications! {
    /// 1/0: text.
    TextTelegram(TextTelegram) = "text_telegram";
    /// 1/2: question for one function.
    FunctionQuestion(FunctionQuestion) = "function_question";
    /// 1/3: question for capabilities.
    CapabilityQuestion(CapabilityQuestion) = "capability_question";
    /// 1/4: answer about capabilities.
    Capability(Capability) = "capability";
    /// 1/5: acknowledgement by the application.
    Acknowledgement(Acknowledgement) = "acknowledgement";
    /// 1/11: weather and water, old form.
    MetHydro236(MetHydro236) = "met_hydro_236";
    /// 1/12: dangerous cargo, old form.
    DangerousCargo236(DangerousCargo236) = "dangerous_cargo_236";
    /// 1/13: fairway closed.
    FairwayClosed(FairwayClosed) = "fairway_closed";
    /// 1/14: tidal window, old form.
    TidalWindows236(TidalWindows236) = "tidal_windows_236";
    /// 1/15: height over keel, old form.
    AirDraught(AirDraught) = "air_draught";
    /// 1/16 and 1/40: persons on board.
    Persons(Persons) = "persons";
    /// 1/16 (old) and 1/17: targets made by traffic services.
    VtsTargets(VtsTargets) = "vts_targets";
    /// 1/18: time to enter port.
    ClearanceTime(ClearanceTime) = "clearance_time";
    /// 1/19: traffic signal.
    TrafficSignal(TrafficSignal) = "traffic_signal";
    /// 1/20: berthing data.
    BerthingData(BerthingData) = "berthing_data";
    /// 1/21: weather seen from a ship.
    ShipWeather(ShipWeather) = "ship_weather";
    /// 1/22 and 1/23: notice about an area.
    AreaNotice(AreaNotice) = "area_notice";
    /// 1/24: more about a ship.
    ExtendedStatic(ExtendedStatic) = "extended_static";
    /// 1/25: dangerous cargo.
    DangerousCargo(DangerousCargo) = "dangerous_cargo";
    /// 1/26: reports of sensors.
    Environment(Environment) = "environment";
    /// 1/27 and 1/28: route.
    Route(Route) = "route";
    /// 1/29 and 1/30: text about something else.
    TextDescription(TextDescription) = "text_description";
    /// 1/31: weather and water.
    MetHydro(MetHydro) = "met_hydro";
    /// 1/32: tidal window.
    TidalWindows(TidalWindows) = "tidal_windows";
    /// 200/10: inland ship.
    InlandShip(InlandShip) = "inland_ship";
    /// 200/21: arrival at a lock, bridge or terminal.
    LockArrival(LockArrival) = "lock_arrival";
    /// 200/22: time granted by a lock, bridge or terminal.
    LockTime(LockTime) = "lock_time";
    /// 200/23: weather warning.
    Warning(Warning) = "weather_warning";
    /// 200/24: water levels.
    WaterLevels(WaterLevels) = "water_levels";
    /// 200/40: signal status.
    SignalStatus(SignalStatus) = "signal_status";
    /// 200/55: persons on board an inland ship.
    InlandPersons(InlandPersons) = "inland_persons";
    /// 235/10 and 250/10: monitoring of an aid to navigation.
    AidMonitoring(AidMonitoring) = "aid_monitoring";
}

impl Application {
    /// Reads a payload. `None` when nobody here knows the area and function, or when it is too short to be one.
    #[must_use]
    pub fn decode(dac: u16, fi: u8, addressed: bool, bits: &Bits) -> Option<Self> {
        match dac {
            1 => Self::decode_international(fi, addressed, bits),
            200 => Self::decode_inland(fi, addressed, bits),
            235 | 250 if fi == 10 && addressed && bits.len() >= 44 => {
                Some(Self::AidMonitoring(AidMonitoring::take_at(bits, 0)))
            }
            _ => None,
        }
    }

    fn decode_international(fi: u8, addressed: bool, bits: &Bits) -> Option<Self> {
        let at_least = |least: usize| (bits.len() >= least).then_some(bits);
        Some(match (fi, addressed) {
            (0, _) => Self::TextTelegram(TextTelegram::take_at(at_least(12)?, 0)),
            (2, true) => Self::FunctionQuestion(FunctionQuestion::take_at(at_least(16)?, 0)),
            (3, true) => Self::CapabilityQuestion(CapabilityQuestion::take_at(at_least(10)?, 0)),
            (4, true) => Self::Capability(Capability::read(at_least(138)?)),
            (5, true) => Self::Acknowledgement(Acknowledgement::take_at(at_least(31)?, 0)),
            (11, false) => Self::MetHydro236(MetHydro236::take_at(at_least(65)?, 0)),
            (12, true) => Self::DangerousCargo236(DangerousCargo236::take_at(at_least(50)?, 0)),
            (13, false) => Self::FairwayClosed(FairwayClosed::take_at(at_least(372)?, 0)),
            (14, true) => Self::TidalWindows236(TidalWindows236::take_at(at_least(9)?, 0)),
            (15, false) => Self::AirDraught(AirDraught::take_at(at_least(11)?, 0)),
            (16, true) | (40, _) => Self::Persons(Persons::take_at(at_least(13)?, 0)),
            (16, false) if bits.len() <= 24 => Self::Persons(Persons::take_at(at_least(13)?, 0)),
            (16 | 17, false) => Self::VtsTargets(VtsTargets::take_at(at_least(120)?, 0)),
            (18, true) => Self::ClearanceTime(ClearanceTime::take_at(at_least(30)?, 0)),
            (19, false) => Self::TrafficSignal(TrafficSignal::take_at(at_least(186)?, 0)),
            (20, true) => Self::BerthingData(BerthingData::take_at(at_least(50)?, 0)),
            (21, false) if bits.field(0, 1) == Some(0) => {
                Self::ShipWeather(ShipWeather::take_at(at_least(186)?, 0))
            }
            (22 | 23, _) => Self::AreaNotice(AreaNotice::take_at(at_least(55)?, 0)),
            (24, false) => Self::ExtendedStatic(ExtendedStatic::take_at(at_least(113)?, 0)),
            (25, true) => Self::DangerousCargo(DangerousCargo::take_at(at_least(12)?, 0)),
            (26, false) => Self::Environment(Environment::take_at(at_least(112)?, 0)),
            (27, false) | (28, true) => Self::Route(Route::take_at(at_least(61)?, 0)),
            (29, false) | (30, true) => {
                Self::TextDescription(TextDescription::take_at(at_least(16)?, 0))
            }
            (31, false) => Self::MetHydro(MetHydro::take_at(at_least(66)?, 0)),
            (32, true) => Self::TidalWindows(TidalWindows::take_at(at_least(9)?, 0)),
            _ => return None,
        })
    }

    fn decode_inland(fi: u8, addressed: bool, bits: &Bits) -> Option<Self> {
        let at_least = |least: usize| (bits.len() >= least).then_some(bits);
        Some(match (fi, addressed) {
            (10, false) => Self::InlandShip(InlandShip::take_at(at_least(104)?, 0)),
            (21, true) => Self::LockArrival(LockArrival::take_at(at_least(140)?, 0)),
            (22, true) => Self::LockTime(LockTime::take_at(at_least(140)?, 0)),
            (23, false) => Self::Warning(Warning::take_at(at_least(194)?, 0)),
            (24, false) => Self::WaterLevels(WaterLevels::take_at(at_least(37)?, 0)),
            (40, false) => Self::SignalStatus(SignalStatus::take_at(at_least(101)?, 0)),
            (55, true) => Self::InlandPersons(InlandPersons::take_at(at_least(29)?, 0)),
            _ => return None,
        })
    }

    pub(crate) fn write_json(&self, to: &mut Members<'_>) {
        to.code(crate::json::name!("application"), self.code());
        to.name(crate::json::name!("content"));
        write_object(to.out, |out| self.write_members(out));
    }
}

impl Message {
    /// What the payload of a binary message means, when this crate knows its area and function.
    #[must_use]
    pub fn application(&self) -> Option<Application> {
        match self {
            Self::BinaryAddressed(message) => {
                Application::decode(message.dac, message.fi, true, &message.payload)
            }
            Self::BinaryBroadcast(message) => {
                Application::decode(message.dac, message.fi, false, &message.payload)
            }
            Self::BinaryShort(message) if message.structured => {
                Application::decode(message.dac, message.fi, message.addressed, &message.payload)
            }
            Self::BinaryLong(message) if message.structured => {
                Application::decode(message.dac, message.fi, message.addressed, &message.payload)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::field::Piece;
    use super::*;

    /// Fields and spare bits must add up to the payload that each circular gives: bits of the message less 56 for
    /// type 8 and 88 for type 6.
    #[test]
    fn every_layout_is_as_long_as_its_standard_says() {
        for (name, fields, spare, payload) in [
            ("1/11", MetHydro236::FIELDS_WIDTH, 6, 352 - 56),
            ("1/12", DangerousCargo236::FIELDS_WIDTH, 3, 360 - 88),
            ("1/13", FairwayClosed::FIELDS_WIDTH, 4, 472 - 56),
            (
                "1/14",
                TidalWindows236::FIELDS_WIDTH + 3 * TidalWindow236::WIDTH,
                0,
                376 - 88,
            ),
            ("1/15", AirDraught::FIELDS_WIDTH, 5, 72 - 56),
            ("1/16", Persons::FIELDS_WIDTH, 3, 104 - 88),
            (
                "1/17",
                VtsTargets::FIELDS_WIDTH + 4 * VtsTarget::WIDTH,
                0,
                536 - 56,
            ),
            ("1/18", ClearanceTime::FIELDS_WIDTH, 43, 360 - 88),
            ("1/19", TrafficSignal::FIELDS_WIDTH, 102, 360 - 56),
            ("1/20", BerthingData::FIELDS_WIDTH, 0, 360 - 88),
            ("1/21", ShipWeather::FIELDS_WIDTH, 3, 360 - 56),
            ("1/24", ExtendedStatic::FIELDS_WIDTH, 10, 360 - 56),
            (
                "1/26",
                Environment::FIELDS_WIDTH + SensorReport::WIDTH,
                0,
                168 - 56,
            ),
            ("1/31", MetHydro::FIELDS_WIDTH, 10, 360 - 56),
            (
                "1/32",
                TidalWindows::FIELDS_WIDTH + 3 * TidalWindow::WIDTH,
                0,
                361 - 88,
            ),
            ("200/10", InlandShip::FIELDS_WIDTH, 8, 168 - 56),
            ("200/21", LockArrival::FIELDS_WIDTH, 5, 248 - 88),
            ("200/22", LockTime::FIELDS_WIDTH, 2, 232 - 88),
            ("200/23", Warning::FIELDS_WIDTH, 6, 256 - 56),
            (
                "200/24",
                WaterLevels::FIELDS_WIDTH + 4 * Gauge::WIDTH,
                0,
                168 - 56,
            ),
            ("200/40", SignalStatus::FIELDS_WIDTH, 11, 168 - 56),
            ("200/55", InlandPersons::FIELDS_WIDTH, 51, 168 - 88),
            ("235/10", AidMonitoring::FIELDS_WIDTH, 4, 136 - 88),
            ("1/26 site", Site::FIELDS_WIDTH, 12, 85),
            ("1/26 station", StationName::FIELDS_WIDTH, 1, 85),
            ("1/26 wind", Wind::FIELDS_WIDTH, 3, 85),
            (
                "1/26 water level",
                WaterLevel::FIELDS_WIDTH,
                5 + 5 + 6 + 8 + 17,
                85,
            ),
            ("1/26 current", Current::FIELDS_WIDTH, 4, 85),
            ("1/26 sea state", SeaState::FIELDS_WIDTH, 0, 85),
            ("1/26 salinity", Salinity::FIELDS_WIDTH, 35, 85),
            ("1/26 weather", Weather::FIELDS_WIDTH, 25, 85),
            ("1/26 air gap", AirGap::FIELDS_WIDTH, 5 + 5 + 6 + 28, 85),
        ] {
            assert_eq!(fields + spare, payload, "{name}");
        }
    }

    /// Whatever the bits, decoding ends, and its JSON is JSON.
    #[test]
    fn any_payload_of_any_application_is_survived() {
        let random: Vec<u8> = (0..160_u32).map(|at| (at * 167 + 13) as u8).collect();
        let mut kinds = std::collections::BTreeSet::new();
        for dac in [1, 200, 235, 250, 366] {
            for fi in 0..64 {
                for len in (0..1200)
                    .step_by(7)
                    .chain([16, 104, 112, 144, 160, 200, 272, 296, 304])
                {
                    for addressed in [false, true] {
                        let bits = Bits::from_bytes(&random, len);
                        let Some(found) = Application::decode(dac, fi, addressed, &bits) else {
                            continue;
                        };
                        kinds.insert(found.code());
                        let mut out = b"{\"a\":0".to_vec();
                        found.write_json(&mut Members { out: &mut out });
                        out.push(b'}');
                        serde_json::from_slice::<serde_json::Value>(&out).unwrap();
                    }
                }
            }
        }
        assert_eq!(kinds.len(), 32, "{kinds:?}");
    }

    #[test]
    fn an_area_notice_gives_its_circle() {
        // 1/22 of the type examples of libais: whales not observed within five nautical miles.
        let hex = 0x0280_084a_1000_281e_004b_2934_398c_39e0_u128;
        let mut bytes = hex.to_be_bytes().to_vec();
        bytes.extend([0, 0]);
        let bits = Bits::from_bytes(&bytes, 144);
        let Some(Application::AreaNotice(notice)) = Application::decode(1, 22, false, &bits) else {
            panic!()
        };
        assert_eq!(
            (notice.linkage, notice.notice, notice.duration_min),
            (10, 0, Some(20))
        );
        let start = (notice.month, notice.day, notice.hour, notice.minute);
        assert_eq!(start, (Some(1), Some(1), Some(5), Some(2)));
        let [area] = &notice.areas[..] else {
            panic!("{notice:?}")
        };
        let Some(Shape::Circle {
            lon_deg,
            lat_deg,
            radius_m,
            ..
        }) = area.shape
        else {
            panic!()
        };
        assert_eq!(radius_m, 9260);
        assert!(
            (lon_deg.unwrap() + 69.864_983).abs() < 1e-6
                && (lat_deg.unwrap() - 42.082_95).abs() < 1e-6
        );
    }
}
