//! Faults found in other decoders, each as a test this one passes.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use vigie_ais::encode::{SentenceOptions, sentences};
use vigie_ais::message::*;
use vigie_ais::{
    Bits, ChecksumPolicy, Config, FaultReason, Flags, Item, Message, Reader, Report, Text,
};

fn hear_with(text: &str, config: Config) -> (Vec<Report>, Vec<FaultReason>) {
    let (mut reports, mut faults) = (Vec::new(), Vec::new());
    let mut reader = Reader::new(config);
    let mut sink = |item: Item<'_>| match item {
        Item::Report(report) => reports.push(report.clone()),
        Item::Fault(fault) => faults.push(fault.reason),
        Item::Foreign(_) => {}
    };
    reader.push(text.as_bytes(), None, &mut sink);
    reader.finish(&mut sink);
    (reports, faults)
}

fn hear(text: &str) -> (Vec<Report>, Vec<FaultReason>) {
    hear_with(text, Config::default())
}

/// The one report of a text.
fn one(text: &str) -> Report {
    let (mut reports, faults) = hear(text);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(reports.len(), 1);
    reports.remove(0)
}

/// A message over the wire and back.
fn sent(message: Message) -> Report {
    one(&sentences(&message, &SentenceOptions::default()).join("\r\n"))
}

fn json(report: &Report) -> serde_json::Value {
    let mut out = Vec::new();
    report.write_json(&mut out);
    serde_json::from_slice(&out).unwrap()
}

fn near(value: Option<f64>, expected: f64) -> bool {
    value.is_some_and(|value| (value - expected).abs() < 1e-9)
}

// Scaling and sign

#[test]
fn speed_and_course_of_type_27_come_from_bits_79_and_85() {
    // 96 bits laid by hand: status 7, 3.0166.. E, 60 N, 12 kn, 119 degrees.
    let mut bits = Bits::new();
    for (value, width) in [
        (27, 6),
        (0, 2),
        (257_000_000, 30),
        (0, 1),
        (0, 1),
        (7, 4),
        (1810, 18),
        (36_000, 17),
        (12, 6),
        (119, 9),
        (0, 2),
    ] {
        bits.push(value, width);
    }
    assert_eq!(
        (bits.field(79, 6), bits.field(85, 9)),
        (Some(12), Some(119))
    );
    let Message::PositionLongRange(message) = Message::decode(&bits).unwrap() else {
        panic!()
    };
    assert_eq!(
        (message.sog_kn(), message.cog_deg()),
        (Some(12.0), Some(119.0))
    );
    // A real 3.0167 E is not "no position".
    assert!(near(message.lon_deg(), 1810.0 / 600.0) && near(message.lat_deg(), 60.0));
}

#[test]
fn no_position_in_type_27_is_181_and_91_degrees_in_tenths_of_a_minute() {
    let report = sent(Message::PositionLongRange(PositionLongRange {
        mmsi: 257_000_000,
        ..Default::default()
    }));
    let Message::PositionLongRange(message) = report.message else {
        panic!()
    };
    assert_eq!((message.lon, message.lat), (108_600, 54_600));
    assert_eq!(
        (
            message.lon_deg(),
            message.lat_deg(),
            message.sog_kn(),
            message.cog_deg()
        ),
        (None, None, None, None)
    );
    assert!(!report.flags.has(Flags::OUT_OF_RANGE));
}

#[test]
fn positions_of_type_17_are_signed_and_keep_their_precision() {
    let line = "!AIVDM,1,1,,B,AwoiGRg:tOw>>9n5f9u>rOvwkraEe6ON,0*34";
    let Message::Corrections(message) = one(line).message else {
        panic!()
    };
    assert!(near(message.lon_deg(), -54_329.0 / 600.0) && near(message.lat_deg(), -399.0 / 600.0));
    let west = Message::Corrections(Corrections {
        mmsi: 3_669_740,
        lon: -54_329,
        lat: -399,
        ..Default::default()
    });
    let Message::Corrections(message) = sent(west).message else {
        panic!()
    };
    assert!(near(message.lon_deg(), -54_329.0 / 600.0) && near(message.lat_deg(), -0.665));
}

#[test]
fn coordinates_are_not_rounded_to_32_bit_floats() {
    // -45.770665 and a place next to 180 degrees, where f32 steps are 15 millionths of a degree.
    for (lon, lat) in [
        (-27_462_399, 0),
        (107_999_999, -53_999_999),
        (-107_999_999, 1),
    ] {
        let Message::PositionB(message) = sent(Message::PositionB(PositionB {
            mmsi: 316_000_001,
            lon,
            lat,
            ..Default::default()
        }))
        .message
        else {
            panic!()
        };
        assert_eq!((message.lon, message.lat), (lon, lat));
        assert!(near(message.lon_deg(), f64::from(lon) / 600_000.0));
        assert!((message.lon_deg().unwrap() * 600_000.0 - f64::from(lon)).abs() < 1e-6);
    }
}

// Text

#[test]
fn underscores_and_apostrophes_survive() {
    let message = StaticVoyage {
        mmsi: 1,
        name: Text::new("X_PRESS O'MATTERHORN"),
        ..Default::default()
    };
    let report = sent(Message::StaticVoyage(message));
    assert_eq!(json(&report)["name"], "X_PRESS O'MATTERHORN");
}

#[test]
fn name_and_extension_of_an_aid_join_with_their_spaces() {
    let name: Vec<char> = "VIRTUAL MARK NUMBER  NO.4".chars().collect();
    let text = |chars: &[char]| chars.iter().collect::<String>();
    let aid = AidToNavigation {
        mmsi: 993_669_702,
        name: Text::new(&text(&name[..20])),
        extension: text_bits(&text(&name[20..])),
        ..Default::default()
    };
    let report = sent(Message::AidToNavigation(aid));
    let Message::AidToNavigation(aid) = &report.message else {
        panic!()
    };
    assert_eq!(aid.full_name().raw(), "VIRTUAL MARK NUMBER  NO.4");
    assert_eq!(json(&report)["name"], "VIRTUAL MARK NUMBER  NO.4");
}

#[test]
fn leading_spaces_stay_in_the_raw_text_and_go_from_the_shown_one() {
    let Message::StaticPartA(part) = sent(Message::StaticPartA(StaticPartA {
        mmsi: 1,
        name: Text::new("  WIDE  "),
        ..Default::default()
    }))
    .message
    else {
        panic!()
    };
    assert_eq!((part.name.raw(), part.name.display()), ("  WIDE  ", "WIDE"));
}

// Coverage

#[test]
fn every_type_has_a_message() {
    let mut seen = std::collections::BTreeSet::new();
    for type_id in 0..64 {
        let mut bits = Bits::new();
        bits.push(type_id, 6);
        bits.pad_to(312);
        match Message::decode(&bits) {
            Ok(message) => drop(seen.insert(message.type_id())),
            Err(reason) => assert_eq!(reason, FaultReason::UnknownType, "type {type_id}"),
        }
    }
    assert_eq!(seen, (1..=27).collect());
}

#[test]
fn a_part_of_type_24_alone_is_delivered_with_its_repeat_indicator() {
    let part = StaticPartA {
        mmsi: 271_041_815,
        repeat: 2,
        name: Text::new("PROGUY"),
        ..Default::default()
    };
    let report = sent(Message::StaticPartA(part));
    assert_eq!(report.message.repeat(), 2);
    assert_eq!(json(&report)["name"], "PROGUY");
    let part = StaticPartB {
        mmsi: 271_041_815,
        repeat: 3,
        call_sign: Text::new("TC6163"),
        ..Default::default()
    };
    let report = sent(Message::StaticPartB(part));
    assert_eq!(
        (report.message.repeat(), json(&report)["call_sign"].as_str()),
        (3, Some("TC6163"))
    );
}

#[test]
fn up_to_nine_parts_are_joined_without_loss() {
    let mut payload = Bits::new();
    for at in 0..140_u64 {
        payload.push(at * 5, 7);
    }
    let message = Message::BinaryBroadcast(BinaryBroadcast {
        mmsi: 2,
        dac: 366,
        fi: 56,
        payload,
        ..Default::default()
    });
    let report = sent(message);
    assert_eq!((report.message, report.parts), (message, 3));
    // Nine short parts, as some receivers cut them.
    let mut all = String::new();
    for line in sentences(&message, &SentenceOptions::default()) {
        all.push_str(line.split(',').nth(5).unwrap());
    }
    let chunk = all.len().div_ceil(9);
    let fill = all.len() * 6 - message.encode().len();
    let lines: Vec<String> = (0..9)
        .map(|at| {
            let piece = &all[at * chunk..((at + 1) * chunk).min(all.len())];
            let fill = if at == 8 { fill } else { 0 };
            let body = format!("AIVDM,9,{},5,A,{piece},{fill}", at + 1);
            format!(
                "!{body}*{:02X}",
                body.bytes().fold(0, |sum, byte| sum ^ byte)
            )
        })
        .collect();
    let report = one(&lines.join("\n"));
    assert_eq!((report.message, report.parts), (message, 9));
}

#[test]
fn an_unknown_application_is_a_message_with_its_payload() {
    for (dac, fi) in [(0, 0), (1, 63), (366, 56), (999, 1), (1023, 63)] {
        let payload = Bits::from_bytes(&[0xde, 0xad, 0xbe, 0xef], 32);
        let broadcast = BinaryBroadcast {
            mmsi: 2,
            dac,
            fi,
            payload,
            ..Default::default()
        };
        let report = sent(Message::BinaryBroadcast(broadcast));
        assert_eq!(
            (&json(&report)["payload_hex"], &json(&report)["dac"]),
            (&"deadbeef".into(), &dac.into())
        );
        let addressed = BinaryAddressed {
            mmsi: 2,
            dest_mmsi: 3,
            dac,
            fi,
            payload,
            ..Default::default()
        };
        assert_eq!(
            json(&sent(Message::BinaryAddressed(addressed)))["payload_hex"],
            "deadbeef"
        );
        let empty = BinaryBroadcast {
            payload: Bits::new(),
            ..broadcast
        };
        assert_eq!(
            json(&sent(Message::BinaryBroadcast(empty)))["payload_bits"],
            0
        );
    }
}

#[test]
fn odd_ship_types_stay_what_they_are() {
    for ship_type in 0..=255 {
        let report = sent(Message::StaticVoyage(StaticVoyage {
            mmsi: 1,
            ship_type,
            ..Default::default()
        }));
        assert_eq!(json(&report)["ship_type"], ship_type);
    }
}

#[test]
fn tiny_and_huge_mmsis_are_delivered_and_marked() {
    for (mmsi, odd) in [
        (0, true),
        (1, true),
        (1_193_046, true),
        (2_010_001, false),
        (999_999_999, false),
        (1_073_741_823, true),
    ] {
        let report = sent(Message::PositionA(PositionA {
            mmsi,
            ..Default::default()
        }));
        assert_eq!(
            (report.message.mmsi(), report.flags.has(Flags::ODD_MMSI)),
            (mmsi, odd)
        );
    }
}

#[test]
fn a_base_station_without_time_is_delivered() {
    let report = sent(Message::StationReport(StationReport {
        mmsi: 3_669_713,
        ..Default::default()
    }));
    let Message::StationReport(station) = report.message else {
        panic!()
    };
    assert_eq!(
        (station.utc_year(), station.utc_hour(), station.utc_ms()),
        (None, None, None)
    );
    assert!(!report.flags.has(Flags::OUT_OF_RANGE));
    let station = StationReport {
        year: 2024,
        month: 2,
        day: 29,
        hour: 23,
        minute: 59,
        second: 59,
        ..station
    };
    assert_eq!(station.utc_ms(), Some(1_709_251_199_000));
    assert_eq!(
        StationReport {
            year: 2023,
            ..station
        }
        .utc_ms(),
        None
    );
}

#[test]
fn every_talker_and_both_sentences_are_read() {
    for talker in [
        "AI", "AB", "AD", "AN", "AR", "AS", "AT", "AX", "BS", "SA", "BY", "SS", "=I", "!x",
    ] {
        let Ok(talker) = <[u8; 2]>::try_from(talker.as_bytes()) else {
            panic!()
        };
        for own_ship in [false, true] {
            let options = SentenceOptions {
                talker,
                own_ship,
                ..Default::default()
            };
            let lines = sentences(
                &Message::PositionA(PositionA {
                    mmsi: 366_000_001,
                    ..Default::default()
                }),
                &options,
            );
            let (reports, _) = hear(&lines.join("\n"));
            if talker[0] == b'!' {
                continue; // an exclamation mark begins a sentence and cannot be a talker; it must only do no harm
            }
            assert_eq!((reports[0].talker, reports[0].own_ship), (talker, own_ship));
        }
    }
}

#[test]
fn json_has_null_where_others_write_nan() {
    for message in [
        Message::PositionA(PositionA::default()),
        Message::PositionB(PositionB::default()),
        Message::PositionAircraft(PositionAircraft::default()),
        Message::PositionLongRange(PositionLongRange::default()),
        Message::PositionBExtended(PositionBExtended::default()),
        Message::StationReport(StationReport::default()),
        Message::Corrections(Corrections::default()),
        Message::AidToNavigation(AidToNavigation::default()),
    ] {
        let mut out = Vec::new();
        message.write_json(&mut out);
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert!(
            value["lon_deg"].is_null() && value["lat_deg"].is_null(),
            "{value}"
        );
        assert!(
            !String::from_utf8(out)
                .unwrap()
                .to_lowercase()
                .contains("nan")
        );
    }
}

#[test]
fn a_number_out_of_range_is_none_with_a_mark_and_its_integer() {
    let wrong = PositionA {
        mmsi: 366_000_001,
        lat: 57_000_000,
        cog: 4000,
        heading: 400,
        ..Default::default()
    };
    let report = sent(Message::PositionA(wrong));
    let Message::PositionA(message) = &report.message else {
        panic!()
    };
    assert_eq!(
        (message.lat_deg(), message.cog_deg(), message.heading_deg()),
        (None, None, None)
    );
    assert!(report.flags.has(Flags::OUT_OF_RANGE));
    let value = json(&report);
    assert_eq!(
        (&value["lat_raw"], &value["cog_raw"], &value["heading_raw"]),
        (&57_000_000.into(), &4000.into(), &400.into())
    );
    assert_eq!(value["flags"][0], "out_of_range");
}

// Robustness

#[test]
fn every_length_of_every_type_is_read_or_refused() {
    let random: Vec<u8> = (0..160_u32).map(|at| (at * 167 + 13) as u8).collect();
    for type_id in 0..64_u64 {
        for len in 0..=1280 {
            let mut bits = Bits::new();
            bits.push(type_id, 6.min(len));
            bits.extend(&Bits::from_bytes(&random, len.saturating_sub(6)));
            if let Ok(message) = Message::decode(&bits) {
                let mut out = Vec::new();
                message.write_json(&mut out);
                assert!(serde_json::from_slice::<serde_json::Value>(&out).is_ok());
                drop(message.application());
                assert_eq!(u64::from(message.type_id()), type_id);
            }
        }
    }
}

#[test]
fn what_did_not_arrive_is_not_available_and_the_report_says_short() {
    let whole = Message::PositionA(PositionA {
        mmsi: 366_000_001,
        lon: 1,
        lat: 2,
        cog: 900,
        heading: 90,
        second: 5,
        ..Default::default()
    });
    let cut = whole.encode().slice(0, 128);
    let mut lines = Vec::new();
    vigie_ais::encode::write_bits(&cut, &SentenceOptions::default(), &mut lines);
    let report = one(&String::from_utf8(lines).unwrap());
    let Message::PositionA(message) = report.message else {
        panic!()
    };
    assert_eq!(
        (
            message.cog_deg(),
            message.heading_deg(),
            message.fix_second()
        ),
        (Some(90.0), None, None)
    );
    assert!(report.flags.has(Flags::SHORT));
    let mut long = whole.encode();
    long.push(0x155, 12);
    let mut lines = Vec::new();
    vigie_ais::encode::write_bits(&long, &SentenceOptions::default(), &mut lines);
    let report = one(&String::from_utf8(lines).unwrap());
    assert_eq!(report.message, whole);
    assert!(report.flags.has(Flags::LONG));
}

#[test]
fn a_checksum_is_verified_and_zero_is_no_exception() {
    let right = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A";
    assert_eq!(hear(right).0.len(), 1);
    assert_eq!(hear(&right.replace("*4A", "*4a")).0.len(), 1);
    assert_eq!(
        hear(&right.replace("*4A", "*00")).1,
        [FaultReason::ChecksumWrong]
    );
    assert_eq!(
        hear(&right.replace("*4A", "")).1,
        [FaultReason::ChecksumMissing]
    );
    let config = Config {
        checksum: ChecksumPolicy::IfPresent,
        ..Config::default()
    };
    let (reports, _) = hear_with(&right.replace("*4A", ""), config);
    assert!(reports[0].flags.has(Flags::UNPROVED));
}

#[test]
fn a_tag_block_with_a_wrong_checksum_is_used_and_marked_or_dropped_when_strict() {
    let line = r"\c:1420030798*00\!ABVDM,1,1,4,B,17P;HV?P008F98Il;EC1mOwL0@KP,0*22";
    let report = one(line);
    assert_eq!(report.time_ms, Some(1_420_030_798_000));
    assert!(report.flags.has(Flags::TAG_UNVERIFIED));
    let strict = Config {
        strict_tags: true,
        ..Config::default()
    };
    assert_eq!(hear_with(line, strict).1, [FaultReason::TagChecksum]);
}

#[test]
fn dirty_lines_cost_only_themselves() {
    let good = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A";
    for (before, after) in [
        ("", "\r"),
        ("", "\r\n"),
        ("\u{feff}", "\n"),
        ("\0\0", "\0"),
        ("  ", "  \n"),
        ("# comment\n", "\n"),
        ("\u{1}\u{2}garbage\u{7f}\n", "\n"),
        ("!AIVDM,1,1,,A,15RTgt0P", "\n"),
        ("$GPGGA,123519,4807.038,N", "\n"),
        ("half a line of another feed ", "\n"),
        ("\\s:unclosed", "\n"),
        ("!!!", "\n"),
        ("\\\\", "\n"),
        ("!AIVDM", "$"),
    ] {
        let (reports, _) = hear(&format!("{before}{good}{after}{good}\n"));
        assert_eq!(reports.len(), 2, "{before:?} {after:?}");
    }
    let (reports, _) = hear(&format!("{good}{good}\\s:A*32\\{good}"));
    assert_eq!(reports.len(), 3);
}

#[test]
fn what_stands_behind_a_tag_block_is_counted_when_it_is_no_sentence() {
    let (reports, faults) = hear("\\s:A*08\\AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n");
    assert!(reports.is_empty());
    assert_eq!(faults, [FaultReason::NotASentence]);
}

#[test]
fn times_come_from_where_they_are_best_known() {
    let sentence = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A";
    let code = |text: &str| {
        let report = one(text);
        (report.time_ms.unwrap(), report.time_source.code())
    };
    assert_eq!(
        code(&format!("1550303566167726840 {sentence}")),
        (1_550_303_566_167, "prefix")
    );
    assert_eq!(
        code(&format!("2019-02-16T07:52:46.167Z {sentence}")),
        (1_550_303_566_167, "prefix")
    );
    assert_eq!(
        code(&format!("{sentence},1328182324635")),
        (1_328_182_324_635, "suffix")
    );
    assert_eq!(
        code(&format!(
            "{sentence},d-109,S2105,t050056.00,T56.1,r003669946,1325394060,1325394001"
        )),
        (1_325_394_060_000, "suffix")
    );
    assert_eq!(
        code(&format!(
            "1550303566 \\c:1334337317*5D\\{sentence},1328182324"
        )),
        (1_334_337_317_000, "tag_block")
    );
    let header = "$PGHP,1,2010,6,11,11,46,12,451,219,1,992190917,1,4A*61";
    let header = format!(
        "{}*{:02X}",
        header.split('*').next().unwrap(),
        header[1..header.find('*').unwrap()]
            .bytes()
            .fold(0, |s, b| s ^ b)
    );
    assert_eq!(
        code(&format!("{header}\n{sentence}")),
        (1_276_256_772_451, "pghp")
    );
    assert_eq!(
        one(&format!("{header}\n{sentence}"))
            .station
            .unwrap()
            .text(),
        "992190917"
    );
    // A header of another sentence does not lend its time.
    let other = header.replace(",4A*", ",4B*");
    let other = format!(
        "{}*{:02X}",
        other.split('*').next().unwrap(),
        other[1..other.find('*').unwrap()]
            .bytes()
            .fold(0, |s, b| s ^ b)
    );
    assert_eq!(one(&format!("{other}\n{sentence}")).time_ms, None);
}

#[test]
fn a_header_of_several_parts_has_their_checksums_combined() {
    let text = "\\si:IALA*25\\\n$PGHP,1,2014,10,5,15,57,32,248,261,,,1,3C*6C\n\
        !AIVDM,2,1,7,A,53A0iB02=o?4uPi7:20huAE>222222222222221I9H<676SB0;BhC2CR,0*23\n\
        !AIVDM,2,2,7,A,AlPA88888888880,2*1F\n";
    let report = one(text);
    assert_eq!(
        (
            report.time_source.code(),
            report.station.unwrap().text().into_owned()
        ),
        ("pghp", "261".to_owned())
    );
    let report = one(&text.replace(",3C*6C", ",3D*6B"));
    assert_eq!(report.time_ms, None);
    assert!(report.flags.has(Flags::UNSURE_ASSEMBLY));
}

#[test]
fn latin_1_in_a_tag_block_becomes_valid_json() {
    let tag = b"s:\xe9tel,t:caf\xe9";
    let sum = tag.iter().fold(0, |sum, byte| sum ^ byte);
    let mut line = b"\\".to_vec();
    line.extend(tag);
    line.extend(format!("*{sum:02X}\\!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n").bytes());
    let mut reports = Vec::new();
    let mut reader = Reader::new(Config::default());
    reader.push(&line, None, &mut |item| {
        if let Item::Report(report) = item {
            reports.push(report.clone());
        }
    });
    assert_eq!(json(&reports[0])["station"], "étel");
    assert_eq!(reports[0].tag.field("t"), Some(&b"caf\xe9"[..]));
    let value = json(&reports[0]);
    assert!(
        value["tag_block"]
            .as_str()
            .is_some_and(|tag| tag.starts_with("s:étel,t:café*")),
        "{value}"
    );
}
