// Our messages and those of `nmea-0183-rs` as the same facts: quantities, `None` where there is none.

fn nmea_0183(line: &str) -> Option<nmea_0183_rs::ais::AisMessage> {
    use nmea_0183_rs::ais::{AisDecodeOutcome, AisMessage, AisParser};
    let frame = nmea_0183_rs::parse_frame(line).ok()?;
    match AisParser::new().decode(&frame).ok()? {
        AisDecodeOutcome::Message(AisMessage::Unknown { .. }) => None,
        AisDecodeOutcome::Message(message) => Some(message),
        _ => None,
    }
}

/// Rounded so that 32-bit and 64-bit floating point agree.
fn rounded(value: Option<f64>, decimals: i32) -> Option<String> {
    value.map(|value| format!("{value:.*}", decimals as usize))
}

fn degrees(value: Option<f64>) -> Option<String> {
    rounded(value, 7)
}

fn tenths(value: Option<f64>) -> Option<String> {
    rounded(value, 1)
}

fn bits_of(bits: &vigie_ais::Bits) -> String {
    (0..bits.len()).map(|at| if bits.field(at, 1) == Some(1) { '1' } else { '0' }).collect()
}

fn bits_from(bits: &[u8]) -> String {
    bits.iter().map(|bit| if *bit == 1 { '1' } else { '0' }).collect()
}

#[allow(clippy::too_many_lines, reason = "one line for each field of 27 types")]
fn facts_for_nmea_0183(message: &Message) -> Facts {
    let mut out = match message {
        Message::PositionA(m) => facts! {
            "type": m.type_id, "status": m.status, "rot": tenths(m.rot_deg_min()), "sog": tenths(m.sog_kn()),
            "accuracy": m.accuracy, "lon": degrees(m.lon_deg()), "lat": degrees(m.lat_deg()), "cog": tenths(m.cog_deg()),
            "heading": m.heading_deg().map(|h| h as u16), "second": m.second, "raim": m.raim, "radio": Some(m.radio),
        },
        Message::PositionB(m) => facts! {
            "type": 18, "sog": tenths(m.sog_kn()), "accuracy": m.accuracy, "lon": degrees(m.lon_deg()),
            "lat": degrees(m.lat_deg()), "cog": tenths(m.cog_deg()), "heading": m.heading_deg().map(|h| h as u16),
            "second": m.second, "raim": m.raim, "radio": Some(m.radio),
            "flags": (m.carrier_sense, m.display, m.dsc, m.band, m.message_22, m.assigned, m.itdma),
        },
        Message::PositionBExtended(m) => facts! {
            "type": 19, "sog": tenths(m.sog_kn()), "accuracy": m.accuracy, "lon": degrees(m.lon_deg()),
            "lat": degrees(m.lat_deg()), "cog": tenths(m.cog_deg()), "heading": m.heading_deg().map(|h| h as u16),
            "second": m.second, "raim": m.raim, "name": shown(m.name.raw()), "ship_type": m.ship_type,
            "size": (m.to_bow, m.to_stern, m.to_port, m.to_starboard), "epfd": m.epfd, "dte": m.dte,
            "assigned": m.assigned,
        },
        Message::StationReport(m) => facts! {
            "utc": (m.utc_year(), m.utc_month(), m.utc_day(), m.utc_hour(), m.utc_minute(), m.utc_second()),
            "accuracy": m.accuracy, "lon": degrees(m.lon_deg()), "lat": degrees(m.lat_deg()), "epfd": m.epfd,
            "control": m.long_range_control, "raim": m.raim, "radio": m.radio,
        },
        Message::StaticVoyage(m) => facts! {
            "version": m.version, "imo": m.imo, "call_sign": shown(m.call_sign.raw()), "name": shown(m.name.raw()),
            "ship_type": m.ship_type, "size": (m.to_bow, m.to_stern, m.to_port, m.to_starboard), "epfd": m.epfd,
            "eta": (m.eta_month(), m.eta_day(), m.eta_hour(), m.eta_minute()), "draught": tenths(m.draught_m()),
            "destination": shown(m.destination.raw()), "dte": m.dte,
        },
        Message::BinaryAddressed(m) => facts! {
            "sequence": m.sequence, "dest": m.dest_mmsi, "retransmit": m.retransmit, "dac": m.dac, "fi": m.fi,
            "data": bits_of(&m.payload),
        },
        Message::Acknowledge(m) => facts! {
            "type": m.type_id, "acks": m.acknowledged.iter().flatten().map(|a| (a.mmsi, a.sequence)).collect::<Vec<_>>(),
        },
        Message::BinaryBroadcast(m) => facts! {"dac": m.dac, "fi": m.fi, "data": bits_of(&m.payload)},
        Message::PositionAircraft(m) => facts! {
            "altitude": m.altitude_m().map(|a| a as u16), "sog": tenths(m.sog_kn()), "accuracy": m.accuracy,
            "lon": degrees(m.lon_deg()), "lat": degrees(m.lat_deg()), "cog": tenths(m.cog_deg()), "second": m.second,
            "dte": m.dte, "assigned": m.assigned, "raim": m.raim, "itdma": m.itdma, "radio": m.radio,
        },
        Message::UtcInquiry(m) => facts! {"dest": m.dest_mmsi},
        Message::SafetyAddressed(m) => facts! {
            "sequence": m.sequence, "dest": m.dest_mmsi, "retransmit": m.retransmit, "text": shown(m.text().raw()),
        },
        Message::SafetyBroadcast(m) => facts! {"text": shown(m.text().raw())},
        Message::Interrogation(m) => facts! {
            "first": (m.dest_mmsi, m.first.type_id, m.first.slot_offset),
            "second": m.second.map(|a| (a.type_id, a.slot_offset)),
            "other": m.other.map(|(mmsi, a)| (mmsi, a.type_id, a.slot_offset)),
        },
        Message::Assignment(m) => facts! {
            "assigned": std::iter::once(&m.first).chain(&m.second).map(|a| (a.mmsi, a.offset, a.increment)).collect::<Vec<_>>(),
        },
        Message::Corrections(m) => facts! {
            "lon": degrees(m.lon_deg()), "lat": degrees(m.lat_deg()), "data": bits_of(&m.payload),
        },
        Message::LinkManagement(m) => facts! {
            "reservations": m.reservations.iter().flatten().map(|r| (r.offset, r.slots, r.timeout_min, r.increment)).collect::<Vec<_>>(),
        },
        Message::AidToNavigation(m) => facts! {
            "aid_type": m.aid_type, "name": shown(m.full_name().raw()), "accuracy": m.accuracy,
            "lon": degrees(m.lon_deg()), "lat": degrees(m.lat_deg()),
            "size": (m.to_bow, m.to_stern, m.to_port, m.to_starboard), "epfd": m.epfd, "second": m.second,
            "status": m.status, "flags": (m.off_position, m.raim, m.virtual_aid, m.assigned),
        },
        Message::ChannelManagement(m) => facts! {
            "channels": (m.channel_a, m.channel_b), "tx_rx": m.tx_rx, "low_power": m.low_power, "dest": m.dest_mmsis(),
            "ne": m.ne_deg().map(|(lon, lat)| (degrees(Some(lon)), degrees(Some(lat)))),
            "bandwidth": (m.narrow_a, m.narrow_b), "zone": m.zone_size,
        },
        Message::GroupAssignment(m) => facts! {
            "ne": m.ne_deg().map(|(lon, lat)| (degrees(Some(lon)), degrees(Some(lat)))),
            "sw": m.sw_deg().map(|(lon, lat)| (degrees(Some(lon)), degrees(Some(lat)))),
            "station_type": m.station_type, "ship_type": m.ship_type, "tx_rx": m.tx_rx, "interval": m.interval,
            "quiet": m.quiet_min,
        },
        Message::StaticPartA(m) => facts! {"name": shown(m.name.raw())},
        Message::StaticPartB(m) => facts! {
            "ship_type": m.ship_type, "vendor": shown(m.vendor.raw()), "model": m.model, "serial": m.serial,
            "call_sign": shown(m.call_sign.raw()), "size": (m.to_bow, m.to_stern, m.to_port, m.to_starboard),
            "epfd": m.epfd, "spare": m.spare,
        },
        Message::BinaryShort(m) => facts! {
            "dest": m.addressed.then_some(m.dest_mmsi), "structured": m.structured,
            "data": with_application(m.structured, m.dac, m.fi, &m.payload),
        },
        Message::BinaryLong(m) => facts! {
            "dest": m.addressed.then_some(m.dest_mmsi), "structured": m.structured,
            "data": with_application(m.structured, m.dac, m.fi, &m.payload), "itdma": m.itdma, "radio": m.radio,
        },
        Message::PositionLongRange(m) => facts! {
            "accuracy": m.accuracy, "raim": m.raim, "status": m.status, "lon": degrees(m.lon_deg()),
            "lat": degrees(m.lat_deg()), "sog": m.sog_kn().map(|s| s as u8), "cog": m.cog_deg().map(|c| c as u16),
            "late": m.late,
        },
    };
    out.insert("mmsi", message.mmsi().to_string());
    out.insert("repeat", message.repeat().to_string());
    out
}

/// This peer leaves area code and function in the data.
fn with_application(structured: bool, dac: u16, fi: u8, payload: &vigie_ais::Bits) -> String {
    let head = if structured { format!("{dac:010b}{fi:06b}") } else { String::new() };
    head + &bits_of(payload)
}

fn second(timestamp: nmea_0183_rs::ais::messages::PositionTimestamp) -> u8 {
    use nmea_0183_rs::ais::messages::PositionTimestamp as Stamp;
    match timestamp {
        Stamp::Exact(second) => second,
        Stamp::NotAvailable => 60,
        Stamp::ManualInput => 61,
        Stamp::DeadReckoning => 62,
        Stamp::Inoperative => 63,
    }
}

fn status(status: Option<nmea_0183_rs::ais::messages::NavigationStatus>) -> u8 {
    use nmea_0183_rs::ais::messages::NavigationStatus as Status;
    match status {
        Some(Status::UnderWayEngine) => 0,
        Some(Status::AtAnchor) => 1,
        Some(Status::NotUnderCommand) => 2,
        Some(Status::RestrictedManeuverability) => 3,
        Some(Status::ConstrainedByDraught) => 4,
        Some(Status::Moored) => 5,
        Some(Status::Aground) => 6,
        Some(Status::EngagedInFishing) => 7,
        Some(Status::UnderWaySailing) => 8,
        Some(Status::ReservedHsc) => 9,
        Some(Status::ReservedWig) => 10,
        Some(Status::Reserved(raw)) => raw,
        Some(Status::AisSartActive) => 14,
        _ => 15,
    }
}

#[allow(clippy::too_many_lines, reason = "one line for each field of 27 types")]
fn nmea_0183_facts(message: &nmea_0183_rs::ais::AisMessage) -> Facts {
    use nmea_0183_rs::ais::AisMessage as Peer;
    use nmea_0183_rs::ais::messages::*;
    let number = |value: Option<f32>| tenths(value.map(f64::from));
    let (mmsi, repeat, mut out) = match message {
        Peer::Position(m) => {
            let mut out = facts! {
                "type": m.msg_type, "sog": number(m.sog), "accuracy": m.position_accuracy, "lon": degrees(m.longitude),
                "lat": degrees(m.latitude), "cog": number(m.cog), "heading": m.heading, "second": second(m.timestamp),
                "raim": m.raim,
            };
            if m.msg_type != 19 {
                out.insert("radio", format!("{:?}", m.communication_state));
            }
            if m.msg_type <= 3 {
                out.extend(facts! {"status": status(m.nav_status), "rot": number(m.rate_of_turn)});
            }
            if let (Some(b), 18) = (&m.class_b, m.msg_type) {
                out.extend(facts! {"flags": (
                    b.class_b_cs, b.display_available, b.dsc_capable, b.full_band_capable, b.message_22_capable,
                    b.assigned_mode, b.communication_state_selector,
                )});
            }
            if let Some(b) = &m.class_b_extended {
                out.extend(facts! {
                    "name": shown(&b.vessel_name), "ship_type": b.ship_type,
                    "size": (b.dimension_to_bow, b.dimension_to_stern, b.dimension_to_port, b.dimension_to_starboard),
                    "epfd": b.position_fixing_device, "dte": b.dte, "assigned": b.assigned_mode,
                });
            }
            (m.mmsi, m.repeat_indicator, out)
        }
        Peer::BaseStation(m) => (m.mmsi, m.repeat_indicator, facts! {
            "utc": (m.year, m.month, m.day, m.hour, m.minute, m.second), "accuracy": m.position_accuracy,
            "lon": degrees(m.longitude), "lat": degrees(m.latitude), "epfd": m.type_of_epfd,
            "control": m.transmission_control, "raim": m.raim, "radio": m.communication_state,
        }),
        Peer::UtcDateResponse(m) => (m.mmsi, m.repeat_indicator, facts! {
            "utc": (m.year, m.month, m.day, m.hour, m.minute, m.second), "accuracy": m.position_accuracy,
            "lon": degrees(m.longitude), "lat": degrees(m.latitude), "epfd": m.type_of_epfd,
            "control": m.transmission_control, "raim": m.raim, "radio": m.communication_state,
        }),
        Peer::StaticVoyage(m) => (m.mmsi, m.repeat_indicator, facts! {
            "version": m.ais_version, "imo": m.imo, "call_sign": shown(&m.callsign), "name": shown(&m.vessel_name),
            "ship_type": m.ship_type,
            "size": (m.dimension_to_bow, m.dimension_to_stern, m.dimension_to_port, m.dimension_to_starboard),
            "epfd": m.position_fixing_device, "eta": (m.eta_month, m.eta_day, m.eta_hour, m.eta_minute),
            "draught": number(m.draught_meters), "destination": shown(&m.destination), "dte": m.dte,
        }),
        Peer::BinaryAddressed(m) => (m.mmsi, m.repeat_indicator, facts! {
            "sequence": m.sequence, "dest": m.dest_mmsi, "retransmit": m.retransmit, "dac": m.dac, "fi": m.fid,
            "data": bits_from(&m.data),
        }),
        Peer::BinaryAck(m) => (m.mmsi, m.repeat_indicator, facts! {
            "type": m.msg_type, "acks": m.acks.iter().map(|a| (a.mmsi, a.sequence)).collect::<Vec<_>>(),
        }),
        Peer::BinaryBroadcast(m) => {
            (m.mmsi, m.repeat_indicator, facts! {"dac": m.dac, "fi": m.fid, "data": bits_from(&m.data)})
        }
        Peer::SarAircraft(m) => (m.mmsi, m.repeat_indicator, facts! {
            "altitude": m.altitude, "sog": number(m.sog), "accuracy": m.position_accuracy, "lon": degrees(m.longitude),
            "lat": degrees(m.latitude), "cog": number(m.cog), "second": second(m.timestamp), "dte": m.dte,
            "assigned": m.assigned, "raim": m.raim, "itdma": m.communication_state_selector,
            "radio": m.communication_state,
        }),
        Peer::UtcDateInquiry(m) => (m.mmsi, m.repeat_indicator, facts! {"dest": m.destination_mmsi}),
        Peer::SafetyAddressed(m) => (m.mmsi, m.repeat_indicator, facts! {
            "sequence": m.sequence, "dest": m.dest_mmsi, "retransmit": m.retransmit, "text": shown(&m.text),
        }),
        Peer::Safety(m) => (m.mmsi, m.repeat_indicator, facts! {"text": shown(&m.text)}),
        Peer::Interrogation(m) => (m.mmsi, m.repeat_indicator, facts! {
            "first": (m.mmsi_1, m.msg_type_1_1, m.slot_offset_1_1),
            "second": m.msg_type_1_2.zip(m.slot_offset_1_2),
            "other": m.mmsi_2.zip(m.msg_type_2_1).zip(m.slot_offset_2_1).map(|((a, b), c)| (a, b, c)),
        }),
        Peer::AssignmentMode(m) => (m.mmsi, m.repeat_indicator, facts! {
            "assigned": m.assignments.iter().map(|a| (a.destination_mmsi, a.offset, a.increment)).collect::<Vec<_>>(),
        }),
        Peer::DgnssBroadcast(m) => (m.mmsi, m.repeat_indicator, facts! {
            "lon": degrees(m.longitude), "lat": degrees(m.latitude), "data": bits_from(&m.data),
        }),
        Peer::DataLinkManagement(m) => (m.mmsi, m.repeat_indicator, facts! {
            "reservations": m.reservations.iter().map(|r| (r.offset, r.slots, r.timeout, r.increment)).collect::<Vec<_>>(),
        }),
        Peer::AidToNavigation(m) => {
            let full = format!("{}{}", m.name, m.name_extension.as_deref().unwrap_or_default());
            (m.mmsi, m.repeat_indicator, facts! {
                "aid_type": m.aid_type, "name": shown(&full), "accuracy": m.position_accuracy, "lon": degrees(m.lon),
                "lat": degrees(m.lat),
                "size": (m.dimension_to_bow, m.dimension_to_stern, m.dimension_to_port, m.dimension_to_starboard),
                "epfd": m.position_fixing_device, "second": second(m.timestamp), "status": m.regional_application,
                "flags": (m.off_position, m.raim, m.virtual_aid, m.assigned_mode),
            })
        }
        Peer::ChannelManagement(m) => {
            let (ne, dest) = match &m.scope {
                ChannelManagementScope::Geographic { northeast_longitude, northeast_latitude, .. } => (
                    northeast_longitude.zip(*northeast_latitude)
                        .map(|(lon, lat)| (degrees(Some(lon)), degrees(Some(lat)))),
                    None,
                ),
                ChannelManagementScope::Addressed { station_1_mmsi, station_2_mmsi } => {
                    (None, Some([*station_1_mmsi, *station_2_mmsi]))
                }
            };
            (m.mmsi, m.repeat_indicator, facts! {
                "channels": (m.channel_a, m.channel_b), "tx_rx": m.tx_rx_mode, "low_power": m.power_low, "ne": ne,
                "dest": dest, "bandwidth": (m.channel_a_bandwidth, m.channel_b_bandwidth),
                "zone": m.transitional_zone_size,
            })
        }
        Peer::GroupAssignment(m) => {
            let corner = |lon: Option<f64>, lat: Option<f64>| {
                lon.zip(lat).map(|(lon, lat)| (degrees(Some(lon)), degrees(Some(lat))))
            };
            (m.mmsi, m.repeat_indicator, facts! {
                "ne": corner(m.northeast_longitude, m.northeast_latitude),
                "sw": corner(m.southwest_longitude, m.southwest_latitude), "station_type": m.station_type,
                "ship_type": m.ship_type, "tx_rx": m.tx_rx_mode, "interval": m.reporting_interval, "quiet": m.quiet_time,
            })
        }
        Peer::StaticReport(StaticDataReport::PartA { repeat_indicator, mmsi, vessel_name }) => {
            (*mmsi, *repeat_indicator, facts! {"name": shown(vessel_name)})
        }
        Peer::StaticReport(StaticDataReport::PartB {
            repeat_indicator, mmsi, manufacturer_id, model_code, serial_number, callsign, ship_type, dimension_to_bow,
            dimension_to_stern, dimension_to_port, dimension_to_starboard, position_fixing_device, vdes_capabilities,
        }) => (*mmsi, *repeat_indicator, facts! {
            "ship_type": ship_type, "vendor": shown(manufacturer_id), "model": model_code, "serial": serial_number,
            "call_sign": shown(callsign),
            "size": (dimension_to_bow, dimension_to_stern, dimension_to_port, dimension_to_starboard),
            "epfd": position_fixing_device, "spare": vdes_capabilities,
        }),
        Peer::BinarySingleSlot(m) => (m.mmsi, m.repeat_indicator, facts! {
            "dest": m.destination_mmsi, "structured": m.binary_data_flag, "data": bits_from(&m.data),
        }),
        Peer::BinaryMultiSlot(m) => (m.mmsi, m.repeat_indicator, facts! {
            "dest": m.destination_mmsi, "structured": m.binary_data_flag, "data": bits_from(&m.data),
            "itdma": m.communication_state_selector, "radio": m.communication_state,
        }),
        Peer::LongRangePosition(m) => (m.mmsi, m.repeat_indicator, facts! {
            "accuracy": m.position_accuracy, "raim": m.raim, "status": status(m.nav_status), "lon": degrees(m.longitude),
            "lat": degrees(m.latitude), "sog": m.sog, "cog": m.cog, "late": m.gnss_position_status,
        }),
        other => panic!("a new kind of message: {other:?}"),
    };
    out.insert("mmsi", mmsi.to_string());
    out.insert("repeat", repeat.to_string());
    out
}
