// Our messages and those of `aivdm` as the same facts: integers of the air wherever it keeps them.

#[allow(clippy::too_many_lines, reason = "one line for each field of 27 types")]
fn facts_for_aivdm(message: &Message) -> Facts {
    let mut out = match message {
        Message::PositionA(m) => facts! {
            "type": m.type_id, "status": m.status, "rot": m.rot, "sog": m.sog, "accuracy": m.accuracy, "lon": m.lon,
            "lat": m.lat, "cog": m.cog, "heading": m.heading, "second": m.second, "manoeuvre": m.manoeuvre,
            "raim": m.raim, "radio": m.radio,
        },
        Message::StationReport(m) => facts! {
            "type": m.type_id, "year": m.year, "month": m.month, "day": m.day, "hour": m.hour, "minute": m.minute,
            "second": m.second, "accuracy": m.accuracy, "lon": m.lon, "lat": m.lat, "epfd": m.epfd, "raim": m.raim,
            "radio": m.radio,
        },
        Message::StaticVoyage(m) => facts! {
            "version": m.version, "imo": m.imo, "call_sign": shown(m.call_sign.raw()), "name": shown(m.name.raw()),
            "ship_type": m.ship_type, "size": (m.to_bow, m.to_stern, m.to_port, m.to_starboard), "epfd": m.epfd,
            "eta": (m.eta_month, m.eta_day, m.eta_hour, m.eta_minute), "draught": m.draught,
            "destination": shown(m.destination.raw()), "dte": m.dte,
        },
        Message::BinaryAddressed(m) => facts! {
            "sequence": m.sequence, "dest": m.dest_mmsi, "retransmit": m.retransmit, "dac": m.dac, "fi": m.fi,
            "data": (m.payload.len(), m.payload.as_bytes()),
        },
        Message::Acknowledge(m) => facts! {
            "type": m.type_id, "acks": m.acknowledged.iter().flatten().map(|a| (a.mmsi, a.sequence)).collect::<Vec<_>>(),
        },
        Message::BinaryBroadcast(m) => {
            facts! {"dac": m.dac, "fi": m.fi, "data": (m.payload.len(), m.payload.as_bytes())}
        }
        Message::PositionAircraft(m) => facts! {
            "altitude": m.altitude, "sog": m.sog, "accuracy": m.accuracy, "lon": m.lon, "lat": m.lat, "cog": m.cog,
            "second": m.second, "barometric": m.barometric, "reserved": m.reserved, "dte": m.dte, "spare": m.spare,
            "assigned": m.assigned, "raim": m.raim, "radio": u32::from(m.itdma) << 19 | m.radio,
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
            "first": (m.first.mmsi, m.first.offset, m.first.increment),
            "second": m.second.map(|a| (a.mmsi, a.offset, a.increment)),
        },
        Message::Corrections(m) => {
            facts! {"lon": m.lon, "lat": m.lat, "data": (m.payload.len(), m.payload.as_bytes())}
        }
        Message::PositionB(m) => facts! {
            "reserved": m.reserved, "sog": m.sog, "accuracy": m.accuracy, "lon": m.lon, "lat": m.lat, "cog": m.cog,
            "heading": m.heading, "second": m.second, "spare": m.spare,
            "flags": (m.carrier_sense, m.display, m.dsc, m.band, m.message_22, m.assigned, m.raim),
            "radio": u32::from(m.itdma) << 19 | m.radio,
        },
        Message::PositionBExtended(m) => facts! {
            "reserved": m.reserved, "sog": m.sog, "accuracy": m.accuracy, "lon": m.lon, "lat": m.lat, "cog": m.cog,
            "heading": m.heading, "second": m.second, "regional": m.regional, "name": shown(m.name.raw()),
            "ship_type": m.ship_type, "size": (m.to_bow, m.to_stern, m.to_port, m.to_starboard), "epfd": m.epfd,
            "flags": (m.raim, m.dte, m.assigned),
        },
        Message::LinkManagement(m) => facts! {
            "reservations": m.reservations.iter().flatten().map(|r| (r.offset, r.slots, r.timeout_min, r.increment)).collect::<Vec<_>>(),
        },
        Message::AidToNavigation(m) => facts! {
            "aid_type": m.aid_type, "name": shown(m.full_name().raw()), "accuracy": m.accuracy, "lon": m.lon,
            "lat": m.lat, "size": (m.to_bow, m.to_stern, m.to_port, m.to_starboard), "epfd": m.epfd,
            "second": m.second, "status": m.status, "flags": (m.off_position, m.raim, m.virtual_aid, m.assigned),
        },
        Message::ChannelManagement(m) => facts! {
            "channels": (m.channel_a, m.channel_b), "tx_rx": m.tx_rx, "low_power": m.low_power,
            "area": if m.addressed { None } else { Some([m.ne_lon, m.ne_lat, m.sw_lon, m.sw_lat]) },
            "dest": m.dest_mmsis(), "bandwidth": (m.narrow_a, m.narrow_b), "zone": m.zone_size,
        },
        Message::GroupAssignment(m) => facts! {
            "area": [m.ne_lon, m.ne_lat, m.sw_lon, m.sw_lat], "station_type": m.station_type, "ship_type": m.ship_type,
            "tx_rx": m.tx_rx, "interval": m.interval, "quiet": m.quiet_min,
        },
        Message::StaticPartA(m) => facts! {"name": shown(m.name.raw())},
        Message::StaticPartB(m) => facts! {
            "ship_type": m.ship_type, "vendor": shown(m.vendor_text().raw()), "call_sign": shown(m.call_sign.raw()),
            "size": (m.to_bow, m.to_stern, m.to_port, m.to_starboard),
        },
        Message::BinaryShort(m) => facts! {
            "dest": m.addressed.then_some(m.dest_mmsi), "application": m.structured.then_some((m.dac, m.fi)),
            "data": (m.payload.len(), m.payload.as_bytes()),
        },
        Message::BinaryLong(m) => facts! {
            "dest": m.addressed.then_some(m.dest_mmsi), "application": m.structured.then_some((m.dac, m.fi)),
            "data": (m.payload.len(), m.payload.as_bytes()), "itdma": m.itdma, "radio": m.radio,
        },
        Message::PositionLongRange(m) => facts! {
            "accuracy": m.accuracy, "raim": m.raim, "status": m.status, "lon": m.lon, "lat": m.lat, "sog": m.sog,
            "cog": m.cog, "late": m.late,
        },
    };
    out.insert("mmsi", message.mmsi().to_string());
    out.insert("repeat", message.repeat().to_string());
    out
}

fn shown(text: &str) -> &str {
    text.trim_end_matches(' ')
}

#[allow(clippy::too_many_lines, reason = "one line for each field of 27 types")]
fn aivdm_facts(message: &aivdm::AisMessage) -> Facts {
    use aivdm::AisMessage as Peer;
    use aivdm::message::*;
    let mut repeat = None;
    let mut out = match message {
        Peer::PositionReportClassA(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {
                "type": m.message_type, "status": m.navigation_status.to_raw(), "rot": m.rate_of_turn.raw(),
                "sog": m.sog.raw(), "accuracy": m.position_accuracy, "lon": m.longitude.raw(), "lat": m.latitude.raw(),
                "cog": m.cog.raw(), "heading": m.heading.raw(), "second": m.timestamp.to_raw(),
                "manoeuvre": m.maneuver_indicator.to_raw(), "raim": m.raim, "radio": m.radio_status,
            }
        }
        Peer::BaseStationReport(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {
                "type": m.message_type, "year": m.utc_year, "month": m.utc_month, "day": m.utc_day, "hour": m.utc_hour,
                "minute": m.utc_minute, "second": m.utc_second, "accuracy": m.position_accuracy,
                "lon": m.longitude.raw(), "lat": m.latitude.raw(), "epfd": m.epfd_type.to_raw(), "raim": m.raim,
                "radio": m.radio_status,
            }
        }
        Peer::StaticVoyageData(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {
                "version": m.ais_version, "imo": m.imo_number, "call_sign": shown(m.call_sign.as_str()),
                "name": shown(m.name.as_str()), "ship_type": m.ship_type,
                "size": (m.dimension_to_bow, m.dimension_to_stern, m.dimension_to_port, m.dimension_to_starboard),
                "epfd": m.epfd_type.to_raw(), "eta": (m.eta_month, m.eta_day, m.eta_hour, m.eta_minute),
                "draught": m.draught_decimeters, "destination": shown(m.destination.as_str()), "dte": m.dte_not_ready,
            }
        }
        Peer::BinaryAddressedMessage(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {
                "sequence": m.sequence_number, "dest": m.destination_mmsi.raw(), "retransmit": m.retransmit,
                "dac": m.dac, "fi": m.fi, "data": (m.data.bit_len(), m.data.bytes()),
            }
        }
        Peer::Acknowledge(m) => {
            repeat = Some(m.repeat_indicator);
            let acks: Vec<_> = m.acks.iter().flatten().map(|a| (a.mmsi.raw(), a.sequence_number)).collect();
            facts! {"type": m.message_type, "acks": acks}
        }
        Peer::BinaryBroadcastMessage(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {"dac": m.dac, "fi": m.fi, "data": (m.data.bit_len(), m.data.bytes())}
        }
        Peer::SarAircraftPositionReport(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {
                "altitude": m.altitude_meters, "sog": m.sog_knots, "accuracy": m.position_accuracy,
                "lon": m.longitude.raw(), "lat": m.latitude.raw(), "cog": m.cog.raw(), "second": m.timestamp.to_raw(),
                "barometric": m.barometric_altitude, "reserved": m.regional_reserved, "dte": m.dte_not_ready,
                "spare": m.spare, "assigned": m.assigned, "raim": m.raim, "radio": m.radio_status,
            }
        }
        Peer::UtcDateInquiry(m) => facts! {"dest": m.destination_mmsi.raw()},
        Peer::SafetyRelatedAddressed(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {
                "sequence": m.sequence_number, "dest": m.destination_mmsi.raw(), "retransmit": m.retransmit,
                "text": shown(m.text.as_str()),
            }
        }
        Peer::SafetyRelatedBroadcast(m) => facts! {"text": shown(m.text.as_str())},
        Peer::Interrogation(m) => facts! {
            "first": (m.station_1_mmsi.raw(), m.station_1_request_1.message_type, m.station_1_request_1.slot_offset),
            "second": m.station_1_request_2.map(|a| (a.message_type, a.slot_offset)),
            "other": m.station_2.map(|o| (o.mmsi.raw(), o.request.message_type, o.request.slot_offset)),
        },
        Peer::AssignmentModeCommand(m) => facts! {
            "first": (m.first.destination_mmsi.raw(), m.first.offset, m.first.increment),
            "second": m.second.map(|a| (a.destination_mmsi.raw(), a.offset, a.increment)),
        },
        Peer::DgnssBroadcastMessage(m) => facts! {
            "lon": m.longitude_raw, "lat": m.latitude_raw, "data": (m.data.bit_len(), m.data.bytes()),
        },
        Peer::PositionReportClassB(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {
                "reserved": m.reserved, "sog": m.sog.raw(), "accuracy": m.position_accuracy, "lon": m.longitude.raw(),
                "lat": m.latitude.raw(), "cog": m.cog.raw(), "heading": m.heading.raw(), "second": m.timestamp.to_raw(),
                "spare": m.regional_reserved,
                "flags": (m.cs_unit, m.display_flag, m.dsc_flag, m.band_flag, m.message22_flag, m.assigned, m.raim),
                "radio": m.radio_status,
            }
        }
        Peer::PositionReportClassBExtended(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {
                "reserved": m.reserved, "sog": m.sog.raw(), "accuracy": m.position_accuracy, "lon": m.longitude.raw(),
                "lat": m.latitude.raw(), "cog": m.cog.raw(), "heading": m.heading.raw(), "second": m.timestamp.to_raw(),
                "regional": m.regional_reserved, "name": shown(m.name.as_str()), "ship_type": m.ship_type,
                "size": (m.dimension_to_bow, m.dimension_to_stern, m.dimension_to_port, m.dimension_to_starboard),
                "epfd": m.epfd_type.to_raw(), "flags": (m.raim, m.dte_not_ready, m.assigned),
            }
        }
        Peer::DataLinkManagement(m) => {
            let all: Vec<_> =
                m.reservations.iter().flatten().map(|r| (r.offset, r.reserved_slots, r.timeout, r.increment)).collect();
            facts! {"reservations": all}
        }
        Peer::AidToNavigationReport(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {
                "aid_type": m.aid_type, "name": shown(m.name.as_str()), "accuracy": m.position_accuracy,
                "lon": m.longitude.raw(), "lat": m.latitude.raw(),
                "size": (m.dimension_to_bow, m.dimension_to_stern, m.dimension_to_port, m.dimension_to_starboard),
                "epfd": m.epfd_type.to_raw(), "second": m.timestamp.to_raw(), "status": m.regional_reserved,
                "flags": (m.off_position, m.raim, m.virtual_aid, m.assigned),
            }
        }
        Peer::ChannelManagement(m) => {
            use aivdm::message::ChannelManagementTarget as Target;
            let (area, dest) = match m.target {
                Target::Area { ne_longitude_raw, ne_latitude_raw, sw_longitude_raw, sw_latitude_raw } => {
                    (Some([ne_longitude_raw, ne_latitude_raw, sw_longitude_raw, sw_latitude_raw]), None)
                }
                Target::Addressed { destination_mmsi_1, destination_mmsi_2 } => {
                    (None, Some([destination_mmsi_1.raw(), destination_mmsi_2.raw()]))
                }
                other => panic!("a new kind of target: {other:?}"),
            };
            facts! {
                "channels": (m.channel_a, m.channel_b), "tx_rx": m.tx_rx_mode, "low_power": m.low_power, "area": area,
                "dest": dest, "bandwidth": (m.channel_a_bandwidth, m.channel_b_bandwidth), "zone": m.zone_size,
            }
        }
        Peer::GroupAssignmentCommand(m) => facts! {
            "area": [m.ne_longitude_raw, m.ne_latitude_raw, m.sw_longitude_raw, m.sw_latitude_raw],
            "station_type": m.station_type, "ship_type": m.ship_type, "tx_rx": m.tx_rx_mode,
            "interval": m.report_interval, "quiet": m.quiet_time,
        },
        Peer::StaticDataReport(StaticDataReport::A(m)) => facts! {"name": shown(m.name.as_str())},
        Peer::StaticDataReport(StaticDataReport::B(m)) => facts! {
            "ship_type": m.ship_type, "vendor": shown(m.vendor_id.as_str()), "call_sign": shown(m.call_sign.as_str()),
            "size": (m.dimension_to_bow, m.dimension_to_stern, m.dimension_to_port, m.dimension_to_starboard),
        },
        Peer::SingleSlotBinaryMessage(m) => facts! {
            "dest": m.destination_mmsi.map(|d| d.raw()), "application": m.app_id,
            "data": (m.data.bit_len(), m.data.bytes()),
        },
        Peer::MultiSlotBinaryMessage(m) => facts! {
            "dest": m.destination_mmsi.map(|d| d.raw()), "application": m.app_id,
            "data": (m.data.bit_len(), m.data.bytes()), "itdma": m.communication_state_itdma, "radio": m.radio_status,
        },
        Peer::LongRangeBroadcast(m) => {
            repeat = Some(m.repeat_indicator);
            facts! {
                "accuracy": m.position_accuracy, "raim": m.raim, "status": m.navigation_status.to_raw(),
                "lon": m.longitude_raw, "lat": m.latitude_raw, "sog": m.sog_knots, "cog": m.cog_degrees,
                "late": m.position_latency_high,
            }
        }
        other => panic!("a new kind of message: {other:?}"),
    };
    out.insert("mmsi", message.mmsi().raw().to_string());
    if let Some(repeat) = repeat {
        out.insert("repeat", repeat.to_string());
    }
    out
}
