//! How fast this crate reads your own logs: messages a second as structs and as JSON, on one core.
//!
//! ```sh
//! cargo run --release -p vigie-ais --example decode_rate -- LOG.nmea...
//! cargo run --release -p vigie-ais --example decode_rate -- --once struct|json LOG.nmea
//! ```
//!
//! With `--once` a file is streamed once in pieces and the count printed as JSON, for a caller that measures the
//! CPU time and memory of the whole process.
//!
//! Plain text files only. Each file is read into memory first, so the disk is not timed; it is decoded over and over
//! for two seconds of wall time, so the machine should be idle. What could not be read is listed by reason.

use std::hint::black_box;
use std::io::Read as _;
use std::time::{Duration, Instant};
use vigie_ais::{Config, Counts, Item, Reader};

/// Bytes read at once with `--once`.
const PIECE_BYTES: usize = 1 << 18;
const LEAST_TIME: Duration = Duration::from_secs(2);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        return Err("give one or more NMEA log files".into());
    }
    if let [once, form, path] = paths.as_slice()
        && once == "--once"
    {
        return stream_once(form == "json", path);
    }
    for path in paths {
        let log = std::fs::read(&path)?;
        let counts = read_once(&log, &mut |_| ());
        println!(
            "{path}: {} lines, {} messages",
            counts.lines, counts.messages
        );
        for (reason, count) in counts.faults_by_reason() {
            println!("  {:>9} {}", count, reason.code());
        }
        let mut checksum = 0_u64;
        let structs = rate(&log, &mut |item| {
            if let Item::Report(report) = item {
                checksum = checksum.wrapping_add(u64::from(report.message.mmsi()));
            }
        });
        let mut line = Vec::new();
        let json = rate(&log, &mut |item| {
            if let Item::Report(report) = item {
                line.clear();
                report.write_json(&mut line);
                checksum = checksum.wrapping_add(line.len() as u64);
            }
        });
        println!(
            "  {:>9.2} M msg/s struct, {:.2} M msg/s JSON (check {checksum:x})",
            structs / 1e6,
            json / 1e6
        );
    }
    Ok(())
}

fn stream_once(json: bool, path: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut file = std::fs::File::open(path)?;
    let mut piece = vec![0_u8; PIECE_BYTES];
    let mut line = Vec::new();
    let mut reader = Reader::new(Config::default());
    let mut sink = |item: Item<'_>| {
        if let Item::Report(report) = item {
            if json {
                line.clear();
                report.write_json(&mut line);
                black_box(&line);
            } else {
                black_box(report);
            }
        }
    };
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            break;
        }
        reader.push(&piece[..count], None, &mut sink);
    }
    reader.finish(&mut sink);
    println!("{{\"messages\":{}}}", reader.counts().messages);
    Ok(())
}

fn read_once(log: &[u8], sink: &mut impl FnMut(Item<'_>)) -> Counts {
    let mut reader = Reader::new(Config::default());
    reader.push(log, None, sink);
    reader.finish(sink);
    reader.counts().clone()
}

fn rate(log: &[u8], sink: &mut impl FnMut(Item<'_>)) -> f64 {
    let start = Instant::now();
    let mut messages = 0;
    while start.elapsed() < LEAST_TIME {
        messages += read_once(log, sink).messages;
    }
    messages as f64 / start.elapsed().as_secs_f64()
}
