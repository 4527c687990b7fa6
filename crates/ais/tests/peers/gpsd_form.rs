// Our messages in the members that gpsd prints.

/// A sixth of a report: numbers as they are on the air, or scaled as gpsd scales them.
#[allow(clippy::too_many_lines, reason = "one line for each field of 27 types")]
fn gpsd_form(message: &Message, scaled: bool, name: &str) -> Map<String, Value> {
    let mut to = Map::new();
    to.insert("type".into(), message.type_id().into());
    to.insert("repeat".into(), message.repeat().into());
    to.insert("mmsi".into(), message.mmsi().into());
    let more = match message {
        Message::PositionA(m) => json!({
            "status": m.status, "turn": turn(m.rot, scaled), "speed": speed(m.sog, m.sog_kn(), scaled),
            "accuracy": m.accuracy, "lon": degrees(m.lon, 600_000, scaled), "lat": degrees(m.lat, 600_000, scaled),
            "course": tenth(m.cog, scaled), "heading": m.heading, "second": m.second, "maneuver": m.manoeuvre,
            "raim": m.raim, "radio": m.radio,
        }),
        Message::StationReport(m) => json!({
            "timestamp": format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", m.year, m.month, m.day, m.hour, m.minute, m.second),
            "accuracy": m.accuracy, "lon": degrees(m.lon, 600_000, scaled), "lat": degrees(m.lat, 600_000, scaled),
            "epfd": m.epfd, "raim": m.raim, "radio": m.radio,
        }),
        Message::StaticVoyage(m) => json!({
            "imo": m.imo, "ais_version": m.version, "callsign": shown(m.call_sign.raw()), "shipname": shown(m.name.raw()),
            "shiptype": m.ship_type, "to_bow": m.to_bow, "to_stern": m.to_stern, "to_port": m.to_port,
            "to_starboard": m.to_starboard, "epfd": m.epfd,
            "eta": format!("{:02}-{:02}T{:02}:{:02}Z", m.eta_month, m.eta_day, m.eta_hour, m.eta_minute),
            "draught": tenth(m.draught.into(), scaled), "destination": shown(m.destination.raw()), "dte": u8::from(m.dte),
        }),
        Message::BinaryAddressed(m) => {
            let mut object = json!({
                "seqno": m.sequence, "dest_mmsi": m.dest_mmsi, "retransmit": m.retransmit, "dac": m.dac, "fid": m.fi,
                "data": hex(&m.payload),
            });
            application(message, object.as_object_mut().unwrap(), scaled);
            object
        }
        Message::BinaryBroadcast(m) => {
            let mut object = json!({"dac": m.dac, "fid": m.fi, "data": hex(&m.payload)});
            application(message, object.as_object_mut().unwrap(), scaled);
            object
        }
        Message::Acknowledge(m) => {
            let mmsi = |at: usize| m.acknowledged[at].map_or(0, |item| item.mmsi);
            json!({"mmsi1": mmsi(0), "mmsi2": mmsi(1), "mmsi3": mmsi(2), "mmsi4": mmsi(3)})
        }
        Message::PositionAircraft(m) => json!({
            "alt": m.altitude, "speed": m.sog, "accuracy": m.accuracy, "lon": degrees(m.lon, 600_000, scaled),
            "lat": degrees(m.lat, 600_000, scaled), "course": tenth(m.cog, scaled), "second": m.second,
            "regional": u16::from(m.barometric) << 7 | u16::from(m.reserved), "dte": u8::from(m.dte), "raim": m.raim,
            "radio": u32::from(m.itdma) << 19 | m.radio,
        }),
        Message::UtcInquiry(m) => json!({"dest_mmsi": m.dest_mmsi}),
        Message::SafetyAddressed(m) => json!({
            "seqno": m.sequence, "dest_mmsi": m.dest_mmsi, "retransmit": m.retransmit, "text": shown(m.text().raw()),
        }),
        Message::SafetyBroadcast(m) => json!({"text": shown(m.text().raw())}),
        Message::Interrogation(m) => {
            let second = m.second.unwrap_or_default();
            let (mmsi2, other) = m.other.unwrap_or_default();
            json!({
                "mmsi1": m.dest_mmsi, "type1_1": m.first.type_id, "offset1_1": m.first.slot_offset,
                "type1_2": second.type_id, "offset1_2": second.slot_offset, "mmsi2": mmsi2,
                "type2_1": other.type_id, "offset2_1": other.slot_offset,
            })
        }
        Message::Assignment(m) => {
            let second = m.second.unwrap_or_default();
            json!({
                "mmsi1": m.first.mmsi, "offset1": m.first.offset, "increment1": m.first.increment,
                "mmsi2": second.mmsi, "offset2": second.offset, "increment2": second.increment,
            })
        }
        Message::Corrections(m) => json!({
            "lon": degrees(m.lon, 600, scaled), "lat": degrees(m.lat, 600, scaled), "data": hex(&m.payload),
        }),
        Message::PositionB(m) => json!({
            "reserved": m.reserved, "speed": speed(m.sog, m.sog_kn(), scaled), "accuracy": m.accuracy,
            "lon": degrees(m.lon, 600_000, scaled), "lat": degrees(m.lat, 600_000, scaled),
            "course": tenth(m.cog, scaled), "heading": m.heading, "second": m.second, "regional": m.spare,
            "cs": m.carrier_sense, "display": m.display, "dsc": m.dsc, "band": m.band, "msg22": m.message_22,
            "raim": m.raim, "radio": u32::from(m.itdma) << 19 | m.radio,
        }),
        Message::PositionBExtended(m) => json!({
            "reserved": m.reserved, "speed": speed(m.sog, m.sog_kn(), scaled), "accuracy": m.accuracy,
            "lon": degrees(m.lon, 600_000, scaled), "lat": degrees(m.lat, 600_000, scaled),
            "course": tenth(m.cog, scaled), "heading": m.heading, "second": m.second, "regional": m.regional,
            "shipname": shown(m.name.raw()), "shiptype": m.ship_type, "to_bow": m.to_bow, "to_stern": m.to_stern,
            "to_port": m.to_port, "to_starboard": m.to_starboard, "epfd": m.epfd, "raim": m.raim,
            "dte": u8::from(m.dte), "assigned": m.assigned,
        }),
        Message::LinkManagement(m) => {
            let mut object = json!({});
            for (at, item) in m.reservations.iter().enumerate() {
                let item = item.unwrap_or_default();
                let place = at + 1;
                object[format!("offset{place}")] = item.offset.into();
                object[format!("number{place}")] = item.slots.into();
                object[format!("timeout{place}")] = item.timeout_min.into();
                object[format!("increment{place}")] = item.increment.into();
            }
            object
        }
        Message::AidToNavigation(m) => json!({
            "aid_type": m.aid_type, "name": shown(m.full_name().raw()), "accuracy": m.accuracy,
            "lon": degrees(m.lon, 600_000, scaled), "lat": degrees(m.lat, 600_000, scaled), "to_bow": m.to_bow,
            "to_stern": m.to_stern, "to_port": m.to_port, "to_starboard": m.to_starboard, "epfd": m.epfd,
            "second": m.second, "regional": m.status, "off_position": m.off_position, "raim": m.raim,
            "virtual_aid": m.virtual_aid,
        }),
        Message::ChannelManagement(m) => {
            let mut object = json!({
                "channel_a": m.channel_a, "channel_b": m.channel_b, "txrx": m.tx_rx, "power": m.low_power,
                "addressed": m.addressed, "band_a": m.narrow_a, "band_b": m.narrow_b, "zonesize": m.zone_size,
            });
            if let Some([first, second]) = m.dest_mmsis() {
                object["dest1"] = first.into();
                object["dest2"] = second.into();
            } else {
                corners(
                    &mut object,
                    [m.ne_lon, m.ne_lat, m.sw_lon, m.sw_lat],
                    scaled,
                );
            }
            object
        }
        Message::GroupAssignment(m) => {
            let mut object = json!({
                "stationtype": m.station_type, "shiptype": m.ship_type, "interval": m.interval, "quiet": m.quiet_min,
            });
            corners(
                &mut object,
                [m.ne_lon, m.ne_lat, m.sw_lon, m.sw_lat],
                scaled,
            );
            object
        }
        Message::StaticPartA(m) => json!({"shipname": shown(m.name.raw())}),
        Message::StaticPartB(m) => {
            let mut object = json!({
                "shipname": name, "shiptype": m.ship_type,
                "vendorid": shown(m.vendor.raw()), "model": m.model, "serial": m.serial,
                "callsign": shown(m.call_sign.raw()),
            });
            match m.mothership_mmsi() {
                Some(mmsi) => object["mothership_mmsi"] = mmsi.into(),
                None => {
                    object["to_bow"] = m.to_bow.into();
                    object["to_stern"] = m.to_stern.into();
                    object["to_port"] = m.to_port.into();
                    object["to_starboard"] = m.to_starboard.into();
                }
            }
            object
        }
        Message::BinaryShort(m) => json!({
            "addressed": m.addressed, "structured": m.structured, "dest_mmsi": m.dest_mmsi,
            "app_id": m.dac << 6 | u16::from(m.fi), "data": hex(&m.payload),
        }),
        Message::BinaryLong(m) => json!({
            "addressed": m.addressed, "structured": m.structured, "dest_mmsi": m.dest_mmsi,
            "app_id": m.dac << 6 | u16::from(m.fi), "data": hex(&m.payload), "radio": m.radio,
        }),
        Message::PositionLongRange(m) => json!({
            "status": m.status, "accuracy": m.accuracy, "lon": degrees(m.lon, 600, scaled),
            "lat": degrees(m.lat, 600, scaled), "speed": m.sog, "course": m.cog, "raim": m.raim, "gnss": m.late,
        }),
    };
    to.extend(more.as_object().unwrap().clone());
    to
}

fn shown(text: &str) -> String {
    text.trim_end().to_owned()
}

fn hex(bits: &Bits) -> String {
    let digits: String = bits
        .as_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}:{digits}", bits.len())
}

fn degrees(raw: i32, per_deg: i32, scaled: bool) -> Value {
    if scaled {
        (f64::from(raw) / f64::from(per_deg)).into()
    } else {
        raw.into()
    }
}

fn tenth(raw: u16, scaled: bool) -> Value {
    if scaled {
        (f64::from(raw) / 10.0).into()
    } else {
        raw.into()
    }
}

fn speed(raw: u16, sog_kn: Option<f64>, scaled: bool) -> Value {
    if scaled { sog_kn.into() } else { raw.into() }
}

fn turn(raw: i8, scaled: bool) -> Value {
    match (scaled, raw) {
        (false, _) => raw.into(),
        (true, 127) => "fastright".into(),
        (true, -127) => "fastleft".into(),
        (true, -128) => "nan".into(),
        (true, _) => {
            let root = f64::from(raw) / 4.733;
            (root * root.abs()).round().into()
        }
    }
}

fn corners(object: &mut Value, raw: [i32; 4], scaled: bool) {
    for (key, raw) in ["ne_lon", "ne_lat", "sw_lon", "sw_lat"]
        .into_iter()
        .zip(raw)
    {
        object[key] = if scaled {
            format!("{:.6}", f64::from(raw) / 600.0).into()
        } else {
            raw.into()
        };
    }
}

/// Turns a value of ours back into the number of the air (or gpsd's scaled form of it).
struct Back<'a> {
    to: &'a mut Map<String, Value>,
    scaled: bool,
}

impl Back<'_> {
    /// `absent` is the number of the air that means "not available".
    fn number(&mut self, key: &str, value: Option<f64>, per: f64, plus: f64, absent: f64) {
        let raw = value.map_or(absent, |value| (value * per - plus).round());
        let shown = if self.scaled { (raw + plus) / per } else { raw };
        self.to.insert(key.into(), json!(shown));
    }

    /// A number that gpsd does not scale.
    fn plain(&mut self, key: &str, value: impl Into<Option<f64>>, absent: f64) {
        self.to
            .insert(key.into(), json!(value.into().unwrap_or(absent)));
    }

    fn code(&mut self, key: &str, value: u32, words: &[&str]) {
        let word = words.get(value as usize).copied().unwrap_or("N/A");
        self.to.insert(
            key.into(),
            if self.scaled {
                word.into()
            } else {
                value.into()
            },
        );
    }
}

fn or(value: Option<u32>, absent: u32) -> f64 {
    f64::from(value.unwrap_or(absent))
}

const TREND: &[&str] = &["steady", "decreasing", "increasing", "N/A"];

#[allow(clippy::too_many_lines, reason = "one line for each field of 27 types")]
fn application(message: &Message, to: &mut Map<String, Value>, scaled: bool) {
    let Some(application) = message.application() else {
        return;
    };
    let mut back = Back { to, scaled };
    match application {
        Application::MetHydro236(m) => {
            back.number(
                "lat",
                m.lat_deg.map(|v| trunc(v, scaled)),
                place(scaled),
                0.0,
                0x7f_ffff.into(),
            );
            back.number(
                "lon",
                m.lon_deg.map(|v| trunc(v, scaled)),
                place(scaled),
                0.0,
                0xff_ffff.into(),
            );
            let time = (or(m.day, 0), or(m.hour, 31), or(m.minute, 63));
            back.to.insert(
                "timestamp".into(),
                format!("{:02}T{:02}:{:02}Z", time.0, time.1, time.2).into(),
            );
            back.plain("wspeed", m.wind_kn, 127.0);
            back.plain("wgust", m.gust_kn, 127.0);
            back.plain("wdir", m.wind_dir_deg, 511.0);
            back.plain("wgustdir", m.gust_dir_deg, 511.0);
            back.plain("humidity", m.humidity_percent, 127.0);
            back.number("airtemp", m.air_temperature_c, 10.0, -600.0, 2047.0);
            back.number("dewpoint", m.dew_point_c, 10.0, -200.0, 1023.0);
            back.number("pressure", m.pressure_hpa, 1.0, 800.0, 511.0);
            back.code("pressuretend", m.pressure_tendency, TREND);
            back.number("visibility", m.visibility_nmi, 10.0, 0.0, 255.0);
            back.number("waterlevel", m.water_level_m, 10.0, -100.0, 511.0);
            back.code("leveltrend", m.water_level_trend, TREND);
            back.number("cspeed", m.current_kn, 10.0, 0.0, 255.0);
            back.plain("cdir", m.current_dir_deg, 511.0);
            back.number("cspeed2", m.current_2_kn, 10.0, 0.0, 255.0);
            back.plain("cdir2", m.current_2_dir_deg, 511.0);
            back.plain("cdepth2", m.current_2_depth_m, 31.0);
            back.number("cspeed3", m.current_3_kn, 10.0, 0.0, 255.0);
            back.plain("cdir3", m.current_3_dir_deg, 511.0);
            back.plain("cdepth3", m.current_3_depth_m, 31.0);
            back.number("waveheight", m.wave_height_m, 10.0, 0.0, 255.0);
            back.plain("waveperiod", m.wave_period_s, 63.0);
            back.plain("wavedir", m.wave_dir_deg, 511.0);
            back.number("swellheight", m.swell_height_m, 10.0, 0.0, 255.0);
            back.plain("swellperiod", m.swell_period_s, 63.0);
            back.plain("swelldir", m.swell_dir_deg, 511.0);
            back.plain("seastate", or(m.sea_state, 15), 15.0);
            back.number("watertemp", m.water_temperature_c, 10.0, -100.0, 1023.0);
            back.plain("preciptype", f64::from(m.precipitation), 7.0);
            back.number("salinity", m.salinity_permille, 10.0, 0.0, 511.0);
            back.plain("ice", f64::from(m.ice), 3.0);
        }
        Application::MetHydro(m) => {
            back.number(
                "lon",
                m.lon_deg.map(|v| trunc(v, scaled)),
                place(scaled),
                0.0,
                10_860_000.0,
            );
            back.number(
                "lat",
                m.lat_deg.map(|v| trunc(v, scaled)),
                place(scaled),
                0.0,
                5_460_000.0,
            );
            back.to.insert("accuracy".into(), m.accuracy.into());
            let time = (or(m.day, 0), or(m.hour, 24), or(m.minute, 60));
            back.to.insert(
                "timestamp".into(),
                format!("{:02}T{:02}:{:02}Z", time.0, time.1, time.2).into(),
            );
            back.plain("wspeed", m.wind_kn, 127.0);
            back.plain("wgust", m.gust_kn, 127.0);
            back.plain("wdir", m.wind_dir_deg, 360.0);
            back.plain("wgustdir", m.gust_dir_deg, 360.0);
            back.plain("humidity", m.humidity_percent, 101.0);
            back.number("airtemp", m.air_temperature_c, 10.0, 0.0, -1024.0);
            back.number("dewpoint", m.dew_point_c, 10.0, 0.0, 501.0);
            back.number("pressure", m.pressure_hpa, 1.0, 799.0, 511.0);
            back.code("pressuretend", m.pressure_tendency, TREND);
            back.to
                .insert("visgreater".into(), m.visibility_or_more.into());
            back.number("visibility", m.visibility_nmi, 10.0, 0.0, 127.0);
            back.number("waterlevel", m.water_level_m, 100.0, -1000.0, 4001.0);
            back.code("leveltrend", m.water_level_trend, TREND);
            back.number("cspeed", m.current_kn, 10.0, 0.0, 255.0);
            back.plain("cdir", m.current_dir_deg, 360.0);
            back.number("cspeed2", m.current_2_kn, 10.0, 0.0, 255.0);
            back.plain("cdir2", m.current_2_dir_deg, 360.0);
            back.plain("cdepth2", m.current_2_depth_m, 31.0);
            back.number("cspeed3", m.current_3_kn, 10.0, 0.0, 255.0);
            back.plain("cdir3", m.current_3_dir_deg, 360.0);
            back.plain("cdepth3", m.current_3_depth_m, 31.0);
            back.number("waveheight", m.wave_height_m, 10.0, 0.0, 255.0);
            back.plain("waveperiod", m.wave_period_s, 63.0);
            back.plain("wavedir", m.wave_dir_deg, 360.0);
            back.number("swellheight", m.swell_height_m, 10.0, 0.0, 255.0);
            back.plain("swellperiod", m.swell_period_s, 63.0);
            back.plain("swelldir", m.swell_dir_deg, 360.0);
            back.plain("seastate", or(m.sea_state, 13), 13.0);
            back.number("watertemp", m.water_temperature_c, 10.0, 0.0, 501.0);
            back.code(
                "preciptype",
                m.precipitation,
                &[
                    "reserved",
                    "rain",
                    "thunderstorm",
                    "freezing rain",
                    "mixed/ice",
                    "snow",
                    "reserved",
                    "N/A",
                ],
            );
            back.number("salinity", m.salinity_permille, 10.0, 0.0, 510.0);
            back.code("ice", m.ice, &["no", "yes", "reserved", "N/A"]);
        }
        Application::DangerousCargo236(m) => {
            let when = |month, day, hour, minute| {
                format!(
                    "{:02}-{:02}T{:02}:{:02}Z",
                    or(month, 0),
                    or(day, 0),
                    or(hour, 24),
                    or(minute, 60)
                )
            };
            let departure = when(
                m.departure_month,
                m.departure_day,
                m.departure_hour,
                m.departure_minute,
            );
            back.to
                .insert("lastport".into(), shown(m.last_port.raw()).into());
            back.to.insert("departure".into(), departure.into());
            back.to
                .insert("nextport".into(), shown(m.next_port.raw()).into());
            back.to.insert(
                "eta".into(),
                when(m.eta_month, m.eta_day, m.eta_hour, m.eta_minute).into(),
            );
            back.to
                .insert("dangerous".into(), shown(m.goods.raw()).into());
            back.to
                .insert("imdcat".into(), shown(m.category.raw()).into());
            back.plain("unid", or(m.un_number, 0), 0.0);
            back.plain("amount", or(m.quantity, 0), 0.0);
            back.plain("unit", f64::from(m.unit), 0.0);
        }
        Application::ClearanceTime(m) => {
            back.plain("linkage", f64::from(m.linkage), 0.0);
            let (day, hour, minute) = (or(m.day, 0), or(m.hour, 24), or(m.minute, 60));
            let arrival = format!("{:02}-{day:02}T{hour:02}:{minute:02}Z", or(m.month, 0));
            back.to.insert("arrival".into(), arrival.into());
            back.to
                .insert("portname".into(), shown(m.port.raw()).into());
            back.to
                .insert("destination".into(), shown(m.destination.raw()).into());
            back.number("lon", m.lon_deg, 60_000.0, 0.0, 10_860_000.0);
            back.number("lat", m.lat_deg, 60_000.0, 0.0, 5_460_000.0);
        }
        Application::TextDescription(m) => {
            back.plain("linkage", f64::from(m.linkage), 0.0);
            back.to.insert("text".into(), shown(m.text.raw()).into());
        }
        Application::TidalWindows(m) => {
            back.plain("month", or(m.month, 0), 0.0);
            back.plain("day", or(m.day, 0), 0.0);
            back.to.insert("tidals".into(), json!(m.windows.len()));
        }
        Application::TidalWindows236(m) => {
            back.plain("month", or(m.month, 0), 0.0);
            back.plain("day", or(m.day, 0), 0.0);
            back.to.insert("tidals".into(), json!(m.windows.len()));
        }
        Application::InlandShip(m) => {
            back.to
                .insert("vin".into(), shown(m.vessel_id.raw()).into());
            back.plain("length", m.length_m.map(|v| (v * 10.0).round()), 0.0);
            back.plain("beam", m.beam_m.map(|v| (v * 10.0).round()), 0.0);
            back.plain("shiptype", f64::from(m.ship_type), 0.0);
            back.plain("hazard", f64::from(m.hazard), 0.0);
            back.plain("draught", m.draught_m.map(|v| (v * 100.0).round()), 0.0);
            back.plain("loaded", f64::from(m.loaded), 0.0);
            back.to.insert("speed_q".into(), m.speed_good.into());
            back.to.insert("course_q".into(), m.course_good.into());
            back.to.insert("heading_q".into(), m.heading_good.into());
        }
        Application::InlandPersons(m) => {
            back.plain("crew", or(m.crew, 255), 255.0);
            back.plain("passengers", or(m.passengers, 8191), 8191.0);
            back.plain("personnel", or(m.personnel, 255), 255.0);
        }
        Application::AidMonitoring(m) => {
            back.number("ana_int", m.internal_v, 20.0, 0.0, 0.0);
            back.number("ana_ext1", m.external_1_v, 20.0, 0.0, 0.0);
            back.number("ana_ext2", m.external_2_v, 20.0, 0.0, 0.0);
            back.plain("racon", f64::from(m.racon), 0.0);
            back.plain("light", f64::from(m.light), 0.0);
            back.to.insert("alarm".into(), m.alarm.into());
            back.plain("stat_ext", f64::from(m.inputs), 0.0);
            back.to.insert("off_pos".into(), m.off_position.into());
        }
        _ => {}
    }
}

/// gpsd prints these positions with four decimals when scaled.
fn place(scaled: bool) -> f64 {
    if scaled { 10_000.0 } else { 60_000.0 }
}

fn trunc(value: f64, scaled: bool) -> f64 {
    if scaled {
        (value * 10_000.0).round() / 10_000.0
    } else {
        value
    }
}
