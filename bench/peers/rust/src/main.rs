//! Runs one Rust AIS decoder from crates.io over a file and prints how many messages it gave.
//! `peers DECODER FILE` streams the file line by line; the caller measures CPU time and memory of the whole process.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes read at once, as our own program reads them.
const PIECE_BYTES: usize = 1 << 18;

fn main() {
    let mut args = std::env::args().skip(1);
    let (Some(decoder), Some(file)) = (args.next(), args.next()) else {
        eprintln!("usage: peers ais|aivdm|nmea-0183-rs|nmea-parser FILE");
        std::process::exit(2);
    };
    let file = BufReader::with_capacity(PIECE_BYTES, File::open(file).expect("file is readable"));
    std::panic::set_hook(Box::new(|_| {}));
    let (messages, panics) = match decoder.as_str() {
        "ais" => run(file, ais_decoder()),
        "aivdm" => run(file, aivdm_decoder()),
        "nmea-0183-rs" => run(file, nmea_0183_decoder()),
        "nmea-parser" => run(file, nmea_parser_decoder()),
        other => panic!("no decoder {other}"),
    };
    println!("{{\"messages\":{messages},\"panics\":{panics}}}");
}

fn run(mut file: impl BufRead, mut decode: impl FnMut(&str) -> bool) -> (u64, u64) {
    let (mut messages, mut panics) = (0, 0);
    let mut bytes = Vec::new();
    while file
        .read_until(b'\n', &mut bytes)
        .expect("file is readable")
        > 0
    {
        // The decoders take text; a line that is not UTF-8 cannot be given to them.
        if let Ok(line) = str::from_utf8(&bytes) {
            match catch_unwind(AssertUnwindSafe(|| decode(line.trim_end()))) {
                Ok(true) => messages += 1,
                Ok(false) => {}
                Err(_) => panics += 1,
            }
        }
        bytes.clear();
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
