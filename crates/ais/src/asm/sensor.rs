//! Reports of sensors at a site: 1/26 of IMO SN.1/Circ.289. Each report is 112 bits: kind, time, site, and 85 bits
//! that depend on the kind.

use super::field::{COMPASS, DAY, FINE_LAT, FINE_LON, HOUR, MINUTE, Piece, Take, fields, s, u};
use crate::bits::Bits;
use crate::text::Text;

fields! {
    /// 1/26: reports of sensors.
    Environment {
        /// The reports.
        reports: Vec<SensorReport> = u(0);
    }
}

/// One report of a sensor.
#[derive(Clone, Debug, PartialEq)]
pub struct SensorReport {
    /// Kind of report, 0 to 15.
    pub kind: u32,
    /// When and where.
    pub head: Head,
    /// What was measured, for the kinds that are read here.
    pub sensor: Option<Sensor>,
}

fields! {
    /// When and where a sensor reported.
    Head {
        /// Day, UTC.
        day: Option<u32> = DAY;
        /// Hour.
        hour: Option<u32> = HOUR;
        /// Minute.
        minute: Option<u32> = MINUTE;
        /// Number of the site.
        site: u32 = u(7);
    }
}

/// What a sensor can report.
#[derive(Clone, Debug, PartialEq)]
pub enum Sensor {
    /// Kind 0.
    Site(Site),
    /// Kind 1.
    Station(StationName),
    /// Kind 2.
    Wind(Wind),
    /// Kind 3.
    WaterLevel(WaterLevel),
    /// Kind 4.
    Current(Current),
    /// Kind 7.
    SeaState(SeaState),
    /// Kind 8.
    Salinity(Salinity),
    /// Kind 9.
    Weather(Weather),
    /// Kind 10.
    AirGap(AirGap),
}

fields! {
    /// Where a site is.
    Site {
        /// Longitude.
        lon_deg: Option<f64> = FINE_LON;
        /// Latitude.
        lat_deg: Option<f64> = FINE_LAT;
        /// Height over mean sea level; 200.1 means that or more.
        height_m: Option<f64> = u(11).per(10).to(2001);
        /// Owner code.
        owner: u32 = u(4);
        /// How long the data hold, code.
        timeout: u32 = u(3);
    }
}

fields! {
    /// Name of a station.
    StationName {
        /// Name.
        name: Text<14> = super::field::chars(14);
    }
}

fields! {
    /// Wind.
    Wind {
        /// Mean wind of ten minutes.
        wind_kn: Option<f64> = u(7).to(121);
        /// Gusts.
        gust_kn: Option<f64> = u(7).to(121);
        /// Wind from.
        wind_dir_deg: Option<f64> = COMPASS;
        /// Gusts from.
        gust_dir_deg: Option<f64> = COMPASS;
        /// How the sensor is described, code.
        sensor: u32 = u(3);
        /// Forecast wind.
        forecast_wind_kn: Option<f64> = u(7).to(121);
        /// Forecast gusts.
        forecast_gust_kn: Option<f64> = u(7).to(121);
        /// Forecast wind from.
        forecast_dir_deg: Option<f64> = COMPASS;
        /// Day of the forecast.
        forecast_day: Option<u32> = DAY;
        /// Hour of the forecast.
        forecast_hour: Option<u32> = HOUR;
        /// Minute of the forecast.
        forecast_minute: Option<u32> = MINUTE;
        /// How long the forecast holds.
        forecast_min: Option<u32> = u(8).to(254);
    }
}

fields! {
    /// Water level.
    WaterLevel {
        /// 0 against the datum, 1 as depth of the water.
        level_kind: u32 = u(1);
        /// Level.
        level_m: Option<f64> = s(16).per(100).from(-32_767);
        /// 0 steady, 1 falling, 2 rising, 3 not available.
        trend: u32 = u(2);
        /// Datum code.
        datum: u32 = u(5);
        /// How the sensor is described, code.
        sensor: u32 = u(3);
        /// Kind of the forecast level.
        forecast_kind: u32 = u(1);
        /// Forecast level.
        forecast_level_m: Option<f64> = s(16).per(100).from(-32_767);
    }
}

fields! {
    /// Current at up to three depths.
    Current {
        /// Current.
        current_kn: Option<f64> = u(8).per(10).to(246);
        /// Current, towards.
        current_dir_deg: Option<f64> = COMPASS;
        /// Depth.
        depth_m: Option<f64> = u(9).to(362);
        /// Second current.
        current_2_kn: Option<f64> = u(8).per(10).to(246);
        /// Second current, towards.
        current_2_dir_deg: Option<f64> = COMPASS;
        /// Second depth.
        depth_2_m: Option<f64> = u(9).to(362);
        /// Third current.
        current_3_kn: Option<f64> = u(8).per(10).to(246);
        /// Third current, towards.
        current_3_dir_deg: Option<f64> = COMPASS;
        /// Third depth.
        depth_3_m: Option<f64> = u(9).to(362);
        /// How the sensor is described, code.
        sensor: u32 = u(3);
    }
}

fields! {
    /// Sea state.
    SeaState {
        /// Swell height.
        swell_height_m: Option<f64> = u(8).per(10).to(246);
        /// Swell period.
        swell_period_s: Option<f64> = u(6).to(60);
        /// Swell from.
        swell_dir_deg: Option<f64> = COMPASS;
        /// Sea state, Beaufort.
        sea_state: Option<u32> = u(4).to(12);
        /// How the swell sensor is described, code.
        swell_sensor: u32 = u(3);
        /// Water temperature.
        water_temperature_c: Option<f64> = s(10).per(10).from(-100).to(500);
        /// Depth of that temperature.
        water_temperature_depth_m: Option<f64> = u(7).per(10).to(121);
        /// How the temperature sensor is described, code.
        temperature_sensor: u32 = u(3);
        /// Significant wave height.
        wave_height_m: Option<f64> = u(8).per(10).to(246);
        /// Wave period.
        wave_period_s: Option<f64> = u(6).to(60);
        /// Waves from.
        wave_dir_deg: Option<f64> = COMPASS;
        /// How the wave sensor is described, code.
        wave_sensor: u32 = u(3);
        /// Salinity in parts per thousand.
        salinity_permille: Option<f64> = u(9).per(10).to(501);
    }
}

fields! {
    /// Salinity.
    Salinity {
        /// Water temperature.
        water_temperature_c: Option<f64> = s(10).per(10).from(-100).to(500);
        /// Conductivity in siemens a metre.
        conductivity_s_m: Option<f64> = u(10).per(100).to(701);
        /// Water pressure.
        pressure_dbar: Option<f64> = u(16).per(10).to(60_001);
        /// Salinity in parts per thousand.
        salinity_permille: Option<f64> = u(9).per(10).to(501);
        /// Measured or calculated, code.
        salinity_kind: u32 = u(2);
        /// How the sensor is described, code.
        sensor: u32 = u(3);
    }
}

fields! {
    /// Weather.
    Weather {
        /// Air temperature.
        air_temperature_c: Option<f64> = s(11).per(10).from(-600).to(600);
        /// How the sensor is described, code.
        temperature_sensor: u32 = u(3);
        /// Kind of precipitation code.
        precipitation: u32 = u(2);
        /// Horizontal visibility.
        visibility_nmi: Option<f64> = u(8).per(10).to(241);
        /// Dew point.
        dew_point_c: Option<f64> = s(10).per(10).from(-200).to(500);
        /// How the dew point sensor is described, code.
        dew_point_sensor: u32 = u(3);
        /// Air pressure.
        pressure_hpa: Option<f64> = u(9).plus(799).to(402);
        /// 0 steady, 1 falling, 2 rising, 3 not available.
        pressure_tendency: u32 = u(2);
        /// How the pressure sensor is described, code.
        pressure_sensor: u32 = u(3);
        /// Salinity in parts per thousand.
        salinity_permille: Option<f64> = u(9).per(10).to(501);
    }
}

fields! {
    /// Clearance under a bridge.
    AirGap {
        /// Height the ship needs.
        air_draught_m: Option<f64> = u(13).per(100).from(1);
        /// Height there is.
        air_gap_m: Option<f64> = u(13).per(100).from(1);
        /// 0 steady, 1 falling, 2 rising, 3 not available.
        trend: u32 = u(2);
        /// Forecast height.
        forecast_gap_m: Option<f64> = u(13).per(100).from(1);
    }
}

/// Bits before the part that depends on the kind.
const HEAD: usize = 27;

impl Piece for SensorReport {
    const WIDTH: usize = 112;

    fn take(bits: &Bits, at: usize) -> Self {
        let kind = bits.field(at, 4).unwrap_or(0) as u32;
        let body = at + HEAD;
        let sensor = match kind {
            0 => Some(Sensor::Site(Site::take_at(bits, body))),
            1 => Some(Sensor::Station(StationName::take_at(bits, body))),
            2 => Some(Sensor::Wind(Wind::take_at(bits, body))),
            3 => Some(Sensor::WaterLevel(WaterLevel::take_at(bits, body))),
            4 => Some(Sensor::Current(Current::take_at(bits, body))),
            7 => Some(Sensor::SeaState(SeaState::take_at(bits, body))),
            8 => Some(Sensor::Salinity(Salinity::take_at(bits, body))),
            9 => Some(Sensor::Weather(Weather::take_at(bits, body))),
            10 => Some(Sensor::AirGap(AirGap::take_at(bits, body))),
            _ => None,
        };
        Self {
            kind,
            head: Head::take_at(bits, at + 4),
            sensor,
        }
    }

    fn write_object(&self, out: &mut Vec<u8>) {
        super::field::write_object(out, |out| {
            out.extend_from_slice(b",\"kind\":");
            Take::write(&self.kind, out);
            self.head.write_members(out);
            match &self.sensor {
                Some(Sensor::Site(sensor)) => sensor.write_members(out),
                Some(Sensor::Station(sensor)) => sensor.write_members(out),
                Some(Sensor::Wind(sensor)) => sensor.write_members(out),
                Some(Sensor::WaterLevel(sensor)) => sensor.write_members(out),
                Some(Sensor::Current(sensor)) => sensor.write_members(out),
                Some(Sensor::SeaState(sensor)) => sensor.write_members(out),
                Some(Sensor::Salinity(sensor)) => sensor.write_members(out),
                Some(Sensor::Weather(sensor)) => sensor.write_members(out),
                Some(Sensor::AirGap(sensor)) => sensor.write_members(out),
                None => {}
            }
        });
    }
}
