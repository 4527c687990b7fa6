//! Ships, ports and fairways: the functions 1/13 to 1/20, 1/24, 1/27, 1/28, 1/32 and 1/40 of IMO SN/Circ.236 and
//! SN.1/Circ.289.

use super::field::{
    COMPASS, DAY, FINE_LAT, FINE_LON, HOUR, LAT, LON, MINUTE, MONTH, chars, fields, piece, u,
};
use crate::text::Text;

fields! {
    /// 1/13: a stretch of fairway is closed.
    FairwayClosed {
        /// Why.
        reason: Text<20> = chars(20);
        /// From this place.
        from_place: Text<20> = chars(20);
        /// To this place.
        to_place: Text<20> = chars(20);
        /// Length or radius in `unit`.
        extent: Option<u32> = u(10).to(1000);
        /// 0 metres, 1 kilometres, 2 nautical miles, 3 cables.
        unit: u32 = u(2);
        /// First day.
        from_day: Option<u32> = DAY;
        /// First month.
        from_month: Option<u32> = MONTH;
        /// First hour.
        from_hour: Option<u32> = HOUR;
        /// First minute.
        from_minute: Option<u32> = MINUTE;
        /// Last day.
        to_day: Option<u32> = DAY;
        /// Last month.
        to_month: Option<u32> = MONTH;
        /// Last hour.
        to_hour: Option<u32> = HOUR;
        /// Last minute.
        to_minute: Option<u32> = MINUTE;
    }
}

fields! {
    /// 1/14: when the tide lets a ship pass, as defined in 2004.
    TidalWindows236 {
        /// Month, UTC.
        month: Option<u32> = MONTH;
        /// Day, UTC.
        day: Option<u32> = DAY;
        /// The windows.
        windows: Vec<TidalWindow236> = u(0);
    }
}

fields! {
    /// One window of 1/14.
    TidalWindow236 {
        /// Latitude.
        lat_deg: Option<f64> = FINE_LAT;
        /// Longitude.
        lon_deg: Option<f64> = FINE_LON;
        /// First hour.
        from_hour: Option<u32> = HOUR;
        /// First minute.
        from_minute: Option<u32> = MINUTE;
        /// Last hour.
        to_hour: Option<u32> = HOUR;
        /// Last minute.
        to_minute: Option<u32> = MINUTE;
        /// Current, towards.
        current_dir_deg: Option<f64> = COMPASS;
        /// Current.
        current_kn: Option<f64> = u(7).per(10).to(126);
    }
}
piece!(TidalWindow236);

fields! {
    /// 1/32: when the tide lets a ship pass.
    TidalWindows {
        /// Month, UTC.
        month: Option<u32> = MONTH;
        /// Day, UTC.
        day: Option<u32> = DAY;
        /// The windows.
        windows: Vec<TidalWindow> = u(0);
    }
}

fields! {
    /// One window of 1/32.
    TidalWindow {
        /// Longitude.
        lon_deg: Option<f64> = LON;
        /// Latitude.
        lat_deg: Option<f64> = LAT;
        /// First hour.
        from_hour: Option<u32> = HOUR;
        /// First minute.
        from_minute: Option<u32> = MINUTE;
        /// Last hour.
        to_hour: Option<u32> = HOUR;
        /// Last minute.
        to_minute: Option<u32> = MINUTE;
        /// Current, towards.
        current_dir_deg: Option<f64> = COMPASS;
        /// Current; 25.1 means that or more.
        current_kn: Option<f64> = u(8).per(10).to(251);
    }
}
piece!(TidalWindow);

fields! {
    /// 1/15: height over keel.
    AirDraught {
        /// Height over keel.
        air_draught_m: Option<f64> = u(11).per(10).from(1);
    }
}

fields! {
    /// 1/16 and 1/40: persons on board.
    Persons {
        /// Persons; 8191 means that or more.
        persons: Option<u32> = u(13).from(1);
    }
}

fields! {
    /// 1/17: targets seen by the radar of a traffic service. Also the old form under 1/16.
    VtsTargets {
        /// The targets.
        targets: Vec<VtsTarget> = u(0);
    }
}

fields! {
    /// One target of a traffic service.
    VtsTarget {
        /// What `id` is: 0 MMSI, 1 IMO number, 2 call sign, 3 other.
        id_kind: u32 = u(2);
        /// Identity, as seven characters.
        id: Text<7> = chars(7);
        /// Latitude.
        lat_deg: Option<f64> = LAT.after(4);
        /// Longitude.
        lon_deg: Option<f64> = LON;
        /// Course over ground.
        cog_deg: Option<f64> = COMPASS;
        /// Second of the position.
        second: Option<u32> = u(6).to(59);
        /// Speed over ground; 254 means that or more.
        sog_kn: Option<f64> = u(8).to(254);
    }
}
piece!(VtsTarget);

fields! {
    /// 1/18: when a ship may enter port.
    ClearanceTime {
        /// Ties the message to a text.
        linkage: u32 = u(10);
        /// Month, UTC.
        month: Option<u32> = MONTH;
        /// Day.
        day: Option<u32> = DAY;
        /// Hour.
        hour: Option<u32> = HOUR;
        /// Minute.
        minute: Option<u32> = MINUTE;
        /// Port and berth.
        port: Text<20> = chars(20);
        /// Destination, UN/LOCODE.
        destination: Text<5> = chars(5);
        /// Longitude.
        lon_deg: Option<f64> = LON;
        /// Latitude.
        lat_deg: Option<f64> = LAT;
    }
}

fields! {
    /// 1/19: a signal station.
    TrafficSignal {
        /// Ties the message to a text.
        linkage: u32 = u(10);
        /// Name.
        name: Text<20> = chars(20);
        /// Longitude.
        lon_deg: Option<f64> = LON;
        /// Latitude.
        lat_deg: Option<f64> = LAT;
        /// 0 not available, 1 regular, 2 irregular.
        status: u32 = u(2);
        /// Signal in service (IALA port traffic signals).
        signal: u32 = u(5);
        /// Hour of the next shift.
        hour: Option<u32> = HOUR;
        /// Minute of the next shift.
        minute: Option<u32> = MINUTE;
        /// Signal expected next.
        next_signal: u32 = u(5);
    }
}

fields! {
    /// 1/20: berth and services.
    BerthingData {
        /// Ties the message to a text.
        linkage: u32 = u(10);
        /// Length of the berth; 511 means that or more.
        berth_length_m: Option<u32> = u(9).from(1);
        /// Depth at the berth; 25.5 means that or more.
        berth_depth_m: Option<f64> = u(8).per(10).from(1);
        /// Mooring position code.
        mooring: u32 = u(3);
        /// Month, UTC.
        month: Option<u32> = MONTH;
        /// Day.
        day: Option<u32> = DAY;
        /// Hour.
        hour: Option<u32> = HOUR;
        /// Minute.
        minute: Option<u32> = MINUTE;
        /// The services below are known.
        services_known: bool = u(1);
        /// Name of the berth.
        berth: Text<20> = chars(20).after(52);
        /// Longitude.
        lon_deg: Option<f64> = LON;
        /// Latitude.
        lat_deg: Option<f64> = LAT;
    }
}

fields! {
    /// 1/24: more about a ship and her voyage.
    ExtendedStatic {
        /// Ties the message to a text.
        linkage: u32 = u(10);
        /// Height over keel; 81.91 means that or more.
        air_draught_m: Option<f64> = u(13).per(100).from(1);
        /// Last port, UN/LOCODE.
        last_port: Text<5> = chars(5);
        /// Next port, UN/LOCODE.
        next_port: Text<5> = chars(5);
        /// Port after that, UN/LOCODE.
        second_port: Text<5> = chars(5);
        /// Ice class code.
        ice_class: u32 = u(4).after(52);
        /// Shaft power; 262142 means that or more.
        shaft_power_hp: Option<u32> = u(18).to(262_142);
        /// VHF working channel.
        vhf_channel: Option<u32> = u(12).from(1);
        /// Lloyd's ship type.
        lloyds_type: Text<7> = chars(7);
        /// Gross tonnage; 262142 means that or more.
        gross_tonnage: Option<u32> = u(18).to(262_142);
        /// 0 not available, 1 laden, 2 ballast.
        laden: u32 = u(2);
        /// Heavy fuel oil: 0 not available, 1 no, 2 yes.
        heavy_oil: u32 = u(2);
        /// Light fuel oil: 0 not available, 1 no, 2 yes.
        light_oil: u32 = u(2);
        /// Diesel: 0 not available, 1 no, 2 yes.
        diesel: u32 = u(2);
        /// Bunker oil; 16382 means that or more.
        bunker_t: Option<u32> = u(14).to(16_382);
        /// Persons on board; 8191 means that or more.
        persons: Option<u32> = u(13).from(1);
    }
}

fields! {
    /// 1/27 (to all) and 1/28 (to one): route.
    Route {
        /// Ties the message to a text.
        linkage: u32 = u(10);
        /// 0 ship, 1 authority.
        sender: u32 = u(3);
        /// Kind of route: 1 mandatory, 2 recommended, 3 alternative, and on; 31 cancelled.
        kind: u32 = u(5);
        /// Month of start, UTC.
        month: Option<u32> = MONTH;
        /// Day of start.
        day: Option<u32> = DAY;
        /// Hour of start.
        hour: Option<u32> = HOUR;
        /// Minute of start.
        minute: Option<u32> = MINUTE;
        /// How long; 0 cancels the route.
        duration_min: Option<u32> = u(18).to(262_142);
        /// Number of waypoints as stated.
        waypoint_count: u32 = u(5);
        /// The waypoints.
        waypoints: Vec<Waypoint> = u(0);
    }
}

fields! {
    /// One waypoint.
    Waypoint {
        /// Longitude.
        lon_deg: Option<f64> = FINE_LON;
        /// Latitude.
        lat_deg: Option<f64> = FINE_LAT;
    }
}
piece!(Waypoint);
