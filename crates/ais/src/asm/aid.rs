//! The state of an aid to navigation: 235/10 (United Kingdom) and 250/10 (Ireland), in use by the General
//! Lighthouse Authorities.

use super::field::{fields, u};

fields! {
    /// 235/10 and 250/10: voltages, light, racon and alarms of an aid.
    AidMonitoring {
        /// Internal voltage; 0 not used.
        internal_v: Option<f64> = u(10).per(20).from(1);
        /// First external voltage; 0 not used.
        external_1_v: Option<f64> = u(10).per(20).from(1);
        /// Second external voltage; 0 not used.
        external_2_v: Option<f64> = u(10).per(20).from(1);
        /// Racon: 0 none, 1 not monitored, 2 working, 3 broken.
        racon: u32 = u(2);
        /// Light: 0 none or not monitored, 1 on, 2 off, 3 broken.
        light: u32 = u(2);
        /// Alarm.
        alarm: bool = u(1);
        /// State of the digital inputs, one bit each.
        inputs: u32 = u(8);
        /// Off position.
        off_position: bool = u(1);
    }
}
