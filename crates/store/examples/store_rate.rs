//! How fast observations are kept, rolled into Parquet and read again, one core, on this disk.
//!
//! `cargo run --release -p vigie-store --example store_rate -- [ROWS] [FOLDER]`
#![allow(clippy::cast_precision_loss, reason = "a tool for developers")]

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use vigie_store::{Archive, Content, Place, Row};

/// As the node keeps them.
const BATCH: usize = 8_192;
const SEGMENT_ROWS: u64 = 250_000;

/// Ships that report in turn, each on its way.
fn row(number: i64) -> Row {
    let (ship, turn) = (number % 5_000, number / 5_000);
    let step = i32::try_from((ship * 7_919 + turn * 131) % 10_000_000).unwrap_or(0);
    let small = |of: i64| u16::try_from((ship * 31 + turn) % of).unwrap_or(0);
    Row {
        time_ms: 1_772_323_200_000 + number * 20,
        mmsi: 412_000_000 + u32::try_from(ship).unwrap_or(0),
        source: 0,
        feed: 1,
        receiver: 65_537 + u32::from(small(12)),
        reception: 2,
        class: 1,
        content: Content::Place(Place {
            lat_e7: 350_000_000 + step,
            lon_e7: 1_795_000_000 - step,
            sog_dkn: Some(small(200)),
            cog_ddeg: Some(small(3_600)),
            heading_deg: Some(small(360)),
            nav_status: Some(0),
        }),
    }
}

/// Processor time of this thread, seconds; what waits for the disk does not count in it.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|t| t.parse().ok());
    nanoseconds.unwrap_or(0.0_f64) / 1e9
}

struct Watch(Instant, f64);

impl Watch {
    fn start() -> Self {
        Self(Instant::now(), cpu_s())
    }

    fn say(&self, what: &str, rows: u64) {
        let (clock, cpu) = (self.0.elapsed().as_secs_f64(), cpu_s() - self.1);
        let rate = |seconds: f64| rows as f64 / seconds.max(1e-9);
        println!(
            "{what}: {:.0} rows a CPU second, {:.0} by the clock",
            rate(cpu),
            rate(clock)
        );
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rows: i64 = arguments
        .first()
        .map_or(Ok(2_000_000), |text| text.parse())?;
    let scratch = tempfile::tempdir()?;
    let root = arguments
        .get(1)
        .map_or_else(|| scratch.path().to_owned(), PathBuf::from);
    let all: Vec<Row> = (0..rows).map(row).collect();
    let (mut archive, _) = Archive::open(&root)?;
    let mut sealed = Vec::new();
    let watch = Watch::start();
    for batch in all.chunks(BATCH) {
        archive.append(0, batch)?;
        if archive.segment_rows() >= SEGMENT_ROWS {
            sealed.extend(archive.seal()?);
        }
    }
    watch.say("kept, flushed batch by batch", all.len() as u64);
    let watch = Watch::start();
    for segment in &sealed {
        vigie_store::roll(&root, segment)?;
    }
    watch.say("rolled into Parquet", sealed.len() as u64 * SEGMENT_ROWS);
    let watch = Watch::start();
    let read = archive.reader().replay::<vigie_store::Error>(|_| Ok(()))?;
    watch.say("replayed", read);
    Ok(())
}
