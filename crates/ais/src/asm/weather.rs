//! Weather and water: 1/11 of IMO SN/Circ.236, 1/21 and 1/31 of SN.1/Circ.289.

use super::field::{COMPASS, DAY, HOUR, LAT, LON, MINUTE, fields, s, u};
use crate::text::Text;

/// Speed of wind in knots; 126 means that or more.
const WIND: super::field::Spec = u(7).to(126);
/// Current in 0.1 knot; 25.1 means that or more.
const CURRENT: super::field::Spec = u(8).per(10).to(251);
/// Height of waves in 0.1 m; 25.1 means that or more.
const HEIGHT: super::field::Spec = u(8).per(10).to(251);
/// Depth of a current in metres.
const DEPTH: super::field::Spec = u(5).to(30);
/// Seconds between waves.
const PERIOD: super::field::Spec = u(6).to(60);

fields! {
    /// 1/11: weather and water at a place, as defined in 2004; replaced by 1/31 but still sent.
    MetHydro236 {
        /// Latitude.
        lat_deg: Option<f64> = LAT;
        /// Longitude.
        lon_deg: Option<f64> = LON;
        /// Day, UTC.
        day: Option<u32> = DAY;
        /// Hour, UTC.
        hour: Option<u32> = HOUR;
        /// Minute.
        minute: Option<u32> = MINUTE;
        /// Mean wind of ten minutes.
        wind_kn: Option<f64> = u(7).to(120);
        /// Gusts.
        gust_kn: Option<f64> = u(7).to(120);
        /// Wind from.
        wind_dir_deg: Option<f64> = COMPASS;
        /// Gusts from.
        gust_dir_deg: Option<f64> = COMPASS;
        /// Air temperature.
        air_temperature_c: Option<f64> = u(11).plus(-600).per(10).to(1200);
        /// Relative humidity.
        humidity_percent: Option<f64> = u(7).to(100);
        /// Dew point.
        dew_point_c: Option<f64> = u(10).plus(-200).per(10).to(700);
        /// Air pressure.
        pressure_hpa: Option<f64> = u(9).plus(800).to(400);
        /// 0 steady, 1 falling, 2 rising, 3 not available.
        pressure_tendency: u32 = u(2);
        /// Horizontal visibility.
        visibility_nmi: Option<f64> = u(8).per(10).to(250);
        /// Water level against the local datum.
        water_level_m: Option<f64> = u(9).plus(-100).per(10).to(400);
        /// 0 steady, 1 falling, 2 rising, 3 not available.
        water_level_trend: u32 = u(2);
        /// Current at the surface.
        current_kn: Option<f64> = u(8).per(10).to(250);
        /// Current at the surface, towards.
        current_dir_deg: Option<f64> = COMPASS;
        /// Second current.
        current_2_kn: Option<f64> = u(8).per(10).to(250);
        /// Second current, towards.
        current_2_dir_deg: Option<f64> = COMPASS;
        /// Second current, depth.
        current_2_depth_m: Option<f64> = DEPTH;
        /// Third current.
        current_3_kn: Option<f64> = u(8).per(10).to(250);
        /// Third current, towards.
        current_3_dir_deg: Option<f64> = COMPASS;
        /// Third current, depth.
        current_3_depth_m: Option<f64> = DEPTH;
        /// Significant wave height.
        wave_height_m: Option<f64> = u(8).per(10).to(250);
        /// Wave period.
        wave_period_s: Option<f64> = PERIOD;
        /// Waves from.
        wave_dir_deg: Option<f64> = COMPASS;
        /// Swell height.
        swell_height_m: Option<f64> = u(8).per(10).to(250);
        /// Swell period.
        swell_period_s: Option<f64> = PERIOD;
        /// Swell from.
        swell_dir_deg: Option<f64> = COMPASS;
        /// Sea state, Beaufort.
        sea_state: Option<u32> = u(4).to(12);
        /// Water temperature.
        water_temperature_c: Option<f64> = u(10).plus(-100).per(10).to(600);
        /// Kind of precipitation (WMO 306), 7 not available.
        precipitation: u32 = u(3);
        /// Salinity in parts per thousand.
        salinity_permille: Option<f64> = u(9).per(10).to(500);
        /// 0 no ice, 1 ice, 2 reserved, 3 not available.
        ice: u32 = u(2);
    }
}

fields! {
    /// 1/31: weather and water at a place.
    MetHydro {
        /// Longitude.
        lon_deg: Option<f64> = LON;
        /// Latitude.
        lat_deg: Option<f64> = LAT;
        /// Position better than 10 m.
        accuracy: bool = u(1);
        /// Day, UTC.
        day: Option<u32> = DAY;
        /// Hour, UTC.
        hour: Option<u32> = HOUR;
        /// Minute.
        minute: Option<u32> = MINUTE;
        /// Mean wind of ten minutes.
        wind_kn: Option<f64> = WIND;
        /// Gusts.
        gust_kn: Option<f64> = WIND;
        /// Wind from.
        wind_dir_deg: Option<f64> = COMPASS;
        /// Gusts from.
        gust_dir_deg: Option<f64> = COMPASS;
        /// Air temperature.
        air_temperature_c: Option<f64> = s(11).per(10).from(-600).to(600);
        /// Relative humidity.
        humidity_percent: Option<f64> = u(7).to(100);
        /// Dew point.
        dew_point_c: Option<f64> = s(10).per(10).from(-200).to(500);
        /// Air pressure; 799 means that or less, 1201 that or more.
        pressure_hpa: Option<f64> = u(9).plus(799).to(402);
        /// 0 steady, 1 falling, 2 rising, 3 not available.
        pressure_tendency: u32 = u(2);
        /// The visibility is greater than given.
        visibility_or_more: bool = u(1);
        /// Horizontal visibility.
        visibility_nmi: Option<f64> = u(7).per(10).to(126);
        /// Water level with tide, against the local datum.
        water_level_m: Option<f64> = u(12).plus(-1000).per(100).to(4000);
        /// 0 steady, 1 falling, 2 rising, 3 not available.
        water_level_trend: u32 = u(2);
        /// Current at the surface.
        current_kn: Option<f64> = CURRENT;
        /// Current at the surface, towards.
        current_dir_deg: Option<f64> = COMPASS;
        /// Second current.
        current_2_kn: Option<f64> = CURRENT;
        /// Second current, towards.
        current_2_dir_deg: Option<f64> = COMPASS;
        /// Second current, depth.
        current_2_depth_m: Option<f64> = DEPTH;
        /// Third current.
        current_3_kn: Option<f64> = CURRENT;
        /// Third current, towards.
        current_3_dir_deg: Option<f64> = COMPASS;
        /// Third current, depth.
        current_3_depth_m: Option<f64> = DEPTH;
        /// Significant wave height.
        wave_height_m: Option<f64> = HEIGHT;
        /// Wave period.
        wave_period_s: Option<f64> = PERIOD;
        /// Waves from.
        wave_dir_deg: Option<f64> = COMPASS;
        /// Swell height.
        swell_height_m: Option<f64> = HEIGHT;
        /// Swell period.
        swell_period_s: Option<f64> = PERIOD;
        /// Swell from.
        swell_dir_deg: Option<f64> = COMPASS;
        /// Sea state, Beaufort.
        sea_state: Option<u32> = u(4).to(12);
        /// Water temperature.
        water_temperature_c: Option<f64> = s(10).per(10).from(-100).to(500);
        /// Kind of precipitation (WMO 306), 7 not available.
        precipitation: u32 = u(3);
        /// Salinity in parts per thousand; 50.1 means that or more.
        salinity_permille: Option<f64> = u(9).per(10).to(501);
        /// 0 no ice, 1 ice, 2 reserved, 3 not available.
        ice: u32 = u(2);
    }
}

fields! {
    /// 1/21, first form: weather seen from a ship.
    ShipWeather {
        /// Where, in words.
        location: Text<20> = super::field::chars(20).after(1);
        /// Longitude.
        lon_deg: Option<f64> = LON;
        /// Latitude.
        lat_deg: Option<f64> = LAT;
        /// Day, UTC.
        day: Option<u32> = DAY;
        /// Hour, UTC.
        hour: Option<u32> = HOUR;
        /// Minute.
        minute: Option<u32> = MINUTE;
        /// Present weather code, 8 not available.
        present_weather: u32 = u(4);
        /// The visibility is greater than given.
        visibility_or_more: bool = u(1);
        /// Horizontal visibility.
        visibility_nmi: Option<f64> = u(7).per(10).to(126);
        /// Relative humidity.
        humidity_percent: Option<f64> = u(7).to(100);
        /// Mean wind.
        wind_kn: Option<f64> = WIND;
        /// Wind from.
        wind_dir_deg: Option<f64> = COMPASS;
        /// Air pressure; 799 means that or less, 1201 that or more.
        pressure_hpa: Option<f64> = u(9).plus(799).to(402);
        /// Tendency code (WMO 200), 15 not available.
        pressure_tendency: u32 = u(4);
        /// Air temperature.
        air_temperature_c: Option<f64> = s(11).per(10).from(-600).to(600);
        /// Water temperature.
        water_temperature_c: Option<f64> = s(10).per(10).from(-100).to(500);
        /// Wave period.
        wave_period_s: Option<f64> = PERIOD;
        /// Wave height.
        wave_height_m: Option<f64> = HEIGHT;
        /// Waves from.
        wave_dir_deg: Option<f64> = COMPASS;
        /// Swell height.
        swell_height_m: Option<f64> = HEIGHT;
        /// Swell from.
        swell_dir_deg: Option<f64> = COMPASS;
        /// Swell period.
        swell_period_s: Option<f64> = PERIOD;
    }
}
