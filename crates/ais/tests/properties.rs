//! Laws: nothing panics, cutting the bytes anywhere changes nothing, writing and reading are inverse.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::prelude::*;
use vigie_ais::encode::{SentenceOptions, payload, write_sentences};
use vigie_ais::{Bits, ChecksumPolicy, Config, Item, Message, Reader};

/// Bits of a whole message of each type, in the lengths the standard allows that end on a field.
const LENGTHS: &[(u8, &[usize])] = &[
    (1, &[168]),
    (2, &[168]),
    (3, &[168]),
    (4, &[168]),
    (5, &[424]),
    (6, &[88, 96, 136, 1064]),
    (7, &[72, 104, 136, 168]),
    (8, &[56, 64, 168, 1064]),
    (9, &[168]),
    (10, &[72]),
    (11, &[168]),
    (12, &[72, 78, 168, 1064]),
    (13, &[72, 104, 136, 168]),
    (14, &[40, 46, 88, 1064]),
    (15, &[88, 110, 160]),
    (16, &[96, 144]),
    (17, &[80, 120, 816]),
    (18, &[168]),
    (19, &[312]),
    (20, &[72, 104, 136, 160]),
    (21, &[272, 280, 304, 360]),
    (22, &[168]),
    (23, &[160]),
    (24, &[160, 168]),
    (25, &[88, 128, 168]),
    (26, &[112, 256, 1064]),
    (27, &[96]),
];

/// Bits of a whole message with random contents.
fn message_bits() -> impl Strategy<Value = Bits> {
    (
        0..LENGTHS.len(),
        any::<prop::sample::Index>(),
        prop::collection::vec(any::<u8>(), 133),
    )
        .prop_map(|(kind, length, bytes)| {
            let (type_id, lengths) = LENGTHS[kind];
            let len = lengths[length.index(lengths.len())];
            let random = Bits::from_bytes(&bytes, len);
            let mut bits = Bits::new();
            bits.push(u64::from(type_id), 6);
            if type_id == 24 {
                bits.extend(&random.slice(6, 32));
                bits.push(u64::from(len == 168), 2);
                bits.extend(&random.slice(40, len));
            } else {
                bits.extend(&random.slice(6, len));
            }
            bits
        })
}

/// Everything a reader says, as text.
fn read(chunks: &[&[u8]], config: &Config) -> (Vec<String>, String) {
    let mut out = Vec::new();
    let mut reader = Reader::new(config.clone());
    let mut sink = |item: Item<'_>| match item {
        Item::Report(report) => {
            let mut json = Vec::new();
            report.write_json(&mut json);
            out.push(String::from_utf8(json).unwrap());
        }
        other => out.push(format!("{other:?}")),
    };
    for chunk in chunks {
        reader.push(chunk, None, &mut sink);
    }
    reader.finish(&mut sink);
    let counts = format!("{:?}", reader.counts());
    (out, counts)
}

fn checksum(body: &[u8]) -> String {
    format!("{:02X}", body.iter().fold(0, |sum, byte| sum ^ byte))
}

/// A line like those of real feeds, with anything in its fields and a right checksum.
fn likely_line() -> impl Strategy<Value = Vec<u8>> {
    let payload = prop_oneof![
        prop::collection::vec(prop_oneof![48_u8..=87, 96_u8..=119], 0..90),
        prop::collection::vec(any::<u8>(), 0..40),
        "[0-9:;<=>?@A-K][0-9A-W`a-w]{5,70}".prop_map(String::into_bytes),
    ];
    let number = prop_oneof![
        Just(""),
        Just("0"),
        Just("1"),
        Just("2"),
        Just("3"),
        Just("9"),
        Just("11"),
        Just("x")
    ];
    let tag = prop_oneof![
        Just(String::new()),
        "(s:r[A-C],)?c:1[0-9]{9}"
            .prop_map(|text| format!("\\{text}*{}\\", checksum(text.as_bytes()))),
        "g:[0-3]-[0-3]-[0-9]{1,2}(,s:r[AB])?(,c:14181696[0-9]{2})?"
            .prop_map(|text| format!("\\{text}*{}\\", checksum(text.as_bytes()))),
        "[\\\\a-z:,*0-9-]{0,20}",
    ];
    let suffix = prop_oneof![
        Just(""),
        Just(",b003669794,1272412827"),
        Just(",1328182324635"),
        Just(",,,*"),
        Just("\u{e9}")
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just(""), Just("\0")];
    let header = prop_oneof![
        4 => Just(String::new()),
        1 => "PGHP,1,2014,1[0-9],[0-9],[0-9],[0-9],[0-9],[0-9]{1,3},219,,[0-9]{0,7},1,[0-9A-F]{2}"
            .prop_map(|body| format!("${body}*{}\n", checksum(body.as_bytes()))),
    ];
    (
        header,
        tag,
        (number.clone(), number.clone(), number.clone(), number),
        payload,
        suffix,
        end,
    )
        .prop_map(
            |(header, tag, (total, part, sequence, fill), payload, suffix, end)| {
                let mut body = format!("AIVDM,{total},{part},{sequence},A,").into_bytes();
                body.extend(&payload);
                body.extend(format!(",{fill}").bytes());
                let mut line = format!("{header}{tag}!").into_bytes();
                line.extend(&body);
                line.extend(format!("*{}{suffix}", checksum(&body)).bytes());
                line.extend(end.bytes());
                line
            },
        )
}

fn configs() -> impl Strategy<Value = Config> {
    let policy = prop_oneof![
        Just(ChecksumPolicy::Required),
        Just(ChecksumPolicy::IfPresent),
        Just(ChecksumPolicy::Ignored)
    ];
    (policy, any::<bool>(), any::<bool>()).prop_map(|(checksum, strict_tags, mark_heard_before)| {
        Config {
            checksum,
            strict_tags,
            mark_heard_before,
            ..Config::default()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn written_bits_are_the_bits_that_were_read(bits in message_bits()) {
        let message = Message::decode(&bits).unwrap();
        prop_assert_eq!(payload(&message), bits);
        prop_assert_eq!(Message::decode(&payload(&message)), Ok(message));
    }

    #[test]
    fn a_written_message_is_read_back_with_its_provenance(
        bits in message_bits(), group in prop::option::of(0_u32..10_000), sequence_id in 0_u8..10, time_s in 1_000_000_000_i64..4_000_000_000
    ) {
        let message = Message::decode(&bits).unwrap();
        let options = SentenceOptions {
            talker: *b"BS", station: Some("rTEST"), time_s: Some(time_s), group, sequence_id, ..SentenceOptions::default()
        };
        let mut lines = Vec::new();
        write_sentences(&message, &options, &mut lines);
        let mut found = Vec::new();
        let mut reader = Reader::new(Config::default());
        let mut sink = |item: Item<'_>| match item {
            Item::Report(report) => found.push(report.clone()),
            other => panic!("{other:?}"),
        };
        reader.push(&lines, None, &mut sink);
        reader.finish(&mut sink);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].message, message);
        prop_assert_eq!(found[0].time_ms, Some(time_s * 1000));
        prop_assert_eq!(found[0].station.unwrap().text().into_owned(), "rTEST");
        prop_assert!(lines.split(|byte| *byte == b'\n').all(|line| line.len() <= 82 + 60));
    }

    #[test]
    fn json_is_json_and_says_what_the_accessors_say(bits in message_bits()) {
        let message = Message::decode(&bits).unwrap();
        let mut json = Vec::new();
        message.write_json(&mut json);
        let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
        prop_assert_eq!(value["mmsi"].as_u64(), Some(message.mmsi().into()));
        prop_assert_eq!(value["type"].as_u64(), Some(message.type_id().into()));
        prop_assert_eq!(value["sog_kn"].as_f64(), message.sog_kn());
        prop_assert_eq!(value["cog_deg"].as_f64(), message.cog_deg());
        if let Some((lon, lat)) = message.position_deg() {
            prop_assert!((value["lon_deg"].as_f64().unwrap() - lon).abs() < 1e-7);
            prop_assert!((value["lat_deg"].as_f64().unwrap() - lat).abs() < 1e-7);
        }
    }

    #[test]
    fn a_cut_or_stretched_payload_is_read_or_refused(bits in message_bits(), len in 0_usize..1280, more in any::<u64>()) {
        let mut other = bits.slice(0, len);
        while other.len() < len {
            other.push(more, 57.min(len - other.len()));
        }
        if let Ok(message) = Message::decode(&other) {
            let again = Message::decode(&payload(&message)).unwrap();
            prop_assert_eq!(again.type_id(), message.type_id());
            prop_assert_eq!(again.mmsi(), message.mmsi());
            let mut json = Vec::new();
            message.write_json(&mut json);
            prop_assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok());
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..3000), config in configs()) {
        read(&[&bytes], &config);
    }

    #[test]
    fn bytes_of_the_alphabet_of_feeds_are_survived(text in "[!$\\\\,*\r\n0-9AIVDMPGHsgc:#-]{0,400}", config in configs()) {
        read(&[text.as_bytes()], &config);
    }

    #[test]
    fn cutting_changes_nothing(
        lines in prop::collection::vec(likely_line(), 0..30),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        config in configs(),
    ) {
        let whole: Vec<u8> = lines.concat();
        let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(whole.len() + 1)).chain([0, whole.len()]).collect();
        at.sort_unstable();
        let chunks: Vec<&[u8]> = at.windows(2).map(|pair| &whole[pair[0]..pair[1]]).collect();
        let expected = read(&[&whole], &config);
        prop_assert_eq!(&read(&chunks, &config), &expected);
        let single: Vec<&[u8]> = whole.chunks(1).collect();
        prop_assert_eq!(&read(&single, &config), &expected);
        for line in expected.0 {
            if line.starts_with('{') {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok(), "{}", line);
            }
        }
    }

    #[test]
    fn every_sentence_is_a_message_a_fault_or_a_part_of_one(lines in prop::collection::vec(likely_line(), 0..40)) {
        let whole: Vec<u8> = lines.concat();
        let mut parts_delivered = 0;
        let mut parts_lost = 0;
        let mut reader = Reader::new(Config::default());
        let mut sink = |item: Item<'_>| match item {
            Item::Report(report) => parts_delivered += u64::from(report.parts),
            Item::Fault(fault) => {
                use vigie_ais::FaultReason as Reason;
                parts_lost += u64::from(matches!(
                    fault.reason,
                    Reason::PartDuplicate | Reason::PartMissing | Reason::PartReplaced | Reason::PartEvicted
                        | Reason::PartAmbiguous | Reason::PartTooLong | Reason::PayloadCharacter
                ));
            }
            Item::Foreign(_) => {}
        };
        reader.push(&whole, None, &mut sink);
        reader.finish(&mut sink);
        let counts = reader.counts();
        // A whole message that cannot be decoded is one fault for all its sentences, so those are bounded, not equal.
        use vigie_ais::FaultReason as Reason;
        let unread: u64 = [Reason::TooShort, Reason::UnknownType, Reason::UnknownPart, Reason::PayloadEmpty]
            .into_iter().map(|reason| counts.faults(reason)).sum();
        prop_assert!(parts_delivered + parts_lost <= counts.sentences);
        prop_assert!(counts.sentences <= parts_delivered + parts_lost + unread * 9);
    }
}

#[test]
fn a_line_that_never_ends_is_one_fault_and_the_next_is_read() {
    let mut bytes = vec![b'x'; 100_000];
    bytes.extend(b"\n!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n");
    let config = Config::default();
    let (whole, _) = read(&[&bytes], &config);
    assert_eq!(whole.len(), 2);
    assert!(whole[0].contains("LineTooLong") && whole[1].contains("371798000"));
    let chunks: Vec<&[u8]> = bytes.chunks(777).collect();
    assert_eq!(read(&chunks, &config).0, whole);
}

/// Real lines with bytes changed, dropped, doubled and swapped, half of them with the checksum made right again, so
/// that the damage reaches the decoders: nothing panics, and what comes out is valid JSON.
#[test]
fn damaged_real_lines_are_survived() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/nmea");
    let mut source = Vec::new();
    for log in [
        "gpsd/sample.aivdm",
        "libais/test.aivdm",
        "dma/219165000_ssc_1.ais",
        "ais-tools/mixed_types.nmea",
    ] {
        source.extend(std::fs::read(format!("{dir}/{log}")).unwrap_or_default());
    }
    if source.is_empty() {
        return eprintln!("skipped: no data at {dir}");
    }
    let mut state = 1_u64;
    let mut roll = |sides: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % sides
    };
    let mut messages = 0;
    for round in 0..12 {
        let mut damaged = Vec::new();
        for line in source.split(|byte| *byte == b'\n') {
            let mut line = line.to_vec();
            for _ in 0..roll(3) {
                let at = roll(line.len().max(1));
                match (roll(4), line.is_empty()) {
                    (_, true) => {}
                    (0, _) => line[at] = roll(256) as u8,
                    (1, _) => drop(line.remove(at)),
                    (2, _) => line.insert(at, line[at]),
                    _ => line[at] = b"0123456789,*!\\$w`?"[roll(18)],
                }
            }
            if round % 2 == 0 {
                mend(&mut line);
            }
            damaged.extend(line);
            damaged.push(b'\n');
        }
        let (items, _) = read(&[&damaged], &Config::default());
        for item in items.iter().filter(|item| item.starts_with('{')) {
            messages += 1;
            assert!(
                serde_json::from_str::<serde_json::Value>(item).is_ok(),
                "{item}"
            );
        }
    }
    assert!(messages > 2000, "{messages}");
}

/// Makes the checksum of the last sentence of a line right.
fn mend(line: &mut [u8]) {
    let Some(start) = line.iter().rposition(|byte| b"!$".contains(byte)) else {
        return;
    };
    let Some(star) = line[start..]
        .iter()
        .position(|byte| *byte == b'*')
        .map(|at| start + at)
    else {
        return;
    };
    let sum = checksum(&line[start + 1..star]);
    for (slot, digit) in line[star + 1..].iter_mut().zip(sum.bytes()) {
        *slot = digit;
    }
}
