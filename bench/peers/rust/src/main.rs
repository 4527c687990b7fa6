//! Runs one Rust AIS decoder from crates.io over a file and prints how many messages it gave.
//! `peers DECODER FILE [TIMES]`; the caller measures CPU time and memory of the whole process.

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn main() {
    let mut args = std::env::args().skip(1);
    let (Some(decoder), Some(file)) = (args.next(), args.next()) else {
        eprintln!("usage: peers ais|aivdm|nmea-0183-rs|nmea-parser FILE [TIMES]");
        std::process::exit(2);
    };
    let times: usize = args.next().and_then(|t| t.parse().ok()).unwrap_or(1);
    let bytes = std::fs::read(file).expect("file is readable");
    // The decoders take text; a line that is not UTF-8 cannot be given to them.
    let lines: Vec<&str> = bytes
        .split(|b| *b == b'\n')
        .filter_map(|l| str::from_utf8(l).ok())
        .map(str::trim_end)
        .collect();
    std::panic::set_hook(Box::new(|_| {}));
    let mut messages = 0_u64;
    let mut panics = 0_u64;
    for _ in 0..times {
        let (m, p) = match decoder.as_str() {
            "ais" => run(&lines, ais_decoder()),
            "aivdm" => run(&lines, aivdm_decoder()),
            "nmea-0183-rs" => run(&lines, nmea_0183_decoder()),
            "nmea-parser" => run(&lines, nmea_parser_decoder()),
            other => panic!("no decoder {other}"),
        };
        messages += m;
        panics += p;
    }
    println!("{{\"messages\":{messages},\"panics\":{panics}}}");
}

fn run(lines: &[&str], mut decode: impl FnMut(&str) -> bool) -> (u64, u64) {
    let (mut messages, mut panics) = (0, 0);
    for line in lines {
        match catch_unwind(AssertUnwindSafe(|| decode(line))) {
            Ok(true) => messages += 1,
            Ok(false) => {}
            Err(_) => panics += 1,
        }
    }
    (messages, panics)
}

fn ais_decoder() -> impl FnMut(&str) -> bool {
    let mut parser = ais::AisParser::new();
    move |line| match parser.parse(line.as_bytes(), true) {
        Ok(ais::AisFragments::Complete(sentence)) => black_box(sentence.message).is_some(),
        _ => false,
    }
}

fn aivdm_decoder() -> impl FnMut(&str) -> bool {
    let mut decoder = aivdm::LineDecoder::<1024>::new();
    move |line| matches!(black_box(decoder.feed(line)), Ok(Some(_)))
}

fn nmea_0183_decoder() -> impl FnMut(&str) -> bool {
    let mut parser = nmea_0183_rs::ais::AisParser::new();
    move |line| {
        let Ok(frame) = nmea_0183_rs::parse_frame(line) else {
            return false;
        };
        matches!(
            black_box(parser.decode(&frame)),
            Ok(nmea_0183_rs::ais::AisDecodeOutcome::Message(_))
        )
    }
}

fn nmea_parser_decoder() -> impl FnMut(&str) -> bool {
    let mut parser = nmea_parser::NmeaParser::new();
    move |line| {
        // It also reads GNSS sentences, which are not counted here.
        line.contains('!')
            && !matches!(
                black_box(parser.parse_sentence(line)),
                Err(_) | Ok(nmea_parser::ParsedMessage::Incomplete)
            )
    }
}
