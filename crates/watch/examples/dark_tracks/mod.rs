//! Real tracks of the evaluation: logs, tables and labelled sets.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use vigie_sea::{Position, Time, bearing_deg};
use vigie_watch::detection::Ping;

pub(crate) struct Ship {
    pub(crate) source: &'static str,
    pub(crate) id: String,
    pub(crate) class: &'static str,
    pub(crate) pings: Vec<Ping>,
}

/// All ships of a folder of sets.
pub(crate) fn ships(folder: &Path) -> Vec<Ship> {
    let mut ships = Vec::new();
    let mut add = |source, class, tracks: BTreeMap<String, Vec<Ping>>| {
        for (id, mut pings) in tracks {
            pings.sort_by_key(|p| p.time);
            pings.dedup_by_key(|p| p.time);
            for i in (1..pings.len()).rev() {
                let (a, b) = (pings[i - 1], pings[i]);
                let s = b.time.since_s(a.time);
                // Where the course is not told it is that from a ping at most ten minutes before.
                if b.cog_deg.is_none() && s < 600.0 {
                    pings[i].cog_deg = Some(bearing_deg(a.position, b.position));
                }
            }
            if pings.len() >= 15 {
                ships.push(Ship {
                    source,
                    id: format!("{source}-{id}"),
                    class,
                    pings,
                });
            }
        }
    };
    if let Some(text) = gz(&folder.join("nmea/opencpn/Go_to_Guernesey.txt.gz")) {
        add("guernsey", "*", log(&text));
    }
    if let Some(text) = gz(&folder.join("gap-casestudy/position_messages.csv.gz")) {
        add(
            "casestudy",
            "*",
            table(&text, ["ssvid", "timestamp", "lat", "lon", "speed", ""]),
        );
    }
    for (source, class, file) in [
        ("iceland", "trawl", "iceland_trawl_survey_2019.csv"),
        ("portugal", "pots", "portugal_pots_dredge_2017.csv"),
        ("scotland", "pots", "scotland_creel_2017.csv"),
        ("italy", "pots", "italy_pots_anon.csv"),
    ] {
        if let Ok(text) = std::fs::read_to_string(folder.join("fishing-labels").join(file)) {
            add(
                source,
                class,
                table(&text, ["track", "time", "lat", "lon", "speed", "course"]),
            );
        }
    }
    ships
}

fn gz(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).ok()?)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn table(text: &str, names: [&str; 6]) -> BTreeMap<String, Vec<Ping>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = names.map(|n| header.iter().position(|h| h == n));
    let mut tracks: BTreeMap<String, Vec<Ping>> = BTreeMap::new();
    for row in reader.records().map(Result::unwrap) {
        let [id, time, lat, lon, sog, cog] = at.map(|c| c.and_then(|c| row.get(c)).unwrap_or(""));
        let (Ok(time), Ok(lat), Ok(lon)) = (Time::parse(time), lat.parse(), lon.parse()) else {
            continue;
        };
        let Ok(position) = Position::new(lat, lon) else {
            continue;
        };
        tracks.entry(id.to_owned()).or_default().push(Ping {
            time,
            position,
            sog_kn: sog.parse().ok(),
            cog_deg: cog.parse().ok(),
        });
    }
    tracks
}

/// Positions of class A and B in a log, timed by the ship's own GPS sentences.
fn log(text: &str) -> BTreeMap<String, Vec<Ping>> {
    let mut tracks: BTreeMap<String, Vec<Ping>> = BTreeMap::new();
    let (mut clock_s, mut day) = (None::<i64>, 0_i64);
    for line in text.lines() {
        let fields: Vec<&str> = line.split(',').collect();
        if line.starts_with("$GPRMC") && fields.len() > 9 {
            let Some(hms) = fields[1].get(0..6).and_then(|t| t.parse::<i64>().ok()) else {
                continue;
            };
            let s = hms / 10_000 * 3_600 + hms / 100 % 100 * 60 + hms % 100;
            day += i64::from(clock_s.is_some_and(|c| s < c - 43_200));
            clock_s = Some(s);
        }
        let whole = line.starts_with("!AIVDM,1,1,") && fields.len() > 6;
        let (true, Some(s)) = (whole, clock_s) else {
            continue;
        };
        if let Some((mmsi, position, sog_kn, cog_deg)) = decode(fields[5].as_bytes()) {
            tracks.entry(mmsi.to_string()).or_default().push(Ping {
                time: Time::from_s(1_311_638_400 + day * 86_400 + s),
                position,
                sog_kn,
                cog_deg,
            });
        }
    }
    tracks
}

type Decoded = (u64, Position, Option<f64>, Option<f64>);

/// Types 1, 2, 3 and 18.
fn decode(payload: &[u8]) -> Option<Decoded> {
    let bit = |at: usize| -> u64 {
        let c = payload.get(at / 6).copied().unwrap_or(48).wrapping_sub(48);
        let c = if c > 40 { c.wrapping_sub(8) } else { c };
        u64::from(c >> (5 - at % 6) & 1)
    };
    let number =
        |from: usize, length: usize| (from..from + length).fold(0, |n, at| n << 1 | bit(at));
    let signed = |from: usize, length: usize| {
        let n = number(from, length) as i64;
        if n >> (length - 1) & 1 == 1 {
            n - (1 << length)
        } else {
            n
        }
    };
    let (sog, lon, cog) = match number(0, 6) {
        1..=3 => (50, 61, 116),
        18 => (46, 57, 112),
        _ => return None,
    };
    if payload.len() < 28 {
        return None;
    }
    let position = Position::new(
        signed(lon + 28, 27) as f64 / 600_000.0,
        signed(lon, 28) as f64 / 600_000.0,
    )
    .ok()?;
    let known = |value: u64, none: u64| (value < none).then(|| value as f64 / 10.0);
    Some((
        number(8, 30),
        position,
        known(number(sog, 10), 1_023),
        known(number(cog, 12), 3_600),
    ))
}
