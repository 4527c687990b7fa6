//! Every field that libais prints for its type examples and tag blocks, against ours.
//!
//! Names and scales are those of `gpsd_form`, which libais shares, plus its own. Each difference is in `deviation`
//! with the clause that decides it, and each must be met.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use vigie_ais::asm::Application;
use vigie_ais::{
    Bits, CommunicationState, Config, Item, Message, Reader, Report, SlotContent, TimeSource,
};

include!("peers/gpsd_form.rs");

const NOT_COMPARED: &[&str] = &["class", "device", "scaled"];

fn reports(log: &[u8]) -> Vec<Report> {
    let mut out = Vec::new();
    let mut reader = Reader::new(Config::default());
    let mut sink = |item: Item<'_>| {
        if let Item::Report(report) = item {
            out.push(report.clone());
        }
    };
    reader.push(log, None, &mut sink);
    reader.finish(&mut sink);
    out
}

fn libais_form(report: &Report) -> Map<String, Value> {
    let mut to = gpsd_form(&report.message, true, "");
    state(&report.message, &mut to);
    spares(&report.message, &mut to);
    if let Some(station) = &report.station {
        to.insert("tagblock_station".into(), station.text().into());
    }
    if report.time_source == TimeSource::TagBlock {
        let seconds = report.time_ms.unwrap() / 1000 % 86_400;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        // All lines of this log are of one day, whose number is checked apart from the time of day.
        assert_eq!(report.time_ms.unwrap() / 86_400_000, 16_414);
        let time = format!("2014-12-10T{hour:02}:{minute:02}:{second:02}.000000Z");
        to.insert("tagblock_timestamp".into(), time.clone().into());
        to.insert("timestamp".into(), time.into());
    }
    for (key, name) in [("T", "tagblock_T"), ("q", "tagblock_q")] {
        if let Some(value) = report.tag.field(key) {
            to.insert(name.into(), String::from_utf8_lossy(value).into());
        }
    }
    if let Some(group) = report.tag.field("g") {
        let numbers: Vec<u64> = String::from_utf8_lossy(group)
            .split('-')
            .map(|n| n.parse().unwrap())
            .collect();
        to.insert(
            "tagblock_group".into(),
            json!({"sentence": numbers[0], "groupsize": numbers[1], "id": numbers[2]}),
        );
    }
    to
}

fn state(message: &Message, to: &mut Map<String, Value>) {
    match message.communication_state() {
        Some(CommunicationState::Sotdma {
            sync,
            timeout,
            content,
        }) => {
            to.insert("sync_state".into(), sync.into());
            to.insert("slot_timeout".into(), timeout.into());
            let (name, value) = match content {
                SlotContent::ReceivedStations(count) => ("received_stations", count),
                SlotContent::SlotNumber(number) => ("slot_number", number),
                SlotContent::SlotOffset(offset) => ("slot_offset", offset),
                SlotContent::Utc { hour, minute } => {
                    to.insert("utc_min".into(), minute.into());
                    to.insert("utc_spare".into(), 0.into());
                    ("utc_hour", u16::from(hour))
                }
            };
            to.insert(name.into(), value.into());
        }
        Some(CommunicationState::Itdma {
            sync,
            increment,
            slots,
            keep,
        }) => {
            to.insert("sync_state".into(), sync.into());
            to.insert("slot_increment".into(), increment.into());
            to.insert("slots_to_allocate".into(), slots.into());
            to.insert("keep_flag".into(), keep.into());
        }
        None => {}
    }
}

/// Spare bits and the names libais has of its own.
#[allow(clippy::too_many_lines, reason = "one line for each field of 27 types")]
fn spares(message: &Message, to: &mut Map<String, Value>) {
    let mut put = |key: &str, value: Value| drop(to.insert(key.to_owned(), value));
    match message {
        Message::PositionA(m) => {
            put("spare", m.spare.into());
            put("turn", m.rot_deg_min().into());
        }
        Message::StationReport(m) => {
            put("spare", m.spare.into());
            put("transmission_ctl", u8::from(m.long_range_control).into());
        }
        Message::StaticVoyage(m) => {
            put("spare", u8::from(m.spare).into());
            put("imo", m.imo.to_string().into());
        }
        Message::BinaryAddressed(m) => {
            put("spare", u8::from(m.spare).into());
            if let Some(Application::TextTelegram(text)) = message.application() {
                put("ack_required", text.ack_required.into());
                put("msg_seq", text.sequence.into());
                put("text", shown(text.text.raw()).into());
                put("spare2", m.payload.field(30, 2).into());
            }
        }
        Message::BinaryBroadcast(m) => {
            put("spare", m.spare.into());
            if let Some(Application::AreaNotice(notice)) = message.application() {
                put("notice_type", notice.notice.into());
                put("link_id", notice.linkage.into());
                put("duration_minutes", notice.duration_min.into());
                put(
                    "sub_areas",
                    json!(notice.areas.iter().map(sub_area).collect::<Vec<_>>()),
                );
            }
        }
        Message::PositionAircraft(m) => {
            put("alt_sensor", u8::from(m.barometric).into());
            put("spare", m.reserved.into());
            put("spare2", m.spare.into());
            put("assigned", m.assigned.into());
        }
        Message::UtcInquiry(m) => {
            put("spare", m.spare.into());
            put("spare2", m.spare_2.into());
        }
        Message::SafetyAddressed(m) => put("spare", u8::from(m.spare).into()),
        Message::SafetyBroadcast(m) => {
            put("spare", m.spare.into());
            let odd = m.payload.len() % 6;
            put("spare2", m.payload.field(m.payload.len() - odd, odd).into());
        }
        Message::Interrogation(m) => {
            put("spare", m.spare.into());
            put("spare2", m.first.spare.into());
            put("spare3", m.second.unwrap_or_default().spare.into());
            put("spare4", 0.into());
        }
        Message::Assignment(m) => {
            put("spare", m.spare.into());
            put("spare2", m.spare_2.into());
        }
        Message::Corrections(m) => {
            put("spare", m.spare.into());
            put("spare2", m.spare_2.into());
        }
        Message::PositionB(m) => {
            put("spare", m.reserved.into());
            put("spare2", m.spare.into());
            put("unit", m.carrier_sense.into());
            put("commstate_cs_fill", m.radio.into());
            put("mode", m.assigned.into());
        }
        Message::LinkManagement(m) => put("spare", m.spare.into()),
        Message::AidToNavigation(m) => {
            put("spare", u8::from(m.spare).into());
            put("assigned", m.assigned.into());
        }
        Message::ChannelManagement(m) => {
            put("spare", m.spare.into());
            put("spare2", m.spare_2.into());
            put("ne_lon", m.ne_deg().unwrap().0.into());
            put("ne_lat", m.ne_deg().unwrap().1.into());
            put("sw_lon", m.sw_deg().unwrap().0.into());
            put("sw_lat", m.sw_deg().unwrap().1.into());
            put("band_a", u8::from(m.narrow_a).into());
            put("band_b", u8::from(m.narrow_b).into());
        }
        Message::GroupAssignment(m) => {
            put("spare", m.spare.into());
            put("spare2", m.spare_2.into());
            put("spare3", m.spare_3.into());
            put("txrx", m.tx_rx.into());
            put("ne_lon", m.ne_deg().unwrap().0.into());
            put("ne_lat", m.ne_deg().unwrap().1.into());
            put("sw_lon", m.sw_deg().unwrap().0.into());
            put("sw_lat", m.sw_deg().unwrap().1.into());
        }
        Message::StaticPartA(m) => put("part_num", m.part.into()),
        Message::BinaryLong(m) => {
            put("dac", m.dac.into());
            put("fid", m.fi.into());
        }
        Message::PositionLongRange(m) => put("spare", u8::from(m.spare).into()),
        _ => {}
    }
}

fn sub_area(area: &vigie_ais::asm::SubArea) -> Value {
    match area.shape {
        Some(vigie_ais::asm::Shape::Circle {
            lon_deg,
            lat_deg,
            precision,
            radius_m,
        }) => json!({
            "sub_area_type": 0, "sub_area_type_str": "circle", "precision": precision, "radius": radius_m,
            "x": lon_deg, "y": lat_deg,
        }),
        _ => json!({"sub_area_type": area.shape_code}),
    }
}

/// libais holds positions in 32-bit floating point.
fn same(expected: &Value, ours: &Value) -> bool {
    match (expected.as_f64(), ours.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9_f64.max(b.abs() * 1.2e-7),
        _ => match (expected, ours) {
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
            }
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            _ => expected == ours,
        },
    }
}

/// The clause that decides a difference.
fn deviation(
    key: &str,
    expected: &Value,
    ours: Option<&Value>,
    report: &Report,
) -> Option<&'static str> {
    let inverted = expected
        .as_bool()
        .zip(ours.and_then(Value::as_bool))
        .is_some_and(|(a, b)| a != b);
    match (&report.message, key) {
        (Message::BinaryBroadcast(_), "duration_minutes") => {
            // libais prints the minute of the start, which is 2, under this name; the duration sent is 20.
            (expected == &json!(2) && ours == Some(&json!(20)))
                .then_some("IMO SN.1/Circ.289, 1/22: the duration is the 18 bits behind the minute")
        }
        (Message::BinaryAddressed(_), "retransmit") => inverted.then_some("M.1371-5, annex 8, 3.4, table 54: 1 means retransmitted"),
        (Message::BinaryAddressed(_), "text") => (expected == &json!("@@@") && ours == Some(&json!("")))
            .then_some("M.1371-5, annex 2, 3.3.7, and annex 8, table 47: @ ends a text"),
        (Message::PositionLongRange(_), "gnss") => {
            inverted.then_some("M.1371-5, annex 8, 3.25, table 84: 1 means a position older than five seconds")
        }
        (Message::Interrogation(_), "offset1_2" | "type1_2") => (report.bits == 104)
            .then_some("IEC 61162-1, 8.3 (VDM): fill bits do not belong to the message, so the second question is cut"),
        (Message::Interrogation(_), "msg_2" | "slot_offset_2" | "offset2_2" | "type2_2") => {
            (expected == &json!(0)).then_some("M.1371-5, annex 8, 3.13: one message may be asked of the second station")
        }
        (Message::AidToNavigation(_), "name") => {
            let ours = ours?.as_str()?;
            (expected == &json!(ours.replace('_', "-").replace('\'', "`"))).then_some("M.1371-5, annex 8, table 47: 31 is _ and 39 is '")
        }
        (Message::BinaryLong(message), "dac" | "fid") => {
            let mut early = Bits::new();
            early.push(u64::from(message.spare), 2);
            early.push(u64::from(message.dac), 10);
            early.push(u64::from(message.fi), 6);
            let field = if key == "dac" { early.field(0, 10) } else { early.field(10, 6) };
            (message.addressed && expected == &json!(field))
                .then_some("M.1371-5, annex 8, 3.24, table 82: two spare bits follow the station addressed")
        }
        (Message::PositionAircraft(message), "speed") => {
            ((expected.as_f64()? * 10.0 - f64::from(message.sog)).abs() < 1e-3)
                .then_some("M.1371-5, annex 8, 3.7, table 59: the speed of an aircraft is in whole knots")
        }
        _ => None,
    }
}

const CLAUSES: usize = 9;

#[test]
fn every_field_agrees_or_the_standard_says_why() {
    let dir = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/nmea/libais"
    ));
    if !dir.is_dir() {
        return eprintln!("skipped: no data at {}", dir.display());
    }
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kinds = BTreeSet::new();
    let mut failures = Vec::new();
    for name in ["typeexamples", "tagblock"] {
        let reports = reports(&std::fs::read(dir.join(format!("{name}.nmea"))).unwrap());
        let expected = std::fs::read_to_string(dir.join(format!("{name}.json"))).unwrap();
        let expected: Vec<Map<String, Value>> = expected
            .lines()
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(expected.len(), reports.len());
        let mut left: Vec<&Report> = reports.iter().collect();
        for want in expected {
            let ours = left.iter().position(|report| {
                json!(report.message.type_id()) == want["type"]
                    && json!(report.message.mmsi()) == want["mmsi"]
                    && want.get("second").is_none_or(|second| {
                        gpsd_form(&report.message, true, "").get("second") == Some(second)
                    })
            });
            let report = left.remove(ours.unwrap());
            let form = libais_form(report);
            kinds.insert(report.message.type_id());
            for (key, value) in &want {
                if NOT_COMPARED.contains(&key.as_str())
                    || key.ends_with("_text")
                    || key.ends_with("_str")
                {
                    continue;
                }
                let found = form.get(key);
                if found.is_some_and(|found| same(value, found)) {
                    continue;
                }
                match deviation(key, value, found, report) {
                    Some(clause) => *met.entry(clause).or_default() += 1,
                    None => failures.push(format!(
                        "type {} {key}: libais {value}, ours {found:?}",
                        report.message.type_id()
                    )),
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} differences:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert_eq!(met.len(), CLAUSES, "{met:#?}");
    assert!(kinds.len() >= 23, "{kinds:?}");
}
