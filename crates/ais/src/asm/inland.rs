//! Inland navigation, DAC 200 (Vessel Tracking and Tracing standard, ES-RIS 2023, annex on Inland AIS).

use super::field::{
    DAY, FINE_LAT, FINE_LON, HOUR, MINUTE, MONTH, Take, chars, fields, piece, s, u,
};
use crate::bits::Bits;
use crate::text::Text;

fields! {
    /// 200/10: data of an inland ship and her voyage.
    InlandShip {
        /// European vessel number.
        vessel_id: Text<8> = chars(8);
        /// Length.
        length_m: Option<f64> = u(13).per(10).from(1);
        /// Beam.
        beam_m: Option<f64> = u(10).per(10).from(1);
        /// Ship or combination type (ERI).
        ship_type: u32 = u(14);
        /// Blue cones: 0 to 3, 4 B flag, 5 not known.
        hazard: u32 = u(3);
        /// Draught.
        draught_m: Option<f64> = u(11).per(100).from(1);
        /// 0 not available, 1 loaded, 2 unloaded.
        loaded: u32 = u(2);
        /// Speed comes from a good sensor.
        speed_good: bool = u(1);
        /// Course comes from a good sensor.
        course_good: bool = u(1);
        /// Heading comes from a good sensor.
        heading_good: bool = u(1);
    }
}

fields! {
    /// Location code of a lock, bridge or terminal.
    Place {
        /// Country, UN code.
        country: Text<2> = chars(2);
        /// Place, UN/LOCODE.
        locode: Text<3> = chars(3);
        /// Section of the fairway.
        section: Text<5> = chars(5);
        /// Terminal.
        terminal: Text<5> = chars(5);
        /// Hectometre of the fairway.
        hectometre: Text<5> = chars(5);
    }
}

impl Take for Place {
    fn take(bits: &Bits, at: usize, _spec: super::field::Spec) -> Self {
        Self::take_at(bits, at)
    }
    fn write(&self, out: &mut Vec<u8>) {
        super::field::write_object(out, |out| self.write_members(out));
    }
}

fields! {
    /// 200/21: when a ship expects to be at a lock, bridge or terminal.
    LockArrival {
        /// Where.
        place: Place = u(120);
        /// Month.
        eta_month: Option<u32> = MONTH;
        /// Day.
        eta_day: Option<u32> = DAY;
        /// Hour.
        eta_hour: Option<u32> = HOUR;
        /// Minute.
        eta_minute: Option<u32> = MINUTE;
        /// Tugs helping; 7 not known.
        tugs: Option<u32> = u(3).to(6);
        /// Height above the water.
        air_draught_m: Option<f64> = u(12).per(100).from(1).to(4000);
    }
}

fields! {
    /// 200/22: when a lock, bridge or terminal lets a ship come.
    LockTime {
        /// Where.
        place: Place = u(120);
        /// Month.
        rta_month: Option<u32> = MONTH;
        /// Day.
        rta_day: Option<u32> = DAY;
        /// Hour.
        rta_hour: Option<u32> = HOUR;
        /// Minute.
        rta_minute: Option<u32> = MINUTE;
        /// 0 working, 1 limited, 2 out of order, 3 not available.
        status: u32 = u(2);
    }
}

fields! {
    /// 200/23: warning of weather on a stretch of fairway.
    Warning {
        /// First year.
        start_year: Option<u32> = u(8).plus(2000).from(1);
        /// First month.
        start_month: Option<u32> = MONTH;
        /// First day.
        start_day: Option<u32> = DAY;
        /// Last year.
        end_year: Option<u32> = u(8).plus(2000).from(1);
        /// Last month.
        end_month: Option<u32> = MONTH;
        /// Last day.
        end_day: Option<u32> = DAY;
        /// First hour.
        start_hour: Option<u32> = HOUR;
        /// First minute.
        start_minute: Option<u32> = MINUTE;
        /// Last hour.
        end_hour: Option<u32> = HOUR;
        /// Last minute.
        end_minute: Option<u32> = MINUTE;
        /// Start of the stretch.
        start_lon_deg: Option<f64> = FINE_LON;
        /// Start of the stretch.
        start_lat_deg: Option<f64> = FINE_LAT;
        /// End of the stretch.
        end_lon_deg: Option<f64> = FINE_LON;
        /// End of the stretch.
        end_lat_deg: Option<f64> = FINE_LAT;
        /// Kind of weather: 1 wind, 2 rain, 3 snow and ice, 4 thunderstorm, 5 fog, 6 low temperature, and on.
        kind: u32 = u(4);
        /// Least value.
        least: Option<f64> = s(9).from(-253).to(253);
        /// Greatest value.
        most: Option<f64> = s(9).from(-253).to(253);
        /// 0 not known, 1 slight, 2 medium, 3 strong.
        intensity: u32 = u(2);
        /// Wind direction code, 0 not known.
        wind_dir: u32 = u(4);
    }
}

fields! {
    /// 200/24: water levels at gauges.
    WaterLevels {
        /// Country, UN code.
        country: Text<2> = chars(2);
        /// The gauges.
        gauges: Vec<Gauge> = u(0);
    }
}

fields! {
    /// Water level at one gauge.
    Gauge {
        /// Number of the gauge in its country.
        id: Option<u32> = u(11).from(1);
        /// The level is above the reference, not below.
        above: bool = u(1);
        /// How far above or below.
        level_m: Option<f64> = u(13).per(100).from(1);
    }
}
piece!(Gauge);

fields! {
    /// 200/40: lights of a signal station.
    SignalStatus {
        /// Longitude.
        lon_deg: Option<f64> = FINE_LON;
        /// Latitude.
        lat_deg: Option<f64> = FINE_LAT;
        /// Form of the signal.
        form: u32 = u(4);
        /// Orientation.
        orientation_deg: Option<f64> = u(9).to(359);
        /// Direction of impact: 1 upstream, 2 downstream, 3 left bank, 4 right bank.
        impact: u32 = u(3);
        /// Colours of the lights, one decimal digit each.
        status: u32 = u(30);
    }
}

fields! {
    /// 200/55: persons on board an inland ship.
    InlandPersons {
        /// Crew.
        crew: Option<u32> = u(8).to(254);
        /// Passengers.
        passengers: Option<u32> = u(13).to(8190);
        /// Other personnel.
        personnel: Option<u32> = u(8).to(254);
    }
}
