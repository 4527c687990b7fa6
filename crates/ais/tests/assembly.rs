//! Parts of messages on feeds where stations, sequence ids, channels and groups run through each other.
//!
//! First the situations one by one, then a seeded generator that knows which message each line belongs to: whatever
//! is lost, late, doubled or out of order, no message may come out that nobody sent.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use vigie_ais::encode::{SentenceOptions, sentences};
use vigie_ais::message::{BinaryBroadcast, StaticVoyage};
use vigie_ais::{
    Bits, Config, FaultReason, Flags, Item, Message, Reader, Report, Text, TimeSource,
};

fn voyage(mmsi: u32, name: &str) -> Message {
    Message::StaticVoyage(StaticVoyage {
        mmsi,
        name: Text::new(name),
        destination: Text::new(&format!("PORT OF {name}")),
        ..StaticVoyage::default()
    })
}

/// The sentences of a message with a sequence id and a channel, without tag blocks.
fn parts(message: &Message, sequence_id: u8, channel: char) -> Vec<String> {
    sentences(
        message,
        &SentenceOptions {
            sequence_id,
            channel: Some(channel),
            ..SentenceOptions::default()
        },
    )
}

fn tagged(tag: &str, line: &str) -> String {
    let sum = tag.bytes().fold(0, |sum, byte| sum ^ byte);
    format!("\\{tag}*{sum:02X}\\{line}")
}

#[derive(Default)]
struct Heard {
    reports: Vec<Report>,
    faults: Vec<FaultReason>,
}

impl Heard {
    fn names(&self) -> Vec<String> {
        self.reports
            .iter()
            .map(|report| name(&report.message))
            .collect()
    }
}

fn name(message: &Message) -> String {
    match message {
        Message::StaticVoyage(message) => format!("{}>{}", message.name, message.destination),
        other => format!("{other:?}"),
    }
}

fn hear_at(lines: &[(Option<i64>, String)]) -> Heard {
    let mut heard = Heard::default();
    let mut reader = Reader::new(Config::default());
    let mut sink = |item: Item<'_>| match item {
        Item::Report(report) => heard.reports.push(report.clone()),
        Item::Fault(fault) => heard.faults.push(fault.reason),
        Item::Foreign(_) => {}
    };
    for (received_ms, line) in lines {
        reader.push(line.as_bytes(), *received_ms, &mut sink);
        reader.push(b"\r\n", *received_ms, &mut sink);
    }
    reader.finish(&mut sink);
    heard
}

fn hear(lines: &[&str]) -> Heard {
    let lines: Vec<(Option<i64>, String)> = lines
        .iter()
        .map(|line| (None, (*line).to_owned()))
        .collect();
    hear_at(&lines)
}

const A: &str = "ALPHA>PORT OF ALPHA";
const B: &str = "BRAVO>PORT OF BRAVO";

#[test]
fn two_stations_with_the_same_number_and_channel_are_two_messages() {
    let (a, b) = (
        parts(&voyage(1, "ALPHA"), 3, 'A'),
        parts(&voyage(2, "BRAVO"), 3, 'A'),
    );
    let (s1, s2) = ("s:rONE,c:1400000000", "s:rTWO,c:1400000000");
    let heard = hear(&[
        &tagged(s1, &a[0]),
        &tagged(s2, &b[0]),
        &tagged(s1, &a[1]),
        &tagged(s2, &b[1]),
    ]);
    assert_eq!(heard.names(), [A, B]);
    assert!(heard.faults.is_empty());
    // Each lost its second or first half: nothing may come of the other two.
    let heard = hear(&[&tagged(s1, &a[0]), &tagged(s2, &b[1])]);
    assert!(heard.reports.is_empty());
    assert_eq!(heard.faults, [FaultReason::PartMissing; 2]);
}

#[test]
fn an_absent_station_does_not_match_any_station() {
    let (a, b) = (
        parts(&voyage(1, "ALPHA"), 3, 'A'),
        parts(&voyage(2, "BRAVO"), 3, 'A'),
    );
    let heard = hear(&[
        &tagged("s:rONE,c:1400000000", &a[0]),
        &b[0],
        &tagged("s:rTWO,c:1400000000", &b[1]),
    ]);
    assert!(!heard.names().contains(&"ALPHA>PORT OF BRAVO".to_owned()));
}

#[test]
fn a_group_binds_lines_whose_number_is_blank_and_lends_station_and_time() {
    let blank = |line: &str| {
        let body: Vec<&str> = line.split(['!', '*']).collect();
        let body = body[1].replacen(",3,A,", ",,A,", 1);
        let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
        format!("!{body}*{sum:02X}")
    };
    let (a, b) = (
        parts(&voyage(1, "ALPHA"), 3, 'A'),
        parts(&voyage(2, "BRAVO"), 3, 'A'),
    );
    let heard = hear(&[
        &tagged("g:1-2-77,s:rONE,c:1400000000", &blank(&a[0])),
        &tagged("g:1-2-78,s:rONE,c:1400000001", &blank(&b[0])),
        &tagged("g:2-2-78", &blank(&b[1])),
        &tagged("g:2-2-77", &blank(&a[1])),
    ]);
    assert_eq!(heard.names(), [B, A]);
    assert_eq!(heard.reports[1].station.unwrap().text(), "rONE");
    assert_eq!(heard.reports[1].time_ms, Some(1_400_000_000_000));
    assert_eq!(heard.reports[1].time_source, TimeSource::TagBlock);
}

#[test]
fn a_group_id_used_by_two_stations_at_once_is_ambiguous() {
    let (a, b) = (
        parts(&voyage(1, "ALPHA"), 3, 'A'),
        parts(&voyage(2, "BRAVO"), 3, 'A'),
    );
    let heard = hear(&[
        &tagged("g:1-2-7,s:rONE,c:1400000000", &a[0]),
        &tagged("g:1-2-7,s:rTWO,c:1400000000", &b[0]),
        &tagged("g:2-2-7", &b[1]),
    ]);
    assert!(heard.reports.is_empty());
    assert_eq!(heard.faults[0], FaultReason::PartAmbiguous);
}

#[test]
fn equal_numbers_hours_apart_are_two_orphans() {
    let (a, b) = (
        parts(&voyage(1, "ALPHA"), 3, 'A'),
        parts(&voyage(2, "BRAVO"), 3, 'A'),
    );
    let heard = hear(&[
        &tagged("s:rONE,c:1400000000", &a[0]),
        &tagged("s:rONE,c:1400007200", &b[1]),
    ]);
    assert!(heard.reports.is_empty());
    let heard = hear_at(&[
        (Some(1_400_000_000_000), a[0].clone()),
        (Some(1_400_007_200_000), b[1].clone()),
    ]);
    assert!(heard.reports.is_empty());
    assert_eq!(heard.faults.len(), 2);
    // The same lines close together are a message: time alone decides.
    let heard = hear_at(&[
        (Some(1_400_000_000_000), a[0].clone()),
        (Some(1_400_000_001_000), a[1].clone()),
    ]);
    assert_eq!(heard.names(), [A]);
}

#[test]
fn a_log_through_a_pipe_joins_nothing_across_many_sentences() {
    let (a, b) = (
        parts(&voyage(1, "ALPHA"), 3, 'A'),
        parts(&voyage(2, "BRAVO"), 3, 'A'),
    );
    let between = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A";
    let mut lines = vec![a[0].clone()];
    lines.extend((0..100).map(|_| between.to_owned()));
    lines.push(b[1].clone());
    // Read at once from a pipe: every line has the same time of receipt.
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| (Some(1_400_000_000_000), line))
        .collect();
    let heard = hear_at(&lines);
    assert_eq!(heard.reports.len(), 100);
    assert_eq!(heard.faults, [FaultReason::PartMissing; 2]);
}

#[test]
fn time_may_jump_back_between_messages() {
    let (a, b) = (
        parts(&voyage(1, "ALPHA"), 3, 'A'),
        parts(&voyage(2, "BRAVO"), 3, 'A'),
    );
    let heard = hear(&[
        &tagged("s:rONE,c:1400007200", &a[0]),
        &tagged("s:rTWO,c:1300000000", &b[0]),
        &tagged("s:rONE,c:1400007200", &a[1]),
        &tagged("s:rTWO,c:1300000000", &b[1]),
    ]);
    assert_eq!(heard.names(), [A, B]);
}

#[test]
fn channels_and_talkers_never_join() {
    let (a, b) = (
        parts(&voyage(1, "ALPHA"), 3, 'A'),
        parts(&voyage(2, "BRAVO"), 3, 'B'),
    );
    assert!(hear(&[&a[0], &b[1]]).reports.is_empty());
    let other = SentenceOptions {
        talker: *b"BS",
        sequence_id: 3,
        ..SentenceOptions::default()
    };
    let c = sentences(&voyage(3, "CHARLIE"), &other);
    assert!(hear(&[&a[0], &c[1]]).reports.is_empty());
    let own = SentenceOptions {
        own_ship: true,
        sequence_id: 3,
        ..SentenceOptions::default()
    };
    let d = sentences(&voyage(4, "DELTA"), &own);
    assert!(hear(&[&a[0], &d[1]]).reports.is_empty());
}

#[test]
fn a_first_part_with_the_same_key_and_other_content_resets() {
    let (a, b) = (
        parts(&voyage(1, "ALPHA"), 3, 'A'),
        parts(&voyage(2, "BRAVO"), 3, 'A'),
    );
    let heard = hear(&[&a[0], &b[0], &b[1]]);
    assert_eq!(heard.names(), [B]);
    assert_eq!(heard.faults, [FaultReason::PartReplaced]);
    // Without a station it may as well be two receivers on one line, so the message is marked.
    assert!(heard.reports[0].flags.has(Flags::UNSURE_ASSEMBLY));
}

#[test]
fn identical_parts_are_duplicates() {
    let a = parts(&voyage(1, "ALPHA"), 3, 'A');
    let heard = hear(&[&a[0], &a[0], &a[1], &a[1], &a[0]]);
    assert_eq!(heard.names(), [A]);
    assert_eq!(heard.faults, [FaultReason::PartDuplicate; 3]);
}

#[test]
fn two_stations_hearing_one_transmission_are_two_marked_reports() {
    let a = parts(&voyage(1, "ALPHA"), 3, 'A');
    let (s1, s2) = ("s:rONE,c:1400000000", "s:rTWO,c:1400000001");
    let heard = hear(&[
        &tagged(s1, &a[0]),
        &tagged(s1, &a[1]),
        &tagged(s2, &a[0]),
        &tagged(s2, &a[1]),
    ]);
    assert_eq!(heard.names(), [A, A]);
    assert!(!heard.reports[0].flags.has(Flags::HEARD_BEFORE));
    assert!(heard.reports[1].flags.has(Flags::HEARD_BEFORE));
}

#[test]
fn parts_in_the_wrong_order_join_but_are_marked() {
    let a = parts(&voyage(1, "ALPHA"), 3, 'A');
    let heard = hear(&[&a[1], &a[0]]);
    assert_eq!(heard.names(), [A]);
    assert!(heard.reports[0].flags.has(Flags::UNSURE_ASSEMBLY));
}

#[test]
fn a_late_second_part_does_not_take_the_first_part_of_the_next_message() {
    // ALPHA lost its first part; BRAVO has the same number.
    let (a, b) = (
        parts(&voyage(1, "ALPHA"), 3, 'A'),
        parts(&voyage(2, "BRAVO"), 3, 'A'),
    );
    let heard = hear(&[&a[1], &b[0], &b[1]]);
    assert_eq!(heard.names(), [B]);
    assert_eq!(heard.faults, [FaultReason::PartReplaced]);
}

#[test]
fn a_bad_checksum_takes_its_part_only() {
    let a = parts(&voyage(1, "ALPHA"), 3, 'A');
    let broken = a[1].replace(",2*", ",0*");
    let heard = hear(&[&a[0], &broken]);
    assert_eq!(
        heard.faults,
        [FaultReason::ChecksumWrong, FaultReason::PartMissing]
    );
    // It may come once more, whole.
    let heard = hear(&[&a[0], &broken, &a[1]]);
    assert_eq!(heard.names(), [A]);
}

#[test]
fn a_bare_part_directly_behind_its_tagged_first_belongs_to_it() {
    let a = parts(&voyage(1, "ALPHA"), 3, 'A');
    let heard = hear(&[&tagged("s:rONE,c:1400000000", &a[0]), &a[1]]);
    assert_eq!(heard.names(), [A]);
    assert!(heard.reports[0].flags.has(Flags::UNSURE_ASSEMBLY));
    assert_eq!(heard.reports[0].station.unwrap().text(), "rONE");
}

#[test]
fn the_number_of_open_messages_is_bounded_and_the_oldest_makes_room() {
    let lines: Vec<String> = (0..1000)
        .map(|at| {
            tagged(
                &format!("s:r{at},c:1400000000"),
                &parts(&voyage(at, "ALPHA"), 3, 'A')[0],
            )
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let heard = hear(&lines);
    let evicted = heard
        .faults
        .iter()
        .filter(|reason| **reason == FaultReason::PartEvicted)
        .count();
    assert_eq!(evicted, 1000 - vigie_ais::MAX_OPEN);
    assert_eq!(heard.faults.len(), 1000);
}

/// How the lines of a made feed carry station and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// Station and time on every line.
    Tags,
    /// Group on every line, station and time on the first part only.
    Groups,
    /// Station and time behind the checksum.
    Suffix,
    /// One station; the caller gives the receive time.
    Live,
    /// One station, no time at all.
    Bare,
}

/// SplitMix64: a seed in, the same numbers out everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }
}

struct Line {
    at_ms: i64,
    order: usize,
    text: String,
    /// Which reception the line belongs to, and how many parts that has.
    reception: usize,
    whole: bool,
}

struct Made {
    lines: Vec<Line>,
    /// Station and content of each reception.
    receptions: Vec<(String, Message, usize)>,
}

/// A feed of stations that hear some of the same ships, each with its own sequence counter, delay, jitter and losses.
fn make(style: Style, seed: u64) -> Made {
    let mut dice = Dice(seed);
    let stations = if matches!(style, Style::Live | Style::Bare) {
        1
    } else {
        2 + dice.roll(5)
    };
    let delays: Vec<i64> = (0..stations).map(|_| dice.roll(1500) as i64).collect();
    let jitter = if style == Style::Bare { 1 } else { 400 };
    let loss = dice.roll(30);
    let mut counters = vec![0_u8; stations as usize];
    let mut made = Made {
        lines: Vec::new(),
        receptions: Vec::new(),
    };
    let mut group = 0;
    for number in 0..300 {
        let sent_ms = 1_400_000_000_000 + number * 450 + dice.roll(300) as i64;
        let message = random_message(&mut dice, number as u32);
        let channel = if dice.chance(50) { 'A' } else { 'B' };
        for station in 0..stations as usize {
            if dice.chance(40) && stations > 1 {
                continue;
            }
            counters[station] = (counters[station] + 1) % 10;
            group += 1;
            let name = format!("rST{station}");
            let reception = made.receptions.len();
            let lines = dress(
                style,
                &parts(&message, counters[station], channel),
                &name,
                sent_ms,
                group,
            );
            made.receptions.push((name, message, lines.len()));
            for (at, text) in lines.into_iter().enumerate() {
                if dice.chance(loss) {
                    continue;
                }
                let copies = 1 + usize::from(dice.chance(5));
                let whole = !dice.chance(3);
                for _ in 0..copies {
                    let at_ms =
                        sent_ms + delays[station] + dice.roll(jitter) as i64 + at as i64 * 30;
                    let text = if whole {
                        text.clone()
                    } else {
                        text.replacen("VDM,", "VDM,9", 1)
                    };
                    let order = made.lines.len();
                    made.lines.push(Line {
                        at_ms,
                        order,
                        text,
                        reception,
                        whole,
                    });
                }
            }
        }
    }
    made.lines.sort_by_key(|line| (line.at_ms, line.order));
    made
}

fn random_message(dice: &mut Dice, number: u32) -> Message {
    let mmsi = 200_000_000 + number;
    if dice.chance(70) {
        let letters: String = (0..12)
            .map(|_| char::from(b'A' + dice.roll(26) as u8))
            .collect();
        return voyage(mmsi, &letters);
    }
    let mut payload = Bits::new();
    for _ in 0..4 + dice.roll(12) {
        payload.push(dice.roll(1 << 57), 57);
    }
    Message::BinaryBroadcast(BinaryBroadcast {
        mmsi,
        dac: 366,
        fi: 56,
        payload,
        ..BinaryBroadcast::default()
    })
}

fn dress(style: Style, parts: &[String], station: &str, sent_ms: i64, group: u32) -> Vec<String> {
    let (total, seconds) = (parts.len(), sent_ms / 1000);
    let several = total > 1;
    parts
        .iter()
        .zip(1..)
        .map(|(part, number)| match style {
            Style::Tags => tagged(&format!("s:{station},c:{seconds}"), part),
            Style::Groups if several && number == 1 => tagged(
                &format!("g:1-{total}-{group},s:{station},c:{seconds}"),
                part,
            ),
            Style::Groups if several => tagged(&format!("g:{number}-{total}-{group}"), part),
            Style::Groups => tagged(&format!("s:{station},c:{seconds}"), part),
            Style::Suffix => format!("{part},{station},{seconds}"),
            Style::Live | Style::Bare => part.clone(),
        })
        .collect()
}

/// Runs a made feed; returns how many receptions came whole and how many of those were delivered.
fn check(style: Style, seed: u64) -> (usize, usize) {
    let made = make(style, seed);
    let lines: Vec<(Option<i64>, String)> = made
        .lines
        .iter()
        .map(|line| {
            (
                (style == Style::Live).then_some(line.at_ms),
                line.text.clone(),
            )
        })
        .collect();
    let heard = hear_at(&lines);
    let mut truth: BTreeMap<(String, Vec<u8>), usize> = BTreeMap::new();
    let key = |station: &str, message: &Message| {
        (station.to_owned(), message.encode().as_bytes().to_vec())
    };
    for (at, (station, message, total)) in made.receptions.iter().enumerate() {
        let mut seen: Vec<&str> = made
            .lines
            .iter()
            .filter(|line| line.reception == at && line.whole)
            .map(|line| line.text.as_str())
            .collect();
        seen.sort_unstable();
        seen.dedup();
        let entry = truth.entry(key(station, message)).or_default();
        *entry += usize::from(seen.len() == *total);
    }
    let whole: usize = truth.values().sum();
    let mut delivered = 0;
    for report in heard.reports {
        let station = report
            .station
            .map_or_else(|| "rST0".to_owned(), |station| station.text().into_owned());
        let known = truth.get_mut(&key(&station, &report.message));
        let left = known
            .unwrap_or_else(|| panic!("{style:?} seed {seed}: nobody sent {:?}", report.message));
        if report.parts > 1 {
            assert!(
                *left > 0,
                "{style:?} seed {seed}: delivered twice or without all parts: {:?}",
                report.message
            );
            *left -= 1;
            delivered += 1;
        } else {
            *left = left.saturating_sub(1);
            delivered += 1;
        }
    }
    (whole, delivered)
}

fn run(style: Style, least_percent: usize) {
    let (mut whole, mut delivered) = (0, 0);
    for seed in 0..40 {
        let (w, d) = check(style, seed);
        whole += w;
        delivered += d;
    }
    println!("{style:?}: {delivered} of {whole} whole receptions delivered");
    assert!(whole > 3000);
    assert!(
        delivered * 100 >= whole * least_percent,
        "{style:?}: {delivered} of {whole}"
    );
}

#[test]
fn no_chimera_with_station_and_time_on_every_line() {
    run(Style::Tags, 100);
}

/// The feed as it was recorded, and the same lines arriving at the times they were sent.
#[test]
fn live_and_archive_give_the_same_messages() {
    for (style, seed) in [(Style::Tags, 1), (Style::Suffix, 2), (Style::Tags, 3)] {
        let made = make(style, seed);
        let archive: Vec<_> = made
            .lines
            .iter()
            .map(|line| (None, line.text.clone()))
            .collect();
        let live: Vec<_> = made
            .lines
            .iter()
            .map(|line| (Some(line.at_ms + 40_000), line.text.clone()))
            .collect();
        let strip = |heard: Heard| -> Vec<Report> {
            let reports = heard.reports.into_iter();
            reports
                .map(|report| Report {
                    received_ms: None,
                    ..report
                })
                .collect()
        };
        let (archive, live) = (strip(hear_at(&archive)), strip(hear_at(&live)));
        assert!(archive.len() > 300);
        assert_eq!(archive, live);
    }
}

#[test]
fn no_chimera_with_groups() {
    run(Style::Groups, 99);
}

#[test]
fn no_chimera_with_suffixes() {
    run(Style::Suffix, 100);
}

#[test]
fn no_chimera_on_a_live_feed_of_one_station() {
    run(Style::Live, 99);
}

#[test]
fn no_chimera_on_a_bare_log_of_one_station() {
    run(Style::Bare, 99);
}

/// Sentences of real logs in their order, each message with all its parts, that stood on adjacent lines.
fn real_messages(text: &str) -> Vec<Vec<String>> {
    let mut out: Vec<Vec<String>> = Vec::new();
    let mut open: Option<(String, Vec<String>)> = None;
    for line in text.lines() {
        let Some(at) = line.find("!") else { continue };
        let Some(star) = line[at..].find('*') else {
            continue;
        };
        let Some(sentence) = line.get(at..at + star + 3) else {
            continue;
        };
        let fields: Vec<&str> = sentence.split(',').collect();
        let [kind, total, number, sequence, channel, ..] = fields[..] else {
            continue;
        };
        let sum = sentence[1..star].bytes().fold(0, |sum, byte| sum ^ byte);
        if !kind.contains("VDM") || format!("{sum:02X}") != sentence[star + 1..] {
            continue;
        }
        let key = format!("{kind}{total}{sequence}{channel}");
        if number == "1" {
            open = Some((key.clone(), Vec::new()));
        }
        let Some((wanted, parts)) = &mut open else {
            continue;
        };
        parts.push(sentence.to_owned());
        if *wanted != key || parts.len().to_string() != number {
            open = None;
        } else if number == total {
            out.extend(open.take().map(|(_, parts)| parts));
        }
    }
    out
}

/// Several real logs run through each other line by line, each as a station with its own clock: every voyage message
/// must come out once for its station, with the contents it has alone, and no other.
#[test]
fn real_logs_through_each_other_give_each_message_its_own_contents() {
    let dir = std::path::Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/nmea"
    ));
    let logs = [
        "go-ais/aistest.nmea",
        "gpsd/ais-nmea-type6-fid55.log",
        "gpsd/ais-nmea.log",
        "dma/AisLib-stream_example.txt",
        "ais-tools/multi-part.nmea",
        "libais/test.aivdm",
    ];
    if !dir.is_dir() {
        return eprintln!("skipped: no data at {}", dir.display());
    }
    let mut queues = Vec::new();
    let mut truth: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (station, log) in logs.iter().enumerate() {
        let text = String::from_utf8_lossy(&std::fs::read(dir.join(log)).unwrap()).into_owned();
        let mut lines = std::collections::VecDeque::new();
        let mut last = BTreeMap::new();
        for (at, parts) in real_messages(&text).into_iter().enumerate() {
            // The log has some messages twice in a row, sequence id and all: one reception, written twice.
            let copy = last
                .insert(parts.clone(), at)
                .is_some_and(|before| at / 6 - before / 6 <= 2);
            // Six messages a second, so that a sequence id comes again after some seconds.
            let tag = format!("s:rLOG{station},c:{}", 1_400_000_000 + at / 6);
            let alone: Vec<&str> = parts.iter().map(String::as_str).collect();
            if let [report] = &hear(&alone).reports[..]
                && matches!(report.message, Message::StaticVoyage(_))
                && parts.len() > 1
                && !copy
            {
                *truth
                    .entry((format!("rLOG{station}"), format!("{:?}", report.message)))
                    .or_default() += 1;
            }
            lines.extend(parts.iter().map(|part| tagged(&tag, part)));
        }
        queues.push(lines);
    }
    let mut lines = Vec::new();
    while queues.iter().any(|queue| !queue.is_empty()) {
        lines.extend(
            queues
                .iter_mut()
                .filter_map(std::collections::VecDeque::pop_front)
                .map(|line| (None, line)),
        );
    }
    let mut found = 0;
    for report in hear_at(&lines).reports {
        if report.parts > 1 && matches!(report.message, Message::StaticVoyage(_)) {
            let key = (
                report.station.unwrap().text().into_owned(),
                format!("{:?}", report.message),
            );
            let left = truth
                .get_mut(&key)
                .unwrap_or_else(|| panic!("nobody sent {key:?}"));
            assert!(*left > 0, "delivered twice: {key:?}");
            *left -= 1;
            found += 1;
        }
    }
    let missing: Vec<_> = truth.iter().filter(|(_, left)| **left > 0).collect();
    println!(
        "{found} voyage messages of {} logs found, {} missing",
        logs.len(),
        missing.len()
    );
    assert!(found > 300);
    assert!(missing.is_empty(), "{missing:?}");
}
