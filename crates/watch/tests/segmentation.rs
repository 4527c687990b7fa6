//! Two real MMSIs, each shared by several ships, against a published segmentation
//! (`ais-segmentation`, from gpsdio-segment, Apache-2.0).
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use serde_json::Value;
use vigie_sea::{Position, Time};
use vigie_watch::{
    AisClass, Context, Observation, PositionReport, Reception, Report, Rules, SourceKind, Watch,
    canonical,
};

const DATA: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/data/ais-segmentation/"
);

fn rows(file: &str, label: &str) -> Option<Vec<(Observation, String)>> {
    let text = match std::fs::read_to_string(format!("{DATA}{file}")) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("skipped: {file} is not here ({error})");
            return None;
        }
    };
    let read = |row: &Value| {
        let number = |key: &str| row[key].as_f64().unwrap();
        let (lat_e7, lon_e7) = Position::new(number("lat"), number("lon")).unwrap().to_e7();
        let report = PositionReport {
            lat_e7,
            lon_e7,
            sog_dkn: Some((number("speed") * 10.0).round() as u16),
            cog_ddeg: Some((number("course") * 10.0).round() as u16),
            heading_deg: None,
            nav_status: None,
            class: AisClass::A,
        };
        let observation = Observation {
            time: Time::parse(row["timestamp"].as_str().unwrap()).unwrap(),
            mmsi: u32::try_from(row["ssvid"].as_u64().unwrap()).unwrap(),
            source: SourceKind::Ais,
            feed: 0,
            receiver: 0,
            reception: Reception::Unknown,
            report: Report::Position(report),
        };
        (observation, row[label].as_str().unwrap().to_owned())
    };
    let all: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut rows: Vec<_> = all
        .iter()
        .filter(|row| row["lat"].is_number())
        .map(read)
        .collect();
    rows.sort_by(|a, b| canonical(&a.0, &b.0));
    Some(rows)
}

/// The track of each row, by the row's time and place; rows that were one transmission share one.
fn split(rows: &[(Observation, String)]) -> Vec<Option<u32>> {
    let mut watch = Watch::new(Rules::builtin(), Context::default());
    watch.keep_fixes();
    for (observation, _) in rows {
        watch.push(observation.clone());
    }
    watch.finish();
    let by_fix: BTreeMap<((i32, i32), Time), u32> = watch
        .drain_fixes()
        .iter()
        .map(|fix| ((fix.position.to_e7(), fix.time), fix.track))
        .collect();
    rows.iter()
        .map(|(o, _)| match &o.report {
            Report::Position(p) => {
                let place = (p.lat_e7, p.lon_e7);
                let since = (place, o.time.plus_ms(-5_000));
                by_fix
                    .range(since..=(place, o.time))
                    .next_back()
                    .map(|(_, track)| *track)
            }
            Report::Identity(_) => None,
        })
        .collect()
}

fn pairs(n: usize) -> f64 {
    (n * n.saturating_sub(1)) as f64 / 2.0
}

/// Adjusted Rand index of two partitions: 1 is equal, 0 is chance.
fn adjusted_rand(cells: &BTreeMap<(u32, String), usize>) -> f64 {
    let mut ours: BTreeMap<u32, usize> = BTreeMap::new();
    let mut theirs: BTreeMap<&str, usize> = BTreeMap::new();
    for ((a, b), n) in cells {
        *ours.entry(*a).or_default() += n;
        *theirs.entry(b).or_default() += n;
    }
    let both: f64 = cells.values().map(|n| pairs(*n)).sum();
    let a: f64 = ours.values().map(|n| pairs(*n)).sum();
    let b: f64 = theirs.values().map(|n| pairs(*n)).sum();
    let chance = a * b / pairs(ours.values().sum());
    (both - chance) / ((a + b) / 2.0 - chance)
}

/// Agreement of pairs of rows: together in both or apart in both.
struct Agreement {
    adjusted_rand: f64,
    rand: f64,
    together: f64,
}

fn agreement(file: &str, rows: &[(Observation, String)]) -> Agreement {
    let mut cells = BTreeMap::new();
    for (track, (_, label)) in split(rows).into_iter().zip(rows) {
        *cells.entry((track.unwrap(), label.clone())).or_default() += 1;
    }
    let mut ours: BTreeMap<u32, usize> = BTreeMap::new();
    let mut theirs: BTreeMap<&str, usize> = BTreeMap::new();
    for ((a, b), n) in &cells {
        *ours.entry(*a).or_default() += n;
        *theirs.entry(b).or_default() += n;
    }
    let both: f64 = cells.values().map(|n| pairs(*n)).sum();
    let a: f64 = ours.values().map(|n| pairs(*n)).sum();
    let b: f64 = theirs.values().map(|n| pairs(*n)).sum();
    let all = pairs(cells.values().sum());
    let found = Agreement {
        adjusted_rand: adjusted_rand(&cells),
        rand: (all - a - b + 2.0 * both) / all,
        together: both / b,
    };
    eprintln!(
        "{file}: adjusted Rand {:.3}, Rand {:.3}, pairs kept together {:.3}, {} tracks for {} labels",
        found.adjusted_rand,
        found.rand,
        found.together,
        ours.len(),
        theirs.len()
    );
    found
}

/// One ship heard by satellites whose clocks differ: nearly all of it is one track.
#[test]
fn a_ship_heard_with_wrong_clocks_stays_one_track() {
    let Some(rows) = rows("338013000.json", "expected") else {
        return;
    };
    let found = agreement("338013000.json", &rows);
    assert!(found.together > 0.95 && found.rand > 0.92);
}

/// Ships off Taiwan and one in the Indian Ocean under one MMSI.
#[test]
fn ships_that_share_an_mmsi_are_split() {
    let Some(rows) = rows("segmented-416000000.json", "segment") else {
        return;
    };
    let found = agreement("segmented-416000000.json", &rows);
    assert!(found.adjusted_rand > 0.65 && found.rand > 0.94);
}

/// Whatever a published segmentation says: no track may hold two oceans.
#[test]
fn no_track_holds_two_oceans() {
    let Some(rows) = rows("segmented-416000000.json", "segment") else {
        return;
    };
    let mut north: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (track, (o, _)) in split(&rows).into_iter().zip(&rows) {
        if let Report::Position(p) = &o.report {
            let counts = north.entry(track.unwrap()).or_default();
            if p.lat_e7 > 150_000_000 {
                counts.0 += 1
            } else {
                counts.1 += 1
            }
        }
    }
    assert!(north.values().all(|(n, s)| *n == 0 || *s == 0), "{north:?}");
    assert!(north.len() > 2);
}
